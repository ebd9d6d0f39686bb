"""The JSON Schemas of rulesets, catalogs and profiles, for editors: completion, and red underlines.

They say the shape the reader asks for, from the same vocabulary; a differential test holds the two
equal. What JSON Schema cannot say, or only at many times the size, the reader says alone: which
record `this` is, the calendar, the unit a catalog gives a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from credit_rules.lang.catalogs import READERS
from credit_rules.lang.conditions import OPENINGS, WINDOWS
from credit_rules.lang.fields import DAYS, FIGURES, SIZES, TESTS
from credit_rules.lang.parser import KINDS, RECOGNISING, RETROACTIVE
from credit_rules.lang.reactions import KIND as REACTIONS
from credit_rules.lang.reactions import LIMIT_PREMISES
from credit_rules.lang.reactions import WORDS as REACTION_WORDS
from credit_rules.model.catalog import InstrumentStatus, ListKind, Stricter
from credit_rules.model.codes import (
    Code,
    Effect,
    LeftOut,
    Level,
    Purpose,
    RecordStatus,
    RepairEffect,
    RoleAt,
    RulesetQuestion,
    Strength,
    SubjectKind,
    Target,
    Verified,
)
from credit_rules.model.expr import Op, Owner
from credit_rules.model.reactions import NOTHING, PATTERNS, STATES, Since
from credit_rules.model.ruleset import Burden, Governs
from credit_rules.model.subject import (
    COLLECTIONS,
    NONE,
    NOT_COMPUTABLE,
    SUBJECT_FIELDS,
    Collection,
    FieldSpec,
    Kind,
)

__all__ = [
    "Schema",
    "assembled",
    "catalog_schema",
    "code_set",
    "constant",
    "described",
    "explained",
    "many",
    "mapping",
    "profile_schema",
    "ref",
    "ruleset_schema",
]

Schema = dict[str, Any]

_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "action": ("列入或者移出", "entering or leaving"),
    "after": ("自起算日起的期间", "the period after that day"),
    "all": ("全部成立", "every one of them holds"),
    "answered": ("法律本有此意的疑点", "what verify refutes and the law wants so"),
    "any": ("任一成立", "at least one of them holds"),
    "any_span": ("任一时段内的记录", "records within any one span"),
    "applies_to": ("适用的主体类别", "the kinds of subject it applies to"),
    "apply_to": ("受理部门", "where to apply"),
    "assessed": ("评价的年度和日期", "the year, or the day, that is assessed"),
    "at": ("评价所看的日期", "the day whose facts are looked at"),
    "at_least": ("不少于", "this or more"),
    "at_most": ("不超过", "this or less"),
    "authority": ("部门", "the department"),
    "barred": ("不予修复的情形", "what bars a repair"),
    "basis": ("法律依据", "the provisions it rests on"),
    "before": ("向前计算的起点", "the day it is counted back from"),
    "better": ("使情形变好的事实", "facts that make it better"),
    "burden": ("举证责任", "who has to show it"),
    "by": ("实施主体", "who does it"),
    "cap": ("上限", "the most it may come to"),
    "caps": ("最高等级限制", "no better than"),
    "codes": ("编码", "lists of codes"),
    "collection": ("一类记录", "a collection of records"),
    "concerns": ("涉及的主体应有的记录", "what is on record of those it concerns"),
    "concluded": ("其他规则的结论", "what another rule concluded"),
    "concludes": ("得出的结论", "what it concludes"),
    "count": ("记录的件数", "how many records"),
    "criteria": ("标准和程序依据", "provisions that give criteria or procedure"),
    "default": ("缺省等级", "the tier of who has no record"),
    "define": ("本规则集的定义", "conditions given a name"),
    "defined": ("已定义的条件", "a condition defined above"),
    "degree": ("程度", "how much of the measure"),
    "degrees": ("程度，由轻到重", "its degrees, the mildest first"),
    "demands": ("条款对其措施另行要求的依据", "what it demands of its own measures"),
    "direct": ("直接认定", "tiers assigned directly"),
    "discipline": ("惩戒措施", "measures against those on the list"),
    "distinct": ("不同的值的个数", "how many different values"),
    "done_on": ("办结日期字段", "the day it was done"),
    "due": ("期限", "the last day for it"),
    "during": ("自然年度", "a calendar year"),
    "each": ("逐件查看的记录", "the records looked at one by one"),
    "edition": ("版本", "the edition"),
    "effect": ("效力或者效果", "what it does"),
    "effective": ("等级生效日期", "the day from which the tier holds"),
    "elapsed": ("期间届满", "a period has run in full"),
    "empty": ("应当完整且为空的记录", "what must be covered and empty"),
    "ends": ("公示自行终止", "ends that come by themselves"),
    "en": ("英文", "in English"),
    "every": ("每件记录", "every record"),
    "excluded": ("未使用的记录有变化", "a record is set aside"),
    "exit": ("移出", "how an entry ends"),
    "expires": ("失效日期字段", "the due day on which it expires"),
    "families": ("所要求的措施类别", "the families of measures it speaks of"),
    "family": ("措施类别", "the family of measures"),
    "favours": ("激励措施", "favours"),
    "field": ("另一字段", "another field"),
    "fills": ("填补其空缺的规则集", "the ruleset whose gap it fills"),
    "finding": ("须由有权机关认定的事项", "a judgement asked of a person"),
    "findings": ("认定事项", "the judgements it asks for"),
    "floors": ("最低等级限制", "no worse than"),
    "for": ("期间", "for a period"),
    "from": ("施行之日", "the first day"),
    "governs": ("适用的日期标准", "which day decides whether it governs"),
    "grants": ("修复的效果", "what a repair ends"),
    "grounds": ("列入情形", "grounds of a listing"),
    "happens": ("变化的种类", "what became of it"),
    "has": ("应当满足的条件", "what each must meet"),
    "high": ("最高分", "the top of the scale"),
    "holder": ("有权确定的部门", "who fixes it"),
    "id": ("标识", "its name"),
    "if": ("溯及的条件：milder 指处理较轻", "when it reaches back: where it is the milder"),
    "if_any": ("有则计入的日期", "days that count if there are any"),
    "in_force": ("有效期间", "when it is in force"),
    "including": ("一并查看的已失效记录", "records set aside that count all the same"),
    "instruments": ("法律文件", "legal instruments"),
    "is": ("等于", "is this"),
    "issued": ("公布日期", "when it was issued"),
    "issuer": ("制定机关", "who issued it"),
    "item": ("所在的项", "the item it stands under"),
    "items": ("计分项目", "what adds or takes points"),
    "jurisdiction": ("适用地域：national 或者六位代码", "national, or a region of six digits"),
    "kind": ("文件类型", "the kind of file"),
    "known_in_force_on": ("已核实有效的日期", "days on which it is known to be in force"),
    "label": ("未编号条款的印刷名称", "how an unnumbered provision is printed"),
    "last_checked": ("最近核对日期", "when it was last checked"),
    "lasts": ("限制的期限", "how long it lasts"),
    "latest_of": ("几个日期中最晚的", "the latest of several days"),
    "leave": ("移出条件", "conditions of leaving"),
    "less_than": ("不满", "less than"),
    "level": ("效力层级", "its level"),
    "levels": ("所要求的效力层级", "the levels one of which it demands"),
    "lifelong": ("终身", "for life"),
    "list": ("名单", "the list"),
    "list_kind": ("名单的性质", "what being on it means"),
    "listed": ("在名单上", "is officially on a list"),
    "listing": ("名单条目有变化", "an entry on a list changes"),
    "lists": ("名单目录", "lists"),
    "low": ("最低分", "the bottom of the scale"),
    "materials": ("申请材料", "what to hand in"),
    "measure": ("措施", "the measure"),
    "measures": ("措施", "measures"),
    "more_than": ("超过", "more than"),
    "moved": ("变严或者变宽", "which way it moved"),
    "not": ("不成立", "it does not hold"),
    "not_computable": ("无法计算时的结论", "what holds where there is no share"),
    "not_covered": ("未涵盖的内容", "what is left out"),
    "not_for": ("已在这些名单上的不再关注", "who is on these lists is not watched"),
    "note": ("说明", "a note"),
    "number": ("文号", "its number"),
    "of": ("字段，或者定义所针对的集合", "the field, or the collection it is about"),
    "on_list": ("所在措施清单", "the list of measures it is on"),
    "order": ("等级的判定方式", "how the tiers are asked"),
    "otherwise": ("以上条件都不成立", "no stricter tier holds"),
    "organ": ("部门", "the organ"),
    "parameter": ("由部门确定的数值", "a figure a department fixes"),
    "parameters": ("参数", "figures"),
    "part": ("部分", "the part"),
    "period": ("期间", "the period"),
    "platform": ("平台", "the platform"),
    "points": ("分值", "points"),
    "procedure": ("程序", "the procedure owed"),
    "proposal": ("列入建议有变化", "a proposal changes"),
    "proposed": ("已有列入建议", "an entry is proposed"),
    "provisions": ("条款", "its provisions"),
    "purposes": ("应用场景", "the purposes it serves"),
    "question": ("问题", "the question"),
    "range": ("幅度", "the range, the lower end first"),
    "reactions": ("反应规则", "what is done when a decision changes"),
    "reason": ("原因", "the reason"),
    "recognises": ("认可的其他地域", "the regions whose official acts count here"),
    "region": ("行政区划代码", "the region"),
    "regions": ("行政区划代码", "regions of six digits"),
    "remedy": ("救济途径", "the remedy"),
    "remove_within": ("移出办理期限", "within how long it is removed"),
    "repair": ("修复状态有变化", "a repair changes"),
    "replaces": ("在本地域取代的规则集", "the ruleset it replaces in its region"),
    "requires": ("修复条件", "what a repair requires"),
    "restrictions": ("限制", "bars"),
    "retroactive": ("从旧兼从轻", "that it reaches back to earlier acts where it is the milder"),
    "revoked_with_its_document": ("随所依据文书撤销的依据", "why it falls with its document"),
    "role_at": ("任职的判断时点", "on which day a role counts"),
    "rules": ("所涉规则", "the rules it is about; all of them, if none is named"),
    "ruleset": ("规则集", "the ruleset"),
    "says": ("内容摘要", "what it says, in our words"),
    "scheme": ("体系", "the scheme"),
    "score": ("分数段", "its band of scores"),
    "scorecard": ("记分", "the scorecard"),
    "settled_when": ("已就此作出决定", "when it has been decided"),
    "share": ("比例", "one quantity as a share of another"),
    "since": ("起算日", "from that day on"),
    "since_title": ("起算日的说明", "that day in words"),
    "some": ("至少一件记录", "at least one record"),
    "sources": ("来源", "where it was read"),
    "span": ("时段", "the length of the span"),
    "specific": ("具体条款", "the specific provision of other law"),
    "stage": ("阶段", "the stage"),
    "standard": ("所依的标准", "the standard that fixes them"),
    "standing": ("在列", "the entry stands"),
    "start": ("起始分", "where it starts"),
    "status": ("状态", "whether it was issued"),
    "statuses": ("记录状态", "the statuses that count"),
    "stay": ("继续关注的情形", "what keeps an entry standing"),
    "step": ("应办事项有变化", "a step owed changes"),
    "steps": ("步骤", "steps owed"),
    "strength": ("强度", "how firmly the provision speaks"),
    "stricter": ("从严方向", "in which direction it is stricter"),
    "sum": ("合计", "a field in all"),
    "targets": ("对象", "whom it meets"),
    "task": ("任务", "the task"),
    "term": ("列入期限", "how long an entry stands"),
    "terms": ("各情形的期限", "the term by ground"),
    "tier": ("等级", "the tier"),
    "tiers": ("等级，由严到宽", "the tiers, strictest first"),
    "title": ("标题", "the title"),
    "undetermined": ("未定结果有变化", "what is undetermined changes"),
    "unit": ("单位", "the unit"),
    "unless": ("但书", "exceptions"),
    "until": ("终止之日", "the first day no longer, or a due day of the act"),
    "values": ("编码值", "the codes"),
    "verified": ("核实程度", "how far it was read"),
    "versions": ("版本", "its versions"),
    "what": ("内容", "what it is"),
    "when": ("条件", "the condition"),
    "where": ("条件", "the condition each is asked"),
    "whole": ("整体", "the whole"),
    "within": ("期间之内", "within a period"),
    "worse": ("使情形变坏的事实", "facts that make it worse"),
    "years_before": ("几年之前的年度", "the year so many years before"),
    "zh": ("中文", "in Chinese"),
}
"""What a key means, in Chinese and English; `title_en` and its like are explained by `title`."""

_TESTS_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "is": ("等于", "is this"),
    "is_not": ("不等于", "is not this"),
    "at_least": ("不少于", "this or more"),
    "at_most": ("不超过", "this or less"),
    "more_than": ("超过", "more than"),
    "less_than": ("不满", "less than"),
    "before": ("早于", "before that day"),
    "after": ("晚于", "after that day"),
    "on_or_before": ("不晚于", "on that day or before"),
    "on_or_after": ("不早于", "on that day or after"),
    "one_of": ("是其中之一", "is one of them"),
    "none_of": ("都不是", "is none of them"),
    "field": ("等于另一字段", "is what another field is"),
    "passed": ("已过", "the day is past"),
}
"""What a test of a field means; some of these words mean another thing elsewhere."""

_HELD: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.TEXT: ("文字", "a text"),
    Kind.CODE: ("编码", "a code"),
    Kind.CODES: ("一个或者几个编码", "one or several codes"),
    Kind.FLAG: ("是或者否", "true or false"),
    Kind.NUMBER: ("整数", "a whole number"),
    Kind.POINTS: ("分值", "points"),
    Kind.AMOUNT: ("金额，以元计，或者写作 5万元", "an amount in yuan, or as 5万元"),
    Kind.DAY: ("发生的日期", "the day it happened"),
    Kind.DUE_DAY: ("事先确定的日期", "a day fixed beforehand"),
}
"""What a field of each kind holds."""

_COMPARISONS: Final = tuple(sorted({op.value for op in (*SIZES, Op.IS)}))
_BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "some": (*WINDOWS, "including", "where"),
    "every": (*WINDOWS, "including", "where", "has"),
    "count": (*WINDOWS, "including", "where", *_COMPARISONS),
    "sum": (*WINDOWS, "including", "where", "of", *_COMPARISONS),
    "distinct": (*WINDOWS, "including", "where", "of", *_COMPARISONS),
    "share": ("not_computable", *_COMPARISONS),
    "any_span": ("including", "where", "span", "at_least"),
}
"""The words that stand beside each opening of a look at records."""


def ruleset_schema() -> Schema:
    """The schema of a ruleset file of any kind, and of the reactions that stand among them."""
    return _by_kind({kind: _RULESETS[kind]() for kind in KINDS} | {REACTIONS: _reactions()})


def catalog_schema() -> Schema:
    """The schema of a catalog file of any kind."""
    entries = {
        "instruments": _instrument(),
        "measures": _measure(),
        "lists": _list(),
        "parameters": _parameter(),
        "codes": _code_list(),
    }
    kinds = {}
    for kind in READERS:
        words = {"kind": {"const": kind}, kind: _named(entries[kind])}
        kinds[kind] = mapping(words, needed=("kind", kind))
    return _by_kind(kinds)


def profile_schema() -> Schema:
    """The schema of a department's profile."""
    fixed = mapping(
        {"is": ref("text"), "range": _range(), "basis": ref("basis")}, needed=("basis",)
    )
    words = {
        "kind": {"const": "profile"},
        "id": ref("text"),
        "title": ref("text"),
        "authority": ref("text"),
        "region": ref("region"),
        "instruments": _named(_instrument()),
        "parameters": _named(fixed | _exactly_one("is", "range")),
    }
    needed = ("kind", "id", "title", "authority", "parameters")
    return assembled(mapping(words, needed=needed), {})


