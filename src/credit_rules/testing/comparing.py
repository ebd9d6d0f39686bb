"""What decisions say for certain, and what two of them say differently.

A decision is milder than another where a tier is, or where a burden is gone or a favour has come.
Which rule gives a measure, and for which of several records, is no matter then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from credit_rules.engine.decision import Decision, MatchedMeasure
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.model.codes import Effect
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import TieredSupervision
from credit_rules.truth import Truth

__all__ = ["Answer", "Change", "called", "definite", "different", "measures_given", "milder"]

Answer = tuple[str, ...]
"""One thing a decision says, in words that can be compared."""

_SURE: Final = frozenset({ListingState.CURRENT, ListingState.REMOVED, ListingState.OVERDUE_REMOVAL})
_KNOWN_REPAIRS: Final = frozenset(
    {RepairState.CAN_APPLY, RepairState.BARRED, RepairState.TERM_ENDED}
)


@dataclass(frozen=True, slots=True)
class Change:
    """What is milder in one decision than in another.

    Attributes:
        what: the tier, the measure, the proposal.
        stricter, milder: what the one and the other say of it.
    """

    what: str
    stricter: str
    milder: str


def called(measure: MatchedMeasure) -> str:
    """A measure with the rule that gives it, as it is printed."""
    because = measure.because_of
    return f"{measure.measure} ({because.ruleset} {because.rule})"


def measures_given(decision: Decision, book: Rulebook) -> frozenset[Answer]:
    """Every measure given. That of a tier is the same whether an organ or the facts grade."""
    tiers = {one.header.id for one in book.rulesets if isinstance(one, TieredSupervision)}
    return frozenset(
        (one.measure, one.target.value, one.because_of.ruleset)
        + (
            ()
            if one.because_of.ruleset in tiers
            else (one.because_of.rule, one.because_of.record or "")
        )
        for one in decision.measures
    )


def definite(decision: Decision, book: Rulebook) -> frozenset[Answer]:
    """Everything a decision says for certain."""
    said = {("measure", *one) for one in measures_given(decision, book)}
    for proposal in decision.proposals:
        because = proposal.because_of
        if proposal.outcome is Truth.TRUE:
            said.add(
                (f"{proposal.action} proposed", because.ruleset, because.rule, str(because.record))
            )
    for tier in decision.tiers:
        if tier.tier is not None:
            said.add(("tier", tier.ruleset, tier.tier))
        elif tier.source in ("gap", "overlap"):
            said.add(("no tier", tier.ruleset))
    said |= {
        ("listing", one.record, one.state.value) for one in decision.listings if one.state in _SURE
    }
    said |= {
        ("repair", one.ruleset, one.record, one.state.value)
        for one in decision.repairs
        if one.state in _KNOWN_REPAIRS
    }
    return frozenset(said)


def milder(book: Rulebook, one: Decision, other: Decision) -> Iterator[Change]:
    """What the other decision says milder than the first."""
    tiers = {tier.ruleset: tier for tier in other.tiers}
    for tier in one.tiers:
        now = tiers.get(tier.ruleset)
        if tier.tier is None or now is None or now.tier is None:
            continue
        ranks = _ranks(book, tier.ruleset)
        if ranks[now.tier] > ranks[tier.tier]:
            yield Change(f"the tier of {tier.ruleset}", tier.tier, now.tier)
    yield from _measures(one, other)
    yield from _proposals(one, other)


def _measures(one: Decision, other: Decision) -> Iterator[Change]:
    """Burdens that the first gives and the other does not; favours the other way round."""
    for burden, had, has in ((True, one, other), (False, other, one)):
        remaining = {_plainly(measure) for measure in has.measures}
        open_ones = {found.ruleset for found in has.undetermined}
        for measure in had.measures:
            there = _plainly(measure) in remaining or _gave_way(has, measure)
            if there or (measure.effect is not Effect.FAVOUR) is not burden:
                continue
            if measure.because_of.ruleset not in open_ones:
                said = ("given", "not given") if burden else ("not given", "given")
                yield Change(called(measure), *said)


def _proposals(one: Decision, other: Decision) -> Iterator[Change]:
    """Entries that the first proposes and the other does not; ends of one the other way round."""
    for action, had, has in (("enter", one, other), ("leave", other, one)):
        remaining = {(found.list, found.action) for found in has.proposals}
        open_ones = {found.ruleset for found in has.undetermined}
        for found in had.proposals:
            sure = found.action == action and found.outcome is Truth.TRUE
            there = (found.list, found.action) in remaining or found.ruleset in open_ones
            if sure and not there:
                said = ("proposed", "not proposed")
                said = said if action == "enter" else (said[1], said[0])
                yield Change(f"to {action} {found.list}", *said)


def _plainly(measure: MatchedMeasure) -> Answer:
    """A measure, whichever rule gives it, for whichever of several records."""
    return measure.measure, measure.target.value


def _gave_way(decision: Decision, measure: MatchedMeasure) -> bool:
    """Whether a measure gave way to a stricter one of its family, and so is there still."""
    return any(
        one.measure == measure.measure and one.target is measure.target and one.gave_way_to
        for one in decision.suppressed
    )


def _ranks(book: Rulebook, ruleset: str) -> Mapping[str, int]:
    """The tiers of a ruleset by their place, the strictest first."""
    found = [
        one
        for one in book.rulesets
        if isinstance(one, TieredSupervision) and one.header.id == ruleset
    ]
    return {tier.id: place for one in found for place, tier in enumerate(one.tiers)}


def different(first: Decision, second: Decision, *, without: Iterable[str]) -> Iterator[str]:
    """The places at which two decisions differ, with what each says there."""
    left_out = frozenset(without)
    one, other = (json.loads(each.model_dump_json()) for each in (first, second))
    yield from _apart(one, other, "", left_out)


def _apart(one: Any, other: Any, place: str, left_out: frozenset[str]) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other} - left_out):
            yield from _apart(one.get(name), other.get(name), f"{place}.{name}", left_out)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _apart(left, right, f"{place}[{number}]", left_out)
    elif one != other:
        said = (json.dumps(each, ensure_ascii=False)[:200] for each in (one, other))
        yield f"{place.lstrip('.')}: {' instead of '.join(said)}"
