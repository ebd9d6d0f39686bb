"""What changed when the law changed, written down from the facts before there was a `diff`.

Each folder of `diffs/` is one change of the law: which editions stand on either side, and for each
outcome whether it became stricter, milder, both (incomparable) or stayed equal, with the provisions
and with hand-written subjects. The reference evaluator alone judges the subjects first: on a book
with the editions of one side only, each taken as in force on any day.
"""

from __future__ import annotations

import dataclasses
import time
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.golden import told

import credit_rules as cr
from credit_rules.engine.decision import Acting, Decision
from credit_rules.model.catalog import Citation, Validity
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Ruleset, TieredSupervision, parts
from credit_rules.model.subject import FIRST_DAY, Subject

FOLDER = Path(__file__).parent / "diffs"
CHANGES = sorted(path.name for path in FOLDER.iterdir())
SIDES = ("old", "new")

# Strictest first. Where there is nothing to apply for, nobody is better off than where it is barred.
REPAIRS = ["none", "barred", "not-yet", "can-apply", "term-ended"]
NEVER = "never"

# The longest a comparison of a book with itself may take: "in seconds".
SECONDS = 10.0


@cache
def expected(change: str) -> dict[str, Any]:
    return told.read(FOLDER / change / "expected.yaml")


def outcomes(change: str) -> dict[str, dict[str, Any]]:
    return {one["outcome"]: one for one in expected(change)["outcomes"]}


@cache
def book(change: str, side: str) -> Rulebook:
    """The editions of one side of a change, as they ship."""
    wanted = [(one["ruleset"], one["edition"]) for one in expected(change)[side]]
    shipped = {(one.header.id, one.header.edition): one for one in cr.load().rulesets}
    return dataclasses.replace(cr.load(), rulesets=tuple(shipped[one] for one in sorted(wanted)))


@cache
def single(change: str, side: str) -> Rulebook:
    """The same, each edition taken as in force on any day."""
    always = tuple(_always(one) for one in book(change, side).rulesets)
    return dataclasses.replace(cr.load(), rulesets=always)


def _always(ruleset: Ruleset) -> Ruleset:
    header = dataclasses.replace(ruleset.header, in_force=Validity(FIRST_DAY))
    return dataclasses.replace(ruleset, header=header)


def answer(decision: Decision, outcome: str) -> str:
    """What a decision says of an outcome, in one word."""
    kind, _, name = outcome.partition(":")
    match kind:
        case "tier":
            (tier,) = (one for one in decision.tiers if one.scheme == name)
            assert tier.tier is not None, f"{tier.source}: {tier.missing}"
            return tier.tier
        case "measure":
            found = name in {one.measure for one in decision.measures}
            return "given" if found else "not given"
        case "step":
            return "owed" if name in {one.id for one in decision.steps} else "not owed"
        case "repair":
            states = [one.state.value for one in _repairs(decision, name)]
            return states[0] if states else "none"
        case "publicity":
            ends = [one.ends_by_itself for one in _repairs(decision, name)]
            return str(ends[0]) if ends and ends[0] else NEVER
        case "proposal":
            return ", ".join(
                sorted(
                    one.because_of.rule
                    for one in decision.proposals
                    if one.list == name and one.action == "enter"
                )
            )
        case _:
            raise AssertionError(outcome)


def _repairs(decision: Decision, name: str):
    """The repairs of entries on a list, or of records of a collection: of one record at most."""
    found = [one for one in decision.repairs if name in (one.list, one.record.partition("[")[0])]
    assert len(found) <= 1
    return found


def direction(change: str, outcome: str, old: str, new: str) -> str:
    """How one answer stands to another."""
    if old == new:
        return "equal"
    order = _order(change, outcome, {old, new})
    return "stricter" if order.index(new) < order.index(old) else "milder"


def _order(change: str, outcome: str, answers: set[str]) -> list[str]:
    """The answers an outcome has, strictest first."""
    kind, _, name = outcome.partition(":")
    match kind:
        case "tier":
            (scheme,) = (
                one
                for one in book(change, "new").rulesets
                if isinstance(one, TieredSupervision) and one.header.scheme == name
            )
            return [tier.id for tier in scheme.tiers]
        case "repair":
            return REPAIRS
        case "publicity":
            return sorted(answers, key=lambda one: (one != NEVER, _backwards(one)))
        case "measure":
            return ["given", "not given"]
        case "step":
            return ["owed", "not owed"]
        case _:
            raise AssertionError(outcome)


