"""Conditions in words, Chinese and English, and traces as conditions a person can read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from credit_rules.dates import Period
from credit_rules.engine.decision import Condition, MissingFact, Text
from credit_rules.engine.facts import NotHeld, Value
from credit_rules.engine.reference import Trace
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
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
    In,
    LatestOf,
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
    Within,
    YearsBefore,
)
from credit_rules.model.subject import (
    COLLECTIONS,
    NONE,
    NOT_COMPUTABLE,
    SUBJECT_FIELDS,
    Collection,
    FieldSpec,
    Kind,
)
from credit_rules.truth import Exact, Interval, Missing, Question, Unheld

__all__ = ["amount", "condition", "missing_facts", "period", "record_name", "unheld", "words"]

_OPS_ZH: Final = {
    Op.IS: "为",
    Op.IS_NOT: "不为",
    Op.AT_LEAST: "不低于",
    Op.AT_MOST: "不高于",
    Op.MORE_THAN: "超过",
    Op.LESS_THAN: "不满",
    Op.BEFORE: "早于",
    Op.AFTER: "晚于",
    Op.ON_OR_BEFORE: "不晚于",
    Op.ON_OR_AFTER: "不早于",
}
_UNITS_ZH: Final = {"years": "年", "months": "个月", "days": "日", "working days": "个工作日"}


def period(value: Period) -> Text:
    """A period in words."""
    return Text(zh=f"{value.number}{_UNITS_ZH[value.unit]}", en=str(value))


def amount(value: Decimal) -> str:
    """A number without trailing zeros; exact, however many digits it has."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def words(node: Expr, collection: Collection | None, this: Collection | None = None) -> Text:
    """A condition in words. `collection` is the one looked at, `this` the one the rule is about."""
    match node:
        case All(parts):
            return Text(zh="同时符合" if parts else "不限", en="all of" if parts else "any at all")
        case AnyOf():
            return Text(zh="符合之一", en="any of")
        case Not():
            return Text(zh="并非", en="not")
        case Compare(field, op, value):
            name, other = _field(field, collection, this), _operand(value, field, collection, this)
            op_en = op.value.replace("_", " ")
            return Text(zh=f"{name.zh}{_OPS_ZH[op]}{other.zh}", en=f"{name.en} {op_en} {other.en}")
        case In(field, values):
            name = _field(field, collection, this)
            spec = _spec(field, collection, this)
            listed = [_value(value, spec) for value in values]
            zh = "、".join(one.zh for one in listed)
            return Text(
                zh=f"{name.zh}为{zh}之一" if len(listed) > 1 else f"{name.zh}为{zh}",
                en=f"{name.en} is one of {', '.join(one.en for one in listed)}",
            )
        case Elapsed(since, None):
            name = _day(since, collection, this)
            return Text(zh=f"{name.zh}已过", en=f"{name.en} has passed")
        case Elapsed(since, length) if length is not None:
            name, span = _day(since, collection, this), period(length)
            return Text(zh=f"自{name.zh}起满{span.zh}", en=f"{span.en} elapsed since {name.en}")
        case Some(scope, _):
            about = _scope(scope, this)
            return Text(zh=f"有{about.zh}", en=f"some {about.en}")
        case Every(scope, _, _):
            about = _scope(scope, this)
            return Text(zh=f"每一{about.zh}", en=f"every {about.en}")
        case AnySpan(scope, _, number, length):
            about, span = _scope(scope, this), period(length)
            return Text(
                zh=f"任意{span.zh}内的{about.zh}达到{number}次",
                en=f"at least {number} {about.en} in any {span.en}",
            )
        case Threshold(quantity, op, limit):
            about = _quantity(quantity, collection, this)
            if isinstance(limit, ParameterRef):
                other = _parameter(limit)
            elif isinstance(quantity, Share):
                other = Text(zh=f"{amount(limit * 100)}%", en=f"{amount(limit * 100)}%")
            else:
                other = _value(limit, _seen(node, collection, this))
            return Text(
                zh=f"{about.zh}{_OPS_ZH[op]}{other.zh}",
                en=f"{about.en} {op.value.replace('_', ' ')} {other.en}",
            )
        case Standing():
            return Text(zh="该条目现在列", en="the entry is current")
        case Graded(scheme, tiers):
            return Text(
                zh=f"{scheme} 等级为{'、'.join(tiers)}",
                en=f"tier of {scheme} is {' or '.join(tiers)}",
            )
        case Proposed(name_of_list):
            return Text(
                zh=f"已建议列入名单 {name_of_list}", en=f"entry on {name_of_list} is proposed"
            )
        case Defined(name_of_definition, _):
            return Text(zh=f"符合“{name_of_definition}”", en=f"`{name_of_definition}` as defined")
        case Listed(name_of_list):
            return Text(zh=f"现在名单 {name_of_list} 上", en=f"on list {name_of_list}")
        case Finding(name_of_finding):
            return Text(zh=f"经认定：{name_of_finding}", en=f"found by a person: {name_of_finding}")
        case Elapsed():
            raise AssertionError("an elapsed node has a period or has none")
        case _ as never:
            assert_never(never)


