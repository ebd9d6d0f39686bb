"""The vocabulary: every field of a subject once, with type, unit, Chinese name and dated-by.

A field is one line. Its annotation says what it may hold, its title is the Chinese name that rows
and explanations use. Everything else derives from here: what a condition may name, the JSON Schema,
the columns intake reads.

Four states of a field: a value; `none` (told: there is none); `not_computable` (told: nobody can
work it out); not delivered (the field is left out). Only the last is unknown, and leaving a field
out is never "no".

Days are of two sorts. An *event* (`Day`) happened; on any earlier day it had not, so a day asked
about before it reads `none`. A *due day* (`DueDay`) was fixed beforehand and is read as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from stdnum.cn import uscc

from credit_rules.errors import SubjectError
from credit_rules.model.codes import (
    AssignmentManner,
    CaseProcedure,
    CivilCapacity,
    Code,
    CommitmentKind,
    CommitmentState,
    Conduct,
    CourtOutcomeKind,
    CrimeKind,
    Domain,
    EnforcementConduct,
    EnforcementOutcome,
    FindingAnswer,
    Fulfilment,
    IncidentGrade,
    IncidentKind,
    InsolvencyKind,
    InspectionKind,
    InspectionResult,
    InterviewKind,
    LicenceKind,
    LicenceState,
    OrderKind,
    OrganisationOutcome,
    PenaltyKind,
    RecordStatus,
    Role,
    SubjectKind,
    TaxConduct,
)
from credit_rules.privacy import holds_identity_number

__all__ = [
    "COLLECTIONS",
    "FIRST_DAY",
    "LAST_DAY",
    "NONE",
    "NOT_COMPUTABLE",
    "SUBJECT_FIELDS",
    "AnnualReport",
    "Collection",
    "Commitment",
    "CourtOutcome",
    "Covers",
    "CustomsStatistics",
    "Enforcement",
    "Evaluation",
    "FieldSpec",
    "Finding",
    "Incident",
    "Insolvency",
    "Inspection",
    "Interview",
    "Kind",
    "Licence",
    "Listing",
    "Penalty",
    "Person",
    "Position",
    "Record",
    "RectificationOrder",
    "Repair",
    "Subject",
    "TaxMatter",
    "WageArrears",
    "mask",
    "read_amount",
]

NONE: Final = "none"
"""The word for "told: there is none"."""

NOT_COMPUTABLE: Final = "not_computable"
"""The word for "told: nobody can work it out", for amounts and numbers."""

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""The days a record may name, and that may be asked about: no period from them leaves the calendar.
An end that never comes is `none`, not the year 9999."""

_LIMIT_TEXT = 2_000
_LIMIT_KEY = 100
_LIMIT_ITEMS = 10_000
_LIMIT_VALUES = 2_000_000
# More than any sum of yuan, and too few digits for an identity number.
_LIMIT_AMOUNT = Decimal(10) ** 17
_AMOUNT = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)(?P<unit>元|万元|亿元)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BROKEN = re.compile("[\0\ud800-\udfff]")
_UNITS = {None: 1, "元": 1, "万元": 10_000, "亿元": 100_000_000}


class Kind(Enum):
    """What a field holds, and so which tests it takes."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    FLAG = "flag"
    NUMBER = "number"
    POINTS = "points"
    AMOUNT = "amount"
    DAY = "day"
    DUE_DAY = "due day"


def read_amount(value: object) -> object:
    """Read an amount of money: yuan, or with its unit (`100万元`); exact, never a float."""
    if isinstance(value, str) and (match := _AMOUNT.fullmatch(value.strip().replace(",", ""))):
        return Decimal(match["number"]) * _UNITS[match["unit"]]
    if isinstance(value, float):
        return Decimal(repr(value))
    return value


def _only_a_day(value: object) -> object:
    """Pydantic alone would read 86400, and "86400", as the second day of 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise ValueError("expected a day written as 2026-03-01")


def _no_flag(value: object) -> object:
    """To Python, yes is the number 1."""
    if isinstance(value, bool):
        raise ValueError("expected a whole number")  # noqa: TRY004 - pydantic reads ValueError
    return value


def _not_negative(
    value: Decimal | Literal["none", "not_computable"],
) -> Decimal | Literal["none", "not_computable"]:
    if isinstance(value, Decimal) and (not value.is_finite() or value < 0):
        raise ValueError("expected an amount of at least 0 yuan")
    if isinstance(value, Decimal) and not (value < _LIMIT_AMOUNT and _exponent(value) >= -10):
        raise ValueError("expected an amount of a size that money has")
    return value


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)


