"""What loading makes: rulesets and catalog, checked, frozen, with one digest over their meaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum

from credit_rules.dates import calendar_digest
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Catalog, Validity
from credit_rules.model.expr import Graded
from credit_rules.model.profile import Profile
from credit_rules.model.reactions import ReactionRuleset, Reactions
from credit_rules.model.ruleset import (
    Figures,
    Governs,
    Header,
    Ruleset,
    Tier,
    TieredSupervision,
    parts,
)
from credit_rules.truth import Truth

__all__ = ["Rulebook", "meaning"]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Checked rulesets with the catalog they cite.

    Attributes:
        rulesets: sorted by id and edition.
        catalog: the instruments, measures, lists and parameters they may name.
        profile: the figures of a department; None where none was loaded.
        schemes_read: per scheme ruleset (id and edition), the schemes whose tiers it reads.
        digest: sha256 over what they mean. The order of files and of rules, comments and layout
            take no part in it.
        reactions: what is to be done when a decision changes. They decide nothing, so they have a
            digest of their own.
    """

    rulesets: tuple[Ruleset, ...]
    catalog: Catalog
    profile: Profile | None
    schemes_read: Mapping[tuple[str, str], frozenset[str]]
    digest: str
    reactions: Reactions = field(default_factory=Reactions)

    @staticmethod
    def of(
        rulesets: tuple[Ruleset, ...],
        catalog: Catalog,
        profile: Profile | None = None,
        reactions: tuple[ReactionRuleset, ...] = (),
    ) -> Rulebook:
        """Order the rulesets and compute the digest, with that of the calendar of working days."""
        ordered = tuple(sorted(rulesets, key=lambda item: (item.header.id, item.header.edition)))
        whole = (ordered, catalog, profile, calendar_digest())
        digest = hashlib.sha256(meaning(whole).encode()).hexdigest()
        schemes_read = {
            (one.header.id, one.header.edition): frozenset(n.scheme for n in parts(one, Graded))
            for one in ordered
            if isinstance(one, TieredSupervision)
        }
        reacting = _reactions(reactions, ordered, catalog, digest)
        return Rulebook(ordered, catalog, profile, schemes_read, digest, reacting)

    @property
    def figures(self) -> Mapping[str, Figures]:
        """The figures of the profile, by parameter."""
        fixed = self.profile.figures if self.profile else {}
        return {name: one.figures for name, one in fixed.items()}

    def in_force(self, day: date) -> tuple[Ruleset, ...]:
        """The editions in force on the day."""
        return tuple(r for r in self.rulesets if r.header.in_force.on(day) is Truth.TRUE)

    def weighed(self, header: Header) -> tuple[Ruleset, ...]:
        """The editions that are weighed against each other for the milder, the oldest first.

        Those of the ruleset that govern acts, if one of them reaches back; none otherwise.
        """
        if header.governs is not Governs.ACTS:
            return ()
        about = (header.id, header.kind, header.jurisdiction, header.governs)
        editions = [
            one
            for one in self.rulesets
            if about
            == (one.header.id, one.header.kind, one.header.jurisdiction, one.header.governs)
        ]
        if not any(one.header.retroactive for one in editions):
            return ()
        return tuple(sorted(editions, key=lambda one: one.header.in_force.since or date.min))


def _reactions(
    said: tuple[ReactionRuleset, ...],
    rulesets: tuple[Ruleset, ...],
    catalog: Catalog,
    digest: str,
) -> Reactions:
    """Order the reactions, with the order of tiers that tells worse from better.

    They rest on all the rest, so its digest goes into theirs, and not the other way round.
    """
    ordered = tuple(sorted(said, key=lambda item: (item.header.id, item.header.edition)))
    tiers: dict[str, tuple[tuple[Validity, tuple[str, ...]], ...]] = {}
    for one in rulesets:
        if isinstance(one, TieredSupervision):
            edition = one.header.in_force, tuple(tier.id for tier in one.tiers)
            tiers[one.header.id] = (*tiers.get(one.header.id, ()), edition)
    own = hashlib.sha256(f"{digest}\n{meaning(ordered)}".encode()).hexdigest()
    return Reactions(ordered, catalog, tiers, own)


def meaning(value: object) -> str:
    """What rules mean, as a text: the same wherever they stand in files, and in whatever order."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


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
