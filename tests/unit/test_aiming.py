"""The plain seeded generator: valid subjects, equal for equal seeds, at the edges of the rules."""

import dataclasses
import json
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.aiming import Aims, aimed, turning_days
from credit_rules.analysis.narrowing import narrowed
from credit_rules.dates import Period, last_day
from credit_rules.model.codes import SubjectKind
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import TieredSupervision
from credit_rules.model.subject import COLLECTIONS
from credit_rules.truth import Truth

ROOT = Path(__file__).parents[2]
SHIPPED = cr.load()
BOOKS = ROOT / "tests" / "books"
RICH = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")


def _ruleset(book: Rulebook, name: str, edition: str | None = None):
    return next(
        one
        for one in book.rulesets
        if one.header.id == name and edition in (None, one.header.edition)
    )


def _drafts(ruleset, number, book=SHIPPED):
    aims = Aims(book, [ruleset])
    return [aims.draft(random.Random(seed)) for seed in range(number)]


@pytest.mark.parametrize("book", [SHIPPED, RICH], ids=["shipped", "rich"])
def test_every_subject_is_valid_and_can_be_decided_on_its_day(book):
    for ruleset in book.rulesets:
        alone = narrowed(book, [ruleset])
        aims = Aims(book, [ruleset])
        for seed in range(3):
            one = aims.draft(random.Random(seed)).witness()
            decision = cr.decide(alone, one.subject, one.as_of, acting=one.acting)
            assert decision.as_of == one.as_of


def test_equal_seeds_give_equal_subjects_and_others_give_others():
    ruleset = _ruleset(SHIPPED, "tax-major-violations")
    first, again = (_drafts(ruleset, 20) for _ in range(2))
    assert first == again
    assert len({str(one.told) for one in first}) > 15
    assert aimed(SHIPPED, [ruleset], random.Random(3)) == first[3].witness()


ELSEWHERE = """
import random, sys
import credit_rules as cr
from credit_rules.analysis.aiming import Aims
book = cr.load(*sys.argv[1:2], catalogs=sys.argv[2], profile=sys.argv[3])
aims = Aims(book, book.rulesets)
for seed in range(60):
    one = aims.draft(random.Random(seed)).witness()
    print(one.as_of, one.acting, one.subject.model_dump_json())
"""


def test_another_process_with_another_hash_seed_makes_the_same_subjects():
    places = [str(BOOKS / name) for name in ("rich", "catalogs", "profile.yaml")]
    seen = {
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE, *places],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(seen) == 1


def test_figures_lie_at_the_limit_and_a_step_on_either_side():
    ruleset = _ruleset(SHIPPED, "tax-arrears-steps")
    seen = Counter(
        item.get("arrears")
        for one in _drafts(ruleset, 200)
        for item in one.told.get("tax_matters", ())
    )
    assert seen[Decimal("0.01")]
    assert seen[Decimal(0)]


def test_days_lie_at_the_ends_of_terms_and_beside_them():
    ruleset = _ruleset(SHIPPED, "accounting-bans")
    five_years = Period(5, "years")
    days_left = Counter(
        (last_day(begun, five_years) - one.as_of).days
        for one in _drafts(ruleset, 300)
        for item in one.told.get("penalties", ())
        if isinstance(begun := item.get("decided_on"), date)
    )
    assert days_left[0]
    assert days_left[-1]


def test_the_day_asked_about_is_sometimes_the_first_or_the_last_of_an_edition():
    ruleset = _ruleset(SHIPPED, "customs-credit", "2021.1")
    validity = ruleset.header.in_force
    asked = {one.as_of for one in _drafts(ruleset, 300)}
    assert {validity.since, date.fromordinal(validity.since.toordinal() - 1)} <= asked
    assert {validity.until, date.fromordinal(validity.until.toordinal() - 1)} <= asked


def test_subjects_are_of_the_kinds_a_ruleset_is_for_and_now_and_then_of_another():
    ruleset = _ruleset(SHIPPED, "office-bar")
    assert ruleset.header.applies_to == {SubjectKind.NATURAL_PERSON}
    kinds = Counter(str(one.told["kind"]) for one in _drafts(ruleset, 300))
    assert kinds["natural_person"] > 250
    assert sum(kinds.values()) - kinds["natural_person"] > 0


def test_whom_a_ruleset_concerns_has_what_it_asks_for():
    """A ruleset that concerns only some is silent about all others: few subjects would reach it."""
    for name in ("customs-aeo-compliance", "food-risk-tiers", "patent-agency-tiers"):
        ruleset = _ruleset(SHIPPED, name)
        assert ruleset.header.concerns is not None
        alone = narrowed(SHIPPED, [ruleset])
        spoken = 0
        for draft in _drafts(ruleset, 60):
            one = draft.witness()
            decision = cr.decide(alone, one.subject, one.as_of, acting=one.acting)
            spoken += any(tier.ruleset == name for tier in decision.tiers)
        assert spoken > 30


