"""Why a decision says something else from a day on: the breakpoint, and a sentence for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from credit_rules.analysis.foresight.turning import Next, Reason
from credit_rules.engine.decision import Text
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.wording import record_name, words
from credit_rules.model.ruleset import Ruleset, Title
from credit_rules.model.subject import COLLECTIONS

__all__ = ["Breakpoint", "of_rule"]


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A day on which something may be different: the day and the reason, and where they come from.

    Attributes:
        about: the record, list, collection, or ruleset with its edition.
        ruleset, title, place: the rule that looks at it; None and empty where none does.
        label: what it is called, where neither rule nor record says so.
        names: the ids by which an outcome that rests on it can be told.
    """

    why: Next
    about: str
    ruleset: Ruleset | None = None
    title: Title | None = None
    place: str = ""
    label: Text = field(default_factory=lambda: Text(zh="", en=""))
    names: frozenset[str] = frozenset()

    @property
    def text(self) -> Text:
        """Why the day is one, in a sentence."""
        return _sentence(self)


def of_rule(
    ruleset: Ruleset, why: Next, title: Title | None = None, place: str | None = None
) -> Breakpoint:
    """A breakpoint of a ruleset, or of a rule of it."""
    header = ruleset.header
    record = why.record or why.this
    about = f"{header.id} {header.edition}"
    if why.collection:
        about = why.collection
    elif record is not None:
        about = record.path
    names = {header.id, header.scheme} | ({record.path} if record is not None else set())
    where = str(header.at) if place is None else place
    if why.reason is Reason.COVERAGE_ENDS:
        # That deliveries end is no rule's doing.
        where = ""
    return Breakpoint(why, about, ruleset, title, where, names=frozenset(names))


def _sentence(one: Breakpoint) -> Text:
    """Why the day is a breakpoint, in a sentence."""
    why, rule, about = one.why, _rule_name(one), record_name(one.about)
    what = Text(zh="", en="")
    if why.node is not None:
        record, this = (None if one is None else one.collection for one in (why.record, why.this))
        said = words(why.node, record, this)
        what = Text(zh=f"“{said.zh}”", en=f" ({said.en})")
    match why.reason:
        case Reason.EDITION_BEGINS if _unconfirmed(one):
            zh = f"{rule.zh}经核实自该日起确在施行，此前是否施行未经核实"
            en = f"{rule.en} is confirmed to be in force from this day; before, nobody knows"
        case Reason.EDITION_BEGINS:
            zh, en = f"{rule.zh}自该日起施行", f"{rule.en} is in force from this day"
        case Reason.EDITION_ENDS:
            zh, en = f"{rule.zh}自该日起不再施行", f"{rule.en} is in force no longer"
        case Reason.RULE_BEGINS:
            zh, en = f"{rule.zh}自该日起适用", f"{rule.en} applies from this day"
        case Reason.RULE_ENDS:
            zh, en = f"{rule.zh}自该日起不再适用", f"{rule.en} applies no longer"
        case Reason.WINDOW_SLIDES if why.collection:
            name = COLLECTIONS[why.collection].zh
            zh = f"{rule.zh}：统计期间自该日起全部在已交付的{name}记录之内"
            en = f"{rule.en}: from this day the window lies within the days delivered"
        case Reason.WINDOW_SLIDES:
            zh = f"{rule.zh}{what.zh}：{about.zh} 自该日起不在统计期间内"
            en = f"{rule.en}{what.en}: {about.en} has left the window"
        case Reason.PERIOD_ENDS | Reason.REPAIR_OPENS:
            zh = f"{rule.zh}：{about.zh} 的期间已于前一日届满{what.zh}"
            en = f"{rule.en}: the period has run for {about.en}{what.en}"
        case Reason.TERM_ENDS:
            zh = f"{rule.zh}：{about.zh} 的期限已于前一日届满"
            en = f"{rule.en}: the term of {about.en} has ended"
        case Reason.DAY_ON_RECORD:
            zh = f"{about.zh} 所载的“{rule.zh}”为该日"
            en = f"`{rule.en}` of {about.en} is this day"
        case Reason.PUBLICITY_STOPS:
            zh = f"{rule.zh}{'：' if rule.zh else ''}{about.zh} 的公示已于前一日截止"
            en = f"{rule.en}{': ' if rule.en else ''}the publicity of {about.en} has ended"
        case Reason.DEADLINE_PASSES:
            zh = f"“{rule.zh}”的办理期限已于前一日届满"
            en = f"the last day for a step has passed: {rule.en}"
        case Reason.COVERAGE_ENDS:
            name = COLLECTIONS[why.collection].zh
            zh = f"{name}记录只交付到前一日，此后的情况没有交付"
            en = f"{why.collection} were delivered up to the day before; of later days nothing is"
        case Reason.ASSESSMENT:
            zh, en = f"{rule.zh}：自该日起适用新一期的评价", f"{rule.en}: a new assessment holds"
        case Reason.YEAR_BEGINS:
            zh, en = f"{rule.zh}：新的年度开始", f"{rule.en}: a new year has begun"
        case _ as never:
            assert_never(never)
    return Text(zh=zh, en=en)


def _unconfirmed(one: Breakpoint) -> bool:
    """Whether it is only known since a day that the edition is in force, and not since when."""
    return one.ruleset is not None and one.ruleset.header.in_force.unconfirmed


def _rule_name(one: Breakpoint) -> Text:
    """The ruleset, with its rule where it is one rule; else what the breakpoint is called."""
    if one.ruleset is None:
        return one.label
    header = one.ruleset.header
    title = text_of(header.title)
    if one.title is None or one.title == header.title:
        return Text(zh=f"{title.zh}（{header.edition} 版）", en=f"{title.en} ({header.edition})")
    return Text(zh=f"{title.zh}：{one.title.zh}", en=f"{title.en}: {one.title.en}")
