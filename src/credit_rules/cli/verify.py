"""`credit-rules verify`: named questions about rulesets, each proved or refuted with a witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from credit_rules.cli.options import (
    FINDINGS,
    Catalogs,
    Format,
    Formats,
    Jobs,
    Langs,
    Profile,
    Rulesets,
    jobs_of,
    load_book,
)
from credit_rules.cli.output import clean, fail, heading, note, write, write_json
from credit_rules.cli.progress import watched
from credit_rules.cli.witnesses import as_document, shown
from credit_rules.cli.words import Lang, aside, label, said, word
from credit_rules.model.codes import RulesetQuestion

if TYPE_CHECKING:
    from credit_rules import Rulebook
    from credit_rules.analysis.verify import Finding
    from credit_rules.model.ruleset import AnsweredQuestion, Header, Ruleset

__all__ = ["verify"]

_SECONDS: Final = 5.0
_QUESTIONS: Final = {one.value: one for one in RulesetQuestion}

# What the header of a ruleset answers although nothing asks for it any more.
_Needless = tuple["Header", "AnsweredQuestion"]


def verify(
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--ruleset",
            metavar="ID",
            help="只问这一部规则集，可重复。Only this ruleset; may be repeated.",
        ),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            metavar="NAME",
            help="只问这一个问题，可重复；写编号或中文名。Only this question; may be repeated: "
            + ", ".join(f"{one.value} {one.zh}" for one in RulesetQuestion),
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
    jobs: Jobs = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--save",
            metavar="FOLDER",
            help="把反例写成场景，存入此文件夹，每部规则集一个文件。Save the witnesses as scenarios"
            " into this folder, a file a ruleset.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """求证。Ask named questions of rulesets: proved, refuted, or not decidable here.

    有没有无等级可定的主体、永远用不上的规则、没有终期的限制……每个问题要么对一切主体得到证明，要么
    给出反例（一个主体、一个日期，经基准引擎核对），要么说明为何不能判定。有反例而规则集标题的
    answered 没有以条款说明的，退出码为 1。Is there a subject without a tier, a rule nobody meets, a
    restriction without an end…? Each question is proved of every subject, refuted by one on a day,
    whom the reference evaluator has decided again, or it is said why it is not decidable. Exit code
    1: something is refuted that the header of its ruleset (`answered`) does not answer by a
    provision.
    """
    wanted = _questions(names)
    book = load_book(rulesets, catalogs, profile, lang)
    known = {one.header.id for one in book.rulesets}
    for name in only or ():
        if name not in known:
            fail(word("no-such-ruleset", lang, id=clean(name)), lang)
    chosen = [one for one in book.rulesets if not only or one.header.id in only]
    asking = _asked(book, chosen, wanted, seconds, jobs_of(jobs))
    answers = list(watched(asking, len(chosen), lang, slow=True))
    found = [one for some in answers for one in some]
    needless = [
        (one.header, answer)
        for one, some in zip(chosen, answers, strict=True)
        for answer in one.header.answered
        if answer.question in wanted and not _needed(answer, some)
    ]
    saved = [] if folder is None else _save(book, found, folder, lang)
    if form is Format.JSON:
        write_json(_document(found, needless))
    else:
        write("\n".join(_lines(found, needless, wanted, lang)))
    for path in saved:
        note(word("saved", lang, path=path))
    if any(one.open for one in found):
        raise typer.Exit(FINDINGS)


def _questions(names: Sequence[str] | None) -> tuple[RulesetQuestion, ...]:
    """The questions that were named, in the order of the vocabulary; without names, all."""
    known = {word: one for one in RulesetQuestion for word in (one.value, one.zh)}
    for name in names or ():
        if name.strip() not in known:
            listed = "、".join(f"{one.value} {one.zh}" for one in RulesetQuestion)
            raise typer.BadParameter(
                f"没有问题 `{clean(name)}` (expected one of): {listed}", param_hint="--question"
            )
    asked = {known[name.strip()] for name in names or ()}
    return tuple(one for one in RulesetQuestion if not asked or one in asked)


# What one process is asked: the place of a ruleset among those chosen.

_Work = tuple["Rulebook", Sequence["Ruleset"], tuple[RulesetQuestion, ...], float]
_WORK: Final[list[_Work]] = []
"""The work of this process, where several share it."""


def _asked(
    book: Rulebook,
    chosen: Sequence[Ruleset],
    wanted: tuple[RulesetQuestion, ...],
    seconds: float,
    jobs: int,
) -> Iterator[tuple[Finding, ...]]:
    """What is found of each ruleset, in their order, however many processes share the work."""
    work = (book, chosen, wanted, seconds)
    if min(jobs, len(chosen)) == 1:
        yield from (_ask(work, place) for place in range(len(chosen)))
        return
    with ProcessPoolExecutor(jobs, initializer=_WORK.append, initargs=(work,)) as pool:
        yield from pool.map(_ask_here, range(len(chosen)))


def _ask_here(place: int) -> tuple[Finding, ...]:
    return _ask(_WORK[-1], place)


def _ask(work: _Work, place: int) -> tuple[Finding, ...]:
    from credit_rules.analysis.verify import verify_ruleset

    book, chosen, wanted, seconds = work
    return verify_ruleset(book, chosen[place], wanted, seconds=seconds)


def _needed(answer: AnsweredQuestion, found: Iterable[Finding]) -> bool:
    """Whether a header has to answer: what it is about is not proved."""
    from credit_rules.analysis.verdicts import Answer

    return any(one.answered == answer and one.verdict.answer is not Answer.PROVED for one in found)


# Told to people


def _lines(
    found: Sequence[Finding],
    needless: Sequence[_Needless],
    wanted: Sequence[RulesetQuestion],
    lang: Lang,
) -> Iterator[str]:
    from credit_rules.analysis.verdicts import Answer

    refuted = [one for one in found if one.verdict.answer is Answer.REFUTED]
    parts = {
        "refuted": [line for one in refuted if one.open for line in _refuted(one, "✗", lang)],
        "refuted-answered": [
            line for one in refuted if not one.open for line in _refuted(one, "–", lang)
        ],
        "undecided": [
            line
            for one in found
            if one.verdict.answer is Answer.UNDECIDED
            for line in (_claim(one, "?", lang), f"    {_why(one, lang)}")
        ],
        "needless": [_about(header, answer, lang) for header, answer in needless],
    }
    for key, lines in parts.items():
        if lines:
            yield from (heading(word(key, lang)), *lines, "")
    yield heading(word("summary", lang))
    counted = _counted(found)
    for question in (one for one in wanted if any(counted[one].values())):
        told = word("answers-to", lang, **counted[question])
        yield f"{_named(question, lang)}{'：' if lang is Lang.ZH else ': '}{told}"


def _refuted(one: Finding, mark: str, lang: Lang) -> Iterator[str]:
    yield _claim(one, mark, lang)
    if one.answered is not None:
        yield f"    {label('answered', lang, _reason(one.answered, lang))}"
    verdict = one.verdict
    if verdict.witness is None:
        yield f"    {word('no-witness', lang)}"
    else:
        yield from shown("witness", verdict.witness, lang)
    if verdict.beside is not None:
        yield from shown("compared", verdict.beside, lang)


def _claim(one: Finding, mark: str, lang: Lang) -> str:
    """Where a question was asked, which, and as what claim."""
    return f"{mark} {one.at} {one.ruleset} {one.edition} {_told(one, lang)}"


def _told(one: Finding, lang: Lang) -> str:
    question = _named(_QUESTIONS[one.question], lang)
    return f"{question}：{one.says.zh}" if lang is Lang.ZH else f"{question}: {one.says.en}"


def _named(question: RulesetQuestion, lang: Lang) -> str:
    return f"{question.value} {question.zh}" if lang is Lang.ZH else question.value


def _why(one: Finding, lang: Lang) -> str:
    return label("because", lang, one.verdict.because)


def _reason(answer: AnsweredQuestion, lang: Lang) -> str:
    """The provisions by which a header answers, and its words."""
    cited = ("、" if lang is Lang.ZH else ", ").join(
        f"{one.instrument} {one.label}" for one in answer.basis
    )
    words = said((answer.note.zh, answer.note.en), lang)
    return cited + aside(words, lang)


def _about(header: Header, answer: AnsweredQuestion, lang: Lang) -> str:
    question = _named(answer.question, lang)
    rules = f" ({', '.join(answer.rules)})" if answer.rules else ""
    told = _reason(answer, lang)
    return f"△ {answer.at} {header.id} {header.edition} {question}{rules} {told}"


def _counted(found: Sequence[Finding]) -> dict[RulesetQuestion, dict[str, int]]:
    """Per question, how often it came out how."""
    from credit_rules.analysis.verdicts import Answer

    counts = Counter(
        (one.question, one.verdict.answer, one.verdict.answer is Answer.REFUTED and not one.open)
        for one in found
    )
    return {
        question: {
            "proved": counts[question.value, Answer.PROVED, False],
            "refuted": counts[question.value, Answer.REFUTED, False],
            "answered": counts[question.value, Answer.REFUTED, True],
            "undecided": counts[question.value, Answer.UNDECIDED, False],
        }
        for question in RulesetQuestion
    }


# Told to programs, and saved


def _document(found: Sequence[Finding], needless: Sequence[_Needless]) -> dict[str, object]:
    return {
        "format": "credit-rules/verify/1",
        "findings": [
            {
                "ruleset": one.ruleset,
                "edition": one.edition,
                "question": one.question,
                "rules": list(one.rules),
                "claim": {"zh": one.says.zh, "en": one.says.en},
                "place": str(one.at),
                "answer": one.verdict.answer.value,
                "because": one.verdict.because or None,
                "witness": as_document(one.verdict.witness),
                "beside": as_document(one.verdict.beside),
                "answered": None if one.answered is None else _answer(one.answered),
                "open": one.open,
            }
            for one in found
        ],
        "needless": [
            {
                "ruleset": header.id,
                "edition": header.edition,
                "question": answer.question.value,
                "rules": list(answer.rules),
                "place": str(answer.at),
                **_answer(answer),
            }
            for header, answer in needless
        ],
        "questions": {question.value: counts for question, counts in _counted(found).items()},
    }


def _answer(answer: AnsweredQuestion) -> dict[str, object]:
    return {
        "note": {"zh": answer.note.zh, "en": answer.note.en},
        "basis": [f"{one.instrument} {one.label}" for one in answer.basis],
    }


def _save(book: Rulebook, found: Sequence[Finding], folder: Path, lang: Lang) -> list[Path]:
    """The witnesses as scenarios that hold: a file for each ruleset that has any."""
    from credit_rules.testing import writing

    written: dict[str, list[str]] = {}
    for one in found:
        claim = _told(one, lang)
        for key, witness in (
            ("refuted", one.verdict.witness),
            ("compared-with", one.verdict.beside),
        ):
            if witness is not None:
                text = writing.scenario_text(
                    book,
                    f"{claim} ({one.edition}, {word(key, lang)})",
                    [one.ruleset],
                    witness.subject,
                    witness.as_of,
                    witness.acting,
                )
                written.setdefault(one.ruleset, []).append(text)
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ruleset, texts in written.items():
            path = folder / f"{ruleset}.refuted.scenario.yaml"
            path.write_text(writing.scenario_file([ruleset], texts), encoding="utf-8", newline="")
            paths.append(path)
    except OSError as error:
        fail(word("not-written", lang, path=error.filename or folder, problem=error.strerror), lang)
    return paths
