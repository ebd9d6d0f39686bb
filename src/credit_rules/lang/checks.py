"""What is asked of documents once they are read: names, provisions, levels, strata, exits.

One function a question; each reports by its code, whose page is `credit_rules.diagnostics.CODES`.
What is asked of all kinds of ruleset is asked through `parts`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, get_args

from credit_rules.diagnostics import Span
from credit_rules.lang.reader import Report, hint_for
from credit_rules.model.catalog import (
    CARRYING,
    RESTRICTING,
    Cap,
    Catalog,
    Citation,
    CodeList,
    Instrument,
    InstrumentStatus,
    Measure,
    Provision,
    Validity,
    Version,
)
from credit_rules.model.codes import LeftOut, Level, Verified
from credit_rules.model.expr import Compare, Finding, Graded, In, Listed, Proposed
from credit_rules.model.profile import Profile
from credit_rules.model.reactions import ReactionRuleset
from credit_rules.model.ruleset import (
    Assignment,
    CreditRepair,
    Discipline,
    Favour,
    Governs,
    Grant,
    Ground,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
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
    grants,
    parts,
    within,
)
from credit_rules.model.subject import COLLECTIONS, NONE
from credit_rules.truth import Truth

__all__ = [
    "check_catalog",
    "check_profile",
    "check_rulesets",
    "each_named_once",
    "expect_known",
    "one_edition_a_day",
    "provisions_cited",
]


_Rule = (
    Assignment
    | Discipline
    | Favour
    | Ground
    | Requirement
    | Restriction
    | ScoreItem
    | SelfEnding
    | Tier
)
_MISSPELT: Final = 0.85
"""How alike two names are of which one is taken for a misspelling of the other."""

_RULES: Final[tuple[type[_Rule], ...]] = get_args(_Rule)

_NAMING: Final = frozenset({LeftOut.NO_RULE})
"""What a provision that only names things may say of itself."""

_ANSWERING: Final = frozenset(LeftOut) - {
    LeftOut.NOT_READABLE,
    LeftOut.UNCONFIRMED,
    LeftOut.FUTURE,
    LeftOut.REPEALED,
}
"""What a provision may say of itself that answers a question: anything but that it is not there."""


def check_catalog(report: Report, catalog: Catalog) -> None:
    """Ask the questions about catalog entries that need other entries."""
    for entries in (catalog.lists, catalog.parameters, catalog.measures):
        _own_provisions(report, catalog, parts(entries, Citation))
    _own_provisions(report, catalog, parts(catalog.codes, Citation), names=True)
    for measure in catalog.measures.values():
        for cap in parts(measure, Cap):
            expect_known(report, "parameter", "参数", cap.parameter, measure.at, catalog.parameters)
    for codes in catalog.codes.values():
        _vocabulary(report, codes)


def _vocabulary(report: Report, codes: CodeList) -> None:
    """The codes of a field are those of the vocabulary, all of them and no others."""
    if codes.field is None:
        return
    collection, _, name = codes.field.partition(".")
    known = {
        f"{one.name}.{spec.name}": [code.value for code in spec.codes]
        for one in COLLECTIONS.values()
        for spec in one.fields.values()
        if spec.codes is not None
    }
    expect_known(report, "field of codes", "编码字段", f"{collection}.{name}", codes.at, known)
    for value in known.get(codes.field, ()):
        expect_known(report, "code", "编码", value, codes.at, codes.values)
    for value in codes.values if codes.field in known else ():
        expect_known(report, "code", "编码", value, codes.at, known[codes.field])


def check_profile(report: Report, catalog: Catalog, profile: Profile) -> None:
    """Ask whether a department's figures rest on anything."""
    _own_provisions(report, catalog, parts(profile, Citation))


