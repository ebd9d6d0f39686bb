"""Files → Rulebook. Every step keeps what it could build; `load` raises once, with everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from credit_rules.diagnostics import Diagnostic, Span, in_order
from credit_rules.errors import RulesetError
from credit_rules.lang import parser, reactions, source
from credit_rules.lang.catalogs import READERS, CatalogEntry
from credit_rules.lang.catalogs import profile as read_profile
from credit_rules.lang.checks import check_catalog, check_profile, check_rulesets
from credit_rules.lang.reaction_checks import check_reactions
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.model.catalog import Catalog, CodeList, Instrument, ListEntry, Measure, Parameter
from credit_rules.model.profile import Profile
from credit_rules.model.reactions import ReactionRuleset
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Header, Ruleset

__all__ = [
    "Document",
    "Documents",
    "Places",
    "check",
    "load",
    "load_documents",
    "read_documents",
    "shipped",
]

Places = Path | str | Sequence[Path | str]
"""A folder or file, or several: a department's own beside those that ship."""

_LIMIT_FILES: Final = 5_000
_KEPT: Final = 8
_PROFILE: Final = "profile"
_EMPTY: Final[tuple[str, dict[str, str]]] = ("empty-catalog", {})


def shipped(folder: str) -> Path:
    """Where `rulesets` or `catalogs` are: inside the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "content" / folder
    return installed if installed.is_dir() else package.parents[1] / folder


def load(
    rulesets: Places | None = None,
    *,
    catalogs: Places | None = None,
    profile: Path | str | None = None,
) -> Rulebook:
    """Load rulesets and catalogs; without arguments, those that ship.

    Args:
        rulesets: a folder or file of rulesets, or several of them.
        catalogs: a folder or file of catalogs, or several of them.
        profile: the file in which a department fixes the figures the law leaves to it.

    Raises:
        RulesetError: something does not load; it carries every diagnostic.
    """
    if rulesets is None and catalogs is None and profile is None:
        return _load_shipped()
    return _raising(_build(_places(rulesets, "rulesets"), _places(catalogs, "catalogs"), profile))


@dataclass(frozen=True, slots=True)
class Document:
    """A file that rules were read from: how diagnostics and answers call it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Documents:
    """Every file a rulebook was loaded from, in the order read: all it takes to load it again.

    Attributes:
        rules: catalogs and rulesets.
        profile: the figures of a department; empty where none was loaded.
    """

    rules: tuple[Document, ...]
    profile: tuple[Document, ...]


def read_documents(
    rulesets: Places | None = None,
    *,
    catalogs: Places | None = None,
    profile: Path | str | None = None,
) -> Documents:
    """The files `load` would read, as they are now; what is returned does load.

    Raises:
        RulesetError: something does not load; it carries every diagnostic.
    """
    profiles = [] if profile is None else [Path(profile)]
    places = [*_places(catalogs, "catalogs"), *_places(rulesets, "rulesets")]
    rules, fixed = _read(places), _read(profiles)
    _raising(_built(rules, fixed))
    # A file without content does not load, so there is none here.
    kept = [
        tuple(Document(file.shown, file.content or b"") for file in files)
        for files in (rules, fixed)
    ]
    return Documents(*kept)


def load_documents(documents: Documents) -> Rulebook:
    """Load a rulebook from bytes kept earlier. Their names are only shown, never opened.

    Raises:
        RulesetError: something does not load; it carries every diagnostic.
    """
    rules, profile = (
        tuple(_File(one.name, one.content) for one in some)
        for some in (documents.rules, documents.profile)
    )
    return _raising(_built(rules, profile))


def check(
    rulesets: Places | None = None,
    *,
    catalogs: Places | None = None,
    profile: Path | str | None = None,
) -> tuple[Diagnostic, ...]:
    """Everything wrong with rulesets, catalogs and profile, by place; empty when they load."""
    return _build(_places(rulesets, "rulesets"), _places(catalogs, "catalogs"), profile)[1]


@cache
def _load_shipped() -> Rulebook:
    return _raising(_build([shipped("rulesets")], [shipped("catalogs")], None))


def _raising(built: tuple[Rulebook, tuple[Diagnostic, ...]]) -> Rulebook:
    book, found = built
    if found:
        raise RulesetError(found)
    return book


def _places(said: Places | None, folder: str) -> list[Path]:
    if said is None:
        return [shipped(folder)]
    return [Path(said)] if isinstance(said, Path | str) else [Path(one) for one in said]


def _build(
    rulesets: list[Path], catalogs: list[Path], profile: Path | str | None
) -> tuple[Rulebook, tuple[Diagnostic, ...]]:
    profiles = [] if profile is None else [Path(profile)]
    return _built(_read([*catalogs, *rulesets]), _read(profiles))


