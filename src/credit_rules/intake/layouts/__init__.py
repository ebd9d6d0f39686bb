"""The layouts rows come in. To add one, write it beside its like, and put it in `LAYOUTS` there.

| module | rows |
|---|---|
| `penalties`, `licences` | the 双公示 tables, and penalties of the publicity system |
| `lists` | every list: wage arrears, defaulters, tax, safety, procurement, 经营异常 … |
| `grades` | grades of tax, customs and others |
| `commitments`, `inspections` | 信用承诺; 双随机 |
| `native` | the library's own: records by the vocabulary's names, coverage, persons, subjects |
"""

from __future__ import annotations

from collections.abc import Collection as Several
from typing import Final

from credit_rules.errors import IntakeError
from credit_rules.intake.layouts import (
    commitments,
    grades,
    inspections,
    licences,
    lists,
    native,
    penalties,
)
from credit_rules.intake.layouts.layout import PERSONAL, Column, Layout, is_personal

__all__ = [
    "LAYOUTS",
    "PERSONAL",
    "Column",
    "Layout",
    "fits_any",
    "is_personal",
    "recognise",
]

LAYOUTS: Final = (
    *native.LAYOUTS,
    *penalties.LAYOUTS,
    *licences.LAYOUTS,
    *lists.LAYOUTS,
    *grades.LAYOUTS,
    *commitments.LAYOUTS,
    *inspections.LAYOUTS,
    native.SUBJECTS,
)
"""Every layout, the more particular first; the first that fits is taken."""


def fits_any(header: Several[str]) -> bool:
    """Whether some layout knows these headings."""
    return any(layout.fits(header) for layout in LAYOUTS)


def recognise(header: Several[str]) -> Layout:
    """Find the layout that headings belong to.

    Raises:
        IntakeError: none fits; the message names those there are.
    """
    for layout in LAYOUTS:
        if layout.fits(header):
            return layout
    known = "; ".join(layout.title for layout in LAYOUTS)
    raise IntakeError(f"the headings fit no layout we know; help: known layouts are {known}")
