"""Canonical JSON: one value, one text, one digest.

As RFC 8785 (JSON Canonicalization Scheme) has it: keys sorted by their UTF-16 code units, no space
that means nothing, UTF-8, the shortest escapes. Its one hard part, how to print a float, does not
arise: a record holds no floats. Amounts are decimals and stand as texts; what is left are whole
numbers that every reader of JSON can hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from credit_rules.records.refusals import refusal

__all__ = ["LARGEST", "LIMIT_DEPTH", "canonical", "changed_line", "digest", "line_digests"]

LARGEST: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""

LIMIT_DEPTH: Final = 150
"""So many lists and objects may stand in each other; a decision with its trace has fewer."""

_SHORT: Final = 8
"""So many digits tell one line of a file from what became of it."""


def canonical(value: object) -> bytes:
    """The canonical bytes of a JSON value: None, bool, int, str, lists, and mappings with str keys.

    Raises:
        ArchiveError: `not-canonical`; it holds something else, is nested too deeply, or holds a
            text that is not Unicode.
    """
    text = json.dumps(_ordered(value, 0), ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise refusal("not-canonical", what="half a character") from None


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def line_digests(data: bytes) -> str:
    """The first eight digits of the digest of each line, one after another."""
    return "".join(digest(line)[:_SHORT] for line in data.split(b"\n"))


def changed_line(data: bytes, lines: str) -> int | None:
    """The first line, from 1, that is not as `line_digests` had it; None if each is."""
    found = line_digests(data)
    for start in range(0, max(len(found), len(lines)), _SHORT):
        if found[start : start + _SHORT] != lines[start : start + _SHORT]:
            return start // _SHORT + 1
    return None


def _ordered(value: object, depth: int) -> object:
    if depth > LIMIT_DEPTH:
        raise refusal("not-canonical", what=f"more than {LIMIT_DEPTH} levels")
    match value:
        case None | bool() | str():
            return value
        case int():
            if abs(value) > LARGEST:
                raise refusal("not-canonical", what="a whole number beyond 2^53")
            return value
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise refusal("not-canonical", what="a key that is no text")
            return {key: _ordered(value[key], depth + 1) for key in sorted(value, key=_units)}
        case list() | tuple():
            return [_ordered(item, depth + 1) for item in value]
        case _:
            raise refusal("not-canonical", what=type(value).__name__)


def _units(key: str) -> bytes:
    """A key as it is ordered: by UTF-16 code units, as JavaScript compares texts."""
    return key.encode("utf-16-be", "surrogatepass")
