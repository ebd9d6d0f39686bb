"""What loading makes: rulesets and catalog, checked, frozen, with one digest over their meaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum

from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Catalog
from credit_rules.model.ruleset import Ruleset, Tier
from credit_rules.truth import Truth

__all__ = ["Rulebook"]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Checked rulesets with the catalog they cite.

    Attributes:
        rulesets: sorted by id and edition.
        catalog: the instruments, measures and lists they may name.
        digest: sha256 over what they mean. The order of files and of rules, comments and layout
            take no part in it.
    """

    rulesets: tuple[Ruleset, ...]
    catalog: Catalog
    digest: str

    @staticmethod
    def of(rulesets: tuple[Ruleset, ...], catalog: Catalog) -> Rulebook:
        """Order the rulesets and compute the digest."""
        ordered = tuple(sorted(rulesets, key=lambda item: (item.header.id, item.header.edition)))
        meaning = json.dumps(_plain((ordered, catalog)), ensure_ascii=False, sort_keys=True)
        return Rulebook(ordered, catalog, hashlib.sha256(meaning.encode()).hexdigest())

    def in_force(self, day: date) -> tuple[Ruleset, ...]:
        """The editions in force on the day."""
        return tuple(r for r in self.rulesets if r.header.in_force.on(day) is Truth.TRUE)


def _plain(value: object) -> object:
    """A value as JSON, without places in files; rules by name, tiers as they stand."""
    match value:
        case Enum():
            return value.value
        case Span():
            return None
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case frozenset():
            return sorted(str(item) for item in value)
        case tuple() | list():
            items = [_plain(item) for item in value]
            if all(hasattr(item, "id") and not isinstance(item, Tier) for item in value):
                items.sort(key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))
            return items
        case _ if is_dataclass(value):
            return {
                "": type(value).__name__,
                **{item.name: _plain(getattr(value, item.name)) for item in fields(value)},
            }
        case bool() | int() | str() | None:
            return value
        case _:
            return str(value)
