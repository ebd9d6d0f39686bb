"""What changes between two rulebooks: per outcome, for whom it becomes stricter, for whom milder.

Editions that stand in both books, wherever in files, change nothing. Of the others the latest on
either side are compared as if each were in force, over every subject about whom everything was
delivered: where the solver finds one who is answered more strictly, or more mildly, the reference
evaluator decides the example under both before it is shown.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from credit_rules.analysis.compare import WEIGHED, Inquiry, inquiry
from credit_rules.analysis.narrowing import narrowed
from credit_rules.analysis.shrinking import shrunk
from credit_rules.analysis.symbolic.conditions import (
    Scene,
    Unreadable,
    evaluate,
    in_scope,
    period_end,
)
from credit_rules.analysis.symbolic.facts import NEVER, Slot
from credit_rules.analysis.symbolic.outcomes import Aspect, outcomes
from credit_rules.analysis.symbolic.strata import Strata, removed, speaks, tiering
from credit_rules.analysis.verdicts import Witness
from credit_rules.dates import Period, first_day_after
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision
from credit_rules.model.catalog import Validity
from credit_rules.model.codes import Code, Effect
from credit_rules.model.rulebook import Rulebook, meaning
from credit_rules.model.ruleset import (
    CreditRepair,
    Grant,
    KeyWatchList,
    Ruleset,
    SelfEnding,
    SeriousDishonesty,
    Steps,
    TieredSupervision,
    grants,
)
from credit_rules.model.subject import FIRST_DAY, Subject
from credit_rules.targets import smt
from credit_rules.targets.smt import Number, Stopped, Term, all_of, any_of, choose, negated
from credit_rules.truth import Truth

__all__ = ["Change", "Direction", "Example", "Impact", "diff", "impact"]

_SECONDS: Final = 10.0

_Orders = Mapping[str, list[str]]
"""The tiers of each scheme, strictest first."""


class Direction(Code):
    """How an outcome changed."""

    STRICTER = "stricter", "变严"
    MILDER = "milder", "变宽"
    MOVED = "moved", "移动"
    INCOMPARABLE = "incomparable", "有的变严、有的变宽"
    EQUAL = "equal", "不变"
    UNDECIDED = "not decidable here", "此处不能判定"


@dataclass(frozen=True, slots=True)
class Example:
    """A subject who is answered otherwise: what was said, and what is."""

    witness: Witness
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One outcome under both books.

    Attributes:
        outcome: its kind and name: `tier:<scheme>`, `measure:<id>`, `repair:<list>` and so on.
        direction: over all subjects.
        examples: one for each way it changed; of what moved, one only where somebody is answered
            otherwise, neither more strictly nor more mildly.
        because: why it is not decidable here; empty if it is.
    """

    outcome: str
    direction: Direction
    examples: tuple[Example, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """A subject on file who is answered otherwise: by its place among those given."""

    subject: int
    label: str
    outcome: str
    old: str
    new: str
    direction: Direction


def diff(old: Rulebook, new: Rulebook, *, seconds: float = _SECONDS) -> tuple[Change, ...]:
    """Every outcome of two rulebooks, and how it changed.

    Args:
        old: the one book.
        new: the other.
        seconds: how long the solver may take for one question.
    """
    sides = _Sides(old, new)
    return tuple(sides.change(name, seconds) for name in sides.names)


def impact(
    old: Rulebook, new: Rulebook, subjects: Iterable[Subject], as_of: date, acting: Acting | None
) -> Iterator[Impact]:
    """Which of some subjects are answered otherwise on a day, and how.

    Args:
        old: the one book; each edition speaks while it is in force.
        new: the other.
        subjects: who is asked about.
        as_of: the day.
        acting: who asks.
    """
    names = _Sides(old, new).names
    orders = _orders(old, new)
    for place, subject in enumerate(subjects):
        before, after = (decide(book, subject, as_of, acting=acting) for book in (old, new))
        for name in names:
            records = sorted({*_records(before, name), *_records(after, name)}) or [""]
            for record in records:
                said = [_answer(one, name, record) for one in (before, after)]
                if said[0] != said[1]:
                    shown = f"{subject.label} {record}".rstrip()
                    way = _direction(name, said[0], said[1], orders)
                    yield Impact(place, shown, name, said[0], said[1], way)


# Outcomes and the rulesets they come from


def _outcomes_of(ruleset: Ruleset, book: Rulebook) -> Iterator[str]:
    for _, _, grant in grants(ruleset):
        effect = book.catalog.measures[grant.measure].effect
        yield f"{'favour' if effect is Effect.FAVOUR else 'measure'}:{grant.measure}"
    match ruleset:
        case TieredSupervision():
            yield f"tier:{ruleset.header.scheme}"
        case SeriousDishonesty() | KeyWatchList():
            yield f"proposal:{ruleset.list}"
        case CreditRepair():
            yield f"repair:{_repaired(ruleset)}"
            if ruleset.ends:
                yield f"publicity:{_repaired(ruleset)}"
        case Steps():
            for rule in ruleset.steps:
                yield f"step:{rule.step.id}"
        case _:
            pass


def _repaired(ruleset: CreditRepair) -> str:
    return ruleset.list or ruleset.each.collection


class _Sides:
    """Two books, and per outcome the editions that bear on it."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        self.books = old, _sharing(old, new)
        self.alike = _settling(old) == _settling(new)
        self.opened = {id(one): _always(one) for book in self.books for one in book.rulesets}
        self.bearing: tuple[dict[str, list[Ruleset]], dict[str, list[Ruleset]]] = ({}, {})
        for book, found in zip(self.books, self.bearing, strict=True):
            for one in book.rulesets:
                for name in dict.fromkeys(_outcomes_of(one, book)):
                    found.setdefault(name, []).append(one)
        self.names = sorted({*self.bearing[0], *self.bearing[1]})

    def change(self, name: str, seconds: float) -> Change:
        """How one outcome changed."""
        bearing = [side.get(name, []) for side in self.bearing]
        if self.alike and _same(*bearing):
            return Change(name, Direction.EQUAL)
        chosen = [_latest(one, other) for one, other in (bearing, bearing[::-1])]
        for book, side in zip(self.books, chosen, strict=True):
            if any(book.weighed(one.header) for one in side):
                return Change(name, Direction.UNDECIDED, because=WEIGHED)
        try:
            return self._compared(name, chosen, seconds)
        except (Unreadable, Stopped) as error:
            return Change(name, Direction.UNDECIDED, because=str(error))

    def _compared(self, name: str, chosen: list[list[Ruleset]], seconds: float) -> Change:
        opened = [[self.opened[id(one)] for one in side] for side in chosen]
        every = [one for side in opened for one in side]
        books = [
            narrowed(self._open(book), side) for book, side in zip(self.books, opened, strict=True)
        ]
        rulesets = {id(one): one for book in books for one in book.rulesets}
        both = dataclasses.replace(books[0], rulesets=tuple(rulesets.values()))
        day = max(one.last_checked for one in both.catalog.instruments.values())
        found = inquiry(both, every[0], day, every)
        orders = _orders(*self.books)
        # Either side reads the schemes and lists of its own book.
        scenes = [Scene(found.scene.view, Strata(book, found.acting.region)) for book in books]
        levels = [
            _levels(name, side, scene, orders) for side, scene in zip(opened, scenes, strict=True)
        ]
        examples: list[Example] = []
        short = found.sizes.short
        for towards in (Direction.STRICTER, Direction.MILDER):
            turned = _turned(levels[0], levels[1], towards)
            # One record by itself shows it best, where one is enough.
            witness = found.solve(turned, *_single(name, found), seconds=seconds)
            witness = witness or found.solve(turned, seconds=seconds)
            if witness is None:
                continue
            example = _decided(name, witness, books, towards, orders)
            if example is None:
                short = "the evaluator does not confirm what the solver found"
            else:
                examples.append(_shortened(name, example, books, towards, orders))
        ways = [_direction(name, one.old, one.new, orders) for one in examples]
        if len(ways) == 2:
            return Change(name, Direction.INCOMPARABLE, tuple(examples))
        if not ways:
            witness = found.solve(_unlike(*levels), seconds=seconds)
            if witness is not None:
                example = _decided(name, witness, books, Direction.MOVED, orders)
                if example is not None:
                    shortest = _shortened(name, example, books, Direction.MOVED, orders)
                    return Change(name, Direction.MOVED, (shortest,))
                short = short or "the evaluator does not confirm what the solver found"
        if short and not ways:
            return Change(name, Direction.UNDECIDED, because=short)
        if ways:
            return Change(name, ways[0], tuple(examples), short)
        moved = _says(name, opened[0]) != _says(name, opened[1])
        return Change(name, Direction.MOVED if moved else Direction.EQUAL)

    def _open(self, book: Rulebook) -> Rulebook:
        """A book with each of its editions as if in force on any day."""
        opened = tuple(self.opened[id(one)] for one in book.rulesets)
        return dataclasses.replace(book, rulesets=opened)


def _sharing(old: Rulebook, new: Rulebook) -> Rulebook:
    """The new book, with what means the same in the old one taken from there."""
    known = {(one.header.id, one.header.edition): one for one in old.rulesets}

    def shared(one: Ruleset) -> Ruleset:
        before = known.get((one.header.id, one.header.edition))
        same = before is not None and (before is one or meaning(before) == meaning(one))
        return before if before is not None and same else one

    return dataclasses.replace(new, rulesets=tuple(map(shared, new.rulesets)))


def _settling(book: Rulebook) -> str:
    """What settles answers beside rulesets: lists, measures, figures."""
    catalog = book.catalog
    return meaning((catalog.lists, catalog.measures, catalog.parameters, book.profile))


def _single(name: str, found: Inquiry) -> list[Term]:
    """That there is one record to repair at most."""
    kind, _, what = name.partition(":")
    if kind not in ("repair", "publicity"):
        return []
    slots = found.scene.view.slots.get(what, found.scene.view.slots["listings"])
    return [negated(slot.exists) for slot in slots[1:]]


def _same(one: Sequence[Ruleset], other: Sequence[Ruleset]) -> bool:
    return len(one) == len(other) and all(map(operator.is_, one, other))


def _latest(some: Sequence[Ruleset], others: Sequence[Ruleset]) -> list[Ruleset]:
    """The last edition of each ruleset; of those that stand on both sides, only where it is."""
    last: dict[str, Ruleset] = {}
    for one in some:
        stands = any(one is other for other in others)
        if stands and any(
            further.header.id == one.header.id and not any(further is other for other in others)
            for further in some
        ):
            continue
        last[one.header.id] = one
    return list(last.values())


def _always(ruleset: Ruleset) -> Ruleset:
    """The edition as if it were in force on any day."""
    header = dataclasses.replace(ruleset.header, in_force=Validity(FIRST_DAY))
    return dataclasses.replace(ruleset, header=header)


def _orders(*books: Rulebook) -> Mapping[str, list[str]]:
    """The tiers of each scheme, strictest first, as the last of the books has them."""
    orders: dict[str, list[str]] = {}
    for book in books:
        for one in book.rulesets:
            if isinstance(one, TieredSupervision):
                orders[one.header.scheme] = [tier.id for tier in one.tiers]
    return orders


# Levels: the smaller, the stricter


@dataclass(frozen=True, slots=True)
class _Level:
    """How strict an outcome is for a record, or for the subject; and that it is settled."""

    number: Number
    settled: Term


_NOTHING: Final = _Level(0, True)
"""Where one side has no rule about a record: there is nothing to repair, and no end."""

_REPAIRS: Final = ("none", "barred", "not-yet", "can-apply", "term-ended")


def _levels(
    name: str,
    rulesets: Sequence[Ruleset],
    scene: Scene,
    orders: _Orders,
) -> dict[Slot | None, _Level]:
    kind, _, what = name.partition(":")
    match kind:
        case "tier":
            return {None: _tier_level(rulesets, scene, orders[what])}
        case "repair" | "publicity":
            repairs = [one for one in rulesets if isinstance(one, CreditRepair)]
            found: dict[Slot | None, _Level] = {}
            for one in repairs:
                level = _repair_level if kind == "repair" else _publicity_level
                for slot, each in level(one, scene):
                    found[slot] = _milder_of(found[slot], each) if slot in found else each
            return found
        case _:
            given = any_of(_given(kind, what, one, scene) for one in rulesets)
            less = kind == "favour"
            return {None: _Level(choose(given, 1 if less else 0, 0 if less else 1), True)}


def _milder_of(one: _Level, other: _Level) -> _Level:
    settled = all_of((one.settled, other.settled))
    return _Level(smt.largest(one.number, other.number), settled)


def _tier_level(rulesets: Sequence[Ruleset], scene: Scene, order: list[str]) -> _Level:
    schemes = [one for one in rulesets if isinstance(one, TieredSupervision)]
    if len(schemes) != 1:
        raise Unreadable("a scheme with more than one ruleset, or none, on one side")
    unnamed = [tier.id for tier in schemes[0].tiers if tier.id not in order]
    if unnamed:
        raise Unreadable(f"tiers without a place in the other order: {', '.join(unnamed)}")
    found = tiering(schemes[0], scene)
    number: Number = len(order)
    for place, tier in enumerate(order):
        if tier in found.computed:
            number = choose(found.computed[tier], place, number)
    one = any_of(found.computed.values())
    spoken = speaks(schemes[0].header, scene).true
    settled = all_of((spoken, one, *map(negated, (found.official, found.gap, found.overlap))))
    return _Level(number, settled)


def _given(kind: str, what: str, ruleset: Ruleset, scene: Scene) -> Term:
    """That a measure, a favour, a proposal or a step is there."""
    if isinstance(ruleset, TieredSupervision):
        found = tiering(ruleset, scene)
        spoken = speaks(ruleset.header, scene).true
        giving = [
            tier.id for tier in ruleset.tiers if any(grant.measure == what for grant in tier.grants)
        ]
        return any_of(
            all_of(
                (
                    spoken,
                    found.possible[name],
                    negated(found.gap),
                    negated(found.overlap),
                )
            )
            for name in giving
        )
    wanted = {
        "proposal": (Aspect.PROPOSAL,),
        "step": (Aspect.STEP,),
    }.get(kind, (Aspect.MEASURE,))
    rules = {rule for rule, _, grant in grants(ruleset) if grant.measure == what}
    return any_of(
        one.truth.upheld
        for one in outcomes(ruleset, scene)
        if one.aspect in wanted and (kind == "proposal" or one.rule == what or one.rule in rules)
    )


def _there(ruleset: CreditRepair, scene: Scene) -> Iterator[tuple[Slot, Term, Term, Scene]]:
    """The records a repair is about: whether there, whether past its term, and the scene."""
    spoken = speaks(ruleset.header, scene).true
    for slot, truth in in_scope(ruleset.each, ruleset.where, scene, this=True):
        there, past = all_of((spoken, truth.true)), False
        if ruleset.list is not None:
            number = scene.view.words.number(ruleset.list)
            stands = scene.below.entry(scene.view, slot, ruleset.list)
            mine = all_of((smt.equal(slot["list"].value, number), negated(removed(slot))))
            there = all_of((there, mine))
            past = stands.false
        yield slot, there, past, scene.at(slot, this=True)


def _repair_level(ruleset: CreditRepair, scene: Scene) -> Iterator[tuple[Slot, _Level]]:
    for slot, there, past, looking in _there(ruleset, scene):
        end = _end(ruleset.ends, slot, looking)
        over = any_of((past, smt.at_most(end, looking.view.as_of.toordinal())))
        met = [evaluate(one.when, looking) for one in ruleset.requires]
        bars = [evaluate(one.when, looking) for one in ruleset.barred]
        barred = any_of(one.true for one in bars)
        unmet = any_of(one.false for one in met)
        number = choose(over, 4, choose(barred, 1, choose(unmet, 2, 3)))
        known = all_of(any_of((one.true, one.false)) for one in (*met, *bars))
        yield slot, _Level(choose(there, number, 0), known)


def _publicity_level(ruleset: CreditRepair, scene: Scene) -> Iterator[tuple[Slot, _Level]]:
    for slot, there, _, looking in _there(ruleset, scene):
        end = _end(ruleset.ends, slot, looking)
        # A later end is stricter, and the smaller number.
        yield slot, _Level(smt.total((NEVER, smt.times(-1, choose(there, end, NEVER)))), True)


def _end(rules: Sequence[SelfEnding], slot: Slot, looking: Scene) -> Number:
    """The first day on which publicity is over by itself, by the first rule that holds."""
    end: Number = NEVER
    for rule in reversed(rules):
        since = slot[rule.since.name]
        ends = choose(since.plain, _after(since.value, rule.period, looking), NEVER)
        end = choose(evaluate(rule.when, looking).true, ends, end)
    return end


def _after(start: Number, period: Period, looking: Scene) -> Number:
    if smt.is_known(start):
        return first_day_after(date.fromordinal(start), period).toordinal()
    return smt.total((1, period_end(start, period, looking.view.as_of)))


def _turned(
    old: Mapping[Slot | None, _Level], new: Mapping[Slot | None, _Level], towards: Direction
) -> Term:
    """That an outcome is stricter, or milder, than it was, and settled either way."""
    turned = []
    for record in {**old, **new}:
        before, after = old.get(record, _NOTHING), new.get(record, _NOTHING)
        test = smt.less(after.number, before.number)
        if towards is Direction.MILDER:
            test = smt.less(before.number, after.number)
        turned.append(all_of((test, before.settled, after.settled)))
    return any_of(turned)


def _unlike(old: Mapping[Slot | None, _Level], new: Mapping[Slot | None, _Level]) -> Term:
    """That an outcome is settled on one side alone: one tier there, none or two here."""
    return any_of(
        negated(smt.equal(old.get(record, _NOTHING).settled, new.get(record, _NOTHING).settled))
        for record in {**old, **new}
    )


# The evaluator's word


def _decided(
    name: str,
    witness: Witness,
    books: Sequence[Rulebook],
    towards: Direction,
    orders: _Orders,
) -> Example | None:
    """The example as the evaluator decides it under both; None if it sees no such change."""
    before, after = (
        decide(book, witness.subject, witness.as_of, acting=witness.acting) for book in books
    )
    for record in sorted({*_records(before, name), *_records(after, name)}) or [""]:
        old, new = (_answer(one, name, record) for one in (before, after))
        if old != new and _direction(name, old, new, orders) is towards:
            return Example(witness, old, new)
    return None


def _shortened(
    name: str, example: Example, books: Sequence[Rulebook], towards: Direction, orders: _Orders
) -> Example:
    """The same with the shortest subject that is answered so, then and now."""

    def shows(witness: Witness) -> bool:
        one = _decided(name, witness, books, towards, orders)
        return one is not None and (one.old, one.new) == (example.old, example.new)

    return Example(shrunk(example.witness, shows), example.old, example.new)


def _records(decision: Decision, name: str) -> set[str]:
    kind, _, what = name.partition(":")
    if kind not in ("repair", "publicity"):
        return set()
    return {
        one.record for one in decision.repairs if what in (one.list, one.record.partition("[")[0])
    }


def _answer(decision: Decision, name: str, record: str) -> str:
    """What a decision says of an outcome, in a word."""
    kind, _, what = name.partition(":")
    match kind:
        case "tier":
            tiers = [one.tier or one.source for one in decision.tiers if one.scheme == what]
            return ", ".join(sorted(tiers)) or "none"
        case "measure" | "favour":
            return _yes(any(one.measure == what for one in decision.measures), "given")
        case "step":
            return _yes(any(one.id == what for one in decision.steps), "owed")
        case "proposal":
            proposed = (
                one.list == what and one.action == "enter" and one.outcome is not Truth.UNKNOWN
                for one in decision.proposals
            )
            return _yes(any(proposed), "proposed")
        case "repair":
            states = [one.state.value for one in decision.repairs if one.record == record]
            return max(states, key=_place, default="none")
        case _:
            ends = [one.ends_by_itself for one in decision.repairs if one.record == record]
            return str(min((one for one in ends if one is not None), default="never"))


def _place(state: str) -> int:
    return _REPAIRS.index(state) if state in _REPAIRS else -1


def _yes(holds: bool, word: str) -> str:
    return word if holds else f"not {word}"


def _direction(name: str, old: str, new: str, orders: _Orders) -> Direction:
    """How one answer stands to another."""
    kind, _, what = name.partition(":")
    match kind:
        case "tier":
            order = orders[what]
        case "repair":
            order = list(_REPAIRS)
        case "publicity":
            order = sorted({old, new}, key=lambda one: (one == "never", one), reverse=True)
        case "favour":
            order = ["not given", "given"]
        case _:
            order = [old, new] if not old.startswith("not ") else [new, old]
    if old not in order or new not in order:
        return Direction.MOVED
    places = order.index(old), order.index(new)
    if places[0] == places[1]:
        return Direction.EQUAL
    return Direction.STRICTER if places[1] < places[0] else Direction.MILDER


def _says(name: str, rulesets: Sequence[Ruleset]) -> list[str]:
    """What is given besides: degree, figures, purposes, targets, strength; no bases, no places."""
    kind, _, what = name.partition(":")
    if kind not in ("measure", "favour"):
        return []
    given = [grant for one in rulesets for _, _, grant in grants(one) if grant.measure == what]
    return sorted({str(_plain(grant)) for grant in given})


def _plain(grant: Grant) -> tuple[object, ...]:
    return (
        grant.targets,
        grant.role_at,
        grant.purposes,
        grant.strength,
        grant.degree,
        sorted(grant.parameters.items(), key=str),
    )
