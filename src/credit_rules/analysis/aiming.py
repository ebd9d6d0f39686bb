"""Subjects aimed at the edges of rulesets: a plain seeded generator.

One place in a rule is chosen: a figure, a day, a window, a code, a finding, the end of a term. A
subject is built that meets everything around it, so that the answer hangs on that place, and the
place is put at its edge or one step beside it. Sometimes something is then taken away again: a
field not delivered, a collection not covered, a record annulled, a day outside the edition.

Equal seeds give equal subjects. The subjects are invented; what they are called is said to be so.
"""

from __future__ import annotations

import random
from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Final, assert_never

from credit_rules.analysis.drafting import ABSENT, Asked, Draft, Held, Row
from credit_rules.analysis.satisfying import Builder, Place, standing_row
from credit_rules.analysis.verdicts import Witness
from credit_rules.dates import Period, last_day, window_start
from credit_rules.engine.decision import Acting
from credit_rules.engine.tiers import assessment
from credit_rules.model.catalog import Validity
from credit_rules.model.codes import FindingAnswer, RecordStatus, SubjectKind
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    DayRef,
    Defined,
    Distinct,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    Graded,
    In,
    Listed,
    Not,
    Op,
    Owner,
    Proposed,
    Quantity,
    Scope,
    Share,
    Since,
    Some,
    Standing,
    Sum,
    Threshold,
    Within,
    parts_of,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    NATIONAL,
    CreditRepair,
    DefaultTier,
    Governs,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Lasting,
    Ruleset,
    Scorecard,
    ScoreItem,
    SelfEnding,
    SeriousDishonesty,
    StatutoryRestriction,
    Steps,
    TieredSupervision,
    Unless,
    parts,
)
from credit_rules.model.subject import COLLECTIONS, FIRST_DAY, LAST_DAY, NONE, Kind, Subject
from credit_rules.truth import Truth

__all__ = ["Aims", "Drafted", "aimed", "turning_days"]

_ONE_DAY: Final = timedelta(days=1)
_EDGE: Final = 8
_LEAP_DAYS: Final = (date(2024, 2, 29), date(2028, 2, 29))
_UNUSABLE: Final = (
    RecordStatus.ANNULLED,
    RecordStatus.UNDER_REVIEW,
    RecordStatus.REPAIRED,
    RecordStatus.UNLAWFUL,
    RecordStatus.DISCLOSURE_ENDED,
    RecordStatus.CHANGED,
    RecordStatus.INVALID,
)
_ENTRY: Final = "the entry itself"
"""Aimed at: where an entry on a list begins and ends."""
_ELSEWHERE: Final = "650100"
_LONG_AGO: Final = date(2020, 1, 1)
_FAR: Final = date(2100, 1, 1)
_TRIES: Final = 8
_DEEP: Final = 40
"""So many records a score is looked for with, at most."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A subject as it is delivered, not yet read; with the day, and who asks."""

    told: dict[str, object]
    as_of: date
    acting: Acting | None

    def witness(self) -> Witness:
        """The subject read, ready to be decided.

        Raises:
            SubjectError: something was taken away that a subject needs.
        """
        return Witness(Subject.read(self.told), self.as_of, self.acting)


@dataclass(frozen=True, slots=True)
class _Case:
    """A rule, as far as a subject has to be built for it.

    Attributes:
        each: the records it is about; None where it is about the subject.
        hold: what has to hold; fail: what must not.
        on_list: the list whose current entries it is about.
        lasts, ends, expires: the clocks that run besides its conditions.
        in_force: the days on which the rule itself holds, where it says so.
    """

    ruleset: Ruleset
    each: Scope | None
    hold: tuple[Expr, ...]
    fail: tuple[Expr, ...] = ()
    exceptions: tuple[Unless, ...] = ()
    on_list: str | None = None
    lasts: Lasting | None = None
    ends: SelfEnding | None = None
    expires: FieldRef | None = None
    in_force: Validity | None = None

    @property
    def conditions(self) -> Iterator[Expr]:
        """Every condition of the rule."""
        yield from self.hold
        yield from self.fail
        yield from (one.when for one in self.exceptions)


