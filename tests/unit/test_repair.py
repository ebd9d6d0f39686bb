"""Early removal, state by state."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS, Subject

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
    return cr.decide(cr.load(), subject, date.fromisoformat(day)).repairs


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
