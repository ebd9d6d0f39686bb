"""The days on which waiting may change an answer: all that a repair path has to look at.

Every day on record, and every day on which a period of the rules has run since it; the ends of
editions, and the days on which a scheme is assessed anew. Between two of them nothing changes, so
the first day of an outcome is one of them. Whoever uses it decides on the day before as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from credit_rules.dates import Period, first_day_after
from credit_rules.model.catalog import Validity
from credit_rules.model.expr import During, YearsBefore
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Assessed, parts
from credit_rules.model.subject import COLLECTIONS, Kind, Record

__all__ = ["days_to_look_at"]

_ONE_DAY = timedelta(days=1)
_DAYS = frozenset({Kind.DAY, Kind.DUE_DAY})


def days_to_look_at(
    book: Rulebook, records: Sequence[tuple[str, Record]], first: date, last: date
) -> tuple[date, ...]:
    """The days from `first` to `last` on which an answer of a book may change, in order.

    Args:
        book: the rulesets that answer.
        records: those the answer may hang on, each with its collection.
        first: always one of the days; what is done on it counts as on record.
        last: none is later.
    """
    periods = {*parts(book.rulesets, Period)}
    days: set[date] = set()
    for day in {first, *(day for one in records for day in _days_of(*one))}:
        days |= {day, day + _ONE_DAY}
        days.update(_after(day, periods))
    for collection, record in records:
        if collection == "listings":
            days.update(_term(book, record))
    days.update(_of_rules(book, first, last))
    return tuple(sorted(day for day in days if first <= day <= last))


def _term(book: Rulebook, record: Record) -> Iterator[date]:
    """The days on which an entry's term may have run, from each of its days."""
    listed = book.catalog.lists.get(str(getattr(record, "list", None)))
    if listed is not None:
        terms = {listed.term, *listed.terms.values()} - {None}
        for day in _days_of("listings", record):
            yield from _after(day, (term for term in terms if term is not None))


def _days_of(collection: str, record: Record) -> Iterator[date]:
    for spec in COLLECTIONS[collection].fields.values():
        day = getattr(record, spec.name) if spec.kind in _DAYS else None
        if isinstance(day, date):
            yield day


def _after(day: date, periods: Iterable[Period]) -> Iterator[date]:
    for period in periods:
        try:
            yield first_day_after(day, period)
        except OverflowError:
            # So long that no day of the calendar is after it.
            continue


def _of_rules(book: Rulebook, first: date, last: date) -> Iterator[date]:
    """The ends of editions and rules; the days of every year on which one begins anew."""
    for validity in parts(book.rulesets, Validity):
        days = (validity.since, validity.until, *validity.known_on)
        yield from (day for day in days if day is not None)
    yearly = {(1, 1)} if _counts_years(book) else set()
    for assessed in parts(book.rulesets, Assessed):
        yearly |= {(1, 1), *(one for one in (assessed.at, assessed.effective) if one is not None)}
    for year in range(first.year, last.year + 1):
        for month, day in yearly:
            yield date(year, month, min(day, 28) if month == 2 else day)


def _counts_years(book: Rulebook) -> bool:
    return any(chain(parts(book.rulesets, During), parts(book.rulesets, YearsBefore)))
