"""Stratum 5: whether a record may be repaired, from which day, and what is missing.

The first day is the latest of the first days of every clock among the requirements, so another
requirement can only move it back. A requirement that is a matter of doing (paying, committing) has
no day of its own: it is listed as missing, and the first day supposes that it is met by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from credit_rules.dates import first_day_after
from credit_rules.engine.facts import NOT_HELD, Facts, Item, NotHeld
from credit_rules.engine.listings import Entry, ListingState
from credit_rules.engine.reference import Known, Trace, World, evaluate
from credit_rules.model.codes import Code
from credit_rules.model.expr import All, AnyOf, Defined, Elapsed, Not
from credit_rules.model.ruleset import CreditRepair, Requirement
from credit_rules.truth import Missing, Truth, conjunction, disjunction

__all__ = ["Assessment", "RepairState", "application", "assess", "possible_applications"]


class RepairState(Code):
    """What the subject can do now."""

    CAN_APPLY = "can-apply", "可以申请"
    NOT_YET = "not-yet", "条件尚未全部具备"
    BARRED = "barred", "不得修复"
    UNDETERMINED = "undetermined", "未定"
    TERM_ENDED = "term-ended", "期限已满，无需申请"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The repair of one record under one ruleset.

    Attributes:
        entry: the official entry, where the record is one.
        requirements: each with its trace, in the order of the provision.
        bars: likewise.
        first_day: the first day on which every clock has run; None while one has not begun, or if
            the record ends by itself before that.
        latest_day: the last day on which there is anything to repair: the entry's last day, or the
            last of its publicity.
        ends: the first day on which publicity is over by itself.
    """

    ruleset: CreditRepair
    record: Item
    entry: Entry | None
    state: RepairState
    requirements: tuple[tuple[Requirement, Trace], ...]
    bars: tuple[tuple[Requirement, Trace], ...]
    missing: frozenset[Missing]
    first_day: date | None
    latest_day: date | None
    ends: date | None
    application: Item | None


def assess(
    ruleset: CreditRepair, record: Item, entry: Entry | None, there: Known, world: World
) -> Assessment:
    """Assess the repair of a record that may be repaired.

    `there` says whether the ruleset is about the record at all, as far as that is known.
    """
    looking = world.at(record, this=True)
    requirements = tuple((one, evaluate(one.when, looking)) for one in ruleset.requires)
    bars = tuple((one, evaluate(one.when, looking)) for one in ruleset.barred)
    met = conjunction(trace.truth for _, trace in requirements)
    barred = disjunction(trace.truth for _, trace in bars)
    present, missing = there
    ends, over, unsure = _ends(ruleset, looking)
    latest = _latest(entry, ends)
    if entry is not None and entry.state is ListingState.OVERDUE_REMOVAL:
        over = Truth.TRUE
    if present is not Truth.TRUE or over is Truth.UNKNOWN:
        state = RepairState.UNDETERMINED
    elif over is Truth.TRUE:
        state = RepairState.TERM_ENDED
    elif entry is not None and entry.truth is not Truth.TRUE:
        state = RepairState.UNDETERMINED
    elif barred is Truth.TRUE:
        state = RepairState.BARRED
    elif met is Truth.FALSE:
        state = RepairState.NOT_YET
    elif (met, barred) == (Truth.TRUE, Truth.FALSE):
        state = RepairState.CAN_APPLY
    else:
        state = RepairState.UNDETERMINED
    missing = missing.union(unsure, *(trace.missing for _, trace in (*requirements, *bars)))
    first_day = _first_day(requirements)
    beyond = first_day is not None and latest is not None and first_day > latest
    hopeless = beyond or state in (RepairState.BARRED, RepairState.TERM_ENDED)
    return Assessment(
        ruleset=ruleset,
        record=record,
        entry=entry,
        state=state,
        requirements=requirements,
        bars=bars,
        missing=missing,
        first_day=None if hopeless else first_day,
        latest_day=latest,
        ends=ends,
        application=application(ruleset, record, world.facts),
    )


