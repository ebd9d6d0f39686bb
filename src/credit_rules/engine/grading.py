"""The tiers of all schemes of one subject: each on the day its law looks at, each once.

A scheme may read the tiers of others (the checks see that they form no circle), and may look at the
facts of an earlier day; so a tier is asked for by scheme and day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from credit_rules.engine.facts import Facts
from credit_rules.engine.listings import Entry, entries, listed_on, standing
from credit_rules.engine.reference import Grades, Strata, Watch, World
from credit_rules.engine.speaking import Spoken, speaking
from credit_rules.engine.tiers import TierMatch, assessment, tier_of
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import TieredSupervision
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = ["Grading"]


@dataclass(slots=True)
class Grading:
    """Facts, strata and tiers of one subject, by day."""

    book: Rulebook
    subject: Subject
    known_as_of: date | None
    region: str | None
    watch: Watch | None = None
    _facts: dict[date, Facts] = field(default_factory=dict)
    _entries: dict[date, tuple[Entry, ...]] = field(default_factory=dict)
    _matches: dict[tuple[int, date], TierMatch] = field(default_factory=dict)
    _spoken: dict[date, tuple[Spoken, ...]] = field(default_factory=dict)

    def facts(self, day: date) -> Facts:
        """The subject as it stood on a day."""
        if day not in self._facts:
            self._facts[day] = Facts.of(self.subject, day, self.known_as_of, self.watch)
        return self._facts[day]

    def entries(self, day: date) -> tuple[Entry, ...]:
        """The official entries, on a day."""
        if day not in self._entries:
            self._entries[day] = entries(self.facts(day), self.book.catalog)
        return self._entries[day]

    def spoken(self, day: date) -> tuple[Spoken, ...]:
        """The rulesets that speak on a day."""
        if day not in self._spoken:
            self._spoken[day] = speaking(self.book, self.facts(day), self.region)
        return self._spoken[day]

    def strata(self, day: date, schemes: frozenset[str]) -> Strata:
        """What is settled below the measures on a day, with the tiers of some schemes."""
        found = self.entries(day)
        return Strata(
            listed=listed_on(found, self.facts(day), self.book.catalog),
            standing=standing(found, self.facts(day)),
            graded=self._graded(schemes, day),
            parameters=self.book.figures,
        )

    def world(self, ruleset: TieredSupervision, day: date) -> World:
        """What the conditions of a scheme are asked of: the facts of the day that is assessed."""
        header = ruleset.header
        looked_at, _ = assessment(ruleset.assessed, day)
        then = self.facts(looked_at)
        # What a person found was found about those days, whenever it was found.
        found = self.facts(day).items["findings"]
        facts = replace(then, items={**then.items, "findings": found})
        schemes = self.book.schemes_read[header.id, header.edition]
        return World(facts, header.findings, self.strata(looked_at, schemes))

    def match(self, ruleset: TieredSupervision, day: date) -> TierMatch:
        """The tier of a scheme on a day."""
        key = (id(ruleset), day)
        if key not in self._matches:
            _, year = assessment(ruleset.assessed, day)
            world, today = self.world(ruleset, day), self.facts(day)
            self._matches[key] = tier_of(ruleset, world, year, today)
        return self._matches[key]

    def _graded(self, schemes: frozenset[str], day: date) -> Mapping[str, Grades]:
        graded: dict[str, Grades] = {}
        for one in self.spoken(day) if schemes else ():
            ruleset = one.ruleset
            if not isinstance(ruleset, TieredSupervision) or ruleset.header.scheme not in schemes:
                continue
            grades = self.match(ruleset, day).grades
            if one.truth is not Truth.TRUE:
                # Where it does not speak, nobody knows a tier: so none is ruled out here either.
                every = frozenset(tier.id for tier in ruleset.tiers)
                missing = grades.missing | one.missing
                grades = Grades(possible=every, gap=True, missing=missing)
            other = graded.get(ruleset.header.scheme)
            graded[ruleset.header.scheme] = grades if other is None else _either(grades, other)
        return graded


def _either(one: Grades, other: Grades) -> Grades:
    """Two rulesets for one scheme, returned side by side: the tier is one or the other."""
    return Grades(one.possible | other.possible, one.gap or other.gap, one.missing | other.missing)
