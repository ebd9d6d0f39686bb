"""Property tests of a rule author: for two rulesets of an invented city, and for one that ships.

    pytest examples/property_tests

One line is one property; each is tried on a hundred subjects aimed at the figures, days and codes
of the rules. Where one fails, pytest prints the subject as YAML, the day, and what is wrong.
"""

from pathlib import Path

from hypothesis import given

import credit_rules as cr
from credit_rules.testing import (
    Example,
    every_measure_has_basis,
    every_restriction_ends,
    never_reversed_by_more_facts,
    order_independent,
    subjects,
    worse_facts_never_milder,
)

HERE = Path(__file__).parent
BOOK = cr.load(HERE / "rulesets", catalogs=[HERE / "catalogs", cr.shipped("catalogs")])

test_more_facts_never_reverse_an_answer = never_reversed_by_more_facts(BOOK)
test_the_order_of_rules_and_records_means_nothing = order_independent(BOOK)
test_every_measure_has_a_basis_and_a_remedy = every_measure_has_basis(BOOK)
test_every_restriction_ends = every_restriction_ends(BOOK)
test_more_and_higher_fines_never_bring_a_milder_grade = worse_facts_never_milder(
    BOOK, {"penalties": "up", "penalties.fine": "up"}
)


@given(one=subjects(BOOK, rulesets=["example-market-halls"]))
def test_who_has_no_penalty_is_never_computed_to_be_d(one: Example) -> None:
    """A grade that an organ gave is another matter."""
    decision = cr.decide(BOOK, one.subject, one.as_of, acting=one.acting)
    computed = [tier.tier for tier in decision.tiers if tier.source == "computed"]
    assert "D" not in computed or one.subject.penalties


SHIPPED = cr.load()

test_a_removal_from_the_wage_arrears_list_is_never_reversed = never_reversed_by_more_facts(
    SHIPPED, rulesets=["wage-arrears-early-removal"]
)
