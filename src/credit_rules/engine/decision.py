"""The answer, as data: what `decide` returns and `--format json` prints.

Every text a person reads comes in Chinese and English. The JSON Schema of `Decision` is published
with the package; whatever `decide` returns validates against it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.model.codes import (
    Effect,
    Level,
    Purpose,
    RecordStatus,
    Strength,
    Target,
    Verified,
)
from credit_rules.truth import Truth

__all__ = [
    "Acting",
    "Answered",
    "Condition",
    "Decision",
    "ExcludedRecord",
    "LegalBasis",
    "ListingAnswer",
    "MatchedMeasure",
    "MissingFact",
    "OpenDefence",
    "Outcome",
    "Proposal",
    "Provenance",
    "RepairAssessment",
    "RequirementAnswer",
    "Step",
    "SuppressedMeasure",
    "Text",
    "TierAnswer",
    "TierSource",
    "Undetermined",
]


TierSource = Literal["official", "computed", "undetermined", "gap"]
Outcome = Literal["measure", "proposal", "tier", "listing", "ruleset"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A text in both languages."""

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Acting(_Frozen):
    """Who asks: the authority, its region, and what it asks for. All may be left open."""

    authority: str | None = Field(default=None, max_length=100)
    region: str | None = Field(default=None, pattern=r"^[0-9]{6}$")
    purposes: tuple[Purpose, ...] = ()


class LegalBasis(_Frozen):
    """A provision as it is printed, how far it was read, and when it was last checked."""

    instrument: str
    provision: str
    citation: str
    level: Level
    verified: Verified
    says: str
    last_checked: date


class MissingFact(_Frozen):
    """A fact nobody delivered, or a question for a person, and who holds the answer."""

    kind: Literal["fact", "question"]
    path: str
    holder: str
    finding: str | None = None
    text: Text


class Condition(_Frozen):
    """A condition that was looked at, with its parts: why something holds or does not."""

    text: Text
    truth: Truth
    place: str
    parts: tuple[Condition, ...] = ()


class Answered(_Frozen):
    """Which rule an answer comes from, and which record."""

    ruleset: str
    edition: str
    rule: str
    title: Text
    record: str | None = None
    place: str
    trace: Condition | None = None


class Step(_Frozen):
    """Something owed: by whom, on what basis, until when. `due` is the last day for it."""

    id: str
    title: Text
    by: str
    basis: tuple[LegalBasis, ...]
    due: date | None = None
    since: Text | None = None
    note: Text | None = None
    about: str | None = None


class OpenDefence(_Frozen):
    """A defence the subject may still raise, and what closes it."""

    id: str
    title: Text
    basis: tuple[LegalBasis, ...]
    record: str


class TierAnswer(_Frozen):
    """The tier of a scheme. `tier` is None while several are possible, or none is."""

    scheme: str
    ruleset: str
    title: Text
    tier: str | None
    tier_title: Text | None
    source: TierSource
    recomputed: tuple[str, ...]
    possible: tuple[str, ...]
    year: int
    basis: tuple[LegalBasis, ...]
    because_of: tuple[Answered, ...]
    missing: tuple[MissingFact, ...]


class ListingAnswer(_Frozen):
    """An official entry on a list."""

    list: str
    title: Text
    record: str
    state: ListingState
    started: date | None
    last_day: date | None
    until: date | None
    remove_by: date | None
    organ: str
    remedy: Text
    basis: tuple[LegalBasis, ...]


class Proposal(_Frozen):
    """A ground on which an organ may list the subject. It carries nothing but steps owed."""

    ruleset: str
    list: str
    title: Text
    outcome: Truth
    organ: str
    basis: tuple[LegalBasis, ...]
    because_of: Answered
    defences: tuple[OpenDefence, ...]
    findings_needed: tuple[MissingFact, ...]
    steps: tuple[Step, ...]
    remedy: Text
    secondary: bool


class MatchedMeasure(_Frozen):
    """A measure that applies.

    Attributes:
        binding: whether the provision itself carries it; False where it only says "as the law
            provides" and so tells the authority where to look.
        since: its first day. until: the first day on which it no longer applies; None while it
            lasts as long as what it rests on.
        persons: the keys of the persons it meets; None where they were not delivered.
        yours: whether the acting authority is the one named; None where nobody said who acts.
        specific: provisions of other law for the same purpose and facts; empty where none is known.
    """

    measure: str
    title: Text
    effect: Effect
    target: Target
    persons: tuple[str, ...] | None
    by: str
    yours: bool | None
    purposes: tuple[Purpose, ...]
    strength: Strength
    binding: bool
    degree: str | None
    degree_title: Text | None
    basis: tuple[LegalBasis, ...]
    criteria: tuple[LegalBasis, ...]
    specific: tuple[LegalBasis, ...]
    since: date | None
    until: date | None
    remedy: Text
    on_list: str | None
    because_of: Answered


class SuppressedMeasure(_Frozen):
    """A measure that gave way, and to which."""

    measure: str
    title: Text
    target: Target
    gave_way_to: str
    reason: Text


class RequirementAnswer(_Frozen):
    """A requirement of repair, or a bar to it, and how it stands."""

    id: str
    title: Text
    truth: Truth
    basis: tuple[LegalBasis, ...]
    missing: tuple[MissingFact, ...]


class RepairAssessment(_Frozen):
    """Whether and when an entry may be removed early.

    `indicative` marks an assessment that rests on a text nobody read in the original; it never says
    that repair is refused.
    """

    ruleset: str
    title: Text
    record: str
    platform: Text
    apply_to: str
    state: RepairState
    indicative: bool
    requirements: tuple[RequirementAnswer, ...]
    bars: tuple[RequirementAnswer, ...]
    first_day: date | None
    latest_day: date | None
    grants: tuple[Text, ...]
    materials: tuple[Text, ...]
    steps: tuple[Step, ...]
    remedy: Text
    missing: tuple[MissingFact, ...]


class Undetermined(_Frozen):
    """An outcome nobody can know yet: what it would be, and what settles it."""

    what: Outcome
    ruleset: str
    rule: str | None
    title: Text
    record: str | None
    effect: Effect | None
    defences: tuple[OpenDefence, ...]
    missing: tuple[MissingFact, ...]


class ExcludedRecord(_Frozen):
    """A record no rule used, and why."""

    record: str
    status: RecordStatus
    on: str


class Provenance(_Frozen):
    """What the answer was computed with."""

    engine: str
    rulebook: str
    subject: str


class Decision(_Frozen):
    """What applies to one subject on one day. Computed, not a decision of an authority."""

    notice: Text
    as_of: date
    known_as_of: date | None
    acting: Acting | None
    subject: str
    name: str | None
    tiers: tuple[TierAnswer, ...]
    listings: tuple[ListingAnswer, ...]
    proposals: tuple[Proposal, ...]
    measures: tuple[MatchedMeasure, ...]
    suppressed: tuple[SuppressedMeasure, ...]
    repairs: tuple[RepairAssessment, ...]
    undetermined: tuple[Undetermined, ...]
    excluded: tuple[ExcludedRecord, ...]
    steps: tuple[Step, ...]
    notes: tuple[Text, ...]
    provenance: Provenance

    def explain(self, lang: str = "zh") -> str:
        """The decision on one screen: fact, provision, measure, term, remedy, way out."""
        from credit_rules.engine.explain import explain

        return explain(self, lang)
