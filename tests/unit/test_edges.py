"""Edges: every kind there is, with the nearest value on either side."""

from datetime import date
from decimal import Decimal

import pytest

import credit_rules as cr
from credit_rules.analysis.edges import EdgeKind, edges

STEP = """
steps:
  - {{ <owed>, {asks}, by: 某机关 }}
"""
EACH = "each: penalties, where: {{ {where} }}"


@pytest.fixture
def edges_of(small):
    """The edges of a small ruleset, but those of its days in force."""

    def found(body, kind="steps", **header):
        book = small.load(small.ruleset(kind, body, **header))
        return [
            one
            for one in edges(book.rulesets[0])
            if one.kind not in (EdgeKind.IN_FORCE_FIRST, EdgeKind.IN_FORCE_LAST)
        ]

    return found


def asking(where):
    return STEP.format(asks=EACH.format(where=where))


def once(when):
    return STEP.format(asks=f"when: {{ {when} }}")


def sides(edge):
    return [(edge.nearest(side), side.truth.value) for side in edge.sides]


def steps(edge):
    return [(side.steps, side.truth.value) for side in edge.sides]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("fine: { at_least: 100元 }", [("100", "true"), ("99.99", "false")]),
        ("fine: { more_than: 1万元 }", [("10000.01", "true"), ("10000", "false")]),
        ("fine: { at_most: 0.5元 }", [("0.5", "true"), ("0.51", "false")]),
        ("fine: { less_than: 3元 }", [("2.99", "true"), ("3", "false")]),
        # No amount is below nothing, so there is one side.
        ("fine: { more_than: 0元 }", [("0.01", "true"), ("0", "false")]),
        ("fine: { at_most: 0元 }", [("0", "true"), ("0.01", "false")]),
        ("fine: { at_least: 0元 }", [("0", "true")]),
    ],
)
def test_an_amount_has_its_edge_at_one_fen(edges_of, where, expected):
    (edge,) = edges_of(asking(where))
    assert (edge.kind, edge.rule, edge.of) == (EdgeKind.FIELD, "owed", "penalties")
    assert sides(edge) == [(Decimal(value), truth) for value, truth in expected]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("on_or_after", [("2024-03-01", "true"), ("2024-02-29", "false")]),
        ("after", [("2024-03-02", "true"), ("2024-03-01", "false")]),
        ("before", [("2024-02-29", "true"), ("2024-03-01", "false")]),
        ("on_or_before", [("2024-03-01", "true"), ("2024-03-02", "false")]),
    ],
)
def test_a_day_has_its_edge_at_one_day(edges_of, test, expected):
    (edge,) = edges_of(asking(f"decided_on: {{ {test}: 2024-03-01 }}"))
    assert sides(edge) == [(date.fromisoformat(day), truth) for day, truth in expected]


def test_points_have_their_edge_at_the_last_decimal_they_are_told_with(edges_of):
    where = "some: evaluations, where: { score: { at_most: -1 } }"
    (edge,) = edges_of(once(where))
    assert sides(edge) == [(Decimal(-1), "true"), (Decimal("-0.9999"), "false")]


def test_what_is_only_equal_or_not_has_no_edge(edges_of):
    where = "fine: 100元, kinds: fine, domain: [food, drug], decided_on: { is_not: none }"
    assert edges_of(asking(where)) == []


def test_a_day_beside_another_field_has_that_for_its_limit(edges_of):
    (edge,) = edges_of(asking("corrected_on: { after: { field: decided_on } }"))
    assert (edge.kind, str(edge.limit)) == (EdgeKind.OTHER_FIELD, "decided_on")
    assert steps(edge) == [(1, "true"), (0, "false")]
    assert edge.nearest(edge.sides[0]) is None


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ("count: penalties, at_least: 3", [(3, "true"), (2, "false")]),
        ("count: penalties, more_than: 3", [(4, "true"), (3, "false")]),
        ("count: penalties, is: 3", [(3, "true"), (2, "false"), (4, "false")]),
        ("count: penalties, is: 0", [(0, "true"), (1, "false")]),
        ("distinct: penalties, of: domain, at_least: 2", [(2, "true"), (1, "false")]),
        ("sum: penalties, of: fine, less_than: 5元", [("4.99", "true"), (5, "false")]),
        ("sum: tax_matters, of: invoices, at_least: 5", [(5, "true"), (4, "false")]),
    ],
)
def test_a_quantity_has_its_edge_at_one_record_or_one_fen(edges_of, asks, expected):
    (edge,) = edges_of(once(asks))
    assert edge.kind is EdgeKind.QUANTITY
    assert sides(edge) == [(Decimal(value), truth) for value, truth in expected]


