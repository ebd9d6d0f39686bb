"""Scenarios: what a file may say, what is missing from it, and how an expectation fails."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.errors import RulesetError
from credit_rules.model.subject import COLLECTIONS
from credit_rules.testing import judge, read_scenarios, rule_ids

BOOKS = Path(__file__).parents[1] / "books"
BOOK = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")


@pytest.fixture
def write(tmp_path):
    def written(text, name="a.scenario.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def scenario(ruleset, subject, expect, **more):
    said = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return (
        f"ruleset: {ruleset}\nscenarios:\n  - name: 一\n    as_of: 2026-03-01\n{said}"
        f"    subject: {subject}\n    expect: {expect}\n"
    )


REVOKED = "{ penalties: [{ decided_on: 2025-11-03, kinds: [employment-restriction], restriction_until: 2027-01-01 }] }"
LISTED = "{ listings: [{ list: serious, listed_on: 2024-01-01, removed_on: none, restored_on: none, corrected_on: 2024-02-01 }] }"
GRAVE = (
    "region: '320100', penalties: [{ decided_on: 2025-11-03, domain: food, corrected_on: none }]"
)

HOLDING = [
    ("rich-bars", REVOKED, "{ because_of: [stated], not_because_of: [listed, five-years] }"),
    ("rich-bars", REVOKED, "{ measures: [bar] }"),
    (
        "rich-bars",
        REVOKED,
        (
            "{ measures: [{ measure: bar, strength: must, since: 2025-11-03, until: 2027-01-02,"
            " lifelong: false, target: entity }] }"
        ),
    ),
    ("rich-bars", "{}", "{ because_of: [], measures: [] }"),
    ("rich-bars", "{ covers: { penalties: none } }", "{ undetermined: [five-years, stated] }"),
    ("[rich-bars, rich-removal]", LISTED, "{ because_of: [listed, corrected] }"),
    ("rich-removal", LISTED, "{ repair: { state: can-apply, first_day: 2025-02-02 } }"),
    ("rich-removal", LISTED, "{ listing: { list: serious, state: current } }"),
    ("rich-tiers", "{}", "{ tier: A, because_of: [A], source: computed, possible: [A] }"),
    (
        "rich-tiers",
        "{ incidents: [{ occurred_on: 2026-01-01, grade: major, responsible: true }] }",
        "{ tier: D, not_because_of: [A] }",
    ),
    ("rich-tiers", "{ covers: none }", "{ tier: none }"),
    ("rich-serious", f"{{ {GRAVE} }}", "{ undetermined: [grave], missing: [grave] }"),
    (
        "rich-serious",
        f"{{ {GRAVE}, findings: [{{ finding: grave, about: '1', answer: 'yes', decided_on: 2025-12-01 }}] }}",
        "{ because_of: [grave], defences: [no-intent], steps: [notice] }",
    ),
    (
        "rich-steps",
        "{ rectification_orders: [{ concluded_on: 2026-02-02, fulfilment: pending, fulfilled_on: none }] }",
        "{ because_of: [correct], steps: [{ id: correct, by: 某机关 }] }",
    ),
]


@pytest.mark.parametrize(("ruleset", "subject", "expect"), HOLDING)
def test_what_holds(write, ruleset, subject, expect):
    (one,) = read_scenarios(BOOK, [write(scenario(ruleset, subject, expect))])
    assert judge(BOOK, one) == ()


FAILING = [
    # expected, found
    ("{ because_of: [listed] }", "because_of", "listed", "stated"),
    ("{ because_of: [] }", "because_of", "nothing", "stated"),
    ("{ not_because_of: [stated, listed] }", "not_because_of", "none of stated", "stated"),
    ("{ undetermined: [stated] }", "undetermined", "stated", "nothing"),
    ("{ measures: [] }", "measures", "nothing", "bar"),
    ("{ measures: [bar, deposit] }", "measures", "bar, deposit", "bar"),
    (
        "{ measures: [{ measure: bar, until: 2027-01-01 }] }",
        "measures",
        "measure: bar, until: 2027-01-01",
        "measure: bar, until: 2027-01-02",
    ),
    ("{ steps: [x] }", "steps", "x", "nothing"),
    ("{ missing: [x] }", "missing", "x", "nothing"),
    ("{ tier: A }", "tier", "A", "nothing"),
    ("{ repair: { state: can-apply } }", "repair", "state: can-apply", "nothing"),
]


@pytest.mark.parametrize(("expect", "word", "expected", "found"), FAILING)
def test_what_fails(write, expect, word, expected, found):
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", REVOKED, expect))])
    mismatches = [(m.word, m.expected, m.found) for m in judge(BOOK, one)]
    assert (word, expected, found) in mismatches


def test_what_holds_leaves_nothing_open_unless_it_says_so(write):
    told = "{ penalties: [{ decided_on: 2025-11-03, kinds: [employment-restriction], restriction_until: 2027-01-01 }], covers: { listings: none } }"
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", told, "{ because_of: [stated] }"))])
    assert [m.word for m in judge(BOOK, one)] == ["undetermined"]
    expect = "{ because_of: [stated], undetermined: [listed] }"
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", told, expect))])
    assert judge(BOOK, one) == ()


def test_a_rule_nobody_knows_is_not_outside(write):
    told, expect = "{ covers: none }", "{ not_because_of: [stated] }"
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", told, expect))])
    assert judge(BOOK, one)[0].found == "stated（未定）"


def test_what_is_not_said_is_ordinary(write):
    (one,) = read_scenarios(
        BOOK, [write(scenario("rich-bars", REVOKED, "{ because_of: [stated] }"))]
    )
    assert set(one.subject.covers) == set(COLLECTIONS)
    assert str(one.subject.covers["penalties"].until) == "2026-03-01"
    assert one.subject.penalties[0].status == "effective"
    (one,) = read_scenarios(
        BOOK, [write(scenario("rich-bars", "{ kind: natural_person }", "{ because_of: [] }"))]
    )
    assert (one.subject.uscc, one.subject.key) == (None, "人员-01")


def test_what_is_given_is_overlaid_and_who_asks_is_passed_on(write):
    text = scenario(
        "rich-bars", REVOKED, "{ measures: [bar] }", acting="{ purposes: [licensing] }"
    ).replace("scenarios:", "given: { kind: legal_person, penalties: [] }\nscenarios:")
    (one,) = read_scenarios(BOOK, [write(text)])
    assert (one.subject.kind, len(one.subject.penalties)) == ("legal_person", 1)
    assert [purpose.value for purpose in one.acting.purposes] == ["licensing"]


WRONG = [
    ("ruleset: rich-bar\nscenarios: []\n", "unknown-name"),
    ("ruleset: rich-bars\n", "missing-key"),
    ("ruleset: rich-bars\nscenarios: []\n", "wrong-value"),
    (scenario("rich-bars", "{}", "{}"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ becuase_of: [] }"), "unknown-key"),
    (scenario("rich-bars", "{}", "{ because_of: { stated: x } }"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ because_of: [statd] }"), "unknown-name"),
    (scenario("rich-bars", "{}", "{ measures: [{ measur: bar }] }"), "unknown-key"),
    (scenario("rich-bars", "{ year: 3 }", "{ because_of: [] }"), "wrong-value"),
    (scenario("rich-bars", "[]", "{ because_of: [] }"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ because_of: [] }", acting="{ region: x }"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ because_of: [] }", asks="x"), "unknown-key"),
    (
        scenario("rich-bars", "{}", "{ because_of: [] }").replace("2026-03-01", "1600-01-01"),
        "wrong-value",
    ),
    (
        scenario("rich-bars", "{}", "{ because_of: [] }").replace("2026-03-01", "2026-02-30"),
        "wrong-value",
    ),
    (scenario("rich-bars", "{}", "{ because_of: [] }") + "more: 1\n", "unknown-key"),
    ("a: &a [*a]\n", "forbidden-yaml"),
    ("- x\n", "wrong-value"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_a_file_that_cannot_be_read_says_where(write, text, code):
    with pytest.raises(RulesetError) as caught:
        read_scenarios(BOOK, [write(text)])
    found = [one for one in caught.value.diagnostics if one.code == code]
    assert found
    assert found[0].span.file.endswith("a.scenario.yaml")


def test_two_scenarios_of_one_name(write):
    one = scenario("rich-bars", "{}", "{ because_of: [] }")
    twice = one + one[one.index("  - name") :]
    with pytest.raises(RulesetError, match="duplicate-id"):
        read_scenarios(BOOK, [write(twice)])


HOSTILE = [
    (b"\x00", "not-yaml"),
    (b"ruleset: rich-bars\nscenarios: " + b"[" * 60, "too-large"),
    (b"x: " + b"a" * 2_000_000, "too-large"),
    (b"ruleset: rich-bars # 11010519491231002X\n", "wrong-value"),
    (b"\xff\xfe", "not-yaml"),
    (b"ruleset: {a: b}\nscenarios: []\n", "wrong-value"),
    (b"ruleset: rich-bars\nscenarios: 5\n", "wrong-value"),
    (
        b"ruleset: rich-bars\ngiven: 5\nscenarios: [{name: x, as_of: 2026-01-01, expect: {tier: A}}]\n",
        "wrong-value",
    ),
    (
        b"ruleset: rich-bars\nscenarios: [{name: x, as_of: 2026-01-01, subject: {penalties: 3}, expect: {tier: A}}]\n",
        "wrong-value",
    ),
    (
        b"ruleset: rich-bars\nscenarios: [{name: x, as_of: 2026-01-01, subject: {penalties: [3]}, expect: {tier: A}}]\n",
        "wrong-value",
    ),
    (
        b"ruleset: rich-bars\nscenarios: [{name: x, as_of: 2026-01-01, subject: {covers: {penalties: 3}}, expect: {tier: A}}]\n",
        "wrong-value",
    ),
]


@pytest.mark.parametrize(("content", "code"), HOSTILE)
def test_a_hostile_file_is_a_finding(tmp_path, content, code):
    path = tmp_path / "a.scenario.yaml"
    path.write_bytes(content)
    with pytest.raises(RulesetError) as caught:
        read_scenarios(BOOK, [path])
    assert code in {one.code for one in caught.value.diagnostics}
    assert "11010519491231002X" not in str(caught.value)


@pytest.mark.parametrize(
    "expect",
    [
        "{ measures: [[a]] }",
        "{ measures: { a: [b] } }",
        "{ tier: [a] }",
        "{ steps: [{}] }",
        "{ missing: [[a, [b]]] }",
        "{ repair: [] }",
    ],
)
def test_an_odd_expectation_ends_in_an_answer(write, expect):
    try:
        (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", REVOKED, expect))])
    except RulesetError:
        return
    assert isinstance(judge(BOOK, one), tuple)


def test_a_link_out_of_the_folder_is_no_part_of_it(tmp_path, write):
    write(scenario("rich-bars", "{}", "{ because_of: [] }"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.scenario.yaml").symlink_to(tmp_path / "a.scenario.yaml")
    assert read_scenarios(BOOK, [folder]) == ()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RulesetError, match="not-yaml"):
        read_scenarios(BOOK, [tmp_path / "no.scenario.yaml"])


def test_rules_are_named_in_the_order_of_the_file():
    (bars,) = (one for one in BOOK.rulesets if one.header.id == "rich-bars")
    assert rule_ids(bars) == ("five-years", "for-life", "stated", "listed")
    (tiers,) = (one for one in BOOK.rulesets if one.header.id == "rich-tiers")
    assert rule_ids(tiers) == ("D", "C", "A", "killed", "watched", "praised")


def run(*args):
    places = ("--rulesets", BOOKS / "rich", "--catalogs", BOOKS / "catalogs")
    said = ("test", *args, *places, "--profile", BOOKS / "profile.yaml")
    return CliRunner().invoke(app, [str(arg) for arg in said], catch_exceptions=False)


class TestCommand:
    def test_clean(self, write):
        done = run(write(scenario("rich-bars", REVOKED, "{ because_of: [stated] }")))
        assert (done.exit_code, done.stdout) == (0, "核对了 1 个场景，0 个不符\n")

    def test_a_mismatch_says_place_expected_and_found(self, write, tmp_path):
        write(scenario("rich-bars", REVOKED, "{ because_of: [] }"))
        write(scenario("rich-bars", "{}", "{ because_of: [] }"), "b.scenario.yaml")
        write("not: a scenario\n", "c.yaml")
        done = run(tmp_path, "--lang", "en")
        assert done.exit_code == 1
        assert "a.scenario.yaml:3:5: 一" in done.stdout
        assert "expected: nothing" in done.stdout
        assert "found:    stated" in done.stdout
        assert done.stdout.endswith("2 scenarios, 1 of them not as expected\n")

    def test_json(self, write):
        done = run(write(scenario("rich-bars", REVOKED, "{ because_of: [] }")), "--format", "json")
        assert done.exit_code == 1
        assert '"found": "stated"' in done.stdout

    def test_what_cannot_be_read(self, write, tmp_path):
        assert run(write("- x\n")).exit_code == 2
        assert run(tmp_path / "nowhere").exit_code == 2
        (tmp_path / "empty").mkdir()
        done = run(tmp_path / "empty")
        assert (done.exit_code, "*.scenario.yaml" in done.stderr) == (2, True)
