"""`credit-rules explain`: why which measures apply to a subject."""

from __future__ import annotations

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
from credit_rules.engine.audience import Audience

__all__ = ["explain"]


def explain(
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
    audience: Audiences = Audience.AUTHORITY,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """说明适用哪些措施及理由。Explain what applies and why.

    事实、条款、措施、期限、救济、出路；有未定结果时退出码为 4。Fact, provision, measure, term,
    remedy, way out. As JSON, one decision with its trace for a subject file or with --uscc,
    otherwise a list of them. Exit code 4: some outcome is undetermined.
    """
    from credit_rules import decide
    from credit_rules.cli.subjects import read_subjects
    from credit_rules.engine.audience import for_audience, page

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    decisions = [decide(book, one, as_of, acting=acting, trace=True) for one in given.subjects]
    seen = [for_audience(one, audience) for one in decisions]
    if form is Format.JSON:
        write_documents((one.model_dump(mode="json") for one in seen), single=given.single)
    else:
        write("\n".join(page(flat(one), audience, lang) for one in seen))
    if any(one.undetermined for one in decisions):
        raise typer.Exit(UNDETERMINED)
