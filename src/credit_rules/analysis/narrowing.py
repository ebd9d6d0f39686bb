"""A rulebook with fewer rulesets: some, with those of the book that they read.

Deciding by it is quick, and says of those rulesets what the whole book says, but for what other
rulesets make of their measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from credit_rules.model.expr import Graded, Proposed
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    TieredSupervision,
    parts,
)

__all__ = ["narrowed"]


def narrowed(book: Rulebook, rulesets: Sequence[Ruleset]) -> Rulebook:
    """Some rulesets, and those whose tiers and proposals they read.

    They need not be the book's own: one that was changed stands in the place of all that have its
    id. A local ruleset brings the one it replaces, or whose gap it fills. The digest is that of the
    whole book.
    """
    named = {one.header.id for one in rulesets}
    others = [one for one in book.rulesets if one.header.id not in named]
    kept = list(rulesets)
    waiting = list(rulesets)
    while waiting:
        reader = waiting.pop()
        found = [one for one in others if _reads(reader, one)]
        taken = {id(one) for one in found}
        others = [one for one in others if id(one) not in taken]
        kept += found
        waiting += found
    ordered = sorted(kept, key=lambda one: (one.header.id, one.header.edition))
    return replace(book, rulesets=tuple(ordered), schemes_read=_schemes_read(book, ordered))


def _schemes_read(
    book: Rulebook, rulesets: Sequence[Ruleset]
) -> dict[tuple[str, str], frozenset[str]]:
    """Per scheme ruleset the schemes it reads, as `Rulebook.of` finds them."""
    return dict(book.schemes_read) | {
        (one.header.id, one.header.edition): frozenset(node.scheme for node in parts(one, Graded))
        for one in rulesets
        if isinstance(one, TieredSupervision)
    }


def _reads(reader: Ruleset, other: Ruleset) -> bool:
    """Whether what a ruleset says hangs on another."""
    local = reader.header.precedence
    if local is not None and local.over == other.header.id:
        return True
    if isinstance(other, TieredSupervision):
        return any(node.scheme == other.header.scheme for node in parts(reader, Graded))
    if isinstance(other, SeriousDishonesty | KeyWatchList):
        return any(node.list == other.list for node in parts(reader, Proposed))
    return False
