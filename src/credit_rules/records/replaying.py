"""`replay`: decide again from what is on record, and compare the bytes.

The rules are those of the time, loaded from the bytes that were stored with the record; what
happened to the rulesets since, in an edition or in a file, plays no part. Two things are not in an
archive: the engine and the calendar of working days. Where the answer differs, a replay says
whether one of these is another one now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from credit_rules import __version__
from credit_rules.analysis.changes import Change, changes
from credit_rules.dates import calendar_digest
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision
from credit_rules.errors import CreditRulesError, RulesetError
from credit_rules.lang.compiler import Document, Documents, load_documents
from credit_rules.model.codes import Code
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import Subject
from credit_rules.records.archive import erased
from credit_rules.records.canonical import canonical
from credit_rules.records.entries import ErasureLine, Record, RecordLine, RulebookEntry
from credit_rules.records.findings import Finding, Problem, finding
from credit_rules.records.log import Chain
from credit_rules.records.refusals import refusal
from credit_rules.records.shelves import Shelf, shown
from credit_rules.records.verifying import (
    disagreement,
    read_document,
    read_record,
    read_rulebook,
)

__all__ = ["Cause", "Replay", "Replayed", "replay", "replays"]


class Replayed(Code):
    """What a replay came to."""

    SAME = "same", "逐字节相同"
    OTHERWISE = "otherwise", "结果不同"
    DAMAGED = "damaged", "已损坏，无法重放"
    ERASED = "erased", "已删除"


class Cause(Code):
    """Why a replay gives something else than what is on record."""

    ENGINE = "engine", "引擎版本不同"
    CALENDAR = "calendar", "工作日历不同"
    READING = "reading", "现在的引擎对同样的规则文件读出不同的规则"
    RECORD = "record", "引擎、日历、规则都相同：记录写入之前已被改动，或者引擎未改版本而有改动"


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of one record.

    Attributes:
        sequence: its number in the log; None for a line of the log that cannot be read.
        state: what the replay came to.
        subject: how the subject is called in answers; "" where the record cannot be read. as_of:
            the day asked about.
        engine: the engine that decided at the time.
        parts: the parts of the decision, by name, whose bytes differ.
        changes: the outcomes that differ; none where only other parts do, or where the decision is
            not one that this engine could have made.
        causes: why.
        findings: what is damaged, where that is why there is no replay.
        erasure: the line that says it was erased, if it was.
    """

    sequence: int | None
    state: Replayed
    subject: str = ""
    as_of: date | None = None
    engine: str = ""
    parts: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    causes: tuple[Cause, ...] = ()
    findings: tuple[Finding, ...] = ()
    erasure: ErasureLine | None = None


def replay(folder: Path | str, sequence: int) -> Replay:
    """Decide one record again.

    Raises:
        ArchiveError: `not-an-archive`, `no-such-record`, or `erased`.
    """
    place = Path(folder)
    chain = Chain.of(place)
    line = chain.records.get(sequence)
    if line is None:
        raise refusal("no-such-record", sequence=sequence)
    erasure = chain.erasures.get(sequence)
    if erasure is not None:
        raise erased(erasure)
    return _Reader(place).replay(line)


def replays(folder: Path | str) -> Iterator[Replay]:
    """Decide every record again, in the order of the log; one that was erased says so.

    What is wrong with the log itself comes first: a line that is damaged, or is not there, may have
    put something on record.

    Raises:
        ArchiveError: `not-an-archive`.
    """
    place = Path(folder)
    chain = Chain.of(place)
    for found in chain.findings:
        yield Replay(found.sequence, Replayed.DAMAGED, findings=(found,))
    reader = _Reader(place)
    for sequence, line in sorted(chain.records.items()):
        erasure = chain.erasures.get(sequence)
        if erasure is None:
            yield reader.replay(line)
        else:
            yield Replay(sequence, Replayed.ERASED, erasure=erasure)


