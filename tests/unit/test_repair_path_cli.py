"""`credit-rules repair-path`: what a clerk hands out, in both languages, and the exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from credit_rules.cli import app
from credit_rules.cli.words import LANGS, Lang
from credit_rules.lang.compiler import shipped
from credit_rules.model.subject import COLLECTIONS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULES = ("--rulesets", shipped("rulesets") / "labour" / "wage-arrears-repair.yaml")
DAY = ("--as-of", "2026-06-30")
ENTRY = {
    "key": "名单一",
    "status": "effective",
    "list": "wage-arrears",
    "listed_on": "2026-02-01",
    "term_until": "none",
    "restriction_until": "none",
    "corrected_on": "none",
    "removed_on": "none",
    "restored_on": "none",
}
PAGE = """\
【信用修复路径】9132**********MP17，基准日 2026-06-30

== 修复：提前移出拖欠农民工工资失信联合惩戒对象名单（名单一） ==
现状：条件尚未全部具备；有路径
  ✓ 路径 1：2029-02-02 起，期限届满，不用申请
"""
STEPS = """\
  ✓ 路径 2：2026-12-31 起，可以申请修复
    1. 作出书面信用承诺（不再拖欠农民工工资）：自 2026-06-30 起，最迟 2026-12-31
       对象机关：承诺受理单位
       为具备：作出不再拖欠农民工工资的书面信用承诺（《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》第十二条）
    2. 改正导致列入的行为，履行相关义务（名单一）：于 2026-06-30
       对象机关：作出列入决定的部门
       为具备：已经改正拖欠农民工工资违法行为；自改正之日起被列入名单满6个月（《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》第十二条）
    3. 等待至 2026-12-31
       自改正之日起被列入名单满6个月（《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》第十二条）
    4. 提出信用修复申请（名单一）：自 2026-12-31 起，最迟 2029-02-01
       对象机关：作出列入决定的人力资源社会保障行政部门
    材料：书面申请；已经改正违法行为的证据；书面信用承诺
    准予后：移出名单并停止公开；联合惩戒措施按规定终止；该用人单位的其他当事人一并移出
    机关应办：核实并作出准予或者不予提前移出的决定，不予的说明理由（作出列入决定的人力资源社会保障行政部门），至 2027-01-21
    复核：此前为“条件尚未全部具备”，当日为“可以申请”
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in args], catch_exceptions=False)


@pytest.fixture
def asked(tmp_path: Path) -> Any:
    def ask(*args: object, **told: Any) -> Result:
        covers = {name: {"from": "beginning", "until": "2026-06-30"} for name in COLLECTIONS}
        whole = {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": covers}
        file = tmp_path / "subject.json"
        said = {"listings": [ENTRY]} | told
        file.write_text(json.dumps(whole | said, ensure_ascii=False), encoding="utf-8")
        return run("repair-path", file, *DAY, *RULES, *args)

    return ask


def test_it_says_what_to_do_in_order_by_when_for_whom_on_which_provision(asked: Any) -> None:
    done = asked()
    assert done.exit_code == 0
    assert done.stdout.startswith(PAGE)
    assert STEPS in done.stdout
    assert "异议与救济：对不予提前移出决定不服的" in done.stdout


def test_in_english_only_names_and_citations_are_chinese(asked: Any) -> None:
    done = asked("--lang", "en")
    assert done.exit_code == 0
    assert "path 2: from 2026-12-31, the repair can be applied for" in done.stdout
    lines = [one for one in done.stdout.splitlines() if CHINESE.search(one)]
    kept = ("《", "towards: ", "the authority then owes: ", "(名单一)")
    assert [one for one in lines if not any(mark in one for mark in kept)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_code_is_masked(asked: Any, lang: Lang) -> None:
    done = asked("--lang", lang)
    assert "91320100MA0EXAMP17" not in done.stdout
    assert "9132**********MP17" in done.stdout


def test_as_json_every_path_has_its_actions_and_days(asked: Any) -> None:
    done = asked("--format", "json")
    document = json.loads(done.stdout)
    removal, entry = document["prospects"]
    assert (removal["goal"]["kind"], entry["goal"]["kind"]) == ("repair", "listing")
    path = removal["paths"][1]
    assert (path["result"], path["first_day"]) == ("can-apply", "2026-12-31")
    assert [one["kind"] for one in path["actions"]] == ["commit", "correct", "apply"]
    assert path["after"][0]["answer"]["state"] == "can-apply"


def test_equal_questions_have_equal_answers(asked: Any) -> None:
    assert asked("--format", "json").stdout == asked("--format", "json").stdout


def test_a_fact_that_has_to_be_told_first_ends_with_four(asked: Any) -> None:
    untold = {name: value for name, value in ENTRY.items() if name != "removed_on"}
    done = asked(listings=[untold])
    assert done.exit_code == 4
    assert "须先补充下列事实" in done.stdout


def test_a_bar_is_told_with_its_provision(asked: Any) -> None:
    again = {"key": "又欠", "status": "effective", "arose_on": "2026-03-01"}
    done = asked(wage_arrears=[again])
    assert done.exit_code == 0
    assert "列入期限内再次发生拖欠工资违法行为：属于不得修复的情形" in done.stdout
    assert "第十三条" in done.stdout


def test_less_can_be_asked_for(asked: Any) -> None:
    assert "移出名单：" not in asked("--scheme", "wage-arrears").stdout
    assert "没有可以修复的记录" in asked("--record", "名单二").stdout


def test_what_is_not_there_could_not_be_asked(asked: Any) -> None:
    done = asked("--list", "wage-arears")
    assert done.exit_code == 2
    assert "wage-arrears" in done.stderr


def test_a_record_cannot_pretend_to_be_a_line_of_ours(asked: Any) -> None:
    forged = ENTRY | {"key": "名单一\n== 已经移出 =="}
    assert "\n== 已经移出 ==" not in asked(listings=[forged]).stdout
