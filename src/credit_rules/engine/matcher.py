"""Which rules hold, for which records: grounds, bars and tiers against the facts.

An exception (但书) takes a rule away when it holds. Where nothing settles whether it holds, the
burden decides: if the authority carries it the rule is unknown, if the subject does the rule is
*true, subject to defence* until the defence succeeds or is closed. That state may feed a proposal,
never a measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from credit_rules.engine.facts import Facts, Item, NotHeld, Value
from credit_rules.engine.reference import Trace, World, evaluate, in_scope, uncovered
from credit_rules.model.codes import SubjectKind
from credit_rules.model.expr import Expr, Scope
from credit_rules.model.ruleset import Burden, Tier, TieredSupervision, Unless
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Missing, Truth, conjunction

__all__ = ["Match", "TierMatch", "applies", "matches", "possible_kinds", "tier_of"]

_NOT_PERSONS = frozenset(SubjectKind) - {SubjectKind.NATURAL_PERSON}
_KINDS_BY_PREFIX = {
    "11": frozenset({SubjectKind.GOVERNMENT_BODY}),
    "12": frozenset({SubjectKind.PUBLIC_INSTITUTION}),
    "51": frozenset({SubjectKind.SOCIAL_ORGANISATION}),
    "52": frozenset({SubjectKind.SOCIAL_ORGANISATION}),
    "53": frozenset({SubjectKind.SOCIAL_ORGANISATION}),
    "91": frozenset({SubjectKind.LEGAL_PERSON, SubjectKind.UNINCORPORATED}),
    "92": frozenset({SubjectKind.INDIVIDUAL_BUSINESS}),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A rule against one record: whether it holds, and what stands in the way.

    `item` is None for records that may exist in days nobody covered.
    """

    item: Item | None
    truth: Truth
    missing: frozenset[Missing]
    defences: tuple[Unless, ...] = ()
    trace: Trace | None = None
    exceptions: tuple[tuple[Unless, Trace], ...] = ()


@dataclass(frozen=True, slots=True)
class TierMatch:
    """A scheme's tier on the day.

    Attributes:
        official: the grade on record for the year looked at; it is the tier where there is one.
        possible: every tier that some completion of the facts allows, strictest first. One tier is
            an answer; none means no tier's conditions hold; several need `missing`.
        computed: the tiers the facts by themselves allow, beside an official grade.
        gap: whether it may be that the conditions of no tier hold.
    """

    official: Item | None
    possible: tuple[Tier, ...]
    computed: tuple[Tier, ...]
    gap: bool
    missing: frozenset[Missing]
    traces: tuple[tuple[Tier, Trace], ...]
    year: int


def possible_kinds(subject: Subject) -> frozenset[SubjectKind]:
    """The kinds the subject may be of: as told, else as far as its code tells (GB 32100)."""
    if subject.kind is not None:
        return frozenset({subject.kind})
    return _KINDS_BY_PREFIX.get(subject.uscc[:2], _NOT_PERSONS)


def applies(subject: Subject, kinds: frozenset[SubjectKind]) -> Truth:
    """Whether a ruleset for these kinds of subject speaks about this one; none means all kinds."""
    possible = possible_kinds(subject)
    if not kinds or possible <= kinds:
        return Truth.TRUE
    return Truth.UNKNOWN if possible & kinds else Truth.FALSE


def matches(
    each: Scope,
    where: Expr,
    unless: Iterable[Unless],
    world: World,
    settled: Expr | None = None,
) -> Iterator[Match]:
    """The rule against every record of its scope that it does not plainly miss.

    `settled` says when a record has already been decided upon; then nothing more is due on it.
    """
    for found in in_scope(each, where, world, this=True):
        if found.truth is Truth.FALSE or found.item is None:
            continue
        looking = world.at(found.item, this=True)
        truth: Truth = found.truth
        missing = found.missing
        if settled is not None:
            done = evaluate(settled, looking)
            truth, missing = truth & ~done.truth, missing | done.missing
        exceptions = tuple((one, evaluate(one.when, looking)) for one in unless)
        barriers = {one: _barrier(one, trace, found.item, world.facts) for one, trace in exceptions}
        truth &= conjunction(barriers.values())
        if truth is Truth.FALSE:
            continue
        undecided = [t.missing for one, t in exceptions if barriers[one] is Truth.UNKNOWN]
        open_ones = [one for one, left in barriers.items() if left is Truth.SUBJECT_TO_DEFENCE]
        yield Match(
            item=found.item,
            truth=truth,
            missing=missing.union(*undecided) if truth is Truth.UNKNOWN else frozenset(),
            defences=tuple(open_ones),
            trace=found,
            exceptions=exceptions,
        )
    gaps = uncovered(each, world)
    if gaps:
        yield Match(None, Truth.UNKNOWN, gaps)


