"""Mutants: each operator makes the mistakes it is named for, at their places, and no others."""

import dataclasses
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.mutants import Operator, mutants
from credit_rules.model.expr import Defined, walk
from credit_rules.model.ruleset import parts

BOOKS = Path(__file__).parents[1] / "books"
MILDER = BOOKS.parent / "golden" / "explain" / "milder"
RICH = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")

BARS = """
restrictions:
  - { <bar>, each: penalties, where: { WHERE }, measure: bar, strength: must, lasts: LASTS }
"""
TIERS = """
assessed: day
tiers:
  - { <C>, when: { count: penalties, at_least: 3 } }
  - { <B>, when: { some: penalties } }
  - { <A>, otherwise: true }
caps: [{ <worse>, when: { listed: serious }, tier: B }]
default: { tier: A, basis: [test.law 第一条], empty: [penalties] }
"""
SCORED = """
scorecard:
  start: 100
  low: 0
  items: [{ <late>, each: penalties, points: -2.5, cap: 10 }]
tiers:
  - { <B>, score: { less_than: 80 } }
  - { <A>, score: { at_least: 80 } }
"""
REPAIR = """
list: serious
platform: 网站
platform_en: the website
apply_to: 某机关
requires:
  - { <corrected>, when: { corrected_on: { is_not: none } } }
  - { <half>, when: { elapsed: { since: listed_on, period: 6 months } } }
barred: [{ <again>, when: { some: penalties, since: this.listed_on } }]
remedy: 复议
remedy_en: review
"""
WATCH = """
list: watch
not_for: [serious]
settled_when: { some: listings, where: { list: watch } }
grounds:
  - { <warned>, each: interviews, where: { kind: warning } }
stay: [{ <open>, when: { some: penalties } }]
leave: [{ <corrected>, when: { corrected_on: { is_not: none } } }]
procedure: [{ <hearing>, by: 某机关, within: 5 working days, since: held_on }]
measures: [{ <all>, measure: spot-visits, strength: may }]
"""


@pytest.fixture
def made(small):
    """What is made of a ruleset by an operator, in English."""

    def said(kind, body, operator, **header):
        book = small.load(small.ruleset(kind, body, **header))
        (ruleset,) = book.rulesets
        return [one.words.en for one in mutants(ruleset, book.catalog, frozenset({operator}))]

    return said


def bars(where="fine: 1", lasts="{ for: 2 years, since: decided_on }"):
    return BARS.replace("WHERE", where).replace("LASTS", lasts)


COMPARED = [
    ("fine: { at_least: 10 }", ["`at_least` becomes `more_than`"]),
    ("fine: { more_than: 10 }", ["`more_than` becomes `at_least`"]),
    ("fine: { at_most: 10 }", ["`at_most` becomes `less_than`"]),
    ("fine: { less_than: 10 }", ["`less_than` becomes `at_most`"]),
    ("decided_on: { before: 2026-01-01 }", ["`before` becomes `on_or_before`"]),
    ("decided_on: { on_or_before: 2026-01-01 }", ["`on_or_before` becomes `before`"]),
    ("decided_on: { after: 2026-01-01 }", ["`after` becomes `on_or_after`"]),
    ("decided_on: { on_or_after: 2026-01-01 }", ["`on_or_after` becomes `after`"]),
    ("count: penalties, at_least: 2", ["`at_least` becomes `more_than`"]),
    ("domain: food", []),
]


@pytest.mark.parametrize(("where", "expected"), COMPARED)
def test_a_limit_falls_on_the_other_side(made, where, expected):
    assert made("statutory-restriction", bars(where), Operator.COMPARISON) == expected


FIGURES = [
    ("fine: { at_least: 10 }", ["`10` becomes `9.99`", "`10` becomes `10.01`"]),
    ("fine: { at_least: 0 }", ["`0` becomes `0.01`"]),
    ("count: penalties, at_least: 2", ["`2` becomes `1`", "`2` becomes `3`"]),
    ("sum: penalties, of: fine, more_than: 5", ["`5` becomes `4.99`", "`5` becomes `5.01`"]),
    (
        "any_span: penalties, span: 1 year, at_least: 2",
        ["`2` becomes `1`", "`2` becomes `3`"],
    ),
    (
        "some: penalties, during: previous-year",
        [
            "`years_before: 1` becomes `years_before: 0`",
            "`years_before: 1` becomes `years_before: 2`",
        ],
    ),
    (
        "some: tax_matters, where: { year: { is: { years_before: 0 } } }",
        ["`years_before: 0` becomes `years_before: 1`"],
    ),
]


