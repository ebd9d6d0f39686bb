"""What is asked of documents once they are read: names, provisions, levels, exits.

One function a question; each reports by its code, whose page is `credit_rules.diagnostics.CODES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from credit_rules.diagnostics import Span
from credit_rules.lang.reader import Report, hint_for
from credit_rules.model.catalog import (
    CARRYING,
    RESTRICTING,
    Catalog,
    Citation,
    Instrument,
    InstrumentStatus,
    Validity,
    Version,
)
from credit_rules.model.codes import Level, Verified
from credit_rules.model.expr import Count, Every, Expr, Finding, Listed, Scope, Some, walk
from credit_rules.model.ruleset import (
    CreditRepair,
    Grant,
    Header,
    JointDiscipline,
    Procedure,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    TieredSupervision,
    Unless,
    grants,
)
from credit_rules.truth import Truth

__all__ = ["check_catalog", "check_rulesets"]


def check_catalog(report: Report, catalog: Catalog) -> None:
    """Ask the questions about catalog entries that need other entries: the lists' provisions."""
    for entry in catalog.lists.values():
        for citation in (*entry.basis, *entry.removal_basis, *entry.revocation_basis):
            instrument = catalog.instruments.get(citation.instrument)
            since = _earliest(instrument) if instrument else None
            _citation(report, catalog, citation, Validity(since))


def check_rulesets(report: Report, catalog: Catalog, rulesets: tuple[Ruleset, ...]) -> None:
    """Ask every question about every ruleset."""
    _one_edition_a_day(report, rulesets)
    for ruleset in rulesets:
        _names(report, catalog, ruleset)
        for citation, validity in _citations(ruleset):
            _citation(report, catalog, citation, _both(ruleset.header.in_force, validity))
        for rule, _, grant in grants(ruleset):
            _carried(report, catalog, rule, grant)


def _one_edition_a_day(report: Report, rulesets: tuple[Ruleset, ...]) -> None:
    """At most one ruleset per kind, scheme and jurisdiction speaks on a day."""
    seen: dict[tuple[str, str, str], list[Header]] = {}
    for header in (ruleset.header for ruleset in rulesets):
        others = seen.setdefault((header.kind, header.scheme, header.jurisdiction), [])
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


def _names(report: Report, catalog: Catalog, ruleset: Ruleset) -> None:
    """Every name points at something, and no two rules of a ruleset share one."""
    header = ruleset.header
    match ruleset:
        case SeriousDishonesty() | JointDiscipline() | CreditRepair():
            _known(report, "list", "名单", ruleset.list, header.at, catalog.lists)
        case StatutoryRestriction() | TieredSupervision():
            pass
    for condition in _conditions(ruleset):
        for node in walk(condition):
            if isinstance(node, Finding):
                _known(report, "finding", "认定事项", node.finding, node.at, header.findings)
            elif isinstance(node, Listed):
                _known(report, "list", "名单", node.list, node.at, catalog.lists)
    for _, _, grant in grants(ruleset):
        _known(report, "measure", "措施", grant.measure, grant.at, catalog.measures)
        measure = catalog.measures.get(grant.measure)
        if measure and (measure.degrees or grant.degree is not None):
            _known(report, "degree", "程度", grant.degree or "", grant.at, measure.degrees)
    first: dict[str, Span] = {}
    for name, at in _rules(ruleset):
        if name in first:
            report.add("duplicate-id", at, name=name, first=f"line {first[name].line}")
        first.setdefault(name, at)


def _known(
    report: Report, what: str, what_zh: str, name: str, at: Span, known: Iterable[str]
) -> None:
    names = set(known)
    if name not in names:
        hint = hint_for(name, names)
        report.add("unknown-name", at, what=what, what_zh=what_zh, name=name, hint=hint)


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
    first = days.since or date.min
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


def _carried(report: Report, catalog: Catalog, rule: str, grant: Grant) -> None:
    """The measure has a basis, and where it restricts each provision is high and was read."""
    measure = catalog.measures.get(grant.measure)
    if not grant.basis:
        report.add("measure-without-basis", grant.at, rule=rule, measure=grant.measure)
    if measure is None or measure.effect not in RESTRICTING:
        return
    effect = {"measure": measure.id, "effect": measure.effect.value, "effect_zh": measure.effect.zh}
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
                **effect,
            )
    for citation in (*grant.basis, *grant.criteria):
        instrument = catalog.instruments.get(citation.instrument)
        for version in instrument.versions if instrument else ():
            provision = version.provisions.get(citation.label)
            if instrument and provision and provision.verified is Verified.SECONDARY:
                report.add(
                    "unread-basis",
                    citation.at,
                    citation=f"《{instrument.title}》{provision.title or provision.label}",
                    verified=provision.verified.value,
                    verified_zh=provision.verified.zh,
                    **effect,
                )


