"""The layouts rows come in, each a small table: which heading is which field.

Headings that are nobody's business are recognised before any layout is asked, so that no table
below can take them. Headings that no table names are ignored, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection as Several
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from credit_rules.errors import IntakeError
from credit_rules.intake.cells import fold
from credit_rules.intake.report import Phrase, shown
from credit_rules.model.codes import RecordStatus
from credit_rules.model.subject import COLLECTIONS, NONE

__all__ = ["LAYOUTS", "PERSONAL", "Column", "Implied", "Layout", "is_personal", "recognise"]

PERSONAL: Final = Phrase(zh="个人信息，不保留", en="personal, not kept")
_NO_FIELD = Phrase(zh="词汇表没有对应字段", en="no field of the vocabulary")
_PERSONAL_HEADING = re.compile(
    r"^(?:cf|xk)_(?:fr|xdr_(?:zj|sfz))"
    r"|法定代表人|法人代表|法人姓名|负责人|联系人|姓名|身份证|证件类型|证件号|电话|手机"
    r"|legal_?rep|(?:^|_)id_?(?:card|no|number)$|^card_?num|phone|mobile"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its cells go, and the headings it is known by.

    `to` is a field of the collection, or `subject.…`, `row.…`, `covers.…`; None if ignored.
    `says_none`: whether `无` is the told "there is none". In the columns a publication fills by
    custom it may mean anything; in a column of the vocabulary's own it means what it says.
    """

    to: str | None
    names: tuple[str, ...] = ()
    bare_unit: str | None = "元"
    ignored: Phrase = _NO_FIELD
    says_none: bool = False


