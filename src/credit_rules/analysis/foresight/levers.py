"""What somebody can still move in the conditions of a rule: deeds, acts of organs, questions.

A condition is read without asking it: every field it looks at that a deed or an organ can fill, in
every record it may look at; every list the subject has to be off; every finding, with the answer
that helps. What truly helps is settled by deciding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from credit_rules.analysis.foresight.actions import AWAITED, DEEDS, Awaited, Deed
from credit_rules.analysis.foresight.supposing import Came, Done, can, name_of
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    DayRef,
    Defined,
    Distinct,
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
    Owner,
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
from credit_rules.model.subject import COLLECTIONS, NONE, Record, Subject

__all__ = ["Helps", "Lever", "Looked", "levers"]

Wanted = frozenset[bool]
"""How a condition should come out; both where either may help."""

_EITHER: Final[Wanted] = frozenset({True, False})
_REMOVED: Final = next(
    one for one in AWAITED if (one.collection, one.day) == ("listings", "removed_on")
)


@dataclass(frozen=True, slots=True)
class Helps:
    """A finding that helps, if it is answered so."""

    finding: str
    answer: bool


Lever = Done | Came | Helps


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a condition is asked.

    Attributes:
        record: the collection of the record looked at; None where it is the subject.
        this: the collection of the record the rule is about, and its name.
        inside: whether the record looked at is the one the rule is about.
    """

    subject: Subject
    record: str | None
    this: tuple[str, str] | None
    inside: bool

    def at(self, collection: str) -> Looked:
        """The same, looking at the records of a collection."""
        return Looked(self.subject, collection, self.this, inside=False)

    def records(self, field: FieldRef) -> tuple[str, tuple[Record, ...]] | None:
        """The records whose field is meant, with their collection; None for the subject's own."""
        collection, name = self.record, None
        if field.of is Owner.THIS or self.inside:
            collection, name = self.this or (None, None)
        if field.of is Owner.SUBJECT or collection is None:
            return None
        every: tuple[Record, ...] = getattr(self.subject, collection)
        return collection, tuple(one for one in every if name in (None, name_of(one)))


def levers(node: Expr, wanted: Wanted, looked: Looked) -> Iterator[Lever]:
    """Everything in a condition that somebody can move; the same may come twice."""
    match node:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from levers(part, wanted, looked)
        case Not(part):
            yield from levers(part, frozenset(not one for one in wanted), looked)
        case Defined(_, part):
            yield from levers(part, wanted, looked)
        case Compare(field, _, value):
            yield from _filled(field, looked)
            if isinstance(value, FieldRef):
                yield from _filled(value, looked)
        case In(field):
            yield from _filled(field, looked)
        case Elapsed(since):
            yield from _days(since, looked)
        case Some(scope, where) | AnySpan(scope, where):
            yield from _in_scope(scope, where, wanted, looked)
        case Every(scope, where, has):
            yield from _in_scope(scope, where, _EITHER, looked)
            yield from levers(has, wanted, looked.at(scope.collection))
        case Threshold(quantity):
            yield from _quantity(quantity, looked)
        case Listed(name):
            if False in wanted:
                entries = (one for one in looked.subject.listings if one.list == name)
                yield from (Came(_REMOVED, name_of(one)) for one in entries if can(one, _REMOVED))
        case Finding(name):
            yield from (Helps(name, answer) for answer in sorted(wanted))
        case Standing() | Graded() | Proposed():
            return
        case _ as never:
            assert_never(never)


def _in_scope(scope: Scope, where: Expr, wanted: Wanted, looked: Looked) -> Iterator[Lever]:
    """Records that are there, and one that may begin where one more helps."""
    match scope.window:
        case Since(day):
            yield from _days(day, looked)
        case Within(_, before) if before is not None:
            yield from _days(before, looked)
        case _:
            pass
    yield from levers(where, wanted, looked.at(scope.collection))
    if True in wanted:
        yield from _begun(scope.collection, where)


def _days(day: DayRef, looked: Looked) -> Iterator[Lever]:
    for one in (day,) if isinstance(day, FieldRef) else (*day.days, *day.if_any):
        yield from _filled(one, looked)


def _quantity(quantity: Quantity, looked: Looked) -> Iterator[Lever]:
    match quantity:
        case FieldRef():
            yield from _filled(quantity, looked)
        case Count(scope, where) | Sum(scope, where) | Distinct(scope, where):
            yield from _in_scope(scope, where, _EITHER, looked)
        case Share(part, whole):
            yield from _quantity(part, looked)
            yield from _quantity(whole, looked)
        case _ as never:
            assert_never(never)


def _filled(field: FieldRef, looked: Looked) -> Iterator[Done | Came]:
    """What fills a field: a deed, or an organ's act, in every record in which it still can."""
    meant = looked.records(field)
    if meant is None:
        return
    collection, records = meant
    for record in records:
        name = name_of(record)
        for deed in DEEDS:
            if deed.begins is None and _fills(deed, collection, field.name) and can(record, deed):
                yield Done(deed, name)
        for awaited in AWAITED:
            if awaited is not _REMOVED and _fills(awaited, collection, field.name):
                yield from (Came(awaited, name),) if can(record, awaited) else ()


def _fills(one: Deed | Awaited, collection: str, name: str) -> bool:
    moves = one.moves if isinstance(one, Deed) else {}
    return one.collection == collection and name in (one.day, *moves)


def _begun(collection: str, where: Expr) -> Iterator[Done]:
    """A record that begins with a deed, as a condition asks for it."""
    for deed in DEEDS:
        if deed.collection != collection or deed.begins is None:
            continue
        words = {name: value for name, value in _said(where) if name in deed.says}
        # What such a record says by itself is not for a rule to choose.
        if all(deed.begins.get(name, value) == value for name, value in words.items()):
            own = sorted((name, said) for name, said in words.items() if name not in deed.begins)
            yield Done(deed, f"（拟）{_named_by(collection, own)}", tuple(own))


def _named_by(collection: str, words: Iterable[tuple[str, str | bool]]) -> str:
    """What a record that begins is called, by what it says: the Chinese names of its codes."""
    fields = COLLECTIONS[collection].fields
    named = (code.zh for name, said in words for code in fields[name].codes or () if code == said)
    return "、".join(named) or COLLECTIONS[collection].zh


def _said(where: Expr) -> Iterator[tuple[str, str | bool]]:
    """What a record has to say of itself, as far as a condition says it outright."""
    match where:
        case All(parts):
            for part in parts:
                yield from _said(part)
        case Defined(_, part):
            yield from _said(part)
        case Compare(FieldRef(name, Owner.RECORD), Op.IS, bool() | str() as value):
            if value != NONE:
                yield name, value
        case In(FieldRef(name, Owner.RECORD), (bool() | str() as first, *_)):
            yield name, first
        case _:
            return
