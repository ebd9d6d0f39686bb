"""How many of the edges that ship generated subjects reach, on both sides.

    python -m tests.bench.edges_reached [EXAMPLES]

For each shipped ruleset so many subjects (200) are drawn as hypothesis draws them, and decided by
that ruleset and those it reads; `analysis.coverage` counts the sides of its edges that were
reached. Printed are the rulesets below 95 %, the edges of which a side is missing, and the whole.

The end of a bar's term has no day after it where the bar's own condition asks the same: the record
is then out of its reach. Such ends are counted apart (`closed`).
"""

import sys
import time
from collections import Counter

from hypothesis import HealthCheck, given, settings

import credit_rules as cr
from credit_rules.analysis.coverage import Coverage, EdgeCoverage, RulesetCoverage
from credit_rules.analysis.edges import Edge, EdgeKind
from credit_rules.analysis.narrowing import narrowed
from credit_rules.model.expr import Elapsed, FieldRef, walk
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Restriction, Ruleset
from credit_rules.model.subject import COLLECTIONS
from credit_rules.testing.strategies import subjects

EXAMPLES = 200
BAR = 0.95


def reached(book: Rulebook, ruleset: Ruleset, examples: int) -> RulesetCoverage:
    """What so many subjects aimed at a ruleset reach of it."""
    alone = narrowed(book, [ruleset])
    coverage = Coverage(alone)

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(one=subjects(alone, rulesets=[ruleset.header.id]))
    def draw(one):
        coverage.decide(one.subject, one.as_of, acting=one.acting)

    draw()
    return next(one for one in coverage.report().rulesets if one.header is ruleset.header)


def edges(found: RulesetCoverage) -> list[EdgeCoverage]:
    """The edges of a ruleset, each with the sides that were reached."""
    return [edge for rule in found.rules for edge in rule.edges]


def say(line: str = "") -> None:
    """Print a line as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def closed(edge: Edge) -> bool:
    """Whether it is the end of a term that the rule's own condition, or its window, asks about."""
    rule = edge.part
    if edge.kind is not EdgeKind.TERM or not isinstance(rule, Restriction):
        return False
    day = rule.lasts.until or rule.lasts.since
    # Past its publicity a record is looked at by no rule that does not say so.
    asked = {"publicity_until"} if not rule.each.including else set()
    asked |= {
        since.name
        for node in walk(rule.where)
        if isinstance(node, Elapsed)
        for since in ([node.since] if isinstance(node.since, FieldRef) else node.since.days)
    }
    if rule.each.window is not None:
        asked.add(COLLECTIONS[rule.each.collection].dated_by)
    return day is not None and day.name in asked


def main() -> int:
    """Draw, decide, print; 1 if fewer than 95 % of the edges were reached on both sides."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    began = time.perf_counter()
    book = cr.load()
    met, kinds, whole_kinds = Counter(), Counter(), Counter()
    for ruleset in book.rulesets:
        found = reached(book, ruleset, examples)
        every = edges(found)
        ones = [edge for edge in every if not edge.missing or not closed(edge.edge)]
        both = [edge for edge in ones if not edge.missing]
        met.update(edges=len(ones), both=len(both), closed=len(every) - len(ones))
        whole_kinds.update(edge.edge.kind.value for edge in ones)
        kinds.update(edge.edge.kind.value for edge in both)
        if ones and len(both) < BAR * len(ones):
            header = ruleset.header
            say(f"{header.id} {header.edition}: {len(both)} of {len(ones)}")
            for edge in (one for one in ones if one.missing):
                sides = ", ".join(f"{side.steps:+d}" for side in edge.missing)
                say(f"    {edge.edge.at} {edge.edge.rule} {edge.edge.kind.value}: {sides}")
    say()
    for kind, number in sorted(whole_kinds.items()):
        say(f"{kind:16} {kinds[kind]:5} of {number:5}")
    share = met["both"] / met["edges"]
    say(
        f"\nboth sides of {met['both']} of {met['edges']} edges ({share:.1%}) "
        f"within {examples} subjects a ruleset; {met['closed']} ends of terms closed; "
        f"{len(book.rulesets)} rulesets, {time.perf_counter() - began:.0f} s"
    )
    return 0 if share >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
