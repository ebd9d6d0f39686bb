"""What a ruleset says of a subject: a list of outcomes, each with rule, record and truth.

Two rulesets answer alike where their outcomes come out alike; so this is what comparing and
verifying ask about.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from credit_rules.analysis.symbolic.conditions import Scene, evaluate, in_scope
from credit_rules.analysis.symbolic.facts import (
    Kleene,
    Slot,
    conjunction,
    disjunction,
    known,
    truth_of,
)
from credit_rules.analysis.symbolic.strata import counted, matches, removed, speaks, tiering
from credit_rules.dates import window_start
from credit_rules.model.codes import Code
from credit_rules.model.expr import All, Expr
from credit_rules.model.ruleset import (
    CreditRepair,
    Discipline,
    Governs,
    Ground,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Restriction,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    StepRule,
    Steps,
    TieredSupervision,
)
from credit_rules.targets import smt
from credit_rules.targets.smt import Number, Term, all_of, any_of, negated

__all__ = ["Aspect", "Outcome", "outcomes"]


class Aspect(Code):
    """What an outcome is."""

    TIER = "tier", "等级"
    GAP = "gap", "无等级"
    OVERLAP = "overlap", "两个等级"
    SCORE = "score", "得分"
    RULE = "rule", "规则"
    PROPOSAL = "proposal", "建议"
    MEASURE = "measure", "措施"
    REPAIR = "repair", "修复"
    STEP = "step", "步骤"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing a ruleset says.

    Attributes:
        rule: the id of the rule; empty for the ruleset as a whole.
        record: the record it is about; None for the subject.
        says: everything the rule says besides its conditions (what it gives, on what basis).
        number: a figure that is said, a score.
    """

    aspect: Aspect
    rule: str
    record: Slot | None
    truth: Kleene
    says: object = None
    number: Number = 0

    @property
    def key(self) -> tuple[Aspect, str, int]:
        """What the same outcome of another ruleset is found by."""
        return self.aspect, self.rule, id(self.record)


def outcomes(ruleset: Ruleset, scene: Scene) -> Iterator[Outcome]:
    """Everything a ruleset says on the day, where it speaks."""
    spoken = speaks(ruleset.header, scene)
    for one in _outcomes(ruleset, scene):
        yield dataclasses.replace(one, truth=conjunction((spoken, one.truth)))


def _outcomes(ruleset: Ruleset, scene: Scene) -> Iterator[Outcome]:
    match ruleset:
        case TieredSupervision():
            yield from _tiers(ruleset, scene)
        case SeriousDishonesty() | KeyWatchList():
            yield from _proposals(ruleset, scene)
            if isinstance(ruleset, KeyWatchList):
                yield from _leaving(ruleset, scene)
                yield from _discipline(ruleset, scene)
        case JointDiscipline():
            yield from _discipline(ruleset, scene)
        case StatutoryRestriction():
            for bar in ruleset.restrictions:
                yield from _restriction(ruleset, bar, scene)
        case Incentive():
            for favour in ruleset.favours:
                free = [~evaluate(one.when, scene) for one in favour.unless]
                truth = evaluate(favour.when, scene)
                says = _without_conditions(favour)
                yield Outcome(Aspect.MEASURE, favour.id, None, conjunction((truth, *free)), says)
                for one, is_free in zip(favour.unless, free, strict=True):
                    name = f"{favour.id}/{one.id}"
                    yield Outcome(Aspect.RULE, name, None, truth & ~is_free, one.title)
        case CreditRepair():
            yield from _repairs(ruleset, scene)
        case Steps():
            for step in ruleset.steps:
                yield from _step(step, scene)
        case _ as never:
            assert_never(never)


def _without_conditions(rule: Any) -> object:
    """A rule as it is, but for what it asks."""
    match rule:
        case Restriction():
            titles = tuple((one.id, one.title, one.burden) for one in rule.unless)
            return dataclasses.replace(rule, where=_NOTHING, unless=()), titles
        case Ground():
            exceptions = tuple((one.id, one.title, one.basis) for one in rule.unless)
            return dataclasses.replace(rule, where=_NOTHING, unless=()), exceptions
        case Discipline():
            return dataclasses.replace(rule, where=_NOTHING)
        case StepRule():
            return rule.step
        case _:
            named = {"id", "title", "basis", "grant", "grants", "period", "since", "tier", "points"}
            return tuple(
                getattr(rule, one.name) for one in dataclasses.fields(rule) if one.name in named
            )


_NOTHING: Expr = All(())


def _tiers(ruleset: TieredSupervision, scene: Scene) -> Iterator[Outcome]:
    found = tiering(ruleset, scene)
    for tier in ruleset.tiers:
        truth = known(found.possible[tier.id])
        yield Outcome(Aspect.TIER, tier.id, None, truth)
        others = any_of(may for name, may in found.possible.items() if name != tier.id)
        only = all_of((truth.true, negated(others), negated(found.gap)))
        says = _without_conditions(tier)
        yield Outcome(Aspect.RULE, tier.id, None, known(only), says)
    yield Outcome(Aspect.GAP, "", None, known(found.gap))
    yield Outcome(Aspect.OVERLAP, "", None, known(found.overlap))
    assignments = (*ruleset.direct, *ruleset.caps, *ruleset.floors)
    says = {one.id: _without_conditions(one) for one in assignments}
    for item in ruleset.scorecard.items if ruleset.scorecard else ():
        says[item.id] = _without_conditions(item)
    for name, truth in found.asked:
        yield Outcome(Aspect.RULE, name, None, truth, says[name])
    if found.score is not None:
        for name, end in zip(("low", "high"), found.score, strict=True):
            yield Outcome(Aspect.SCORE, name, None, known(True), None, end)


