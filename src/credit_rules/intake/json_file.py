"""JSON and JSON lines: objects under their names, as interfaces and crawlers answer them.

The list of rows may stand alone or inside the wrappers that credit platforms put around it.
What else stands in a wrapper is paging; only `total` is looked at, to say when pages are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from credit_rules.errors import IntakeError
from credit_rules.intake import tables
from credit_rules.intake.report import Phrase
from credit_rules.intake.tables import EMPTY, Mark, Row, Table

__all__ = ["read_json", "read_json_lines"]

_WRAPPERS: Final = (
    ("rows",),
    ("list",),
    ("data", "list"),
    ("data", "rows"),
    ("data",),
    ("catalogSearch", "list"),
    ("data", "catalogSearch", "list"),
)
"""Where the list stands: 双鸭山 `rows`, 信用中国 `data.list`, 信用山东 `catalogSearch.list`."""
_INNER: Final = "entity"
"""信用中国 wraps each row once more: `data.list[].entity`."""

_VALUES: Final = 4_000_000

_NOT_AN_OBJECT = Phrase(zh="不是对象", en="not an object")
_NOT_JSON = Phrase(zh="不是完整的 JSON", en="not well-formed JSON")


def read_json(data: bytes, name: str) -> list[Table]:
    """Read the bytes of a JSON file: a list of objects, alone or in a wrapper.

    Raises:
        IntakeError: it is not well formed, holds no list of rows, or passes a limit.
    """
    try:
        document = _load(tables.decoded(data))
    except json.JSONDecodeError as error:
        raise IntakeError(f"line {error.lineno} is not well-formed JSON") from None
    items, total = _rows_in(document)
    tables.checked_rows(len(items))
    rows = [_row(number, item) for number, item in enumerate(items, start=1)]
    notes: tuple[Phrase, ...] = ()
    if isinstance(total, str) and total.isdecimal() and total != str(len(items)):
        says = f"{total[:12]}/{len(items)}"
        notes = (
            Phrase(
                zh=f"总数与所交行数不符（{says}）：可能只是其中几页",
                en=f"the total is not the number of rows ({says}): pages may be missing",
            ),
        )
    return [_table(name, rows, notes)]


def read_json_lines(data: bytes, name: str) -> list[Table]:
    """Read the bytes of a file with one JSON object a line; a broken line is a refused row.

    Raises:
        IntakeError: no line holds an object, or the file passes a limit.
    """
    rows: list[Row] = []
    text = tables.decoded(data)
    tables.checked_rows(text.count("\n"))
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if number == len(lines) and not line.strip():
            break  # a file ends with a line end, not with one more row
        tables.checked_rows(number)
        try:
            rows.append(_row(number, _load(line)) if line.strip() else Row(number, {}, EMPTY))
        except json.JSONDecodeError:
            rows.append(Row(number, {}, _NOT_JSON))
    return [_table(name, rows, ())]


def _table(name: str, rows: list[Row], notes: tuple[Phrase, ...]) -> Table:
    header = tables.checked_header(dict.fromkeys(column for row in rows for column in row.cells))
    return Table(name, header, tuple(rows), notes)


def _load(text: str) -> Any:
    # Read, a value takes up to thirty times its length: so they are counted before.
    if text.count(",") + text.count("[") + text.count("{") > _VALUES:
        raise IntakeError(f"more than {_VALUES} values")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=tables.checked_cell,
            parse_constant=_no_constant,
        )
    except RecursionError:
        raise IntakeError("nested too deeply") from None


def _rows_in(document: Any) -> tuple[list[Any], Any]:
    """Find the list of rows, and the total its wrapper names."""
    if isinstance(document, list):
        return document, None
    for path in _WRAPPERS:
        inner, total = document, None
        for step in path:
            if not isinstance(inner, dict):
                break
            total = inner.get("total", total)
            inner = inner.get(step)
        if isinstance(inner, list):
            return inner, total
    known = ", ".join(".".join(path) for path in _WRAPPERS)
    raise IntakeError(f"expected a list of objects, alone or under one of: {known}")


def _row(number: int, item: Any) -> Row:
    if isinstance(item, dict) and isinstance(item.get(_INNER), dict):
        item = item[_INNER] | {name: value for name, value in item.items() if name != _INNER}
    if not isinstance(item, dict):
        return Row(number, {}, _NOT_AN_OBJECT)
    cells: dict[str, str] = {}
    marks: dict[str, Mark] = {}
    for name, text, mark in _cells(item):
        cells[name] = text
        if mark:
            marks[name] = mark
    if len(cells) != len(item):
        raise IntakeError("two names of one object differ only in spaces")
    return Row(number, cells, None if any(map(str.strip, cells.values())) else EMPTY, marks)


def _cells(item: dict[str, Any]) -> Iterator[tuple[str, str, Mark | None]]:
    for column, value in item.items():
        name = tables.unbroken(column).strip()
        match value:
            case None:
                yield name, "", None
            case bool():
                yield name, "true" if value else "false", None
            case str():
                yield name, tables.checked_cell(tables.unbroken(value)), None
            case [] | {}:
                yield name, "", None
            case _:
                yield name, "…", Mark.NESTED


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tables.no_twins(name for name, _ in pairs)
    return dict(pairs)


def _number(text: str) -> str:
    """Write a JSON number as a CSV cell would have it: `1.0E7` is `10000000`."""
    try:
        number = Decimal(tables.checked_cell(text))
    except InvalidOperation:
        return text
    return format(number, "f") if abs(number.adjusted()) <= 30 else text


def _no_constant(_: str) -> Any:
    raise IntakeError("NaN and Infinity are not numbers")
