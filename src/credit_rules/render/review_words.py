"""The words of the review pages, each once, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from credit_rules.model.catalog import Validity
from credit_rules.model.codes import Code, LeftOut, Verified
from credit_rules.render.words import either, listed

__all__ = [
    "EXPECTED",
    "KINDS",
    "MARKS",
    "days",
    "expected",
    "name_of",
    "reason",
    "word",
]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # the page of an instrument
    "review": ("规则与条款对照", "rules beside the law"),
    "back": ("全部法律文件", "all instruments"),
    "notice": (
        "供审阅用。条款是本目录的摘要，不是原文；规则由程序计算并建议，不替有权机关作决定。",
        (
            "For review. Provisions are restated in our own words, not quoted; rules compute and"
            " propose, they do not decide for an authority."
        ),
    ),
    "about": ("文件", "the instrument"),
    "number": ("文号", "number"),
    "issuer": ("制定机关", "issuer"),
    "level": ("效力层级", "level"),
    "status": ("状态", "status"),
    "last-checked": ("最近核对", "last checked"),
    "issued": ("公布", "issued"),
    "texts": ("文本", "texts"),
    "text": ("文本 {id}", "text {id}"),
    "in-force": ("施行期间", "in force"),
    "unconfirmed": ("未核实", "unconfirmed"),
    "contents": ("目录", "contents"),
    "provision": ("条款", "provision"),
    "provisions": ("条款", "provisions"),
    "verified": ("核实程度", "how far it was read"),
    "rules": ("规则", "rules"),
    "scenarios": ("场景", "scenarios"),
    "rule": ("规则", "rule"),
    "shown-in": ("见上文{place}", "see above, {place}"),
    "no-rule-rests": ("没有规则以本条为依据", "no rule rests on it"),
    "entries": ("目录中以本条为依据的", "catalog entries that rest on it"),
    "demand": ("对依据本条的措施另有要求", "it demands more of its own measures"),
    "more": ("“{rule}”的其他场景", "further scenarios of `{rule}`"),
    "no-scenario": ("没有写明本规则的场景", "no scenario names this rule"),
    "not-covered": ("未涵盖", "not covered"),
    "not-covered-all": ("没有写成规则的内容和原因", "what is not covered, and why"),
    "unaccounted": ("没有交代", "not accounted for"),
    "why": ("原因", "why"),
    "what": ("内容", "what"),
    "note": ("说明", "note"),
    "questions": ("须由有权机关认定的问题", "questions left to a person"),
    "question": ("问题", "question"),
    "organ": ("由谁认定", "who answers it"),
    "basis": ("依据", "basis"),
    "other-basis": ("并依据", "and"),
    "none-here": ("没有。", "None."),
    # rulesets
    "rulesets": ("规则集", "rulesets"),
    "ruleset": ("规则集", "ruleset"),
    "kind": ("种类", "kind"),
    "scheme": ("体系", "scheme"),
    "edition": ("版次", "edition"),
    "jurisdiction": ("适用地域", "jurisdiction"),
    "national": ("全国", "national"),
    "governs": ("适用于", "governs"),
    "retroactive": ("从旧兼从轻", "reaches back"),
    "milder": (
        "施行前的行为，施行后作出决定的，本版本较轻即适用本版本",
        "to acts before it that are decided since it is in force, where it is the milder",
    ),
    "applies-to": ("适用主体", "applies to"),
    "everyone": ("不限", "any kind"),
    "concerns": ("只涉及", "concerns only"),
    "definitions": ("本规则集的定义", "its definitions"),
    "answered": ("已核对的疑问", "questions answered"),
    # rules
    "ground": ("列入情形", "ground"),
    "restriction": ("限制", "bar"),
    "discipline": ("列入期间的措施", "measure while listed"),
    "favour": ("激励", "favour"),
    "tier": ("等级", "tier"),
    "item": ("计分项目", "score item"),
    "direct": ("直接认定", "assigned directly"),
    "cap": ("等级不高于", "no better than"),
    "floor": ("等级不低于", "no worse than"),
    "default": ("缺省等级", "default tier"),
    "requires": ("修复条件", "required for repair"),
    "barred": ("不予修复", "bars repair"),
    "ends": ("自行终止", "ends by itself"),
    "stay": ("继续列入", "stays listed"),
    "leave": ("移出条件", "leaves the list"),
    "step": ("步骤", "step"),
    "procedure": ("程序", "procedure"),
    "definition": ("定义", "definition"),
    "finding": ("认定", "finding"),
    "settled": ("已就此作出决定", "decided already"),
    "repairable": ("可以修复的记录", "what may be repaired"),
    "whole": ("整部规则集", "the ruleset as a whole"),
    "condition": ("条件", "condition"),
    "unless": ("但书", "unless"),
    "burden": ("由当事人证明", "for the subject to show"),
    "measure": ("措施", "measure"),
    "criteria": ("标准和程序", "criteria"),
    "specific": ("具体条款", "specific provisions"),
    "targets": ("对象", "targets"),
    "purposes": ("应用场景", "purposes"),
    "lasts": ("期限", "lasts"),
    "for": ("自{since}起 {period}", "for {period} from {since}"),
    "until-day": ("自{since}起，至{until}止", "from {since} until {until}"),
    "lifelong": ("自{since}起终身", "for life from {since}"),
    "standing": ("在列期间", "while the entry stands"),
    "points": ("分值", "points"),
    "points-field": ("记录所载的{field}", "as the record says in {field}"),
    "at-most": ("合计不超过 {cap} 分", "{cap} points at most"),
    "expires": ("{field}的次日起不再计入", "no longer counted after {field}"),
    "by": ("由谁", "by"),
    "within": ("期限", "within"),
    "each": ("逐件", "each"),
    "otherwise": ("以上都不成立", "none of the above"),
    "empty": ("{scopes}完整交付且为空", "delivered whole and empty: {scopes}"),
    "asks-not": ("不附条件", "without condition"),
    "including": ("（含{statuses}）", " (also {statuses})"),
    "list": ("名单", "list"),
    "found": ("经认定：{question}", "found by a person: {question}"),
    "on-list": ("现在{list}上", "on the {list}"),
    "is-proposed": ("已建议列入{list}", "entry on the {list} is proposed"),
    "as-defined": ("符合“{name}”", "`{name}` as defined"),
    "parameter": ("部门公布的{name}", "the department's {name}"),
    # diagrams
    "tiers": ("等级：由严到宽", "tiers, strictest first"),
    "order": ("次序", "order"),
    "strictest": ("最严", "strictest"),
    "then": ("↓ 不成立的，看下一级", "↓ if not, the next"),
    "exactly": ("各等级分别判断，恰有一个成立", "each asked by itself; exactly one holds"),
    "score": ("得分 {band}", "score {band}"),
    "start": ("起始 {start} 分", "starts at {start}"),
    "scale": ("分数轴", "scale of scores"),
    "bounds": ("直接认定与上下限", "assigned directly, and bounds"),
    "effect": ("效果", "effect"),
    "clocks": ("期间", "clocks"),
    "clock": ("期间", "clock"),
    "starts": ("起算", "from"),
    "length": ("长度", "length"),
    "drawn": ("图示（同一比例）", "drawn to one scale"),
    "after-it": ("届满之后", "when it has run"),
    "window-of": ("计入的记录", "records counted"),
    "back-from": ("自查询之日向前", "back from the day asked about"),
    "back-from-day": ("自{day}向前", "back from {day}"),
    "counted": ("只计其中的{records}", "only {records} in it count"),
    "may-follow": ("条件成立", "the condition holds"),
    "ends-itself": ("自行终止", "ends by itself"),
    "term-ends": ("列入期限届满", "the term of the entry ends"),
    "bar-ends": ("限制期满", "the bar ends"),
    "due": ("应当办结", "it is due"),
    "remove": ("应当移出", "it is to be removed"),
    "removal": ("移出办理", "removal"),
    "span": ("任一时段", "any span"),
    "span-holds": ("同在其中的记录达到 {number} 件即成立", "holds with {number} records in one"),
    "for-life": ("终身", "for life"),
    # scenarios
    "holds": ("成立", "holds"),
    "fails": ("不成立", "does not hold"),
    "open": ("未定", "open"),
    "named": ("另有涉及", "named"),
    # the index
    "index": ("法律文件、规则与场景", "instruments, rules and scenarios"),
    "instrument": ("法律文件", "instrument"),
    "with-rules": ("有规则的条款", "provisions with rules"),
    "without-rules": ("写明未涵盖的条款", "provisions said not to be covered"),
    "digest": ("规则摘要值", "digest of the rules"),
    "legend": ("标记", "marks"),
    "number-unconfirmed": ("（条号未确认）", " (article number unconfirmed)"),
}

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "tiered-supervision": ("分级分类监管", "tiered supervision"),
    "key-watch-list": ("重点关注", "watch list"),
    "serious-dishonesty": ("名单认定", "listing"),
    "joint-discipline": ("失信惩戒", "joint discipline"),
    "statutory-restriction": ("法定限制", "statutory restriction"),
    "credit-repair": ("信用修复", "credit repair"),
    "incentive": ("守信激励", "incentive"),
    "steps": ("监管步骤", "supervision steps"),
}
"""The kinds of ruleset."""

EXPECTED: Final[Mapping[str, tuple[str, str]]] = {
    "because_of": ("成立", "holds"),
    "not_because_of": ("不成立", "does not hold"),
    "undetermined": ("未定", "open"),
    "missing": ("尚缺", "missing"),
    "reasons": ("问过", "asked"),
    "tier": ("等级", "tier"),
    "possible": ("可能的等级", "possible tiers"),
    "source": ("等级来源", "source"),
    "score": ("得分", "score"),
    "tiers": ("各体系等级", "tiers"),
    "measures": ("措施", "measures"),
    "not_measures": ("没有的措施", "no measures"),
    "suppressed": ("让位的措施", "gave way"),
    "settled": ("合并后", "settled"),
    "proposals": ("建议", "proposals"),
    "defences": ("可提出的抗辩", "defences"),
    "listing": ("名单", "listing"),
    "repair": ("修复", "repair"),
    "steps": ("步骤", "steps"),
    "not_steps": ("没有的步骤", "no steps"),
    "excluded": ("没有采用的记录", "records not used"),
    "notes": ("附注", "notes"),
}
"""What a scenario expects, by the word of its file."""

MARKS: Final[Mapping[Verified, str]] = {
    Verified.FULL_TEXT: "●",
    Verified.EXCERPT: "◐",
    Verified.SECONDARY: "○",
}
"""How far a provision was read, as a mark that needs no colour."""

_READ: Final[Mapping[Verified, str]] = {
    Verified.FULL_TEXT: "read in full",
    Verified.EXCERPT: "an excerpt was read",
    Verified.SECONDARY: "at second hand, not read",
}
_REASONS: Final[Mapping[LeftOut, str]] = {
    LeftOut.NO_RULE: "says nothing a rule could say",
    LeftOut.JUDGEMENT: "left to the judgement of an organ",
    LeftOut.NOT_READABLE: "the text could not be read",
    LeftOut.UNCONFIRMED: "no day is confirmed on which the text was in force",
    LeftOut.OPEN_NORM: "an open norm, without a standard",
    LeftOut.SCHEDULE: "a schedule",
    LeftOut.CROSS_SUBJECT_EFFECT: "an effect on other subjects",
    LeftOut.LEVEL_TOO_LOW: "the level of the text is too low",
    LeftOut.DISPUTED: "readings differ",
    LeftOut.FUTURE: "not yet in force",
    LeftOut.REPEALED: "repealed",
    LeftOut.NOT_EXPRESSIBLE: "the language has no words for it yet",
}


def word(key: str, lang: str, **facts: object) -> str:
    """One of the words above, filled with facts."""
    return either(_WORDS[key], lang).format_map(facts)


def expected(key: str, lang: str) -> str:
    """What a scenario expects, in a word."""
    return either(EXPECTED[key], lang)


def name_of(value: Code, lang: str) -> str:
    """A code in words."""
    if lang == "en" and isinstance(value, Verified):
        return _READ[value]
    return value.value.replace("_", " ") if lang == "en" else value.zh


def reason(value: LeftOut, lang: str) -> str:
    """Why something is not covered."""
    return _REASONS[value] if lang == "en" else value.zh


def days(validity: Validity, lang: str) -> str:
    """When something is in force."""
    if validity.unconfirmed:
        known = listed(map(str, sorted(validity.known_on)), lang)
        if not known:
            return word("unconfirmed", lang)
        return (
            f"days unconfirmed; in force on {known}"
            if lang == "en"
            else f"起止未核实，{known} 有效"
        )
    since, until = validity.since, validity.until
    if lang == "en":
        first = "from the beginning" if since is None else f"from {since}"
        return first if until is None else f"{first}, ended before {until}"
    first = "自始施行" if since is None else f"{since} 起施行"
    return first if until is None else f"{first}，{until} 起失效"
