"""What of a timeline an audience may see: what it may see of each decision, and no more of why.

Every decision is cut down as `explain` cuts it down (engine/audience.py). A turn on which nothing
changes that the audience sees is no turn for it. A cause names a record, and sometimes one that is
not shown: so all but the authority and the subject are told the kind of cause alone, with the name
of a ruleset where the law itself changes, and no cause that only parts left out have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from credit_rules.analysis.changes import changes
from credit_rules.analysis.foresight.timeline import Cause, Reason, Stretch, Timeline, Turn
from credit_rules.engine.audience import Audience, for_audience, sees
from credit_rules.engine.decision import Text
from credit_rules.render.timeline_words import name_of

__all__ = ["seen_by"]

_OF_THE_LAW: Final = frozenset(
    {Reason.EDITION_BEGINS, Reason.EDITION_ENDS, Reason.RULE_BEGINS, Reason.RULE_ENDS}
)
"""Reasons that tell of the law and not of a record."""

_OF_A_PART: Final = {
    Reason.REPAIR_OPENS: "repairs",
    Reason.PUBLICITY_STOPS: "repairs",
    Reason.DEADLINE_PASSES: "steps",
}
"""Reasons that only a part of a decision has."""

_PERSONS: Final = "persons["


def seen_by(timeline: Timeline, audience: Audience) -> Timeline:
    """The timeline an audience may see; the authority sees it as it is."""
    if audience is Audience.AUTHORITY:
        return timeline
    turns = {one.day: one for one in timeline.turns}
    kept: list[Stretch] = []
    told: list[Turn] = []
    for one in timeline.stretches:
        seen = replace(one, decision=for_audience(one.decision, audience))
        if not kept:
            kept.append(seen)
            continue
        differ = changes(kept[-1].decision, seen.decision)
        if not differ:
            kept[-1] = replace(kept[-1], last=seen.last)
            continue
        causes = tuple(_causes(turns[one.first].causes, audience))
        told.append(Turn(day=one.first, changes=differ, causes=causes))
        kept.append(seen)
    subject = kept[0].decision.subject if kept else ""
    return replace(timeline, subject=subject, stretches=tuple(kept), turns=tuple(told))


def _causes(causes: Iterable[Cause], audience: Audience) -> Iterator[Cause]:
    for one in causes:
        part = _OF_A_PART.get(one.reason)
        if part is not None and not sees(audience, part):
            continue
        whole = audience is Audience.SUBJECT and _PERSONS not in one.about
        if whole or one.reason in _OF_THE_LAW:
            yield one
        else:
            kind = Text(zh=name_of(one.reason, "zh"), en=name_of(one.reason, "en"))
            yield replace(one, about="", place="", text=kind)
