"""Planted faults, one ruleset each, and for each a sound twin a word or two away from it.

A folder of `verify/` holds `faulty.yaml` and `sound.yaml`; what each says of hand-made records
(`faulty-says.yaml`, `sound-says.yaml`, in the form of scenarios, the first record of the faulty one
being the witness); and `expected.yaml`: which question finds the fault, which rules it is about,
and a grid of records on both sides of every edge.

The faults are real whatever any solver says: before `verify` is asked, every folder is judged here
by the reference evaluator alone, over every handful of records of its grid. Everything is invented.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.golden import told

import credit_rules as cr
from credit_rules.analysis.verdicts import Answer
from credit_rules.lang import source
from credit_rules.model.codes import Effect
from credit_rules.model.expr import Expr
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    Favour,
    Ground,
    KeyWatchList,
    SeriousDishonesty,
    TieredSupervision,
    parts,
)
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.testing import judge, read_scenarios
from credit_rules.truth import Truth

FOLDER = Path(__file__).parent / "verify"
CATALOGS = FOLDER / "catalogs"
FAULTS = sorted(path.name for path in FOLDER.iterdir() if path != CATALOGS)
TWINS = [(fault, twin) for fault in FAULTS for twin in ("faulty", "sound")]

# What the issue asks for by name.
DEMANDED = {
    "gap-of-one-yuan": "gap",
    "overlap-on-one-day": "overlap",
    "unreachable-tier": "unreachable",
    "shadowed-rule": "shadowed",
    "constant-condition": "constant",
    "contradicting-measures": "contradiction",
    "watch-already-serious": "already-serious",
    "non-monotone-scorecard": "monotone",
    "unrepairable-listing": "unrepairable",
    "endless-restriction": "endless",
}

# A repair that never comes is looked for this far ahead: longer than any list of the catalog keeps
# an entry.
YEARS_AHEAD = 6


@cache
def expected(fault: str) -> dict[str, Any]:
    return told.read(FOLDER / fault / "expected.yaml")


def book(fault: str, twin: str) -> Rulebook:
    return cr.load(FOLDER / fault / f"{twin}.yaml", catalogs=CATALOGS)


def says(fault: str, twin: str):
    return read_scenarios(book(fault, twin), [FOLDER / fault / f"{twin}-says.yaml"])


# The witness looked at by itself: whether a subject on a day shows the fault.

Shown = Callable[[Rulebook, dict[str, Any], Subject, date], bool]


def gap(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    """Everything is known, and no tier is there."""
    (tier,) = cr.decide(rulebook, subject, day).tiers
    return tier.source == "gap" and not tier.missing


def overlap(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    """Everything is known, and two tiers are there where one should be."""
    (tier,) = cr.decide(rulebook, subject, day).tiers
    return tier.source == "overlap" and not tier.missing


def unreachable(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    """By itself the tier would be given; among the others a stricter one is."""
    (ruleset,) = rulebook.rulesets
    assert isinstance(ruleset, TieredSupervision)
    order = [tier.id for tier in ruleset.tiers]
    (name,) = planted["rules"]
    alone = tuple(tier for tier in ruleset.tiers if tier.id == name)
    by_itself = _graded(_of(rulebook, dataclasses.replace(ruleset, tiers=alone)), subject, day)
    given = _graded(rulebook, subject, day)
    return by_itself == name and given is not None and order.index(given) < order.index(name)


def shadowed(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    """The ground holds, and without it the very same entries are proposed."""
    (name,) = planted["rules"]
    held = {one.because_of.rule for one in cr.decide(rulebook, subject, day).proposals}
    less = _without_ground(rulebook, name)
    return name in held and _entries(rulebook, subject, day) == _entries(less, subject, day)


def constant(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    """The condition comes out one way, on facts that are known."""
    (name,) = planted["rules"]
    return _truth_of(rulebook, name, subject, day) is Truth.TRUE


def contradiction(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    """A favour gives way to a measure of its family that the same ruleset gives."""
    decision = cr.decide(rulebook, subject, day)
    measures = rulebook.catalog.measures
    return any(
        measures[one.measure].effect is Effect.FAVOUR
        and measures[one.measure].family == measures[given.measure].family
        and one.target is given.target
        and one.gave_way_to == given.measure
        for one in decision.suppressed
        for given in decision.measures
    )


def floor_above_cap(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    """A cap and a floor hold together, and no tier meets both."""
    (ruleset,) = rulebook.rulesets
    assert isinstance(ruleset, TieredSupervision)
    place = {tier.id: place for place, tier in enumerate(ruleset.tiers)}
    caps, floors = (
        [place[one.tier] for one in some if _holds(rulebook, one, subject, day)]
        for some in (ruleset.caps, ruleset.floors)
    )
    return bool(caps and floors) and min(caps) < max(floors)


def proposed_though_serious(
    rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date
) -> bool:
    """Entry on the watch list is proposed for who is officially on a serious list."""
    decision = cr.decide(rulebook, subject, day)
    serious = any(
        one.list_kind.value == "serious" and one.state.value == "current"
        for one in decision.listings
    )
    entries = [one for one in decision.proposals if one.action == "enter"]
    return serious and any(one.outcome is Truth.TRUE for one in entries)


def proposed_for_nobody(
    rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date
) -> bool:
    """The ground holds for a record, and who it holds for is one of those not watched."""
    (ruleset,) = rulebook.rulesets
    assert isinstance(ruleset, KeyWatchList)
    (name,) = planted["rules"]
    (ground,) = (one for one in ruleset.grounds if one.id == name)
    free = _of(rulebook, dataclasses.replace(ruleset, not_for=(), grounds=(ground,)))
    return bool(_entries(free, subject, day)) and not _entries(rulebook, subject, day)


def monotone(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    """Without one of the records that make things worse the tier is stricter."""
    (ruleset,) = rulebook.rulesets
    assert isinstance(ruleset, TieredSupervision)
    order = [tier.id for tier in ruleset.tiers]
    given = _graded(rulebook, subject, day)
    records = getattr(subject, planted["worse"])
    for left_out in range(len(records)):
        fewer = (*records[:left_out], *records[left_out + 1 :])
        before = _graded(rulebook, subject.model_copy(update={planted["worse"]: fewer}), day)
        if None not in (before, given) and order.index(before) < order.index(given):
            return True
    return False


def unrepairable(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    """The entry stands, and from the day on none comes on which its repair can be applied for."""
    listings = cr.decide(rulebook, subject, day).listings
    standing = [one for one in listings if one.state.value == "current"]
    last = day + timedelta(days=366 * YEARS_AHEAD)
    covered = _covered_until(subject, last)
    ahead = (day + timedelta(days=n) for n in range((last - day).days))
    return bool(standing) and not any(_can_apply(rulebook, covered, later) for later in ahead)


def endless(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    """A restriction applies that no day ends, and that the law does not call one for life."""
    return any(
        one.effect in (Effect.RESTRICT, Effect.PROHIBIT)
        and one.until is None
        and not one.lifelong
        and _lasts_on(rulebook, subject, one.measure)
        for one in cr.decide(rulebook, subject, day).measures
    )


SHOWN: dict[str, Shown] = {
    "gap": gap,
    "overlap": overlap,
    "unreachable": unreachable,
    "shadowed": shadowed,
    "constant": constant,
    "contradiction": contradiction,
    "floor-above-cap": floor_above_cap,
    "already-serious": proposed_though_serious,
    "proposed-for-nobody": proposed_for_nobody,
    "monotone": monotone,
    "unrepairable": unrepairable,
    "endless": endless,
}


# What a fault keeps from ever happening, where the fault is that something never does.


def tier_given(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    return [_graded(rulebook, subject, day)] == planted["rules"]


def ground_needed(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    less = _without_ground(rulebook, *planted["rules"])
    return _entries(rulebook, subject, day) != _entries(less, subject, day)


def other_way(rulebook: Rulebook, planted: dict[str, Any], subject: Subject, day: date) -> bool:
    return _truth_of(rulebook, *planted["rules"], subject, day) is Truth.FALSE


def entry_proposed(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    return bool(_entries(rulebook, subject, day))


def repair_open(rulebook: Rulebook, _: dict[str, Any], subject: Subject, day: date) -> bool:
    return _can_apply(rulebook, subject, day)


NEVER: dict[str, Shown] = {
    "unreachable": tier_given,
    "shadowed": ground_needed,
    "constant": other_way,
    "proposed-for-nobody": entry_proposed,
    "unrepairable": repair_open,
}


def _of(rulebook: Rulebook, *rulesets) -> Rulebook:
    return dataclasses.replace(rulebook, rulesets=rulesets)


def _graded(rulebook: Rulebook, subject: Subject, day: date) -> str | None:
    """The tier the facts come to; none where it is not the facts that say it."""
    (tier,) = cr.decide(rulebook, subject, day).tiers
    return tier.tier if tier.source == "computed" else None


def _without_ground(rulebook: Rulebook, name: str) -> Rulebook:
    (ruleset,) = rulebook.rulesets
    assert isinstance(ruleset, SeriousDishonesty)
    kept = tuple(one for one in ruleset.grounds if one.id != name)
    assert len(kept) == len(ruleset.grounds) - 1
    return _of(rulebook, dataclasses.replace(ruleset, grounds=kept))


def _entries(rulebook: Rulebook, subject: Subject, day: date) -> set[tuple[object, ...]]:
    """Which entries are proposed, for which records, whatever the ground."""
    return {
        (one.list, one.because_of.record, one.outcome)
        for one in cr.decide(rulebook, subject, day).proposals
        if one.action == "enter"
    }


def _condition(rulebook: Rulebook, name: str) -> Expr:
    (ruleset,) = rulebook.rulesets
    rules = [*parts(ruleset, Favour), *parts(ruleset, Assignment), *parts(ruleset, Ground)]
    (rule,) = (one for one in rules if one.id == name)
    return rule.where if isinstance(rule, Ground) else rule.when


def _truth_of(rulebook: Rulebook, name: str, subject: Subject, day: date) -> Truth:
    """How the condition of a rule comes out when the rule is asked."""
    seen: list[Truth] = []
    wanted = _condition(rulebook, name)
    cr.decide(
        rulebook,
        subject,
        day,
        watch=lambda trace, _: seen.append(trace.truth) if trace.node is wanted else None,
    )
    (truth,) = seen
    return truth


def _holds(rulebook: Rulebook, one: Assignment, subject: Subject, day: date) -> bool:
    return _truth_of(rulebook, one.id, subject, day) is Truth.TRUE


def _can_apply(rulebook: Rulebook, subject: Subject, day: date) -> bool:
    return any(one.state.value == "can-apply" for one in cr.decide(rulebook, subject, day).repairs)


def _lasts_on(rulebook: Rulebook, subject: Subject, measure: str) -> bool:
    """Whether a measure is still there after longer than anybody lives."""
    late = date(2200, 1, 1)
    decision = cr.decide(rulebook, _covered_until(subject, late), late)
    return measure in {one.measure for one in decision.measures}


def _covered_until(subject: Subject, day: date) -> Subject:
    """The same subject, of whom it is known that no other record has come by a day."""
    return Subject.read(
        subject.model_dump(mode="json", exclude_none=True, exclude={"covers"})
        | {"covers": told.covered(day)}
    )


def grid(planted: dict[str, Any]) -> Iterator[tuple[Subject, date]]:
    """Every handful of the records of a grid, on each of its days; or the subjects it names."""
    said = planted["grid"]
    for day in _days_of(said):
        yield from ((told.subject(one, day), day) for one in said.get("subjects", ()))
        records = [(name, one) for name in COLLECTIONS for one in said.get(name, ())]
        most = int(said.get("up_to", -1))
        for number in range(most + 1):
            for some in itertools.combinations_with_replacement(records, number):
                yield told.subject({n: [r for m, r in some if m == n] for n, _ in some}, day), day


def _days_of(said: dict[str, Any]) -> Sequence[date]:
    if "as_of" in said:
        return [date.fromisoformat(one) for one in said["as_of"]]
    first, last = (date.fromisoformat(said["every_day"][end]) for end in ("from", "until"))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_every_fault_the_issue_names_is_planted():
    assert DEMANDED.items() <= {name: expected(name)["question"] for name in FAULTS}.items()


@pytest.mark.parametrize(("fault", "twin"), TWINS)
def test_both_twins_load(fault, twin):
    assert cr.check(FOLDER / fault / f"{twin}.yaml", catalogs=CATALOGS) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_twins_are_one_edit_apart(fault):
    """One run of characters taken out and another put in, and no more than a short line of them."""
    one, other = ((FOLDER / fault / f"{twin}.yaml").read_text() for twin in ("faulty", "sound"))
    alike = len(_common(one, other))
    alike_behind = len(_common(one[alike:][::-1], other[alike:][::-1]))
    assert 0 < max(len(one), len(other)) - alike - alike_behind <= 40


def _common(one: str, other: str) -> list[tuple[str, str]]:
    """The characters two texts begin with alike."""
    return list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@pytest.mark.parametrize(("fault", "twin"), TWINS)
def test_each_twin_says_of_hand_made_records_what_was_written_down(fault, twin):
    scenarios = says(fault, twin)
    assert [(one.name, judge(book(fault, twin), one)) for one in scenarios] == [
        (one.name, ()) for one in scenarios
    ]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_hand_made_witness_shows_the_fault(fault):
    planted, witness = expected(fault), says(fault, "faulty")[0]
    assert shown(fault)(book(fault, "faulty"), planted, witness.subject, witness.as_of)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_record_of_the_grid_shows_the_fault_in_the_sound_twin(fault):
    """And in the faulty one what should happen somewhere happens nowhere."""
    planted = expected(fault)
    faulty, sound = book(fault, "faulty"), book(fault, "sound")
    kind = planted.get("fault", planted["question"])
    subjects = [*grid(planted)]
    if kind in NEVER:
        happens = NEVER[kind]
        assert [one for one in subjects if happens(faulty, planted, *one)] == []
        assert any(happens(sound, planted, *one) for one in subjects)
    else:
        assert any(SHOWN[kind](faulty, planted, *one) for one in subjects)
        assert [one for one in subjects if SHOWN[kind](sound, planted, *one)] == []


def shown(fault: str) -> Shown:
    planted = expected(fault)
    return SHOWN[planted.get("fault", planted["question"])]


@cache
def findings(fault: str, twin: str):
    from credit_rules.analysis.verify import verify

    return verify(book(fault, twin))


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_found_and_nothing_else(fault):
    planted = expected(fault)
    refuted = [one for one in findings(fault, "faulty") if one.verdict.answer is Answer.REFUTED]
    assert {one.question for one in refuted} == {planted["question"]}
    for one in refuted:
        assert (one.ruleset, one.edition) == (fault, "1")
        assert set(one.rules) & set(planted["rules"])
        assert set(one.rules) <= _rules(fault)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_witness_that_was_found_shows_the_fault(fault):
    planted, rulebook = expected(fault), book(fault, "faulty")
    refuted = [one for one in findings(fault, "faulty") if one.verdict.answer is Answer.REFUTED]
    assert refuted
    for one in refuted:
        witness = one.verdict.witness
        assert witness is not None
        assert shown(fault)(rulebook, planted, witness.subject, witness.as_of)


def test_a_witness_of_two_has_the_facts_before_beside_it():
    fault = "non-monotone-scorecard"
    rulebook = book(fault, "faulty")
    (ruleset,) = rulebook.rulesets
    order = [tier.id for tier in ruleset.tiers]
    (found,) = (one for one in findings(fault, "faulty") if one.question == "monotone")
    after, before = found.verdict.witness, found.verdict.beside
    assert after.as_of == before.as_of
    tiers = [_graded(rulebook, one.subject, one.as_of) for one in (before, after)]
    assert order.index(tiers[0]) < order.index(tiers[1])
    assert len(before.subject.penalties) == len(after.subject.penalties) - 1


@pytest.mark.parametrize("fault", FAULTS)
def test_the_sound_twin_is_proved(fault):
    planted = expected(fault)
    asked = [one for one in findings(fault, "sound") if one.question == planted["question"]]
    assert asked
    assert {one.verdict.answer for one in asked} == {Answer.PROVED}
    refuted = [one for one in findings(fault, "sound") if one.verdict.answer is Answer.REFUTED]
    assert refuted == []


@pytest.mark.parametrize(("fault", "twin"), TWINS)
def test_every_finding_speaks_both_languages_and_has_a_place(fault, twin):
    for one in findings(fault, twin):
        assert any("一" <= char <= "鿿" for char in one.says.zh)
        assert one.says.en
        assert not any("一" <= char <= "鿿" for char in one.says.en)
        assert one.at.file == f"{twin}.yaml"


def test_one_question_alone_may_be_asked():
    from credit_rules.analysis.verify import verify

    found = verify(book("gap-of-one-yuan", "faulty"), questions=["gap"])
    assert {one.question for one in found} == {"gap"}
    other = verify(book("gap-of-one-yuan", "faulty"), questions=["overlap"])
    assert Answer.REFUTED not in {one.verdict.answer for one in other}


def _rules(fault: str) -> set[str]:
    """Every id that stands in the file."""
    node, _ = source.read((FOLDER / fault / "faulty.yaml").read_bytes(), "faulty.yaml")
    said: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, source.Map):
            said += [value.text for key, value in one.entries if key.text == "id"]
            waiting += [value for _, value in one.entries]
        elif isinstance(one, source.Seq):
            waiting += one.items
    return set(said)
