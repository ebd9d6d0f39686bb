"""What every ruleset owes its readers, each in one line of a test file.

>>> test_unknowns = never_reversed_by_more_facts(book)

A property is a test that pytest collects and runs, over subjects aimed at the edges of the rules;
and it may be asked of another book (`test_unknowns.on(changed_book)`), so that `credit-rules
mutate` holds a changed ruleset against it. Where it fails, the subject is printed as YAML, with the
day, and what the decisions differ in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, Protocol, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.narrowing import narrowed
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Decision, MatchedMeasure
from credit_rules.engine.listings import ListingState
from credit_rules.model.catalog import CARRYING, RESTRICTING, Validity
from credit_rules.model.codes import Level, Verified
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    Discipline,
    Favour,
    Ground,
    Restriction,
    Ruleset,
    ScoreItem,
    StepRule,
    TieredSupervision,
    parts,
)
from credit_rules.model.subject import COLLECTIONS, Kind, Subject
from credit_rules.testing.comparing import called, definite, different, measures_given, milder
from credit_rules.testing.pairs import Order, Pair, checked, less_and_more, worse
from credit_rules.testing.strategies import Example, chosen, subjects

__all__ = [
    "PropertyTest",
    "agrees_with",
    "every_measure_has_basis",
    "every_restriction_ends",
    "never_reversed_by_more_facts",
    "new_edition_not_stricter_for_old_facts",
    "order_independent",
    "worse_facts_never_milder",
]

_DIFFERENCES: Final = 12
"""So many differences are printed, at most."""


_SLOW: Final = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

_PHASES: Final = tuple(phase for phase in Phase if phase is not Phase.explain)
"""What a failing example has in common with others is the engine's business, not the rules'."""


class PropertyTest(Protocol):
    """A property of a book, ready to be run."""

    def __call__(self) -> None:
        """Run it on the book it was made for, as pytest does.

        Raises:
            AssertionError: a subject for which it does not hold.
        """

    def on(self, book: Rulebook, *, max_examples: int = 100) -> None:
        """Run it on another book, with the same examples each time.

        Raises:
            AssertionError: a subject for which it does not hold.
        """


_Asked = Callable[[Rulebook], st.SearchStrategy[Any]]
_Broken = Callable[[Rulebook, Any], Iterable[str]]


def _property(
    book: Rulebook, asked: _Asked, broken: _Broken, rulesets: Iterable[str] | None
) -> PropertyTest:
    """A property as a test: of what is generated for a book, nothing is broken.

    Args:
        book: the one it is run on unless another is given.
        asked: the examples for a book.
        broken: what an example shows to be broken, in words; nothing if it holds.
        rulesets: the ids of those it is about. They alone decide, with what they read.
    """
    names = None if rulesets is None else tuple(rulesets)

    def run(whole: Rulebook, how: settings) -> None:
        on = whole if names is None else narrowed(whole, chosen(whole, names))

        @how
        @given(one=asked(on))
        def holds(one: Any) -> None:
            found = list(broken(on, one))
            assert not found, "\n".join([*found[:_DIFFERENCES], repr(one)])

        holds()

    def test() -> None:
        run(book, settings(suppress_health_check=_SLOW, deadline=None, phases=_PHASES))

    def on(book: Rulebook, *, max_examples: int = 100) -> None:
        how = settings(
            max_examples=max_examples,
            suppress_health_check=_SLOW,
            deadline=None,
            phases=_PHASES,
            database=None,
            derandomize=True,
        )
        run(book, how)

    vars(test)["on"] = on
    return cast("PropertyTest", test)


def never_reversed_by_more_facts(
    book: Rulebook, *, rulesets: Iterable[str] | None = None
) -> PropertyTest:
    """What is known of a subject stays, whatever is told besides.

    Of the same subject less is told: fields, findings, days covered. What is then said for certain
    is said of the whole too; and a measure of the whole is then given, or said to be open. Days
    that end something (`publicity_until`, `term_until`, `restriction_until`, `valid_until`) are
    left alone: not delivered, they mean that no such end is on record.

    Args:
        book: the rulebook it is asked of.
        rulesets: the ids of those it is about; None for all of the book.
    """

    def broken(on: Rulebook, pair: Pair) -> Iterator[str]:
        less, more = (_decided(on, one) for one in (pair.first, pair.second))
        for one in sorted(definite(less, on) - definite(more, on)):
            yield f"told less it is certain, told more it is not: {' '.join(one)}"
        open_ones = {one.ruleset for one in less.undetermined}
        # A measure that is given for one record need not be open for another.
        known = {one[:3] for one in measures_given(less, on)}
        for one in sorted({one[:3] for one in measures_given(more, on)} - known):
            if one[2] not in open_ones:
                yield f"told less it is not even open, told more it is given: {' '.join(one)}"

    return _property(book, lambda on: less_and_more(Aims(on, on.rulesets)), broken, rulesets)


def worse_facts_never_milder(
    book: Rulebook, order: Order, *, rulesets: Iterable[str] | None = None
) -> PropertyTest:
    """Worse facts never bring a milder tier, a measure less, a favour or a way out more.

    >>> worse_facts_never_milder(book, {"penalties": "up", "penalties.fine": "up"})

    Args:
        book: the rulebook it is asked of.
        order: what is worse. A collection is worse with a record more (`up`), or one fewer
            (`down`); a figure or a day the higher (`up`) or the lower (`down`) it is; a code the
            further it stands in the sequence given.
        rulesets: the ids of those it is about; None for all of the book.

    Raises:
        ValueError: the order names no collection, or no field of one, or no way that is worse.
    """
    checked(order)

    def broken(on: Rulebook, pair: Pair) -> Iterator[str]:
        before, after = (_decided(on, one) for one in (pair.first, pair.second))
        for one in milder(on, before, after):
            yield f"with worse facts {one.what}: {one.milder}, no longer {one.stricter}"

    return _property(book, lambda on: worse(Aims(on, on.rulesets), order), broken, rulesets)


def every_measure_has_basis(
    book: Rulebook, *, rulesets: Iterable[str] | None = None
) -> PropertyTest:
    """Every measure names its provisions, and a remedy; what restricts rests on law that may.

    Args:
        book: the rulebook it is asked of.
        rulesets: the ids of those it is about; None for all of the book.
    """

    def broken(on: Rulebook, one: Example) -> Iterator[str]:
        for measure in _decided(on, one).measures:
            yield from (f"{called(measure)}: {what}" for what in _unfounded(measure))

    return _property(book, subjects, broken, rulesets)


def every_restriction_ends(
    book: Rulebook, *, rulesets: Iterable[str] | None = None
) -> PropertyTest:
    """Every restriction has an end, or the word of the law that it is for life.

    It ends on a day, or with the entry it rests on, or with an event that the rule names.

    Args:
        book: the rulebook it is asked of.
        rulesets: the ids of those it is about; None for all of the book.
    """

    def broken(on: Rulebook, one: Example) -> Iterator[str]:
        decision = _decided(on, one)
        listed = {entry.record for entry in decision.listings if entry.state in _STANDING}
        for measure in decision.measures:
            ends = measure.until is not None or measure.lifelong
            if measure.effect not in RESTRICTING or ends or measure.because_of.record in listed:
                continue
            if not _until_an_event(on, measure):
                yield f"{called(measure)}: no end"

    return _property(book, subjects, broken, rulesets)


_STANDING: Final = frozenset({ListingState.CURRENT, ListingState.UNKNOWN})


def order_independent(book: Rulebook, *, rulesets: Iterable[str] | None = None) -> PropertyTest:
    """The order of files, of rules and of records changes nothing.

    Args:
        book: the rulebook it is asked of.
        rulesets: the ids of those it is about; None for all of the book.
    """

    def broken(on: Rulebook, one: Example) -> Iterator[str]:
        update = {name: tuple(reversed(getattr(one.subject, name))) for name in COLLECTIONS}
        turned = replace(one, subject=one.subject.model_copy(update=update))
        first, again = _decided(on, one), _decided(_turned_round(on), turned)
        yield from different(first, again, without=("place",))

    return _property(book, subjects, broken, rulesets)


def new_edition_not_stricter_for_old_facts(book: Rulebook, ruleset: str) -> PropertyTest:
    """What happened before an edition came into force is not judged more strictly by it.

    On the first day of each edition, subjects of whom everything happened before are asked about by
    it and by the edition before it (从旧兼从轻).

    Args:
        book: the rulebook it is asked of.
        ruleset: the id of a ruleset with more than one edition.

    Raises:
        ValueError: the book has no two editions of it with days that are confirmed.
    """
    _editions(book, ruleset)

    def asked(on: Rulebook) -> st.SearchStrategy[Example]:
        return st.one_of(
            *(
                subjects(
                    Rulebook((old, new), on.catalog, on.profile, on.schemes_read, on.digest),
                    as_of=first - timedelta(days=1),
                )
                for old, new, first in _editions(on, ruleset)
            )
        )

    def broken(on: Rulebook, one: Example) -> Iterator[str]:
        for old, new, first in _editions(on, ruleset):
            if one.as_of + timedelta(days=1) == first:
                then = replace(one, as_of=first, subject=_covered(one.subject, first))
                before, after = (
                    _decided(_instead(on, ruleset, edition), then) for edition in (old, new)
                )
                for what in milder(on, after, before):
                    said = f"{what.stricter}, before it {what.milder}"
                    yield f"under {new.header.edition} {what.what}: {said}"

    return _property(book, asked, broken, [ruleset])


def agrees_with(
    book: Rulebook, other: Rulebook, *, rulesets: Iterable[str] | None = None
) -> PropertyTest:
    """Two rulebooks decide alike: the same rules written otherwise, or another reading of them.

    Places in files and the digests of the books are no part of an answer.

    Args:
        book: the rulebook it is asked of, at whose edges subjects are aimed.
        other: the one it is to agree with; its edges are aimed at too.
        rulesets: the ids of those that are aimed at; None for all of both books.
    """
    names = None if rulesets is None else tuple(rulesets)
    against = other if names is None else narrowed(other, chosen(other, names))

    def asked(on: Rulebook) -> st.SearchStrategy[Example]:
        return subjects(on) | subjects(against)

    def broken(on: Rulebook, one: Example) -> Iterator[str]:
        first, second = _decided(on, one), _decided(against, one)
        yield from different(first, second, without=("place", "provenance"))

    return _property(book, asked, broken, names)


# What decisions say.


def _decided(book: Rulebook, one: Example) -> Decision:
    return decide(book, one.subject, one.as_of, acting=one.acting)


def _unfounded(measure: MatchedMeasure) -> Iterator[str]:
    """What a measure lacks of a basis, in words."""
    if not measure.basis:
        yield "no basis"
    if not measure.remedy.zh or not measure.remedy.en:
        yield "no remedy"
    if measure.effect not in RESTRICTING:
        return
    levels = {one.level for one in measure.basis}
    # A judicial interpretation carries a restriction together with the law it applies.
    enough = CARRYING | ({Level.JUDICIAL_INTERPRETATION} if Level.LAW in levels else frozenset())
    for one in measure.basis:
        if one.level not in enough:
            yield f"{one.citation} is no law that may restrict"
        if one.verified is Verified.SECONDARY:
            yield f"nobody read {one.citation} in the original"


def _until_an_event(book: Rulebook, measure: MatchedMeasure) -> bool:
    """Whether a restriction ends with an event of its record, which may be still to come."""
    because = measure.because_of
    rules = (
        rule
        for one in book.rulesets
        if (one.header.id, one.header.edition) == (because.ruleset, because.edition)
        for rule in parts(one, Restriction)
        if rule.id == because.rule and rule.lasts.until is not None
    )
    return any(
        COLLECTIONS[rule.each.collection].fields[rule.lasts.until.name].kind is Kind.DAY
        for rule in rules
        if rule.lasts.until is not None
    )


# Other books.


_ROWS: Final = (
    Assignment,
    Discipline,
    Favour,
    Ground,
    Restriction,
    ScoreItem,
    StepRule,
)
"""Rules whose order means nothing.

