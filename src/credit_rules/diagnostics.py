"""What a rule author is told: code, place, facts, help.

A diagnostic is data; its text is rendered late, in Chinese or English, from the one table below.
So a code stays while its wording improves, and an editor reads the same finding as a person.
A code names what is wrong, not the cure, and reads after the word "allow".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from credit_rules.privacy import hide_identity_numbers

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
    why_zh: str


def display_width(text: str) -> int:
    """How many cells a terminal gives the text: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


_LIMIT_SHOWN: Final = 400
_LONGEST: Final = 20
"""How long an identity number is at most, as it is recognised."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a ruleset or a catalog.

    What an author typed may be long, steer a terminal or be a person's: facts are made fit to show.
    """

    code: str
    span: Span
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        file = _fit_to_show(self.span.file)
        if file != self.span.file:
            object.__setattr__(self, "span", replace(self.span, file=file))
        facts = {name: _fit_to_show(said) for name, said in self.facts.items()}
        object.__setattr__(self, "facts", MappingProxyType(facts))

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
        text = _hidden(self.span.text, cut, cut + 160)
        line = "".join(char if char.isprintable() else "�" for char in text)
        start = self.span.column - 1 - cut
        end = min(max(self.span.end_column - 1 - cut, start + 1), len(line) + 1)
        gutter = " " * len(str(self.span.line))
        carets = "^" * max(1, display_width(line[start:end]))
        return [
            f"{gutter} |",
            f"{self.span.line} | {line}",
            f"{gutter} | {' ' * display_width(line[:start])}{carets}",
        ]


def _fit_to_show(text: str) -> str:
    """A fact as part of one line."""
    hidden = _hidden(text, 0, _LIMIT_SHOWN)
    line = "".join(char if char.isprintable() else "�" for char in hidden)
    return line if len(text) <= _LIMIT_SHOWN else f"{line}…"


