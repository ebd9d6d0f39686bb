"""How measures stand to the purposes asked for, to time, and to each other.

Nothing is settled by priority numbers: a favour gives way to its family, bans stand together, and
where several tiers are possible only what each of them gives is given, at its mildest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from credit_rules.dates import first_day_after
from credit_rules.engine.decision import MatchedMeasure, SuppressedMeasure, Text
from credit_rules.engine.facts import Item
from credit_rules.model.codes import Effect, Target
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Grant, Restriction, Tier

__all__ = ["common", "concerns", "days_of", "in_order", "settle"]

_ORDER: Final = {effect: place for place, effect in enumerate(Effect)}


def concerns(grant: Grant, asked: tuple[object, ...]) -> bool:
    """Whether a measure belongs to a purpose asked for; nothing asked means all of them."""
    return not asked or any(purpose in asked for purpose in grant.purposes)


def days_of(rule: Restriction, item: Item) -> tuple[date | None, date | None]:
    """First day of a restriction, and the first day on which it is over."""
    since = item[rule.since.name]
    if not isinstance(since, date):
        return None, None
    if rule.lasts is not None:
        return since, first_day_after(since, rule.lasts)
    stated = item[rule.until.name] if rule.until else None
    return since, (stated + timedelta(days=1)) if isinstance(stated, date) else None


def common(possible: tuple[Tier, ...], book: Rulebook) -> Iterator[tuple[Tier, Grant]]:
    """What every possible tier gives, each at its mildest."""
    if not possible:
        return
    last = possible[-1]
    for grant in last.grants:
        degrees = list(book.catalog.measures[grant.measure].degrees)
        same = [[one for one in tier.grants if one.measure == grant.measure] for tier in possible]
        if not all(same):
            continue
        grants = [one for some in same for one in some]
        mildest = min(grants, key=lambda one: degrees.index(one.degree) if one.degree else 0)
        yield next((tier, mildest) for tier in possible if mildest in tier.grants)


def in_order(one: MatchedMeasure) -> tuple[object, ...]:
    """The order measures are given in: by authority, strictest first, then by name and target."""
    because = one.because_of
    return (
        one.by,
        -_ORDER[one.effect],
        one.measure,
        list(Target).index(one.target),
        because.ruleset,
        because.rule,
        because.record or "",
    )


def settle(
    measures: list[MatchedMeasure], book: Rulebook
) -> tuple[list[MatchedMeasure], list[SuppressedMeasure]]:
    """Favours give way to whatever supervises or restricts in their family; bans stand together."""
    family = {name: measure.family for name, measure in book.catalog.measures.items()}
    kept: list[MatchedMeasure] = []
    suppressed: list[SuppressedMeasure] = []
    for one in measures:
        against = [
            other
            for other in measures
            if family[other.measure] == family[one.measure]
            and other.target is one.target
            and _ORDER[other.effect] > _ORDER[Effect.REMIND]
        ]
        if one.effect is not Effect.FAVOUR or not against:
            kept.append(one)
            continue
        reason = Text(
            zh="同类监管或者限制措施存续期间，激励措施中止",
            en="a favour is suspended while its family supervises or restricts",
        )
        suppressed.append(
            SuppressedMeasure(
                measure=one.measure,
                title=one.title,
                target=one.target,
                gave_way_to=against[0].measure,
                reason=reason,
            )
        )
    return kept, suppressed
