"""How far a condition is from coming out the other way: by how many yuan, days, records, points.

What stands in the way of a condition is said part by part, the nearest first. Of alternatives (any
of several conditions, any of several records) only the nearest is said: the one with the fewest
parts in the way, among those the one with the smallest gap. Gaps in unlike units are compared as
shares of what they are measured against: a yuan of 2 million, a day of six months, a record of
three. Where there is nothing to measure (a code is another code) nothing is nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal, assert_never

from credit_rules.dates import first_day_after, window_start
from credit_rules.engine.decision import Text
from credit_rules.engine.facts import Item
from credit_rules.engine.reference import Trace, World, evaluate, in_window
from credit_rules.engine.wording import amount, condition, period, record_name, words
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
)
from credit_rules.model.subject import COLLECTIONS, NONE, SUBJECT_FIELDS, Collection, Kind
from credit_rules.truth import Exact, Interval, Truth

__all__ = ["Gap", "Shortfall", "days_off", "in_order", "off_limit", "outside", "rank", "shortfalls"]

Rank = tuple[int, int, Fraction]
"""How many parts stand in the way, how many of them have no measure, how far the others are."""

_UP: Final = frozenset({Op.AT_LEAST, Op.MORE_THAN, Op.AFTER, Op.ON_OR_AFTER})
_DOWN: Final = frozenset({Op.AT_MOST, Op.LESS_THAN, Op.BEFORE, Op.ON_OR_BEFORE})
_STRICT: Final = frozenset({Op.MORE_THAN, Op.LESS_THAN, Op.BEFORE, Op.AFTER})
_CONTRARY: Final = {
    Op.IS: Op.IS_NOT,
    Op.IS_NOT: Op.IS,
    Op.AT_LEAST: Op.LESS_THAN,
    Op.LESS_THAN: Op.AT_LEAST,
    Op.AT_MOST: Op.MORE_THAN,
    Op.MORE_THAN: Op.AT_MOST,
    Op.BEFORE: Op.ON_OR_AFTER,
    Op.ON_OR_AFTER: Op.BEFORE,
    Op.AFTER: Op.ON_OR_BEFORE,
    Op.ON_OR_BEFORE: Op.AFTER,
}
_YEAR: Final = 365
_UNITS: Final[dict[str, tuple[str, str, str]]] = {
    "yuan": ("元", "yuan", "yuan"),
    "number": ("", "", ""),
    "points": ("分", "point", "points"),
    "records": ("条记录", "record", "records"),
    "kinds": ("种", "value", "values"),
    "percent": ("个百分点", "percentage point", "percentage points"),
    "days": ("日", "day", "days"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A distance: as a share of what it is measured against, and in words."""

    share: Fraction
    said: Text


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One condition that stands in the way, with what it saw; `gap` where there is a measure."""

    text: Text
    gap: Gap | None = None

    @property
    def said(self) -> Text:
        """The condition, with its gap."""
        if self.gap is None:
            return self.text
        short = self.gap.said
        return Text(zh=f"{self.text.zh}（{short.zh}）", en=f"{self.text.en} ({short.en})")

    def about(self, head: Text) -> Shortfall:
        """The same, with something said before it."""
        said = Text(zh=f"{head.zh}：{self.text.zh}", en=f"{head.en}: {self.text.en}")
        return replace(self, text=said)


def rank(found: Iterable[Shortfall]) -> Rank:
    """How near: fewer parts are nearer, then fewer without a measure, then the smaller gaps."""
    ones = tuple(found)
    gaps = [one.gap.share for one in ones if one.gap is not None]
    return len(ones), len(ones) - len(gaps), sum(gaps, Fraction(0))


def in_order(found: Iterable[Shortfall]) -> tuple[Shortfall, ...]:
    """The nearest first; what has no measure last."""
    return tuple(sorted(found, key=lambda one: rank((one,))))


def shortfalls(trace: Trace, world: World, *, wanted: bool = True) -> tuple[Shortfall, ...]:
    """What keeps a condition from coming out as wanted; nothing if it does, or may.

    Args:
        trace: how the condition came out.
        world: what it was asked of.
        wanted: the answer that is wanted; False for an exception that should not hold.
    """
    return in_order(_against(trace, world, wanted=wanted))


def _against(trace: Trace, world: World, *, wanted: bool) -> tuple[Shortfall, ...]:
    if trace.truth is not Truth.of(not wanted):
        return ()
    node = trace.node
    match node:
        case All() | AnyOf():
            parts = [_against(part, world, wanted=wanted) for part in trace.parts]
            if isinstance(node, All) is wanted:
                return tuple(one for some in parts for one in some)
            return min(parts, key=rank, default=(_plain(trace, world, wanted=wanted),))
        case Not():
            return _against(trace.parts[0], world, wanted=not wanted)
        case Defined():
            return _against(trace.parts[0], world, wanted=wanted)
        case Some(scope, where) if wanted:
            near = [_around(item, scope, where, world) for item in _records(scope, world)]
            head = words(node, *_collections(world))
            whole = (_plain(trace, world, wanted=wanted),)
            return min((_under(head, some) for some in near), key=rank, default=whole)
        case Some(scope):
            meeting = [part for part in trace.parts if part.truth is Truth.TRUE]
            out = [_off_scope(part, scope, world) for part in meeting]
            return tuple(one for some in out for one in some)
        case Every() if wanted:
            failing = [part for part in trace.parts if part.truth is Truth.FALSE]
            return tuple(one for part in failing for one in _lacking(part, world))
        case Threshold(quantity, op, limit):
            return (_off_quantity(trace, quantity, op, limit, world, wanted=wanted),)
        case AnySpan(_, _, number):
            gap = None
            if isinstance(trace.saw, Interval):
                op = Op.AT_LEAST if wanted else Op.LESS_THAN
                gap = off_limit(op, Decimal(number), trace.saw, "records")
            return (replace(_plain(trace, world, wanted=wanted), gap=gap),)
        case Compare(field, op, operand):
            gap = _off_value(trace, field, op if wanted else _CONTRARY[op], operand, world)
            return (replace(_plain(trace, world, wanted=wanted), gap=gap),)
        case Elapsed():
            gap = _off_clock(trace, node, world.facts.as_of, wanted=wanted)
            return (replace(_plain(trace, world, wanted=wanted), gap=gap),)
        case Graded(scheme):
            plain = _plain(trace, world, wanted=wanted)
            return (_seen(plain, sorted(world.strata.graded[scheme].possible)),)
        case Finding(name):
            question = world.findings[name].question
            answer = ("否", "no") if wanted else ("是", "yes")
            said = Text(
                zh=f"经认定：{question.zh} —— {answer[0]}",
                en=f"found by a person: {question.en} — {answer[1]}",
            )
            return (Shortfall(said),)
        case In() | Listed() | Standing() | Proposed() | Every():
            return (_plain(trace, world, wanted=wanted),)
        case _ as never:
            assert_never(never)


def _plain(trace: Trace, world: World, *, wanted: bool) -> Shortfall:
    """A condition as it is, without a measure."""
    text = condition(trace, *_collections(world)).text
    if wanted:
        return Shortfall(text)
    return Shortfall(Text(zh=f"并非：{text.zh}", en=f"not: {text.en}"))


def _collections(world: World) -> tuple[Collection | None, Collection | None]:
    """Whose fields a condition names: of the record looked at, and of the one the rule is about."""
    record, this = world.record, world.this
    return (record.collection if record else None), (this.collection if this else None)


def _seen(one: Shortfall, saw: list[str]) -> Shortfall:
    tiers = "、".join(saw) or "无"
    text = Text(
        zh=f"{one.text.zh} —— 现为 {tiers}", en=f"{one.text.en} — is {', '.join(saw) or 'none'}"
    )
    return replace(one, text=text)


# Records


def _records(scope: Scope, world: World) -> tuple[Item, ...]:
    return world.facts.items[scope.collection]


def _around(item: Item, scope: Scope, where: Expr, world: World) -> tuple[Shortfall, ...]:
    """What keeps one record from being in scope and meeting a condition."""
    inner = world.at(item)
    found = (*outside(item, scope, world), *_against(evaluate(where, inner), inner, wanted=True))
    return _under(record_name(item.path), found)


def _under(head: Text, found: Iterable[Shortfall]) -> tuple[Shortfall, ...]:
    return tuple(one.about(head) for one in found)


def _lacking(part: Trace, world: World) -> tuple[Shortfall, ...]:
    """What one record of "every" lacks."""
    assert part.item is not None, "the parts are records"
    found = _against(part.parts[0], world.at(part.item), wanted=True)
    return _under(record_name(part.item.path), found)


def _off_scope(part: Trace, scope: Scope, world: World) -> tuple[Shortfall, ...]:
    """What keeps a record that counts from counting no more: its window, or its condition."""
    assert part.item is not None, "the parts are records"
    ways: list[tuple[Shortfall, ...]]
    if isinstance(part.node, All) and not part.node.parts:
        ways = [(Shortfall(Text(zh="该记录在案", en="it is on record")),)]
    else:
        ways = [_against(part.parts[0], world.at(part.item), wanted=False)]
    happened = part.item[part.item.collection.dated_by]
    if isinstance(scope.window, Within) and scope.window.before is None:
        assert isinstance(happened, date), "a record without a date may count, but is not sure to"
        length = scope.window.period
        ends = first_day_after(happened, length)
        span = period(length)
        said = Text(
            zh=f"并非：在{span.zh}内 —— {happened}", en=f"not: within {span.en} — {happened}"
        )
        left = (ends - world.facts.as_of).days
        ways.insert(0, (Shortfall(said, days_off(left, (ends - happened).days, when="to come")),))
    return _under(record_name(part.item.path), min(ways, key=rank))


def outside(item: Item, scope: Scope, world: World) -> Iterator[Shortfall]:
    """Why a record is not looked at, whatever it says: set aside, or dated outside the window."""
    if item.set_aside is not None and item.set_aside not in scope.including:
        yield Shortfall(Text(zh=f"记录{item.set_aside.zh}", en=f"record {item.set_aside.value}"))
    if in_window(item, scope, world)[0] is not Truth.FALSE:
        return
    happened = item[item.collection.dated_by]
    assert isinstance(happened, date), "only a day can be outside"
    first, last = _bounds(scope, world)
    name = item.collection.fields[item.collection.dated_by]
    said = _window(scope)
    text = Text(zh=f"{name.zh}{said.zh} —— {happened}", en=f"{name.name} {said.en} — {happened}")
    if first is not None and happened < first:
        end = last or world.facts.as_of
        yield Shortfall(text, days_off((first - happened).days, (end - first).days))
    elif last is not None and happened > last:
        yield Shortfall(text, days_off((happened - last).days, _YEAR))
    else:
        yield Shortfall(text)


def _window(scope: Scope) -> Text:
    match scope.window:
        case Within(length, before):
            span = period(length)
            end = "" if before is None else f" before {before}"
            return Text(zh=f"不在{span.zh}内", en=f"not within {span.en}{end}")
        case Since(day):
            return Text(zh="早于起算日", en=f"before {day}")
        case During(years):
            return Text(
                zh=f"不在{'上一' if years else '本'}年度",
                en=f"not in {'the previous' if years else 'this'} year",
            )
        case None:
            raise AssertionError("nothing is outside a window that is not there")
        case _ as never:
            assert_never(never)


def _bounds(scope: Scope, world: World) -> tuple[date | None, date | None]:
    """First and last day of a window, where they are known."""
    day = world.facts.as_of
    match scope.window:
        case Within(length, None):
            return window_start(day, length), None
        case Within(length, before) if before is not None:
            end = _day(before, world)
            return (None, None) if end is None else (window_start(end, length), end)
        case Since(since):
            return _day(since, world), None
        case During(years):
            return date(day.year - years, 1, 1), date(day.year - years, 12, 31)
        case _:
            return None, None


def _day(day: DayRef, world: World) -> date | None:
    saw = evaluate(Elapsed(day, None), world).saw
    return saw if isinstance(saw, date) else None


# Gaps


def days_off(days: int, length: int, *, when: Literal["off", "to come", "gone"] = "off") -> Gap:
    """So many days, of a span of so many: beside it, still to wait for, or gone by."""
    unit = "day" if days == 1 else "days"
    zh, en = {
        "off": (f"差{days}日", f"{days} {unit} off"),
        "to come": (f"还差{days}日", f"{days} {unit} to go"),
        "gone": (f"已过{days}日", f"{days} {unit} ago"),
    }[when]
    return Gap(Fraction(days, max(length, 1)), Text(zh=zh, en=en))


def off_limit(op: Op, limit: Decimal, saw: Interval, unit: str) -> Gap | None:
    """How far a quantity is from a limit it does not keep."""
    below = saw.high is not None and saw.high < limit
    upwards = op in _UP or (op is Op.IS and below)
    if upwards:
        nearest: Exact | None = saw.high
    elif op in _DOWN or op is Op.IS:
        nearest = saw.low
    else:
        nearest = None
    if nearest is None:
        return None
    off = abs(Fraction(limit) - Fraction(nearest))
    whole = unit in ("records", "kinds", "days")
    if op in _STRICT and whole:
        off += 1
    share = off / max(abs(Fraction(limit)), abs(Fraction(nearest)), Fraction(1))
    if unit == "percent":
        share = off / max(abs(Fraction(limit)), Fraction(1, 1000))
    return Gap(share, _said(off, unit, upwards=upwards))


def _said(off: Fraction, unit: str, *, upwards: bool) -> Text:
    zh_unit, one, many = _UNITS[unit]
    if not off:
        return Text(zh="恰在界限上", en="exactly at the limit")
    number = _number(off * 100 if unit == "percent" else off)
    counted = one if number == "1" else many
    en = f"{number} {counted}".rstrip()
    return Text(
        zh=f"{'差' if upwards else '超出'}{number}{zh_unit}",
        en=f"{en} {'short' if upwards else 'over'}",
    )


def _number(value: Fraction) -> str:
    """Exact where decimals end; a share of a third is rounded, and says so."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        return amount(exact)
    return f"≈{amount(exact.quantize(Decimal('0.01')))}"


