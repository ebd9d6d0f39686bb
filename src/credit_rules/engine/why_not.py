"""Why a measure does not apply: for each rule that gives it, what stands in the way, nearest first.

Nearest means the fewest conditions in the way; among equally many, the smallest gap (see
`shortfall`). A rule is asked of every record it might be about, so the page begins with the record,
the entry or the tier that is closest to carrying the measure.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, assert_never

from pydantic import BaseModel, ConfigDict

from credit_rules.dates import first_day_after
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Decision, EditionsCompared, MissingFact, Text
from credit_rules.engine.facts import Facts, Item, NotHeld
from credit_rules.engine.grading import Grading
from credit_rules.engine.listings import Entry, ListingState, unknown_entries
from credit_rules.engine.matcher import applies
from credit_rules.engine.not_graded import NotGraded
from credit_rules.engine.reference import Strata, World, evaluate, in_scope, uncovered
from credit_rules.engine.settling import concerns
from credit_rules.engine.shortfall import (
    Shortfall,
    in_order,
    outside,
    shortfalls,
)
from credit_rules.engine.speaking import concerned, counts, unconfirmed
from credit_rules.engine.ways import Way, closed, nearest, out_of_force, past, plain, summed
from credit_rules.engine.wording import missing_facts, record_name
from credit_rules.errors import CreditRulesError
from credit_rules.model.expr import All
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Burden,
    CreditRepair,
    Discipline,
    Favour,
    Governs,
    Grant,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Lasting,
    Restriction,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    Steps,
    TieredSupervision,
    Title,
    grants,
)
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Missing, Question, Truth, Unheld

__all__ = ["Reason", "WhyNot", "why_not"]

_SHOWN: Final = 12
"""How many reasons a page shows; the others are further away."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Frozen):
    """One rule against one record, or against the subject: what stands in the way, nearest first.

    Where nothing does, `missing` says what nobody told.
    """

    ruleset: str
    rule: str
    title: Text
    record: str | None
    failing: tuple[Text, ...]
    missing: tuple[MissingFact, ...]


class WhyNot(_Frozen):
    """The answer to "why not this measure?"; without reasons where it applies."""

    measure: str
    title: Text
    as_of: date
    subject: str
    matched: bool
    reasons: tuple[Reason, ...]

    def render(self, lang: str = "zh") -> str:
        """The answer as text."""
        zh = lang != "en"
        matched = ("适用，理由见 explain", "applies; see explain")
        nobody = ("不适用：没有规则集给出该措施", "does not apply: no ruleset gives it")
        absent = ("不适用", "does not apply")
        unknown = ("尚不能确定适用还是不适用", "not known whether it applies or does not apply")
        said = matched if self.matched else absent if self.reasons else nobody
        if any(reason.missing for reason in self.reasons):
            said = unknown
        head = said[0 if zh else 1]
        whole = f"（{self.subject}，{self.as_of}）" if zh else f" ({self.subject}, {self.as_of})"
        lines = [f"{self.title[lang]} — {head}{whole}"]
        for reason in self.reasons[:_SHOWN]:
            record = f" — {record_name(reason.record)[lang]}" if reason.record else ""
            lines.append(f"  {reason.title[lang]}{record}")
            lines += [f"    ✗ {text[lang]}" for text in reason.failing]
            for one in reason.missing:
                holder = f"（由其掌握：{one.holder}）" if zh else f" (held by: {one.holder})"
                lines.append(f"    ？ {one.text[lang]}{holder}")
        further = len(self.reasons) - _SHOWN
        if further > 0:
            lines.append(
                f"  另有 {further} 条较远的理由，见 JSON"
                if zh
                else f"  {further} further; see JSON"
            )
        return "\n".join(lines) + "\n"


