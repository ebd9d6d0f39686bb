"""Questions about rulesets, whatever the subject; and, in `foresight`, about one subject.

>>> from datetime import date
>>> import credit_rules as cr
>>> from credit_rules.analysis import timeline
>>> subject = cr.Subject.read({"uscc": "91320100MA0EXAMP0N", "kind": "legal_person"})
>>> days = timeline(cr.load(), subject, date(2026, 6, 1), date(2026, 6, 30))
>>> [str(stretch.first) for stretch in days.stretches]
['2026-06-01']

Names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credit_rules.analysis.changes import changes
    from credit_rules.analysis.foresight.early_warning import nearest
    from credit_rules.analysis.foresight.hypotheses import what_if, what_if_listed
    from credit_rules.analysis.foresight.repair_paths import repair_paths
    from credit_rules.analysis.foresight.timeline import timeline
    from credit_rules.analysis.foresight.unknowns import decisive_unknowns

__all__ = [
    "changes",
    "decisive_unknowns",
    "nearest",
    "repair_paths",
    "timeline",
    "what_if",
    "what_if_listed",
]

_HOMES = {
    "decisive_unknowns": "foresight.unknowns",
    "nearest": "foresight.early_warning",
    "repair_paths": "foresight.repair_paths",
    "timeline": "foresight.timeline",
    "what_if": "foresight.hypotheses",
    "what_if_listed": "foresight.hypotheses",
}


def __getattr__(name: str) -> object:
    """Import a public name from where it is defined, once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, whether used already or not."""
    return list(__all__)
