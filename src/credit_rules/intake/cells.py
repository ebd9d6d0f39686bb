"""Cells: text as written, read as the vocabulary's values, or said to be unclear.

A cell that cannot be read is not delivered; it is never guessed and never "none". Reading is exact:
money by `Decimal`, and a date that does not exist is not moved to one that does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final, assert_never

from credit_rules.intake.days import read_day
from credit_rules.intake.reading import NOT_READ, SAYS_NOTHING, Reading, fold, says_nothing
from credit_rules.intake.report import Phrase
from credit_rules.intake.tables import Mark
from credit_rules.model.codes import Code, PenaltyKind, SubjectKind
from credit_rules.model.subject import (
    NONE,
    NOT_COMPUTABLE,
    FieldSpec,
    Kind,
    read_amount,
)
from credit_rules.privacy import holds_identity_number

__all__ = ["Cell", "read", "read_code_text", "unusable"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty, and what is known of it before it is read.

    Attributes:
        text: as written.
        mark: what the file's format says of it.
        day_zero: the day numbered 0 in its workbook, if it is of one.
        bare_unit: the unit of an amount written without one; None if that is not known.
        says_none: whether `无` in this column is the told "there is none".
        words: what words mean in this column, before the vocabulary is asked.
    """

    text: str
    mark: Mark | None = None
    day_zero: date | None = None
    bare_unit: str | None = "元"
    says_none: bool = False
    words: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


_MONEY = re.compile(r"(?P<number>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?P<part>\.[0-9]+)?(?P<unit>\D*)")
_POINTS = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{1,4})?")
_UNITS: Final = frozenset({"元", "万元", "亿元"})
_FLAGS: Final = {
    **dict.fromkeys(("是", "true", "yes", "1"), True),
    **dict.fromkeys(("否", "false", "no", "0"), False),
}
_NAME_LENGTH: Final = 200
_OTHER_NAMED = re.compile(r"其他[-—:(].+")
"""`其他-责令改正`: the standard has "other" followed by what it is."""

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

_NO_SUCH_CODE = Reading(
    unclear=Phrase(zh="不是已知的取值，未采用", en="not a known value; not used")
)
_NO_UNIT = Reading(
    unclear=Phrase(zh="未写明金额单位，未采用", en="the unit of money is not stated; not used")
)
_IDENTITY_NUMBER = Reading(
    unclear=Phrase(zh="含有公民身份号码，不保留", en="holds an identity number, not kept")
)
_TURNED_INTO_A_DAY = Reading(
    unclear=Phrase(
        zh="工作簿把单元格变成了日期，原文已失，未采用",
        en="the workbook turned the cell into a date and the text is lost; not used",
    )
)
_UNUSABLE: Final = {
    Mark.FORMULA: Phrase(zh="是公式，不计算，未采用", en="a formula; never computed, not used"),
    Mark.ERROR: Phrase(zh="是错误值，未采用", en="an error value; not used"),
    Mark.TIME: Phrase(zh="是时刻或时长，未采用", en="a time of day or a span of time; not used"),
    Mark.NESTED: Phrase(zh="不是单个值，未采用", en="not a single value; not used"),
    Mark.DIGITS_LOST: Phrase(
        zh="作为数字存储，15 位以后已失，未采用",
        en="stored as a number, so lost after its 15th digit; not used",
    ),
}
_WORKBOOK_DAY = Phrase(zh="工作簿日期", en="a date of the workbook")


def unusable(mark: Mark | None) -> Reading | None:
    """Say why nothing can be read from a cell of this mark, whatever it is to be read as."""
    return Reading(unclear=_UNUSABLE[mark]) if mark in _UNUSABLE else None


def read(cell: Cell, spec: FieldSpec, accepts: Callable[[str, object], bool]) -> Reading:
    """Read a cell as a field of the vocabulary.

    Args:
        cell: the cell.
        spec: the field it is to be read as.
        accepts: says whether the vocabulary takes a value for a field; it has the last word.
    """
    if reading := unusable(cell.mark):
        return reading
    reading = _read(cell, fold(cell.text), spec)
    if reading.value is None or accepts(spec.name, reading.value):
        return reading
    return NOT_READ


