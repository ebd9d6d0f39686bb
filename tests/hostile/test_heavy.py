"""What inputs made to take time and memory do take, measured in a process of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hostile.heavy import HEAVY, MEGABYTES, SECONDS, measured


@pytest.mark.parametrize("name", HEAVY)
def test_heavy(name: str, tmp_path: Path) -> None:
    took = measured(name, tmp_path)
    assert "seconds" in took, took["said"]
    assert float(str(took["seconds"])) < SECONDS, took
    assert float(str(took["megabytes"])) < MEGABYTES, took
