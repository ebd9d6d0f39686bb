"""How far every threshold is: what is counted now, the limit, what is missing, and until when.

Looked at are the thresholds that tiers and proposals hang on: numbers and sums of records, shares,
records within one span, and the bands of a score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from credit_rules.dates import last_day
from credit_rules.engine.decision import Acting, Text
from credit_rules.engine.grading import Grading
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.reference import Trace, World, evaluate
from credit_rules.engine.tiers import Score
from credit_rules.engine.wording import amount, words
from credit_rules.model.codes import Code
from credit_rules.model.expr import (
    AnySpan,
    Count,
    Distinct,
    During,
    Expr,
    FieldRef,
    Op,
    ParameterRef,
    Quantity,
    Scope,
    Share,
    Sum,
    Threshold,
    Within,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    Tier,
    TieredSupervision,
    Title,
)
from credit_rules.model.subject import COLLECTIONS, Collection, Kind, Subject
from credit_rules.truth import Exact, Interval, Truth

__all__ = ["Distance", "Measured", "distances"]


class Measured(Code):
    """What a distance is counted in."""

    RECORDS = "records", "条记录"
    KINDS = "kinds", "种"
    YUAN = "yuan", "元"
    NUMBER = "number", "个"
    POINTS = "points", "分"
    PERCENT = "percent", "个百分点"


@dataclass(frozen=True, slots=True)
class Distance:
    """One threshold, and how far it is.

    Attributes:
        ruleset: whose threshold it is; `rule` the tier, ground or assignment, called `title`.
        record: the record the rule is about; empty where it is about the subject.
        condition: the threshold in words.
        now: what is counted now, at least and at most; a share as a fraction.
        limit: the figure it is held against; None where a department did not fix it.
        missing: how much more it takes, at most; None where nobody can say. `missing_least`: at
            least; the two differ while facts are untold.
        unit: what all of them are counted in.
        holds: whether the condition holds until then; else it comes to hold.
        stands_until: the last day on which what is counted now still counts, where something of it
            leaves its window.
        share: the distance as a part of the limit; the nearest is the smallest.
    """

    ruleset: str
    rule: str
    title: Text
    record: str
    condition: Text
    now: Interval
    limit: Exact | None
    missing: Exact | None
    missing_least: Exact | None
    unit: Measured
    holds: bool
    stands_until: date | None
    share: Fraction | None

    @property
    def said(self) -> Text:
        """The distance in words: what there is of what it takes, what is missing, until when."""
        sign = "%" if self.unit is Measured.PERCENT else ""
        now = _range(self.now, self.unit)
        limit = "?" if self.limit is None else _shown(self.limit, self.unit)
        zh = [f"现为 {now.zh}{sign}，界限 {limit}{sign}"]
        en = [f"is {now.en}{sign}, the limit is {limit}{sign}"]
        if self.missing is not None:
            more, unit = _shown(self.missing, self.unit), _unit(self.unit, self.missing)
            perhaps = self.missing_least != self.missing
            zh.append(f"{'至多' if perhaps else ''}还差 {more}{self.unit.zh}")
            en.append(f"{'at most ' if perhaps else ''}{more} {unit} to go".replace("  ", " "))
        if self.stands_until is not None:
            zh.append(f"现有的计到 {self.stands_until}")
            en.append(f"what there is counts until {self.stands_until}")
        return Text(zh="；".join(zh), en="; ".join(en))


_DOWN: Final = frozenset({Op.AT_MOST, Op.LESS_THAN})
_BEYOND: Final = frozenset({Op.MORE_THAN, Op.AT_MOST})
"""What comes out otherwise a step beyond the limit only."""

_STEPS: Final = {
    Measured.RECORDS: Fraction(1),
    Measured.KINDS: Fraction(1),
    Measured.NUMBER: Fraction(1),
    Measured.YUAN: Fraction(1, 100),
    Measured.POINTS: Fraction(1, 10_000),
    Measured.PERCENT: Fraction(0),
}
_ENGLISH: Final = {
    Measured.RECORDS: ("record", "records"),
    Measured.KINDS: ("value", "values"),
    Measured.YUAN: ("yuan", "yuan"),
    Measured.NUMBER: ("", ""),
    Measured.POINTS: ("point", "points"),
    Measured.PERCENT: ("percentage point", "percentage points"),
}


def distances(
    book: Rulebook, subject: Subject, as_of: date, acting: Acting | None
) -> tuple[Distance, ...]:
    """Every threshold of a tier or a proposal that is not crossed, the nearest first.

    Args:
        book: loaded rulesets and catalogs.
        subject: what is on record.
        as_of: the day asked about.
        acting: who asks; without a region local rules are not looked at.
    """
    grading = Grading(book, subject, None, acting.region if acting else None)
    found: list[Distance] = []
    for one in grading.spoken(as_of):
        if one.truth is not Truth.TRUE:
            continue
        match one.ruleset:
            case TieredSupervision() as ruleset:
                found += _of_tiers(grading, ruleset, as_of)
            case KeyWatchList() | SeriousDishonesty() as ruleset:
                found += _of_grounds(book, grading, ruleset, as_of)
            case _:
                pass
    return tuple(sorted(dict.fromkeys(found), key=_nearest))


def _nearest(one: Distance) -> tuple[object, ...]:
    unknown = one.share is None
    return unknown, one.share or 0, one.ruleset, one.rule, one.record, one.condition.en


def _of_tiers(grading: Grading, ruleset: TieredSupervision, day: date) -> Iterator[Distance]:
    found, world = grading.match(ruleset, day), grading.world(ruleset, day)
    for part, trace in found.traces:
        if isinstance(part, Tier | Assignment):
            yield from _within(ruleset, part.id, part.title, "", trace, world)
    if found.score is not None:
        for tier in ruleset.tiers:
            if tier.band is not None:
                yield from _to_a_band(ruleset, tier, found.score)


def _of_grounds(
    book: Rulebook, grading: Grading, ruleset: KeyWatchList | SeriousDishonesty, day: date
) -> Iterator[Distance]:
    schemes = frozenset(one.header.scheme for one in book.rulesets)
    facts = grading.facts(day)
    world = World(facts, ruleset.header.findings, grading.strata(day, schemes))
    for ground in ruleset.grounds:
        for item in facts.items[ground.each.collection]:
            looking = world.at(item, this=True)
            trace = evaluate(ground.where, looking)
            yield from _within(ruleset, ground.id, ground.title, item.path, trace, looking)


def _within(
    ruleset: Ruleset, rule: str, title: Title, record: str, trace: Trace, world: World
) -> Iterator[Distance]:
    """The thresholds in a condition, as its evaluation saw them."""
    node, saw = trace.node, trace.saw
    about = COLLECTIONS.get(record.partition("[")[0])
    place = ruleset.header.id, rule, text_of(title), record, _words_of(node, about)
    match node:
        case Threshold(quantity, op, limit) if isinstance(saw, Interval):
            figure, until = _figure(limit, quantity, world), _until(_scope(quantity), trace)
            yield from _distance(place, saw, op, figure, _unit_of(quantity), until)
        case AnySpan(_, _, number) if isinstance(saw, Interval):
            figure, unit = Decimal(number), Measured.RECORDS
            yield from _distance(place, saw, Op.AT_LEAST, figure, unit, None)
        case _:
            for part in trace.parts:
                inner = world if part.item is None else world.at(part.item)
                yield from _within(ruleset, rule, title, record, part, inner)


_Place = tuple[str, str, Text, str, Text]


def _words_of(node: Expr, about: Collection | None) -> Text:
    """A threshold in words; nothing for what is none."""
    if isinstance(node, Threshold | AnySpan):
        return words(node, about, about)
    return Text(zh="", en="")


def _distance(
    place: _Place,
    now: Interval,
    op: Op,
    limit: Decimal | None,
    unit: Measured,
    until: date | None,
) -> Iterator[Distance]:
    """The distance of what only grows to a limit; nothing once it is beyond it for certain.

    Below the limit what asks for more comes to hold there, and what allows no more holds until it.
    """
    if limit is None:
        yield Distance(*place, now, None, None, None, unit, False, until, None)
        return
    low, high = Fraction(now.low), None if now.high is None else Fraction(now.high)
    wanted = Fraction(limit) + (_STEPS[unit] if op in _BEYOND else 0)
    if low >= wanted or op is Op.IS_NOT:
        return
    most = wanted - low
    least = Fraction(0) if high is None else max(wanted - high, Fraction(0))
    share = most / max(abs(Fraction(limit)), _STEPS[unit], Fraction(1, 1000))
    holds = op in _DOWN and (high is not None and high < wanted)
    yield Distance(*place, now, limit, most, least, unit, holds, until, share)


def _to_a_band(ruleset: TieredSupervision, tier: Tier, score: Score) -> Iterator[Distance]:
    """How many points a score is from the band of another tier."""
    band, now = tier.band, score.interval
    assert band is not None, "only asked of a tier that has one"
    if now is None or now.high is None:
        return
    low, high = Fraction(now.low), Fraction(now.high)
    ends = [
        (band.low, Text(zh="得分升至", en="score rises to"), band.low_included, high, 1),
        (band.high, Text(zh="得分降至", en="score falls to"), band.high_included, low, -1),
    ]
    for end, head, included, near, way in ends:
        if end is None or way * (Fraction(end) - near) < 0:
            continue
        far = low if way > 0 else high
        least, most = (way * (Fraction(end) - one) for one in (near, far))
        if not most and included:
            continue
        said = amount(end)
        beyond = Text(zh="" if included else "（不含）", en="" if included else " (not included)")
        text = Text(zh=f"{head.zh} {said}{beyond.zh}", en=f"{head.en} {said}{beyond.en}")
        place = ruleset.header.id, tier.id, text_of(tier.title), "", text
        share = most / max(abs(Fraction(end)), Fraction(1))
        yield Distance(*place, now, end, most, least, Measured.POINTS, False, None, share)


def _figure(limit: Decimal | ParameterRef, quantity: Quantity, world: World) -> Decimal | None:
    """The figure a quantity is held against; None where no department fixed it."""
    if isinstance(limit, Decimal):
        return limit
    figures = world.strata.parameters.get(limit.name)
    if figures is None or figures.low != figures.high:
        return None
    # A department says 10 and means 10 %.
    return figures.low.scaleb(-2) if isinstance(quantity, Share) else figures.low


def _scope(quantity: Quantity) -> Scope | None:
    match quantity:
        case Count(scope) | Sum(scope) | Distinct(scope):
            return scope
        case FieldRef() | Share():
            return None
        case _ as never:
            assert_never(never)


def _unit_of(quantity: Quantity) -> Measured:
    match quantity:
        case Count():
            return Measured.RECORDS
        case Distinct():
            return Measured.KINDS
        case Share():
            return Measured.PERCENT
        case Sum(scope, _, name):
            kind = COLLECTIONS[scope.collection].fields[name].kind
            return Measured.YUAN if kind is Kind.AMOUNT else Measured.NUMBER
        case FieldRef():
            return Measured.NUMBER
        case _ as never:
            assert_never(never)


def _until(scope: Scope | None, trace: Trace) -> date | None:
    """The last day on which every record counted for certain still counts."""
    if scope is None:
        return None
    days = [
        day
        for part in trace.parts
        if part.item is not None
        and part.truth is Truth.TRUE
        and isinstance(day := part.item[part.item.collection.dated_by], date)
    ]
    match scope.window:
        case Within(period, None):
            return min((last_day(day, period) for day in days), default=None)
        case During(years):
            return max((date(day.year + years, 12, 31) for day in days), default=None)
        case _:
            return None


def _range(now: Interval, unit: Measured) -> Text:
    low = _shown(now.low, unit)
    if now.high is None:
        return Text(zh=f"至少 {low}（未全部交付）", en=f"at least {low} (not all was told)")
    high = _shown(now.high, unit)
    if low == high:
        return Text(zh=low, en=low)
    return Text(zh=f"在 {low} 与 {high} 之间", en=f"between {low} and {high}")


def _shown(value: Exact, unit: Measured) -> str:
    """A figure; a share in per cent, to two decimals."""
    if unit is Measured.PERCENT:
        return f"{float(Fraction(value) * 100):.2f}".rstrip("0").rstrip(".")
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return amount(Decimal(value))


def _unit(unit: Measured, value: Exact) -> str:
    one, many = _ENGLISH[unit]
    return one if value == 1 else many
