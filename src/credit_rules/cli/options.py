"""The options commands share, and how their values are read."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from credit_rules.cli.output import clean, fail, note
from credit_rules.cli.words import Lang, word
from credit_rules.diagnostics import Diagnostic
from credit_rules.errors import RulesetError
from credit_rules.model.codes import Purpose

if TYPE_CHECKING:
    from credit_rules import Acting, Rulebook

__all__ = [
    "UNDETERMINED",
    "AsOf",
    "Authority",
    "Catalogs",
    "Format",
    "Formats",
    "Langs",
    "Purposes",
    "Region",
    "Rulesets",
    "Uscc",
    "acting_of",
    "existing",
    "load_book",
    "rendered",
]

UNDETERMINED: Final = 4
"""The exit code that says: answered, and some outcome is undetermined."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST, _LAST = date(1949, 10, 1), date(2999, 12, 31)
_SHOWN: Final = 100


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


def _read_day(text: str | date) -> date:
    if isinstance(text, date):
        return text
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise typer.BadParameter(
            f"`{clean(text)}` 不是日期，应写作 2026-06-30"
            f" (found `{clean(text)}`, expected a day written as 2026-06-30)"
        )
    if not _FIRST <= day <= _LAST:
        raise typer.BadParameter(
            f"日期应在 {_FIRST} 与 {_LAST} 之间 (expected a day between {_FIRST} and {_LAST})"
        )
    return day


AsOf = Annotated[
    date,
    typer.Option(
        "--as-of",
        parser=_read_day,
        metavar="DATE",
        help="基准日。The day asked about, as 2026-06-30.",
    ),
]
Purposes = Annotated[
    list[str] | None,
    typer.Option(
        "--purpose",
        metavar="PURPOSE",
        help="应用场景，可重复；写编号或中文名。What is asked for; may be repeated: "
        + ", ".join(f"{one.value} {one.zh}" for one in Purpose),
    ),
]
Authority = Annotated[
    str | None, typer.Option("--authority", help="查询机关。The authority that asks.")
]
Region = Annotated[
    str | None,
    typer.Option("--region", help="查询机关的行政区划代码，六位。Its region, GB/T 2260."),
]
Langs = Annotated[Lang, typer.Option("--lang", help="文字语言。The language of texts.")]
Formats = Annotated[Format, typer.Option("--format", help="输出格式。How the answer is printed.")]
Rulesets = Annotated[
    Path | None,
    typer.Option(
        "--rulesets",
        metavar="PATH",
        help="规则集文件夹或文件，默认用随附的。Rulesets; without it, those that ship.",
    ),
]
Catalogs = Annotated[
    Path | None,
    typer.Option(
        "--catalogs",
        metavar="PATH",
        help="目录文件夹或文件，默认用随附的。Catalogs; without it, those that ship.",
    ),
]
Uscc = Annotated[
    str | None,
    typer.Option("--uscc", help="只看这一主体。Only the subject with this code."),
]


def acting_of(
    authority: str | None, region: str | None, purposes: list[str] | None
) -> Acting | None:
    """Who asks; None if nothing was said about it."""
    from credit_rules import Acting

    if authority is None and region is None and not purposes:
        return None
    if region is not None and not re.fullmatch(r"[0-9]{6}", region):
        raise typer.BadParameter(
            "应为六位行政区划代码 (expected six digits, GB/T 2260)", param_hint="--region"
        )
    if authority is not None and not 0 < len(authority) <= 100:
        raise typer.BadParameter(
            "应为 1 至 100 个字 (expected 1 to 100 characters)", param_hint="--authority"
        )
    asked = {_purpose(one) for one in purposes or ()}
    # In the order of the vocabulary: how they were typed is not part of the answer.
    ordered = tuple(one for one in Purpose if one in asked)
    return Acting(authority=authority, region=region, purposes=ordered)


def _purpose(text: str) -> Purpose:
    for one in Purpose:
        if text.strip() in (one.value, one.zh):
            return one
    known = "、".join(f"{one.value} {one.zh}" for one in Purpose)
    raise typer.BadParameter(
        f"没有应用场景 `{clean(text)}` (expected one of): {known}", param_hint="--purpose"
    )


def existing(path: Path | None, lang: Lang) -> Path | None:
    """The path; ends the command if nothing is there."""
    if path is not None and not path.exists():
        fail(word("no-such-path", lang, path=path), lang)
    return path


def load_book(rulesets: Path | None, catalogs: Path | None, lang: Lang) -> Rulebook:
    """Load the rules; ends the command, with what is wrong with them, if they do not load."""
    from credit_rules import load

    try:
        return load(existing(rulesets, lang), catalogs=existing(catalogs, lang))
    except RulesetError as error:
        found = [one for one in error.diagnostics if isinstance(one, Diagnostic)]
        note(rendered(found, lang))
        raise typer.Exit(2) from None


def rendered(found: list[Diagnostic], lang: Lang) -> str:
    """Diagnostics as people read them: the first hundred, and how many there are."""
    parts = [one.render(lang) for one in found[:_SHOWN]]
    if len(found) > _SHOWN:
        parts.append(word("more", lang, count=len(found) - _SHOWN))
    parts.append(word("found", lang, count=len(found)))
    return "\n\n".join(parts)
