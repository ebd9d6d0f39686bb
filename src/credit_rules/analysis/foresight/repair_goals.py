"""What a subject may want to see ended: a record that may be repaired, an entry, a tier.

A goal outlives an edition: the repair of a record under one scheme is the same goal whichever
ruleset of the scheme answers on a later day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, assert_never

from credit_rules.analysis.changes import Outcome, outcomes
from credit_rules.analysis.excerpt import excerpt
from credit_rules.engine.decision import (
    Decision,
    ListingAnswer,
    MissingFact,
    Proposal,
    RepairAssessment,
    Text,
    TierAnswer,
)
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.model.catalog import Citation, ListKind
from credit_rules.model.codes import Code, RecordStatus
from credit_rules.model.expr import All, Compare, Expr, FieldRef, Listed, Op, Scope
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    CreditRepair,
    KeyWatchList,
    Requirement,
    Ruleset,
    SelfEnding,
    TieredSupervision,
    Title,
    parts,
)
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = [
    "Asked",
    "Goal",
    "ListingGoal",
    "RepairGoal",
    "Result",
    "Side",
    "TierGoal",
    "answered",
    "asked",
    "assessments",
    "book_of",
    "called",
    "collections_of",
    "goals",
    "in_record",
    "missing",
    "reached",
    "unsettled",
]


class Result(Code):
    """How a goal is reached."""

    CAN_APPLY = "can-apply", "可以申请修复"
    ENDS_BY_ITSELF = "ends-by-itself", "期限届满，不用申请"
    TERM_OVER = "term-over", "列入期限届满，应由机关移出"
    REMOVED = "removed", "已经移出"
    MAY_LEAVE = "may-leave", "可以提请移出"
    MILDER_TIER = "milder-tier", "转为较轻的等级"


@dataclass(frozen=True, slots=True)
class RepairGoal:
    """The repair of one record in one regime, on one platform, in one stage."""

    regime: str
    stage: str | None
    list: str | None
    record: str
    title: Text
    platform: Text
    kind: Literal["repair"] = "repair"


@dataclass(frozen=True, slots=True)
class ListingGoal:
    """The end of one entry on a list."""

    list: str
    record: str
    title: Text
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True, slots=True)
class TierGoal:
    """A milder tier in a scheme.

    Attributes:
        tier: the tier there is; None while nobody can know it.
        wanted: the tiers that will do, the strictest first; empty where there is none milder.
    """

    scheme: str
    ruleset: str
    title: Text
    tier: str | None
    wanted: tuple[str, ...]
    kind: Literal["tier"] = "tier"


Goal = RepairGoal | ListingGoal | TierGoal


class Side(Code):
    """What a condition is to the goal it is asked for."""

    SCOPE = "scope", "范围"
    REQUIREMENT = "requirement", "条件"
    BAR = "bar", "不得修复的情形"
    END = "end", "自行结束"
    PAGE = "page", "定级"


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition a goal hangs on, how it should come out, and which records it is asked of.

    Attributes:
        wanted: how it should come out; both where either may help.
        title: what it is called, and the provisions it rests on.
        each: the collection of the records it is asked of; None for the subject, or for the record
            of the goal.
    """

    side: Side
    when: Expr
    wanted: frozenset[bool]
    title: Title
    basis: tuple[Citation, ...]
    each: str | None = None


_MET: Final = frozenset({True})
_NOT_MET: Final = frozenset({False})
_EITHER: Final = frozenset({True, False})


def goals(book: Rulebook, decision: Decision, to: str | None = None) -> tuple[Goal, ...]:
    """Everything a decision says that a subject may want to see ended.

    Args:
        book: the rulebook it was decided by.
        decision: what is said today.
        to: the tier wanted at least, in schemes that have it; any milder one without it.
    """
    repairs = (
        RepairGoal(
            one.regime,
            one.stage.zh if one.stage else None,
            one.list,
            one.record,
            one.title,
            one.platform,
        )
        for one in decision.repairs
    )
    listed = (
        ListingGoal(one.list, one.record, one.title)
        for one in decision.listings
        if one.list_kind is not ListKind.HONOUR and one.state is not ListingState.REMOVED
    )
    tiers = (_of_tier(book, one, to) for one in decision.tiers)
    every: tuple[Goal, ...] = (*repairs, *listed, *(one for one in tiers if one.wanted))
    return tuple(dict.fromkeys(every))


