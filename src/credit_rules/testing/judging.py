"""What a decision says of some rulesets, in the words a scenario expects it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, get_args

from pydantic import BaseModel

from credit_rules.engine.decide import decide
from credit_rules.engine.decision import (
    Answered,
    Decision,
    ListingAnswer,
    MatchedMeasure,
    RepairAssessment,
    RequirementAnswer,
    SettledAnswer,
    Step,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    Discipline,
    Favour,
    Ground,
    JointDiscipline,
    KeyWatchList,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    SeriousDishonesty,
    StepRule,
    Tier,
    parts,
)
from credit_rules.truth import Truth

if TYPE_CHECKING:
    from credit_rules.testing.scenarios import Plain, Scenario

__all__ = ["DETAILS", "EXPECTATIONS", "Mismatch", "judge", "rule_ids"]

_Rule = Assignment | Discipline | Favour | Ground | Requirement | Restriction | ScoreItem | Tier
_KINDS: Final[tuple[type[_Rule], ...]] = get_args(_Rule)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that does not hold: its word, what was expected, what was found."""

    word: str
    expected: str
    found: str


def rule_ids(ruleset: Ruleset) -> tuple[str, ...]:
    """The rules of a ruleset that an answer can name, in the order of the file."""
    found = [(one.step.id, one.at) for one in parts(ruleset, StepRule)]
    for kind in _KINDS:
        found += [(one.id, one.at) for one in parts(ruleset, kind)]
    return tuple(name for name, _ in sorted(found, key=lambda one: one[1]))


def judge(book: Rulebook, scenario: Scenario) -> tuple[Mismatch, ...]:
    """Decide a scenario, and say which of its expectations do not hold."""
    decision = decide(book, scenario.subject, scenario.as_of, acting=scenario.acting, trace=True)
    about = [one for one in book.rulesets if one.header.id in scenario.rulesets]
    said = _Said(decision, about)
    expect = dict(scenario.expect)
    if "because_of" in expect:
        # Who says what holds means that nothing is open besides, unless it says so.
        expect.setdefault("undetermined", [])
    found = []
    for word, value in expect.items():
        mismatch = EXPECTATIONS[word].judge(said, value)
        if mismatch is not None:
            found.append(Mismatch(word, *mismatch))
    return tuple(found)


class _Said:
    """A decision, as far as it speaks about some rulesets."""

    def __init__(self, decision: Decision, about: list[Ruleset]) -> None:
        self.decision = decision
        self.about = {one.header.id for one in about}
        self.step_rules = {one.step.id for each in about for one in parts(each, StepRule)}
        # The condition of a tier may hold while another is assigned: what counts is the answer.
        self.tier_ids = {one.id for each in about for one in parts(each, Tier)}
        self.lists = {
            one.list
            for one in about
            if isinstance(one, SeriousDishonesty | JointDiscipline | KeyWatchList | CreditRepair)
        }
        self.tiers = [one for one in decision.tiers if one.ruleset in self.about]
        self.measures = [one for one in decision.measures if one.because_of.ruleset in self.about]
        self.proposals = [one for one in decision.proposals if one.ruleset in self.about]
        self.repairs = [one for one in decision.repairs if one.ruleset in self.about]
        self.undetermined = [one for one in decision.undetermined if one.ruleset in self.about]
        self.steps = [
            *(one for one in decision.steps if one.ruleset in self.about),
            *(step for proposal in self.proposals for step in proposal.steps),
            *(step for repair in self.repairs for step in repair.steps),
        ]

    @property
    def held(self) -> set[str]:
        """The rules that hold."""
        found = {one.because_of.rule for one in self.measures}
        found |= {one.because_of.rule for one in self.proposals if one.outcome is not Truth.UNKNOWN}
        for tier in self.tiers:
            found |= _by_truth(tier.because_of, Truth.TRUE) - self.tier_ids
            found |= {tier.tier} if tier.tier is not None else set()
        for one in self.requirements:
            found |= {one.id} if one.truth is Truth.TRUE else set()
        return found | {one.id for one in self.steps if one.id in self.step_rules}

    @property
    def open(self) -> set[str]:
        """The rules of which nobody can know whether they hold."""
        found = {one.rule for one in self.undetermined if one.rule is not None}
        for tier in self.tiers:
            found |= set(tier.possible) if tier.tier is None else set()
            found |= _by_truth(tier.because_of, Truth.UNKNOWN) - self.tier_ids
        return found | {one.id for one in self.requirements if one.truth is Truth.UNKNOWN}

    @property
    def requirements(self) -> Iterator[RequirementAnswer]:
        """The requirements of every repair, and the bars to it."""
        for one in self.repairs:
            yield from (*one.requirements, *one.bars)

    @property
    def missing(self) -> set[str]:
        """What is missing to know more: paths of facts, ids of findings."""
        found = [fact for tier in self.tiers for fact in tier.missing]
        found += [fact for repair in self.repairs for fact in repair.missing]
        found += [fact for one in self.requirements for fact in one.missing]
        found += [fact for one in self.undetermined for fact in one.missing]
        found += [fact for one in self.proposals for fact in one.findings_needed]
        return {fact.finding or fact.path for fact in found}


