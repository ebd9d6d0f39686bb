"""Mutants of a ruleset: the same ruleset with one small mistake in it.

Scenarios are worth something if they notice. Each operator makes the mistakes that are made when
law is written down as rules: the wrong side of a limit, one day more, 或 for 和, a forgotten 但书.
They are made in the documents as they were read, never in the text of a file, and always in the
same order.

What no answer prints is left as it is: the provisions of the header, of a definition and of a
question say what these belong to, and no test of answers can notice them.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Any, Final, assert_never, cast, get_args

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Catalog, Citation, Measure, Validity
from credit_rules.model.codes import Code
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Constant,
    Count,
    Defined,
    Distinct,
    During,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    Graded,
    In,
    LatestOf,
    Listed,
    Not,
    Op,
    Owner,
    Proposed,
    Quantity,
    Scope,
    Share,
    Some,
    Standing,
    Sum,
    Threshold,
    YearsBefore,
)
from credit_rules.model.ruleset import (
    Assessed,
    Assignment,
    Band,
    Burden,
    CreditRepair,
    DefaultTier,
    Definition,
    Discipline,
    Favour,
    Figures,
    Grant,
    Ground,
    Header,
    JointDiscipline,
    KeyWatchList,
    Procedure,
    Requirement,
    Restriction,
    Retroactive,
    Ruleset,
    Scorecard,
    ScoreItem,
    SelfEnding,
    SeriousDishonesty,
    StepRule,
    Tier,
    TieredSupervision,
    Title,
    Unless,
)
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Kind

__all__ = ["Mutant", "Operator", "mutants"]


class Operator(Code):
    """What kind of mistake a mutant has."""

    COMPARISON = "comparison", "限值含与不含"
    THRESHOLD = "threshold", "限值差一"
    DAY = "day", "日期差一日"
    ALL_ANY = "all-any", "全部与任一"
    EXCEPTION = "exception", "漏写但书"
    CLAUSE = "clause", "漏写条件"
    TIER = "tier", "等级互换"
    MEASURE = "measure", "措施互换"
    EDITION = "edition", "施行期间差一日"
    CITATION = "citation", "漏写依据"
    INCLUDING = "including", "漏写纳入"
    RETROACTIVE = "retroactive", "漏写从旧兼从轻"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A ruleset with one mistake.

    Attributes:
        ruleset: the whole of it, mistake included.
        operator: the kind of mistake.
        rule: the rule it was made in, as `analysis.asked` calls it.
        basis: the provisions of that rule.
        at: where in the file.
        condition: the innermost condition around the mistake, and what became of it; None if the
            mistake was made beside the conditions. Who does not ask it, or is answered by both
            alike, cannot notice.
        words: what was changed.
        readable: whether a file could say it; what none could say is refused when it is read.
    """

    ruleset: Ruleset
    operator: Operator
    rule: str
    basis: tuple[Citation, ...]
    at: Span
    condition: tuple[Expr, Expr] | None
    words: Title
    readable: bool


def mutants(
    ruleset: Ruleset, catalog: Catalog, operators: frozenset[Operator] = frozenset(Operator)
) -> Iterator[Mutant]:
    """Every mutant of a ruleset, in the order of its parts.

    Args:
        ruleset: what to make mistakes in.
        catalog: the measures of which one is taken for another.
        operators: the kinds of mistake to make.
    """
    header = ruleset.header
    tiers = ruleset.tiers if isinstance(ruleset, TieredSupervision) else ()
    here = _Here("", header.basis, header.at, catalog, tuple(tier.id for tier in tiers))
    for change in _changes(ruleset, here, operators):
        changed = cast(Ruleset, change.part)
        if changed.header.definitions != header.definitions:
            changed = _used(changed)
        yield Mutant(
            ruleset=changed,
            operator=change.operator,
            rule=change.here.rule,
            basis=change.here.basis,
            at=change.here.at,
            condition=change.condition,
            words=change.words,
            readable=change.readable,
        )


