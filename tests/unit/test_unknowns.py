"""Decisive unknowns: sets of facts that settle an outcome, and envelopes. Invented rules (虚构)."""

from datetime import date
from decimal import Decimal

import pytest

import credit_rules as cr
from credit_rules.analysis.foresight.completing import Nothing
from credit_rules.analysis.foresight.hypotheses import Event
from credit_rules.analysis.foresight.unknowns import decisive_unknowns
from credit_rules.model.codes import Effect

DAY = date(2026, 3, 1)
BAR = """
findings:
  - { id: grave, question: 是否严重, question_en: is it grave, organ: 某机关, basis: [test.law 第一条] }
restrictions:
  - { <bar>, each: penalties, within: 3 years, where: { domain: food, finding: grave }, measure: deposit, strength: must, lasts: { for: 3 years, since: decided_on } }
"""
FINES = """
tiers:
  - { <D>, when: { sum: penalties, of: fine, at_least: 200万元 } }
  - { <C>, when: { sum: penalties, of: fine, at_least: 100万元 } }
  - { <A>, when: { not: { sum: penalties, of: fine, at_least: 100万元 } } }
"""
FAVOUR = """
favours:
  - { <fewer>, measure: fewer-visits, strength: may, when: { every: penalties, has: { kinds: warning } } }
"""
OLD = {"decided_on": "2025-01-01"}


@pytest.fixture
def settled(small):
    def ask(kind, body, *, only=None, acting=None, header=None, **told):
        book = small.load(small.ruleset(kind, body, **(header or {})))
        subject = small.subject(**told)
        return decisive_unknowns(book, subject, DAY, only=only, acting=acting)

    return ask


def ways(outcome):
    """By the facts of each set, what is supposed of them and what comes of it."""
    return {
        tuple(fact.finding or fact.path for fact in one.facts): {
            tuple(each.said.en for each in way.supposed): way.outcome for way in one.settlements
        }
        for one in outcome.sets
    }


