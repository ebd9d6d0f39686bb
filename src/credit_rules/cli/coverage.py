"""`credit-rules coverage`: rules by scenarios, or provisions by rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
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
    refuse,
)
from credit_rules.cli.output import fail, write, write_json
from credit_rules.cli.progress import watched
from credit_rules.cli.words import REASONS, Lang, said, word
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules import Rulebook
    from credit_rules.analysis.law_coverage import Account, LawCoverage

__all__ = ["coverage"]


def coverage(
    places: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SCENARIOS]...",
            help="场景文件（*.scenario.yaml）或文件夹：规则为其所及的程度。Scenario files,"
            " or folders of them: how far they reach into the rules.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--ruleset",
            metavar="ID",
            help="只看这一规则集；可重复。Only this ruleset; may be repeated.",
        ),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="另写一份可打印的网页。Write a page that prints, besides.",
        ),
    ] = None,
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
            help="比例低于此数时退出码为 1。Exit code 1 if less is covered, or implemented.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """场景或条款的覆盖。Coverage: of rules by scenarios, or of the law by rules.

    给出场景时，列出每条规则的每个条件未见的结果（成立、不成立、未定）和每条边界未达的一侧。With
    scenarios: per rule, which outcome of a condition (true, false, unknown) nobody saw, and which
    side of an edge nobody reached. Every ruleset that is loaded counts.

    用 `--law` 时，每一条款要么有规则以它为依据，要么写明没有的理由；有未交代的，退出码为 1。With
    `--law`: every provision has a rule that rests on it or says why none does; exit code 1 says
    that some do neither.
    """
    if law == bool(places):
        fail(word("say-what-to-cover", lang), lang)
    for option, given in (("--ruleset", only), ("--html", page)):
        if law and given:
            fail(word("only-of-rules", lang, option=option), lang)
    if not law and instruments:
        fail(word("only-of-law", lang, option="--instrument"), lang)
    book = load_book(rulesets, catalogs, profile, lang)
    if law:
        _of_law(book, instruments, fail_under, lang, form)
    else:
        _of_rules(book, places or [], only, page, fail_under, lang, form)


def _of_rules(
    book: Rulebook,
    places: Sequence[Path],
    only: Sequence[str] | None,
    page: Path | None,
    fail_under: float | None,
    lang: Lang,
    form: Format,
) -> None:
    """How far scenarios reach into the rules."""
    from credit_rules.cli.rule_coverage import document, lines
    from credit_rules.render.coverage_page import coverage_page
    from credit_rules.testing import read_scenarios
    from credit_rules.testing.covering import covering

    for place in places:
        if not place.exists():
            fail(word("no-such-path", lang, path=place), lang)
    known = {one.header.id for one in book.rulesets}
    for name in only or ():
        if name not in known:
            fail(word("no-such-ruleset", lang, id=name), lang)
    try:
        read = read_scenarios(book, places)
    except RulesetError as error:
        refuse(error, lang)
    asked = [one for one in read if only is None or set(only) & set(one.rulesets)]
    if not asked:
        fail(word("no-scenarios", lang), lang)
    report = covering(book, watched(asked, len(asked), lang)).report(only)
    if page is not None:
        try:
            page.write_text(coverage_page(report, book.catalog, lang.value), encoding="utf-8")
        except OSError as error:
            fail(word("not-written", lang, path=page, problem=error.strerror), lang)
    if form is Format.JSON:
        write_json(document(report, book.catalog, len(asked), lang))
    else:
        write("\n".join(lines(report, book.catalog, lang)))
    if fail_under is not None and report.tally.share * 100 < fail_under:
        raise typer.Exit(FINDINGS)


def _of_law(
    book: Rulebook,
    instruments: Sequence[str] | None,
    fail_under: float | None,
    lang: Lang,
    form: Format,
) -> None:
    """What became of every provision, and what every rule rests on."""
    from credit_rules.analysis.law_coverage import law_coverage

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
