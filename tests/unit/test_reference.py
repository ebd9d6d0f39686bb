"""Conditions as an author writes them, asked of small records."""

from datetime import date

import pytest
import yaml

from credit_rules.engine.facts import Facts
from credit_rules.engine.reference import World, evaluate
from credit_rules.lang.conditions import Conditions
from credit_rules.lang.reader import Report
from credit_rules.lang.source import read
from credit_rules.model.ruleset import FindingSpec, Title
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Interval, Truth, Unheld

DAY = date(2026, 3, 1)
WORDS = {"false": Truth.FALSE, "unknown": Truth.UNKNOWN, "true": Truth.TRUE}
ALL_OF_IT = {"from": "beginning", "until": "2026-03-01"}
SPECS = {"grave": FindingSpec("grave", Title("情节是否严重", "is it grave"), "某机关", ())}


def ask(text, told, *, about=None, listed=None):
    """The trace of a condition; `about` names the collection whose first record it is about."""
    report = Report()
    node, found = read(text.encode(), "test.yaml")
    collection = COLLECTIONS[about] if about else None
    tree = Conditions(report, collection, collection).read(node)
    assert (found, report.found) == ((), [])
    covered = {name: ALL_OF_IT for name in told if name in COLLECTIONS}
    subject = Subject.read(
        {"uscc": "91320100MA0EXAMP17", "covers": covered}
        | {
            name: [{"status": "effective"} | row for row in rows] if name in COLLECTIONS else rows
            for name, rows in told.items()
        }
    )
    world = World(Facts.of(subject, DAY), SPECS, listed or {})
    if about:
        world = world.at(world.facts.items[about][0], this=True)
    return evaluate(tree, world)


def told(text):
    return yaml.safe_load(text) or {}


SCALARS = [
    # one penalty, asked: value, none, not delivered
    ("{ fine: { at_least: 200万元 } }", "{ fine: '2000000' }", "true"),
    ("{ fine: { at_least: 200万元 } }", "{ fine: '1999999.99' }", "false"),
    ("{ fine: { at_least: 200万元 } }", "{ fine: none }", "false"),
    ("{ fine: { at_least: 200万元 } }", "{}", "unknown"),
    ("{ fine: { less_than: 200万元 } }", "{ fine: none }", "false"),
    ("{ fine: none }", "{ fine: none }", "true"),
    ("{ fine: none }", "{}", "unknown"),
    ("{ fine: { is_not: none } }", "{ fine: 1 }", "true"),
    ("{ kinds: fine }", "{ kinds: [fine, warning] }", "true"),
    ("{ kinds: { is_not: fine } }", "{ kinds: [fine] }", "false"),
    ("{ kinds: { is_not: fine } }", "{ kinds: [] }", "true"),
    ("{ kinds: [fine, warning] }", "{ kinds: [warning] }", "true"),
    ("{ kinds: [fine, warning] }", "{}", "unknown"),
    ("{ domain: { none_of: [labour, market] } }", "{ domain: labour }", "false"),
    ("{ in_business: true }", "{ in_business: false }", "false"),
    ("{ decided_on: { before: 2025-01-02 } }", "{}", "true"),
    ("{ decided_on: { on_or_after: 2025-01-02 } }", "{}", "false"),
    ("{ restriction_until: { after: { field: decided_on } } }", "{}", "unknown"),
    (
        "{ restriction_until: { after: { field: decided_on } } }",
        "{ restriction_until: 2025-01-02 }",
        "true",
    ),
    (
        "{ restriction_until: { after: { field: decided_on } } }",
        "{ restriction_until: none }",
        "false",
    ),
    ("{ restriction_until: { passed: true } }", "{ restriction_until: 2026-02-28 }", "true"),
    ("{ restriction_until: { passed: true } }", "{ restriction_until: 2026-03-01 }", "false"),
    ("{ restriction_until: { passed: true } }", "{ restriction_until: none }", "false"),
    ("{ any: [ { in_business: true }, { fine: none } ] }", "{ in_business: true }", "true"),
    ("{ all: [ { in_business: true }, { fine: none } ] }", "{ in_business: true }", "unknown"),
    ("{ not: { in_business: true } }", "{ in_business: true }", "false"),
    ("{ not: { in_business: true } }", "{}", "unknown"),
]


