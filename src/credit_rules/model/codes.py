"""The closed vocabularies of values: every enumerated value once, with its Chinese name.

Rulesets write the identifier, rows may carry the Chinese name, answers print it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = [
    "AssignmentManner",
    "CaseProcedure",
    "CivilCapacity",
    "Code",
    "CommitmentKind",
    "CommitmentState",
    "Conduct",
    "CourtOutcomeKind",
    "CrimeKind",
    "Domain",
    "Effect",
    "EnforcementConduct",
    "EnforcementOutcome",
    "FindingAnswer",
    "Fulfilment",
    "IncidentGrade",
    "IncidentKind",
    "InsolvencyKind",
    "InspectionKind",
    "InspectionResult",
    "InterviewKind",
    "LeftOut",
    "Level",
    "LicenceKind",
    "LicenceState",
    "OrderKind",
    "OrganisationOutcome",
    "PenaltyKind",
    "Purpose",
    "RecordStatus",
    "RepairEffect",
    "Role",
    "RoleAt",
    "RulesetQuestion",
    "Strength",
    "SubjectKind",
    "Target",
    "TaxConduct",
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
    BIDDING = "bidding", "招标投标"
    TAX = "tax", "税务"
    CUSTOMS = "customs", "海关"
    FOOD = "food", "食品安全"
    DRUG = "drug", "药品"
    WORK_SAFETY = "work-safety", "安全生产"
    TRANSPORT = "transport", "交通运输"
    CONSTRUCTION = "construction", "工程建设"
    ENVIRONMENT = "environment", "生态环境"
    CULTURE_TOURISM = "culture-tourism", "文化和旅游"
    MEDICAL = "medical", "医疗与医疗保障"
    STATISTICS = "statistics", "统计"
    INTELLECTUAL_PROPERTY = "intellectual-property", "知识产权"
    WATER = "water", "水利"
    ENERGY = "energy", "能源"
    COURTS = "courts", "人民法院执行"
    OTHER = "other", "其他"


class InspectionKind(Code):
    """Why an inspection was made."""

    SPOT_CHECK = "spot-check", "双随机抽查"
    INSPECTION = "inspection", "检查"
    SPECIAL = "special", "专项检查"
    COMPLAINT = "complaint", "投诉举报核查"
    DOCUMENT_REVIEW = "document-review", "书面审查"
    OTHER = "other", "其他"


class InspectionResult(Code):
    """What an inspection, a complaint or a document review ended with."""

    COMPLIANT = "compliant", "未发现违法"
    VIOLATION = "violation", "因违法被查处"
    NOT_PUBLISHED = "not-published", "未按规定公示应当公示的信息"
    FALSE_PUBLICITY = "false-publicity", "公示信息隐瞒真实情况、弄虚作假"
    UNREACHABLE = "unreachable", "通过登记的住所（经营场所）无法联系"
    NOT_COOPERATING = "not-cooperating", "不予配合检查情节严重"
    NO_BUSINESS = "no-business", "未发现开展本次抽查涉及的经营活动"
    CLOSED = "closed", "已关闭停业或者正在组织清算"
    CORRECTED_AT_ONCE = "corrected-at-once", "发现问题，当场改正"
    ORDERED_TO_CORRECT = "ordered-to-correct", "发现问题，责令改正"
    HANDED_ON = "handed-on", "发现问题待后续处理"
    OTHER = "other", "其他"


class Conduct(Code):
    """Conduct that a provision names by itself."""

    CHILD_LABOUR = "child-labour", "使用童工"
    FORCED_LABOUR = "forced-labour", "强迫劳动"
    WAGE_ARREARS = "wage-arrears", "拖欠工资"
    WORKING_HOURS = "working-hours", "违反工作时间和休息休假规定"
    SOCIAL_INSURANCE = "social-insurance", "未依法参加社会保险"
    FALSE_PUBLICITY = "false-publicity", "公示信息隐瞒真实情况、弄虚作假"
    SMUGGLING = "smuggling", "走私"
    CUSTOMS_SUPERVISION = "customs-supervision", "违反海关监管规定"
    FOOD_SAFETY = "food-safety", "违反食品安全规定"
    DRUG_SAFETY = "drug-safety", "违反药品管理规定"
    WORK_SAFETY = "work-safety", "违反安全生产规定"
    FALSE_REPORT = "false-report", "出具虚假检验、认证或者评价结论"
    CONCEALED_ACCIDENT = "concealed-accident", "瞒报、谎报事故"
    OTHER = "other", "其他"


class TaxConduct(Code):
    """Tax conduct that a provision names by itself."""

    EVASION = "evasion", "伪造、隐匿账簿或者虚假申报等，不缴或者少缴应纳税款"
    WITHHELD_TAX = "withheld-tax", "以前述手段不缴或者少缴已扣、已收税款"
    OBSTRUCTED_RECOVERY = "obstructed-recovery", "转移或者隐匿财产，妨碍追缴欠税"
    EXPORT_REFUND_FRAUD = "export-refund-fraud", "骗取国家出口退税款"
    VIOLENT_RESISTANCE = "violent-resistance", "以暴力、威胁方法拒不缴纳税款"
    FALSE_SPECIAL_INVOICES = "false-special-invoices", "虚开增值税专用发票或者抵扣税款的其他发票"
    FALSE_ORDINARY_INVOICES = "false-ordinary-invoices", "虚开增值税普通发票"
    FORGED_INVOICES = "forged-invoices", "私自印制、伪造、变造发票"
    ABSCONDED = "absconded", "不履行税收义务并脱离监管，经检查确认走逃（失联）"
    ASSISTED = "assisted", "为他人非法提供账户、发票、证明或者其他方便"
    AGENT_VIOLATION = "agent-violation", "税务代理人违法，造成未缴或者少缴税款"
    OTHER = "other", "其他税收违法行为"


class CaseProcedure(Code):
    """The procedure a penalty was decided by."""

    SIMPLE = "simple", "简易程序"
    ORDINARY = "ordinary", "普通程序"


class LicenceKind(Code):
    """Kinds of administrative licence, as they are published."""

    ORDINARY = "ordinary", "普通"
    FRANCHISE = "franchise", "特许"
    RECOGNITION = "recognition", "认可"
    VERIFICATION = "verification", "核准"
    REGISTRATION = "registration", "登记"
    OTHER = "other", "其他"


class LicenceState(Code):
    """Where a licence stands."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "期满失效"
    REVOKED = "revoked", "吊销"
    WITHDRAWN = "withdrawn", "撤销"
    CANCELLED = "cancelled", "注销"