def _hidden(text: str, start: int, end: int) -> str:
    """A part of a text, without the identity numbers that stand or begin in it."""
    before = max(0, start - _LONGEST)
    return hide_identity_numbers(text[before : end + _LONGEST])[start - before : end - before]


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
            "一个文件不能完整读取，就不读取其中任何部分。",
        ),
        "too-large": Message(
            "{what} is larger than the limit of {limit}",
            "{what}超过上限 {limit}",
            "split the file; a ruleset is read by people",
            "请拆分文件",
            "Limits keep a hostile file from taking the machine with it.",
            "设置上限，恶意文件才拖不垮机器。",
        ),
        "forbidden-yaml": Message(
            "{what} is not allowed here",
            "此处不允许使用{what}",
            "write the value out in full where it is needed",
            "请在需要处完整写出内容",
            "Anchors, aliases, tags and several documents in a file hide what a reviewer must see.",
            "锚点、别名、标签和同一文件中的多个文档，会藏起审阅者必须看到的内容。",
        ),
        "duplicate-key": Message(
            "`{key}` is said twice; first on line {first}",
            "`{key}` 重复出现；首次在第 {first} 行",
            "keep one of the two",
            "请只保留一处",
            "Common YAML readers keep the last one silently, and a rule changes unseen.",
            "常见的 YAML 读取程序只留最后一处而不作声，规则就在无人察觉时变了。",
        ),
        "unknown-key": Message(
            "`{key}` means nothing here",
            "此处没有 `{key}` 这一项",
            "{hint}",
            "{hint}",
            "A misspelt key that is passed over is a condition that never applies.",
            "写错的键如果被略过，就成了永远不起作用的条件。",
        ),
        "missing-key": Message(
            "`{key}` is needed here and not said",
            "此处缺少必填项 `{key}`",
            "add `{key}:`",
            "请补上 `{key}:`",
            "What a reader would have to guess is not a rule.",
            "要靠读者去猜的，不是规则。",
        ),
        "wrong-value": Message(
            "found {found}, expected {expected}",
            "此处为 {found}，应为 {expected}",
            "{hint}",
            "{hint}",
            "Every scalar stays what was typed until a key says what it must be.",
            "每个值都保持原样，直到它的键说明应当是什么。",
        ),
        "unknown-name": Message(
            "no {what} is called `{name}`",
            "没有名为 `{name}` 的{what_zh}",
            "{hint}",
            "{hint}",
            "A name that points nowhere makes a rule that never applies.",
            "名称没有所指，规则就永远不会适用。",
        ),
        "duplicate-id": Message(
            "`{name}` is already the name of another one, in {first}",
            "`{name}` 已在 {first} 使用",
            "give one of the two another name",
            "请更换其中一个名称",
            "Answers name rules; two of one name cannot be told apart.",
            "结果用名称指认规则；两条同名的规则无从分辨。",
        ),
        "wrong-test": Message(
            "`{test}` cannot be asked of `{field}`, which holds {kind}",
            "`{field}` 的内容是{kind}，不能用 `{test}` 判断",
            "{hint}",
            "{hint}",
            "A test that does not fit its field would have to be guessed at.",
            "判断与字段不相合，就只能猜测。",
        ),
        "no-record-here": Message(
            "a field is named here, but no record is being looked at",
            "此处引用了字段，但没有对应的记录",
            "name a collection first: `some: penalties` with `where:`",
            "请先写明集合，例如 `some: penalties` 和 `where:`",
            "A field belongs to a record of a collection.",
            "字段属于某一集合中的记录。",
        ),
        "measure-without-basis": Message(
            "`{rule}` gives measure `{measure}` and cites no provision",
            "`{rule}` 给出措施 `{measure}`，但没有引用任何法律依据",
            "add `basis:` with the provision that carries the measure; without one it cannot load",
            "请用 `basis:` 写明承载该措施的条款；没有依据的措施不得加载",
            "No measure without law: promise one of the design.",
            "没有法律依据，就没有措施：这是设计的第一项承诺。",
        ),
        "unknown-instrument": Message(
            "no instrument `{instrument}` in the catalog",
            "法律依据目录中没有 `{instrument}`",
            "{hint}",
            "{hint}",
            "What is not catalogued was not read.",
            "没有编入目录的，就是没有读过的。",
        ),
        "unknown-provision": Message(
            "`{instrument}` has no provision `{label}` in the catalog",
            "目录所载 `{instrument}` 中没有 `{label}`",
            "{hint}",
            "{hint}",
            "A provision nobody read cannot carry a rule.",
            "没有人读过的条款，不能承载规则。",
        ),
        "provision-of-another-version": Message(
            "`{label}` is not in version `{version}` of `{instrument}`, which is in force on {day};"
            " it is in version `{other}`",
            "{day}施行的是 `{instrument}` 的 `{version}` 版，其中没有 `{label}`；该条在 `{other}` 版",
            "cite the provision as version `{version}` numbers it, or end this rule with the"
            " version it cites",
            "请按 `{version}` 版的条号引用，或者让本规则随所引版本一并终止",
            "Articles are renumbered when a text is amended; the same label may say something else.",
            "文件修改时条号会变动；同一条号可能说的是另一件事。",
        ),
        "basis-spans-versions": Message(
            "`{instrument}` changes from version `{version}` to `{other}` on {day}, while this"
            " rule is in force",
            "`{instrument}` 于{day}由 `{version}` 版变为 `{other}` 版，而本规则跨越了这一天",
            "end this edition on {day} and cite the new version in the next one",
            "请让本版规则于{day}终止，并在下一版中引用新版本",
            "Provisions belong to a version; nobody has compared the two texts.",
            "条款属于某一版本；前后两个文本没有人对照过。",
        ),
        "basis-not-in-force": Message(
            "`{instrument}` is not in force on {day}, when this rule is",
            "本规则在{day}有效，而 `{instrument}` 该日并未施行",
            "{hint}",
            "{hint}",
            "A repealed or future text carries nothing, and its predecessor does not come back.",
            "已废止或者尚未施行的文本不承载任何内容，被它取代的旧文本也不会恢复效力。",
        ),
        "basis-is-draft": Message(
            "`{instrument}` is a draft",
            "`{instrument}` 是征求意见稿",
            "cite the text that was issued; until there is one, leave the rule out and say so under"
            " `not_covered`",
            "请引用正式公布的文本；尚未公布的，不写规则，并在 `not_covered` 中说明",
            "A draft binds nobody.",
            "征求意见稿对任何人都没有约束力。",
        ),
        "basis-not-covered": Message(
            "the catalog says of `{citation}` that no rule rests on it: {reason}",
            "目录写明没有规则以 `{citation}` 为依据：{reason_zh}",
            "if the provision carries this rule, take `not_covered` away in the catalog; if not,"
            " cite the one that does",
            "条款承载本规则的，请删去目录中的 `not_covered`；不承载的，请引用承载它的条款",
            "A provision is accounted for once: rules rest on it, or the catalog says why none does.",
            "每一条款只交代一次：有规则以它为依据，或者目录写明为什么没有。",
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
            "国办发〔2020〕49号：减损权利或者增加义务的措施，必须直接以法律、法规或者党中央、国务院政策文件为依据。",
        ),
        "unread-basis": Message(
            "{citation} is marked `{verified}`; measure `{measure}` has the effect `{effect}` and"
            " needs a text that was read",
            "{citation}的核实程度为“{verified_zh}”，不足以承载效力为“{effect_zh}”的措施 `{measure}`",
            "read the text and raise the mark in the catalog, or ask a person by `finding:`",
            "请核读原文并在目录中更新核实程度，或者用 `finding:` 交由有权机关认定",
            "A restriction that rests on hearsay hurts somebody who cannot check it.",
            "建立在转述上的限制，会伤害无从核对的人。",
        ),
        "list-without-exit": Message(
            "list `{rule}` does not say {what}",
            "名单 `{rule}` 没有写明{what_zh}",
            "add `{key}:` with its provision; a list nobody can leave does not load",
            "请补上 `{key}:` 及其依据；没有出口的名单不得加载",
            "A list needs an organ that answers for it, a way out and a remedy.",
            "名单须有负责的机关、有出口、有救济。",
        ),
        "two-rulesets-in-force": Message(
            "`{rule}` and `{other}` both speak for scheme `{scheme}` on {day}",
            "`{rule}` 与 `{other}` 在{day}同时适用于 `{scheme}`",
            "end the older edition on the day the newer begins",
            "请让旧版在新版开始之日终止",
            "Two editions at once would leave the answer to chance.",
            "同时施行两版，结果就全凭偶然。",
        ),
        "cyclic-reference": Message(
            "the tiers of these schemes wait for each other: {way}",
            "这些体系的等级互相引用：{way}",
            "let one of them ask the records themselves instead of the other's tier",
            "请让其中一个体系直接依据记录判断，而不引用另一个体系的等级",
            "A tier that depends on itself has no first answer.",
            "依赖自身的等级，得不出最初的结论。",
        ),
        "conclusion-from-itself": Message(
            "these conclusions lead back to themselves: {way}",
            "这些结论会推回自身：{way}",
            "let the rules rest on changes, and on what was concluded before",
            "请让规则以变化和此前的结论为前提",
            "What rests on itself never begins, or never ends.",
            "以自身为前提的，要么从不开始，要么没完没了。",
        ),
        "unread-conclusion": Message(
            "`{rule}` concludes `{conclusion}`, which no rule of the file asks for, and has no task",
            "`{rule}` 得出结论 `{conclusion}`，而本文件没有规则读取它，该规则也没有任务",
            "give the rule a `task:`, or ask for the conclusion in another rule",
            "请为该规则写明 `task:`，或者让另一条规则读取这一结论",
            "A rule nothing follows from looks as if somebody saw to it.",
            "没有任何后果的规则，会让人误以为事情有人管。",
        ),
        "measure-from-proposal": Message(
            "`proposed: {list}` is read in a ruleset of kind `{kind}`; only `steps` may read it",
            "`{kind}` 类规则集读取了 `proposed: {list}`；只有 `steps` 类可以读取列入建议",
            "ask `listed:` for the official entry, or write what is owed next as a ruleset of kind"
            " `steps`",
            "请用 `listed:` 读取已作出的列入决定，或者将后续步骤写成 `steps` 类规则集",
            "A computed proposal carries nothing but steps owed.",
            "计算得出的列入建议，只能带来应当办理的步骤。",
        ),
        "reads-higher-stratum": Message(
            "`tier:` of scheme `{scheme}` is read in a ruleset of kind `{kind}`, which is settled"
            " before tiers are",
            "`{kind}` 类规则集读取了 `{scheme}` 的等级，而它在等级之前得出",
            "ask the records the tier rests on, or an official grade in `evaluations`",
            "请直接依据等级所依据的记录，或者 `evaluations` 中的官方等级",
            "Official acts come first, proposals next, tiers after them; nothing reads upwards.",
            "先有官方决定，再有建议，然后才有等级；任何一层都不读取其上一层。",
        ),
        "demanded-level-missing": Message(
            "{citation} demands of measure `{measure}` another basis of one of these levels:"
            " {levels}",
            "{citation}要求措施 `{measure}` 另有以下层级之一的依据：{levels_zh}",
            "cite that provision beside it under `basis:`; without one the measure cannot load",
            "请在 `basis:` 一并引用该层级的条款；没有的不得加载",
            "A provision may tie its own measures to higher law (浙江第二十六条, 上海第三十一条).",
            "条款可以要求其措施另有上位法依据（浙江第二十六条、上海第三十一条）。",
        ),
        "no-act-day": Message(
            "`{rule}` looks at `{collection}`, which have no day of the act (`acted_on`), while the"
            " ruleset governs acts",
            "规则集按行为发生日期适用，而 `{rule}` 所依据的 `{collection}` 没有行为发生日期（`acted_on`）",
            "look at a collection with `acted_on`, or say `governs: decisions_from` if the"
            " instrument does",
            "请改用载有 `acted_on` 的集合；文件按决定日期适用的，写 `governs: decisions_from`",
            "Without the day of the act nobody can tell whether the edition governs it.",
            "不知道行为发生日期，就无法判断该版本是否适用于这一行为。",
        ),
        "no-earlier-edition": Message(
            "no edition of `{rule}` governs the acts before {day}, so there is nothing to compare",
            "`{rule}` 没有适用于 {day} 之前行为的版本，无从比较轻重",
            "add the edition that ended by then (same `id`, `kind`, `jurisdiction` and list,"
            " `governs: acts_from`), or leave `retroactive:` out",
            "请补上在此之前终止的版本（`id`、`kind`、`jurisdiction` 和名单相同，`governs: acts_from`），"
            "或者删去 `retroactive:`",
            "The milder of two editions can be taken only where both can be asked about the act.",
            "只有两个版本都能就同一行为作出回答，才谈得上从轻。",
        ),
        "outside-the-range": Message(
            "`{parameter}` may lie between {low} and {high}",
            "`{parameter}` 只能在 {low} 至 {high} 之间",
            "fix a figure the range of the catalog allows",
            "请在目录允许的幅度内确定",
            "A department chooses within what the law leaves to it, and nowhere else.",
            "部门只能在法律留给它的幅度之内选择。",
        ),
        "tier-restricts": Message(
            "a computed tier gives measure `{measure}`, which has the effect `{effect}`",
            "计算得出的等级给出了效力为“{effect_zh}”的措施 `{measure}`",
            "let the restriction follow from an act on record: `joint-discipline` or"
            " `statutory-restriction`",
            "限制应当依据已作出的决定：请写成 `joint-discipline` 或者 `statutory-restriction`",
            "Acts, not scores, restrict: promise six of the design.",
            "限制来自决定，而不来自评分。",
        ),
        "lifelong-without-words": Message(
            "`{rule}` lasts for life, and neither its title nor its basis says so",
            "`{rule}` 写为终身，但其标题和所引条款均没有“终身”字样",
            "cite the provision that says 终身, or give the period the law gives",
            "请引用载有“终身”的条款，或者写明法定期限",
            "A bar for life is never inferred.",
            "终身限制绝不能靠推断得出。",
        ),
        "ends-before-it-begins": Message(
            "this ends on {until}, not after it begins on {since}",
            "终止日 {until} 不晚于开始日 {since}",
            "`until` is the first day on which it no longer holds",
            "`until` 是不再有效的第一日",
            "A span of no days never applies.",
            "没有一天的期间永远不会适用。",
        ),
        "empty-catalog": Message(
            "nothing to load was found here",
            "此处没有可加载的内容",
            "give a folder or file of `.yaml` rulesets and catalogs",
            "请给出包含 `.yaml` 规则集和目录的文件夹或文件",
            "No rules is not the same as no measures.",
            "没有规则，不等于没有措施。",
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
        "a day such as 2026-03-01": "日期，如 2026-03-01",
        "a whole number such as 3": "整数，如 3",
        "a day of every year such as 04-01": "每年的月和日，如 04-01",
        "a region of six digits such as 330000": "六位行政区划代码，如 330000",
        "an amount such as `200万元` or 0.05": "金额，如 `200万元` 或者 0.05",
        "a share such as `10%`, `1‰` or `0.1`": "比例，如 `10%`、`1‰` 或者 `0.1`",
        "a number such as 3 or -1.5": "数字，如 3 或者 -1.5",
        "a figure": "一个数值",
        "a range of two figures, the lower first": "由低到高的两个数值",
        "an amount without sign": "不带正负号的数值",
        "a value": "一个值",
        "a field of the record": "该记录自己的字段",
        "a field that holds a figure": "数值字段",
        "points": "分值",
        "at least one entry": "至少一项",
        "one look at records": "一次只查看一种记录",
        "one comparison such as `at_least: 3`": "一个比较，如 `at_least: 3`",
        "one of `within`, `since` and `during`": "`within`、`since`、`during` 之一",
        "one of `count`, `sum` and `distinct`": "`count`、`sum`、`distinct` 之一",
        "one of `replaces` and `fills`": "`replaces`、`fills` 之一",
        "one of `due: stated` and `within:`": "`due: stated`、`within:` 之一",
        "`task:`, `concludes:`, or both": "`task:`、`concludes:`，或者两者都写",
        "one change, or one `concluded:`": "一种变化，或者一个 `concluded:`",
        "one of `at_least` and `more_than`": "`at_least`、`more_than` 之一",
        "one of `at_most` and `less_than`": "`at_most`、`less_than` 之一",
        "one of `for:`, `until:`, `lifelong: true` and `standing: current`": "`for:`、`until:`、`lifelong: true`、`standing: current` 之一",
        "either `list:` or `each:` with a collection": "`list:`，或者 `each:` 加集合，二者取一",
        "either `each:` with a collection or `when:` with a condition": "`each:` 加集合，或者 `when:` 加条件，二者取一",
        "either `is:` a figure or `range:` of two": "`is:` 加一个数值，或者 `range:` 加两个数值，二者取一",
        "a local ruleset": "地方规则集",
        "a condition on records or on the subject itself": "关于记录或者主体本身的条件",
        "whom a ruleset concerns is settled before lists and tiers are": "规则集涉及哪些主体，先于名单和等级确定",
        "a definition about the subject": "关于主体本身的定义",
        "write each as a condition of its own under `all:`": "请在 `all:` 之下分别写成单独的条件",
        "`any_span` looks at all days; leave the window out": "`any_span` 查看全部日期，请删去时间范围",
        "only an entry on a list stands or is removed": "只有名单中的条目才有“在列”可言",
        "an edition that governs acts": "按行为发生日期适用的版本",
        "say `governs: acts_from`": "请写 `governs: acts_from`",
        "an edition whose first day is confirmed": "施行日期已经核实的版本",
        "an edition reaches back to acts before a day that is known": "施行日期已知，才知道哪些行为在其之前",
        "give it the `jurisdiction` of a region": "请将 `jurisdiction` 写成行政区划代码",
        "only fields that hold the same are compared with each other": "只有内容相同的字段才能互相比较",
        "name a field that holds an amount or a number": "请写一个金额或者数字字段",
        "nobody tells this field in that word": "该字段不会以这个词填报",
        "name a field that holds one value": "请写一个只有一个值的字段",
        "name a field that holds points": "请写一个分值字段",
        "name a field that holds a day fixed beforehand": "请写一个预先确定的日期字段",
        "a period such as `3 years`, `6 months` or `5 working days`": "期间，如 `3 years`、`6 months`、`5 working days`",
        "a provision such as `cn.sc.order724.2019 第四十八条`": "条款，如 `cn.sc.order724.2019 第四十八条`",
        "name a field that holds a day": "请写一个日期字段",
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
        "what looks like a citizen's identity number": "疑似公民身份号码",
        "a text that names nobody": "不指认任何自然人的文字",
        "leave it out": "请删去",
    }
)
"""Facts that are phrases of ours, in Chinese."""

OPENINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "did you mean ": "是否想写 ",
        "known here: ": "此处可用：",
        "tests of this field: ": "该字段可用的判断：",
        "a figure such as ": "数值，如 ",
        "a definition of ": "以下集合的定义：",
        "it is about ": "它针对 ",
        "a parameter of the unit ": "参数，单位为",
        "one of ": "以下之一：",
        "end this rule: ": "请终止本规则：",
        "at most ": "不超过 ",
        "write ": "请写",
    }
)
"""How phrases of ours that go on with names begin, in Chinese."""
