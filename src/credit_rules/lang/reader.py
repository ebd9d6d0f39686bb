"""Typed reading of nodes: each key is asked for by name and type; what is left over is reported.

A reader never stops at the first fault: it reports, returns None, and its caller goes on with what
it could build.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from credit_rules.dates import Period
from credit_rules.diagnostics import Diagnostic, Span
from credit_rules.lang.source import Map, Node, Scalar, Seq
from credit_rules.model.catalog import Citation, Validity
from credit_rules.model.codes import Code

__all__ = ["Entry", "Report", "hint_for"]

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
AnyCode = TypeVar("AnyCode", bound=Code)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIMIT_SHOWN = 400


def hint_for(word: str, known: Iterable[str]) -> str:
    """What the author may have meant, or all there is to choose from."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    shown = ", ".join(choices[:14]) + (" …" if len(choices) > 14 else "")
    return f"known here: {shown}" if choices else "nothing is known by a name here"


class Report:
    """Collects diagnostics, and reads single nodes."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, code: str, at: Span, **facts: str) -> None:
        """Report a finding."""
        self.found.append(Diagnostic(code, at, {key: _shown(said) for key, said in facts.items()}))

    def wrong(self, node: Node, expected: str, hint: str = "") -> None:
        """Report a node that is not what a key needs."""
        found = f"`{node.text}`" if isinstance(node, Scalar) else _shape(node)
        self.add(
            "wrong-value", node.at, found=found, expected=expected, hint=hint or f"write {expected}"
        )

    def text(self, node: Node) -> str | None:
        """A text that says something."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text
        self.wrong(node, "a text")
        return None

    def day(self, node: Node) -> date | None:
        """A day written as 2026-03-01."""
        # Python alone would read the week 2026-W01-1 as well.
        if isinstance(node, Scalar) and _DAY.fullmatch(node.text):
            try:
                return date.fromisoformat(node.text)
            except ValueError:
                pass
        self.wrong(node, "a day such as 2026-03-01")
        return None

    def period(self, node: Node) -> Period | None:
        """A period written as `3 years`."""
        period = Period.parse(node.text) if isinstance(node, Scalar) else None
        if period is None:
            self.wrong(node, "a period such as `3 years`, `6 months` or `5 working days`")
        return period

    def number(self, node: Node) -> int | None:
        """A whole number from 0."""
        if isinstance(node, Scalar) and _NUMBER.fullmatch(node.text):
            return int(node.text)
        self.wrong(node, "a whole number such as 3")
        return None

    def code(self, node: Node, codes: type[AnyCode]) -> AnyCode | None:
        """One of a closed set of words."""
        if isinstance(node, Scalar):
            for code in codes:
                if node.text == code.value:
                    return code
            hint = hint_for(node.text, (code.value for code in codes))
            self.wrong(node, f"one of the words for {_words(codes)}", hint)
            return None
        self.wrong(node, "one word")
        return None

    def sequence(self, node: Node) -> tuple[Node, ...]:
        """The items of a list; a single item may stand by itself."""
        return node.items if isinstance(node, Seq) else (node,)

    def codes(self, node: Node, codes: type[AnyCode]) -> tuple[AnyCode, ...]:
        """A list of words of a closed set, each once, in the order written."""
        read = [self.code(item, codes) for item in self.sequence(node)]
        return tuple(dict.fromkeys(code for code in read if code is not None))

    def citation(self, node: Node) -> Citation | None:
        """A provision: `id label`, or `id#key` where there is no article number."""
        text = node.text.strip() if isinstance(node, Scalar) else ""
        instrument, mark, label = text.partition("#" if "#" in text else " ")
        if not (instrument and mark and label.strip()):
            self.wrong(node, "a provision such as `cn.sc.order724.2019 第四十八条`")
            return None
        return Citation(instrument, label.strip(), node.at)

    def citations(self, node: Node) -> tuple[Citation, ...]:
        """A list of provisions."""
        read = [self.citation(item) for item in self.sequence(node)]
        return tuple(citation for citation in read if citation is not None)

    def entry(self, node: Node) -> Entry | None:
        """A mapping, to be read key by key."""
        if isinstance(node, Map):
            return Entry(self, node)
        self.wrong(node, "keys with values")
        return None