def check_rulesets(report: Report, catalog: Catalog, rulesets: tuple[Ruleset, ...]) -> None:
    """Ask every question about every ruleset."""
    one_edition_a_day(report, rulesets)
    _no_scheme_waits_for_itself(report, rulesets)
    for ruleset in rulesets:
        _names(report, catalog, ruleset, rulesets)
        _other_rulesets(report, ruleset, rulesets)
        _strata(report, ruleset)
        _act_days(report, ruleset)
        _reaches_back(report, ruleset, rulesets)
        provisions_cited(report, catalog, ruleset)
        for rule, _, grant in grants(ruleset):
            _carried(report, catalog, rule, grant)
            _tier_restricts(report, catalog, ruleset, grant)
        for bar in parts(ruleset, Restriction):
            _lifelong(report, catalog, bar)


def provisions_cited(report: Report, catalog: Catalog, ruleset: Ruleset | ReactionRuleset) -> None:
    """Every provision cited is in force while it is, and does not say that no rule rests on it."""
    allowed = _left_out(ruleset.header)
    for citation, days in _cited(ruleset, ruleset.header.in_force):
        _citation(report, catalog, citation, days)
        _accounted(report, catalog, citation, allowed.get(citation, frozenset()))


def one_edition_a_day(report: Report, rulesets: Iterable[Ruleset | ReactionRuleset]) -> None:
    """At most one ruleset per kind, scheme and jurisdiction speaks on a day."""
    seen: dict[tuple[str, ...], list[Header]] = {}
    for ruleset in rulesets:
        header = ruleset.header
        key: tuple[str, ...] = (header.kind, header.scheme, header.jurisdiction)
        if isinstance(ruleset, CreditRepair):
            # Each platform has its own way of repair, and insolvency has two stages of one.
            key += (ruleset.platform.zh, ruleset.stage.id if ruleset.stage else "")
        others = seen.setdefault(key, [])
        for other in others:
            both = _both(header.in_force, other.in_force)
            first = both.since or date.min
            if both.until is None or first < both.until:
                report.add(
                    "two-rulesets-in-force",
                    header.at,
                    rule=f"{header.id} {header.edition}",
                    other=f"{other.id} {other.edition}",
                    scheme=header.scheme,
                    day=str(first),
                )
        others.append(header)


def _no_scheme_waits_for_itself(report: Report, rulesets: tuple[Ruleset, ...]) -> None:
    """The tiers of a scheme may read those of others, as long as none comes back to it."""
    reads: dict[str, list[Graded]] = {}
    for ruleset in rulesets:
        if isinstance(ruleset, TieredSupervision):
            reads.setdefault(ruleset.header.scheme, []).extend(parts(ruleset, Graded))
    told: set[frozenset[str]] = set()
    for scheme in reads:
        for way in _ways_back(scheme, reads, (scheme,)):
            schemes = (scheme, *(node.scheme for node in way))
            if frozenset(schemes) not in told:
                told.add(frozenset(schemes))
                report.add("cyclic-reference", way[0].at, way=" → ".join(schemes))


def _ways_back(
    scheme: str, reads: Mapping[str, list[Graded]], gone: tuple[str, ...]
) -> Iterator[tuple[Graded, ...]]:
    """Every way from the last scheme gone to, back to where it began."""
    for node in reads.get(gone[-1], ()):
        if node.scheme == scheme:
            yield (node,)
        elif node.scheme not in gone:
            for rest in _ways_back(scheme, reads, (*gone, node.scheme)):
                yield (node, *rest)


def _names(
    report: Report, catalog: Catalog, ruleset: Ruleset, rulesets: tuple[Ruleset, ...]
) -> None:
    """Every name points at something, and no two rules of a ruleset share one."""
    header = ruleset.header
    for name in _lists(ruleset):
        expect_known(report, "list", "名单", name, header.at, catalog.lists)
    for finding in parts(ruleset, Finding):
        expect_known(report, "finding", "认定事项", finding.finding, finding.at, header.findings)
    asked: list[Listed | Proposed] = [*parts(ruleset, Listed), *parts(ruleset, Proposed)]
    for node in asked:
        expect_known(report, "list", "名单", node.list, node.at, catalog.lists)
    _spelt(report, catalog, ruleset, rulesets)
    for _, _, grant in grants(ruleset):
        expect_known(report, "measure", "措施", grant.measure, grant.at, catalog.measures)
        measure = catalog.measures.get(grant.measure)
        if measure and (measure.degrees or grant.degree is not None):
            expect_known(report, "degree", "程度", grant.degree or "", grant.at, measure.degrees)
    for answer in header.answered:
        for name in answer.rules:
            expect_known(report, "rule", "规则", name, answer.at, _asked_of(ruleset))
    each_named_once(report, _rules(ruleset))


