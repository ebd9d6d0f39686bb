"""The hypothesis strategies: what they yield, that they aim, and how failures shrink."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import credit_rules as cr
from credit_rules import testing
from credit_rules.analysis.aiming import turning_days
from credit_rules.analysis.coverage import Coverage
from credit_rules.model.subject import COLLECTIONS, Penalty
from credit_rules.testing import Example, days, read_scenarios, records, subjects

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "examples" / "property_tests"
BOOK = cr.load(PLACE / "rulesets", catalogs=[PLACE / "catalogs", cr.shipped("catalogs")])
HALLS, BAR = "example-market-halls", "example-market-hall-bar"

quick = settings(
    max_examples=200,
    database=None,
    derandomize=True,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)


def _seen(strategy, number=200):
    found = []

    @settings(quick, max_examples=number)
    @given(one=strategy)
    def look(one):
        found.append(one)

    look()
    return found


def test_a_subject_comes_with_its_day_and_who_asks():
    found = _seen(subjects(BOOK), 150)
    assert all(isinstance(one, Example) for one in found)
    assert {one.acting.region for one in found if one.acting} == {"990100", "650100"}
    for one in found:
        cr.decide(BOOK, one.subject, one.as_of, acting=one.acting)


def test_two_hundred_subjects_reach_both_sides_of_nearly_every_edge():
    coverage = Coverage(BOOK)
    for one in _seen(subjects(BOOK)):
        coverage.decide(one.subject, one.as_of, acting=one.acting)
    edges = [
        edge for found in coverage.report().rulesets for rule in found.rules for edge in rule.edges
    ]
    assert len(edges) >= 9
    # A penalty within the two years of grade A is one for grade B, which is asked before it.
    assert len([edge for edge in edges if edge.missing]) <= 1


def test_one_ruleset_can_be_aimed_at_alone():
    collections = {
        name
        for one in _seen(subjects(BOOK, rulesets=[BAR]), 60)
        for name in COLLECTIONS
        if getattr(one.subject, name)
    }
    assert collections == {"penalties"}
    with pytest.raises(ValueError, match="no ruleset example-market-hals"):
        subjects(BOOK, rulesets=["example-market-hals"])


def test_all_can_be_asked_about_on_one_day():
    day = date(2026, 6, 30)
    assert {one.as_of for one in _seen(subjects(BOOK, as_of=day), 30)} == {day}


def test_records_are_of_the_collection_and_mostly_what_rules_look_for():
    found = _seen(records(BOOK, "penalties", rulesets=[BAR]), 100)
    assert {type(one) for one in found} == {Penalty}
    meant = [
        one for one in found if one.domain == "market" and "suspension-order" in (one.kinds or ())
    ]
    assert len(found) > len(meant) > len(found) // 3
    with pytest.raises(KeyError):
        records(BOOK, "penaltys")


def test_records_of_a_collection_no_rule_asks_for_are_plain_ones():
    assert {type(one).__name__ for one in _seen(records(BOOK, "licences"), 10)} == {"Licence"}


def test_days_are_those_on_which_answers_change():
    found = set(_seen(days(BOOK), 300))
    assert {date(2019, 12, 31), date(2020, 1, 1)} <= found
    assert found <= set(turning_days(BOOK.rulesets))


def _failing(wanted):
    """The smallest example hypothesis finds for which something is wanted that is so."""
    smallest = []

    @settings(quick, max_examples=500)
    @given(one=subjects(BOOK))
    def look(one):
        decision = cr.decide(BOOK, one.subject, one.as_of, acting=one.acting)
        if wanted(decision):
            smallest[:] = [one]
            raise AssertionError(repr(one))

    with pytest.raises(AssertionError) as raised:
        look()
    return smallest[0], str(raised.value)


def test_a_failing_example_shrinks_to_the_fields_that_matter():
    one, _ = _failing(
        lambda decision: decision.measures and decision.measures[0].effect == "prohibit"
    )
    (penalty,) = one.subject.penalties
    told = {name for name, value in penalty if value is not None}
    assert told - {"key", "status"} == {"domain", "kinds", "decided_on"}
    assert not one.subject.findings


def test_a_failing_example_is_printed_as_yaml_that_can_be_pasted(tmp_path):
    one, printed = _failing(lambda decision: any(tier.tier == "C" for tier in decision.tiers))
    first, _, subject = printed.partition(":\n")
    assert first.startswith(f"a subject on {one.as_of}, 990100 asking")
    indented = "".join(f"      {line}\n" for line in subject.splitlines() if line)
    file = tmp_path / "pasted.scenario.yaml"
    file.write_text(
        f"ruleset: {HALLS}\nscenarios:\n  - name: pasted\n    as_of: {one.as_of}\n"
        f"    subject:\n{indented}    expect: {{ tier: C }}\n",
        encoding="utf-8",
    )
    (scenario,) = read_scenarios(BOOK, [file])
    again, first_said = (
        [
            (tier.tier, tier.possible)
            for tier in cr.decide(BOOK, subject, one.as_of, acting=one.acting).tiers
        ]
        for subject in (scenario.subject, one.subject)
    )
    assert again == first_said


def test_the_kit_is_imported_when_a_strategy_is_asked_for_and_not_before():
    code = (
        "import sys; from credit_rules import testing; testing.read_scenarios; "
        "before = 'hypothesis' in sys.modules; testing.subjects; "
        "print(before, 'hypothesis' in sys.modules, 'z3' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=os.environ,
    )
    assert done.stdout.split() == ["False", "True", "False"]


def test_every_public_name_of_the_kit_is_there_and_no_other():
    assert sorted(testing.__all__) == dir(testing) == sorted(testing._HOMES)
    assert all(getattr(testing, name) for name in testing.__all__)
    with pytest.raises(AttributeError, match="no attribute 'subject'"):
        testing.subject  # noqa: B018
