"""`credit-rules intake`: what it prints and writes, and what it never lets through."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from stdnum.cn.uscc import calc_check_digit
from typer.testing import CliRunner, Result

from credit_rules.cli import app
from credit_rules.cli.subjects import read_subjects
from credit_rules.cli.words import Lang
from credit_rules.intake import read_files, report_as_csv
from credit_rules.intake.spreadsheet import safe_cell


def invented(body: str) -> str:
    return body + calc_check_digit(body)


ONE = invented("91320100MA0EXAMP1")
HEADER = "CF_XDR_SHXYM,CF_XDR_MC,CF_WSH,CF_JDRQ,CF_NR_FK,CF_FRDB"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    lines = [
        f"{ONE},示例有限公司,示例〔2024〕1号,2024-01-02,0.2,张三秘密",
        "9132**,示例有限公司,示例〔2024〕2号,2024-01-02,0.3,张三秘密",
        f"{ONE},示例有限公司,示例〔2024〕3号,暂无,,张三秘密",
    ]
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["intake", *map(str, args)], catch_exceptions=False)


def test_text_in_both_languages(rows: Path) -> None:
    done = run(rows, "--covers", "行政处罚=自始..2024-06-30")
    assert done.exit_code == 1
    assert "== 未匹配到主体 1 ==" in done.stdout
    assert "rows.csv:3: 未匹配到主体 示例〔2024〕2号: 统一社会信用代码已脱敏" in done.stdout
    assert "  = 0.2 万元 → 2000 元: CF_NR_FK" in done.stdout
    assert "  ? “暂无”不说明任何情况，未采用: CF_JDRQ" in done.stdout
    assert "* 调用方声明的覆盖 penalties=beginning..2024-06-30：已采用" in done.stdout
    english = run(rows, "--lang", "en").stdout
    assert "rows.csv: 3 rows, penalty" in english
    assert "== unmatched 1 ==" in english
    assert english.endswith(
        "  taken 2\n  unmatched 1\n  disputed 0\n  refused 0\n  duplicate 0\n  subjects 1\n"
    )
    assert "张三" not in done.stdout + english
    assert "主体" not in english


def test_json(rows: Path) -> None:
    done = run(rows, "--format", "json")
    document = json.loads(done.stdout)
    assert document["format"] == "credit-rules/intake/1"
    assert document["intake"]["counts"]["unmatched"] == 1
    assert document["subjects"] == 1
    assert "张三" not in done.stdout
    assert ONE not in done.stdout


def test_exit_code_says_whether_every_row_was_taken(rows: Path) -> None:
    rows.write_text("\n".join(rows.read_text("utf-8").splitlines()[:2]), encoding="utf-8")
    assert run(rows).exit_code == 0


def test_subjects_are_written_and_read_back(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "subjects.jsonl"
    run(rows, "--out", out, "--covers", "penalties=2020-01-01..2024-06-30")
    assert read_subjects([out], None, None, Lang.ZH).subjects == read_files_of(rows)
    code = read_subjects([out], ONE.lower(), None, Lang.ZH)
    assert code.single
    out.write_bytes(out.read_bytes() * 2)
    assert CliRunner().invoke(app, ["explain", str(out), "--as-of", "2026-06-30"]).exit_code == 2


def read_files_of(rows: Path) -> object:
    from credit_rules.intake import read_claim

    claim = read_claim("penalties=2020-01-01..2024-06-30")
    return read_files([rows], covers=[claim]).subjects


def test_the_report_as_csv_has_a_line_for_each_row_and_cell(rows: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    run(rows, "--report", report, "--lang", "en", "--covers", "listings=2020-01-01..2024-06-30")
    assert report.read_bytes().startswith(b"\xef\xbb\xbf")
    text = report.read_text("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    # What the caller claimed, three rows, and all their cells but the empty one.
    assert len(lines) == 1 + 3 + 3 * len(HEADER.split(",")) - 1
    (fine,) = [line for line in lines if line["column"] == "CF_NR_FK" and line["line"] == "2"]
    assert (fine["cell"], fine["field"], fine["why"]) == (
        "converted",
        "fine",
        "0.2 万元 -> 2000 yuan",
    )
    assert "张三" not in text
    assert ONE not in text


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "　="]
)
def test_no_cell_of_the_report_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}cmd|' /C calc'!A0").startswith("'")
    assert safe_cell(start).startswith("'")


@pytest.mark.parametrize("text", ["", "示例〔2024〕1号", "0.2 万元 -> 2000 yuan", "CF_WSH", "a=b"])
def test_other_cells_are_written_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


HOSTILE = ['=HYPERLINK("http://x.invalid","点此")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1"]


def test_hostile_rows_make_no_formula_in_the_report(tmp_path: Path) -> None:
    rows = [
        {"CF_XDR_SHXYM": ONE, "CF_WSH": text, "CF_JDRQ": "2024-01-02", f"{text}列": "x"}
        for text in HOSTILE
    ]
    path = tmp_path / "=cmd.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    for lang in ("zh", "en"):
        text = report_as_csv(read_files([path]).report, lang)  # type: ignore[arg-type]
        cells = [
            cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row
        ]
        assert not [cell for cell in cells if cell.strip()[:1] in tuple("=+-@＝＋－＠") and cell]
        assert "'=cmd.json" in cells


def test_what_cannot_run(rows: Path, tmp_path: Path) -> None:
    assert run(rows, "--covers", "nothing").exit_code == 2
    assert run(rows, "--out", rows).exit_code == 2
    assert run(rows, "--report", tmp_path / "no" / "such.csv").exit_code == 2
    assert run(tmp_path / "none.csv").exit_code == 2
    assert HEADER in rows.read_text("utf-8")
