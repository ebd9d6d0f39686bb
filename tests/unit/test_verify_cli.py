"""`credit-rules verify`: what is printed, saved, and told by the exit code. All rules are invented."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from credit_rules.cli import app

BOOKS = Path(__file__).parents[1] / "golden" / "verify"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WITHOUT_Z3 = (
    "import sys; sys.modules['z3'] = None; from credit_rules.cli import main; main()",
    "verify",
)

GAP_ZH = """\
== 有反例 ==
✗ faulty.yaml:3:1 gap-of-one-yuan 1 gap 无等级可定：每个主体都有一个等级
    反例，2026-11-23，查询机关在 320100：
"""
GAP_EN = """\
== refuted ==
✗ faulty.yaml:3:1 gap-of-one-yuan 1 gap: every subject has a tier
    witness on 2026-11-23, asked by an authority in 320100:
"""
SUMMARY_ZH = """\

== 合计 ==
gap 无等级可定：已证明 0，有反例 1，有反例而法律本有此意 0，不能判定 0
overlap 等级重叠：已证明 1，有反例 0，有反例而法律本有此意 0，不能判定 0
"""
SUMMARY_EN = """\

== summary ==
gap: proved 0, refuted 1, by the law 0, undecided 0
overlap: proved 1, refuted 0, by the law 0, undecided 0
"""
ANSWERED = """
answered:
  - question: gap
    basis: [test.bench-law 第一条]
    note: { zh: 虚构：条文有意留空, en: "invented, the text means to leave it open" }

order:"""


@pytest.fixture(autouse=True)
def _among_the_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are told as the command was given them."""
    monkeypatch.chdir(BOOKS)


def verify(*args: object, rules: object = "gap-of-one-yuan/faulty.yaml") -> Result:
    given = ["verify", "--rulesets", rules, "--catalogs", BOOKS / "catalogs", "--jobs", 1, *args]
    return CliRunner().invoke(app, [str(one) for one in given], catch_exceptions=False)


def document(done: Result) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def answered(folder: Path, twin: str) -> Path:
    """The ruleset with a header that answers for a gap."""
    text = (BOOKS / "gap-of-one-yuan" / f"{twin}.yaml").read_text(encoding="utf-8")
    path = folder / f"{twin}.yaml"
    path.write_text(text.replace("\norder:", ANSWERED), encoding="utf-8")
    return path


class TestText:
    @pytest.mark.parametrize(
        ("lang", "begins", "ends"), [("zh", GAP_ZH, SUMMARY_ZH), ("en", GAP_EN, SUMMARY_EN)]
    )
    def test_what_is_refuted_stands_first_with_its_witness(self, lang, begins, ends):
        asked = ("--question", "gap", "--question", "overlap", "--lang", lang)
        told = verify(*asked).stdout
        assert told.startswith(begins)
        assert told.endswith(ends)
        witness = told.removeprefix(begins).removesuffix(ends)
        assert re.fullmatch(r"      penalties: \[\{ fine: 100000\.\d\d, [^\n]*\}\]\n", witness)

    def test_english_has_no_chinese_but_what_the_law_is_called(self, tmp_path: Path):
        for rules in ("gap-of-one-yuan/faulty.yaml", answered(tmp_path, "faulty")):
            told = verify("--lang", "en", rules=rules).stdout
            told = told.replace("第一条", "").replace("万元", "")
            assert CHINESE.search(told) is None

    def test_two_subjects_are_shown_where_two_are_compared(self):
        told = verify(rules="non-monotone-scorecard/faulty.yaml").stdout
        assert told.index("    反例，") < told.index("    比较的对象，")
        assert told.count("decided_on") == 7

    def test_what_is_not_decidable_says_why(self):
        done = verify("--seconds", "0.001", rules="non-monotone-scorecard/faulty.yaml")
        told = document(verify("--seconds", "0.001", "--format", "json"))
        for one in told["findings"]:
            assert (one["answer"] == "not decidable here") == bool(one["because"])
        assert ("== 此处不能判定 ==" in done.stdout) == ("    原因：" in done.stdout)

    def test_a_place_cannot_move_the_cursor(self, tmp_path: Path):
        file = tmp_path / "恶意\x1b[2J\u202e文件.yaml"
        shutil.copy(BOOKS / "gap-of-one-yuan/faulty.yaml", file)
        told = verify("--question", "gap", rules=file).stdout
        assert "✗ 恶意[2J文件.yaml:3:1 gap" in told
        assert all(one.isprintable() or one == "\n" for one in told)


