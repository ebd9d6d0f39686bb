"""The meaning of conditions a second time, over facts of which not everything is fixed.

`evaluate` here follows `engine.reference.evaluate` node by node, and differential property tests
hold the two equal: on facts that are pinned it gives the same truth, whatever is untold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, Protocol, assert_never

from credit_rules.analysis.symbolic.facts import (
    ASIDE,
    BEGINNING,
    NEVER,
    SCALE,
    UNKNOWN,
    Held,
    Kleene,
    Slot,
    View,
    Words,
    conjunction,
    days,
    disjunction,
    known,
)
from credit_rules.dates import Period, last_day, window_start
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Constant,
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
from credit_rules.model.ruleset import Figures
from credit_rules.model.subject import COLLECTIONS, NONE, NOT_COMPUTABLE, Kind
from credit_rules.targets import smt
from credit_rules.targets.smt import Number, Term, all_of, any_of, choose, negated

__all__ = ["Below", "Scene", "Unreadable", "evaluate", "in_scope", "period_end", "uncovered"]


class Unreadable(Exception):  # noqa: N818 - it is no fault, it is an answer
    """A condition the symbolic reader has no terms for; the message says which."""


class Below(Protocol):
    """What the strata below have settled."""

    @property
    def parameters(self) -> Mapping[str, Figures]:
        """The figures of the department."""

    def listed(self, view: View, name: str) -> Kleene:
        """Whether the subject is officially on a list."""

    def standing(self, view: View, entry: Slot) -> Kleene:
        """Whether an entry is current."""

    def entry(self, view: View, slot: Slot, name: str) -> Kleene:
        """Whether a record is current as an entry on a list; it is taken to be on that one."""

    def graded(self, view: View, scheme: str, tiers: frozenset[str]) -> Kleene:
        """Whether the tier of a scheme is one of these."""

    def proposed(self, view: View, name: str) -> Kleene:
        """Whether an entry on a list is proposed."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition is asked of: the facts, the record looked at, the one the rule is about."""

    view: View
    below: Below
    record: Slot | None = None
    this: Slot | None = None

    def at(self, record: Slot, *, this: bool = False) -> Scene:
        """The same, looking at a record; with `this`, the rule is about it."""
        return replace(self, record=record, this=record if this else self.this)


def evaluate(node: Expr, scene: Scene) -> Kleene:
    """The truth of a condition."""
    seen = scene.view.seen
    key = (id(node), id(scene.record), id(scene.this))
    if key not in seen:
        seen[key] = node, _evaluate(node, scene)
    return seen[key][1]


def _evaluate(node: Expr, scene: Scene) -> Kleene:
    match node:
        case All(parts):
            return conjunction(evaluate(part, scene) for part in parts)
        case AnyOf(parts):
            return disjunction(evaluate(part, scene) for part in parts)
        case Not(part):
            return ~evaluate(part, scene)
        case Compare(field, op, operand):
            return _compare(field, op, operand, scene)
        case In(field, values):
            several = [(Op.IS, one) for one in values]
            if field == _KIND:
                return _of_some_kind(scene, values)
            held = _value(field, scene)
            return _leaf(held.told, any_of(_test(op, held, one, scene) for op, one in several))
        case Elapsed(since, period):
            return _elapsed(_day(since, scene), period, scene.view.as_of)
        case Some(scope, where):
            found = [truth for _, truth in in_scope(scope, where, scene)]
            return disjunction((*found, _further(scope, scene, settled=False)))
        case Every(scope, where, has):
            kept = [
                ~truth | evaluate(has, scene.at(slot))
                for slot, truth in in_scope(scope, where, scene)
            ]
            return conjunction((*kept, _further(scope, scene, settled=True)))
        case AnySpan(scope, where, number, period):
            return _any_span(scope, where, number, period, scene)
        case Threshold(quantity, op, limit):
            return _threshold(quantity, op, limit, scene)
        case Listed(name):
            return scene.below.listed(scene.view, name)
        case Standing():
            assert scene.record is not None, "the parser asks it of entries only"
            return scene.below.standing(scene.view, scene.record)
        case Graded(scheme, tiers):
            return scene.below.graded(scene.view, scheme, frozenset(tiers))
        case Proposed(name):
            return scene.below.proposed(scene.view, name)
        case Defined(_, part):
            return evaluate(part, scene)
        case Finding(name):
            return scene.view.finding(name, scene.record)
        case _ as never:
            assert_never(never)


