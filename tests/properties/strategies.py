"""Subjects as any ruleset could meet them: invented, and clustered where windows end.

Records are made from the vocabulary and from what the rulebooks ask: a code, a text or a figure
that a condition names is drawn often, and figures just beside it. Values come from a seed, so that
whole subjects are cheap; which collections are filled is hypothesis's own choice, so that a failing
example shrinks to the few that matter.
"""

import dataclasses
import json
import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from stdnum.cn import uscc

import credit_rules as cr
from credit_rules.dates import Period, last_day
from credit_rules.engine.facts import Facts
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    Distinct,
    Elapsed,
    Every,
    FieldRef,
    Finding,
    In,
    LatestOf,
    Owner,
    Some,
    Sum,
)
from credit_rules.model.ruleset import (
    CreditRepair,
    KeyWatchList,
    Requirement,
    TieredSupervision,
    Title,
    Unless,
    parts,
)
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Kind, Subject

BOOKS = Path(__file__).parents[1] / "books"
SHIPPED = cr.load()
RICH = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")

AS_OF = date(2026, 3, 1)
USCC = "91320100MA0EXAMP1" + uscc.calc_check_digit("91320100MA0EXAMP1")
ALWAYS = {"from": "beginning", "until": "2030-01-01"}

# What a record is called by; taking it away would make it another record.
IDENTITY = {"key", "finding"}
# A deliverer who says nothing about these is taken to have nothing to say: see `weaken`.
ENDS = {"publicity_until", "term_until", "restriction_until", "valid_until"}


def _edges():
    for number, unit in [(5, "years"), (3, "years"), (2, "years"), (1, "years"), (6, "months")]:
        start = AS_OF
        while last_day(start, Period(number, unit)) >= AS_OF:
            start -= timedelta(days=1)
        yield from (start + timedelta(days=n) for n in range(-1, 3))
    yield from (AS_OF + timedelta(days=n) for n in range(-2, 3))
    yield from (date(2025, 1, 1), date(2025, 12, 31), date(2024, 12, 31), date(2026, 1, 1))
    yield date(2024, 2, 29)


EDGES = sorted(set(_edges()))
PAST = [day for day in EDGES if day <= AS_OF]
LATER = [AS_OF + timedelta(days=n) for n in (1, 2, 40, 400)]
days = st.sampled_from(EDGES)
later = st.sampled_from(LATER)
seeds = st.integers(0, 2**32 - 1)


def _named(books):
    """Per field, the values that conditions name; per collection, the questions asked of it."""
    values, questions = defaultdict(set), defaultdict(set)

    def look(node, collection, this):
        match node:
            case Compare(FieldRef(name, of), _, value):
                values[_whose(of, collection, this), name].add(value)
            case In(FieldRef(name, of), some):
                values[_whose(of, collection, this), name].update(some)
            case Finding(name):
                questions[collection].add(name)
            case Unless(name):
                questions[this].add(f"defence-closed:{name}")
        within = node
        match node:
            case Some(scope) | Every(scope) | AnySpan(scope):
                collection = scope.collection
            case Count(scope) | Sum(scope) | Distinct(scope):
                collection = scope.collection
            case KeyWatchList():
                for part in (node.stay, node.leave, node.discipline):
                    look(part, "listings", "listings")
                within = (node.settled, node.grounds)
                collection = this = node.grounds[0].each.collection
            case TieredSupervision():
                values["evaluations", "scheme"].add(node.header.scheme)
                values["evaluations", "grade"].update(tier.id for tier in node.tiers)
            case _ if getattr(node, "each", None) is not None:
                collection = this = node.each.collection
            case _ if hasattr(node, "discipline"):
                collection = this = "listings"
        match within:
            case tuple():
                inner = within
            case Mapping():
                inner = within.values()
            case _ if dataclasses.is_dataclass(within):
                inner = [getattr(within, one.name) for one in dataclasses.fields(within)]
            case _:
                inner = ()
        for one in inner:
            look(one, collection, this)

    for book in books:
        for ruleset in book.rulesets:
            look(ruleset, None, None)
        values["listings", "list"].update(book.catalog.lists)
        for listed in book.catalog.lists.values():
            values["listings", "ground"].update(listed.terms)
    for of, names in questions.items():
        names.difference_update({None} if of else ())
    return values, questions


def _whose(of, collection, this):
    return {Owner.RECORD: collection, Owner.THIS: this, Owner.SUBJECT: "subject"}[of]


VALUES, QUESTIONS = _named((SHIPPED, RICH))


