"""`record`, `replay`, `verify-log`, `erase`: what is printed and told by the exit code."""

import json
import re
from pathlib import Path

import pytest
from stdnum.cn.uscc import calc_check_digit
from typer.testing import CliRunner

from credit_rules.cli import app
from credit_rules.engine.decision import Text
from credit_rules.model.subject import mask
from credit_rules.records import canonical, digest, replaying, writing

BOOKS = Path(__file__).parents[1] / "books"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
USCC = "91320100MA0EXAMQ1" + calc_check_digit("91320100MA0EXAMQ1")
OTHER = "91320100MA0EXAMQ2" + calc_check_digit("91320100MA0EXAMQ2")
NAME = "虚构检测有限公司"
RULES = ("--rulesets", BOOKS / "rich", "--catalogs", BOOKS / "catalogs")
PROFILE = ("--profile", BOOKS / "profile.yaml")
DAY = ("--as-of", "2026-03-01")
ERASING = ("--on", "2026-11-23", "--by", "office", "--basis", "Art. 9", "--reason", "kept enough")


def run(*args):
    return CliRunner().invoke(app, [str(one) for one in args], catch_exceptions=False)


@pytest.fixture
def given(tmp_path):
    file = tmp_path / "subjects.jsonl"
    lines = [{"uscc": USCC, "name": NAME}, {"uscc": OTHER, "kind": "legal_person"}]
    file.write_text("".join(json.dumps(one) + "\n" for one in lines))
    return file


@pytest.fixture
def place(tmp_path, given):
    done = run("record", given, *DAY, *RULES, *PROFILE, "--archive", tmp_path / "archive")
    assert done.exit_code == 4
    return tmp_path / "archive"


def head_of(place):
    return json.loads((place / "log.jsonl").read_bytes().splitlines()[-1])["hash"]


def stored(place, sequence):
    line = json.loads((place / "log.jsonl").read_bytes().splitlines()[sequence - 1])
    return place / "records" / f"{line['content']}.json"


class TestRecord:
    def test_text(self, given, tmp_path):
        for lang, head in (("zh", "链头："), ("en", "head: ")):
            place = tmp_path / lang
            done = run("record", given, *DAY, *RULES, *PROFILE, "--archive", place, "--lang", lang)
            one, other, last = done.stdout.splitlines()
            assert re.fullmatch(r"1  9132\*{10}\w{4}  2026-03-01  [0-9a-f]{64}", one)
            assert other.startswith("2  9132")
            assert last == head + head_of(place)
            assert USCC not in done.stdout + done.stderr
            assert NAME not in done.stdout

    def test_json(self, place, given):
        done = run(
            "record", given, *DAY, *RULES, *PROFILE, "--archive", place, "--format", "json",
            "--uscc", USCC, "--on", "2026-11-23", "--known-as-of", "2026-01-01", "--trace",
            "--authority", "虚构局",
        )  # fmt: skip
        told = json.loads(done.stdout)
        assert told["format"] == "credit-rules/recorded/1"
        assert told["head"] == head_of(place)
        (one,) = told["records"]
        assert one["sequence"] == 3
        assert one["hash"] == told["head"]
        record = json.loads(stored(place, 3).read_bytes())
        assert one["content"] == stored(place, 3).stem
        assert (record["known_as_of"], record["trace"]) == ("2026-01-01", True)
        assert record["acting"]["authority"] == "虚构局"
        assert json.loads((place / "log.jsonl").read_bytes().splitlines()[2])["on"] == "2026-11-23"

    def test_a_settled_answer_ends_with_0(self, tmp_path, given):
        rules = tmp_path / "rules.yaml"
        rules.write_bytes((BOOKS / "rich" / "rich-discipline.yaml").read_bytes())
        covered = {
            "uscc": USCC,
            "covers": {"listings": {"from": "beginning", "until": "2027-01-01"}},
        }
        file = tmp_path / "one.json"
        file.write_text(json.dumps(covered))
        done = run(
            "record", file, *DAY, "--archive", tmp_path / "archive",
            "--rulesets", rules, "--catalogs", BOOKS / "catalogs",
        )  # fmt: skip
        assert done.exit_code == 0
        assert len(done.stdout.splitlines()) == 2

    def test_rules_that_do_not_load(self, given, tmp_path):
        (tmp_path / "bad.yaml").write_text("kind: nothing\n")
        done = run(
            "record", given, *DAY, "--archive", tmp_path / "a", "--rulesets", tmp_path / "bad.yaml"
        )
        assert done.exit_code == 2
        assert "error[unknown-name]" in done.stderr
        assert not (tmp_path / "a").exists()

    def test_while_somebody_else_writes(self, place, given):
        with writing(place):
            done = run("record", given, *DAY, *RULES, *PROFILE, "--archive", place)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert "另一程序正在写入" in done.stderr

    def test_what_was_put_on_record_before_a_failure_is_told(self, place, given, monkeypatch):
        from credit_rules.records import archive

        whole, calls = archive.append, []

        def once(path, data):
            calls.append(data)
            if len(calls) > 1:
                raise OSError(28, "No space left on device")
            whole(path, data)

        monkeypatch.setattr(archive, "append", once)
        done = run("record", given, *DAY, *RULES, *PROFILE, "--archive", place)
        assert done.exit_code == 2
        assert done.stdout.startswith("3  9132")
        assert "No space left" in done.stderr
        assert run("verify-log", place).exit_code == 0


