"""`credit-rules why-not`: why a measure does not apply to a subject."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from credit_rules.cli.completion import measure_ids
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
)
from credit_rules.cli.output import flat, write, write_documents
from credit_rules.cli.words import Lang

__all__ = ["why_not"]


def why_not(
    measure: Annotated[
        str,
        typer.Argument(
            metavar="MEASURE",
            autocompletion=measure_ids,
            help="措施编号，见 show。The id of a measure, see show.",
        ),
    ],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    as_of: AsOf,
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
    """说明一项措施为何不适用。Say why a measure does not apply.

    The conditions that fail, the nearest first. As JSON, one answer for a subject file or with
    --uscc, otherwise a list of them. Exit code 4: something is missing to know whether it applies.
    """
    from credit_rules.cli.subjects import read_subjects
    from credit_rules.engine.why_not import why_not as ask

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    answers = [ask(book, one, as_of, measure, acting=acting) for one in given.subjects]
    if form is Format.JSON:
        write_documents((one.model_dump(mode="json") for one in answers), single=given.single)
    else:
        write("\n".join(flat(one).render(lang) for one in answers))
    if any(reason.missing for one in answers if not one.matched for reason in one.reasons):
        raise typer.Exit(UNDETERMINED)
