"""What scenarios reach in the rulesets they name."""

from __future__ import annotations

from collections.abc import Iterable

from credit_rules.analysis.coverage import Coverage
from credit_rules.model.rulebook import Rulebook
from credit_rules.testing.scenarios import Scenario

__all__ = ["covering"]


def covering(book: Rulebook, scenarios: Iterable[Scenario]) -> Coverage:
    """Decide scenarios, and count what each reaches in the rulesets it names.

    Whether its expectations hold plays no part: that is for `judge` to say.
    """
    coverage = Coverage(book)
    for one in scenarios:
        coverage.decide(one.subject, one.as_of, acting=one.acting, rulesets=one.rulesets)
    return coverage
