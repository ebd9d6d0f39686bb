"""Conditions as an author writes them, asked of small records."""

from datetime import date
from decimal import Decimal

import pytest
import yaml

from credit_rules.dates import Period, window_start
from credit_rules.engine.facts import Facts
from credit_rules.engine.reference import Grades, Strata, World, evaluate, in_window
from credit_rules.lang.conditions import Conditions
from credit_rules.lang.fields import Names
from credit_rules.lang.reader import Report
from credit_rules.lang.source import read
from credit_rules.model.catalog import Parameter
from credit_rules.model.expr import (
    NOWHERE,
    Compare,
    Defined,
    During,
    FieldRef,
    Op,
    Owner,
    Scope,
    Since,
    Within,
)
from credit_rules.model.ruleset import Definition, Figures, FindingSpec, Title
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Interval, Truth, Unheld

DAY = date(2026, 3, 1)
WORDS = {"false": Truth.FALSE, "unknown": Truth.UNKNOWN, "true": Truth.TRUE}
ALL_OF_IT = {"from": "beginning", "until": "2026-03-01"}
HEAVY = Compare(FieldRef("fine"), Op.AT_LEAST, Decimal(5))
NAMES = Names(
    {"heavy": Definition("heavy", Title("重", "heavy"), "penalties", (), HEAVY, NOWHERE)},
    {
        name: Parameter(name, name, name, unit, None, None, "", (), NOWHERE)
        for name, unit in (("a", "元"), ("b", "元"), ("c", "元"), ("p", "%"))
    },
)
SPECS = {"grave": FindingSpec("grave", Title("情节是否严重", "is it grave"), "某机关", ())}


def ask(text, told, *, about=None, strata=None):
    """The trace of a condition; `about` names the collection whose first record it is about."""
    report = Report()
    node, found = read(text.encode(), "test.yaml")
    collection = COLLECTIONS[about] if about else None
    tree = Conditions(report, collection, collection, NAMES).read(node)
    assert (found, report.found) == ((), [])
    covered = {name: ALL_OF_IT for name in told if name in COLLECTIONS}
    subject = Subject.read(
        {"uscc": "91320100MA0EXAMP17", "covers": covered}
        | {
            name: [{"status": "effective"} | row for row in rows] if name in COLLECTIONS else rows
            for name, rows in told.items()
        }
    )
    world = World(Facts.of(subject, DAY), SPECS, strata or Strata())
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
        trace = ask("{ listed: a-list }", {}, strata=Strata(listed={"a-list": (truth, missing)}))
        assert (trace.truth, trace.missing) == (truth, missing)


def test_a_finding_is_asked_for_until_it_is_made():
    rows = {"penalties": [{"key": "a", "decided_on": "2025-01-01"}]}
    trace = ask("{ finding: grave }", rows, about="penalties")
    (question,) = trace.missing
    assert (question.path, question.holder) == ("penalties[a]", "某机关")
    assert (question.finding, question.zh, question.en) == ("grave", "情节是否严重", "is it grave")
    (question,) = ask("{ finding: grave }", {}).missing
    assert question.path == ""


def test_no_window_before_the_first_year():
    assert window_start(DAY, Period(9999, "years")) == date.min


# Quantities.

FINES = "[{ decided_on: 2025-01-01, fine: 1000000 }, { decided_on: 2025-06-01, fine: none }]"


@pytest.mark.parametrize(
    ("test", "more", "expected"),
    [
        ("at_least: 100万元", "{}", "true"),
        ("more_than: 100万元", "{}", "false"),
        ("is: 100万元", "{}", "true"),
        # One more whose amount nobody told: more, or nothing.
        ("at_least: 100万元", "{ fine: null }", "true"),
        ("more_than: 100万元", "{ fine: null }", "unknown"),
        ("less_than: 100万元", "{ fine: null }", "false"),
        ("at_least: 200万元", "{ fine: 1000000, status: null }", "unknown"),
        ("more_than: 200万元", "{ fine: 1000000, status: null }", "false"),
        # One that nobody can work out: at least what the others come to, and no more is known.
        ("at_least: 100万元", "{ fine: not_computable }", "true"),
        ("more_than: 100万元", "{ fine: not_computable }", "false"),
        ("at_most: 100万元", "{ fine: not_computable }", "false"),
        ("is: 100万元", "{ fine: not_computable }", "false"),
        ("at_most: 100万元", "{ fine: not_computable, status: null }", "unknown"),
        ("at_most: { parameter: a }", "{ fine: not_computable }", "unknown"),
    ],
)
def test_a_sum(test, more, expected):
    rows = told(FINES) + ([{"decided_on": "2025-07-01"} | told(more)] if told(more) else [])
    trace = ask(f"{{ sum: penalties, of: fine, {test} }}", {"penalties": rows})
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


