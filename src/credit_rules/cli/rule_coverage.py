"""Coverage of rules by scenarios, as `credit-rules coverage` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from credit_rules.cli.words import Lang, word
from credit_rules.render.coverage_words import (
    condition_said,
    outcome_said,
    place_said,
    printed,
    rule_said,
    side_said,
)

if TYPE_CHECKING:
    from credit_rules.analysis.coverage import (
        CoverageReport,
        RuleCoverage,
        RulesetCoverage,
        Tally,
    )
    from credit_rules.model.catalog import Catalog

__all__ = ["document", "lines"]


def lines(report: CoverageReport, catalog: Catalog, lang: Lang) -> Iterator[str]:
    """What is missing, ruleset by ruleset, and the totals at the end."""
    for ruleset in report.rulesets:
        header = ruleset.header
        mark = "✓" if ruleset.tally.covered == ruleset.tally.possible else "✗"
        yield f"{mark} {header.id} {header.edition}: {_tallies(ruleset, lang)}"
        for rule in ruleset.rules:
            if rule.tally.covered < rule.tally.possible:
                basis = " ".join(printed(catalog, header, rule.basis))
                yield f"    {rule_said(rule.rule, lang)} {basis}".rstrip()
                yield from (f"      {place}: {said}" for place, said in _missing(rule, lang))
    yield ""
    yield f"{word('law-all', lang)} {_tallies(report, lang)}"
    yield word("covered", lang, share=f"{report.tally.share:.2%}")


def _tallies(part: RulesetCoverage | CoverageReport, lang: Lang) -> str:
    """How many rules, outcomes and sides are covered, of how many."""
    counted = {"rules": part.whole, "outcomes": part.outcomes, "sides": part.sides}
    facts = {name: f"{one.covered}/{one.possible}" for name, one in counted.items()}
    return word("tallies", lang, share=f"{part.tally.share:.1%}", **facts)


def _missing(rule: RuleCoverage, lang: Lang) -> Iterator[tuple[str, str]]:
    """What nobody saw of a rule: the place, and in words the outcome, or the value of the side."""
    for node in rule.nodes:
        if node.missing:
            said = ("、" if lang is Lang.ZH else ", ").join(
                outcome_said(one, lang) for one in node.missing
            )
            source = condition_said(node.node, lang)
            yield f"{node.at}", f"{word('not-seen', lang, what=said)}  {source}"
    for edge in rule.edges:
        for side in edge.missing:
            said = side_said(edge.edge, side, lang)
            yield f"{edge.edge.at}", word("not-reached", lang, what=said)


def document(
    report: CoverageReport, catalog: Catalog, scenarios: int, lang: Lang
) -> dict[str, object]:
    """The same as JSON; what is missing is said in the language asked for."""
    return {
        "format": "credit-rules/coverage/1",
        "scenarios": scenarios,
        **_counted(report),
        "rulesets": [
            {
                "id": one.header.id,
                "edition": one.header.edition,
                **_counted(one),
                "missing": [
                    missing
                    for rule in one.rules
                    for missing in _missing_of(rule, one, catalog, lang)
                ],
            }
            for one in report.rulesets
        ],
    }


def _missing_of(
    rule: RuleCoverage, ruleset: RulesetCoverage, catalog: Catalog, lang: Lang
) -> Iterator[dict[str, object]]:
    shared: dict[str, object] = {
        "rule": rule.rule,
        "provisions": [*printed(catalog, ruleset.header, rule.basis)],
    }
    for node in rule.nodes:
        for truth in node.missing:
            place = {"place": str(node.at), "source": condition_said(node.node, lang)}
            yield shared | place | {"kind": "outcome", "outcome": truth.value}
    for edge in rule.edges:
        for side in edge.missing:
            at = edge.edge.at
            yield shared | {
                "place": str(at),
                "source": place_said(at),
                "kind": edge.edge.kind.value,
                "steps": side.steps,
                "value": side_said(edge.edge, side, lang),
            }


def _counted(part: RulesetCoverage | CoverageReport) -> dict[str, object]:
    return {
        "rules": _tally(part.whole),
        "outcomes": _tally(part.outcomes),
        "sides": _tally(part.sides),
        "outcomes_and_sides": _tally(part.tally),
    }


def _tally(one: Tally) -> dict[str, object]:
    return {"covered": one.covered, "possible": one.possible, "share": round(one.share, 4)}
