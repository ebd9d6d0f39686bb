"""Every property catches what violates it, prints it, and passes what is sound."""

import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.model.catalog import Validity
from credit_rules.model.codes import Level, Verified
from credit_rules.model.expr import FieldRef, Op, Threshold
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Lasting
from credit_rules.model.subject import COLLECTIONS
from credit_rules.testing import (
    agrees_with,
    every_measure_has_basis,
    every_restriction_ends,
    never_reversed_by_more_facts,
    new_edition_not_stricter_for_old_facts,
    order_independent,
    properties,
    worse_facts_never_milder,
)

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "examples" / "property_tests"
BOOK = cr.load(PLACE / "rulesets", catalogs=[PLACE / "catalogs", cr.shipped("catalogs")])
HALLS, BAR = "example-market-halls", "example-market-hall-bar"
BOOKS = ROOT / "tests" / "books"
RICH = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")

ORDER = {"penalties": "up", "penalties.fine": "up"}


def _book(*rulesets, catalog=None) -> Rulebook:
    return replace(BOOK, rulesets=rulesets, catalog=catalog or BOOK.catalog)


def _ruleset(name):
    return next(one for one in BOOK.rulesets if one.header.id == name)


def _halls(**changed) -> Rulebook:
    return _book(replace(_ruleset(HALLS), **changed))


def _bar(**changed) -> Rulebook:
    bar = _ruleset(BAR)
    return _book(replace(bar, restrictions=(replace(bar.restrictions[0], **changed),)))


def _tier(index, when):
    tiers = list(_ruleset(HALLS).tiers)
    tiers[index] = replace(tiers[index], when=when)
    return tuple(tiers)


def _refuted(prop, book, examples=300):
    with pytest.raises(AssertionError) as raised:
        prop.on(book, max_examples=examples)
    return str(raised.value)


EVERY = {
    "unknown": never_reversed_by_more_facts(BOOK),
    "worse": worse_facts_never_milder(BOOK, ORDER),
    "basis": every_measure_has_basis(BOOK),
    "ends": every_restriction_ends(BOOK),
    "order": order_independent(BOOK),
    "agrees": agrees_with(BOOK, BOOK),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_sound_book_has_every_property(name):
    EVERY[name].on(BOOK, max_examples=60)


@pytest.mark.parametrize("name", ["unknown", "basis", "order"])
def test_a_book_with_rulesets_of_every_kind_has_them_too(name):
    EVERY[name].on(RICH, max_examples=60)


# Never reversed.


def test_an_engine_that_takes_the_untold_for_no_is_caught(monkeypatch):
    def credulous(book, subject, as_of, *, acting=None):
        whole = {name: {"from": "beginning", "until": as_of} for name in COLLECTIONS}
        told = subject.model_dump(by_alias=True, exclude_none=True) | {"covers": whole}
        return cr.decide(book, cr.Subject.read(told), as_of, acting=acting)

    monkeypatch.setattr(properties, "decide", credulous)
    said = _refuted(EVERY["unknown"], BOOK)
    assert "told less it is certain, told more it is not: tier example-market-halls A" in said
    assert "covers:" in said


def test_an_engine_that_hides_what_may_be_is_caught(monkeypatch):
    def secretive(book, subject, as_of, *, acting=None):
        decision = cr.decide(book, subject, as_of, acting=acting)
        return decision.model_copy(update={"undetermined": ()})

    monkeypatch.setattr(properties, "decide", secretive)
    said = _refuted(EVERY["unknown"], BOOK)
    assert "told less it is not even open, told more it is given: example-" in said


# Worse facts.


def test_a_grade_that_more_money_makes_milder_is_caught_with_the_subject():
    when = _ruleset(HALLS).tiers[0].when
    assert (when.op, when.limit) == (Op.AT_LEAST, Decimal(100_000))
    faulty = _halls(tiers=_tier(0, replace(when, op=Op.IS)))
    said = _refuted(EVERY["worse"], faulty)
    assert "with worse facts the tier of example-market-halls:" in said
    assert "no longer D" in said
    assert "penalties:" in said
    assert "fine:" in said


def test_a_measure_that_one_record_more_takes_away_is_caught():
    when = _ruleset(HALLS).tiers[1].when
    assert isinstance(when, Threshold)
    faulty = _halls(tiers=_tier(1, replace(when, op=Op.IS)))
    # A third penalty is none of exactly two: B instead of C.
    more = worse_facts_never_milder(BOOK, {"penalties": "up"}, rulesets=[HALLS])
    said = _refuted(more, faulty, examples=800)
    assert "the tier of example-market-halls: B, no longer C" in said


def test_the_other_way_round_the_sound_book_is_the_faulty_one():
    fewer = worse_facts_never_milder(BOOK, {"penalties": "down"}, rulesets=[HALLS])
    assert "no longer" in _refuted(fewer, BOOK)


def test_codes_are_worse_in_the_order_that_is_given():
    kinds = worse_facts_never_milder(BOOK, {"penalties.kinds": ("fine", "suspension-order")})
    kinds.on(BOOK, max_examples=100)
    milder = worse_facts_never_milder(BOOK, {"penalties.kinds": ("suspension-order", "fine")})
    said = _refuted(milder, BOOK)
    assert (
        "example-no-new-hall (example-market-hall-bar suspended): not given, no longer given"
        in said
    )


def test_days_are_worse_in_the_order_that_is_given():
    later = worse_facts_never_milder(BOOK, {"penalties.decided_on": "up"}, rulesets=[BAR])
    later.on(BOOK, max_examples=100)
    earlier = worse_facts_never_milder(BOOK, {"penalties.decided_on": "down"}, rulesets=[BAR])
    assert "no longer given" in _refuted(earlier, BOOK)


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"penalty": "up"}, "penalty: no such collection or field"),
        ({"penalties.fines": "up"}, "penalties.fines: no such collection or field"),
        ({"penalties.fine": "higher"}, "expected `up` or `down`"),
        ({"penalties.kinds": "up"}, "expected `up` or `down`"),
        ({"penalties.fine": ("fine",)}, "only a field with codes"),
    ],
)
def test_an_order_that_says_nothing_is_refused(order, message):
    with pytest.raises(ValueError, match=message):
        worse_facts_never_milder(BOOK, order)


