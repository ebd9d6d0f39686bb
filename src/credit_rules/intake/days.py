"""Days, in every spelling met in rows, and the days that systems write where they have none."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from credit_rules.intake.reading import NOT_READ, Reading, says_nothing
from credit_rules.intake.report import Phrase, shown
from credit_rules.model.subject import FIRST_DAY, LAST_DAY

__all__ = ["is_span", "read_day"]

_NO_DAYS: Final = frozenset(
    date(*day)
    for day in (
        (1, 1, 1),
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 1),
        (1970, 1, 1),
        (2099, 12, 31),
        (9999, 9, 9),
        (9999, 12, 31),
    )
)
"""Days that systems write where they have none."""

_CLOCK = r"[0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
_DAY: Final = (
    re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?:[ T]{_CLOCK})?", re.ASCII),
    re.compile(rf"(\d{{4}})/(\d{{1,2}})/(\d{{1,2}})(?: {_CLOCK})?", re.ASCII),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", re.ASCII),
    re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日(?: ?{_CLOCK})?", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})(?:[0-2]\d[0-5]\d[0-5]\d)?", re.ASCII),
)
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
_MILLISECONDS = re.compile("[0-9]{13}")
_SERIAL = re.compile(r"([0-9]{5,7})(?:\.[0-9]+)?")
_BEIJING = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST: Final = date(1949, 10, 1)
"""No record is older than the republic: a serial number below that counts something else."""


def is_span(since: date, until: date) -> bool:
    """Whether these are days that coverage may name; `date.min` is "from the beginning"."""
    return (since == date.min or since >= FIRST_DAY) and since <= until <= LAST_DAY


def read_day(text: str, *, day_zero: date | None = None) -> Reading:
    """Read a day in any of the spellings met in rows.

    Args:
        text: the cell.
        day_zero: the day a serial number counts from, if the cell is a number of a workbook.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    try:
        day = _day(folded, day_zero)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        return NOT_READ
    if day in _NO_DAYS:
        return says_nothing(day.isoformat())
    if folded == day.isoformat():
        return Reading(day)
    what = f"{shown(folded)} -> {day.isoformat()}"
    return Reading(day, converted=Phrase(zh=what.replace("->", "→"), en=what))


def _day(text: str, day_zero: date | None) -> date | None:
    if _MILLISECONDS.fullmatch(text):
        return (_EPOCH + timedelta(milliseconds=int(text))).astimezone(_BEIJING).date()
    if _ZONED.fullmatch(text):
        # Midnight in Beijing is written as the evening before by systems that keep Greenwich time.
        return datetime.fromisoformat(text).astimezone(_BEIJING).date()
    if day_zero and (serial := _SERIAL.fullmatch(text)):
        day = day_zero + timedelta(days=int(serial[1]))
        return day if day >= _EARLIEST else None
    match = next((found for form in _DAY if (found := form.fullmatch(text))), None)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None
