"""What `decide` promises of every subject, over generated ones."""

import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import credit_rules as cr
from credit_rules.dates import Period
from credit_rules.engine.listings import entries, listed_on
from credit_rules.engine.reference import World, evaluate
from credit_rules.engine.repair import assess
from credit_rules.lang.compiler import shipped
from credit_rules.model.codes import Effect
from credit_rules.model.expr import (
    All,
    AnyOf,
    Compare,
    Count,
    During,
    Elapsed,
    Every,
    FieldRef,
    Finding,
    In,
    LatestOf,
    Not,
    Op,
    Scope,
    Since,
    Some,
    Within,
)
from credit_rules.model.ruleset import CreditRepair, FindingSpec, Title
from credit_rules.model.subject import COLLECTIONS, Kind, Subject
from credit_rules.truth import Truth

_SPEC = importlib.util.spec_from_file_location(
    "decision_strategies", Path(__file__).with_name("strategies.py")
)
ours = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ours)

AS_OF = ours.AS_OF
BOOK = cr.load()
RESTRICTING = (Effect.RESTRICT, Effect.PROHIBIT)
ACTS = ("listings[", "penalties[", "court_outcomes[")

slow = settings(
    # A whole subject is large: fewer of them, and still in proportion to the profile.
    max_examples=settings.default.max_examples * 2 // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _decide(subject, day=AS_OF, book=BOOK, **more):
    return cr.decide(book, subject, day, **more)


def _json(decision, *, without=()):
    said = json.loads(decision.model_dump_json())
    for path in without:
        *parents, last = path.split(".")
        inner = said
        for parent in parents:
            inner = inner[parent]
        del inner[last]
    return said


def _scrub(value, key):
    """The value without every entry of that name, however deep."""
    if isinstance(value, dict):
        return {name: _scrub(one, key) for name, one in value.items() if name != key}
    return [_scrub(one, key) for one in value] if isinstance(value, list) else value


# Filling in an unknown never reverses a known answer.


def _definite(decision):
    """Everything a decision says for certain."""
    said = {
        ("measure", m.measure, m.target, m.because_of.rule, m.because_of.record)
        for m in decision.measures
        if m.because_of.record is not None
    }
    # A tier that is open may be undecided in its rule, and yet its measure is known.
    said |= {("tier measure", m.measure) for m in decision.measures if m.because_of.record is None}
    said |= {
        ("proposal", p.because_of.rule, p.because_of.record)
        for p in decision.proposals
        if p.outcome is Truth.TRUE
    }
    said |= {("tier", t.scheme, t.tier) for t in decision.tiers if t.tier is not None}
    said |= {
        ("listing", one.record, one.state)
        for one in decision.listings
        if one.state.value in ("current", "removed", "overdue_removal")
    }
    said |= {
        ("repair", one.record, one.state)
        for one in decision.repairs
        if one.state.value in ("can-apply", "barred", "term-ended")
    }
    return said


def _official_as_computed(said):
    """A tier's measure counts the same whether an official grade or the facts give it."""
    tiers = {entry for entry in said if entry[0] == "measure" and entry[1] in _OF_TIERS}
    return (said - tiers) | {("tier measure", entry[1]) for entry in tiers}


_OF_TIERS = {
    grant.measure
    for ruleset in BOOK.rulesets
    if hasattr(ruleset, "tiers")
    for tier in ruleset.tiers
    for grant in tier.grants
}


@slow
@given(pair=ours.weak_and_strong())
def test_filling_in_an_unknown_never_reverses_a_known_answer(pair):
    weak, strong = pair
    known = _official_as_computed(_definite(_decide(weak)))
    assert known <= _official_as_computed(_definite(_decide(strong)))


@slow
@given(pair=ours.weak_and_strong(), known=st.sampled_from(ours.PAST))
def test_it_holds_of_what_was_known_by_a_day_too(pair, known):
    weak, strong = (_decide(one, known_as_of=known) for one in pair)
    assert _official_as_computed(_definite(weak)) <= _official_as_computed(_definite(strong))


_NAMES = ["penalties", "inspections", "wage_arrears", "commitments"]
_WORLD_FINDINGS = {
    name: FindingSpec(name, Title("问", "q"), "某机关", ())
    for name in ("large-fine", "criminal-amount", "serious-social-impact")
}


def _day_fields(name):
    return [f for f, spec in COLLECTIONS[name].fields.items() if spec.kind in _DAY_KINDS]


_DAY_KINDS = (Kind.DAY, Kind.DUE_DAY)


def _day_refs(name):
    kept = [f for f in _day_fields(name) if f not in ours.ENDS]
    field = st.sampled_from(kept).map(FieldRef)
    several = st.lists(field, min_size=1, max_size=2).map(tuple)
    return field | st.builds(LatestOf, several, st.lists(field, max_size=1).map(tuple))


periods = st.sampled_from([Period(3, "years"), Period(6, "months"), Period(2, "years")])


@st.composite
def _leaves(draw, name):
    """A test of one field of a collection."""
    fields = COLLECTIONS[name].fields
    spec = fields[draw(st.sampled_from([f for f in fields if f not in ours.IDENTITY | ours.ENDS]))]
    ref = FieldRef(spec.name)
    equal = st.sampled_from([Op.IS, Op.IS_NOT])
    match spec.kind:
        case Kind.DAY | Kind.DUE_DAY:
            op = draw(st.sampled_from([Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER]))
            other = FieldRef(draw(st.sampled_from(_day_fields(name))))
            return draw(
                st.sampled_from(
                    [
                        Compare(ref, op, draw(ours.days)),
                        Compare(ref, op, ref if other.name in ours.ENDS else other),
                        Compare(ref, draw(equal), "none"),
                        Elapsed(draw(_day_refs(name)), draw(st.none() | periods)),
                    ]
                )
            )
        case Kind.FLAG:
            return Compare(ref, Op.IS, draw(st.booleans()))
        case Kind.CODE | Kind.CODES:
            values = draw(st.lists(st.sampled_from([c.value for c in spec.codes]), min_size=1))
            return draw(
                st.sampled_from([In(ref, tuple(values)), Compare(ref, draw(equal), values[0])])
            )
        case Kind.AMOUNT | Kind.NUMBER:
            op = draw(st.sampled_from([Op.AT_LEAST, Op.LESS_THAN, Op.MORE_THAN, Op.AT_MOST]))
            return Compare(ref, op, Decimal(2_000_000))
        case _:
            return Compare(ref, draw(equal), "某机关")


def _joined(part):
    several = st.lists(part, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(Not, part)


def _about(name):
    leaf = _leaves(name) | st.sampled_from(sorted(_WORLD_FINDINGS)).map(Finding)
    return st.recursive(leaf, _joined, max_leaves=4)


@st.composite
def _collections(draw):
    name = draw(st.sampled_from(_NAMES))
    window = draw(st.none() | periods.map(Within) | st.just(During(1)))
    scope = Scope(name, window)
    where = draw(_about(name))
    match draw(st.sampled_from(["some", "every", "count"])):
        case "some":
            return Some(scope, where)
        case "every":
            return Every(scope, where, draw(_about(name)))
        case _:
            op = draw(st.sampled_from([Op.AT_LEAST, Op.AT_MOST, Op.IS, Op.MORE_THAN, Op.LESS_THAN]))
            return Count(scope, where, op, draw(st.integers(0, 3)))


trees = st.recursive(_collections(), _joined, max_leaves=4)


def _world(subject, day=AS_OF):
    return World(ours.facts(subject, day), _WORLD_FINDINGS, {})


@slow
@given(tree=trees, pair=ours.weak_and_strong())
def test_no_condition_changes_a_known_answer_when_more_is_told(tree, pair):
    weak, strong = (evaluate(tree, _world(subject)) for subject in pair)
    assert not weak.truth.known or strong.truth is weak.truth


@slow
@given(tree=trees, subject=ours.partial())
def test_an_unknown_condition_says_what_is_missing_and_a_known_one_nothing(tree, subject):
    trace = evaluate(tree, _world(subject))
    assert bool(trace.missing) is (trace.truth is Truth.UNKNOWN)


@slow
@given(subject=ours.partial(), data=st.data())
def test_since_the_record_a_rule_is_about_more_told_never_reverses(subject, data):
    strong = subject
    weak = Subject.read(ours.weaken(data.draw, _told(strong)))
    inner = data.draw(_about("commitments"))
    tree = Some(Scope("commitments", Since(FieldRef("ordered_on", of_this=True))), inner)
    for item in ours.facts(weak).items["wage_arrears"]:
        same = [i for i in ours.facts(strong).items["wage_arrears"] if i.key == item.key]
        for other in same:
            before = evaluate(tree, _world(weak).at(item, this=True)).truth
            after = evaluate(tree, _world(strong).at(other, this=True)).truth
            assert not before.known or after is before


def _told(subject):
    return json.loads(subject.model_dump_json(by_alias=True, exclude_none=True)) | {
        "kind": "legal_person"
    }


# What comes after the day changes nothing, unless it annuls.


@slow
@given(subject=ours.partial(), data=st.data())
def test_what_is_dated_after_the_day_changes_nothing(subject, data):
    more = {}
    for name, strategy in ours.RECORDS.items():
        collection = COLLECTIONS[name]
        known = [
            record.model_copy(
                update={
                    field: data.draw(ours.later)
                    for field in ours.event_fields(name)
                    if getattr(record, field) == "none" and field not in ("known_on", "status_on")
                }
            )
            for record in getattr(subject, name)
        ]
        drawn = data.draw(strategy) | {
            "key": f"later-{name}",
            "status": "effective",
            collection.dated_by: data.draw(ours.later),
        }
        more[name] = (*known, collection.record.model_validate(drawn))
    after = subject.model_copy(update=more)
    hidden = ("provenance.subject",)
    assert _json(_decide(after), without=hidden) == _json(_decide(subject), without=hidden)


@slow
@given(subject=ours.partial(), data=st.data())
def test_an_annulled_record_leaves_no_trace_but_its_exclusion(subject, data):
    filled = [name for name in COLLECTIONS if getattr(subject, name) and name != "findings"]
    if not filled:
        return
    name = data.draw(st.sampled_from(filled))
    first, *rest = getattr(subject, name)
    status = data.draw(st.sampled_from(["annulled", "unlawful", "invalid"]))
    annulled = type(first).model_validate(
        first.model_dump(exclude_none=True) | {"status": status, "status_on": AS_OF}
    )
    with_it = _decide(subject.model_copy(update={name: (annulled, *rest)}))
    without = _decide(subject.model_copy(update={name: tuple(rest)}))
    hidden = ("provenance.subject", "excluded")
    assert _json(with_it, without=hidden) == _json(without, without=hidden)
    gone = {one.record for one in with_it.excluded} - {one.record for one in without.excluded}
    assert gone == {f"{name}[{first.key}]"}


# Order changes nothing; neither does asking again.


@slow
@given(subject=ours.partial(), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(subject, seed):
    shuffled = random.Random(seed)
    update = {"covers": dict(reversed(subject.covers.items()))}
    for name in COLLECTIONS:
        rows = list(getattr(subject, name))
        shuffled.shuffle(rows)
        update[name] = tuple(rows)
    again = subject.model_copy(update=update)
    for day in (AS_OF, date(2027, 1, 1)):
        first = _decide(subject, day, trace=True).model_dump_json()
        assert _decide(again, day, trace=True).model_dump_json() == first


@pytest.fixture(scope="module")
def reordered(tmp_path_factory):
    """The shipped files under other names, with every list of rules turned round."""
    root = tmp_path_factory.mktemp("reordered")
    for folder in ("rulesets", "catalogs"):
        for number, path in enumerate(sorted(shipped(folder).rglob("*.yaml"), reverse=True)):
            if path.name.endswith(".scenario.yaml"):
                continue
            said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
            for key in ("grounds", "restrictions", "discipline"):
                if key in said:
                    said[key] = said[key][::-1]
            for key in ("instruments", "measures", "lists"):
                if key in said and isinstance(said[key], dict):
                    said[key] = dict(reversed(said[key].items()))
            target = root / folder / f"{number:02}.yaml"
            target.parent.mkdir(exist_ok=True)
            text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, default_style='"')
            target.write_text(text, encoding="utf-8")
    shutil.copy(root / "rulesets" / "00.yaml", root / "unused.yaml")
    return cr.load(root / "rulesets", catalogs=root / "catalogs")


def test_the_digest_is_of_the_meaning(reordered):
    assert reordered.digest == BOOK.digest


@slow
@given(subject=ours.partial())
def test_the_order_of_rules_and_files_changes_nothing(reordered, subject):
    first = json.loads(_decide(subject).model_dump_json())
    other = json.loads(_decide(subject, book=reordered).model_dump_json())
    assert json.dumps(_scrub(first, "place")) == json.dumps(_scrub(other, "place"))


@slow
@given(subject=ours.partial())
def test_deciding_twice_gives_equal_bytes(subject):
    assert _decide(subject).model_dump_json() == _decide(subject).model_dump_json()


TWICE = """
import sys
from datetime import date
import credit_rules as cr
for line in sys.stdin.buffer.read().decode("utf-8").splitlines():
    decision = cr.decide(cr.load(), cr.Subject.read(line), date(2026, 3, 1), trace=True)
    sys.stdout.buffer.write(decision.model_dump_json().encode("utf-8") + b"\\n")
"""


def test_other_processes_with_other_hash_seeds_give_equal_bytes():
    penalty = {"document_number": "罚1", "decided_on": "2025-05-05", "status": "effective"}
    told = {
        "uscc": ours.USCC,
        "kind": "legal_person",
        # Two copies of one document that differ in a set: their order must not hang on a hash.
        "penalties": [
            penalty | {"kinds": ["fine", "licence-revocation", "suspension-order"]},
            penalty | {"kinds": ["suspension-order", "procurement-ban", "warning"]},
        ],
        "wage_arrears": [{"key": "案", "pay_by": "2025-01-01", "ordered_on": "2024-12-01"}],
        "listings": [{"list": "wage-arrears", "listed_on": "2025-05-05", "status": "effective"}],
        "evaluations": [{"scheme": "labour-credit", "grade": "B", "status": "effective"}],
    }
    seen = set()
    for seed in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", TWICE],
            input=json.dumps(told).encode(),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        )
        seen.add(done.stdout)
    assert len(seen) == 1
    assert json.loads(seen.pop())["undetermined"]


# Acts restrict, and nothing else does.


@slow
@given(subject=ours.partial())
def test_restrictions_follow_only_from_a_usable_act_on_record(subject):
    usable = {
        item.path
        for items in ours.facts(subject).items.values()
        for item in items
        if item.present is Truth.TRUE and item.set_aside is None
    }
    for measure in _decide(subject).measures:
        if measure.effect in RESTRICTING:
            assert measure.because_of.record.startswith(ACTS)
            assert measure.because_of.record in usable


@slow
@given(subject=ours.partial())
def test_arrears_and_findings_alone_restrict_nobody(subject):
    bare = subject.model_copy(update={"listings": (), "penalties": (), "court_outcomes": ()})
    assert not [m for m in _decide(bare).measures if m.effect in RESTRICTING]


@slow
@given(subject=ours.partial())
def test_rulesets_for_entities_say_nothing_of_a_natural_person(subject):
    person = subject.model_copy(update={"kind": "natural_person"})
    entities = {r.header.id for r in BOOK.rulesets if r.header.applies_to}
    assert entities
    answer = _decide(Subject.read(_told(subject) | {"kind": "natural_person"}))
    assert person.kind == "natural_person"
    spoken = {m.because_of.ruleset for m in answer.measures}
    spoken |= {p.ruleset for p in answer.proposals} | {t.ruleset for t in answer.tiers}
    spoken |= {u.ruleset for u in answer.undetermined}
    assert not spoken & entities


@slow
@given(subject=ours.partial(), day=st.sampled_from([AS_OF, date(2022, 2, 8), date(2016, 2, 29)]))
def test_every_measure_has_basis_remedy_and_an_end(subject, day):
    decision = _decide(subject, day)
    current = {one.record for one in decision.listings if one.state.value == "current"}
    for measure in decision.measures:
        assert measure.basis
        assert measure.remedy.zh
        assert measure.remedy.en
        if measure.effect in RESTRICTING:
            assert measure.until is not None or measure.because_of.record in current
        assert measure.until is None or measure.since is None or measure.since < measure.until
    for one in decision.listings:
        assert one.remedy.zh
    for one in decision.proposals:
        assert one.basis
        assert one.remedy.zh


@slow
@given(subject=ours.partial(), trace=st.booleans())
def test_no_answer_contains_the_whole_code(subject, trace):
    assert ours.USCC not in _decide(subject, trace=trace).model_dump_json()


# Repair.

REPAIR = next(r for r in BOOK.rulesets if isinstance(r, CreditRepair))


@slow
@given(subject=ours.partial(), kept=st.sets(st.integers(0, len(REPAIR.requires) - 1)))
def test_a_first_day_never_moves_earlier_when_a_requirement_is_added(subject, kept):
    facts = ours.facts(subject)
    found = entries(facts, BOOK.catalog)
    fewer = replace(REPAIR, requires=tuple(r for n, r in enumerate(REPAIR.requires) if n in kept))
    for entry in found:
        world = World(facts, REPAIR.header.findings, listed_on(found, facts, BOOK.catalog))
        less, more = assess(fewer, entry, world), assess(REPAIR, entry, world)
        if less.first_day and more.first_day:
            assert less.first_day <= more.first_day
        if more.state.value == "can-apply":
            assert less.state.value == "can-apply"
            assert more.first_day is None or more.first_day <= AS_OF


def test_the_first_day_of_repair_is_the_first_day_it_can_be_applied_for():
    told = {
        "uscc": ours.USCC,
        "kind": "legal_person",
        "covers": {
            name: {"from": "beginning", "until": "2030-01-01"}
            for name in ("listings", "wage_arrears", "court_outcomes", "commitments")
        },
        "listings": [
            {
                "key": "列1",
                "list": "wage-arrears",
                "listed_on": "2025-08-31",
                "corrected_on": "2025-08-01",
                "removed_on": "none",
                "restored_on": "none",
                "status": "effective",
            }
        ],
        "commitments": [
            {
                "kind": "no-more-wage-arrears",
                "written": True,
                "made_on": "2025-09-01",
                "status": "effective",
            }
        ],
    }
    subject = Subject.read(told)
    first = _decide(subject, date(2025, 12, 1)).repairs[0].first_day
    assert first == date(2026, 3, 1)
    before = _decide(subject, first - timedelta(days=1)).repairs[0]
    assert (before.state.value, before.first_day) == ("not-yet", first)
    assert _decide(subject, first).repairs[0].state.value == "can-apply"
