"""Reactions (反应规则): what a department wants to happen when a decision about a subject changes.

A decision's changes become flat facts: every fact has every field of `FIELDS`, and each value is a
word of a closed vocabulary. Rules look for such facts and for what other rules concluded; there is
no "not", so what follows is the least set that the rules are content with, in whatever order they
are read. What comes of it are tasks, never measures, and every task cites a provision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Catalog, Citation, Validity
from credit_rules.model.codes import Code, RecordStatus
from credit_rules.model.ruleset import Header, Title
from credit_rules.truth import Truth

__all__ = [
    "FIELDS",
    "NOTHING",
    "OTHER",
    "PATTERNS",
    "STATES",
    "Concluded",
    "Fact",
    "Happening",
    "Movement",
    "Name",
    "Pattern",
    "PatternWords",
    "Premise",
    "Reaction",
    "ReactionRuleset",
    "Reactions",
    "Since",
    "TaskRule",
    "named_rules",
]

NOTHING: Final = "none"
"""What a field holds that says nothing: the list of a measure, or `from` of what is new."""

OTHER: Final = "~"
"""What a field holds in place of a word that no rule asks for: no other text gets into a fact."""


class Happening(Code):
    """What became of one thing a decision says."""

    APPEARED = "appeared", "新出现"
    ENDED = "ended", "不再有"
    CHANGED = "changed", "有变化"
    OVERDUE = "overdue", "已逾期"


class Movement(Code):
    """Which way a tier moved, by the order of the scheme's tiers."""

    WORSENED = "worsened", "变严"
    IMPROVED = "improved", "变宽"


class Since(Code):
    """The day from which the time for a task is counted."""

    CHANGE = "change", "发现变化之日"
    BEGAN = "began", "所变事项开始之日"
    ENDED = "ended", "所变事项最后一日"


FIELDS: Final = (
    "part",
    "happens",
    "from",
    "to",
    "moved",
    "scheme",
    "list",
    "list_kind",
    "action",
    "ruleset",
    "measure",
    "effect",
    "step",
    "collection",
    "what",
)
"""The fields of a fact, all of which every fact has."""

Fact = Mapping[str, str]
"""One change as a flat fact: a word for every field of `FIELDS`."""


@dataclass(frozen=True, slots=True)
class PatternWords:
    """What a pattern of one part of a decision may ask: the part, and the fields it has."""

    part: str
    fields: tuple[str, ...]


PATTERNS: Final[Mapping[str, PatternWords]] = {
    "tier": PatternWords("tiers", ("happens", "scheme", "ruleset", "moved", "from", "to")),
    "listing": PatternWords("listings", ("happens", "list", "list_kind", "from", "to")),
    "proposal": PatternWords(
        "proposals", ("happens", "list", "list_kind", "action", "ruleset", "from", "to")
    ),
    "measure": PatternWords("measures", ("happens", "measure", "effect", "ruleset")),
    "repair": PatternWords("repairs", ("happens", "ruleset", "list", "from", "to")),
    "undetermined": PatternWords("undetermined", ("happens", "what", "ruleset", "effect")),
    "excluded": PatternWords("excluded", ("happens", "collection", "from", "to")),
    "step": PatternWords("steps", ("happens", "step", "ruleset")),
}
"""The words under `when:` that open a pattern."""


STATES: Final[Mapping[str, tuple[str, ...]]] = {
    "listing": ("current", "removed", "overdue_removal", "unknown"),
    "proposal": ("true", "subject-to-defence", "unknown", "false"),
    "repair": ("can-apply", "not-yet", "barred", "undetermined", "term-ended"),
    "excluded": tuple(status.value for status in RecordStatus),
    "tier": ("undetermined", "gap", "overlap"),
}
"""What `from` and `to` may say beside `none`, by pattern; of a tier, its id as well."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A change that is looked for: in each field named, one of the words given."""

    asked: Mapping[str, tuple[str, ...]]
    at: Span

    def meets(self, fact: Fact) -> bool:
        """Whether a fact is what is looked for."""
        return all(fact[name] in words for name, words in self.asked.items())


@dataclass(frozen=True, slots=True)
class Concluded:
    """What another rule has to have concluded."""

    code: str
    at: Span


Premise = Pattern | Concluded


@dataclass(frozen=True, slots=True)
class TaskRule:
    """A task: by whom, on what basis, by when.

    The last day for it is `within` counted from the day `since` names; with `stated_due`, the last
    day that the changed answer states itself (of a step, or of the removal from a list). Without
    either there is none.
    """

    id: str
    title: Title
    basis: tuple[Citation, ...]
    by: str
    within: Period | None
    since: Since
    stated_due: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """A rule: once every premise is met, its conclusion holds and its task is to be done."""

    id: str
    title: Title
    when: tuple[Premise, ...]
    concludes: str | None
    task: TaskRule | None
    at: Span


@dataclass(frozen=True, slots=True)
class ReactionRuleset:
    """One file of reactions. Conclusions are read within the file that draws them."""

    header: Header
    reactions: tuple[Reaction, ...]


Name = tuple[str, str, str]
"""A reaction by its ruleset's id and edition, and its own id."""


def named_rules(rulesets: Sequence[ReactionRuleset]) -> Iterator[tuple[Name, Reaction]]:
    """Every reaction of some rulesets, with its name."""
    for one in rulesets:
        for rule in one.reactions:
            yield (one.header.id, one.header.edition, rule.id), rule


@dataclass(frozen=True, slots=True)
class Reactions:
    """All reactions of a rulebook, with what their facts and tasks are read by.

    Attributes:
        rulesets: sorted by id and edition.
        catalog: the instruments their tasks cite.
        tiers: per ruleset of tiers its editions, each with its days and tiers, strictest first.
        digest: sha256 over what they mean. Decisions do not depend on it.
    """

    rulesets: tuple[ReactionRuleset, ...] = ()
    catalog: Catalog = field(default_factory=lambda: Catalog({}, {}, {}, {}))
    tiers: Mapping[str, tuple[tuple[Validity, tuple[str, ...]], ...]] = field(default_factory=dict)
    digest: str = ""

    def speaking(self, day: date, region: str | None) -> tuple[ReactionRuleset, ...]:
        """The rulesets that speak on a day for an authority of a region.

        A local one speaks only where it is said who acts.
        """
        return tuple(
            one
            for one in self.rulesets
            if one.header.in_force.on(day) is Truth.TRUE
            and (one.header.national or (region and one.header.governs_region(region)))
        )

    def moved(self, ruleset: str, day: date, was: str, now: str) -> Movement | None:
        """Which way a tier moved; None where the order of the two is not known on the day."""
        for in_force, tiers in self.tiers.get(ruleset, ()):
            if in_force.on(day) is Truth.TRUE and was in tiers and now in tiers and was != now:
                worse = tiers.index(now) < tiers.index(was)
                return Movement.WORSENED if worse else Movement.IMPROVED
        return None