@dataclass(frozen=True, slots=True)
class _Aim:
    """A rule with the place in it that is aimed at, and the days it may be asked about.

    `early` are days soon after everything the rule names has come; `late` are so long after it that
    its periods can have run.
    """

    case: _Case
    place: Place
    early: tuple[date, ...]
    late: tuple[date, ...]


def aimed(book: Rulebook, rulesets: Sequence[Ruleset], rng: random.Random) -> Witness:
    """One subject aimed at an edge of some rulesets.

    Whoever wants many makes `Aims` once and asks it.

    Args:
        book: the rulebook that decides.
        rulesets: those of it that are aimed at.
        rng: the source of every choice.
    """
    return Aims(book, rulesets).draft(rng).witness()


def turning_days(rulesets: Iterable[Ruleset]) -> tuple[date, ...]:
    """The days on which rulesets change their answers, with the days beside: in order.

    First and last days of editions, days that conditions name, 29 February.
    """
    days: set[date] = set(_LEAP_DAYS)
    for one in rulesets:
        validity = one.header.in_force
        days.update(day for day in (validity.since, validity.until) if day is not None)
        days.update(node.value for node in parts(one, Compare) if isinstance(node.value, date))
    beside = {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
    return tuple(sorted(day for day in beside if FIRST_DAY <= day <= LAST_DAY))


class Aims:
    """Everything in some rulesets that a subject can be aimed at, found once."""

    def __init__(self, book: Rulebook, rulesets: Sequence[Ruleset]) -> None:
        """Look through the rulesets.

        Args:
            book: the rulebook that decides; what rulesets read of one another is looked up in it.
            rulesets: those of it that are aimed at.
        """
        self.book = book
        self.rulesets = tuple(rulesets)
        self.asked = _asked(self.rulesets)
        self._aims: dict[int, tuple[_Aim, ...]] = {}
        self._weights: dict[int, tuple[int, ...]] = {}

    def draft(self, rng: random.Random, as_of: date | None = None) -> Drafted:
        """A subject aimed at one place, or at several of one ruleset, as it is delivered.

        Args:
            rng: the source of every choice.
            as_of: the day it is to be asked about; None for one that suits the place.
        """
        ruleset = rng.choice(self.rulesets)
        number = id(ruleset)
        if number not in self._aims:
            aims = self._aims[number] = tuple(_aims(ruleset))
            self._weights[number] = tuple(accumulate(one.place.weight for one in aims))
        how_many = rng.choice((1, 1, 2, 2, 3, 4))
        chosen = rng.choices(self._aims[number], cum_weights=self._weights[number], k=how_many)
        # Where an edition's own ends are among the aims, the day asked about is one of them.
        first = next((one for one in chosen if isinstance(one.place.node, Validity)), chosen[0])
        day = _day_asked(first, rng) if as_of is None else as_of
        return _Assembly(self, ruleset, chosen, rng, day).drafted()

    def record(
        self, rng: random.Random, collection: str, as_of: date | None = None
    ) -> dict[str, object]:
        """A record of a collection as it is delivered: one that a rule is about, if any is."""
        for _ in range(_TRIES):
            told = self.draft(rng, as_of).told.get(collection)
            if isinstance(told, list) and told:
                return dict(rng.choice(told))
        draft = Draft(rng, as_of or rng.choice(turning_days(self.rulesets)), self.asked)
        draft.row(collection)
        (found,) = draft.whole()[collection]
        return found


@dataclass(slots=True)
class _Assembly:
    """One subject being assembled for some aims of one ruleset."""

    aims: Aims
    ruleset: Ruleset
    chosen: Sequence[_Aim]
    rng: random.Random
    as_of: date

    def drafted(self) -> Drafted:
        """Build for every aim, take something away."""
        rng, header, as_of = self.rng, self.ruleset.header, self.as_of
        acting = _acting(header.jurisdiction, header.national, rng)
        day = as_of
        if isinstance(self.ruleset, TieredSupervision):
            day, _ = assessment(self.ruleset.assessed, as_of)
        draft = Draft(rng, day, self.aims.asked)
        draft.subject.cell("kind").fixed = _kind(header.applies_to, rng)
        for aim in self.chosen:
            builder = Builder(self.aims.book, draft, aim.place)
            if header.concerns is not None:
                builder.meet(header.concerns, True, None, None)
            _build(builder, aim)
        self._take_away(draft)
        told = {**draft.itself(), "covers": self._covers(as_of), **draft.whole()}
        for name in [name for name in COLLECTIONS if not told.get(name, True)]:
            del told[name]
        return Drafted(told, as_of, acting)

    def _take_away(self, draft: Draft) -> None:
        """Now and then a record was annulled, or repaired; or a field of it was not delivered."""
        rng = self.rng
        if draft.rows and rng.random() < 0.08:
            cell = rng.choice(draft.rows).cell("status")
            if cell.among is None and cell.fixed is None:
                cell.only((rng.choice(_UNUSABLE),))
        if draft.rows and rng.random() < 0.05:
            row = rng.choice(draft.rows)
            names = [name for name in row.cells if name != "key"]
            row.cell(rng.choice([*names, "status"])).fixed = ABSENT

    def _covers(self, as_of: date) -> dict[str, dict[str, object]]:
        covers: dict[str, dict[str, object]] = {
            name: {"from": "beginning", "until": as_of} for name in COLLECTIONS
        }
        asked = sorted({name for name, _ in self.aims.asked if name in covers})
        if asked and self.rng.random() < 0.06:
            name = self.rng.choice(asked)
            match self.rng.randrange(3):
                case 0:
                    del covers[name]
                case 1:
                    covers[name]["until"] = as_of - _ONE_DAY
                case _:
                    covers[name]["from"] = as_of - timedelta(days=self.rng.choice((365, 730)))
        return covers


def _build(builder: Builder, aim: _Aim) -> None:
    """Build what a rule needs, so that its answer hangs on the place aimed at."""
    case, node = aim.case, aim.place.node
    match node:
        case Scorecard():
            _to_a_band(builder, case.ruleset, node)
            return
        case DefaultTier():
            if builder.rng.random() < 0.5:
                _of_the_rule(builder, builder.rng.choice(node.empty), ())
            return
        case TieredSupervision():
            _graded_officially(builder, node)
            return
        case _:
            pass
    row = None if case.each is None else _of_the_rule(builder, case.each, case.hold, case)
    if row is None:
        for one in case.hold:
            builder.meet(one, True, None, None)
    for one in case.fail:
        # Other tiers' conditions are many: where they are not met on purpose is enough.
        if id(one) in aim.place.path or builder.rng.random() < 0.7:
            builder.meet(one, False, row, row)
    for exception in case.exceptions:
        if id(exception.when) not in aim.place.path and builder.rng.random() < 0.12:
            answer = builder.rng.choice(tuple(FindingAnswer))
            builder.draft.answer(f"defence-closed:{exception.id}", row, answer)
        else:
            builder.meet(exception.when, False, row, row)
    if isinstance(case.ruleset, TieredSupervision) and builder.rng.random() < 0.1:
        _graded_officially(builder, case.ruleset)


def _of_the_rule(
    builder: Builder, each: Scope, hold: Iterable[Expr], case: _Case | None = None
) -> Row:
    """A record the rule is about: in its scope, meeting its conditions, its clocks running."""
    made = builder.draft.row(each.collection)
    if case is not None and case.on_list is not None:
        made.cell("list").only((case.on_list,))
    for one in hold:
        builder.meet(one, True, made, made)
    builder.date_in(each, made, made, made)
    if case is not None:
        _clocks(builder, case, made)
        _recognised(builder, case.ruleset, made)
    return made


def _clocks(builder: Builder, case: _Case, row: Row) -> None:
    """What runs besides the conditions: the entry, the bar, the publicity, the points."""
    rng, day, node = builder.rng, builder.draft.day, builder.place.node
    lasts = case.lasts
    if case.on_list is not None or (lasts is not None and lasts.standing):
        standing_row(builder, row, True, aimed=node in (_ENTRY, lasts) and node is not None)
    if lasts is not None and lasts.since is not None:
        if lasts.period is not None:
            _running(builder, row, lasts.since.name, lasts.period, aimed=node is lasts)
        elif lasts.until is not None:
            _due(builder, row, lasts.until.name, aimed=node is lasts)
    if case.ends is not None:
        _running(builder, row, case.ends.since.name, case.ends.period, aimed=node is case.ends)
    if case.expires is not None:
        _due(builder, row, case.expires.name, aimed=node is case.expires)
    header = case.ruleset.header
    if header.governs is Governs.ACTS and "acted_on" in row.specs:
        acted, valid = row.cell("acted_on"), header.in_force
        if node is valid:
            ends = [one for one in (valid.since, valid.until) if one is not None and one <= day]
            acted.fixed = rng.choice(ends) - rng.choice((0, 1)) * _ONE_DAY if ends else None
        elif header.retroactive and valid.since is not None and rng.random() < 0.5:
            # An act before the edition, decided about its first day.
            acted.at_most(valid.since - _ONE_DAY)
            decided = valid.since + rng.choice((-1, 0, 0, 1)) * _ONE_DAY
            dated_by = COLLECTIONS[row.name].dated_by
            row.cell(dated_by).fixed = decided if decided <= day else None
        elif valid.since is not None:
            acted.at_least(valid.since)


def _running(builder: Builder, row: Row, since: str, period: Period, *, aimed: bool) -> None:
    """A period that runs still; aimed, on its last day or the day after it."""
    cell = row.cell(since)
    first = window_start(builder.draft.day, period)
    if aimed:
        cell.fixed = first - builder.rng.choice((0, 1)) * _ONE_DAY
    elif cell.fixed is None:
        cell.at_least(first)


def _due(builder: Builder, row: Row, until: str, *, aimed: bool) -> None:
    """A due day that has not passed; aimed, today or yesterday."""
    rng, day, cell = builder.rng, builder.draft.day, row.cell(until)
    if aimed:
        cell.fixed = rng.choice((day, day - _ONE_DAY, NONE))
    elif cell.fixed is None and cell.low is None and cell.high is None and cell.among is None:
        # An event that ends a bar has not come yet; a due day is still ahead.
        event = cell.spec.kind is Kind.DAY
        cell.fixed = NONE if event else day + timedelta(days=rng.choice((0, 1, 300)))


def _recognised(builder: Builder, ruleset: Ruleset, row: Row) -> None:
    """An act of the ruleset's own region, or of one it recognises, or of neither."""
    recognises = ruleset.header.recognises
    if recognises is None or "authority_region" not in row.specs:
        return
    own = _inside(ruleset.header.jurisdiction)
    others = [_inside(one) for one in recognises.regions]
    row.cell("authority_region").fixed = builder.rng.choice([own, own, *others, _ELSEWHERE])


def _graded_officially(builder: Builder, ruleset: TieredSupervision) -> None:
    """An organ's grade, beside which the computed one stands: for the year, or not."""
    rng = builder.rng
    made = builder.official(ruleset, rng.choice(ruleset.tiers).id)
    _recognised(builder, ruleset, made)
    match rng.randrange(6):
        case 0:
            year = made.cell("year")
            if year.among:
                year.fixed = Decimal(str(year.among[0])) - 1
        case 1:
            _due(builder, made, "valid_until", aimed=True)
        case _:
            pass


def _to_a_band(builder: Builder, ruleset: Ruleset, card: Scorecard) -> None:
    """Records that bring the score to the end of a band, or a step beside it."""
    assert isinstance(ruleset, TieredSupervision), "only tiers have scorecards"
    rng = builder.rng
    bands = [one.band for one in ruleset.tiers if one.band is not None]
    ends = [end for band in bands for end in (band.low, band.high) if end is not None]
    wanted = rng.choice(ends) + rng.choice((-1, 0, 1))
    delivered = [one for one in card.items if isinstance(one.points, FieldRef)]
    if delivered:
        item = rng.choice(delivered)
        row = _of_the_rule(builder, item.each, (item.where,))
        assert isinstance(item.points, FieldRef), "chosen so"
        row.cell(item.points.name).fixed = wanted - card.start
        items = [(item, row)]
    else:
        chosen = _occurrences(card, wanted, rng)
        items = [(one, _of_the_rule(builder, one.each, (one.where,))) for one in chosen]
    for item, row in items:
        if item.expires is not None:
            _due(builder, row, item.expires.name, aimed=False)


def _occurrences(card: Scorecard, wanted: Decimal, rng: random.Random) -> list[ScoreItem]:
    """Occurrences whose points bring the score nearest to the one wanted, few rather than many."""
    items = [one for one in card.items if isinstance(one.points, Decimal) and one.points]
    rng.shuffle(items)
    ways: dict[Decimal, list[ScoreItem]] = {card.start: []}
    newest = dict(ways)
    for _ in range(_DEEP):
        if wanted in ways or not newest:
            break
        further: dict[Decimal, list[ScoreItem]] = {}
        for score, so_far in newest.items():
            for one in items:
                assert isinstance(one.points, Decimal), "chosen so"
                many = 1 + sum(other is one for other in so_far)
                reached = score + one.points
                if one.cap is not None and abs(one.points) * many > one.cap:
                    continue
                if (
                    reached not in ways
                    and abs(reached - card.start) <= abs(wanted - card.start) * 2
                ):
                    further.setdefault(reached, [*so_far, one])
        ways |= further
        newest = further
    return ways[min(ways, key=lambda score: (abs(score - wanted), len(ways[score])))]


# What there is to aim at.


def _aims(ruleset: Ruleset) -> Iterator[_Aim]:
    """Every place in every rule of a ruleset."""
    for case in _cases(ruleset):
        early, late = _days(case)
        for place in _places(case):
            yield _Aim(case, place, early, late)


def _cases(ruleset: Ruleset) -> Iterator[_Case]:
    match ruleset:
        case SeriousDishonesty():
            yield from _grounds(ruleset)
        case KeyWatchList():
            yield from _grounds(ruleset)
            stay = tuple(one.when for one in ruleset.stay)
            for reason in ruleset.leave:
                yield _entry(ruleset, (reason.when,), stay)
            for rule in ruleset.discipline:
                yield _entry(ruleset, (rule.where,))
        case JointDiscipline():
            for rule in ruleset.discipline:
                yield _entry(ruleset, (rule.where,))
        case StatutoryRestriction():
            for bar in ruleset.restrictions:
                yield _Case(
                    ruleset,
                    bar.each,
                    (bar.where,),
                    exceptions=bar.unless,
                    lasts=bar.lasts,
                    in_force=bar.in_force,
                )
        case TieredSupervision():
            yield from _of_tiers(ruleset)
        case Incentive():
            for favour in ruleset.favours:
                yield _Case(ruleset, None, (favour.when,), exceptions=favour.unless)
        case CreditRepair():
            requires = tuple(one.when for one in ruleset.requires)
            barred = tuple(one.when for one in ruleset.barred)
            hold = (ruleset.where, *requires)
            yield _Case(ruleset, ruleset.each, hold, barred, on_list=ruleset.list)
            for end in ruleset.ends:
                whole = (ruleset.where, end.when)
                yield _Case(ruleset, ruleset.each, whole, on_list=ruleset.list, ends=end)
        case Steps():
            for step in ruleset.steps:
                yield _Case(ruleset, step.each, (step.where,))
        case _ as never:
            assert_never(never)


def _grounds(ruleset: SeriousDishonesty | KeyWatchList) -> Iterator[_Case]:
    settled = () if ruleset.settled is None else (ruleset.settled,)
    for one in ruleset.grounds:
        yield _Case(ruleset, one.each, (one.where,), settled, one.unless, in_force=one.in_force)


def _entry(
    ruleset: KeyWatchList | JointDiscipline, hold: tuple[Expr, ...], fail: tuple[Expr, ...] = ()
) -> _Case:
    return _Case(ruleset, Scope("listings"), hold, fail, on_list=ruleset.list)


def _of_tiers(ruleset: TieredSupervision) -> Iterator[_Case]:
    stricter: list[Expr] = []
    for tier in ruleset.tiers:
        if tier.when is not None:
            yield _Case(ruleset, None, (tier.when,), tuple(stricter))
            stricter.append(tier.when)
    for one in (*ruleset.direct, *ruleset.caps, *ruleset.floors):
        yield _Case(ruleset, None, (one.when,))
    for item in ruleset.scorecard.items if ruleset.scorecard else ():
        yield _Case(ruleset, item.each, (item.where,), expires=item.expires)


def _places(case: _Case) -> Iterator[Place]:
    """Every place in a rule; and the rule as it stands."""
    yield Place(None, frozenset())
    for validity in dict.fromkeys((case.ruleset.header.in_force, case.in_force)):
        if validity is not None and _ends_of(validity):
            yield Place(validity, frozenset(), _EDGE)
    for one in case.conditions:
        yield from _within(one, frozenset())
    if case.each is not None and case.each.window is not None:
        yield Place(case.each, frozenset({id(case.each)}), _EDGE)
    if case.on_list is not None:
        yield Place(_ENTRY, frozenset(), _EDGE)
    lasts = case.lasts
    if lasts is not None and (lasts.period or lasts.until or lasts.standing):
        yield Place(lasts, frozenset(), _EDGE)
    for clock in (case.ends, case.expires):
        if clock is not None:
            yield Place(clock, frozenset(), _EDGE)
    ruleset = case.ruleset
    if isinstance(ruleset, TieredSupervision):
        yield Place(ruleset, frozenset())
        if ruleset.default is not None:
            yield Place(ruleset.default, frozenset(), _EDGE)
        if ruleset.scorecard is not None:
            yield Place(ruleset.scorecard, frozenset(), _EDGE * len(ruleset.tiers))


def _within(node: Expr, path: frozenset[int]) -> Iterator[Place]:
    """Every leaf, window and threshold of a condition, with the way to it."""
    way = path | {id(node)}
    match node:
        case Compare(_, op, value):
            ordered = op not in (Op.IS, Op.IS_NOT) or isinstance(value, date | Decimal)
            yield Place(node, way, _EDGE if ordered or isinstance(value, FieldRef) else 1)
        case Elapsed():
            yield Place(node, way, _EDGE)
        case Threshold():
            yield Place(node, way, 2 * _EDGE)
        case AnySpan():
            yield Place(node, way, 2 * _EDGE)
        case In() | Finding() | Listed() | Graded() | Proposed():
            yield Place(node, way)
        case Standing():
            yield Place(node, way, _EDGE)
        case All() | AnyOf() | Not() | Defined() | Some() | Every():
            pass
        case _ as never:
            assert_never(never)
    for scope in _scopes(node):
        if scope.window is not None:
            yield Place(scope, way | {id(scope)}, _EDGE)
    for part in parts_of(node):
        yield from _within(part, way)


def _scopes(node: Expr) -> tuple[Scope, ...]:
    match node:
        case Some(scope) | Every(scope) | AnySpan(scope):
            return (scope,)
        case Threshold(quantity):
            return tuple(_of_quantity(quantity))
        case _:
            return ()


def _of_quantity(quantity: Quantity) -> Iterator[Scope]:
    match quantity:
        case FieldRef():
            return
        case Count(scope) | Sum(scope) | Distinct(scope):
            yield scope
        case Share(part, whole):
            yield from _of_quantity(part)
            yield from _of_quantity(whole)
        case _ as never:
            assert_never(never)


# Who is asked about, when, and by whom.


def _days(case: _Case) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Days to ask about a rule: soon after all it names has come, and when periods have run."""
    header = case.ruleset.header
    validity = header.in_force
    own = case.in_force or validity
    # What nobody confirmed may hold before: it is looked at then too.
    known = _LONG_AGO if validity.unconfirmed else validity.since or _LONG_AGO
    conditions = [*case.conditions, *([header.concerns] if header.concerns else [])]
    named = {one.value for one in parts(tuple(conditions), Compare) if isinstance(one.value, date)}
    floor = max((own.since or known, known, *(day for day in named if day < _FAR)))
    early = {floor + timedelta(days=step) for step in (0, 1, 2, 8, 31)}
    if validity.unconfirmed:
        sure = max(floor, min(validity.known_on, default=floor))
        early |= {sure, sure + timedelta(days=40)}
    periods = set(parts((*conditions, case.lasts, case.ends), Period))
    late = {floor + timedelta(days=step) for step in (60, 200, 400, 800, 1200)}
    for period in periods:
        last = last_day(floor, period)
        late |= {last + timedelta(days=step) for step in (1, 2, 35, 400)}
    for day in tuple(late):
        late |= {day.replace(day=1) - _ONE_DAY, _leap_day(day)}
    until = min(validity.until or LAST_DAY, own.until or LAST_DAY)
    return (
        tuple(sorted(day for day in early if day < until)) or (known,),
        tuple(sorted(day for day in late if floor <= day < until)) or (known,),
    )


def _leap_day(day: date) -> date:
    """The first 29 February from a day on."""
    year = day.year if day <= date(day.year, 2, 28) else day.year + 1
    while not isleap(year):
        year += 1
    return date(year, 2, 29)


def _day_asked(aim: _Aim, rng: random.Random) -> date:
    """The day asked about: in the edition, now and then at its ends or outside."""
    if isinstance(aim.place.node, Validity):
        acts = aim.case.ruleset.header.governs is Governs.ACTS
        ends = () if acts else _ends_of(aim.place.node)
        if ends:
            return rng.choice(ends) - rng.choice((0, 1)) * _ONE_DAY
    node = aim.place.node
    if isinstance(node, Compare) and isinstance(node.value, date) and rng.random() < 0.7:
        # Soon after the day that is aimed at, though the rule may name later ones.
        soon = node.value + timedelta(days=rng.choice((0, 1, 2, 31, 200)))
        validity = aim.case.ruleset.header.in_force
        return soon if validity.on(soon) is not Truth.FALSE else rng.choice(aim.early)
    return rng.choice(aim.early if rng.random() < 0.25 else aim.late)


def _ends_of(validity: Validity) -> tuple[date, ...]:
    """The first day of an edition or a rule, and the first day after it."""
    first = min(validity.known_on, default=None) if validity.unconfirmed else validity.since
    return tuple(day for day in (first, validity.until) if day is not None)


def _acting(jurisdiction: str, national: bool, rng: random.Random) -> Acting | None:
    """Who asks: for a local ruleset mostly an authority of its region."""
    if rng.random() < 0.05:
        return Acting(region=_ELSEWHERE)
    if national:
        return None
    return None if rng.random() < 0.05 else Acting(region=_inside(jurisdiction))


def _inside(jurisdiction: str) -> str:
    """A region that lies in a jurisdiction."""
    if jurisdiction == NATIONAL:
        return _ELSEWHERE
    return f"{jurisdiction[:2]}0100" if jurisdiction.endswith("0000") else jurisdiction


def _kind(kinds: frozenset[SubjectKind], rng: random.Random) -> str:
    """A kind of subject the ruleset is about; now and then another."""
    if rng.random() < 0.04:
        return rng.choice(tuple(SubjectKind))
    return rng.choice(sorted(kinds) or [SubjectKind.LEGAL_PERSON])


# What is asked for.


def _asked(rulesets: Iterable[Ruleset]) -> Asked:
    """By collection and field, the values that the conditions of some rulesets name."""
    found: dict[tuple[str, str], set[Held]] = defaultdict(set)
    for ruleset in rulesets:
        if ruleset.header.concerns is not None:
            _look(ruleset.header.concerns, None, None, found)
        for case in _cases(ruleset):
            about = None if case.each is None else case.each.collection
            for one in case.conditions:
                _look(one, about, about, found)
            _look_at_clocks(case, about, found)
        if isinstance(ruleset, TieredSupervision):
            found["evaluations", "scheme"].add(ruleset.header.scheme)
            found["evaluations", "grade"].update(one.id for one in ruleset.tiers)
            if ruleset.assessed.years_before:
                found["evaluations", "year"].update(())
            for item in ruleset.scorecard.items if ruleset.scorecard else ():
                if isinstance(item.points, FieldRef):
                    found[item.each.collection, item.points.name].update(())
        if ruleset.header.recognises is not None:
            for name in ("listings", "evaluations"):
                found[name, "authority_region"].update(())
    return {key: sorted(values, key=str) for key, values in sorted(found.items())}


def _look_at_clocks(
    case: _Case, about: str | None, found: dict[tuple[str, str], set[Held]]
) -> None:
    lasts = case.lasts
    days = [case.expires, case.ends.since if case.ends else None]
    days += [lasts.since, lasts.until] if lasts else []
    for day in days:
        if day is not None and about is not None:
            found[about, day.name].update(())
    if case.on_list is not None:
        found["listings", "list"].add(case.on_list)
    if case.on_list is not None or (lasts is not None and lasts.standing):
        for name in ("listed_on", "removed_on", "restored_on"):
            found["listings", name].update(())


def _look(
    node: Expr, record: str | None, this: str | None, found: dict[tuple[str, str], set[Held]]
) -> None:
    """Note every field a condition asks for, with the values it names."""

    def note(field: FieldRef, *values: object) -> None:
        owner = {Owner.RECORD: record, Owner.THIS: this, Owner.SUBJECT: "subject"}[field.of]
        if owner is not None:
            held = (one for one in values if isinstance(one, str | bool | Decimal | date))
            found[owner, field.name].update(held)

    match node:
        case Compare(field, _, value):
            note(field, value)
            if isinstance(value, FieldRef):
                note(value)
        case In(field, values):
            note(field, *values)
        case Elapsed(since):
            for day in _days_of(since):
                note(day)
        case Threshold(quantity):
            _look_at_quantity(quantity, record, this, found)
        case Graded(scheme, tiers):
            found["evaluations", "scheme"].add(scheme)
            found["evaluations", "grade"].update(tiers)
        case Listed() | Standing():
            found["listings", "list"].update((node.list,) if isinstance(node, Listed) else ())
            for name in ("listed_on", "removed_on", "restored_on"):
                found["listings", name].update(())
        case _:
            pass
    for scope in _scopes(node):
        match scope.window:
            case Since(begun):
                for one in _days_of(begun):
                    note(one)
            case Within(_, before) if before is not None:
                for one in _days_of(before):
                    note(one)
            case _:
                pass
    if isinstance(node, Threshold):
        return
    inner = next((scope.collection for scope in _scopes(node)), record)
    for part in parts_of(node):
        _look(part, inner, this, found)


def _look_at_quantity(
    quantity: Quantity,
    record: str | None,
    this: str | None,
    found: dict[tuple[str, str], set[Held]],
) -> None:
    match quantity:
        case FieldRef(name, of):
            owner = {Owner.RECORD: record, Owner.THIS: this, Owner.SUBJECT: "subject"}[of]
            if owner is not None:
                found[owner, name].update(())
        case Count(scope, where):
            _look(where, scope.collection, this, found)
        case Sum(scope, where, field) | Distinct(scope, where, field):
            found[scope.collection, field].update(())
            _look(where, scope.collection, this, found)
        case Share(part, whole):
            _look_at_quantity(part, record, this, found)
            _look_at_quantity(whole, record, this, found)
        case _ as never:
            assert_never(never)


def _days_of(day: DayRef) -> tuple[FieldRef, ...]:
    return (day,) if isinstance(day, FieldRef) else (*day.days, *day.if_any)
