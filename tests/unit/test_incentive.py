"""Favours: given, suspended and why, or open."""

import pytest

import credit_rules as cr

BODY = """
favours:
  - { <honoured>, when: { listed: honour }, unless: [{ <fined>, when: { some: penalties, within: 1 year } }], measure: green-lane, strength: may, purposes: [approval] }
  - { <clean>, when: { not: { some: penalties, within: 3 years } }, measure: fewer-visits, strength: may, targets: [entity, controller] }
"""
BARS = """
restrictions:
  - { <watched>, each: inspections, where: { obstructed: true }, measure: visits, degree: some, strength: must, lasts: { for: 1 year, since: concluded_on } }
"""
HONOURED = {"list": "honour", "listed_on": "2025-01-01", "removed_on": "none"}
FINED = {"decided_on": "2025-06-01"}
LOUD = {"concluded_on": "2025-06-01", "obstructed": True}


@pytest.fixture
def decide(small):
    book = small.load(
        small.ruleset("incentive", BODY), small.ruleset("statutory-restriction", BARS)
    )
    return lambda **told: small.decide(book, **told)


def given(decision):
    return sorted({one.measure for one in decision.measures if one.effect.value == "favour"})


@pytest.mark.parametrize(
    ("told", "measures", "suspended", "open_ones"),
    [
        ({}, ["fewer-visits"], [], []),
        ({"listings": [HONOURED]}, ["fewer-visits", "green-lane"], [], []),
        ({"listings": [HONOURED], "penalties": [FINED]}, [], [("green-lane", "", "fined")], []),
        # What does not hold is not suspended either.
        ({"penalties": [FINED]}, [], [], []),
        (
            {"listings": [HONOURED], "penalties": [FINED | {"decided_on": "2025-02-28"}]},
            ["green-lane"],
            [],
            [],
        ),
        ({"listings": [HONOURED], "uncovered": ["penalties"]}, [], [], ["clean", "honoured"]),
        ({"listings": [HONOURED | {"removed_on": None}]}, ["fewer-visits"], [], ["honoured"]),
        ({"listings": [HONOURED | {"removed_on": None}], "penalties": [FINED]}, [], [], []),
    ],
)
def test_a_favour_and_what_suspends_it(decide, told, measures, suspended, open_ones):
    decision = decide(**told)
    assert given(decision) == measures
    said = [(one.measure, one.gave_way_to, one.reason.en) for one in decision.suppressed]
    assert said == suspended
    assert sorted(one.rule for one in decision.undetermined) == open_ones
    for one in decision.undetermined:
        assert (one.effect.value, bool(one.missing)) == ("favour", True)


def test_a_favour_has_no_days_of_its_own_and_meets_its_targets(decide):
    found = decide().measures
    assert [one.target.value for one in found] == ["entity", "controller"]
    assert {(one.since, one.until, one.because_of.record) for one in found} == {(None, None, None)}


def test_a_favour_gives_way_to_a_measure_of_its_family(decide):
    decision = decide(inspections=[LOUD])
    assert {(one.measure, one.target.value) for one in decision.measures} == {
        ("fewer-visits", "controller"),
        ("visits", "entity"),
    }
    (one,) = decision.suppressed
    assert (one.measure, one.target.value, one.gave_way_to) == ("fewer-visits", "entity", "visits")


def test_a_favour_that_may_have_to_give_way_is_open(decide):
    decision = decide(inspections=[LOUD | {"obstructed": None}])
    assert [(one.measure, one.target.value) for one in decision.measures] == [
        ("fewer-visits", "controller")
    ]
    open_ones = {one.rule: one for one in decision.undetermined}
    assert set(open_ones) == {"watched", "clean"}
    assert open_ones["clean"].effect.value == "favour"
    assert open_ones["clean"].missing == open_ones["watched"].missing
    assert decision.suppressed == ()


def test_a_favour_for_another_purpose_is_not_looked_at(small):
    book = small.load(small.ruleset("incentive", BODY))
    acting = cr.Acting(purposes=("finance",))
    decision = small.decide(book, acting=acting, listings=[HONOURED], penalties=[FINED])
    assert (decision.measures, decision.suppressed, decision.undetermined) == ((), (), ())
    acting = cr.Acting(purposes=("approval",))
    assert given(small.decide(book, acting=acting, listings=[HONOURED])) == ["green-lane"]
