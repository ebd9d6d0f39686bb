"""Paths out of a publicity, an entry and a tier, one by one; and what nothing changes."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.analysis.excerpt import excerpt
from credit_rules.analysis.foresight import repair_search
from credit_rules.analysis.foresight.actions import DEEDS, PROVEN, ActionKind, Nature, nature
from credit_rules.analysis.foresight.repair_goals import Result
from credit_rules.analysis.foresight.repair_paths import Standing, repair_paths
from credit_rules.errors import CreditRulesError
from credit_rules.model.expr import (
    Compare,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    In,
    Owner,
    Some,
    parts_of,
)
from credit_rules.model.ruleset import CreditRepair
from credit_rules.model.subject import COLLECTIONS, Subject

WHOLE = cr.load()
REPAIRS = [one for one in WHOLE.rulesets if isinstance(one, CreditRepair)]
DAY = date(2026, 6, 30)
COVERED = {name: {"from": "beginning", "until": "2026-06-30"} for name in COLLECTIONS}
ENTRY = {
    "key": "名单一",
    "status": "effective",
    "list": "wage-arrears",
    "listed_on": "2026-02-01",
    "term_until": "none",
    "restriction_until": "none",
    "corrected_on": "none",
    "removed_on": "none",
    "restored_on": "none",
}
PENALTY = {
    "document_number": "虚构罚〔2026〕1号",
    "authority": "虚构市场监督管理局",
    "status": "effective",
    "kinds": ["criticism"],
    "procedure": "simple",
    "decided_on": "2026-05-08",
    "published_on": "2026-05-10",
    "publicity_until": "none",
    "fulfilled_on": "none",
    "corrected_on": "none",
}


def of(*ids):
    return excerpt(WHOLE, ids)


def subject(**told):
    whole = {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": COVERED}
    return Subject.read(whole | told)


def asked(book, day=DAY, *, on_list=None, record=None, scheme=None, to=None, **told):
    wanted = {"on_list": on_list, "record": record, "scheme": scheme, "to": to}
    return repair_paths(book, subject(**told), day, **wanted).prospects


def path_of(prospect, result=Result.CAN_APPLY):
    (found,) = (one for one in prospect.paths if one.result is result)
    return found


def deeds(path):
    return [
        (one.kind.value, one.record, one.field, str(one.day), str(one.by)) for one in path.actions
    ]


WAGES = of("wage-arrears-early-removal")


def test_every_field_of_the_vocabulary_has_one_nature():
    for name, collection in COLLECTIONS.items():
        for field in collection.fields:
            assert nature(name, field) in Nature


def test_a_field_nobody_classified_is_refused():
    with pytest.raises(KeyError):
        nature("penalties", "colour")


def _fields(node: Expr, record, this):
    """Every field a condition asks for, with its collection; and every finding."""
    match node:
        case Compare(FieldRef() as field) | In(FieldRef() as field) | Elapsed(FieldRef() as field):
            owner = {Owner.RECORD: record, Owner.THIS: this, Owner.SUBJECT: None}[field.of]
            yield owner, field.name
        case Finding(name):
            yield "findings", name
        case Some(scope) | Every(scope):
            record = scope.collection
        case _:
            pass
    for part in parts_of(node):
        yield from _fields(part, record, this)


def test_what_the_requirements_of_repair_ask_for_can_be_done_found_awaited_or_is_settled():
    seen = set()
    for ruleset in REPAIRS:
        this = ruleset.each.collection
        for one in (*ruleset.requires, *ruleset.barred, *ruleset.ends):
            for collection, field in _fields(one.when, this, this):
                assert collection is not None
                if collection == "findings":
                    assert field in ruleset.header.findings
                    seen.add(Nature.ORGAN)
                else:
                    seen.add(nature(collection, field))
    assert seen == {Nature.DEED, Nature.ORGAN, Nature.FIXED}


def test_findings_that_prove_a_deed_are_those_of_rulesets_that_ship():
    shipped = {name for one in REPAIRS for name in one.header.findings}
    assert PROVEN.keys() <= shipped


def test_a_deed_fills_a_day_that_no_organ_sets():
    for one in DEEDS:
        assert nature(one.collection, one.day) is Nature.DEED


def test_what_to_do_by_when_and_from_which_day():
    removal, entry = asked(WAGES, listings=[ENTRY])
    assert removal.standing is Standing.OPEN
    assert (removal.now.zh, removal.now.en) == ("条件尚未全部具备", "not yet")
    path = path_of(removal)
    assert path.first_day == date(2026, 12, 31)
    assert deeds(path) == [
        (
            "commit",
            "commitments[（拟）不再拖欠农民工工资]",
            "made_on",
            "2026-06-30",
            "2026-12-31",
        ),
        ("correct", "listings[名单一]", "corrected_on", "2026-06-30", "2026-06-30"),
        ("apply", "listings[名单一]", "applied_on", "2026-12-31", "2029-02-01"),
    ]
    promise, correct, apply = path.actions
    assert dict(promise.says)["kind"] == "no-more-wage-arrears"
    assert dict(promise.says)["written"] is True
    assert [one.zh for one in correct.meets] == [
        "已经改正拖欠农民工工资违法行为",
        "自改正之日起被列入名单满6个月",
    ]
    assert {one.provision for one in correct.basis} == {"第十二条"}
    assert apply.to == "作出列入决定的人力资源社会保障行政部门"
    assert [one.title.zh for one in path.waits] == ["自改正之日起被列入名单满6个月"]
    assert [one.effect.value for one in path.grants] == [
        "ends-listing",
        "ends-measures",
        "ends-listing",
    ]
    assert [(one.id, str(one.due)) for one in path.steps] == [("decision", "2027-01-21")]
    assert entry.goal.kind == "listing"
    waiting = path_of(entry, Result.TERM_OVER)
    assert (waiting.actions, str(waiting.first_day)) == ((), "2029-02-02")


def test_what_is_said_before_and_on_the_day_is_kept():
    removal, _ = asked(WAGES, listings=[ENTRY])
    path = path_of(removal)
    assert [one.answer.state.value for one in path.before] == ["not-yet"]
    assert [one.answer.state.value for one in path.after] == ["can-apply"]


def test_the_fewest_actions_come_first_and_waiting_alone_is_a_path():
    removal, _ = asked(WAGES, listings=[ENTRY])
    assert [(len(one.actions), str(one.first_day)) for one in removal.paths] == [
        (0, "2029-02-02"),
        (3, "2026-12-31"),
    ]


def test_what_is_done_already_is_not_asked_for_again():
    promised = {
        "key": "承诺一",
        "status": "effective",
        "kind": "no-more-wage-arrears",
        "written": True,
        "made_on": "2026-03-01",
    }
    done = ENTRY | {"corrected_on": "2026-03-01"}
    removal, _ = asked(WAGES, listings=[done], commitments=[promised])
    path = path_of(removal)
    assert [one.kind for one in path.actions] == [ActionKind.APPLY]
    assert str(path.first_day) == "2026-09-02"
    removal, _ = asked(WAGES, date(2026, 9, 2), listings=[done], commitments=[promised])
    assert [one.path for one in removal.facts] == [
        "court_outcomes[..2026-09-02]",
        "wage_arrears[2026-02-01..2026-09-02]",
    ]
    covered = {name: {"from": "beginning", "until": "2026-09-02"} for name in COLLECTIONS}
    told = {"listings": [done], "commitments": [promised], "covers": covered}
    removal, _ = asked(WAGES, date(2026, 9, 2), **told)
    assert removal.standing is Standing.REACHED
    assert path_of(removal).before == ()


def test_the_record_asked_about_is_not_changed():
    one = subject(listings=[ENTRY])
    before = one.model_dump_json()
    repair_paths(WAGES, one, DAY)
    assert one.model_dump_json() == before


def test_a_record_without_a_name_keeps_the_one_it_is_called_by():
    nameless = {name: value for name, value in ENTRY.items() if name != "key"}
    removal, _ = asked(WAGES, listings=[nameless])
    (listed,) = cr.decide(WAGES, subject(listings=[nameless]), DAY).listings
    assert path_of(removal).actions[1].record == listed.record


def test_what_may_have_been_done_has_to_be_told_first():
    untold = {name: value for name, value in ENTRY.items() if name != "corrected_on"}
    removal, _ = asked(WAGES, listings=[untold])
    assert [one.result for one in removal.paths] == [Result.ENDS_BY_ITSELF]
    assert [one.path for one in removal.facts] == ["listings[名单一].corrected_on"]


def test_without_deliveries_nobody_knows():
    removal, _ = asked(WAGES, listings=[ENTRY], covers={})
    assert Result.CAN_APPLY not in {one.result for one in removal.paths}
    assert {one.kind for one in removal.facts} == {"fact"}


def test_a_bar_is_told_with_its_provision_and_waiting_is_left():
    again = {"key": "又欠", "status": "effective", "arose_on": "2026-03-01"}
    removal, _ = asked(WAGES, listings=[ENTRY], wage_arrears=[again])
    assert [one.result for one in removal.paths] == [Result.ENDS_BY_ITSELF]
    (bar,) = removal.obstacles
    assert bar.title.zh == "列入期限内再次发生拖欠工资违法行为"
    assert [one.provision for one in bar.basis] == ["第十三条"]
    assert removal.remedy is not None


def test_a_requirement_that_is_met_too_late_is_told():
    late = ENTRY | {"listed_on": "2023-09-01"}
    removal, _ = asked(WAGES, listings=[late])
    assert [one.result for one in removal.paths] == [Result.ENDS_BY_ITSELF]
    (late,) = removal.obstacles
    assert late.title.zh == "自改正之日起被列入名单满6个月"
    assert "2026-12-31" in late.why.zh
    assert "2026-09-01" in late.why.en


CHINA = of("credit-china-penalty-repair")


def test_publicity_ends_by_itself_or_at_once_on_application():
    (prospect,) = asked(CHINA, penalties=[PENALTY])
    assert [(one.result.value, str(one.first_day)) for one in prospect.paths] == [
        ("ends-by-itself", "2026-08-09"),
        ("can-apply", "2026-06-30"),
    ]
    sooner = path_of(prospect)
    assert [one.kind.value for one in sooner.actions] == ["commit", "correct", "fulfil", "apply"]
    assert sooner.actions[1].to == "虚构市场监督管理局"
    assert str(sooner.ends_by_itself) == "2026-08-09"
    waiting = path_of(prospect, Result.ENDS_BY_ITSELF)
    assert [one.by for one in waiting.actions] == [date(2026, 8, 9)] * 2
    assert [one.title.zh for one in waiting.waits] == ["轻微失信信息，最长公示3个月"]


def test_what_a_person_has_to_find_is_a_condition_with_its_organ():
    fined = PENALTY | {"kinds": ["fine"], "procedure": "ordinary"}
    (prospect,) = asked(CHINA, penalties=[fined])
    ordinary = [
        one
        for one in prospect.paths
        if one.result is Result.CAN_APPLY and str(one.first_day) == "2026-08-09"
    ]
    assert [
        [(said.finding, said.answer, said.organ) for said in one.conditions] for one in ordinary
    ] == [
        [
            ("minor-by-standard", False, "失信信息认定单位"),
            ("serious-by-standard", False, "失信信息认定单位"),
        ]
    ]
    answer = repair_paths(CHINA, subject(penalties=[fined]), DAY)
    assert answer.undetermined


def test_training_is_done_before_it_is_found():
    listed = ENTRY | {"list": "culture-tourism-serious", "listed_on": "2026-01-10"}
    prospect, _ = asked(of("culture-tourism-repair"), listings=[listed])
    proves = {one.finding: one.proves for one in path_of(prospect).conditions}
    assert proves == {
        "impact-removed": ActionKind.CORRECT,
        "training-attended": ActionKind.TRAIN,
    }


def test_a_finding_on_record_is_not_supposed_otherwise():
    listed = ENTRY | {"list": "culture-tourism-serious", "listed_on": "2026-01-10"}
    found = {
        "key": "认定一",
        "status": "effective",
        "document_number": "虚构认定〔2026〕1号",
        "authority": "虚构文旅局",
        "finding": "training-attended",
        "about": "名单一",
        "answer": "no",
        "decided_on": "2026-05-01",
    }
    prospect, _ = asked(of("culture-tourism-repair"), listings=[listed], findings=[found])
    assert prospect.standing is Standing.HOPELESS
    assert [one.title.zh for one in prospect.obstacles] == ["参加信用修复培训"]


def test_what_a_court_has_to_do_is_awaited():
    case = {
        "key": "破产一",
        "status": "effective",
        "kind": "reorganisation",
        "accepted_on": "2026-05-01",
        "plan_approved_on": "none",
        "completed_on": "none",
        "ended_on": "none",
    }
    book = of("insolvency-provisional-repair")
    untold = {name: value for name, value in case.items() if name != "plan_approved_on"}
    (prospect,) = asked(book, insolvencies=[untold])
    assert [one.path for one in prospect.facts] == ["insolvencies[破产一].plan_approved_on"]
    (prospect,) = asked(book, insolvencies=[case])
    (awaited,) = path_of(prospect).conditions
    assert (awaited.finding, awaited.field, awaited.about) == (
        None,
        "plan_approved_on",
        "insolvencies[破产一]",
    )
    assert "人民法院" in awaited.title.zh


def test_that_another_list_is_left_first_is_for_its_organ():
    told = PENALTY | {"domain": "market", "violation": "虚构", "kinds": ["fine"], "fine": 10}
    listed = ENTRY | {"list": "abnormal-operations", "ground": "虚构情形"}
    prospects = asked(of("market-penalty-publicity"), penalties=[told], listings=[listed])
    path = path_of(prospects[0])
    (removal,) = (one for one in path.conditions if one.finding is None)
    assert (removal.about, removal.field) == ("listings[名单一]", "removed_on")


def test_the_repairs_of_the_same_record_elsewhere_are_named():
    book = of("wage-arrears-early-removal", "credit-china-penalty-repair", "market-penalty-repair")
    told = PENALTY | {"domain": "market"}
    china, market = asked(book, penalties=[told], listings=[ENTRY])[:2]
    assert (china.beside, market.beside) == ((market.goal.title,), (china.goal.title,))


def test_the_measures_that_a_removal_ends_are_not_said_to_go_on():
    removal = asked(WHOLE, on_list="wage-arrears", listings=[ENTRY])[0]
    today = cr.decide(WHOLE, subject(listings=[ENTRY]), DAY)
    assert [one for one in today.measures if one.because_of.record == "listings[名单一]"]
    assert path_of(removal).stays == ()


def test_a_ban_that_goes_on_after_a_repair_is_named(small):
    repair = """
