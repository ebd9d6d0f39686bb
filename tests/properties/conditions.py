"""Random conditions with every node of the language, as the parser could have read them."""

from decimal import Decimal

from hypothesis import strategies as st
from tests.properties import strategies as ours

from credit_rules.dates import Period
from credit_rules.model.codes import RecordStatus
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    Defined,
    Distinct,
    During,
    Elapsed,
    Every,
    FieldRef,
    Finding,
    Graded,
    In,
    LatestOf,
    Listed,
    Not,
    Op,
    Owner,
    ParameterRef,
    Scope,
    Share,
    Since,
    Some,
    Standing,
    Sum,
    Threshold,
    Within,
    YearsBefore,
)
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Kind

COLLECTIONS_ASKED = ("penalties", "inspections", "listings", "tax_matters", "evaluations")
QUESTIONS = ours.questions(ours.RICH)

EQUAL = st.sampled_from([Op.IS, Op.IS_NOT])
SIZES = st.sampled_from([Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN])
ORDER = st.sampled_from([Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER])
DAYS = (Kind.DAY, Kind.DUE_DAY)
SUMMED = (Kind.AMOUNT, Kind.NUMBER)
periods = st.sampled_from([Period(3, "years"), Period(6, "months"), Period(2, "years")])
PARAMETERS = ("lower-fine", "nobody-fixed-it", "deposit-ratio")
parameters = st.sampled_from(PARAMETERS).map(ParameterRef)
figures = st.sampled_from([Decimal(n) for n in (0, 1, 2, 500_000, 2_000_000)])


def _fields(name, *kinds):
    """The fields of some kinds whose absence means "not told"."""
    fields = SUBJECT_FIELDS if name is None else COLLECTIONS[name].fields
    unasked = ours.IDENTITY | ours.ENDS
    return [f for f, spec in fields.items() if spec.kind in kinds and f not in unasked]


def _refs(name, this, *kinds):
    """Fields of the record, of the one the rule is about, of the subject."""
    owners = [(name, Owner.RECORD), (this, Owner.THIS), (None, Owner.SUBJECT)]
    some = [
        FieldRef(field, of)
        for whose, of in owners
        if whose is not None or of is Owner.SUBJECT
        for field in _fields(whose, *kinds)
    ]
    return st.sampled_from(some)


def days(name, this):
    ref = _refs(name, this, *DAYS)
    several = st.lists(ref, min_size=1, max_size=2).map(tuple)
    return ref | st.builds(LatestOf, several, st.lists(ref, max_size=1).map(tuple))


@st.composite
def _leaves(draw, name, this):
    """A test of one field."""
    owner, whose = draw(
        st.sampled_from(
            [(Owner.RECORD, name)] * 3 * (name is not None)
            + [(Owner.THIS, this)] * (this is not None)
            + [(Owner.SUBJECT, None)]
        )
    )
    fields = SUBJECT_FIELDS if whose is None else COLLECTIONS[whose].fields
    spec = fields[draw(st.sampled_from(_fields(whose, *Kind)))]
    ref = FieldRef(spec.name, owner)
    match spec.kind:
        case Kind.DAY | Kind.DUE_DAY:
            return draw(
                st.builds(Compare, st.just(ref), ORDER, ours.days | _refs(name, this, *DAYS))
                | st.builds(Compare, st.just(ref), EQUAL, st.just("none"))
                | st.builds(Elapsed, days(name, this), st.none() | periods)
            )
        case Kind.FLAG:
            return Compare(ref, Op.IS, draw(st.booleans()))
        case Kind.CODE | Kind.CODES:
            words = [one.value for one in spec.codes]
            some = tuple(draw(st.lists(st.sampled_from(words), min_size=1, max_size=3)))
            return draw(
                st.sampled_from([In(ref, some), Compare(ref, draw(EQUAL), some[0])])
                | st.builds(Compare, st.just(ref), EQUAL, st.just(ref))
            )
        case Kind.AMOUNT | Kind.NUMBER | Kind.POINTS:
            other = figures | parameters
            if spec.kind is Kind.NUMBER:
                other |= st.integers(0, 2).map(YearsBefore)
            words = st.sampled_from(["none", "not_computable"])
            return draw(
                st.builds(Compare, st.just(ref), SIZES, other)
                | st.builds(Compare, st.just(ref), EQUAL, words | figures)
            )
        case _:
            text = st.sampled_from(["某机关", "甲", "serious"]) | _refs(name, this, Kind.TEXT)
            return Compare(ref, draw(EQUAL), draw(text))


