"""Two rulesets, asked the same: is there a subject they answer differently?

What the solver finds is decided again by the reference evaluator, under both, before anybody sees
it; and where it finds nothing, no subject is there, as far as `analysis.symbolic.sizes` says.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from credit_rules.analysis.narrowing import narrowed
from credit_rules.analysis.shrinking import shrunk
from credit_rules.analysis.symbolic.concrete import witness_of
from credit_rules.analysis.symbolic.conditions import Scene, Unreadable
from credit_rules.analysis.symbolic.facts import Free, Words, freely
from credit_rules.analysis.symbolic.outcomes import Outcome, outcomes
from credit_rules.analysis.symbolic.sizes import Sizes, sizes_of
from credit_rules.analysis.symbolic.strata import Strata
from credit_rules.analysis.verdicts import Answer, Verdict, Witness
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision
from credit_rules.model.catalog import Validity
from credit_rules.model.expr import Compare, In
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    KeyWatchList,
    Ruleset,
    parts,
)
from credit_rules.targets.smt import Problem, Stopped, Term, all_of, any_of, equal, negated

__all__ = ["WEIGHED", "Inquiry", "acting_of", "answers", "day_of", "distinguish", "inquiry"]

WEIGHED: Final = "an edition that is weighed against another for the milder"
"""Why nothing is proved of such an edition: another one has a say in what it answers."""

_ONE_DAY: Final = timedelta(days=1)
_REGION: Final = "320100"
_PATIENCE: Final = 2
"""What the solver gave up so often it gives up on every day."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Open facts on a day, and what rulesets are asked of."""

    free: Free
    scene: Scene
    sizes: Sizes
    acting: Acting

    def solve(self, *terms: Term, seconds: float) -> Witness | None:
        """A subject for which all of it holds; None if there is none.

        Raises:
            Stopped: the solver could not tell within the time.
        """
        solution = self.free.problem.solve(terms, seconds=seconds)
        return None if solution is None else witness_of(self.free, solution, self.acting)


def inquiry(
    book: Rulebook,
    header_of: Ruleset,
    day: date,
    about: Iterable[object],
    *,
    complete: bool = True,
) -> Inquiry:
    """Open facts, with as many records as the parts of rulesets need that are asked about."""
    several = tuple(about)
    sizes = sizes_of(several, book, complete=complete)
    words = Words()
    for part in several:
        for one in parts(part, object):
            match one:
                case Compare(value=str(word)):
                    words.number(word)
                case In(values=values):
                    for value in values:
                        words.number(str(value))
                case _:
                    pass
    acting = acting_of(header_of)
    problem = Problem()
    free = freely(problem, day, sizes.records, complete=complete, many=sizes.copies, words=words)
    return Inquiry(free, Scene(free.view, Strata(book, acting.region)), sizes, acting)


def acting_of(ruleset: Ruleset) -> Acting:
    """Who asks: an authority of the region a ruleset is for."""
    header = ruleset.header
    return Acting(region=_REGION if header.national else header.jurisdiction)


def day_of(validity: Validity, book: Rulebook) -> date:
    """A day on which an edition is in force: the one on which its law was last checked.

    If it is not in force then, the last day it was, or the first it will be.
    """
    day = max(one.last_checked for one in book.catalog.instruments.values())
    if validity.until is not None and day >= validity.until:
        return validity.until - _ONE_DAY
    since = validity.since or (min(validity.known_on) if validity.known_on else None)
    return max(day, since) if since is not None else day


def answers(decision: Decision, rulesets: frozenset[str]) -> dict[str, object]:
    """What a decision says of some rulesets, without the reasons it gives for it."""

    def mine(name: str | None) -> bool:
        return name in rulesets

    return {
        "tiers": [
            (
                one.ruleset,
                one.tier,
                one.possible,
                one.source,
                one.score,
                one.since,
                one.until,
                one.basis,
                sorted(x.rule for x in one.because_of if x.trace and x.trace.truth.value == "true"),
            )
            for one in decision.tiers
            if mine(one.ruleset)
        ],
        "measures": sorted(
            str(one.model_dump(exclude={"because_of"}, mode="json"))
            + f"{one.because_of.rule} {one.because_of.record}"
            for one in decision.measures
            if mine(one.because_of.ruleset)
        ),
        "suppressed": [one.model_dump(mode="json") for one in decision.suppressed],
        "proposals": [
            (
                one.action,
                one.list,
                one.outcome,
                one.because_of.rule,
                one.because_of.record,
                one.basis,
                one.title,
                [x.id for x in one.defences],
                [x.model_dump(mode="json") for x in one.steps],
                [(x.finding, x.path) for x in one.findings_needed],
            )
            for one in decision.proposals
            if mine(one.ruleset)
        ],
        "repairs": [
            (
                one.record,
                one.state,
                one.first_day,
                one.latest_day,
                one.ends_by_itself,
                [
                    (x.id, x.truth, x.basis, x.title, tuple(y.path for y in x.missing))
                    for x in (*one.requirements, *one.bars)
                ],
                [x.model_dump(mode="json") for x in one.steps],
            )
            for one in decision.repairs
            if mine(one.ruleset)
        ],
        "undetermined": [
            (one.what, one.rule, one.record, one.effect, [x.id for x in one.defences])
            for one in decision.undetermined
            if mine(one.ruleset)
        ],
        "steps": [one.model_dump(mode="json") for one in decision.steps if mine(one.ruleset)],
    }


