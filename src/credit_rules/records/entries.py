"""What stands in an archive: records, lists of documents, and lines of the log.

```
ARCHIVE/
├── log.jsonl             one line for each record and each erasure, chained by hashes
├── records/DIGEST.json   a decision with everything it was made from; may be erased
├── rulebooks/DIGEST.json the documents a rulebook was loaded from
├── documents/DIGEST.yaml catalogs, rulesets and profiles, each version once
└── lock                  held by the one program that writes
```

Every file is named by the SHA-256 of its bytes, and all JSON is canonical, so that a byte that was
changed shows. A record holds a salt: random, and erased with it, so that nobody can guess an erased
record from its digest, however few subjects there are to try. Rulebooks and documents name nobody
and are never erased; the line of a record names its rulebook, so they stay accounted for.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from credit_rules.engine.decision import Acting, Decision
from credit_rules.errors import ArchiveError
from credit_rules.model.subject import Subject
from credit_rules.records.canonical import LARGEST, canonical, digest

__all__ = [
    "BEGINNING",
    "LIMIT_BYTES",
    "LIMIT_LINE",
    "LIMIT_TEXT",
    "ErasureLine",
    "Line",
    "Record",
    "RecordLine",
    "RulebookEntry",
    "StoredDocument",
    "as_bytes",
    "line_from",
    "log_schema",
    "read_as",
    "record_schema",
    "sealed",
    "sealed_hash",
]

BEGINNING: Final = "0" * 64
"""What the first line of a log has for the hash of the line before it."""

LIMIT_BYTES: Final = 64 * 1024 * 1024
"""A record, or a list of documents, has at most so many bytes."""

LIMIT_LINE: Final = 64 * 1024
"""A line of the log has at most so many bytes, with its end."""

LIMIT_TEXT: Final = 2_000
"""A text in an erasure has at most so many characters."""

_LIMIT_VALUES: Final = 4_000_000
_LIMIT_DOCUMENTS: Final = 20_000

_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Sequence = Annotated[int, Field(ge=1, le=LARGEST)]
_Model = TypeVar("_Model", bound=BaseModel)


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )


class StoredDocument(_Frozen):
    """A file of rules.

    Attributes:
        name: what it was called, as answers and diagnostics name it.
        digest: of its bytes. lines: the beginnings of the digests of its lines, so that an altered
            line can be found; they prove nothing.
        holds: the rulesets in it, each with its edition.
    """

    name: str
    digest: _Digest
    lines: Annotated[str, Field(pattern=r"^([0-9a-f]{8})*$")]
    holds: tuple[str, ...]


class RulebookEntry(_Frozen):
    """The documents a rulebook was loaded from, in the order read.

    Attributes:
        book: the digest over what the rulebook means, as decisions name it.
        calendar: the digest of the calendar that working days were counted by.
    """

    format: Literal["credit-rules/rulebook/1"] = "credit-rules/rulebook/1"
    book: _Digest
    calendar: _Digest
    rules: Annotated[tuple[StoredDocument, ...], Field(max_length=_LIMIT_DOCUMENTS)]
    profile: Annotated[tuple[StoredDocument, ...], Field(max_length=_LIMIT_DOCUMENTS)]


class Record(_Frozen):
    """A decision on record, with every argument it was made with.

    Attributes:
        salt: random; it keeps the digest of an erased record from being guessed.
        engine: the engine that decided.
        rulebook: the digest of the list of documents of the rulebook.
        acting: who asked. subject: what was delivered, as the schema `subject` has it.
        decision: what was decided, as the schema `decision` has it. These three are kept as they
            are, so that an engine with another vocabulary can still read and compare them.
    """

    format: Literal["credit-rules/record/1"] = "credit-rules/record/1"
    salt: _Digest
    engine: str
    rulebook: _Digest
    as_of: date
    known_as_of: date | None
    acting: dict[str, Any] | None
    trace: bool
    subject: dict[str, Any]
    decision: dict[str, Any]


class RecordLine(_Frozen):
    """A line of the log that puts a decision on record. It names nobody.

    Attributes:
        on: the day on which it was put on record, if the caller said so.
        content: the digest of the record. rulebook: of the list of documents it was made from.
        previous: the hash of the line before. hash: that of this line without its hash.
    """

    format: Literal["credit-rules/log/1"] = "credit-rules/log/1"
    kind: Literal["record"] = "record"
    sequence: _Sequence
    on: date | None
    content: _Digest
    rulebook: _Digest
    previous: _Digest
    hash: _Digest


class ErasureLine(_Frozen):
    """A line of the log that says that a record was erased: when, by whom, why, on what basis.

    Attributes:
        erases: the sequence of the line that put it on record. content: the digest it had.
    """

    format: Literal["credit-rules/log/1"] = "credit-rules/log/1"
    kind: Literal["erasure"] = "erasure"
    sequence: _Sequence
    on: date
    erases: _Sequence
    content: _Digest
    by: Annotated[str, Field(min_length=1, max_length=LIMIT_TEXT)]
    basis: Annotated[str, Field(min_length=1, max_length=LIMIT_TEXT)]
    reason: Annotated[str, Field(min_length=1, max_length=LIMIT_TEXT)]
    previous: _Digest
    hash: _Digest


Line = RecordLine | ErasureLine

_LINE: Final[TypeAdapter[Line]] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


def as_bytes(entry: BaseModel) -> bytes:
    """An entry as it is written: canonical JSON.

    Raises:
        ArchiveError: `not-canonical`.
    """
    return canonical(entry.model_dump(mode="json"))


def read_as(model: type[_Model], data: bytes) -> _Model | None:
    """An entry from its bytes; None unless they are exactly those it would be written with."""
    # Read, a value takes up to thirty times its length: so they are counted before.
    if sum(map(data.count, (b",", b"[", b"{"))) > _LIMIT_VALUES:
        return None
    try:
        entry = model.model_validate_json(data)
        return entry if as_bytes(entry) == data else None
    except (ValidationError, ArchiveError, RecursionError, ValueError):
        return None


def line_from(data: bytes) -> Line | None:
    """A line of the log from its bytes, without the line end; None unless they are exactly its."""
    try:
        line = _LINE.validate_json(data)
        return line if as_bytes(line) == data else None
    except (ValidationError, ArchiveError, RecursionError, ValueError):
        return None


def sealed_hash(line: BaseModel) -> str:
    """The hash a line should have: over everything else in it, so over the hash before it."""
    return digest(canonical(line.model_dump(mode="json", exclude={"hash"})))


def sealed(line: _Model) -> _Model:
    """The same line with its hash."""
    return line.model_copy(update={"hash": sealed_hash(line)})


def record_schema() -> dict[str, Any]:
    """The JSON Schema of a record, with those of subject and decision in their places."""
    whole = create_model(
        "Record",
        __base__=Record,
        __doc__=Record.__doc__,
        acting=Acting | None,
        subject=Subject,
        decision=Decision,
    )
    return whole.model_json_schema(mode="serialization")


def log_schema() -> dict[str, Any]:
    """The JSON Schema of a line of the log."""
    return _LINE.json_schema(mode="serialization")
