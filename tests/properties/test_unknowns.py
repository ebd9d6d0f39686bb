"""What `decisive_unknowns` promises, over generated subjects and their completions."""

import random

from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.analysis.foresight.completing import (
    DaysOf,
    Nothing,
    Points,
    pinned,
    place_of,
    told,
)
from credit_rules.analysis.foresight.standing import envelope, missing_of, standing, targets, whole
from credit_rules.analysis.foresight.unknowns import decisive_unknowns
from credit_rules.errors import SubjectError
from credit_rules.model.codes import Effect

ORDER = list(Effect)
RICH, AS_OF = ours.RICH, ours.AS_OF
regions = st.sampled_from([None, "330100", "320100"])
slow = settings(
    # Every example decides hundreds of times.
    max_examples=max(8, settings.default.max_examples // 8),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _acting(region):
    return cr.Acting(region=region) if region else None


def _one_outcome(subject, acting, rng):
    """What settles one outcome of a subject, chosen by chance; and the decision without it."""
    decision = cr.decide(RICH, subject, AS_OF, acting=acting)
    found = targets(RICH, decision)
    assume(found)
    chosen = rng.choice(found)
    names = {chosen.rule or chosen.ruleset or chosen.record}
    answer = decisive_unknowns(RICH, subject, AS_OF, only=names, acting=acting)
    mine = [one for one in answer.outcomes if one.target == chosen]
    assert len(mine) == 1
    return mine[0], decision


def _reached(subject, acting, target, values, before):
    named, asking = told(pinned(subject, AS_OF), acting, AS_OF, values)
    decision = cr.decide(RICH, named, AS_OF, acting=asking)
    return standing(decision, target, before), missing_of(decision, target, named, RICH)


def _value(supposed, rng):
    """One of the values a settlement means: an end, one between, or one of those named."""
    ways = list(supposed.values)
    if supposed.low is not None:
        ways += [supposed.low, supposed.high]
        if hasattr(supposed.low, "toordinal"):
            day = rng.randint(supposed.low.toordinal(), supposed.high.toordinal())
            ways.append(type(supposed.low).fromordinal(day))
    return rng.choice(ways)


def _same_collection(place, other):
    both = isinstance(place, DaysOf) and isinstance(other, DaysOf)
    return both and place.collection.name == other.collection.name


@slow
@given(subject=ours.partial(), region=regions, seed=ours.seeds)
def test_what_a_settlement_supposes_settles_the_outcome_and_no_part_of_it_does(
    subject, region, seed
):
    rng, acting = random.Random(seed), _acting(region)
    found, before = _one_outcome(subject, acting, rng)
    for one in found.sets:
        for way in one.settlements:
            values = {place_of(each.fact): _value(each, rng) for each in way.supposed}
            reached, _ = _reached(subject, acting, found.target, values, before)
            assert reached == way.outcome
            for left_out in values:
                less = {place: value for place, value in values.items() if place != left_out}
                assert _reached(subject, acting, found.target, less, before)[0] is None


@slow
@given(subject=ours.partial(), region=regions, seed=ours.seeds)
def test_a_settled_outcome_stays_so_whatever_else_is_told(subject, region, seed):
    rng, acting = random.Random(seed), _acting(region)
    found, before = _one_outcome(subject, acting, rng)
    ways = [(one, way) for one in found.sets for way in one.settlements]
    assume(ways)
    one, way = rng.choice(ways)
    values = {place_of(each.fact): _value(each, rng) for each in way.supposed}
    named = pinned(subject, AS_OF)
    for fact in sorted(missing_of(before, found.target, subject, RICH), key=lambda f: f.path):
        place = place_of(fact)
        if place is None or fact in one.facts:
            continue
        points = Points.of(place, RICH, named, AS_OF)
        ways = [*points.ordered, *points.others]
        if any(_same_collection(place, other) for other in values):
            # Days that were said to be empty hold nothing, however many of them are asked for.
            ways = [Nothing()]
        values[place] = rng.choice(ways)
    try:
        told(named, acting, AS_OF, values)
    except SubjectError:
        # What was chosen does not go together in one record; nobody could deliver it.
        reject()
    reached, _ = _reached(subject, acting, found.target, values, before)
    assert reached == way.outcome


@slow
@given(subject=ours.partial(), region=regions, seed=ours.seeds)
def test_sets_are_told_apart_and_the_smallest_come_first(subject, region, seed):
    found, _ = _one_outcome(subject, _acting(region), random.Random(seed))
    sizes = [len(one.facts) for one in found.sets]
    assert sizes == sorted(sizes)
    assert len({frozenset(one.facts) for one in found.sets}) == len(found.sets)
    for one in found.sets:
        assert one.settlements
        for way in one.settlements:
            assert way.outcome in (*found.envelope.possible, *found.envelope.beside)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pair=ours.weak_and_strong(), region=regions)
def test_an_envelope_holds_what_is_said_once_more_is_told(pair, region):
    weak, strong = pair
    acting = _acting(region)
    before = cr.decide(RICH, weak, AS_OF, acting=acting)
    after = cr.decide(RICH, strong, AS_OF, acting=acting)
    for target in targets(RICH, before):
        found = envelope(RICH, weak, AS_OF, acting, target)
        reached = standing(after, target, before)
        assert reached is None or reached in (*found.possible, *found.beside)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pair=ours.weak_and_strong(), region=regions)
def test_the_whole_envelope_holds_every_measure_and_tier_that_comes(pair, region):
    weak, strong = pair
    acting = _acting(region)
    before = cr.decide(RICH, weak, AS_OF, acting=acting)
    after = cr.decide(RICH, strong, AS_OF, acting=acting)
    found = whole(RICH, before)
    for one in after.measures:
        because = one.because_of.ruleset, one.because_of.rule
        assert {because, (because[0], "")} & (found.sure | found.possible)
        assert found.heaviest is not None
        assert ORDER.index(one.effect) <= ORDER.index(found.heaviest)
    if found.lightest is not None and not before.suppressed:
        given = [ORDER.index(one.effect) for one in after.measures]
        assert max(given) >= ORDER.index(found.lightest)
    possible = {one.scheme: one.possible for one in before.tiers}
    for one in after.tiers:
        if one.scheme in possible and one.tier is not None:
            assert one.tier in possible[one.scheme]
