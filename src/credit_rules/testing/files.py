"""Which files are scenario files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["SUFFIX", "scenario_files"]

SUFFIX: Final = ".scenario.yaml"
"""How the name of a scenario file ends."""


def scenario_files(place: Path) -> Iterator[Path]:
    """The scenario file at a place, or every one below a folder; none in a hidden folder."""
    if not place.is_dir():
        yield place
        return
    root = place.resolve()
    for path in sorted(place.rglob(f"*{SUFFIX}")):
        hidden = any(part.startswith(".") for part in path.relative_to(place).parts[:-1])
        # A link out of the folder is not part of it.
        if not hidden and path.is_file() and path.resolve().is_relative_to(root):
            yield path