# A set has no order of its own; written out it has one, so that equal records give equal bytes.
_Sorted = PlainSerializer(sorted, return_type=list[str], when_used="json")
_None = Literal["none"]
_NoNumber = Literal["none", "not_computable"]


def _in_the_calendar(value: date) -> date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(f"expected a day from {FIRST_DAY} to {LAST_DAY}; `none` if it never comes")
    return value


_OnlyADay = BeforeValidator(_only_a_day)
_PlainDay = Annotated[date, _OnlyADay, AfterValidator(_in_the_calendar)]


def _fit_to_keep(value: str) -> str:
    if _BROKEN.search(value):
        raise ValueError("holds a broken character")
    if holds_identity_number(value):
        raise ValueError("holds what looks like a citizen's identity number; leave it out")
    return value


def _fit_for_a_key(value: str) -> str:
    if re.fullmatch(r"[1-9][0-9]{14}", value):
        raise ValueError("looks like an old identity number; use a key of your own")
    if uscc.is_valid(value):
        raise ValueError("is the code of an organisation; use a key of your own")
    return _fit_to_keep(value)


Text = Annotated[str, Field(max_length=_LIMIT_TEXT), AfterValidator(_fit_to_keep), Kind.TEXT]
_Key = Annotated[
    str,
    Field(min_length=1, max_length=_LIMIT_KEY),
    AfterValidator(_fit_for_a_key),
    Kind.TEXT,
]
Day = Annotated[_PlainDay | _None, Kind.DAY]
DueDay = Annotated[_PlainDay | _None, Kind.DUE_DAY]
Amount = Annotated[
    Decimal | _NoNumber,
    BeforeValidator(read_amount),
    AfterValidator(_not_negative),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "exclusiveMaximum": int(_LIMIT_AMOUNT)},
                {
                    "type": "string",
                    "pattern": r"^[0-9][0-9,]*(\.[0-9]+)?(E[+-]?[0-9]+|元|万元|亿元)?$",
                },
                {"enum": [NONE, NOT_COMPUTABLE], "type": "string"},
            ]
        }
    ),
    Kind.AMOUNT,
]
Number = Annotated[
    Annotated[int, Field(ge=0, le=10**9), BeforeValidator(_no_flag)] | _NoNumber, Kind.NUMBER
]
Points = Annotated[
    Annotated[Decimal, Field(ge=-(10**6), le=10**6, decimal_places=4), BeforeValidator(_no_flag)]
    | _NoNumber,
    Kind.POINTS,
]
Flag = Annotated[bool, Field(strict=True), Kind.FLAG]


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )


def _said(zh: str, *, holder: str | None = None) -> Any:
    """Describe a field: its Chinese name, and who holds it if not the collection's holder."""
    return Field(default=None, title=zh, json_schema_extra={"holder": holder} if holder else None)


class Record(_Frozen):
    """What every record has. `key` names it in answers; documents are named by their number."""

    key: Text | None = _said("记录编号")
    document_number: Text | None = _said("文书号")
    authority: Text | None = _said("作出机关")
    authority_region: Text | None = _said("作出机关所在行政区划")
    status: Annotated[RecordStatus, Kind.CODE] | None = _said("记录状态")
    status_on: Day | None = _said("状态变化日")
    status_known_on: Day | None = _said("状态获知日")
    known_on: Day | None = _said("获知日")


class Penalty(Record):
    """行政处罚."""

    kinds: Annotated[frozenset[PenaltyKind], Kind.CODES, _Sorted] | None = _said("处罚类别")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    procedure: Annotated[CaseProcedure, Kind.CODE] | None = _said("案件程序类别")
    violation: Text | None = _said("违法行为类型")
    conduct: Annotated[frozenset[Conduct], Kind.CODES, _Sorted] | None = _said("违法行为")
    acted_on: Day | None = _said("行为发生日期")
    in_business: Flag | None = _said("是否因违法经营")
    fine: Amount | None = _said("罚款金额")
    confiscated: Amount | None = _said("没收金额")
    decided_on: Day | None = _said("处罚决定日期")
    restriction_until: DueDay | None = _said("限制或禁止至")
    fulfilled_on: Day | None = _said("处罚决定履行完毕日期")
    corrected_on: Day | None = _said("改正日期")
    published_on: Day | None = _said("公示日期")
    publicity_until: DueDay | None = _said("公示截止期")


