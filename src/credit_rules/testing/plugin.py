"""The pytest plugin: `pytest` alone collects `*.scenario.yaml`; every scenario is a test.

The rulesets are those that ship, unless the project's pytest settings name its own:

```toml
[tool.pytest.ini_options]
credit_rules_rulesets = ["rulesets"]             # below the root folder; `shipped` for what ships
credit_rules_catalogs = ["catalogs", "shipped"]
credit_rules_profile = "profile.yaml"
```

pytest imports this file in every project it is installed with, so it imports nothing else before
there is a scenario file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from credit_rules.testing.files import SUFFIX

if TYPE_CHECKING:
    from credit_rules.testing import Judge, Mismatch, Scenario

__all__ = ["ScenarioFile", "ScenarioItem", "pytest_addoption", "pytest_collect_file"]

_SHIPPED: Final = "shipped"
_JUDGE: Final = pytest.StashKey["Judge | None"]()


class _NotAsExpectedError(Exception):
    """A scenario whose expectations do not all hold."""

    def __init__(self, mismatches: tuple[Mismatch, ...]) -> None:
        super().__init__(mismatches)
        self.mismatches = mismatches


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings that name the rulesets."""
    parser.addini(
        "credit_rules_rulesets",
        "rulesets that scenarios are judged by: folders or files below the root, or `shipped`",
        type="args",
        default=[_SHIPPED],
    )
    parser.addini(
        "credit_rules_catalogs",
        "catalogs of these rulesets: folders or files below the root, or `shipped`",
        type="args",
        default=[_SHIPPED],
    )
    parser.addini(
        "credit_rules_profile", "figures of the department: a file below the root", default=""
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Collect a scenario file."""
    if not file_path.name.endswith(SUFFIX):
        return None
    collected: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    return collected


class ScenarioFile(pytest.File):
    """A scenario file; a test for every scenario in it, and every row of a table."""

    def collect(self) -> Iterator[ScenarioItem]:
        """Read the file.

        Raises:
            CollectError: it cannot be read, or the rulesets cannot; with every finding.
        """
        from credit_rules import RulesetError
        from credit_rules.testing import read_scenarios

        judge = _judge(self.config)
        if judge is None:
            raise self.CollectError("the rulesets cannot be loaded; see the first scenario file")
        try:
            read = read_scenarios(judge.book, [_shown(self.path)])
        except RulesetError as error:
            raise self.CollectError(str(error)) from None
        for one in read:
            yield ScenarioItem.from_parent(self, name=one.name, scenario=one)


class ScenarioItem(pytest.Item):
    """A scenario as a test, called what it is called."""

    def __init__(self, *, scenario: Scenario, **more: Any) -> None:
        super().__init__(**more)
        self.scenario = scenario

    def runtest(self) -> None:
        """Judge the scenario."""
        judge = _judge(self.config)
        mismatches = () if judge is None else judge.judge(self.scenario)
        if mismatches:
            raise _NotAsExpectedError(mismatches)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """What was expected where, and what was found, instead of a traceback."""
        if isinstance(excinfo.value, _NotAsExpectedError):
            return "\n".join(_said(self.scenario, excinfo.value.mismatches))
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands; pytest counts lines from 0."""
        return self.path, self.scenario.at.line - 1, self.name


def _said(scenario: Scenario, mismatches: Iterable[Mismatch]) -> Iterator[str]:
    yield f"{scenario.at}: {scenario.name}"
    for one in mismatches:
        at = scenario.expected_at.get(one.word, scenario.at)
        yield f"  {at.line}: {one.word}"
        yield f"    expected: {one.expected}"
        yield f"    found:    {one.found}"


def _shown(path: Path) -> Path:
    """The path as it is typed where pytest runs."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _judge(config: pytest.Config) -> Judge | None:
    """The judge by the rulesets of the settings; None where they were found wanting before."""
    if _JUDGE in config.stash:
        return config.stash[_JUDGE]
    from credit_rules import RulesetError, load
    from credit_rules.testing import Judge

    config.stash[_JUDGE] = None
    profile = config.getini("credit_rules_profile")
    try:
        book = load(
            _places(config, "rulesets"),
            catalogs=_places(config, "catalogs"),
            profile=config.rootpath / profile if profile else None,
        )
    except RulesetError as error:
        raise pytest.Collector.CollectError(str(error)) from None
    config.stash[_JUDGE] = judge = Judge(book)
    return judge


def _places(config: pytest.Config, name: str) -> list[Path] | None:
    """What a setting names; None for what ships alone, which a process reads once."""
    from credit_rules import shipped

    named = config.getini(f"credit_rules_{name}")
    if named == [_SHIPPED]:
        return None
    return [shipped(name) if one == _SHIPPED else config.rootpath / one for one in named]
