"""Who notices a mutant: subjects of whom a ruleset and its mutant say different things.

A subject is asked once, by the ruleset as it is, and every condition remembers how it was answered.
A mutant can then be asked about the one condition it has otherwise, and only where that comes out
differently is the whole decided again.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pydantic import BaseModel

from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.mutants import Mutant, Operator
from credit_rules.analysis.shrinking import shrunk
from credit_rules.analysis.verdicts import Witness
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, LegalBasis
from credit_rules.engine.reference import Trace, World, evaluate
from credit_rules.errors import SubjectError
from credit_rules.model.expr import Expr
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import CreditRepair, Ruleset, TieredSupervision
from credit_rules.model.subject import Subject
from credit_rules.testing.expectations import EXPECTATIONS, Plain, name_of
from credit_rules.testing.judging import found, judge
from credit_rules.testing.said import Said
from credit_rules.testing.scenarios import Scenario
from credit_rules.testing.writing import scenario_text
from credit_rules.truth import Truth

__all__ = ["Case", "Hunt", "in_place_of"]


@dataclass(frozen=True, slots=True)
class Case:
    """A subject on a day, the rulebook that was asked, and how its conditions were answered.

    `about` are the ids of the rulesets whose answers are looked at; `answers` are by the identity
    of the condition, each with where it was asked.
    """

    book: Rulebook
    about: tuple[str, ...]
    subject: Subject
    as_of: date
    acting: Acting | None
    answers: Mapping[int, Sequence[tuple[Trace, World]]]

    @staticmethod
    def of(
        book: Rulebook,
        about: tuple[str, ...],
        subject: Subject,
        as_of: date,
        acting: Acting | None,
    ) -> Case:
        """Decide, and keep every answer."""
        answers: dict[int, list[tuple[Trace, World]]] = {}

        def listen(trace: Trace, world: World) -> None:
            answers.setdefault(id(trace.node), []).append((trace, world))

        decide(book, subject, as_of, acting=acting, watch=listen)
        return Case(book, about, subject, as_of, acting, answers)

    def told(self, book: Rulebook) -> tuple[object, ...]:
        """What the subject is told by a book, as far as a scenario can expect any of it.

        The conditions that led to it are left out, since putting them into words takes most of the
        time; which rules of a scheme hold is kept.
        """
        about = [one for one in book.rulesets if one.header.id in self.about]
        rules = dict(_rules_of_tiers(about))
        held: list[tuple[str, Truth]] = []

        def listen(trace: Trace, _: World) -> None:
            if id(trace.node) in rules:
                held.append((rules[id(trace.node)], trace.truth))

        watch = listen if rules else None
        decision = decide(book, self.subject, self.as_of, acting=self.acting, watch=watch)
        said = Said(decision, about)
        return (
            said.tiers,
            said.measures,
            said.suppressed,
            said.proposals,
            said.listings,
            said.repairs,
            said.undetermined,
            said.steps,
            decision.settled,
            decision.excluded,
            decision.notes,
            held,
        )

    def may_notice(self, mutant: Mutant, *, reasons: bool = False) -> bool:
        """Whether the subject is asked what was changed, and answered otherwise.

        A condition with the same truth, for want of the same facts, makes no difference to what is
        built on it; except where days are read off the way it came about, which is the first day of
        a repair, and where its `reasons` are looked at.
        """
        if mutant.condition is None:
            return True
        before, after = mutant.condition
        answers = self.answers.get(id(before), ())
        if reasons or isinstance(mutant.ruleset, CreditRepair):
            return bool(answers)
        return any(_otherwise(after, trace, world) for trace, world in answers)


def _rules_of_tiers(rulesets: Iterable[Ruleset]) -> Iterator[tuple[int, str]]:
    """The conditions of tiers and of what assigns and bounds them, by identity."""
    for ruleset in rulesets:
        if isinstance(ruleset, TieredSupervision):
            yield from ((id(one.when), one.id) for one in ruleset.tiers)
            for bounds in (ruleset.direct, ruleset.caps, ruleset.floors):
                yield from ((id(one.when), one.id) for one in bounds)


def in_place_of(book: Rulebook, ruleset: Ruleset, other: Ruleset) -> Rulebook:
    """The book with another ruleset in a ruleset's place."""
    return replace(book, rulesets=tuple(other if one is ruleset else one for one in book.rulesets))