def _by_truth(answers: Iterable[Answered], truth: Truth) -> set[str]:
    return {one.rule for one in answers if one.trace is not None and one.trace.truth is truth}


_Judged = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Expectation:
    judge: Callable[[_Said, Plain], _Judged]
    names_rules: bool = False


def _exactly(found: Callable[[_Said], Iterable[str]]) -> Callable[[_Said, Plain], _Judged]:
    def judged(said: _Said, value: Plain) -> _Judged:
        expected, actual = sorted(set(_names(value))), sorted(set(found(said)))
        return None if expected == actual else (_listed(expected), _listed(actual))

    return judged


def _contains(found: Callable[[_Said], Iterable[str]]) -> Callable[[_Said, Plain], _Judged]:
    def judged(said: _Said, value: Plain) -> _Judged:
        expected, actual = sorted(set(_names(value))), sorted(set(found(said)))
        return None if set(expected) <= set(actual) else (_listed(expected), _listed(actual))

    return judged


def _not_held(said: _Said, value: Plain) -> _Judged:
    wrong = sorted(set(_names(value)) & (said.held | said.open))
    if not wrong:
        return None
    holding = [f"{one}{'（未定）' if one in said.open - said.held else ''}" for one in wrong]
    return "none of " + _listed(wrong), _listed(holding)


def _one_of(
    key: str, found: Callable[[_Said], Iterable[BaseModel]]
) -> Callable[[_Said, Plain], _Judged]:
    """Expectations about things with details: their names exactly, or one for every mapping."""

    def judged(said: _Said, value: Plain) -> _Judged:
        answers = list(found(said))
        wanted = value if isinstance(value, list) else [value]
        named: list[Plain] = [one for one in wanted if not isinstance(one, dict)]
        if named or not wanted:
            expected, actual = (
                sorted(set(_names(named))),
                sorted({_of(one, key) for one in answers}),
            )
            if expected != actual:
                return _listed(expected), _listed(actual)
        for one in wanted:
            if isinstance(one, dict) and not any(_fits(answer, one) for answer in answers):
                near = [answer for answer in answers if _of(answer, key) == one.get(key)]
                shown = [_shown(answer, one) for answer in near or answers]
                return _detail(one), "; ".join(shown) or "nothing"
        return None

    return judged


def _fits(answer: BaseModel, wanted: Mapping[str, Plain]) -> bool:
    return all(_same(getattr(answer, name, None), value) for name, value in wanted.items())


def _same(actual: object, expected: Plain) -> bool:
    if isinstance(expected, list):
        items = actual if isinstance(actual, (tuple, list)) else [actual]
        return sorted(map(_word, items)) == sorted(_names(expected))
    return _word(actual) == _word(expected)


def _of(answer: BaseModel, key: str) -> str:
    return _word(getattr(answer, key))


def _word(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case _:
            return str(value)


def _shown(answer: BaseModel, wanted: Mapping[str, Plain]) -> str:
    return _detail({name: _plain_of(getattr(answer, name, None)) for name in wanted})


def _plain_of(value: object) -> Plain:
    return [_word(one) for one in value] if isinstance(value, tuple) else _word(value)


def _detail(said: Mapping[str, Plain]) -> str:
    return ", ".join(
        f"{name}: {_listed(_names(value)) if isinstance(value, list) else _word(value)}"
        for name, value in said.items()
    )


def _names(value: Plain) -> list[str]:
    return [_word(one) for one in (value if isinstance(value, list) else [value])]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def _tier(said: _Said, value: Plain) -> _Judged:
    found = [_word(one.tier) for one in said.tiers]
    return None if found == [_word(value)] else (_word(value), _listed(found))


EXPECTATIONS: Final[Mapping[str, _Expectation]] = {
    "because_of": _Expectation(_exactly(lambda said: said.held), names_rules=True),
    "not_because_of": _Expectation(_not_held, names_rules=True),
    "undetermined": _Expectation(_exactly(lambda said: said.open), names_rules=True),
    "tier": _Expectation(_tier),
    "possible": _Expectation(
        _exactly(lambda said: (one for tier in said.tiers for one in tier.possible))
    ),
    "source": _Expectation(_exactly(lambda said: (one.source for one in said.tiers))),
    "measures": _Expectation(_one_of("measure", lambda said: said.measures)),
    "settled": _Expectation(_one_of("parameter", lambda said: said.decision.settled)),
    "repair": _Expectation(_one_of("record", lambda said: said.repairs)),
    "listing": _Expectation(
        _one_of("list", lambda said: (x for x in said.decision.listings if x.list in said.lists))
    ),
    "steps": _Expectation(_one_of("id", lambda said: said.steps)),
    "defences": _Expectation(
        _exactly(lambda said: (d.id for one in said.proposals for d in one.defences))
    ),
    "missing": _Expectation(_contains(lambda said: said.missing)),
}
"""What a scenario may expect, by the word it says it with."""

DETAILS: Final[Mapping[str, frozenset[str]]] = {
    "measures": frozenset(MatchedMeasure.model_fields),
    "settled": frozenset(SettledAnswer.model_fields),
    "repair": frozenset(RepairAssessment.model_fields),
    "listing": frozenset(ListingAnswer.model_fields),
    "steps": frozenset(Step.model_fields),
}
"""What may be said of one answer, besides its name."""