@pytest.mark.parametrize(
    ("test", "rows", "expected"),
    [
        ("is: 2", "[甲, 乙, 甲]", "true"),
        ("at_least: 1", "[null]", "true"),
        ("at_least: 2", "[甲, null]", "unknown"),
        ("at_most: 2", "[甲, null]", "true"),
        ("is: 0", "[]", "true"),
    ],
)
def test_how_many_different_values(test, rows, expected):
    rows = [{"decided_on": "2025-01-01", "violation": one} for one in told(rows)]
    trace = ask(f"{{ distinct: penalties, of: violation, {test} }}", {"penalties": rows})
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


NO_SHARE = "not_computable: { is: %s, basis: [cn.x 第一条] }"
OF_INSPECTIONS = (
    "{ share: { part: { count: inspections, where: { obstructed: true } },"
    " whole: { count: inspections } }, %s, " + NO_SHARE + " }"
)


@pytest.mark.parametrize(
    ("loud", "all_of_them", "unsure", "test", "otherwise", "expected"),
    [
        (1, 10, 0, "at_least: 10%", "false", "true"),
        (1, 10, 0, "more_than: 10%", "false", "false"),
        (1, 3, 0, "more_than: 0.333333", "false", "true"),
        (1, 3, 0, "is: 0.333333", "false", "false"),
        (1, 4, 0, "is: 25%", "false", "true"),
        # Of nothing there is no share: then it is as the rule says.
        (0, 0, 0, "at_least: 10%", "true", "true"),
        (0, 0, 0, "at_least: 10%", "false", "false"),
        (0, 0, 1, "at_least: 10%", "false", "unknown"),
        (1, 9, 1, "at_least: 10%", "false", "true"),
        (1, 10, 1, "at_least: 10%", "false", "unknown"),
        (0, 10, 0, "at_most: 0%", "false", "true"),
        (1, 10, 0, "at_least: { parameter: p }", "false", "unknown"),
    ],
)
def test_a_share_is_exact(loud, all_of_them, unsure, test, otherwise, expected):
    rows = [{"concluded_on": "2025-01-01", "obstructed": n < loud} for n in range(all_of_them)]
    rows += [{"concluded_on": "2025-01-01", "obstructed": False, "status": None}] * unsure
    trace = ask(OF_INSPECTIONS % (test, otherwise), {"inspections": rows})
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


OF_ITSELF = "{ share: { part: unpaid, whole: tax_due }, %s, " + NO_SHARE + " }"


@pytest.mark.parametrize(
    ("unpaid", "due", "test", "otherwise", "expected"),
    [
        (10, 100, "at_least: 10%", "false", "true"),
        ("none", 100, "at_least: 10%", "true", "false"),
        (10, 0, "at_least: 10%", "true", "true"),
        (10, "not_computable", "at_least: 10%", "true", "true"),
        ("not_computable", 100, "at_least: 10%", "true", "true"),
        (10, None, "at_least: 10%", "true", "unknown"),
        (None, 100, "at_least: 10%", "true", "unknown"),
        # It may yet turn out that nobody can work it out.
        (None, 100, "at_least: 0%", "false", "unknown"),
        (None, 100, "at_least: 0%", "true", "true"),
    ],
)
def test_a_share_of_two_fields_of_a_record(unpaid, due, test, otherwise, expected):
    row = {"found_on": "2025-01-01", "unpaid": unpaid, "tax_due": due}
    trace = ask(OF_ITSELF % (test, otherwise), {"tax_matters": [row]}, about="tax_matters")
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2024-03-01", "2025-03-01"], "true"),
        (["2024-03-01", "2025-03-02"], "false"),
        # Wherever the span lies, however long ago.
        (["2001-01-31", "2001-12-31", "2020-01-01"], "true"),
        ([], "false"),
        (["2024-03-01", None], "unknown"),
        ([None, None], "unknown"),
    ],
)
def test_any_span(days, expected):
    rows = [{"decided_on": day} for day in days]
    text = "{ any_span: penalties, span: 12 months, at_least: 2 }"
    trace = ask(text, {"penalties": rows})
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


