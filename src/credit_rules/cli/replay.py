"""`credit-rules replay`: decide again what is on record, with the rules of the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from credit_rules.cli.archive import Archive, as_document, as_text, in_lang
from credit_rules.cli.options import FINDINGS, Format, Formats, Langs
from credit_rules.cli.output import on_one_line, write, write_json
from credit_rules.cli.words import Lang, code, word

if TYPE_CHECKING:
    from credit_rules.analysis.changes import Change
    from credit_rules.records import Replay

__all__ = ["replay"]


def replay(
    archive: Archive,
    sequence: Annotated[
        int | None,
        typer.Option(
            "--sequence", min=1, metavar="NUMBER", help="只重放这一条；默认全部。Only this record."
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
) -> None:
    """用当时的规则重放存档的结果。Decide again what is on record, and compare the bytes.

    规则用存档时的原文，与现在的规则集无关。不同的，说明结果的哪一部分不同以及原因（引擎、工作日历），
    退出码为 1；已删除的如实说明。With the rules as they were stored, whatever became of the
    rulesets since. Where the bytes differ it says which outcomes do and why (engine, calendar of
    working days), with exit code 1. An erased record is said to be erased.
    """
    from credit_rules.records import Replayed, replays
    from credit_rules.records import replay as replay_one

    with in_lang(lang):
        done = list(replays(archive)) if sequence is None else [replay_one(archive, sequence)]
    if form is Format.JSON:
        document = {"format": "credit-rules/replay/1", "records": list(map(_document, done))}
        write_json(document)
    else:
        write("\n".join([line for one in done for line in _lines(one, lang)] + [_sum(done, lang)]))
    if any(one.state in (Replayed.OTHERWISE, Replayed.DAMAGED) for one in done):
        raise typer.Exit(FINDINGS)


def _lines(one: Replay, lang: Lang) -> Iterator[str]:
    from credit_rules.records import Replayed

    marks = {
        Replayed.SAME: "✓",
        Replayed.OTHERWISE: "✗",
        Replayed.DAMAGED: "✗",
        Replayed.ERASED: "-",
    }
    name = "log.jsonl" if one.sequence is None else word("record-number", lang, number=one.sequence)
    about = [] if one.as_of is None else [on_one_line(one.subject), one.as_of.isoformat()]
    yield "  ".join([f"{marks[one.state]} {name}", *about, code(one.state, lang)])
    if one.erasure is not None:
        told = {"on": one.erasure.on, "by": one.erasure.by, "reason": one.erasure.reason}
        facts = {name: on_one_line(str(fact)) for name, fact in told.items()}
        yield f"    {word('erased-because', lang, **facts, basis=on_one_line(one.erasure.basis))}"
    for found in one.findings:
        yield f"    {as_text(found, lang)}"
    for cause in one.causes:
        yield f"    {word(f'cause-{cause.value}', lang, engine=on_one_line(one.engine))}"
    if one.parts:
        yield f"    {word('parts-differ', lang, parts=', '.join(map(on_one_line, one.parts)))}"
    for change in one.changes:
        yield f"    {_change(change, lang)}"


def _change(change: Change, lang: Lang) -> str:
    """A change on one line: in which part, of what, and how."""
    about = " ".join(on_one_line(part) for part in change.key if part)
    what = f"{code(change.part, lang)} {on_one_line(change.title[lang])}"
    if change.key != (change.title.zh,):  # as a note's, which is about itself
        what += f" ({about})"
    if change.appeared:
        return f"+ {what}"
    if change.ended:
        return f"- {what}"
    return f"≠ {what}: {', '.join(change.fields)}"


def _sum(done: Sequence[Replay], lang: Lang) -> str:
    from credit_rules.records import Replayed

    counts = Counter(one.state for one in done)
    facts = {state.value: counts[state] for state in Replayed}
    return word("replayed", lang, count=sum(one.sequence is not None for one in done), **facts)


def _document(one: Replay) -> dict[str, object]:
    return {
        "sequence": one.sequence,
        "state": one.state.value,
        "subject": one.subject or None,
        "as_of": None if one.as_of is None else one.as_of.isoformat(),
        "engine": one.engine or None,
        "parts": list(one.parts),
        "causes": [cause.value for cause in one.causes],
        "changes": [
            {
                "part": change.part.value,
                "key": list(change.key),
                "title": change.title.model_dump(),
                "before": [said.answer.model_dump(mode="json") for said in change.before],
                "after": [said.answer.model_dump(mode="json") for said in change.after],
            }
            for change in one.changes
        ],
        "findings": [as_document(found) for found in one.findings],
        "erasure": None if one.erasure is None else one.erasure.model_dump(mode="json"),
    }
