"""Writing: the same text in every locale; colours only on a terminal; nothing a record can forge.

What stands in a record was written by strangers. Before a text is printed every character that
does not print is taken out of it, so that a name can neither move the cursor nor, since a record's
own line breaks are flattened first (`flat`), pretend to be a line of ours.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import Any, Final, NoReturn, TextIO, TypeVar

import typer
from pydantic import BaseModel

from credit_rules.cli.words import Lang, word
from credit_rules.privacy import hide_identity_numbers

__all__ = [
    "as_json",
    "as_line",
    "clean",
    "fail",
    "flat",
    "heading",
    "note",
    "on_one_line",
    "write",
    "write_documents",
    "write_json",
    "write_line",
    "write_pages",
]

_Model = TypeVar("_Model", bound=BaseModel)

_KEPT: Final = "\n\u3000"
_STYLES: Final = (
    (re.compile(r"^(?:== .* ==|【.*】|\[.*\])$", re.MULTILINE), "bold"),
    (re.compile(r"^\s*✓", re.MULTILINE), "green"),
    (re.compile(r"^\s*✗", re.MULTILINE), "red"),
    (re.compile(r"^\s*[?？△]", re.MULTILINE), "yellow"),
    (re.compile(r"error\[[a-z-]+\]"), "bold red"),
)


def clean(text: str) -> str:
    """Take out every character that does not print, and identity numbers; plain spaces for all."""
    printing = "".join(
        char
        if char.isprintable() or char in _KEPT
        else " "
        if char == "\t" or unicodedata.category(char) == "Zs"
        else ""
        for char in text
    )
    return hide_identity_numbers(printing)


def on_one_line(text: str) -> str:
    """The same text without line breaks, and without what does not print."""
    return clean(re.sub(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text))


def flat(model: _Model) -> _Model:
    """The same model with every text in it on one line."""
    return type(model).model_validate(_flat(model.model_dump()))


def _flat(value: Any) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return on_one_line(value)
        case dict():
            return {key: _flat(item) for key, item in value.items()}
        case list() | tuple():
            return tuple(_flat(item) for item in value)
        case _:
            return value


def heading(text: str) -> str:
    """A line that opens a part."""
    return f"== {text} =="


def as_json(document: object) -> str:
    """Canonical JSON: sorted, Chinese as it is, what does not print escaped, a newline at the end.

    Equal documents make equal bytes.
    """
    return _printable(json.dumps(document, sort_keys=True, ensure_ascii=False, indent=2)) + "\n"


def as_line(document: object) -> str:
    """The same without spaces or line breaks of ours: one document a line."""
    compact = (",", ":")
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=compact)
    return _printable(text) + "\n"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c in _KEPT else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) != 0x7F else "\\u007f"


def write_json(document: object) -> None:
    """Print a document as canonical JSON."""
    _put(sys.stdout, as_json(document))


def write_documents(documents: Iterable[object], *, single: bool) -> None:
    """Print one document by itself where one was asked for, several as a list."""
    several = list(documents)
    write_json(several[0] if single else several)


def write_pages(pages: Iterable[Iterable[str]]) -> None:
    """Print pages of lines, an empty line between them; no line can pretend to be two."""
    write("\n\n".join("\n".join(map(on_one_line, lines)) for lines in pages))


def write_line(document: object) -> None:
    """Print a document as one line, at once."""
    _put(sys.stdout, as_line(document))


def write(text: str) -> None:
    """Print a text, with colours if this is a terminal."""
    shown = clean(text)
    shown = shown if shown.endswith("\n") else f"{shown}\n"
    if not sys.stdout.isatty():
        _put(sys.stdout, shown)
        return
    from rich.console import Console
    from rich.text import Text

    styled = Text(shown)
    for pattern, style in _STYLES:
        styled.highlight_regex(pattern, style)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    try:
        console.print(styled, end="")
    except BrokenPipeError:
        _nobody_reads(sys.stdout)


def note(text: str) -> None:
    """Say something beside the answer, on standard error."""
    _put(sys.stderr, clean(text).rstrip("\n") + "\n")


def fail(text: str, lang: Lang) -> NoReturn:
    """Say in one message why the command could not run, and end with exit code 2."""
    note(f"{word('error', lang)}: {text}")
    raise typer.Exit(2)


def _put(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _nobody_reads(stream)


def _nobody_reads(stream: TextIO) -> None:
    """The reader went away (`| head`): the rest goes nowhere, and the exit code stays the answer's.

    Python flushes the stream once more when it ends, so the stream itself must lead nowhere.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
