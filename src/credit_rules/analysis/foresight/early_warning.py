"""Early warning: which single further record would change a tier or a proposal, and until when.

A record is drafted for every place where a rule looks at records, and decided about. What it need
not say is left untold, so that what remains is enough whatever else the record says; of a figure
the least that does it is kept, and one step less changes nothing. Then the day is moved on: on the
last day the event would still have this effect, on the day after it would not, because something
older has left its window or an edition has ended. Every answer here was decided again.

The record is dated on the day it is looked at. A scheme that looks back at a year that is over
looks at it later; then the effect has a day of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.changes import Change, Part, changes
from credit_rules.analysis.drafting import Held
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.foresight.claims import (
    DAYS,
    FIGURES,
    Claim,
    Ordered,
    ends_of,
    last_true,
)
from credit_rules.analysis.foresight.distances import Distance, distances
from credit_rules.analysis.foresight.further import Drafts, Sought
from credit_rules.analysis.foresight.hypotheses import Event, events_of, with_events
from credit_rules.analysis.foresight.nothing_new import carried
from credit_rules.dates import Period, last_day
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision, Proposal, Text, TierAnswer
from credit_rules.engine.grading import Grading
from credit_rules.errors import CreditRulesError, SubjectError
from credit_rules.model.codes import Code
from credit_rules.model.expr import During, YearsBefore
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    KeyWatchList,
    Ruleset,
    SeriousDishonesty,
    TieredSupervision,
    parts,
)
from credit_rules.model.subject import (
    COLLECTIONS,
    LAST_DAY,
    Collection,
    FieldSpec,
    Kind,
    Subject,
)
from credit_rules.truth import Truth

__all__ = ["Direction", "EarlyWarning", "Effect", "NextEvent", "nearest"]

_ONE_DAY: Final = timedelta(days=1)
_SEEDS: Final = 3
"""So many drafts are made for each place: a condition may be met in more than one way."""

_YEARS: Final = 6
"""So many years ahead are looked at where nobody says how many."""

_MOST_WORDS: Final = 60
"""So many other words are tried for a field, at most."""


class Direction(Code):
    """Whether an effect is for the worse."""

    STRICTER = "stricter", "更严"
    MILDER = "milder", "更宽"
    OPEN = "open", "不能比较"


@dataclass(frozen=True, slots=True)
class Effect:
    """What would be otherwise: the tier of a scheme, or a proposal.

    Attributes:
        part: a tier, or a proposal.
        ruleset: whose answer it is; `rule` the ground, empty for a tier.
        about: the scheme, or the list.
        was, now: the tier before and after, or how the proposal stands (its truth); empty where
            there is none, or no tier is settled.
    """

    part: Part
    ruleset: str
    rule: str
    about: str
    title: Text
    was: str
    now: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class NextEvent:
    """A single further record, and what it would change.

    Attributes:
        collection: of the record.
        event: the record as it was decided about, dated on the day asked about.
        claims: what it has to say; whatever else it says, the effect is the same, but for the ends
            that are none while nobody tells them (of a publicity, a term, a validity).
        effect: the change it was looked for.
        takes_effect: the first day looked at on which the change is there.
        last_day: the last day on which such a record would have the effect; None where it would on
            every day looked at.
        alone: whether it would have the effect with nothing else on record.
        changes: everything that would change about tiers, lists and proposals on that day.
        needs: what a person would still have to find.
    """

    collection: str
    event: Event
    claims: tuple[Claim, ...]
    effect: Effect
    takes_effect: date
    last_day: date | None
    alone: bool
    changes: tuple[Change, ...]
    needs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """What the next event could change, and how far every threshold is.

    Attributes:
        until: the last day on which an event was supposed.
        events: those that hang on what is on record first, the soonest to lapse first.
        distances: the nearest threshold first.
        unheard: rulesets of which nobody knows whether they speak; they are not looked at.
    """

    subject: str
    as_of: date
    until: date
    acting: Acting | None
    events: tuple[NextEvent, ...]
    distances: tuple[Distance, ...]
    unheard: tuple[str, ...]


def nearest(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    *,
    until: date | None = None,
    acting: Acting | None = None,
    watched: Callable[[Sequence[Ruleset]], Iterable[Ruleset]] = iter,
) -> EarlyWarning:
    """Which single next event would change a tier, a watch or a proposal, and until which day.

    Args:
        book: loaded rulesets and catalogs.
        subject: what is on record.
        as_of: the day asked about. Deliveries are supposed to go on after it and to bring nothing
            but the event.
        until: the last day on which an event is supposed; six years on without it.
        acting: who asks, as for `decide`; without a region local rules are not looked at.
        watched: is handed the rulesets that are looked at and gives them back one by one, to show
            how far it has come.

    Raises:
        CreditRulesError: `until` is before the day asked about, or beyond the calendar.
    """
    last = min(LAST_DAY, as_of + timedelta(days=366 * _YEARS)) if until is None else until
    if not as_of <= last <= LAST_DAY:
        raise CreditRulesError(f"expected a last day from {as_of} to {LAST_DAY}, found {last}")
    grading = Grading(book, subject, None, acting.region if acting else None)
    spoken = [one for one in grading.spoken(as_of) if _warns(one.ruleset)]
    found: list[NextEvent] = []
    whole = _Trials(book, subject, as_of, acting)
    for ruleset in watched([one.ruleset for one in spoken if one.truth is Truth.TRUE]):
        found += _Search(ruleset, whole, last).events()
    return EarlyWarning(
        subject=subject.label,
        as_of=as_of,
        until=last,
        acting=acting,
        events=tuple(sorted(found, key=_in_order)),
        distances=distances(book, subject, as_of, acting),
        unheard=tuple(one.ruleset.header.id for one in spoken if one.truth is not Truth.TRUE),
    )


def _warns(ruleset: Ruleset) -> bool:
    return isinstance(ruleset, TieredSupervision | KeyWatchList | SeriousDishonesty)


def _in_order(one: NextEvent) -> tuple[object, ...]:
    directions = list(Direction)
    return (
        one.alone,
        one.last_day is None,
        one.last_day or date.max,
        directions.index(one.effect.direction),
        one.effect.ruleset,
        one.effect.rule,
        one.effect.now,
        one.collection,
        tuple(claim.said.en for claim in one.claims),
    )


@dataclass(slots=True)
class _Trials:
    """Decides about the subject on a day, with an event or without."""

    book: Rulebook
    subject: Subject
    as_of: date
    acting: Acting | None
    _before: dict[date, Decision] = field(default_factory=dict)

    def without(self, day: date) -> Decision:
        """What is said that day if nothing happens."""
        if day not in self._before:
            supposed = carried(self.subject, self.as_of, day)
            self._before[day] = decide(self.book, supposed, day, acting=self.acting)
        return self._before[day]

    def with_event(self, event: Event, day: date) -> Decision:
        """What is said that day if there is the event."""
        supposed = with_events(carried(self.subject, self.as_of, day), [event])
        return decide(self.book, supposed, day, acting=self.acting)


@dataclass(slots=True)
class _Search:
    """The search for events that one ruleset would answer otherwise to."""

    ruleset: Ruleset
    whole: _Trials
    last: date
    small: _Trials = field(init=False)
    empty: _Trials = field(init=False)
    looks_back: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        back = {node.years_before for node in parts(self.ruleset, During)}
        back |= {node.years for node in parts(self.ruleset, YearsBefore)}
        if isinstance(self.ruleset, TieredSupervision):
            back.add(self.ruleset.assessed.years_before)
        self.looks_back = tuple(sorted(back - {0}))
        book, subject = self.whole.book, self.whole.subject
        less = excerpt(book, [self.ruleset.header.id])
        self.small = replace(self.whole, book=less, _before={})
        bare = subject.model_copy(update=dict.fromkeys(COLLECTIONS, ()))
        self.empty = replace(self.small, subject=bare, _before={})

    def events(self) -> Iterator[NextEvent]:
        """Every event found, each once."""
        drafts = Drafts(self.whole.book, self.ruleset, self.whole.subject)
        known: dict[tuple[str, Effect, date], list[tuple[Claim, ...]]] = {}
        for sought in drafts.sought:
            if self._is_own_grade(sought):
                continue
            for drafted, effect, day in self._first(drafts, sought):
                alike = known.setdefault((sought.collection, effect, day), [])
                if any(_is_one(drafted, claims) for claims in alike):
                    continue
                told, claims = self._needed(sought.collection, drafted, effect, day)
                if claims not in alike:
                    alike.append(claims)
                    yield from self._found(sought.collection, told, claims, effect, day)

    def _is_own_grade(self, sought: Sought) -> bool:
        """An official grade is the tier itself; that it would be is no warning."""
        return sought.grades is not None and sought.grades[0] == self.ruleset.header.scheme

    def _first(
        self, drafts: Drafts, sought: Sought
    ) -> Iterator[tuple[dict[str, object], Effect, date]]:
        """Records with an effect of the ruleset's own, as they were drafted, each effect once."""
        day, found = self.whole.as_of, set[object]()
        for seed in range(_SEEDS):
            for draft in drafts.of(sought, day, day, seed):
                for told in _raised(sought.collection, draft):
                    for when in self._days_of_effect(day):
                        effects = self.effects(sought.collection, told, day, when)
                        for effect in effects:
                            shape = effect, tuple(sorted(told)), str(told.get("kinds"))
                            if shape not in found:
                                found.add(shape)
                                yield told, effect, when
                        if effects:
                            break

    def _days_of_effect(self, day: date) -> tuple[date, ...]:
        """The day itself, and the first days on which the ruleset looks back at it."""
        ruleset = self.ruleset
        found = [day]
        if not isinstance(ruleset, TieredSupervision):
            return tuple(found)
        assessed = ruleset.assessed
        if assessed.at is not None and assessed.effective is not None:
            for year in (day.year, day.year + 1, day.year + 2):
                effective = date(year, *assessed.effective)
                if effective > day and date(year - 1, *assessed.at) >= day:
                    found.append(effective)
                    break
        found += [date(day.year + number, 1, 1) for number in self.looks_back]
        return tuple(one for one in found if one <= LAST_DAY)

    def effects(
        self, collection: str, told: Mapping[str, object], dated: date, day: date
    ) -> tuple[Effect, ...]:
        """What the ruleset answers otherwise on a day, with a record dated on another."""
        event = self._event(collection, told, dated)
        if event is None:
            return ()
        return self._effects(self.small, event, day)

    def _effects(self, trials: _Trials, event: Event, day: date) -> tuple[Effect, ...]:
        before, after = trials.without(day), trials.with_event(event, day)
        return tuple(_effects(self.ruleset, before, after))

    def _event(self, collection: str, told: Mapping[str, object], dated: date) -> Event | None:
        dated_by = COLLECTIONS[collection].dated_by
        whole = {**told, dated_by: dated}
        try:
            (event,) = events_of(self.whole.subject, dated, {collection: [whole]})
        except SubjectError:
            return None
        return event

    # What the event has to say

    def _needed(
        self, collection: str, drafted: Mapping[str, object], effect: Effect, day: date
    ) -> tuple[dict[str, object], tuple[Claim, ...]]:
        """No more said of the event than the effect needs, and of its figures the least."""
        as_of, known = self.whole.as_of, COLLECTIONS[collection]

        def does(said: Mapping[str, object]) -> bool:
            return effect in self.effects(collection, said, as_of, day)

        ordinary = (known.dated_by, "status")
        told = {name: value for name, value in drafted.items() if name not in ordinary}
        for name in sorted(told):
            less = {key: value for key, value in told.items() if key != name}
            if does(less):
                told = less
        claims: list[Claim] = []
        for name in sorted(told, key=list(known.fields).index):

            def suits(value: object, name: str = name) -> bool:
                return does({**told, name: value})

            claim, told[name] = _claim(known, known.fields[name], told[name], suits)
            claims.append(claim)
        return told, tuple(claims)

    def _found(
        self,
        collection: str,
        told: Mapping[str, object],
        claims: tuple[Claim, ...],
        effect: Effect,
        day: date,
    ) -> Iterator[NextEvent]:
        """The event, decided about once more with all rules; nothing if these say otherwise."""
        event = self._event(collection, told, self.whole.as_of)
        if event is None:
            return
        before, after = self.whole.without(day), self.whole.with_event(event, day)
        if effect not in _effects(self.ruleset, before, after):
            return
        shown = (Part.TIER, Part.LISTING, Part.PROPOSAL)
        yield NextEvent(
            collection=collection,
            event=event,
            claims=claims,
            effect=effect,
            takes_effect=day,
            last_day=self._last_day(collection, told, effect, day),
            alone=_same(effect, self._effects(self.empty, event, day)),
            changes=tuple(one for one in changes(before, after) if one.part in shown),
            needs=tuple(_needs(effect, after, event)),
        )

    # Until when

    def _last_day(
        self, collection: str, told: Mapping[str, object], effect: Effect, first: date
    ) -> date | None:
        """The last day on which such a record would have the effect; None if that is not seen.

        The days on which anything can change are tried in turn. The day found was decided in full,
        and so was the one after it.
        """
        as_of = self.whole.as_of
        later = self._days_of_effect(as_of).index(first)

        def holds(day: Ordered, trials: _Trials = self.small) -> bool:
            assert isinstance(day, date), "only days are asked about"
            looked_at = self._days_of_effect(day)
            event = self._event(collection, told, day)
            if event is None or later >= len(looked_at):
                return False
            found = self._effects(trials, event, looked_at[later])
            return _same(effect, found)

        good = as_of
        for day in self._turning(collection):
            if not holds(day):
                spec = COLLECTIONS[collection].fields[COLLECTIONS[collection].dated_by]
                last = last_true(good, day, spec, holds)
                assert isinstance(last, date), "between days lie days"
                if holds(last, self.whole) and not holds(last + _ONE_DAY, self.whole):
                    return last
                # Other rulesets have a say in it: then all of them are asked.
                found = last_true(as_of, day, spec, lambda one: holds(one, self.whole))
                return found if isinstance(found, date) else None
            good = day
        return None

    def _turning(self, collection: str) -> tuple[date, ...]:
        """Days, up to the last one looked at, on which something may begin to count otherwise."""
        first = self.whole.as_of
        rulesets = self.small.book.rulesets
        days = self._own_days(collection)
        found = days | {day + _ONE_DAY for day in days}
        for period in self._periods(collection):
            found |= {last_day(day, period) + _ONE_DAY for day in days}
        for ruleset in rulesets:
            validity = ruleset.header.in_force
            found |= {day for day in (validity.since, validity.until) if day is not None}
        for year in range(first.year + 1, self.last.year + 1):
            found.add(date(year, 1, 1))
            for ruleset in rulesets:
                if isinstance(ruleset, TieredSupervision) and ruleset.assessed.effective:
                    found.add(date(year, *ruleset.assessed.effective))
        return tuple(sorted(day for day in found if first < day <= self.last))

    def _periods(self, collection: str) -> frozenset[Period]:
        """Every period that may run: of the rules, and of the lists there are entries on."""
        found = {one for ruleset in self.small.book.rulesets for one in parts(ruleset, Period)}
        if self.whole.subject.listings or collection == "listings":
            for listed in self.whole.book.catalog.lists.values():
                found |= {one for one in (listed.term, *listed.terms.values()) if one}
        return frozenset(found)

    def _own_days(self, collection: str) -> set[date]:
        """The days on record that the rules ask for, or that date a record they ask about."""
        subject = self.whole.subject
        asked = set(Aims(self.whole.book, self.small.book.rulesets).asked)
        own = {name for name, _ in asked} | {collection, "listings"}
        found = {subject.established_on, self.whole.as_of}
        for name in own & COLLECTIONS.keys():
            fields = COLLECTIONS[name].fields.values()
            days = [one.name for one in fields if one.kind in DAYS and (name, one.name) in asked]
            days += [COLLECTIONS[name].dated_by, "status_on"]
            days += _CLOCKS.get(name, ())
            for record in getattr(subject, name):
                found |= {getattr(record, one) for one in days}
        return {one for one in found if isinstance(one, date)}