def _by_kind(kinds: Mapping[str, Schema]) -> Schema:
    """One schema for files of several kinds, told apart by their `kind`."""
    said: Schema = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": _described("kind", {"enum": [*kinds]})},
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
                "then": ref(f"kind-{kind}"),
            }
            for kind in kinds
        ],
    }
    return assembled(said, {f"kind-{kind}": one for kind, one in kinds.items()})


def assembled(said: Schema, own: Schema) -> Schema:
    """A schema with the definitions it comes to, and no others."""
    every = {**_shared(), **own}
    kept: Schema = {}
    waiting = [*_references(said)]
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = every[name]
            waiting += _references(every[name])
    return {**said, "$defs": kept}


def _references(said: object) -> Iterator[str]:
    if isinstance(said, dict):
        if "$ref" in said:
            yield said["$ref"].removeprefix("#/$defs/")
        for one in said.values():
            yield from _references(one)
    if isinstance(said, list):
        for one in said:
            yield from _references(one)


def ref(name: str) -> Schema:
    """What a schema is made of besides, by its name."""
    return {"$ref": f"#/$defs/{name}"}


def _described(key: str, said: Schema) -> Schema:
    """A key with what it means; what was described already, as a field is, stays as it was."""
    base = key.removesuffix("_en")
    if base not in _SAID or "description" in said:
        return said
    zh, en = _SAID[base]
    if key != base:
        zh, en = f"{zh}（英文）", f"{en} (in English)"
    return described(said, zh, en)


