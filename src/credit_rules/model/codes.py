"""The closed vocabularies of values: every enumerated value once, with its Chinese name.

Rulesets write the identifier, rows may carry the Chinese name, answers print it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = [
    "Code",
    "CommitmentKind",
    "Conduct",
    "CourtOutcomeKind",
    "Domain",
    "Effect",
    "FindingAnswer",
    "Fulfilment",
    "IncidentKind",
    "InspectionResult",
    "Level",
    "OrderKind",
    "PenaltyKind",
    "Purpose",
    "RecordStatus",
    "Role",
    "Strength",
    "SubjectKind",
    "Target",
    "Verified",
]


class Code(StrEnum):
    """A closed set of identifiers, each with its Chinese name."""

    zh: str

    def __new__(cls, identifier: str, zh: str) -> Self:
        """Make the member; `zh` is what a Chinese reader sees."""
        member = str.__new__(cls, identifier)
        member._value_ = identifier
        member.zh = zh
        return member

    @classmethod
    def named(cls, identifier: str) -> Self:
        """The member with this identifier.

        Raises:
            KeyError: there is none.
        """
        return {member.value: member for member in cls}[identifier]


class SubjectKind(Code):
    """What kind of credit subject (信用主体) this is."""

    LEGAL_PERSON = "legal_person", "法人"
    UNINCORPORATED = "unincorporated", "非法人组织"
    INDIVIDUAL_BUSINESS = "individual_business", "个体工商户"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    GOVERNMENT_BODY = "government_body", "机关"
    NATURAL_PERSON = "natural_person", "自然人"


class RecordStatus(Code):
    """What has become of a record since it was made."""

    EFFECTIVE = "effective", "有效"
    CHANGED = "changed", "已变更"
    ANNULLED = "annulled", "已撤销"
    UNLAWFUL = "unlawful", "确认违法"
    INVALID = "invalid", "确认无效"
    UNDER_REVIEW = "under_review", "复议或诉讼中"
    REPAIRED = "repaired", "已修复"
    DISCLOSURE_ENDED = "disclosure_ended", "公示期满"


class PenaltyKind(Code):
    """Kinds of administrative penalty, after 《行政处罚法》第九条."""

    WARNING = "warning", "警告"
    CRITICISM = "criticism", "通报批评"
    FINE = "fine", "罚款"
    CONFISCATION_OF_GAINS = "confiscation-of-gains", "没收违法所得"
    CONFISCATION_OF_PROPERTY = "confiscation-of-property", "没收非法财物"
    LICENCE_SUSPENSION = "licence-suspension", "暂扣许可证件"
    GRADE_REDUCTION = "grade-reduction", "降低资质等级"
    LICENCE_REVOCATION = "licence-revocation", "吊销许可证件"
    BUSINESS_RESTRICTION = "business-restriction", "限制开展生产经营活动"
    SUSPENSION_ORDER = "suspension-order", "责令停产停业"
    CLOSURE_ORDER = "closure-order", "责令关闭"
    EMPLOYMENT_RESTRICTION = "employment-restriction", "限制从业"
    DETENTION = "detention", "行政拘留"
    PROCUREMENT_BAN = "procurement-ban", "禁止参加政府采购活动"
    OTHER = "other", "法律、行政法规规定的其他行政处罚"


class Domain(Code):
    """The field of administration a record belongs to."""

    LABOUR = "labour", "劳动保障"
    MARKET = "market", "市场监管"
    PROCUREMENT = "procurement", "政府采购"
    OTHER = "other", "其他"


class InspectionResult(Code):
    """What an inspection, a complaint or a document review ended with."""

    COMPLIANT = "compliant", "未发现违法"
    VIOLATION = "violation", "因违法被查处"


class Conduct(Code):
    """Conduct that a provision names by itself."""

    CHILD_LABOUR = "child-labour", "使用童工"
    FORCED_LABOUR = "forced-labour", "强迫劳动"
    WAGE_ARREARS = "wage-arrears", "拖欠工资"
    WORKING_HOURS = "working-hours", "违反工作时间和休息休假规定"
    SOCIAL_INSURANCE = "social-insurance", "未依法参加社会保险"
    OTHER = "other", "其他"


class OrderKind(Code):
    """Orders and decisions a subject has to fulfil."""

    RECTIFICATION = "rectification", "限期整改指令"
    HANDLING = "handling-decision", "行政处理决定"
    PENALTY = "penalty-decision", "行政处罚决定"


class Fulfilment(Code):
    """How an order was answered."""

    PENDING = "pending", "履行中"
    FULFILLED = "fulfilled", "已履行"
    REFUSED = "refused", "拒不履行"


class IncidentKind(Code):
    """Incidents that follow from unlawful conduct."""

    MASS_INCIDENT = "mass-incident", "群体性事件"
    EXTREME_INCIDENT = "extreme-incident", "极端事件"
    OTHER = "other", "其他事件"


class CommitmentKind(Code):
    """What a written credit commitment promises."""

    NO_MORE_WAGE_ARREARS = "no-more-wage-arrears", "不再拖欠农民工工资"
    OTHER = "other", "其他承诺"


class CourtOutcomeKind(Code):
    """Where criminal proceedings stand."""

    PENDING = "pending", "刑事诉讼期间"
    CONVICTED = "convicted", "已被追究刑事责任"
    ACQUITTED = "acquitted", "未被追究刑事责任"


class FindingAnswer(Code):
    """What a person found."""

    YES = "yes", "是"
    NO = "no", "否"


class Role(Code):
    """What a related person is, or was, to the subject."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    PRINCIPAL = "principal", "主要负责人"
    RESPONSIBLE_PERSON = "responsible_person", "直接负责的主管人员和其他直接责任人员"
    CONTROLLER = "controller", "实际控制人"


