"""The meaning of conditions, on one page.

`evaluate` reads as the definition and judges whatever is faster. It returns the whole trace: every
node with its truth, what it saw, and the facts or findings that would settle what is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from credit_rules.dates import Period, elapsed, last_day, window_start
from credit_rules.engine.facts import NOT_HELD, Facts, Item, NotHeld, Value, possible_kinds
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
    LatestOf,
    Listed,
    Not,
    Op,
    Operand,
    Owner,
    ParameterRef,
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
from credit_rules.model.ruleset import Figures, FindingSpec
from credit_rules.model.subject import COLLECTIONS, NONE, NOT_COMPUTABLE
from credit_rules.truth import (
    Exact,
    Interval,
    Missing,
    Question,
    Truth,
    Unheld,
    conjunction,
    disjunction,
)

__all__ = [
    "Grades",
    "Known",
    "Strata",
    "Trace",
    "Watch",
    "World",
    "evaluate",
    "in_scope",
    "in_window",
    "uncovered",
]

Known = tuple[Truth, frozenset[Missing]]
"""Whether something holds, and what would settle it."""

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
class Grades:
    """The tiers of a scheme that some completion of the facts allows; with `gap`, none may hold."""

    possible: frozenset[str]
    gap: bool
    missing: frozenset[Missing]


@dataclass(frozen=True, slots=True)
class Strata:
    """What the strata below have settled, for conditions to read.

    Attributes:
        listed: per list, whether the subject is officially on it.
        standing: per entry (by its path), whether it is current.
        proposed: per list, whether an entry is proposed; filled for steps alone.
        graded: per scheme, the tiers that are possible.
        parameters: the figures of the department's profile.
    """

    listed: Mapping[str, Known] = field(default_factory=dict)
    standing: Mapping[str, Known] = field(default_factory=dict)
    proposed: Mapping[str, Known] = field(default_factory=dict)
    graded: Mapping[str, Grades] = field(default_factory=dict)
    parameters: Mapping[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """What a condition is asked of: the facts, the record looked at, the record the rule is about.

    `findings` are the questions the ruleset declares; `strata` what is settled below.
    """

    facts: Facts
    findings: Mapping[str, FindingSpec]
    strata: Strata
    record: Item | None = None
    this: Item | None = None

    def at(self, record: Item, *, this: bool = False) -> World:
        """The same world, looking at a record; with `this`, the rule is about it."""
        about = record if this else self.this
        return World(self.facts, self.findings, self.strata, record, about)


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


Watch = Callable[[Trace, World], None]
"""Who is told of every condition that is asked, with how it came out; coverage is counted so."""


def evaluate(node: Expr, world: World) -> Trace:
    """The truth of a condition, with its trace."""
    trace = _evaluate(node, world)
    if world.facts.watch is not None:
        world.facts.watch(trace, world)
    return trace


def _evaluate(node: Expr, world: World) -> Trace:
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
            other, more = _operand(operand, world)
            if field == _KIND and missing:
                return _of_some_kind(node, missing, world, lambda kind: _holds(op, kind, other))
            return _leaf(node, value, missing | more, lambda held: _holds(op, held, other))
        case In(field, values):
            value, missing = _value(field, world)

            def among(held: Value) -> bool:
                return any(_holds(Op.IS, held, one) for one in values)

            if field == _KIND and missing:
                return _of_some_kind(node, missing, world, among)
            return _leaf(node, value, missing, among)
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
        case AnySpan(scope, where, number, period):
            found = in_scope(scope, where, world)
            low = _most_in_a_span(_sure(found), period)
            high = _most_in_a_span(_possible(found), period)
            read = _reading(found, scope, world, low, high)
            truth = read.interval.compare(operator.ge, number)
            return Trace(node, truth, found, _if_unknown(truth, read.missing), read.interval)
        case Threshold(quantity, op, limit):
            return _threshold(node, quantity, op, limit, world)
        case Listed(name):
            truth, missing = world.strata.listed[name]
            return Trace(node, truth, (), missing)
        case Standing():
            assert world.record is not None, "the parser asks it of entries only"
            truth, missing = world.strata.standing.get(world.record.path, _NOT_STANDING)
            return Trace(node, truth, (), missing)
        case Graded(scheme, tiers):
            return _graded(node, world.strata.graded.get(scheme), scheme, frozenset(tiers))
        case Proposed(name):
            truth, missing = world.strata.proposed.get(name, _NOT_STANDING)
            return Trace(node, truth, (), missing)
        case Defined(_, part):
            inner = evaluate(part, world)
            return Trace(node, inner.truth, (inner,), inner.missing)
        case Finding(name):
            spec, record = world.findings[name], world.record
            path = "" if record is None else record.path
            question = Question(path, spec.organ, spec.id, spec.question.zh, spec.question.en)
            truth, missing = world.facts.answer(question, record)
            return Trace(node, truth, (), missing)
        case _ as never:
            assert_never(never)


_KIND: Final = FieldRef("kind", Owner.SUBJECT)
_NOT_STANDING: Final[Known] = (Truth.FALSE, frozenset())


def _graded(node: Expr, grades: Grades | None, scheme: str, wanted: frozenset[str]) -> Trace:
    """Whether the tier is one of those wanted; a scheme nobody computed here is unknown."""
    if grades is None:
        missing: frozenset[Missing] = frozenset({Unheld(f"tiers[{scheme}]", "评价单位")})
        return Trace(node, Truth.UNKNOWN, (), missing)
    if not grades.possible & wanted:
        return Trace(node, Truth.FALSE)
    if grades.possible <= wanted and not grades.gap:
        return Trace(node, Truth.TRUE)
    return Trace(node, Truth.UNKNOWN, (), grades.missing)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A quantity as far as it is known: between the ends, or perhaps, or surely, no number at all.

    `computable` is false where nobody can work it out, unknown where that may be.
    """

    interval: Interval
    missing: frozenset[Missing] = frozenset()
    parts: tuple[Trace, ...] = ()
    computable: Truth = Truth.TRUE


