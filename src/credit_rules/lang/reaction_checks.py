"""What is asked of reactions once they are read: provisions, names, and what concludes what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from credit_rules.lang.checks import (
    each_named_once,
    expect_known,
    one_edition_a_day,
    provisions_cited,
)
from credit_rules.lang.reader import Report
from credit_rules.model.catalog import Catalog
from credit_rules.model.reactions import (
    NOTHING,
    PATTERNS,
    STATES,
    Concluded,
    Pattern,
    ReactionRuleset,
)
from credit_rules.model.ruleset import Procedure, Ruleset, TieredSupervision, parts

__all__ = ["check_reactions"]

_OF_LISTS: Final = frozenset({"remove-entry", "revoke-entry"})
"""The steps that follow from a list itself, and stand in no ruleset."""


def check_reactions(
    report: Report,
    catalog: Catalog,
    rulesets: tuple[Ruleset, ...],
    reactions: tuple[ReactionRuleset, ...],
) -> None:
    """Ask every question about every file of reactions."""
    one_edition_a_day(report, reactions)
    known = _names(catalog, rulesets) if reactions else {}
    for ruleset in reactions:
        provisions_cited(report, catalog, ruleset)
        each_named_once(report, ((one.id, one.at) for one in ruleset.reactions))
        tasks = ((one.task.id, one.at) for one in ruleset.reactions if one.task)
        each_named_once(report, tasks)
        for pattern in parts(ruleset, Pattern):
            for name, (what, what_zh, names) in known.items():
                for value in pattern.asked.get(name, ()):
                    expect_known(report, what, what_zh, value, pattern.at, names)
            _tiers(report, rulesets, pattern)
        _conclusions(report, ruleset)


def _names(
    catalog: Catalog, rulesets: tuple[Ruleset, ...]
) -> Mapping[str, tuple[str, str, frozenset[str]]]:
    """The names that fields of a pattern may hold, and what they are names of."""
    schemes = {one.header.scheme for one in rulesets if isinstance(one, TieredSupervision)}
    steps = _OF_LISTS.union(one.id for one in parts(rulesets, Procedure))
    return {
        "list": ("list", "名单", frozenset(catalog.lists)),
        "measure": ("measure", "措施", frozenset(catalog.measures)),
        "scheme": ("scheme of tiers", "等级体系", frozenset(schemes)),
        "ruleset": ("ruleset", "规则集", frozenset(one.header.id for one in rulesets)),
        "step": ("step", "步骤", steps),
    }


def _tiers(report: Report, rulesets: tuple[Ruleset, ...], pattern: Pattern) -> None:
    """A tier is one of a scheme that the pattern names, or of any if it names none."""
    if pattern.asked["part"] != (PATTERNS["tier"].part,):
        return
    schemes = pattern.asked.get("scheme")
    known = {NOTHING, *STATES["tier"]}
    for one in rulesets:
        if isinstance(one, TieredSupervision) and (not schemes or one.header.scheme in schemes):
            known |= {tier.id for tier in one.tiers}
    for value in (*pattern.asked.get("from", ()), *pattern.asked.get("to", ())):
        expect_known(report, "tier", "等级", value, pattern.at, known)


def _conclusions(report: Report, ruleset: ReactionRuleset) -> None:
    """What is asked for is concluded, what is concluded is of use, and none waits for itself."""
    drawn = {one.concludes for one in ruleset.reactions if one.concludes}
    asked = {one.code for one in parts(ruleset, Concluded)}
    for premise in parts(ruleset, Concluded):
        expect_known(report, "conclusion", "结论", premise.code, premise.at, drawn)
    needs: dict[str, set[str]] = {}
    for rule in ruleset.reactions:
        if rule.concludes is None:
            continue
        codes = {one.code for one in rule.when if isinstance(one, Concluded)}
        needs.setdefault(rule.concludes, set()).update(codes)
        if rule.concludes not in asked and rule.task is None:
            report.add("unread-conclusion", rule.at, rule=rule.id, conclusion=rule.concludes)
    told: set[str] = set()
    for rule in ruleset.reactions:
        way = _way_back(rule.concludes, needs) if rule.concludes else ()
        if way and told.isdisjoint(way):
            report.add("conclusion-from-itself", rule.at, way=" → ".join((*way, way[0])))
        told.update(way)


def _way_back(code: str, needs: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The shortest way from a conclusion, by what it needs, back to itself; empty without one."""
    ways: list[tuple[str, ...]] = [(code,)]
    seen = {code}
    for way in ways:
        for needed in sorted(needs.get(way[-1], ())):
            if needed == code:
                return way
            if needed not in seen:
                seen.add(needed)
                ways.append((*way, needed))
    return ()