@pytest.mark.parametrize(("number", "expected"), [(1, "unknown"), (2, "true")])
def test_any_span_over_days_nobody_covered(number, expected):
    rows = {"penalties": [{"decided_on": "2025-01-01"}] * number, "covers": {}}
    trace = ask("{ any_span: penalties, span: 12 months, at_least: 2 }", rows)
    assert trace.truth is WORDS[expected]


# Strata, the subject, figures of a department.


@pytest.mark.parametrize("truth", [Truth.TRUE, Truth.FALSE])
def test_an_entry_stands(truth):
    rows = {"listings": [{"key": "a", "listed_on": "2025-01-01"}]}
    strata = Strata(standing={"listings[a]": (truth, frozenset())})
    assert ask("{ standing: current }", rows, about="listings", strata=strata).truth is truth
    # An entry on a list nobody keeps a catalog of stands nowhere.
    assert ask("{ standing: current }", rows, about="listings").truth is Truth.FALSE


GAP = frozenset({Unheld("inspections[..]", "某机关")})


@pytest.mark.parametrize(
    ("possible", "gap", "expected"),
    [
        ("A", False, "true"),
        ("AB", False, "true"),
        ("C", False, "false"),
        ("AC", False, "unknown"),
        ("A", True, "unknown"),
        ("C", True, "false"),
        ("", True, "false"),
    ],
)
def test_the_tier_of_a_scheme(possible, gap, expected):
    strata = Strata(graded={"s": Grades(frozenset(possible), gap, GAP)})
    trace = ask("{ tier: { scheme: s, is: [A, B] } }", {}, strata=strata)
    assert trace.truth is WORDS[expected]
    assert trace.missing == (GAP if expected == "unknown" else frozenset())
    assert {
        one.path for one in ask("{ tier: { scheme: t, is: A } }", {}, strata=strata).missing
    } == {"tiers[t]"}


def test_a_proposal_on_a_list():
    strata = Strata(proposed={"l": (Truth.SUBJECT_TO_DEFENCE, frozenset())})
    assert ask("{ proposed: l }", {}, strata=strata).truth is Truth.SUBJECT_TO_DEFENCE
    assert ask("{ proposed: other }", {}, strata=strata).truth is Truth.FALSE


@pytest.mark.parametrize(
    ("text", "told_of", "expected"),
    [
        ("{ subject.region: '330100' }", {"region": "330100"}, "true"),
        ("{ subject.region: '330100' }", {}, "unknown"),
        ("{ subject.kind: { is_not: unincorporated } }", {"kind": "legal_person"}, "true"),
        # A kind nobody told is one of those the code leaves: legal person, unincorporated.
        ("{ subject.kind: { is_not: individual_business } }", {}, "true"),
        ("{ subject.kind: [legal_person, unincorporated] }", {}, "true"),
        ("{ subject.kind: natural_person }", {}, "false"),
        ("{ subject.kind: legal_person }", {}, "unknown"),
        ("{ subject.kind: [legal_person, natural_person] }", {}, "unknown"),
        ("{ subject.of_full_age: true }", {"of_full_age": False}, "false"),
        (
            "{ elapsed: { since: subject.established_on, period: 1 year } }",
            {"established_on": "2025-02-28"},
            "true",
        ),
        (
            "{ elapsed: { since: subject.established_on, period: 1 year } }",
            {"established_on": "2025-03-01"},
            "false",
        ),
        (
            "{ elapsed: { since: subject.established_on, period: 1 year } }",
            {"established_on": "2026-03-02"},
            "false",
        ),
    ],
)
def test_what_is_told_of_the_subject_itself(text, told_of, expected):
    trace = ask(text, told_of)
    assert trace.truth is WORDS[expected]
    paths = {one.path for one in trace.missing}
    assert paths < {"subject.region", "subject.kind"}
    assert bool(paths) is (expected == "unknown")


