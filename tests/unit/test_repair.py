"""Early removal, state by state."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS, Subject

BOOK = cr.load(cr.shipped("rulesets") / "labour" / "wage-arrears-repair.yaml")
ALL = {name: {"from": "beginning", "until": "2029-01-01"} for name in COLLECTIONS}
ENTRY = {
    "key": "a",
    "status": "effective",
    "list": "wage-arrears",
    "listed_on": "2025-01-01",
    "corrected_on": "2025-01-10",
    "removed_on": "none",
    "restored_on": "none",
}
PROMISE = {
    "kind": "no-more-wage-arrears",
    "written": True,
    "made_on": "2025-02-01",
    "status": "effective",
}


def repair(day, covers=ALL, **change):
    told = {"listings": [ENTRY | change.pop("entry", {})], "commitments": [PROMISE]} | change
    subject = Subject.read(
        {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": covers, **told}
    )
    return cr.decide(BOOK, subject, date.fromisoformat(day)).repairs


AGAIN = {"key": "again", "arose_on": "2025-03-01", "status": "effective"}
COURT = {
    "charge": "拒不支付劳动报酬罪",
    "outcome": "pending",
    "decided_on": "2025-03-01",
    "status": "effective",
}


@pytest.mark.parametrize(
    ("day", "change", "state", "first"),
    [
        ("2025-07-10", {}, "not-yet", "2025-07-11"),
        ("2025-07-11", {}, "can-apply", "2025-07-11"),
        ("2025-07-11", {"commitments": []}, "not-yet", "2025-07-11"),
        ("2025-07-11", {"entry": {"corrected_on": "none"}}, "not-yet", "None"),
        ("2025-07-11", {"entry": {"corrected_on": None}}, "undetermined", "None"),
        ("2025-07-11", {"entry": {"removed_on": None}}, "undetermined", "2025-07-11"),
        (
            "2025-07-11",
            {"entry": {"status": None}, "wage_arrears": [AGAIN]},
            "undetermined",
            "2025-07-11",
        ),
        ("2025-07-11", {"wage_arrears": [AGAIN]}, "barred", "None"),
        ("2025-07-11", {"court_outcomes": [COURT]}, "barred", "None"),
        ("2025-07-11", {"covers": {}}, "undetermined", "2025-07-11"),
        ("2028-01-02", {}, "term-ended", "None"),
        ("2027-10-01", {"entry": {"corrected_on": "2027-09-01"}}, "not-yet", "None"),
        (
            "2025-12-01",
            {"entry": {"removed_on": "2025-08-01", "restored_on": "2025-10-01"}},
            "not-yet",
            "2026-04-02",
        ),
    ],
)
def test_state(day, change, state, first):
    (found,) = repair(day, **change)
    assert (found.state.value, str(found.first_day)) == (state, first)
    assert bool(found.missing) >= (state == "undetermined")


def test_an_application_has_a_deadline():
    applied = {"list": "wage-arrears", "applied_on": "2025-07-11", "status": "effective"}
    (found,) = repair("2025-07-20", repairs=[applied])
    assert [str(one.due) for one in found.steps] == ["2025-08-01"]
    (found,) = repair("2025-07-20", repairs=[applied | {"refused_on": "2025-07-15"}])
    assert found.steps == ()


def test_nothing_to_repair_once_removed():
    assert repair("2025-07-11", entry={"removed_on": "2025-06-01"}) == ()


# Small rulesets: each record, platform, regime and stage by itself; ends; alternatives.

PUBLICITY = """
each: penalties
where: { domain: { none_of: [labour] } }
platform: PLATFORM
platform_en: a site
stage: { id: STAGE, title: STAGE, title_en: STAGE }
apply_to: 某机关
requires:
  - { <paid>, when: { fulfilled_on: { is_not: none } } }
  - { <waited>, when: { any: [{ elapsed: { since: published_on, period: 1 month } }, { domain: food, elapsed: { since: published_on, period: 1 year } }] } }
