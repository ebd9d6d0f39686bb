"""What the symbolic reader says of whole rulesets is what the evaluator decides."""

from __future__ import annotations

import random

import pytest
from tests.properties.test_symbolic import fixed

import credit_rules as cr
from credit_rules.analysis.aiming import aimed
from credit_rules.analysis.narrowing import narrowed
from credit_rules.analysis.symbolic.conditions import Scene, Unreadable
from credit_rules.analysis.symbolic.facts import pinned
from credit_rules.analysis.symbolic.outcomes import Aspect, Outcome, outcomes
from credit_rules.analysis.symbolic.strata import Strata
from credit_rules.engine.decision import Decision
from credit_rules.engine.facts import Facts
from credit_rules.model.ruleset import Ruleset, TieredSupervision
from credit_rules.truth import Truth

BOOK = cr.load()
EACH = 12
ASPECTS = {
    Aspect.MEASURE: "measure",
    Aspect.PROPOSAL: "proposal",
    Aspect.STEP: "step",
}


def decided(decision: Decision, ruleset: Ruleset) -> dict[tuple[str, str, str], Truth]:
    """Per rule and record, what the evaluator says; what it does not mention is false."""
    name = ruleset.header.id
    said: dict[tuple[str, str, str], Truth] = {}
    for one in decision.measures:
        if one.because_of.ruleset == name:
            said["measure", one.because_of.rule, one.because_of.record or ""] = Truth.TRUE
    for one in decision.undetermined:
        if one.ruleset == name and one.rule is not None and one.record != "":
            said[one.what, one.rule, one.record or ""] = Truth.UNKNOWN
    for one in decision.proposals:
        if one.ruleset == name:
            said["proposal", one.because_of.rule, one.because_of.record or ""] = one.outcome
    for one in decision.steps:
        if one.ruleset == name:
            said["step", one.id, one.about or ""] = Truth.TRUE
    return said


def read(found: list[Outcome]) -> dict[tuple[str, str, str], Truth]:
    """The same from the outcomes of the symbolic reader."""
    said = {}
    for one in found:
        if one.aspect not in ASPECTS or "/" in one.rule:
            continue
        truth = fixed(one.truth)
        if truth is Truth.FALSE:
            continue
        if truth is Truth.SUBJECT_TO_DEFENCE and one.aspect is Aspect.MEASURE:
            truth = Truth.UNKNOWN
        record = "" if one.record is None else f"{one.record.collection.name}[{one.record.key}]"
        said[ASPECTS[one.aspect], one.rule, record] = truth
    return said


def about_records(said: dict[tuple[str, str, str], Truth]) -> dict[tuple[str, str, str], Truth]:
    """Without records that may exist in days nobody covered: there is no slot for them."""
    return {key: truth for key, truth in said.items() if key[2] or truth is not Truth.UNKNOWN}


@pytest.mark.parametrize(
    "ruleset", BOOK.rulesets, ids=lambda one: f"{one.header.id}-{one.header.edition}"
)
def test_outcomes_of_what_ships(ruleset: Ruleset) -> None:
    rng = random.Random(7)
    small = narrowed(BOOK, [ruleset])
    compared = 0
    for _ in range(EACH):
        witness = aimed(BOOK, [ruleset], rng)
        region = witness.acting.region if witness.acting else None
        view = pinned(Facts.of(witness.subject, witness.as_of))
        scene = Scene(view, Strata(small, region))
        if not ruleset.header.national and (
            region is None or not ruleset.header.governs_region(region)
        ):
            continue
        try:
            found = list(outcomes(ruleset, scene))
        except Unreadable:
            continue
        decision = cr.decide(small, witness.subject, witness.as_of, acting=witness.acting)
        compared += 1
        if any(one.what == "ruleset" for one in decision.undetermined):
            assert all(fixed(one.truth) is not Truth.TRUE for one in found if one.record)
            continue
        if isinstance(ruleset, TieredSupervision):
            tiers = [one for one in decision.tiers if one.ruleset == ruleset.header.id]
            held = {Aspect.TIER: set(), Aspect.GAP: set()}
            for one in found:
                if one.aspect in held and fixed(one.truth) is Truth.TRUE:
                    held[one.aspect].add(one.rule)
            assert held[Aspect.TIER] == {name for tier in tiers for name in tier.possible}
            assert any(tier.source == "gap" for tier in tiers) <= bool(held[Aspect.GAP])
            continue
        assert about_records(read(found)) == about_records(decided(decision, ruleset))
    assert compared or ruleset.header.kind == "steps"
