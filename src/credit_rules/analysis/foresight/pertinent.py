"""The part of a rulebook that can say anything of a subject on any of some days.

A ruleset for other regions or other kinds of subject is silent; so is one that concerns only who
has something on record that this one has not, and one whose every rule is about records of which
there are none, where that was delivered. Deciding without them gives the same decision, sooner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import assert_never

from credit_rules.analysis.foresight.recorded import days_on_record
from credit_rules.analysis.foresight.turning import next_turn
from credit_rules.engine.facts import Facts
from credit_rules.engine.matcher import applies
from credit_rules.engine.reference import Strata, World, evaluate
from credit_rules.model.catalog import Validity
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    CreditRepair,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    Steps,
    TieredSupervision,
)
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Truth

__all__ = ["edition_days", "may_be_heard", "pertinent", "reaching_back", "silent", "turns"]


def pertinent(
    book: Rulebook, subject: Subject, region: str | None, first: date, last: date
) -> Rulebook:
    """The rulebook without what is silent about the subject on every day from `first` to `last`.

    A scheme without an edition in force is named in a note; so a scheme that is, or would come to
    be, without one keeps all its editions, though they say nothing.

    Args:
        book: the rulebook that decides.
        subject: the record that is decided upon.
        region: that of the acting authority, if it is known.
        first: the first day asked about.
        last: the last day asked about.
    """
    heard = tuple(one for one in book.rulesets if may_be_heard(one.header, subject, region))
    precedences = [one.header.precedence for one in heard if one.header.precedence is not None]
    over = {one.over for one in precedences}
    concerned = _Concerned(subject, first, last)
    empty = frozenset(name for name in COLLECTIONS if _nothing_there(name, subject, last))
    weighed = reaching_back(book)
    kept = tuple(
        one
        for one in heard
        if concerned.ever(one.header)
        # One that says nothing may still stand in another's place.
        and (
            one.header.precedence is not None
            or one.header.id in over
            or one.header.id in weighed
            or not _looked_at(one) <= empty
        )
    )
    days = [first, *(day for day in edition_days(book.rulesets) if first < day <= last)]
    noted = {name for day in days for some in (book.rulesets, kept) for name in silent(some, day)}
    # Of editions that are weighed against each other the others are looked at besides.
    speaking = {id(one) for one in kept}
    speaking |= {id(one) for one in book.rulesets if one.header.id in weighed}
    return replace(
        book,
        rulesets=tuple(
            one if id(one) in speaking else _silenced(one)
            for one in book.rulesets
            if id(one) in speaking or one.header.scheme in noted
        ),
    )


def _silenced(ruleset: Ruleset) -> Ruleset:
    """A ruleset that says nothing, of the same scheme and in force on the same days."""
    return Steps(replace(ruleset.header, concerns=None, precedence=None), ())


def may_be_heard(header: Header, subject: Subject, region: str | None) -> bool:
    """Whether a ruleset is for the region of who asks, and for such subjects, as far as is known.

    Args:
        header: the header of the ruleset.
        subject: the record that is decided upon.
        region: that of the acting authority, if it is known.
    """
    here = region is None or header.governs_region(region)
    return here and applies(subject, header.applies_to) is not Truth.FALSE


class _Concerned:
    """Asks whether a ruleset may ever concern a subject, by what is on record."""

    def __init__(self, subject: Subject, first: date, last: date) -> None:
        self._facts = Facts.of(subject, first)
        self._last = last
        self._changing = any(days_on_record(subject, first, last))

    def ever(self, header: Header) -> bool:
        """Whether there is, or may come to be, what the ruleset needs to say anything."""
        if header.concerns is None or self._changing:
            return True
        world = World(self._facts, header.findings, Strata())
        trace = evaluate(header.concerns, world)
        if trace.truth is not Truth.FALSE:
            return True
        return next_turn(trace, world, self._last).day <= self._last


def reaching_back(book: Rulebook) -> frozenset[str]:
    """The rulesets whose editions are weighed against each other, as one of them reaches back."""
    return frozenset(one.header.id for one in book.rulesets if one.header.retroactive)


def silent(rulesets: Iterable[Ruleset], day: date) -> frozenset[str]:
    """The schemes of which no ruleset is, or may be, in force on a day."""
    headers = [one.header for one in rulesets]
    spoken = {one.scheme for one in headers if one.in_force.on(day) is not Truth.FALSE}
    return frozenset(one.scheme for one in headers) - spoken


def edition_days(rulesets: Iterable[Ruleset]) -> tuple[date, ...]:
    """The days on which an edition begins, or is over, in order."""
    return tuple(sorted({day for one in rulesets for day in turns(one.header.in_force)}))


def turns(validity: Validity) -> tuple[date, ...]:
    """The days on which something may begin or cease to be in force."""
    known = min(validity.known_on, default=None) if validity.unconfirmed else validity.since
    return tuple(day for day in (known, validity.until) if day is not None)


def _nothing_there(collection: str, subject: Subject, last: date) -> bool:
    """Whether it was delivered that there is no record of a collection, on any day up to a day."""
    covers = subject.covers.get(collection)
    covered = covers is not None and covers.since == "beginning" and covers.until >= last
    return covered and not getattr(subject, collection)


def _looked_at(ruleset: Ruleset) -> frozenset[str]:
    """The collections without a record of which a ruleset says nothing.

    What may be said of a subject without any record counts as one of its own.
    """
    match ruleset:
        case SeriousDishonesty():
            return frozenset(one.each.collection for one in ruleset.grounds)
        case KeyWatchList():
            return frozenset({"listings", *(one.each.collection for one in ruleset.grounds)})
        case JointDiscipline():
            return frozenset({"listings"})
        case StatutoryRestriction():
            return frozenset(one.each.collection for one in ruleset.restrictions)
        case CreditRepair():
            return frozenset({ruleset.each.collection})
        case Steps():
            return frozenset(one.each.collection if one.each else "" for one in ruleset.steps)
        case TieredSupervision() | Incentive():
            return frozenset({""})
        case _ as never:
            assert_never(never)
