"""Cells: text as written, read as the vocabulary's values, or said to be unclear.

A cell that cannot be read is not delivered; it is never guessed and never "none". Reading is exact:
money by `Decimal`, and a date that does not exist is not moved to one that does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Final

from pydantic import ValidationError

from credit_rules.intake.report import Phrase, shown
from credit_rules.model.codes import Code, PenaltyKind, SubjectKind
from credit_rules.model.subject import NONE, FieldSpec, Kind, Record, read_amount

__all__ = ["Reading", "fold", "read", "read_code_text", "read_day"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value, perhaps converted; or why it is unclear."""

    value: object = None
    converted: Phrase | None = None
    unclear: Phrase | None = None


_SAYS_NOTHING: Final = frozenset(
    (r"\n", "暂无", "无", "无处罚期限", "none", "null", "n/a", "-", "--", "/", "—")
)
"""Words that fill a cell and say nothing, folded."""
_NO_DAYS: Final = frozenset(
    date(*day)
    for day in (
        (1, 1, 1),
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 1),
        (2099, 12, 31),
        (9999, 9, 9),
        (9999, 12, 31),
    )
)
"""Days that systems write where they have none."""

_DAY: Final = (
    re.compile(
        r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?", re.ASCII
    ),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?: [0-2]?\d:[0-5]\d(?::[0-5]\d)?)?", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)
_MILLISECONDS = re.compile("[0-9]{13}")
_BEIJING = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONEY = re.compile(r"(?P<number>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?P<part>\.[0-9]+)?(?P<unit>\D*)")
_UNITS: Final = frozenset({"元", "万元", "亿元"})
_FLAGS: Final = {
    **dict.fromkeys(("是", "true", "yes", "1"), True),
    **dict.fromkeys(("否", "false", "no", "0"), False),
}
_NAME_LENGTH: Final = 200

_SYNONYMS: Final[Mapping[type[Code], Mapping[str, Code]]] = {
    SubjectKind: dict.fromkeys(("企业法人", "企业"), SubjectKind.LEGAL_PERSON),
    PenaltyKind: {
        **dict.fromkeys(("吊销营业执照", "吊销执照", "吊销许可证"), PenaltyKind.LICENCE_REVOCATION),
        **dict.fromkeys(("暂扣执照", "暂扣许可证"), PenaltyKind.LICENCE_SUSPENSION),
        **dict.fromkeys(("没收财物",), PenaltyKind.CONFISCATION_OF_PROPERTY),
        **dict.fromkeys(("停产停业",), PenaltyKind.SUSPENSION_ORDER),
        **dict.fromkeys(("其他",), PenaltyKind.OTHER),
    },
}
"""Words met in rows for what the vocabulary calls otherwise; only where they cannot mean more."""

_NOT_READ = Reading(unclear=Phrase(zh="无法识别，未采用", en="cannot be read; not used"))
_NO_SUCH_CODE = Reading(
    unclear=Phrase(zh="不是已知的取值，未采用", en="not a known value; not used")
)
_NO_UNIT = Reading(
    unclear=Phrase(zh="未写明金额单位，未采用", en="the unit of money is not stated; not used")
)


