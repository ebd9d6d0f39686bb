"""The search for the least sets of things that reach a goal, and for the first day of each.

Sets are tried by size, each on every day on which waiting may change the answer. A set that holds
one already found is kept only if it is sooner. Where there are too many sets to try, all that can
be done is tried together and then left out one by one; that the search broke off is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from credit_rules.analysis.foresight.levers import Helps, Lever, Looked, levers
from credit_rules.analysis.foresight.repair_goals import (
    Asked,
    Goal,
    Result,
    TierGoal,
    asked,
    assessments,
    in_record,
    missing,
    reached,
    unsettled,
)
from credit_rules.analysis.foresight.supposing import (
    Applied,
    Came,
    Done,
    Found,
    Supposition,
    supposed,
)
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision, MissingFact, RepairAssessment
from credit_rules.engine.reference import Trace, World
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = ["Chosen", "Search", "Truths", "in_order"]

Chosen = frozenset[Supposition]
"""A set of things that are supposed together."""

Truths = Mapping[int, Mapping[str, Truth]]
"""How conditions came out, by the identity of the condition, and by record."""

_Question = tuple[str, str]
"""A question by its name, and the name of the record it is about."""

_ONE_DAY: Final = timedelta(days=1)
_DECISIONS: Final = 6_000
"""So many hypothetical decisions are made for one goal; then the search says that it broke off."""
_ROUNDS: Final = 4
"""So often it is asked anew which questions are open once others are answered."""


@dataclass(slots=True)
class Search:
    """Asks a goal of hypothetical days, and remembers.

    Attributes:
        book: as much of the rulebook as answers for the goal.
        subject: what is on record, as it goes on.
        days: the days on which waiting may change the answer; the first is the day asked about.
    """

    book: Rulebook
    subject: Subject
    acting: Acting | None
    goal: Goal
    days: tuple[date, ...]
    broke_off: bool = False
    _made: int = 0
    _known: dict[tuple[Chosen, date], Decision] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day asked about: nothing is done before it."""
        return self.days[0]

    def decision(self, chosen: Chosen, day: date) -> Decision:
        """What is said on a day, if what is chosen comes on the day asked about."""
        key = (chosen if day >= self.as_of else frozenset(), day)
        if key not in self._known:
            dated = dict.fromkeys(in_order(key[0]), self.as_of)
            self._known[key] = self.dated(dated, day)
        return self._known[key]

    def dated(self, dated: Mapping[Supposition, date], day: date) -> Decision:
        """What is said on a day, if what is supposed comes on its own days."""
        self._made += 1
        told = supposed(self.subject, dated, day)
        return decide(self.book, told, day, acting=self.acting)

    def result(self, chosen: Chosen, day: date) -> Result | None:
        """How the goal is reached on a day."""
        return reached(self.goal, self.decision(chosen, day))

    def movable(self) -> Mapping[Lever, tuple[Asked, ...]]:
        """Everything that can still be moved, with the conditions that look at it, in order."""
        found: dict[Lever, list[Asked]] = {}
        for one in asked(self.book, self.goal):
            for lever in dict.fromkeys(levers(one.when, one.wanted, self._looked(one))):
                found.setdefault(lever, []).append(one)
        return {lever: tuple(rules) for lever, rules in found.items() if not self._own_end(lever)}

    def truths(self, dated: Mapping[Supposition, date], day: date) -> Truths:
        """How the conditions of the goal come out on a day: by condition, and by record."""
        wanted = {id(one.when) for one in asked(self.book, self.goal)}
        seen: dict[int, dict[str, Truth]] = {}
        own = "" if isinstance(self.goal, TierGoal) else self.goal.record

        def watch(trace: Trace, world: World) -> None:
            record = world.record.path if world.record else ""
            if id(trace.node) in wanted and own in ("", record):
                seen.setdefault(id(trace.node), {})[record] = trace.truth

        decide(self.book, supposed(self.subject, dated, day), day, acting=self.acting, watch=watch)
        return seen

    def _looked(self, one: Asked) -> Looked:
        if isinstance(self.goal, TierGoal):
            return Looked(self.subject, one.each, None, inside=False)
        this = in_record(self.goal.record)
        return Looked(self.subject, this[0], this, inside=True)

    def _own_end(self, lever: Lever) -> bool:
        """Whether it is the end of the entry itself, which is what the path is for."""
        own = None if isinstance(self.goal, TierGoal) else in_record(self.goal.record)
        return isinstance(lever, Came) and ("listings", lever.record) == own

    def least(self) -> Mapping[Chosen, date]:
        """The least sets that reach the goal, each with its first day.

        None holds another that is as soon. Waiting alone is the empty set.
        """
        everything = self.everything()
        best: dict[Chosen, date] = {}
        level: tuple[Chosen, ...] = (frozenset(),)
        while level and not self.broke_off:
            wider: set[Chosen] = set()
            for chosen in level:
                before = min((day for one, day in best.items() if one < chosen), default=date.max)
                if before == self.as_of:
                    continue
                if self._made >= _DECISIONS:
                    self.broke_off = True
                    break
                day, open_ones = self._first(chosen, before)
                best |= {} if day is None else {chosen: day}
                wider |= {chosen | {one} for one in everything if _adds(one, chosen, open_ones)}
            level = tuple(sorted(wider, key=_places))
        if self.broke_off:
            self._leave_out(best)
        return best

    def _leave_out(self, best: dict[Chosen, date]) -> None:
        """From all together, leave out one after another for as long as the first day stays."""
        chosen = self.together()
        before = min((day for one, day in best.items() if one <= chosen), default=date.max)
        day, _ = self._first(chosen, before)
        if day is None:
            return
        for one in in_order(chosen):
            if self._first(chosen - {one}, day + _ONE_DAY)[0] == day:
                chosen -= {one}
        best[chosen] = day

    def _first(self, chosen: Chosen, before: date) -> tuple[date | None, frozenset[_Question]]:
        """The first day on which the goal is reached, before another day.

        And the questions that are open on a day until then: no other answer can bring it forward.
        Where all that is done besides leaves the outcome known, no answer does.
        """
        known = self.as_of
        open_ones: set[_Question] = set()
        for day in self.days:
            if day >= before:
                break
            if self.result(chosen, day) is not None:
                return self._back(chosen, day, known), frozenset(open_ones)
            known = day
            said = self.decision(chosen, day)
            for fact in missing(self.goal, said) if unsettled(self.goal, said) else ():
                if fact.finding is not None:
                    open_ones.add((fact.finding, in_record(fact.path)[1]))
        return None, frozenset(open_ones)

    def _back(self, chosen: Chosen, day: date, known: date) -> date:
        """The same day, or an earlier one after `known` that was not looked at."""
        while day - _ONE_DAY > known and self.result(chosen, day - _ONE_DAY) is not None:
            day -= _ONE_DAY
        return day

    def everything(self) -> tuple[Supposition, ...]:
        """All that can be supposed: deeds, acts of organs, and answers to questions that open."""
        movable = self.movable()
        certain = [one for one in movable if isinstance(one, Done | Came)]
        helping = [one for one in movable if isinstance(one, Helps)]
        answers: dict[Found, None] = {}
        for _ in range(_ROUNDS if not isinstance(self.goal, TierGoal) else 0):
            chosen = frozenset([*certain, *_one_each(answers)])
            found = dict.fromkeys(self._answers(chosen, helping))
            if found.keys() <= answers.keys():
                break
            answers |= found
        return in_order([*certain, *answers])

    def together(self) -> Chosen:
        """All that can be supposed at once."""
        everything = self.everything()
        found = [one for one in everything if isinstance(one, Found)]
        rest = [one for one in everything if not isinstance(one, Found)]
        return frozenset([*rest, *_one_each(found)])

    def assessments(self, chosen: Chosen, day: date) -> Iterator[RepairAssessment]:
        """What is said of a repair on a day."""
        return assessments(self.goal, self.decision(chosen, day))

    def _answers(self, chosen: Chosen, helping: Iterable[Helps]) -> Iterator[Found]:
        """The answers that help to the questions that are open on some day."""
        for day in self.days:
            for fact in missing(self.goal, self.decision(chosen, day)):
                yield from _helping(fact, helping)


