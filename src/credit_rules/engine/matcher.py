"""Which rules hold, for which records: grounds and bars against the facts.

An exception (但书) takes a rule away when it holds. Where nothing settles whether it holds, the
burden decides: if the authority carries it the rule is unknown, if the subject does the rule is
*true, subject to defence* until the defence succeeds or is closed. That state may feed a proposal,
never a measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from credit_rules.engine.facts import Facts, Item, possible_kinds
from credit_rules.engine.reference import Known, Trace, World, evaluate, in_scope, uncovered
from credit_rules.model.catalog import Validity
from credit_rules.model.codes import SubjectKind
from credit_rules.model.expr import Expr, Scope
from credit_rules.model.ruleset import Burden, Unless
from credit_rules.model.subject import Subject
from credit_rules.truth import Missing, Truth, conjunction

__all__ = ["Match", "applies", "matches"]


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
    acts: Validity | None = None,
) -> Iterator[Match]:
    """The rule against every record of its scope that it does not plainly miss.

    `settled` says when a record has already been decided upon; then nothing more is due on it.
    `acts` are the days on which an act had to be committed for the rule to govern it.
    """
    for found in in_scope(each, where, world, this=True):
        if found.truth is Truth.FALSE or found.item is None:
            continue
        looking = world.at(found.item, this=True)
        truth: Truth = found.truth
        missing = found.missing
        if acts is not None:
            governed, unheld = _governed(acts, found.item)
            truth, missing = truth & governed, missing | unheld
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


def _governed(acts: Validity, item: Item) -> Known:
    """Whether the act was committed while the rule was in force; a missing day is unknown."""
    acted = item["acted_on"]
    if isinstance(acted, date):
        return acts.on(acted), frozenset()
    return Truth.UNKNOWN, frozenset({item.unheld("acted_on")})


def _barrier(exception: Unless, trace: Trace, item: Item, facts: Facts) -> Truth:
    """What the exception leaves of the rule."""
    if trace.truth is Truth.UNKNOWN and exception.burden is Burden.SUBJECT:
        closed = facts.defence_closed(exception.id, item)
        return Truth.TRUE if closed else Truth.SUBJECT_TO_DEFENCE
    return ~trace.truth
