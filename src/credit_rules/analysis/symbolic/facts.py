"""Facts about which not everything is fixed: what the solver is asked about.

A record, a field, the coverage of a collection are here as the evaluator sees them once a subject
has been read (`engine.facts`), but each value may be an unknown of the solver. Facts can also be
*pinned*: made from those of a real subject, with nothing left open; that is how the symbolic reader
is held equal to the evaluator.

Amounts are counted in fen, points in ten-thousandths, days by their ordinal, words by a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, Final, TypeAlias

from credit_rules.engine.facts import Facts, Item, NotHeld, Value, possible_kinds
from credit_rules.model.codes import RecordStatus, SubjectKind
from credit_rules.model.subject import (
    COLLECTIONS,
    FIRST_DAY,
    LAST_DAY,
    NONE,
    NOT_COMPUTABLE,
    SUBJECT_FIELDS,
    Collection,
    FieldSpec,
    Kind,
)
from credit_rules.targets import smt
from credit_rules.targets.smt import Number, Problem, Term, all_of, any_of, negated
from credit_rules.truth import Question, Truth

__all__ = [
    "ASIDE",
    "BEGINNING",
    "NEVER",
    "SCALE",
    "UNKNOWN",
    "Coverage",
    "Free",
    "Held",
    "Kleene",
    "Slot",
    "View",
    "Words",
    "conjunction",
    "disjunction",
    "freely",
    "known",
    "pinned",
    "scaled",
    "truth_of",
]

BEGINNING: Final = 1
NEVER: Final = date.max.toordinal()
"""The days that stand for "from the beginning" and for "never", as ordinals."""

SCALE: Final[Mapping[Kind, int]] = {Kind.AMOUNT: 100, Kind.POINTS: 10_000, Kind.NUMBER: 1}
"""So many of the smallest unit make one: fen, ten-thousandths of a point, whole numbers."""

ASIDE: Final = (None, RecordStatus.REPAIRED, RecordStatus.DISCLOSURE_ENDED)
"""For what a record is set aside, by the number that stands for it."""

_MOST: Final = {Kind.AMOUNT: 10**15, Kind.POINTS: 10**10, Kind.NUMBER: 10**9}
_WORDS: Final = (None, NONE, NOT_COMPUTABLE)
_IN_USE: Final = (RecordStatus.EFFECTIVE, RecordStatus.CHANGED, RecordStatus.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class Kleene:
    """One of the four truths, each part a term: true; at least subject to defence; false."""

    true: Term
    upheld: Term
    false: Term

    def __and__(self, other: Kleene) -> Kleene:
        return conjunction((self, other))

    def __or__(self, other: Kleene) -> Kleene:
        return disjunction((self, other))

    def __invert__(self) -> Kleene:
        return Kleene(self.false, self.false, self.true)

    @property
    def possible(self) -> Term:
        """That it is not false."""
        return negated(self.false)

    def differs(self, other: Kleene) -> Term:
        """That it is another of the four truths."""
        pairs = (
            (self.true, other.true),
            (self.upheld, other.upheld),
            (self.false, other.false),
        )
        return any_of(negated(smt.equal(one, two)) for one, two in pairs)


def known(holds: Term) -> Kleene:
    """A plain yes or no."""
    return Kleene(holds, holds, negated(holds))


UNKNOWN: Final = Kleene(False, False, False)


def truth_of(truth: Truth) -> Kleene:
    """One of the four truths, fixed."""
    return Kleene(
        truth is Truth.TRUE,
        truth in (Truth.TRUE, Truth.SUBJECT_TO_DEFENCE),
        truth is Truth.FALSE,
    )


def conjunction(parts: Iterable[Kleene]) -> Kleene:
    """*All of them*: the least."""
    several = tuple(parts)
    return Kleene(
        all_of(one.true for one in several),
        all_of(one.upheld for one in several),
        any_of(one.false for one in several),
    )


def disjunction(parts: Iterable[Kleene]) -> Kleene:
    """*Any of them*: the greatest."""
    several = tuple(parts)
    return Kleene(
        any_of(one.true for one in several),
        any_of(one.upheld for one in several),
        all_of(one.false for one in several),
    )


class Words:
    """Words as numbers, and back."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def number(self, word: str) -> int:
        """The number that stands for a word."""
        return self._number.setdefault(word, len(self._number))

    def word(self, number: int) -> str:
        """The word a number stands for; one that nobody named is some other word."""
        for word, one in self._number.items():
            if one == number:
                return word
        return f"其他{number}"

    def __iter__(self) -> Any:
        return iter(self._number.items())


