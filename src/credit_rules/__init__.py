"""信用监管规则引擎: which supervision measures apply to a credit subject, and why.

>>> from datetime import date
>>> import credit_rules as cr
>>> book = cr.load()
>>> subject = cr.Subject.read({"uscc": "91320100MA0EXAMP0N"})
>>> cr.decide(book, subject, date(2026, 6, 30)).measures
()
"""

__version__ = "0.1.0"

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
from credit_rules.errors import CreditRulesError, IntakeError, RulesetError, SubjectError
from credit_rules.lang.compiler import check, load
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import Subject
from credit_rules.truth import Truth

__all__ = [
    "Acting",
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
    "load",
    "why_not",
]