each: penalties
where: { published_on: { is_not: none } }
platform: 平台
platform_en: platform
apply_to: 认定机关
requires:
  - { <fulfilled>, when: { fulfilled_on: { is_not: none } } }
grants:
  - { effect: ends-publicity, title: 停止公示, title_en: publicity ends }
remedy: 复议
remedy_en: review
"""
    ban = """
restrictions:
  - { <barred>, each: penalties, where: { published_on: { is_not: none } }, measure: bar, strength: must, lasts: { since: decided_on, for: 3 years } }
"""
    book = small.load(
        small.ruleset("credit-repair", repair, id="repair", governs="applications_from"),
        small.ruleset("statutory-restriction", ban, id="ban"),
    )
    (prospect,) = asked(book, penalties=[PENALTY])
    (ban,) = path_of(prospect).stays
    assert (ban.title.zh, str(ban.until)) == ("不得从事", "2029-05-09")
    assert ban.basis


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        ({"on_list": "wage-arrears"}, ["repair", "listing"]),
        ({"record": "名单一"}, ["repair", "listing"]),
        ({"record": "listings[名单一]"}, ["repair", "listing"]),
        ({"record": "名单二"}, []),
        ({"scheme": "wage-arrears"}, ["repair"]),
        ({"on_list": "work-safety-serious"}, []),
    ],
)
def test_one_can_ask_for_less(wanted, kinds):
    assert [one.goal.kind for one in asked(WAGES, listings=[ENTRY], **wanted)] == kinds


@pytest.mark.parametrize(
    "wanted", [{"on_list": "wage-arears"}, {"scheme": "wages"}, {"to": "best"}]
)
def test_what_is_not_there_is_refused(wanted):
    (name,) = wanted.values()
    with pytest.raises(CreditRulesError, match=name):
        asked(WAGES, listings=[ENTRY], **wanted)


def test_local_rules_need_a_region():
    told = subject(penalties=[PENALTY | {"procedure": "ordinary"}])
    book = of("zhejiang-repair")
    answer = repair_paths(book, told, DAY)
    assert answer.prospects == ()
    assert any("浙江" in one.zh and "所在地区" in one.zh for one in answer.notes)
    there = repair_paths(book, told, DAY, acting=cr.Acting(region="330100"))
    assert [one.goal.kind for one in there.prospects] == ["repair"]


PAGE = """
tiers:
  - { <low>, when: { some: wage_arrears, where: { paid_on: none } } }
  - { <middle>, when: { some: penalties, within: 1 year } }
  - { <high>, when: { every: penalties, has: { decided_on: { is_not: none } } } }
