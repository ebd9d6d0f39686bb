"""What the milder of two editions promises, over pairs of editions and acts around their days.

Whatever is cited is invented (虚构).
"""

from __future__ import annotations

import itertools
import random
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import credit_rules as cr
from credit_rules.model.ruleset import Restriction, parts
from credit_rules.testing import (
    every_measure_has_basis,
    never_reversed_by_more_facts,
    order_independent,
)

CATALOGS = Path(__file__).parents[1] / "books" / "catalogs"
FIRST = date(2025, 1, 1)
AS_OF = date(2026, 3, 1)

HEADER = """
kind: {kind}
id: {id}
title: {id}
title_en: {id}
scheme: {id}
edition: "{edition}"
jurisdiction: national
in_force: {in_force}
governs: acts_from
basis: [test.law 第一条]
{more}"""
DAYS = {"1": "{ from: 2020-01-01, until: 2025-01-01 }", "2": "{ from: 2025-01-01 }"}
REACHES = "retroactive: { if: milder, basis: [test.law 第二条] }\n"

WHERE = ("{ domain: food }", "{ fine: { at_least: 10万元 } }")
DEPOSIT = "measure: deposit, strength: must, lasts: { for: 3 years, since: decided_on },"
GIVES = (
    "measure: bar, strength: must, lasts: { for: 5 years, since: decided_on }",
    "measure: bar, strength: must, lasts: { for: 3 years, since: decided_on }",
    "measure: bar, strength: may, lasts: { for: 5 years, since: decided_on }",
    "measure: bar, strength: must, lasts: { for: 4 years, since: fulfilled_on }",
    "measure: curb, strength: must, lasts: { for: 4 years, since: decided_on }",
    f"{DEPOSIT} parameters: {{ ratio: 5% }}",
    f"{DEPOSIT} parameters: {{ ratio: 10% }}",
)
DEFENCE = (
    "unless: [{ id: minor, title: minor, title_en: minor, basis: [test.law 第一条],"
    " burden: subject, when: { in_business: false } }],"
)


def _rule(name, where, gives, defence):
    return (
        f"  - {{ id: {name}, title: {name}, title_en: {name}, basis: [test.law 第一条],"
        f" each: penalties, where: {where}, {defence} {gives} }}\n"
    )


def _edition(rng, edition):
    rules = [
        _rule(name, rng.choice(WHERE), rng.choice(GIVES), rng.choice(("", "", "", DEFENCE)))
        for name in ("a", "b", "c")[: rng.randint(1, 3)]
    ]
    more = REACHES if edition == "2" else ""
    header = HEADER.format(
        kind="statutory-restriction",
        id="bars",
        edition=edition,
        in_force=DAYS[edition],
        more=more,
    )
    return f"{header}restrictions:\n{''.join(rules)}"


def _grounds(rng, edition):
    named = ("a", "b")[: rng.randint(1, 2)]
    rules = [_rule(name, rng.choice(WHERE), "", rng.choice(("", DEFENCE))) for name in named]
    more = REACHES if edition == "2" else ""
    header = HEADER.format(
        kind="serious-dishonesty",
        id="listing",
        edition=edition,
        in_force=DAYS[edition],
        more=more,
    )
    return f"{header}list: serious\ngrounds:\n{''.join(rules)}"