def _off_value(trace: Trace, field: FieldRef, op: Op, operand: Operand, world: World) -> Gap | None:
    """How far a field is from what it is compared with: amounts, numbers, days."""
    other = _figure(operand, world)
    saw = trace.saw
    if isinstance(saw, Decimal) and isinstance(other, Decimal):
        return off_limit(op, other, Interval(saw, saw), _unit(field, world))
    if not (isinstance(saw, date) and isinstance(other, date)) or op is Op.IS_NOT:
        return None
    days = abs((other - saw).days) + (op in _STRICT)
    return days_off(days, _YEAR)


def _figure(operand: Operand, world: World) -> object:
    match operand:
        case FieldRef():
            return evaluate(Compare(operand, Op.IS, NONE), world).saw
        case ParameterRef(name):
            figures = world.strata.parameters.get(name)
            return None if figures is None else figures.low
        case _:
            return operand


def _unit(field: FieldRef, world: World) -> str:
    if field.of is Owner.SUBJECT:
        kind = SUBJECT_FIELDS[field.name].kind
    else:
        record = world.this if field.of is Owner.THIS else world.record
        assert record is not None, "the parser gives every field a record"
        kind = record.collection.fields[field.name].kind
    return {Kind.AMOUNT: "yuan", Kind.POINTS: "points"}.get(kind, "number")


