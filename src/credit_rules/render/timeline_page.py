"""A timeline as one page: the chart, what the first day says, and every turn with its causes.

The page is complete in itself: no script, no picture, nothing from the network. It prints on A4
across, in black and white.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Final

from credit_rules.analysis.foresight.timeline import Timeline
from credit_rules.engine.decision import Acting
from credit_rules.render.html import Html, Node, element, page
from credit_rules.render.timeline_chart import Chart, charts
from credit_rules.render.timeline_lanes import lanes
from credit_rules.render.timeline_turns import (
    SaidChange,
    SaidTurn,
    beginning,
    coverage_ends,
    said_turns,
)
from credit_rules.render.timeline_words import name_of, word
from credit_rules.render.words import listed

__all__ = ["timeline_page"]

_LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}
_HEAD: Final = 105.0
"""How much of a sheet stands above a chart where every part of its head takes one line."""
_LINE: Final = 23.0
_CHARACTERS: Final = 60
"""So many Chinese characters of a name fit into a line of the head."""
_TALL: Final = 8
"""With more lines than these, a row may go on on the next page."""
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})")


def timeline_page(timelines: Sequence[Timeline], lang: str) -> str:
    """The page, as HTML that is well-formed XML.

    Args:
        timelines: one for each subject, as their audience may see them.
        lang: `zh` or `en`.
    """
    style = files("credit_rules.render").joinpath("timeline.css").read_text(encoding="utf-8")
    title = word("title", lang)
    body = [
        element("h1", title, element("span", word("subtitle", lang), class_="small")),
        (
            element("section", _subject(one, f"subject-{number}", lang))
            for number, one in enumerate(timelines, start=1)
        ),
    ]
    named = listed(dict.fromkeys(_name(one) for one in timelines[:1]), lang)
    return page(lang=_LANGUAGES[lang], title=f"{title} {named}".rstrip(), style=style, body=body)


def _name(timeline: Timeline) -> str:
    decision = timeline.stretches[0].decision
    return f"{decision.name} {timeline.subject}" if decision.name else timeline.subject


def _subject(timeline: Timeline, anchor: str, lang: str) -> Iterator[Node]:
    turns = said_turns(timeline, lang)
    first = timeline.stretches[0].decision
    yield element("h2", _name(timeline))
    yield element("dl", _facts(timeline, first.acting, lang), class_="facts")
    yield element("p", first.notice[lang], class_="notice")
    if timeline.nothing_new:
        yield element("p", element("strong", word("supposed", lang)))
    drawn = Chart(
        name=anchor,
        title=f"{word('title', lang)} {_name(timeline)}",
        first=timeline.first,
        last=timeline.last,
        lanes=lanes(timeline, lang),
        turns=turns,
        lang=lang,
        above=_HEAD + _LINE * _lines(timeline, lang),
    )
    yield (element("div", one, class_="chart") for one in charts(drawn))
    yield from (element("p", line, class_="end") for line in _closing(timeline, turns, lang))
    yield element("h3", word("first-day", lang, day=timeline.first))
    yield element("ul", _changes(beginning(first, lang), lang), class_="changes")
    told = [one for one in turns if not one.notes_only]
    if told:
        yield _table(told, lang)
    quiet = [str(one.day) for one in turns if one.notes_only]
    if quiet:
        days = listed(quiet, lang)
        yield element("p", word("notes-only", lang, count=len(quiet), days=days), class_="small")


def _facts(timeline: Timeline, acting: Acting | None, lang: str) -> Iterator[Html]:
    said = {"days": word("span", lang, first=timeline.first, last=timeline.last)}
    if acting is not None:
        said["asked-by"] = listed(_asked(acting, lang), lang)
    for key, value in said.items():
        yield element("dt", word(key, lang))
        yield element("dd", value)


def _lines(timeline: Timeline, lang: str) -> int:
    """How many lines the head of a chart takes beyond the usual."""
    told = (_name(timeline), "".join(_asked(timeline.stretches[0].decision.acting, lang)))
    return int(timeline.nothing_new) + sum(len(one) // _CHARACTERS for one in told)


def _asked(acting: Acting | None, lang: str) -> list[str]:
    """Who asks, where, and what for, as far as they said."""
    if acting is None:
        return []
    purposes = (name_of(one, lang) for one in acting.purposes)
    return [one for one in (acting.authority, acting.region, *purposes) if one]


def _closing(timeline: Timeline, turns: Iterable[SaidTurn], lang: str) -> Iterator[str]:
    """From when nothing changes any more, and from when not everything is known."""
    told = [one for one in turns if not one.notes_only]
    first, last = timeline.first, timeline.last
    if told:
        yield word("quiet", lang, day=told[-1].day, last=last)
    else:
        yield word("no-turns", lang, first=first, last=last)
    day = coverage_ends(told)
    if day is not None:
        yield word("coverage", lang, day=day)


def _table(turns: Iterable[SaidTurn], lang: str) -> Html:
    head = element(
        "tr",
        (
            element("th", word(key, lang), scope="col", class_=f"of-{key}")
            for key in ("day", "changes", "causes")
        ),
    )
    rows = [
        element(
            "tr",
            element("th", element("time", str(one.day)), scope="row"),
            element("td", element("ul", _changes(one.changes, lang), class_="changes")),
            element(
                "td",
                element("ul", (element("li", _dated(cause)) for cause in one.causes)),
                class_="small",
            ),
            class_="tall" if max(len(one.changes), len(one.causes)) > _TALL else None,
        )
        for one in turns
    ]
    caption = element("caption", word("turns", lang))
    return element("table", caption, element("thead", head), element("tbody", rows))


def _changes(changes: Iterable[SaidChange], lang: str) -> Iterator[Html]:
    joined = "; " if lang == "en" else "；"
    for one in changes:
        named = None
        if one.named:
            named = element("div", _dated(joined.join(one.named)), class_="small")
        mark = element("span", one.mark.value, class_="mark")
        yield element("li", mark, " ", _dated(one.text), named)


def _dated(text: str) -> Iterator[Node]:
    """A text whose days do not break at their hyphens."""
    for number, part in enumerate(_DAY.split(text)):
        yield element("time", part) if number % 2 else part
