"""The pytest plugin: what a rule author sees who types `pytest` and nothing else."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

BOOKS = Path(__file__).parents[1] / "books"

SETTINGS = """\
[pytest]
credit_rules_rulesets = books/rich
credit_rules_catalogs = books/catalogs
credit_rules_profile = books/profile.yaml
"""

SCENARIOS = """\
ruleset: rich-bars
scenarios:
  - name: 没有记录——没有措施
    as_of: 2026-03-01
    expect: { because_of: [], measures: [] }
  - name: 限制的期限
    as_of: 2026-03-01
    subject: { penalties: [{ decided_on: 2025-11-03, kinds: [employment-restriction], restriction_until: {until} }] }
    variants:
      - { name: 未满, until: 2027-01-01, expect: { because_of: [stated] } }
      - { name: 已满, until: 2026-02-28, expect: { because_of: [stated] } }
"""


@pytest.fixture
def project(tmp_path):
    """A rule author's project: rulesets, catalogs, a profile, and no Python at all."""
    (tmp_path / "books").symlink_to(BOOKS)
    (tmp_path / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.scenario.yaml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


def run(project, *args):
    said = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *args]
    return subprocess.run(said, cwd=project, capture_output=True, encoding="utf-8", check=False)


def test_every_scenario_and_every_row_is_a_test_of_its_name(project):
    done = run(project, "--collect-only", "-q")
    assert done.stdout.splitlines()[:3] == [
        "scenarios/a.scenario.yaml::没有记录——没有措施",
        "scenarios/a.scenario.yaml::限制的期限：未满",
        "scenarios/a.scenario.yaml::限制的期限：已满",
    ]
    assert done.returncode == 0


def test_a_failure_says_place_expected_and_found_and_no_traceback(project):
    done = run(project)
    assert done.returncode == 1
    assert "2 passed" in done.stdout
    assert (
        "scenarios/a.scenario.yaml:11:9: 限制的期限：已满\n"
        "  11: because_of\n"
        "    expected: stated\n"
        "    found:    nothing\n"
    ) in done.stdout
    assert "Traceback" not in done.stdout
    assert "runtest" not in done.stdout


def test_one_scenario_is_picked_by_its_name(project):
    assert "1 passed, 2 deselected" in run(project, "-k", "未满").stdout
    named = run(project, "scenarios/a.scenario.yaml::限制的期限：未满")
    assert "1 passed" in named.stdout


def test_junit_names_the_scenario_and_says_what_was_found(project):
    assert run(project, "--junitxml=report.xml").returncode == 1
    cases = ET.parse(project / "report.xml").getroot().findall(".//testcase")
    assert [one.get("name") for one in cases] == [
        "没有记录——没有措施",
        "限制的期限：未满",
        "限制的期限：已满",
    ]
    (failure,) = (one for case in cases for one in case.findall("failure"))
    assert "found:    nothing" in failure.text


def test_a_file_that_cannot_be_read_fails_with_every_finding(project):
    broken = SCENARIOS.replace("because_of: []", "becuase_of: []").replace(
        "as_of: 2026-03-01\n    subj", "subj"
    )
    (project / "scenarios" / "b.scenario.yaml").write_text(broken, encoding="utf-8")
    done = run(project)
    assert done.returncode == 2
    assert "scenarios/b.scenario.yaml:5:15: error[unknown-key]" in done.stdout
    assert "scenarios/b.scenario.yaml:9:9: error[missing-key]" in done.stdout
    assert "did you mean `because_of`?" in done.stdout
    assert "Traceback" not in done.stdout


def test_rulesets_that_do_not_load_are_told_once(project):
    settings = SETTINGS.replace("books/rich", "scenarios/a.scenario.yaml")
    (project / "pytest.ini").write_text(settings, encoding="utf-8")
    (project / "scenarios" / "b.scenario.yaml").write_text(SCENARIOS, encoding="utf-8")
    done = run(project)
    assert done.returncode == 2
    assert done.stdout.count("error[missing-key]: `kind`") == 1
    assert done.stdout.count("the rulesets cannot be loaded") >= 1


def test_without_settings_it_is_the_rulesets_that_ship(project):
    (project / "pytest.ini").unlink()
    text = SCENARIOS[: SCENARIOS.index("  - name: 限制")].replace(
        "rich-bars", "wage-arrears-discipline"
    )
    (project / "scenarios" / "a.scenario.yaml").write_text(text, encoding="utf-8")
    assert "1 passed" in run(project).stdout


def test_a_project_without_scenarios_waits_for_nothing():
    code = (
        "import sys, credit_rules.testing.plugin;"
        "print(*(one for one in ('pydantic', 'yaml', 'stdnum') if one in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "\n"
