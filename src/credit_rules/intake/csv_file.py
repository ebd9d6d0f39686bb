"""CSV: the headings on the first line, a row on each of the others."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Final

from credit_rules.errors import IntakeError
from credit_rules.intake import tables
from credit_rules.intake.report import Phrase
from credit_rules.intake.tables import EMPTY, Row, Table

__all__ = ["read_csv"]

_LINE: Final = re.compile("[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
_COMMAS: Final = 100_000
"""Of a row; most of them can only stand inside its texts."""


def read_csv(data: bytes, name: str) -> list[Table]:
    """Read the bytes of a CSV file in UTF-8 or GB18030.

    Raises:
        IntakeError: it is not well formed, or passes a limit.
    """
    lines = _Lines(tables.decoded(data))
    reader = csv.reader(lines, strict=True)
    rows: list[Row] = []
    header: list[str] = []
    try:
        for values in reader:
            lines.commas = 0
            tables.checked_rows(len(rows) + bool(header))
            values = [tables.checked_cell(value) for value in values]  # noqa: PLW2901 - the same cells, checked
            if header:
                rows.append(_row(reader.line_num, header, values))
            else:
                header = [value.strip() for value in values]
                tables.no_twins(header)
                tables.checked_header(header)
    except csv.Error:
        raise IntakeError(f"line {reader.line_num} is not well-formed CSV") from None
    return [Table(name, tables.checked_header(header), tuple(rows))]


class _Lines:
    """The lines of a text, as long as the row they are of has no absurd number of cells.

    A row is built whole before its cells can be counted, so its commas are counted before.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.commas = 0

    def __iter__(self) -> Iterator[str]:
        for found in _LINE.finditer(self.text):
            self.commas += found[0].count(",")
            if self.commas > _COMMAS:
                raise IntakeError(f"more than {tables.COLUMNS} columns")
            yield found[0]


def _row(line: int, header: list[str], values: list[str]) -> Row:
    cells = dict(zip(header, values, strict=False))
    if not any(value.strip() for value in values):
        return Row(line, {}, EMPTY)
    if len(values) != len(header):
        facts = f"{len(values)}/{len(header)}"
        trouble = Phrase(
            zh=f"列数与表头不符（{facts}）", en=f"not as many cells as headings ({facts})"
        )
        return Row(line, cells, trouble)
    return Row(line, cells)