@pytest.mark.parametrize(("where", "expected"), FIGURES)
def test_a_figure_is_the_smallest_unit_too_low_or_too_high(made, where, expected):
    assert made("statutory-restriction", bars(where), Operator.THRESHOLD) == expected


def test_the_figures_of_a_scorecard_and_of_its_bands_are_off_by_one_of_the_last_place(made):
    assert made("tiered-supervision", SCORED, Operator.THRESHOLD) == [
        "`years_before: 0` becomes `years_before: 1`",
        "`100` becomes `99`",
        "`100` becomes `101`",
        "`0` becomes `-1`",
        "`0` becomes `1`",
        "`-2.5` becomes `-2.6`",
        "`-2.5` becomes `-2.4`",
        "`10` becomes `9`",
        "`10` becomes `11`",
        "`80` becomes `79`",
        "`80` becomes `81`",
        "`80` becomes `79`",
        "`80` becomes `81`",
    ]
    assert made("tiered-supervision", SCORED, Operator.COMPARISON) == [
        "`less_than` becomes `at_most`",
        "`at_least` becomes `more_than`",
    ]


def test_a_measures_figure_is_off_by_one_and_a_range_at_either_end(made):
    rule = bars().replace("measure: bar", "measure: deposit, parameters: { ratio: SAID }")
    one = rule.replace("SAID", "10%")
    two = rule.replace("SAID", "[5%, 10%]")
    assert made("statutory-restriction", one, Operator.THRESHOLD)[2:] == [
        "`ratio: 10` becomes `ratio: 9`",
        "`ratio: 10` becomes `ratio: 11`",
    ]
    assert made("statutory-restriction", two, Operator.THRESHOLD)[2:] == [
        "`ratio: [5, 10]` becomes `ratio: [4, 10]`",
        "`ratio: [5, 10]` becomes `ratio: [5, 9]`",
        "`ratio: [5, 10]` becomes `ratio: [6, 10]`",
        "`ratio: [5, 10]` becomes `ratio: [5, 11]`",
    ]


DAYS = [
    (
        "decided_on: { after: 2026-03-01 }",
        ["`2026-03-01` becomes `2026-02-28`", "`2026-03-01` becomes `2026-03-02`"],
    ),
    (
        "elapsed: { since: decided_on, period: 1 year }",
        ["`1 year` becomes `1 year -1 days`", "`1 year` becomes `1 year +1 days`"],
    ),
    (
        "some: penalties, within: 10 days",
        ["`10 days` becomes `9 days`", "`10 days` becomes `11 days`"],
    ),
    (
        "any_span: penalties, span: 5 working days, at_least: 2",
        ["`5 working days` becomes `4 working days`", "`5 working days` becomes `6 working days`"],
    ),
]


@pytest.mark.parametrize(("where", "expected"), DAYS)
def test_a_day_or_a_period_is_a_day_off(made, where, expected):
    body = bars(where, "{ until: restriction_until, since: decided_on }")
    assert made("statutory-restriction", body, Operator.DAY) == expected


def test_terms_deadlines_and_days_of_the_year_are_a_day_off_too(made):
    assert made("statutory-restriction", bars(), Operator.DAY) == [
        "`2 years` becomes `2 years -1 days`",
        "`2 years` becomes `2 years +1 days`",
    ]
    assert made("key-watch-list", WATCH, Operator.DAY) == [
        "`5 working days` becomes `4 working days`",
        "`5 working days` becomes `6 working days`",
    ]
    yearly = TIERS.replace("assessed: day", "assessed: { at: 12-31, effective: 04-01 }")
    assert made("tiered-supervision", yearly, Operator.DAY) == [
        "`12-31` becomes `12-30`",
        "`12-31` becomes `01-01`",
        "`04-01` becomes `03-31`",
        "`04-01` becomes `04-02`",
    ]


def test_and_is_taken_for_or(made):
    where = "all: [{ domain: food }, { any: [{ fine: 1 }, { fine: 2 }] }]"
    assert made("statutory-restriction", bars(where), Operator.ALL_ANY) == [
        "`all` becomes `any`",
        "`any` becomes `all`",
    ]


def test_exceptions_bars_and_reasons_to_stay_are_forgotten(made):
    spared = "unless: [{ <spared>, when: { corrected_on: { is_not: none } } }], measure"
    body = bars().replace("measure", spared)
    assert made("statutory-restriction", body, Operator.EXCEPTION) == ["`unless: spared` left out"]
    assert made("credit-repair", REPAIR, Operator.EXCEPTION) == ["`barred: again` left out"]
    assert made("key-watch-list", WATCH, Operator.EXCEPTION) == [
        "`stay: open` left out",
        "`not_for: serious` left out",
        "`settled_when` left out",
    ]


