"""Where an official entry stands on a day."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.engine.facts import Facts
from credit_rules.engine.listings import entries, listed_on, standing
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

BOOK = cr.load(cr.shipped("rulesets") / "labour" / "wage-arrears-listing.yaml")
CATALOG = BOOK.catalog
ENTRY = {
    "key": "a",
    "status": "effective",
    "list": "wage-arrears",
    "listed_on": "2023-03-01",
    "removed_on": "none",
    "restored_on": "none",
}
ALL = {"listings": {"from": "beginning", "until": "2030-01-01"}}


def look(day, covers=ALL, **said):
    told = {"uscc": "91320100MA0EXAMP17", "covers": covers, "listings": [ENTRY | said]}
    facts = Facts.of(Subject.read(told), date.fromisoformat(day))
    return facts, entries(facts, CATALOG)


@pytest.mark.parametrize(
    ("day", "said", "state", "last"),
    [
        ("2026-03-01", {}, "current", "2026-03-01"),
        ("2026-03-02", {}, "overdue_removal", "2026-03-01"),
        ("2026-03-02", {"term_until": "2026-03-02"}, "current", "2026-03-02"),
        ("2026-03-02", {"restriction_until": "2027-01-01"}, "current", "2027-01-01"),
        ("2026-03-02", {"restriction_until": "2025-01-01"}, "overdue_removal", "2026-03-01"),
        ("2025-01-01", {"removed_on": "2025-01-01"}, "removed", "2026-03-01"),
        ("2025-01-01", {"removed_on": "2025-01-02"}, "current", "2026-03-01"),
        # Restored: the term begins again, and one fixed before is stale.
        (
            "2026-03-02",
            {"removed_on": "2024-01-01", "restored_on": "2025-01-01"},
            "current",
            "2028-01-01",
        ),
        (
            "2026-03-02",
            {"removed_on": "2024-01-01", "restored_on": "2025-01-01", "term_until": "2024-06-01"},
            "current",
            "2028-01-01",
        ),
        (
            "2026-01-01",
            {"removed_on": "2025-06-01", "restored_on": "2025-01-01"},
            "removed",
            "2028-01-01",
        ),
        ("2025-01-01", {"removed_on": None}, "unknown", "2026-03-01"),
        ("2025-01-01", {"status": None}, "unknown", "2026-03-01"),
        ("2025-01-01", {"listed_on": None}, "unknown", "None"),
        ("2025-01-01", {"removed_on": "2024-01-01", "restored_on": None}, "unknown", "2026-03-01"),
        ("2025-01-01", {"term_until": "2999-12-31"}, "current", "2999-12-31"),
    ],
)
def test_state(day, said, state, last):
    _, (entry,) = look(day, **said)
    assert (entry.state.value, str(entry.last)) == (state, last)
    assert entry.until is None or entry.until > entry.last


@pytest.mark.parametrize(
    ("day", "said", "truth"),
    [
        ("2026-03-02", {"removed_on": None}, Truth.FALSE),
        ("2026-03-02", {"removed_on": None, "restored_on": None}, Truth.UNKNOWN),
        ("2026-03-02", {"status": None}, Truth.FALSE),
        ("2026-03-01", {"status": None}, Truth.UNKNOWN),
        ("2026-03-01", {"list": None}, Truth.UNKNOWN),
        ("2026-03-01", {"list": "another"}, Truth.FALSE),
        ("2026-03-01", {"covers": {}}, Truth.TRUE),
        ("2026-03-02", {"covers": {}}, Truth.UNKNOWN),
        ("2026-03-01", {"status": "repaired", "status_on": "2026-01-01"}, Truth.FALSE),
        ("2026-03-01", {"status": "annulled"}, Truth.FALSE),
    ],
)
def test_officially_on_the_list(day, said, truth):
    facts, found = look(day, **said)
    listed, missing = listed_on(found, facts, CATALOG)["wage-arrears"]
    assert listed is truth
    assert bool(missing) is (truth is Truth.UNKNOWN)


def test_what_the_organ_owes():
    _, (entry,) = look("2026-03-02")
    assert entry.remove_by == date(2026, 3, 13)
    _, (entry,) = look("2026-03-01", basis_status="annulled")
    assert entry.revocable
    told = {"uscc": "91320100MA0EXAMP17", "listings": [ENTRY | {"basis_status": "annulled"}]}
    steps = cr.decide(BOOK, Subject.read(told), date(2026, 3, 1)).steps
    assert [one.id for one in steps] == ["revoke-entry"]


def test_an_entry_on_a_list_nobody_told_may_stand():
    facts, found = look("2026-03-01", list=None)
    assert found == ()
    [(truth, missing)] = standing(found, facts).values()
    assert truth is Truth.UNKNOWN
    assert {one.path for one in missing} == {"listings[a].list"}


@pytest.mark.parametrize(
    ("said", "state"),
    [({}, "unknown"), ({"removed_on": "2022-01-04"}, "removed")],
)
def test_an_entry_that_was_removed_is_removed_whatever_its_ground(said, state):
    """How long it could have lasted depends on the ground, which nobody told."""
    _, [entry] = look("2024-01-02", list="judgment-defaulters", listed_on="2021-03-20", **said)
    assert entry.state == state
    assert entry.truth is (Truth.FALSE if said else Truth.UNKNOWN)
