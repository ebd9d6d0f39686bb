"""`credit-rules new`: a small, whole draft to start from, written into the author's folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from credit_rules.authoring.drafts import Draft
from credit_rules.authoring.order import DEFAULT_SINCE, FIRST_SINCE, LAST_SINCE
from credit_rules.cli.options import Langs, read_day
from credit_rules.cli.output import fail, write
from credit_rules.cli.words import Lang, word

__all__ = ["new"]


def new(
    kind: Annotated[
        Draft,
        typer.Argument(
            help="写什么：八种规则集之一，或者目录中的一项。A ruleset of a kind, or an entry of"
            " the catalog: " + ", ".join(f"{one.value} {one.zh}" for one in Draft),
            show_choices=False,
        ),
    ],
    into: Annotated[
        Path,
        typer.Option(
            "--into", metavar="DIR", help="写入的文件夹，没有就新建。The folder to write into."
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--id",
            metavar="ID",
            help="标识，也是文件名：小写字母、数字、连字符和点。Its id, and the name of its files.",
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="中文标题。Its Chinese title.")
    ] = None,
    title_en: Annotated[
        str | None,
        typer.Option("--title-en", metavar="TEXT", help="英文标题。Its English title."),
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", metavar="ID", help="体系，默认同标识。Its scheme."),
    ] = None,
    jurisdiction: Annotated[
        str,
        typer.Option(
            "--jurisdiction",
            metavar="REGION",
            help="适用地域：national 或者六位行政区划代码。`national`, or six digits of GB/T 2260.",
        ),
    ] = "national",
    since: Annotated[
        date,
        typer.Option(
            "--from",
            parser=read_day,
            metavar="DATE",
            help=f"施行之日，{FIRST_SINCE} 至 {LAST_SINCE}。The first day in force.",
        ),
    ] = DEFAULT_SINCE,
    force: Annotated[
        bool,
        typer.Option("--force", help="覆盖已有的文件。Write over files that are there already."),
    ] = False,
    lang: Langs = Lang.ZH,
) -> None:
    """写出一份可以检查、测试的草稿。Write a draft that passes `check` and `test` as it is.

    规则集、目录、场景、属性测试，连同编辑器用的 JSON Schema；其中的法律都是虚构的，请换成真实
    的。A ruleset over invented law with its catalog, scenarios, property tests, and the schemas
    editors complete it with. Existing files are left alone unless --force is given.
    """
    from credit_rules.authoring import Order, draft, place
    from credit_rules.model.ruleset import Title

    if (title is None) != (title_en is None):
        fail(word("both-titles", lang), lang)
    order = Order(
        id=name or f"my-{kind.value}",
        title=None if title is None or title_en is None else Title(title, title_en),
        scheme=scheme,
        jurisdiction=jurisdiction,
        since=since,
    )
    placed = place(draft(kind, order), into, force=force)
    lines = [word("drafted", lang), *(f"  {path}" for path in placed), word("next", lang)]
    folder = into.as_posix()
    lines.append(f"  credit-rules check {folder}")
    if kind.ruleset:
        lines.append(f"  credit-rules test {folder} --rulesets {folder}")
        lines.append(f"  pytest {folder}")
    write("\n".join(lines))