def test_most_subjects_of_a_ruleset_of_bars_meet_some_bar():
    ruleset = _ruleset(SHIPPED, "food-safety-bans")
    alone = narrowed(SHIPPED, [ruleset])
    met = 0
    for draft in _drafts(ruleset, 100):
        one = draft.witness()
        met += bool(cr.decide(alone, one.subject, one.as_of).measures)
    assert met > 30


def test_of_all_there_is_something_undelivered_uncovered_annulled_unanswered():
    seen = Counter()
    for ruleset in SHIPPED.rulesets:
        for one in _drafts(ruleset, 12):
            items = [item for name in COLLECTIONS for item in one.told.get(name, ())]
            seen["untold"] += any("status" not in item for item in items)
            seen["annulled"] += any(item.get("status") == "annulled" for item in items)
            seen["reviewed"] += any(item.get("status") == "under_review" for item in items)
            seen["repaired"] += any(item.get("status") == "repaired" for item in items)
            seen["uncovered"] += len(one.told["covers"]) < len(COLLECTIONS)
            seen["no"] += any(item.get("answer") == "no" for item in items)
            seen["leap day"] += (one.as_of.month, one.as_of.day) == (2, 29)
            seen["month end"] += one.as_of.day > 27
            seen["elsewhere"] += one.acting is not None and one.acting.region == "650100"
            seen["official"] += isinstance(ruleset, TieredSupervision) and any(
                item.get("scheme") == ruleset.header.scheme
                for item in one.told.get("evaluations", ())
            )
    kinds = [
        "untold",
        "annulled",
        "reviewed",
        "repaired",
        "uncovered",
        "no",
        "official",
        "elsewhere",
    ]
    assert {kind: seen[kind] for kind in (*kinds, "leap day", "month end") if not seen[kind]} == {}


def test_counts_are_made_one_below_at_and_above_their_limit():
    ruleset = _ruleset(SHIPPED, "customs-aeo-compliance")
    numbers = Counter(len(one.told.get("inspections", ())) for one in _drafts(ruleset, 250))
    assert numbers[50]
    assert numbers[51]


def test_a_day_that_is_given_is_the_day_asked_about():
    ruleset = _ruleset(SHIPPED, "tax-credit", "2025.1")
    aims = Aims(SHIPPED, [ruleset])
    day = date(2026, 6, 30)
    assert {aims.draft(random.Random(seed), day).as_of for seed in range(30)} == {day}


def test_turning_days_are_those_of_editions_and_conditions_with_the_days_beside():
    ruleset = _ruleset(SHIPPED, "customs-credit", "2021.1")
    days = turning_days([ruleset])
    assert days == tuple(sorted(days))
    since = ruleset.header.in_force.since
    assert [date.fromordinal(since.toordinal() + step) in days for step in (-1, 0, 1)] == [True] * 3
    assert date(2024, 2, 29) in days


def test_a_ruleset_that_asks_no_collection_can_be_aimed_at_too():
    ruleset = _ruleset(RICH, "rich-tiers")
    tier = dataclasses.replace(ruleset.tiers[0], when=ruleset.tiers[0].when.parts[0])
    bare = dataclasses.replace(ruleset, tiers=(tier,), direct=(), caps=(), floors=(), default=None)
    assert all(one.witness() for one in _drafts(bare, 100, RICH))


def test_a_narrowed_book_answers_for_its_rulesets_as_the_whole_does():
    ruleset = _ruleset(SHIPPED, "food-key-supervision")
    alone = narrowed(SHIPPED, [ruleset])
    assert {"food-key-supervision", "food-risk-tiers"} == {r.header.id for r in alone.rulesets}
    for draft in _drafts(ruleset, 20):
        one = draft.witness()
        said = [
            [
                json.loads(tier.model_dump_json())
                for tier in cr.decide(book, one.subject, one.as_of).tiers
                if tier.ruleset == "food-key-supervision"
            ]
            for book in (alone, SHIPPED)
        ]
        assert said[0] == said[1]


def test_the_first_day_of_an_unconfirmed_edition_is_the_first_it_is_known_on():
    ruleset = next(one for one in SHIPPED.rulesets if one.header.in_force.unconfirmed)
    first = min(ruleset.header.in_force.known_on)
    assert ruleset.header.in_force.on(first) is Truth.TRUE
    assert first in {one.as_of for one in _drafts(ruleset, 300)}