def value(name, spec, rng):
    """A value of a field, mostly one that some condition asks for."""
    asked = [one for one in VALUES[name] if isinstance(one, (str, bool, Decimal))]
    asked = sorted({str(one) for one in asked})
    match spec.kind:
        case Kind.DAY:
            return rng.choice([*EDGES, "none"]) if rng.random() < 0.9 else rng.choice(EDGES)
        case Kind.DUE_DAY:
            return rng.choice([*EDGES, *LATER, "none", "none"])
        case Kind.FLAG:
            return rng.random() < 0.6
        case Kind.CODE | Kind.CODES:
            every = [one.value for one in spec.codes] + sorted(spec.words & {"none"})
            pool = [one for one in asked if one in every] or every
            one = rng.choice(pool if rng.random() < 0.8 else every)
            if spec.kind is Kind.CODE:
                return one
            some = [one] if one in every and one != "none" else []
            return sorted({*some, *(rng.choice(every) for _ in range(rng.randrange(2)))} - {"none"})
        case Kind.TEXT:
            return rng.choice([*asked, *asked, "甲", "乙", "丙"])
        case Kind.AMOUNT | Kind.NUMBER | Kind.POINTS:
            return _figure(name, spec.kind, [one for one in asked if _is_number(one)], rng)


def _is_number(text):
    return text.replace(".", "", 1).isdigit()


def _figure(name, kind, asked, rng):
    if name[1] == "year":
        return rng.choice([2025, 2025, 2024, "none"])
    if rng.random() < 0.2:
        return rng.choice(["none", "not_computable"])
    if kind is Kind.AMOUNT:
        steps = (Decimal("-0.01"), Decimal(0), Decimal(1))
        some = [max(Decimal(one) + step, Decimal(0)) for one in asked for step in steps]
        return str(rng.choice([*some, Decimal(0), Decimal(500_000), Decimal(2_000_000)]))
    if kind is Kind.NUMBER:
        return rng.choice([0, 1, 2, *(int(Decimal(one)) for one in asked)])
    return rng.choice(["-7.5", "-3", "0", "2", "4.25"])


def record(name, number, rng):
    """One record of a collection, every field told; weakening is a step of its own."""
    collection = COLLECTIONS[name]
    told = {field: value((name, field), spec, rng) for field, spec in collection.fields.items()}
    told["key"] = f"{name}{number}"
    told["document_number"] = f"文{name}{number}"
    told["status"] = rng.choice(
        ["effective"] * 8 + ["changed", "under_review", "annulled", "unlawful", "repaired"]
    )
    told["authority"] = rng.choice(["某机关", "另一机关"])
    for field in ("known_on", "status_known_on"):
        told[field] = rng.choice(PAST)
    told["status_on"] = rng.choice(PAST)
    if collection.dated_by in collection.fields:
        told[collection.dated_by] = rng.choice(EDGES)
    if told.get("publicity_until") not in (None, "none") and rng.random() < 0.7:
        told["publicity_until"] = rng.choice(["none", *LATER])
    return told


def _listing(told, rng):
    removed = rng.choice(["none", "none", "none", rng.choice(EDGES)])
    told["removed_on"] = removed
    told["restored_on"] = "none" if removed == "none" else rng.choice(["none", rng.choice(EDGES)])
    told["term_until"] = rng.choice(["none", "none", *LATER, AS_OF, AS_OF - timedelta(days=1)])
    told["restriction_until"] = rng.choice(["none", "none", *LATER])


def whole(kept, seed, kind="legal_person"):
    """A whole record: every field of every item told, everything covered.

    Args:
        kept: the collections that have records.
        seed: of the values.
        kind: of subject.
    """
    rng = random.Random(seed)
    told = {name: [] for name in COLLECTIONS}
    for name in sorted(kept - {"findings"}):
        told[name] = [record(name, number, rng) for number in range(rng.randrange(1, 4))]
    for item in told["listings"]:
        _listing(item, rng)
    # An organ's grades of one scheme agree for a year and for a day; an annulled one may differ.
    grades = {}
    for item in told["evaluations"]:
        if item["status"] not in ("annulled", "unlawful"):
            item["grade"] = grades.setdefault(item["scheme"], item["grade"])
    told["findings"] = list(_findings(told, rng))
    subject = {
        field: value(("subject", field), spec, rng) for field, spec in SUBJECT_FIELDS.items()
    }
    subject |= {"region": rng.choice(["330100", "320100"]), "industry": "C13", "kind": kind}
    persons = [{"key": "p1", "role": "controller", "since": "2020-01-01"}]
    named = {"key": "某甲"} if kind == "natural_person" else {"uscc": USCC, "name": "虚构有限公司"}
    return {
        "covers": dict.fromkeys(COLLECTIONS, ALWAYS),
        "persons": rng.choice([[], persons]),
        **named,
        **subject,
        **told,
    }


def _findings(told, rng):
    """Each question answered at most once for each record, and for the subject."""
    for name, items in [*told.items(), (None, [{"key": "none"}])]:
        for item in items:
            for question in sorted(QUESTIONS.get(name, ())):
                answer = rng.choice(["yes", "yes", "no", None])
                if answer:
                    yield finding(question, item["key"], answer)


def finding(question, about, answer):
    return {
        "key": f"{question}/{about}",
        "finding": question,
        "about": about,
        "answer": answer,
        "authority": "某机关",
        "document_number": f"认{about}{question}",
        "decided_on": date(2025, 6, 1),
        "status": "effective",
        "known_on": date(2025, 6, 1),
    }


