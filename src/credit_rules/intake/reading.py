"""What reading a cell comes to, and how its words are compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from credit_rules.intake.report import Phrase

__all__ = ["NOT_READ", "SAYS_NOTHING", "Reading", "fold", "says_nothing"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value, perhaps converted; or why it is unclear."""

    value: object = None
    converted: Phrase | None = None
    unclear: Phrase | None = None


NOT_READ: Final = Reading(unclear=Phrase(zh="无法识别，未采用", en="cannot be read; not used"))

SAYS_NOTHING: Final = frozenset(
    (r"\n", "暂无", "无", "无处罚期限", "none", "null", "nan", "n/a", "-", "--", "/", "—", "——")
)
"""Words that fill a cell and say nothing, folded; `\\N` is the null of SQL."""


@lru_cache(maxsize=4096)  # headings and words of closed vocabularies come back with every row
def fold(text: str) -> str:
    """Fold a heading or a word: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def says_nothing(word: str) -> Reading:
    """Leave a word aside that fills a cell and says nothing; `word` is one of ours."""
    return Reading(
        unclear=Phrase(zh=f"“{word}”不说明任何情况，未采用", en=f"`{word}` says nothing; not used")
    )
