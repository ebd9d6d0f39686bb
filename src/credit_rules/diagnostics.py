"""What a rule author is told: code, place, facts, help.

A diagnostic is data; its text is rendered late, in Chinese or English, from the one table below.
So a code stays while its wording improves, and an editor reads the same finding as a person.
A code names what is wrong, not the cure, and reads after the word "allow".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

__all__ = ["CODES", "Diagnostic", "Message", "Span", "display_width", "in_order"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file. Lines and columns count from 1; `text` is the source line."""

    file: str
    line: int
    column: int
    end_column: int
    text: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Message:
    """The words of one code: templates filled with the facts of a finding, and why it matters."""

    en: str
    zh: str
    help_en: str
    help_zh: str
    why: str


def display_width(text: str) -> int:
    """How many cells a terminal gives the text: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a ruleset or a catalog."""

    code: str
    span: Span
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def message(self, lang: str = "en") -> str:
        """The finding in one line, without its place."""
        words = CODES[self.code]
        return (words.zh if lang == "zh" else words.en).format_map(self._facts(lang))

    def help(self, lang: str = "en") -> str:
        """What to do about it."""
        words = CODES[self.code]
        return (words.help_zh if lang == "zh" else words.help_en).format_map(self._facts(lang))

    def _facts(self, lang: str) -> Mapping[str, str]:
        if lang != "zh":
            return self.facts
        return {name: _in_chinese(fact) for name, fact in self.facts.items()}

    def render(self, lang: str = "en") -> str:
        """The finding as people read it: place, message, source line with a caret, help."""
        head = f"{self.span}: error[{self.code}]: {self.message(lang)}"
        label = "帮助" if lang == "zh" else "help"
        return "\n".join([head, *self._source(), f"  = {label}: {self.help(lang)}"])

    def as_json(self) -> dict[str, object]:
        """The finding for a program."""
        return {
            "code": self.code,
            "severity": "error",
            "file": self.span.file,
            "line": self.span.line,
            "column": self.span.column,
            "end_column": self.span.end_column,
            "message": {"en": self.message("en"), "zh": self.message("zh")},
            "help": {"en": self.help("en"), "zh": self.help("zh")},
            "facts": dict(self.facts),
        }

    def _source(self) -> list[str]:
        if not self.span.text:
            return []
        # A long line is cut around the place, so that a hostile one cannot flood a terminal.
        cut = max(0, self.span.column - 61)
        line = "".join(
            char if char.isprintable() else "�" for char in self.span.text[cut : cut + 160]
        )
        start = self.span.column - 1 - cut
        end = min(max(self.span.end_column - 1 - cut, start + 1), len(line) + 1)
        gutter = " " * len(str(self.span.line))
        carets = "^" * max(1, display_width(line[start:end]))
        return [
            f"{gutter} |",
            f"{self.span.line} | {line}",
            f"{gutter} | {' ' * display_width(line[:start])}{carets}",
        ]


def _in_chinese(fact: str) -> str:
    """A fact that is a phrase of ours, in Chinese; an author's own words stay as they are."""
    if fact in PHRASES:
        return PHRASES[fact]
    for opening, zh in OPENINGS.items():
        if fact.startswith(opening):
            return zh + _in_chinese(fact.removeprefix(opening))
    return fact


