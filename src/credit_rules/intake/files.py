"""Files by their suffix: one reader for each format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from credit_rules.errors import IntakeError
from credit_rules.intake.csv_file import read_csv
from credit_rules.intake.json_file import read_json, read_json_lines
from credit_rules.intake.report import shown
from credit_rules.intake.tables import Table, read_bytes
from credit_rules.intake.workbook import read_workbook

__all__ = ["SUFFIXES", "read_tables"]

_READERS: Final[dict[str, Callable[[bytes, str], list[Table]]]] = {
    ".csv": read_csv,
    ".xlsx": read_workbook,
    ".json": read_json,
    ".jsonl": read_json_lines,
}
_CELLS: Final = 2_000_000
"""Cells that are not empty: each is accounted for, and its account takes more than the cell."""
SUFFIXES: Final = tuple(_READERS)


def read_tables(path: Path) -> list[Table]:
    """Read a file: one table, or one for each sheet of a workbook that is not empty.

    Raises:
        IntakeError: the file cannot be read, is too large, or is not well formed.
    """
    name = shown(path.name)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise IntakeError(f"{name}: expected a file that ends with {', '.join(SUFFIXES)}")
    try:
        found = reader(read_bytes(path), name)
    except IntakeError as error:
        raise IntakeError(f"{name}: {error}") from None
    if not found:
        raise IntakeError(f"{name}: no headings found")
    told = (text for table in found for row in table.rows for text in row.cells.values())
    if sum(map(bool, told)) > _CELLS:
        raise IntakeError(f"{name}: more than {_CELLS} cells; deliver it in parts")
    return found
