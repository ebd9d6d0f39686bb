import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_rules.truth import Interval, Question, Truth, Unheld, conjunction, disjunction

F, U, S, T = Truth.FALSE, Truth.UNKNOWN, Truth.SUBJECT_TO_DEFENCE, Truth.TRUE

COMPARISONS = [
    operator.lt,
    operator.le,
    operator.eq,
    operator.ne,
    operator.ge,
    operator.gt,
]


def test_words_are_the_words_of_json():
    assert [truth.value for truth in Truth] == ["false", "unknown", "subject-to-defence", "true"]


def test_only_plain_answers_are_known():
    assert [truth for truth in Truth if truth.known] == [F, T]


def test_of_a_plain_answer():
    assert (Truth.of(False), Truth.of(True)) == (F, T)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (F, F, F, F),
        (F, U, F, U),
        (F, S, F, S),
        (F, T, F, T),
        (U, U, U, U),
        (U, S, U, S),
        (U, T, U, T),
        (S, S, S, S),
        (S, T, S, T),
        (T, T, T, T),
    ],
)
def test_four_values_are_a_chain(left, right, both, either):
    assert left & right is both
    assert right & left is both
    assert left | right is either
    assert right | left is either


def test_negation():
    assert [~truth for truth in (F, U, T)] == [T, U, F]


def test_a_case_subject_to_defence_is_not_refuted_by_negating_it():
    # The defence may yet succeed, so "not" of it is unknown, and stays so when negated again.
    assert ~S is U
    assert ~~S is U


@pytest.mark.parametrize(
    ("truths", "all_of_them", "any_of_them"),
    [
        ([], T, F),
        ([U], U, U),
        ([S], S, S),
        ([T, T], T, T),
        ([T, U, T], U, T),
        ([T, S, U], U, T),
        ([S, T], S, T),
        ([U, F], F, U),
        ([F, S], F, S),
        ([F, F], F, F),
    ],
)
def test_conjunction_and_disjunction(truths, all_of_them, any_of_them):
    assert conjunction(iter(truths)) is all_of_them
    assert disjunction(iter(truths)) is any_of_them


def test_missing_facts_sort_by_path():
    assert Unheld("a", "y") < Unheld("b", "x")
    assert Question("a", "x", "f", "?", "?") < Question("b", "x", "f", "?", "?")


@pytest.mark.parametrize(
    ("interval", "holds", "limit", "answer"),
    [
        (Interval(2, 3), operator.ge, 2, T),
        (Interval(2, 3), operator.ge, 3, U),
        (Interval(2, 3), operator.ge, 4, F),
        (Interval(2, None), operator.ge, 2, T),
        (Interval(2, None), operator.ge, 3, U),
        (Interval(0, None), operator.le, 5, U),
        (Interval(6, None), operator.le, 5, F),
        (Interval(2, 2), operator.eq, 2, T),
        (Interval(2, 4), operator.eq, 3, U),
        (Interval(2, 4), operator.ne, 5, T),
        (Interval(2, None), operator.eq, 1, F),
        (Interval(2, None), operator.ne, 7, U),
    ],
)
def test_interval_by_hand(interval, holds, limit, answer):
    assert interval.compare(holds, limit) is answer


def _by_force(counts, holds, limit):
    answers = {holds(count, limit) for count in counts}
    return U if len(answers) == 2 else Truth.of(answers.pop())


@pytest.mark.parametrize("holds", COMPARISONS)
@given(low=st.integers(-3, 30), width=st.integers(0, 20), limit=st.integers(-5, 55))
def test_interval_is_every_count_in_it(holds, low, width, limit):
    expected = _by_force(range(low, low + width + 1), holds, limit)
    assert Interval(low, low + width).compare(holds, limit) is expected


@pytest.mark.parametrize("holds", COMPARISONS)
@given(low=st.integers(-3, 30), limit=st.integers(-5, 55))
def test_open_interval_is_every_count_from_its_low_end(holds, low, limit):
    expected = _by_force(range(low, max(low, limit) + 3), holds, limit)
    assert Interval(low, None).compare(holds, limit) is expected


@pytest.mark.parametrize("holds", COMPARISONS)
@given(data=st.data(), low=st.integers(0, 10), width=st.integers(0, 10), limit=st.integers(0, 20))
def test_a_narrower_interval_never_reverses_a_known_answer(holds, data, low, width, limit):
    inner_low = data.draw(st.integers(low, low + width))
    inner_high = data.draw(st.integers(inner_low, low + width))
    before = Interval(low, low + width).compare(holds, limit)
    after = Interval(inner_low, inner_high).compare(holds, limit)
    assert before is U or after is before
