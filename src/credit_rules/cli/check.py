"""`credit-rules check`: everything wrong with rulesets and catalogs, and what each code means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from credit_rules.cli.completion import diagnostic_codes
from credit_rules.cli.options import (
    FINDINGS,
    Catalogs,
    Langs,
    Places,
    Profile,
    places_of,
    rendered,
)
from credit_rules.cli.output import clean, fail, note, write, write_json
from credit_rules.cli.words import Lang, word
from credit_rules.diagnostics import CODES, Diagnostic

if TYPE_CHECKING:
    from credit_rules.model.catalog import Instrument

__all__ = ["check"]


_AGE: Final = re.compile(r"(?P<days>[0-9]{1,5})d")


class _Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def _read_age(text: str | timedelta) -> timedelta:
    if isinstance(text, timedelta):
        return text
    match = _AGE.fullmatch(text)
    if match is None:
        raise typer.BadParameter(
            f"`{clean(text)}` 不是日数，应写作 180d (expected a number of days written as 180d)"
        )
    return timedelta(days=int(match["days"]))


def check(
    rulesets: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[RULESETS]...",
            help="规则集文件夹或文件，默认用随附的。Rulesets; without them, those that ship.",
        ),
    ] = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
    lang: Langs = Lang.ZH,
    form: Annotated[
        _Format,
        typer.Option(
            "--format",
            help="输出格式；sarif 供代码平台和编辑器读取。"
            "How findings are printed; sarif: SARIF 2.1.0, for code hosts and editors.",
        ),
    ] = _Format.TEXT,
    about: Annotated[
        str | None,
        typer.Option(
            "--about",
            metavar="CODE",
            autocompletion=diagnostic_codes,
            help="说明一种诊断：原因、示例、改法。"
            "Explain a code: why it exists, an example, its mending. Nothing is checked.",
        ),
    ] = None,
    stale_after: Annotated[
        timedelta | None,
        typer.Option(
            "--stale-after",
            parser=_read_age,
            metavar="DAYS",
            help="列出多少日以前核对的法律依据，写作 180d；有的，退出码为 1。"
            "Legal instruments last checked longer ago, as 180d; exit code 1 if there are any.",
        ),
    ] = None,
    codes: Annotated[
        bool,
        typer.Option("--codes", help="列出全部诊断。List every code. Nothing is checked."),
    ] = False,
) -> None:
    """检查规则集和目录。Check rulesets and catalogs.

    列出全部问题；有问题时退出码为 1。Everything wrong is printed; exit code 1 says there are
    findings. With --stale-after, instruments last checked longer ago are named on standard error.
    """
    if codes:
        _list_codes(lang)
        return
    if about is not None:
        _explain_code(about, lang)
        return
    from credit_rules import check as find

    at = places_of(rulesets, catalogs, profile, lang)
    found = find(at.rulesets, catalogs=at.catalogs, profile=at.profile)
    match form:
        case _Format.JSON:
            diagnostics = [one.as_json() for one in found]
            write_json({"format": "credit-rules/check/1", "diagnostics": diagnostics})
        case _Format.SARIF:
            _write_sarif(found, at, lang)
        case _Format.TEXT:
            write(rendered(list(found), lang) if found else _clean(at, lang))
    stale = [] if found or stale_after is None else _stale(at, _today() - stale_after)
    for one in stale:
        note(word("stale", lang, id=one.id, title=one.title, day=one.last_checked))
    if found or stale:
        raise typer.Exit(FINDINGS)


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _stale(at: Places, before: date) -> list[Instrument]:
    """The instruments nobody has checked since a day, the longest ago first."""
    from credit_rules import load

    book = load(at.rulesets, catalogs=at.catalogs, profile=at.profile)
    found = [one for one in book.catalog.instruments.values() if one.last_checked < before]
    return sorted(found, key=lambda one: (one.last_checked, one.id))


def _clean(at: Places, lang: Lang) -> str:
    from credit_rules import load

    book = load(at.rulesets, catalogs=at.catalogs, profile=at.profile)
    return word(
        "clean",
        lang,
        rulesets=len(book.rulesets),
        lists=len(book.catalog.lists),
        measures=len(book.catalog.measures),
        instruments=len(book.catalog.instruments),
    )


def _write_sarif(found: Sequence[Diagnostic], at: Places, lang: Lang) -> None:
    from credit_rules.cli.sarif import log

    places = (*at.rulesets, *at.catalogs, *([] if at.profile is None else [at.profile]))
    write_json(log(found, places, lang, Path.cwd()))


def _list_codes(lang: Lang) -> None:
    from credit_rules.cli.pages import outline

    width = max(map(len, CODES))
    write("\n".join(f"{code:{width}}  {outline(code, lang)}" for code in sorted(CODES)))


def _explain_code(code: str, lang: Lang) -> None:
    from credit_rules.cli.pages import page

    if code not in CODES:
        close = difflib.get_close_matches(code, CODES, n=3, cutoff=0.5)
        quoted = ("、" if lang is Lang.ZH else ", ").join(f"`{one}`" for one in close)
        hint = word("did-you-mean", lang, ids=quoted) if close else word("see-codes", lang)
        fail(f"{word('no-such-code', lang, code=code)}; {hint}", lang)
    write("\n".join(page(code, lang)))
