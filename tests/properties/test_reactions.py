"""durable-rules chains what the fixpoint says, on generated rules and facts, a sample of the bench."""

import random
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.properties.reaction_cases import cases

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.narrowing import narrowed
from credit_rules.model.ruleset import JointDiscipline
from credit_rules.monitor import Engine, Reactor
from credit_rules.monitor.fixpoint import chained
from credit_rules.targets.durable import Durable

SETS, EACH = 10, 30
SUBJECTS = 30

needs_durable = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="durable-rules does not build on Python 3.13"
)


@needs_durable
def test_durable_rules_equals_the_fixpoint():
    followed = 0
    for rulesets, subjects in cases(61, SETS, EACH):
        with Durable(rulesets) as engine:
            for facts in subjects:
                expected = chained(rulesets, facts)
                assert engine.chained(facts) == expected
                followed += len(expected)
    assert followed > SETS * EACH


@needs_durable
def test_what_changes_for_generated_subjects_gives_the_same_tasks():
    whole, rng, tasks = cr.load(), random.Random(61), 0
    listing = [
        one
        for one in whole.rulesets
        if isinstance(one, JointDiscipline) and one.list in ("wage-arrears", "judgment-defaulters")
    ]
    book = narrowed(whole, listing)
    aims = Aims(book, listing)
    engines = [Reactor(whole.reactions, engine=one) for one in (Engine.DURABLE, Engine.FIXPOINT)]
    for _ in range(SUBJECTS):
        told = aims.draft(rng).witness()
        later = told.as_of + timedelta(days=rng.choice((1, 30, 400)))
        before, after = (
            cr.decide(book, told.subject, day, acting=told.acting) for day in (told.as_of, later)
        )
        for pair in ((None, before), (before, after)):
            one, other = (reactor.react(*pair) for reactor in engines)
            assert one == other
            tasks += len(one)
    engines[0].close()
    assert tasks > SUBJECTS


@given(st.integers(0, 10**9))
def test_more_facts_never_take_anything_back(seed):
    for rulesets, (facts, more) in cases(seed, 1, 2):
        assert chained(rulesets, facts) <= chained(rulesets, [*facts, *more])


@given(st.integers(0, 10**9))
def test_the_order_of_rules_and_facts_is_no_matter(seed):
    for rulesets, (facts, _) in cases(seed, 1, 2):
        assert chained(rulesets, facts) == chained(rulesets[::-1], facts[::-1])


@given(st.integers(0, 10**9))
def test_nothing_follows_from_nothing(seed):
    for rulesets, (facts, _) in cases(seed, 1, 2):
        assert chained(rulesets, []) == frozenset()
        assert chained(rulesets, facts * 2) == chained(rulesets, facts)
