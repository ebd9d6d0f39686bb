"""The lanes of a timeline chart: what is drawn as bars from day to day, before it is drawn.

One lane for the tier of each scheme, each official entry, each proposal, each repair, and for
measures that begin and end together on one ground; one for how much is undetermined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from credit_rules.analysis.changes import Answer
from credit_rules.analysis.foresight.timeline import Stretch, Timeline
from credit_rules.engine.decision import Decision
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.engine.wording import record_name
from credit_rules.model.codes import Code, Effect
from credit_rules.render.timeline_turns import (
    is_open,
    measure_name,
    proposal_said,
    tier_said,
)
from credit_rules.render.timeline_words import name_of, number_of, word
from credit_rules.truth import Truth

__all__ = ["Bar", "Group", "Lane", "Tone", "lanes"]


class Tone(Code):
    """How a bar is drawn. Each differs from the others in black and white."""

    PLAIN = "plain", "等级"
    ADVERSE = "adverse", "在列、限制、禁止、建议成立"
    MILD = "mild", "监管、提醒、条件尚未具备、待认定"
    GOOD = "good", "激励、可以申请修复"
    BARRED = "barred", "不得修复、等级重叠、没有等级成立"
    OVER = "over", "已满期限、已移出"
    OPEN = "open", "未定"


class Group(Code):
    """What a lane is about."""

    TIERS = "tiers", "等级"
    LISTINGS = "lists", "名单"
    PROPOSALS = "proposals", "建议"
    MEASURES = "measures", "措施"
    REPAIRS = "repair", "信用修复"
    OPEN = "undetermined", "未定"


@dataclass(frozen=True, slots=True)
class Bar:
    """Days on which a lane says the same.

    Attributes:
        first: the first of them. last: the last.
        label: what is said. short: the same in a word, for a narrow bar.
    """

    first: date
    last: date
    tone: Tone
    label: str
    short: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the chart.

    Attributes:
        title: what it is about.
        named: each thing in it where there are several.
    """

    group: Group
    title: str
    bars: tuple[Bar, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _State:
    """What a lane says during one stretch.

    Attributes:
        answer: what says so; None where several do.
    """

    title: str
    tone: Tone
    label: str
    short: str
    answer: Answer | None = None


_States = Mapping[Hashable, _State]
"""The states of the lanes of a group during one stretch, by what they are about."""

_GRADED: Final[Mapping[str, Tone]] = {
    "official": Tone.PLAIN,
    "computed": Tone.PLAIN,
    "undetermined": Tone.OPEN,
    "gap": Tone.BARRED,
    "overlap": Tone.BARRED,
}
_LISTED: Final = {
    ListingState.CURRENT: Tone.ADVERSE,
    ListingState.OVERDUE_REMOVAL: Tone.OVER,
    ListingState.REMOVED: Tone.OVER,
    ListingState.UNKNOWN: Tone.OPEN,
}
_REPAIRED: Final = {
    RepairState.CAN_APPLY: Tone.GOOD,
    RepairState.NOT_YET: Tone.MILD,
    RepairState.BARRED: Tone.BARRED,
    RepairState.UNDETERMINED: Tone.OPEN,
    RepairState.TERM_ENDED: Tone.OVER,
}
_EFFECTS: Final = {
    Effect.FAVOUR: Tone.GOOD,
    Effect.REMIND: Tone.MILD,
    Effect.SUPERVISE: Tone.MILD,
    Effect.RESTRICT: Tone.ADVERSE,
    Effect.PROHIBIT: Tone.ADVERSE,
}


def lanes(timeline: Timeline, lang: str) -> tuple[Lane, ...]:
    """Every lane, in the order of the groups, then of the first day, then of the title.

    Args:
        timeline: as an audience may see it.
        lang: `zh` or `en`.
    """
    stretches = timeline.stretches
    found = [
        lane
        for group, states in (
            (Group.TIERS, _tiers),
            (Group.LISTINGS, _listings),
            (Group.PROPOSALS, _proposals),
            (Group.REPAIRS, _repairs),
            (Group.OPEN, _undetermined),
        )
        for _, lane in _lanes(group, stretches, states, lang)
    ]
    found += _together(_lanes(Group.MEASURES, stretches, _measures, lang), lang)
    order = list(Group)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.group), one.bars[0].first, one.title))
    )


