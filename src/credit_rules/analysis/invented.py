"""Whom made-up subjects are called: nobody there is.

Codes are well-formed and check; their heads fit the kind of subject, as GB 32100 has it.
"""

from __future__ import annotations

from typing import Final

from credit_rules.model.codes import SubjectKind

__all__ = ["AUTHORITY", "PERSON", "USCC", "named"]

USCC: Final = "91320100MA0EXAMP17"
"""The code of an enterprise."""

PERSON: Final = "人员-01"
"""The key of a natural person."""

AUTHORITY: Final = "虚构认定机关"
"""The organ that finds what a person has to find."""

_CODES: Final = {
    str(SubjectKind.GOVERNMENT_BODY): "11320100MB0EXAMP1H",
    str(SubjectKind.PUBLIC_INSTITUTION): "12320100MB0EXAMP1E",
    str(SubjectKind.SOCIAL_ORGANISATION): "51320100MJEXAMP12D",
    str(SubjectKind.INDIVIDUAL_BUSINESS): "92320100MA0EXAMP14",
}


def named(kind: str | None) -> dict[str, str]:
    """What names a subject of a kind: a person's key, or a code that fits the kind."""
    if kind == SubjectKind.NATURAL_PERSON:
        return {"key": PERSON}
    return {"uscc": USCC if kind is None else _CODES.get(kind, USCC)}
