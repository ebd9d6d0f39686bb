"""The exceptions a caller can meet, all of them.

```
CreditRulesError
├── RulesetError      rulesets or catalogs that cannot be loaded; carries every diagnostic
├── SubjectError      a subject record that does not fit the vocabulary
├── IntakeError       a file of rows that cannot be read at all
├── ArchiveError      an archive of decisions that cannot be read, or written, as asked
└── ReactionError     the engine that chains reactions failed, or cannot be trusted with a rule
```

Nothing else is raised on purpose. A row that cannot be used is not an exception but a line of
the intake report; a rule without an answer is not an exception but an undetermined outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from credit_rules.privacy import hide_identity_numbers

__all__ = [
    "ArchiveError",
    "CreditRulesError",
    "IntakeError",
    "ReactionError",
    "RulesetError",
    "SubjectError",
]


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


class ArchiveError(CreditRulesError):
    """An archive of decisions that cannot be read, or written, as asked.

    Attributes:
        problem: what is the matter, one of the names in `credit_rules.records.refusals`.
    """

    def __init__(self, problem: str, en: str, zh: str) -> None:
        super().__init__(en)
        self.problem = problem
        self._zh = hide_identity_numbers(zh)

    def told(self, lang: str = "en") -> str:
        """The message in a language."""
        return self._zh if lang == "zh" else str(self)


class ReactionError(CreditRulesError):
    """The engine that chains reactions failed over a subject, or cannot be trusted with a rule.

    Nothing is lost by it: no task was returned for the subject, and the next one gets a new engine.

    Attributes:
        fault: what is the matter, in one word: `not-installed`, `unsound-rule`, `names-collide`,
            `too-many-facts`, `ended`, `hung`, `endless`, `refused`, `raised` or `not-empty`.
        detail: the same in a sentence.
        subject: how the subject is called, where there is one.
        position: the number of the subject, from 0, among those the reactor was given.
    """

    def __init__(
        self, fault: str, detail: str, *, subject: str | None = None, position: int | None = None
    ) -> None:
        where = "" if subject is None else f"subject {subject} (number {position}): "
        super().__init__(f"{where}{detail} [{fault}]")
        self.fault = fault
        self.detail = hide_identity_numbers(detail)
        self.subject = subject
        self.position = position
