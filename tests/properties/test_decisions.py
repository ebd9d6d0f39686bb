"""What `decide` promises of every subject, over generated ones and rulesets of every kind."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric
from tests.properties import conditions as trees
from tests.properties import naive
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.engine.grading import Grading
from credit_rules.engine.listings import entries
from credit_rules.engine.reference import World, evaluate, in_scope
from credit_rules.engine.repair import assess
from credit_rules.errors import SubjectError
from credit_rules.lang.compiler import shipped
from credit_rules.model.codes import Effect
from credit_rules.model.expr import (
    Elapsed,
    Expr,
    FieldRef,
    Graded,
    Proposed,
    Quantity,
    Threshold,
    walk,
)
from credit_rules.model.ruleset import CreditRepair, Figures, TieredSupervision
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Truth

AS_OF = ours.AS_OF
SHIPPED, RICH = ours.SHIPPED, ours.RICH
RESTRICTING = (Effect.RESTRICT, Effect.PROHIBIT)
ACTS = ("listings[", "penalties[", "court_outcomes[")

BOOKS = {"rich": RICH, "shipped": SHIPPED}
books = st.sampled_from(["rich", "rich", "shipped"])
regions = st.sampled_from([None, "330100", "320100"])
slow = settings(
    # A whole subject is large: fewer of them, and still in proportion to the profile.
    max_examples=settings.default.max_examples * 2 // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _decide(subject, day=AS_OF, book="rich", region=None, **more):
    acting = cr.Acting(region=region) if region else None
    return cr.decide(BOOKS.get(book, book), subject, day, acting=acting, **more)


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


def _of_tiers(book):
    return {r.header.id for r in BOOKS[book].rulesets if isinstance(r, TieredSupervision)}


def _given(decision, book):
    """Every measure given; that of a tier counts the same whether an organ's grade or the facts
    give it, and whichever of several tiers.
    """
    tiers = _of_tiers(book)
    return {
        (m.measure, m.target, m.because_of.ruleset)
        + (() if m.because_of.ruleset in tiers else (m.because_of.rule, m.because_of.record))
        for m in decision.measures
    }


def _definite(decision, book):
    """Everything a decision says for certain."""
    said = {("measure", *one) for one in _given(decision, book)}
    said |= {
        ("proposal", p.action, p.because_of.ruleset, p.because_of.rule, p.because_of.record)
        for p in decision.proposals
        if p.outcome is Truth.TRUE
    }
    said |= {("tier", t.scheme, t.ruleset, t.tier) for t in decision.tiers if t.tier is not None}
    said |= {("no tier", t.ruleset) for t in decision.tiers if t.source in ("gap", "overlap")}
    said |= {
        ("listing", one.record, one.state)
        for one in decision.listings
        if one.state.value in ("current", "removed", "overdue_removal")
    }
    said |= {
        ("repair", one.ruleset, one.record, one.state)
        for one in decision.repairs
        if one.state.value in ("can-apply", "barred", "term-ended")
    }
    return said


@slow
@given(pair=ours.weak_and_strong(), book=books, region=regions)
def test_filling_in_an_unknown_never_reverses_a_known_answer(pair, book, region):
    weak, strong = (_definite(_decide(one, book=book, region=region), book) for one in pair)
    assert weak <= strong


@slow
@given(pair=ours.weak_and_strong(), known=st.sampled_from(ours.PAST), book=books)
def test_it_holds_of_what_was_known_by_a_day_too(pair, known, book):
    weak, strong = (_definite(_decide(one, book=book, known_as_of=known), book) for one in pair)
    assert weak <= strong


@slow
@given(pair=ours.weak_and_strong(), book=books, region=regions)
def test_a_measure_that_may_apply_is_never_hidden(pair, book, region):
    weak, strong = (_decide(one, book=book, region=region) for one in pair)
    undecided = {one.ruleset for one in weak.undetermined}
    for one in _given(strong, book) - _given(weak, book):
        assert one[2] in undecided


@slow
@given(pair=ours.weak_and_strong(), book=books, region=regions)
def test_the_possible_tiers_and_scores_of_less_told_contain_those_of_more(pair, book, region):
    weak, strong = (_decide(one, book=book, region=region).tiers for one in pair)
    known = {one.ruleset: one for one in strong}
    for one in weak:
        # A ruleset that turns out not to speak has no answer to compare with.
        if other := known.get(one.ruleset):
            assert set(other.possible) <= set(one.possible)
            if one.score and one.score.low is not None:
                assert one.score.low <= other.score.low
            if one.score and one.score.high is not None:
                assert other.score.high <= one.score.high


@slow
@given(subject=ours.partial(), book=books)
def test_an_open_tier_gives_only_what_each_possible_tier_gives(subject, book):
    decision = _decide(subject, book=book)
    rulesets = {(r.header.id, r.header.edition): r for r in BOOKS[book].rulesets}
    possible = {one.ruleset: one.possible for one in decision.tiers}
    for measure in decision.measures:
        ruleset = rulesets[measure.because_of.ruleset, measure.because_of.edition]
        if isinstance(ruleset, TieredSupervision):
            for tier in ruleset.tiers:
                if tier.id in possible[ruleset.header.id]:
                    assert measure.measure in [grant.measure for grant in tier.grants]


def _world(subject, day=AS_OF):
    """The world of the conditions of the rich rulebook."""
    grading = Grading(RICH, subject, None, "330100")
    return World(grading.facts(day), trees.QUESTIONS, grading.strata(day, ours.schemes(RICH)))


@slow
@given(tree=trees.about_the_subject, pair=ours.weak_and_strong())
def test_no_condition_changes_a_known_answer_when_more_is_told(tree, pair):
    weak, strong = (evaluate(tree, _world(subject)) for subject in pair)
    assert not weak.truth.known or strong.truth is weak.truth


@slow
@given(
    data=st.data(),
    name=st.sampled_from(trees.COLLECTIONS_ASKED),
    strong=ours.wholes,
    seed=ours.seeds,
)
def test_no_condition_about_a_record_changes_a_known_answer_either(data, name, strong, seed):
    tree = data.draw(trees.about_a_record(name))
    weak, strong = (Subject.read(one) for one in (ours.weaken(strong, seed), strong))
    told = {item.key: item for item in ours.facts(strong).items[name]}
    for item in ours.facts(weak).items[name]:
        if item.key in told:
            before = evaluate(tree, _world(weak).at(item, this=True)).truth
            after = evaluate(tree, _world(strong).at(told[item.key], this=True)).truth
            assert not before.known or after is before


@slow
@given(tree=trees.about_the_subject, subject=ours.partial())
def test_an_unknown_condition_says_what_is_missing_and_a_known_one_nothing(tree, subject):
    trace = evaluate(tree, _world(subject))
    assert bool(trace.missing) is (trace.truth is Truth.UNKNOWN)


# The reference against a second, naive reading, where everything is told.


def _told_whole(strong):
    """A world in which nothing is unknown: every question answered, every figure fixed."""
    sure = [one for one in strong["findings"] if not one["finding"].startswith("defence-closed")]
    answered = {(one["finding"], one["about"]) for one in sure}
    abouts = ["none", *(item["key"] for name in COLLECTIONS for item in strong[name])]
    sure += [
        ours.finding(question, about, "no")
        for question in trees.QUESTIONS
        for about in abouts
        if (question, about) not in answered
    ]
    world = _world(Subject.read(strong | {"findings": sure}))
    fixed = {name: Figures(Decimal(2), Decimal(2)) for name in trees.PARAMETERS}
    return replace(world, strata=replace(world.strata, parameters=fixed))


def _settled(trace):
    """Whether the condition hangs on no tier that has a gap or an overlap: it may stay open then."""
    open_tier = trace.truth is Truth.UNKNOWN and isinstance(trace.node, Graded)
    return not open_tier and all(map(_settled, trace.parts))


@slow
@given(tree=trees.about_the_subject, strong=ours.wholes)
def test_the_reference_says_what_a_naive_reading_says(tree, strong):
    world = _told_whole(strong)
    trace = evaluate(tree, world)
    assume(_settled(trace))
    assert trace.truth is Truth.of(naive.holds(tree, world))


@slow
@given(
    data=st.data(), name=st.sampled_from(trees.COLLECTIONS_ASKED), seed=ours.seeds, more=ours.kept
)
def test_it_says_the_same_about_a_record(data, name, seed, more):
    tree = data.draw(trees.about_a_record(name))
    world = _told_whole(ours.whole(frozenset({name, *more}), seed))
    for item in world.facts.items[name]:
        about = world.at(item, this=True)
        trace = evaluate(tree, about)
        if _settled(trace):
            assert trace.truth is Truth.of(naive.holds(tree, about))


# What comes after the day changes nothing, unless it annuls.


@slow
@given(subject=ours.partial(), seed=ours.seeds, book=books)
def test_what_is_dated_after_the_day_changes_nothing(subject, seed, book):
    rng = random.Random(seed)
    more = {}
    for name, collection in COLLECTIONS.items():
        events = [f for f in ours.event_fields(name) if f not in ("known_on", "status_on")]
        known = [
            one.model_copy(
                update={f: rng.choice(ours.LATER) for f in events if getattr(one, f) == "none"}
            )
            for one in getattr(subject, name)
        ]
        # A due day is fixed beforehand: what is due later may be on record now.
        if collection.dated_by in events and name != "findings":
            drawn = ours.record(name, 0, rng) | {
                "key": f"later-{name}",
                "status": "effective",
                collection.dated_by: rng.choice(ours.LATER),
            }
            known.append(collection.record.model_validate(drawn))
        more[name] = tuple(known)
    after = subject.model_copy(update=more)
    hidden = ("provenance.subject",)
    first = _json(_decide(subject, book=book), without=hidden)
    assert _json(_decide(after, book=book), without=hidden) == first


@slow
@given(subject=ours.partial(), data=st.data(), book=books)
def test_an_annulled_record_leaves_no_trace_but_its_exclusion(subject, data, book):
    filled = [name for name in COLLECTIONS if getattr(subject, name) and name != "findings"]
    if not filled:
        return
    name = data.draw(st.sampled_from(filled))
    first, *rest = getattr(subject, name)
    status = data.draw(st.sampled_from(["annulled", "unlawful", "invalid"]))
    annulled = type(first).model_validate(
        first.model_dump(exclude_none=True) | {"status": status, "status_on": AS_OF}
    )
    with_it = _decide(subject.model_copy(update={name: (annulled, *rest)}), book=book)
    without = _decide(subject.model_copy(update={name: tuple(rest)}), book=book)
    hidden = ("provenance.subject", "excluded")
    assert _json(with_it, without=hidden) == _json(without, without=hidden)
    gone = {one.record for one in with_it.excluded} - {one.record for one in without.excluded}
    assert gone == {f"{name}[{first.key}]"}


# Order changes nothing; neither does asking again.


@slow
@given(subject=ours.partial(), seed=st.integers(0, 99), book=books)
def test_the_order_of_rows_changes_nothing(subject, seed, book):
    shuffled = random.Random(seed)
    update = {"covers": dict(reversed(subject.covers.items()))}
    for name in COLLECTIONS:
        rows = list(getattr(subject, name))
        shuffled.shuffle(rows)
        update[name] = tuple(rows)
    again = subject.model_copy(update=update)
    first = _decide(subject, book=book, trace=True).model_dump_json()
    assert _decide(again, book=book, trace=True).model_dump_json() == first


# Lists whose order has no meaning; that of tiers has.
UNORDERED = (
    "grounds",
    "restrictions",
    "discipline",
    "direct",
    "caps",
    "floors",
    "favours",
    "leave",
)
CATALOGS = ("instruments", "measures", "lists", "parameters")
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _reordered(root, rulesets, catalogs, profile=None):
    """The files under other names, with every list of rules turned round."""
    for folder, place in (("rulesets", rulesets), ("catalogs", catalogs)):
        for number, path in enumerate(sorted(place.rglob("*.yaml"), reverse=True)):
            if path.name.endswith(".scenario.yaml"):
                continue
            said = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
            said |= {key: said[key][::-1] for key in UNORDERED if key in said}
            for key in CATALOGS:
                if isinstance(said.get(key), dict):
                    said[key] = dict(reversed(said[key].items()))
            target = root / folder / f"{number:02}.yaml"
            target.parent.mkdir(exist_ok=True, parents=True)
            style = {"allow_unicode": True, "sort_keys": False, "default_style": '"'}
            target.write_text(yaml.dump(said, Dumper=Dumper, **style), encoding="utf-8")
    return cr.load(root / "rulesets", catalogs=root / "catalogs", profile=profile)


@pytest.fixture(scope="module", autouse=True)
def _turned_round(tmp_path_factory):
    """Each rulebook once more, turned round."""
    root = tmp_path_factory.mktemp("reordered")
    rich = (ours.BOOKS / "rich", ours.BOOKS / "catalogs", ours.BOOKS / "profile.yaml")
    BOOKS["rich turned round"] = _reordered(root / "rich", *rich)
    BOOKS["shipped turned round"] = _reordered(
        root / "shipped", shipped("rulesets"), shipped("catalogs")
    )


@pytest.mark.parametrize("book", ["rich", "shipped"])
def test_the_digest_is_of_the_meaning(book):
    assert BOOKS[f"{book} turned round"].digest == BOOKS[book].digest


@slow
@given(subject=ours.partial(), book=books, region=regions)
def test_the_order_of_rules_and_files_changes_nothing(subject, book, region):
    first, other = (
        json.loads(_decide(subject, book=name, region=region).model_dump_json())
        for name in (book, f"{book} turned round")
    )
    assert json.dumps(_scrub(first, "place")) == json.dumps(_scrub(other, "place"))


@slow
@given(subject=ours.partial(), book=books, region=regions)
def test_deciding_twice_gives_equal_bytes(subject, book, region):
    first, again = (
        _decide(subject, book=book, region=region, trace=True).model_dump_json() for _ in range(2)
    )
    assert first == again


TWICE = """
import sys
from datetime import date
import credit_rules as cr
rulesets, catalogs, profile = sys.argv[1:]
book = cr.load(rulesets, catalogs=catalogs, profile=profile)
for line in sys.stdin.buffer.read().decode("utf-8").splitlines():
    for one in (cr.load(), book):
        decision = cr.decide(one, cr.Subject.read(line), date(2026, 3, 1), trace=True)
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
    full = json.dumps(ours.whole(frozenset(COLLECTIONS), 11), default=str)
    place = [str(ours.BOOKS / name) for name in ("rich", "catalogs", "profile.yaml")]
    lines = f"{json.dumps(told)}\n{full}".encode()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", TWICE, *place],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for seed in ("0", "1", "4711")
    ]
    seen = {process.communicate(lines)[0] for process in running}
    assert not any(process.returncode for process in running)
    assert len(seen) == 1
    assert all(json.loads(line)["undetermined"] for line in seen.pop().splitlines()[:2])


