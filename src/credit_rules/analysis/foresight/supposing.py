"""A subject as it will stand if certain things are done: nothing is dated back, nothing taken away.

What is supposed has a day. On any earlier one the subject is as it was delivered. What
an organ has to do first is supposed as well, and said to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, assert_never

from credit_rules.analysis.foresight.actions import Awaited, Deed
from credit_rules.engine.facts import Facts
from credit_rules.model.codes import FindingAnswer, RecordStatus
from credit_rules.model.subject import COLLECTIONS, NONE, Record, Subject

__all__ = [
    "Applied",
    "Came",
    "Done",
    "Found",
    "Supposition",
    "can",
    "name_of",
    "named",
    "supposed",
]

_SUPPOSED: Final = "（拟）"
"""Stands where a record that is supposed has a number."""


@dataclass(frozen=True, slots=True)
class Done:
    """The subject does something.

    Attributes:
        record: the name of the record it goes down in.
        words: what a record that begins with the deed says because a rule asks for it, by field.
    """

    deed: Deed
    record: str
    words: tuple[tuple[str, str | bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """An organ does something that goes down in a record."""

    awaited: Awaited
    record: str


@dataclass(frozen=True, slots=True)
class Found:
    """An organ answers a question.

    Attributes:
        about: the name of the record it is about; empty for the subject. `path` is how answers call
            that record.
    """

    finding: str
    about: str
    answer: bool
    organ: str = field(compare=False)
    path: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Applied:
    """The subject applies for the repair of a record, or of its entry on a list."""

    record: str
    list: str | None
    platform: str


Supposition = Done | Came | Found | Applied
"""One thing that may be supposed of the days to come."""


def named(subject: Subject, as_of: date) -> Subject:
    """The same with a name for every record: one made of its content would change with it."""
    items = Facts.of(subject, as_of).items
    names = {id(item.record): item.key for some in items.values() for item in some}
    named = {
        name: tuple(
            one.model_copy(update={"key": names[id(one)]})
            if not name_of(one) and id(one) in names
            else one
            for one in getattr(subject, name)
        )
        for name in COLLECTIONS
    }
    return subject.model_copy(update=named)


def supposed(subject: Subject, dated: Mapping[Supposition, date], day: date) -> Subject:
    """The subject as it stands on a day, if what is supposed comes on its days."""
    gone: dict[tuple[str, str], list[tuple[Deed | Awaited, date]]] = defaultdict(list)
    begun: dict[str, list[Record]] = defaultdict(list)
    for one, when in dated.items():
        if when > day:
            continue
        match one:
            case Done(deed, record, words):
                if deed.begins is None:
                    gone[deed.collection, record].append((deed, when))
                else:
                    said = {**deed.begins, **dict(words), deed.day: when, "key": record}
                    begun[deed.collection].append(_record(deed.collection, said))
            case Came(awaited, record):
                gone[awaited.collection, record].append((awaited, when))
            case Found():
                begun["findings"].append(_record("findings", _finding(one, when)))
            case Applied():
                begun["repairs"].append(_record("repairs", _application(one, when)))
            case _ as never:
                assert_never(never)
    update: dict[str, object] = {}
    for name in sorted({name for name, _ in gone} | begun.keys()):
        there = (_after(one, gone.get((name, name_of(one)), ())) for one in getattr(subject, name))
        update[name] = (*there, *begun[name])
    return subject.model_copy(update=update)


def name_of(record: Record) -> str:
    """How a record is named in answers; every record of a subject that is `named` has a name."""
    return record.key or record.document_number or ""


def can(record: Record, one: Deed | Awaited) -> bool:
    """Whether it can still go down in the record: its day was told to be none, its codes allow it.

    A day that nobody told may have come; that has to be told first.
    """
    if getattr(record, one.day) != NONE:
        return False
    moves = one.moves if isinstance(one, Deed) else {}
    return all(getattr(record, name) in (before, after) for name, (before, after) in moves.items())


def _after(record: Record, gone: Iterable[tuple[Deed | Awaited, date]]) -> Record:
    update: dict[str, object] = {}
    for one, day in gone:
        if can(record, one):
            update[one.day] = day
            moves = one.moves if isinstance(one, Deed) else {}
            update |= {name: after for name, (_, after) in moves.items()}
    return record.model_copy(update=update)


def _record(collection: str, said: Mapping[str, object]) -> Record:
    return COLLECTIONS[collection].record.model_validate(said)


def _finding(found: Found, day: date) -> dict[str, object]:
    return {
        "key": f"{_SUPPOSED}{found.finding} {found.about}",
        "document_number": _SUPPOSED,
        "authority": found.organ,
        "status": RecordStatus.EFFECTIVE,
        "finding": found.finding,
        "about": found.about or NONE,
        "answer": FindingAnswer.YES if found.answer else FindingAnswer.NO,
        "decided_on": day,
    }


def _application(applied: Applied, day: date) -> dict[str, object]:
    """An honest application that nobody answered yet."""
    return {
        "key": f"{_SUPPOSED}{applied.record}",
        "status": RecordStatus.EFFECTIVE,
        "list": applied.list or NONE,
        "record": applied.record,
        "platform": applied.platform,
        "false_material": False,
        "applied_on": day,
        "accepted_on": NONE,
        "granted_on": NONE,
        "refused_on": NONE,
        "revoked_on": NONE,
    }