def _in_force(instrument: Instrument, day: date) -> Version | None:
    return next((v for v in instrument.versions if v.on(day) is Truth.TRUE), None)


def _earliest(instrument: Instrument) -> date | None:
    starts = [
        max(v.in_force.since, v.issued or date.min) for v in instrument.versions if v.in_force.since
    ]
    return min(starts, default=None)


def _both(one: Validity, other: Validity) -> Validity:
    since = max(one.since or date.min, other.since or date.min)
    ends = [day for day in (one.until, other.until) if day is not None]
    return Validity(since, min(ends, default=None))


_ALWAYS = Validity(None)


def _citations(ruleset: Ruleset) -> Iterator[tuple[Citation, Validity]]:
    """Every provision cited, with the days of the rule that cites it."""
    header = ruleset.header
    for spec in header.findings.values():
        yield from ((citation, _ALWAYS) for citation in spec.basis)
    yield from ((citation, _ALWAYS) for citation in header.basis)
    yield from ((citation, _ALWAYS) for scope in _scopes(ruleset) for citation in scope.basis)
    for _, _, grant in grants(ruleset):
        days = _days_of(ruleset, grant)
        yield from ((citation, days) for citation in (*grant.basis, *grant.criteria))
    match ruleset:
        case SeriousDishonesty():
            for ground in ruleset.grounds:
                days = ground.in_force
                yield from ((citation, days) for citation in ground.basis)
                yield from ((citation, days) for citation in _of_exceptions(ground.unless))
            yield from ((citation, _ALWAYS) for citation in _of_steps(ruleset.procedure))
        case JointDiscipline():
            for entry in ruleset.discipline:
                yield from ((citation, _ALWAYS) for citation in entry.specific)
        case StatutoryRestriction():
            for bar in ruleset.restrictions:
                yield from ((citation, bar.in_force) for citation in _of_exceptions(bar.unless))
        case TieredSupervision():
            for tier in ruleset.tiers:
                yield from ((citation, _ALWAYS) for citation in tier.basis)
        case CreditRepair():
            for requirement in (*ruleset.requires, *ruleset.barred):
                yield from ((citation, _ALWAYS) for citation in requirement.basis)
            yield from ((citation, _ALWAYS) for citation in _of_steps(ruleset.procedure))


def _scopes(ruleset: Ruleset) -> Iterator[Scope]:
    """Every scope records are looked for in."""
    match ruleset:
        case SeriousDishonesty():
            yield from (ground.each for ground in ruleset.grounds)
        case StatutoryRestriction():
            yield from (bar.each for bar in ruleset.restrictions)
        case JointDiscipline() | TieredSupervision() | CreditRepair():
            pass
    for condition in _conditions(ruleset):
        for node in walk(condition):
            if isinstance(node, Some | Every | Count):
                yield node.scope


def _days_of(ruleset: Ruleset, grant: Grant) -> Validity:
    if isinstance(ruleset, StatutoryRestriction):
        return next(bar.in_force for bar in ruleset.restrictions if bar.grant is grant)
    return _ALWAYS


def _of_exceptions(unless: Iterable[Unless]) -> Iterator[Citation]:
    for exception in unless:
        yield from exception.basis


def _of_steps(procedure: Iterable[Procedure]) -> Iterator[Citation]:
    for step in procedure:
        yield from step.basis


def _rules(ruleset: Ruleset) -> Iterator[tuple[str, Span]]:
    match ruleset:
        case SeriousDishonesty():
            yield from ((rule.id, rule.at) for rule in ruleset.grounds)
        case JointDiscipline():
            yield from ((rule.id, rule.at) for rule in ruleset.discipline)
        case StatutoryRestriction():
            yield from ((rule.id, rule.at) for rule in ruleset.restrictions)
        case TieredSupervision():
            yield from ((rule.id, rule.at) for rule in ruleset.tiers)
        case CreditRepair():
            yield from ((rule.id, rule.at) for rule in (*ruleset.requires, *ruleset.barred))


def _conditions(ruleset: Ruleset) -> Iterator[Expr]:
    match ruleset:
        case SeriousDishonesty():
            if ruleset.settled is not None:
                yield ruleset.settled
            for ground in ruleset.grounds:
                yield ground.where
                yield from (exception.when for exception in ground.unless)
        case StatutoryRestriction():
            for bar in ruleset.restrictions:
                yield bar.where
                yield from (exception.when for exception in bar.unless)
        case TieredSupervision():
            yield from (tier.when for tier in ruleset.tiers)
        case CreditRepair():
            yield from (rule.when for rule in (*ruleset.requires, *ruleset.barred))
        case JointDiscipline():
            return
