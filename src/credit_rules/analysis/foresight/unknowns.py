"""Decisive unknowns: the smallest sets of missing facts that settle an outcome, and how.

A *settlement* of an outcome says of some missing facts what they hold, so that the outcome is then
known, whatever the rest holds; and no part of it does that. A set of facts is *decisive* if it has
a settlement. So `{A}` may be decisive (if no, it does not apply) and `{A, B}` too (if both are yes,
it does): each is told with the values it takes.

Facts are tried one by one, then in twos and threes. Of a day or a figure the values at every edge
of the rules are tried and, where the answer changes between two, the place is found by halving; of
a code every code; of a question yes and no; of days nobody covered that there was nothing further
in them, and a further record that a rule would look at. Every settlement is decided again with all
rules before it is shown, and so are its parts. Where the search came to its limit, it says so.

The *envelope* of an outcome is everything it can still come to, from the lightest to the heaviest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations, pairwise, product
from typing import Final

from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.foresight.claims import Claim, Ordered, codes_said, last_true, stepped
from credit_rules.analysis.foresight.completing import (
    AnswerOf,
    FieldOf,
    Nothing,
    OwnField,
    Place,
    Points,
    RegionOf,
    Value,
    pinned,
    place_of,
    told,
)
from credit_rules.analysis.foresight.hypotheses import Event
from credit_rules.analysis.foresight.standing import (
    Envelope,
    Target,
    Whole,
    envelope,
    missing_of,
    standing,
    targets,
    whole,
)
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision, MissingFact, Text
from credit_rules.errors import CreditRulesError, SubjectError
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import Kind, Subject

__all__ = ["DecisiveSet", "Settlement", "Supposed", "Unknowns", "Unsettled", "decisive_unknowns"]

_LARGEST: Final = 3
"""Facts are tried in threes at most."""

_MOST_TRIALS: Final = 1_500
"""So many decisions are made for one outcome, at most; of the whole rulebook a tenth of them."""

_MOST_FACTS: Final = 12
"""So many facts of one outcome are combined, at most; each by itself is always tried."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a settlement says of one missing fact."""

    fact: MissingFact
    values: tuple[Value, ...]
    low: Ordered | None
    high: Ordered | None
    said: Text

    def holds(self, value: Value) -> bool:
        """Whether a value is among those meant."""
        if value in self.values:
            return True
        if self.low is None or self.high is None or type(value) is not type(self.low):
            return False
        return bool(self.low <= value <= self.high)  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What some facts hold, and what the outcome then is; every combination of them was tried."""

    supposed: tuple[Supposed, ...]
    outcome: str
    said: Text


@dataclass(frozen=True, slots=True)
class DecisiveSet:
    """Facts that settle an outcome together, with those who hold them, and all ways they do."""

    facts: tuple[MissingFact, ...]
    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An outcome nobody can know yet, and what would settle it.

    Attributes:
        envelope: everything it can still come to.
        sets: the smallest first.
        untried: facts that no record can tell.
        bounded: whether the search came to its limit; there may be other sets then.
    """

    target: Target
    envelope: Envelope
    sets: tuple[DecisiveSet, ...]
    untried: tuple[MissingFact, ...]
    bounded: bool


@dataclass(frozen=True, slots=True)
class Unknowns:
    """Every outcome nobody can know yet, what settles each, and what all can come to."""

    subject: str
    as_of: date
    acting: Acting | None
    outcomes: tuple[Unsettled, ...]
    whole: Whole


def decisive_unknowns(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    *,
    only: Collection[str] | None = None,
    acting: Acting | None = None,
    watched: Callable[[Sequence[Target]], Iterable[Target]] = iter,
) -> Unknowns:
    """The smallest sets of missing facts and findings that settle each undetermined outcome.

    Args:
        book: loaded rulesets and catalogs.
        subject: what was delivered.
        as_of: the day asked about.
        only: look at outcomes of these rulesets, rules, schemes, lists, records or kinds alone
            (`measure`, `tier`, …); None looks at all.
        acting: who asks, as for `decide`.
        watched: is handed the outcomes and gives them back one by one, to show how far it has come.

    Raises:
        CreditRulesError: nothing that is undetermined is called by a word of `only`.
    """
    decision = decide(book, subject, as_of, acting=acting)
    found = targets(book, decision)
    for word in only or ():
        if not any(word in one.names for one in found):
            raise CreditRulesError(f"nothing undetermined is called `{word}`")
    asked = [one for one in found if only is None or one.names & set(only)]
    named = pinned(subject, as_of)
    return Unknowns(
        subject=subject.label,
        as_of=as_of,
        acting=acting,
        outcomes=tuple(_unsettled(book, named, as_of, acting, one) for one in watched(asked)),
        whole=whole(book, decision),
    )