_KIND: Final = FieldRef("kind", Owner.SUBJECT)


def _leaf(told: Term, holds: Term) -> Kleene:
    """A test of values: unknown unless they were told."""
    true = all_of((told, holds))
    return Kleene(true, true, all_of((told, negated(holds))))


def _elapsed(held: Held, period: Period | None, as_of: date) -> Kleene:
    """Whether a day is past, or a period since it; what never happened never ran."""
    first = as_of if period is None else window_start(as_of, period)
    past = all_of((smt.equal(held.word, 0), smt.less(held.value, first.toordinal())))
    return _leaf(held.told, past)


# Values and tests of them


def _compare(field: FieldRef, op: Op, operand: Operand, scene: Scene) -> Kleene:
    if field == _KIND and isinstance(operand, str):
        found = _of_some_kind(scene, (operand,))
        return found if op is Op.IS else ~found
    held = _value(field, scene)
    match operand:
        case FieldRef():
            other = _value(operand, scene)
            return _leaf(all_of((held.told, other.told)), _test(op, held, other, scene))
        case ParameterRef(name):
            figure = _figure(name, scene)
            if figure is None:
                return UNKNOWN
            return _leaf(held.told, _test(op, held, figure, scene))
        case YearsBefore(years):
            year = Decimal(scene.view.as_of.year - years)
            return _leaf(held.told, _test(op, held, year, scene))
        case _:
            return _leaf(held.told, _test(op, held, operand, scene))


def _of_some_kind(scene: Scene, kinds: tuple[Constant, ...]) -> Kleene:
    """A test of the subject's kind: what was not told, the code leaves only some of."""
    held = _value(_KIND, scene)
    wanted = {str(one) for one in kinds}
    yes = any_of(_test(Op.IS, held, one, scene) for one in sorted(wanted))
    left = {str(one) for one in scene.view.kinds}
    untold = negated(held.told)
    true = any_of((all_of((held.told, yes)), all_of((untold, left <= wanted))))
    false = any_of((all_of((held.told, negated(yes))), all_of((untold, not left & wanted))))
    return Kleene(true, true, false)


def _figure(name: str, scene: Scene) -> Decimal | None:
    figures = scene.below.parameters.get(name)
    return None if figures is None or figures.low != figures.high else figures.low


def _value(field: FieldRef, scene: Scene) -> Held:
    if field.of is Owner.SUBJECT:
        return scene.view.subject(field.name)
    record = scene.this if field.of is Owner.THIS else scene.record
    assert record is not None, "the parser gives every field a record"
    return record[field.name]


def _test(op: Op, held: Held, other: Held | Constant, scene: Scene) -> Term:
    """Two values that were told, compared."""
    if held.kind is Kind.CODES:
        return _shares(held, other) if op is Op.IS else negated(_shares(held, other))
    if isinstance(other, Held):
        if (other.kind in SCALE or held.kind in SCALE) and SCALE.get(other.kind) != SCALE.get(
            held.kind
        ):
            raise Unreadable(f"{held.kind.value} beside {other.kind.value}")
        word, value = other.word, other.value
    else:
        word, value = _constant(held.kind, other, scene.view.words)
    match op:
        case Op.IS | Op.IS_NOT:
            same = all_of(
                (
                    smt.equal(held.word, word),
                    any_of((negated(smt.equal(word, 0)), smt.equal(held.value, value))),
                )
            )
            return same if op is Op.IS else negated(same)
        case _:
            plain = all_of((smt.equal(held.word, 0), smt.equal(word, 0)))
            return all_of((plain, _ordered(op, held.value, value)))


