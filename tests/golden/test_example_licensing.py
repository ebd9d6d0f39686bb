"""`examples/licensing`: what the clerk reads, and what the desk may never say."""

from __future__ import annotations

import copy
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import credit_rules as cr
from credit_rules.intake import IntakeReport, read_files
from credit_rules.intake.report import Outcome

HERE = Path(__file__).parents[2] / "examples" / "licensing"
sys.path.insert(0, str(HERE))
ask, desk = importlib.import_module("ask"), importlib.import_module("desk")
sys.path.remove(str(HERE))
Answer = desk.Answer

DAY = date(2026, 6, 30)
FILES = sorted((HERE / "applications").glob("*.json"))
APPLICATIONS = {
    path.stem: desk.Application.model_validate_json(path.read_bytes()) for path in FILES
}
INTAKE = read_files(sorted((HERE / "rows").glob("*.csv")))
SUBJECTS = {one.uscc or one.key: one for one in INTAKE.subjects}
BOOKS = {name: ask.rules(name) for name in desk.DESKS}
NO_ROWS = IntakeReport(files=(), rows=(), counts=dict.fromkeys(Outcome, 0))


def found(application: Any, day: date = DAY) -> Any:
    book = BOOKS[application.licence]
    return desk.ask(book, application, INTAKE.subjects, INTAKE.report, day)


def page(application: Any, day: date = DAY) -> str:
    return "\n".join(ask.page(application, found(application, day), None))


def test_what_the_clerk_reads(
    capsys: pytest.CaptureFixture[str], golden: Callable[[Path | str, str], None]
) -> None:
    assert ask.main([*map(str, FILES), "--as-of", str(DAY)]) == 4
    golden("examples/licensing.txt", capsys.readouterr().out)


# applicant, answer, who is barred or pointed at, the provision
ANSWERS = [
    ("1-榛子", Answer.CLEAR, None, None),
    ("2-松果", Answer.BAR, "申请人", "《中华人民共和国食品安全法》第一百三十五条"),
    ("3-枇杷", Answer.OPEN, None, None),
    ("4-柚子", Answer.OPEN, "申请人", "《保障农民工工资支付条例》第四十八条"),
    ("5-石榴", Answer.BAR, "法定代表人、董事 人员-05", "《中华人民共和国公司法》第一百七十八条"),
    ("6-杨梅", Answer.OPEN, None, None),
    ("7-橄榄", Answer.CLEAR, None, None),
]


@pytest.mark.parametrize(("name", "answer", "who", "provision"), ANSWERS, ids=str)
def test_the_answers(name: str, answer: Any, who: str | None, provision: str | None) -> None:
    said = found(APPLICATIONS[name])
    assert said.answer is answer
    met = [*said.bars, *said.pointers]
    assert {one for one, _ in met} == ({who} if who else set())
    assert {basis.citation for _, one in met for basis in one.basis} == (
        {provision} if provision else set()
    )


def test_every_example_is_invented_and_each_answer_occurs() -> None:
    assert {name for name, *_ in ANSWERS} == set(APPLICATIONS)
    assert {answer for _, answer, *_ in ANSWERS} == set(Answer)
    assert all("（虚构）" in one.name for one in INTAKE.subjects if one.uscc)


def test_a_bar_ends_on_the_day_the_law_says() -> None:
    application = APPLICATIONS["2-松果"]
    assert "2026-03-05 起，至 2031-03-05（含当日）" in page(application)
    assert all(
        one.until == date(2031, 3, 6) and one.persons in ((), None)
        for _, one in found(application).bars
    )
    # Beyond what was delivered nobody can say that the bar is the only thing, but it is over.
    later = found(application, date(2031, 3, 6))
    assert (later.bars, later.answer) == ((), Answer.OPEN)


def test_what_does_not_bind_never_is_a_bar_and_says_that_no_provision_is_known() -> None:
    said = page(APPLICATIONS["4-柚子"])
    assert "自身不约束" in said
    assert "同一事实的具体规定：目录中没有" in said
    assert "没有的，不得仅凭这一项不予许可" in said


def test_a_question_names_the_organ_that_answers_it() -> None:
    said = page(APPLICATIONS["3-枇杷"])
    assert "由作出吊销决定的食品安全监督管理部门认定" in said
    assert "不得作为不予许可的理由" in said


def test_an_annulled_penalty_bars_nobody_and_is_shown() -> None:
    said = page(APPLICATIONS["7-橄榄"])
    assert "不使用 penalties[虚市监罚〔2025〕40号]（已撤销）" in said


def test_a_row_that_may_be_about_the_applicant_keeps_the_desk_from_saying_there_is_nothing() -> (
    None
):
    application = APPLICATIONS["6-杨梅"]
    raw = SUBJECTS[application.applicant].model_dump(mode="json", by_alias=True, exclude_none=True)
    raw["covers"]["penalties"]["from"] = "beginning"
    subjects = [cr.Subject.read(raw), SUBJECTS["人员-06"]]
    book = BOOKS[application.licence]
    assert desk.ask(book, application, subjects, NO_ROWS, DAY).answer is Answer.CLEAR
    said = desk.ask(book, application, subjects, INTAKE.report, DAY)
    assert said.answer is Answer.OPEN
    assert "可能涉及所查的人" in said.untold[0]


