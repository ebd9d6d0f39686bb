"""What two decisions say differently: every outcome by name, before and after.

A decision on one day and one on the next differ in the day itself: it is the day assessed, and the
end of every window that nobody covered. Nothing has changed by that, so it is left out here; any
other difference is one.
"""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, assert_never, get_args

from pydantic import BaseModel

from credit_rules.engine.decision import (
    Decision,
    EditionsCompared,
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

__all__ = ["Answer", "Change", "Key", "Outcome", "Part", "changes", "differing", "outcomes"]


class Part(Code):
    """A part of a decision, by the name of its field."""

    TIER = "tiers", "等级"
    LISTING = "listings", "名单"
    PROPOSAL = "proposals", "建议"
    MEASURE = "measures", "措施"
    SUPPRESSED = "suppressed", "让位的措施"
    SETTLED = "settled", "合并的标准"
    COMPARED = "compared", "新旧版本的比较"
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
    | EditionsCompared
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
        # To write an answer out takes longer than to compare it; most stand alone.
        name: tuple(sorted(several, key=lambda one: repr(one.answer)) if several[1:] else several)
        for name, several in found.items()
    }


def changes(before: Decision, after: Decision) -> tuple[Change, ...]:
    """What the later decision says otherwise than the earlier, in a fixed order; empty if nothing.

    The decisions are of one subject; they may be of two days, two deliveries, or two rulebooks.
    """
    return differing(outcomes(before), outcomes(after))


def differing(
    before: Mapping[tuple[Part, Key], tuple[Outcome, ...]],
    after: Mapping[tuple[Part, Key], tuple[Outcome, ...]],
) -> tuple[Change, ...]:
    """The same for two decisions whose outcomes are at hand."""
    return tuple(_differing(before, after))


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
        case EditionsCompared():
            return (answer.ruleset, answer.record), answer.title
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


_ASSESSED: Final = "assessed_on"
_WINDOW: Final = re.compile(r"(\w+)\[[0-9-]*\.\.[0-9-]+\]")
"""Days of a collection that nobody covered, as the path of a missing fact."""


def _without_day(answer: Any, day: date) -> Any:
    """An answer, or a part of one, as it reads on any day on which it is the same."""
    if isinstance(answer, MissingFact):
        return _any_window(answer)
    kind: type[BaseModel] = type(answer)
    plain: dict[str, object] = {}
    for name in _moving(kind):
        value = getattr(answer, name)
        timeless: object = value
        if isinstance(value, tuple):
            timeless = _each_once(value, day)
        elif isinstance(value, BaseModel):
            timeless = _without_day(value, day)
        elif name == _ASSESSED and value == day:
            timeless = None
        if timeless is not value:
            plain[name] = timeless
    return answer.model_copy(update=plain) if plain else answer


@cache
def _moving(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a kind of answer in which the day asked about may stand, at whatever depth."""
    return tuple(
        name
        for name, field in kind.model_fields.items()
        if name == _ASSESSED
        or any(
            part is MissingFact or (part is not kind and bool(_moving(part)))
            for part in _models(field.annotation)
        )
    )


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _any_window(fact: MissingFact) -> MissingFact:
    """A missing fact; days that nobody covered are some days, as they move with the day asked."""
    window = _WINDOW.fullmatch(fact.path)
    return fact if window is None else _of_some_day(window[1], fact.holder)


@cache
def _of_some_day(collection: str, holder: str) -> MissingFact:
    """Days of a collection that nobody covered, whichever they are."""
    text = Text(
        zh=f"{COLLECTIONS[collection].zh}记录没有完整交付",
        en=f"{collection} were not delivered completely",
    )
    return MissingFact(kind="fact", path=f"{collection}[..]", holder=holder, text=text)


def _each_once(parts: tuple[BaseModel, ...], day: date) -> tuple[BaseModel, ...]:
    """Parts in their order; two windows of one collection have become one.

    What is missing stands in the order of its paths, and so, with windows in it, in another.
    """
    kept: list[BaseModel] = []
    for part in parts:
        timeless = _without_day(part, day)
        if timeless not in kept:
            kept.append(timeless)
    kept.sort(key=lambda one: one.path if isinstance(one, MissingFact) else "")
    same = len(kept) == len(parts) and all(map(operator.is_, kept, parts))
    return parts if same else tuple(kept)