# Acts restrict, and nothing else does.


@slow
@given(subject=ours.partial(), book=books, region=regions)
def test_restrictions_follow_only_from_a_usable_act_on_record(subject, book, region):
    usable = {
        item.path
        for items in ours.facts(subject).items.values()
        for item in items
        if item.present is Truth.TRUE and item.set_aside is None
    }
    for measure in _decide(subject, book=book, region=region).measures:
        if measure.effect in RESTRICTING:
            assert measure.because_of.record in usable


@slow
@given(subject=ours.partial(), region=regions)
def test_what_is_no_act_restricts_nobody(subject, region):
    bare = subject.model_copy(update={"listings": (), "penalties": (), "court_outcomes": ()})
    restricted = [m for m in _decide(bare, region=region).measures if m.effect in RESTRICTING]
    assert not restricted


@slow
@given(kept=ours.kept, seed=ours.seeds, book=books)
def test_rulesets_for_entities_say_nothing_of_a_natural_person(kept, seed, book):
    person = Subject.read(ours.whole(kept, seed, kind="natural_person"))
    entities = {
        r.header.id
        for r in BOOKS[book].rulesets
        if r.header.applies_to and "natural_person" not in r.header.applies_to
    }
    assert entities
    answer = _decide(person, book=book)
    spoken = {m.because_of.ruleset for m in answer.measures}
    spoken |= {p.ruleset for p in answer.proposals} | {t.ruleset for t in answer.tiers}
    spoken |= {u.ruleset for u in answer.undetermined} | {r.ruleset for r in answer.repairs}
    assert not spoken & entities


