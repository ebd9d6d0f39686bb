"""What a decision says of some rulesets; what it says of others is not the scenario's business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from credit_rules.engine.decide import decide
from credit_rules.engine.decision import (
    Acting,
    Answered,
    Condition,
    Decision,
    ListingAnswer,
    MatchedMeasure,
    MissingFact,
    Proposal,
    RepairAssessment,
    RequirementAnswer,
    Step,
    SuppressedMeasure,
    TierAnswer,
    Undetermined,
)
from credit_rules.engine.reference import Trace, World
from credit_rules.engine.wording import condition
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    CreditRepair,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    Steps,
    TieredSupervision,
    grants,
)
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = ["Said", "rule_ids"]


def rule_ids(ruleset: Ruleset) -> tuple[str, ...]:
    """The rules of a ruleset that an answer can name, in the order of the file."""
    match ruleset:
        case SeriousDishonesty():
            found = [(one.at, one.id) for one in ruleset.grounds]
        case KeyWatchList():
            found = [(one.at, one.id) for one in ruleset.grounds]
            found += [(one.at, one.id) for one in (*ruleset.stay, *ruleset.leave)]
            found += [(one.at, one.id) for one in ruleset.discipline]
        case JointDiscipline():
            found = [(one.at, one.id) for one in ruleset.discipline]
        case StatutoryRestriction():
            found = [(one.at, one.id) for one in ruleset.restrictions]
        case TieredSupervision():
            found = [(one.at, one.id) for one in ruleset.tiers]
            items = ruleset.scorecard.items if ruleset.scorecard else ()
            found += [(one.at, one.id) for one in items]
            assigned = (*ruleset.direct, *ruleset.caps, *ruleset.floors)
            found += [(one.at, one.id) for one in assigned]
        case Incentive():
            found = [(one.at, one.id) for one in ruleset.favours]
        case CreditRepair():
            found = [(one.at, one.id) for one in (*ruleset.requires, *ruleset.barred)]
        case Steps():
            found = [(one.at, one.step.id) for one in ruleset.steps]
        case _ as never:
            assert_never(never)
    return tuple(name for _, name in sorted(found, key=lambda one: one[0]))


@dataclass(frozen=True, slots=True)
class Said:
    """A decision, as far as it speaks about some rulesets.

    Attributes:
        conditions: every condition of theirs that was asked, where somebody wanted to know.
    """

    decision: Decision
    rulesets: Sequence[Ruleset]
    conditions: tuple[Condition, ...] = ()
    ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        ids = frozenset(one.header.id for one in self.rulesets)
        object.__setattr__(self, "ids", ids)

    @staticmethod
    def by(
        book: Rulebook,
        rulesets: Sequence[str],
        subject: Subject,
        as_of: date,
        acting: Acting | None = None,
        *,
        conditions: bool = False,
    ) -> Said:
        """What a book says of a subject on a day; with `conditions`, down to every one asked."""
        about = [one for one in book.rulesets if one.header.id in rulesets]
        files = {one.header.at.file for one in about}
        asked: dict[Condition, None] = {}

        def listen(trace: Trace, world: World) -> None:
            if trace.node.at.file in files:
                record, this = world.record, world.this
                looked_at = record.collection if record else None
                about_one = this.collection if this else None
                whole = condition(trace, looked_at, about_one)
                asked.setdefault(whole.model_copy(update={"parts": ()}))

        decision = decide(
            book, subject, as_of, acting=acting, trace=True, watch=listen if conditions else None
        )
        return Said(decision, about, tuple(asked))

    @property
    def tiers(self) -> list[TierAnswer]:
        """The tiers."""
        return [one for one in self.decision.tiers if one.ruleset in self.ids]

    @property
    def measures(self) -> list[MatchedMeasure]:
        """The measures that apply."""
        return [one for one in self.decision.measures if one.because_of.ruleset in self.ids]

    @property
    def suppressed(self) -> list[SuppressedMeasure]:
        """The measures that gave way, of those the rulesets give; which gave them is not said."""
        given = {grant.measure for one in self.rulesets for _, _, grant in grants(one)}
        return [one for one in self.decision.suppressed if one.measure in given]

    @property
    def proposals(self) -> list[Proposal]:
        """The proposals, be it that they still hang on a finding."""
        return [one for one in self.decision.proposals if one.ruleset in self.ids]

    @property
    def listings(self) -> list[ListingAnswer]:
        """The entries on the lists the rulesets are about."""
        kinds = SeriousDishonesty | JointDiscipline | KeyWatchList | CreditRepair
        lists = {one.list for one in self.rulesets if isinstance(one, kinds)}
        return [one for one in self.decision.listings if one.list in lists]

    @property
    def repairs(self) -> list[RepairAssessment]:
        """The records that may be repaired."""
        return [one for one in self.decision.repairs if one.ruleset in self.ids]

    @property
    def undetermined(self) -> list[Undetermined]:
        """What nobody can know yet."""
        return [one for one in self.decision.undetermined if one.ruleset in self.ids]

    @property
    def steps(self) -> list[Step]:
        """The steps owed, with those of proposals and repairs, and those their entries ask for."""
        entries = {one.record for one in self.listings}
        return [
            *(one for one in self.decision.steps if one.ruleset in self.ids),
            *(one for one in self.decision.steps if one.ruleset is None and one.about in entries),
            *(step for proposal in self.proposals for step in proposal.steps),
            *(step for repair in self.repairs for step in repair.steps),
        ]

    @property
    def requirements(self) -> Iterator[RequirementAnswer]:
        """The requirements of every repair, and the bars to it."""
        for one in self.repairs:
            yield from (*one.requirements, *one.bars)

    @property
    def missing(self) -> list[MissingFact]:
        """What is missing to know more."""
        found = [fact for tier in self.tiers for fact in tier.missing]
        found += [fact for repair in self.repairs for fact in repair.missing]
        found += [fact for one in self.requirements for fact in one.missing]
        found += [fact for one in self.undetermined for fact in one.missing]
        return found + [fact for one in self.proposals for fact in one.findings_needed]

    @property
    def held(self) -> set[str]:
        """The rules that hold."""
        found = {one.because_of.rule for one in self.measures}
        found |= {one.because_of.rule for one in self.proposals if one.outcome is not Truth.UNKNOWN}
        for tier in self.tiers:
            found |= _by_truth(tier.because_of, Truth.TRUE) - self._tier_ids
            found |= {tier.tier} if tier.tier is not None else set()
        found |= {one.id for one in self.requirements if one.truth is Truth.TRUE}
        steps = (one for one in self.steps if one.ruleset in self.ids)
        return found | {one.id for one in steps if one.id in self._step_rules}

    @property
    def open(self) -> set[str]:
        """The rules of which nobody can know whether they hold."""
        found = {one.rule for one in self.undetermined if one.rule is not None}
        for tier in self.tiers:
            found |= set(tier.possible) if tier.tier is None else set()
            found |= _by_truth(tier.because_of, Truth.UNKNOWN) - self._tier_ids
        return found | {one.id for one in self.requirements if one.truth is Truth.UNKNOWN}

    @property
    def open_measures(self) -> set[str]:
        """The measures of which nobody can know whether they apply."""
        whole = {one.ruleset for one in self.undetermined if one.rule is None}
        open_rules = self.open
        return {
            grant.measure
            for ruleset in self.rulesets
            for rule, _, grant in grants(ruleset)
            if rule in open_rules
            or (ruleset.header.id in whole and not isinstance(ruleset, TieredSupervision))
        }

    @property
    def _tier_ids(self) -> set[str]:
        """A tier's condition may hold while another is assigned: what counts is the answer."""
        tiered = (one for one in self.rulesets if isinstance(one, TieredSupervision))
        return {tier.id for one in tiered for tier in one.tiers}

    @property
    def _step_rules(self) -> set[str]:
        stepped = (one for one in self.rulesets if isinstance(one, Steps))
        return {rule.step.id for one in stepped for rule in one.steps}


def _by_truth(answers: Iterable[Answered], truth: Truth) -> set[str]:
    return {one.rule for one in answers if one.trace is not None and one.trace.truth is truth}