def _of_tier(book: Rulebook, answer: TierAnswer, to: str | None) -> TierGoal:
    order = _order(book, answer)
    milder = order[order.index(answer.tier) + 1 :] if answer.tier in order else order[1:]
    if to is not None:
        milder = order[order.index(to) :] if to in milder else ()
    return TierGoal(answer.scheme, answer.ruleset, answer.title, answer.tier, milder)


def _order(book: Rulebook, answer: TierAnswer) -> tuple[str, ...]:
    """The tiers of the ruleset that answers, the strictest first."""
    for one in book.rulesets:
        if isinstance(one, TieredSupervision) and one.header.id == answer.ruleset:
            ids = tuple(tier.id for tier in one.tiers)
            if answer.tier is None or answer.tier in ids:
                return ids
    return ()


def book_of(book: Rulebook, goal: Goal, subject: Subject) -> Rulebook:
    """As much of a book as answers for a goal: every edition of what may answer on a later day.

    A ruleset of repair is asked of the record of the goal alone; what it says of that is the same.
    """
    small = excerpt(book, {one.header.id for one in _rulesets(book, goal)})
    if not isinstance(goal, RepairGoal):
        return small
    collection, name = in_record(goal.record)
    named = any(one.key == name for one in getattr(subject, collection))
    own = Compare(FieldRef("key" if named else "document_number"), Op.IS, name)
    rulesets = tuple(
        replace(one, where=All((one.where, own))) if isinstance(one, CreditRepair) else one
        for one in small.rulesets
    )
    return replace(small, rulesets=rulesets)


def _rulesets(book: Rulebook, goal: Goal) -> Iterator[Ruleset]:
    for one in book.rulesets:
        match goal:
            case RepairGoal(regime):
                if isinstance(one, CreditRepair) and one.header.scheme == regime:
                    yield from (one,) if _for(one, goal) else ()
            case ListingGoal(name):
                if isinstance(one, KeyWatchList) and one.list == name:
                    yield one
            case TierGoal(scheme):
                if isinstance(one, TieredSupervision) and one.header.scheme == scheme:
                    yield one
            case _ as never:
                assert_never(never)


def _for(one: CreditRepair, goal: RepairGoal) -> bool:
    """Whether a ruleset of the regime may answer for the record, on the same stage."""
    stage = one.stage.title.zh if one.stage else None
    mine = one.list, stage, one.each.collection
    return mine == (goal.list, goal.stage, in_record(goal.record)[0])


def asked(book: Rulebook, goal: Goal) -> Iterator[Asked]:
    """Every condition that a goal hangs on, in the order of the rules.

    Args:
        book: as much of the rulebook as answers for the goal.
        goal: what is to be reached.
    """
    for one in book.rulesets:
        match one:
            case CreditRepair(header=header):
                yield Asked(Side.SCOPE, one.where, _MET, header.title, header.basis)
                yield from (_asked(Side.REQUIREMENT, rule, _MET) for rule in one.requires)
                yield from (_asked(Side.BAR, rule, _NOT_MET) for rule in one.barred)
                yield from (_asked(Side.END, rule, _MET) for rule in one.ends)
            case KeyWatchList() if isinstance(goal, ListingGoal):
                yield from (_asked(Side.REQUIREMENT, rule, _MET) for rule in one.leave)
                yield from (_asked(Side.BAR, rule, _NOT_MET) for rule in one.stay)
            case TieredSupervision() if isinstance(goal, TierGoal):
                yield from _of_page(one)
            case _:
                continue


def _asked(side: Side, rule: Requirement | SelfEnding, wanted: frozenset[bool]) -> Asked:
    return Asked(side, rule.when, wanted, rule.title, rule.basis)


def _of_page(page: TieredSupervision) -> Iterator[Asked]:
    for tier in page.tiers:
        if tier.when is not None:
            yield Asked(Side.PAGE, tier.when, _EITHER, tier.title, tier.basis)
    for item in page.scorecard.items if page.scorecard else ():
        each = item.each.collection
        yield Asked(Side.PAGE, item.where, _EITHER, item.title, item.basis, each)
    for rule in (*page.direct, *page.caps, *page.floors):
        yield Asked(Side.PAGE, rule.when, _EITHER, rule.title, rule.basis)


def collections_of(book: Rulebook, goal: Goal) -> frozenset[str]:
    """The collections that the conditions of a goal look through, beside its own record."""
    conditions = tuple(one.when for one in asked(book, goal))
    concerns = tuple(one.header.concerns for one in book.rulesets)
    scopes = {scope.collection for scope in parts((conditions, concerns), Scope)}
    if isinstance(goal, TierGoal):
        scopes |= {scope.collection for scope in parts(book.rulesets, Scope)} | {"evaluations"}
    if any(parts(conditions, Listed)):
        scopes.add("listings")
    return frozenset(scopes)


