"""What changed between two decisions, as flat facts: a word for every field, and nothing else.

A step whose last day has passed says the same as the day before, so it is looked for here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from credit_rules.analysis.changes import Answer, Change, Part, changes, outcomes
from credit_rules.engine.decision import (
    Decision,
    ExcludedRecord,
    ListingAnswer,
    MatchedMeasure,
    Proposal,
    RepairAssessment,
    Step,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.model.reactions import (
    FIELDS,
    NOTHING,
    OTHER,
    Fact,
    Happening,
    Pattern,
    ReactionRuleset,
    Reactions,
)
from credit_rules.model.ruleset import parts

__all__ = ["Transition", "closed", "transitions"]

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Transition:
    """One change, as a fact, with what a task needs of it beside.

    Attributes:
        fact: its words; before a rule's engine sees them they are `closed`.
        title: how what changed is called.
        record: the record it is about; None where it is about the subject.
        began: the first day of what changed, as the answer states it. ended: its last day.
        due: the last day for an act that the answer states: a step, or the removal from a list.
    """

    fact: Fact
    title: Text
    record: str | None
    began: date | None
    ended: date | None
    due: date | None


def transitions(
    before: Decision | None, after: Decision, rules: Reactions
) -> tuple[Transition, ...]:
    """Every change that reactions can ask for, in a fixed order.

    Args:
        before: the earlier decision; None makes everything new that the later one says.
        after: the later decision.
        rules: they know the order of tiers.
    """
    found = changes(before, after) if before is not None else _everything(after)
    read = [one for change in found for one in _transitions(change, after.as_of, rules)]
    return (*read, *_overdue(before, after))


def closed(facts: Iterable[Fact], rulesets: Sequence[ReactionRuleset]) -> list[Fact]:
    """The same facts in a closed vocabulary: a word that no rule asks for becomes one and the same.

    So no text of a record, and nothing that a decision from elsewhere may hold, gets any further.
    """
    asked: dict[str, set[str]] = {name: {NOTHING} for name in FIELDS}
    for pattern in parts(tuple(rulesets), Pattern):
        for name, words in pattern.asked.items():
            asked[name].update(words)
    return [
        {name: word if word in asked[name] else OTHER for name, word in fact.items()}
        for fact in facts
    ]


def _everything(after: Decision) -> Iterator[Change]:
    for (part, key), several in outcomes(after).items():
        yield Change(part, key, several[0].title, (), several)


def _transitions(change: Change, day: date, rules: Reactions) -> Iterator[Transition]:
    was = [one.answer for one in change.before if one not in change.after]
    now = [one.answer for one in change.after if one not in change.before]
    for answer in now:
        states = dict.fromkeys(map(_state, was))
        for state in states or (NOTHING,):
            happens = Happening.CHANGED if states else Happening.APPEARED
            moved = _moved(answer, state, day, rules)
            yield from _told(answer, happens, state, _state(answer), change.title, moved)
    for answer in was if not now else ():
        yield from _told(answer, Happening.ENDED, _state(answer), NOTHING, change.title, NOTHING)


def _told(
    answer: Answer, happens: Happening, was: str, now: str, title: Text, moved: str
) -> Iterator[Transition]:
    about = _about(answer)
    if about is not None:
        said = dict(about, happens=happens.value, moved=moved, to=now)
        said["from"] = was
        fact = {name: said.get(name) or NOTHING for name in FIELDS}
        yield Transition(fact, title, _record(answer), *_days(answer))


def _overdue(before: Decision | None, after: Decision) -> Iterator[Transition]:
    """Steps whose last day has passed since the earlier decision, or had when they came up."""
    told = set() if before is None else {key for key, _ in _late(before)}
    for key, step in _late(after):
        if key not in told:
            yield from _told(step, Happening.OVERDUE, NOTHING, NOTHING, step.title, NOTHING)


def _late(decision: Decision) -> Iterator[tuple[tuple[str, ...], Step]]:
    """The steps whose last day is over, those of proposals among them, by what they are about."""
    owed: list[tuple[tuple[str, ...], Step]] = [((), step) for step in decision.steps]
    for proposal in decision.proposals:
        because = proposal.because_of
        owed += [((because.rule, because.record or ""), step) for step in proposal.steps]
    for whose, step in owed:
        if step.due is not None and decision.as_of > step.due:
            yield (*whose, step.id, step.ruleset or "", step.about or "", str(step.due)), step


# One answer, read field by field


def _about(answer: Answer) -> Mapping[str, str | None] | None:
    """What an answer is about, in words; None if no reaction can ask for it."""
    match answer:
        case TierAnswer():
            part = Part.TIER
            said = {"scheme": answer.scheme, "ruleset": answer.ruleset}
        case ListingAnswer():
            part = Part.LISTING
            said = {"list": answer.list, "list_kind": answer.list_kind.value}
        case Proposal():
            part = Part.PROPOSAL
            kind = answer.list_kind.value
            said = {"list": answer.list, "list_kind": kind, "ruleset": answer.ruleset}
            said["action"] = answer.action
        case MatchedMeasure():
            part = Part.MEASURE
            said = {"measure": answer.measure, "effect": answer.effect.value}
            said["ruleset"] = answer.because_of.ruleset
        case RepairAssessment():
            part = Part.REPAIR
            said = {"ruleset": answer.ruleset, "list": answer.list or NOTHING}
        case Undetermined():
            part = Part.UNDETERMINED
            effect = answer.effect.value if answer.effect else NOTHING
            said = {"what": answer.what, "ruleset": answer.ruleset, "effect": effect}
        case ExcludedRecord():
            part = Part.EXCLUDED
            said = {"collection": answer.record.partition("[")[0]}
        case Step():
            part = Part.STEP
            said = {"step": answer.id, "ruleset": answer.ruleset or NOTHING}
        case _:
            return None
    return {"part": part.value, **said}


def _state(answer: Answer) -> str:
    """Where what an answer is about stands, in one word."""
    match answer:
        case TierAnswer():
            return answer.tier or answer.source
        case ListingAnswer() | RepairAssessment():
            return answer.state.value
        case Proposal():
            return answer.outcome.value
        case ExcludedRecord():
            return answer.status.value
        case _:
            return NOTHING


def _moved(answer: Answer, was: str, day: date, rules: Reactions) -> str:
    if not isinstance(answer, TierAnswer) or answer.tier is None:
        return NOTHING
    return rules.moved(answer.ruleset, day, was, answer.tier) or NOTHING


def _record(answer: Answer) -> str | None:
    match answer:
        case ListingAnswer() | RepairAssessment() | ExcludedRecord() | Undetermined():
            return answer.record
        case MatchedMeasure() | Proposal():
            return answer.because_of.record
        case Step():
            return answer.about
        case _:
            return None


def _days(answer: Answer) -> tuple[date | None, date | None, date | None]:
    """The first day of what an answer is about, its last day, and the last day for an act."""
    match answer:
        case ListingAnswer():
            return answer.started, answer.last_day, answer.remove_by
        case TierAnswer() | MatchedMeasure():
            return answer.since, None if answer.until is None else answer.until - _ONE_DAY, None
        case RepairAssessment():
            return answer.first_day, answer.latest_day, None
        case Step():
            return None, None, answer.due
        case ExcludedRecord():
            return _day(answer.on), None, None
        case _:
            return None, None, None


def _day(text: str) -> date | None:
    """A day written as a text; None where there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