"""


@pytest.fixture
def page(small):
    return small.load(small.ruleset("tiered-supervision", PAGE, id="scheme"))


def owed(number):
    return [
        {"key": f"欠薪{one}", "status": "effective", "arose_on": "2026-01-01", "paid_on": "none"}
        for one in range(number)
    ]


FINED = {"key": "罚一", "status": "effective", "decided_on": "2026-03-01"}


def test_a_milder_tier_by_paying(page):
    (prospect,) = asked(page, wage_arrears=owed(2))
    (path,) = prospect.paths
    assert [one.kind.value for one in path.actions] == ["pay", "pay"]
    assert (path.result, path.first_day) == (Result.MILDER_TIER, DAY)
    assert [one.answer.tier for one in (*path.before, *path.after)] == ["low", "high"]


def test_a_milder_tier_by_waiting_as_well(page):
    (prospect,) = asked(page, wage_arrears=owed(1), penalties=[FINED], to="high")
    (path,) = prospect.paths
    assert (len(path.actions), str(path.first_day)) == (1, "2027-03-02")
    (soon,) = asked(page, wage_arrears=owed(1), penalties=[FINED])[0].paths
    assert [one.answer.tier for one in soon.after] == ["middle"]
    assert soon.first_day == DAY


def test_of_two_that_count_either_may_be_paid(small):
    text = """