def _used(ruleset: Ruleset) -> Ruleset:
    """The ruleset with its definitions wherever they are used, in other definitions too."""
    known: dict[str, Expr] = {}
    for one in ruleset.header.definitions:
        known[one.id] = cast(Expr, _filled(one.when, known))
    return cast(Ruleset, _filled(ruleset, known))


def _filled(part: object, known: Mapping[str, Expr]) -> object:
    """A part of a document in which names stand for what is known of them; else the part itself."""
    if isinstance(part, Defined):
        return replace(part, part=known[part.name])
    if isinstance(part, tuple):
        items = tuple(_filled(one, known) for one in part)
        return part if all(map(operator.is_, items, part)) else items
    if not dataclasses.is_dataclass(part) or isinstance(part, _CLOSED):
        return part
    for one in dataclasses.fields(part):
        value = getattr(part, one.name)
        filled = _filled(value, known)
        if filled is not value:
            part = _with(part, one.name, filled)
    return part


@dataclass(frozen=True, slots=True)
class _Here:
    """Where in a ruleset something stands.

    `of` is the collection of the record looked at, `this` that of the record the rule is about.
    """

    rule: str
    basis: tuple[Citation, ...]
    at: Span
    catalog: Catalog
    tiers: tuple[str, ...]
    of: str | None = None
    this: str | None = None


@dataclass(frozen=True, slots=True)
class _Slip:
    """One mistake in one part: the part with it, and what was changed.

    `about` is what it is about, where that is something inside; `rule` what is no rule is called
    by; `condition` as in `Mutant`, where the part itself is none.
    """

    part: object
    words: Title
    about: object = None
    rule: str = ""
    condition: tuple[Expr, Expr] | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class _Change:
    """The same, seen from a part around it."""

    operator: Operator
    here: _Here
    words: Title
    readable: bool
    condition: tuple[Expr, Expr] | None
    part: object


_Slips = Iterator[_Slip]

_NODES: Final = get_args(Expr)
_ONE: Final = Decimal(1)
_SHARE: Final = Decimal("0.0001")
_DAY: Final = timedelta(days=1)
_BOTH_WAYS: Final = (-1, 1)

_STEPS: Final[Mapping[Kind, Decimal]] = {
    Kind.AMOUNT: Decimal("0.01"),
    Kind.NUMBER: _ONE,
    Kind.POINTS: Decimal("0.0001"),
}
"""The smallest difference between two figures of a kind."""

_OTHER_SIDE: Final[Mapping[Op, Op]] = {
    Op.AT_LEAST: Op.MORE_THAN,
    Op.MORE_THAN: Op.AT_LEAST,
    Op.AT_MOST: Op.LESS_THAN,
    Op.LESS_THAN: Op.AT_MOST,
    Op.BEFORE: Op.ON_OR_BEFORE,
    Op.ON_OR_BEFORE: Op.BEFORE,
    Op.AFTER: Op.ON_OR_AFTER,
    Op.ON_OR_AFTER: Op.AFTER,
}


def _changes(part: object, here: _Here, asked: frozenset[Operator]) -> Iterator[_Change]:
    """A part of a document with one mistake in it, or in something it is made of."""
    if part is None or isinstance(part, (str, Enum, bool)):
        return
    here = _entering(part, here)
    for kind, slips in _SLIPS.items():
        if kind in asked:
            for slip in slips(part, here):
                there = _entering(slip.about, here)
                there = replace(there, rule=slip.rule or there.rule)
                around = slip.condition or _around(part, slip.part)
                yield _Change(kind, there, slip.words, slip.readable, around, slip.part)
    if isinstance(part, tuple):
        for place, one in enumerate(part):
            for change in _changes(one, here, asked):
                yield replace(change, part=(*part[:place], change.part, *part[place + 1 :]))
    elif dataclasses.is_dataclass(part) and not isinstance(part, _CLOSED):
        for one in dataclasses.fields(part):
            inside = _within(part, one.name, here)
            for change in _changes(getattr(part, one.name), inside, asked):
                changed = _with(part, one.name, change.part)
                around = change.condition or _around(part, changed)
                yield replace(change, part=changed, condition=around)


