"""What `verify` answers does not hang on what was asked before. Everything is invented."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import credit_rules as cr
from credit_rules.targets import smt

BOOKS = Path(__file__).parents[1] / "golden" / "verify"


def found(fault: str):
    book = cr.load(BOOKS / fault / "faulty.yaml", catalogs=BOOKS / "catalogs")
    return cr.verify(book)


def test_the_same_question_has_the_same_witness_whatever_was_asked_between():
    first = found("non-monotone-scorecard")
    found("floor-above-cap")
    assert found("non-monotone-scorecard") == first
    assert any(one.verdict.beside is not None for one in first)


def test_rulesets_and_questions_can_be_chosen():
    book = cr.load(BOOKS / "gap-of-one-yuan" / "faulty.yaml", catalogs=BOOKS / "catalogs")
    assert cr.verify(book, ["another"]) == ()
    asked = cr.verify(book, ["gap-of-one-yuan"], ["gap"])
    assert [one.question for one in asked] == ["gap"]


def test_plain_values_take_their_place_beside_terms_of_any_problem():
    """Terms of one problem know nothing of another's, and plain values fit into each."""
    for _ in range(2):
        problem = smt.Problem()
        one, other = problem.whole("one"), problem.whole("other")
        problem.require(
            smt.equal(one, 3), smt.equal(smt.times(Fraction(1, 2), other), Fraction(9, 2))
        )
        chosen = smt.choose(smt.less(one, 5), 7, 0)
        solution = problem.solve([smt.equal(chosen, 7), smt.at_most(2, other)])
        assert solution is not None
        assert solution.number(smt.total([one, chosen, 1])) == 11
        assert problem.solve([smt.equal(smt.largest(one, 4), 3)]) is None
        assert problem.solve([False]) is None
