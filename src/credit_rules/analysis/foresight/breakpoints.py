"""Every day on which something a decision looked at may be different, by its source.

It follows `decide` from stratum to stratum and asks of everything that looks at the day when it
next turns: records and entries, editions and rules, conditions, terms, clocks of repair, tiers,
last days for a step. What a rule did not ask about, because something else settles it, is not asked
here either: the conditions that were asked, and how they came out, are those `decide` told its
watch. Only the first day is of interest; so later ones are given up as soon as an earlier is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, assert_never

from credit_rules.analysis.foresight.causes import Breakpoint, of_rule
from credit_rules.analysis.foresight.pertinent import (
    edition_days,
    may_be_heard,
    reaching_back,
    silent,
    turns,
)
from credit_rules.analysis.foresight.recorded import days_on_record
from credit_rules.analysis.foresight.turning import (
    NO_TURN,
    Next,
    Reason,
    after,
    coverage,
    leaving,
    next_year,
    soonest,
    together,
)
from credit_rules.analysis.foresight.watching import Asked, Known, conditions, rules
from credit_rules.dates import last_day, working_days_known
from credit_rules.engine.decision import Decision, Step, Text
from credit_rules.engine.facts import Facts, Item, NotHeld
from credit_rules.engine.listings import Entry, ListingState, entries
from credit_rules.engine.reference import Strata, World, in_window
from credit_rules.engine.work import acts
from credit_rules.model.catalog import Validity
from credit_rules.model.expr import All, During, Expr, Scope, Some
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    Governs,
    Ground,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    SeriousDishonesty,
    StatutoryRestriction,
    StepRule,
    Steps,
    Tier,
    TieredSupervision,
    Title,
    Unless,
)
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = ["Breakpoints"]

_DAY: Final = timedelta(days=1)
_LISTINGS: Final = Scope("listings")
_REPAIRS: Final = Scope("repairs")


class Breakpoints:
    """The breakpoints of one subject, asked from day to day."""

    def __init__(
        self, book: Rulebook, subject: Subject, region: str | None, first: date, last: date
    ) -> None:
        """Look through what does not depend on the day.

        Args:
            book: the rulebook that decides.
            subject: the record that is decided upon.
            region: that of the acting authority, if it is known.
            first: the first day asked about.
            last: the last day asked about.
        """
        self.book = book
        self.subject = subject
        self.last = last
        self.rulesets = tuple(
            one for one in book.rulesets if rules(one) and may_be_heard(one.header, subject, region)
        )
        self.on_record = tuple(days_on_record(subject, first, last))
        self.silences = _silences(book, first, last)
        self.texts = tuple(_texts(book, first, last))
        self.weighed = reaching_back(book)
        self._conditions = {
            id(node): every_part
            for ruleset in self.rulesets
            for node, every_part in conditions(ruleset)
        }

    def watch(self, day: date) -> Asked:
        """What `decide` is to tell its conditions, on a day."""
        known = (*(one.day for one in self.on_record), *(one.why.day for one in self.silences))
        return Asked(
            self._conditions, day, min((one for one in known if one > day), default=self.last)
        )

    def following(self, decision: Decision, asked: Asked) -> tuple[Breakpoint, ...]:
        """The breakpoints of the first day after that of a decision that has any.

        None, if nothing turns until the last day.

        Args:
            decision: what was decided.
            asked: what watched it.
        """
        facts = asked.facts or Facts.of(self.subject, decision.as_of)
        search = _Search(self, decision, asked, replace(facts, watch=None))
        search.run()
        return tuple(one for one in search.found if one.why.day == search.limit)


def _silences(book: Rulebook, first: date, last: date) -> tuple[Breakpoint, ...]:
    """The first and last days of editions on which other schemes have none in force."""
    found: list[Breakpoint] = []
    before = silent(book.rulesets, first)
    for day in edition_days(book.rulesets):
        if not first < day <= last:
            continue
        now = silent(book.rulesets, day)
        if now != before:
            found += [
                _edition(one, day)
                for one in book.rulesets
                if day in turns(one.header.in_force) and one.header.scheme in before ^ now
            ]
        before = now
    return tuple(found)


def _texts(book: Rulebook, first: date, last: date) -> Iterator[Breakpoint]:
    """The days on which a provision is cited in another version of its instrument."""
    for instrument in book.catalog.instruments.values():
        labels = [label for one in instrument.versions for label in one.provisions]
        if len(set(labels)) == len(labels):
            continue
        for version in instrument.versions:
            for day in (version.issued, *turns(version.in_force)):
                if day is not None and first < day <= last:
                    reason = Reason.EDITION_BEGINS
                    if version.on(day) is Truth.FALSE:
                        reason = Reason.EDITION_ENDS
                    label = Text(zh=instrument.title, en=instrument.title_en)
                    yield Breakpoint(Next(day, reason), instrument.id, label=label)


def _edition(ruleset: Ruleset, day: date) -> Breakpoint:
    """An edition that begins or ends on a day."""
    over = ruleset.header.in_force.on(day) is Truth.FALSE
    reason = Reason.EDITION_ENDS if over else Reason.EDITION_BEGINS
    return of_rule(ruleset, Next(day, reason))


@dataclass(slots=True)
class _Search:
    """Looks for the first breakpoint after one decision."""

    all: Breakpoints
    decision: Decision
    asked: Asked
    facts: Facts
    limit: date = date.max
    found: list[Breakpoint] = field(default_factory=list)
    delivered: dict[str, Next] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day of the decision."""
        return self.decision.as_of

    def run(self) -> None:
        """Go through everything that looks at the day; the cheap first, as it bounds the rest."""
        self.limit = self.all.last
        self._records()
        for one in (*self.all.silences, *self.all.texts):
            self._note(one)
        self._deadlines()
        self._entries()
        for ruleset in self.all.rulesets:
            self._ruleset(ruleset)

    def _note(self, one: Breakpoint) -> None:
        """Keep a breakpoint, unless an earlier one is known."""
        if self.day < one.why.day <= self.limit:
            self.limit = one.why.day
            self.found.append(one)

    def _turns(
        self, ruleset: Ruleset, why: Next, title: Title | None = None, place: object = None
    ) -> None:
        if self.day < why.day <= self.limit:
            self._note(of_rule(ruleset, why, title, None if place is None else str(place)))

    def _world(self, header: Header) -> World:
        return World(self.facts, header.findings, Strata())

    # What is on record.

    def _records(self) -> None:
        for one in self.all.on_record:
            if self.day < one.day <= self.limit:
                why = Next(one.day, one.reason)
                names = frozenset({one.path})
                self._note(Breakpoint(why, one.path, label=one.label, names=names))

    def _deadlines(self) -> None:
        """The day after the last day for a step: it is then said to be past."""
        proposed = (step for one in self.decision.proposals for step in one.steps)
        applied = (step for one in self.decision.repairs for step in one.steps)
        for step in (*self.decision.steps, *proposed, *applied):
            # What is remarked of a year without a published calendar stays.
            own = step.ruleset is None
            if step.due is not None and (own or working_days_known(step.due)):
                self._note(_deadline(step, step.due))

    def _entries(self) -> None:
        """The end of every official entry; and of the days over which they were delivered."""
        for entry in entries(self.facts, self.all.book.catalog):
            for last in _last_days(entry):
                why = Next(last + _DAY, Reason.TERM_ENDS, record=entry.item)
                names = frozenset({entry.item.path, entry.list.id})
                label = Text(zh=entry.list.title, en=entry.list.title_en)
                self._note(Breakpoint(why, entry.item.path, label=label, names=names))
        world = World(self.facts, {}, Strata())
        # Whoever asks whether the subject is on a list asks for all entries.
        ends = coverage(_LISTINGS, world, self.limit)
        self._note(Breakpoint(ends, _LISTINGS.collection))

    def _delivered(self, ruleset: Ruleset, scope: Scope) -> None:
        """Whether all records of a scope were delivered, where a ruleset asks for that."""
        self._turns(ruleset, self._coverage(ruleset, scope))

    def _coverage(self, ruleset: Ruleset, scope: Scope) -> Next:
        """When that turns; of a whole collection it is the same for every rule."""
        if scope.window is not None:
            return coverage(scope, self._world(ruleset.header), self.limit)
        if scope.collection not in self.delivered:
            why = coverage(scope, self._world(ruleset.header), self.limit)
            self.delivered[scope.collection] = why
        return self.delivered[scope.collection]

    # What the rulesets say.

    def _ruleset(self, ruleset: Ruleset) -> None:
        header = ruleset.header
        speaks = [self._in_force(ruleset)]
        if header.concerns is not None and (seen := self.asked.of(header.concerns)) is not None:
            speaks.append(seen)
        self._turns(ruleset, together(speaks))
        if header.id in self.all.weighed:
            why = self._valid(header.in_force, Reason.EDITION_BEGINS, Reason.EDITION_ENDS)[1]
            self._turns(ruleset, why)
        if any(truth is Truth.FALSE for truth, _ in speaks):
            return
        match ruleset:
            case SeriousDishonesty():
                self._grounds(ruleset)
            case KeyWatchList():
                self._grounds(ruleset)
                self._watched(ruleset)
                self._discipline(ruleset)
            case JointDiscipline():
                self._discipline(ruleset)
            case StatutoryRestriction():
                for rule in ruleset.restrictions:
                    self._restriction(ruleset, rule)
            case TieredSupervision():
                self._tiers(ruleset)
            case Incentive():
                self._favours(ruleset)
            case CreditRepair():
                self._repairs(ruleset)
            case Steps():
                for step in ruleset.steps:
                    self._step(ruleset, step)
            case _ as never:
                assert_never(never)

    def _in_force(self, ruleset: Ruleset) -> Known:
        """Whether the edition speaks; one that governs acts or applications goes on doing so."""
        header = ruleset.header
        until = header.in_force.until
        late = header.governs is Governs.ACTS or (
            header.governs is Governs.APPLICATIONS and isinstance(ruleset, CreditRepair)
        )
        if late and until is not None and self.day >= until:
            return Truth.TRUE, NO_TURN
        truth, why = self._valid(header.in_force, Reason.EDITION_BEGINS, Reason.EDITION_ENDS)
        if late and why.day == until and truth is Truth.TRUE:
            return truth, NO_TURN
        return truth, why

    def _valid(self, validity: Validity, begins: Reason, ends: Reason) -> Known:
        """Whether something is in force, and when that turns."""
        truth = validity.on(self.day)
        for day in sorted(turns(validity)):
            if day > self.day and (then := validity.on(day)) is not truth:
                return truth, Next(day, ends if then is Truth.FALSE else begins)
        return truth, NO_TURN

    def _rule(
        self,
        ruleset: Ruleset,
        rule: Ground | Restriction | StepRule,
        each: Scope,
        *,
        title: Title,
        unless: Iterable[Unless] = (),
        settled: Expr | None = None,
    ) -> None:
        """A rule about each record of a scope, with what takes it away."""
        in_force: Known = Truth.TRUE, NO_TURN
        governs = None
        if not isinstance(rule, StepRule):
            # An edition that is weighed may be asked about acts of any day.
            governs = None if ruleset.header.id in self.all.weighed else acts(ruleset)
            in_force = self._valid(rule.in_force, Reason.RULE_BEGINS, Reason.RULE_ENDS)
            self._turns(ruleset, in_force[1], title, rule.at)
            if in_force[0] is Truth.FALSE:
                return
        for item in self._in_scope(ruleset, each, title, rule.at):
            seen = self.asked.of(rule.where, item)
            if seen is None:
                continue
            parts = [self._dated(each, item, ruleset), seen]
            if governs is not None:
                acted = item["acted_on"]
                truth = governs.on(acted) if isinstance(acted, date) else Truth.UNKNOWN
                parts.append((truth, NO_TURN))
            conditions = [] if settled is None else [settled]
            for one in (*conditions, *(exception.when for exception in unless)):
                if (against := self.asked.of(one, item)) is not None:
                    truth, turn = against
                    parts.append((~truth, turn))
            if isinstance(rule, Restriction):
                parts.append(self._term(rule, item))
            # What an edition says of an act is weighed against another as a whole.
            weighed = ruleset.header.id in self.all.weighed
            turn = soonest(one for _, one in parts) if weighed else together(parts)
            self._turns(ruleset, _about(turn, item), title, rule.at)

    def _in_scope(self, ruleset: Ruleset, each: Scope, title: Title, at: object) -> Iterator[Item]:
        """The records a rule may look at; with when others may be there."""
        self._turns(ruleset, self._coverage(ruleset, each), title, at)
        if isinstance(each.window, During):
            self._turns(ruleset, Next(next_year(self.day), Reason.YEAR_BEGINS), title, at)
        for item in self.facts.items[each.collection]:
            if item.set_aside is None or item.set_aside in each.including:
                yield item

    def _dated(self, each: Scope, item: Item, ruleset: Ruleset) -> Known:
        """Whether a record lies in the window of a rule, and when it leaves it."""
        if each.window is None:
            return Truth.TRUE, NO_TURN
        world = self._world(ruleset.header)
        why = leaving(each, item, world)
        truth = in_window(item, each, world)[0]
        return truth, why if why is NO_TURN else replace(why, node=Some(each, _ANYTHING))

    def _term(self, rule: Restriction, item: Item) -> Known:
        """Whether a bar still runs; that of an entry runs as long as the entry."""
        lasts = rule.lasts
        since = item[lasts.since.name] if lasts.since is not None else None
        if lasts.standing or not isinstance(since, date):
            return Truth.TRUE, NO_TURN
        until: date | None = None
        if lasts.period is not None:
            until = after(since, lasts.period)
        elif lasts.until is not None and isinstance(stated := item[lasts.until.name], date):
            until = stated + _DAY
        if until is None:
            return Truth.TRUE, NO_TURN
        why = Next(until, Reason.TERM_ENDS, record=item)
        return Truth.of(self.day < until), why if self.day < until else NO_TURN

    def _grounds(self, ruleset: SeriousDishonesty | KeyWatchList) -> None:
        for ground in ruleset.grounds:
            self._rule(
                ruleset,
                ground,
                ground.each,
                title=ground.title,
                unless=ground.unless,
                settled=ruleset.settled,
            )

    def _restriction(self, ruleset: StatutoryRestriction, rule: Restriction) -> None:
        self._rule(ruleset, rule, rule.each, title=rule.title, unless=rule.unless)

    def _step(self, ruleset: Steps, rule: StepRule) -> None:
        title = rule.step.title
        if rule.each is not None:
            self._rule(ruleset, rule, rule.each, title=title)
        elif (seen := self.asked.of(rule.where)) is not None:
            self._turns(ruleset, seen[1], title, rule.at)

    def _watched(self, ruleset: KeyWatchList) -> None:
        """The reasons to leave a watch list, and those to stay."""
        for item in self.facts.items["listings"]:
            for one in (*ruleset.stay, *ruleset.leave):
                if (seen := self.asked.of(one.when, item)) is not None:
                    self._turns(ruleset, _about(seen[1], item), one.title, one.at)

    def _discipline(self, ruleset: JointDiscipline | KeyWatchList) -> None:
        self._delivered(ruleset, _LISTINGS)
        for item in self.facts.items["listings"]:
            for rule in ruleset.discipline:
                if (seen := self.asked.of(rule.where, item)) is not None:
                    self._turns(ruleset, _about(seen[1], item), rule.title, rule.at)

    def _favours(self, ruleset: Incentive) -> None:
        for rule in ruleset.favours:
            if (seen := self.asked.of(rule.when)) is None:
                continue
            truth, why = seen
            if truth is not Truth.FALSE:
                # A favour that is suspended says by what: each exception counts by itself.
                held = (self.asked.of(exception.when) for exception in rule.unless)
                why = soonest((why, *(one[1] for one in held if one is not None)))
            self._turns(ruleset, why, rule.title, rule.at)

    # Tiers.

    def _tiers(self, ruleset: TieredSupervision) -> None:
        covers = self.all.subject.covers.get("evaluations")
        if covers is not None:
            # Whether the organ gave another grade is asked of the year, or since the last one.
            ends = Next(covers.until + _DAY, Reason.COVERAGE_ENDS, collection="evaluations")
            self._turns(ruleset, ends)
        self._assessment(ruleset)
        for item in self.facts.items["evaluations"]:
            until = item["valid_until"]
            mine = item["scheme"] == ruleset.header.scheme or isinstance(item["scheme"], NotHeld)
            if mine and isinstance(until, date):
                self._turns(ruleset, Next(until + _DAY, Reason.TERM_ENDS, record=item))
        if ruleset.assessed.at is not None:
            # The facts are those of the day that is assessed, until another is.
            return
        bounds = (*ruleset.direct, *ruleset.caps, *ruleset.floors)
        ones: tuple[Tier | Assignment, ...] = (*ruleset.tiers, *bounds)
        for one in ones:
            if one.when is not None and (seen := self.asked.of(one.when)) is not None:
                self._turns(ruleset, seen[1], one.title, one.at)
        for scored in ruleset.scorecard.items if ruleset.scorecard else ():
            self._scored(ruleset, scored)
        for scope in ruleset.default.empty if ruleset.default else ():
            for item in self._in_scope(ruleset, scope, ruleset.header.title, ruleset.header.at):
                self._turns(ruleset, together([self._dated(scope, item, ruleset)]))

    def _assessment(self, ruleset: TieredSupervision) -> None:
        """The day on which another year is looked at, or another tier takes effect."""
        effective = ruleset.assessed.effective
        reason = Reason.YEAR_BEGINS if effective is None else Reason.ASSESSMENT
        month, of_month = (1, 1) if effective is None else effective
        day = date(self.day.year, month, of_month)
        if day <= self.day:
            day = date(self.day.year + 1, month, of_month)
        self._turns(ruleset, Next(day, reason))

    def _scored(self, ruleset: TieredSupervision, rule: ScoreItem) -> None:
        """The occurrences an item of a scorecard counts, until they expire."""
        for item in self._in_scope(ruleset, rule.each, rule.title, rule.at):
            seen = self.asked.of(rule.where, item)
            if seen is None:
                continue
            parts = [self._dated(rule.each, item, ruleset), seen]
            ends = item[rule.expires.name] if rule.expires is not None else None
            if isinstance(ends, date):
                why = Next(ends + _DAY, Reason.TERM_ENDS, record=item)
                parts.append((Truth.of(self.day <= ends), why if self.day <= ends else NO_TURN))
            self._turns(ruleset, _about(together(parts), item), rule.title, rule.at)

    # Repair.

    def _repairs(self, ruleset: CreditRepair) -> None:
        header = ruleset.header
        for item in self._in_scope(ruleset, ruleset.each, header.title, header.at):
            seen = self.asked.of(ruleset.where, item)
            if seen is None:
                continue
            parts = [self._dated(ruleset.each, item, ruleset), seen]
            self._turns(ruleset, _about(together(parts), item))
            if any(truth is Truth.FALSE for truth, _ in parts):
                continue
            if header.governs is Governs.APPLICATIONS:
                why = self._valid(header.in_force, Reason.EDITION_BEGINS, Reason.EDITION_ENDS)[1]
                self._turns(ruleset, why)
                self._delivered(ruleset, _REPAIRS)
            for one in (*ruleset.requires, *ruleset.barred):
                self._requirement(ruleset, one, item)
            for rule in ruleset.ends:
                asked = self.asked.of(rule.when, item)
                if asked is None:
                    continue
                truth, turn = asked
                self._turns(ruleset, _about(turn, item), rule.title, rule.at)
                start = item[rule.since.name]
                if truth is not Truth.FALSE and isinstance(start, date):
                    over = Next(after(start, rule.period), Reason.PUBLICITY_STOPS, record=item)
                    self._turns(ruleset, over, rule.title, rule.at)

    def _requirement(self, ruleset: CreditRepair, one: Requirement, item: Item) -> None:
        """A requirement of repair, or a bar to it; the clocks in it are read one by one."""
        if (seen := self.asked.of(one.when, item)) is None:
            return
        turn = seen[1]
        if turn.reason is Reason.PERIOD_ENDS:
            turn = replace(turn, reason=Reason.REPAIR_OPENS)
        self._turns(ruleset, _about(turn, item), one.title, one.at)


_ANYTHING: Final = All(())


def _about(why: Next, item: Item) -> Next:
    """The same, about the record of its rule where it says of no other."""
    told = why.record or why.collection or why is NO_TURN
    return why if told else replace(why, record=item, this=item)


def _last_days(entry: Entry) -> Iterator[date]:
    """The last day of an entry that stands; each it may have where its ground was not told."""
    if entry.state is ListingState.REMOVED:
        return
    if entry.last is not None:
        yield entry.last
    elif entry.started is not None and isinstance(entry.item["ground"], NotHeld):
        terms = {entry.list.term, *entry.list.terms.values()} - {None}
        yield from (last_day(entry.started, term) for term in terms if term is not None)


def _deadline(step: Step, due: date) -> Breakpoint:
    """The day after the last day for a step."""
    about = step.about or step.ruleset or step.id
    names = frozenset(one for one in (step.about, step.ruleset) if one is not None)
    why = Next(due + _DAY, Reason.DEADLINE_PASSES)
    return Breakpoint(why, about, label=step.title, names=names)
