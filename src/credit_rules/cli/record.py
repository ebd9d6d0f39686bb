"""`credit-rules record`: decide, and put the decisions on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credit_rules.cli.archive import in_lang
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
    places_of,
    read_day,
    refuse,
)
from credit_rules.cli.output import on_one_line, write, write_json
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, label
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules.lang.compiler import Documents
    from credit_rules.records import Recorded

__all__ = ["record"]


def record(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    as_of: AsOf,
    archive: Annotated[
        Path,
        typer.Option(
            "--archive",
            metavar="FOLDER",
            help="档案文件夹；没有则新建。The archive; made where there is none.",
        ),
    ],
    on: Annotated[
        date | None,
        typer.Option(
            "--on",
            parser=read_day,
            metavar="DATE",
            help="存档日期，写入日志。The day it is put on record, for the log.",
        ),
    ] = None,
    known_as_of: Annotated[
        date | None,
        typer.Option(
            "--known-as-of",
            parser=read_day,
            metavar="DATE",
            help="只用截至该日已知的情况。Only what was known by that day.",
        ),
    ] = None,
    trace: Annotated[
        bool,
        typer.Option("--trace", help="一并保存判断过程。Keep the conditions as well."),
    ] = False,
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
    """计算并存档。Decide, and put the decisions on record.

    连同全部输入和所用规则的原文存入档案，此后可以用 `replay` 逐字节重放。所列链头请另行保存：有了
    它，日志末尾被截去也能发现。有未定结果时退出码为 4。The decision goes on record with everything
    it was made from, so that `replay` can make it again byte for byte. Keep the head that is
    printed where the archive is not. Exit code 4: some outcome is undetermined.
    """
    from credit_rules.cli.subjects import read_subjects
    from credit_rules.records import writing

    acting = acting_of(authority, region, purposes)
    documents = _documents(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    done: list[Recorded] = []
    with in_lang(lang), writing(archive) as writer:
        kept = writer.keep(documents)
        try:
            for subject in watched(given.subjects, len(given.subjects), lang):
                done.append(
                    writer.record(
                        kept,
                        subject,
                        as_of,
                        acting=acting,
                        known_as_of=known_as_of,
                        trace=trace,
                        on=on,
                    )
                )
        finally:
            # What is on record is told, also where a later one could not be.
            _tell(done, writer.head, lang, form)
    if any(one.decision.undetermined for one in done):
        raise typer.Exit(UNDETERMINED)


def _documents(
    rulesets: Sequence[Path] | None,
    catalogs: Sequence[Path] | None,
    profile: Path | None,
    lang: Lang,
) -> Documents:
    from credit_rules.lang.compiler import read_documents

    at = places_of(rulesets, catalogs, profile, lang)
    try:
        return read_documents(at.rulesets, catalogs=at.catalogs, profile=at.profile)
    except RulesetError as error:
        refuse(error, lang)


def _tell(done: Sequence[Recorded], head: str, lang: Lang, form: Format) -> None:
    if form is Format.JSON:
        write_json(
            {
                "format": "credit-rules/recorded/1",
                "records": [
                    {
                        "sequence": one.line.sequence,
                        "subject": one.decision.subject,
                        "as_of": one.decision.as_of.isoformat(),
                        "content": one.line.content,
                        "hash": one.line.hash,
                    }
                    for one in done
                ],
                "head": head,
            }
        )
        return
    lines = [
        f"{one.line.sequence}  {on_one_line(one.decision.subject)}  {one.decision.as_of}"
        f"  {one.line.content}"
        for one in done
    ]
    write("\n".join([*lines, label("head", lang, head)]))