def _helping(fact: MissingFact, helping: Iterable[Helps]) -> Iterator[Found]:
    for one in helping:
        if fact.kind == "question" and fact.finding == one.finding:
            about = in_record(fact.path)[1]
            yield Found(one.finding, about, one.answer, fact.holder, fact.path)


def _one_each(answers: Iterable[Found]) -> Iterator[Found]:
    """One answer to each question, the first."""
    seen: set[tuple[str, str]] = set()
    for one in answers:
        if (one.finding, one.about) not in seen:
            seen.add((one.finding, one.about))
            yield one


def _adds(one: Supposition, chosen: Chosen, open_ones: frozenset[_Question]) -> bool:
    """Whether it may bring a set further: an answer only to a question that is open."""
    if isinstance(one, Found):
        return (one.finding, one.about) in open_ones
    return one not in chosen


def in_order(chosen: Iterable[Supposition]) -> tuple[Supposition, ...]:
    """What is supposed, in a fixed order: deeds, acts of organs, findings."""
    return tuple(sorted(chosen, key=_place))


def _places(chosen: Chosen) -> tuple[tuple[int, str, str, str], ...]:
    return tuple(map(_place, in_order(chosen)))


def _place(one: Supposition) -> tuple[int, str, str, str]:
    match one:
        case Done(deed, record, words):
            return 0, deed.collection, f"{record} {words}", deed.day
        case Came(awaited, record):
            return 1, awaited.collection, record, awaited.day
        case Found(finding, about, answer):
            return 2, finding, about, str(not answer)
        case Applied(record):
            return 3, record, "", ""