def _threshold(
    node: Expr, quantity: Quantity, op: Op, limit: Decimal | ParameterRef, world: World
) -> Trace:
    """A quantity against a limit.

    A share that cannot be computed is what its `otherwise` says. A sum with an amount that nobody
    can work out is at least what the others come to, and nothing more is known of it.
    """
    read = _quantity(quantity, world)
    figure, unfixed = _operand(limit, world)
    if (
        isinstance(figure, Decimal)
        and isinstance(limit, ParameterRef)
        and isinstance(quantity, Share)
    ):
        figure = figure.scaleb(-2)  # a department says 10 and means 10 %
    missing = read.missing | unfixed
    answers = set()
    if read.computable is not Truth.FALSE:
        answers.add(_compared(read.interval, op, figure))
    if read.computable is not Truth.TRUE:
        at_least = Interval(read.interval.low, None)
        reached = _compared(at_least, op, figure)
        if isinstance(quantity, Share):
            answers.add(Truth.of(quantity.otherwise))
        elif isinstance(figure, Decimal):
            answers.add(Truth.of(reached is Truth.TRUE))
        else:
            answers.add(Truth.UNKNOWN)
    truth = answers.pop() if len(answers) == 1 else Truth.UNKNOWN
    seen = read.interval if read.computable is not Truth.FALSE else NOT_COMPUTABLE
    return Trace(node, truth, read.parts, _if_unknown(truth, missing), seen)


def _compared(interval: Interval, op: Op, figure: object) -> Truth:
    """A number with a figure; one that the department has not fixed is unknown."""
    if isinstance(figure, Decimal):
        return interval.compare(_OPERATORS[op], figure)
    return Truth.UNKNOWN


