"""`credit-rules decisive`: which missing facts settle what is undetermined, and what it may be."""

from __future__ import annotations

from collections.abc import Iterator
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
)
from credit_rules.cli.output import heading, write_documents, write_pages
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, aside, code, word

if TYPE_CHECKING:
    from credit_rules.analysis.foresight.unknowns import DecisiveSet, Unknowns, Unsettled
    from credit_rules.engine.decision import MissingFact

__all__ = ["decisive"]


def decisive(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    as_of: AsOf,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome",
            metavar="ID",
            help="只看这一结果：规则集、规则、体系、名单、记录或者种类（如 measure）；可重复。"
            "Only outcomes called so: a ruleset, rule, scheme, list, record or kind; may be"
            " repeated.",
        ),
    ] = None,
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
    """未定的结果：补上哪些最少的事实即可定下，由谁掌握。Which missing facts settle what is open.

    对每个未定的结果，列出最少的事实或者认定的组合，取什么值时结果即定、不论其余；以及最轻和最重会是
    什么。For each undetermined outcome the smallest sets of missing facts and findings, with who
    holds them: with which values it is settled, whatever the rest; and the lightest and heaviest
    it can come to. Exit code 4: something is undetermined.
    """
    from credit_rules.analysis.foresight.unknowns import decisive_unknowns
    from credit_rules.cli.subjects import read_subjects

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    answers = [
        decisive_unknowns(
            book,
            one,
            as_of,
            only=only,
            acting=acting,
            watched=lambda some: watched(some, len(some), lang, slow=True),
        )
        for one in given.subjects
    ]
    if form is Format.JSON:
        write_documents(map(_document, answers), single=given.single)
    else:
        write_pages(_lines(one, lang) for one in answers)
    if any(one.outcomes for one in answers):
        raise typer.Exit(UNDETERMINED)


def _lines(one: Unknowns, lang: Lang) -> Iterator[str]:
    yield f"{one.subject}  {word('as-of', lang, day=one.as_of)}"
    yield heading(word("open-outcomes", lang))
    for each in one.outcomes:
        yield from _outcome(each, lang)
    if not one.outcomes:
        yield f"  {word('none-open', lang)}"
    yield heading(word("whole-envelope", lang))
    colon = "：" if lang is Lang.ZH else ": "
    for scheme, mildest, strictest in one.whole.tiers:
        said = word("between", lang, lightest=mildest, heaviest=strictest)
        yield f"  {scheme}{colon}{mildest if mildest == strictest else said}"
    ends = [
        word("nothing", lang) if effect is None else code(effect, lang)
        for effect in (one.whole.lightest, one.whole.heaviest)
    ]
    yield f"  {word('measures-between', lang, lightest=ends[0], heaviest=ends[1])}"


def _outcome(one: Unsettled, lang: Lang) -> Iterator[str]:
    target, joined = one.target, "；" if lang is Lang.ZH else "; "
    place = " ".join(part for part in (target.ruleset, target.rule, target.record) if part)
    yield f"  ? {target.title[lang]}{aside(place, lang)}"
    said = one.envelope.said
    yield f"      {word('between', lang, lightest=said[0][lang], heaviest=said[-1][lang])}"
    if one.envelope.beside:
        others = joined.join(target.called(other)[lang] for other in one.envelope.beside)
        yield f"      {word('may-also', lang, others=others)}"
    for each in one.sets:
        yield from _set(each, lang)
    if not one.sets:
        yield f"      {word('no-sets', lang)}"
    if one.untried:
        facts = joined.join(_fact(fact, lang) for fact in one.untried)
        yield f"      {word('untried', lang, facts=facts)}"
    if one.bounded:
        yield f"      {word('bounded', lang)}"


def _set(one: DecisiveSet, lang: Lang) -> Iterator[str]:
    joined = "；" if lang is Lang.ZH else "; "
    yield f"      · {joined.join(_fact(fact, lang) for fact in one.facts)}"
    for each in one.settlements:
        values = joined.join(supposed.said[lang] for supposed in each.supposed)
        yield f"          {word('settles', lang, values=values, outcome=each.said[lang])}"


def _fact(fact: MissingFact, lang: Lang) -> str:
    return fact.text[lang] + aside(word("holder", lang, holder=fact.holder), lang)


def _document(one: Unknowns) -> dict[str, Any]:
    return {
        "format": "credit-rules/decisive/1",
        "subject": one.subject,
        "as_of": str(one.as_of),
        "acting": one.acting.model_dump(mode="json") if one.acting else None,
        "outcomes": [
            {
                "what": each.target.what,
                "ruleset": each.target.ruleset or None,
                "rule": each.target.rule or None,
                "record": each.target.record or None,
                "about": each.target.about or None,
                "title": each.target.title.model_dump(mode="json"),
                "lightest": each.envelope.lightest,
                "heaviest": each.envelope.heaviest,
                "possible": list(each.envelope.possible),
                "beside": list(each.envelope.beside),
                "sets": [
                    {
                        "facts": [fact.model_dump(mode="json") for fact in found.facts],
                        "settlements": [
                            {
                                "outcome": way.outcome,
                                "said": way.said.model_dump(mode="json"),
                                "if": [
                                    supposed.said.model_dump(mode="json")
                                    for supposed in way.supposed
                                ],
                            }
                            for way in found.settlements
                        ],
                    }
                    for found in each.sets
                ],
                "untried": [fact.model_dump(mode="json") for fact in each.untried],
                "bounded": each.bounded,
            }
            for each in one.outcomes
        ],
        "whole": {
            "tiers": [
                {"scheme": scheme, "mildest": mildest, "strictest": strictest}
                for scheme, mildest, strictest in one.whole.tiers
            ],
            "lightest": one.whole.lightest and one.whole.lightest.value,
            "heaviest": one.whole.heaviest and one.whole.heaviest.value,
        },
    }