@pytest.mark.parametrize(("unpaid", "expected"), [(10, "true"), ("9.99", "false")])
def test_a_share_with_the_percentage_of_the_department(unpaid, expected):
    strata = Strata(parameters={"p": Figures(Decimal(10), Decimal(10))})
    rows = {"tax_matters": [{"found_on": "2025-01-01", "unpaid": unpaid, "tax_due": 100}]}
    text = OF_ITSELF % ("at_least: { parameter: p }", "false")
    assert ask(text, rows, about="tax_matters", strata=strata).truth is WORDS[expected]


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("{ fine: { at_least: { parameter: a } } }", "{ fine: 5 }", "true"),
        ("{ fine: { at_least: { parameter: a } } }", "{ fine: 4.99 }", "false"),
        # A range is no figure, and nor is one that nobody fixed.
        ("{ fine: { at_least: { parameter: b } } }", "{ fine: 5 }", "unknown"),
        ("{ fine: { at_least: { parameter: c } } }", "{ fine: 5 }", "unknown"),
    ],
)
def test_a_figure_of_the_department(text, row, expected):
    strata = Strata(
        parameters={"a": Figures(Decimal(5), Decimal(5)), "b": Figures(Decimal(1), Decimal(9))}
    )
    rows = {"penalties": [{"decided_on": "2025-01-01"} | told(row)]}
    trace = ask(text, rows, about="penalties", strata=strata)
    assert trace.truth is WORDS[expected]
    assert all(one.path.startswith("parameters[") for one in trace.missing)


@pytest.mark.parametrize(
    ("test", "year", "expected"),
    [
        ("is: { years_before: 1 }", 2025, "true"),
        ("is: { years_before: 0 }", 2025, "false"),
        ("at_least: { years_before: 3 }", 2023, "true"),
        ("at_least: { years_before: 3 }", "none", "false"),
        ("is: { years_before: 1 }", None, "unknown"),
    ],
)
def test_a_year_counted_from_the_day(test, year, expected):
    rows = {"tax_matters": [{"found_on": "2025-01-01", "year": year}]}
    assert ask(f"{{ year: {{ {test} }} }}", rows, about="tax_matters").truth is WORDS[expected]


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("{ violation: { field: authority } }", {"violation": "甲", "authority": "甲"}, "true"),
        (
            "{ violation: { is_not: { field: authority } } }",
            {"violation": "甲", "authority": "乙"},
            "true",
        ),
        ("{ violation: { field: authority } }", {"violation": "甲"}, "unknown"),
        ("{ kinds: { field: this.kinds } }", {"kinds": ["fine", "warning"]}, "true"),
        ("{ fine: { more_than: { field: confiscated } } }", {"fine": 2, "confiscated": 1}, "true"),
        (
            "{ fine: { more_than: { field: confiscated } } }",
            {"fine": 2, "confiscated": "none"},
            "false",
        ),
    ],
)
def test_one_field_against_another(text, row, expected):
    rows = {"penalties": [{"decided_on": "2025-01-01"} | row]}
    assert ask(text, rows, about="penalties").truth is WORDS[expected]


BEFORE = "{ some: penalties, within: { period: 1 year, before: this.listed_on } }"


