"""Files of rows, as tables, read with every limit a stranger's file calls for.

A cell is text as it was written, whatever the format: a number is never a float here, so that
`0.2` means the same in CSV, JSON and a workbook. What a format knows beyond the text stands
beside it as a mark.

Each format is one module: `csv_file`, `json_file`, `workbook`. This one holds what they share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from credit_rules.errors import IntakeError
from credit_rules.intake.report import Phrase, shown

__all__ = [
    "COLUMNS",
    "EMPTY",
    "Mark",
    "Row",
    "Table",
    "checked_cell",
    "checked_header",
    "checked_rows",
    "decoded",
    "no_twins",
    "read_bytes",
    "unbroken",
]

_BYTES: Final = 64 * 1024 * 1024
_ROWS: Final = 100_000
COLUMNS: Final = 200
_CELL: Final = 64 * 1024

EMPTY: Final = Phrase(zh="空行", en="the row is empty")


class Mark(Enum):
    """What the format says of a cell beside its text."""

    NUMBER = "number"
    DAY = "day"
    FORMULA = "formula"
    ERROR = "error"
    TIME = "time"
    DIGITS_LOST = "digits lost"
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `trouble` says why its cells cannot be relied on, if so."""

    line: int
    cells: Mapping[str, str]
    trouble: Phrase | None = None
    marks: Mapping[str, Mark] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings: one file, or one sheet of a workbook.

    `day_zero`: the day numbered 0 where days may be written as serial numbers, as in a workbook.
    `sheet`: one of several tables of a file, so that it may be in no layout without the file
    being refused for it.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Phrase, ...] = ()
    day_zero: date | None = None
    sheet: bool = False


def read_bytes(path: Path) -> bytes:
    """Read a file whole, within the limit of size.

    Raises:
        IntakeError: it is not there, cannot be opened, or is too large.
    """
    try:
        if not path.is_file():
            raise IntakeError("no such file")
        with path.open("rb") as file:
            data = file.read(_BYTES + 1)
    except OSError:
        raise IntakeError("the file cannot be opened") from None
    if len(data) > _BYTES:
        raise IntakeError(f"larger than {_BYTES // 1024 // 1024} MiB")
    return data


def decoded(data: bytes) -> str:
    """Read bytes as text in UTF-8 (with or without a mark) or GB18030."""
    if b"\0" in data:
        raise IntakeError("contains NUL bytes; expected text in UTF-8 or GB18030")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise IntakeError("expected text in UTF-8 or GB18030")


def checked_header(header: Iterable[str]) -> tuple[str, ...]:
    """Return the headings, if there are some, not too many, and none is empty."""
    names = tuple(header)
    if not names:
        raise IntakeError("no headings found")
    if len(names) > COLUMNS:
        raise IntakeError(f"more than {COLUMNS} columns")
    if any(not name.strip() for name in names):
        raise IntakeError("a column has no heading")
    return names


def checked_rows(number: int) -> None:
    """Refuse more rows than a file may have."""
    if number > _ROWS:
        raise IntakeError(f"more than {_ROWS} rows")


def checked_cell(text: str) -> str:
    """Return the text of a cell, if it is not too long."""
    if len(text) > _CELL:
        raise IntakeError(f"a cell is longer than {_CELL // 1024} KiB")
    return text


def unbroken(text: str) -> str:
    """Return text that has no half characters."""
    if re.search("[\ud800-\udfff\0]", text):
        raise IntakeError("contains broken characters")
    return text


def no_twins(header: Iterable[str]) -> None:
    """Refuse one heading that stands twice: the last column would win unseen."""
    seen: set[str] = set()
    for column in header:
        if column in seen:
            raise IntakeError(f"the heading `{shown(column)}` stands twice")
        seen.add(column)