def _around(part: object, changed: object) -> tuple[Expr, Expr] | None:
    return (cast(Expr, part), cast(Expr, changed)) if isinstance(part, _NODES) else None


_CLOSED: Final = (Defined, Validity, Citation, Span, Title, Period)
"""What is not looked into. What a name stands for is changed where the name is given."""


def _with(part: object, name: str, value: object) -> object:
    changed: object = replace(cast(Any, part), **{name: value})
    return changed


def _entering(part: object, here: _Here) -> _Here:
    """Where the insides of a part stand."""
    match part:
        case Definition():
            return replace(here, rule=part.id, basis=part.basis, at=part.at, of=part.of)
        case Ground() | ScoreItem():
            of = part.each.collection
            return replace(here, rule=part.id, basis=part.basis, at=part.at, of=of, this=of)
        case Restriction():
            of, basis = part.each.collection, _resting(part.grant)
            return replace(here, rule=part.id, basis=basis, at=part.at, of=of, this=of)
        case StepRule():
            about, step = None if part.each is None else part.each.collection, part.step
            return replace(here, rule=step.id, basis=step.basis, at=part.at, of=about, this=about)
        case Discipline() | Favour():
            return replace(here, rule=part.id, basis=_resting(part.grant), at=part.at)
        case Tier() | Assignment() | Requirement() | SelfEnding():
            return replace(here, rule=part.id, basis=part.basis, at=part.at)
        case Unless():
            rule, at = f"{here.rule}/{part.id}", part.when.at
            return replace(here, rule=rule, basis=part.basis, at=at)
        case Procedure():
            at = part.basis[0].at if part.basis else here.at
            return replace(here, rule=part.id, basis=part.basis, at=at)
        case DefaultTier():
            at = part.basis[0].at if part.basis else here.at
            return replace(here, rule="default", basis=part.basis, at=at)
        case CreditRepair():
            of = part.each.collection
            return replace(here, rule="each", of=of, this=of)
        case KeyWatchList() | JointDiscipline():
            return replace(here, of="listings", this="listings")
        case Grant():
            return replace(here, at=part.at)
        case Some(scope) | Every(scope) | AnySpan(scope):
            return replace(here, at=part.at, of=scope.collection)
        case Count(scope) | Sum(scope) | Distinct(scope):
            return replace(here, of=scope.collection)
        case _ if isinstance(part, _NODES):
            return replace(here, at=cast(Expr, part).at)
        case _:
            return here


def _within(part: object, name: str, here: _Here) -> _Here:
    """Where a field of a part stands, if that is not plain from the field itself."""
    match part:
        case Header() | TieredSupervision():
            # A rule inside says its own name.
            return replace(here, rule=name)
        case SeriousDishonesty() | KeyWatchList() if name == "settled":
            of = part.grounds[0].each.collection if part.grounds else here.of
            return replace(here, rule="settled_when", of=of, this=of)
        case _:
            return here


def _resting(grant: Grant) -> tuple[Citation, ...]:
    return (*grant.basis, *grant.criteria)


# Limits


def _comparisons(part: object, _: _Here) -> _Slips:
    """以上 for 超过, 以下 for 不满: the limit itself falls on the other side."""
    match part:
        case Compare(op=op) | Threshold(op=op) if op in _OTHER_SIDE:
            other = _OTHER_SIDE[op]
            yield _Slip(replace(part, op=other), _becomes(op.value, other.value))
        case Band(low, low_included, high, high_included):
            if low is not None:
                words = _becomes(*_in_order(Op.AT_LEAST, Op.MORE_THAN, low_included))
                yield _Slip(replace(part, low_included=not low_included), words)
            if high is not None:
                words = _becomes(*_in_order(Op.AT_MOST, Op.LESS_THAN, high_included))
                yield _Slip(replace(part, high_included=not high_included), words)
        case _:
            return


