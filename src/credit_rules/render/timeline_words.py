"""The words of a timeline, each once, in Chinese and English: on a terminal and on a page alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from credit_rules.model.codes import Code
from credit_rules.render.words import either
from credit_rules.truth import Truth

__all__ = ["OPEN", "STANDING", "field_name", "name_of", "number_of", "word"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # heads
    "title": ("时间线", "timeline"),
    "subtitle": (
        "没有新的事件时，结论在哪一天变、为什么变",
        "on which days the answer changes without any new event, and why",
    ),
    "span": ("{first} 至 {last}", "{first} to {last}"),
    "subject": ("主体", "subject"),
    "days": ("期间", "span"),
    "asked-by": ("查询机关", "asked by"),
    "first-day": ("{day} 的结论", "what {day} says"),
    "turns": ("变化", "turns"),
    "day": ("日期", "day"),
    "causes": ("原因", "causes"),
    "changes": ("变化", "changes"),
    "because": ("因", "because"),
    "supposed": (
        "假定：以后照常交付，但没有新的内容。",
        "Supposed: deliveries go on and bring nothing new.",
    ),
    "no-turns": (
        "{first} 至 {last}，结论没有变化。",
        "From {first} to {last} the answer does not change.",
    ),
    "quiet": (
        "自 {day} 起至 {last}，结论不再变化。",
        "From {day} to {last} nothing changes any more.",
    ),
    "notes-only": (
        "另有 {count} 日只有说明文字不同：{days}",
        "On {count} more days only notes differ: {days}",
    ),
    "coverage": (
        "自 {day} 起，有的记录没有交付：未交付不等于没有，其后有关结论未定。",
        "From {day} some records are not delivered: not told is not no, and it stays open.",
    ),
    "reaches": (
        "{count} 类记录只交付到前一日：{names}",
        "{count} collections were delivered up to the day before: {names}",
    ),
    "suppose": (
        "用 `--nothing-new` 可以假定以后照常交付而没有新的内容。",
        "`--nothing-new` supposes that deliveries go on and bring nothing new.",
    ),
    "more": ("另有 {count} 项", "{count} more"),
    "nothing": (
        "没有等级、名单、建议、措施和修复事项",
        "no tier, list, proposal, measure or repair",
    ),
    "no-cause": ("原因未能指明", "no cause was found"),
    # what a line is about
    "listing": ("名单", "list"),
    "tier": ("等级", "tier"),
    "repair": ("信用修复", "repair"),
    # what happens
    "begins": ("开始", "begins"),
    "applies": ("适用", "applies"),
    "ends": ("结束", "ends"),
    "ends-here": (
        "结束（是否因没有交付的记录而适用，未定）",
        "ends (whether it applies for records that were not delivered is undetermined)",
    ),
    "opens": ("转为未定", "becomes undetermined"),
    "settles": ("由未定转为适用", "is no longer undetermined and applies"),
    # of a measure
    "measures": ("{count} 项措施", "{count} measures"),
    "targets": ("对象：{targets}", "target: {targets}"),
    "facts": ("事实：{record}", "because of {record}"),
    "last-day": ("最后一日 {day}", "last day {day}"),
    "for-life": ("终身", "for life"),
    "term": ("期限 {since} 至 {last}", "term {since} to {last}"),
    "open-end": ("期限 {since} 起，未载明终止日", "term from {since}, with no end on record"),
    "no-term": ("期限未载明", "no term on record"),
    "on-ground": ("{what}（{ground}）", "{what} ({ground})"),
    # of a tier
    "still": ("仍为 {state}", "still {state}"),
    "official": ("{tier}（官方等级）", "{tier} (official)"),
    "computed": ("{tier}（推算）", "{tier} (computed)"),
    "possible": ("未定（可能为 {tiers}）", "undetermined ({tiers})"),
    "possible-or-none": (
        "未定（可能为 {tiers}，也可能没有任何一级成立）",
        "undetermined ({tiers}, or none)",
    ),
    "gap": ("没有任何一级的条件成立", "no tier's conditions hold"),
    "overlap": ("{tiers} 的条件同时成立", "the conditions of {tiers} hold together"),
    "year": ("所评年度 {before} → {after}", "year assessed {before} → {after}"),
    "recomputed": ("按记录推算为 {tiers}", "recomputed as {tiers}"),
    # of a proposal
    "proposal": ("建议", "proposal"),
    "leave": ("移出建议", "proposal to remove"),
    "holds": ("条件成立", "the ground holds"),
    "defence": ("条件成立，抗辩尚未了结", "holds, subject to defence"),
    "finding": ("待认定", "a finding is needed"),
    # of repair
    "first-to-apply": ("最早可申请之日 {day}", "first day to apply {day}"),
    "latest": ("最后可办之日 {day}", "latest day {day}"),
    "by-itself": ("到期自动停止公示 {day}", "publicity ends by itself {day}"),
    "cleared": ("{what} 不再列明", "{what} is no longer said"),
    # of a step
    "step": ("应办", "step owed"),
    "owed": ("应办", "owed"),
    "steps": ("应办事项 {count} 项", "{count} steps owed"),
    "due": ("最迟 {day}", "by {day}"),
    "no-longer": ("不再应办", "no longer owed"),
    # of what is open
    "open": ("未定 {count} 项（{kinds}）", "undetermined: {count} ({kinds})"),
    "open-more": ("未定：增加 {count} 项（{kinds}）", "undetermined: {count} more ({kinds})"),
    "open-less": ("未定：减少 {count} 项（{kinds}）", "undetermined: {count} fewer ({kinds})"),
    "open-otherwise": (
        "未定：{count} 项所缺的事实不同",
        "undetermined: {count} lack other facts than before",
    ),
    "open-count": ("未定的结论", "undetermined outcomes"),
    "items": ("{count} 项", "{count}"),
    # of two editions that were compared
    "compared": ("从旧兼从轻", "milder edition"),
    "older": ("适用旧版 {edition}", "the older edition {edition} applies"),
    "newer": ("适用新版 {edition}", "the newer edition {edition} applies"),
    "neither": ("适用哪一版未定", "which edition applies is undetermined"),
    "no-comparison": ("不再比较", "no longer compared"),
    # the key of a chart
    "tone-plain": ("等级", "a tier"),
    "tone-adverse": ("在列、限制、禁止、建议成立", "listed, restricted, prohibited, proposed"),
    "tone-mild": ("监管、提醒、条件尚未具备、待认定", "supervised, reminded, not yet, to be found"),
    "tone-good": ("激励、可以申请", "favoured, can apply"),
    "tone-barred": ("不得修复、无等级或者等级重叠", "barred, no tier or more than one"),
    "tone-over": ("已满期限、已移出", "term ended, removed"),
    "tone-open": ("未定", "undetermined"),
    "line-coverage": (
        "自 {day} 起有的记录没有交付",
        "from {day} some records are not delivered",
    ),
    # of the rest
    "gave-way": ("{title} 让位于 {other}", "{title} gives way to {other}"),
    "gave-way-no-more": ("{title} 不再让位于 {other}", "{title} no longer gives way to {other}"),
    "not-used": ("{record} 不予使用（{status}）", "{record} is not used ({status})"),
    "used-again": ("{record} 不再属于不予使用", "{record} is no longer left out"),
    "notes": ("说明文字有变动", "notes differ"),
    "not-given": ("无", "none"),
    "otherwise": ("另有变动：{fields}", "differs in: {fields}"),
}

_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "about": ("所涉记录", "record"),
    "acted_on": ("行为发生日期", "day of the act"),
    "action": ("列入或者移出", "entry or removal"),
    "apply_to": ("受理机关", "whom to apply to"),
    "assessed_on": ("评价日", "day assessed"),
    "bars": ("不得修复的情形", "bars"),
    "basis": ("依据", "basis"),
    "because_of": ("所据规则", "rule it rests on"),
    "binding": ("是否直接发生效力", "whether it binds"),
    "by": ("实施机关", "applied by"),
    "cap_basis": ("上限依据", "basis of the limit"),
    "capped": ("上限", "upper limit"),
    "criteria": ("标准", "criteria"),
    "decided_on": ("决定日期", "day of the decision"),
    "defences": ("尚可提出的抗辩", "open defences"),
    "degree": ("程度", "degree"),
    "degree_title": ("程度", "degree"),
    "due": ("办理期限", "last day for it"),
    "edition": ("规则集版次", "edition"),
    "effect": ("性质", "effect"),
    "en": ("英文", "English"),
    "ends_by_itself": ("自动停止公示之日", "day publicity ends by itself"),
    "family": ("措施类别", "family"),
    "findings_needed": ("待认定的事项", "findings needed"),
    "first_day": ("最早可申请之日", "first day to apply"),
    "gave_way_to": ("让位于何项", "what it gives way to"),
    "grants": ("修复效果", "effects of repair"),
    "high": ("数值上端", "upper end"),
    "id": ("编号", "id"),
    "incomparable": ("单位是否可比", "whether units compare"),
    "indicative": ("是否仅供参考", "whether it is indicative"),
    "last_day": ("列入期限最后一日", "last day of the entry"),
    "latest_day": ("最后可办之日", "latest day"),
    "lifelong": ("是否终身", "whether for life"),
    "list": ("名单", "list"),
    "list_kind": ("名单种类", "kind of list"),
    "low": ("数值下端", "lower end"),
    "materials": ("材料", "materials"),
    "measure": ("措施", "measure"),
    "measures": ("合并的措施", "measures merged"),
    "missing": ("所缺的事实", "missing facts"),
    "newer": ("新版本的内容", "what the newer edition says"),
    "note": ("备注", "note"),
    "older": ("行为时版本的内容", "what the edition of the act says"),
    "on": ("所据之日", "its day"),
    "on_list": ("措施清单", "list of measures"),
    "organ": ("机关", "organ"),
    "outcome": ("结论", "outcome"),
    "parameter": ("数值项", "figure"),
    "parameters": ("数值", "figures"),
    "persons": ("所涉人员", "persons"),
    "platform": ("平台", "platform"),
    "possible": ("可能的等级", "possible tiers"),
    "purposes": ("应用场景", "purposes"),
    "reason": ("理由", "reason"),
    "recomputed": ("推算的等级", "recomputed tier"),
    "record": ("记录", "record"),
    "regime": ("制度", "regime"),
    "remedy": ("救济", "remedy"),
    "remove_by": ("移出的最后一日", "last day to remove it"),
    "requirements": ("条件", "requirements"),
    "rule": ("规则", "rule"),
    "ruleset": ("规则集", "ruleset"),
    "scheme": ("体系", "scheme"),
    "score": ("得分", "score"),
    "secondary": ("是否只读到转述", "whether read at second hand"),
    "since": ("起日", "first day"),
    "source": ("等级来源", "where the tier comes from"),
    "specific": ("其他具体规定", "specific provisions"),
    "stage": ("阶段", "stage"),
    "started": ("列入之日", "day of entry"),
    "state": ("状态", "state"),
    "status": ("记录状态", "status"),
    "steps": ("所附应办事项", "steps owed"),
    "strength": ("力度", "strength"),
    "taken": ("适用的版本", "edition applied"),
    "target": ("对象", "target"),
    "targets": ("对象", "targets"),
    "tier": ("等级", "tier"),
    "tier_title": ("等级名称", "name of the tier"),
    "title": ("名称", "title"),
    "unit": ("单位", "unit"),
    "until": ("终止日", "end"),
    "what": ("事项", "what it would be"),
    "why": ("理由", "why"),
    "year": ("所评年度", "year assessed"),
    "yours": ("是否由查询机关实施", "whether it is yours"),
    "zh": ("中文", "Chinese"),
}
"""Every field an answer has, as people call it."""

OPEN: Final[Mapping[str, tuple[str, str]]] = {
    "measure": ("措施", "measures"),
    "proposal": ("建议", "proposals"),
    "tier": ("等级", "tiers"),
    "listing": ("名单", "listings"),
    "ruleset": ("规则集是否适用", "whether a ruleset applies"),
    "step": ("应办事项", "steps"),
}
"""What an undetermined outcome would be."""

STANDING: Final[Mapping[str, Mapping[Truth, tuple[str, str]]]] = {
    "requirements": {
        Truth.TRUE: ("已具备", "met"),
        Truth.FALSE: ("未具备", "not met"),
        Truth.UNKNOWN: ("未定", "not known"),
        Truth.SUBJECT_TO_DEFENCE: ("已具备，可抗辩", "met, subject to defence"),
    },
    "bars": {
        Truth.TRUE: ("有此情形", "applies"),
        Truth.FALSE: ("无此情形", "does not apply"),
        Truth.UNKNOWN: ("未定", "not known"),
        Truth.SUBJECT_TO_DEFENCE: ("有此情形，可抗辩", "applies, subject to defence"),
    },
}
"""How a requirement of repair, or a bar to it, stands."""


def word(key: str, lang: str, **facts: object) -> str:
    """One of the words above, filled with facts."""
    return either(_WORDS[key], lang).format_map(facts)


def field_name(field: str, lang: str) -> str:
    """A field of an answer, as people call it."""
    return either(_FIELDS[field], lang)


def name_of(value: Code, lang: str) -> str:
    """A code in words."""
    if lang != "en":
        return value.zh
    return value.value.replace("_", " ").replace("-", " ")


def number_of(path: str) -> str:
    """A record as it is called on its own document: what stands in the brackets of its path."""
    return path[path.index("[") + 1 : path.rindex("]")] if "[" in path and "]" in path else path
