"""Small changes to inputs: of bytes, of lines and cells, of JSON, of the parts of a workbook.

Every choice comes from one `Random`, so a seed gives the same inputs again.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.fuzz.planted import NAME, NUMBERS, WIDE

__all__ = ["mutate"]

_LONGEST = 60_000
_TEXTS = (
    *NUMBERS, WIDE, NAME, f"{NAME}{NUMBERS[0]}", f"{NUMBERS[1][:6]} {NUMBERS[1][6:]}",
    "", " ", "\0", "\u2028", "\ufeff", "\u200b", "\x1b[31m", "\x85", "😀", "１２", "²", "٣", "…", "*",
    "2026-02-30", "0000-00-00", "9999-12-31", "2026-02-28T23:59:60+99:99", "46082", "1e5", "-5",
    "1" * 5_000, "1e999999", "-0", "NaN", "Infinity", "sNaN", "1_0", "0x10", "10**9", "-1万元",
    "99999999999999999999亿元", "1,2,3", "0.1‰", "=1+1", "@SUM(A1)", "无", "none", "null", "~",
    "not_computable", "natural_person", "true", "是", "9132**********MP0N", "91320100MA0EXAMP0N",
    "x" * 3_000, "名" * 3_000, "a" * 70_000, "%s%n", "{0}", "{hint}", "../../etc/passwd",
)  # fmt: skip
_YAML = (
    "&a ", "*a", "!!python/object/apply:os.system [ls]", "!x ", "<<: ", "? ", "|\n ", ">-\n ", "- ",
    "{", "}", "[", "]", ": ", ":", "#", "---\n", "...\n", "%YAML 9.9\n", "%TAG ! x\n", "'", '"',
    '"\\uD800"', '"\\U0011FFFF"', '"\\e[31m"', "\t", "\n", "\r", ", ", "all:\n", "any: ", "not: ",
    "count: ", "where: ", "unless: ", "basis: ", "each: ", "in_force: ", "from: ", "until: ",
    "- {}\n", "kind: ", "title: ", "days: ", "within: ", "3 years", "99999999999 years", "0 days",
)  # fmt: skip
_XML = (
    "<c/>", '<c r="A1"/>', '<c r="XFD1048576"><v>1</v></c>', '<c t="s"><v>99</v></c>', "<row/>",
    '<c t="s"><v>-1</v></c>', '<c t="d"><v>x</v></c>', '<c t="b"><v>x</v></c>', "<f>1+1</f>",
    '<!DOCTYPE x [<!ENTITY a "b">]>', "&a;", "&#0;", "&#x110000;", '<row r="-1"/>', "<v>1e999</v>",
    '<c t="inlineStr"><is><t>x</t></is></c>', '<c t="e"><v>#REF!</v></c>', "<is><r/></is>",
    '<sheet name="x" sheetId="1" r:id="rId9"/>', "<v>NaN</v>", "<v>99999999999</v>", "]]>", "<!--",
    '<dimension ref="A1:XFD1048576"/>', '<c s="99"><v>1</v></c>', '<c s="x"><v>1</v></c>',
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**20, -(10**20), 1.5, -0.0, 1e308, [], {}, [[]], [None], [{}],
    {"": ""}, {"a": {"b": {}}}, {NUMBERS[0]: NUMBERS[0]}, {NAME: NAME}, [NUMBERS[1]] * 3,
)  # fmt: skip


def mutate(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    """Change an input once or a few times; `others` lend their parts."""
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        change = rng.choice(_changes(data))
        data = change(data, rng, others)[:_LONGEST]
    return data


_Change = Callable[[bytes, Random, Sequence[bytes]], bytes]


def _changes(data: bytes) -> tuple[_Change, ...]:
    body = data[1:] if data[:1] in (b"\0", b"\1", b"\2", b"\3") else data
    if body.startswith(b"PK"):
        return (_part, _part, _part, _part, _bytes)
    if body.lstrip()[:1] in (b"{", b"["):
        return (_bytes, _token, _json, _json, _json, _json)
    return (_bytes, _token, _token, _line, _line, _cell)


def _bytes(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice((0, 1, 1, 2, 4, 16, 200)))
    match rng.randrange(6):
        case 0:
            new = bytes(rng.randrange(256) for _ in range(rng.choice((1, 2, 4))))
        case 1:
            new = b""
        case 2:
            new = data[start:end] * rng.choice((2, 3, 50))
        case 3:
            new = bytes(byte ^ (1 << rng.randrange(8)) for byte in data[start:end])
        case 4:
            other = rng.choice(others)
            at = rng.randrange(len(other) + 1)
            new = other[at : at + rng.choice((1, 8, 64, 512))]
        case _:
            encoding = rng.choice(("utf-16", "utf-16-be", "gb18030", "utf-32", "latin-1", "utf-7"))
            new = data[start:end].decode("utf-8", "ignore").encode(encoding, "ignore")
    return data[:start] + new + data[end:]


def _token(data: bytes, rng: Random, _: Sequence[bytes]) -> bytes:
    """Put a hostile text in, or in the place of a word."""
    token = _said(rng.choice(_TEXTS + _YAML))
    start = end = rng.randrange(len(data) + 1)
    if rng.random() < 0.6:
        while start and data[start - 1 : start] not in b" ,:\n\"'[]{}<>":
            start -= 1
        while end < len(data) and data[end : end + 1] not in b" ,:\n\"'[]{}<>":
            end += 1
    return data[:start] + token + data[end:]


def _line(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    match rng.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[rng.randrange(len(lines))])
        case 2:
            lines[at] = b" " * rng.choice((1, 2, 4)) + lines[at]
        case 3:
            lines[at] = lines[at].lstrip()
        case 4:
            lines.insert(at, rng.choice(rng.choice(others).split(b"\n")))
        case 5:
            key, colon, _ = lines[at].partition(b": ")
            lines[at] = key + (colon or b": ") + _said(rng.choice(_YAML + _TEXTS))
        case _:
            lines[at : at + 1] = [lines[at]] * rng.choice((2, 20))
    return b"\n".join(lines)


def _cell(data: bytes, rng: Random, _: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    cells = lines[at].split(b",")
    place = rng.randrange(len(cells))
    match rng.randrange(4):
        case 0:
            del cells[place]
        case 1:
            cells.insert(place, rng.choice(cells))
        case 2:
            text = _said(rng.choice(_TEXTS)).replace(b'"', b'""')
            cells[place] = b'"' + text + b'"'
        case _:
            cells[place] = _said(rng.choice(_TEXTS))
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def _json(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    """Change one value of a document; of JSON lines, of one line."""
    tag = data[:1] if data[:1] in (b"\1", b"\2") else b""
    lines = data[len(tag) :].split(b"\n") if tag == b"\2" else [data[len(tag) :]]
    at = rng.randrange(len(lines))
    try:
        document = json.loads(lines[at])
    except (ValueError, RecursionError):
        return _bytes(data, rng, others)
    holder, key = _place(document, rng)
    if holder is None:
        return _bytes(data, rng, others)
    old = holder[key]
    match rng.randrange(7):
        case 0:
            holder[key] = rng.choice(_TEXTS)
        case 1:
            holder[key] = rng.choice(_VALUES)
        case 2:
            del holder[key]
        case 3 if isinstance(holder, dict):
            holder[rng.choice((*_TEXTS, *holder))] = old
        case 4:
            holder[key] = [old] * rng.choice((1, 2, 200))
        case 5:
            for _ in range(rng.choice((1, 5, 300))):
                old = {"a": old} if rng.random() < 0.5 else [old]
            holder[key] = old
        case _:
            other, there = _place(document, rng)
            if other is not None:
                other[there] = json.loads(json.dumps(old))
    text = json.dumps(document, ensure_ascii=rng.random() < 0.3)
    if rng.random() < 0.1 and text.startswith("{") and isinstance(holder, dict):
        text = '{"uscc": "twice", ' + text[1:]
    lines[at] = _said(text)
    return tag + b"\n".join(lines)


def _place(document: Any, rng: Random) -> tuple[Any, Any]:
    """A holder and a key in it, anywhere in a document."""
    holder: Any = None
    key: Any = None
    while isinstance(document, (dict, list)) and document:
        holder = document
        key = (
            rng.choice(list(document))
            if isinstance(document, dict)
            else rng.randrange(len(document))
        )
        document = document[key]
        if rng.random() < 0.15:
            break
    return holder, key


def _part(data: bytes, rng: Random, others: Sequence[bytes]) -> bytes:
    """Unpack a workbook, change one part, pack it again."""
    tag, body = data[:1], data[1:]
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError, zlib.error):
        return _bytes(data, rng, others)
    if not parts:
        return _bytes(data, rng, others)
    sheets = [n for n, (name, _) in enumerate(parts) if "sheet" in name or "Strings" in name]
    at = rng.choice(sheets) if sheets and rng.random() < 0.7 else rng.randrange(len(parts))
    name, part = parts[at]
    match rng.randrange(6):
        case 0:
            part = _bytes(part, rng, [part])
        case 1:
            del parts[at]
        case 2:
            parts.append((name if rng.random() < 0.5 else f"{name}x", part))
        case 3:
            token = rng.choice(_TEXTS).replace("&", "&amp;").replace("<", "&lt;")
            part = _between(part, _said(token), rng)
        case 4:
            part = _between(part, _said(rng.choice(_XML)), rng)
        case _:
            part = _token(part, rng, others)
    if at < len(parts) and parts[at][0] == name:
        parts[at] = name, part
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of two parts of one name: that is one of the changes
        for each, content in parts:
            # Only the fixed date keeps a seed's inputs the same.
            archive.writestr(zipfile.ZipInfo(each, (2026, 1, 1, 0, 0, 0)), content)
    return tag + packed.getvalue()


def _between(part: bytes, text: bytes, rng: Random) -> bytes:
    """Put a text after some tag, or in the place of what stands there."""
    ends = [at + 1 for at, byte in enumerate(part) if byte == ord(">")]
    if not ends:
        return part + text
    start = rng.choice(ends)
    stop = part.find(b"<", start)
    end = stop if stop > 0 and rng.random() < 0.6 else start
    return part[:start] + text + part[end:]


def _said(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
