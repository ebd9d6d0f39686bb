"""What a repair path promises, over subjects aimed at the edges of every repair ruleset.

Each path is applied here by hand, without the machinery that found it: what it says is done goes
down on its days, what organs have to find or to do comes on the first, the deliveries go on. Then
it is decided, on the day promised and on days before it.

`PATHS_CASES=2000` tries more subjects than the suite does, and `-s` prints how many paths they had.
"""

import os
import random
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.foresight.repair_goals import ListingGoal, RepairGoal, Result
from credit_rules.analysis.foresight.repair_paths import Standing, repair_paths
from credit_rules.engine.decision import Acting
from credit_rules.model.codes import RecordStatus
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import CreditRepair
from credit_rules.model.subject import Subject
from credit_rules.testing.scenarios import read_scenarios

ONE_DAY = timedelta(days=1)
SUITE = 96
CASES = int(os.environ.get("PATHS_CASES") or SUITE)
SHARDS = 8
SCENARIOS = Path(__file__).parents[1] / "scenarios"


@cache
def _whole():
    return cr.load()


@cache
def _repairs():
    return tuple(one for one in _whole().rulesets if isinstance(one, CreditRepair))


@cache
def _book(ids):
    return excerpt(_whole(), ids)


@cache
def _aims(number):
    ruleset = _repairs()[number]
    return Aims(_book((ruleset.header.id,)), [ruleset])


@dataclass(frozen=True)
class Case:
    """A subject on a day, who asks, and the rulesets that answer."""

    subject: Subject
    as_of: date
    acting: Acting | None
    book: Rulebook


@cache
def _generated(shard):
    """The prospects of some generated subjects, each with whose they are."""
    found = []
    for seed in range(shard, CASES, SHARDS):
        rng = random.Random(seed)
        aims = _aims(rng.randrange(len(_repairs())))
        drafted = aims.draft(rng)
        _undo(drafted.told, rng)
        one = drafted.witness()
        found += _prospects(Case(one.subject, one.as_of, one.acting, aims.book))
    return tuple(found)


def _undo(told, rng):
    """Now and then what was done is not done yet: so that there is something to do."""
    for name in ("commitments", "findings"):
        if rng.random() < 0.3:
            told.pop(name, None)
    for name in ("penalties", "listings"):
        for record in told.get(name, []):
            for field in ("corrected_on", "fulfilled_on"):
                if field in record and rng.random() < 0.5:
                    record[field] = "none"


@cache
def _of_scenarios():
    """The same of the subjects of the scenarios of repair rulesets."""
    ids = {one.header.id for one in _repairs()}
    found = []
    files = [one for one in sorted(SCENARIOS.rglob("*.yaml")) if _names(one, ids)]
    repairs = [one for one in read_scenarios(_whole(), files) if ids & set(one.rulesets)]
    for one in repairs if CASES > SUITE else repairs[::5]:
        book = _book(tuple(one.rulesets))
        found += _prospects(Case(one.subject, one.as_of, one.acting, book))
    return tuple(found)


def _names(file, ids):
    text = file.read_text(encoding="utf-8")
    return any(f"ruleset: {name}" in text or f"[{name}" in text for name in ids)


def _prospects(case):
    asked = repair_paths(case.book, case.subject, case.as_of, acting=case.acting)
    return [(case, prospect) for prospect in asked.prospects]


def _done(path, *, late=False):
    """What a path says comes, with its day: from today on, or as late as it may."""
    for one in path.actions:
        if one.field != "applied_on":
            yield one, one.by if late else one.day


def _subject(one, path, day, *, late=False, without=None):
    """The subject as it is on a day if a path is followed; `without` one thing it says."""
    told = one.subject.model_dump(mode="json", by_alias=True, exclude_none=True)
    for covers in told["covers"].values():
        if covers["until"] >= str(one.as_of):
            covers["until"] = max(covers["until"], str(day))
    for done, when in _done(path, late=late):
        if when <= day and done is not without:
            _put(told, one, done.record, {done.field: str(when)} | dict(done.says))
    for number, awaited in enumerate(path.conditions):
        if one.as_of > day or awaited is without:
            continue
        if awaited.field is not None:
            _put(told, one, awaited.about, {awaited.field: str(one.as_of)})
            continue
        told.setdefault("findings", []).append(
            {
                "key": f"found {number}",
                "document_number": "虚构认定",
                "authority": awaited.organ,
                "status": "effective",
                "finding": awaited.finding,
                "about": awaited.about.partition("[")[2].removesuffix("]") or "none",
                "answer": "yes" if awaited.answer else "no",
                "decided_on": str(one.as_of),
            }
        )
    return Subject.read(told)


def _put(told, one, path, said):
    """Put something down in the record of a name; in a new one where there is none."""
    collection, _, name = path.removesuffix("]").partition("[")
    names = [one.key or one.document_number for one in getattr(one.subject, collection)]
    for record, known in zip(told.get(collection, []), names, strict=False):
        if known == name:
            record.update(said)
    if name not in names:
        begun = {"key": name, "status": "effective", "perform_by": "none", "breached_on": "none"}
        told.setdefault(collection, []).append(begun | said)


