"""A timeline in words: each turn with what changes and why, Chinese and English.

Measures that begin or end together on one ground are said in one line, and outcomes that become
undetermined are counted, so that a day after which nothing is delivered any more takes one line
and not two hundred. What is no longer known is never said to have ended: whoever was not told
does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar, assert_never

from credit_rules.analysis.changes import Answer, Change, Outcome, Part, outcomes
from credit_rules.analysis.foresight.timeline import Cause, Reason, Timeline
from credit_rules.engine.decision import (
    Decision,
    EditionsCompared,
    ExcludedRecord,
    ListingAnswer,
    MatchedMeasure,
    Proposal,
    RepairAssessment,
    RequirementAnswer,
    SettledAnswer,
    Step,
    SuppressedMeasure,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.engine.wording import amount, record_name
from credit_rules.model.codes import Code, Effect, Target
from credit_rules.model.subject import COLLECTIONS
from credit_rules.render.timeline_words import (
    OPEN,
    STANDING,
    field_name,
    name_of,
    number_of,
    word,
)
from credit_rules.render.words import either, listed
from credit_rules.truth import Truth

__all__ = [
    "Mark",
    "SaidChange",
    "SaidTurn",
    "beginning",
    "coverage_ends",
    "is_open",
    "measure_name",
    "proposal_said",
    "said_turns",
    "tier_said",
]

_Answer = TypeVar("_Answer")

_FEW: Final = 3
"""Up to so many things are named in a line; more are counted, or named below it."""


class Mark(Code):
    """What happens to an outcome; the sign stands before the line that says so."""

    BEGINS = "+", "起"
    ENDS = "-", "止"
    CHANGES = "→", "变"
    OPENS = "?", "转为未定"


@dataclass(frozen=True, slots=True)
class SaidChange:
    """One line about what changes.

    Attributes:
        named: what the line would list one by one besides, such as measures that begin together;
            empty where the line says all there is.
    """

    part: Part
    mark: Mark
    text: str
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """A day on which the answer becomes another, in words.

    Attributes:
        notes_only: whether nothing but notes differs.
        coverage: whether it is a day on which a delivery no longer reaches.
    """

    day: date
    causes: tuple[str, ...]
    changes: tuple[SaidChange, ...]
    notes_only: bool
    coverage: bool


# Turns


def said_turns(timeline: Timeline, lang: str) -> tuple[SaidTurn, ...]:
    """Every turn of a timeline in words."""
    stretches = timeline.stretches
    return tuple(
        SaidTurn(
            day=turn.day,
            causes=tuple(dict.fromkeys(_causes(turn.causes, lang))) or (word("no-cause", lang),),
            changes=tuple(_said(turn.changes, _Turning(one.decision, other.decision), lang)),
            notes_only=all(each.part is Part.NOTE for each in turn.changes),
            coverage=any(each.reason is Reason.COVERAGE_ENDS for each in turn.causes),
        )
        for turn, one, other in zip(timeline.turns, stretches, stretches[1:], strict=False)
    )


def beginning(decision: Decision, lang: str) -> tuple[SaidChange, ...]:
    """What is said on the first day: the state that the turns start from."""
    found = outcomes(decision)
    there = [
        Change(part, key, several[0].title, (), several)
        for (part, key), several in sorted(
            found.items(), key=lambda one: (list(Part).index(one[0][0]), one[0][1])
        )
        if part is not Part.NOTE
    ]
    nothing = decision.model_copy(update={part.value: () for part in Part})
    return tuple(_said(there, _Turning(nothing, decision, first=True), lang))


def coverage_ends(turns: Iterable[SaidTurn]) -> date | None:
    """The first day for which some delivery no longer speaks."""
    return next((one.day for one in turns if one.coverage), None)


def _causes(causes: Iterable[Cause], lang: str) -> Iterator[str]:
    """Why a day is a turn; many deliveries that end on one day are one cause."""
    ended: list[Cause] = []
    for one in causes:
        if one.reason is Reason.COVERAGE_ENDS and one.about in COLLECTIONS:
            ended.append(one)
        else:
            yield one.text[lang]
    if len(ended) <= 1:
        yield from (one.text[lang] for one in ended)
        return
    named = dict.fromkeys(
        COLLECTIONS[one.about].zh if lang == "zh" else one.about.replace("_", " ") for one in ended
    )
    yield word("reaches", lang, count=len(named), names=listed(named, lang))


@dataclass(frozen=True, slots=True)
class _Turning:
    """The decisions before and after a turn: what was open, and what became so.

    Attributes:
        first: whether there is nothing before, for it is the first day that is told of.
    """

    before: Decision
    after: Decision
    first: bool = False

    def opens(self, answer: Answer) -> bool:
        """Whether what is no longer said is not known any more, rather than over."""
        return is_open(answer, self.after)

    def settles(self, answer: Answer) -> bool:
        """Whether what is said now was not known before."""
        return is_open(answer, self.before)

    def ends(self, answer: Answer) -> str:
        """What to say of what is over: whether it applies for another record may be open."""
        opened = self.after.undetermined
        return "ends-here" if any(_about(one, answer) is None for one in opened) else "ends"


def is_open(answer: Answer, decision: Decision) -> bool:
    """Whether an answer that a decision does not give is undetermined there, for its own record.

    What a tier gives is so as long as the tier is.
    """
    return any(_about(one, answer) for one in decision.undetermined)


def _about(one: Undetermined, answer: Answer) -> bool | None:
    """Whether an open outcome is about the record of an answer; None: about ones not delivered."""
    match answer:
        case MatchedMeasure():
            because = answer.because_of
            name, record = (because.ruleset, because.rule), because.record
        case Proposal():
            name, record = (answer.ruleset, answer.because_of.rule), answer.because_of.record
        case Step():
            name, record = (answer.ruleset or "", answer.id), answer.about
        case _:
            return False
    if one.ruleset != name[0] or one.rule not in (None, name[1]):
        return False
    if one.record == record or one.what == "tier":
        return True
    return None if one.record is None else False


# Changes

_ORDER: Final = (
    Part.LISTING,
    Part.TIER,
    Part.PROPOSAL,
    Part.MEASURE,
    Part.SETTLED,
    Part.SUPPRESSED,
    Part.COMPARED,
    Part.REPAIR,
    Part.STEP,
    Part.UNDETERMINED,
    Part.EXCLUDED,
    Part.NOTE,
)
"""What has legal effect first."""


def _said(changes: Iterable[Change], turning: _Turning, lang: str) -> Iterator[SaidChange]:
    by_part: dict[Part, list[Change]] = {part: [] for part in _ORDER}
    for one in changes:
        by_part[one.part].append(one)
    for part, some in by_part.items():
        yield from _part(part, some, turning, lang)


def _part(part: Part, changes: list[Change], turning: _Turning, lang: str) -> Iterator[SaidChange]:
    match part:
        case Part.LISTING:
            yield from (_listing(one, lang) for one in changes)
        case Part.TIER:
            yield from (_tier(one, lang) for one in changes)
        case Part.PROPOSAL:
            yield from (_proposal(one, turning, lang) for one in changes)
        case Part.MEASURE:
            yield from _measures(changes, turning, lang)
        case Part.SETTLED:
            yield from (_settled(one, lang) for one in changes)
        case Part.SUPPRESSED:
            yield from (_suppressed(one, lang) for one in changes)
        case Part.COMPARED:
            yield from (_compared(one, lang) for one in changes)
        case Part.REPAIR:
            yield from (_repair(one, lang) for one in changes)
        case Part.STEP:
            yield from (_step(one, turning, lang) for one in changes)
        case Part.UNDETERMINED:
            yield from _undetermined(changes, turning, lang)
        case Part.EXCLUDED:
            yield from (_excluded(one, lang) for one in changes)
        case Part.NOTE:
            if changes:
                yield SaidChange(Part.NOTE, Mark.CHANGES, word("notes", lang))
        case _ as never:
            assert_never(never)


def _of(kind: type[_Answer], several: Iterable[Outcome]) -> list[_Answer]:
    return [one.answer for one in several if isinstance(one.answer, kind)]


def _kind(key: str, lang: str) -> str:
    """What kind of thing a line is about, as the effect of a measure is said."""
    return f"[{word(key, lang)}]"


def _moved(name: str, before: str, after: str, more: Iterable[str], lang: str) -> str:
    """What something is called, its state before and after, and what else differs."""
    colon, semicolon = (": ", "; ") if lang == "en" else ("：", "；")
    state = f"{before} → {after}" if before != after else word("still", lang, state=after)
    return f"{name}{colon}{semicolon.join([state, *more])}"


def _with(name: str, state: str, more: Iterable[str], lang: str) -> str:
    colon, semicolon = (": ", "; ") if lang == "en" else ("：", "；")
    return f"{name}{colon}{semicolon.join([state, *more])}"


def _mark(change: Change) -> Mark:
    return Mark.BEGINS if change.appeared else Mark.ENDS if change.ended else Mark.CHANGES


def _otherwise(change: Change, told: Iterable[str], lang: str) -> Iterator[str]:
    """The fields that differ besides those that were told of."""
    rest = [one for one in change.fields if one not in set(told)]
    if rest:
        fields = listed(dict.fromkeys(field_name(one, lang) for one in rest), lang)
        yield word("otherwise", lang, fields=fields)


# Lists


def _listing(change: Change, lang: str) -> SaidChange:
    before = _of(ListingAnswer, change.before)
    after = _of(ListingAnswer, change.after)
    one = (after or before)[0]
    name = f"{_kind('listing', lang)} {one.title[lang]} {number_of(one.record)}"
    was, now = (name_of(several[0].state, lang) if several else "" for several in (before, after))
    more = []
    if after and one.last_day is not None and _differs(before, after, "last_day"):
        more.append(word("last-day", lang, day=one.last_day))
    if before and after:
        told = ("state", "last_day", "until")
        more += _otherwise(change, told, lang)
        return SaidChange(Part.LISTING, Mark.CHANGES, _moved(name, was, now, more, lang))
    happens = word("begins" if after else "ends", lang)
    text = _with(name, now or f"{was} {happens}", more, lang)
    return SaidChange(Part.LISTING, _mark(change), text)


def _differs(before: list[_Answer], after: list[_Answer], field: str) -> bool:
    return not before or not after or getattr(before[0], field) != getattr(after[0], field)


# Tiers


def tier_said(one: TierAnswer, lang: str) -> str:
    """The tier of a scheme, or why there is none."""
    name = (one.tier_title[lang] if one.tier_title else one.tier) or ""
    possible = listed(one.possible, lang)
    match one.source:
        case "official":
            return word("official", lang, tier=name)
        case "computed":
            return word("computed", lang, tier=name)
        case "undetermined":
            key = "possible-or-none" if len(one.possible) == 1 else "possible"
            return word(key, lang, tiers=possible)
        case "gap":
            return word("gap", lang)
        case "overlap":
            return word("overlap", lang, tiers=possible)
        case _ as never:
            assert_never(never)


def _tier(change: Change, lang: str) -> SaidChange:
    before, after = _of(TierAnswer, change.before), _of(TierAnswer, change.after)
    one = (after or before)[0]
    name = f"{_kind('tier', lang)} {one.title[lang]}"
    if not before or not after:
        mark = Mark.OPENS if after and one.source == "undetermined" else _mark(change)
        happens = () if after else (word("ends", lang),)
        return SaidChange(Part.TIER, mark, _with(name, tier_said(one, lang), happens, lang))
    was = before[0]
    more = []
    if was.year != one.year:
        more.append(word("year", lang, before=was.year, after=one.year))
    if (was.since, was.until) != (one.since, one.until):
        more.append(_term(one.since, one.until, lang))
    if was.recomputed != one.recomputed and one.source == "official":
        more.append(word("recomputed", lang, tiers=listed(one.recomputed, lang)))
    told = {"tier", "tier_title", "source", "possible", "year", "since", "until", "recomputed"}
    more += _otherwise(change, told, lang)
    opens = one.source == "undetermined" and was.source != "undetermined"
    text = _moved(name, tier_said(was, lang), tier_said(one, lang), more, lang)
    return SaidChange(Part.TIER, Mark.OPENS if opens else Mark.CHANGES, text)


def _term(since: date | None, until: date | None, lang: str) -> str:
    if since is None:
        return word("no-term", lang)
    if until is None:
        return word("open-end", lang, since=since)
    return word("term", lang, since=since, last=until - timedelta(days=1))


# Proposals


def proposal_said(one: Proposal, lang: str) -> str:
    """How far a proposal is known to hold."""
    match one.outcome:
        case Truth.TRUE:
            return word("holds", lang)
        case Truth.SUBJECT_TO_DEFENCE:
            return word("defence", lang)
        case Truth.UNKNOWN | Truth.FALSE:
            return word("finding", lang)
        case _ as never:
            assert_never(never)


def _proposal(change: Change, turning: _Turning, lang: str) -> SaidChange:
    before, after = _of(Proposal, change.before), _of(Proposal, change.after)
    one = (after or before)[0]
    kind = _kind("proposal" if one.action == "enter" else "leave", lang)
    record = one.because_of.record
    about = f" {number_of(record)}" if record else ""
    name = f"{kind} {one.title[lang]}{about}"
    if not after:
        opens = turning.opens(one)
        state = word("opens" if opens else turning.ends(one), lang)
        return SaidChange(
            Part.PROPOSAL, Mark.OPENS if opens else Mark.ENDS, _with(name, state, (), lang)
        )
    if not before:
        return SaidChange(
            Part.PROPOSAL, Mark.BEGINS, _with(name, proposal_said(one, lang), (), lang)
        )
    steps = tuple(_steps_apart(before[0].steps, one.steps, lang))
    more = list(steps) if len(steps) <= _FEW else [word("steps", lang, count=len(steps))]
    more += _otherwise(change, ("outcome", "steps"), lang)
    text = _moved(name, proposal_said(before[0], lang), proposal_said(one, lang), more, lang)
    named = steps if len(steps) > _FEW else ()
    return SaidChange(Part.PROPOSAL, Mark.CHANGES, text, named)


def _steps_apart(before: Iterable[Step], after: Iterable[Step], lang: str) -> Iterator[str]:
    """Steps of a proposal that are owed now, are owed otherwise, or are owed no more."""
    known = {one.id: one for one in before}
    later = {one.id: one for one in after}
    colon = ": " if lang == "en" else "："
    for one in later.values():
        if known.get(one.id) != one:
            yield f"{word('owed', lang)}{colon}{_step_said(one, lang)}"
    for one in known.values():
        if one.id not in later:
            yield f"{word('no-longer', lang)}{colon}{one.title[lang]}"


# Measures


def measure_name(one: MatchedMeasure, lang: str) -> str:
    """A measure with the degree of it."""
    degree = one.degree_title[lang] if one.degree_title else ""
    opened, closed = (" (", ")") if lang == "en" else ("（", "）")
    return f"{one.title[lang]}{opened}{degree}{closed}" if degree else one.title[lang]


@dataclass(frozen=True, slots=True)
class _Together:
    """What measures have in common that are said in one line."""

    mark: Mark
    happens: str
    effect: Effect
    record: str | None
    ground: Text
    more: tuple[str, ...]


def _measures(changes: list[Change], turning: _Turning, lang: str) -> Iterator[SaidChange]:
    groups: dict[tuple[object, ...], tuple[_Together, list[MatchedMeasure]]] = {}
    for change in changes:
        before = _of(MatchedMeasure, change.before)
        after = _of(MatchedMeasure, change.after)
        one = (after or before)[0]
        together = _together(change, before, after, turning, lang)
        because = one.because_of
        name = (
            together.mark,
            together.happens,
            one.effect,
            because.ruleset,
            because.record,
            together.more,
        )
        groups.setdefault(name, (together, []))[1].append(one)
    for together, several in groups.values():
        yield _group(together, several, lang)


def _together(
    change: Change,
    before: list[MatchedMeasure],
    after: list[MatchedMeasure],
    turning: _Turning,
    lang: str,
) -> _Together:
    one = (after or before)[0]
    more: list[str] = []
    if not after:
        opens = turning.opens(one)
        mark, happens = (Mark.OPENS, "opens") if opens else (Mark.ENDS, turning.ends(one))
    elif not before:
        mark, happens = Mark.BEGINS, "settles" if turning.settles(one) else "begins"
        if turning.first:
            happens = "applies"
        if one.lifelong:
            more.append(word("for-life", lang))
        elif one.until is not None:
            more.append(word("last-day", lang, day=one.until - timedelta(days=1)))
    else:
        mark, happens = Mark.CHANGES, "still"
        was = before[0]
        if (was.since, was.until) != (one.since, one.until):
            more.append(_term(one.since, one.until, lang))
        more += _otherwise(change, ("since", "until"), lang)
    because = one.because_of
    return _Together(mark, happens, one.effect, because.record, because.title, tuple(more))


def _group(together: _Together, several: list[MatchedMeasure], lang: str) -> SaidChange:
    names = tuple(dict.fromkeys(measure_name(one, lang) for one in several))
    targets = [one for one in Target if any(each.target is one for each in several)]
    head = names[0] if len(names) == 1 else word("measures", lang, count=len(names))
    what = f"[{name_of(together.effect, lang)}] {head}"
    ground = (
        record_name(together.record)[lang] if together.record is not None else together.ground[lang]
    )
    more = [
        word("targets", lang, targets=listed((name_of(one, lang) for one in targets), lang)),
        word("facts", lang, record=ground),
        *together.more,
    ]
    state = (
        together.more[0]
        if together.happens == "still" and together.more
        else word(together.happens, lang, state="")
    )
    rest = [one for one in more if one != state]
    named = names if len(names) > 1 else ()
    return SaidChange(Part.MEASURE, together.mark, _with(what, state, rest, lang), named)


def _settled(change: Change, lang: str) -> SaidChange:
    before, after = _of(SettledAnswer, change.before), _of(SettledAnswer, change.after)
    one = (after or before)[0]
    was, now = (
        _figure(several[0]) if several else word("not-given", lang) for several in (before, after)
    )
    more = () if not before or not after else tuple(_otherwise(change, ("low", "high"), lang))
    name = f"{one.title[lang]}（{name_of(one.target, lang)}）"
    if lang == "en":
        name = f"{one.title[lang]} ({name_of(one.target, lang)})"
    return SaidChange(Part.SETTLED, _mark(change), _moved(name, was, now, more, lang))


def _figure(one: SettledAnswer) -> str:
    low, high = amount(one.low), amount(one.high)
    return f"{low if low == high else f'{low}–{high}'} {one.unit}"


def _suppressed(change: Change, lang: str) -> SaidChange:
    answers = _of(SuppressedMeasure, change.after or change.before)
    one = answers[0]
    key = "gave-way" if change.after else "gave-way-no-more"
    text = word(key, lang, title=one.title[lang], other=one.gave_way_to)
    return SaidChange(Part.SUPPRESSED, _mark(change), text)


def _compared(change: Change, lang: str) -> SaidChange:
    before = _of(EditionsCompared, change.before)
    after = _of(EditionsCompared, change.after)
    one = (after or before)[0]
    name = f"{_kind('compared', lang)} {one.title[lang]} {number_of(one.record)}"
    if not after:
        text = _with(name, word("no-comparison", lang), (), lang)
    elif not before:
        text = _with(name, _taken(one, lang), (one.why[lang],), lang)
    else:
        more = [one.why[lang]] if before[0].why != one.why else []
        more += _otherwise(change, ("taken", "why"), lang)
        text = _moved(name, _taken(before[0], lang), _taken(one, lang), more, lang)
    return SaidChange(Part.COMPARED, _mark(change), text)


def _taken(one: EditionsCompared, lang: str) -> str:
    """The edition that is applied to an act, of the two that were compared."""
    match one.taken:
        case "older":
            return word("older", lang, edition=one.older.edition)
        case "newer":
            return word("newer", lang, edition=one.newer.edition)
        case "undetermined":
            return word("neither", lang)
        case _ as never:
            assert_never(never)


# Repair


def _repair(change: Change, lang: str) -> SaidChange:
    before = _of(RepairAssessment, change.before)
    after = _of(RepairAssessment, change.after)
    one = (after or before)[0]
    stage = f" {one.stage[lang]}" if one.stage else ""
    name = f"{_kind('repair', lang)} {one.title[lang]}{stage} {number_of(one.record)}"
    if not after:
        state = f"{name_of(one.state, lang)} {word('ends', lang)}"
        return SaidChange(Part.REPAIR, Mark.ENDS, _with(name, state, (), lang))
    days = [*_repair_days(before[0] if before else None, one, lang)]
    if not before:
        return SaidChange(
            Part.REPAIR, Mark.BEGINS, _with(name, name_of(one.state, lang), days, lang)
        )
    was = before[0]
    parts = [*_standing("requirements", was.requirements, one.requirements, lang)]
    parts += _standing("bars", was.bars, one.bars, lang)
    told = {"state", "first_day", "latest_day", "ends_by_itself"}
    if parts:
        told |= {"requirements", "bars"}
    more = [*parts, *days, *_otherwise(change, told, lang)]
    text = _moved(name, name_of(was.state, lang), name_of(one.state, lang), more, lang)
    return SaidChange(Part.REPAIR, Mark.CHANGES, text)


def _repair_days(was: RepairAssessment | None, one: RepairAssessment, lang: str) -> Iterator[str]:
    days: tuple[tuple[str, str, Callable[[RepairAssessment], date | None]], ...] = (
        ("first-to-apply", "first_day", lambda each: each.first_day),
        ("latest", "latest_day", lambda each: each.latest_day),
        ("by-itself", "ends_by_itself", lambda each: each.ends_by_itself),
    )
    for key, field, day_of in days:
        day = day_of(one)
        if was is not None and day_of(was) == day:
            continue
        if day is not None:
            yield word(key, lang, day=day)
        elif was is not None:
            yield word("cleared", lang, what=field_name(field, lang))


def _standing(
    kind: str,
    before: Iterable[RequirementAnswer],
    after: Iterable[RequirementAnswer],
    lang: str,
) -> Iterator[str]:
    """The requirements, or the bars, that stand otherwise than before."""
    known = {one.id: one for one in before}
    colon = ": " if lang == "en" else "："
    for one in after:
        was = known.get(one.id)
        if was is None or was.truth is not one.truth:
            words = STANDING[kind]
            now = either(words[one.truth], lang)
            told = now if was is None else f"{either(words[was.truth], lang)} → {now}"
            yield f"{one.title[lang]}{colon}{told}"


# Steps


def _step_said(one: Step, lang: str, about: str = "") -> str:
    due = f"{'; ' if lang == 'en' else '；'}{word('due', lang, day=one.due)}" if one.due else ""
    opened, closed = (" (", ")") if lang == "en" else ("（", "）")
    note = f"{opened}{one.note[lang]}{closed}" if one.note else ""
    return f"{one.title[lang]}{about}{due}{note}"


def _step(change: Change, turning: _Turning, lang: str) -> SaidChange:
    before, after = _of(Step, change.before), _of(Step, change.after)
    one = (after or before)[0]
    about = f" {number_of(one.about)}" if one.about else ""
    name = f"{_kind('step', lang)} {one.by}"
    if not after:
        opens = turning.opens(one)
        state = word("opens" if opens else "no-longer", lang)
        return SaidChange(
            Part.STEP,
            Mark.OPENS if opens else Mark.ENDS,
            _with(name, f"{one.title[lang]}{about}", (state,), lang),
        )
    more = () if not before else tuple(_otherwise(change, ("due", "note"), lang))
    text = _with(name, _step_said(one, lang, about), more, lang)
    return SaidChange(Part.STEP, _mark(change), text)


# The rest


def _undetermined(changes: list[Change], turning: _Turning, lang: str) -> Iterator[SaidChange]:
    more = [answer for one in changes if one.appeared for answer in _of(Undetermined, one.after)]
    less = [answer for one in changes if one.ended for answer in _of(Undetermined, one.before)]
    for key, mark, answers in (
        ("open" if turning.first else "open-more", Mark.OPENS, more),
        ("open-less", Mark.CHANGES, less),
    ):
        if answers:
            text = word(key, lang, count=len(answers), kinds=_kinds(answers, lang))
            yield SaidChange(Part.UNDETERMINED, mark, text)
    otherwise = sum(not one.appeared and not one.ended for one in changes)
    if otherwise:
        text = word("open-otherwise", lang, count=otherwise)
        yield SaidChange(Part.UNDETERMINED, Mark.CHANGES, text)


def _kinds(answers: list[Undetermined], lang: str) -> str:
    """What is open: a few by their titles, many by how many there are of each kind."""
    titles = list(dict.fromkeys(one.title[lang] for one in answers))
    if len(titles) <= _FEW:
        return ("; " if lang == "en" else "；").join(titles)
    counts: Counter[str] = Counter(one.what for one in answers)
    return listed(
        (f"{either(name, lang)} {counts[what]}" for what, name in OPEN.items() if counts[what]),
        lang,
    )


def _excluded(change: Change, lang: str) -> SaidChange:
    one = _of(ExcludedRecord, change.after or change.before)[0]
    key = "not-used" if change.after else "used-again"
    record = record_name(one.record)[lang]
    text = word(key, lang, record=record, status=name_of(one.status, lang))
    return SaidChange(Part.EXCLUDED, _mark(change), text)
