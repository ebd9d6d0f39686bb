"""Every format says the same: CSV, JSON, JSON lines, and workbooks, however hostile."""

from __future__ import annotations

import io
import json
import re
import struct
import tempfile
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from stdnum.cn.uscc import calc_check_digit

from credit_rules.errors import IntakeError
from credit_rules.intake import Intake, Outcome, RowReport, read_files
from credit_rules.intake import tables as tables_module
from credit_rules.intake import workbook as workbook_module


def invented(body: str) -> str:
    return body + calc_check_digit(body)


ONE = invented("91320100MA0EXAMP1")
HEADER = ["CF_XDR_SHXYM", "CF_WSH", "CF_JDRQ", "CF_NR_FK", "CF_CFLB", "CF_CFJG"]
ROW: list[object] = [ONE, "示例〔2024〕1号", "2024-01-02", "0.2", "罚款;警告", "某局"]


def unclear(row: RowReport) -> dict[str, str]:
    return {each.column: each.what.en for each in row.unclear}


def converted(row: RowReport) -> dict[str, str]:
    return {each.column: each.what.en for each in row.converted}


def book(
    path: Path, *sheets: list[list[object]], epoch_1904: bool = False, name: str = "b.xlsx"
) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    if epoch_1904:
        made.epoch = CALENDAR_MAC_1904
    for sheet in sheets:
        page = made.create_sheet()
        for row in sheet:
            page.append(row)
    made.save(path / name)
    return path / name


def read(*paths: Path) -> Intake:
    return read_files(paths)


def penalty_of(path: Path, **cells: object) -> tuple[object, RowReport]:
    row = [cells.get(name, value) for name, value in zip(HEADER, ROW, strict=True)]
    intake = read(book(path, [HEADER, row]))
    return intake.subjects[0].penalties[0], intake.report.rows[0]


