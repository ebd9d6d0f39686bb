"""The rules of a ruleset as blocks of a page: what each asks, gives, and rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from credit_rules.engine.wording import amount, period
from credit_rules.model.catalog import Catalog, Citation, Cited
from credit_rules.model.codes import Code
from credit_rules.model.expr import Expr, FieldRef, ParameterRef, Scope
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    Definition,
    Discipline,
    Favour,
    Figures,
    Grant,
    Ground,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Lasting,
    Procedure,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    SelfEnding,
    SeriousDishonesty,
    StatutoryRestriction,
    StepRule,
    Steps,
    Tier,
    TieredSupervision,
    Title,
    Unless,
    parts,
)
from credit_rules.model.subject import COLLECTIONS
from credit_rules.render.conditions import Conditions
from credit_rules.render.html import Html, Node, element
from credit_rules.render.review_words import name_of, word
from credit_rules.render.words import listed

__all__ = ["Block", "Blocks", "band", "citations"]


@dataclass(frozen=True, slots=True)
class Block:
    """One rule, ready to be shown.

    Attributes:
        header: of the ruleset it belongs to.
        id: what scenarios call it; None for what no scenario can name.
        label: what sort of rule it is, in words.
        title: what it is called.
        cited: every provision it cites.
        lines: what it asks, gives and rests on.
    """

    header: Header
    id: str | None
    label: str
    title: str
    cited: tuple[Citation, ...]
    lines: tuple[Html, ...]


def citations(part: object) -> tuple[Citation, ...]:
    """Every provision a part of a ruleset cites, each once, in the order of the file."""
    found = {(one.instrument, one.label): one for one in parts(part, Citation)}
    return tuple(found.values())


def band(tier: Tier) -> str:
    """The scores of a tier, as `60 ≤ … < 80`."""
    if tier.band is None:
        return ""
    low, high = tier.band.low, tier.band.high
    left = "" if low is None else f"{amount(low)} {'≤' if tier.band.low_included else '<'} "
    right = "" if high is None else f" {'≤' if tier.band.high_included else '<'} {amount(high)}"
    return f"{left}…{right}"


class Blocks:
    """Shows the rules of one ruleset; `anchors` are the places of provisions on the page."""

    def __init__(
        self,
        catalog: Catalog,
        ruleset: Ruleset,
        lang: str,
        anchors: Mapping[tuple[str, str], str],
    ) -> None:
        self.catalog = catalog
        self.ruleset = ruleset
        self.header = ruleset.header
        self.lang = lang
        self.anchors = anchors
        self.conditions = Conditions(catalog, ruleset.header, lang)

    def all(self) -> tuple[Block, ...]:
        """Every rule, in the order of the file; then what the ruleset says as a whole."""
        return (*self._rules(), *map(self._definition, self.header.definitions))

    def _rules(self) -> Iterator[Block]:
        match self.ruleset:
            case SeriousDishonesty() as one:
                yield from map(self._ground, one.grounds)
                yield from self._settled(one)
                yield from self._procedure(one.procedure)
            case KeyWatchList() as one:
                yield from map(self._ground, one.grounds)
                yield from self._settled(one)
                yield from (self._requirement("stay", each, "listings") for each in one.stay)
                yield from (self._requirement("leave", each, "listings") for each in one.leave)
                yield from map(self._discipline, one.discipline)
                yield from self._procedure(one.procedure)
            case JointDiscipline() as one:
                yield from map(self._discipline, one.discipline)
            case StatutoryRestriction() as one:
                yield from map(self._restriction, one.restrictions)
            case TieredSupervision() as one:
                yield from map(self._tier, one.tiers)
                yield from map(self._item, one.scorecard.items if one.scorecard else ())
                for key, bounds in (
                    ("direct", one.direct),
                    ("cap", one.caps),
                    ("floor", one.floors),
                ):
                    yield from (self._assignment(key, each) for each in bounds)
                yield from self._default(one)
            case Incentive() as one:
                yield from map(self._favour, one.favours)
            case CreditRepair() as one:
                yield from self._repairable(one)
                this = one.each.collection
                yield from (self._requirement("requires", each, this) for each in one.requires)
                yield from (self._requirement("barred", each, this) for each in one.barred)
                yield from (self._ending(each, this) for each in one.ends)
                yield from self._procedure(one.procedure)
            case Steps() as one:
                yield from map(self._step, one.steps)
            case _ as never:
                assert_never(never)

    # One of each

    def _ground(self, one: Ground) -> Block:
        lines = [
            self._each(one.each),
            self._asked(one.where, one.each.collection),
            *self._exceptions(one.unless, one.each.collection),
            self._basis(one.basis),
        ]
        return self._block("ground", one.id, one.title, one, lines)

    def _settled(self, one: SeriousDishonesty | KeyWatchList) -> Iterator[Block]:
        if one.settled is None:
            return
        cited = citations(one.settled)
        lines = [self._asked(one.settled, one.grounds[0].each.collection)]
        if cited:
            lines.append(self._basis(cited))
        yield self._made("whole", None, word("settled", self.lang), cited, lines)

    def _discipline(self, one: Discipline) -> Block:
        lines = [self._asked(one.where, "listings"), *self.grant(one.grant)]
        return self._block("discipline", one.id, one.title, one, lines)

    def _restriction(self, one: Restriction) -> Block:
        lines = [
            self._each(one.each),
            self._asked(one.where, one.each.collection),
            *self._exceptions(one.unless, one.each.collection),
            *self.grant(one.grant),
            self._line("lasts", self._lasting(one.lasts, one.each.collection)),
        ]
        return self._block("restriction", one.id, one.title, one, lines)

    def _favour(self, one: Favour) -> Block:
        lines = [
            self._asked(one.when, None),
            *self._exceptions(one.unless, None),
            *self.grant(one.grant),
        ]
        return self._block("favour", one.id, one.title, one, lines)

    def _tier(self, one: Tier) -> Block:
        lines = [
            None if one.when is None else self._asked(one.when, None),
            self._line("condition", word("score", self.lang, band=band(one))) if one.band else None,
            self._basis(one.basis),
            *(line for grant in one.grants for line in self.grant(grant)),
        ]
        return self._block("tier", one.id, one.title, one, lines)

    def _item(self, one: ScoreItem) -> Block:
        collection = COLLECTIONS[one.each.collection]
        points = (
            word("points-field", self.lang, field=self.field(one.points, one.each.collection))
            if isinstance(one.points, FieldRef)
            else f"{'+' if one.points > 0 else ''}{amount(one.points)}"
        )
        told = [points]
        if one.cap is not None:
            told.append(word("at-most", self.lang, cap=amount(one.cap)))
        if one.expires is not None:
            field = self.field(one.expires, collection.name)
            told.append(word("expires", self.lang, field=field))
        lines = [
            self._each(one.each),
            self._asked(one.where, collection.name),
            self._line("points", listed(told, self.lang)),
            self._basis(one.basis),
        ]
        return self._block("item", one.id, one.title, one, lines)

    def _assignment(self, key: str, one: Assignment) -> Block:
        lines = [
            self._asked(one.when, None),
            self._line("tier", one.tier),
            self._basis(one.basis),
        ]
        return self._block(key, one.id, one.title, one, lines)

    def _default(self, one: TieredSupervision) -> Iterator[Block]:
        if one.default is None:
            return
        scopes = listed(
            (
                COLLECTIONS[s.collection].zh if self.lang == "zh" else s.collection
                for s in one.default.empty
            ),
            self.lang,
        )
        lines = [
            self._line("condition", word("empty", self.lang, scopes=scopes)),
            self._line("tier", one.default.tier),
            self._basis(one.default.basis),
        ]
        title = word("default", self.lang)
        yield self._made("default", None, title, citations(one.default), lines)

    def _repairable(self, one: CreditRepair) -> Iterator[Block]:
        cited = (*citations(one.each), *citations(one.where))
        if cited:
            lines = [self._each(one.each), self._asked(one.where, one.each.collection)]
            title = word("repairable", self.lang)
            yield self._made("whole", None, title, cited, [*lines, self._basis(cited)])

    def _requirement(self, key: str, one: Requirement, this: str) -> Block:
        lines = [self._asked(one.when, this), self._basis(one.basis)]
        return self._block(key, one.id, one.title, one, lines)

    def _ending(self, one: SelfEnding, this: str) -> Block:
        since, length = self.field(one.since, this), period(one.period)[self.lang]
        lines = [
            self._asked(one.when, this),
            self._line("lasts", word("for", self.lang, since=since, period=length)),
            self._basis(one.basis),
        ]
        return self._block("ends", None, one.title, one, lines)

    def _procedure(self, steps: Iterable[Procedure]) -> Iterator[Block]:
        for one in steps:
            lines = [*self._owed(one), self._basis(one.basis)]
            yield self._block("procedure", one.id, one.title, one, lines)

    def _step(self, one: StepRule) -> Block:
        this = None if one.each is None else one.each.collection
        lines = [
            None if one.each is None else self._each(one.each),
            self._asked(one.where, this),
            *self._owed(one.step),
            self._basis(one.step.basis),
        ]
        return self._block("step", one.step.id, one.step.title, one, lines)

    def _definition(self, one: Definition) -> Block:
        lines = [self._asked(one.when, one.of), self._basis(one.basis) if one.basis else None]
        return self._block("definition", None, one.title, one, lines)

    # Pieces

    def title(self, title: Title) -> str:
        """A title in the language."""
        return title.en if self.lang == "en" else title.zh

    def field(self, field: FieldRef, of: str) -> str:
        """A field by its name."""
        if self.lang == "en":
            return field.name.replace("_", " ")
        return COLLECTIONS[of].fields[field.name].zh

    def printed(self, cited: Iterable[Citation]) -> list[Node]:
        """Provisions as they are printed, each leading to its place if that is on the page."""
        found: list[Node] = []
        for one in cited:
            anchor = self.anchors.get((one.instrument, one.label))
            named = self._named(one)
            shown = element("a", named, href=f"#{anchor}") if anchor else element("span", named)
            found += [", " if self.lang == "en" else "、", shown] if found else [shown]
        return found

    def _named(self, one: Citation) -> str:
        instrument = self.catalog.instruments[one.instrument]
        texts = (text.provisions.get(one.label) for text in reversed(instrument.versions))
        provision = next(found for found in texts if found is not None)
        alike = instrument.title in self.catalog.shared_titles
        return Cited.of(instrument, provision, named_alike=alike).citation

    def grant(self, grant: Grant) -> Iterator[Html | None]:
        """What a rule gives."""
        measure = self.catalog.measures[grant.measure]
        titled = measure.title_en if self.lang == "en" else measure.title
        told = [titled, self._code(grant.strength), self._code(measure.effect)]
        if grant.degree is not None:
            zh, en = measure.degrees[grant.degree]
            told.append(en if self.lang == "en" else zh)
        for name, figures in grant.parameters.items():
            about = measure.parameters[name]
            called = about.title_en if self.lang == "en" else about.title
            told.append(f"{called} {self._figures(figures)}{about.unit}")
        yield self._line("measure", listed(told, self.lang))
        yield self._codes("targets", grant.targets)
        yield self._codes("purposes", grant.purposes)
        for key, cited in (
            ("basis", grant.basis),
            ("criteria", grant.criteria),
            ("specific", grant.specific),
        ):
            yield self._line(key, self.printed(cited)) if cited else None

    def _figures(self, figures: Figures | ParameterRef) -> str:
        match figures:
            case ParameterRef(name):
                found = self.catalog.parameters[name]
                titled = found.title_en if self.lang == "en" else found.title
                return word("parameter", self.lang, name=titled)
            case Figures(low, high):
                return amount(low) if low == high else f"{amount(low)}–{amount(high)}"
            case _ as never:
                assert_never(never)

    def _lasting(self, lasts: Lasting, of: str) -> str:
        if lasts.since is None:
            return word("standing", self.lang)
        since = self.field(lasts.since, of)
        if lasts.period is not None:
            return word("for", self.lang, since=since, period=period(lasts.period)[self.lang])
        if lasts.until is not None:
            return word("until-day", self.lang, since=since, until=self.field(lasts.until, of))
        return word("lifelong", self.lang, since=since)

    def _owed(self, one: Procedure) -> Iterator[Html | None]:
        yield self._line("by", one.by)
        if one.within is not None:
            length = period(one.within)[self.lang]
            since = self.title(one.since_title) if one.since_title else ""
            told = length if not since else word("for", self.lang, since=since, period=length)
            yield self._line("within", told)

    def _exceptions(self, unless: Iterable[Unless], this: str | None) -> Iterator[Html]:
        for one in unless:
            burden = word("burden", self.lang) if one.burden.value == "subject" else ""
            yield element(
                "div",
                element("span", word("unless", self.lang), class_="label"),
                f" {self.title(one.title)}",
                f"（{burden}）" if burden else None,
                self.conditions.shown(one.when, this),
                self._basis(one.basis),
                class_="exception",
            )

    def _each(self, scope: Scope) -> Html:
        return self._line("each", self.conditions.scope(scope))

    def _asked(self, node: Expr, this: str | None) -> Html | None:
        shown = self.conditions.shown(node, this)
        if shown is None:
            return self._line("condition", word("asks-not", self.lang))
        return element("div", self._key("condition"), shown, class_="line")

    def _basis(self, cited: Sequence[Citation]) -> Html:
        return self._line("basis", self.printed(cited))

    def _code(self, value: Code) -> str:
        return name_of(value, self.lang)

    def _codes(self, key: str, values: Sequence[Code]) -> Html | None:
        if not values:
            return None
        return self._line(key, listed(map(self._code, values), self.lang))

    def _line(self, key: str, *inside: Node) -> Html:
        return element("div", self._key(key), " ", inside, class_="line")

    def _key(self, key: str) -> Html:
        colon = ":" if self.lang == "en" else "："
        return element("span", word(key, self.lang), colon, class_="key")

    def _block(
        self, key: str, name: str | None, title: Title, whole: object, lines: Iterable[Html | None]
    ) -> Block:
        return self._made(key, name, self.title(title), citations(whole), lines)

    def _made(
        self,
        key: str,
        name: str | None,
        title: str,
        cited: tuple[Citation, ...],
        lines: Iterable[Html | None],
    ) -> Block:
        told = tuple(line for line in lines if line is not None)
        return Block(self.header, name, word(key, self.lang), title, cited, told)