@slow
@given(
    subject=ours.partial(),
    day=st.sampled_from([AS_OF, date(2025, 4, 1), date(2022, 2, 8), date(2016, 2, 29)]),
    book=books,
)
def test_every_measure_has_basis_remedy_and_an_end(subject, day, book):
    decision = _decide(subject, day, book=book)
    current = {one.record for one in decision.listings if one.state.value == "current"}
    for measure in decision.measures:
        assert measure.basis
        assert measure.remedy.zh
        assert measure.remedy.en
        if measure.effect in RESTRICTING:
            ends = measure.until is not None or measure.lifelong
            assert ends or measure.because_of.record in current
        assert measure.until is None or measure.since is None or measure.since < measure.until
        assert not (measure.lifelong and measure.until)
    for one in decision.listings:
        assert one.remedy.zh
    for one in decision.proposals:
        assert one.basis
        assert one.remedy.zh
    for one in decision.settled:
        assert one.low <= one.high
        assert bool(one.cap_basis) is (one.capped is not None)
    for one in decision.steps:
        assert one.basis
    for one in decision.undetermined:
        # A gap or an overlap is no matter of facts.
        assert one.missing or one.defences or one.what == "tier"


@slow
@given(subject=ours.partial(), trace=st.booleans(), book=books)
def test_no_answer_contains_the_whole_code(subject, trace, book):
    assert ours.USCC not in _decide(subject, book=book, trace=trace).model_dump_json()