def repacked(path: Path, change: dict[str, object], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Pack a sound workbook again, with some parts changed."""
    sound = book(path, [HEADER, ROW], name="sound.xlsx")
    parts: dict[str, object] = {}
    with zipfile.ZipFile(sound) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path / "bad.xlsx", "w", method) as archive:
        for name, data in (parts | change).items():
            archive.writestr(name, data)  # type: ignore[arg-type]
    return path / "bad.xlsx"


def sheet_xml(path: Path) -> str:
    with zipfile.ZipFile(book(path, [HEADER, ROW], name="sound.xlsx")) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_every_format_says_the_same(tmp_path: Path) -> None:
    row = dict(zip(HEADER, ROW, strict=True))
    lines = [",".join(HEADER), ",".join(map(str, ROW))]
    written = {
        "a.csv": "\r\n".join(lines).encode("utf-8-sig"),
        "b.csv": "\n".join(lines).encode("gb18030"),
        "c.json": json.dumps([row]).encode(),
        "d.json": json.dumps(row | {"CF_NR_FK": 0.2}).join(['{"data":{"list":[', "]}}"]).encode(),
        "e.jsonl": (json.dumps(row, ensure_ascii=False) + "\n").encode(),
    }
    paths = [tmp_path / name for name in written]
    for path in paths:
        path.write_bytes(written[path.name])
    paths += [
        book(tmp_path, [HEADER, ROW], name="f.xlsx"),
        book(tmp_path, [HEADER, [ONE, ROW[1], date(2024, 1, 2), 0.2, *ROW[4:]]], name="g.xlsx"),
    ]
    subjects = {read(path).subjects[0].model_dump_json() for path in paths}
    assert len(subjects) == 1
    (record,) = read(*paths).subjects[0].penalties
    assert (record.fine, record.decided_on) == (Decimal(2000), date(2024, 1, 2))


# JSON


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: {"total": 1, "rows": rows},
        lambda rows: {"status": 1, "data": {"total": 1, "page": 1, "list": rows}},
        lambda rows: {"data": {"list": [{"entity": row} for row in rows]}},
        lambda rows: {"data": rows},
        lambda rows: {"catalogSearch": {"list": rows, "total": "1"}},
        lambda rows: {"list": [{"entity": row, "extra": None} for row in rows]},
    ],
)
def test_wrappers(tmp_path: Path, wrap: object) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps(wrap([dict(zip(HEADER, ROW, strict=True))])), encoding="utf-8")  # type: ignore[operator]
    intake = read(path)
    assert intake.report.counts[Outcome.TAKEN] == 1
    assert intake.report.files[0].notes == ()


def test_a_total_that_is_not_the_number_of_rows_is_said(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    document = {"data": {"total": 57, "list": [dict(zip(HEADER, ROW, strict=True))]}}
    path.write_text(json.dumps(document), encoding="utf-8")
    (note,) = read(path).report.files[0].notes
    assert note.en == "the total is not the number of rows (57/1): pages may be missing"


def test_json_lines_account_for_every_line(tmp_path: Path) -> None:
    row = json.dumps(dict(zip(HEADER, ROW, strict=True)))
    path = tmp_path / "l.jsonl"
    path.write_text(f"{row}\n\n{{broken\n3\n{row}\n", encoding="utf-8")
    rows = sorted(read(path).report.rows, key=lambda one: one.line)
    assert [one.line for one in rows] == [1, 2, 3, 4, 5]
    assert [one.reason and one.reason.en for one in rows[1:4]] == [
        "the row is empty",
        "not well-formed JSON",
        "not an object",
    ]


# workbooks


def test_days_of_both_date_systems(tmp_path: Path) -> None:
    for number, epoch_1904 in enumerate((False, True)):
        row = [ONE, ROW[1], date(2019, 10, 10), *ROW[3:]]
        made = book(tmp_path, [HEADER, row], epoch_1904=epoch_1904, name=f"{number}.xlsx")
        intake = read(made)
        assert intake.subjects[0].penalties[0].decided_on == date(2019, 10, 10)
        assert converted(intake.report.rows[0])["CF_JDRQ"] == "a date of the workbook"


@pytest.mark.parametrize(
    ("epoch_1904", "serial"), [(False, 43748), (True, 42286), (False, 43748.5)]
)
def test_serial_numbers_that_lost_their_format(
    tmp_path: Path, epoch_1904: bool, serial: float
) -> None:
    made = book(tmp_path, [HEADER, [ONE, "1号", serial, *ROW[3:]]], epoch_1904=epoch_1904)
    intake = read(made)
    assert intake.subjects[0].penalties[0].decided_on == date(2019, 10, 10)
    assert converted(intake.report.rows[0])["CF_JDRQ"] == f"{serial} -> 2019-10-10"


@pytest.mark.parametrize("written", [2019, 12345, 1, 0, -43748, 2958465, 99999999])
def test_numbers_that_are_no_days(tmp_path: Path, written: int) -> None:
    record, row = penalty_of(tmp_path, CF_JDRQ=written)
    assert record.decided_on is None  # type: ignore[attr-defined]
    assert "CF_JDRQ" in unclear(row)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (20190709, date(2019, 7, 9)),
        (1568180781000, date(2019, 9, 11)),
        (datetime(2020, 6, 18, 13, 45), date(2020, 6, 18)),  # noqa: DTZ001 - workbooks know no zones
        ("2019年07月13日", date(2019, 7, 13)),
    ],
)
def test_other_spellings_of_days_in_a_workbook(tmp_path: Path, written: object, day: date) -> None:
    record, _ = penalty_of(tmp_path, CF_JDRQ=written)
    assert record.decided_on == day  # type: ignore[attr-defined]


def test_a_serial_number_in_csv_is_no_day(tmp_path: Path) -> None:
    # Nothing in a CSV says from which day its numbers would count.
    path = tmp_path / "s.csv"
    path.write_text(",".join(HEADER) + f"\n{ONE},1号,43748,0.2,罚款,某局", encoding="utf-8")
    intake = read(path)
    assert intake.subjects[0].penalties[0].decided_on is None


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        (0.2, "2000"),
        (0.1, "1000"),
        (12.3456, "123456"),
        (3, "30000"),
        (5.0, "50000"),
        ("0.2", "2000"),
    ],
)
def test_money_of_a_workbook_is_exact(tmp_path: Path, written: object, yuan: str) -> None:
    record, _ = penalty_of(tmp_path, CF_NR_FK=written)
    assert str(record.fine) == yuan  # type: ignore[attr-defined]


@pytest.mark.parametrize("written", [0.1 + 0.7, 1e-9, -1])
def test_money_is_never_rounded(tmp_path: Path, written: float) -> None:
    record, row = penalty_of(tmp_path, CF_NR_FK=written)
    assert record.fine is None  # type: ignore[attr-defined]
    assert unclear(row)["CF_NR_FK"] == "cannot be read; not used"


@pytest.mark.parametrize(
    ("column", "written", "why"),
    [
        ("CF_NR_FK", "=1+1", "a formula; never computed, not used"),
        (
            "CF_WSH",
            '=HYPERLINK("http://example.invalid","x")',
            "a formula; never computed, not used",
        ),
        ("CF_NR_FK", "#N/A", "an error value; not used"),
        ("CF_JDRQ", time(12, 30), "a time of day or a span of time; not used"),
        (
            "CF_WSH",
            date(2019, 1, 1),
            "the workbook turned the cell into a date and the text is lost",
        ),
        ("CF_WSH", 10**17, "stored as a number, so lost after its 15th digit; not used"),
    ],
)
def test_cells_a_workbook_spoilt(tmp_path: Path, column: str, written: object, why: str) -> None:
    _, row = penalty_of(tmp_path, **{column: written})
    assert unclear(row)[column].startswith(why)
    assert row.outcome is Outcome.TAKEN


def test_a_formula_in_the_code_joins_nothing(tmp_path: Path) -> None:
    row = [f'="{ONE}"', *ROW[1:]]
    intake = read(book(tmp_path, [HEADER, row]))
    assert intake.subjects == ()
    (unmatched,) = intake.report.rows
    assert unmatched.outcome is Outcome.UNMATCHED
    assert unmatched.reason
    assert unmatched.reason.en == "a formula; never computed, not used"


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    page.append(HEADER)
    page.append(ROW)
    page["F2"].value = "=某局"
    page["F2"].data_type = "s"
    made.save(tmp_path / "t.xlsx")
    assert read(tmp_path / "t.xlsx").subjects[0].penalties[0].authority == "=某局"


def test_a_title_above_the_headings_and_gaps(tmp_path: Path) -> None:
    header = [*HEADER[:3], None, *HEADER[3:], None]
    row = [*ROW[:3], None, *ROW[3:], None]
    made = book(
        tmp_path, [["行政处罚公示表"], [], ["*" + str(h) if h else h for h in header], row, []]
    )
    intake = read(made)
    assert intake.subjects[0].penalties[0].fine == Decimal(2000)
    assert intake.report.rows[0].line == 4
    assert intake.report.files[0].notes[0].en == "1 rows above the headings are not data"
    assert intake.report.counts[Outcome.REFUSED] == 0


def test_every_sheet_is_accounted_for(tmp_path: Path) -> None:
    subjects: list[list[object]] = [
        ["统一社会信用代码", "名称", "主体类别"],
        [ONE, "示例公司", "企业"],
    ]
    made = book(tmp_path, [HEADER, ROW], [], [["说明"], ["本表由某局填报"]], subjects)
    intake = read(made)
    assert [(one.name, one.layout, one.rows) for one in intake.report.files] == [
        ("b.xlsx/Sheet", "penalty", 1),
        ("b.xlsx/Sheet2", "unknown", 1),
        ("b.xlsx/Sheet3", "subjects", 1),
    ]
    (refused,) = [one for one in intake.report.rows if one.outcome is Outcome.REFUSED]
    assert refused.reason
    assert refused.reason.en == "the headings fit no layout we know"
    assert intake.subjects[0].name == "示例公司"


def test_a_row_wider_than_the_headings_is_refused(tmp_path: Path) -> None:
    intake = read(book(tmp_path, [HEADER, [*ROW, "x"], [*ROW[:2]]]))
    assert intake.report.counts[Outcome.REFUSED] == 1
    assert intake.report.counts[Outcome.TAKEN] == 1


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ([["a", "b"], [1, 2]], "fit no layout"),
        ([["uscc", "uscc"], [1, 2]], "stands twice"),
        ([["uscc", None, "名称"], [1, 2, 3]], "no heading"),
        ([[f"c{n}" for n in range(201)]], "more than 200 columns"),
    ],
)
def test_workbooks_in_no_layout(tmp_path: Path, sheet: list[list[object]], why: str) -> None:
    with pytest.raises(IntakeError, match=rf"b\.xlsx.*{why}"):
        read(book(tmp_path, sheet))


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="no headings found"):
        read(book(tmp_path, []))


def test_a_cell_may_not_be_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "_CELL", 100)
    with pytest.raises(IntakeError, match="a cell is longer"):
        read(book(tmp_path, [HEADER, ["x" * 200, *ROW[1:]]]))


def test_a_workbook_has_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = book(tmp_path, [HEADER, ROW, ROW], [HEADER])
    for name, limit, why in (
        ("_ENTRIES", 3, "more than 3 parts"),
        ("_UNPACKED", 100, "unpacks to more than"),
        ("_SHEETS", 1, "more than 1 sheets"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(workbook_module, name, limit)
            with pytest.raises(IntakeError, match=why):
                read(sound)
    monkeypatch.setattr(tables_module, "_ROWS", 2)
    with pytest.raises(IntakeError, match="more than 2 rows"):
        read(sound)


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = repacked(tmp_path, {"xl/worksheets/sheet1.xml": b" " * 30_000_000})
    assert bomb.stat().st_size < 100_000

    def unpacked(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)
    with pytest.raises(IntakeError, match="over 200 times its size"):
        read(bomb)


def test_a_part_that_lies_about_its_size(tmp_path: Path) -> None:
    whole = repacked(tmp_path, {"xl/worksheets/sheet1.xml": b" " * 30_000_000}).read_bytes()
    honest = struct.pack("<I", 30_000_000)
    assert whole.count(honest) == 2
    (tmp_path / "lie.xlsx").write_bytes(whole.replace(honest, struct.pack("<I", 3_000)))
    with pytest.raises(IntakeError, match=r"lie\.xlsx"):
        read(tmp_path / "lie.xlsx")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(tmp_path: Path, method: int) -> None:
    with pytest.raises(IntakeError, match="packed in a way"):
        read(repacked(tmp_path, {}, method=method))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE worksheet SYSTEM "file:///etc/passwd">',
        "<!-- " + "x" * 200_000 + " --><!DOCTYPE worksheet>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(tmp_path: Path, prolog: str, encoding: str) -> None:
    xml = re.sub(r"^(<\?xml[^>]*\?>)?", prolog, sheet_xml(tmp_path), count=1)
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' + xml
    with pytest.raises(IntakeError, match="document type"):
        read(repacked(tmp_path, {"xl/worksheets/sheet1.xml": declared.encode(encoding)}))


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    whole = bytearray(book(tmp_path, [HEADER, ROW]).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in [each.start() for each in re.finditer(re.escape(mark), bytes(whole))]:
            whole[found + at] |= 1
    (tmp_path / "locked.xlsx").write_bytes(bytes(whole))
    with pytest.raises(IntakeError, match="encrypted"):
        read(tmp_path / "locked.xlsx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    sound = book(tmp_path, [HEADER, ROW])
    with zipfile.ZipFile(sound, "a") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(IntakeError, match="two parts of one name"):
        read(sound)


@pytest.mark.parametrize(
    "change",
    [
        {"xl/workbook.xml": "<x/>"},
        {"xl/workbook.xml": "not xml"},
        {"[Content_Types].xml": "<Types/>"},
        {"xl/worksheets/sheet1.xml": "<worksheet>"},
        {"xl/styles.xml": "<styleSheet><cellXfs>"},
    ],
)
def test_damaged_workbooks(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(IntakeError, match=r"bad\.xlsx"):
        read(repacked(tmp_path, change))


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"<html>", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "n.xlsx").write_bytes(data)
    with pytest.raises(IntakeError, match=r"n\.xlsx: not a workbook"):
        read(tmp_path / "n.xlsx")


@pytest.mark.parametrize("at", range(0, 5000, 250))
def test_a_workbook_cut_short(tmp_path: Path, at: int) -> None:
    whole = book(tmp_path, [HEADER, ROW]).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) - 1 - at])
    with pytest.raises(IntakeError, match=r"cut\.xlsx"):
        read(tmp_path / "cut.xlsx")


def test_a_claim_of_a_million_empty_rows_costs_nothing(tmp_path: Path) -> None:
    xml = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', sheet_xml(tmp_path))
    assert "XFD1048576" in xml
    intake = read(repacked(tmp_path, {"xl/worksheets/sheet1.xml": xml}))
    assert intake.report.counts == {outcome: int(outcome is Outcome.TAKEN) for outcome in Outcome}


def test_a_row_a_million_rows_down_is_too_many_rows(tmp_path: Path) -> None:
    xml = sheet_xml(tmp_path).replace('<row r="2"', '<row r="1048576"')
    with pytest.raises(IntakeError, match="more than 100000 rows"):
        read(repacked(tmp_path, {"xl/worksheets/sheet1.xml": xml}))


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "x.xls").write_bytes(io.BytesIO(b"x").getvalue())
    with pytest.raises(IntakeError, match=r"ends with \.csv, \.xlsx, \.json, \.jsonl"):
        read(tmp_path / "x.xls")


def sound() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return book(Path(folder), [HEADER, ROW]).read_bytes()


SOUND = sound()


def test_openpyxl_enters_through_one_file_and_only_when_asked() -> None:
    source = Path(workbook_module.__file__).parents[1]
    uses = [
        path.name
        for path in source.rglob("*.py")
        if "import load_workbook" in path.read_text("utf-8")
    ]
    assert uses == ["workbook.py"]
    assert "load_workbook" not in vars(workbook_module)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8))
def test_any_damage_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for at, byte in flips:
        data[at] = byte
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.xlsx"
        path.write_bytes(bytes(data))
        try:
            assert read(path).report.rows
        except IntakeError as error:
            assert str(error).startswith("d.xlsx")  # noqa: PT017 - either outcome will do