def described(said: Schema, zh: str, en: str) -> Schema:
    """A schema with a title and a description, for editors to show beside a key."""
    return {**said, "title": zh, "description": f"{zh}。{en[0].upper()}{en[1:]}."}


def mapping(words: Mapping[str, Schema], *, needed: Iterable[str] = ()) -> Schema:
    """Keys and no others, each with what it means."""
    return {
        "type": "object",
        "properties": {key: _described(key, said) for key, said in words.items()},
        "required": sorted(needed),
        "additionalProperties": False,
    }


def _named(entry: Schema) -> Schema:
    return {"type": "object", "additionalProperties": entry}


def many(item: Schema | str, at_least: int = 0) -> Schema:
    """A list; a single item may stand by itself."""
    one = ref(item) if isinstance(item, str) else item
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": at_least}]}


def code_set(codes: type[Code]) -> Schema:
    """One word of a closed set."""
    return ref(f"code-{codes.__name__}")


def _code_sets() -> Schema:
    """The closed sets of words, each word with its Chinese name."""
    return {
        f"code-{codes.__name__}": {
            "enum": [one.value for one in codes],
            "description": _meanings(codes),
        }
        for codes in sorted(Code.__subclasses__(), key=lambda one: one.__name__)
    }


def _meanings(codes: type[Code]) -> str:
    return "；".join(f"{one.value} {one.zh}" for one in codes)


def _exactly_one(*words: str) -> Schema:
    return {"oneOf": [{"required": [word]} for word in words]}


def _titled(key: str = "title") -> dict[str, Schema]:
    return {key: ref("text"), f"{key}_en": ref("text")}


def _range() -> Schema:
    return {"type": "array", "items": ref("text"), "minItems": 2, "maxItems": 2}


def _shared() -> Schema:
    """What all three schemas are made of."""
    return {
        **_scalars(),
        **_code_sets(),
        "validity": _validity(),
        "including": mapping(
            {"statuses": many(code_set(RecordStatus)), "basis": ref("basis")},
            needed=("statuses", "basis"),
        ),
        "day-ref": {
            "anyOf": [
                ref("day-field"),
                mapping(
                    {"latest_of": many("day-field", 1), "if_any": many("day-field")},
                    needed=("latest_of",),
                ),
            ]
        },
        "day-field": {"enum": _names_of(lambda spec: spec.kind in DAYS)},
        "record-day": {"enum": _names_of(lambda spec: spec.kind in DAYS, subject=False)},
        "lines": _lines(),
        "looks": _looks(),
        "records": _records(),
        "quantity": _quantity(),
        **_about(None),
        **{key: said for one in COLLECTIONS.values() for key, said in _about(one).items()},
        "definition": _definition(),
        "definitions": many("definition"),
        "finding-questions": many(_question()),
        "left-out": many(_left_out()),
        "steps-owed": _procedure(),
        "ground": _ground(),
        "grounds": many("ground", 1),
        "restriction": _restriction(),
        "score-item": _score_item(),
        "tier-by-score": _tier("score"),
        "tier-by-condition": _tier("when"),
        "tier-strictest-first": _tier("when", "otherwise"),
        "step": _step_rule(),
        "discipline": _discipline(),
        "answers": many(_answer()),
        "changes": many({"enum": _changes()}),
        "recognition": mapping(
            {"regions": many("region"), "basis": ref("basis")}, needed=("regions", "basis")
        ),
        "reaching-back": mapping(
            {"if": {"const": "milder"}, "basis": ref("basis")}, needed=("if", "basis")
        ),
        "precedence": mapping(
            {"ruleset": ref("text"), "basis": ref("basis")}, needed=("ruleset", "basis")
        ),
        "targets": many(code_set(Target)),
        "purposes": many(code_set(Purpose)),
        "citations": many("citation"),
        "basis": many("citation", 1),
        **_tests(),
        "grant-parameters": _named(
            {
                "anyOf": [
                    ref("text"),
                    _range(),
                    mapping({"parameter": ref("text")}, needed=["parameter"]),
                ]
            }
        ),
    }