class Licence(Record):
    """行政许可."""

    kind: Annotated[LicenceKind, Kind.CODE] | None = _said("许可类别")
    licence: Text | None = _said("许可证书名称")
    number: Text | None = _said("许可编号")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    decided_on: Day | None = _said("许可决定日期")
    valid_from: DueDay | None = _said("有效期自")
    valid_until: DueDay | None = _said("有效期至")
    state: Annotated[LicenceState, Kind.CODE] | None = _said("许可状态")
    ended_on: Day | None = _said("许可终止日期")


class Listing(Record):
    """名单: an entry made by an organ on any list."""

    list: Text | None = _said("名单")
    ground: Text | None = _said("列入情形")
    reason: Text | None = _said("列入事由")
    amount: Amount | None = _said("涉及金额")
    listed_on: Day | None = _said("列入日期")
    term_until: DueDay | None = _said("列入期限止")
    restriction_until: DueDay | None = _said("法定限制至")
    corrected_on: Day | None = _said("改正日期")
    published_on: Day | None = _said("公布日期")
    removed_on: Day | None = _said("移出日期")
    restored_on: Day | None = _said("恢复列入日期")
    basis_status: Annotated[RecordStatus, Kind.CODE] | None = _said("所依据文书的状态")


class Evaluation(Record):
    """信用评价: an official grade."""

    scheme: Text | None = _said("评价体系")
    grade: Text | None = _said("等级")
    score: Points | None = _said("得分")
    cause: Text | None = _said("定级原因")
    manner: Annotated[AssignmentManner, Kind.CODE] | None = _said("定级方式")
    year: Number | None = _said("评价年度")
    graded_on: Day | None = _said("评定时间")
    valid_until: DueDay | None = _said("评价结果有效期止")


class Commitment(Record):
    """信用承诺."""

    kind: Annotated[CommitmentKind, Kind.CODE] | None = _said("承诺类型")
    written: Flag | None = _said("是否书面")
    matter: Text | None = _said("承诺事由")
    made_on: Day | None = _said("作出承诺日期")
    state: Annotated[CommitmentState, Kind.CODE] | None = _said("承诺履约状态")
    perform_by: DueDay | None = _said("承诺履行期限")
    breached_on: Day | None = _said("认定违诺日期")


class Inspection(Record):
    """监督检查: patrols, document reviews, complaints and special inspections alike."""

    kind: Annotated[InspectionKind, Kind.CODE] | None = _said("检查类型")
    task: Text | None = _said("检查任务编号")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    result: Annotated[frozenset[InspectionResult], Kind.CODES, _Sorted] | None = _said("检查结果")
    conduct: Annotated[frozenset[Conduct], Kind.CODES, _Sorted] | None = _said("查处的行为")
    obstructed: Flag | None = _said("是否无理抗拒、阻挠")
    concluded_on: Day | None = _said("检查办结日期")


class TaxMatter(Record):
    """涉税案件: one taxpayer's matter, for one year of tax."""

    year: Number | None = _said("所属年度")
    conduct: Annotated[frozenset[TaxConduct], Kind.CODES, _Sorted] | None = _said("违法情形")
    unpaid: Amount | None = _said("不缴或者少缴税款")
    tax_due: Amount | None = _said("当年各税种应纳税总额")
    arrears: Amount | None = _said("欠缴税款")
    caused_unpaid: Amount | None = _said("导致他人未缴、少缴税款")
    refund_obtained: Amount | None = _said("骗取出口退税款")
    invoices: Number | None = _said("发票份数")
    invoice_amount: Amount | None = _said("发票金额")
    acted_on: Day | None = _said("行为发生日期")
    found_on: Day | None = _said("认定日期")
    notified_on: Day | None = _said("确定前告知日期")
    served_on: Day | None = _said("确定文书送达日期")
    paid_on: Day | None = _said("缴清日期")


class CustomsStatistics(Record):
    """海关单证统计, by calendar year."""

    year: Number | None = _said("统计年度")
    documents: Number | None = _said("相关单证总票数")
    period_until: DueDay | None = _said("统计期止")