@pytest.mark.parametrize(("text", "row", "expected"), SCALARS)
def test_one_record(text, row, expected):
    penalty = {"decided_on": "2025-01-01"} | told(row)
    trace = ask(text, {"penalties": [penalty]}, about="penalties")
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


COLLECTIVE = [
    ("{ some: penalties }", "[]", "false"),
    ("{ some: penalties }", "[{ decided_on: 2025-01-01 }]", "true"),
    ("{ some: penalties }", "[{ decided_on: 2025-01-01, status: null }]", "unknown"),
    ("{ some: penalties, where: { fine: 1 } }", "[{ decided_on: 2025-01-01 }]", "unknown"),
    ("{ every: penalties, has: { fine: 1 } }", "[]", "true"),
    ("{ every: penalties, has: { fine: 1 } }", "[{ decided_on: 2025-01-01, fine: 2 }]", "false"),
    ("{ every: penalties, has: { fine: 1 } }", "[{ decided_on: 2025-01-01 }]", "unknown"),
    (
        "{ every: penalties, where: { domain: labour }, has: { fine: 1 } }",
        "[{ decided_on: 2025-01-01, domain: market, fine: 9 }]",
        "true",
    ),
    ("{ count: penalties, is: 0 }", "[]", "true"),
    ("{ count: penalties, at_least: 1 }", "[{ decided_on: 2025-01-01, status: null }]", "unknown"),
    # Event 2024-03-01, two years: 2026-03-01 is the last day that is within.
    ("{ some: penalties, within: 2 years }", "[{ decided_on: 2024-03-01 }]", "true"),
    ("{ some: penalties, within: 2 years }", "[{ decided_on: 2024-02-29 }]", "false"),
    ("{ some: penalties, within: 2 years }", "[{ }]", "unknown"),
    ("{ some: penalties, during: previous-year }", "[{ decided_on: 2025-12-31 }]", "true"),
    ("{ some: penalties, during: previous-year }", "[{ decided_on: 2025-01-01 }]", "true"),
    ("{ some: penalties, during: previous-year }", "[{ decided_on: 2026-01-01 }]", "false"),
    ("{ some: penalties, during: previous-year }", "[{ decided_on: 2024-12-31 }]", "false"),
    (
        "{ some: penalties }",
        "[{ decided_on: 2025-01-01, status: repaired, status_on: 2025-02-01 }]",
        "false",
    ),
    (
        "{ some: penalties, including: { statuses: repaired, basis: [cn.x 第一条] } }",
        "[{ decided_on: 2025-01-01, status: repaired, status_on: 2025-02-01 }]",
        "true",
    ),
    (
        "{ some: penalties, including: { statuses: repaired, basis: [cn.x 第一条] } }",
        "[{ decided_on: 2025-01-01, publicity_until: 2025-02-01 }]",
        "false",
    ),
    (
        "{ some: penalties, including: { statuses: [repaired, disclosure_ended], basis: [cn.x 第一条] } }",
        "[{ decided_on: 2025-01-01, publicity_until: 2025-02-01 }]",
        "true",
    ),
]


@pytest.mark.parametrize(("text", "rows", "expected"), COLLECTIVE)
def test_collections(text, rows, expected):
    trace = ask(text, {"penalties": told(rows)})
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


