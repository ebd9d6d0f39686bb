"""Mutation tests of rulesets: which small mistakes would a rule author's scenarios notice?

Every mutant of a ruleset is refused by the checks, noticed by a scenario or by a property, or it
survives. A scenario is only asked about mistakes in conditions that it asks, by as little of the
rulebook as it takes, and the first that fails settles the matter. What runs out of time survives.
"""

from __future__ import annotations

import runpy
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from credit_rules.analysis.compare import distinguish
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.mutants import Mutant, Operator, mutants
from credit_rules.analysis.verdicts import Answer
from credit_rules.diagnostics import Span
from credit_rules.errors import CreditRulesError
from credit_rules.lang.checks import check_rulesets
from credit_rules.lang.reader import Report
from credit_rules.model.catalog import Citation
from credit_rules.model.codes import Code
from credit_rules.model.expr import Graded
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Ruleset, TieredSupervision, Title, parts
from credit_rules.testing.expectations import EXPECTATIONS, Plain
from credit_rules.testing.judging import Mismatch, judge
from credit_rules.testing.killing import Case, Hunt, in_place_of
from credit_rules.testing.scenarios import Scenario

if TYPE_CHECKING:
    from credit_rules.testing.properties import PropertyTest

__all__ = ["OUT_OF_TIME", "UNASKED", "Ending", "Fate", "Fates", "Mutation", "read_properties"]


class Ending(Code):
    """What became of a mutant."""

    REFUSED = "refused", "载入检查不予通过"
    SCENARIO = "scenario", "场景发现"
    PROPERTY = "property", "性质测试发现"
    EQUIVALENT = "equivalent", "已证明等价"
    SURVIVED = "survived", "存活"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutant.

    Attributes:
        ruleset: the id of the ruleset; `edition` which of it.
        by: who noticed: a diagnostic, a scenario, a property; of a survivor, why it is one.
        record: of a survivor, a scenario that would kill it, ready to paste; empty if none is
            known.
    """

    ruleset: str
    edition: str
    operator: Operator
    rule: str
    basis: tuple[Citation, ...]
    at: Span
    words: Title
    ending: Ending
    by: str = ""
    record: str = ""


@dataclass(frozen=True)
class Fates:
    """What became of all mutants, in the order of the rulebook."""

    all: tuple[Fate, ...]

    @property
    def by_operator(self) -> Mapping[Operator, Mapping[Ending, int]]:
        """How often each kind of mistake ended how."""
        counted = Counter((fate.operator, fate.ending) for fate in self.all)
        return {
            operator: {ending: counted[operator, ending] for ending in Ending}
            for operator in Operator
            if any(counted[operator, ending] for ending in Ending)
        }

    @property
    def survivors(self) -> tuple[Fate, ...]:
        """The mistakes nobody noticed."""
        return tuple(fate for fate in self.all if fate.ending is Ending.SURVIVED)

    @property
    def equivalent(self) -> int:
        """How many are proved to be no mistakes."""
        return sum(fate.ending is Ending.EQUIVALENT for fate in self.all)

    @property
    def refused(self) -> int:
        """How many the checks of loading refuse."""
        return sum(fate.ending is Ending.REFUSED for fate in self.all)

    @property
    def killed(self) -> int:
        """How many were noticed, by the checks, a scenario or a property."""
        return len(self.all) - len(self.survivors) - self.equivalent

    @property
    def percent(self) -> float:
        """How many of a hundred mistakes are noticed; of none, all are."""
        mistakes = len(self.all) - self.equivalent
        return 100 * self.killed / mistakes if mistakes else 100.0


def read_properties(files: Iterable[Path]) -> dict[str, PropertyTest]:
    """The properties that Python files define, by file and name. The files are run.

    Raises:
        CreditRulesError: a file cannot be run.
    """
    found: dict[str, PropertyTest] = {}
    for file in files:
        try:
            said = runpy.run_path(str(file))
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
            raise CreditRulesError(f"{file} 无法运行 (cannot be run): {problem}") from error
        for name, value in said.items():
            if name.startswith("test_") and hasattr(value, "on"):
                found[f"{file}::{name}"] = value
    return found


@dataclass(frozen=True)
class Mutation:
    """What is mutated, and who has to notice.

    Attributes:
        properties: by name, as a report calls them.
        only: the ids of the rulesets to mutate; None mutates all of them.
        seconds: how long a mutant may take; one that takes longer survives.
        solver_seconds: how long the solver may take for one question about a survivor.
    """

    book: Rulebook
    scenarios: Sequence[Scenario]
    properties: Mapping[str, PropertyTest] = field(default_factory=dict)
    only: frozenset[str] | None = None
    operators: frozenset[Operator] = frozenset(Operator)
    seconds: float = 20.0
    solver_seconds: float = 2.0

    @cached_property
    def rulesets(self) -> tuple[Ruleset, ...]:
        """The rulesets that are mutated."""
        only = self.only
        return tuple(one for one in self.book.rulesets if only is None or one.header.id in only)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many mutants each of them has."""
        return tuple(sum(1 for _ in self.mutants(one)) for one in self.rulesets)

    def mutants(self, ruleset: Ruleset) -> Iterator[Mutant]:
        """The mutants of one of the rulesets."""
        return mutants(ruleset, self.book.catalog, self.operators)

    def fates(self, jobs: int = 1) -> Iterator[Fate]:
        """What becomes of every mutant, in the order of the rulebook.

        Args:
            jobs: how many processes share the work; the outcome is the same.

        Raises:
            CreditRulesError: a scenario or a property does not hold of the rulesets as they are.
        """
        tasks = [
            _Task(place, first, min(first + _CHUNK, count))
            for place, count in enumerate(self.counts)
            for first in range(0, count, _CHUNK)
        ]
        if jobs == 1:
            bench = _Bench(self)
            for task in tasks:
                yield from bench.work(task)
            return
        with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(self,)) as pool:
            for fates in pool.map(_work, tasks):
                yield from fates


