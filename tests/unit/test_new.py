"""Drafts: what `new` writes passes `check` and `test` as it is, and nothing leads out of it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

import credit_rules as cr
from credit_rules.authoring import Draft, DraftError, File, Order, draft, place
from credit_rules.cli import app
from credit_rules.cli.schema import Published, published
from credit_rules.lang.parser import KINDS
from credit_rules.model.ruleset import Title
from credit_rules.testing import judge, read_scenarios, rule_ids
from credit_rules.testing.scenario_schema import scenario_schema

RULESETS = [kind for kind in Draft if kind.ruleset]
HEADER = "# yaml-language-server: $schema=schemas/"
HOSTILE = Title("引“号”\": # 题 ' $id ${title} {x}", 'a: "b" # $since \\n')
ORDERS = {
    "national": Order(id="my-rules"),
    "local": Order(
        id="zj.rules-2",
        title=HOSTILE,
        scheme="another-scheme",
        jurisdiction="330000",
        since=date(2020, 2, 29),
    ),
    "like a number": Order(id="012", scheme="1e3", since=date(1950, 1, 1)),
    "like a word": Order(id="no", scheme="null", since=date(2900, 12, 31)),
}


class Written:
    """A draft in a folder, and the book it loads as."""

    def __init__(self, folder: Path, kind: Draft, order: Order) -> None:
        self.paths = place(draft(kind, order), folder)
        self.found = cr.check(folder)
        self.book = cr.load(folder) if not self.found else None


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def called(*args: object) -> Result:
        return CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)

    return called


def test_there_is_a_draft_of_every_kind_of_ruleset():
    assert {kind.value for kind in RULESETS} == set(KINDS)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("kind", Draft)
def test_a_draft_has_no_findings_and_its_scenarios_hold(kind: Draft, order: Order, tmp_path):
    written = Written(tmp_path, kind, order)
    assert written.found == ()
    if not kind.ruleset:
        return
    (ruleset,) = written.book.rulesets
    header = ruleset.header
    assert (header.kind, header.id, header.scheme) == (kind, order.id, order.scheme or order.id)
    assert (header.jurisdiction, header.in_force.since) == (order.jurisdiction, order.since)
    if order.title is not None:
        assert header.title == order.title
    scenarios = read_scenarios(written.book, [tmp_path])
    for one in scenarios:
        assert judge(written.book, one) == (), one.name
        assert one.acting is None or header.governs_region(one.acting.region)


@pytest.mark.parametrize("kind", RULESETS)
def test_its_scenarios_show_every_rule_holding_failing_and_unknown(kind: Draft, tmp_path):
    written = Written(tmp_path, kind, ORDERS["national"])
    (ruleset,) = written.book.rulesets
    expected = [one.expect for one in read_scenarios(written.book, [tmp_path])]
    for rule in rule_ids(ruleset):
        held = [rule in _names(one.get("because_of")) for one in expected]
        unknown = [rule in _names(one.get("undetermined")) for one in expected]
        assert any(held), rule
        assert not all(held), rule
        assert any(unknown), rule


def _names(said) -> list[str]:
    return said if isinstance(said, list) else [] if said is None else [said]


@pytest.mark.parametrize("kind", Draft)
def test_everything_in_it_is_marked_as_invented(kind: Draft):
    for file in draft(kind, ORDERS["national"]):
        if file.name.endswith(".yaml") and not file.name.endswith("scenario.yaml"):
            titles = re.findall(r"^    title: (.*)$", file.text, re.MULTILINE)
            assert "虚构" in file.text
            if ".instruments." in file.name or ".measures." in file.name:
                assert titles
                assert all("虚构" in title for title in titles)


@pytest.mark.parametrize("kind", Draft)
def test_every_yaml_file_names_a_schema_beside_it_and_fits_it(kind: Draft, tmp_path):
    written = Written(tmp_path, kind, ORDERS["local"])
    files = [path for path in written.paths if path.suffix == ".yaml"]
    assert files
    for path in files:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(HEADER)
        schema = tmp_path / first.partition("$schema=")[2]
        said = yaml.load(path.read_text(encoding="utf-8"), _Typed)
        name = Published(schema.name.removesuffix(".schema.json"))
        assert schema.read_text(encoding="utf-8") == published(name)
        if name is not Published.RULESET:
            # Of rulesets, another test holds the reader and the schema equal.
            Draft202012Validator(json.loads(published(name))).validate(said)


class _Typed(yaml.SafeLoader):
    """YAML as an editor types it: dates and yes are texts."""


_Typed.yaml_implicit_resolvers = {
    first: [
        (tag, re.compile("^(?:true|false)$") if tag.endswith(":bool") else pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_scenarios_that_ship_fit_the_schema_of_scenarios():
    validator = Draft202012Validator(scenario_schema())
    shipped = sorted((Path(__file__).parents[1] / "scenarios").rglob("*.scenario.yaml"))
    assert shipped
    for path in shipped[::20]:
        said = yaml.load(path.read_text(encoding="utf-8"), _Typed)
        assert [one.json_path for one in validator.iter_errors(said)] == [], path


def test_a_table_of_variants_fits_the_schema_of_scenarios():
    text = """
    ruleset: a
    scenarios:
      - name: 一
        as_of: {day}
        subject: { penalties: [{ fine: {fine}, kinds: [fine] }] }
        variants:
          - { name: 二, day: 2026-03-01, fine: 1, expect: { because_of: [] } }
    """
    Draft202012Validator(scenario_schema()).validate(yaml.load(text, _Typed))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"expect": {"becauseof": "x"}},
        {"expect": {}},
        {"as_of": "2026-13-01"},
        {"subject": {"penalties": [{"fined": 1}]}},
        {"subject": {"penalties": [{"kinds": ["none-such"]}]}},
        {"subject": {"covers": {"penalty": "none"}}},
        {"expect": {"measures": {"meassure": "x"}}},
        {"variants": [{"fine": 1}]},
        {"variants": []},
    ],
)
def test_the_schema_of_scenarios_refuses_what_the_reader_refuses(spoilt):
    whole = {"name": "一", "as_of": "2026-03-01", "expect": {"because_of": []}}
    validator = Draft202012Validator(scenario_schema())
    assert validator.is_valid({"ruleset": "a", "scenarios": [whole]})
    assert not validator.is_valid({"ruleset": "a", "scenarios": [whole | spoilt]})


@pytest.mark.parametrize("kind", RULESETS)
def test_its_property_tests_hold_on_a_few_subjects(kind: Draft, tmp_path):
    written = Written(tmp_path, kind, ORDERS["local"])
    (path,) = (one for one in written.paths if one.suffix == ".py")
    assert path.name == "test_zj_rules_2.py"
    spec = importlib.util.spec_from_file_location(f"drafted_{kind.name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    properties = [one for one in vars(module).values() if hasattr(one, "on") and callable(one.on)]
    assert len(properties) == 4
    for one in properties:
        one.on(written.book, max_examples=5)


def test_pytest_alone_collects_scenarios_and_properties(tmp_path):
    Written(tmp_path, Draft.KEY_WATCH_LIST, ORDERS["national"])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path.parent,
    )
    count = len(read_scenarios(cr.load(tmp_path), [tmp_path])) + 5
    assert (done.returncode, done.stdout.splitlines()[-1].split(" in ")[0]) == (
        0,
        f"{count} passed",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "../escape"},
        {"id": "a/b"},
        {"id": ""},
        {"id": "-a"},
        {"id": "A"},
        {"id": "a\n"},
        {"id": "规则"},
        {"id": "a" * 61},
        {"id": "a..b"},
        {"id": "a", "scheme": "a b"},
        {"id": "a", "title": Title("两\n行", "x")},
        {"id": "a", "title": Title("一", "")},
        {"id": "a", "title": Title("一" * 101, "x")},
        {"id": "a", "title": Title("\x1b[2J", "x")},
        {"id": "a", "title": Title("11010519491231002X", "x")},
        {"id": "a", "jurisdiction": "浙江"},
        {"id": "a", "jurisdiction": "3300"},
        {"id": "a", "since": date(1949, 12, 31)},
        {"id": "a", "since": date(2901, 1, 1)},
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_written(wrong):
    with pytest.raises(DraftError):
        Order(**wrong)


class TestPlacing:
    FILES = (File("a.yaml", "一\n"), File("schemas/b.json", "{}\n"))

    def test_files_are_written_as_they_are_into_folders_that_are_made(self, tmp_path):
        folder = tmp_path / "new" / "deep"
        placed = place(self.FILES, folder)
        assert placed == (folder / "a.yaml", folder / "schemas" / "b.json")
        assert placed[0].read_bytes() == "一\n".encode()

    def test_a_file_in_the_way_stops_it_before_anything_is_written(self, tmp_path):
        (tmp_path / "schemas").mkdir()
        (tmp_path / "schemas" / "b.json").write_text("mine")
        with pytest.raises(DraftError, match="--force"):
            place(self.FILES, tmp_path)
        assert not (tmp_path / "a.yaml").exists()
        assert (tmp_path / "schemas" / "b.json").read_text() == "mine"

    def test_with_force_it_is_written_over(self, tmp_path):
        (tmp_path / "a.yaml").write_text("mine")
        place(self.FILES, tmp_path, force=True)
        assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == "一\n"

    def test_a_file_of_the_same_text_is_left_alone(self, tmp_path):
        place(self.FILES, tmp_path)
        (tmp_path / "a.yaml").chmod(0o400)
        assert place(self.FILES, tmp_path) == place(self.FILES, tmp_path, force=True)

    def test_a_file_for_who_has_none_never_takes_the_place_of_another(self, tmp_path):
        settings = File("pytest.ini", "[pytest]\n", yields=True)
        (tmp_path / "pytest.ini").write_text("mine")
        place([settings], tmp_path, force=True)
        assert (tmp_path / "pytest.ini").read_text() == "mine"
        place([settings], tmp_path / "new")
        assert (tmp_path / "new" / "pytest.ini").read_text() == "[pytest]\n"

    @pytest.mark.parametrize("force", [False, True])
    def test_no_link_leads_out_of_the_folder(self, tmp_path, force: bool):
        outside = tmp_path / "outside"
        outside.mkdir()
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "schemas").symlink_to(outside)
        with pytest.raises(DraftError, match="leads out"):
            place(self.FILES, folder, force=force)
        assert list(outside.iterdir()) == []
        (folder / "schemas").unlink()
        (outside / "mine").write_text("mine")
        (folder / "a.yaml").symlink_to(outside / "mine")
        with pytest.raises(DraftError, match="leads out"):
            place(self.FILES, folder, force=force)
        assert (outside / "mine").read_text() == "mine"

    def test_what_cannot_be_written_is_told_in_one_message(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(DraftError, match="file"):
            place(self.FILES, tmp_path / "file")
        (tmp_path / "a.yaml").mkdir()
        with pytest.raises(DraftError, match=r"a\.yaml"):
            place(self.FILES, tmp_path, force=True)


class TestCommand:
    def test_it_says_what_it_wrote_and_what_comes_next_and_that_works(self, run):
        done = run("new", "credit-repair", "--into", "bench")
        assert done.exit_code == 0
        lines = done.stdout.splitlines()
        assert "  bench/my-credit-repair.scenario.yaml" in lines
        commands = [line.split() for line in lines[lines.index("接着：") + 1 :]]
        assert [one[:2] for one in commands] == [
            ["credit-rules", "check"],
            ["credit-rules", "test"],
            ["pytest", "bench"],
        ]
        for one in commands[:2]:
            assert run(*one[1:]).exit_code == 0, one

    def test_options_reach_the_draft(self, run, tmp_path):
        run(
            *("new", "steps", "--into", "x", "--id", "our-steps", "--scheme", "ours"),
            *("--title", "步骤", "--title-en", "the steps", "--from", "2024-05-06"),
            *("--jurisdiction", "310000"),
        )
        (ruleset,) = cr.load(tmp_path / "x").rulesets
        header = ruleset.header
        assert (header.id, header.scheme, header.jurisdiction) == ("our-steps", "ours", "310000")
        assert header.title == Title("步骤", "the steps")
        assert header.in_force.since == date(2024, 5, 6)

    def test_several_drafts_live_in_one_folder_and_no_mistake_in_them_goes_unnoticed(self, run):
        for kind in RULESETS:
            assert run("new", kind.value, "--into", "all").exit_code == 0
        assert run("check", "all").exit_code == 0
        assert run("test", "all", "--rulesets", "all").exit_code == 0
        covered = run("coverage", "all", "--rulesets", "all", "--fail-under", "100")
        assert covered.exit_code == 0, covered.stdout
        noticed = run("mutate", "all", "--scenarios", "all", "--jobs", "1", "--fail-under", "100")
        assert noticed.exit_code == 0, noticed.stdout
        verified = run("verify", "--rulesets", "all", "--jobs", "1")
        assert verified.exit_code == 0, verified.stdout

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--id", "../x"),
            ("--title", "一"),
            ("--from", "1900-01-01"),
            ("--from", "tomorrow"),
            ("--jurisdiction", "x"),
        ],
    )
    def test_what_cannot_be_used_ends_it_with_2_and_writes_nothing(self, run, tmp_path, wrong):
        done = run("new", "list", "--into", "x", *wrong)
        assert done.exit_code == 2
        assert list(tmp_path.iterdir()) == []

    def test_a_second_time_nothing_is_written_over_without_force(self, run, tmp_path):
        run("new", "list", "--into", "x")
        path = tmp_path / "x" / "my-list.lists.yaml"
        path.write_text("mine", encoding="utf-8")
        assert run("new", "list", "--into", "x").exit_code == 2
        assert path.read_text(encoding="utf-8") == "mine"
        assert run("new", "list", "--into", "x", "--force").exit_code == 0
        assert path.read_text(encoding="utf-8") != "mine"
