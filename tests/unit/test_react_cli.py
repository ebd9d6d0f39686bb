"""`credit-rules react`: decisions as files in, tasks by due day out."""

import json
import os
import signal
import sys
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from stdnum.cn.uscc import calc_check_digit
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app, decisions
from credit_rules.cli.schema import Published, published
from credit_rules.monitor import Engine, Reactor
from credit_rules.targets.durable import available

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)
COVERS = {"listings": {"from": "beginning", "until": "2030-01-01"}}
LISTED = {
    "key": "列1",
    "status": "effective",
    "list": "wage-arrears",
    "listed_on": "2023-03-01",
    "removed_on": "none",
    "restored_on": "none",
}


def decided(day, body="91320100MA0EXAMP1", name="虚构建筑公司", **changed):
    row = {"uscc": body + calc_check_digit(body), "kind": "legal_person", "name": name}
    subject = cr.Subject.read(row | {"covers": COVERS, "listings": [LISTED | changed]})
    return cr.decide(cr.load(), subject, day).model_dump(mode="json")


def written(path, document):
    lines = document if path.suffix == ".jsonl" else [document]
    path.write_text("".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")
    return path


def run(*args):
    return CliRunner().invoke(app, ["react", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def files(tmp_path):
    return [
        written(tmp_path / f"{name}.json", decided(day))
        for name, day in (("before", FIRST), ("after", LAST))
    ]


def test_tasks_by_due_day_with_basis_and_change(files):
    done = run(*files)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "== 2026-03-13 之前办理（含当日） ==",
        "9132**********MP17 虚构建筑公司: 移出名单、停止公开并告知有关网站",
        "    办理部门：作出列入决定的人力资源社会保障行政部门",
        "    依据：《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》第十七条 [已读全文]",
        "    变化：拖欠农民工工资失信联合惩戒对象名单 listings[列1] (有变化：在列 → 已满期限、尚未移出)",
        "",
        "1 个主体，1 项任务",
    ]


def test_in_english(files):
    done = run(*files, "--lang", "en")
    assert "== due by 2026-03-13 ==" in done.stdout
    assert "listings[列1] (changed: current → overdue removal)" in done.stdout
    assert done.stdout.endswith("subjects 1, tasks 1\n")


def test_as_json_it_is_what_the_schema_says_and_the_same_by_either_engine(files):
    said = {
        run(*files, "--format", "json", *(("--engine", one) if one else ())).stdout
        for one in (None, "fixpoint", *(["durable"] if available() else []))
    }
    (text,) = said
    document = json.loads(text)
    Draft202012Validator(json.loads(published(Published.REACT))).validate(document)
    (subject,) = document["subjects"]
    assert (subject["before"], subject["after"]) == (str(FIRST), str(LAST))
    assert [task["id"] for task in subject["tasks"]] == ["tell-websites"]
    assert document["reactions"] == cr.load().reactions.digest


def test_many_subjects_are_paired_by_their_names(tmp_path):
    others = {"body": "91320100MA0EXAMP2", "name": "虚构商贸公司"}
    before = [decided(FIRST), decided(FIRST, **others)]
    after = [decided(LAST, **others, removed_on=str(LAST)), decided(LAST)]
    files = [
        written(tmp_path / "before.jsonl", before),
        written(tmp_path / "after.json", {"as_of": str(LAST), "decisions": after, "intake": {}}),
    ]
    done = run(*files, "--format", "json")
    found = {
        one["name"]: [task["id"] for task in one["tasks"]]
        for one in json.loads(done.stdout)["subjects"]
    }
    assert found["虚构建筑公司"] == ["tell-websites"]
    assert found["虚构商贸公司"] == ["end-measures", "share-removal"]
    text = run(*files).stdout
    assert text.index("2026-03-13") < text.index("没有规定期限")


def test_a_subject_that_was_not_there_before_is_new(tmp_path, files):
    nobody = written(tmp_path / "nobody.json", [])
    done = run(nobody, files[0], "--format", "json")
    (subject,) = json.loads(done.stdout)["subjects"]
    assert subject["before"] is None
    assert {"publish-entry", "share-entry"} <= {task["id"] for task in subject["tasks"]}


def test_subjects_that_cannot_be_told_apart_are_left_out_and_said(tmp_path, files):
    twice = written(tmp_path / "twice.json", [decided(LAST), decided(LAST)])
    done = run(files[0], twice)
    assert done.exit_code == 1
    assert "未作推导" in done.stdout
    assert "  9132**********MP17 虚构建筑公司" in done.stdout
    assert "0 个主体，0 项任务" in done.stdout
    gone = run(files[0], written(tmp_path / "nobody.json", []), "--format", "json")
    assert gone.exit_code == 1
    assert json.loads(gone.stdout)["not_paired"] == ["9132**********MP17 虚构建筑公司"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"{", "not well-formed JSON"),
        ("a.json", b"\xff\xfe", "not well-formed JSON"),
        ("a.json", b"[" * 100_000, "not well-formed JSON"),
        ("a.json", b"3", "expected a decision, or a list"),
        ("a.json", b'{"as_of": "2026-01-01"}', "a.json, 1: not a decision (notice: missing)"),
        ("a.json", b'{"decisions": [3]}', "a.json, 1: not a decision"),
        ("a.jsonl", b"{}\n", "a.jsonl:1: not a decision"),
        ("a.jsonl", b"\n" + b"[" * 100_000, "a.jsonl:2: not a decision"),
    ],
)
def test_what_is_no_decision_is_refused_by_its_place(tmp_path, files, name, content, said):
    (tmp_path / name).write_bytes(content)
    done = run(files[0], tmp_path / name)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_no_value_of_a_refused_file_is_shown(tmp_path, files):
    spoilt = decided(LAST) | {"subject": 3, "name": {"张三": 1}}
    done = run(files[0], written(tmp_path / "spoilt.json", spoilt))
    assert done.exit_code == 2
    assert "张三" not in done.stderr