def condition(
    trace: Trace, collection: Collection | None, this: Collection | None = None
) -> Condition:
    """A trace as a condition a person can read, down to what each leaf saw."""
    inner = collection
    if isinstance(trace.node, (Some, Every, AnySpan)):
        inner = COLLECTIONS[trace.node.scope.collection]
    if trace.item is not None:
        # What is asked of a record of another collection names that collection's fields.
        inner = trace.item.collection
        text = Text(zh=f"{inner.zh} {trace.item.key}", en=trace.item.path)
    else:
        text = words(trace.node, collection, this)
        saw = _saw(trace.saw, _seen(trace.node, collection, this))
        if saw is not None:
            text = Text(zh=f"{text.zh} —— {saw.zh}", en=f"{text.en} — {saw.en}")
    return Condition(
        text=text,
        truth=trace.truth,
        place=str(trace.node.at),
        parts=tuple(condition(part, inner, this) for part in trace.parts),
    )


def missing_facts(missing: frozenset[Missing]) -> tuple[MissingFact, ...]:
    """What is missing, sorted, in words."""
    facts = []
    for one in missing:
        match one:
            case Unheld(path, holder):
                said = unheld(path)
                facts.append(MissingFact(kind="fact", path=path, holder=holder, text=said))
            case Question(path, holder, finding, zh, en):
                facts.append(
                    MissingFact(
                        kind="question",
                        path=path,
                        holder=holder,
                        finding=finding,
                        text=Text(zh=zh, en=en),
                    )
                )
            case _ as never:
                assert_never(never)
    return tuple(sorted(facts, key=lambda fact: (fact.kind, fact.path, fact.finding or "")))


def record_name(path: str) -> Text:
    """A record as people call it: `penalties[…]` is 行政处罚 …."""
    name, _, rest = path.partition("[")
    if name not in COLLECTIONS or not rest.endswith("]"):
        return Text(zh=path, en=path)
    return Text(zh=f"{COLLECTIONS[name].zh} {rest[:-1]}", en=path)