tiers:
  - { <low>, when: { count: wage_arrears, where: { paid_on: none }, at_least: 2 } }
  - { <high>, when: { every: wage_arrears, has: { arose_on: { is_not: none } } } }
"""
    book = small.load(small.ruleset("tiered-supervision", text, id="scheme"))
    (prospect,) = asked(book, wage_arrears=owed(2))
    assert [[one.record for one in path.actions] for path in prospect.paths] == [
        ["wage_arrears[欠薪0]"],
        ["wage_arrears[欠薪1]"],
    ]


def test_who_has_the_mildest_tier_wants_none(page):
    assert asked(page) == ()


def test_a_tier_nobody_knows_needs_facts_first(page):
    (prospect,) = asked(page, covers={})
    assert prospect.standing is Standing.FACTS_FIRST
    assert prospect.facts
    assert not prospect.obstacles


def test_a_tier_that_nothing_changes_is_hopeless(small):
    text = """
tiers:
  - { <low>, when: { some: penalties } }
  - { <high>, when: { count: penalties, is: 0 } }
"""
    book = small.load(small.ruleset("tiered-supervision", text, id="scheme"))
    (prospect,) = asked(book, penalties=[FINED])
    assert prospect.standing is Standing.HOPELESS
    assert prospect.obstacles[0].basis


def test_a_search_that_breaks_off_says_so_and_leaves_out_what_it_can(page, monkeypatch):
    monkeypatch.setattr(repair_search, "_DECISIONS", 60)
    (prospect,) = asked(page, wage_arrears=owed(7))
    assert not prospect.searched
    assert [len(one.actions) for one in prospect.paths] == [7]


WATCH = """
list: watch
grounds:
  - { <warned>, each: interviews, where: { kind: warning } }