# Basis.


def test_a_measure_without_a_provision_is_caught():
    grant = _ruleset(BAR).restrictions[0].grant
    said = _refuted(EVERY["basis"], _bar(grant=replace(grant, basis=())))
    assert "example-no-new-hall (example-market-hall-bar suspended): no basis" in said
    assert "kinds: [suspension-order]" in said


def _of_level(**changed):
    instruments = dict(BOOK.catalog.instruments)
    ordinance = instruments["example.xugou.market-ordinance"]
    (version,) = ordinance.versions
    if "verified" in changed:
        provisions = {
            label: replace(one, verified=changed["verified"])
            for label, one in version.provisions.items()
        }
        changed = {"versions": (replace(version, provisions=provisions),)}
    instruments["example.xugou.market-ordinance"] = replace(ordinance, **changed)
    return replace(BOOK.catalog, instruments=instruments)


def test_a_restriction_on_a_text_that_may_not_restrict_is_caught():
    low = _book(*BOOK.rulesets, catalog=_of_level(level=Level.NORMATIVE_DOCUMENT))
    assert "第二条 is no law that may restrict" in _refuted(EVERY["basis"], low)


def test_a_restriction_on_a_text_nobody_read_is_caught():
    unread = _book(*BOOK.rulesets, catalog=_of_level(verified=Verified.SECONDARY))
    assert "nobody read" in _refuted(EVERY["basis"], unread)


def test_a_measure_without_a_remedy_is_caught():
    measures = dict(BOOK.catalog.measures)
    measures["example-hall-visits"] = replace(measures["example-hall-visits"], remedy="")
    silent = _book(*BOOK.rulesets, catalog=replace(BOOK.catalog, measures=measures))
    said = _refuted(EVERY["basis"], silent)
    assert "example-hall-visits (example-market-halls " in said
    assert "no remedy" in said


# Ends.


def test_a_restriction_without_an_end_is_caught():
    endless = _bar(lasts=Lasting(FieldRef("decided_on")))
    said = _refuted(EVERY["ends"], endless)
    assert "example-no-new-hall (example-market-hall-bar suspended): no end" in said


def test_a_stated_end_that_the_act_does_not_state_is_none():
    unstated = _bar(lasts=Lasting(FieldRef("decided_on"), until=FieldRef("restriction_until")))
    assert "restriction_until: none" in _refuted(EVERY["ends"], unstated)


@pytest.mark.parametrize(
    "lasts",
    [
        Lasting(FieldRef("decided_on"), lifelong=True),
        # What ends when something happens has an end, though it has not happened yet.
        Lasting(FieldRef("decided_on"), until=FieldRef("fulfilled_on")),
    ],
    ids=["for life", "until an event"],
)
def test_what_the_law_says_is_for_life_or_until_an_event_has_its_end(lasts):
    EVERY["ends"].on(_bar(lasts=lasts), max_examples=100)


# Order.


def test_rules_whose_order_shows_are_caught():
    bar = _ruleset(BAR)
    (rule,) = bar.restrictions
    # Of two rules of one name nobody can say which comes first: the loader refuses them.
    title = replace(rule.title, zh="另一条", en="another")
    twice = _book(replace(bar, restrictions=(rule, replace(rule, title=title))))
    said = _refuted(EVERY["order"], twice)
    assert 'title.zh: "受过责令停业处罚，两年内不得新开办市场" instead of "另一条"' in said


