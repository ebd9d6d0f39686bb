"""What the two READMEs say is so: code runs, output is real, the rule is the shipped one."""

from __future__ import annotations

import doctest
import re
import shlex
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app

ROOT = Path(__file__).parents[1]
NAMES = ("README.md", "README.zh-CN.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`((?:src|rulesets|catalogs|examples|tests)/[\w./-]*)`|\]\(([^)#:]+)\)")


def blocks(name: str, kind: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [body for language, body in FENCE.findall(text) if language == kind]


def commands() -> list[tuple[str, int]]:
    lines = "".join(blocks(NAMES[0], "sh")).splitlines()
    return [(line.split("#")[0].strip(), int(line.split("#")[1])) for line in lines]


def run(command: str) -> tuple[int, str]:
    program, *words = shlex.split(command)
    assert program == "credit-rules"
    arguments: list[str] = []
    for word in words:
        files = sorted(map(str, ROOT.glob(word))) if "/" in word else []
        assert files or "/" not in word, f"{word} names no file"
        arguments += files or [word]
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


@cache
def real_output() -> frozenset[str]:
    book = cr.load()
    subject = cr.Subject.read((ROOT / "examples/five_days/subject.json").read_bytes())
    decision = cr.decide(book, subject, date(2024, 4, 16))
    pages = [decision.explain("zh"), decision.explain("en")]
    return frozenset(line for page in pages for line in page.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_output_is_real(name: str) -> None:
    shown = [line for block in blocks(name, "text") for line in block.splitlines()]
    assert len(shown) > 5
    assert [line for line in shown if line != "…" and line not in real_output()] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_python_in_it_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    (block,) = blocks(name, "python")
    told: list[str] = []
    runner.run(parser.get_doctest(block, {}, name, name, 0), out=told.append)
    assert runner.summarize(verbose=False).attempted > 5
    assert "".join(told) == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_in_it_is_the_shipped_one(name: str) -> None:
    (block,) = blocks(name, "yaml")
    file = ROOT / "rulesets/procurement/major-violations.yaml"
    assert f"({file.relative_to(ROOT).as_posix()})" in (ROOT / name).read_text(encoding="utf-8")
    assert block in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "code"), commands())
def test_the_commands_in_it_run_and_end_as_it_says(command: str, code: int) -> None:
    found, output = run(command)
    assert found == code, output
    assert output.strip()


def test_every_command_is_in_it() -> None:
    names = {command.name for command in app.registered_commands}
    assert {command.split()[1] for command, _ in commands()} == names
    for name in NAMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not [word for word in names if f"| `credit-rules {word}` |" not in text]


@pytest.mark.parametrize("name", NAMES)
def test_every_place_it_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = [first or second for first, second in PATH.findall(text)]
    assert len(named) > 15
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_both_say_the_same() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in NAMES]
    for kind in ("python", "yaml", "sh"):
        assert blocks(NAMES[0], kind) == blocks(NAMES[1], kind)
    shapes = [
        [
            line[:2]
            for line in FENCE.sub("", text).splitlines()
            if re.match(r"#|- |\d\.|\||> \|", line)
        ]
        for text in texts
    ]
    assert shapes[0] == shapes[1]
    rows = [len(block.splitlines()) for block in map("".join, (blocks(n, "text") for n in NAMES))]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("target", ["demo", "test", "check", "golden"])
def test_the_make_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in NAMES:
        assert f"`make {target}`" in (ROOT / name).read_text(encoding="utf-8")
