"""What all tests share: how hard hypothesis tries, and golden files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "ci")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite golden files that differ; each rewritten one fails its test once",
    )


def pytest_configure(config: pytest.Config) -> None:
    # tests/ mirrors src, so a name such as test_dates.py may occur in several of its folders.
    config.option.importmode = "importlib"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path | str, str], None]:
    """Compare a text with a golden file; a relative path is below tests/golden."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(path: Path | str, text: str) -> None:
        file = GOLDEN / path
        expected = file.read_bytes().decode() if file.exists() else None
        if text == expected:
            return
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
            pytest.fail(f"{file}: rewritten, review the diff", pytrace=False)
        assert expected is not None, f"{file} is missing: run `make golden`"
        assert text == expected, f"{file} differs: if it should, run `make golden`"

    return compare