CodeSet: TypeAlias = Callable[[str], Term]
"""Whether a code is in a set of codes."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a field holds.

    Attributes:
        told: whether it was delivered.
        word: 0 for a value, else the number of the word in its place (`none`, `not_computable`).
        value: the value, as a number or a truth; of a set of codes, whether one is in it.
        kind: what the field holds.
        codes: the codes a set may have.
    """

    told: Term
    word: Number
    value: Any
    kind: Kind
    codes: tuple[str, ...] = ()

    @property
    def plain(self) -> Term:
        """That it was told, and is a value."""
        return all_of((self.told, smt.equal(self.word, 0)))

    @property
    def is_none(self) -> Term:
        """That it was told that there is none."""
        return all_of((self.told, smt.equal(self.word, 1)))


@dataclass(slots=True, eq=False)
class Slot:
    """A record that may be there.

    Attributes:
        exists: whether there is one at all, on the day.
        sure: whether it is there for certain.
        aside: the place in `ASIDE` of what it is set aside for.
        copies: so many records say the same.
        key: what it is called by.
    """

    collection: Collection
    key: str
    exists: Term
    sure: Term
    aside: Number
    copies: Number
    read: Callable[[str], Held]
    held: dict[str, Held] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Held:
        if name not in self.held:
            self.held[name] = self.read(name)
        return self.held[name]


@dataclass(frozen=True, slots=True)
class Coverage:
    """From which day to which a collection was delivered completely; perhaps not at all."""

    exists: Term
    since: Number
    until: Number


@dataclass(slots=True, eq=False)
class View:
    """Everything a condition may look at.

    Attributes:
        kinds: the kinds the subject may be of where its kind was not told.
        finding: what a person found about a record, or about the subject.
        closed: whether the defence of an exception is closed, for a record.
        seen: what conditions came out as, so that none is asked twice.
    """

    as_of: date
    slots: Mapping[str, tuple[Slot, ...]]
    covers: Mapping[str, Coverage]
    subject: Callable[[str], Held]
    kinds: frozenset[SubjectKind]
    finding: Callable[[str, Slot | None], Kleene]
    closed: Callable[[str, Slot], Term]
    words: Words
    seen: dict[tuple[int, int, int], tuple[object, Kleene]] = field(default_factory=dict)

    def with_slots(self, slots: Mapping[str, tuple[Slot, ...]]) -> View:
        """The same, with other records; nothing seen yet."""
        return View(
            self.as_of,
            {**self.slots, **slots},
            self.covers,
            self.subject,
            self.kinds,
            self.finding,
            self.closed,
            self.words,
        )


def scaled(kind: Kind, number: Decimal) -> Any:
    """A number in the smallest unit of a kind of field."""
    return smt.exact(number * SCALE[kind])


