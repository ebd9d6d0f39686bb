"""`credit-rules dry-run`: files of rows in, decisions and a report of the rows out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from credit_rules.cli.options import (
    UNDETERMINED,
    AsOf,
    Authority,
    Catalogs,
    Format,
    Formats,
    Langs,
    Purposes,
    Region,
    Rulesets,
    acting_of,
    load_book,
)
from credit_rules.cli.output import write, write_json
from credit_rules.cli.words import Lang

__all__ = ["dry_run"]


def dry_run(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES...", help="行数据（.csv、.json）。Files of rows.")
    ],
    as_of: AsOf,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
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
    from credit_rules.cli.report import DryRun
    from credit_rules.intake import read_files

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, lang)
    intake = read_files(files)
    run = DryRun(
        as_of=as_of,
        decisions=tuple(
            decide(book, subject, as_of, acting=acting, trace=trace) for subject in intake.subjects
        ),
        intake=intake.report,
    )
    if form is Format.JSON:
        write_json(run.model_dump(mode="json"))
    else:
        write(run.render(lang))
    if any(one.undetermined for one in run.decisions):
        raise typer.Exit(UNDETERMINED)