_CHUNK: Final = 100
"""So many mutants are worked on at a time: few enough to share evenly, enough to know the way."""

_PATIENCE: Final = 5
"""After so many in a row that the solver could not settle, the others of a task are not put to it:
in a ruleset too large for it each would cost seconds, and be told the same."""

_CHECKED: Final = frozenset({Operator.EDITION, Operator.CITATION, Operator.MEASURE})
"""The operators that change what the checks of loading ask about."""


@dataclass(frozen=True, slots=True)
class _Task:
    """Some of the mutants of one ruleset, by its place among those that are mutated."""

    ruleset: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Test:
    """A scenario that holds of the rulesets as they are, and its case."""

    scenario: Scenario
    case: Case
    told: tuple[object, ...]

    def may_notice(self, mutant: Mutant) -> bool:
        """Whether it may fail of a mutant."""
        if mutant.operator is Operator.CITATION and not _looks_at_provisions(self.scenario):
            return False
        return self.case.may_notice(mutant, reasons="reasons" in self.scenario.expect)

    def fails(self, ruleset: Ruleset, mutant: Mutant) -> bool:
        """Whether it does."""
        book = in_place_of(self.case.book, ruleset, mutant.ruleset)
        try:
            # Who is told the same has nothing to notice; only reasons may still be others.
            if "reasons" not in self.scenario.expect and not _scored(self.case.book):
                return self.case.told(book) != self.told and bool(judge(book, self.scenario))
            return bool(judge(book, self.scenario))
        except Exception:  # noqa: BLE001 - a mistake that breaks the evaluator is noticed
            return True


def _scored(book: Rulebook) -> bool:
    """Whether points are counted, of which an answer tells the sum and a scenario may ask more."""
    return any(isinstance(one, TieredSupervision) and one.scorecard for one in book.rulesets)


_PROVISIONS: Final = frozenset({"basis", "criteria", "specific", "notes"})
"""What expects provisions: details of an answer, and the notes on where they were read."""


