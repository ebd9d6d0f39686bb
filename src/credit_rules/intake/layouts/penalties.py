"""行政处罚: the 双公示 columns of both generations, and those of the enterprise publicity system.

Rows of 2015–2018 (`CF_CFLB1`, `CF_XZJG`, `CF_ZT` …) and of today arrive together, even mixed in
one row; so both generations are one layout.
"""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.common import SOURCE, SUBJECT, published_subject
from credit_rules.intake.layouts.layout import (
    FREE_TEXT,
    NUMERIC_CODES_DIFFER,
    Column,
    Implied,
    Layout,
    ignore,
    numbers_mean,
)
from credit_rules.intake.report import Phrase
from credit_rules.model.codes import CaseProcedure, RecordStatus

__all__ = ["LAYOUTS"]

_STANDS: Final = Implied(
    "status",
    RecordStatus.EFFECTIVE,
    Phrase(
        zh="状态按“有效”：处罚决定被变更、撤销、确认违法或者无效的，公示信息应当撤回"
        "（行政处罚法第四十八条）",
        en="status taken as effective: a publication withdraws a decision that was changed"
        " or annulled (行政处罚法第四十八条)",
    ),
)
_OBJECTION = Phrase(
    zh="对信息有异议，结果未知，状态未采用", en="an objection whose outcome is not told; not used"
)
_SEE_REMARK = Phrase(zh="状态写在备注里，未采用", en="the status stands in the remarks; not used")
_UNDOCUMENTED = Phrase(
    zh="取值含义未见公布，未采用", en="what its values mean is not published; not used"
)
_OLD_STATES: Final[dict[str, object]] = {
    "0": RecordStatus.EFFECTIVE,
    "正常": RecordStatus.EFFECTIVE,
    "1": RecordStatus.ANNULLED,
    "撤销": RecordStatus.ANNULLED,
    "2": _OBJECTION,
    "异议": _OBJECTION,
    "3": _SEE_REMARK,
    "其他": _SEE_REMARK,
    "其他(备注说明)": _SEE_REMARK,
}
_NO_NUMBERS: Final = numbers_mean(NUMERIC_CODES_DIFFER)

_PUBLISHED: Final = Layout(
    name="penalty",
    title="双公示行政处罚 (CF_WSH, CF_JDRQ, …)",
    needs=frozenset({"document_number", "decided_on"}),
    collection="penalties",
    columns=(
        *published_subject("CF"),
        Column("document_number", ("CF_WSH", "行政处罚决定书文号")),
        Column("violation", ("CF_WFXW", "违法行为类型")),
        Column("kinds", ("CF_CFLB", "处罚类别"), words=_NO_NUMBERS),
        Column("kinds", ("CF_CFLB1", "处罚类别1"), words=_NO_NUMBERS, part=True),
        Column("kinds", ("CF_CFLB2", "处罚类别2"), words=_NO_NUMBERS, part=True),
        Column("fine", ("CF_NR_FK", "罚款金额（万元）"), bare_unit="万元"),
        Column("fine", ("罚款金额", "FINE", "罚款"), bare_unit=None),
        Column(
            "confiscated",
            ("CF_NR_WFFF", "没收违法所得、没收非法财物的金额（万元）"),
            bare_unit="万元",
        ),
        Column("confiscated", ("没收金额",), bare_unit=None),
        Column("confiscated", ("没收违法所得",), bare_unit=None, part=True),
        Column("confiscated", ("没收非法财物",), bare_unit=None, part=True),
        Column("decided_on", ("CF_JDRQ", "处罚决定日期")),
        Column("published_on", ("公示日期",)),
        Column("publicity_until", ("CF_GSJZQ", "公示截止期", "公示截止日期")),
        Column("authority", ("CF_CFJG", "CF_XZJG", "处罚机关")),
        Column(
            "procedure",
            ("案件程序类别",),
            words={
                "01": CaseProcedure.SIMPLE,
                "1": CaseProcedure.SIMPLE,
                "简易": CaseProcedure.SIMPLE,
                "02": CaseProcedure.ORDINARY,
                "2": CaseProcedure.ORDINARY,
                "一般": CaseProcedure.ORDINARY,
                "一般程序": CaseProcedure.ORDINARY,
            },
        ),
        Column("status", ("CF_ZT", "当前状态"), words=_OLD_STATES),
        # Whatever these say, it is not that nothing happened: so the status is told, and unclear.
        Column("status", ("repairState", "修复状态", "公示状态", "撤销立案标志")),
        ignore(_UNDOCUMENTED, "flowno", "流程编号", "撤销原因"),
        ignore(
            FREE_TEXT,
            *("CF_SY", "违法事实", "处罚事由", "CF_NR", "处罚内容", "CF_JG", "处罚结果"),
            *("CF_CFMC", "处罚名称", "CF_NR_ZKDX", "暂扣或吊销证照名称及编号", "BZ", "备注"),
        ),
        ignore(
            Phrase(
                zh="处罚有效期不是词汇表的事实",
                en="the validity of the penalty is not a fact of the vocabulary",
            ),
            "CF_YXQ",
            "处罚有效期",
        ),
        SOURCE,
    ),
    implied=(_STANDS,),
)

_PUBLICITY_SYSTEM: Final = Layout(
    name="gsxt-penalty",
    title="公示系统行政处罚 (penDecNo, penDecIssDate, …)",
    needs=frozenset({"document_number", "decided_on"}),
    collection="penalties",
    columns=(
        *SUBJECT,
        Column("document_number", ("penDecNo",)),
        Column("violation", ("illegActType",)),
        Column("authority", ("penAuth_CN",)),
        Column("decided_on", ("penDecIssDate",)),
        Column("published_on", ("publicDate",)),
        ignore(FREE_TEXT, "penContent"),
    ),
    implied=(_STANDS,),
)

LAYOUTS: Final = (_PUBLISHED, _PUBLICITY_SYSTEM)
