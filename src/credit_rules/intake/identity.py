"""Who a row speaks of: the unified social credit code (GB 32100), and nothing less.

Rows join only on an equal, unmasked, check-valid code. A name is a hint for a clerk, never a join:
two enterprises may share one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from stdnum.cn import uscc

from credit_rules.intake.report import Phrase

__all__ = ["read_code", "same_name"]

_MISSING: Final = Phrase(zh="没有统一社会信用代码", en="no unified social credit code")
_MASKED = Phrase(zh="统一社会信用代码已脱敏", en="the unified social credit code is masked")
_PLACEHOLDER = Phrase(
    zh="统一社会信用代码是占位符", en="the unified social credit code is a placeholder"
)
_INVALID = Phrase(
    zh="统一社会信用代码的位数、字符或校验码不符",
    en="the unified social credit code fails its length, characters or check character",
)
_CODE = re.compile("[0-9A-HJ-NPQRTUWXY]{18}")
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def read_code(text: str) -> tuple[str, None] | tuple[None, Phrase]:
    """Return the code, or why there is none to join on."""
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if not code:
        return None, _MISSING
    if "*" in code:
        return None, _MASKED
    if len(code) == 18 and len(set(code[:17])) == 1:
        return None, _PLACEHOLDER
    if not _CODE.fullmatch(code) or not uscc.is_valid(code) or _is_citizen_number(code):
        return None, _INVALID
    return code, None


def _is_citizen_number(code: str) -> bool:
    """Whether this is a person's identity number (GB 11643) that happens to check as a code.

    One in thirty-one would, and such a number must never become a subject's name.
    """
    if not code[:17].isdecimal():
        return False
    try:
        born = date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return False
    total = sum(int(c) * weight for c, weight in zip(code[:17], _CITIZEN_WEIGHTS, strict=True))
    return born.year >= 1900 and code[17] == "10X98765432"[total % 11]


def same_name(name: str) -> str:
    """Fold a name so that spellings of one name are equal: width, brackets, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())
