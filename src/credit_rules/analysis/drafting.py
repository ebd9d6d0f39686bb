"""A subject under construction: records whose fields are narrowed before a value is chosen.

Each thing asked of a field narrows its cell: to some values, to days or figures between two ends,
to codes it shares or lacks. Only at the end is a value chosen, most often one at an end: so one
record can meet many conditions at once. What contradicts itself is met as far as it goes.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from credit_rules.analysis.invented import named
from credit_rules.model.codes import RecordStatus
from credit_rules.model.expr import Op
from credit_rules.model.subject import (
    COLLECTIONS,
    FIRST_DAY,
    LAST_DAY,
    NONE,
    NOT_COMPUTABLE,
    SUBJECT_FIELDS,
    Collection,
    FieldSpec,
    Kind,
)

__all__ = ["ABSENT", "ENDS", "STEPS", "Asked", "Cell", "Draft", "Held", "Plain", "Row", "near"]

Held = Decimal | date | bool | str | frozenset[str]
"""A value of a field, or one of the words that stand in place of a value."""

Plain = Mapping[str, object]
"""A subject as it is delivered."""

Asked = Mapping[tuple[str, str], Sequence[Held]]
"""What conditions ask for: by collection (or `subject`) and field, the values they name."""

ABSENT: Final = "not delivered"
"""Stands in a cell whose field is left out."""

STEPS: Final = {
    Kind.AMOUNT: Decimal("0.01"),
    Kind.NUMBER: Decimal(1),
    Kind.POINTS: Decimal("0.0001"),
}
"""The smallest step of a figure: one fen, one, the last decimal of points."""

ENDS: Final = frozenset({"publicity_until", "term_until", "restriction_until", "valid_until"})
"""Not delivered, these mean that no such end is on record."""

_OTHERS: Final = ("虚构甲", "虚构乙", "虚构丙")
_TEXTS: Final = {
    "region": ("330100", "650100"),
    "authority_region": ("330100", "650100"),
    "industry": ("C13", "J66"),
}
_SET_ASIDE: Final = (RecordStatus.REPAIRED, RecordStatus.DISCLOSURE_ENDED)


@dataclass(slots=True)
class Cell:
    """What a field may still hold.

    Attributes:
        fixed: the value, once it is chosen; `ABSENT` leaves the field out.
        low, high: the ends of days or figures, both included.
        among: the only values left; None while all are.
        never: values it must not have.
        shares: codes it has; lacks: codes it has not.
    """

    spec: FieldSpec
    fixed: Held | None = None
    low: date | Decimal | None = None
    high: date | Decimal | None = None
    among: tuple[Held, ...] | None = None
    never: set[Held] = field(default_factory=set)
    shares: set[str] = field(default_factory=set)
    lacks: set[str] = field(default_factory=set)

    def only(self, values: Iterable[Held]) -> None:
        """Narrow to some values; where none of them was left, the later word counts."""
        wanted = tuple(values)
        if self.among is not None:
            wanted = tuple(one for one in self.among if one in wanted) or wanted
        self.among = wanted

    def at_least(self, end: date | Decimal) -> None:
        """Narrow from below."""
        if self.low is None or _before(self.low, end):
            self.low = end

    def at_most(self, end: date | Decimal) -> None:
        """Narrow from above."""
        if self.high is None or _before(end, self.high):
            self.high = end

    def inside(self, value: Held) -> bool:
        """Whether a value lies between the ends; a word does where there are none."""
        if isinstance(value, date | Decimal):
            below = self.low is not None and _before(value, self.low)
            return not below and not (self.high is not None and _before(self.high, value))
        return self.low is None and self.high is None

    def says(self, op: Op, value: Held) -> bool | None:
        """How a comparison with a constant comes out already; None while it may be either."""
        if self.spec.kind is Kind.CODES:
            if value in self.shares:
                return op is Op.IS
            return op is not Op.IS if value in self.lacks else None
        left = (self.fixed,) if self.fixed is not None else self.among
        if op in (Op.IS, Op.IS_NOT):
            if left is None:
                apart = value in self.never or not self.inside(value)
                return op is Op.IS_NOT if apart else None
            if value not in left:
                return op is Op.IS_NOT
            return op is Op.IS if len(set(left)) == 1 else None
        return None


def _before(one: date | Decimal, other: date | Decimal) -> bool:
    """Whether a day is before another, or a figure below one; they are never mixed."""
    if isinstance(one, date) and isinstance(other, date):
        return one < other
    return isinstance(one, Decimal) and isinstance(other, Decimal) and one < other


@dataclass(slots=True)
class Row:
    """A record under construction, or the subject's own fields (then `collection` is None)."""

    collection: Collection | None
    key: str
    specs: Mapping[str, FieldSpec]
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The collection's name, or `subject`."""
        return "subject" if self.collection is None else self.collection.name

    def cell(self, name: str) -> Cell:
        """The cell of a field."""
        found = self.cells.get(name)
        if found is None:
            found = self.cells[name] = Cell(self.specs[name])
        return found


