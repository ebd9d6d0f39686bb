"""How far what was tried reaches into rulesets: every outcome of every condition, every edge.

A condition has the outcomes that some facts give it: true, false, unknown. *Not*, a name, and a
group of one say what their part says, and have none of their own; the condition of a rule always
has, for it is the rule's. What no facts can bring about is not asked for (`analysis.reachable`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from credit_rules.analysis import reached
from credit_rules.analysis.asked import Asked, asked, nodes, scopes
from credit_rules.analysis.edges import Edge, EdgeKind, Side, edges_of
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.reachable import OUTCOMES, Reachable
from credit_rules.diagnostics import Span
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision
from credit_rules.engine.facts import Facts
from credit_rules.engine.reference import Strata, Trace, World
from credit_rules.engine.speaking import speaking
from credit_rules.engine.tiers import assessment
from credit_rules.model.catalog import Citation
from credit_rules.model.expr import All, AnyOf, Defined, Expr, Not, Scope
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Header, Ruleset, TieredSupervision
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = [
    "Coverage",
    "CoverageReport",
    "EdgeCoverage",
    "NodeCoverage",
    "RuleCoverage",
    "RulesetCoverage",
    "Tally",
]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are to cover, and how many are covered."""

    covered: int = 0
    possible: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.covered + other.covered, self.possible + other.possible)

    @property
    def share(self) -> float:
        """The covered ones among all, from 0 to 1; of none, all."""
        return self.covered / self.possible if self.possible else 1.0


@dataclass(frozen=True, slots=True)
class NodeCoverage:
    """One condition: the outcomes it may have, and those that were seen."""

    at: Span
    node: Expr
    possible: frozenset[Truth]
    seen: frozenset[Truth]

    @property
    def outcomes(self) -> tuple[tuple[Truth, bool], ...]:
        """Every outcome it may have, and whether it was seen."""
        return tuple((one, one in self.seen) for one in OUTCOMES if one in self.possible)

    @property
    def missing(self) -> tuple[Truth, ...]:
        """The outcomes nobody saw."""
        return tuple(one for one, seen in self.outcomes if not seen)

    @property
    def tally(self) -> Tally:
        """Its outcomes."""
        return Tally(len(self.possible & self.seen), len(self.possible))


@dataclass(frozen=True, slots=True)
class EdgeCoverage:
    """One edge and the sides of it that were reached."""

    edge: Edge
    seen: frozenset[Side]

    @property
    def missing(self) -> tuple[Side, ...]:
        """The sides nobody reached."""
        return tuple(side for side in self.edge.sides if side not in self.seen)

    @property
    def tally(self) -> Tally:
        """Its sides."""
        return Tally(len(self.seen), len(self.edge.sides))


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule: its conditions, its edges, the provisions it rests on."""

    rule: str
    basis: tuple[Citation, ...]
    at: Span
    nodes: tuple[NodeCoverage, ...]
    edges: tuple[EdgeCoverage, ...]

    @property
    def outcomes(self) -> Tally:
        """The outcomes of its conditions."""
        return sum((one.tally for one in self.nodes), Tally())

    @property
    def sides(self) -> Tally:
        """The sides of its edges."""
        return sum((one.tally for one in self.edges), Tally())

    @property
    def tally(self) -> Tally:
        """Outcomes and sides together."""
        return self.outcomes + self.sides


@dataclass(frozen=True, slots=True)
class RulesetCoverage:
    """One edition of a ruleset, rule by rule in the order of the file."""

    header: Header
    rules: tuple[RuleCoverage, ...]

    @property
    def outcomes(self) -> Tally:
        """The outcomes of all conditions."""
        return sum((one.outcomes for one in self.rules), Tally())

    @property
    def sides(self) -> Tally:
        """The sides of all edges."""
        return sum((one.sides for one in self.rules), Tally())

    @property
    def tally(self) -> Tally:
        """Outcomes and sides together."""
        return self.outcomes + self.sides

    @property
    def whole(self) -> Tally:
        """The rules of which nothing is left to cover."""
        tallies = [one.tally for one in self.rules]
        return Tally(sum(one.covered == one.possible for one in tallies), len(tallies))


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What was covered of some rulesets."""

    rulesets: tuple[RulesetCoverage, ...]

    @property
    def outcomes(self) -> Tally:
        """The outcomes of all conditions."""
        return sum((one.outcomes for one in self.rulesets), Tally())

    @property
    def sides(self) -> Tally:
        """The sides of all edges."""
        return sum((one.sides for one in self.rulesets), Tally())

    @property
    def tally(self) -> Tally:
        """Outcomes and sides together: the outcome-and-edge coverage."""
        return self.outcomes + self.sides

    @property
    def whole(self) -> Tally:
        """The rules of which nothing is left to cover."""
        return sum((one.whole for one in self.rulesets), Tally())


