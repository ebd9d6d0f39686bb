"""Why a measure does not apply: the nearest first, and how far it is, for every kind that grants."""

from datetime import date
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.model.codes import Purpose
from credit_rules.model.subject import COLLECTIONS

KINDS = Path(__file__).parents[1] / "golden/explain/kinds"
ALL = {name: {"from": "beginning", "until": "2029-01-01"} for name in COLLECTIONS}
DAY = date(2026, 6, 30)

HEADER = """
edition: "2024.1"
jurisdiction: {jurisdiction}
in_force: {in_force}
governs: decisions_from
basis: [test.regulation 第一条]
{more}
"""
GRANT = "basis: [test.regulation 第七条], purposes: [bidding], strength: must"


def header(kind, *, jurisdiction="national", in_force="{ from: 2024-01-01 }", more="", name="bar"):
    said = HEADER.format(jurisdiction=jurisdiction, in_force=in_force, more=more)
    return f"kind: {kind}\nid: {name}\ntitle: 规则\ntitle_en: rule\nscheme: {name}\n{said}"


def restriction(rule, within="", lasts="{ for: 3 years, since: decided_on }", each="penalties"):
    return f"""
restrictions:
  - {{ id: rule, title: 限制, title_en: bar, each: {each}, {within} where: {rule},
      measure: bid-bar, {GRANT}, lasts: {lasts} }}
"""


@pytest.fixture
def book(tmp_path):
    def load(*texts, shipped=()):
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yaml").write_text(text)
        kinds = [KINDS / f"rulesets/{name}.yaml" for name in shipped]
        own = sorted(tmp_path.glob("*.yaml"))
        return cr.load([*own, *kinds], catalogs=KINDS / "catalogs")

    return load


