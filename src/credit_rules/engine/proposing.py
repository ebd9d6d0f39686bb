"""Stratum 2: proposals. Grounds to enter a list, reasons to leave a watch list.

A proposal carries nothing but the steps owed; that an organ follows it is the organ's decision.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from credit_rules.engine.decision import Answered, Proposal, Text
from credit_rules.engine.matcher import Match, matches
from credit_rules.engine.milder_listing import Entered, proposed
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.reference import Trace, evaluate
from credit_rules.engine.wording import missing_facts
from credit_rules.engine.work import Work, acts
from credit_rules.model.catalog import Citation
from credit_rules.model.codes import Verified
from credit_rules.model.ruleset import Ground, KeyWatchList, SeriousDishonesty, Title
from credit_rules.truth import Missing, Truth, conjunction, disjunction

__all__ = ["propose", "release"]


def propose(work: Work, ruleset: SeriousDishonesty | KeyWatchList) -> None:
    """Propose entry, for every ground and every record it is found in."""
    world = work.world(ruleset)
    apart, unsettled = _not_elsewhere(work, ruleset)
    entered: list[Entered] = []
    for ground in ruleset.grounds:
        dated, unconfirmed = work.in_force(ruleset, ground.in_force)
        free = apart & dated
        if free is Truth.FALSE:
            continue
        found = matches(
            ground.each, ground.where, ground.unless, world, ruleset.settled, acts(ruleset)
        )
        for match in found:
            truth = match.truth & free
            more = unsettled | unconfirmed if truth is Truth.UNKNOWN else frozenset()
            missing = match.missing | more
            entered.append((ground, replace(match, truth=truth, missing=missing)))
    for ground, match in proposed(work, ruleset, entered):
        _enter(work, ruleset, ground, match)


def _not_elsewhere(
    work: Work, ruleset: SeriousDishonesty | KeyWatchList
) -> tuple[Truth, frozenset[Missing]]:
    """Whether the subject is free for a watch list: not officially on a serious one."""
    if isinstance(ruleset, SeriousDishonesty):
        return Truth.TRUE, frozenset()
    known = [work.strata.listed[name] for name in ruleset.not_for]
    missing: frozenset[Missing] = frozenset().union(*(unheld for _, unheld in known))
    return ~disjunction(truth for truth, _ in known), missing


def _enter(
    work: Work,
    ruleset: SeriousDishonesty | KeyWatchList,
    ground: Ground,
    match: Match,
) -> None:
    truth, facts = match.truth, missing_facts(match.missing)
    questions = tuple(one for one in facts if one.kind == "question")
    if truth is Truth.UNKNOWN:
        work.open("proposal", ruleset, ground.id, ground.title, match.missing, match=match)
    if match.item is None or len(questions) < len(facts):
        return
    steps = tuple(work.say.step(ruleset, one, match.item) for one in ruleset.procedure)
    work.proposals.append(
        _proposal(
            work,
            ruleset,
            "enter",
            ground.title,
            ground.basis,
            truth,
            work.say.because(ruleset, ground, match),
        ).model_copy(
            update={
                "defences": work.say.defences(match),
                "findings_needed": questions,
                "steps": steps if truth is not Truth.UNKNOWN else (),
            }
        )
    )


def release(work: Work, ruleset: KeyWatchList) -> None:
    """Propose that an entry ends, where a reason to leave holds and none to stay."""
    world = work.world(ruleset)
    for entry in work.entries:
        if entry.list.id != ruleset.list or entry.truth is not Truth.TRUE:
            continue
        looking = world.at(entry.item, this=True)
        staying = [evaluate(one.when, looking) for one in ruleset.stay]
        free = conjunction(~trace.truth for trace in staying)
        for reason in ruleset.leave:
            trace = evaluate(reason.when, looking)
            truth = trace.truth & free
            if truth is Truth.FALSE:
                continue
            if truth is Truth.UNKNOWN:
                missing = _missing(trace, *staying)
                match = Match(entry.item, truth, missing)
                work.open("proposal", ruleset, reason.id, reason.title, missing, match=match)
                continue
            because = work.say.answered(
                ruleset, reason.id, reason.title, str(reason.at), entry.item.path
            )
            work.proposals.append(
                _proposal(work, ruleset, "leave", reason.title, reason.basis, truth, because)
            )


def _missing(*traces: Trace) -> frozenset[Missing]:
    return frozenset().union(*(trace.missing for trace in traces))


def _proposal(
    work: Work,
    ruleset: SeriousDishonesty | KeyWatchList,
    action: Literal["enter", "leave"],
    title: Title,
    citations: tuple[Citation, ...],
    truth: Truth,
    because: Answered,
) -> Proposal:
    listed = work.book.catalog.lists[ruleset.list]
    basis = work.say.basis(citations, work.say.day_of(ruleset.header))
    return Proposal(
        ruleset=ruleset.header.id,
        action=action,
        list=ruleset.list,
        list_kind=listed.kind,
        title=text_of(title),
        outcome=truth,
        organ=listed.organ,
        basis=basis,
        because_of=because,
        defences=(),
        findings_needed=(),
        steps=(),
        remedy=Text(zh=listed.remedy, en=listed.remedy_en),
        secondary=any(one.verified is Verified.SECONDARY for one in basis),
    )