class WageArrears(Record):
    """拖欠农民工工资: one case of arrears, with the order to pay that was made in it."""

    arose_on: Day | None = _said("拖欠发生日期")
    amount: Amount | None = _said("拖欠金额")
    order_number: Text | None = _said("责令限期支付文书号")
    ordered_on: Day | None = _said("责令限期支付日期")
    pay_by: DueDay | None = _said("责令支付期限")
    paid_on: Day | None = _said("支付日期")
    notified_on: Day | None = _said("列入前告知日期")
    incident: Annotated[IncidentKind, Kind.CODE] | Literal["none"] | None = _said("引发的事件")


class Incident(Record):
    """事件."""

    kind: Annotated[IncidentKind, Kind.CODE] | None = _said("事件类型")
    grade: Annotated[IncidentGrade, Kind.CODE] | None = _said("事故等级")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    responsible: Flag | None = _said("是否经认定负有责任")
    concealed: Flag | None = _said("是否瞒报、谎报")
    occurred_on: Day | None = _said("发生日期")


class RectificationOrder(Record):
    """责令改正与处理处罚决定, as far as they are fulfilled or refused."""

    kind: Annotated[OrderKind, Kind.CODE] | None = _said("文书种类")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    fulfilment: Annotated[Fulfilment, Kind.CODE] | None = _said("履行情况")
    ordered_on: Day | None = _said("作出日期")
    fulfil_by: DueDay | None = _said("履行期限")
    fulfilled_on: Day | None = _said("履行完毕日期")
    concluded_on: Day | None = _said("认定日期")


class Interview(Record):
    """约谈."""

    kind: Annotated[InterviewKind, Kind.CODE] | None = _said("约谈类型")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    about: Text | None = _said("约谈所涉记录")
    attended: Flag | None = _said("是否到场")
    held_on: Day | None = _said("约谈日期")


class CourtOutcome(Record):
    """刑事程序与裁判."""

    outcome: Annotated[CourtOutcomeKind, Kind.CODE] | None = _said("裁判结果")
    domain: Annotated[Domain, Kind.CODE] | None = _said("监管领域")
    charge: Text | None = _said("罪名")
    crimes: Annotated[frozenset[CrimeKind], Kind.CODES, _Sorted] | None = _said("犯罪类型")
    imprisonment: Flag | None = _said("是否判处有期徒刑以上刑罚")
    political_rights_deprived: Flag | None = _said("是否被剥夺政治权利")
    in_business: Flag | None = _said("是否因违法经营")
    decided_on: Day | None = _said("裁判日期")
    served_on: Day | None = _said("执行期满日期")
    probation_ended_on: Day | None = _said("缓刑考验期满日期")


class Enforcement(Record):
    """被执行案件: a judgment the subject was to fulfil, and what became of it."""

    conduct: Annotated[frozenset[EnforcementConduct], Kind.CODES, _Sorted] | None = _said(
        "失信行为情形"
    )
    payment: Flag | None = _said("是否给付义务")
    pay_by: DueDay | None = _said("执行通知书指定履行期限")
    secured: Flag | None = _said("是否提供充分有效担保")
    assets_suffice: Flag | None = _said("被控制财产是否足以清偿")
    not_yet_due: Flag | None = _said("是否履行顺序在后、依法不应强制执行")
    amount: Amount | None = _said("执行标的")
    notified_on: Day | None = _said("执行通知日期")
    filed_on: Day | None = _said("立案时间")
    outcome: Annotated[EnforcementOutcome, Kind.CODE] | None = _said("执行结果")
    outcome_on: Day | None = _said("执行结果日期")
    consumption_ordered_on: Day | None = _said("限制消费令日期")


class Insolvency(Record):
    """破产程序."""

    kind: Annotated[InsolvencyKind, Kind.CODE] | None = _said("程序类型")
    accepted_on: Day | None = _said("受理日期")
    plan_approved_on: Day | None = _said("重整计划或者和解协议裁定批准、认可日期")
    completed_on: Day | None = _said("裁定确认执行完毕日期")
    ended_on: Day | None = _said("程序终结日期")


class AnnualReport(Record):
    """年度报告."""

    year: Number | None = _said("报告年度")
    due_by: DueDay | None = _said("应当公示期限")
    filed_on: Day | None = _said("公示日期")
    corrected_on: Day | None = _said("更正日期")


