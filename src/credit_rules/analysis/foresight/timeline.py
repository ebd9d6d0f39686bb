"""The days on which a decision changes with no new event, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from credit_rules.analysis.changes import Change, differing, outcomes
from credit_rules.analysis.foresight.breakpoints import Breakpoints
from credit_rules.analysis.foresight.causes import Breakpoint
from credit_rules.analysis.foresight.nothing_new import carried
from credit_rules.analysis.foresight.pertinent import pertinent
from credit_rules.analysis.foresight.turning import Reason
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision, Text
from credit_rules.errors import CreditRulesError
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import FIRST_DAY, LAST_DAY, Subject

__all__ = ["Cause", "Reason", "Stretch", "Timeline", "Turn", "going_on", "timeline"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a day is a turn.

    Attributes:
        about: the record, the list, the ruleset with its edition, or the collection it comes from.
        place: where the rule stands that says so; empty where no rule does.
        text: the same in a sentence.
    """

    reason: Reason
    about: str
    place: str
    text: Text


@dataclass(frozen=True, slots=True)
class Turn:
    """The first day on which the decision says something else, what it is, and why."""

    day: date
    changes: tuple[Change, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the decision says the same; both are of it. `decision` is that of `first`."""

    first: date
    last: date
    decision: Decision


@dataclass(frozen=True, slots=True)
class Timeline:
    """What applies to a subject from `first` to `last`, both days included.

    Attributes:
        subject: how the subject is called in answers.
        nothing_new: whether it was supposed that the deliveries go on and bring nothing new.
        stretches: in order, without gaps.
        turns: the first days of all stretches but the first.
    """

    subject: str
    first: date
    last: date
    nothing_new: bool
    stretches: tuple[Stretch, ...]
    turns: tuple[Turn, ...]


def timeline(
    book: Rulebook,
    subject: Subject,
    first: date,
    last: date,
    *,
    acting: Acting | None = None,
    nothing_new: bool = False,
) -> Timeline:
    """The days from `first` to `last` on which any part of the decision changes, and why.

    Nothing happens on these days but what the record and the rules already say: a day on record
    comes, a term ends, a window slides, an edition begins, delivered days end.

    Args:
        book: loaded rulesets and catalogs.
        subject: the record of one credit subject.
        first: the first day asked about.
        last: the last day asked about.
        acting: who asks, as for `decide`.
        nothing_new: suppose that the deliveries go on and bring nothing new. Every collection that
            was delivered as far as any, or to `first`, is then covered to `last`. Without it
            nothing is known of the days after the last delivery: not told is not no.

    Raises:
        CreditRulesError: a day cannot be asked about (1900 to 2999), or `last` is before `first`.
    """
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise CreditRulesError(
            f"expected days in order, from {FIRST_DAY} to {LAST_DAY}, found {first} and {last}"
        )
    known = going_on(subject, first, last) if nothing_new else subject
    region = acting.region if acting else None
    book = pertinent(book, known, region, first, last)
    breakpoints = Breakpoints(book, known, region, first, last)
    stretches: list[Stretch] = []
    turns: list[Turn] = []
    asked = breakpoints.watch(first)
    began = decision = decide(book, known, first, acting=acting, watch=asked)
    said = outcomes(began)
    while following := breakpoints.following(decision, asked):
        day = following[0].why.day
        asked = breakpoints.watch(day)
        decision = decide(book, known, day, acting=acting, watch=asked)
        now = outcomes(decision)
        found = differing(said, now)
        if found:
            turns.append(Turn(day, found, _causes(following, found)))
            stretches.append(Stretch(began.as_of, day - timedelta(days=1), began))
            began, said = decision, now
    stretches.append(Stretch(began.as_of, last, began))
    return Timeline(known.label, first, last, nothing_new, tuple(stretches), tuple(turns))


def going_on(subject: Subject, first: date, last: date) -> Subject:
    """The subject, as if what was delivered so far went on being delivered, with nothing in it."""
    reached = min((first, max((one.until for one in subject.covers.values()), default=first)))
    return carried(subject, reached, last)


def _causes(following: Iterable[Breakpoint], found: Iterable[Change]) -> tuple[Cause, ...]:
    """The breakpoints of a day that belong to what changed; all of them, if none does."""
    day = tuple(following)
    changed = {name for change in found for name in change.key}
    mine = [one for one in day if one.names & changed] or day
    causes = {Cause(one.why.reason, one.about, one.place, one.text) for one in mine}
    order = list(Reason)
    return tuple(
        sorted(causes, key=lambda one: (order.index(one.reason), one.about, one.place, one.text.zh))
    )
