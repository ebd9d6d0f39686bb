"""YAML text as nodes that know their place.

Our own scalar rules: every scalar stays the text that was typed until a key says what it must be.
So `no`, `010`, `12:30` and `2026-03-01` are never turned into something else behind the author's
back. Keys are unique; anchors, aliases, tags and several documents in a file are refused. Limits on
size, depth and number of nodes are checked on the stream of events, before anything is built.
A file with a citizen's identity number in it, be it in a comment, is not read at all.
"""

from __future__ import annotations

import re
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
        try:
            self._refuse_extras()
        except _RefusedError:
            return None
        root = yaml.compose(self.text, Loader=yaml.SafeLoader)
        return None if root is None else self._node(root)

    def _refuse_extras(self) -> None:
        """Look through the events, which need no depth of their own, before building anything."""
        depth = documents = nodes = 0
        for event in yaml.parse(self.text, Loader=yaml.SafeLoader):
            what = ""
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                what = "a second document" if documents > 1 else ""
            elif isinstance(event, yaml.AliasEvent):
                what = "an alias (`*name`)"
            elif isinstance(event, yaml.NodeEvent):
                nodes += 1
                what = "an anchor (`&name`)" if event.anchor is not None else ""
                if getattr(event, "tag", None) is not None:
                    what = "a tag (`!name`)"
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if what:
                self._refuse("forbidden-yaml", event, {"what": what})
            if depth > LIMIT_DEPTH:
                self._refuse("too-large", event, {"what": "depth", "limit": str(LIMIT_DEPTH)})
            if nodes > LIMIT_NODES:
                self._refuse("too-large", event, {"what": "size", "limit": f"{LIMIT_NODES} nodes"})

    def _refuse(self, code: str, event: yaml.Event, facts: dict[str, str]) -> None:
        self.found.append(Diagnostic(code, self.span(event.start_mark, event.end_mark), facts))
        raise _RefusedError

    def _node(self, node: yaml.Node) -> Node:
        at = self.span(node.start_mark, node.end_mark)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, at)
        if isinstance(node, yaml.SequenceNode):
            return Seq(tuple(self._node(item) for item in node.value), at)
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key_node, value_node in node.value:
            key_at = self.span(key_node.start_mark, key_node.end_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.found.append(
                    Diagnostic("forbidden-yaml", key_at, {"what": "a key that is no word"})
                )
                continue
            key = self._scalar(key_node, key_at)
            if key.text in entries:
                first = str(entries[key.text][0].at.line)
                self.found.append(
                    Diagnostic("duplicate-key", key_at, {"key": key.text, "first": first})
                )
                continue
            entries[key.text] = (key, self._node(value_node))
        return Map(tuple(entries.values()), at)

    def _scalar(self, node: yaml.ScalarNode, at: Span) -> Scalar:
        if holds_identity_number(node.value):
            # Spelt with escapes or over several lines, so the lines did not show it.
            self._identity_number(at)
            return Scalar(hide_identity_numbers(node.value), at)
        if _SURROGATE.search(node.value):
            self.found.append(Diagnostic("not-yaml", at, {"problem": "half a character"}))
        return Scalar(_SURROGATE.sub("�", node.value), at)

    def span(self, start: _Mark | None, end: _Mark | None = None) -> Span:
        if start is None:
            return Span(self.file, 1, 1, 1)
        text = self.lines[start.line] if start.line < len(self.lines) else ""
        one_line = end is not None and end.line == start.line
        end_column = end.column + 1 if end is not None and one_line else len(text) + 1
        return Span(self.file, start.line + 1, start.column + 1, end_column, text)