class Position(Record):
    """任职: a position the subject, a natural person, holds or held, and what became of it."""

    organisation: Text | None = _said("任职单位代码")
    role: Annotated[Role, Kind.CODE] | None = _said("职务")
    since: Day | None = _said("任职自")
    until: Day | None = _said("任职至")
    outcome: Annotated[OrganisationOutcome, Kind.CODE] | None = _said("任职单位的结局")
    unlawful: Flag | None = _said("结局是否因违法")
    outcome_on: Day | None = _said("结局日期")


class Repair(Record):
    """信用修复: an application and what became of it."""

    list: Text | None = _said("名单")
    record: Text | None = _said("申请修复的记录编号")
    platform: Text | None = _said("受理平台")
    false_material: Flag | None = _said("是否提供虚假材料")
    applied_on: Day | None = _said("申请日期")
    accepted_on: Day | None = _said("受理日期")
    granted_on: Day | None = _said("准予日期")
    refused_on: Day | None = _said("不予日期")
    revoked_on: Day | None = _said("撤销准予日期")


class Finding(Record):
    """认定: a judgement the law leaves to a person, with the organ and document that made it."""

    finding: Text | None = _said("认定事项")
    about: Text | None = _said("认定所涉记录")
    answer: Annotated[FindingAnswer, Kind.CODE] | None = _said("认定结论")
    decided_on: Day | None = _said("认定日期")


class Person(_Frozen):
    """A related person: a caller's key, a role, its dates. Never a name or an identity number."""

    key: _Key = Field(title="人员代号")
    role: Role = Field(title="职务")
    since: _PlainDay | None = Field(default=None, title="任职自")
    until: _PlainDay | None = Field(default=None, title="任职至（含当日）")
    of_full_age: Annotated[bool, Field(strict=True)] | None = Field(default=None, title="是否成年")


class Covers(_Frozen):
    """The days over which a collection was delivered completely; both days are covered."""

    since: _PlainDay | Literal["beginning"] = Field(alias="from", title="覆盖自")
    until: _PlainDay = Field(title="覆盖至")

    @model_validator(mode="after")
    def _in_order(self) -> Covers:
        if self.since != "beginning" and self.since > self.until:
            raise ValueError("covers no day: `from` is after `until`")
        return self


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a collection or of the subject itself, as conditions and intake see it.

    `words` are the words that may stand in place of a value: `none`, `not_computable`.
    """

    name: str
    zh: str
    kind: Kind
    codes: type[Code] | None
    holder: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection: its Chinese name, the field that dates its items, and who holds it."""

    name: str
    zh: str
    record: type[Record]
    dated_by: str
    holder: str
    fields: Mapping[str, FieldSpec]


def _spec(name: str, record: type[BaseModel], holder: str) -> FieldSpec:
    field = record.model_fields[name]
    marks = [*field.metadata, *_annotations(field.annotation)]
    kind = next(mark for mark in marks if isinstance(mark, Kind))
    codes = next((mark for mark in marks if isinstance(mark, type)), None)
    words = frozenset(mark for mark in marks if isinstance(mark, str))
    extra = field.json_schema_extra
    held = extra["holder"] if isinstance(extra, dict) else holder
    return FieldSpec(name, field.title or name, kind, codes, str(held), words)


def _annotations(annotation: Any) -> list[Any]:
    """Everything an annotation is made of, outermost first."""
    found: list[Any] = []
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if get_origin(annotation) is None:
        if isinstance(annotation, type) and issubclass(annotation, Code):
            found.append(annotation)
        return found
    for part in get_args(annotation):
        found += [part] if isinstance(part, Kind) else _annotations(part)
    return found


def _collection(name: str, zh: str, record: type[Record], dated_by: str, holder: str) -> Collection:
    fields = {field: _spec(field, record, holder) for field in record.model_fields}
    return Collection(name, zh, record, dated_by, holder, fields)