def test_files_that_are_too_large_are_refused(tmp_path, files, monkeypatch):
    monkeypatch.setattr(decisions, "_BYTES", 100)
    monkeypatch.setattr(decisions, "_LINE", 50)
    assert "too large" in run(*files).stderr
    lines = written(tmp_path / "a.jsonl", [decided(LAST)])
    assert "too large" in run(lines, files[1]).stderr


def test_a_file_that_is_not_there(tmp_path, files):
    done = run(files[0], tmp_path / "no.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "没有这个文件" in done.stderr
    (tmp_path / "folder").mkdir()
    assert run(files[0], tmp_path / "folder").exit_code == 2


def test_the_wrong_order(files):
    done = run(*files[::-1])
    assert done.exit_code == 2
    assert "expected the earlier decision first" in done.stderr


def test_what_a_record_says_forges_no_line(tmp_path, files):
    forged = decided(LAST)
    forged["listings"][0]["record"] = "listings[x]\n== 伪造 =="
    forged["listings"][0]["title"] = {"zh": "名\x1b[2J单", "en": "a\rlist"}
    done = run(files[0], written(tmp_path / "forged.json", forged))
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "== 伪造 ==" not in done.stdout.splitlines()


@pytest.mark.skipif(
    sys.version_info >= (3, 13) or not hasattr(signal, "SIGKILL"),
    reason="durable-rules does not build on Python 3.13",
)
def test_where_durable_rules_fails_the_fixpoint_takes_the_subject(files, monkeypatch):
    ask = Reactor.react

    def killed(self, before, after):
        if self.engine is Engine.DURABLE and self._durable is None:
            ask(self, before, after)
            os.kill(self._durable.process, signal.SIGKILL)
        return ask(self, before, after)

    monkeypatch.setattr(Reactor, "react", killed)
    done = run(*files, "--engine", "durable")
    assert done.exit_code == 0
    assert "1 项任务" in done.stdout
    assert "改由不动点推导" in done.stderr
    assert "[ended]" in done.stderr


def test_show_tells_what_a_file_of_reactions_looks_for_and_asks():
    shown = CliRunner().invoke(app, ["show", "wage-arrears-reactions"]).stdout
    assert shown.startswith("== 反应规则 wage-arrears-reactions")
    assert "变化：part=listings list=wage-arrears from=current to=overdue_removal" in shown
    assert "变化：已有结论 to-be-removed" in shown
    assert "得出结论：to-be-removed" in shown
    assert "任务：移出名单、停止公开并告知有关网站" in shown
    everything = CliRunner().invoke(app, ["show", "--lang", "en"]).stdout
    assert "== reactions " in everything
    assert "  wage-arrears-reactions  reactions  2022.1" in everything
