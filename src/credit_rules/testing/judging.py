"""What a rulebook says now, held against what scenarios expect of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel

from credit_rules.analysis.excerpt import excerpt
from credit_rules.engine.decision import Acting
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import Subject
from credit_rules.testing.expectations import (
    EXPECTATIONS,
    Form,
    Plain,
    fits,
    name_of,
    value_of,
)
from credit_rules.testing.said import Said, rule_ids

if TYPE_CHECKING:
    from credit_rules.testing.scenarios import Scenario

__all__ = ["Judge", "Mismatch", "found", "judge"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that does not hold: its word, what was expected, what was found."""

    word: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges many scenarios by one rulebook, each by as little of it as it takes.

    What a scenario expects of some rulesets is the same in an excerpt of the book; only what all
    rulesets come to together is asked of the whole.
    """

    book: Rulebook
    _excerpts: dict[tuple[str, ...], Rulebook] = field(default_factory=dict, repr=False)

    def judge(self, scenario: Scenario) -> tuple[Mismatch, ...]:
        """Decide a scenario, and say which of its expectations do not hold."""
        return _mismatches(self.said(scenario), scenario.expect)

    def said(self, scenario: Scenario) -> Said:
        """What the rulesets of a scenario say of its subject."""
        return _said(self._enough_for(scenario), scenario)

    def _enough_for(self, scenario: Scenario) -> Rulebook:
        if any(EXPECTATIONS[word].everywhere for word in scenario.expect):
            return self.book
        if scenario.rulesets not in self._excerpts:
            self._excerpts[scenario.rulesets] = excerpt(self.book, scenario.rulesets)
        return self._excerpts[scenario.rulesets]


def judge(book: Rulebook, scenario: Scenario) -> tuple[Mismatch, ...]:
    """Decide one scenario by a whole book, and say which of its expectations do not hold."""
    return _mismatches(_said(book, scenario), scenario.expect)


def _said(book: Rulebook, scenario: Scenario) -> Said:
    return Said.by(
        book,
        scenario.rulesets,
        scenario.subject,
        scenario.as_of,
        scenario.acting,
        conditions="reasons" in scenario.expect,
    )


def _mismatches(said: Said, expected: Mapping[str, Plain]) -> tuple[Mismatch, ...]:
    expect = dict(expected)
    if "because_of" in expect:
        # Who says what holds means that nothing is open besides, unless it says so.
        expect.setdefault("undetermined", [])
    wrong = []
    for word, value in expect.items():
        judged = EXPECTATIONS[word].judge(said, value)
        if judged is not None:
            wrong.append(Mismatch(word, *judged))
    return tuple(wrong)


def found(
    book: Rulebook,
    rulesets: Sequence[str],
    subject: Subject,
    as_of: date,
    acting: Acting | None = None,
    *,
    unlike: Rulebook | None = None,
) -> dict[str, Plain]:
    """What a book says now of a subject on a day, as a scenario would expect it.

    Args:
        book: who says it.
        rulesets: about which rulesets.
        subject: of whom.
        as_of: on which day.
        acting: who asks.
        unlike: another book; where it says anything else, that is expected besides.
    """
    said = Said.by(book, rulesets, subject, as_of, acting)
    order = [rule for one in said.rulesets for rule in rule_ids(one)]
    told: dict[str, Plain] = {
        "because_of": [*sorted(said.held, key=order.index)],
        "undetermined": [*sorted(said.open, key=order.index)],
        "missing": EXPECTATIONS["missing"].names(said),
        "measures": EXPECTATIONS["measures"].names(said),
    }
    told = {word: value for word, value in told.items() if value or word == "because_of"}
    if len(said.tiers) == 1:
        told["tier"] = said.tiers[0].tier or "none"
    if unlike is not None:
        other = Said.by(unlike, rulesets, subject, as_of, acting)
        if not _mismatches(other, told):
            told |= _apart(said, other)
    return told


def _apart(said: Said, other: Said) -> dict[str, Plain]:
    """The first thing that is said of one and not of the other; nothing if all is the same."""
    for word, one in EXPECTATIONS.items():
        names = one.names(said)
        if one.form is Form.NONE_OF or (one.form is Form.ONE and len(names) != 1):
            continue
        value: Plain = names[0] if one.form is Form.ONE else names
        if one.judge(other, value) is not None:
            return {word: value}
        theirs = list(one.found(other))
        details = (_own(answer, theirs) for answer in one.found(said) if one.answer is not None)
        detail = next((detail for detail in details if detail), None)
        if detail is not None:
            return {word: detail}
    return {}


def _own(answer: object, others: Sequence[object]) -> dict[str, Plain]:
    """What an answer says that no other of its name does; nothing if there is no such thing."""
    if not isinstance(answer, BaseModel):
        return {}
    name = name_of(answer)
    namesakes = [one for one in others if name_of(one) == name]
    said = {key: value_of(getattr(answer, key)) for key in type(answer).model_fields}
    called = {key: value for key, value in said.items() if value == name}
    for key, value in said.items():
        if not any(fits(one, {key: value}) for one in namesakes):
            return dict([*called.items()][:1]) | {key: value}
    return {}