def _read(cell: Cell, word: str, spec: FieldSpec) -> Reading:
    if word in cell.words and spec.kind is not Kind.CODES:
        return _meant(cell.words[word], word)
    if cell.says_none and word in ("无", NONE) and NONE in spec.words:
        return Reading(NONE)
    if cell.says_none and word in ("无法计算", NOT_COMPUTABLE) and NOT_COMPUTABLE in spec.words:
        return Reading(NOT_COMPUTABLE)
    if word in SAYS_NOTHING:
        return says_nothing(word)
    if cell.mark is Mark.DAY and spec.kind not in (Kind.DAY, Kind.DUE_DAY):
        return _TURNED_INTO_A_DAY
    match spec.kind:
        case Kind.TEXT:
            return _read_text(cell.text.strip(), spec.name)
        case Kind.CODE | Kind.CODES:
            assert spec.codes is not None, "a field of codes has their set"
            if spec.kind is Kind.CODE:
                return _read_one(cell.text, {}, spec.codes)
            return _read_codes(cell, spec.codes)
        case Kind.FLAG:
            return Reading(_FLAGS[word]) if word in _FLAGS else NOT_READ
        case Kind.NUMBER:
            return Reading(int(word)) if re.fullmatch("[0-9]{1,10}", word) else NOT_READ
        case Kind.POINTS:
            return Reading(Decimal(word)) if _POINTS.fullmatch(word) else NOT_READ
        case Kind.AMOUNT:
            return _read_money(word, cell.bare_unit)
        case Kind.DAY | Kind.DUE_DAY:
            return _read_a_day(cell)
        case _ as never:
            assert_never(never)


def _meant(value: object, word: str) -> Reading:
    """Turn what a layout says a word means into a reading."""
    if isinstance(value, Phrase):
        return Reading(unclear=value)
    meant = f"{word} -> {value}"
    return Reading(value, converted=Phrase(zh=meant.replace("->", "→"), en=meant))


def _read_a_day(cell: Cell) -> Reading:
    zero = cell.day_zero if cell.mark is Mark.NUMBER else None
    reading = read_day(cell.text, day_zero=zero)
    # The sentinel of one column may be a word of the other: 2099-12-31 is a licence without an end.
    for text, meant in cell.words.items():
        same = read_day(text)
        if same != NOT_READ and (same.unclear or same.value) == (reading.unclear or reading.value):
            return _meant(meant, text)
    if cell.mark is Mark.DAY and reading.value and not reading.converted:
        return Reading(reading.value, converted=_WORKBOOK_DAY)
    return reading


def _read_text(text: str, name: str) -> Reading:
    if name in ("key", "document_number") and len(text) > _NAME_LENGTH:
        return NOT_READ
    if holds_identity_number(text):
        return _IDENTITY_NUMBER
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


def _read_codes(cell: Cell, codes: type[Code]) -> Reading:
    """Read several values, joined by `;`, or by commas where no value has one inside."""
    found: set[object] = set()
    converted: list[Phrase] = []
    for part in re.split("[;；]", cell.text):
        whole = _read_one(part, cell.words, codes)
        parts = (
            [whole]
            if whole.value
            else [
                _read_one(each, cell.words, codes)
                for each in re.split("[、,，|]", part)
                if each.strip()
            ]
        )
        if whole.unclear is not _NO_SUCH_CODE.unclear and whole.unclear:
            return whole
        for each in parts:
            if each.value is None:
                return each
            found.add(each.value)
            converted += [each.converted] if each.converted else []
    if not found:
        return _NO_SUCH_CODE
    said = converted and Phrase(
        zh="；".join(each.zh for each in converted), en="; ".join(each.en for each in converted)
    )
    return Reading(sorted(found, key=str), converted=said or None)


def _read_one(text: str, words: Mapping[str, object], codes: type[Code]) -> Reading:
    word = fold(text)
    if word in words:
        return _meant(words[word], word)
    if word in _words(codes):
        return Reading(_words(codes)[word])
    other = _words(codes).get("other")
    if other and _OTHER_NAMED.fullmatch(word) and not re.search("[、,|]", word):
        return Reading(other)
    return _NO_SUCH_CODE


def _read_money(word: str, bare_unit: str | None) -> Reading:
    match = _MONEY.fullmatch(word)
    if match is None or (match["unit"] and match["unit"] not in _UNITS):
        return NOT_READ
    unit = match["unit"] or bare_unit
    if unit is None:
        return _NO_UNIT
    number = match["number"].replace(",", "") + (match["part"] or "")
    amount = read_amount(number + unit)
    if not isinstance(amount, Decimal):
        return NOT_READ
    yuan = format(amount.normalize(), "f")  # one spelling of one sum: 0.20 is 0.2
    if unit == "元":
        return Reading(Decimal(yuan))
    return Reading(
        Decimal(yuan),
        converted=Phrase(zh=f"{number} {unit} → {yuan} 元", en=f"{number} {unit} -> {yuan} yuan"),
    )
