"""Every figure a rule decides by stands in a provision it cites, with its unit.

The provisions are held to the legal facts by `test_law_facts`; so no threshold, window, term or
deadline of a rule differs from the law it rests on.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.dates import Period
from credit_rules.model.catalog import Citation
from credit_rules.model.expr import (
    AnySpan,
    Compare,
    Count,
    Distinct,
    Share,
    Sum,
    Threshold,
)
from credit_rules.model.ruleset import Figures, Header, Ruleset, StepRule, parts, within
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Kind

_spec = importlib.util.spec_from_file_location(
    "law_facts_reading", Path(__file__).parent / "test_law_facts.py"
)
assert _spec is not None
assert _spec.loader is not None
reading = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = reading
_spec.loader.exec_module(reading)

BOOK = cr.load()
RULESETS = {f"{one.header.id} {one.header.edition}": one for one in BOOK.rulesets}
UNITS = {
    "years": {"年"},
    "months": {"个月", "月"},
    "days": {"日", "天"},
    "working days": {"个工作日"},
}
KINDS = {
    spec.name: spec.kind
    for fields in (SUBJECT_FIELDS, *(one.fields for one in COLLECTIONS.values()))
    for spec in fields.values()
}

# Figures that no provision says in figures, and why they are right all the same.
READ_OTHERWISE = {
    ("tax-credit", tier, figure): "40, 70 and 90 points, with the 11 more that are taken off"
    for tier, figure in (("D", "51"), ("C", "81"), ("B", "101"))
}
SHARE = re.compile(r"([百千万])分之([一二三四五六七八九十]+)|(\d+(?:\.\d+)?)(%|‰)")


def said_by(citations: list[Citation]) -> set[tuple[str, str]]:
    """The figures of the provisions cited, amounts in yuan."""
    found: set[tuple[str, str]] = set()
    for one in citations:
        instrument = BOOK.catalog.instruments[one.instrument]
        for version in instrument.versions:
            if one.label in version.provisions:
                says = version.provisions[one.label].says
                found |= {plain(number, unit) for number, unit in reading.quantities(says)}
                found |= {(number, "") for number in reading.digits(says)}
                found |= {(share, "share") for share in shares(says)}
                found |= {("1", "个月")} if re.search("每月|按月", says) else set()
    return found | {(number, "") for number, _ in found}


def plain(number: str, unit: str) -> tuple[str, str]:
    amount = Decimal(number) * {"万元": 10_000, "亿元": 100_000_000}.get(unit, 1)
    unit = "元" if unit in ("万元", "亿元") else unit
    return f"{amount.normalize():f}", unit


def shares(says: str) -> set[str]:
    """Every share a provision says: 10%, 1‰, 万分之五."""
    found = set()
    for whole, part, number, sign in SHARE.findall(says):
        over = {"百": 100, "千": 1_000, "万": 10_000, "%": 100, "‰": 1_000}[whole or sign]
        found.add(Decimal(reading.number(part) if whole else number) / over)
    return {f"{one.normalize():f}" for one in found}


def figures(part: object) -> Iterator[tuple[str, set[str]]]:
    """The figures a part decides by: the number, and the units it may stand with."""
    match part:
        case Period():
            yield str(part.number), UNITS[part.unit]
            return
        case Compare(field=field, value=Decimal() as value):
            if value:  # more than nothing is what "there is" means
                unit = {Kind.AMOUNT: {"元"}, Kind.POINTS: {"分", ""}}
                yield f"{abs(value).normalize():f}", unit.get(KINDS[field.name], {""})
        case Figures(low=low, high=high):
            yield from ((f"{one.normalize():f}", {""}) for one in (low, high) if one)
        case AnySpan(number=number):
            yield str(number), {""}
        case Threshold(quantity=quantity, limit=Decimal() as limit):
            match quantity:
                case Share():
                    yield f"{limit.normalize():f}", {"share"}
                case Sum():
                    kind = KINDS[quantity.field]
                    yield f"{limit.normalize():f}", {"元"} if kind is Kind.AMOUNT else {""}
                case Count() | Distinct():
                    # One, or none, is what "there is" and "there is no" mean.
                    if limit > 1:
                        yield f"{limit.normalize():f}", {""}
                case _:
                    yield f"{limit.normalize():f}", {"元", ""}
    for one in within(part):
        yield from figures(one)


def rules(ruleset: Ruleset) -> Iterator[tuple[str, object, list[Citation]]]:
    """Every part of a ruleset with an id of its own, and the provisions it may take figures from."""
    whole = [*ruleset.header.basis, *parts(ruleset.header.definitions, Citation)]
    for one in outermost(ruleset):
        name = one.step.id if isinstance(one, StepRule) else one.id  # type: ignore[attr-defined]
        yield name, one, [*parts(one, Citation), *whole]


def outermost(part: object) -> Iterator[object]:
    for one in within(part):
        named = isinstance(one, StepRule) or isinstance(getattr(one, "id", None), str)
        if named and not isinstance(one, Header):
            yield one
            continue
        yield from outermost(one)


@pytest.mark.parametrize("name", RULESETS)
def test_every_figure_stands_in_a_provision_cited(name: str) -> None:
    wrong = []
    for rule, part, cited in rules(RULESETS[name]):
        known = said_by(cited)
        for number, units in figures(part):
            there = any((number, unit) in known for unit in units)
            if not there and (name.split(maxsplit=1)[0], rule, number) not in READ_OTHERWISE:
                wrong.append(f"{rule}: {number} {'/'.join(sorted(units))}")
    assert wrong == []


def test_what_is_read_otherwise_is_still_there() -> None:
    found = {
        (name.split()[0], rule, number)
        for name, ruleset in RULESETS.items()
        for rule, part, _ in rules(ruleset)
        for number, _ in figures(part)
    }
    assert READ_OTHERWISE.keys() <= found


def unfounded(ruleset: Ruleset) -> list[str]:
    return [
        f"{number} {'/'.join(sorted(units))}".strip()
        for _, part, cited in rules(ruleset)
        for number, units in figures(part)
        if not any((number, unit) in said_by(cited) for unit in units)
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "reported"),
    [
        ("labour/labour-tiers", "at_least: 3", "at_least: 4", "4"),
        ("procurement/major-violations", "3 years", "2 years", "2 年"),
        ("procurement/major-violations", "200万元", "300万元", "3000000 元"),
        ("labour/wage-arrears-repair", "6 months", "7 months", "7 个月/月"),
        ("customs/credit-2018", "0.05%", "0.5%", "0.005 share"),
    ],
)
def test_a_figure_that_is_not_the_law_s_is_found(
    tmp_path: Path, file: str, old: str, new: str, reported: str
) -> None:
    said = (cr.shipped("rulesets") / f"{file}.yaml").read_text("utf-8")
    assert old in said
    (tmp_path / "rules.yaml").write_text(said.replace(old, new), "utf-8")
    (changed,) = cr.load(tmp_path).rulesets
    assert set(unfounded(changed)) == {reported}
