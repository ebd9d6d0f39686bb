"""Recognition: official acts of other regions that a local ruleset takes for its own.

The regions and the list are for tests: a provision that enables recognition is known (上海市社会信用条例
第七条), one that names what is recognised is not.
"""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.errors import RulesetError

DELTA = "recognises: { regions: ['320000', '330000', '340000'], basis: [test.law 第二条] }\n"
SHANGHAI = {"jurisdiction": '"310000"'}
JOINT = """
list: serious
discipline:
  - { <listed>, measure: reminder, strength: must }
"""
TIERS = """
tiers:
  - { <bad>, when: { some: penalties, where: { domain: food } }, measures: [{ measure: reminder, basis: [test.law 第一条], strength: must }] }
  - { <good>, otherwise: true, measures: [{ measure: green-lane, basis: [test.law 第一条], strength: may }] }
"""
ENTRY = {"list": "serious", "listed_on": "2025-06-01", "removed_on": "none", "restored_on": "none"}
GRADE = {"scheme": "tiered-supervision", "grade": "bad", "graded_on": "2026-01-01", "year": 2025}
ACTING = cr.Acting(region="310000")

REGIONS = [
    # the authority's region, whether its act counts, whether by recognition
    ("310000", True, False),
    ("310115", True, False),
    ("320500", True, True),
    ("330000", True, True),
    ("340100", True, True),
    ("440300", False, False),
    ("110000", False, False),
]


def provisions(basis):
    return [one.provision for one in basis]


@pytest.mark.parametrize(("region", "counted", "recognised"), REGIONS)
def test_an_entry_of_a_recognised_region_carries_the_measures_and_says_by_what(
    small, region, counted, recognised
):
    book = small.load(small.ruleset("joint-discipline", DELTA + JOINT, **SHANGHAI))
    entry = ENTRY | {"authority_region": region}
    decision = small.decide(book, acting=ACTING, listings=[entry])
    assert [one.measure for one in decision.measures] == ["reminder"] * counted
    for one in decision.measures:
        assert provisions(one.basis) == ["第一条", "第二条"][: 1 + recognised]
    assert decision.undetermined == ()


@pytest.mark.parametrize(("region", "counted", "recognised"), REGIONS)
def test_a_grade_of_a_recognised_region_is_the_tier(small, region, counted, recognised):
    book = small.load(small.ruleset("tiered-supervision", DELTA + TIERS, **SHANGHAI))
    graded = GRADE | {"authority_region": region}
    decision = small.decide(book, acting=ACTING, evaluations=[graded])
    (tier,) = decision.tiers
    assert (tier.tier, tier.source) == (("bad", "official") if counted else ("good", "computed"))
    assert provisions(tier.basis) == ["第一条", "第二条"][: 1 + recognised]
    (measure,) = decision.measures
    assert provisions(measure.basis) == ["第一条", "第二条"][: 1 + recognised]


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("joint-discipline", JOINT, {"listings": [ENTRY]}),
        ("tiered-supervision", TIERS, {"evaluations": [GRADE]}),
    ],
)
class TestRegionNotTold:
    def test_nobody_knows_whether_it_counts(self, small, kind, body, told):
        book = small.load(small.ruleset(kind, DELTA + body, **SHANGHAI))
        decision = small.decide(book, acting=ACTING, **told)
        assert decision.measures == ()
        missing = {fact.path for one in decision.undetermined for fact in one.missing}
        assert {path.rpartition(".")[2] for path in missing} == {"authority_region"}

    def test_without_recognition_nobody_asks(self, small, kind, body, told):
        book = small.load(small.ruleset(kind, body, **SHANGHAI))
        decision = small.decide(book, acting=ACTING, **told)
        assert [one.measure for one in decision.measures] == ["reminder"]
        assert decision.undetermined == ()


def test_why_not_says_that_the_region_is_not_recognised(small):
    book = small.load(small.ruleset("joint-discipline", DELTA + JOINT, **SHANGHAI))
    subject = small.subject(listings=[ENTRY | {"authority_region": "440300"}])
    said = cr.why_not(book, subject, date(2026, 3, 1), "reminder", acting=ACTING)
    assert "没有认可该地域" in said.render("zh")
    assert "does not recognise" in said.render("en")


WRONG = [
    ("joint-discipline", JOINT, DELTA, {}),
    ("joint-discipline", JOINT, DELTA.replace("'320000'", "'3200'"), SHANGHAI),
    ("joint-discipline", JOINT, DELTA.replace("[test.law 第二条]", "[]"), SHANGHAI),
    ("incentive", "favours: []\n", DELTA, SHANGHAI),
]


@pytest.mark.parametrize(("kind", "body", "recognises", "header"), WRONG)
def test_what_cannot_be_recognised(small, kind, body, recognises, header):
    with pytest.raises(RulesetError, match=r"recognises|region|at least one"):
        small.load(small.ruleset(kind, recognises + body, **header))
