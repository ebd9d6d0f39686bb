"""Writing to an archive: put a decision on record, erase a record.

A content is on the disk before the line that names it, and the line of an erasure before the
content goes. So whenever a machine stops, either nothing was recorded, or all of it; and what was
to be erased is still on record, or known to be erased, and erasing it again finishes the work.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from credit_rules.dates import calendar_digest
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision
from credit_rules.errors import ArchiveError
from credit_rules.lang.compiler import Document, Documents, load_documents
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import Subject
from credit_rules.privacy import holds_identity_number
from credit_rules.records.canonical import digest, line_digests
from credit_rules.records.entries import (
    BEGINNING,
    LIMIT_BYTES,
    LIMIT_TEXT,
    ErasureLine,
    Record,
    RecordLine,
    RulebookEntry,
    StoredDocument,
    as_bytes,
    read_as,
    sealed,
)
from credit_rules.records.files import append, put, remove
from credit_rules.records.findings import Finding
from credit_rules.records.locking import only_writer
from credit_rules.records.log import LOG, Chain, Tail, tail
from credit_rules.records.refusals import refusal
from credit_rules.records.shelves import Shelf, content, path_of, shown

__all__ = ["LOCK", "Kept", "Recorded", "Writer", "writing"]

LOCK: Final = "lock"

_CODE: Final = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
"""A unified social credit code, valid or mistyped."""

_NAMING: Final = {
    "uscc": 1,
    "name": 2,
    "key": 4,
    "document_number": 4,
    "order_number": 4,
    "organisation": 4,
}
"""The fields of a subject whose values lead to somebody, if they have so many characters.

A key such as `1` is found in any text, and leads to nobody.
"""

_Line = TypeVar("_Line", RecordLine, ErasureLine)


@dataclass(frozen=True, slots=True)
class Kept:
    """A rulebook whose documents are in the archive, and the digest of the list of them."""

    book: Rulebook
    digest: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that is on record, and the line that says so."""

    line: RecordLine
    decision: Decision


@contextmanager
def writing(folder: Path | str, *, new: bool = True) -> Iterator[Writer]:
    """Open an archive for writing, as the only one who does.

    Args:
        folder: the archive.
        new: make it where there is none.

    Raises:
        ArchiveError: `locked` while another program writes; `torn-line` or `damaged-log` where the
            log cannot be continued; `not-an-archive`; `cannot-write`.
    """
    place = Path(folder)
    known = place.is_dir() and (place / LOG).exists()
    if not known and not new:
        raise refusal("not-an-archive", folder=place)
    with _told(str(place)):
        if not place.exists():
            place.mkdir(mode=0o700, parents=True)
        # Contents without a log are no new archive, but one whose log is gone.
        if not known and {one.name for one in place.iterdir()} - {LOCK}:
            raise refusal("not-an-archive", folder=place)
    with ExitStack() as stack:
        with _told(LOCK):
            alone = stack.enter_context(only_writer(place / LOCK))
        if not alone:
            raise refusal("locked", folder=place)
        with _told(str(place)):
            if not (place / LOG).exists():
                append(place / LOG, b"")
            for shelf in Shelf:
                (place / shelf.folder).mkdir(mode=0o700, exist_ok=True)
                if (place / shelf.folder).is_symlink():
                    raise refusal("not-an-archive", folder=place)
        writer = Writer(place, tail(place))
        try:
            yield writer
        finally:
            writer.close()


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Have what the disk refuses told as our own error."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise refusal("cannot-write", what=what, why=why) from None