barred:
  - { <large>, when: { fine: { more_than: 200万元 } } }
ends:
  - { <minor>, when: { procedure: simple }, since: published_on, after: 3 months }
  - { <usual>, when: { procedure: ordinary }, since: published_on, after: 3 years }
grants: [{ effect: ends-publicity, title: 停止公示, title_en: publicity ends }]
procedure: [{ <decide>, by: 某机关, within: 10 working days, since: applied_on }]
remedy: 复议
remedy_en: review
"""
FINED = {
    "decided_on": "2025-01-01",
    "published_on": "2025-01-10",
    "fulfilled_on": "2025-01-20",
    "domain": "drug",
    "fine": 1000,
    "procedure": "ordinary",
}


def publicity(small, platform="某网", stage="first", **header):
    body = PUBLICITY.replace("PLATFORM", platform).replace("STAGE", stage)
    return small.ruleset("credit-repair", body, **header)


def assessed(small, day="2025-06-01", **change):
    (found,) = small.decide(small.load(publicity(small)), day, penalties=[FINED | change]).repairs
    return found


@pytest.mark.parametrize(
    ("day", "change", "state", "first", "ends"),
    [
        ("2025-02-10", {}, "not-yet", "2025-02-11", "2028-01-11"),
        ("2025-02-11", {}, "can-apply", "2025-02-11", "2028-01-11"),
        ("2025-02-11", {"fulfilled_on": "none"}, "not-yet", "2025-02-11", "2028-01-11"),
        ("2025-02-11", {"fine": "200万元"}, "can-apply", "2025-02-11", "2028-01-11"),
        ("2025-02-11", {"fine": "200.01万元"}, "barred", "None", "2028-01-11"),
        ("2025-02-11", {"fine": None}, "undetermined", "2025-02-11", "2028-01-11"),
        ("2025-02-11", {"status": None}, "undetermined", "2025-02-11", "2028-01-11"),
        # It ends by itself, on whichever rule holds first.
        ("2025-04-10", {"procedure": "simple"}, "can-apply", "2025-02-11", "2025-04-11"),
        ("2025-04-11", {"procedure": "simple"}, "term-ended", "None", "2025-04-11"),
        ("2025-04-11", {}, "can-apply", "2025-02-11", "2028-01-11"),
        ("2028-01-11", {}, "term-ended", "None", "2028-01-11"),
        # Whichever rule it is, the day has come under both, or under neither, or nobody knows.
        ("2025-04-10", {"procedure": None}, "can-apply", "2025-02-11", "None"),
        ("2025-04-11", {"procedure": None}, "undetermined", "2025-02-11", "None"),
        # What was not published has no end yet, and no clock that runs.
        ("2025-06-01", {"published_on": "none"}, "not-yet", "None", "None"),
        ("2025-06-01", {"published_on": None}, "undetermined", "None", "None"),
        # Whether it is there at all comes before whether it has ended.
        ("2028-01-11", {"status": None}, "undetermined", "2025-02-11", "2028-01-11"),
    ],
)
def test_a_record_by_itself(small, day, change, state, first, ends):
    found = assessed(small, day, **change)
    assert (found.state.value, str(found.first_day), str(found.ends_by_itself)) == (
        state,
        first,
        ends,
    )
    assert bool(found.missing) >= (state == "undetermined")
    assert found.latest_day is None or found.latest_day < found.ends_by_itself


@pytest.mark.parametrize(
    ("change", "first"),
    [
        # Drugs: only the first way is open. Food: the earlier of the two.
        ({}, "2025-02-11"),
        ({"domain": "food"}, "2025-02-11"),
    ],
)
def test_of_alternatives_the_earliest_that_nothing_rules_out(small, change, first):
    assert str(assessed(small, "2025-01-20", **change).first_day) == first


@pytest.mark.parametrize(("domain", "first"), [("food", "2025-07-11"), ("drug", "2026-01-11")])
def test_an_alternative_that_is_ruled_out_gives_no_day(small, domain, first):
    text = (
        publicity(small)
        .replace(
            "{ elapsed: { since: published_on, period: 1 month } }",
            "{ all: [{ any: [{ domain: food }, { domain: medical }] }, { elapsed: { since: published_on, period: 6 months } }] }",
        )
        .replace(
            "{ domain: food, elapsed: { since: published_on, period: 1 year } }",
            "{ elapsed: { since: published_on, period: 1 year } }",
        )
    )
    found = small.decide(small.load(text), "2025-06-01", penalties=[FINED | {"domain": domain}])
    assert [str(one.first_day) for one in found.repairs] == [first]


def test_a_first_day_after_the_end_is_none(small):
    text = publicity(small).replace("1 month", "1 year").replace("domain: food, ", "")
    (found,) = small.decide(
        small.load(text), "2025-02-01", penalties=[FINED | {"procedure": "simple"}]
    ).repairs
    assert (found.state.value, found.first_day, str(found.latest_day)) == (
        "not-yet",
        None,
        "2025-04-10",
    )


def test_each_record_platform_regime_and_stage_apart(small):
    book = small.load(
        publicity(small, id="a"),
        publicity(small, id="b", scheme="a", platform="另一网"),
        publicity(small, id="c", scheme="other"),
        publicity(small, id="d", scheme="a", stage="second"),
    )
    labour = FINED | {"domain": "labour"}
    found = small.decide(book, penalties=[FINED, FINED | {"fine": "9亿元"}, labour]).repairs
    said = {
        (one.record, one.platform.zh, one.regime, one.stage.en): one.state.value for one in found
    }
    wheres = [
        ("某网", "a", "first"),
        ("另一网", "a", "first"),
        ("某网", "other", "first"),
        ("某网", "a", "second"),
    ]
    assert said == {
        (f"penalties[pen{n}]", *where): state
        for n, state in enumerate(["can-apply", "barred"])
        for where in wheres
    }
    assert {one.effect.value for repair in found for one in repair.grants} == {"ends-publicity"}


@pytest.mark.parametrize(
    ("applications", "due"),
    [
        ([{"record": "pen0", "applied_on": "2025-06-02"}], ["2025-06-16"]),
        (
            [
                {"record": "pen0", "applied_on": "2025-06-02"},
                {"record": "pen0", "applied_on": "2025-06-03"},
            ],
            ["2025-06-17"],
        ),
        ([{"record": "pen0", "applied_on": "2025-06-02", "granted_on": "2025-06-05"}], []),
        ([{"record": "other", "applied_on": "2025-06-02"}], []),
        ([{"list": "serious", "applied_on": "2025-06-02"}], []),
    ],
)
def test_an_application_is_for_its_record(small, applications, due):
    told = {"penalties": [FINED], "repairs": applications}
    (found,) = small.decide(small.load(publicity(small)), "2025-06-10", **told).repairs
    assert [str(one.due) for one in found.steps] == due


def test_a_clock_under_a_name_is_a_clock_and_a_negation_has_none(small):
    text = publicity(small).replace(
        "{ elapsed: { since: published_on, period: 1 month } }", "{ defined: a-month }"
    )
    text = text.replace(
        "{ fulfilled_on: { is_not: none } }",
        "{ not: { elapsed: { since: decided_on, period: 9 years } } }",
    )
    text += """
define:
  - { id: a-month, title: 满一个月, title_en: a month, of: penalties, when: { elapsed: { since: published_on, period: 1 month } } }
"""
    book = small.load(text)
    (found,) = small.decide(book, "2025-01-20", penalties=[FINED | {"domain": "food"}]).repairs
    assert (found.state.value, str(found.first_day)) == ("not-yet", "2025-02-11")