def in_order(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place, drop repetitions."""
    key = {(item.span, item.code, tuple(sorted(item.facts.items()))): item for item in found}
    return tuple(key[place] for place in sorted(key))


CODES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "not-yaml": Message(
            "this is not YAML we can read: {problem}",
            "不是可读取的 YAML：{problem}",
            "indent with spaces, close every bracket and quotation mark",
            "请用空格缩进，并补全括号和引号",
            "A file that cannot be read in full is not read in part.",
        ),
        "too-large": Message(
            "{what} is larger than the limit of {limit}",
            "{what}超过上限 {limit}",
            "split the file; a ruleset is read by people",
            "请拆分文件",
            "Limits keep a hostile file from taking the machine with it.",
        ),
        "forbidden-yaml": Message(
            "{what} is not allowed here",
            "此处不允许使用{what}",
            "write the value out in full where it is needed",
            "请在需要处完整写出内容",
            "Anchors, aliases, tags and several documents in a file hide what a reviewer must see.",
        ),
        "duplicate-key": Message(
            "`{key}` is said twice; first on line {first}",
            "`{key}` 重复出现；首次在第 {first} 行",
            "keep one of the two",
            "请只保留一处",
            "Common YAML readers keep the last one silently, and a rule changes unseen.",
        ),
        "unknown-key": Message(
            "`{key}` means nothing here",
            "此处没有 `{key}` 这一项",
            "{hint}",
            "{hint}",
            "A misspelt key that is passed over is a condition that never applies.",
        ),
        "missing-key": Message(
            "`{key}` is needed here and not said",
            "此处缺少必填项 `{key}`",
            "add `{key}:`",
            "请补上 `{key}:`",
            "What a reader would have to guess is not a rule.",
        ),
        "wrong-value": Message(
            "found {found}, expected {expected}",
            "此处为 {found}，应为 {expected}",
            "{hint}",
            "{hint}",
            "Every scalar stays what was typed until a key says what it must be.",
        ),
        "unknown-name": Message(
            "no {what} is called `{name}`",
            "没有名为 `{name}` 的{what_zh}",
            "{hint}",
            "{hint}",
            "A name that points nowhere makes a rule that never applies.",
        ),
        "duplicate-id": Message(
            "`{name}` is already the name of another one, in {first}",
            "`{name}` 已在 {first} 使用",
            "give one of the two another name",
            "请更换其中一个名称",
            "Answers name rules; two of one name cannot be told apart.",
        ),
        "wrong-test": Message(
            "`{test}` cannot be asked of `{field}`, which holds {kind}",
            "`{field}` 的内容是{kind}，不能用 `{test}` 判断",
            "{hint}",
            "{hint}",
            "A test that does not fit its field would have to be guessed at.",
        ),
        "no-record-here": Message(
            "a field is named here, but no record is being looked at",
            "此处引用了字段，但没有对应的记录",
            "name a collection first: `some: penalties` with `where:`",
            "请先写明集合，例如 `some: penalties` 和 `where:`",
            "A field belongs to a record of a collection.",
        ),
        "measure-without-basis": Message(
            "`{rule}` gives measure `{measure}` and cites no provision",
            "`{rule}` 给出措施 `{measure}`，但没有引用任何法律依据",
            "add `basis:` with the provision that carries the measure; without one it cannot load",
            "请用 `basis:` 写明承载该措施的条款；没有依据的措施不得加载",
            "No measure without law: promise one of the design.",
        ),
        "unknown-instrument": Message(
            "no instrument `{instrument}` in the catalog",
            "法律依据目录中没有 `{instrument}`",
            "{hint}",
            "{hint}",
            "What is not catalogued was not read.",
        ),
        "unknown-provision": Message(
            "`{instrument}` has no provision `{label}` in the catalog",
            "目录所载 `{instrument}` 中没有 `{label}`",
            "{hint}",
            "{hint}",
            "A provision nobody read cannot carry a rule.",
        ),
        "provision-of-another-version": Message(
            "`{label}` is not in version `{version}` of `{instrument}`, which is in force on {day};"
            " it is in version `{other}`",
            "{day}施行的是 `{instrument}` 的 `{version}` 版，其中没有 `{label}`；该条在 `{other}` 版",
            "cite the provision as version `{version}` numbers it, or end this rule with the"
            " version it cites",
            "请按 `{version}` 版的条号引用，或者让本规则随所引版本一并终止",
            "Articles are renumbered when a text is amended; the same label may say something else.",
        ),
        "basis-spans-versions": Message(
            "`{instrument}` changes from version `{version}` to `{other}` on {day}, while this"
            " rule is in force",
            "`{instrument}` 于{day}由 `{version}` 版变为 `{other}` 版，而本规则跨越了这一天",
            "end this edition on {day} and cite the new version in the next one",
            "请让本版规则于{day}终止，并在下一版中引用新版本",
            "Provisions belong to a version; nobody has compared the two texts.",
        ),
        "basis-not-in-force": Message(
            "`{instrument}` is not in force on {day}, when this rule is",
            "本规则在{day}有效，而 `{instrument}` 该日并未施行",
            "{hint}",
            "{hint}",
            "A repealed or future text carries nothing, and its predecessor does not come back.",
        ),
        "basis-is-draft": Message(
            "`{instrument}` is a draft",
            "`{instrument}` 是征求意见稿",
            "cite the text that was issued; until there is one, leave the rule out and say so under"
            " `not_covered`",
            "请引用正式公布的文本；尚未公布的，不写规则，并在 `not_covered` 中说明",
            "A draft binds nobody.",
        ),
        "basis-level-too-low": Message(
            "`{instrument}` is a {level}; measure `{measure}` has the effect `{effect}` and needs a"
            " law, an administrative or local regulation, or a policy document of the centre",
            "`{instrument}` 属于{level_zh}，不能承载效力为“{effect_zh}”的措施 `{measure}`；须有法律、"
            "行政法规、地方性法规或者党中央、国务院政策文件",
            "cite the provision of the higher instrument under `basis:`; what only gives criteria or"
            " procedure goes under `criteria:`",
            "请在 `basis:` 引用上位法条款；只规定标准或者程序的文件写在 `criteria:`",
            "国办发〔2020〕49号: whatever takes rights away or adds duties rests directly on law,"
            " regulation or a policy document of the centre.",
        ),
        "unread-basis": Message(
            "{citation} is marked `{verified}`; measure `{measure}` has the effect `{effect}` and"
            " needs a text that was read",
            "{citation}的核实程度为“{verified_zh}”，不足以承载效力为“{effect_zh}”的措施 `{measure}`",
            "read the text and raise the mark in the catalog, or ask a person by `finding:`",
            "请核读原文并在目录中更新核实程度，或者用 `finding:` 交由有权机关认定",
            "A restriction that rests on hearsay hurts somebody who cannot check it.",
        ),
        "list-without-exit": Message(
            "list `{rule}` does not say {what}",
            "名单 `{rule}` 没有写明{what_zh}",
            "add `{key}:` with its provision; a list nobody can leave does not load",
            "请补上 `{key}:` 及其依据；没有出口的名单不得加载",
            "A list needs an organ that answers for it, a way out and a remedy.",
        ),
        "two-rulesets-in-force": Message(
            "`{rule}` and `{other}` both speak for scheme `{scheme}` on {day}",
            "`{rule}` 与 `{other}` 在{day}同时适用于 `{scheme}`",
            "end the older edition on the day the newer begins",
            "请让旧版在新版开始之日终止",
            "Two editions at once would leave the answer to chance.",
        ),
        "ends-before-it-begins": Message(
            "this ends on {until}, not after it begins on {since}",
            "终止日 {until} 不晚于开始日 {since}",
            "`until` is the first day on which it no longer holds",
            "`until` 是不再有效的第一日",
            "A span of no days never applies.",
        ),
        "empty-catalog": Message(
            "nothing to load was found here",
            "此处没有可加载的内容",
            "give a folder or file of `.yaml` rulesets and catalogs",
            "请给出包含 `.yaml` 规则集和目录的文件夹或文件",
            "No rules is not the same as no measures.",
        ),
    }
)

PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "a text": "文字",
        "one word": "一个词",
        "one value": "一个值",
        "a list": "列表",
        "keys with values": "键值对",
        "a test": "判断词",
        "at least one value": "至少一个值",
        "at least one condition": "至少一个条件",
        "at least one line of a condition": "至少一行条件",
        "`true` or `false`": "`true` 或 `false`",
        "a day such as 2026-03-01": "日期，如 2026-03-01",
        "a whole number such as 3": "整数，如 3",
        "a number such as 3, or an amount such as `200万元`": "数字（如 3）或者金额（如 `200万元`）",
        "a period such as `3 years`, `6 months` or `5 working days`": "期间，如 `3 years`、`6 months`、`5 working days`",
        "a provision such as `cn.sc.order724.2019 第四十八条`": "条款，如 `cn.sc.order724.2019 第四十八条`",
        "`count` with one comparison such as `at_least: 3`": "`count` 加一个比较，如 `at_least: 3`",
        "either `for:` with a period or `until:` with a day of the act": "`for:` 加期间，或者 `until:` 加文书载明的日期，二者取一",
        "write `not:` around the test instead": "请改在外层写 `not:`",
        "name a field that holds a day": "请写一个日期字段",
        "only days are compared with days": "只有日期字段才能与日期字段比较",
        "nothing is known by a name here": "此处没有可用的名称",
        "begin this rule on the day the text begins, or cite the text in force then": "请让规则自该文件施行之日起，或者引用当时施行的文件",
        "it was repealed: cite the text that took its place, or leave the rule out": "该文件已废止：请引用取代它的文件，或者删去本规则",
        "one word of a closed set": "固定选项之一",
        "words of a closed set": "若干固定选项",
        "yes or no": "是或否",
        "a number": "数字",
        "an amount of money": "金额",
        "a day": "日期",
        "a day fixed beforehand": "预先确定的日期",
        "the file": "文件",
        "depth": "嵌套层数",
        "size": "节点数",
        "a second document": "第二个文档",
        "an alias (`*name`)": "别名（`*name`）",
        "an anchor (`&name`)": "锚点（`&name`）",
        "a tag (`!name`)": "标签（`!name`）",
        "a key that is no word": "非文字的键",
    }
)
"""Facts that are phrases of ours, in Chinese."""

OPENINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "did you mean ": "是否想写 ",
        "known here: ": "此处可用：",
        "tests of this field: ": "该字段可用的判断：",
        "one of the words for ": "固定选项之一：",
        "one of ": "以下之一：",
        "end this rule: ": "请终止本规则：",
        "write ": "请写",
    }
)
"""How phrases of ours that go on with names begin, in Chinese."""
