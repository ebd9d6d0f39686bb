"""What two decisions say differently: every outcome by name, before and after.

A decision on one day and one on the next differ in the day itself: it is the day assessed, and the
end of every window that nobody covered. Nothing has changed by that, so it is left out here; any
other difference is one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, assert_never

from pydantic import BaseModel

from credit_rules.engine.decision import (
    Decision,
    ExcludedRecord,
    ListingAnswer,
    MatchedMeasure,
    MissingFact,
    Proposal,
    RepairAssessment,
    SettledAnswer,
    Step,
    SuppressedMeasure,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.model.codes import Code
from credit_rules.model.subject import COLLECTIONS

__all__ = ["Answer", "Change", "Key", "Outcome", "Part", "changes", "outcomes"]


class Part(Code):
    """A part of a decision, by the name of its field."""

    TIER = "tiers", "等级"
    LISTING = "listings", "名单"
    PROPOSAL = "proposals", "建议"
    MEASURE = "measures", "措施"
    SUPPRESSED = "suppressed", "让位的措施"
    SETTLED = "settled", "合并的标准"
    REPAIR = "repairs", "信用修复"
    UNDETERMINED = "undetermined", "未定"
    EXCLUDED = "excluded", "未使用的记录"
    STEP = "steps", "应办事项"
    NOTE = "notes", "说明"


Answer = (
    TierAnswer
    | ListingAnswer
    | Proposal
    | MatchedMeasure
    | SuppressedMeasure
    | SettledAnswer
    | RepairAssessment
    | Undetermined
    | ExcludedRecord
    | Step
    | Text
)
"""One thing a decision says."""

Key = tuple[str, ...]
"""What an outcome is about; the same from one day to another."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing a decision says, without the day it was asked about."""

    part: Part
    key: Key
    title: Text
    answer: Answer


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of one thing before and after; empty where nothing is.

    Several answers may be about the same thing, such as a measure that two purposes ask for.
    """

    part: Part
    key: Key
    title: Text
    before: tuple[Outcome, ...]
    after: tuple[Outcome, ...]

    @property
    def appeared(self) -> bool:
        """Whether nothing was said of it before."""
        return not self.before

    @property
    def ended(self) -> bool:
        """Whether nothing is said of it any more."""
        return not self.after

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what differs in the answers, where both sides have one."""
        found = {
            name
            for one, other in zip(self.before, self.after, strict=False)
            for name in type(one.answer).model_fields
            if getattr(one.answer, name) != getattr(other.answer, name)
        }
        return tuple(sorted(found))


def outcomes(decision: Decision) -> Mapping[tuple[Part, Key], tuple[Outcome, ...]]:
    """Everything a decision says, by what it is about."""
    found: dict[tuple[Part, Key], list[Outcome]] = defaultdict(list)
    for part in Part:
        for answer in getattr(decision, part.value):
            timeless = _without_day(answer, decision.as_of)
            key, title = _named(timeless)
            found[part, key].append(Outcome(part, key, title, timeless))
    return {
        name: tuple(sorted(several, key=lambda one: repr(one.answer)))
        for name, several in found.items()
    }


def changes(before: Decision, after: Decision) -> tuple[Change, ...]:
    """What the later decision says otherwise than the earlier, in a fixed order; empty if nothing.

    The decisions are of one subject; they may be of two days, two deliveries, or two rulebooks.
    """
    one, other = outcomes(before), outcomes(after)
    return tuple(_differing(one, other))


def _differing(
    before: Mapping[tuple[Part, Key], tuple[Outcome, ...]],
    after: Mapping[tuple[Part, Key], tuple[Outcome, ...]],
) -> Iterator[Change]:
    order = list(Part)
    for part, key in sorted(before.keys() | after.keys(), key=lambda n: (order.index(n[0]), n[1])):
        was, now = before.get((part, key), ()), after.get((part, key), ())
        if was != now:
            yield Change(part, key, (now or was)[0].title, was, now)


def _named(answer: Answer) -> tuple[Key, Text]:
    """What an answer is about, and how that is called."""
    match answer:
        case TierAnswer():
            return (answer.scheme, answer.ruleset), answer.title
        case ListingAnswer():
            return (answer.list, answer.record), answer.title
        case Proposal():
            ground = answer.because_of.rule, answer.because_of.record or ""
            return (answer.ruleset, answer.action, answer.list, *ground), answer.title
        case MatchedMeasure():
            because = answer.because_of
            rule = because.ruleset, because.rule, because.record or ""
            return (answer.measure, answer.target, *rule), answer.title
        case SuppressedMeasure():
            return (answer.measure, answer.target, answer.gave_way_to), answer.title
        case SettledAnswer():
            figure = answer.parameter, answer.unit, answer.strength
            return (answer.family, answer.by, answer.target, *figure), answer.title
        case RepairAssessment():
            return (answer.ruleset, answer.record), answer.title
        case Undetermined():
            about = answer.rule or "", answer.record or ""
            return (answer.what, answer.ruleset, *about), answer.title
        case ExcludedRecord():
            return (answer.record,), Text(zh=answer.record, en=answer.record)
        case Step():
            return (answer.id, answer.ruleset or "", answer.about or ""), answer.title
        case Text():
            return (answer.zh,), answer
        case _ as never:
            assert_never(never)


_WINDOW: Final = re.compile(r"(\w+)\[[0-9-]*\.\.[0-9-]+\]")
"""Days of a collection that nobody covered, as the path of a missing fact."""


def _without_day(answer: Any, day: date) -> Any:
    """An answer, or a part of one, as it reads on any day on which it is the same."""
    if not isinstance(answer, BaseModel):
        return answer
    if isinstance(answer, MissingFact):
        return _any_window(answer)
    plain: dict[str, object] = {}
    for name, value in answer:
        if isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value):
            plain[name] = _each_once(_without_day(one, day) for one in value)
        elif isinstance(value, BaseModel):
            plain[name] = _without_day(value, day)
        elif name == "assessed_on" and value == day:
            plain[name] = None
    return answer.model_copy(update=plain)


def _any_window(fact: MissingFact) -> MissingFact:
    """A missing fact; days that nobody covered are some days, as they move with the day asked."""
    window = _WINDOW.fullmatch(fact.path)
    if window is None:
        return fact
    collection = COLLECTIONS[window[1]]
    text = Text(
        zh=f"{collection.zh}记录没有完整交付",
        en=f"{collection.name} were not delivered completely",
    )
    return fact.model_copy(update={"path": f"{collection.name}[..]", "text": text})


def _each_once(parts: Iterable[BaseModel]) -> tuple[BaseModel, ...]:
    """Parts in their order; two windows of one collection have become one."""
    kept: list[BaseModel] = []
    for part in parts:
        if part not in kept:
            kept.append(part)
    return tuple(kept)
