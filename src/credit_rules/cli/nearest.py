"""`credit-rules nearest`: early warning, and how far every threshold is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credit_rules.cli.options import (
    UNDETERMINED,
    AsOf,
    Authority,
    Catalogs,
    Covers,
    Format,
    Formats,
    Langs,
    Profile,
    Purposes,
    Region,
    Rulesets,
    Uscc,
    acting_of,
    load_book,
    read_day,
)
from credit_rules.cli.output import heading, write_documents, write_pages
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, aside, code, word

if TYPE_CHECKING:
    from credit_rules.analysis.foresight.distances import Distance
    from credit_rules.analysis.foresight.early_warning import EarlyWarning, NextEvent

__all__ = ["nearest"]


def nearest(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    as_of: AsOf,
    until: Annotated[
        date | None,
        typer.Option(
            "--until",
            parser=read_day,
            metavar="DATE",
            help="看到哪一日为止，默认六年。The last day on which an event is supposed; six years"
            " on without it.",
        ),
    ] = None,
    show_all: Annotated[
        bool,
        typer.Option(
            "--all",
            help="逐一列出不论已有记录、一条即足的事件。List what one record would do by itself.",
        ),
    ] = False,
    uscc: Uscc = None,
    covers: Covers = None,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """预警：再有哪一条记录、在哪一日之前，等级或者建议会变。Early warning: the next event.

    列出再有一条就会改变等级、重点关注或者列入建议的记录，只写必须写的内容，金额写最低的；有此效果
    的最后一日；以及到每个界限还差多少。假定此后照常交付而没有别的内容。Which single further record
    would change a tier, a watch or a proposal: what it has to say and no more, of a figure the
    least; the last day on which it would; and how far every threshold is. Deliveries are supposed
    to go on and to bring nothing else. Exit code 4: something is not known that has a say in it.
    """
    from credit_rules.analysis.foresight.early_warning import nearest as ask
    from credit_rules.cli.subjects import read_subjects

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    answers = [
        ask(
            book,
            one,
            as_of,
            until=until,
            acting=acting,
            watched=lambda some: watched(some, len(some), lang, slow=True),
        )
        for one in given.subjects
    ]
    if form is Format.JSON:
        write_documents(map(_document, answers), single=given.single)
    else:
        write_pages(_lines(one, lang, show_all) for one in answers)
    if any(_open(one) for one in answers):
        raise typer.Exit(UNDETERMINED)


def _open(one: EarlyWarning) -> bool:
    """Whether something is not known: which rulesets speak, or how far a threshold is."""
    return bool(one.unheard) or any(
        each.missing is None or each.missing != each.missing_least for each in one.distances
    )


def _lines(one: EarlyWarning, lang: Lang, show_all: bool) -> Iterator[str]:
    yield f"{one.subject}  {word('as-of', lang, day=one.as_of)}"
    yield word("next-notice", lang)
    yield heading(word("next-events", lang))
    hanging = [each for each in one.events if not each.alone]
    for each in hanging:
        yield from _event(each, one.until, lang)
    if not hanging:
        yield f"  {word('no-events', lang)}"
    alone = [each for each in one.events if each.alone]
    if alone:
        yield heading(word("alone-events", lang))
    if show_all:
        for each in alone:
            yield from _event(each, one.until, lang)
    else:
        for scheme, count in sorted(Counter(each.effect.ruleset for each in alone).items()):
            yield f"  {word('alone-count', lang, scheme=scheme, count=count)}"
    yield heading(word("distances", lang))
    for distance in one.distances:
        yield from _distance(distance, lang)
    if not one.distances:
        yield f"  {word('no-events', lang)}"
    if one.unheard:
        joined = "、" if lang is Lang.ZH else ", "
        yield f"  {word('unheard', lang, ids=joined.join(one.unheard))}"


def _event(one: NextEvent, until: date, lang: Lang) -> Iterator[str]:
    colon, joined = ("：", "；") if lang is Lang.ZH else (": ", "; ")
    effect = one.effect
    move = " → ".join(_state(part, effect.part.value, lang) for part in (effect.was, effect.now))
    name = effect.title[lang] + aside(effect.ruleset, lang)
    yield f"  [{code(effect.direction, lang)}] {name}{colon}{move}"
    said = joined.join(claim.said[lang] for claim in one.claims) or word("whatever", lang)
    of = _collection(one, lang)
    yield f"      {word('event', lang, of=of)}{colon}{said}"
    if one.last_day is not None:
        yield f"      {word('last-day', lang, day=one.last_day)}"
    else:
        yield f"      {word('no-last-day', lang, until=until)}"
    if one.takes_effect != one.event.day:
        yield f"      {word('takes-effect', lang, day=one.takes_effect)}"
    if one.needs:
        questions = joined.join(needed[lang] for needed in one.needs)
        yield f"      {word('needs', lang, questions=questions)}"


def _collection(one: NextEvent, lang: Lang) -> str:
    from credit_rules.model.subject import COLLECTIONS

    return COLLECTIONS[one.collection].zh if lang is Lang.ZH else one.collection.replace("_", " ")


def _state(state: str, part: str, lang: Lang) -> str:
    """A tier by its id; a proposal by how it stands."""
    if part == "tiers":
        return state if state and state not in ("gap", "overlap") else word(f"tier-{state}", lang)
    return word(f"proposal-{state}", lang)


def _distance(one: Distance, lang: Lang) -> Iterator[str]:
    colon = "：" if lang is Lang.ZH else ": "
    record = f" {one.record}" if one.record else ""
    name = one.title[lang] + aside(one.ruleset, lang)
    yield f"  {name}{record}{colon}{one.condition[lang]}"
    yield f"      {one.said[lang]}"


def _document(one: EarlyWarning) -> dict[str, Any]:
    from credit_rules.cli.changed import change_document

    return {
        "format": "credit-rules/early-warning/1",
        "subject": one.subject,
        "as_of": str(one.as_of),
        "until": str(one.until),
        "acting": one.acting.model_dump(mode="json") if one.acting else None,
        "events": [
            {
                "collection": each.collection,
                "record": each.event.record.model_dump(
                    mode="json", exclude_none=True, exclude={"key"}
                ),
                "says": [claim.said.model_dump(mode="json") for claim in each.claims],
                "effect": {
                    "part": each.effect.part.value,
                    "ruleset": each.effect.ruleset,
                    "rule": each.effect.rule,
                    "about": each.effect.about,
                    "title": each.effect.title.model_dump(mode="json"),
                    "was": each.effect.was,
                    "now": each.effect.now,
                    "direction": each.effect.direction.value,
                },
                "takes_effect": str(each.takes_effect),
                "last_day": str(each.last_day) if each.last_day else None,
                "alone": each.alone,
                "needs": [needed.model_dump(mode="json") for needed in each.needs],
                "changes": [change_document(change) for change in each.changes],
            }
            for each in one.events
        ],
        "distances": [_distance_document(each) for each in one.distances],
        "unheard": list(one.unheard),
    }


def _distance_document(one: Distance) -> dict[str, Any]:
    def exact(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "ruleset": one.ruleset,
        "rule": one.rule,
        "title": one.title.model_dump(mode="json"),
        "record": one.record or None,
        "condition": one.condition.model_dump(mode="json"),
        "now": {"low": exact(one.now.low), "high": exact(one.now.high)},
        "limit": exact(one.limit),
        "missing": {"least": exact(one.missing_least), "most": exact(one.missing)},
        "unit": one.unit.value,
        "holds": one.holds,
        "stands_until": exact(one.stands_until),
        "said": one.said.model_dump(mode="json"),
    }
