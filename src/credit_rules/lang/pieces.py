"""The pieces rules of every kind are made of: titles, exceptions, steps, records, what is given.

Each function reads one piece from the mapping it stands in, reports what is wrong with it, and
returns what could be built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from credit_rules.lang.conditions import Conditions
from credit_rules.lang.fields import Names
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node, Seq
from credit_rules.model.catalog import Catalog, MeasureParameter
from credit_rules.model.codes import Purpose, RoleAt, Strength, Target
from credit_rules.model.expr import Expr, ParameterRef, Scope
from credit_rules.model.ruleset import (
    Burden,
    Definition,
    Discipline,
    Figures,
    Grant,
    Ground,
    Procedure,
    Requirement,
    Title,
    Unless,
)
from credit_rules.model.subject import COLLECTIONS, Collection

__all__ = [
    "Each",
    "Reading",
    "discipline",
    "each",
    "each_of",
    "figures",
    "grant",
    "grounds",
    "named",
    "procedure",
    "requirements",
    "step",
    "title",
    "titles",
    "unless",
]

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a ruleset needs: where to report, and what it may name.

    `definitions` grows while the `define:` of the ruleset is read, before everything else.
    """

    report: Report
    catalog: Catalog
    definitions: dict[str, Definition | None] = field(default_factory=dict)

    def conditions(self, record: Collection | None = None) -> Conditions:
        """Conditions about the subject, or about a record, which is then also `this` further in."""
        return Conditions(self.report, record, record, self._names)

    def definition(self, record: Collection | None) -> Conditions:
        """Conditions that get a name. They are used in many places, so no record is `this`."""
        return Conditions(self.report, record, None, self._names)

    @property
    def _names(self) -> Names:
        return Names(self.definitions, self.catalog.parameters)


@dataclass(frozen=True, slots=True)
class Each:
    """`each: collection` with its window and `where:`; the record is also `this` further in."""

    scope: Scope
    conditions: Conditions
    where: Expr


def named(entry: Entry) -> tuple[str, Title]:
    """The id and title of a rule."""
    return entry.text("id") or "", title(entry)


def title(entry: Entry, key: str = "title") -> Title:
    """A title in both languages."""
    return Title(entry.text(key) or "", entry.text(f"{key}_en") or "")


def titles(entry: Entry, key: str) -> tuple[Title, ...]:
    """A list of titles."""
    return _all(entry, key, title)


def unless(entry: Entry, conditions: Conditions) -> tuple[Unless, ...]:
    """The exceptions of a rule."""

    def one(item: Entry) -> Unless | None:
        burden = item.code_or("burden", Burden.AUTHORITY)
        (name, words), basis = named(item), item.basis()
        when = conditions.read(item.need("when"))
        return None if when is None else Unless(name, words, basis, burden, when)

    return _all(entry, "unless", one)


def procedure(reading: Reading, entry: Entry, record: Collection | None) -> tuple[Procedure, ...]:
    """The steps of procedure owed; their days are those of the record."""
    return _all(entry, "procedure", lambda item: step(item, reading.conditions(record)))


def step(entry: Entry, conditions: Conditions) -> Procedure:
    """One step: by whom, on what basis, within how long since which day."""
    since, done = (conditions.record_day(entry.get(key)) for key in ("since", "done_on"))
    name, words = named(entry)
    return Procedure(
        id=name,
        title=words,
        basis=entry.basis(),
        by=entry.text("by") or "",
        within=entry.period("within"),
        since=since,
        since_title=title(entry, "since_title") if entry.has("since_title") else None,
        done=done,
    )


def each(reading: Reading, entry: Entry) -> Each | None:
    """The records a rule is about, one by one."""
    return _met(reading, entry, reading.conditions().scope(entry, "each"))


def each_of(reading: Reading, entry: Entry) -> Each | None:
    """The same where `within` and `since` stand for a deadline: the window stands with `each`."""
    node = entry.need("each")
    return _met(reading, entry, None if node is None else reading.conditions().collection(node))


def _met(reading: Reading, entry: Entry, found: tuple[Scope, Collection] | None) -> Each | None:
    where = entry.get("where")
    if found is None:
        return None
    scope, collection = found
    conditions = reading.conditions(collection)
    condition = conditions.where(where, entry.at)
    return None if condition is None else Each(scope, conditions, condition)