def _quantity(quantity: Quantity, world: World) -> _Reading:
    match quantity:
        case FieldRef():
            value, missing = _value(quantity, world)
            if missing:
                return _Reading(Interval(Decimal(0), None), missing, computable=Truth.UNKNOWN)
            computable = Truth.of(value != NOT_COMPUTABLE)
            held = value if isinstance(value, Decimal) else Decimal(0)
            return _Reading(Interval(held, held), computable=computable)
        case Count(scope, where):
            found = in_scope(scope, where, world)
            return _reading(found, scope, world, len(_sure(found)), len(_possible(found)))
        case Sum(scope, where, field):
            found = in_scope(scope, where, world)
            return _sum(found, scope, field, world)
        case Distinct(scope, where, field):
            found = in_scope(scope, where, world)
            told, possible = (
                {item[field] for item in items} - {NOT_HELD}
                for items in (_sure(found), _possible(found))
            )
            untold = sum(item[field] is NOT_HELD for item in _possible(found))
            low = max(len(told), min(len(_sure(found)), 1))
            read = _reading(found, scope, world, low, len(possible) + untold)
            return replace(read, missing=read.missing | _unheld(found, field))
        case Share(part, whole, _, _):
            return _share(_quantity(part, world), _quantity(whole, world))
        case _ as never:
            assert_never(never)


def _reading(
    found: tuple[Trace, ...], scope: Scope, world: World, low: Exact, high: Exact | None
) -> _Reading:
    """A reading over records; further ones are possible where the window is not covered."""
    gaps = uncovered(scope, world)
    missing = gaps.union(*(part.missing for part in found))
    return _Reading(Interval(low, None if gaps else high), missing, found)


def _sum(found: tuple[Trace, ...], scope: Scope, field: str, world: World) -> _Reading:
    """Every record that may count adds at most its amount; one whose amount nobody told, anything.

    The fields that are summed are never negative (the parser sees to it), so more records never
    make a sum smaller.
    """
    low, high = (
        sum(value for item in items if isinstance(value := item[field], Decimal))
        for items in (_sure(found), _possible(found))
    )
    untold = _unheld(found, field)
    read = _reading(found, scope, world, low, None if untold else high)
    # With one amount that nobody can work out there is no sum.
    lost, perhaps = (
        any(item[field] == NOT_COMPUTABLE for item in items)
        for items in (_sure(found), _possible(found))
    )
    perhaps = perhaps or read.interval.high is None
    computable = Truth.FALSE if lost else Truth.UNKNOWN if perhaps else Truth.TRUE
    return replace(read, missing=read.missing | untold, computable=computable)


def _sure(found: Iterable[Trace]) -> list[Item]:
    """The records that count for certain."""
    return [part.item for part in found if part.item and part.truth is Truth.TRUE]


def _possible(found: Iterable[Trace]) -> list[Item]:
    """The records that count, or may."""
    return [part.item for part in found if part.item and part.truth is not Truth.FALSE]


def _unheld(found: Iterable[Trace], field: str) -> frozenset[Missing]:
    """The records that may count whose field nobody told."""
    return frozenset(item.unheld(field) for item in _possible(found) if item[field] is NOT_HELD)


def _share(part: _Reading, whole: _Reading) -> _Reading:
    """One quantity over another. Of nothing, and of what is not computable, there is no share."""
    least, most = whole.interval.low, whole.interval.high
    nothing = Interval(least, most).compare(operator.eq, Decimal(0))
    computable = conjunction((part.computable, whole.computable, ~nothing))
    low = Fraction(part.interval.low) / Fraction(most) if most else Fraction(0)
    high = None
    if part.interval.high is not None and least:
        high = Fraction(part.interval.high) / Fraction(least)
    return _Reading(
        Interval(low, high),
        part.missing | whole.missing,
        (*part.parts, *whole.parts),
        computable,
    )