@dataclass(slots=True)
class _Edge:
    edge: Edge
    seen: set[Side] = field(default_factory=set)

    def reached(self, sides: Iterable[Side]) -> None:
        self.seen.update(sides)

    @property
    def open(self) -> bool:
        return len(self.seen) < len(self.edge.sides)


_Reading = Callable[[Edge, Trace, World], Iterator[Side]]


@dataclass(slots=True)
class _Node:
    """A condition, and the edges that its evaluation may reach."""

    ruleset: str
    node: Expr
    possible: frozenset[Truth]
    counted: bool
    seen: set[Truth] = field(default_factory=set)
    edges: list[tuple[_Edge, _Reading]] = field(default_factory=list)
    windows: list[tuple[_Edge, Scope]] = field(default_factory=list)


@dataclass(slots=True)
class _Rule:
    asked: Asked
    nodes: list[_Node]
    edges: list[_Edge]


@dataclass(slots=True)
class _Ruleset:
    """A ruleset, with the edges that a whole answer reaches and no single condition."""

    ruleset: Ruleset
    rules: list[_Rule]
    days: list[_Edge] = field(default_factory=list)
    windows: list[tuple[_Edge, Scope]] = field(default_factory=list)
    bands: list[_Edge] = field(default_factory=list)


class Coverage:
    """Counts what decisions reach in the rulesets of a book.

    >>> coverage = Coverage(book)
    >>> coverage.decide(subject, as_of, rulesets=["key-watch"])
    >>> coverage.report().tally.share
    """

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._about: frozenset[str] | None = None
        self._excerpts: dict[frozenset[str], Rulebook] = {}
        self._nodes: dict[int, _Node] = {}
        self._rulesets = [self._entered(ruleset) for ruleset in book.rulesets]

    def decide(
        self,
        subject: Subject,
        as_of: date,
        *,
        acting: Acting | None = None,
        rulesets: Collection[str] | None = None,
    ) -> Decision:
        """Decide, and count what that reaches.

        With `rulesets` it is decided by the excerpt of the book that answers for them.

        Args:
            subject: the record of one credit subject.
            as_of: the day asked about.
            acting: who asks.
            rulesets: the ids of those it counts for; None for all. What merely passes through
                another ruleset does not examine it.

        Raises:
            CreditRulesError: `as_of` is not a day that can be asked about (1900 to 2999).
        """
        book = self.book if rulesets is None else self._excerpt(frozenset(rulesets))
        self._about = None if rulesets is None else frozenset(rulesets)
        decision = decide(book, subject, as_of, acting=acting, watch=self.watch)
        about = [one for one in self._rulesets if self._counts(one.ruleset.header.id)]
        for one in about:
            for edge in one.days:
                edge.reached(reached.at_day(edge.edge, as_of))
        _look_at_records(about, book, subject, as_of, acting.region if acting else None)
        _look_at_scores(about, decision)
        self._about = None
        return decision

    def watch(self, trace: Trace, world: World) -> None:
        """Count one condition that is asked; `decide(…, watch=coverage.watch)`."""
        node = self._nodes.get(id(trace.node))
        if node is None or not self._counts(node.ruleset):
            return
        node.seen.add(trace.truth)
        for edge, sides in node.edges:
            if edge.open:
                edge.reached(sides(edge.edge, trace, world))
        for edge, scope in node.windows:
            if edge.open:
                edge.reached(reached.in_window(edge.edge, scope, world))

    def report(self, rulesets: Collection[str] | None = None) -> CoverageReport:
        """What was covered, of the rulesets with these ids; None for all of the book."""
        return CoverageReport(
            tuple(
                _reported(one)
                for one in self._rulesets
                if rulesets is None or one.ruleset.header.id in rulesets
            )
        )

    def _counts(self, ruleset: str) -> bool:
        return self._about is None or ruleset in self._about

    def _excerpt(self, rulesets: frozenset[str]) -> Rulebook:
        if rulesets not in self._excerpts:
            self._excerpts[rulesets] = excerpt(self.book, rulesets)
        return self._excerpts[rulesets]

    def _entered(self, ruleset: Ruleset) -> _Ruleset:
        """The conditions and edges of a ruleset, each where what reaches it will find it."""
        entered = _Ruleset(ruleset, [])
        reachable = Reachable.of(self.book, ruleset.header)
        acts: list[_Edge] = []
        for one in asked(ruleset):
            found = [
                _Edge(edge) for edge in edges_of(ruleset, one) if not reachable.unfixed(edge.limit)
            ]
            at: dict[int, list[_Edge]] = {}
            for edge in found:
                at.setdefault(id(edge.edge.part), []).append(edge)
            own = _by_kind(at.get(id(one.part), ()))
            acts += own.acts
            entered.days += own.days
            entered.bands += own.bands
            for scope in one.scopes:
                entered.windows += [(edge, scope) for edge in at.get(id(scope), ())]
            conditions = [
                self._enter(ruleset, node, reachable, at, root=node is root)
                for root in one.conditions
                for node, _ in nodes(root, one.of)
            ]
            entered.rules.append(_Rule(one, conditions, found))
            for root in one.conditions:
                told = self._nodes[id(root)]
                told.edges += [(edge, reached.in_rule) for edge in (*own.terms, *acts)]
        return entered

    def _enter(
        self,
        ruleset: Ruleset,
        node: Expr,
        reachable: Reachable,
        at: Mapping[int, list[_Edge]],
        *,
        root: bool,
    ) -> _Node:
        possible = reachable.outcomes(node)
        counted = root or (not _mirrors(node) and len(possible) > 1)
        entered = _Node(ruleset.header.id, node, possible, counted)
        entered.edges = [(edge, reached.in_condition) for edge in at.get(id(node), ())]
        entered.windows = [(edge, one) for one in scopes(node) for edge in at.get(id(one), ())]
        self._nodes[id(node)] = entered
        return entered


