"""The bars of an edition against the acts on record: which hold, and from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from credit_rules.dates import first_day_after
from credit_rules.engine.facts import Item, NotHeld
from credit_rules.engine.matcher import Match, matches
from credit_rules.engine.reference import Known
from credit_rules.engine.work import Term, Work
from credit_rules.model.catalog import Validity
from credit_rules.model.ruleset import Grant, Lasting, Restriction, StatutoryRestriction
from credit_rules.truth import Missing, Truth

__all__ = ["Bar", "bars"]


@dataclass(frozen=True, slots=True, eq=False)
class Bar:
    """A bar that an act carries, or may carry.

    Attributes:
        truth: whether it holds; a bar whose days are over holds no less, and is `over`.
        term: its days; None while a day they are counted from was not told.
        grant: what it gives, with the provisions it rests on.
    """

    rule: Restriction
    match: Match
    truth: Truth
    missing: frozenset[Missing]
    term: Term | None
    grant: Grant

    def over(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.term is not None and self.term.until is not None and day >= self.term.until


def bars(work: Work, ruleset: StatutoryRestriction, acts: Validity | None) -> Iterator[Bar]:
    """Every bar that an act on record carries by an edition, or may carry.

    `acts` are the days on which an act had to be committed; None where its day does not matter.
    """
    world = work.world(ruleset)
    for rule in ruleset.restrictions:
        dated, unconfirmed = work.in_force(ruleset, rule.in_force)
        if dated is Truth.FALSE:
            continue
        for match in matches(rule.each, rule.where, rule.unless, world, acts=acts):
            truth, missing = match.truth & dated, match.missing | unconfirmed
            term: Term | None = Term()
            if match.item is not None:
                lasts, unheld = _lasts(work, rule.lasts, match.item)
                truth, missing = truth & lasts, missing | unheld
                term = None if unheld else _term(work, rule.lasts, match.item)
            if truth is not Truth.FALSE:
                yield Bar(rule, match, truth, missing, term, rule.grant)


def _lasts(work: Work, lasts: Lasting, item: Item) -> Known:
    """Whether the bar still runs, as far as its days were told; an entry runs while it stands."""
    if lasts.standing:
        return work.strata.standing.get(item.path, (Truth.FALSE, frozenset()))
    days = [day.name for day in (lasts.since, lasts.until) if day is not None]
    unheld = {item.unheld(name) for name in days if isinstance(item[name], NotHeld)}
    return (Truth.UNKNOWN if unheld else Truth.TRUE), frozenset(unheld)


def _term(work: Work, lasts: Lasting, item: Item) -> Term:
    if lasts.standing:
        entries = (entry for entry in work.entries if entry.item.path == item.path)
        return next((Term(entry.started, entry.until) for entry in entries), Term())
    since = item[lasts.since.name] if lasts.since is not None else None
    if not isinstance(since, date):
        return Term(lifelong=lasts.lifelong)
    if lasts.period is not None:
        return Term(since, first_day_after(since, lasts.period))
    stated = item[lasts.until.name] if lasts.until is not None else None
    until = stated + timedelta(days=1) if isinstance(stated, date) else None
    return Term(since, until, lasts.lifelong)
