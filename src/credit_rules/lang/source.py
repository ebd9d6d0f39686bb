"""YAML text as nodes that know their place.

Our own scalar rules: every scalar stays the text that was typed until a key says what it must be.
So `no`, `010`, `12:30` and `2026-03-01` are never turned into something else behind the author's
back. Keys are unique; anchors, aliases, tags and several documents in a file are refused. Limits on
size, depth and number of nodes are checked on the stream of events, before anything is built.
A file with a citizen's identity number in it, be it in a comment, is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import yaml

from credit_rules.diagnostics import Diagnostic, Span
from credit_rules.privacy import hide_identity_numbers, holds_identity_number

__all__ = ["LIMIT_BYTES", "LIMIT_DEPTH", "LIMIT_NODES", "Map", "Node", "Scalar", "Seq", "read"]

LIMIT_BYTES: Final = 1_048_576
LIMIT_DEPTH: Final = 40
LIMIT_NODES: Final = 50_000

# What YAML takes for the end of a line; places are counted by it.
_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or text, as typed."""

    text: str
    at: Span


@dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    items: tuple[Node, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Map:
    """Keys with values, in the order written."""

    entries: tuple[tuple[Scalar, Node], ...]
    at: Span


Node = Scalar | Seq | Map


def read(content: bytes, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read one YAML document.

    Args:
        content: the bytes of the file, UTF-8 with or without a byte order mark.
        file: how the file is called in diagnostics.

    Returns:
        The document, or None if it cannot be read, and what was found.
    """
    whole = Span(file, 1, 1, 1)
    if len(content) > LIMIT_BYTES:
        return None, (
            Diagnostic("too-large", whole, {"what": "the file", "limit": f"{LIMIT_BYTES} bytes"}),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is no UTF-8"
        return None, (Diagnostic("not-yaml", whole, {"problem": problem}),)
    builder = _Builder(file, text)
    if holds_identity_number(text) and builder.refuse_identity_numbers():
        return None, tuple(builder.found)
    try:
        node = builder.document()
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "unexpected text"
        return None, (
            Diagnostic("not-yaml", builder.span(error.problem_mark), {"problem": problem}),
        )
    except yaml.reader.ReaderError as error:
        problem = f"character number {error.position + 1} is a control character"
        return None, (Diagnostic("not-yaml", whole, {"problem": problem}),)
    except (ValueError, OverflowError):
        # Escapes such as "\\Uffffffff", and version numbers of thousands of digits.
        problem = "a number in an escape or directive is out of range"
        return None, (Diagnostic("not-yaml", whole, {"problem": problem}),)
    return node, tuple(builder.found)


class _Mark(Protocol):
    """A place as PyYAML counts it: from 0."""

    line: int
    column: int


class _RefusedError(Exception):
    """A node we do not take; reported as a diagnostic of its own."""


@dataclass(slots=True)
class _Open:
    """A list, or keys with values, whose end was not reached yet."""

    begins: _Mark | None
    items: list[Node]
    is_map: bool


_FAST: Final = getattr(yaml, "CSafeLoader", None)
"""PyYAML's loader over libyaml; None where PyYAML was built without it."""

_DOUBTFUL: Final = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ud800-\\udfff]"  # tabs, controls
    r"|\?(?:\s|$)"  # a question mark that may open a key
    r"|:\s*[]},]"  # a value left out
)
"""Where the two were seen to read differently; no ruleset needs any of it."""