class Writer:
    """An archive open for writing; made by `writing`, and closed with it."""

    def __init__(self, folder: Path, end: Tail) -> None:
        self._folder = folder
        self._end = end
        self._closed = False

    def close(self) -> None:
        """Write nothing more: whoever comes next may already do."""
        self._closed = True

    @property
    def head(self) -> str:
        """The hash of the last line. Kept elsewhere, it shows if the log is cut or rewritten."""
        return self._end.head

    def keep(self, documents: Documents) -> Kept:
        """Load a rulebook from its documents, and keep in the archive those it does not have yet.

        Raises:
            RulesetError: they do not load.
            ArchiveError: `damaged`, where the archive has one of them and it was altered;
                `cannot-write`.
        """
        book = load_documents(documents)
        entry = RulebookEntry(
            book=book.digest,
            calendar=calendar_digest(),
            rules=self._stored(documents.rules, book),
            profile=self._stored(documents.profile, book),
        )
        return Kept(book, self._put(Shelf.RULEBOOKS, as_bytes(entry)))

    def _still_open(self) -> None:
        if self._closed:
            raise refusal("closed")

    def _stored(self, some: Iterable[Document], book: Rulebook) -> tuple[StoredDocument, ...]:
        held: dict[str, list[str]] = {}
        for header in (ruleset.header for ruleset in book.rulesets):
            held.setdefault(header.at.file, []).append(f"{header.id} {header.edition}")
        return tuple(
            StoredDocument(
                name=one.name,
                digest=self._put(Shelf.DOCUMENTS, one.content, one.name),
                lines=line_digests(one.content),
                holds=tuple(held.get(one.name, ())),
            )
            for one in some
        )

    def _put(self, shelf: Shelf, data: bytes, about: str = "") -> str:
        """Put a content on its shelf, unless it is there already."""
        self._still_open()
        name = digest(data)
        path = path_of(self._folder, shelf, name)
        if path.exists() or path.is_symlink():
            found = content(self._folder, shelf, name, about=about)
            if isinstance(found, Finding):
                raise _damaged(found)
        else:
            with _told(shown(shelf, name)):
                put(path, data)
        return name

    def record(
        self,
        kept: Kept,
        subject: Subject,
        as_of: date,
        *,
        acting: Acting | None = None,
        known_as_of: date | None = None,
        trace: bool = False,
        on: date | None = None,
        salt: str | None = None,
    ) -> Recorded:
        """Decide, and put the decision on record with everything it was made from.

        Args:
            kept: the rulebook, from `keep`.
            subject: as for `decide`, and so are `as_of`, `acting`, `known_as_of` and `trace`.
            as_of: the day asked about.
            acting: who asks.
            known_as_of: only what was known by that day.
            trace: keep the conditions that led to each answer. Not needed for a replay.
            on: the day on which it is put on record; nothing here looks at a clock.
            salt: 64 hexadecimal digits nobody can guess, never used before; random by default.

        Raises:
            CreditRulesError: as `decide`.
            ArchiveError: `too-large`, `salt-used`, `not-canonical`, `cannot-write`; nothing is on
                record then.
        """
        self._still_open()
        decision = decide(
            kept.book, subject, as_of, acting=acting, known_as_of=known_as_of, trace=trace
        )
        entry = Record(
            salt=secrets.token_hex(32) if salt is None else salt,
            engine=decision.provenance.engine,
            rulebook=kept.digest,
            as_of=as_of,
            known_as_of=known_as_of,
            acting=None if acting is None else acting.model_dump(mode="json"),
            trace=trace,
            subject=subject.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            decision=decision.model_dump(mode="json"),
        )
        data = as_bytes(entry)
        if len(data) > LIMIT_BYTES:
            raise refusal("too-large", limit=LIMIT_BYTES)
        name = digest(data)
        path = path_of(self._folder, Shelf.RECORDS, name)
        if path.exists() or path.is_symlink():
            raise refusal("salt-used")
        with _told(shown(Shelf.RECORDS, name)):
            put(path, data)
        line = RecordLine(
            sequence=self._end.sequence + 1,
            on=on,
            content=name,
            rulebook=kept.digest,
            previous=self._end.head,
            hash=BEGINNING,
        )
        try:
            return Recorded(self._append(line), decision)
        except ArchiveError:
            with suppress(OSError):
                remove(path)
            raise

    def erase(self, sequence: int, *, on: date, by: str, basis: str, reason: str) -> ErasureLine:
        """Erase a record. Its line stays, and one more line says when, by whom and why.

        Copies elsewhere, in backups for instance, are the caller's to erase. Where an earlier
        erasure was interrupted this finishes it, and the line is the earlier one.

        Args:
            sequence: of the line that put it on record.
            on: the day of the erasure.
            by: the office that erases; not a person's name, for it stays in the log.
            basis: the provision, or the decision, that it is erased on.
            reason: why, without naming anybody.

        Raises:
            ArchiveError: `no-such-record`, `erased` (before), `names-somebody`, `too-long`,
                `cannot-write`, or `damaged` (there is nothing to erase).
        """
        self._still_open()
        chain = Chain.of(self._folder)
        line = chain.records.get(sequence)
        if line is None:
            raise refusal("no-such-record", sequence=sequence)
        path = path_of(self._folder, Shelf.RECORDS, line.content)
        done = chain.erasures.get(sequence)
        if done is not None and not path.exists():
            raise erased(done)
        if done is None:
            done = self._tombstone(line, on=on, by=by, basis=basis, reason=reason)
        with _told(shown(Shelf.RECORDS, line.content)):
            remove(path)
        return done

    def _tombstone(
        self, line: RecordLine, *, on: date, by: str, basis: str, reason: str
    ) -> ErasureLine:
        data = content(self._folder, Shelf.RECORDS, line.content, sequence=line.sequence)
        if (
            isinstance(data, Finding)
            and not path_of(self._folder, Shelf.RECORDS, line.content).exists()
        ):
            raise _damaged(data)
        # What was damaged may be a person's too: it is erased, without a search for names in it.
        told = None if isinstance(data, Finding) else read_as(Record, data)
        names = frozenset(_names(told.subject)) if told is not None else frozenset()
        for field, text in (("by", by), ("basis", basis), ("reason", reason)):
            if not 0 < len(text.strip()) <= len(text) <= LIMIT_TEXT:
                raise refusal("too-long", field=field, limit=LIMIT_TEXT)
            if _leads_to_somebody(text, names):
                raise refusal("names-somebody", field=field)
        tombstone = ErasureLine(
            sequence=self._end.sequence + 1,
            on=on,
            erases=line.sequence,
            content=line.content,
            by=by,
            basis=basis,
            reason=reason,
            previous=self._end.head,
            hash=BEGINNING,
        )
        return self._append(tombstone)

    def _append(self, line: _Line) -> _Line:
        """Seal a line with its hash, and write it."""
        done = sealed(line)
        with _told(LOG):
            append(self._folder / LOG, as_bytes(done) + b"\n")
        self._end = Tail(done.sequence, done.hash)
        return done


def erased(line: ErasureLine) -> ArchiveError:
    """The error that a record was erased: when, by whom and why."""
    return refusal(
        "erased",
        sequence=line.erases,
        on=line.on,
        by=line.by,
        basis=line.basis,
        reason=line.reason,
    )


def _damaged(found: Finding) -> ArchiveError:
    about = f" ({found.about})" if found.about else ""
    return refusal("damaged", file=found.file, about=about, why=(found.text.zh, found.text.en))


def _names(value: Any) -> Iterator[str]:
    """What leads to somebody, in a subject as it stands in a record."""
    match value:
        case Mapping():
            for field, item in value.items():
                if not isinstance(item, str):
                    yield from _names(item)
                elif len(item) >= _NAMING.get(field, len(item) + 1):
                    yield _plain(item)
        case list():
            for item in value:
                yield from _names(item)


def _leads_to_somebody(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds a code, an identity number, or one of some names."""
    plain = _plain(text)
    return (
        holds_identity_number(plain)
        or holds_identity_number(text)
        or _CODE.search(plain) is not None
        or any(name in plain for name in names)
    )


def _plain(text: str) -> str:
    """A text without spaces, in capitals, full-width characters as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
