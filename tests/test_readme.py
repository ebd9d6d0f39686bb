"""What the two READMEs say is so: code runs, output is real, the rule is the shipped one."""

from __future__ import annotations

import doctest
import re
import shlex
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.cli.options import FINDINGS, NOT_RUN, UNDETERMINED
from credit_rules.intake.layouts import LAYOUTS
from credit_rules.lang.parser import KINDS

ROOT = Path(__file__).parents[1]
NAMES = ("README.md", "README.zh-CN.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML_FILE = re.compile(r"\]\(([\w./-]+\.yaml)\)")
PATH = re.compile(r"`((?:src|rulesets|catalogs|examples|tests)/[\w./-]*)`|\]\(([^)#:]+)\)")


def blocks(name: str, kind: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [body for language, body in FENCE.findall(text) if language == kind]


def commands() -> list[tuple[str, int]]:
    lines = "".join(blocks(NAMES[0], "sh")).splitlines()
    return [(line.split("#")[0].strip(), int(line.split("#")[1])) for line in lines]


def run(command: str) -> tuple[int, str]:
    """Run a line as a shell would: a pattern becomes files, `> name` keeps what is printed."""
    line, _, kept = command.partition(" > ")
    program, *words = shlex.split(line)
    assert program == "credit-rules"
    arguments: list[str] = []
    for word in words:
        files = sorted(map(str, ROOT.glob(word))) if "/" in word else []
        assert files or "/" not in word, f"{word} names no file"
        arguments += files or [word]
    result = CliRunner().invoke(app, arguments)
    if kept:
        Path(kept.strip()).write_text(result.stdout, encoding="utf-8")
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
def test_the_yaml_in_it_is_that_of_the_file_it_names(name: str) -> None:
    before, *pieces = (ROOT / name).read_text(encoding="utf-8").split("```yaml\n")
    assert len(pieces) == 2
    for piece in pieces:
        place = YAML_FILE.findall(before)[-1]
        assert piece.partition("```")[0] in (ROOT / place).read_text(encoding="utf-8")
        before = piece


@pytest.mark.parametrize("name", NAMES)
def test_it_names_every_kind_layout_exit_code_and_folder_of_rulesets(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    first = {word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert set(KINDS) <= first
    assert {layout.name for layout in LAYOUTS} <= first
    folders = {path.name for path in (ROOT / "rulesets").iterdir()}
    assert {word for word in first if word.startswith("rulesets/")} == {
        f"rulesets/{folder}/" for folder in folders
    }
    codes = {row.split("|")[1].strip() for row in rows}
    assert {str(one) for one in (0, FINDINGS, NOT_RUN, UNDETERMINED)} <= codes
    parts = {word for word in first if word in cr.Decision.model_fields}
    context = {"notice", "as_of", "known_as_of", "acting", "subject", "name", "notes"}
    assert parts == set(cr.Decision.model_fields) - context


@pytest.mark.parametrize("name", NAMES)
def test_the_options_in_it_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help", "--install-completion"}
    known = {
        option
        for command in get_command(app).commands.values()
        for parameter in command.params
        for option in parameter.opts
    }
    assert named <= known


def test_the_commands_in_it_run_and_end_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, in one folder: some read what others wrote."""
    monkeypatch.chdir(tmp_path)
    ran = [(command, code, *run(command)) for command, code in commands()]
    assert [one for one in ran if one[1] != one[2]] == []
    assert [command for command, _, _, output in ran if not output.strip()] == []


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
    for kind in ("python", "yaml", "sh", "diff"):
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


@pytest.mark.parametrize("target", ["demo", "test", "check", "rules", "golden", "bench"])
def test_the_make_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in NAMES:
        assert f"`make {target}`" in (ROOT / name).read_text(encoding="utf-8")
