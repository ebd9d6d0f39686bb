"""`credit-rules dry-run`: files of rows in, decisions and a report of the rows out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from credit_rules.cli.options import (
    UNDETERMINED,
    AsOf,
    Audiences,
    Authority,
    Catalogs,
    Covers,
    Langs,
    Profile,
    Purposes,
    Region,
    Rulesets,
    acting_of,
    load_book,
)
from credit_rules.cli.output import note, write, write_json, write_line
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, word
from credit_rules.engine.audience import Audience

__all__ = ["dry_run"]


class _Format(StrEnum):
    """How the answers are printed."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


def dry_run(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...", help="行数据（.csv、.xlsx、.json、.jsonl）。Files of rows."
        ),
    ],
    as_of: AsOf,
    covers: Covers = None,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Annotated[
        _Format,
        typer.Option(
            "--format",
            help="输出格式；jsonl 每行一个主体的结果，算出一个输出一个。"
            "How the answers are printed; jsonl: one decision a line, each as soon as it is made.",
        ),
    ] = _Format.TEXT,
    audience: Audiences = Audience.AUTHORITY,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
    trace: Annotated[
        bool,
        typer.Option("--trace", help="JSON 中保留判断过程。Keep the conditions in the JSON."),
    ] = False,
) -> None:
    """对行数据试算。Decide about files of rows.

    每个主体适用哪些措施，每一行去向如何；有未定结果时退出码为 4。Which measures apply to every
    subject, and what became of every row. The same rows in any order give the same bytes as JSON.
    Exit code 4: some outcome is undetermined.
    """
    from credit_rules import decide
    from credit_rules.cli.report import DryRun, not_taken, report_for
    from credit_rules.engine.audience import for_audience
    from credit_rules.intake import read_claim, read_files

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    intake = read_files(files, covers=[read_claim(text) for text in covers or ()])
    streaming = form is _Format.JSONL
    undetermined = False
    decisions = []
    for subject in watched(intake.subjects, len(intake.subjects), lang, streaming=streaming):
        decision = decide(book, subject, as_of, acting=acting, trace=trace)
        undetermined |= bool(decision.undetermined)
        seen = for_audience(decision, audience)
        if streaming:
            write_line(seen.model_dump(mode="json"))
        else:
            decisions.append(seen)
    if streaming:
        # A line is a decision, so what became of the rows is said beside them.
        if left := not_taken(intake.report):
            note(word("rows-not-taken", lang, count=left))
    else:
        report = report_for(intake.report, audience)
        run = DryRun(as_of=as_of, decisions=tuple(decisions), intake=report)
        if form is _Format.JSON:
            write_json(run.model_dump(mode="json"))
        else:
            write(run.render(lang, audience))
    if undetermined:
        raise typer.Exit(UNDETERMINED)