def _ends(ruleset: CreditRepair, looking: World) -> tuple[date | None, Truth, frozenset[Missing]]:
    """The first day on which publicity is over by itself, by the first rule that holds.

    Whether it is over may be known where the rule is not: where all that may hold agree.
    """
    record, day = looking.record, looking.facts.as_of
    assert record is not None, "a repair is of a record"
    end: date | None
    possible: list[tuple[date | None, Truth]] = []
    missing: frozenset[Missing] = frozenset()
    for rule in ruleset.ends:
        trace = evaluate(rule.when, looking)
        if trace.truth is Truth.FALSE:
            continue
        missing |= trace.missing
        start = record[rule.since.name]
        if isinstance(start, date):
            last = first_day_after(start, rule.period)
            possible.append((last, Truth.of(day >= last)))
        elif isinstance(start, NotHeld):
            missing |= {record.unheld(rule.since.name)}
            possible.append((None, Truth.UNKNOWN))
        else:
            # What has not begun has no end yet.
            possible.append((None, Truth.FALSE))
        if trace.truth is Truth.TRUE:
            break
    else:
        possible.append((None, Truth.FALSE))
    (end, over), *others = possible
    if others:
        end = None
        over = over if {other for _, other in others} == {over} else Truth.UNKNOWN
    return end, over, missing


def _latest(entry: Entry | None, ends: date | None) -> date | None:
    if ends is not None:
        return ends - timedelta(days=1)
    return None if entry is None else entry.last


def _first_day(requirements: Iterable[tuple[Requirement, Trace]]) -> date | None:
    """The latest first day of the clocks; None if one has no beginning yet, or there is none."""
    latest = _latest_of(_clock(trace) for _, trace in requirements)
    return None if latest in (_NO_CLOCK, _NEVER) else latest


_NO_CLOCK: Final = date.min
_NEVER: Final = date.max


def _clock(trace: Trace) -> date:
    """The first day on which every clock of a condition has run.

    What is a matter of doing has no clock. Of alternatives the earliest counts among those nothing
    else rules out; a clock without a beginning never runs.
    """
    match trace.node:
        case Elapsed(_, period):
            if trace.missing or not isinstance(trace.saw, date) or period is None:
                return _NEVER
            return first_day_after(trace.saw, period)
        case AnyOf():
            open_ones = [part for part in trace.parts if not _ruled_out(part)]
            return min(map(_clock, open_ones or trace.parts), default=_NO_CLOCK)
        case Not():
            return _NO_CLOCK
        case _:
            return _latest_of(map(_clock, trace.parts))


def _latest_of(days: Iterable[date]) -> date:
    return max(days, default=_NO_CLOCK)


def _ruled_out(trace: Trace) -> bool:
    """Whether something other than a clock makes a condition false."""
    if trace.truth is not Truth.FALSE or isinstance(trace.node, Elapsed):
        return False
    if isinstance(trace.node, All | Defined):
        return any(map(_ruled_out, trace.parts))
    if isinstance(trace.node, AnyOf):
        return all(map(_ruled_out, trace.parts))
    return True


def application(ruleset: CreditRepair, record: Item, facts: Facts) -> Item | None:
    """The latest application for the record, or the list, that has had no answer."""
    sure = [one for one in _unanswered(facts) if _for(ruleset, record, one)[0] is Truth.TRUE]
    return max(sure, key=lambda item: (str(item["applied_on"]), item.key), default=None)


def possible_applications(
    ruleset: CreditRepair, record: Item, facts: Facts
) -> Iterator[tuple[Item, frozenset[Missing]]]:
    """Every application of which nobody knows whether it is for the record, and what is missing."""
    for item in _unanswered(facts):
        truth, missing = _for(ruleset, record, item)
        if truth is Truth.UNKNOWN:
            yield item, missing


def _unanswered(facts: Facts) -> Iterator[Item]:
    for item in facts.items["repairs"]:
        if not any(isinstance(item[day], date) for day in ("granted_on", "refused_on")):
            yield item


def _for(ruleset: CreditRepair, record: Item, item: Item) -> Known:
    """Whether an application is there, and for the record or for the list."""
    named = {"record": record.key} | ({"list": ruleset.list} if ruleset.list else {})
    if any(item[name] == wanted for name, wanted in named.items()):
        return item.present, item.missing
    untold = {name for name in named if item[name] is NOT_HELD}
    if not untold:
        return Truth.FALSE, frozenset()
    return Truth.UNKNOWN, item.missing | {item.unheld(name) for name in untold}
