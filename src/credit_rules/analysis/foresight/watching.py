"""The conditions of rules while they are decided: whether each holds, and when that turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from credit_rules.analysis.foresight.turning import Next, next_turn
from credit_rules.engine.facts import Facts, Item
from credit_rules.engine.reference import Trace, World
from credit_rules.model.expr import Expr
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    Discipline,
    Favour,
    Ground,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    SelfEnding,
    SeriousDishonesty,
    StatutoryRestriction,
    StepRule,
    Steps,
    Tier,
    TieredSupervision,
)
from credit_rules.truth import Truth

__all__ = ["Asked", "Known", "conditions", "rules"]

Known = tuple[Truth, Next]
"""Whether something holds, and when that turns."""


class Asked:
    """When the conditions that a decision asked of its own day next turn; a watch for `decide`.

    A tier assessed on an earlier day is another matter: those facts do not move with the day asked.
    What is read here is read at once, so that no trace is kept longer than the decision takes.
    """

    def __init__(self, conditions: Mapping[int, bool], day: date, limit: date) -> None:
        """Watch a decision.

        Args:
            conditions: those of rules, by identity, and whether every part of them counts.
            day: the day of the decision.
            limit: what turns after that day is not looked for.
        """
        self.day = day
        self.limit = limit
        self.facts: Facts | None = None
        self._conditions = conditions
        self._known: dict[tuple[int, int], Known] = {}

    def __call__(self, trace: Trace, world: World) -> None:
        """Note when a condition turns, if it is that of a rule."""
        every_part = self._conditions.get(id(trace.node))
        if every_part is not None and world.facts.as_of == self.day:
            self.facts = world.facts
            turn = next_turn(trace, world, self.limit, every_part=every_part)
            self._known[id(trace.node), id(world.record)] = trace.truth, turn

    def of(self, node: Expr, record: Item | None = None) -> Known | None:
        """Whether a condition of a rule holds for a record, and until when; None if not asked."""
        return self._known.get((id(node), id(record)))


def conditions(ruleset: Ruleset) -> Iterator[tuple[Expr, bool]]:
    """The conditions of the rules of a ruleset, and whether every part of them counts.

    Of the requirements of repair it does: the clocks in them are read one by one.
    """
    if ruleset.header.concerns is not None:
        yield ruleset.header.concerns, False
    if isinstance(ruleset, SeriousDishonesty | KeyWatchList) and ruleset.settled is not None:
        yield ruleset.settled, False
    for one in rules(ruleset):
        if isinstance(one, Ground | Restriction | Favour):
            yield from ((exception.when, False) for exception in one.unless)
        if isinstance(one, Ground | Restriction | ScoreItem | StepRule | Discipline | CreditRepair):
            yield one.where, False
        elif one.when is not None:
            yield one.when, isinstance(ruleset, CreditRepair)


_Rule = (
    Ground
    | Restriction
    | Discipline
    | Favour
    | StepRule
    | Requirement
    | SelfEnding
    | CreditRepair
    | Tier
    | Assignment
    | ScoreItem
)


def rules(ruleset: Ruleset) -> tuple[_Rule, ...]:
    """Everything in a ruleset that has conditions of its own."""
    match ruleset:
        case SeriousDishonesty():
            return ruleset.grounds
        case KeyWatchList():
            return (*ruleset.grounds, *ruleset.stay, *ruleset.leave, *ruleset.discipline)
        case JointDiscipline():
            return ruleset.discipline
        case StatutoryRestriction():
            return ruleset.restrictions
        case TieredSupervision():
            bounds = (*ruleset.direct, *ruleset.caps, *ruleset.floors)
            return (
                *ruleset.tiers,
                *bounds,
                *(ruleset.scorecard.items if ruleset.scorecard else ()),
            )
        case Incentive():
            return ruleset.favours
        case CreditRepair():
            return (ruleset, *ruleset.requires, *ruleset.barred, *ruleset.ends)
        case Steps():
            return ruleset.steps
        case _ as never:
            assert_never(never)
