"""One reader a kind of ruleset: what stands below the header. Tiers have a file of their own."""

from __future__ import annotations

from credit_rules.lang.conditions import Conditions
from credit_rules.lang.pieces import (
    Reading,
    discipline,
    each,
    each_of,
    grant,
    grounds,
    named,
    procedure,
    requirements,
    step,
    title,
    titles,
    unless,
)
from credit_rules.lang.reader import Entry
from credit_rules.model.codes import RepairEffect
from credit_rules.model.expr import All, Compare, Expr, FieldRef, Op, Scope
from credit_rules.model.ruleset import (
    CreditRepair,
    Favour,
    Ground,
    Header,
    Incentive,
    JointDiscipline,
    KeyWatchList,
    Lasting,
    Regained,
    Restriction,
    SelfEnding,
    SeriousDishonesty,
    Stage,
    StatutoryRestriction,
    StepRule,
    Steps,
)
from credit_rules.model.subject import COLLECTIONS, Collection

__all__ = [
    "credit_repair",
    "incentive",
    "joint_discipline",
    "key_watch_list",
    "serious_dishonesty",
    "statutory_restriction",
    "steps",
]


def serious_dishonesty(reading: Reading, entry: Entry, header: Header) -> SeriousDishonesty:
    """严重失信认定: grounds, exceptions, the procedure owed."""
    name, read = entry.text("list") or "", grounds(reading, entry)
    record = _record(read)
    settled = _settled(reading, entry, record)
    return SeriousDishonesty(header, name, settled, read, procedure(reading, entry, record))


def key_watch_list(reading: Reading, entry: Entry, header: Header) -> KeyWatchList:
    """重点关注: entry, stay and leave are proposals; measures follow the entry on record."""
    name, read = entry.text("list") or "", grounds(reading, entry)
    report, others = reading.report, entry.get("not_for")
    not_for = [] if others is None else [report.text(one) for one in report.sequence(others)]
    record, on_the_list = _record(read), reading.conditions(COLLECTIONS["listings"])
    return KeyWatchList(
        header=header,
        list=name,
        not_for=tuple(one for one in not_for if one is not None),
        settled=_settled(reading, entry, record),
        grounds=read,
        stay=requirements(entry, "stay", on_the_list),
        leave=requirements(entry, "leave", on_the_list),
        procedure=procedure(reading, entry, record),
        discipline=discipline(reading, entry, "measures"),
    )


def _record(read: tuple[Ground, ...]) -> Collection | None:
    """The collection grounds look at; procedure and `settled_when` name its fields."""
    return COLLECTIONS[read[0].each.collection] if read else None


def _settled(reading: Reading, entry: Entry, record: Collection | None) -> Expr | None:
    node = entry.get("settled_when")
    return None if node is None else reading.conditions(record).read(node)


def joint_discipline(reading: Reading, entry: Entry, header: Header) -> JointDiscipline:
    """联合惩戒: what follows from an official entry on a list."""
    name = entry.text("list") or ""
    return JointDiscipline(header, name, discipline(reading, entry, "discipline"))


def statutory_restriction(reading: Reading, entry: Entry, header: Header) -> StatutoryRestriction:
    """法定限制: bars that follow from acts on record."""
    read = []
    for item in entry.entries("restrictions", needed=True):
        read.append(_restriction(reading, item))
        item.close()
    return StatutoryRestriction(header, tuple(one for one in read if one is not None))


def _restriction(reading: Reading, entry: Entry) -> Restriction | None:
    at = entry.key_at("id")
    (name, words), in_force = named(entry), entry.validity("in_force")
    records, given = each(reading, entry), grant(reading, entry)
    said = entry.inside("lasts", needed=True)
    if records is None:
        entry.get("unless")
        return None
    exceptions = unless(entry, records.conditions)
    lasts = None if said is None else _lasting(said, records.conditions)
    if given is None or lasts is None:
        return None
    return Restriction(
        id=name,
        title=words,
        each=records.scope,
        where=records.where,
        unless=exceptions,
        grant=given,
        lasts=lasts,
        in_force=in_force,
        at=at,
    )


def _lasting(entry: Entry, conditions: Conditions) -> Lasting | None:
    """A period or a day of the act, for life, or as long as the entry on a list stands."""
    report = entry.report
    ways = [word for word in ("for", "until", "lifelong", "standing") if entry.has(word)]
    if len(ways) != 1:
        expected = "one of `for:`, `until:`, `lifelong: true` and `standing: current`"
        report.wrong(entry.node, expected)
        entry.get("since")
        return None
    (way,) = ways
    node = entry.need(way)
    if node is None:
        return None
    if way == "standing":
        entry.close()
        current = conditions.standing(entry.key_at(way), node)
        return None if current is None else Lasting(None, standing=True)
    since = conditions.record_day(entry.need("since"))
    entry.close()
    match way:
        case "for":
            period = report.period(node)
            return None if since is None or period is None else Lasting(since, period=period)
        case "until":
            until = conditions.record_day(node)
            return None if since is None or until is None else Lasting(since, until=until)
        case _:
            word = report.word(node, "true")
            return None if since is None or word is None else Lasting(since, lifelong=True)


