"""Which sides of an edge an evaluation reached: those whose nearest value it saw exactly.

What a test measures is read by the evaluator itself, never a second time here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from credit_rules.analysis.edges import Edge, EdgeKind, Side
from credit_rules.dates import Period, last_day, window_start
from credit_rules.engine.facts import Item, Value
from credit_rules.engine.reference import Trace, World, evaluate
from credit_rules.model.expr import (
    AnySpan,
    Compare,
    DayRef,
    During,
    Elapsed,
    FieldRef,
    Op,
    Operand,
    ParameterRef,
    Quantity,
    Scope,
    Share,
    Since,
    Threshold,
    Within,
    YearsBefore,
)
from credit_rules.model.ruleset import Restriction, ScoreItem, SelfEnding
from credit_rules.model.subject import NONE
from credit_rules.truth import Exact, Interval, Truth

__all__ = ["at_day", "at_score", "in_condition", "in_rule", "in_window"]

_DAY: Final = timedelta(days=1)
_NOTHING: Final = Decimal(0)


def in_condition(edge: Edge, trace: Trace, world: World) -> Iterator[Side]:
    """The sides of a condition's own edge that its evaluation reached."""
    match trace.node:
        case Compare(_, _, limit):
            yield from _beside(edge, trace.saw, _operand(limit, world))
        case Elapsed(_, period) if isinstance(trace.saw, date):
            yield from _after_the_last(edge, trace.saw, period, world.facts.as_of)
        case Threshold(Share() as share, _, limit):
            figure = _operand(limit, world)
            if isinstance(limit, ParameterRef) and isinstance(figure, Decimal):
                figure = figure.scaleb(-2)  # a department says 10 and means 10 %
            yield from _share(edge, share, figure, world)
        case Threshold(_, _, limit):
            yield from _beside(edge, _exact(trace.saw), _operand(limit, world))
        case AnySpan(_, _, number, period):
            if edge.kind is EdgeKind.SPAN_NUMBER:
                yield from _beside(edge, _exact(trace.saw), Decimal(number))
            else:
                yield from _spans(edge, trace, number, period)
        case _:
            return


def in_window(edge: Edge, scope: Scope, world: World) -> Iterator[Side]:
    """The sides of a window's edge on which a record is dated, whether it is looked at or not."""
    end = _window_end(edge, scope, world)
    if end is None:
        return
    for item in world.facts.items[scope.collection]:
        if item.set_aside is None or item.set_aside in scope.including:
            yield from _beside(edge, item[item.collection.dated_by], end)


def in_rule(edge: Edge, trace: Trace, world: World) -> Iterator[Side]:
    """The sides that a record for which a rule's condition holds lies on.

    They are those of the rule's term, of the acts it governs, and of the decisions upon them.
    """
    record = world.record
    if trace.truth is not Truth.TRUE or record is None:
        return
    if edge.kind in (EdgeKind.ACTS_FIRST, EdgeKind.ACTS_LAST):
        if "acted_on" in record.collection.fields:
            yield from _beside(edge, record["acted_on"], edge.limit)
        return
    if edge.kind is EdgeKind.DECIDED_FIRST:
        yield from _decided(edge, record)
        return
    start, period = _term(edge, record)
    if isinstance(start, date):
        yield from _after_the_last(edge, start, period, world.facts.as_of)


def _decided(edge: Edge, record: Item) -> Iterator[Side]:
    """The sides of the first day on which earlier acts may be decided by the milder edition."""
    acted = record["acted_on"] if "acted_on" in record.collection.fields else None
    if isinstance(acted, date) and isinstance(edge.limit, date) and acted < edge.limit:
        yield from _beside(edge, record[record.collection.dated_by], edge.limit)


def at_day(edge: Edge, day: date) -> Iterator[Side]:
    """The sides of an edition's first and last day that a day asked about is."""
    yield from _beside(edge, day, edge.limit)


def at_score(edge: Edge, score: Decimal) -> Iterator[Side]:
    """The sides of a band's end that a score is."""
    yield from _beside(edge, score, edge.limit)


