"""What must never come out: identity numbers, made up while the tests run, and a name."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric


def _number(region: str, birthday: str, serial: str) -> str:
    body = region + birthday + serial
    return body + ric.calc_check_digit(body + "0")


# Birthdays that nobody alive has; of a region in the tables, of none, of a foreigner, ending in X.
NUMBERS = (
    _number("110101", "19000131", "007"),
    _number("110001", "18991130", "011"),
    _number("983156", "20991130", "023"),
    next(
        number
        for serial in range(1000)
        if (number := _number("320999", "19000131", f"{serial:03d}")).endswith("X")
    ),
)
WIDE = NUMBERS[0].translate({ord("0") + n: ord("０") + n for n in range(10)})
NAME = "欧阳秘密甲"

_ANY = re.compile("|".join(rf"(?<![0-9]){number}(?![0-9])" for number in NUMBERS), re.IGNORECASE)


def leaked(text: str) -> str | None:
    """The identity number that stands in a text, be it in wide digits."""
    found = _ANY.search(text) or _ANY.search(unicodedata.normalize("NFKC", text))
    return found[0] if found else None
