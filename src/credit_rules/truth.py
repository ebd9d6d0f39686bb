"""Truth in a world where some facts were not told.

Absent is not false. A condition over facts that were not delivered is *unknown*, and stays so
until somebody tells; every unknown carries the list of what would settle it.

Kleene's strong three values (Introduction to Metamathematics, 1952, §64) are ordered
`false < unknown < true`: *and* is the least, *or* the greatest, *not* turns the order round.

A fourth stands between unknown and true: *true, subject to defence*. It arises only where a
provision puts the burden of an exception on the subject and nothing is on record about it. It is
not a known answer (the defence may yet succeed), so *not* makes it unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

__all__ = [
    "Exact",
    "Interval",
    "Missing",
    "Question",
    "Truth",
    "Unheld",
    "conjunction",
    "disjunction",
]


class Truth(Enum):
    """One of the four values; `value` is the word used in JSON."""

    FALSE = "false"
    UNKNOWN = "unknown"
    SUBJECT_TO_DEFENCE = "subject-to-defence"
    TRUE = "true"

    @property
    def known(self) -> bool:
        """Whether no further fact can change it."""
        return self in (Truth.TRUE, Truth.FALSE)

    @staticmethod
    def of(answer: bool) -> Truth:
        """The truth of a plain yes or no."""
        return Truth.TRUE if answer else Truth.FALSE

    def __and__(self, other: Truth) -> Truth:
        return min(self, other, key=_ORDER.__getitem__)

    def __or__(self, other: Truth) -> Truth:
        return max(self, other, key=_ORDER.__getitem__)

    def __invert__(self) -> Truth:
        return _NEGATION[self]


_ORDER = {truth: place for place, truth in enumerate(Truth)}
_NEGATION = {
    Truth.FALSE: Truth.TRUE,
    Truth.UNKNOWN: Truth.UNKNOWN,
    Truth.SUBJECT_TO_DEFENCE: Truth.UNKNOWN,
    Truth.TRUE: Truth.FALSE,
}


def conjunction(truths: Iterable[Truth]) -> Truth:
    """*All of them*; true of none."""
    result = Truth.TRUE
    for truth in truths:
        result &= truth
    return result


def disjunction(truths: Iterable[Truth]) -> Truth:
    """*Any of them*; false of none."""
    result = Truth.FALSE
    for truth in truths:
        result |= truth
    return result


@dataclass(frozen=True, slots=True, order=True)
class Unheld:
    """A fact that was not delivered: where it belongs, and who holds it."""

    path: str
    holder: str


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """A judgement the law leaves to a person, not yet on record."""

    path: str
    holder: str
    finding: str
    zh: str
    en: str


Missing = Unheld | Question


Exact = Decimal | Fraction | int
"""An exact number."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number that is at least `low` and at most `high`; `high` is None when nothing bounds it."""

    low: Exact
    high: Exact | None

    def compare(self, holds: Callable[[Exact, Exact], bool], limit: Exact) -> Truth:
        """Compare every number in the interval with `limit`, by an ordering comparison.

        All ordering comparisons and equality are decided by the ends and by whether `limit` lies
        between them: if all agree the answer is known.
        """
        beyond = max(self.low, limit) + 1
        high = beyond if self.high is None else self.high
        candidates = {self.low, high} | ({limit} if self.low <= limit <= high else set())
        answers = {holds(number, limit) for number in candidates}
        return Truth.UNKNOWN if len(answers) == 2 else Truth.of(answers.pop())