class TestJson:
    def test_a_finding(self):
        done = verify("--question", "gap", "--format", "json")
        (found,) = document(done)["findings"]
        witness = found.pop("witness")
        assert found == {
            "ruleset": "gap-of-one-yuan",
            "edition": "1",
            "question": "gap",
            "rules": ["heavy", "light"],
            "claim": {"zh": "每个主体都有一个等级", "en": "every subject has a tier"},
            "place": "faulty.yaml:3:1",
            "answer": "refuted",
            "because": None,
            "beside": None,
            "answered": None,
            "open": True,
        }
        assert (witness["as_of"], witness["region"]) == ("2026-11-23", "320100")

    def test_the_witness_is_a_subject_as_explain_takes_it(self, tmp_path: Path):
        (found,) = document(verify("--question", "gap", "--format", "json"))["findings"]
        file = tmp_path / "witness.json"
        file.write_text(json.dumps(found["witness"]["subject"]), encoding="utf-8")
        where = ("--rulesets", "gap-of-one-yuan/faulty.yaml", "--catalogs", "catalogs")
        asked = ["explain", str(file), "--as-of", found["witness"]["as_of"], *where]
        done = CliRunner().invoke(app, asked, catch_exceptions=False)
        assert "没有任何一级的条件成立" in done.stdout

    def test_questions_are_counted(self):
        counts = document(verify("--format", "json"))["questions"]
        assert counts["gap"] == {"proved": 0, "refuted": 1, "answered": 0, "undecided": 0}
        assert counts["unreachable"] == {"proved": 2, "refuted": 0, "answered": 0, "undecided": 0}

    def test_the_same_bytes_however_many_processes_share_the_work(self, tmp_path: Path):
        for fault in ("gap-of-one-yuan", "floor-above-cap", "non-monotone-scorecard"):
            shutil.copy(BOOKS / fault / "faulty.yaml", tmp_path / f"{fault}.yaml")
        alone = verify("--format", "json", rules=tmp_path).stdout
        assert len({one["ruleset"] for one in json.loads(alone)["findings"]}) == 3
        assert verify("--format", "json", "--jobs", 2, rules=tmp_path).stdout == alone

    def test_a_witness_does_not_depend_on_what_was_asked_before(self, tmp_path: Path):
        for fault in ("floor-above-cap", "non-monotone-scorecard"):
            shutil.copy(BOOKS / fault / "faulty.yaml", tmp_path / f"{fault}.yaml")
        after = document(verify("--format", "json", rules=tmp_path))["findings"]
        only = ("--ruleset", "non-monotone-scorecard")
        alone = document(verify("--format", "json", *only, rules=tmp_path))["findings"]
        assert [one for one in after if one["ruleset"] == only[1]] == alone


class TestAnswered:
    def test_what_the_header_answers_is_told_with_its_provision_and_is_no_fault(
        self, tmp_path: Path
    ):
        done = verify(rules=answered(tmp_path, "faulty"))
        assert done.exit_code == 0
        assert "== 有反例，而法律本有此意 ==\n– " in done.stdout
        assert "    法律本有此意：test.bench-law 第一条（虚构：条文有意留空）\n" in done.stdout
        assert "有反例 0，有反例而法律本有此意 1" in done.stdout
        assert "不再需要" not in done.stdout

    def test_an_answer_that_nothing_needs_is_told_and_is_no_fault(self, tmp_path: Path):
        done = verify("--lang", "en", rules=answered(tmp_path, "sound"))
        assert done.exit_code == 0
        assert "== answers in a header that nothing needs: no question is refuted" in done.stdout
        assert "gap-of-one-yuan 1 gap test.bench-law 第一条 (invented, the text" in done.stdout
        (needless,) = document(verify("--format", "json", rules=tmp_path))["needless"]
        assert needless["question"] == "gap"
        assert needless["basis"] == ["test.bench-law 第一条"]

    def test_of_a_question_that_was_not_asked_nothing_is_said(self, tmp_path: Path):
        told = verify("--question", "overlap", rules=answered(tmp_path, "sound")).stdout
        assert "不再需要" not in told


class TestExitCodes:
    def test_0_where_everything_is_proved(self):
        done = verify(rules="gap-of-one-yuan/sound.yaml")
        assert done.exit_code == 0
        assert done.stdout.startswith("== 合计 ==")

    @pytest.mark.parametrize("form", ["text", "json"])
    def test_1_where_something_is_refuted(self, form: str):
        assert verify("--format", form).exit_code == 1

    def test_0_where_what_would_be_refuted_was_not_asked(self):
        assert verify("--question", "等级重叠").exit_code == 0

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["--ruleset", "nothing"], "没有规则集 `nothing`"),
            (["--question", "nothing"], "没有问题 `nothing` (expected one of): gap 无等级可定"),
            (["--seconds", "0"], "--seconds"),
            (["--jobs", "0"], "--jobs"),
        ],
    )
    def test_2_where_it_could_not_run(self, args: list[str], says: str):
        done = verify(*args)
        assert done.exit_code == 2
        assert says in done.stderr

    def test_2_without_the_solver_with_the_extra_to_install(self):
        rules = ["--rulesets", "gap-of-one-yuan/faulty.yaml", "--catalogs", "catalogs"]
        done = subprocess.run(
            [sys.executable, "-c", *WITHOUT_Z3, *rules, "--jobs", "1"],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 2
        assert "pip install 'credit-rules[verify]'" in done.stderr
        assert "Traceback" not in done.stderr


class TestSave:
    @pytest.mark.parametrize("fault", ["gap-of-one-yuan", "non-monotone-scorecard"])
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_witnesses_are_scenarios_that_hold(self, tmp_path: Path, fault: str, lang: str):
        rules = f"{fault}/faulty.yaml"
        done = verify("--save", tmp_path / "found", "--lang", lang, rules=rules)
        (path,) = (tmp_path / "found").iterdir()
        assert path.name == f"{fault}.refuted.scenario.yaml"
        assert str(path) in done.stderr
        asked = ["test", path, "--rulesets", rules, "--catalogs", "catalogs", "--format", "json"]
        tested = CliRunner().invoke(app, [str(one) for one in asked], catch_exceptions=False)
        assert tested.exit_code == 0
        assert len(document(tested)["scenarios"]) == (2 if fault.startswith("non") else 1)

    def test_nothing_is_written_where_nothing_is_refuted(self, tmp_path: Path):
        verify("--save", tmp_path / "found", rules="gap-of-one-yuan/sound.yaml")
        assert list((tmp_path / "found").iterdir()) == []

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path):
        (tmp_path / "file").write_text("")
        done = verify("--save", tmp_path / "file")
        assert done.exit_code == 2
        assert "无法写入" in done.stderr


def test_help_tells_the_questions_in_both_languages():
    told = CliRunner().invoke(app, ["verify", "--help"]).stdout
    for word in ("求证", "proved, refuted", "gap 无等级可定", "endless"):
        assert word in " ".join(told.split())
