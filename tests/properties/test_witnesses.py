"""What the solver finds is what the evaluator sees: a witness comes out as it was asked for."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.properties import conditions
from tests.properties import strategies as ours

from credit_rules.analysis.compare import inquiry
from credit_rules.analysis.symbolic.conditions import Unreadable, evaluate
from credit_rules.analysis.symbolic.outcomes import Aspect, outcomes
from credit_rules.engine.grading import Grading
from credit_rules.engine.reference import World
from credit_rules.engine.reference import evaluate as reference
from credit_rules.model.ruleset import StatutoryRestriction
from credit_rules.targets.smt import Stopped, all_of, negated
from credit_rules.truth import Truth

QUESTIONS = ours.questions(ours.RICH)
SOME = ours.RICH.rulesets[0]


TRUTHS = st.sampled_from([Truth.TRUE, Truth.FALSE, Truth.UNKNOWN])


def comes_out(kleene, truth):
    """That a condition has a truth."""
    unknown = all_of((negated(kleene.true), negated(kleene.false)))
    return {Truth.TRUE: kleene.true, Truth.FALSE: kleene.false, Truth.UNKNOWN: unknown}[truth]


# A counterexample is printed as it was found: to shrink it would ask the solver hundreds of times.
@settings(phases=[Phase.explicit, Phase.generate])
@given(conditions.about_the_subject, st.booleans(), TRUTHS)
def test_a_witness_of_a_condition_comes_out_as_asked(condition, complete, truth) -> None:
    try:
        found = inquiry(ours.RICH, SOME, ours.AS_OF, [condition], complete=complete)
        witness = found.solve(comes_out(evaluate(condition, found.scene), truth), seconds=3)
    except (Unreadable, Stopped):
        return
    if witness is None:
        return
    grading = Grading(ours.RICH, witness.subject, None, witness.acting.region)
    strata = grading.strata(ours.AS_OF, ours.schemes(ours.RICH))
    world = World(grading.facts(ours.AS_OF), QUESTIONS, strata)
    assert reference(condition, world).truth is truth


BARS = [one for one in ours.SHIPPED.rulesets if isinstance(one, StatutoryRestriction)]


@pytest.mark.parametrize("ruleset", BARS[::3], ids=lambda one: one.header.id)
def test_every_bar_is_shown_to_hold_and_to_be_open(ruleset) -> None:
    """Of each bar the solver makes a subject on whom it lies, and one of whom nobody knows."""
    for rule in ruleset.restrictions[:2]:
        for complete in (True, False):
            found = inquiry(
                ours.SHIPPED,
                ruleset,
                max(ours.AS_OF, ruleset.header.in_force.since or ours.AS_OF),
                [rule, ruleset.header.concerns],
                complete=complete,
            )
            said = [
                one.truth
                for one in outcomes(ruleset, found.scene)
                if one.aspect is Aspect.MEASURE and one.rule == rule.id
            ]
            wanted = said[0].true if complete else comes_out(said[0], Truth.UNKNOWN)
            witness = found.solve(wanted, seconds=5)
            if witness is None:
                continue
            decision = ours.cr.decide(
                ours.SHIPPED, witness.subject, witness.as_of, acting=witness.acting
            )
            given_by = {one.because_of.rule for one in decision.measures}
            # Where nobody knows whether the ruleset speaks at all, it is open as a whole.
            open_by = {one.rule or one.ruleset for one in decision.undetermined}
            assert {rule.id} & given_by if complete else {rule.id, ruleset.header.id} & open_by