def _in_order(included: Op, excluded: Op, is_included: bool) -> tuple[str, str]:
    pair = (included.value, excluded.value)
    return pair if is_included else pair[::-1]


def _thresholds(part: object, here: _Here) -> _Slips:
    """A figure by the smallest unit too low or too high: one fen, one record, one year."""
    match part:
        case Compare(field, _, Decimal() as limit):
            yield from _off(part, "value", limit, _step_of(field, here))
        case Compare(value=YearsBefore(years)):
            for other in _other_years(years):
                slipped = replace(part, value=YearsBefore(other))
                yield _Slip(slipped, _years_become(years, other))
        case Threshold(quantity, _, Decimal() as limit):
            yield from _off(part, "limit", limit, _quantity_step(quantity, here))
        case AnySpan(number=number):
            yield from _off(part, "number", number, 1)
        case During(years) | Assessed(years, None):
            for other in _other_years(years):
                yield _Slip(_with(part, "years_before", other), _years_become(years, other))
        case Scorecard():
            for name in ("start", "low", "high"):
                yield from _last_place_off(part, name)
        case ScoreItem():
            for name in ("points", "cap"):
                yield from _last_place_off(part, name)
        case Band():
            for name in ("low", "high"):
                yield from _last_place_off(part, name)
        case Grant(parameters=parameters):
            for name, figures in sorted(parameters.items()):
                if isinstance(figures, Figures):
                    for words, changed in _other_figures(name, figures):
                        yield _Slip(replace(part, parameters={**parameters, name: changed}), words)
        case _:
            return


def _off(part: object, name: str, figure: Decimal | int, step: Decimal | int) -> _Slips:
    """A figure that is never below nothing, a step lower and a step higher."""
    for way in _BOTH_WAYS:
        other = figure + way * step
        if other >= 0:
            yield _Slip(_with(part, name, other), _becomes(_plain(figure), _plain(other)))


def _other_years(years: int) -> list[int]:
    return [years + way for way in _BOTH_WAYS if years + way >= 0]


def _years_become(years: int, other: int) -> Title:
    return _becomes(f"years_before: {years}", f"years_before: {other}")


def _last_place_off(part: object, name: str) -> _Slips:
    """A number of points, by one of the last place written."""
    figure = getattr(part, name)
    if isinstance(figure, Decimal):
        for way in _BOTH_WAYS:
            other = figure + way * _last_place(figure)
            yield _Slip(_with(part, name, other), _becomes(_plain(figure), _plain(other)))


def _other_figures(name: str, figures: Figures) -> Iterator[tuple[Title, Figures]]:
    """A figure of a measure by one of the last place; of a range, either end, still in order."""
    low, high = figures.low, figures.high
    for way in _BOTH_WAYS:
        lower, higher = low + way * _last_place(low), high + way * _last_place(high)
        ends = [(lower, higher)] if low == high else [(lower, high), (low, higher)]
        for ends_at in ends:
            other = Figures(*ends_at)
            yield _becomes(f"{name}: {_figures(figures)}", f"{name}: {_figures(other)}"), other


def _figures(figures: Figures) -> str:
    low, high = _plain(figures.low), _plain(figures.high)
    return low if low == high else f"[{low}, {high}]"


def _last_place(figure: Decimal) -> Decimal:
    return _ONE.scaleb(min(int(figure.normalize().as_tuple().exponent), 0))


def _step_of(field: FieldRef, here: _Here) -> Decimal:
    if field.of is Owner.SUBJECT:
        return _STEPS[SUBJECT_FIELDS[field.name].kind]
    collection = here.this if field.of is Owner.THIS else here.of
    return _ONE if collection is None else _STEPS[COLLECTIONS[collection].fields[field.name].kind]


def _quantity_step(quantity: Quantity, here: _Here) -> Decimal:
    match quantity:
        case FieldRef():
            return _step_of(quantity, here)
        case Count() | Distinct():
            return _ONE
        case Sum(scope, _, field):
            return _STEPS[COLLECTIONS[scope.collection].fields[field].kind]
        case Share():
            return _SHARE
        case _ as never:
            assert_never(never)


