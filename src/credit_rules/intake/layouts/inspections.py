"""双随机抽查: results by three tables of codes that are in use at once.

The tables contradict each other: `4` is "cannot be reached" in one and "not cooperating" in
another. So a number is read only where the layout or the heading says which table it is of, and
Chinese text is read anywhere. Several values stand in one cell, joined by commas.
"""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.common import SOURCE, SUBJECT
from credit_rules.intake.layouts.layout import (
    NUMERIC_CODES_DIFFER,
    Column,
    Layout,
    ignore,
    numbers_mean,
)
from credit_rules.intake.report import Phrase
from credit_rules.model.codes import InspectionKind, InspectionResult

__all__ = ["LAYOUTS"]

_R = InspectionResult
_BEYOND = Phrase(
    zh="属于主体登记状态，不是检查是否发现问题，未采用",
    en="of the subject's registration, not of what the inspection found; not used",
)

_GSXT: Final[dict[str, object]] = {
    "1": _R.COMPLIANT,
    "正常(符合信息公示相关规定)": _R.COMPLIANT,
    "正常": _R.COMPLIANT,
    "2": _R.NOT_PUBLISHED,
    "未按规定公示即时信息": _R.NOT_PUBLISHED,
    "3": _R.NOT_PUBLISHED,
    "未按规定公示年报信息": _R.NOT_PUBLISHED,
    "4": _R.UNREACHABLE,
    "5": _R.FALSE_PUBLICITY,
    "6": _R.NOT_COOPERATING,
    "不予配合情节严重": _R.NOT_COOPERATING,
    "7": _BEYOND,
    "已办理营业执照注销": _BEYOND,
    "8": _BEYOND,
    "被吊销营业执照": _BEYOND,
    "9": _BEYOND,
    "被撤销登记": _BEYOND,
}
_TEXT: Final[dict[str, object]] = {
    "未发现问题": _R.COMPLIANT,
    "发现问题经责令已改正": _R.ORDERED_TO_CORRECT,
    "未发现本次抽查涉及的生产经营活动": _R.NO_BUSINESS,
    "未发现开展本次抽查涉及的生产经营活动": _R.NO_BUSINESS,
    "不配合检查情节严重": _R.NOT_COOPERATING,
    "发现问题待后续处理": _R.HANDED_ON,
    "通过登记的住所(经营场所)无法联系": _R.UNREACHABLE,
    "通过登记的住所或经营场所无法联系": _R.UNREACHABLE,
    "未按规定公示应当公示的信息": _R.NOT_PUBLISHED,
    "公示信息隐瞒真实情况弄虚作假": _R.FALSE_PUBLICITY,
    "公示信息隐瞒真实情况、弄虚作假": _R.FALSE_PUBLICITY,
    "已关闭停业或正在组织清算": _R.CLOSED,
    "关闭": _R.CLOSED,
    **dict.fromkeys(("注销", "吊证", "被吊销", "被撤销", "迁出", "暂停营业"), _BEYOND),
}
_DEPARTMENT: Final[dict[str, object]] = {
    "01": _R.COMPLIANT,
    "02": _R.ORDERED_TO_CORRECT,
    "03": _R.NO_BUSINESS,
    "04": _R.NOT_COOPERATING,
    "08": _R.CLOSED,
    "09": _R.HANDED_ON,
    "10": _R.UNREACHABLE,
    "13": _R.NOT_PUBLISHED,
    "14": _R.FALSE_PUBLICITY,
    **dict.fromkeys(("05", "06", "07", "11", "12"), _BEYOND),
}
_ZHEJIANG: Final[dict[str, object]] = {
    "1": _R.COMPLIANT,
    **dict.fromkeys(("2", "3", "4", "5", "d"), _R.VIOLATION),
    "6": _R.UNREACHABLE,
    "7": _R.CLOSED,
    "8": _R.NOT_COOPERATING,
    **dict.fromkeys(("9", "10", "11", "12"), _BEYOND),
    "a": _R.HANDED_ON,
    "b": _R.NOT_PUBLISHED,
    "c": _R.FALSE_PUBLICITY,
    "e": _R.ORDERED_TO_CORRECT,
}
_KINDS: Final[dict[str, object]] = {
    "1": InspectionKind.SPOT_CHECK,
    "抽查": InspectionKind.SPOT_CHECK,
    "2": InspectionKind.INSPECTION,
}
_PLAN: Final = (
    Column("task", ("RANINSTASKID", "抽查任务编号")),
    ignore(
        Phrase(
            zh="抽查计划不是词汇表的事实",
            en="the plan of inspections is not a fact of the vocabulary",
        ),
        *("RANINSPLANID", "抽查计划编号", "RANINSPLANNAME", "抽查计划名称"),
        *("RANINSTASKNAME", "抽查任务名称", "RANINSTYPENAME", "抽查类型"),
    ),
)

_PUBLICITY_SYSTEM: Final = Layout(
    name="spot-check",
    title="公示系统抽查检查结果 (insAuth_CN, insDate, insRes_CN, …)",
    needs=frozenset({"concluded_on", "result"}),
    collection="inspections",
    columns=(
        *SUBJECT,
        Column("authority", ("insAuth_CN", "检查实施机关")),
        Column("kind", ("insType",), words=_KINDS),
        Column("concluded_on", ("insDate",)),
        Column("result", ("insRes_CN", "insRes"), words=_TEXT | _GSXT),
        *_PLAN,
        SOURCE,
    ),
)

_OF_A_DEPARTMENT: Final = Layout(
    name="department-inspection",
    title="部门检查结果 (检查机关, 检查日期, 检查结果 / 检查结果代码 / 检查结果代码（浙江）)",
    needs=frozenset({"concluded_on", "result"}),
    collection="inspections",
    columns=(
        *SUBJECT,
        Column("authority", ("检查机关", "检查单位", "检查实施机关")),
        Column("kind", ("检查类型",), words={"抽查": InspectionKind.SPOT_CHECK}),
        Column("concluded_on", ("检查日期", "检查时间")),
        Column("result", ("检查结果",), words=_TEXT | numbers_mean(NUMERIC_CODES_DIFFER)),
        Column("result", ("检查结果代码", "check_result_department"), words=_DEPARTMENT),
        Column("result", ("检查结果代码（浙江）", "check_result_zj2"), words=_ZHEJIANG),
        *_PLAN,
        SOURCE,
    ),
)

LAYOUTS: Final = (_PUBLICITY_SYSTEM, _OF_A_DEPARTMENT)