def _most_in_a_span(items: Iterable[Item], period: Period) -> int:
    """The most records that may lie in one span of the period; undated ones lie anywhere."""
    days, undated = [], 0
    for item in items:
        day = item[item.collection.dated_by]
        if isinstance(day, date):
            days.append(day)
        else:
            undated += 1
    spans = [(day, last_day(day, period)) for day in days]
    most = max((sum(a <= day <= b for day in days) for a, b in spans), default=0)
    return most + undated


def in_scope(scope: Scope, where: Expr, world: World, *, this: bool = False) -> tuple[Trace, ...]:
    """For each record of a scope: whether it is there, in the window, and meets the condition.

    With `this`, the rule is about each of them in turn.
    """
    found = []
    bounds = _bounds(scope, world)
    for item in world.facts.items[scope.collection]:
        if item.set_aside is not None and item.set_aside not in scope.including:
            continue
        dated, unheld = _dated(item, scope, bounds)
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


def in_window(item: Item, scope: Scope, world: World) -> Known:
    """Whether the record is dated in the window of a scope."""
    return _dated(item, scope, _bounds(scope, world))


def _dated(item: Item, scope: Scope, bounds: _Bounds) -> Known:
    if scope.window is None:
        return Truth.TRUE, frozenset()
    happened = item[item.collection.dated_by]
    if not isinstance(happened, date):
        return Truth.UNKNOWN, frozenset({item.unheld(item.collection.dated_by)})
    first, last, missing = bounds
    if missing:
        return Truth.UNKNOWN, missing
    return Truth.of((first or date.min) <= happened <= (last or date.max)), frozenset()


_Bounds = tuple[date | None, date | None, frozenset[Missing]]


def _bounds(scope: Scope, world: World) -> _Bounds:
    """First and last day of the window; None where it is open."""
    day = world.facts.as_of
    match scope.window:
        case None:
            return None, None, frozenset()
        case Within(period, before):
            if before is None:
                return window_start(day, period), None, frozenset()
            end, missing = _day(before, world)
            if not isinstance(end, date):
                # Nothing is before an event that never was.
                return (date.max if end == NONE else None), None, missing
            return window_start(end, period), end, missing
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


def _of_some_kind(
    node: Expr, missing: frozenset[Missing], world: World, holds: Callable[[Value], bool]
) -> Trace:
    """A test of a kind nobody told: the code leaves only some, and they may all agree."""
    answers = {holds(str(kind)) for kind in possible_kinds(world.facts.subject)}
    truth = Truth.of(answers.pop()) if len(answers) == 1 else Truth.UNKNOWN
    return Trace(node, truth, (), _if_unknown(truth, missing), NOT_HELD)


def _if_unknown(truth: Truth, missing: frozenset[Missing]) -> frozenset[Missing]:
    return frozenset() if truth.known else missing


def _holds(op: Op, held: object, other: object) -> bool:
    """Compare two values that are on record. A field told to be `none` is only ever `none`."""
    if isinstance(held, frozenset):
        common = held & other if isinstance(other, frozenset) else other in held
        return bool(common) is (op is Op.IS)
    if op not in (Op.IS, Op.IS_NOT) and {NONE, NOT_COMPUTABLE} & {held, other}:
        return False
    return _OPERATORS[op](held, other)


def _operand(operand: Operand, world: World) -> tuple[object, frozenset[Missing]]:
    """What a value is compared with: a constant, another field, a figure of the profile."""
    match operand:
        case FieldRef():
            return _value(operand, world)
        case ParameterRef(name):
            figures = world.strata.parameters.get(name)
            if figures is None or figures.low != figures.high:
                return None, frozenset({Unheld(f"parameters[{name}]", "公布该标准的主管部门")})
            return figures.low, frozenset()
        case YearsBefore(years):
            return Decimal(world.facts.as_of.year - years), frozenset()
        case _:
            return operand, frozenset()


def _value(field: FieldRef, world: World) -> tuple[Value, frozenset[Missing]]:
    if field.of is Owner.SUBJECT:
        return world.facts.told(field.name)
    record = world.this if field.of is Owner.THIS else world.record
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
