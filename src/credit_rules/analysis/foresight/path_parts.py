"""What a path is made of, told from its set: deeds with their last days, conditions, waits.

What a deed is done for is found by leaving it out: the requirements that are then not met on the
first day are those it meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, assert_never

from credit_rules.analysis.foresight.actions import PROVEN, ActionKind
from credit_rules.analysis.foresight.prospects import Action, Condition, Stays, Wait
from credit_rules.analysis.foresight.repair_goals import (
    Asked,
    Result,
    Side,
    asked,
    assessments,
    called,
    in_record,
)
from credit_rules.analysis.foresight.repair_search import Chosen, Search, Truths, in_order
from credit_rules.analysis.foresight.supposing import (
    Applied,
    Came,
    Done,
    Found,
    Supposition,
    name_of,
)
from credit_rules.engine.decision import (
    Decision,
    LegalBasis,
    ListingAnswer,
    RepairAssessment,
    Step,
    Text,
)
from credit_rules.engine.facts import Facts
from credit_rules.engine.phrasing import Phrasing, text_of
from credit_rules.model.codes import RepairEffect
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import JointDiscipline, KeyWatchList
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Truth

__all__ = ["Telling"]

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells the paths to one goal."""

    book: Rulebook
    subject: Subject
    today: Decision
    search: Search

    @property
    def record(self) -> str:
        """The record the goal is about, as answers call it; empty for a tier."""
        return called(self.search.goal)[1]

    def actions(
        self,
        dated: Mapping[Supposition, date],
        latest: Mapping[Supposition, date],
        day: date,
        result: Result,
    ) -> Iterator[Action]:
        """What the subject does, with the conditions that come out otherwise for it."""
        movable = self.search.movable()
        whole = self.search.truths(dated, day)
        for one in dated:
            if not isinstance(one, Done):
                continue
            without = self.search.truths({k: v for k, v in dated.items() if k != one}, day)
            met = [
                rule
                for rule in movable[one]
                if _counts(rule, result) and _turned(rule, without, whole)
            ]
            yield Action(
                kind=one.deed.kind,
                record=f"{one.deed.collection}[{one.record}]",
                begins=one.deed.begins is not None,
                field=one.deed.day,
                says=_says(one),
                title=_titled(one),
                to=self._holder(one),
                day=self.search.as_of,
                by=latest[one],
                meets=tuple(dict.fromkeys(text_of(rule.title) for rule in met)),
                basis=self.basis(met, day),
            )

    def _holder(self, one: Done) -> str:
        """Whom it is done to: the organ that acted, or who holds such records."""
        records = getattr(self.subject, one.deed.collection)
        organs = (record.authority for record in records if name_of(record) == one.record)
        return next(filter(None, organs), COLLECTIONS[one.deed.collection].holder)

    def application(self, assessment: RepairAssessment | None, day: date) -> Iterator[Action]:
        """The application itself, from the first day on; nothing where there is none to make."""
        if assessment is None:
            return
        yield Action(
            kind=ActionKind.APPLY,
            record=assessment.record,
            begins=False,
            field="applied_on",
            says=(),
            title=Text(zh="提出信用修复申请", en="apply for the repair"),
            to=assessment.apply_to,
            day=day,
            by=assessment.latest_day,
            meets=(),
            basis=(),
        )

    def conditions(self, chosen: Chosen) -> Iterator[Condition]:
        """What organs have to find or to do."""
        specs = {
            name: spec
            for one in self.search.book.rulesets
            for name, spec in one.header.findings.items()
        }
        for one in in_order(chosen):
            match one:
                case Found(finding, _, answer, organ, path):
                    yield Condition(
                        title=text_of(specs[finding].question),
                        organ=organ,
                        about=path,
                        field=None,
                        finding=finding,
                        answer=answer,
                        proves=PROVEN.get(finding) if answer else None,
                    )
                case Came(awaited, record):
                    held = COLLECTIONS[awaited.collection].holder
                    where = f"{awaited.collection}[{record}]"
                    yield Condition(awaited.title, held, where, awaited.day, None, None, None)
                case Done() | Applied():
                    continue

    def waits(self, dated: Mapping[Supposition, date], day: date, result: Result) -> Iterator[Wait]:
        """What turned on the first day, and what gives the period that ended."""
        now, then = (self.search.truths(dated, one) for one in (day, day - _ONE_DAY))
        for rule in asked(self.search.book, self.search.goal):
            came = now.get(id(rule.when), {}).values()
            ended = rule.side is Side.END and Truth.TRUE in came
            if _counts(rule, result) and (ended or _turned(rule, then, now)):
                yield Wait(text_of(rule.title), self.basis([rule], day))
        if result in (Result.TERM_OVER, Result.REMOVED, Result.ENDS_BY_ITSELF):
            yield from (
                Wait(_term_of(one), one.basis)
                for one in self.today.listings
                if one.record == self.record and one.last_day is not None
            )

    def basis(self, rules: Iterable[Asked], day: date) -> tuple[LegalBasis, ...]:
        """The provisions that conditions rest on, in the version in force on a day, each once."""
        say = Phrasing(self.book.catalog, Facts.of(self.subject, day), trace=False)
        found = [basis for rule in rules for basis in say.basis(rule.basis)]
        return tuple(dict.fromkeys(found))

    def steps(
        self, dated: Mapping[Supposition, date], day: date, assessment: RepairAssessment | None
    ) -> tuple[Step, ...]:
        """What the organ owes once it is applied to on the first day."""
        if assessment is None:
            return ()
        applied = Applied(in_record(assessment.record)[1], assessment.list, assessment.platform.zh)
        decision = self.search.dated({**dated, applied: day}, day)
        said = assessments(self.search.goal, decision)
        return tuple(dict.fromkeys(step for one in said for step in one.steps))

    def stays(self, after: Decision, assessment: RepairAssessment | None) -> Iterator[Stays]:
        """The measures for the same record that stand on the first day and go on."""
        if not self.record:
            return
        granted = {one.effect for one in assessment.grants} if assessment else set()
        ending = bool(granted & {RepairEffect.ENDS_LISTING, RepairEffect.ENDS_MEASURES})
        follows = {
            one.header.id
            for one in self.book.rulesets
            if isinstance(one, JointDiscipline | KeyWatchList)
        }
        left = {
            (one.measure, one.because_of.rule): Stays(one.title, one.until, one.lifelong, one.basis)
            for one in after.measures
            if one.because_of.record == self.record
            and not (ending and one.because_of.ruleset in follows)
        }
        yield from (left[key] for key in sorted(left))