@lru_cache(maxsize=_KEPT)
def _built(
    files: tuple[_File, ...], profile_files: tuple[_File, ...]
) -> tuple[Rulebook, tuple[Diagnostic, ...]]:
    """What files come to; the same files are parsed once in a process.

    Catalogs first, wherever their files lie: what rulesets say is read in their terms.
    """
    report = Report()
    documents = _documents(report, files)
    profiles = _documents(report, profile_files)
    entries: dict[tuple[type[CatalogEntry], str], CatalogEntry] = {}
    waiting, reacting = [], []
    for entry in documents:
        kind = entry.name("kind")
        if kind in READERS:
            _take_catalog(report, kind, entry, entries)
            entry.close()
        elif kind in parser.KINDS:
            waiting.append(entry)
        elif kind == reactions.KIND:
            reacting.append(entry)
        else:
            _refuse(report, entry, kind, (*READERS, *parser.KINDS, reactions.KIND))
    for entry in profiles:
        if entry.name("kind") == _PROFILE:
            _take_catalog(report, "instruments", entry, entries)
    catalog = _catalog(entries.values())
    read = _rulesets(report, waiting, catalog)
    reacted = _reactions(report, reacting)
    fixed = _profile(report, profiles, catalog)
    check_catalog(report, catalog)
    check_rulesets(report, catalog, read)
    check_reactions(report, catalog, read, reacted)
    if fixed is not None:
        check_profile(report, catalog, fixed)
    return Rulebook.of(read, catalog, fixed, reacted), in_order(report.found)


def _refuse(report: Report, entry: Entry, kind: str | None, known: tuple[str, ...]) -> None:
    """Say that a file is of no kind we read here."""
    if kind is None:
        entry.need("kind")
        return
    hint, at = hint_for(kind, known), entry.key_at("kind")
    report.add("unknown-name", at, what="kind", what_zh="类型", name=kind, hint=hint)


def _catalog(entries: Iterable[CatalogEntry]) -> Catalog:
    every = list(entries)
    titles = Counter(one.title for one in every if isinstance(one, Instrument))
    return Catalog(
        shared_titles=frozenset(title for title, count in titles.items() if count > 1),
        instruments={one.id: one for one in every if isinstance(one, Instrument)},
        measures={one.id: one for one in every if isinstance(one, Measure)},
        lists={one.id: one for one in every if isinstance(one, ListEntry)},
        parameters={one.id: one for one in every if isinstance(one, Parameter)},
        codes={one.id: one for one in every if isinstance(one, CodeList)},
    )


def _take_catalog(
    report: Report,
    kind: str,
    entry: Entry,
    entries: dict[tuple[type[CatalogEntry], str], CatalogEntry],
) -> None:
    """Every entry under `kind`; a profile need not have any."""
    needed = entry.name("kind") != _PROFILE
    for name, said in entry.named_entries(kind, needed=needed):
        read = READERS[kind](report, name, said)
        if read is None:
            continue
        first = entries.setdefault((type(read), read.id), read)
        if first is not read:
            report.add("duplicate-id", name.at, name=read.id, first=str(first.at))


def _rulesets(report: Report, entries: list[Entry], catalog: Catalog) -> tuple[Ruleset, ...]:
    read = tuple(parser.ruleset(report, entry, catalog) for entry in entries)
    _named_once(report, (one.header for one in read))
    return read


def _reactions(report: Report, entries: list[Entry]) -> tuple[ReactionRuleset, ...]:
    read = tuple(reactions.reactions(report, entry) for entry in entries)
    _named_once(report, (one.header for one in read))
    return read


def _named_once(report: Report, headers: Iterable[Header]) -> None:
    """No two files have the same id and edition."""
    named: dict[tuple[str, str], Span] = {}
    for header in headers:
        first = named.setdefault((header.id, header.edition), header.at)
        if first is not header.at:
            name = f"{header.id} {header.edition}"
            report.add("duplicate-id", header.at, name=name, first=str(first))


def _profile(report: Report, entries: list[Entry], catalog: Catalog) -> Profile | None:
    read = None
    for entry in entries:
        kind = entry.name("kind")
        if kind == _PROFILE:
            read = read_profile(report, entry, catalog)
        else:
            _refuse(report, entry, kind, (_PROFILE,))
    return read


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was read: how diagnostics call it, and its bytes or why there are none."""

    shown: str
    content: bytes | None
    problem: str = ""


def _documents(report: Report, files: Iterable[_File]) -> list[Entry]:
    read: list[Entry] = []
    for file in files:
        whole = Span(file.shown, 1, 1, 1)
        if file.content is None:
            code, facts = ("not-yaml", {"problem": file.problem}) if file.problem else _EMPTY
            report.add(code, whole, **facts)
            continue
        node, found = source.read(file.content, file.shown)
        report.found.extend(found)
        entry = None if node is None else report.entry(node)
        if entry is not None:
            read.append(entry)
        elif node is None and not found:
            report.add("empty-catalog", whole)
    return read


def _read(places: Iterable[Path]) -> tuple[_File, ...]:
    """Every file at some places; a place without any is a file that is not there."""
    return tuple(file for place in places for file in _at(place))


def _at(place: Path) -> Iterator[_File]:
    files = _files(place)
    if not files:
        yield _File(place.name, None)
    for path, shown in files:
        try:
            with path.open("rb") as stream:
                yield _File(shown, stream.read(source.LIMIT_BYTES + 1))
        except OSError as error:
            yield _File(shown, None, error.strerror or "cannot be read")


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