def _identity_number(birth, order):
    number = f"110101{birth:%Y%m%d}{order:03}"
    # The library leaves out the last character of what it is given: the check digit's place.
    return number + ric.calc_check_digit(f"{number}0")


TEXTS = [
    (name, field)
    for name, collection in COLLECTIONS.items()
    for field, spec in collection.fields.items()
    if spec.kind.value == "text"
]


@slow
@given(
    place=st.sampled_from([*TEXTS, (None, "key"), (None, "name"), ("persons", "key")]),
    birth=st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    order=st.integers(1, 999),
    around=st.sampled_from(["{}", "身份证号{}的人", "{}（法定代表人）"]),
    kind=st.sampled_from(["legal_person", "natural_person"]),
)
def test_a_person_s_identity_number_is_refused_or_absent(place, birth, order, around, kind):
    number = _identity_number(birth, order)
    name, field = place
    told = ours.whole(frozenset({name} & COLLECTIONS.keys()), 7, kind)
    if name is None:
        told[field] = around.format(number)
    elif name == "persons":
        told["persons"] = [{"key": around.format(number), "role": "controller"}]
    else:
        told[name][0][field] = around.format(number)
    refused = None
    try:
        subject = Subject.read(told)
    except SubjectError as error:
        refused = str(error)
    if refused is not None:
        assert number not in refused
        return
    for book in BOOKS:
        assert number not in _decide(subject, book=book, trace=True).model_dump_json()


