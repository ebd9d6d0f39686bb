"""The milder of two editions, of those on which a listing may be proposed (从旧兼从轻).

An entry on a list is the same whichever edition proposes it, so the newer edition is the milder
where it proposes none. Nothing is decided yet: the day of the decision is the day asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from credit_rules.engine.compared import Verdict, compare, weighed_ground
from credit_rules.engine.facts import Item
from credit_rules.engine.matcher import Match, matches
from credit_rules.engine.work import Work
from credit_rules.model.ruleset import Ground, KeyWatchList, SeriousDishonesty
from credit_rules.truth import Truth, disjunction

__all__ = ["Entered", "proposed"]

Entered = tuple[Ground, Match]
"""A ground of a listing, and a record it is found in."""


def proposed(
    work: Work, ruleset: SeriousDishonesty | KeyWatchList, entered: Sequence[Entered]
) -> Iterator[Entered]:
    """The grounds of an edition that are left: those on which the newer edition lists too."""
    newer = _newer(work, ruleset)
    if newer is None:
        yield from entered
        return
    others = list(_grounds(work, newer))
    acts_found = {id(match.item): match.item for _, match in entered}
    for act in acts_found.values():
        mine = [one for one in entered if one[1].item is act]
        beside = [one for one in others if one[1].item is act]
        if act is None:
            yield from mine
            continue
        truth = disjunction(match.truth for _, match in beside)
        if ruleset.header.in_force.on(_acted(act)) is Truth.TRUE:
            _show_grounds(work, (ruleset, mine), (newer, beside), act, truth)
        for ground, match in mine:
            if match.truth & truth is not Truth.FALSE:
                yield ground, _joined(match, truth, [other for _, other in beside])


def _newer(work: Work, ruleset: SeriousDishonesty | KeyWatchList) -> SeriousDishonesty | None:
    """The edition for the same list that reaches back on the day, if it is a later one."""
    editions = work.book.weighed(ruleset.header)
    later = editions[editions.index(ruleset) + 1 :] if editions else ()
    for one in later:
        assert isinstance(one, SeriousDishonesty), "editions weighed are of one kind"
        current = one.header.in_force.on(work.facts.as_of) is Truth.TRUE
        if one.header.retroactive and current and one.list == ruleset.list:
            return one
    return None


def _grounds(work: Work, newer: SeriousDishonesty) -> Iterator[Entered]:
    """What the newer edition says of acts, whatever their day; nothing where it does not speak."""
    spoken, world = work.heard.get(id(newer)), work.world(newer)
    for ground in newer.grounds if spoken else ():
        dated, unheld = work.in_force(newer, ground.in_force)
        for match in matches(ground.each, ground.where, ground.unless, world, newer.settled):
            truth, missing = match.truth & dated, match.missing | unheld
            if spoken and spoken.truth is Truth.UNKNOWN:
                truth, missing = truth & Truth.UNKNOWN, missing | spoken.missing
            if truth is not Truth.FALSE:
                yield ground, replace(match, truth=truth, missing=missing)


def _acted(act: Item) -> date:
    """The day of an act; of one that nobody told, a day before every edition."""
    acted = act["acted_on"]
    return acted if isinstance(acted, date) else date.min


def _joined(match: Match, truth: Truth, others: Iterable[Match]) -> Match:
    """A ground as far as the newer edition, which lists with this truth, leaves it."""
    joint = match.truth & truth
    missing = match.missing
    if truth is Truth.UNKNOWN:
        missing = missing.union(*(one.missing for one in others if one.truth is Truth.UNKNOWN))
    defences = match.defences
    if truth is not Truth.TRUE:
        defences += tuple(one for other in others for one in other.defences)
    return replace(
        match,
        truth=joint,
        missing=missing if joint is Truth.UNKNOWN else frozenset(),
        defences=tuple(dict.fromkeys(defences)),
    )


def _show_grounds(
    work: Work,
    older: tuple[SeriousDishonesty | KeyWatchList, Iterable[Entered]],
    newer: tuple[SeriousDishonesty, Iterable[Entered]],
    act: Item,
    truth: Truth,
) -> None:
    """Put both editions side by side in the answer."""
    said, other = (
        [weighed_ground(work, ruleset, *one) for one in found] for ruleset, found in (older, newer)
    )
    headers = (older[0].header, newer[0].header)
    verdict = _LISTED[truth]
    compare(work, (headers[0], said), (headers[1], other), act, None, verdict)


_LISTED: Final[Mapping[Truth, Verdict]] = {
    Truth.FALSE: Verdict.NEWER,
    Truth.UNKNOWN: Verdict.UNSETTLED,
    Truth.SUBJECT_TO_DEFENCE: Verdict.DEFENDED,
    Truth.TRUE: Verdict.OLDER,
}
"""How an edition comes out that lists for certain, perhaps, or not at all."""
