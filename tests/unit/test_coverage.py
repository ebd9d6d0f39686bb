"""Coverage of rules: which outcomes were seen, which sides of edges were reached, and by whom."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.analysis.coverage import Coverage, Tally
from credit_rules.analysis.edges import edges
from credit_rules.cli import app
from credit_rules.render.coverage_page import coverage_page
from credit_rules.render.coverage_words import side_said

BOOKS = Path(__file__).parents[1] / "books"
DAY = date(2026, 3, 1)
OWED = """
steps:
  - {{ <owed>, {asks}, by: 某机关 }}
"""
BAR = """
restrictions:
  - {{ id: bar, title: bar, title_en: bar, each: penalties, {scope} where: {{ kinds: fine }}, lasts: {{ {lasts} }}, measure: bar, basis: [test.law 第一条], strength: must }}
"""
SCORE = """
scorecard:
  start: 100
  low: 0
  high: 100
  items:
    - { <fined>, each: penalties, where: { kinds: fine }, points: -10, expires: publicity_until }
tiers:
  - { <D>, score: { at_least: 0, less_than: 60 } }
  - { <A>, score: { at_least: 60, at_most: 100 } }
"""


def each(where):
    return OWED.format(asks=f"each: penalties, where: {{ {where} }}")


def when(condition):
    return OWED.format(asks=f"when: {{ {condition} }}")


def bar(lasts="since: decided_on, for: 2 years", scope=""):
    return BAR.format(lasts=lasts, scope=scope)


@pytest.fixture
def covered(small):
    """The report on a small ruleset after it was decided about some subjects."""

    def report(body, *told, kind="steps", day=DAY, profile=False, **header):
        book = small.load(small.ruleset(kind, body, **header), profile=profile)
        coverage = Coverage(book)
        for one in told:
            asked = one.pop("day", day)
            coverage.decide(small.subject(**one), asked)
        return coverage.report()

    return report


def rule(report, name="owed"):
    (found,) = [one for one in report.rulesets[0].rules if one.rule == name]
    return found


def outcomes(report, name="owed"):
    """Per condition that counts, the outcomes it may have and whether each was seen."""
    return [
        {truth.value: seen for truth, seen in node.outcomes} for node in rule(report, name).nodes
    ]


def reached(report, name="owed"):
    return [sorted(side.steps for side in one.seen) for one in rule(report, name).edges]


FINE = {"kinds": ["fine"], "decided_on": "2025-01-01"}


def test_an_outcome_counts_once_it_was_seen(covered):
    body = each("kinds: fine, domain: food")
    seen = covered(
        body,
        {"penalties": [FINE | {"domain": "food"}]},
        {"penalties": [{"kinds": ["warning"]}]},
    )
    every, kinds, domain = outcomes(seen)
    assert every == {"true": True, "false": True, "unknown": False}
    assert kinds == {"true": True, "false": True, "unknown": False}
    assert domain == {"true": True, "false": False, "unknown": True}
    assert rule(seen).outcomes == Tally(6, 9)
    assert rule(covered(body)).outcomes == Tally(0, 9)


def test_what_says_only_what_its_part_says_has_no_outcomes_of_its_own(covered):
    body = """
define:
  - { <food>, of: penalties, when: { domain: food } }
steps:
  - { <owed>, each: penalties, where: { all: [ { not: { defined: food } } ], kinds: fine }, by: 某机关 }
"""
    report = covered(body)
    # The whole, and `kinds`; `domain` is asked under its name.
    assert len(outcomes(report)) == 2
    assert len(outcomes(report, "food")) == 1


def test_the_condition_of_a_rule_has_outcomes_even_where_it_says_what_its_part_says(covered):
    body = """
define:
  - { <food>, of: penalties, when: { domain: food } }
steps:
  - { <owed>, each: penalties, where: { defined: food }, by: 某机关 }
