"""What a ruleset asks: every rule once, every condition once, in the order of the file."""

from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.asked import asked, nodes
from credit_rules.model.expr import Defined, Expr
from credit_rules.model.ruleset import StepRule, parts
from credit_rules.testing import rule_ids

BOOKS = Path(__file__).parents[1] / "books"
RICH = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")
RULESETS = [*RICH.rulesets, *cr.load().rulesets]


def test_every_rule_an_answer_can_name_is_there():
    for ruleset in RULESETS:
        assert set(rule_ids(ruleset)) <= {one.rule for one in asked(ruleset)}, ruleset.header.id


def test_every_condition_of_a_ruleset_is_asked_once():
    for ruleset in RULESETS:
        found = [
            id(node)
            for one in asked(ruleset)
            for root in one.conditions
            for node, _ in nodes(root, one.of)
        ]
        assert len(found) == len(set(found)), ruleset.header.id
        assert set(found) == {id(one) for one in parts(ruleset, Expr)}, ruleset.header.id


def test_rules_stand_in_the_order_of_the_file_and_rest_on_something():
    for ruleset in RULESETS:
        found = asked(ruleset)
        assert [one.at for one in found] == sorted(one.at for one in found)
        assert all(one.basis for one in found)


BODY = """
define:
  - { id: heavy, title: heavy, title_en: heavy, of: penalties, when: { some: inspections, where: { obstructed: true } } }
steps:
  - { <owed>, each: penalties, where: { defined: heavy, kinds: fine }, by: 某机关 }
"""


def test_a_condition_knows_the_collection_it_looks_at(small):
    (ruleset,) = small.load(small.ruleset("steps", BODY)).rulesets
    found = {
        one.rule: [of for root in one.conditions for _, of in nodes(root, one.of)]
        for one in asked(ruleset)
    }
    assert found == {
        "in_force": [],
        "heavy": ["penalties", "inspections"],
        "owed": ["penalties", "penalties", "penalties"],
    }
    # A definition without a basis of its own rests on what its ruleset rests on.
    (heavy,) = [one for one in asked(ruleset) if one.rule == "heavy"]
    assert heavy.basis == ruleset.header.basis


def test_what_a_name_stands_for_is_not_asked_again_where_it_is_used(small):
    (ruleset,) = small.load(small.ruleset("steps", BODY)).rulesets
    (owed,) = [one for one in asked(ruleset) if isinstance(one.part, StepRule)]
    kinds = [type(node).__name__ for root in owed.conditions for node, _ in nodes(root, owed.of)]
    assert kinds == ["All", Defined.__name__, "Compare"]


@pytest.mark.parametrize(
    ("rule", "of"),
    [("settled_when", "penalties"), ("again", "listings"), ("left/spared", "penalties")],
)
def test_exceptions_and_what_a_ruleset_asks_as_a_whole_are_called_by_their_words(small, rule, of):
    body = """
list: watch
not_for: []
settled_when: { fulfilled_on: { is_not: none } }
grounds:
  - { <left>, each: penalties, where: { kinds: fine }, unless: [{ <spared>, when: { corrected_on: { is_not: none } } }] }
stay: [{ <again>, when: { ground: grave } }]
leave: [{ <over>, when: { elapsed: { since: listed_on, period: 1 year } } }]
procedure: []
measures: [{ <all>, measure: spot-visits, strength: may }]
"""
    (ruleset,) = small.load(small.ruleset("key-watch-list", body)).rulesets
    named = {one.rule: one.of for one in asked(ruleset)}
    assert named[rule] == of
    assert set(named) == {
        "in_force",
        "settled_when",
        "left",
        "left/spared",
        "again",
        "over",
        "all",
    }