def _backwards(day: str) -> int:
    """A later end is stricter than an earlier one."""
    return 0 if day == NEVER else -date.fromisoformat(day).toordinal()


def decided(
    change: str, side: str, outcome: str, subject: Subject, day: date, acting: Acting | None = None
) -> str:
    return answer(cr.decide(single(change, side), subject, day, acting=acting), outcome)


CASES = [
    pytest.param(change, name, one, id=f"{change}-{name}-{place}")
    for change in CHANGES
    for name, outcome in outcomes(change).items()
    for place, one in enumerate((*outcome["examples"], *outcome["unchanged"]), 1)
]


@pytest.mark.parametrize(("change", "outcome", "case"), CASES)
def test_each_hand_made_subject_is_decided_as_written_down(change, outcome, case):
    day = date.fromisoformat(case["as_of"])
    subject = told.subject(case["subject"])
    found = [decided(change, side, outcome, subject, day) for side in SIDES]
    assert found == [case["old"], case["new"]]
    towards = case.get("towards", "equal")
    assert direction(change, outcome, *found) == towards


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_written_down_of_an_outcome_fits_its_examples(change):
    for outcome in outcomes(change).values():
        towards = {one["towards"] for one in outcome["examples"]}
        wanted = {
            "stricter": {"stricter"},
            "milder": {"milder"},
            "incomparable": {"stricter", "milder"},
            "equal": set(),
        }
        assert towards == wanted[outcome["direction"]], outcome["outcome"]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("side", SIDES)
def test_every_provision_named_is_one_its_side_rests_on(change, side):
    cited = {
        (one.instrument, one.label)
        for ruleset in book(change, side).rulesets
        for one in parts(ruleset, Citation)
    }
    for outcome in outcomes(change).values():
        named = {tuple(one.replace("#", " ").split(" ")) for one in outcome[side]}
        assert named <= cited, outcome["outcome"]


@cache
def changes(change: str):
    from credit_rules.analysis.diff import diff

    return diff(book(change, "old"), book(change, "new"))


@pytest.mark.parametrize("change", CHANGES)
def test_the_diff_says_what_was_written_down(change):
    found = {one.outcome: one.direction for one in changes(change) if one.direction != "equal"}
    wanted = {name: one["direction"] for name, one in outcomes(change).items()}
    assert found == {name: one for name, one in wanted.items() if one != "equal"}


@pytest.mark.parametrize("change", CHANGES)
def test_what_did_not_change_is_said_to_be_equal(change):
    found = {one.outcome for one in changes(change) if one.direction == "equal"}
    wanted = {name for name, one in outcomes(change).items() if one["direction"] == "equal"}
    assert wanted <= found


@pytest.mark.parametrize("change", CHANGES)
def test_every_example_found_is_decided_as_it_says(change):
    for one in changes(change):
        ways = set()
        for example in one.examples:
            witness = example.witness
            old, new = (
                decided(change, side, one.outcome, witness.subject, witness.as_of, witness.acting)
                for side in SIDES
            )
            assert old != new
            assert example.old != example.new
            ways.add(direction(change, one.outcome, old, new))
        wanted = {"incomparable": {"stricter", "milder"}, "equal": set()}
        assert ways == wanted.get(one.direction, {one.direction}), one.outcome


@pytest.mark.parametrize("change", CHANGES)
def test_turned_round_what_was_stricter_is_milder(change):
    from credit_rules.analysis.diff import diff

    back = {one.outcome: one.direction for one in diff(book(change, "new"), book(change, "old"))}
    turned = {"stricter": "milder", "milder": "stricter"}
    assert back == {
        one.outcome: turned.get(one.direction, one.direction) for one in changes(change)
    }


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("change", CHANGES)
def test_one_side_of_a_change_is_equal_to_itself(change, side):
    from credit_rules.analysis.diff import diff

    found = diff(book(change, side), book(change, side))
    assert found
    assert {one.direction for one in found} == {"equal"}


def test_the_whole_book_is_proved_equal_to_itself_in_seconds():
    from credit_rules.analysis.diff import diff

    whole = cr.load()
    begun = time.perf_counter()
    found = diff(whole, whole)
    assert time.perf_counter() - begun < SECONDS
    assert found
    assert {one.direction for one in found} == {"equal"}
    assert [one.examples for one in found if one.examples] == []