def test_a_share_has_its_edge_one_step_of_its_part_away(edges_of):
    share = (
        "share: { part: { count: penalties }, whole: { count: inspections } }, more_than: 5%,"
        " not_computable: { is: false, basis: [test.law 第一条] }"
    )
    (edge,) = edges_of(once(share))
    assert (edge.kind, edge.step, edge.limit) == (EdgeKind.SHARE, 1, Decimal("0.05"))
    assert steps(edge) == [(1, "true"), (0, "false")]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("within: 2 years", [("window_first", [(0, "true"), (-1, "false")])]),
        (
            "within: { period: 2 years, before: this.decided_on }",
            [
                ("window_first", [(0, "true"), (-1, "false")]),
                ("window_last", [(0, "true"), (1, "false")]),
            ],
        ),
        ("since: this.decided_on", [("window_first", [(0, "true"), (-1, "false")])]),
        (
            "during: previous-year",
            [
                ("window_first", [(0, "true"), (-1, "false")]),
                ("window_last", [(0, "true"), (1, "false")]),
            ],
        ),
        # No record is dated after the day asked about: this year has no last day yet.
        ("during: this-year", [("window_first", [(0, "true"), (-1, "false")])]),
    ],
)
def test_a_window_has_an_edge_at_each_end_of_its_own(edges_of, window, expected):
    found = edges_of(asking(f"some: inspections, {window}"))
    assert [(one.kind.value, steps(one)) for one in found] == expected
    assert {one.of for one in found} == {"inspections"}


@pytest.mark.parametrize(
    "where",
    ["elapsed: { since: decided_on, period: 3 months }", "publicity_until: { passed: true }"],
)
def test_a_period_has_its_edge_at_its_last_day(edges_of, where):
    (edge,) = edges_of(asking(where))
    assert (edge.kind, steps(edge)) == (EdgeKind.ELAPSED, [(1, "true"), (0, "false")])


def test_a_span_has_the_edge_of_its_number_and_of_its_length(edges_of):
    number, length = edges_of(once("any_span: penalties, at_least: 2, span: 1 year"))
    assert (number.kind, sides(number)) == (EdgeKind.SPAN_NUMBER, [(2, "true"), (1, "false")])
    assert (length.kind, steps(length)) == (EdgeKind.SPAN_PERIOD, [(0, "true"), (1, "false")])
    (alone,) = edges_of(once("any_span: penalties, at_least: 1, span: 1 year"))
    assert alone.kind is EdgeKind.SPAN_NUMBER


def test_a_condition_that_has_a_name_has_its_edges_once(edges_of):
    body = """
define:
  - { <heavy>, of: penalties, when: { fine: { at_least: 1万元 } } }
steps:
  - { <one>, each: penalties, where: { defined: heavy }, by: 某机关 }
  - { <two>, each: penalties, where: { defined: heavy, kinds: fine }, by: 某机关 }
"""
    (edge,) = edges_of(body)
    assert edge.rule == "heavy"


BAR = """
restrictions:
  - id: bar
    title: 终身
    title_en: bar
    each: penalties
    {scope}
    where: {{ {where} }}
    lasts: {{ {lasts} }}
    measure: bar
    basis: [test.law 第二条]
    strength: must
"""