_CLOCKS: Final = {
    "listings": ("term_until", "removed_on", "restored_on", "restriction_until"),
    "penalties": ("publicity_until",),
    "evaluations": ("valid_until",),
}
"""Days that count for every rule, whether it asks for them or not."""


def _is_one(drafted: Mapping[str, object], claims: Iterable[Claim]) -> bool:
    """Whether a draft is an instance of an event that was found."""
    return all(_holds(claim, drafted.get(claim.field.name)) for claim in claims)


def _holds(claim: Claim, value: object) -> bool:
    if value is None:
        return False
    if claim.ranged and claim.low is None and claim.high is None:
        return True
    if isinstance(value, list):
        sets = [one for one in claim.values if isinstance(one, frozenset)]
        return any(one and one <= set(value) for one in sets)
    plain = Decimal(value) if type(value) is int else value
    return isinstance(plain, Decimal | date | bool | str) and claim.holds(plain)


def _same(effect: Effect, found: Iterable[Effect]) -> bool:
    """Whether an effect leads to the same, wherever it sets out from."""
    shape = effect.part, effect.rule, effect.about, effect.now
    return any((one.part, one.rule, one.about, one.now) == shape for one in found)


# Effects


def _effects(ruleset: Ruleset, before: Decision, after: Decision) -> Iterator[Effect]:
    """What a ruleset answers otherwise about its tier, or its proposals."""
    mine = ruleset.header.id
    if not isinstance(ruleset, TieredSupervision):
        yield from _proposed(mine, before, after)
        return
    was = {one.scheme: one for one in before.tiers if one.ruleset == mine}
    order = [tier.id for tier in ruleset.tiers]
    for one in after.tiers:
        old, new = _tier(was.get(one.scheme)), _tier(one)
        if one.ruleset == mine and new and new != old:
            direction = _towards(order, old, new)
            yield Effect(Part.TIER, mine, "", one.scheme, one.title, old, new, direction)


