"""The outcomes some facts may bring about, so that nobody is asked to show one that none can.

As far as a condition alone shows it: a condition that says nothing is only ever true; a test
against a figure the department has not fixed is unknown; nobody is perhaps a natural person, for
who is one says so. That two parts contradict each other is a question for `verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, assert_never

from credit_rules.model.codes import SubjectKind
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Defined,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    Graded,
    In,
    Listed,
    Not,
    Op,
    Owner,
    ParameterRef,
    Proposed,
    Share,
    Some,
    Standing,
    Threshold,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Figures, Header
from credit_rules.truth import Truth, conjunction, disjunction

__all__ = ["OUTCOMES", "Reachable"]

OUTCOMES: Final = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)
"""The outcomes a condition may have, in the order they are shown.

*True, subject to defence* is none of them: it is what an exception leaves of a rule.
"""

_ANY: Final = frozenset(OUTCOMES)
_NEVER_TRUE: Final = frozenset({Truth.FALSE, Truth.UNKNOWN})
_KIND: Final = FieldRef("kind", Owner.SUBJECT)
_NOT_PERSONS: Final = frozenset(SubjectKind) - {SubjectKind.NATURAL_PERSON}


@dataclass(frozen=True, slots=True)
class Reachable:
    """What the outcomes of a ruleset's conditions hang on beside the conditions themselves.

    Attributes:
        kinds: the kinds of subject the ruleset speaks about; none means all.
        figures: those the department has fixed.
    """

    kinds: frozenset[SubjectKind]
    figures: Mapping[str, Figures]

    @staticmethod
    def of(book: Rulebook, header: Header) -> Reachable:
        """What those of a ruleset of a book hang on."""
        return Reachable(header.applies_to, book.figures)

    def unfixed(self, limit: object) -> bool:
        """Whether a limit is a figure that the department has not fixed, or not as one number."""
        if not isinstance(limit, ParameterRef):
            return False
        figures = self.figures.get(limit.name)
        return figures is None or figures.low != figures.high

    def outcomes(self, node: Expr) -> frozenset[Truth]:
        """The outcomes a condition may have."""
        match node:
            case All(parts):
                return self._joined(conjunction, parts)
            case AnyOf(parts):
                return self._joined(disjunction, parts)
            case Not(part):
                return frozenset(~truth for truth in self.outcomes(part))
            case Defined(_, part):
                return self.outcomes(part)
            case Some(_, where) | AnySpan(_, where):
                # There may always be no record, or days that nobody covered.
                return _NEVER_TRUE | self.outcomes(where)
            case Every(_, where, has):
                broken = Truth.FALSE in self.outcomes(has) and Truth.TRUE in self.outcomes(where)
                return _ANY if broken else _ANY - {Truth.FALSE}
            case Compare(field, op, value) if field == _KIND:
                return self._of_kind(lambda kind: (kind.value == value) is (op is Op.IS))
            case In(field, values) if field == _KIND:
                return self._of_kind(lambda kind: kind.value in values)
            case Compare(_, _, limit):
                return frozenset({Truth.UNKNOWN}) if self.unfixed(limit) else _ANY
            case Threshold(quantity, _, limit):
                if not self.unfixed(limit):
                    return _ANY
                # What cannot be computed is what the rule says it is, whatever the figure.
                otherwise = [quantity.otherwise] if isinstance(quantity, Share) else []
                return frozenset({Truth.UNKNOWN, *map(Truth.of, otherwise)})
            case In() | Elapsed() | Listed() | Standing() | Graded() | Proposed() | Finding():
                return _ANY
            case _ as never:
                assert_never(never)

    def _joined(
        self, join: Callable[[Iterable[Truth]], Truth], parts: Iterable[Expr]
    ) -> frozenset[Truth]:
        possible = frozenset({join(())})
        for part in parts:
            possible = frozenset(map(join, product(possible, self.outcomes(part))))
        return possible

    def _of_kind(self, holds: Callable[[SubjectKind], bool]) -> frozenset[Truth]:
        """A test of the subject's kind: of those the ruleset is for, told or perhaps."""
        kinds = self.kinds or frozenset(SubjectKind)
        told = {Truth.of(holds(kind)) for kind in kinds}
        # Untold it may be any kind but a natural person, whether the ruleset is for that or not.
        perhaps = {holds(kind) for kind in _NOT_PERSONS}
        untold = len(perhaps) > 1 and kinds & _NOT_PERSONS
        return frozenset(told | {Truth.UNKNOWN} if untold else told)