class TestReplay:
    def test_text(self, place):
        done = run("replay", place)
        assert done.exit_code == 0
        assert done.stdout == (
            f"✓ 第 1 号  {mask(USCC)}  2026-03-01  逐字节相同\n"
            f"✓ 第 2 号  {mask(OTHER)}  2026-03-01  逐字节相同\n"
            "重放 2 条：相同 2，不同 0，损坏 0，已删除 0\n"
        )

    def test_english(self, place):
        run("erase", place, 2, *ERASING)
        assert run("replay", place, "--lang", "en").stdout == (
            f"✓ record 1  {mask(USCC)}  2026-03-01  same\n- record 2  erased\n    on 2026-11-23 by office: kept enough"
            " (basis: Art. 9)\nreplayed 2: same 1, otherwise 0, damaged 0, erased 1\n"
        )

    def test_an_erased_one_that_is_asked_for(self, place):
        run("erase", place, 2, *ERASING)
        done = run("replay", place, "--sequence", 2, "--lang", "en")
        assert done.exit_code == 2
        assert done.stderr == (
            "error: record 2 was erased on 2026-11-23 by office, because kept enough"
            " (basis: Art. 9)\n"
        )
        assert run("replay", place).exit_code == 0

    def test_one_that_is_not_there(self, place):
        done = run("replay", place, "--sequence", 7)
        assert (done.exit_code, done.stderr) == (2, "错误: 档案中没有第 7 号记录\n")

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_what_differs(self, place, lang, monkeypatch):
        import credit_rules as cr

        def otherwise(*args, **asked):
            whole = cr.decide(*args, **asked)
            tiers = tuple(one.model_copy(update={"year": 1999}) for one in whole.tiers)
            return whole.model_copy(
                update={
                    "tiers": tiers,
                    "undetermined": whole.undetermined[1:],
                    "notes": (*whole.notes, Text(zh="新的说明", en="a new note")),
                }
            )

        monkeypatch.setattr(replaying, "decide", otherwise)
        done = run("replay", place, "--sequence", 1, "--lang", lang)
        assert done.exit_code == 1
        assert "notes, tiers, undetermined" in done.stdout
        assert re.search(r"^    ≠ .*: year$", done.stdout, re.MULTILINE)
        assert re.search(r"^    - ", done.stdout, re.MULTILINE)
        assert re.search(r"^    \+ .*(新的说明|a new note)", done.stdout, re.MULTILINE)
        assert bool(CHINESE.search(done.stdout)) is (lang == "zh")
        told = json.loads(run("replay", place, "--sequence", 1, "--format", "json").stdout)
        (one,) = told["records"]
        assert (one["state"], one["causes"]) == ("otherwise", ["record"])
        assert {change["part"] for change in one["changes"]} >= {"tiers", "undetermined"}

    def test_a_damaged_one(self, place):
        path = stored(place, 1)
        path.write_bytes(path.read_bytes() + b" ")
        done = run("replay", place, "--lang", "en")
        assert done.exit_code == 1
        assert f"records/{path.name}: error[altered] (record 1): " in done.stdout
        assert f"✓ record 2  {mask(OTHER)}  2026-03-01  same\n" in done.stdout
        assert CHINESE.search(done.stdout) is None

    def test_a_damaged_line_may_have_been_a_record(self, place):
        log = place / "log.jsonl"
        log.write_bytes(log.read_bytes().replace(b'"kind"', b'"kimd"', 1))
        done = run("replay", place, "--format", "json")
        assert done.exit_code == 1
        first, *rest = json.loads(done.stdout)["records"]
        assert (first["sequence"], first["state"]) == (None, "damaged")
        assert first["findings"][0]["line"] == 1
        assert [one["state"] for one in rest] == ["same"]
        assert "✗ log.jsonl  已损坏" in run("replay", place).stdout


