"""Named questions about rulesets: each proved, refuted with a witness, or not decidable here.

A question is a claim that should hold of every subject about whom everything was delivered, on the
day the law was last checked. What refutes it is decided again by the reference evaluator before it
is shown; where the evaluator does not see the same, nothing is claimed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from credit_rules.analysis.compare import WEIGHED, Inquiry, day_of, inquiry
from credit_rules.analysis.narrowing import narrowed
from credit_rules.analysis.shrinking import shrunk
from credit_rules.analysis.symbolic.concrete import witness_of
from credit_rules.analysis.symbolic.conditions import Scene, Unreadable, evaluate, in_scope
from credit_rules.analysis.symbolic.facts import Kleene, Slot, View
from credit_rules.analysis.symbolic.outcomes import Aspect, outcomes
from credit_rules.analysis.symbolic.strata import speaks, tiering
from credit_rules.analysis.verdicts import Answer, Verdict, Witness
from credit_rules.dates import window_start
from credit_rules.diagnostics import Span
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Decision, Text
from credit_rules.engine.listings import ListingState
from credit_rules.model.catalog import ListKind
from credit_rules.model.codes import Effect, RulesetQuestion
from credit_rules.model.expr import All, Scope
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    AnsweredQuestion,
    Assignment,
    CreditRepair,
    Grant,
    Ground,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Requirement,
    Restriction,
    Ruleset,
    SelfEnding,
    SeriousDishonesty,
    StatutoryRestriction,
    StepRule,
    Steps,
    TieredSupervision,
    Worsening,
    grants,
)
from credit_rules.model.subject import COLLECTIONS, Kind
from credit_rules.targets import smt
from credit_rules.targets.smt import Stopped, Term, all_of, any_of, negated
from credit_rules.truth import Truth

__all__ = ["Finding", "verify", "verify_ruleset"]

_SECONDS: Final = 5.0
_YEARS_LATER: Final = 10
_ON_SOME_DAY: Final = frozenset(
    {
        RulesetQuestion.UNREACHABLE,
        RulesetQuestion.CONSTANT,
        RulesetQuestion.SHADOWED,
        RulesetQuestion.UNREPAIRABLE,
    }
)
_RESTRICTING: Final = (Effect.SUPERVISE, Effect.RESTRICT, Effect.PROHIBIT)


@dataclass(frozen=True, slots=True)
class Finding:
    """A question asked of some rules of a ruleset, and how it came out.

    Attributes:
        question: its name, one of `RulesetQuestion`.
        says: what was asked, as a claim.
        answered: what the header says to it, with its provision; None if it says nothing.
    """

    question: str
    ruleset: str
    edition: str
    rules: tuple[str, ...]
    verdict: Verdict
    says: Text
    at: Span
    answered: AnsweredQuestion | None = None

    @property
    def open(self) -> bool:
        """Whether it is refuted, and nothing in the header says why it may be."""
        return self.verdict.answer is Answer.REFUTED and self.answered is None


def verify(
    book: Rulebook,
    rulesets: Iterable[str] | None = None,
    questions: Iterable[str] | None = None,
    *,
    seconds: float = _SECONDS,
) -> tuple[Finding, ...]:
    """Ask the named questions of the rulesets of a book.

    Args:
        book: the rulesets with their catalog.
        rulesets: ids of those that are asked; all of them without it.
        questions: names of `RulesetQuestion`; all of them without it.
        seconds: how long the solver may take for one question.
    """
    chosen = None if rulesets is None else frozenset(rulesets)
    return tuple(
        found
        for one in book.rulesets
        if chosen is None or one.header.id in chosen
        for found in verify_ruleset(book, one, questions, seconds=seconds)
    )


def verify_ruleset(
    book: Rulebook,
    ruleset: Ruleset,
    questions: Iterable[str] | None = None,
    *,
    seconds: float = _SECONDS,
) -> tuple[Finding, ...]:
    """Ask the named questions of one ruleset.

    What never happens on the day it is asked about may happen on another: a term that no act under
    a young law can have outlived, an act under an old one. So it is asked on other days too.
    """
    wanted = frozenset(map(str, RulesetQuestion)) if questions is None else frozenset(questions)
    first, *others = _days(book, ruleset)
    findings = list(_Verifier(book, ruleset, wanted, seconds, first).findings())
    for day in others:
        left = {
            (one.question, one.rules): place
            for place, one in enumerate(findings)
            if one.question in _ON_SOME_DAY and one.verdict.answer is not Answer.PROVED
        }
        if left:
            for one in _Verifier(book, ruleset, wanted, seconds, day, left).findings():
                if one.verdict.answer is Answer.PROVED:
                    findings[left[one.question, one.rules]] = one
    return tuple(findings)


def _days(book: Rulebook, ruleset: Ruleset) -> list[date]:
    """The days a ruleset is asked on: when its law was checked, its first day, ten years later."""
    validity = ruleset.header.in_force
    day = day_of(validity, book)
    first = validity.since or min(validity.known_on, default=day)
    later = date(day.year + _YEARS_LATER, day.month, min(day.day, 28))
    days = dict.fromkeys((day, later, first))
    return [one for one in days if one == day or validity.on(one) is Truth.TRUE]


_Solve = Callable[[], Verdict]


class _Verifier:
    """One ruleset, asked."""

    def __init__(
        self,
        book: Rulebook,
        ruleset: Ruleset,
        wanted: frozenset[str],
        seconds: float,
        day: date,
        only: Collection[tuple[str, tuple[str, ...]]] | None = None,
    ) -> None:
        self.ruleset = ruleset
        self.weighed = bool(book.weighed(ruleset.header))
        self.book = narrowed(book, [ruleset])
        self.day = day
        self.wanted = wanted
        self.only = only
        self.seconds = seconds

    def findings(self) -> Iterator[Finding]:
        """Every finding, question by question."""
        match self.ruleset:
            case TieredSupervision():
                yield from self._tiers(self.ruleset)
            case SeriousDishonesty() | KeyWatchList():
                yield from self._grounds(self.ruleset)
            case StatutoryRestriction():
                yield from self._restrictions(self.ruleset)
            case CreditRepair():
                yield from self._repair(self.ruleset)
            case JointDiscipline():
                yield from self._disciplines(self.ruleset)
            case Incentive():
                yield from self._favours(self.ruleset)
            case Steps():
                yield from self._steps(self.ruleset)

    # Asking

    def _ask(self, *about_parts: object) -> Inquiry:
        concerns = self.ruleset.header.concerns
        found = inquiry(self.book, self.ruleset, self.day, [*about_parts, concerns])
        found.free.problem.require(speaks(self.ruleset.header, found.scene).true)
        return found

    def _finding(
        self,
        question: RulesetQuestion,
        rules: Sequence[str],
        at: Span,
        zh: str,
        en: str,
        solve: _Solve,
    ) -> Iterator[Finding]:
        """One finding, if its question was asked; what cannot be read or told says so."""
        if str(question) not in self.wanted:
            return
        if self.only is not None and (str(question), tuple(rules)) not in self.only:
            return
        try:
            verdict = Verdict(Answer.UNDECIDED, because=WEIGHED) if self.weighed else solve()
        except (Unreadable, Stopped) as error:
            verdict = Verdict(Answer.UNDECIDED, because=str(error))
        header = self.ruleset.header
        answered = next(
            (
                one
                for one in header.answered
                if one.question is question and (not one.rules or set(one.rules) & set(rules))
            ),
            None,
        )
        yield Finding(
            question=str(question),
            ruleset=header.id,
            edition=header.edition,
            rules=tuple(rules),
            verdict=verdict,
            says=Text(zh=zh, en=en),
            at=at,
            answered=answered,
        )

    def _never(self, found: Inquiry, fault: Term, confirmed: Callable[[Decision], bool]) -> Verdict:
        """That something never happens; who shows that it does is decided again."""
        witness = found.solve(fault, seconds=self.seconds)
        if witness is None:
            return self._proved(found)
        if not confirmed(self._decide(witness)):
            return Verdict(Answer.UNDECIDED, because=_UNCONFIRMED)
        shortest = shrunk(witness, lambda one: confirmed(self._decide(one)))
        return Verdict(Answer.REFUTED, shortest)

    def _sometimes(
        self,
        found: Inquiry,
        wanted: Term,
        confirmed: Callable[[Decision], bool],
        shown_by: Term,
    ) -> Verdict:
        """That something happens to somebody; where it never does, one to whom it might."""
        witness = found.solve(wanted, seconds=self.seconds)
        if witness is not None:
            if confirmed(self._decide(witness)):
                return Verdict(Answer.PROVED)
            return Verdict(Answer.UNDECIDED, because=_UNCONFIRMED)
        if found.sizes.short:
            return Verdict(Answer.UNDECIDED, because=found.sizes.short)
        return Verdict(Answer.REFUTED, found.solve(shown_by, seconds=self.seconds))

    def _proved(self, found: Inquiry) -> Verdict:
        if found.sizes.short:
            return Verdict(Answer.UNDECIDED, because=found.sizes.short)
        return Verdict(Answer.PROVED)

    def _decide(self, witness: Witness) -> Decision:
        return decide(self.book, witness.subject, witness.as_of, acting=witness.acting, trace=True)

    # Questions that are asked of every rule

    def _reached(
        self, name: str, at: Span, found: Inquiry, holds: Term, by_itself: Term
    ) -> Iterator[Finding]:
        """That a rule can hold at all."""
        yield from self._finding(
            RulesetQuestion.UNREACHABLE,
            [name],
            at,
            f"有主体可以适用 {name}",
            f"somebody meets {name}",
            lambda: self._sometimes(
                found, holds, lambda decision: name in _held(decision, self.ruleset), by_itself
            ),
        )

    def _varies(
        self, name: str, at: Span, found: Inquiry, fails: Term, holds: Term
    ) -> Iterator[Finding]:
        """That the condition of a rule fails for somebody."""
        yield from self._finding(
            RulesetQuestion.CONSTANT,
            [name],
            at,
            f"{name} 的条件有主体不符合",
            f"somebody does not meet the condition of {name}",
            lambda: self._sometimes(found, fails, lambda _: True, holds),
        )

    # Tiers

    def _tiers(self, ruleset: TieredSupervision) -> Iterator[Finding]:
        try:
            found = self._ask(ruleset)
            tiers = tiering(ruleset, found.scene)
        except (Unreadable, Stopped) as error:
            yield from self._unreadable(RulesetQuestion.GAP, ruleset, str(error))
            return
        found.free.problem.require(negated(tiers.official))
        names = [tier.id for tier in ruleset.tiers]
        yield from self._finding(
            RulesetQuestion.GAP,
            names,
            ruleset.header.at,
            "每个主体都有一个等级",
            "every subject has a tier",
            lambda: self._never(found, tiers.gap, lambda one: _source(one, ruleset) == "gap"),
        )
        if ruleset.exactly_one or ruleset.scorecard is not None:
            yield from self._finding(
                RulesetQuestion.OVERLAP,
                names,
                ruleset.header.at,
                "没有主体同时符合两个等级",
                "no subject has two tiers",
                lambda: self._never(
                    found, tiers.overlap, lambda one: _source(one, ruleset) == "overlap"
                ),
            )
        for tier in ruleset.tiers:
            only = all_of(
                (
                    tiers.computed[tier.id],
                    negated(tiers.gap),
                    *(negated(may) for name, may in tiers.computed.items() if name != tier.id),
                )
            )
            own = True if tier.when is None else evaluate(tier.when, found.scene).true
            yield from self._reached(tier.id, tier.at, found, only, own)
            if tier.when is not None and tier.when != All(()):
                fails = evaluate(tier.when, found.scene).false
                yield from self._varies(tier.id, tier.at, found, fails, own)
        yield from self._assignments(ruleset, found)
        for cap in ruleset.caps:
            for floor in ruleset.floors:
                if names.index(cap.tier) < names.index(floor.tier):
                    yield from self._crossing(cap, floor, found)
        for one in ruleset.worse:
            yield from self._monotone(ruleset, one)
        yield from self._clashes(ruleset)

    def _assignments(self, ruleset: TieredSupervision, found: Inquiry) -> Iterator[Finding]:
        whole = _computed(ruleset, found.scene)
        for rules in (ruleset.direct, ruleset.caps, ruleset.floors):
            for rule in rules:
                truth = evaluate(rule.when, found.scene)
                yield from self._reached(rule.id, rule.at, found, truth.true, True)
                if rule.when != All(()):
                    yield from self._varies(rule.id, rule.at, found, truth.false, truth.true)
                without = _computed(_without(ruleset, rule), found.scene)
                differs = any_of(negated(smt.equal(whole[tier], without[tier])) for tier in whole)
                yield from self._needed(rule, found, differs, truth.true)

    def _needed(
        self, rule: Assignment, found: Inquiry, differs: Term, holds: Term
    ) -> Iterator[Finding]:
        """That an assignment makes a difference to somebody."""
        yield from self._finding(
            RulesetQuestion.SHADOWED,
            [rule.id],
            rule.at,
            f"没有 {rule.id}，有主体的等级会不同",
            f"without {rule.id} somebody's tier would be another",
            lambda: self._sometimes(found, differs, lambda _: True, holds),
        )

    def _crossing(self, cap: Assignment, floor: Assignment, found: Inquiry) -> Iterator[Finding]:
        both = all_of(evaluate(one.when, found.scene).true for one in (cap, floor))
        yield from self._finding(
            RulesetQuestion.CONTRADICTION,
            [cap.id, floor.id],
            floor.at,
            f"{cap.id}（不优于 {cap.tier}）和 {floor.id}（不低于 {floor.tier}）不会同时成立",
            f"{cap.id} (no better than {cap.tier}) and {floor.id} (no worse than {floor.tier})"
            " never hold together",
            lambda: self._never(
                found,
                both,
                lambda decision: {cap.id, floor.id} <= _held(decision, self.ruleset),
            ),
        )

    def _monotone(self, ruleset: TieredSupervision, change: Worsening) -> Iterator[Finding]:
        what = change.collection + (f".{change.field}" if change.field else "")
        turn = ("变严", "stricter") if change.better else ("变宽", "milder")
        zh, en = f"{what} 增加，等级不会{turn[0]}", f"more of {what} never makes the tier {turn[1]}"
        items = ruleset.scorecard.items if ruleset.scorecard else ()
        assignments = (*ruleset.direct, *ruleset.caps, *ruleset.floors)
        names = [tier.id for tier in ruleset.tiers]
        names += [*(one.id for one in items), *(one.id for one in assignments)]
        yield from self._finding(
            RulesetQuestion.MONOTONE,
            names,
            change.at,
            zh,
            en,
            lambda: self._turned(ruleset, change),
        )

    def _turned(self, ruleset: TieredSupervision, change: Worsening) -> Verdict:
        """Whether more of something turns the tier round."""
        found = self._ask(ruleset, Scope(change.collection))
        scene, problem = found.scene, found.free.problem
        slots = scene.view.slots[change.collection]
        if not slots:
            return Verdict(Answer.PROVED)
        extra = slots[0]
        if change.field is None:
            fewer = tuple(one for one in slots if one is not extra)
            more = slots
        else:
            fewer, more = slots, (self._grown(found, extra, change.field), *slots[1:])
        problem.require(extra.exists, smt.equal(extra.copies, 1))
        before_view = _sharing(scene.view, change.collection, fewer, {})
        after_view = _sharing(scene.view, change.collection, more, {id(more[0]): extra})
        before, after = (
            tiering(ruleset, dataclasses.replace(scene, view=view))
            for view in (before_view, after_view)
        )
        place = {tier.id: number for number, tier in enumerate(ruleset.tiers)}
        turned = any_of(
            all_of((before.computed[one], after.computed[other]))
            for one in place
            for other in place
            if (place[one] > place[other] if change.better else place[one] < place[other])
        )
        settled = all_of(
            negated(term)
            for one in (before, after)
            for term in (one.official, one.gap, one.overlap)
        )
        assumed = [turned, settled]
        assumed += [speaks(ruleset.header, dataclasses.replace(scene, view=before_view)).true]
        solution = problem.solve(assumed, seconds=self.seconds)
        if solution is None:
            return self._proved(found)
        before_witness, after_witness = (
            witness_of(dataclasses.replace(found.free, view=view), solution, found.acting)
            for view in (before_view, after_view)
        )
        tiers = [_tier(self._decide(one), ruleset) for one in (before_witness, after_witness)]
        if None in tiers:
            return Verdict(Answer.UNDECIDED, because=_UNCONFIRMED)
        first, last = (place[str(one)] for one in tiers)
        if (first > last) if change.better else (first < last):
            return Verdict(Answer.REFUTED, after_witness, before_witness)
        return Verdict(Answer.UNDECIDED, because=_UNCONFIRMED)

    def _grown(self, found: Inquiry, record: Slot, field: str) -> Slot:
        """The same record with a larger figure."""
        held, problem = record[field], found.free.problem
        larger = problem.whole(f"larger {field}")
        problem.require(held.plain, smt.less(held.value, larger))
        grown = dataclasses.replace(held, value=larger)
        return dataclasses.replace(
            record, read=lambda name: grown if name == field else record[name], held={}
        )

    # Grounds

    def _grounds(self, ruleset: SeriousDishonesty | KeyWatchList) -> Iterator[Finding]:
        for ground in ruleset.grounds:
            one = dataclasses.replace(ruleset, grounds=(ground,))
            if isinstance(one, KeyWatchList):
                one = dataclasses.replace(one, not_for=())
            found = self._ask(ground, ruleset.settled)
            yield from self._record_rule(ground.id, ground, one, found, Aspect.PROPOSAL)
            others = tuple(other for other in ruleset.grounds if other is not ground)
            if others:
                yield from self._shadowed(ruleset, ground, others)
            if isinstance(ruleset, KeyWatchList):
                yield from self._already_serious(ruleset, ground)
        if isinstance(ruleset, KeyWatchList):
            yield from self._clashes(ruleset)

    def _record_rule(
        self,
        name: str,
        rule: Ground | Restriction | StepRule,
        ruleset: Ruleset,
        found: Inquiry,
        aspect: Aspect,
    ) -> Iterator[Finding]:
        """That a rule about records can hold, and can fail for a record in its scope."""
        each = rule.each
        assert each is not None, "a rule about records has a scope"
        meets = in_scope(each, rule.where, found.scene, this=True)
        by_itself = any_of(truth.true for _, truth in meets)
        try:
            said = [one for one in outcomes(ruleset, found.scene) if one.aspect is aspect]
            holds = any_of(one.truth.upheld for one in said if one.rule == name)
        except Unreadable as error:
            yield from self._unreadable(RulesetQuestion.UNREACHABLE, rule, str(error), [name])
            return
        yield from self._reached(name, rule.at, found, holds, by_itself)
        if rule.where != All(()):
            there = in_scope(each, All(()), found.scene, this=True)
            fails = any_of(
                all_of((truth.true, evaluate(rule.where, found.scene.at(slot, this=True)).false))
                for slot, truth in there
            )
            yield from self._varies(name, rule.at, found, fails, by_itself)

    def _shadowed(
        self,
        ruleset: SeriousDishonesty | KeyWatchList | StatutoryRestriction,
        rule: Ground | Restriction,
        others: Sequence[Ground | Restriction],
    ) -> Iterator[Finding]:
        """That a rule holds for a record for which no other says the same."""

        def solve() -> Verdict:
            found = self._ask(rule, *others)
            scene = found.scene
            mine = _by_record(ruleset, (rule,), scene)
            theirs = [_by_record(ruleset, (one,), scene) for one in others]
            alone_in_it = any_of(
                all_of((truth, *(negated(one.get(record, False)) for one in theirs)))
                for record, truth in mine.items()
            )
            return self._sometimes(found, alone_in_it, lambda _: True, any_of(mine.values()))

        yield from self._finding(
            RulesetQuestion.SHADOWED,
            [rule.id],
            rule.at,
            f"有记录只符合 {rule.id}，不符合结果相同的其他规则",
            f"some record meets {rule.id} and no other rule that says the same",
            solve,
        )

    def _already_serious(self, ruleset: KeyWatchList, ground: Ground) -> Iterator[Finding]:
        catalog = self.book.catalog
        serious = [one.id for one in catalog.lists.values() if one.kind is ListKind.SERIOUS]

        def proposed(found: Inquiry) -> Term:
            said = outcomes(dataclasses.replace(ruleset, grounds=(ground,)), found.scene)
            return any_of(
                one.truth.true
                for one in said
                if one.aspect is Aspect.PROPOSAL and one.rule == ground.id
            )

        def solve() -> Verdict:
            found = self._ask(ground, ruleset.settled, JointDiscipline(ruleset.header, "", ()))
            view = found.scene.view
            on_one = any_of(found.scene.below.listed(view, name).true for name in sorted(serious))
            given = proposed(found)
            first = self._never(
                found,
                all_of((given, on_one)),
                lambda decision: ground.id in _held(decision, ruleset) and _serious(decision),
            )
            if first.answer is not Answer.PROVED:
                return first
            meets = in_scope(ground.each, ground.where, found.scene, this=True)
            matched = any_of(truth.true for _, truth in meets)
            return self._sometimes(
                found, given, lambda decision: ground.id in _held(decision, ruleset), matched
            )

        yield from self._finding(
            RulesetQuestion.ALREADY_SERIOUS,
            [ground.id],
            ground.at,
            f"{ground.id} 建议列入的，都不在严重失信主体名单上，且有这样的主体",
            f"{ground.id} proposes nobody who is on a serious list, and somebody who is not",
            solve,
        )

    # Measures

    def _restrictions(self, ruleset: StatutoryRestriction) -> Iterator[Finding]:
        for rule in ruleset.restrictions:
            one = dataclasses.replace(ruleset, restrictions=(rule,))
            found = self._ask(rule)
            yield from self._record_rule(rule.id, rule, one, found, Aspect.MEASURE)
            others = [
                other for other in ruleset.restrictions if other is not rule and _alike(rule, other)
            ]
            if others:
                yield from self._shadowed(ruleset, rule, others)
            if self.book.catalog.measures[rule.grant.measure].effect in _RESTRICTING[1:]:
                yield from self._endless(ruleset, rule)
        yield from self._clashes(ruleset)

    def _endless(self, ruleset: StatutoryRestriction, rule: Restriction) -> Iterator[Finding]:
        lasts = rule.lasts

        def solve() -> Verdict:
            if lasts.lifelong or lasts.standing:
                return Verdict(Answer.PROVED)
            found = self._ask(rule)
            one = dataclasses.replace(ruleset, restrictions=(rule,))
            fields = COLLECTIONS[rule.each.collection].fields
            fixed = [
                day
                for day in (lasts.since, lasts.until)
                if day is not None and (day is lasts.since or fields[day.name].kind is Kind.DUE_DAY)
            ]
            ends: list[Term] = []
            for said in outcomes(one, found.scene):
                if said.aspect is Aspect.MEASURE and said.record is not None:
                    open_end = any_of(negated(said.record[day.name].plain) for day in fixed)
                    ends.append(all_of((said.truth.true, open_end)))
            return self._never(
                found,
                any_of(ends),
                lambda decision: any(
                    given.because_of.rule == rule.id and given.until is None and not given.lifelong
                    for given in decision.measures
                ),
            )

        yield from self._finding(
            RulesetQuestion.ENDLESS,
            [rule.id],
            rule.at,
            f"{rule.id} 有终期，或者法律写明终身",
            f"{rule.id} ends, or the law says for life",
            solve,
        )

    def _disciplines(self, ruleset: JointDiscipline) -> Iterator[Finding]:
        for rule in ruleset.discipline:
            one = dataclasses.replace(ruleset, discipline=(rule,))
            found = self._ask(one)
            holds = any_of(each.truth.true for each in outcomes(one, found.scene))
            yield from self._reached(rule.id, rule.at, found, holds, True)
            if rule.where != All(()):
                fails = any_of(
                    all_of(
                        (
                            slot.exists,
                            found.scene.below.standing(found.scene.view, slot).true,
                            evaluate(rule.where, found.scene.at(slot, this=True)).false,
                        )
                    )
                    for slot in found.scene.view.slots["listings"]
                )
                yield from self._varies(rule.id, rule.at, found, fails, holds)
        yield from self._clashes(ruleset)

    def _favours(self, ruleset: Incentive) -> Iterator[Finding]:
        for rule in ruleset.favours:
            one = dataclasses.replace(ruleset, favours=(rule,))
            found = self._ask(rule)
            said = [each for each in outcomes(one, found.scene) if each.aspect is Aspect.MEASURE]
            truth = evaluate(rule.when, found.scene)
            yield from self._reached(
                rule.id, rule.at, found, any_of(each.truth.true for each in said), truth.true
            )
            if rule.when != All(()):
                yield from self._varies(rule.id, rule.at, found, truth.false, truth.true)

    def _clashes(self, ruleset: Ruleset) -> Iterator[Finding]:
        """That the same facts never give a favour and a restriction of one family."""
        measures = self.book.catalog.measures
        given = list(grants(ruleset))
        for (one, _, grant), (other, _, against) in combinations(given, 2):
            effects = [measures[each.measure].effect for each in (grant, against)]
            same = measures[grant.measure].family == measures[against.measure].family
            favour = Effect.FAVOUR in effects and any(each in _RESTRICTING for each in effects)
            # Of tiers one is given, so only what the same tier gives can clash.
            together = (one == other) is isinstance(ruleset, TieredSupervision)
            if same and favour and together and set(grant.targets) & set(against.targets):
                yield from self._clash(ruleset, one, other, against)

    def _clash(self, ruleset: Ruleset, one: str, other: str, grant: Grant) -> Iterator[Finding]:
        def solve() -> Verdict:
            found = self._ask(ruleset)
            said = list(outcomes(ruleset, found.scene))
            both = all_of(
                any_of(
                    each.truth.true
                    for each in said
                    if each.rule == name and each.aspect in (Aspect.MEASURE, Aspect.TIER)
                )
                for name in (one, other)
            )
            return self._never(found, both, lambda decision: bool(decision.suppressed))

        yield from self._finding(
            RulesetQuestion.CONTRADICTION,
            [one, other],
            grant.at,
            f"{one} 和 {other} 不会同时成立",
            f"{one} and {other} never hold together",
            solve,
        )

    # Repair and steps

    def _repair(self, ruleset: CreditRepair) -> Iterator[Finding]:
        try:
            found = self._ask(ruleset)
            records = _repairable(ruleset, found.scene)
        except (Unreadable, Stopped) as error:
            yield from self._unreadable(RulesetQuestion.UNREPAIRABLE, ruleset, str(error))
            return
        standing = any_of(there for _, there, _ in records)
        open_to = any_of(
            all_of(
                (
                    there,
                    *(evaluate(one.when, looking).true for one in ruleset.requires),
                    *(evaluate(one.when, looking).false for one in ruleset.barred),
                    *(negated(_over(one, slot, looking)) for one in ruleset.ends),
                )
            )
            for slot, there, looking in records
        )
        yield from self._finding(
            RulesetQuestion.UNREPAIRABLE,
            [one.id for one in (*ruleset.requires, *ruleset.barred)],
            ruleset.header.at,
            "有记录可以申请修复",
            "some record can be repaired",
            lambda: self._sometimes(
                found,
                open_to,
                lambda decision: any(one.state.value == "can-apply" for one in decision.repairs),
                standing,
            ),
        )
        rules: tuple[Requirement | SelfEnding, ...] = (
            *ruleset.requires,
            *ruleset.barred,
            *ruleset.ends,
        )
        for rule in rules:
            yield from self._of_records(rule, found, records)

    def _of_records(
        self,
        rule: Requirement | SelfEnding,
        found: Inquiry,
        records: Sequence[tuple[Slot, Term, Scene]],
    ) -> Iterator[Finding]:
        """That a rule of repair holds for some record, and fails for some."""
        asked_of = [(there, evaluate(rule.when, looking)) for _, there, looking in records]
        holds = any_of(all_of((there, truth.true)) for there, truth in asked_of)
        fails = any_of(all_of((there, truth.false)) for there, truth in asked_of)
        yield from self._finding(
            RulesetQuestion.UNREACHABLE,
            [rule.id],
            rule.at,
            f"有记录符合 {rule.id}",
            f"some record meets {rule.id}",
            lambda: self._sometimes(found, holds, lambda _: True, True),
        )
        if rule.when != All(()):
            yield from self._varies(rule.id, rule.at, found, fails, holds)

    def _steps(self, ruleset: Steps) -> Iterator[Finding]:
        for rule in ruleset.steps:
            one = dataclasses.replace(ruleset, steps=(rule,))
            name = rule.step.id
            try:
                found = self._ask(rule)
                if rule.each is not None:
                    yield from self._record_rule(name, rule, one, found, Aspect.STEP)
                    continue
                truth = evaluate(rule.where, found.scene)
                yield from self._reached(name, rule.at, found, truth.true, True)
                yield from self._varies(name, rule.at, found, truth.false, truth.true)
            except Unreadable as error:
                yield from self._unreadable(RulesetQuestion.UNREACHABLE, rule, str(error), [name])

    def _unreadable(
        self, question: RulesetQuestion, part: object, because: str, rules: Sequence[str] = ()
    ) -> Iterator[Finding]:
        def solve() -> Verdict:
            raise Unreadable(because)

        at = getattr(part, "at", self.ruleset.header.at)
        yield from self._finding(
            question, rules, at, "能否回答", "whether it can be answered", solve
        )


_UNCONFIRMED: Final = "the evaluator does not confirm what the solver found"


def _over(end: SelfEnding, slot: Slot, looking: Scene) -> Term:
    """That publicity is over by itself, or may be, by this rule."""
    since = slot[end.since.name]
    first = window_start(looking.view.as_of, end.period).toordinal()
    ran_out = all_of((since.plain, smt.less(since.value, first)))
    return all_of((evaluate(end.when, looking).possible, ran_out))


def _repairable(ruleset: CreditRepair, scene: Scene) -> list[tuple[Slot, Term, Scene]]:
    """The records a repair is about, each with whether it is there: an entry has to stand."""
    found = []
    for slot, truth in in_scope(ruleset.each, ruleset.where, scene, this=True):
        there = truth.true
        if ruleset.list is not None:
            number = scene.view.words.number(ruleset.list)
            standing = scene.below.standing(scene.view, slot).true
            there = all_of((there, smt.equal(slot["list"].value, number), standing))
        found.append((slot, there, scene.at(slot, this=True)))
    return found


def _without(ruleset: TieredSupervision, rule: Assignment) -> TieredSupervision:
    """The same tiers without one assignment."""
    direct, caps, floors = (
        tuple(one for one in some if one is not rule)
        for some in (ruleset.direct, ruleset.caps, ruleset.floors)
    )
    return dataclasses.replace(ruleset, direct=direct, caps=caps, floors=floors)


def _computed(ruleset: TieredSupervision, scene: Scene) -> dict[str, Term]:
    return dict(tiering(ruleset, scene).computed)


def _by_record(
    ruleset: SeriousDishonesty | KeyWatchList | StatutoryRestriction,
    rules: Sequence[Ground | Restriction],
    scene: Scene,
) -> dict[Slot, Term]:
    """Per record, whether one of the rules holds for it."""
    some: Ruleset
    if isinstance(ruleset, StatutoryRestriction):
        bars = tuple(one for one in rules if isinstance(one, Restriction))
        some = dataclasses.replace(ruleset, restrictions=bars)
    else:
        grounds = tuple(one for one in rules if isinstance(one, Ground))
        some = dataclasses.replace(ruleset, grounds=grounds)
    found: dict[Slot, Term] = {}
    for one in outcomes(some, scene):
        if one.record is not None and one.rule in {rule.id for rule in rules}:
            found[one.record] = any_of((found.get(one.record, False), one.truth.true))
    return found


def _alike(one: Restriction, other: Restriction) -> bool:
    """Whether two bars give the same for as long."""
    grants_of = (one.grant, other.grant)
    said = [
        (each.measure, each.targets, each.purposes, each.strength, each.degree, each.parameters)
        for each in grants_of
    ]
    return (
        said[0] == said[1]
        and one.lasts == other.lasts
        and one.each.collection == (other.each.collection)
    )


def _held(decision: Decision, ruleset: Ruleset) -> set[str]:
    """The rules of a ruleset that hold, as a decision says."""
    name = ruleset.header.id
    held = {one.because_of.rule for one in decision.measures if one.because_of.ruleset == name}
    held |= {
        one.because_of.rule
        for one in decision.proposals
        if one.ruleset == name and one.outcome is not Truth.UNKNOWN
    }
    for tier in decision.tiers:
        if tier.ruleset == name:
            held |= {tier.tier} if tier.tier is not None else set()
            held |= {
                one.rule
                for one in tier.because_of
                if one.trace is not None and one.trace.truth is Truth.TRUE
            }
    for repair in decision.repairs:
        if repair.ruleset == name:
            held |= {
                one.id for one in (*repair.requirements, *repair.bars) if one.truth is Truth.TRUE
            }
    held |= {one.id for one in decision.steps if one.ruleset == name}
    return held


def _serious(decision: Decision) -> bool:
    """Whether the subject is officially on a serious list."""
    current = (one for one in decision.listings if one.state is ListingState.CURRENT)
    return any(one.list_kind is ListKind.SERIOUS for one in current)


def _source(decision: Decision, ruleset: Ruleset) -> str | None:
    found = [one.source for one in decision.tiers if one.ruleset == ruleset.header.id]
    return found[0] if len(found) == 1 else None


def _tier(decision: Decision, ruleset: Ruleset) -> str | None:
    found = [one.tier for one in decision.tiers if one.ruleset == ruleset.header.id]
    return found[0] if len(found) == 1 else None


def _sharing(
    view: View, collection: str, slots: tuple[Slot, ...], instead: dict[int, Slot]
) -> View:
    """The same facts with other records of a collection; findings stay with their records."""
    other = view.with_slots({collection: slots})

    def finding(name: str, about_record: Slot | None) -> Kleene:
        record = instead.get(id(about_record), about_record)
        return view.finding(name, record)

    other.finding = finding
    return other
