"""信用评价: official grades of the tax and customs authorities, and of any other."""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.common import NAME, SOURCE, SUBJECT
from credit_rules.intake.layouts.layout import Column, Layout, ignore
from credit_rules.intake.report import Phrase

__all__ = ["LAYOUTS"]

_FROM = Phrase(
    zh="有效期的开始不是词汇表的事实",
    en="the first day of validity is not a fact of the vocabulary",
)

_TAX: Final = Layout(
    name="tax-grade",
    title="纳税信用评价 (纳税人名称, 评价年度, 信用等级, …)",
    needs=frozenset({"grade", "year"}),
    collection="evaluations",
    columns=(
        *SUBJECT,
        Column("subject.name", (*NAME.names, "TAX_NM")),
        Column("year", ("EVALUA_YEAR", "评价年度")),
        Column("grade", ("TAX_CREDIT_LEVEL", "信用等级", "纳税信用等级")),
        Column("graded_on", ("EVALUA_DT", "评定时间")),
        Column("authority", ("EVALUA_DEPT", "评价单位")),
        Column("valid_until", ("EVALUA_RESULT_END", "评价结果有效期止", "结果有效期止")),
        ignore(_FROM, "EVALUA_RESULT_START", "评价结果有效期始", "结果有效期始"),
        SOURCE,
    ),
    fixed={"scheme": "tax-credit"},
)

_CUSTOMS: Final = Layout(
    name="customs-grade",
    title="海关企业信用 (海关注册编码, 信用等级, 等级认定时间, …)",
    needs=frozenset({"grade", "graded_on", "code.customs"}),
    collection="evaluations",
    columns=(
        *SUBJECT,
        Column("code.customs", ("海关注册编码",)),
        Column("grade", ("信用等级",)),
        Column("graded_on", ("等级认定时间",)),
        ignore(
            Phrase(zh="登记情况不是等级的事实", en="of the registration, not of the grade"),
            *("首次注册日期", "注销标志", "注册地址"),
        ),
        SOURCE,
    ),
    fixed={"scheme": "customs-credit"},
)

_ANY: Final = Layout(
    name="evaluation",
    title="信用评价 (评定内容, 等级, 评定时间, 评定单位)",
    needs=frozenset({"scheme", "grade"}),
    collection="evaluations",
    columns=(
        *SUBJECT,
        Column("scheme", ("评定内容",)),
        Column("grade", ("等级",)),
        Column("graded_on", ("评定时间",)),
        Column("authority", ("评定单位",)),
        Column("valid_until", ("YXQZ", "评价结果有效期止")),
        ignore(_FROM, "YXQS", "评价结果有效期始"),
        SOURCE,
    ),
)

LAYOUTS: Final = (_CUSTOMS, _TAX, _ANY)
