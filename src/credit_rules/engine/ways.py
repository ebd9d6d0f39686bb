"""Ways to a measure that are not open: what each rule lacks, against each record, and how far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from credit_rules.engine.decision import Text
from credit_rules.engine.facts import Item
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.shortfall import Gap, Rank, Shortfall, days_off, rank
from credit_rules.model.catalog import Validity
from credit_rules.model.ruleset import Ruleset, Title
from credit_rules.truth import Missing

__all__ = ["Way", "closed", "nearest", "out_of_force", "past", "plain", "summed"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the measure that is not open: a reason in the making."""

    ruleset: str
    rule: str
    title: Text
    record: str | None
    short: tuple[Shortfall, ...]
    missing: frozenset[Missing] = frozenset()


def nearest(way: Way) -> tuple[bool, Rank, str, str, str]:
    """Records nobody delivered come last: of them there is nothing to say."""
    unheard = way.record is None and not way.short
    return unheard, rank(way.short), way.ruleset, way.rule, way.record or ""


def out_of_force(validity: Validity, day: date) -> Shortfall:
    """That a day lies outside the days of an edition, or of a rule."""
    if validity.since is not None and day < validity.since:
        text = Text(zh=f"自 {validity.since} 起施行", en=f"in force from {validity.since}")
        return Shortfall(text, days_off((validity.since - day).days, 365, when="to come"))
    assert validity.until is not None, "a day outside is before the first or after the last"
    last = validity.until - timedelta(days=1)
    text = Text(zh=f"施行至 {last} 为止", en=f"in force until {last}")
    return Shortfall(text, days_off((day - last).days, 365, when="gone"))


def past(begun: date, last: date, day: date) -> Gap:
    """How many days after the last day of a term."""
    return days_off((day - last).days, (last - begun).days, when="gone")


def summed(head: Text, found: tuple[Shortfall, ...]) -> Shortfall:
    """Something that holds and should not, with the nearest that would end it."""
    said = [one.text for one in found]
    zh, en = "；".join(one.zh for one in said), "; ".join(one.en for one in said)
    text = Text(zh=f"{head.zh}（{zh}）", en=f"{head.en} ({en})") if said else head
    if len(found) == 1:
        return Shortfall(text, found[0].gap)
    return Shortfall(text)


def plain(zh: str, en: str) -> Shortfall:
    """A condition in words, without a measure."""
    return Shortfall(Text(zh=zh, en=en))


def closed(
    ruleset: Ruleset,
    rule: str,
    title: Title,
    record: Item | None,
    short: Iterable[Shortfall],
    missing: frozenset[Missing] = frozenset(),
) -> Way:
    """A way that is closed, by a rule of a ruleset, for a record or for the subject as a whole."""
    path = record.path if record is not None else None
    return Way(ruleset.header.id, rule, text_of(title), path, tuple(short), missing)
