"""信用承诺, as 信用中国 publishes them."""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.common import SOURCE, SUBJECT
from credit_rules.intake.layouts.layout import Column, Layout
from credit_rules.model.codes import CommitmentKind, CommitmentState

__all__ = ["LAYOUTS"]

LAYOUTS: Final = (
    Layout(
        name="commitment",
        title="信用承诺 (承诺类型, 做出承诺日期, 承诺受理单位, …)",
        needs=frozenset({"kind", "made_on"}),
        collection="commitments",
        columns=(
            *SUBJECT,
            Column(
                "kind",
                ("承诺类型",),
                words={
                    "主动型": CommitmentKind.VOLUNTARY,
                    "主动公示承诺": CommitmentKind.VOLUNTARY,
                    "审批替代承诺": CommitmentKind.APPROVAL,
                    "信用修复承诺": CommitmentKind.REPAIR,
                    "行业自律承诺": CommitmentKind.SELF_DISCIPLINE,
                    "证明事项承诺": CommitmentKind.CERTIFICATE,
                },
            ),
            Column("matter", ("承诺事由",)),
            Column("made_on", ("做出承诺日期", "作出承诺日期")),
            Column("authority", ("承诺受理单位",)),
            Column(
                "state",
                ("承诺履约状态",),
                words={
                    "已履行": CommitmentState.KEPT,
                    "已履约": CommitmentState.KEPT,
                    "全部履行": CommitmentState.KEPT,
                    "履约中": CommitmentState.PENDING,
                    "未履约": CommitmentState.BREACHED,
                },
            ),
            SOURCE,
        ),
    ),
)
