"""What became of every row: the report that stands beside the subjects.

A report is written to be compared. The same rows in another order, or in files given in another
order, make the same bytes; so a row is named by its file and a digest of its cells, and its line
number is kept only for the text a person reads. No cell of a personal column, no name and no
unmasked code is ever shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from credit_rules.model.codes import Code
from credit_rules.privacy import hide_identity_numbers

__all__ = [
    "Candidate",
    "FileReport",
    "IntakeReport",
    "Lang",
    "Outcome",
    "Phrase",
    "Remark",
    "RowReport",
    "Taken",
    "shown",
]

Lang = Literal["zh", "en"]

_SHOWN: Final = 80


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phrase(_Frozen):
    """A short sentence, in both languages."""

    zh: str
    en: str

    def render(self, lang: Lang = "en") -> str:
        """Return the sentence in one language."""
        return self.zh if lang == "zh" else self.en


class Outcome(Code):
    """What became of a row."""

    TAKEN = "taken", "已采用"
    UNMATCHED = "unmatched", "未匹配到主体"
    DISPUTED = "disputed", "有争议"
    REFUSED = "refused", "未采用"
    DUPLICATE = "duplicate", "重复"


class Taken(_Frozen):
    """A cell that was used, and the field it went to."""

    column: str
    to: str


class Remark(_Frozen):
    """What is to be said about one column of a row."""

    column: str
    what: Phrase


class Candidate(_Frozen):
    """A subject an unmatched row may speak of. It is named to a clerk; nothing is merged."""

    subject: str
    because: Phrase


class FileReport(_Frozen):
    """One table that was read: a file, or a sheet of a workbook."""

    name: str
    layout: str
    rows: int
    notes: tuple[Phrase, ...] = ()


class RowReport(_Frozen):
    """One row: what became of it, and of each of its cells.

    Every cell that is not empty stands in exactly one of `taken`, `unclear` and `ignored`;
    `converted` says more of some that were taken.
    """

    file: str
    digest: str
    layout: str
    outcome: Outcome
    collection: str | None = None
    subject: str | None = None
    record: str | None = None
    reason: Phrase | None = None
    taken: tuple[Taken, ...] = ()
    converted: tuple[Remark, ...] = ()
    unclear: tuple[Remark, ...] = ()
    ignored: tuple[Remark, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[Phrase, ...] = ()
    line: int = Field(default=0, exclude=True)

    def render(self, lang: Lang = "en") -> str:
        """Return the row as a few lines of text, with its place in the file."""
        outcome = self.outcome.zh if lang == "zh" else self.outcome.value
        head = " ".join(
            part
            for part in (f"{self.file}:{self.line}:", outcome, self.subject, self.record)
            if part
        )
        lines = [f"{head}: {self.reason.render(lang)}" if self.reason else head]
        if self.taken:
            word = "采用" if lang == "zh" else "taken"
            lines.append(
                f"  + {word}: {', '.join(f'{one.to} ({one.column})' for one in self.taken)}"
            )
        for word, remarks in (("=", self.converted), ("?", self.unclear), ("-", self.ignored)):
            same: dict[str, list[str]] = {}
            for each in remarks:
                same.setdefault(each.what.render(lang), []).append(each.column)
            lines += [f"  {word} {what}: {', '.join(columns)}" for what, columns in same.items()]
        alike: dict[str, list[str]] = {}
        for one in self.candidates:
            alike.setdefault(one.because.render(lang), []).append(one.subject)
        lines += [f"  ~ {because}: {', '.join(found)}" for because, found in alike.items()]
        lines += [f"  * {note.render(lang)}" for note in self.notes]
        return "\n".join(lines)


class IntakeReport(_Frozen):
    """What became of a delivery."""

    files: tuple[FileReport, ...]
    rows: tuple[RowReport, ...]
    counts: Mapping[Outcome, int]
    notes: tuple[Phrase, ...] = ()

    def render(self, lang: Lang = "en") -> str:
        """Return the whole report as text: the counts, then every row."""
        counts = ", ".join(f"{outcome.value} {self.counts[outcome]}" for outcome in Outcome)
        return "\n".join([counts, *(row.render(lang) for row in self.rows)])


@lru_cache(maxsize=4096)  # headings come back with every row
def shown(text: str) -> str:
    """Make text from a file safe to show: no control characters, no identity number, not long."""
    kept = (c for c in text if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    return hide_identity_numbers("".join(kept))[:_SHOWN]
