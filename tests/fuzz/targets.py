"""The doors that strangers' bytes come in by. Each target takes bytes and returns quietly.

A crash is any exception but our own, or an identity number or a name in what comes out; `run` adds
a limit of time.
"""

from __future__ import annotations

import json
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from tests.fuzz.planted import NAME, leaked

import credit_rules as cr
from credit_rules.errors import CreditRulesError, IntakeError, SubjectError
from credit_rules.intake import read_files, report_as_csv
from credit_rules.lang import source

__all__ = ["SECONDS", "TARGETS", "LeakedError", "TooSlowError", "run"]

SECONDS = 10
_FOLDER = Path(tempfile.mkdtemp(prefix="credit-rules-fuzz-"))


class LeakedError(AssertionError):
    """Something of a person came out."""


class TooSlowError(BaseException):
    """One input took longer than `SECONDS`; no handler of `Exception` may swallow it."""


def _quiet(*texts: str) -> None:
    for text in texts:
        if found := leaked(text):
            raise LeakedError(f"{found[:2]}…{found[-2:]} in: {text[:300]!r}")


def language(data: bytes) -> None:
    """`lang.source`, and all of `check` behind it."""
    _, found = source.read(data, "rule.yaml")
    file = _FOLDER / "rule.yaml"
    file.write_bytes(data)
    for one in (*found[:50], *cr.check(file, catalogs=file)[:50]):
        _quiet(one.render("en"), one.render("zh"), json.dumps(one.as_json(), ensure_ascii=False))


def subject(data: bytes) -> None:
    """`Subject.read` of JSON as bytes and as text, and of the mapping the JSON is."""
    given: list[object] = [data]
    text = data.decode("utf-8", "surrogateescape")
    given.append(text)
    with suppress(ValueError, RecursionError):
        given.append(json.loads(text, strict=False))
    for value in given:
        try:
            read = cr.Subject.read(value)  # type: ignore[arg-type]
        except SubjectError as error:
            _quiet(str(error), repr(error))
            if NAME in str(error):
                raise LeakedError("a name, in the error") from None
        else:
            written = read.model_dump_json(by_alias=True)
            _quiet(written, read.label, repr(read))
            assert cr.Subject.read(written) == read


_SUFFIXES = (".csv", ".json", ".jsonl", ".xlsx")


def rows(data: bytes) -> None:
    """`intake`: the first byte says how the file is called."""
    file = _FOLDER / f"rows{_SUFFIXES[data[0] % len(_SUFFIXES) if data else 0]}"
    file.write_bytes(data[1:])
    try:
        intake = read_files([file])
    except IntakeError as error:
        _quiet(str(error), repr(error))
        return
    except CreditRulesError as error:
        raise AssertionError("intake raises its own error") from error
    report = intake.report
    _quiet(report.render("zh"), report.render("en"), report.model_dump_json())
    _quiet(report_as_csv(report, "zh"), repr(report))
    for one in intake.subjects:
        _quiet(one.model_dump_json(), repr(one))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "source": language,
    "subject": subject,
    "intake": rows,
}


def _too_slow(_: int, __: FrameType | None) -> None:
    raise TooSlowError


def run(target: Callable[[bytes], None], data: bytes) -> None:
    """Give one input to a target, within the limit of time."""
    # Time of this process alone, so that a busy machine makes nothing slow.
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        target(data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