def _reached(goal, one, subject, day):
    """How a decision says that the goal is reached, read from it anew."""
    decision = cr.decide(one.book, subject, day, acting=one.acting)
    match goal:
        case RepairGoal():
            stages = [
                answer.state
                for answer in decision.repairs
                if answer.record == goal.record
                and answer.regime == goal.regime
                and (answer.stage.zh if answer.stage else None) == goal.stage
            ]
            if "can-apply" in stages:
                return Result.CAN_APPLY
            hidden = {
                said.record
                for said in decision.excluded
                if said.status is RecordStatus.DISCLOSURE_ENDED
            }
            over = set(stages) == {"term-ended"} or (not stages and goal.record in hidden)
            return Result.ENDS_BY_ITSELF if over else None
        case ListingGoal():
            states = {said.state for said in decision.listings if said.record == goal.record}
            known = {"overdue_removal": Result.TERM_OVER, "removed": Result.REMOVED}
            return known.get(states.pop()) if len(states) == 1 else None
    raise AssertionError("these rulebooks have no tiers")


def _paths(found):
    for one, prospect in found:
        for path in prospect.paths:
            yield one, prospect, path


def _days_before(path, one, rng):
    """Days from today to the day before the first: all of a few, or some of many."""
    span = (path.first_day - one.as_of).days
    chosen = range(span) if span <= 12 else rng.sample(range(span), 12)
    return [one.as_of + timedelta(days=step) for step in chosen]


SOURCES = [pytest.param(lambda n=n: _generated(n), id=f"generated-{n}") for n in range(SHARDS)]
SOURCES.append(pytest.param(_of_scenarios, id="scenarios"))
every = pytest.mark.parametrize("source", SOURCES)


@every
def test_a_path_gives_what_it_promises_on_the_day_it_promises(source):
    for one, prospect, path in _paths(source()):
        for late in (False, True):
            subject = _subject(one, path, path.first_day, late=late)
            assert _reached(prospect.goal, one, subject, path.first_day) is path.result


@every
def test_and_on_no_day_before(source):
    rng = random.Random(6)
    for one, prospect, path in _paths(source()):
        for day in _days_before(path, one, rng):
            assert _reached(prospect.goal, one, _subject(one, path, day), day) is None
        if path.first_day > one.as_of:
            day = path.first_day - ONE_DAY
            assert _reached(prospect.goal, one, _subject(one, path, day), day) is None
        elif prospect.standing is not Standing.REACHED:
            assert _reached(prospect.goal, one, one.subject, one.as_of) is None


@every
def test_nothing_in_a_path_can_be_left_out(source):
    for one, prospect, path in _paths(source()):
        said = [done for done, _ in _done(path)] + list(path.conditions)
        for left_out in said:
            for day in {one.as_of, path.first_day}:
                subject = _subject(one, path, day, without=left_out)
                assert _reached(prospect.goal, one, subject, day) is None


@every
def test_nothing_is_done_a_day_too_late(source):
    for one, prospect, path in _paths(source()):
        for done, when in _done(path, late=True):
            later = when + ONE_DAY
            if later > path.first_day:
                continue
            actions = tuple(
                replace(action, by=later) if action == done else action for action in path.actions
            )
            subject = _subject(one, replace(path, actions=actions), path.first_day, late=True)
            assert _reached(prospect.goal, one, subject, path.first_day) is not path.result


@every
def test_a_path_takes_nothing_from_the_record_and_dates_nothing_back(source):
    for one, _, path in _paths(source()):
        for done in path.actions:
            assert done.day >= one.as_of
            collection, _, name = done.record.removesuffix("]").partition("[")
            for record in getattr(one.subject, collection):
                if (record.key or record.document_number) == name and done.field != "applied_on":
                    assert getattr(record, done.field) == "none"


@every
def test_where_there_is_no_path_waiting_brings_none_and_a_reason_is_given(source):
    rng = random.Random(7)
    for one, prospect in source():
        if prospect.standing not in (Standing.HOPELESS, Standing.FACTS_FIRST):
            continue
        assert prospect.obstacles or prospect.facts
        assert all(reason.basis for reason in prospect.obstacles)
        for step in rng.sample(range((prospect.until - one.as_of).days), 20):
            day = one.as_of + timedelta(days=step)
            told = one.subject.model_dump(mode="json", by_alias=True, exclude_none=True)
            for covers in told["covers"].values():
                if covers["until"] >= str(one.as_of):
                    covers["until"] = max(covers["until"], str(day))
            assert _reached(prospect.goal, one, Subject.read(told), day) is None


def test_the_subjects_have_paths_of_every_sort():
    counted = Counter()
    for source in [_of_scenarios, *(lambda n=n: _generated(n) for n in range(SHARDS))]:
        for _, prospect in source():
            counted[prospect.standing] += 1
            counted[f"searched: {prospect.searched}"] += 1
            counted.update(path.result for path in prospect.paths)
            counted.update(f"{len(path.actions)} actions" for path in prospect.paths)
            counted["paths"] += len(prospect.paths)
    said = sorted((str(name), number) for name, number in counted.items())
    sys.stdout.write(f"\n{dict(said)}\n")
    assert {*Standing} <= counted.keys()
    assert {Result.CAN_APPLY, Result.ENDS_BY_ITSELF, Result.TERM_OVER} <= counted.keys()
    assert counted["paths"] >= 250
    assert not counted["searched: False"]
