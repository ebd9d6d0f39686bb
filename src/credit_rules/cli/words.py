"""The command line's own words, each once, in Chinese and English."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from credit_rules.model.codes import Code, LeftOut

__all__ = [
    "ANSWERS",
    "KINDS",
    "LANGS",
    "OUTCOMES",
    "REASONS",
    "Lang",
    "code",
    "label",
    "said",
    "word",
]


class Lang(StrEnum):
    """The language of texts."""

    ZH = "zh"
    EN = "en"


LANGS: Final = (Lang.ZH, Lang.EN)

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # dry-run
    "intake": ("行数据", "rows"),
    "unclear": ("未看懂的单元格", "cells not understood"),
    "counts": ("各行去向", "what became of the rows"),
    "summary": ("合计", "summary"),
    "subjects": ("主体", "subjects"),
    "with-measures": ("有措施", "with measures"),
    "with-proposals": ("有列入建议", "with proposals"),
    "with-undetermined": ("有未定结果", "with undetermined outcomes"),
    "deciding": ("计算", "deciding"),
    "rows-not-taken": (
        "{count} 行未采用，用 `--format text` 或者 `--format json` 查看原因",
        "{count} rows were not taken; `--format text` and `--format json` say why",
    ),
    "rows-left": (
        "{count} 行未采用，用 `credit-rules dry-run` 查看原因",
        "{count} rows were not taken; `credit-rules dry-run` says why",
    ),
    # repair-path
    "repair-of": (
        "【信用修复路径】{subject}，基准日 {day}",
        "[repair paths] {subject}, as of {day}",
    ),
    "nothing-to-repair": (
        "没有可以修复的记录、在列的名单或者可以变轻的等级",
        "no record to repair, no entry on a list, no tier that could be milder",
    ),
    "goal-repair": ("修复", "repair"),
    "goal-listing": ("移出名单", "end of the entry"),
    "goal-tier": ("等级变轻", "a milder tier"),
    "today-said": ("现状", "today"),
    "path": ("路径", "path"),
    "from-day": ("{day} 起，", "from {day}, "),
    "on-day": ("于 {day}", "on {day}"),
    "from-by": ("自 {day} 起，最迟 {by}", "from {day}, by {by} at the latest"),
    "by-day": ("，至 {day}", ", until {day}"),
    "result-can-apply": ("可以申请修复", "the repair can be applied for"),
    "result-ends-by-itself": ("期限届满，不用申请", "its time is over; nothing to apply for"),
    "result-term-over": (
        "列入期限届满，应由机关移出",
        "the term of the entry is over; the authority has to remove it",
    ),
    "result-removed": ("已经移出", "the entry is removed"),
    "result-may-leave": ("具备移出情形，可以提请移出", "there is a reason to leave the list"),
    "result-milder-tier": ("转为较轻的等级", "the tier is milder"),
    "done-for": ("对象机关", "towards"),
    "meets": ("为具备", "meets"),
    "awaits": ("等待：{what}", "await: {what}"),
    "has-to-find": ("以认定为条件：{what}——{answer}", "if it is found: {what} - {answer}"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "by-organ": ("由其认定或者作出", "by"),
    "do-first": ("先由当事人{what}，再请认定", "do it first ({what}), then ask for the finding"),
    "wait-until": ("等待至 {day}", "wait until {day}"),
    "bring": ("材料", "bring"),
    "granted-ends": ("准予后", "once granted"),
    "then-owed": ("机关应办", "the authority then owes"),
    "else-ends": (
        "不申请的，{day} 起自行结束",
        "without an application it ends by itself from {day}",
    ),
    "decided-again": (
        "复核：此前为“{before}”，当日为“{after}”",
        "decided again: before, {before}; on the day, {after}",
    ),
    "goes-on": ("不因此结束", "this does not end"),
    "apart": (
        "同一记录另须分别办理、不因此结束的",
        "to be done apart for the same record, and not ended by this",
    ),
    "in-the-way": ("不能申请修复或者改变，因为：", "what stands in the way:"),
    "told-first": ("须先补充下列事实：", "to be told first:"),
    "held-by": ("由其掌握", "held by"),
    "not-all-searched": (
        "可能的组合太多，没有全部试过；可能还有更少的路径",
        "too many combinations to try them all; there may be a lesser path",
    ),
    "objection": ("异议与救济", "objection and remedy"),
    # timeline
    "to-before-from": (
        "`--to` {last} 早于 `--from` {first}",
        "`--to` {last} is before `--from` {first}",
    ),
    # check
    "clean": (
        "没有问题：{rulesets}部规则集，{lists}个名单，{measures}项措施，{instruments}件法律依据",
        "clean: {rulesets} rulesets, {lists} lists, {measures} measures, {instruments} instruments",
    ),
    "stale": (
        "{id}（{title}）：最后核对于 {day}，应当重新核对",
        "{id} ({title}): last checked on {day}; check it again",
    ),
    "found": ("共 {count} 个问题", "{count} findings"),
    "more": ("另有 {count} 个问题未列出", "{count} more are not shown"),
    "why": ("为什么", "why"),
    "what-to-do": ("怎么办", "what to do"),
    "wrong": ("错误示例 {file}", "wrong: {file}"),
    "beside": ("同时载入 {file}", "loaded with it: {file}"),
    "told": ("检查结果", "what `check` says"),
    "mended": ("改正（- 删去，+ 写上）", "mended (- taken out, + put in)"),
    # coverage
    "say-what-to-cover": (
        "请写场景文件或文件夹，或者 `--law`，不能都写",
        "name scenario files or folders, or say `--law`; not both",
    ),
    "only-of-law": ("`{option}` 只用于 `--law`", "`{option}` goes with `--law`"),
    "only-of-rules": ("`{option}` 不用于 `--law`", "`{option}` does not go with `--law`"),
    "no-such-ruleset": ("没有规则集 `{id}`", "no ruleset `{id}`"),
    "tallies": (
        "规则 {rules}，条件结果 {outcomes}，边界 {sides}（{share}）",
        "rules {rules}, outcomes {outcomes}, edge sides {sides} ({share})",
    ),
    "covered": ("结果与边界覆盖率 {share}", "outcome-and-edge coverage {share}"),
    "not-seen": ("未见{what}", "never {what}"),
    "not-reached": ("未达 {what}", "not reached: {what}"),
    "not-written": ("无法写入 {path}：{problem}", "{path} cannot be written: {problem}"),
    "no-such-instrument": ("目录中没有 `{id}`", "no instrument `{id}` in the catalog"),
    "implemented": ("{of}条中有规则{count}条", "{count} of {of} implemented"),
    "unaccounted": ("未交代", "not accounted for"),
    "law-rest": (
        "应有而没有规则的 {count} 条：",
        "{count} provisions of which a rule could be expected have none:",
    ),
    "law-all": ("合计：", "in all:"),
    "law-share": (
        "应有规则的 {operative} 条，已有 {implemented} 条（{share}）",
        "{implemented} of {operative} of which a rule could be expected ({share})",
    ),
    # test
    "no-scenarios": (
        "没有找到场景（*.scenario.yaml）",
        "no scenarios were found (*.scenario.yaml)",
    ),
    "scenarios": (
        "核对了 {count} 个场景，{failed} 个不符",
        "{count} scenarios, {failed} of them not as expected",
    ),
    "no-such-scenario": (
        "没有名称含有“{name}”的场景",
        "no scenario has a name with `{name}` in it",
    ),
    "updated": (
        "{place}：{name}：已改写其 expect，请核对差异；还有 {left} 个不符",
        "{place}: {name}: its `expect` was rewritten, review the difference; {left} more fail",
    ),
    "nothing-to-update": (
        "没有不符的场景，没有改写",
        "every scenario holds; nothing was rewritten",
    ),
    "nothing": ("无", "nothing"),
    "none-of": ("没有 {names}", "none of {names}"),
    "expected": ("应为：", "expected:"),
    "actually": ("实为：", "found:   "),
    # new
    "both-titles": (
        "`--title` 和 `--title-en` 应当一起写",
        "say both `--title` and `--title-en`, or neither",
    ),
    "drafted": ("已写出：", "written:"),
    "next": ("接着：", "next:"),
    # render
    "rendered": (
        "已写出 {count} 件法律文件的网页：{index}",
        "pages of {count} instruments: {index}",
    ),
    # mutate
    "mutation": ("变异测试", "mutation"),
    "equivalents": (
        "{count} 个已证明与原规则等价，不计",
        "{count} are proved to be equivalent and left out of the figure",
    ),
    "mutated": (
        "{count} 个变异，发现 {killed} 个（载入检查 {refused} 个），存活 {survived} 个；{percent}",
        "{count} mutants, {killed} noticed ({refused} by checks), {survived} survived; {percent}",
    ),
    "out-of-time": ("超过时限，按存活计", "out of time, so it counts as a survivor"),
    "unasked": (
        "求解器对此前的几个都不能判定，没有再问",
        "not put to the solver: it could not settle those before",
    ),
    # verify
    "refuted": ("有反例", "refuted"),
    "refuted-answered": ("有反例，而法律本有此意", "refuted, and wanted so by the law"),
    "undecided": ("此处不能判定", "not decidable here"),
    "needless": (
        "标题中不再需要的说明（没有反例）",
        "answers in a header that nothing needs: no question is refuted there",
    ),
    "witness": ("反例，{day}{region}", "witness on {day}{region}"),
    "compared-with": ("比较的对象", "compared with"),
    "compared": ("比较的对象，{day}{region}", "compared with, on {day}{region}"),
    "asked-in": ("，查询机关在 {region}", ", asked by an authority in {region}"),
    "no-witness": (
        "任何主体都不符合，没有记录可以展示",
        "it is true of nobody, so no record can show it",
    ),
    "because": ("原因", "because"),
    "answers-to": (
        "已证明 {proved}，有反例 {refuted}，有反例而法律本有此意 {answered}，不能判定 {undecided}",
        "proved {proved}, refuted {refuted}, by the law {answered}, undecided {undecided}",
    ),
    "saved": ("已写出 {path}", "written: {path}"),
    # react
    "by-the-fixpoint": (
        "durable-rules 出错，这一主体改由不动点推导，任务相同",
        "durable-rules failed; the fixpoint chained this subject, with the same tasks",
    ),
    "due-by": ("{day} 之前办理（含当日）", "due by {day}"),
    "no-due-day": ("没有规定期限", "no time is fixed"),
    "counted-from": ("起算日", "counted from"),
    "because-of": ("变化", "change"),
    "task-by": ("办理部门", "to be done by"),
    "task": ("任务", "task"),
    "concludes": ("得出结论", "concludes"),
    "concluded": ("已有结论", "concluded"),
    "reactions": ("反应规则", "reactions"),
    "not-paired": (
        "未作推导：两份结果中不能一一对应的主体",
        "left out: subjects of which the files do not hold one decision each",
    ),
    "task-count": ("{subjects} 个主体，{tasks} 项任务", "subjects {subjects}, tasks {tasks}"),
    # diff
    "book-of": (
        "应写文件、文件夹、shipped 或者随附规则集的 ID@EDITION：`{said}`",
        "`{said}`: expected a file, a folder, `shipped`, or ID@EDITION of rulesets that ship",
    ),
    "no-such-edition": (
        "随附的规则集 `{id}` 没有版次 `{edition}`，有：{known}",
        "the ruleset `{id}` that ships has no edition `{edition}`, but {known}",
    ),
    "example": ("例，{day}{region}", "example on {day}{region}"),
    "given-otherwise": (
        "谁适用没有变，适用的内容变了：对象、目的、力度、档次或者数额",
        "who is given it did not change; targets, purposes, strength, degree or figures did",
    ),
    "other-way": ("另一方向未能判定", "whether it changed the other way too is not decidable here"),
    "changed-count": ("结果 {count} 项：{counts}", "outcomes {count}: {counts}"),
    "files": ("在册主体", "subjects on file"),
    "file-count": (
        "{count} 个主体中 {changed} 个结果不同，共 {changes} 项",
        "subjects {count}, answered otherwise {changed}, in outcomes {changes}",
    ),
    "only-with-data": ("`{option}` 只用于 `--data`", "`{option}` goes with `--data`"),
    "data-needs-day": (
        "用 `--data` 时应写 `--as-of`",
        "`--data` needs `--as-of`",
    ),
    # record, replay, verify-log, erase
    "head": ("链头", "head"),
    "record-number": ("第 {number} 号", "record {number}"),
    "was-erased": ("第 {number} 号记录的内容已删除", "record {number} is erased"),
    "erased-because": (
        "{on} 由{by}删除：{reason}（依据：{basis}）",
        "on {on} by {by}: {reason} (basis: {basis})",
    ),
    "log-verified": (
        "日志 {lines} 行；记录 {records} 条，已删除 {erased} 条；问题 {findings} 个",
        "log lines {lines}; records {records}, erased {erased}; findings {findings}",
    ),
    "cause-engine": (
        "引擎不同：当时为 {engine}",
        "another engine: it was {engine} then",
    ),
    "cause-calendar": (
        "工作日历不同：此后公布了新的放假安排",
        "another calendar: holidays were arranged since",
    ),
    "cause-reading": (
        "现在的引擎对同样的规则文件有不同的理解",
        "this engine reads the same rules otherwise",
    ),
    "cause-record": (
        "引擎、日历和规则都相同：存档的结果不是由它们算出，或者引擎有改动而版本未变",
        "the same engine, calendar and rules: the record was changed, or the engine's code",
    ),
    "parts-differ": ("结果中不同的部分：{parts}", "parts that differ: {parts}"),
    "replayed": (
        "重放 {count} 条：相同 {same}，不同 {otherwise}，损坏 {damaged}，已删除 {erased}",
        "replayed {count}: same {same}, otherwise {otherwise}, damaged {damaged}, erased {erased}",
    ),
    # what-if, nearest, decisive
    "no-event": (
        "请用 `--event`、`--events` 或者 `--listed` 写出至少一个假设的事件",
        "say at least one event to suppose, by `--event`, `--events` or `--listed`",
    ),
    "as-of": ("基准日 {day}", "as of {day}"),
    "looked-at": ("在 {day} 看", "looked at on {day}"),
    "supposed": ("假设的事件", "supposed"),
    "would-change": ("会有的变化", "what would change"),
    "no-change": ("没有变化", "nothing"),
    "would-be-open": ("会未定的结果 {count} 项：{titles}", "{count} would be open: {titles}"),
    "next-notice": (
        "以下事件都是假设，不是事实，也不是决定；假定此后照常交付而没有别的内容。",
        (
            "The events below are hypothetical, neither facts nor decisions; deliveries are"
            " supposed to go on and to bring nothing else."
        ),
    ),
    "next-events": ("再有一条记录就会引起的变化", "what one further record would change"),
    "alone-events": (
        "不论已有记录，一条记录即足以引起的",
        "what one record would do, whatever else is on record",
    ),
    "alone-count": (
        "{scheme}：{count} 种记录（`--all` 逐一列出）",
        "{scheme}: kinds of record: {count} (`--all` lists them)",
    ),
    "no-events": ("没有找到", "none was found"),
    "event": ("再有一条{of}", "one further record of {of}"),
    "whatever": ("不论内容", "whatever it says"),
    "last-day": ("有此效果的最后一日：{day}", "has this effect until {day} (last day)"),
    "no-last-day": (
        "到 {until} 为止每一日都有此效果",
        "has this effect on every day until {until}",
    ),
    "takes-effect": ("自 {day} 起见效", "takes effect on {day}"),
    "tier-": ("未定或者没有", "open or none"),
    "tier-gap": ("无等级可定", "no tier's conditions hold"),
    "tier-overlap": ("等级重叠", "the conditions of more than one tier hold"),
    "proposal-": ("没有建议", "not proposed"),
    "proposal-true": ("有此建议", "proposed"),
    "proposal-subject-to-defence": ("有此建议，可以抗辩", "proposed, subject to a defence"),
    "proposal-unknown": ("有待认定的建议", "proposed once a person finds so"),
    "needs": ("还须认定：{questions}", "a person still has to find: {questions}"),
    "distances": ("到各界限的距离（近者在前）", "how far each threshold is, the nearest first"),
    "unheard": (
        "不知道是否适用、没有看的规则集：{ids}",
        "not looked at, for nobody knows whether they speak: {ids}",
    ),
    "open-outcomes": ("未定的结果", "undetermined outcomes"),
    "none-open": ("没有未定的结果", "nothing is undetermined"),
    "whole-envelope": ("整体的幅度", "what the whole can come to"),
    "measures-between": (
        "措施：最轻 {lightest}，最重 {heaviest}",
        "measures: at the lightest {lightest}, at the heaviest {heaviest}",
    ),
    "between": ("最轻：{lightest}；最重：{heaviest}", "from `{lightest}` to `{heaviest}`"),
    "may-also": ("也可能：{others}", "or else: {others}"),
    "holder": ("由{holder}掌握", "held by {holder}"),
    "settles": ("{values} → {outcome}", "{values} → {outcome}"),
    "untried": ("不能由记录告知：{facts}", "no record can tell: {facts}"),
    "bounded": (
        "没有试遍所有组合，可能还有别的",
        "not every combination was tried; there may be others",
    ),
    "no-sets": ("没有找到能够定下结果的事实", "no facts were found that settle it"),
    # show
    "rulesets": ("规则集", "rulesets"),
    "lists": ("名单", "lists"),
    "measures": ("措施", "measures"),
    "instruments": ("法律依据", "instruments"),
    "codes": ("编码", "codes"),
    "code-list": ("编码", "codes"),
    "field": ("字段", "field"),
    "no-rule": ("没有规则", "no rule"),
    "ruleset": ("规则集", "ruleset"),
    "list": ("名单", "list"),
    "measure": ("措施", "measure"),
    "instrument": ("法律依据", "instrument"),
    "kind": ("种类", "kind"),
    "scheme": ("体系", "scheme"),
    "edition": ("版次", "edition"),
    "jurisdiction": ("适用地域", "jurisdiction"),
    "in-force": ("有效期间", "in force"),
    "governs": ("适用于", "governs"),
    "applies-to": ("适用主体", "applies to"),
    "everyone": ("不限", "any kind"),
    "basis": ("依据", "basis"),
    "criteria": ("标准", "criteria"),
    "rules": ("规则", "rules"),
    "unless": ("但书", "unless"),
    "procedure": ("程序", "procedure"),
    "requirements": ("条件", "requires"),
    "bars": ("不得修复的情形", "barred by"),
    "stay": ("继续列入的条件", "stays on it while"),
    "leave": ("退出条件", "leaves it once"),
    "tier": ("等级", "tier"),
    "points": ("计分项", "points"),
    "direct": ("直接定级", "assigned directly"),
    "caps": ("最高等级", "no better than"),
    "floors": ("最低等级", "no worse than"),
    "ends": ("自行终止", "ends by itself"),
    "questions": ("须由有权机关认定", "findings a person makes"),
    "not-covered": ("未涵盖", "not covered"),
    "answered": ("法律本有此意", "wanted so by the law"),
    "worse": ("越多越重的事实", "worse, the more of it"),
    "better": ("越多越好的事实", "better, the more of it"),
    "number": ("文号", "number"),
    "issuer": ("制定机关", "issuer"),
    "level": ("效力层级", "level"),
    "status": ("状态", "status"),
    "last-checked": ("最近核对", "last checked"),
    "version": ("文本", "version"),
    "issued": ("公布", "issued"),
    "effect": ("效力", "effect"),
    "family": ("类别", "family"),
    "by": ("实施机关", "applied by"),
    "on-list": ("所在清单", "on the list of measures"),
    "degrees": ("档次（由轻到重）", "degrees, the mildest first"),
    "given-by": ("由下列规则给出", "given by"),
    "organ": ("认定机关", "organ"),
    "term": ("列入期限", "term"),
    "remove-within": ("移出时限", "removed within"),
    "removal": ("移出依据", "removal"),
    "remedy": ("救济", "remedy"),
    "used-by": ("用于", "used by"),
    "unconfirmed": ("未确认", "unconfirmed"),
    "number-unconfirmed": ("（条号未确认）", " (article number unconfirmed)"),
    "unknown": ("未知", "unknown"),
    "from": ("{since} 起", "from {since}"),
    "from-until": ("{since} 起，{until} 起失效", "from {since}, ended before {until}"),
    "known-on": ("起止未确认，已知 {days} 有效", "days unconfirmed; known in force on {days}"),
    # errors
    "error": ("错误", "error"),
    "no-such-path": ("没有这个文件或文件夹：{path}", "no such file or folder: {path}"),
    "no-such-id": ("没有名为 `{id}` 的规则集、名单、措施或法律依据", "nothing is called `{id}`"),
    "no-such-code": ("没有名为 `{code}` 的诊断", "no diagnostic is called `{code}`"),
    "see-codes": (
        "用 `credit-rules check --codes` 查看全部诊断",
        "`credit-rules check --codes` lists them all",
    ),
    "did-you-mean": ("是否指 {ids}？", "did you mean {ids}?"),
    "see-show": (
        "用 `credit-rules show` 查看全部编号",
        "`credit-rules show` lists every id",
    ),
    "no-such-subject": (
        "{file} 中没有统一社会信用代码为 {uscc} 的主体",
        "no subject with the code {uscc} in {file}",
    ),
    "no-subject": (
        "{file} 中没有可用的主体；用 `credit-rules dry-run` 查看各行去向",
        "no subject in {file}; `credit-rules dry-run` says what became of its rows",
    ),
    "duplicate-name": (
        "{file}：`{name}` 在同一对象中重复出现",
        "{file}: `{name}` stands twice in one object",
    ),
}

KINDS: Final[dict[str, tuple[str, str]]] = {
    "tiered-supervision": ("分级分类", "tiered-supervision"),
    "key-watch-list": ("重点关注", "key-watch-list"),
    "serious-dishonesty": ("严重失信认定", "serious-dishonesty"),
    "joint-discipline": ("联合惩戒", "joint-discipline"),
    "statutory-restriction": ("法定限制", "statutory-restriction"),
    "credit-repair": ("信用修复", "credit-repair"),
    "incentive": ("守信激励", "incentive"),
    "steps": ("监管步骤", "steps"),
    "reactions": ("反应规则", "reactions"),
}

OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    "tier": ("等级", "tier"),
    "measure": ("措施", "measure"),
    "favour": ("激励", "favour"),
    "proposal": ("列入建议", "proposal"),
    "step": ("监管步骤", "step"),
    "repair": ("修复", "repair"),
    "publicity": ("公示自行终止", "end of publicity by itself"),
}
"""The kinds of outcomes that `diff` compares."""

ANSWERS: Final[dict[str, tuple[str, str]]] = {
    "given": ("适用", "given"),
    "not given": ("不适用", "not given"),
    "owed": ("应办", "owed"),
    "not owed": ("无须办", "not owed"),
    "proposed": ("建议列入", "proposed"),
    "not proposed": ("不建议列入", "not proposed"),
    "none": ("无", "none"),
    "never": ("不自行终止", "never"),
    "barred": ("不得修复", "barred"),
    "not-yet": ("条件尚未全部具备", "not yet"),
    "can-apply": ("可以申请", "can apply"),
    "term-ended": ("期限已满", "term ended"),
    "undetermined": ("未定", "undetermined"),
    "gap": ("无等级可定", "no tier's conditions hold"),
    "overlap": ("等级重叠", "the conditions of more than one tier hold"),
}
"""What `diff` says of an outcome, where it is not a name or a day."""

REASONS: Final[dict[LeftOut, tuple[str, str]]] = {
    LeftOut.NO_RULE: (LeftOut.NO_RULE.zh, "says nothing a rule could say"),
    LeftOut.JUDGEMENT: (LeftOut.JUDGEMENT.zh, "left to the judgement of an organ"),
    LeftOut.NOT_READABLE: (LeftOut.NOT_READABLE.zh, "the text could not be read"),
    LeftOut.UNCONFIRMED: (
        LeftOut.UNCONFIRMED.zh,
        "no day is confirmed on which the text was in force",
    ),
    LeftOut.OPEN_NORM: (LeftOut.OPEN_NORM.zh, "an open norm, without a standard"),
    LeftOut.SCHEDULE: (LeftOut.SCHEDULE.zh, "a schedule"),
    LeftOut.CROSS_SUBJECT_EFFECT: (
        LeftOut.CROSS_SUBJECT_EFFECT.zh,
        "an effect on other subjects",
    ),
    LeftOut.LEVEL_TOO_LOW: (LeftOut.LEVEL_TOO_LOW.zh, "the level of the text is too low"),
    LeftOut.DISPUTED: (LeftOut.DISPUTED.zh, "readings differ"),
    LeftOut.FUTURE: (LeftOut.FUTURE.zh, "not yet in force"),
    LeftOut.REPEALED: (LeftOut.REPEALED.zh, "repealed"),
    LeftOut.NOT_EXPRESSIBLE: (
        LeftOut.NOT_EXPRESSIBLE.zh,
        "the language has no words for it yet",
    ),
}
"""Why something is not covered, in both languages."""


def word(key: str, lang: Lang, **facts: object) -> str:
    """One of the words above, filled with facts."""
    return said(_WORDS[key], lang).format_map(facts)


def label(key: str, lang: Lang, value: str = "") -> str:
    """A word with a colon, and what it introduces."""
    colon = "：" if lang is Lang.ZH else ": "
    return f"{word(key, lang)}{colon}{value}".rstrip()


def aside(text: str, lang: Lang) -> str:
    """A text in brackets, to stand behind another; nothing for none."""
    if not text:
        return ""
    return f"（{text}）" if lang is Lang.ZH else f" ({text})"


def said(pair: tuple[str, str], lang: Lang) -> str:
    """The half of a pair that is in the language."""
    return pair[LANGS.index(lang)]


def code(value: Code, lang: Lang) -> str:
    """A code in words: its Chinese name, or its identifier, which is English."""
    return value.zh if lang is Lang.ZH else value.value.replace("_", " ")
