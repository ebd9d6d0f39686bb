"""`credit-rules what-if`: what would change if something more were on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credit_rules.cli.options import (
    UNDETERMINED,
    AsOf,
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
    refuse,
)
from credit_rules.cli.output import fail, heading, write_documents, write_pages
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, word
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules.analysis.foresight.hypotheses import Hypothesis, Told

__all__ = ["what_if"]


def what_if(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    as_of: AsOf,
    events: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="YAML",
            help="假设的记录，可重复，写法同场景。A record to suppose, written as in scenarios; may"
            " be repeated: 'penalties: { kinds: [fine], fine: 100万元, decided_on: 2026-03-01 }'.",
        ),
    ] = None,
    event_file: Annotated[
        Path | None,
        typer.Option(
            "--events",
            metavar="FILE",
            help="写有假设的记录的文件（YAML 或者 JSON）。A file of records to suppose.",
        ),
    ] = None,
    listed: Annotated[
        str | None,
        typer.Option(
            "--listed",
            metavar="LIST",
            help="假设当日列入这一名单。Suppose an entry of that day on this list.",
        ),
    ] = None,
    uscc: Uscc = None,
    covers: Covers = None,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """假设再有某些记录，结论会怎样变。Say what would change if something more were on record.

    只说会有的变化，不是决定；没有写明日期的事件视为基准日当日的，晚于基准日的在其当日看。Only what
    would change, and never a decision. An event without a day is of the day asked about; a later
    one is looked at on its own day. Exit code 4: some of what would change is undetermined.
    """
    from credit_rules.analysis.foresight.hypotheses import what_if as ask
    from credit_rules.analysis.foresight.hypotheses import what_if_listed
    from credit_rules.cli.subjects import read_subjects

    supposed = _events(events or (), event_file, lang)
    if not supposed and listed is None:
        fail(word("no-event", lang), lang)
    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    answers: list[Hypothesis] = []
    for one in watched(given.subjects, len(given.subjects), lang):
        if supposed:
            answers.append(ask(book, one, as_of, supposed, acting=acting))
        if listed is not None:
            answers.append(what_if_listed(book, one, as_of, listed, acting=acting))
    if form is Format.JSON:
        write_documents(map(_document, answers), single=given.single and len(answers) == 1)
    else:
        write_pages(_lines(one, lang) for one in answers)
    if any(one.undetermined for one in answers):
        raise typer.Exit(UNDETERMINED)


def _events(written: Sequence[str], file: Path | None, lang: Lang) -> Told:
    """The events of the command line and of the file, together."""
    from credit_rules.analysis.foresight.hypotheses import read_events
    from credit_rules.lang.source import LIMIT_BYTES

    texts = [
        (f"--event {number}", text.encode("utf-8", "surrogateescape"))
        for number, text in enumerate(written, 1)
    ]
    if file is not None:
        try:
            with file.open("rb") as stream:
                texts.append((file.name, stream.read(LIMIT_BYTES + 1)))
        except OSError:
            fail(word("no-such-path", lang, path=file), lang)
    told: dict[str, list[Any]] = {}
    for name, content in texts:
        try:
            read = read_events(content, name)
        except RulesetError as error:
            refuse(error, lang)
        for collection, records in read.items():
            told.setdefault(collection, []).extend(records)
    return told


def _lines(one: Hypothesis, lang: Lang) -> Iterator[str]:
    from credit_rules.cli.changed import change_lines

    yield f"{one.subject}  {word('as-of', lang, day=one.as_of)}"
    yield one.notice[lang]
    yield heading(word("supposed", lang))
    for event in one.events:
        yield f"  {event.said[lang]}"
    if one.looked_at != one.as_of:
        yield f"  {word('looked-at', lang, day=one.looked_at)}"
    yield heading(word("would-change", lang))
    yield from change_lines(one.changes, lang)


def _document(one: Hypothesis) -> dict[str, Any]:
    from credit_rules.cli.changed import change_document

    return {
        "format": "credit-rules/hypothesis/1",
        "notice": one.notice.model_dump(mode="json"),
        "subject": one.subject,
        "as_of": str(one.as_of),
        "looked_at": str(one.looked_at),
        "acting": one.acting.model_dump(mode="json") if one.acting else None,
        "supposed": [
            {
                "collection": event.collection,
                "record": event.record.model_dump(mode="json", exclude_none=True),
            }
            for event in one.events
        ],
        "changes": [change_document(change) for change in one.changes],
    }