COLLECTIONS: Final[Mapping[str, Collection]] = {
    entry.name: entry
    for entry in (
        _collection("penalties", "行政处罚", Penalty, "decided_on", "作出处罚决定的行政机关"),
        _collection("licences", "行政许可", Licence, "decided_on", "许可机关"),
        _collection("listings", "名单", Listing, "listed_on", "作出列入决定的部门"),
        _collection("evaluations", "信用评价", Evaluation, "graded_on", "评价单位"),
        _collection("commitments", "信用承诺", Commitment, "made_on", "承诺受理单位"),
        _collection("inspections", "监督检查", Inspection, "concluded_on", "实施检查的行政机关"),
        _collection("tax_matters", "涉税案件", TaxMatter, "found_on", "税务机关"),
        _collection(
            "customs_statistics", "海关单证统计", CustomsStatistics, "period_until", "海关"
        ),
        _collection(
            "wage_arrears", "拖欠农民工工资", WageArrears, "arose_on", "人力资源社会保障行政部门"
        ),
        _collection("incidents", "事件", Incident, "occurred_on", "事发地主管部门"),
        _collection(
            "rectification_orders",
            "责令与决定的履行",
            RectificationOrder,
            "concluded_on",
            "作出决定的行政机关",
        ),
        _collection("interviews", "约谈", Interview, "held_on", "实施约谈的行政机关"),
        _collection("court_outcomes", "刑事程序与裁判", CourtOutcome, "decided_on", "办案机关"),
        _collection("enforcements", "被执行案件", Enforcement, "filed_on", "执行法院"),
        _collection("insolvencies", "破产程序", Insolvency, "accepted_on", "受理破产的法院"),
        _collection("annual_reports", "年度报告", AnnualReport, "due_by", "登记机关"),
        _collection("positions", "任职", Position, "since", "任职单位的登记机关"),
        _collection("repairs", "信用修复", Repair, "applied_on", "失信信息认定单位"),
        _collection("findings", "认定", Finding, "decided_on", "有权认定的行政机关"),
    )
}
"""Every collection by name. Adding one is a record class above, a line here, and a field below."""


def _a_collection(name: str) -> str:
    if name not in COLLECTIONS:
        raise ValueError("no such collection")
    return name


_CollectionName = Annotated[
    str,
    AfterValidator(_a_collection),
    WithJsonSchema({"type": "string", "enum": [*COLLECTIONS]}),
]


_NAMED_ONE_WAY: Final[dict[str, Any]] = {
    "if": {"properties": {"kind": {"const": SubjectKind.NATURAL_PERSON}}, "required": ["kind"]},
    "then": {
        "required": ["key"],
        "properties": {
            "key": {"type": "string"},
            "uscc": {"type": "null"},
            "name": {"type": "null"},
        },
    },
    "else": {
        "required": ["uscc"],
        "properties": {"uscc": {"type": "string"}, "key": {"type": "null"}},
    },
}
"""What `_named_one_way` asks, for the published schema."""


class Subject(_Frozen):
    """One credit subject (信用主体) and what was delivered about it.

    An organisation is named by its code; a natural person only by a caller's key, never by a name
    or an identity number.

    Raises:
        pydantic.ValidationError: from the constructor. `Subject.read` raises `SubjectError`
            instead, with a message that names fields and never shows values.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, json_schema_extra=_NAMED_ONE_WAY
    )

    uscc: (
        Annotated[
            str,
            Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
            AfterValidator(_fit_to_keep),
        ]
        | None
    ) = Field(default=None, title="统一社会信用代码")
    key: _Key | None = Field(default=None, title="自然人代号（由调用方编定）")
    name: Annotated[str, Field(max_length=200), AfterValidator(_fit_to_keep)] | None = Field(
        default=None, title="名称"
    )
    kind: Annotated[SubjectKind, Kind.CODE] | None = Field(default=None, title="主体类别")
    region: Annotated[str, Kind.TEXT] | None = Field(
        default=None, title="行政区划（GB/T 2260）", pattern=r"^[0-9]{6}$"
    )
    industry: Annotated[str, Kind.TEXT] | None = Field(
        default=None, title="行业（GB/T 4754）", pattern=r"^[A-T][0-9]{0,4}$"
    )
    established_on: Day | None = Field(default=None, title="成立日期")
    of_full_age: Flag | None = Field(default=None, title="是否成年")
    capacity: Annotated[CivilCapacity, Kind.CODE] | None = Field(default=None, title="民事行为能力")
    covers: dict[_CollectionName, Covers] = Field(default_factory=dict, title="覆盖期间")
    persons: tuple[Person, ...] | None = Field(
        default=None, title="相关人员", max_length=_LIMIT_ITEMS
    )
    penalties: Annotated[tuple[Penalty, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    licences: Annotated[tuple[Licence, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    listings: Annotated[tuple[Listing, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    evaluations: Annotated[tuple[Evaluation, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    commitments: Annotated[tuple[Commitment, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    inspections: Annotated[tuple[Inspection, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    tax_matters: Annotated[tuple[TaxMatter, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    customs_statistics: Annotated[
        tuple[CustomsStatistics, ...], Field(max_length=_LIMIT_ITEMS)
    ] = ()
    wage_arrears: Annotated[tuple[WageArrears, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    incidents: Annotated[tuple[Incident, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    rectification_orders: Annotated[
        tuple[RectificationOrder, ...], Field(max_length=_LIMIT_ITEMS)
    ] = ()
    interviews: Annotated[tuple[Interview, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    court_outcomes: Annotated[tuple[CourtOutcome, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    enforcements: Annotated[tuple[Enforcement, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    insolvencies: Annotated[tuple[Insolvency, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    annual_reports: Annotated[tuple[AnnualReport, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    positions: Annotated[tuple[Position, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    repairs: Annotated[tuple[Repair, ...], Field(max_length=_LIMIT_ITEMS)] = ()
    findings: Annotated[tuple[Finding, ...], Field(max_length=_LIMIT_ITEMS)] = ()

    @model_validator(mode="after")
    def _named_one_way(self) -> Subject:
        person = self.kind is SubjectKind.NATURAL_PERSON
        if person and (self.key is None or self.uscc is not None or self.name is not None):
            raise ValueError("a natural person is named by `key` alone: no code, no name")
        if not person and (self.uscc is None or self.key is not None):
            raise ValueError("an organisation is named by `uscc`; `key` is for natural persons")
        return self

    @property
    def label(self) -> str:
        """How the subject is called in answers: its code, masked, or the caller's key."""
        return mask(self.uscc) if self.uscc is not None else str(self.key)

    @classmethod
    def read(cls, value: Mapping[str, object] | str | bytes) -> Subject:
        """Read a subject from a mapping or from JSON.

        Raises:
            SubjectError: the record does not fit; the message names places, never values.
        """
        try:
            if isinstance(value, (str, bytes)):
                _refuse_twins(value)
                return cls.model_validate_json(value)
            return cls.model_validate(value)
        except ValidationError as error:
            # No values and no keys that are not ours: either may be a person's.
            found = error.errors(include_input=False, include_url=False, include_context=False)
            raise SubjectError("; ".join(sorted(map(_place, found)))) from None


