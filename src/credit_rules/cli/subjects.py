"""Files as `explain` and `why-not` take them: one subject as JSON, or rows of many subjects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from credit_rules.cli.output import fail, note
from credit_rules.cli.words import Lang, word
from credit_rules.errors import CreditRulesError, SubjectError
from credit_rules.intake import Outcome, read_files
from credit_rules.model.subject import Subject

__all__ = ["Given", "read_subjects"]

_BYTES: Final = 64 * 1024 * 1024
_LEFT: Final = (Outcome.UNMATCHED, Outcome.DISPUTED, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Given:
    """The subjects asked about. `single`: one was asked for, so the answer is one document."""

    subjects: tuple[Subject, ...]
    single: bool


class _TwiceError(ValueError):
    """A name that stands twice in one object; the last would win unseen."""


def read_subjects(paths: Sequence[Path], uscc: str | None, lang: Lang) -> Given:
    """Read the files, and pick one subject if its code was given."""
    name = paths[0].name if len(paths) == 1 else f"{paths[0].name} …"
    one = _subject(paths[0], lang) if len(paths) == 1 else None
    if one is not None:
        subjects: tuple[Subject, ...] = (one,)
    else:
        intake = read_files(paths)
        subjects = intake.subjects
        left = sum(intake.report.counts[outcome] for outcome in _LEFT)
        if left:
            note(word("rows-left", lang, count=left))
    if uscc is not None:
        code = uscc.strip().upper()
        picked = tuple(subject for subject in subjects if subject.uscc == code)
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
    except OSError as error:
        raise CreditRulesError(f"{path.name}: the file cannot be opened") from error
    if len(data) > _BYTES:
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


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            raise _TwiceError(name)
        read[name] = value
    return read
