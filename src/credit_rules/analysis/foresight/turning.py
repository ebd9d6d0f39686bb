"""When a condition may come out otherwise, though nothing happens but that days go by.

A second reader of the condition tree beside the evaluator. It is given a condition with how it came
out on a day, and answers with the first later day on which that may be different: when a period has
run, a record leaves a window, the days delivered end, a year begins. It holds until the next day on
which a record itself reads otherwise; what lists, tiers and proposals come to turns with what they
are made of, and is asked there.

Where nothing but the whole can tell (a count, a share), the condition is evaluated again on the day
in question, so that a record that leaves a count without moving it across its limit is no turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, assert_never

from credit_rules.dates import Period, first_day_after
from credit_rules.engine.facts import Item
from credit_rules.engine.reference import Trace, World, evaluate, in_scope, uncovered
from credit_rules.model.codes import Code
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    DayRef,
    Defined,
    Distinct,
    During,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    Graded,
    In,
    Listed,
    Not,
    Proposed,
    Quantity,
    Scope,
    Share,
    Since,
    Some,
    Standing,
    Sum,
    Threshold,
    Within,
    YearsBefore,
)
from credit_rules.truth import Missing, Truth, Unheld

__all__ = [
    "NO_TURN",
    "Next",
    "Reason",
    "after",
    "coverage",
    "leaving",
    "next_turn",
    "next_year",
    "soonest",
    "together",
]

_DAY: Final = timedelta(days=1)


class Reason(Code):
    """Why something is said from a day on that was not said on the day before."""

    EDITION_BEGINS = "edition-begins", "规则版本开始施行"
    EDITION_ENDS = "edition-ends", "规则版本停止施行"
    RULE_BEGINS = "rule-begins", "规则开始施行"
    RULE_ENDS = "rule-ends", "规则停止施行"
    WINDOW_SLIDES = "window-slides", "统计期间移动"
    PERIOD_ENDS = "period-ends", "期间届满"
    TERM_ENDS = "term-ends", "期限届满"
    DAY_ON_RECORD = "day-on-record", "记录所载日期到来"
    PUBLICITY_STOPS = "publicity-stops", "公示停止"
    REPAIR_OPENS = "repair-opens", "修复期间届满"
    DEADLINE_PASSES = "deadline-passes", "办理期限已过"
    COVERAGE_ENDS = "coverage-ends", "交付覆盖期间结束"
    ASSESSMENT = "assessment", "评价换期"
    YEAR_BEGINS = "year-begins", "年度开始"


@dataclass(frozen=True, slots=True)
class Next:
    """The first day on which something may come out otherwise, and why.

    Attributes:
        node: the condition that turns; None where it is no condition.
        record: the record it is about, and `this` the one its rule is about.
        collection: the collection whose delivered days end; empty for any other reason.
    """

    day: date
    reason: Reason
    node: Expr | None = None
    record: Item | None = None
    this: Item | None = None
    collection: str = ""


NO_TURN: Final = Next(date.max, Reason.PERIOD_ENDS)
"""Nothing turns by itself."""


def soonest(ones: Iterable[Next]) -> Next:
    """The first of several; nothing turns where there is none."""
    return min(ones, key=_day_of, default=NO_TURN)


def together(parts: Iterable[tuple[Truth, Next]]) -> Next:
    """When a conjunction may turn: what is false stays so until the last false part has turned."""
    known = tuple(parts)
    barred = [one for truth, one in known if truth is Truth.FALSE]
    if barred:
        return max(barred, key=_day_of)
    return soonest(one for _, one in known)


def _day_of(one: Next) -> date:
    return one.day


def next_turn(trace: Trace, world: World, limit: date, *, every_part: bool = False) -> Next:
    """The first day on which the condition may come out otherwise than it did.

    Args:
        trace: how it came out; its node is the condition.
        world: what it was asked of; the day is that of its facts.
        limit: nobody asks about later days: what turns after it does not turn.
        every_part: whether every part of it is looked at too, and not just what they come to.
    """
    return _Reading(limit, every_part).turn(trace, world)


def after(start: date, period: Period | None) -> date:
    """The first day on which a period has run in full; without one, the day after its start."""
    try:
        return start + _DAY if period is None else first_day_after(start, period)
    except OverflowError:
        # So long that no day of the calendar is after it.
        return date.max


def next_year(day: date) -> date:
    """The first day of the next calendar year."""
    return date(day.year + 1, 1, 1)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads conditions as far as a day, by their outcome or by every part of them."""

    limit: date
    every_part: bool

    def turn(self, trace: Trace, world: World) -> Next:
        """The first day on which the condition may come out otherwise than it did."""
        match trace.node:
            case All():
                return self._joined(trace, world, Truth.FALSE)
            case AnyOf():
                return self._joined(trace, world, Truth.TRUE)
            case Not() | Defined():
                return self.turn(trace.parts[0], world)
            case Compare(_, _, YearsBefore()):
                return self._another_year(trace, world)
            case Elapsed(_, period):
                start = trace.saw
                if trace.truth is not Truth.FALSE or not isinstance(start, date):
                    return NO_TURN
                return self._found(after(start, period), Reason.PERIOD_ENDS, trace.node, world)
            case Some() | Every() | AnySpan() | Threshold():
                return self._counted(trace, world)
            case Compare() | In() | Listed() | Standing() | Graded() | Proposed() | Finding():
                return NO_TURN
            case _ as never:
                assert_never(never)

    def _found(self, day: date, reason: Reason, node: Expr, world: World) -> Next:
        return NO_TURN if day > self.limit else Next(day, reason, node, world.record, world.this)

    def _joined(self, trace: Trace, world: World, settled: Truth) -> Next:
        """Of parts that settle the whole, the last has to turn; else the first turns it."""
        if trace.truth is settled and not self.every_part:
            ones = [self.turn(part, world) for part in trace.parts if part.truth is settled]
            return max(ones, key=_day_of)
        return soonest(self.turn(part, world) for part in trace.parts)

    def _another_year(self, trace: Trace, world: World) -> Next:
        """The first year in which a comparison with its number comes out otherwise."""
        day = next_year(world.facts.as_of)
        while day <= self.limit:
            if _said(evaluate(trace.node, _on(world, day))) != _said(trace):
                break
            day = next_year(day)
        return self._found(day, Reason.YEAR_BEGINS, trace.node, world)

    def _counted(self, trace: Trace, world: World) -> Next:
        """Goes from each day on which anything in it turns to the next, until the whole turns."""
        said, current, then = _said(trace), trace, world
        while True:
            found = soonest(self._inside(current, then))
            if found.day > self.limit:
                return NO_TURN
            then = _on(world, found.day)
            current = evaluate(trace.node, then)
            if self.every_part or _said(current) != said:
                return found

    def _inside(self, trace: Trace, world: World) -> Iterator[Next]:
        """The turns of the records a condition looks at, and of the window it looks at them in."""
        match trace.node:
            case Some(scope) | AnySpan(scope):
                yield from self._scoped(trace.node, scope, trace.parts, world)
            case Every(scope, where):
                found = in_scope(scope, where, _on(world, world.facts.as_of))
                yield from self._scoped(trace.node, scope, found, world)
                for part in trace.parts:
                    yield self.turn(part.parts[0], _at(part, world))
            case Threshold(quantity):
                for scope, where in _looked_at(quantity):
                    found = trace.parts
                    if isinstance(quantity, Share):
                        found = in_scope(scope, where, _on(world, world.facts.as_of))
                    yield from self._scoped(trace.node, scope, found, world)
            case _:
                return

    def _scoped(
        self, node: Expr, scope: Scope, found: tuple[Trace, ...], world: World
    ) -> Iterator[Next]:
        """The turns of a scope: of its records, of its window, of what was delivered of it."""
        for part in found:
            yield self.turn(part.parts[0], _at(part, world))
            if scope.window is None or part.item is None:
                continue
            if self.every_part or part.truth is not Truth.FALSE:
                yield replace(leaving(scope, part.item, world), node=node)
        if isinstance(scope.window, During):
            # Records of another year are looked at, which were not before.
            day = next_year(world.facts.as_of)
            yield Next(day, Reason.YEAR_BEGINS, node, world.record, world.this)
        yield coverage(scope, world, self.limit)


