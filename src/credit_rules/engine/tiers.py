"""Stratum 3: the tier of a scheme, or every tier that some completion of the facts allows.

The page is read in this order: the conditions, or the score; the default grade of who has no
record; what is assigned directly; caps, then floors. Each takes a set of possible tiers and returns
one. An official grade on record is the tier, whatever the page computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from credit_rules.engine.facts import Facts, Item, NotHeld, Value
from credit_rules.engine.reference import Grades, Trace, World, evaluate, in_scope, uncovered
from credit_rules.engine.speaking import counts
from credit_rules.model.expr import All, FieldRef, Scope
from credit_rules.model.ruleset import (
    Assessed,
    Assignment,
    Scorecard,
    ScoreItem,
    Tier,
    TieredSupervision,
)
from credit_rules.model.subject import COLLECTIONS, NONE
from credit_rules.truth import Interval, Missing, Truth, conjunction

__all__ = ["Score", "TierMatch", "assessment", "tier_of"]

_ZERO: Final = Decimal(0)
_HALF: Final = Decimal("0.5")
_ENDLESS: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Score:
    """A score as far as it is known; an end is infinite where nothing bounds it."""

    low: Decimal
    high: Decimal

    @property
    def interval(self) -> Interval | None:
        """The same as an interval; None while it has no lower end."""
        if self.low == -_ENDLESS:
            return None
        return Interval(self.low, None if self.high == _ENDLESS else self.high)


@dataclass(frozen=True, slots=True)
class TierMatch:
    """A scheme's tier on the day.

    Attributes:
        official: the grade on record for the year looked at; it is the tier where there is one.
        possible: every tier that some completion of the facts allows, strictest first. One tier is
            an answer; none means no tier's conditions hold; several need `missing`.
        computed: the tiers the facts by themselves allow, beside an official grade.
        gap: whether it may be that the conditions of no tier hold.
        overlap: whether it may be that those of two tiers hold where exactly one should.
        score: the score, where the scheme has a scorecard.
    """

    official: Item | None
    possible: tuple[Tier, ...]
    computed: tuple[Tier, ...]
    gap: bool
    overlap: bool
    missing: frozenset[Missing]
    traces: tuple[tuple[Tier | Assignment | ScoreItem, Trace], ...]
    year: int
    score: Score | None

    @property
    def tier(self) -> Tier | None:
        """The tier, where there is exactly one."""
        settled = len(self.possible) == 1 and not self.gap and not self.overlap
        return self.possible[0] if settled else None

    @property
    def grades(self) -> Grades:
        """The same for conditions of other schemes."""
        return Grades(frozenset(t.id for t in self.possible), self.gap, self.missing)


def assessment(assessed: Assessed, day: date) -> tuple[date, int]:
    """The day on which the facts are looked at, and the year they are looked at for."""
    if assessed.at is None or assessed.effective is None:
        return day, day.year - assessed.years_before
    begun = (day.month, day.day) >= assessed.effective
    year = day.year - 1 if begun else day.year - 2
    return date(year, *assessed.at), year


def tier_of(ruleset: TieredSupervision, world: World, year: int, today: Facts) -> TierMatch:
    """The tier of a scheme: the official grade of the year looked at, else what the facts allow.

    `world` has the facts of the day that is assessed; official grades are those on record `today`.
    """
    page = _Page(ruleset, world)
    base = page.scored() if ruleset.scorecard else page.conditions()
    computed = page.bounded(page.assigned(page.defaulted(base)))
    ordered = tuple(tier for tier in ruleset.tiers if tier.id in computed.tiers)
    grades = _grades(ruleset, year, today)
    traces = tuple(page.traces)
    if grades.sure:
        possible = tuple(tier for tier in ruleset.tiers if tier.id in grades.sure | grades.maybe)
        official = grades.items[0] if len(possible) == 1 else None
        missing = frozenset() if official else grades.missing
        return TierMatch(
            official, possible, ordered, False, False, missing, traces, year, page.score
        )
    possible = tuple(tier for tier in ruleset.tiers if tier.id in computed.tiers | grades.maybe)
    settled = len(possible) == 1 and not computed.gap and not computed.overlap
    missing = frozenset() if settled else computed.missing | grades.missing
    return TierMatch(
        official=None,
        possible=possible,
        computed=ordered,
        gap=computed.gap,
        overlap=computed.overlap,
        missing=missing,
        traces=traces,
        year=year,
        score=page.score,
    )


@dataclass(frozen=True, slots=True)
class _Possible:
    """The tiers still possible, by id."""

    tiers: frozenset[Value]
    gap: bool = False
    overlap: bool = False
    missing: frozenset[Missing] = frozenset()


class _Page:
    """One scheme asked of one subject, step by step; it remembers the traces."""

    def __init__(self, ruleset: TieredSupervision, world: World) -> None:
        self.ruleset = ruleset
        self.world = world
        self.traces: list[tuple[Tier | Assignment | ScoreItem, Trace]] = []
        self.score: Score | None = None
        self._place = {tier.id: place for place, tier in enumerate(ruleset.tiers)}

    def conditions(self) -> _Possible:
        """Strictest first, the first that holds; or exactly one."""
        holding: list[Tier] = []
        open_ones: list[Tier] = []
        missing: frozenset[Missing] = frozenset()
        for tier in self.ruleset.tiers:
            assert tier.when is not None, "without a scorecard every tier has conditions"
            trace = evaluate(tier.when, self.world)
            self.traces.append((tier, trace))
            if trace.truth is Truth.FALSE:
                continue
            (holding if trace.truth is Truth.TRUE else open_ones).append(tier)
            missing |= trace.missing
            if trace.truth is Truth.TRUE and not self.ruleset.exactly_one:
                break
        tiers = frozenset(tier.id for tier in (*holding, *open_ones))
        overlap = self.ruleset.exactly_one and len(tiers) > 1
        return _Possible(tiers, not holding, overlap, missing)

    def scored(self) -> _Possible:
        """The tiers in whose bands the score lies, or may."""
        card = self.ruleset.scorecard
        assert card is not None, "only asked where there is one"
        score, missing = self._score(card)
        self.score = score
        known = score.low == score.high
        bands = [(tier, tier.band) for tier in self.ruleset.tiers if tier.band is not None]
        counts = [
            [tier.id for tier, band in bands if band.holds(one)] for one in self._candidates(score)
        ]
        return _Possible(
            tiers=frozenset(name for names in counts for name in names),
            gap=any(not names for names in counts),
            overlap=any(len(names) > 1 for names in counts),
            missing=frozenset() if known else missing,
        )

    def _candidates(self, score: Score) -> frozenset[Decimal]:
        """Scores that stand for all that are possible: the ends, those of the bands, and between.

        Where every figure of the card is whole, so is the score.
        """
        card = self.ruleset.scorecard
        assert card is not None, "only asked where there is one"
        if score.low == score.high:
            return frozenset({score.low})
        ends = {score.low, score.high}
        for tier in self.ruleset.tiers:
            ends |= (
                {end for end in (tier.band.low, tier.band.high) if end is not None}
                if tier.band
                else set()
            )
        inside = sorted(end for end in ends if score.low <= end <= score.high)
        figures = [card.start, card.low, card.high]
        for one in card.items:
            figures += [one.cap, one.points if isinstance(one.points, Decimal) else _HALF]
        whole = all(one is None or one == one.to_integral_value() for one in figures)
        if whole:
            near = {end + step for end in inside for step in (-1, 0, 1) if end.is_finite()}
            near.add(_ZERO)
            return frozenset(one for one in near if score.low <= one <= score.high)
        finite = [end for end in inside if end.is_finite()]
        between = {(a + b) / 2 for a, b in pairwise(finite)}
        beyond = {finite[0] - 1, finite[-1] + 1} if finite else {_ZERO}
        return frozenset(
            one for one in {*finite, *between, *beyond} if score.low <= one <= score.high
        )

    def _score(self, card: Scorecard) -> tuple[Score, frozenset[Missing]]:
        low = high = card.start
        missing: frozenset[Missing] = frozenset()
        for item in card.items:
            change, unheld = self._change(item)
            low, high, missing = low + change.low, high + change.high, missing | unheld
        bottom = -_ENDLESS if card.low is None else card.low
        top = _ENDLESS if card.high is None else card.high
        clipped = Score(min(max(low, bottom), top), min(max(high, bottom), top))
        return clipped, missing

    def _change(self, item: ScoreItem) -> tuple[Score, frozenset[Missing]]:
        """What one item adds or takes: at least and at most."""
        found = in_scope(item.each, item.where, self.world, this=True)
        gaps = uncovered(item.each, self.world)
        missing = gaps
        low = high = _ZERO
        for trace in found:
            assert trace.item is not None, "records are what a scope finds"
            counts, unheld = _unexpired(item, trace, self.world.facts.as_of)
            if counts is Truth.FALSE:
                continue
            points, untold = _points(item, trace.item)
            missing |= unheld | untold
            sure = counts is Truth.TRUE
            low += points.low if sure else min(points.low, _ZERO)
            high += points.high if sure else max(points.high, _ZERO)
        if gaps:
            takes = isinstance(item.points, FieldRef) or item.points < 0
            adds = isinstance(item.points, FieldRef) or item.points > 0
            low, high = (-_ENDLESS if takes else low), (_ENDLESS if adds else high)
        if item.cap is not None:
            low, high = (min(max(end, -item.cap), item.cap) for end in (low, high))
        self.traces.append((item, _item_trace(item, found, missing, Score(low, high))))
        return Score(low, high), missing

    def defaulted(self, base: _Possible) -> _Possible:
        """The default grade, where the collections it names are covered and empty."""
        default = self.ruleset.default
        if default is None:
            return base
        found = [_empty(scope, self.world) for scope in default.empty]
        empty = conjunction(truth for truth, _ in found)
        if empty is Truth.TRUE:
            return _Possible(frozenset({default.tier}))
        if empty is Truth.FALSE:
            return base
        missing = base.missing.union(*(unheld for _, unheld in found))
        return _Possible(base.tiers | {default.tier}, base.gap, base.overlap, missing)

    def assigned(self, base: _Possible) -> _Possible:
        """Direct assignment: the strictest that holds; one that may hold may be stricter."""
        holding: list[str] = []
        open_ones: list[str] = []
        missing: frozenset[Missing] = frozenset()
        for one, trace in self._asked(self.ruleset.direct):
            if trace.truth is not Truth.FALSE:
                (holding if trace.truth is Truth.TRUE else open_ones).append(one.tier)
                missing |= trace.missing
        if not holding:
            tiers = base.tiers | frozenset(open_ones)
            return _Possible(tiers, base.gap, base.overlap, base.missing | missing)
        strictest = min(holding, key=self._place.__getitem__)
        stricter = {t for t in open_ones if self._place[t] < self._place[strictest]}
        return _Possible(
            frozenset({strictest, *stricter}), missing=missing if stricter else frozenset()
        )

    def bounded(self, base: _Possible) -> _Possible:
        """No better than every cap that holds, then no worse than every floor."""
        tiers, missing = base.tiers, base.missing
        for bounds, pick in ((self.ruleset.caps, min), (self.ruleset.floors, max)):
            for one, trace in self._asked(bounds):
                if trace.truth is Truth.FALSE:
                    continue
                moved = frozenset(self._bound(tier, one.tier, pick) for tier in tiers)
                # Nobody need ask whether a bound holds that would move nothing.
                missing |= trace.missing if not moved <= tiers else frozenset()
                tiers = moved if trace.truth is Truth.TRUE else tiers | moved
        return _Possible(tiers, base.gap, base.overlap, missing)

    def _bound(self, tier: Value, bound: str, pick: Callable[..., str]) -> str:
        return pick(str(tier), bound, key=self._place.__getitem__)

    def _asked(self, ones: Iterable[Assignment]) -> list[tuple[Assignment, Trace]]:
        asked = [(one, evaluate(one.when, self.world)) for one in ones]
        self.traces += asked
        return asked


def _unexpired(item: ScoreItem, trace: Trace, day: date) -> tuple[Truth, frozenset[Missing]]:
    """Whether an occurrence still counts; the record's own due day may have ended it."""
    record = trace.item
    if item.expires is None or record is None:
        return trace.truth, trace.missing
    ends = record[item.expires.name]
    if isinstance(ends, NotHeld):
        truth = trace.truth & Truth.UNKNOWN
        return truth, trace.missing | {record.unheld(item.expires.name)}
    over = isinstance(ends, date) and day > ends
    return (Truth.FALSE if over else trace.truth), trace.missing


