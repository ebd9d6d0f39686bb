"""The answer, as data: what `decide` returns and `--format json` prints.

Every text a person reads comes in Chinese and English. The JSON Schema of `Decision` is published
with the package; whatever `decide` returns validates against it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.model.catalog import ListKind
from credit_rules.model.codes import (
    Effect,
    Level,
    Purpose,
    RecordStatus,
    RepairEffect,
    Strength,
    Target,
    Verified,
)
from credit_rules.privacy import holds_identity_number
from credit_rules.truth import Truth

__all__ = [
    "Acting",
    "Answered",
    "Condition",
    "Decision",
    "EditionWeighed",
    "EditionsCompared",
    "ExcludedRecord",
    "LegalBasis",
    "ListingAnswer",
    "MatchedMeasure",
    "MissingFact",
    "OpenDefence",
    "Outcome",
    "ParameterAnswer",
    "Proposal",
    "Provenance",
    "RepairAssessment",
    "RepairEffectAnswer",
    "RequirementAnswer",
    "ScoreAnswer",
    "SettledAnswer",
    "Step",
    "SuppressedMeasure",
    "Text",
    "TierAnswer",
    "TierSource",
    "Undetermined",
    "Weighed",
]


TierSource = Literal["official", "computed", "undetermined", "gap", "overlap"]
Outcome = Literal["measure", "proposal", "tier", "listing", "ruleset", "step"]


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )


class Text(_Frozen):
    """A text in both languages."""

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


def _names_nobody(value: str) -> str:
    if holds_identity_number(value):
        raise ValueError("holds what looks like a citizen's identity number; leave it out")
    return value


class Acting(_Frozen):
    """Who asks: the authority, its region, and what it asks for. All may be left open."""

    authority: Annotated[str, Field(max_length=100), AfterValidator(_names_nobody)] | None = None
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
    """Something owed: by whom, on what basis, until when.

    Attributes:
        ruleset: the ruleset that says so; None for what follows from the list an entry is on.
        due: the last day for it.
    """

    id: str
    ruleset: str | None
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


class ScoreAnswer(_Frozen):
    """A score as far as it is known; an end that is None has no bound."""

    low: Decimal | None
    high: Decimal | None


class TierAnswer(_Frozen):
    """The tier of a scheme. `tier` is None while several are possible, or none is.

    Attributes:
        source: official, computed or undetermined; a gap where the conditions of no tier hold, an
            overlap where those of two do and one should. `because_of` has the places.
        assessed_on: the day whose facts were looked at.
        since: the first day of the tier, and `until` the first day after it, where the law fixes
            them.
    """

    scheme: str
    ruleset: str
    title: Text
    tier: str | None
    tier_title: Text | None
    source: TierSource
    recomputed: tuple[str, ...]
    possible: tuple[str, ...]
    score: ScoreAnswer | None
    year: int
    assessed_on: date
    since: date | None
    until: date | None
    basis: tuple[LegalBasis, ...]
    because_of: tuple[Answered, ...]
    missing: tuple[MissingFact, ...]


class ListingAnswer(_Frozen):
    """An official entry on a list."""

    list: str
    list_kind: ListKind
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
    """A ground on which an organ may list the subject, or a reason for which it may end an entry.

    It carries nothing but steps owed.
    """

    ruleset: str
    action: Literal["enter", "leave"]
    list: str
    list_kind: ListKind
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


class ParameterAnswer(_Frozen):
    """A figure of a measure, or a range of figures.

    Attributes:
        fixed: whether the figure is settled; False where the law leaves it to a department whose
            profile was not loaded: the ends are then those the law allows, as far as it says.
        basis: the department's own provisions, or those that leave the figure to it.
    """

    id: str
    title: Text
    unit: str
    low: Decimal | None
    high: Decimal | None
    fixed: bool
    basis: tuple[LegalBasis, ...]


class MatchedMeasure(_Frozen):
    """A measure that applies.

    Attributes:
        binding: whether the provision itself carries it; False where it only says "as the law
            provides" and so tells the authority where to look.
        since: its first day. until: the first day on which it no longer applies; None while it
            lasts as long as what it rests on. lifelong: whether the law says it never ends.
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
    parameters: tuple[ParameterAnswer, ...]
    basis: tuple[LegalBasis, ...]
    criteria: tuple[LegalBasis, ...]
    specific: tuple[LegalBasis, ...]
    since: date | None
    until: date | None
    lifelong: bool
    remedy: Text
    on_list: str | None
    because_of: Answered


