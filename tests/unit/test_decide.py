"""Government procurement on its edges; purposes; who asks."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS, Subject

SHIPPED = cr.shipped("rulesets")
BOOK = cr.load(
    [
        SHIPPED / "labour" / "labour-tiers.yaml",
        SHIPPED / "labour" / "wage-arrears-discipline.yaml",
        SHIPPED / "procurement" / "major-violations.yaml",
    ]
)
ALL = {name: {"from": "beginning", "until": "2029-01-01"} for name in COLLECTIONS}


def decide(day, acting=None, **told):
    told = {
        name: [{"status": "effective", "key": "a"} | row for row in rows]
        for name, rows in told.items()
    }
    subject = Subject.read(
        {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": ALL} | told
    )
    return cr.decide(BOOK, subject, date.fromisoformat(day), acting=acting)


def barred(decision):
    return [
        (one.measure, one.because_of.rule, str(one.until))
        for one in decision.measures
        if one.because_of.ruleset == "procurement-major-violations"
    ]


STOPPED = {"kinds": ["suspension-order"], "in_business": True}


@pytest.mark.parametrize(
    ("decided", "day", "until"),
    [
        ("2023-03-01", "2026-03-01", "2026-03-02"),
        ("2023-03-01", "2026-03-02", None),
        ("2024-02-29", "2027-02-28", "2027-03-01"),
        ("2024-02-29", "2027-03-01", None),
        ("2026-03-01", "2026-03-01", "2029-03-02"),
        ("2026-03-02", "2026-03-01", None),
    ],
)
def test_three_years_to_the_day(decided, day, until):
    found = barred(decide(day, penalties=[STOPPED | {"decided_on": decided}]))
    expected = [("procurement-ineligible", "suspension-or-revocation", until)]
    assert found == (expected if until else [])


LARGE = {
    "finding": "large-fine",
    "about": "a",
    "answer": "yes",
    "authority": "某财政局",
    "document_number": "认1",
    "decided_on": "2025-06-01",
}


@pytest.mark.parametrize(
    ("fine", "findings", "day", "rule"),
    [
        ("1999999.99", [LARGE], "2026-03-01", None),
        ("200万元", [LARGE], "2026-03-01", "large-fine"),
        ("200万元", [LARGE | {"answer": "no"}], "2026-03-01", None),
    ],
)
def test_a_large_fine(fine, findings, day, rule):
    penalty = {"kinds": ["fine"], "in_business": True, "fine": fine, "decided_on": "2025-05-01"}
    found = barred(decide(day, penalties=[penalty], findings=findings))
    assert [one[1] for one in found] == ([] if rule is None else [rule])


def test_a_large_fine_without_the_finding_is_a_question():
    penalty = {
        "kinds": ["fine"],
        "in_business": True,
        "fine": 2_000_000,
        "decided_on": "2025-05-01",
    }
    decision = decide("2026-03-01", penalties=[penalty])
    assert barred(decision) == []
    (open_one,) = [one for one in decision.undetermined if one.rule == "large-fine"]
    assert [(one.kind, one.finding) for one in open_one.missing] == [("question", "large-fine")]


@pytest.mark.parametrize(
    ("stated", "day", "until"),
    [
        ("2026-03-01", "2026-03-01", "2026-03-02"),
        ("2026-03-01", "2026-03-02", None),
        ("none", "2026-03-01", None),
        ("2999-12-31", "2026-03-01", "3000-01-01"),
    ],
)
def test_a_ban_until_the_day_it_states(stated, day, until):
    ban = {
        "kinds": ["procurement-ban"],
        "in_business": True,
        "decided_on": "2025-03-01",
        "restriction_until": stated,
    }
    found = barred(decide(day, penalties=[ban]))
    expected = [("procurement-ban", "procurement-ban", until)]
    assert found == (expected if until else [])


LISTED = {
    "list": "wage-arrears",
    "listed_on": "2025-01-01",
    "removed_on": "none",
    "restored_on": "none",
}


def test_purposes_filter_measures_and_what_is_undetermined():
    acting = cr.Acting(authority="某采购人", purposes=("procurement",))
    decision = decide("2026-03-01", acting, listings=[LISTED])
    assert {one.because_of.rule for one in decision.measures} == {"procurement"}
    assert {one.yours for one in decision.measures} == {False}
    open_ones = decide("2026-03-01", acting, listings=[LISTED | {"removed_on": None}]).undetermined
    assert {one.rule for one in open_ones} == {"procurement"}


def test_a_listing_on_a_list_nobody_named_leaves_it_open():
    decision = decide("2026-03-01", listings=[LISTED | {"list": None}])
    (open_one,) = [one for one in decision.undetermined if one.what == "measure"]
    assert [one.path for one in open_one.missing] == ["listings[a].list"]


@pytest.mark.parametrize(
    ("persons", "keys"),
    [
        (None, None),
        ([], ()),
        ([{"key": "p", "role": "principal", "until": "2025-01-01"}], ("p",)),
        ([{"key": "p", "role": "principal", "until": "2024-12-31"}], ()),
        ([{"key": "p", "role": "principal", "since": "2025-01-02"}], ()),
        ([{"key": "p", "role": "controller"}], ()),
    ],
)
def test_persons_are_those_in_office_on_the_day_of_the_act(persons, keys):
    told = {"uscc": "91320100MA0EXAMP17", "covers": ALL, "persons": persons}
    subject = Subject.read(told | {"listings": [LISTED | {"status": "effective"}]})
    found = cr.decide(BOOK, subject, date(2026, 3, 1)).measures
    assert {one.persons for one in found if one.target.value == "principal"} == {keys}
    assert {one.persons for one in found if one.target.value == "entity"} == {()}


def test_under_review_is_noted_and_schemes_without_a_ruleset_too():
    decision = decide("2026-03-01", listings=[LISTED | {"status": "under_review"}])
    assert any("listings[a]" in note.en for note in decision.notes)
    early = decide("2010-01-01")
    assert early.tiers == ()
    assert any("labour-credit" in note.en for note in early.notes)


HEARD = """
tiers:
  - { <bad>, when: { some: penalties }, measures: [{ measure: reminder, basis: [test.law 第三条], strength: must }] }
  - { <good>, otherwise: true }
"""


@pytest.mark.parametrize(("penalties", "heard"), [([{"decided_on": "2025-01-01"}], 1), ([], 0)])
def test_what_rests_on_hearsay_says_so(small, penalties, heard):
    book = small.load(small.ruleset("tiered-supervision", HEARD))
    notes = small.decide(book, penalties=penalties).notes
    assert [("《测试法》第三条" in one.zh, "第三条" in one.en) for one in notes] == [
        (True, True)
    ] * heard


def test_who_watches_is_told_of_every_condition_and_changes_nothing():
    told = {"decided_on": date(2025, 3, 1), "kinds": ["fine"], "fine": "3000000"}
    subject = Subject.read(
        {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "penalties": [told]}
    )
    seen = []
    book, day = cr.load(), date(2026, 3, 1)
    watched = cr.decide(book, subject, day, watch=lambda trace, _: seen.append(trace.node))
    assert watched == cr.decide(book, subject, day)
    asked = {type(node).__name__ for node in seen}
    assert {"All", "Compare", "Some"} <= asked
