"""The exceptions a caller can meet, all of them.

```
CreditRulesError
├── RulesetError      rulesets or catalogs that cannot be loaded; carries every diagnostic
├── SubjectError      a subject record that does not fit the vocabulary
└── IntakeError       a file of rows that cannot be read at all
```

Nothing else is raised on purpose. A row that cannot be used is not an exception but a line of
the intake report; a rule without an answer is not an exception but an undetermined outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from credit_rules.privacy import hide_identity_numbers

__all__ = ["CreditRulesError", "IntakeError", "RulesetError", "SubjectError"]


class _Rendered(Protocol):
    """What a diagnostic can do; the class itself lies above this module."""

    def render(self, lang: str = "en") -> str: ...

    def as_json(self) -> dict[str, object]: ...


_SHOWN: Final = 100


class CreditRulesError(Exception):
    """Root of every exception this library raises. No message shows an identity number."""

    def __init__(self, message: str = "") -> None:
        super().__init__(hide_identity_numbers(message))


class RulesetError(CreditRulesError):
    """Rulesets or catalogs that do not load.

    Attributes:
        diagnostics: everything found, sorted by file and position; the message tells the first
            hundred.
    """

    def __init__(self, diagnostics: Sequence[_Rendered]) -> None:
        self.diagnostics = tuple(diagnostics)
        told = [found.render() for found in self.diagnostics[:_SHOWN]]
        if len(self.diagnostics) > _SHOWN:
            told.append(f"and {len(self.diagnostics) - _SHOWN} more")
        super().__init__("\n\n".join(told))


class SubjectError(CreditRulesError):
    """A subject record that does not fit the vocabulary. The message names fields, never values."""


class IntakeError(CreditRulesError):
    """A file of rows that cannot be read: not there, too large, or in no layout we know."""
