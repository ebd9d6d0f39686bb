"""Workbooks (`.xlsx`): every sheet a table, read without running or trusting anything in it.

A workbook is a ZIP of XML, so before the first byte of XML is parsed the archive must be plausible:
few entries, a bounded size once unpacked, no entry that unpacks a hundredfold, no second encoding,
no document type (and so no entities), and no more elements than openpyxl can hold at once. Then
openpyxl reads the sheets row by row.

A formula is not a fact: its cell is left aside, whatever value was last computed for it.
The one door to openpyxl.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from xml.parsers import expat

from credit_rules.errors import IntakeError
from credit_rules.intake import tables
from credit_rules.intake.layouts import fits_any
from credit_rules.intake.report import Phrase, shown
from credit_rules.intake.tables import COLUMNS, EMPTY, Mark, Row, Table

__all__ = ["read_workbook"]

_ENTRIES: Final = 1_000
_UNPACKED: Final = 128 * 1024 * 1024
_RATIO: Final = 200
_SMALL: Final = 1024 * 1024
"""Below this a part may be as repetitive as it likes: its ratio says little."""
_SHEETS: Final = 100
_HEADING_ROWS: Final = 10
"""How far down the headings may stand: tables for people often have a title above them."""
_EXACT: Final = 10**15
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
_CHUNK: Final = 64 * 1024
_ENTRY: Final = b"PK\x01\x02"
_MOST: Final = 8_000_000
_HELD: Final = 200_000
_TEXTS: Final = 1_000_000
_CHARACTERS: Final = 64 * 1024 * 1024
_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW, _SHARED_TEXT, _SHEET = (f"{_NAMESPACE} {name}" for name in ("row", "si", "sheet"))

_Cells = list[tuple[str, Mark | None]]
_NOTHING: Final = "", None


def read_workbook(data: bytes, name: str) -> list[Table]:
    """Read the bytes of an `.xlsx` file: one table for each sheet that is not empty.

    Raises:
        IntakeError: it is not a workbook, or not a plausible one, or passes a limit.
    """
    _check_archive(data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations we do not read
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                return list(_tables(book, name))
            finally:
                book.close()
    except IntakeError:
        raise
    except Exception:  # noqa: BLE001 - a damaged workbook fails anywhere in openpyxl, with anything
        raise IntakeError("not a well-formed workbook (.xlsx)") from None


# The archive


def _check_archive(data: bytes) -> None:
    # Before the directory is read: each entry of it takes ten times its length.
    if data.count(_ENTRY) > _ENTRIES:
        raise IntakeError(f"the workbook has more than {_ENTRIES} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            elements = _Elements()
            for entry in archive.infolist():
                _look_through(archive, entry, elements)
    except _DAMAGED:
        raise IntakeError("not a workbook (.xlsx): the archive is damaged or locked") from None


def _check_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Judge by what the archive's directory says; unpacking stops at the size said there."""
    if len(entries) > _ENTRIES:
        raise IntakeError(f"the workbook has more than {_ENTRIES} parts")
    if sum(entry.file_size for entry in entries) > _UNPACKED:
        raise IntakeError(f"the workbook unpacks to more than {_UNPACKED // 1024 // 1024} MiB")
    if len({entry.filename for entry in entries}) != len(entries):
        raise IntakeError("the workbook has two parts of one name")
    for entry in entries:
        if entry.flag_bits & 1:
            raise IntakeError("the workbook is encrypted")
        # The other methods unpack without a bound on what a chunk may grow to.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise IntakeError("the workbook is packed in a way that workbooks are not")
        if entry.file_size > max(_SMALL, _RATIO * entry.compress_size):
            raise IntakeError(f"a part of the workbook unpacks to over {_RATIO} times its size")


class _Elements:
    """Counts what openpyxl will hold: rows and shared texts one by one, all else together."""

    def __init__(self) -> None:
        self.all = self.held = self.texts = self.sheets = 0

    def begin_part(self) -> None:
        self.held = 0

    def start(self, name: str, _: object) -> None:
        self.all += 1
        self.held += 1
        if name == _SHARED_TEXT:
            self.texts += 1
        elif name == _SHEET:
            self.sheets += 1
            if self.sheets > _SHEETS:
                raise IntakeError(f"more than {_SHEETS} sheets")
        if self.all > _MOST or self.held > _HELD or self.texts > _TEXTS:
            raise IntakeError("a part of the workbook has more elements than a table needs")

    def end(self, name: str) -> None:
        if name in (_ROW, _SHARED_TEXT):
            self.held = 0


def _look_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, elements: _Elements) -> None:
    """Let expat itself say what there is: it knows every encoding a part may have."""

    def refuse(*_: object) -> None:
        raise IntakeError("the workbook declares a document type, as no workbook does")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    elements.begin_part()
    try:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk)
        # From release 2.6 on, expat keeps a long token back until it is told that nothing follows.
        parser.Parse(b"", True)
    except expat.ExpatError:
        # A picture is no XML; but what is read as XML need not be called so.
        return


