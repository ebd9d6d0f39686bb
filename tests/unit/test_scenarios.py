"""Scenarios: what a file may say, what is missing from it, and how an expectation fails."""

from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.errors import RulesetError
from credit_rules.model.subject import COLLECTIONS
from credit_rules.testing import Judge, judge, read_scenarios, rule_ids
from credit_rules.testing.expectations import EXPECTATIONS, Form, value_of
from credit_rules.testing.said import Said

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
    # What is not there, and may not be.
    ("rich-bars", REVOKED, "{ not_measures: [deposit, visits], not_steps: [correct] }"),
    ("rich-bars", "{}", "{ not_measures: bar }"),
    # What an answer is made of, at any depth.
    (
        "rich-bars",
        REVOKED,
        (
            "{ measures: { measure: bar, by: 许可机关, remedy: 复议, basis: test.law 第一条,"
            " because_of: { rule: stated, record: 'penalties[1]' }, parameters: [] } }"
        ),
    ),
    (
        "rich-bars",
        REVOKED,
        "{ measures: [bar, { measure: bar, basis: [{ instrument: test.law, verified: full_text }] }] }",
    ),
    (
        "rich-removal",
        LISTED,
        (
            "{ repair: { requirements: [{ id: corrected, truth: 'true' }], bars: again,"
            " grants: [ends-listing], platform: 信用网站 } }"
        ),
    ),
    ("rich-tiers", "{}", "{ tiers: [rich-tiers, { scheme: rich-tiers, tier: A, year: 2026 }] }"),
    ("rich-tiers", "{}", "{ score: none }"),
    ("rich-score", "{}", "{ score: 80 }"),
    ("rich-score", "{ covers: none }", "{ score: 30 to 100, tier: none }"),
    ("rich-score", "{ covers: none }", "{ score: { low: 30, high: 100 } }"),
    ("rich-score", "{}", "{ score: { low: 80.0, high: '80' } }"),
    (
        "rich-removal",
        LISTED.replace("listed_on: 2024", "listed_on: 2022").replace("2024-02", "2022-02"),
        "{ listing: { state: overdue_removal }, steps: [remove-entry, { id: remove-entry, by: 认定机关 }] }",
    ),
    # Why, and why not.
    ("rich-bars", REVOKED, "{ reasons: [处罚类别为限制从业, ✗ 处罚类别为吊销许可证件] }"),
    ("rich-bars", REVOKED, "{ reasons: { text: 监管领域为食品安全, truth: unknown } }"),
    (
        "rich-serious",
        f"{{ {GRAVE} }}",
        "{ undetermined: grave, missing: { finding: grave, holder: 某机关, kind: question } }",
    ),
    ("rich-bars", "{ covers: { penalties: none } }", "{ missing: { holder: 作出处罚决定的行政机关 } }"),
    (
        "rich-bars",
        "{ covers: { penalties: none } }",
        "{ undetermined: [five-years, stated, { rule: stated, effect: prohibit, targets: entity }] }",
    ),
    # What an organ may do, and what it still has to hear.
    (
        "rich-serious",
        f"{{ {GRAVE}, findings: [{{ finding: grave, about: '1', answer: 'yes', decided_on: 2025-12-01 }}] }}",
        (
            "{ proposals: [serious, { list: serious, action: enter, outcome: subject-to-defence,"
            " organ: 认定机关, defences: [no-intent], because_of: grave, steps: [{ id: notice }] }] }"
        ),
    ),
    (
        "rich-bars",
        "{ penalties: [{ decided_on: 2025-11-03, status: annulled }] }",
        "{ excluded: ['penalties[1]', { status: annulled }] }",
    ),
    (
        "rich-bars",
        "{ penalties: [{ decided_on: 2025-11-03, status: under_review }] }",
        "{ notes: [正在复议或诉讼中, 'it is used here all the same'] }",
    ),
]  # fmt: skip


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
    ("{ not_measures: [bar, visits] }", "not_measures", "none of bar", "bar"),
    (
        "{ measures: { measure: bar, because_of: { record: x } } }",
        "measures",
        "measure: bar, because_of: record: x",
        "measure: bar, because_of: record: penalties[1]",
    ),
    ("{ measures: { basis: [test.law 第二条] } }", "measures", "basis: test.law 第二条", "basis: test.law 第一条"),
    ("{ reasons: ✗ 处罚类别为限制从业 }", "reasons", "✗ 处罚类别为限制从业", "✓ 处罚类别为限制从业 —— 限制从业, ✗ 同时符合, ✗ 处罚类别为吊销许可证件 —— 限制从业, ？ 监管领域为食品安全 —— 未交付"),
    ("{ measures: { basis: [] } }", "measures", "basis: nothing", "basis: test.law 第一条"),
    ("{ measures: { purposes: licensing } }", "measures", "purposes: licensing", "purposes: nothing"),
    ("{ score: 3 }", "score", "3", "nothing"),
    ("{ proposals: [serious] }", "proposals", "serious", "nothing"),
    ("{ excluded: ['penalties[1]'] }", "excluded", "penalties[1]", "nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("expect", "word", "expected", "found"), FAILING)
def test_what_fails(write, expect, word, expected, found):
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", REVOKED, expect))])
    mismatches = [(m.word, m.expected, m.found) for m in judge(BOOK, one)]
    assert (word, expected, found) in mismatches


@pytest.mark.parametrize(
    ("expect", "expected", "found"),
    [
        ("{ score: 81 }", "81", "80"),
        ("{ score: { low: 80, high: 90 } }", "low: 80, high: 90", "low: 80, high: 80"),
        ("{ tier: red }", "red", "green"),
        ("{ tier: [red, green] }", "green, red", "green"),
    ],
)
def test_what_there_is_one_of_is_that_one(write, expect, expected, found):
    (one,) = read_scenarios(BOOK, [write(scenario("rich-score", "{}", expect))])
    assert [(m.expected, m.found) for m in judge(BOOK, one)] == [(expected, found)]


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


def test_a_measure_nobody_knows_of_is_not_absent(write):
    told = "{ penalties: [{ decided_on: 2025-11-03 }] }"
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", told, "{ not_measures: bar }"))])
    assert [(m.expected, m.found) for m in judge(BOOK, one)] == [("none of bar", "bar（未定）")]


@pytest.mark.parametrize(("ruleset", "subject", "expect"), HOLDING)
def test_a_judge_of_many_says_the_same(write, ruleset, subject, expect):
    (one,) = read_scenarios(BOOK, [write(scenario(ruleset, subject, expect))])
    assert Judge(BOOK).judge(one) == judge(BOOK, one)


@pytest.mark.parametrize(("ruleset", "subject", "expect"), HOLDING)
def test_whatever_is_said_can_be_expected_word_for_word(write, ruleset, subject, expect):
    (one,) = read_scenarios(BOOK, [write(scenario(ruleset, subject, expect))])
    said = Said.by(BOOK, one.rulesets, one.subject, one.as_of, conditions=True)
    for word, known in EXPECTATIONS.items():
        names = known.names(said)
        if known.form is Form.NONE_OF:
            assert known.judge(said, names) is None or names, word
        elif known.form is not Form.ONE or len(names) == 1:
            assert known.judge(said, names) is None, word
        for answer in known.found(said):
            for key in type(answer).model_fields if isinstance(answer, BaseModel) else ():
                assert known.judge(said, {key: value_of(getattr(answer, key))}) is None, (word, key)


def test_every_word_says_what_it_expects_in_both_languages():
    for word, one in EXPECTATIONS.items():
        assert one.zh, word
        assert one.en, word


VARIANTS = """\
ruleset: rich-bars
scenarios:
  - name: 期限的界线
    as_of: {day}
    subject: { penalties: [{ decided_on: 2025-11-03, kinds: {kinds}, restriction_until: 2026-03-01 }] }
    expect: { not_because_of: five-years }
    variants:
      - { name: 最后一日, day: 2026-03-01, kinds: [employment-restriction], expect: { because_of: [stated] } }
      - { name: 次日, day: 2026-03-02, kinds: [employment-restriction], expect: { because_of: [] } }
      - { name: 别类处罚, day: 2026-03-01, kinds: [fine], subject: { region: "330100" }, expect: { because_of: [] } }
"""


class TestVariants:
    def test_a_row_is_a_scenario_of_its_own(self, write):
        read = read_scenarios(BOOK, [write(VARIANTS)])
        assert [one.name for one in read] == [
            "期限的界线：最后一日",
            "期限的界线：次日",
            "期限的界线：别类处罚",
        ]
        assert [str(one.as_of) for one in read] == ["2026-03-01", "2026-03-02", "2026-03-01"]
        assert [one.subject.region for one in read] == [None, None, "330100"]
        assert [one.at.line for one in read] == [8, 9, 10]
        assert [sorted(one.expect) for one in read] == [["because_of", "not_because_of"]] * 3
        assert [judge(BOOK, one) for one in read] == [(), (), ()]

    def test_a_place_may_stand_in_quotes_and_in_an_expectation(self, write):
        text = VARIANTS.replace("{day}", '"{ day }"').replace(
            "not_because_of: five-years", "because_of: {rules}"
        )
        for rules in ("[stated]", "[]", "[]"):
            text = text.replace(f"expect: {{ because_of: {rules} }} }}", f"rules: {rules} }}", 1)
        read = read_scenarios(BOOK, [write(text)])
        assert [one.expect for one in read] == [{"because_of": ["stated"]}, {"because_of": []}, {"because_of": []}]  # fmt: skip
        assert [one.expected_at["because_of"].line for one in read] == [8, 9, 10]

    def test_a_row_may_ask_for_another_or_on_another_day(self, write):
        text = VARIANTS.replace(
            "name: 次日, day: 2026-03-02",
            "name: 次日, day: 2026-03-01, as_of: 2027-01-01, acting: { purposes: [licensing] }",
        )
        second = read_scenarios(BOOK, [write(text)])[1]
        assert str(second.as_of) == "2027-01-01"
        assert [one.value for one in second.acting.purposes] == ["licensing"]

    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("name: 次日, day:", "name: 次日, dy:", "unknown-key", "9:"),
            ("name: 次日, day: 2026-03-02", "name: 次日", "missing-key", "9:"),
            ("name: 次日", "name: 最后一日", "duplicate-id", "9:"),
            ("day: 2026-03-02", "day: tomorrow", "wrong-value", "9:26"),
            ("because_of: [stated] }", "because_of: [statd] }", "unknown-name", "8:"),
            ("not_because_of: five-years", "not_because_of: six-years", "unknown-name", "6:"),
            ("name: 次日, ", "", "missing-key", "9:"),
            ("as_of: {day}", "as_of: {day}\n    asof: 1", "unknown-key", "5:"),
            ('region: "330100"', 'regions: "330100"', "wrong-value", "10:"),
            (VARIANTS[VARIANTS.index("      - {") :], "      []\n", "wrong-value", "8:"),
        ],
    )
    def test_what_is_wrong_is_said_once_and_where_it_stands(self, write, old, new, code, at):
        assert old in VARIANTS
        text = VARIANTS.replace(old, new)
        with pytest.raises(RulesetError) as caught:
            read_scenarios(BOOK, [write(text)])
        found = [one for one in caught.value.diagnostics if one.code == code]
        assert len(found) == 1
        assert f".scenario.yaml:{at}" in str(found[0].span)


