"""Coverage is true to the evaluator: of which outcomes there may be, and of which side is which."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.analysis import reached
from credit_rules.analysis.coverage import Coverage
from credit_rules.analysis.edges import EdgeKind, edges
from credit_rules.truth import Truth

COVERAGE = {name: Coverage(book) for name, book in (("rich", ours.RICH), ("shipped", ours.SHIPPED))}
EDGES = {
    id(edge.part): edge
    for book in (ours.RICH, ours.SHIPPED)
    for ruleset in book.rulesets
    for edge in edges(ruleset)
    # Whether records lie in one span hangs on all of them, not on the last two.
    if edge.kind is not EdgeKind.SPAN_PERIOD
}
few = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
books = st.sampled_from(["rich", "rich", "rich", "shipped"])


@few
@given(subject=ours.partial(), book=books)
def test_no_subject_shows_an_outcome_that_is_said_to_be_out_of_reach(subject, book):
    coverage = COVERAGE[book]
    coverage.decide(subject, ours.AS_OF)
    for ruleset in coverage.report().rulesets:
        for rule in ruleset.rules:
            for node in rule.nodes:
                # Whom a ruleset concerns is asked of subjects of every kind, also of no other rule.
                if rule.rule != "concerns":
                    assert node.seen - {Truth.SUBJECT_TO_DEFENCE} <= node.possible, str(node.at)


@few
@given(subject=ours.partial(), book=books)
def test_on_a_side_that_is_reached_the_test_says_what_the_side_says(subject, book):
    def watch(trace, world):
        edge = EDGES.get(id(trace.node))
        if edge is not None:
            for side in reached.in_condition(edge, trace, world):
                assert trace.truth is side.truth, (str(edge.at), side)

    cr.decide({"rich": ours.RICH, "shipped": ours.SHIPPED}[book], subject, ours.AS_OF, watch=watch)
