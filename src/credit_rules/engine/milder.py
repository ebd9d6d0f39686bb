"""The milder of two editions for an act committed before the newer one (从旧兼从轻).

An act is answered by the edition of its day. Where the newer edition reaches back and is in force
when the act is decided, both are asked about the act, and the newer one answers it if it is the
milder. A decision made before the newer edition stands. What is compared is all that each edition
gives for one record: mildest is a matter of the whole, and no third edition is made of two.

The day of the decision is that of the record, where the record is the deciding act; for a proposal,
about which nothing is decided yet, it is the day asked about. The editions between that of the act
and that of the decision are not asked: the provisions speak of these two.

* What the newer edition no longer gives is milder; what both give alike leaves the older.
* Where each is stricter in something, a person has to find which is the milder. Until then what
  both give alike is given, and the rest of both is open.
* A day that was not told leaves open what the editions it may belong to would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from credit_rules.engine.bars import Bar, bars
from credit_rules.engine.compared import NEITHER, NEWER, Verdict, compare, weighed_bar
from credit_rules.engine.facts import Item
from credit_rules.engine.speaking import Spoken, unconfirmed
from credit_rules.engine.strictness import Weight, at_most, weights
from credit_rules.engine.work import Work, acts
from credit_rules.model.ruleset import Header, StatutoryRestriction
from credit_rules.truth import Missing, Question, Truth, Unheld

__all__ = ["answering"]


@dataclass(frozen=True, slots=True, eq=False)
class _Edition:
    """An edition with everything its rules say of acts, whatever the day of the act."""

    ruleset: StatutoryRestriction
    bars: tuple[Bar, ...]

    @property
    def header(self) -> Header:
        return self.ruleset.header

    def on(self, act: Item) -> tuple[Bar, ...]:
        return tuple(one for one in self.bars if one.match.item is act)


@dataclass(frozen=True, slots=True)
class _Case:
    """One way the days of an act may lie: the edition of the act, and one that reaches back to it.

    `older` is None for an act before every edition; `newer` for one that nothing reaches back to.
    """

    older: _Edition | None
    newer: _Edition | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is left of both editions for an act: bars that may apply, and which of them do alike."""

    verdict: Verdict
    possible: tuple[Bar, ...]
    alike: tuple[Bar, ...] = ()
    missing: frozenset[Missing] = frozenset()


def answering(work: Work, ruleset: StatutoryRestriction) -> Iterator[Bar]:
    """The bars by which an edition answers acts; those of other editions are theirs to say."""
    ordinary = bars(work, ruleset, acts(ruleset))
    if not work.book.weighed(ruleset.header):
        yield from ordinary
        return
    yield from (one for one in ordinary if one.match.item is None)
    editions = tuple(_editions(work, ruleset))
    own = next(one for one in editions if one.ruleset is ruleset)
    for act in {id(one.match.item): one.match.item for one in own.bars}.values():
        if act is not None:
            yield from _answering(work, editions, own, act)


def _editions(work: Work, ruleset: StatutoryRestriction) -> Iterator[_Edition]:
    """The editions, oldest first; one that does not speak about the subject says nothing of it."""
    heard = work.heard
    for one in work.book.weighed(ruleset.header):
        assert isinstance(one, StatutoryRestriction), "editions weighed are of one kind"
        spoken = heard.get(id(one))
        said = bars(work, one, None) if spoken or one is ruleset else ()
        if spoken and spoken.truth is Truth.UNKNOWN and one is not ruleset:
            said = (_in_doubt(bar, spoken) for bar in said)
        yield _Edition(one, tuple(said))


def _in_doubt(bar: Bar, spoken: Spoken) -> Bar:
    return replace(bar, truth=bar.truth & Truth.UNKNOWN, missing=bar.missing | spoken.missing)


def _answering(work: Work, editions: Sequence[_Edition], own: _Edition, act: Item) -> Iterator[Bar]:
    cases, untold = _cases(editions, act)
    outcomes = [_outcome(work, case, act) for case in cases]
    if len(outcomes) > 1:
        yield from _perhaps(own.on(act), outcomes, untold)
        return
    (case,), (outcome,) = cases, outcomes
    if case.older is own:
        _show(work, editions, case, act, outcome.verdict)
    for bar in own.on(act):
        if bar not in outcome.possible:
            continue
        if outcome.verdict not in NEITHER:
            yield _reaching_back(bar, own) if outcome.verdict in NEWER else bar
        elif bar in outcome.alike:
            yield bar
        else:
            yield _left_open(bar, outcome.missing, outcome.possible)


def _cases(editions: Sequence[_Edition], act: Item) -> tuple[tuple[_Case, ...], frozenset[Missing]]:
    """Every way the days of an act may lie, and the facts that would leave one of them."""
    governing, untold = _governing(editions, act)
    decided = act[act.collection.dated_by]
    reaching = [one for one in editions if one.header.retroactive]
    newer: list[_Edition | None] = [*reaching, None]
    if isinstance(decided, date):
        then = [one for one in reaching if one.header.in_force.on(decided) is Truth.TRUE]
        newer = [*then] or [None]
    else:
        untold |= {act.unheld(act.collection.dated_by)}
    cases = [
        _Case(one, other if one is not None and _later(editions, other, one) else None)
        for one in governing
        for other in newer
    ]
    return tuple(dict.fromkeys(cases)), untold


def _governing(
    editions: Sequence[_Edition], act: Item
) -> tuple[tuple[_Edition | None, ...], frozenset[Missing]]:
    """The editions an act may have been committed under; None stands for before them all."""
    acted = act["acted_on"]
    if not isinstance(acted, date):
        return (*editions, None), frozenset({act.unheld("acted_on")})
    truths = {id(one): one.header.in_force.on(acted) for one in editions}
    found = tuple(one for one in editions if truths[id(one)] is not Truth.FALSE)
    unsure = [one for one in found if truths[id(one)] is Truth.UNKNOWN]
    untold: frozenset[Missing] = frozenset(unconfirmed(one.header) for one in unsure)
    return (found if len(found) > len(unsure) else (*found, None)), untold


