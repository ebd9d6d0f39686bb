"""Files of rows become subjects, and every row is accounted for."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from credit_rules.errors import IntakeError
from credit_rules.intake import Intake, Outcome, RowReport, read_files
from credit_rules.intake import tables as tables_module
from credit_rules.intake.identity import identify
from credit_rules.intake.layouts import is_personal
from credit_rules.model.codes import PenaltyKind, RecordStatus, SubjectKind
from credit_rules.model.subject import COLLECTIONS, NOT_COMPUTABLE, Subject


def invented(body: str) -> str:
    """A code nobody has: an invented body with its check character."""
    return body + calc_check_digit(body)


ONE = invented("91320100MA0EXAMP1")
TWO = invented("91320100MA0EXAMP2")
SECRETS = ("张三秘密", "320100199001011234", "护照秘密", "李四秘密")

PUBLISHED = {
    "RESOURCE_ID": "DIR-1",
    "COMP_NAME": "示例有限公司",
    "CF_XDR_SHXYM": ONE,
    "CF_XDR_LB": "法人及非法人组织",
    "CF_WSH": "市场【2019】1号",
    "CF_WFXW": "违反相关产品准入市场规定",
    "CF_SY": "…",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款2000元",
    "CF_NR_FK": 0.2,
    "CF_NR_WFFF": None,
    "CF_JDRQ": "2019-10-10",
    "CF_YXQ": "2019-10-17",
    "CF_GSJZQ": "2020-10-17",
    "CF_CFJG": "某市场监督管理局",
    "CHECK_FLAG": "1",
    "BZ": None,
}


class Files:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []

    def raw(self, name: str, data: bytes) -> Files:
        path = self.folder / name
        path.write_bytes(data)
        self.paths.append(path)
        return self

    def csv(self, name: str, header: str, *rows: str, encoding: str = "utf-8") -> Files:
        return self.raw(name, "\r\n".join([header, *rows]).encode(encoding))

    def json(self, name: str, document: object) -> Files:
        return self.raw(name, json.dumps(document, ensure_ascii=False).encode())

    def read(self) -> Intake:
        return read_files(self.paths)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def everything(intake: Intake) -> str:
    subjects = "\n".join(subject.model_dump_json() for subject in intake.subjects)
    report = intake.report
    return "\n".join([subjects, report.model_dump_json(), report.render("zh"), report.render()])


def comparable(intake: Intake) -> str:
    subjects = "\n".join(subject.model_dump_json() for subject in intake.subjects)
    return subjects + intake.report.model_dump_json()


def only(intake: Intake) -> tuple[Subject, RowReport]:
    (subject,) = intake.subjects
    (row,) = intake.report.rows
    return subject, row


def penalty(files: Files, **cells: object) -> tuple[Subject, RowReport]:
    return only(files.json("p.json", [PUBLISHED | cells]).read())


def unclear(row: RowReport) -> dict[str, str]:
    return {each.column: each.what.en for each in row.unclear}


def taken(row: RowReport) -> set[str]:
    return {each.to for each in row.taken}


def candidates(row: RowReport) -> dict[str, str]:
    return {each.subject: each.because.en for each in row.candidates}


# penalties, as published


def test_the_published_row(files: Files) -> None:
    subject, row = only(files.json("p.json", {"total": 1, "rows": [PUBLISHED]}).read())
    (record,) = subject.penalties
    assert record.fine == Decimal(2000)
    assert record.decided_on == date(2019, 10, 10)
    assert record.publicity_until == date(2020, 10, 17)
    assert record.kinds == {PenaltyKind.FINE}
    assert record.status is RecordStatus.EFFECTIVE
    assert record.key == record.document_number == "市场【2019】1号"
    assert row.outcome is Outcome.TAKEN
    assert row.subject == f"9132**********{ONE[-4:]}"
    assert [(each.column, each.what.en) for each in row.converted] == [
        ("CF_NR_FK", "0.2 万元 -> 2000 yuan")
    ]
    assert "第四十八条" in row.notes[0].zh
    assert subject.kind is None
    ignored = {each.column for each in row.ignored}
    assert ignored == {"RESOURCE_ID", "CF_SY", "CF_NR", "CF_YXQ", "CHECK_FLAG", "CF_XDR_LB"}


def test_every_cell_is_accounted_for(files: Files) -> None:
    _, row = penalty(files)
    said = [each.column for each in (*row.unclear, *row.ignored)]
    filled = [column for column, value in PUBLISHED.items() if value is not None]
    assert len(said) + len(row.taken) == len(filled)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("0.2", "2000"),
        ("0.000001", "0.01"),
        ("12,345.5", "123455000"),
        ("2000元", "2000"),
        ("1.5亿元", "150000000"),
        ("０．２", "2000"),
        ("0.20", "2000"),
    ],
)
def test_ten_thousands_are_exact(files: Files, written: str, yuan: str) -> None:
    subject, _ = penalty(files, CF_NR_FK=written)
    assert str(subject.penalties[0].fine) == yuan


@pytest.mark.parametrize(
    "written", ["-1", "1e3", "1,5", "无", r"\N", "=cmd()", "0.0000001", "9" * 16, "5美元"]
)
def test_money_that_cannot_be_read_is_not_delivered(files: Files, written: str) -> None:
    subject, row = penalty(files, CF_NR_FK=written)
    assert subject.penalties[0].fine is None
    assert "CF_NR_FK" in unclear(row)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-10-10", date(2019, 10, 10)),
        ("2019/10/1", date(2019, 10, 1)),
        ("2019/10/1 0:00", date(2019, 10, 1)),
        ("20190709", date(2019, 7, 9)),
        ("2019年07月13日", date(2019, 7, 13)),
        ("2020-06-18 00:00:00", date(2020, 6, 18)),
        ("2020-06-18T00:00:00.0", date(2020, 6, 18)),
        (1568180781000, date(2019, 9, 11)),
        ("2019-10-09T16:00:00.000Z", date(2019, 10, 10)),
        ("2019-10-10T00:00:00+0800", date(2019, 10, 10)),
        ("20190709153000", date(2019, 7, 9)),
        ("2019.7.9", date(2019, 7, 9)),
        ("1568217600000", date(2019, 9, 12)),
    ],
)
def test_every_spelling_of_a_date(files: Files, written: object, day: date) -> None:
    subject, row = penalty(files, CF_JDRQ=written)
    assert subject.penalties[0].decided_on == day
    assert ("CF_JDRQ" in {each.column for each in row.converted}) == (written != day.isoformat())


@pytest.mark.parametrize(
    "written",
    [
        "1900-01-01",
        "1899-12-31",
        "9999-09-09",
        "2099-12-31",
        r"\N",
        "暂无",
        "无",
        "无处罚期限",
        "2026-02-30",
        "20261301",
        "tomorrow",
    ],
)
def test_a_day_that_is_none_is_not_delivered(files: Files, written: str) -> None:
    subject, row = penalty(files, CF_GSJZQ=written)
    assert subject.penalties[0].publicity_until is None
    assert "CF_GSJZQ" in unclear(row)
    assert row.outcome is Outcome.TAKEN


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("罚款;警告", {PenaltyKind.FINE, PenaltyKind.WARNING}),
        ("罚款；吊销营业执照", {PenaltyKind.FINE, PenaltyKind.LICENCE_REVOCATION}),
        (
            "没收违法所得、没收非法财物",
            {PenaltyKind.CONFISCATION_OF_GAINS, PenaltyKind.CONFISCATION_OF_PROPERTY},
        ),
        ("法律、行政法规规定的其他行政处罚", {PenaltyKind.OTHER}),
        ("罚款,闻所未闻", None),
        (";", None),
    ],
)
def test_kinds_of_penalty(files: Files, written: str, kinds: set[PenaltyKind] | None) -> None:
    subject, row = penalty(files, CF_CFLB=written)
    assert subject.penalties[0].kinds == kinds
    assert ("CF_CFLB" in unclear(row)) == (kinds is None)


def test_an_amount_under_a_heading_without_unit_is_not_guessed(files: Files) -> None:
    row = {"行政处罚决定书文号": "1号", "处罚决定日期": "2024-01-02", "罚款金额": "5"}
    subject, report = only(files.json("p.json", [row | {"统一社会信用代码": ONE}]).read())
    assert subject.penalties[0].fine is None
    assert "unit" in unclear(report)["罚款金额"]


def test_further_columns_of_the_vocabulary(files: Files) -> None:
    subject, row = penalty(files, 记录状态="已撤销", in_business="是")
    assert subject.penalties[0].status is RecordStatus.ANNULLED
    assert subject.penalties[0].in_business is True
    assert row.notes == ()


@pytest.mark.parametrize("cell", [{}, {"记录状态": ""}, {"记录状态": " "}, {"记录状态": None}])
def test_silence_about_the_status_is_what_publication_implies(
    files: Files, cell: dict[str, object]
) -> None:
    # A column that is there, with nothing in the cell, says no more than a column that is not.
    subject, row = penalty(files, **cell)
    assert subject.penalties[0].status is RecordStatus.EFFECTIVE
    assert [note.zh for note in row.notes if "第四十八条" in note.zh]


@pytest.mark.parametrize("written", ["/", "暂无", "无", "也许有效"])
def test_a_status_that_cannot_be_read_implies_nothing(files: Files, written: str) -> None:
    subject, row = penalty(files, 记录状态=written)
    assert subject.penalties[0].status is None
    assert "记录状态" in unclear(row)
    assert row.notes == ()


@pytest.mark.parametrize(
    ("written", "means"), [("无", "none"), ("none", "none"), ("/", None), ("暂无", None)]
)
def test_none_is_told_in_the_vocabularys_own_columns_of_any_layout(
    files: Files, written: str, means: str | None
) -> None:
    # 限制或禁止至 is a column of the vocabulary; CF_GSJZQ is one a publication fills by custom.
    subject, row = penalty(files, 限制或禁止至=written, CF_GSJZQ=written)
    assert subject.penalties[0].restriction_until == means
    assert ("限制或禁止至" in unclear(row)) == (means is None)
    assert subject.penalties[0].publicity_until is None
    assert "says nothing" in unclear(row)["CF_GSJZQ"]


def test_natural_persons_are_refused_without_a_value(files: Files) -> None:
    intake = files.json("p.json", [PUBLISHED | {"CF_XDR_LB": "自然人"}]).read()
    (row,) = intake.report.rows
    assert intake.subjects == ()
    assert (row.outcome, row.subject, row.record) == (Outcome.REFUSED, None, None)
    assert row.reason
    assert "a key of the caller's own" in row.reason.en


def test_personal_values_appear_nowhere(files: Files) -> None:
    personal = dict(zip(("CF_FRDB", "CF_FR_ZJHM", "cf_xdr_zjhm", "法人代表"), SECRETS, strict=True))
    rows = [
        PUBLISHED | personal,
        PUBLISHED | personal | {"CF_XDR_SHXYM": "9132**"},
        PUBLISHED | personal | {"CF_XDR_LB": "自然人"},
    ]
    intake = files.json("p.json", rows).read()
    said = everything(intake)
    assert not [secret for secret in SECRETS if secret in said]
    for row in intake.report.rows:
        reasons = {each.column: each.what.en for each in row.ignored}
        assert {reasons[column] for column in personal} == {"personal, not kept"}


def test_no_field_of_the_vocabulary_is_personal() -> None:
    words = [w for c in COLLECTIONS.values() for f in c.fields.values() for w in (f.name, f.zh)]
    assert not [word for word in words if is_personal(word)]


# joining


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (ONE[:6] + "******" + ONE[12:], "masked"),
        ("00000000000000000X", "placeholder"),
        ("0" * 18, "placeholder"),
        ("", "no unified"),
        ("  ", "no unified"),
        (ONE[:-1], "fails"),
        (ONE[:-1] + ("0" if ONE[-1] != "0" else "1"), "fails"),
        ("123456789", "organisation code"),
        ("320100000012345", "old number"),
    ],
)
def test_rows_that_do_not_join(files: Files, code: str, why: str) -> None:
    files.csv("s.csv", "uscc,name,主体类别", f"{ONE},示例（南京）有限公司,法人")
    row = PUBLISHED | {"CF_XDR_SHXYM": code, "COMP_NAME": "示例(南京) 有限公司"}
    intake = files.json("p.json", [row]).read()
    report = next(row for row in intake.report.rows if row.layout == "penalty")
    assert report.outcome is Outcome.UNMATCHED
    assert report.reason
    assert why in report.reason.en
    assert list(candidates(report)) == [f"9132**********{ONE[-4:]}"]
    assert report.subject is None
    assert intake.subjects[0].penalties == ()
    assert f": 9132**********{ONE[-4:]}\n" in intake.report.render()


def test_columns_with_one_reason_are_said_together(files: Files) -> None:
    _, row = penalty(files)
    lines = row.render().splitlines()
    assert "  - no field of the vocabulary: CHECK_FLAG, RESOURCE_ID" in lines
    assert "  - free text that may speak of persons, not kept: CF_NR, CF_SY" in lines
    assert "  = 0.2 万元 -> 2000 yuan: CF_NR_FK" in lines
    for remarks in (row.converted, row.unclear, row.ignored):
        for each in remarks:
            assert [line for line in lines if each.what.en in line and each.column in line]
    zh = row.render("zh").splitlines()
    assert "  - 词汇表没有对应字段: CHECK_FLAG, RESOURCE_ID" in zh


def test_lower_case_and_full_width_codes_join(files: Files) -> None:
    subject, _ = penalty(files, CF_XDR_SHXYM=" " + ONE.lower().replace("9", "９"))
    assert subject.uscc == ONE


def test_an_identity_number_is_no_code() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    both = []
    for serial in range(1000):
        body = f"11010119900101{serial:03d}"
        check = "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]
        if calc_check_digit(body) == check:
            both.append(body + check)
    assert both
    assert all(identify(number).why is not None for number in both)
    assert identify(invented("91320100199013011")).why is None  # no such birthday
    assert identify(invented("91320100000000101")).why is None


def test_identical_copies_are_duplicates(files: Files) -> None:
    intake = files.json("p.json", [PUBLISHED, PUBLISHED]).read()
    assert [row.outcome for row in intake.report.rows] == [Outcome.TAKEN, Outcome.DUPLICATE]
    assert len(intake.subjects[0].penalties) == 1
    assert intake.report.counts[Outcome.DUPLICATE] == 1


def test_differing_copies_are_disputed(files: Files) -> None:
    intake = files.json("p.json", [PUBLISHED, PUBLISHED | {"CF_NR_FK": "3"}]).read()
    (record,) = intake.subjects[0].penalties
    assert (record.fine, record.status) == (None, None)
    assert record.decided_on == date(2019, 10, 10)
    for row in intake.report.rows:
        assert row.outcome is Outcome.DISPUTED
        assert "differ" in unclear(row)["CF_NR_FK"]
        assert row.notes == ()
        assert "fine" not in taken(row)


def test_one_number_of_two_authorities_is_two_records(files: Files) -> None:
    intake = files.json("p.json", [PUBLISHED, PUBLISHED | {"CF_CFJG": "另一局"}]).read()
    keys = [record.key or "" for record in intake.subjects[0].penalties]
    assert len(keys) == 2
    assert all(key.startswith("市场【2019】1号@") for key in keys)


def test_a_copy_without_authority_cannot_be_told_apart(files: Files) -> None:
    rows = [PUBLISHED, PUBLISHED | {"CF_CFJG": "另一局"}, PUBLISHED | {"CF_CFJG": ""}]
    intake = files.json("p.json", rows).read()
    assert intake.report.counts[Outcome.DISPUTED] == 3


def test_rows_that_differ_about_their_subject(files: Files) -> None:
    other = PUBLISHED | {"CF_WSH": "2号", "COMP_NAME": "另一名称"}
    intake = files.json("p.json", [PUBLISHED, other]).read()
    assert intake.subjects[0].name is None
    assert all("COMP_NAME" in unclear(row) for row in intake.report.rows)


# the wage arrears list

LIST = (
    "对象名称,名单名称,法人代表,列入名单事由,涉及金额,列入日期,认定部门,数据来源,统一社会信用代码"
)


def listed(amount: str = "", code: str = ONE, name: str = "拖欠农民工工资失信名单") -> str:
    return f"示例公司,{name},张三秘密,拖欠,{amount},2024年01月02日,某人社局,某站,{code}"


def test_the_wage_arrears_list(files: Files) -> None:
    subject, row = only(files.csv("l.csv", LIST, listed("12.5万元")).read())
    (entry,) = subject.listings
    assert (entry.list, entry.amount) == ("wage-arrears", Decimal(125000))
    assert (entry.removed_on, entry.restored_on) == ("none", "none")
    assert entry.status is RecordStatus.EFFECTIVE
    assert (entry.key or "").startswith("listings-")
    assert len(row.notes) == 3


def test_a_bare_amount_is_not_guessed(files: Files) -> None:
    subject, row = only(files.csv("l.csv", LIST, listed("12.5")).read())
    assert subject.listings[0].amount is None
    assert "unit" in unclear(row)["涉及金额"]


def test_another_list_is_refused(files: Files) -> None:
    intake = files.csv("l.csv", LIST, listed(name="别的名单"), listed(name="")).read()
    assert intake.report.counts[Outcome.REFUSED] == 2
    assert intake.subjects == ()


def test_a_removal_column_says_what_it_says(files: Files) -> None:
    rows = [listed() + ",2025-01-01", listed() + ",无"]
    intake = files.csv("l.csv", LIST + ",移出日期", *rows).read()
    assert intake.report.counts[Outcome.TAKEN] == 2
    assert {e.removed_on for e in intake.subjects[0].listings} == {"none", date(2025, 1, 1)}
    # Told in the row, so nothing about removal had to be relied on.
    assert not [n for row in intake.report.rows for n in row.notes if "未移出" in n.zh]


def test_an_empty_removal_cell_is_what_publication_implies(files: Files) -> None:
    header = LIST + ",移出日期,恢复列入日期,改正日期,记录状态"
    subject, row = only(files.csv("l.csv", header, listed() + ",,,,").read())
    (entry,) = subject.listings
    assert (entry.removed_on, entry.restored_on) == ("none", "none")
    assert entry.status is RecordStatus.EFFECTIVE
    assert entry.corrected_on is None  # nothing is implied of it, so it is not known
    assert len(row.notes) == 3


def test_none_is_told_in_a_list_and_slashes_are_not(files: Files) -> None:
    header = LIST + ",改正日期,移出日期"
    told, _ = only(files.csv("l.csv", header, listed() + ",无,无").read())
    assert (told.listings[0].corrected_on, told.listings[0].removed_on) == ("none", "none")
    files.paths.clear()
    unsaid, row = only(files.csv("m.csv", header, listed() + ",/,/").read())
    assert (unsaid.listings[0].corrected_on, unsaid.listings[0].removed_on) == (None, None)
    assert {"改正日期", "移出日期"} <= unclear(row).keys()


def test_a_disputed_listing_keeps_what_is_implied_and_agreed(files: Files) -> None:
    header = LIST + ",文书号"
    intake = files.csv("l.csv", header, listed("1元") + ",7号", listed("2元") + ",7号").read()
    assert intake.subjects[0].listings[0].removed_on == "none"
    assert all(len(row.notes) == 2 for row in intake.report.rows)


# native rows


def native(files: Files, collection: str, **cells: object) -> tuple[Subject, RowReport]:
    row = {"collection": collection, "uscc": ONE, **cells}
    return only(files.json("n.json", [row]).read())


def test_native_rows_by_chinese_title(files: Files) -> None:
    header = "记录种类,统一社会信用代码,名称,主体类别,拖欠金额,支付日期,引发的事件"
    row = f"拖欠农民工工资,{ONE},示例公司,企业,2000.50,无,无"
    subject, report = only(files.csv("n.csv", header, row).read())
    (record,) = subject.wage_arrears
    assert (record.amount, record.paid_on, record.incident) == (Decimal("2000.5"), "none", "none")
    assert subject.kind is SubjectKind.LEGAL_PERSON
    assert report.collection == "wage_arrears"
    assert "paid_on" in taken(report)


def test_native_flags_numbers_and_codes(files: Files) -> None:
    subject, row = native(
        files, "evaluations", key="k1", grade="A", year=2024, scheme="无", status="effective"
    )
    (record,) = subject.evaluations
    assert (record.key, record.year, record.grade, record.scheme) == ("k1", 2024, "A", None)
    assert "says nothing" in unclear(row)["scheme"]
    files.paths.clear()
    subject, _ = native(files, "inspections", obstructed=False, conduct="使用童工")
    assert subject.inspections[0].obstructed is False


def test_native_points_and_what_nobody_can_work_out(files: Files) -> None:
    subject, row = native(files, "evaluations", key="k1", score="-3.5", year="无法计算")
    (record,) = subject.evaluations
    assert (record.score, record.year) == (Decimal("-3.5"), NOT_COMPUTABLE)
    assert not unclear(row)


@pytest.mark.parametrize(
    ("collection", "field", "text"),
    [
        ("evaluations", "year", "2024年"),
        ("evaluations", "year", "9" * 10),
        ("evaluations", "grade", "x" * 2001),
        ("inspections", "obstructed", "也许"),
        ("inspections", "result", "none"),
        ("penalties", "status", "正常"),
        ("penalties", "document_number", "x" * 201),
    ],
)
def test_native_cells_that_cannot_be_read(
    files: Files, collection: str, field: str, text: str
) -> None:
    subject, row = native(files, collection, **{field: text})
    assert getattr(getattr(subject, collection)[0], field) is None
    assert field in unclear(row)
    assert row.outcome is Outcome.TAKEN


def test_a_document_number_names_the_record(files: Files) -> None:
    subject, row = native(files, "penalties", document_number="1号", key="k", fine="10万元")
    assert subject.penalties[0].key == "1号"
    assert "key" in {each.column for each in row.ignored}


def test_a_field_of_another_collection_is_ignored(files: Files) -> None:
    subject, row = native(files, "incidents", fine="3", name="长" * 201)
    assert subject.incidents[0].key
    assert [each.column for each in row.ignored] == ["fine"]
    assert "name" in unclear(row)


def test_an_unknown_collection_is_refused(files: Files) -> None:
    intake = files.json("n.json", [{"collection": "secrets", "uscc": ONE}]).read()
    assert intake.report.rows[0].outcome is Outcome.REFUSED


def test_too_many_records_of_a_subject(files: Files) -> None:
    rows = [f"incidents,{ONE},k{number}" for number in range(10_001)]
    with pytest.raises(IntakeError, match="subject 9132"):
        files.csv("n.csv", "collection,uscc,key", *rows).read()


# coverage and subjects

COVERAGE = "collection,covers_from,covers_until,uscc"


def covers(files: Files, *rows: str) -> Intake:
    files.csv("s.csv", "uscc,name,kind,region", f"{ONE},甲,企业,320100", f"{TWO},乙,法人,32")
    return files.csv("c.csv", COVERAGE, *rows).read()


def test_subjects_without_records(files: Files) -> None:
    one, two = covers(files).subjects
    assert (one.name, one.kind, one.region) == ("甲", SubjectKind.LEGAL_PERSON, "320100")
    assert two.region is None
    assert one.covers == {}


def test_coverage_of_everyone_and_of_one(files: Files) -> None:
    intake = covers(
        files,
        "penalties,自始,2024-12-31,*",
        f"行政处罚,2025-01-01,2025-06-30,{ONE}",
        "listings,2020-01-01,2020-12-31,",
    )
    one, two = intake.subjects
    assert one.covers["penalties"].until == date(2025, 6, 30)
    assert one.covers["penalties"].since == "beginning"
    assert two.covers["penalties"].until == date(2024, 12, 31)
    assert two.covers["listings"].since == date(2020, 1, 1)
    assert intake.report.counts[Outcome.TAKEN] == 5


def test_coverage_with_a_gap(files: Files) -> None:
    intake = covers(
        files,
        "penalties,2023-01-01,2023-12-31,",
        f"penalties,2024-01-01,2024-01-31,{ONE}",
        "penalties,2024-02-01,2024-12-31,",
        f"penalties,2026-01-01,2026-02-01,{TWO}",
    )
    one, two = intake.subjects
    assert one.covers["penalties"].until == date(2024, 12, 31)
    assert two.covers["penalties"].until == date(2023, 12, 31)
    assert intake.report.counts[Outcome.REFUSED] == 1
    assert sum(bool(row.notes) for row in intake.report.rows) == 1


def test_coverage_that_cannot_be_used(files: Files) -> None:
    intake = covers(
        files,
        "penalties,2023-01-01,2022-12-31,",
        "penalties,2023-01-01,暂无,",
        "nothing,2023-01-01,2023-12-31,",
        "penalties,2023-01-01,2023-12-31,123",
        f"listings,自始,2023-12-31,{ONE}",
        f"listings,自始,2023-12-31,{ONE}",
    )
    counts = intake.report.counts
    assert (counts[Outcome.REFUSED], counts[Outcome.UNMATCHED]) == (3, 1)
    assert counts[Outcome.DUPLICATE] == 1


def test_coverage_of_nobody(files: Files) -> None:
    intake = files.csv("c.csv", COVERAGE, "penalties,自始,2023-12-31,").read()
    assert intake.report.rows[0].outcome is Outcome.REFUSED


def test_the_same_subject_twice(files: Files) -> None:
    row = f"{ONE},甲,企业"
    intake = files.csv("s.csv", "uscc,name,kind", row, row).read()
    assert intake.report.counts[Outcome.DUPLICATE] == 1


# files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(files: Files, encoding: str) -> None:
    subject, _ = only(files.csv("l.csv", LIST, listed("1元"), encoding=encoding).read())
    assert subject.name == "示例公司"


def test_ragged_and_empty_rows_are_refused(files: Files) -> None:
    rows = [f"penalties,{ONE}", f"penalties,{ONE},a,b", "", ",,", f"penalties,{ONE},a"]
    intake = files.csv("n.csv", "collection,uscc,key", *rows, "").read()
    assert intake.report.counts[Outcome.REFUSED] == 4
    assert intake.report.counts[Outcome.TAKEN] == 1
    assert "n.csv:" in intake.report.render("zh")


def test_json_rows_that_are_not_flat(files: Files) -> None:
    good = {"collection": "penalties", "uscc": ONE, "key": "a", "fine": 1.0e7}
    rows = [good, 3, good | {"key": "b", "fine": [1]}, {}, {"uscc": ""}]
    intake = files.raw("n.json", json.dumps(rows).encode()).read()
    assert intake.report.counts[Outcome.REFUSED] == 3
    one, two = intake.subjects[0].penalties
    assert (one.fine, two.fine) == (Decimal(10000000), None)
    (nested,) = [row for row in intake.report.rows if row.unclear]
    assert unclear(nested) == {"fine": "not a single value; not used"}


HOSTILE = {
    "nul.csv": b"uscc,name\0",
    "bytes.csv": b"\xff\xff\xff",
    "empty.csv": b"",
    "unknown.csv": b"a,b\n1,2",
    "twins.csv": b"uscc,uscc\n1,2",
    "blank.csv": b"collection,uscc,\n1,2,3",
    "quote.csv": b'uscc,name\n"a"b,2',
    "cell.csv": b"uscc,name\n" + b"x" * 70_000 + b",2",
    "field.csv": b"uscc,name\n" + b"x" * 140_000 + b",2",
    "wide.csv": ",".join(f"c{n}" for n in range(201)).encode(),
    "bad.json": b"{",
    "deep.json": b"[" * 200_000,
    "nan.json": b'[{"collection": NaN}]',
    "keys.json": b'[{"a": 1, "a": 2}]',
    "spaces.json": b'[{"a": 1, " a": 2}]',
    "scalar.json": b"3",
    "none.json": b"[]",
    "surrogate.json": rb'[{"a": "\ud800"}]',
    "escaped-nul.json": rb'[{"a": "\u0000"}]',
    "digits.json": b'[{"a": ' + b"9" * 100_000 + b"}]",
    "rows.txt": b"uscc",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_by_name(files: Files, name: str) -> None:
    with pytest.raises(IntakeError, match=name):
        files.raw(name, HOSTILE[name]).read()


def test_files_that_cannot_be_opened(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IntakeError, match=r"x\.csv: no such file"):
        read_files([files.folder / "x.csv"])
    files.raw("y.csv", b"")

    def denied(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(IntakeError, match="cannot be opened"):
        files.read()


def test_limits(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "_ROWS", 1)
    with pytest.raises(IntakeError, match="rows"):
        files.csv("n.csv", "collection,uscc", "a,b", "c,d").read()
    monkeypatch.setattr(tables_module, "_BYTES", 3)
    with pytest.raises(IntakeError, match="larger than"):
        files.read()


def test_hostile_names_are_shown_safely(files: Files) -> None:
    files.csv("\x1b[31m.csv", "collection,uscc,\x1b]0;" + "x" * 200, f"penalties,{ONE},1")
    intake = files.read()
    assert "\x1b" not in everything(intake)
    assert len(intake.report.rows[0].ignored[0].column) == 80


@pytest.mark.parametrize(
    "cell", ["=cmd()", "9" * 5000, "1e999999999999999999999", "-0", '"', "\u2028"]
)
def test_hostile_cells_never_raise(files: Files, cell: str) -> None:
    _, row = native(files, "penalties", fine=cell, decided_on=cell, kinds=cell, in_business=cell)
    assert row.outcome is Outcome.TAKEN


def test_hostile_json_numbers_never_raise(files: Files) -> None:
    row = f'{{"collection": "penalties", "uscc": "{ONE}", "fine": %s}}'
    numbers = [b"1e99999999999999999999", b"1e400", b"9" * 5000, b"-1.5", b"1e-50"]
    files.raw("n.json", b"[" + b",".join(row.encode() % number for number in numbers) + b"]")
    intake = files.read()
    assert all("fine" in unclear(row) for row in intake.report.rows)


# any order, the same bytes

ROWS = [
    PUBLISHED,
    PUBLISHED | {"CF_FRDB": "张三秘密"},
    PUBLISHED | {"CF_WSH": "2号", "CF_NR_FK": "1"},
    PUBLISHED | {"CF_WSH": "2号", "CF_NR_FK": "2"},
    PUBLISHED | {"CF_WSH": "", "CF_XDR_SHXYM": TWO, "CF_CFLB": "警告;罚款;吊销执照"},
    PUBLISHED | {"CF_XDR_SHXYM": "*"},
    PUBLISHED | {"CF_XDR_LB": "自然人"},
    {"CF_WSH": "x"},
]
SPANS = [f"penalties,202{n}-01-01,202{n}-12-31,{code}" for n in (1, 2, 4) for code in ("*", ONE)]


@settings(max_examples=20, deadline=None)
@given(st.permutations(ROWS), st.permutations(SPANS), st.booleans())
def test_the_order_of_rows_and_files_does_not_matter(
    rows: list[dict[str, object]], spans: list[str], turned: bool
) -> None:
    def read(rows: list[dict[str, object]], spans: list[str], turned: bool) -> str:
        with tempfile.TemporaryDirectory() as folder:
            files = Files(Path(folder)).json("p.json", rows).csv("c.csv", COVERAGE, *spans)
            return comparable(read_files(files.paths[::-1] if turned else files.paths))

    assert read(rows, spans, turned) == read(ROWS, SPANS, False)


HEADERS = (
    LIST,
    COVERAGE,
    "collection,uscc,fine,decided_on,kinds",
    "uscc,name,kind",
    "CF_WSH,CF_JDRQ",
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from((*HEADERS, "")),
    st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))),
    st.sampled_from((".csv", ".json")),
)
def test_any_bytes_are_read_or_refused(header: str, data: bytes, suffix: str) -> None:
    handle, name = tempfile.mkstemp(suffix)
    with os.fdopen(handle, "wb") as file:
        file.write((header + "\n").encode() * bool(header) + data)
    try:
        assert comparable(read_files([Path(name)]))
    except IntakeError:
        return
    finally:
        Path(name).unlink()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries(
            {"collection": st.sampled_from([*COLLECTIONS, "x"])},
            optional={
                "uscc": st.sampled_from([ONE, "*", ""]),
                "document_number": JSON,
                "decided_on": JSON,
                "fine": JSON,
                "kinds": JSON,
                "list": JSON,
                "amount": JSON,
                "status": JSON,
                "key": JSON,
                "name": JSON,
                "year": JSON,
            },
        ),
        max_size=4,
    )
)
def test_any_values_are_read_or_refused(rows: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder)).raw("n.json", json.dumps(rows).encode())
        try:
            assert len(files.read().report.rows) == len(rows)
        except IntakeError:
            return


def test_csv_written_by_the_standard_library_reads_back(files: Files) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["collection", "uscc", "reason"], ["listings", ONE, 'a,"b"\nc']])
    subject, _ = only(files.raw("n.csv", buffer.getvalue().encode()).read())
    assert subject.listings[0].reason == 'a,"b"\nc'
