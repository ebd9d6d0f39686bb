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
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, said, word
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules.testing import Judge, Mismatch, Scenario

__all__ = ["scenarios"]

_Judged = tuple["Scenario", tuple["Mismatch", ...]]


def scenarios(
    places: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SCENARIOS",
            help="场景文件（*.scenario.yaml）或文件夹；默认为当前文件夹。Scenario files, or folders"
            " of them; the current folder without any.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="只核对名称含此文字的场景。Only scenarios with this name."),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="改写第一个不符场景的 expect，每次一个；退出码为 1，以便核对差异。Rewrite what the"
            " first failing scenario expects, one a run; exit code 1, for its difference is to be"
            " reviewed.",
        ),
    ] = False,
    words: Annotated[
        bool,
        typer.Option("--words", help="列出 expect 之下可以写什么。List what may be expected."),
    ] = False,
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
    from credit_rules.testing import Judge, read_scenarios

    if words:
        _tell_words(lang, form)
        return
    for place in places or ():
        if not place.exists():
            fail(word("no-such-path", lang, path=place), lang)
    book = load_book(rulesets, catalogs, profile, lang)
    try:
        read = read_scenarios(book, places or [Path()])
    except RulesetError as error:
        refuse(error, lang)
    if not read:
        fail(word("no-scenarios", lang), lang)
    asked = [one for one in read if name is None or name in one.name]
    if not asked:
        fail(word("no-such-scenario", lang, name=name), lang)
    judge = Judge(book)
    judged = [(one, judge.judge(one)) for one in watched(asked, len(asked), lang)]
    failed = [(one, mismatches) for one, mismatches in judged if mismatches]
    rewritten = _rewrite(judge, failed[0][0]) if update and failed else None
    if form is Format.JSON:
        write_json(_document(judged, rewritten))
    else:
        write("\n".join(_lines(judged, failed, lang)))
        if rewritten is not None:
            facts = {"place": rewritten.at, "name": rewritten.name, "left": len(failed) - 1}
            write(word("updated", lang, **facts))
        elif update:
            write(word("nothing-to-update", lang))
    if failed:
        raise typer.Exit(FINDINGS)


def _rewrite(judge: Judge, scenario: Scenario) -> Scenario:
    """Rewrite what a scenario expects, in its file."""
    from credit_rules.testing.updating import updated

    file = Path(scenario.at.file)
    file.write_bytes(updated(judge, scenario, file.read_bytes()))
    return scenario


def _tell_words(lang: Lang, form: Format) -> None:
    """Every word of `expect`, with what it expects."""
    from credit_rules.testing.expectations import EXPECTATIONS

    if form is Format.JSON:
        told = [
            {
                "word": name,
                "zh": one.zh,
                "en": one.en,
                "form": one.form.value,
                "details": [*one.answer.model_fields] if one.answer is not None else [],
            }
            for name, one in EXPECTATIONS.items()
        ]
        write_json({"format": "credit-rules/expectations/1", "words": told})
        return
    for name, one in EXPECTATIONS.items():
        write(f"{name}: {said((one.zh, one.en), lang)}")
        if one.answer is not None:
            write(f"    {{ {', '.join(one.answer.model_fields)} }}")


def _lines(judged: Sequence[_Judged], failed: Sequence[_Judged], lang: Lang) -> Iterator[str]:
    for scenario, mismatches in failed:
        yield f"✗ {scenario.at}: {scenario.name}"
        for one in mismatches:
            at = scenario.expected_at.get(one.word, scenario.at)
            yield f"    {at.line}: {one.word}"
            yield f"      {word('expected', lang)} {_in_words(one.expected, lang)}"
            yield f"      {word('actually', lang)} {_in_words(one.found, lang)}"
    yield word("scenarios", lang, count=len(judged), failed=len(failed))


def _in_words(told: str, lang: Lang) -> str:
    """What was expected or found; that there is nothing is said in the language."""
    from credit_rules.testing.expectations import NONE_OF, NOTHING

    if told == NOTHING:
        return word("nothing", lang)
    if told.startswith(NONE_OF):
        return word("none-of", lang, names=told.removeprefix(NONE_OF))
    return told


def _document(judged: Sequence[_Judged], rewritten: Scenario | None) -> dict[str, object]:
    return {
        "format": "credit-rules/test/1",
        "scenarios": [
            {
                "place": str(scenario.at),
                "name": scenario.name,
                "rulesets": list(scenario.rulesets),
                "as_of": str(scenario.as_of),
                "updated": scenario is rewritten,
                "mismatches": [
                    {"expectation": one.word, "expected": one.expected, "found": one.found}
                    for one in mismatches
                ],
            }
            for scenario, mismatches in judged
        ],
    }