CLAUSES = [
    ("fine: 1", ["`fine: { is: 1 }` left out"]),
    (
        "domain: [food, drug], corrected_on: none",
        [
            "`domain: [food, drug]` left out",
            "`corrected_on: { is: none }` left out",
            "`food` left out",
            "`drug` left out",
        ],
    ),
    (
        "some: listings, within: 1 year, where: { list: serious }",
        [
            "`some: listings` left out",
            "`list: { is: serious }` left out",
            "`within` left out",
        ],
    ),
    (
        "elapsed: { since: { latest_of: [decided_on, corrected_on] }, period: 1 year }",
        [
            "`elapsed: { since: latest_of }` left out",
            "`decided_on` left out",
            "`corrected_on` left out",
        ],
    ),
]


@pytest.mark.parametrize(("where", "expected"), CLAUSES)
def test_a_line_a_value_or_a_window_is_forgotten(made, where, expected):
    assert made("statutory-restriction", bars(where), Operator.CLAUSE) == expected


def test_requirements_and_whom_a_ruleset_concerns_are_forgotten(made):
    assert made("credit-repair", REPAIR, Operator.CLAUSE) == [
        "`requires: corrected` left out",
        "`requires: half` left out",
        "`since` left out",
    ]
    body = "concerns: { some: licences }\n" + bars("fine: { at_least: 1 }")
    assert "`concerns` left out" in made("statutory-restriction", body, Operator.CLAUSE)


def test_neighbouring_tiers_change_places_and_an_assigned_tier_is_the_next_one(made):
    assert made("tiered-supervision", TIERS, Operator.TIER) == [
        "`C` and `B` change places",
        "`B` and `A` change places",
        "`B` becomes `C`",
        "`B` becomes `A`",
        "`A` becomes `B`",
    ]


def test_conditions_stay_where_tiers_change_places(small):
    book = small.load(small.ruleset("tiered-supervision", TIERS))
    (ruleset,) = book.rulesets
    first = next(mutants(ruleset, book.catalog, frozenset({Operator.TIER}))).ruleset
    assert [tier.id for tier in first.tiers] == ["B", "C", "A"]
    assert [tier.when for tier in first.tiers] == [tier.when for tier in ruleset.tiers]


def test_another_measure_does_as_much_and_can_be_given_alike():
    catalog = RICH.catalog
    found = 0
    for ruleset in RICH.rulesets:
        for one in mutants(ruleset, catalog, frozenset({Operator.MEASURE})):
            old, new = one.words.en.split("`")[1:4:2]
            assert old != new
            assert catalog.measures[old].effect is catalog.measures[new].effect
            assert not cr_findings(one.ruleset)
            found += 1
    assert found


def cr_findings(ruleset):
    """What the checks say of a ruleset of the rich book that has been changed."""
    from credit_rules.lang.checks import check_rulesets
    from credit_rules.lang.reader import Report

    report = Report()
    others = tuple(one for one in RICH.rulesets if one.header.id != ruleset.header.id)
    check_rulesets(report, RICH.catalog, (*others, ruleset))
    return report.found


def test_an_edition_and_a_rule_are_in_force_a_day_too_early_or_too_late(made):
    body = bars().replace("each:", "in_force: { from: 2020-01-01 }, each:")
    days = "{ from: 2015-01-01, until: 2026-01-01 }"
    assert made("statutory-restriction", body, Operator.EDITION, in_force=days) == [
        "`from: 2015-01-01` becomes `from: 2014-12-31`",
        "`until: 2026-01-01` becomes `until: 2025-12-31`",
        "`from: 2015-01-01` becomes `from: 2015-01-02`",
        "`until: 2026-01-01` becomes `until: 2026-01-02`",
        "`from: 2020-01-01` becomes `from: 2019-12-31`",
        "`from: 2020-01-01` becomes `from: 2020-01-02`",
    ]


def test_of_an_unconfirmed_beginning_the_first_known_day_is_shifted(small):
    days = "{ from: unconfirmed, known_in_force_on: [2026-01-01, 2026-06-01] }"
    book = small.load(small.ruleset("statutory-restriction", bars(), in_force=days))
    (ruleset,) = book.rulesets
    found = mutants(ruleset, book.catalog, frozenset({Operator.EDITION}))
    assert [str(min(one.ruleset.header.in_force.known_on)) for one in found] == [
        "2025-12-31",
        "2026-01-02",
    ]