def _look_at_records(
    about: Iterable[_Ruleset], book: Rulebook, subject: Subject, as_of: date, region: str | None
) -> None:
    """The windows in which rules look for their records, where the ruleset speaks at all."""
    waiting = {id(one.ruleset): one for one in about if any(edge.open for edge, _ in one.windows)}
    if not waiting:
        return
    for spoken in speaking(book, Facts.of(subject, as_of), region):
        one = waiting.get(id(spoken.ruleset))
        if one is not None:
            facts = Facts.of(subject, _looked_at(one.ruleset, as_of))
            world = World(facts, one.ruleset.header.findings, Strata())
            for edge, scope in one.windows:
                edge.reached(reached.in_window(edge.edge, scope, world))


def _look_at_scores(about: Iterable[_Ruleset], decision: Decision) -> None:
    """The ends of bands, by the score of a tier that is known."""
    scores = {tier.ruleset: tier.score for tier in decision.tiers}
    for one in about:
        score = scores.get(one.ruleset.header.id)
        if score is not None and score.low is not None and score.low == score.high:
            for edge in one.bands:
                edge.reached(reached.at_score(edge.edge, score.low))


def _mirrors(node: Expr) -> bool:
    """Whether a condition says what its one part says, or the opposite."""
    match node:
        case Not() | Defined():
            return True
        case All(parts) | AnyOf(parts):
            return len(parts) == 1
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Own:
    """The edges of a rule that are not those of its conditions, by what reaches them."""

    days: list[_Edge]
    acts: list[_Edge]
    terms: list[_Edge]
    bands: list[_Edge]


def _by_kind(found: Sequence[_Edge]) -> _Own:
    def those(*kinds: EdgeKind) -> list[_Edge]:
        return [one for one in found if one.edge.kind in kinds]

    return _Own(
        days=those(EdgeKind.IN_FORCE_FIRST, EdgeKind.IN_FORCE_LAST),
        acts=those(EdgeKind.ACTS_FIRST, EdgeKind.ACTS_LAST, EdgeKind.DECIDED_FIRST),
        terms=those(EdgeKind.TERM),
        bands=those(EdgeKind.BAND),
    )


def _looked_at(ruleset: Ruleset, day: date) -> date:
    """The day whose facts a ruleset looks at."""
    return assessment(ruleset.assessed, day)[0] if isinstance(ruleset, TieredSupervision) else day


def _reported(one: _Ruleset) -> RulesetCoverage:
    rules = (_rule(rule) for rule in one.rules)
    counted = tuple(rule for rule in rules if rule.tally.possible)
    return RulesetCoverage(one.ruleset.header, counted)


def _rule(rule: _Rule) -> RuleCoverage:
    found = tuple(
        NodeCoverage(node.node.at, node.node, node.possible, frozenset(node.seen))
        for node in rule.nodes
        if node.counted
    )
    reached_edges = tuple(EdgeCoverage(one.edge, frozenset(one.seen)) for one in rule.edges)
    return RuleCoverage(rule.asked.rule, rule.asked.basis, rule.asked.at, found, reached_edges)
