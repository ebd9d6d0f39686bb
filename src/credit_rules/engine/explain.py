"""A decision on one screen: fact, provision, measure, term, remedy, way out.

Plain text that a clerk can file. Measures that share record, provisions, term and remedy are said
together, so that a listing with eight fields of discipline stays readable.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from credit_rules.engine.decision import (
    Condition,
    Decision,
    EditionsCompared,
    EditionWeighed,
    LegalBasis,
    ListingAnswer,
    MatchedMeasure,
    MissingFact,
    ParameterAnswer,
    Proposal,
    RepairAssessment,
    ScoreAnswer,
    SettledAnswer,
    Step,
    Text,
    TierAnswer,
    Undetermined,
    Weighed,
)
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.engine.wording import amount, record_name
from credit_rules.model.catalog import RESTRICTING, ListKind
from credit_rules.model.codes import Code, Target, Verified
from credit_rules.model.subject import COLLECTIONS
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
    "releases": (
        "移出建议（移出之前，条目和措施不变）",
        "Proposals to remove (until then entry and measures stand)",
    ),
    "measures": ("措施", "Measures"),
    "settled": ("合并后的数值", "What the figures of a family come to"),
    "suppressed": ("中止的激励", "Suspended favours"),
    "compared": ("从旧兼从轻", "Editions compared for the milder"),
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
    "bars_repair": ("不得修复的情形", "bars"),
    "materials": ("材料", "materials"),
    "effects": ("效果", "effects"),
    "apply_to": ("受理", "apply to"),
    "platform": ("平台", "platform"),
    "due": ("最迟", "by"),
    "first_day": ("最早可申请之日", "first day to apply"),
    "latest_day": ("列入期限最后一日", "last day of the entry"),
    "last_public": ("公示最后一日", "last day of publicity"),
    "ends_by_itself": ("到期自动停止公示，无需申请", "publicity ends by itself, without applying"),
    "score": ("得分", "score"),
    "assessed_on": ("评价日", "facts of"),
    "list": ("名单", "list"),
    "stage": ("阶段", "stage"),
    "regime": ("制度", "regime"),
    "figures_basis": ("数值依据", "basis of the figures"),
    "on_list": ("失信惩戒措施清单", "list of disciplinary measures"),
    "not_on_list": ("是否列入未核实", "whether it is on it was not verified"),
    "see_below": ("；合并后的数值见下", "; for what it comes to see below"),
    "merged": ("合并自", "merged from"),
    "capped": ("已按部门上限截至", "cut to the department's upper limit of"),
    "incomparable": ("单位不同，不能比较，并列", "in unlike units, side by side"),
    "ruleset": ("规则集是否适用未定", "whether a ruleset applies"),
    "step": ("应办事项未定", "whether a step is owed"),
    "list_entry": ("列入或者移出建议未定", "whether entry or removal is proposed"),
    "indicative": ("（依据未读原文，仅供参考）", "（rests on a text not read; indicative）"),
    "not_yours": ("（由其他机关实施）", "（for another authority）"),
}
_EDITIONS: Final = {
    "older": ("行为时的版本", "edition of the act"),
    "newer": ("新版本", "newer edition"),
}
_APPLIED: Final = {
    "True": ("适用", "applies"),
    "False": ("不适用", "does not apply"),
    "undetermined": ("未定", "not known"),
}
_OPEN: Final = {"ruleset": "ruleset", "step": "step", "proposal": "list_entry"}
"""Open outcomes that are no measures: those that one answer would settle share a line."""
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
_KINDS_EN: Final = {
    ListKind.SERIOUS: "list of serious dishonesty",
    ListKind.ABNORMAL: "list of abnormalities",
    ListKind.DEFAULTER: "list of judgment defaulters",
    ListKind.WATCH: "watch list",
    ListKind.HONOUR: "honours list",
    ListKind.OTHER: "other list",
}
_UNITS: Final = {"%": "%", "元": " yuan", "年": " years", "日": " days", "次/年": " times a year"}
# Names of organs keep their own punctuation on an English page: it is set aside, then put back.
_SET_ASIDE: Final = str.maketrans("：；、（）", "\ue000\ue001\ue002\ue003\ue004")
_AS_WRITTEN: Final = {after: before for before, after in _SET_ASIDE.items()}
_ASCII: Final = str.maketrans(
    {"：": ": ", "；": "; ", "，": ", ", "、": ", ", "（": " (", "）": ")"}
)


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
        self.shared = [
            one
            for one in decision.settled
            if len(one.measures) > 1 or one.capped is not None or one.incomparable
        ]

    def word(self, key: str) -> str:
        return _WORDS[key][self.column]

    def code(self, code: Code) -> str:
        return code.value.replace("_", " ").replace("-", " ") if self.column else code.zh

    def kind(self, kind: ListKind) -> str:
        """What being on a list means."""
        return _KINDS_EN[kind] if self.column else kind.zh

    def said(self, text: Text) -> str:
        """A text of the answer, which keeps its own punctuation."""
        return _kept(text[self.lang])

    def record(self, path: str | None) -> str:
        return self.said(record_name(path or ""))

    def lines(self) -> Iterator[str]:
        decision = self.decision
        name = f"{decision.name}  " if decision.name else ""
        yield f"{name}{decision.subject}  {self.word('as_of')} {decision.as_of}"
        yield self.said(decision.notice)
        sections: tuple[tuple[str, Iterable[str]], ...] = (
            ("tiers", (line for one in decision.tiers for line in self.tier(one))),
            ("listings", (line for one in decision.listings for line in self.listing(one))),
            ("proposals", self.proposals("enter")),
            ("releases", self.proposals("leave")),
            ("measures", self.measures()),
            ("settled", self.settled()),
            ("suppressed", self.suppressed()),
            ("compared", (line for one in decision.compared for line in self.compared(one))),
            ("repairs", self.repairs()),
            ("undetermined", self.undetermined()),
            ("steps", (line for one in decision.steps for line in self.step(one))),
            ("excluded", self.excluded()),
            ("notes", (f"  {self.said(note)}" for note in decision.notes)),
        )
        for heading, section in sections:
            lines = list(section)
            if lines:
                yield f"【{self.word(heading)}】" if not self.column else f"[{self.word(heading)}]"
                yield from lines
        if not (decision.measures or decision.proposals or decision.undetermined):
            yield self.word("nothing")

    def tier(self, one: TierAnswer) -> Iterator[str]:
        grade = self.said(one.tier_title) if one.tier_title else ""
        source = self.source(one) if grade else self.source(one).lstrip()
        yield f"  {self.said(one.title)}：{grade}{source}"
        if one.recomputed and one.recomputed != (one.tier,):
            again = "、".join(one.recomputed)
            yield f"    {'recomputed' if self.column else '按记录推算为'} {again}"
        if one.score is not None:
            yield f"    {self.word('score')}：{self.points_of(one.score)}"
        yield from self.facts(one)
        if one.assessed_on != self.decision.as_of:
            yield f"    {self.word('assessed_on')}：{one.assessed_on}"
        if one.since is not None:
            yield f"    {self.word('term')}：{self.days(one.since, one.until)}"
        yield self.basis(one.basis)
        yield from self.missing(one.missing)

    def source(self, one: TierAnswer) -> str:
        """Where a tier comes from, or why there is none."""
        yearly = one.year != one.assessed_on.year or one.assessed_on != self.decision.as_of
        possible = "、".join(one.possible)
        if len(one.possible) == 1 and one.source == "undetermined":
            possible += "，也可能没有任何一级成立" if not self.column else ", or none"
        zh = {
            "official": f"（{one.year}年度官方等级）" if yearly else "（官方等级）",
            "computed": f"（没有{one.year}年度官方等级，按该年度记录推算）"
            if yearly
            else "（没有官方等级，按记录推算）",
            "undetermined": f"（未定，可能为 {possible}）",
            "gap": "（没有任何一级的条件成立）",
            "overlap": f"（{possible} 的条件同时成立，只能有一级）",
        }
        en = {
            "official": f" (official grade for {one.year})" if yearly else " (official grade)",
            "computed": f" (no official grade for {one.year}; computed from its records)"
            if yearly
            else " (no official grade; computed from the records)",
            "undetermined": f" (undetermined: {possible})",
            "gap": " (no tier's conditions hold)",
            "overlap": f" (the conditions of {possible} hold together; one tier is allowed)",
        }
        return (en if self.column else zh)[one.source]

    def facts(self, one: TierAnswer) -> Iterator[str]:
        """The records that count, if conditions were kept; where two rules clash, their places."""
        clash = one.source in ("gap", "overlap")
        for because in one.because_of:
            title = self.said(because.title)
            if clash and (one.source == "gap" or because.rule in one.possible):
                yield f"    {title}：{_kept(because.place)}"
            elif because.trace is not None and because.trace.truth is not Truth.FALSE:
                named = "、".join(map(self.record, dict.fromkeys(_records(because.trace))))
                if named or because.rule != one.tier:
                    told = f"（{named}）" if named else ""
                    yield f"    {self.word('because')}：{title}{told}"

    def points_of(self, score: ScoreAnswer) -> str:
        """A score as far as it is known."""
        low, high = (None if end is None else amount(end) for end in (score.low, score.high))
        if low is not None and low == high:
            return low
        if low is not None and high is not None:
            return (f"在 {low} 与 {high} 之间", f"between {low} and {high}")[self.column]
        if low is not None:
            return (f"至少 {low}", f"at least {low}")[self.column]
        if high is not None:
            return (f"至多 {high}", f"at most {high}")[self.column]
        return ("未定", "not known")[self.column]

    def listing(self, one: ListingAnswer) -> Iterator[str]:
        kind = self.kind(one.list_kind)
        kind = "" if kind == self.said(one.title) else f"（{kind}）"
        yield f"  {self.said(one.title)} {_name(one.record)}{kind}：{self.code(one.state)}"
        yield f"    {self.word('term')}：{self.days(one.started, one.until)}"
        yield f"    {self.word('organ')}：{_kept(one.organ)}"
        if one.state is ListingState.CURRENT:
            yield self.basis(one.basis)
            yield f"    {self.word('remedy')}：{self.said(one.remedy)}"

    def proposals(self, action: str) -> Iterator[str]:
        for one in self.decision.proposals:
            if one.action == action:
                yield from self.proposal(one)

    def proposal(self, one: Proposal) -> Iterator[str]:
        state = {
            Truth.TRUE: ("条件成立", "the ground holds"),
            Truth.SUBJECT_TO_DEFENCE: ("条件成立，但抗辩尚未了结", "holds, subject to defence"),
        }.get(one.outcome, ("待认定", "a finding is needed"))[self.column]
        yield f"  {self.said(one.title)} —— {state}"
        yield f"    {self.word('list')}：{self.kind(one.list_kind)}；{self.word('organ')}：{_kept(one.organ)}"
        yield f"    {self.word('because')}：{self.record(one.because_of.record)}"
        yield self.basis(one.basis)
        for question in one.findings_needed:
            yield from self.missing([question])
        for defence in one.defences:
            cited = self.citations(defence.basis)
            yield f"    {self.word('defence')}：{self.said(defence.title)}（{cited}）"
        for step in one.steps:
            yield from self.step(step, "    ")
        yield f"    {self.word('remedy')}：{self.said(one.remedy)}"

    def measures(self) -> Iterator[str]:
        groups: dict[object, list[MatchedMeasure]] = {}
        for one in self.decision.measures:
            rule = one.because_of
            shared = (rule.ruleset, rule.record, one.effect, one.since, one.until, one.lifelong)
            grounds = (one.basis, one.criteria, one.strength, one.specific, one.on_list)
            groups.setdefault((shared, grounds), []).append(one)
        yield from (line for group in groups.values() for line in self.group(group))

    def group(self, group: list[MatchedMeasure]) -> Iterator[str]:
        """Measures that share record, provisions, strength and term; each once, with its targets."""
        first = group[0]
        for measure in dict.fromkeys((one.measure, one.because_of.rule) for one in group):
            same = [one for one in group if (one.measure, one.because_of.rule) == measure]
            yield self.measure(same[0])
        yield f"    {self.word('target')}：{self.targets(group)}"
        yield f"    {self.word('because')}：{self.because(group)}"
        criteria = f"；{self.basis(first.criteria, 'criteria').strip()}" if first.criteria else ""
        yield self.basis(first.basis) + criteria
        figures = [
            basis
            for one in group
            for figure in one.parameters
            for basis in figure.basis
            if basis not in first.basis
        ]
        if figures:
            yield self.basis(tuple(dict.fromkeys(figures)), "figures_basis")
        if not first.binding:
            yield f"    {self.word('strength')}：{self.code(first.strength)}（{self.points(first)}）"
        if first.effect in RESTRICTING:
            edition = first.on_list or self.word("not_on_list")
            yield f"    {self.word('on_list')}：{edition}"
        yield f"    {self.word('term')}：{self.lasting(first)}"
        for remedy in dict.fromkeys(self.said(one.remedy) for one in group):
            yield f"    {self.word('remedy')}：{remedy}"

    def targets(self, group: list[MatchedMeasure]) -> str:
        """Whom measures meet, with the keys of the persons where they were delivered."""
        targets: dict[Target, set[str]] = {}
        for one in sorted(group, key=lambda one: list(Target).index(one.target)):
            targets.setdefault(one.target, set()).update(one.persons or ())
        shown = "、".join(
            self.code(target) + (f"（{'、'.join(sorted(keys))}）" if keys else "")
            for target, keys in targets.items()
        )
        if all(one.persons is not None for one in group):
            return shown
        if (group[0].because_of.record or "").startswith("listings["):
            return (
                shown
                + (
                    "（人员以列入决定书所载为准，未交付）",
                    "（the persons the listing decision names; not delivered）",
                )[self.column]
            )
        return shown + ("（人员未交付）", "（persons not delivered）")[self.column]

    def because(self, group: list[MatchedMeasure]) -> str:
        """The fact that carries measures: a record, a computed tier, or what a favour asks for."""
        because = group[0].because_of
        rules = {one.because_of.rule for one in group}
        if because.record is not None:
            record = self.record(because.record)
            return f"{self.said(because.title)}（{record}）" if len(rules) == 1 else record
        tier = [one for one in self.decision.tiers if one.ruleset == because.ruleset]
        if not tier:
            return self.said(because.title)
        if tier[0].tier is None:
            return ("每一种可能的等级都有此措施", "every possible tier gives it")[self.column]
        return f"{self.said(because.title)}（{('推算的等级', 'computed tier')[self.column]}）"

    def measure(self, one: MatchedMeasure) -> str:
        degree = f"（{self.said(one.degree_title)}）" if one.degree_title else ""
        yours = self.word("not_yours") if one.yours is False else ""
        purposes = "、".join(map(self.code, one.purposes))
        scope = f"{self.word('purposes')}：{purposes}；" if purposes else ""
        figures = "".join(f"{self.figure(figure)}；" for figure in one.parameters)
        if any(one.measure in other.measures for other in self.shared):
            figures = figures.removesuffix("；") + self.word("see_below") + "；"
        head = f"  ● [{self.code(one.effect)}] {self.said(one.title)}{degree}{yours}"
        return f"{head}（{figures}{scope}{self.word('by')}：{_kept(one.by)}）"

    def figure(self, one: ParameterAnswer) -> str:
        """A figure with its unit; one that is left to a department, with the range of the law."""
        title = self.said(one.title)
        shown = self.range(one.low, one.high, one.unit)
        if one.fixed:
            return f"{title} {shown}"
        allowed = ("法定范围", "the law allows")[self.column]
        within = f"（{allowed} {shown}）" if shown else ""
        left = "由部门确定，尚未载入", "left to the department, not loaded"
        return f"{title} {left[self.column]}{within}"

    def range(self, low: Decimal | None, high: Decimal | None, unit: str) -> str:
        """A figure or a range of figures; an end that is None is open."""
        unit = _UNITS.get(unit, f" {unit}") if self.column else unit
        least, most = (None if end is None else f"{amount(end)}{unit}" for end in (low, high))
        if low is not None and most is not None:
            first = least if unit == "%" else amount(low)
            return most if low == high else f"{first}{('至', ' to ')[self.column]}{most}"
        if least is not None:
            return f"{('不低于', 'at least')[self.column]} {least}"
        return "" if most is None else f"{('不高于', 'at most')[self.column]} {most}"

    def lasting(self, one: MatchedMeasure) -> str:
        """The term of a measure; one for life, or as long as a condition holds, says so."""
        if one.lifelong:
            begun = f"{one.since} " if one.since else ""
            return f"{begun}{('起，终身', 'on, for life')[self.column]}"
        record = one.because_of.record
        if one.since is None and one.until is None:
            if any(tier.ruleset == one.because_of.ruleset for tier in self.decision.tiers):
                return ("该等级存续期间", "while the tier stands")[self.column]
            if record is None:
                return ("条件持续成立期间", "while the conditions hold")[self.column]
        return self.days(one.since, one.until)

    def settled(self) -> Iterator[str]:
        """What families come to: only where measures were merged, cut, or cannot be compared."""
        groups: dict[object, list[SettledAnswer]] = {}
        for one in self.shared:
            key = (one.family, one.by, one.target, one.parameter)
            groups.setdefault(key, []).append(one)
        titles = {one.measure: self.said(one.title) for one in self.decision.measures}
        for group in groups.values():
            first = group[0]
            figures = "；".join(
                f"{self.said(one.title)} {self.range(one.low, one.high, one.unit)}"
                f"（{self.code(one.strength)}）"
                for one in group
            )
            side = f"（{self.word('incomparable')}）" if first.incomparable else ""
            yield f"  {figures}{side}"
            merged = dict.fromkeys(titles[name] for one in group for name in one.measures)
            yield f"    {self.word('merged')}：{'、'.join(merged)}"
            yield f"    {self.word('target')}：{self.code(first.target)}；{self.word('by')}：{_kept(first.by)}"
            for one in group:
                if one.capped is not None:
                    limit = self.range(one.capped, one.capped, one.unit)
                    cited = self.citations(one.cap_basis)
                    yield f"    {self.word('capped')} {limit}（{cited}）"

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
        """Favours that were suspended: by a measure of their family, or by what the law names."""
        titles = {one.measure: self.said(one.title) for one in self.decision.measures}
        lines = [
            f"  {self.said(one.title)} —— {self.said(one.reason)}"
            + (f"（{titles.get(one.gave_way_to, one.gave_way_to)}）" if one.gave_way_to else "")
            for one in self.decision.suppressed
        ]
        yield from dict.fromkeys(lines)

    def compared(self, one: EditionsCompared) -> Iterator[str]:
        """Two editions asked about one act, both with what they say and on what basis."""
        acted, decided = ("行为", "决定") if not self.column else ("act of", "decided on")
        open_one = ("尚未决定", "not decided yet")[self.column]
        then = open_one if one.decided_on is None else f"{decided} {one.decided_on}"
        days = f"（{acted} {one.acted_on}；{then}）"
        yield f"  {self.said(one.title)} {_name(one.record)}{days}"
        yield f"    {self.said(one.why)}（{self.citations(one.basis)}）"
        for place, edition in (("older", one.older), ("newer", one.newer)):
            applied = "undetermined" if one.taken == "undetermined" else str(place == one.taken)
            head = f"{_EDITIONS[place][self.column]} {_kept(edition.edition)}"
            yield f"    {head}（{_APPLIED[applied][self.column]}）："
            yield from (f"      {line}" for line in self.weighed(edition))

    def weighed(self, edition: EditionWeighed) -> Iterator[str]:
        """What an edition says of an act; where it says nothing, that, and what was read."""
        yield from map(self.weight, edition.says)
        if not edition.says:
            nothing = ("没有相应规定", "says nothing of it")[self.column]
            yield f"{nothing}（{self.citations(edition.basis)}）"

    def weight(self, one: Weighed) -> str:
        """A measure with its days, or a ground of a listing; each with its provisions."""
        open_one = "" if one.truth is Truth.TRUE else f"（{('未定', 'not known')[self.column]}）"
        cited = f"（{self.citations(one.basis)}）"
        if one.effect is None or one.strength is None:
            return f"{self.said(one.title)}{open_one}{cited}"
        degree = f"（{self.said(one.degree_title)}）" if one.degree_title else ""
        figures = "".join(f"，{self.figure(figure)}" for figure in one.parameters)
        targets = "、".join(map(self.code, one.targets))
        firm = f"，{self.code(one.strength)}"
        begun = f"{one.since} " if one.since else ""
        lifelong = f"{begun}{('起，终身', 'on, for life')[self.column]}"
        term = lifelong if one.lifelong else self.days(one.since, one.until)
        said = f"[{self.code(one.effect)}] {self.said(one.title)}{degree}{open_one}"
        return f"{said}，{targets}{firm}{figures}，{term}{cited}"

    def repairs(self) -> Iterator[str]:
        """Repairs; records that stand alike in all but their days are said together."""
        groups: dict[object, list[RepairAssessment]] = {}
        for one in self.decision.repairs:
            own = {"record": "", "first_day": None, "latest_day": None, "ends_by_itself": None}
            key = one.model_copy(update=own | {"steps": ()})
            groups.setdefault(key, []).append(one)
        for group in groups.values():
            yield from self.repair(group)

    def repair(self, group: list[RepairAssessment]) -> Iterator[str]:
        one = group[0]
        mark = self.word("indicative") if one.indicative else ""
        stage = f"（{self.word('stage')}：{self.said(one.stage)}）" if one.stage else ""
        names = "、".join(_name(record.record) for record in group)
        yield f"  {self.said(one.title)}{stage} {names}：{self.code(one.state)}{mark}"
        if len(group) == 1:
            yield from (f"    {line}" for line in self.repair_days(one))
        else:
            for record in group:
                days = "；".join(self.repair_days(record))
                yield f"    {_name(record.record)}：{days}"
        if one.state is RepairState.TERM_ENDED:
            return
        said: set[MissingFact] = set()
        barring = "bars" if one.list is not None else "bars_repair"
        for heading, kind, parts in (
            ("requirements", "requirements", one.requirements),
            (barring, "bars", one.bars),
        ):
            if parts:
                yield f"    {self.word(heading)}："
            for part in parts:
                mark = _STANDING[kind][part.truth][self.column]
                cited = self.citations(part.basis)
                yield f"      {mark}：{self.said(part.title)}（{cited}）"
                yield from self.missing(part.missing, "        ")
                said.update(part.missing)
        yield from self.missing([fact for fact in one.missing if fact not in said])
        materials = "、".join(self.said(text) for text in one.materials)
        grants: dict[Code, list[str]] = {}
        for grant in one.grants:
            grants.setdefault(grant.effect, []).append(self.said(grant.title))
        effects = "；".join(
            f"[{self.code(effect)}] {'、'.join(titles)}" for effect, titles in grants.items()
        )
        bring = f"；{self.word('materials')}：{materials}" if materials else ""
        yield f"    {self.word('apply_to')}：{_kept(one.apply_to)}{bring}"
        yield f"    {self.word('platform')}：{self.said(one.platform)}；{self.word('regime')}：{one.regime}"
        yield f"    {self.word('effects')}：{effects}"
        yield f"    {self.word('remedy')}：{self.said(one.remedy)}"

    def repair_days(self, one: RepairAssessment) -> Iterator[str]:
        """From when one may apply, until when there is anything to apply for."""
        if one.first_day is not None:
            last = self.word("latest_day" if one.list is not None else "last_public")
            latest = f"；{last}：{one.latest_day}" if one.latest_day else ""
            yield f"{self.first_day(one, one.first_day)}{latest}"
        if one.ends_by_itself is not None:
            yield f"{self.word('ends_by_itself')}：{one.ends_by_itself}"

    def first_day(self, one: RepairAssessment, day: date) -> str:
        """From when removal can be asked for; where only other conditions are open, that they are."""
        if one.state is RepairState.NOT_YET and day <= self.decision.as_of:
            return (
                f"期限条件自 {day} 起已具备，其余条件具备后即可申请",
                f"the clock has run since {day}; apply once the rest is met",
            )[self.column]
        return f"{self.word('first_day')}：{day}"

    def undetermined(self) -> Iterator[str]:
        """What nobody can know yet, but for what the tiers and proposals have said already.

        Outcomes that one answer would settle are said together.
        """
        said = {(one.because_of.rule, one.because_of.record) for one in self.decision.proposals}
        tiers = {one.ruleset for one in self.decision.tiers}
        groups: dict[object, list[Undetermined]] = {}
        for one in self.decision.undetermined:
            told = (one.what == "tier" and one.ruleset in tiers) or (
                one.what == "proposal" and (one.rule, one.record) in said
            )
            if not told:
                groups.setdefault((one.what, one.missing, one.defences), []).append(one)
        for group in groups.values():
            what = _OPEN.get(group[0].what)
            lines = dict.fromkeys(map(self.unknown, group))
            yield from [f"  {self.word(what)}：{'；'.join(lines)}"] if what else lines
            yield from self.missing(group[0].missing)
            for defence in group[0].defences:
                yield f"    {self.word('defence')}：{self.said(defence.title)}"

    def unknown(self, one: Undetermined) -> str:
        """An open outcome, with what it would do; a measure on a line of its own."""
        record = f" {_name(one.record)}" if one.record else ""
        effect = f"[{self.code(one.effect)}] " if one.effect else ""
        indent = "" if one.what in _OPEN else "  "
        return f"{indent}{effect}{self.said(one.title)}{record}"

    def step(self, one: Step, indent: str = "  ") -> Iterator[str]:
        due = f"；{self.word('due')} {one.due}" if one.due else ""
        note = f"（{self.said(one.note)}）" if one.note else ""
        cited = self.citations(one.basis)
        about = f" {_name(one.about)}" if one.about and indent == "  " else ""
        yield f"{indent}→ {_kept(one.by)}：{self.said(one.title)}{about}{due}{note}（{cited}）"

    def excluded(self) -> Iterator[str]:
        for one in self.decision.excluded:
            on = f" {one.on}" if one.on else ""
            yield f"  {self.record(one.record)}：{self.code(one.status)}{on}"

    def missing(self, missing: Iterable[MissingFact], indent: str = "    ") -> Iterator[str]:
        for one in missing:
            question = one.kind == "question"
            about = f"{_name(one.path)} " if question and one.path else ""
            word = self.word("question" if question else "missing")
            yield f"{indent}{word}：{about}{self.said(one.text)}（{self.word('holder')}：{_kept(one.holder)}）"

    def basis(self, basis: tuple[LegalBasis, ...], heading: str = "basis") -> str:
        return f"    {self.word(heading)}：{self.citations(basis)}"

    def citations(self, basis: Iterable[LegalBasis]) -> str:
        """Provisions as they are printed: an instrument's title once, then its articles."""
        cited: dict[str, list[str]] = {}
        for one in basis:
            title, _, label = one.citation.partition("》")
            read = one.verified is Verified.FULL_TEXT
            mark = "" if read else f"〔{self.code(one.verified)}〕"
            # A 、 inside a label is part of the provision's name, not one of ours between two.
            cited.setdefault(f"{title}》", []).append(label.replace("、", _kept("、")) + mark)
        return "、".join(title + "、".join(labels) for title, labels in cited.items())

    def days(self, since: date | None, until: date | None) -> str:
        """A term as it is printed: with its last day."""
        begin = f"{since} " if since else ("day not delivered " if self.column else "起日未交付 ")
        if until is None:
            return f"{begin}{'with no end on record' if self.column else '起，未载明终止日'}"
        last = until - timedelta(days=1)
        return f"{begin}{'to' if self.column else '至'} {last}{' (last day)' if self.column else '（含当日）'}"


def _records(condition: Condition) -> Iterator[str]:
    """The records that a condition counts, by their paths."""
    for part in condition.parts:
        path = part.text.en
        if path.partition("[")[0] in COLLECTIONS and path.endswith("]"):
            if part.truth is not Truth.FALSE:
                yield path
        else:
            yield from _records(part)


def _kept(name: str) -> str:
    """A name whose punctuation is not ours."""
    return name.translate(_SET_ASIDE)


def _name(path: str | None) -> str:
    """A record as it is called in text: what stands in the brackets of its path."""
    if path is None or "[" not in path:
        return _kept(path or "")
    return _kept(path[path.index("[") + 1 : path.rindex("]")])
