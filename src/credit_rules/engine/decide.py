"""`decide`: a rulebook, a subject and a day in; a decision out. Pure: no clock, no I/O, no globals.

The strata are walked once, upwards: usable records, official entries, proposals, tiers, measures,
repair, steps. Nothing reads a higher one, so a proposal can carry no measure.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from credit_rules import __version__
from credit_rules.engine.decision import (
    Acting,
    Answered,
    Decision,
    ExcludedRecord,
    MatchedMeasure,
    MissingFact,
    Outcome,
    Proposal,
    Provenance,
    RepairAssessment,
    Step,
    Text,
    TierAnswer,
    TierSource,
    Undetermined,
)
from credit_rules.engine.facts import Facts
from credit_rules.engine.listings import (
    Entry,
    Known,
    ListingState,
    entries,
    listed_on,
    unknown_entries,
)
from credit_rules.engine.matcher import Match, applies, matches, tier_of
from credit_rules.engine.phrasing import Phrasing, text_of
from credit_rules.engine.reference import World
from credit_rules.engine.repair import Assessment, assess
from credit_rules.engine.settling import common, concerns, days_of, in_order, settle
from credit_rules.engine.wording import missing_facts, unheld
from credit_rules.errors import CreditRulesError
from credit_rules.model.catalog import Citation
from credit_rules.model.codes import Effect, Purpose, Role, Target, Verified
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    CreditRepair,
    Grant,
    Ground,
    JointDiscipline,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    TieredSupervision,
    Title,
)
from credit_rules.model.subject import COLLECTIONS, FIRST_DAY, LAST_DAY, Subject, mask
from credit_rules.truth import Truth

__all__ = ["decide", "subject_digest"]

_NOTICE: Final = Text(
    zh="本结果由系统依规则计算，供有权机关参考，不是行政决定。",
    en="Computed from rules for the competent authority to consider; not a decision.",
)


def decide(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    *,
    acting: Acting | None = None,
    known_as_of: date | None = None,
    trace: bool = False,
) -> Decision:
    """What applies to a subject on a day, with legal basis, term and remedy.

    Args:
        book: loaded rulesets and catalogs.
        subject: the record of one credit subject.
        as_of: the day asked about.
        acting: who asks, and for which purposes; without purposes all measures are returned.
        known_as_of: only what was known by that day.
        trace: keep with each answer the conditions that led to it.

    Raises:
        CreditRulesError: `as_of` is not a day that can be asked about (1900 to 2999).
    """
    if not FIRST_DAY <= as_of <= LAST_DAY:
        raise CreditRulesError(f"expected a day from {FIRST_DAY} to {LAST_DAY}, found {as_of}")
    facts = Facts.of(subject, as_of, known_as_of)
    say = Phrasing(book.catalog, facts, trace=trace)
    found = entries(facts, book.catalog)
    listed = listed_on(found, facts, book.catalog)
    work = _Work(book, facts, acting, say, found, listed)
    for ruleset in book.in_force(as_of):
        work.take(ruleset)
    return work.decision(known_as_of)


def subject_digest(book: Rulebook, subject: Subject) -> str:
    """A digest of what was delivered, keyed with the rulebook, the same in whatever order."""
    lines = []
    for name in COLLECTIONS:
        for record in getattr(subject, name):
            said = record.model_dump(mode="json", exclude_none=True)
            lines.append(f"{name} {sorted(said.items())}")
    rest = subject.model_dump(mode="json", exclude=set(COLLECTIONS), exclude_none=True)
    persons = sorted(map(str, rest.pop("persons", ())))
    covers = sorted(rest.pop("covers").items())
    whole = "\n".join([*sorted(lines), str(persons), str(covers), str(sorted(rest.items()))])
    return hmac.new(book.digest.encode(), whole.encode(), hashlib.sha256).hexdigest()


@dataclass(slots=True)
class _Work:
    """The answer while it is put together."""

    book: Rulebook
    facts: Facts
    acting: Acting | None
    say: Phrasing
    entries: tuple[Entry, ...]
    listed: Mapping[str, Known]
    tiers: list[TierAnswer] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    measures: list[MatchedMeasure] = field(default_factory=list)
    repairs: list[RepairAssessment] = field(default_factory=list)
    undetermined: list[Undetermined] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What is asked for; empty if nothing in particular."""
        return self.acting.purposes if self.acting else ()

    def take(self, ruleset: Ruleset) -> None:
        """Answer one ruleset that is in force."""
        spoken = applies(self.facts.subject, ruleset.header.applies_to)
        if spoken is Truth.FALSE:
            return
        if spoken is Truth.UNKNOWN:
            kind = MissingFact(kind="fact", path="kind", holder="登记机关", text=unheld("kind"))
            self._undetermined("ruleset", ruleset, None, ruleset.header.title, missing=(kind,))
            return
        match ruleset:
            case SeriousDishonesty():
                self._propose(ruleset)
            case JointDiscipline():
                self._discipline(ruleset)
            case StatutoryRestriction():
                self._restrict(ruleset)
            case TieredSupervision():
                self._tier(ruleset)
            case CreditRepair():
                self._repair(ruleset)

    def decision(self, known_as_of: date | None) -> Decision:
        """The whole answer, every part in a fixed order."""
        for entry in self.entries:
            self._organ_steps(entry)
        measures, suppressed = settle(sorted(self.measures, key=in_order), self.book)
        facts = self.facts
        return Decision(
            notice=_NOTICE,
            as_of=facts.as_of,
            known_as_of=known_as_of,
            acting=self.acting,
            subject=mask(facts.subject.uscc),
            name=facts.subject.name,
            tiers=tuple(sorted(self.tiers, key=lambda tier: tier.scheme)),
            listings=tuple(self.say.listing(entry) for entry in self.entries),
            proposals=tuple(
                sorted(
                    self.proposals,
                    key=lambda one: (one.list, one.because_of.rule, one.because_of.record or ""),
                )
            ),
            measures=tuple(measures),
            suppressed=tuple(suppressed),
            repairs=tuple(sorted(self.repairs, key=lambda one: (one.ruleset, one.record))),
            undetermined=tuple(
                sorted(
                    self.undetermined,
                    key=lambda one: (one.what, one.ruleset, one.rule or "", one.record or ""),
                )
            ),
            excluded=tuple(
                ExcludedRecord(record=one.path, status=one.status, on=one.on)
                for one in facts.excluded
            ),
            steps=tuple(
                sorted(self.steps, key=lambda one: (str(one.due), one.id, one.about or ""))
            ),
            notes=tuple(sorted(self._all_notes(), key=lambda note: note.zh)),
            provenance=Provenance(
                engine=f"credit-rules {__version__}",
                rulebook=self.book.digest,
                subject=subject_digest(self.book, facts.subject),
            ),
        )

    # Stratum 2: proposals

    def _propose(self, ruleset: SeriousDishonesty) -> None:
        world = self._world(ruleset)
        for ground in ruleset.grounds:
            if ground.in_force.on(self.facts.as_of) is not Truth.TRUE:
                continue
            found = matches(ground.each, ground.where, ground.unless, world, ruleset.settled)
            for match in found:
                self._proposal(ruleset, ground, match)

    def _proposal(self, ruleset: SeriousDishonesty, ground: Ground, match: Match) -> None:
        missing = missing_facts(match.missing, ruleset.header.findings)
        questions = tuple(one for one in missing if one.kind == "question")
        defences = self.say.defences(match)
        if match.truth is Truth.UNKNOWN:
            self._undetermined("proposal", ruleset, ground.id, ground.title, match, missing=missing)
        if match.item is None or len(questions) < len(missing):
            return
        item = match.item
        steps = [self.say.step(one, item) for one in ruleset.procedure]
        entry = self.book.catalog.lists[ruleset.list]
        basis = self.say.basis(ground.basis)
        self.proposals.append(
            Proposal(
                ruleset=ruleset.header.id,
                list=ruleset.list,
                title=text_of(ground.title),
                outcome=match.truth,
                organ=entry.organ,
                basis=basis,
                because_of=self.say.because(ruleset, ground, match),
                defences=defences,
                findings_needed=questions,
                steps=tuple(steps) if match.truth is not Truth.UNKNOWN else (),
                remedy=Text(zh=entry.remedy, en=entry.remedy_en),
                secondary=any(one.verified is Verified.SECONDARY for one in basis),
            )
        )

    # Stratum 3: tiers

    def _tier(self, ruleset: TieredSupervision) -> None:
        found = tier_of(ruleset, self._world(ruleset))
        possible = found.possible
        missing = missing_facts(found.missing, ruleset.header.findings)
        one = possible[0] if len(possible) == 1 and not found.gap else None
        source: TierSource = "gap"
        if possible:
            source = "official" if found.official else "computed" if one else "undetermined"
        because = [self.say.because_tier(ruleset, tier, trace) for tier, trace in found.traces]
        self.tiers.append(
            TierAnswer(
                scheme=ruleset.header.scheme,
                ruleset=ruleset.header.id,
                title=text_of(ruleset.header.title),
                tier=one and one.id,
                tier_title=text_of(one.title) if one else None,
                source=source,
                recomputed=tuple(tier.id for tier in found.computed) if found.official else (),
                possible=tuple(tier.id for tier in possible),
                year=found.year,
                basis=self.say.basis(one.basis if one else ruleset.header.basis),
                because_of=tuple(because),
                missing=missing,
            )
        )
        if one is None and any(
            concerns(grant, self.purposes) for tier in ruleset.tiers for grant in tier.grants
        ):
            self._undetermined(
                "tier", ruleset, None, ruleset.header.title, missing=missing, effect=None
            )
        for tier, grant in common(() if found.gap else possible, self.book):
            record = found.official.path if found.official else None
            answered = self.say.answered(ruleset, tier.id, tier.title, str(tier.at), record)
            year = self.facts.as_of.year
            self._grant(grant, answered, (date(year, 1, 1), date(year + 1, 1, 1)))

    # Stratum 4: measures

    def _discipline(self, ruleset: JointDiscipline) -> None:
        for entry in self.entries:
            if entry.list.id != ruleset.list or entry.truth is Truth.FALSE:
                continue
            for rule in ruleset.discipline:
                answered = self.say.answered(
                    ruleset, rule.id, rule.title, str(rule.at), entry.item.path
                )
                if entry.truth is Truth.UNKNOWN:
                    self._undetermined(
                        "measure",
                        ruleset,
                        rule.id,
                        rule.title,
                        Match(entry.item, Truth.UNKNOWN, entry.missing),
                        missing=missing_facts(entry.missing, {}),
                        effect=self.book.catalog.measures[rule.grant.measure].effect,
                        grant=rule.grant,
                    )
                    continue
                days = (entry.started, entry.until)
                self._grant(rule.grant, answered, days, rule.specific, entry.item["listed_on"])
        gaps = unknown_entries(self.facts)
        mine = [entry for entry in self.entries if entry.list.id == ruleset.list]
        asked = any(concerns(rule.grant, self.purposes) for rule in ruleset.discipline)
        if asked and gaps and not any(entry.truth is Truth.TRUE for entry in mine):
            self._undetermined(
                "measure",
                ruleset,
                None,
                ruleset.header.title,
                missing=missing_facts(gaps, {}),
                effect=self._strictest(ruleset),
            )

    def _strictest(self, ruleset: JointDiscipline) -> Effect:
        """The strictest effect of what the ruleset gives for the purposes asked for."""
        given = (one.grant for one in ruleset.discipline if concerns(one.grant, self.purposes))
        effects = {self.book.catalog.measures[grant.measure].effect for grant in given}
        return max(effects, key=list(Effect).index)

    def _restrict(self, ruleset: StatutoryRestriction) -> None:
        world = self._world(ruleset)
        for rule in ruleset.restrictions:
            if rule.in_force.on(self.facts.as_of) is not Truth.TRUE:
                continue
            for match in matches(rule.each, rule.where, rule.unless, world):
                if match.truth is Truth.TRUE and match.item is not None:
                    answered = self.say.because(ruleset, rule, match)
                    self._grant(rule.grant, answered, days_of(rule, match.item))
                else:
                    self._undetermined(
                        "measure",
                        ruleset,
                        rule.id,
                        rule.title,
                        match,
                        missing=missing_facts(match.missing, ruleset.header.findings),
                        effect=self.book.catalog.measures[rule.grant.measure].effect,
                        grant=rule.grant,
                    )

    def _grant(
        self,
        grant: Grant,
        answered: Answered,
        days: tuple[date | None, date | None],
        specific: tuple[Citation, ...] = (),
        act: object = None,
    ) -> None:
        if not concerns(grant, self.purposes):
            return
        measure = self.book.catalog.measures[grant.measure]
        authority = self.acting.authority if self.acting else None
        degree = measure.degrees.get(grant.degree or "")
        for target in grant.targets:
            self.measures.append(
                MatchedMeasure(
                    measure=measure.id,
                    title=Text(zh=measure.title, en=measure.title_en),
                    effect=measure.effect,
                    target=target,
                    persons=self._persons(target, act),
                    by=measure.by,
                    yours=None if authority is None else authority in measure.by,
                    purposes=grant.purposes,
                    strength=grant.strength,
                    binding=grant.strength.binding,
                    degree=grant.degree,
                    degree_title=Text(zh=degree[0], en=degree[1]) if degree else None,
                    basis=self.say.basis(grant.basis),
                    criteria=self.say.basis(grant.criteria),
                    specific=self.say.basis(specific),
                    since=days[0],
                    until=days[1],
                    remedy=Text(zh=measure.remedy, en=measure.remedy_en),
                    on_list=measure.on_list,
                    because_of=answered,
                )
            )

    def _persons(self, target: Target, act: object) -> tuple[str, ...] | None:
        """The keys of those who held the role when the act was made; None if nobody told."""
        if target is Target.ENTITY:
            return ()
        persons = self.facts.subject.persons
        if persons is None or not isinstance(act, date):
            return None
        role = Role.named(target.value)
        held = [
            person.key
            for person in persons
            if person.role is role
            and (person.since or act) <= act
            and (person.until is None or act <= person.until)
        ]
        return tuple(sorted(held))

    # Stratum 5: repair

    def _repair(self, ruleset: CreditRepair) -> None:
        standing = (ListingState.CURRENT, ListingState.UNKNOWN, ListingState.OVERDUE_REMOVAL)
        for entry in self.entries:
            if entry.list.id == ruleset.list and entry.state in standing:
                found = assess(ruleset, entry, self._world(ruleset))
                self.repairs.append(self._assessment(found))

    def _assessment(self, found: Assessment) -> RepairAssessment:
        ruleset, path = found.ruleset, found.entry.item.path
        specs = ruleset.header.findings
        requirements = tuple(self.say.requirement(*one) for one in found.requirements)
        bars = tuple(self.say.requirement(*one) for one in found.bars)
        procedure = ruleset.procedure if found.application else ()
        steps = [self.say.step(one, found.application) for one in procedure]
        self.steps += steps
        every = [basis for one in (*requirements, *bars) for basis in one.basis]
        return RepairAssessment(
            ruleset=ruleset.header.id,
            title=text_of(ruleset.header.title),
            record=path,
            platform=text_of(ruleset.platform),
            apply_to=ruleset.apply_to,
            state=found.state,
            indicative=any(one.verified is Verified.SECONDARY for one in every),
            requirements=requirements,
            bars=bars,
            first_day=found.first_day,
            latest_day=found.latest_day,
            grants=tuple(map(text_of, ruleset.grants)),
            materials=tuple(map(text_of, ruleset.materials)),
            steps=tuple(steps),
            remedy=text_of(ruleset.remedy),
            missing=missing_facts(found.missing, specs),
        )

    # Stratum 6: steps

    def _organ_steps(self, entry: Entry) -> None:
        """What the organ owes once an entry has ended or lost its basis."""
        listed, path = entry.list, entry.item.path
        if entry.state is ListingState.OVERDUE_REMOVAL:
            late = entry.remove_by is not None and self.facts.as_of > entry.remove_by
            self.steps.append(
                Step(
                    id="remove-entry",
                    title=Text(
                        zh=f"列入期限已满，移出{listed.title}并停止公开",
                        en=f"the term has ended: remove from the {listed.title_en}",
                    ),
                    by=listed.organ,
                    basis=self.say.basis(listed.removal_basis),
                    due=entry.remove_by,
                    note=Text(zh="已逾期", en="overdue") if late else None,
                    about=path,
                )
            )
        if entry.revocable:
            self.steps.append(
                Step(
                    id="revoke-entry",
                    title=Text(
                        zh="列入决定所依据的文书已被撤销，应当撤销列入决定",
                        en="the document the entry rests on was annulled: revoke the entry",
                    ),
                    by=listed.organ,
                    basis=self.say.basis(listed.revocation_basis),
                    about=path,
                )
            )

    # Pieces

    def _world(self, ruleset: Ruleset) -> World:
        return World(self.facts, ruleset.header.findings, self.listed)

    def _undetermined(
        self,
        what: Outcome,
        ruleset: Ruleset,
        rule: str | None,
        title: Title,
        match: Match | None = None,
        *,
        missing: tuple[MissingFact, ...] = (),
        effect: Effect | None = None,
        grant: Grant | None = None,
    ) -> None:
        if grant is not None and not concerns(grant, self.purposes):
            return
        self.undetermined.append(
            Undetermined(
                what=what,
                ruleset=ruleset.header.id,
                rule=rule,
                title=text_of(title),
                record=match.item.path if match and match.item else None,
                effect=effect,
                defences=self.say.defences(match) if match else (),
                missing=missing,
            )
        )

    def _all_notes(self) -> Iterator[Text]:
        used = sorted(
            item.path for items in self.facts.items.values() for item in items if item.under_review
        )
        for path in used:
            yield Text(
                zh=f"{path} 正在复议或诉讼中，本结果仍予使用。",
                en=f"{path} is under review; it is used here all the same.",
            )
        spoken = {ruleset.header.scheme for ruleset in self.book.in_force(self.facts.as_of)}
        silent = {ruleset.header.scheme for ruleset in self.book.rulesets} - spoken
        for scheme in sorted(silent):
            yield Text(
                zh=f"{self.facts.as_of} 没有适用于 {scheme} 的规则集在施行。",
                en=f"no ruleset for {scheme} is in force on {self.facts.as_of}.",
            )