# Repair.

REPAIRS = {
    (name, r.header.id, r.header.edition): r
    for name, book in BOOKS.items()
    for r in book.rulesets
    if isinstance(r, CreditRepair)
}


def _assessed(book, subject, day, *rulesets):
    """Every record that may be repaired, as each ruleset assesses it; the first says which."""
    grading = Grading(book, subject, None, None)
    strata = grading.strata(day, ours.schemes(book))
    world = World(grading.facts(day), trees.QUESTIONS | ours.questions(book), strata)
    found = {one.item.path: one for one in entries(world.facts, book.catalog)}
    first = rulesets[0]
    for there in in_scope(first.each, first.where, world, this=True):
        if there.truth is Truth.FALSE:
            continue
        entry = found.get(there.item.path) if first.list else None
        known = (there.truth, there.missing)
        yield [assess(one, there.item, entry, known, world) for one in rulesets]


def _stepwise(repair):
    """The first days when the requirements are added one by one."""
    ruleset, subject = repair
    numbers = range(1, len(ruleset.requires) + 1)
    steps = [replace(ruleset, requires=ruleset.requires[:number]) for number in numbers]
    (assessed,) = _assessed(RICH, subject, AS_OF, *steps)
    return [one.first_day for one in assessed]


def _alone(repair):
    """The first days when each requirement is the only one."""
    ruleset, subject = repair
    single = [replace(ruleset, requires=(one,)) for one in ruleset.requires]
    (assessed,) = _assessed(RICH, subject, AS_OF, *single)
    return [one.first_day for one in assessed]


def _asks_no_less(book, subject, ruleset, extra):
    """With something more required no repair is nearer; and how near each is without it."""
    more = ours.requirement("more", extra, ruleset.header.at)
    harder = replace(ruleset, requires=(*ruleset.requires, more))
    for less, full in _assessed(book, subject, AS_OF, ruleset, harder):
        if less.first_day and full.first_day:
            assert less.first_day <= full.first_day
        if full.state.value == "can-apply":
            assert less.state.value == "can-apply"
            if isinstance(extra, Elapsed) and full.first_day is not None:
                assert full.first_day <= AS_OF
        yield less


