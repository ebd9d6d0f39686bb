"""Five days of one enterprise: each explained on one screen, in both languages.

落羽 (invented) is warned, listed, pays, may ask for removal, and is forgotten on the list. Then what
those days do not show, on small rulesets of this folder: scores, figures, watching, repair in
stages, favours that are suspended.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.golden import desk

import credit_rules as cr
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.model.codes import Effect, Purpose, Strength, Target

ROOT = Path(__file__).parents[2]
BOOK = desk.book("labour", "procurement")
SUBJECT = cr.Subject.read((ROOT / "examples/five_days/subject.json").read_bytes())

PROPOSED = "2023-04-10"
LISTED = "2023-06-01"
MAY_ASK = "2024-04-16"
ENDED = "2026-05-11"
OVERDUE = "2026-06-30"
DAYS = (PROPOSED, LISTED, MAY_ASK, ENDED, OVERDUE)
SCREEN = 50


def on(day: str, *purposes: Purpose) -> cr.Decision:
    acting = cr.Acting(purposes=purposes) if purposes else None
    return cr.decide(BOOK, SUBJECT, date.fromisoformat(day), acting=acting)


def restrictions(decision: cr.Decision) -> list[cr.MatchedMeasure]:
    strict = (Effect.RESTRICT, Effect.PROHIBIT)
    return [one for one in decision.measures if one.effect in strict]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("day", DAYS)
def test_the_page(golden: Callable[[Path | str, str], None], day: str, lang: str) -> None:
    page = on(day).explain(lang)
    assert len(page.splitlines()) <= SCREEN
    assert not [line for line in page.splitlines() if line != line.rstrip()]
    golden(f"explain/five-days/{day}.{lang}.txt", page)


@pytest.mark.parametrize("day", DAYS)
def test_every_page_says_what_it_is(day: str) -> None:
    decision = on(day)
    zh, en = decision.explain("zh"), decision.explain("en")
    assert "不是行政决定" in zh
    assert "not a decision" in en
    for page in (zh, en):
        assert SUBJECT.uscc not in page
        assert day in page.splitlines()[0]
    for one in decision.measures:
        assert one.basis
        assert one.title.zh in zh
        assert one.title.en in en
        for basis in one.basis:
            assert basis.citation in zh
    assert decision.undetermined == ()


def test_2023_04_10_a_proposal_with_steps_and_no_restriction() -> None:
    decision = on(PROPOSED)
    (proposal,) = decision.proposals
    assert proposal.outcome is cr.Truth.SUBJECT_TO_DEFENCE
    assert proposal.because_of.rule == "amount-reaches-crime"
    assert [defence.id for defence in proposal.defences] == ["objection-upheld"]
    assert {step.id: str(step.due) for step in proposal.steps if step.due} == {
        "objection": "2023-04-11",  # five working days after 3 April; the 5th was 清明节
        "decision": "2023-04-28",  # twenty working days after 31 March, 23 April being worked
    }
    assert [step.id for step in proposal.steps][:3] == ["notice", "objection", "verification"]
    assert restrictions(decision) == []
    assert decision.listings == decision.repairs == ()
    page = decision.explain()
    assert "只是建议，不产生任何措施" in page
    assert "最迟 2023-04-28" in page


def test_2023_06_01_measures_by_target_and_purpose() -> None:
    decision = on(LISTED)
    (entry,) = decision.listings
    assert (entry.state, str(entry.last_day)) == (ListingState.CURRENT, "2026-05-10")
    assert decision.proposals == ()  # the case is settled by the listing
    found = restrictions(decision)
    assert len({one.measure for one in found}) == 8
    persons = {
        Target.ENTITY: (),
        Target.LEGAL_REPRESENTATIVE: ("P-1",),
        Target.PRINCIPAL: (),
        Target.RESPONSIBLE_PERSON: ("P-2",),
    }
    for target, keys in persons.items():
        mine = [one for one in found if one.target is target]
        assert len(mine) == 8
        assert {one.persons for one in mine} == {keys}
    assert {one.strength for one in found} == {Strength.AS_OTHER_LAW_SAYS}
    assert not any(one.binding for one in found)
    assert {(str(one.since), str(one.until)) for one in found} == {("2023-05-10", "2026-05-11")}
    (repair,) = decision.repairs
    assert (repair.state, repair.first_day) == (RepairState.NOT_YET, None)


@pytest.mark.parametrize(
    ("purpose", "measures"),
    [
        (Purpose.PROCUREMENT, {"wage-arrears-procurement"}),
        (Purpose.BIDDING, {"wage-arrears-bidding"}),
        (Purpose.FUNDING, {"wage-arrears-funding", "wage-arrears-tax-preference"}),
        (Purpose.PROJECT_SUPPORT, {"wage-arrears-funding"}),
        (Purpose.HONOURS, {"wage-arrears-honours"}),
        (Purpose.APPOINTMENT, set()),
    ],
)
def test_2023_06_01_who_asks_for_one_purpose(purpose: Purpose, measures: set[str]) -> None:
    decision = on(LISTED, purpose)
    assert {one.measure for one in decision.measures} == measures
    assert all(purpose in one.purposes for one in decision.measures)


def test_2024_04_16_removal_can_be_asked_for_and_a_day_earlier_not() -> None:
    (before,) = on("2024-04-15").repairs
    assert (before.state, str(before.first_day)) == (RepairState.NOT_YET, "2024-04-16")
    unmet = [one.id for one in before.requirements if one.truth is not cr.Truth.TRUE]
    assert unmet == ["six-months-listed"]
    assert "最早可申请之日：2024-04-16" in on("2024-04-15").explain()

    decision = on(MAY_ASK)
    (repair,) = decision.repairs
    assert (repair.state, str(repair.first_day)) == (RepairState.CAN_APPLY, "2024-04-16")
    assert str(repair.latest_day) == "2026-05-10"
    assert all(one.truth is cr.Truth.TRUE for one in repair.requirements)
    assert all(one.truth is cr.Truth.FALSE for one in repair.bars)
    assert len(restrictions(decision)) == 32  # being able to ask removes nothing


def test_2026_05_11_the_term_has_ended() -> None:
    assert restrictions(on("2026-05-10"))
    decision = on(ENDED)
    (entry,) = decision.listings
    assert (entry.state, str(entry.remove_by)) == (ListingState.OVERDUE_REMOVAL, "2026-05-22")
    assert restrictions(decision) == []
    (step,) = decision.steps
    assert (step.id, str(step.due), step.note) == ("remove-entry", "2026-05-22", None)
    assert [one.state for one in decision.repairs] == [RepairState.TERM_ENDED]


def test_2026_06_30_the_organ_is_late() -> None:
    decision = on(OVERDUE)
    (step,) = decision.steps
    assert (step.id, str(step.due)) == ("remove-entry", "2026-05-22")
    assert step.note is not None
    assert step.note.zh == "已逾期"
    assert [basis.citation[-4:] for basis in step.basis] == ["第十七条"]
    assert restrictions(decision) == []
    assert "已逾期" in decision.explain("zh")
    assert "overdue" in decision.explain("en")


KINDS = ROOT / "tests/golden/explain/kinds"
CASES = {
    "unknown-points": ("score", "incentive"),
    "watched": ("score", "watch", "incentive"),
    "reorganised": ("repair-plan", "repair-done", "office-bar"),
    "proposed": ("watch", "overlap"),
}
LONGEST = 60


def kinds(case: str, *, profile: bool = True) -> cr.Decision:
    book = cr.load(
        [KINDS / f"rulesets/{name}.yaml" for name in CASES[case]],
        catalogs=KINDS / "catalogs",
        profile=KINDS / "profile.yaml" if profile else None,
    )
    subject = cr.Subject.read((KINDS / f"subjects/{case}.json").read_bytes())
    return cr.decide(book, subject, date(2026, 6, 30), trace=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_the_page_of_a_kind(
    golden: Callable[[Path | str, str], None], case: str, lang: str
) -> None:
    page = kinds(case).explain(lang)
    assert len(page.splitlines()) <= LONGEST
    assert not [line for line in page.splitlines() if line != line.rstrip()]
    golden(f"explain/kinds/{case}.{lang}.txt", page)


def test_a_score_nobody_knows_leaves_the_mildest_of_what_every_tier_gives() -> None:
    page = kinds("unknown-points").explain()
    assert "（未定，可能为 C、B）" in page
    assert "得分：在 65 与 80 之间" in page
    assert "检查频次 2次/年" in page
    assert "20%" not in page


def test_figures_are_merged_capped_with_the_basis_and_kept_apart_in_unlike_units() -> None:
    page = kinds("watched").explain()
    assert "抽查比例 20%（可以）；检查频次 5次/年（应当）（单位不同，不能比较，并列）" in page
    assert "已按部门上限截至 5次/年（" in page
    assert "涉企检查频次上限公告" in page
    assert "合并后的数值见下" in page
    without = kinds("watched", profile=False).explain()
    assert "已按部门上限截至" not in without
    assert "检查频次 8次/年（应当）" in without


def test_a_figure_left_to_the_department_shows_what_the_law_allows() -> None:
    assert "由部门确定，尚未载入（法定范围 1%至10%）" in kinds("watched").explain()


def test_favours_say_what_suspends_them() -> None:
    page = kinds("watched").explain()
    assert "办事绿色通道 —— 一年内受到行政处罚\n" in page
    assert "激励措施中止（增加检查频次）" in page


def test_stages_and_effects_of_repair_stand_apart() -> None:
    page = kinds("reorganised").explain()
    assert "（阶段：重整计划执行期间） 罚9：可以申请" in page
    assert "（阶段：重整计划执行完毕） 罚9：条件尚未全部具备" in page
    assert "到期自动停止公示，无需申请：2028-06-02" in page
    assert "[停止公示] 停止公示；[停止共享和使用] 不再共享和使用；[解除管理措施]" in page
    assert "2024-03-01 起，终身" in page
    assert "主要负责人（P-7）" in page


def test_an_overlap_names_both_places_and_leaving_is_a_proposal() -> None:
    page = kinds("proposed").explain()
    assert "（high、mid 的条件同时成立，只能有一级）" in page
    assert "overlap.yaml:13:5" in page
    assert "overlap.yaml:18:5" in page
    watched = kinds("watched").explain()
    assert "【移出建议（移出之前，条目和措施不变）】" in watched
    assert "名单：重点关注对象名单" in watched


def test_records_that_stand_alike_are_repaired_in_one_paragraph() -> None:
    book = cr.load(KINDS / "rulesets/repair-done.yaml", catalogs=KINDS / "catalogs")
    subject = cr.Subject.read((KINDS / "subjects/watched.json").read_bytes())
    page = cr.decide(book, subject, date(2026, 6, 30)).explain()
    assert page.count("重整企业行政处罚信息修复") == 1
    assert "罚1、罚2、罚3：条件尚未全部具备" in page
    assert "罚2：期限条件自 2025-06-02 起已具备" in page
