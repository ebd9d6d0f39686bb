"""One subject told twice: with less of it told, or with something worse."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.drafting import ENDS, STEPS
from credit_rules.model.subject import COLLECTIONS, NONE, SUBJECT_FIELDS, Kind, Subject
from credit_rules.testing.strategies import Example, keeping, seeded

__all__ = ["Order", "Pair", "checked", "less_and_more", "worse"]

Order = Mapping[str, str | Sequence[str]]
"""What is worse: by collection (`penalties`) or field (`penalties.fine`), `up` or `down`, or the
codes of a field, the mildest first."""

_NAMES: Final = frozenset({"key", "finding", "about", "document_number"})
"""Without these a record would be another one."""

_ORDERED: Final = frozenset({*STEPS, Kind.DAY, Kind.DUE_DAY})


@dataclass(frozen=True, slots=True)
class Pair:
    """The same subject told twice: as `first`, and otherwise."""

    first: Example
    second: Example

    def __repr__(self) -> str:
        return f"{self.first!r}and\n{self.second!r}"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(repr(self))


@st.composite
def less_and_more(draw: st.DrawFn, aims: Aims) -> Pair:
    """A subject, and the same with less of it told."""
    drafted = aims.draft(seeded(draw))
    more = keeping(draw, drafted.told)
    less = _weakened(more, seeded(draw))
    first, second = (
        Example(Subject.read(told), drafted.as_of, drafted.acting) for told in (less, more)
    )
    return Pair(first, second)


def _weakened(told: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """The same subject with less told: fields, days covered, and then records and findings."""
    weak = dict(told)
    covers = weak["covers"] = dict(told["covers"])
    person = str(told.get("kind")) == "natural_person"
    for name in SUBJECT_FIELDS:
        # By its kind one knows that a person is named by a key.
        if name in weak and not (person and name == "kind") and rng.random() < 0.2:
            del weak[name]
    much = rng.choice((0.1, 0.4, 0.8))
    for name in COLLECTIONS:
        items = [dict(one) for one in told.get(name, ())]
        if (items or rng.random() < 0.1) and rng.random() < 0.3 * much:
            covers.pop(name, None)
            items = [one for one in items if rng.random() < 0.5]
        for one in items:
            names = sorted(set(one) - _NAMES - ENDS)
            for left_out in rng.sample(names, min(len(names), rng.choice((0, 1, 1, 2)))):
                if rng.random() < much:
                    del one[left_out]
        if name in told:
            weak[name] = items
    return weak


@st.composite
def worse(draw: st.DrawFn, aims: Aims, order: Order) -> Pair:
    """A subject, and the same with something worse."""
    drafted = aims.draft(seeded(draw))
    told = keeping(draw, drafted.told)
    rng = seeded(draw)
    fitting = [name for name in order if told.get(name.partition(".")[0])]
    name = draw(st.sampled_from(sorted(fitting or order)))
    collection, _, field = name.partition(".")
    items = [dict(one) for one in told.get(collection, ())]
    if not field:
        _one_more_or_fewer(aims, collection, items, order[name], drafted.as_of, rng)
    elif items:
        _worsen(rng.choice(items), collection, field, order[name], drafted.as_of, rng)
    first, second = (
        Example(Subject.read(one), drafted.as_of, drafted.acting)
        for one in (told, {**told, collection: items})
    )
    return Pair(first, second)


def _one_more_or_fewer(
    aims: Aims,
    collection: str,
    items: list[dict[str, Any]],
    way: str | Sequence[str],
    as_of: date,
    rng: random.Random,
) -> None:
    if way == "down":
        if items:
            items.pop(rng.randrange(len(items)))
        return
    more = dict(rng.choice(items)) if items else aims.record(rng, collection, as_of)
    more["key"] = f"更多{len(items) + 1}"
    amounts = [name for name in more if COLLECTIONS[collection].fields[name].kind is Kind.AMOUNT]
    if rng.random() < 0.5:
        # One more is worse by itself, though no amount comes with it.
        more.update(dict.fromkeys(amounts, NONE))
    if "document_number" in more:
        more["document_number"] = f"虚〔{len(items) + 1}〕号"
    items.append(more)


def _worsen(
    record: dict[str, Any],
    collection: str,
    field: str,
    way: str | Sequence[str],
    as_of: date,
    rng: random.Random,
) -> None:
    """One field of a record a step further, or many steps; what is not told stays so."""
    spec = COLLECTIONS[collection].fields[field]
    value = record.get(field)
    if not isinstance(way, str):
        places = [place for place, code in enumerate(way) if code == value or _has(value, code)]
        further = list(way)[max(places, default=-1) + 1 :]
        if places and further:
            code = rng.choice(further)
            record[field] = [code] if spec.kind is Kind.CODES else code
        return
    steps = rng.choice((1, 1, 1, 100, 10**6)) * (1 if way == "up" else -1)
    if isinstance(value, date):
        moved = value + timedelta(days=max(min(steps, 3650), -3650))
        # An event of a later day has not happened, and that is another matter.
        record[field] = min(moved, as_of) if spec.kind is Kind.DAY else moved
    elif spec.kind in STEPS and isinstance(value, int | Decimal):
        figure = Decimal(value) + steps * STEPS[spec.kind]
        figure = figure if spec.kind is Kind.POINTS else max(figure, Decimal(0))
        record[field] = int(figure) if spec.kind is Kind.NUMBER else figure


def _has(value: object, code: str) -> bool:
    return isinstance(value, list) and code in value


def checked(order: Order) -> None:
    """See that an order can be read.

    Raises:
        ValueError: it names no collection, or no field of one, or no way that is worse.
    """
    for name, way in order.items():
        _check(name, way)


def _check(name: str, way: str | Sequence[str]) -> None:
    collection, dot, field = name.partition(".")
    if collection not in COLLECTIONS or (dot and field not in COLLECTIONS[collection].fields):
        raise ValueError(f"{name}: no such collection or field")
    if isinstance(way, str):
        ordered = not dot or COLLECTIONS[collection].fields[field].kind in _ORDERED
        if way not in ("up", "down") or not ordered:
            raise ValueError(f"{name}: expected `up` or `down`, or the codes, the mildest first")
    elif not dot or COLLECTIONS[collection].fields[field].codes is None:
        raise ValueError(f"{name}: only a field with codes has an order of codes")
