"""The days a record names itself, from which on it reads otherwise.

A record begins to exist on its day; an event that it names has happened from its day on; its
publicity is over after its last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from credit_rules.analysis.foresight.turning import Reason
from credit_rules.engine.decision import Text
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Kind, Subject

__all__ = ["DayOnRecord", "days_on_record"]

_DAY: Final = timedelta(days=1)
_NOT_SHOWN: Final = ("known_on", "status_known_on")
"""Days that are looked at only where it is asked what was known by a day."""


@dataclass(frozen=True, slots=True)
class DayOnRecord:
    """A day from which on a record reads otherwise.

    Attributes:
        path: the record as answers name it; `subject`, or a person, where it is no record.
        label: the field that names the day.
    """

    day: date
    reason: Reason
    path: str
    label: Text


def days_on_record(subject: Subject, first: date, last: date) -> Iterator[DayOnRecord]:
    """Every such day after `first`, up to `last`."""
    return (one for one in _days(subject) if first < one.day <= last)


def _days(subject: Subject) -> Iterator[DayOnRecord]:
    for name, collection in COLLECTIONS.items():
        for number, record in enumerate(getattr(subject, name)):
            path = f"{name}[{record.key or record.document_number or number}]"
            for spec in collection.fields.values():
                day = getattr(record, spec.name)
                event = spec.kind is Kind.DAY or spec.name == collection.dated_by
                if event and isinstance(day, date) and spec.name not in _NOT_SHOWN:
                    yield _day(day, path, spec.zh, spec.name)
            ends = getattr(record, "publicity_until", None)
            if isinstance(ends, date):
                label = Text(zh="公示截止期", en="publicity_until")
                yield DayOnRecord(ends + _DAY, Reason.PUBLICITY_STOPS, path, label)
    for spec in SUBJECT_FIELDS.values():
        day = getattr(subject, spec.name)
        if spec.kind is Kind.DAY and isinstance(day, date):
            yield _day(day, "subject", spec.zh, spec.name)
    for person in subject.persons or ():
        path = f"persons[{person.key}]"
        if person.since is not None:
            yield _day(person.since, path, "任职自", "since")
        if person.until is not None:
            yield _day(person.until + _DAY, path, "任职至", "until")


def _day(day: date, path: str, zh: str, en: str) -> DayOnRecord:
    return DayOnRecord(day, Reason.DAY_ON_RECORD, path, Text(zh=zh, en=en))