def _looks_at_provisions(scenario: Scenario) -> bool:
    waiting: list[Plain] = [dict(scenario.expect)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if _PROVISIONS & one.keys():
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


_BENCHES: Final[list[_Bench]] = []
"""The bench of this process, where several share the work."""


def _begin(mutation: Mutation) -> None:
    _BENCHES.append(_Bench(mutation))


def _work(task: _Task) -> list[Fate]:
    return _BENCHES[-1].work(task)


class _Bench:
    """Where mutants are tried: what was found out about a ruleset serves all its mutants."""

    def __init__(self, mutation: Mutation) -> None:
        self.mutation = mutation
        self._name = ""
        self._tests: tuple[_Test, ...] = ()
        self._stands: dict[int, _Stand] = {}

    def work(self, task: _Task) -> list[Fate]:
        """What becomes of some mutants of a ruleset."""
        ruleset = self.mutation.rulesets[task.ruleset]
        name = ruleset.header.id
        if name != self._name:
            # All editions of one stand together; those of another need the room.
            self._name, self._tests, self._stands = name, tuple(self._held(name)), {}
        if task.ruleset not in self._stands:
            self._stands[task.ruleset] = _Stand(self.mutation, ruleset, self._tests)
        stand = self._stands[task.ruleset]
        stand.unsettled = 0
        chosen = islice(self.mutation.mutants(ruleset), task.first, task.end)
        return [stand.fate(mutant) for mutant in chosen]

    def _held(self, name: str) -> Iterator[_Test]:
        """The scenarios about a ruleset, once it is seen that they hold."""
        excerpts: dict[tuple[str, ...], Rulebook] = {}
        for one in self.mutation.scenarios:
            if name not in one.rulesets:
                continue
            if any(EXPECTATIONS[word].everywhere for word in one.expect):
                book = self.mutation.book
            else:
                if one.rulesets not in excerpts:
                    excerpts[one.rulesets] = excerpt(self.mutation.book, one.rulesets)
                book = excerpts[one.rulesets]
            wrong = judge(book, one)
            if wrong:
                raise _not_holding(one, wrong)
            case = Case.of(book, one.rulesets, one.subject, one.as_of, one.acting)
            yield _Test(one, case, case.told(book))


def _not_holding(scenario: Scenario, wrong: Sequence[Mismatch]) -> CreditRulesError:
    words = ", ".join(one.word for one in wrong)
    return CreditRulesError(
        f"场景在变异之前就不符，请先运行 `credit-rules test`"
        f" (a scenario fails before anything is mutated; run `credit-rules test` first):"
        f" {scenario.at}: {scenario.name}: {words}"
    )


class _Stand:
    """One ruleset on the bench: its mutants one after another."""

    def __init__(self, mutation: Mutation, ruleset: Ruleset, tests: tuple[_Test, ...]) -> None:
        self.mutation = mutation
        self.ruleset = ruleset
        self.tests = tests
        self._last: dict[Span, _Test] = {}
        self._beside = _beside(mutation.book, ruleset)
        self._known = _findings(mutation.book, (ruleset, *self._beside))
        self._excerpt = excerpt(mutation.book, [ruleset.header.id])
        self._properties = dict(self._about_this())
        self.unsettled = 0
        """So many survivors in a row the solver could not settle."""
        self._hunt = Hunt(self._excerpt, ruleset, [one.case for one in tests])

    def fate(self, mutant: Mutant) -> Fate:
        """Who notices a mutant, if anybody does."""
        fate = self._tried(mutant)
        if fate.ending is not Ending.SURVIVED:
            return fate
        record = self._hunt.at_hand(mutant)
        if mutant.operator is not Operator.CITATION and not record:
            # Whoever is told what the law is must be told all of it: no proof concerns citations.
            fate, record = self._proved(fate, mutant)
        if fate.ending is Ending.SURVIVED and not record:
            record = self._hunt.drafted(mutant)
        return replace(fate, record=record)

    def _proved(self, fate: Fate, mutant: Mutant) -> tuple[Fate, str]:
        """What the solver says of a survivor, and a record if it finds one."""
        seconds = self.mutation.solver_seconds
        if self.unsettled >= _PATIENCE:
            return replace(fate, by=UNASKED), ""
        self.unsettled += 1
        verdict = distinguish(self._excerpt, self.ruleset, mutant.ruleset, seconds=seconds)
        if verdict.answer is not Answer.UNDECIDED:
            self.unsettled = 0
        if verdict.answer is Answer.PROVED:
            return replace(fate, ending=Ending.EQUIVALENT), ""
        if verdict.witness is not None:
            return fate, self._hunt.shown(verdict.witness, mutant)
        return replace(fate, by=fate.by or verdict.because), ""

    def _tried(self, mutant: Mutant) -> Fate:
        end = time.monotonic() + self.mutation.seconds
        code = self._refusal(mutant)
        if code:
            return self._fate(mutant, Ending.REFUSED, code)
        for test in self._able(mutant):
            if time.monotonic() > end:
                return self._fate(mutant, Ending.SURVIVED, OUT_OF_TIME)
            if test.fails(self.ruleset, mutant):
                self._last[mutant.at] = test
                named = f"{test.scenario.at}: {test.scenario.name}"
                return self._fate(mutant, Ending.SCENARIO, named)
        book = in_place_of(self._excerpt, self.ruleset, mutant.ruleset)
        for name, one in self._properties.items():
            if time.monotonic() > end:
                return self._fate(mutant, Ending.SURVIVED, OUT_OF_TIME)
            if not _holds(one, book):
                return self._fate(mutant, Ending.PROPERTY, name)
        return self._fate(mutant, Ending.SURVIVED, "")

    def _about_this(self) -> Iterator[tuple[str, PropertyTest]]:
        """The properties that are asked of the ruleset, once it is seen that they hold."""
        for name, one in self.mutation.properties.items():
            try:
                holds = _holds(one, self._excerpt)
            except ValueError:
                # It is about other rulesets.
                continue
            if not holds:
                raise CreditRulesError(
                    f"性质在变异之前就不成立 (a property fails before anything is mutated): {name}"
                )
            yield name, one

    def _fate(self, mutant: Mutant, ending: Ending, by: str) -> Fate:
        header = self.ruleset.header
        return Fate(
            ruleset=header.id,
            edition=header.edition,
            operator=mutant.operator,
            rule=mutant.rule,
            basis=mutant.basis,
            at=mutant.at,
            words=mutant.words,
            ending=ending,
            by=by,
        )

    def _refusal(self, mutant: Mutant) -> str:
        """The diagnostic by which a mutant is refused when it is loaded; empty if it is not."""
        if not mutant.readable:
            return "wrong-value"
        if mutant.operator in _CHECKED:
            found = _findings(self.mutation.book, (mutant.ruleset, *self._beside)) - self._known
            return min((code for code, _ in found), default="")
        return ""

    def _able(self, mutant: Mutant) -> Iterator[_Test]:
        """The scenarios that may notice; first what noticed here before, then what names the rule.

        Where none of them asks what was changed there is nobody to notice.
        """
        last = self._last.get(mutant.at)
        name = mutant.rule.partition("/")[0]
        order = sorted(
            self.tests, key=lambda one: (one is not last, not _names(one.scenario, name))
        )
        return (test for test in order if test.may_notice(mutant))


_EXAMPLES: Final = 25
"""So many subjects are asked of a property and a mutant: there are many mutants."""


def _holds(one: PropertyTest, book: Rulebook) -> bool:
    try:
        one.on(book, max_examples=_EXAMPLES)
    except AssertionError:
        return False
    return True


OUT_OF_TIME: Final = "out-of-time"
"""Why a mutant survived that took too long."""

UNASKED: Final = "unasked"
"""Why a survivor has no record: the solver could not settle those before it."""


def _names(scenario: Scenario, rule: str) -> bool:
    """Whether a scenario expects that a rule holds."""
    held = scenario.expect.get("because_of", [])
    return rule in (held if isinstance(held, list) else [held])


def _beside(book: Rulebook, ruleset: Ruleset) -> tuple[Ruleset, ...]:
    """The other rulesets that the checks of one look at."""
    header = ruleset.header
    alike = (header.kind, header.scheme, header.jurisdiction)
    schemes = {node.scheme for node in parts(ruleset, Graded)}
    over = header.precedence.over if header.precedence else None

    def looked_at(other: Ruleset) -> bool:
        one = other.header
        graded = isinstance(other, TieredSupervision) and one.scheme in schemes
        return graded or one.id == over or (one.kind, one.scheme, one.jurisdiction) == alike

    return tuple(one for one in book.rulesets if one is not ruleset and looked_at(one))


def _findings(book: Rulebook, rulesets: tuple[Ruleset, ...]) -> set[tuple[str, Span]]:
    report = Report()
    check_rulesets(report, book.catalog, rulesets)
    return {(one.code, one.span) for one in report.found}
