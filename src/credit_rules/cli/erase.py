"""`credit-rules erase`: erase a record, and leave a line that says so."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from credit_rules.cli.archive import Archive, in_lang
from credit_rules.cli.options import Format, Formats, Langs, read_day
from credit_rules.cli.output import write, write_json
from credit_rules.cli.words import Lang, label, word

__all__ = ["erase"]


def erase(
    archive: Archive,
    sequence: Annotated[
        int,
        typer.Argument(metavar="SEQUENCE", min=1, help="记录的序号。The number of the record."),
    ],
    on: Annotated[
        date,
        typer.Option("--on", parser=read_day, metavar="DATE", help="删除日期。The day."),
    ],
    by: Annotated[
        str,
        typer.Option("--by", help="由谁删除：机构或者岗位，不写姓名。The office, not a person."),
    ],
    basis: Annotated[str, typer.Option("--basis", help="依据。The provision it is erased on.")],
    reason: Annotated[
        str,
        typer.Option("--reason", help="理由，不得写明主体。Why, without naming anybody."),
    ],
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
) -> None:
    """删除一条记录的内容。Erase what is on record under a number.

    记录的内容删去，日志中留下何时、由谁、依据什么、因何删除；日志仍可核验。这些文字不得含有主体的
    名称、代码、文书号。备份由使用者自行处理。The content goes; the log says when, by whom, why and
    on what basis, and still verifies. None of these may hold a name, a code or a document number.
    Backups are the caller's to erase.
    """
    from credit_rules.records import writing

    with in_lang(lang), writing(archive, new=False) as writer:
        line = writer.erase(sequence, on=on, by=by, basis=basis, reason=reason)
        head = writer.head
    if form is Format.JSON:
        told = {"line": line.model_dump(mode="json"), "head": head}
        write_json({"format": "credit-rules/erased/1", **told})
    else:
        write("\n".join([word("was-erased", lang, number=sequence), label("head", lang, head)]))
