"""Early warning: the next event, its last day, and how far thresholds are. Invented rules (虚构)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

import credit_rules as cr
from credit_rules.analysis.foresight.distances import Measured
from credit_rules.analysis.foresight.early_warning import Direction, nearest
from credit_rules.model.subject import COLLECTIONS

DAY = date(2026, 3, 1)
COVERS = {name: {"from": "beginning", "until": "2026-03-01"} for name in COLLECTIONS}
COUNTED = """
tiers:
  - { <C>, when: { count: penalties, within: 1 year, at_least: 3 } }
  - { <A>, when: { count: penalties, within: 1 year, at_most: 2 } }
"""
SUMMED = """
tiers:
  - { <D>, when: { sum: penalties, of: fine, within: 2 years, at_least: 200万元 } }
  - { <A>, when: { not: { sum: penalties, of: fine, within: 2 years, at_least: 200万元 } } }
"""
CARD = """
scorecard:
  start: 80
  low: 0
  high: 100
  items:
    - { <fined>, each: penalties, within: 1 year, where: { kinds: fine }, points: -15 }
    - { <kept>, each: commitments, where: { state: kept }, points: 5 }
tiers:
  - { <red>, score: { less_than: 60 } }
  - { <green>, score: { at_least: 60 } }
"""
WATCH = """
list: watch
not_for: [serious]
grounds:
  - id: missed
    title: missed
    title_en: missed
    basis: [test.law 第一条]
    each: interviews
    where: { attended: false, any_span: interviews, span: 12 months, where: { attended: false }, at_least: 2 }
stay: []
leave:
  - { <year>, when: { elapsed: { since: listed_on, period: 1 year } } }
procedure: []
measures: [{ <visits>, measure: spot-visits, strength: may, parameters: { visits: 2 } }]
"""
SERIOUS = """
findings:
  - { id: grave, question: 是否严重, question_en: is it grave, organ: 某机关, basis: [test.law 第一条] }
list: serious
grounds:
  - { <grave-fine>, each: penalties, where: { kinds: fine, fine: { more_than: 5万元 }, finding: grave } }
"""
PREVIOUS = """
tiers:
  - { <C>, when: { some: penalties, during: previous-year } }
  - { <A>, when: { not: { some: penalties, during: previous-year } } }