def held_value(value: Value, spec: FieldSpec, words: Words) -> Held:
    """A value that is fixed."""
    codes = tuple(map(str, spec.codes)) if spec.codes is not None else ()
    if isinstance(value, NotHeld):
        nothing: Any = (lambda _code: False) if spec.kind is Kind.CODES else 0
        return Held(False, 0, nothing, spec.kind, codes)
    match value:
        case frozenset():
            return Held(True, 0, value.__contains__, spec.kind, codes)
        case bool():
            return Held(True, 0, value, spec.kind, codes)
        case date():
            return Held(True, 0, value.toordinal(), spec.kind, codes)
        case Decimal() if spec.kind in SCALE:
            return Held(True, 0, scaled(spec.kind, value), spec.kind, codes)
        case str() if spec.kind in (Kind.TEXT, Kind.CODE):
            return Held(True, 0, words.number(value), spec.kind, codes)
        case _:
            return Held(True, _WORDS.index(str(value)), 0, spec.kind, codes)


def pinned(facts: Facts, words: Words | None = None) -> View:
    """The facts of a real subject, with nothing left open."""
    names = Words() if words is None else words

    def slot(item: Item) -> Slot:
        fields = item.collection.fields
        return Slot(
            collection=item.collection,
            key=item.key,
            exists=True,
            sure=item.present is Truth.TRUE,
            aside=ASIDE.index(item.set_aside),
            copies=1,
            read=lambda name: held_value(item[name], fields[name], names),
        )

    items = {name: tuple((slot(one), one) for one in some) for name, some in facts.items.items()}
    by_slot = {id(made): item for some in items.values() for made, item in some}

    def finding(name: str, about: Slot | None) -> Kleene:
        question = Question("", "", name, "", "")
        item = None if about is None else by_slot[id(about)]
        return truth_of(facts.answer(question, item)[0])

    return View(
        as_of=facts.as_of,
        slots={name: tuple(made for made, _ in some) for name, some in items.items()},
        covers={
            name: Coverage(
                True,
                BEGINNING if covers.since == "beginning" else covers.since.toordinal(),
                covers.until.toordinal(),
            )
            for name, covers in facts.subject.covers.items()
        },
        subject=lambda name: held_value(facts.told(name)[0], SUBJECT_FIELDS[name], names),
        kinds=possible_kinds(facts.subject),
        finding=finding,
        closed=lambda exception, about: facts.defence_closed(exception, by_slot[id(about)]),
        words=names,
    )


@dataclass(slots=True)
class Free:
    """Facts that are all open, and what is kept of them to make a subject from a solution.

    Attributes:
        complete: whether everything was delivered; otherwise anything may be left out.
        fields: of the subject itself, those that were asked.
        answers: per question and record (None: the subject), whether answered, and whether yes.
        closures: per exception and record, whether its defence is closed.
    """

    problem: Problem
    view: View
    complete: bool
    fields: dict[str, Held]
    answers: dict[tuple[str, int | None], tuple[Term, Term]]
    closures: dict[tuple[str, int], Term]


def freely(
    problem: Problem,
    as_of: date,
    sizes: Mapping[str, int],
    *,
    complete: bool,
    many: Mapping[str, int],
    words: Words,
) -> Free:
    """Facts that are all open.

    Args:
        problem: what the unknowns belong to.
        as_of: the day asked about.
        sizes: how many different records a collection may have.
        complete: whether everything is delivered.
        many: the collections whose records may come in copies, and how many at most.
        words: the words that are named in what will be asked.
    """
    maker = _Maker(problem, as_of, words, complete=complete)
    slots = {
        name: maker.slots(COLLECTIONS[name], sizes.get(name, 0), many.get(name, 1))
        for name in COLLECTIONS
    }
    fields: dict[str, Held] = {}
    answers: dict[tuple[str, int | None], tuple[Term, Term]] = {}
    closures: dict[tuple[str, int], Term] = {}

    def told(name: str) -> Held:
        if name not in fields:
            fields[name] = maker.field(f"subject.{name}", SUBJECT_FIELDS[name])
        return fields[name]

    def finding(name: str, about: Slot | None) -> Kleene:
        key = (name, None if about is None else id(about))
        if key not in answers:
            given = True if complete else problem.truth(f"answered {name}")
            answers[key] = given, problem.truth(f"found {name}")
        given, yes = answers[key]
        return Kleene(all_of((given, yes)), all_of((given, yes)), all_of((given, negated(yes))))

    def closed(exception: str, about: Slot) -> Term:
        key = (exception, id(about))
        if key not in closures:
            closures[key] = problem.truth(f"closed {exception}")
        return closures[key]

    view = View(
        as_of=as_of,
        slots=slots,
        covers={name: maker.coverage(name) for name in COLLECTIONS},
        subject=told,
        kinds=frozenset({SubjectKind.LEGAL_PERSON, SubjectKind.UNINCORPORATED}),
        finding=finding,
        closed=closed,
        words=words,
    )
    return Free(problem, view, complete, fields, answers, closures)


