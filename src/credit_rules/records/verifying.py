"""`verify_log`: every line and content of an archive, and where one is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from credit_rules.records.archive import LOCK
from credit_rules.records.entries import Record, RecordLine, RulebookEntry, StoredDocument, read_as
from credit_rules.records.files import Unread
from credit_rules.records.findings import Finding, Problem, finding
from credit_rules.records.log import LOG, Chain
from credit_rules.records.shelves import Shelf, content, digest_in, names, path_of, shown

__all__ = [
    "Verified",
    "about",
    "disagreement",
    "read_document",
    "read_record",
    "read_rulebook",
    "verify_log",
]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked through, and what was found.

    Attributes:
        lines: how many lines the log has. records: how many of them put a decision on record.
        erased: how many of these were erased since.
        documents: how many stored documents there are.
        head: the hash of the last line that is whole and in its place.
        findings: by file and line: the log, records, rulebooks, documents, the rest.
    """

    lines: int
    records: int
    erased: int
    documents: int
    head: str
    findings: tuple[Finding, ...]


def verify_log(folder: Path | str, *, head: str | None = None) -> Verified:
    """Walk the log of an archive, and look at everything it names.

    Args:
        folder: the archive.
        head: a hash that was the head once, kept elsewhere: without it nobody can see that lines
            were cut off at the end, or that the log was written anew.

    Raises:
        ArchiveError: `not-an-archive`.
    """
    place = Path(folder)
    chain = Chain.of(place)
    found = list(chain.findings)
    if head is not None and head not in chain.hashes:
        found.append(finding(Problem.HEAD_MISSING, LOG, line=chain.lines or None, head=head))
    rulebooks = _Rulebooks.of(place, chain)
    for line in chain.records.values():
        found += _of_record(place, line, chain, rulebooks.sound)
    found += rulebooks.findings
    documents = rulebooks.documents
    for _, one in sorted(documents.items()):
        read = read_document(place, one)
        if isinstance(read, Finding):
            found.append(read)
    # What a rulebook that cannot be read would have named is not there for nobody.
    known = None if rulebooks.findings else frozenset(documents)
    found += _left_over(place, chain.named, known)
    return Verified(
        lines=chain.lines,
        records=len(chain.records),
        erased=len(chain.erasures),
        documents=len(documents),
        head=chain.head,
        findings=tuple(found),
    )


def about(document: StoredDocument) -> str:
    """A stored document as it was called, with the rulesets in it."""
    held = ", ".join(document.holds)
    return f"{document.name} ({held})" if held else document.name


def read_document(folder: Path, document: StoredDocument) -> bytes | Finding:
    """The bytes of a stored document, or what is wrong with it."""
    return content(
        folder, Shelf.DOCUMENTS, document.digest, about=about(document), lines=document.lines
    )


def read_record(folder: Path, line: RecordLine) -> Record | Finding:
    """The record a line names, or what is wrong with it."""
    sequence = line.sequence
    data = content(folder, Shelf.RECORDS, line.content, sequence=sequence)
    if isinstance(data, Finding):
        return data
    record = read_as(Record, data)
    file = shown(Shelf.RECORDS, line.content)
    if record is None:
        return finding(Problem.NOT_OURS, file, sequence=sequence)
    if record.rulebook != line.rulebook:
        what = ("所用规则", "the rulebook")
        return finding(Problem.DISAGREES, file, sequence=sequence, what=what)
    return record


def read_rulebook(folder: Path, name: str, sequence: int | None = None) -> RulebookEntry | Finding:
    """The list of documents of a rulebook, or what is wrong with it."""
    data = content(folder, Shelf.RULEBOOKS, name, sequence=sequence)
    if isinstance(data, Finding):
        return data
    entry = read_as(RulebookEntry, data)
    if entry is None:
        return finding(Problem.NOT_OURS, shown(Shelf.RULEBOOKS, name), sequence=sequence)
    return entry


def disagreement(record: Record, rulebook: RulebookEntry) -> tuple[str, str] | None:
    """What a record says of itself otherwise than its decision does, in both languages."""
    told = record.model_dump(mode="json")
    for name, words in (
        ("as_of", ("基准日", "the day asked about")),
        ("known_as_of", ("所知截止日", "the day up to which facts were known")),
        ("acting", ("查询机关", "who asked")),
    ):
        if record.decision.get(name) != told[name]:
            return words
    provenance = record.decision.get("provenance")
    said = provenance if isinstance(provenance, Mapping) else {}
    if said.get("engine") != record.engine:
        return "引擎版本", "the engine"
    if said.get("rulebook") != rulebook.book:
        return "规则的摘要", "the digest of the rules"
    return None


@dataclass(frozen=True, slots=True)
class _Rulebooks:
    """Every list of documents that is in the archive, and what is wrong with some."""

    sound: Mapping[str, RulebookEntry]
    documents: Mapping[str, StoredDocument]
    findings: tuple[Finding, ...]

    @staticmethod
    def of(folder: Path, chain: Chain) -> _Rulebooks:
        first: dict[str, int] = {}
        for line in chain.records.values():
            first.setdefault(line.rulebook, line.sequence)
        files = names(folder, Shelf.RULEBOOKS)
        there = {name for name in map(_rulebook_in, files) if name is not None}
        sound: dict[str, RulebookEntry] = {}
        findings: list[Finding] = []
        for name in sorted({*first, *there}):
            read = read_rulebook(folder, name, first.get(name))
            if isinstance(read, Finding):
                findings.append(read)
            else:
                sound[name] = read
        documents = {
            one.digest: one for entry in sound.values() for one in (*entry.rules, *entry.profile)
        }
        return _Rulebooks(sound, documents, tuple(findings))


def _rulebook_in(file: str) -> str | None:
    return digest_in(Shelf.RULEBOOKS, file)


def _of_record(
    folder: Path, line: RecordLine, chain: Chain, rulebooks: Mapping[str, RulebookEntry]
) -> Iterator[Finding]:
    file, sequence = shown(Shelf.RECORDS, line.content), line.sequence
    if sequence in chain.erasures:
        path = path_of(folder, Shelf.RECORDS, line.content)
        if path.exists() or path.is_symlink():
            yield finding(Problem.NOT_ERASED, file, sequence=sequence)
        return
    record = read_record(folder, line)
    if isinstance(record, Finding):
        yield record
        return
    rulebook = rulebooks.get(line.rulebook)
    what = disagreement(record, rulebook) if rulebook is not None else None
    if what is not None:
        yield finding(Problem.DISAGREES, file, sequence=sequence, what=what)


def _left_over(
    folder: Path, named: set[str], documents: frozenset[str] | None
) -> Iterator[Finding]:
    """What lies in an archive and nothing in it names; documents only where all lists are read."""
    for shelf in Shelf:
        known = named if shelf is not Shelf.DOCUMENTS else documents
        if (folder / shelf.folder).is_symlink():
            why = (Unread.NOT_A_FILE.zh, Unread.NOT_A_FILE.value)
            yield finding(Problem.NOT_A_FILE, shelf.folder, why=why)
        for name in sorted(names(folder, shelf)):
            read = digest_in(shelf, name)
            if read is None or (known is not None and read not in known):
                yield finding(Problem.LEFT_OVER, f"{shelf.folder}/{name}")
    ours = {LOG, LOCK, *(shelf.folder for shelf in Shelf)}
    for name in sorted({one.name for one in folder.iterdir()} - ours):
        yield finding(Problem.LEFT_OVER, name)
