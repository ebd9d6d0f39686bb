"""How strict measures are beside each other, on the order that the catalog declares.

Measures are compared where they answer for the same: one family, one authority, one target. Of the
same measure the strength, the degree, every figure, the purposes and the days are compared; another
measure of the family is milder by its effect (favour < remind < supervise < restrict < prohibit).
What is stricter in one of these and milder in another is neither; so is what nobody can compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from credit_rules.engine.bars import Bar
from credit_rules.engine.work import Term, Work
from credit_rules.model.catalog import Stricter
from credit_rules.model.codes import Effect, Purpose, RoleAt, Strength, Target
from credit_rules.model.expr import ParameterRef
from credit_rules.model.ruleset import Figures

__all__ = ["Weight", "at_most", "weights"]

_EFFECTS: Final = {effect: place for place, effect in enumerate(Effect)}
_STRENGTHS: Final = {
    Strength.CONSIDER: 0,
    Strength.AS_OTHER_LAW_SAYS: 0,
    Strength.MAY: 1,
    Strength.MUST: 2,
}
"""What only points at other law is milder than what may be done, and that than what must."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of a measure as a rule says it; `fixed` is None where no department fixed it."""

    name: str
    stricter: Stricter
    said: Figures | ParameterRef
    fixed: Figures | None


@dataclass(frozen=True, slots=True)
class Weight:
    """A measure on a target in everything in which it may be stricter than another.

    `term` is None while a day it is counted from was not told.
    """

    measure: str
    effect: Effect
    family: str
    by: str
    target: Target
    role_at: RoleAt
    strength: Strength
    degree: int
    figures: tuple[_Figure, ...]
    purposes: frozenset[Purpose]
    term: Term | None


def weights(work: Work, bar: Bar) -> frozenset[Weight]:
    """What a bar weighs, on each of its targets."""
    grant = bar.grant
    measure = work.book.catalog.measures[grant.measure]
    figures = tuple(
        _Figure(name, measure.parameters[name].stricter, said, _fixed(said, work.book.figures))
        for name, said in sorted(grant.parameters.items())
    )
    return frozenset(
        Weight(
            measure=measure.id,
            effect=measure.effect,
            family=measure.family,
            by=measure.by,
            target=target,
            role_at=grant.role_at,
            strength=grant.strength,
            degree=list(measure.degrees).index(grant.degree) if grant.degree else 0,
            figures=figures,
            purposes=frozenset(grant.purposes),
            term=bar.term,
        )
        for target in grant.targets
    )


def _fixed(said: Figures | ParameterRef, profile: Mapping[str, Figures]) -> Figures | None:
    return said if isinstance(said, Figures) else profile.get(said.name)


def at_most(some: Iterable[Weight], others: Iterable[Weight]) -> bool:
    """Whether each of some is no stricter than one of the others.

    A measure that the others have and these do not makes these the milder. Days nobody told are not
    known to be milder than any, and may be stricter than any.
    """
    against = tuple(others)
    return all(any(_no_stricter(one, other) for other in against) for one in some)


def _no_stricter(one: Weight, other: Weight) -> bool:
    same = (one.family, one.by, one.target, one.role_at)
    if same != (other.family, other.by, other.target, other.role_at):
        return False
    if not (_as_firm(one.strength, other.strength) and _as_wide(one.purposes, other.purposes)):
        return False
    if not _within(one.term, other.term):
        return False
    if one.measure != other.measure:
        return _EFFECTS[one.effect] < _EFFECTS[other.effect]
    return one.degree <= other.degree and _figures(one.figures, other.figures)


def _as_firm(one: Strength, other: Strength) -> bool:
    return one is other or _STRENGTHS[one] < _STRENGTHS[other]


def _as_wide(one: frozenset[Purpose], other: frozenset[Purpose]) -> bool:
    """Whether all purposes are among the others; no purpose in particular is beside them all."""
    return one == other or (bool(one) and one < other)


def _figures(some: tuple[_Figure, ...], others: tuple[_Figure, ...]) -> bool:
    """Whether no figure is stricter; a figure that only one of them has cannot be compared."""
    if [one.name for one in some] != [other.name for other in others]:
        return False
    return all(_no_higher(one, other) for one, other in zip(some, others, strict=True))


def _no_higher(one: _Figure, other: _Figure) -> bool:
    if one.said == other.said:
        return True
    if one.fixed is None or other.fixed is None:
        return False
    if one.stricter is Stricter.UP:
        return one.fixed.low <= other.fixed.low and one.fixed.high <= other.fixed.high
    return one.fixed.low >= other.fixed.low and one.fixed.high >= other.fixed.high


def _within(one: Term | None, other: Term | None) -> bool:
    """Whether every day of one is a day of the other."""
    if one is None or other is None:
        return one is not None
    begins = one.since == other.since or (
        one.since is not None and other.since is not None and one.since > other.since
    )
    if other.lifelong or one.lifelong:
        return begins and other.lifelong
    ends = one.until == other.until or (
        one.until is not None and other.until is not None and one.until < other.until
    )
    return begins and ends
