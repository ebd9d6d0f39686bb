"""The folders of an archive: contents named by the digest of their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

from credit_rules.lang.source import LIMIT_BYTES as LIMIT_DOCUMENT
from credit_rules.records.canonical import changed_line, digest
from credit_rules.records.entries import LIMIT_BYTES
from credit_rules.records.files import Unread, read
from credit_rules.records.findings import Finding, Problem, finding, unread

__all__ = ["Shelf", "content", "digest_in", "names", "path_of", "shown"]

_NAME: Final = re.compile(r"([0-9a-f]{64})\.[a-z]+")


class Shelf(Enum):
    """One of the folders, with how its files end and how large they may be."""

    RECORDS = "records", ".json", LIMIT_BYTES
    RULEBOOKS = "rulebooks", ".json", LIMIT_BYTES
    DOCUMENTS = "documents", ".yaml", LIMIT_DOCUMENT

    def __init__(self, folder: str, ending: str, limit: int) -> None:
        self.folder = folder
        self.ending = ending
        self.limit = limit


def path_of(archive: Path, shelf: Shelf, name: str) -> Path:
    """Where a content lies. `name` is a digest that was checked to be one."""
    return archive / shelf.folder / f"{name}{shelf.ending}"


def shown(shelf: Shelf, name: str) -> str:
    """How findings call the file of a content."""
    return f"{shelf.folder}/{name}{shelf.ending}"


def content(
    archive: Path,
    shelf: Shelf,
    name: str,
    *,
    sequence: int | None = None,
    about: str = "",
    lines: str = "",
) -> bytes | Finding:
    """A content by its digest, or what is wrong with it.

    Args:
        archive: the folder of the archive.
        shelf: the folder in it.
        name: the digest.
        sequence: the record it concerns, for the finding.
        about: what a document was called, for the finding.
        lines: the digests of its lines, to say which one was altered.
    """
    file = shown(shelf, name)
    if (archive / shelf.folder).is_symlink():
        return unread(Unread.NOT_A_FILE, file, sequence=sequence, about=about)
    data = read(path_of(archive, shelf, name), shelf.limit)
    if isinstance(data, Unread):
        return unread(data, file, sequence=sequence, about=about)
    if digest(data) != name:
        line = changed_line(data, lines) if lines else None
        return finding(Problem.ALTERED, file, line=line, sequence=sequence, about=about)
    return data


def names(archive: Path, shelf: Shelf) -> Iterator[str]:
    """The names of everything in a folder; none if it is not there, or leads elsewhere."""
    folder = archive / shelf.folder
    if folder.is_dir() and not folder.is_symlink():
        yield from (entry.name for entry in folder.iterdir())


def digest_in(shelf: Shelf, name: str) -> str | None:
    """The digest in the name of a file; None if it is not named as we name files."""
    found = _NAME.fullmatch(name)
    return found[1] if found is not None and name.endswith(shelf.ending) else None
