"""Why a measure does not apply: for each rule that gives it, what fails, the nearest record first.

Nearest means fewest failing conditions. A group of alternatives counts as its nearest one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict

from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Condition, MissingFact, Text
from credit_rules.engine.facts import Facts, Item
from credit_rules.engine.listings import Entry, entries, listed_on
from credit_rules.engine.matcher import applies
from credit_rules.engine.reference import Trace, World, evaluate, in_window
from credit_rules.engine.wording import condition, missing_facts, period, record_name, words
from credit_rules.errors import CreditRulesError
from credit_rules.model.expr import AnyOf, Not, Within
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    JointDiscipline,
    Restriction,
    Ruleset,
    StatutoryRestriction,
    TieredSupervision,
    Title,
    grants,
)
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Missing, Truth

__all__ = ["Reason", "WhyNot", "why_not"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Frozen):
    """One rule against one record, or against all there is: what fails, what is not known."""

    ruleset: str
    rule: str
    title: Text
    record: str | None
    failing: tuple[Text, ...]
    missing: tuple[MissingFact, ...]


class WhyNot(_Frozen):
    """The answer to "why not this measure?"."""

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
        absent = ("不适用", "does not apply")
        head = (matched if self.matched else absent)[0 if zh else 1]
        lines = [f"{self.title[lang]} — {head}（{self.subject}，{self.as_of}）"]
        everything = "全部记录" if zh else "all records"
        for reason in self.reasons:
            record = record_name(reason.record)[lang] if reason.record else everything
            lines.append(f"  {reason.title[lang]} — {record}")
            lines += [f"    ✗ {text[lang]}" for text in reason.failing]
            for one in reason.missing:
                lines.append(
                    f"    ？ {one.text[lang]}（{'由其掌握' if zh else 'held by'}：{one.holder}）"
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
        CreditRulesError: the catalog has no such measure.
    """
    known = book.catalog.measures
    if measure not in known:
        close = difflib.get_close_matches(measure, known, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"known: {', '.join(sorted(known))}"
        raise CreditRulesError(f"no measure is called `{measure}`; {hint}")
    decision = decide(book, subject, as_of, acting=acting)
    facts = Facts.of(subject, as_of)
    found = entries(facts, book.catalog)
    reasons: list[Reason] = []
    for ruleset in book.in_force(as_of):
        reasons += _reasons(book, facts, found, ruleset, measure, acting)
    reasons += [
        Reason(
            ruleset="",
            rule="",
            title=one.title,
            record=one.gave_way_to,
            failing=(one.reason,),
            missing=(),
        )
        for one in decision.suppressed
        if one.measure == measure
    ]
    return WhyNot(
        measure=measure,
        title=Text(zh=known[measure].title, en=known[measure].title_en),
        as_of=as_of,
        subject=decision.subject,
        matched=any(one.measure == measure for one in decision.measures),
        reasons=tuple(
            sorted(
                reasons, key=lambda one: (len(one.failing), one.ruleset, one.rule, one.record or "")
            )
        ),
    )


def _reasons(
    book: Rulebook,
    facts: Facts,
    found: tuple[Entry, ...],
    ruleset: Ruleset,
    measure: str,
    acting: Acting | None,
) -> Iterator[Reason]:
    world = World(facts, ruleset.header.findings, listed_on(found, facts, book.catalog))
    spoken = applies(facts.subject, ruleset.header.applies_to)
    asked = acting.purposes if acting else ()
    for rule, title, grant in grants(ruleset):
        if grant.measure != measure:
            continue
        if spoken is Truth.FALSE:
            kinds = "、".join(sorted(kind.zh for kind in ruleset.header.applies_to))
            said = Text(zh=f"只适用于{kinds}", en="meant for other kinds of subject")
            yield _reason(ruleset, rule, title, None, [said])
            continue
        if asked and not set(asked) & set(grant.purposes):
            shown = "、".join(purpose.zh for purpose in grant.purposes) or "不限定场景"
            said = Text(zh=f"所问应用场景不在其中：{shown}", en="not for the purposes asked about")
            yield _reason(ruleset, rule, title, None, [said])
            continue
        match ruleset:
            case JointDiscipline():
                yield from _not_listed(ruleset, rule, title, found, facts)
            case StatutoryRestriction():
                bar = next(one for one in ruleset.restrictions if one.id == rule)
                yield from _not_barred(ruleset, bar, world)
            case TieredSupervision():
                tier = next(one for one in ruleset.tiers if one.id == rule)
                trace = evaluate(tier.when, world)
                failing = [one.text for one in _failing(trace, None)]
                missing = missing_facts(trace.missing, ruleset.header.findings)
                if trace.truth is not Truth.TRUE:
                    yield _reason(ruleset, rule, title, None, failing, missing)
            case _:
                continue


def _not_listed(
    ruleset: JointDiscipline, rule: str, title: Title, found: Iterable[Entry], facts: Facts
) -> Iterator[Reason]:
    mine = [entry for entry in found if entry.list.id == ruleset.list]
    for entry in mine:
        if entry.truth is not Truth.TRUE:
            said = Text(zh=f"名单记录：{entry.state.zh}", en=f"the entry is {entry.state.value}")
            missing = missing_facts(entry.missing, {})
            yield _reason(ruleset, rule, title, entry.item.path, [said], missing)
    if not mine:
        gaps = missing_facts(facts.uncovered(COLLECTIONS["listings"], None, None), {})
        said = Text(zh=f"没有列入名单 {ruleset.list} 的记录", en=f"no entry on {ruleset.list}")
        yield _reason(ruleset, rule, title, None, [said], gaps)


def _not_barred(ruleset: StatutoryRestriction, bar: Restriction, world: World) -> Iterator[Reason]:
    if bar.in_force.on(world.facts.as_of) is not Truth.TRUE:
        said = Text(zh="该日尚未或者不再适用", en="not in force on the day")
        yield _reason(ruleset, bar.id, bar.title, None, [said])
        return
    items = world.facts.items[bar.each.collection]
    for item in items:
        failing, missing = _against(bar, item, world)
        if failing or missing:
            facts = missing_facts(missing, ruleset.header.findings)
            yield _reason(ruleset, bar.id, bar.title, item.path, failing, facts)
    if not items:
        name = COLLECTIONS[bar.each.collection].zh
        said = Text(zh=f"没有{name}记录", en=f"no record in {bar.each.collection}")
        gaps = world.facts.uncovered(COLLECTIONS[bar.each.collection], None, None)
        yield _reason(ruleset, bar.id, bar.title, None, [said], missing_facts(gaps, {}))


def _against(bar: Restriction, item: Item, world: World) -> tuple[list[Text], frozenset[Missing]]:
    """What fails for one record, and what is not known of it."""
    looking = world.at(item, this=True)
    failing: list[Text] = []
    if item.set_aside is not None and item.set_aside not in bar.each.including:
        failing.append(Text(zh=f"记录{item.set_aside.zh}", en=f"record {item.set_aside.value}"))
    dated, missing = in_window(item, bar.each, world)
    if dated is Truth.FALSE and isinstance(bar.each.window, Within):
        span = period(bar.each.window.period)
        day = item[item.collection.dated_by]
        failing.append(Text(zh=f"不在{span.zh}内 —— {day}", en=f"not within {span.en} — {day}"))
    trace = evaluate(bar.where, looking)
    missing |= item.missing | trace.missing
    failing += [one.text for one in _failing(trace, item)]
    for exception in bar.unless:
        held = evaluate(exception.when, looking)
        missing |= held.missing
        if held.truth is Truth.TRUE:
            failing.append(
                Text(zh=f"例外成立：{exception.title.zh}", en=f"exception: {exception.title.en}")
            )
    return failing, missing if not failing else frozenset()


def _failing(trace: Trace, item: Item | None) -> list[Condition]:
    """The conditions that make it false; of alternatives, those of the nearest."""
    if trace.truth is not Truth.FALSE:
        return []
    collection = item.collection if item else None
    if isinstance(trace.node, AnyOf) and trace.parts:
        return min((_failing(part, item) for part in trace.parts), key=len)
    if isinstance(trace.node, Not):
        inner = words(trace.node.part, collection, collection)
        text = Text(zh=f"并非：{inner.zh}", en=f"not: {inner.en}")
        return [condition(trace, collection, collection).model_copy(update={"text": text})]
    below = [one for part in trace.parts if part.item is None for one in _failing(part, item)]
    return below or [condition(trace, collection, collection)]


def _reason(
    ruleset: Ruleset,
    rule: str,
    title: Title,
    record: str | None,
    failing: Iterable[Text],
    missing: tuple[MissingFact, ...] = (),
) -> Reason:
    return Reason(
        ruleset=ruleset.header.id,
        rule=rule,
        title=Text(zh=title.zh, en=title.en),
        record=record,
        failing=tuple(failing),
        missing=missing,
    )