def _ordered(op: Op, one: Number, other: Number) -> Term:
    match op:
        case Op.AT_LEAST | Op.ON_OR_AFTER:
            return smt.at_most(other, one)
        case Op.AT_MOST | Op.ON_OR_BEFORE:
            return smt.at_most(one, other)
        case Op.MORE_THAN | Op.AFTER:
            return smt.less(other, one)
        case Op.LESS_THAN | Op.BEFORE:
            return smt.less(one, other)
        case Op.IS:
            return smt.equal(one, other)
        case Op.IS_NOT:
            return negated(smt.equal(one, other))
        case _ as never:
            assert_never(never)


def _constant(kind: Kind, value: Constant, words: Words) -> tuple[int, Any]:
    """The word and the value of a constant, as a field of a kind would hold it."""
    match value:
        case bool():
            return 0, value
        case date():
            return 0, value.toordinal()
        case Decimal():
            return 0, smt.exact(value * SCALE[kind])
        case str() if kind in (Kind.TEXT, Kind.CODE):
            return 0, words.number(value)
        case str():
            return {NONE: 1, NOT_COMPUTABLE: 2}[value], 0
        case _ as never:
            assert_never(never)


def _shares(held: Held, other: Held | Constant) -> Term:
    """Whether a set of codes has a code, or one of another set's."""
    if isinstance(other, Held):
        if other.kind is not Kind.CODES:
            raise Unreadable("a set of codes beside a field that is none")
        return any_of(all_of((held.value(one), other.value(one))) for one in held.codes)
    return held.value(str(other))


def _day(day: DayRef, scene: Scene) -> Held:
    """A day: the latest of several is `none` until all that are needed have come."""
    match day:
        case FieldRef():
            return _value(day, scene)
        case LatestOf(needed, if_any):
            first = [_value(one, scene) for one in needed]
            every = [*first, *(_value(one, scene) for one in if_any)]
            none = any_of(one.is_none for one in first)
            told = any_of((none, all_of(one.told for one in every)))
            value: Number = BEGINNING
            for one in every:
                value = choose(one.plain, smt.largest(value, one.value), value)
            nothing = any_of((none, negated(any_of(one.plain for one in every))))
            return Held(told, choose(nothing, 1, 0), value, Kind.DAY)
        case _ as never:
            assert_never(never)


# Records in scope


def in_scope(
    scope: Scope, where: Expr, scene: Scene, *, this: bool = False
) -> tuple[tuple[Slot, Kleene], ...]:
    """For each record of a collection: whether it is in scope and meets the condition."""
    allowed = [
        place for place, status in enumerate(ASIDE) if status is None or status in scope.including
    ]
    bounds = _bounds(scope, scene)
    found = []
    for slot in scene.view.slots[scope.collection]:
        usable = all_of((slot.exists, any_of(smt.equal(slot.aside, place) for place in allowed)))
        if usable is False:
            continue
        there = Kleene(slot.sure, slot.sure, False) & _dated(slot, scope, bounds)
        truth = there & evaluate(where, scene.at(slot, this=this))
        truth = Kleene(
            all_of((usable, truth.true)),
            all_of((usable, truth.upheld)),
            any_of((negated(usable), truth.false)),
        )
        if truth.false is not True:
            found.append((slot, truth))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """First and last day of a window, and whether they are known."""

    first: Number
    last: Number
    told: Term


def _bounds(scope: Scope, scene: Scene) -> _Bounds:
    as_of = scene.view.as_of
    match scope.window:
        case None:
            return _Bounds(BEGINNING, NEVER, True)
        case Within(period, before):
            if before is None:
                return _Bounds(window_start(as_of, period).toordinal(), NEVER, True)
            end = _day(before, scene)
            start = _moved(end.value, _starts(period, as_of), as_of)
            first = choose(end.plain, start, choose(end.told, NEVER, BEGINNING))
            return _Bounds(first, choose(end.plain, end.value, NEVER), end.told)
        case During(years):
            year = as_of.year - years
            return _Bounds(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), True)
        case Since(since):
            start = _day(since, scene)
            first = choose(start.plain, start.value, choose(start.told, NEVER, BEGINNING))
            return _Bounds(first, NEVER, start.told)
        case _ as never:
            assert_never(never)