# Days


def _days(part: object, _: _Here) -> _Slips:
    """A day too early or too late; a period, a window or a deadline a day too short or too long."""
    match part:
        case date():
            for way in _BOTH_WAYS:
                yield _Slip(part + way * _DAY, _becomes(str(part), str(part + way * _DAY)))
        case Period(number, "days" | "working days"):
            for way in _BOTH_WAYS:
                other = replace(part, number=number + way)
                yield _Slip(other, _becomes(str(part), str(other)), readable=other.number > 0)
        case Period():
            for way in _BOTH_WAYS:
                other = replace(part, off=way)
                yield _Slip(other, _becomes(str(part), str(other)))
        case Assessed(_, (_, _), (_, _)):
            for name in ("at", "effective"):
                month, day = getattr(part, name)
                for way in _BOTH_WAYS:
                    # Any year without a 29 February: these days come every year.
                    moved = date(2001, month, day) + way * _DAY
                    words = _becomes(f"{month:02}-{day:02}", f"{moved:%m-%d}")
                    yield _Slip(_with(part, name, (moved.month, moved.day)), words)
        case _:
            return


def _editions(part: object, _: _Here) -> _Slips:
    """In force a day too early or too late, out of force a day too early or too late."""
    if not isinstance(part, Validity):
        return
    for way in _BOTH_WAYS:
        move = way * _DAY
        if part.since is not None:
            since = part.since + move
            yield _Slip(replace(part, since=since), _from_until("from", part.since, since))
        if part.unconfirmed and part.known_on:
            first = min(part.known_on)
            known = tuple(sorted({*part.known_on, first + move} - {first}))
            words = _from_until("known_in_force_on", first, first + move)
            yield _Slip(replace(part, known_on=known), words)
        if part.until is not None:
            until = part.until + move
            yield _Slip(replace(part, until=until), _from_until("until", part.until, until))


def _from_until(word: str, day: date, other: date) -> Title:
    return _becomes(f"{word}: {day}", f"{word}: {other}")


# What is forgotten


def _joints(part: object, _: _Here) -> _Slips:
    """或 for 和, and 和 for 或."""
    match part:
        case All(parts, at) if len(parts) > 1:
            yield _Slip(AnyOf(parts, at), _becomes("all", "any"))
        case AnyOf(parts, at) if len(parts) > 1:
            yield _Slip(All(parts, at), _becomes("any", "all"))
        case _:
            return


def _exceptions(part: object, _: _Here) -> _Slips:
    """An exception (但书), a bar to repair, a reason to stay on a list."""
    match part:
        case Ground() | Restriction() | Favour():
            yield from _without_each(part, "unless", part.unless)
        case CreditRepair():
            yield from _without_each(part, "barred", part.barred)
        case KeyWatchList():
            yield from _without_each(part, "stay", part.stay)
            for one in part.not_for:
                rest = tuple(other for other in part.not_for if other != one)
                words = _dropped(f"not_for: {one}")
                yield _Slip(replace(part, not_for=rest), words, rule="not_for")
        case _:
            return
    if isinstance(part, KeyWatchList | SeriousDishonesty) and part.settled is not None:
        words = _dropped("settled_when")
        yield _Slip(replace(part, settled=None), words, about=part.settled, rule="settled_when")