@pytest.mark.parametrize(
    ("scope", "where", "lasts", "expected"),
    [
        ("", "kinds: fine", "since: decided_on, for: 2 years", [0, 1]),
        ("", "kinds: fine", "since: decided_on, until: restriction_until", [0, 1]),
        ("", "kinds: fine", "since: decided_on, lifelong: true", []),
        # A window of the same length from the same day has that edge already.
        ("within: 2 years", "kinds: fine", "since: decided_on, for: 2 years", []),
        ("within: 2 years", "kinds: fine", "since: acted_on, for: 2 years", [0, 1]),
        ("within: 3 years", "kinds: fine", "since: decided_on, for: 2 years", [0, 1]),
        # What is met only while there is no last day is met on no last day.
        ("", "fulfilled_on: none", "since: decided_on, until: fulfilled_on", []),
        ("", "fine: none", "since: decided_on, until: fulfilled_on", [0, 1]),
        # On the day after its publicity a record is not looked at.
        ("", "kinds: fine", "since: decided_on, until: publicity_until", [0]),
        (
            "including: { statuses: [disclosure_ended], basis: [test.law 第一条] }",
            "kinds: fine",
            "since: decided_on, until: publicity_until",
            [0, 1],
        ),
    ],
)
def test_a_bar_has_its_edge_at_its_last_day(edges_of, scope, where, lasts, expected):
    body = BAR.format(scope=scope, where=where, lasts=lasts)
    found = [one for one in edges_of(body, "statutory-restriction") if one.kind is EdgeKind.TERM]
    assert [side.steps for one in found for side in one.sides] == expected


def test_the_records_of_a_rule_have_a_window_too(edges_of):
    scope, lasts = "within: 1 year", "since: decided_on, lifelong: true"
    body = BAR.format(scope=scope, where="kinds: fine", lasts=lasts)
    (edge,) = edges_of(body, "statutory-restriction")
    assert (edge.kind, edge.rule, edge.of) == (EdgeKind.WINDOW_FIRST, "bar", "penalties")


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


def test_bands_have_edges_but_where_the_scale_ends(edges_of):
    found = [one for one in edges_of(SCORE, "tiered-supervision") if one.kind is EdgeKind.BAND]
    assert [(one.rule, sides(one)) for one in found] == [
        ("D", [(59, "true"), (60, "false")]),
        ("A", [(60, "true"), (59, "false")]),
    ]
    finer = SCORE.replace("-10", "-2.5")
    found = [one for one in edges_of(finer, "tiered-supervision") if one.kind is EdgeKind.BAND]
    assert [sides(one)[0][0] for one in found] == [Decimal("59.9"), 60]


def test_what_counts_until_a_due_day_has_its_edge_there(edges_of):
    found = [one for one in edges_of(SCORE, "tiered-supervision") if one.kind is EdgeKind.TERM]
    assert [(one.rule, steps(one)) for one in found] == [("fined", [(0, "true"), (1, "false")])]


@pytest.mark.parametrize(
    ("in_force", "expected"),
    [
        ("{ from: 2015-01-01 }", [("2015-01-01", "true"), ("2014-12-31", "false")]),
        (
            "{ from: 2015-01-01, until: 2020-01-01 }",
            [
                ("2015-01-01", "true"),
                ("2014-12-31", "false"),
                ("2019-12-31", "true"),
                ("2020-01-01", "false"),
            ],
        ),
        (
            "{ from: unconfirmed, known_in_force_on: [2020-05-01, 2019-05-01] }",
            [("2019-05-01", "true"), ("2019-04-30", "unknown")],
        ),
    ],
)
def test_an_edition_has_edges_at_its_first_and_last_day(small, in_force, expected):
    book = small.load(small.ruleset("steps", asking("kinds: fine"), in_force=in_force))
    found = [pair for one in edges(book.rulesets[0]) for pair in sides(one)]
    assert found == [(date.fromisoformat(day), truth) for day, truth in expected]


def test_an_edition_that_governs_acts_has_its_edges_at_their_days(small):
    body = BAR.format(scope="", where="kinds: fine", lasts="since: decided_on, lifelong: true")
    in_force = "{ from: 2015-01-01, until: 2020-01-01 }"
    header = {"governs": "acts_from", "in_force": in_force}
    book = small.load(small.ruleset("statutory-restriction", body, **header))
    kinds = [one.kind for one in edges(book.rulesets[0])]
    assert kinds == [EdgeKind.ACTS_FIRST, EdgeKind.ACTS_LAST]


def test_every_edge_of_what_ships_has_a_side_and_a_place():
    for ruleset in cr.load().rulesets:
        for one in edges(ruleset):
            assert one.sides
            assert one.basis
            assert one.at.file == ruleset.header.at.file