def _off_clock(trace: Trace, node: Elapsed, day: date, *, wanted: bool) -> Gap | None:
    """How many days a clock has still to run, or has run too long."""
    since = trace.saw
    if not isinstance(since, date):
        return None
    ends = first_day_after(since, node.period) if node.period else since + timedelta(days=1)
    length = (ends - since).days if node.period else _YEAR
    if wanted:
        return days_off((ends - day).days, length, when="to come")
    return days_off((day - ends).days + 1, length, when="gone")


def _off_quantity(
    trace: Trace,
    quantity: Quantity,
    op: Op,
    limit: Decimal | ParameterRef,
    world: World,
    *,
    wanted: bool,
) -> Shortfall:
    """How far a quantity is from its limit; for a count, by which records."""
    plain = _plain(trace, world, wanted=wanted)
    figure = _figure(limit, world)
    if not isinstance(trace.saw, Interval) or not isinstance(figure, Decimal):
        return plain
    asked = op if wanted else _CONTRARY[op]
    gap = off_limit(asked, figure, trace.saw, _quantity_unit(quantity, world))
    short = replace(plain, gap=gap)
    if gap is None or not isinstance(quantity, Count) or asked not in _UP:
        return short
    assert trace.saw.high is not None, "what nothing bounds is not too low"
    needed = ceil(figure) - floor(trace.saw.high) + (asked is Op.MORE_THAN)
    return _next_records(short, gap, quantity, needed, world)