def _clauses(part: object, _: _Here) -> _Slips:
    """One line of a condition, one value of a list, one requirement, one window."""
    match part:
        case All(parts) | AnyOf(parts) if len(parts) > 1:
            for place, one in enumerate(parts):
                rest = (*parts[:place], *parts[place + 1 :])
                yield _Slip(replace(part, parts=rest), _dropped(_said(one)), about=one)
        case In(_, values) if len(values) > 1:
            for place, value in enumerate(values):
                left = (*values[:place], *values[place + 1 :])
                yield _Slip(replace(part, values=left), _dropped(_plain(value)))
        case Graded(_, tiers) if len(tiers) > 1:
            for tier in tiers:
                others = tuple(one for one in tiers if one != tier)
                yield _Slip(replace(part, tiers=others), _dropped(tier))
        case LatestOf(days, if_any):
            for name, some in (("days", days), ("if_any", if_any)):
                for day in some if len(days) > 1 or name == "if_any" else ():
                    fewer = tuple(one for one in some if one != day)
                    yield _Slip(_with(part, name, fewer), _dropped(str(day)))
        case Some() | Every() | AnySpan() | Count() | Sum() | Distinct():
            yield from _without_condition(part, part.where)
        case Ground() | Restriction() | Discipline() | ScoreItem() | StepRule(each=Scope()):
            yield from _without_condition(part, part.where)
        case Scope(window=window) if window is not None:
            yield _Slip(replace(part, window=None), _dropped(type(window).__name__.lower()))
        case CreditRepair():
            yield from _without_each(part, "requires", part.requires)
        case KeyWatchList():
            yield from _without_each(part, "leave", part.leave)
        case Header(concerns=concerns) if concerns is not None:
            words = _dropped("concerns")
            yield _Slip(replace(part, concerns=None), words, about=concerns, rule="concerns")
        case _:
            return


def _without_condition(part: object, where: Expr) -> _Slips:
    """A `where` that is one line, left out whole; one of several lines loses them one by one."""
    if not isinstance(where, All):
        everything = All((), where.at)
        without = _with(part, "where", everything)
        alone = None if isinstance(part, _NODES) else (where, everything)
        yield _Slip(without, _dropped(_said(where)), about=where, condition=alone)


def _without_each(part: object, name: str, ones: Sequence[Unless | Requirement]) -> _Slips:
    for place, one in enumerate(ones):
        rest = (*ones[:place], *ones[place + 1 :])
        yield _Slip(_with(part, name, rest), _dropped(f"{name}: {one.id}"), about=one)


def _citations(part: object, _: _Here) -> _Slips:
    """A provision that an answer prints. What rests on one alone does not load without it.

    Of exceptions an answer prints those somebody may still raise in defence; of what assigns and
    bounds tiers it prints the tier's own provisions; of what ends a publicity, none.
    """
    match part:
        case Grant(basis=basis, criteria=criteria, specific=specific):
            yield from _without_citation(part, "basis", basis)
            yield from _without_citation(part, "criteria", criteria)
            yield from _without_citation(part, "specific", specific)
        case Ground() | Tier() | Requirement() | Procedure():
            yield from _without_citation(part, "basis", part.basis, needed=True)
        case Unless(burden=Burden.SUBJECT) | Retroactive():
            yield from _without_citation(part, "basis", part.basis, needed=True)
        case _:
            return


def _without_citation(
    part: object, name: str, basis: tuple[Citation, ...], *, needed: bool = False
) -> _Slips:
    for place, one in enumerate(basis):
        rest = (*basis[:place], *basis[place + 1 :])
        words = _dropped(f"{name}: {one.instrument} {one.label}")
        yield _Slip(_with(part, name, rest), words, readable=bool(rest) or not needed)


def _inclusions(part: object, _: _Here) -> _Slips:
    """Records set aside that a rule says it looks at all the same (`including`)."""
    if not isinstance(part, Scope):
        return
    for status in sorted(part.including):
        rest = part.including - {status}
        other = replace(part, including=rest, basis=part.basis if rest else ())
        yield _Slip(other, _dropped(f"including: {status.value}"))


def _reaching_back(part: object, _: _Here) -> _Slips:
    """An edition that reaches back to earlier acts, as one that does not."""
    if isinstance(part, Header) and part.retroactive is not None:
        yield _Slip(replace(part, retroactive=None), _dropped("retroactive"), rule="retroactive")


# What is taken for something else


