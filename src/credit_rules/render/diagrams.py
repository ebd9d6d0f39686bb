"""Tiers as a ladder and periods as bars: what a reviewer wants to see at one glance.

Bars are inline SVG of our own making, to one scale within a table, with every length in words
beside it; a drawing shows nothing that the table does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, assert_never

from credit_rules.dates import Period
from credit_rules.engine.wording import amount, period
from credit_rules.model.expr import (
    AnySpan,
    DayRef,
    Elapsed,
    FieldRef,
    LatestOf,
    Owner,
    Scope,
    Within,
)
from credit_rules.model.ruleset import (
    CreditRepair,
    JointDiscipline,
    KeyWatchList,
    Procedure,
    Restriction,
    SelfEnding,
    SeriousDishonesty,
    Tier,
    TieredSupervision,
    Title,
    within,
)
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS
from credit_rules.render.blocks import Blocks, band
from credit_rules.render.html import Html, element
from credit_rules.render.review_words import word
from credit_rules.render.words import listed

__all__ = ["clocks", "ladder"]

_DAYS: Final = {"years": 365.25, "months": 30.4375, "days": 1.0, "working days": 1.4}
"""About how many days a unit comes to, for drawing alone."""

_WIDTH: Final = 400
_HEIGHT: Final = 34
_LEFT: Final = 8
_LONG: Final = 300


def ladder(blocks: Blocks, ruleset: TieredSupervision) -> Html:
    """The tiers, strictest first, with what each asks and gives; then what bounds them."""
    lang = blocks.lang
    head = element(
        "tr",
        *(
            element("th", word(key, lang), scope="col", class_=of)
            for key, of in (
                ("order", "rank"),
                ("tier", "name"),
                ("condition", None),
                ("measure", None),
            )
        ),
    )
    rows = []
    for number, tier in enumerate(ruleset.tiers, 1):
        rank = f"{number} {word('strictest', lang)}" if number == 1 else str(number)
        arrow = None
        if not ruleset.exactly_one and ruleset.scorecard is None and tier is not ruleset.tiers[-1]:
            arrow = element("p", word("then", lang), class_="small")
        gives = [line for grant in tier.grants for line in (*blocks.grant(grant),)[:1]]
        rows.append(
            element(
                "tr",
                element("th", rank, scope="row", class_="rank"),
                element("td", element("code", tier.id), " ", blocks.title(tier.title)),
                element("td", _asked(blocks, tier), arrow),
                element("td", gives),
            )
        )
    caption = element("caption", word("tiers", lang), _how(ruleset, lang))
    table = element(
        "table", caption, element("thead", head), element("tbody", rows), class_="ladder"
    )
    return element("div", table, _scale(ruleset, lang), _bounds(blocks, ruleset))


def _how(ruleset: TieredSupervision, lang: str) -> str | None:
    if not ruleset.exactly_one and ruleset.scorecard is None:
        return None
    return f"（{word('exactly', lang)}）" if lang == "zh" else f" ({word('exactly', lang)})"


def _asked(blocks: Blocks, tier: Tier) -> Html | str:
    if tier.band is not None:
        return word("score", blocks.lang, band=band(tier))
    shown = None if tier.when is None else blocks.conditions.shown(tier.when, None)
    return shown or word("otherwise", blocks.lang)


def _bounds(blocks: Blocks, ruleset: TieredSupervision) -> Html | None:
    lang = blocks.lang
    rows = []
    for key, bounds in (
        ("direct", ruleset.direct),
        ("cap", ruleset.caps),
        ("floor", ruleset.floors),
    ):
        rows += [
            element(
                "tr",
                element("th", word(key, lang), " ", element("code", one.tier), scope="row"),
                element("td", blocks.title(one.title)),
                element("td", blocks.conditions.shown(one.when, None)),
            )
            for one in bounds
        ]
    if not rows:
        return None
    head = element(
        "tr",
        *(element("th", word(key, lang), scope="col") for key in ("effect", "rule", "condition")),
    )
    caption = element("caption", word("bounds", lang))
    return element("table", caption, element("thead", head), element("tbody", rows))


def _scale(ruleset: TieredSupervision, lang: str) -> Html | None:
    """The bands of a scorecard on a line, the lowest score left."""
    card = ruleset.scorecard
    if card is None:
        return None
    bands = [(tier, tier.band) for tier in ruleset.tiers if tier.band is not None]
    ends = {one for _, each in bands for one in (each.low, each.high) if one is not None}
    ends |= {one for one in (card.low, card.high, card.start) if one is not None}
    low, high = min(ends), max(ends)
    spread = high - low or Decimal(1)
    # What is open at an end goes on beyond it a little, so that it can be seen.
    low, high = low - spread / 10, high + spread / 10
    drawn: list[Html] = []
    for number, (tier, each) in enumerate(bands):
        left = _at(low if each.low is None else each.low, low, high)
        right = _at(high if each.high is None else each.high, low, high)
        drawn.append(
            element(
                "rect",
                x=_number(left),
                y="22",
                width=_number(right - left),
                height="20",
                fill="#fff" if number % 2 else "#e3e3de",
                stroke="#1a1a1a",
            )
        )
        middle = _number((left + right) / 2)
        drawn.append(element("text", tier.id, x=middle, y="36", text_anchor="middle"))
    for end in sorted(
        {one for _, each in bands for one in (each.low, each.high) if one is not None}
    ):
        place = _number(_at(end, low, high))
        drawn.append(element("text", amount(end), x=place, y="56", text_anchor="middle"))
    place = _number(_at(card.start, low, high))
    said = word("start", lang, start=amount(card.start))
    drawn.append(element("path", d=f"M {place} 22 l -5 -8 h 10 z", fill="#1a1a1a"))
    drawn.append(element("text", said, x=place, y="11", text_anchor="middle"))
    told = listed((f"{tier.id} {band(tier)}" for tier, _ in bands), lang)
    label = f"{word('scale', lang)}: {said}; {told}"
    svg = element("svg", drawn, viewBox="0 0 800 60", role="img", aria_label=label)
    return element("div", svg, class_="scale")


def _at(score: Decimal, low: Decimal, high: Decimal) -> float:
    return 10 + 780 * float((score - low) / (high - low))


@dataclass(frozen=True, slots=True)
class _Clock:
    """One period: whose it is, from when it runs, how long, and what follows.

    Attributes:
        length: None for one that never ends.
        back: whether it is counted back from its start.
    """

    whose: str
    start: str
    length: Period | None
    after: str
    back: bool = False


def clocks(blocks: Blocks) -> Html | None:
    """The periods of a ruleset and of its list, each drawn; None where there are none."""
    lang = blocks.lang
    found = list(dict.fromkeys((*_of_rules(blocks), *_of_list(blocks))))
    if not found:
        return None
    longest = max((_days(one.length) for one in found if one.length is not None), default=1.0)
    keys = ("clock", "starts", "length", "drawn", "after-it")
    head = element(
        "tr",
        *(
            element(
                "th", word(key, lang), scope="col", class_="drawing" if key == "drawn" else None
            )
            for key in keys
        ),
    )
    rows = [
        element(
            "tr",
            element("th", one.whose, scope="row"),
            element("td", one.start),
            element("td", _length(one, lang)),
            element("td", _drawn(one, longest, lang), class_="drawing"),
            element("td", one.after),
        )
        for one in found
    ]
    caption = element("caption", word("clocks", lang))
    return element(
        "table", caption, element("thead", head), element("tbody", rows), class_="clocks"
    )


def _of_rules(blocks: Blocks) -> Iterator[_Clock]:
    lang = blocks.lang
    for place in _inside(blocks, blocks.ruleset, _Place("", None, None)):
        whose = place.whose
        match place.part:
            case Elapsed(since, length) if length is not None:
                yield _Clock(whose, _day(blocks, since, place), length, word("may-follow", lang))
            case AnySpan(_, _, number, length):
                after = word("span-holds", lang, number=number)
                yield _Clock(whose, word("span", lang), length, after)
            case Scope(collection, Within(length, before)):
                start = word("back-from", lang)
                if before is not None:
                    start = word("back-from-day", lang, day=_day(blocks, before, place))
                counted = COLLECTIONS[collection].zh if lang == "zh" else collection
                after = word("counted", lang, records=counted)
                yield _Clock(whose, start, length, after, back=True)
            case SelfEnding(since=since, period=length):
                yield _Clock(whose, _day(blocks, since, place), length, word("ends-itself", lang))
            case Restriction(lasts=lasts) if lasts.since is not None and lasts.until is None:
                after = word("bar-ends" if lasts.period else "for-life", lang)
                yield _Clock(whose, _day(blocks, lasts.since, place), lasts.period, after)
            case Procedure(within=length, since_title=title) if length is not None and title:
                yield _Clock(whose, blocks.title(title), length, word("due", lang))
            case _:
                continue


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of a ruleset, the title of the rule it is in, and whose fields it names.

    Attributes:
        of: the collection of the records looked at.
        this: that of the record the rule is about.
    """

    whose: str
    of: str | None
    this: str | None
    part: object = None


