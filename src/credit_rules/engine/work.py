"""The answer while it is put together: what every stratum writes into; how a measure is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from credit_rules.engine.decision import (
    Acting,
    Answered,
    EditionsCompared,
    MatchedMeasure,
    Outcome,
    ParameterAnswer,
    Proposal,
    RepairAssessment,
    Step,
    SuppressedMeasure,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.engine.facts import Facts, Item
from credit_rules.engine.grading import Grading
from credit_rules.engine.listings import Entry
from credit_rules.engine.matcher import Match
from credit_rules.engine.phrasing import Phrasing, text_of
from credit_rules.engine.reference import Known, Strata, World
from credit_rules.engine.settling import Possible, concerns
from credit_rules.engine.speaking import Spoken, unconfirmed
from credit_rules.engine.wording import missing_facts
from credit_rules.model.catalog import Citation, Measure, MeasureParameter, Parameter, Validity
from credit_rules.model.codes import Effect, Purpose, Role, RoleAt, SubjectKind, Target
from credit_rules.model.expr import ParameterRef
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Figures, Governs, Grant, Ruleset, Title
from credit_rules.truth import Missing, Truth

__all__ = ["Term", "Work", "acts"]


@dataclass(frozen=True, slots=True)
class Term:
    """From the first day of a measure to the first day it no longer applies."""

    since: date | None = None
    until: date | None = None
    lifelong: bool = False


@dataclass(slots=True)
class Work:
    """One subject's answer in the making.

    Attributes:
        strata: what is settled below; the steps' view of it has the proposals besides.
        beside: measures for purposes nobody asked about; favours of their family give way to them.
    """

    book: Rulebook
    facts: Facts
    acting: Acting | None
    say: Phrasing
    grading: Grading
    strata: Strata
    tiers: list[TierAnswer] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    measures: list[MatchedMeasure] = field(default_factory=list)
    beside: list[MatchedMeasure] = field(default_factory=list)
    suppressed: list[SuppressedMeasure] = field(default_factory=list)
    compared: list[EditionsCompared] = field(default_factory=list)
    repairs: list[RepairAssessment] = field(default_factory=list)
    undetermined: list[Undetermined] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    possible: list[Possible] = field(default_factory=list)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The official entries on the day."""
        return self.grading.entries(self.facts.as_of)

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What is asked for; empty if nothing in particular."""
        return self.acting.purposes if self.acting else ()

    @property
    def heard(self) -> Mapping[int, Spoken]:
        """The rulesets that speak on the day, or may, by their identity."""
        return {id(one.ruleset): one for one in self.grading.spoken(self.facts.as_of)}

    def concerned(self, grant: Grant) -> bool:
        """Whether a measure belongs to a purpose asked for."""
        return concerns(grant, self.purposes)

    def world(self, ruleset: Ruleset) -> World:
        """What the conditions of a ruleset are asked of."""
        return World(self.facts, ruleset.header.findings, self.strata)

    def in_force(self, ruleset: Ruleset, rule: Validity) -> Known:
        """Whether a rule of a ruleset is in force on the day; an unconfirmed day is unknown."""
        truth = rule.on(self.facts.as_of)
        return truth, frozenset({unconfirmed(ruleset.header)} if truth is Truth.UNKNOWN else ())

    def effect(self, grant: Grant) -> Effect:
        """What the measure of a grant does."""
        return self.book.catalog.measures[grant.measure].effect

    def open(
        self,
        what: Outcome,
        ruleset: Ruleset,
        rule: str | None,
        title: Title,
        missing: frozenset[Missing],
        *,
        match: Match | None = None,
        grant: Grant | None = None,
        effect: Effect | None = None,
        grants: Iterable[Grant] = (),
        asked: bool = True,
    ) -> None:
        """Write down an outcome nobody can know yet, if it concerns who asks.

        `grant` is what it would give; `grants` what it may give, where it is more than a measure.
        What it may give counts against favours of its family, whether it is asked for or not.
        """
        found = Undetermined(
            what=what,
            ruleset=ruleset.header.id,
            edition=ruleset.header.edition,
            rule=rule,
            title=text_of(title),
            record=match.item.path if match and match.item else None,
            effect=self.effect(grant) if grant else effect,
            targets=grant.targets if grant else (),
            purposes=grant.purposes if grant else (),
            defences=self.say.defences(match) if match else (),
            missing=missing_facts(missing),
        )
        if asked and (grant is None or self.concerned(grant)):
            self.undetermined.append(found)
        for one in (*grants, *([grant] if grant else [])):
            self.possible += [Possible(one.measure, target, found) for target in one.targets]

    def grant(
        self,
        grant: Grant,
        because: Answered,
        term: Term,
        record: Item | None,
        on: date | None = None,
    ) -> None:
        """Write down a measure, once for each target; beside the answer if nobody asked for it.

        `on` is the day whose texts are cited, if it is not the day asked about.
        """
        written = self.measures if self.concerned(grant) else self.beside
        measure = self.book.catalog.measures[grant.measure]
        authority = self.acting.authority if self.acting else None
        degree = measure.degrees.get(grant.degree or "")
        for target in grant.targets:
            written.append(
                MatchedMeasure(
                    measure=measure.id,
                    title=Text(zh=measure.title, en=measure.title_en),
                    effect=measure.effect,
                    target=target,
                    persons=self._persons(target, grant.role_at, record),
                    by=measure.by,
                    yours=None if authority is None else authority in measure.by,
                    purposes=grant.purposes,
                    strength=grant.strength,
                    binding=grant.strength.binding,
                    degree=grant.degree,
                    degree_title=Text(zh=degree[0], en=degree[1]) if degree else None,
                    parameters=self.parameters(measure, grant.parameters),
                    basis=self.say.basis(grant.basis, on),
                    criteria=self.say.basis(grant.criteria, on),
                    specific=self.say.basis(grant.specific, on),
                    since=term.since,
                    until=term.until,
                    lifelong=term.lifelong,
                    remedy=Text(zh=measure.remedy, en=measure.remedy_en),
                    on_list=measure.on_list,
                    because_of=because,
                )
            )

    def parameters(
        self, measure: Measure, given: Mapping[str, Figures | ParameterRef]
    ) -> tuple[ParameterAnswer, ...]:
        """The figures of a measure as a grant gives them, by name."""
        return tuple(
            self._parameter(measure.parameters[name], figures)
            for name, figures in sorted(given.items())
        )

    def _parameter(self, one: MeasureParameter, given: Figures | ParameterRef) -> ParameterAnswer:
        """A figure of the rule or of the department; where neither has it, the law's own ends."""
        figures: Figures | Parameter
        citations: tuple[Citation, ...] = ()
        if isinstance(given, Figures):
            figures = given
        elif self.book.profile and (own := self.book.profile.figures.get(given.name)):
            figures, citations = own.figures, own.basis
        else:
            figures = self.book.catalog.parameters[given.name]
            citations = figures.basis
        return ParameterAnswer(
            id=one.id,
            title=Text(zh=one.title, en=one.title_en),
            unit=one.unit,
            low=figures.low,
            high=figures.high,
            fixed=isinstance(figures, Figures),
            basis=self.say.basis(citations),
        )

    def _persons(
        self, target: Target, role_at: RoleAt, record: Item | None
    ) -> tuple[str, ...] | None:
        """The keys of those who held the role on the day that counts; None if nobody told."""
        subject = self.facts.subject
        if target is Target.ENTITY:
            return ()
        if subject.kind is SubjectKind.NATURAL_PERSON:
            return None
        day = self._role_day(role_at, record)
        if subject.persons is None or day is None:
            return None
        role = Role.named(target.value)
        held = [
            person.key
            for person in subject.persons
            if person.role is role
            and (person.since or day) <= day
            and (person.until is None or day <= person.until)
        ]
        return tuple(sorted(held))

    def _role_day(self, role_at: RoleAt, record: Item | None) -> date | None:
        if role_at is RoleAt.DAY:
            return self.facts.as_of
        if record is None:
            return None
        name = record.collection.dated_by
        if role_at is RoleAt.ACT and "acted_on" in record.collection.fields:
            name = "acted_on"
        day = record[name]
        return day if isinstance(day, date) else None


def acts(ruleset: Ruleset) -> Validity | None:
    """The days on which an act had to be committed, for a ruleset that governs acts."""
    header = ruleset.header
    return header.in_force if header.governs is Governs.ACTS else None