def _term_of(listed: ListingAnswer) -> Text:
    return Text(
        zh=f"{listed.title.zh}的列入期限（至 {listed.last_day}）",
        en=f"the term of the entry: {listed.title.en} (until {listed.last_day})",
    )


def _titled(one: Done) -> Text:
    """What is to be done; of a record that begins with it, of which kind."""
    fields = COLLECTIONS[one.deed.collection].fields
    codes = [
        code for name, said in one.words for code in fields[name].codes or () if code.value == said
    ]
    if not codes:
        return one.deed.title
    zh, en = "、".join(code.zh for code in codes), ", ".join(code.value for code in codes)
    return Text(zh=f"{one.deed.title.zh}（{zh}）", en=f"{one.deed.title.en} ({en})")


def _says(one: Done) -> tuple[tuple[str, str | bool], ...]:
    """What goes down with a deed besides its day: codes that move on, the subject's own words."""
    moved = {name: after for name, (_, after) in one.deed.moves.items()}
    own = {name: said for name, said in (one.deed.begins or {}).items() if name in one.deed.says}
    return tuple((moved | own | dict(one.words)).items())


def _counts(rule: Asked, result: Result) -> bool:
    """Whether a condition has a part in how the goal is reached."""
    match rule.side:
        case Side.END:
            return result is Result.ENDS_BY_ITSELF
        case Side.REQUIREMENT | Side.BAR:
            return result is not Result.ENDS_BY_ITSELF
        case Side.SCOPE:
            return False
        case Side.PAGE:
            return True
        case _ as never:
            assert_never(never)


def _turned(rule: Asked, before: Truths, after: Truths) -> bool:
    """Whether a condition came out as it should, and did not before."""
    was, now = before.get(id(rule.when), {}), after.get(id(rule.when), {})
    helps = len(rule.wanted) > 1 or {Truth.of(one) for one in rule.wanted} == set(now.values())
    return helps and was != now
