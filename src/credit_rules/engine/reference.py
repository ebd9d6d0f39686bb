"""The meaning of conditions, on one page.

`evaluate` reads as the definition and judges whatever is faster. It returns the whole trace: every
node with its truth, what it saw, and the facts or findings that would settle what is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never

from credit_rules.dates import elapsed, window_start
from credit_rules.engine.facts import Facts, Item, NotHeld, Value
from credit_rules.model.expr import (
    All,
    AnyOf,
    Compare,
    Count,
    DayRef,
    During,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    In,
    LatestOf,
    Listed,
    Not,
    Op,
    Scope,
    Since,
    Some,
    Within,
)
from credit_rules.model.ruleset import FindingSpec
from credit_rules.model.subject import COLLECTIONS, NONE
from credit_rules.truth import (
    Interval,
    Missing,
    Question,
    Truth,
    conjunction,
    disjunction,
)

__all__ = ["Trace", "World", "evaluate", "in_scope", "in_window", "uncovered"]

_OPERATORS: Final[Mapping[Op, Callable[..., bool]]] = {
    Op.IS: operator.eq,
    Op.IS_NOT: operator.ne,
    Op.AT_LEAST: operator.ge,
    Op.AT_MOST: operator.le,
    Op.MORE_THAN: operator.gt,
    Op.LESS_THAN: operator.lt,
    Op.BEFORE: operator.lt,
    Op.AFTER: operator.gt,
    Op.ON_OR_BEFORE: operator.le,
    Op.ON_OR_AFTER: operator.ge,
}


@dataclass(frozen=True, slots=True)
class World:
    """What a condition is asked of: the facts, the record looked at, the record the rule is about.

    `listed` holds, per list, whether the subject is officially on it; `findings` the questions the
    ruleset declares.
    """

    facts: Facts
    findings: Mapping[str, FindingSpec]
    listed: Mapping[str, tuple[Truth, frozenset[Missing]]]
    record: Item | None = None
    this: Item | None = None

    def at(self, record: Item, *, this: bool = False) -> World:
        """The same world, looking at a record; with `this`, the rule is about it."""
        return replace(self, record=record, this=record if this else self.this)


@dataclass(frozen=True, slots=True)
class Trace:
    """How a condition came out: node, truth, parts, what was seen, what is missing.

    `saw` is the value a leaf looked at, or the interval of a count; `item` the record a part is
    about, where the parts are records.
    """

    node: Expr
    truth: Truth
    parts: tuple[Trace, ...] = ()
    missing: frozenset[Missing] = frozenset()
    saw: Value | Interval | None = None
    item: Item | None = None


def evaluate(node: Expr, world: World) -> Trace:
    """The truth of a condition, with its trace."""
    match node:
        case All(parts):
            return _joined(node, conjunction, tuple(evaluate(part, world) for part in parts))
        case AnyOf(parts):
            return _joined(node, disjunction, tuple(evaluate(part, world) for part in parts))
        case Not(part):
            inner = evaluate(part, world)
            return Trace(node, ~inner.truth, (inner,), inner.missing)
        case Compare(field, op, operand):
            value, missing = _value(field, world)
            other: object = operand
            if isinstance(operand, FieldRef):
                other, more = _value(operand, world)
                missing |= more
            return _leaf(node, value, missing, lambda held: _holds(op, held, other))
        case In(field, values):
            value, missing = _value(field, world)
            return _leaf(
                node, value, missing, lambda held: any(_holds(Op.IS, held, one) for one in values)
            )
        case Elapsed(since, period):
            start, missing = _day(since, world)

            def past(held: Value) -> bool:
                if not isinstance(held, date):
                    return False
                day = world.facts.as_of
                return day > held if period is None else elapsed(held, period, day)

            return _leaf(node, start, missing, past)
        case Some(scope, where):
            found = in_scope(scope, where, world)
            return _with_uncovered(node, disjunction, found, scope, world, Truth.FALSE)
        case Every(scope, where, has):
            kept = tuple(_implies(item, has, world) for item in in_scope(scope, where, world))
            return _with_uncovered(node, conjunction, kept, scope, world, Truth.TRUE)
        case Count(scope, where, op, number):
            found = in_scope(scope, where, world)
            gaps = uncovered(scope, world)
            low = sum(part.truth is Truth.TRUE for part in found)
            high = low + sum(part.truth is Truth.UNKNOWN for part in found)
            counted = Interval(low, None if gaps else high)
            truth = counted.compare(_OPERATORS[op], number)
            missing = gaps.union(*(part.missing for part in found))
            return Trace(node, truth, found, _if_unknown(truth, missing), counted)
        case Listed(name):
            truth, missing = world.listed[name]
            return Trace(node, truth, (), missing)
        case Finding(name):
            spec, record = world.findings[name], world.record
            path = "" if record is None else record.path
            question = Question(path, spec.organ, spec.id, spec.question.zh)
            truth, missing = world.facts.answer(question, record)
            return Trace(node, truth, (), missing)
        case _ as never:
            assert_never(never)


def in_scope(scope: Scope, where: Expr, world: World, *, this: bool = False) -> tuple[Trace, ...]:
    """For each record of a scope: whether it is there, in the window, and meets the condition.

    With `this`, the rule is about each of them in turn.
    """
    found = []
    for item in world.facts.items[scope.collection]:
        if item.set_aside is not None and item.set_aside not in scope.including:
            continue
        dated, unheld = in_window(item, scope, world)
        there = item.present & dated
        if there is Truth.FALSE:
            continue
        inner = evaluate(where, world.at(item, this=this))
        truth = there & inner.truth
        missing = _if_unknown(truth, item.missing | unheld | inner.missing)
        found.append(Trace(where, truth, (inner,), missing, item=item))
    return tuple(found)


def _implies(found: Trace, has: Expr, world: World) -> Trace:
    """A record outside the scope is no exception to "every"."""
    assert found.item is not None
    inner = evaluate(has, world.at(found.item))
    truth = ~found.truth | inner.truth
    missing = _if_unknown(truth, found.missing | inner.missing)
    return Trace(has, truth, (inner,), missing, item=found.item)


def in_window(item: Item, scope: Scope, world: World) -> tuple[Truth, frozenset[Missing]]:
    """Whether the record is dated in the window of a scope."""
    if scope.window is None:
        return Truth.TRUE, frozenset()
    happened = item[item.collection.dated_by]
    if not isinstance(happened, date):
        return Truth.UNKNOWN, frozenset({item.unheld(item.collection.dated_by)})
    first, last, missing = _bounds(scope, world)
    if missing:
        return Truth.UNKNOWN, missing
    return Truth.of((first or date.min) <= happened <= (last or date.max)), frozenset()


def _bounds(scope: Scope, world: World) -> tuple[date | None, date | None, frozenset[Missing]]:
    """First and last day of the window; None where it is open."""
    day = world.facts.as_of
    match scope.window:
        case None:
            return None, None, frozenset()
        case Within(period):
            return window_start(day, period), None, frozenset()
        case During(years):
            year = day.year - years
            return date(year, 1, 1), date(year, 12, 31), frozenset()
        case Since(since):
            start, missing = _day(since, world)
            # Nothing is since an event that never was.
            never = date.max if start == NONE else None
            return (start if isinstance(start, date) else never), None, missing
        case _ as never:
            assert_never(never)


def uncovered(scope: Scope, world: World) -> frozenset[Missing]:
    """What is missing to know all records of a scope."""
    collection = COLLECTIONS[scope.collection]
    first, last, _ = _bounds(scope, world)
    return world.facts.uncovered(collection, first, last)


def _with_uncovered(
    node: Expr,
    join: Callable[..., Truth],
    found: tuple[Trace, ...],
    scope: Scope,
    world: World,
    settled: Truth,
) -> Trace:
    """Join the records, and a possible further one if the window is not covered."""
    gaps = uncovered(scope, world)
    further = Truth.UNKNOWN if gaps else settled
    truth = join((*(part.truth for part in found), further))
    missing = gaps.union(*(part.missing for part in found))
    return Trace(node, truth, found, _if_unknown(truth, missing))


def _joined(node: Expr, join: Callable[..., Truth], parts: tuple[Trace, ...]) -> Trace:
    truth = join(part.truth for part in parts)
    missing: frozenset[Missing] = frozenset().union(*(part.missing for part in parts))
    return Trace(node, truth, parts, _if_unknown(truth, missing))


def _leaf(
    node: Expr, value: Value, missing: frozenset[Missing], holds: Callable[[Value], bool]
) -> Trace:
    truth = Truth.UNKNOWN if missing else Truth.of(holds(value))
    return Trace(node, truth, (), missing, value)


def _if_unknown(truth: Truth, missing: frozenset[Missing]) -> frozenset[Missing]:
    return frozenset() if truth.known else missing


def _holds(op: Op, held: object, other: object) -> bool:
    """Compare two values that are on record. A field told to be `none` is only ever `none`."""
    if isinstance(held, frozenset):
        return (other in held) is (op is Op.IS)
    if op not in (Op.IS, Op.IS_NOT) and NONE in (held, other):
        return False
    return _OPERATORS[op](held, other)


def _value(field: FieldRef, world: World) -> tuple[Value, frozenset[Missing]]:
    record = world.this if field.of_this else world.record
    assert record is not None, "the parser gives every field a record"
    value = record[field.name]
    return value, frozenset({record.unheld(field.name)} if isinstance(value, NotHeld) else ())


def _day(day: DayRef, world: World) -> tuple[Value, frozenset[Missing]]:
    """A day, or `none`: the latest of several is `none` until all that are needed have come."""
    match day:
        case FieldRef():
            return _value(day, world)
        case LatestOf(days, if_any):
            needed, optional = [[_value(one, world) for one in some] for some in (days, if_any)]
            missing: frozenset[Missing] = frozenset().union(
                *(unheld for _, unheld in (*needed, *optional))
            )
            if any(value == NONE for value, _ in needed):
                return NONE, frozenset()
            known = [value for value, _ in (*needed, *optional) if isinstance(value, date)]
            return max(known, default=NONE), missing
        case _ as never:
            assert_never(never)