def unheld(path: str) -> Text:
    """A fact that was not delivered: a field of a record, days of a collection, or the kind."""
    name, _, rest = path.partition("[")
    if name == "tiers":
        return Text(zh=f"{rest[:-1]} 的等级未知", en=f"the tier of {rest[:-1]} is not known")
    if name == "parameters":
        return Text(
            zh=f"部门参数 {rest[:-1]} 没有载入", en=f"the parameter {rest[:-1]} was not loaded"
        )
    if name == "proposals":
        return Text(
            zh=f"是否建议列入 {rest[:-1]} 尚未确定", en=f"whether {rest[:-1]} is proposed is open"
        )
    if name == "acting.region":
        return Text(
            zh="没有说明执法机关所在地区，地方规则不能判断",
            en="nobody said in which region the authority is; local rules are open",
        )
    if name == "ruleset":
        return Text(
            zh=f"规则集 {rest[:-1]} 在该日是否施行未经核实",
            en=f"whether {rest[:-1]} is in force on the day is unconfirmed",
        )
    if name not in COLLECTIONS:
        told = SUBJECT_FIELDS[name.removeprefix("subject.")]
        return Text(
            zh=f"主体的“{told.zh}”未交付", en=f"`{told.name}` of the subject was not delivered"
        )
    collection = COLLECTIONS[name]
    if rest.endswith("]"):
        first, _, last = rest[:-1].partition("..")
        return Text(
            zh=f"{f'{first} 至' if first else '自始至'} {last} 的{collection.zh}记录没有完整交付",
            en=f"{name} from {first or 'the beginning'} to {last} were not delivered completely",
        )
    key, _, field = rest.rpartition("].")
    return Text(
        zh=f"{collection.zh} {key} 的“{collection.fields[field].zh}”未交付",
        en=f"`{field}` of {name}[{key}] was not delivered",
    )


def _spec(
    field: FieldRef, collection: Collection | None, this: Collection | None
) -> FieldSpec | None:
    if field.of is Owner.SUBJECT:
        return SUBJECT_FIELDS[field.name]
    of = this if field.of is Owner.THIS else collection
    return None if of is None else of.fields[field.name]


def _field(field: FieldRef, collection: Collection | None, this: Collection | None) -> Text:
    spec = _spec(field, collection, this)
    prefix = {Owner.RECORD: "", Owner.THIS: "本案", Owner.SUBJECT: "主体"}[field.of]
    return Text(zh=prefix + (spec.zh if spec else field.name), en=str(field))


def _parameter(parameter: ParameterRef) -> Text:
    return Text(zh=f"部门公布的标准（{parameter.name}）", en=f"the department's {parameter.name}")


def _operand(
    value: object, field: FieldRef, collection: Collection | None, this: Collection | None
) -> Text:
    match value:
        case FieldRef():
            return _field(value, collection, this)
        case ParameterRef():
            return _parameter(value)
        case YearsBefore(years):
            zh = ("当年", "上一年度")[years] if years < 2 else f"{years}年前的年度"
            en = ("this year", "the previous year")[years] if years < 2 else f"{years} years ago"
            return Text(zh=zh, en=en)
        case _:
            return _value(value, _spec(field, collection, this))


def _value(value: object, spec: FieldSpec | None) -> Text:
    if value == NONE:
        return Text(zh="无", en="none")
    if value == NOT_COMPUTABLE:
        return Text(zh="无法计算", en="not computable")
    if isinstance(value, bool):
        return Text(zh="是" if value else "否", en="true" if value else "false")
    if isinstance(value, Decimal):
        unit = spec is not None and spec.kind is Kind.AMOUNT
        return Text(
            zh=amount(value) + ("元" if unit else ""), en=amount(value) + (" yuan" if unit else "")
        )
    if spec is not None and spec.codes is not None:
        return Text(zh=spec.codes.named(str(value)).zh, en=str(value))
    return Text(zh=str(value), en=str(value))