class Target(Code):
    """Whom a measure meets."""

    ENTITY = "entity", "用人单位（企业）"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    PRINCIPAL = "principal", "主要负责人"
    RESPONSIBLE_PERSON = "responsible_person", "直接负责的主管人员和其他直接责任人员"
    CONTROLLER = "controller", "实际控制人"


class Purpose(Code):
    """What an authority asks for (应用场景)."""

    PROCUREMENT = "procurement", "政府采购"
    BIDDING = "bidding", "招标投标"
    APPROVAL = "approval", "行政审批"
    MARKET_ENTRY = "market-entry", "市场准入"
    QUALIFICATION = "qualification", "资质资格"
    HONOURS = "honours", "评优评先"
    FUNDING = "funding", "财政资金与税收优惠"
    PROJECT_SUPPORT = "project-support", "项目支持"
    NATURAL_RESOURCES = "natural-resources", "自然资源"
    RESEARCH = "research", "科研"
    INSPECTION = "inspection", "监督检查"
    LICENSING = "licensing", "行政许可"
    APPOINTMENT = "appointment", "任职"
    FINANCE = "finance", "融资贷款"


class Effect(Code):
    """What a measure does, from the mildest to the strictest."""

    FAVOUR = "favour", "激励"
    REMIND = "remind", "提醒"
    SUPERVISE = "supervise", "监管"
    RESTRICT = "restrict", "限制"
    PROHIBIT = "prohibit", "禁止"


class Strength(Code):
    """How firmly the provision speaks."""

    MUST = "must", "应当"
    MAY = "may", "可以"
    CONSIDER = "consider", "作为重要考量"
    AS_OTHER_LAW_SAYS = "as-other-law-says", "依法依规予以限制"

    @property
    def binding(self) -> bool:
        """Whether the provision itself carries the measure, or only points at other law."""
        return self in (Strength.MUST, Strength.MAY)


class Level(Code):
    """The level of a legal instrument."""

    LAW = "law", "法律"
    ADMINISTRATIVE_REGULATION = "administrative_regulation", "行政法规"
    LOCAL_REGULATION = "local_regulation", "地方性法规"
    POLICY_DOCUMENT = "policy_document", "党中央、国务院政策文件"
    JUDICIAL_INTERPRETATION = "judicial_interpretation", "司法解释"
    DEPARTMENT_RULE = "department_rule", "部门规章"
    GOVERNMENT_RULE = "government_rule", "地方政府规章"
    NORMATIVE_DOCUMENT = "normative_document", "规范性文件"
    STANDARD = "standard", "标准"


class Verified(Code):
    """How far a provision was read."""

    FULL_TEXT = "full_text", "已读全文"
    EXCERPT = "excerpt", "已读原文片段"
    SECONDARY = "secondary", "转述，未读原文"
