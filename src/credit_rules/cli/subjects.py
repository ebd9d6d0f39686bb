"""Files as `explain` and `why-not` take them: subjects as JSON, or rows of many subjects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from credit_rules.cli.output import as_line, fail, note
from credit_rules.cli.words import Lang, word
from credit_rules.errors import CreditRulesError, SubjectError
from credit_rules.intake import Outcome, read_claim, read_files
from credit_rules.model.subject import COLLECTIONS, Subject

__all__ = ["Given", "as_json_lines", "read_subjects"]

_BYTES: Final = 64 * 1024 * 1024
_VALUES: Final = 4_000_000
_OURS: Final = frozenset(
    {*Subject.model_fields, *(name for one in COLLECTIONS.values() for name in one.fields)}
)
_LEFT: Final = (Outcome.UNMATCHED, Outcome.DISPUTED, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Given:
    """The subjects asked about. `single`: one was asked for, so the answer is one document."""

    subjects: tuple[Subject, ...]
    single: bool


class _TwiceError(ValueError):
    """A name that stands twice in one object; the last would win unseen."""


def read_subjects(
    paths: Sequence[Path], uscc: str | None, covers: Sequence[str] | None, lang: Lang
) -> Given:
    """Read the files, and pick one subject if its code was given."""
    name = paths[0].name if len(paths) == 1 else f"{paths[0].name} …"
    one = _subject(paths[0], lang) if len(paths) == 1 else None
    several = _json_lines(paths[0]) if len(paths) == 1 else None
    if one is not None:
        subjects: tuple[Subject, ...] = (one,)
    elif several is not None:
        subjects = several
    else:
        intake = read_files(paths, covers=[read_claim(text) for text in covers or ()])
        subjects = intake.subjects
        left = sum(intake.report.counts[outcome] for outcome in _LEFT)
        if left:
            note(word("rows-left", lang, count=left))
    if uscc is not None:
        code = uscc.strip()
        picked = tuple(one for one in subjects if one.uscc == code.upper() or one.key == code)
        if not picked:
            fail(word("no-such-subject", lang, file=name, uscc=uscc), lang)
        return Given(picked, single=True)
    if not subjects:
        fail(word("no-subject", lang, file=name), lang)
    return Given(subjects, single=one is not None)


def _subject(path: Path, lang: Lang) -> Subject | None:
    """The subject a file holds as one JSON object; None if it is a file of rows."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES + 1)
    except OSError:
        raise CreditRulesError(f"{path.name}: the file cannot be opened") from None
    if _too_much(data):
        return None  # reading it as rows says what is wrong with it
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object)
    except _TwiceError as error:
        fail(word("duplicate-name", lang, file=path.name, name=error), lang)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or isinstance(document.get("rows"), list):
        return None
    try:
        return Subject.read(data.removeprefix(b"\xef\xbb\xbf"))
    except SubjectError as error:
        raise SubjectError(f"{path.name}: {error}") from None


def as_json_lines(subjects: Iterable[Subject]) -> str:
    """Write subjects as JSON, one a line, as `read_subjects` reads them back."""
    lines = (
        subject.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for subject in subjects
    )
    return "".join(map(as_line, lines))


def _json_lines(path: Path) -> tuple[Subject, ...] | None:
    """The subjects a `.jsonl` file holds one a line; None if it is a file of rows."""
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES + 1)
    except OSError:
        raise CreditRulesError(f"{path.name}: the file cannot be opened") from None
    if _too_much(data):
        return None
    lines = [line for line in data.splitlines() if line.strip()]
    if not lines or not all(map(_is_subject, lines)):
        return None  # reading it as rows says what is wrong with it
    found: dict[str, Subject] = {}
    for number, line in enumerate(lines, start=1):
        try:
            subject = Subject.read(line)
        except SubjectError as error:
            raise SubjectError(f"{path.name}:{number}: {error}") from None
        name = subject.uscc or subject.key or ""
        if found.setdefault(name, subject) is not subject:
            raise CreditRulesError(f"{path.name}:{number}: a subject that stood there before")
    return tuple(found[name] for name in sorted(found))


def _too_much(data: bytes) -> bool:
    """Whether a file is larger, or has more values, than one read at once may have."""
    return len(data) > _BYTES or sum(map(data.count, (b",", b"[", b"{"))) > _VALUES


def _is_subject(line: bytes) -> bool:
    """Whether a line is a subject and not a row: rows have no fields that hold records."""
    try:
        document = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.keys() <= Subject.model_fields.keys()


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            # A name that is none of ours may be a person's.
            raise _TwiceError(name if name in _OURS else "…")
        read[name] = value
    return read
