"""Files of rows, as tables: CSV and JSON, read with every limit a stranger's file calls for.

A cell is text as it was written. A JSON number is never a float here: it arrives as the text of a
plain decimal, so that `0.2` means the same in both formats.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from credit_rules.errors import IntakeError
from credit_rules.intake.report import Phrase, shown

__all__ = ["Row", "Table", "read_table"]

_BYTES: Final = 64 * 1024 * 1024
_ROWS: Final = 100_000
_COLUMNS: Final = 200
_CELL: Final = 64 * 1024

_EMPTY = Phrase(zh="空行", en="the row is empty")
_NOT_FLAT = Phrase(zh="不是平面对象", en="not a flat object")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `trouble` says why its cells cannot be relied on, if so."""

    line: int
    cells: Mapping[str, str]
    trouble: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One file of rows under headings."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Read a `.csv` or `.json` file.

    Raises:
        IntakeError: the file cannot be read, is too large, or is not well formed.
    """
    name = shown(path.name)
    try:
        return _read(path, name)
    except IntakeError as error:
        raise IntakeError(f"{name}: {error}") from None


def _read(path: Path, name: str) -> Table:
    readers = {".csv": _csv_rows, ".json": _json_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise IntakeError("expected a .csv or .json file")
    rows = reader(_text(path))
    header = tuple(dict.fromkeys(column for row in rows for column in row.cells))
    if reader is _csv_rows and rows:
        header, rows = tuple(rows[0].cells), rows[1:]
    if not header:
        raise IntakeError("no headings found")
    if len(header) > _COLUMNS:
        raise IntakeError(f"more than {_COLUMNS} columns")
    if any(not column.strip() for column in header):
        raise IntakeError("a column has no heading")
    return Table(name, header, tuple(rows))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise IntakeError("no such file")
        with path.open("rb") as file:
            data = file.read(_BYTES + 1)
    except OSError:
        raise IntakeError("the file cannot be opened") from None
    if len(data) > _BYTES:
        raise IntakeError(f"larger than {_BYTES // 1024 // 1024} MiB")
    if b"\0" in data:
        raise IntakeError("contains NUL bytes; expected text in UTF-8 or GB18030")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise IntakeError("expected text in UTF-8 or GB18030")


def _limited(number: int) -> None:
    if number > _ROWS:
        raise IntakeError(f"more than {_ROWS} rows")


def _cell(text: str) -> str:
    if len(text) > _CELL:
        raise IntakeError(f"a cell is longer than {_CELL // 1024} KiB")
    return text


# CSV


def _csv_rows(text: str) -> list[Row]:
    """Read CSV; the first row returned is the headings, under themselves."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] = []
    try:
        for values in reader:
            _limited(len(rows))  # the headings are the first of them
            values = [_cell(value) for value in values]  # noqa: PLW2901 - the same cells, checked
            if not rows:
                header = [value.strip() for value in values]
                _no_twins(header)
                rows.append(Row(reader.line_num, dict.fromkeys(header, "")))
            else:
                rows.append(_csv_row(reader.line_num, header, values))
    except csv.Error:
        raise IntakeError(f"line {reader.line_num} is not well-formed CSV") from None
    return rows


def _csv_row(line: int, header: list[str], values: list[str]) -> Row:
    cells = dict(zip(header, values, strict=False))
    if not any(value.strip() for value in values):
        return Row(line, {}, _EMPTY)
    if len(values) != len(header):
        facts = f"{len(values)}/{len(header)}"
        trouble = Phrase(
            zh=f"列数与表头不符（{facts}）", en=f"not as many cells as headings ({facts})"
        )
        return Row(line, cells, trouble)
    return Row(line, cells)


def _no_twins(header: Iterable[str]) -> None:
    seen: set[str] = set()
    for column in header:
        if column in seen:
            raise IntakeError(f"the heading `{shown(column)}` stands twice")
        seen.add(column)


# JSON


def _json_rows(text: str) -> list[Row]:
    try:
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_cell,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise IntakeError(f"line {error.lineno} is not well-formed JSON") from None
    except RecursionError:
        raise IntakeError("nested too deeply") from None
    items = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise IntakeError("expected a list of objects, or an object with the list under `rows`")
    _limited(len(items))
    return [_json_row(number, item) for number, item in enumerate(items, start=1)]


def _json_row(number: int, item: Any) -> Row:
    if not isinstance(item, dict):
        return Row(number, {}, _NOT_FLAT)
    nested = any(isinstance(value, (dict, list)) for value in item.values())
    cells = {_unbroken(column).strip(): _spelled(value) for column, value in item.items()}
    if len(cells) != len(item):
        raise IntakeError("two names of one object differ only in spaces")
    if nested:
        return Row(number, cells, _NOT_FLAT)
    return Row(number, cells, None if any(map(str.strip, cells.values())) else _EMPTY)


def _spelled(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return _cell(_unbroken(value))
        case _:
            return "…"


def _unbroken(text: str) -> str:
    if re.search("[\ud800-\udfff\0]", text):
        raise IntakeError("contains broken characters")
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _no_twins(name for name, _ in pairs)
    return dict(pairs)


def _number(text: str) -> str:
    """Write a JSON number as a CSV cell would have it: `1.0E7` is `10000000`."""
    try:
        number = Decimal(_cell(text))
    except InvalidOperation:
        return text
    return format(number, "f") if abs(number.adjusted()) <= 30 else text


def _no_constant(_: str) -> Any:
    raise IntakeError("NaN and Infinity are not numbers")