def _points(item: ScoreItem, record: Item) -> tuple[Score, frozenset[Missing]]:
    if isinstance(item.points, Decimal):
        return Score(item.points, item.points), frozenset()
    told = record[item.points.name]
    if isinstance(told, Decimal):
        return Score(told, told), frozenset()
    if told == NONE:
        return Score(_ZERO, _ZERO), frozenset()
    return Score(-_ENDLESS, _ENDLESS), frozenset({record.unheld(item.points.name)})


def _item_trace(
    item: ScoreItem, found: tuple[Trace, ...], missing: frozenset[Missing], change: Score
) -> Trace:
    """An item of the card as a trace: it holds where it changes the score for certain."""
    known = change.low == change.high
    truth = Truth.of(change.low != _ZERO) if known else Truth.UNKNOWN
    return Trace(item.where, truth, found, frozenset() if known else missing, change.interval)


def _empty(scope: Scope, world: World) -> tuple[Truth, frozenset[Missing]]:
    """Whether a scope is covered and has no record."""
    found = in_scope(scope, All(()), world)
    if any(trace.truth is Truth.TRUE for trace in found):
        return Truth.FALSE, frozenset()
    gaps = uncovered(scope, world).union(*(trace.missing for trace in found))
    return (Truth.UNKNOWN if gaps else Truth.TRUE), gaps


