"""Hypothesis strategies derived from rulesets: subjects, records and days aimed at their edges.

What is generated comes from `analysis.aiming`, by a seed that hypothesis draws. Which records and
fields of it are kept is drawn one by one, so that a failing example shrinks to the few that matter.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from credit_rules.analysis.aiming import Aims, turning_days
from credit_rules.analysis.verdicts import Witness
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Ruleset
from credit_rules.model.subject import COLLECTIONS, Record, Subject
from credit_rules.testing.writing import subject_yaml

__all__ = ["Example", "chosen", "days", "keeping", "records", "seeded", "subjects"]

_SEEDS: Final = st.integers(0, 2**32 - 1)

_NAMES: Final = frozenset({"key", "finding", "about", "status"})
"""Without these a record would be another one, or nobody's."""


@dataclass(frozen=True, slots=True, repr=False)
class Example(Witness):
    """A subject with the day it is asked about, and who asks; printed as YAML."""

    def __repr__(self) -> str:
        """As it can be pasted below `subject:` of a scenario."""
        asking = "" if self.acting is None else f", {self.acting.region or 'nowhere'} asking"
        return f"a subject on {self.as_of}{asking}:\n{subject_yaml(self.subject, self.as_of)}"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        # Hypothesis would print a dataclass field by field.
        printer.text(repr(self))


def subjects(
    book: Rulebook, *, rulesets: Iterable[str] | None = None, as_of: date | None = None
) -> st.SearchStrategy[Example]:
    """Subjects aimed at the edges of rulesets, each with the day it is asked about.

    >>> @given(one=subjects(book, rulesets=["key-watch"]))
    ... def test_nobody_is_watched_without_a_ground(one):
    ...     decision = decide(book, one.subject, one.as_of, acting=one.acting)

    Args:
        book: the rulebook that decides.
        rulesets: the ids of those that are aimed at; None for all of the book.
        as_of: the day all are asked about; None for days on which answers change.

    Raises:
        ValueError: the book has no ruleset of that id, or none at all.
    """
    return _drawn(Aims(book, chosen(book, rulesets)), as_of)


def records(
    book: Rulebook,
    collection: str,
    *,
    rulesets: Iterable[str] | None = None,
    as_of: date | None = None,
) -> st.SearchStrategy[Record]:
    """Records of a collection, such as the rules look for, and such as just miss them.

    Args:
        book: the rulebook that decides.
        collection: which collection (`penalties`).
        rulesets: the ids of those that are aimed at; None for all of the book.
        as_of: the day by which they are on record; None for days on which answers change.

    Raises:
        KeyError: there is no such collection.
        ValueError: the book has no ruleset of that id, or none at all.
    """
    kind = COLLECTIONS[collection].record
    return _recorded(Aims(book, chosen(book, rulesets)), collection, as_of).map(kind.model_validate)


def days(book: Rulebook, *, rulesets: Iterable[str] | None = None) -> st.SearchStrategy[date]:
    """Days on which answers change, and the days beside them.

    Args:
        book: the rulebook that decides.
        rulesets: the ids of those that are looked at; None for all of the book.

    Raises:
        ValueError: the book has no ruleset of that id, or none at all.
    """
    return st.sampled_from(turning_days(chosen(book, rulesets)))


def chosen(book: Rulebook, rulesets: Iterable[str] | None) -> tuple[Ruleset, ...]:
    """The rulesets of a book with these ids, in all their editions; None for every one.

    Raises:
        ValueError: the book has no ruleset of that id, or none at all.
    """
    if not book.rulesets:
        raise ValueError("the rulebook has no rulesets")
    if rulesets is None:
        return book.rulesets
    wanted = frozenset(rulesets)
    found = tuple(one for one in book.rulesets if one.header.id in wanted)
    missing = wanted - {one.header.id for one in found}
    if missing or not found:
        raise ValueError(f"the rulebook has no ruleset {', '.join(sorted(missing))}".strip())
    return found


@st.composite
def _drawn(draw: st.DrawFn, aims: Aims, as_of: date | None) -> Example:
    drafted = aims.draft(seeded(draw), as_of)
    return Example(Subject.read(keeping(draw, drafted.told)), drafted.as_of, drafted.acting)


@st.composite
def _recorded(
    draw: st.DrawFn, aims: Aims, collection: str, as_of: date | None
) -> dict[str, object]:
    record = aims.record(seeded(draw), collection, as_of)
    ((found,),) = [keeping(draw, {collection: [record]}, whole=True)[collection]]
    return dict(found)


def seeded(draw: st.DrawFn) -> random.Random:
    """A source of choices by a seed that hypothesis draws."""
    return random.Random(draw(_SEEDS))  # noqa: S311 - subjects to test with are no secret


def keeping(draw: st.DrawFn, told: Mapping[str, Any], *, whole: bool = False) -> dict[str, Any]:
    """A subject with some of its records and fields: nearly all by chance, few once it shrinks.

    Args:
        draw: as hypothesis gives it.
        told: the subject, as it is delivered.
        whole: whether every record is kept, with fewer fields.
    """
    records = [one for name in COLLECTIONS for one in told.get(name, ())]
    # A byte for each record and field, drawn at once; at 0 it is left out.
    number = sum(1 + len(one) for one in records)
    bytes_left = iter(draw(st.binary(min_size=number, max_size=number)))
    kept = dict(told)
    for name in COLLECTIONS:
        if name in told:
            read = [(next(bytes_left), _fields(bytes_left, one)) for one in told[name]]
            kept[name] = [fields for there, fields in read if there or whole]
    return kept


def _fields(bytes_left: Iterator[int], record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the fields whose byte is not 0."""
    read = [(name, value, next(bytes_left)) for name, value in record.items()]
    return {name: value for name, value, there in read if there or name in _NAMES}
