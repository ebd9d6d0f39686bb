"""`credit-rules intake`: files of rows in; out, what became of every row, and the subjects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from credit_rules.cli.options import FINDINGS, Covers, Format, Formats, Langs
from credit_rules.cli.output import fail, flat, heading, write, write_json
from credit_rules.cli.subjects import as_json_lines
from credit_rules.cli.words import Lang, code, label, said
from credit_rules.intake import Intake, Outcome, read_claim, read_files, report_as_csv

__all__ = ["intake"]

_OUTCOMES: Final = (
    Outcome.UNMATCHED,
    Outcome.DISPUTED,
    Outcome.REFUSED,
    Outcome.DUPLICATE,
    Outcome.TAKEN,
)
"""What needs a look first."""
_LOOK: Final = (Outcome.UNMATCHED, Outcome.DISPUTED, Outcome.REFUSED)
_FILES: Final = ("文件", "files")
_LINES: Final = ("{rows} 行，{layout}", "{rows} rows, {layout}")
_SUBJECTS: Final = ("主体 {count}", "subjects {count}")
_SAME_FILE: Final = (
    "不能写入 {file}：它是输入文件",
    "cannot write to {file}: it is one of the files read",
)
_NOT_WRITTEN: Final = ("无法写入 {file}", "{file} cannot be written")


def intake(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="行数据（.csv、.xlsx、.json、.jsonl）。Files of rows.",
        ),
    ],
    covers: Covers = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE.csv",
            help="另将报告写为 CSV，每个单元格一行。Also writes the report as CSV, a line a cell.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE.jsonl",
            help="将读得的主体逐行写为 JSON。Writes the subjects that were read, one a line.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
) -> None:
    """接收行数据。Read files of rows.

    每一行、每个单元格去向如何，为什么；有行未采用时退出码为 1。What became of every row and of
    every cell, and why. Exit code 1: some row was not taken.
    """
    for path in (report, out):
        if path is not None and any(path.resolve() == one.resolve() for one in files):
            fail(said(_SAME_FILE, lang).format(file=path.name), lang)
    read = read_files(files, covers=[read_claim(text) for text in covers or ()])
    if report is not None:
        _save(report, report_as_csv(read.report, lang.value), lang)
    if out is not None:
        _save(out, as_json_lines(read.subjects), lang)
    if form is Format.JSON:
        document = {"format": "credit-rules/intake/1", "subjects": len(read.subjects)}
        write_json(document | {"intake": read.report.model_dump(mode="json")})
    else:
        write("\n".join(_text(read, lang)))
    if any(read.report.counts[outcome] for outcome in _LOOK):
        raise typer.Exit(FINDINGS)


def _save(path: Path, text: str, lang: Lang) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError:
        fail(said(_NOT_WRITTEN, lang).format(file=path.name), lang)


def _text(read: Intake, lang: Lang) -> Iterator[str]:
    yield heading(said(_FILES, lang))
    for file in (flat(one) for one in read.report.files):
        about = said(_LINES, lang).format(rows=file.rows, layout=file.layout)
        yield f"{file.name}: {about}"
        yield from (f"  * {note.render(lang.value)}" for note in file.notes)
    yield from (f"* {note.render(lang.value)}" for note in read.report.notes)
    for outcome in _OUTCOMES:
        rows = [row for row in read.report.rows if row.outcome is outcome]
        if rows:
            yield ""
            yield heading(f"{code(outcome, lang)} {len(rows)}")
        for row in sorted(rows, key=lambda row: (row.file, row.line)):
            # The place in the file is not part of the data, so it is carried over by hand.
            yield flat(row).model_copy(update={"line": row.line}).render(lang.value)
    yield ""
    yield heading(label("counts", lang).rstrip("：:"))
    for outcome in Outcome:
        yield f"  {code(outcome, lang)} {read.report.counts[outcome]}"
    yield f"  {said(_SUBJECTS, lang).format(count=len(read.subjects))}"
