"""Findings as SARIF 2.1.0, which code hosts and editors show beside the line they are about.

Every rule stands in the log, whether it was broken or not, so that logs of two runs can be
compared. Texts of rules come in both languages, the one asked for first; a finding's message in the
one asked for. Nothing in a log depends on the clock or the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from credit_rules.cli.pages import advice, outline, reason
from credit_rules.cli.words import LANGS, Lang
from credit_rules.diagnostics import CODES, Diagnostic, Span

__all__ = ["log"]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {"error": "error", "warning": "warning"}
_LANGUAGES: Final = {Lang.ZH: "zh-CN", Lang.EN: "en-US"}


def log(
    found: Iterable[Diagnostic], places: Sequence[Path], lang: Lang, root: Path
) -> dict[str, Any]:
    """The log of one run of `check`.

    Args:
        found: the findings.
        places: the folders or files that were checked; findings name files from there.
        lang: the language of messages.
        root: the folder files are named from, where the host keeps the sources.
    """
    from credit_rules import __version__

    codes = list(CODES)
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "credit-rules",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "language": _LANGUAGES[lang],
                        "rules": [_rule(code, lang) for code in codes],
                    }
                },
                "language": _LANGUAGES[lang],
                # Lines and columns are counted in characters, whatever their width or encoding.
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(one, codes.index(one.code), places, lang, root) for one in found
                ],
            }
        ],
    }


def _rule(code: str, lang: Lang) -> dict[str, Any]:
    first, *others = sorted(LANGS, key=lambda one: one is not lang)
    about = f"credit-rules check --about {code}"
    help_text = "\n".join(filter(None, (advice(code, one) for one in (first, *others))))
    return {
        "id": code,
        "shortDescription": _message("\n".join(outline(code, one) for one in (first, *others))),
        "fullDescription": _message("\n".join(reason(code, one) for one in (first, *others))),
        "help": _message("\n".join(filter(None, (help_text, about)))),
        "defaultConfiguration": {"level": "error"},
    }


def _result(
    one: Diagnostic, index: int, places: Sequence[Path], lang: Lang, root: Path
) -> dict[str, Any]:
    said = f"{one.message(lang)}\n{one.help(lang)}"
    span = one.span
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": _LEVELS.get(str(one.as_json()["severity"]), "note"),
        "message": _message(said),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(span.file, places, root),
                    "region": _region(span),
                }
            }
        ],
    }


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        # As ours, the first column that is no longer part of it.
        "endColumn": max(span.end_column, span.column),
    }


def _message(text: str) -> dict[str, str]:
    """A text; SARIF reads single braces as places to fill in."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _artifact(file: str, places: Sequence[Path], root: Path) -> dict[str, str]:
    """A file as the host knows it: from its root, or with its whole address if it lies outside."""
    path = Path(os.path.normpath(_found_in(file, places).absolute()))
    root = Path(os.path.normpath(root.absolute()))
    if path.is_relative_to(root):
        relative = path.relative_to(root).as_posix()
        return {"uri": quote(relative), "uriBaseId": "%SRCROOT%"}
    return {"uri": path.as_uri()}


def _found_in(file: str, places: Sequence[Path]) -> Path:
    """The file a finding names: it begins with the name of the place it was found in."""
    candidates = [
        place.parent / file.lstrip("/")
        for place in places
        if file == place.name or file.startswith(f"{place.name}/")
    ]
    return next((path for path in candidates if path.exists()), Path(file))