def _later(editions: Sequence[_Edition], one: _Edition | None, other: _Edition) -> bool:
    return one is not None and editions.index(one) > editions.index(other)


def _outcome(work: Work, case: _Case, act: Item) -> _Outcome:
    """Which of two editions answers an act."""
    if case.older is None:
        return _Outcome(Verdict.STANDS, ())
    old = case.older.on(act)
    if case.newer is None:
        return _Outcome(Verdict.STANDS, old)
    new = case.newer.on(act)
    sure, may = _weights(work, old)
    new_sure, new_may = _weights(work, new)
    if at_most(may, new_sure):
        return _Outcome(Verdict.OLDER, old)
    # What may yet turn out the same leaves the older, so it is not the milder for certain.
    if at_most(new_may, sure) and not at_most(sure, new_may):
        return _Outcome(Verdict.NEWER, new)
    verdict, missing = Verdict.UNSETTLED, _missing((*old, *new))
    if not at_most(new_sure, may) and not at_most(sure, new_may):
        question = _question(case.older.header, case.newer.header, act)
        answer, missing = work.facts.answer(question, act)
        if answer is Truth.TRUE:
            return _Outcome(Verdict.FOUND_NEWER, new)
        if answer is Truth.FALSE:
            return _Outcome(Verdict.FOUND_OLDER, old)
        verdict = Verdict.ASKED
    # The same rule in both, saying the same, holds whichever of them is the milder.
    said = {one.rule.id: weights(work, one) for one in new if one.truth is Truth.TRUE}
    alike = tuple(
        one
        for one in old
        if one.truth is Truth.TRUE and said.get(one.rule.id) == weights(work, one)
    )
    again = {one.rule.id for one in alike}
    other = tuple(one for one in new if one.truth is not Truth.TRUE or one.rule.id not in again)
    return _Outcome(verdict, (*old, *other), alike, missing)


def _weights(work: Work, some: Iterable[Bar]) -> tuple[set[Weight], set[Weight]]:
    """What bars weigh that hold for certain, and what all weigh that may hold."""
    sure: set[Weight] = set()
    may: set[Weight] = set()
    for one in some:
        weight = weights(work, one)
        may |= weight
        sure |= weight if one.truth is Truth.TRUE else frozenset()
    return sure, may


def _missing(some: Iterable[Bar]) -> frozenset[Missing]:
    return frozenset().union(*(one.missing for one in some))


def _question(older: Header, newer: Header, act: Item) -> Question:
    """Which of two editions is the milder, where each is stricter in something."""
    return Question(
        path=act.path,
        holder=act.collection.fields[act.collection.dated_by].holder,
        finding=f"milder:{newer.id}:{newer.edition}",
        zh=f"“{newer.title.zh}”的新版本（{newer.edition}）对这一行为是否比旧版本（{older.edition}）较轻",
        en=f"whether the newer edition ({newer.edition}) of `{newer.title.en}` is the milder for"
        f" this act, beside the older ({older.edition})",
    )


def _reaching_back(bar: Bar, edition: _Edition) -> Bar:
    """The bar of an edition that reaches back, resting on what lets it."""
    reach = edition.header.retroactive
    further = () if reach is None else reach.basis
    return replace(bar, grant=replace(bar.grant, basis=(*bar.grant.basis, *further)))


def _left_open(bar: Bar, missing: frozenset[Missing], beside: Iterable[Bar]) -> Bar:
    """A bar of which nobody knows whether it applies, with the defences that are open beside it."""
    defences = dict.fromkeys(one for other in beside for one in other.match.defences)
    match = replace(bar.match, defences=tuple(defences))
    return replace(bar, match=match, truth=Truth.UNKNOWN, missing=missing | bar.missing)


def _perhaps(
    own: Iterable[Bar], outcomes: Sequence[_Outcome], untold: frozenset[Missing]
) -> Iterator[Bar]:
    """The bars that one of several cases leaves; the facts say which case it is."""
    for bar in own:
        mine = [one for one in outcomes if bar in one.possible]
        if mine:
            facts = {fact for one in mine for fact in one.missing if isinstance(fact, Unheld)}
            beside = [other for one in mine for other in one.possible]
            yield _left_open(bar, untold | facts, beside)


def _show(
    work: Work, editions: Sequence[_Edition], case: _Case, act: Item, verdict: Verdict
) -> None:
    """Put both editions side by side in the answer, if either gives anything that is asked for."""
    newer = case.newer or _since(work, editions, case.older)
    if case.older is None or newer is None:
        return
    day = work.facts.as_of
    both = (*case.older.on(act), *newer.on(act))
    if not any(work.concerned(one.grant) and not one.over(day) for one in both):
        return
    older, other = (
        [weighed_bar(work, edition.ruleset, bar) for bar in edition.on(act)]
        for edition in (case.older, newer)
    )
    decided = act[act.collection.dated_by]
    assert isinstance(decided, date), "an act decided on an unknown day has several cases"
    compare(work, (case.older.header, older), (newer.header, other), act, decided, verdict)


def _since(work: Work, editions: Sequence[_Edition], older: _Edition | None) -> _Edition | None:
    """The edition that reaches back today, and began after an act was decided."""
    day = work.facts.as_of
    later = editions[editions.index(older) + 1 :] if older is not None else ()
    reaching = (one for one in later if one.header.retroactive)
    return next((one for one in reaching if one.header.in_force.on(day) is Truth.TRUE), None)