def _quantity(quantity: Quantity, collection: Collection | None, this: Collection | None) -> Text:
    match quantity:
        case FieldRef():
            return _field(quantity, collection, this)
        case Count(scope, _):
            about = _scope(scope, this)
            return Text(zh=f"{about.zh}的次数", en=f"count of {about.en}")
        case Sum(scope, _, field):
            about, name = _scope(scope, this), COLLECTIONS[scope.collection].fields[field].zh
            return Text(zh=f"{about.zh}的{name}合计", en=f"sum of {field} of {about.en}")
        case Distinct(scope, _, field):
            about, name = _scope(scope, this), COLLECTIONS[scope.collection].fields[field].zh
            return Text(
                zh=f"{about.zh}中不同{name}的个数", en=f"number of different {field} of {about.en}"
            )
        case Share(part, whole, _, _):
            one, all_of = (_quantity(half, collection, this) for half in (part, whole))
            return Text(zh=f"{one.zh}占{all_of.zh}的比例", en=f"share of {one.en} in {all_of.en}")
        case _ as never:
            assert_never(never)


def _day(day: DayRef, collection: Collection | None, this: Collection | None) -> Text:
    match day:
        case FieldRef():
            return _field(day, collection, this)
        case LatestOf(days, if_any):
            names = [_field(one, collection, this) for one in (*days, *if_any)]
            zh = "、".join(one.zh for one in names)
            return Text(zh=f"{zh}中较晚者", en=f"the latest of {', '.join(n.en for n in names)}")
        case _ as never:
            assert_never(never)


def _scope(scope: Scope, this: Collection | None) -> Text:
    collection = COLLECTIONS[scope.collection]
    match scope.window:
        case None:
            return Text(zh=f"{collection.zh}记录", en=scope.collection)
        case Within(length, before):
            span = period(length)
            end = None if before is None else _day(before, collection, this)
            return Text(
                zh=f"{f'{end.zh}前' if end else ''}{span.zh}内的{collection.zh}记录",
                en=f"{scope.collection} within {span.en}{f' before {end.en}' if end else ''}",
            )
        case Since(day):
            name = _day(day, collection, this)
            return Text(
                zh=f"自{name.zh}起的{collection.zh}记录", en=f"{scope.collection} since {name.en}"
            )
        case During(years):
            return Text(
                zh=f"{'上一' if years else '本'}年度的{collection.zh}记录",
                en=f"{scope.collection} of {'the previous' if years else 'this'} year",
            )
        case _ as never:
            assert_never(never)


def _exact(number: Exact | None, spec: FieldSpec | None) -> Text:
    """An exact number; a share as a fraction, which no rounding makes nicer than it is."""
    if isinstance(number, Fraction):
        return Text(zh=str(number), en=str(number))
    return _value(Decimal(number or 0), spec)


def _seen(node: Expr, collection: Collection | None, this: Collection | None) -> FieldSpec | None:
    """The field whose value a condition saw, if it is one field's."""
    match node:
        case Compare(field) | In(field):
            return _spec(field, collection, this)
        case Threshold(FieldRef() as field):
            return _spec(field, collection, this)
        case Threshold(Sum(scope, _, name)):
            return COLLECTIONS[scope.collection].fields[name]
        case _:
            return None


def _saw(saw: Value | Interval | None, spec: FieldSpec | None) -> Text | None:
    """What a condition saw, in words; `spec` is the field it was read from."""
    match saw:
        case None:
            return None
        case NotHeld():
            return Text(zh="未交付", en="not delivered")
        case Interval(low, None):
            least = _exact(low, spec)
            return Text(zh=f"至少 {least.zh}", en=f"at least {least.en}")
        case Interval(low, high) if low == high:
            return _exact(low, spec)
        case Interval(low, high):
            least, most = _exact(low, spec), _exact(high, spec)
            return Text(
                zh=f"在 {least.zh} 与 {most.zh} 之间", en=f"between {least.en} and {most.en}"
            )
        case bool():
            return Text(zh="是" if saw else "否", en="true" if saw else "false")
        case frozenset():
            listed = [_value(one, spec) for one in sorted(saw)] or [_value(NONE, None)]
            return Text(
                zh="、".join(one.zh for one in listed), en=", ".join(one.en for one in listed)
            )
        case Decimal() | date() | str():
            return _value(saw, spec)
        case _ as never:
            assert_never(never)