def _lanes(
    group: Group,
    stretches: Iterable[Stretch],
    states: Callable[[Decision, str], _States],
    lang: str,
) -> Iterator[tuple[Hashable, Lane]]:
    """The lanes of a group, by what they are about: their states, with equal neighbours joined."""
    bars: dict[Hashable, list[Bar]] = defaultdict(list)
    titles: dict[Hashable, str] = {}
    given: dict[Hashable, _State] = {}
    for stretch in stretches:
        now = dict(states(stretch.decision, lang))
        for name, state in list(given.items()):
            if name in now:
                continue
            if state.answer is not None and is_open(state.answer, stretch.decision):
                # What it said is not known any more, which is not to say that it is over.
                said = name_of(Group.OPEN, lang)
                opened = replace(state, tone=Tone.OPEN, label=said, short="?")
                _join(bars[name], stretch, opened)
            else:
                del given[name]
        for name, state in now.items():
            titles[name] = state.title
            given[name] = state
            _join(bars[name], stretch, state)
    for name, drawn in bars.items():
        yield name, Lane(group, titles[name], tuple(drawn))


def _join(bars: list[Bar], stretch: Stretch, state: _State) -> None:
    """Add a state to the bars of its lane, or let the last of them go on."""
    bar = Bar(stretch.first, stretch.last, state.tone, state.label, state.short)
    last = bars[-1] if bars else None
    if last is not None and (bar.first - last.last).days == 1:
        joined = replace(last, last=bar.last)
        if joined == replace(bar, first=last.first):
            bars[-1] = joined
            return
    bars.append(bar)


def _tiers(decision: Decision, lang: str) -> _States:
    found: dict[Hashable, _State] = {}
    for one in decision.tiers:
        tone = _GRADED.get(one.source, Tone.PLAIN)
        short = one.tier or (f"{'/'.join(one.possible)}?" if one.possible else "—")
        found[one.scheme, one.ruleset] = _State(
            one.title[lang], tone, tier_said(one, lang), short, one
        )
    return found


def _listings(decision: Decision, lang: str) -> _States:
    found: dict[Hashable, _State] = {}
    for one in decision.listings:
        state = name_of(one.state, lang)
        title = f"{one.title[lang]} {number_of(one.record)}"
        found[one.list, one.record] = _State(title, _LISTED[one.state], state, state, one)
    return found


def _proposals(decision: Decision, lang: str) -> _States:
    found: dict[Hashable, _State] = {}
    for one in decision.proposals:
        record = one.because_of.record
        kind = "" if one.action == "enter" else f"{word('leave', lang)} "
        title = f"{kind}{one.title[lang]} {number_of(record or '')}".rstrip()
        said = proposal_said(one, lang)
        tone = Tone.ADVERSE if one.outcome is Truth.TRUE else Tone.MILD
        if one.action == "leave" and one.outcome is Truth.TRUE:
            tone = Tone.GOOD
        name = one.ruleset, one.action, one.list, one.because_of.rule, record
        found[name] = _State(title, tone, said, said, one)
    return found


def _repairs(decision: Decision, lang: str) -> _States:
    found: dict[Hashable, _State] = {}
    for one in decision.repairs:
        stage = f" {one.stage[lang]}" if one.stage else ""
        title = f"{one.title[lang]}{stage} {number_of(one.record)}"
        state = name_of(one.state, lang)
        found[one.ruleset, one.record] = _State(title, _REPAIRED[one.state], state, state, one)
    return found


def _undetermined(decision: Decision, lang: str) -> _States:
    count = len(decision.undetermined)
    if not count:
        return {}
    title = word("open-count", lang)
    said = word("items", lang, count=count)
    return {"": _State(title, Tone.OPEN, said, str(count))}


# Measures


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the measures of one lane share: what they do, and on what they rest."""

    effect: Effect
    ruleset: str
    record: str | None
    said: str


def _measures(decision: Decision, lang: str) -> _States:
    """The measures of a decision, whomever they meet; one lane each until they are put together."""
    found: dict[Hashable, _State] = {}
    for one in decision.measures:
        because = one.because_of
        said = because.title[lang] if because.record is None else record_name(because.record)[lang]
        ground = _Ground(one.effect, because.ruleset, because.record, said)
        effect = name_of(one.effect, lang)
        title = measure_name(one, lang)
        found[ground, one.measure, because.rule] = _State(
            title, _EFFECTS[one.effect], effect, effect, one
        )
    return found


def _together(measures: Iterable[tuple[Hashable, Lane]], lang: str) -> Iterator[Lane]:
    """Measures on one ground that begin and end together as one lane."""
    groups: dict[tuple[_Ground, tuple[Bar, ...]], list[Lane]] = defaultdict(list)
    for name, lane in measures:
        match name:
            case (_Ground() as ground, _, _):
                groups[ground, lane.bars].append(lane)
            case _:
                raise AssertionError("a measure is named by its ground first")
    for (ground, bars), several in groups.items():
        names = tuple(dict.fromkeys(one.title for one in several))
        head = names[0] if len(names) == 1 else word("measures", lang, count=len(names))
        title = word("on-ground", lang, what=head, ground=ground.said)
        yield Lane(Group.MEASURES, title, bars, names if len(names) > 1 else ())
