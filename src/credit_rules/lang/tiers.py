"""The reader of 分级分类监管: tiers by conditions or by score, and what bounds them."""

from __future__ import annotations

from decimal import Decimal

from credit_rules.lang.conditions import Conditions
from credit_rules.lang.fields import FIGURES, SIZES
from credit_rules.lang.pieces import Reading, each, grant, named
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node
from credit_rules.model.expr import All, Expr, FieldRef, Op
from credit_rules.model.ruleset import (
    Assessed,
    Assignment,
    Band,
    DefaultTier,
    Grant,
    Header,
    Scorecard,
    ScoreItem,
    Tier,
    TieredSupervision,
    Worsening,
)
from credit_rules.model.subject import COLLECTIONS, Kind

__all__ = ["tiered_supervision"]

_POINTS = frozenset({Kind.POINTS, Kind.NUMBER})
_DUE_DAYS = frozenset({Kind.DUE_DAY})
_LOW = (Op.AT_LEAST, Op.MORE_THAN)
_HIGH = (Op.AT_MOST, Op.LESS_THAN)


def tiered_supervision(reading: Reading, entry: Entry, header: Header) -> TieredSupervision:
    """分级分类监管: the tiers, strictest first, and everything that settles or bounds one."""
    report, conditions = reading.report, reading.conditions()
    by_score = entry.has("scorecard")
    exactly_one = _exactly_one(report, entry.get("order"), by_score=by_score)
    tiers = entry.entries("tiers", needed=True)
    # What holds where no stricter tier does can only be said of the mildest.
    closing = None if by_score or exactly_one or not tiers else tiers[-1]
    read = [_tier(reading, item, by_score=by_score, closing=item is closing) for item in tiers]
    ids = [name for name, _ in read]
    return TieredSupervision(
        header=header,
        assessed=_assessed(report, entry.get("assessed")),
        exactly_one=exactly_one,
        scorecard=_scorecard(reading, entry.inside("scorecard")),
        tiers=tuple(tier for _, tier in read if tier is not None),
        direct=_assignments(entry, "direct", conditions, ids),
        caps=_assignments(entry, "caps", conditions, ids),
        floors=_assignments(entry, "floors", conditions, ids),
        default=_default(entry.inside("default"), conditions, ids),
        worse=_worse(report, entry),
    )


def _assessed(report: Report, node: Node | None) -> Assessed:
    """`day`, `previous-year`, or the day the law fixes: `{ at: 12-31, effective: 04-01 }`."""
    if isinstance(node, Map):
        entry = Entry(report, node)
        at, effective = (
            None if (said := entry.need(key)) is None else report.month_day(said)
            for key in ("at", "effective")
        )
        entry.close()
        return Assessed(1, at, effective)
    word = "day" if node is None else report.word(node, "day", "previous-year")
    return Assessed(1 if word == "previous-year" else 0)


def _exactly_one(report: Report, node: Node | None, *, by_score: bool) -> bool:
    if node is None:
        return by_score
    word = report.word(node, "exactly-one", *(() if by_score else ("strictest-first",)))
    return word == "exactly-one"


def _tier(
    reading: Reading, entry: Entry, *, by_score: bool, closing: bool
) -> tuple[str, Tier | None]:
    """One tier by its id: with a scorecard it has a band of scores, without one conditions.

    `closing` tells the mildest of tiers asked strictest first; it may say `otherwise: true`.
    """
    at, (name, words), basis = entry.key_at("id"), named(entry), entry.basis()
    if closing and entry.has("otherwise"):
        said = entry.need("otherwise")
        whatever = None if said is None else reading.report.word(said, "true")
        when: Expr | None = None if whatever is None else All((), at)
    else:
        when = None if by_score else reading.conditions().read(entry.need("when"))
    score = entry.inside("score", needed=True) if by_score else None
    band = None if score is None else _band(score)
    grants: list[Grant | None] = []
    for item in entry.entries("measures"):
        grants.append(grant(reading, item))
        item.close()
    entry.close()
    if when is None and band is None:
        return name, None
    given = tuple(one for one in grants if one is not None)
    return name, Tier(name, words, basis, when, band, given, at)


def _band(entry: Entry) -> Band | None:
    """`score: { at_least: 60, less_than: 80 }`; one end may be left open."""
    report = entry.report
    ends: list[tuple[Decimal | None, bool]] = []
    for words in (_LOW, _HIGH):
        said = [op for op in words if entry.has(op.value)]
        if len(said) > 1:
            report.wrong(entry.node, f"one of `{words[0].value}` and `{words[1].value}`")
        node = entry.get(said[0].value) if said else None
        ends.append((None if node is None else report.points(node), said[:1] == [words[0]]))
    entry.close()
    if not any(entry.has(op.value) for op in SIZES):
        report.wrong(entry.node, "one comparison such as `at_least: 3`")
        return None
    (low, low_included), (high, high_included) = ends
    return Band(low, low_included, high, high_included)