"""
    seen = covered(body, {"penalties": [{"domain": "drug"}]})
    assert outcomes(seen) == [{"true": False, "false": True, "unknown": False}]


def test_a_rule_that_asks_nothing_can_only_be_asked(covered):
    body = OWED.format(asks="each: penalties")
    assert outcomes(covered(body)) == [{"true": False}]
    assert outcomes(covered(body, {"penalties": [FINE]})) == [{"true": True}]


def test_a_figure_nobody_fixed_leaves_one_outcome_and_no_edge(covered):
    body = each("kinds: fine, fine: { at_least: { parameter: lower-fine } }")
    told = {"penalties": [FINE | {"fine": "50万元"}]}
    unfixed, fixed = covered(body, dict(told)), covered(body, dict(told), profile=True)
    # It is unknown whatever is told, so there is nothing to show but of the whole.
    assert [set(one) for one in outcomes(unfixed)] == [
        {"false", "unknown"},
        {"true", "false", "unknown"},
    ]
    assert (rule(unfixed).edges, reached(fixed)) == ((), [[0]])
    assert [set(one) for one in outcomes(fixed)] == [{"true", "false", "unknown"}] * 3


def test_a_share_that_cannot_be_computed_is_what_its_rule_says_whatever_the_figure(covered):
    share = SHARE.replace("50%", "{ parameter: lower-share }")
    assert set(outcomes(covered(when(share)))[0]) == {"false", "unknown"}
    # The department says 10 %: one of ten is not more, and two would be.
    told = {"penalties": [FINE], "inspections": [INSPECTED] * 10}
    assert reached(covered(when(share), told, profile=True)) == [[0]]
    told = {"penalties": [FINE] * 2, "inspections": [INSPECTED] * 19}
    assert reached(covered(when(share), told, profile=True)) == [[1]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("every: penalties, has: { kinds: fine }", {"true", "false", "unknown"}),
        ("some: penalties", {"true", "false", "unknown"}),
        (
            "some: penalties, where: { fine: { at_least: { parameter: lower-fine } } }",
            {"false", "unknown"},
        ),
        (
            "every: penalties, has: { not: { fine: { at_least: { parameter: lower-fine } } } }",
            {"true", "unknown"},
        ),
        ("not: { count: penalties, at_least: { parameter: most-visits } }", {"unknown"}),
        ("any: [ { some: penalties }, { listed: serious } ]", {"true", "false", "unknown"}),
    ],
)
def test_a_look_at_records_has_the_outcomes_its_condition_leaves(covered, condition, expected):
    assert set(outcomes(covered(when(condition)))[0]) == expected


@pytest.mark.parametrize(
    ("condition", "applies_to", "expected"),
    [
        # Who is a natural person says so: nobody is one perhaps.
        ("subject.kind: natural_person", "", {"true", "false"}),
        ("subject.kind: legal_person", "", {"true", "false", "unknown"}),
        ("subject.kind: natural_person", "[legal_person]", {"false"}),
        ("subject.kind: [legal_person, unincorporated]", "[legal_person]", {"true", "unknown"}),
    ],
)
def test_a_kind_of_subject_has_the_outcomes_its_ruleset_leaves(
    covered, condition, applies_to, expected
):
    header = {"applies_to": f"applies_to: {applies_to}\n"} if applies_to else {}
    body = header.get("applies_to", "") + when(condition)
    assert set(outcomes(covered(body))[0]) == expected


INSPECTED = {"concluded_on": "2025-01-01"}
SHARE = (
    "share: { part: { count: penalties }, whole: { count: inspections } }, more_than: 50%,"
    " not_computable: { is: false, basis: [test.law 第一条] }"
)


@pytest.mark.parametrize(
    ("body", "told", "expected"),
    [
        (each("fine: { at_least: 100元 }"), {"penalties": [FINE | {"fine": "100"}]}, [0]),
        (each("fine: { at_least: 100元 }"), {"penalties": [FINE | {"fine": "99.99"}]}, [-1]),
        (each("fine: { at_least: 100元 }"), {"penalties": [FINE | {"fine": "99.98"}]}, []),
        (each("fine: { at_least: 100元 }"), {"penalties": [FINE | {"fine": "none"}]}, []),
        (each("fine: { at_least: 100元 }"), {"penalties": [FINE]}, []),
        (
            each("decided_on: { on_or_after: 2025-01-02 }"),
            {"penalties": [FINE, FINE | {"decided_on": "2025-01-02"}]},
            [-1, 0],
        ),
        (
            each("corrected_on: { after: { field: decided_on } }"),
            {"penalties": [FINE | {"corrected_on": "2025-01-02"}]},
            [1],
        ),
        (
            each("corrected_on: { after: { field: decided_on } }"),
            {"penalties": [FINE | {"corrected_on": "2025-01-01"}]},
            [0],
        ),
        (when("count: penalties, at_least: 2"), {"penalties": [FINE, FINE]}, [0]),
        (when("count: penalties, at_least: 2"), {"penalties": [FINE]}, [-1]),
        # How many there are is not known.
        (
            when("count: penalties, at_least: 2"),
            {"penalties": [FINE], "uncovered": ["penalties"]},
            [],
        ),
        (
            when("sum: penalties, of: fine, more_than: 5元"),
            {"penalties": [FINE | {"fine": "5"}, FINE | {"fine": "0.01"}]},
            [1],
        ),
        # One of two more would take it above a half.
        (when(SHARE), {"penalties": [FINE], "inspections": [INSPECTED] * 2}, [0]),
        (when(SHARE), {"penalties": [FINE] * 2, "inspections": [INSPECTED] * 3}, [1]),
        (when(SHARE), {"penalties": [FINE], "inspections": [INSPECTED] * 9}, []),
        (when(SHARE), {"penalties": [FINE]}, []),
        (
            when("some: penalties, within: 1 year"),
            {"penalties": [FINE | {"decided_on": "2025-03-01"}]},
            [0],
        ),
        (
            when("some: penalties, within: 1 year"),
            {"penalties": [FINE | {"decided_on": "2025-02-28"}]},
            [-1],
        ),
        # One that is set aside is not looked at, wherever it is dated.
        (
            when("some: penalties, within: 1 year"),
            {
                "penalties": [
                    FINE
                    | {
                        "decided_on": "2025-03-01",
                        "status": "repaired",
                        "status_on": "2025-04-01",
                    }
                ]
            },
            [],
        ),
        (
            each("some: inspections, since: this.decided_on"),
            {"penalties": [FINE], "inspections": [INSPECTED, {"concluded_on": "2024-12-31"}]},
            [-1, 0],
        ),
        (
            each("elapsed: { since: decided_on, period: 1 year }"),
            {"penalties": [FINE | {"decided_on": "2025-03-01"}]},
            [0],
        ),
        (
            each("elapsed: { since: decided_on, period: 1 year }"),
            {"penalties": [FINE | {"decided_on": "2025-02-28"}]},
            [1],
        ),
        (
            each("restriction_until: { passed: true }"),
            {"penalties": [FINE | {"restriction_until": "2026-02-28"}]},
            [1],
        ),
    ],
)
def test_a_side_is_reached_by_exactly_the_nearest_value(covered, body, told, expected):
    assert reached(covered(body, told)) == [expected]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2025-02-28", "2026-02-27"], [[0], []]),
        (["2025-02-27", "2026-02-27"], [[0], [0]]),
        (["2025-02-26", "2026-02-27"], [[-1], [1]]),
        (["2024-02-26"], [[-1], []]),
    ],
)
def test_a_span_is_reached_in_its_number_and_in_its_length(covered, days, expected):
    told = {"penalties": [FINE | {"decided_on": day} for day in days]}
    assert (
        reached(covered(when("any_span: penalties, at_least: 2, span: 1 year"), told)) == expected
    )


@pytest.mark.parametrize(
    ("window", "days", "expected"),
    [
        (
            "within: { period: 1 year, before: this.decided_on }",
            ["2024-01-01", "2025-01-02"],
            [[0], [1]],
        ),
        (
            "within: { period: 1 year, before: this.decided_on }",
            ["2023-12-31", "2025-01-01"],
            [[-1], [0]],
        ),
        ("during: previous-year", ["2025-01-01", "2026-01-01"], [[0], [1]]),
        ("during: previous-year", ["2024-12-31", "2025-12-31"], [[-1], [0]]),
    ],
)
def test_both_ends_of_a_window_are_reached(covered, window, days, expected):
    told = {"penalties": [FINE], "inspections": [{"concluded_on": day} for day in days]}
    assert reached(covered(each(f"some: inspections, {window}"), told)) == expected


@pytest.mark.parametrize(
    ("decided", "expected"), [("2024-03-01", [0]), ("2024-02-29", [-1]), ("2024-02-28", [])]
)
def test_a_rule_s_own_window_is_reached_by_a_record_it_does_not_look_at(covered, decided, expected):
    body = bar("since: acted_on, for: 9 years", "within: 2 years,")
    told = {"penalties": [FINE | {"decided_on": decided}]}
    report = covered(body, told, kind="statutory-restriction")
    (window,) = [one for one in rule(report, "bar").edges if one.edge.kind.value == "window_first"]
    assert sorted(side.steps for side in window.seen) == expected


def test_a_window_of_a_ruleset_that_is_silent_is_not_reached(covered):
    body = bar("since: acted_on, for: 9 years", "within: 2 years,")
    told = {"penalties": [FINE | {"decided_on": "2024-03-01"}]}
    report = covered(body, told, kind="statutory-restriction", in_force="{ from: 2026-03-02 }")
    assert reached(report, "bar") == [[], []]


@pytest.mark.parametrize(
    ("day", "kinds", "expected"),
    [
        (date(2027, 1, 1), "fine", [0]),
        (date(2027, 1, 2), "fine", [1]),
        (date(2027, 1, 3), "fine", []),
        # The bar does not meet it.
        (date(2027, 1, 1), "warning", []),
    ],
)
def test_a_bar_s_last_day_is_reached_by_an_act_it_meets(covered, day, kinds, expected):
    told = {"penalties": [FINE | {"kinds": [kinds]}]}
    report = covered(bar(), told, kind="statutory-restriction", day=day)
    assert reached(report, "bar") == [expected]


def test_a_due_day_is_the_last_day_of_a_bar_until_it(covered):
    body = bar("since: decided_on, until: restriction_until")
    told = [{"penalties": [FINE | {"restriction_until": day}]} for day in ("2026-02-28",)]
    assert reached(covered(body, *told, kind="statutory-restriction"), "bar") == [[1]]


REPAIR = """
list: serious
platform: 平台
platform_en: platform
apply_to: 某机关
requires:
  - { <waited>, when: { elapsed: { since: { latest_of: [listed_on, corrected_on] }, period: 1 year } } }
