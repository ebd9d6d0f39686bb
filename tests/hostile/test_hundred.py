"""A hundred malformed rulesets and rows: what is given, through which door, and what comes back.

Never anything but a diagnostic, one of our errors, or a line of the report; and never an identity
number. The inputs made to take time and memory are in `heavy`, and `test_heavy` measures them.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from stdnum.cn.uscc import calc_check_digit
from tests.fuzz.planted import NAME, NUMBERS, WIDE, leaked
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.errors import IntakeError, RulesetError, SubjectError
from credit_rules.intake import read_files, report_as_csv
from credit_rules.lang import source

ONE = "91320100MA0EXAMP1" + calc_check_digit("91320100MA0EXAMP1")
NUMBER = NUMBERS[0]


@pytest.fixture(autouse=True)
def nothing_personal_in_logs_or_output(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Any:
    caplog.set_level(logging.DEBUG)
    yield
    out, err = capfd.readouterr()
    assert not leaked(out + err + caplog.text)


# lang.source: bytes in, a diagnostic out

DEEP = 100_000
SOURCE: dict[str, tuple[str | bytes, str]] = {
    "deep list": ("[" * DEEP, "too-large"),
    "deep map": ("{a: " * DEEP, "too-large"),
    "deep block list": ("- " * DEEP, "too-large"),
    "deep block map": ("".join(f"{' ' * n}a:\n" for n in range(200)), "too-large"),
    "deep keys": ("? " * DEEP, "too-large"),
    "just too deep": ("[" * 41 + "]" * 41, "too-large"),
    "a line of a MiB and more": ("a: " + "x" * 1_048_577, "too-large"),
    "too many nodes": ("- a\n" * 60_000, "too-large"),
    "alias bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]", "forbidden-yaml"
    ),
    "anchor of itself": ("a: &b [*b]", "forbidden-yaml"),
    "alias of nothing": ("a: *b", "forbidden-yaml"),
    "merge of an anchor": ("a: &b {c: d}\ne:\n  <<: *b", "forbidden-yaml"),
    "tag that runs": ("a: !!python/object/apply:os.system [ls]", "forbidden-yaml"),
    "tag of a name": ("a: !!python/name:os.system", "forbidden-yaml"),
    "own tag": ("!x a: b", "forbidden-yaml"),
    "tag of a set": ("a: !!set {b, c}", "forbidden-yaml"),
    "binary": ("a: !!binary AAAA", "forbidden-yaml"),
    "two documents": ("a: b\n---\nc: d", "forbidden-yaml"),
    "key that is a list": ("? [a]\n: b", "forbidden-yaml"),
    "key that is a map": ("{a: b}: c", "forbidden-yaml"),
    "key twice": ("a: 1\nb: 2\na: 3", "duplicate-key"),
    "key twice, far inside": ("a: [{b: {c: 1, c: 2}}]", "duplicate-key"),
    "key twice, once escaped": ('a: 1\n"\\x61": 2', "duplicate-key"),
    "key twice, long and steering": (
        '? "\\e[31m' + "x" * 9_000 + '"\n: 1\n? "\\e[31m' + "x" * 9_000 + '"\n: 2\n',
        "duplicate-key",
    ),
    "open bracket": ("a: [", "not-yaml"),
    "open quote": ("a: 'b", "not-yaml"),
    "tab for indentation": ("a:\n\t- b", "not-yaml"),
    "colon twice": ("a: b: c", "not-yaml"),
    "NUL": ("a: \0", "not-yaml"),
    "escape character": ("a: \x1b[31m", "not-yaml"),
    "byte order mark inside": ("a: \ufeff\ufffe", "not-yaml"),
    "not UTF-8": (b"a: \xff\xfe", "not-yaml"),
    "half of a character": (b"a: \xe4\xb8", "not-yaml"),
    "overlong NUL": (b"a: \xc0\x80", "not-yaml"),
    "encoded surrogate": (b"a: \xed\xa0\x80", "not-yaml"),
    "UTF-16": ("a: b".encode("utf-16"), "not-yaml"),
    "UTF-32": ("a: b".encode("utf-32"), "not-yaml"),
    "GB 18030": ("a: 名".encode("gb18030"), "not-yaml"),
    "escape beyond Unicode": ('a: "\\UFFFFFFFF"', "not-yaml"),
    "half a character, escaped": ('a: "\\uD800"', "not-yaml"),
    "half a character as key": ('"\\uD800": a', "not-yaml"),
    "a version of 5000 digits": ("%YAML 1." + "1" * 5_000 + "\n---\na: b", "not-yaml"),
    "two versions": ("%YAML 1.1\n%YAML 1.1\n---\na: b", "not-yaml"),
    "a zip": (b"PK\x03\x04" + bytes(100), "not-yaml"),
    "identity number": (f"a: {NUMBER}", "wrong-value"),
    "identity number as key": (f"{NUMBER}: a", "wrong-value"),
    "identity number in a comment": (f"a: b # {NUMBER}", "wrong-value"),
    "identity number in a broken file": (f"a: [{NUMBER}", "wrong-value"),
    "identity number in wide digits": (f"a: 张{WIDE}", "wrong-value"),
    "identity number in parts": (f"a: {NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:]}", "wrong-value"),
    "identity number of an unknown region": (f"a: {NUMBERS[1]}", "wrong-value"),
    "identity number with a small x": (f"a: {NUMBERS[3].lower()}", "wrong-value"),
    "identity number, escaped": (
        'a: "' + "".join(f"\\x{ord(c):x}" for c in NUMBER) + '"', "wrong-value"
    ),
    "identity number over two lines": (f"a: {NUMBER[:6]}\n  {NUMBER[6:]}", "wrong-value"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCE)
def test_source(name: str) -> None:
    given, code = SOURCE[name]
    _, found = source.read(given if isinstance(given, bytes) else given.encode(), "rule.yaml")
    assert code in [one.code for one in found]
    for one in found:
        for text in (one.render("en"), one.render("zh"), json.dumps(one.as_json()), repr(one)):
            assert not leaked(text)
            assert not _digits_of(NUMBER, text)
        assert "\x1b" not in one.render() + one.message()
        assert len(one.render()) < 3_000


def _digits_of(number: str, text: str) -> bool:
    """Whether a number stands in a text in parts."""
    return number in text.replace(" ", "").replace("-", "")


# check and load: a folder in, diagnostics out, and one error that carries them

HEAD = "kind: measures\nmeasures:\n  a:\n    title: 甲\n    title_en: a\n    effect: restriction\n"
RULE = "kind: tiered-supervision\nid: a\nedition: '1'\ntitle: 甲\ntitle_en: a\n"
FOLDERS: dict[str, tuple[dict[str, str | bytes], str]] = {
    "nothing": ({}, "empty-catalog"),
    "only other files": ({"a.yml": "kind: x", "b.txt": "x"}, "empty-catalog"),
    "an empty file": ({"a.yaml": ""}, "empty-catalog"),
    "a list": ({"a.yaml": "- a"}, "wrong-value"),
    "a word": ({"a.yaml": "a"}, "wrong-value"),
    "no kind": ({"a.yaml": "a: b"}, "missing-key"),
    "an unknown kind": ({"a.yaml": "kind: x"}, "unknown-name"),
    "a kind that is a list": ({"a.yaml": "kind: [x]"}, "wrong-value"),
    "a kind of a million letters": ({"a.yaml": "kind: " + "x" * 1_000_000}, "unknown-name"),
    "a key nobody knows": ({"a.yaml": RULE + "x: y\n"}, "unknown-key"),
    "30 February": ({"a.yaml": RULE + "in_force: {from: 2026-02-30}\n"}, "wrong-value"),
    "a day with a time": ({"a.yaml": RULE + "in_force: {from: 2026-02-03T00:00}\n"}, "wrong-value"),
    "a day in wide digits": (
        {"a.yaml": RULE + "in_force: {from: ２０２６-02-03}\n"},
        "wrong-value",
    ),
    "an end before the beginning": (
        {"a.yaml": RULE + "in_force: {from: 2026-02-03, until: 2026-02-03}\n"},
        "ends-before-it-begins",
    ),
    "an effect nobody knows": ({"a.yaml": HEAD.replace("restriction", "x")}, "wrong-value"),
    "the same name twice": ({"a.yaml": HEAD + "  a: {}\n"}, "duplicate-key"),
    "NUL in one of two files": ({"a.yaml": HEAD, "b.yaml": "a: \0"}, "not-yaml"),
    "a file of 2 MB": ({"a.yaml": "# " + "x" * 2_000_000}, "too-large"),
    "an identity number for a title": ({"a.yaml": RULE.replace("甲", NUMBER)}, "wrong-value"),
    "an identity number for a file name": ({f"{NUMBER}.yaml": "kind: x"}, "unknown-name"),
    "an identity number for a folder name": ({f"{NUMBER}/a.yaml": "kind: x"}, "unknown-name"),
    "an identity number in an unknown key": ({"a.yaml": f"kind: x\n甲{NUMBER}: y"}, "wrong-value"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders(name: str, tmp_path: Path) -> None:
    files, code = FOLDERS[name]
    _write(tmp_path, files)
    found = cr.check(tmp_path, catalogs=tmp_path)
    assert code in [one.code for one in found]
    with pytest.raises(RulesetError) as caught:
        cr.load(tmp_path, catalogs=tmp_path)
    told = [str(caught.value), repr(caught.value)]
    told += [one.render(lang) for one in found for lang in ("en", "zh")]
    told += [json.dumps(one.as_json(), ensure_ascii=False) for one in found]
    assert not leaked("\n".join(told))
    assert max(map(len, told)) < 200_000


def test_an_error_tells_a_hundred_findings_and_counts_the_rest(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": "kind: measures\n" + "".join(f"a{n}: 1\n" for n in range(3_000))})
    with pytest.raises(RulesetError, match=r"and 29\d\d more") as caught:
        cr.load(tmp_path, catalogs=tmp_path)
    assert len(caught.value.diagnostics) > 3_000
    assert len(str(caught.value)) < 100_000


# Numbers and conditions that are too large or too deep, in every place that takes one


CONDITIONS = {
    "a count of a googol": "count: penalties\n      at_least: 1" + "0" * 100,
    "a negative count": "count: penalties\n      at_least: -1",
    "a period of a billion years": "some: penalties\n      where: {decided_on: {within: 999999999 years}}",
    "a period of 5000 digits": "some: penalties\n      where: {decided_on: {within: "
    + "9" * 5_000
    + " years}}",
    "negative money": "some: penalties\n      where: {fine: {at_least: -1万元}}",
    "money of 5000 digits": "some: penalties\n      where: {fine: {at_least: " + "9" * 5_000 + "}}",
    "money with an exponent": "some: penalties\n      where: {fine: {at_least: 1e9}}",
    "money that is no number": "some: penalties\n      where: {fine: {at_least: NaN}}",
    "a share of 200 digits": "some: penalties\n      where: {fine: {at_least: 0."
    + "1" * 200
    + "%}}",
    "a condition in itself": "all: " * 30 + "x",
    "a condition of lists": "all: [[[[[[a]]]]]]",
    "no condition": "{}",
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions(name: str, tmp_path: Path) -> None:
    text = (
        "kind: statutory-restriction\nid: a\nedition: '1'\nrestrictions:\n"
        f"  - id: b\n    when:\n      {CONDITIONS[name]}\n"
    )
    _write(tmp_path, {"a.yaml": text})
    found = cr.check(tmp_path, catalogs=tmp_path)
    assert found
    for one in found:
        assert len(one.render("en") + one.render("zh")) < 5_000


# Subject.read: a mapping, text or bytes in; a SubjectError out, which names places


class Raises(Mapping[str, object]):
    """A mapping whose error has a name in it."""

    def __getitem__(self, _: str) -> object:
        raise KeyError(NAME)

    def __iter__(self) -> Any:
        raise ValueError(NAME)

    def __len__(self) -> int:
        return 1


def _with(**fields: object) -> dict[str, object]:
    return {"uscc": ONE, **fields}


def _fine(value: object) -> dict[str, object]:
    return _with(penalties=[{"fine": value}])


_HIMSELF: dict[str, object] = {}
_HIMSELF["persons"] = [_HIMSELF]
LOOP: list[object] = []
LOOP.append(LOOP)

SUBJECTS: dict[str, tuple[object, str]] = {
    "nothing": (None, "the record"),
    "a list": ([], "the record"),
    "empty text": ("", "Invalid JSON"),
    "not UTF-8": (b"\xff", "Invalid JSON"),
    "UTF-16": ('{"uscc": "a"}'.encode("utf-16"), "Invalid JSON"),
    "half a character as JSON": ('{"name": "\ud800"}', "the record"),
    "half a character": (_with(name="\ud800"), "name: "),
    "NUL": (_with(name="a\0b"), "name: holds a broken character"),
    "NUL, escaped": (json.dumps(_with(name="a\0b")), "name: holds a broken character"),
    "deep list": ("[" * DEEP, "recursion limit"),
    "deep map": ('{"a":' * DEEP, "recursion limit"),
    "a field twice": ('{"uscc": "a", "uscc": "b"}', "twice"),
    "a field twice, far inside": (
        '{"penalties": [{"fine": 1, "\\u0066ine": 2}]}', "twice"
    ),
    "keys that are numbers": ({1: 2}, "Keys should be strings"),
    "a key that is an identity number": ({int(NUMBER[:-1] + "1"): 2}, r"\[…\]: Keys"),
    "a field nobody knows": (_with(a=1), "…: no such field"),
    "a record that holds itself": (_HIMSELF, "no such field"),
    "a list that holds itself": (_with(persons=LOOP), "persons"),
    "records that are a map": (_with(penalties={}), "penalties"),
    "records that are a text": (_with(penalties="abc"), "penalties"),
    "covers that raise": (_with(covers=Raises()), "covers: expected names with values"),
    "codes inside codes": (_with(penalties=[{"kinds": [["fine"]]}]), "not one of the values"),
    "30 February": (_with(established_on="2026-02-30"), "established_on"),
    "a day of the year 9999": (_with(established_on="9999-12-31"), "expected a day from"),
    "a day that is a number": (_with(established_on=86_400), "expected a day"),
    "a day of a million digits": (_with(established_on="2026-02-28" + "0" * 10**6), "date"),
    "a day with a time": (_with(established_on=datetime(2026, 2, 3, 4, 5)), "established_on"),  # noqa: DTZ001
    "negative money": (_fine(-1), "at least 0 yuan"),
    "negative money, in words": (_fine("-1万元"), "fine"),
    "money of 6000 digits": (_fine("1" * 6_000), "a size that money has"),
    "money of 6000 digits, a number": (_fine(10**6_000), "a size that money has"),
    "money of 6000 digits, as JSON": (
        f'{{"uscc": "{ONE}", "penalties": [{{"fine": {"1" * 6_000}}}]}}', "out of range"
    ),
    "money with an exponent of 6000 digits": (
        f'{{"uscc": "{ONE}", "penalties": [{{"fine": 1e{"9" * 6_000}}}]}}', "finite"
    ),
    "money next to nothing": (_fine(Decimal("1e-999999")), "a size that money has"),
    "money that is no number": (_fine(float("nan")), "finite"),
    "money that signals": (_fine(Decimal("sNaN")), "finite"),
    "money that is yes": (_fine(True), "fine"),
    "a number of 6000 digits": (_with(tax_matters=[{"invoices": 10**6_000}]), "invoices"),
    "a number like a float": (_with(tax_matters=[{"invoices": 1e300}]), "invoices"),
    "points without an end": (_with(evaluations=[{"score": float("inf")}]), "score"),
    "points that signal": (_with(evaluations=[{"score": "sNaN"}]), "score"),
    "a flag that is 1": (_with(penalties=[{"in_business": 1}]), "in_business"),
    "a text of ten million letters": (_with(penalties=[{"violation": "x" * 10**7}]), "at most"),
    "too many records": (_with(penalties=[{}] * 10_001), "at most"),
    "identity number as code": ({"uscc": NUMBER}, "identity number"),
    "identity number as key": ({"kind": "natural_person", "key": NUMBER}, "identity number"),
    "identity number, old, as key": (
        {"kind": "natural_person", "key": NUMBER[:6] + NUMBER[8:17]}, "identity number"
    ),
    "identity number in a name": (_with(name=f"{NAME}（{NUMBER}）"), "identity number"),
    "identity number in wide digits": (_with(name=WIDE), "identity number"),
    "identity number of an unknown region": (_with(name=NUMBERS[1]), "identity number"),
    "identity number of a foreigner": (_with(name=NUMBERS[2]), "identity number"),
    "identity number behind a letter": (_with(name=f"ID{NUMBER}"), "identity number"),
    "identity number of a related person": (
        _with(persons=[{"key": NUMBER, "role": "principal"}]), "identity number"
    ),
    "identity number as a field": ({NUMBER: NUMBER}, "…: no such field"),
    "identity number as a collection": (
        _with(covers={NUMBER: {"from": "beginning", "until": "2026-01-01"}}), "no such collection"
    ),
    "identity number as a role": (_with(persons=[{"key": "a", "role": NUMBER}]), "not one of"),
    "identity number as a day": (_with(established_on=NUMBER), "expected a day"),
    "identity number as money": (_fine(NUMBER + NUMBER), "a size that money has"),
    "name of a natural person": (
        {"kind": "natural_person", "key": "a", "name": NAME}, "no code, no name"
    ),
    "name as a field": ({NAME: NAME}, "…: no such field"),
}  # fmt: skip


@pytest.mark.parametrize("name", SUBJECTS)
def test_subjects(name: str) -> None:
    given, message = SUBJECTS[name]
    with pytest.raises(SubjectError, match=message) as caught:
        cr.Subject.read(given)  # type: ignore[arg-type]
    for text in (str(caught.value), repr(caught.value)):
        assert not leaked(text)
        assert NAME not in text
        assert len(text) < 2_000


def test_every_text_of_a_subject_refuses_an_identity_number() -> None:
    from credit_rules.model.subject import COLLECTIONS, Kind

    texts = [
        (name, field)
        for name, entry in COLLECTIONS.items()
        for field, spec in entry.fields.items()
        if spec.kind is Kind.TEXT
    ]
    assert len(texts) > 60
    for name, field in texts:
        with pytest.raises(SubjectError, match="identity number") as caught:
            cr.Subject.read(_with(**{name: [{field: f"（{NUMBER}）"}]}))
        assert not leaked(str(caught.value))


def test_not_even_the_constructor_shows_a_value() -> None:
    with pytest.raises(ValueError, match="uscc") as caught:
        cr.Subject(uscc=NUMBER, name=NAME)
    assert not leaked(f"{caught.value} {caught.value!r}")
    assert NAME not in f"{caught.value} {caught.value!r}"


# Intake: a file in; an IntakeError, or a line of the report out

PUBLISHED = "CF_XDR_SHXYM,CF_XDR_MC,CF_WSH,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_CFJG"


def _csv(*changes: str, header: str = PUBLISHED) -> bytes:
    """One published row; `changes` are `COLUMN=cell`."""
    cells = dict(zip(PUBLISHED.split(","), _ROW, strict=True))
    for change in changes:
        column, _, cell = change.partition("=")
        cells[column] = cell
    row = ",".join(f'"{cells.get(one, "")}"' for one in header.split(","))
    return f"{header}\r\n{row}\r\n".encode()


_ROW = (ONE, "示例有限公司", "罚〔2026〕1号", "罚款", "0.2", "2026-03-01", "某局")


def _json(**fields: object) -> bytes:
    row = dict(zip(PUBLISHED.split(","), _ROW, strict=True)) | fields
    return json.dumps([row], ensure_ascii=False).encode()


def _xlsx(**cells: object) -> bytes:
    row = dict(zip(PUBLISHED.split(","), _ROW, strict=True)) | cells
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*row])
    sheet.append([*row.values()])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _changed(part: str, old: str, new: str) -> bytes:
    """A workbook with a text of one part replaced."""
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_xlsx())) as archive,
        zipfile.ZipFile(saved, "w") as changed,
    ):
        for entry in archive.infolist():
            text = archive.read(entry).decode()
            if entry.filename.endswith(part):
                assert old in text
                text = text.replace(old, new)
            changed.writestr(entry.filename, text)
    return saved.getvalue()


NOT_THERE = b"PK\x05\x06" + bytes(18)
FILES: dict[str, tuple[str, bytes, str]] = {
    "csv: empty": ("a.csv", b"", "no headings"),
    "csv: NUL": ("a.csv", _csv() + b"\0", "NUL"),
    "csv: neither UTF-8 nor GB 18030": ("a.csv", b"uscc\n\xff\xff", "UTF-8 or GB18030"),
    "csv: UTF-16": ("a.csv", _csv().decode().encode("utf-16"), "NUL|UTF-8"),
    "csv: unknown headings": ("a.csv", b"a,b\n1,2", "no layout we know"),
    "csv: an identity number for a heading": ("a.csv", f"{NUMBER},b\n1,2".encode(), "no layout"),
    "csv: a heading twice": ("a.csv", f"{NUMBER},{NUMBER}\n1,2".encode(), "stands twice"),
    "csv: an empty heading": ("a.csv", b"uscc,,name\n", "no heading"),
    "csv: 201 columns": ("a.csv", ",".join(f"a{n}" for n in range(201)).encode(), "200 columns"),
    "csv: an open quote": ("a.csv", _csv() + b'"a', "not well-formed"),
    "csv: a cell of 70 KB": ("a.csv", _csv("CF_WSH=" + "x" * 70_000), "64 KiB"),
    "csv: 100001 rows": ("a.csv", b"uscc\n" + b"\n" * 100_001, "100000 rows"),
    "csv: an identity number for a name": (f"{NUMBER}.csv", b"", "no headings"),
    "json: empty": ("a.json", b"", "not well-formed"),
    "json: a number": ("a.json", b"1", "expected a list"),
    "json: deep": ("a.json", b"[" * DEEP, "too deeply"),
    "json: a name twice": ("a.json", b'[{"a": 1, "a": 2}]', "stands twice"),
    "json: an identity number twice": (
        "a.json", f'[{{"{NUMBER}": 1, "{NUMBER}": 2}}]'.encode(), "stands twice",
    ),
    "json: not a number": ("a.json", b'[{"a": NaN}]', "NaN"),
    "json: half a character": ("a.json", b'[{"a": "\\ud800"}]', "broken characters"),
    "json: a number of 70000 digits": ("a.json", b'[{"a": ' + b"1" * 70_000 + b"}]", "64 KiB"),
    "jsonl: deep": ("a.jsonl", b"[" * DEEP, "too deeply"),
    "jsonl: no object": ("a.jsonl", b"1\n2\n", "no headings"),
    "xlsx: empty": ("a.xlsx", b"", "damaged"),
    "xlsx: a text": ("a.xlsx", b"uscc,name", "damaged"),
    "xlsx: cut off": ("a.xlsx", _xlsx()[:-100], "damaged"),
    "xlsx: a zip of nothing": ("a.xlsx", NOT_THERE, "not a well-formed workbook"),
    "xlsx: an entity": (
        "a.xlsx",
        _changed("sheet1.xml", "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        "document type",
    ),
    "xlsx: a row that ends elsewhere": ("a.xlsx", _changed("sheet1.xml", "</row>", ""), "well-formed"),
    "xlsx: a shared text that is not there": (
        "a.xlsx", _changed(
            "sheet1.xml",
            't="inlineStr"><is><t>CF_XDR_SHXYM</t></is>',
            't="s"><v>999</v>',
        ), "well-formed",
    ),
    "xls": ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "expected a file that ends with"),
    "a link that leads nowhere": ("nowhere.csv", b"->", "no such file"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    file, data, message = FILES[name]
    path = tmp_path / file
    if data == b"->":
        path.symlink_to(tmp_path / "gone")
    else:
        path.write_bytes(data)
    with pytest.raises(IntakeError, match=message) as caught:
        read_files([path])
    assert not leaked(f"{caught.value} {caught.value!r}")
    assert len(str(caught.value)) < 5_000


ROWS: dict[str, tuple[str, bytes, str]] = {
    "csv: 30 February": ("a.csv", _csv("CF_JDRQ=2026-02-30"), "cannot be read; not used: CF_JDRQ"),
    "csv: a day of 5000 digits": ("a.csv", _csv("CF_JDRQ=" + "2" * 5_000), "cannot be read"),
    "csv: the year 9999": ("a.csv", _csv("CF_JDRQ=9999-12-31"), "says nothing"),
    "csv: negative money": ("a.csv", _csv("CF_NR_FK=-1"), "cannot be read; not used: CF_NR_FK"),
    "csv: money of 5000 digits": ("a.csv", _csv("CF_NR_FK=" + "9" * 5_000), "cannot be read"),
    "csv: money with an exponent": ("a.csv", _csv("CF_NR_FK=1e9"), "cannot be read"),
    "csv: a formula": ("a.csv", _csv("CF_NR_FK==1+1"), "cannot be read; not used: CF_NR_FK"),
    "csv: a code that fails its check": ("a.csv", _csv(f"CF_XDR_SHXYM={ONE[:-1]}0"), "check character"),
    "csv: too few cells": ("a.csv", _csv() + b"a,b\r\n", "not as many cells"),
    "csv: an identity number for a code": ("a.csv", _csv(f"CF_XDR_SHXYM={NUMBER}"), "unmatched"),
    "csv: an identity number for a number": ("a.csv", _csv(f"CF_WSH={NUMBER}"), "identity number"),
    "csv: an identity number, in words": (
        "a.csv", _csv(f"CF_CFJG=某局{NUMBER}"), "holds an identity number",
    ),
    "csv: an identity number of an unknown region": (
        "a.csv", _csv(f"CF_XDR_SHXYM={NUMBERS[1]}"), "unmatched",
    ),
    "csv: an identity number for a day": ("a.csv", _csv(f"CF_JDRQ={NUMBER}"), "cannot be read"),
    "csv: an identity number for money": ("a.csv", _csv(f"CF_NR_FK={NUMBER}"), "cannot be read"),
    "csv: an identity number beyond the cells": (
        "a.csv", _csv() + f"{NUMBER},".encode() * 9 + b"\r\n", "not as many cells",
    ),
    "csv: a person": (
        "a.csv",
        _csv(f"法定代表人={NAME}", f"身份证号={NUMBER}", header=PUBLISHED + ",法定代表人,身份证号"),
        "personal, not kept",
    ),
    "json: lists for cells": ("a.json", _json(CF_WSH=[NUMBER, {NAME: NAME}]), "not a single value"),
    "json: an identity number as a number": ("a.json", _json(CF_WSH=int(NUMBER[:17])), "taken"),
    "json: rows that are no objects": (
        "a.json", b"[1, null, " + _json()[1:], "not an object",
    ),
    "jsonl: a broken line": ("a.jsonl", _json()[1:-1] + b"\n{\n", "not well-formed JSON"),
    "xlsx: a formula": ("a.xlsx", _xlsx(CF_NR_FK="=1+1"), "a formula; never computed"),
    "xlsx: a formula for a code": ("a.xlsx", _xlsx(CF_XDR_SHXYM="=A1"), "unmatched"),
    "xlsx: a place beyond the sheet": (
        "a.xlsx", _changed("sheet1.xml", 'r="A2"', 'r="XFD1048577"'), "unmatched",
    ),
    "xlsx: an error": ("a.xlsx", _xlsx(CF_NR_FK="#REF!"), "an error value"),
    "xlsx: a time": ("a.xlsx", _xlsx(CF_JDRQ=time(3, 4)), "time of day"),
    "xlsx: a span of time": ("a.xlsx", _xlsx(CF_JDRQ=timedelta(3)), "time of day|cannot be read|->"),
    "xlsx: a code that became a number": ("a.xlsx", _xlsx(CF_WSH=int("9" * 18)), "lost after"),
    "xlsx: a number that became a day": ("a.xlsx", _xlsx(CF_WSH=date(2026, 3, 1)), "turned the cell"),
    "xlsx: an identity number": ("a.xlsx", _xlsx(CF_WSH=NUMBER), "identity number"),
    "xlsx: an identity number as a number": ("a.xlsx", _xlsx(CF_WSH=int(NUMBER[:17] + "0")), "lost after"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str, tmp_path: Path) -> None:
    file, data, line = ROWS[name]
    path = tmp_path / file
    path.write_bytes(data)
    intake = read_files([path])
    report = intake.report
    assert re.search(line, report.render("en"))
    told = [report.render("en"), report.render("zh"), report.model_dump_json(), repr(report)]
    told += [report_as_csv(report, "zh"), report_as_csv(report, "en")]
    told += [one.model_dump_json() for one in intake.subjects]
    assert not leaked("\n".join(told))
    assert NAME not in "\n".join(told)


# The command line: exit code 1 or 2, one message, no traceback

COMMANDS: dict[str, tuple[list[str], dict[str, str | bytes], int]] = {
    "check a broken file": (["check", "{here}", "--catalogs", "{here}"], {"a.yaml": "["}, 1),
    "check an identity number": (
        ["check", "{here}", "--catalogs", "{here}"], {f"{NUMBER}.yaml": f"a: {NUMBER}"}, 1,
    ),
    "check, as JSON": (
        ["check", "{here}", "--catalogs", "{here}", "--format", "json"],
        {f"{NUMBER}.yaml": f"kind: {NUMBER}\nb: 1\nb: 2"}, 1,
    ),
    "check, as SARIF": (
        ["check", "{here}", "--catalogs", "{here}", "--format", "sarif"],
        {"a.yaml": f"kind: {NUMBER}\nb: 1\nb: 2"}, 1,
    ),
    "check nothing": (["check", "{here}/" + NUMBER], {}, 2),
    "intake of a broken file": (["intake", "{here}/a.csv"], {"a.csv": b"\0"}, 2),
    "intake of identity numbers": (
        ["intake", "{here}/a.csv", "--format", "json"],
        {"a.csv": _csv(f"CF_WSH={NUMBER}", f"CF_XDR_SHXYM={NUMBER}")}, 1,
    ),
    "intake of a file called so": (["intake", "{here}/" + NUMBER + ".csv"], {}, 2),
    "intake, a claim": (["intake", "{here}/a.csv", "--covers", NUMBER], {"a.csv": _csv()}, 2),
    "explain a subject with a field twice": (
        ["explain", "{here}/a.json", "--as-of", "2026-06-30"],
        {"a.json": f'{{"{NUMBER}": 1, "{NUMBER}": 2}}'}, 2,
    ),
    "explain a subject with an identity number": (
        ["explain", "{here}/a.json", "--as-of", "2026-06-30"], {"a.json": json.dumps({"uscc": NUMBER})}, 2,
    ),
    "explain a deep one": (
        ["explain", "{here}/a.json", "--as-of", "2026-06-30"], {"a.json": '{"a":' * DEEP}, 2,
    ),
    "explain nobody": (
        ["explain", "{here}/a.csv", "--as-of", "2026-06-30", "--uscc", NUMBER], {"a.csv": _csv()}, 2,
    ),
    "a day that is an identity number": (["dry-run", "{here}/a.csv", "--as-of", NUMBER], {}, 2),
    "30 February": (["dry-run", "{here}/a.csv", "--as-of", "2026-02-30"], {}, 2),
    "a purpose that is one": (
        ["explain", "{here}/a.csv", "--as-of", "2026-06-30", "--purpose", NUMBER], {"a.csv": _csv()}, 2,
    ),
    "an authority that is one": (
        ["explain", "{here}/a.csv", "--as-of", "2026-06-30", "--authority", f"{NAME} {NUMBER}"],
        {"a.csv": _csv()}, 2,
    ),
    "a diagnostic of that name": (["check", "--about", NUMBER], {}, 2),
    "show what has that name": (["show", NUMBER], {}, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(name: str, tmp_path: Path) -> None:
    arguments, files, code = COMMANDS[name]
    _write(tmp_path, files)
    done = CliRunner().invoke(app, [one.replace("{here}", str(tmp_path)) for one in arguments])
    said = done.output + done.stderr
    assert done.exit_code == code, said
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "Traceback" not in said
    assert not leaked(said.replace("\n", "").replace("│", ""))


# Decisions


def test_no_decision_shows_an_identity_number(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    cells = (f"CF_WSH={NUMBER}", f"CF_CFJG={NUMBER}局", f"CF_XDR_MC={NAME}{NUMBER}")
    path.write_bytes(_csv(*cells))
    book = cr.load()
    for subject in read_files([path]).subjects:
        decision = cr.decide(book, subject, date(2026, 6, 30), trace=True)
        assert not leaked(decision.model_dump_json() + repr(decision))


def _write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_there_are_a_hundred() -> None:
    assert sum(map(len, (SOURCE, FOLDERS, CONDITIONS, SUBJECTS, FILES, ROWS, COMMANDS))) >= 200
