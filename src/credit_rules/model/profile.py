"""A department's profile: the figures the law leaves to it, each on the department's own basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Citation
from credit_rules.model.ruleset import Figures

__all__ = ["Profile", "ProfileFigures"]


@dataclass(frozen=True, slots=True)
class ProfileFigures:
    """A figure, or a range, that a department has fixed."""

    figures: Figures
    basis: tuple[Citation, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Profile:
    """What one department has fixed, by the id of the parameter.

    `region` is a code of GB/T 2260, six digits; None for a department of the whole country.
    """

    id: str
    title: str
    authority: str
    region: str | None
    figures: Mapping[str, ProfileFigures]
    at: Span
