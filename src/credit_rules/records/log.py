"""The log: its lines one after another, and the chain that their hashes make.

A line holds the hash of the line before it, so that no line can be changed, removed, moved or put
in without a break. What a chain alone cannot show is a log that was cut at its end or written anew
from some line on: for that a head, the hash of the last line, is kept where the archive is not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from credit_rules.records.entries import (
    BEGINNING,
    LIMIT_BYTES,
    LIMIT_LINE,
    ErasureLine,
    Line,
    RecordLine,
    line_from,
    sealed_hash,
)
from credit_rules.records.files import Unread, open_plain
from credit_rules.records.findings import Finding, Problem, finding
from credit_rules.records.refusals import refusal

__all__ = ["LOG", "Chain", "Read", "Tail", "lines", "tail"]

LOG: Final = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Read:
    """One line as it stands in the file.

    Attributes:
        number: from 1.
        line: what it says; None where it cannot be read.
        sound: whether it is whole and agrees with its own hash.
        begins: the byte it begins with, from 0. ended: whether a line end follows it.
    """

    number: int
    line: Line | None
    sound: bool
    begins: int
    ended: bool


def lines(folder: Path) -> Iterator[Read]:
    """Every line of a log, whatever became of it.

    Raises:
        ArchiveError: `not-an-archive`; there is no log that can be read.
    """
    file = open_plain(folder / LOG)
    if isinstance(file, Unread):
        raise refusal("not-an-archive", folder=folder)
    with os.fdopen(file, "rb") as stream:
        number = begins = 0
        while piece := stream.readline(LIMIT_LINE):
            number += 1
            ended = piece.endswith(b"\n")
            length = len(piece)
            while not ended and length <= LIMIT_BYTES and (rest := stream.readline(LIMIT_LINE)):
                # Longer than any line of ours, so what it says is of no interest.
                length, ended = length + len(rest), rest.endswith(b"\n")
            line = line_from(piece.removesuffix(b"\n")) if length == len(piece) else None
            sound = line is not None and ended and line.hash == sealed_hash(line)
            yield Read(number, line, sound, begins, ended)
            begins += length
            if not ended:
                return  # the end of the file, or no end in sight


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a log ends: the sequence and the hash of its last line."""

    sequence: int
    head: str


def tail(folder: Path) -> Tail:
    """The end of a log, which the next line continues.

    Only the last line is read: whether those before it are whole is for `verify_log` to say.

    Raises:
        ArchiveError: `torn-line`, `damaged-log`, or `not-an-archive`.
    """
    file = open_plain(folder / LOG)
    if isinstance(file, Unread):
        raise refusal("not-an-archive", folder=folder)
    with os.fdopen(file, "rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - LIMIT_LINE - 1))
        end = stream.read()
    if not size:
        return Tail(0, BEGINNING)
    begins = end.rfind(b"\n", 0, -1) + 1
    if not begins and size > len(end):
        raise refusal("damaged-log")  # longer than any line of ours
    if not end.endswith(b"\n"):
        raise refusal("torn-line", whole=size - len(end) + begins)
    line = line_from(end[begins:-1])
    if line is None or line.hash != sealed_hash(line):
        raise refusal("damaged-log")
    return Tail(line.sequence, line.hash)


@dataclass(slots=True)
class Chain:
    """A walk along a log: what it puts on record and erases, and every break in it.

    Where a line cannot be read the walk goes on with the next one that can, so that one damaged
    line is one finding and not as many as lines follow it.

    Attributes:
        records: the sound lines that put something on record, by sequence.
        erasures: the sound lines that erase, by the sequence of what they erase.
        named: the digests of records and rulebooks that any line names, sound or not.
        hashes: those of all sound lines.
        head: the hash of the last sound line in its place. lines: how many lines there are.
        findings: what is wrong, line by line.
    """

    records: dict[int, RecordLine] = field(default_factory=dict)
    erasures: dict[int, ErasureLine] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    head: str = BEGINNING
    lines: int = 0
    findings: list[Finding] = field(default_factory=list)
    _last: int = 0
    _unread: int = 0

    @staticmethod
    def of(folder: Path) -> Chain:
        """The walk along a whole log.

        Raises:
            ArchiveError: `not-an-archive`.
        """
        chain = Chain()
        for read in lines(folder):
            chain.step(read)
        return chain

    def step(self, read: Read) -> None:
        """Take the next line."""
        self.lines = read.number
        line = read.line
        if line is not None:
            self.named |= {line.content} | (
                {line.rulebook} if isinstance(line, RecordLine) else set()
            )
        if line is None or not read.sound:
            self._unread += 1
            if not read.ended:
                self._say(read, Problem.TORN_LINE, whole=read.begins)
            elif line is None:
                self._say(read, Problem.UNREADABLE_LINE)
            else:
                self._say(read, Problem.ALTERED_LINE)
            return
        self.hashes.add(line.hash)
        if not self._in_place(read, line):
            return
        match line:
            case RecordLine():
                self.records[line.sequence] = line
            case ErasureLine():
                erased = self.records.get(line.erases)
                known = erased is not None and erased.content == line.content
                # The record may stand on a line that cannot be read any more.
                lost = erased is None and bool(self.findings) and line.erases < line.sequence
                if line.erases in self.erasures or not (known or lost):
                    self._say(read, Problem.ERASURE_OF_NOTHING, erases=line.erases)
                else:
                    self.erasures[line.erases] = line

    def _in_place(self, read: Read, line: Line) -> bool:
        """Whether a sound line may stand here; if it may, the next one continues it."""
        expected, skipped = self._last + 1, line.sequence - self._last - 1
        if line.sequence <= self._last:
            # A line again, or one too late: the next is still to continue the one before.
            self._say(read, Problem.OUT_OF_SEQUENCE, expected=expected, found=line.sequence)
            return False
        if skipped > self._unread:
            expected += self._unread
            self._say(read, Problem.OUT_OF_SEQUENCE, expected=expected, found=line.sequence)
        elif not skipped and line.previous != self.head:
            self._say(read, Problem.BROKEN_CHAIN)
        self._last, self._unread, self.head = line.sequence, 0, line.hash
        return True

    def _say(
        self,
        read: Read,
        problem: Problem,
        *,
        whole: int = 0,
        expected: int = 0,
        found: int = 0,
        erases: int = 0,
    ) -> None:
        sequence = read.line.sequence if read.line is not None and read.sound else None
        self.findings.append(
            finding(
                problem,
                LOG,
                line=read.number,
                sequence=sequence,
                whole=whole,
                expected=expected,
                found=found,
                erases=erases,
            )
        )
