"""The rule author's walk of the two READMEs, taken step by step: every line it shows is real."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from credit_rules.cli import app

ROOT = Path(__file__).parents[1]
NAMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


@dataclass(frozen=True)
class Command:
    """A line somebody types, the code it ends with, and what is shown of its output."""

    typed: str
    code: int
    shown: tuple[str, ...]

    @property
    def program(self) -> str:
        return " ".join(word for word in shlex.split(self.typed)[:2] if not word.startswith("-"))

    def pattern(self) -> str:
        """The output as a regular expression: `…` is some lines, or the rest within a line."""
        return "".join(
            r"(?:.*\n)*?"
            if line == LEFT_OUT
            else ".*".join(map(re.escape, line.split(LEFT_OUT))) + r"\n"
            for line in self.shown
        )


@dataclass(frozen=True)
class Change:
    """A change somebody makes to a file: lines that go, and lines that come in their place."""

    file: str
    pieces: tuple[tuple[str, str], ...]

    def make(self) -> None:
        text = Path(self.file).read_text(encoding="utf-8")
        for gone, come in self.pieces:
            assert text.count(gone) == 1, gone
            text = text.replace(gone, come)
        Path(self.file).write_text(text, encoding="utf-8")


def commands_of(block: str) -> list[Command]:
    found = []
    for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        typed, *shown = piece.splitlines()
        line, _, code = typed.partition("  # ")
        found.append(Command(line.strip(), int(code or 0), tuple(shown)))
    return found


def change_of(block: str) -> Change:
    head, *rest = block.splitlines()
    pieces = []
    for piece in re.findall(
        r"(?:^-.*\n)+(?:^\+.*\n)*", "".join(f"{x}\n" for x in rest), re.MULTILINE
    ):
        gone, come = (
            "".join(f"{line[1:]}\n" for line in piece.splitlines() if line.startswith(mark))
            for mark in "-+"
        )
        pieces.append((gone, come))
    return Change(head.removeprefix("+++ "), tuple(pieces))


def walk(name: str) -> list[Command | Change]:
    steps: list[Command | Change] = []
    for kind, body in BLOCK.findall((ROOT / name).read_text(encoding="utf-8")):
        steps += [change_of(body)] if kind == "diff" else commands_of(body)
    return steps


def run(typed: str) -> tuple[int, str]:
    """Run what the walk types, as the shell would: nothing but these three programs is in it."""
    program, *words = shlex.split(typed)
    match program, words:
        case "credit-rules", _:
            result = CliRunner().invoke(app, words)
            return result.exit_code, result.output
        case "pytest", _:
            line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
            done = subprocess.run(
                line, capture_output=True, check=False
            )  # bytes: the locale varies
            return done.returncode, done.stdout.decode()
        case "cp", ["-r", old, new]:
            shutil.copytree(old, new)
            return 0, ""
    pytest.fail(f"the walk knows no `{typed}`")


@pytest.mark.parametrize("name", NAMES)
def test_every_step_of_the_walk_ends_and_prints_as_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    for step in walk(name):
        if isinstance(step, Change):
            step.make()
            continue
        code, output = run(step.typed)
        assert code == step.code, f"{step.typed}\n{output}"
        assert re.fullmatch(step.pattern(), output), f"{step.typed}\n{output}"


@pytest.mark.parametrize("name", NAMES)
def test_the_walk_goes_by_every_tool_of_a_rule_author_in_order(name: str) -> None:
    went = [step.program for step in walk(name) if isinstance(step, Command)]
    tools = ["new", "check", "test", "coverage", "verify", "mutate", "diff", "render"]
    first = [went.index(f"credit-rules {tool}") for tool in tools]
    assert first == sorted(first)
    assert any(program.startswith("pytest") for program in went)
    assert sum(isinstance(step, Change) for step in walk(name)) > 1


def test_both_walks_are_the_same_but_for_the_language() -> None:
    english, chinese = (
        [
            (step.typed.replace(" --lang en", ""), step.code, len(step.shown))
            if isinstance(step, Command)
            else step
            for step in walk(name)
        ]
        for name in NAMES
    )
    assert english == chinese