class Entry:
    """One mapping being read. `close` reports the keys nobody asked for."""

    def __init__(self, report: Report, node: Map) -> None:
        self.report = report
        self.node = node
        self.at = node.at
        self._entries = {key.text: (key, value) for key, value in node.entries}
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is there; asking makes it known."""
        self._asked.add(key)
        return key in self._entries

    def key_at(self, key: str) -> Span:
        """Where the key stands; the mapping's beginning if it is not there."""
        return self._entries[key][0].at if key in self._entries else self._begin()

    def get(self, key: str) -> Node | None:
        """The value of a key that may be left out."""
        return self._entries[key][1] if self.has(key) else None

    def need(self, key: str) -> Node | None:
        """The value of a key that must be there."""
        if not self.has(key):
            self.report.add("missing-key", self._begin(), key=key)
        return self.get(key)

    def text(self, key: str) -> str | None:
        """A text that must be there."""
        node = self.need(key)
        return None if node is None else self.report.text(node)

    def name(self, key: str) -> str | None:
        """A text that may be left out."""
        node = self.get(key)
        return None if node is None else self.report.text(node)

    def day(self, key: str) -> date | None:
        """A day that may be left out."""
        node = self.get(key)
        return None if node is None else self.report.day(node)

    def code(self, key: str, codes: type[AnyCode]) -> AnyCode | None:
        """A word that must be there."""
        node = self.need(key)
        return None if node is None else self.report.code(node, codes)

    def period(self, key: str) -> Period | None:
        """A period that may be left out."""
        node = self.get(key)
        return None if node is None else self.report.period(node)

    def citations(self, key: str) -> tuple[Citation, ...]:
        """Provisions that may be left out; whether they may is for the checks."""
        node = self.get(key)
        return () if node is None else self.report.citations(node)

    def basis(self) -> tuple[Citation, ...]:
        """The provisions a rule rests on, at least one."""
        node = self.need("basis")
        return () if node is None else self.report.citations(node)

    def entries(self, key: str) -> Sequence[Entry]:
        """The mappings of a list that may be left out."""
        node = self.get(key)
        if node is None:
            return ()
        read = [self.report.entry(item) for item in self.report.sequence(node)]
        return [entry for entry in read if entry is not None]

    def validity(self, key: str, *, needed: bool = False) -> Validity:
        """`{ from:, until: }`; `from: unconfirmed` with `known_in_force_on`."""
        node = self.need(key) if needed else self.get(key)
        entry = None if node is None else self.report.entry(node)
        if entry is None:
            return Validity(None)
        until = entry.day("until")
        since_node = entry.need("from")
        known_node = entry.get("known_in_force_on")
        known = [] if known_node is None else self.report.sequence(known_node)
        known_on = tuple(day for day in map(self.report.day, known) if day is not None)
        entry.close()
        if since_node is None:
            return Validity(None, until)
        if isinstance(since_node, Scalar) and since_node.text == "unconfirmed":
            return Validity(None, until, unconfirmed=True, known_on=known_on)
        since = self.report.day(since_node)
        if since is not None and until is not None and until <= since:
            self.report.add(
                "ends-before-it-begins", entry.key_at("until"), since=str(since), until=str(until)
            )
        return Validity(since, until)

    def asked(self, key: str) -> bool:
        """Whether the key was asked for before."""
        return key in self._asked

    def close(self) -> None:
        """Report every key nobody asked for."""
        for text, (key, _) in self._entries.items():
            if text not in self._asked:
                self.report.add("unknown-key", key.at, key=text, hint=hint_for(text, self._asked))

    def _begin(self) -> Span:
        at = self.at
        return Span(at.file, at.line, at.column, min(at.end_column, at.column + 1), at.text)


def _shown(text: str) -> str:
    """A fact as part of one line: what an author typed may be long, or steer a terminal."""
    line = "".join(char if char.isprintable() else "�" for char in text[:_LIMIT_SHOWN])
    return line if len(text) <= _LIMIT_SHOWN else f"{line}…"


def _shape(node: Node) -> str:
    return "a list" if isinstance(node, Seq) else "keys with values"


def _words(codes: type[Code]) -> str:
    return (codes.__doc__ or "").strip().rstrip(".").lower()