def subject(**told):
    rows = {
        name: [{"status": "effective", "key": f"{name}-{number}"} | row for number, row in pairs]
        for name, pairs in ((n, list(enumerate(r, 1))) for n, r in told.items() if n in COLLECTIONS)
    }
    rest = {name: value for name, value in told.items() if name not in COLLECTIONS}
    known = {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": ALL}
    return cr.Subject.read(known | rest | rows)


def ask(book, told, measure="bid-bar", day=DAY, **acting):
    return cr.why_not(book, told, day, measure, acting=cr.Acting(**acting) if acting else None)


def first(answer, lang="zh"):
    assert not answer.matched
    return [text[lang] for text in answer.reasons[0].failing]


# One short


LARGE = "{ fine: { at_least: 200万元 }, kinds: fine }"


def penalty(fine="200万元", decided="2026-01-01", **more):
    return {"kinds": ["fine"], "fine": fine, "decided_on": decided} | more


def test_one_yuan_short(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    answer = ask(book, subject(penalties=[penalty("1"), penalty("1999999"), penalty("1999998")]))
    assert [one.record for one in answer.reasons] == [
        "penalties[penalties-2]",
        "penalties[penalties-3]",
        "penalties[penalties-1]",
    ]
    assert first(answer) == ["罚款金额不低于2000000元 —— 1999999元（差1元）"]
    assert first(answer, "en") == ["fine at least 2000000 yuan — 1999999 yuan (1 yuan short)"]
    page = answer.render()
    assert page.splitlines()[:3] == [
        "不得参加投标 — 不适用（9132**********MP17，2026-06-30）",
        "  限制 — 行政处罚 penalties-2",
        "    ✗ 罚款金额不低于2000000元 —— 1999999元（差1元）",
    ]


def test_the_condition_one_yuan_short_comes_before_a_code_that_differs(book):
    rule = "{ kinds: suspension-order, domain: market, fine: { at_least: 200万元 } }"
    book = book(header("statutory-restriction") + restriction(rule))
    told = subject(penalties=[penalty("1999999", domain="food")])
    assert first(ask(book, told)) == [
        "罚款金额不低于2000000元 —— 1999999元（差1元）",
        "处罚类别为责令停产停业 —— 罚款",
        "监管领域为市场监管 —— 食品安全",
    ]


@pytest.mark.parametrize(
    ("test", "fine", "said"),
    [
        ("at_most: 100", "100.5", "超出0.5元"),
        ("less_than: 100", "100", "恰在界限上"),
        ("more_than: 100", "100", "恰在界限上"),
        ("more_than: 100", "99", "差1元"),
    ],
)
def test_over_and_at_the_limit(book, test, fine, said):
    book = book(header("statutory-restriction") + restriction(f"{{ fine: {{ {test} }} }}"))
    (text,) = first(ask(book, subject(penalties=[penalty(fine)])))
    assert text.endswith(f"（{said}）")


def test_one_day_outside_the_window(book):
    book = book(header("statutory-restriction") + restriction(LARGE, within="within: 2 years,"))
    told = subject(penalties=[penalty("1000000"), penalty(decided="2024-06-29")])
    assert ask(book, subject(penalties=[penalty(decided="2024-06-30")])).matched
    answer = ask(book, told)
    assert first(answer) == ["处罚决定日期不在2年内 —— 2024-06-29（差1日）"]
    assert first(answer, "en") == ["decided_on not within 2 years — 2024-06-29 (1 day off)"]
    assert len(answer.reasons) == 2


def test_one_day_before_six_months_have_run(book):
    rule = "{ fulfilment: refused, elapsed: { since: ordered_on, period: 6 months } }"
    rules = restriction(
        rule, each="rectification_orders", lasts="{ lifelong: true, since: ordered_on }"
    )
    book = book(header("statutory-restriction") + rules.replace("title: 限制", "title: 终身限制"))
    order = {"fulfilment": "refused", "ordered_on": "2025-12-30", "concluded_on": "2026-01-01"}
    answer = ask(book, subject(rectification_orders=[order]))
    assert first(answer) == ["自作出日期起满6个月 —— 2025-12-30（还差1日）"]
    assert first(answer, "en") == ["6 months elapsed since ordered_on — 2025-12-30 (1 day to go)"]
    assert ask(book, subject(rectification_orders=[order]), day=date(2026, 7, 1)).matched


COUNT = "{ count: penalties, within: 1 year, where: { kinds: fine }, at_least: 3 }"


def test_one_record_short_of_a_count(book):
    book = book(header("statutory-restriction") + restriction(COUNT))
    answer = ask(book, subject(penalties=[penalty(), penalty()]))
    assert first(answer) == ["1年内的行政处罚记录的次数不低于3 —— 2（差1条记录）"]


def test_the_record_that_would_make_the_count_is_named(book):
    book = book(header("statutory-restriction") + restriction(COUNT))
    told = subject(penalties=[penalty(), penalty(), penalty(decided="2025-06-29")])
    (text,) = first(ask(book, told))
    assert text.endswith(
        "（差1条记录；最近的行政处罚 penalties-3：处罚决定日期不在1年内 —— 2025-06-29（差1日））"
    )


def test_a_share_is_short_by_points_of_a_hundred(book):
    rule = (
        "{ share: { part: { count: inspections, where: { result: violation } }, "
        "whole: { count: inspections } }, at_least: 50%, "
        "not_computable: { is: false, basis: [test.regulation 第一条] } }"
    )
    book = book(header("statutory-restriction") + restriction(rule))
    results = ("violation", "compliant", "compliant", "compliant")
    told = subject(
        penalties=[penalty()],
        inspections=[{"result": [one], "concluded_on": "2026-01-01"} for one in results],
    )
    (text,) = first(ask(book, told))
    assert text.endswith("（差25个百分点）")


# Alternatives, negations, exceptions


def test_of_alternatives_the_nearest(book):
    rule = (
        "{ any: [ { domain: market }, { fine: { at_least: 100 } }, { fine: { at_least: 101 } } ] }"
    )
    book = book(header("statutory-restriction") + restriction(rule))
    assert first(ask(book, subject(penalties=[penalty("99", domain="food")]))) == [
        "罚款金额不低于100元 —— 99元（差1元）"
    ]


def test_what_should_not_hold(book):
    rule = "{ not: { any: [ { fine: { at_least: 100 } }, { domain: market } ] } }"
    book = book(header("statutory-restriction") + restriction(rule))
    told = subject(penalties=[penalty("101", domain="market")])
    assert first(ask(book, told)) == [
        "并非：罚款金额不低于100元 —— 101元（超出1元）",
        "并非：监管领域为市场监管 —— 市场监管",
    ]


def test_an_exception_that_holds_says_by_how_much(book):
    rules = restriction("{ kinds: fine }").replace(
        "measure: bid-bar",
        "unless: [ { id: small, title: 罚款不满200万元, title_en: below 2 million, "
        "basis: [test.regulation 第一条], when: { fine: { less_than: 200万元 } } } ], "
        "measure: bid-bar",
    )
    book = book(header("statutory-restriction") + rules)
    (text,) = first(ask(book, subject(penalties=[penalty("1999999")])))
    assert text.startswith("例外成立：罚款不满200万元")
    assert text.endswith("（差1元）")


def test_a_record_of_another_collection_that_nearly_does(book):
    rule = "{ some: inspections, within: 1 year, where: { result: violation } }"
    book = book(header("statutory-restriction") + restriction(rule))
    told = subject(
        penalties=[penalty()],
        inspections=[
            {"result": ["violation"], "concluded_on": "2025-06-29"},
            {"result": ["compliant"], "concluded_on": "2026-01-01"},
        ],
    )
    assert first(ask(book, told)) == [
        "有1年内的监督检查记录：监督检查 inspections-1：检查办结日期不在1年内 —— 2025-06-29（差1日）"
    ]


# Acts on record


def test_a_bar_whose_term_has_ended(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    answer = ask(book, subject(penalties=[penalty(decided="2023-06-29")]))
    assert first(answer) == ["期限已满，最后一日为 2026-06-29（已过1日）"]


def test_a_record_that_was_repaired(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    told = subject(penalties=[penalty(status="repaired", status_on="2026-03-01")])
    assert first(ask(book, told)) == ["记录已修复"]


def test_no_record_at_all_and_records_nobody_delivered(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    nothing = ask(book, subject())
    assert first(nothing) == ["没有行政处罚记录"]
    assert nothing.reasons[0].missing == ()
    unheard = ask(book, subject(penalties=[penalty("1999999")], covers={}))
    assert first(unheard)[0].endswith("（差1元）")
    assert unheard.reasons[-1].record is None
    assert [one.path for one in unheard.reasons[-1].missing] == ["penalties[..2026-06-30]"]


def test_a_fact_nobody_delivered_fails_nothing(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    (reason,) = ask(book, subject(penalties=[penalty() | {"fine": None}])).reasons
    assert reason.failing == ()
    assert [one.path for one in reason.missing] == ["penalties[penalties-1].fine"]


def test_who_asks_for_another_purpose(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    answer = ask(book, subject(penalties=[penalty()]), purposes=(Purpose.FINANCE,))
    assert first(answer) == ["所问应用场景不在其中，只用于：招标投标"]


def test_what_applies_has_no_reasons(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    answer = ask(book, subject(penalties=[penalty(), penalty("1")]))
    assert answer.matched
    assert answer.reasons == ()
    assert answer.render("en").startswith("barred from bidding — applies")


def test_many_reasons_are_cut_on_the_page_and_not_in_the_data(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    answer = ask(book, subject(penalties=[penalty(str(number)) for number in range(1, 41)]))
    assert len(answer.reasons) == 40
    assert answer.reasons[0].record == "penalties[penalties-40]"
    assert answer.render().splitlines()[-1] == "  另有 28 条较远的理由，见 JSON"
    assert len(answer.render("en").splitlines()) < 30


def test_a_measure_no_ruleset_gives(book):
    book = book(header("statutory-restriction") + restriction(LARGE))
    assert "没有规则集给出该措施" in ask(book, subject(), "deposit").render()
    with pytest.raises(cr.CreditRulesError, match="did you mean `bid-bar`"):
        ask(book, subject(), "bid-baar")


# Rulesets that do not speak


def test_a_day_before_it_is_in_force(book):
    text = header("statutory-restriction", in_force="{ from: 2026-07-01 }") + restriction(LARGE)
    assert first(ask(book(text), subject(penalties=[penalty()]))) == [
        "自 2026-07-01 起施行（还差1日）"
    ]


def test_a_day_after_it_was_in_force(book):
    force = "{ from: 2024-01-01, until: 2026-06-30 }"
    text = header("statutory-restriction", in_force=force) + restriction(LARGE)
    assert first(ask(book(text), subject(penalties=[penalty()]))) == [
        "施行至 2026-06-29 为止（已过1日）"
    ]


def test_another_region_and_a_region_nobody_named(book):
    book = book(header("statutory-restriction", jurisdiction="330000") + restriction(LARGE))
    told = subject(penalties=[penalty()])
    assert first(ask(book, told, region="310100")) == ["只适用于行政区划 330000 的机关"]
    assert ask(book, told, region="330100").matched
    (reason,) = ask(book, told).reasons
    assert reason.failing == ()
    assert [one.path for one in reason.missing] == ["acting.region"]
    (failing,) = ask(book, subject(penalties=[penalty("1999999")])).reasons
    assert failing.failing[0].zh.endswith("（差1元）")


def test_another_kind_of_subject(book):
    more = "applies_to: [individual_business]"
    book = book(header("statutory-restriction", more=more) + restriction(LARGE))
    assert first(ask(book, subject(penalties=[penalty()]))) == ["只适用于个体工商户"]


# Lists


def entry(**more):
    return {
        "list": "watch",
        "listed_on": "2026-01-15",
        "removed_on": "none",
        "restored_on": "none",
        "restriction_until": "none",
        "term_until": "2027-01-15",
        "ground": "two-violations",
    } | more


def test_a_list_the_subject_is_not_on(book):
    answer = ask(book(shipped=["watch"]), subject(), "deposit")
    assert first(answer) == ["没有列入重点关注对象名单的记录"]
    inspections = [
        {"result": ["violation"], "concluded_on": day} for day in ("2026-02-01", "2026-06-01")
    ]
    proposed = ask(book(shipped=["watch"]), subject(inspections=inspections), "deposit")
    assert first(proposed) == ["没有列入重点关注对象名单的记录（只有列入建议，尚未列入）"]


def test_an_entry_that_was_removed_or_has_ended(book):
    book = book(shipped=["watch"])
    removed = ask(book, subject(listings=[entry(removed_on="2026-06-01")]), "deposit")
    assert first(removed) == ["名单记录已移出"]
    ended = ask(book, subject(listings=[entry(term_until="2026-06-29")]), "deposit")
    assert first(ended) == ["名单记录已满期限、尚未移出（已过1日）"]
    assert ask(book, subject(listings=[entry()]), "deposit").matched


def test_an_entry_the_measure_is_not_for(book):
    text = (
        header("joint-discipline")
        + f"""
list: watch
discipline:
  - {{ id: large, title: 数额较大, title_en: large, where: {{ amount: {{ at_least: 100 }} }},
      measure: bid-bar, {GRANT} }}
"""
    )
    answer = ask(book(text), subject(listings=[entry(amount="99")]))
    assert first(answer) == ["涉及金额不低于100元 —— 99元（差1元）"]


# Tiers


def points(number, violations=0):
    return subject(
        penalties=[penalty() for _ in range(number)],
        inspections=[
            {"result": ["violation"], "concluded_on": "2026-01-01"} for _ in range(violations)
        ],
    )


def test_points_short_of_a_band(book):
    book = book(shipped=["score"])
    answer = ask(book, points(1), "fewer-visits")
    assert first(answer) == ["得分不低于90分 —— 85（差5分）"]
    assert first(answer, "en") == ["score at least 90 points — 85 (5 points short)"]
    over = ask(book, points(1, 2), "sampled-visits")
    assert first(over) == ["得分不满75分 —— 75（恰在界限上）"]
    assert ask(book, points(0), "fewer-visits").matched


def test_an_official_grade_settles_the_tier(book):
    grade = {"scheme": "score", "grade": "B", "graded_on": "2026-01-01"}
    answer = ask(book(shipped=["score"]), subject(evaluations=[grade]), "fewer-visits")
    assert first(answer) == ["2026年度官方等级为 B"]
    assert answer.reasons[0].record == "evaluations[evaluations-1]"


TIERS = """
tiers:
  - id: C
    title: C级
    title_en: grade C
    basis: [test.regulation 第二条]
    when: { count: penalties, at_least: 3 }
    measures: [ { measure: more-visits, basis: [test.regulation 第二条], purposes: [inspection], strength: must } ]
  - id: A
    title: A级
    title_en: grade A
    basis: [test.regulation 第二条]
    when: { count: penalties, at_least: 0 }
    measures: [ { measure: fewer-visits, basis: [test.regulation 第二条], purposes: [inspection], strength: must } ]
"""


def test_a_stricter_tier_comes_first(book):
    book = book(header("tiered-supervision") + TIERS)
    assert first(ask(book, points(2), "more-visits")) == [
        "行政处罚记录的次数不低于3 —— 2（差1条记录）"
    ]
    (text,) = first(ask(book, points(3), "fewer-visits"))
    assert text.startswith("先符合更严的 C级 的条件")


@pytest.mark.parametrize("way", ["direct", "caps"])
def test_a_tier_assigned_or_capped(book, way):
    rule = f"""
{way}:
  - {{ id: convicted, title: 被追究刑事责任, title_en: convicted, basis: [test.regulation 第二条], tier: C,
      when: {{ some: court_outcomes, where: {{ outcome: convicted }} }} }}
"""
    book = book(header("tiered-supervision") + TIERS + rule)
    told = subject(court_outcomes=[{"outcome": "convicted", "decided_on": "2026-01-01"}])
    (text,) = first(ask(book, told, "fewer-visits"))
    assert "被追究刑事责任" in text
    assert ask(book, told, "more-visits").matched
    answer = ask(book, subject(), "more-visits")
    assert {reason.rule for reason in answer.reasons} == {"C", "convicted"}


def test_a_tier_that_is_possible_says_what_settles_it(book):
    book = book(shipped=["score"])
    told = subject(penalties=[penalty() | {"status": None}])
    (reason,) = ask(book, told, "fewer-visits").reasons
    assert reason.failing == ()
    assert [one.path for one in reason.missing] == ["penalties[penalties-1].status"]


# Good faith


def test_a_favour_that_is_suspended_says_until_when(book):
    book = book(shipped=["incentive"])
    answer = ask(book, subject(penalties=[penalty(decided="2025-06-30")]), "green-channel")
    assert first(answer) == [
        "中止：一年内受到行政处罚（行政处罚 penalties-1：并非：在1年内 —— 2025-06-30）（还差1日）"
    ]
    later = ask(book, subject(penalties=[penalty(decided="2025-06-29")]), "green-channel")
    assert later.matched


def test_a_favour_whose_conditions_fail(book):
    told = subject(commitments=[{"state": "breached", "made_on": "2026-01-01"}])
    answer = ask(book(shipped=["incentive"]), told, "green-channel")
    assert first(answer) == ["信用承诺 commitments-1：承诺履约状态为已全部履行 —— 未履行"]


def test_a_favour_that_gave_way_to_its_family(book):
    told = subject(
        penalties=[penalty()],
        inspections=[{"result": ["compliant"], "concluded_on": "2026-05-01"}],
    )
    answer = ask(book(shipped=["incentive", "score"]), told, "fewer-visits")
    assert "让位于：增加检查频次" in [one.failing[0].zh for one in answer.reasons]