def test_a_count_lies_between():
    rows = [{"decided_on": "2025-11-03"}, {"decided_on": "2025-02-01"}, {"decided_on": None}]
    trace = ask("{ count: penalties, within: 2 years, at_least: 3 }", {"penalties": rows})
    assert trace.truth is Truth.UNKNOWN
    assert trace.saw == Interval(2, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ some: penalties }", "true"),
        ("{ count: penalties, at_least: 1 }", "true"),
        ("{ count: penalties, at_least: 2 }", "unknown"),
        ("{ count: penalties, at_most: 0 }", "false"),
        ("{ every: penalties, has: { fine: 1 } }", "unknown"),
        ("{ every: penalties, has: { fine: 2 } }", "false"),
        ("{ some: inspections }", "unknown"),
        ("{ not: { some: inspections } }", "unknown"),
    ],
)
def test_over_days_nobody_covered(text, expected):
    rows = {"penalties": [{"decided_on": "2025-01-01", "fine": 1}], "covers": {}}
    trace = ask(text, rows)
    assert trace.truth is WORDS[expected]
    if "inspections" in text:
        assert trace.missing == {
            Unheld("inspections[..2026-03-01]", COLLECTIONS["inspections"].holder)
        }


LISTING = "{ listed_on: 2025-08-31, corrected_on: 2025-07-01, restored_on: none }"
CLOCK = "{ elapsed: { since: { latest_of: [corrected_on, listed_on], if_any: [restored_on] }, period: 6 months } }"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("{}", "true"),  # six months from 2025-08-31 end on 2026-02-28
        ("{ listed_on: 2025-09-01 }", "false"),
        ("{ corrected_on: 2025-09-01 }", "false"),
        ("{ corrected_on: none }", "false"),
        ("{ corrected_on: null }", "unknown"),
        ("{ restored_on: null }", "unknown"),
        ("{ restored_on: 2025-10-01 }", "false"),
        ("{ restored_on: null, corrected_on: none }", "false"),
    ],
)
def test_the_latest_of_several_days(change, expected):
    trace = ask(CLOCK, {"listings": [told(LISTING) | told(change)]}, about="listings")
    assert trace.truth is WORDS[expected]


@pytest.mark.parametrize(
    ("listed", "made", "expected"),
    [
        ("2025-08-31", "2025-08-31", "true"),
        ("2025-08-31", "2025-08-30", "false"),
        (None, "2025-08-30", "unknown"),
        ("none", "2025-08-30", "false"),
    ],
)
def test_since_a_day_of_the_record_a_rule_is_about(listed, made, expected):
    rows = {"listings": [{"listed_on": listed}], "commitments": [{"made_on": made}]}
    text = "{ some: commitments, since: this.listed_on }"
    assert ask(text, rows, about="listings").truth is WORDS[expected]


def test_a_field_of_this_inside_another_collection():
    rows = {"listings": [{"listed_on": "2025-01-01"}], "penalties": [{"decided_on": "2025-02-01"}]}
    text = "{ some: penalties, where: { decided_on: { after: { field: this.listed_on } } } }"
    assert ask(text, rows, about="listings").truth is Truth.TRUE


def test_officially_on_a_list():
    gap = frozenset({Unheld("listings[..2026-03-01]", "某机关")})
    for truth, missing in ((Truth.TRUE, frozenset()), (Truth.UNKNOWN, gap)):
        trace = ask("{ listed: a-list }", {}, listed={"a-list": (truth, missing)})
        assert (trace.truth, trace.missing) == (truth, missing)


def test_a_finding_is_asked_for_until_it_is_made():
    rows = {"penalties": [{"key": "a", "decided_on": "2025-01-01"}]}
    trace = ask("{ finding: grave }", rows, about="penalties")
    (question,) = trace.missing
    assert (question.path, question.holder) == ("penalties[a]", "某机关")
    assert (question.finding, question.text) == ("grave", "情节是否严重")
    (question,) = ask("{ finding: grave }", {}).missing
    assert question.path == ""


def test_no_window_before_the_first_year():
    told_rows = {"penalties": [], "inspections": []}
    assert ask("{ some: penalties, within: 9999 years }", told_rows).truth is Truth.FALSE
