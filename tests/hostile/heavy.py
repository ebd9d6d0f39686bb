"""Inputs made to take the machine with them, and a child process that measures what they take.

`python -m tests.hostile.heavy DOOR PATH` gives a file to a door and prints what came back, how long
it took and how much memory: in a process of its own, so that nothing else is counted.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from stdnum.cn.uscc import calc_check_digit

__all__ = ["HEAVY", "MEGABYTES", "SECONDS", "measured"]

ROOT = Path(__file__).parents[2]
SECONDS = 20
"""Of the processor, so that a busy machine makes nothing slow; half would do."""
MEGABYTES = 1_000
_MIB = 1024 * 1024
_BOOK = """<?xml version="1.0"?><workbook
 xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets>
</workbook>"""
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _code(number: int) -> str:
    body = f"91320100MA{number:07d}"
    return body + calc_check_digit(body)


# Texts


def _line(piece: bytes, size: int, before: bytes = b"", after: bytes = b"") -> bytes:
    return before + piece * ((size - len(before) - len(after)) // len(piece)) + after


def _wide_row() -> bytes:
    return _line(b",", 60 * _MIB, b"uscc,name\r\n")


def _one_row_of_many_lines() -> bytes:
    return _line(b'"\n",', 60 * _MIB, b"uscc,name\r\n")


_PUBLISHED = "CF_XDR_SHXYM,CF_XDR_MC,CF_WSH,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_CFJG\r\n"


def _one_number_many_authorities() -> bytes:
    one = _code(1)
    rows = (f"{one},甲,罚〔2026〕1号,罚款,1,2026-01-01,第{n}局\r\n" for n in range(9_000))
    return (_PUBLISHED + "".join(rows)).encode()


def _one_name() -> bytes:
    told = (f"{_code(n)},甲公司,罚{n}号,罚款,1,2026-01-01,局\r\n" for n in range(5_000))
    asked = (f",甲公司,疑{n}号,罚款,1,2026-01-01,局\r\n" for n in range(5_000))
    return (_PUBLISHED + "".join((*told, *asked))).encode()


def _one_field() -> bytes:
    header = ",".join("listed" + "_" * n + "_on" for n in range(190))
    days = ",".join(f"{2000 + n}-01-01" for n in range(190))
    rows = f"{_code(1)},listings,{days}\n" * 200
    return f"uscc,collection,{header}\n{rows}".encode()


def _masked() -> bytes:
    told = (f"{_code(n)},甲{n},罚{n}号,罚款,1,2026-01-01,局\r\n" for n in range(5_000))
    asked = (
        f"*{_code(n)[1:9]}*********,乙{n},疑{n}号,罚款,1,2026-01-01,局\r\n" for n in range(5_000)
    )
    return (_PUBLISHED + "".join((*told, *asked))).encode()


def _many_names() -> bytes:
    return _line(b'"a":1,', 60 * _MIB, b"[{", b'"b":1}]')


# Workbooks


def _workbook(path: Path, size: int, **parts: Iterator[bytes]) -> None:
    """Write a workbook whose named parts are given piece by piece."""
    empty = {
        "sheet": f"<worksheet {_MAIN}><sheetData/></worksheet>",
        "strings": f"<sst {_MAIN}/>",
        "styles": f"<styleSheet {_MAIN}/>",
        "book": _BOOK.format('<sheet name="a" sheetId="1" r:id="rId1"/>'),
    }
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
    }
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    spread = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = {"sheet": "worksheet", "strings": "sharedStrings", "styles": "styles"}
    types = {"sheet": "worksheet", "strings": "sharedStrings", "styles": "styles"}
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/{kind}" Target="{names[part][3:]}"/>'
        for n, (part, kind) in enumerate(kinds.items(), start=1)
    )
    told = "".join(
        f'<Override PartName="/{names[part]}" ContentType="{spread}.{kind}+xml"/>'
        for part, kind in types.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    fixed = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{spread}.sheet.main+xml"/>{told}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}'
        "</Relationships>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in fixed.items():
            archive.writestr(name, text)
        for part, name in names.items():
            with archive.open(name, "w", force_zip64=True) as stream:
                if part not in parts:
                    stream.write(empty[part].encode())
                    continue
                written = 0
                for piece in parts[part]:
                    written += stream.write(piece)
                    if written > size:
                        break


def _pieces(before: str, piece: str, after: str, size: int) -> Iterator[bytes]:
    """A text, a piece over and over (noise between, so that it packs badly), and an end."""
    yield before.encode()
    block = (piece * max(1, 4096 // len(piece))).encode()
    written = 0
    while written < size:
        # A workbook may not unpack to two hundred times its size.
        noise = b"<!--" + os.urandom(24).hex().encode() + b"-->"
        yield block + noise
        written += len(block) + len(noise)
    yield after.encode()


def _sheet(piece: str, opening: str = "<sheetData><row>", closing: str = "</row></sheetData>"):
    def build(path: Path) -> None:
        size = 30 * _MIB
        pieces = _pieces(f"<worksheet {_MAIN}>{opening}", piece, f"{closing}</worksheet>", size)
        _workbook(path, 2 * size, sheet=pieces)

    return build


def _strings(piece: str):
    def build(path: Path) -> None:
        size = 30 * _MIB
        _workbook(path, 2 * size, strings=_pieces(f"<sst {_MAIN}>", piece, "</sst>", size))

    return build


def _styles(piece: str):
    def build(path: Path) -> None:
        size = 30 * _MIB
        before, after = f"<styleSheet {_MAIN}><cellXfs>", "</cellXfs></styleSheet>"
        _workbook(path, 2 * size, styles=_pieces(before, piece, after, size))

    return build


def _sheets(path: Path) -> None:
    size = 50 * _MIB
    before, after = _BOOK.split("{}")
    piece = '<sheet name="a" sheetId="1" r:id="rId1"/>'
    _workbook(path, 2 * size, book=_pieces(before, piece, after, size))


def _said_often(path: Path) -> None:
    """One long text, and a million cells that say it."""
    text = "x" * 60_000
    cells = '<row><c t="inlineStr"><is><t>uscc</t></is></c></row>'
    strings = iter([f"<sst {_MAIN}><si><t>{text}</t></si></sst>".encode()])
    row = "<row>" + '<c t="s"><v>0</v></c>' * 150 + "</row>"
    sheet = _pieces(
        f"<worksheet {_MAIN}><sheetData>{cells}", row, "</sheetData></worksheet>", 4 * _MIB
    )
    _workbook(path, 200 * _MIB, strings=strings, sheet=sheet)


def _many_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(60_000):
            archive.writestr(zipfile.ZipInfo(f"{n}"), b"")


def _zeros(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(300):
            part.write(bytes(_MIB))


def _nested(path: Path) -> None:
    data = bytes(50 * _MIB)
    for _ in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", data)
        data = packed.getvalue()
    path.write_bytes(data)


# Rules


def _measures(path: Path) -> None:
    """Thousands of names that nobody knows, beside thousands that are known."""
    known = "".join(
        f"  known-{n}: {{title: 甲, title_en: a, effect: restriction, family: f, by: b,"
        " remedy: 乙, remedy_en: c}\n"
        for n in range(4_000)
    )
    (path / "measures.yaml").write_text(f"kind: measures\nmeasures:\n{known}", encoding="utf-8")
    keys = "".join(f"knowm-{n}: 1\n" for n in range(6_000))
    (path / "rules.yaml").write_text(f"kind: measures\n{keys}", encoding="utf-8")


def _write(data: Callable[[], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data()) and None


HEAVY: dict[str, tuple[str, str, Callable[[Path], None]]] = {
    # name: door, suffix, builder
    "csv: a line of 100 MB": ("rows", ".csv", _write(lambda: _line(b"x", 100 * _MIB))),
    "csv: a cell of 60 MiB": ("rows", ".csv", _write(lambda: _line(b"x", 60 * _MIB))),
    "csv: a row of 60 million cells": ("rows", ".csv", _write(_wide_row)),
    "csv: a row over 15 million lines": ("rows", ".csv", _write(_one_row_of_many_lines)),
    "csv: 60 MiB of line ends": ("rows", ".csv", _write(lambda: _line(b"\n", 60 * _MIB, b"uscc"))),
    "csv: 60 MiB of an open quote": ("rows", ".csv", _write(lambda: _line(b"\n", 60 * _MIB, b'"'))),
    "csv: one number, 9000 authorities": ("rows", ".csv", _write(_one_number_many_authorities)),
    "csv: one name, 5000 subjects": ("rows", ".csv", _write(_one_name)),
    "csv: 190 headings of one field": ("rows", ".csv", _write(_one_field)),
    "csv: 5000 masked codes": ("rows", ".csv", _write(_masked)),
    "json: 60 MiB of objects": (
        "rows",
        ".json",
        _write(lambda: _line(b"{},", 60 * _MIB, b"[", b"1]")),
    ),
    "json: 60 MiB of lists": (
        "rows",
        ".json",
        _write(lambda: _line(b"[],", 60 * _MIB, b"[", b"1]")),
    ),
    "json: 60 MiB of numbers": (
        "rows",
        ".json",
        _write(lambda: _line(b"1.5,", 60 * _MIB, b"[", b"1]")),
    ),
    "json: 60 MiB of texts": (
        "rows",
        ".json",
        _write(lambda: _line(b'"ab",', 60 * _MIB, b"[", b"1]")),
    ),
    "json: as many objects as may be": (
        "rows",
        ".json",
        _write(lambda: _line(b"{},", 5_900_000, b"[", b"1]")),
    ),
    "json: 60 MiB of depth": ("rows", ".json", _write(lambda: _line(b"[", 60 * _MIB))),
    "json: 60 MiB of one number": (
        "rows",
        ".json",
        _write(lambda: _line(b"1", 60 * _MIB, b'[{"a":', b"}]")),
    ),
    "json: ten million names": ("rows", ".json", _write(_many_names)),
    "jsonl: 60 MiB of objects": ("rows", ".jsonl", _write(lambda: _line(b"{}\n", 60 * _MIB))),
    "jsonl: 60 MiB of depth": ("rows", ".jsonl", _write(lambda: _line(b"[", 60 * _MIB))),
    "xlsx: 300 MiB of zeros": ("rows", ".xlsx", _zeros),
    "xlsx: zip in zip in zip": ("rows", ".xlsx", _nested),
    "xlsx: 60000 parts": ("rows", ".xlsx", _many_parts),
    "xlsx: a row of cells": ("rows", ".xlsx", _sheet("<c/>")),
    "xlsx: elements without a row": ("rows", ".xlsx", _sheet("<a/>", "", "")),
    "xlsx: empty rows": ("rows", ".xlsx", _sheet("<row/>", "<sheetData>", "</sheetData>")),
    "xlsx: merged cells": (
        "rows",
        ".xlsx",
        _sheet('<mergeCell ref="A1:B2"/>', "<mergeCells>", "</mergeCells>"),
    ),
    "xlsx: columns": (
        "rows",
        ".xlsx",
        _sheet('<col min="1" max="9"/>', "<cols>", "</cols><sheetData/>"),
    ),
    "xlsx: shared texts": ("rows", ".xlsx", _strings("<si/>")),
    "xlsx: runs of one shared text": ("rows", ".xlsx", _strings("<si><r><t>x</t></r></si>")),
    "xlsx: styles": ("rows", ".xlsx", _styles("<xf/>")),
    "xlsx: sheets": ("rows", ".xlsx", _sheets),
    "xlsx: a long text said often": ("rows", ".xlsx", _said_often),
    "yaml: a line of 100 MB": ("check", ".yaml", _write(lambda: _line(b"x", 100 * _MIB, b"a: "))),
    "yaml: names near others": ("check", "", _measures),
    "subject: a text of 100 MB": (
        "subject",
        ".json",
        _write(lambda: _line(b"x", 100 * _MIB, b'{"name":"', b'"}')),
    ),
    "subject: 60 MiB of records": (
        "subject",
        ".json",
        _write(lambda: _line(b"{},", 60 * _MIB, b'{"penalties":[', b"{}]}")),
    ),
    "subject: 60 MiB of depth": ("subject", ".json", _write(lambda: _line(b"[", 60 * _MIB))),
    "subject: as many records as may be": (
        "subject",
        ".json",
        _write(lambda: _line(b"{},", 2_900_000, b'{"penalties":[', b"{}]}")),
    ),
    "explain: 60 MiB of objects": (
        "explain",
        ".json",
        _write(lambda: _line(b"{},", 60 * _MIB, b'{"penalties":[', b"{}]}")),
    ),
}


def measured(name: str, folder: Path) -> dict[str, object]:
    """Build an input, give it to its door in another process, and say what that took."""
    door, suffix, build = HEAVY[name]
    path = folder / f"heavy{suffix}"
    if not suffix:
        path.mkdir()
    build(path)
    command = [sys.executable, "-m", "tests.hostile.heavy", door, str(path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=30 * SECONDS
    )
    if done.returncode or done.stderr:
        return {"said": f"ended with {done.returncode}: {done.stderr[-2000:]}"}
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _answer(door: str, path: Path) -> str:
    import credit_rules as cr
    from credit_rules.cli.subjects import read_subjects
    from credit_rules.cli.words import Lang
    from credit_rules.intake import read_files

    try:
        match door:
            case "rows":
                intake = read_files([path])
                counts = {one.value: n for one, n in intake.report.counts.items() if n}
                return f"rows {counts}, {len(intake.report.model_dump_json())} characters"
            case "check":
                found = cr.check(path, catalogs=path)
                return f"{len(found)} findings {sorted({one.code for one in found})}"
            case "subject":
                cr.Subject.read(path.read_bytes())
            case _:
                read_subjects([path], None, (), Lang.EN)
    except cr.CreditRulesError as error:
        return f"{type(error).__name__}: {error}"
    return "read"


if __name__ == "__main__":
    # Beyond this the child fails by itself, and takes nobody with it.
    resource.setrlimit(resource.RLIMIT_AS, (4 * MEGABYTES * _MIB, resource.RLIM_INFINITY))
    import credit_rules.intake  # noqa: F401 - not counted

    begun = time.process_time()
    said = _answer(sys.argv[1], Path(sys.argv[2]))
    taken = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"said": said[:300], "seconds": round(taken, 2), "megabytes": peak}))  # noqa: T201
