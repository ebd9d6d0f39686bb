"""What mutation starts from: what ships, the examples, and small workbooks made of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook
from tests.fuzz.planted import NAME, NUMBERS

__all__ = ["corpus"]

ROOT = Path(__file__).parents[2]
_LONGEST = 12_000
_ODD = (
    "=1+1", "#REF!", datetime.fromisoformat("2026-03-01T01:02"), date(2026, 3, 1), time(3, 4), True, 1e15, 0.1,
    -5, "2026-02-30", "100万元", NUMBERS[0], f"{NAME}（{NUMBERS[1]}）", None,
)  # fmt: skip


def corpus(target: str) -> list[bytes]:
    """The inputs a target starts with, in a fixed order."""
    return {"source": _yaml, "subject": _subjects, "intake": _rows}[target]()


def _yaml() -> list[bytes]:
    paths = sorted(
        path for folder in ("rulesets", "catalogs") for path in (ROOT / folder).rglob("*.yaml")
    )
    return [data for path in paths if len(data := path.read_bytes()) <= _LONGEST]


def _subjects() -> list[bytes]:
    from credit_rules.model.subject import COLLECTIONS, Kind

    words: dict[Kind, object] = {
        Kind.TEXT: "某", Kind.FLAG: True, Kind.NUMBER: 3, Kind.POINTS: 1.5, Kind.AMOUNT: "100万元",
        Kind.DAY: "2026-03-01", Kind.DUE_DAY: "none",
    }  # fmt: skip

    def value(spec: object) -> object:
        codes = getattr(spec, "codes", None)
        if codes is None:
            return words[spec.kind]  # type: ignore[attr-defined]
        code = next(iter(codes)).value
        return [code] if spec.kind is Kind.CODES else code  # type: ignore[attr-defined]

    every = {
        "uscc": "91320100MA0EXAMP0N",
        "name": "示例有限公司",
        "covers": {"penalties": {"from": "2020-01-01", "until": "2026-06-30"}},
        "persons": [{"key": "p1", "role": "principal", "since": "2020-01-01"}],
    }
    whole = {
        name: [{field: value(spec) for field, spec in entry.fields.items()}]
        for name, entry in COLLECTIONS.items()
    }
    person = {"kind": "natural_person", "key": "p-1", "of_full_age": True}
    found = [path.read_bytes() for path in sorted((ROOT / "examples").rglob("subject.json"))]
    made = [every | {name: records} for name, records in whole.items()]
    return [
        *found,
        *(json.dumps(one, ensure_ascii=False).encode() for one in (person, every | whole, *made)),
    ]


def _rows() -> list[bytes]:
    found: list[bytes] = []
    for path in sorted((ROOT / "examples" / "rows").glob("*.csv")):
        text = "\n".join(path.read_text(encoding="utf-8-sig").splitlines()[:8])
        table = list(csv.reader(io.StringIO(text)))
        objects = [dict(zip(table[0], row, strict=False)) for row in table[1:]]
        found += [
            b"\0" + text.encode(),
            b"\1" + json.dumps({"data": {"list": objects}}, ensure_ascii=False).encode(),
            b"\2" + "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode(),
            b"\3" + _workbook(table),
        ]
    published = "CF_XDR_SHXYM,CF_XDR_MC,CF_WSH,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_CFJG,CF_FR"
    cells = f"91320100MA0EXAMP0N,示例公司,市监〔2026〕1号,罚款,0.2,2026-03-01,某局,{NAME}"
    masked = f"9132**********MP0N,示例公司,市监〔2026〕2号,罚款,0.2,46082,某局,{NUMBERS[0]}"
    found.append(b"\0" + f"{published}\r\n{cells}\r\n{masked}\r\n".encode())
    return found


def _workbook(table: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in table:
        sheet.append(row)
    sheet.append([_ODD[n % len(_ODD)] for n in range(len(table[0]))])
    other = book.create_sheet("别的")
    other.append(["甲", "乙"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
