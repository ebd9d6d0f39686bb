"""Lists: entries made by courts and authorities, each list with labels of its own.

What a list implies of a silent cell it implies by law, and only where the law was read: publication
stops on removal, so what is published was not removed. Where that was not read, nothing is implied,
and rules find the fact unknown until the deliverer adds a column for it (`移出日期`, `记录状态` …).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from credit_rules.intake.layouts.common import (
    NAME,
    PERSON_KEY,
    SOURCE,
    SUBJECT,
    USCC,
)
from credit_rules.intake.layouts.layout import (
    FREE_TEXT,
    Column,
    Derived,
    Implied,
    Layout,
    ignore,
)
from credit_rules.intake.report import Phrase
from credit_rules.model.codes import RecordStatus, SubjectKind
from credit_rules.model.subject import NONE

__all__ = ["LAYOUTS"]


def _published(law: str) -> tuple[Implied, ...]:
    """What it means that an entry is published where publication stops on removal."""
    return (
        Implied(
            "status",
            RecordStatus.EFFECTIVE,
            Phrase(
                zh=f"状态按“有效”：移出后停止公示（{law}）",
                en=f"status taken as effective: publication stops on removal ({law})",
            ),
        ),
        Implied(
            "removed_on",
            NONE,
            Phrase(
                zh=f"按“未移出”：移出后停止公示（{law}）",
                en=f"taken as not removed: publication stops on removal ({law})",
            ),
        ),
        Implied(
            "restored_on",
            NONE,
            Phrase(
                zh=f"按“未恢复列入”：公示的是当前列入（{law}）",
                en=f"taken as not restored: what is published is the current entry ({law})",
            ),
        ),
    )


def _publicity_system() -> tuple[Implied, ...]:
    """What the enterprise publicity system implies: it shows a removal in the row of the entry."""
    law = "企业信息公示暂行条例第六条"
    said = {
        "status": (RecordStatus.EFFECTIVE, "状态按“有效”", "status taken as effective"),
        "removed_on": (NONE, "按“未移出”", "taken as not removed"),
        "restored_on": (NONE, "按“未恢复列入”", "taken as not restored"),
    }
    return tuple(
        Implied(
            name,
            value,
            Phrase(
                zh=f"{zh}：移出日期与列入同行公示，此处为空（{law}）",
                en=f"{en}: a removal is published in the row of its entry, and none is ({law})",
            ),
            told_by="removed_on",
        )
        for name, (value, zh, en) in said.items()
    )


def _of_another_list(texts: Mapping[str, str]) -> Phrase | None:
    if "拖欠农民工工资" in texts.get("list", ""):
        return None
    return Phrase(
        zh="名单名称不是拖欠农民工工资名单", en="the name of the list is not that of wage arrears"
    )


_WAGE_ARREARS: Final = Layout(
    name="wage-arrears-list",
    title="拖欠农民工工资名单 (对象名称, 名单名称, …)",
    needs=frozenset({"subject.name", "list"}),
    collection="listings",
    columns=(
        *SUBJECT,
        Column("subject.name", ("对象名称", *NAME.names)),
        Column("list", ("名单名称",)),
        Column("reason", ("列入名单事由",)),
        Column("amount", ("涉及金额",), bare_unit=None),
        Column("listed_on", ("列入日期",)),
        Column("authority", ("认定部门",)),
        SOURCE,
    ),
    implied=_published("人社部令第45号第十七条"),
    fixed={"list": "wage-arrears"},
    refuses=_of_another_list,
)

_DEFAULTERS: Final = Layout(
    name="judgment-defaulter",
    title="失信被执行人 (iname, caseCode, publishDate, …)",
    needs=frozenset({"document_number", "published_on"}),
    collection="listings",
    columns=(
        USCC,
        PERSON_KEY,
        Column("subject.name", ("iname", "bzxrmc", "被执行人姓名/名称", "名称"), private=True),
        Column("code.card", ("cardNum", "身份证号码/组织机构代码"), private=True),
        Column(
            "subject.kind",
            ("partyTypeName", "主体类型"),
            words={"0": SubjectKind.NATURAL_PERSON, "1": SubjectKind.LEGAL_PERSON},
        ),
        Column("document_number", ("caseCode", "案号")),
        Column("authority", ("courtName", "执行法院")),
        Column("reason", ("disruptTypeName", "失信被执行人行为具体情形")),
        Column("published_on", ("publishDate", "发布时间")),
        ignore(
            Phrase(
                zh="属于执行案件，不是名单条目的事实",
                en="belongs to the enforcement case, not to the entry",
            ),
            *("gistId", "执行依据文号", "gistUnit", "作出执行依据单位"),
            *("regDate", "立案时间", "performance", "被执行人的履行情况", "areaName", "省份"),
        ),
        ignore(
            FREE_TEXT,
            *("duty", "生效法律文书确定的义务", "performedPart", "已履行部分"),
            *("unperformPart", "未履行部分"),
        ),
    ),
    implied=_published("法释〔2017〕7号第九条、第十条"),
    derived=(
        Derived(
            "ground",
            "reason",
            (
                ("有履行能力而拒不履行", "able-but-refuses"),
                ("妨碍、?抗拒执行", "obstructs"),
                ("规避执行", "evades"),
                ("财产报告制度", "no-property-report"),
                ("限制消费令|限制高消费", "breaks-consumption-order"),
                ("和解协议", "breaks-settlement"),
            ),
        ),
    ),
    fixed={"list": "judgment-defaulters"},
)

_TAX: Final = Layout(
    name="major-tax-violation",
    title="重大税收违法失信主体 (nsrmc, nsrsbh, ajxz, …)",
    needs=frozenset({"reason", "subject.name"}),
    collection="listings",
    columns=(
        *SUBJECT,
        Column("reason", ("ajxz", "案件性质")),
        Column("removed_on", ("REMOVE_TM", "移出时间")),
        ignore(
            FREE_TEXT,
            *("zywfss", "主要违法事实", "xgflyjj_swclcfqk", "相关法律依据及税务处理处罚情况"),
        ),
        ignore(
            Phrase(
                zh="案件上报或录入的时间不是确定或公布的日期",
                en="when a case was reported or entered is not when it was decided or published",
            ),
            *("ajsbq", "案件上报期", "ENTRY_TM", "录入时间"),
        ),
        SOURCE,
    ),
    derived=(
        Derived(
            "ground",
            "reason",
            (
                ("偷税|逃避缴纳税款", "evasion"),
                ("逃避追缴欠税", "obstructed-recovery"),
                ("骗取(?:国家)?出口退税|^骗税$", "export-refund-fraud"),
                ("抗税", "violent-resistance"),
                ("虚开增值税专用发票", "false-special-invoices"),
                ("虚开(?:增值税)?普通发票", "false-ordinary-invoices"),
                ("(?:伪造|变造|私自印制).*发票", "forged-invoices"),
                ("走逃|失联", "absconded"),
            ),
        ),
    ),
    fixed={"list": "tax-major-violations"},
)

_SAFETY: Final = Layout(
    name="safety-list",
    title="安全生产严重失信主体名单 (单位名称, 失信行为简况, 信息报送机关, …)",
    needs=frozenset({"reason", "authority"}),
    collection="listings",
    columns=(
        *SUBJECT,
        Column("reason", ("纳入理由",)),
        Column("authority", ("信息报送机关",)),
        ignore(FREE_TEXT, "失信行为简况"),
        SOURCE,
    ),
    fixed={"list": "work-safety-dishonesty"},
)

_PROCUREMENT: Final = Layout(
    name="procurement-list",
    title="政府采购严重违法失信行为记录名单 (机构名称, 不良行为的具体情形, 记录日期, …)",
    needs=frozenset({"reason", "listed_on"}),
    collection="listings",
    columns=(
        *SUBJECT,
        Column("reason", ("不良行为的具体情形",)),
        Column("listed_on", ("记录日期",)),
        Column("restriction_until", ("处罚截止日期",)),
        ignore(FREE_TEXT, "处罚依据", "处罚结果"),
        SOURCE,
    ),
    fixed={"list": "government-procurement-violations"},
)

_OVERLOAD: Final = Layout(
    name="overload-list",
    title="严重违法超限超载运输当事人 (车牌号, 失信行为, 批次, …)",
    needs=frozenset({"reason", "row.plate"}),
    collection="listings",
    columns=(
        *SUBJECT,
        Column("reason", ("失信行为",)),
        Column("row.plate", ("车牌号",), private=True),
        ignore(
            Phrase(
                zh="入库时间不是列入日期", en="when a row was stored is not when the entry was made"
            ),
            "入库时间",
        ),
        SOURCE,
    ),
    fixed={"list": "overload-transport"},
)

_GSXT = (
    *SUBJECT,
    Column("listed_on", ("abntime",)),
    Column("authority", ("decOrg_CN", "作出决定机关(列入)")),
    Column("removed_on", ("remDate",)),
    ignore(
        Phrase(
            zh="移出的原因和机关不是词汇表的事实",
            en="why and by whom an entry was removed is not a fact of the vocabulary",
        ),
        *("remExcpRes_CN", "移出经营异常名录原因", "移出原因", "reDecOrg_CN", "作出决定机关(移出)"),
    ),
    ignore(
        Phrase(zh="公示系统的内部编号", en="a number of the publicity system's own"),
        *("busExcList", "经营异常名录ID", "priPID", "主体身份代码", "illId", "名单ID"),
    ),
)

_ABNORMAL: Final = Layout(
    name="abnormal-operations",
    title="经营异常名录 (speCause_CN, abntime, decOrg_CN, …)",
    needs=frozenset({"reason", "listed_on"}),
    collection="listings",
    columns=(
        *_GSXT,
        Column(
            "reason", ("speCause_CN", "列入经营异常名录原因（中文名称）", "列入经营异常名录原因")
        ),
        Column("listed_on", ("abntime", "列入日期")),
        Column("document_number", ("penDecNo", "列入决定文号")),
        ignore(
            Phrase(
                zh="原因代码各地映射不同，以中文原因为准",
                en="codes of the cause are mapped locally; the Chinese cause is used",
            ),
            *("speCause", "列入经营异常名录原因类型"),
        ),
    ),
    implied=_publicity_system(),
    derived=(
        Derived(
            "ground",
            "reason",
            (
                (
                    "期限公示年度报告|未.{0,12}公示年度报告|未按.{0,12}公示年报",
                    "annual-report-late",
                ),
                ("责令的?期限内公示", "ordered-publicity-missed"),
                ("公示.{0,12}(?:隐瞒真实情况|弄虚作假)", "false-publicity"),
                ("无法(?:取得)?联系", "unreachable"),
            ),
        ),
    ),
    fixed={"list": "abnormal-operations"},
)

_SERIOUS: Final = Layout(
    name="samr-serious",
    title="严重违法失信名单 (serILLRea_CN, abntime, decOrg_CN, …)",
    needs=frozenset({"reason", "listed_on"}),
    collection="listings",
    columns=(
        *_GSXT,
        Column("reason", ("serILLRea_CN", "列入严重违法失信名单原因", "列入原因")),
        Column("listed_on", ("abntime", "列入日期")),
        Column("document_number", ("AddSecNo", "列入严违文号")),
        Column("term_until", ("AddSecTerm", "列入严违期限", "SecExpiredDate", "严违届满日期")),
        ignore(
            Phrase(
                zh="内部审核流程，取值含义未见公布",
                en="workflow inside the department; what its values mean is not published",
            ),
            *("SecDishonestyType", "严违失信类型", "SecExpiredDelay", "届满延期"),
            *("BusinessStatus", "业务状态"),
        ),
    ),
    implied=_publicity_system(),
    derived=(
        Derived(
            "ground",
            "reason",
            (("公示.{0,12}(?:隐瞒真实情况|弄虚作假)", "false-publicity"),),
        ),
    ),
    fixed={"list": "samr-serious-dishonesty"},
)

LAYOUTS: Final = (
    _WAGE_ARREARS,
    _DEFAULTERS,
    _TAX,
    _SAFETY,
    _PROCUREMENT,
    _OVERLOAD,
    _ABNORMAL,
    _SERIOUS,
)
