"""The kinds of ruleset, as documents: what a YAML file says once it has been read.

One file is one ruleset of one kind, for one scheme and jurisdiction. Titles come in Chinese and
English; every rule carries its provisions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar, assert_never

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Citation, Validity
from credit_rules.model.codes import (
    Code,
    LeftOut,
    Purpose,
    RepairEffect,
    RoleAt,
    RulesetQuestion,
    Strength,
    SubjectKind,
    Target,
)
from credit_rules.model.expr import Expr, FieldRef, ParameterRef, Scope

__all__ = [
    "NATIONAL",
    "AnsweredQuestion",
    "Assessed",
    "Assignment",
    "Band",
    "Burden",
    "CreditRepair",
    "DefaultTier",
    "Definition",
    "Discipline",
    "Favour",
    "Figures",
    "FindingSpec",
    "Governs",
    "Grant",
    "Ground",
    "Header",
    "Incentive",
    "JointDiscipline",
    "KeyWatchList",
    "Lasting",
    "NotCovered",
    "Precedence",
    "Procedure",
    "Recognition",
    "Regained",
    "Requirement",
    "Restriction",
    "Retroactive",
    "Ruleset",
    "ScoreItem",
    "Scorecard",
    "SelfEnding",
    "SeriousDishonesty",
    "Stage",
    "StatutoryRestriction",
    "StepRule",
    "Steps",
    "Tier",
    "TieredSupervision",
    "Title",
    "Unless",
    "Worsening",
    "grants",
    "parts",
    "within",
]

NATIONAL: Final = "national"
"""The jurisdiction of a ruleset that speaks everywhere."""


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
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class FindingSpec:
    """A judgement the law leaves to a person: the question, the organ, the provision."""

    id: str
    question: Title
    organ: str
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Precedence:
    """A local ruleset's place beside another: it `replaces` it in its region, or fills its gap.

    One that fills speaks only where the other has no edition in force.
    """

    over: str
    fills: bool
    basis: tuple[Citation, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Recognition:
    """The regions whose official acts a local ruleset takes for its own, and on what basis.

    Without one a ruleset does not ask where an act was done; with one, acts of other regions count
    for nothing.
    """

    regions: tuple[str, ...]
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Retroactive:
    """That an edition reaches back to acts before it where it is the milder, and on what basis.

    It reaches those that are decided while it is in force. A decision already made stands.
    """

    basis: tuple[Citation, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition the ruleset gives a name, about records of a collection or about the subject.

    `of` is None for a condition about the subject.
    """

    id: str
    title: Title
    of: str | None
    basis: tuple[Citation, ...]
    when: Expr
    at: Span


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What `verify` refutes of the ruleset although the law wants it so: the reason, the provision.

    Without `rules` it answers for every rule the question is asked of. A provision that answers is
    not implemented by it: no rule rests on it.
    """

    question: RulesetQuestion
    rules: tuple[str, ...]
    note: Title
    basis: tuple[Citation, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Header:
    """What every ruleset says about itself.

    `jurisdiction` is "national" or the code of a region (GB/T 2260), which the acting authority's
    region has to lie in. `concerns` is what must be on record for the ruleset to say anything of a
    subject (an activity, a licence, an official grade); None concerns every subject of its kinds.
    """

    kind: str
    id: str
    title: Title
    scheme: str
    edition: str
    jurisdiction: str
    precedence: Precedence | None
    in_force: Validity
    governs: Governs
    basis: tuple[Citation, ...]
    applies_to: frozenset[SubjectKind]
    findings: Mapping[str, FindingSpec]
    not_covered: tuple[NotCovered, ...]
    at: Span
    definitions: tuple[Definition, ...] = ()
    recognises: Recognition | None = None
    concerns: Expr | None = None
    answered: tuple[AnsweredQuestion, ...] = ()
    retroactive: Retroactive | None = None

    @property
    def national(self) -> bool:
        """Whether it speaks everywhere."""
        return self.jurisdiction == NATIONAL

    def accepts(self, region: str) -> bool:
        """Whether an official act of an authority of this region (six digits) counts."""
        return self.governs_region(region) or self.recognised(region)

    def recognised(self, region: str) -> bool:
        """Whether the region is another one whose acts are recognised."""
        regions = self.recognises.regions if self.recognises else ()
        there = any(region.startswith(_stem(one)) for one in regions)
        return there and not self.governs_region(region)

    def governs_region(self, region: str) -> bool:
        """Whether a region (six digits) lies in the jurisdiction."""
        return self.national or region.startswith(_stem(self.jurisdiction))


def _stem(region: str) -> str:
    """A region's code without the pairs of zeros that stand for "all of it"."""
    while region.endswith("00"):
        region = region[:-2]
    return region


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
class Figures:
    """A figure, or the range of figures, of a measure's parameter; both ends are included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Grant:
    """What a rule gives when it holds.

    `role_at` says on which day a person must have held the role that a target names.
    """

    measure: str
    basis: tuple[Citation, ...]
    criteria: tuple[Citation, ...]
    specific: tuple[Citation, ...]
    targets: tuple[Target, ...]
    role_at: RoleAt
    purposes: tuple[Purpose, ...]
    strength: Strength
    degree: str | None
    parameters: Mapping[str, Figures | ParameterRef]
    at: Span


@dataclass(frozen=True, slots=True)
class Discipline:
    """One measure against those officially on a list; lasts while the entry is current.

    With `where` it meets only the entries that meet the condition.
    """

    id: str
    title: Title
    grant: Grant
    where: Expr
    at: Span


@dataclass(frozen=True, slots=True)
class JointDiscipline:
    """失信惩戒: what follows from an official entry on a list."""

    header: Header
    list: str
    discipline: tuple[Discipline, ...]


@dataclass(frozen=True, slots=True)
class KeyWatchList:
    """重点关注: entry and leaving are proposals; measures follow the entry on record.

    Who is officially on a list of `not_for` is not watched besides. `stay` are conditions that keep
    an entry standing although `leave` holds.
    """

    header: Header
    list: str
    not_for: tuple[str, ...]
    settled: Expr | None
    grounds: tuple[Ground, ...]
    stay: tuple[Requirement, ...]
    leave: tuple[Requirement, ...]
    procedure: tuple[Procedure, ...]
    discipline: tuple[Discipline, ...]


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a bar lasts.

    From a day of the act: a period, until a due day the act itself states, or for life (终身). Or
    while the entry on a list stands.
    """

    since: FieldRef | None
    period: Period | None = None
    until: FieldRef | None = None
    lifelong: bool = False
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """A bar the law attaches to an act on record: each act that meets the condition carries it."""

    id: str
    title: Title
    each: Scope
    where: Expr
    unless: tuple[Unless, ...]
    grant: Grant
    lasts: Lasting
    in_force: Validity
    at: Span


