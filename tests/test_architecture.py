"""What holds the library together; the layer drawing itself is checked by `lint-imports`."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import credit_rules

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "credit_rules"

# The five to read first; not the Makefile's CORE, which is what is measured for coverage.
CORE = ["truth.py", "dates.py", "engine/facts.py", "engine/reference.py", "engine/matcher.py"]
CORE_LIMIT = 1_340

HEAVY = ["numpy", "z3", "duckdb", "durable", "rich", "typer"]

DECIDE = f"""
import sys
from datetime import date

import credit_rules

book = credit_rules.load()
subject = credit_rules.Subject.read({{"uscc": "91110000MA01ABCD1X"}})
credit_rules.decide(book, subject, as_of=date(2026, 6, 30))
print(*(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_deciding_imports_no_heavy_package_no_console_and_no_second_engine():
    done = subprocess.run(
        [sys.executable, "-c", DECIDE], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_all_is_exactly_what_is_visible_and_sorted():
    exported = credit_rules.__all__
    assert list(exported) == sorted(exported)
    assert dir(credit_rules) == sorted([*exported, "__version__"])
    assert set(credit_rules._HOMES) == set(exported)


def test_every_public_name_comes_from_where_type_checkers_are_told():
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    told = {
        alias.name: node.module
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {name: f"credit_rules.{home}" for name, home in credit_rules._HOMES.items()}
    assert told == homes
    for name, home in homes.items():
        assert getattr(credit_rules, name) is getattr(importlib.import_module(home), name)


def test_no_other_name_is_public():
    with pytest.raises(AttributeError, match="no attribute 'judge'"):
        credit_rules.judge  # noqa: B018


def test_importing_the_package_imports_nothing_it_may_not_need():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, credit_rules; print('pydantic' in sys.modules)"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "False\n"


def test_the_core_is_short_enough_to_read_in_an_hour():
    lines = {name: (SOURCE / name).read_bytes().count(b"\n") for name in CORE}
    assert sum(lines.values()) <= CORE_LIMIT, lines


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = project["project"]["version"]
    assert credit_rules.__version__ == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[([0-9][^\]]*)\]", changelog, re.MULTILINE)
    announced = re.findall(r"^The first release will be ([0-9.]+[0-9])\.$", changelog, re.MULTILINE)
    assert (released or announced)[:1] == [version]


def test_every_change_in_the_changelog_has_its_place():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^### (.+)$", changelog, re.MULTILINE))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert "★" in changelog
