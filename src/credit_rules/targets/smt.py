"""The one file through which the solver enters: terms, problems, solutions.

A term is a plain Python value (a truth, a number) as long as it is known, and z3's own otherwise;
what is known is folded before z3 ever sees it. Numbers are exact: whole numbers and fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from credit_rules.errors import CreditRulesError

try:
    import z3
except ImportError as error:  # pragma: no cover - tests have it
    raise CreditRulesError(
        "proofs need the solver z3, which is an extra: pip install 'credit-rules[verify]'"
    ) from error

__all__ = [
    "Number",
    "Problem",
    "Solution",
    "Stopped",
    "Term",
    "all_of",
    "any_of",
    "at_most",
    "choose",
    "equal",
    "exact",
    "is_known",
    "largest",
    "less",
    "negated",
    "smallest",
    "times",
    "total",
]

Term: TypeAlias = Any
"""A truth: a `bool`, or a truth of z3's."""

Number: TypeAlias = Any
"""A number: an `int` or `Fraction`, or a number of z3's."""


_SECONDS: Final = 10.0


class Stopped(Exception):  # noqa: N818 - it is no fault, it is an answer
    """The solver gave up: it ran out of time, or cannot decide terms of this sort."""


def is_known(term: object) -> bool:
    """Whether a term is a plain value, and no question is left in it."""
    return isinstance(term, bool | int | Fraction)


def all_of(parts: Iterable[Term]) -> Term:
    """Every part holds; true of none."""
    left: list[Term] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            left.append(part)
    if not left:
        return True
    return left[0] if len(left) == 1 else z3.And(left)


def any_of(parts: Iterable[Term]) -> Term:
    """At least one part holds; false of none."""
    left: list[Term] = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            left.append(part)
    if not left:
        return False
    return left[0] if len(left) == 1 else z3.Or(left)


def negated(term: Term) -> Term:
    """The part does not hold."""
    if isinstance(term, bool):
        return not term
    return z3.Not(term)


def choose(condition: Term, then: Any, other: Any) -> Any:
    """One of two truths or numbers, as a condition has it."""
    if isinstance(condition, bool):
        return then if condition else other
    if isinstance(then, bool) and isinstance(other, bool):
        if then is other:
            return then
        return condition if then else z3.Not(condition)
    if is_known(then) and is_known(other) and then == other:
        return then
    return z3.If(condition, _lifted(then, condition), _lifted(other, condition))


def equal(one: Any, other: Any) -> Term:
    """Two numbers, or two truths, are the same."""
    if is_known(one) and is_known(other):
        return bool(one == other)
    return _lifted(one, other) == _lifted(other, one)


def less(one: Number, other: Number) -> Term:
    """One number is smaller than another."""
    if is_known(one) and is_known(other):
        return bool(one < other)
    return _lifted(one, other) < _lifted(other, one)


def at_most(one: Number, other: Number) -> Term:
    """One number is no larger than another."""
    if is_known(one) and is_known(other):
        return bool(one <= other)
    return _lifted(one, other) <= _lifted(other, one)


def total(numbers: Iterable[Number]) -> Number:
    """The sum; nothing of none."""
    known: int | Fraction = 0
    left = []
    for number in numbers:
        if is_known(number):
            known += number
        else:
            left.append(number)
    if not left:
        return known
    return z3.Sum([*left, _lifted(known, left[0])] if known else left)


def times(factor: int | Fraction, number: Number) -> Number:
    """A number so many times; the factor is known, so that the term stays linear."""
    if is_known(number):
        return factor * number
    return number if factor == 1 else _lifted(factor, number) * number


def smallest(one: Number, other: Number) -> Number:
    """The smaller of two numbers."""
    return choose(at_most(one, other), one, other)


def largest(one: Number, other: Number) -> Number:
    """The larger of two numbers."""
    return choose(at_most(one, other), other, one)


def exact(number: Decimal | Fraction | int) -> int | Fraction:
    """A number as terms hold it: whole where it is whole."""
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def _lifted(value: Any, beside: Any) -> Any:
    """A plain value as a term of the problem another term belongs to."""
    match value:
        case bool():
            return z3.BoolVal(value, beside.ctx)
        case int():
            return z3.IntVal(value, beside.ctx)
        case Fraction():
            return z3.RealVal(value, beside.ctx)
        case _:
            return value


class Problem:
    """Unknowns, what is required of them, and questions asked of both.

    Requirements stay; what a question assumes is for that question alone. Terms belong to one
    problem, so that a solution does not depend on what was asked of others before.
    """

    def __init__(self) -> None:
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._named = 0

    def truth(self, name: str) -> Term:
        """A truth nobody fixed yet."""
        return z3.Bool(self._fresh(name), self._context)

    def whole(self, name: str) -> Number:
        """A whole number nobody fixed yet."""
        return z3.Int(self._fresh(name), self._context)

    def _fresh(self, name: str) -> str:
        self._named += 1
        return f"{name}#{self._named}"

    def require(self, *terms: Term) -> None:
        """What holds in every solution."""
        for term in terms:
            if term is not True:
                self._solver.add(term)

    def solve(self, assumed: Sequence[Term] = (), *, seconds: float = _SECONDS) -> Solution | None:
        """A solution in which the assumptions hold too; None if there is none.

        Raises:
            Stopped: the solver could not tell within the time.
        """
        if any(term is False for term in assumed):
            return None
        self._solver.set("timeout", max(1, int(seconds * 1000)))
        self._solver.push()
        try:
            for term in assumed:
                if term is not True:
                    self._solver.add(term)
            answer = self._solver.check()
            if answer == z3.unsat:
                return None
            if answer == z3.sat:
                return Solution(self._solver.model())
            raise Stopped(str(self._solver.reason_unknown()))
        finally:
            self._solver.pop()


class Solution:
    """A value for every unknown."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def truth(self, term: Term) -> bool:
        """Whether a term holds in the solution."""
        if isinstance(term, bool):
            return term
        return bool(z3.is_true(self._model.eval(term, model_completion=True)))

    def number(self, term: Number) -> int | Fraction:
        """What a number is in the solution."""
        if is_known(term):
            return Fraction(term) if isinstance(term, Fraction) else int(term)
        value = self._model.eval(term, model_completion=True)
        if z3.is_int_value(value):
            return int(value.as_long())
        return exact(Fraction(int(value.numerator_as_long()), int(value.denominator_as_long())))
