"""A decision on one screen: fact, provision, measure, term, remedy, way out.

Plain text that a clerk can file. Measures that share record, provisions, term and remedy are said
together, so that a listing with eight fields of discipline stays readable.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from credit_rules.engine.decision import (
    Decision,
    LegalBasis,
    ListingAnswer,
    MatchedMeasure,
    MissingFact,
    Proposal,
    RepairAssessment,
    Step,
    TierAnswer,
    Undetermined,
)
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.engine.wording import record_name
from credit_rules.model.codes import Code, Target, Verified
from credit_rules.truth import Truth

__all__ = ["explain"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "as_of": ("基准日", "as of"),
    "tiers": ("等级", "Tiers"),
    "listings": ("名单", "Lists"),
    "proposals": (
        "列入建议（只是建议，不产生任何措施）",
        "Proposals (nothing follows from them but steps)",
    ),
    "measures": ("措施", "Measures"),
    "suppressed": ("中止的激励", "Suspended favours"),
    "repairs": ("修复", "Repair"),
    "undetermined": ("未定", "Undetermined"),
    "steps": ("应办事项", "Steps owed"),
    "excluded": ("不予使用的记录", "Records not used"),
    "notes": ("说明", "Notes"),
    "basis": ("依据", "basis"),
    "criteria": ("标准", "criteria"),
    "term": ("期限", "term"),
    "target": ("对象", "target"),
    "remedy": ("救济", "remedy"),
    "organ": ("机关", "organ"),
    "by": ("实施", "applied by"),
    "because": ("事实", "because of"),
    "strength": ("力度", "strength"),
    "purposes": ("场景", "purposes"),
    "missing": ("缺少", "missing"),
    "holder": ("由其掌握", "held by"),
    "question": ("待认定", "to be found"),
    "defence": ("尚可提出的抗辩", "open defence"),
    "none": ("无", "none"),
    "nothing": (
        "没有适用的措施，也没有列入建议。",
        "No measure applies and no listing is proposed.",
    ),
    "requirements": ("条件", "requirements"),
    "bars": ("不得移出的情形", "bars"),
    "materials": ("材料", "materials"),
    "effects": ("效果", "effects"),
    "apply_to": ("受理", "apply to"),
    "platform": ("平台", "platform"),
    "due": ("最迟", "by"),
    "within_days_of": ("自", "from"),
    "first_day": ("最早可申请之日", "first day to apply"),
    "latest_day": ("列入期限最后一日", "last day of the entry"),
    "indicative": ("（依据未读原文，仅供参考）", "(rests on a text not read; indicative)"),
    "not_yours": ("（由其他机关实施）", "(for another authority)"),
}
_STANDING: Final = {
    "requirements": {
        Truth.TRUE: ("已具备", "met"),
        Truth.FALSE: ("未具备", "not met"),
        Truth.UNKNOWN: ("未定", "not known"),
    },
    "bars": {
        Truth.TRUE: ("有此情形", "applies"),
        Truth.FALSE: ("无此情形", "does not apply"),
        Truth.UNKNOWN: ("未定", "not known"),
    },
}
# Names of organs keep their own punctuation on an English page: it is set aside, then put back.
_SET_ASIDE: Final = str.maketrans("：；、（）", "\ue000\ue001\ue002\ue003\ue004")
_AS_WRITTEN: Final = {after: before for before, after in _SET_ASIDE.items()}
_ASCII: Final = str.maketrans({"：": ": ", "；": "; ", "、": ", ", "（": " (", "）": ")"})


def explain(decision: Decision, lang: str = "zh") -> str:
    """The decision as text, in `zh` or `en`."""
    lines: Iterator[str] = _Page(decision, lang).lines()
    if lang == "en":
        # The first line holds the subject's name, which is not ours to change.
        ours = (line.translate(_ASCII).replace("——", "—").rstrip() for line in lines)
        lines = itertools.chain([next(lines)], ours)
    return "\n".join(lines).translate(_AS_WRITTEN) + "\n"


class _Page:
    """One decision in one language."""

    def __init__(self, decision: Decision, lang: str) -> None:
        self.decision = decision
        self.lang = lang
        self.column = 1 if lang == "en" else 0

    def word(self, key: str) -> str:
        return _WORDS[key][self.column]

    def code(self, code: Code) -> str:
        return code.value.replace("_", " ").replace("-", " ") if self.column else code.zh

    def record(self, path: str | None) -> str:
        return record_name(path or "")[self.lang]

    def lines(self) -> Iterator[str]:
        decision = self.decision
        name = f"{decision.name}  " if decision.name else ""
        yield f"{name}{decision.subject}  {self.word('as_of')} {decision.as_of}"
        yield decision.notice[self.lang]
        sections: tuple[tuple[str, Iterable[str]], ...] = (
            ("tiers", (line for one in decision.tiers for line in self.tier(one))),
            ("listings", (line for one in decision.listings for line in self.listing(one))),
            ("proposals", (line for one in decision.proposals for line in self.proposal(one))),
            ("measures", self.measures()),
            ("suppressed", self.suppressed()),
            ("repairs", (line for one in decision.repairs for line in self.repair(one))),
            ("undetermined", self.undetermined()),
            ("steps", (line for one in decision.steps for line in self.step(one))),
            ("excluded", self.excluded()),
            ("notes", (f"  {note[self.lang]}" for note in decision.notes)),
        )
        for heading, section in sections:
            lines = list(section)
            if lines:
                yield f"【{self.word(heading)}】" if not self.column else f"[{self.word(heading)}]"
                yield from lines
        if not (decision.measures or decision.proposals or decision.undetermined):
            yield self.word("nothing")

    def tier(self, one: TierAnswer) -> Iterator[str]:
        zh = {
            "official": f"（{one.year}年度官方等级）",
            "computed": f"（没有{one.year}年度官方等级，按该年度记录推算）",
            "undetermined": f"（未定，可能为 {'、'.join(one.possible)}）",
            "gap": "（没有任何一级的条件成立）",
        }
        en = {
            "official": f" (official grade for {one.year})",
            "computed": f" (no official grade for {one.year}; computed from its records)",
            "undetermined": f" (undetermined: {', '.join(one.possible)})",
            "gap": " (no tier's conditions hold)",
        }
        grade = one.tier_title[self.lang] if one.tier_title else ""
        yield f"  {one.title[self.lang]}：{grade}{(en if self.column else zh)[one.source]}"
        if one.recomputed and one.recomputed != (one.tier,):
            again = "、".join(one.recomputed)
            yield f"    {'recomputed' if self.column else '按记录推算为'} {again}"
        yield self.basis(one.basis)
        yield from self.missing(one.missing)

    def listing(self, one: ListingAnswer) -> Iterator[str]:
        yield f"  {one.title[self.lang]} {_name(one.record)}：{self.code(one.state)}"
        yield f"    {self.word('term')}：{self.days(one.started, one.until)}"
        yield f"    {self.word('organ')}：{_kept(one.organ)}"
        if one.state is ListingState.CURRENT:
            yield self.basis(one.basis)
            yield f"    {self.word('remedy')}：{one.remedy[self.lang]}"

    def proposal(self, one: Proposal) -> Iterator[str]:
        state = {
            Truth.TRUE: ("条件成立", "the ground holds"),
            Truth.SUBJECT_TO_DEFENCE: ("条件成立，但抗辩尚未了结", "holds, subject to defence"),
        }.get(one.outcome, ("待认定", "a finding is needed"))[self.column]
        yield f"  {one.title[self.lang]} —— {state}"
        yield f"    {self.word('because')}：{self.record(one.because_of.record)}"
        yield self.basis(one.basis)
        for question in one.findings_needed:
            yield from self.missing([question])
        for defence in one.defences:
            cited = self.citations(defence.basis)
            yield f"    {self.word('defence')}：{defence.title[self.lang]}（{cited}）"
        for step in one.steps:
            yield from self.step(step, "    ")
        yield f"    {self.word('remedy')}：{one.remedy[self.lang]}"

    def measures(self) -> Iterator[str]:
        groups: dict[object, list[MatchedMeasure]] = {}
        for one in self.decision.measures:
            rule = one.because_of
            shared = (rule.ruleset, rule.record, one.effect, one.since, one.until)
            grounds = (one.basis, one.criteria, one.strength, one.specific)
            groups.setdefault((shared, grounds), []).append(one)
        yield from (line for group in groups.values() for line in self.group(group))

    def group(self, group: list[MatchedMeasure]) -> Iterator[str]:
        """Measures that share record, provisions, strength and term; each once, with its targets."""
        first = group[0]
        for measure in dict.fromkeys((one.measure, one.because_of.rule) for one in group):
            same = [one for one in group if (one.measure, one.because_of.rule) == measure]
            yield self.measure(same[0])
        targets: dict[Target, set[str]] = {}
        for one in sorted(group, key=lambda one: list(Target).index(one.target)):
            targets.setdefault(one.target, set()).update(one.persons or ())
        unnamed = (
            "（人员以列入决定书所载为准，未交付）",
            "（the persons the listing decision names; not delivered）",
        )[self.column]
        shown = "、".join(
            self.code(target) + (f"（{'、'.join(sorted(keys))}）" if keys else "")
            for target, keys in targets.items()
        )
        open_ones = unnamed if any(one.persons is None for one in group) else ""
        yield f"    {self.word('target')}：{shown}{open_ones}"
        because = first.because_of
        tier = "computed tier" if self.column else "推算的等级"
        record = self.record(because.record) if because.record else tier
        rules = {one.because_of.rule for one in group}
        yield f"    {self.word('because')}：" + (
            f"{because.title[self.lang]}（{record}）" if len(rules) == 1 else record
        )
        criteria = f"；{self.basis(first.criteria, 'criteria').strip()}" if first.criteria else ""
        yield self.basis(first.basis) + criteria
        if not first.binding:
            yield f"    {self.word('strength')}：{self.code(first.strength)}（{self.points(first)}）"
        yield f"    {self.word('term')}：{self.days(first.since, first.until)}"
        for remedy in dict.fromkeys(one.remedy[self.lang] for one in group):
            yield f"    {self.word('remedy')}：{remedy}"

    def measure(self, one: MatchedMeasure) -> str:
        degree = f"（{one.degree_title[self.lang]}）" if one.degree_title else ""
        yours = self.word("not_yours") if one.yours is False else ""
        purposes = "、".join(map(self.code, one.purposes))
        scope = f"{self.word('purposes')}：{purposes}；" if purposes else ""
        head = f"  ● [{self.code(one.effect)}] {one.title[self.lang]}{degree}{yours}"
        return f"{head}（{scope}{self.word('by')}：{_kept(one.by)}）"

    def points(self, one: MatchedMeasure) -> str:
        """What a measure that does not bind by itself tells the authority."""
        known = self.citations(one.specific)
        if self.column:
            return "does not bind by itself; " + (
                f"see {known}" if known else "no specific provision for the same facts is known"
            )
        return "本条自身不约束；" + (
            f"具体规定见{known}" if known else "目录中没有针对同一场景、同一事实的具体条款"
        )

    def suppressed(self) -> Iterator[str]:
        for one in self.decision.suppressed:
            yield f"  {one.title[self.lang]} —— {one.reason[self.lang]}（{one.gave_way_to}）"

    def repair(self, one: RepairAssessment) -> Iterator[str]:
        mark = self.word("indicative") if one.indicative else ""
        yield f"  {one.title[self.lang]} {_name(one.record)}：{self.code(one.state)}{mark}"
        if one.first_day is not None:
            latest = f"；{self.word('latest_day')}：{one.latest_day}" if one.latest_day else ""
            yield f"    {self.first_day(one, one.first_day)}{latest}"
        if one.state is RepairState.TERM_ENDED:
            return
        for heading, parts in (("requirements", one.requirements), ("bars", one.bars)):
            yield f"    {self.word(heading)}："
            for part in parts:
                mark = _STANDING[heading][part.truth][self.column]
                cited = self.citations(part.basis)
                yield f"      {mark}：{part.title[self.lang]}（{cited}）"
                yield from self.missing(part.missing, "        ")
        materials = "、".join(text[self.lang] for text in one.materials)
        effects = "；".join(text[self.lang] for text in one.grants)
        yield f"    {self.word('apply_to')}：{_kept(one.apply_to)}；{self.word('materials')}：{materials}"
        yield f"    {self.word('effects')}：{effects}"
        yield f"    {self.word('remedy')}：{one.remedy[self.lang]}"

    def first_day(self, one: RepairAssessment, day: date) -> str:
        """From when removal can be asked for; where only other conditions are open, that they are."""
        if one.state is RepairState.NOT_YET and day <= self.decision.as_of:
            return (
                f"期限条件自 {day} 起已具备，其余条件具备后即可申请",
                f"the clock has run since {day}; apply once the rest is met",
            )[self.column]
        return f"{self.word('first_day')}：{day}"

    def undetermined(self) -> Iterator[str]:
        """What nobody can know yet, but for what the tiers and proposals have said already."""
        said = {(one.because_of.rule, one.because_of.record) for one in self.decision.proposals}
        for one in self.decision.undetermined:
            if one.what != "tier" and (
                one.what != "proposal" or (one.rule, one.record) not in said
            ):
                yield from self.unknown(one)

    def unknown(self, one: Undetermined) -> Iterator[str]:
        effect = f"[{self.code(one.effect)}] " if one.effect else ""
        record = f" {_name(one.record)}" if one.record else ""
        yield f"  {effect}{one.title[self.lang]}{record}"
        yield from self.missing(one.missing)
        for defence in one.defences:
            yield f"    {self.word('defence')}：{defence.title[self.lang]}"

    def step(self, one: Step, indent: str = "  ") -> Iterator[str]:
        due = f"；{self.word('due')} {one.due}" if one.due else ""
        note = f"（{one.note[self.lang]}）" if one.note else ""
        cited = self.citations(one.basis)
        about = f" {_name(one.about)}" if one.about and indent == "  " else ""
        yield f"{indent}→ {_kept(one.by)}：{one.title[self.lang]}{about}{due}{note}（{cited}）"

    def excluded(self) -> Iterator[str]:
        for one in self.decision.excluded:
            on = f" {one.on}" if one.on else ""
            yield f"  {self.record(one.record)}：{self.code(one.status)}{on}"

    def missing(self, missing: Iterable[MissingFact], indent: str = "    ") -> Iterator[str]:
        for one in missing:
            question = one.kind == "question"
            about = f"{_name(one.path)} " if question and one.path else ""
            word = self.word("question" if question else "missing")
            yield f"{indent}{word}：{about}{one.text[self.lang]}（{self.word('holder')}：{_kept(one.holder)}）"

    def basis(self, basis: tuple[LegalBasis, ...], heading: str = "basis") -> str:
        return f"    {self.word(heading)}：{self.citations(basis)}"

    def citations(self, basis: Iterable[LegalBasis]) -> str:
        """Provisions as they are printed: an instrument's title once, then its articles."""
        cited: dict[str, list[str]] = {}
        for one in basis:
            title, _, label = one.citation.partition("》")
            read = one.verified is Verified.FULL_TEXT
            mark = "" if read else f"〔{self.code(one.verified)}〕"
            cited.setdefault(f"{title}》", []).append(label + mark)
        return "、".join(title + "、".join(labels) for title, labels in cited.items())

    def days(self, since: date | None, until: date | None) -> str:
        """A term as it is printed: with its last day."""
        begin = f"{since} " if since else ("day not delivered " if self.column else "起日未交付 ")
        if until is None:
            return f"{begin}{'with no end on record' if self.column else '起，未载明终止日'}"
        last = until - timedelta(days=1)
        return f"{begin}{'to' if self.column else '至'} {last}{' (last day)' if self.column else '（含当日）'}"


def _kept(name: str) -> str:
    """A name whose punctuation is not ours."""
    return name.translate(_SET_ASIDE)


def _name(path: str | None) -> str:
    """A record as it is called in text: what stands in the brackets of its path."""
    if path is None or "[" not in path:
        return path or ""
    return path[path.index("[") + 1 : path.rindex("]")]
