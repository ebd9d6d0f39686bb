"""Every edge of a ruleset: where one fen, one record or one day more or less changes a test.

An edge has sides: the nearest values at which its test comes out differently. What is tried on both
sides of every edge leaves no figure and no day unexamined. The terms of lists and the figures of a
department are not a ruleset's own; a test against one of the latter has the edge of that figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, assert_never

from credit_rules.analysis.asked import Asked, asked, nodes, scopes
from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Citation, Validity
from credit_rules.model.codes import Code, RecordStatus
from credit_rules.model.expr import (
    All,
    AnySpan,
    Compare,
    Count,
    DayRef,
    Defined,
    Distinct,
    During,
    Elapsed,
    Expr,
    FieldRef,
    Op,
    Operand,
    Owner,
    Quantity,
    Scope,
    Share,
    Since,
    Sum,
    Threshold,
    Within,
    YearsBefore,
)
from credit_rules.model.ruleset import (
    Governs,
    Ground,
    Header,
    Restriction,
    Ruleset,
    Scorecard,
    ScoreItem,
    SelfEnding,
    StatutoryRestriction,
    Tier,
    TieredSupervision,
)
from credit_rules.model.subject import COLLECTIONS, NONE, SUBJECT_FIELDS, FieldSpec, Kind
from credit_rules.truth import Truth

__all__ = ["Edge", "EdgeKind", "Edged", "Side", "Unit", "edges", "edges_of"]


class EdgeKind(Code):
    """What is measured at an edge; the sides are counted in steps from it."""

    FIELD = "field", "字段与限值"
    OTHER_FIELD = "other_field", "字段与另一字段"
    QUANTITY = "quantity", "数量与限值"
    SHARE = "share", "比例与限值"
    WINDOW_FIRST = "window_first", "期间的首日"
    WINDOW_LAST = "window_last", "期间的末日"
    ELAPSED = "elapsed", "期间届满"
    SPAN_NUMBER = "span_number", "一段期间内的数量"
    SPAN_PERIOD = "span_period", "一段期间的长度"
    TERM = "term", "期限的末日"
    BAND = "band", "分数段的端点"
    IN_FORCE_FIRST = "in_force_first", "施行之日"
    IN_FORCE_LAST = "in_force_last", "失效之前的末日"
    ACTS_FIRST = "acts_first", "所管行为的首日"
    ACTS_LAST = "acts_last", "所管行为的末日"
    DECIDED_FIRST = "decided_first", "从旧兼从轻的决定首日"


class Unit(Code):
    """What one step of an edge is made of."""

    YUAN = "yuan", "元"
    ONE = "one", "个"
    POINTS = "points", "分"
    DAY = "day", "日"


Edged = Expr | Scope | Header | Ground | Restriction | SelfEnding | ScoreItem | Tier
"""What has an edge."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an edge: how many steps from it, and what the test says there."""

    steps: int
    truth: Truth


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge.

    Attributes:
        rule: the rule it belongs to, as `analysis.asked` calls it.
        basis: the provisions of that rule.
        at: where it stands.
        part: what has the edge.
        about: the collection of the record the rule is about (`this`); None for the subject.
        of: the collection of the record looked at; None for the subject.
        limit: what is measured against; for a period, how long it is.
        step: the size of one step, in `unit`; of a share, the step of its part.
        sides: the nearest value on either side. There is one side where no value lies beyond.
    """

    kind: EdgeKind
    rule: str
    basis: tuple[Citation, ...]
    at: Span
    part: Edged
    about: str | None
    of: str | None
    limit: Operand | DayRef | Period | None
    step: Decimal
    unit: Unit
    sides: tuple[Side, ...]

    def nearest(self, side: Side) -> Decimal | date | None:
        """The value on a side, where the ruleset alone says it; None where facts do.

        Of a share this is the limit itself: how near a share comes hangs on the whole.
        """
        match self.limit:
            case Decimal():
                share = self.kind is EdgeKind.SHARE
                return self.limit if share else self.limit + side.steps * self.step
            case date():
                return self.limit + side.steps * timedelta(days=1)
            case _:
                return None


_FEN: Final = Decimal("0.01")
_ONE: Final = Decimal(1)
_LEAST_SHARE: Final = Decimal("1E-9")
"""A share comes as near to a limit as one likes; below nothing there is none."""

_FINEST_POINTS: Final = Decimal("0.0001")
"""Points are delivered with four decimals at most."""

_STEPS: Final[Mapping[Kind, tuple[Decimal, Unit]]] = {
    Kind.AMOUNT: (_FEN, Unit.YUAN),
    Kind.NUMBER: (_ONE, Unit.ONE),
    Kind.POINTS: (_FINEST_POINTS, Unit.POINTS),
    Kind.DAY: (_ONE, Unit.DAY),
    Kind.DUE_DAY: (_ONE, Unit.DAY),
}
_DAY: Final = _STEPS[Kind.DAY]

_AT: Final = {truth: Side(0, truth) for truth in Truth}
_BELOW: Final = {truth: Side(-1, truth) for truth in Truth}
_ABOVE: Final = {truth: Side(1, truth) for truth in Truth}

_FROM: Final = (_AT[Truth.TRUE], _BELOW[Truth.FALSE])
_BEYOND: Final = (_ABOVE[Truth.TRUE], _AT[Truth.FALSE])
_UP_TO: Final = (_AT[Truth.TRUE], _ABOVE[Truth.FALSE])
_SHORT_OF: Final = (_BELOW[Truth.TRUE], _AT[Truth.FALSE])

_SIDES: Final[Mapping[Op, tuple[Side, ...]]] = {
    Op.AT_LEAST: _FROM,
    Op.ON_OR_AFTER: _FROM,
    Op.MORE_THAN: _BEYOND,
    Op.AFTER: _BEYOND,
    Op.AT_MOST: _UP_TO,
    Op.ON_OR_BEFORE: _UP_TO,
    Op.LESS_THAN: _SHORT_OF,
    Op.BEFORE: _SHORT_OF,
}
_EXACTLY: Final = (_AT[Truth.TRUE], _BELOW[Truth.FALSE], _ABOVE[Truth.FALSE])


def edges(ruleset: Ruleset) -> tuple[Edge, ...]:
    """Every edge of a ruleset, in the order of the file."""
    return tuple(edge for one in asked(ruleset) for edge in edges_of(ruleset, one))


def edges_of(ruleset: Ruleset, one: Asked) -> Iterator[Edge]:
    """The edges of one rule of a ruleset: its own, and those of its windows and conditions."""
    yield from _of_rule(ruleset, one)
    for scope in one.scopes:
        yield from _of_window(one, scope, one.at)
    for condition in one.conditions:
        for node, of in nodes(condition, one.of):
            yield from _of_node(one, node, of)
            for scope in scopes(node):
                yield from _of_window(one, scope, node.at)


def _of_node(one: Asked, node: Expr, of: str | None) -> Iterator[Edge]:
    match node:
        case Compare(field, op, limit) if op in _SIDES:
            kind = EdgeKind.OTHER_FIELD if isinstance(limit, FieldRef) else EdgeKind.FIELD
            step, unit = _STEPS[_spec(field, one, of).kind]
            signed = unit is Unit.POINTS
            sides = _SIDES[op] if signed else _possible(_SIDES[op], limit, step)
            yield _edge(kind, one, node.at, node, of, limit, (step, unit), sides)
        case Elapsed(since, period):
            yield _edge(EdgeKind.ELAPSED, one, node.at, node, of, period or since, _DAY, _BEYOND)
        case Threshold(quantity, op, limit):
            kind = EdgeKind.SHARE if isinstance(quantity, Share) else EdgeKind.QUANTITY
            step, unit = _step(quantity, one, of)
            smallest = _LEAST_SHARE if kind is EdgeKind.SHARE else step
            sides = _possible(_SIDES.get(op, _EXACTLY), limit, smallest)
            yield _edge(kind, one, node.at, node, of, limit, (step, unit), sides)
        case AnySpan(scope, _, number, period):
            limit, counted = Decimal(number), (_ONE, Unit.ONE)
            sides = _possible(_FROM, limit, _ONE)
            of = scope.collection
            yield _edge(EdgeKind.SPAN_NUMBER, one, node.at, node, of, limit, counted, sides)
            if number > 1:
                yield _edge(EdgeKind.SPAN_PERIOD, one, node.at, node, of, period, _DAY, _UP_TO)
        case _:
            return


def _of_window(one: Asked, scope: Scope, at: Span) -> Iterator[Edge]:
    """The first day inside and the last one outside, and the same of the window's end.

    No record is dated after the day asked about, so a window that runs until then has no end of
    its own.
    """
    limit: Period | DayRef | YearsBefore
    last: DayRef | YearsBefore | None
    match scope.window:
        case None:
            return
        case Within(period, before):
            limit, last = period, before
        case During(years):
            limit = YearsBefore(years)
            last = limit if years else None
        case Since(day):
            limit, last = day, None
        case _ as never:
            assert_never(never)
    of = scope.collection
    yield _edge(EdgeKind.WINDOW_FIRST, one, at, scope, of, limit, _DAY, _FROM)
    if last is not None:
        yield _edge(EdgeKind.WINDOW_LAST, one, at, scope, of, last, _DAY, _UP_TO)


def _of_rule(ruleset: Ruleset, one: Asked) -> Iterator[Edge]:
    match one.part:
        case Header() as header:
            acts = header.governs is Governs.ACTS
            kinds = (
                (EdgeKind.ACTS_FIRST, EdgeKind.ACTS_LAST)
                if acts
                else (EdgeKind.IN_FORCE_FIRST, EdgeKind.IN_FORCE_LAST)
            )
            yield from _of_days(one, header, header.in_force, kinds)
            since = header.in_force.since if header.retroactive else None
            # Of a listing nothing is decided yet: the day asked about is the day that counts.
            if since is not None and isinstance(ruleset, StatutoryRestriction):
                yield _edge(EdgeKind.DECIDED_FIRST, one, one.at, header, one.of, since, _DAY, _FROM)
        case Ground() | Restriction() as rule:
            kinds = (EdgeKind.IN_FORCE_FIRST, EdgeKind.IN_FORCE_LAST)
            yield from _of_days(one, rule, rule.in_force, kinds)
            if isinstance(rule, Restriction):
                yield from _of_bar(one, rule)
        case SelfEnding() as ending:
            length = ending.period
            yield _edge(EdgeKind.TERM, one, one.at, ending, one.of, length, _DAY, _BEYOND)
        case ScoreItem(expires=FieldRef() as due) as item:
            yield _edge(EdgeKind.TERM, one, one.at, item, one.of, due, _DAY, _UP_TO)
        case Tier() as tier if isinstance(ruleset, TieredSupervision):
            yield from _of_band(ruleset, one, tier)
        case _:
            return


def _of_bar(one: Asked, rule: Restriction) -> Iterator[Edge]:
    """The last day of a bar and the one after it, unless something else ends it before.

    A window of the same length from the same day has that edge already. An act that meets the
    condition only while it has no last day meets it on neither; and one whose publicity has ended
    is not looked at on the day after.
    """
    lasts, of = rule.lasts, COLLECTIONS[rule.each.collection]
    if lasts.period is not None:
        if rule.each.window != Within(lasts.period) or lasts.since != FieldRef(of.dated_by):
            yield _edge(EdgeKind.TERM, one, one.at, rule, one.of, lasts.period, _DAY, _UP_TO)
    elif lasts.until is not None and not _needs_none(rule.where, lasts.until):
        looked_at = RecordStatus.DISCLOSURE_ENDED in rule.each.including
        ends = lasts.until.name == "publicity_until" and not looked_at
        sides = _UP_TO[:1] if ends else _UP_TO
        yield _edge(EdgeKind.TERM, one, one.at, rule, one.of, lasts.until, _DAY, sides)


def _needs_none(condition: Expr, field: FieldRef) -> bool:
    """Whether a condition holds only while a field is `none`."""
    match condition:
        case Compare(one, Op.IS, value):
            return one == field and value == NONE
        case All(parts):
            return any(_needs_none(part, field) for part in parts)
        case Defined(_, part):
            return _needs_none(part, field)
        case _:
            return False


def _of_days(
    one: Asked,
    part: Header | Ground | Restriction,
    days: Validity,
    kinds: tuple[EdgeKind, EdgeKind],
) -> Iterator[Edge]:
    """The first day and the one before it, the last day and the one after it."""
    first = min(days.known_on, default=None) if days.unconfirmed else days.since
    if first is not None:
        # Before the first day on which it is known to hold, nobody knows.
        before = Truth.UNKNOWN if days.unconfirmed else Truth.FALSE
        sides = (_AT[Truth.TRUE], _BELOW[before])
        yield _edge(kinds[0], one, one.at, part, one.of, first, _DAY, sides)
    if days.until is not None:
        last = days.until - timedelta(days=1)
        yield _edge(kinds[1], one, one.at, part, one.of, last, _DAY, _UP_TO)


def _of_band(ruleset: TieredSupervision, one: Asked, tier: Tier) -> Iterator[Edge]:
    """The ends of a tier's band, but those at which the scale itself ends."""
    card, band = ruleset.scorecard, tier.band
    if card is None or band is None:
        return
    step = (_score_step(ruleset, card), Unit.POINTS)
    for end, included, scale, inward, outward in (
        (band.low, band.low_included, card.low, _FROM, _BEYOND),
        (band.high, band.high_included, card.high, _UP_TO, _SHORT_OF),
    ):
        if end is not None and not (included and end == scale):
            sides = inward if included else outward
            yield _edge(EdgeKind.BAND, one, one.at, tier, None, end, step, sides)