def _next_records(short: Shortfall, gap: Gap, count: Count, needed: int, world: World) -> Shortfall:
    """A count that is too low, with the records that nearly count, if there are as many as needed.

    They may be nearer than the count makes it look: a third record a day outside the window.
    """
    near = [_around(item, count.scope, count.where, world) for item in _records(count.scope, world)]
    taken = sorted((some for some in near if some), key=rank)[:needed]
    said = [one.said for some in taken for one in in_order(some)]
    _, unmeasured, share = rank(one for some in taken for one in some)
    if len(taken) < needed or unmeasured:
        return short
    words_of = Text(
        zh=f"{gap.said.zh}；最近的{'；'.join(one.zh for one in said)}",
        en=f"{gap.said.en}; nearest {'; '.join(one.en for one in said)}",
    )
    return replace(short, gap=Gap(min(gap.share, share), words_of))


def _quantity_unit(quantity: Quantity, world: World) -> str:
    match quantity:
        case FieldRef():
            return _unit(quantity, world)
        case Count():
            return "records"
        case Sum(scope, _, field):
            kind = COLLECTIONS[scope.collection].fields[field].kind
            return "yuan" if kind is Kind.AMOUNT else "number"
        case Distinct():
            return "kinds"
        case Share():
            return "percent"
        case _ as never:
            assert_never(never)