def _joined(part):
    several = st.lists(part, max_size=3).map(tuple)
    return (
        st.builds(All, several)
        | st.builds(AnyOf, several)
        | st.builds(Not, part)
        | st.builds(Defined, st.just("named"), part)
    )


def _about(name, this):
    leaf = _leaves(name, this) | st.sampled_from(sorted(QUESTIONS)).map(Finding)
    if name == "listings":
        leaf |= st.just(Standing())
    return st.recursive(leaf, _joined, max_leaves=4)


@st.composite
def _scopes(draw, this, *, windows=True):
    name = draw(st.sampled_from(COLLECTIONS_ASKED))
    window = st.none() | st.builds(Within, periods) | st.sampled_from([During(0), During(1)])
    # Without a record the days of the subject itself are all there is to count from.
    ref = _refs(None, this, *DAYS) if this is None else days(None, this)
    window |= st.builds(Since, ref) | st.builds(Within, periods, ref)
    including = st.sampled_from([frozenset(), frozenset({RecordStatus.REPAIRED})])
    return Scope(name, draw(window) if windows else None, draw(including))


@st.composite
def _quantities(draw, name, this, *, share=True):
    scope = draw(_scopes(this))
    where = draw(_about(scope.collection, this))
    kinds = ["count", "distinct", "sum"] + ["share", "share"] * share
    match draw(st.sampled_from(kinds)):
        case "distinct":
            some = _fields(scope.collection, *(set(Kind) - {Kind.CODES}))
            return Distinct(scope, where, draw(st.sampled_from(some)))
        case "sum" if _fields(scope.collection, *SUMMED):
            some = _fields(scope.collection, *SUMMED)
            return Sum(scope, where, draw(st.sampled_from(some)))
        case "share":
            part = _quantities(name, this, share=False)
            if name is not None and _fields(name, *SUMMED):
                part |= _refs(name, None, *SUMMED).filter(lambda one: one.of is Owner.RECORD)
            return Share(draw(part), draw(part), draw(st.booleans()), ())
        case _:
            return Count(scope, where)


@st.composite
def _looks(draw, name, this):
    """A look at records, a list, a tier."""
    kind = draw(
        st.sampled_from(["some", "every", "span", "quantity", "quantity", "listed", "tier"])
    )
    if kind == "listed":
        return Listed(draw(st.sampled_from(["serious", "watch", "honour"])))
    if kind == "tier":
        return draw(
            st.builds(Graded, st.just("rich-tiers"), st.sampled_from([("D",), ("C", "A")]))
            | st.builds(Graded, st.just("rich-score"), st.sampled_from([("red", "yellow")]))
            | st.builds(Graded, st.just("rich-exact"), st.just(("high", "good")))
        )
    if kind == "quantity":
        quantity = draw(_quantities(name, this))
        limit = st.sampled_from([Decimal(n) for n in (0, 1, 2, 3, 2_000_000)]) | parameters
        if isinstance(quantity, Share):
            limit = st.sampled_from([Decimal(n) for n in ("0", "0.001", "0.5", "1")]) | parameters
        return Threshold(quantity, draw(SIZES | st.just(Op.IS)), draw(limit))
    scope = draw(_scopes(this, windows=kind != "span"))
    where = draw(_about(scope.collection, this))
    match kind:
        case "some":
            return Some(scope, where)
        case "every":
            return Every(scope, where, draw(_about(scope.collection, this)))
        case _:
            return AnySpan(scope, where, draw(st.integers(1, 3)), draw(periods))


about_the_subject = st.recursive(_looks(None, None), _joined, max_leaves=4)
"""Conditions about the subject as a whole."""


def about_a_record(name):
    """Conditions about one record of a collection, which is `this` further in."""
    return st.recursive(_about(name, name) | _looks(name, name), _joined, max_leaves=4)


def clocks(name):
    """Conditions in which clocks stand alone, together and as alternatives."""
    clock = st.builds(Elapsed, days(name, name), periods)
    return st.recursive(clock | _about(name, name), _joined, max_leaves=4)
