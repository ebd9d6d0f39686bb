"""Ruleset files → documents of `model.ruleset`: a function a kind, found by the kind's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from credit_rules.dates import Period
from credit_rules.lang.conditions import Conditions
from credit_rules.lang.reader import Entry, Report
from credit_rules.model.codes import Purpose, Strength, SubjectKind, Target
from credit_rules.model.expr import All, Expr, FieldRef, Scope
from credit_rules.model.ruleset import (
    Burden,
    CreditRepair,
    Discipline,
    FindingSpec,
    Governs,
    Grant,
    Ground,
    Header,
    JointDiscipline,
    NotCovered,
    Procedure,
    Requirement,
    Restriction,
    Ruleset,
    SeriousDishonesty,
    StatutoryRestriction,
    Tier,
    TieredSupervision,
    Title,
    Unless,
)
from credit_rules.model.subject import COLLECTIONS, Collection

__all__ = ["KINDS", "NOT_COVERED_REASONS", "ruleset"]

NOT_COVERED_REASONS = (
    "not-readable",
    "open-norm",
    "schedule",
    "cross-subject-effect",
    "level-too-low",
    "disputed",
    "future",
    "repealed",
    "no-rule",
)
"""Why a part of an instrument may be left out; a closed set. `no-rule` is for provisions that
organise authorities and say nothing about a subject."""


def ruleset(report: Report, entry: Entry) -> Ruleset | None:
    """Read one ruleset. The caller has seen that `kind` is one of `KINDS`."""
    kind = entry.text("kind") or ""
    header = _header(report, entry, kind)
    document = KINDS[kind](report, entry, header)
    entry.close()
    return document


def _header(report: Report, entry: Entry, kind: str) -> Header:
    """The header; what is missing has been reported, so the rest of the file is still read."""
    title = _title(entry)
    at = entry.key_at("id")
    name, scheme = entry.text("id"), entry.text("scheme")
    edition, jurisdiction = entry.text("edition"), entry.text("jurisdiction")
    in_force = entry.validity("in_force", needed=True)
    governs = entry.code("governs", Governs)
    applies = entry.get("applies_to")
    kinds = () if applies is None else report.codes(applies, SubjectKind)
    findings: dict[str, FindingSpec] = {}
    for item in entry.entries("findings"):
        named_at = item.key_at("id")
        spec = _finding(item)
        if spec.id in findings:
            report.add("duplicate-id", named_at, name=spec.id, first=str(item.at.file))
        findings[spec.id] = spec
    omitted = [_not_covered(report, item) for item in entry.entries("not_covered")]
    return Header(
        kind=kind,
        id=name or "",
        title=title,
        scheme=scheme or "",
        edition=edition or "",
        jurisdiction=jurisdiction or "",
        in_force=in_force,
        governs=governs or Governs.DECISIONS,
        basis=entry.basis(),
        applies_to=frozenset(kinds),
        findings=findings,
        not_covered=tuple(omitted),
        at=at,
    )


def _title(entry: Entry, key: str = "title") -> Title:
    return Title(entry.text(key) or "", entry.text(f"{key}_en") or "")


def _finding(entry: Entry) -> FindingSpec:
    spec = FindingSpec(
        entry.text("id") or "",
        _title(entry, "question"),
        entry.text("organ") or "",
        entry.basis(),
    )
    entry.close()
    return spec


def _not_covered(report: Report, entry: Entry) -> NotCovered:
    what, node = entry.text("what") or "", entry.need("reason")
    reason = "" if node is None else report.text(node) or ""
    if node is not None and reason not in NOT_COVERED_REASONS:
        report.wrong(node, f"one of {', '.join(NOT_COVERED_REASONS)}")
    entry.get("note")
    entry.close()
    return NotCovered(what, reason)


def _unless(entry: Entry, conditions: Conditions) -> list[Unless]:
    read = []
    for item in entry.entries("unless"):
        burden = item.code("burden", Burden) if item.has("burden") else Burden.AUTHORITY
        name, title, basis = item.text("id") or "", _title(item), item.basis()
        when = conditions.read(item.need("when"))
        item.close()
        if when is not None:
            read.append(Unless(name, title, basis, burden or Burden.AUTHORITY, when))
    return read


def _procedure(report: Report, entry: Entry, record: Collection | None) -> tuple[Procedure, ...]:
    read = []
    for item in entry.entries("procedure"):
        conditions = Conditions(report, record, record)
        since_node, done_node = item.get("since"), item.get("done_on")
        since = None if since_node is None else conditions.field_day(since_node)
        done = None if done_node is None else conditions.field_day(done_node)
        read.append(
            Procedure(
                id=item.text("id") or "",
                title=_title(item),
                basis=item.basis(),
                by=item.text("by") or "",
                within=item.period("within"),
                since=since,
                since_title=_title(item, "since_title") if item.has("since_title") else None,
                done=done,
            )
        )
        item.close()
    return tuple(read)


def _each(report: Report, entry: Entry) -> tuple[Scope, Conditions, Expr] | None:
    """`each: collection` with its window and `where:`; the record is also `this` further in."""
    found = Conditions(report, None, None).scope(entry, "each")
    if found is None:
        return None
    scope, collection = found
    conditions = Conditions(report, collection, collection)
    node = entry.get("where")
    where = All((), entry.at) if node is None else conditions.read(node)
    return None if where is None else (scope, conditions, where)


def _grant(report: Report, entry: Entry) -> Grant | None:
    at = entry.key_at("measure")
    measure = entry.text("measure")
    targets_node, purposes_node = entry.get("targets"), entry.get("purposes")
    strength = entry.code("strength", Strength)
    grant = Grant(
        measure=measure or "",
        basis=entry.citations("basis"),
        criteria=entry.citations("criteria"),
        targets=(Target.ENTITY,) if targets_node is None else report.codes(targets_node, Target),
        purposes=() if purposes_node is None else report.codes(purposes_node, Purpose),
        strength=strength or Strength.MUST,
        degree=entry.name("degree"),
        at=at,
    )
    return grant if measure and strength else None


def _ground(report: Report, entry: Entry) -> Ground | None:
    at = entry.key_at("id")
    name, title, basis = entry.text("id") or "", _title(entry), entry.basis()
    in_force = entry.validity("in_force")
    each = _each(report, entry)
    unless = [] if each is None else _unless(entry, each[1])
    entry.close()
    if each is None:
        return None
    return Ground(name, title, basis, each[0], each[2], tuple(unless), in_force, at)


def _serious_dishonesty(report: Report, entry: Entry, header: Header) -> Ruleset:
    list_name = entry.text("list") or ""
    grounds = [_ground(report, item) for item in entry.entries("grounds")]
    if not entry.has("grounds"):
        entry.need("grounds")
    whole = tuple(ground for ground in grounds if ground is not None)
    record = COLLECTIONS[whole[0].each.collection] if whole else None
    for ground in whole:
        if record is not None and ground.each.collection != record.name:
            # Procedure and `settled_when` name fields of the record, whichever ground it is.
            report.add(
                "wrong-value",
                ground.at,
                found=f"`{ground.each.collection}`",
                expected=f"`{record.name}`",
                hint="write the grounds that look at other records as a ruleset of their own",
            )
    settled_node = entry.get("settled_when")
    settled = None
    if settled_node is not None:
        settled = Conditions(report, record, record).read(settled_node)
    return SeriousDishonesty(header, list_name, settled, whole, _procedure(report, entry, record))


def _joint_discipline(report: Report, entry: Entry, header: Header) -> Ruleset:
    list_name = entry.text("list") or ""
    discipline = []
    for item in entry.entries("discipline"):
        at = item.key_at("id")
        name, title = item.text("id") or "", _title(item)
        specific, grant = item.citations("specific"), _grant(report, item)
        item.close()
        if grant is not None:
            discipline.append(Discipline(name, title, grant, specific, at))
    return JointDiscipline(header, list_name, tuple(discipline))


def _statutory_restriction(report: Report, entry: Entry, header: Header) -> Ruleset:
    restrictions = []
    for item in entry.entries("restrictions"):
        at = item.key_at("id")
        name, title = item.text("id") or "", _title(item)
        in_force, each, grant = item.validity("in_force"), _each(report, item), _grant(report, item)
        if each is None:
            continue
        scope, conditions, where = each
        unless = _unless(item, conditions)
        lasting = _lasting(report, item, conditions)
        item.close()
        if grant is None or lasting is None:
            continue
        restrictions.append(
            Restriction(
                id=name,
                title=title,
                each=scope,
                where=where,
                unless=tuple(unless),
                grant=grant,
                since=lasting.since,
                lasts=lasting.period,
                until=lasting.until,
                in_force=in_force,
                at=at,
            )
        )
    return StatutoryRestriction(header, tuple(restrictions))


@dataclass(frozen=True, slots=True)
class _Lasting:
    """`lasts: { for: 3 years, since: day }` or `lasts: { until: day, since: day }`."""

    since: FieldRef
    period: Period | None
    until: FieldRef | None


def _lasting(report: Report, entry: Entry, conditions: Conditions) -> _Lasting | None:
    node = entry.need("lasts")
    said = None if node is None else report.entry(node)
    if said is None:
        return None
    since_node, until_node = said.need("since"), said.get("until")
    period = said.period("for")
    since = None if since_node is None else conditions.field_day(since_node)
    until = None if until_node is None else conditions.field_day(until_node)
    said.close()
    if since is not None and said.has("for") == said.has("until"):
        report.wrong(said.node, "either `for:` with a period or `until:` with a day of the act")
        return None
    if since is None or (period is None and until is None):
        return None
    return _Lasting(since, period, until)


def _tiered_supervision(report: Report, entry: Entry, header: Header) -> Ruleset:
    conditions = Conditions(report, None, None)
    year = entry.text("assessed")
    if year not in (None, "previous-year"):
        node = entry.get("assessed")
        if node is not None:
            report.wrong(node, "`previous-year`")
    tiers = []
    for item in entry.entries("tiers"):
        at = item.key_at("id")
        name, title, basis = item.text("id") or "", _title(item), item.basis()
        when = conditions.read(item.need("when"))
        grants = []
        for given in item.entries("measures"):
            grants.append(_grant(report, given))
            given.close()
        item.close()
        if when is not None:
            kept = tuple(grant for grant in grants if grant is not None)
            tiers.append(Tier(name, title, basis, when, kept, at))
    return TieredSupervision(header, 1, tuple(tiers))


def _requirements(entry: Entry, key: str, conditions: Conditions) -> tuple[Requirement, ...]:
    read = []
    for item in entry.entries(key):
        at = item.key_at("id")
        name, title, basis = item.text("id") or "", _title(item), item.basis()
        when = conditions.read(item.need("when"))
        item.close()
        if when is not None:
            read.append(Requirement(name, title, basis, when, at))
    return tuple(read)


def _titles(entry: Entry, key: str) -> tuple[Title, ...]:
    read = []
    for item in entry.entries(key):
        read.append(_title(item))
        item.close()
    return tuple(read)


def _credit_repair(report: Report, entry: Entry, header: Header) -> Ruleset:
    listing = COLLECTIONS["listings"]
    conditions = Conditions(report, listing, listing)
    return CreditRepair(
        header=header,
        list=entry.text("list") or "",
        platform=_title(entry, "platform"),
        apply_to=entry.text("apply_to") or "",
        requires=_requirements(entry, "requires", conditions),
        barred=_requirements(entry, "barred", conditions),
        grants=_titles(entry, "grants"),
        materials=_titles(entry, "materials"),
        procedure=_procedure(report, entry, COLLECTIONS["repairs"]),
        remedy=_title(entry, "remedy"),
    )


KINDS: dict[str, Callable[[Report, Entry, Header], Ruleset | None]] = {
    "serious-dishonesty": _serious_dishonesty,
    "joint-discipline": _joint_discipline,
    "statutory-restriction": _statutory_restriction,
    "tiered-supervision": _tiered_supervision,
    "credit-repair": _credit_repair,
}
"""The kinds of ruleset, each with its reader."""