def _score_step(ruleset: TieredSupervision, card: Scorecard) -> Decimal:
    """The smallest difference between two scores: they are as fine as the figures of the card."""
    figures = [_ONE, card.start]
    for item in card.items:
        figures += [figure for figure in (item.points, item.cap) if isinstance(figure, Decimal)]
    for tier in ruleset.tiers:
        ends = (tier.band.low, tier.band.high) if tier.band else ()
        figures += [end for end in ends if end is not None]
    finest = min(int(figure.normalize().as_tuple().exponent) for figure in figures)
    return _ONE.scaleb(min(finest, 0))


def _step(quantity: Quantity, one: Asked, of: str | None) -> tuple[Decimal, Unit]:
    """One record, or one fen of an amount; of a share, of its part."""
    match quantity:
        case FieldRef():
            return _STEPS[_spec(quantity, one, of).kind]
        case Count() | Distinct():
            return _ONE, Unit.ONE
        case Sum(scope, _, field):
            return _STEPS[COLLECTIONS[scope.collection].fields[field].kind]
        case Share(part):
            return _step(part, one, of)
        case _ as never:
            assert_never(never)


def _spec(field: FieldRef, one: Asked, of: str | None) -> FieldSpec:
    """The field, of the record the rule is about or of the one looked at (of `of`)."""
    if field.of is Owner.SUBJECT:
        return SUBJECT_FIELDS[field.name]
    collection = one.of if field.of is Owner.THIS else of
    assert collection is not None, "the parser gives every field a record"
    return COLLECTIONS[collection].fields[field.name]


def _possible(sides: tuple[Side, ...], limit: object, step: Decimal) -> tuple[Side, ...]:
    """The sides on which there is a value: what is counted or paid is never below nothing."""
    if isinstance(limit, Decimal) and limit < step:
        return tuple(side for side in sides if side.steps >= 0)
    return sides


def _edge(
    kind: EdgeKind,
    one: Asked,
    at: Span,
    part: Edged,
    of: str | None,
    limit: Operand | DayRef | Period | None,
    step: tuple[Decimal, Unit],
    sides: tuple[Side, ...],
) -> Edge:
    return Edge(kind, one.rule, one.basis, at, part, one.of, of, limit, *step, sides)