class TestSets:
    def test_each_no_settles_it_and_only_both_yes(self, settled):
        (one,) = settled("statutory-restriction", BAR, penalties=[OLD]).outcomes
        assert ways(one) == {
            ("penalties[pen0].domain",): {("domain is not food",): "not-given"},
            ("grave",): {("no",): "not-given"},
            ("penalties[pen0].domain", "grave"): {("domain is food", "yes"): "given"},
        }
        assert not one.bounded
        assert (one.envelope.lightest, one.envelope.heaviest) == ("not-given", "given")

    def test_who_holds_the_fact_stands_beside_it(self, settled):
        rows = [OLD | {"domain": "food"}]
        (one,) = settled("statutory-restriction", BAR, penalties=rows).outcomes
        (found,) = one.sets
        (fact,) = found.facts
        assert (fact.kind, fact.finding, fact.holder) == ("question", "grave", "某机关")
        assert {way.said.en for way in found.settlements} == {"it applies", "it does not apply"}

    def test_of_a_sum_the_edge_is_found_beside_what_is_known(self, settled):
        rows = [OLD | {"fine": "60.5"}, OLD]
        (one,) = settled("tiered-supervision", FINES, penalties=rows).outcomes
        (found,) = one.sets
        edges = {
            way.outcome: (way.supposed[0].low, way.supposed[0].high) for way in found.settlements
        }
        assert edges["D"][0] == Decimal("1999939.5")
        assert edges["C"] == (Decimal("999939.5"), Decimal("1999939.49"))
        assert edges["A"][1] == Decimal("999939.49")

    def test_two_sums_that_turn_on_one_another_are_said_to_be_bounded(self, settled):
        (one,) = settled("tiered-supervision", FINES, penalties=[OLD, OLD]).outcomes
        assert one.bounded
        assert len(one.sets) == 3

    def test_a_day_settles_it_on_either_side_of_the_window(self, settled):
        body = """
tiers:
  - { <D>, when: { some: penalties, within: 1 year, where: { domain: food } } }
  - { <A>, when: { not: { some: penalties, within: 1 year, where: { domain: food } } } }
"""
        rows = [{"domain": "food"}]
        (one,) = settled("tiered-supervision", body, penalties=rows).outcomes
        said = ways(one)["penalties[pen0].decided_on",]
        assert said == {
            ("decided_on on or before 2025-02-28",): "A",
            ("decided_on on or after 2025-03-01 and decided_on on or before 2026-03-01",): "D",
            ("decided_on on or after 2026-03-02",): "A",
        }

    def test_days_nobody_covered_are_empty_or_hold_a_record(self, settled):
        found = settled("statutory-restriction", BAR, uncovered=["penalties"])
        (one,) = found.outcomes
        (fact,) = one.sets[0].facts
        assert fact.path == "penalties[2023-03-01..2026-03-01]"
        (way,) = one.sets[0].settlements
        assert (way.outcome, way.supposed[0].values) == ("not-given", (Nothing(),))
        further = one.sets[1]
        assert [each.finding for each in further.facts] == [None, "grave"]
        (both,) = further.settlements
        assert both.outcome == "given"
        assert all(isinstance(value, Event) for value in both.supposed[0].values)

    def test_a_favour_is_the_lighter_end(self, settled):
        (one,) = settled("incentive", FAVOUR, penalties=[OLD]).outcomes
        assert (one.envelope.lightest, one.envelope.heaviest) == ("given", "not-given")
        assert ways(one) == {
            ("penalties[pen0].kinds",): {
                ("kinds is warning",): "given",
                ("kinds is not warning",): "not-given",
            }
        }

    def test_a_local_ruleset_speaks_in_its_region(self, settled):
        rows = [OLD | {"domain": "food"}]
        header = {"jurisdiction": "330000"}
        found = settled("statutory-restriction", BAR, header=header, penalties=rows)
        (one,) = found.outcomes
        assert ways(one)["acting.region",] == {
            ("an authority in 330100 asks",): "speaks",
            ("an authority in 650100 asks",): "silent",
        }

    def test_an_entry_whose_removal_nobody_told(self, settled):
        entry = {"list": "serious", "listed_on": "2025-01-01", "restored_on": "none"}
        found = settled("statutory-restriction", BAR, listings=[entry])
        (one,) = found.outcomes
        assert one.target.what == "listing"
        said = ways(one)["listings[lis0].removed_on",]
        assert set(said.values()) == {"removed", "current"}

    def test_a_repair_comes_to_its_states(self, settled):
        body = """
each: penalties
platform: 某平台
platform_en: a platform
apply_to: 某机关
requires:
  - { <paid>, when: { fulfilled_on: { is_not: none } } }
barred: []
remedy: 复议
remedy_en: review
grants: []
procedure: []
"""
        try:
            found = settled("credit-repair", body, penalties=[OLD])
        except cr.RulesetError as error:
            pytest.fail(str(error))
        (one,) = found.outcomes
        assert one.target.what == "repair"
        outcomes = {outcome for way in ways(one).values() for outcome in way.values()}
        assert outcomes == {"can-apply", "not-yet"}

    def test_a_figure_nobody_fixed_is_no_fact_of_a_record(self, settled):
        body = """
tiers:
  - { <D>, when: { sum: penalties, of: fine, at_least: { parameter: lower-fine } } }
  - { <A>, when: { count: penalties, at_least: 0 } }
"""
        (one,) = settled("tiered-supervision", body, penalties=[OLD | {"fine": 5}]).outcomes
        assert [fact.path for fact in one.untried] == ["parameters[lower-fine]"]
        assert one.sets == ()

    def test_records_without_a_name_keep_the_one_they_are_given(self, settled):
        rows = [OLD | {"key": None, "domain": "food"}]
        (one,) = settled("statutory-restriction", BAR, penalties=rows).outcomes
        assert ways(one) == {("grave",): {("yes",): "given", ("no",): "not-given"}}


class TestAsked:
    def test_only_what_is_asked_for_is_looked_at(self, settled):
        entry = {"list": "serious", "listed_on": "2025-01-01", "restored_on": "none"}
        told = {"penalties": [OLD], "listings": [entry]}
        for word, what in (("listing", "listing"), ("serious", "listing"), ("bar", "measure")):
            found = settled("statutory-restriction", BAR, only=[word], **told)
            assert [one.target.what for one in found.outcomes] == [what]

    def test_a_word_for_nothing_is_refused(self, settled):
        with pytest.raises(cr.CreditRulesError, match="nothing undetermined is called `bra`"):
            settled("statutory-restriction", BAR, only=["bra"], penalties=[OLD])

    def test_nothing_is_open_where_all_is_told(self, settled):
        found = settled("statutory-restriction", BAR)
        assert found.outcomes == ()
        assert (found.whole.lightest, found.whole.heaviest) == (None, None)


class TestWhole:
    def test_the_whole_goes_from_what_is_sure_to_what_may_come(self, settled):
        found = settled("statutory-restriction", BAR, penalties=[OLD])
        assert (found.whole.lightest, found.whole.heaviest) == (None, Effect.RESTRICT)
        assert found.whole.possible == {("statutory-restriction", "bar")}

    def test_a_tier_goes_from_the_mildest_to_the_strictest(self, settled):
        found = settled("tiered-supervision", FINES, penalties=[OLD | {"fine": "150万元"}, OLD])
        assert found.whole.tiers == (("tiered-supervision", "C", "D"),)
        (one,) = found.outcomes
        assert one.envelope.possible == ("C", "D")
        assert [said.en for said in one.envelope.said] == ["the tier is C", "the tier is D"]
