"""Who a row speaks of: the unified social credit code (GB 32100), and nothing less.

Rows join only on an equal, unmasked, check-valid code, or on the organisation code inside one. A
name, a masked code or an old number is a hint for a clerk, never a join: two enterprises may share
a name, a representative, and all the characters of a code that a mask leaves.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

from stdnum.cn import uscc

from credit_rules.intake.report import Phrase
from credit_rules.privacy import holds_identity_number

__all__ = ["Identifier", "Shape", "identify", "organisation_inside", "same_name"]

_MISSING: Final = Phrase(zh="没有统一社会信用代码", en="no unified social credit code")
_MASKED = Phrase(zh="统一社会信用代码已脱敏", en="the unified social credit code is masked")
_PLACEHOLDER = Phrase(
    zh="统一社会信用代码是占位符", en="the unified social credit code is a placeholder"
)
_INVALID = Phrase(
    zh="统一社会信用代码的位数、字符或校验码不符",
    en="the unified social credit code fails its length, characters or check character",
)
_OLD = Phrase(
    zh="只有旧代码（注册号、税务登记号等），旧代码不能用来匹配",
    en="only an old number (of registration, of tax …), and rows do not join on these",
)
_CODE = re.compile("[0-9A-HJ-NPQRTUWXY]{18}")
_ORGANISATION = re.compile("[0-9A-Z]{8}-?[0-9A-Z]")
_OLD_NUMBER = re.compile("[0-9A-Z]{13}|[0-9A-Z]{15}|[0-9A-Z]{20}")
"""Numbers of registration, and of tax, as they were before the unified code."""
_ANY_NUMBER = re.compile("[0-9A-Z]{6,}")
_MASKS: Final = frozenset("*•●■█□#?_…")
_FEWEST_SHOWN: Final = 6
"""A mask that leaves fewer characters than these points at nobody in particular."""


class Shape(Enum):
    """What a text in a column of codes is."""

    MISSING = "missing"
    UNIFIED = "unified"
    ORGANISATION = "organisation"
    OLD = "old"
    MASKED = "masked"
    PLACEHOLDER = "placeholder"
    CITIZEN = "citizen"
    INVALID = "invalid"


_WHY: Final = {
    Shape.MISSING: _MISSING,
    Shape.MASKED: _MASKED,
    Shape.PLACEHOLDER: _PLACEHOLDER,
    Shape.OLD: _OLD,
    Shape.ORGANISATION: _OLD,
    Shape.CITIZEN: _INVALID,
    Shape.INVALID: _INVALID,
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code as delivered: what shape it has, and its characters unless they are a person's."""

    shape: Shape
    text: str = ""

    @property
    def why(self) -> Phrase | None:
        """Why rows do not join on it; None if they do."""
        return _WHY.get(self.shape)

    def may_be(self, code: str) -> bool:
        """Whether a masked code leaves nothing that speaks against this code."""
        return (
            self.shape is Shape.MASKED
            and len(self.text) == len(code)
            and sum(shown not in _MASKS for shown in self.text) >= _FEWEST_SHOWN
            and all(a in _MASKS or a == b for a, b in zip(self.text, code, strict=True))
        )


def identify(text: str, *, old: bool = False) -> Identifier:
    """Say what a text in a column of codes is; `old`: in one that may hold a number of any form."""
    code = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if not code:
        return Identifier(Shape.MISSING)
    if _MASKS & set(code):
        return Identifier(Shape.MASKED, code)
    if len(code) >= 8 and len(set(code[:-1])) == 1:
        return Identifier(Shape.PLACEHOLDER)
    # One in thirty-one would check as a unified code, and must never become a subject's name.
    if holds_identity_number(code):
        return Identifier(Shape.CITIZEN)
    if _CODE.fullmatch(code):
        # A placeholder with a real head (91320000000000000X …) is caught by its check character.
        return Identifier(Shape.UNIFIED if uscc.is_valid(code) else Shape.INVALID, code)
    if _ORGANISATION.fullmatch(code):
        return Identifier(Shape.ORGANISATION, code.replace("-", ""))
    if (_ANY_NUMBER if old and len(code) != 18 else _OLD_NUMBER).fullmatch(code):
        return Identifier(Shape.OLD, code)
    return Identifier(Shape.INVALID)


def organisation_inside(code: str) -> str:
    """The organisation code (GB 11714) inside a unified code: its ninth to seventeenth character.

    It is compared and not checked: it stands in a code that is check-valid as a whole.
    """
    return code[8:17]


def same_name(name: str) -> str:
    """Fold a name so that spellings of one name are equal: width, brackets, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())
