"""Drafts: the files a rule author starts from, out of templates that ship as data.

A draft is a small, whole ruleset over invented law, with its catalog, its scenarios and its
property tests: it passes `check` and `test` as it is, so that an author changes something that
works, one line at a time, instead of filling in a form that does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template
from typing import Final

from credit_rules.authoring.order import Order
from credit_rules.dates import Period, deadline
from credit_rules.model.codes import Code
from credit_rules.model.ruleset import NATIONAL, Title

__all__ = ["Draft", "File", "draft"]

_SUFFIX: Final = ".template"
_SCHEMAS: Final = {
    "ruleset.yaml": "ruleset",
    "instruments.yaml": "catalog",
    "measures.yaml": "catalog",
    "lists.yaml": "catalog",
    "scenario.yaml": "scenario",
}
"""Which schema an editor needs for a file of a draft."""
_PYTEST: Final = """\
# 让 pytest 用本文件夹的规则集核对场景。Scenarios are judged by the rulesets beside them.
[pytest]
credit_rules_rulesets = .
"""
_YEARS: Final = 4


class Draft(Code):
    """What a draft can be of: a ruleset of each kind, or an entry of the catalog."""

    TIERED_SUPERVISION = "tiered-supervision", "分级分类监管规则集"
    KEY_WATCH_LIST = "key-watch-list", "重点关注名单规则集"
    SERIOUS_DISHONESTY = "serious-dishonesty", "严重失信主体名单认定规则集"
    JOINT_DISCIPLINE = "joint-discipline", "失信惩戒规则集"
    STATUTORY_RESTRICTION = "statutory-restriction", "法定限制规则集"
    CREDIT_REPAIR = "credit-repair", "信用修复规则集"
    INCENTIVE = "incentive", "守信激励规则集"
    STEPS = "steps", "监管步骤规则集"
    INSTRUMENT = "instrument", "法律文件"
    MEASURE = "measure", "措施"
    LIST = "list", "名单"

    @property
    def ruleset(self) -> bool:
        """Whether it is a ruleset, and not an entry of the catalog alone."""
        return self not in (Draft.INSTRUMENT, Draft.MEASURE, Draft.LIST)


@dataclass(frozen=True, slots=True)
class File:
    """One file of a draft.

    Attributes:
        name: its place below the author's folder.
        yields: whether it is there for who has none: one that is there already stays.
    """

    name: str
    text: str
    yields: bool = False


def draft(kind: Draft, order: Order) -> tuple[File, ...]:
    """The files of a draft, with the schemas that its editor headers name, in order of names."""
    blanks = _blanks(kind, order)
    found = [
        File(_named(template, order), Template(template.read_text("utf-8")).substitute(blanks))
        for template in _templates(kind)
    ]
    needed = {schema for file in found for end, schema in _SCHEMAS.items() if _is(file, end, order)}
    if kind.ruleset:
        found.append(File("pytest.ini", _PYTEST, yields=True))
    schemas = files("credit_rules") / "schemas"
    for schema in needed:
        name = f"{schema}.schema.json"
        found.append(File(f"schemas/{name}", (schemas / name).read_text("utf-8")))
    return tuple(sorted(found, key=lambda file: file.name))


def _templates(kind: Draft) -> Iterator[Traversable]:
    """The templates of a kind; every ruleset has the same property tests besides."""
    folder = files("credit_rules.authoring") / "templates"
    yield from (folder / kind.value).iterdir()
    if kind.ruleset:
        yield folder / f"properties.py{_SUFFIX}"


def _named(template: Traversable, order: Order) -> str:
    """The name of the file a template makes."""
    name = template.name.removesuffix(_SUFFIX)
    match name:
        case "properties.py":
            return f"test_{_module(order)}.py"
        case "ruleset.yaml":
            return f"{order.id}.yaml"
        case _:
            return f"{order.id}.{name}"


def _is(file: File, end: str, order: Order) -> bool:
    return file.name == (f"{order.id}.yaml" if end == "ruleset.yaml" else f"{order.id}.{end}")


def _module(order: Order) -> str:
    return order.id.replace("-", "_").replace(".", "_")


def _blanks(kind: Draft, order: Order) -> dict[str, str]:
    """What stands in the blanks of a template, already quoted where it may need it."""
    local = order.jurisdiction != NATIONAL
    invented = Title(f"（虚构）{kind.zh}", f"(invented) {kind.value}")
    title = order.title or invented
    region = f'"{order.jurisdiction}"'
    begun = date(order.since.year + 2, 3, 2)
    years = {f"y{number}": str(order.since.year + number) for number in range(1, _YEARS + 1)}
    return {
        "id": order.id,
        # What is all digits would be a number to editors.
        "title": json.dumps(title.zh, ensure_ascii=False),
        "title_en": json.dumps(title.en, ensure_ascii=False),
        "scheme": json.dumps(order.scheme or order.id),
        "jurisdiction": region if local else NATIONAL,
        "acting": f"\n    acting: {{ region: {region} }}" if local else "",
        "asking": f"cr.Acting(region={region})" if local else "None",
        "since": order.since.isoformat(),
        "before": (order.since - timedelta(days=1)).isoformat(),
        "year": str(order.since.year),
        # Counted from 2 March: no holiday that is still to be announced falls in that month.
        "ten": deadline(begun, Period(10, "working days")).isoformat(),
        "fifteen": deadline(begun, Period(15, "working days")).isoformat(),
        **years,
    }
