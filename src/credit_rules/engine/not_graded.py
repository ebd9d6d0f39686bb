"""Why a tier was not reached: its conditions, its score, a direct assignment, a cap or a floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from credit_rules.engine.decision import Text
from credit_rules.engine.grading import Grading
from credit_rules.engine.reference import Trace, World, evaluate, in_scope, uncovered
from credit_rules.engine.shortfall import Shortfall, off_limit, shortfalls
from credit_rules.engine.tiers import Score, TierMatch
from credit_rules.engine.ways import Way, closed, plain, summed
from credit_rules.engine.wording import amount
from credit_rules.model.expr import All, Op
from credit_rules.model.ruleset import Assignment, Band, Tier, TieredSupervision
from credit_rules.truth import Interval, Truth

__all__ = ["NotGraded"]


@dataclass(frozen=True, slots=True)
class NotGraded:
    """A tier that was not reached: by its conditions, its score, or a direct assignment."""

    ruleset: TieredSupervision
    tier: Tier
    found: TierMatch
    world: World

    @staticmethod
    def of(grading: Grading, ruleset: TieredSupervision, tier: Tier, day: date) -> NotGraded:
        """Look at the scheme as the decision did: on the day it looks at."""
        found = grading.match(ruleset, day)
        return NotGraded(ruleset, tier, found, grading.world(ruleset, day))

    def ways(self) -> Iterator[Way]:
        """What stands in the way of the tier, for each way to it."""
        found, tier = self.found, self.tier
        if found.tier is tier:
            return
        if found.official is not None:
            grade = found.official["grade"]
            said = plain(
                f"{found.year}年度官方等级为 {grade}",
                f"the official grade for {found.year} is {grade}",
            )
            yield closed(self.ruleset, tier.id, tier.title, found.official, [said])
            return
        if tier in found.possible and found.missing:
            yield closed(self.ruleset, tier.id, tier.title, None, [], found.missing)
            return
        short = [*(self._assigned() or self._unmet()), *self._bounded()]
        others = [one.id for one in found.possible if one is not tier]
        other = plain(f"等级为 {'、'.join(others)}", f"the tier is {' or '.join(others)}")
        yield closed(self.ruleset, tier.id, tier.title, None, short or [other])
        for one in (*self.ruleset.direct, *self.ruleset.caps, *self.ruleset.floors):
            if one.tier != tier.id:
                continue
            if lacking := shortfalls(evaluate(one.when, self.world), self.world):
                yield closed(self.ruleset, one.id, one.title, None, lacking)

    def _assigned(self) -> list[Shortfall]:
        """The direct assignment of another tier; conditions and score then say nothing."""
        return [
            self._held(one, trace, f"直接定为 {one.tier}", f"assigned {one.tier} directly")
            for one in self.ruleset.direct
            if one.tier != self.tier.id
            and (trace := evaluate(one.when, self.world)).truth is Truth.TRUE
        ]

    def _bounded(self) -> Iterator[Shortfall]:
        """The caps and floors that keep the tier out of reach."""
        place = {tier.id: number for number, tier in enumerate(self.ruleset.tiers)}
        mine = place[self.tier.id]
        bounds = [
            (one, f"不得优于 {one.tier}", f"no better than {one.tier}")
            for one in self.ruleset.caps
            if mine > place[one.tier]
        ]
        bounds += [
            (one, f"不得低于 {one.tier}", f"no worse than {one.tier}")
            for one in self.ruleset.floors
            if mine < place[one.tier]
        ]
        for one, zh, en in bounds:
            trace = evaluate(one.when, self.world)
            if trace.truth is Truth.TRUE:
                yield self._held(one, trace, zh, en)

    def _held(self, one: Assignment, trace: Trace, zh: str, en: str) -> Shortfall:
        head = Text(zh=f"{zh}：{one.title.zh}", en=f"{en}: {one.title.en}")
        return summed(head, shortfalls(trace, self.world, wanted=False))

    def _unmet(self) -> Iterator[Shortfall]:
        """What the conditions, the score or the default grade say against the tier."""
        default = self.ruleset.default
        if default is not None and default.tier != self.tier.id and self._no_records():
            yield plain(
                f"没有相关记录，按缺省等级 {default.tier}",
                f"without records it has the default grade {default.tier}",
            )
        elif self.tier.band is not None and self.found.score is not None:
            yield from _off_band(self.tier.band, self.found.score)
        elif self.tier.when is not None:
            trace = evaluate(self.tier.when, self.world)
            yield from shortfalls(trace, self.world)
            if trace.truth is Truth.TRUE:
                yield from self._before()

    def _before(self) -> Iterator[Shortfall]:
        """The other tiers whose conditions hold: a stricter one comes first."""
        exactly = self.ruleset.exactly_one
        for one in self.ruleset.tiers:
            if one is self.tier:
                if not exactly:
                    return
                continue
            trace = evaluate(one.when, self.world) if one.when is not None else None
            if trace is None or trace.truth is not Truth.TRUE:
                continue
            zh, en = ("同时符合", "as well as") if exactly else ("先符合更严的", "first of all")
            head = Text(
                zh=f"{zh} {one.title.zh} 的条件", en=f"{en} the conditions of {one.title.en}"
            )
            yield summed(head, shortfalls(trace, self.world, wanted=False))

    def _no_records(self) -> bool:
        """Whether the scopes of the default grade are covered and empty."""
        assert self.ruleset.default is not None, "only asked where there is one"
        return not any(
            uncovered(scope, self.world) or in_scope(scope, All(()), self.world)
            for scope in self.ruleset.default.empty
        )


def _off_band(band: Band, score: Score) -> Iterator[Shortfall]:
    """How many points a score is outside a band."""
    least, most = (amount(end) if end.is_finite() else "…" for end in (score.low, score.high))
    zh, en = f"在 {least} 与 {most} 之间", f"between {least} and {most}"
    if score.low == score.high:
        zh = en = least
    low_op = Op.AT_LEAST if band.low_included else Op.MORE_THAN
    high_op = Op.AT_MOST if band.high_included else Op.LESS_THAN
    if band.low is not None and score.high <= band.low:
        bound = Text(
            zh=f"{'不低于' if band.low_included else '超过'}{amount(band.low)}分",
            en=f"{low_op.value.replace('_', ' ')} {amount(band.low)} points",
        )
        gap = off_limit(low_op, band.low, Interval(score.high, score.high), "points")
    elif band.high is not None and score.low >= band.high:
        bound = Text(
            zh=f"{'不高于' if band.high_included else '不满'}{amount(band.high)}分",
            en=f"{high_op.value.replace('_', ' ')} {amount(band.high)} points",
        )
        gap = off_limit(high_op, band.high, Interval(score.low, None), "points")
    else:
        return
    text = Text(zh=f"得分{bound.zh} —— {zh}", en=f"score {bound.en} — {en}")
    yield Shortfall(text, gap)
