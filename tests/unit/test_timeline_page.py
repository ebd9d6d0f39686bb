"""The page of a timeline: whole, readable without colour, and nothing in it that a record made."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import credit_rules as cr
from credit_rules.analysis.changes import Answer, Part
from credit_rules.analysis.foresight.timeline import Cause, Reason, Timeline, timeline
from credit_rules.engine.audience import Audience
from credit_rules.engine.decision import Text
from credit_rules.model.codes import Purpose
from credit_rules.render import timeline_chart
from credit_rules.render.timeline_audience import seen_by
from credit_rules.render.timeline_chart import Chart, charts
from credit_rules.render.timeline_lanes import Bar, Group, Lane, Tone, lanes
from credit_rules.render.timeline_page import timeline_page
from credit_rules.render.timeline_turns import Mark, SaidTurn, beginning, is_open, said_turns
from credit_rules.render.timeline_words import field_name

ROOT = Path(__file__).parents[2]
LABOUR = ROOT / "rulesets/labour"
RULES = ("labour-tiers", "wage-arrears-discipline", "wage-arrears-listing", "wage-arrears-repair")
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
HOSTILE = '<script>alert("1")</script>&amp;\'" ]]> <!-- \u202e'
LANGS = ("zh", "en")
SVG = "{http://www.w3.org/2000/svg}"
ENTRY = "listings[虚人社列〔2023〕5号]"


@cache
def book() -> cr.Rulebook:
    return cr.load([LABOUR / f"{name}.yaml" for name in RULES])


def subject(**said: Any) -> cr.Subject:
    whole = json.loads((ROOT / "examples/five_days/subject.json").read_bytes())
    return cr.Subject.read(whole | said)


@cache
def five_days() -> Timeline:
    return timeline(book(), subject(), FIRST, LAST)


@cache
def ending(nothing_new: bool = False) -> Timeline:
    """Of the same enterprise, of which nothing was delivered after June 2024."""
    covers = {name: {"from": "beginning", "until": "2024-06-30"} for name in subject().covers}
    return timeline(book(), subject(covers=covers), FIRST, LAST, nothing_new=nothing_new)


@cache
def hostile() -> Timeline:
    """The same, with markup wherever a record may hold a text."""
    plain = json.loads((ROOT / "examples/five_days/subject.json").read_bytes())
    entry, case = plain["listings"][0], plain["wage_arrears"][0]
    finding = plain["findings"][0]
    told = subject(
        name=HOSTILE,
        listings=[entry | {"document_number": HOSTILE, "authority": HOSTILE}],
        wage_arrears=[case | {"key": HOSTILE}],
        findings=[finding | {"about": HOSTILE}],
    )
    acting = cr.Acting(authority=HOSTILE, region="320100", purposes=(Purpose.PROCUREMENT,))
    return timeline(book(), told, FIRST, LAST, acting=acting)


@cache
def crowded() -> Timeline:
    """The same, on many lists by many documents: more lanes than one sheet holds."""
    entry = json.loads((ROOT / "examples/five_days/subject.json").read_bytes())["listings"][0]
    entries = [entry | {"document_number": f"虚人社列〔2023〕{n}号"} for n in range(100, 140)]
    return timeline(book(), subject(listings=entries), FIRST, LAST)


def read(text: str) -> ET.Element:
    """A page as a strict reader of XML sees it."""
    assert text.startswith("<!DOCTYPE html>\n")
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def text_of(node: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext()))


def drawings(page: ET.Element) -> list[ET.Element]:
    return list(page.iter(f"{SVG}svg"))


def by_title(found: tuple[Lane, ...], begins: str) -> Lane:
    return next(one for one in found if one.title.startswith(begins))


class TestPage:
    @pytest.mark.parametrize("lang", LANGS)
    def test_is_whole_and_needs_nothing_from_elsewhere(self, lang: str):
        text = timeline_page([five_days(), ending()], lang)
        page = read(text)
        assert not re.search(r"src=|href=|@import|javascript:", text)
        assert set(re.findall(r"https?://[^\"<]*", text)) == {"http://www.w3.org/2000/svg"}
        assert all(one.startswith("url(#") for one in re.findall(r"url\([^)]*", text))
        for node in page.iter():
            tag = node.tag.removeprefix(SVG)
            assert tag not in ("script", "iframe", "link", "img", "object", "form", "image")
            assert not any(key.startswith("on") for key in node.attrib)

    @pytest.mark.parametrize("lang", LANGS)
    def test_texts_of_records_stay_texts(self, lang: str):
        text = timeline_page([hostile()], lang)
        page = read(text)
        assert "<script" not in text
        assert "\u202e" not in text
        shown = HOSTILE.replace("\u202e", "").rstrip()
        assert shown in text_of(page)
        assert shown in "".join(text_of(one) for one in drawings(page))
        assert shown in (page.findtext("head/title") or "")

    @pytest.mark.parametrize("lang", LANGS)
    def test_can_be_read_without_seeing_it(self, lang: str):
        page = read(timeline_page([five_days()], lang))
        assert page.get("lang") == {"zh": "zh-CN", "en": "en"}[lang]
        assert len(list(page.iter("h1"))) == 1
        for table in page.iter("table"):
            assert table.findtext("caption")
            assert all(one.get("scope") for one in table.iter("th"))
        for drawing in drawings(page):
            assert drawing.get("role") == "img"
            names = {one.get("id"): one for one in drawing.iter() if one.get("id")}
            for key in ("aria-labelledby", "aria-describedby"):
                named = names[drawing.get(key, "")]
                assert text_of(named)

    def test_names_of_parts_are_not_shared_by_drawings(self):
        page = read(timeline_page([five_days(), ending()], "zh"))
        names = [one.get("id") for one in page.iter() if one.get("id")]
        assert len(names) == len(set(names))

    def test_prints_on_a4_across_and_a_drawing_stays_on_one_sheet(self):
        style = read(timeline_page([five_days()], "zh")).findtext("head/style") or ""
        assert "size: A4 landscape" in style
        assert re.search(r"\.chart[^{]*\{ break-inside: avoid; \}", style)
        # What is left of a sheet, in units of the drawing: width by the ratio of its sides.
        inner = (210 - 13 - 15) / (297 - 12 - 12) * 1000
        for drawing in drawings(read(timeline_page([crowded()], "zh"))):
            assert float(drawing.get("viewBox", "").split()[3]) <= inner

    def test_every_turn_but_those_of_notes_has_a_row_with_its_causes(self):
        page = read(timeline_page([five_days()], "zh"))
        turns = said_turns(five_days(), "zh")
        rows = {
            one.findtext("th/time"): text_of(one)
            for one in page.iter("tr")
            if one.find("th/time") is not None
        }
        assert list(rows) == [str(one.day) for one in turns if not one.notes_only]
        for one in turns:
            if not one.notes_only:
                assert all(cause in rows[str(one.day)] for cause in one.causes)
                assert all(each.text in rows[str(one.day)] for each in one.changes)

    def test_days_on_which_only_notes_differ_are_named_in_one_line(self):
        quiet = [one for one in said_turns(five_days(), "zh") if one.notes_only]
        told = replace(five_days(), turns=five_days().turns)
        page = text_of(read(timeline_page([told], "zh")))
        assert ("只有说明文字不同" in page) == bool(quiet)
        assert all(str(one.day) in page for one in quiet)

    def test_what_is_supposed_is_said(self):
        said = "假定：以后照常交付，但没有新的内容。"
        assert said in text_of(read(timeline_page([ending(nothing_new=True)], "zh")))
        assert said not in text_of(read(timeline_page([ending()], "zh")))

    def test_who_asks_is_said(self):
        page = text_of(read(timeline_page([hostile()], "zh")))
        assert "320100" in page
        assert Purpose.PROCUREMENT.zh in page


class TestLanes:
    def test_a_tier_an_entry_measures_and_a_repair_each_have_a_lane(self):
        found = lanes(five_days(), "zh")
        assert {one.group for one in found} >= {
            Group.TIERS,
            Group.LISTINGS,
            Group.PROPOSALS,
            Group.MEASURES,
            Group.REPAIRS,
        }
        order = list(Group)
        groups = [order.index(one.group) for one in found]
        assert groups == sorted(groups)

    def test_a_repair_goes_from_not_yet_over_can_apply_to_its_end(self):
        lane = by_title(lanes(five_days(), "zh"), "提前移出")
        assert [(str(one.first), one.tone) for one in lane.bars] == [
            ("2023-05-10", Tone.MILD),
            ("2024-04-16", Tone.GOOD),
            ("2026-05-11", Tone.OVER),
        ]
        assert [one.label for one in lane.bars] == [
            "条件尚未全部具备",
            "可以申请",
            "期限已满，无需申请",
        ]

    def test_measures_on_one_ground_that_begin_and_end_together_are_one_lane(self):
        measures = [one for one in lanes(five_days(), "zh") if one.group is Group.MEASURES]
        together = [one for one in measures if one.named]
        assert [one.title for one in together] == ["8 项措施（名单 虚人社列〔2023〕5号）"]
        assert len(together[0].named) == 8
        assert [(str(one.first), str(one.last)) for one in together[0].bars] == [
            ("2023-05-10", "2026-05-10")
        ]

    def test_a_tier_that_stays_is_one_bar_though_its_year_changes(self):
        lane = by_title(lanes(five_days(), "zh"), "企业劳动保障守法诚信等级")
        assert [(one.first, one.last, one.short) for one in lane.bars] == [(FIRST, LAST, "A")]

    def test_what_is_not_known_any_more_is_open_and_not_over(self):
        found = lanes(ending(), "zh")
        favour = by_title(found, "适当减少日常巡视检查频次")
        assert [one.tone for one in favour.bars] == [Tone.GOOD, Tone.OPEN]
        assert favour.bars[1].first == date(2024, 7, 1)
        assert favour.bars[1].last == LAST

    def test_a_measure_whose_entry_ran_out_is_over_though_other_entries_may_be_there(self):
        lane = by_title(lanes(ending(), "zh"), "8 项措施")
        assert [(one.tone, str(one.last)) for one in lane.bars] == [(Tone.ADVERSE, "2026-05-10")]

    def test_bars_of_a_lane_follow_upon_each_other_and_lie_within_the_days_asked_about(self):
        for one in (five_days(), ending(), hostile(), crowded()):
            for lane in lanes(one, "en"):
                assert all(bar.first <= bar.last for bar in lane.bars)
                assert all(
                    before.last < after.first
                    for before, after in zip(lane.bars, lane.bars[1:], strict=False)
                )
                assert lane.bars[0].first >= FIRST
                assert lane.bars[-1].last <= LAST


class TestWords:
    def test_every_field_of_every_answer_has_a_name_in_both_languages(self):
        names = {name for one in get_args(Answer) for name in one.model_fields}
        for name in sorted(names):
            assert field_name(name, "zh") != field_name(name, "en"), name

    def test_what_ends_and_what_is_not_known_any_more_are_told_apart(self):
        turns = {one.day: one for one in said_turns(ending(), "zh")}
        opened = [one for one in turns[date(2024, 7, 1)].changes if one.part is Part.MEASURE]
        assert [one.mark for one in opened] == [Mark.OPENS]
        assert "转为未定" in opened[0].text
        over = [one for one in turns[date(2026, 5, 11)].changes if one.part is Part.MEASURE]
        assert [one.mark for one in over] == [Mark.ENDS]
        assert "是否因没有交付的记录而适用，未定" in over[0].text

    def test_what_ends_for_good_says_no_more_than_that(self):
        turns = {one.day: one for one in said_turns(five_days(), "zh")}
        over = [one for one in turns[date(2026, 5, 11)].changes if one.part is Part.MEASURE]
        assert "：结束；" in over[0].text

    def test_deliveries_that_end_together_are_one_cause(self):
        turn = next(one for one in said_turns(ending(), "zh") if one.coverage)
        assert turn.day == date(2024, 7, 1)
        told = [one for one in turn.causes if "只交付到前一日" in one]
        assert len(told) == 1
        assert "行政处罚" in told[0] or "名单" in told[0]

    def test_a_requirement_that_comes_to_be_met_is_named(self):
        turns = {one.day: one for one in said_turns(five_days(), "zh")}
        repair = next(one for one in turns[date(2024, 4, 16)].changes if one.part is Part.REPAIR)
        assert "条件尚未全部具备 → 可以申请" in repair.text
        assert "自改正之日起被列入名单满6个月：未具备 → 已具备" in repair.text

    def test_a_turn_without_causes_says_that_none_was_found(self):
        turns = tuple(replace(one, causes=()) for one in five_days().turns)
        said = said_turns(replace(five_days(), turns=turns), "zh")
        assert {one.causes for one in said} == {("原因未能指明",)}

    def test_the_first_day_says_what_applies_and_not_that_it_begins(self):
        said = beginning(five_days().stretches[0].decision, "zh")
        assert [one.text for one in said if one.part is Part.MEASURE] == [
            "[激励] 适当减少日常巡视检查频次：适用；对象：主体本身；事实：A级；最后一日 2023-12-31"
        ]

    def test_an_answer_is_open_only_for_its_own_record(self):
        before, after = five_days().stretches[0].decision, ending().stretches[-1].decision
        entry = next(
            one.decision.measures[0]
            for one in five_days().stretches
            if one.decision.measures and one.decision.measures[0].because_of.record == ENTRY
        )
        tier = before.measures[0]
        assert tier.because_of.record is None
        assert is_open(tier, after)
        assert not is_open(entry, after)
        assert any(one.ruleset == entry.because_of.ruleset for one in after.undetermined)


class TestAudience:
    def test_the_authority_sees_it_as_it_is(self):
        assert seen_by(five_days(), Audience.AUTHORITY) is five_days()

    @pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.AUTHORITY])
    def test_others_see_stretches_without_gaps_and_turns_that_begin_them(self, audience: Audience):
        seen = seen_by(five_days(), audience)
        assert seen.stretches[0].first == FIRST
        assert seen.stretches[-1].last == LAST
        for before, after in zip(seen.stretches, seen.stretches[1:], strict=False):
            assert after.first - before.last == timedelta(days=1)
        assert [one.day for one in seen.turns] == [one.first for one in seen.stretches[1:]]
        assert all(one.changes for one in seen.turns)
        assert len(seen.turns) <= len(five_days().turns)

    def test_a_cause_about_a_person_is_told_by_its_kind(self):
        person = Cause(
            reason=Reason.DAY_ON_RECORD,
            about="persons[P-1]",
            place="",
            text=Text(zh="人员 P-1 离任", en="P-1 left"),
        )
        turns = tuple(replace(one, causes=(person,)) for one in five_days().turns)
        seen = seen_by(replace(five_days(), turns=turns), Audience.SUBJECT)
        assert seen.turns
        assert "P-1" not in repr([one.causes for one in seen.turns])
        assert seen.turns[0].causes[0].text.zh == Reason.DAY_ON_RECORD.zh

    def test_a_page_for_the_public_names_no_record_that_is_not_public(self):
        text = timeline_page([seen_by(five_days(), Audience.PUBLIC)], "zh")
        for hidden in ("虚人社列〔2023〕5号", "欠薪案2023-004", "承诺-落羽", "P-1"):
            assert hidden not in text
        assert "虚人****5号" in text


def a_turn(day: date, *, coverage: bool = False) -> SaidTurn:
    return SaidTurn(day=day, causes=("c",), changes=(), notes_only=False, coverage=coverage)


def a_chart(*turns: SaidTurn, found: tuple[Lane, ...] = (), lang: str = "zh") -> Chart:
    bar = Bar(FIRST, LAST, Tone.PLAIN, "A级", "A")
    shown = found or (Lane(Group.TIERS, "等级", (bar,)),)
    return Chart("test", "图", FIRST, LAST, shown, turns, lang)


def texts(drawing: str) -> Iterator[tuple[str, float, float]]:
    """The texts of a drawing with their places."""
    for one in ET.fromstring(drawing).iter(f"{SVG}text"):
        yield one.text or "", float(one.get("x", "")), float(one.get("y", ""))


class TestChart:
    def test_without_lanes_nothing_is_drawn(self):
        assert charts(replace(a_chart(), lanes=())) == ()

    def test_every_tone_is_drawn_otherwise_than_the_others_without_colour(self):
        bars = tuple(Lane(Group.TIERS, one, (Bar(FIRST, LAST, one, one, one),)) for one in Tone)
        (drawing,) = charts(a_chart(found=bars))
        tree = ET.fromstring(drawing)
        lines = {
            one.get("id"): one.find(f"{SVG}path").get("d") for one in tree.iter(f"{SVG}pattern")
        }
        assert len(lines) == len(set(lines.values()))
        drawn = [
            (lines.get((one.get("fill") or "")[5:-1]), one.get("stroke-dasharray"))
            for group in tree.iter(f"{SVG}g")
            for one in group.iter(f"{SVG}rect")
            if one.get("stroke")
        ]
        plain = [one for one in drawn if one == (None, None)]
        # Those without a pattern are the light one and the dark one.
        assert len(plain) == 2
        assert len(set(drawn)) == len(Tone) - 1

    def test_a_bar_says_its_days_and_what_it_means_to_who_points_at_it(self):
        (drawing,) = charts(a_chart())
        titles = [one.findtext(f"{SVG}title") for one in ET.fromstring(drawing).iter(f"{SVG}g")]
        assert titles == ["2023-01-01 至 2026-12-31 A级"]

    def test_a_narrow_bar_says_it_beside_itself_and_not_over_the_next(self):
        narrow = Bar(FIRST, FIRST, Tone.MILD, "条件尚未全部具备", "未")
        later = Bar(date(2025, 1, 1), LAST, Tone.GOOD, "可以申请", "可")
        near = Bar(date(2023, 1, 10), LAST, Tone.GOOD, "可以申请", "可")
        for after, shown in ((later, True), (near, False)):
            lane = Lane(Group.REPAIRS, "修复", (narrow, after))
            (drawing,) = charts(a_chart(found=(lane,)))
            assert ("条件尚未全部具备" in [one for one, _, _ in texts(drawing)]) == shown

    def test_the_day_from_which_nothing_is_delivered_is_drawn_apart_and_in_the_key(self):
        day = date(2024, 7, 1)
        (drawing,) = charts(a_chart(a_turn(date(2024, 1, 1)), a_turn(day, coverage=True)))
        assert 'stroke-dasharray="5 3"' in drawing
        assert any("2024-07-01 起有的记录没有交付" in one for one, _, _ in texts(drawing))
        (without,) = charts(a_chart(a_turn(day)))
        assert 'stroke-dasharray="5 3"' not in without

    @given(
        st.lists(st.integers(0, (LAST - FIRST).days), unique=True, min_size=1, max_size=60).map(
            sorted
        )
    )
    def test_labels_of_turns_never_lie_over_each_other_and_count_every_turn(self, days: list[int]):
        (drawing,) = charts(a_chart(*(a_turn(FIRST + timedelta(days=one)) for one in days)))
        signs = [
            (x, y, said)
            for said, x, y in texts(drawing)
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}( \+\d+)?", said)
        ]
        counted = sum(1 + int(said.partition("+")[2] or 0) for _, _, said in signs)
        assert counted == len(days)
        for x, y, said in signs:
            assert x + len(said) * 5.5 <= 1002
            for other, row, _ in signs:
                assert row != y or other <= x or other >= x + len(said) * 5.4, (said, x, other)

    @pytest.mark.parametrize("span", [1, 10, 60, 200, 800, 2000, 9000, 70_000])
    def test_days_are_written_along_it_whatever_its_length_and_apart(self, span: int):
        last = FIRST + timedelta(days=span - 1)
        lane = Lane(Group.TIERS, "等级", (Bar(FIRST, last, Tone.PLAIN, "A级", "A"),))
        (drawing,) = charts(replace(a_chart(found=(lane,)), last=last))
        along = sorted(x for said, x, _ in texts(drawing) if re.fullmatch(r"[0-9-]{4,7}", said))
        assert 1 <= len(along) <= 20
        assert all(other - one >= 20 for one, other in pairwise(along))

    def test_a_long_title_breaks_between_words_and_ends_with_an_ellipsis(self):
        title = "提前移出拖欠农民工工资失信联合惩戒对象名单 虚人社列〔2023〕5号"
        lines = timeline_chart._wrapped(title, 238)
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")
        assert not any(one.startswith(("〕", "，", "）")) for one in lines)
        assert any("〔2023〕5号" in one for one in lines)
        long = timeline_chart._wrapped(title * 9, 238)
        assert len(long) == 3
        assert long[-1].endswith("…")

    @given(st.text(max_size=120), st.integers(60, 300))
    def test_no_line_of_a_title_is_wider_than_its_column(self, title: str, wide: int):
        # A mark that belongs to the word before it may stand out by its own width.
        for line in timeline_chart._wrapped(title, wide):
            assert timeline_chart._wide(line, 11) <= wide + 11

    def test_more_lanes_than_a_sheet_holds_are_drawn_on_several(self):
        found = lanes(crowded(), "zh")
        drawn = charts(replace(a_chart(found=found)))
        assert len(drawn) > 1
        shown = " ".join(drawn)
        assert all(
            f"〔2023〕{number}号" in shown.replace("</text>", "") for number in range(100, 140)
        )
        groups = [one for one, _, _ in texts(drawn[1])]
        assert any(one.zh in groups for one in Group)
