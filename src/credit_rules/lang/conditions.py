"""The condition language: YAML nodes → the tree of `model.expr`, typed against the vocabulary.

A mapping means *all of its lines*. A line is a group (`all any not`), a collection (`some every
count sum distinct share any_span`), a list (`listed proposed standing`), a tier (`tier`), a
judgement (`finding`), a clock (`elapsed`), a named condition (`defined`), or a field with a test,
which `fields` reads.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from credit_rules.diagnostics import Span
from credit_rules.lang.fields import SIZES, Fields, Names
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node, Scalar
from credit_rules.model.catalog import Citation
from credit_rules.model.codes import RecordStatus
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Count,
    DayRef,
    Defined,
    Distinct,
    During,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    Graded,
    Listed,
    Not,
    Op,
    Owner,
    ParameterRef,
    Proposed,
    Quantity,
    Scope,
    Share,
    Since,
    Some,
    Standing,
    Sum,
    Threshold,
    Window,
    Within,
)
from credit_rules.model.subject import COLLECTIONS, Collection, FieldSpec, Kind

__all__ = ["OPENINGS", "WINDOWS", "Conditions"]

OPENINGS: Final = ("some", "every", "count", "sum", "distinct", "share", "any_span")
"""The words that open a look at records; the other words of such a line stand beside them."""

WINDOWS: Final = ("within", "since", "during")
_YEARS: Final = {"this-year": 0, "previous-year": 1}
_LIMITS: Final = (*sorted(SIZES, key=lambda op: op.value), Op.IS)
_SUMMED: Final = frozenset({Kind.AMOUNT, Kind.NUMBER})
_TOLD_APART: Final = frozenset(Kind) - {Kind.CODES}


class Conditions:
    """Reads conditions. `record` is the collection looked at, `this` the one the rule is about."""

    def __init__(
        self,
        report: Report,
        record: Collection | None,
        this: Collection | None,
        names: Names | None = None,
    ) -> None:
        self.report = report
        self.record = record
        self.this = this
        self.names = names or Names()
        self.fields = Fields(report, record, this, self.names)

    def read(self, node: Node | None) -> Expr | None:
        """A condition; None if it is missing or faulty, which has then been reported."""
        entry = None if node is None else self.report.entry(node)
        if entry is None:
            return None
        if not entry.node.entries:
            self.report.wrong(entry.node, "at least one line of a condition")
            return None
        parts: list[Expr | None] = []
        openings = [word for word in OPENINGS if entry.has(word)]
        if len(openings) > 1:
            hint = "write each as a condition of its own under `all:`"
            self.report.wrong(entry.node, "one look at records", hint)
            return None
        for opening in openings:
            parts.append(self._opened(entry, opening))
        for key, value in entry.node.entries:
            if not entry.asked(key.text):
                parts.append(self._line(key, value))
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        return whole[0] if len(whole) == 1 else All(tuple(whole), entry.at)

    def scope(
        self, entry: Entry, opening: str, *, windows: bool = True
    ) -> tuple[Scope, Collection] | None:
        """A collection with its window and what it includes."""
        node = entry.need(opening)
        statuses, basis = self._including(entry)
        window = self._window(entry) if windows else None
        name = None if node is None else self.report.text(node)
        if name is None or node is None:
            return None
        if name not in COLLECTIONS:
            hint = hint_for(name, COLLECTIONS)
            self.report.add(
                "unknown-name", node.at, what="collection", what_zh="集合", name=name, hint=hint
            )
            return None
        return Scope(name, window, statuses, basis), COLLECTIONS[name]

    def collection(self, node: Node) -> tuple[Scope, Collection] | None:
        """A collection by its name, or with its window: `{ collection: c, within: 1 year }`."""
        if isinstance(node, Scalar):
            node = Map(((Scalar("collection", node.at), node),), node.at)
        entry = self.report.entry(node)
        if entry is None:
            return None
        found = self.scope(entry, "collection")
        entry.close()
        return found

    def _including(self, entry: Entry) -> tuple[frozenset[RecordStatus], tuple[Citation, ...]]:
        """`including: { statuses: [repaired], basis: [...] }`."""
        said = entry.inside("including")
        if said is None:
            return frozenset(), ()
        statuses = said.need("statuses")
        read = () if statuses is None else self.report.codes(statuses, RecordStatus)
        basis = said.basis()
        said.close()
        return frozenset(read), basis

    def _window(self, entry: Entry) -> Window | None:
        """One of `within`, `since`, `during`; none looks at all days."""
        said = [word for word in WINDOWS if entry.has(word)]
        if len(said) > 1:
            self.report.wrong(entry.node, "one of `within`, `since` and `during`")
        windows: dict[str, Callable[[Node], Window | None]] = {
            "within": self._within,
            "since": self._since,
            "during": self._during,
        }
        for word in said:
            node = entry.get(word)
            return None if node is None else windows[word](node)
        return None

    def _within(self, node: Node) -> Window | None:
        """`2 years`, or `{ period: 2 years, before: listed_on }`."""
        if not isinstance(node, Map):
            period = self.report.period(node)
            return None if period is None else Within(period)
        entry = Entry(self.report, node)
        period_node, before = entry.need("period"), self.day_ref(entry.need("before"))
        period = None if period_node is None else self.report.period(period_node)
        entry.close()
        return None if period is None or before is None else Within(period, before)

    def _since(self, node: Node) -> Window | None:
        day = self.day_ref(node)
        return None if day is None else Since(day)

    def _during(self, node: Node) -> Window | None:
        year = self.report.word(node, *_YEARS)
        return None if year is None else During(_YEARS[year])

    def day_ref(self, node: Node | None) -> DayRef | None:
        """A day of a record: a field, `this.field`, or `latest_of: [...]`."""
        return self.fields.day_ref(node)

    def record_day(self, node: Node | None) -> FieldRef | None:
        """A day of the record a rule is about; None if it is not said."""
        return self.fields.record_day(node)

    def _opened(self, entry: Entry, opening: str) -> Expr | None:
        match opening:
            case "some" | "every":
                return self._some_or_every(entry, opening)
            case "any_span":
                return self._any_span(entry)
            case "share":
                share = self._share(entry)
                return self._threshold(entry, share, self.report.share, "%")
            case _:
                quantity, spec = self._quantity(entry, opening)
                money = spec is not None and spec.kind is Kind.AMOUNT and opening == "sum"
                read = self.report.amount if money else self._whole
                return self._threshold(entry, quantity, read, "元" if money else None)

    def _some_or_every(self, entry: Entry, opening: str) -> Expr | None:
        found = self.scope(entry, opening)
        where_node, has_node = entry.get("where"), None
        if opening == "every":
            has_node = entry.need("has")
        if found is None:
            return None
        scope, inner = found[0], self._inside(found[1])
        where = inner.where(where_node, entry.at)
        if opening == "some":
            return None if where is None else Some(scope, where, entry.at)
        has = inner.read(has_node)
        return None if where is None or has is None else Every(scope, where, has, entry.at)

    def _inside(self, collection: Collection) -> Conditions:
        """The same conditions, looking at the records of a collection."""
        return Conditions(self.report, collection, self.this, self.names)

    def where(self, node: Node | None, at: Span) -> Expr | None:
        """A condition that may be left out; then everything meets it."""
        return All((), at) if node is None else self.read(node)

    def _any_span(self, entry: Entry) -> Expr | None:
        found = self.scope(entry, "any_span", windows=False)
        where_node, span_node = entry.get("where"), entry.need("span")
        number_node = entry.need("at_least")
        for word in WINDOWS:
            if entry.has(word):
                hint = "`any_span` looks at all days; leave the window out"
                self.report.add("unknown-key", entry.key_at(word), key=word, hint=hint)
        period = None if span_node is None else self.report.period(span_node)
        number = None if number_node is None else self.report.number(number_node)
        if found is None:
            return None
        where = self._inside(found[1]).where(where_node, entry.at)
        if where is None or period is None or number is None:
            return None
        return AnySpan(found[0], where, number, period, entry.at)

    def _quantity(
        self, entry: Entry, opening: str
    ) -> tuple[Count | Sum | Distinct | None, FieldSpec | None]:
        """How many records, how many different values, or how much in all."""
        found = self.scope(entry, opening)
        where_node = entry.get("where")
        of_node = None if opening == "count" else entry.need("of")
        if found is None:
            return None, None
        scope, inner = found[0], self._inside(found[1])
        where = inner.where(where_node, entry.at)
        if opening == "count":
            return (None if where is None else Count(scope, where)), None
        ref = None
        if of_node is not None:
            kinds = _SUMMED if opening == "sum" else _TOLD_APART
            hint = "name a field that holds an amount or a number"
            if opening == "distinct":
                hint = "name a field that holds one value"
            ref = inner.fields.of_kind(of_node, kinds, opening, hint)
        if ref is not None and of_node is not None and ref.of is not Owner.RECORD:
            self.report.wrong(of_node, "a field of the record")
            return None, None
        if where is None or ref is None:
            return None, None
        spec = found[1].fields[ref.name]
        return (Sum if opening == "sum" else Distinct)(scope, where, ref.name), spec

    def _share(self, entry: Entry) -> Share | None:
        """`share: { part: Q, whole: Q }` with what holds where there is none."""
        said, otherwise = entry.inside("share"), entry.inside("not_computable", needed=True)
        answer: str | None = None
        basis: tuple[Citation, ...] = ()
        if otherwise is not None:
            answer_node, basis = otherwise.need("is"), otherwise.basis()
            if answer_node is not None:
                answer = self.report.word(answer_node, "true", "false")
            otherwise.close()
        if said is None:
            return None
        part, whole = (self._part(said.need(key)) for key in ("part", "whole"))
        said.close()
        if part is None or whole is None or answer is None:
            return None
        return Share(part, whole, answer == "true", basis)

    def _part(self, node: Node | None) -> Quantity | None:
        """A field of the record looked at, or a quantity over records."""
        if isinstance(node, Map):
            entry = Entry(self.report, node)
            openings = [word for word in ("count", "sum", "distinct") if entry.has(word)]
            if len(openings) != 1:
                self.report.wrong(node, "one of `count`, `sum` and `distinct`")
                return None
            quantity, _ = self._quantity(entry, openings[0])
            entry.close()
            return quantity
        hint = "name a field that holds an amount or a number"
        return None if node is None else self.fields.of_kind(node, _SUMMED, "share", hint)

    def _threshold(
        self,
        entry: Entry,
        quantity: Quantity | None,
        read: Callable[[Node], Decimal | None],
        unit: str | None,
    ) -> Expr | None:
        """A quantity with its one comparison, `at_least: 3` or `at_least: { parameter: … }`."""
        said = [op for op in _LIMITS if entry.has(op.value)]
        if len(said) != 1:
            self.report.wrong(entry.node, "one comparison such as `at_least: 3`")
            return None
        node = entry.need(said[0].value)
        limit: Decimal | ParameterRef | None = None
        if isinstance(node, Map):
            inside = Entry(self.report, node)
            named = inside.need("parameter")
            limit = None if named is None else self.fields.parameter(named, unit)
            inside.close()
        elif node is not None:
            limit = read(node)
        if quantity is None or limit is None:
            return None
        return Threshold(quantity, said[0], limit, entry.at)

    def _whole(self, node: Node) -> Decimal | None:
        number = self.report.number(node)
        return None if number is None else Decimal(number)

    def _line(self, key: Scalar, value: Node) -> Expr | None:
        match key.text:
            case "all" | "any":
                read = [self.read(item) for item in self.report.sequence(value)]
                parts = tuple(part for part in read if part is not None)
                if not read:
                    self.report.wrong(value, "at least one condition")
                if not read or len(parts) < len(read):
                    return None
                return All(parts, key.at) if key.text == "all" else AnyOf(parts, key.at)
            case "not":
                part = self.read(value)
                return None if part is None else Not(part, key.at)
            case "finding":
                name = self.report.text(value)
                return None if name is None else Finding(name, value.at)
            case "listed":
                name = self.report.text(value)
                return None if name is None else Listed(name, value.at)
            case "proposed":
                name = self.report.text(value)
                return None if name is None else Proposed(name, value.at)
            case "standing":
                return self.standing(key.at, value)
            case "tier":
                return self._graded(value)
            case "defined":
                return self._defined(value)
            case "elapsed":
                return self._elapsed(value)
            case _:
                return self.fields.line(key, value)

    def standing(self, at: Span, node: Node) -> Standing | None:
        """`standing: current`, of an entry on a list."""
        word = self.report.word(node, "current")
        if self.record is None:
            self.report.add("no-record-here", at)
            return None
        if self.record.name != "listings":
            found, hint = f"`{self.record.name}`", "only an entry on a list stands or is removed"
            self.report.add("wrong-value", at, found=found, expected="`listings`", hint=hint)
            return None
        return None if word is None else Standing(at)

    def _graded(self, node: Node) -> Expr | None:
        """`tier: { scheme: …, is: A }`, or one of several tiers."""
        entry = self.report.entry(node)
        if entry is None:
            return None
        scheme, wanted = entry.text("scheme"), entry.need("is")
        items = () if wanted is None else self.report.sequence(wanted)
        read = [self.report.text(item) for item in items]
        tiers = tuple(tier for tier in read if tier is not None)
        if wanted is not None and not items:
            self.report.wrong(wanted, "at least one value")
        entry.close()
        if scheme is None or not tiers or len(tiers) < len(read):
            return None
        return Graded(scheme, tiers, entry.at)

    def _defined(self, node: Node) -> Expr | None:
        """A condition the ruleset has defined above."""
        name = self.report.text(node)
        if name is None:
            return None
        if name not in self.names.definitions:
            hint = hint_for(name, self.names.definitions)
            self.report.add(
                "unknown-name", node.at, what="definition", what_zh="定义", name=name, hint=hint
            )
            return None
        definition = self.names.definitions[name]
        if definition is None:
            return None
        here = None if self.record is None else self.record.name
        if definition.of not in (None, here):
            expected = f"a definition of `{here}`" if here else "a definition about the subject"
            self.report.wrong(node, expected, f"it is about `{definition.of}`")
            return None
        return Defined(name, definition.when, node.at)

    def _elapsed(self, node: Node) -> Expr | None:
        entry = self.report.entry(node)
        if entry is None:
            return None
        since, period_node = self.day_ref(entry.need("since")), entry.need("period")
        period = None if period_node is None else self.report.period(period_node)
        entry.close()
        return None if since is None or period is None else Elapsed(since, period, entry.at)