def distinguish(book: Rulebook, one: Ruleset, other: Ruleset, *, seconds: float = 2.0) -> Verdict:
    """Whether two readings of one ruleset answer every subject alike.

    Inquiry on the day the law was last checked, on 29 February where leap years matter, and on both
    sides of every edge of their editions; of subjects about whom everything was delivered first,
    then of those about whom it was not.

    Args:
        book: the rulesets they read (schemes, proposals), the catalog, the profile.
        one: a ruleset.
        other: the same with something changed.
        seconds: how long the solver may take for one day.

    Returns:
        Proved (no subject is answered differently), refuted with a subject that is, or not
        decidable here.
    """
    if any(reading.header.retroactive or book.weighed(reading.header) for reading in (one, other)):
        return Verdict(Answer.UNDECIDED, because=WEIGHED)
    first, second = narrowed(book, [one]), narrowed(book, [other])
    names = frozenset({one.header.id, other.header.id})

    def tells_apart(witness: Witness) -> bool:
        return _said(first, witness, names) != _said(second, witness, names)

    short, stopped = "", 0
    for day in _days(one, other, book):
        for complete in (True, False):
            try:
                found = inquiry(first, one, day, _changed(one, other), complete=complete)
                here, there = (list(outcomes(ruleset, found.scene)) for ruleset in (one, other))
                witness = found.solve(_differ(here, there), seconds=seconds)
            except Unreadable as error:
                return Verdict(Answer.UNDECIDED, because=str(error))
            except Stopped as error:
                short = short or str(error)
                stopped += 1
                if stopped == _PATIENCE:
                    return Verdict(Answer.UNDECIDED, because=short)
                continue
            short = short or found.sizes.short
            if witness is None:
                continue
            if tells_apart(witness):
                return Verdict(Answer.REFUTED, shrunk(witness, tells_apart))
            short = "the evaluator does not confirm what the solver found"
    if short:
        return Verdict(Answer.UNDECIDED, because=short)
    return Verdict(Answer.PROVED)


def _said(book: Rulebook, witness: Witness, names: frozenset[str]) -> dict[str, object]:
    subject, day = witness.subject, witness.as_of
    return answers(decide(book, subject, day, acting=witness.acting, trace=True), names)


def _differ(here: Sequence[Outcome], there: Sequence[Outcome]) -> Term:
    """That some outcome is another, or says something else."""
    others = {one.key: one for one in there}
    found: list[Term] = []
    for one in here:
        other = others.pop(one.key, None)
        if other is None:
            found.append(one.truth.possible)
            continue
        if one.truth is not other.truth:
            found.append(one.truth.differs(other.truth))
        if one.says != other.says:
            found.append(all_of((one.truth.upheld, other.truth.upheld)))
        if one.number is not other.number:
            found.append(all_of((one.truth.possible, negated(equal(one.number, other.number)))))
    found += [one.truth.possible for one in others.values()]
    return any_of(found)


def _changed(one: Ruleset, other: Ruleset) -> list[object]:
    """The rules that differ: what a question about the difference has to look at.

    Rules that stand side by side are asked by themselves; where something else differs, and in
    kinds whose rules are settled together, everything counts.
    """
    whole: list[object] = [one, other]
    names = ("restrictions", "steps", "favours", "grounds")
    name = next((name for name in names if hasattr(one, name)), None)
    if name is None or isinstance(one, KeyWatchList):
        return whole
    rules, others = getattr(one, name), getattr(other, name)
    rest = (field.name for field in dataclasses.fields(one) if field.name != name)
    if any(getattr(one, field) != getattr(other, field, None) for field in rest):
        return whole
    gone = [rule for rule in rules if rule not in others]
    come = [rule for rule in others if rule not in rules]
    return [*gone, *come, one.header.concerns, other.header.concerns]


def _days(one: Ruleset, other: Ruleset, book: Rulebook) -> list[date]:
    """The days two readings are compared on."""
    day = day_of(one.header.in_force, book)
    days = [day]
    leap = next(
        (
            found
            for year in range(day.year, day.year + 9)
            if (found := _leap_day(year)) and one.header.in_force.on(found).value == "true"
        ),
        None,
    )
    days += [leap] if leap else []
    validities = [list(parts(ruleset, Validity)) for ruleset in (one, other)]
    for here, there in zip(*validities, strict=False):
        if here != there:
            for edge in (here.since, there.since, here.until, there.until):
                if edge is not None:
                    days += [edge - _ONE_DAY, edge]
    return list(dict.fromkeys(days))


def _leap_day(year: int) -> date | None:
    try:
        return date(year, 2, 29)
    except ValueError:
        return None