def test_a_provision_is_forgotten_and_the_only_one_cannot_be(small):
    two = bars().replace(
        "<bar>", "id: bar, title: bar, title_en: bar, basis: [test.law 第一条, test.law 第二条]"
    )
    owed = "steps: [{ <visit>, when: { some: penalties }, by: 某机关 }]"
    book = small.load(small.ruleset("statutory-restriction", two), small.ruleset("steps", owed))
    found = {
        ruleset.header.kind: [
            (one.words.en, one.readable)
            for one in mutants(ruleset, book.catalog, frozenset({Operator.CITATION}))
        ]
        for ruleset in book.rulesets
    }
    assert found == {
        "statutory-restriction": [
            ("`basis: test.law 第一条` left out", True),
            ("`basis: test.law 第二条` left out", True),
        ],
        "steps": [("`basis: test.law 第一条` left out", False)],
    }


def test_records_set_aside_that_are_looked_at_are_forgotten(small, made):
    said = "including: { statuses: [repaired, disclosure_ended], basis: [test.law 第一条] }"
    where = f"some: penalties, {said}"
    assert made("statutory-restriction", bars(where), Operator.INCLUDING) == [
        "`including: disclosure_ended` left out",
        "`including: repaired` left out",
    ]
    alone = where.replace("repaired, disclosure_ended", "repaired")
    book = small.load(small.ruleset("statutory-restriction", bars(alone)))
    (one,) = mutants(book.rulesets[0], book.catalog, frozenset({Operator.INCLUDING}))
    scope = one.condition[1].scope
    assert (scope.including, scope.basis) == (frozenset(), ())


def test_a_period_of_nothing_cannot_be_written(small):
    where = "some: penalties, within: 1 day"
    book = small.load(small.ruleset("statutory-restriction", bars(where)))
    found = mutants(book.rulesets[0], book.catalog, frozenset({Operator.DAY}))
    assert [one.readable for one in found if "`1 day`" in one.words.en] == [False, True]


def test_a_definition_is_changed_once_and_wherever_it_is_used(small):
    body = (
        "define:\n"
        "  - { <heavy>, of: penalties, when: { fine: { at_least: 10 } } }\n"
        "  - { <twice>, when: { count: penalties, where: { defined: heavy }, at_least: 2 } }\n"
    ) + bars("all: [{ defined: heavy }, { defined: twice }, { defined: heavy }]")
    book = small.load(small.ruleset("statutory-restriction", body))
    (ruleset,) = book.rulesets
    found = [*mutants(ruleset, book.catalog, frozenset({Operator.COMPARISON}))]
    assert [(one.rule, one.at.line) for one in found] == [("heavy", 13), ("twice", 14)]
    changed = found[0].ruleset
    used = [
        node.part.op.value
        for rule in changed.restrictions
        for node in walk(rule.where)
        if isinstance(node, Defined) and node.name == "heavy"
    ]
    assert used == ["more_than"] * 3


def test_every_mutant_is_another_ruleset_and_says_where_and_in_which_rule():
    for ruleset in RICH.rulesets:
        for one in mutants(ruleset, RICH.catalog):
            assert one.ruleset != ruleset, one.words.en
            assert one.at.file == ruleset.header.at.file
            assert one.rule
            assert one.basis
            assert one.words.zh != one.words.en


def test_a_mutant_names_the_condition_around_the_mistake_and_what_became_of_it():
    for ruleset in RICH.rulesets:
        nodes = {id(one) for one in parts(ruleset, object)}
        nodes |= {id(one) for each in ruleset.header.definitions for one in walk(each.when)}
        for one in mutants(ruleset, RICH.catalog):
            if one.condition is not None:
                before, after = one.condition
                assert id(before) in nodes
                assert before != after


def test_the_same_mutants_in_the_same_order_whenever_they_are_asked_for():
    for ruleset in RICH.rulesets:
        first, second = ([*mutants(ruleset, RICH.catalog)] for _ in range(2))
        assert first == second


def test_every_operator_finds_something_to_do_in_the_rich_book_and_in_two_editions():
    books = (RICH, cr.load(MILDER / "rules", catalogs=MILDER / "catalogs"))
    found = {
        one.operator
        for book in books
        for each in book.rulesets
        for one in mutants(each, book.catalog)
    }
    assert found == set(Operator)


def test_one_mistake_is_one_difference():
    """Whatever is changed, all rules but one are as they were (neighbouring tiers: all but two)."""
    ruleset = next(one for one in RICH.rulesets if one.header.id == "rich-bars")
    for one in mutants(ruleset, RICH.catalog):
        pairs = zip(ruleset.restrictions, one.ruleset.restrictions, strict=True)
        changed = [old.id for old, new in pairs if old != new]
        header = dataclasses.replace(one.ruleset.header) != ruleset.header
        assert len(changed) + header == 1, one.words.en
