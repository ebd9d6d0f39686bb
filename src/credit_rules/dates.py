"""Periods of law, counted as the Civil Code counts them.

《民法典》第二百条至第二百零四条: the day on which a period begins is not counted; a period of years
or months ends on the corresponding day, or, where the month has none, on its last day.

So a period of two years from 2024-03-01 has 2026-03-01 as its *last day*. On that day the event is
still *within* two years and the two years have not *elapsed* (满); one day later the reverse is
true. `within` is always the opposite of `elapsed`.

A holiday at the end moves a last day only where it is a deadline for an act (第二百零三条), never a
window, a term or a ban. Working days come from the published holiday arrangements; beyond the
years these cover only weekends are known, and `working_days_known` says so.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

__all__ = [
    "Period",
    "calendar_digest",
    "deadline",
    "elapsed",
    "first_day_after",
    "is_working_day",
    "last_day",
    "window_start",
    "working_days_known",
]

_ONE_DAY = timedelta(days=1)
_SPELLING = re.compile(r"(?P<number>[1-9][0-9]{0,3}) (?P<unit>years?|months?|days?|working days?)")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in law: so many years, months, days or working days (one unit only).

    `off` is how many days longer it is than that, or shorter below nothing. No text says such a
    period; it is what mutation tests try in place of one.
    """

    number: int
    unit: str  # "years" | "months" | "days" | "working days"
    off: int = 0

    @staticmethod
    def parse(text: str) -> Period | None:
        """Read `3 years`, `6 months`, `10 days`, `5 working days`; None if it is none of these."""
        match = _SPELLING.fullmatch(text)
        if match is None:
            return None
        unit = match["unit"]
        return Period(int(match["number"]), unit if unit.endswith("s") else unit + "s")

    def __str__(self) -> str:
        said = f"{self.number} {self.unit.removesuffix('s') if self.number == 1 else self.unit}"
        return f"{said} {self.off:+d} days" if self.off else said


def last_day(start: date, period: Period) -> date:
    """The last day of a period that begins with an event on `start`.

    Raises:
        OverflowError: the period runs beyond the year 9999.
    """
    return _in_units(start, period) + period.off * _ONE_DAY


def _in_units(start: date, period: Period) -> date:
    match period.unit:
        case "years":
            return _plus_months(start, 12 * period.number)
        case "months":
            return _plus_months(start, period.number)
        case "days":
            return start + period.number * _ONE_DAY
        case _:
            return _plus_working_days(start, period.number)


def first_day_after(start: date, period: Period) -> date:
    """The first day on which the period has elapsed (满)."""
    return last_day(start, period) + _ONE_DAY


def elapsed(start: date, period: Period, day: date) -> bool:
    """Whether the period from `start` has run in full on `day`: `day` is after its last day."""
    return day > last_day(start, period)


def window_start(day: date, period: Period) -> date:
    """The first day an event may have had to be *within* the period on `day`.

    The smallest `start` for which `elapsed(start, period, day)` is false.
    """
    day -= period.off * _ONE_DAY
    match period.unit:
        case "years" | "months":
            months = period.number * (12 if period.unit == "years" else 1)
            if _months(day) - months < _months(date.min):
                return date.min
            start = _plus_months(day, -months)
            # The month had no such day: its last day is a day short, the next first day is not.
            return start + _ONE_DAY if elapsed(start, period, day) else start
        case "days":
            return date.fromordinal(max(1, day.toordinal() - period.number))
        case _:
            return _minus_working_days(day, period.number)


def deadline(start: date, period: Period) -> date:
    """The last day for an act: as `last_day`, moved past holidays (《民法典》第二百零三条)."""
    day = last_day(start, period)
    while not is_working_day(day):
        day += _ONE_DAY
    return day


@cache
def is_working_day(day: date) -> bool:
    """Whether `day` is a working day: by the published arrangement, beyond it by the weekday."""
    import chinese_calendar

    if working_days_known(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def working_days_known(day: date) -> bool:
    """Whether the year's arrangement of holidays is published in the calendar we use."""
    first, last = _years_arranged()
    return first <= day.year <= last


@cache
def calendar_digest() -> str:
    """A digest of the arrangement of holidays that working days are counted by."""
    import chinese_calendar.constants as arrangement

    days = (arrangement.holidays, arrangement.workdays, arrangement.in_lieu_days)
    said = [sorted(str(day) for day in some) for some in days]
    return hashlib.sha256(repr(said).encode()).hexdigest()


@cache
def _years_arranged() -> tuple[int, int]:
    import chinese_calendar.constants as arrangement

    return min(arrangement.holidays).year, max(arrangement.holidays).year


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _plus_months(start: date, months: int) -> date:
    year, month = divmod(_months(start) + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"a period from {start} runs beyond the calendar")
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _plus_working_days(start: date, number: int) -> date:
    day = start
    while number:
        day += _ONE_DAY
        number -= is_working_day(day)
    return day


def _minus_working_days(day: date, number: int) -> date:
    """The first day with fewer than `number` working days between it and `day`."""
    start = day
    while start > date.min:
        start -= _ONE_DAY
        number -= is_working_day(start)
        if not number:
            break
    return start
