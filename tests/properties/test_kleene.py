"""Kleene's strong three values: every law, over every combination (there are only twenty-seven)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_rules.truth import Truth, conjunction, disjunction

F, U, S, T = Truth.FALSE, Truth.UNKNOWN, Truth.SUBJECT_TO_DEFENCE, Truth.TRUE
KLEENE = (F, U, T)
ALL = tuple(Truth)

# What an operand may become once somebody tells: nothing else may be learned about it.
REFINED = {F: (F,), T: (T,), U: ALL, S: (S, T, F)}

ones = pytest.mark.parametrize("a", ALL)
pairs = pytest.mark.parametrize(("a", "b"), list(product(ALL, repeat=2)))
triples = pytest.mark.parametrize(("a", "b", "c"), list(product(ALL, repeat=3)))


@pairs
def test_commutative(a, b):
    assert a & b is b & a
    assert a | b is b | a


@triples
def test_associative(a, b, c):
    assert (a & b) & c is a & (b & c)
    assert (a | b) | c is a | (b | c)


@triples
def test_distributive(a, b, c):
    assert a & (b | c) is (a & b) | (a & c)
    assert a | (b & c) is (a | b) & (a | c)


@pairs
def test_de_morgan(a, b):
    assert ~(a & b) is ~a | ~b
    assert ~(a | b) is ~a & ~b


@pairs
def test_absorption(a, b):
    assert a & (a | b) is a
    assert a | (a & b) is a


@ones
def test_identity_and_domination(a):
    assert a & T is a
    assert a | F is a
    assert a & F is F
    assert a | T is T


@ones
def test_idempotent(a):
    assert a & a is a
    assert a | a is a


@pytest.mark.parametrize("a", KLEENE)
def test_double_negation_over_the_three_values(a):
    assert ~~a is a


@pytest.mark.parametrize("a", [F, T])
def test_excluded_middle_holds_of_known_values_only(a):
    assert a | ~a is T
    assert a & ~a is F


def test_excluded_middle_fails_of_the_unknown():
    assert U | ~U is U


@pytest.mark.parametrize(("a", "b"), list(product(KLEENE, repeat=2)))
def test_three_values_stay_among_themselves(a, b):
    assert {a & b, a | b, ~a} <= set(KLEENE)


@pairs
def test_refining_an_operand_never_reverses_a_known_result(a, b):
    for x, y in product(REFINED[a], REFINED[b]):
        assert not (a & b).known or x & y is a & b
        assert not (a | b).known or x | y is a | b


@ones
def test_refining_the_negated_never_reverses_a_known_result(a):
    for x in REFINED[a]:
        assert not (~a).known or ~x is ~a


_leaf = st.integers(0, 3)
_formula = st.recursive(
    _leaf,
    lambda part: st.one_of(
        st.tuples(st.just("not"), part),
        st.tuples(st.sampled_from(["all", "any"]), st.lists(part, max_size=4)),
    ),
    max_leaves=12,
)


def _value(formula, facts):
    match formula:
        case int():
            return facts[formula]
        case ("not", part):
            return ~_value(part, facts)
        case ("all", parts):
            return conjunction(_value(part, facts) for part in parts)
        case (_, parts):
            return disjunction(_value(part, facts) for part in parts)


@given(
    formula=_formula, facts=st.lists(st.sampled_from(ALL), min_size=4, max_size=4), data=st.data()
)
def test_telling_a_fact_never_reverses_a_known_answer_of_any_formula(formula, facts, data):
    told = [data.draw(st.sampled_from(REFINED[fact])) for fact in facts]
    before, after = _value(formula, facts), _value(formula, told)
    assert not before.known or after is before


@given(formula=_formula, facts=st.lists(st.sampled_from((F, T)), min_size=4, max_size=4))
def test_with_every_fact_told_every_answer_is_known(formula, facts):
    assert _value(formula, facts).known
