"""Coverage: over which days a collection was delivered completely.

Rows cover nothing by themselves: a coverage row says so, or the caller does (`--covers`). Days told
in several ways are joined where they meet; a gap between them cannot be said with one span, so the
later span is left aside and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from credit_rules.errors import IntakeError
from credit_rules.intake.days import is_span, read_day
from credit_rules.intake.reading import fold
from credit_rules.intake.report import Phrase, shown
from credit_rules.intake.rows import Draft
from credit_rules.model.subject import COLLECTIONS

__all__ = ["Claim", "Covers", "read_claim", "settle_coverage"]

_GAP = Phrase(
    zh="与较早的覆盖期间不相接，未采用",
    en="does not meet the earlier days covered; not used",
)
_PARTLY = Phrase(
    zh="对部分主体与较早的覆盖期间不相接，对其未采用",
    en="for some subjects it does not meet the earlier days covered, and is not used for them",
)
_NOBODY = Phrase(zh="本次交付没有任何主体", en="the delivery has no subject")
_CLAIM = re.compile(r"(?P<collection>[^=]+)=(?P<since>.+?)\.\.(?P<until>.+)")
_BEGINNING: Final = frozenset({"beginning", "自始"})

Covers = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What the caller says of a whole delivery: a collection is complete over these days."""

    collection: str
    span: tuple[date, date]

    def order(self) -> tuple[str, ...]:
        """Where it stands among coverage rows of the same days."""
        return ()

    def said(self) -> str:
        """How it is written: `penalties=2020-01-01..2026-06-30`."""
        since, until = self.span
        return f"{self.collection}={'beginning' if since == date.min else since}..{until}"


def read_claim(text: str) -> Claim:
    """Read `collection=from..until`; the collection by name or Chinese name, `from` maybe `自始`.

    Raises:
        IntakeError: it is not written so, or names no collection or no days.
    """
    match = _CLAIM.fullmatch(text.strip())
    named = fold(match["collection"]) if match else ""
    collection = next((c.name for c in COLLECTIONS.values() if named in (c.name, c.zh)), None)
    if match is None or collection is None:
        raise IntakeError(
            f"`{shown(text)}` says no coverage; expected collection=from..until, as"
            " penalties=2020-01-01..2026-06-30; help: collections are " + ", ".join(COLLECTIONS)
        )
    begins = fold(match["since"]) in _BEGINNING
    since = date.min if begins else read_day(match["since"]).value
    until = read_day(match["until"]).value
    if not (isinstance(since, date) and isinstance(until, date) and is_span(since, until)):
        raise IntakeError(f"`{shown(text)}` names no days, or they are not in order")
    return Claim(collection, (since, until))


def settle_coverage(
    rows: Sequence[Draft], claims: Sequence[Claim], subjects: Iterable[str]
) -> tuple[dict[str, Covers], list[Phrase]]:
    """Say for each subject what is covered; settle what became of each row, and of each claim."""
    everyone = [row for row in rows if row.everyone]
    own: dict[str, list[Draft]] = {}
    for row in rows:
        own.setdefault(row.subject or "", []).append(row)
    used: set[int] = set()
    left: set[int] = set()
    covers = {
        subject: _settle_subject([*claims, *everyone, *own.get(subject, ())], used, left)
        for subject in subjects
    }
    for row in rows:
        if id(row) not in used:
            row.refuse(_GAP if id(row) in left else _NOBODY)
        elif id(row) in left:
            row.notes.append(_PARTLY)
    return covers, [_told(claim, used, left) for claim in claims]


def _told(claim: Claim, used: set[int], left: set[int]) -> Phrase:
    if id(claim) in used:
        became = _PARTLY if id(claim) in left else Phrase(zh="已采用", en="taken")
    else:
        became = _GAP if id(claim) in left else _NOBODY
    return Phrase(
        zh=f"调用方声明的覆盖 {claim.said()}：{became.zh}",
        en=f"coverage claimed by the caller, {claim.said()}: {became.en}",
    )


def _settle_subject(rows: Sequence[Draft | Claim], used: set[int], left: set[int]) -> Covers:
    spans: dict[str, tuple[date, date]] = {}
    for row in sorted(rows, key=lambda row: (row.span or (), row.order())):
        assert row.span is not None, "a row without days was refused"
        assert row.collection is not None, "so was one without a collection"
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
