"""`credit-rules show`: rulesets, lists, measures and instruments, readable."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, TypeVar, assert_never

import typer

from credit_rules.cli.completion import shown_ids
from credit_rules.cli.options import Catalogs, Langs, Profile, Rulesets, load_book
from credit_rules.cli.output import fail, heading, write
from credit_rules.cli.words import KINDS, REASONS, Lang, code, label, said, word
from credit_rules.engine.wording import period
from credit_rules.model.catalog import (
    Citation,
    CodeList,
    CodeValue,
    Instrument,
    ListEntry,
    Measure,
    Validity,
)
from credit_rules.model.reactions import Concluded, Premise, ReactionRuleset
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    Discipline,
    Favour,
    Grant,
    Ground,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Procedure,
    Requirement,
    Restriction,
    Ruleset,
    ScoreItem,
    SelfEnding,
    SeriousDishonesty,
    StatutoryRestriction,
    Steps,
    Tier,
    TieredSupervision,
    Title,
    Unless,
    Worsening,
    grants,
)
from credit_rules.model.subject import COLLECTIONS

__all__ = ["show"]

_Entry = TypeVar("_Entry")
_Rule = Ground | Tier | Procedure | Requirement | ScoreItem | Assignment | SelfEnding


def show(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            autocompletion=shown_ids,
            help="规则集、名单、措施或法律依据的编号；不写则列出全部。"
            "The id of a ruleset, list, measure or instrument; without it, all are listed.",
        ),
    ] = None,
    lang: Langs = Lang.ZH,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """显示规则集、名单、措施、法律依据。Show what is loaded.

    Rulesets, lists, measures and instruments; with an id, one of them in full.
    """
    page = _Page(load_book(rulesets, catalogs, profile, lang), lang)
    if name is None:
        write("\n".join(page.everything()))
        return
    parts = list(page.called(name))
    if not parts:
        close = difflib.get_close_matches(name, page.names(), n=3, cutoff=0.5)
        quoted = page.joined(f"`{one}`" for one in close)
        hint = word("did-you-mean", lang, ids=quoted) if close else word("see-show", lang)
        fail(f"{word('no-such-id', lang, id=name)}; {hint}", lang)
    write("\n\n".join("\n".join(part) for part in parts))


class _Page:
    """One rulebook in one language."""

    def __init__(self, book: Rulebook, lang: Lang) -> None:
        self.book = book
        self.lang = lang

    def names(self) -> list[str]:
        """Every id there is."""
        catalog = self.book.catalog
        files = (*self.book.rulesets, *self.book.reactions.rulesets)
        rulesets = (one.header.id for one in files)
        entries = (catalog.lists, catalog.measures, catalog.instruments, catalog.codes)
        return sorted({*rulesets, *(name for one in entries for name in one)})

    def everything(self) -> Iterator[str]:
        """What there is, a line each."""
        catalog = self.book.catalog
        yield self.part("rulesets", self.book.rulesets)
        yield from (self.header_line(ruleset.header) for ruleset in self.book.rulesets)
        if self.book.reactions.rulesets:
            yield self.part("reactions", self.book.reactions.rulesets)
        yield from (self.header_line(one.header) for one in self.book.reactions.rulesets)
        yield from self.entries("lists", catalog.lists, self.pair)
        yield from self.entries("measures", catalog.measures, self.measure_line)
        yield from self.entries("instruments", catalog.instruments, self.pair)
        yield from self.entries("codes", catalog.codes, self.pair)

    def header_line(self, header: Header) -> str:
        about = f"{self.kind(header)}  {header.edition}  {self.validity(header.in_force)}"
        return f"  {header.id}  {about}  {self.title(header.title)}"

    def entries(
        self, key: str, entries: Mapping[str, _Entry], line: Callable[[_Entry], str]
    ) -> Iterator[str]:
        yield self.part(key, entries)
        yield from (f"  {name}  {line(entries[name])}" for name in sorted(entries))

    def part(self, key: str, items: Iterable[object]) -> str:
        return heading(f"{word(key, self.lang)} {len(list(items))}")

    def measure_line(self, one: Measure) -> str:
        return f"{code(one.effect, self.lang)}  {self.pair(one)}"

    def called(self, name: str) -> Iterator[list[str]]:
        """Everything of this name, each as its lines; every edition of a ruleset."""
        catalog = self.book.catalog
        for ruleset in self.book.rulesets:
            if ruleset.header.id == name:
                yield list(self.a_ruleset(ruleset))
        for reactions in self.book.reactions.rulesets:
            if reactions.header.id == name:
                yield list(self.reactions(reactions))
        if name in catalog.lists:
            yield list(self.a_list(catalog.lists[name]))
        if name in catalog.measures:
            yield list(self.a_measure(catalog.measures[name]))
        if name in catalog.instruments:
            yield list(self.an_instrument(catalog.instruments[name]))
        if name in catalog.codes:
            yield list(self.a_code_list(catalog.codes[name]))

    # One of each

    def an_instrument(self, one: Instrument) -> Iterator[str]:
        yield self.head("instrument", one.id, self.pair(one))
        yield self.line("number", one.number or word("unconfirmed", self.lang))
        yield self.line("issuer", one.issuer)
        yield self.line("level", code(one.level, self.lang))
        yield self.line("status", code(one.status, self.lang))
        yield self.line("last-checked", str(one.last_checked))
        for version in one.versions:
            issued = str(version.issued or word("unconfirmed", self.lang))
            days = f"{word('issued', self.lang)} {issued}; {self.validity(version.in_force)}"
            yield f"{word('version', self.lang)} {version.id} ({days})"
            for provision in version.provisions.values():
                label = provision.label
                if provision.title is not None:
                    label = f"{provision.title}{word('number-unconfirmed', self.lang)}"
                yield f"  {label} [{code(provision.verified, self.lang)}] {provision.says}"
                if provision.not_covered is not None:
                    omission = provision.not_covered
                    why = said(REASONS[omission.reason], self.lang)
                    note = "" if omission.note is None else f": {omission.note}"
                    yield f"    {self.line('no-rule', why)}{note}"

    def a_code_list(self, one: CodeList) -> Iterator[str]:
        yield self.head("code-list", one.id, self.pair(one))
        if one.field is not None:
            yield self.line("field", one.field)
        basis = one.standard or self.cited(one.basis, None)
        yield self.line("basis", basis)
        for value in one.values.values():
            item = "" if value.item is None else f" {value.item}"
            yield f"  {value.id}{item} {self.pair(value)}"

    def a_measure(self, one: Measure) -> Iterator[str]:
        yield self.head("measure", one.id, self.pair(one))
        yield self.line("effect", code(one.effect, self.lang))
        yield self.line("family", one.family)
        yield self.line("by", one.by)
        yield self.line("on-list", one.on_list or word("unknown", self.lang))
        yield self.line("remedy", self.either(one.remedy, one.remedy_en))
        if one.degrees:
            degrees = self.joined(said(pair, self.lang) for pair in one.degrees.values())
            yield self.line("degrees", degrees)
        given = list(self.givers(one.id))
        if given:
            yield label("given-by", self.lang)
        yield from given

    def givers(self, measure: str) -> Iterator[str]:
        for ruleset in self.book.rulesets:
            for rule, title, grant in grants(ruleset):
                if grant.measure == measure:
                    header = ruleset.header
                    place = f"{header.id} {header.edition} {rule}"
                    yield f"  {place}: {self.title(title)}"
                    yield from self.grant(grant, ruleset.header, named=False)

    def a_list(self, one: ListEntry) -> Iterator[str]:
        yield self.head("list", one.id, self.pair(one))
        yield self.line("kind", code(one.kind, self.lang))
        yield self.line("organ", one.organ)
        unsaid = word("unknown", self.lang)
        yield self.line("term", period(one.term)[self.lang] if one.term else unsaid)
        within = one.remove_within
        yield self.line("remove-within", period(within)[self.lang] if within else unsaid)
        for key, basis in (("basis", one.basis), ("removal", one.removal_basis)):
            yield self.line(key, self.cited(basis, None))
        yield self.line("remedy", self.either(one.remedy, one.remedy_en))
        users = [
            f"{ruleset.header.id} {ruleset.header.edition}"
            for ruleset in self.book.rulesets
            if getattr(ruleset, "list", None) == one.id
        ]
        if users:
            yield self.line("used-by", self.joined(users))

    def a_ruleset(self, one: Ruleset) -> Iterator[str]:
        header = one.header
        yield self.head("ruleset", header.id, self.title(header.title))
        yield self.line("kind", self.kind(header))
        yield self.line("scheme", header.scheme)
        yield self.line("edition", header.edition)
        yield self.line("jurisdiction", header.jurisdiction)
        yield self.line("in-force", self.validity(header.in_force))
        yield self.line("governs", code(header.governs, self.lang))
        kinds = sorted(header.applies_to, key=lambda kind: kind.value)
        meant = self.joined(code(kind, self.lang) for kind in kinds)
        yield self.line("applies-to", meant or word("everyone", self.lang))
        yield self.line("basis", self.cited(header.basis, header))
        yield from self.body(one)
        if header.findings:
            yield label("questions", self.lang)
        for spec in header.findings.values():
            yield f"  {spec.id}: {self.title(spec.question)} ({spec.organ})"
            yield f"    {self.line('basis', self.cited(spec.basis, header))}"
        if header.not_covered:
            yield label("not-covered", self.lang)
        for left in header.not_covered:
            yield f"  {left.what}: {said(REASONS[left.reason], self.lang)}"
        if header.answered:
            yield label("answered", self.lang)
        for answer in header.answered:
            about = f" ({self.joined(answer.rules)})" if answer.rules else ""
            yield f"  {code(answer.question, self.lang)}{about}: {self.title(answer.note)}"
            yield f"    {self.line('basis', self.cited(answer.basis, header))}"

    def reactions(self, one: ReactionRuleset) -> Iterator[str]:
        """A file of reactions: each rule with what it looks for, concludes and asks to be done."""
        header = one.header
        yield self.head("reactions", header.id, self.title(header.title))
        yield self.line("edition", header.edition)
        yield self.line("jurisdiction", header.jurisdiction)
        yield self.line("in-force", self.validity(header.in_force))
        yield self.line("basis", self.cited(header.basis, header))
        for rule in one.reactions:
            yield f"  {rule.id}: {self.title(rule.title)}"
            for premise in rule.when:
                yield f"    {self.line('because-of', self.premise(premise))}"
            if rule.concludes is not None:
                yield f"    {self.line('concludes', rule.concludes)}"
            if rule.task is not None:
                yield f"    {self.line('task', self.title(rule.task.title))}"
                yield f"      {self.line('task-by', rule.task.by)}"
                yield f"      {self.line('basis', self.cited(rule.task.basis, header))}"
        if header.not_covered:
            yield label("not-covered", self.lang)
        for left in header.not_covered:
            yield f"  {left.what}: {said(REASONS[left.reason], self.lang)}"

    def premise(self, premise: Premise) -> str:
        """What is looked for, in the words of the file."""
        if isinstance(premise, Concluded):
            return f"{word('concluded', self.lang)} {premise.code}"
        asked = (f"{name}={'|'.join(words)}" for name, words in premise.asked.items())
        return " ".join(asked)

    def body(self, one: Ruleset) -> Iterator[str]:
        header = one.header
        match one:
            case SeriousDishonesty(grounds=grounds, procedure=procedure):
                yield self.line("list", one.list)
                yield from self.rules("rules", grounds, header)
                yield from self.rules("procedure", procedure, header)
            case KeyWatchList(grounds=grounds, procedure=procedure):
                yield self.line("list", one.list)
                yield from self.rules("rules", grounds, header)
                yield from self.rules("stay", one.stay, header)
                yield from self.rules("leave", one.leave, header)
                yield from self.rules("procedure", procedure, header)
                yield from self.givings("measures", one.discipline, header)
            case JointDiscipline(discipline=discipline):
                yield self.line("list", one.list)
                yield from self.givings("rules", discipline, header)
            case StatutoryRestriction(restrictions=restrictions):
                yield from self.givings("rules", restrictions, header)
            case TieredSupervision(tiers=tiers):
                yield from self.rules("rules", tiers, header)
                if one.scorecard is not None:
                    yield from self.rules("points", one.scorecard.items, header)
                yield from self.rules("direct", one.direct, header)
                yield from self.rules("caps", one.caps, header)
                yield from self.rules("floors", one.floors, header)
                yield from self.worse(one.worse)
            case CreditRepair():
                if one.list is not None:
                    yield self.line("list", one.list)
                yield from self.rules("requirements", one.requires, header)
                yield from self.rules("bars", one.barred, header)
                yield from self.rules("ends", one.ends, header)
                yield from self.rules("procedure", one.procedure, header)
            case Incentive(favours=favours):
                yield from self.givings("rules", favours, header)
            case Steps(steps=steps):
                yield from self.rules("rules", (rule.step for rule in steps), header)
            case _ as never:
                assert_never(never)

    def worse(self, changes: tuple[Worsening, ...]) -> Iterator[str]:
        """Which facts are declared worse, and which better."""
        for key, better in (("worse", False), ("better", True)):
            named = [self.change(one) for one in changes if one.better is better]
            if named:
                yield self.line(key, self.joined(named))

    def change(self, one: Worsening) -> str:
        collection = COLLECTIONS[one.collection]
        if one.field is None:
            return self.either(collection.zh, collection.name)
        field = collection.fields[one.field]
        return self.either(f"{collection.zh}的{field.zh}", f"{collection.name}.{field.name}")

    def givings(
        self, key: str, rules: Iterable[Discipline | Restriction | Favour], header: Header
    ) -> Iterator[str]:
        """Rules that give one measure each, with their exceptions."""
        told = tuple(rules)
        if told:
            yield label(key, self.lang)
        for rule in told:
            yield f"  {rule.id}: {self.title(rule.title)}"
            yield from self.grant(rule.grant, header)
            if not isinstance(rule, Discipline):
                yield from self.exceptions(rule.unless, header)

    def rules(
        self,
        key: str,
        rules: Iterable[_Rule],
        header: Header,
    ) -> Iterator[str]:
        told = tuple(rules)
        if told:
            yield label(key, self.lang)
        for rule in told:
            yield f"  {rule.id}: {self.title(rule.title)}"
            yield f"    {self.line('basis', self.cited(rule.basis, header))}"
            if isinstance(rule, Ground):
                yield from self.exceptions(rule.unless, header)
            if isinstance(rule, Assignment):
                yield f"    {self.line('tier', rule.tier)}"
            if isinstance(rule, ScoreItem):
                yield f"    {self.line('points', str(rule.points))}"
            if isinstance(rule, Tier):
                for grant in rule.grants:
                    yield from self.grant(grant, header)

    def exceptions(self, unless: Iterable[Unless], header: Header) -> Iterator[str]:
        for one in unless:
            about = f"{self.title(one.title)} ({self.cited(one.basis, header)})"
            yield f"    {word('unless', self.lang)} {one.id}: {about}"

    def grant(self, grant: Grant, header: Header, *, named: bool = True) -> Iterator[str]:
        measure = self.book.catalog.measures[grant.measure]
        about = [self.pair(measure)] if named else []
        about += [code(grant.strength, self.lang)]
        about += [code(target, self.lang) for target in grant.targets]
        about += [code(purpose, self.lang) for purpose in grant.purposes]
        if grant.degree is not None:
            about.append(said(measure.degrees[grant.degree], self.lang))
        label = f"{word('measure', self.lang)} {grant.measure}: " if named else ""
        yield f"    {label}{' | '.join(about)}"
        yield f"      {self.line('basis', self.cited(grant.basis, header))}"
        if grant.criteria:
            yield f"      {self.line('criteria', self.cited(grant.criteria, header))}"

    # Pieces

    def head(self, key: str, name: str, title: str) -> str:
        return heading(f"{word(key, self.lang)} {name}  {title}")

    def line(self, key: str, value: str) -> str:
        return label(key, self.lang, value)

    def kind(self, header: Header) -> str:
        return said(KINDS.get(header.kind, (header.kind, header.kind)), self.lang)

    def joined(self, parts: Iterable[str]) -> str:
        return ("、" if self.lang is Lang.ZH else ", ").join(parts)

    def title(self, title: Title) -> str:
        return self.either(title.zh, title.en)

    def pair(self, one: CodeList | CodeValue | Instrument | ListEntry | Measure) -> str:
        return self.either(one.title, one.title_en)

    def either(self, zh: str, en: str) -> str:
        return said((zh, en), self.lang)

    def validity(self, days: Validity) -> str:
        if days.unconfirmed:
            known = self.joined(map(str, days.known_on)) or word("unknown", self.lang)
            return word("known-on", self.lang, days=known)
        since = str(days.since or word("unconfirmed", self.lang))
        if days.until is None:
            return word("from", self.lang, since=since)
        return word("from-until", self.lang, since=since, until=days.until)

    def cited(self, citations: Iterable[Citation], header: Header | None) -> str:
        return self.joined(self.citation(one, header) for one in citations)

    def citation(self, citation: Citation, header: Header | None) -> str:
        """A provision as it is printed, in the version the ruleset cites; how far it was read."""
        day = header.in_force.since if header else None
        # Without a day, as the text reads now.
        basis = self.book.catalog.resolve(citation, day or date.max)
        return f"{basis.citation} [{code(basis.verified, self.lang)}]"
