"""How many records a question is about: so many that further ones change nothing.

A condition looks at records through aggregates: some, every, a count, a sum. Whether one holds
against its limit shows on few records: those that a count needs to pass its limit, one that a sum
can rest on, one that is the exception to "every". From any subject that answers a question keep
these, and for each of them the records its own conditions look at; the rest can go, and every
aggregate still falls on the same side of its limit. So a question refuted on no subject with that
many records is refuted on none.

Large counts are not laid out record by record: a record may come in copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from math import floor
from typing import Final

from credit_rules.model.expr import (
    AnySpan,
    Compare,
    Count,
    Distinct,
    Every,
    FieldRef,
    Graded,
    Listed,
    Op,
    Owner,
    Scope,
    Share,
    Some,
    Sum,
    Threshold,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import TieredSupervision, parts, within

__all__ = ["Sizes", "sizes_of"]

_MOST: Final = 12
"""More different records of one collection than this are not laid out."""

_COPIES: Final = 2_000
"""A record comes in no more copies than this: a subject has ten thousand of a kind at most."""

_FEW: Final = 4
"""Counts up to here are laid out record by record."""


_BOUNDING: Final = (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN)


@dataclass(slots=True)
class Sizes:
    """How many records each collection needs.

    Attributes:
        records: different records, per collection.
        copies: how many copies of a record there may be, where there may be more than one.
        short: why so many records prove nothing; empty if they do.
    """

    records: dict[str, int] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    short: str = ""


def sizes_of(asked: Iterable[object], book: Rulebook, *, complete: bool = True) -> Sizes:
    """How many records the parts of rulesets need that a question is about.

    Args:
        asked: rules, or whole rulesets.
        book: where the schemes are that they read.
        complete: whether every record is there for certain; otherwise each count has two ends.
    """
    found = Sizes()
    counter = _Counter(book, found, 1 if complete else 2)
    several = tuple(asked)
    counter.single = _correlated(several)
    for part in several:
        counter.add(part, 1)
    for name, number in found.records.items():
        if number > _MOST:
            found.records[name] = _MOST
            found.short = f"{number} different records of {name} would have to be laid out"
    return found


@dataclass(slots=True)
class _Counter:
    book: Rulebook
    found: Sizes
    ends: int
    single: frozenset[str] = frozenset()
    seen: set[tuple[object, int]] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)

    def add(self, part: object, around: int) -> None:
        """Count what a part looks at, for each of so many records around it."""
        match part:
            case Some(scope, _) | Every(scope, _, _):
                self._need(part, scope, 1, around)
            case AnySpan(scope, _, number, _):
                self._need(part, scope, number * self.ends, around)
            case Threshold(quantity, _, limit):
                figure = limit if isinstance(limit, Decimal) else None
                self._quantity(quantity, figure, around)
                return
            case Listed():
                self._take("listings", part, around)
            case Graded(scheme):
                self._scheme(scheme, around)
            case _ if isinstance(each := getattr(part, "each", None), Scope):
                self._need(part, each, 1, around)
            case _ if hasattr(part, "discipline"):
                self._take("listings", part, around)
                for one in within(part):
                    self.add(one, around)
            case _:
                for one in within(part):
                    self.add(one, around)

    def _quantity(self, quantity: object, limit: Decimal | None, around: int) -> None:
        match quantity:
            case Count(scope):
                number = 0 if limit is None else floor(limit)
                if limit is None or limit != number or number >= _FEW:
                    # A share of a count, or a large one: a record in copies.
                    if scope.collection in self.single:
                        self._need(quantity, scope, (number + 1) * self.ends, around)
                        return
                    if number > _COPIES:
                        self.found.short = f"a count of {number} records"
                    self.found.copies[scope.collection] = _COPIES
                    self._need(quantity, scope, 2 * self.ends, around)
                else:
                    self._need(quantity, scope, (number + 1) * self.ends, around)
            case Distinct(scope):
                number = 1 if limit is None else floor(limit) + 1
                self._need(quantity, scope, number * self.ends, around)
            case Sum(scope, where, name):
                if any(
                    one.field.name == name
                    and (one.op in _BOUNDING or isinstance(one.value, Decimal))
                    for one in parts(where, Compare)
                ):
                    self.found.short = f"a sum of {name} over records chosen by how large it is"
                self._need(quantity, scope, self.ends, around)
            case Share(part, whole):
                self._quantity(part, None, around)
                self._quantity(whole, None, around)
            case _:
                pass

    def _need(self, node: object, scope: Scope, number: int, around: int) -> None:
        self._take(scope.collection, node, around * number)
        for one in within(node):
            self.add(one, around * number)

    def _take(self, collection: str, node: object, number: int) -> None:
        # The same aggregate asked twice looks at the same records.
        try:
            key = (node, number)
            if key in self.seen:
                return
            self.seen.add(key)
        except TypeError:
            pass
        self.found.records[collection] = self.found.records.get(collection, 0) + number

    def _scheme(self, scheme: str, around: int) -> None:
        if scheme in self.schemes:
            return
        self.schemes.add(scheme)
        self._take("evaluations", scheme, 1)
        for one in self.book.rulesets:
            if isinstance(one, TieredSupervision) and one.header.scheme == scheme:
                self.add(one, around)


def _correlated(asked: Iterable[object]) -> frozenset[str]:
    """The collections whose records are looked at one beside another, or summed."""
    names: set[str] = set()
    for part in asked:
        for node in parts(part, object):
            match node:
                case AnySpan(scope) | Distinct(scope) | Sum(scope):
                    names.add(scope.collection)
                case Some(scope, where) | Every(scope, where) | Count(scope, where):
                    if _of_this(where) or (scope.window is not None and _of_this(scope.window)):
                        names.add(scope.collection)
                case _ if isinstance(each := getattr(node, "each", None), Scope):
                    if any(_of_this(one) for one in within(node)):
                        names.add(each.collection)
                case _:
                    pass
    return frozenset(names)


def _of_this(part: object) -> bool:
    return any(one.of is Owner.THIS for one in parts(part, FieldRef))