@dataclass(frozen=True, slots=True)
class Implied:
    """What a layout says of every row that is silent on it, and why that may be relied on."""

    field: str
    value: object
    because: Phrase


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: how to recognise it and what its columns mean."""

    name: str
    title: str
    needs: frozenset[str]
    columns: tuple[Column, ...]
    collection: str | None = None
    implied: tuple[Implied, ...] = ()

    def fits(self, header: Several[str]) -> bool:
        """Whether the headings are those of this layout."""
        own = _by_heading(self.columns)
        return self.needs <= {own[word].to for word in map(fold, header) if word in own}

    def places(self, header: Several[str], collection: str | None) -> Mapping[str, Column]:
        """Say for each heading where its cells go, in rows of this collection.

        Raises:
            IntakeError: two headings claim one field.
        """
        known = _by_heading(_fields(collection)) | _by_heading(self.columns)
        places: dict[str, Column] = {}
        claimed: dict[str, str] = {}
        for heading in header:
            if is_personal(heading):
                places[heading] = Column(None, ignored=PERSONAL)
                continue
            column = places[heading] = known.get(fold(heading), Column(None))
            if column.to and column.to in claimed:
                twins = f"`{shown(claimed[column.to])}` and `{shown(heading)}`"
                raise IntakeError(f"the headings {twins} mean the same field")
            if column.to:
                claimed[column.to] = heading
        return places


def is_personal(heading: str) -> bool:
    """Whether a column holds names, identity numbers or the like of a person."""
    return bool(_PERSONAL_HEADING.search(fold(heading)))


def _by_heading(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {fold(name): column for column in columns for name in column.names}


def _fields(collection: str | None) -> tuple[Column, ...]:
    if collection is None:
        return ()
    fields = COLLECTIONS[collection].fields.values()
    return tuple(Column(one.name, (one.name, one.zh), says_none=True) for one in fields)


_USCC = Column(
    "subject.uscc",
    (
        "uscc",
        "统一社会信用代码",
        "CF_XDR_SHXYM",
        "行政相对人代码_1",
        "行政相对人代码_1(统一社会信用代码)",
    ),
)
_NAME = Column("subject.name", ("name", "名称"))
_COLLECTION = Column("row.collection", ("collection", "记录种类"))
_KIND = Column("subject.kind", ("subject_kind", "主体类别"))
_REGION = Column("subject.region", ("region", "行政区划", "行政区划（GB/T 2260）"))

_PENALTY = Layout(
    name="penalty",
    title="双公示行政处罚 (CF_WSH, CF_JDRQ, …)",
    needs=frozenset({"document_number", "decided_on"}),
    collection="penalties",
    columns=(
        _USCC,
        Column("subject.name", ("CF_XDR_MC", "行政相对人名称", "COMP_NAME")),
        Column("subject.kind", ("CF_XDR_LB", "行政相对人类别")),
        Column("document_number", ("CF_WSH", "行政处罚决定书文号")),
        Column("violation", ("CF_WFXW", "违法行为类型")),
        Column("kinds", ("CF_CFLB", "处罚类别")),
        Column("fine", ("CF_NR_FK", "罚款金额（万元）"), bare_unit="万元"),
        Column("fine", ("罚款金额",), bare_unit=None),
        Column(
            "confiscated",
            ("CF_NR_WFFF", "没收违法所得、没收非法财物的金额（万元）"),
            bare_unit="万元",
        ),
        Column("confiscated", ("没收金额",), bare_unit=None),
        Column("decided_on", ("CF_JDRQ", "处罚决定日期")),
        Column("publicity_until", ("CF_GSJZQ", "公示截止期")),
        Column("authority", ("CF_CFJG", "处罚机关")),
        Column(
            None,
            ("CF_YXQ", "处罚有效期"),
            ignored=Phrase(
                zh="处罚有效期不是词汇表的事实",
                en="the validity of the penalty is not a fact of the vocabulary",
            ),
        ),
    ),
    implied=(
        Implied(
            "status",
            RecordStatus.EFFECTIVE,
            Phrase(
                zh="状态按“有效”：处罚决定被变更、撤销、确认违法或者无效的，公示信息应当撤回"
                "（行政处罚法第四十八条）",
                en="status taken as effective: a publication withdraws a decision that was changed"
                " or annulled (行政处罚法第四十八条)",
            ),
        ),
    ),
)

_STOPS = "人社部令第45号第十七条"
_WAGE_ARREARS_LIST = Layout(
    name="wage-arrears-list",
    title="拖欠农民工工资名单 (对象名称, 名单名称, …)",
    needs=frozenset({"subject.name", "list"}),
    collection="listings",
    columns=(
        _USCC,
        Column("subject.name", ("对象名称",)),
        Column("list", ("名单名称",)),
        Column("reason", ("列入名单事由",)),
        Column("amount", ("涉及金额",), bare_unit=None),
        Column("listed_on", ("列入日期",)),
        Column("authority", ("认定部门",)),
    ),
    implied=(
        Implied(
            "status",
            RecordStatus.EFFECTIVE,
            Phrase(
                zh=f"状态按“有效”：移出后停止公示（{_STOPS}）",
                en=f"status taken as effective: publication stops on removal ({_STOPS})",
            ),
        ),
        Implied(
            "removed_on",
            NONE,
            Phrase(
                zh=f"按“未移出”：移出后停止公示（{_STOPS}）",
                en=f"taken as not removed: publication stops on removal ({_STOPS})",
            ),
        ),
        Implied(
            "restored_on",
            NONE,
            Phrase(
                zh=f"按“未恢复列入”：公示的是当前列入（{_STOPS}）",
                en=f"taken as not restored: what is published is the current entry ({_STOPS})",
            ),
        ),
    ),
)

_NATIVE = Layout(
    name="native",
    title="native (collection/记录种类, uscc/统一社会信用代码, fields of the vocabulary)",
    needs=frozenset({"row.collection", "subject.uscc"}),
    columns=(_COLLECTION, _USCC, _NAME, _KIND),
)

_COVERAGE = Layout(
    name="coverage",
    title="coverage (collection/记录种类, covers_from/覆盖自, covers_until/覆盖至)",
    needs=frozenset({"row.collection", "covers.from", "covers.until"}),
    columns=(
        _COLLECTION,
        _USCC,
        Column("covers.from", ("covers_from", "覆盖自")),
        Column("covers.until", ("covers_until", "覆盖至")),
    ),
)

_SUBJECTS = Layout(
    name="subjects",
    title="subjects (uscc/统一社会信用代码, name/名称, subject_kind/主体类别)",
    needs=frozenset({"subject.uscc", "subject.name", "subject.kind"}),
    columns=(
        _USCC,
        _NAME,
        Column("subject.kind", (*_KIND.names, "kind")),
        _REGION,
    ),
)

LAYOUTS: Final = (_COVERAGE, _NATIVE, _PENALTY, _WAGE_ARREARS_LIST, _SUBJECTS)
"""Every layout, the more particular first."""


def recognise(header: Several[str]) -> Layout:
    """Find the layout that headings belong to.

    Raises:
        IntakeError: none fits; the message names those there are.
    """
    for layout in LAYOUTS:
        if layout.fits(header):
            return layout
    known = "; ".join(layout.title for layout in LAYOUTS)
    raise IntakeError(f"the headings fit no layout we know; help: known layouts are {known}")