def _dated(slot: Slot, scope: Scope, bounds: _Bounds) -> Kleene:
    if scope.window is None:
        return known(True)
    happened = slot[slot.collection.dated_by]
    inside = all_of(
        (smt.at_most(bounds.first, happened.value), smt.at_most(happened.value, bounds.last))
    )
    return _leaf(all_of((happened.plain, bounds.told)), inside)


def uncovered(scope: Scope, scene: Scene) -> Term:
    """That further records of a scope are possible."""
    bounds = _bounds(scope, scene)
    end = smt.smallest(bounds.last, scene.view.as_of.toordinal())
    covers = scene.view.covers.get(scope.collection)
    none_fits = smt.less(end, bounds.first)
    if covers is None:
        return negated(none_fits)
    whole = all_of(
        (
            covers.exists,
            smt.at_most(covers.since, bounds.first),
            smt.at_most(end, covers.until),
        )
    )
    return all_of((negated(none_fits), negated(whole)))


def _further(scope: Scope, scene: Scene, *, settled: bool) -> Kleene:
    """A possible further record: unknown where the window is not covered."""
    gaps = uncovered(scope, scene)
    covered = negated(gaps)
    true = covered if settled else False
    return Kleene(true, true, False if settled else covered)


# Periods counted from a day that is open


@cache
def _starts(period: Period, as_of: date) -> tuple[tuple[int, int], ...]:
    """How far a window's first day lies before its last, from which last day on."""
    return _pieces(lambda day: window_start(day, period), as_of)


@cache
def _ends(period: Period, as_of: date) -> tuple[tuple[int, int], ...]:
    """How far a period's last day lies after its start, from which start on."""
    return _pieces(lambda day: last_day(day, period), as_of)


def _pieces(move: Callable[[date], date], as_of: date) -> tuple[tuple[int, int], ...]:
    first, last = days(as_of)
    pieces: list[tuple[int, int]] = []
    for ordinal in range(first, last + 1):
        by = move(date.fromordinal(ordinal)).toordinal() - ordinal
        if not pieces or pieces[-1][1] != by:
            pieces.append((ordinal, by))
    return tuple(pieces)


def _moved(day: Number, pieces: tuple[tuple[int, int], ...], as_of: date) -> Number:
    """A day moved as far as its piece says."""
    if smt.is_known(day) and not days(as_of)[0] <= day <= days(as_of)[1]:
        raise Unreadable("a period counted from a day more than sixty years away")
    if len(pieces) == 1:
        return smt.total((day, pieces[0][1]))
    middle = len(pieces) // 2
    earlier, later = pieces[:middle], pieces[middle:]
    return choose(
        smt.less(day, later[0][0]), _moved(day, earlier, as_of), _moved(day, later, as_of)
    )


def period_end(start: Number, period: Period, as_of: date) -> Number:
    """The last day of a period that begins on a day that is open, as an ordinal."""
    return _moved(start, _ends(period, as_of), as_of)


# Quantities


@dataclass(frozen=True, slots=True)
class _Reading:
    """A quantity as far as it is known, in the smallest unit; `endless` if nothing bounds it."""

    low: Number
    high: Number
    endless: Term
    scale: int = 1
    computable: Kleene = known(True)  # noqa: RUF009 - it is frozen


def _threshold(quantity: Quantity, op: Op, limit: Decimal | ParameterRef, scene: Scene) -> Kleene:
    figure = _figure(limit.name, scene) if isinstance(limit, ParameterRef) else limit
    if isinstance(quantity, Share):
        if figure is not None and isinstance(limit, ParameterRef):
            figure = figure.scaleb(-2)
        return _share(quantity, op, figure, scene)
    read = _quantity(quantity, scene)
    if figure is None:
        return UNKNOWN
    least = smt.exact(figure * read.scale)
    compared = _compared(
        op,
        lambda test: test(read.low, least),
        lambda test: test(read.high, least),
        read.endless,
    )
    reached = _compared(op, lambda test: test(read.low, least), lambda _: False, True).true
    return _either_way(read.computable, compared, known(reached))


