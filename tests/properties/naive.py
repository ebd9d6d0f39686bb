"""Conditions read a second time, naively: two values, over records of which everything is told.

It has no unknown, no trace and no interval; whoever reads it sees what each node means. Where
everything is told, `reference.evaluate` has to say the same.
"""

import operator
from datetime import date
from fractions import Fraction

from credit_rules.dates import last_day
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    Defined,
    Distinct,
    During,
    Elapsed,
    Every,
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
    Share,
    Since,
    Some,
    Standing,
    Sum,
    Threshold,
    Within,
    YearsBefore,
)

WORDS = ("none", "not_computable")
SIZES = {
    Op.AT_LEAST: operator.ge,
    Op.MORE_THAN: operator.gt,
    Op.AT_MOST: operator.le,
    Op.LESS_THAN: operator.lt,
    Op.IS: operator.eq,
}
DAYS = {
    Op.BEFORE: operator.lt,
    Op.AFTER: operator.gt,
    Op.ON_OR_BEFORE: operator.le,
    Op.ON_OR_AFTER: operator.ge,
}


def holds(node, world):
    """Whether a condition holds."""
    day = world.facts.as_of
    match node:
        case All(parts):
            return all(holds(part, world) for part in parts)
        case AnyOf(parts):
            return any(holds(part, world) for part in parts)
        case Not(part):
            return not holds(part, world)
        case Defined(_, part):
            return holds(part, world)
        case In(field, values):
            return any(holds(Compare(field, Op.IS, one), world) for one in values)
        case Compare(field, Op.IS_NOT, other):
            return not holds(Compare(field, Op.IS, other), world)
        case Compare(field, op, other):
            one, two = value(field, world), value(other, world)
            if isinstance(one, frozenset):
                return bool(one & two) if isinstance(two, frozenset) else two in one
            if op is not Op.IS and (one in WORDS or two in WORDS):
                return False
            return {**SIZES, **DAYS}[op](one, two)
        case Elapsed(since, period):
            start = value(since, world)
            if start == "none":
                return False
            return day > (start if period is None else last_day(start, period))
        case Some(scope, where):
            return bool(records(scope, where, world))
        case Every(scope, where, has):
            return all(holds(has, world.at(one)) for one in records(scope, where, world))
        case AnySpan(scope, where, number, period):
            when = [one[one.collection.dated_by] for one in records(scope, where, world)]
            spans = [[d for d in when if first <= d <= last_day(first, period)] for first in when]
            return any(len(span) >= number for span in spans) or number == 0
        case Threshold(quantity, op, limit):
            found = amount(quantity, world)
            if found is None:
                return quantity.otherwise
            lost = isinstance(quantity, Sum) and any(
                one[quantity.field] == "not_computable"
                for one in records(quantity.scope, quantity.where, world)
            )
            # Of what is at least so much only that can be said.
            if lost and op not in (Op.AT_LEAST, Op.MORE_THAN):
                return False
            return SIZES[op](found, value(limit, world))
        case Listed(name):
            return world.strata.listed[name][0].value == "true"
        case Standing():
            known = world.strata.standing.get(world.record.path)
            return known is not None and known[0].value == "true"
        case Graded(scheme, tiers):
            return bool(world.strata.graded[scheme].possible & set(tiers))
        case Finding(name):
            about = "none" if world.record is None else world.record.key
            return any(
                one["finding"] == name and one["about"] == about and one["answer"] == "yes"
                for one in world.facts.items["findings"]
            )


def amount(quantity, world):
    """A number, or None where there is no share."""
    match quantity:
        case FieldRef():
            told = value(quantity, world)
            return None if told == "not_computable" else 0 if told == "none" else told
        case Count(scope, where):
            return len(records(scope, where, world))
        case Distinct(scope, where, field):
            return len({one[field] for one in records(scope, where, world)})
        case Sum(scope, where, field):
            return sum(
                one[field] for one in records(scope, where, world) if one[field] not in WORDS
            )
        case Share(part, whole):
            for one in (part, whole):
                if isinstance(one, Sum) and any(
                    item[one.field] == "not_computable"
                    for item in records(one.scope, one.where, world)
                ):
                    return None
            above, below = amount(part, world), amount(whole, world)
            return None if above is None or not below else Fraction(above) / Fraction(below)


def records(scope, where, world):
    """The usable records of a collection in a window that meet a condition."""
    found = []
    for one in world.facts.items[scope.collection]:
        aside = one.set_aside is not None and one.set_aside not in scope.including
        if not aside and inside(scope.window, one[one.collection.dated_by], world):
            found += [one] if holds(where, world.at(one)) else []
    return found


def inside(window, when, world):
    """Whether a day lies in a window."""
    match window:
        case None:
            return True
        case During(years):
            return when.year == world.facts.as_of.year - years
        case Since(day):
            start = value(day, world)
            return start != "none" and start <= when
        case Within(period, before):
            end = world.facts.as_of if before is None else value(before, world)
            if end == "none":
                return False
            return when <= end <= last_day(when, period)


def value(said, world):
    """What a field, a day or a figure comes to."""
    match said:
        case FieldRef(name, Owner.SUBJECT):
            return world.facts.told(name)[0]
        case FieldRef(name, Owner.THIS):
            return world.this[name]
        case FieldRef(name):
            return world.record[name]
        case LatestOf(days, if_any):
            needed = [value(one, world) for one in days]
            further = [value(one, world) for one in if_any]
            if "none" in needed:
                return "none"
            return max(day for day in (*needed, *further) if isinstance(day, date))
        case ParameterRef(name):
            return world.strata.parameters[name].low
        case YearsBefore(years):
            return world.facts.as_of.year - years
        case _:
            return said
