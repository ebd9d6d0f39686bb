"""Reaction files (`kind: reactions`) → documents of `model.reactions`.

They stand among the rulesets and are read like them, but they are none: no decision reads them.

```yaml
reactions:
  - id: share-removal
    title: 移出名单之后共享移出信息
    title_en: share the removal from the list
    when: { listing: { list: wage-arrears, to: removed } }     # or a list: all of them
    concludes: left-the-list                                   # other rules ask `concluded:`
    task:
      id: share-removal
      title: …
      title_en: …
      by: …
      basis: [cn.mohrss.order45.2021 第十七条]
      within: 10 working days                                  # or `due: stated`
```
"""

from __future__ import annotations

from math import prod
from typing import Final

from credit_rules.lang.parser import read_jurisdiction, read_left_out
from credit_rules.lang.pieces import named
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node, Scalar
from credit_rules.model.catalog import ListKind
from credit_rules.model.codes import Code, Effect
from credit_rules.model.reactions import (
    NOTHING,
    PATTERNS,
    STATES,
    Concluded,
    Happening,
    Movement,
    Pattern,
    Premise,
    Reaction,
    ReactionRuleset,
    Since,
    TaskRule,
)
from credit_rules.model.ruleset import Governs, Header
from credit_rules.model.subject import COLLECTIONS

__all__ = ["KIND", "LIMIT_PREMISES", "LIMIT_WAYS", "WORDS", "reactions"]

KIND: Final = "reactions"
"""The kind of file."""

LIMIT_PREMISES: Final = 16
"""So many premises a rule may have at most; the engine they are chained by takes no more."""

LIMIT_WAYS: Final = 64
"""In so many ways a pattern may be met, counting each choice of one word per field."""

_CONCLUDED: Final = "concluded"
_STATED: Final = "stated"

WORDS: Final[dict[str, type[Code] | tuple[str, ...]]] = {
    "happens": Happening,
    "moved": Movement,
    "list_kind": ListKind,
    "effect": Effect,
    "action": ("enter", "leave"),
    "collection": tuple(COLLECTIONS),
    "what": ("measure", "proposal", "tier", "listing", "ruleset", "step"),
}
"""The fields of a pattern whose words are known without the catalog."""


def reactions(report: Report, entry: Entry) -> ReactionRuleset:
    """Read one file of reactions. The caller has seen that its `kind` is `KIND`."""
    header = _header(report, entry)
    read = []
    for item in entry.entries("reactions", needed=True):
        read.append(_reaction(report, item))
        item.close()
    entry.close()
    return ReactionRuleset(header, tuple(one for one in read if one is not None))


def _header(report: Report, entry: Entry) -> Header:
    """The header of rulesets, without what only matters to who is decided about."""
    at, (name, words) = entry.key_at("id"), named(entry)
    return Header(
        kind=entry.text("kind") or KIND,
        id=name,
        title=words,
        scheme=entry.text("scheme") or "",
        edition=entry.text("edition") or "",
        jurisdiction=read_jurisdiction(report, entry),
        precedence=None,
        in_force=entry.validity("in_force", needed=True),
        governs=Governs.DECISIONS,
        basis=entry.basis(),
        applies_to=frozenset(),
        findings={},
        not_covered=tuple(read_left_out(item) for item in entry.entries("not_covered")),
        at=at,
    )


def _reaction(report: Report, entry: Entry) -> Reaction | None:
    at, (name, words) = entry.key_at("id"), named(entry)
    node, concludes = entry.need("when"), entry.name("concludes")
    said = entry.inside("task")
    task = None if said is None else _task(said)
    if said is None and not entry.has("concludes"):
        report.wrong(entry.node, "`task:`, `concludes:`, or both")
    premises = () if node is None else _premises(report, node)
    if premises is None or not premises:
        return None
    return Reaction(name, words, premises, concludes, task, at)


def _task(entry: Entry) -> TaskRule:
    (name, words), basis, by = named(entry), entry.basis(), entry.text("by") or ""
    due, within = entry.get("due"), entry.period("within")
    if due is not None:
        entry.report.word(due, _STATED)
        for key in ("within", "since"):
            if entry.has(key):
                entry.report.wrong(entry.node, "one of `due: stated` and `within:`")
    since = entry.code_or("since", Since.CHANGE)
    entry.close()
    return TaskRule(name, words, basis, by, within, since, due is not None)


def _premises(report: Report, node: Node) -> tuple[Premise, ...] | None:
    """All that has to be met; None if a part of it could not be read."""
    items = report.sequence(node)
    if not items:
        report.wrong(node, "at least one entry")
    if len(items) > LIMIT_PREMISES:
        report.add("too-large", node.at, what="`when`", limit=f"{LIMIT_PREMISES} premises")
        return None
    read = [_premise(report, item) for item in items]
    whole = tuple(one for one in read if one is not None)
    return whole if len(whole) == len(read) else None


def _premise(report: Report, node: Node) -> Premise | None:
    entry = report.entry(node)
    if entry is None:
        return None
    known = (*PATTERNS, _CONCLUDED)
    said = [word for word in known if entry.has(word)]
    entry.close()
    if len(said) != 1:
        if said or not entry.node.entries:
            report.wrong(node, "one change, or one `concluded:`", hint_for("", known))
        return None
    at, inside = entry.key_at(said[0]), entry.need(said[0])
    if inside is None:
        return None
    if said[0] == _CONCLUDED:
        code = report.text(inside)
        return None if code is None else Concluded(code, at)
    return _pattern(report, said[0], inside)


def _pattern(report: Report, opening: str, node: Node) -> Pattern | None:
    if not isinstance(node, Map):
        report.entry(node)
        return None
    if not node.entries:
        report.wrong(node, "a test")
        return None
    entry, words = Entry(report, node), PATTERNS[opening]
    asked: dict[str, tuple[str, ...]] = {}
    for name in words.fields:
        value = entry.get(name)
        read = () if value is None else _values(report, opening, name, value)
        if read:
            asked[name] = read
    entry.close()
    whole = len(asked) == len(node.entries)
    if prod(map(len, asked.values())) > LIMIT_WAYS:
        report.add("too-large", node.at, what=f"`{opening}`", limit=f"{LIMIT_WAYS} ways")
        return None
    return Pattern({"part": (words.part,), **asked}, node.at) if whole else None


def _values(report: Report, opening: str, name: str, node: Node) -> tuple[str, ...]:
    """One word or several; empty where one of them could not be read."""
    items = report.sequence(node)
    if not items:
        report.wrong(node, "at least one value")
    read = [_value(report, opening, name, item) for item in items]
    whole = tuple(dict.fromkeys(one for one in read if one is not None))
    return whole if None not in read else ()


def _value(report: Report, opening: str, name: str, node: Node) -> str | None:
    known = WORDS.get(name)
    if name in ("from", "to"):
        known = (NOTHING, *STATES[opening])
        if opening == "tier":
            # A tier by its id, which the checks look for in the scheme.
            return report.text(node)
    if known is None:
        return report.text(node)
    if isinstance(known, tuple):
        if isinstance(node, Scalar) and node.text in known:
            return node.text
        hint = hint_for(node.text, known) if isinstance(node, Scalar) else ""
        report.wrong(node, "one word of a closed set", hint)
        return None
    code = report.code(node, known)
    return None if code is None else code.value
