"""What the commands on an archive share: its place, its errors, and how a finding is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from credit_rules.cli.output import fail, on_one_line
from credit_rules.cli.words import Lang, word
from credit_rules.errors import ArchiveError

if TYPE_CHECKING:
    from credit_rules.records import Finding

__all__ = ["Archive", "Head", "as_document", "as_text", "in_lang"]

_HASH: Final = re.compile(r"[0-9a-f]{64}")

Archive = Annotated[
    Path, typer.Argument(metavar="ARCHIVE", help="档案文件夹。The folder of the archive.")
]


def _read_head(text: str) -> str:
    if not _HASH.fullmatch(text):
        raise typer.BadParameter("应为 64 位十六进制 (expected 64 hexadecimal digits)")
    return text


Head = Annotated[
    str | None,
    typer.Option(
        "--head",
        parser=_read_head,
        metavar="HASH",
        help="此前 `record` 给出并另行保存的链头；日志被截短或者重写时可以发现。A head that"
        " `record` printed, kept elsewhere: with it, lines cut off at the end are noticed.",
    ),
]


@contextmanager
def in_lang(lang: Lang) -> Iterator[None]:
    """Have an error of the archive told in the language, and end the command: it could not run."""
    try:
        yield
    except ArchiveError as error:
        fail(error.told(lang), lang)


def as_text(found: Finding, lang: Lang) -> str:
    """A finding on one line: place, kind, record, what was found."""
    parts = [on_one_line(found.about)] if found.about else []
    if found.sequence is not None:
        parts.append(word("record-number", lang, number=found.sequence))
    about = f" ({', '.join(parts)})" if parts else ""
    place = on_one_line(found.place)
    return f"{place}: error[{found.problem.value}]{about}: {on_one_line(found.text[lang])}"


def as_document(found: Finding) -> dict[str, object]:
    """A finding for a program."""
    return {
        "problem": found.problem.value,
        "file": found.file,
        "line": found.line,
        "sequence": found.sequence,
        "about": found.about or None,
        "message": {"zh": found.text.zh, "en": found.text.en},
    }
