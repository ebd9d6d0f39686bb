"""Changes of an answer in a few lines: what begins, what ends, what becomes another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from credit_rules.analysis.changes import Change, Outcome, Part
from credit_rules.cli.words import Lang, code, word
from credit_rules.engine.decision import (
    ListingAnswer,
    MatchedMeasure,
    Proposal,
    RepairAssessment,
    TierAnswer,
)

__all__ = ["change_document", "change_lines"]

_SHOWN: Final = 6
"""So many titles of what would be open are told."""

_PARTS: Final[dict[Part, str]] = {
    Part.TIER: "tier",
    Part.LISTING: "listing",
    Part.PROPOSAL: "proposal",
    Part.MEASURE: "measure",
    Part.SUPPRESSED: "measure given way",
    Part.SETTLED: "figure",
    Part.COMPARED: "editions compared",
    Part.REPAIR: "repair",
    Part.EXCLUDED: "record not used",
    Part.STEP: "step",
}


def change_lines(changes: Sequence[Change], lang: Lang) -> Iterator[str]:
    """What changes, a line each; measures on one ground together, open outcomes counted."""
    told = [one for one in changes if one.part in _PARTS]
    groups: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for number, one in enumerate(told):
        mark = "+" if one.appeared else "-" if one.ended else "→"
        measure = one.part is Part.MEASURE
        name = (mark, one.part, one.title[lang], *(one.key[2:] if measure else (str(number),)))
        groups[name].append(one)
    for (mark, *_), several in groups.items():
        yield f"  {mark} {_said(several, lang)}"
    opened = [one for one in changes if one.part is Part.UNDETERMINED and one.appeared]
    if opened:
        titles = list(dict.fromkeys(one.title[lang] for one in opened))
        more = [*titles[:_SHOWN], "…"] if len(titles) > _SHOWN else titles
        joined = ("；" if lang is Lang.ZH else "; ").join(more)
        yield f"  ? {word('would-be-open', lang, count=len(opened), titles=joined)}"
    if not told and not opened:
        yield f"  {word('no-change', lang)}"


def _said(several: Sequence[Change], lang: Lang) -> str:
    one = several[0]
    part = one.part.zh if lang is Lang.ZH else _PARTS[one.part]
    colon = "：" if lang is Lang.ZH else ": "
    before, after = _states(one.before, lang), _states(one.after, lang)
    state = after or before
    if not one.appeared and not one.ended:
        state = f"{before} → {after}" if before != after else ", ".join(one.fields)
    if one.part is Part.MEASURE:
        answers = [each.answer for change in several for each in (change.after or change.before)]
        targets = [each.target for each in answers if isinstance(each, MatchedMeasure)]
        joined = "、" if lang is Lang.ZH else ", "
        state = joined.join(code(each, lang) for each in dict.fromkeys(targets))
    return f"[{part}] {one.title[lang]}" + (f"{colon}{state}" if state else "")


def _states(several: Iterable[Outcome], lang: Lang) -> str:
    joined = "、" if lang is Lang.ZH else ", "
    return joined.join(dict.fromkeys(said for one in several if (said := _state(one, lang))))


def _state(one: Outcome, lang: Lang) -> str:
    match one.answer:
        case TierAnswer() as tier:
            if tier.tier_title is not None:
                return tier.tier_title[lang]
            return " / ".join(tier.possible) or tier.source
        case ListingAnswer() as entry:
            return code(entry.state, lang)
        case RepairAssessment() as repair:
            return code(repair.state, lang).replace("-", " ")
        case Proposal() as proposal:
            questions = [fact.text[lang] for fact in proposal.findings_needed]
            joined = "；" if lang is Lang.ZH else "; "
            return word("needs", lang, questions=joined.join(questions)) if questions else ""
        case _:
            return ""


def change_document(one: Change) -> dict[str, Any]:
    """A change as data."""
    return {
        "part": one.part.value,
        "key": list(one.key),
        "title": one.title.model_dump(mode="json"),
        "before": [each.answer.model_dump(mode="json") for each in one.before],
        "after": [each.answer.model_dump(mode="json") for each in one.after],
        "fields": list(one.fields),
    }
