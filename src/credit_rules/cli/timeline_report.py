"""What `timeline --format json` prints: the turns, with causes and changes, and the stretches."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from credit_rules.analysis.changes import Outcome, Part
from credit_rules.analysis.foresight.timeline import Reason, Timeline
from credit_rules.engine.decision import Acting, Text

__all__ = ["TimelineReport", "report_of"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CauseReport(_Frozen):
    """Why a day is a turn: `about` names the record, list, ruleset or collection it comes from."""

    reason: Reason
    about: str
    place: str
    text: Text


class ChangeReport(_Frozen):
    """One outcome before and after.

    Attributes:
        part: the field of a decision it stands in.
        key: what it is about; the same from day to day.
        before, after: the answers, as they stand in a decision (see the schema `decision`); empty
            where there is none. A day assessed that is the day asked about is null, and days of a
            collection that nobody covered are `[..]`, for they move with the day asked about.
        fields: the names of what differs, where there are answers on both sides.
    """

    part: Part
    key: tuple[str, ...]
    title: Text
    before: tuple[dict[str, Any], ...]
    after: tuple[dict[str, Any], ...]
    fields: tuple[str, ...]


class TurnReport(_Frozen):
    """The first day on which the decision says something else, what it is, and why."""

    day: date
    causes: tuple[CauseReport, ...]
    changes: tuple[ChangeReport, ...]


class StretchReport(_Frozen):
    """Days on which the decision says the same, both included; how much of it is undetermined."""

    first: date
    last: date
    undetermined: int


class TimelineReport(_Frozen):
    """When and why the answer about one subject changes with no new event.

    Attributes:
        nothing_new: whether it was supposed that deliveries go on and bring nothing new.
    """

    format: Literal["credit-rules/timeline/1"] = Field(default="credit-rules/timeline/1")
    notice: Text
    subject: str
    name: str | None
    acting: Acting | None
    first: date
    last: date
    nothing_new: bool
    stretches: tuple[StretchReport, ...]
    turns: tuple[TurnReport, ...]


def report_of(timeline: Timeline) -> TimelineReport:
    """A timeline as data, as its audience may see it."""
    first = timeline.stretches[0].decision
    return TimelineReport(
        notice=first.notice,
        subject=timeline.subject,
        name=first.name,
        acting=first.acting,
        first=timeline.first,
        last=timeline.last,
        nothing_new=timeline.nothing_new,
        stretches=tuple(
            StretchReport(
                first=one.first, last=one.last, undetermined=len(one.decision.undetermined)
            )
            for one in timeline.stretches
        ),
        turns=tuple(
            TurnReport(
                day=turn.day,
                causes=tuple(
                    CauseReport(reason=one.reason, about=one.about, place=one.place, text=one.text)
                    for one in turn.causes
                ),
                changes=tuple(
                    ChangeReport(
                        part=one.part,
                        key=one.key,
                        title=one.title,
                        before=tuple(map(_answer, one.before)),
                        after=tuple(map(_answer, one.after)),
                        fields=one.fields,
                    )
                    for one in turn.changes
                ),
            )
            for turn in timeline.turns
        ),
    )


def _answer(outcome: Outcome) -> dict[str, Any]:
    # An answer without its day asked about is not quite as its model has it; that is meant.
    return outcome.answer.model_dump(mode="json", warnings=False)
