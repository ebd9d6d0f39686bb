"""The rulesets of one desk: what the example rows, and the five days, are decided on.

A desk loads what it asks about (`examples/licensing/desk.py` does the same), and a page about what
nobody asked is not read. So what these examples say of an enterprise is said of these rulesets, by
name: one more that ships elsewhere changes no line of them. `test_examples.py` decides the same
rows on everything that ships, and says what must hold of whatever ships.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import credit_rules as cr

__all__ = ["RULESETS", "book"]

RULESETS: Final = {
    "labour": (
        "labour-tiers",
        "wage-arrears-discipline",
        "wage-arrears-listing",
        "wage-arrears-repair",
    ),
    "procurement": ("major-violations",),
    # Whom the desk asks beside: whether a supplier is on another list, barred, or favoured, and
    # what can be repaired where.
    "company": ("office-bar",),
    "courts": (
        "consumption-order",
        "consumption-restriction",
        "defaulters-listing",
        "defaulters-removal",
        "defaulters-steps",
    ),
    "drug": ("drug-bans", "drug-bans-persons"),
    "food": ("food-safety-bans", "food-safety-bans-persons"),
    "market": (
        "abnormal-list",
        "abnormal-list-discipline",
        "abnormal-list-publicity",
        "office-bar",
        "penalty-publicity",
        "penalty-publicity-steps",
        "risk-tiers",
        "serious-list",
        "serious-list-discipline",
        "simplified-deregistration",
    ),
    "repair": (
        "credit-china-penalty-repair",
        "credit-china-serious-list-repair",
        "insolvency-final-repair",
        "insolvency-provisional-repair",
    ),
    "tax": ("major-violations",),
    "shanghai": ("dishonesty-measures", "incentives", "repair"),
    "zhejiang": ("bad-record-measures", "incentives", "repair"),
}


def book(*folders: str) -> cr.Rulebook:
    """Load the desk's rulesets, or only those of some folders."""
    return cr.load(list(_files(folders or tuple(RULESETS))))


def _files(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from (cr.shipped("rulesets") / folder / f"{name}.yaml" for name in RULESETS[folder])