That of tiers does, and of the ends of a publicity; requirements of repair are shown in theirs.
"""


def _turned_round(book: Rulebook) -> Rulebook:
    """The same book with every list of rules, and the rulesets themselves, the other way round."""
    rulesets = tuple(_rules_turned(one) for one in reversed(book.rulesets))
    return replace(book, rulesets=rulesets)


def _rules_turned(ruleset: Ruleset) -> Ruleset:
    turned: dict[str, Any] = {}
    for name in ruleset.__dataclass_fields__:
        value = getattr(ruleset, name)
        if isinstance(value, tuple) and value and isinstance(value[0], _ROWS):
            turned[name] = tuple(reversed(value))
    if isinstance(ruleset, TieredSupervision) and ruleset.scorecard is not None:
        items = tuple(reversed(ruleset.scorecard.items))
        turned["scorecard"] = replace(ruleset.scorecard, items=items)
    return replace(ruleset, **turned)


def _editions(book: Rulebook, ruleset: str) -> list[tuple[Ruleset, Ruleset, date]]:
    """Each edition with the one before it, and its first day.

    Raises:
        ValueError: there are no two editions with days that are confirmed.
    """
    dated = [
        (one.header.in_force.since, one)
        for one in book.rulesets
        if one.header.id == ruleset and not one.header.in_force.unconfirmed
    ]
    ordered = sorted(
        ((since, one) for since, one in dated if since is not None), key=lambda pair: pair[0]
    )
    found = [(old, new, first) for (_, old), (first, new) in pairwise(ordered)]
    if not found:
        raise ValueError(f"the rulebook has no two editions of {ruleset}")
    return found


def _instead(book: Rulebook, ruleset: str, edition: Ruleset) -> Rulebook:
    """The book with one edition of a ruleset, in force on every day."""
    always = replace(edition.header, in_force=Validity(None))
    others = tuple(one for one in book.rulesets if one.header.id != ruleset)
    alone = replace(edition, header=always)
    return replace(book, rulesets=(*others, alone))


def _covered(subject: Subject, day: date) -> Subject:
    """The subject as it is delivered a day later: nothing new."""
    covers = {
        name: one.model_copy(update={"until": max(one.until, day)})
        for name, one in subject.covers.items()
    }
    return subject.model_copy(update={"covers": covers})
