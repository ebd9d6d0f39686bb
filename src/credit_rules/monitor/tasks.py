"""Tasks: what a reaction that follows asks a department to do, on what basis, by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

from credit_rules.dates import deadline, working_days_known
from credit_rules.engine.decision import LegalBasis, Text
from credit_rules.engine.phrasing import printed, text_of
from credit_rules.model.reactions import (
    NOTHING,
    Concluded,
    Happening,
    Name,
    Pattern,
    Reaction,
    Reactions,
    Since,
    TaskRule,
    named_rules,
)
from credit_rules.monitor.transitions import Transition

__all__ = ["Because", "Task", "tasks"]

_NO_CALENDAR: Final = Text(
    zh="该年节假日安排未公布，仅按周末推算", en="holidays of that year unknown"
)


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )


class Because(_Frozen):
    """A change that a task rests on.

    Attributes:
        part: the part of the decision: `listings`, `repairs` and so on.
        was: where it stood, in one word; None where nothing was said of it, or it has no state.
        now: likewise.
        record: the record it is about; None where it is about the subject.
    """

    part: str
    happens: Happening
    was: str | None
    now: str | None
    title: Text
    record: str | None


class Task(_Frozen):
    """Something a department is to do because a decision changed. It decides nothing.

    Attributes:
        ruleset: the file of reactions, with its edition, and the rule in it.
        since: the day from which the time is counted; None where nobody stated it, or none runs.
        due: the last day for it, moved past holidays; None where the provision gives none.
        note: what is to be known about the due day.
        because: the changes it rests on, those of the rules it was concluded through among them.
        through: the rules it was concluded through, in the order of the file.
    """

    id: str
    title: Text
    by: str
    since: date | None
    due: date | None
    note: Text | None
    basis: tuple[LegalBasis, ...]
    ruleset: str
    edition: str
    rule: str
    because: tuple[Because, ...]
    through: tuple[str, ...]


def tasks(
    rules: Reactions, follow: frozenset[Name], found: Sequence[Transition], day: date
) -> tuple[Task, ...]:
    """The tasks of the reactions that follow, by due day; what has none comes last."""
    return tuple(sorted(_tasks(rules, follow, found, day), key=_order))


def _order(task: Task) -> tuple[date, str, str]:
    return task.due or date.max, task.ruleset, task.id


def _tasks(
    rules: Reactions, follow: frozenset[Name], found: Sequence[Transition], day: date
) -> Iterator[Task]:
    following = {name: rule for name, rule in named_rules(rules.rulesets) if name in follow}
    for name, rule in following.items():
        if rule.task is None:
            continue
        through = _through(name, rule, following)
        rests = [
            one
            for one in found
            if any(
                premise.meets(one.fact)
                for each in (rule, *through)
                for premise in each.when
                if isinstance(premise, Pattern)
            )
        ]
        since, due = _due(rule.task, rests, day)
        cited = (rules.catalog.resolve(one, day) for one in rule.task.basis)
        yield Task(
            id=rule.task.id,
            title=text_of(rule.task.title),
            by=rule.task.by,
            since=since,
            due=due,
            note=None if due is None or working_days_known(due) else _NO_CALENDAR,
            basis=tuple(map(printed, cited)),
            ruleset=name[0],
            edition=name[1],
            rule=name[2],
            because=tuple(dict.fromkeys(map(_because, rests))),
            through=tuple(one.id for one in through),
        )


def _through(name: Name, rule: Reaction, following: dict[Name, Reaction]) -> list[Reaction]:
    """The rules that drew what a rule asks for, and what those ask for, in the file's order."""
    file = {key: one for key, one in following.items() if key[:2] == name[:2]}
    asked: set[str] = set()
    waiting = [rule]
    while waiting:
        codes = {one.code for one in waiting.pop().when if isinstance(one, Concluded)} - asked
        asked |= codes
        waiting += [one for one in file.values() if one.concludes in codes]
    return [one for one in file.values() if one.concludes in asked and one is not rule]


def _due(task: TaskRule, rests: Sequence[Transition], day: date) -> tuple[date | None, date | None]:
    """The day from which the time is counted, and the last day of it.

    Of several records the first day counts: an organ that keeps it is late for none.
    """
    if task.stated_due:
        return None, min((one.due for one in rests if one.due), default=None)
    if task.within is None:
        return None, None
    match task.since:
        case Since.CHANGE:
            since: date | None = day
        case Since.BEGAN:
            since = min((one.began for one in rests if one.began), default=None)
        case Since.ENDED:
            since = min((one.ended for one in rests if one.ended), default=None)
    return since, None if since is None else deadline(since, task.within)


def _because(one: Transition) -> Because:
    was, now = one.fact["from"], one.fact["to"]
    return Because(
        part=one.fact["part"],
        happens=Happening.named(one.fact["happens"]),
        was=None if was == NOTHING else was,
        now=None if now == NOTHING else now,
        title=one.title,
        record=one.record,
    )
