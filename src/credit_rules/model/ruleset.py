"""The kinds of ruleset, as documents: what a YAML file says once it has been read.

One file is one ruleset of one kind, for one scheme and jurisdiction. Titles come in Chinese and
English; every rule carries its provisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Citation, Validity
from credit_rules.model.codes import Code, Purpose, Strength, SubjectKind, Target
from credit_rules.model.expr import Expr, FieldRef, Scope

__all__ = [
    "Burden",
    "CreditRepair",
    "Discipline",
    "FindingSpec",
    "Governs",
    "Grant",
    "Ground",
    "Header",
    "JointDiscipline",
    "NotCovered",
    "Procedure",
    "Requirement",
    "Restriction",
    "Ruleset",
    "SeriousDishonesty",
    "StatutoryRestriction",
    "Tier",
    "TieredSupervision",
    "Title",
    "Unless",
    "grants",
]


class Burden(Code):
    """Who has to show that an exception holds."""

    AUTHORITY = "authority", "行政机关"
    SUBJECT = "subject", "当事人"


class Governs(Code):
    """Which of the dates decides whether an edition governs."""

    ACTS = "acts_from", "行为发生在施行之日起"
    DECISIONS = "decisions_from", "决定作出在施行之日起"
    APPLICATIONS = "applications_from", "申请提出在施行之日起"


@dataclass(frozen=True, slots=True)
class Title:
    """A title in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NotCovered:
    """A part of the instrument this ruleset leaves out, with one of a closed set of reasons."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class FindingSpec:
    """A judgement the law leaves to a person: the question, the organ, the provision."""

    id: str
    question: Title
    organ: str
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What every ruleset says about itself."""

    kind: str
    id: str
    title: Title
    scheme: str
    edition: str
    jurisdiction: str
    in_force: Validity
    governs: Governs
    basis: tuple[Citation, ...]
    applies_to: frozenset[SubjectKind]
    findings: Mapping[str, FindingSpec]
    not_covered: tuple[NotCovered, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Unless:
    """An exception (但书) with its own basis, and who has to show it."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    burden: Burden
    when: Expr


@dataclass(frozen=True, slots=True)
class Procedure:
    """A step of procedure owed: by whom, on what basis, within how long since which day.

    `done` is the day of the record on which it was taken; the step is then owed no longer.
    """

    id: str
    title: Title
    basis: tuple[Citation, ...]
    by: str
    within: Period | None
    since: FieldRef | None
    since_title: Title | None
    done: FieldRef | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground (情形) on which a listing may be proposed, looked for in each record of a scope."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    each: Scope
    where: Expr
    unless: tuple[Unless, ...]
    in_force: Validity
    at: Span


@dataclass(frozen=True, slots=True)
class SeriousDishonesty:
    """严重失信认定: grounds, exceptions, procedure. Its outcome is a proposal and nothing more."""

    header: Header
    list: str
    settled: Expr | None
    grounds: tuple[Ground, ...]
    procedure: tuple[Procedure, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a rule gives when it holds."""

    measure: str
    basis: tuple[Citation, ...]
    criteria: tuple[Citation, ...]
    targets: tuple[Target, ...]
    purposes: tuple[Purpose, ...]
    strength: Strength
    degree: str | None
    at: Span


@dataclass(frozen=True, slots=True)
class Discipline:
    """One measure against those officially on a list; lasts while the entry is current."""

    id: str
    title: Title
    grant: Grant
    specific: tuple[Citation, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class JointDiscipline:
    """失信惩戒: what follows from an official entry on a list."""

    header: Header
    list: str
    discipline: tuple[Discipline, ...]


@dataclass(frozen=True, slots=True)
class Restriction:
    """A bar the law attaches to an act on record: each act that meets the condition carries it.

    It ends with the period since a day of the act, or on a due day the act itself states.
    """

    id: str
    title: Title
    each: Scope
    where: Expr
    unless: tuple[Unless, ...]
    grant: Grant
    since: FieldRef
    lasts: Period | None
    until: FieldRef | None
    in_force: Validity
    at: Span


@dataclass(frozen=True, slots=True)
class StatutoryRestriction:
    """法定限制: bars that follow from acts on record."""

    header: Header
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier (等级): its conditions, its measures."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    when: Expr
    grants: tuple[Grant, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class TieredSupervision:
    """分级分类监管: tiers, strictest first. An official grade of the year looked at is the tier."""

    header: Header
    years_before: int
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of repair, or a bar to it."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    when: Expr
    at: Span


@dataclass(frozen=True, slots=True)
class CreditRepair:
    """信用修复: when an entry may be removed early, by whom, and what that ends."""

    header: Header
    list: str
    platform: Title
    apply_to: str
    requires: tuple[Requirement, ...]
    barred: tuple[Requirement, ...]
    grants: tuple[Title, ...]
    materials: tuple[Title, ...]
    procedure: tuple[Procedure, ...]
    remedy: Title


Ruleset = (
    SeriousDishonesty | JointDiscipline | StatutoryRestriction | TieredSupervision | CreditRepair
)


def grants(ruleset: Ruleset) -> Iterator[tuple[str, Title, Grant]]:
    """Everything a ruleset gives: the rule's id and title, and the grant."""
    match ruleset:
        case JointDiscipline():
            yield from ((one.id, one.title, one.grant) for one in ruleset.discipline)
        case StatutoryRestriction():
            yield from ((one.id, one.title, one.grant) for one in ruleset.restrictions)
        case TieredSupervision():
            yield from ((one.id, one.title, grant) for one in ruleset.tiers for grant in one.grants)
        case SeriousDishonesty() | CreditRepair():
            return
        case _ as never:
            assert_never(never)
