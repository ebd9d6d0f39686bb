"""What rule authors test rulesets with: scenarios, generated subjects, properties.

Names are imported when they are first used: pytest imports the plugin beside this file in every
project it is installed with, and most have no scenarios. Hypothesis too comes with the first
strategy or property that is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credit_rules.testing.judging import Judge, Mismatch, judge
    from credit_rules.testing.properties import (
        PropertyTest,
        agrees_with,
        every_measure_has_basis,
        every_restriction_ends,
        never_reversed_by_more_facts,
        new_edition_not_stricter_for_old_facts,
        order_independent,
        worse_facts_never_milder,
    )
    from credit_rules.testing.said import rule_ids
    from credit_rules.testing.scenarios import Scenario, read_scenarios
    from credit_rules.testing.strategies import Example, days, records, subjects
    from credit_rules.testing.writing import scenario_text

__all__ = [
    "Example",
    "Judge",
    "Mismatch",
    "PropertyTest",
    "Scenario",
    "agrees_with",
    "days",
    "every_measure_has_basis",
    "every_restriction_ends",
    "judge",
    "never_reversed_by_more_facts",
    "new_edition_not_stricter_for_old_facts",
    "order_independent",
    "read_scenarios",
    "records",
    "rule_ids",
    "scenario_text",
    "subjects",
    "worse_facts_never_milder",
]

_HOMES = {
    "Example": "strategies",
    "Judge": "judging",
    "Mismatch": "judging",
    "PropertyTest": "properties",
    "Scenario": "scenarios",
    "agrees_with": "properties",
    "days": "strategies",
    "every_measure_has_basis": "properties",
    "every_restriction_ends": "properties",
    "judge": "judging",
    "never_reversed_by_more_facts": "properties",
    "new_edition_not_stricter_for_old_facts": "properties",
    "order_independent": "properties",
    "read_scenarios": "scenarios",
    "records": "strategies",
    "rule_ids": "said",
    "scenario_text": "writing",
    "subjects": "strategies",
    "worse_facts_never_milder": "properties",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
