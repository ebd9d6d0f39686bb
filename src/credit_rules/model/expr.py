"""The condition tree: one closed union, read by every reader with one `match`.

A condition is asked of a *record* (a penalty, a listing) or of the subject as a whole. `this` is
the record a rule is about, while a condition inside it looks at others. Every node knows its place
in the file, which takes no part in comparing nodes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, assert_never

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Citation
from credit_rules.model.codes import RecordStatus

__all__ = [
    "NOWHERE",
    "All",
    "AnyOf",
    "Compare",
    "Constant",
    "Count",
    "DayRef",
    "During",
    "Elapsed",
    "Every",
    "Expr",
    "FieldRef",
    "Finding",
    "In",
    "LatestOf",
    "Listed",
    "Not",
    "Op",
    "Scope",
    "Since",
    "Some",
    "Window",
    "Within",
    "parts_of",
    "walk",
]

NOWHERE: Final = Span("", 0, 0, 0)

Constant = Decimal | date | bool | str


class Op(Enum):
    """How a value is compared; the value is the word of the YAML."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BEFORE = "before"
    AFTER = "after"
    ON_OR_BEFORE = "on_or_before"
    ON_OR_AFTER = "on_or_after"


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of the record looked at, or of the record the rule is about (`this.…`)."""

    name: str
    of_this: bool = False

    def __str__(self) -> str:
        return f"this.{self.name}" if self.of_this else self.name


@dataclass(frozen=True, slots=True)
class LatestOf:
    """The latest of several days. All of `days` must have come; those of `if_any` may have."""

    days: tuple[FieldRef, ...]
    if_any: tuple[FieldRef, ...] = ()


DayRef = FieldRef | LatestOf


@dataclass(frozen=True, slots=True)
class Within:
    """The span of a period back from the day asked about (以内)."""

    period: Period


@dataclass(frozen=True, slots=True)
class Since:
    """From a day on, that day included."""

    day: DayRef


@dataclass(frozen=True, slots=True)
class During:
    """The calendar year so many years before the day asked about; 1 is the previous year."""

    years_before: int


Window = Within | Since | During


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records of a collection are looked at.

    Records set aside (repaired, publicity ended) are looked at only if `including` says so, on a
    `basis` of its own.
    """

    collection: str
    window: Window | None = None
    including: frozenset[RecordStatus] = frozenset()
    basis: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expr, ...]
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Expr, ...]
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Expr
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against a constant or another field. `is` of a set of codes means "contains"."""

    field: FieldRef
    op: Op
    value: Constant | FieldRef
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class In:
    """A field is one of the values; a set of codes shares one with them."""

    field: FieldRef
    values: tuple[Constant, ...]
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A period since a day has run in full (满). A period of None asks whether the day is past."""

    since: DayRef
    period: Period | None
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Some:
    """At least one record in scope meets the condition."""

    scope: Scope
    where: Expr
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Every:
    """Every record in scope that meets `where` also meets `has`; true of no record."""

    scope: Scope
    where: Expr
    has: Expr
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """How many records in scope meet the condition, compared with a number."""

    scope: Scope
    where: Expr
    op: Op
    number: int
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """The subject is officially on a list: the entry is current on the day."""

    list: str
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement the law leaves to a person, about the record looked at or about the subject."""

    finding: str
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


Expr = All | AnyOf | Not | Compare | In | Elapsed | Some | Every | Count | Listed | Finding


def parts_of(node: Expr) -> tuple[Expr, ...]:
    """The conditions a condition is made of; none for a leaf."""
    match node:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case Some(_, where) | Count(_, where):
            return (where,)
        case Every(_, where, has):
            return (where, has)
        case Compare() | In() | Elapsed() | Listed() | Finding():
            return ()
        case _ as never:
            assert_never(never)


def walk(node: Expr) -> Iterator[Expr]:
    """The condition and everything in it, outermost first."""
    yield node
    for part in parts_of(node):
        yield from walk(part)