def _either_way(computable: Kleene, number: Kleene, none: Kleene) -> Kleene:
    """What holds of a number, and of there being none: where both may be, they have to agree."""
    is_none, is_number = computable.false, computable.true
    true = all_of((any_of((is_none, number.true)), any_of((is_number, none.true))))
    false = all_of((any_of((is_none, number.false)), any_of((is_number, none.false))))
    return Kleene(true, true, false)


_Tested = Callable[[Callable[[Number, Number], Term]], Term]


def _compared(op: Op, low: _Tested, high: _Tested, endless: Term) -> Kleene:
    """Every number between two ends, compared with a limit."""
    bounded = negated(endless)

    def above(test: Callable[[Number, Number], Term]) -> Term:
        return low(test)

    def below(test: Callable[[Number, Number], Term]) -> Term:
        return all_of((bounded, high(test)))

    match op:
        case Op.AT_LEAST:
            true, false = above(_at_least), below(smt.less)
        case Op.MORE_THAN:
            true, false = above(_more), below(smt.at_most)
        case Op.AT_MOST:
            true, false = below(smt.at_most), above(_more)
        case Op.LESS_THAN:
            true, false = below(smt.less), above(_at_least)
        case Op.IS | Op.IS_NOT:
            true = all_of((above(smt.equal), below(smt.equal)))
            false = any_of((above(_more), below(smt.less)))
            true, false = (true, false) if op is Op.IS else (false, true)
        case _:
            raise Unreadable(f"a quantity tested with {op.value}")
    return Kleene(true, true, false)


def _at_least(one: Number, other: Number) -> Term:
    return smt.at_most(other, one)


def _more(one: Number, other: Number) -> Term:
    return smt.less(other, one)


def _share(share: Share, op: Op, figure: Decimal | None, scene: Scene) -> Kleene:
    """One quantity as a share of another, without a division."""
    part, whole = _quantity(share.part, scene), _quantity(share.whole, scene)
    limit = smt.exact(figure or Decimal(0))
    nothing = _compared(
        Op.IS,
        lambda test: test(whole.low, 0),
        lambda test: test(whole.high, 0),
        whole.endless,
    )
    computable = conjunction((part.computable, whole.computable, ~nothing))
    has_most = all_of((negated(whole.endless), negated(smt.equal(whole.high, 0))))
    has_least = negated(smt.equal(whole.low, 0))

    def low(test: Callable[[Number, Number], Term]) -> Term:
        over = test(
            smt.times(whole.scale, part.low),
            smt.times(limit * part.scale, whole.high),
        )
        return choose(has_most, over, test(0, limit))

    def high(test: Callable[[Number, Number], Term]) -> Term:
        return test(
            smt.times(whole.scale, part.high),
            smt.times(limit * part.scale, whole.low),
        )

    endless = any_of((part.endless, negated(has_least)))
    # What the department has not fixed nothing can be compared with.
    compared = UNKNOWN if figure is None else _compared(op, low, high, endless)
    return _either_way(computable, compared, known(share.otherwise))


def _quantity(quantity: Quantity, scene: Scene) -> _Reading:
    match quantity:
        case FieldRef():
            held = _value(quantity, scene)
            value = choose(held.plain, held.value, 0)
            lost = all_of((held.told, smt.equal(held.word, 2)))
            there = all_of((held.told, negated(lost)))
            computable = Kleene(there, there, lost)
            return _Reading(value, value, negated(held.told), SCALE[held.kind], computable)
        case Count(scope, where):
            found = in_scope(scope, where, scene)
            low = smt.total(choose(truth.true, slot.copies, 0) for slot, truth in found)
            high = smt.total(choose(truth.possible, slot.copies, 0) for slot, truth in found)
            return _Reading(low, high, uncovered(scope, scene))
        case Sum(scope, where, name):
            return _sum(scope, where, name, scene)
        case Distinct(scope, where, name):
            return _distinct(scope, where, name, scene)
        case Share():
            raise Unreadable("a share of a share")
        case _ as never:
            assert_never(never)