leave:
  - { <filed>, when: { every: annual_reports, has: { filed_on: { is_not: none } } } }
measures:
  - { <all>, measure: spot-visits, strength: may }
"""
STUCK = WATCH.replace(
    "{ every: annual_reports, has: { filed_on: { is_not: none } } }", "{ ground: x }"
)


def test_a_reason_to_leave_a_watch_list_is_brought_about(small):
    book = small.load(small.ruleset("key-watch-list", WATCH, id="watching"))
    report = {
        "key": "年报2025",
        "status": "effective",
        "year": 2025,
        "due_by": "2026-06-01",
        "filed_on": "none",
    }
    listed = ENTRY | {"list": "watch", "ground": "none"}
    (prospect,) = asked(book, listings=[listed], annual_reports=[report])
    path = path_of(prospect, Result.MAY_LEAVE)
    assert [one.kind.value for one in path.actions] == ["file"]
    assert path.first_day == DAY


def test_an_entry_without_a_term_has_no_end_of_its_own(small):
    book = small.load(small.ruleset("key-watch-list", STUCK, id="watching"))
    listed = ENTRY | {"list": "watch", "ground": "open"}
    (prospect,) = asked(book, listings=[listed])
    assert prospect.standing is Standing.HOPELESS
    assert prospect.obstacles[0].basis


def test_an_entry_of_which_nobody_knows_whether_it_stands_needs_facts_first():
    untold = {name: value for name, value in ENTRY.items() if name != "removed_on"}
    (entry,) = asked(of(), listings=[untold])
    assert entry.standing is Standing.FACTS_FIRST
    assert [one.path for one in entry.facts] == ["listings[名单一].removed_on"]


def test_nobody_wants_to_leave_an_honour_list(small):
    book = small.load(small.ruleset("key-watch-list", WATCH, id="watching"))
    assert asked(book, listings=[ENTRY | {"list": "honour"}]) == ()
