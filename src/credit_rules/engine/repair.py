"""Stratum 5: whether an entry may be removed early, from which day, and what is missing.

The first day is the latest of the first days of every clock among the requirements, so another
requirement can only move it back. A requirement that is a matter of doing (paying, committing) has
no day of its own: it is listed as missing, and the first day supposes that it is met by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from credit_rules.dates import first_day_after
from credit_rules.engine.facts import Item
from credit_rules.engine.listings import Entry, ListingState
from credit_rules.engine.reference import Trace, World, evaluate
from credit_rules.model.codes import Code
from credit_rules.model.expr import Elapsed
from credit_rules.model.ruleset import CreditRepair, Requirement
from credit_rules.truth import Missing, Truth, conjunction, disjunction

__all__ = ["Assessment", "RepairState", "assess"]


class RepairState(Code):
    """What the subject can do now."""

    CAN_APPLY = "can-apply", "可以申请"
    NOT_YET = "not-yet", "条件尚未全部具备"
    BARRED = "barred", "不得提前移出"
    UNDETERMINED = "undetermined", "未定"
    TERM_ENDED = "term-ended", "期限已满，应予移出"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The repair of one entry under one ruleset.

    Attributes:
        requirements: each with its trace, in the order of the provision.
        bars: likewise.
        first_day: the first day on which every clock has run; None while one has not begun, or if
            the entry ends by itself before that.
        latest_day: the entry's last day; after it nothing needs to be asked for.
    """

    ruleset: CreditRepair
    entry: Entry
    state: RepairState
    requirements: tuple[tuple[Requirement, Trace], ...]
    bars: tuple[tuple[Requirement, Trace], ...]
    missing: frozenset[Missing]
    first_day: date | None
    latest_day: date | None
    application: Item | None


def assess(ruleset: CreditRepair, entry: Entry, world: World) -> Assessment:
    """Assess the repair of an entry that stands, or that ended and was not removed."""
    looking = world.at(entry.item, this=True)
    requirements = tuple((one, evaluate(one.when, looking)) for one in ruleset.requires)
    bars = tuple((one, evaluate(one.when, looking)) for one in ruleset.barred)
    met = conjunction(trace.truth for _, trace in requirements)
    barred = disjunction(trace.truth for _, trace in bars)
    if entry.state is ListingState.OVERDUE_REMOVAL:
        state = RepairState.TERM_ENDED
    elif entry.truth is not Truth.TRUE:
        state = RepairState.UNDETERMINED
    elif barred is Truth.TRUE:
        state = RepairState.BARRED
    elif met is Truth.FALSE:
        state = RepairState.NOT_YET
    elif (met, barred) == (Truth.TRUE, Truth.FALSE):
        state = RepairState.CAN_APPLY
    else:
        state = RepairState.UNDETERMINED
    missing = entry.missing.union(*(trace.missing for _, trace in (*requirements, *bars)))
    first_day = _first_day(requirements)
    beyond = first_day is not None and entry.last is not None and first_day > entry.last
    hopeless = beyond or state in (RepairState.BARRED, RepairState.TERM_ENDED)
    return Assessment(
        ruleset=ruleset,
        entry=entry,
        state=state,
        requirements=requirements,
        bars=bars,
        missing=missing,
        first_day=None if hopeless else first_day,
        latest_day=entry.last,
        application=_application(ruleset, world),
    )


def _first_day(requirements: tuple[tuple[Requirement, Trace], ...]) -> date | None:
    """The latest first day of the clocks; None if one has no beginning yet."""
    latest: date | None = None
    for _, trace in requirements:
        for clock in _clocks(trace):
            node, start = clock.node, clock.saw
            assert isinstance(node, Elapsed)
            if clock.missing or not isinstance(start, date) or node.period is None:
                return None
            day = first_day_after(start, node.period)
            latest = day if latest is None else max(latest, day)
    return latest


def _clocks(trace: Trace) -> Iterator[Trace]:
    if isinstance(trace.node, Elapsed):
        yield trace
    for part in trace.parts:
        yield from _clocks(part)


def _application(ruleset: CreditRepair, world: World) -> Item | None:
    """The latest application that has had no answer."""
    open_ones = [
        item
        for item in world.facts.items["repairs"]
        if item["list"] == ruleset.list
        and item.present is Truth.TRUE
        and not any(isinstance(item[day], date) for day in ("granted_on", "refused_on"))
    ]
    return max(open_ones, key=lambda item: (str(item["applied_on"]), item.key), default=None)
