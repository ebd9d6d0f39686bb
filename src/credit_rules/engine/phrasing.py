"""The parts an answer is made of: provisions, reasons, steps, entries, each said the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from credit_rules.dates import deadline, working_days_known
from credit_rules.engine.decision import (
    Answered,
    LegalBasis,
    ListingAnswer,
    OpenDefence,
    RepairAssessment,
    RepairEffectAnswer,
    RequirementAnswer,
    Step,
    Text,
)
from credit_rules.engine.facts import Facts, Item
from credit_rules.engine.listings import Entry
from credit_rules.engine.matcher import Match
from credit_rules.engine.reference import Trace
from credit_rules.engine.repair import Assessment
from credit_rules.engine.wording import condition, missing_facts
from credit_rules.model.catalog import Catalog, Citation, Cited
from credit_rules.model.codes import Verified
from credit_rules.model.ruleset import (
    Assignment,
    Ground,
    Header,
    Procedure,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    Tier,
    Title,
)
from credit_rules.model.subject import COLLECTIONS

__all__ = ["Phrasing", "printed", "text_of"]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Says the parts of an answer about one subject on one day."""

    catalog: Catalog
    facts: Facts
    trace: bool

    def basis(
        self, citations: Iterable[Citation], on: date | None = None
    ) -> tuple[LegalBasis, ...]:
        """The provisions, in the version in force on the day, or on another."""
        day = on or self.facts.as_of
        return tuple(printed(self.catalog.resolve(one, day)) for one in citations)

    def day_of(self, header: Header) -> date:
        """The day whose texts an edition cites: the last of one that has ended and still speaks."""
        until = header.in_force.until
        if until is None or self.facts.as_of < until:
            return self.facts.as_of
        return until - timedelta(days=1)

    def defences(self, match: Match) -> tuple[OpenDefence, ...]:
        """The defences a match leaves open."""
        path = match.item.path if match.item else ""
        return tuple(
            OpenDefence(
                id=one.id, title=text_of(one.title), basis=self.basis(one.basis), record=path
            )
            for one in match.defences
        )

    def answered(
        self, ruleset: Ruleset, rule: str, title: Title, place: str, record: str | None
    ) -> Answered:
        """Which rule an answer comes from, and which record."""
        header = ruleset.header
        return Answered(
            ruleset=header.id,
            edition=header.edition,
            rule=rule,
            title=text_of(title),
            record=record,
            place=place,
        )

    def because(self, ruleset: Ruleset, rule: Ground | Restriction, match: Match) -> Answered:
        """The same for a match, with its conditions if traces are kept."""
        record = match.item.path if match.item else None
        answered = self.answered(ruleset, rule.id, rule.title, str(rule.at), record)
        if not self.trace or match.trace is None or match.item is None:
            return answered
        this = match.item.collection
        whole = condition(match.trace, this, this)
        exceptions = [condition(trace, this, this) for _, trace in match.exceptions]
        return answered.model_copy(
            update={"trace": whole.model_copy(update={"parts": (*whole.parts, *exceptions)})}
        )

    def because_tier(
        self, ruleset: Ruleset, rule: Tier | Assignment | ScoreItem, trace: Trace
    ) -> Answered:
        """The same for a tier, an assignment, an item of a scorecard."""
        answered = self.answered(ruleset, rule.id, rule.title, str(rule.at), None)
        if not self.trace:
            return answered
        this = COLLECTIONS[rule.each.collection] if isinstance(rule, ScoreItem) else None
        return answered.model_copy(update={"trace": condition(trace, this, this)})

    def listing(self, entry: Entry) -> ListingAnswer:
        """An official entry."""
        listed = entry.list
        return ListingAnswer(
            list=listed.id,
            list_kind=listed.kind,
            title=Text(zh=listed.title, en=listed.title_en),
            record=entry.item.path,
            state=entry.state,
            started=entry.started,
            last_day=entry.last,
            until=entry.until,
            remove_by=entry.remove_by,
            organ=listed.organ,
            remedy=Text(zh=listed.remedy, en=listed.remedy_en),
            basis=self.basis(listed.basis),
        )

    def step(self, ruleset: Ruleset, one: Procedure, item: Item | None) -> Step:
        """A step of procedure, with its last day where the day it runs from is on record."""
        begun, done = (
            item[day.name] if item is not None and day is not None else None
            for day in (one.since, one.done)
        )
        due = note = None
        if isinstance(done, date):
            note = Text(zh=f"已于 {done} 办理", en=f"done on {done}")
        elif one.within is not None and isinstance(begun, date):
            due = deadline(begun, one.within)
        if due is not None and self.facts.as_of > due:
            note = Text(zh="期限已过", en="past")
        if due is not None and not working_days_known(due):
            note = Text(zh="该年节假日安排未公布，仅按周末推算", en="holidays of that year unknown")
        return Step(
            id=one.id,
            ruleset=ruleset.header.id,
            title=text_of(one.title),
            by=one.by,
            basis=self.basis(one.basis),
            due=due,
            since=text_of(one.since_title) if one.since_title else None,
            note=note,
            about=item.path if item is not None else None,
        )

    def requirement(self, one: Requirement, trace: Trace) -> RequirementAnswer:
        """A requirement of repair, or a bar to it."""
        return RequirementAnswer(
            id=one.id,
            title=text_of(one.title),
            truth=trace.truth,
            basis=self.basis(one.basis),
            missing=missing_facts(trace.missing),
        )

    def repair(self, found: Assessment) -> RepairAssessment:
        """The repair of one record."""
        ruleset = found.ruleset
        requirements = tuple(self.requirement(*one) for one in found.requirements)
        bars = tuple(self.requirement(*one) for one in found.bars)
        procedure = ruleset.procedure if found.application else ()
        every = [basis for one in (*requirements, *bars) for basis in one.basis]
        every += [basis for one in ruleset.ends for basis in self.basis(one.basis)]
        return RepairAssessment(
            ruleset=ruleset.header.id,
            title=text_of(ruleset.header.title),
            regime=ruleset.header.scheme,
            stage=text_of(ruleset.stage.title) if ruleset.stage else None,
            list=ruleset.list,
            record=found.record.path,
            platform=text_of(ruleset.platform),
            apply_to=ruleset.apply_to,
            state=found.state,
            indicative=any(one.verified is Verified.SECONDARY for one in every),
            requirements=requirements,
            bars=bars,
            first_day=found.first_day,
            latest_day=found.latest_day,
            ends_by_itself=found.ends,
            grants=tuple(
                RepairEffectAnswer(effect=one.effect, title=text_of(one.title))
                for one in ruleset.grants
            ),
            materials=tuple(map(text_of, ruleset.materials)),
            steps=tuple(self.step(ruleset, one, found.application) for one in procedure),
            remedy=text_of(ruleset.remedy),
            missing=missing_facts(found.missing),
        )


def text_of(title: Title) -> Text:
    """A title of a document as a text of an answer."""
    return Text(zh=title.zh, en=title.en)


def printed(basis: Cited) -> LegalBasis:
    """A provision resolved, as answers carry it."""
    return LegalBasis(
        instrument=basis.instrument,
        provision=basis.label,
        citation=basis.citation,
        level=basis.level,
        verified=basis.verified,
        says=basis.says,
        last_checked=basis.last_checked,
    )