def each_named_once(report: Report, rules: Iterable[tuple[str, Span]]) -> None:
    """No two rules of a file have the same name."""
    first: dict[str, Span] = {}
    for name, at in rules:
        if name in first:
            report.add("duplicate-id", at, name=name, first=f"line {first[name].line}")
        first.setdefault(name, at)


def _spelt(
    report: Report, catalog: Catalog, ruleset: Ruleset, rulesets: tuple[Ruleset, ...]
) -> None:
    """A condition on the list of an entry, or the scheme of a grade, does not misspell a known one.

    It may name others: rows carry lists and schemes of which the catalog has none.
    """
    schemes = {one.header.scheme for one in rulesets if isinstance(one, TieredSupervision)}
    known: dict[str, tuple[str, str, set[str]]] = {
        "list": ("list", "名单", set(catalog.lists)),
        "scheme": ("scheme", "等级体系", schemes),
    }
    asked: list[Compare | In] = [*parts(ruleset, Compare), *parts(ruleset, In)]
    for node in asked:
        what, what_zh, names = known.get(node.field.name, ("", "", set()))
        values = (node.value,) if isinstance(node, Compare) else node.values
        for value in values:
            if not names or not isinstance(value, str) or value in (names | {NONE}):
                continue
            if difflib.get_close_matches(value, names, n=1, cutoff=_MISSPELT):
                hint = hint_for(value, names)
                facts = {"what": what, "what_zh": what_zh, "name": value, "hint": hint}
                report.add("unknown-name", node.at, **facts)


def _lists(ruleset: Ruleset) -> Iterator[str]:
    """The lists a ruleset is about."""
    match ruleset:
        case SeriousDishonesty() | JointDiscipline():
            yield ruleset.list
        case KeyWatchList():
            yield from (ruleset.list, *ruleset.not_for)
        case CreditRepair():
            yield from () if ruleset.list is None else (ruleset.list,)
        case StatutoryRestriction() | TieredSupervision() | Incentive() | Steps():
            return


def _rules(ruleset: Ruleset) -> Iterator[tuple[str, Span]]:
    """The rules that answers name, each with its place."""
    for one in parts(ruleset, object):
        if isinstance(one, StepRule):
            yield one.step.id, one.at
        elif isinstance(one, _RULES):
            yield one.id, one.at


def _asked_of(ruleset: Ruleset) -> Iterator[str]:
    """The names under which a ruleset asks anything.

    Its rules and definitions, `rule/exception`, and what the whole ruleset asks by the word of its
    key.
    """
    header = ruleset.header
    yield from (name for name, _ in _rules(ruleset))
    yield from (one.id for one in header.definitions)
    for rule in parts(ruleset, object):
        if isinstance(rule, Ground | Restriction | Favour):
            yield from (f"{rule.id}/{one.id}" for one in rule.unless)
    if header.concerns is not None:
        yield "concerns"
    match ruleset:
        case SeriousDishonesty(settled=said) | KeyWatchList(settled=said) if said is not None:
            yield "settled_when"
        case TieredSupervision(default=said) if said is not None:
            yield "default"
        case CreditRepair():
            yield "each"
        case _:
            return


