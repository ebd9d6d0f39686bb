"""What two decisions say differently."""

from __future__ import annotations

from datetime import date, timedelta

import credit_rules as cr
from credit_rules.analysis.changes import Change, Part, changes, outcomes

DAY = date(2026, 3, 2)
NOT_TOLD = cr.Subject.read({"uscc": "91320100MA0EXAMP0N", "kind": "legal_person"})
LISTED = cr.Subject.read(
    {
        "uscc": "91320100MA0EXAMP0N",
        "kind": "legal_person",
        "listings": [
            {
                "key": "entry",
                "list": "wage-arrears",
                "listed_on": date(2024, 3, 1),
                "removed_on": "none",
                "restored_on": "none",
                "term_until": date(2026, 6, 30),
                "status": "effective",
            }
        ],
    }
)


def between(subject: cr.Subject, first: date, second: date) -> tuple[Change, ...]:
    book = cr.load()
    return changes(cr.decide(book, subject, first), cr.decide(book, subject, second))


def test_a_decision_says_the_same_as_itself():
    assert between(LISTED, DAY, DAY) == ()


def test_the_day_asked_about_is_no_change():
    """Nothing was delivered, so every window ends on the day asked, and moves with it."""
    assert cr.decide(cr.load(), NOT_TOLD, DAY) != cr.decide(
        cr.load(), NOT_TOLD, DAY + timedelta(days=1)
    )
    assert between(NOT_TOLD, DAY, DAY + timedelta(days=1)) == ()


def test_what_ends_what_begins_and_what_becomes_otherwise_are_told_apart():
    found = between(LISTED, date(2026, 6, 30), date(2026, 7, 1))
    [entry] = [one for one in found if one.part is Part.LISTING]
    assert not entry.appeared
    assert not entry.ended
    assert "state" in entry.fields
    ended = {one.key[0] for one in found if one.part is Part.MEASURE and one.ended}
    assert ended
    [owed] = [one for one in found if one.part is Part.STEP and one.key[0] == "remove-entry"]
    assert owed.appeared
    assert owed.fields == ()


def test_there_and_back_are_the_same_changes_turned_round():
    there = between(LISTED, date(2026, 6, 30), date(2026, 7, 1))
    back = between(LISTED, date(2026, 7, 1), date(2026, 6, 30))
    assert [(one.part, one.key) for one in there] == [(one.part, one.key) for one in back]
    assert [(one.before, one.after) for one in there] == [(one.after, one.before) for one in back]


def test_everything_a_decision_says_is_an_outcome():
    decision = cr.decide(cr.load(), LISTED, DAY)
    said = sum(len(getattr(decision, part.value)) for part in Part)
    assert sum(map(len, outcomes(decision).values())) == said > 0
    parts = {part.value for part in Part}
    own = {"notice", "as_of", "known_as_of", "acting", "subject", "name", "provenance"}
    assert parts | own == set(cr.Decision.model_fields)
