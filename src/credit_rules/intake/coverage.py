"""Coverage: over which days a collection was delivered completely.

Rows cover nothing by themselves. Days told in several rows are joined where they meet; a gap
between them cannot be said with one span, so the later span is left aside and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from credit_rules.intake.report import Phrase
from credit_rules.intake.rows import Draft

__all__ = ["Covers", "settle_coverage"]

_GAP = Phrase(
    zh="与较早的覆盖期间不相接，未采用",
    en="does not meet the earlier days covered; not used",
)
_PARTLY = Phrase(
    zh="对部分主体与较早的覆盖期间不相接，对其未采用",
    en="for some subjects it does not meet the earlier days covered, and is not used for them",
)
_NOBODY = Phrase(zh="本次交付没有任何主体", en="the delivery has no subject")

Covers = dict[str, dict[str, object]]


def settle_coverage(rows: Sequence[Draft], codes: Iterable[str]) -> dict[str, Covers]:
    """Say for each subject what is covered, and settle what became of each row."""
    everyone = [row for row in rows if row.everyone]
    own: dict[str, list[Draft]] = {}
    for row in rows:
        own.setdefault(row.code or "", []).append(row)
    used: set[int] = set()
    left: set[int] = set()
    covers = {code: _settle_subject([*everyone, *own.get(code, ())], used, left) for code in codes}
    for row in rows:
        if id(row) not in used:
            row.refuse(_GAP if id(row) in left else _NOBODY)
        elif id(row) in left:
            row.notes.append(_PARTLY)
    return covers


def _settle_subject(rows: Sequence[Draft], used: set[int], left: set[int]) -> Covers:
    spans: dict[str, tuple[date, date]] = {}
    for row in sorted(rows, key=lambda row: (row.span or (), row.order())):
        if row.span is None or row.collection is None:
            continue  # pragma: no cover - refused before it came here
        since, until = row.span
        first, last = spans.get(row.collection, row.span)
        if (since - last).days <= 1:
            spans[row.collection] = first, max(last, until)
            used.add(id(row))
        else:
            left.add(id(row))
    return {
        collection: {"from": "beginning" if since == date.min else since, "until": until}
        for collection, (since, until) in sorted(spans.items())
    }