"""


def penalties(*days, **more):
    return [{"decided_on": day} | more for day in days]


@pytest.fixture
def warned(small):
    def ask(kind, body, *, until=None, acting=None, profile=False, **told):
        book = small.load(small.ruleset(kind, body), profile=profile)
        subject = small.subject(**({"covers": COVERS} | told))
        return nearest(book, subject, DAY, until=until, acting=acting)

    return ask


def tiered(warned, body, **told):
    return warned("tiered-supervision", body, **told)


class TestEvents:
    def test_two_of_three_and_the_third_until_the_older_one_leaves_the_window(self, warned):
        rows = penalties("2025-11-03", "2025-06-10")
        (event,) = tiered(warned, COUNTED, penalties=rows).events
        assert (event.collection, event.claims) == ("penalties", ())
        assert (event.effect.was, event.effect.now) == ("A", "C")
        assert event.effect.direction is Direction.STRICTER
        assert event.last_day == date(2026, 6, 10)
        assert not event.alone

    def test_of_a_sum_the_least_fen_is_kept(self, warned):
        rows = penalties("2024-11-03", fine="150万元") + penalties("2025-06-01", fine="1.5")
        (event,) = tiered(warned, SUMMED, penalties=rows).events
        (claim,) = event.claims
        assert (claim.low, claim.high) == (Decimal("499998.5"), None)
        assert claim.said.zh == "罚款金额不低于499998.5元"
        assert event.event.record.fine == Decimal("499998.5")
        assert event.last_day == date(2026, 11, 3)

    def test_alone_it_has_no_last_day(self, warned):
        (event,) = tiered(warned, SUMMED).events
        assert event.alone
        assert event.last_day is None
        assert event.claims[0].low == 2_000_000

    def test_one_record_more_is_not_enough_two_short(self, warned):
        assert tiered(warned, COUNTED, penalties=penalties("2025-11-03")).events == ()

    def test_points_bring_another_band_until_the_older_ones_lapse(self, warned):
        rows = penalties("2025-09-09", kinds=["fine"])
        (event,) = tiered(warned, CARD, penalties=rows).events
        assert (event.effect.was, event.effect.now) == ("green", "red")
        assert [claim.said.en for claim in event.claims] == ["kinds is fine"]
        assert event.last_day == date(2026, 9, 9)

    def test_a_better_tier_is_told_too(self, warned):
        rows = penalties("2025-09-09", "2025-09-10", kinds=["fine"])
        found = tiered(
            warned, CARD, penalties=rows, commitments=[{"made_on": "2025-01-01", "state": "kept"}]
        )
        (event,) = found.events
        assert event.collection == "commitments"
        assert event.effect.direction is Direction.MILDER

    def test_a_further_missed_interview_proposes_a_watch(self, warned):
        rows = [{"held_on": "2025-05-20", "attended": False, "kind": "reminder"}]
        found = warned("key-watch-list", WATCH, interviews=rows)
        (event,) = [one for one in found.events if one.effect.rule == "missed"]
        assert (event.collection, event.effect.now) == ("interviews", "true")
        assert [claim.said.en for claim in event.claims] == ["attended is false"]
        assert event.last_day == date(2026, 5, 20)
        assert event.needs == ()

    def test_what_a_person_still_has_to_find_is_said(self, warned):
        (event,) = warned("serious-dishonesty", SERIOUS).events
        assert event.effect.now == "unknown"
        assert [one.en for one in event.needs] == ["is it grave"]
        said = {claim.field.name: claim.said.en for claim in event.claims}
        assert said == {"kinds": "kinds is fine", "fine": "fine at least 50000.01 yuan"}

    def test_who_is_on_a_serious_list_is_not_watched(self, warned):
        entry = {
            "list": "serious",
            "listed_on": "2025-01-01",
            "removed_on": "none",
            "restored_on": "none",
        }
        assert warned("key-watch-list", WATCH, listings=[entry]).events == ()

    def test_a_scheme_that_looks_back_has_the_effect_in_the_next_year(self, warned):
        (event,) = tiered(warned, PREVIOUS).events
        assert event.event.day == DAY
        assert event.takes_effect == date(2027, 1, 1)

    def test_what_has_the_effect_already_is_no_event(self, warned):
        rows = penalties("2025-11-03", "2025-06-10", "2025-07-10")
        assert tiered(warned, COUNTED, penalties=rows).events == ()

    def test_nothing_is_supposed_beyond_the_last_day_asked_for(self, warned):
        rows = penalties("2025-11-03", "2025-06-10")
        (event,) = tiered(warned, COUNTED, penalties=rows, until=date(2026, 6, 10)).events
        assert event.last_day is None
        (event,) = tiered(warned, COUNTED, penalties=rows, until=date(2026, 6, 11)).events
        assert event.last_day == date(2026, 6, 10)

    def test_a_last_day_before_the_first_is_refused(self, warned):
        with pytest.raises(cr.CreditRulesError, match="last day"):
            tiered(warned, COUNTED, until=date(2026, 2, 28))

    def test_an_edition_that_ends_is_a_last_day(self, small):
        text = small.ruleset(
            "tiered-supervision", SUMMED, in_force="{ from: 2015-01-01, until: 2026-08-01 }"
        )
        (event,) = nearest(small.load(text), small.subject(covers=COVERS), DAY).events
        assert event.last_day == date(2026, 7, 31)

    def test_a_local_ruleset_is_looked_at_for_those_it_speaks_to(self, small):
        book = small.load(small.ruleset("tiered-supervision", SUMMED, jurisdiction="330000"))
        subject = small.subject(covers=COVERS)
        asked = nearest(book, subject, DAY, acting=cr.Acting(region="330100"))
        assert (len(asked.events), asked.unheard) == (1, ())
        unasked = nearest(book, subject, DAY)
        assert (unasked.events, unasked.unheard) == ((), ("tiered-supervision",))


class TestDistances:
    def test_two_of_three_with_the_day_the_older_one_leaves(self, warned):
        rows = penalties("2025-11-03", "2025-06-10")
        found = tiered(warned, COUNTED, penalties=rows).distances
        (one,) = [each for each in found if each.rule == "C"]
        assert (one.now.low, one.now.high, one.limit, one.missing) == (2, 2, 3, 1)
        assert one.stands_until == date(2026, 6, 10)
        assert one.said.zh == "现为 2，界限 3；还差 1条记录；现有的计到 2026-06-10"
        assert one.said.en == (
            "is 2, the limit is 3; 1 record to go; what there is counts until 2026-06-10"
        )
        (other,) = [each for each in found if each.rule == "A"]
        assert (other.holds, other.missing) == (True, 1)

    def test_yuan_to_the_fen(self, warned):
        rows = penalties("2024-11-03", fine="150万元")
        (one, _) = tiered(warned, SUMMED, penalties=rows).distances
        assert (one.missing, one.unit, one.share) == (500_000, Measured.YUAN, Fraction(1, 4))

    def test_uncovered_days_are_said_to_be(self, warned):
        covers = {name: days for name, days in COVERS.items() if name != "penalties"}
        found = tiered(warned, COUNTED, covers=covers, penalties=penalties("2025-11-03"))
        one = next(each for each in found.distances if each.rule == "C")
        assert (one.now.low, one.now.high) == (1, None)
        assert (one.missing_least, one.missing) == (0, 2)
        assert "至多还差 2条记录" in one.said.zh
        assert "at most 2 records to go" in one.said.en

    def test_what_is_crossed_has_no_distance(self, warned):
        rows = penalties("2025-11-03", "2025-06-10", "2025-07-10")
        assert tiered(warned, COUNTED, penalties=rows).distances == ()

    def test_bands_of_a_score_either_way(self, warned):
        found = tiered(warned, CARD, penalties=penalties("2025-09-09", kinds=["fine"])).distances
        (one,) = found
        assert (one.rule, one.missing, one.unit) == ("red", 5, Measured.POINTS)
        assert one.condition.zh == "得分降至 60（不含）"

    def test_the_nearest_comes_first_and_what_nobody_fixed_last(self, warned):
        body = """