def credit_repair(reading: Reading, entry: Entry, header: Header) -> CreditRepair:
    """信用修复: what may be repaired, when, by whom, and what that ends."""
    name, scope, where, conditions = _repaired(reading, entry)
    stage = entry.inside("stage")
    repair = CreditRepair(
        header=header,
        list=name,
        each=scope,
        where=where,
        platform=title(entry, "platform"),
        stage=None if stage is None else Stage(*named(stage)),
        apply_to=entry.text("apply_to") or "",
        requires=requirements(entry, "requires", conditions),
        barred=requirements(entry, "barred", conditions),
        ends=_endings(entry, conditions),
        grants=_regained(entry),
        materials=titles(entry, "materials"),
        procedure=procedure(reading, entry, COLLECTIONS["repairs"]),
        remedy=title(entry, "remedy"),
    )
    if stage is not None:
        stage.close()
    return repair


def _repaired(reading: Reading, entry: Entry) -> tuple[str | None, Scope, Expr, Conditions]:
    """The records that may be repaired: the entries on a `list`, or `each` of a collection."""
    report, scope = reading.report, Scope("listings")
    conditions, everything = reading.conditions(COLLECTIONS["listings"]), All((), entry.at)
    if entry.has("list") == entry.has("each"):
        report.wrong(entry.node, "either `list:` or `each:` with a collection")
        for word in ("within", "since", "during", "including", "where"):
            entry.get(word)
        return None, scope, everything, conditions
    if entry.has("each"):
        records = each(reading, entry)
        if records is None:
            return None, scope, everything, conditions
        return None, records.scope, records.where, records.conditions
    name = entry.text("list") or ""
    return name, scope, Compare(FieldRef("list"), Op.IS, name, entry.key_at("list")), conditions


def _endings(entry: Entry, conditions: Conditions) -> tuple[SelfEnding, ...]:
    read = []
    for item in entry.entries("ends"):
        at = item.key_at("id")
        (name, words), basis = named(item), item.basis()
        when = conditions.where(item.get("when"), item.at)
        since, after = conditions.record_day(item.need("since")), item.need("after")
        period = None if after is None else entry.report.period(after)
        item.close()
        if when is not None and since is not None and period is not None:
            read.append(SelfEnding(name, words, basis, when, since, period, at))
    return tuple(read)


def _regained(entry: Entry) -> tuple[Regained, ...]:
    read = []
    for item in entry.entries("grants"):
        effect, words = item.code("effect", RepairEffect), title(item)
        item.close()
        if effect is not None:
            read.append(Regained(effect, words))
    return tuple(read)


def incentive(reading: Reading, entry: Entry, header: Header) -> Incentive:
    """守信激励: favours, and what suspends them."""
    conditions, read = reading.conditions(), []
    for item in entry.entries("favours", needed=True):
        at = item.key_at("id")
        (name, words), when = named(item), conditions.read(item.need("when"))
        exceptions, given = unless(item, conditions), grant(reading, item)
        item.close()
        if when is not None and given is not None:
            read.append(Favour(name, words, when, exceptions, given, at))
    return Incentive(header, tuple(read))


def steps(reading: Reading, entry: Entry, header: Header) -> Steps:
    """监管步骤: what is owed next, for each record, or once for the subject."""
    read = []
    for item in entry.entries("steps", needed=True):
        read.append(_step_rule(reading, item))
        item.close()
    return Steps(header, tuple(one for one in read if one is not None))


def _step_rule(reading: Reading, entry: Entry) -> StepRule | None:
    at, report = entry.key_at("id"), reading.report
    if entry.has("each") == entry.has("when"):
        report.wrong(entry.node, "either `each:` with a collection or `when:` with a condition")
    if entry.has("each"):
        records = each_of(reading, entry)
        entry.get("when")
        if records is None:
            for word in ("since", "done_on"):
                entry.get(word)
        conditions = reading.conditions() if records is None else records.conditions
        owed = step(entry, conditions)
        return None if records is None else StepRule(records.scope, records.where, owed, at)
    # Without a record no day of it is asked for, and `close` says so.
    conditions = reading.conditions()
    when = None if not entry.has("when") else conditions.read(entry.need("when"))
    owed = step(entry, conditions)
    return None if when is None else StepRule(None, when, owed, at)
