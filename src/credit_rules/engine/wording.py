"""Conditions in words, Chinese and English, and traces as conditions a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from credit_rules.dates import Period
from credit_rules.engine.decision import Condition, MissingFact, Text
from credit_rules.engine.facts import NotHeld, Value
from credit_rules.engine.reference import Trace
from credit_rules.model.expr import (
    All,
    AnyOf,
    Compare,
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
    Within,
)
from credit_rules.model.ruleset import FindingSpec
from credit_rules.model.subject import COLLECTIONS, NONE, Collection, Kind
from credit_rules.truth import Interval, Missing, Question, Unheld

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
    """Yuan, without trailing zeros; exact."""
    return f"{value.normalize():f}"


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
            name = _field(field, collection, this)
            if isinstance(value, FieldRef):
                other = _field(value, collection, this)
            else:
                other = _value(value, field, collection, this)
            op_en = op.value.replace("_", " ")
            return Text(zh=f"{name.zh}{_OPS_ZH[op]}{other.zh}", en=f"{name.en} {op_en} {other.en}")
        case In(field, values):
            name = _field(field, collection, this)
            listed = [_value(value, field, collection, this) for value in values]
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
        case Count(scope, _, op, number):
            about = _scope(scope, this)
            return Text(
                zh=f"{about.zh}的次数{_OPS_ZH[op]}{number}",
                en=f"count of {about.en} {op.value.replace('_', ' ')} {number}",
            )
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
    text = words(trace.node, collection, this)
    inner = collection
    if isinstance(trace.node, (Some, Every, Count)):
        inner = COLLECTIONS[trace.node.scope.collection]
    if trace.item is not None:
        name = f"{trace.item.collection.zh} {trace.item.key}"
        text = Text(zh=name, en=trace.item.path)
        inner = trace.item.collection
    saw = _saw(trace.saw)
    if saw is not None:
        text = Text(zh=f"{text.zh} —— {saw.zh}", en=f"{text.en} — {saw.en}")
    return Condition(
        text=text,
        truth=trace.truth,
        place=str(trace.node.at),
        parts=tuple(condition(part, inner, this) for part in trace.parts),
    )


def missing_facts(
    missing: frozenset[Missing], findings: Mapping[str, FindingSpec]
) -> tuple[MissingFact, ...]:
    """What is missing, sorted, in words."""
    facts = []
    for one in missing:
        match one:
            case Unheld(path, holder):
                said = unheld(path)
                facts.append(MissingFact(kind="fact", path=path, holder=holder, text=said))
            case Question(path, holder, finding, text):
                spec = findings.get(finding)
                said = Text(zh=text, en=spec.question.en if spec else text)
                facts.append(
                    MissingFact(
                        kind="question", path=path, holder=holder, finding=finding, text=said
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
    if name not in COLLECTIONS:
        return Text(zh="主体类别未交付", en="the kind of subject was not delivered")
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


def _field(field: FieldRef, collection: Collection | None, this: Collection | None) -> Text:
    of = this if field.of_this else collection
    if of is None:
        return Text(zh=field.name, en=field.name)
    prefix = "本案" if field.of_this else ""
    return Text(zh=prefix + of.fields[field.name].zh, en=str(field))


def _value(
    value: object, field: FieldRef, collection: Collection | None, this: Collection | None
) -> Text:
    of = this if field.of_this else collection
    spec = None if of is None else of.fields[field.name]
    if value == NONE:
        return Text(zh="无", en="none")
    if isinstance(value, bool):
        return Text(zh="是" if value else "否", en="true" if value else "false")
    if isinstance(value, Decimal):
        unit = spec is not None and spec.kind is Kind.AMOUNT
        return Text(
            zh=amount(value) + ("元" if unit else ""), en=amount(value) + (" yuan" if unit else "")
        )
    if spec is not None and spec.codes is not None:
        return Text(
            zh=spec.codes.named(str(value)).zh,
            en=str(value),
        )
    return Text(zh=str(value), en=str(value))


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
        case Within(length):
            span = period(length)
            return Text(
                zh=f"{span.zh}内的{collection.zh}记录", en=f"{scope.collection} within {span.en}"
            )
        case Since(day):
            name = _day(day, collection, this)
            return Text(
                zh=f"自{name.zh}起的{collection.zh}记录", en=f"{scope.collection} since {name.en}"
            )
        case During():
            return Text(
                zh=f"上一年度的{collection.zh}记录", en=f"{scope.collection} of the previous year"
            )
        case _ as never:
            assert_never(never)


def _saw(saw: Value | Interval | None) -> Text | None:
    match saw:
        case None:
            return None
        case NotHeld():
            return Text(zh="未交付", en="not delivered")
        case Interval(low, None):
            return Text(zh=f"至少 {low}", en=f"at least {low}")
        case Interval(low, high):
            same = low == high
            return Text(
                zh=f"{low}" if same else f"在 {low} 与 {high} 之间",
                en=f"{low}" if same else f"between {low} and {high}",
            )
        case bool():
            return Text(zh="是" if saw else "否", en="true" if saw else "false")
        case Decimal():
            return Text(zh=amount(saw), en=amount(saw))
        case frozenset():
            listed = ", ".join(sorted(saw))
            return Text(zh=listed, en=listed)
        case date() | str():
            # Free text of a record is not shown: a name may stand in it.
            return Text(zh=str(saw), en=str(saw))
        case _ as never:
            assert_never(never)