@dataclass(frozen=True, slots=True)
class _Official:
    """The official grades of a year: those on record, and those that may be."""

    items: tuple[Item, ...]
    maybe: frozenset[Value]
    missing: frozenset[Missing]

    @property
    def sure(self) -> frozenset[Value]:
        return frozenset(item["grade"] for item in self.items)


def _grades(ruleset: TieredSupervision, year: int, facts: Facts) -> _Official:
    """The grades for the year; one that differs from another, or may, leaves the tier open.

    A scheme that looks at no year in particular has the grade given last.
    """
    known: frozenset[Value] = frozenset(tier.id for tier in ruleset.tiers)
    wanted: dict[str, frozenset[Value]] = {
        "scheme": frozenset({ruleset.header.scheme}),
        "grade": known,
    }
    yearly = ruleset.assessed.years_before > 0
    if yearly:
        wanted["year"] = frozenset({Decimal(year)})
    sure: list[Item] = []
    maybe: frozenset[Value] = frozenset()
    missing: frozenset[Missing] = frozenset()
    for item in facts.items["evaluations"]:
        unheld = [name for name in wanted if isinstance(item[name], NotHeld)]
        other = any(item[name] not in wanted[name] for name in wanted if name not in unheld)
        counted, nowhere = counts(ruleset.header, item)
        other |= counted is Truth.FALSE
        if other or item.set_aside is not None or not _still_valid(item, facts.as_of):
            continue
        if item.present is Truth.TRUE and not unheld and not nowhere:
            sure.append(item)
            continue
        maybe |= known if "grade" in unheld else {item["grade"]}
        missing |= item.missing | nowhere | {item.unheld(name) for name in unheld}
    if not yearly and sure:
        last = max(str(item["graded_on"]) for item in sure)
        sure = [item for item in sure if str(item["graded_on"]) == last]
    if len({item["grade"] for item in sure}) > 1:
        missing |= {item.unheld("grade") for item in sure}
    # Without the organ's grades nobody knows that it made none.
    since = date(year, 1, 1) if yearly else None
    if sure and not yearly:
        # Nor that it gave no other after the last one it is known to have given.
        since = max(day for item in sure if isinstance(day := item["graded_on"], date))
    gaps = facts.uncovered(COLLECTIONS["evaluations"], since, None)
    if gaps and not (sure and yearly):
        maybe, missing = known, missing | gaps
    return _Official(tuple(sure), maybe, missing)


def _still_valid(item: Item, day: date) -> bool:
    until = item["valid_until"]
    return not isinstance(until, date) or day <= until
