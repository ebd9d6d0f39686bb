"""What stands in the way of a goal: what nothing changes, and what has to be told first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, assert_never

from credit_rules.analysis.foresight.path_parts import Telling
from credit_rules.analysis.foresight.prospects import Obstacle
from credit_rules.analysis.foresight.repair_goals import (
    ListingGoal,
    RepairGoal,
    Side,
    TierGoal,
    asked,
    missing,
)
from credit_rules.analysis.foresight.repair_search import Chosen, Search
from credit_rules.engine.decision import LegalBasis, MissingFact, RequirementAnswer, Text
from credit_rules.engine.facts import Facts
from credit_rules.engine.listings import entries
from credit_rules.engine.repair import RepairState
from credit_rules.engine.wording import missing_facts
from credit_rules.truth import Truth

__all__ = ["in_the_way"]


_BARRED: Final = Text(
    zh="属于不得修复的情形，当事人不能改变", en="no repair is allowed, and no deed changes that"
)
_NEVER_MET: Final = Text(
    zh="所据的事实已经确定，不能以当事人的行为或者时间推移改变",
    en="it rests on what is settled on record, which no deed and no day changes",
)
_NOT_TOGETHER: Final = Text(
    zh="各项条件不能在同一日具备", en="its conditions are never met on one day"
)
_NO_END: Final = Text(
    zh="该条目没有列入期限，规则中也没有可以具备的移出条件；移出由列入的部门决定",
    en="the entry has no term, and the rules have no reason to leave that can be met; its removal"
    " is for the authority that listed",
)
_NOT_MILDER: Final = Text(
    zh="当事人的行为和时间推移都不能使等级变轻", en="no deed and no day makes the tier milder"
)


def in_the_way(telling: Telling) -> tuple[tuple[Obstacle, ...], tuple[MissingFact, ...]]:
    """What nothing that can be done changes, and what has to be told first."""
    goal = telling.search.goal
    facts = [fact for fact in missing(goal, telling.today) if fact.kind == "fact"]
    match goal:
        case RepairGoal():
            return (
                _of_repair(telling.search, telling.search.together())
                or _of_repair(telling.search, frozenset())
                or (
                    (Obstacle(goal.title, _NOT_TOGETHER, _basis_of_all(telling)),),
                    (),
                )
            )
        case ListingGoal():
            facts += _of_entry(telling, goal.record)
            why = _NO_END
            basis = [one.basis for one in telling.today.listings if one.record == goal.record]
        case TierGoal():
            facts = list(missing(goal, telling.today)) if goal.tier is None else []
            why = _NOT_MILDER
            basis = [one.basis for one in telling.today.tiers if one.scheme == goal.scheme]
        case _ as never:
            assert_never(never)
    every = tuple(dict.fromkeys(one for some in basis for one in some))
    return () if facts else (Obstacle(goal.title, why, every),), tuple(facts)


def _of_entry(telling: Telling, record: str) -> tuple[MissingFact, ...]:
    """What is missing to know whether an entry stands at all."""
    facts = Facts.of(telling.subject, telling.search.as_of)
    found = entries(facts, telling.book.catalog)
    return missing_facts(
        frozenset(fact for one in found if one.item.path == record for fact in one.missing)
    )


def _basis_of_all(telling: Telling) -> tuple[LegalBasis, ...]:
    """The provisions of every requirement and bar."""
    rules = asked(telling.search.book, telling.search.goal)
    conditions = (one for one in rules if one.side in (Side.REQUIREMENT, Side.BAR))
    return telling.basis(conditions, telling.search.as_of)


def _of_repair(
    search: Search, chosen: Chosen
) -> tuple[tuple[Obstacle, ...], tuple[MissingFact, ...]] | None:
    """Requirements that are never met, and bars that never fall, if all that is chosen is done.

    What has to be told is asked for on the first day on which it is missing. None if there is
    neither.
    """
    looked: dict[tuple[str, str], _Seen] = {}
    facts: tuple[MissingFact, ...] = ()
    latest: date | None = None
    for day in search.days:
        for said in search.assessments(chosen, day):
            latest = said.latest_day or latest
            for one in said.requirements:
                key = said.ruleset, one.id
                looked.setdefault(key, _Seen(one, Truth.TRUE)).see(one, day)
            for one in said.bars:
                key = said.ruleset, f"!{one.id}"
                looked.setdefault(key, _Seen(one, Truth.FALSE)).see(one, day)
            if said.state is RepairState.UNDETERMINED and not facts:
                facts = tuple(one for one in said.missing if one.kind == "fact")
    found = [one for seen in looked.values() for one in seen.obstacles(latest)]
    if found:
        return tuple(found), ()
    return ((), facts) if facts else None


@dataclass(slots=True)
class _Seen:
    """How a requirement, or a bar, came out over the days, with all that can be done."""

    one: RequirementAnswer
    wanted: Truth
    met_on: date | None = None
    unknown: bool = False

    def see(self, one: RequirementAnswer, day: date) -> None:
        """Look at it on a further day."""
        self.unknown = self.unknown or one.truth is Truth.UNKNOWN
        if self.met_on is None and one.truth is self.wanted:
            self.met_on = day

    def obstacles(self, latest: date | None) -> Iterator[Obstacle]:
        """That it is never met, or too late; `latest` is the last day there is to repair."""
        one = self.one
        if self.met_on is None and not self.unknown:
            why = _BARRED if self.wanted is Truth.FALSE else _NEVER_MET
            yield Obstacle(one.title, why, one.basis)
        elif self.met_on is not None and latest is not None and self.met_on > latest:
            yield Obstacle(one.title, _too_late(self.met_on, latest), one.basis)


def _too_late(met_on: date, latest: date) -> Text:
    return Text(
        zh=f"到 {met_on} 才能具备，而公示或者列入至 {latest} 已经期满",
        en=f"met on {met_on} at the earliest; publicity or entry is over after {latest}",
    )
