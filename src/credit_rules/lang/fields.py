"""A field with its test: `fine: { at_least: 100万元 }`, typed against the vocabulary.

A bare value is "is", a list is "is one of", a mapping holds tests. What a field is compared with is
a constant, another field (`{ field: this.violation }`), a figure a department fixes
(`{ parameter: lower-fine }`) or the year so many years before (`{ years_before: 1 }`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from credit_rules.diagnostics import Span
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node, Scalar, Seq
from credit_rules.model.catalog import Parameter
from credit_rules.model.expr import (
    All,
    Compare,
    Constant,
    DayRef,
    Elapsed,
    Expr,
    FieldRef,
    In,
    LatestOf,
    Not,
    Op,
    Operand,
    Owner,
    ParameterRef,
    YearsBefore,
)
from credit_rules.model.ruleset import Definition
from credit_rules.model.subject import (
    NONE,
    NOT_COMPUTABLE,
    SUBJECT_FIELDS,
    Collection,
    FieldSpec,
    Kind,
)

__all__ = ["DAYS", "FIGURES", "SIZES", "TESTS", "Fields", "Names"]

_EQUALITY: Final = frozenset({Op.IS, Op.IS_NOT})
SIZES: Final = frozenset({Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN})
_ORDER: Final = frozenset({Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER})
TESTS: Final = {
    Kind.TEXT: _EQUALITY,
    Kind.CODE: _EQUALITY,
    Kind.CODES: _EQUALITY,
    Kind.FLAG: frozenset({Op.IS}),
    Kind.NUMBER: _EQUALITY | SIZES,
    Kind.POINTS: _EQUALITY | SIZES,
    Kind.AMOUNT: _EQUALITY | SIZES,
    Kind.DAY: _EQUALITY | _ORDER,
    Kind.DUE_DAY: _EQUALITY | _ORDER,
}
"""The comparisons a field of a kind takes; those of equality also take lists of values."""

DAYS: Final = frozenset({Kind.DAY, Kind.DUE_DAY})
FIGURES: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.POINTS})
_LIMIT_YEARS: Final = 50
_WORDS: Final = frozenset({NONE, NOT_COMPUTABLE})
_KIND_WORDS: Final = {
    Kind.TEXT: "a text",
    Kind.CODE: "one word of a closed set",
    Kind.CODES: "words of a closed set",
    Kind.FLAG: "yes or no",
    Kind.NUMBER: "a number",
    Kind.POINTS: "points",
    Kind.AMOUNT: "an amount of money",
    Kind.DAY: "a day",
    Kind.DUE_DAY: "a day fixed beforehand",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a condition may name beside fields.

    `definitions` are those of the ruleset so far; None stands for one that could not be read.
    """

    definitions: Mapping[str, Definition | None] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


