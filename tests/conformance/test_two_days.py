"""One enterprise on two days, the last of one regime and the first of the next.

The answers rest on different texts, and say on which; what is unread stays undetermined.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS

USCC = "91320100MA0EXAMP17"
ACTING = cr.Acting(region="320100")


def decide(day: date, **said: Any) -> cr.Decision:
    covers = {name: {"from": "beginning", "until": str(day)} for name in COLLECTIONS}
    told = {
        name: [{"key": "一", "status": "effective"} | row for row in rows]
        for name, rows in said.items()
    }
    subject = {"uscc": USCC, "kind": "legal_person", "region": "320100", "covers": covers} | told
    return cr.decide(cr.load(), cr.Subject.read(subject), day, acting=ACTING)


PENALTY = {
    "kinds": ["fine"],
    "procedure": "ordinary",
    "fine": "20000",
    "decided_on": "2025-03-01",
    "published_on": "2025-03-05",
    "publicity_until": "2028-03-05",
    "corrected_on": "2025-07-01",
    "fulfilled_on": "2025-07-01",
}


def repair(decision: cr.Decision, regime: str) -> cr.RepairAssessment:
    (found,) = (one for one in decision.repairs if one.ruleset.startswith(regime))
    return found


@pytest.mark.parametrize(
    ("regime", "domain", "before", "after", "old", "new"),
    [
        (
            "credit-china-penalty-repair",
            "work-safety",
            date(2026, 3, 31),
            date(2026, 4, 1),
            "cn.ndrc.order58.2023",
            "cn.ndrc.order36.2025",
        ),
        (
            "market-penalty-repair",
            "market",
            date(2025, 12, 24),
            date(2025, 12, 25),
            "cn.samr.guoshijianxingui.2021.3",
            "cn.samr.order107.2025",
        ),
    ],
)
def test_repair_follows_the_regime_of_the_day(
    regime: str, domain: str, before: date, after: date, old: str, new: str
) -> None:
    penalty = PENALTY | {"domain": domain}
    rests = []
    for day in (before, after):
        found = repair(decide(day, penalties=[penalty]), regime)
        # Neither text was read whole: what it asks of a person is asked, not guessed.
        assert found.state.value == "undetermined"
        assert found.missing or any(one.missing for one in found.requirements)
        every = [*found.requirements, *found.bars]
        rests.append({basis.instrument for one in every for basis in one.basis})
    assert old in rests[0] - rests[1]
    assert new in rests[1] - rests[0]


def test_customs_grades_follow_the_regime_and_the_page_says_which() -> None:
    grade = {
        "scheme": "customs-credit",
        "grade": "advanced-certified",
        "graded_on": "2025-05-01",
        "valid_until": "none",
    }
    pages, measures = [], []
    for day in (date(2026, 3, 31), date(2026, 4, 1)):
        decision = decide(day, evaluations=[grade])
        (tier,) = (one for one in decision.tiers if one.scheme == "customs-credit")
        assert tier.tier == "advanced-certified"
        pages.append(decision.explain("zh"))
        measures.append({m.measure for m in decision.measures if m.measure.startswith("customs-")})
    assert "（海关总署令第251号）" in pages[0]
    assert "（海关总署令第282号）" not in pages[0]
    assert "（海关总署令第282号）" in pages[1]
    assert "（海关总署令第251号）" not in pages[1]
    # Most favours of the new text were not read, so they are not given.
    assert measures[1] < measures[0]


def test_a_computed_customs_tier_is_not_carried_into_a_text_that_was_not_read() -> None:
    smuggling = PENALTY | {"domain": "customs", "conduct": ["smuggling"]}
    found = []
    for day in (date(2026, 3, 31), date(2026, 4, 1)):
        decision = decide(day, penalties=[smuggling])
        (tier,) = (one for one in decision.tiers if one.scheme == "customs-credit")
        found.append((tier.tier, tier.source))
    assert found == [("dishonest", "computed"), (None, "undetermined")]


def test_tax_grades_follow_the_notice_of_the_day() -> None:
    score = {"scheme": "tax-credit-score", "score": "95", "year": 2024, "graded_on": "2025-04-01"}
    rests = []
    for day in (date(2025, 6, 30), date(2025, 7, 1)):
        decision = decide(day, evaluations=[score])
        (tier,) = (one for one in decision.tiers if one.scheme == "tax-credit")
        rests.append({one.instrument for one in tier.basis})
    assert "cn.sta.notice40.2014" in rests[0] - rests[1]
    assert "cn.sta.notice12.2025" in rests[1] - rests[0]


class TestWhomRulesMeet:
    def test_a_natural_person_gets_nothing_from_rules_on_enterprises(self) -> None:
        book = cr.load()
        day = date(2026, 6, 30)
        covers = {name: {"from": "beginning", "until": str(day)} for name in COLLECTIONS}
        person = {"key": "人员-01", "kind": "natural_person", "region": "320100", "covers": covers}
        entry = {
            "key": "一",
            "status": "effective",
            "list": "wage-arrears",
            "listed_on": "2026-01-05",
            "removed_on": "none",
            "restored_on": "none",
        }
        subject = cr.Subject.read(person | {"listings": [entry]})
        decision = cr.decide(book, subject, day, acting=ACTING)
        closed = {
            one.header.id
            for one in book.rulesets
            if one.header.applies_to and "natural_person" not in one.header.applies_to
        }
        said = {one.because_of.ruleset for one in decision.measures}
        said |= {one.ruleset for one in (*decision.tiers, *decision.proposals, *decision.repairs)}
        said |= {one.ruleset for one in (*decision.undetermined, *decision.steps) if one.ruleset}
        assert len(closed) > 20
        assert said & closed == set()

    def test_a_government_body_may_be_a_defaulter(self) -> None:
        entry = {
            "list": "judgment-defaulters",
            "ground": "able-but-refuses",
            "listed_on": "2026-01-05",
            "removed_on": "none",
            "restored_on": "none",
        }
        covers = {name: {"from": "beginning", "until": "2026-08-28"} for name in COLLECTIONS}
        body = {"uscc": "11320100MA0EXAMP1A", "kind": "government_body", "covers": covers}
        listed = [{"key": "一", "status": "effective"} | entry]
        subject = cr.Subject.read(body | {"listings": listed})
        decision = cr.decide(cr.load(), subject, date(2026, 8, 28), acting=ACTING)
        assert "judgment-defaulters" in {one.list for one in decision.listings}
        rests = {one.because_of.ruleset for one in decision.measures}
        assert "consumption-restriction" in rests