def grounds(reading: Reading, entry: Entry) -> tuple[Ground, ...]:
    """The grounds of a listing. All look at one collection, whose fields procedure names."""

    def one(item: Entry) -> Ground | None:
        at = item.key_at("id")
        (name, words), basis = named(item), item.basis()
        in_force = item.validity("in_force")
        records = each(reading, item)
        exceptions = () if records is None else unless(item, records.conditions)
        if records is None:
            item.get("unless")
            return None
        return Ground(name, words, basis, records.scope, records.where, exceptions, in_force, at)

    read = _all(entry, "grounds", one, needed=True)
    for ground in read[1:]:
        if ground.each.collection != read[0].each.collection:
            reading.report.add(
                "wrong-value",
                ground.at,
                found=f"`{ground.each.collection}`",
                expected=f"`{read[0].each.collection}`",
                hint="write the grounds that look at other records as a ruleset of their own",
            )
    return read


def requirements(entry: Entry, key: str, conditions: Conditions) -> tuple[Requirement, ...]:
    """Requirements, bars, reasons: each a condition with its name and basis."""

    def one(item: Entry) -> Requirement | None:
        at = item.key_at("id")
        (name, words), basis = named(item), item.basis()
        when = conditions.read(item.need("when"))
        return None if when is None else Requirement(name, words, basis, when, at)

    return _all(entry, key, one)


def discipline(reading: Reading, entry: Entry, key: str) -> tuple[Discipline, ...]:
    """Measures against those on a list; `where` is asked of the entry."""
    conditions = reading.conditions(COLLECTIONS["listings"])

    def one(item: Entry) -> Discipline | None:
        at = item.key_at("id")
        (name, words), given = named(item), grant(reading, item)
        where = conditions.where(item.get("where"), item.at)
        return None if given is None or where is None else Discipline(name, words, given, where, at)

    return _all(entry, key, one, needed=True)


def grant(reading: Reading, entry: Entry) -> Grant | None:
    """What a rule gives: the measure, its provisions, whom it meets, how firmly."""
    report, at = reading.report, entry.key_at("measure")
    measure = entry.text("measure")
    targets, purposes = entry.get("targets"), entry.get("purposes")
    strength = entry.code("strength", Strength)
    given = Grant(
        measure=measure or "",
        basis=entry.citations("basis"),
        criteria=entry.citations("criteria"),
        specific=entry.citations("specific"),
        targets=(Target.ENTITY,) if targets is None else report.codes(targets, Target),
        role_at=entry.code_or("role_at", RoleAt.LISTING),
        purposes=() if purposes is None else report.codes(purposes, Purpose),
        strength=strength or Strength.MUST,
        degree=entry.name("degree"),
        parameters=_parameters(reading, entry, measure),
        at=at,
    )
    return given if measure and strength else None


def _parameters(
    reading: Reading, entry: Entry, measure: str | None
) -> dict[str, Figures | ParameterRef]:
    """`parameters: { ratio: 10% }`, each in the unit the measure's catalog entry gives it."""
    inside = entry.inside("parameters")
    found = reading.catalog.measures.get(measure or "")
    read: dict[str, Figures | ParameterRef] = {}
    for name, node in inside.node.entries if inside else ():
        # A measure that is not in the catalog has been, or will be, reported by the checks.
        spec = found.parameters.get(name.text) if found else None
        if found is not None and spec is None:
            reading.report.add(
                "unknown-name",
                name.at,
                what="parameter",
                what_zh="参数",
                name=name.text,
                hint=hint_for(name.text, found.parameters),
            )
        value = None if spec is None else _figures_or_parameter(reading, node, spec)
        if value is not None:
            read[name.text] = value
    return read


def _figures_or_parameter(
    reading: Reading, node: Node, spec: MeasureParameter
) -> Figures | ParameterRef | None:
    if not isinstance(node, Map):
        return figures(reading.report, node, spec.unit)
    entry = Entry(reading.report, node)
    said = entry.need("parameter")
    entry.close()
    return None if said is None else reading.conditions().fields.parameter(said, spec.unit)


def figures(report: Report, node: Node, unit: str) -> Figures | None:
    """A figure, or a range of two, the lower first."""
    if not isinstance(node, Seq):
        figure = report.figure(node, unit)
        return None if figure is None else Figures(figure, figure)
    ends = [report.figure(item, unit) for item in node.items]
    if len(ends) != 2:
        report.wrong(node, "a range of two figures, the lower first")
        return None
    low, high = ends
    if low is None or high is None:
        return None
    if high < low:
        report.wrong(node.items[1], "a range of two figures, the lower first")
        return None
    return Figures(low, high)


def _all(
    entry: Entry, key: str, read: Callable[[Entry], Read | None], *, needed: bool = False
) -> tuple[Read, ...]:
    """Everything of a list that could be built; each mapping is closed when it was read."""
    whole = []
    for item in entry.entries(key, needed=needed):
        one = read(item)
        item.close()
        if one is not None:
            whole.append(one)
    return tuple(whole)