def test_a_bar_from_another_field_is_no_bar_to_this_licence() -> None:
    application = APPLICATIONS["1-榛子"]
    raw = SUBJECTS[application.applicant].model_dump(mode="json", by_alias=True, exclude_none=True)
    raw["penalties"] = [
        {
            "document_number": "虚药监罚〔2025〕1号",
            "kinds": ["licence-revocation"],
            "domain": "drug",
            "decided_on": "2025-03-01",
            "status": "effective",
        }
    ]
    subjects = [cr.Subject.read(raw), SUBJECTS["人员-01"]]
    said = desk.ask(BOOKS[application.licence], application, subjects, NO_ROWS, DAY)
    assert said.answer is Answer.CLEAR


@pytest.mark.parametrize("name", APPLICATIONS)
def test_of_whom_nothing_was_delivered_nothing_is_said(name: str) -> None:
    application = APPLICATIONS[name]
    said = desk.ask(BOOKS[application.licence], application, [], NO_ROWS, DAY)
    assert (said.answer, said.bars) == (Answer.OPEN, ())
    assert said.unknown


def test_without_a_legal_representative_the_application_is_not_complete() -> None:
    application = APPLICATIONS["1-榛子"].model_copy(update={"persons": ()})
    said = found(application)
    assert said.answer is Answer.OPEN
    assert said.untold == ("申请书没有写明法定代表人的代号：请申请人补充",)


def test_only_measures_on_those_who_act_here_count() -> None:
    """A former responsible person is barred by the applicant's own penalty; she does not act."""
    application = APPLICATIONS["2-松果"]
    raw = SUBJECTS[application.applicant].model_dump(mode="json", by_alias=True, exclude_none=True)
    raw["penalties"][0]["acted_on"] = "2023-11-01"
    raw["persons"] = [
        {"key": "人员-90", "role": "legal_representative", "since": "2020-01-01"},
        {"key": "人员-02", "role": "responsible_person", "since": "2020-01-01"},
    ]
    subjects = [cr.Subject.read(raw), SUBJECTS["人员-02"]]
    said = desk.ask(BOOKS[application.licence], application, subjects, NO_ROWS, DAY)
    assert {one.target.value for _, one in said.bars} == {"entity", "responsible_person"}


# Less told


KEPT = {"key", "finding", "document_number", "restriction_until", "publicity_until", "term_until"}


def tellings(raw: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Everything that was told and might not have been: coverage, and fields of records."""
    for name, value in raw.items():
        if name == "covers":
            yield from ((name, one) for one in value)
        elif isinstance(value, list):
            for place, record in enumerate(value):
                yield from ((name, place, one) for one in record if one not in KEPT)


def without(raw: dict[str, Any], paths: list[tuple[Any, ...]]) -> cr.Subject:
    less = copy.deepcopy(raw)
    for path in paths:
        inner: Any = less
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]
    return cr.Subject.read(less)


@given(st.sampled_from(sorted(APPLICATIONS)), st.data())
def test_told_less_the_desk_can_only_come_to_not_yet(name: str, data: st.DataObject) -> None:
    """No answer turns into another but "cannot be said yet": no refusal, and no all-clear."""
    application = APPLICATIONS[name]
    subjects = []
    for key in (application.applicant, application.persons[0].key):
        raw = SUBJECTS[key].model_dump(mode="json", by_alias=True, exclude_none=True)
        paths = list(tellings({k: v for k, v in raw.items() if v}))
        gone = data.draw(st.lists(st.sampled_from(paths), unique=True, max_size=4))
        subjects.append(without(raw, gone))
    said = desk.ask(BOOKS[application.licence], application, subjects, INTAKE.report, DAY)
    assert said.answer in (found(application).answer, Answer.OPEN)


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_desk_never_decides(name: str) -> None:
    said = page(APPLICATIONS[name])
    (result,) = [line for line in said.splitlines() if line.startswith("结果：")]
    assert result.removesuffix("（由系统依规则计算，不是决定）") in {
        f"结果：{one.value}" for one in Answer
    }
    for word in ("准予许可", "决定不予", "建议不予", "拒绝", "通过"):
        assert word not in said


def test_an_application_that_cannot_be_read_shows_nothing_of_itself(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good = json.loads(FILES[0].read_text("utf-8"))
    bad = [
        {**good, "applicant": "91320100MA0EX20010"},
        {**good, "licence": "某种许可秘密"},
        {**good, "name": "张三秘密"},
        {**good, "acting": {"region": "秘密"}},
    ]
    for place, one in enumerate(bad):
        file = tmp_path / f"{place}.json"
        file.write_text(json.dumps(one), "utf-8")
        assert ask.main([str(file), "--as-of", str(DAY)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err == f"{place}.json：不能读取，或者不是本窗口办理的许可\n"
    (tmp_path / "x.json").write_bytes(b"{")
    assert ask.main([str(tmp_path / "x.json"), "--as-of", str(DAY)]) == 2


def test_what_strangers_wrote_begins_no_line() -> None:
    assert "\n" not in ask.plain("名称\n结果：记录中没有障碍\x1b[2J")
    assert "\x1b" not in ask.plain("\x1b")
