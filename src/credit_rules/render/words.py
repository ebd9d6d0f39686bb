"""What every page says alike: the half of a pair in a language, several words in a row."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["either", "listed"]


def either(pair: tuple[str, str], lang: str) -> str:
    """The half of a pair that is in the language."""
    return pair[1] if lang == "en" else pair[0]


def listed(items: Iterable[str], lang: str) -> str:
    """Several words in a row."""
    return (", " if lang == "en" else "、").join(items)