def _scorecard(reading: Reading, entry: Entry | None) -> Scorecard | None:
    if entry is None:
        return None
    report = reading.report
    start, low, high = entry.need("start"), entry.get("low"), entry.get("high")
    points = [None if node is None else report.points(node) for node in (start, low, high)]
    items = []
    for item in entry.entries("items", needed=True):
        items.append(_item(reading, item))
        item.close()
    entry.close()
    read = tuple(item for item in items if item is not None)
    return Scorecard(points[0] or Decimal(0), points[1], points[2], read)


def _item(reading: Reading, entry: Entry) -> ScoreItem | None:
    at, (name, words), basis = entry.key_at("id"), named(entry), entry.basis()
    records, said = each(reading, entry), entry.need("points")
    cap_node, expires_node = entry.get("cap"), entry.get("expires")
    if records is None:
        return None
    fields = records.conditions.fields
    points = None if said is None else _points(reading.report, said, records.conditions)
    cap = None if cap_node is None else reading.report.points(cap_node)
    if cap_node is not None and cap is not None and cap < 0:
        reading.report.wrong(cap_node, "an amount without sign")
    expires = None
    if expires_node is not None:
        hint = "name a field that holds a day fixed beforehand"
        expires = fields.of_record(expires_node, _DUE_DAYS, "expires", hint)
    if points is None:
        return None
    return ScoreItem(
        id=name,
        title=words,
        basis=basis,
        each=records.scope,
        where=records.where,
        points=points,
        cap=cap,
        expires=expires,
        at=at,
    )


def _points(report: Report, node: Node, conditions: Conditions) -> Decimal | FieldRef | None:
    """Points per occurrence, or those delivered in a field of the record."""
    if not isinstance(node, Map):
        return report.points(node)
    entry = Entry(report, node)
    said = entry.need("field")
    entry.close()
    hint = "name a field that holds points"
    return None if said is None else conditions.fields.of_record(said, _POINTS, "points", hint)


def _assignments(
    entry: Entry, key: str, conditions: Conditions, ids: list[str]
) -> tuple[Assignment, ...]:
    read = []
    for item in entry.entries(key):
        at, (name, words), basis = item.key_at("id"), named(item), item.basis()
        when = conditions.read(item.need("when"))
        tier = _one_of_the_tiers(item, ids)
        item.close()
        if when is not None and tier is not None:
            read.append(Assignment(name, words, basis, when, tier, at))
    return tuple(read)


def _one_of_the_tiers(entry: Entry, ids: list[str]) -> str | None:
    node = entry.need("tier")
    name = None if node is None else entry.report.text(node)
    if node is not None and name is not None and name not in ids:
        hint = hint_for(name, ids)
        entry.report.add("unknown-name", node.at, what="tier", what_zh="等级", name=name, hint=hint)
        return None
    return name


def _default(entry: Entry | None, conditions: Conditions, ids: list[str]) -> DefaultTier | None:
    """缺省等级: only where the collections it names are covered and empty."""
    if entry is None:
        return None
    report = entry.report
    tier, basis, node = _one_of_the_tiers(entry, ids), entry.basis(), entry.need("empty")
    items = () if node is None else report.sequence(node)
    if node is not None and not items:
        report.wrong(node, "at least one entry")
    read = [conditions.collection(item) for item in items]
    entry.close()
    scopes = tuple(found[0] for found in read if found is not None)
    return None if tier is None else DefaultTier(tier, basis, scopes)


def _worse(report: Report, entry: Entry) -> tuple[Worsening, ...]:
    """`worse: [penalties, penalties.fine]` and `better:` of the same form, each change once."""
    read: dict[tuple[str, str | None, bool], Worsening] = {}
    for key in ("worse", "better"):
        node = entry.get(key)
        for item in () if node is None else report.sequence(node):
            one = _worsening(report, item, better=key == "better")
            if one is not None:
                read.setdefault((one.collection, one.field, one.better), one)
    return tuple(read.values())


def _worsening(report: Report, node: Node, *, better: bool) -> Worsening | None:
    """One further record of a collection, or a larger figure in a field of one."""
    text = report.text(node)
    if text is None:
        return None
    collection, dot, name = text.partition(".")
    if collection not in COLLECTIONS:
        facts = {"what": "collection", "what_zh": "集合", "name": collection}
        report.add("unknown-name", node.at, hint=hint_for(collection, COLLECTIONS), **facts)
        return None
    fields = COLLECTIONS[collection].fields
    if dot and name not in fields:
        facts = {
            "what": f"field of `{collection}`",
            "what_zh": f"`{collection}` 字段",
            "name": name,
        }
        report.add("unknown-name", node.at, hint=hint_for(name, fields), **facts)
        return None
    if dot and fields[name].kind not in FIGURES:
        known = (one.name for one in fields.values() if one.kind in FIGURES)
        report.wrong(node, "a field that holds a figure", hint_for(name, known))
        return None
    return Worsening(collection, name if dot else None, better, node.at)