def _scalars() -> Schema:
    """Single values. Editors see numbers and truth values where we see the text that was typed."""
    whole = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    number = r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?"
    amount = r"([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,6})?(元|万元|亿元)?"
    month = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    share = r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?[%‰]?"
    provision = r"^\s*([^\s#][^#]*#|[^#\s]+ )\s*\S"
    return {
        "text": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
        "word": {
            "allOf": [ref("text"), {"not": {"enum": [NONE, NOT_COMPUTABLE]}}],
        },
        "flag": {"enum": [True, False, "true", "false"]},
        "yes": {"enum": [True, "true"]},
        "day": {"type": "string", "pattern": rf"^[0-9]{{4}}-{month}$"},
        "month-day": {"type": "string", "pattern": rf"^{month}$"},
        "period": {
            "type": "string",
            "pattern": (
                r"^(([1-9][0-9]?|100) years?|([1-9][0-9]{0,2}|1[01][0-9]{2}|1200) months?"
                r"|[1-9][0-9]{0,3} (days?|working days?))$"
            ),
            "examples": ["3 years", "6 months", "5 working days"],
        },
        "whole-number": {"anyOf": [whole, _pattern("^(0|[1-9][0-9]{0,8})$")]},
        "number": {"anyOf": [{"type": "number"}, _pattern(f"^{number}$")]},
        "size": {"anyOf": [{"type": "number", "minimum": 0}, _pattern("^(?!-)" + number + "$")]},
        "amount": {"anyOf": [{"type": "number", "minimum": 0}, _pattern(f"^{amount}$")]},
        "share": {"anyOf": [{"type": "number", "minimum": 0}, _pattern(f"^{share}$")]},
        "region": {
            "anyOf": [
                {"type": "integer", "minimum": 100_000, "maximum": 999_999},
                _pattern("^[1-9][0-9]{5}$"),
            ]
        },
        "citation": {"type": "string", "pattern": provision, "examples": ["cn.x.order1 第一条"]},
        "collection": {"enum": [*COLLECTIONS], "description": _collections()},
    }


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}


def _collections() -> str:
    return "；".join(f"{one.name} {one.zh}" for one in COLLECTIONS.values())


def _validity() -> Schema:
    words = {
        "from": {"anyOf": [ref("day"), {"const": "unconfirmed"}]},
        "until": ref("day"),
        "known_in_force_on": many("day"),
    }
    return mapping(words, needed=("from",))


def _names_of(wanted: Callable[[FieldSpec], bool], *, subject: bool = True) -> list[str]:
    """Every way to name a field of some sort: of the record, of `this`, of the subject."""
    names = {
        spec.name for one in COLLECTIONS.values() for spec in one.fields.values() if wanted(spec)
    }
    named = {*names, *(f"{Owner.THIS.value}{name}" for name in names)}
    if subject:
        own = (spec.name for spec in SUBJECT_FIELDS.values() if wanted(spec))
        named |= {f"{Owner.SUBJECT.value}{name}" for name in own}
    return sorted(named)


def _every_field() -> list[FieldSpec]:
    fields = [spec for one in COLLECTIONS.values() for spec in one.fields.values()]
    return [*fields, *SUBJECT_FIELDS.values()]


def _signature(spec: FieldSpec) -> str:
    """Fields of one signature take the same tests."""
    kind = spec.kind.value.replace(" ", "-")
    codes = f"-{spec.codes.__name__}" if spec.codes else ""
    return "-".join([f"test-{kind}{codes}", *sorted(spec.words)])


def _tests() -> Schema:
    """What may be asked of the fields, once for each signature."""
    return {name: said for spec in _every_field() for name, said in _test(spec).items()}


def _test(spec: FieldSpec) -> Schema:
    """A bare value, a list, or a mapping of tests; and what the field may be compared with."""
    name = _signature(spec)
    plain = constant(spec)
    same = {"anyOf": [plain, {"enum": sorted(spec.words)}]} if spec.words else plain
    defined: Schema = {f"{name}-value": same}
    value, other = ref(f"{name}-value"), ref(f"{name}-or")
    tests: dict[str, Schema] = {}
    forms: list[Schema] = [value]
    beside: list[Schema] = []
    if spec.kind is not Kind.FLAG:
        defined[f"{name}-fields"] = {"enum": _names_of(lambda one: _alike(spec, one))}
        named = ref(f"{name}-fields")
        beside.append(mapping({"field": named}, needed=("field",)))
        forms.append({"type": "array", "items": value, "minItems": 1})
        tests |= {"one_of": many(value, 1), "none_of": many(value, 1), "field": named}
    if spec.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.POINTS):
        beside.append(mapping({"parameter": ref("text")}, needed=("parameter",)))
    if spec.kind is Kind.NUMBER:
        before: Schema = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 50}]}
        before["anyOf"].append({"type": "string", "pattern": "^([0-9]|[1-4][0-9]|50)$"})
        beside.append(mapping({"years_before": before}, needed=("years_before",)))
    if spec.kind in DAYS:
        tests["passed"] = ref("yes")
    defined[f"{name}-or"] = {"anyOf": beside}
    for op in TESTS[spec.kind]:
        held = value if op in (Op.IS, Op.IS_NOT) else plain
        tests[op.value] = {"anyOf": [held, other]} if beside else held
    asked = {word: described(one, *_TESTS_SAID[word]) for word, one in sorted(tests.items())}
    forms.append({**mapping(asked), "minProperties": 1})
    return {**defined, name: {"anyOf": forms}}


def _alike(one: FieldSpec, other: FieldSpec) -> bool:
    """Whether two fields hold the same, and so may be compared."""
    days = {one.kind, other.kind} <= DAYS
    return (days or one.kind is other.kind) and one.codes is other.codes


def constant(spec: FieldSpec) -> Schema:
    """A value of a field; of a field of codes, one of them."""
    match spec.kind:
        case Kind.TEXT:
            return ref("word")
        case Kind.CODE | Kind.CODES:
            assert spec.codes is not None, "a field of codes has their set"
            return code_set(spec.codes)
        case Kind.FLAG:
            return ref("flag")
        case Kind.DAY | Kind.DUE_DAY:
            return ref("day")
        case Kind.AMOUNT:
            return ref("amount")
        case Kind.POINTS:
            return ref("number")
        case Kind.NUMBER:
            return ref("whole-number")


def _field(spec: FieldSpec) -> Schema:
    """A field as a line of a condition, under its Chinese name."""
    return explained(ref(_signature(spec)), spec)


def explained(said: Schema, spec: FieldSpec) -> Schema:
    """A schema with what a field is called and what it holds, in Chinese and English."""
    zh, en = _HELD[spec.kind]
    name = spec.name.replace("_", " ")
    about = f"{spec.zh}：{zh}。{name[0].upper()}{name[1:]}: {en}."
    return {**said, "title": spec.zh, "description": about}