@pytest.mark.parametrize(
    ("listed", "decided", "expected"),
    [
        ("2025-03-01", "2024-03-01", "true"),
        ("2025-03-01", "2024-02-29", "false"),
        ("2025-03-01", "2025-03-01", "true"),
        ("2025-03-01", "2025-03-02", "false"),
        ("none", "2025-03-02", "false"),
        (None, "2025-03-02", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_window_before_a_day(listed, decided, expected):
    rows = {"listings": [{"listed_on": listed}], "penalties": [{"decided_on": decided}]}
    assert ask(BEFORE, rows, about="listings").truth is WORDS[expected]


@pytest.mark.parametrize(
    ("listed", "covers", "expected"),
    [
        ("2025-03-01", None, "unknown"),
        ("2025-03-01", ("2024-03-01", "2025-03-01"), "false"),
        ("2025-03-01", ("2024-03-02", "2025-03-01"), "unknown"),
        # Nothing lies before an event that never was; before one nobody told anything may.
        ("none", None, "false"),
        (None, None, "unknown"),
        (None, ("beginning", "2026-03-01"), "false"),
    ],
)
def test_a_window_before_a_day_over_days_nobody_covered(listed, covers, expected):
    told_of = {"covers": {"penalties": {"from": covers[0], "until": covers[1]}} if covers else {}}
    rows = {"listings": [{"listed_on": listed}], **told_of}
    trace = ask(BEFORE, rows, about="listings")
    assert trace.truth is WORDS[expected]
    assert bool(trace.missing) is (expected == "unknown")


YEAR = Period(1, "years")
LISTED = FieldRef("listed_on", Owner.THIS)


@pytest.mark.parametrize(
    ("window", "listed", "decided", "expected", "untold"),
    [
        (None, "2025-03-01", "2001-01-01", "true", None),
        (None, "2025-03-01", None, "true", None),
        (Within(YEAR), "2025-03-01", None, "unknown", "penalties[p].decided_on"),
        (Within(YEAR), "2025-03-01", "2026-03-01", "true", None),
        (Within(YEAR), "2025-03-01", "2025-03-01", "true", None),
        (Within(YEAR), "2025-03-01", "2025-02-28", "false", None),
        # The day it is counted back from is the last one.
        (Within(YEAR, LISTED), "2025-03-01", "2024-03-01", "true", None),
        (Within(YEAR, LISTED), "2025-03-01", "2024-02-29", "false", None),
        (Within(YEAR, LISTED), "2025-03-01", "2025-03-01", "true", None),
        (Within(YEAR, LISTED), "2025-03-01", "2025-03-02", "false", None),
        (Within(YEAR, LISTED), "none", "2024-03-01", "false", None),
        (Within(YEAR, LISTED), None, "2024-03-01", "unknown", "listings[l].listed_on"),
        (Within(YEAR, LISTED), None, None, "unknown", "penalties[p].decided_on"),
        (Since(LISTED), "2025-03-01", "2025-03-01", "true", None),
        (Since(LISTED), "2025-03-01", "2025-02-28", "false", None),
        (Since(LISTED), "none", "2025-03-01", "false", None),
        (Since(LISTED), None, "2025-03-01", "unknown", "listings[l].listed_on"),
        (During(1), "2025-03-01", "2025-01-01", "true", None),
        (During(1), "2025-03-01", "2025-12-31", "true", None),
        (During(1), "2025-03-01", "2024-12-31", "false", None),
        (During(1), "2025-03-01", "2026-01-01", "false", None),
        (During(0), "2025-03-01", "2026-01-01", "true", None),
    ],
)
def test_whether_a_record_is_dated_in_a_window(window, listed, decided, expected, untold):
    subject = Subject.read(
        {
            "uscc": "91320100MA0EXAMP17",
            "penalties": [{"key": "p", "status": "effective", "decided_on": decided}],
            "listings": [{"key": "l", "status": "effective", "listed_on": listed}],
        }
    )
    facts = Facts.of(subject, DAY)
    (penalty,), (entry,) = facts.items["penalties"], facts.items["listings"]
    world = World(facts, SPECS, Strata()).at(entry, this=True)
    truth, missing = in_window(penalty, Scope("penalties", window), world)
    assert truth is WORDS[expected]
    assert [one.path for one in missing] == ([untold] if untold else [])


def test_a_named_condition_is_what_it_stands_for():
    rows = {"penalties": [{"decided_on": "2025-01-01", "fine": 5}]}
    trace = ask("{ defined: heavy }", rows, about="penalties")
    assert (trace.truth, trace.parts[0].saw) == (Truth.TRUE, 5)
    assert isinstance(trace.node, Defined)
