"""`credit-rules mutate`: which small mistakes in a ruleset would nobody notice?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credit_rules.cli.options import (
    FINDINGS,
    Catalogs,
    Format,
    Formats,
    Jobs,
    Langs,
    Profile,
    jobs_of,
    load_book,
    refuse,
)
from credit_rules.cli.output import clean, fail, heading, write, write_json
from credit_rules.cli.progress import watched
from credit_rules.cli.words import Lang, code, said, word
from credit_rules.errors import RulesetError

if TYPE_CHECKING:
    from credit_rules.analysis.mutants import Operator
    from credit_rules.model.rulebook import Rulebook
    from credit_rules.testing.mutation import Ending, Fate, Fates

__all__ = ["mutate"]


def mutate(
    rulesets: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[RULESETS]...",
            help="规则集文件夹或文件，默认用随附的。Rulesets; without them, those that ship.",
        ),
    ] = None,
    places: Annotated[
        list[Path] | None,
        typer.Option(
            "--scenarios",
            metavar="PATH",
            help="场景文件（*.scenario.yaml）或文件夹，可重复；默认为当前文件夹。Scenario files, or"
            " folders of them; may be repeated; the current folder without any.",
        ),
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--properties",
            metavar="FILE",
            help="性质测试的 Python 文件，可重复；将被执行。Python files of property tests; may be"
            " repeated; they are run.",
        ),
    ] = None,
    operators: Annotated[
        list[str] | None,
        typer.Option(
            "--operator",
            metavar="NAME",
            help="只做这一种变异，可重复。Only this kind of mistake; may be repeated.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--ruleset",
            metavar="ID",
            help="只变异这一部规则集，可重复。Only this ruleset; may be repeated.",
        ),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under",
            min=0,
            max=100,
            metavar="PERCENT",
            help="发现的比例低于此数时退出码为 1；不写则有存活的即为 1。Exit code 1 if fewer are"
            " noticed; without it, if any survives.",
        ),
    ] = None,
    jobs: Jobs = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="FOLDER",
            help="把能发现存活变异的场景写入此文件夹，每部规则集一个文件。Write scenarios that"
            " would notice the survivors into this folder, a file a ruleset.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """变异测试。Make small mistakes in rulesets, and see whether scenarios notice.

    每次在规则集中造一处差错（限值含与不含、差一分一日、漏写但书……），看载入检查、场景和性质测试能否
    发现；没有发现的列出，并给出能发现它的场景。只有求解器证明等价的不计。One mistake at a time is
    made in a ruleset (the wrong side of a limit, a fen or a day more, a forgotten exception…); what
    neither the checks of loading nor a scenario or property notices is printed, with a scenario
    that would. Only what the solver proves equivalent is left out of the figure.
    """
    from credit_rules.testing import read_scenarios
    from credit_rules.testing.mutation import Fates, Mutation, read_properties

    for path in (*(rulesets or ()), *(places or ()), *(files or ())):
        if not path.exists():
            fail(word("no-such-path", lang, path=path), lang)
    chosen = _operators(operators)
    book = load_book(rulesets, catalogs, profile, lang)
    _known(book, only, lang)
    try:
        scenarios = read_scenarios(book, places or [Path()])
    except RulesetError as error:
        refuse(error, lang)
    properties = read_properties(files or ())
    if not scenarios and not properties:
        fail(word("no-scenarios", lang), lang)
    mutation = Mutation(
        book, scenarios, properties, frozenset(only) if only else None, frozenset(chosen)
    )
    running = mutation.fates(jobs_of(jobs))
    fates = Fates(tuple(watched(running, sum(mutation.counts), lang)))
    if folder is not None:
        _write_records(fates, folder)
    if form is Format.JSON:
        write_json(_document(fates))
    else:
        write("\n".join(_lines(fates, lang)))
    if fates.survivors if fail_under is None else fates.percent < fail_under:
        raise typer.Exit(FINDINGS)


def _operators(names: Sequence[str] | None) -> tuple[Operator, ...]:
    from credit_rules.analysis.mutants import Operator

    known = {one.value: one for one in Operator}
    for name in names or ():
        if name not in known:
            listed = "、".join(f"{one.value} {one.zh}" for one in Operator)
            raise typer.BadParameter(
                f"没有变异方式 `{clean(name)}` (expected one of): {listed}",
                param_hint="--operator",
            )
    return tuple(known[name] for name in names) if names else tuple(Operator)


def _known(book: Rulebook, only: Sequence[str] | None, lang: Lang) -> None:
    names = {one.header.id for one in book.rulesets}
    for name in only or ():
        if name not in names:
            fail(word("no-such-id", lang, id=clean(name)), lang)


def _lines(fates: Fates, lang: Lang) -> Iterator[str]:
    yield heading(word("mutation", lang))
    for operator, endings in fates.by_operator.items():
        yield f"{code(operator, lang)}{'：' if lang is Lang.ZH else ': '}{_counted(endings, lang)}"
    if fates.equivalent:
        yield ""
        yield word("equivalents", lang, count=fates.equivalent)
    for provision, survivors in _by_provision(fates.survivors):
        yield ""
        yield heading(provision)
        for fate in survivors:
            yield f"✗ {fate.at} {fate.rule}: {said((fate.words.zh, fate.words.en), lang)}"
            if fate.by:
                yield f"    {_reason(fate, lang)}"
            yield from fate.record.splitlines()
    yield ""
    yield word("mutated", lang, count=len(fates.all), **_figures(fates))


def _reason(fate: Fate, lang: Lang) -> str:
    from credit_rules.testing.mutation import OUT_OF_TIME, UNASKED

    return word(fate.by, lang) if fate.by in (OUT_OF_TIME, UNASKED) else fate.by


def _counted(endings: Mapping[Ending, int], lang: Lang) -> str:
    comma = "，" if lang is Lang.ZH else ", "
    return comma.join(f"{code(ending, lang)} {count}" for ending, count in endings.items())


def _figures(fates: Fates) -> dict[str, object]:
    return {
        "killed": fates.killed,
        "refused": fates.refused,
        "survived": len(fates.survivors),
        "percent": f"{fates.percent:.1f}%",
    }


def _by_provision(fates: Sequence[Fate]) -> Iterator[tuple[str, list[Fate]]]:
    """Survivors by the first provision of their rule, in the order of the instruments."""

    def provision(fate: Fate) -> str:
        first = fate.basis[0] if fate.basis else None
        return f"{first.instrument} {first.label}" if first else ""

    for name, group in groupby(sorted(fates, key=provision), key=provision):
        yield name, list(group)


def _write_records(fates: Fates, folder: Path) -> None:
    """A file for each ruleset that has survivors; each record once."""
    from credit_rules.testing import writing

    folder.mkdir(parents=True, exist_ok=True)
    records: dict[str, dict[str, None]] = {}
    for fate in fates.survivors:
        if fate.record:
            records.setdefault(fate.ruleset, {}).setdefault(fate.record)
    for name, texts in records.items():
        text = writing.scenario_file([name], texts)
        (folder / f"{name}.survivors.scenario.yaml").write_text(text, encoding="utf-8", newline="")


def _document(fates: Fates) -> dict[str, object]:
    return {
        "format": "credit-rules/mutate/1",
        "mutants": len(fates.all),
        "killed": fates.killed,
        "refused": fates.refused,
        "equivalent": fates.equivalent,
        "survived": len(fates.survivors),
        "percent": round(fates.percent, 2),
        "operators": {
            operator.value: {ending.value: count for ending, count in endings.items()}
            for operator, endings in fates.by_operator.items()
        },
        "fates": [
            {
                "ruleset": fate.ruleset,
                "edition": fate.edition,
                "operator": fate.operator.value,
                "rule": fate.rule,
                "provisions": [f"{one.instrument} {one.label}" for one in fate.basis],
                "place": str(fate.at),
                "mistake": {"zh": fate.words.zh, "en": fate.words.en},
                "ending": fate.ending.value,
                "by": fate.by,
                "scenario": fate.record,
            }
            for fate in fates.all
        ],
    }
