"""Typed reading of nodes: each key is asked for by name and type; what is left over is reported.

A reader never stops at the first fault: it reports, returns None, and its caller goes on with what
it could build.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from credit_rules.dates import Period
from credit_rules.diagnostics import Diagnostic, Span
from credit_rules.lang.source import Map, Node, Scalar, Seq
from credit_rules.model.catalog import Citation, Validity
from credit_rules.model.codes import Code
from credit_rules.model.subject import read_amount

__all__ = ["Entry", "Report", "hint_for"]

AnyCode = TypeVar("AnyCode", bound=Code)

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_FIGURE: Final = re.compile(r"(?P<number>-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?)(?P<sign>%|‰)?")
_AMOUNT: Final = re.compile(
    r"([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,6})?(元|万元|亿元)?"
)
_LONGEST: Final = {"years": 100, "months": 1_200, "days": 9_999, "working days": 9_999}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_DAY: Final = re.compile(r"(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_REGION: Final = re.compile(r"[1-9][0-9]{5}")
_LONGEST_WORD: Final = 100
_MOST_CHOICES: Final = 1_000


def hint_for(word: str, known: Iterable[str]) -> str:
    """What the author may have meant, or all there is to choose from."""
    choices = sorted(known)
    # Comparing takes time: of a long word, or of names by the thousand, nobody needs the nearest.
    few = len(word) <= _LONGEST_WORD and len(choices) <= _MOST_CHOICES
    close = few and difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
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
        self.found.append(Diagnostic(code, at, facts))

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
        """A period written as `3 years`; at most a hundred, so that it ends in the calendar."""
        period = Period.parse(node.text) if isinstance(node, Scalar) else None
        if period is None:
            self.wrong(node, "a period such as `3 years`, `6 months` or `5 working days`")
        elif period.number > _LONGEST[period.unit]:
            self.wrong(node, f"at most {_LONGEST[period.unit]} {period.unit}")
            return None
        return period

    def month_day(self, node: Node) -> tuple[int, int] | None:
        """A day of every year, written as 04-01; so not 02-29."""
        match = _MONTH_DAY.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is not None:
            month, day = int(match["month"]), int(match["day"])
            try:
                date(2001, month, day)
            except ValueError:
                pass
            else:
                return month, day
        self.wrong(node, "a day of every year such as 04-01")
        return None

    def region(self, node: Node) -> str | None:
        """A region by its six digits (GB/T 2260)."""
        if isinstance(node, Scalar) and _REGION.fullmatch(node.text):
            return node.text
        self.wrong(node, "a region of six digits such as 330000")
        return None

    def figure(self, node: Node, unit: str) -> Decimal | None:
        """A figure of a unit: 10% of the unit %, 5万元 of 元, a number without sign of others."""
        if unit == "元":
            return self.amount(node)
        match = _FIGURE.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is not None and match["sign"] == (unit if unit in ("%", "‰") else None):
            return Decimal(match["number"])
        sign = f"a figure such as `5{unit}`" if unit in ("%", "‰") else "a number such as 3 or -1.5"
        self.wrong(node, sign)
        return None

    def amount(self, node: Node) -> Decimal | None:
        """An amount of money: yuan, or with its unit (`100万元`)."""
        if isinstance(node, Scalar) and _AMOUNT.fullmatch(node.text):
            amount = read_amount(node.text)
            return amount if isinstance(amount, Decimal) else None
        self.wrong(node, "an amount such as `200万元` or 0.05")
        return None

    def points(self, node: Node) -> Decimal | None:
        """Points, which may be fewer than none."""
        match = _FIGURE.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is not None and match["sign"] is None:
            return Decimal(match["number"])
        self.wrong(node, "a number such as 3 or -1.5")
        return None

    def share(self, node: Node) -> Decimal | None:
        """A share written as 10%, 1‰ or 0.1."""
        match = _FIGURE.fullmatch(node.text) if isinstance(node, Scalar) else None
        places = {None: 0, "%": -2, "‰": -3}
        if match is not None and match["sign"] in places and not match["number"].startswith("-"):
            return Decimal(match["number"]).scaleb(places[match["sign"]])
        self.wrong(node, "a share such as `10%`, `1‰` or `0.1`")
        return None

    def word(self, node: Node, *words: str) -> str | None:
        """One of a few words of the language."""
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        said = [f"`{word}`" for word in words]
        self.wrong(node, said[0] if len(said) == 1 else f"one of {', '.join(said)}")
        return None

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
            self.wrong(node, "one word of a closed set", hint)
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

    def number(self, key: str) -> int | None:
        """A whole number that must be there."""
        node = self.need(key)
        return None if node is None else self.report.number(node)

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
        if node is not None and not self.report.sequence(node):
            self.report.wrong(node, "at least one entry")
        return () if node is None else self.report.citations(node)

    def code_or(self, key: str, default: AnyCode) -> AnyCode:
        """A word of a closed set that may be left out."""
        node = self.get(key)
        return (None if node is None else self.report.code(node, type(default))) or default

    def entries(self, key: str, *, needed: bool = False) -> Sequence[Entry]:
        """The mappings of a list that may be left out, unless it is needed."""
        node = self.need(key) if needed else self.get(key)
        if node is None:
            return ()
        items = self.report.sequence(node)
        if needed and not items:
            self.report.wrong(node, "at least one entry")
        read = [self.report.entry(item) for item in items]
        return [entry for entry in read if entry is not None]

    def inside(self, key: str, *, needed: bool = False) -> Entry | None:
        """A mapping that may be left out, unless it is needed."""
        node = self.need(key) if needed else self.get(key)
        return None if node is None else self.report.entry(node)

    def named_entries(self, key: str, *, needed: bool = False) -> Sequence[tuple[Scalar, Entry]]:
        """The mappings of a mapping, each with its name."""
        inside = self.inside(key, needed=needed)
        read = []
        for name, node in inside.node.entries if inside else ():
            entry = self.report.entry(node)
            if entry is not None:
                read.append((name, entry))
        return read

    def validity(self, key: str, *, needed: bool = False) -> Validity:
        """`{ from:, until: }`; `from: unconfirmed` with `known_in_force_on`."""
        entry = self.inside(key, needed=needed)
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


def _shape(node: Node) -> str:
    return "a list" if isinstance(node, Seq) else "keys with values"