# Editions.


def _with_a_new_edition(limit: int) -> Rulebook:
    halls = _ruleset(HALLS)
    first = date(2024, 1, 1)
    old = replace(halls, header=replace(halls.header, in_force=Validity(date(2020, 1, 1), first)))
    header = replace(halls.header, edition="2024.1", in_force=Validity(first))
    when = replace(halls.tiers[0].when, limit=Decimal(limit))
    book = _book(old, replace(halls, header=header, tiers=_tier(0, when)))
    return replace(
        book, schemes_read={(HALLS, edition): frozenset() for edition in ("2020.1", "2024.1")}
    )


def test_a_new_edition_that_is_stricter_on_old_facts_is_caught():
    stricter = _with_a_new_edition(50_000)
    prop = new_edition_not_stricter_for_old_facts(stricter, HALLS)
    said = _refuted(prop, stricter)
    assert "under 2024.1 the tier of example-market-halls: D, before it" in said
    assert "on 2023-12-31" in said


@pytest.mark.parametrize("limit", [100_000, 200_000])
def test_a_new_edition_that_is_alike_or_milder_is_not(limit):
    milder = _with_a_new_edition(limit)
    new_edition_not_stricter_for_old_facts(milder, HALLS).on(milder, max_examples=150)


def test_one_edition_alone_has_none_before_it():
    with pytest.raises(ValueError, match="no two editions of example-market-halls"):
        new_edition_not_stricter_for_old_facts(BOOK, HALLS)


# Agreement.


def test_books_that_differ_by_one_fen_do_not_agree():
    when = _ruleset(HALLS).tiers[0].when
    other = replace(when, limit=when.limit + Decimal("0.01"))
    said = _refuted(agrees_with(BOOK, _halls(tiers=_tier(0, other)), rulesets=[HALLS]), BOOK)
    assert re.search(r'tiers\[0\]\.(possible: \["D"|tier: "D"|because_of)', said)
    assert "fine:" in said


def test_books_that_say_the_same_otherwise_agree():
    when = _ruleset(HALLS).tiers[0].when
    just_below = Decimal("99999.99")
    other = replace(when, op=Op.MORE_THAN, limit=just_below)
    tiers = _halls(tiers=_tier(0, other))
    assert tiers.rulesets[0].tiers[0].when != when
    # How a condition is worded is part of what an answer shows, so it is asked of the tiers alone.
    prop = worse_facts_never_milder(BOOK, ORDER, rulesets=[HALLS])
    prop.on(tiers, max_examples=60)


# As tests.


def test_a_property_of_some_rulesets_is_asked_of_them_alone():
    endless = _bar(lasts=Lasting(FieldRef("decided_on")))
    both = replace(endless, rulesets=(_ruleset(HALLS), *endless.rulesets))
    every_restriction_ends(both, rulesets=[HALLS]).on(both, max_examples=60)
    assert "no end" in _refuted(every_restriction_ends(both, rulesets=[BAR]), both)


TESTS = """
from dataclasses import replace
import credit_rules as cr
from credit_rules.model.expr import FieldRef
from credit_rules.model.ruleset import Lasting
from credit_rules.testing import every_restriction_ends

BOOK = cr.load({rulesets!r}, catalogs=[{catalogs!r}, cr.shipped("catalogs")])
(bar,) = [one for one in BOOK.rulesets if one.header.id == "example-market-hall-bar"]
rule = replace(bar.restrictions[0], lasts=Lasting(FieldRef("decided_on")))
ENDLESS = replace(BOOK, rulesets=(replace(bar, restrictions=(rule,)),))

test_sound = every_restriction_ends(BOOK)
test_faulty = every_restriction_ends(ENDLESS)
"""


def test_pytest_collects_runs_and_reports_them(tmp_path):
    file = tmp_path / "test_ends.py"
    places = {"rulesets": str(PLACE / "rulesets"), "catalogs": str(PLACE / "catalogs")}
    file.write_text(TESTS.format(**places), encoding="utf-8")
    done = _pytest(file, tmp_path)
    assert done.returncode == 1, done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert "FAILED test_ends.py::test_faulty" in done.stdout
    assert "example-no-new-hall (example-market-hall-bar suspended): no end" in done.stdout
    assert "penalties:" in done.stdout


def test_every_test_of_the_example_of_a_rule_author_passes():
    file = PLACE / "test_market_halls.py"
    spec = importlib.util.spec_from_file_location("market_halls", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tests = [one for name, one in vars(module).items() if name.startswith("test_")]
    assert len(tests) == 7
    for test in tests:
        test()


def _pytest(place, cwd):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(place)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "HYPOTHESIS_PROFILE": "default"}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, env=environment
    )