ends:
  - { <over>, since: listed_on, after: 2 years }
grants: [{ effect: ends-publicity, title: 停止公示, title_en: publicity ends }]
materials: []
procedure: []
remedy: 复议
remedy_en: review
"""
ENTRY = {"list": "serious", "removed_on": "none", "restored_on": "none"}


@pytest.mark.parametrize(
    ("listed", "corrected", "waited", "over"),
    [
        ("2025-01-01", "2025-03-01", [0], []),
        ("2024-03-01", "2025-02-28", [1], [0]),
        ("2024-02-29", "2025-01-01", [], [1]),
    ],
)
def test_clocks_of_a_repair_are_reached_at_their_last_day(covered, listed, corrected, waited, over):
    told = {"listings": [ENTRY | {"listed_on": listed, "corrected_on": corrected}]}
    report = covered(REPAIR, told, kind="credit-repair")
    assert (reached(report, "waited"), reached(report, "over")) == ([waited], [over])


def test_bands_are_reached_by_a_score_that_is_known(covered):
    four, five = ({"penalties": [FINE | {"publicity_until": "none"}] * many} for many in (4, 5))
    seen = covered(SCORE, dict(four), kind="tiered-supervision")
    assert (reached(seen, "D"), reached(seen, "A")) == ([[0]], [[0]])
    seen = covered(SCORE, dict(five), kind="tiered-supervision")
    assert (reached(seen, "D"), reached(seen, "A")) == ([[]], [[]])
    seen = covered(SCORE, four | {"uncovered": ["penalties"]}, kind="tiered-supervision")
    assert reached(seen, "A") == [[]]


def test_an_item_s_last_day_is_reached_by_a_record_that_counts(covered):
    told = {"penalties": [FINE | {"publicity_until": "2026-03-01"}]}
    assert reached(covered(SCORE, told, kind="tiered-supervision"), "fined") == [[0]]


def test_an_edition_s_days_are_reached_by_the_days_asked_about(covered):
    header = {"in_force": "{ from: 2025-01-01, until: 2026-01-01 }"}
    asked = [{"day": date(2024, 12, 31)}, {"day": date(2025, 12, 31)}, {"day": date(2025, 5, 1)}]
    assert reached(covered(each("kinds: fine"), *asked, **header), "in_force") == [[-1], [0]]


def test_days_of_acts_are_reached_by_acts(covered):
    header = {
        "in_force": "{ from: 2025-01-01, until: 2026-01-01 }",
        "governs": "acts_from",
    }
    told = {"penalties": [FINE | {"acted_on": day} for day in ("2024-12-31", "2025-12-31")]}
    report = covered(bar(), told, kind="statutory-restriction", **header)
    assert reached(report, "in_force") == [[-1], [0]]


@pytest.fixture
def two(small):
    """Two rulesets that ask the same."""
    return small.load(
        *(small.ruleset("steps", each("kinds: fine"), id=name) for name in ("one", "two"))
    )


def test_a_decision_counts_only_for_the_rulesets_it_is_about(small, two):
    coverage = Coverage(two)
    coverage.decide(small.subject(penalties=[FINE]), DAY, rulesets=["one"])
    one, other = coverage.report().rulesets
    assert (one.outcomes, other.outcomes) == (Tally(1, 3), Tally(0, 3))
    coverage.decide(small.subject(penalties=[FINE]), DAY)
    one, other = coverage.report().rulesets
    assert (one.outcomes, other.outcomes) == (Tally(1, 3), Tally(1, 3))
    assert [each.header.id for each in coverage.report(["two"]).rulesets] == ["two"]


def test_a_watch_counts_by_itself(small, two):
    coverage = Coverage(two)
    cr.decide(two, small.subject(penalties=[FINE]), DAY, watch=coverage.watch)
    assert coverage.report().outcomes == Tally(2, 6)


def test_deciding_under_coverage_answers_what_deciding_answers(small, two):
    subject = small.subject(penalties=[FINE])
    assert Coverage(two).decide(subject, DAY) == cr.decide(two, subject, DAY)


def test_figures_add_up(covered):
    body = each("kinds: fine, fine: { at_least: 100元 }")
    report = covered(body, {"penalties": [FINE | {"fine": "100"}]})
    (ruleset,) = report.rulesets
    assert report.tally == report.outcomes + report.sides == ruleset.tally
    assert report.tally == sum((one.tally for one in ruleset.rules), Tally())
    # Of `in_force` and `owed` neither is whole.
    assert (report.whole, Tally().share) == (Tally(0, 2), 1.0)
    assert report.outcomes == Tally(3, 9)
    # The limit was seen; one fen less, and the edition's first day, were not.
    assert report.sides == Tally(1, 4)


SCENARIOS = """
ruleset: owes
scenarios:
  - name: 罚款
    as_of: 2026-03-01
    subject: { kind: legal_person, penalties: [{ kinds: [fine], fine: 100元, violation: '<i x="粗">' }] }
    expect: { because_of: [owed] }
