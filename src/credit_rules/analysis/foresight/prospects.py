"""The answer to "what is the way out": goals, where each stands, and the paths to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from credit_rules.analysis.changes import Outcome
from credit_rules.analysis.foresight.actions import ActionKind
from credit_rules.analysis.foresight.repair_goals import Goal, Result
from credit_rules.engine.decision import (
    LegalBasis,
    ListingAnswer,
    MissingFact,
    RepairAssessment,
    RepairEffectAnswer,
    Step,
    Text,
    TierAnswer,
)
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.model.codes import Code

__all__ = [
    "Action",
    "Condition",
    "Obstacle",
    "Path",
    "Prospect",
    "RepairPaths",
    "Standing",
    "Stays",
    "Wait",
    "in_a_word",
]


class Standing(Code):
    """Where a goal stands."""

    REACHED = "reached", "已经具备"
    OPEN = "open", "有路径"
    FACTS_FIRST = "facts-first", "须先补充事实"
    HOPELESS = "hopeless", "没有路径"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the subject does.

    Attributes:
        record: the record it goes down in, as answers call it; `field` the field of its day.
        begins: whether the record begins with it.
        says: what the record says besides, once it is done, by field.
        to: to whom it is done or shown.
        day: the earliest day, from which the path counts.
        by: the last day on which the first day promised still holds; for an application, the last
            on which there is anything to apply for. None where it has no last day.
        meets: the requirements it is done for, with their provisions.
    """

    kind: ActionKind
    record: str
    begins: bool
    field: str
    says: tuple[tuple[str, str | bool], ...]
    title: Text
    to: str
    day: date
    by: date | None
    meets: tuple[Text, ...]
    basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What an organ has to find, or to do, before the path holds; no promise is made of it.

    Attributes:
        about: the record, as answers call it; empty for the subject itself.
        field: the field of the record its day goes down in; None for a question.
        finding: the question's name; None where it is no question but something to be done.
        answer: how it has to be answered; None where it is no question.
        proves: what the subject does first, which the finding then says; None for a judgement.
    """

    title: Text
    organ: str
    about: str
    field: str | None
    finding: str | None
    answer: bool | None
    proves: ActionKind | None


@dataclass(frozen=True, slots=True)
class Wait:
    """A requirement that only the passing of days meets: it is met on the first day, not before."""

    title: Text
    basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class Stays:
    """A measure for the same record that the path does not end."""

    title: Text
    until: date | None
    lifelong: bool
    basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """One least set of things to do, and the first day on which the goal is then reached.

    Attributes:
        waits: what is waited for; empty where nothing is.
        first_day: the first day on which it is said so.
        before: what is said of the goal on the day before; where the first day is the day asked
            about, what is said on it without the actions.
        after: what is said of it on the first day.
        grants: what a granted application ends; empty where there is nothing to apply for.
        steps: what the organ owes once applied to on the first day.
        ends_by_itself: the first day on which publicity is over without an application.
        stays: the measures for the same record that it does not end.
    """

    actions: tuple[Action, ...]
    conditions: tuple[Condition, ...]
    waits: tuple[Wait, ...]
    first_day: date
    result: Result
    before: tuple[Outcome, ...]
    after: tuple[Outcome, ...]
    grants: tuple[RepairEffectAnswer, ...]
    materials: tuple[Text, ...]
    steps: tuple[Step, ...]
    ends_by_itself: date | None
    stays: tuple[Stays, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What no deed and no day within sight changes, and the provision it rests on."""

    title: Text
    why: Text
    basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """A goal, where it stands, and the paths to it: the fewest actions first, then the soonest.

    Attributes:
        now: what is said of it today.
        obstacles: why it cannot be applied for; there may be a path all the same, by waiting.
        facts: what has to be told before anybody can know.
        beside: the other repairs of the same record, on other platforms or in other regimes, which
            this one does not bring about.
        remedy: where an error on record is to be corrected, and what lies against a refusal.
        searched: whether every set was tried; if not, there may be a path that is not shown.
        until: the last day looked at.
    """

    goal: Goal
    standing: Standing
    now: Text
    paths: tuple[Path, ...]
    obstacles: tuple[Obstacle, ...]
    facts: tuple[MissingFact, ...]
    beside: tuple[Text, ...]
    remedy: Text | None
    searched: bool
    until: date


@dataclass(frozen=True, slots=True)
class RepairPaths:
    """Every goal of a subject on a day, in the order of the decision: repairs, entries, tiers."""

    subject: str
    as_of: date
    prospects: tuple[Prospect, ...]
    notes: tuple[Text, ...]

    @property
    def undetermined(self) -> bool:
        """Whether some goal hangs on what nobody told or found, in whatever way it is reached."""
        return any(
            one.standing is Standing.FACTS_FIRST
            or (bool(one.paths) and all(path.conditions for path in one.paths))
            for one in self.prospects
        )


def in_a_word(said: Iterable[Outcome]) -> Text:
    """How a goal stands, of all that is said of it; that nothing is said, if nothing is."""
    for one in said:
        match one.answer:
            case RepairAssessment(state=state):
                return _named(state)
            case ListingAnswer(state=state):
                return _named(state)
            case TierAnswer(tier_title=title):
                return title or Text(zh="未定", en="undetermined")
            case _:
                continue
    return Text(zh="不再列出", en="no longer named")


def _named(state: RepairState | ListingState) -> Text:
    return Text(zh=state.zh, en=state.value.replace("-", " ").replace("_", " "))
