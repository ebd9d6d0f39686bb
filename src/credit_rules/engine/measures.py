"""Stratum 4: measures. What official entries, acts on record, tiers and good faith carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from credit_rules.engine.decision import (
    ScoreAnswer,
    SuppressedMeasure,
    Text,
    TierAnswer,
    TierSource,
)
from credit_rules.engine.facts import Item
from credit_rules.engine.listings import unknown_entries
from credit_rules.engine.matcher import Match
from credit_rules.engine.milder import answering
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.reference import evaluate
from credit_rules.engine.settling import common
from credit_rules.engine.speaking import counts, recognition
from credit_rules.engine.tiers import Score, TierMatch, assessment
from credit_rules.engine.wording import missing_facts
from credit_rules.engine.work import Term, Work
from credit_rules.model.codes import Effect
from credit_rules.model.ruleset import (
    Assessed,
    Assignment,
    Favour,
    Grant,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Ruleset,
    ScoreItem,
    StatutoryRestriction,
    Tier,
    TieredSupervision,
    Title,
)
from credit_rules.truth import Truth, conjunction

__all__ = ["discipline", "favours", "restrict", "tier"]


def discipline(work: Work, ruleset: JointDiscipline | KeyWatchList) -> None:
    """What follows from an official entry on the list, while it stands."""
    world = work.world(ruleset)
    met: set[str] = set()
    for entry in work.entries:
        if entry.list.id != ruleset.list or entry.truth is Truth.FALSE:
            continue
        counted, unheld = counts(ruleset.header, entry.item)
        for rule in ruleset.discipline:
            meant = evaluate(rule.where, world.at(entry.item, this=True))
            truth = entry.truth & meant.truth & counted
            if truth is Truth.UNKNOWN:
                missing = entry.missing | meant.missing | unheld
                match = Match(entry.item, truth, missing)
                work.open(
                    "measure",
                    ruleset,
                    rule.id,
                    rule.title,
                    missing,
                    match=match,
                    grant=rule.grant,
                )
            elif truth is Truth.TRUE:
                because = work.say.answered(
                    ruleset, rule.id, rule.title, str(rule.at), entry.item.path
                )
                term = Term(entry.started, entry.until)
                work.grant(_recognised(ruleset, rule.grant, entry.item), because, term, entry.item)
                met.add(rule.id)
    gaps = unknown_entries(work.facts)
    may = [rule.grant for rule in ruleset.discipline if rule.id not in met]
    if gaps and may:
        asked = list(filter(work.concerned, may))
        effect = max(map(work.effect, asked or may), key=list(Effect).index)
        title = ruleset.header.title
        work.open(
            "measure", ruleset, None, title, gaps, effect=effect, grants=may, asked=bool(asked)
        )


def restrict(work: Work, ruleset: StatutoryRestriction) -> None:
    """The bars that acts on record carry by law."""
    on = work.say.day_of(ruleset.header)
    for bar in answering(work, ruleset):
        rule, match, term = bar.rule, bar.match, bar.term or Term()
        if bar.over(work.facts.as_of):
            continue
        if bar.truth is Truth.TRUE and match.item is not None:
            work.grant(bar.grant, work.say.because(ruleset, rule, match), term, match.item, on)
            continue
        work.open(
            "measure", ruleset, rule.id, rule.title, bar.missing, match=match, grant=rule.grant
        )


def favours(work: Work, ruleset: Incentive) -> None:
    """The favours whose conditions hold; one that is suspended stays visible, with the reason."""
    world = work.world(ruleset)
    for rule in ruleset.favours:
        if not work.concerned(rule.grant):
            continue
        trace = evaluate(rule.when, world)
        held = [(one, evaluate(one.when, world)) for one in rule.unless]
        free = conjunction(~found.truth for _, found in held)
        if trace.truth is Truth.TRUE and free is Truth.FALSE:
            _suspended(work, rule, next(one.title for one, t in held if t.truth is Truth.TRUE))
            continue
        truth = trace.truth & free
        if truth is Truth.UNKNOWN:
            missing = trace.missing.union(*(found.missing for _, found in held))
            work.open("measure", ruleset, rule.id, rule.title, missing, grant=rule.grant)
        elif truth is Truth.TRUE:
            because = work.say.answered(ruleset, rule.id, rule.title, str(rule.at), None)
            work.grant(rule.grant, because, Term(), None)


def _suspended(work: Work, rule: Favour, reason: Title) -> None:
    measure = work.book.catalog.measures[rule.grant.measure]
    for target in rule.grant.targets:
        work.suppressed.append(
            SuppressedMeasure(
                measure=measure.id,
                title=Text(zh=measure.title, en=measure.title_en),
                target=target,
                gave_way_to="",
                reason=text_of(reason),
            )
        )


def tier(work: Work, ruleset: TieredSupervision) -> None:
    """The tier of a scheme, and what every tier that is possible gives."""
    day = work.facts.as_of
    found = work.grading.match(ruleset, day)
    term = _tier_term(ruleset.assessed, day)
    work.tiers.append(_tier_answer(work, ruleset, found, term))
    given = [grant for one in ruleset.tiers for grant in one.grants]
    # That no tier holds, or that two do, is an answer; open is what a fact would settle.
    if found.tier is None and found.missing and given:
        may = [grant for one in found.possible for grant in one.grants]
        asked = any(map(work.concerned, given))
        title = ruleset.header.title
        work.open("tier", ruleset, None, title, found.missing, grants=may, asked=asked)
    for one, grant in common(() if found.gap or found.overlap else found.possible, work.book):
        record = found.official.path if found.official else None
        because = work.say.answered(ruleset, one.id, one.title, str(one.at), record)
        work.grant(_recognised(ruleset, grant, found.official), because, term, found.official)


def _recognised(ruleset: Ruleset, grant: Grant, act: Item | None) -> Grant:
    """The grant, resting on the recognition too if the act is that of another region."""
    further = () if act is None else recognition(ruleset.header, act)
    return replace(grant, basis=(*grant.basis, *further)) if further else grant


def _tier_answer(
    work: Work, ruleset: TieredSupervision, found: TierMatch, term: Term
) -> TierAnswer:
    one = found.tier
    source: TierSource = "overlap" if found.overlap else "gap"
    if found.missing or one is not None:
        source = "official" if found.official else "computed" if one else "undetermined"
    # In an order of their own: that of the tiers means something, that of the rest does not.
    traces = sorted(found.traces, key=lambda one: _ranked(one[0]))
    because = [work.say.because_tier(ruleset, rule, trace) for rule, trace in traces]
    further = () if found.official is None else recognition(ruleset.header, found.official)
    return TierAnswer(
        scheme=ruleset.header.scheme,
        ruleset=ruleset.header.id,
        title=text_of(ruleset.header.title),
        tier=one and one.id,
        tier_title=text_of(one.title) if one else None,
        source=source,
        recomputed=tuple(tier.id for tier in found.computed) if found.official else (),
        possible=tuple(tier.id for tier in found.possible),
        score=_score(found.score),
        year=found.year,
        assessed_on=assessment(ruleset.assessed, work.facts.as_of)[0],
        since=term.since,
        until=term.until,
        basis=work.say.basis((*(one.basis if one else ruleset.header.basis), *further)),
        because_of=tuple(because),
        missing=missing_facts(found.missing),
    )


def _ranked(rule: Tier | Assignment | ScoreItem) -> tuple[int, str]:
    match rule:
        case Tier():
            return 0, ""
        case ScoreItem():
            return 1, rule.id
        case Assignment():
            return 2, rule.id


def _score(score: Score | None) -> ScoreAnswer | None:
    if score is None:
        return None
    low, high = (end if end.is_finite() else None for end in (score.low, score.high))
    return ScoreAnswer(low=low, high=high)


def _tier_term(assessed: Assessed, day: date) -> Term:
    """How long a tier stands where the law fixes it: the year, or from its day to the next."""
    if assessed.effective is not None:
        month, of_month = assessed.effective
        year = assessment(assessed, day)[1] + 1
        return Term(date(year, month, of_month), date(year + 1, month, of_month))
    if assessed.years_before:
        return Term(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    return Term()
