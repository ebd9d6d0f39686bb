"""The least a subject has to do, lawfully, for a record, an entry or a tier to end; and from when.

Sets of things that can still be done are tried, the smallest first, each on every day on which
waiting may change the answer. What is shown was decided again by the whole rulebook: reached on the
day promised, and not on the day before. A larger set is shown only where it is sooner.

Nothing is dated back and nothing on record is taken away. What an organ has to find or to do first
is a condition of the path. What no deed and no day changes is told with its provision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from credit_rules.analysis.foresight.nothing_new import carried
from credit_rules.analysis.foresight.obstacles import in_the_way
from credit_rules.analysis.foresight.path_parts import Telling
from credit_rules.analysis.foresight.prospects import (
    Action,
    Condition,
    Obstacle,
    Path,
    Prospect,
    RepairPaths,
    Standing,
    Stays,
    Wait,
    in_a_word,
)
from credit_rules.analysis.foresight.repair_goals import (
    Goal,
    RepairGoal,
    Result,
    answered,
    book_of,
    called,
    collections_of,
    goals,
    in_record,
    reached,
)
from credit_rules.analysis.foresight.repair_search import Chosen, Search, in_order
from credit_rules.analysis.foresight.supposing import Done, Supposition, name_of, named, supposed
from credit_rules.analysis.foresight.waiting import days_to_look_at
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision, MissingFact, Text
from credit_rules.errors import CreditRulesError
from credit_rules.lang.reader import hint_for
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import CreditRepair, TieredSupervision
from credit_rules.model.subject import COLLECTIONS, LAST_DAY, Subject

__all__ = [
    "Action",
    "Condition",
    "Obstacle",
    "Path",
    "Prospect",
    "RepairPaths",
    "Standing",
    "Stays",
    "Wait",
    "in_a_word",
    "repair_paths",
]

_ONE_DAY: Final = timedelta(days=1)
_YEARS: Final = 10
"""So far ahead a path is looked for."""

_ASKED_OF_ALL: Final = frozenset({"findings", "repairs"})
"""Whatever a ruleset asks, answers to its questions and applications count."""


def repair_paths(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    *,
    acting: Acting | None = None,
    on_list: str | None = None,
    record: str | None = None,
    scheme: str | None = None,
    to: str | None = None,
) -> RepairPaths:
    """What a subject can do to end a publicity, an entry or a tier, and from which day.

    Args:
        book: loaded rulesets and catalogs.
        subject: what is on record.
        as_of: the day asked about; nothing is done before it.
        acting: who asks, as for `decide`; local rules need its region.
        on_list: only the entries on this list, and their repair.
        record: only this record, by its name or as answers call it.
        scheme: only the tier of this scheme, or the repairs of this regime.
        to: the tier wanted at least; any milder one without it.

    Raises:
        CreditRulesError: the day cannot be asked about, or nothing is called so.
    """
    _known(book, on_list, scheme, to)
    today = decide(book, subject, as_of, acting=acting)
    wanted = [
        goal
        for goal in goals(book, today, to)
        if _is_wanted(goal, on_list=on_list, record=record, scheme=scheme)
    ]
    last = min(LAST_DAY, as_of.replace(year=as_of.year + _YEARS, day=min(as_of.day, 28)))
    going_on = carried(named(subject, as_of), as_of, last)
    found = []
    for goal in wanted:
        search = _search(book, going_on, goal, as_of, last, acting)
        telling = Telling(book, going_on, today, search)
        found.append(_Prospecting(book, telling, last).prospect())
    return RepairPaths(today.subject, as_of, tuple(found), tuple(_notes(book, today)))


def _search(
    book: Rulebook, subject: Subject, goal: Goal, as_of: date, last: date, acting: Acting | None
) -> Search:
    """The search for a goal, among the records that its answer may hang on."""
    small = book_of(book, goal, subject)
    own = in_record(called(goal)[1])
    through = collections_of(small, goal)
    kept = {
        name: tuple(
            one
            for one in getattr(subject, name)
            if name in through or name in _ASKED_OF_ALL or (name, name_of(one)) == own
        )
        for name in COLLECTIONS
    }
    records = [
        (name, one)
        for name, some in kept.items()
        for one in some
        if name in through or (name, name_of(one)) == own
    ]
    days = days_to_look_at(small, records, as_of, last)
    return Search(small, subject.model_copy(update=kept), acting, goal, days)


def _known(book: Rulebook, on_list: str | None, scheme: str | None, to: str | None) -> None:
    schemes = {one.header.scheme for one in book.rulesets}
    tiers = {
        tier.id for one in book.rulesets if isinstance(one, TieredSupervision) for tier in one.tiers
    }
    for value, known, what in (
        (on_list, book.catalog.lists, "list"),
        (scheme, schemes, "scheme"),
        (to, tiers, "tier"),
    ):
        if value is not None and value not in known:
            raise CreditRulesError(
                f"no {what} is called `{value}`; {hint_for(value, sorted(known))}"
            )


def _is_wanted(goal: Goal, *, on_list: str | None, record: str | None, scheme: str | None) -> bool:
    """Whether a goal is among those asked for."""
    kept, named_so, regime = called(goal)
    return (
        on_list in (None, kept)
        and (record is None or record in (named_so, in_record(named_so)[1]))
        and scheme in (None, regime)
    )


def _notes(book: Rulebook, today: Decision) -> Iterator[Text]:
    yield Text(
        zh="路径以各类记录照常交付、没有新的记录为前提；是否修复由有权机关决定。",
        en="The paths suppose that deliveries go on and bring nothing new; whether a repair is"
        " granted is for the authority to decide.",
    )
    repairs = {one.header.id for one in book.rulesets if isinstance(one, CreditRepair)}
    doubted: dict[tuple[MissingFact, ...], list[Text]] = {}
    for one in today.undetermined:
        if one.what == "ruleset" and one.ruleset in repairs:
            doubted.setdefault(one.missing, []).append(one.title)
    for facts, titles in doubted.items():
        zh, why = "、".join(one.zh for one in titles), "；".join(fact.text.zh for fact in facts)
        en, because = ", ".join(one.en for one in titles), "; ".join(fact.text.en for fact in facts)
        yield Text(
            zh=f"下列规则是否适用尚不能确定（{why}）：{zh}。",
            en=f"whether these rulesets apply is not known ({because}): {en}.",
        )


@dataclass(frozen=True, slots=True)
class _Prospecting:
    """Finds the paths to one goal."""

    book: Rulebook
    telling: Telling
    last: date

    @property
    def search(self) -> Search:
        """The search for the goal."""
        return self.telling.search

    def prospect(self) -> Prospect:
        """Search, decide again, and say where the goal stands."""
        best = self.search.least()
        found = [self._path(chosen, day) for chosen, day in best.items()]
        paths = sorted((one for one in found if one is not None), key=_fewest_first)
        applying = any(one.result is not Result.ENDS_BY_ITSELF for one in paths)
        obstacles, facts = ((), ()) if applying else in_the_way(self.telling)
        if best.get(frozenset()) == self.search.as_of:
            standing = Standing.REACHED
        elif paths:
            standing = Standing.OPEN
        else:
            standing = Standing.FACTS_FIRST if facts else Standing.HOPELESS
        now, remedy = self._now()
        return Prospect(
            goal=self.search.goal,
            standing=standing,
            now=now,
            paths=tuple(paths),
            obstacles=() if standing is Standing.REACHED else obstacles,
            facts=() if standing is Standing.REACHED else facts,
            beside=tuple(self._beside()),
            remedy=remedy,
            searched=not self.search.broke_off and None not in found,
            until=self.last,
        )

    def _beside(self) -> Iterator[Text]:
        """The other repairs of the same record."""
        goal = self.search.goal
        for other in goals(self.book, self.telling.today):
            both = isinstance(goal, RepairGoal) and isinstance(other, RepairGoal)
            if both and other != goal and called(other)[1] == called(goal)[1]:
                yield other.title

    def _now(self) -> tuple[Text, Text | None]:
        """What is said of the goal today, and what lies against it."""
        said = answered(self.search.goal, self.telling.today)
        remedies = (getattr(one.answer, "remedy", None) for one in said)
        return in_a_word(said), next(remedies)

    def _path(self, chosen: Chosen, day: date) -> Path | None:
        """The path of a set, decided again by the whole book; None if it does not stand there."""
        goal, as_of = self.search.goal, self.search.as_of
        dated = dict.fromkeys(in_order(chosen), as_of)
        result = self.search.result(chosen, day)
        after = self._whole(dated, day)
        before = self._whole(dated, day - _ONE_DAY) if day > as_of else self.telling.today
        fresh = bool(chosen) or day > as_of
        if result is None or reached(goal, after) is not result:
            return None
        if fresh and reached(goal, before) is not None:
            return None
        latest = self._latest(dated, day, result)
        said = tuple(self.search.assessments(chosen, day))
        assessment = next((one for one in said if result is Result.CAN_APPLY), None)
        return Path(
            actions=(
                *self.telling.actions(dated, latest, day, result),
                *self.telling.application(assessment, day),
            ),
            conditions=tuple(self.telling.conditions(chosen)),
            waits=tuple(self.telling.waits(dated, day, result)) if day > as_of else (),
            first_day=day,
            result=result,
            before=answered(goal, before) if fresh else (),
            after=answered(goal, after),
            grants=assessment.grants if assessment else (),
            materials=assessment.materials if assessment else (),
            steps=self.telling.steps(dated, day, assessment),
            ends_by_itself=assessment.ends_by_itself if assessment else None,
            stays=tuple(self.telling.stays(after, assessment)),
        )

    def _whole(self, dated: Mapping[Supposition, date], day: date) -> Decision:
        told = supposed(self.telling.subject, dated, day)
        return decide(self.book, told, day, acting=self.search.acting)

    def _latest(
        self, dated: Mapping[Supposition, date], day: date, result: Result
    ) -> Mapping[Supposition, date]:
        """For each deed the last day on which the promise still holds, all others as late."""
        moved = dict(dated)
        for one in dated:
            if not isinstance(one, Done):
                continue
            first, last = moved[one], day
            while first < last:
                middle = first + (last - first + _ONE_DAY) // 2
                kept = self.search.dated(moved | {one: middle}, day)
                if reached(self.search.goal, kept) is result:
                    first = middle
                else:
                    last = middle - _ONE_DAY
            moved[one] = first
        stands = reached(self.search.goal, self._whole(moved, day)) is result
        return moved if stands else dated


def _fewest_first(path: Path) -> tuple[int, date, int, str]:
    return len(path.actions), path.first_day, len(path.conditions), repr(path.conditions)
