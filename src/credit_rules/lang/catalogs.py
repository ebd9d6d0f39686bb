"""Catalog files → entries of the catalog; a department's profile."""

from __future__ import annotations

from collections.abc import Callable

from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.lang.pieces import figures
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Scalar, Seq
from credit_rules.model.catalog import (
    Cap,
    Catalog,
    CodeList,
    CodeValue,
    Demand,
    Instrument,
    InstrumentStatus,
    ListEntry,
    ListKind,
    Measure,
    MeasureParameter,
    Omission,
    Parameter,
    Provision,
    Stricter,
    Version,
)
from credit_rules.model.codes import Effect, LeftOut, Level, Verified
from credit_rules.model.profile import Profile, ProfileFigures
from credit_rules.model.subject import NONE

__all__ = ["READERS", "CatalogEntry", "profile"]

CatalogEntry = Instrument | Measure | ListEntry | Parameter | CodeList


def _instrument(report: Report, name: Scalar, entry: Entry) -> Instrument | None:
    title, title_en = entry.text("title"), entry.text("title_en")
    issuer, level = entry.text("issuer"), entry.code("level", Level)
    status = entry.code("status", InstrumentStatus)
    checked_node = entry.need("last_checked")
    checked = None if checked_node is None else report.day(checked_node)
    number = entry.name("number")
    entry.get("sources")
    entry.get("note")
    versions = [_version(report, version) for version in entry.entries("versions", needed=True)]
    entry.close()
    whole = [version for version in versions if version is not None]
    if not (title and title_en and issuer and level and status and checked and whole):
        return None
    return Instrument(
        name.text, title, title_en, number, issuer, level, status, checked, tuple(whole), name.at
    )


def _version(report: Report, entry: Entry) -> Version | None:
    name = entry.text("id")
    issued, in_force = entry.day("issued"), entry.validity("in_force", needed=True)
    default = entry.code("verified", Verified)
    entry.get("note")
    listed = entry.named_entries("provisions", needed=True)
    entry.close()
    provisions = {}
    for label, said in listed:
        says, verified = said.text("says"), said.code("verified", Verified)
        title = said.name("label")
        demands = [_demand(report, one) for one in said.entries("demands")]
        omission = _omission(said)
        said.close()
        if says and verified:
            read = Provision(label.text, title, says, verified, tuple(demands), omission)
            provisions[label.text] = read
    if name is None or default is None:
        return None
    return Version(name, issued, in_force, provisions)


def _omission(said: Entry) -> Omission | None:
    """`not_covered: { reason: open-norm, note: … }`: no rule rests on the provision, and why."""
    entry = said.inside("not_covered")
    if entry is None:
        return None
    reason, note = entry.code("reason", LeftOut), entry.name("note")
    entry.close()
    return None if reason is None else Omission(reason, note)


def _demand(report: Report, entry: Entry) -> Demand:
    """`{ families: [...], levels: [...] }`: measures of these need a basis of one of those."""
    families, levels = entry.need("families"), entry.need("levels")
    entry.close()
    named = () if families is None else map(report.text, report.sequence(families))
    return Demand(
        frozenset(one for one in named if one is not None),
        frozenset(() if levels is None else report.codes(levels, Level)),
    )


def _measure(_: Report, name: Scalar, entry: Entry) -> Measure | None:
    title, title_en = entry.text("title"), entry.text("title_en")
    effect, family, by = entry.code("effect", Effect), entry.text("family"), entry.text("by")
    remedy, remedy_en = entry.text("remedy"), entry.text("remedy_en")
    on_list = entry.name("on_list")
    degrees: dict[str, tuple[str, str]] = {}
    for degree, words in entry.named_entries("degrees"):
        zh, en = words.text("title"), words.text("title_en")
        words.close()
        if zh and en:
            degrees[degree.text] = (zh, en)
    read = [_measure_parameter(*one) for one in entry.named_entries("parameters")]
    entry.close()
    if not (title and title_en and effect and family and by and remedy and remedy_en):
        return None
    return Measure(
        id=name.text,
        title=title,
        title_en=title_en,
        effect=effect,
        family=family,
        by=by,
        remedy=remedy,
        remedy_en=remedy_en,
        on_list=on_list,
        degrees=degrees,
        parameters={one.id: one for one in read if one is not None},
        at=name.at,
    )


def _measure_parameter(name: Scalar, entry: Entry) -> MeasureParameter | None:
    title, title_en, unit = entry.text("title"), entry.text("title_en"), entry.text("unit")
    stricter, said = entry.code("stricter", Stricter), entry.inside("cap")
    cap = None
    if said is not None:
        parameter, basis = said.text("parameter"), said.basis()
        said.close()
        cap = None if parameter is None else Cap(parameter, basis)
    entry.close()
    if not (title and title_en and unit and stricter):
        return None
    return MeasureParameter(name.text, title, title_en, unit, stricter, cap)


