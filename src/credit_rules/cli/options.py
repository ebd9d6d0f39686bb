"""The options commands share, how their values are read, and the exit codes all commands keep."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, NoReturn

import typer

from credit_rules.cli.completion import purpose_names
from credit_rules.cli.output import clean, fail, note
from credit_rules.cli.words import Lang, word
from credit_rules.diagnostics import Diagnostic
from credit_rules.engine.audience import Audience
from credit_rules.errors import RulesetError
from credit_rules.model.codes import Purpose
from credit_rules.model.subject import FIRST_DAY, LAST_DAY
from credit_rules.privacy import holds_identity_number

if TYPE_CHECKING:
    from credit_rules import Acting, Rulebook

__all__ = [
    "FINDINGS",
    "NOT_RUN",
    "UNDETERMINED",
    "AsOf",
    "Audiences",
    "Authority",
    "Catalogs",
    "Covers",
    "Format",
    "Formats",
    "Jobs",
    "Langs",
    "Places",
    "Profile",
    "Purposes",
    "Region",
    "Rulesets",
    "Uscc",
    "acting_of",
    "jobs_of",
    "load_book",
    "paths_of",
    "places_of",
    "read_day",
    "refuse",
    "rendered",
]

FINDINGS: Final = 1
"""The exit code that says: checked, and something is wrong with the rules."""

NOT_RUN: Final = 2
"""The exit code that says: could not run. An answer never ends with it."""

UNDETERMINED: Final = 4
"""The exit code that says: answered, and some outcome is undetermined."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN: Final = 100
_SHIPPED: Final = "shipped"


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


def read_day(text: str | date) -> date:
    """Read a day of an option.

    Raises:
        typer.BadParameter: it is no day, or none that may be asked about.
    """
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
    if not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(
            f"日期应在 {FIRST_DAY} 与 {LAST_DAY} 之间"
            f" (expected a day between {FIRST_DAY} and {LAST_DAY})"
        )
    return day


AsOf = Annotated[
    date,
    typer.Option(
        "--as-of",
        parser=read_day,
        metavar="DATE",
        help="基准日。The day asked about, as 2026-06-30.",
    ),
]
Purposes = Annotated[
    list[str] | None,
    typer.Option(
        "--purpose",
        metavar="PURPOSE",
        autocompletion=purpose_names,
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
Audiences = Annotated[
    Audience,
    typer.Option(
        "--audience",
        help="供谁使用：有权机关、合作单位、当事人、社会公众；其余部分不输出。"
        "Who the answer is for; what is not theirs to see is left out. The exit code stays.",
    ),
]
Formats = Annotated[Format, typer.Option("--format", help="输出格式。How the answer is printed.")]
Rulesets = Annotated[
    list[Path] | None,
    typer.Option(
        "--rulesets",
        metavar="PATH",
        help="规则集文件夹或文件，可重复，shipped 指随附的；默认用随附的。Rulesets; may be"
        " repeated, `shipped` are those that ship, which are used without it.",
    ),
]
Catalogs = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogs",
        metavar="PATH",
        help="目录文件夹或文件，可重复，shipped 指随附的；默认用随附的。Catalogs; may be repeated,"
        " `shipped` are those that ship, which are used without it.",
    ),
]
Profile = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        metavar="FILE",
        help="本部门公布的数额和比例。The figures the law leaves to the department.",
    ),
]
Covers = Annotated[
    list[str] | None,
    typer.Option(
        "--covers",
        metavar="COLLECTION=FROM..UNTIL",
        help="声明某类记录在此期间已完整交付，可重复；FROM 可写“自始”。Says that a collection was"
        " delivered completely over these days; may be repeated, as"
        " penalties=2020-01-01..2026-06-30 or 行政处罚=自始..2026-06-30.",
    ),
]
Uscc = Annotated[
    str | None,
    typer.Option("--uscc", help="只看这一主体。Only the subject with this code."),
]

Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="NUMBER",
        help="并行的进程数，默认为处理器的个数。How many processes share the work; as many as"
        " there are processors without it.",
    ),
]


def jobs_of(jobs: int | None) -> int:
    """How many processes share the work: as many as said, else as there are processors."""
    return jobs or os.cpu_count() or 1


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
    if authority is not None and holds_identity_number(authority):
        raise typer.BadParameter(
            "疑似公民身份号码，请删去 (holds what looks like a citizen's identity number)",
            param_hint="--authority",
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


@dataclass(frozen=True, slots=True)
class Places:
    """Where rulesets, catalogs and a profile are read from."""

    rulesets: tuple[Path, ...]
    catalogs: tuple[Path, ...]
    profile: Path | None

    @property
    def default(self) -> bool:
        """Whether they are those that ship, which a process reads once."""
        return self == places_of(None, None, None, Lang.ZH)


def places_of(
    rulesets: Sequence[Path] | None,
    catalogs: Sequence[Path] | None,
    profile: Path | None,
    lang: Lang,
) -> Places:
    """The places as they were given; ends the command if nothing is at one of them."""
    at = Places(paths_of("rulesets", rulesets), paths_of("catalogs", catalogs), profile)
    for path in (*at.rulesets, *at.catalogs, *([] if profile is None else [profile])):
        if not path.exists():
            fail(word("no-such-path", lang, path=path), lang)
    return at


def paths_of(
    folder: Literal["rulesets", "catalogs"], given: Sequence[Path] | None
) -> tuple[Path, ...]:
    """The paths given for a folder, with `shipped` read as what ships; without any, what ships."""
    from credit_rules import shipped

    said = given or (Path(_SHIPPED),)
    return tuple(shipped(folder) if str(one) == _SHIPPED else one for one in said)


def load_book(
    rulesets: Sequence[Path] | None,
    catalogs: Sequence[Path] | None,
    profile: Path | None,
    lang: Lang,
) -> Rulebook:
    """Load the rules; ends the command, with what is wrong with them, if they do not load."""
    from credit_rules import load

    at = places_of(rulesets, catalogs, profile, lang)
    try:
        if at.default:
            return load()
        return load(at.rulesets, catalogs=at.catalogs, profile=at.profile)
    except RulesetError as error:
        refuse(error, lang)


def refuse(error: RulesetError, lang: Lang) -> NoReturn:
    """Say everything that is wrong with some files, and end the command: it could not run."""
    found = [one for one in error.diagnostics if isinstance(one, Diagnostic)]
    note(rendered(found, lang))
    raise typer.Exit(NOT_RUN) from None


def rendered(found: list[Diagnostic], lang: Lang) -> str:
    """Diagnostics as people read them: the first hundred, and how many there are."""
    parts = [one.render(lang) for one in found[:_SHOWN]]
    if len(found) > _SHOWN:
        parts.append(word("more", lang, count=len(found) - _SHOWN))
    parts.append(word("found", lang, count=len(found)))
    return "\n\n".join(parts)
