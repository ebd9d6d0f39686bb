"""What every rule of a ruleset asks: its conditions, and the records it asks them of.

Tests, coverage and edges all go over the rules of a ruleset; here they are, each once, in the order
of the file. A condition the ruleset gives a name is asked once too, under that name, however many
rules use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Citation
from credit_rules.model.expr import (
    AnySpan,
    Count,
    Defined,
    Distinct,
    Every,
    Expr,
    FieldRef,
    Quantity,
    Scope,
    Share,
    Some,
    Sum,
    Threshold,
    parts_of,
)
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    DefaultTier,
    Definition,
    Discipline,
    Favour,
    Grant,
    Ground,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    SelfEnding,
    SeriousDishonesty,
    StatutoryRestriction,
    StepRule,
    Steps,
    Tier,
    TieredSupervision,
    Unless,
)

__all__ = ["Asked", "Asking", "asked", "nodes", "quantities", "scopes"]

Asking = (
    Header
    | Expr
    | Definition
    | Ground
    | Restriction
    | Unless
    | Discipline
    | Requirement
    | SelfEnding
    | Tier
    | ScoreItem
    | Assignment
    | DefaultTier
    | Favour
    | StepRule
)
"""What may ask: a rule, the header, or a condition that the ruleset as a whole has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule, as far as it asks anything.

    Attributes:
        rule: its id; an exception is called `rule/exception`, and what the ruleset as a whole asks
            by the word of the file (`in_force`, `concerns`, `settled_when`, `each`, `default`).
        basis: the provisions it rests on.
        at: where it stands.
        part: the rule itself.
        of: the collection of the records it is about; None for one about the subject.
        conditions: what is asked, of each such record or of the subject.
        scopes: the records it is asked of, one by one.
    """

    rule: str
    basis: tuple[Citation, ...]
    at: Span
    part: Asking
    of: str | None
    conditions: tuple[Expr, ...]
    scopes: tuple[Scope, ...] = ()


def asked(ruleset: Ruleset) -> tuple[Asked, ...]:
    """Everything a ruleset asks, in the order of the file."""
    found = [*_whole(ruleset.header), *_rules(ruleset)]
    return tuple(sorted(found, key=lambda one: one.at))


def nodes(condition: Expr, of: str | None) -> Iterator[tuple[Expr, str | None]]:
    """Every condition in a condition, outermost first, with the collection of its record.

    What a name stands for is asked where the name is given (`Definition`), so not here again.
    """
    yield condition, of
    for part, inner in _inside(condition, of):
        yield from nodes(part, inner)


def scopes(condition: Expr) -> tuple[Scope, ...]:
    """The records a condition itself looks at; those its parts look at are theirs."""
    match condition:
        case Some(scope) | Every(scope) | AnySpan(scope):
            return (scope,)
        case Threshold(quantity):
            return tuple(one.scope for one in quantities(quantity) if not isinstance(one, FieldRef))
        case _:
            return ()


def quantities(quantity: Quantity) -> Iterator[FieldRef | Count | Sum | Distinct]:
    """The quantities a quantity is made of: a share of its part and its whole."""
    match quantity:
        case FieldRef() | Count() | Sum() | Distinct():
            yield quantity
        case Share(part, whole):
            yield from quantities(part)
            yield from quantities(whole)
        case _ as never:
            assert_never(never)


def _inside(condition: Expr, of: str | None) -> Iterator[tuple[Expr, str | None]]:
    match condition:
        case Defined():
            return
        case Some(scope, where) | AnySpan(scope, where):
            yield where, scope.collection
        case Every(scope, where, has):
            yield where, scope.collection
            yield has, scope.collection
        case Threshold(quantity):
            for one in quantities(quantity):
                if not isinstance(one, FieldRef):
                    yield one.where, one.scope.collection
        case _:
            yield from ((part, of) for part in parts_of(condition))


def _whole(header: Header) -> Iterator[Asked]:
    """What the header asks: whom the ruleset concerns, and the conditions it gives names."""
    yield _asked("in_force", header.basis, header.at, header, None)
    if header.concerns is not None:
        at = header.concerns.at
        yield _asked("concerns", header.basis, at, header.concerns, None, header.concerns)
    for one in header.definitions:
        yield _asked(one.id, one.basis or header.basis, one.at, one, one.of, one.when)


def _rules(ruleset: Ruleset) -> Iterator[Asked]:
    match ruleset:
        case SeriousDishonesty():
            yield from _grounds(ruleset)
        case KeyWatchList():
            yield from _grounds(ruleset)
            yield from _requirements((*ruleset.stay, *ruleset.leave), "listings")
            yield from _discipline(ruleset)
        case JointDiscipline():
            yield from _discipline(ruleset)
        case StatutoryRestriction():
            for rule in ruleset.restrictions:
                yield _of_records(rule.id, _basis(rule.grant), rule, rule.each, rule.where)
                yield from _unless(rule.id, rule.unless, rule.each.collection)
        case TieredSupervision():
            yield from _tiers(ruleset)
        case Incentive():
            for one in ruleset.favours:
                yield _asked(one.id, _basis(one.grant), one.at, one, None, one.when)
                yield from _unless(one.id, one.unless, None)
        case CreditRepair():
            yield from _repair(ruleset)
        case Steps():
            for step in ruleset.steps:
                name, basis = step.step.id, step.step.basis
                if step.each is None:
                    yield _asked(name, basis, step.at, step, None, step.where)
                else:
                    yield _of_records(name, basis, step, step.each, step.where)
        case _ as never:
            assert_never(never)


def _grounds(ruleset: SeriousDishonesty | KeyWatchList) -> Iterator[Asked]:
    of = ruleset.grounds[0].each.collection if ruleset.grounds else None
    settled = ruleset.settled
    if settled is not None:
        basis = ruleset.header.basis
        yield _asked("settled_when", basis, settled.at, settled, of, settled)
    for ground in ruleset.grounds:
        yield _of_records(ground.id, ground.basis, ground, ground.each, ground.where)
        yield from _unless(ground.id, ground.unless, ground.each.collection)


def _unless(rule: str, exceptions: Iterable[Unless], of: str | None) -> Iterator[Asked]:
    for one in exceptions:
        yield _asked(f"{rule}/{one.id}", one.basis, one.when.at, one, of, one.when)


def _discipline(ruleset: JointDiscipline | KeyWatchList) -> Iterator[Asked]:
    for one in ruleset.discipline:
        yield _asked(one.id, _basis(one.grant), one.at, one, "listings", one.where)


def _requirements(ones: Iterable[Requirement], of: str) -> Iterator[Asked]:
    for one in ones:
        yield _asked(one.id, one.basis, one.at, one, of, one.when)


def _tiers(ruleset: TieredSupervision) -> Iterator[Asked]:
    for tier in ruleset.tiers:
        when = () if tier.when is None else (tier.when,)
        yield _asked(tier.id, tier.basis, tier.at, tier, None, *when)
    for item in ruleset.scorecard.items if ruleset.scorecard else ():
        yield _of_records(item.id, item.basis, item, item.each, item.where)
    for bound in (*ruleset.direct, *ruleset.caps, *ruleset.floors):
        yield _asked(bound.id, bound.basis, bound.at, bound, None, bound.when)
    if ruleset.default is not None:
        default = ruleset.default
        at = default.basis[0].at if default.basis else ruleset.header.at
        yield Asked("default", default.basis, at, default, None, (), default.empty)


def _repair(ruleset: CreditRepair) -> Iterator[Asked]:
    of, where = ruleset.each.collection, ruleset.where
    yield Asked("each", ruleset.header.basis, where.at, where, of, (where,), (ruleset.each,))
    yield from _requirements((*ruleset.requires, *ruleset.barred), of)
    for one in ruleset.ends:
        yield _asked(one.id, one.basis, one.at, one, of, one.when)


def _of_records(
    rule: str,
    basis: tuple[Citation, ...],
    part: Ground | Restriction | ScoreItem | StepRule,
    each: Scope,
    where: Expr,
) -> Asked:
    return Asked(rule, basis, part.at, part, each.collection, (where,), (each,))


def _asked(
    rule: str,
    basis: tuple[Citation, ...],
    at: Span,
    part: Asking,
    of: str | None,
    *conditions: Expr,
) -> Asked:
    return Asked(rule, basis, at, part, of, conditions)


def _basis(grant: Grant) -> tuple[Citation, ...]:
    return (*grant.basis, *grant.criteria)