def in_record(path: str) -> tuple[str, str]:
    """The collection and the name of a record, from how it is called in answers."""
    collection, _, rest = path.partition("[")
    return collection, rest.removesuffix("]")


def called(goal: Goal) -> tuple[str | None, str, str | None]:
    """The list, the record and the scheme that a goal is about."""
    match goal:
        case RepairGoal():
            return goal.list, goal.record, goal.regime
        case ListingGoal():
            return goal.list, goal.record, None
        case TierGoal():
            return None, "", goal.scheme
        case _ as never:
            assert_never(never)


def reached(goal: Goal, decision: Decision) -> Result | None:
    """How a decision says that a goal is reached; None while it is not."""
    match goal:
        case RepairGoal():
            return _repaired(goal, decision)
        case ListingGoal(name, record):
            return _left(name, record, decision)
        case TierGoal(scheme, _, _, _, wanted):
            found = [one.tier for one in decision.tiers if one.scheme == scheme]
            milder = bool(found) and all(tier in wanted for tier in found)
            return Result.MILDER_TIER if milder else None
        case _ as never:
            assert_never(never)


def _repaired(goal: RepairGoal, decision: Decision) -> Result | None:
    states = {one.state for one in assessments(goal, decision)}
    if RepairState.CAN_APPLY in states:
        return Result.CAN_APPLY
    over = any(
        one.record == goal.record and one.status is RecordStatus.DISCLOSURE_ENDED
        for one in decision.excluded
    )
    if states == {RepairState.TERM_ENDED} or (over and not states):
        return Result.ENDS_BY_ITSELF
    return None


def _left(name: str, record: str, decision: Decision) -> Result | None:
    states = {one.state for one in decision.listings if (one.list, one.record) == (name, record)}
    if states == {ListingState.OVERDUE_REMOVAL}:
        return Result.TERM_OVER
    if states == {ListingState.REMOVED}:
        return Result.REMOVED
    leaving = (
        one.action == "leave" and one.list == name and one.because_of.record == record
        for one in decision.proposals
        if one.outcome is Truth.TRUE
    )
    return Result.MAY_LEAVE if any(leaving) else None


def assessments(goal: Goal, decision: Decision) -> Iterator[RepairAssessment]:
    """What is said of the repair that a goal is about; nothing for any other goal."""
    if not isinstance(goal, RepairGoal):
        return
    for one in decision.repairs:
        stage = one.stage.zh if one.stage else None
        if (one.regime, stage, one.record) == (goal.regime, goal.stage, goal.record):
            yield one


def unsettled(goal: Goal, decision: Decision) -> bool:
    """Whether an answer to a question may change what is said of a goal.

    What is known of a repair stays so, whatever else becomes known.
    """
    if not isinstance(goal, RepairGoal):
        return True
    return any(one.state is RepairState.UNDETERMINED for one in assessments(goal, decision))


def missing(goal: Goal, decision: Decision) -> tuple[MissingFact, ...]:
    """What nobody told that a goal hangs on, facts and questions, each once."""
    match goal:
        case RepairGoal():
            found = [one.missing for one in assessments(goal, decision)]
        case ListingGoal(_, record):
            found = [
                one.missing
                for one in decision.undetermined
                if one.what in ("proposal", "listing") and one.record == record
            ]
        case TierGoal(scheme):
            found = [one.missing for one in decision.tiers if one.scheme == scheme]
        case _ as never:
            assert_never(never)
    return tuple(dict.fromkeys(fact for some in found for fact in some))


def answered(goal: Goal, decision: Decision) -> tuple[Outcome, ...]:
    """What a decision says of a goal; empty where it says nothing."""
    found = [one for several in outcomes(decision).values() for one in several]
    return tuple(one for one in found if _about(goal, one))


def _about(goal: Goal, one: Outcome) -> bool:
    match goal, one.answer:
        case RepairGoal(), RepairAssessment() as answer:
            stage = answer.stage.zh if answer.stage else None
            mine = answer.regime, stage, answer.record
            return mine == (goal.regime, goal.stage, goal.record)
        case ListingGoal(name, record), ListingAnswer() as answer:
            return (answer.list, answer.record) == (name, record)
        case ListingGoal(name, record), Proposal() as answer:
            left = answer.action == "leave" and answer.list == name
            return left and answer.because_of.record == record
        case TierGoal(scheme), TierAnswer() as answer:
            return answer.scheme == scheme
        case _:
            return False