def _beside(edge: Edge, seen: object, limit: object) -> Iterator[Side]:
    """The side on which a value is the nearest one to the limit."""
    for side in edge.sides:
        if isinstance(limit, date) and isinstance(seen, date):
            if seen == limit + side.steps * _DAY:
                yield side
        elif (
            isinstance(limit, Decimal)
            and isinstance(seen, Decimal | Fraction | int)
            and seen == limit + side.steps * edge.step
        ):
            yield side


def _after_the_last(edge: Edge, start: date, period: Period | None, day: date) -> Iterator[Side]:
    """The side a day is on of the last day of a period; without one, of its start."""
    yield from _beside(edge, day, start if period is None else last_day(start, period))


def _share(edge: Edge, share: Share, limit: object, world: World) -> Iterator[Side]:
    """The side a share is on if one step of its part takes it to another."""
    part, whole = (_exact(_read_quantity(one, world)) for one in (share.part, share.whole))
    if part is None or not whole or not isinstance(limit, Decimal):
        return
    step = Fraction(edge.step)
    here, *beside = (
        _side_of(edge, (Fraction(part) + steps) / Fraction(whole), limit)
        for steps in (Fraction(0), -step, step)
    )
    if any(other is not here for other in beside):
        yield here


def _side_of(edge: Edge, share: Fraction, limit: Decimal) -> Side:
    """The side of a limit a share lies on; what lies on no other is with the limit itself."""
    sides = {side.steps: side for side in edge.sides}
    return sides.get((share > limit) - (share < limit), sides[0])


def _spans(edge: Edge, trace: Trace, number: int, period: Period) -> Iterator[Side]:
    """The sides on which the last of so many records in a row is, of a span from the first."""
    days = sorted(
        day
        for part in trace.parts
        if part.truth is Truth.TRUE
        and part.item is not None
        and isinstance(day := part.item[part.item.collection.dated_by], date)
    )
    for first, last in zip(days, days[number - 1 :], strict=False):
        yield from _after_the_last(edge, first, period, last)


def _term(edge: Edge, record: Item) -> tuple[Value | None, Period | None]:
    """From which day the term of a rule runs for a record, and how long; or its last day."""
    match edge.part:
        case Restriction(lasts=lasts):
            day = lasts.since if lasts.until is None else lasts.until
            return (None if day is None else record[day.name]), lasts.period
        case SelfEnding(since=since, period=period):
            return record[since.name], period
        case ScoreItem(expires=FieldRef() as due):
            return record[due.name], None
        case _:
            return None, None


def _window_end(edge: Edge, scope: Scope, world: World) -> date | None:
    """The first or last day of a window; None where it is not known, or never comes."""
    first, today = edge.kind is EdgeKind.WINDOW_FIRST, world.facts.as_of
    match scope.window:
        case None:
            return None
        case Within(period, before):
            end = today if before is None else _read_day(before, world)
            return window_start(end, period) if end and first else end
        case During(years):
            year = today.year - years
            return date(year, 1, 1) if first else date(year, 12, 31)
        case Since(day):
            return _read_day(day, world)
        case _ as never:
            assert_never(never)


def _exact(seen: object) -> Exact | None:
    """A quantity that is known exactly."""
    known = isinstance(seen, Interval) and seen.low == seen.high
    return seen.low if isinstance(seen, Interval) and known else None


def _operand(operand: Operand, world: World) -> object:
    """What a value is compared with, as the evaluator reads it."""
    match operand:
        case FieldRef():
            return evaluate(Compare(operand, Op.IS, NONE), world).saw
        case ParameterRef(name):
            figures = world.strata.parameters.get(name)
            return figures.low if figures and figures.low == figures.high else None
        case YearsBefore(years):
            return Decimal(world.facts.as_of.year - years)
        case _:
            return operand


def _read_day(day: DayRef, world: World) -> date | None:
    seen = evaluate(Elapsed(day, None), world).saw
    return seen if isinstance(seen, date) else None


def _read_quantity(quantity: Quantity, world: World) -> object:
    return evaluate(Threshold(quantity, Op.AT_LEAST, _NOTHING), world).saw