def _unsettled(
    book: Rulebook, subject: Subject, as_of: date, acting: Acting | None, target: Target
) -> Unsettled:
    full = _Trials(book, subject, as_of, acting, target, _MOST_TRIALS // 10)
    small = _Trials(excerpt(book, [target.ruleset]), subject, as_of, acting, target, _MOST_TRIALS)
    # What another ruleset has a say in is asked of all of them.
    same = small.of({})[1] == full.of({})[1]
    search = _Search(small if same else full, full)
    return Unsettled(
        target=target,
        envelope=envelope(book, subject, as_of, acting, target),
        sets=search.sets(),
        untried=search.untried(),
        bounded=search.bounded,
    )


_Reading = tuple[str | None, frozenset[MissingFact]]
"""What an outcome is, and what is missing to know it: nothing once it is known."""


@dataclass(slots=True)
class _Trials:
    """Decides about the subject with some facts told, as far as one outcome goes."""

    book: Rulebook
    subject: Subject
    as_of: date
    acting: Acting | None
    target: Target
    left: int
    before: Decision = field(init=False)

    def __post_init__(self) -> None:
        self.before = decide(self.book, self.subject, self.as_of, acting=self.acting)

    def of(self, values: Mapping[Place, Value]) -> _Reading:
        """What the outcome is once some places hold some values; unknown if they cannot."""
        self.left -= 1
        try:
            subject, acting = told(self.subject, self.acting, self.as_of, values)
        except (SubjectError, ValueError):
            return None, frozenset()
        decision = decide(self.book, subject, self.as_of, acting=acting)
        reached = standing(decision, self.target, self.before)
        if reached is not None:
            return reached, frozenset()
        return None, missing_of(decision, self.target, subject, self.book)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Values of one place that were all found to do the same by themselves.

    An ordered cell goes from `low` to `high`; any other has `values`. `number` is its place among
    the cells of its kind.
    """

    number: int
    values: tuple[Value, ...]
    low: Ordered | None
    high: Ordered | None
    reading: _Reading

    @property
    def ends(self) -> tuple[Value, ...]:
        """Values that stand for all of them: the ends, or the first."""
        if self.low is None or self.high is None:
            return self.values[:1]
        return (self.low,) if self.low == self.high else (self.low, self.high)

    @property
    def singles(self) -> tuple[_Cell, ...]:
        """The values one by one: alike by themselves, they need not be beside others."""
        if self.low is not None:
            return (self,)
        return tuple(
            replace(self, number=_SINGLE * self.number - place, values=(value,))
            for place, value in enumerate(self.values)
        )


_SINGLE: Final = 1_000
"""Beside the numbers of cells, room for those of their values."""

_Box = tuple[tuple[_Cell, ...], ...]
"""For each place of a set, the cells it may lie in."""


class _Search:
    """The search for what settles one outcome."""

    def __init__(self, trials: _Trials, full: _Trials) -> None:
        self.trials = trials
        self.full = full
        self.bounded = False
        self.cells: dict[Place, tuple[_Cell, ...]] = {}
        self._facts = missing_of(full.before, full.target, full.subject, full.book)

    def untried(self) -> tuple[MissingFact, ...]:
        """The facts no record can tell."""
        found = [one for one in self._facts if place_of(one) is None]
        told_by_others = len(found) < len(self._facts)
        # Whether an entry is proposed is no fact of its own: what is missing for it stands beside.
        return tuple(
            sorted(
                (
                    one
                    for one in found
                    if not (told_by_others and one.path.startswith("proposals["))
                ),
                key=_by_path,
            )
        )

    def sets(self) -> tuple[DecisiveSet, ...]:
        """Every decisive set found, the smallest first."""
        for fact in sorted(self._facts, key=_by_path):
            self._look_at(fact)
        # What comes up once something is told may settle the rest.
        later = {
            fact for cells in self.cells.values() for cell in cells for fact in cell.reading[1]
        }
        for fact in sorted(later - self._facts, key=_by_path):
            self._look_at(fact)
        boxes: dict[tuple[Place, ...], dict[str, list[_Box]]] = {}
        for place, cells in self.cells.items():
            for cell in cells:
                if cell.reading[0] is not None:
                    by = boxes.setdefault((place,), {})
                    by.setdefault(cell.reading[0], []).append(((cell,),))
        self._combine(boxes)
        found = [self._set(places, ways) for places, ways in boxes.items()]
        shown = [one for one in found if one.settlements]
        return tuple(sorted(shown, key=lambda one: (len(one.facts), *map(_by_path, one.facts))))

    def _look_at(self, fact: MissingFact) -> None:
        place = place_of(fact)
        if place is not None and place not in self.cells:
            self.cells[place] = tuple(self._split(place))

    # One fact

    def _split(self, place: Place) -> Iterator[_Cell]:
        """The values of a place, those together that do the same."""
        trials = self.trials
        points = Points.of(place, trials.book, trials.subject, trials.as_of)
        yield from self._ordered(place, points.ordered)
        by: dict[_Reading, list[Value]] = {}
        for value in points.others:
            by.setdefault(trials.of({place: value}), []).append(value)
        for number, (reading, values) in enumerate(by.items()):
            every = self._every_code(place, values, reading)
            yield _Cell(-1 - number, (*values, *every), None, None, reading)

    def _every_code(
        self, place: Place, values: Sequence[Value], reading: _Reading
    ) -> tuple[Value, ...]:
        """All codes that do the same, together; none if together they do not, or none does it."""
        if frozenset() not in values:
            return ()
        codes = [one for one in values if isinstance(one, frozenset)]
        together = frozenset[str]().union(*codes)
        same = len(together) > 1 and self.trials.of({place: together}) == reading
        return (together,) if same else ()

    def _ordered(self, place: Place, points: Sequence[Ordered]) -> Iterator[_Cell]:
        """Stretches of days or figures; where one ends between two points is found by halving."""
        if not points:
            return
        assert isinstance(place, FieldOf | OwnField), "only fields have days and figures"
        spec, low = place.field, points[0]
        reading = self.trials.of({place: low})
        number = 0
        for before, after in pairwise(points):
            there, good = self.trials.of({place: after}), before
            while reading != there:

                def holds(value: Ordered, like: _Reading = reading) -> bool:
                    return self.trials.of({place: value}) == like

                high = last_true(good, after, spec, holds)
                yield _Cell(number, (), low, high, reading)
                number, low = number + 1, stepped(high, 1, spec)
                good, reading = low, self.trials.of({place: low})
        yield _Cell(number, (), low, points[-1], reading)

    # Several facts

    def _combine(self, boxes: dict[tuple[Place, ...], dict[str, list[_Box]]]) -> None:
        """Sets of two and more: of each place only what settles nothing by itself."""
        open_cells = {
            place: [
                single
                for cell in cells
                if cell.reading[0] is None and cell.reading[1]
                for single in cell.singles
            ]
            for place, cells in self.cells.items()
        }
        places = [place for place, cells in open_cells.items() if cells]
        if len(places) > _MOST_FACTS:
            places, self.bounded = places[:_MOST_FACTS], True
        settled: list[dict[Place, _Cell]] = []
        for size in range(2, min(_LARGEST, len(places)) + 1):
            for some in combinations(places, size):
                for cells in product(*(open_cells[one] for one in some)):
                    chosen = dict(zip(some, cells, strict=True))
                    if any(less.items() <= chosen.items() for less in settled):
                        continue
                    if self.trials.left <= 0:
                        self.bounded = True
                        return
                    reached = self._reached(chosen)
                    if reached is None:
                        continue
                    settled.append(chosen)
                    by = boxes.setdefault(some, {})
                    by.setdefault(reached, []).append(tuple((cell,) for cell in cells))
        self.bounded |= len(places) > _LARGEST

    def _reached(self, chosen: Mapping[Place, _Cell]) -> str | None:
        """What some cells come to together; None if it is open, or hangs on where in them."""
        found = {
            self.trials.of(dict(zip(chosen, ends, strict=True)))[0]
            for ends in product(*(cell.ends for cell in chosen.values()))
        }
        if len(found) > 1:
            # Where in a stretch it turns hangs on the other; such a border is not looked for.
            self.bounded = True
            return None
        return found.pop()

    # What is shown

    def _set(self, places: tuple[Place, ...], ways: Mapping[str, list[_Box]]) -> DecisiveSet:
        settlements = [
            Settlement(
                supposed=tuple(
                    _supposed(place, cells, self.cells[place])
                    for place, cells in zip(places, box, strict=True)
                ),
                outcome=reached,
                said=self.full.target.called(reached),
            )
            for reached, boxes in ways.items()
            for box in _merged(boxes)
            if self._sure(places, box, reached)
        ]
        facts = tuple(place.fact for place in places)
        ordered = sorted(settlements, key=lambda one: (one.outcome, _words(one)))
        return DecisiveSet(facts, tuple(ordered))

    def _sure(self, places: tuple[Place, ...], box: _Box, reached: str) -> bool:
        """Whether all rules together say so, at an end of every place."""
        if self.full is self.trials:
            return True
        for end in (0, -1):
            values = [cells[end].ends[end] for cells in box]
            if self.full.of(dict(zip(places, values, strict=True)))[0] != reached:
                self.bounded = True
                return False
        return True


def _by_path(fact: MissingFact) -> tuple[str, str, str]:
    return fact.kind, fact.path, fact.finding or ""


def _words(one: Settlement) -> tuple[str, ...]:
    return tuple(supposed.said.en for supposed in one.supposed)


def _merged(boxes: Iterable[_Box]) -> list[_Box]:
    """Boxes that differ in one place alone, put together where what they leave is of one piece."""
    left = list(boxes)
    for place in range(len(left[0]) if left else 0):
        kept: list[_Box] = []
        for box in left:
            for number, other in enumerate(kept):
                rest = other[:place] + other[place + 1 :]
                if rest == box[:place] + box[place + 1 :] and _of_a_piece(
                    (*other[place], *box[place])
                ):
                    cells = tuple(sorted({*other[place], *box[place]}, key=lambda one: one.number))
                    kept[number] = (*other[:place], cells, *other[place + 1 :])
                    break
            else:
                kept.append(box)
        left = kept
    return left


def _of_a_piece(cells: Iterable[_Cell]) -> bool:
    """Whether the ordered ones among some cells lie side by side."""
    numbers = sorted({one.number for one in cells if one.number >= 0})
    return numbers == list(range(numbers[0], numbers[-1] + 1)) if numbers else True


def _supposed(place: Place, cells: tuple[_Cell, ...], every: tuple[_Cell, ...]) -> Supposed:
    """What is said of a place by some of its cells."""
    values = tuple(value for one in cells for value in one.values)
    ordered = [one for one in cells if one.low is not None]
    low = ordered[0].low if ordered else None
    high = ordered[-1].high if ordered else None
    stretches = [one for one in every if one.low is not None]
    bounds = (
        None if not ordered or ordered[0] is stretches[0] else low,
        None if not ordered or ordered[-1] is stretches[-1] else high,
    )
    said = _said(place, values, bool(ordered), *bounds)
    return Supposed(place.fact, values, low, high, said)


_ANSWERS: Final = {"yes": Text(zh="是", en="yes"), "no": Text(zh="否", en="no")}
_NOTHING: Final = Text(
    zh="已完整交付，没有其他记录", en="delivered completely, nothing further in them"
)


def _said(
    place: Place,
    values: tuple[Value, ...],
    ranged: bool,
    low: Ordered | None,
    high: Ordered | None,
) -> Text:
    if isinstance(place, FieldOf | OwnField):
        of = place.collection if isinstance(place, FieldOf) else None
        held = tuple(one for one in values if not isinstance(one, Nothing | Event))
        if place.field.kind in (Kind.CODE, Kind.CODES):
            return codes_said(place.field, of, held)
        return Claim(place.field, of, held, low, high, ranged).said
    said = [_one(place, value) for value in values]
    return Text(zh="，或者".join(one.zh for one in said), en=" or ".join(one.en for one in said))


def _one(place: Place, value: Value) -> Text:
    match value:
        case Nothing():
            return _NOTHING
        case Event():
            told_of = value.said
            return Text(zh=f"另有{told_of.zh}", en=f"a further record, {told_of.en}")
        case _ if isinstance(place, AnswerOf):
            return _ANSWERS[str(value)]
        case _ if isinstance(place, RegionOf):
            return Text(zh=f"查询机关在 {value}", en=f"an authority in {value} asks")
        case _:
            return Text(zh=str(value), en=str(value))