def _condition(record: Collection | None) -> Schema:
    """A condition about a record of a collection, or about the subject."""
    here = ref(f"condition-{record.name}" if record else "condition")
    own = dict(record.fields) if record else {}
    # Elsewhere `since` is a window; of a position, it is also a day.
    clashing = {name: _field(spec) for name, spec in own.items() if name in _beside_words()}
    words: dict[str, Schema] = {"all": many(here, 1), "any": many(here, 1), "not": here}
    if record is not None and record.name == "listings":
        words["standing"] = {"const": "current"}
    closed = {word: False for word in _beside_words() if word not in clashing}
    fields = {name: _field(spec) for name, spec in own.items() if name not in clashing}
    said = mapping({**words, **fields})
    del said["additionalProperties"]
    unopened = {"if": _opens(), "else": {"properties": {**closed, **clashing}}}
    return {
        **said,
        "minProperties": 1,
        "allOf": [ref("lines"), ref("looks"), unopened],
        "unevaluatedProperties": False,
    }


def _beside_words() -> list[str]:
    return sorted({word for words in _BESIDE.values() for word in words})


def _lines() -> Schema:
    """The lines that mean the same in every condition."""
    words: dict[str, Schema] = {
        **{word: {} for word in (*OPENINGS, *_beside_words())},
        "finding": ref("text"),
        "listed": ref("text"),
        "proposed": ref("text"),
        "defined": ref("text"),
        "tier": mapping({"scheme": ref("text"), "is": many("text", 1)}, needed=("scheme", "is")),
        "elapsed": mapping(
            {"since": ref("day-ref"), "period": ref("period")}, needed=("since", "period")
        ),
    }
    about_this = {
        f"{Owner.THIS.value}{name}": _of_this(name, specs) for name, specs in _by_name().items()
    }
    about_subject = {
        f"{Owner.SUBJECT.value}{name}": described(
            _field(spec), f"主体的{spec.zh}", f"the {name.replace('_', ' ')} of the subject"
        )
        for name, spec in SUBJECT_FIELDS.items()
    }
    said = mapping({**words, **about_this, **about_subject})
    return {"properties": said["properties"]}


def _by_name() -> dict[str, list[FieldSpec]]:
    """For each name of a field, what it may be, since `this` may be of any collection."""
    found: dict[str, list[FieldSpec]] = {}
    for one in COLLECTIONS.values():
        for spec in one.fields.values():
            found.setdefault(spec.name, []).append(spec)
    return dict(sorted(found.items()))


def _of_this(name: str, specs: Iterable[FieldSpec]) -> Schema:
    signatures = sorted({_signature(spec) for spec in specs})
    called = "、".join(dict.fromkeys(spec.zh for spec in specs))
    words = name.replace("_", " ")
    said = {"anyOf": [ref(one) for one in signatures]}
    return described(said, f"本案的{called}", f"the {words} of the record the rule is about")


def _opens() -> Schema:
    return {"anyOf": [{"required": [opening]} for opening in OPENINGS]}


def _looks() -> Schema:
    """At most one look at records, with its own words beside it and nobody else's."""
    every = _beside_words()
    rules: list[Schema] = [
        {"oneOf": [{"not": _opens()}, *({"required": [opening]} for opening in OPENINGS)]}
    ]
    for opening in OPENINGS:
        words: Schema = {word: False for word in every if word not in _BESIDE[opening]}
        words[opening] = _described(opening, _share() if opening == "share" else ref("collection"))
        then: Schema = {"properties": {**words, **_beside(opening)}}
        needed = {"every": ["has"], "any_span": ["span", "at_least"], "share": ["not_computable"]}
        then["required"] = needed.get(opening, ["of"] if opening in ("sum", "distinct") else [])
        if opening in ("count", "sum", "distinct", "share"):
            then["oneOf"] = [{"required": [word]} for word in _COMPARISONS]
        rules.append({"if": {"required": [opening]}, "then": then})
    rules.append({"if": _opens(), "then": {"allOf": [ref("records"), _one_window()]}})
    return {"allOf": rules}


def _one_window() -> Schema:
    pairs = [(one, other) for one in WINDOWS for other in WINDOWS if one < other]
    return {"not": {"anyOf": [{"required": [*pair]} for pair in pairs]}}


def _records() -> Schema:
    """What the collection looked at has a say in: the conditions, and the fields added up."""
    rules: list[Schema] = []
    openings = [opening for opening in OPENINGS if opening != "share"]
    for name, collection in COLLECTIONS.items():
        asked = [{"required": [word], "properties": {word: {"const": name}}} for word in openings]
        condition = ref(f"condition-{name}")
        then: Schema = {"properties": {"where": condition, "has": condition}}
        rules.append({"if": {"anyOf": asked}, "then": then})
        for word, fits in (("sum", _is_summed), ("distinct", _is_told_apart)):
            of = {"enum": [spec.name for spec in collection.fields.values() if fits(spec)]}
            about = {"required": [word], "properties": {word: {"const": name}}}
            rules.append({"if": about, "then": {"properties": {"of": _described("of", of)}}})
    amounts = {"required": ["of", "sum"], "properties": {"of": {"enum": _amounts()}}}
    limits = [dict.fromkeys(_COMPARISONS, _limit(ref(one))) for one in ("amount", "whole-number")]
    rules.append(
        {
            "if": {"required": ["sum"]},
            "then": {
                "if": amounts,
                "then": {"properties": limits[0]},
                "else": {"properties": limits[1]},
            },
        }
    )
    return {"allOf": rules}


def _is_summed(spec: FieldSpec) -> bool:
    return spec.kind in (Kind.AMOUNT, Kind.NUMBER)


def _is_told_apart(spec: FieldSpec) -> bool:
    return spec.kind is not Kind.CODES


def _amounts() -> list[str]:
    return sorted({spec.name for spec in _every_field() if spec.kind is Kind.AMOUNT})


def _share() -> Schema:
    """`{ part: Q, whole: Q }`: fields of the record looked at, or quantities over records."""
    part = {"anyOf": [{"enum": _names_of(_is_summed)}, ref("quantity")]}
    return mapping({"part": part, "whole": part}, needed=("part", "whole"))


def _quantity() -> Schema:
    openings = ("count", "sum", "distinct")
    beside = {key: said for key, said in _beside("sum").items() if key not in _COMPARISONS}
    words = {opening: ref("collection") for opening in openings}
    said = mapping({**words, **beside, "where": {}, "of": {}})
    said["allOf"] = [ref("records"), _one_window(), _exactly_one(*openings)]
    for opening in openings:
        of: Schema = {"properties": {"of": False}} if opening == "count" else {"required": ["of"]}
        said["allOf"].append({"if": {"required": [opening]}, "then": of})
    return said


def _beside(opening: str) -> Schema:
    """The words beside an opening, as far as the collection has no say in them."""
    whole = _limit(ref("whole-number"))
    words: dict[str, Schema] = {
        "within": {"anyOf": [ref("period"), _before()]},
        "since": ref("day-ref"),
        "during": {"enum": ["previous-year", "this-year"]},
        "including": ref("including"),
        "not_computable": mapping(
            {"is": ref("flag"), "basis": ref("basis")}, needed=("is", "basis")
        ),
        "span": ref("period"),
    }
    limits = {"share": _limit(ref("share")), "any_span": ref("whole-number")}
    limit = limits.get(opening, {} if opening == "sum" else whole)
    words |= dict.fromkeys(_COMPARISONS, limit)
    return {key: _described(key, words[key]) for key in _BESIDE[opening] if key in words}


