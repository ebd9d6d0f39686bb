"""信用监管规则引擎: which supervision measures apply to a credit subject, and why.

>>> from datetime import date
>>> import credit_rules as cr
>>> book = cr.load()
>>> subject = cr.Subject.read({"uscc": "91320100MA0EXAMP0N"})
>>> cr.decide(book, subject, date(2026, 6, 30)).measures
()

Names are imported when they are first used, so that a system that imports the package at its start
does not wait for what it may not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from credit_rules.analysis.diff import diff
    from credit_rules.analysis.verify import verify
    from credit_rules.diagnostics import Diagnostic
    from credit_rules.engine.decide import decide
    from credit_rules.engine.decision import (
        Acting,
        Decision,
        LegalBasis,
        MatchedMeasure,
        RepairAssessment,
    )
    from credit_rules.engine.why_not import WhyNot, why_not
    from credit_rules.errors import (
        ArchiveError,
        CreditRulesError,
        IntakeError,
        RulesetError,
        SubjectError,
    )
    from credit_rules.lang.compiler import check, load, shipped
    from credit_rules.model.rulebook import Rulebook
    from credit_rules.model.subject import Subject
    from credit_rules.truth import Truth

__all__ = [
    "Acting",
    "ArchiveError",
    "CreditRulesError",
    "Decision",
    "Diagnostic",
    "IntakeError",
    "LegalBasis",
    "MatchedMeasure",
    "RepairAssessment",
    "Rulebook",
    "RulesetError",
    "Subject",
    "SubjectError",
    "Truth",
    "WhyNot",
    "check",
    "decide",
    "diff",
    "load",
    "shipped",
    "verify",
    "why_not",
]

_HOMES = {
    "Acting": "engine.decision",
    "ArchiveError": "errors",
    "CreditRulesError": "errors",
    "Decision": "engine.decision",
    "Diagnostic": "diagnostics",
    "IntakeError": "errors",
    "LegalBasis": "engine.decision",
    "MatchedMeasure": "engine.decision",
    "RepairAssessment": "engine.decision",
    "Rulebook": "model.rulebook",
    "RulesetError": "errors",
    "Subject": "model.subject",
    "SubjectError": "errors",
    "Truth": "truth",
    "WhyNot": "engine.why_not",
    "check": "lang.compiler",
    "decide": "engine.decide",
    "diff": "analysis.diff",
    "load": "lang.compiler",
    "shipped": "lang.compiler",
    "verify": "analysis.verify",
    "why_not": "engine.why_not",
}


def __getattr__(name: str) -> object:
    """Import a public name from where it is defined, once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"credit_rules.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, whether used already or not."""
    return [*__all__, "__version__"]