def _otherwise(node: Expr, trace: Trace, world: World) -> bool:
    """Whether a condition comes out otherwise than one did, where that was asked."""
    unheard = replace(world, facts=replace(world.facts, watch=None))
    try:
        answer = evaluate(node, unheard)
    except Exception:  # noqa: BLE001 - a mistake that breaks the evaluator makes a difference
        return True
    return (answer.truth, answer.missing) != (trace.truth, trace.missing)


@dataclass(frozen=True, slots=True)
class _Record:
    """A scenario that was found, and how it is written."""

    case: Case
    scenario: Scenario
    text: str


_DRAFTED: Final = 40
"""So many subjects are drafted for a ruleset before its survivors are left as they are."""

_UNSAID: Final = 3
"""After so many subjects who are told something else that no scenario can say, none will do."""


class Hunt:
    """Looks for records that would kill the survivors of one ruleset.

    First among subjects at hand, those of its scenarios, of whom too little may be expected; then
    among subjects aimed at its edges.
    """

    def __init__(self, book: Rulebook, ruleset: Ruleset, at_hand: Sequence[Case]) -> None:
        """Begin with the subjects at hand.

        Args:
            book: as much of a rulebook as the ruleset needs.
            ruleset: one of it, as it should be.
            at_hand: subjects asked by that book or by more of it.
        """
        self.book = book
        self.ruleset = ruleset
        self._about = (ruleset.header.id,)
        self._cases = list(at_hand)
        self._at_hand = len(self._cases)
        self._drafts = self._drafted()
        self._found: list[_Record] = []
        self._heard: dict[int, tuple[object, ...]] = {}
        self._printed: dict[int, frozenset[tuple[str, str]]] = {}

    def at_hand(self, mutant: Mutant) -> str:
        """A scenario that the ruleset passes and the mutant does not, as YAML; empty if unfound.

        One that was found for another mutant is found again, so that few are to be read.
        """
        for one in self._found:
            if one.case.may_notice(mutant) and self._fails(one.scenario, one.case, mutant):
                return one.text
        return self._searched(range(len(self._cases)), mutant)

    def drafted(self, mutant: Mutant) -> str:
        """The same, looked for among drafted subjects; those of one mutant stay for the next."""
        return self._searched(self._new_places(), mutant)

    def _searched(self, places: Iterable[int], mutant: Mutant) -> str:
        tried = 0
        for place in places:
            case = self._cases[place]
            if not (self._prints(place, mutant) and case.may_notice(mutant)):
                continue
            if self._tells_apart(place, case, mutant):
                record = self._record(self._short(case, mutant), mutant)
                text = self._kept(record or self._record(case, mutant))
                tried += 1
                if text or tried == _UNSAID:
                    return text
        return ""

    def _short(self, case: Case, mutant: Mutant) -> Case:
        """The subject with all taken away that it is told apart without."""
        other = self._mutated(case, mutant)

        def tells_apart(one: Witness) -> bool:
            shorter = replace(case, subject=one.subject)
            try:
                return shorter.told(case.book) != shorter.told(other)
            except Exception:  # noqa: BLE001 - as above
                return True

        found = shrunk(Witness(case.subject, case.as_of, case.acting), tells_apart)
        return Case.of(case.book, case.about, found.subject, case.as_of, case.acting)

    def _kept(self, record: _Record | None) -> str:
        if record is None:
            return ""
        self._found.append(record)
        return record.text

    def _new_places(self) -> Iterator[int]:
        yield from range(self._at_hand, len(self._cases))
        for case in self._drafts:
            self._cases.append(case)
            yield len(self._cases) - 1

    def shown(self, witness: Witness, mutant: Mutant) -> str:
        """The scenario of a subject that is known to be answered differently; empty if unfound."""
        case = Case.of(self.book, self._about, witness.subject, witness.as_of, witness.acting)
        return self._kept(self._record(case, mutant))

    def _drafted(self) -> Iterator[Case]:
        header = self.ruleset.header
        # The same subjects in every run.
        rng = random.Random(f"{header.id} {header.edition}")  # noqa: S311 - nothing secret
        aims = Aims(self.book, [self.ruleset])
        for _ in range(_DRAFTED):
            try:
                one = aims.draft(rng).witness()
            except SubjectError:
                # Something was taken away that a subject needs.
                continue
            yield Case.of(self.book, self._about, one.subject, one.as_of, one.acting)

    def _prints(self, place: int, mutant: Mutant) -> bool:
        """Whether the subject is told a provision at all, where one is missing."""
        if mutant.operator is not Operator.CITATION:
            return True
        if place not in self._printed:
            told = self._as_it_is(place)
            self._printed[place] = frozenset(
                (one.instrument, one.provision) for one in _provisions(told)
            )
        return any((one.instrument, one.label) in self._printed[place] for one in mutant.basis)

    def _as_it_is(self, place: int) -> tuple[object, ...]:
        if place not in self._heard:
            case = self._cases[place]
            self._heard[place] = case.told(case.book)
        return self._heard[place]

    def _tells_apart(self, place: int, case: Case, mutant: Mutant) -> bool:
        """Whether the subject is told anything else by the mutant."""
        try:
            return self._as_it_is(place) != case.told(self._mutated(case, mutant))
        except Exception:  # noqa: BLE001 - as above
            return True

    def _mutated(self, case: Case, mutant: Mutant) -> Rulebook:
        return in_place_of(case.book, self.ruleset, mutant.ruleset)

    def _record(self, case: Case, mutant: Mutant) -> _Record | None:
        """The scenario, if what is expected of the ruleset fails of the mutant."""
        name = f"{mutant.rule}：{mutant.words.zh}"
        asked = (self._about, case.subject, case.as_of, case.acting)
        try:
            expect = found(case.book, *asked, unlike=self._mutated(case, mutant))
        except Exception:  # noqa: BLE001 - as above
            expect = found(case.book, *asked)
        # What all rulesets come to together is not for an excerpt of them to say.
        expect = {word: one for word, one in expect.items() if not EXPECTATIONS[word].everywhere}
        for wanted in (expect, {**expect, **self._of_requirement(case, mutant)}):
            scenario = Scenario(
                name, self._about, case.as_of, case.acting, case.subject, wanted, mutant.at, {}
            )
            if self._fails(scenario, case, mutant):
                return _Record(case, scenario, scenario_text(case.book, name, *asked, wanted))
        return None

    def _of_requirement(self, case: Case, mutant: Mutant) -> dict[str, Plain]:
        """The provisions of a requirement of repair, which stand deeper than is compared first."""
        decision = decide(case.book, case.subject, case.as_of, acting=case.acting)
        for repair in Said(decision, [self.ruleset]).repairs:
            for name, ones in (("requirements", repair.requirements), ("bars", repair.bars)):
                for one in ones:
                    if one.id == mutant.rule:
                        basis: list[Plain] = [name_of(cited) for cited in one.basis]
                        return {
                            "repair": {
                                "record": repair.record,
                                name: {"id": one.id, "basis": basis},
                            }
                        }
        return {}

    def _fails(self, scenario: Scenario, case: Case, mutant: Mutant) -> bool:
        try:
            return bool(judge(self._mutated(case, mutant), scenario))
        except Exception:  # noqa: BLE001 - as above
            return True


def _provisions(told: object) -> Iterator[LegalBasis]:
    """Every provision in an answer."""
    match told:
        case LegalBasis():
            yield told
        case BaseModel():
            for name in type(told).model_fields:
                yield from _provisions(getattr(told, name))
        case tuple() | list():
            for one in told:
                yield from _provisions(one)
        case _:
            return