def _proposed(ruleset: str, before: Decision, after: Decision) -> Iterator[Effect]:
    """The proposals of a ruleset that appear, end, or stand otherwise."""
    one, other = _proposals(ruleset, before), _proposals(ruleset, after)
    for key in sorted(one.keys() | other.keys()):
        rule, action, on_list, _ = key
        was, now = one.get(key), other.get(key)
        known = now or was
        states = ["" if each is None else each.outcome.value for each in (was, now)]
        if known is None or states[0] == states[1]:
            continue
        worse = (now is not None) is (action == "enter")
        direction = Direction.STRICTER if worse else Direction.MILDER
        if was is not None and now is not None:
            direction = Direction.OPEN
        yield Effect(
            Part.PROPOSAL, ruleset, rule, on_list, known.title, states[0], states[1], direction
        )


def _proposals(ruleset: str, decision: Decision) -> dict[tuple[str, str, str, str], Proposal]:
    """The proposals of a ruleset, by ground, action, list and record."""
    return {
        (one.because_of.rule, one.action, one.list, one.because_of.record or ""): one
        for one in decision.proposals
        if one.ruleset == ruleset
    }


def _tier(answer: TierAnswer | None) -> str:
    """The tier, or that there is a gap or an overlap; empty while it is not settled."""
    if answer is None:
        return ""
    return answer.tier or (answer.source if answer.source in ("gap", "overlap") else "")