def _proposals(ruleset: SeriousDishonesty | KeyWatchList, scene: Scene) -> Iterator[Outcome]:
    header = ruleset.header
    acts = header.in_force if header.governs is Governs.ACTS else None
    free = known(True)
    if isinstance(ruleset, KeyWatchList):
        free = ~disjunction(scene.below.listed(scene.view, name) for name in ruleset.not_for)
    for ground in ruleset.grounds:
        dated = truth_of(ground.in_force.on(scene.view.as_of))
        if dated.false is True:
            continue
        says = _without_conditions(ground), ruleset.procedure
        for slot, truth in matches(
            ground.each, ground.where, ground.unless, scene, ruleset.settled, acts
        ):
            whole = conjunction((truth, free, dated))
            yield Outcome(Aspect.PROPOSAL, ground.id, slot, whole, says)


def _leaving(ruleset: KeyWatchList, scene: Scene) -> Iterator[Outcome]:
    listed = scene.view.words.number(ruleset.list)
    for slot in scene.view.slots["listings"]:
        on = slot["list"]
        mine = all_of((slot.exists, on.told, smt.equal(on.value, listed)))
        standing = scene.below.standing(scene.view, slot)
        there = known(all_of((mine, standing.true)))
        looking = scene.at(slot, this=True)
        free = conjunction(~evaluate(one.when, looking) for one in ruleset.stay)
        for reason in ruleset.leave:
            truth = conjunction((there, free, evaluate(reason.when, looking)))
            says = _without_conditions(reason)
            yield Outcome(Aspect.PROPOSAL, reason.id, slot, truth, says)


def _discipline(ruleset: JointDiscipline | KeyWatchList, scene: Scene) -> Iterator[Outcome]:
    listed = scene.view.words.number(ruleset.list)
    for slot in scene.view.slots["listings"]:
        on = slot["list"]
        mine = known(all_of((slot.exists, on.told, smt.equal(on.value, listed))))
        standing = scene.below.standing(scene.view, slot)
        looking = scene.at(slot, this=True)
        there = conjunction((mine, standing, counted(ruleset.header, slot, scene.view)))
        for rule in ruleset.discipline:
            truth = there & evaluate(rule.where, looking)
            yield Outcome(Aspect.MEASURE, rule.id, slot, truth, _without_conditions(rule))


def _restriction(
    ruleset: StatutoryRestriction, rule: Restriction, scene: Scene
) -> Iterator[Outcome]:
    header = ruleset.header
    acts = header.in_force if header.governs is Governs.ACTS else None
    dated = truth_of(rule.in_force.on(scene.view.as_of))
    if dated.false is True:
        return
    for slot, truth in matches(rule.each, rule.where, rule.unless, scene, acts=acts):
        whole = conjunction((truth, dated, _runs(rule, slot, scene)))
        yield Outcome(Aspect.MEASURE, rule.id, slot, whole, _without_conditions(rule))


def _runs(rule: Restriction, slot: Slot, scene: Scene) -> Kleene:
    """Whether a bar still runs."""
    lasts, view = rule.lasts, scene.view
    if lasts.standing:
        return scene.below.standing(view, slot)
    told: list[Term] = []
    over: Term = False
    if lasts.since is not None:
        since = slot[lasts.since.name]
        told.append(since.told)
        if lasts.period is not None:
            first = window_start(view.as_of, lasts.period).toordinal()
            over = all_of((since.plain, smt.less(since.value, first)))
    if lasts.until is not None:
        until = slot[lasts.until.name]
        told.append(until.told)
        if lasts.since is not None and lasts.period is None:
            began = slot[lasts.since.name]
            past = smt.less(until.value, view.as_of.toordinal())
            over = all_of((began.plain, until.plain, past))
    true = all_of((*told, negated(over)))
    return Kleene(true, true, over)


def _repairs(ruleset: CreditRepair, scene: Scene) -> Iterator[Outcome]:
    header = ruleset.header
    says_all = (ruleset.grants, ruleset.procedure, ruleset.materials, ruleset.remedy)
    for slot, truth in in_scope(ruleset.each, ruleset.where, scene, this=True):
        looking = scene.at(slot, this=True)
        there = truth
        if ruleset.list is not None:
            on = slot["list"]
            listed = scene.view.words.number(ruleset.list)
            mine = all_of((on.told, smt.equal(on.value, listed), negated(removed(slot))))
            there = there & known(mine)
        yield Outcome(Aspect.REPAIR, "", slot, there, (header.title, says_all))
        for rule in (*ruleset.requires, *ruleset.barred):
            asked = there & evaluate(rule.when, looking)
            says = _without_conditions(rule)
            yield Outcome(Aspect.RULE, rule.id, slot, asked, says)
        for end in ruleset.ends:
            asked = there & evaluate(end.when, looking)
            yield Outcome(Aspect.RULE, end.id, slot, asked, _without_conditions(end))


def _step(rule: StepRule, scene: Scene) -> Iterator[Outcome]:
    if rule.each is None:
        truth = evaluate(rule.where, scene)
        yield Outcome(Aspect.STEP, rule.step.id, None, truth, rule.step)
        return
    for slot, truth in matches(rule.each, rule.where, (), scene):
        whole = truth
        if rule.step.done is not None:
            done = slot[rule.step.done.name].plain
            whole = Kleene(
                all_of((truth.true, negated(done))),
                all_of((truth.upheld, negated(done))),
                any_of((truth.false, all_of((truth.true, done)))),
            )
        yield Outcome(Aspect.STEP, rule.step.id, slot, whole, rule.step)