@slow
@given(
    subject=ours.partial(),
    which=st.sampled_from(sorted(REPAIRS)),
    data=st.data(),
)
def test_a_first_day_never_moves_earlier_when_a_requirement_is_added(subject, which, data):
    ruleset, book = REPAIRS[which], BOOKS[which[0]]
    extra = data.draw(trees.clocks(ruleset.each.collection))
    list(_asks_no_less(book, subject, ruleset, extra))


@slow
@given(repair=ours.repairs(), data=st.data())
def test_nor_does_that_of_a_record_whose_clocks_run(repair, data):
    ruleset, subject = repair
    extra = data.draw(trees.clocks(ruleset.each.collection))
    (less,) = _asks_no_less(RICH, subject, ruleset, extra)
    days = _stepwise(repair)
    assert days == sorted(days)
    assert days[-1] == less.first_day


@slow
@given(repair=ours.repairs())
def test_the_first_day_is_the_day_on_which_every_clock_has_run(repair):
    ruleset, subject = repair
    ((whole,),) = _assessed(RICH, subject, AS_OF, ruleset)
    assert whole.state.value == ("can-apply" if whole.first_day <= AS_OF else "not-yet")
    ((then,),) = _assessed(RICH, subject, whole.first_day, ruleset)
    assert then.state.value == "can-apply"
    # The record is there on the day before: no period is shorter than a day.
    ((before,),) = _assessed(RICH, subject, whole.first_day - timedelta(days=1), ruleset)
    assert before.state.value == "not-yet"


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

    def look(day):
        found = _decide(subject, day, book="shipped").repairs
        return next(one for one in found if one.ruleset == "wage-arrears-early-removal")

    first = look(date(2025, 12, 1)).first_day
    assert first == date(2026, 3, 1)
    before = look(first - timedelta(days=1))
    assert (before.state.value, before.first_day) == ("not-yet", first)
    assert look(first).state.value == "can-apply"


# The tests above are worth what they generate.


def test_random_conditions_have_every_node_of_the_language():
    seen = set()

    @settings(max_examples=250, database=None, suppress_health_check=[*HealthCheck])
    @given(tree=trees.about_the_subject | trees.about_a_record("listings"))
    def look(tree):
        for node in walk(tree):
            seen.add(type(node))
            if isinstance(node, Threshold):
                seen.add(type(node.quantity))

    look()
    # What is proposed is read by steps alone: whole decisions have it.
    wanted = {*get_args(Expr), *get_args(Quantity)} - {Proposed, FieldRef}
    assert wanted <= seen


def test_generated_subjects_meet_every_kind_of_rule():
    met = set()
    for seed in range(80):
        decision = _decide(Subject.read(ours.whole(frozenset(COLLECTIONS), seed)), region="330100")
        met |= {one.because_of.ruleset for one in (*decision.measures, *decision.proposals)}
        met |= {one.ruleset for one in decision.repairs} | {one.id for one in decision.steps}
        met |= {one.source for one in decision.tiers}
    kinds = {r.header.id for r in RICH.rulesets} - {"rich-steps", "rich-exact"}
    assert kinds | {"correct", "review", "computed"} <= met


def test_generated_repairs_have_clocks_that_run_out_on_different_days():
    met = Counter()

    @settings(max_examples=100, database=None)
    @given(repair=ours.repairs())
    def look(repair):
        alone, stepwise = _alone(repair), _stepwise(repair)
        met["records"] += 1
        met["of listings"] += repair[0].list is not None
        # What makes the latest differ from the earliest, from the first and from the last.
        met["first day moves"] += stepwise[0] < stepwise[-1]
        met["a shorter clock is added"] += any(
            one < before for one, before in zip(alone[1:], stepwise, strict=False)
        )
        met["still to come"] += stepwise[-1] > AS_OF
        met["has come"] += stepwise[-1] <= AS_OF
        met["others have come"] += min(alone) <= AS_OF < max(alone)

    look()
    assert {name: number for name, number in met.items() if number < met["records"] // 5} == {}