def _other_rulesets(report: Report, ruleset: Ruleset, rulesets: tuple[Ruleset, ...]) -> None:
    """What names another ruleset, or the tiers of one, finds it."""
    header, precedence = ruleset.header, ruleset.header.precedence
    if precedence is not None:
        others = {one.header.id for one in rulesets} - {header.id}
        expect_known(report, "ruleset", "规则集", precedence.over, precedence.at, others)
    tiers: dict[str, set[str]] = {}
    for other in rulesets:
        if isinstance(other, TieredSupervision):
            tiers.setdefault(other.header.scheme, set()).update(one.id for one in other.tiers)
    for node in parts(ruleset, Graded):
        expect_known(report, "scheme of tiers", "等级体系", node.scheme, node.at, tiers)
        for tier in node.tiers if node.scheme in tiers else ():
            expect_known(report, "tier", "等级", tier, node.at, tiers[node.scheme])


def expect_known(
    report: Report, what: str, what_zh: str, name: str, at: Span, known: Iterable[str]
) -> None:
    """Report a name that is not among those there are."""
    names = set(known)
    if name not in names:
        hint = hint_for(name, names)
        report.add("unknown-name", at, what=what, what_zh=what_zh, name=name, hint=hint)


def _strata(report: Report, ruleset: Ruleset) -> None:
    """A condition reads what is settled below it; a proposal is read by steps alone."""
    kind = ruleset.header.kind
    asked: list[Listed | Graded | Proposed] = []
    for higher in (Listed, Graded, Proposed):
        asked += parts(ruleset.header.concerns, higher)
    for node in asked:
        expected = "a condition on records or on the subject itself"
        hint = "whom a ruleset concerns is settled before lists and tiers are"
        report.add("wrong-value", node.at, found="`concerns`", expected=expected, hint=hint)
    if not isinstance(ruleset, Steps):
        for proposed in parts(ruleset, Proposed):
            report.add("measure-from-proposal", proposed.at, list=proposed.list, kind=kind)
    if isinstance(ruleset, SeriousDishonesty | KeyWatchList):
        for graded in parts(ruleset, Graded):
            report.add("reads-higher-stratum", graded.at, scheme=graded.scheme, kind=kind)


def _act_days(report: Report, ruleset: Ruleset) -> None:
    """An edition that governs acts needs the days on which they were done."""
    if ruleset.header.governs is not Governs.ACTS:
        return
    rules: list[Ground | Restriction] = [*parts(ruleset, Ground), *parts(ruleset, Restriction)]
    for rule in rules:
        if "acted_on" not in COLLECTIONS[rule.each.collection].fields:
            report.add("no-act-day", rule.at, rule=rule.id, collection=rule.each.collection)


def _reaches_back(report: Report, ruleset: Ruleset, rulesets: tuple[Ruleset, ...]) -> None:
    """An edition that reaches back governs acts from a day on, and others governed them before."""
    header = ruleset.header
    if header.retroactive is None:
        return
    at, found = header.retroactive.at, "`retroactive`"
    if header.governs is not Governs.ACTS:
        expected, hint = "an edition that governs acts", "say `governs: acts_from`"
        report.add("wrong-value", at, found=found, expected=expected, hint=hint)
    elif header.in_force.since is None:
        expected = "an edition whose first day is confirmed"
        hint = "an edition reaches back to acts before a day that is known"
        report.add("wrong-value", at, found=found, expected=expected, hint=hint)
    elif not any(_precedes(one, ruleset) for one in rulesets):
        report.add("no-earlier-edition", at, rule=header.id, day=str(header.in_force.since))


def _precedes(one: Ruleset, other: Ruleset) -> bool:
    """Whether an edition answered the acts before another: the same subject matter, by acts."""
    first, last = one.header, other.header
    same = (first.id, first.kind, first.jurisdiction, tuple(_lists(one)))
    if same != (last.id, last.kind, last.jurisdiction, tuple(_lists(other))):
        return False
    began, until = _first(last.in_force) or date.min, first.in_force.until
    return first.governs is Governs.ACTS and until is not None and until <= began


def _tier_restricts(report: Report, catalog: Catalog, ruleset: Ruleset, grant: Grant) -> None:
    """A computed tier carries at most supervision."""
    measure = catalog.measures.get(grant.measure)
    if isinstance(ruleset, TieredSupervision) and measure and measure.effect in RESTRICTING:
        report.add("tier-restricts", grant.at, **_effect(measure))


