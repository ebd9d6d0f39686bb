"""The catalogs: legal instruments with their versions, measures, lists.

A provision belongs to a version of an instrument, and says how far it was read. What is in force is
three-valued: an unconfirmed beginning or end makes a day undetermined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.codes import Code, Effect, LeftOut, Level, Verified
from credit_rules.truth import Truth

__all__ = [
    "RESTRICTING",
    "Cap",
    "Catalog",
    "Citation",
    "Cited",
    "CodeList",
    "CodeValue",
    "Demand",
    "Instrument",
    "InstrumentStatus",
    "ListEntry",
    "ListKind",
    "Measure",
    "MeasureParameter",
    "Omission",
    "Parameter",
    "Provision",
    "Stricter",
    "Validity",
    "Version",
]

RESTRICTING: Final = frozenset({Effect.RESTRICT, Effect.PROHIBIT})
"""The effects that take rights away or add duties, and so need law (国办发〔2020〕49号)."""

CARRYING: Final = frozenset(
    {
        Level.LAW,
        Level.ADMINISTRATIVE_REGULATION,
        Level.LOCAL_REGULATION,
        Level.POLICY_DOCUMENT,
    }
)
"""The levels that carry a restriction by themselves."""


class InstrumentStatus(Code):
    """Whether a text binds at all."""

    ISSUED = "issued", "已公布"
    DRAFT = "draft", "征求意见稿"


class ListKind(Code):
    """What being on a list means."""

    SERIOUS = "serious", "严重失信主体名单"
    ABNORMAL = "abnormal", "异常名录"
    DEFAULTER = "defaulter", "失信被执行人名单"
    WATCH = "watch", "重点关注对象名单"
    HONOUR = "honour", "守信激励对象名单"
    OTHER = "other", "其他名单"


class Stricter(Code):
    """In which direction a parameter of a measure is stricter."""

    UP = "up", "越高越严"
    DOWN = "down", "越低越严"


@dataclass(frozen=True, slots=True)
class Validity:
    """Days on which something holds: from `since`, before `until`; either may be unconfirmed.

    With `unconfirmed` nobody confirmed the beginning; from the first of the days it is `known_on`
    it goes on like any other, before that nobody knows.
    """

    since: date | None
    until: date | None = None
    unconfirmed: bool = False
    known_on: tuple[date, ...] = ()

    def on(self, day: date) -> Truth:
        """Whether it holds on the day."""
        if self.until is not None and day >= self.until:
            return Truth.FALSE
        if self.unconfirmed:
            known = bool(self.known_on) and day >= min(self.known_on)
            return Truth.TRUE if known else Truth.UNKNOWN
        return Truth.of(self.since is None or self.since <= day)


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision as a ruleset cites it: an instrument id and a label or key."""

    instrument: str
    label: str
    at: Span


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: what it says in our own words, and how far it was read.

    `title` is how an unnumbered entry is printed; None for one with an article number.
    """

    label: str
    title: str | None
    says: str
    verified: Verified
    demands: tuple[Demand, ...] = ()
    not_covered: Omission | None = None


@dataclass(frozen=True, slots=True)
class Omission:
    """Why no rule rests on a provision. One that says so may not be cited."""

    reason: LeftOut
    note: str | None


@dataclass(frozen=True, slots=True)
class Demand:
    """What a provision demands of measures of some families: another basis of one of the levels."""

    families: frozenset[str]
    levels: frozenset[Level]


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an instrument, with its provisions by label."""

    id: str
    issued: date | None
    in_force: Validity
    provisions: Mapping[str, Provision]

    def on(self, day: date) -> Truth:
        """Whether this text is in force on the day; never before it was issued."""
        return self.in_force.on(day) & Truth.of(self.issued is None or day >= self.issued)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument (法律文件)."""

    id: str
    title: str
    title_en: str
    number: str | None
    issuer: str
    level: Level
    status: InstrumentStatus
    last_checked: date
    versions: tuple[Version, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision resolved: what is printed beside a measure."""

    instrument: str
    label: str
    citation: str
    level: Level
    verified: Verified
    says: str
    last_checked: date

    @staticmethod
    def of(instrument: Instrument, provision: Provision, *, named_alike: bool) -> Cited:
        """The printed form; what has no confirmed article number says so.

        Where instruments are `named_alike`, its number, or its id, says which is meant.
        """
        label = provision.label if provision.title is None else f"{provision.title}（条号未确认）"
        which = f"（{instrument.number or instrument.id}）" if named_alike else ""
        return Cited(
            instrument=instrument.id,
            label=provision.label,
            citation=f"《{instrument.title}》{which}{label}",
            level=instrument.level,
            verified=provision.verified,
            says=provision.says,
            last_checked=instrument.last_checked,
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure the law leaves to a department: the range it allows, and who fixes it.

    `unit` is the word printed behind the figure: 元, %, 次/年.
    """

    id: str
    title: str
    title_en: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    holder: str
    basis: tuple[Citation, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Cap:
    """A department's upper limit on a parameter, applied last, on a basis of its own."""

    parameter: str
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class MeasureParameter:
    """A parameter of a measure: its unit, and in which direction it is stricter."""

    id: str
    title: str
    title_en: str
    unit: str
    stricter: Stricter
    cap: Cap | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the catalog. `degrees` are its strengths by name, the mildest first."""

    id: str
    title: str
    title_en: str
    effect: Effect
    family: str
    by: str
    remedy: str
    remedy_en: str
    on_list: str | None
    degrees: Mapping[str, tuple[str, str]]
    parameters: Mapping[str, MeasureParameter]
    at: Span


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A list kept by authorities: who keeps it, how long an entry stands, who ends it by when.

    `terms` are terms by ground, for lists on which they differ; None there means that an entry on
    the ground has no term. A ground not named has the list's own `term`.
    """

    id: str
    title: str
    title_en: str
    kind: ListKind
    organ: str
    term: Period | None
    terms: Mapping[str, Period | None]
    remove_within: Period | None
    removal_basis: tuple[Citation, ...]
    revocation_basis: tuple[Citation, ...]
    basis: tuple[Citation, ...]
    remedy: str
    remedy_en: str
    at: Span


@dataclass(frozen=True, slots=True)
class CodeValue:
    """One code: its names, and the item of the basis it stands under."""

    id: str
    title: str
    title_en: str
    item: str | None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of codes that records carry, with the text or standard that fixes it.

    `field` is the field of the vocabulary whose values these are (`penalties.kinds`), if there is
    one; `standard` names a list of codes that no legal instrument of the catalog fixes (GB/T 2260).
    """

    id: str
    title: str
    title_en: str
    field: str | None
    standard: str | None
    basis: tuple[Citation, ...]
    values: Mapping[str, CodeValue]
    at: Span


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything rulesets may cite or name.

    `shared_titles` are titles that more than one instrument has: one that took another's place.
    """

    instruments: Mapping[str, Instrument]
    measures: Mapping[str, Measure]
    lists: Mapping[str, ListEntry]
    parameters: Mapping[str, Parameter]
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    shared_titles: frozenset[str] = frozenset()

    def resolve(self, citation: Citation, day: date) -> Cited:
        """The provision in the version in force on the day.

        Only citations that were checked are resolved, so there is one; a day outside every version
        (a later day than any the checks looked at) falls to the version in force last before it.
        """
        instrument = self.instruments[citation.instrument]
        holding = [v for v in instrument.versions if citation.label in v.provisions]
        now = [version for version in holding if version.on(day) is Truth.TRUE]
        provision = (now or holding)[-1].provisions[citation.label]
        return Cited.of(instrument, provision, named_alike=instrument.title in self.shared_titles)
