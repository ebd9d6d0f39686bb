"""`credit-rules coverage`: what became of every provision, and what every rule rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from credit_rules.cli.options import (
    FINDINGS,
    Catalogs,
    Format,
    Formats,
    Langs,
    Profile,
    Rulesets,
    load_book,
)
from credit_rules.cli.output import fail, write, write_json
from credit_rules.cli.words import REASONS, Lang, said, word

if TYPE_CHECKING:
    from credit_rules.analysis.law_coverage import Account, LawCoverage

__all__ = ["coverage"]


def coverage(
    law: Annotated[
        bool,
        typer.Option(
            "--law", help="逐条交代目录中的条款。Account for every provision of the catalog."
        ),
    ] = False,
    instruments: Annotated[
        list[str] | None,
        typer.Option(
            "--instrument",
            metavar="ID",
            help="只看这一件，逐条列出；可重复。Only this instrument, provision by provision.",
        ),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under",
            min=0,
            max=100,
            metavar="PERCENT",
            help="已实施的比例低于此数时退出码为 1。Exit code 1 if fewer are implemented.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """条款与规则的对应。Law coverage: provisions and rules, in both directions.

    每一条款要么有规则以它为依据，要么写明没有的理由；有未交代的，退出码为 1。Every provision has a
    rule that rests on it or says why none does; exit code 1 says that some do neither.
    """
    from credit_rules.analysis.law_coverage import law_coverage

    if not law:
        fail(word("say-law", lang), lang)
    book = load_book(rulesets, catalogs, profile, lang)
    found = law_coverage(book)
    for one in instruments or ():
        if one not in book.catalog.instruments:
            fail(word("no-such-instrument", lang, id=one), lang)
    if form is Format.JSON:
        write_json(_document(found))
    elif instruments:
        write("\n".join(_provisions(found, instruments, lang)))
    else:
        write("\n".join(_summary(found, lang)))
    too_few = fail_under is not None and found.share * 100 < fail_under
    if found.unaccounted or too_few:
        raise typer.Exit(FINDINGS)


def _summary(found: LawCoverage, lang: Lang) -> Iterator[str]:
    for instrument, accounts in groupby(found.accounts, key=lambda one: one.instrument):
        yield f"{instrument}: {_counted(list(accounts), lang)}"
    yield ""
    yield word("law-rest", lang, count=len(found.rest))
    for one in found.rest:
        yield f"  {one.instrument} {one.label}: {_why(one, lang)}"
    yield ""
    yield f"{word('law-all', lang)} {_counted(found.accounts, lang)}"
    yield word(
        "law-share",
        lang,
        implemented=found.implemented,
        operative=found.operative,
        share=f"{found.share:.1%}",
    )


def _counted(accounts: Sequence[Account], lang: Lang) -> str:
    """How many are implemented, and how many are not for which reason."""
    counted = Counter(None if one.implemented else _reason(one, lang) for one in accounts)
    implemented = counted.pop(None, 0)
    told = [word("implemented", lang, count=implemented, of=len(accounts))]
    told += [f"{reason} {count}" for reason, count in counted.most_common()]
    return ("；" if lang is Lang.ZH else "; ").join(told)


def _provisions(found: LawCoverage, instruments: Sequence[str], lang: Lang) -> Iterator[str]:
    for one in found.accounts:
        if one.instrument in instruments:
            mark = "✓" if one.implemented else "?" if one.omission is None else "–"
            yield f"{mark} {one.printed} [{one.version}] {one.verified.value}"
            if one.implemented:
                yield from (f"    {rests}" for rests in one.rests)
            else:
                yield f"    {_why(one, lang)}"


def _why(one: Account, lang: Lang) -> str:
    note = one.omission.note if one.omission else None
    return _reason(one, lang) if note is None else f"{_reason(one, lang)}（{note}）"


def _reason(one: Account, lang: Lang) -> str:
    return (
        word("unaccounted", lang)
        if one.omission is None
        else said(REASONS[one.omission.reason], lang)
    )


def _document(found: LawCoverage) -> dict[str, object]:
    return {
        "format": "credit-rules/law-coverage/1",
        "implemented": found.implemented,
        "operative": found.operative,
        "provisions": [
            {
                "instrument": one.instrument,
                "version": one.version,
                "provision": one.label,
                "verified": one.verified.value,
                "rests_on_it": [str(rests) for rests in one.rests],
                "not_covered": None if one.omission is None else one.omission.reason.value,
                "note": one.omission and one.omission.note,
            }
            for one in found.accounts
        ],
        "rules": {
            str(who): [f"{one.instrument} {one.label}" for one in cited]
            for who, cited in sorted(found.rules.items(), key=lambda item: str(item[0]))
        },
    }