def _sum(scope: Scope, where: Expr, name: str, scene: Scene) -> _Reading:
    found = in_scope(scope, where, scene)
    fields = [(slot[name], truth) for slot, truth in found]
    kind = COLLECTIONS[scope.collection].fields[name].kind
    low = smt.total(
        choose(all_of((truth.true, held.plain)), held.value, 0) for held, truth in fields
    )
    high = smt.total(
        choose(all_of((truth.possible, held.plain)), held.value, 0) for held, truth in fields
    )
    untold = any_of(all_of((truth.possible, negated(held.told))) for held, truth in fields)
    endless = any_of((untold, uncovered(scope, scene)))

    def lost(held: Held) -> Term:
        return all_of((held.told, smt.equal(held.word, 2)))

    surely = any_of(all_of((truth.true, lost(held))) for held, truth in fields)
    perhaps = any_of((endless, *(all_of((truth.possible, lost(held))) for held, truth in fields)))
    there = negated(any_of((surely, perhaps)))
    return _Reading(low, high, endless, SCALE[kind], Kleene(there, there, surely))


def _distinct(scope: Scope, where: Expr, name: str, scene: Scene) -> _Reading:
    found = in_scope(scope, where, scene)

    def different(counted: list[tuple[Slot, Term]]) -> Number:
        """So many values that no earlier record has."""
        numbers: list[Number] = []
        for place, (slot, counts) in enumerate(counted):
            held = slot[name]
            if held.kind is Kind.CODES:
                raise Unreadable("different sets of codes, counted")
            before = any_of(
                all_of((other, same(held, earlier[name]))) for earlier, other in counted[:place]
            )
            numbers.append(choose(all_of((counts, held.told, negated(before))), 1, 0))
        return smt.total(numbers)

    def same(one: Held, other: Held) -> Term:
        equal = any_of((negated(smt.equal(one.word, 0)), smt.equal(one.value, other.value)))
        return all_of((other.told, smt.equal(one.word, other.word), equal))

    sure = [(slot, truth.true) for slot, truth in found]
    possible = [(slot, truth.possible) for slot, truth in found]
    untold = smt.total(
        choose(all_of((counts, negated(slot[name].told))), 1, 0) for slot, counts in possible
    )
    at_least_one = choose(any_of(counts for _, counts in sure), 1, 0)
    low = smt.largest(different(sure), at_least_one)
    return _Reading(low, smt.total((different(possible), untold)), uncovered(scope, scene))


def _any_span(scope: Scope, where: Expr, number: int, period: Period, scene: Scene) -> Kleene:
    found = in_scope(scope, where, scene)
    pieces = _ends(period, scene.view.as_of)

    def reached(counted: list[tuple[Slot, Term]]) -> Term:
        """That so many lie within one span; those without a day lie in any."""
        dated = [(slot[slot.collection.dated_by], counts) for slot, counts in counted]
        undated = smt.total(
            choose(all_of((counts, negated(day.plain))), 1, 0) for day, counts in dated
        )
        spans = []
        for start, begins in dated:
            end = _moved(start.value, pieces, scene.view.as_of)
            inside = smt.total(
                choose(
                    all_of(
                        (
                            counts,
                            day.plain,
                            smt.at_most(start.value, day.value),
                            smt.at_most(day.value, end),
                        )
                    ),
                    1,
                    0,
                )
                for day, counts in dated
            )
            enough = smt.at_most(number, smt.total((inside, undated)))
            spans.append(all_of((begins, start.plain, enough)))
        return any_of((*spans, smt.at_most(number, undated)))

    true = reached([(slot, truth.true) for slot, truth in found])
    possible = reached([(slot, truth.possible) for slot, truth in found])
    false = all_of((negated(possible), negated(uncovered(scope, scene))))
    return Kleene(true, true, false)