def _barrier(exception: Unless, trace: Trace, item: Item, facts: Facts) -> Truth:
    """What the exception leaves of the rule."""
    if trace.truth is Truth.UNKNOWN and exception.burden is Burden.SUBJECT:
        closed = facts.defence_closed(exception.id, item)
        return Truth.TRUE if closed else Truth.SUBJECT_TO_DEFENCE
    return ~trace.truth


def tier_of(ruleset: TieredSupervision, world: World) -> TierMatch:
    """The tier of a scheme: the official grade of the year looked at, else what the facts allow."""
    year = world.facts.as_of.year - ruleset.years_before
    traces = []
    computed: list[Tier] = []
    missing: frozenset[Missing] = frozenset()
    for tier in ruleset.tiers:
        trace = evaluate(tier.when, world)
        traces.append((tier, trace))
        if trace.truth is Truth.FALSE:
            continue
        computed.append(tier)
        missing |= trace.missing
        if trace.truth is Truth.TRUE:
            break
    grades = _grades(ruleset, year, world.facts)
    possible = tuple(tier for tier in ruleset.tiers if tier.id in grades.sure | grades.maybe)
    if grades.sure:
        official = grades.items[0] if len(possible) == 1 else None
        missing = grades.missing if len(possible) > 1 else frozenset()
        return TierMatch(official, possible, tuple(computed), False, missing, tuple(traces), year)
    possible = tuple(t for t in ruleset.tiers if t in computed or t.id in grades.maybe)
    gap = all(trace.truth is not Truth.TRUE for _, trace in traces)
    settled = len(possible) == 1 and not gap
    missing = frozenset() if settled else missing | grades.missing
    return TierMatch(None, possible, tuple(computed), gap, missing, tuple(traces), year)


@dataclass(frozen=True, slots=True)
class _Grades:
    """The official grades of a year: those on record, and those that may be."""

    items: tuple[Item, ...]
    maybe: frozenset[Value]
    missing: frozenset[Missing]

    @property
    def sure(self) -> frozenset[Value]:
        return frozenset(item["grade"] for item in self.items)


def _grades(ruleset: TieredSupervision, year: int, facts: Facts) -> _Grades:
    """The grades for the year; one that differs from another, or may, leaves the tier open."""
    known: frozenset[Value] = frozenset(tier.id for tier in ruleset.tiers)
    scheme: frozenset[Value] = frozenset({ruleset.header.scheme})
    wanted = {"scheme": scheme, "year": frozenset({Decimal(year)}), "grade": known}
    sure: list[Item] = []
    maybe: frozenset[Value] = frozenset()
    missing: frozenset[Missing] = frozenset()
    for item in facts.items["evaluations"]:
        unheld = [name for name in wanted if isinstance(item[name], NotHeld)]
        other = any(item[name] not in wanted[name] for name in wanted if name not in unheld)
        if other or item.set_aside is not None or not _still_valid(item, facts.as_of):
            continue
        if item.present is Truth.TRUE and not unheld:
            sure.append(item)
            continue
        maybe |= known if "grade" in unheld else {item["grade"]}
        missing |= item.missing | {item.unheld(name) for name in unheld}
    if len({item["grade"] for item in sure}) > 1:
        missing |= {item.unheld("grade") for item in sure}
    # Without the organ's grades nobody knows that it made none.
    gaps = facts.uncovered(COLLECTIONS["evaluations"], date(year, 1, 1), None)
    if gaps and not sure:
        maybe, missing = known, missing | gaps
    return _Grades(tuple(sure), maybe, missing)


def _still_valid(item: Item, day: date) -> bool:
    until = item["valid_until"]
    return not isinstance(until, date) or day <= until
