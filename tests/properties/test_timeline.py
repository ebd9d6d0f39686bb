"""A timeline says of every day what deciding on that day says."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.changes import differing, outcomes
from credit_rules.analysis.foresight.timeline import going_on, timeline
from credit_rules.analysis.narrowing import narrowed
from credit_rules.errors import SubjectError

ONE_DAY = timedelta(days=1)
RICH_AIMS = Aims(ours.RICH, ours.RICH.rulesets)
REGIONS = (None, "320100", "310100")


def aimed(aims, rng):
    """A generated subject; one from whom too much was taken away is drawn again."""
    while True:
        try:
            return aims.draft(rng).witness()
        except SubjectError:
            continue


def check(book, subject, first, last, acting, nothing_new):
    """Compare a timeline with deciding on every day."""
    found = timeline(book, subject, first, last, acting=acting, nothing_new=nothing_new)
    turns = {one.day: one for one in found.turns}
    stretches = {one.first: one for one in found.stretches}
    assert set(stretches) == {first, *turns}
    ends = [*(day - ONE_DAY for day in turns), last]
    assert [one.last for one in found.stretches] == ends
    supposed = going_on(subject, first, last) if nothing_new else subject
    day, said = first, None
    while day <= last:
        decision = cr.decide(book, supposed, day, acting=acting)
        now = outcomes(decision)
        changed = () if said is None else differing(said, now)
        assert changed == (turns[day].changes if day in turns else ()), day
        assert day not in stretches or stretches[day].decision == decision
        assert day not in turns or turns[day].causes
        day, said = day + ONE_DAY, now


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from(REGIONS), st.sampled_from((0, 150)))
def test_over_invented_rules_of_every_kind(seed, nothing_new, region, before) -> None:
    rng = random.Random(seed)
    witness = aimed(RICH_AIMS, rng)
    first = witness.as_of - timedelta(days=before)
    acting = None if region is None else cr.Acting(region=region)
    check(ours.RICH, witness.subject, first, first + 200 * ONE_DAY, acting, nothing_new)


# What hypothesis would shrink took a second to compare: a failing example is printed as it is.
@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(ours.partial(), st.booleans(), st.sampled_from(REGIONS))
def test_over_records_of_which_a_part_was_told(subject, nothing_new, region) -> None:
    first = ours.AS_OF - 60 * ONE_DAY
    acting = None if region is None else cr.Acting(region=region)
    check(ours.RICH, subject, first, first + 120 * ONE_DAY, acting, nothing_new)


@pytest.mark.parametrize("nothing_new", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_over_some_rules_that_ship(seed, nothing_new) -> None:
    rng = random.Random(seed)
    rulesets = rng.sample(ours.SHIPPED.rulesets, 3)
    witness = aimed(Aims(ours.SHIPPED, rulesets), rng)
    book = narrowed(ours.SHIPPED, rulesets)
    first = witness.as_of - rng.choice((0, 300)) * ONE_DAY
    check(book, witness.subject, first, first + 500 * ONE_DAY, witness.acting, nothing_new)


def test_over_all_rules_that_ship() -> None:
    rng = random.Random(4)
    witness = aimed(Aims(ours.SHIPPED, ours.SHIPPED.rulesets), rng)
    first = witness.as_of
    check(ours.SHIPPED, witness.subject, first, first + 40 * ONE_DAY, witness.acting, True)