def _before() -> Schema:
    words = {"period": ref("period"), "before": ref("day-ref")}
    return mapping(words, needed=("period", "before"))


def _limit(value: Schema) -> Schema:
    return {"anyOf": [value, mapping({"parameter": ref("text")}, needed=("parameter",))]}


def _about(record: Collection | None) -> Schema:
    """What is asked of the records of one collection, or of the subject."""
    name = f"-{record.name}" if record else ""
    condition = f"condition{name}"
    return {
        condition: _condition(record),
        f"unless{name}": _unless(condition),
        f"requirements{name}": _requirements(condition),
        f"endings{name}": _endings(condition),
    }


def _unless(condition: str) -> Schema:
    words = {
        **_rule(),
        "basis": ref("basis"),
        "burden": code_set(Burden),
        "when": ref(condition),
    }
    return many(mapping(words, needed=("id", "title", "title_en", "basis", "when")))


def _rule() -> dict[str, Schema]:
    return {"id": ref("text"), **_titled()}


_RULE: Final = ("id", "title", "title_en")


def _scope(opening: str) -> dict[str, Schema]:
    """A collection with its window, where no record is looked at yet."""
    beside = _beside("some")
    return {opening: ref("collection"), **beside}


def _collection_or_scope() -> Schema:
    said = mapping(_scope("collection"), needed=("collection",))
    return {"anyOf": [ref("collection"), said | _one_window()]}


def _each(words: Mapping[str, Schema], needed: Iterable[str], *, scope: bool = True) -> Schema:
    """A rule about the records of `each`; conditions of it are asked of those records."""
    opening = _scope("each") if scope else {"each": _collection_or_scope()}
    said = mapping({**opening, "where": {}, **words}, needed=needed)
    rules: list[Schema] = [_one_window()] if scope else []
    for name in COLLECTIONS:
        plain = {"const": name}
        inside = {"required": ["collection"], "properties": {"collection": plain}}
        asked = plain if scope else {"anyOf": [plain, {"type": "object", **inside}]}
        then = {"where": ref(f"condition-{name}")}
        if "unless" in words:
            then["unless"] = ref(f"unless-{name}")
        rules.append(
            {
                "if": {"required": ["each"], "properties": {"each": asked}},
                "then": {"properties": then},
            }
        )
    return {**said, "allOf": rules}


def _grant() -> dict[str, Schema]:
    return {
        "measure": ref("text"),
        "basis": ref("citations"),
        "criteria": ref("citations"),
        "specific": ref("citations"),
        "targets": ref("targets"),
        "role_at": code_set(RoleAt),
        "purposes": ref("purposes"),
        "strength": code_set(Strength),
        "degree": ref("text"),
        "parameters": ref("grant-parameters"),
    }


_GRANT: Final = ("measure", "strength")


def _requirements(condition: str) -> Schema:
    words = {**_rule(), "basis": ref("basis"), "when": ref(condition)}
    return many(mapping(words, needed=(*_RULE, "basis", "when")))


def _step() -> dict[str, Schema]:
    return {
        **_rule(),
        "basis": ref("basis"),
        "by": ref("text"),
        "within": ref("period"),
        "since": ref("record-day"),
        **_titled("since_title"),
        "done_on": ref("record-day"),
    }


_STEP: Final = (*_RULE, "basis", "by")


def _procedure() -> Schema:
    said = mapping(_step(), needed=_STEP)
    return many({**said, "dependentRequired": _BOTH_SINCE})


_BOTH_SINCE: Final = {"since_title": ["since_title_en"], "since_title_en": ["since_title"]}


def _header(kind: str) -> dict[str, Schema]:
    return {
        "kind": {"const": kind},
        **_rule(),
        "scheme": ref("text"),
        "edition": ref("text"),
        "jurisdiction": {"anyOf": [{"const": "national"}, ref("region")]},
        "replaces": ref("precedence"),
        "fills": ref("precedence"),
        **({"recognises": ref("recognition")} if kind in RECOGNISING else {}),
        "in_force": ref("validity"),
        "governs": code_set(Governs),
        **({"retroactive": ref("reaching-back")} if kind in RETROACTIVE else {}),
        "basis": ref("basis"),
        "applies_to": many(code_set(SubjectKind)),
        "concerns": ref("condition"),
        "findings": ref("finding-questions"),
        "not_covered": ref("left-out"),
        "define": ref("definitions"),
        "answered": ref("answers"),
    }


_HEADER: Final = (
    "kind",
    *_RULE,
    "scheme",
    "edition",
    "jurisdiction",
    "in_force",
    "governs",
    "basis",
)


def _question() -> Schema:
    words = {
        "id": ref("text"),
        **_titled("question"),
        "organ": ref("text"),
        "basis": ref("basis"),
    }
    return mapping(words, needed=("id", "question", "question_en", "organ", "basis"))


def _answer() -> Schema:
    words = {
        "question": code_set(RulesetQuestion),
        "rules": many("text", 1),
        "basis": ref("basis"),
        "note": mapping({"zh": ref("text"), "en": ref("text")}, needed=("zh", "en")),
    }
    return mapping(words, needed=("question", "basis", "note"))


def _left_out() -> Schema:
    words = {"what": ref("text"), "reason": code_set(LeftOut), "note": {}}
    return mapping(words, needed=("what", "reason"))


def _definition() -> Schema:
    words = {**_rule(), "of": ref("collection"), "basis": ref("citations"), "when": {}}
    said = mapping(words, needed=(*_RULE, "when"))
    rules: list[Schema] = [
        {
            "if": {"required": ["of"]},
            "else": {"properties": {"when": ref("condition")}},
        }
    ]
    for name in COLLECTIONS:
        about = {"required": ["of"], "properties": {"of": {"const": name}}}
        then = {"properties": {"when": ref(f"condition-{name}")}}
        rules.append({"if": about, "then": then})
    return {**said, "allOf": rules}


def _ruleset(kind: str, words: Mapping[str, Schema], needed: Iterable[str]) -> Schema:
    said = mapping({**_header(kind), **words}, needed=(*_HEADER, *needed))
    national = {"required": ["jurisdiction"], "properties": {"jurisdiction": {"const": "national"}}}
    alone: Schema = {"properties": {"replaces": False, "fills": False, "recognises": False}}
    both = {"not": {"required": ["replaces", "fills"]}}
    rules: list[Schema] = [both, {"if": national, "then": alone}]
    if kind in RETROACTIVE:
        acts = {"properties": {"governs": {"const": Governs.ACTS.value}}}
        rules.append({"if": {"required": ["retroactive"]}, "then": acts})
    return {**said, "allOf": rules}


def _ground() -> Schema:
    words = {**_rule(), "basis": ref("basis"), "in_force": ref("validity"), "unless": {}}
    return _each(words, (*_RULE, "basis", "each"))


