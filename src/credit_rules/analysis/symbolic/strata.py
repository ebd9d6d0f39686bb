"""What the strata below the measures come to, over facts of which not everything is fixed.

Official entries, tiers, grounds and bars, as `engine.listings`, `engine.tiers` and `engine.matcher`
define them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from credit_rules.analysis.symbolic.conditions import (
    Scene,
    Unreadable,
    evaluate,
    in_scope,
    uncovered,
)
from credit_rules.analysis.symbolic.facts import (
    SCALE,
    UNKNOWN,
    Kleene,
    Slot,
    View,
    conjunction,
    disjunction,
    known,
    truth_of,
)
from credit_rules.dates import Period, window_start
from credit_rules.engine.tiers import assessment
from credit_rules.model.catalog import ListEntry, Validity
from credit_rules.model.expr import All, Expr, FieldRef, In, Owner, Scope
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    Burden,
    Figures,
    Header,
    ScoreItem,
    TieredSupervision,
    Unless,
)
from credit_rules.model.subject import Kind
from credit_rules.targets import smt
from credit_rules.targets.smt import Number, Term, all_of, any_of, choose, negated

__all__ = [
    "Page",
    "Strata",
    "Tiering",
    "barred",
    "counted",
    "matches",
    "removed",
    "speaks",
    "tiering",
]

_EVERYTHING: Final = All(())


class Strata:
    """What is settled below the measures: the lists of a catalog, the schemes of a rulebook."""

    def __init__(self, book: Rulebook, region: str | None) -> None:
        self.book = book
        self.region = region
        self.parameters: Mapping[str, Figures] = book.figures

    def listed(self, view: View, name: str) -> Kleene:
        """Whether the subject is officially on a list; open while entries may be missing."""
        scene = Scene(view, self)
        number = view.words.number(name)
        found = []
        for slot in view.slots["listings"]:
            on = slot["list"]
            usable = all_of((slot.exists, smt.equal(slot.aside, 0)))
            mine = all_of((usable, on.told, smt.equal(on.value, number)))
            truth = self.entry(view, slot, name)
            found.append(_if(mine, truth))
            found.append(_if(all_of((usable, negated(on.told))), UNKNOWN))
        gaps = uncovered(Scope("listings"), scene)
        return disjunction((*found, Kleene(False, False, negated(gaps))))

    def standing(self, view: View, entry_slot: Slot) -> Kleene:
        """Whether an entry is current; one on a list nobody catalogued stands nowhere."""
        on = entry_slot["list"]
        usable = smt.equal(entry_slot.aside, 0)
        named = [
            _if(
                all_of((usable, on.told, smt.equal(on.value, view.words.number(name)))),
                self.entry(view, entry_slot, name),
            )
            for name in sorted(self.book.catalog.lists)
        ]
        return disjunction((*named, _if(all_of((usable, negated(on.told))), UNKNOWN)))

    def entry(self, view: View, slot: Slot, name: str) -> Kleene:
        """Whether a record is current as an entry on a list; it is taken to be on that one."""
        return entry(slot, self.book.catalog.lists[name], view)

    def graded(self, view: View, scheme: str, tiers: frozenset[str]) -> Kleene:
        """Whether the tier of a scheme is one of these."""
        possible: list[tuple[str, Term]] = []
        gaps, heard = [], []
        for ruleset in self.book.rulesets:
            if not isinstance(ruleset, TieredSupervision) or ruleset.header.scheme != scheme:
                continue
            spoken = speaks(ruleset.header, Scene(view, self)) & self._here(ruleset.header)
            if spoken.false is True:
                continue
            found = tiering(ruleset, Scene(view, self))
            unsure = all_of((negated(spoken.true), negated(spoken.false)))
            heard.append(spoken.possible)
            gaps.append(any_of((unsure, all_of((spoken.true, found.gap)))))
            for name, may in found.possible.items():
                possible.append((name, any_of((unsure, all_of((spoken.true, may))))))
        spoken_for = any_of(heard)
        inside = any_of(may for name, may in possible if name in tiers)
        outside = any_of((*gaps, *(may for name, may in possible if name not in tiers)))
        true = all_of((spoken_for, inside, negated(outside)))
        return Kleene(true, true, all_of((spoken_for, negated(inside))))

    def _here(self, header: Header) -> Kleene:
        """Whether a ruleset speaks for the region of who asks."""
        if header.precedence is not None:
            raise Unreadable("a local scheme that stands in the place of another")
        if self.region is None and not header.national:
            return UNKNOWN
        return known(header.national or header.governs_region(str(self.region)))

    def proposed(self, view: View, name: str) -> Kleene:
        """Whether an entry on a list is proposed."""
        day = view.as_of
        raise Unreadable(f"a step that asks whether an entry on {name} is proposed on {day}")


def _if(condition: Term, truth: Kleene) -> Kleene:
    """A truth where a condition holds, and false elsewhere."""
    return Kleene(
        all_of((condition, truth.true)),
        all_of((condition, truth.upheld)),
        any_of((negated(condition), truth.false)),
    )


def speaks(header: Header, scene: Scene) -> Kleene:
    """Whether a ruleset speaks about the subject on the day."""
    dated = truth_of(header.in_force.on(scene.view.as_of))
    return dated & about(header, scene)


def about(header: Header, scene: Scene) -> Kleene:
    """Whether the subject is one of those the ruleset speaks about."""
    kinds = tuple(sorted(str(one) for one in header.applies_to))
    parts = [evaluate(In(FieldRef("kind", Owner.SUBJECT), kinds), scene)] if kinds else []
    if header.concerns is not None:
        parts.append(evaluate(header.concerns, scene))
    return conjunction(parts)


def counted(header: Header, act: Slot, view: View) -> Kleene:
    """Whether an official act counts for a ruleset: for most, any does."""
    if header.recognises is None:
        return known(True)
    region = act["authority_region"]
    view.words.number(header.jurisdiction)
    for one in header.recognises.regions:
        view.words.number(one)
    accepted = any_of(
        smt.equal(region.value, number) for word, number in view.words if header.accepts(word)
    )
    true = all_of((region.told, accepted))
    return Kleene(true, true, all_of((region.told, negated(accepted))))


# Entries on lists


def entry(slot: Slot, listed: ListEntry, view: View) -> Kleene:
    """Whether an entry on a list is current."""
    today = view.as_of.toordinal()
    removed, restored, began = slot["removed_on"], slot["restored_on"], slot["listed_on"]
    own, limit, ground = slot["term_until"], slot["restriction_until"], slot["ground"]
    back = restored.plain
    started = any_of((back, began.plain))
    start = choose(back, restored.value, began.value)
    over_limit = any_of((negated(limit.plain), smt.less(limit.value, today)))

    stale = all_of((own.plain, back, smt.at_most(own.value, restored.value)))
    by_own = all_of((own.plain, negated(stale)))
    terms = listed.terms
    untold = all_of((negated(by_own), started, negated(ground.told), bool(terms)))
    by_term = all_of((negated(by_own), started, negated(untold)))

    def ran_out(term: Period | None) -> Term:
        if term is None:
            return False
        return smt.less(start, window_start(view.as_of, term).toordinal())

    named: list[Term] = []
    out_of_term: list[Term] = []
    for name, term in sorted(terms.items()):
        is_it = all_of((ground.told, smt.equal(ground.value, view.words.number(name))))
        named.append(is_it)
        out_of_term.append(all_of((is_it, ran_out(term))))
    out_of_term.append(all_of((negated(any_of(named)), ran_out(listed.term))))

    # An entry without an end on record never ends by itself; a longer ban extends one that has.
    ended = all_of(
        (
            any_of(
                (
                    all_of((by_own, smt.less(own.value, today))),
                    all_of((by_term, any_of(out_of_term))),
                )
            ),
            over_limit,
        )
    )
    every = sorted({listed.term, *terms.values()} - {None}, key=str)
    may_have_ended = all_of((untold, any_of(ran_out(term) for term in every)))
    missing = any_of(
        (
            negated(slot.sure),
            may_have_ended,
            negated(removed.told),
            all_of((removed.plain, negated(restored.told))),
        )
    )
    returned = all_of((back, smt.at_most(removed.value, restored.value)))
    out = all_of((removed.plain, negated(returned)))
    over = all_of((ended, restored.told))
    false = choose(missing, over, any_of((out, ended)))
    true = all_of((negated(missing), negated(out), negated(ended)))
    return Kleene(true, true, false)


def removed(slot: Slot) -> Term:
    """That an entry was removed, and it is told that it was not restored since."""
    out, back = slot["removed_on"], slot["restored_on"]
    returned = all_of((back.plain, smt.at_most(out.value, back.value)))
    return all_of((slot.sure, out.plain, back.told, negated(returned)))


# Rules against records


def matches(
    each: Scope,
    where: Expr,
    unless: Iterable[Unless],
    scene: Scene,
    settled: Expr | None = None,
    acts: Validity | None = None,
) -> tuple[tuple[Slot, Kleene], ...]:
    """The rule against every record of its scope."""
    found = []
    for slot, truth in in_scope(each, where, scene, this=True):
        looking = scene.at(slot, this=True)
        parts = [truth]
        if acts is not None:
            parts.append(_governed(acts, slot))
        if settled is not None:
            parts.append(~evaluate(settled, looking))
        parts += [barred(one, looking, slot) for one in unless]
        found.append((slot, conjunction(parts)))
    return tuple(found)


def barred(exception: Unless, scene: Scene, slot: Slot) -> Kleene:
    """What an exception leaves of a rule."""
    truth = evaluate(exception.when, scene)
    if exception.burden is not Burden.SUBJECT:
        return ~truth
    unknown = all_of((negated(truth.true), negated(truth.false)))
    closed = scene.view.closed(exception.id, slot)
    return Kleene(
        any_of((truth.false, all_of((unknown, closed)))),
        any_of((truth.false, unknown)),
        truth.true,
    )


def _governed(acts: Validity, slot: Slot) -> Kleene:
    """Whether the act was committed while the rule was in force."""
    acted = slot["acted_on"]
    before = [] if acts.until is None else [smt.less(acted.value, acts.until.toordinal())]
    if acts.unconfirmed:
        if not acts.known_on:
            past = negated(all_of(before))
            return Kleene(False, False, all_of((acted.plain, past)))
        since = all_of(
            (acted.plain, smt.at_most(min(acts.known_on).toordinal(), acted.value), *before)
        )
        return Kleene(since, since, all_of((acted.plain, negated(all_of(before)))))
    if acts.since is not None:
        before.append(smt.at_most(acts.since.toordinal(), acted.value))
    inside = all_of(before)
    true = all_of((acted.plain, inside))
    return Kleene(true, true, all_of((acted.plain, negated(inside))))


# Tiers


@dataclass(frozen=True, slots=True)
class Tiering:
    """A scheme's tier: which are possible, whether none may hold, whether two may.

    `computed` are those the facts allow, without official grades; `official` says that there is
    such a grade, or may be; `asked` is what every rule of the page came out as; `low` and `high`
    are the ends of the score, where there is one.
    """

    possible: Mapping[str, Term]
    computed: Mapping[str, Term]
    gap: Term
    overlap: Term
    official: Term
    asked: tuple[tuple[str, Kleene], ...]
    score: tuple[Number, Number] | None


def tiering(ruleset: TieredSupervision, scene: Scene) -> Tiering:
    """The tier of a scheme, by its page and by official grades."""
    looked_at, year = assessment(ruleset.assessed, scene.view.as_of)
    if looked_at != scene.view.as_of:
        raise Unreadable("a tier that is assessed on another day than the one asked about")
    page = Page(ruleset, scene)
    base = page.scored() if ruleset.scorecard else page.conditions()
    found = page.bounded(page.assigned(page.defaulted(base)))
    sure, maybe = _grades(ruleset, year, scene)
    official = any_of(sure.values())
    possible = {
        name: any_of((sure[name], maybe[name], all_of((negated(official), found.tiers[name]))))
        for name in found.tiers
    }
    return Tiering(
        possible=possible,
        computed=found.tiers,
        gap=all_of((negated(official), found.gap)),
        overlap=all_of((negated(official), found.overlap)),
        official=any_of((official, *maybe.values())),
        asked=tuple(page.asked),
        score=page.score,
    )


def _grades(
    ruleset: TieredSupervision, year: int, scene: Scene
) -> tuple[dict[str, Term], dict[str, Term]]:
    """The official grades: those on record for certain, and those that may be."""
    view = scene.view
    names = [tier.id for tier in ruleset.tiers]
    yearly = ruleset.assessed.years_before > 0
    scheme = view.words.number(ruleset.header.scheme)
    sure: dict[str, list[Term]] = {name: [] for name in names}
    maybe: dict[str, list[Term]] = {name: [] for name in names}
    certain: list[tuple[Slot, Term, dict[str, Term]]] = []
    for slot in view.slots["evaluations"]:
        of, grade, until = slot["scheme"], slot["grade"], slot["valid_until"]
        usable = [slot.exists, smt.equal(slot.aside, 0)]
        usable.append(negated(all_of((until.plain, smt.less(until.value, view.as_of.toordinal())))))
        usable.append(any_of((negated(of.told), smt.equal(of.value, scheme))))
        told = [of.told, grade.told, slot.sure]
        if yearly:
            of_year = slot["year"]
            right = all_of((smt.equal(of_year.word, 0), smt.equal(of_year.value, year)))
            usable.append(any_of((negated(of_year.told), right)))
            told.append(of_year.told)
        accepted = counted(ruleset.header, slot, view)
        usable.append(negated(accepted.false))
        told.append(accepted.true)
        is_grade = {name: smt.equal(grade.value, view.words.number(name)) for name in names}
        usable.append(any_of((negated(grade.told), *is_grade.values())))
        fits, whole = all_of(usable), all_of(told)
        certain.append((slot, all_of((fits, whole)), is_grade))
        for name in names:
            may = any_of((negated(grade.told), is_grade[name]))
            maybe[name].append(all_of((fits, negated(whole), may)))
    for slot, there, is_grade in certain:
        last: Term = True
        if not yearly:
            # The grade given last counts.
            last = all_of(
                any_of(
                    (
                        negated(other_there),
                        smt.at_most(other["graded_on"].value, slot["graded_on"].value),
                    )
                )
                for other, other_there, _ in certain
                if other is not slot
            )
        for name in names:
            sure[name].append(all_of((there, last, is_grade[name])))
    found = any_of(there for _, there, _ in certain)
    gaps = _ungraded(view, year, certain, found, yearly=yearly)
    every = {name: any_of((*maybe[name], gaps)) for name in names}
    return {name: any_of(some) for name, some in sure.items()}, every


def _ungraded(
    view: View,
    year: int,
    certain: Sequence[tuple[Slot, Term, dict[str, Term]]],
    found: Term,
    *,
    yearly: bool,
) -> Term:
    """That the organ may have given a grade nobody delivered."""
    since: Number = date(year, 1, 1).toordinal() if yearly else 1
    if not yearly:
        for slot, there, _ in certain:
            since = choose(there, smt.largest(since, slot["graded_on"].value), since)
    covers = view.covers.get("evaluations")
    today = view.as_of.toordinal()
    none_fits = smt.less(today, since)
    covered: Term = False
    if covers is not None:
        covered = all_of(
            (covers.exists, smt.at_most(covers.since, since), smt.at_most(today, covers.until))
        )
    gaps = all_of((negated(none_fits), negated(covered)))
    return all_of((gaps, negated(found))) if yearly else gaps


@dataclass(frozen=True, slots=True)
class _Possible:
    tiers: Mapping[str, Term]
    gap: Term
    overlap: Term


class Page:
    """One scheme asked step by step, as `engine.tiers` reads it."""

    def __init__(self, ruleset: TieredSupervision, scene: Scene) -> None:
        self.ruleset = ruleset
        self.scene = scene
        self.names = [tier.id for tier in ruleset.tiers]
        self.asked: list[tuple[str, Kleene]] = []
        self.score: tuple[Number, Number] | None = None

    def conditions(self) -> _Possible:
        """Strictest first, the first that holds; or exactly one."""
        held: Term = False
        tiers: dict[str, Term] = {}
        for tier in self.ruleset.tiers:
            assert tier.when is not None, "without a scorecard every tier has conditions"
            truth = evaluate(tier.when, self.scene)
            reached = True if self.ruleset.exactly_one else negated(held)
            tiers[tier.id] = all_of((reached, truth.possible))
            held = any_of((held, truth.true))
        overlap = _two_of(tiers.values()) if self.ruleset.exactly_one else False
        return _Possible(tiers, negated(held), overlap)

    def scored(self) -> _Possible:
        """The tiers in whose bands the score lies, or may."""
        card = self.ruleset.scorecard
        assert card is not None, "only asked where there is one"
        scale = SCALE[Kind.POINTS]
        changes = [self._change(item) for item in card.items]
        low = smt.total((smt.exact(card.start * scale), *(one for one, _ in changes)))
        high = smt.total((smt.exact(card.start * scale), *(one for _, one in changes)))
        for bound, pick in ((card.low, smt.largest), (card.high, smt.smallest)):
            if bound is not None:
                end = smt.exact(bound * scale)
                low, high = pick(low, end), pick(high, end)
        self.score = low, high
        names: dict[str, list[Term]] = {name: [] for name in self.names}
        gap, overlap = [], []
        for first, last, tiers in self._stretches(scale):
            hit = all_of(
                (
                    True if last is None else smt.at_most(low, last),
                    True if first is None else smt.at_most(first, high),
                )
            )
            for name in tiers:
                names[name].append(hit)
            gap += [hit] if not tiers else []
            overlap += [hit] if len(tiers) > 1 else []
        return _Possible(
            {name: any_of(hits) for name, hits in names.items()}, any_of(gap), any_of(overlap)
        )

    def _stretches(self, scale: int) -> list[tuple[int | None, int | None, tuple[str, ...]]]:
        """Scores between which the same tiers have bands; in steps of what a score moves by."""
        card = self.ruleset.scorecard
        assert card is not None, "only asked where there is one"
        bands = [(tier.id, tier.band) for tier in self.ruleset.tiers if tier.band is not None]
        figures = [card.start, card.low, card.high]
        for item in card.items:
            points = item.points if isinstance(item.points, Decimal) else Decimal("0.5")
            figures += [item.cap, points]
        whole = all(one is None or one == one.to_integral_value() for one in figures)
        step = scale if whole else 1
        ends = {
            int(end * scale)
            for _, band in bands
            for end in (band.low, band.high)
            if end is not None
        }
        cuts = sorted({end + by for end in ends for by in (0, step)})

        def tiers(score: int) -> tuple[str, ...]:
            return tuple(
                name for name, band in bands if band.holds(Decimal(score) / Decimal(scale))
            )

        if not cuts:
            return [(None, None, tiers(0))]
        found: list[tuple[int | None, int | None, tuple[str, ...]]] = []
        found.append((None, cuts[0] - step, tiers(cuts[0] - step)))
        for place, first in enumerate(cuts):
            last = cuts[place + 1] - step if place + 1 < len(cuts) else None
            found.append((first, last, tiers(first)))
        return [one for one in found if one[1] is None or one[0] is None or one[0] <= one[1]]

    def _change(self, item: ScoreItem) -> tuple[Number, Number]:
        """What one item adds or takes: at least and at most."""
        scale = SCALE[Kind.POINTS]
        found = in_scope(item.each, item.where, self.scene, this=True)
        if uncovered(item.each, self.scene) is not False:
            raise Unreadable("a score of records that may be missing")
        low: list[Number] = []
        high: list[Number] = []
        for slot, truth in found:
            sure, may = truth.true, truth.possible
            if item.expires is not None:
                ends = slot[item.expires.name]
                over = all_of((ends.plain, smt.less(ends.value, self.scene.view.as_of.toordinal())))
                may = all_of((may, negated(over)))
                sure = all_of((sure, negated(over), ends.told))
            points: Number
            if isinstance(item.points, Decimal):
                points = smt.exact(item.points * scale)
            else:
                told = slot[item.points.name]
                if told.told is not True:
                    raise Unreadable("points that may not have been told")
                points = choose(smt.equal(told.word, 0), told.value, 0)
            low.append(choose(sure, points, choose(may, smt.smallest(points, 0), 0)))
            high.append(choose(sure, points, choose(may, smt.largest(points, 0), 0)))
        ends_of = smt.total(low), smt.total(high)
        if item.cap is not None:
            cap = smt.exact(item.cap * scale)
            ends_of = (
                smt.smallest(smt.largest(ends_of[0], -cap), cap),
                smt.smallest(smt.largest(ends_of[1], -cap), cap),
            )
        settled = smt.equal(ends_of[0], ends_of[1])
        changed = negated(smt.equal(ends_of[0], 0))
        true = all_of((settled, changed))
        self.asked.append((item.id, Kleene(true, true, all_of((settled, negated(changed))))))
        return ends_of

    def defaulted(self, base: _Possible) -> _Possible:
        """The default grade, where the collections it names are covered and empty."""
        default = self.ruleset.default
        if default is None:
            return base
        empty = conjunction(self._empty(scope) for scope in default.empty)
        tiers = {
            name: any_of(
                (
                    all_of((negated(empty.true), may)),
                    all_of((negated(empty.false), name == default.tier)),
                )
            )
            for name, may in base.tiers.items()
        }
        open_still = negated(empty.true)
        return _Possible(tiers, all_of((open_still, base.gap)), all_of((open_still, base.overlap)))

    def _empty(self, scope: Scope) -> Kleene:
        found = in_scope(scope, _EVERYTHING, self.scene)
        some = any_of(truth.true for _, truth in found)
        open_ones = any_of(
            (
                uncovered(scope, self.scene),
                *(all_of((truth.possible, negated(truth.true))) for _, truth in found),
            )
        )
        true = all_of((negated(some), negated(open_ones)))
        return Kleene(true, true, some)

    def assigned(self, base: _Possible) -> _Possible:
        """Direct assignment: the strictest that holds; one that may hold may be stricter."""
        held: Term = False
        tiers: dict[str, Term] = {}
        asked = [(one.tier, self._ask(one)) for one in self.ruleset.direct]
        for name in self.names:
            mine = [truth for tier, truth in asked if tier == name]
            tiers[name] = all_of((negated(held), any_of(truth.possible for truth in mine)))
            held = any_of((held, *(truth.true for truth in mine)))
        free = negated(held)
        return _Possible(
            {name: any_of((tiers[name], all_of((free, base.tiers[name])))) for name in self.names},
            all_of((free, base.gap)),
            all_of((free, base.overlap)),
        )

    def bounded(self, base: _Possible) -> _Possible:
        """No better than every cap that holds, then no worse than every floor."""
        tiers = dict(base.tiers)
        place = {name: number for number, name in enumerate(self.names)}
        for bounds, pick in ((self.ruleset.caps, min), (self.ruleset.floors, max)):
            for one in bounds:
                truth = self._ask(one)
                moved = {
                    name: any_of(
                        tiers[other]
                        for other in self.names
                        if pick(place[other], place[one.tier]) == place[name]
                    )
                    for name in self.names
                }
                tiers = {
                    name: any_of(
                        (
                            all_of((negated(truth.true), tiers[name])),
                            all_of((truth.possible, moved[name])),
                        )
                    )
                    for name in self.names
                }
        return _Possible(tiers, base.gap, base.overlap)

    def _ask(self, one: Assignment) -> Kleene:
        truth = evaluate(one.when, self.scene)
        self.asked.append((one.id, truth))
        return truth


def _two_of(terms: Iterable[Term]) -> Term:
    """That at least two of them hold."""
    some = tuple(terms)
    return any_of(
        all_of((one, other)) for place, one in enumerate(some) for other in some[place + 1 :]
    )
