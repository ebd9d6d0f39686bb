"""Every layout of the data formats: what its rows become, and what they do not."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

import credit_rules as cr
from credit_rules.errors import IntakeError
from credit_rules.intake import Intake, Outcome, RowReport, read_files
from credit_rules.intake.layouts import LAYOUTS, is_personal, recognise
from credit_rules.intake.layouts.layout import heading
from credit_rules.intake.reading import fold
from credit_rules.model.codes import (
    CaseProcedure,
    CommitmentKind,
    CommitmentState,
    InspectionKind,
    InspectionResult,
    LicenceKind,
    LicenceState,
    PenaltyKind,
    RecordStatus,
    Role,
    SubjectKind,
)
from credit_rules.model.subject import COLLECTIONS, NONE, Subject

SECRETS = ("张三秘密", "320100199001011234", "护照秘密", "苏A秘密")


def invented(body: str) -> str:
    return body + calc_check_digit(body)


ONE = invented("91320100MA0EXAMP1")
TWO = invented("91320100MA0EXAMP2")


def read(*rows: dict[str, object]) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.json"
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return read_files([path])


def one(**cells: object) -> tuple[Subject, RowReport]:
    intake = read(cells)
    (subject,) = intake.subjects
    (row,) = intake.report.rows
    return subject, row


def unclear(row: RowReport) -> dict[str, str]:
    return {each.column: each.what.en for each in row.unclear}


def ignored(row: RowReport) -> dict[str, str]:
    return {each.column: each.what.en for each in row.ignored}


def everything(intake: Intake) -> str:
    subjects = "\n".join(subject.model_dump_json() for subject in intake.subjects)
    report = intake.report
    return "\n".join([subjects, report.model_dump_json(), report.render("zh"), report.render()])


# The tables themselves


def test_no_layout_hides_another() -> None:
    """The headings of a layout, all of them, are recognised as that layout."""
    for layout in LAYOUTS:
        header = [column.names[-1] for column in layout.columns if column.names]
        assert recognise(header) is layout, layout.name
        needed = [
            next(column.names[0] for column in layout.columns if column.to == to)
            for to in sorted(layout.needs) + sorted(layout.needs_one_of)
        ]
        assert recognise(needed) is layout, layout.name


def test_columns_go_to_fields_there_are_and_words_are_folded() -> None:
    for layout in LAYOUTS:
        fields = COLLECTIONS[layout.collection].fields if layout.collection else {}
        for column in layout.columns:
            assert all(word == fold(word) for word in column.words), (layout.name, column.names)
            if column.to and "." not in column.to:
                assert column.to in fields, (layout.name, column.to)
        assert layout.fixed.keys() | {each.field for each in layout.implied} <= fields.keys()


def test_one_heading_means_one_field_in_a_layout() -> None:
    for layout in LAYOUTS:
        seen: dict[str, str | None] = {}
        for column in layout.columns:
            for name in column.names:
                assert seen.setdefault(heading(name), column.to) == column.to, (layout.name, name)


def test_fields_of_the_vocabulary_are_not_personal() -> None:
    words = [w for c in COLLECTIONS.values() for f in c.fields.values() for w in (f.name, f.zh)]
    assert not [word for word in words if is_personal(word)]


# Penalties

NEW: dict[str, object] = {
    "CF_XDR_MC": "示例有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": ONE,
    "CF_WSH": "示例罚〔2024〕1号",
    "CF_CFLB": "罚款",
    "CF_NR_FK": "0.2",
    "CF_JDRQ": "2024-01-02",
    "CF_CFJG": "某局",
}
OLD: dict[str, object] = {
    "CF_WSH": "示例罚〔2016〕1号",
    "CF_CFMC": "某案",
    "CF_CFLB1": "罚款",
    "CF_CFLB2": "没收非法财物",
    "CF_SY": "某事由",
    "CF_YJ": "某依据",
    "CF_XDR_MC": "示例有限公司",
    "CF_XDR_SHXYM": ONE,
    "CF_XDR_ZDM": "MA0EXAMP1",
    "CF_XDR_GSDJ": "320100000012345",
    "CF_XDR_SWDJ": "320100MA0EXAMP1",
    "CF_XDR_SFZ": "320100199001011234",
    "CF_FR": "张三秘密",
    "CF_JG": "罚款二千元",
    "CF_JDRQ": "2016/3/5",
    "CF_XZJG": "某局",
    "CF_ZT": "0",
    "DFBM": "320100",
    "SJC": "2016-03-06 10:00:00",
    "BZ": r"\N",
}


def test_the_old_generation_of_columns() -> None:
    subject, row = one(**OLD)
    (record,) = subject.penalties
    assert record.kinds == {PenaltyKind.FINE, PenaltyKind.CONFISCATION_OF_PROPERTY}
    assert record.status is RecordStatus.EFFECTIVE
    assert (record.decided_on, record.authority) == (date(2016, 3, 5), "某局")
    assert not unclear(row)
    assert ignored(row)["CF_FR"] == ignored(row)["CF_XDR_SFZ"] == "personal, not kept"


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("正常", RecordStatus.EFFECTIVE),
        ("1", RecordStatus.ANNULLED),
        ("2", None),
        ("3", None),
        ("7", None),
    ],
)
def test_the_old_state_column(written: str, status: RecordStatus | None) -> None:
    subject, row = one(**OLD | {"CF_ZT": written})
    assert subject.penalties[0].status is status
    assert ("CF_ZT" in unclear(row)) == (status is None)


def test_a_repair_state_nobody_documents_leaves_the_status_unknown() -> None:
    subject, row = one(**NEW, repairState="2", flowno="x")
    assert subject.penalties[0].status is None
    assert "repairState" in unclear(row)
    assert row.notes == ()


def test_both_generations_in_one_row_agree() -> None:
    mixed = NEW | {
        "cf_WSH": "示例罚〔2024〕1号",
        "cfCflb1": "罚款",
        "CF_XZJG": "某 局",
        "cf_jdrq": "20240102",
        "CF_ZT": "",
    }
    subject, row = one(**mixed)
    (record,) = subject.penalties
    assert (record.document_number, record.decided_on) == ("示例罚〔2024〕1号", date(2024, 1, 2))
    assert not unclear(row)
    assert {"cf_WSH", "CF_WSH"} <= {each.column for each in row.taken}


@pytest.mark.parametrize(
    ("two", "field"),
    [
        ({"cfWsh": "另一号", "cf_WSH": "示例罚〔2024〕1号"}, "document_number"),
        ({"cfJdrq": "2024-01-03"}, "decided_on"),
        ({"CF_CFLB1": "警告"}, "kinds"),
        ({"罚款金额": "3000元"}, "fine"),
        ({"CF_XZJG": "另一局"}, "authority"),
    ],
)
def test_both_generations_in_one_row_differ(two: dict[str, object], field: str) -> None:
    subject, row = one(**NEW | two)
    assert getattr(subject.penalties[0], field) is None
    columns = {each.column for each in row.unclear}
    assert set(two) <= columns
    for column, why in unclear(row).items():
        assert why.startswith("differs from `")
        assert all(other in why for other in columns - {column})
        assert not [str(value) for value in two.values() if str(value) in why]


def test_an_unread_column_does_not_spoil_the_other() -> None:
    subject, row = one(**NEW, 罚款金额="暂无", cfJdrq="2024-02-30")
    assert subject.penalties[0].fine == Decimal(2000)
    assert subject.penalties[0].decided_on == date(2024, 1, 2)
    assert unclear(row).keys() == {"罚款金额", "cfJdrq"}


def test_parts_of_a_field_belong_together() -> None:
    parts = {"没收违法所得": "1.5万元", "没收非法财物": "200元"}
    subject, row = one(**NEW, **parts)
    assert subject.penalties[0].confiscated == Decimal(15200)
    subject, row = one(**NEW, **parts | {"没收非法财物": "若干"})
    assert subject.penalties[0].confiscated is None
    assert unclear(row).keys() == parts.keys()
    subject, row = one(**OLD | {"CF_CFLB2": "闻所未闻"})
    assert subject.penalties[0].kinds is None
    assert unclear(row).keys() == {"CF_CFLB1", "CF_CFLB2"}


@pytest.mark.parametrize("written", ["1", "01", "2;3", "6"])
def test_numeric_kinds_of_penalty_mean_nothing(written: str) -> None:
    subject, row = one(**NEW | {"CF_CFLB": written})
    assert subject.penalties[0].kinds is None
    assert unclear(row)["CF_CFLB"].startswith("numeric codes differ from system to system")


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("罚款;其他-责令改正", {PenaltyKind.FINE, PenaltyKind.OTHER}),
        ("其他-责令改正,罚款", {PenaltyKind.FINE, PenaltyKind.OTHER}),
        ("警告；罚款；警告", {PenaltyKind.FINE, PenaltyKind.WARNING}),
        ("警告,罚款", {PenaltyKind.FINE, PenaltyKind.WARNING}),
        ("暂扣或者吊销许可证、暂扣或者吊销执照", None),
        ("没收", None),
    ],
)
def test_joined_kinds(written: str, kinds: set[PenaltyKind] | None) -> None:
    assert one(**NEW | {"CF_CFLB": written})[0].penalties[0].kinds == kinds


def test_case_procedure_and_publicity_days_of_ningbo() -> None:
    subject, row = one(**NEW, 案件程序类别="01", 公示日期="2024-01-09", 公示截止日期="2025-01-09")
    (record,) = subject.penalties
    assert record.procedure is CaseProcedure.SIMPLE
    assert (record.published_on, record.publicity_until) == (date(2024, 1, 9), date(2025, 1, 9))
    assert not unclear(row)


def test_penalties_of_the_publicity_system() -> None:
    subject, _ = one(
        uniSCID=ONE,
        entName="示例有限公司",
        penDecNo="示例罚〔2019〕1号",
        illegActType="某行为",
        penContent="某内容",
        penAuth_CN="某局",
        penDecIssDate=1568180781000,
        publicDate="2019-09-20",
    )
    (record,) = subject.penalties
    assert (record.decided_on, record.published_on) == (date(2019, 9, 11), date(2019, 9, 20))


def test_the_published_row_of_shuangyashan_is_not_used_after_its_publicity() -> None:
    """data-formats.md §8, with the name left out as it is there."""
    published = {
        "RESOURCE_ID": "DIR-20180902-164730-458",
        "COMP_NAME": "…有限公司",
        "CF_XDR_SHXYM": "91230500MA1B3N1N2M",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_WSH": "市场【2019】1号",
        "CF_WFXW": "违反相关产品准入市场规定",
        "CF_SY": "…",
        "CF_YJ": "…",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款2000元",
        "CF_NR_FK": 0.2,
        "CF_NR_WFFF": None,
        "CF_JDRQ": "2019-10-10",
        "CF_YXQ": "2019-10-17",
        "CF_GSJZQ": "2020-10-17",
        "CF_CFJG": "…",
        "CF_CFJGDM": "11230500001755309F",
        "CHECK_FLAG": "1",
        "BZ": None,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "syscredit.json"
        path.write_text(json.dumps({"total": 1, "rows": [published]}), encoding="utf-8")
        intake = read_files([path])
    (subject,) = intake.subjects
    assert subject.uscc == "91230500MA1B3N1N2M"
    (record,) = subject.penalties
    assert (record.fine, record.decided_on) == (Decimal(2000), date(2019, 10, 10))
    assert record.publicity_until == date(2020, 10, 17)
    decision = cr.decide(cr.load(), subject, date(2026, 6, 30))
    (excluded,) = decision.excluded
    assert (excluded.record, excluded.status) == (
        "penalties[市场【2019】1号]",
        RecordStatus.DISCLOSURE_ENDED,
    )
    assert decision.measures == ()


# Licences

LICENCE: dict[str, object] = {
    "XK_XDR_MC": "示例有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": ONE,
    "XK_FRDB": "张三秘密",
    "XK_XKWS": "准予许可决定书",
    "XK_WSH": "示例许〔2024〕1号",
    "XK_XKLB": "普通",
    "XK_XKZS": "食品经营许可证",
    "XK_XKBH": "JY123",
    "XK_NR": "某内容",
    "XK_JDRQ": "2024-01-02",
    "XK_YXQZ": "2024-01-02",
    "XK_YXQZI": "2029-01-01",
    "XK_XKJG": "某局",
    "XK_XKJGDM": "x",
    "XK_ZT": "1",
    "XK_LYDW": "某平台",
}


@pytest.mark.parametrize("cased", [str, str.lower, lambda name: "xk_" + name[3:].replace("_", "")])
def test_licences_in_any_casing(cased: Any) -> None:
    subject, row = one(**{cased(name): value for name, value in LICENCE.items()})
    (record,) = subject.licences
    assert (record.kind, record.licence, record.number) == (
        LicenceKind.ORDINARY,
        "食品经营许可证",
        "JY123",
    )
    assert (record.valid_from, record.valid_until) == (date(2024, 1, 2), date(2029, 1, 1))
    # What `1` means as a state is not published, and nothing is implied of a licence's status.
    assert (record.state, record.status) == (None, None)
    assert list(unclear(row).values()) == [
        "what the code of the state means is not published; not used"
    ]
    assert row.notes == ()


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("2099-12-31", NONE),
        ("20991231", NONE),
        ("2099年12月31日", NONE),
        ("长期", NONE),
        ("2099-12-30", date(2099, 12, 30)),
        ("9999-09-09", None),
        ("1900-01-01", None),
    ],
)
def test_a_licence_without_an_end(written: str, until: object) -> None:
    subject, _ = one(**LICENCE | {"XK_YXQZI": written})
    assert subject.licences[0].valid_until == until


def test_words_of_a_licence() -> None:
    words = {"XK_ZT": "注销", "XK_XKLB": "其他-备案", "记录状态": "有效"}
    subject, _ = one(**LICENCE | words)
    (record,) = subject.licences
    assert (record.state, record.kind) == (LicenceState.CANCELLED, LicenceKind.OTHER)
    assert record.status is RecordStatus.EFFECTIVE
    assert one(**LICENCE | {"XK_XKLB": "02"})[0].licences[0].kind is None


# Lists


def test_a_defaulter_that_is_an_organisation() -> None:
    subject, row = one(
        iname="示例有限公司",
        cardNum=ONE,
        businessEntity="张三秘密",
        courtName="某法院",
        areaName="江苏",
        caseCode="(2019)苏0100执1号",
        gistId="x",
        gistUnit="某法院",
        regDate="20190709",
        duty="某义务",
        performance="全部未履行",
        disruptTypeName="违反财产报告制度",
        publishDate="2019年07月13日",
        partyTypeName="1",
    )
    (entry,) = subject.listings
    assert (entry.list, entry.document_number) == ("judgment-defaulters", "(2019)苏0100执1号")
    assert (entry.reason, entry.ground) == ("违反财产报告制度", "no-property-report")
    assert entry.authority == "某法院"
    assert (entry.published_on, entry.listed_on) == (date(2019, 7, 13), None)
    assert (entry.removed_on, entry.status) == (NONE, RecordStatus.EFFECTIVE)
    assert subject.kind is SubjectKind.LEGAL_PERSON
    assert ignored(row)["businessEntity"] == "personal, not kept"
    assert all("法释〔2017〕7号" in note.zh for note in row.notes[:3])
    assert row.notes[3].en == "`ground` read out of the text of `reason`: no-property-report"


PERSONS_ROW: dict[str, object] = {
    "iname": "张三秘密",
    "cardNum": "320100199001011234",
    "caseCode": "(2019)苏0100执2号",
    "courtName": "某法院",
    "publishDate": "2019年07月13日",
    "partyTypeName": "0",
}


def test_a_defaulter_who_is_a_person_needs_a_key() -> None:
    intake = read(PERSONS_ROW, PERSONS_ROW | {"cardNum": "3201001990****1234"})
    assert intake.report.counts[Outcome.REFUSED] == 2
    keyed = read(PERSONS_ROW | {"自然人代号": "N-1"})
    (subject,) = keyed.subjects
    assert (subject.key, subject.kind, subject.name) == ("N-1", SubjectKind.NATURAL_PERSON, None)
    assert subject.listings[0].list == "judgment-defaulters"
    for said in map(everything, (intake, keyed)):
        assert "张三秘密" not in said
        assert "1990" not in said


def test_a_person_without_a_stated_kind_stays_nameless() -> None:
    row = {name: value for name, value in PERSONS_ROW.items() if name != "partyTypeName"}
    intake = read(row, row | {"cardNum": "3201001990****1234"})
    assert intake.report.counts[Outcome.UNMATCHED] == 2
    assert "张三秘密" not in everything(intake)
    assert "1990" not in everything(intake)


@pytest.mark.parametrize("key", ["张三", "欧阳某某", "320100199001011234", "110101199003077475"])
def test_a_key_that_may_be_a_name_or_a_number_is_refused(key: str) -> None:
    intake = read(PERSONS_ROW | {"自然人代号": key})
    assert intake.subjects == ()
    assert key not in everything(intake)


def test_major_tax_violations() -> None:
    subject, row = one(
        nsrmc="示例有限公司",
        tyshxydm="",
        nsrsbh=ONE,
        fddbrhzfzrmc="张三秘密",
        fyzjzrdcwfzrxm="张三秘密",
        fyzjzrdzjjgxxjqcyryxx="张三秘密",
        ajxz="虚开增值税专用发票",
        zywfss="某事实",
        xgflyjj_swclcfqk="某依据",
        ajsbq="2022年1季度",
        ENTRY_TM="2022-03-01 00:00:00",
        REMOVE_TM="2025-03-01 00:00:00",
    )
    (entry,) = subject.listings
    assert (entry.list, entry.ground) == ("tax-major-violations", "false-special-invoices")
    assert (entry.removed_on, entry.listed_on) == (date(2025, 3, 1), None)
    # The rule that would let us take an empty cell for "not removed" was not read.
    assert entry.status is None
    assert len(row.notes) == 1
    assert "张三秘密" not in row.model_dump_json()


def test_work_safety() -> None:
    subject, row = one(
        单位名称="示例有限公司",
        **{"统一社会信用代码/工商注册号": ONE},
        注册地址="某地",
        主要负责人="张三秘密",
        失信行为简况="某事",
        纳入理由="瞒报事故",
        信息报送机关="某应急局",
    )
    (entry,) = subject.listings
    assert (entry.list, entry.reason, entry.authority) == (
        "work-safety-dishonesty",
        "瞒报事故",
        "某应急局",
    )
    assert ignored(row)["主要负责人"] == "personal, not kept"


def test_government_procurement() -> None:
    subject, _ = one(
        机构名称="示例有限公司",
        **{"统一社会信用代码/组织机构代码": ONE},
        企业地址="某地",
        不良行为的具体情形="提供虚假材料谋取中标",
        处罚依据="政府采购法",
        处罚结果="禁止参加",
        记录日期="2024-01-02",
        登记地点="某地",
        处罚截止日期="2027-01-01",
    )
    (entry,) = subject.listings
    assert entry.list == "government-procurement-violations"
    assert (entry.listed_on, entry.restriction_until) == (date(2024, 1, 2), date(2027, 1, 1))


def test_overloading() -> None:
    subject, row = one(
        企业名称="示例有限公司",
        统一社会信用代码=ONE,
        车牌号="苏A秘密",
        营运证号="1",
        道路运输证号="2",
        批次="3",
        失信行为="1年内违法超限运输超过3次",
        入库时间="2024-01-02",
    )
    (entry,) = subject.listings
    assert (entry.list, entry.listed_on) == ("overload-transport", None)
    assert "苏A秘密" not in row.model_dump_json()


GSXT: dict[str, object] = {
    "entName": "示例有限公司",
    "uniSCID": ONE,
    "regNO": "320100000012345",
    "abntime": "2024-01-02",
    "decOrg_CN": "某局",
    "remExcpRes_CN": "",
    "remDate": "",
    "reDecOrg_CN": "",
}


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("speCause_CN", "abnormal-operations"),
        ("serILLRea_CN", "samr-serious-dishonesty"),
    ],
)
def test_lists_of_the_publicity_system(reason: str, name: str) -> None:
    subject, row = one(**GSXT, **{reason: "某情形"})
    (entry,) = subject.listings
    assert (entry.list, entry.reason, entry.listed_on) == (name, "某情形", date(2024, 1, 2))
    assert entry.ground is None
    assert (entry.removed_on, entry.status) == (NONE, RecordStatus.EFFECTIVE)
    assert len(row.notes) == 4
    subject, row = one(**GSXT | {"remDate": "2025-01-02"}, **{reason: "某情形"})
    assert subject.listings[0].removed_on == date(2025, 1, 2)
    # Removed: nothing says any more how the record stands.
    assert subject.listings[0].status is None
    assert len(row.notes) == 1


def test_nothing_is_implied_where_no_column_could_say_otherwise() -> None:
    row = {name: value for name, value in GSXT.items() if name != "remDate"}
    subject, report = one(**row, speCause_CN="某情形")
    assert subject.listings[0].removed_on is None
    assert len(report.notes) == 1


@pytest.mark.parametrize(
    ("column", "reason", "ground"),
    [
        ("speCause_CN", "未依照《条例》第八条规定的期限公示年度报告的", "annual-report-late"),
        ("speCause_CN", "未在责令的期限内公示有关企业信息", "ordered-publicity-missed"),
        ("speCause_CN", "公示企业信息隐瞒真实情况、弄虚作假", "false-publicity"),
        ("speCause_CN", "通过登记的住所或者经营场所无法联系", "unreachable"),
        ("speCause_CN", "未按规定期限公示年度报告；通过登记的住所无法联系", None),
        ("serILLRea_CN", "公示信息隐瞒真实情况、弄虚作假，情节严重", "false-publicity"),
        ("serILLRea_CN", "提交虚假材料、隐瞒重要事实取得登记", None),
    ],
)
def test_grounds_are_read_out_of_reasons(column: str, reason: str, ground: str | None) -> None:
    subject, row = one(**GSXT, **{column: reason})
    assert (subject.listings[0].ground, subject.listings[0].reason) == (ground, reason)
    assert "`ground`" in row.notes[-1].en
    assert reason not in row.model_dump_json()
    told, _ = one(**GSXT, **{column: reason, "列入情形": "another"})
    assert told.listings[0].ground == "another"


def test_inside_the_market_regulator() -> None:
    subject, _ = one(
        **GSXT, serILLRea_CN="某情形", AddSecNo="示例严〔2024〕1号", AddSecTerm="2027-01-02"
    )
    (entry,) = subject.listings
    assert (entry.document_number, entry.term_until) == ("示例严〔2024〕1号", date(2027, 1, 2))


# Grades, commitments, inspections


def test_grades() -> None:
    subject, _ = one(
        纳税人名称="示例有限公司",
        统一社会信用代码=ONE,
        纳税人识别号=ONE,
        评价年度="2024",
        信用等级="A",
        评定时间="2025-04-20",
        评价单位="某税务局",
    )
    (grade,) = subject.evaluations
    assert (grade.scheme, grade.grade, grade.year) == ("tax-credit", "A", 2024)
    subject, _ = one(
        海关注册编码="3201000001",
        统一社会信用代码=ONE,
        首次注册日期="2010-01-01",
        信用等级="高级认证企业",
        等级认定时间="2023-01-02",
        注销标志="否",
    )
    (grade,) = subject.evaluations
    assert (grade.scheme, grade.grade, grade.graded_on) == (
        "customs-credit",
        "高级认证企业",
        date(2023, 1, 2),
    )
    subject, _ = one(
        企业名称="示例有限公司",
        统一社会信用代码=ONE,
        评定内容="某行业信用评价",
        等级="B",
        评定时间="2023-01-02",
        评定单位="某局",
        YXQS="2023-01-02",
        YXQZ="2024-01-01",
    )
    (grade,) = subject.evaluations
    assert (grade.scheme, grade.valid_until) == ("某行业信用评价", date(2024, 1, 1))


def test_commitments() -> None:
    subject, row = one(
        统一社会信用代码=ONE,
        承诺类型="审批替代型",
        承诺事由="告知承诺办理许可",
        做出承诺日期="2024-01-02",
        承诺受理单位="某局",
        承诺履约状态="已履行",
    )
    (record,) = subject.commitments
    assert (record.kind, record.state) == (CommitmentKind.APPROVAL, CommitmentState.KEPT)
    assert (record.made_on, record.authority) == (date(2024, 1, 2), "某局")
    subject, row = one(统一社会信用代码=ONE, 承诺类型="未知型", 做出承诺日期="2024-01-02")
    assert subject.commitments[0].kind is None
    assert "承诺类型" in unclear(row)


R = InspectionResult


@pytest.mark.parametrize(
    ("column", "written", "results"),
    [
        ("insRes_CN", "1", {R.COMPLIANT}),
        ("insRes_CN", "4", {R.UNREACHABLE}),
        ("insRes_CN", "2,3", {R.NOT_PUBLISHED}),
        ("insRes_CN", "正常（符合信息公示相关规定）", {R.COMPLIANT}),
        ("insRes_CN", "5，6", {R.FALSE_PUBLICITY, R.NOT_COOPERATING}),
        ("insRes_CN", "8", None),
        ("insRes_CN", "1,闻所未闻", None),
        ("检查结果代码", "04", {R.NOT_COOPERATING}),
        ("检查结果代码", "01,10", {R.COMPLIANT, R.UNREACHABLE}),
        ("检查结果代码", "4", None),
        ("检查结果代码（浙江）", "6,E", {R.UNREACHABLE, R.ORDERED_TO_CORRECT}),
        ("检查结果", "未发现问题", {R.COMPLIANT}),
        ("检查结果", "公示信息隐瞒真实情况、弄虚作假", {R.FALSE_PUBLICITY}),
        ("检查结果", "4", None),
    ],
)
def test_three_tables_of_results(
    column: str, written: str, results: set[InspectionResult] | None
) -> None:
    day = "insDate" if column == "insRes_CN" else "检查日期"
    subject, row = one(**{"统一社会信用代码": ONE, day: "2024-01-02", column: written})
    assert subject.inspections[0].result == results
    assert (column in unclear(row)) == (results is None)


def test_a_spot_check() -> None:
    subject, _ = one(
        uniSCID=ONE, insAuth_CN="某局", insType="1", insDate="2024-01-02", insRes_CN="1",
        RANINSPLANID="p", RANINSTASKID="t-1",
    )  # fmt: skip
    (record,) = subject.inspections
    assert (record.kind, record.task) == (InspectionKind.SPOT_CHECK, "t-1")


# Persons, subjects, natural persons


def test_related_persons() -> None:
    intake = read(
        {"uscc": ONE, "人员代号": "P-2", "职务": "法定代表人", "任职自": "2020-01-01"},
        {"uscc": ONE, "人员代号": "P-1", "职务": "controller", "任职至": "2023-05-01", "姓名": "张三秘密"},
        {"uscc": ONE, "人员代号": "P-2", "职务": "法定代表人", "任职自": "2020-01-01"},
        {"uscc": ONE, "人员代号": "张三", "职务": "法定代表人"},
        {"uscc": ONE, "人员代号": "P-3", "职务": "顾问"},
        {"uscc": ONE, "人员代号": "P-4", "职务": "董事", "任职自": "不详", "是否成年": "是"},
    )  # fmt: skip
    (subject,) = intake.subjects
    assert subject.persons
    assert [(p.key, p.role, p.since, p.until) for p in subject.persons] == [
        ("P-1", Role.CONTROLLER, None, date(2023, 5, 1)),
        ("P-2", Role.LEGAL_REPRESENTATIVE, date(2020, 1, 1), None),
        ("P-4", Role.DIRECTOR, None, None),
    ]
    assert subject.persons[2].of_full_age is True
    counts = intake.report.counts
    assert (counts[Outcome.DUPLICATE], counts[Outcome.REFUSED]) == (1, 2)
    assert "张三" not in everything(intake)


def test_related_persons_on_whom_rows_differ() -> None:
    intake = read(
        {"uscc": ONE, "人员代号": "P-1", "职务": "监事", "任职自": "2020-01-01", "任职至": "2021-01-01"},
        {"uscc": ONE, "人员代号": "P-1", "职务": "监事", "任职自": "2020-01-01", "任职至": "2022-01-01"},
    )  # fmt: skip
    assert intake.subjects[0].persons
    assert intake.subjects[0].persons[0].until is None
    assert intake.report.counts[Outcome.DISPUTED] == 2


def test_natural_persons_by_key() -> None:
    intake = read(
        {"记录种类": "名单", "自然人代号": "N-1", "名单": "x", "名称": "张三秘密"},
        {"记录种类": "名单", "自然人代号": "N-1", "统一社会信用代码": ONE, "名单": "x"},
        {"记录种类": "名单", "自然人代号": "N-1", "主体类别": "企业", "名单": "x"},
    )
    (subject,) = intake.subjects
    assert (subject.key, subject.name) == ("N-1", None)
    assert intake.report.counts[Outcome.REFUSED] == 2
    assert "张三秘密" not in everything(intake)


def test_what_is_told_of_subjects() -> None:
    intake = read(
        {
            "统一社会信用代码": ONE, "名称": "示例有限公司", "主体类别": "企业",
            "行政区划": "320100", "industry": "F5132", "成立日期": "2010-02-03",
        },
        {"自然人代号": "N-1", "主体类别": "自然人", "是否成年": "是", "民事行为能力": "完全民事行为能力"},
    )  # fmt: skip
    one, person = intake.subjects
    assert (one.region, one.industry, one.established_on) == ("320100", "F5132", date(2010, 2, 3))
    assert (person.key, person.of_full_age) == ("N-1", True)


# Texts and people


def test_texts_with_an_identity_number_are_not_kept() -> None:
    number = "110101199003077475"
    subject, row = one(**NEW | {"CF_WFXW": f"身份证{number}的当事人无证经营", "CF_CFJG": number})
    assert (subject.penalties[0].violation, subject.penalties[0].authority) == (None, None)
    assert unclear(row)["CF_WFXW"] == "holds an identity number, not kept"
    assert number not in everything(read(NEW | {"CF_WFXW": number, "CF_XDR_MC": number}))


def test_a_number_in_a_heading_or_a_file_name_is_not_shown(tmp_path: Path) -> None:
    number = "110101199003077475"
    path = tmp_path / f"{number}.json"
    path.write_text(json.dumps([NEW | {number: "x"}]), encoding="utf-8")
    assert number not in everything(read_files([path]))
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(IntakeError) as raised:
        read_files([path])
    assert number not in str(raised.value)


def test_the_columns_a_delivery_lacks_are_said() -> None:
    def notes(*rows: dict[str, object]) -> list[str]:
        return [note.en for note in read(*rows).report.files[0].notes]

    assert notes(NEW) == []
    assert notes(LICENCE) == ["no column for `status` (记录状态): rules find it unknown"]
    assert notes(PERSONS_ROW) == ["no column for `listed_on` (列入日期): rules find it unknown"]


# Everything is accounted for

VALUES = st.sampled_from(
    ["", " ", "2024-01-02", "1900-01-01", "0.2", "罚款", "某局", "1", "无", r"\N", ONE, TWO, "*",
     "9132*", "MA0EXAMP1", "320100000012345", "自然人", "企业", "N-1", "示例", "行政处罚", "=1"]
)  # fmt: skip
CELLS = VALUES | st.integers(0, 10**13) | st.none() | st.booleans() | st.lists(VALUES, max_size=1)
HEADINGS = sorted(
    {name for layout in LAYOUTS for column in layout.columns for name in column.names}
)


@st.composite
def deliveries(draw: st.DrawFn) -> list[dict[str, object]]:
    layout = draw(st.sampled_from(LAYOUTS))
    own = [name for column in layout.columns for name in column.names]
    names = st.sampled_from(own) | st.sampled_from(HEADINGS) | st.sampled_from(["无关", "姓名"])
    needed = [
        next(c.names[0] for c in layout.columns if c.to == to)
        for to in sorted(layout.needs) + sorted(layout.needs_one_of)[:1]
    ]
    rows = draw(st.lists(st.dictionaries(names, CELLS, max_size=12), min_size=1, max_size=5))
    return [dict.fromkeys(needed, draw(VALUES)) | row for row in rows]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deliveries())
def test_every_row_and_every_cell_has_an_outcome(rows: list[dict[str, object]]) -> None:
    intake = read(*rows)
    report = intake.report
    assert sum(report.counts.values()) == len(report.rows) == len(rows)
    assert {report.counts[o] for o in Outcome} == {
        sum(row.outcome is o for row in report.rows) for o in Outcome
    }
    for row in report.rows:
        told = {
            name
            for name, value in rows[row.line - 1].items()
            if value not in (None, []) and str(value).strip()
        }
        if row.reason and row.reason.en == "the row is empty":
            assert not told
            continue
        places = [each.column for each in (*row.taken, *row.unclear, *row.ignored)]
        assert sorted(places) == sorted(told)
        assert {each.column for each in row.converted} <= {each.column for each in row.taken}
        assert (row.reason is None) == (row.outcome is Outcome.TAKEN)
        if row.outcome in (Outcome.REFUSED, Outcome.UNMATCHED):
            assert (row.taken, row.converted, row.unclear) == ((), (), ())
    again = read(*rows)
    assert again.report.model_dump_json() == report.model_dump_json()