def test_what_is_marked_untold_is_left_out(write):
    told = "{ penalties: [{ decided_on: 2025-11-03, status: untold, key: untold }] }"
    (one,) = read_scenarios(BOOK, [write(scenario("rich-bars", told, "{ undetermined: [] }"))])
    (penalty,) = one.subject.penalties
    assert (penalty.status, penalty.key) == (None, None)


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
    (
        scenario("rich-bars", "{}", "{ measures: { because_of: { rul: stated } } }"),
        "unknown-key",
    ),
    (scenario("rich-bars", "{}", "{ measures: { by: { x: y } } }"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ tier: { id: A } }"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ measures: {} }"), "wrong-value"),
    (scenario("rich-bars", "{}", "{ measures: [[bar]] }"), "wrong-value"),
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

    def test_that_there_is_nothing_is_said_in_chinese_too(self, write):
        expect = "{ because_of: [], not_measures: bar }"
        done = run(write(scenario("rich-bars", REVOKED, expect)))
        assert "应为： 无\n      实为： stated" in done.stdout
        assert "应为： 没有 bar\n      实为： bar" in done.stdout

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

    def test_without_a_place_it_is_the_folder_one_stands_in(self, write, tmp_path, monkeypatch):
        write(scenario("rich-bars", REVOKED, "{ because_of: [stated] }"))
        (tmp_path / ".hidden").mkdir()
        write("- x\n", ".hidden/b.scenario.yaml")
        monkeypatch.chdir(tmp_path)
        done = run()
        assert (done.exit_code, done.stdout) == (0, "核对了 1 个场景，0 个不符\n")

    def test_only_those_of_a_name(self, write):
        text = scenario("rich-bars", REVOKED, "{ because_of: [] }")
        path = write(text + text[text.index("  - name") :].replace("name: 一", "name: 二十一"))
        assert run(path, "--name", "二十").stdout.endswith("核对了 1 个场景，1 个不符\n")
        done = run(path, "--name", "三")
        assert (done.exit_code, "没有名称含有“三”的场景" in done.stderr) == (2, True)

    @pytest.mark.parametrize(
        ("lang", "said"), [("zh", "适用的措施"), ("en", "the measures that apply")]
    )
    def test_the_words_of_expectations_are_told(self, lang, said):
        done = run("--words", "--lang", lang)
        assert done.exit_code == 0
        assert f"measures: {said}\n    {{ measure, title, effect," in done.stdout
        told = run("--words", "--format", "json").stdout
        assert all(f'"word": "{word}"' in told for word in EXPECTATIONS)