@dataclass(frozen=True, slots=True)
class StatutoryRestriction:
    """法定限制: bars that follow from acts on record."""

    header: Header
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The scores of a tier; an end that is None is open."""

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool

    def holds(self, score: Decimal) -> bool:
        """Whether a score lies in the band."""
        above = self.low is None or score > self.low or (self.low_included and score == self.low)
        below = self.high is None or score < self.high
        return above and (below or (self.high_included and score == self.high))


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier (等级): its conditions or its band of scores, its measures."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    when: Expr | None
    band: Band | None
    grants: tuple[Grant, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """Points per occurrence: a number, or the points delivered in a field of the record.

    `cap` bounds what the item adds or takes in all, as an amount without sign. `expires` is a due
    day of the record; from the day after it, the record counts no longer.
    """

    id: str
    title: Title
    basis: tuple[Citation, ...]
    each: Scope
    where: Expr
    points: Decimal | FieldRef
    cap: Decimal | None
    expires: FieldRef | None
    at: Span


@dataclass(frozen=True, slots=True)
class Scorecard:
    """记分: where it starts, what adds and takes points, and the ends of the scale."""

    start: Decimal
    low: Decimal | None
    high: Decimal | None
    items: tuple[ScoreItem, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A condition that settles or bounds a tier: assigned directly, at best, or at worst."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    when: Expr
    tier: str
    at: Span


@dataclass(frozen=True, slots=True)
class DefaultTier:
    """缺省等级: only where the collections it names are covered and empty."""

    tier: str
    basis: tuple[Citation, ...]
    empty: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """Which year is looked at, and on which day, where the law fixes it.

    With `at` and `effective` (month and day) the facts are those of `at` of a year, and the tier
    holds from `effective` of the year after it, until the next.
    """

    years_before: int
    at: tuple[int, int] | None = None
    effective: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Worsening:
    """A change of the facts that the ruleset declares to be for the worse, or for the `better`.

    With `field` a larger figure in that field of one record; without, one further record of the
    collection.
    """

    collection: str
    field: str | None
    better: bool
    at: Span


@dataclass(frozen=True, slots=True)
class TieredSupervision:
    """分级分类监管: tiers, strictest first. An official grade of the year looked at is the tier.

    The conditions are asked strictest first and the first that holds is the tier; with
    `exactly_one`, and with a scorecard, none holding is a gap and two holding an overlap. Then
    `direct` assigns, `caps` say "no better than", `floors` "no worse than". `worse` is the order of
    the facts, under which no tier may be milder for worse facts; nothing declared, nothing asked.
    """

    header: Header
    assessed: Assessed
    exactly_one: bool
    scorecard: Scorecard | None
    tiers: tuple[Tier, ...]
    direct: tuple[Assignment, ...]
    caps: tuple[Assignment, ...]
    floors: tuple[Assignment, ...]
    default: DefaultTier | None
    worse: tuple[Worsening, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of repair, or a bar to it; a reason to leave a list, or to stay on it."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    when: Expr
    at: Span


@dataclass(frozen=True, slots=True)
class SelfEnding:
    """The end a publicity comes to by itself: a period from a day, for records that qualify."""

    id: str
    title: Title
    basis: tuple[Citation, ...]
    when: Expr
    since: FieldRef
    period: Period
    at: Span


@dataclass(frozen=True, slots=True)
class Regained:
    """One effect of a repair, in words."""

    effect: RepairEffect
    title: Title


@dataclass(frozen=True, slots=True)
class Stage:
    """One of several stages of a repair (insolvency has two)."""

    id: str
    title: Title


@dataclass(frozen=True, slots=True)
class CreditRepair:
    """信用修复: what may be repaired, when, by whom, and what that ends.

    Each record of `each` that meets `where` is assessed by itself, per platform, regime (the
    scheme) and stage. With `list` the records are the entries on it.
    """

    header: Header
    list: str | None
    each: Scope
    where: Expr
    platform: Title
    stage: Stage | None
    apply_to: str
    requires: tuple[Requirement, ...]
    barred: tuple[Requirement, ...]
    ends: tuple[SelfEnding, ...]
    grants: tuple[Regained, ...]
    materials: tuple[Title, ...]
    procedure: tuple[Procedure, ...]
    remedy: Title


@dataclass(frozen=True, slots=True)
class Favour:
    """A favour (激励) and what suspends it."""

    id: str
    title: Title
    when: Expr
    unless: tuple[Unless, ...]
    grant: Grant
    at: Span


@dataclass(frozen=True, slots=True)
class Incentive:
    """守信激励: favours for those who keep faith."""

    header: Header
    favours: tuple[Favour, ...]


@dataclass(frozen=True, slots=True)
class StepRule:
    """A step owed: for each record of a scope that meets a condition, or once for the subject."""

    each: Scope | None
    where: Expr
    step: Procedure
    at: Span


@dataclass(frozen=True, slots=True)
class Steps:
    """监管步骤: what is owed next, by whom, by when."""

    header: Header
    steps: tuple[StepRule, ...]


Ruleset = (
    SeriousDishonesty
    | KeyWatchList
    | JointDiscipline
    | StatutoryRestriction
    | TieredSupervision
    | Incentive
    | CreditRepair
    | Steps
)


def grants(ruleset: Ruleset) -> Iterator[tuple[str, Title, Grant]]:
    """Everything a ruleset gives: the rule's id and title, and the grant."""
    match ruleset:
        case JointDiscipline() | KeyWatchList():
            yield from ((one.id, one.title, one.grant) for one in ruleset.discipline)
        case StatutoryRestriction():
            yield from ((one.id, one.title, one.grant) for one in ruleset.restrictions)
        case TieredSupervision():
            yield from ((one.id, one.title, grant) for one in ruleset.tiers for grant in one.grants)
        case Incentive():
            yield from ((one.id, one.title, one.grant) for one in ruleset.favours)
        case SeriousDishonesty() | CreditRepair() | Steps():
            return
        case _ as never:
            assert_never(never)


AnyPart = TypeVar("AnyPart")


def parts(document: object, kind: type[AnyPart]) -> Iterator[AnyPart]:
    """Every part of a document that is of a kind (a condition, a scope, a provision).

    Wherever it stands, outermost first. What is asked of all kinds of ruleset is asked through
    this.
    """
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, kind):
            yield part
        waiting.extend(reversed(within(part)))


def within(part: object) -> Sequence[object]:
    """What a part of a document is made of; nothing for a plain value."""
    if isinstance(part, tuple):
        return part
    names = _fields(part)
    if names:
        return [getattr(part, name) for name in names]
    return tuple(part.values()) if isinstance(part, Mapping) else ()


_FIELDS: Final[dict[type, tuple[str, ...]]] = {}


def _fields(part: object) -> tuple[str, ...]:
    """The names of a dataclass's fields, in their order, looked up once; none for anything else."""
    kind = type(part)
    if kind not in _FIELDS:
        known = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        _FIELDS[kind] = tuple(one.name for one in known)
    return _FIELDS[kind]
