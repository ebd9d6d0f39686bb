"""What the desk asks, and the three answers it may get. Pure: no file, no clock.

A bar needs a binding provision and facts that hold. Nothing that is open makes one, and nothing
that is open lets the desk say that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict
from stdnum.cn import uscc

import credit_rules as cr
from credit_rules.engine.decision import MatchedMeasure, Undetermined
from credit_rules.intake import IntakeReport, Outcome
from credit_rules.model.codes import Effect, Role, SubjectKind, Target
from credit_rules.model.subject import Person

__all__ = ["DESKS", "Answer", "Application", "Found", "ask"]

_STRICT: Final = (Effect.RESTRICT, Effect.PROHIBIT)
_LOST: Final = (Outcome.UNMATCHED, Outcome.REFUSED)

DESKS: Final = {
    "食品经营许可": (
        "food/food-safety-bans.yaml",
        "food/food-safety-bans-persons.yaml",
        "labour/wage-arrears-discipline.yaml",
    ),
    "公司登记": ("company/office-bar.yaml", "labour/wage-arrears-discipline.yaml"),
}
"""Which rulesets concern which licence: a bar from another field is no bar to this licence."""


def _valid(code: str) -> str:
    if not uscc.is_valid(code):
        raise ValueError("not a valid unified social credit code")
    return code


class Application(BaseModel):
    """An application, who asks about it and what for, and who is to act for the applicant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    licence: str
    acting: cr.Acting
    applicant: Annotated[str, AfterValidator(_valid)]
    persons: tuple[Person, ...]


class Answer(Enum):
    """All the desk is ever told."""

    CLEAR = "记录中没有障碍"
    BAR = "有法律上的限制"
    OPEN = "现在还不能说"


@dataclass(frozen=True, slots=True)
class Found:
    """What law and records say, each with whom it is about: the applicant, or one of its persons.

    Attributes:
        bars: restrictions whose provision itself carries them.
        pointers: restrictions "as the law provides": they only say where to look.
        unknown: restrictions nobody can rule out yet.
        untold: what else has to be cleared up before anything can be said.
        notes: what was not used, and why.
    """

    bars: tuple[tuple[str, MatchedMeasure], ...]
    pointers: tuple[tuple[str, MatchedMeasure], ...]
    unknown: tuple[tuple[str, Undetermined], ...]
    untold: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def answer(self) -> Answer:
        """One of three."""
        if self.bars:
            return Answer.BAR
        return Answer.OPEN if self.pointers or self.unknown or self.untold else Answer.CLEAR


def ask(
    book: cr.Rulebook,
    application: Application,
    subjects: Iterable[cr.Subject],
    report: IntakeReport,
    day: date,
) -> Found:
    """Ask about the applicant, and about everybody who is to act for it."""
    asked = _asked(application, {one.uscc or one.key: one for one in subjects})
    keys = {one.key for one in application.persons}
    bars: list[tuple[str, MatchedMeasure]] = []
    pointers: list[tuple[str, MatchedMeasure]] = []
    unknown: list[tuple[str, Undetermined]] = []
    notes: list[str] = []
    for who, subject in asked:
        decision = cr.decide(book, subject, day, acting=application.acting)
        for measure in decision.measures:
            if measure.effect in _STRICT and _meets(measure, keys):
                (bars if measure.binding else pointers).append((who, measure))
        unknown += [(who, one) for one in decision.undetermined if _may_restrict(one)]
        notes += [f"{who}：不使用 {one.record}（{one.status.zh}）" for one in decision.excluded]
        notes += [f"{who}：{note.zh}" for note in decision.notes]
    untold = _lost_rows(report, {subject.label for _, subject in asked})
    if Role.LEGAL_REPRESENTATIVE not in {one.role for one in application.persons}:
        untold.append("申请书没有写明法定代表人的代号：请申请人补充")
    return Found(
        tuple(bars), tuple(pointers), tuple(unknown), tuple(untold), tuple(dict.fromkeys(notes))
    )


def _asked(
    application: Application, known: dict[str | None, cr.Subject]
) -> Sequence[tuple[str, cr.Subject]]:
    """Whom to ask about. Of whom nothing was delivered nothing is known: that is not "none"."""
    code = application.applicant
    asked = [("申请人", known.get(code) or cr.Subject.read({"uscc": code}))]
    roles: dict[str, list[str]] = {}
    for one in application.persons:
        roles.setdefault(one.key, []).append(one.role.zh)
    for key, held in roles.items():
        stranger = {"key": key, "kind": SubjectKind.NATURAL_PERSON}
        asked.append((f"{'、'.join(held)} {key}", known.get(key) or cr.Subject.read(stranger)))
    return asked


def _meets(measure: MatchedMeasure, keys: set[str]) -> bool:
    """Whether a measure meets the one asked about, or somebody who acts here, or may."""
    if measure.target is Target.ENTITY or measure.persons is None:
        return True
    return not keys.isdisjoint(measure.persons)


def _may_restrict(one: Undetermined) -> bool:
    """Whether what nobody knows yet could restrict: not a proposal, a tier, a favour or a step."""
    return one.what in ("measure", "listing", "ruleset") and one.effect in (None, *_STRICT)


def _lost_rows(report: IntakeReport, labels: set[str]) -> list[str]:
    """Rows that were not used and may be about one of those asked about."""
    lost = [row for row in report.rows if row.outcome in _LOST]
    return [
        f"{row.file} 第{row.line}行可能涉及所查的人（{row.outcome.zh}）：先核实，核实前不据以认定"
        for row in lost
        if labels & {row.subject, *(one.subject for one in row.candidates)}
    ]
