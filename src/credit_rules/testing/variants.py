"""Tables of variants: one scenario, and what differs from row to row.

```yaml
- name: 罚款的界线
  as_of: 2026-03-01
  subject: { penalties: [{ decided_on: 2025-11-03, fine: {fine} }] }
  variants:
    - { name: 差一分, fine: 499999.99, expect: { because_of: [] } }
    - { name: 五十万元, fine: 50万元, expect: { because_of: [heavier] } }
```

A row fills the places the scenario leaves open, `{fine}`, wherever they stand, with a value or a
whole list. It may also say `as_of`, `acting`, keys of `subject` and words of `expect` of its own,
which come before those of the scenario. Each row is a scenario, and named after both:
罚款的界线：差一分.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from credit_rules.lang.reader import Entry, Report
from credit_rules.lang.source import Map, Node, Scalar, Seq

__all__ = ["rows"]

_PLACE: Final = re.compile(r"\{ *([\w-]+) *\}")
_KEY_BY_KEY: Final = ("subject", "expect")
_OWN: Final = ("as_of", "acting", *_KEY_BY_KEY)


def rows(report: Report, entry: Entry) -> Iterator[Entry]:
    """A scenario as it stands, or one for each row of its table, ready to be read.

    Findings are reported where the text they are about stands: in the row, or in the scenario.
    """
    if not entry.has("variants"):
        yield entry
        return
    shared = {key.text: (key, one) for key, one in entry.node.entries if key.text != "variants"}
    places = {name for key in _OWN if key in shared for name in _places(shared[key][1])}
    name = entry.text("name")
    for row in entry.entries("variants", needed=True):
        own = row.text("name")
        told = {key: value for key in _OWN if (value := row.get(key)) is not None}
        filled = {one: value for one in sorted(places) if (value := row.need(one)) is not None}
        row.close()
        if name is None or own is None or len(filled) < len(places):
            continue
        whole = {key: (at, _filled(value, filled)) for key, (at, value) in shared.items()}
        whole["name"] = shared["name"][0], Scalar(f"{name}：{own}", row.at)
        for key, value in told.items():
            before = whole[key][1] if key in whole and key in _KEY_BY_KEY else None
            whole[key] = Scalar(key, row.at), _merged(before, value)
        yield Entry(report, Map(tuple(whole.values()), row.at))


def _merged(before: Node | None, after: Node) -> Node:
    """The keys of both; where both have one, that of the second."""
    if isinstance(before, Map) and isinstance(after, Map):
        said = {key.text: (key, value) for key, value in (*before.entries, *after.entries)}
        return Map(tuple(said.values()), after.at)
    return after


def _place(node: Node) -> str | None:
    """The name of a place left open: `{fine}`, which YAML takes for a key without a value."""
    match node:
        case Scalar(text=text) if match := _PLACE.fullmatch(text):
            return match[1]
        case Map(entries=((Scalar(text=name), Scalar(text="", at=at)),)) if (
            at.column == at.end_column
        ):
            return name
        case _:
            return None


def _places(node: Node) -> Iterator[str]:
    name = _place(node)
    if name is not None:
        yield name
        return
    match node:
        case Seq(items=items):
            for one in items:
                yield from _places(one)
        case Map(entries=entries):
            for _, value in entries:
                yield from _places(value)
        case Scalar():
            return


def _filled(node: Node, values: Mapping[str, Node]) -> Node:
    name = _place(node)
    if name is not None:
        return values[name]
    match node:
        case Seq(items=items, at=at):
            return Seq(tuple(_filled(one, values) for one in items), at)
        case Map(entries=entries, at=at):
            return Map(tuple((key, _filled(value, values)) for key, value in entries), at)
        case Scalar():
            return node
