"""`credit-rules check`: everything wrong with rulesets and catalogs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from credit_rules.cli.options import Catalogs, Format, Formats, Langs, existing, rendered
from credit_rules.cli.output import write, write_json
from credit_rules.cli.words import Lang, word

__all__ = ["check"]


def check(
    rulesets: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RULESETS]",
            help="规则集文件夹或文件，默认用随附的。Rulesets; without it, those that ship.",
        ),
    ] = None,
    catalogs: Catalogs = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
) -> None:
    """检查规则集和目录。Check rulesets and catalogs.

    列出全部问题；有问题时退出码为 1。Everything wrong is printed; exit code 1 says there are
    findings.
    """
    from credit_rules import check as find
    from credit_rules import load

    existing(rulesets, lang)
    existing(catalogs, lang)
    found = list(find(rulesets, catalogs=catalogs))
    if form is Format.JSON:
        diagnostics = [one.as_json() for one in found]
        write_json({"format": "credit-rules/check/1", "diagnostics": diagnostics})
    elif found:
        write(rendered(found, lang))
    else:
        book = load(rulesets, catalogs=catalogs)
        write(
            word(
                "clean",
                lang,
                rulesets=len(book.rulesets),
                lists=len(book.catalog.lists),
                measures=len(book.catalog.measures),
                instruments=len(book.catalog.instruments),
            )
        )
    if found:
        raise typer.Exit(1)