SUBJECT_FIELDS: Final[Mapping[str, FieldSpec]] = {
    name: _spec(name, Subject, "登记机关")
    for name in ("kind", "region", "industry", "established_on", "of_full_age", "capacity")
}
"""What conditions may ask of the subject itself (`subject.region`)."""


def _refuse_twins(text: str | bytes) -> None:
    """Refuse a name that stands twice in one object: the last would win unseen."""

    def once(pairs: list[tuple[str, object]]) -> None:
        if len(dict(pairs)) != len(pairs):
            raise SubjectError("the record: a field stands twice in one object")

    # Read, a value takes up to thirty times its length: so they are counted before.
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if sum(map(data.count, (b",", b"[", b"{"))) > _LIMIT_VALUES:
        raise SubjectError(f"the record: more than {_LIMIT_VALUES} values")
    # What is no JSON is left for pydantic to say.
    with suppress(ValueError, RecursionError):
        json.loads(data, object_pairs_hook=once, parse_int=len, parse_float=len, strict=False)


def mask(uscc: str) -> str:
    """A code as it is shown: its first and last four characters."""
    return f"{uscc[:4]}{'*' * 10}{uscc[-4:]}"


@cache
def _known_words() -> frozenset[str]:
    words = {*Subject.model_fields, *Person.model_fields, "from", "until"}
    return frozenset(words.union(*(entry.fields for entry in COLLECTIONS.values())))


def _place(found: Any) -> str:
    known = _known_words()
    parts = [
        # A key may be a number too, and then a person's: an index of ours is below the limit.
        (f"[{part}]" if part <= _LIMIT_ITEMS else "[…]")
        if isinstance(part, int)
        else "." + (part if part in known else "…")
        for part in found["loc"]
    ]
    place = "".join(parts).lstrip(".") or "the record"
    said = _MESSAGES.get(found["type"], found["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}"


_MESSAGES = {
    "extra_forbidden": "no such field",
    "enum": "not one of the values this field knows",
    "union_tag_invalid": "not one of the values this field knows",
    "string_pattern_mismatch": "not written as this field needs it",
    "missing": "needed, and left out",
    # What pydantic says of these has a class name or the text of a caller's exception in it.
    "model_type": "expected fields with values",
    "mapping_type": "expected names with values",
    "iteration_error": "expected a list that can be read to its end",
}