def _inside(blocks: Blocks, part: object, around: _Place) -> Iterator[_Place]:
    """Every part of a ruleset, each with where it stands."""
    place = replace(around, part=part)
    title, each, scope = (getattr(part, name, None) for name in ("title", "each", "scope"))
    if isinstance(title, Title):
        place = replace(place, whose=blocks.title(title))
    if isinstance(part, KeyWatchList | JointDiscipline):
        place = replace(place, of="listings", this="listings")
    if isinstance(each, Scope):
        place = replace(place, of=each.collection, this=each.collection)
    if isinstance(scope, Scope):
        place = replace(place, of=scope.collection)
    yield place
    for one in within(part):
        yield from _inside(blocks, one, place)


def _of_list(blocks: Blocks) -> Iterator[_Clock]:
    """The terms of the list a ruleset is about, and how soon an entry is removed."""
    lang = blocks.lang
    match blocks.ruleset:
        case SeriousDishonesty() | KeyWatchList() | JointDiscipline() as one:
            listed_on = one.list
        case CreditRepair() as one if one.list is not None:
            listed_on = one.list
        case _:
            return
    found = blocks.catalog.lists[listed_on]
    title = blocks.conditions.list(listed_on)
    start = blocks.field(FieldRef("listed_on"), "listings")
    ends = word("term-ends", lang)
    if found.term is not None:
        yield _Clock(title, start, found.term, ends)
    for ground, term in found.terms.items():
        if term is not None:
            yield _Clock(f"{title} ({ground})", start, term, ends)
    if found.remove_within is not None:
        yield _Clock(word("removal", lang), ends, found.remove_within, word("remove", lang))