def _list(report: Report, name: Scalar, entry: Entry) -> ListEntry | None:
    title, title_en = entry.text("title"), entry.text("title_en")
    kind = entry.code("list_kind", ListKind)
    term, terms, basis = entry.period("term"), _terms(report, entry), entry.citations("basis")
    organ = _said(report, entry, name, "organ", "who keeps it", "认定部门")
    remedy = _said(report, entry, name, "remedy", "what its subject can do", "救济途径")
    remedy_en = entry.text("remedy_en") if entry.has("remedy") else entry.name("remedy_en")
    exit_at: Span = entry.key_at("exit")
    exits = entry.inside("exit")
    remove_within = None if exits is None else exits.period("remove_within")
    removal_basis = () if exits is None else exits.citations("basis")
    revocation_basis = () if exits is None else exits.citations("revoked_with_its_document")
    if exits is not None:
        exits.close()
    entry.close()
    if exits is None or not removal_basis:
        report.add(
            "list-without-exit",
            name.at if exits is None else exit_at,
            rule=name.text,
            what="how an entry ends",
            what_zh="移出条件",
            key="exit",
        )
        return None
    if not (title and title_en and kind and organ and remedy and remedy_en):
        return None
    return ListEntry(
        id=name.text,
        title=title,
        title_en=title_en,
        kind=kind,
        organ=organ,
        term=term,
        terms=terms,
        remove_within=remove_within,
        removal_basis=removal_basis,
        revocation_basis=revocation_basis,
        basis=basis,
        remedy=remedy,
        remedy_en=remedy_en,
        at=name.at,
    )


def _terms(report: Report, entry: Entry) -> dict[str, Period | None]:
    """`terms: { ground: 2 years }`, or `none` for a ground whose entries have no term."""
    inside, terms = entry.inside("terms"), {}
    for ground, node in inside.node.entries if inside else ():
        open_ended = isinstance(node, Scalar) and node.text == NONE
        period = None if open_ended else report.period(node)
        if open_ended or period is not None:
            terms[ground.text] = period
    return terms


def _said(
    report: Report, entry: Entry, name: Scalar, key: str, what: str, what_zh: str
) -> str | None:
    if entry.has(key):
        return entry.name(key)
    report.add("list-without-exit", name.at, rule=name.text, what=what, what_zh=what_zh, key=key)
    return None


def _parameter(report: Report, name: Scalar, entry: Entry) -> Parameter | None:
    """A figure the law leaves to departments: its unit, the range it allows, who fixes it."""
    title, title_en, unit = entry.text("title"), entry.text("title_en"), entry.text("unit")
    holder, basis, node = entry.text("holder"), entry.basis(), entry.get("range")
    entry.close()
    allowed = None
    if node is not None and unit is not None:
        allowed = figures(report, node, unit)
        if not isinstance(node, Seq):
            report.wrong(node, "a range of two figures, the lower first")
    if not (title and title_en and unit and holder):
        return None
    low, high = (None, None) if allowed is None else (allowed.low, allowed.high)
    return Parameter(name.text, title, title_en, unit, low, high, holder, basis, name.at)


def _code_list(_: Report, name: Scalar, entry: Entry) -> CodeList | None:
    """A list of codes: `values: { warning: { title, title_en, item? } }`."""
    title, title_en = entry.text("title"), entry.text("title_en")
    of, standard = entry.name("field"), entry.name("standard")
    basis = entry.citations("basis") if standard is not None else entry.basis()
    values = {}
    for code, words in entry.named_entries("values", needed=True):
        zh, en, item = words.text("title"), words.text("title_en"), words.name("item")
        words.close()
        if zh and en:
            values[code.text] = CodeValue(code.text, zh, en, item)
    entry.close()
    if not (title and title_en):
        return None
    return CodeList(name.text, title, title_en, of, standard, basis, values, name.at)


READERS: dict[str, Callable[[Report, Scalar, Entry], CatalogEntry | None]] = {
    "instruments": _instrument,
    "measures": _measure,
    "lists": _list,
    "parameters": _parameter,
    "codes": _code_list,
}
"""How an entry of each kind of catalog is read."""


def profile(report: Report, entry: Entry, catalog: Catalog) -> Profile | None:
    """A department's profile. Its instruments have been taken into the catalog before."""
    at, name, title = entry.key_at("id"), entry.text("id"), entry.text("title")
    authority, region_node = entry.text("authority"), entry.get("region")
    region = None if region_node is None else report.region(region_node)
    entry.get("kind")
    entry.get("instruments")
    fixed: dict[str, ProfileFigures] = {}
    for one, said in entry.named_entries("parameters", needed=True):
        read = _fixed(report, one, said, catalog)
        if read is not None:
            fixed[one.text] = read
    entry.close()
    if not (name and title and authority):
        return None
    return Profile(name, title, authority, region, fixed, at)


def _fixed(report: Report, name: Scalar, entry: Entry, catalog: Catalog) -> ProfileFigures | None:
    """`{ is: 10%, basis: … }` or `{ range: [5, 10], basis: … }`, in the unit of the parameter."""
    basis, said = entry.basis(), [word for word in ("is", "range") if entry.has(word)]
    node = entry.get(said[0]) if said else None
    entry.close()
    if len(said) != 1:
        report.wrong(entry.node, "either `is:` a figure or `range:` of two")
    spec = catalog.parameters.get(name.text)
    if spec is None:
        report.add(
            "unknown-name",
            name.at,
            what="parameter",
            what_zh="参数",
            name=name.text,
            hint=hint_for(name.text, catalog.parameters),
        )
        return None
    if node is None or len(said) != 1:
        return None
    if isinstance(node, Seq) is not (said == ["range"]):
        words = {"is": "a figure", "range": "a range of two figures, the lower first"}
        report.wrong(node, words[said[0]])
        return None
    fixed = figures(report, node, spec.unit)
    if fixed is None:
        return None
    too_low = spec.low is not None and fixed.low < spec.low
    if too_low or (spec.high is not None and fixed.high > spec.high):
        facts = {"low": f"{spec.low}{spec.unit}", "high": f"{spec.high}{spec.unit}"}
        report.add("outside-the-range", node.at, parameter=name.text, **facts)
    return ProfileFigures(fixed, basis, name.at)
