"""Makes a draft meet a condition, miss it, or hang on one place in it.

Off the way to the place aimed at, conditions are met or missed as wanted. On the way everything
beside it is settled so that the whole hangs on it: the other parts of `all` hold, those of `any` do
not. At the place itself a value is put at the edge, one step to either side, or beyond.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from credit_rules.analysis.drafting import ABSENT, STEPS, Draft, Held, Row, near
from credit_rules.dates import Period, last_day, window_start
from credit_rules.engine.tiers import assessment
from credit_rules.model.codes import FindingAnswer
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    DayRef,
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
    Operand,
    Owner,
    ParameterRef,
    Proposed,
    Quantity,
    Scope,
    Share,
    Since,
    Some,
    Standing,
    Sum,
    Threshold,
    Window,
    Within,
    YearsBefore,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import KeyWatchList, SeriousDishonesty, TieredSupervision
from credit_rules.model.subject import NONE, NOT_COMPUTABLE, Kind

__all__ = ["Builder", "Place", "standing_row"]

_ONE_DAY: Final = timedelta(days=1)
_ORDERED: Final = {
    Op.AT_LEAST,
    Op.AT_MOST,
    Op.MORE_THAN,
    Op.LESS_THAN,
    Op.BEFORE,
    Op.AFTER,
    Op.ON_OR_BEFORE,
    Op.ON_OR_AFTER,
}
_UPWARDS: Final = {Op.AT_LEAST, Op.MORE_THAN, Op.AFTER, Op.ON_OR_AFTER}
_STRICT: Final = {Op.MORE_THAN, Op.LESS_THAN, Op.BEFORE, Op.AFTER}
_NOT_THIS: Final = {Op.BEFORE, Op.AFTER, Op.IS_NOT, Op.MORE_THAN, Op.LESS_THAN}
_WHOLES: Final = (10_000_000, 2_000_000, 1_000_000, 1_500_000)
_MOST_ROWS: Final = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a rule that a subject is aimed at.

    Attributes:
        node: the leaf, threshold or scope; None for a plain match.
        path: the identities of everything on the way to it, itself included.
        weight: how often it is aimed at, beside others: an edge more often than a code.
    """

    node: object
    path: frozenset[int]
    weight: int = 1