def _lifelong(report: Report, catalog: Catalog, bar: Restriction) -> None:
    """A bar for life is one where the law, or the rule that restates it, says 终身."""
    said = [bar.title.zh]
    said += [one.says for cited in bar.grant.basis for _, one in _provisions(catalog, cited)]
    if bar.lasts.lifelong and not any("终身" in text for text in said):
        report.add("lifelong-without-words", bar.at, rule=bar.id)


def _own_provisions(
    report: Report, catalog: Catalog, citations: Iterable[Citation], *, names: bool = False
) -> None:
    """Provisions of what has no days of its own: they are asked from their own beginning on."""
    for citation in citations:
        instrument = catalog.instruments.get(citation.instrument)
        since = _earliest(instrument) if instrument else None
        _citation(report, catalog, citation, Validity(since))
        _accounted(report, catalog, citation, _NAMING if names else frozenset())


def _cited(part: object, days: Validity) -> Iterator[tuple[Citation, Validity]]:
    """Every provision cited, with the narrowest days around it that a rule says."""
    if isinstance(part, Citation):
        yield part, days
        return
    own = getattr(part, "in_force", None)
    days = _both(days, own) if isinstance(own, Validity) else days
    for one in within(part):
        yield from _cited(one, days)


def _citation(report: Report, catalog: Catalog, citation: Citation, days: Validity) -> None:
    """The provision is in the version in force on every day the rule is."""
    name, label, at = citation.instrument, citation.label, citation.at
    instrument = catalog.instruments.get(name)
    if instrument is None:
        hint = hint_for(name, catalog.instruments)
        report.add("unknown-instrument", at, instrument=name, hint=hint)
        return
    if instrument.status is InstrumentStatus.DRAFT:
        report.add("basis-is-draft", at, instrument=name)
        return
    holding = [version for version in instrument.versions if label in version.provisions]
    if not holding:
        labels = {label for version in instrument.versions for label in version.provisions}
        hint = hint_for(label, labels)
        report.add("unknown-provision", at, instrument=name, label=label, hint=hint)
        return
    first = _first(days) or date.min
    current = _in_force(instrument, first)
    if current is None:
        hint = "begin this rule on the day the text begins, or cite the text in force then"
        over = [version.in_force.until for version in instrument.versions]
        if all(end is not None and end <= first for end in over):
            hint = "it was repealed: cite the text that took its place, or leave the rule out"
        report.add("basis-not-in-force", at, instrument=name, day=str(first), hint=hint)
        return
    if label not in current.provisions:
        report.add(
            "provision-of-another-version",
            at,
            instrument=name,
            label=label,
            version=current.id,
            other=holding[-1].id,
            day=str(first),
        )
        return
    ends = current.in_force.until
    if ends is None or (days.until is not None and days.until <= ends):
        return
    following = _in_force(instrument, ends)
    if following is None:
        hint = f"end this rule: `in_force: {{ from: {first}, until: {ends} }}`"
        report.add("basis-not-in-force", at, instrument=name, day=str(ends), hint=hint)
    else:
        report.add(
            "basis-spans-versions",
            at,
            instrument=name,
            version=current.id,
            other=following.id,
            day=str(ends),
        )


def _left_out(header: Header) -> dict[Citation, frozenset[LeftOut]]:
    """What the provisions of a header may say of themselves, for no rule rests on them.

    Its basis says what the ruleset belongs to; its answers say why there is no other rule; what
    lets it reach back says which edition answers an act, and nothing of any subject.
    """
    answers = parts(header.answered, Citation)
    naming = (*header.basis, *(header.retroactive.basis if header.retroactive else ()))
    return dict.fromkeys(naming, _NAMING) | dict.fromkeys(answers, _ANSWERING)


