"""`credit-rules timeline`: on which days the answer changes with no new event, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from credit_rules.cli.options import (
    UNDETERMINED,
    Audiences,
    Authority,
    Catalogs,
    Covers,
    Format,
    Formats,
    Langs,
    Profile,
    Purposes,
    Region,
    Rulesets,
    Uscc,
    acting_of,
    load_book,
    read_day,
)
from credit_rules.cli.output import fail, on_one_line, write_documents, write_pages
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, word
from credit_rules.engine.audience import Audience

if TYPE_CHECKING:
    from credit_rules.analysis.foresight.timeline import Timeline
    from credit_rules.render.timeline_turns import SaidChange, SaidTurn

__all__ = ["timeline"]

_CAUSES: Final = 4
"""So many causes of a turn are told in text; the page and JSON have them all."""

_NAMED: Final = 10
"""So many measures that begin or end together, or steps of one proposal, are named in text."""


def timeline(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    first: Annotated[
        date,
        typer.Option(
            "--from",
            parser=read_day,
            metavar="DATE",
            help="第一日。The first day, as 2026-01-01.",
        ),
    ],
    last: Annotated[
        date,
        typer.Option(
            "--to",
            parser=read_day,
            metavar="DATE",
            help="最后一日（含当日）。The last day, included.",
        ),
    ],
    nothing_new: Annotated[
        bool,
        typer.Option(
            "--nothing-new",
            help="假定以后照常交付而没有新的内容。Suppose that deliveries go on and bring nothing"
            " new.",
        ),
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="另写一份有图、可打印的网页。Write a page with a chart that prints, besides.",
        ),
    ] = None,
    uscc: Uscc = None,
    covers: Covers = None,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    audience: Audiences = Audience.AUTHORITY,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """没有新的事件时，结论在哪一天变、为什么变。On which days the answer changes, and why.

    逐日相同的期间合为一段；每个变化之日列出原因（期限届满、期间移动、版次施行或者失效、可以修复、
    停止公示、交付截止）和变化的内容。Days that are answered alike are one stretch; for every day on
    which the answer becomes another, its causes (a term ends, a window slides, an edition begins
    or ends, repair opens, publicity stops, coverage ends) and what changes.

    交付的记录截止以后，结论未定：未交付不等于没有。`--nothing-new` 假定以后照常交付而没有新的内容。
    Past the end of a delivery the answer is undetermined: not told is not no. As JSON, one
    timeline for a subject file or with --uscc, otherwise a list of them; `credit-rules schema
    timeline` prints its schema. Exit code 4: some outcome is undetermined on some of the days.
    """
    from credit_rules.analysis.foresight.timeline import timeline as days
    from credit_rules.cli.subjects import read_subjects
    from credit_rules.cli.timeline_report import report_of
    from credit_rules.render.timeline_audience import seen_by

    if last < first:
        fail(word("to-before-from", lang, first=first, last=last), lang)
    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    found = [
        days(book, one, first, last, acting=acting, nothing_new=nothing_new)
        for one in watched(given.subjects, len(given.subjects), lang)
    ]
    seen = [seen_by(one, audience) for one in found]
    if page is not None:
        _write_page(page, seen, lang)
    if form is Format.JSON:
        documents = (report_of(one).model_dump(mode="json") for one in seen)
        write_documents(documents, single=given.single)
    else:
        write_pages(_lines(one, lang) for one in seen)
    if any(each.decision.undetermined for one in found for each in one.stretches):
        raise typer.Exit(UNDETERMINED)


def _write_page(page: Path, timelines: Sequence[Timeline], lang: Lang) -> None:
    from credit_rules.render.timeline_page import timeline_page

    try:
        page.write_text(timeline_page(timelines, lang.value), encoding="utf-8")
    except OSError as error:
        fail(word("not-written", lang, path=page, problem=error.strerror), lang)


# Told to people


def _lines(timeline: Timeline, lang: Lang) -> Iterator[str]:
    return map(on_one_line, _told(timeline, lang))


def _told(timeline: Timeline, lang: Lang) -> Iterator[str]:
    from credit_rules.render.timeline_turns import beginning, said_turns
    from credit_rules.render.timeline_words import word as said
    from credit_rules.render.words import listed

    first = timeline.stretches[0].decision
    name = f"{first.name}  " if first.name else ""
    span = said("span", lang, first=timeline.first, last=timeline.last)
    yield f"{name}{timeline.subject}  {span}"
    yield first.notice[lang]
    if timeline.nothing_new:
        yield said("supposed", lang)
    yield _heading(said("first-day", lang, day=timeline.first), lang)
    yield from _changes(beginning(first, lang), lang)
    turns = said_turns(timeline, lang)
    told = [one for one in turns if not one.notes_only]
    if told:
        yield _heading(said("turns", lang), lang)
        for one in told:
            yield from _turn(one, lang)
    quiet = [str(one.day) for one in turns if one.notes_only]
    if quiet:
        yield said("notes-only", lang, count=len(quiet), days=listed(quiet, lang))
    yield from _ending(timeline, told, lang)


def _ending(timeline: Timeline, told: Sequence[SaidTurn], lang: Lang) -> Iterator[str]:
    """From when nothing changes any more, and what to do about a delivery that ended."""
    from credit_rules.render.timeline_turns import coverage_ends
    from credit_rules.render.timeline_words import word as said

    if told:
        yield said("quiet", lang, day=told[-1].day, last=timeline.last)
    else:
        yield said("no-turns", lang, first=timeline.first, last=timeline.last)
    day = coverage_ends(told)
    if day is not None:
        yield said("coverage", lang, day=day)
        if not timeline.nothing_new:
            yield said("suppose", lang)


def _heading(text: str, lang: Lang) -> str:
    return f"【{text}】" if lang is Lang.ZH else f"[{text}]"


def _turn(turn: SaidTurn, lang: Lang) -> Iterator[str]:
    from credit_rules.render.timeline_words import word as said

    yield str(turn.day)
    colon, semicolon = ("：", "；") if lang is Lang.ZH else (": ", "; ")
    causes = _first(turn.causes, _CAUSES, lang)
    yield f"    {said('because', lang)}{colon}{semicolon.join(causes)}"
    yield from _changes(turn.changes, lang)


def _changes(changes: Sequence[SaidChange], lang: Lang) -> Iterator[str]:
    from credit_rules.render.timeline_words import word as said

    joined = "；" if lang is Lang.ZH else "; "
    if not changes:
        yield f"  {said('nothing', lang)}"
    for one in changes:
        yield f"  {one.mark.value} {one.text}"
        if one.named:
            yield f"    {joined.join(_first(one.named, _NAMED, lang))}"


def _first(texts: Sequence[str], most: int, lang: Lang) -> list[str]:
    """The first of several texts, and how many more there are."""
    from credit_rules.render.timeline_words import word as said

    told = list(texts[:most])
    if len(texts) > most:
        told.append(said("more", lang, count=len(texts) - most))
    return told
