"""`credit-rules react`: what is to be done because decisions changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credit_rules.cli.options import (
    FINDINGS,
    Catalogs,
    Format,
    Formats,
    Langs,
    Profile,
    Rulesets,
    load_book,
)
from credit_rules.cli.output import fail, heading, note, on_one_line, write, write_json
from credit_rules.cli.progress import watched
from credit_rules.cli.words import ANSWERS, Lang, code, label, said, word
from credit_rules.errors import ReactionError
from credit_rules.monitor import Engine

if TYPE_CHECKING:
    from credit_rules import Decision
    from credit_rules.cli.react_report import ReactReport
    from credit_rules.monitor import Because, Reactor, Task

__all__ = ["react"]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One subject: the earlier decision, where there is one, the later, and what is to be done."""

    before: Decision | None
    after: Decision
    tasks: tuple[Task, ...] = ()


def react(
    before: Annotated[
        Path,
        typer.Argument(metavar="BEFORE", help="先前的结果（JSON）。The earlier decisions."),
    ],
    after: Annotated[
        Path, typer.Argument(metavar="AFTER", help="后来的结果（JSON）。The later ones.")
    ],
    engine: Annotated[
        Engine | None,
        typer.Option(
            "--engine",
            help="由谁推导：durable-rules（默认，Python 3.12 及以下），或者不动点；任务相同。What"
            " chains the reactions: durable-rules, where it is installed, or the fixpoint. The"
            " tasks are the same.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """结果有变化时应办的事。What is to be done because decisions changed.

    BEFORE 和 AFTER 是 `explain --format json` 或者 `dry-run --format jsonl` 输出的结果，按主体
    配对；先前没有的主体视为全部新出现。按期限列出任务，各附依据；任务不是措施。不能一一对应的主体
    不作推导，退出码为 1。Both are decisions as `explain` and `dry-run` print them, paired by
    subject; of a subject that was not there before everything is new. Prints tasks by due day, each
    with its provision. Exit code 1: some subjects could not be paired.
    """
    from credit_rules.cli.decisions import read_decisions
    from credit_rules.monitor import Reactor

    for path in (before, after):
        if not path.exists():
            fail(word("no-such-path", lang, path=path), lang)
    book = load_book(rulesets, catalogs, profile, lang)
    pairs, doubtful = _paired(read_decisions(before), read_decisions(after))
    with Reactor(book.reactions, engine=engine) as reactor:
        done = [_reacted(reactor, one, lang) for one in watched(pairs, len(pairs), lang)]
    if form is Format.JSON:
        write_json(_report(done, doubtful, book.reactions.digest).model_dump(mode="json"))
    else:
        write("\n".join(_lines(done, doubtful, lang)))
    if doubtful:
        raise typer.Exit(FINDINGS)


def _paired(before: Sequence[Decision], after: Sequence[Decision]) -> tuple[list[_Pair], list[str]]:
    """Subject by subject; and those of which a file has two, or the earlier alone has one.

    Decisions show a code masked, so two subjects may look the same; a guess could give one the
    tasks of the other.
    """
    then, now = _by_subject(before), _by_subject(after)
    pairs, doubtful = [], []
    for key in sorted(then.keys() | now.keys()):
        was, found = then.get(key, []), now.get(key, [])
        if len(was) <= 1 and len(found) == 1:
            pairs.append(_Pair(was[0] if was else None, found[0]))
        else:
            doubtful.append(" ".join(part for part in key if part))
    return pairs, doubtful


def _by_subject(decisions: Sequence[Decision]) -> dict[tuple[str, str], list[Decision]]:
    found: dict[tuple[str, str], list[Decision]] = {}
    for one in decisions:
        found.setdefault((one.subject, one.name or ""), []).append(one)
    return found


def _reacted(reactor: Reactor, pair: _Pair, lang: Lang) -> _Pair:
    """The tasks of a pair; where durable-rules fails, by the fixpoint, and said."""
    from credit_rules.monitor import react as once

    try:
        tasks = reactor.react(pair.before, pair.after)
    except ReactionError as error:
        note(f"{word('by-the-fixpoint', lang)}: {on_one_line(str(error))}")
        tasks = once(pair.before, pair.after, reactor.rules, engine=Engine.FIXPOINT)
    return _Pair(pair.before, pair.after, tasks)


# Told to people


def _lines(pairs: Sequence[_Pair], doubtful: Sequence[str], lang: Lang) -> Iterator[str]:
    by_day: dict[str, list[tuple[_Pair, Task]]] = {}
    for pair in pairs:
        for task in pair.tasks:
            by_day.setdefault(str(task.due or ""), []).append((pair, task))
    # What has no due day comes last.
    for day in sorted(by_day, key=lambda one: (not one, one)):
        yield heading(word("due-by", lang, day=day) if day else word("no-due-day", lang))
        for pair, task in by_day[day]:
            yield from _task(pair, task, lang)
        yield ""
    if doubtful:
        yield heading(word("not-paired", lang))
        yield from (f"  {on_one_line(one)}" for one in doubtful)
        yield ""
    count = sum(len(pair.tasks) for pair in pairs)
    yield word("task-count", lang, subjects=len(pairs), tasks=count)


def _task(pair: _Pair, task: Task, lang: Lang) -> Iterator[str]:
    whom = " ".join(part for part in (pair.after.subject, pair.after.name) if part)
    yield f"{on_one_line(whom)}: {task.title[lang]}"
    yield f"    {label('task-by', lang, task.by)}"
    if task.since is not None:
        yield f"    {label('counted-from', lang, str(task.since))}"
    if task.note is not None:
        yield f"    {task.note[lang]}"
    for one in task.basis:
        yield f"    {label('basis', lang, f'{one.citation} [{code(one.verified, lang)}]')}"
    for change in task.because:
        yield f"    {label('because-of', lang, _because(change, lang))}"


def _because(change: Because, lang: Lang) -> str:
    about = f" {change.record}" if change.record else ""
    states = [_state(one, lang) for one in (change.was, change.now) if one is not None]
    colon = "：" if lang is Lang.ZH else ": "
    stood = f"{colon}{' → '.join(states)}" if states else ""
    happened = code(change.happens, lang)
    return on_one_line(f"{change.title[lang]}{about} ({happened}{stood})")


def _state(state: str, lang: Lang) -> str:
    """Where something stood, in words; a tier by its id."""
    from credit_rules.engine.listings import ListingState
    from credit_rules.model.codes import RecordStatus

    for codes in (ListingState, RecordStatus):
        for one in codes:
            if one.value == state:
                return code(one, lang)
    return said(ANSWERS[state], lang) if state in ANSWERS else state


def _report(pairs: Sequence[_Pair], doubtful: Sequence[str], digest: str) -> ReactReport:
    from credit_rules.cli.react_report import ReactReport, SubjectTasks

    subjects = tuple(
        SubjectTasks(
            subject=pair.after.subject,
            name=pair.after.name,
            before=None if pair.before is None else pair.before.as_of,
            after=pair.after.as_of,
            tasks=pair.tasks,
        )
        for pair in pairs
    )
    return ReactReport(reactions=digest, subjects=subjects, not_paired=tuple(doubtful))
