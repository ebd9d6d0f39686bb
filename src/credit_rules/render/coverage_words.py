"""What is covered and what is not, in words: outcomes, sides of edges, provisions.

A side is said as the value that reaches it: `罚款金额 = 999999.99 元`, `基准日 = 期间末日 + 1 日`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from credit_rules.analysis.edges import Edge, EdgeKind, Side, Unit
from credit_rules.dates import Period
from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Catalog, Citation
from credit_rules.model.expr import (
    All,
    AnySpan,
    Compare,
    Count,
    Distinct,
    Expr,
    FieldRef,
    LatestOf,
    Owner,
    ParameterRef,
    Quantity,
    Scope,
    Share,
    Sum,
    Threshold,
    YearsBefore,
)
from credit_rules.model.ruleset import Header
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS
from credit_rules.truth import Truth

__all__ = [
    "condition_said",
    "outcome_said",
    "place_said",
    "printed",
    "rule_said",
    "side_said",
]

_Pair = tuple[str, str]

_OUTCOMES: Final[Mapping[Truth, _Pair]] = {
    Truth.TRUE: ("成立", "true"),
    Truth.FALSE: ("不成立", "false"),
    Truth.UNKNOWN: ("未定", "unknown"),
}
_AS_OF: Final = ("基准日", "as_of")
_ACTED_ON: Final = ("行为发生日期", "acted_on")
_DECIDED_ON: Final = ("之前行为的决定日期", "decision on an earlier act")

_REFERENCES: Final[Mapping[EdgeKind, _Pair]] = {
    EdgeKind.WINDOW_FIRST: ("期间首日", "first day of the window"),
    EdgeKind.WINDOW_LAST: ("期间末日", "last day of the window"),
    EdgeKind.ELAPSED: ("期间末日", "last day of the period"),
    EdgeKind.SPAN_PERIOD: ("期间末日", "last day of the span"),
    EdgeKind.TERM: ("期限末日", "last day of the term"),
}
_WAYS: Final[Mapping[int, _Pair]] = {1: ("高于", "above"), -1: ("低于", "below")}
_NOT: Final[Mapping[int, _Pair]] = {1: ("不高于", "not above"), -1: ("不低于", "not below")}
_UNITS: Final[Mapping[Unit, _Pair]] = {
    Unit.YUAN: ("元", "yuan"),
    Unit.ONE: ("", ""),
    Unit.POINTS: ("分", "points"),
    Unit.DAY: ("日", "day"),
}
_WHOLE: Final[Mapping[str, _Pair]] = {
    "in_force": ("施行期间", "days in force"),
    "concerns": ("所涉主体", "whom it concerns"),
    "settled_when": ("已作处理的情形", "already settled"),
    "each": ("可修复的记录", "records that may be repaired"),
    "default": ("缺省等级", "default tier"),
}
"""What a ruleset asks as a whole, by the word of the file."""


def outcome_said(truth: Truth, lang: str) -> str:
    """One outcome of a condition."""
    return _said(_OUTCOMES[truth], lang)


def place_said(at: Span) -> str:
    """The line of a place in a file, with a mark where in it the place is."""
    before, after = at.text[: at.column - 1], at.text[at.column - 1 :]
    return f"{before.lstrip()}▸{after.rstrip()}"


def condition_said(node: Expr, lang: str) -> str:
    """The line of a condition; a mapping, which means all of its lines, says so.

    It stands where its first line does, and could be taken for that.
    """
    source = place_said(node.at)
    if isinstance(node, All) and node.parts and "▸all:" not in source:
        return _said((f"同时符合：{source}", f"all of: {source}"), lang)
    return source


def rule_said(rule: str, lang: str) -> str:
    """A rule by its id; what the ruleset asks as a whole, in words."""
    return f"{rule}（{_WHOLE[rule][0]}）" if lang == "zh" and rule in _WHOLE else rule


def printed(catalog: Catalog, header: Header, basis: Iterable[Citation]) -> tuple[str, ...]:
    """Provisions as they are printed, in the version a ruleset cites; each once."""
    day = header.in_force.since or date.max
    return tuple(dict.fromkeys(catalog.resolve(one, day).citation for one in basis))


def side_said(edge: Edge, side: Side, lang: str) -> str:
    """The value that reaches a side of an edge."""
    if edge.kind is EdgeKind.SHARE:
        return _share(edge, side, lang)
    return f"{_measured(edge, lang)} = {_value(edge, side, lang)}"


def _share(edge: Edge, side: Side, lang: str) -> str:
    """On which side of its limit a share is, and how near."""
    others = {one.steps for one in edge.sides} - {side.steps}
    way = _WAYS.get(side.steps) or (_NOT[others.pop()] if len(others) == 1 else ("等于", "exactly"))
    near = _stepped(edge.step, edge.unit, lang)
    said, limit = _measured(edge, lang), _limit(edge, lang)
    if lang == "zh":
        return f"{said}{way[0]} {limit}，分子再变动 {near} 即越过"
    return f"{said} {way[1]} {limit}, and {near} of its part would cross it"


def _measured(edge: Edge, lang: str) -> str:
    match edge.part:
        case Compare(field):
            return _field(field, edge, lang)
        case Threshold(quantity):
            return _quantity(quantity, edge, lang)
        case AnySpan(scope) if edge.kind is EdgeKind.SPAN_NUMBER:
            return _said((f"一段期间内的{_of(scope, lang)}", f"{_of(scope, lang)} in a span"), lang)
        case AnySpan(scope, _, number):
            day = _dated(scope, lang)
            zh = f"自任一条起第 {number} 条的{day}"
            return _said((zh, f"{day} of the record number {number} from any"), lang)
        case Scope() as scope:
            return _dated(scope, lang)
        case _ if edge.kind is EdgeKind.BAND:
            return _said(("得分", "score"), lang)
        case _ if edge.kind in (EdgeKind.ACTS_FIRST, EdgeKind.ACTS_LAST):
            return _said(_ACTED_ON, lang)
        case _ if edge.kind is EdgeKind.DECIDED_FIRST:
            return _said(_DECIDED_ON, lang)
        case _:
            return _said(_AS_OF, lang)


def _value(edge: Edge, side: Side, lang: str) -> str:
    """The value itself, or so many steps from what facts say."""
    nearest = edge.nearest(side)
    if isinstance(nearest, date):
        return str(nearest)
    if nearest is not None:
        return _stepped(nearest, edge.unit, lang)
    reference = _reference(edge, lang)
    if not side.steps:
        return reference
    step = _stepped(edge.step, edge.unit, lang)
    return f"{reference} {'+' if side.steps > 0 else '−'} {step}"


def _reference(edge: Edge, lang: str) -> str:
    """What the steps are counted from: a day of a record, or the end of a period."""
    limit = _limit(edge, lang)
    if edge.kind not in _REFERENCES or isinstance(edge.limit, FieldRef | LatestOf):
        return limit
    said = _said(_REFERENCES[edge.kind], lang)
    return f"{said}（{limit}）" if lang == "zh" else f"{said} ({limit})"


def _limit(edge: Edge, lang: str) -> str:
    match edge.limit:
        case FieldRef() as field:
            return _field(field, edge, lang)
        case LatestOf(days, if_any):
            named = [_field(one, edge, lang) for one in (*days, *if_any)]
            return _said((f"{'、'.join(named)}中最晚的", f"latest of {', '.join(named)}"), lang)
        case YearsBefore(years):
            zh = {0: "本年", 1: "上年"}.get(years, f"{years} 年前")
            en = {0: "this year", 1: "the previous year"}.get(years, f"{years} years before")
            return _said((zh, en), lang)
        case ParameterRef(name):
            return name
        case Period() as period:
            return str(period)
        case Decimal() as limit if edge.kind is EdgeKind.SHARE:
            return f"{(limit * 100).normalize():f}%"
        case limit:
            return str(limit)


def _quantity(quantity: Quantity, edge: Edge, lang: str) -> str:
    match quantity:
        case FieldRef() as field:
            return _field(field, edge, lang)
        case Count(scope):
            return _of(scope, lang)
        case Sum(scope, _, field) | Distinct(scope, _, field):
            spec = COLLECTIONS[scope.collection].fields[field]
            apart = isinstance(quantity, Distinct)
            zh = f"{COLLECTIONS[scope.collection].zh}的{spec.zh}{'种数' if apart else '合计'}"
            return _said((zh, f"{'distinct' if apart else 'sum'} {scope.collection}.{field}"), lang)
        case Share(part, whole):
            named = [_quantity(one, edge, lang) for one in (part, whole)]
            return _said((f"{named[0]}占{named[1]}的比例", f"{named[0]} of {named[1]}"), lang)


def _of(scope: Scope, lang: str) -> str:
    return _said((f"{COLLECTIONS[scope.collection].zh}条数", f"count {scope.collection}"), lang)


def _dated(scope: Scope, lang: str) -> str:
    collection = COLLECTIONS[scope.collection]
    spec = collection.fields[collection.dated_by]
    return _said((f"{collection.zh}的{spec.zh}", f"{collection.name}.{spec.name}"), lang)


def _field(field: FieldRef, edge: Edge, lang: str) -> str:
    """A field: in English by the word of the file, which is English; in Chinese by its name."""
    if field.of is Owner.SUBJECT:
        return _said((f"主体的{SUBJECT_FIELDS[field.name].zh}", str(field)), lang)
    this = field.of is Owner.THIS
    of = edge.about if this else edge.of
    assert of is not None, "the parser gives every field a record"
    zh = COLLECTIONS[of].fields[field.name].zh
    if this:
        return _said((f"本{COLLECTIONS[of].zh}的{zh}", str(field)), lang)
    return _said((f"{COLLECTIONS[of].zh}的{zh}", f"{of}.{field.name}"), lang)


def _stepped(number: Decimal, unit: Unit, lang: str) -> str:
    figure = f"{number.normalize():f}"
    return f"{figure} {_said(_UNITS[unit], lang)}".rstrip()


def _said(pair: _Pair, lang: str) -> str:
    return pair[0] if lang == "zh" else pair[1]