def _accounted(
    report: Report, catalog: Catalog, citation: Citation, allowed: frozenset[LeftOut]
) -> None:
    """What is cited does not say, but for the reasons allowed here, that no rule rests on it."""
    for instrument, provision in _provisions(catalog, citation):
        omission = provision.not_covered
        if omission is None or omission.reason in allowed:
            continue
        report.add(
            "basis-not-covered",
            citation.at,
            citation=f"{instrument.id} {provision.label}",
            reason=omission.reason.value,
            reason_zh=omission.reason.zh,
        )
        return


def _carried(report: Report, catalog: Catalog, rule: str, grant: Grant) -> None:
    """The measure has a basis, and where it restricts each provision is high and was read."""
    measure = catalog.measures.get(grant.measure)
    if not grant.basis:
        report.add("measure-without-basis", grant.at, rule=rule, measure=grant.measure)
    if measure is None:
        return
    _demanded(report, catalog, measure, grant)
    if measure.effect not in RESTRICTING:
        return
    levels = {i.level for c in grant.basis if (i := catalog.instruments.get(c.instrument))}
    # A judicial interpretation carries a restriction together with the law it applies.
    enough = CARRYING | ({Level.JUDICIAL_INTERPRETATION} if Level.LAW in levels else frozenset())
    for citation in grant.basis:
        instrument = catalog.instruments.get(citation.instrument)
        if instrument is not None and instrument.level not in enough:
            report.add(
                "basis-level-too-low",
                citation.at,
                instrument=instrument.id,
                level=instrument.level.value.replace("_", " "),
                level_zh=instrument.level.zh,
                **_effect(measure),
            )
    for citation in (*grant.basis, *grant.criteria):
        for instrument, provision in _provisions(catalog, citation):
            if provision.verified is Verified.SECONDARY:
                report.add(
                    "unread-basis",
                    citation.at,
                    citation=f"《{instrument.title}》{provision.title or provision.label}",
                    verified=provision.verified.value,
                    verified_zh=provision.verified.zh,
                    **_effect(measure),
                )


def _demanded(report: Report, catalog: Catalog, measure: Measure, grant: Grant) -> None:
    """A provision may demand another basis of the measures it carries (浙江第二十六条)."""
    for citation in grant.basis:
        others = [one for one in grant.basis if one is not citation]
        levels = {i.level for c in others if (i := catalog.instruments.get(c.instrument))}
        for instrument, provision in _provisions(catalog, citation):
            for demand in provision.demands:
                if measure.family in demand.families and not levels & demand.levels:
                    wanted = [level for level in Level if level in demand.levels]
                    report.add(
                        "demanded-level-missing",
                        citation.at,
                        citation=f"《{instrument.title}》{provision.title or provision.label}",
                        measure=measure.id,
                        levels=", ".join(one.value.replace("_", " ") for one in wanted),
                        levels_zh="、".join(one.zh for one in wanted),
                    )


def _effect(measure: Measure) -> dict[str, str]:
    effect = measure.effect
    return {"measure": measure.id, "effect": effect.value, "effect_zh": effect.zh}


def _provisions(catalog: Catalog, citation: Citation) -> Iterator[tuple[Instrument, Provision]]:
    """The provision cited, in every version that has one of that label."""
    instrument = catalog.instruments.get(citation.instrument)
    for version in instrument.versions if instrument else ():
        provision = version.provisions.get(citation.label)
        if instrument and provision:
            yield instrument, provision


def _in_force(instrument: Instrument, day: date) -> Version | None:
    return next((v for v in instrument.versions if v.on(day) is Truth.TRUE), None)


def _earliest(instrument: Instrument) -> date | None:
    starts = [(_first(v.in_force), v.issued or date.min) for v in instrument.versions]
    return min((max(first, issued) for first, issued in starts if first), default=None)


def _first(days: Validity) -> date | None:
    """The first day; of an unconfirmed beginning, the first on which it is known to hold."""
    return min(days.known_on, default=None) if days.unconfirmed else days.since


def _both(one: Validity, other: Validity) -> Validity:
    since = max(_first(one) or date.min, _first(other) or date.min)
    ends = [day for day in (one.until, other.until) if day is not None]
    return Validity(since, min(ends, default=None))