class OrderKind(Code):
    """Orders and decisions a subject has to fulfil."""

    RECTIFICATION = "rectification", "限期整改指令"
    HANDLING = "handling-decision", "行政处理决定"
    PENALTY = "penalty-decision", "行政处罚决定"


class InterviewKind(Code):
    """Interviews an authority holds with a subject."""

    REMINDER = "reminder", "提示约谈"
    WARNING = "warning", "警示约谈"


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


class IncidentGrade(Code):
    """How grave a work-safety accident was, as its investigation graded it."""

    ORDINARY = "ordinary", "一般事故"
    LARGER = "larger", "较大事故"
    MAJOR = "major", "重大事故"
    ESPECIALLY_MAJOR = "especially-major", "特别重大事故"


class CommitmentKind(Code):
    """What a written credit commitment promises."""

    NO_MORE_WAGE_ARREARS = "no-more-wage-arrears", "不再拖欠农民工工资"
    APPROVAL = "approval", "审批替代型"
    REPAIR = "repair", "信用修复型"
    SELF_DISCIPLINE = "self-discipline", "行业自律型"
    VOLUNTARY = "voluntary", "主动公示型"
    CERTIFICATE = "certificate", "证明事项型"
    OTHER = "other", "其他承诺"


class CommitmentState(Code):
    """What became of a commitment."""

    PENDING = "pending", "履行中"
    KEPT = "kept", "已全部履行"
    PARTLY_KEPT = "partly-kept", "部分履行"
    BREACHED = "breached", "未履行"


class CourtOutcomeKind(Code):
    """Where criminal proceedings stand."""

    PENDING = "pending", "刑事诉讼期间"
    CONVICTED = "convicted", "已被追究刑事责任"
    ACQUITTED = "acquitted", "未被追究刑事责任"


class CrimeKind(Code):
    """Crimes that a provision names by their kind."""

    CORRUPTION = "corruption", "贪污、贿赂"
    PROPERTY = "property", "侵占财产、挪用财产"
    MARKET_ORDER = "market-order", "破坏社会主义市场经济秩序"
    SMUGGLING = "smuggling", "走私"
    FOOD_SAFETY = "food-safety", "食品安全犯罪"
    DRUG_SAFETY = "drug-safety", "药品安全犯罪"
    WORK_SAFETY = "work-safety", "生产安全犯罪"
    OTHER = "other", "其他犯罪"


class EnforcementConduct(Code):
    """How a judgment debtor fails its judgment, after 法释〔2017〕7号第一条."""

    ABLE_BUT_REFUSES = "able-but-refuses", "有履行能力而拒不履行"
    OBSTRUCTS = "obstructs", "以伪造证据、暴力、威胁等方法妨碍、抗拒执行"
    EVADES = "evades", "以虚假诉讼、虚假仲裁或者隐匿、转移财产等方法规避执行"
    NO_PROPERTY_REPORT = "no-property-report", "违反财产报告制度"
    BREAKS_CONSUMPTION_ORDER = "breaks-consumption-order", "违反限制消费令"
    BREAKS_SETTLEMENT = "breaks-settlement", "无正当理由拒不履行执行和解协议"


