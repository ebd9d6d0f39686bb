"""A citizen's identity number (公民身份号码, GB 11643): never kept, never shown.

It is recognised by its birthday and its check character alone, so that no table of regions has to
be complete; digits may be of any width, and its three parts may stand apart.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from stdnum.cn import uscc

__all__ = ["hide_identity_numbers", "holds_identity_number"]

_NUMBER: Final = re.compile(
    r"(?<!\d)\d{6}[\s_-]?(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[\s_-]?\d{3}[\dXxＸｘ](?!\d)"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_OLDEST: Final = 1800
_YOUNGEST: Final = 2100


def holds_identity_number(text: str) -> bool:
    """Whether a citizen's identity number stands in a text."""
    return any(_has_birthday(found) and _checks(found) for found in _NUMBER.finditer(text))


def hide_identity_numbers(text: str) -> str:
    """Put `*` in the place of each digit of what may be an identity number, mistyped or not.

    The text keeps its length, so that a place in it stays where it was.
    """
    return _NUMBER.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    return re.sub(r"[\dXxＸｘ]", "*", found[0]) if _has_birthday(found) else found[0]


def _has_birthday(found: re.Match[str]) -> bool:
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    try:
        return _OLDEST <= date(year, month, day).year <= _YOUNGEST
    except ValueError:
        return False


def _checks(found: re.Match[str]) -> bool:
    digits = [int(char) for char in found[0] if char.isdecimal()]
    last = "X" if len(digits) < len(_WEIGHTS) + 1 else str(digits.pop())
    if last != _CHECKS[sum(n * weight for n, weight in zip(digits, _WEIGHTS, strict=True)) % 11]:
        return False
    # Codes of enterprises begin with 9 too, and of those that are all digits a few have a birthday.
    return digits[0] != 9 or not uscc.is_valid(f"{''.join(map(str, digits))}{last}")