@dataclass(slots=True)
class Builder:
    """Builds one subject of a rulebook: conditions in, records out."""

    book: Rulebook
    draft: Draft
    place: Place
    counted: dict[tuple[str, Window | None], list[Row]] = field(default_factory=dict)
    """The records that counts have made, by collection and window."""

    @property
    def rng(self) -> random.Random:
        """The source of every choice."""
        return self.draft.rng

    def meet(self, node: Expr, want: bool, row: Row | None, this: Row | None) -> None:
        """Make a condition hold, or not; on the way to the place aimed at, hang on it."""
        rng = self.rng
        on_the_way = id(node) in self.place.path
        match node:
            case All(parts):
                self._joined(parts, want or on_the_way, True, row, this)
            case AnyOf(parts):
                self._joined(parts, on_the_way or not want, False, row, this)
            case Not(part):
                self.meet(part, not want, row, this)
            case Defined(_, part):
                self.meet(part, want, row, this)
            case Compare(field, op, value):
                owner = self._owner(field, row, this)
                if owner is not None:
                    self._compare(owner, field.name, op, value, want, row, this, aimed=on_the_way)
            case In(field, values):
                owner = self._owner(field, row, this)
                if owner is not None:
                    self._among(owner, field.name, values, want, aimed=on_the_way)
            case Elapsed(since, period):
                self._elapsed(since, period, want, row, this, aimed=on_the_way)
            case Some(scope, where):
                if on_the_way or want:
                    self.place_one(scope, where, row, this)
                elif rng.random() < 0.3:
                    self._near_miss(scope, where, row, this)
            case Every(scope, where, has):
                self._every(scope, where, has, want, row, this)
            case AnySpan(scope, where, number, period):
                self._span(node, scope, where, number, period, want, row, this)
            case Threshold(quantity, op, limit):
                self._threshold(node, quantity, op, limit, want, row, this)
            case Listed(name):
                said = rng.random() < 0.5 if on_the_way else want
                if said or rng.random() < 0.2:
                    self.listing(name, standing=said, aimed=on_the_way)
            case Standing():
                if row is not None:
                    standing_row(self, row, want, aimed=on_the_way)
            case Graded(scheme, tiers):
                said = rng.random() < 0.5 if on_the_way else want
                self._graded(scheme, tiers, said)
            case Proposed(name):
                if want or (on_the_way and rng.random() < 0.5):
                    self._proposed(name)
            case Finding(name):
                answer = FindingAnswer.YES if want else FindingAnswer.NO
                answers = (FindingAnswer.YES, FindingAnswer.NO, None) if on_the_way else (answer,)
                found = rng.choice(answers)
                if found is not None:
                    self.draft.answer(name, row, found)
            case _ as never:
                assert_never(never)

    def _joined(
        self,
        parts: tuple[Expr, ...],
        together: bool,
        want: bool,
        row: Row | None,
        this: Row | None,
    ) -> None:
        """Parts that all come out the same; or one of them the other way, which settles the rest.

        With `together` every part comes out as `want`; else one does not.
        """
        if not parts:
            return
        # Comparisons with constants first: what looks at other fields then finds them narrowed.
        ordered = sorted(parts, key=_rank)
        other = None
        if not together:
            free = [one for one in ordered if self.settled(one, row, this) is not want]
            other = self.rng.choice(free or ordered)
        for part in ordered:
            if part is other:
                self.meet(part, not want, row, this)
            elif together or self.rng.random() < 0.8:
                self.meet(part, want, row, this)

    def settled(self, node: Expr, row: Row | None, this: Row | None) -> bool | None:
        """How a condition comes out already, whatever is still open; None while both may be."""
        match node:
            case All(parts) | AnyOf(parts):
                ends = isinstance(node, AnyOf)
                found = [self.settled(part, row, this) for part in parts]
                if ends in found:
                    return ends
                return None if None in found else not ends
            case Not(part):
                inner = self.settled(part, row, this)
                return None if inner is None else not inner
            case Defined(_, part):
                return self.settled(part, row, this)
            case Compare(field, op, value):
                owner = self._owner(field, row, this)
                if owner is None or isinstance(value, FieldRef | ParameterRef | YearsBefore):
                    return None
                return owner.cell(field.name).says(op, value)
            case In(field, values):
                owner = self._owner(field, row, this)
                if owner is None:
                    return None
                said = [owner.cell(field.name).says(Op.IS, value) for value in values]
                return True if True in said else None if None in said else False
            case _:
                return None

    def _owner(self, field: FieldRef, row: Row | None, this: Row | None) -> Row | None:
        match field.of:
            case Owner.SUBJECT:
                return self.draft.subject
            case Owner.THIS:
                return this
            case Owner.RECORD:
                return row
            case _ as never:
                assert_never(never)

    # Leaves.

    def _compare(
        self,
        owner: Row,
        name: str,
        op: Op,
        operand: Operand,
        want: bool,
        row: Row | None,
        this: Row | None,
        *,
        aimed: bool,
    ) -> None:
        cell = owner.cell(name)
        other = self._operand(operand, row, this, dated=op in _ORDERED)
        if other is None or cell.fixed is not None:
            if aimed and other is not None:
                self._beside(owner, name, op, other)
            return
        if aimed:
            self._beside(owner, name, op, other)
        elif op in _ORDERED:
            self._ordered(owner, name, op, other, want)
        elif cell.spec.kind is Kind.CODES:
            shared = {str(one) for one in (other if isinstance(other, frozenset) else [other])}
            (cell.shares if want is (op is Op.IS) else cell.lacks).update(shared)
        elif want is (op is Op.IS):
            cell.only((other,))
        else:
            cell.never.add(other)

    def _ordered(self, owner: Row, name: str, op: Op, other: Held, want: bool) -> None:
        """A field before or after a day, above or below a figure."""
        cell = owner.cell(name)
        if not isinstance(other, date | Decimal):
            return
        free = cell.low is None and cell.high is None and NONE not in cell.never
        if not want and free and NONE in cell.spec.words and self.rng.random() < 0.3:
            cell.only((NONE,))
            return
        step = _step(owner, name)
        end = _plus(other, step * _side(op, want))
        if (op in _UPWARDS) is want:
            cell.at_least(end)
        else:
            cell.at_most(end)
        cell.never.update((NONE, NOT_COMPUTABLE))

    def _beside(self, owner: Row, name: str, op: Op, other: Held) -> None:
        """The field aimed at: at the edge, or one step to either side; or not a value at all."""
        rng, cell = self.rng, owner.cell(name)
        if rng.random() < 0.06 and name != "key":
            cell.fixed = ABSENT
            return
        if op in _ORDERED and isinstance(other, date | Decimal):
            if rng.random() < 0.05 and cell.spec.words:
                cell.fixed = rng.choice(sorted(cell.spec.words))
                return
            step = _step(owner, name)
            value = _plus(other, self._aimed_side(op) * step)
            cell.fixed = _not_below(value, cell.spec.kind)
        elif cell.spec.kind is Kind.CODES:
            wanted = str(other)
            (cell.shares if rng.random() < 0.5 else cell.lacks).add(wanted)
        elif rng.random() < 0.5:
            cell.fixed = other
        elif isinstance(other, date):
            cell.fixed = other + rng.choice((-1, 1)) * _ONE_DAY
        elif isinstance(other, Decimal):
            cell.fixed = _not_below(_plus(other, rng.choice((-1, 1)) * _step(owner, name)), None)
        else:
            cell.never.add(other)

    def _among(
        self, owner: Row, name: str, values: Sequence[Held], want: bool, *, aimed: bool
    ) -> None:
        cell, rng = owner.cell(name), self.rng
        if cell.fixed is not None:
            return
        if aimed:
            if rng.random() < 0.06:
                cell.fixed = ABSENT
                return
            want = rng.random() < 0.5
        if cell.spec.kind is Kind.CODES:
            names = [str(one) for one in values]
            if not want:
                cell.lacks.update(names)
            elif not cell.shares.intersection(names):
                cell.shares.add(
                    rng.choice([one for one in names if one not in cell.lacks] or names)
                )
        elif want:
            cell.only(values)
        else:
            cell.never.update(values)

    def _elapsed(
        self,
        since: DayRef,
        period: Period | None,
        want: bool,
        row: Row | None,
        this: Row | None,
        *,
        aimed: bool,
    ) -> None:
        day = self.draft.day
        # The first day from which the period has not run in full; the day before it, it has.
        first = day if period is None else window_start(day, period)
        if isinstance(since, LatestOf):
            self._latest(since, first, want, row, this, aimed=aimed)
            return
        owner = self._owner(since, row, this)
        if owner is None:
            return
        if aimed:
            self._beside(owner, since.name, Op.BEFORE, first)
        elif owner.cell(since.name).fixed is None:
            self._ordered(owner, since.name, Op.BEFORE, first, want)

    def _latest(
        self,
        since: LatestOf,
        first: date,
        want: bool,
        row: Row | None,
        this: Row | None,
        *,
        aimed: bool,
    ) -> None:
        """Of several days the latest counts: one is put at the edge, the others before it."""
        needed = list(since.days)
        last = self.rng.choice([*needed, *since.if_any] if aimed or not want else needed)
        for one in (*needed, *since.if_any):
            owner = self._owner(one, row, this)
            if owner is None or owner.cell(one.name).fixed is not None:
                continue
            if one is last and aimed:
                self._beside(owner, one.name, Op.BEFORE, first)
            elif one is last and not want:
                self._ordered(owner, one.name, Op.BEFORE, first, False)
            elif one in since.if_any and self.rng.random() < 0.6:
                owner.cell(one.name).only((NONE,))
            else:
                self._ordered(owner, one.name, Op.BEFORE, first, True)

    def _operand(
        self, operand: Operand, row: Row | None, this: Row | None, *, dated: bool
    ) -> Held | None:
        """What a field is compared with; None where nobody can say."""
        match operand:
            case FieldRef():
                owner = self._owner(operand, row, this)
                if owner is None:
                    return None
                kind = owner.cell(operand.name).spec.kind
                days = dated and kind in (Kind.DAY, Kind.DUE_DAY)
                value = self.draft.fix(owner, operand.name, dated=days)
                return None if value == ABSENT else value
            case ParameterRef(name):
                figures = self.book.figures.get(name)
                return None if figures is None else figures.low
            case YearsBefore(years):
                return Decimal(self.draft.day.year - years)
            case _:
                return operand

    # Records.

    def place_one(
        self,
        scope: Scope,
        where: Expr,
        row: Row | None,
        this: Row | None,
        *,
        want: bool = True,
    ) -> Row:
        """A further record in a scope that meets the condition, or misses it."""
        made = self.draft.row(scope.collection)
        self.meet(where, want, made, this)
        self.date_in(scope, made, row, this)
        return made

    def date_in(self, scope: Scope, made: Row, row: Row | None, this: Row | None) -> None:
        """Date a record in the window of a scope; where that is aimed at, at its ends."""
        rng = self.rng
        if scope.including and rng.random() < 0.3:
            made.cell("status").only(sorted(scope.including))
        if scope.window is None:
            return
        first, last = self._window(scope, row, this)
        assert made.collection is not None, "a scope is of records"
        cell = made.cell(made.collection.dated_by)
        if id(scope) in self.place.path and self.place.node is scope:
            ends = [first] if first is not None else []
            beside = [end - _ONE_DAY for end in ends] + ends
            beside += [last, last + _ONE_DAY] if last is not None else []
            options = [day for day in beside if day <= self.draft.day]
            if options:
                cell.fixed = rng.choice(options)
            return
        if cell.fixed is None:
            if first is not None:
                cell.at_least(first)
            if last is not None:
                cell.at_most(last)

    def _window(
        self, scope: Scope, row: Row | None, this: Row | None
    ) -> tuple[date | None, date | None]:
        day = self.draft.day
        match scope.window:
            case None:
                return None, None
            case Within(period, None):
                return window_start(day, period), None
            case Within(period, before):
                assert before is not None, "the case above is of no such day"
                end = self._day_of(before, row, this)
                return (None, None) if end is None else (window_start(end, period), end)
            case During(years):
                year = day.year - years
                return date(year, 1, 1), date(year, 12, 31)
            case Since(since):
                return self._day_of(since, row, this), None
            case _ as never:
                assert_never(never)

    def _day_of(self, day: DayRef, row: Row | None, this: Row | None) -> date | None:
        """A day of a record, chosen now; the latest of several."""
        needed = (day,) if isinstance(day, FieldRef) else day.days
        found: list[date] = []
        for one in needed:
            owner = self._owner(one, row, this)
            value = None if owner is None else self.draft.fix(owner, one.name, dated=True)
            if isinstance(value, date):
                found.append(value)
        return max(found, default=None)

    def _near_miss(self, scope: Scope, where: Expr, row: Row | None, this: Row | None) -> None:
        """A record that is almost there: outside the window, or missing the condition."""
        if scope.window is None or self.rng.random() < 0.5:
            self.place_one(scope, where, row, this, want=False)
            return
        made = self.draft.row(scope.collection)
        self.meet(where, True, made, this)
        first, _ = self._window(scope, row, this)
        assert made.collection is not None, "a scope is of records"
        cell = made.cell(made.collection.dated_by)
        if first is not None and cell.fixed is None:
            cell.at_most(first - _ONE_DAY)

    def _every(
        self, scope: Scope, where: Expr, has: Expr, want: bool, row: Row | None, this: Row | None
    ) -> None:
        """Every record has something: one that does, or one that does not."""
        path = self.place.path
        aimed = id(scope) in path or any(id(one) in path for one in (where, has))
        if want and not aimed and self.rng.random() < 0.4:
            return
        made = self.place_one(scope, where, row, this)
        # Whether a record is in scope matters only where it is an exception.
        self.meet(has, want and not aimed, made, this)

    def _rows_of(
        self, scope: Scope, where: Expr, number: int, row: Row | None, this: Row | None
    ) -> list[Row]:
        """So many records in scope, those that other counts have already made among them.

        The record the rule is about is one of them where it can be.
        """
        number = min(number, _MOST_ROWS)
        made = self.counted.setdefault((scope.collection, scope.window), [])
        own = this is not None and this.name == scope.collection and not _others_only(where)
        if this is not None and own and this not in made:
            self.date_in(scope, this, row, this)
            made.insert(0, this)
        rows: list[Row] = []
        for one in made:
            said = self.settled(where, one, this)
            want = len(rows) < number and said is not False
            if said is None:
                self.meet(where, want, one, this)
            rows += [one] if want or said else []
        while len(rows) < number:
            made.append(self.place_one(scope, where, row, this))
            rows.append(made[-1])
        return rows

    def _span(
        self,
        node: Expr,
        scope: Scope,
        where: Expr,
        number: int,
        period: Period,
        want: bool,
        row: Row | None,
        this: Row | None,
    ) -> None:
        """So many records within one span, or the last of them a day beyond it."""
        rng = self.rng
        aimed = self.place.node is node
        many = rng.choice((number - 1, number, number)) if aimed else number - (not want)
        rows = self._rows_of(scope, where, many, row, this)
        if not rows:
            return
        days = [one.cell(one.collection.dated_by) for one in rows if one.collection]
        low = max((one.low for one in days if isinstance(one.low, date)), default=None)
        start = window_start(self.draft.day, period) - timedelta(days=rng.choice((1, 1, 30)))
        start = start if low is None else max(start, low)
        last = min(last_day(start, period), self.draft.day)
        beyond = aimed and rng.random() < 0.4 and last < self.draft.day
        for place, cell in enumerate(days):
            if cell.fixed is None:
                cell.fixed = near(rng, start, last)
                cell.fixed = start if place == 0 else cell.fixed
                if place == len(days) - 1 and place:
                    cell.fixed = last + _ONE_DAY if beyond else last

    def _threshold(
        self,
        node: Threshold,
        quantity: Quantity,
        op: Op,
        limit: Decimal | ParameterRef,
        want: bool,
        row: Row | None,
        this: Row | None,
    ) -> None:
        figure = self._operand(limit, row, this, dated=False)
        if not isinstance(figure, Decimal):
            return
        if isinstance(limit, ParameterRef) and isinstance(quantity, Share):
            figure = figure.scaleb(-2)
        aimed = self.place.node is node
        match quantity:
            case FieldRef():
                owner = self._owner(quantity, row, this)
                if owner is not None and aimed:
                    self._beside(owner, quantity.name, op, figure)
                elif owner is not None:
                    self._ordered(owner, quantity.name, op, figure, want)
            case Count(scope, where):
                number = int(self._figure(op, figure, Decimal(1), want, aimed=aimed))
                if not aimed and (op in _UPWARDS) is not want and op not in (Op.IS, Op.IS_NOT):
                    # No more than so many: a few do.
                    number = min(number, self.rng.choice((0, 1, number)))
                self._rows_of(scope, where, number, row, this)
            case Sum(scope, where, field):
                rows = self._rows_of(scope, where, self.rng.choice((1, 1, 2)), row, this)
                total = self._figure(op, figure, _step(rows[0], field), want, aimed=aimed)
                if not aimed and (op in _UPWARDS) is not want and self.rng.random() < 0.5:
                    total = Decimal(0)
                self._shared_out(rows, field, total)
            case Distinct(scope, where, field):
                number = int(self._figure(op, figure, Decimal(1), want, aimed=aimed))
                for place, one in enumerate(self._rows_of(scope, where, number, row, this)):
                    self._differ(one, field, place)
            case Share(part, whole):
                self._share(part, whole, op, Fraction(figure), want, row, this, aimed=aimed)
            case _ as never:
                assert_never(never)

    def _figure(self, op: Op, limit: Decimal, step: Decimal, want: bool, *, aimed: bool) -> Decimal:
        """A figure that meets the limit or misses it by a step; aimed, any of the three."""
        side = self._aimed_side(op) if aimed else _side(op, want)
        return max(limit + side * step, Decimal(0))

    def _aimed_side(self, op: Op) -> int:
        """How many steps beside a limit: on either side of it, now and then on the third."""
        met, missed = _side(op, True), _side(op, False)
        return self.rng.choice((met, met, met, missed, missed, missed, -met - missed))

    def _shared_out(self, rows: Sequence[Row], field: str, total: Decimal) -> None:
        """The total over some records: a part to each, the rest to the last."""
        left = total
        for number, one in enumerate(rows, 1):
            step = _step(one, field)
            part = left if number == len(rows) else (left / 2 // step) * step
            one.cell(field).fixed = max(part, Decimal(0))
            left -= part

    def _differ(self, row: Row, field: str, place: int) -> None:
        spec = row.specs[field]
        cell = row.cell(field)
        if spec.codes is not None and spec.kind is Kind.CODE:
            every = [str(one) for one in spec.codes]
            cell.fixed = every[place % len(every)]
        elif spec.kind is Kind.TEXT:
            cell.fixed = f"虚构{place + 1}"
        elif spec.kind in STEPS:
            cell.fixed = Decimal(place + 1)

    def _share(
        self,
        part: Quantity,
        whole: Quantity,
        op: Op,
        limit: Fraction,
        want: bool,
        row: Row | None,
        this: Row | None,
        *,
        aimed: bool,
    ) -> None:
        """One quantity so that its share of another is the limit, or a step to either side."""
        wanted = self.rng.choice((-1, 0, 1)) if aimed else _side(op, want)
        match part, whole:
            case FieldRef(), FieldRef():
                self._field_share(part, whole, limit, wanted, row, this)
            case Count(scope, where), Count(others, all_where):
                wholes = max(limit.denominator, 1) * self.rng.choice((1, 1, 2))
                already = self.counted.get((others.collection, others.window), ())
                rows = self._rows_of(others, all_where, max(wholes, len(already)), row, this)
                # Where no whole number of records is the share itself, those beside it are.
                exact = len(rows) * limit
                number = exact.numerator // exact.denominator + wanted
                self._rows_of(scope, where, max(number, 0), row, this)
            case Count(scope, where), Sum(others, all_where, field):
                number = self.rng.choice((1, 1, 2, 4))
                self._rows_of(scope, where, number, row, this)
                total = Fraction(number) / limit if limit else Fraction(1)
                rows = self._rows_of(others, all_where, 1, row, this)
                step = _step(rows[0], field)
                # More of the whole is a smaller share.
                amount = Decimal(total.numerator) / Decimal(total.denominator)
                self._shared_out(rows, field, (amount // step - wanted) * step)
            case _:
                self._parts(part, whole, limit, wanted, row, this)

    def _field_share(
        self,
        part: FieldRef,
        whole: FieldRef,
        limit: Fraction,
        wanted: int,
        row: Row | None,
        this: Row | None,
    ) -> None:
        owners = self._owner(part, row, this), self._owner(whole, row, this)
        if owners[0] is None or owners[1] is None:
            return
        own = owners[0].cell(part.name)
        if own.fixed is not None and owners[1].cell(whole.name).fixed is not None:
            return
        step = _step(owners[0], part.name)
        if isinstance(own.fixed, Decimal) and limit:
            whole_amount = Fraction(own.fixed) / limit
            exact = Decimal(whole_amount.numerator) / Decimal(whole_amount.denominator)
            owners[1].cell(whole.name).fixed = exact.quantize(step) - wanted * step
            return
        total = Decimal(self.rng.choice(_WHOLES))
        owners[1].cell(whole.name).fixed = total
        exact = total * limit.numerator / limit.denominator
        own.fixed = max((exact // step) * step + wanted * step, step * 0)

    def _parts(
        self,
        part: Quantity,
        whole: Quantity,
        limit: Fraction,
        wanted: int,
        row: Row | None,
        this: Row | None,
    ) -> None:
        """Any other two quantities: the whole at a round figure, the part at its share of it."""
        total = Decimal(1000)
        share = Decimal(limit.numerator * 1000) / Decimal(limit.denominator)
        for quantity, figure in ((whole, total), (part, share + wanted)):
            node = Threshold(quantity, Op.AT_LEAST, max(figure, Decimal(0)))
            self._threshold(node, quantity, Op.AT_LEAST, node.limit, True, row, this)

    # What the strata below say.

    def listing(self, name: str, *, standing: bool = True, aimed: bool = False) -> Row:
        """An official entry on a list, current on the day or not."""
        made = self.draft.row("listings")
        made.cell("list").only((name,))
        standing_row(self, made, standing, aimed=aimed)
        return made

    def _graded(self, scheme: str, tiers: Iterable[str], want: bool) -> None:
        """An official grade in a scheme, which is the tier."""
        of_scheme = [
            one
            for one in self.book.rulesets
            if isinstance(one, TieredSupervision) and one.header.scheme == scheme
        ]
        if not of_scheme:
            return
        current = [one for one in of_scheme if one.header.in_force.on(self.draft.day).known]
        ruleset = self.rng.choice(current or of_scheme)
        wanted = frozenset(tiers)
        grades = [one.id for one in ruleset.tiers if (one.id in wanted) is want]
        if grades:
            self.official(ruleset, self.rng.choice(grades))

    def official(self, ruleset: TieredSupervision, grade: str) -> Row:
        """The official grade of the year a scheme looks at."""
        made = self.draft.row("evaluations")
        made.cell("scheme").only((ruleset.header.scheme,))
        made.cell("grade").only((grade,))
        if ruleset.assessed.years_before:
            _, year = assessment(ruleset.assessed, self.draft.day)
            made.cell("year").only((Decimal(year),))
        return made

    def _proposed(self, name: str) -> None:
        """A record in which some ground to propose an entry is found."""
        grounds = [
            (one, ground)
            for one in self.book.rulesets
            if isinstance(one, SeriousDishonesty | KeyWatchList) and one.list == name
            for ground in one.grounds
        ]
        if not grounds:
            return
        ruleset, ground = self.rng.choice(grounds)
        made = self.place_one(ground.each, ground.where, None, None)
        for exception in ground.unless:
            self.meet(exception.when, False, made, made)
        if ruleset.settled is not None:
            self.meet(ruleset.settled, False, made, made)


def standing_row(builder: Builder, row: Row, want: bool, *, aimed: bool = False) -> None:
    """Make an entry on a list stand on the day, or not; aimed, at one of its ends."""
    rng, day = builder.rng, builder.draft.day
    listed = row.cell("list")
    names = listed.among or ()
    entry = builder.book.catalog.lists.get(str(listed.fixed or (names[0] if names else "")))
    term = None
    if entry is not None:
        ground = row.cell("ground")
        if entry.terms and ground.fixed is None and ground.among is None:
            ground.only(sorted(entry.terms))
        said = builder.draft.fix(row, "ground") if entry.terms else ""
        term = entry.terms.get(str(said), entry.term)
    start = row.cell("listed_on")
    for name in ("removed_on", "restored_on"):
        if row.cell(name).fixed is None and row.cell(name).among is None:
            free = row.cell(name).low is None and row.cell(name).high is None
            if free and NONE not in row.cell(name).never:
                row.cell(name).only((NONE,))
    if aimed:
        _at_an_end(rng, row, day, term)
        return
    if want:
        if term is not None:
            start.at_least(window_start(day, term))
        return
    if term is not None and rng.random() < 0.5:
        start.at_most(window_start(day, term) - _ONE_DAY)
        return
    removed = row.cell("removed_on")
    removed.among, removed.fixed = None, near(rng, day - timedelta(days=400), day)


def _at_an_end(rng: random.Random, row: Row, day: date, term: Period | None) -> None:
    """An entry on its last day, on the day after it, or just removed."""
    ways: list[Callable[[], None]] = []

    def term_ends() -> None:
        row.cell("term_until").fixed = day - rng.choice((0, 1)) * _ONE_DAY

    def list_term_ends() -> None:
        assert term is not None, "the way is there for lists with a term"
        row.cell("listed_on").fixed = window_start(day, term) - rng.choice((0, 1)) * _ONE_DAY

    def removed() -> None:
        row.cell("removed_on").fixed = day + rng.choice((0, 1)) * _ONE_DAY

    ways += [term_ends, removed]
    if term is not None:
        ways += [list_term_ends, list_term_ends]
    rng.choice(ways)()


def _rank(node: Expr) -> int:
    """What fixes no other field comes first, what looks at other records last."""
    match node:
        case Compare(_, _, FieldRef()):
            return 3
        case Compare() | In():
            return 0
        case Standing():
            return 1
        case Elapsed():
            return 2
        case All(parts) | AnyOf(parts):
            return max(map(_rank, parts), default=0)
        case Not(part) | Defined(_, part):
            return _rank(part)
        case Finding() | Graded() | Listed() | Proposed():
            return 4
        case Some() | Every() | AnySpan() | Threshold():
            return 5
        case _ as never:
            assert_never(never)


def _others_only(where: Expr) -> bool:
    """Whether a condition tells a record from the one the rule is about."""
    match where:
        case Compare(_, op, FieldRef(_, Owner.THIS)):
            return op in _NOT_THIS
        case All(parts) | AnyOf(parts):
            return any(map(_others_only, parts))
        case Defined(_, part):
            return _others_only(part)
        case _:
            return False


def _side(op: Op, want: bool) -> int:
    """How many steps beside a limit the nearest figure lies that meets it, or misses it."""
    if op in (Op.IS, Op.IS_NOT):
        return 0 if want is (op is Op.IS) else 1
    # What is asked strictly is met a step beyond; what is not is missed there.
    beyond = (op in _STRICT) is want
    return (1 if (op in _UPWARDS) is want else -1) * beyond


def _step(row: Row, name: str) -> Decimal:
    """One step of a field: a day, one, one fen, the last decimal of points."""
    return STEPS.get(row.specs[name].kind, Decimal(1))


def _plus(value: Held, steps: Decimal) -> date | Decimal:
    """A day so many days on, a figure so much more."""
    if isinstance(value, date):
        return value + timedelta(days=int(steps))
    assert isinstance(value, Decimal), "days and figures have steps"
    return value + steps


def _not_below(value: date | Decimal, kind: Kind | None) -> date | Decimal:
    """Amounts and numbers are never below nothing; points may be."""
    if isinstance(value, Decimal) and kind is not Kind.POINTS:
        return max(value, Decimal(0))
    return value
