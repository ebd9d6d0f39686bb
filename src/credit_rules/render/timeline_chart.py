"""A timeline drawn: one SVG that needs nothing besides itself, or several where one is too tall.

Bars differ by pattern as well as by colour, and say what they mean where there is room; so a chart
reads in black and white. A drawing shows nothing that the table below it does not say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from credit_rules.render.html import Html, element, joined
from credit_rules.render.timeline_lanes import Bar, Lane, Tone
from credit_rules.render.timeline_turns import SaidTurn, coverage_ends
from credit_rules.render.timeline_words import name_of, word

__all__ = ["Chart", "charts"]

_WIDTH: Final = 1000.0
_LEFT: Final = 252.0
_RIGHT: Final = 990.0
_SIZE: Final = 11.0
_LINE: Final = 14.0
_LINES: Final = 3
_BAR: Final = 17.0
_GROUP: Final = 20.0
_ROWS: Final = 7
_ROW: Final = 13.0
_LABEL: Final = 10.0
_TICK: Final = 44.0
"""How much room the label of a tick takes."""

_SHEET: Final = 660.0
"""How tall a drawing may be to fit on a sheet of A4 across."""

_INK: Final = "#1a1a1a"
_LINE_INK: Final = "#6b6b6b"
_FAINT: Final = "#dcdcd8"

_FILLS: Final = {
    Tone.PLAIN: "#dfe7f0",
    Tone.ADVERSE: "#5b2333",
    Tone.MILD: "#fbf0d9",
    Tone.GOOD: "#dcefd9",
    Tone.BARRED: "#f3dede",
    Tone.OVER: "#ffffff",
    Tone.OPEN: "#ffffff",
}
_DRAWN: Final = {
    # Each a tile of eight by eight: lines lying, standing dots, crosses, and lines that lean.
    Tone.MILD: "M 1 2 h 1.4 M 5 6 h 1.4",
    Tone.GOOD: "M 0 2 h 8 M 0 6 h 8",
    Tone.BARRED: "M 0 0 l 8 8 M 8 0 l -8 8",
    Tone.OPEN: "M -2 6 l 4 4 M 0 0 l 8 8 M 6 -2 l 4 4",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    Attributes:
        name: tells its drawings from others of the same page; letters, digits and `-`.
        title: what the drawing is of.
        first: the first day. last: the last.
        above: how much of the first sheet stands above the first drawing, in its own units, of
            which a thousand go into the width of the sheet.
    """

    name: str
    title: str
    first: date
    last: date
    lanes: tuple[Lane, ...]
    turns: tuple[SaidTurn, ...]
    lang: str
    above: float = 0.0


