"""What a rule author starts from: a small, whole ruleset of each kind, to be made real."""

from __future__ import annotations

from credit_rules.authoring.drafts import Draft, File, draft
from credit_rules.authoring.order import DraftError, Order
from credit_rules.authoring.placing import place

__all__ = ["Draft", "DraftError", "File", "Order", "draft", "place"]
