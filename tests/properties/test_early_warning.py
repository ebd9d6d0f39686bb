"""What `nearest` promises of every event it shows, over generated subjects."""

import random
from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.changes import Part
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.foresight.claims import stepped
from credit_rules.analysis.foresight.early_warning import nearest
from credit_rules.analysis.foresight.hypotheses import events_of, what_if, with_events
from credit_rules.analysis.foresight.nothing_new import carried
from credit_rules.model.subject import COLLECTIONS

RULESETS = {
    "rich-tiers": ours.RICH,
    "rich-score": ours.RICH,
    "rich-watch": ours.RICH,
    "rich-serious": ours.RICH,
    "rich-exact": ours.RICH,
    "labour-tiers": ours.SHIPPED,
    "food-key-supervision": ours.SHIPPED,
    "tax-major-violations": ours.SHIPPED,
}
BOOKS = {name: excerpt(book, [name]) for name, book in RULESETS.items()}
AIMS = {
    name: Aims(book, [one for one in book.rulesets if one.header.id == name])
    for name, book in BOOKS.items()
}
names = st.sampled_from(sorted(BOOKS))
slow = settings(
    # Every example decides thousands of times.
    max_examples=max(10, settings.default.max_examples // 10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ONE_DAY = timedelta(days=1)


def _told(event):
    """What an event says, without what goes without saying."""
    record = event.record.model_dump(exclude_none=True, exclude={"key", "status"})
    del record[COLLECTIONS[event.collection].dated_by]
    return record


def _warned(name, seed, days):
    """An early warning for a subject aimed at an edge of a ruleset, with who it is about."""
    witness = AIMS[name].draft(random.Random(seed)).witness()
    until = witness.as_of + timedelta(days=days)
    acting = witness.acting
    found = nearest(BOOKS[name], witness.subject, witness.as_of, until=until, acting=acting)
    return found, witness


def _has_effect(name, witness, one, dated, **otherwise):
    """Whether a record like that of an event, of some day, has the effect of the event."""
    book, subject, as_of = BOOKS[name], witness.subject, witness.as_of
    looked_at = one.takes_effect if dated == as_of else dated
    told = _told(one.event) | otherwise | {COLLECTIONS[one.collection].dated_by: dated}
    supposed = carried(subject, as_of, looked_at)
    added = with_events(supposed, events_of(subject, as_of, {one.collection: [told]}))
    before, after = (
        cr.decide(book, each, looked_at, acting=witness.acting) for each in (supposed, added)
    )
    effect = one.effect
    if effect.part is Part.TIER:
        was, now = (
            [t.tier or t.source for t in each.tiers if t.ruleset == effect.ruleset]
            for each in (before, after)
        )
        return was != now and effect.now in now
    # One that ends may have stood otherwise by then; one that comes has to stand as was said.
    counted = [
        sum(
            (p.because_of.rule, p.list) == (effect.rule, effect.about)
            and effect.now in ("", p.outcome.value)
            for p in each.proposals
        )
        for each in (before, after)
    ]
    return counted[0] < counted[1] if effect.now else counted[0] > counted[1]


@slow
@given(name=names, seed=ours.seeds)
def test_an_event_has_its_effect_until_its_last_day_and_a_step_less_has_none(name, seed):
    found, witness = _warned(name, seed, 1000)
    as_of = witness.as_of
    assume(found.events)
    for one in random.Random(seed).sample(found.events, min(4, len(found.events))):
        assert _has_effect(name, witness, one, as_of)
        for claim in one.claims:
            for end, steps in ((claim.low, -1), (claim.high, 1)):
                if end is None:
                    continue
                plain = int if claim.field.kind.value == "number" else lambda value: value
                kept, beyond = plain(end), plain(stepped(end, steps, claim.field))
                assert _has_effect(name, witness, one, as_of, **{claim.field.name: kept})
                assert not _has_effect(name, witness, one, as_of, **{claim.field.name: beyond})
        if one.last_day is not None and one.takes_effect == as_of:
            assert as_of <= one.last_day <= found.until
            assert _has_effect(name, witness, one, one.last_day)
            assert not _has_effect(name, witness, one, one.last_day + ONE_DAY)


@slow
@given(name=names, seed=ours.seeds)
def test_it_has_its_effect_on_every_day_until_then(name, seed):
    found, witness = _warned(name, seed, 700)
    rng, as_of = random.Random(seed), witness.as_of
    lasting = [one for one in found.events if one.takes_effect == as_of]
    assume(lasting)
    one = rng.choice(lasting)
    last = one.last_day or found.until
    for _ in range(6):
        day = as_of + timedelta(days=rng.randint(0, (last - as_of).days))
        assert _has_effect(name, witness, one, day)


@slow
@given(name=names, seed=ours.seeds)
def test_no_field_of_an_event_is_said_in_vain(name, seed):
    found, witness = _warned(name, seed, 0)
    assume(found.events)
    one = random.Random(seed).choice(found.events)
    assert {claim.field.name for claim in one.claims} == _told(one.event).keys()
    for field in _told(one.event):
        assert not _has_effect(name, witness, one, witness.as_of, **{field: None})


@slow
@given(name=names, seed=ours.seeds)
def test_distances_are_in_order_and_an_event_changes_what_it_is_said_to_change(name, seed):
    found, witness = _warned(name, seed, 0)
    shares = [one.share for one in found.distances if one.share is not None]
    assert shares == sorted(shares)
    for distance in found.distances:
        assert distance.limit is None or 0 <= distance.missing_least <= distance.missing
    book, subject, as_of = BOOKS[name], witness.subject, witness.as_of
    for one in found.events[:2]:
        if one.takes_effect == as_of:
            told = {one.collection: [_told(one.event)]}
            supposed = what_if(book, subject, as_of, told, acting=witness.acting)
            shown = (Part.TIER, Part.LISTING, Part.PROPOSAL)
            kept = [change for change in supposed.changes if change.part in shown]
            assert [(c.part, c.key) for c in kept] == [(c.part, c.key) for c in one.changes]