def charts(chart: Chart) -> tuple[Html, ...]:
    """The drawings of a chart: one, or as many as its lanes take; none without lanes."""
    drawings = list(_divided(chart))
    return tuple(
        _Drawing(chart, number, len(drawings), tuple(rows)).whole()
        for number, rows in enumerate(drawings, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A lane, or the name of a group; how tall it is, and its title in lines."""

    height: float
    lines: tuple[str, ...]
    lane: Lane | None = None


def _divided(chart: Chart) -> Iterator[list[_Row]]:
    """The rows of each drawing; the name of a group stands again where it goes on."""
    rows: list[_Row] = []
    whole = _SHEET - _head(_signs([(one.day, _at(chart, one.day)) for one in _shown(chart)]))
    whole -= _key_height(_key(chart, chart.lanes))
    room, group = whole - chart.above, None
    for lane in chart.lanes:
        title = _wrapped(lane.title, _LEFT - 14)
        row = _Row(max(24.0, _LINE * len(title) + 8), title, lane)
        needed = row.height + (_GROUP if lane.group is not group else 0.0)
        if rows and needed > room:
            yield rows
            rows, room, group = [], whole, None
        if lane.group is not group:
            group = lane.group
            rows.append(_Row(_GROUP, (name_of(group, chart.lang),)))
            room -= _GROUP
        rows.append(row)
        room -= row.height
    if rows:
        yield rows


@dataclass(frozen=True, slots=True)
class _Sign:
    """The label of a turn over the chart: where it stands, in which row, and how many it is for."""

    x: float
    row: int
    day: date
    more: int

    @property
    def text(self) -> str:
        return f"{self.day} +{self.more}" if self.more else str(self.day)

    @property
    def end(self) -> float:
        return self.start + _wide(self.text, _LABEL) + 5

    @property
    def start(self) -> float:
        """Where its text begins: at its day, or before it where the page ends.

        There is room for its number, whatever that comes to, so that it begins there for good.
        """
        return min(self.x + 2, _WIDTH - _wide(f"{self.day} +99", _LABEL))


class _Drawing:
    """One SVG: the days above, lanes below, and the key to its patterns."""

    def __init__(self, chart: Chart, number: int, of: int, rows: tuple[_Row, ...]) -> None:
        self.chart = chart
        self.rows = rows
        self.name = f"{chart.name}-{number}"
        self.title = chart.title if of == 1 else f"{chart.title} ({number}/{of})"
        self.turns = _shown(chart)
        self.signs = _signs([(one.day, _at(chart, one.day)) for one in self.turns])
        self.top = _head(self.signs)
        self.bottom = self.top + sum(one.height for one in rows)

    def at(self, day: date) -> float:
        """Where a day begins."""
        return _at(self.chart, day)

    def whole(self) -> Html:
        key = _key(self.chart, [row.lane for row in self.rows if row.lane is not None])
        height = self.bottom + _key_height(key)
        parts = [
            element("title", self.title, id=f"{self.name}-title"),
            element("desc", self.said(), id=f"{self.name}-desc"),
            element("defs", map(self.pattern, _DRAWN)),
            *self.bands(),
            *self.grid(),
            *self.lines(),
            *self.ticks(),
            *self.bars(),
            *self.labels(),
            *(part for one in key for part in self.key(one)),
        ]
        return element(
            "svg",
            parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_number(_WIDTH)} {_number(height)}",
            role="img",
            aria_labelledby=f"{self.name}-title",
            aria_describedby=f"{self.name}-desc",
            font_size=_number(_SIZE),
        )

    def said(self) -> str:
        """The drawing for who does not see it: every lane with its days."""
        lang = self.chart.lang
        colon, semicolon, stop = (": ", "; ", ". ") if lang == "en" else ("：", "；", "。")
        return stop.join(
            f"{row.lane.title}{colon}"
            + semicolon.join(f"{_days(bar, lang)} {bar.label}" for bar in row.lane.bars)
            for row in self.rows
            if row.lane is not None
        )

    def pattern(self, tone: Tone) -> Html:
        return element(
            "pattern",
            element("rect", width="8", height="8", fill=_FILLS[tone]),
            element("path", d=_DRAWN[tone], stroke=_LINE_INK, stroke_width="1", fill="none"),
            id=self.pattern_name(tone),
            width="8",
            height="8",
            patternUnits="userSpaceOnUse",
        )

    def pattern_name(self, tone: Tone) -> str:
        return f"{self.name}-{tone.value}"

    def fill(self, tone: Tone) -> str:
        return f"url(#{self.pattern_name(tone)})" if tone in _DRAWN else _FILLS[tone]

    # Behind the bars

    def bands(self) -> Iterator[Html]:
        """The names of groups, and a line under every lane."""
        top = self.top
        for row in self.rows:
            if row.lane is None:
                yield _rect(0, top, _WIDTH, row.height, fill="#f1f1ee")
                yield _text(row.lines[0], 4, top + 14, font_weight="bold")
            else:
                middle = top + row.height / 2
                first = middle - _LINE * (len(row.lines) - 1) / 2 + 4
                for number, line in enumerate(row.lines):
                    yield _text(line, 4, first + _LINE * number)
            top += row.height
            yield _path(f"M 0 {_number(top)} H {_number(_WIDTH)}", stroke=_FAINT)

    def grid(self) -> Iterator[Html]:
        """Faint lines down from the ticks."""
        for day, _ in _ticks(self.chart.first, self.chart.last):
            down = f"M {_number(self.at(day))} {_number(self.top - 14)} V {_number(self.bottom)}"
            yield _path(down, stroke=_FAINT, stroke_width="1.5")

    def ticks(self) -> Iterator[Html]:
        """Years, quarters, months or weeks under the labels of turns, over their lines."""
        y = self.top - 5
        yield _path(f"M {_number(_LEFT)} {_number(self.top)} H {_number(_RIGHT)}", stroke=_INK)
        beyond = -math.inf
        for day, said in _ticks(self.chart.first, self.chart.last):
            x = self.at(day)
            wide = _wide(said, _LABEL)
            if x >= beyond and x + wide + 3 <= _WIDTH:
                yield _rect(x + 2, y - 9, wide + 2, 12, fill="#fff")
                yield _text(said, x + 3, y, font_size=_number(_LABEL), fill=_LINE_INK)
                beyond = x + wide + 8

    def lines(self) -> Iterator[Html]:
        """A line down from every turn; broken where a delivery no longer reaches."""
        rows = {one.x: one.row for one in self.signs}
        row = 0
        for turn in self.turns:
            x = self.at(turn.day)
            row = rows.get(x, row)
            down = f"M {_number(x)} {_number(_ROW * row + 3)} V {_number(self.bottom)}"
            broken = "5 3" if turn.coverage else None
            wide = "1.6" if turn.coverage else "0.8"
            yield _path(down, stroke=_LINE_INK, stroke_width=wide, stroke_dasharray=broken)

    # Bars

    def bars(self) -> Iterator[Html]:
        top = self.top
        for row in self.rows:
            if row.lane is not None:
                y = top + (row.height - _BAR) / 2
                yield from (self.bar(row.lane, place, y) for place in range(len(row.lane.bars)))
            top += row.height

    def bar(self, lane: Lane, place: int, y: float) -> Html:
        bar = lane.bars[place]
        left, right = self.at(bar.first), self.at(bar.last + timedelta(days=1))
        wide = max(1.5, right - left)
        after = lane.bars[place + 1].first if place + 1 < len(lane.bars) else None
        said = f"{_days(bar, self.chart.lang)} {bar.label}"
        return element(
            "g",
            element("title", said),
            _rect(
                left,
                y,
                wide,
                _BAR,
                fill=self.fill(bar.tone),
                stroke=_INK,
                stroke_width="0.8",
                stroke_dasharray="3 2" if bar.tone is Tone.OVER else None,
            ),
            self.written(bar, left, wide, _RIGHT if after is None else self.at(after), y),
        )

    def written(self, bar: Bar, left: float, wide: float, room: float, y: float) -> Html | None:
        """What a bar means: in it where it fits, else beside it where nothing follows."""
        baseline = y + _BAR - 5
        dark = bar.tone is Tone.ADVERSE
        for said in dict.fromkeys((bar.label, bar.short)):
            if _wide(said, _SIZE) + 6 <= wide:
                if dark:
                    return _text(said, left + 4, baseline, fill="#fff")
                return _text(said, left + 4, baseline, **_HALO)
        for said in dict.fromkeys((bar.label, bar.short)):
            if left + wide + _wide(said, _SIZE) + 8 <= room:
                x = left + wide + 4
                ground = _rect(x - 2, y + 2, _wide(said, _SIZE) + 4, _BAR - 4, fill="#fff")
                return joined(ground, _text(said, x, baseline))
        return None

    def labels(self) -> Iterator[Html]:
        """The days of turns, over the lines that pass behind them."""
        for sign in self.signs:
            y = _ROW * sign.row + 10
            wide = _wide(sign.text, _LABEL)
            yield _rect(sign.start - 1, y - 9, wide + 2, 11, fill="#fff")
            yield _text(sign.text, sign.start, y, font_size=_number(_LABEL), **_HALO)

    # Key

    def key(self, one: _Meaning) -> Iterator[Html]:
        """A swatch under the lanes, and what it means."""
        x, y = one.x, self.bottom + one.y
        if one.tone is None:
            line = f"M {_number(x + 12)} {_number(y - 1)} v 13"
            yield _path(line, stroke=_LINE_INK, stroke_width="1.6", stroke_dasharray="5 3")
        else:
            broken = "3 2" if one.tone is Tone.OVER else None
            yield _rect(
                x, y, 24, 11, fill=self.fill(one.tone), stroke=_INK, stroke_dasharray=broken
            )
        yield _text(one.said, x + 30, y + 9.5, font_size=_number(_LABEL))


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One entry of the key: a tone, or None for the line where a delivery ends, and its place."""

    tone: Tone | None
    said: str
    x: float
    y: float


def _key(chart: Chart, drawn: Iterable[Lane]) -> list[_Meaning]:
    """What the patterns of some lanes mean, in lines under them."""
    used = {bar.tone for lane in drawn for bar in lane.bars}
    said: list[tuple[Tone | None, str]] = [
        (tone, word(f"tone-{tone.value}", chart.lang)) for tone in Tone if tone in used
    ]
    reaches = coverage_ends(_shown(chart))
    if reaches is not None:
        said.append((None, word("line-coverage", chart.lang, day=reaches)))
    placed: list[_Meaning] = []
    x, y = 4.0, 10.0
    for tone, meaning in said:
        wide = 46 + _wide(meaning, _LABEL)
        if x + wide > _WIDTH and x > 4:
            x, y = 4.0, y + 18
        placed.append(_Meaning(tone, meaning, x, y))
        x += wide
    return placed


def _key_height(key: Iterable[_Meaning]) -> float:
    return max((one.y for one in key), default=0.0) + 18


_HALO: Final = {
    "stroke": "#fff",
    "stroke_width": "3",
    "paint_order": "stroke",
    "stroke_linejoin": "round",
}
"""Keeps a text readable on a pattern."""


def _shown(chart: Chart) -> list[SaidTurn]:
    """Turns that are drawn: those on which more than a note changes."""
    return [one for one in chart.turns if not one.notes_only]


def _at(chart: Chart, day: date) -> float:
    """Where a day begins."""
    whole = (chart.last - chart.first).days + 1
    return _LEFT + (_RIGHT - _LEFT) * (day - chart.first).days / whole


def _head(signs: Iterable[_Sign]) -> float:
    """How much room the labels and the days along the chart take."""
    return _ROW * (max((one.row for one in signs), default=0) + 1) + 22


def _signs(turns: Sequence[tuple[date, float]]) -> tuple[_Sign, ...]:
    """Labels of turns, each in a row in which no label or line is in its way.

    A label stands to the right of its line, so a later line passes a label only in a row above its
    own: each goes below those it would meet. Where no row is left below, it goes into one that is
    free, and its line passes behind a label; where none is free, the label before counts it.
    """
    placed: list[_Sign] = []
    for day, x in turns:
        begins = min(x, _Sign(x, 0, day, 0).start)
        meets = [one.row for one in placed if one.end > begins]
        row = max(meets, default=-1) + 1
        if row >= _ROWS:
            row = next((one for one in range(_ROWS) if one not in meets), _ROWS)
        if row == _ROWS:
            last = placed[-1]
            placed[-1] = _Sign(last.x, last.row, last.day, last.more + 1)
        else:
            placed.append(_Sign(x, row, day, 0))
    return tuple(placed)


def _ticks(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Days that are written along the chart, each with what is written."""
    span = (last - first).days + 1
    most = int((_RIGHT - _LEFT) / _TICK)
    if span <= most * 7:
        day = first
        while day <= last:
            yield day, f"{day:%m-%d}"
            day += timedelta(days=max(1, math.ceil(span / most)))
        return
    step = next((one for one in (1, 3, 6, 12) if span / 30.4 / one <= most), 12)
    step = step if step < 12 else 12 * math.ceil(span / 365.25 / most)
    year, month = first.year, 1
    if first.day != 1 or (first.month - 1) % min(step, 12):
        yield first, f"{first:%Y-%m}" if step < 12 else f"{first:%Y}"
    while date(year, month, 1) <= last:
        day = date(year, month, 1)
        if day >= first:
            yield day, f"{day:%Y-%m}" if step < 12 else f"{day:%Y}"
        year, month = year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1


def _days(bar: Bar, lang: str) -> str:
    return word("span", lang, first=bar.first, last=bar.last)


def _wrapped(text: str, wide: float) -> tuple[str, ...]:
    """A text in lines; what does not fit into the last of them ends with an ellipsis.

    Chinese breaks anywhere but before a closing mark; letters and digits stay together.
    """
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        if line and _wide(line + piece, _SIZE) > wide:
            lines.append(line.rstrip())
            line = ""
        line = (line + piece).lstrip()
        while _wide(line, _SIZE) > wide + _SIZE:
            fits = next(n for n in range(len(line), 0, -1) if _wide(line[:n], _SIZE) <= wide)
            lines.append(line[:fits])
            line = line[fits:]
    lines.append(line.rstrip())
    kept = [one for one in lines if one]
    if len(kept) <= _LINES:
        return tuple(kept)
    last = kept[_LINES - 1]
    while _wide(f"{last}…", _SIZE) > wide:
        last = last[:-1]
    return (*kept[: _LINES - 1], f"{last}…")


_PIECES: Final = re.compile(
    r"[（〔《“\[(]*(?:[A-Za-z0-9.,:;'_/*-]+|[^A-Za-z0-9])[），。；：、〕》”\])]*", re.DOTALL
)
"""What stays on one line: a word, a number, or one character, with the marks that go with it."""

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] ")


def _wide(text: str, size: float) -> float:
    """About how wide a text is: a Chinese character takes its size, letters about half."""
    return size * sum(map(_share, text))


def _share(char: str) -> float:
    if ord(char) >= 0x2E80 or char in "—…→“”":
        return 1.0
    if char in _NARROW:
        return 0.34
    return 0.68 if char.isupper() else 0.57


def _rect(x: float, y: float, width: float, height: float, **more: str | None) -> Html:
    return element(
        "rect",
        x=_number(x),
        y=_number(y),
        width=_number(width),
        height=_number(height),
        **more,
    )


def _path(d: str, **more: str | None) -> Html:
    return element("path", d=d, fill="none", **more)


def _text(said: str, x: float, y: float, **more: str | None) -> Html:
    return element("text", said, x=_number(x), y=_number(y), **more)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
