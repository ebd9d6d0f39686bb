"""Where an undetermined outcome stands: what it is, once it is known, and what it can come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from credit_rules.analysis.changes import Key, Part
from credit_rules.analysis.foresight.hypotheses import SUPPOSED
from credit_rules.engine.decision import (
    Acting,
    Answered,
    Decision,
    ListingAnswer,
    MissingFact,
    RepairAssessment,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.engine.facts import Facts
from credit_rules.engine.grading import Grading
from credit_rules.engine.listings import ListingState, entries
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.repair import RepairState
from credit_rules.engine.wording import missing_facts
from credit_rules.model.codes import Effect
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import KeyWatchList, SeriousDishonesty, TieredSupervision, grants
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = [
    "Envelope",
    "Target",
    "Whole",
    "envelope",
    "missing_of",
    "standing",
    "targets",
    "whole",
]

_CALLED: Final[dict[str, Text]] = {
    "given": Text(zh="适用", en="it applies"),
    "not-given": Text(zh="不适用", en="it does not apply"),
    "proposed": Text(zh="有此建议", en="it is proposed"),
    "not-proposed": Text(zh="没有此建议", en="it is not proposed"),
    "owed": Text(zh="应办", en="it is owed"),
    "not-owed": Text(zh="无须办", en="it is not owed"),
    "speaks": Text(zh="有所规定", en="it says something"),
    "silent": Text(zh="没有规定", en="it says nothing"),
    "gap": Text(zh="无等级可定", en="no tier's conditions hold"),
    "overlap": Text(zh="等级重叠", en="the conditions of more than one tier hold"),
    "not-there": Text(zh="没有该项", en="there is none"),
}
_YES_NO: Final = {
    "measure": ("not-given", "given"),
    "proposal": ("not-proposed", "proposed"),
    "step": ("not-owed", "owed"),
    "ruleset": ("silent", "speaks"),
}
_REPAIRS: Final = (
    RepairState.TERM_ENDED,
    RepairState.CAN_APPLY,
    RepairState.NOT_YET,
    RepairState.BARRED,
)
_LISTINGS: Final = (ListingState.REMOVED, ListingState.OVERDUE_REMOVAL, ListingState.CURRENT)
_THERE: Final = "not-there"


@dataclass(frozen=True, slots=True)
class Target:
    """An outcome nobody can know yet.

    Attributes:
        part: where the decision says so; `key` what it is about, as `changes` has it.
        what: which kind of outcome: tier, measure, proposal, step, ruleset, repair or listing.
        ruleset: whose it is, empty for an entry on a list; `rule` and `record` where it has them.
        about: the scheme of a tier, the list of an entry; empty for any other.
        tiers: the tiers of the scheme by id, strictest first, with their titles.
    """

    part: Part
    key: Key
    what: str
    ruleset: str
    rule: str
    record: str
    about: str
    title: Text
    effect: Effect | None
    tiers: tuple[tuple[str, Text], ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every word it may be asked for by."""
        return frozenset({self.what, self.ruleset, self.rule, self.record, self.about} - {""})

    def called(self, reached: str) -> Text:
        """What the outcome is, in words."""
        tiers = dict(self.tiers)
        if reached in tiers:
            return Text(zh=f"等级为 {tiers[reached].zh}", en=f"the tier is {reached}")
        for states in (RepairState, ListingState):
            for one in states:
                if self.what in ("repair", "listing") and reached == one.value:
                    return Text(zh=one.zh, en=one.value.replace("-", " ").replace("_", " "))
        return _CALLED[reached]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything an outcome can still come to, the lightest first.

    Attributes:
        lightest, heaviest: the ends; of tiers, the mildest and the strictest.
        beside: what else may come of it that is neither lighter nor heavier: that no tier is found,
            or that there is no such record.
    """

    possible: tuple[str, ...]
    beside: tuple[str, ...]
    said: tuple[Text, ...]

    @property
    def lightest(self) -> str:
        """The lightest it can come to."""
        return self.possible[0]

    @property
    def heaviest(self) -> str:
        """The heaviest it can come to."""
        return self.possible[-1]


@dataclass(frozen=True, slots=True)
class Whole:
    """What the whole answer can come to.

    Attributes:
        tiers: per scheme, the mildest and the strictest tier that is possible.
        sure: the rules whose measures apply whatever is still to be told.
        possible: the rules, or whole rulesets (then without a rule), whose measures may come.
        lightest: the strictest effect among the measures there are for sure; None if there are
            none. heaviest: the strictest among all that are possible.
    """

    tiers: tuple[tuple[str, str, str], ...]
    sure: frozenset[tuple[str, str]]
    possible: frozenset[tuple[str, str]]
    lightest: Effect | None
    heaviest: Effect | None


def targets(book: Rulebook, decision: Decision) -> tuple[Target, ...]:
    """Every outcome of a decision that nobody can know yet, in the order of its parts."""
    found = dict.fromkeys(_targets(book, decision))
    once: dict[tuple[Part, Key], Target] = {}
    for one in found:
        once.setdefault((one.part, one.key), one)
    return tuple(once.values())


def _targets(book: Rulebook, decision: Decision) -> Iterator[Target]:
    for tier in decision.tiers:
        if tier.source == "undetermined":
            tiers = next(
                tuple((one.id, text_of(one.title)) for one in ruleset.tiers)
                for ruleset in book.rulesets
                if isinstance(ruleset, TieredSupervision)
                and ruleset.header.id == tier.ruleset
                and ruleset.header.in_force.on(decision.as_of) is not Truth.FALSE
            )
            key = tier.scheme, tier.ruleset
            yield Target(
                Part.TIER, key, "tier", tier.ruleset, "", "", tier.scheme, tier.title, None, tiers
            )
    for entry in decision.listings:
        if entry.state is ListingState.UNKNOWN:
            key = entry.list, entry.record
            yield Target(
                Part.LISTING, key, "listing", "", "", entry.record, entry.list, entry.title, None
            )
    for repair in decision.repairs:
        if repair.state is RepairState.UNDETERMINED:
            key = repair.ruleset, repair.record
            yield Target(
                Part.REPAIR, key, "repair", *key[:1], "", repair.record, "", repair.title, None
            )
    for one in decision.undetermined:
        if one.what in _YES_NO:
            rule, record = one.rule or "", one.record or ""
            open_key = one.what, one.ruleset, rule, record
            yield Target(
                Part.UNDETERMINED,
                open_key,
                one.what,
                one.ruleset,
                rule,
                record,
                "",
                one.title,
                one.effect,
            )


def missing_of(
    decision: Decision, target: Target, subject: Subject, book: Rulebook
) -> frozenset[MissingFact]:
    """What is missing to know an outcome; nothing if it is known.

    Args:
        decision: what was computed.
        target: the outcome.
        subject: whom about; an entry on a list does not itself say what it lacks.
        book: with which rules.
    """
    found: set[MissingFact] = set()
    for one in (*_answers(decision, target), *_of_supposed(decision, target)):
        if not isinstance(one, ListingAnswer):
            found.update(one.missing)
            for fact in one.missing:
                found.update(_of_proposals(fact, decision, book))
            continue
        for entry in entries(Facts.of(subject, decision.as_of), book.catalog):
            if entry.item.path == one.record:
                found.update(missing_facts(entry.missing))
    return frozenset(found)


def _of_supposed(decision: Decision, target: Target) -> Iterator[Undetermined]:
    """What is open about a supposed record, where the target is about any record of a rule."""
    for one in decision.undetermined:
        mine = (one.what, one.ruleset, one.rule or "") == target.key[:3]
        about_any = target.part is Part.UNDETERMINED and not target.record
        if about_any and mine and f"[{SUPPOSED}" in (one.record or ""):
            yield one


def _of_proposals(fact: MissingFact, decision: Decision, book: Rulebook) -> Iterator[MissingFact]:
    """What is missing to know whether an entry is proposed, where that is what is missing."""
    name, _, rest = fact.path.partition("[")
    if name != "proposals":
        return
    mine = {
        one.header.id
        for one in book.rulesets
        if isinstance(one, SeriousDishonesty | KeyWatchList) and one.list == rest.removesuffix("]")
    }
    for one in decision.undetermined:
        if one.what == "proposal" and one.ruleset in mine:
            yield from one.missing


def _answers(
    decision: Decision, target: Target
) -> Iterator[TierAnswer | ListingAnswer | RepairAssessment | Undetermined]:
    """What a decision says about an outcome, known or not."""
    match target.part:
        case Part.TIER:
            yield from (one for one in decision.tiers if (one.scheme, one.ruleset) == target.key)
        case Part.LISTING:
            yield from (one for one in decision.listings if (one.list, one.record) == target.key)
        case Part.REPAIR:
            yield from (one for one in decision.repairs if (one.ruleset, one.record) == target.key)
        case _:
            yield from (one for one in decision.undetermined if _key(one) == target.key)


def _key(one: Undetermined) -> Key:
    return one.what, one.ruleset, one.rule or "", one.record or ""


def standing(decision: Decision, target: Target, before: Decision) -> str | None:
    """What an outcome is; None while nobody knows.

    Args:
        decision: of the subject once more was told.
        target: the outcome.
        before: the decision that did not know it.
    """
    found = list(_answers(decision, target))
    match target.part:
        case Part.TIER:
            tiers = [one for one in found if isinstance(one, TierAnswer)]
            if not tiers:
                return _THERE
            one = tiers[0]
            return one.tier or (one.source if one.source in ("gap", "overlap") else None)
        case Part.LISTING | Part.REPAIR:
            states = {
                one.state for one in found if isinstance(one, ListingAnswer | RepairAssessment)
            }
            if not states:
                return _THERE
            known = states - {ListingState.UNKNOWN, RepairState.UNDETERMINED}
            return known.pop().value if len(states) == len(known) == 1 else None
        case _:
            no, yes = _YES_NO[target.what]
            there, then = _held(decision, target), _held(before, target)
            if found:
                # Of records nobody delivered one may be there, while others may still come.
                further = not target.record and target.what != "ruleset"
                return yes if further and there - then else None
            return yes if there - (then if not target.record else frozenset()) else no


def _held(decision: Decision, target: Target) -> frozenset[tuple[str, str]]:
    """The rules and records for which what a target is about is there."""
    found: set[tuple[str, str]] = set()
    match target.what:
        case "measure":
            answered = [one.because_of for one in decision.measures]
            found.update(_by_rule(one, target) for one in answered if _meant(one, target))
        case "proposal":
            sure = [one for one in decision.proposals if one.outcome is not Truth.UNKNOWN]
            answered = [one.because_of for one in sure]
            found.update(_by_rule(one, target) for one in answered if _meant(one, target))
        case "step":
            for step in decision.steps:
                about = step.about or ""
                mine = (step.ruleset, step.id) == (target.ruleset, target.rule)
                if mine and target.record in ("", about):
                    found.add((step.id, about))
        case _:
            found.update((name, "") for name in _heard(decision) if name == target.ruleset)
    return frozenset(found)


def _by_rule(one: Answered, target: Target) -> tuple[str, str]:
    return one.rule, one.record or target.record


def _meant(one: Answered, target: Target) -> bool:
    return (
        one.ruleset == target.ruleset
        and target.rule in ("", one.rule)
        and target.record in ("", one.record or "")
    )


def _heard(decision: Decision) -> Iterator[str]:
    """Every ruleset that a decision says anything by."""
    for tier in decision.tiers:
        yield tier.ruleset
    for proposal in decision.proposals:
        yield proposal.ruleset
    for measure in decision.measures:
        yield measure.because_of.ruleset
    for repair in decision.repairs:
        yield repair.ruleset
    for step in decision.steps:
        yield step.ruleset or ""
    for one in decision.undetermined:
        if one.what != "ruleset":
            yield one.ruleset


def envelope(
    book: Rulebook, subject: Subject, as_of: date, acting: Acting | None, target: Target
) -> Envelope:
    """Everything an outcome can still come to.

    Args:
        book: loaded rulesets and catalogs.
        subject: what was delivered.
        as_of: the day asked about.
        acting: who asks.
        target: the outcome.
    """
    possible: tuple[str, ...]
    beside: tuple[str, ...] = ()
    match target.part:
        case Part.TIER:
            grading = Grading(book, subject, None, acting.region if acting else None)
            spoken = [one.ruleset for one in grading.spoken(as_of)]
            mine = [one for one in spoken if one.header.id == target.ruleset]
            found = [
                grading.match(one, as_of) for one in mine if isinstance(one, TieredSupervision)
            ]
            open_ones = {tier.id for match in found for tier in match.possible}
            possible = tuple(name for name, _ in reversed(target.tiers) if name in open_ones)
            beside = ("gap",) if any(match.gap for match in found) else ()
            beside += ("overlap",) if any(match.overlap for match in found) else ()
        case Part.REPAIR:
            possible, beside = tuple(one.value for one in _REPAIRS), (_THERE,)
        case Part.LISTING:
            possible, beside = tuple(one.value for one in _LISTINGS), (_THERE,)
        case _:
            possible = _YES_NO[target.what]
            if target.effect is Effect.FAVOUR:
                possible = possible[::-1]
    return Envelope(possible, beside, tuple(map(target.called, possible)))


def whole(book: Rulebook, decision: Decision) -> Whole:
    """What a whole decision can come to.

    Args:
        book: loaded rulesets and catalogs.
        decision: computed with it.
    """
    order = list(Effect)
    sure = [one.effect for one in decision.measures]
    open_ones = [one for one in decision.undetermined if one.what in _CARRYING]
    may = [effect for one in open_ones for effect in _effects(book, decision, one)]
    tiers = []
    for tier in decision.tiers:
        found = [name for name in _order(book, decision, tier) if name in tier.possible]
        if found:
            tiers.append((tier.scheme, found[-1], found[0]))
    return Whole(
        tiers=tuple(tiers),
        sure=frozenset((one.because_of.ruleset, one.because_of.rule) for one in decision.measures),
        possible=frozenset(
            (one.ruleset, "" if one.what in ("tier", "ruleset") else one.rule or "")
            for one in open_ones
        ),
        lightest=max(sure, key=order.index, default=None),
        heaviest=max((*sure, *may), key=order.index, default=None),
    )


_CARRYING: Final = frozenset({"measure", "tier", "ruleset"})
"""What may carry measures once it is known."""


def _effects(book: Rulebook, decision: Decision, one: Undetermined) -> Iterator[Effect]:
    """What an open outcome may do: of a tier, whatever any of those possible gives."""
    if one.effect is not None:
        yield one.effect
    if one.what == "measure":
        return
    tiers = {
        name for tier in decision.tiers if tier.ruleset == one.ruleset for name in tier.possible
    }
    for ruleset in book.rulesets:
        if isinstance(ruleset, TieredSupervision) and ruleset.header.id == one.ruleset:
            for name, _, grant in grants(ruleset):
                if one.what == "ruleset" or name in tiers:
                    yield book.catalog.measures[grant.measure].effect


def _order(book: Rulebook, decision: Decision, tier: TierAnswer) -> tuple[str, ...]:
    """The tiers of a scheme as its ruleset has them, strictest first."""
    for ruleset in book.rulesets:
        mine = isinstance(ruleset, TieredSupervision) and ruleset.header.id == tier.ruleset
        if mine and ruleset.header.in_force.on(decision.as_of) is not Truth.FALSE:
            assert isinstance(ruleset, TieredSupervision), "asked just now"
            return tuple(one.id for one in ruleset.tiers)
    return tier.possible
