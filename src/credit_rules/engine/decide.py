"""`decide`: a rulebook, a subject and a day in; a decision out. Pure: no clock, no I/O, no globals.

The strata are walked once, upwards: usable records, official entries, proposals, tiers, measures,
repair, steps. Nothing reads a higher one, so a proposal can carry no measure.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from credit_rules import __version__
from credit_rules.engine import measures, owed, proposing
from credit_rules.engine.decision import (
    Acting,
    Decision,
    ExcludedRecord,
    LegalBasis,
    MatchedMeasure,
    Provenance,
    Text,
    Undetermined,
)
from credit_rules.engine.facts import Item, Value
from credit_rules.engine.grading import Grading
from credit_rules.engine.listings import ListingState
from credit_rules.engine.phrasing import Phrasing, text_of
from credit_rules.engine.reference import Known, Watch, in_scope
from credit_rules.engine.repair import application, assess, possible_applications
from credit_rules.engine.settling import Possible, in_order, merged, settle
from credit_rules.engine.speaking import Spoken
from credit_rules.engine.wording import missing_facts
from credit_rules.engine.work import Work
from credit_rules.errors import CreditRulesError
from credit_rules.model.codes import Effect, Verified
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    CreditRepair,
    Governs,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    Steps,
    TieredSupervision,
)
from credit_rules.model.subject import COLLECTIONS, FIRST_DAY, LAST_DAY, Subject
from credit_rules.truth import Missing, Truth

__all__ = ["decide", "subject_digest"]

_NAMED: Final = 5
"""So many schemes are named in a note; of more, how many there are."""

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
    watch: Watch | None = None,
) -> Decision:
    """What applies to a subject on a day, with legal basis, term and remedy.

    Args:
        book: loaded rulesets and catalogs.
        subject: the record of one credit subject.
        as_of: the day asked about.
        acting: who asks, where, and for which purposes; without purposes all measures are returned,
            without a region local rules that would say something are undetermined.
        known_as_of: only what was known by that day.
        trace: keep with each answer the conditions that led to it.
        watch: is told of every condition that is asked, its trace and its world.

    Raises:
        CreditRulesError: `as_of` is not a day that can be asked about (1900 to 2999).
    """
    if not FIRST_DAY <= as_of <= LAST_DAY:
        raise CreditRulesError(f"expected a day from {FIRST_DAY} to {LAST_DAY}, found {as_of}")
    region = acting.region if acting else None
    grading = Grading(book, subject, known_as_of, region, watch)
    facts = grading.facts(as_of)
    schemes = frozenset(ruleset.header.scheme for ruleset in book.rulesets)
    strata = grading.strata(as_of, schemes)
    say = Phrasing(book.catalog, facts, trace=trace)
    work = Work(book, facts, acting, say, grading, strata)
    spoken = grading.spoken(as_of)
    _walk(work, [one.ruleset for one in spoken if one.truth is Truth.TRUE])
    for one in spoken:
        if one.truth is Truth.UNKNOWN:
            _may_speak(work, one)
    for entry in work.entries:
        owed.entry_steps(work, entry)
    return _decision(work, known_as_of)


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


def _walk(work: Work, rulesets: Iterable[Ruleset]) -> None:
    """Every stratum from proposals upwards, over some rulesets."""
    spoken = tuple(rulesets)
    for ruleset in spoken:
        if isinstance(ruleset, SeriousDishonesty | KeyWatchList):
            proposing.propose(work, ruleset)
        if isinstance(ruleset, KeyWatchList):
            proposing.release(work, ruleset)
    for ruleset in spoken:
        match ruleset:
            case TieredSupervision():
                measures.tier(work, ruleset)
            case JointDiscipline() | KeyWatchList():
                measures.discipline(work, ruleset)
            case StatutoryRestriction():
                measures.restrict(work, ruleset)
            case Incentive():
                measures.favours(work, ruleset)
            case CreditRepair():
                _repair(work, ruleset)
            case SeriousDishonesty() | Steps():
                pass
    owed.steps(work, [ruleset for ruleset in spoken if isinstance(ruleset, Steps)])


def _may_speak(work: Work, one: Spoken) -> None:
    """A ruleset of which nobody knows whether it speaks: open, if it would say anything."""
    trial = replace(
        work,
        tiers=[],
        proposals=list(work.proposals),
        measures=[],
        beside=[],
        suppressed=[],
        compared=[],
        repairs=[],
        undetermined=[],
        steps=[],
        possible=[],
    )
    _walk(trial, [one.ruleset])
    effects = [measure.effect for measure in trial.measures]
    effects += [found.effect for found in trial.undetermined if found.effect]
    graded = [tier for tier in trial.tiers if tier.possible]
    said = (
        trial.measures,
        trial.suppressed,
        trial.repairs,
        trial.undetermined,
        trial.steps,
        graded,
    )
    asked = any(said) or len(trial.proposals) > len(work.proposals)
    if asked or trial.beside or trial.possible:
        found = Undetermined(
            what="ruleset",
            ruleset=one.ruleset.header.id,
            edition=one.ruleset.header.edition,
            rule=None,
            title=text_of(one.ruleset.header.title),
            record=None,
            effect=max(effects, key=list(Effect).index) if effects else None,
            targets=(),
            purposes=(),
            defences=(),
            missing=missing_facts(one.missing),
        )
        work.undetermined += [found] if asked else []
        may = {(given.measure, given.target) for given in (*trial.measures, *trial.beside)}
        may |= {(given.measure, given.target) for given in trial.possible}
        work.possible += [Possible(measure, target, found) for measure, target in sorted(may)]


def _repair(work: Work, ruleset: CreditRepair) -> None:
    """Stratum 5: every record that may be repaired."""
    world = work.world(ruleset)
    standing = (ListingState.CURRENT, ListingState.UNKNOWN, ListingState.OVERDUE_REMOVAL)
    entries = {entry.item.path: entry for entry in work.entries}
    for found in in_scope(ruleset.each, ruleset.where, world, this=True):
        if found.truth is Truth.FALSE or found.item is None:
            continue
        entry = entries.get(found.item.path)
        if ruleset.list is not None and (entry is None or entry.state not in standing):
            continue
        there = _governed(work, ruleset, found.item, (found.truth, found.missing))
        if there[0] is Truth.FALSE:
            continue
        missing = entry.missing if ruleset.list is not None and entry else frozenset()
        assessment = assess(
            ruleset,
            found.item,
            entry if ruleset.list is not None else None,
            (there[0], there[1] | missing),
            world,
        )
        answer = work.say.repair(assessment)
        work.steps += answer.steps
        work.repairs.append(answer)


def _governed(work: Work, ruleset: CreditRepair, record: Item, there: Known) -> Known:
    """Whether the edition governs an application: by its day, if the ruleset says so."""
    header, day = ruleset.header, work.facts.as_of
    if header.governs is not Governs.APPLICATIONS:
        return there
    pending = application(ruleset, record, work.facts)
    # Without an application it is the day asked about; one that may be there has its own.
    known: list[tuple[Value, frozenset[Missing]]] = [
        (day if pending is None else pending["applied_on"], frozenset()),
    ]
    for one, missing in possible_applications(ruleset, record, work.facts):
        known.append((one["applied_on"], missing))
    gaps = work.facts.uncovered(COLLECTIONS["repairs"], None, None)
    if gaps and pending is None:
        # One that nobody delivered was made since there is the record, on a day nobody knows.
        known.append((record[record.collection.dated_by], gaps))
    truths = {
        header.in_force.on(applied) if isinstance(applied, date) else Truth.UNKNOWN
        for applied, _ in known
    }
    if len(truths) == 1 and truths != {Truth.UNKNOWN}:
        return there[0] & truths.pop(), there[1]
    return there[0] & Truth.UNKNOWN, there[1].union(*(missing for _, missing in known))


def _decision(work: Work, known_as_of: date | None) -> Decision:
    """The whole answer, every part in a fixed order."""
    given = sorted(work.measures, key=in_order)
    found, gave_way, open_ones = settle(given, work.beside, work.possible, work.book)
    facts = work.facts
    return Decision(
        notice=_NOTICE,
        as_of=facts.as_of,
        known_as_of=known_as_of,
        acting=work.acting,
        subject=facts.subject.label,
        name=facts.subject.name,
        tiers=tuple(sorted(work.tiers, key=lambda tier: (tier.scheme, tier.ruleset))),
        listings=tuple(work.say.listing(entry) for entry in work.entries),
        proposals=tuple(
            sorted(
                work.proposals,
                key=lambda one: (one.list, one.because_of.rule, one.because_of.record or ""),
            )
        ),
        measures=tuple(found),
        suppressed=tuple(
            sorted((*gave_way, *work.suppressed), key=lambda one: (one.measure, one.target))
        ),
        settled=merged(found, work.say, work.book),
        compared=tuple(sorted(work.compared, key=lambda one: (one.ruleset, one.record))),
        repairs=tuple(sorted(work.repairs, key=lambda one: (one.ruleset, one.record))),
        undetermined=tuple(
            sorted(
                (*work.undetermined, *open_ones),
                key=lambda one: (
                    one.what,
                    one.ruleset,
                    one.rule or "",
                    one.record or "",
                    one.edition,
                ),
            )
        ),
        excluded=tuple(
            ExcludedRecord(record=one.path, status=one.status, on=one.on) for one in facts.excluded
        ),
        steps=tuple(sorted(work.steps, key=lambda one: (str(one.due), one.id, one.about or ""))),
        notes=tuple(sorted((*_notes(work), *_hearsay(work, found)), key=lambda note: note.zh)),
        provenance=Provenance(
            engine=f"credit-rules {__version__}",
            rulebook=work.book.digest,
            subject=subject_digest(work.book, facts.subject),
        ),
    )


def _notes(work: Work) -> Iterator[Text]:
    used = sorted(
        item.path for items in work.facts.items.values() for item in items if item.under_review
    )
    for path in used:
        yield Text(
            zh=f"{path} 正在复议或诉讼中，本结果仍予使用。",
            en=f"{path} is under review; it is used here all the same.",
        )
    day = work.facts.as_of
    spoken = {
        ruleset.header.scheme
        for ruleset in work.book.rulesets
        if ruleset.header.in_force.on(day) is not Truth.FALSE
    }
    silent = sorted({ruleset.header.scheme for ruleset in work.book.rulesets} - spoken)
    if silent:
        zh, en = "、".join(silent), ", ".join(silent)
        if len(silent) > _NAMED:
            zh, en = f"{len(silent)} 个体系", f"{len(silent)} schemes"
        yield Text(
            zh=f"当日没有在施行的规则集：{zh}。", en=f"no ruleset is in force on the day for: {en}."
        )


def _hearsay(work: Work, given: Iterable[MatchedMeasure]) -> Iterator[Text]:
    """What the answer rests on that nobody read in the original."""
    rests: list[LegalBasis] = [basis for one in given for basis in (*one.basis, *one.criteria)]
    rests += [basis for tier in work.tiers for basis in tier.basis]
    rests += [basis for proposal in work.proposals for basis in proposal.basis]
    rests += [basis for step in work.steps for basis in step.basis]
    for repair in work.repairs:
        rests += [basis for one in (*repair.requirements, *repair.bars) for basis in one.basis]
    heard = sorted({one.citation for one in rests if one.verified is Verified.SECONDARY})
    if heard:
        yield Text(
            zh=f"以下依据只读到转述，引用之前应当核对原文：{'、'.join(heard)}。",
            en=f"read at second hand only, check before citing: {', '.join(heard)}.",
        )
