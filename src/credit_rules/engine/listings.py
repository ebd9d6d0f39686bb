"""Stratum 1: official entries on lists, and where each stands on the day.

An entry ends on its own `term_until`, else with the list's term from its own clock: the decision to
list, or to restore the entry, which starts the term again. A statutory limit on record extends it.
Past its end and not removed, it carries no measure and is a task for the organ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from credit_rules.dates import deadline, last_day
from credit_rules.engine.facts import Facts, Item, NotHeld
from credit_rules.engine.reference import Known
from credit_rules.model.catalog import Catalog, ListEntry
from credit_rules.model.codes import Code, RecordStatus
from credit_rules.model.subject import COLLECTIONS, NONE
from credit_rules.truth import Missing, Truth, disjunction

__all__ = ["Entry", "ListingState", "entries", "listed_on", "standing", "unknown_entries"]

_REVOKED = frozenset({RecordStatus.ANNULLED, RecordStatus.UNLAWFUL, RecordStatus.INVALID})


class ListingState(Code):
    """Where an entry stands on the day."""

    CURRENT = "current", "在列"
    REMOVED = "removed", "已移出"
    OVERDUE_REMOVAL = "overdue_removal", "已满期限、尚未移出"
    UNKNOWN = "unknown", "未定"


@dataclass(frozen=True, slots=True)
class Entry:
    """One official entry on a list, on a day.

    Attributes:
        started: first day of the entry, or of its restoration.
        last: last day of the entry; None while it has no end on record.
        remove_by: last day for the organ to remove it, once it has ended.
        revocable: the document it rests on was annulled, so the organ owes its revocation.
    """

    item: Item
    list: ListEntry
    state: ListingState
    truth: Truth
    missing: frozenset[Missing]
    started: date | None
    last: date | None
    remove_by: date | None
    revocable: bool

    @property
    def until(self) -> date | None:
        """The first day on which the entry no longer stands."""
        return None if self.last is None else self.last + timedelta(days=1)


def entries(facts: Facts, catalog: Catalog) -> tuple[Entry, ...]:
    """Every entry on a list of the catalog."""
    return tuple(
        _entry(item, catalog.lists[str(item["list"])], facts.as_of)
        for item in facts.items["listings"]
        if item.set_aside is None and item["list"] in catalog.lists
    )


def listed_on(found: Iterable[Entry], facts: Facts, catalog: Catalog) -> Mapping[str, Known]:
    """Per list of the catalog, whether the subject is officially on it."""
    known, gaps = tuple(found), unknown_entries(facts)
    return {name: _current(name, known, gaps) for name in catalog.lists}


def standing(found: Iterable[Entry], facts: Facts) -> Mapping[str, Known]:
    """Per entry, by its path, whether it is current; one on a list nobody told may be."""
    nameless = {
        item.path: (Truth.UNKNOWN, item.missing | {item.unheld("list")})
        for item in facts.items["listings"]
        if item.set_aside is None and isinstance(item["list"], NotHeld)
    }
    return nameless | {entry.item.path: (entry.truth, entry.missing) for entry in found}


def _current(name: str, found: Iterable[Entry], gaps: frozenset[Missing]) -> Known:
    mine = [entry for entry in found if entry.list.id == name]
    truth = disjunction((*(entry.truth for entry in mine), Truth.UNKNOWN if gaps else Truth.FALSE))
    missing = gaps.union(*(entry.missing for entry in mine))
    return truth, frozenset() if truth.known else missing


def unknown_entries(facts: Facts) -> frozenset[Missing]:
    """What is missing to know that there are no other entries: days, and names of lists."""
    gaps = facts.uncovered(COLLECTIONS["listings"], None, None)
    return gaps | {
        item.unheld("list")
        for item in facts.items["listings"]
        if item.set_aside is None and isinstance(item["list"], NotHeld)
    }


def _entry(item: Item, listed: ListEntry, day: date) -> Entry:
    removed, restored = item["removed_on"], item["restored_on"]
    started = restored if isinstance(restored, date) else item["listed_on"]
    since = started if isinstance(started, date) else None
    last, open_terms = _last(item, listed, since)
    missing = item.missing
    out = isinstance(removed, date) and not (isinstance(restored, date) and restored >= removed)
    if not out and any(day > end for end in open_terms):
        missing |= {item.unheld("ground")}
    if not isinstance(removed, date) and removed != NONE:
        missing |= {item.unheld("removed_on")}
    if isinstance(removed, date) and not isinstance(restored, date) and restored != NONE:
        missing |= {item.unheld("restored_on")}
    ended = last is not None and day > last
    if missing:
        # Had it been restored, which nobody told, its term would have begun again.
        over = ended and not isinstance(restored, NotHeld)
        state, truth = ListingState.UNKNOWN, Truth.FALSE if over else Truth.UNKNOWN
    elif out:
        state, truth = ListingState.REMOVED, Truth.FALSE
    elif ended:
        state, truth = ListingState.OVERDUE_REMOVAL, Truth.FALSE
    else:
        state, truth = ListingState.CURRENT, Truth.TRUE
    remove_by = None
    if state is ListingState.OVERDUE_REMOVAL and last is not None and listed.remove_within:
        remove_by = deadline(last, listed.remove_within)
    revocable = truth is Truth.TRUE and item["basis_status"] in _REVOKED
    return Entry(item, listed, state, truth, missing, since, last, remove_by, revocable)


def _last(
    item: Item, listed: ListEntry, started: date | None
) -> tuple[date | None, tuple[date, ...]]:
    """The entry's last day; and the last days it may have where its ground was not told."""
    own, restored, limit = item["term_until"], item["restored_on"], item["restriction_until"]
    # A term fixed before the entry was restored ran from the first decision; it starts again.
    stale = isinstance(own, date) and isinstance(restored, date) and own <= restored
    ground = item["ground"]
    if isinstance(own, date) and not stale:
        end = own
    elif started is None:
        return None, ()
    elif isinstance(ground, NotHeld) and listed.terms:
        terms = {listed.term, *listed.terms.values()} - {None}
        return None, tuple(sorted(last_day(started, term) for term in terms if term))
    else:
        term = listed.terms.get(str(ground), listed.term)
        if term is None:
            return None, ()
        end = last_day(started, term)
    return (max(end, limit) if isinstance(limit, date) else end), ()
