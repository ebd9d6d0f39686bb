"""Stratum 6: what is owed next, by whom, by when. It may read proposals; nothing reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from credit_rules.engine.decision import Step, Text
from credit_rules.engine.listings import Entry, ListingState
from credit_rules.engine.matcher import Match, matches
from credit_rules.engine.reference import Known, evaluate
from credit_rules.engine.work import Work
from credit_rules.model.ruleset import KeyWatchList, SeriousDishonesty, StepRule, Steps
from credit_rules.truth import Truth, Unheld, disjunction

__all__ = ["entry_steps", "proposed", "steps"]


def steps(work: Work, rulesets: Sequence[Steps]) -> None:
    """The steps owed by rulesets of steps; what is proposed is the same for all of them."""
    strata = replace(work.strata, proposed=proposed(work)) if rulesets else work.strata
    for ruleset in rulesets:
        world = replace(work.world(ruleset), strata=strata)
        for rule in ruleset.steps:
            if rule.each is None:
                trace = evaluate(rule.where, world)
                _owe(work, ruleset, rule, Match(None, trace.truth, trace.missing))
                continue
            for match in matches(rule.each, rule.where, (), world):
                _owe(work, ruleset, rule, match)


def _owe(work: Work, ruleset: Steps, rule: StepRule, match: Match) -> None:
    if match.truth is Truth.UNKNOWN:
        work.open("step", ruleset, rule.step.id, rule.step.title, match.missing, match=match)
    elif match.truth is not Truth.FALSE:
        # A proposal subject to a defence is a proposal: the step that reviews it is owed.
        done = rule.step.done
        if done is None or match.item is None or not isinstance(match.item[done.name], date):
            work.steps.append(work.say.step(ruleset, rule.step, match.item))


def proposed(work: Work) -> Mapping[str, Known]:
    """Per list, whether an entry on it is proposed."""
    known: dict[str, Known] = {}
    open_to: dict[str, set[tuple[str, str | None]]] = {}
    for ruleset in work.book.rulesets:
        if isinstance(ruleset, SeriousDishonesty | KeyWatchList):
            named = {(ruleset.header.id, ground.id) for ground in ruleset.grounds}
            open_to.setdefault(ruleset.list, set()).update(named)
    for name in work.book.catalog.lists:
        truths = [
            one.outcome for one in work.proposals if one.list == name and one.action == "enter"
        ]
        # One that hangs on a fact nobody told is no proposal yet, and may become one.
        truths += [
            Truth.UNKNOWN
            for one in work.undetermined
            if (one.ruleset, one.rule) in open_to.get(name, ())
        ]
        truth = disjunction(truths)
        open_ones = truth is Truth.UNKNOWN
        known[name] = (
            truth,
            frozenset({Unheld(f"proposals[{name}]", "认定部门")}) if open_ones else frozenset(),
        )
    return known


def entry_steps(work: Work, entry: Entry) -> None:
    """What the organ owes once an entry has ended or lost its basis."""
    listed, path = entry.list, entry.item.path
    if entry.state is ListingState.OVERDUE_REMOVAL:
        late = entry.remove_by is not None and work.facts.as_of > entry.remove_by
        work.steps.append(
            Step(
                id="remove-entry",
                ruleset=None,
                title=Text(
                    zh=f"列入期限已满，移出{listed.title}并停止公开",
                    en=f"the term has ended: remove from the {listed.title_en}",
                ),
                by=listed.organ,
                basis=work.say.basis(listed.removal_basis),
                due=entry.remove_by,
                note=Text(zh="已逾期", en="overdue") if late else None,
                about=path,
            )
        )
    if entry.revocable and listed.revocation_basis:
        work.steps.append(
            Step(
                id="revoke-entry",
                ruleset=None,
                title=Text(
                    zh="列入决定所依据的文书已被撤销，应当撤销列入决定",
                    en="the document the entry rests on was annulled: revoke the entry",
                ),
                by=listed.organ,
                basis=work.say.basis(listed.revocation_basis),
                about=path,
            )
        )
