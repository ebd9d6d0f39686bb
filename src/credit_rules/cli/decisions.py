"""Files of decisions, as `explain --format json` and `dry-run` print them, read as a stranger's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from credit_rules.engine.decision import Decision
from credit_rules.errors import CreditRulesError

__all__ = ["read_decisions"]

_BYTES: Final = 256 * 1024 * 1024
_LINE: Final = 16 * 1024 * 1024
_SHOWN: Final = 120


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file: one a line in `.jsonl`, else one, a list, or what `dry-run` prints.

    Raises:
        CreditRulesError: it cannot be read, is too large, or holds something that is no decision;
            the message names the place and no value.
    """
    return tuple(_lines(path) if path.suffix.lower() == ".jsonl" else _whole(path))


def _lines(path: Path) -> Iterator[Decision]:
    left = _BYTES
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_LINE + 1):
                number, left = number + 1, left - len(line)
                if len(line) > _LINE or left < 0:
                    raise _too_large(path)
                if line.strip():
                    yield _decision(line.removeprefix(b"\xef\xbb\xbf"), f"{path.name}:{number}")
    except OSError:
        raise _closed(path) from None


def _whole(path: Path) -> Iterator[Decision]:
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES + 1)
    except OSError:
        raise _closed(path) from None
    if len(data) > _BYTES:
        raise _too_large(path)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise CreditRulesError(f"{path.name}: not well-formed JSON") from None
    if isinstance(document, dict):
        # `dry-run --format json` puts what became of the rows beside the decisions.
        document = document.get("decisions", [document])
    if not isinstance(document, list):
        raise CreditRulesError(f"{path.name}: expected a decision, or a list of decisions")
    for number, one in enumerate(document, start=1):
        yield _decision(one, f"{path.name}, {number}")


def _decision(said: Any, place: str) -> Decision:
    try:
        if isinstance(said, bytes):
            return Decision.model_validate_json(said)
        # In JSON a day is a text; so what was parsed is written out once more.
        return Decision.model_validate_json(json.dumps(said))
    except (ValidationError, RecursionError) as error:
        raise CreditRulesError(f"{place}: not a decision{_where(error)}") from None


def _where(error: ValidationError | RecursionError) -> str:
    """The first place that does not fit; no value, which may be a person's."""
    if isinstance(error, RecursionError):
        return ""
    found = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(step) for step in found["loc"])[:_SHOWN]
    return f" ({place}: {found['type']})" if place else ""


def _too_large(path: Path) -> CreditRulesError:
    return CreditRulesError(f"{path.name}: too large; give a file of at most {_BYTES >> 20} MB")


def _closed(path: Path) -> CreditRulesError:
    return CreditRulesError(f"{path.name}: the file cannot be opened")