"""


@pytest.fixture
def files(small, tmp_path):
    body = each("kinds: fine, fine: { at_least: 100元 }, violation: '<i x=\"粗\">'")
    (tmp_path / "owes.yaml").write_text(small.ruleset("steps", body, id="owes"), encoding="utf-8")
    said = tmp_path / "owes.scenario.yaml"
    said.write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(files):
    def ran(*words):
        where = ("--rulesets", files / "owes.yaml", "--catalogs", BOOKS / "catalogs")
        whole = ("coverage", *words, *where)
        return CliRunner().invoke(app, [str(one) for one in whole])

    return ran


def test_what_is_missing_is_told_with_its_place_its_provision_and_its_value(run, files):
    told = run(files, "--lang", "en")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0] == "✗ owes 1: rules 0/2, outcomes 4/12, edge sides 1/4 (31.2%)"
    assert "    owed 《测试法》第一条" in lines
    assert any(line.endswith("not reached: penalties.fine = 99.99 yuan") for line in lines)
    assert any("never false, unknown" in line and "▸kinds: fine" in line for line in lines)
    assert lines[-1] == "outcome-and-edge coverage 31.25%"
    told = run(files).stdout
    assert "未达 行政处罚的罚款金额 = 99.99 元" in told
    assert "结果与边界覆盖率 31.25%" in told


def test_the_same_is_told_as_json(run, files):
    said = json.loads(run(files, "--format", "json", "--lang", "en").stdout)
    assert said["format"] == "credit-rules/coverage/1"
    assert said["outcomes_and_sides"] == {"covered": 5, "possible": 16, "share": 0.3125}
    (ruleset,) = said["rulesets"]
    missing = ruleset["missing"]
    assert len(missing) == 11
    (fen,) = [one for one in missing if one["kind"] == "field"]
    assert fen["value"] == "penalties.fine = 99.99 yuan"
    assert (fen["rule"], fen["steps"], fen["provisions"]) == ("owed", -1, ["《测试法》第一条"])
    assert {one["outcome"] for one in missing if one["kind"] == "outcome"} == {"false", "unknown"}
    assert run(files, "--format", "json").stdout == run(files, "--format", "json").stdout


@pytest.mark.parametrize(("percent", "code"), [("31", 0), ("32", 1)])
def test_too_little_is_a_finding(run, files, percent, code):
    assert run(files, "--fail-under", percent).exit_code == code


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "not both"),
        (("--law", "."), "not both"),
        (("--law", "--ruleset", "owes"), "does not go with `--law`"),
        (("--law", "--html", "page.html"), "does not go with `--law`"),
        ((".", "--instrument", "test.law"), "goes with `--law`"),
        ((".", "--ruleset", "other"), "no ruleset `other`"),
        (("nowhere",), "nowhere"),
    ],
)
def test_what_cannot_run_says_why(run, files, monkeypatch, words, problem):
    monkeypatch.chdir(files)
    told = run(*words, "--lang", "en")
    assert (told.exit_code, problem in told.stderr) == (2, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_complete_in_itself(run, files, lang):
    page = files / "page.html"
    assert run(files, "--html", page, "--lang", lang).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
    assert not re.search(r"<script|src=|https?:|url\(|@import", text)
    assert "&lt;i x=&quot;粗&quot;&gt;" in text
    assert "<i x" not in text
    assert "31.25%" in text
    said = "行政处罚的罚款金额 = 99.99 元" if lang == "zh" else "penalties.fine = 99.99 yuan"
    assert f'<span class="mark side missing">✗ {said}</span>' in text
    said = "成立" if lang == "zh" else "true"
    assert f'<span class="mark seen">✓ {said}</span>' in text


def test_a_page_nobody_can_write_is_an_error(run, files):
    told = run(files, "--html", files / "none" / "page.html", "--lang", "en")
    assert (told.exit_code, "cannot be written" in told.stderr) == (2, True)


def test_a_page_is_the_same_whenever_it_is_written(covered, two):
    report = covered(each("kinds: fine"))
    assert coverage_page(report, two.catalog, "zh") == coverage_page(report, two.catalog, "zh")


def test_every_word_of_every_edge_that_ships_is_said_in_both_languages():
    for ruleset in cr.load().rulesets:
        for edge in edges(ruleset):
            for lang in ("zh", "en"):
                said = [side_said(edge, side, lang) for side in edge.sides]
                assert len(set(said)) == len(said)
                assert lang == "zh" or edge.limit is None or all(map(str.isascii, _plain(said)))


def _plain(said):
    """English without the minus sign, which is no letter of ASCII."""
    return [one.replace("−", "-") for one in said]
