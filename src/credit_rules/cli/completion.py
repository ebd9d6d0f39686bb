"""What a shell offers when Tab is pressed: the values an option or argument takes.

Each function is called in the middle of a half-typed line. Whatever is wrong with that line, the
answer is a list, an empty one at worst; a traceback between the user's keystrokes helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_rules.diagnostics import CODES
from credit_rules.errors import CreditRulesError
from credit_rules.model.codes import Purpose

if TYPE_CHECKING:
    from credit_rules import Rulebook

__all__ = ["diagnostic_codes", "measure_ids", "purpose_names", "shown_ids"]

_Offer = tuple[str, str]
"""A value, and what it means."""


def purpose_names(incomplete: str) -> list[_Offer]:
    """The purposes."""
    return _beginning(incomplete, ((one.value, one.zh) for one in Purpose))


def diagnostic_codes(incomplete: str) -> list[_Offer]:
    """The codes of diagnostics."""
    from credit_rules.cli.pages import outline
    from credit_rules.cli.words import Lang

    return _beginning(incomplete, ((code, outline(code, Lang.ZH)) for code in CODES))


def measure_ids(ctx: Any, incomplete: str) -> list[_Offer]:
    """The measures of the catalog the line names, or of the one that ships."""
    book = _book(ctx)
    if book is None:
        return []
    measures = book.catalog.measures
    return _beginning(incomplete, ((name, measures[name].title) for name in sorted(measures)))


def shown_ids(ctx: Any, incomplete: str) -> list[_Offer]:
    """Everything `show` can show."""
    book = _book(ctx)
    if book is None:
        return []
    files = (*book.rulesets, *book.reactions.rulesets)
    named = {one.header.id: one.header.title.zh for one in files}
    for entries in (
        book.catalog.lists,
        book.catalog.measures,
        book.catalog.instruments,
        book.catalog.codes,
    ):
        named |= {name: one.title for name, one in entries.items()}
    return _beginning(incomplete, sorted(named.items()))


def _beginning(incomplete: str, offers: Iterable[_Offer]) -> list[_Offer]:
    return [(value, means) for value, means in offers if value.startswith(incomplete)]


def _book(ctx: Any) -> Rulebook | None:
    """The rules the half-typed line names; None if they do not load."""
    from credit_rules import load
    from credit_rules.cli.options import paths_of

    # Of an option that may be repeated the half-typed line has a list, or a tuple, or nothing.
    rulesets, catalogs = (
        paths_of(name, [Path(one) for one in ctx.params.get(name) or ()])
        for name in ("rulesets", "catalogs")
    )
    if not all(path.exists() for path in (*rulesets, *catalogs)):
        return None
    try:
        return load(rulesets, catalogs=catalogs)
    except CreditRulesError:
        return None