class _Reader:
    """Reads rulebooks from an archive; that of the record before is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: tuple[str, _Loaded | tuple[Finding, ...]] | None = None

    def replay(self, line: RecordLine) -> Replay:
        record = read_record(self._folder, line)
        if isinstance(record, Finding):
            return Replay(line.sequence, Replayed.DAMAGED, findings=(record,))
        loaded = self._rulebook(line)
        if not isinstance(loaded, _Loaded):
            return _came_to(Replayed.DAMAGED, line, record, findings=loaded)
        return _again(line, record, loaded)

    def _rulebook(self, line: RecordLine) -> _Loaded | tuple[Finding, ...]:
        if self._last is None or self._last[0] != line.rulebook:
            self._last = line.rulebook, self._load(line)
        return self._last[1]

    def _load(self, line: RecordLine) -> _Loaded | tuple[Finding, ...]:
        entry = read_rulebook(self._folder, line.rulebook, line.sequence)
        if isinstance(entry, Finding):
            return (entry,)
        found: list[Finding] = []
        read: list[list[Document]] = []
        for some in (entry.rules, entry.profile):
            documents = []
            for one in some:
                data = read_document(self._folder, one)
                if isinstance(data, Finding):
                    found.append(data)
                else:
                    documents.append(Document(one.name, data))
            read.append(documents)
        if found:
            return tuple(dict.fromkeys(found))
        rules, profile = map(tuple, read)
        try:
            return _Loaded(entry, load_documents(Documents(rules, profile)))
        except RulesetError as error:
            return (_does_not_load(line, error),)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A rulebook of the time, as the engine of today reads it."""

    entry: RulebookEntry
    book: Rulebook


def _does_not_load(line: RecordLine, error: RulesetError) -> Finding:
    first = error.diagnostics[0].as_json()
    place = f"{first['file']}:{first['line']}"
    file = shown(Shelf.RULEBOOKS, line.rulebook)
    return finding(
        Problem.DOES_NOT_LOAD,
        file,
        sequence=line.sequence,
        why=f"{place}: {first['code']}",
    )


def _again(line: RecordLine, record: Record, loaded: _Loaded) -> Replay:
    file = shown(Shelf.RECORDS, line.content)
    try:
        decision = decide(
            loaded.book,
            Subject.read(canonical(record.subject)),
            record.as_of,
            acting=_acting(record),
            known_as_of=record.known_as_of,
            trace=record.trace,
        )
    except CreditRulesError as error:
        found = finding(Problem.NOT_DECIDED, file, sequence=line.sequence, why=error)
        return _came_to(Replayed.DAMAGED, line, record, findings=(found,))
    told: dict[str, Any] = decision.model_dump(mode="json")
    parts = tuple(
        name
        for name in sorted({*told, *record.decision})
        if name not in told
        or name not in record.decision
        or canonical(told[name]) != canonical(record.decision[name])
    )
    if not parts:
        words = disagreement(record, loaded.entry)
        if words is None:
            return _came_to(Replayed.SAME, line, record)
        found = finding(Problem.DISAGREES, file, sequence=line.sequence, what=words)
        return _came_to(Replayed.DAMAGED, line, record, findings=(found,))
    return replace(
        _came_to(Replayed.OTHERWISE, line, record),
        parts=parts,
        changes=_changes(record, decision),
        causes=_causes(record, loaded),
    )


def _came_to(
    state: Replayed, line: RecordLine, record: Record, *, findings: tuple[Finding, ...] = ()
) -> Replay:
    """A replay of a record that could be read."""
    said = record.decision.get("subject")
    return Replay(
        line.sequence,
        state,
        subject=said if isinstance(said, str) else "",
        as_of=record.as_of,
        engine=record.engine,
        findings=findings,
    )


def _acting(record: Record) -> Acting | None:
    if record.acting is None:
        return None
    try:
        return Acting.model_validate_json(canonical(record.acting))
    except ValidationError:
        raise CreditRulesError("who asked is not told as this engine knows it") from None


def _changes(record: Record, decision: Decision) -> tuple[Change, ...]:
    """The outcomes that differ; none where the record is of an engine with other answers."""
    try:
        before = Decision.model_validate_json(canonical(record.decision))
    except ValidationError:
        return ()
    return changes(before, decision)


def _causes(record: Record, loaded: _Loaded) -> tuple[Cause, ...]:
    found = []
    if record.engine != f"credit-rules {__version__}":
        found.append(Cause.ENGINE)
    if loaded.entry.calendar != calendar_digest():
        found.append(Cause.CALENDAR)
    elif loaded.entry.book != loaded.book.digest:
        found.append(Cause.READING)
    return tuple(found) or (Cause.RECORD,)