def _looked_at(quantity: Quantity) -> Iterator[tuple[Scope, Expr]]:
    match quantity:
        case FieldRef():
            return
        case Count(scope, where) | Sum(scope, where) | Distinct(scope, where):
            yield scope, where
        case Share(part, whole):
            yield from _looked_at(part)
            yield from _looked_at(whole)
        case _ as never:
            assert_never(never)


def _at(part: Trace, world: World) -> World:
    assert part.item is not None, "a scope finds records"
    return world.at(part.item)


def leaving(scope: Scope, item: Item, world: World) -> Next:
    """When a record in a window that moves with the day is in it no longer."""
    match scope.window:
        case Within(period, None):
            happened = item[item.collection.dated_by]
            day = after(happened, period) if isinstance(happened, date) else date.max
            return Next(day, Reason.WINDOW_SLIDES, None, item, world.this)
        case During():
            return Next(next_year(world.facts.as_of), Reason.YEAR_BEGINS, None, item, world.this)
        case None | Since() | Within():
            return NO_TURN
        case _ as never:
            assert_never(never)


def coverage(scope: Scope, world: World, limit: date) -> Next:
    """When it may turn whether all records of a scope were delivered."""
    return soonest(
        one
        for one in _coverage(scope, world)
        if world.facts.as_of < one.day <= limit
        and bool(uncovered(scope, _on(world, one.day))) is not bool(uncovered(scope, world))
    )


def _coverage(scope: Scope, world: World) -> Iterator[Next]:
    covers = world.facts.subject.covers.get(scope.collection)
    ends = Reason.COVERAGE_ENDS
    if covers is not None:
        yield Next(after(covers.until, None), ends, collection=scope.collection)
    match scope.window:
        case Within(period, None) if covers is not None and covers.since != "beginning":
            # The window has left the days before the first that was delivered.
            day = after(covers.since - _DAY, period)
            yield Next(day, Reason.WINDOW_SLIDES, collection=scope.collection)
        case During():
            day = next_year(world.facts.as_of)
            yield Next(day, Reason.YEAR_BEGINS, collection=scope.collection)
        case Since(begun):
            start = _read_day(begun, world)
            if start is not None:
                # A window that begins on a later day has no days in it before.
                yield Next(start, ends, collection=scope.collection)
        case None | Within():
            return
        case _ as never:
            assert_never(never)


def _read_day(day: DayRef, world: World) -> date | None:
    seen = evaluate(Elapsed(day, None), _on(world, world.facts.as_of)).saw
    return seen if isinstance(seen, date) else None


def _on(world: World, day: date) -> World:
    """The same world on a later day, on which no record reads otherwise; nobody watches it."""
    return replace(world, facts=replace(world.facts, as_of=day, watch=None))


def _said(trace: Trace) -> tuple[Truth, frozenset[Missing | str]]:
    """What a condition came to. Days nobody covered are some days: they move with the day asked."""
    plain: set[Missing | str] = set()
    for one in trace.missing:
        path = one.path
        window = isinstance(one, Unheld) and path.endswith("]") and ".." in path
        plain.add(path.partition("[")[0] if window else one)
    return trace.truth, frozenset(plain)
