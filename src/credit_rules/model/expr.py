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
    "AnySpan",
    "Compare",
    "Constant",
    "Count",
    "DayRef",
    "Defined",
    "Distinct",
    "During",
    "Elapsed",
    "Every",
    "Expr",
    "FieldRef",
    "Finding",
    "Graded",
    "In",
    "LatestOf",
    "Listed",
    "Not",
    "Op",
    "Operand",
    "Owner",
    "ParameterRef",
    "Proposed",
    "Quantity",
    "Scope",
    "Share",
    "Since",
    "Some",
    "Standing",
    "Sum",
    "Threshold",
    "Window",
    "Within",
    "YearsBefore",
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


class Owner(Enum):
    """Whose field is meant; the value is the prefix of the YAML."""

    RECORD = ""
    THIS = "this."
    SUBJECT = "subject."


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field: of the record looked at, of the one the rule is about, or of the subject itself."""

    name: str
    of: Owner = Owner.RECORD

    def __str__(self) -> str:
        return f"{self.of.value}{self.name}"


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A figure the law leaves to a department, read from its profile."""

    name: str


@dataclass(frozen=True, slots=True)
class LatestOf:
    """The latest of several days. All of `days` must have come; those of `if_any` may have."""

    days: tuple[FieldRef, ...]
    if_any: tuple[FieldRef, ...] = ()


@dataclass(frozen=True, slots=True)
class YearsBefore:
    """The number of the calendar year so many years before the day asked about."""

    years: int


DayRef = FieldRef | LatestOf
Operand = Constant | FieldRef | ParameterRef | YearsBefore


@dataclass(frozen=True, slots=True)
class Within:
    """The span of a period back from the day asked about (以内), or from `before`."""

    period: Period
    before: DayRef | None = None


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
    value: Operand
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
class AnySpan:
    """At least `number` records in scope lie within one span of a period, wherever it began.

    A ground that arose does not vanish because the question is asked late.
    """

    scope: Scope
    where: Expr
    number: int
    period: Period
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """How many records in scope meet a condition."""

    scope: Scope
    where: Expr


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a field over the records in scope that meet a condition; `none` adds nothing."""

    scope: Scope
    where: Expr
    field: str


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different values a field has among the records in scope that meet a condition."""

    scope: Scope
    where: Expr
    field: str


@dataclass(frozen=True, slots=True)
class Share:
    """One quantity as a share of another, exactly.

    Where the whole is `not_computable`, or nothing, there is no share: the comparison is then
    `otherwise`, on a `basis` of its own.
    """

    part: Quantity
    whole: Quantity
    otherwise: bool
    basis: tuple[Citation, ...]


Quantity = FieldRef | Count | Sum | Distinct | Share


@dataclass(frozen=True, slots=True)
class Threshold:
    """A quantity compared with a number (yuan, records, or a share)."""

    quantity: Quantity
    op: Op
    limit: Decimal | ParameterRef
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """The subject is officially on a list: the entry is current on the day."""

    list: str
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """The entry looked at, an entry on a list, is current on the day."""

    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Graded:
    """The subject's tier in a scheme is one of these."""

    scheme: str
    tiers: tuple[str, ...]
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry on a list is proposed. Only steps may ask: a proposal carries no measure."""

    list: str
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement the law leaves to a person, about the record looked at or about the subject."""

    finding: str
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Defined:
    """A condition the ruleset gives a name (`define:`), so that it is said once."""

    name: str
    part: Expr
    at: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


Expr = (
    All
    | AnyOf
    | Not
    | Compare
    | In
    | Elapsed
    | Some
    | Every
    | AnySpan
    | Threshold
    | Listed
    | Standing
    | Graded
    | Proposed
    | Finding
    | Defined
)


def parts_of(node: Expr) -> tuple[Expr, ...]:
    """The conditions a condition is made of; none for a leaf."""
    match node:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part) | Defined(_, part):
            return (part,)
        case Some(_, where) | AnySpan(_, where):
            return (where,)
        case Every(_, where, has):
            return (where, has)
        case Threshold(quantity):
            return tuple(where for _, where in _looked_at(quantity))
        case Compare() | In() | Elapsed() | Listed() | Standing() | Graded() | Proposed():
            return ()
        case Finding():
            return ()
        case _ as never:
            assert_never(never)


def walk(node: Expr) -> Iterator[Expr]:
    """The condition and everything in it, outermost first."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def _looked_at(quantity: Quantity) -> Iterator[tuple[Scope, Expr]]:
    match quantity:
        case FieldRef():
            return
        case Count(scope, where) | Sum(scope, where) | Distinct(scope, where):
            yield scope, where
        case Share(part, whole):
            yield from _looked_at(part)
            yield from _looked_at(whole)
        case _ as never:
            assert_never(never)