@cache
def book(seed):
    """Two editions of bars and two of grounds, each of a few rules, the same for a seed."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for edition, make in itertools.product(DAYS, (_edition, _grounds)):
            path = Path(folder) / f"{make.__name__}{edition}.yaml"
            path.write_text(make(rng, edition), encoding="utf-8")
        return cr.load(folder, catalogs=CATALOGS)


BOOKS = range(40)
days = st.one_of(
    st.integers(-3, 3).map(lambda some: FIRST + timedelta(days=some)),
    st.dates(date(2019, 6, 1), date(2025, 12, 31)),
)
acts = st.fixed_dictionaries(
    {
        "status": st.just("effective"),
        "acted_on": days,
        "decided_on": days,
        "fulfilled_on": days | st.just("none"),
        "domain": st.sampled_from(["food", "drug"]),
        "fine": st.sampled_from([0, 99_999, 100_000]),
        "in_business": st.booleans(),
    }
)


def _subject(penalties, findings=()):
    named = [{"key": f"pen{number}"} | one for number, one in enumerate(penalties)]
    covers = {"from": "beginning", "until": "2030-01-01"}
    return cr.Subject.read(
        {
            "uscc": "91320100MA0EXAMP17",
            "kind": "legal_person",
            "penalties": [_plain(one) for one in named],
            "findings": list(findings),
            "covers": dict.fromkeys(("penalties", "findings", "listings", "repairs"), covers),
        }
    )


def _plain(told):
    return {name: str(v) if isinstance(v, date) else v for name, v in told.items()}


def _says(decision):
    """What a decision gives, in everything but the edition that gives it."""
    return {
        (one.measure, one.target, one.strength, one.since, one.until, one.parameters)
        for one in decision.measures
    }


def _alone(whole, edition):
    kept = tuple(
        one for one in whole.rulesets if (one.header.id, one.header.edition) == ("bars", edition)
    )
    return replace(whole, rulesets=kept)


@given(seed=st.sampled_from(BOOKS), act=acts)
def test_one_edition_answers_an_act_and_no_third_is_made_of_two(seed, act):
    whole = book(seed)
    decision = cr.decide(whole, _subject([act]), AS_OF)
    old = _says(cr.decide(_alone(whole, "1"), _subject([act]), AS_OF))
    moved = act | {"acted_on": FIRST}
    new = _says(cr.decide(_alone(whole, "2"), _subject([moved]), AS_OF))
    given_ones = _says(decision)
    compared = [one for one in decision.compared if one.ruleset == "bars"]
    if act["acted_on"] >= FIRST:
        assert given_ones == new
        assert not compared
    elif act["acted_on"] < date(2020, 1, 1):
        assert not given_ones
    elif act["decided_on"] < FIRST:
        assert given_ones == old
        assert {one.taken for one in compared} <= {"older"}
    else:
        taken = {one.taken for one in compared}
        expected = {"older": old, "newer": new, "undetermined": old & new}
        assert all(given_ones <= expected[one] for one in taken)
        if taken != {"undetermined"}:
            # Nothing shown: neither edition gives anything that is not over.
            assert given_ones == (expected[taken.pop()] if taken else set())
        else:
            assert decision.undetermined


def _no_stricter(one, other):
    """Whether a measure of these books is no stricter than another, read off the answer alone."""
    same = one.because_of.record == other.because_of.record and one.by == other.by
    firm = one.strength == other.strength or one.strength == "may"
    inside = (one.since, one.until) == (other.since, other.until) or (
        None not in (one.since, one.until, other.since, other.until)
        and other.since <= one.since
        and one.until <= other.until
    )
    if one.measure != other.measure:
        return same and firm and inside and (one.effect, other.effect) == ("restrict", "prohibit")
    figures = zip(one.parameters, other.parameters, strict=True)
    return same and firm and inside and all(mine.high <= its.high for mine, its in figures)


@given(seed=st.sampled_from(BOOKS), some=st.lists(acts, min_size=1, max_size=3))
def test_an_act_before_is_answered_no_more_strictly_than_by_the_older_edition(seed, some):
    """Whatever is given has its like in the older edition, at least as long and as firm."""
    whole = book(seed)
    before = [one | {"acted_on": min(one["acted_on"], FIRST - timedelta(days=1))} for one in some]
    decision = cr.decide(whole, _subject(before), AS_OF)
    old = cr.decide(_alone(whole, "1"), _subject(before), AS_OF)
    for one in decision.measures:
        assert any(_no_stricter(one, other) for other in old.measures)
    lists = {(one.list, one.because_of.record) for one in old.proposals}
    everything = cr.decide(
        replace(whole, rulesets=tuple(r for r in whole.rulesets if r.header.edition == "1")),
        _subject(before),
        AS_OF,
    )
    lists |= {(one.list, one.because_of.record) for one in everything.proposals}
    assert {(one.list, one.because_of.record) for one in decision.proposals} <= lists


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "promise", [never_reversed_by_more_facts, order_independent, every_measure_has_basis]
)
def test_what_every_ruleset_owes_its_readers(seed, promise):
    promise(book(seed)).on(book(seed), max_examples=settings.default.max_examples)


@given(
    seed=st.sampled_from(BOOKS),
    act=acts,
    untold=st.sets(
        st.sampled_from(["acted_on", "decided_on", "fulfilled_on", "domain", "fine", "in_business"])
    ),
)
def test_telling_less_of_an_act_never_says_more(seed, act, untold):
    """Every measure given with less told is given with all told, and none comes from nowhere."""
    whole = book(seed)
    told = cr.decide(whole, _subject([act]), AS_OF)
    less = cr.decide(whole, _subject([{k: v for k, v in act.items() if k not in untold}]), AS_OF)
    rules = {(one.measure, one.because_of.rule, one.until) for one in told.measures}
    assert {(one.measure, one.because_of.rule, one.until) for one in less.measures} <= rules
    if told.measures and not less.measures:
        assert less.undetermined
    certain = {(one.because_of.rule, one.list) for one in told.proposals if one.outcome.known}
    assert {
        (one.because_of.rule, one.list) for one in less.proposals if one.outcome.known
    } <= certain


def test_the_books_have_something_to_compare():
    """All four outcomes are among the pairs of editions that are drawn."""
    act = {
        "acted_on": "2024-03-01",
        "decided_on": "2025-01-01",
        "fulfilled_on": "2025-02-01",
        "domain": "food",
        "fine": 100_000,
        "in_business": True,
    }
    act = {"status": "effective"} | act
    found = {
        one.taken
        for seed in BOOKS
        for one in cr.decide(book(seed), _subject([act]), AS_OF).compared
    }
    assert found == {"older", "newer", "undetermined"}
    assert all(len(list(parts(one, Restriction))) for one in _alone(book(0), "1").rulesets)
