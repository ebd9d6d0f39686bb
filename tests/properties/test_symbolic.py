"""The symbolic reader is the reference evaluator: same condition, same facts, same truth."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.properties import conditions
from tests.properties import strategies as ours

from credit_rules.analysis.symbolic.conditions import Scene, Unreadable
from credit_rules.analysis.symbolic.conditions import evaluate as symbolic
from credit_rules.analysis.symbolic.facts import Kleene, Slot, View, pinned, truth_of
from credit_rules.engine.grading import Grading
from credit_rules.engine.reference import Strata, World, evaluate
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

QUESTIONS = ours.questions(ours.RICH)
DAYS = st.sampled_from([ours.AS_OF, date(2024, 2, 29), date(2025, 3, 31), date(2026, 12, 31)])


class Settled:
    """The strata below, as the evaluator settled them."""

    def __init__(self, strata: Strata) -> None:
        self.strata = strata
        self.parameters = strata.parameters

    def listed(self, view: View, name: str) -> Kleene:
        return truth_of(self.strata.listed[name][0])

    def standing(self, view: View, entry: Slot) -> Kleene:
        path = f"listings[{entry.key}]"
        return truth_of(self.strata.standing.get(path, (Truth.FALSE, frozenset()))[0])

    def graded(self, view: View, scheme: str, tiers: frozenset[str]) -> Kleene:
        grades = self.strata.graded.get(scheme)
        if grades is None:
            return truth_of(Truth.UNKNOWN)
        if not grades.possible & tiers:
            return truth_of(Truth.FALSE)
        sure = grades.possible <= tiers and not grades.gap
        return truth_of(Truth.TRUE if sure else Truth.UNKNOWN)

    def proposed(self, view: View, name: str) -> Kleene:
        return truth_of(Truth.FALSE)


def fixed(found: Kleene) -> Truth:
    """A truth in which nothing is open."""
    parts = (found.true, found.upheld, found.false)
    assert all(isinstance(part, bool) for part in parts), parts
    return {
        (True, True, False): Truth.TRUE,
        (False, True, False): Truth.SUBJECT_TO_DEFENCE,
        (False, False, False): Truth.UNKNOWN,
        (False, False, True): Truth.FALSE,
    }[parts]


def both(subject: Subject, day: date):
    """A subject as the evaluator looks at it, and as the symbolic reader does."""
    grading = Grading(ours.RICH, subject, None, None)
    strata = grading.strata(day, ours.schemes(ours.RICH))
    facts = grading.facts(day)
    return World(facts, QUESTIONS, strata), Scene(pinned(facts), Settled(strata))


@given(ours.partial(), conditions.about_the_subject, DAYS)
def test_conditions_about_the_subject(subject, condition, day) -> None:
    world, scene = both(subject, day)
    try:
        found = symbolic(condition, scene)
    except Unreadable:
        return
    assert fixed(found) is evaluate(condition, world).truth


@pytest.mark.parametrize("name", conditions.COLLECTIONS_ASKED)
@given(data=st.data(), day=DAYS)
def test_conditions_about_a_record(name, data, day) -> None:
    subject = data.draw(ours.partial())
    condition = data.draw(conditions.about_a_record(name))
    world, scene = both(subject, day)
    items, slots = world.facts.items[name], scene.view.slots[name]
    for item, slot in zip(items, slots, strict=True):
        try:
            found = symbolic(condition, scene.at(slot, this=True))
        except Unreadable:
            return
        assert fixed(found) is evaluate(condition, world.at(item, this=True)).truth