def _towards(order: list[str], old: str, new: str) -> Direction:
    if old not in order or new not in order:
        return Direction.OPEN
    return Direction.STRICTER if order.index(new) < order.index(old) else Direction.MILDER


def _needs(effect: Effect, after: Decision, event: Event) -> Iterator[Text]:
    """What a person would still have to find about the event."""
    for one in after.proposals:
        because = one.because_of
        found = because.ruleset, because.rule, because.record
        if found == (effect.ruleset, effect.rule, event.path):
            yield from (needed.text for needed in one.findings_needed)


# What a field has to say


def _raised(collection: str, told: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The record as it was drafted, and with each figure as large as can be."""
    yield dict(told)
    for name, value in told.items():
        spec = COLLECTIONS[collection].fields[name]
        if spec.kind in FIGURES and name != "year" and not isinstance(value, str):
            yield {**told, name: _plain(ends_of(spec)[1], spec.kind)}


def _claim(
    of: Collection, spec: FieldSpec, value: object, suits: Callable[[object], bool]
) -> tuple[Claim, object]:
    """What a field has to say, and the value nearest to not saying it."""
    if spec.kind in DAYS | FIGURES and not isinstance(value, str):
        return _range(of, spec, value, suits)
    if spec.kind is Kind.CODES:
        return _codes(of, spec, value, suits)
    if spec.kind is Kind.TEXT and all(map(suits, _ANY_TEXT)):
        return Claim(spec, of, ranged=True), value
    others: list[Held] = []
    if spec.kind is Kind.FLAG:
        others = [True, False]
    elif spec.codes is not None:
        others = [str(one) for one in spec.codes]
    kept = [one for one in others[:_MOST_WORDS] if one == value or suits(one)]
    assert isinstance(value, str | bool), "words and flags are left"
    return Claim(spec, of, tuple(kept) or (value,)), value


_ANY_TEXT: Final = ("虚构其他甲", "虚构其他乙")


def _range(
    of: Collection, spec: FieldSpec, value: object, suits: Callable[[object], bool]
) -> tuple[Claim, object]:
    """How far a figure or a day may go either way."""
    here = Decimal(value) if isinstance(value, int) else value
    assert isinstance(here, date | Decimal), "only days and figures have ends"

    def holds(one: Ordered) -> bool:
        return suits(_plain(one, spec.kind))

    ends: list[Ordered | None] = []
    for end in ends_of(spec):
        ends.append(None if holds(end) else last_true(here, end, spec, holds))
    low, high = ends
    kept = low if low is not None else high if high is not None else here
    return Claim(spec, of, (), low, high, ranged=True), _plain(kept, spec.kind)


def _plain(value: Ordered, kind: Kind) -> object:
    """A figure as a record is delivered with it."""
    return int(value) if isinstance(value, Decimal) and kind is Kind.NUMBER else value


def _codes(
    of: Collection, spec: FieldSpec, value: object, suits: Callable[[object], bool]
) -> tuple[Claim, object]:
    """As few codes as do it; of one code, every other that does it too."""
    assert isinstance(value, list), "codes are delivered as a list"
    assert spec.codes is not None, "codes have their vocabulary"
    left = list(value)
    for one in value:
        fewer = [other for other in left if other != one]
        if fewer and suits(fewer):
            left = fewer
    if len(left) > 1:
        return Claim(spec, of, (frozenset(left),)), left
    every = list(map(str, spec.codes))
    kept = [one for one in every if [one] == left or suits([one])]
    if kept == every:
        return Claim(spec, of, ranged=True), left
    return Claim(spec, of, tuple(frozenset({one}) for one in kept)), left