def why_not(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    measure: str,
    *,
    acting: Acting | None = None,
) -> WhyNot:
    """Why a measure does not apply to a subject on a day.

    Raises:
        CreditRulesError: the catalog has no such measure, or `as_of` cannot be asked about.
    """
    known = book.catalog.measures
    if measure not in known:
        close = difflib.get_close_matches(measure, known, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"known: {', '.join(sorted(known))}"
        raise CreditRulesError(f"no measure is called `{measure}`; {hint}")
    decision = decide(book, subject, as_of, acting=acting)
    matched = any(one.measure == measure for one in decision.measures)
    found: list[Way] = []
    if not matched:
        case = _Case.of(book, subject, as_of, measure, acting, decision)
        found = sorted(case.reasons(), key=nearest)
    return WhyNot(
        measure=measure,
        title=Text(zh=known[measure].title, en=known[measure].title_en),
        as_of=as_of,
        subject=decision.subject,
        matched=matched,
        reasons=tuple(map(_reason, found)),
    )


def _fact(said: MissingFact) -> Missing:
    """A missing fact or question of an answer, as it was before it was put in words."""
    if said.kind == "fact":
        return Unheld(said.path, said.holder)
    return Question(said.path, said.holder, said.finding or "", said.text.zh, said.text.en)


def _reason(found: Way) -> Reason:
    return Reason(
        ruleset=found.ruleset,
        rule=found.rule,
        title=found.title,
        record=found.record,
        failing=tuple(one.said for one in in_order(found.short)),
        missing=missing_facts(found.missing),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One measure asked for: the facts, and the answer it is not in."""

    book: Rulebook
    measure: str
    acting: Acting | None
    decision: Decision
    grading: Grading
    facts: Facts
    strata: Strata

    @staticmethod
    def of(
        book: Rulebook,
        subject: Subject,
        day: date,
        measure: str,
        acting: Acting | None,
        decision: Decision,
    ) -> _Case:
        """Look at the subject as the decision did."""
        grading = Grading(book, subject, None, acting.region if acting else None)
        schemes = frozenset(ruleset.header.scheme for ruleset in book.rulesets)
        strata = grading.strata(day, schemes)
        return _Case(book, measure, acting, decision, grading, grading.facts(day), strata)

    @property
    def day(self) -> date:
        """The day asked about."""
        return self.facts.as_of

    def reasons(self) -> Iterator[Way]:
        """Every way to the measure that is not open."""
        spoken = {id(one.ruleset): one for one in self.grading.spoken(self.day)}
        current = {one.ruleset.header.id for one in spoken.values()}
        for ruleset in self.book.rulesets:
            rules = self._rules(ruleset)
            one = spoken.get(id(ruleset))
            if not rules or (one is None and ruleset.header.id in current):
                continue
            if one is None:
                title = ruleset.header.title
                yield closed(ruleset, "", title, None, [self._silence(ruleset)])
                continue
            for rule, (title, given) in rules.items():
                yield from self._open(ruleset, rule, title, given, one.missing)
        yield from self._gave_way()

    def _rules(self, ruleset: Ruleset) -> Mapping[str, tuple[Title, list[Grant]]]:
        """The rules of a ruleset that give the measure."""
        rules: dict[str, tuple[Title, list[Grant]]] = {}
        for rule, title, grant in grants(ruleset):
            if grant.measure == self.measure:
                rules.setdefault(rule, (title, []))[1].append(grant)
        return rules

    def _open(
        self,
        ruleset: Ruleset,
        rule: str,
        title: Title,
        given: Iterable[Grant],
        unheard: frozenset[Missing],
    ) -> Iterator[Way]:
        """The ways of one rule; `unheard` is why nobody knows whether its ruleset speaks."""
        asked = self.acting.purposes if self.acting else ()
        if not any(concerns(grant, asked) for grant in given):
            purposes = sorted({purpose for grant in given for purpose in grant.purposes})
            zh = "、".join(purpose.zh for purpose in purposes) or "不限定场景"
            en = ", ".join(purposes) or "no purpose in particular"
            said = Text(
                zh=f"所问应用场景不在其中，只用于：{zh}",
                en=f"not for the purposes asked about; only for {en}",
            )
            yield closed(ruleset, rule, title, None, [Shortfall(said)])
            return
        ways = list(self._against(ruleset, rule))
        for way in ways:
            yield way if way.short else replace(way, missing=way.missing | unheard)
        if not ways and unheard:
            yield closed(ruleset, rule, title, None, [], unheard)

    def _against(self, ruleset: Ruleset, rule: str) -> Iterator[Way]:
        """What stands in the way of a rule of a ruleset that speaks, or may."""
        match ruleset:
            case JointDiscipline() | KeyWatchList():
                discipline = next(one for one in ruleset.discipline if one.id == rule)
                yield from self._not_listed(ruleset, discipline)
            case StatutoryRestriction():
                bar = next(one for one in ruleset.restrictions if one.id == rule)
                yield from self._not_barred(ruleset, bar)
            case TieredSupervision():
                tier = next(one for one in ruleset.tiers if one.id == rule)
                yield from NotGraded.of(self.grading, ruleset, tier, self.day).ways()
            case Incentive():
                favour = next(one for one in ruleset.favours if one.id == rule)
                yield from self._not_favoured(ruleset, favour)
            case SeriousDishonesty() | CreditRepair() | Steps():
                return
            case _ as never:
                assert_never(never)

    # Rulesets that do not speak

    def _silence(self, ruleset: Ruleset) -> Shortfall:
        """Why a ruleset does not speak: the day, the region, the kind of subject, another one."""
        header = ruleset.header
        if header.in_force.on(self.day) is Truth.FALSE:
            return out_of_force(header.in_force, self.day)
        region = self.grading.region
        if region is not None and not header.governs_region(region):
            return plain(
                f"只适用于行政区划 {header.jurisdiction} 的机关",
                f"only for authorities of region {header.jurisdiction}",
            )
        if applies(self.facts.subject, header.applies_to) is Truth.FALSE:
            kinds = sorted(header.applies_to)
            return plain(
                f"只适用于{'、'.join(kind.zh for kind in kinds)}",
                f"only for subjects of kind {', '.join(kinds)}",
            )
        if concerned(header, self.facts)[0] is Truth.FALSE:
            return plain(
                "记录中没有本规则集所涉及的事项",
                "nothing on record that this ruleset concerns",
            )
        if header.precedence is not None and header.precedence.fills:
            other = header.precedence.over
            return plain(
                f"只在规则集 {other} 没有施行版本时适用",
                f"speaks only where `{other}` has no edition in force",
            )
        return plain("由地方规则集取代", "replaced by a local ruleset")

    # Lists

    def _not_listed(
        self, ruleset: JointDiscipline | KeyWatchList, rule: Discipline
    ) -> Iterator[Way]:
        world = self._world(ruleset)
        mine = [entry for entry in self.grading.entries(self.day) if entry.list.id == ruleset.list]
        for entry in mine:
            looking = world.at(entry.item, this=True)
            meant = evaluate(rule.where, looking)
            counted, unheld = counts(ruleset.header, entry.item)
            short = [*self._not_standing(entry), *shortfalls(meant, looking)]
            if counted is Truth.FALSE:
                short.append(
                    plain(
                        "由其他地域的机关列入，本规则集没有认可该地域",
                        "made by an authority of a region this ruleset does not recognise",
                    )
                )
            missing = entry.missing | meant.missing | unheld
            if short or missing:
                yield closed(ruleset, rule.id, rule.title, entry.item, short, missing)
        gaps = unknown_entries(self.facts)
        if not mine:
            nothing = self._unlisted(ruleset, told=not gaps)
            yield closed(ruleset, rule.id, rule.title, None, [nothing], gaps)
        elif gaps:
            yield closed(ruleset, rule.id, rule.title, None, [], gaps)

    def _not_standing(self, entry: Entry) -> Iterator[Shortfall]:
        if entry.truth is not Truth.FALSE:
            return
        said = plain(
            f"名单记录{entry.state.zh}", f"the entry is {entry.state.value.replace('_', ' ')}"
        )
        if entry.state is ListingState.OVERDUE_REMOVAL and entry.last and entry.started:
            said = replace(said, gap=past(entry.started, entry.last, self.day))
        yield said

    def _unlisted(self, ruleset: JointDiscipline | KeyWatchList, *, told: bool) -> Shortfall:
        """That no entry is on record; `told` if all entries were delivered."""
        listed = self.book.catalog.lists[ruleset.list]
        zh, en = f"没有列入{listed.title}的记录", f"no entry on the {listed.title_en}"
        if not told:
            zh, en = f"已交付的记录中{zh}", f"{en} among those delivered"
        if any(one.list == ruleset.list for one in self.decision.proposals):
            zh, en = f"{zh}（只有列入建议，尚未列入）", f"{en} (entry is only proposed)"
        return plain(zh, en)

    # Acts on record

    def _not_barred(self, ruleset: StatutoryRestriction, bar: Restriction) -> Iterator[Way]:
        standing = bar.in_force.on(self.day)
        if standing is Truth.FALSE:
            out = out_of_force(bar.in_force, self.day)
            yield closed(ruleset, bar.id, bar.title, None, [out])
            return
        unsure = frozenset(() if standing is Truth.TRUE else {unconfirmed(ruleset.header)})
        collection = COLLECTIONS[bar.each.collection]
        items = self.facts.items[collection.name]
        for item in items:
            found, missing = self._not_carried(ruleset, bar, item)
            missing |= frozenset() if found else unsure
            if found or missing:
                yield closed(ruleset, bar.id, bar.title, item, found, missing)
        gaps = uncovered(bar.each, self._world(ruleset))
        if not items:
            nothing = plain(f"没有{collection.zh}记录", f"no record in {collection.name}")
            if gaps:
                nothing = plain(
                    f"没有交付{collection.zh}记录", f"no record in {collection.name} was delivered"
                )
            yield closed(ruleset, bar.id, bar.title, None, [nothing], gaps)
        elif gaps:
            yield closed(ruleset, bar.id, bar.title, None, [], gaps)

    def _not_carried(
        self, ruleset: StatutoryRestriction, bar: Restriction, item: Item
    ) -> tuple[list[Shortfall], frozenset[Missing]]:
        """What keeps one act from carrying the bar, and what is not known of it."""
        world = self._world(ruleset)
        looking = world.at(item, this=True)
        trace = evaluate(bar.where, looking)
        within = in_scope(bar.each, All(()), world, this=True)
        missing = item.missing | trace.missing
        missing = missing.union(*(one.missing for one in within if one.item is item))
        short = [*outside(item, bar.each, world), *shortfalls(trace, looking)]
        compared = self._compared(ruleset, item)
        if compared is not None:
            short += self._other_edition(ruleset, compared)
        elif ruleset.header.governs is Governs.ACTS:
            acted = item["acted_on"]
            if isinstance(acted, date) and ruleset.header.in_force.on(acted) is Truth.FALSE:
                short.append(
                    out_of_force(ruleset.header.in_force, acted).about(
                        Text(zh=f"行为发生于 {acted}", en=f"the act was on {acted}")
                    )
                )
            elif not isinstance(acted, date):
                missing |= {item.unheld("acted_on")}
        for one in bar.unless:
            held = evaluate(one.when, looking)
            if held.truth is Truth.TRUE:
                head = Text(zh=f"例外成立：{one.title.zh}", en=f"exception holds: {one.title.en}")
                short += (summed(head, shortfalls(held, looking, wanted=False)),)
            elif held.truth is Truth.UNKNOWN and one.burden is Burden.AUTHORITY:
                missing |= held.missing
            elif held.truth is Truth.UNKNOWN and not self.facts.defence_closed(one.id, item):
                short += (
                    plain(
                        f"抗辩尚未了结：{one.title.zh}", f"a defence is still open: {one.title.en}"
                    ),
                )
        over, unheld = self._over(bar.lasts, item)
        short += over
        if not short and self.book.weighed(ruleset.header):
            return self._weighed(ruleset, bar, item)
        return short, frozenset() if short else missing | unheld

    def _compared(self, ruleset: Ruleset, item: Item) -> EditionsCompared | None:
        """How an edition came out beside another for an act, if it was compared."""
        header = ruleset.header
        for one in self.decision.compared:
            editions = (one.older.edition, one.newer.edition)
            if (one.ruleset, one.record) == (header.id, item.path) and header.edition in editions:
                return one
        return None

    def _other_edition(self, ruleset: Ruleset, compared: EditionsCompared) -> Iterator[Shortfall]:
        """That another edition answers the act."""
        mine = "older" if compared.older.edition == ruleset.header.edition else "newer"
        if compared.taken not in (mine, "undetermined"):
            yield plain(f"从旧兼从轻：{compared.why.zh}", compared.why.en)

    def _weighed(
        self, ruleset: StatutoryRestriction, bar: Restriction, item: Item
    ) -> tuple[list[Shortfall], frozenset[Missing]]:
        """What is missing of a bar that other editions were weighed against; or that none is left.

        Nothing is missing where each edition the act may be of is the milder without the bar.
        """
        about = (ruleset.header.id, ruleset.header.edition, bar.id, item.path)
        missing = {
            _fact(fact)
            for one in self.decision.undetermined
            if (one.ruleset, one.edition, one.rule, one.record) == about
            for fact in one.missing
        }
        if missing:
            return [], frozenset(missing)
        gone = plain(
            "从旧兼从轻：行为可能适用的版本中，较轻的没有这一措施",
            "of the editions the act may be of, the milder does not give it",
        )
        return [gone], frozenset()

    def _over(self, lasts: Lasting, item: Item) -> tuple[list[Shortfall], frozenset[Missing]]:
        """That a bar no longer runs, and what is not known of its days."""
        if lasts.standing:
            mine = [one for one in self.grading.entries(self.day) if one.item.path == item.path]
            short = [one for entry in mine for one in self._not_standing(entry)]
            return short, frozenset[Missing]().union(*(entry.missing for entry in mine))
        days = [day.name for day in (lasts.since, lasts.until) if day is not None]
        unheld = frozenset[Missing](
            item.unheld(name) for name in days if isinstance(item[name], NotHeld)
        )
        since = item[lasts.since.name] if lasts.since is not None else None
        last = item[lasts.until.name] if lasts.until is not None else None
        if lasts.period is not None and isinstance(since, date):
            last = first_day_after(since, lasts.period) - timedelta(days=1)
        if not isinstance(last, date) or self.day <= last:
            return [], unheld
        begun = since if isinstance(since, date) else last
        text = Text(zh=f"期限已满，最后一日为 {last}", en=f"its term ended on {last}")
        return [Shortfall(text, past(begun, last, self.day))], unheld

    # Good faith

    def _not_favoured(self, ruleset: Incentive, favour: Favour) -> Iterator[Way]:
        world = self._world(ruleset)
        trace = evaluate(favour.when, world)
        short = list(shortfalls(trace, world))
        missing = trace.missing
        for one in favour.unless:
            held = evaluate(one.when, world)
            missing |= held.missing
            if held.truth is Truth.TRUE:
                head = Text(zh=f"中止：{one.title.zh}", en=f"suspended: {one.title.en}")
                short.append(summed(head, shortfalls(held, world, wanted=False)))
        if short or missing:
            unknown = frozenset() if short else missing
            yield closed(ruleset, favour.id, favour.title, None, short, unknown)

    def _gave_way(self) -> Iterator[Way]:
        """A favour that holds, and gave way to another measure of its family."""
        for one in self.decision.suppressed:
            if one.measure != self.measure or not one.gave_way_to:
                continue
            other = self.book.catalog.measures[one.gave_way_to]
            said = plain(f"让位于：{other.title}", f"gave way to: {other.title_en}")
            yield Way("", "", one.reason, None, (said,))

    def _world(self, ruleset: Ruleset) -> World:
        return World(self.facts, ruleset.header.findings, self.strata)