def _settled() -> dict[str, Schema]:
    conditions = [ref(f"condition-{name}") for name in COLLECTIONS]
    return {
        "list": ref("text"),
        "grounds": ref("grounds"),
        "settled_when": {"anyOf": conditions},
        "procedure": ref("steps-owed"),
    }


def _discipline() -> Schema:
    words = {**_rule(), "where": ref("condition-listings"), **_grant()}
    return mapping(words, needed=(*_RULE, *_GRANT))


def _serious_dishonesty() -> Schema:
    return _ruleset("serious-dishonesty", _settled(), ("list", "grounds"))


def _key_watch_list() -> Schema:
    words = {
        **_settled(),
        "not_for": many("text"),
        "stay": ref("requirements-listings"),
        "leave": ref("requirements-listings"),
        "measures": many("discipline", 1),
    }
    return _ruleset("key-watch-list", words, ("list", "grounds", "measures"))


def _joint_discipline() -> Schema:
    words = {"list": ref("text"), "discipline": many("discipline", 1)}
    return _ruleset("joint-discipline", words, ("list", "discipline"))


def _statutory_restriction() -> Schema:
    words = {"restrictions": many("restriction", 1)}
    return _ruleset("statutory-restriction", words, ("restrictions",))


def _restriction() -> Schema:
    day = ref("record-day")
    ways = {
        "for": ref("period"),
        "until": day,
        "lifelong": ref("yes"),
        "standing": {"const": "current"},
    }
    lasts: list[Schema] = []
    for way, said in ways.items():
        since = {} if way == "standing" else {"since": day}
        lasts.append(mapping({way: said, **since}, needed=(way, *since)))
    words: dict[str, Any] = {
        **_rule(),
        "in_force": ref("validity"),
        "unless": {},
        **_grant(),
        "lasts": {"oneOf": lasts},
    }
    bar = _each(words, (*_RULE, *_GRANT, "each", "lasts"))
    of_entries = {"properties": {"each": {"const": "listings"}}}
    stands = {"properties": {"lasts": {"required": ["standing"]}}, "required": ["lasts"]}
    bar["allOf"].append({"if": stands, "then": of_entries})
    return bar


def _tiered_supervision() -> Schema:
    words: dict[str, Schema] = {
        "assessed": {
            "anyOf": [
                {"enum": ["day", "previous-year"]},
                mapping(
                    {"at": ref("month-day"), "effective": ref("month-day")},
                    needed=("at", "effective"),
                ),
            ]
        },
        "order": {"enum": ["strictest-first", "exactly-one"]},
        "scorecard": _scorecard(),
        "tiers": {},
        **dict.fromkeys(("direct", "caps", "floors"), _assignments()),
        "default": mapping(
            {
                "tier": ref("text"),
                "basis": ref("basis"),
                "empty": many(_collection_or_scope(), 1),
            },
            needed=("tier", "basis", "empty"),
        ),
        **dict.fromkeys(("worse", "better"), ref("changes")),
    }
    said = _ruleset("tiered-supervision", words, ("tiers",))
    exactly_one = {"const": "exactly-one"}
    by_score = {"tiers": many("tier-by-score", 1), "order": exactly_one}
    each_by_itself = {"required": ["order"], "properties": {"order": exactly_one}}
    said["allOf"].append(
        {
            "if": {"required": ["scorecard"]},
            "then": {"properties": by_score},
            "else": {
                "if": each_by_itself,
                "then": {"properties": {"tiers": many("tier-by-condition", 1)}},
                "else": {"properties": {"tiers": many("tier-strictest-first", 1)}},
            },
        }
    )
    return said


def _changes() -> list[str]:
    """What may be declared worse or better: one record more of a collection, a larger figure."""
    figures = (
        f"{one.name}.{spec.name}"
        for one in COLLECTIONS.values()
        for spec in one.fields.values()
        if spec.kind in FIGURES
    )
    return [*COLLECTIONS, *figures]


def _tier(*ways: str) -> Schema:
    """A tier with its band of scores, its condition, or what is left (the last one alone)."""
    ends = (("at_least", "more_than"), ("at_most", "less_than"))
    band = mapping({word: ref("number") for pair in ends for word in pair})
    band |= {
        "minProperties": 1,
        "allOf": [{"not": {"required": [*pair]}} for pair in ends],
    }
    said = {"score": band, "when": ref("condition"), "otherwise": ref("yes")}
    words = {
        **_rule(),
        "basis": ref("basis"),
        **{way: said[way] for way in ways},
        "measures": many(mapping(_grant(), needed=_GRANT)),
    }
    return mapping(words, needed=(*_RULE, "basis")) | _exactly_one(*ways)


def _score_item() -> Schema:
    field = {"enum": _names_of(lambda spec: spec.kind in (Kind.POINTS, Kind.NUMBER), subject=False)}
    expires = {"enum": _names_of(lambda spec: spec.kind is Kind.DUE_DAY, subject=False)}
    item = {
        **_rule(),
        "basis": ref("basis"),
        "points": {"anyOf": [ref("number"), mapping({"field": field}, needed=("field",))]},
        "cap": ref("size"),
        "expires": expires,
    }
    return _each(item, (*_RULE, "basis", "each", "points"))


def _scorecard() -> Schema:
    words = {
        "start": ref("number"),
        "low": ref("number"),
        "high": ref("number"),
        "items": many("score-item", 1),
    }
    return mapping(words, needed=("start", "items"))


def _assignments() -> Schema:
    words = {
        **_rule(),
        "basis": ref("basis"),
        "when": ref("condition"),
        "tier": ref("text"),
    }
    return many(mapping(words, needed=(*_RULE, "basis", "when", "tier")))


def _credit_repair() -> Schema:
    regained = mapping(
        {"effect": code_set(RepairEffect), **_titled()}, needed=("effect", "title", "title_en")
    )
    words = {
        **_scope("each"),
        "list": ref("text"),
        "where": {},
        **_titled("platform"),
        "stage": mapping(_rule(), needed=_RULE),
        "apply_to": ref("text"),
        "requires": {},
        "barred": {},
        "ends": {},
        "grants": many(regained),
        "materials": many(mapping(_titled(), needed=("title", "title_en"))),
        "procedure": ref("steps-owed"),
        **_titled("remedy"),
    }
    needed = ("platform", "platform_en", "apply_to", "remedy", "remedy_en")
    said = _ruleset("credit-repair", words, needed)
    no_scope = dict.fromkeys((*WINDOWS, "including", "where"), False)
    said["allOf"] += [
        _exactly_one("list", "each"),
        _one_window(),
        {
            "if": {"required": ["list"]},
            "then": {"properties": {**no_scope, **_of_repaired("listings")}},
        },
    ]
    for name in COLLECTIONS:
        about = {"required": ["each"], "properties": {"each": {"const": name}}}
        asked = {"where": ref(f"condition-{name}"), **_of_repaired(name)}
        said["allOf"].append({"if": about, "then": {"properties": asked}})
    return said


def _of_repaired(collection: str) -> Schema:
    return {
        "requires": ref(f"requirements-{collection}"),
        "barred": ref(f"requirements-{collection}"),
        "ends": ref(f"endings-{collection}"),
    }