def fold(text: str) -> str:
    """Fold a heading or a word: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read(
    text: str, field: FieldSpec, record: type[Record], *, bare_unit: str | None, says_none: bool
) -> Reading:
    """Read a cell as a field of the vocabulary.

    Args:
        text: the cell, not empty.
        field: what it is to be read as.
        record: the record the field belongs to, which has the last word on values.
        bare_unit: the unit of an amount written without one; None if that is not known.
        says_none: whether `无` in this layout is the told "there is none".
    """
    word = fold(text)
    if says_none and word in ("无", NONE) and _takes_none(record, field.name):
        return Reading(NONE)
    if word in _SAYS_NOTHING:
        return _says_nothing(word)
    match field.kind:
        case Kind.TEXT:
            reading = _read_text(text.strip(), field.name)
        case Kind.CODE if field.codes:
            reading = read_code_text(text, field.codes)
        case Kind.CODES if field.codes:
            reading = _read_codes(text, field.codes)
        case Kind.FLAG:
            reading = Reading(_FLAGS[word]) if word in _FLAGS else _NOT_READ
        case Kind.NUMBER:
            reading = Reading(int(word)) if re.fullmatch("[0-9]{1,10}", word) else _NOT_READ
        case Kind.AMOUNT:
            reading = _read_money(word, bare_unit)
        case Kind.DAY | Kind.DUE_DAY:
            reading = read_day(text)
        case _:  # pragma: no cover - a kind of code without its codes: the vocabulary has none
            reading = _NOT_READ
    if reading.value is None or _accepts(record, field.name, reading.value):
        return reading
    return _NOT_READ


def _says_nothing(word: str) -> Reading:
    return Reading(
        unclear=Phrase(zh=f"“{word}”不说明任何情况，未采用", en=f"`{word}` says nothing; not used")
    )


def _accepts(record: type[Record], name: str, value: object) -> bool:
    try:
        record.model_validate({name: value})
    except ValidationError:
        return False
    return True


@cache
def _takes_none(record: type[Record], name: str) -> bool:
    """Whether "none" is a state of this field, and not just a text like any other."""
    return _accepts(record, name, NONE) and not _accepts(record, name, "any other text")


def _read_text(text: str, name: str) -> Reading:
    if name in ("key", "document_number") and len(text) > _NAME_LENGTH:
        return _NOT_READ
    return Reading(text)


def read_code_text(text: str, codes: type[Code]) -> Reading:
    """Read one value of a closed vocabulary, by identifier or by Chinese name."""
    found = _words(codes).get(fold(text))
    return Reading(found) if found else _NO_SUCH_CODE


@cache
def _words(codes: type[Code]) -> Mapping[str, Code]:
    words = {fold(word): code for word, code in _SYNONYMS.get(codes, {}).items()}
    for code in codes:
        words |= {fold(code.value): code, fold(code.zh): code}
    return words


def _read_codes(text: str, codes: type[Code]) -> Reading:
    whole = read_code_text(text, codes)
    if whole.value is not None:
        return Reading([whole.value])
    parts = [part for part in re.split("[;；、,，]", text) if part.strip()]
    found = [_words(codes).get(fold(part)) for part in parts]
    known = {code for code in found if code}
    return Reading(sorted(known, key=str)) if found and all(found) else _NO_SUCH_CODE


def _read_money(word: str, bare_unit: str | None) -> Reading:
    match = _MONEY.fullmatch(word)
    if match is None or (match["unit"] and match["unit"] not in _UNITS):
        return _NOT_READ
    unit = match["unit"] or bare_unit
    if unit is None:
        return _NO_UNIT
    number = match["number"].replace(",", "") + (match["part"] or "")
    amount = read_amount(number + unit)
    if not isinstance(amount, Decimal):
        return _NOT_READ
    yuan = format(amount.normalize(), "f")  # one spelling of one sum: 0.20 is 0.2
    if unit == "元":
        return Reading(Decimal(yuan))
    return Reading(
        Decimal(yuan),
        converted=Phrase(zh=f"{number} {unit} → {yuan} 元", en=f"{number} {unit} -> {yuan} yuan"),
    )


def read_day(text: str) -> Reading:
    """Read a date in any of the spellings met in rows."""
    folded = unicodedata.normalize("NFKC", text).strip()
    try:
        day = _day(folded)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        return _NOT_READ
    if day in _NO_DAYS:
        return _says_nothing(day.isoformat())
    if folded == day.isoformat():
        return Reading(day)
    what = f"{shown(folded)} -> {day.isoformat()}"
    return Reading(day, converted=Phrase(zh=what.replace("->", "→"), en=what))


def _day(text: str) -> date | None:
    if _MILLISECONDS.fullmatch(text):
        return (_EPOCH + timedelta(milliseconds=int(text))).astimezone(_BEIJING).date()
    match = next((found for form in _DAY if (found := form.fullmatch(text))), None)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None
