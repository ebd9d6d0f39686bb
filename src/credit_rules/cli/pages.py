"""The page of a diagnostic code: what it says, why it exists, a wrong file, and its mending.

The examples ship in `diagnostic_pages/<code>/`: `bad.yaml`, the folder `bad/` or, of a profile,
`bad.profile.yaml`; the mended twin `good`; and `catalogs/` where the case needs invented ones. The
tests run the same files, so what a page shows is what happens; the findings on it are not stored
but found when the page is printed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from credit_rules.cli.output import heading
from credit_rules.cli.words import Lang, label, said, word
from credit_rules.diagnostics import CODES, Diagnostic

__all__ = ["PAGES", "advice", "example", "findings", "outline", "page", "reason"]

PAGES: Final = Path(__file__).parents[1] / "diagnostic_pages"
"""Where the examples are, a folder for each code."""

_FACT: Final = re.compile(r"\{\w+\}")


def outline(code: str, lang: Lang) -> str:
    """What a code says, with dots where a finding has its facts."""
    words = CODES[code]
    return _FACT.sub("…", said((words.zh, words.en), lang))


def reason(code: str, lang: Lang) -> str:
    """Why a code exists."""
    words = CODES[code]
    return said((words.why_zh, words.why), lang)


def advice(code: str, lang: Lang) -> str:
    """What to do about it; empty where that depends on the finding."""
    words = CODES[code]
    text = said((words.help_zh, words.help_en), lang)
    return "" if _FACT.fullmatch(text) else _FACT.sub("…", text)


def example(code: str, which: str) -> Path:
    """The `bad` or the `good` example: a file, a folder of several, or a profile."""
    folder = PAGES / code
    files = [folder / f"{which}.yaml", folder / f"{which}.profile.yaml"]
    return next((file for file in files if file.is_file()), folder / which)


def findings(code: str, which: str) -> tuple[Diagnostic, ...]:
    """What `check` says of an example, against its own catalogs or those that ship."""
    from credit_rules import check

    place, folder = example(code, which), PAGES / code / "catalogs"
    catalogs = folder if folder.is_dir() else None
    if place.name.endswith(".profile.yaml"):
        return check((), catalogs=catalogs, profile=place)
    return check(place, catalogs=catalogs)


def page(code: str, lang: Lang) -> Iterator[str]:
    """The page of a code, as its lines."""
    folder = PAGES / code
    yield heading(code)
    yield outline(code, lang)
    yield ""
    yield label("why", lang, reason(code, lang))
    if advice(code, lang):
        yield label("what-to-do", lang, advice(code, lang))
    bad = _texts(example(code, "bad"))
    for path, lines in bad.items():
        yield from ("", heading(word("wrong", lang, file=path)), *_indented(lines))
    for path, lines in _texts(folder / "catalogs").items():
        yield from ("", heading(word("beside", lang, file=path)), *_indented(lines))
    yield from ("", heading(word("told", lang)))
    yield "\n\n".join(one.render(lang) for one in findings(code, "bad"))
    yield from ("", heading(word("mended", lang)))
    for path, lines in _texts(example(code, "good")).items():
        before = bad.get(path.replace("good", "bad", 1), [])
        yield from _changes(before, lines)


def _texts(place: Path) -> dict[str, list[str]]:
    """The lines of each file at a place, by its name within the folder of the code."""
    files = [place] if place.is_file() else sorted(place.rglob("*.yaml"))
    folder = place.parent
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace").splitlines()
        for path in files
    }


def _indented(lines: list[str]) -> Iterator[str]:
    return (f"  {line}".rstrip() for line in lines)


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    """The lines taken out and put in, without the lines around them."""
    for line in difflib.ndiff(before, after):
        if line.startswith(("- ", "+ ")):
            yield f"  {line}".rstrip()
