"""`credit-rules render`: static pages on which a lawyer reads rules beside the law."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credit_rules.cli.options import Catalogs, Langs, Profile, Rulesets, load_book, refuse
from credit_rules.cli.output import fail, write
from credit_rules.cli.words import Lang, word
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules import Rulebook
    from credit_rules.render.review import ShownScenario
    from credit_rules.testing.expectations import Plain

__all__ = ["render"]


def render(
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR", help="写入的文件夹，没有就新建。The folder to write into."
        ),
    ],
    instruments: Annotated[
        list[str] | None,
        typer.Option(
            "--instrument", metavar="ID", help="只写这一件；可重复。Only this instrument."
        ),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--ruleset", metavar="ID", help="只看这一部；可重复。Only this ruleset."),
    ] = None,
    scenarios: Annotated[
        list[Path] | None,
        typer.Option(
            "--scenarios",
            metavar="PATH",
            help="场景文件或文件夹，列在规则旁边；可重复。Scenarios to show beside the rules.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """写出供审阅的网页。Write pages for review.

    每件法律文件一页，条款、以它为依据的规则、说明规则的场景并列；不用网络，可以打印。A page for
    each instrument, with a list of all: every provision beside the rules that rest on it and the
    scenarios that show them. Nothing is fetched, and it prints on A4.
    """
    from credit_rules.render.review import INDEX, review_pages

    book = load_book(rulesets, catalogs, profile, lang)
    for one in instruments or ():
        if one not in book.catalog.instruments:
            fail(word("no-such-instrument", lang, id=one), lang)
    known = {one.header.id for one in book.rulesets}
    for one in names or ():
        if one not in known:
            fail(word("no-such-ruleset", lang, id=one), lang)
    shown = _scenarios(book, scenarios or (), lang)
    pages = review_pages(book, shown, instruments=instruments, rulesets=names, lang=lang.value)
    try:
        for name, text in pages.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as error:
        fail(f"{error.filename or out}: {error.strerror}", lang)
    write(word("rendered", lang, count=len(pages) - 1, index=out / INDEX))


def _scenarios(book: Rulebook, places: Sequence[Path], lang: Lang) -> list[ShownScenario]:
    """What scenarios expect, as the pages show it."""
    from credit_rules.render.review import ShownScenario
    from credit_rules.testing import read_scenarios

    for place in places:
        if not place.exists():
            fail(word("no-such-path", lang, path=place), lang)
    try:
        read = read_scenarios(book, places)
    except RulesetError as error:
        refuse(error, lang)
    return [
        ShownScenario(
            name=one.name,
            as_of=one.as_of,
            rulesets=frozenset(one.rulesets),
            holds=_names(one.expect.get("because_of")) | _names(one.expect.get("tier")),
            fails=_names(one.expect.get("not_because_of")),
            open=_names(one.expect.get("undetermined")),
            named=_names(one.expect.get("steps")),
            expected=tuple((key, _told(value)) for key, value in one.expect.items()),
        )
        for one in read
    ]


def _names(value: Plain | None) -> frozenset[str]:
    """What an expectation names: by itself, or by the first key of what is said of it."""
    match value:
        case None | bool():
            return frozenset()
        case str():
            return frozenset({value})
        case list():
            return frozenset[str]().union(*map(_names, value))
        case dict():
            return _names(value.get("id"))


def _told(value: Plain) -> str:
    """An expectation on one line, much as it stands in its file."""
    match value:
        case list():
            return "、".join(map(_told, value)) or "—"
        case dict():
            return "（" + "，".join(f"{key} {_told(one)}" for key, one in value.items()) + "）"
        case _:
            return str(value)
