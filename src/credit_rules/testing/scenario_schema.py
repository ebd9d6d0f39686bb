"""The JSON Schema of scenario files, for editors: what a subject may have, what may be expected.

It says the shape that `read_scenarios` asks for, from the vocabulary and from the expectations
there are. Which rules and rulesets there are, the reader says alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from credit_rules.lang.schema import (
    Schema,
    assembled,
    code_set,
    constant,
    described,
    explained,
    many,
    mapping,
    ref,
)
from credit_rules.model.codes import Purpose, Role
from credit_rules.model.subject import (
    COLLECTIONS,
    NONE,
    SUBJECT_FIELDS,
    Collection,
    FieldSpec,
    Kind,
)
from credit_rules.testing.expectations import EXPECTATIONS, inside
from credit_rules.testing.scenarios import UNTOLD

__all__ = ["scenario_schema"]

_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "acting": ("查询的机关", "who asks"),
    "as_of": ("查询之日", "the day asked about"),
    "authority": ("机关", "the authority"),
    "covers": ("各类记录交付到哪些日期；none 表示没有交付", "the days delivered whole, or none"),
    "expect": ("应有的结果", "what should come of it"),
    "from": ("覆盖自", "the first day covered"),
    "given": ("每个场景的主体都有的内容", "what the subject of every scenario starts from"),
    "key": ("代号", "a key of the caller's own"),
    "name": ("名称", "the name"),
    "of_full_age": ("是否成年", "whether of full age"),
    "persons": ("相关人员", "related persons"),
    "purposes": ("应用场景", "what is asked for"),
    "region": ("行政区划代码", "the region, six digits"),
    "role": ("职务", "the role"),
    "ruleset": ("所针对的规则集", "the ruleset, or rulesets, expectations look at"),
    "scenarios": ("场景", "the scenarios"),
    "since": ("任职自", "from that day on"),
    "subject": ("主体和它的记录", "the subject and its records"),
    "until": ("终止之日，含当日", "the last day"),
    "uscc": ("统一社会信用代码", "the code of the organisation"),
    "variants": ("各行只写不同之处的表", "a table of what differs from row to row"),
}
"""What a key of a scenario file means, in Chinese and English."""

_DETAILS: Final[Mapping[str, tuple[str, str]]] = {
    "about": ("所涉记录", "the record it is about"),
    "action": ("列入还是移出", "to enter or to leave"),
    "apply_to": ("受理部门", "where to apply"),
    "assessed_on": ("所看事实的日期", "the day whose facts were looked at"),
    "bars": ("不得修复的情形", "what bars the repair"),
    "basis": ("依据", "the provisions it rests on"),
    "because_of": ("由哪条规则给出", "the rule it comes from"),
    "binding": ("条款本身是否给出措施", "whether the provision itself carries it"),
    "by": ("实施主体", "who does it"),
    "cap_basis": ("上限的依据", "the basis of the upper limit"),
    "capped": ("上限", "the upper limit"),
    "citation": ("印刷的引用", "the provision as it is printed"),
    "criteria": ("标准和程序依据", "provisions that give criteria"),
    "defences": ("尚可提出的抗辩", "the defences still open"),
    "degree": ("程度", "the degree"),
    "degree_title": ("程度的名称", "the degree in words"),
    "due": ("期限的最后一日", "the last day for it"),
    "edition": ("版次", "the edition"),
    "effect": ("效力", "what it does"),
    "en": ("英文", "in English"),
    "ends_by_itself": ("自行终止之日", "the day it ends by itself"),
    "family": ("措施类别", "the family of measures"),
    "finding": ("认定事项", "the finding"),
    "findings_needed": ("尚需的认定", "the findings it needs"),
    "first_day": ("可以申请的第一日", "the first day"),
    "fixed": ("数值是否已定", "whether the figure is settled"),
    "gave_way_to": ("让位于", "what it gave way to"),
    "grants": ("修复的效果", "what the repair ends"),
    "high": ("上限", "the high end"),
    "holder": ("由谁掌握", "who holds the answer"),
    "id": ("标识", "its name"),
    "incomparable": ("是否另有其他单位", "whether there is another unit besides"),
    "indicative": ("是否只供参考", "whether it is indicative only"),
    "instrument": ("法律文件", "the instrument"),
    "kind": ("事实还是认定", "a fact or a question"),
    "last_checked": ("最近核对日期", "when it was last checked"),
    "last_day": ("期限的最后一日", "the last day of the term"),
    "latest_day": ("可以申请的最后一日", "the last day on which there is anything to repair"),
    "level": ("效力层级", "its level"),
    "lifelong": ("是否终身", "whether for life"),
    "list": ("名单", "the list"),
    "list_kind": ("名单的性质", "what being on it means"),
    "low": ("下限", "the low end"),
    "materials": ("申请材料", "what to hand in"),
    "measure": ("措施", "the measure"),
    "measures": ("所合并的措施", "the measures merged"),
    "missing": ("缺少的事实和认定", "what is missing"),
    "note": ("说明", "a note"),
    "on": ("何日", "on which day"),
    "on_list": ("所在措施清单", "the list of measures it is on"),
    "organ": ("认定机关", "the organ"),
    "outcome": ("结果", "the outcome"),
    "parameter": ("参数", "the parameter"),
    "parameters": ("参数", "the parameters"),
    "parts": ("各部分", "its parts"),
    "path": ("位置", "the path of the fact"),
    "persons": ("所及人员的代号", "the keys of the persons it meets"),
    "place": ("文件中的位置", "its place in the file"),
    "platform": ("平台", "the platform"),
    "possible": ("可能的等级", "the tiers that are possible"),
    "provision": ("条款", "the provision"),
    "purposes": ("应用场景", "the purposes it serves"),
    "reason": ("原因", "the reason"),
    "recomputed": ("重新计算的等级", "the tiers as recomputed"),
    "record": ("记录", "the record"),
    "regime": ("体系", "the regime"),
    "remedy": ("救济途径", "the remedy"),
    "remove_by": ("应当移出的期限", "the day by which it is to be removed"),
    "requirements": ("修复的条件", "what the repair requires"),
    "rule": ("规则", "the rule"),
    "ruleset": ("规则集", "the ruleset"),
    "says": ("内容摘要", "what it says, in our words"),
    "scheme": ("体系", "the scheme"),
    "score": ("得分", "the score"),
    "secondary": ("是否出自转述", "whether it rests on a text at second hand"),
    "since": ("第一日", "its first day"),
    "source": ("等级的来源", "where the tier comes from"),
    "specific": ("其他法律的具体条款", "the specific provisions of other law"),
    "stage": ("阶段", "the stage"),
    "started": ("起始之日", "the day it started"),
    "state": ("状态", "how it stands"),
    "status": ("记录状态", "the status of the record"),
    "steps": ("步骤", "the steps owed"),
    "strength": ("强度", "how firmly the provision speaks"),
    "target": ("对象", "whom it meets"),
    "targets": ("对象", "whom it would meet"),
    "text": ("文字", "the text"),
    "tier": ("等级", "the tier"),
    "tier_title": ("等级的名称", "the tier in words"),
    "title": ("标题", "the title"),
    "trace": ("问过的条件", "the conditions asked"),
    "truth": ("成立与否", "whether it holds"),
    "unit": ("单位", "the unit"),
    "until": ("不再适用的第一日", "the first day on which it no longer applies"),
    "verified": ("核实程度", "how far it was read"),
    "what": ("是哪一种结果", "what kind of outcome it is"),
    "year": ("评价年度", "the year looked at"),
    "yours": ("是否由查询机关实施", "whether the acting authority is the one named"),
    "zh": ("中文", "in Chinese"),
}
"""What may be said of an answer, or of a part of one."""


def scenario_schema() -> Schema:
    """The schema of a `*.scenario.yaml` file."""
    scenario = _scenario()
    scenarios: Schema = {"type": "array", "items": scenario, "minItems": 1}
    said = _keys(
        {"ruleset": many("text", 1), "given": ref("subject"), "scenarios": scenarios},
        needed=("ruleset", "scenarios"),
    )
    records = {f"record-{name}": _record(one) for name, one in COLLECTIONS.items()}
    return assembled(
        said, {"place": _place(), "subject": _subject(), **records, **_answers(), **_parts()}
    )


def _scenario() -> Schema:
    """A scenario, or a table of them: then a row may say what the scenario does not."""
    parts = {key: ref(f"part-{key}") for key in ("as_of", "acting", "subject", "expect")}
    row = _keys({"name": ref("text"), **parts}, needed=("name",))
    # Its other keys fill the places the scenario leaves open.
    del row["additionalProperties"]
    variants: Schema = {"type": "array", "items": row, "minItems": 1}
    said = _keys({"name": ref("text"), **parts, "variants": variants}, needed=("name",))
    alone: Schema = {"if": {"required": ["variants"]}, "else": {"required": ["as_of", "expect"]}}
    return said | alone


def _parts() -> Schema:
    """What a scenario is made of, and the rows of its table may say as well."""
    purposes = {"type": "array", "items": _open(code_set(Purpose))}
    acting = {
        "authority": ref("text"),
        "region": _open(ref("region")),
        "purposes": _open(purposes),
    }
    return {
        "part-as_of": _open(ref("day")),
        "part-acting": _open(_keys(acting)),
        "part-subject": _open(ref("subject")),
        "part-expect": _expect(),
    }


def _place() -> Schema:
    """A place left open for the rows of a table: `{fine}`, a key without a value to YAML."""
    return {
        "anyOf": [
            {"type": "string", "pattern": r"^\{ *[\w-]+ *\}$"},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": {"type": "null"},
            },
        ]
    }


def _open(said: Schema) -> Schema:
    """A value, or a place that the rows of a table fill."""
    return {"anyOf": [said, ref("place")]}


def _keys(words: Mapping[str, Schema], needed: tuple[str, ...] = ()) -> Schema:
    return mapping({key: described(one, *_SAID[key]) for key, one in words.items()}, needed=needed)


def _expect() -> Schema:
    words = {
        word: described(_answered(one.answer), one.zh, one.en) for word, one in EXPECTATIONS.items()
    }
    return mapping(words) | {"minProperties": 1}


def _answered(answer: type[BaseModel] | None) -> Schema:
    """Names; of what has details, names or what is so of it."""
    if answer is None:
        return _open(many("text"))
    return _open(many({"anyOf": [ref("text"), ref(f"answer-{answer.__name__}")]}))


def _answers() -> Schema:
    """Every answer that has details, as far as one leads to another."""
    found: Schema = {}
    waiting = [one.answer for one in EXPECTATIONS.values() if one.answer is not None]
    while waiting:
        answer = waiting.pop()
        name = f"answer-{answer.__name__}"
        if name in found:
            continue
        parts = {key: inside(answer, key) for key in sorted(answer.model_fields)}
        waiting += [part for part in parts.values() if part is not None]
        details = {key: described(_answered(part), *_DETAILS[key]) for key, part in parts.items()}
        found[name] = mapping(details) | {"minProperties": 1}
    return found


def _subject() -> Schema:
    words = {
        "uscc": ref("text"),
        "key": ref("text"),
        "name": ref("text"),
        "covers": {"anyOf": [{"const": NONE}, mapping(_covers())]},
        "persons": {"type": "array", "items": _person()},
    }
    said = {key: described(one, *_SAID[key]) for key, one in words.items()}
    said |= {name: explained(_value(spec), spec) for name, spec in SUBJECT_FIELDS.items()}
    return mapping(said | {name: _records(one) for name, one in COLLECTIONS.items()})


def _covers() -> dict[str, Schema]:
    first = {"anyOf": [ref("day"), {"const": "beginning"}]}
    days = _keys({"from": first, "until": ref("day")}, needed=("from", "until"))
    covered: Schema = {"anyOf": [{"const": NONE}, days, ref("place")]}
    return {name: _called(covered, one) for name, one in COLLECTIONS.items()}


def _person() -> Schema:
    words = {
        "key": ref("text"),
        "role": code_set(Role),
        "since": ref("day"),
        "until": ref("day"),
        "of_full_age": ref("flag"),
    }
    return _keys(words, needed=("key", "role"))


def _records(collection: Collection) -> Schema:
    records = {"type": "array", "items": _open(ref(f"record-{collection.name}"))}
    return _called(_open(records), collection)


def _called(said: Schema, collection: Collection) -> Schema:
    return described(said, collection.zh, collection.name.replace("_", " "))


def _record(collection: Collection) -> Schema:
    return mapping(
        {name: explained(_value(spec), spec) for name, spec in collection.fields.items()}
    )


def _value(spec: FieldSpec) -> Schema:
    """What a field holds, a word it may hold instead, or that nobody told it."""
    one = ref("text") if spec.kind is Kind.TEXT else constant(spec)
    plain = {"type": "array", "items": one} if spec.kind is Kind.CODES else one
    return {"anyOf": [plain, {"enum": sorted({*spec.words, UNTOLD})}, ref("place")]}
