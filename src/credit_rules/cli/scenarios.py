"""`credit-rules test`: what scenarios expect of rulesets, held against what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from credit_rules.cli.words import Lang, word
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules.testing import Mismatch, Scenario

__all__ = ["scenarios"]

_Judged = tuple["Scenario", tuple["Mismatch", ...]]


def scenarios(
    places: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIOS...",
            help="场景文件（*.scenario.yaml）或文件夹。Scenario files, or folders of them.",
        ),
    ],
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """核对场景。Hold rulesets to scenarios.

    每个场景写明一个主体、一个日期和应有的结果；有不符的，退出码为 1。A scenario is a subject, a
    day and what should come of it; exit code 1 says that some expectation does not hold.
    """
    from credit_rules.testing import judge, read_scenarios

    for place in places:
        if not place.exists():
            fail(word("no-such-path", lang, path=place), lang)
    book = load_book(rulesets, catalogs, profile, lang)
    try:
        read = read_scenarios(book, places)
    except RulesetError as error:
        refuse(error, lang)
    if not read:
        fail(word("no-scenarios", lang), lang)
    judged = [(one, judge(book, one)) for one in read]
    if form is Format.JSON:
        write_json(_document(judged))
    else:
        write("\n".join(_lines(judged, lang)))
    if any(mismatches for _, mismatches in judged):
        raise typer.Exit(FINDINGS)


def _lines(judged: Sequence[_Judged], lang: Lang) -> Iterator[str]:
    failed = [(one, mismatches) for one, mismatches in judged if mismatches]
    for scenario, mismatches in failed:
        yield f"✗ {scenario.at}: {scenario.name}"
        for one in mismatches:
            at = scenario.expected_at.get(one.word, scenario.at)
            yield f"    {at.line}: {one.word}"
            yield f"      {word('expected', lang)} {one.expected}"
            yield f"      {word('actually', lang)} {one.found}"
    yield word("scenarios", lang, count=len(judged), failed=len(failed))


def _document(judged: Sequence[_Judged]) -> dict[str, object]:
    return {
        "format": "credit-rules/test/1",
        "scenarios": [
            {
                "place": str(scenario.at),
                "name": scenario.name,
                "rulesets": list(scenario.rulesets),
                "as_of": str(scenario.as_of),
                "mismatches": [
                    {"expectation": one.word, "expected": one.expected, "found": one.found}
                    for one in mismatches
                ],
            }
            for scenario, mismatches in judged
        ],
    }