class Fields:
    """Reads fields of the record looked at, of the record a rule is about, and of the subject."""

    def __init__(
        self,
        report: Report,
        record: Collection | None,
        this: Collection | None,
        names: Names,
    ) -> None:
        self.report = report
        self.record = record
        self.this = this
        self.names = names

    def named(self, text: str, at: Span) -> tuple[FieldRef, FieldSpec] | None:
        """A field by its name, with `this.` or `subject.` before it where it is another's."""
        owners = (Owner.THIS, Owner.SUBJECT, Owner.RECORD)
        of = next(of for of in owners if text.startswith(of.value))
        ref = FieldRef(text.removeprefix(of.value), of)
        collection = {Owner.RECORD: self.record, Owner.THIS: self.this, Owner.SUBJECT: None}[of]
        if collection is None and of is not Owner.SUBJECT:
            self.report.add("no-record-here", at)
            return None
        fields = SUBJECT_FIELDS if collection is None else collection.fields
        whose = "subject" if collection is None else collection.name
        spec = fields.get(ref.name)
        if spec is None:
            self.report.add(
                "unknown-name",
                at,
                what=f"field of `{whose}`",
                what_zh=f"`{whose}` 字段",
                name=ref.name,
                hint=hint_for(ref.name, fields),
            )
            return None
        return ref, spec

    def of_kind(self, node: Node, kinds: frozenset[Kind], test: str, hint: str) -> FieldRef | None:
        """A field that holds one of some kinds of value, such as days."""
        text = self.report.text(node)
        found = None if text is None else self.named(text, node.at)
        if found is not None and found[1].kind not in kinds:
            self._wrong_test(test, found[1], node.at, hint)
            return None
        return None if found is None else found[0]

    def of_record(
        self, node: Node, kinds: frozenset[Kind], test: str, hint: str
    ) -> FieldRef | None:
        """The same, of the record itself and nothing else; `this.` before it is understood."""
        ref = self.of_kind(node, kinds, test, hint)
        if ref is not None and ref.of is Owner.SUBJECT:
            self.report.wrong(node, "a field of the record")
            return None
        return None if ref is None else FieldRef(ref.name)

    def day(self, node: Node) -> FieldRef | None:
        """A field that holds a day."""
        return self.of_kind(node, DAYS, "since", "name a field that holds a day")

    def record_day(self, node: Node | None) -> FieldRef | None:
        """A day of the record itself; None if it is not said."""
        hint = "name a field that holds a day"
        return None if node is None else self.of_record(node, DAYS, "since", hint)

    def day_ref(self, node: Node | None) -> DayRef | None:
        """A day: a field, or `latest_of: [...]`."""
        if isinstance(node, Map):
            entry = Entry(self.report, node)
            days, optional = self._days(entry.need("latest_of")), self._days(entry.get("if_any"))
            entry.close()
            return None if not days or optional is None else LatestOf(days, optional)
        return None if node is None else self.day(node)

    def _days(self, node: Node | None) -> tuple[FieldRef, ...] | None:
        read = [] if node is None else [self.day(one) for one in self.report.sequence(node)]
        days = tuple(day for day in read if day is not None)
        return days if len(days) == len(read) else None

    def line(self, key: Scalar, value: Node) -> Expr | None:
        """A field and what is asked of it, as a line of a condition."""
        found = self.named(key.text, key.at)
        if found is None:
            return None
        ref, spec = found
        if isinstance(value, Scalar):
            return self._compare(ref, spec, Op.IS, value, key.at)
        if isinstance(value, Seq):
            return self._one_of(ref, spec, value, key.at)
        if not value.entries:
            self.report.wrong(value, "a test", _tests_of(spec))
        parts = [self._test(ref, spec, test, operand) for test, operand in value.entries]
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
            case "field":
                other = self._other(spec, Op.IS, operand)
                return None if other is None else Compare(ref, Op.IS, other, test.at)
            case "passed":
                if spec.kind not in DAYS:
                    return self._wrong_test("passed", spec, test.at, _tests_of(spec))
                if self.report.word(operand, "true") is None:
                    return None
                return Elapsed(ref, None, test.at)
            case word:
                op = next((op for op in Op if op.value == word), None)
                if op is None or op not in TESTS[spec.kind]:
                    return self._wrong_test(word, spec, test.at, _tests_of(spec))
                return self._compare(ref, spec, op, operand, test.at)

    def _one_of(self, ref: FieldRef, spec: FieldSpec, node: Node, at: Span) -> Expr | None:
        if Op.IS_NOT not in TESTS[spec.kind]:
            return self._wrong_test("one_of", spec, at, _tests_of(spec))
        items = self.report.sequence(node)
        if not items:
            self.report.wrong(node, "at least one value")
        read = [self._constant(spec, Op.IS, item) for item in items]
        values = tuple(value for value in read if value is not None)
        return In(ref, values, at) if values and len(values) == len(read) else None

    def _compare(self, ref: FieldRef, spec: FieldSpec, op: Op, node: Node, at: Span) -> Expr | None:
        operand: Operand | None
        if isinstance(node, Map):
            operand = self._reference(spec, op, node)
        else:
            operand = self._constant(spec, op, node)
        return None if operand is None else Compare(ref, op, operand, at)

    def _reference(self, spec: FieldSpec, op: Op, node: Map) -> Operand | None:
        """`{ field: this.violation }`, `{ parameter: lower-fine }` or `{ years_before: 1 }`."""
        entry = Entry(self.report, node)
        other: Operand | None = None
        if entry.has("years_before"):
            other = self._years_before(spec, entry)
        elif entry.has("parameter"):
            named = entry.need("parameter")
            if spec.kind in FIGURES:
                unit = "元" if spec.kind is Kind.AMOUNT else None
                other = None if named is None else self.parameter(named, unit)
            else:
                self._wrong_test("parameter", spec, node.at, _tests_of(spec))
        else:
            named = entry.need("field")
            other = None if named is None else self._other(spec, op, named)
        entry.close()
        return other

    def _years_before(self, spec: FieldSpec, entry: Entry) -> YearsBefore | None:
        node = entry.need("years_before")
        if spec.kind is not Kind.NUMBER:
            self._wrong_test("years_before", spec, entry.at, _tests_of(spec))
            return None
        years = None if node is None else self.report.number(node)
        if years is not None and node is not None and years > _LIMIT_YEARS:
            self.report.wrong(node, f"at most {_LIMIT_YEARS} years")
            return None
        return None if years is None else YearsBefore(years)

    def parameter(self, node: Node, unit: str | None) -> ParameterRef | None:
        """A figure that departments fix, of a unit; None takes any unit that is a plain number."""
        name = self.report.text(node)
        if name is None:
            return None
        spec = self.names.parameters.get(name)
        if spec is None:
            hint = hint_for(name, self.names.parameters)
            self.report.add(
                "unknown-name", node.at, what="parameter", what_zh="参数", name=name, hint=hint
            )
            return None
        if spec.unit != unit if unit else spec.unit in ("元", "%", "‰"):
            self.report.wrong(node, f"a parameter of the unit {unit or '个'}")
            return None
        return ParameterRef(name)

    def _other(self, spec: FieldSpec, op: Op, node: Node) -> FieldRef | None:
        """Another field that may be compared with this one."""
        text = self.report.text(node)
        found = None if text is None else self.named(text, node.at)
        if found is None:
            return None
        ref, other = found
        if spec.kind is Kind.FLAG:
            self._wrong_test("field", spec, node.at, _tests_of(spec))
            return None
        alike = {spec.kind, other.kind} <= DAYS or spec.kind is other.kind
        if not alike or spec.codes is not other.codes:
            hint = "only fields that hold the same are compared with each other"
            self._wrong_test(op.value, other, node.at, hint)
            return None
        return ref

    def _constant(self, spec: FieldSpec, op: Op, node: Node) -> Constant | None:
        if not isinstance(node, Scalar):
            self.report.wrong(node, "one value")
            return None
        if node.text in spec.words:
            if op in _EQUALITY:
                return node.text
            hint = f"write `is: {node.text}`"
            self._wrong_test(f"{op.value}: {node.text}", spec, node.at, hint)
            return None
        if node.text in _WORDS:
            self.report.wrong(node, "a value", "nobody tells this field in that word")
            return None
        match spec.kind:
            case Kind.TEXT:
                return self.report.text(node)
            case Kind.CODE | Kind.CODES:
                assert spec.codes is not None, "a field of codes has their set"
                code = self.report.code(node, spec.codes)
                return None if code is None else code.value
            case Kind.FLAG:
                word = self.report.word(node, "true", "false")
                return None if word is None else word == "true"
            case Kind.DAY | Kind.DUE_DAY:
                return self.report.day(node)
            case Kind.AMOUNT:
                return self.report.amount(node)
            case Kind.POINTS:
                return self.report.points(node)
            case Kind.NUMBER:
                number = self.report.number(node)
                return None if number is None else Decimal(number)

    def _wrong_test(self, test: str, spec: FieldSpec, at: Span, hint: str) -> Expr | None:
        """Report a test that does not fit; there is no condition then."""
        self.report.add(
            "wrong-test", at, test=test, field=spec.name, kind=_KIND_WORDS[spec.kind], hint=hint
        )
        return None


def _tests_of(spec: FieldSpec) -> str:
    words = sorted(op.value for op in TESTS[spec.kind])
    return f"tests of this field: {', '.join(words)}"
