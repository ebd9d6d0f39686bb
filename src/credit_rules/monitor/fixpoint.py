"""What follows from some facts, as the definition says it: the page that judges the engine.

A reaction follows once every premise of it is met: a pattern by some fact, a conclusion by some
reaction of the same file that follows. Nothing is ever taken back, so going round until nothing new
follows ends, and ends with the least set the rules are content with.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from credit_rules.model.reactions import (
    Fact,
    Name,
    Pattern,
    Reaction,
    ReactionRuleset,
    named_rules,
)

__all__ = ["chained"]


def chained(rulesets: Sequence[ReactionRuleset], facts: Collection[Fact]) -> frozenset[Name]:
    """Every reaction that follows from the facts."""
    follow: set[Name] = set()
    concluded: set[tuple[str, str, str]] = set()
    while True:
        new = {
            name: rule
            for name, rule in named_rules(rulesets)
            if name not in follow and _met(name, rule, facts, concluded)
        }
        if not new:
            return frozenset(follow)
        follow.update(new)
        for name, rule in new.items():
            if rule.concludes is not None:
                concluded.add((*name[:2], rule.concludes))


def _met(
    name: Name,
    rule: Reaction,
    facts: Collection[Fact],
    concluded: Collection[tuple[str, str, str]],
) -> bool:
    return all(
        any(map(premise.meets, facts))
        if isinstance(premise, Pattern)
        else (*name[:2], premise.code) in concluded
        for premise in rule.when
    )
