"""What is said of a field by way of values: any of some, or anything from one to another.

Days and figures have a step: the nearest other value. A claim about them names the first and the
last value for which it holds; one step beyond, it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from credit_rules.analysis.drafting import STEPS, Held
from credit_rules.engine.decision import Text
from credit_rules.engine.wording import words
from credit_rules.model.expr import Compare, Constant, Expr, FieldRef, In, Op, Owner
from credit_rules.model.subject import FIRST_DAY, LAST_DAY, NONE, Collection, FieldSpec, Kind

__all__ = ["DAYS", "FIGURES", "Claim", "codes_said", "ends_of", "last_true", "step_of", "stepped"]

DAYS: Final = frozenset({Kind.DAY, Kind.DUE_DAY})
FIGURES: Final = frozenset(STEPS)

_MOST: Final = {
    Kind.AMOUNT: Decimal(10) ** 12,
    Kind.NUMBER: Decimal(10) ** 9,
    Kind.POINTS: Decimal(10) ** 6,
}
"""Beyond every limit there is, and still what a field may hold."""

Ordered = date | Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """The values of one field for which something holds.

    Attributes:
        field: its name; `of` its collection, None for a field of the subject.
        values: any of these.
        low, high: or anything between these, both included; None where nothing bounds it.
        ranged: whether the ends are meant; with neither, any day or figure will do.
    """

    field: FieldSpec
    of: Collection | None
    values: tuple[Held, ...] = ()
    low: Ordered | None = None
    high: Ordered | None = None
    ranged: bool = False

    def holds(self, value: Held) -> bool:
        """Whether a value is among those meant."""
        if value in self.values:
            return True
        if not self.ranged or not isinstance(value, date | Decimal):
            return False
        above = self.low is None or not _before(value, self.low)
        return above and (self.high is None or not _before(self.high, value))

    @property
    def said(self) -> Text:
        """The claim in words."""
        ways = [_joined(one, self.of, "，且", " and ") for one in self._ways() if one]
        zh, en = "，或者".join(one.zh for one in ways), " or ".join(one.en for one in ways)
        return Text(zh=zh, en=en)

    def _ways(self) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
        """What the range says, and what the values say; any of both."""
        of = Owner.SUBJECT if self.of is None else Owner.RECORD
        field = FieldRef(self.field.name, of)
        ranged: list[Expr] = []
        if self.ranged and self.low is not None and self.low == self.high:
            ranged.append(Compare(field, Op.IS, self.low))
        elif self.ranged:
            days = self.field.kind in DAYS
            up, down = (Op.ON_OR_AFTER, Op.ON_OR_BEFORE) if days else (Op.AT_LEAST, Op.AT_MOST)
            ends = [(up, self.low), (down, self.high)]
            ranged += [Compare(field, op, end) for op, end in ends if end is not None]
            ranged = ranged or [Compare(field, Op.IS_NOT, NONE)]
        named: list[Constant] = []
        for value in self.values:
            named += (sorted(value) or [NONE]) if isinstance(value, frozenset) else [value]
        told: tuple[Expr, ...] = (In(field, tuple(named)),) if named else ()
        if len(named) == 1:
            told = (Compare(field, Op.IS, named[0]),)
        return tuple(ranged), told


def _joined(parts: tuple[Expr, ...], of: Collection | None, zh: str, en: str) -> Text:
    said = [words(one, of) for one in parts]
    return Text(zh=zh.join(one.zh for one in said), en=en.join(one.en for one in said))


def codes_said(spec: FieldSpec, of: Collection | None, values: tuple[Held, ...]) -> Text:
    """What is said of a code, or of a set of codes, the shorter way: what it is, or what not.

    Args:
        spec: the field.
        of: its collection.
        values: of a code, those it may be among all there are; of a set, sets of codes: with the
            empty one and the largest that goes, all between them.
    """
    assert spec.codes is not None, "codes have their vocabulary"
    every: list[Held] = [*map(str, spec.codes)]
    if spec.kind is Kind.CODES:
        sets = [one for one in values if isinstance(one, frozenset)]
        largest = max(sets, key=len, default=frozenset[str]())
        if frozenset() not in sets or len(largest) <= 1:
            return Claim(spec, of, values).said
        apart = [one for one in every if one not in largest]
    else:
        apart = [one for one in [*every, *sorted(spec.words)] if one not in values]
        if len(apart) >= len(values):
            return Claim(spec, of, values).said
    field = FieldRef(spec.name, Owner.SUBJECT if of is None else Owner.RECORD)
    said = [Compare(field, Op.IS_NOT, one) for one in apart if not isinstance(one, frozenset)]
    said = said or [Compare(field, Op.IS_NOT, NONE)]
    return _joined(tuple(said), of, "，且", " and ")


def _before(one: Ordered, other: Ordered) -> bool:
    """Whether a day is before another, or a figure below one; they are never mixed."""
    if isinstance(one, date) and isinstance(other, date):
        return one < other
    return isinstance(one, Decimal) and isinstance(other, Decimal) and one < other


def ends_of(spec: FieldSpec) -> tuple[Ordered, Ordered]:
    """The least and the greatest value that is worth trying for a field."""
    if spec.kind in DAYS:
        return FIRST_DAY, LAST_DAY
    most = _MOST[spec.kind]
    return (-most if spec.kind is Kind.POINTS else Decimal(0)), most


def step_of(spec: FieldSpec) -> Decimal:
    """One step of a field: a day, a fen, one, the last decimal of points."""
    return STEPS.get(spec.kind, Decimal(1))


def stepped(value: Ordered, steps: int, spec: FieldSpec) -> Ordered:
    """So many steps further on; days stop at the ends of the calendar."""
    if isinstance(value, date):
        try:
            moved = value + timedelta(days=steps)
        except OverflowError:
            return LAST_DAY if steps > 0 else FIRST_DAY
        return min(max(moved, FIRST_DAY), LAST_DAY)
    return value + steps * step_of(spec)


def last_true(
    good: Ordered, bad: Ordered, spec: FieldSpec, holds: Callable[[Ordered], bool]
) -> Ordered:
    """The last value from a good one towards a bad one for which something holds.

    What lies between is halved, so of several such places one is found; at it the next value does
    not hold.

    Args:
        good: a value for which it holds.
        bad: one for which it does not; it may be the smaller one.
        spec: the field, for its steps.
        holds: what is asked.
    """
    size = step_of(spec)
    if isinstance(good, date) and isinstance(bad, date):
        apart = (bad - good).days
    else:
        assert isinstance(good, Decimal), "days and figures have steps"
        assert isinstance(bad, Decimal), "they are never mixed"
        apart = int((bad - good) / size)
    sign = 1 if apart > 0 else -1
    near, far = 0, abs(apart)
    while far - near > 1:
        middle = (near + far) // 2
        if holds(stepped(good, sign * middle, spec)):
            near = middle
        else:
            far = middle
    return stepped(good, sign * near, spec)