@cache
def days(as_of: date) -> tuple[int, int]:
    """The first and last day a record may name: sixty years either way."""
    first = date(max(as_of.year - 60, FIRST_DAY.year), 1, 1)
    last = date(min(as_of.year + 60, LAST_DAY.year), 12, 31)
    return first.toordinal(), last.toordinal()


class _Maker:
    """Makes unknowns, and requires of them what the vocabulary does."""

    def __init__(self, problem: Problem, as_of: date, words: Words, *, complete: bool) -> None:
        self.problem = problem
        self.as_of = as_of
        self.words = words
        self.complete = complete

    def slots(self, collection: Collection, number: int, most: int) -> tuple[Slot, ...]:
        """Records that may be there, the first before the second."""
        made = tuple(self.slot(collection, place + 1, most) for place in range(number))
        for before, after in pairwise(made):
            self.problem.require(any_of((negated(after.exists), before.exists)))
        return made

    def slot(self, collection: Collection, number: int, most: int = 1) -> Slot:
        """One record that may be there."""
        name = f"{collection.name}{number}"
        problem = self.problem
        copies: Number = 1
        if most > 1:
            copies = problem.whole(f"{name} copies")
            problem.require(smt.at_most(1, copies), smt.at_most(copies, most))
        aside = problem.whole(f"{name} aside")
        problem.require(smt.at_most(0, aside), smt.at_most(aside, len(ASIDE) - 1))
        dated = self.field(f"{name}.{collection.dated_by}", collection.fields[collection.dated_by])
        known_status = True if self.complete else problem.truth(f"{name} status told")
        if self.complete:
            problem.require(dated.plain)
        problem.require(any_of((negated(dated.plain), smt.at_most(dated.value, self._today))))
        slot = Slot(
            collection=collection,
            key=str(number),
            exists=problem.truth(f"{name} exists"),
            sure=all_of((known_status, dated.plain)),
            aside=aside,
            copies=copies,
            read=lambda field: self._field(slot, name, field, known_status),
            held={collection.dated_by: dated},
        )
        # A status that was not told sets nothing aside.
        problem.require(any_of((known_status, smt.equal(aside, 0), self._public(slot))))
        ended = self._public(slot)
        problem.require(any_of((negated(ended), negated(smt.equal(aside, 0)))))
        return slot

    @property
    def _today(self) -> int:
        return self.as_of.toordinal()

    def _public(self, slot: Slot) -> Term:
        """That its publicity is over, by its own day."""
        if "publicity_until" not in slot.collection.fields:
            return False
        until = slot["publicity_until"]
        return all_of((until.plain, smt.less(until.value, self._today)))

    def _field(self, slot: Slot, name: str, asked: str, known_status: Term) -> Held:
        spec = slot.collection.fields[asked]
        if asked == "key":
            return Held(True, 0, self.words.number(slot.key), Kind.TEXT)
        held = self.field(f"{name}.{asked}", spec)
        if asked == "status":
            self._status(slot, held, known_status)
        if asked == "status_on":
            # From a day on record what was set aside is set aside.
            used = any_of((smt.equal(slot.aside, 0), self._public(slot)))
            self.problem.require(any_of((used, held.plain)))
        return held

    def _status(self, slot: Slot, held: Held, told: Term) -> None:
        """The status says what a record is set aside for."""
        in_use = any_of(smt.equal(held.value, self.words.number(str(one))) for one in _IN_USE)
        said = [
            all_of((smt.equal(slot.aside, place), smt.equal(held.value, self.words.number(one))))
            for place, one in enumerate(ASIDE)
            if one is not None
        ]
        free = any_of((smt.equal(slot.aside, 0), self._public(slot)))
        self.problem.require(smt.equal(held.told, told))
        self.problem.require(any_of((negated(told), all_of((free, in_use)), *said)))

    def coverage(self, name: str) -> Coverage:
        """How far a collection is covered."""
        if self.complete:
            return Coverage(True, BEGINNING, self._today)
        problem = self.problem
        since, until = problem.whole(f"{name} since"), problem.whole(f"{name} until")
        first, last = days(self.as_of)
        problem.require(
            any_of((smt.equal(since, BEGINNING), smt.at_most(first, since))),
            smt.at_most(since, until),
            smt.at_most(first, until),
            smt.at_most(until, last),
        )
        return Coverage(problem.truth(f"{name} covered"), since, until)

    def field(self, name: str, spec: FieldSpec) -> Held:
        """A field nobody fixed."""
        problem, kind = self.problem, spec.kind
        told = True if self.complete else problem.truth(f"{name} told")
        codes = tuple(map(str, spec.codes)) if spec.codes is not None else ()
        match kind:
            case Kind.FLAG:
                return Held(told, 0, problem.truth(name), kind)
            case Kind.CODES:
                members = {code: problem.truth(f"{name} {code}") for code in codes}
                return Held(told, 0, lambda code: members.get(code, False), kind, codes)
            case Kind.CODE:
                value = problem.whole(name)
                some = [*codes, *(spec.words & {NONE})]
                problem.require(any_of(smt.equal(value, self.words.number(one)) for one in some))
                return Held(told, 0, value, kind, codes)
            case Kind.TEXT:
                value = problem.whole(name)
                problem.require(self._written(name, value))
                return Held(told, 0, value, kind)
            case Kind.DAY | Kind.DUE_DAY:
                value, word = problem.whole(name), problem.whole(f"{name} word")
                first, last = days(self.as_of)
                end = self._today if kind is Kind.DAY else last
                problem.require(smt.at_most(first, value), smt.at_most(value, end))
                problem.require(smt.at_most(0, word), smt.at_most(word, 1))
                return Held(told, word, value, kind)
            case Kind.AMOUNT | Kind.NUMBER | Kind.POINTS:
                value, word = problem.whole(name), problem.whole(f"{name} word")
                least = -_MOST[kind] if kind is Kind.POINTS else 0
                problem.require(smt.at_most(least, value), smt.at_most(value, _MOST[kind]))
                problem.require(smt.at_most(0, word), smt.at_most(word, 2))
                return Held(told, word, value, kind)

    def _written(self, name: str, value: Number) -> Term:
        """What a text may be: where it is written in a way of its own, one that was named."""
        if name == "subject.region":
            regions = {"320100", *(word for word, _ in self.words if _is_region(word))}
            return any_of(smt.equal(value, self.words.number(one)) for one in sorted(regions))
        if name == "subject.industry":
            named = {"C13", *(word for word, _ in self.words if _is_industry(word))}
            return any_of(smt.equal(value, self.words.number(one)) for one in sorted(named))
        return all_of((smt.at_most(0, value), smt.at_most(value, 10**6)))


def _is_region(word: str) -> bool:
    return len(word) == 6 and word.isascii() and word.isdigit()


def _is_industry(word: str) -> bool:
    rest = word[1:]
    return word[:1] in set("ABCDEFGHIJKLMNOPQRST") and (
        not rest or (rest.isascii() and rest.isdigit() and len(rest) <= 4)
    )
