"""An excerpt of a rulebook: some rulesets, and every other whose outcome theirs depend on.

What an excerpt says of its rulesets is what the whole book says of them, in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from credit_rules.model.codes import Effect
from credit_rules.model.expr import Graded, Proposed
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    Steps,
    TieredSupervision,
    grants,
    parts,
)

__all__ = ["excerpt"]

_STRICT = frozenset({Effect.SUPERVISE, Effect.RESTRICT, Effect.PROHIBIT})


def excerpt(book: Rulebook, rulesets: Iterable[str]) -> Rulebook:
    """The part of a book that answers for some rulesets as the whole book does.

    Beside them it has all editions of each, the rulesets that stand before them or behind them
    (`replaces`, `fills`), the schemes whose tiers they read, those that propose an entry they ask
    about, and those whose measures suspend a favour of theirs. What an answer says of all rulesets
    together (`settled`, `suppressed`, `notes`) it says of these alone. Its digest stays that of the
    book.

    Args:
        book: the whole book.
        rulesets: their ids; one that is not there has no part.
    """
    needed: set[str] = set()
    waiting = sorted(set(rulesets))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _neighbours(book, name)
    kept = tuple(one for one in book.rulesets if one.header.id in needed)
    return replace(book, rulesets=kept)


def _neighbours(book: Rulebook, name: str) -> Iterator[str]:
    mine = [one for one in book.rulesets if one.header.id == name]
    schemes = {node.scheme for one in mine for node in parts(one, Graded)}
    # A ruleset that proposes asks nothing of proposals: only steps do.
    lists = {node.list for one in mine if isinstance(one, Steps) for node in parts(one, Proposed)}
    favoured = {
        book.catalog.measures[grant.measure].family
        for one in mine
        for _, _, grant in grants(one)
        if book.catalog.measures[grant.measure].effect is Effect.FAVOUR
    }
    for one in mine:
        if one.header.precedence is not None:
            yield one.header.precedence.over
    for other in book.rulesets:
        header = other.header
        before = header.precedence is not None and header.precedence.over == name
        graded = isinstance(other, TieredSupervision) and header.scheme in schemes
        proposes = isinstance(other, SeriousDishonesty | KeyWatchList) and other.list in lists
        if before or graded or proposes or (favoured and _suspends(book, other, favoured)):
            yield header.id


def _suspends(book: Rulebook, ruleset: Ruleset, families: set[str]) -> bool:
    """Whether a ruleset gives a measure before which favours of these families give way."""
    given = (book.catalog.measures[grant.measure] for _, _, grant in grants(ruleset))
    return any(one.effect in _STRICT and one.family in families for one in given)