class TestVerifyLog:
    def test_a_sound_one(self, place):
        head = head_of(place)
        done = run("verify-log", place, "--head", head)
        assert done.exit_code == 0
        assert done.stdout == (f"日志 2 行；记录 2 条，已删除 0 条；问题 0 个\n链头：{head}\n")
        done = run("verify-log", place, "--lang", "en")
        assert done.stdout == f"log lines 2; records 2, erased 0; findings 0\nhead: {head}\n"

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_findings_have_their_place(self, place, lang):
        log = place / "log.jsonl"
        head = head_of(place)
        log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:1]))
        (rule,) = [
            one for one in (place / "documents").iterdir() if b"rich-bars" in one.read_bytes()
        ]
        rule.write_bytes(rule.read_bytes().replace(b"rich-bars", b"rich-cars"))
        (place / "records" / "\x1b[2J红.txt").touch()
        done = run("verify-log", place, "--head", head, "--lang", lang)
        assert done.exit_code == 1
        assert "log.jsonl:1: error[head-missing]: " in done.stdout
        assert f"documents/{rule.name}:3: error[altered] (rich/rich-bars.yaml (rich-bars 1)): " in (
            done.stdout
        )
        assert "error[left-over]" in done.stdout
        assert "\x1b" not in done.stdout
        if lang == "en":
            assert CHINESE.search(done.stdout.replace("红", "")) is None

    def test_json(self, place):
        path = stored(place, 2)
        path.unlink()
        done = run("verify-log", place, "--format", "json")
        assert done.exit_code == 1
        told = json.loads(done.stdout)
        (found,) = told.pop("findings")
        assert told == {
            "format": "credit-rules/verified-log/1",
            "lines": 2,
            "records": 2,
            "erased": 0,
            "documents": len(list((place / "documents").iterdir())),
            "head": head_of(place),
        }
        assert set(found.pop("message")) == {"zh", "en"}
        assert found == {
            "problem": "missing",
            "file": f"records/{path.name}",
            "line": None,
            "sequence": 2,
            "about": None,
        }

    def test_a_head_that_is_none(self, place):
        done = run("verify-log", place, "--head", "abc")
        assert done.exit_code == 2
        assert "64" in done.stderr

    def test_no_archive(self, tmp_path):
        done = run("verify-log", tmp_path, "--lang", "en")
        assert done.exit_code == 2
        assert "is no archive" in done.stderr


class TestErase:
    def test_text(self, place):
        done = run("erase", place, 1, *ERASING)
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout == f"第 1 号记录的内容已删除\n链头：{head_of(place)}\n"
        assert run("verify-log", place).stdout.startswith(
            "日志 3 行；记录 2 条，已删除 1 条；问题 0 个"
        )

    def test_json(self, place):
        told = json.loads(run("erase", place, 1, *ERASING, "--format", "json").stdout)
        assert told["format"] == "credit-rules/erased/1"
        line = told["line"]
        assert (line["erases"], line["on"], line["by"]) == (1, "2026-11-23", "office")
        assert told["head"] == line["hash"] == head_of(place)
        assert line["hash"] == digest(canonical({k: v for k, v in line.items() if k != "hash"}))

    @pytest.mark.parametrize("missing", ["--on", "--by", "--basis", "--reason"])
    def test_when_by_whom_and_why_are_needed(self, place, missing):
        at = ERASING.index(missing)
        done = run("erase", place, 1, *ERASING[:at], *ERASING[at + 2 :])
        assert done.exit_code == 2
        assert missing in done.stderr
        assert stored(place, 1).exists()

    def test_a_name_in_the_reason(self, place):
        said = list(ERASING)
        said[-1] = f"{NAME}已经注销"
        done = run("erase", place, 1, *said)
        assert done.exit_code == 2
        assert "`reason` 中写有主体的名称" in done.stderr
        assert NAME not in done.stderr
        assert stored(place, 1).exists()

    def test_twice(self, place):
        run("erase", place, 1, *ERASING)
        done = run("erase", place, 1, *ERASING, "--lang", "en")
        assert done.exit_code == 2
        assert "record 1 was erased on 2026-11-23" in done.stderr


def test_every_cause_has_its_words():
    from credit_rules.cli.words import LANGS, word

    for cause in replaying.Cause:
        zh, en = (word(f"cause-{cause.value}", lang, engine="credit-rules 0") for lang in LANGS)
        assert CHINESE.search(zh)
        assert not CHINESE.search(en)


def test_no_day_of_this_machine_is_in_the_log(place):
    """Nothing looks at a clock: what a caller did not say is not there."""
    lines = [json.loads(line) for line in (place / "log.jsonl").read_bytes().splitlines()]
    assert [line["on"] for line in lines] == [None, None]
