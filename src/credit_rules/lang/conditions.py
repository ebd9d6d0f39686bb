"""The condition language: YAML nodes → the tree of `model.expr`, typed against the vocabulary.

A mapping means *all of its lines*. A line is a group (`all any not`), a collection (`some every
count`), a list (`listed`), a judgement (`finding`), a clock (`elapsed`), or a field with a test: a
bare value is "is", a list is "is one of", a mapping holds tests.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from credit_rules.diagnostics import Span
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node, Scalar, Seq
from credit_rules.model.catalog import Citation
from credit_rules.model.codes import RecordStatus
from credit_rules.model.expr import (
    All,
    AnyOf,
    Compare,
    Constant,
    Count,
    DayRef,
    During,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    In,
    LatestOf,
    Listed,
    Not,
    Op,
    Scope,
    Since,
    Some,
    Window,
    Within,
)
from credit_rules.model.subject import COLLECTIONS, NONE, Collection, FieldSpec, Kind, read_amount

__all__ = ["Conditions"]

_EQUALITY = frozenset({Op.IS, Op.IS_NOT})
_SIZES = frozenset({Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN})
_DAYS = frozenset({Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER})
_TESTS: Final = {
    Kind.TEXT: _EQUALITY,
    Kind.CODE: _EQUALITY,
    Kind.CODES: _EQUALITY,
    Kind.FLAG: frozenset({Op.IS}),
    Kind.NUMBER: _EQUALITY | _SIZES,
    Kind.AMOUNT: _EQUALITY | _SIZES,
    Kind.DAY: _EQUALITY | _DAYS,
    Kind.DUE_DAY: _EQUALITY | _DAYS,
}
_KIND_WORDS: Final = {
    Kind.TEXT: "a text",
    Kind.CODE: "one word of a closed set",
    Kind.CODES: "words of a closed set",
    Kind.FLAG: "yes or no",
    Kind.NUMBER: "a number",
    Kind.AMOUNT: "an amount of money",
    Kind.DAY: "a day",
    Kind.DUE_DAY: "a day fixed beforehand",
}


class Conditions:
    """Reads conditions. `record` is the collection looked at, `this` the one the rule is about."""

    def __init__(self, report: Report, record: Collection | None, this: Collection | None) -> None:
        self.report = report
        self.record = record
        self.this = this

    def read(self, node: Node | None) -> Expr | None:
        """A condition; None if it is missing or faulty, which has then been reported."""
        entry = None if node is None else self.report.entry(node)
        if entry is None:
            return None
        if not entry.node.entries:
            self.report.wrong(entry.node, "at least one line of a condition")
            return None
        parts: list[Expr | None] = []
        for opening in ("some", "every", "count"):
            if entry.has(opening):
                parts.append(self._collection(entry, opening))
        for key, value in entry.node.entries:
            if not entry.asked(key.text):
                parts.append(self._line(key, value))
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        return whole[0] if len(whole) == 1 else All(tuple(whole), entry.at)

    def scope(self, entry: Entry, opening: str) -> tuple[Scope, Collection] | None:
        """A collection with its window and what it includes."""
        node = entry.need(opening)
        name = None if node is None else self.report.text(node)
        if name is None or node is None:
            return None
        if name not in COLLECTIONS:
            hint = hint_for(name, COLLECTIONS)
            self.report.add(
                "unknown-name", node.at, what="collection", what_zh="集合", name=name, hint=hint
            )
            return None
        statuses, basis = self._including(entry)
        return Scope(name, self._window(entry), statuses, basis), COLLECTIONS[name]

    def _including(self, entry: Entry) -> tuple[frozenset[RecordStatus], tuple[Citation, ...]]:
        """`including: { statuses: [repaired], basis: [...] }`."""
        node = entry.get("including")
        said = None if node is None else self.report.entry(node)
        if said is None:
            return frozenset(), ()
        statuses = said.need("statuses")
        read = () if statuses is None else self.report.codes(statuses, RecordStatus)
        basis = said.basis()
        said.close()
        return frozenset(read), basis

    def day_ref(self, node: Node | None) -> DayRef | None:
        """A day of a record: a field, `this.field`, or `latest_of: [...]`."""
        if isinstance(node, Map):
            entry = Entry(self.report, node)
            days, optional = self._days(entry.need("latest_of")), self._days(entry.get("if_any"))
            entry.close()
            return None if not days or optional is None else LatestOf(days, optional)
        return None if node is None else self.field_day(node)

    def _days(self, node: Node | None) -> tuple[FieldRef, ...] | None:
        read = [] if node is None else [self.field_day(one) for one in self.report.sequence(node)]
        days = tuple(day for day in read if day is not None)
        return days if len(days) == len(read) else None

    def field_day(self, node: Node) -> FieldRef | None:
        """A field that holds a day."""
        text = self.report.text(node)
        if text is None:
            return None
        ref = FieldRef(text.removeprefix("this."), text.startswith("this."))
        spec = self._spec(ref, node.at)
        if spec is not None and spec.kind not in (Kind.DAY, Kind.DUE_DAY):
            self._wrong_test("since", spec, node.at, "name a field that holds a day")
            return None
        return ref if spec is not None else None

    def _window(self, entry: Entry) -> Window | None:
        period = entry.period("within")
        since = self.day_ref(entry.get("since"))
        during = entry.get("during")
        if during is not None:
            if isinstance(during, Scalar) and during.text == "previous-year":
                return During(1)
            self.report.wrong(during, "`previous-year`")
        if period is not None:
            return Within(period)
        return None if since is None else Since(since)

    def _collection(self, entry: Entry, opening: str) -> Expr | None:
        found = self.scope(entry, opening)
        where_node, has_node = entry.get("where"), None
        if opening == "every":
            has_node = entry.need("has")
        test = self._count_test(entry) if opening == "count" else None
        if found is None:
            return None
        scope, collection = found
        inner = Conditions(self.report, collection, self.this)
        where = All((), entry.at) if where_node is None else inner.read(where_node)
        if where is None:
            return None
        match opening:
            case "some":
                return Some(scope, where, entry.at)
            case "every":
                has = inner.read(has_node)
                return None if has is None else Every(scope, where, has, entry.at)
            case _:
                return None if test is None else Count(scope, where, *test, entry.at)

    def _count_test(self, entry: Entry) -> tuple[Op, int] | None:
        said = [
            op for op in (*sorted(_SIZES, key=lambda op: op.value), Op.IS) if entry.has(op.value)
        ]
        if len(said) != 1:
            self.report.wrong(entry.node, "`count` with one comparison such as `at_least: 3`")
            return None
        node = entry.need(said[0].value)
        number = None if node is None else self.report.number(node)
        return None if number is None else (said[0], number)

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
            case "elapsed":
                return self._elapsed(value)
            case _:
                return self._field(key, value)

    def _elapsed(self, node: Node) -> Expr | None:
        entry = self.report.entry(node)
        if entry is None:
            return None
        since, period_node = self.day_ref(entry.need("since")), entry.need("period")
        period = None if period_node is None else self.report.period(period_node)
        entry.close()
        return None if since is None or period is None else Elapsed(since, period, entry.at)

    def _field(self, key: Scalar, value: Node) -> Expr | None:
        ref = FieldRef(key.text.removeprefix("this."), key.text.startswith("this."))
        spec = self._spec(ref, key.at)
        if spec is None:
            return None
        if isinstance(value, Scalar):
            return self._compare(ref, spec, Op.IS, value, key.at)
        if isinstance(value, Seq):
            return self._one_of(ref, spec, value, key.at)
        entry = Entry(self.report, value)
        if not value.entries:
            self.report.wrong(value, "a test", self._tests_of(spec))
        parts: list[Expr | None] = []
        for test, operand in value.entries:
            entry.has(test.text)
            parts.append(self._test(ref, spec, test, operand))
        whole = tuple(part for part in parts if part is not None)
        if not whole or len(whole) < len(parts):
            return None
        return whole[0] if len(whole) == 1 else All(whole, key.at)

    def _test(self, ref: FieldRef, spec: FieldSpec, test: Scalar, operand: Node) -> Expr | None:
        match test.text:
            case "one_of":
                return self._one_of(ref, spec, operand, test.at)
            case "none_of":
                part = self._one_of(ref, spec, operand, test.at)
                return None if part is None else Not(part, test.at)
            case "passed":
                if spec.kind not in (Kind.DAY, Kind.DUE_DAY):
                    return self._wrong_test("passed", spec, test.at, self._tests_of(spec))
                if not (isinstance(operand, Scalar) and operand.text == "true"):
                    self.report.wrong(operand, "`true`", "write `not:` around the test instead")
                    return None
                return Elapsed(ref, None, test.at)
            case word:
                op = next((op for op in Op if op.value == word), None)
                if op is None or op not in _TESTS[spec.kind]:
                    return self._wrong_test(word, spec, test.at, self._tests_of(spec))
                return self._compare(ref, spec, op, operand, test.at)

    def _one_of(self, ref: FieldRef, spec: FieldSpec, node: Node, at: Span) -> Expr | None:
        if Op.IS_NOT not in _TESTS[spec.kind]:
            return self._wrong_test("one_of", spec, at, self._tests_of(spec))
        read = [self._constant(spec, item) for item in self.report.sequence(node)]
        if not read:
            self.report.wrong(node, "at least one value")
        values = tuple(value for value in read if value is not None)
        return In(ref, values, at) if values and len(values) == len(read) else None

    def _compare(self, ref: FieldRef, spec: FieldSpec, op: Op, node: Node, at: Span) -> Expr | None:
        if isinstance(node, Map):
            entry = Entry(self.report, node)
            other_node = entry.need("field")
            entry.close()
            other = None if other_node is None else self.field_day(other_node)
            if other is not None and spec.kind not in (Kind.DAY, Kind.DUE_DAY):
                return self._wrong_test("field", spec, node.at, "only days are compared with days")
            return None if other is None else Compare(ref, op, other, at)
        value = self._constant(spec, node)
        if value is None:
            return None
        if value == NONE and op not in _EQUALITY:
            return self._wrong_test(f"{op.value}: none", spec, node.at, "write `is: none`")
        return Compare(ref, op, value, at)

    def _constant(self, spec: FieldSpec, node: Node) -> Constant | None:
        if not isinstance(node, Scalar):
            self.report.wrong(node, "one value")
            return None
        if node.text == NONE:
            return NONE
        match spec.kind:
            case Kind.TEXT:
                return self.report.text(node)
            case Kind.CODE | Kind.CODES if spec.codes is not None:
                code = self.report.code(node, spec.codes)
                return None if code is None else code.value
            case Kind.FLAG:
                if node.text in ("true", "false"):
                    return node.text == "true"
                self.report.wrong(node, "`true` or `false`")
                return None
            case Kind.DAY | Kind.DUE_DAY:
                day: date | None = self.report.day(node)
                return day
            case _:
                amount = read_amount(node.text)
                if isinstance(amount, Decimal):
                    return amount
                self.report.wrong(node, "a number such as 3, or an amount such as `200万元`")
                return None

    def _spec(self, ref: FieldRef, at: Span) -> FieldSpec | None:
        collection = self.this if ref.of_this else self.record
        if collection is None:
            self.report.add("no-record-here", at)
            return None
        spec = collection.fields.get(ref.name)
        if spec is None:
            hint = hint_for(ref.name, collection.fields)
            what = f"field of `{collection.name}`"
            self.report.add(
                "unknown-name",
                at,
                what=what,
                what_zh=f"`{collection.name}` 字段",
                name=ref.name,
                hint=hint,
            )
        return spec

    def _wrong_test(self, test: str, spec: FieldSpec, at: Span, hint: str) -> Expr | None:
        """Report a test that does not fit; there is no condition then."""
        self.report.add(
            "wrong-test", at, test=test, field=spec.name, kind=_KIND_WORDS[spec.kind], hint=hint
        )
        return None

    @staticmethod
    def _tests_of(spec: FieldSpec) -> str:
        words = sorted(op.value for op in _TESTS[spec.kind])
        return f"tests of this field: {', '.join(words)}"
