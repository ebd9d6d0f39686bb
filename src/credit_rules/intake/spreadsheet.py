"""The report as CSV, for a clerk's spreadsheet: one line for each row, and one for each cell.

A spreadsheet takes a cell that begins with `=` or its like for a formula, and what stands in the
report came from strangers; so every such cell is written as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from credit_rules.intake.report import IntakeReport, Lang, RowReport

__all__ = ["report_as_csv", "safe_cell"]

_FORMULA_STARTS: Final = frozenset("=+-@\t\r\n＝＋－＠|%")
_HEADINGS: Final[dict[Lang, tuple[str, ...]]] = {
    "zh": (
        "文件",
        "行号",
        "格式",
        "行的去向",
        "主体",
        "记录",
        "列",
        "单元格的去向",
        "字段",
        "说明",
    ),
    "en": ("file", "line", "layout", "row", "subject", "record", "column", "cell", "field", "why"),
}
_CELL: Final[dict[str, tuple[str, str]]] = {
    "taken": ("已采用", "taken"),
    "converted": ("已换算", "converted"),
    "unclear": ("不明", "unclear"),
    "ignored": ("未采用", "ignored"),
}


def report_as_csv(report: IntakeReport, lang: Lang) -> str:
    """Write the report as CSV by file and line, with the mark spreadsheets know UTF-8 by."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS[lang])
    for file in report.files:
        for note in file.notes:
            writer.writerow(_line(file.name, "", file.layout, why=note.render(lang)))
    for note in report.notes:
        writer.writerow(_line("", "", "", why=note.render(lang)))
    for row in sorted(report.rows, key=lambda row: (row.file, row.line)):
        for line in _lines(row, lang):
            writer.writerow(line)
    return "\ufeff" + text.getvalue()


def _lines(row: RowReport, lang: Lang) -> Iterator[tuple[str, ...]]:
    place = row.file, str(row.line or ""), row.layout
    outcome = row.outcome.zh if lang == "zh" else row.outcome.value
    who = {"outcome": outcome, "subject": row.subject or "", "record": row.record or ""}
    reasons = [row.reason.render(lang)] if row.reason else []
    reasons += [note.render(lang) for note in row.notes]
    reasons += [f"{one.because.render(lang)}: {one.subject}" for one in row.candidates]
    yield _line(*place, **who, why="; ".join(reasons))
    converted = {one.column: one.what.render(lang) for one in row.converted}
    for taken in row.taken:
        cell = "converted" if taken.column in converted else "taken"
        why = converted.get(taken.column, "")
        yield _line(
            *place, **who, column=taken.column, cell=_said(cell, lang), to=taken.to, why=why
        )
    for cell, remarks in (("unclear", row.unclear), ("ignored", row.ignored)):
        for one in remarks:
            why = one.what.render(lang)
            yield _line(*place, **who, column=one.column, cell=_said(cell, lang), why=why)


def _said(cell: str, lang: Lang) -> str:
    return _CELL[cell][0 if lang == "zh" else 1]


def _line(
    file: str,
    line: str,
    layout: str,
    *,
    outcome: str = "",
    subject: str = "",
    record: str = "",
    column: str = "",
    cell: str = "",
    to: str = "",
    why: str = "",
) -> tuple[str, ...]:
    values = (file, line, layout, outcome, subject, record, column, cell, to, why)
    return tuple(map(safe_cell, values))


def safe_cell(text: str) -> str:
    """Write a cell so that no spreadsheet computes it: an apostrophe makes it text.

    Spaces before the sign do not disarm it, so they are looked through.
    """
    return f"'{text}" if text.lstrip(" \u00a0\u3000")[:1] in _FORMULA_STARTS and text else text