# The sheets


def _tables(book: Any, name: str) -> Iterator[Table]:
    # Only the day zero of the workbook, 1899-12-30 or 1904-01-01, makes a serial number a day.
    day_zero: date = book.epoch.date()
    if len(book.worksheets) > _SHEETS:
        raise IntakeError(f"more than {_SHEETS} sheets")
    read = characters = 0
    for sheet in book.worksheets:
        # What a sheet says of its own size is a claim, and a claim may be a million empty rows.
        sheet.reset_dimensions()
        values: list[tuple[int, _Cells]] = []
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            read += 1
            tables.checked_rows(read)
            if any(one.value is not None for one in cells[COLUMNS:]):
                raise IntakeError(f"more than {COLUMNS} columns")
            values.append((line, _trimmed([_cell(one) for one in cells[:COLUMNS]])))
            # A shared text is kept once, and may be said in a million cells.
            characters += sum(len(text) for text, _ in values[-1][1])
            if characters > _CHARACTERS:
                raise IntakeError(f"more than {_CHARACTERS // 1024 // 1024} Mi characters")
        if any(text for _, row in values for text, _ in row):
            yield _table(f"{name}/{shown(sheet.title)}", values, day_zero, len(book.worksheets) > 1)


def _trimmed(row: _Cells) -> _Cells:
    while row and not row[-1][0]:
        row.pop()
    return row


def _table(
    name: str,
    values: list[tuple[int, _Cells]],
    day_zero: date,
    several: bool,
) -> Table:
    place = _heading_row([[text for text, _ in row] for _, row in values[:_HEADING_ROWS]])
    header = [text.strip() for text, _ in values[place][1]]
    while header and not header[-1]:
        header.pop()
    # A column without a heading and without cells is only a gap in the sheet.
    kept = [
        at
        for at, heading in enumerate(header)
        if heading or any(len(row) > at and row[at][0] for _, row in values[place + 1 :])
    ]
    names = [header[at] for at in kept]
    tables.no_twins(names)
    checked = tables.checked_header(names)
    rows = [_row(line, kept, names, len(header), row) for line, row in values[place + 1 :]]
    while rows and rows[-1].trouble is EMPTY:
        rows.pop()  # formatted rows below the last one are no rows
    notes: tuple[Phrase, ...] = ()
    above = sum(any(text for text, _ in row) for _, row in values[:place])
    if above:
        notes = (
            Phrase(
                zh=f"表头之上有 {above} 行，不是数据",
                en=f"{above} rows above the headings are not data",
            ),
        )
    return Table(name, checked, tuple(rows), notes, day_zero, several)


def _heading_row(rows: list[list[str]]) -> int:
    """The first row that some layout knows the headings of; else the first that is not empty."""
    for place, row in enumerate(rows):
        if fits_any([text for text in row if text.strip()]):
            return place
    return next((place for place, row in enumerate(rows) if any(row)), 0)


def _row(
    line: int,
    kept: list[int],
    names: list[str],
    width: int,
    values: _Cells,
) -> Row:
    padded = values + [_NOTHING] * (width - len(values))
    if not any(text.strip() for text, _ in padded):
        return Row(line, {}, EMPTY)
    cells = {name: padded[at][0] for at, name in zip(kept, names, strict=True)}
    marks = {name: mark for at, name in zip(kept, names, strict=True) if (mark := padded[at][1])}
    if any(text.strip() for text, _ in padded[width:]):
        trouble = Phrase(zh="有单元格在表头之外", en="a cell stands beyond the headings")
        return Row(line, cells, trouble, marks)
    return Row(line, cells, None, marks)


def _cell(cell: Any) -> tuple[str, Mark | None]:
    """A cell as text, with what the workbook knows of it."""
    value, kind = cell.value, cell.data_type
    if value is None:
        return _NOTHING
    if kind == "f":
        return "…", Mark.FORMULA
    if kind == "e":
        return "…", Mark.ERROR
    match value:
        case bool():
            return ("true" if value else "false"), None
        case datetime():
            midnight = not (value.hour or value.minute or value.second or value.microsecond)
            text = value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
            return text, Mark.DAY
        case int() | float():
            return _number(value)
        case str():
            return tables.checked_cell(tables.unbroken(value)), None
        case _:  # a time of day, or a span of time
            return "…", Mark.TIME


def _number(value: float) -> tuple[str, Mark | None]:
    """A number by its shortest spelling: 0.2 is `0.2`, and 20190709.0 is `20190709`."""
    number = Decimal(repr(value))
    if not number.is_finite():
        return "…", Mark.ERROR
    text = format(number, "f").removesuffix(".0")
    # A workbook keeps fifteen digits of a number: a longer code has lost its end.
    return text, Mark.DIGITS_LOST if abs(value) >= _EXACT else Mark.NUMBER
