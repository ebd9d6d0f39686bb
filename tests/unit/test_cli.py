"""The command line: what it prints, with which exit code, and what it never lets through."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from stdnum.cn.uscc import calc_check_digit
from typer.testing import CliRunner, Result

from credit_rules import __version__
from credit_rules.cli import app, main
from credit_rules.cli import progress as progress_module
from credit_rules.cli.output import as_json, as_line, clean
from credit_rules.cli.pages import findings
from credit_rules.cli.progress import watched
from credit_rules.cli.schema import Published, published
from credit_rules.cli.show import _Page
from credit_rules.cli.words import KINDS, LANGS, REASONS, Lang
from credit_rules.diagnostics import CODES
from credit_rules.engine.audience import Audience
from credit_rules.lang.compiler import load, shipped
from credit_rules.lang.parser import KINDS as PARSED
from credit_rules.model.codes import LeftOut, Purpose

DAY = ("--as-of", "2026-06-30")
COLUMNS = [
    "collection",
    "uscc",
    "name",
    "subject_kind",
    "document_number",
    "list",
    "listed_on",
    "removed_on",
    "restored_on",
    "authority",
    "status",
]
COMMAND = [sys.executable, "-c", "from credit_rules.cli import main; main()"]
HOSTILE = "恶意\x1b]0;owned\x07\x1b[2J\u202e\x9b31m有限公司"


def invented(body: str) -> str:
    return body + calc_check_digit(body)


ONE = invented("91320100MA0EXAMP1")
TWO = invented("91320100MA0EXAMP2")


def listing(uscc: str, number: str, *, name: str = "示例有限公司", day: str = "2025-03-01"):
    about = (name, "legal_person", number, "wage-arrears", day, "none", "none", "某市人社局")
    return dict(zip(COLUMNS, ("listings", uscc, *about, "effective"), strict=True))


ROWS = [
    listing(ONE, "列〔2025〕1号"),
    listing(TWO, "列〔2025〕2号", name="乙公司", day="2025-13-01"),
    listing("", "列〔2025〕3号", name="乙公司"),
]


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())
    return path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.csv", ROWS)


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    return subject_file(tmp_path / "subject.json", {"uscc": ONE, "name": "示例有限公司"})


def subject_file(path: Path, said: dict[str, Any]) -> Path:
    path.write_bytes(json.dumps(said, ensure_ascii=False).encode())
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)


def validate(name: Published, text: str) -> Any:
    document = json.loads(text)
    Draft202012Validator(json.loads(published(name))).validate(document)
    return document


class TestDryRun:
    def test_text_tells_of_every_subject_every_row_left_and_the_sums(self, rows: Path):
        done = run("dry-run", rows, *DAY)
        assert done.exit_code == 4
        assert done.stderr == ""
        sections = [line for line in done.stdout.splitlines() if line.startswith("== ")]
        assert sections == ["== 1/2 ==", "== 2/2 ==", "== 行数据 ==", "== 合计 =="]
        assert "《保障农民工工资支付条例》第四十八条" in done.stdout
        rest = done.stdout[done.stdout.index("== 行数据 ==") :]
        assert rest.index("未匹配到主体 1") < rest.index("未看懂的单元格 1")
        assert rest.index("未看懂的单元格 1") < rest.index("各行去向")
        assert "rows.csv:4" in rest
        assert f"{TWO[:4]}**" in rest
        assert done.stdout.endswith("  主体 2\n  有措施 1\n  有列入建议 0\n  有未定结果 2\n")

    def test_english(self, rows: Path):
        done = run("dry-run", rows, *DAY, "--lang", "en")
        assert "== rows ==" in done.stdout
        assert "  with measures 1\n" in done.stdout
        assert "合计" not in done.stdout

    @pytest.mark.parametrize("trace", [[], ["--trace"]])
    def test_json_validates_and_says_the_format(self, rows: Path, trace: list[str]):
        done = run("dry-run", rows, *DAY, "--format", "json", *trace)
        assert done.exit_code == 4
        document = validate(Published.DRY_RUN, done.stdout)
        assert document["format"] == "credit-rules/dry-run/1"
        assert document["as_of"] == "2026-06-30"
        assert len(document["decisions"]) == 2
        assert "有限公司" in done.stdout
        assert done.stdout.endswith("}\n")
        for one in document["decisions"]:
            validate(Published.DECISION, json.dumps(one))

    def test_rows_and_files_in_any_order_make_the_same_bytes(self, tmp_path: Path):
        made = set()
        for number in range(4):
            shuffled = random.Random(number).sample(ROWS, len(ROWS))
            folder = tmp_path / str(number)
            folder.mkdir()
            one = write_rows(folder / "a.csv", [row for row in shuffled if row["uscc"] != TWO])
            two = write_rows(folder / "b.csv", [row for row in shuffled if row["uscc"] == TWO])
            files = [one, two] if number % 2 else [two, one]
            made.add(run("dry-run", *files, *DAY, "--format", "json").stdout_bytes)
        assert len(made) == 1

    def test_purposes_by_identifier_or_chinese_name(self, rows: Path):
        asked = [
            run("dry-run", rows, *DAY, "--format", "json", "--purpose", one, "--purpose", two)
            for one, two in (("bidding", "政府采购"), ("procurement", "招标投标"))
        ]
        assert asked[0].stdout_bytes == asked[1].stdout_bytes
        decision = json.loads(asked[0].stdout)["decisions"][0]
        assert decision["acting"]["purposes"] == ["procurement", "bidding"]
        assert {one["measure"] for one in decision["measures"]} == {
            "wage-arrears-bidding",
            "wage-arrears-procurement",
        }

    def test_who_asks(self, rows: Path):
        who = ("--authority", "某市人社局", "--region", "320100")
        done = run("dry-run", rows, *DAY, "--format", "json", *who)
        acting = json.loads(done.stdout)["decisions"][0]["acting"]
        assert acting == {"authority": "某市人社局", "purposes": [], "region": "320100"}

    @pytest.mark.parametrize("trace", [[], ["--trace"]])
    def test_jsonl_is_the_decisions_of_json_one_a_line(self, rows: Path, trace: list[str]):
        done = run("dry-run", rows, *DAY, "--format", "jsonl", *trace)
        whole = json.loads(run("dry-run", rows, *DAY, "--format", "json", *trace).stdout)
        lines = done.stdout.splitlines()
        assert [json.loads(line) for line in lines] == whole["decisions"]
        assert done.stdout.endswith("}\n")
        assert done.stdout == "".join(map(as_line, whole["decisions"]))
        for line in lines:
            validate(Published.DECISION, line)
        assert done.exit_code == 4
        assert done.stderr.startswith("1 行未采用")

    def test_jsonl_is_written_while_the_rest_is_still_open(
        self, rows: Path, monkeypatch: pytest.MonkeyPatch
    ):
        import credit_rules

        made: list[int] = []
        decide = credit_rules.decide

        def once(*args: Any, **named: Any) -> Any:
            if made:
                raise RuntimeError("the second is never made")
            made.append(1)
            return decide(*args, **named)

        monkeypatch.setattr(credit_rules, "decide", once)
        done = CliRunner().invoke(app, ["dry-run", str(rows), *DAY, "--format", "jsonl"])
        assert isinstance(done.exception, RuntimeError)
        validate(Published.DECISION, done.stdout)

    def test_all_rows_taken_leaves_nothing_to_say_beside_the_lines(self, tmp_path: Path):
        one = write_rows(tmp_path / "one.csv", ROWS[:1])
        assert run("dry-run", one, *DAY, "--format", "jsonl").stderr == ""

    def test_json_rows_are_read_too(self, tmp_path: Path):
        file = tmp_path / "rows.json"
        file.write_bytes(json.dumps({"rows": ROWS}).encode())
        assert "== 2/2 ==" in run("dry-run", file, *DAY).stdout


class TestExplain:
    def test_a_subject_file(self, subject: Path):
        done = run("explain", subject, *DAY)
        assert done.exit_code == 4
        assert "示例有限公司" in done.stdout
        assert "【未定】" in done.stdout
        assert "[Undetermined]" in run("explain", subject, *DAY, "--lang", "en").stdout

    def test_json_is_one_decision_with_trace(self, rows: Path):
        done = run("explain", rows, *DAY, "--uscc", ONE, "--format", "json")
        decision = validate(Published.DECISION, done.stdout)
        assert decision["subject"].startswith(ONE[:4])

    def test_json_of_rows_is_a_list_whatever_their_number(self, tmp_path: Path, rows: Path):
        one = write_rows(tmp_path / "one.csv", ROWS[:1])
        for file, number in ((rows, 2), (one, 1)):
            document = json.loads(run("explain", file, *DAY, "--format", "json").stdout)
            assert len(document) == number

    def test_rows_left_are_mentioned_beside_the_answer(self, rows: Path):
        done = run("explain", rows, *DAY)
        assert done.stderr == "1 行未采用，用 `credit-rules dry-run` 查看原因\n"
        assert done.stdout.count("基准日 2026-06-30") == 2

    def test_exit_code_is_0_when_everything_is_determined(self, tmp_path: Path):
        person = subject_file(tmp_path / "p.json", {"key": "P-1", "kind": "natural_person"})
        done = run("explain", person, *DAY, "--format", "json")
        expected = 4 if json.loads(done.stdout)["undetermined"] else 0
        assert done.exit_code == expected

    def test_a_byte_order_mark_does_no_harm(self, tmp_path: Path):
        file = tmp_path / "subject.json"
        file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"uscc": ONE}).encode())
        assert run("explain", file, *DAY).exit_code == 4

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (f'{{"uscc": "{ONE}", "uscc": "{TWO}"}}', "`uscc`"),
            (f'{{"uscc": "{ONE}", "score": 7}}', "no such field"),
            ("{", "well-formed"),
            ("[" * 100_000, "nested"),
            ("[]", "headings"),
            ("7", "expected a list"),
        ],
    )
    def test_a_file_that_is_no_subject(self, tmp_path: Path, content: str, said: str):
        file = tmp_path / "bad.json"
        file.write_bytes(content.encode())
        done = run("explain", file, *DAY)
        assert done.exit_code == 2
        assert said in done.stderr
        assert done.stdout == ""

    def test_no_subject_by_that_code_or_at_all(self, tmp_path: Path, rows: Path, subject: Path):
        other = invented("91320100MA0EXAMP3")
        for file in (rows, subject):
            done = run("explain", file, *DAY, "--uscc", other)
            assert done.exit_code == 2
            assert other in done.stderr
        nobody = write_rows(tmp_path / "nobody.csv", ROWS[2:])
        done = run("explain", nobody, *DAY, "--lang", "en")
        assert done.exit_code == 2
        assert "no subject in nobody.csv" in done.stderr


class TestWhyNot:
    def test_it_says_why(self, subject: Path):
        done = run("why-not", "wage-arrears-funding", subject, *DAY)
        assert done.exit_code == 4
        assert "不适用" in done.stdout
        done = run("why-not", "wage-arrears-funding", subject, *DAY, "--lang", "en")
        assert "does not apply" in done.stdout

    def test_json(self, rows: Path):
        done = run("why-not", "wage-arrears-funding", rows, *DAY, "--format", "json")
        assert [one["matched"] for one in json.loads(done.stdout)] == [True, False]
        one = run("why-not", "wage-arrears-funding", rows, *DAY, "--format", "json", "--uscc", ONE)
        assert json.loads(one.stdout)["matched"] is True

    def test_an_unknown_measure(self, subject: Path):
        done = run("why-not", "wage-arrears-fundin", subject, *DAY)
        assert done.exit_code == 2
        assert "`wage-arrears-funding`" in done.stderr
        assert "Traceback" not in done.stderr


class TestCheck:
    def test_what_ships_is_clean(self):
        done = run("check")
        assert done.exit_code == 0
        assert done.stdout.startswith("没有问题：")
        done = run("check", "--lang", "en")
        assert done.stdout.startswith("clean: ")
        assert "instruments" in done.stdout
        document = json.loads(run("check", "--format", "json").stdout)
        assert document == {"diagnostics": [], "format": "credit-rules/check/1"}

    def test_findings_are_printed_with_their_place(self, tmp_path: Path):
        (tmp_path / "bad.yaml").write_bytes(b"kind: serious-dishonest\nid: x\n")
        done = run("check", tmp_path)
        assert done.exit_code == 1
        assert "bad.yaml:1:" in done.stdout
        assert "帮助" in done.stdout
        assert "help: " in run("check", tmp_path, "--lang", "en").stdout
        found = json.loads(run("check", tmp_path, "--format", "json").stdout)["diagnostics"]
        assert found[0]["code"] == "unknown-name"

    def test_at_most_a_hundred_are_shown(self, tmp_path: Path):
        for number in range(120):
            (tmp_path / f"{number:03}.yaml").write_bytes(b"kind: nothing\n")
        done = run("check", tmp_path, "--lang", "en")
        assert done.stdout.count("error[") == 100
        assert "more are not shown" in done.stdout
        document = json.loads(run("check", tmp_path, "--format", "json").stdout)
        assert len(document["diagnostics"]) >= 120

    def test_rules_that_do_not_load_stop_the_other_commands(self, tmp_path: Path, subject: Path):
        (tmp_path / "bad.yaml").write_bytes(b"kind: nothing\n")
        done = run("explain", subject, *DAY, "--rulesets", tmp_path)
        assert done.exit_code == 2
        assert "bad.yaml:1:" in done.stderr
        assert done.stdout == ""

    @pytest.mark.parametrize("args", [["{}"], ["--catalogs", "{}"]])
    def test_a_path_that_is_not_there(self, tmp_path: Path, args: list[str]):
        done = run("check", *[arg.format(tmp_path / "no\x1b[31mwhere") for arg in args])
        assert done.exit_code == 2
        assert "没有这个文件或文件夹" in done.stderr
        assert "\x1b" not in done.stderr


class TestPages:
    @pytest.mark.parametrize("lang", LANGS)
    @pytest.mark.parametrize("code", CODES)
    def test_every_code_has_a_page(self, code: str, lang: Lang):
        done = run("check", "--about", code, "--lang", lang)
        assert done.exit_code == 0
        words = CODES[code]
        assert done.stdout.startswith(f"== {code} ==\n")
        assert (words.why_zh if lang is Lang.ZH else words.why) in done.stdout
        for one in findings(code, "bad"):
            assert clean(one.render(lang)) in done.stdout
        assert "{" not in done.stdout.splitlines()[1]

    def test_what_is_wrong_and_what_was_mended_stand_on_it(self):
        shown = run("check", "--about", "duplicate-key", "--lang", "en").stdout
        assert "== wrong: bad.yaml ==\n  # " in shown
        assert "what to do: keep one of the two\n" in shown
        mended = shown[shown.index("== mended") :].splitlines()[1:]
        assert len(mended) == 1
        assert mended[0].startswith("  - ")

    def test_catalogs_and_folders_of_a_case_are_shown(self):
        assert (
            "同时载入 catalogs/instruments.yaml" in run("check", "--about", "basis-is-draft").stdout
        )
        shown = run("check", "--about", "two-rulesets-in-force").stdout
        assert "bad/1.yaml" in shown
        assert "bad/2.yaml" in shown

    def test_an_unknown_code(self):
        done = run("check", "--about", "duplicate-keys\x1b[2J", "--lang", "en")
        assert done.exit_code == 2
        assert "did you mean `duplicate-key`" in done.stderr
        assert "\x1b" not in done.stderr
        assert done.stdout == ""
        assert "check --codes" in run("check", "--about", "zzzzzzzz").stderr

    @pytest.mark.parametrize("lang", LANGS)
    def test_all_codes_a_line_each(self, lang: Lang):
        done = run("check", "--codes", "--lang", lang)
        assert done.exit_code == 0
        assert [line.split()[0] for line in done.stdout.splitlines()] == sorted(CODES)


class TestAudience:
    @pytest.mark.parametrize("audience", Audience)
    def test_explain(self, subject: Path, audience: Audience):
        args = ("explain", subject, *DAY, "--audience", audience)
        done = run(*args)
        # Who it is for changes what is shown, not what was answered.
        assert done.exit_code == 4
        assert ("【未定】" in done.stdout) == (audience is not Audience.PUBLIC)
        assert (f"本件供{audience.zh}" in done.stdout) == (audience is not Audience.AUTHORITY)
        document = validate(Published.DECISION, run(*args, "--format", "json").stdout)
        assert bool(document["undetermined"]) == (audience is not Audience.PUBLIC)

    def test_without_it_the_answer_is_the_authoritys(self, rows: Path, subject: Path):
        for args in (("explain", subject), ("dry-run", rows)):
            plain = run(*args, *DAY)
            assert plain.stdout == run(*args, *DAY, "--audience", "authority").stdout

    @pytest.mark.parametrize("audience", [one for one in Audience if one.value != "authority"])
    def test_dry_run_keeps_single_rows_to_the_authority(self, rows: Path, audience: Audience):
        args = ("dry-run", rows, *DAY, "--audience", audience)
        done = run(*args)
        assert done.exit_code == 4
        assert "rows.csv" not in done.stdout
        assert "已采用 2" in done.stdout
        document = validate(Published.DRY_RUN, run(*args, "--format", "json").stdout)
        assert document["intake"]["rows"] == document["intake"]["files"] == []
        lines = run(*args, "--format", "jsonl").stdout.splitlines()
        assert [json.loads(line) for line in lines] == document["decisions"]

    def test_there_is_no_sum_over_what_was_left_out(self, rows: Path):
        public = run("dry-run", rows, *DAY, "--audience", "public").stdout
        assert public.endswith("  主体 2\n  有措施 1\n")
        partner = run("dry-run", rows, *DAY, "--audience", "partner").stdout
        assert partner.endswith("  主体 2\n  有措施 1\n  有未定结果 2\n")


class TestCompletion:
    """The protocol a shell speaks with the program, without a shell."""

    @staticmethod
    def offered(line: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_CREDIT_RULES_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        done = CliRunner().invoke(app, [], prog_name="credit-rules")
        assert done.exit_code == 0
        return done.stdout.split()

    @pytest.mark.parametrize(
        ("line", "offers"),
        [
            ("check --about dup", ["duplicate-key", "duplicate-id"]),
            ("check --format ", ["text", "json", "sarif"]),
            ("dry-run --format j", ["json", "jsonl"]),
            ("explain --format ", ["text", "json"]),
            ("explain --lang ", ["zh", "en"]),
            ("explain --purpose b", ["bidding"]),
            ("explain --purpose ", [one.value for one in Purpose]),
            ("dry-run --audience ", [one.value for one in Audience]),
            ("schema d", ["dry-run", "decision"]),
            ("why-not wage-arrears-fu", ["wage-arrears-funding"]),
            ("show wage-arrears-dis", ["wage-arrears-discipline"]),
            ("why-not --catalogs /nowhere w", []),
            ("wh", ["why-not", "what-if"]),
        ],
    )
    def test_values(self, line: str, offers: list[str], monkeypatch: pytest.MonkeyPatch):
        assert self.offered(f"credit-rules {line}", monkeypatch) == offers

    def test_of_rules_that_do_not_load_nothing_is_offered(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        (tmp_path / "bad.yaml").write_bytes(b"kind: nothing\n")
        for command in ("why-not", "show"):
            line = f"credit-rules {command} --rulesets {tmp_path} w"
            assert self.offered(line, monkeypatch) == []

    def test_measures_of_other_catalogs(self, monkeypatch: pytest.MonkeyPatch):
        line = f"credit-rules why-not --catalogs {shipped('catalogs')} wage-arrears-fu"
        assert self.offered(line, monkeypatch) == ["wage-arrears-funding"]

    @pytest.mark.parametrize(
        "places",
        ["--rulesets shipped", "--rulesets shipped/labour --rulesets shipped/tax", ""],
    )
    def test_measures_whatever_rulesets_are_named(
        self, places: str, monkeypatch: pytest.MonkeyPatch
    ):
        said = places.replace("shipped/", f"{shipped('rulesets')}/")
        line = f"credit-rules why-not {said} wage-arrears-fu".replace("  ", " ")
        assert self.offered(line, monkeypatch) == ["wage-arrears-funding"]

    def test_it_can_be_installed(self):
        shown = run("--help").stdout
        assert "--install-completion" in shown
        assert "--show-completion" in shown


class TestProgress:
    @staticmethod
    def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
        # Not a fixture: pytest puts its own streams back between setting up and running.
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setenv("TERM", "xterm-256color")
        return terminal

    def test_many_items_on_a_terminal(self, monkeypatch: pytest.MonkeyPatch):
        drawn = self.terminal(monkeypatch)
        assert list(watched(range(201), 201, Lang.ZH)) == list(range(201))
        assert "计算" in drawn.getvalue()
        assert "201/201" in drawn.getvalue()

    def test_few_items(self, monkeypatch: pytest.MonkeyPatch):
        drawn = self.terminal(monkeypatch)
        assert list(watched(range(200), 200, Lang.ZH)) == list(range(200))
        assert drawn.getvalue() == ""

    def test_a_terminal_that_cannot_draw(self, monkeypatch: pytest.MonkeyPatch):
        drawn = self.terminal(monkeypatch)
        monkeypatch.setenv("TERM", "dumb")
        assert len(list(watched(range(300), 300, Lang.EN))) == 300
        assert drawn.getvalue() == ""

    def test_never_between_lines_streamed_to_the_same_terminal(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        drawn = self.terminal(monkeypatch)
        monkeypatch.setattr(sys, "stdout", drawn)
        assert len(list(watched(range(300), 300, Lang.EN, streaming=True))) == 300
        assert drawn.getvalue() == ""

    def test_never_in_a_file(self, rows: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(progress_module, "_MANY", 1)
        assert run("dry-run", rows, *DAY).stderr == ""

    def test_it_never_mixes_with_the_answer(self, tmp_path: Path):
        if os.name == "nt":
            pytest.skip("there is no pty there")
        import pty

        number = 201
        bodies = [f"91320100MA0E{place:05}" for place in range(number)]
        told = [listing(invented(body), f"列{place}号") for place, body in enumerate(bodies)]
        file = write_rows(tmp_path / "many.csv", told)
        terminal, other = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, "dry-run", str(file), *DAY, "--format", "jsonl"],
            stdout=subprocess.PIPE,
            stderr=other,
            env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"},
        )
        os.close(other)
        drawn: list[bytes] = []

        def watch() -> None:
            # Drained while the command runs: a terminal nobody reads stops who writes to it.
            with contextlib.suppress(OSError):
                while part := os.read(terminal, 65536):
                    drawn.append(part)

        watcher = threading.Thread(target=watch)
        watcher.start()
        answer, _ = process.communicate(timeout=120)
        watcher.join(timeout=10)
        os.close(terminal)
        assert process.returncode == 4
        assert len([json.loads(line) for line in answer.splitlines()]) == number
        assert f"{number}/{number}" in b"".join(drawn).decode()


class TestExitCodes:
    """0 clean, 1 findings, 2 could not run, 4 undetermined: the same on every command."""

    COMMANDS = ("dry-run", "explain", "why-not", "check", "show", "schema")

    def test_0(self, tmp_path: Path):
        settled = Path(__file__).parents[2] / "examples/five_days/subject.json"
        day = ("--as-of", "2024-04-16")
        # A desk that loads what it asks about; of all that ships something stays open.
        desk = ("--rulesets", f"{shipped('rulesets')}/labour/wage-arrears-discipline.yaml")
        asked = ("--purpose", "procurement", "--region", "320100", *desk)
        assert run("explain", settled, *day, *asked).exit_code == 0
        assert run("why-not", "procurement-ban", settled, *day).exit_code == 0
        nobody = write_rows(tmp_path / "nobody.csv", ROWS[2:])
        assert run("dry-run", nobody, *DAY).exit_code == 0
        assert run("dry-run", nobody, *DAY, "--format", "jsonl").exit_code == 0
        for args in (["check"], ["check", "--codes"], ["show"], ["schema"], ["--version"]):
            assert run(*args).exit_code == 0

    @pytest.mark.parametrize("form", ["text", "json", "sarif"])
    def test_1(self, tmp_path: Path, form: str):
        (tmp_path / "bad.yaml").write_bytes(b"kind: nothing\n")
        assert run("check", tmp_path, "--format", form).exit_code == 1

    def test_2(self, tmp_path: Path, subject: Path):
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules" / "bad.yaml").write_bytes(b"kind: nothing\n")
        bad = ("--rulesets", tmp_path / "rules")
        for args in (
            ("dry-run", tmp_path / "no.csv", *DAY),
            ("explain", tmp_path / "no.csv", *DAY),
            ("why-not", "wage-arrears-funding", tmp_path / "no.csv", *DAY),
            ("why-not", "nothing", subject, *DAY),
            ("check", tmp_path / "no"),
            ("check", "--about", "nothing"),
            ("show", "nothing"),
            ("schema", "nothing"),
            ("dry-run", subject, *DAY, *bad),
            ("explain", subject, *DAY, *bad),
            ("why-not", "wage-arrears-funding", subject, *DAY, *bad),
            ("show", *bad),
        ):
            assert run(*args).exit_code == 2, args

    def test_4(self, rows: Path, subject: Path):
        for form in ("text", "json", "jsonl"):
            assert run("dry-run", rows, *DAY, "--format", form).exit_code == 4
        for form in ("text", "json"):
            assert run("explain", subject, *DAY, "--format", form).exit_code == 4
            why_not = ("why-not", "wage-arrears-funding", subject, *DAY, "--format", form)
            assert run(*why_not).exit_code == 4

    def test_what_applies_is_not_undetermined(self, rows: Path):
        done = run("why-not", "wage-arrears-funding", rows, *DAY, "--uscc", ONE)
        assert done.exit_code == 0

    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_help_tells_them(self, command: str):
        shown = " ".join(run(*command.split(), "--help").stdout.split())
        for number, word in (("0", "clean"), ("1", "findings"), ("2", "could not run")):
            assert re.search(rf"{number} \S+ {word}", shown), word
        assert "4 有未定结果 some outcome is undetermined" in shown

    def test_a_fault_of_ours_is_not_a_finding(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ):
        def broken(**_: Any) -> None:
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr("credit_rules.cli.app", broken)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert "a fault of ours" in capsys.readouterr().err


class TestShow:
    def test_everything_and_each_of_it(self):
        listed = run("show").stdout
        book = load()
        for name in _Page(book, LANGS[0]).names():
            assert f"  {name}  " in listed
            for lang in LANGS:
                done = run("show", name, "--lang", lang)
                assert done.exit_code == 0
                assert name in done.stdout

    def test_an_instrument_says_what_was_read_and_which_numbers_are_unconfirmed(self):
        done = run("show", "cn.mohrss.rsbg1.2016")
        assert "（条号未确认）" in done.stdout
        assert "[转述，未读原文]" in done.stdout
        assert "unconfirmed" in run("show", "cn.mohrss.rsbg1.2016", "--lang", "en").stdout

    def test_a_ruleset_says_its_basis_and_what_it_leaves_out(self):
        done = run("show", "wage-arrears-listing")
        assert "amount-reaches-crime" in done.stdout
        assert "《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》第五条" in done.stdout
        assert "未涵盖：" in done.stdout
        assert REASONS[LeftOut.NO_RULE][0] in done.stdout

    def test_a_ruleset_says_which_facts_are_worse_and_what_the_law_wants_so(self):
        language = Path(__file__).parent / "language"
        places = ("--rulesets", str(language / "tiered-supervision.yaml"))
        places += ("--catalogs", str(language / "catalogs"))
        said = run("show", "rules", *places).stdout
        assert "越多越重的事实：行政处罚、行政处罚的罚款金额" in said
        said = run("show", "rules", *places, "--lang", "en").stdout
        assert "better, the more of it: evaluations.score, commitments" in said
        assert "  gap (C, one): left to the authority\n    basis: 《测试法》第三条" in said
        assert "  constant: so the law has it" in said

    def test_a_measure_says_who_gives_it(self):
        assert "wage-arrears-discipline" in run("show", "wage-arrears-funding").stdout

    def test_codes_say_where_they_stand_and_what_fixes_them(self):
        said = run("show", "penalty-kinds").stdout
        assert "《中华人民共和国行政处罚法》第九条" in said
        assert "fine （二） 罚款" in said
        assert "penalties.kinds" in said
        assert "GB/T 2260" in run("show", "regions", "--lang", "en").stdout

    def test_a_provision_without_a_rule_says_why(self):
        said = run("show", "cn.npc.civil-code.2020").stdout
        assert f"没有规则：{REASONS[LeftOut.NO_RULE][0]}" in said

    def test_an_unknown_id(self):
        done = run("show", "wage-arears")
        assert done.exit_code == 2
        assert "`wage-arrears`" in done.stderr
        assert "credit-rules show" in run("show", "zzzzzz", "--lang", "en").stderr

    def test_every_reason_and_kind_has_words(self):
        assert set(REASONS) == set(LeftOut)
        assert set(PARSED) <= set(KINDS)


class TestSchema:
    @pytest.mark.parametrize("name", Published)
    def test_it_prints_what_ships(self, name: Published):
        assert run("schema", name.value).stdout == published(name)

    def test_without_a_name_it_is_that_of_dry_run(self):
        assert run("schema").stdout == published(Published.DRY_RUN)

    def test_an_unknown_one(self):
        assert run("schema", "nothing").exit_code == 2


class TestUsage:
    def test_version(self):
        assert run("--version").stdout == f"credit-rules {__version__}\n"

    @pytest.mark.parametrize("command", ["dry-run", "explain"])
    def test_help_tells_the_exit_codes(self, command: str):
        done = run(command, "--help")
        assert done.exit_code == 0
        assert "exit codes" in done.stdout
        assert "\x1b" not in done.stdout

    @pytest.mark.parametrize("day", ["30.6.2026", "2026-02-30", "20260630", "今天", "0001-01-01"])
    def test_a_day_nobody_can_read(self, rows: Path, day: str):
        done = run("dry-run", rows, "--as-of", day)
        assert done.exit_code == 2
        assert "expected a day" in done.stderr

    @pytest.mark.parametrize(
        "args",
        [
            ["--purpose", "anything"],
            ["--region", "32"],
            ["--authority", ""],
            ["--lang", "fr"],
            ["--format", "xml"],
            ["--catalogs", "/nowhere"],
        ],
    )
    def test_usage_errors(self, rows: Path, args: list[str]):
        done = run("dry-run", rows, *DAY, *args)
        assert done.exit_code == 2
        assert done.stderr
        assert done.stdout == ""

    @pytest.mark.parametrize("args", [[], ["nothing"], ["dry-run"], ["dry-run", "x.csv"]])
    def test_too_little_said(self, args: list[str]):
        assert run(*args).exit_code == 2

    def test_a_file_that_is_not_there(self, tmp_path: Path):
        for command in ("dry-run", "explain"):
            done = run(command, tmp_path / "no.csv", *DAY)
            assert done.exit_code == 2
            assert "no such file" in done.stderr
            assert done.stderr.count("\n") == 1


class TestHostile:
    @pytest.mark.parametrize("command", ["dry-run", "explain"])
    @pytest.mark.parametrize("form", ["text", "json"])
    def test_nothing_that_does_not_print_is_printed(self, tmp_path: Path, command: str, form: str):
        number = "列\x1b[31m1号\u202e"
        file = write_rows(tmp_path / "rows.csv", [listing(ONE, number, name=HOSTILE)])
        done = run(command, file, *DAY, "--format", form)
        assert done.exit_code == 4
        assert all(char.isprintable() or char == "\n" for char in done.stdout + done.stderr)

    def test_a_name_cannot_pretend_to_be_a_line_of_ours(self, tmp_path: Path):
        said = {"uscc": ONE, "name": "甲公司\n【措施】\u2028  无\x85x"}
        file = subject_file(tmp_path / "subject.json", said)
        lines = run("explain", file, *DAY).stdout.splitlines()
        assert "甲公司 【措施】" in lines[0]
        assert "【措施】" not in lines
        document = json.loads(run("explain", file, *DAY, "--format", "json").stdout)
        assert document["name"] == said["name"]

    def test_clean_and_json_agree_about_what_prints(self):
        text = "a\x00\x7f\x9b\u202e\u3000\u00a0\ud800b\t\U000e0001"
        assert clean(text) == "a\u3000 b "
        assert json.loads(as_json(text)) == text
        assert all(char.isprintable() or char in "\n\u3000" for char in as_json(text))


class TestProcess:
    def test_bytes_do_not_depend_on_the_locale(self, rows: Path):
        command = [sys.executable, "-c", "from credit_rules.cli import main; main()"]
        for form in ("text", "json"):
            args = [*command, "dry-run", str(rows), *DAY, "--format", form]
            made = {
                subprocess.run(args, capture_output=True, check=False, env=os.environ | env).stdout
                for env in (
                    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
                    {"LC_ALL": "C.UTF-8", "COLUMNS": "20"},
                    {"PYTHONIOENCODING": "gbk", "FORCE_COLOR": "1", "PYTHONHASHSEED": "7"},
                )
            }
            assert len(made) == 1
            assert "示例有限公司" in made.pop().decode("utf-8")

    @pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
    def test_a_reader_who_goes_away_is_no_error(self, rows: Path):
        read, write = os.pipe()
        os.close(read)
        command = [sys.executable, "-c", "from credit_rules.cli import main; main()"]
        try:
            done = subprocess.run(
                [*command, "dry-run", str(rows), *DAY],
                stdout=write,
                stderr=subprocess.PIPE,
                check=False,
            )
        finally:
            os.close(write)
        assert done.stderr == b""
        assert done.returncode == 4

    @pytest.mark.skipif(os.name == "nt", reason="there is no pty there")
    def test_a_terminal_gets_colours_whole_lines_and_nothing_else(self):
        import pty

        main, other = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", "from credit_rules.cli import main; main()", "show"],
            stdout=other,
            stderr=subprocess.PIPE,
            env={key: value for key, value in os.environ.items() if key != "NO_COLOR"}
            | {"TERM": "xterm-256color", "COLUMNS": "20"},
        )
        os.close(other)
        shown = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        assert process.communicate()[1] == b""
        os.close(main)
        text = shown.decode("utf-8").replace("\r\n", "\n")
        assert "\x1b[1m== 规则集" in text
        assert text.replace("\x1b[1m", "").replace("\x1b[0m", "") == run("show").stdout


def test_a_folder_of_rulesets_can_be_given(rows: Path):
    folders = ("--rulesets", shipped("rulesets"), "--catalogs", shipped("catalogs"))
    given = run("dry-run", rows, *DAY, *folders, "--format", "json")
    assert given.stdout_bytes == run("dry-run", rows, *DAY, "--format", "json").stdout_bytes


@pytest.mark.parametrize(("name", "shown"), [("name", "name"), ("张三", "…")])
def test_a_name_that_stands_twice_is_shown_only_if_it_is_a_field(tmp_path: Path, name, shown):
    file = tmp_path / "subject.json"
    file.write_text(f'{{"{name}": 1, "{name}": 2}}', encoding="utf-8")
    done = run("explain", file, *DAY)
    assert done.exit_code == 2
    assert f"`{shown}`" in done.stderr