class _Builder:
    """Turns text into nodes, once its events have been looked through."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        # As they are shown; hiding keeps every place.
        self.lines = [hide_identity_numbers(line) for line in _LINE_BREAK.split(text)]
        self.text = text
        self.found: list[Diagnostic] = []

    def refuse_identity_numbers(self) -> bool:
        """Report every line that holds one."""
        for number, line in enumerate(_LINE_BREAK.split(self.text), start=1):
            if holds_identity_number(line):
                at = Span(self.file, number, 1, len(line) + 1, self.lines[number - 1])
                self._identity_number(at)
        return bool(self.found)

    def _identity_number(self, at: Span) -> None:
        found, hint = "what looks like a citizen's identity number", "leave it out"
        facts = {"found": found, "expected": "a text that names nobody", "hint": hint}
        self.found.append(Diagnostic("wrong-value", at, facts))

    def document(self) -> Node | None:
        """The nodes of the document, from one walk over its events, which need no depth.

        Libyaml reads ten times as fast. Where it finds a fault, or we do in what it read, the text
        is read again by PyYAML itself, whose words and places are the ones we give.
        """
        before = len(self.found)
        if _FAST is not None and not _DOUBTFUL.search(self.text):
            try:
                node = self._built(yaml.parse(self.text, Loader=_FAST))
            except (_RefusedError, yaml.YAMLError):
                node = None
            if node is not None and len(self.found) == before:
                return node
            del self.found[before:]
        try:
            return self._built(yaml.parse(self.text, Loader=yaml.SafeLoader))
        except _RefusedError:
            return None

    def _built(self, events: Iterable[yaml.Event]) -> Node | None:
        open_ones: list[_Open] = []
        root: Node | None = None
        documents = nodes = 0
        for event in events:
            node: Node | None = None
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("forbidden-yaml", event, {"what": "a second document"})
            elif isinstance(event, yaml.AliasEvent):
                self._refuse("forbidden-yaml", event, {"what": "an alias (`*name`)"})
            elif isinstance(event, yaml.NodeEvent):
                nodes += 1
                self._refuse_extras(event, nodes, len(open_ones))
                if isinstance(event, yaml.ScalarEvent):
                    at = self.span(event.start_mark, event.end_mark)
                    node = self._scalar(event.value, at)
                else:
                    is_map = isinstance(event, yaml.MappingStartEvent)
                    open_ones.append(_Open(event.start_mark, [], is_map=is_map))
            elif isinstance(event, yaml.CollectionEndEvent):
                done = open_ones.pop()
                at = self.span(done.begins, event.end_mark)
                node = self._map(done.items, at) if done.is_map else Seq(tuple(done.items), at)
            if node is None:
                continue
            if open_ones:
                open_ones[-1].items.append(node)
            else:
                root = node
        return root

    def _refuse_extras(self, event: yaml.NodeEvent, nodes: int, depth: int) -> None:
        if event.anchor is not None:
            self._refuse("forbidden-yaml", event, {"what": "an anchor (`&name`)"})
        if getattr(event, "tag", None) is not None:
            self._refuse("forbidden-yaml", event, {"what": "a tag (`!name`)"})
        if isinstance(event, yaml.CollectionStartEvent) and depth >= LIMIT_DEPTH:
            self._refuse("too-large", event, {"what": "depth", "limit": str(LIMIT_DEPTH)})
        if nodes > LIMIT_NODES:
            self._refuse("too-large", event, {"what": "size", "limit": f"{LIMIT_NODES} nodes"})

    def _refuse(self, code: str, event: yaml.Event, facts: dict[str, str]) -> None:
        self.found.append(Diagnostic(code, self.span(event.start_mark, event.end_mark), facts))
        raise _RefusedError

    def _map(self, items: list[Node], at: Span) -> Map:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, Scalar):
                facts = {"what": "a key that is no word"}
                self.found.append(Diagnostic("forbidden-yaml", key.at, facts))
            elif key.text in entries:
                first = str(entries[key.text][0].at.line)
                facts = {"key": key.text, "first": first}
                self.found.append(Diagnostic("duplicate-key", key.at, facts))
            else:
                entries[key.text] = (key, value)
        return Map(tuple(entries.values()), at)

    def _scalar(self, text: str, at: Span) -> Scalar:
        if holds_identity_number(text):
            # Spelt with escapes or over several lines, so the lines did not show it.
            self._identity_number(at)
            return Scalar(hide_identity_numbers(text), at)
        if _SURROGATE.search(text):
            self.found.append(Diagnostic("not-yaml", at, {"problem": "half a character"}))
        return Scalar(_SURROGATE.sub("�", text), at)

    def span(self, start: _Mark | None, end: _Mark | None = None) -> Span:
        if start is None:
            return Span(self.file, 1, 1, 1)
        text = self.lines[start.line] if start.line < len(self.lines) else ""
        one_line = end is not None and end.line == start.line
        end_column = end.column + 1 if end is not None and one_line else len(text) + 1
        return Span(self.file, start.line + 1, start.column + 1, end_column, text)
