"""The scenarios of all rulesets that ship: each holds, and together they show every rule.

An officer reads and writes them (`tests/scenarios/<domain>/<ruleset>.scenario.yaml`); pytest
collects them where they stand, and `credit-rules test` runs them too.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.law_coverage import law_coverage
from credit_rules.model.catalog import InstrumentStatus, Validity
from credit_rules.model.codes import LeftOut
from credit_rules.model.ruleset import CreditRepair
from credit_rules.testing import Scenario, read_scenarios, rule_ids
from credit_rules.testing.said import Said

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FILES = sorted(SCENARIOS.rglob("*.scenario.yaml"))
RULESETS = [*cr.load().rulesets]
IDS = sorted({one.header.id for one in RULESETS})

PARTS = (
    *("tiers", "measures", "proposals", "listings", "repairs", "undetermined", "steps"),
    *("held", "open", "open_measures", "missing"),
)


@cache
def scenarios(path: Path) -> tuple[Scenario, ...]:
    return read_scenarios(cr.load(), [path])


@cache
def about() -> dict[str, list[Scenario]]:
    """The scenarios of each ruleset."""
    found = defaultdict(list)
    for path in FILES:
        for one in scenarios(path):
            for ruleset in one.rulesets:
                found[ruleset].append(one)
    return found


def named(ruleset: str, word: str) -> set[str]:
    """The rules that scenarios of a ruleset name with one of their expectations."""
    said = [one.expect.get(word, []) for one in about()[ruleset]]
    return {str(rule) for one in said for rule in (one if isinstance(one, list) else [one])}


def test_pytest_itself_runs_the_scenarios(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("credit-rules"), "pip install -e . registers it"


def test_every_ruleset_has_its_file_and_every_file_its_ruleset() -> None:
    assert {path.name.removesuffix(".scenario.yaml") for path in FILES} >= set(IDS)
    assert {one for path in FILES for s in scenarios(path) for one in s.rulesets} == set(IDS)


@pytest.mark.parametrize("ruleset", IDS)
def test_an_excerpt_of_the_book_says_what_the_whole_book_says(ruleset: str) -> None:
    """A judge of many looks at no more: at one scenario, or six where rulesets read others."""
    alone = {one.header.id for one in excerpt(cr.load(), [ruleset]).rulesets} == {ruleset}
    for one in about()[ruleset][: 1 if alone else 6]:
        whole, part = (
            Said.by(book, one.rulesets, one.subject, one.as_of, one.acting)
            for book in (cr.load(), excerpt(cr.load(), one.rulesets))
        )
        for name in PARTS:
            assert getattr(part, name) == getattr(whole, name), (one.at, name)


@pytest.mark.parametrize("ruleset", IDS)
def test_every_rule_has_a_scenario_inside_and_one_outside(ruleset: str) -> None:
    rules = {rule for one in RULESETS if one.header.id == ruleset for rule in rule_ids(one)}
    assert rules - named(ruleset, "because_of") == set(), "inside"
    assert rules - named(ruleset, "not_because_of") == set(), "outside"


@pytest.mark.parametrize("ruleset", IDS)
def test_every_edition_is_shown_on_both_sides_of_its_first_and_last_day(ruleset: str) -> None:
    shown = {one.as_of for one in about()[ruleset]}
    for one in RULESETS:
        if one.header.id == ruleset:
            assert days(one.header.in_force) - shown == set(), one.header.edition


def days(in_force: Validity) -> set[date]:
    """The first day and the one before, the last day and the one after."""
    starts = min(in_force.known_on, default=None) if in_force.unconfirmed else in_force.since
    return {
        day
        for edge in (starts, in_force.until)
        if edge is not None
        for day in (edge - timedelta(days=1), edge)
    }


@pytest.mark.parametrize(
    "ruleset",
    sorted({one.header.id for one in RULESETS if isinstance(one, CreditRepair) and one.ends}),
)
def test_what_ends_by_itself_is_shown_with_its_day(ruleset: str) -> None:
    expected = [one.expect.get("repair") for one in about()[ruleset]]
    said = [
        one["ends_by_itself"]
        for each in expected
        for one in (each if isinstance(each, list) else [each])
        if isinstance(one, dict) and "ends_by_itself" in one
    ]
    assert [day for day in said if day != "none"]


def test_every_provision_is_accounted_for_and_most_that_can_be_are_implemented() -> None:
    found = law_coverage(cr.load())
    assert [f"{one.instrument} {one.label}" for one in found.unaccounted] == []
    assert found.share >= 0.6


def test_nothing_remembered_unconfirmed_or_disputed_carries_a_rule() -> None:
    catalog = cr.load().catalog
    carrying = [one for one in law_coverage(cr.load()).accounts if one.implemented]
    assert carrying
    for one in carrying:
        instrument = catalog.instruments[one.instrument]
        (version,) = (text for text in instrument.versions if text.id == one.version)
        assert instrument.status is InstrumentStatus.ISSUED
        assert one.omission is None
        # `memory` is no mark the catalog knows.
        assert one.verified in {"full_text", "excerpt", "secondary"}
        assert version.in_force.known_on or not version.in_force.unconfirmed


def test_a_text_is_unconfirmed_where_no_day_of_it_is() -> None:
    for instrument in cr.load().catalog.instruments.values():
        for version in instrument.versions:
            confirmed = version.in_force.known_on or not version.in_force.unconfirmed
            reasons = {
                one.not_covered and one.not_covered.reason for one in version.provisions.values()
            }
            assert not (confirmed and LeftOut.UNCONFIRMED in reasons), instrument.id


def test_every_implemented_provision_is_shown() -> None:
    """Its rules have scenarios inside and outside; lists, figures and demands are those of some."""
    users = {
        listed: ruleset.header.id
        for ruleset in RULESETS
        for listed in (getattr(ruleset, "list", None),)
        if listed is not None
    }
    wrong = []
    for one in law_coverage(cr.load()).accounts:
        if not one.implemented:
            continue
        shown = {rests.name for rests in one.rests if rests.kind == "ruleset"}
        shown |= {users[rests.name] for rests in one.rests if rests.name in users}
        other = {"measure", "parameter", "demand"} & {rests.kind for rests in one.rests}
        if not any(about()[name] for name in shown) and not other:
            wrong.append(f"{one.instrument} {one.label}")
    assert wrong == []
