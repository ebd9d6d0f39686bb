"""行政许可: the 双公示 columns, with either casing of the prefix `XK_`."""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.common import SOURCE, published_subject
from credit_rules.intake.layouts.layout import (
    FREE_TEXT,
    NUMERIC_CODES_DIFFER,
    Column,
    Layout,
    ignore,
    numbers_mean,
)
from credit_rules.intake.report import Phrase
from credit_rules.model.codes import LicenceState
from credit_rules.model.subject import NONE

__all__ = ["LAYOUTS"]

_STATE_NOT_SAID = Phrase(
    zh="状态代码的含义未见公布，未采用",
    en="what the code of the state means is not published; not used",
)
_FOR_EVER: Final = dict.fromkeys(("2099-12-31", "长期", "长期有效", "永久", "永久有效"), NONE)
"""The standard's own filling instruction: a licence without an end is written 2099-12-31."""

LAYOUTS: Final = (
    Layout(
        name="licence",
        title="双公示行政许可 (XK_WSH, XK_JDRQ, …)",
        needs=frozenset({"document_number", "decided_on"}),
        collection="licences",
        columns=(
            *published_subject("XK"),
            Column("document_number", ("XK_WSH", "行政许可决定文书号")),
            Column("kind", ("XK_XKLB",), words=numbers_mean(NUMERIC_CODES_DIFFER)),
            Column("licence", ("XK_XKZS",)),
            Column("number", ("XK_XKBH",)),
            Column("decided_on", ("XK_JDRQ", "许可决定日期")),
            Column("valid_from", ("XK_YXQZ",)),
            Column("valid_until", ("XK_YXQZI", "有效期至"), words=_FOR_EVER),
            Column("authority", ("XK_XKJG", "许可机关")),
            Column(
                "state",
                ("XK_ZT", "当前状态"),
                words=numbers_mean(_STATE_NOT_SAID) | {"注销": LicenceState.CANCELLED},
            ),
            ignore(FREE_TEXT, "XK_XKWS", "行政许可决定文书名称", "XK_NR", "许可内容", "BZ", "备注"),
            SOURCE,
        ),
    ),
)