def _endings(condition: str) -> Schema:
    words = {
        **_rule(),
        "basis": ref("basis"),
        "when": ref(condition),
        "since": ref("record-day"),
        "after": ref("period"),
    }
    return many(mapping(words, needed=(*_RULE, "basis", "since", "after")))


def _incentive() -> Schema:
    words = {**_rule(), "when": ref("condition"), "unless": ref("unless"), **_grant()}
    favours = many(mapping(words, needed=(*_RULE, *_GRANT, "when")), 1)
    return _ruleset("incentive", {"favours": favours}, ("favours",))


def _steps() -> Schema:
    return _ruleset("steps", {"steps": many("step", 1)}, ("steps",))


def _step_rule() -> Schema:
    words = {**_step(), "when": ref("condition")}
    step = _each(words, _STEP, scope=False)
    alone = dict.fromkeys(("where", "since", "done_on"), False)
    step["dependentRequired"] = _BOTH_SINCE
    step["allOf"] += [
        _exactly_one("each", "when"),
        {"if": {"required": ["when"]}, "then": {"properties": alone}},
    ]
    return step


def _reactions() -> Schema:
    words = {
        **{key: said for key, said in _header(REACTIONS).items() if key in _REACTIONS_HEADER},
        "reactions": many(_reaction(), 1),
    }
    return mapping(words, needed=(*_REACTIONS_HEADER - {"not_covered"}, "reactions"))


_REACTIONS_HEADER: Final = frozenset(
    {"kind", *_RULE, "scheme", "edition", "jurisdiction", "in_force", "basis", "not_covered"}
)


def _reaction() -> Schema:
    premises = {opening: _pattern_of(opening) for opening in PATTERNS}
    premises["concluded"] = ref("text")
    one = mapping(premises) | _exactly_one(*premises)
    several = {"type": "array", "items": one, "minItems": 1, "maxItems": LIMIT_PREMISES}
    when: Schema = {"anyOf": [one, several]}
    words = {**_rule(), "when": when, "concludes": ref("text"), "task": _task()}
    said = mapping(words, needed=(*_RULE, "when"))
    return {**said, "anyOf": [{"required": ["task"]}, {"required": ["concludes"]}]}


def _task() -> Schema:
    words = {
        **_rule(),
        "basis": ref("basis"),
        "by": ref("text"),
        "within": ref("period"),
        "since": described(code_set(Since), "起算日", "the day the time is counted from"),
        "due": {"const": "stated"},
    }
    stated = {"properties": {"within": False, "since": False}}
    said = mapping(words, needed=(*_RULE, "basis", "by"))
    return {**said, "if": {"required": ["due"]}, "then": stated}


def _pattern_of(opening: str) -> Schema:
    """What a pattern may ask of a change: a word in each field, or one of several."""
    words = {name: many(_asked(opening, name), 1) for name in PATTERNS[opening].fields}
    for name, zh, en in (("from", "先前", "where it stood"), ("to", "后来", "where it stands")):
        if name in words:
            words[name] = described(words[name], zh, en)
    return {**mapping(words), "minProperties": 1}


def _asked(opening: str, name: str) -> Schema:
    known = REACTION_WORDS.get(name)
    if name in ("from", "to") and opening != "tier":
        known = (NOTHING, *STATES[opening])
    if known is None:
        return ref("text")
    if not isinstance(known, tuple):
        return code_set(known)
    # An editor types `true` as a truth value.
    typed = [word == "true" for word in known if word in ("true", "false")]
    return {"enum": [*known, *typed]}


_RULESETS: Final[Mapping[str, Callable[[], Schema]]] = {
    "serious-dishonesty": _serious_dishonesty,
    "key-watch-list": _key_watch_list,
    "joint-discipline": _joint_discipline,
    "statutory-restriction": _statutory_restriction,
    "tiered-supervision": _tiered_supervision,
    "credit-repair": _credit_repair,
    "incentive": _incentive,
    "steps": _steps,
}


def _instrument() -> Schema:
    demand = mapping(
        {"families": many("text"), "levels": many(code_set(Level))}, needed=("families", "levels")
    )
    omission = mapping({"reason": code_set(LeftOut), "note": ref("text")}, needed=("reason",))
    provision = mapping(
        {
            "label": ref("text"),
            "says": ref("text"),
            "verified": code_set(Verified),
            "demands": many(demand),
            "not_covered": omission,
        },
        needed=("says", "verified"),
    )
    version = mapping(
        {
            "id": ref("text"),
            "issued": ref("day"),
            "in_force": ref("validity"),
            "verified": code_set(Verified),
            "note": {},
            "provisions": _named(provision),
        },
        needed=("id", "in_force", "verified", "provisions"),
    )
    words = {
        **_titled(),
        "number": ref("text"),
        "issuer": ref("text"),
        "level": code_set(Level),
        "status": code_set(InstrumentStatus),
        "last_checked": ref("day"),
        "sources": {},
        "note": {},
        "versions": many(version, 1),
    }
    needed = ("title", "title_en", "issuer", "level", "status", "last_checked", "versions")
    return mapping(words, needed=needed)


def _measure() -> Schema:
    cap = mapping({"parameter": ref("text"), "basis": ref("basis")}, needed=("parameter", "basis"))
    parameter = mapping(
        {**_titled(), "unit": ref("text"), "stricter": code_set(Stricter), "cap": cap},
        needed=("title", "title_en", "unit", "stricter"),
    )
    words = {
        **_titled(),
        "effect": code_set(Effect),
        "family": ref("text"),
        "by": ref("text"),
        **_titled("remedy"),
        "on_list": ref("text"),
        "degrees": _named(mapping(_titled(), needed=("title", "title_en"))),
        "parameters": _named(parameter),
    }
    needed = ("title", "title_en", "effect", "family", "by", "remedy", "remedy_en")
    return mapping(words, needed=needed)


def _list() -> Schema:
    exits = mapping(
        {
            "basis": ref("basis"),
            "revoked_with_its_document": ref("citations"),
            "remove_within": ref("period"),
        },
        needed=("basis",),
    )
    words = {
        **_titled(),
        "list_kind": code_set(ListKind),
        "organ": ref("text"),
        "basis": ref("citations"),
        "term": ref("period"),
        "terms": _named({"anyOf": [ref("period"), {"const": NONE}]}),
        "exit": exits,
        **_titled("remedy"),
    }
    needed = ("title", "title_en", "list_kind", "organ", "exit", "remedy", "remedy_en")
    return mapping(words, needed=needed)


def _code_list() -> Schema:
    value = mapping({**_titled(), "item": ref("text")}, needed=("title", "title_en"))
    words = {
        **_titled(),
        "field": ref("text"),
        "standard": ref("text"),
        "basis": ref("citations"),
        "values": _named(value),
    }
    fixed: Schema = {
        "anyOf": [
            {"required": ["standard"]},
            {"properties": {"basis": ref("basis")}, "required": ["basis"]},
        ]
    }
    return mapping(words, needed=("title", "title_en", "values")) | fixed


def _parameter() -> Schema:
    words = {
        **_titled(),
        "unit": ref("text"),
        "range": _range(),
        "holder": ref("text"),
        "basis": ref("basis"),
    }
    return mapping(words, needed=("title", "title_en", "unit", "holder", "basis"))
