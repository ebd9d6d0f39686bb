"""Catalog files → entries of the catalog."""

from __future__ import annotations

from collections.abc import Callable

from credit_rules.diagnostics import Span
from credit_rules.lang.reader import Entry, Report
from credit_rules.lang.source import Scalar
from credit_rules.model.catalog import (
    Instrument,
    InstrumentStatus,
    ListEntry,
    Measure,
    Provision,
    Version,
)
from credit_rules.model.codes import Effect, Level, Verified

__all__ = ["READERS", "CatalogEntry"]

CatalogEntry = Instrument | Measure | ListEntry


def _instrument(report: Report, name: Scalar, entry: Entry) -> Instrument | None:
    title, title_en = entry.text("title"), entry.text("title_en")
    issuer, level = entry.text("issuer"), entry.code("level", Level)
    status = entry.code("status", InstrumentStatus)
    checked_node = entry.need("last_checked")
    checked = None if checked_node is None else report.day(checked_node)
    number = entry.name("number")
    entry.get("sources")
    entry.get("note")
    versions = [_version(report, version) for version in entry.entries("versions")]
    if not entry.has("versions"):
        entry.need("versions")
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
    node = entry.need("provisions")
    entry.close()
    listed = None if node is None else report.entry(node)
    if name is None or listed is None or default is None:
        return None
    provisions = {}
    for label, value in listed.node.entries:
        said = report.entry(value)
        if said is None:
            continue
        says, verified = said.text("says"), said.code("verified", Verified)
        title = said.name("label")
        said.close()
        if says and verified:
            provisions[label.text] = Provision(label.text, title, says, verified)
    return Version(name, issued, in_force, provisions)


def _measure(report: Report, name: Scalar, entry: Entry) -> Measure | None:
    title, title_en = entry.text("title"), entry.text("title_en")
    effect, family, by = entry.code("effect", Effect), entry.text("family"), entry.text("by")
    remedy, remedy_en = entry.text("remedy"), entry.text("remedy_en")
    on_list = entry.name("on_list")
    node = entry.get("degrees")
    degrees = None if node is None else report.entry(node)
    entry.close()
    named: dict[str, tuple[str, str]] = {}
    for degree, value in degrees.node.entries if degrees else ():
        words = report.entry(value)
        if words is None:
            continue
        zh, en = words.text("title"), words.text("title_en")
        words.close()
        if zh and en:
            named[degree.text] = (zh, en)
    if not (title and title_en and effect and family and by and remedy and remedy_en):
        return None
    return Measure(
        name.text, title, title_en, effect, family, by, remedy, remedy_en, on_list, named, name.at
    )


def _list(report: Report, name: Scalar, entry: Entry) -> ListEntry | None:
    title, title_en = entry.text("title"), entry.text("title_en")
    term, basis = entry.period("term"), entry.citations("basis")
    organ = _said(report, entry, name, "organ", "who keeps it", "认定部门")
    remedy = _said(report, entry, name, "remedy", "what its subject can do", "救济途径")
    remedy_en = entry.text("remedy_en") if entry.has("remedy") else entry.name("remedy_en")
    exit_at: Span = entry.key_at("exit")
    exit_node = entry.get("exit")
    exits = None if exit_node is None else report.entry(exit_node)
    remove_within = None if exits is None else exits.period("remove_within")
    removal_basis = () if exits is None else exits.citations("basis")
    revocation_basis = () if exits is None else exits.citations("revoked_with_its_document")
    if exits is not None:
        exits.close()
    entry.close()
    if exits is None or not removal_basis:
        at = name.at if exits is None else exit_at
        report.add(
            "list-without-exit",
            at,
            rule=name.text,
            what="how an entry ends",
            what_zh="移出条件",
            key="exit",
        )
        return None
    if not (title and title_en and organ and remedy and remedy_en):
        return None
    return ListEntry(
        name.text,
        title,
        title_en,
        organ,
        term,
        remove_within,
        removal_basis,
        revocation_basis,
        basis,
        remedy,
        remedy_en,
        name.at,
    )


def _said(
    report: Report, entry: Entry, name: Scalar, key: str, what: str, what_zh: str
) -> str | None:
    if entry.has(key):
        return entry.name(key)
    report.add("list-without-exit", name.at, rule=name.text, what=what, what_zh=what_zh, key=key)
    return None


READERS: dict[str, Callable[[Report, Scalar, Entry], CatalogEntry | None]] = {
    "instruments": _instrument,
    "measures": _measure,
    "lists": _list,
}
"""How an entry of each kind of catalog is read."""