def weaken(record, seed):
    """The same subject with less told: fields, coverage, findings, whole uncovered records.

    Four day fields are left alone (`ENDS`): not delivered, they mean "no such end on record", as
    the lists' and laws' own terms then apply. That is by design, and the one exception.
    """
    rng = random.Random(seed)
    weak = dict(record)
    weak["covers"] = dict(record["covers"])
    much = rng.choice([0.1, 0.5, 1.5])
    for field in SUBJECT_FIELDS:
        if weak.get("kind") != "natural_person" and rng.random() < 0.2:
            weak.pop(field, None)
    for name in COLLECTIONS:
        items = [dict(item) for item in record[name]]
        if rng.random() < 0.25 * much:
            if rng.random() < 0.5:
                weak["covers"].pop(name, None)
                items = [item for item in items if rng.random() < 0.5]
            else:
                first, last = rng.choice(
                    [("2025-01-01", "2025-12-31"), ("beginning", "2025-06-30")]
                )
                weak["covers"][name] = {"from": first, "until": last}
        if name == "findings":
            items = [item for item in items if rng.random() < 0.7]
        for item in items:
            removable = sorted(set(item) - IDENTITY - ENDS)
            for field in rng.sample(removable, rng.choice([0, 1, 2]) if rng.random() < much else 0):
                item.pop(field, None)
        weak[name] = items
    return weak


kept = st.sets(st.sampled_from(sorted(COLLECTIONS)))
wholes = st.builds(whole, kept, seeds)
subjects = wholes.map(Subject.read)


@st.composite
def weak_and_strong(draw):
    strong = draw(wholes)
    return Subject.read(weaken(strong, draw(seeds))), Subject.read(strong)


@st.composite
def partial(draw):
    """A subject as it may be delivered: some of it missing."""
    return Subject.read(weaken(draw(wholes), draw(seeds)))


# Per collection that can be repaired here: the days clocks run from, the day of the record first,
# and what makes a record one of those.
BEGUN = {
    "penalties": ("decided_on", "acted_on", "published_on", "corrected_on", "fulfilled_on"),
    "listings": ("listed_on", "published_on", "corrected_on"),
}
REPAIRABLE = {
    "penalties": {"domain": "market", "publicity_until": "none"},
    "listings": {"list": "serious", "removed_on": "none", "term_until": date(2040, 1, 1)},
}


def requirement(name, when, at):
    """A requirement of repair."""
    return Requirement(name, Title(name, name), (), when, at)


@st.composite
def repairs(draw):
    """A repair that is a matter of time alone, with a subject that has one record to repair.

    Every clock has begun; none ends before the record does, and nothing bars the repair. So there
    is a first day, and each further clock may or may not move it.
    """
    offered = [one for one in RICH.rulesets if isinstance(one, CreditRepair)]
    ruleset = draw(st.sampled_from(offered))
    name = ruleset.each.collection
    day = st.sampled_from(BEGUN[name]).map(FieldRef)
    since = day | st.lists(day, min_size=1, max_size=2).map(lambda some: LatestOf(tuple(some), ()))
    lengths = [(6, "months"), (1, "years"), (3, "years"), (30, "days"), (20, "working days")]
    clock = st.builds(Elapsed, since, st.sampled_from([Period(*length) for length in lengths]))
    several = st.lists(clock, min_size=2, max_size=2).map(tuple)
    # A clock stands alone more often than not.
    asked = st.one_of(clock, clock, clock, st.builds(All, several), st.builds(AnyOf, several))
    whens = draw(st.lists(asked, min_size=2, max_size=4))
    requires = (requirement(str(n), when, ruleset.header.at) for n, when in enumerate(whens))
    told = whole(frozenset({name}), draw(seeds))
    # The record is no younger than what happened to it.
    happened = sorted(draw(st.sampled_from(PAST)) for _ in BEGUN[name])
    days = dict(zip(BEGUN[name], [happened[0], *draw(st.permutations(happened[1:]))], strict=True))
    told[name] = [told[name][0] | {"status": "effective"} | REPAIRABLE[name] | days]
    timed = dataclasses.replace(ruleset, requires=tuple(requires), barred=(), ends=())
    return timed, Subject.read(told)


def told(subject):
    """A subject as it was delivered."""
    return json.loads(subject.model_dump_json(by_alias=True, exclude_none=True))


def event_fields(name):
    return [field for field, spec in COLLECTIONS[name].fields.items() if spec.kind is Kind.DAY]


def facts(subject, day=AS_OF):
    return Facts.of(subject, day)


def schemes(book):
    """The schemes of tiers of a rulebook."""
    return frozenset(r.header.scheme for r in book.rulesets if isinstance(r, TieredSupervision))


def questions(book):
    """Every question of a rulebook, by id."""
    asked = {}
    for ruleset in book.rulesets:
        asked |= ruleset.header.findings
    return asked


def conditions(book, kind):
    """Every condition of a kind in a rulebook."""
    return [node for ruleset in book.rulesets for node in parts(ruleset, kind)]