class SuppressedMeasure(_Frozen):
    """A measure that gave way, and to what: another measure, or what suspends it."""

    measure: str
    title: Text
    target: Target
    gave_way_to: str
    reason: Text


class SettledAnswer(_Frozen):
    """What the measures of one family come to for one parameter of one unit.

    Attributes:
        strength: of the measures merged; what may be done never displaces what must.
        low, high: the merged range, the greatest low end to the greatest high end where more is
            stricter, the least where less is.
        capped: the upper limit of the department that cut the range, if it did, with its basis.
        incomparable: whether the family has the same parameter in another unit besides.
        measures: the measures merged.
    """

    family: str
    by: str
    target: Target
    strength: Strength
    parameter: str
    title: Text
    unit: str
    low: Decimal
    high: Decimal
    capped: Decimal | None
    cap_basis: tuple[LegalBasis, ...]
    incomparable: bool
    measures: tuple[str, ...]


class RequirementAnswer(_Frozen):
    """A requirement of repair, or a bar to it, and how it stands."""

    id: str
    title: Text
    truth: Truth
    basis: tuple[LegalBasis, ...]
    missing: tuple[MissingFact, ...]


class RepairEffectAnswer(_Frozen):
    """One effect a repair has."""

    effect: RepairEffect
    title: Text


class RepairAssessment(_Frozen):
    """Whether and when a record may be repaired, on one platform, in one regime and stage.

    Attributes:
        indicative: it rests on a text nobody read in the original, and so never says that repair is
            refused.
        first_day: the first day on which every clock has run. latest_day: the last day on which
            there is anything to repair. ends_by_itself: the first day on which publicity is over
            without anybody asking.
    """

    ruleset: str
    title: Text
    regime: str
    stage: Text | None
    list: str | None
    record: str
    platform: Text
    apply_to: str
    state: RepairState
    indicative: bool
    requirements: tuple[RequirementAnswer, ...]
    bars: tuple[RequirementAnswer, ...]
    first_day: date | None
    latest_day: date | None
    ends_by_itself: date | None
    grants: tuple[RepairEffectAnswer, ...]
    materials: tuple[Text, ...]
    steps: tuple[Step, ...]
    remedy: Text
    missing: tuple[MissingFact, ...]


class Undetermined(_Frozen):
    """An outcome nobody can know yet: what it would be, by which edition, and what settles it.

    `targets` and `purposes` are those of the measure it would be; empty for what is no single
    measure.
    """

    what: Outcome
    ruleset: str
    edition: str
    rule: str | None
    title: Text
    record: str | None
    effect: Effect | None
    targets: tuple[Target, ...]
    purposes: tuple[Purpose, ...]
    defences: tuple[OpenDefence, ...]
    missing: tuple[MissingFact, ...]


class Weighed(_Frozen):
    """One thing an edition says of a record, as it is weighed: a measure, or a ground of a listing.

    Attributes:
        effect, targets, strength: of a measure; None or empty for a ground.
        since: its first day. until: the first day on which it no longer applies. lifelong: whether
            the law says it never ends.
        truth: whether it holds; a day or a fact may be missing.
    """

    title: Text
    effect: Effect | None
    targets: tuple[Target, ...]
    strength: Strength | None
    degree_title: Text | None
    parameters: tuple[ParameterAnswer, ...]
    since: date | None
    until: date | None
    lifelong: bool
    truth: Truth
    basis: tuple[LegalBasis, ...]
    because_of: Answered


class EditionWeighed(_Frozen):
    """What one edition says of a record; nothing where it has no measure and no ground for it."""

    edition: str
    basis: tuple[LegalBasis, ...]
    says: tuple[Weighed, ...]


class EditionsCompared(_Frozen):
    """Two editions asked about the same act, and the milder of them (从旧兼从轻).

    Attributes:
        record: the act, and decided_on: the day of its decision; None where nothing is decided
            yet, and it would be on the day asked about.
        older: the edition in force on the day of the act. newer: that of the day of the decision,
            or where the decision was made before it and stands, the one in force now.
        taken: which of them is applied; neither while a fact or a person's finding is missing.
        why: why that one is.
        basis: the provisions by which the newer edition reaches back.
    """

    ruleset: str
    title: Text
    record: str
    acted_on: date
    decided_on: date | None
    older: EditionWeighed
    newer: EditionWeighed
    taken: Literal["older", "newer", "undetermined"]
    why: Text
    basis: tuple[LegalBasis, ...]


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
    settled: tuple[SettledAnswer, ...]
    compared: tuple[EditionsCompared, ...]
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
