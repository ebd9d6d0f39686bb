"""`credit-rules diff`: for whom two rulebooks differ, outcome by outcome, and which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from credit_rules.cli.options import (
    FINDINGS,
    UNDETERMINED,
    Authority,
    Catalogs,
    Covers,
    Format,
    Formats,
    Langs,
    Profile,
    Purposes,
    Region,
    acting_of,
    load_book,
    read_day,
)
from credit_rules.cli.output import clean, fail, heading, on_one_line, write, write_json
from credit_rules.cli.progress import watched
from credit_rules.cli.witnesses import as_document, shown
from credit_rules.cli.words import ANSWERS, OUTCOMES, Lang, code, label, said, word

if TYPE_CHECKING:
    from credit_rules import Acting, Rulebook, Subject
    from credit_rules.analysis.diff import Change, Direction, Example, Impact
    from credit_rules.model.ruleset import Ruleset

__all__ = ["diff"]

_SECONDS: Final = 10.0
_SHIPPED: Final = "shipped"


class _FailOn(StrEnum):
    """Which changes end the command with exit code 1."""

    STRICTER = "stricter"
    MILDER = "milder"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class _OnFile:
    """Real subjects, and what changes for them."""

    subjects: int
    changes: tuple[Impact, ...]

    @property
    def changed(self) -> int:
        """For how many of them something changes."""
        return len({one.subject for one in self.changes})


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="旧规则：文件、文件夹、shipped，或者随附规则集的 ID@EDITION（多个用逗号分开）。The"
            " old rules: a file, a folder, `shipped`, or ID@EDITION of a ruleset that ships,"
            " several with commas between.",
        ),
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="新规则，写法相同。The new rules, said alike.")
    ],
    every: Annotated[
        bool,
        typer.Option("--all", help="不变的结果也列出。List outcomes that are equal as well."),
    ] = False,
    fail_on: Annotated[
        _FailOn | None,
        typer.Option(
            "--fail-on",
            help="有这样的变化时退出码为 1；移动的和有严有宽的都算。Exit code 1 if something"
            " changed so; what moved, or became both, counts either way.",
        ),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(
            "--seconds",
            min=0.001,
            help="求解器回答一个问题的时限，秒。How long the solver may take for one question.",
        ),
    ] = _SECONDS,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="在册主体：一个主体的 JSON，或行数据；可重复。列出其中谁的结果不同。Subjects on"
            " file, as JSON or rows; may be repeated. Says who of them is answered otherwise.",
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            parser=read_day,
            metavar="DATE",
            help="对 --data 的基准日。The day asked about for --data, as 2026-06-30.",
        ),
    ] = None,
    covers: Covers = None,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """比较新旧规则。Compare two rulebooks, outcome by outcome.

    每项结果（等级、措施、列入建议、修复……）对一切主体变严、变宽、有严有宽、移动，还是已证明不变，
    各举一例。每个版次都按有效来比较；`--data` 的主体则按基准日有效的版次计算，用 ID@EDITION 指定的
    除外。Each outcome (tier, measure, proposal, repair…) is stricter, milder, both, moved, or
    proved to be equal over all subjects, with an example. Every edition is compared as if it were
    in force; for subjects of `--data` it counts on the days it is, unless ID@EDITION names it.

    用 `--fail-on` 时，没有这样的变化而有不能判定的，退出码为 4。With `--fail-on`, exit code 4 says
    that nothing changed so as far as could be told, and that something could not be.
    """
    from credit_rules.analysis.diff import diff as compare
    from credit_rules.analysis.diff import impact

    acting = acting_of(authority, region, purposes)
    for option, given in _of_data(as_of, covers, acting):
        if given and not files:
            fail(word("only-with-data", lang, option=option), lang)
    if files and as_of is None:
        fail(word("data-needs-day", lang), lang)
    before, after = (_book(one, catalogs, profile, lang) for one in (old, new))
    subjects = _subjects(files, covers, lang)
    changes = compare(before, after, seconds=seconds)
    on_file = None
    if subjects is not None and as_of is not None:
        each = watched(subjects, len(subjects), lang)
        on_file = _OnFile(len(subjects), tuple(impact(before, after, each, as_of, acting)))
    if form is Format.JSON:
        write_json(_document(old, new, changes, on_file))
    else:
        write("\n".join(_lines(changes, on_file, lang, every=every)))
    if fail_on is not None:
        _end(fail_on, changes, on_file)


def _of_data(
    as_of: date | None, covers: Sequence[str] | None, acting: Acting | None
) -> Iterator[tuple[str, bool]]:
    """The options that say something about `--data`, and whether they were given."""
    yield "--as-of", as_of is not None
    yield "--covers", bool(covers)
    yield "--authority", acting is not None and acting.authority is not None
    yield "--region", acting is not None and acting.region is not None
    yield "--purpose", acting is not None and bool(acting.purposes)


# What is compared


def _book(told: str, catalogs: Sequence[Path] | None, profile: Path | None, lang: Lang) -> Rulebook:
    """One side: what ships, what lies at a path, or editions of what ships."""
    path = Path(told)
    if told == _SHIPPED or path.exists():
        return load_book([path], catalogs, profile, lang)
    if "@" not in told:
        fail(word("book-of", lang, said=clean(told)), lang)
    return _editions(load_book(None, catalogs, profile, lang), told, lang)


def _editions(book: Rulebook, told: str, lang: Lang) -> Rulebook:
    """Editions of a book by themselves, as if in force on any day, with the schemes they read."""
    from credit_rules.analysis.narrowing import narrowed
    from credit_rules.model.catalog import Validity
    from credit_rules.model.subject import FIRST_DAY

    chosen: list[Ruleset] = []
    for one in told.split(","):
        name, _, edition = one.strip().partition("@")
        known = {each.header.edition: each for each in book.rulesets if each.header.id == name}
        if not known:
            fail(word("no-such-ruleset", lang, id=clean(name)), lang)
        if edition not in known:
            listed = ", ".join(known)
            facts = {"id": name, "edition": clean(edition), "known": listed}
            fail(word("no-such-edition", lang, **facts), lang)
        ruleset = known[edition]
        header = replace(ruleset.header, in_force=Validity(FIRST_DAY))
        chosen.append(replace(ruleset, header=header))
    return narrowed(book, chosen)


def _subjects(
    files: Sequence[Path] | None, covers: Sequence[str] | None, lang: Lang
) -> tuple[Subject, ...] | None:
    from credit_rules.cli.subjects import read_subjects

    return read_subjects(files, None, covers, lang).subjects if files else None


# Told to people


def _marks() -> dict[Direction, str]:
    """The directions in the order they are told, each with its mark."""
    from credit_rules.analysis.diff import Direction

    return {
        Direction.STRICTER: "↑",
        Direction.INCOMPARABLE: "↕",
        Direction.MILDER: "↓",
        Direction.MOVED: "→",
        Direction.UNDECIDED: "?",
        Direction.EQUAL: "=",
    }


def _lines(
    changes: Sequence[Change], on_file: _OnFile | None, lang: Lang, *, every: bool
) -> Iterator[str]:
    from credit_rules.analysis.diff import Direction

    for direction, mark in _marks().items():
        some = [one for one in changes if one.direction is direction]
        if some and (every or direction is not Direction.EQUAL):
            yield heading(code(direction, lang))
            for one in some:
                yield from _change(one, mark, lang)
            yield ""
    if on_file is not None:
        yield from _on_file(on_file, lang)
        yield ""
    yield heading(word("summary", lang))
    comma = "，" if lang is Lang.ZH else ", "
    counts = Counter(one.direction for one in changes)
    told = comma.join(f"{code(one, lang)} {counts[one]}" for one in _marks() if counts[one])
    yield word("changed-count", lang, count=len(changes), counts=told)


def _change(one: Change, mark: str, lang: Lang) -> Iterator[str]:
    from credit_rules.analysis.diff import Direction

    yield f"{mark} {_outcome(one.outcome, lang)}"
    if one.direction is Direction.MOVED and not one.examples:
        yield f"    {word('given-otherwise', lang)}"
    for example in one.examples:
        yield from _example(example, lang)
    if one.because:
        key = "because" if one.direction is Direction.UNDECIDED else "other-way"
        yield f"    {label(key, lang, one.because)}"


def _example(example: Example, lang: Lang) -> Iterator[str]:
    first, *rest = shown("example", example.witness, lang)
    space = "" if lang is Lang.ZH else " "
    yield f"{first}{space}{_answers(example.old, example.new, lang)}"
    yield from rest


def _on_file(on_file: _OnFile, lang: Lang) -> Iterator[str]:
    marks = _marks()
    yield heading(word("files", lang))
    for one in on_file.changes:
        told = _answers(one.old, one.new, lang)
        name = on_one_line(one.label)
        yield f"{marks[one.direction]} {name} {_outcome(one.outcome, lang)}: {told}"
    counts = {"count": on_file.subjects, "changed": on_file.changed}
    yield word("file-count", lang, **counts, changes=len(on_file.changes))


def _outcome(name: str, lang: Lang) -> str:
    """An outcome: what kind it is, and its id."""
    kind, _, what = name.partition(":")
    return f"{said(OUTCOMES[kind], lang)} {what}"


def _answers(old: str, new: str, lang: Lang) -> str:
    """Two answers as people say them; a tier, a day, are said as they are."""
    before, after = (said(ANSWERS[one], lang) if one in ANSWERS else one for one in (old, new))
    return f"{before} → {after}"


# Told to programs


def _document(
    old: str, new: str, changes: Sequence[Change], on_file: _OnFile | None
) -> dict[str, object]:
    counts = Counter(one.direction for one in changes)
    return {
        "format": "credit-rules/diff/1",
        "old": old,
        "new": new,
        "outcomes": [
            {
                "outcome": one.outcome,
                "direction": one.direction.value,
                "because": one.because or None,
                "examples": [
                    {"old": each.old, "new": each.new, "witness": as_document(each.witness)}
                    for each in one.examples
                ],
            }
            for one in changes
        ],
        "counts": {one.value: counts[one] for one in _marks()},
        "on_file": None if on_file is None else _data(on_file),
    }


def _data(on_file: _OnFile) -> dict[str, object]:
    return {
        "subjects": on_file.subjects,
        "changed": on_file.changed,
        "changes": [
            {
                "subject": one.subject,
                "label": one.label,
                "outcome": one.outcome,
                "old": one.old,
                "new": one.new,
                "direction": one.direction.value,
            }
            for one in on_file.changes
        ],
    }


def _end(fail_on: _FailOn, changes: Sequence[Change], on_file: _OnFile | None) -> None:
    """End with 1 if something changed so, or else with 4 if that could not be told."""
    from credit_rules.analysis.diff import Direction

    ways = {
        _FailOn.STRICTER: {Direction.STRICTER},
        _FailOn.MILDER: {Direction.MILDER},
        _FailOn.ANY: {Direction.STRICTER, Direction.MILDER},
    }[fail_on]
    found = {one.direction for one in changes}
    if on_file is not None:
        found |= {one.direction for one in on_file.changes}
    if found & (ways | {Direction.MOVED, Direction.INCOMPARABLE}):
        raise typer.Exit(FINDINGS)
    if any(one.because for one in changes):
        raise typer.Exit(UNDETERMINED)
