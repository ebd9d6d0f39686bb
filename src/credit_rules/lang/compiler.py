"""Files → Rulebook. Every step keeps what it could build; `load` raises once, with everything."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from credit_rules.diagnostics import Diagnostic, Span, in_order
from credit_rules.errors import RulesetError
from credit_rules.lang import parser, source
from credit_rules.lang.catalogs import READERS, CatalogEntry
from credit_rules.lang.checks import check_catalog, check_rulesets
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.model.catalog import Catalog, Instrument, ListEntry, Measure
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Ruleset

__all__ = ["check", "load", "shipped"]

_LIMIT_FILES: Final = 5_000


def shipped(folder: str) -> Path:
    """Where `rulesets` or `catalogs` are: inside the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "content" / folder
    return installed if installed.is_dir() else package.parents[1] / folder


def load(rulesets: Path | str | None = None, *, catalogs: Path | str | None = None) -> Rulebook:
    """Load rulesets and catalogs; without arguments, those that ship.

    Args:
        rulesets: a folder or file of rulesets.
        catalogs: a folder or file of catalogs.

    Raises:
        RulesetError: something does not load; it carries every diagnostic.
    """
    if rulesets is None and catalogs is None:
        return _load_shipped()
    book, found = _build(*_folders(rulesets, catalogs))
    if found:
        raise RulesetError(found)
    return book


def check(
    rulesets: Path | str | None = None, *, catalogs: Path | str | None = None
) -> tuple[Diagnostic, ...]:
    """Everything wrong with rulesets and catalogs, by place; empty when they load."""
    return _build(*_folders(rulesets, catalogs))[1]


@cache
def _load_shipped() -> Rulebook:
    book, found = _build(*_folders(None, None))
    if found:
        raise RulesetError(found)
    return book


def _folders(rulesets: Path | str | None, catalogs: Path | str | None) -> tuple[Path, Path]:
    return (
        shipped("rulesets") if rulesets is None else Path(rulesets),
        shipped("catalogs") if catalogs is None else Path(catalogs),
    )


def _build(rulesets: Path, catalogs: Path) -> tuple[Rulebook, tuple[Diagnostic, ...]]:
    report = Report()
    entries: dict[tuple[type[CatalogEntry], str], CatalogEntry] = {}
    documents: list[Ruleset] = []
    named: dict[tuple[str, str], Span] = {}
    for entry in _documents(report, [catalogs, rulesets]):
        kind = entry.name("kind")
        if kind in READERS:
            _take_catalog(report, kind, entry, entries)
        elif kind in parser.KINDS:
            document = parser.ruleset(report, entry)
            if document is not None:
                _take_ruleset(report, document, documents, named)
        elif kind is None:
            entry.need("kind")
        else:
            hint = hint_for(kind, (*READERS, *parser.KINDS))
            at = entry.key_at("kind")
            report.add("unknown-name", at, what="kind", what_zh="类型", name=kind, hint=hint)
    catalog = Catalog(
        instruments={e.id: e for e in entries.values() if isinstance(e, Instrument)},
        measures={e.id: e for e in entries.values() if isinstance(e, Measure)},
        lists={e.id: e for e in entries.values() if isinstance(e, ListEntry)},
    )
    check_catalog(report, catalog)
    check_rulesets(report, catalog, tuple(documents))
    return Rulebook.of(tuple(documents), catalog), in_order(report.found)


def _take_catalog(
    report: Report,
    kind: str,
    entry: Entry,
    entries: dict[tuple[type[CatalogEntry], str], CatalogEntry],
) -> None:
    node = entry.need(kind)
    entry.close()
    listed = None if node is None else report.entry(node)
    for name, value in listed.node.entries if listed else ():
        said = report.entry(value)
        read = None if said is None else READERS[kind](report, name, said)
        if read is None:
            continue
        first = entries.setdefault((type(read), read.id), read)
        if first is not read:
            report.add("duplicate-id", name.at, name=read.id, first=str(first.at))


def _take_ruleset(
    report: Report,
    document: Ruleset,
    documents: list[Ruleset],
    named: dict[tuple[str, str], Span],
) -> None:
    header = document.header
    first = named.setdefault((header.id, header.edition), header.at)
    if first is not header.at:
        name = f"{header.id} {header.edition}"
        report.add("duplicate-id", header.at, name=name, first=str(first))
    documents.append(document)


def _documents(report: Report, places: Sequence[Path]) -> list[Entry]:
    read: list[Entry] = []
    for place in places:
        files = _files(place)
        if not files:
            report.add("empty-catalog", Span(place.name, 1, 1, 1))
        for path, shown in files:
            try:
                with path.open("rb") as stream:
                    content = stream.read(source.LIMIT_BYTES + 1)
            except OSError as error:
                problem = error.strerror or "cannot be read"
                report.add("not-yaml", Span(shown, 1, 1, 1), problem=problem)
                continue
            node, found = source.read(content, shown)
            report.found.extend(found)
            entry = None if node is None else report.entry(node)
            if entry is not None:
                read.append(entry)
            elif node is None and not found:
                report.add("empty-catalog", Span(shown, 1, 1, 1))
    return read


def _files(place: Path) -> list[tuple[Path, str]]:
    """The YAML files at a place, each with the name diagnostics give it, in a fixed order."""
    if place.is_file():
        return [(place, place.name)]
    paths = sorted(path for path in place.rglob("*.yaml") if path.is_file())
    root = place.resolve()
    return [
        (path, f"{place.name}/{path.relative_to(place).as_posix()}")
        for path in paths[:_LIMIT_FILES]
        # A link out of the folder is not part of it.
        if path.resolve().is_relative_to(root) and not path.name.endswith(".scenario.yaml")
    ]