class EnforcementOutcome(Code):
    """What became of an enforcement case, after 法释〔2017〕7号第十条."""

    PENDING = "pending", "执行中"
    FULFILLED = "fulfilled", "已履行或者已执行完毕"
    SETTLEMENT_FULFILLED = "settlement-fulfilled", "达成和解协议且已履行完毕"
    APPLICANT_REQUESTED = "applicant-requested", "申请执行人书面申请删除，经法院同意"
    NO_ASSETS_FOUND = "no-assets-found", "终结本次执行后，两次以上查询未发现财产且无线索"
    STAYED = "stayed", "因审判监督或者破产程序裁定中止执行"
    NOT_ENFORCED = "not-enforced", "裁定不予执行"
    TERMINATED = "terminated", "裁定终结执行"


class InsolvencyKind(Code):
    """Kinds of insolvency proceedings."""

    REORGANISATION = "reorganisation", "重整"
    SETTLEMENT = "settlement", "和解"
    LIQUIDATION = "liquidation", "清算"


class OrganisationOutcome(Code):
    """What became of an organisation in which a person held a position."""

    LICENCE_REVOKED = "licence-revoked", "被吊销营业执照"
    ORDERED_CLOSED = "ordered-closed", "被责令关闭"
    LIQUIDATED = "liquidated", "破产清算完结"
    PERMIT_REVOKED = "permit-revoked", "被吊销许可证"


class AssignmentManner(Code):
    """How a grade was given."""

    ASSESSED = "assessed", "经评价"
    DIRECT = "direct", "直接认定"
    DEFAULT = "default", "按缺省等级"


class CivilCapacity(Code):
    """Capacity for civil acts."""

    FULL = "full", "完全民事行为能力"
    LIMITED = "limited", "限制民事行为能力"
    NONE = "none-at-all", "无民事行为能力"


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
    DIRECTOR = "director", "董事"
    SUPERVISOR = "supervisor", "监事"
    SENIOR_MANAGER = "senior_manager", "高级管理人员"
    FACTORY_HEAD = "factory_head", "厂长、经理"


class Target(Code):
    """Whom a measure meets."""

    ENTITY = "entity", "主体本身"
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


class RoleAt(Code):
    """On which day a person must have held a role for a measure to meet them."""

    ACT = "act", "行为发生时"
    LISTING = "listing", "作出决定时"
    DAY = "day", "查询之日"


class RepairEffect(Code):
    """What a repair ends, each apart from the others."""

    ENDS_PUBLICITY = "ends-publicity", "停止公示"
    ENDS_USE = "ends-use", "停止共享和使用"
    ENDS_MEASURES = "ends-measures", "解除管理措施"
    ENDS_LISTING = "ends-listing", "移出名单"
    SHIELDS = "shields", "临时屏蔽"
    SUSPENDS_MEASURES = "suspends-measures", "临时解除限制措施"


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


class LeftOut(Code):
    """Why no rule rests on a provision, or on a part of one; a closed set.

    `no-rule` is for provisions that organise authorities, state aims or define words, and say
    nothing about a subject. `not-expressible` is for what the vocabulary has no field for yet: all
    others are properties of the law, that one is ours.
    """

    NO_RULE = "no-rule", "不产生规则"
    JUDGEMENT = "judgement", "由有权机关裁量"
    NOT_READABLE = "not-readable", "原文未能核读"
    UNCONFIRMED = "unconfirmed", "何时施行未经核实"
    OPEN_NORM = "open-norm", "条文开放，没有标准"
    SCHEDULE = "schedule", "属于日程安排"
    CROSS_SUBJECT_EFFECT = "cross-subject-effect", "效果及于其他主体"
    LEVEL_TOO_LOW = "level-too-low", "效力层级不足"
    DISPUTED = "disputed", "存在不同理解"
    FUTURE = "future", "尚未施行"
    REPEALED = "repealed", "已废止"
    NOT_EXPRESSIBLE = "not-expressible", "规则语言尚不能表达"


class RulesetQuestion(Code):
    """What is asked of a ruleset as a whole, each by the fault that refutes it.

    `monotone` alone is named after what should hold.
    """

    GAP = "gap", "无等级可定"
    OVERLAP = "overlap", "等级重叠"
    UNREACHABLE = "unreachable", "无从适用"
    SHADOWED = "shadowed", "被其他规则涵盖"
    CONSTANT = "constant", "条件恒定"
    CONTRADICTION = "contradiction", "措施相互矛盾"
    ALREADY_SERIOUS = "already-serious", "列入重点关注时已属严重失信"
    MONOTONE = "monotone", "事实更重则等级不更宽"
    UNREPAIRABLE = "unrepairable", "无从修复"
    ENDLESS = "endless", "限制没有终期"


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