def near(rng: random.Random, low: date, high: date) -> date:
    """A day between two, most often one of them or one beside it."""
    if low >= high:
        return low
    where = rng.random()
    if where < 0.3:
        return low
    if where < 0.6:
        return high
    if where < 0.7:
        return low + timedelta(days=1)
    return low + timedelta(days=rng.randrange((high - low).days + 1))


class Draft:
    """A subject under construction, looked at on a day."""

    def __init__(self, rng: random.Random, day: date, asked: Asked) -> None:
        """Begin with nothing on record; `asked` are the values conditions name."""
        self.rng = rng
        self.day = day
        self.asked = asked
        self.subject = Row(None, NONE, SUBJECT_FIELDS)
        self.rows: list[Row] = []
        self.answers: dict[tuple[str, str], str] = {}
        self._told: dict[str, list[str]] = {}
        for name, one in asked:
            self._told.setdefault(name, []).append(one)

    def row(self, collection: str) -> Row:
        """A further record of a collection, on record by the day."""
        known = COLLECTIONS[collection]
        number = 1 + sum(one.collection is known for one in self.rows)
        made = Row(known, str(number), known.fields)
        made.cell("key").fixed = made.key
        made.cell(known.dated_by).at_most(self.day)
        made.cell(known.dated_by).never.add(NONE)
        self.rows.append(made)
        return made

    def answer(self, question: str, row: Row | None, said: str) -> None:
        """What an organ found about a record, or about the subject; the first word counts."""
        self.answers.setdefault((question, NONE if row is None else row.key), said)

    def fix(self, row: Row, name: str, *, dated: bool = False) -> Held:
        """The value of a field, chosen now if it was not before.

        With `dated` a day is wanted, not the word for "there is none".
        """
        cell = row.cell(name)
        if dated:
            cell.never.add(NONE)
        if cell.fixed is None:
            cell.fixed = self._choose(row, name, cell)
        return cell.fixed

    def whole(self) -> dict[str, list[dict[str, object]]]:
        """Every record with a value for each of its fields that some condition asks for."""
        rng = self.rng
        told: dict[str, list[dict[str, object]]] = {}
        for row in self.rows:
            assert row.collection is not None, "only records are rows of the draft"
            record: dict[str, object] = {}
            status = self._status(row)
            names = dict.fromkeys((*row.cells, *self._told.get(row.name, ())))
            names.pop("status", None)
            for name in names:
                if name in row.cells or name not in ENDS or rng.random() < 0.3:
                    self._tell(record, row, name)
            if row.name == "listings":
                _restored_after_removal(record)
            if status is not None:
                record["status"] = status
            if status in _SET_ASIDE and "status_on" not in record:
                record["status_on"] = near(rng, self.day - timedelta(days=60), self.day)
            told.setdefault(row.name, []).append(record)
        told.setdefault("findings", []).extend(self._findings(len(told.get("findings", ()))))
        return told

    def _tell(self, record: dict[str, object], row: Row, name: str) -> None:
        value = self.fix(row, name)
        if value != ABSENT:
            record[name] = _plain(value, row.specs[name])

    def _status(self, row: Row) -> str | None:
        cell = row.cells.pop("status", None)
        if cell is None:
            return RecordStatus.EFFECTIVE
        value = cell.fixed if cell.fixed is not None else self._choose(row, "status", cell)
        return None if value == ABSENT else str(value)

    def _findings(self, already: int) -> Iterable[dict[str, object]]:
        for number, ((question, about), said) in enumerate(self.answers.items(), already + 1):
            yield {
                "key": str(number),
                "finding": question,
                "about": about,
                "answer": said,
                "authority": "虚构认定机关",
                "document_number": f"虚认〔{number}〕号",
                "decided_on": self.day,
                "status": "effective",
            }

    def itself(self) -> dict[str, object]:
        """What is told of the subject itself: its kind, its code or key, the fields asked for."""
        told: dict[str, object] = {}
        for name in dict.fromkeys((*self.subject.cells, *self._told.get("subject", ()), "kind")):
            self._tell(told, self.subject, name)
        kind = str(self.subject.cell("kind").fixed)
        return {**named(kind), **told}

    def _choose(self, row: Row, name: str, cell: Cell) -> Held:
        rng, spec = self.rng, cell.spec
        if cell.among is not None:
            left = [one for one in cell.among if one not in cell.never and cell.inside(one)]
            return rng.choice(left or cell.among)
        match spec.kind:
            case Kind.DAY | Kind.DUE_DAY:
                return self._day(row, name, cell)
            case Kind.AMOUNT | Kind.NUMBER | Kind.POINTS:
                return self._figure(row, name, cell)
            case Kind.FLAG:
                return rng.choice([one for one in (True, False) if one not in cell.never] or [True])
            case Kind.CODES:
                return self._codes(row, name, cell)
            case Kind.CODE:
                assert spec.codes is not None, "a code has its vocabulary"
                words = [NONE] if NONE in spec.words else []
                every = [*map(str, spec.codes), *words]
            case Kind.TEXT:
                every = list(_TEXTS.get(name, _OTHERS))
        named = [one for one in self.asked.get((row.name, name), ()) if one not in cell.never]
        if named and rng.random() < 0.75:
            return rng.choice(named)
        return rng.choice([one for one in every if one not in cell.never] or every)

    def _day(self, row: Row, name: str, cell: Cell) -> Held:
        rng = self.rng
        dated = row.collection is not None and row.collection.dated_by == name
        bounded = cell.low is not None or cell.high is not None
        if not bounded and NONE not in cell.never:
            if name in ENDS:
                later = self.day + timedelta(days=rng.choice([0, 1, 400]))
                return NONE if rng.random() < 0.6 else later
            if rng.random() < 0.5:
                return NONE
        high, low = cell.high, cell.low
        event = cell.spec.kind is Kind.DAY or dated
        if not isinstance(high, date):
            high = self.day if event else self.day + timedelta(days=rng.choice([0, 1, 400]))
        if event:
            high = min(high, self.day)
        if not isinstance(low, date):
            low = high - timedelta(days=rng.choice([1, 30, 300, 365, 700, 2000]))
        day = near(rng, low, high)
        return min(max(day, FIRST_DAY), LAST_DAY)

    def _figure(self, row: Row, name: str, cell: Cell) -> Held:
        rng, step = self.rng, STEPS[cell.spec.kind]
        low, high = cell.low, cell.high
        if low is None and high is None:
            named = [
                one
                for one in self.asked.get((row.name, name), ())
                if isinstance(one, Decimal) and one not in cell.never
            ]
            if named and rng.random() < 0.6:
                return max(rng.choice(named) + rng.choice((-step, step * 0, step)), step * 0)
            if name == "year":
                return Decimal(self.day.year - rng.choice([0, 1, 1, 2]))
            words = sorted(cell.spec.words - {str(one) for one in cell.never})
            if words and rng.random() < 0.2:
                return rng.choice(words)
            return Decimal(rng.choice([0, 1, 2, 20, 100, 500_000]))
        if not isinstance(low, Decimal):
            assert isinstance(high, Decimal), "a figure has figures for ends"
            floor = high - 100 if cell.spec.kind is Kind.POINTS else Decimal(0)
            low = max(floor, high - rng.choice([step, 5 * step, Decimal(1000)]))
        if not isinstance(high, Decimal):
            high = low + rng.choice([step, 5 * step, Decimal(1000)])
        return rng.choice((low, high)) if high >= low else low

    def _codes(self, row: Row, name: str, cell: Cell) -> Held:
        rng = self.rng
        assert cell.spec.codes is not None, "codes have their vocabulary"
        some = set(cell.shares)
        if not some or rng.random() < 0.25:
            every = [str(one) for one in cell.spec.codes if one not in cell.lacks]
            named = [one for one in self.asked.get((row.name, name), ()) if one in every]
            pool = named if named and rng.random() < 0.5 else every
            some |= {str(rng.choice(pool))} if pool else set()
        return frozenset(some)


def _restored_after_removal(record: dict[str, object]) -> None:
    """An entry was restored only if it had been removed."""
    removed, restored = record.get("removed_on"), record.get("restored_on")
    if removed == NONE and isinstance(restored, date):
        record["removed_on"] = restored - timedelta(days=7)
    elif removed == NONE and "restored_on" not in record:
        record["restored_on"] = NONE


def _plain(value: Held, spec: FieldSpec) -> object:
    """A value as a subject is delivered with it."""
    if isinstance(value, Decimal) and spec.kind is Kind.NUMBER:
        return int(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if value == NOT_COMPUTABLE else value
