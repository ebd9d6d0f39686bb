"""`credit-rules diff`: what is printed and told by the exit code. All rules are invented."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn.uscc import calc_check_digit
from typer.testing import CliRunner, Result

from credit_rules.analysis.diff import Change, Direction
from credit_rules.cli import app

BOOKS = Path(__file__).parents[1] / "golden" / "verify"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
USCC = "91320100MA0EXAMQ1" + calc_check_digit("91320100MA0EXAMQ1")
OTHER = "91320100MA0EXAMQ2" + calc_check_digit("91320100MA0EXAMQ2")

MILDER_ZH = """\
== 变宽 ==
↓ 修复 invented-serious
    例，2026-11-23，查询机关在 320100：条件尚未全部具备 → 可以申请
"""
MILDER_EN = """\
== milder ==
↓ repair invented-serious
    example on 2026-11-23, asked by an authority in 320100: not yet → can apply
"""
ENDS = {
    "zh": "\n== 合计 ==\n结果 1 项：变宽 1\n",
    "en": "\n== summary ==\noutcomes 1: milder 1\n",
}


@pytest.fixture(autouse=True)
def _among_the_books(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BOOKS)


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in args], catch_exceptions=False)


def diff(old: object, new: object, *args: object) -> Result:
    return run("diff", old, new, "--catalogs", BOOKS / "catalogs", *args)


def mended(fault: str, *args: object) -> Result:
    """From the faulty twin to the sound one."""
    return diff(f"{fault}/faulty.yaml", f"{fault}/sound.yaml", *args)


def document(done: Result) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def directions(done: Result) -> dict[str, str]:
    return {one["outcome"]: one["direction"] for one in document(done)["outcomes"]}


class TestText:
    @pytest.mark.parametrize(("lang", "begins"), [("zh", MILDER_ZH), ("en", MILDER_EN)])
    def test_a_change_and_an_example(self, lang: str, begins: str):
        told = mended("unrepairable-listing", "--lang", lang).stdout
        assert told.startswith(begins)
        assert told.endswith(ENDS[lang])
        assert "      listings:\n" in told

    def test_english_has_no_chinese(self):
        for fault in ("gap-of-one-yuan", "unrepairable-listing", "endless-restriction"):
            told = mended(fault, "--lang", "en", "--all").stdout.replace("万元", "")
            assert CHINESE.search(told) is None

    def test_equal_outcomes_are_counted_and_listed_if_asked_for(self):
        same = "gap-of-one-yuan/sound.yaml"
        assert diff(same, same).stdout == "== 合计 ==\n结果 1 项：不变 1\n"
        assert "== 不变 ==\n= 等级 gap-of-one-yuan\n" in diff(same, same, "--all").stdout

    def test_a_gap_that_was_closed_is_neither_stricter_nor_milder_nor_equal(self):
        told = mended("gap-of-one-yuan").stdout
        assert told.startswith("== 移动 ==\n→ 等级 gap-of-one-yuan\n")
        assert "：无等级可定 → heavy\n" in told

    def test_what_moved_without_an_example_says_what_is_given_otherwise(self, tmp_path: Path):
        sound = (BOOKS / "endless-restriction/sound.yaml").read_text(encoding="utf-8")
        may = tmp_path / "may.yaml"
        may.write_text(sound.replace("strength: must", "strength: may"), encoding="utf-8")
        told = diff("endless-restriction/sound.yaml", may).stdout
        assert told.startswith("== 移动 ==\n→ 措施 invented-bar\n    谁适用没有变")


class TestSides:
    def test_a_copy_elsewhere_is_the_same_rules(self, tmp_path: Path):
        shutil.copy("gap-of-one-yuan/faulty.yaml", tmp_path / "copy.yaml")
        copied = directions(diff("gap-of-one-yuan/faulty.yaml", tmp_path, "--format", "json"))
        assert copied == {"tier:gap-of-one-yuan": "equal"}

    def test_what_ships(self):
        found = run("diff", "shipped", "shipped", "--format", "json")
        assert set(directions(found).values()) == {"equal"}
        assert document(found)["counts"]["equal"] == len(directions(found))

    def test_editions_of_what_ships(self):
        editions = "tax-credit@2025.1, tax-credit-steps@2025.1"
        found = directions(run("diff", editions, editions, "--format", "json"))
        assert found["tier:tax-credit"] == "equal"
        assert any(one.startswith("step:") for one in found)
        assert set(found.values()) == {"equal"}

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ("nothing", "应写文件、文件夹、shipped 或者随附规则集的 ID@EDITION：`nothing`"),
            ("nothing@1", "没有规则集 `nothing`"),
            ("tax-credit@1", "没有版次 `1`，有："),
            ("tax-credit@2025.1,nothing", "没有规则集 `nothing`"),
            ("\x1b[2J@1", "没有规则集 `[2J`"),
        ],
    )
    def test_a_side_that_is_not_there(self, said: str, says: str):
        done = run("diff", said, "tax-credit@2025.1")
        assert done.exit_code == 2
        assert says in done.stderr

    def test_rules_that_do_not_load(self, tmp_path: Path):
        (tmp_path / "bad.yaml").write_text("kind: nothing\n")
        assert diff(tmp_path, "gap-of-one-yuan/sound.yaml").exit_code == 2


class TestJson:
    def test_a_change(self):
        told = document(mended("unrepairable-listing", "--format", "json"))
        (change,) = told.pop("outcomes")
        assert told == {
            "format": "credit-rules/diff/1",
            "old": "unrepairable-listing/faulty.yaml",
            "new": "unrepairable-listing/sound.yaml",
            "counts": {
                "stricter": 0,
                "incomparable": 0,
                "milder": 1,
                "moved": 0,
                "not decidable here": 0,
                "equal": 0,
            },
            "on_file": None,
        }
        (example,) = change.pop("examples")
        assert change == {
            "outcome": "repair:invented-serious",
            "direction": "milder",
            "because": None,
        }
        assert (example["old"], example["new"]) == ("not-yet", "can-apply")
        assert example["witness"]["as_of"] == "2026-11-23"

    def test_the_same_bytes_each_time(self):
        told = [mended("unrepairable-listing", "--format", "json").stdout for _ in range(2)]
        assert told[0] == told[1]

    def test_turned_round_what_was_milder_is_stricter(self):
        back = ("unrepairable-listing/sound.yaml", "unrepairable-listing/faulty.yaml")
        assert directions(diff(*back, "--format", "json")) == {
            "repair:invented-serious": "stricter"
        }


class TestFailOn:
    @pytest.mark.parametrize(
        ("fault", "fail_on", "code"),
        [
            ("unrepairable-listing", "stricter", 0),
            ("unrepairable-listing", "milder", 1),
            ("unrepairable-listing", "any", 1),
            ("non-monotone-scorecard", "stricter", 1),
            ("non-monotone-scorecard", "milder", 0),
            ("gap-of-one-yuan", "stricter", 1),
            ("gap-of-one-yuan", "milder", 1),
        ],
    )
    def test_what_moved_counts_either_way(self, fault: str, fail_on: str, code: int):
        assert mended(fault).exit_code == 0
        assert mended(fault, "--fail-on", fail_on).exit_code == code

    def test_what_could_not_be_told_is_no_clean_answer(self, monkeypatch: pytest.MonkeyPatch):
        open_one = Change("tier:invented", Direction.UNDECIDED, because="it took too long")
        monkeypatch.setattr("credit_rules.analysis.diff.diff", lambda *_, **__: (open_one,))
        done = mended("gap-of-one-yuan", "--fail-on", "stricter")
        assert done.exit_code == 4
        assert "== 此处不能判定 ==\n? 等级 invented\n    原因：it took too long\n" in done.stdout
        assert mended("gap-of-one-yuan").exit_code == 0

    def test_nor_is_a_direction_that_could_not_be_told_beside_another(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        half = Change("tier:invented", Direction.MILDER, because="it took too long")
        monkeypatch.setattr("credit_rules.analysis.diff.diff", lambda *_, **__: (half,))
        done = mended("gap-of-one-yuan", "--fail-on", "stricter")
        assert done.exit_code == 4
        assert "    另一方向未能判定：it took too long\n" in done.stdout
        assert mended("gap-of-one-yuan", "--fail-on", "milder").exit_code == 1


class TestData:
    """Real subjects: who of them is answered otherwise."""

    DAY = ("--as-of", "2026-11-23")

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        """One fined in the gap, and one fined beyond it."""
        path = tmp_path / "subjects.jsonl"
        covers = {
            name: {"from": "beginning", "until": "2026-11-23"}
            for name in ("penalties", "evaluations")
        }
        fines = {USCC: "100000.50", OTHER: "200000"}
        lines = [
            {
                "uscc": code,
                "name": "恶意\x1b[2J\n有限公司",
                "covers": covers,
                "penalties": [
                    {
                        "key": "虚罚〔2025〕1号",
                        "decided_on": "2025-11-03",
                        "fine": fine,
                        "status": "effective",
                    }
                ],
            }
            for code, fine in fines.items()
        ]
        path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
        return path

    def test_who_is_answered_otherwise_without_the_code(self, file: Path):
        told = mended("gap-of-one-yuan", "--data", file, *self.DAY).stdout
        assert "== 在册主体 ==\n→ " in told
        assert "等级 gap-of-one-yuan: 无等级可定 → heavy\n" in told
        assert "2 个主体中 1 个结果不同，共 1 项\n" in told
        assert USCC not in told
        assert "恶意" not in told

    def test_json(self, file: Path):
        done = mended("gap-of-one-yuan", "--data", file, *self.DAY, "--format", "json")
        assert USCC not in done.stdout
        on_file = document(done)["on_file"]
        assert (on_file["subjects"], on_file["changed"]) == (2, 1)
        (change,) = on_file["changes"]
        assert (change["old"], change["new"]) == ("gap", "heavy")
        assert change["direction"] == "moved"

    def test_who_is_on_file_counts_for_the_exit_code(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ):
        equal = Change("tier:gap-of-one-yuan", Direction.EQUAL)
        monkeypatch.setattr("credit_rules.analysis.diff.diff", lambda *_, **__: (equal,))
        asked = ("--fail-on", "stricter")
        assert mended("gap-of-one-yuan", *asked).exit_code == 0
        assert mended("gap-of-one-yuan", *asked, "--data", file, *self.DAY).exit_code == 1

    def test_before_the_rules_were_in_force_nothing_changes(self, file: Path):
        before = ("--as-of", "2019-12-31")
        told = mended("gap-of-one-yuan", "--data", file, *before).stdout
        assert "2 个主体中 0 个结果不同，共 0 项\n" in told

    def test_editions_named_by_themselves_are_asked_on_any_day(self, tmp_path: Path):
        file = tmp_path / "subject.json"
        covers = {
            name: {"from": "beginning", "until": "2026-11-23"}
            for name in (
                "evaluations",
                "tax_matters",
                "findings",
                "court_outcomes",
                "penalties",
                "positions",
                "listings",
            )
        }
        subject = {"uscc": USCC, "kind": "legal_person", "covers": covers}
        file.write_text(json.dumps(subject), encoding="utf-8")
        editions = ("tax-credit@2022.1", "tax-credit@2022.1")
        done = run("diff", *editions, "--data", file, *self.DAY, "--format", "json")
        assert document(done)["on_file"] == {"subjects": 1, "changed": 0, "changes": []}

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["--data", "subjects.jsonl"], "用 `--data` 时应写 `--as-of`"),
            (["--as-of", "2026-11-23"], "`--as-of` 只用于 `--data`"),
            (["--region", "320100"], "`--region` 只用于 `--data`"),
            (["--authority", "某局"], "`--authority` 只用于 `--data`"),
            (["--purpose", "procurement"], "`--purpose` 只用于 `--data`"),
            (["--covers", "penalties=自始..2026-11-23"], "`--covers` 只用于 `--data`"),
        ],
    )
    def test_2_where_too_little_or_too_much_was_said(self, args: list[str], says: str):
        done = mended("gap-of-one-yuan", *args)
        assert done.exit_code == 2
        assert says in done.stderr


def test_help_tells_both_languages():
    told = " ".join(run("diff", "--help").stdout.split())
    for word in ("比较新旧规则", "Compare two rulebooks", "ID@EDITION", "--fail-on"):
        assert word in told
