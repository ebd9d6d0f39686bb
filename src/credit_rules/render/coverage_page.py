"""Coverage as one page: provision, rule, condition; every outcome and every side with its mark.

The page is complete in itself: no script, no picture, nothing from the network. It reads on paper
in black and white, for what is covered is said by a mark and not by a colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from credit_rules.analysis.coverage import (
    CoverageReport,
    EdgeCoverage,
    NodeCoverage,
    RuleCoverage,
    RulesetCoverage,
    Tally,
)
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Catalog
from credit_rules.render.coverage_words import (
    condition_said,
    outcome_said,
    place_said,
    printed,
    rule_said,
    side_said,
)

__all__ = ["coverage_page"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("规则覆盖", "coverage of rules"),
    "whole": ("结果与边界覆盖率", "outcome-and-edge coverage"),
    "ruleset": ("规则集", "ruleset"),
    "rules": ("规则", "rules"),
    "outcomes": ("条件结果", "outcomes"),
    "sides": ("边界各侧", "edge sides"),
    "share": ("合计", "together"),
    "all": ("全部", "all"),
    "line": ("行", "line"),
    "condition": ("条件", "condition"),
    "seen": ("所见结果与所达边界", "outcomes seen, sides reached"),
    "key": (
        "✓ 已见到；✗ 尚未见到。条件的每种可能结果和边界的各侧都已见到的，规则才算完整。",
        "✓ was seen; ✗ was not. A rule is whole once every outcome and every side of it was seen.",
    ),
}

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-top: 1px solid #bbb;
  padding-top: 1rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
h4 { font-size: .95rem; margin: .8rem 0 .2rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
table.rule { table-layout: fixed; }
table.rule th:nth-child(1) { width: 3rem; } table.rule th:nth-child(2) { width: 52%; }
th, td { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0;
  border-bottom: 1px solid #e4e4e4; }
th { font-weight: 600; } td.figure, th.figure { text-align: right; white-space: nowrap; }
code { font: 13px/1.5 ui-monospace, "Noto Sans Mono CJK SC", monospace; overflow-wrap: anywhere; }
.seen { color: #14632b; } .missing { color: #a11212; font-weight: 600; }
.mark { white-space: nowrap; margin-right: .9em; display: inline-block; }
.side { white-space: normal; }
.file { color: #555; font-size: .85rem; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } a { color: inherit;
  text-decoration: none; } tr, h2, h3, h4 { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .seen, .missing { color: #000; } }
"""


def coverage_page(report: CoverageReport, catalog: Catalog, lang: str) -> str:
    """The page, as HTML.

    Args:
        report: what was covered.
        catalog: the instruments that provisions are printed from.
        lang: `zh` or `en`.
    """
    return "\n".join(_Page(catalog, lang).whole(report)) + "\n"


class _Page:
    def __init__(self, catalog: Catalog, lang: str) -> None:
        self.catalog = catalog
        self.lang = lang

    def word(self, key: str) -> str:
        zh, en = _WORDS[key]
        return escape(zh if self.lang == "zh" else en)

    def whole(self, report: CoverageReport) -> Iterator[str]:
        title = self.word("title")
        yield "<!doctype html>"
        yield f'<html lang="{"zh-CN" if self.lang == "zh" else "en"}">'
        yield '<head><meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title>"
        yield f"<style>{_STYLE}</style></head>"
        yield f"<body><h1>{title}</h1>"
        yield f"<p><strong>{self.word('whole')} {report.tally.share:.2%}</strong></p>"
        yield f"<p>{self.word('key')}</p>"
        yield from self.contents(report)
        for ruleset in report.rulesets:
            yield from self.ruleset(ruleset)
        yield "</body></html>"

    def contents(self, report: CoverageReport) -> Iterator[str]:
        """Every ruleset with its figures, and a link to its part of the page."""
        heads = "".join(
            f'<th scope="col" class="figure">{self.word(key)}</th>'
            for key in ("rules", "outcomes", "sides", "share")
        )
        yield f'<table><thead><tr><th scope="col">{self.word("ruleset")}</th>{heads}</tr></thead>'
        yield "<tbody>"
        for one in report.rulesets:
            link = f'<a href="#{_anchor(one)}">{escape(self.title(one))}</a>'
            yield f'<tr><th scope="row">{link}</th>{_figures(one)}</tr>'
        yield f'<tr><th scope="row">{self.word("all")}</th>{_figures(report)}</tr>'
        yield "</tbody></table>"

    def title(self, ruleset: RulesetCoverage) -> str:
        header = ruleset.header
        title = header.title.zh if self.lang == "zh" else header.title.en
        return f"{title} {header.edition}"

    def ruleset(self, ruleset: RulesetCoverage) -> Iterator[str]:
        header = ruleset.header
        yield f'<section id="{_anchor(ruleset)}"><h2>{escape(self.title(ruleset))}</h2>'
        file = f"{header.id} · {header.at.file} · {ruleset.tally.share:.1%}"
        yield f'<p class="file">{escape(file)}</p>'
        for basis, rules in groupby(ruleset.rules, key=lambda one: self.basis(ruleset, one)):
            yield f"<h3>{basis}</h3>" if basis else ""
            for rule in rules:
                yield from self.rule(rule)
        yield "</section>"

    def basis(self, ruleset: RulesetCoverage, rule: RuleCoverage) -> str:
        named = printed(self.catalog, ruleset.header, rule.basis)
        return escape("、".join(named) if self.lang == "zh" else ", ".join(named))

    def rule(self, rule: RuleCoverage) -> Iterator[str]:
        whole = rule.tally.covered == rule.tally.possible
        yield f"<h4>{_mark(escape(rule_said(rule.rule, self.lang)), seen=whole)}</h4>"
        heads = "".join(
            f'<th scope="col">{self.word(key)}</th>' for key in ("line", "condition", "seen")
        )
        yield f'<table class="rule"><thead><tr>{heads}</tr></thead><tbody>'
        for node in rule.nodes:
            yield _row(node.at, condition_said(node.node, self.lang), self.outcomes(node))
        for edge in rule.edges:
            yield _row(edge.edge.at, place_said(edge.edge.at), self.sides(edge))
        yield "</tbody></table>"

    def outcomes(self, node: NodeCoverage) -> str:
        return " ".join(
            _mark(escape(outcome_said(truth, self.lang)), seen=seen)
            for truth, seen in node.outcomes
        )

    def sides(self, edge: EdgeCoverage) -> str:
        return "<br>".join(
            _mark(escape(side_said(edge.edge, side, self.lang)), "side", seen=side in edge.seen)
            for side in edge.edge.sides
        )


def _row(at: Span, source: str, marks: str) -> str:
    said = f"<code>{escape(source)}</code>"
    return f"<tr><td>{at.line}</td><td>{said}</td><td>{marks}</td></tr>"


def _mark(said: str, *classes: str, seen: bool) -> str:
    names = " ".join(("mark", *classes, "seen" if seen else "missing"))
    return f'<span class="{names}">{"✓" if seen else "✗"} {said}</span>'


def _figures(part: RulesetCoverage | CoverageReport) -> str:
    counted = (part.whole, part.outcomes, part.sides)
    cells = [f"{one.covered}/{one.possible}" for one in counted]
    return "".join(f'<td class="figure">{one}</td>' for one in (*cells, _share(part.tally)))


def _share(tally: Tally) -> str:
    return f"{tally.share:.1%}"


def _anchor(ruleset: RulesetCoverage) -> str:
    return escape(f"{ruleset.header.id}-{ruleset.header.edition}".replace(" ", "-"))