tiers:
  - { <D>, when: { sum: penalties, of: fine, at_least: { parameter: lower-fine } } }
  - { <C>, when: { count: penalties, at_least: 4 } }
  - { <B>, when: { count: penalties, at_least: 2 } }
  - { <A>, when: { count: penalties, at_most: 1 } }
"""
        rows = penalties("2025-11-03", fine="25万元")
        found = tiered(warned, body, penalties=rows)
        assert [one.rule for one in found.distances] == ["B", "C", "A", "D"]
        assert found.distances[-1].limit is None
        assert "?" in found.distances[-1].said.en
        fixed = tiered(warned, body, penalties=rows, profile=True).distances
        assert next(one.missing for one in fixed if one.rule == "D") == 250_000

    def test_a_share_in_percentage_points(self, warned):
        body = """
tiers:
  - id: D
    title: D
    title_en: D
    basis: [test.law 第一条]
    when:
      share: { part: { count: inspections, where: { result: violation } }, whole: { count: inspections } }
      at_least: 50%
      not_computable: { is: false, basis: [test.law 第一条] }
  - { <A>, when: { count: inspections, at_most: 9 } }
"""
        rows = [
            {"concluded_on": "2025-01-01", "result": [said]}
            for said in ("violation", "compliant", "compliant", "compliant")
        ]
        found = tiered(warned, body, inspections=rows).distances
        (one,) = [each for each in found if each.unit is Measured.PERCENT]
        assert one.missing == Fraction(1, 4)
        assert one.said.en == "is 25%, the limit is 50%; 25 percentage points to go"