def _tiers(part: object, here: _Here) -> _Slips:
    """Two neighbouring tiers in each other's place; a tier assigned beside the one meant."""
    match part:
        case TieredSupervision(tiers=tiers):
            for place, (one, other) in enumerate(pairwise(tiers)):
                # Conditions and bands stay: who was to have the one tier has the other.
                first = replace(other, when=one.when, band=one.band)
                second = replace(one, when=other.when, band=other.band)
                swapped = (*tiers[:place], first, second, *tiers[place + 2 :])
                words = _exchanged(one.id, other.id)
                yield _Slip(replace(part, tiers=swapped), words, about=one)
        case Assignment(tier=tier) | DefaultTier(tier=tier):
            place = here.tiers.index(tier)
            for neighbour in (*here.tiers[max(place - 1, 0) : place], *here.tiers[place + 1 :][:1]):
                yield _Slip(replace(part, tier=neighbour), _becomes(tier, neighbour))
        case _:
            return


def _measures(part: object, here: _Here) -> _Slips:
    """Another measure of the catalog that does as much: the next one in the order of names."""
    if not isinstance(part, Grant) or part.measure not in here.catalog.measures:
        return
    measures = here.catalog.measures
    effect = measures[part.measure].effect
    names = sorted(
        name
        for name, one in measures.items()
        if name == part.measure or (one.effect is effect and _takes(one, part))
    )
    other = names[(names.index(part.measure) + 1) % len(names)]
    if other != part.measure:
        yield _Slip(replace(part, measure=other), _becomes(part.measure, other))


def _takes(measure: Measure, grant: Grant) -> bool:
    """Whether a measure can be given as a grant gives its own: its degree and its figures."""
    degree = grant.degree in measure.degrees if grant.degree else not measure.degrees
    return degree and set(grant.parameters) <= set(measure.parameters)


_SLIPS: Final[Mapping[Operator, Callable[[object, _Here], _Slips]]] = {
    Operator.COMPARISON: _comparisons,
    Operator.THRESHOLD: _thresholds,
    Operator.DAY: _days,
    Operator.ALL_ANY: _joints,
    Operator.EXCEPTION: _exceptions,
    Operator.CLAUSE: _clauses,
    Operator.TIER: _tiers,
    Operator.MEASURE: _measures,
    Operator.EDITION: _editions,
    Operator.CITATION: _citations,
    Operator.INCLUDING: _inclusions,
    Operator.RETROACTIVE: _reaching_back,
}


# Words


def _becomes(old: str, new: str) -> Title:
    return Title(f"`{old}` 改为 `{new}`", f"`{old}` becomes `{new}`")


def _exchanged(one: str, other: str) -> Title:
    return Title(f"`{one}` 与 `{other}` 互换", f"`{one}` and `{other}` change places")


def _dropped(what: str) -> Title:
    return Title(f"删去 `{what}`", f"`{what}` left out")


def _plain(value: Constant | int) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _said(node: Expr) -> str:
    """A condition in a few words of its own: enough to find it at its place."""
    match node:
        case Compare(field, op, value):
            constant = isinstance(value, get_args(Constant))
            compared = _plain(cast(Constant, value)) if constant else type(value).__name__
            return f"{field}: {{ {op.value}: {compared} }}"
        case In(field, values):
            return f"{field}: [{', '.join(map(_plain, values))}]"
        case All() | AnyOf() | Not():
            return {All: "all", AnyOf: "any", Not: "not"}[type(node)]
        case Elapsed(since):
            return f"elapsed: {{ since: {since if isinstance(since, FieldRef) else 'latest_of'} }}"
        case Some(scope) | Every(scope) | AnySpan(scope):
            word = {Some: "some", Every: "every", AnySpan: "any_span"}[type(node)]
            return f"{word}: {scope.collection}"
        case Threshold(quantity, op):
            return f"{type(quantity).__name__.lower()}: {op.value}"
        case Listed(name):
            return f"listed: {name}"
        case Standing():
            return "standing: current"
        case Graded(scheme, tiers):
            return f"tier: {{ scheme: {scheme}, is: [{', '.join(tiers)}] }}"
        case Proposed(name):
            return f"proposed: {name}"
        case Finding(name):
            return f"finding: {name}"
        case Defined(name):
            return f"defined: {name}"
        case _ as never:
            assert_never(never)
