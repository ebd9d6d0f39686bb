"""What rule authors test rulesets with: scenarios that an officer can read."""

from __future__ import annotations

from credit_rules.testing.judging import Mismatch, judge, rule_ids
from credit_rules.testing.scenarios import Scenario, read_scenarios

__all__ = ["Mismatch", "Scenario", "judge", "read_scenarios", "rule_ids"]
