"""What of a rulebook can say anything of a subject: with less, the decision is the same."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.analysis.foresight.pertinent import pertinent
from credit_rules.model.ruleset import Steps

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
EACH = """
steps:
  - { <look>, each: inspections, where: { obstructed: true }, by: 某机关 }
"""
ONCE = """
steps:
  - { <look>, when: { some: inspections }, by: 某机关 }
"""
LOUD = [{"concluded_on": "2025-06-01", "obstructed": True}]


def kept(book, subject, region=None):
    """The rulesets that are left, and that with them every day is decided alike."""
    less = pertinent(book, subject, region, FIRST, LAST)
    acting = cr.Acting(region=region) if region else None
    for month in range(1, 13):
        day = date(2025, month, 1)
        whole = cr.decide(book, subject, day, acting=acting)
        assert cr.decide(less, subject, day, acting=acting) == whole
    return [one.header.id for one in less.rulesets if not isinstance(one, Steps) or one.steps]


@pytest.mark.parametrize(
    ("body", "told", "left"),
    [
        (EACH, {}, []),
        (EACH, {"inspections": LOUD}, ["steps"]),
        (EACH, {"uncovered": ["inspections"]}, ["steps"]),
        # What may be said of a subject without records may be said of any.
        (ONCE, {}, ["steps"]),
    ],
)
def test_a_ruleset_about_records_of_which_there_are_none_is_left_out(
    small, body, told, left
) -> None:
    assert kept(small.load(small.ruleset("steps", body)), small.subject(**told)) == left


def test_a_ruleset_of_another_region_is_left_out(small) -> None:
    book = small.load(small.ruleset("steps", ONCE, jurisdiction='"330000"'))
    assert kept(book, small.subject(), "320100") == []
    assert kept(book, small.subject(), "330106") == ["steps"]
    assert kept(book, small.subject()) == ["steps"]


def test_a_scheme_that_will_have_no_edition_is_noted_all_the_same(small) -> None:
    ending = "{ from: 2015-01-01, until: 2025-06-01 }"
    book = small.load(small.ruleset("steps", EACH, in_force=ending))
    assert kept(book, small.subject()) == []
    less = pertinent(book, small.subject(), None, FIRST, LAST)
    assert [one.header.id for one in less.rulesets] == ["steps"]


def test_a_ruleset_that_says_nothing_still_takes_the_place_of_another(small) -> None:
    over = "replaces: { ruleset: national, basis: [test.law 第一条] }\n"
    local = {"id": "local", "scheme": "national", "jurisdiction": '"330000"'}
    book = small.load(
        small.ruleset("steps", ONCE, id="national", scheme="national"),
        small.ruleset(
            "steps",
            over + EACH.replace("inspections, where: { obstructed: true }", "positions"),
            **local,
        ),
    )
    assert kept(book, small.subject(inspections=LOUD), "330106") == ["local", "national"]


def test_what_concerns_only_others_is_left_out(small) -> None:
    about = "concerns: { some: licences }\n"
    book = small.load(small.ruleset("steps", about + ONCE))
    assert kept(book, small.subject()) == []
    assert kept(book, small.subject(licences=[{"decided_on": "2025-03-01"}])) == ["steps"]
