"""`credit-rules mutate`: what it prints, in which form, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.testing import Judge, read_scenarios

CATALOGS = Path(__file__).parents[1] / "books" / "catalogs"
BODY = """
restrictions:
  - { <bar>, each: penalties, where: { fine: { at_least: 10 } }, measure: bar, strength: must, lasts: { for: 2 years, since: decided_on } }
"""
HELD = """ruleset: bars
scenarios:
  - name: 十元
    as_of: 2026-03-01
    subject: { penalties: [{ decided_on: 2026-01-01, fine: 10 }] }
    expect: { because_of: [bar] }
"""


class Shell:
    """Runs the command on one ruleset with one scenario."""

    def __init__(self, small, folder):
        self.folder = folder
        self.rules = folder / "bars.yaml"
        self.rules.write_text(
            small.ruleset("statutory-restriction", BODY, id="bars"), encoding="utf-8"
        )
        self.scenarios = folder / "bars.scenario.yaml"
        self.scenarios.write_text(HELD, encoding="utf-8")

    def run(self, *more, operator="threshold"):
        said = ["mutate", self.rules, "--catalogs", CATALOGS, "--scenarios", self.scenarios]
        said += ["--operator", operator, "--jobs", "1", *more]
        return CliRunner().invoke(app, [*map(str, said)])


@pytest.fixture
def shell(small, tmp_path):
    return Shell(small, tmp_path)


def test_survivors_stand_below_their_provision_with_a_scenario_to_paste(shell):
    result = shell.run()
    assert result.exit_code == 1
    assert "== test.law 第一条 ==" in result.stdout
    assert "bars.yaml:14:" in result.stdout
    assert "bar: `10` 改为 `9.99`" in result.stdout
    assert "  - name: " in result.stdout
    assert result.stdout.endswith("2 个变异，发现 1 个（载入检查 0 个），存活 1 个；50.0%\n")


def test_english(shell):
    result = shell.run("--lang", "en")
    assert "`10` becomes `9.99`" in result.stdout
    assert result.stdout.endswith("2 mutants, 1 noticed (0 by checks), 1 survived; 50.0%\n")


def test_nothing_survives_and_the_command_is_clean(shell):
    result = shell.run(operator="comparison")
    assert result.exit_code == 0
    assert "✗" not in result.stdout


@pytest.mark.parametrize(("percent", "code"), [("50", 0), ("50.1", 1)])
def test_the_share_decides_where_one_is_asked_for(shell, percent, code):
    assert shell.run("--fail-under", percent).exit_code == code


def test_json_has_every_mutant(shell):
    result = shell.run("--format", "json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["format"] == "credit-rules/mutate/1"
    assert (document["mutants"], document["killed"], document["survived"]) == (2, 1, 1)
    assert document["percent"] == 50.0
    first, second = document["fates"]
    assert first["ending"] == "survived"
    assert first["provisions"] == ["test.law 第一条"]
    assert first["mistake"] == {"zh": "`10` 改为 `9.99`", "en": "`10` becomes `9.99`"}
    assert first["scenario"].startswith("  - name: ")
    assert second["ending"] == "scenario"
    assert second["by"].endswith("bars.scenario.yaml:3:5: 十元")
    assert second["scenario"] == ""


def test_what_is_written_holds_and_notices(shell):
    folder = shell.folder / "more"
    assert shell.run("--write", folder).exit_code == 1
    (written,) = folder.iterdir()
    assert written.name == "bars.survivors.scenario.yaml"
    book = cr.load(shell.rules, catalogs=CATALOGS)
    read = read_scenarios(book, [written])
    assert [Judge(book).judge(one) for one in read] == [()]
    assert shell.run("--scenarios", written).exit_code == 0


def test_only_the_ruleset_that_is_named(shell):
    assert shell.run("--ruleset", "bars").exit_code == 1
    result = shell.run("--ruleset", "basr")
    assert result.exit_code == 2
    assert "basr" in result.stderr


def test_what_cannot_be_run(shell):
    assert shell.run(operator="thresholds").exit_code == 2
    assert shell.run("--properties", shell.folder / "none.py").exit_code == 2
    shell.scenarios.write_text(HELD.replace("[bar]", "[]"), encoding="utf-8")
    result = shell.run()
    assert result.exit_code == 2
    assert "十元: because_of" in result.stderr
    shell.scenarios.write_text("ruleset: other\nscenarios: []\n", encoding="utf-8")
    assert shell.run().exit_code == 2


def test_without_scenarios_and_properties_there_is_nobody_to_notice(shell):
    empty = shell.folder / "empty"
    empty.mkdir()
    said = ["mutate", shell.rules, "--catalogs", CATALOGS, "--scenarios", empty]
    result = CliRunner().invoke(app, [*map(str, said)])
    assert result.exit_code == 2
    assert "没有找到场景" in result.stderr


def test_properties_are_run(shell):
    path = shell.folder / "test_properties.py"
    path.write_text(
        "class Never:\n    def on(self, book, *, max_examples):\n        assert False, 'never'\n"
        "test_never = Never()\n",
        encoding="utf-8",
    )
    result = shell.run("--properties", path)
    assert result.exit_code == 2
    assert "test_never" in result.stderr
