"""What became of every row: the report that stands beside the subjects.

A report is written to be compared. The same rows in another order, or in files given in another
order, make the same bytes; so a row is named by its file and a digest of its cells, and its line
number is kept only for the text a person reads. No cell of a personal column, no name and no
unmasked code is ever shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from credit_rules.model.codes import Code

__all__ = [
    "FileReport",
    "IntakeReport",
    "Lang",
    "Outcome",
    "Phrase",
    "Remark",
    "RowReport",
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


class Remark(_Frozen):
    """What is to be said about one column of a row."""

    column: str
    what: Phrase


class FileReport(_Frozen):
    """One file that was read."""

    name: str
    layout: str
    rows: int


class RowReport(_Frozen):
    """One row: what became of it, and of each of its cells."""

    file: str
    digest: str
    layout: str
    outcome: Outcome
    collection: str | None = None
    subject: str | None = None
    record: str | None = None
    reason: Phrase | None = None
    taken: tuple[str, ...] = ()
    converted: tuple[Remark, ...] = ()
    unclear: tuple[Remark, ...] = ()
    ignored: tuple[Remark, ...] = ()
    candidates: tuple[str, ...] = ()
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
        for word, remarks in (("=", self.converted), ("?", self.unclear), ("-", self.ignored)):
            same: dict[str, list[str]] = {}
            for each in remarks:
                same.setdefault(each.what.render(lang), []).append(each.column)
            lines += [f"  {word} {what}: {', '.join(columns)}" for what, columns in same.items()]
        if self.candidates:
            word = "同名主体" if lang == "zh" else "subjects of that name"
            lines.append(f"  ~ {word}: {', '.join(self.candidates)}")
        lines += [f"  * {note.render(lang)}" for note in self.notes]
        return "\n".join(lines)


class IntakeReport(_Frozen):
    """What became of a delivery."""

    files: tuple[FileReport, ...]
    rows: tuple[RowReport, ...]
    counts: Mapping[Outcome, int]

    def render(self, lang: Lang = "en") -> str:
        """Return the whole report as text: the counts, then every row."""
        counts = ", ".join(f"{outcome.value} {self.counts[outcome]}" for outcome in Outcome)
        return "\n".join([counts, *(row.render(lang) for row in self.rows)])


def shown(text: str) -> str:
    """Make text from a file safe to show: no control characters, and not too long."""
    kept = (c for c in text if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    return "".join(kept)[:_SHOWN]