def _day(blocks: Blocks, day: DayRef, place: _Place) -> str:
    match day:
        case FieldRef(name, Owner.SUBJECT):
            return SUBJECT_FIELDS[name].zh if blocks.lang == "zh" else name.replace("_", " ")
        case FieldRef(_, owner) as field:
            of = place.this if owner is Owner.THIS else place.of
            return str(field) if of is None else blocks.field(field, of)
        case LatestOf(days, if_any):
            named = listed((_day(blocks, one, place) for one in (*days, *if_any)), blocks.lang)
            return f"the latest of {named}" if blocks.lang == "en" else f"{named}中较晚者"
        case _ as never:
            assert_never(never)


def _length(one: _Clock, lang: str) -> str:
    return word("for-life", lang) if one.length is None else period(one.length)[lang]


def _days(length: Period) -> float:
    return length.number * _DAYS[length.unit]


def _drawn(one: _Clock, longest: float, lang: str) -> Html:
    """A bar from its start, with the day it is counted from as a dot and its end as a stroke."""
    share = 1.0 if one.length is None else _days(one.length) / longest
    width = max(10.0, _LONG * share)
    said = _length(one, lang)
    left = _WIDTH - _LEFT - width if one.back else float(_LEFT)
    start, end = (left + width, left) if one.back else (left, left + width)
    beyond = "M {0} 12 l 8 5 l -8 5" if not one.back else "M {0} 12 l -8 5 l 8 5"
    marks = [
        element(
            "rect",
            x=_number(left),
            y="12",
            width=_number(width),
            height="10",
            fill="#fff" if one.back else "#d9d9d4",
            stroke="#1a1a1a",
            stroke_dasharray="4 2" if one.back else None,
        ),
        element("circle", cx=_number(start), cy="17", r="3", fill="#1a1a1a"),
        element("path", d=beyond.format(_number(end)), fill="none", stroke="#1a1a1a")
        if one.length is None
        else element("path", d=f"M {_number(end)} 8 v 18", stroke="#1a1a1a", stroke_width="2"),
        element(
            "text",
            said,
            x=_number(left - 8 if one.back else left + width + 12),
            y="21",
            text_anchor="end" if one.back else None,
        ),
    ]
    label = f"{one.start} {said} {one.after}"
    return element("svg", marks, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=label)


def _number(value: float) -> str:
    return f"{value:.1f}"
