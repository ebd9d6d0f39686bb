"""`credit-rules timeline`: what is printed, as data too, and told by the exit code.

落羽 (invented) is warned, listed, pays, may ask for removal, and is forgotten on the list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from credit_rules.cli import app
from credit_rules.cli.schema import Published, published

ROOT = Path(__file__).parents[2]
SUBJECT = ROOT / "examples/five_days/subject.json"
LABOUR = ROOT / "rulesets/labour"
RULES = tuple(
    LABOUR / f"{name}.yaml"
    for name in (
        "labour-tiers",
        "wage-arrears-discipline",
        "wage-arrears-listing",
        "wage-arrears-repair",
    )
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in args], catch_exceptions=False)


def timeline(file: Path, first: str, last: str, *args: object) -> Result:
    rules = [word for one in RULES for word in ("--rulesets", one)]
    return run("timeline", file, "--from", first, "--to", last, *rules, *args)


def document(done: Result) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def turns(done: Result) -> dict[str, dict[str, Any]]:
    return {one["day"]: one for one in document(done)["turns"]}


def days(done: Result) -> list[str]:
    """The days that begin a line of the text: those of turns."""
    return [line for line in done.stdout.splitlines() if DAY.fullmatch(line)]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """The subject of the example with something said otherwise."""

    def write(**said: Any) -> Path:
        whole = json.loads(SUBJECT.read_bytes()) | said
        file = tmp_path / "subject.json"
        file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        return file

    return write


@pytest.fixture
def ending(changed: Callable[..., Path]) -> Path:
    """The same subject, of which nothing was delivered after June 2024."""
    covers = json.loads(SUBJECT.read_bytes())["covers"]
    return changed(covers={name: one | {"until": "2024-06-30"} for name, one in covers.items()})


class TestText:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_four_years_of_one_enterprise(
        self, golden: Callable[[Path | str, str], None], lang: str
    ):
        done = timeline(SUBJECT, "2023-01-01", "2026-12-31", "--lang", lang)
        golden(f"timeline/five-days.{lang}.txt", done.stdout)

    def test_english_says_in_chinese_only_what_stands_on_record(self):
        told = timeline(SUBJECT, "2023-01-01", "2026-12-31", "--lang", "en").stdout
        for name in ("落羽（虚构）建设集团有限公司", "虚人社列〔2023〕5号", "虚人社认〔2023〕2号"):
            told = told.replace(name, "")
        told = told.replace("欠薪案2023-004", "").replace("承诺-落羽", "")
        ours = [line for line in told.splitlines() if "[step owed]" not in line]
        assert not [line for line in ours if CHINESE.search(line)]

    def test_it_begins_with_the_first_day_and_ends_with_from_when_nothing_changes(self):
        lines = timeline(SUBJECT, "2026-05-01", "2026-06-30").stdout.splitlines()
        assert lines[0].endswith("9132**********006F  2026-05-01 至 2026-06-30")
        assert "【2026-05-01 的结论】" in lines
        assert lines[-1] == "自 2026-05-23 起至 2026-06-30，结论不再变化。"

    def test_days_without_a_turn_say_so(self):
        lines = timeline(SUBJECT, "2026-02-05", "2026-02-06").stdout.splitlines()
        assert lines[-1] == "2026-02-05 至 2026-02-06，结论没有变化。"
        assert "【变化】" not in lines

    def test_a_delivery_that_ends_is_one_turn_that_says_how_to_suppose_nothing_new(
        self, ending: Path
    ):
        told = timeline(ending, "2024-06-01", "2024-12-31")
        assert "2024-07-01" in days(told)
        assert "转为未定" in told.stdout
        assert "自 2024-07-01 起，有的记录没有交付" in told.stdout
        assert "--nothing-new" in told.stdout.splitlines()[-1]

    def test_supposing_nothing_new_takes_that_turn_away_and_is_said(self, ending: Path):
        told = timeline(ending, "2024-06-01", "2024-12-31", "--nothing-new")
        assert "2024-07-01" not in days(told)
        assert "假定：以后照常交付，但没有新的内容。" in told.stdout.splitlines()
        assert "--nothing-new" not in told.stdout

    def test_what_is_no_longer_known_is_counted_and_not_listed(self, ending: Path):
        everything = run("timeline", ending, "--from", "2024-06-01", "--to", "2024-08-01")
        assert len(everything.stdout.splitlines()) < 50
        asked = ("--format", "json")
        data = run("timeline", ending, "--from", "2024-06-01", "--to", "2024-08-01", *asked)
        opened = [
            one for one in turns(data)["2024-07-01"]["changes"] if one["part"] == "undetermined"
        ]
        assert len(opened) > 100
        told = re.search(r"未定：增加 (\d+) 项", everything.stdout)
        assert told is not None
        appeared = [one for one in opened if not one["before"]]
        assert int(told[1]) == len(appeared)

    def test_a_name_cannot_pretend_to_be_a_line_of_ours(self, changed: Callable[..., Path]):
        file = changed(name="某公司\n2024-01-02\n  + [限制] 假的")
        assert "2024-01-02" not in days(timeline(file, "2023-12-01", "2024-02-01"))


class TestData:
    def test_what_is_printed_is_what_the_schema_says(self, ending: Path):
        done = timeline(ending, "2023-01-01", "2026-12-31", "--format", "json")
        schema = json.loads(published(Published.TIMELINE))
        Draft202012Validator(schema).validate(document(done))

    def test_stretches_follow_upon_each_other_and_turns_begin_them(self):
        told = document(timeline(SUBJECT, "2023-01-01", "2026-12-31", "--format", "json"))
        stretches = told["stretches"]
        assert stretches[0]["first"] == told["first"] == "2023-01-01"
        assert stretches[-1]["last"] == told["last"] == "2026-12-31"
        assert [one["day"] for one in told["turns"]] == [one["first"] for one in stretches[1:]]

    def test_a_change_has_what_was_said_and_what_is(self):
        told = turns(timeline(SUBJECT, "2026-05-01", "2026-05-31", "--format", "json"))
        changes = {one["part"]: one for one in told["2026-05-11"]["changes"]}
        listing = changes["listings"]
        assert [one["state"] for one in listing["before"]] == ["current"]
        assert [one["state"] for one in listing["after"]] == ["overdue_removal"]
        assert "state" in listing["fields"]
        assert changes["measures"]["after"] == []
        assert [one["reason"] for one in told["2026-05-11"]["causes"]] == ["term-ends"]

    def test_one_subject_is_one_document_and_rows_are_a_list(self):
        rows = sorted((ROOT / "examples/rows").glob("*.csv"))
        asked = ("--from", "2026-06-01", "--to", "2026-06-02", "--format", "json")
        rules = [word for one in RULES for word in ("--rulesets", one)]
        assert isinstance(json.loads(run("timeline", *rows, *asked, *rules).stdout), list)
        only = ("--uscc", "91320100MA0EX00036")
        one = document(run("timeline", *rows, *asked, *rules, *only))
        assert one["format"] == "credit-rules/timeline/1"
        assert one["subject"] == "9132**********0036"

    def test_equal_questions_have_equal_bytes(self, ending: Path):
        asked = (ending, "2024-01-01", "2024-12-31", "--format", "json")
        assert timeline(*asked).stdout == timeline(*asked).stdout


class TestAudience:
    def test_the_public_is_told_neither_of_repair_nor_of_numbers(self):
        asked = ("--audience", "public", "--format", "json")
        told = document(timeline(SUBJECT, "2023-01-01", "2026-12-31", *asked))
        parts = {one["part"] for turn in told["turns"] for one in turn["changes"]}
        assert parts == {"listings", "measures"}
        assert [one["day"] for one in told["turns"]] == ["2023-05-10", "2026-05-11"]
        text = json.dumps(told, ensure_ascii=False)
        for hidden in ("虚人社列〔2023〕5号", "欠薪案2023-004", "P-1", "虚人社认"):
            assert hidden not in text

    def test_a_partner_is_told_the_kind_of_cause_and_no_record(self):
        asked = ("--audience", "partner", "--format", "json")
        told = turns(timeline(SUBJECT, "2023-01-01", "2026-12-31", *asked))
        assert "2023-04-02" not in told
        assert [(one["reason"], one["about"]) for one in told["2026-05-11"]["causes"]] == [
            ("term-ends", "")
        ]

    def test_the_subject_sees_causes_but_no_keys_of_persons(self):
        done = timeline(SUBJECT, "2023-01-01", "2026-12-31", "--audience", "subject")
        assert "虚人社列〔2023〕5号" in done.stdout
        data = timeline(
            SUBJECT, "2023-01-01", "2026-12-31", "--audience", "subject", "--format", "json"
        )
        assert "P-1" not in data.stdout
        assert "P-2" not in data.stdout


class TestExitCode:
    def test_four_says_that_something_is_undetermined_on_some_day(self, ending: Path):
        assert timeline(ending, "2024-06-30", "2024-06-30", "--nothing-new").exit_code == 0
        assert timeline(ending, "2024-06-30", "2024-07-01").exit_code == 4

    def test_what_an_audience_is_not_shown_counts(self, ending: Path):
        done = timeline(ending, "2024-06-30", "2024-07-01", "--audience", "public")
        assert done.exit_code == 4

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_two_says_that_the_last_day_is_before_the_first(self, lang: str):
        done = timeline(SUBJECT, "2024-01-02", "2024-01-01", "--lang", lang)
        assert done.exit_code == 2
        assert "2024-01-01" in done.stderr
        assert not done.stdout

    def test_two_says_that_the_page_cannot_be_written(self, tmp_path: Path):
        nowhere = tmp_path / "none" / "page.html"
        done = timeline(SUBJECT, "2024-01-01", "2024-01-02", "--html", nowhere)
        assert done.exit_code == 2
        assert str(nowhere) in done.stderr


def test_the_page_is_written_besides(tmp_path: Path):
    page = tmp_path / "page.html"
    done = timeline(SUBJECT, "2026-05-01", "2026-06-30", "--html", page)
    assert "2026-05-11" in days(done)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("<!DOCTYPE html>")
    assert "<svg" in written
    assert "2026-05-11" in written
