"""The shipped rulesets on market regulation, tax, credit repair, Shanghai and Zhejiang.

Every case names its provision and decides a small invented subject on both sides of its edge.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.engine.decision import Acting, Decision, RepairAssessment
from credit_rules.engine.repair import RepairState
from credit_rules.errors import RulesetError
from credit_rules.model.codes import Effect, RepairEffect, Strength
from credit_rules.model.subject import COLLECTIONS
from credit_rules.truth import Truth

USCC = "91320100MA0EXAMP0N"
COVERS = {name: {"from": "beginning", "until": "2032-12-31"} for name in COLLECTIONS}
ORGAN = {"authority": "虚构市市场监督管理局", "document_number": "虚认〔2026〕1号"}
SHANGHAI = Acting(region="310000")
ZHEJIANG = Acting(region="330000")

PROFILE = """
kind: profile
id: invented-province
title: 虚构省市场监督管理局的参数
authority: 虚构省市场监督管理局
parameters:
  market-lower-fine: { is: 5000元, basis: [cn.samr.order45.2021 第十三条] }
  market-visits-limit: { is: 2, basis: ["cn.sc.gbf54.2024#frequency"] }
  market-risk-visits-d: { is: 6, basis: ["cn.samr.gsjxf6.2022#differentiated-supervision"] }
  market-risk-ratio-d: { is: 100%, basis: ["cn.samr.gsjxf6.2022#differentiated-supervision"] }
"""


FOLDERS = [
    cr.shipped("rulesets") / name for name in ("market", "repair", "tax", "shanghai", "zhejiang")
]


@pytest.fixture(scope="module")
def book():
    return cr.load(FOLDERS)


@pytest.fixture(scope="module")
def profiled(tmp_path_factory):
    path = tmp_path_factory.mktemp("profile") / "profile.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    return cr.load(FOLDERS, profile=path)


def _subject(*, covers=COVERS, kind="legal_person", persons=None, **said):
    rows = {
        name: [
            {"key": f"{name}-{n}", "status": "effective", **row} for n, row in enumerate(said[name])
        ]
        for name in COLLECTIONS.keys() & said.keys()
    }
    whole = {"uscc": USCC, "kind": kind, "covers": covers, "region": "320106", **rows}
    return cr.Subject.read(whole | ({} if persons is None else {"persons": persons}))


def _answers(record: str, **answers: str) -> list[dict[str, str]]:
    """Findings about a record, one for each question."""
    return [
        {
            "finding": name.replace("_", "-"),
            "about": record,
            "answer": answer,
            "decided_on": "2021-10-01",
            **ORGAN,
        }
        for name, answer in answers.items()
    ]


def _proposed(decision: Decision, list_: str) -> set[str]:
    return {one.because_of.rule for one in decision.proposals if one.list == list_}


def _open(decision: Decision, what: str, ruleset: str) -> set[str | None]:
    return {
        one.rule for one in decision.undetermined if one.what == what and one.ruleset == ruleset
    }


def _repair(decision: Decision, ruleset: str) -> RepairAssessment | None:
    return next((one for one in decision.repairs if one.ruleset == ruleset), None)


# 企业信息公示暂行条例（2024年修订）

LISTED = {"removed_on": "none", "restored_on": "none"}


def _report(filed):
    return {"year": 2025, "due_by": "2026-06-30", "filed_on": filed}


@pytest.mark.parametrize(
    ("filed", "proposed"),
    [("2026-06-30", False), ("2026-07-01", True), ("none", True)],
)
def test_条例654第十八条_annual_report_on_the_last_day_and_the_next(book, filed, proposed):
    subject = _subject(annual_reports=[_report(filed)])
    decision = cr.decide(book, subject, date(2026, 11, 23))
    assert _proposed(decision, "abnormal-operations") == (
        {"annual-report-late"} if proposed else set()
    )
    assert not _open(decision, "proposal", "abnormal-list")


@pytest.mark.parametrize(
    ("day", "proposed"), [(date(2031, 6, 30), False), (date(2031, 7, 1), True)]
)
def test_条例654第十八条_the_last_day_for_the_report_is_still_in_time(book, day, proposed):
    report = {"year": 2030, "due_by": "2031-06-30", "filed_on": "none"}
    assert bool(cr.decide(book, _subject(annual_reports=[report]), day).proposals) is proposed


def test_条例654第十八条_a_report_nobody_told_of_is_not_a_missing_report(book):
    subject = _subject(annual_reports=[{"year": 2025, "due_by": "2026-06-30"}])
    decision = cr.decide(book, subject, date(2026, 11, 23))
    assert not decision.proposals
    assert _open(decision, "proposal", "abnormal-list") == {"annual-report-late"}


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ({"listed_on": "2026-06-30"}, True),
        ({"listed_on": "2026-07-08"}, False),
        # A repair does not open the year again.
        ({"listed_on": "2026-07-08", "status": "repaired", "status_on": "2026-08-01"}, False),
        ({"listed_on": "2026-07-08", "status": "annulled"}, True),
    ],
)
def test_条例654第十八条_a_year_decided_upon_is_not_proposed_again(book, said, proposed):
    entry = {"list": "abnormal-operations", **LISTED, **said}
    subject = _subject(annual_reports=[_report("none")], listings=[entry])
    decision = cr.decide(book, subject, date(2026, 11, 23))
    assert bool(decision.proposals) is proposed


def test_条例654第十八条_the_beginning_of_the_2024_text_is_unconfirmed(book):
    subject = _subject(annual_reports=[_report("none")])
    assert cr.decide(book, subject, date(2026, 9, 30)).proposals
    before = cr.decide(book, subject, date(2026, 9, 29))
    assert not before.proposals
    assert _open(before, "ruleset", "abnormal-list") == {None}


def test_条例654第二十六条_individual_businesses_are_not_meant(book):
    subject = _subject(kind="individual_business", annual_reports=[_report("none")])
    decision = cr.decide(book, subject, date(2026, 11, 23))
    assert not decision.proposals
    assert not _open(decision, "proposal", "abnormal-list")


@pytest.mark.parametrize(
    ("fulfilled", "listed", "proposed"),
    [
        ("2026-10-10", [], False),
        ("2026-10-11", [], True),
        ("none", [{"listed_on": "2026-10-10"}], True),
        ("none", [{"listed_on": "2026-10-11"}], False),
        (
            "none",
            [{"listed_on": "2026-10-11", "status": "repaired", "status_on": "2026-11-01"}],
            False,
        ),
    ],
)
def test_条例654第十八条_information_not_published_as_ordered(book, fulfilled, listed, proposed):
    order = {
        "kind": "rectification",
        "domain": "market",
        "fulfil_by": "2026-10-10",
        "fulfilled_on": fulfilled,
        "concluded_on": "2026-10-20",
    }
    finding = _answers("rectification_orders-0", ordered_to_publish="yes")
    entries = [{"list": "abnormal-operations", **LISTED, **one} for one in listed]
    subject = _subject(rectification_orders=[order], findings=finding, listings=entries)
    decision = cr.decide(book, subject, date(2026, 11, 23))
    expected = {"ordered-publicity-missed"} if proposed else set()
    assert _proposed(decision, "abnormal-operations") == expected


@pytest.mark.parametrize(
    ("answer", "outcome"), [(None, Truth.UNKNOWN), ("no", None), ("yes", Truth.TRUE)]
)
def test_条例654第十八条_serious_circumstances_are_found_by_a_person(book, answer, outcome):
    penalty = {
        "domain": "market",
        "conduct": ["false-publicity"],
        "kinds": ["fine"],
        "fine": "6万元",
        "decided_on": "2026-10-09",
        "published_on": "none",
    }
    finding = _answers("penalties-0", serious_circumstances=answer) if answer else []
    subject = _subject(penalties=[penalty], findings=finding)
    decision = cr.decide(book, subject, date(2026, 11, 23))
    found = [one for one in decision.proposals if one.list == "samr-serious-dishonesty"]
    assert [one.outcome for one in found] == ([] if outcome is None else [outcome])


def _serious_entry(**said):
    entry = {"list": "samr-serious-dishonesty", "ground": "false-publicity"}
    return {**entry, "listed_on": "2026-10-08", **LISTED, **said}


PERSONS = [
    {"key": "P-1", "role": "legal_representative", "since": "2020-01-01", "until": "2026-10-08"},
    {"key": "P-2", "role": "legal_representative", "since": "2026-10-09"},
    {"key": "P-3", "role": "principal", "since": "2020-01-01"},
]


@pytest.mark.parametrize(
    ("day", "bars"),
    [(date(2026, 10, 8), True), (date(2029, 10, 8), True), (date(2029, 10, 9), False)],
)
def test_条例654第十八条_the_office_bar_lasts_three_years_from_listing(book, day, bars):
    # Removal from the list does not shorten what the regulation attaches to being listed.
    subject = _subject(listings=[_serious_entry(removed_on="2028-01-10")], persons=PERSONS)
    decision = cr.decide(book, subject, day)
    found = {
        one.target.value: one for one in decision.measures if one.measure == "market-office-bar"
    }
    assert set(found) == ({"legal_representative", "principal"} if bars else set())
    for one in found.values():
        assert one.effect is Effect.PROHIBIT
        assert one.binding
        assert one.until == date(2029, 10, 9)
    if bars:
        assert found["legal_representative"].persons == ("P-1",)
        assert found["principal"].persons == ("P-3",)


@pytest.mark.parametrize("said", [{"ground": "other"}, {"status": "annulled"}])
def test_条例654第十八条_no_office_bar_for_another_ground_or_an_annulled_entry(book, said):
    decision = cr.decide(book, _subject(listings=[_serious_entry(**said)]), date(2026, 11, 23))
    assert not [one for one in decision.measures if one.measure == "market-office-bar"]


@pytest.mark.parametrize(
    ("list_", "ruleset"),
    [
        ("abnormal-operations", "abnormal-list-discipline"),
        ("samr-serious-dishonesty", "market-serious-list-discipline"),
    ],
)
def test_条例654第十九条_points_at_other_law_and_does_not_bind(book, list_, ruleset):
    entry = {"list": list_, "ground": "other", "listed_on": "2026-10-08", **LISTED}
    decision = cr.decide(book, _subject(listings=[entry]), date(2026, 11, 23))
    mine = [one for one in decision.measures if one.because_of.ruleset == ruleset]
    assert {one.measure for one in mine} == {
        "market-procurement",
        "market-bidding",
        "market-land-grant",
        "market-honours",
    }
    assert {one.strength for one in mine} == {Strength.AS_OTHER_LAW_SAYS}
    assert not any(one.binding for one in mine)


@pytest.mark.parametrize(("day", "barred"), [(date(2026, 5, 31), True), (date(2026, 6, 1), False)])
def test_登记管理条例第三十三条_only_while_on_the_abnormal_list(book, day, barred):
    entry = {"list": "abnormal-operations", "ground": "other", "listed_on": "2026-05-01"}
    removed = {**entry, "removed_on": "2026-06-01", "restored_on": "none"}
    decision = cr.decide(book, _subject(listings=[removed]), day)
    found = [m for m in decision.measures if m.measure == "market-no-simplified-deregistration"]
    assert bool(found) is barred


# 市场监督管理行政处罚信息公示规定（总局令第45号）

REPAIR = "market-penalty-publicity"


def _penalty(**said):
    return {
        "domain": "market",
        "procedure": "ordinary",
        "kinds": ["fine"],
        "violation": "虚假宣传",
        "fine": "2万元",
        "decided_on": "2026-01-05",
        "published_on": "2026-01-15",
        "fulfilled_on": "2026-01-20",
        "corrected_on": "2026-01-20",
        **said,
    }


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"kinds": ["criticism"], "fine": "none"}, date(2026, 4, 16)),
        ({"fine": "5000元"}, date(2026, 4, 16)),
        ({"fine": "5000.01"}, date(2029, 1, 16)),
        ({"kinds": ["criticism", "fine"], "fine": "5000元"}, date(2026, 4, 16)),
        ({"kinds": ["fine", "confiscation-of-gains"], "fine": "100元"}, date(2029, 1, 16)),
        # The last day of a month that has no such day.
        ({"kinds": ["criticism"], "fine": "none", "published_on": "2025-11-30"}, date(2026, 3, 1)),
    ],
)
def test_总局令45号第十三条_three_months_or_three_years_from_publication(profiled, said, ends):
    subject = _subject(penalties=[_penalty(**said)])
    before, after = (
        _repair(cr.decide(profiled, subject, day), REPAIR)
        for day in (date.fromordinal(ends.toordinal() - 1), ends)
    )
    assert before is not None
    assert before.ends_by_itself == ends
    assert before.state is not RepairState.TERM_ENDED
    assert after is not None
    assert after.state is RepairState.TERM_ENDED


def test_总局令45号第十三条_what_a_lower_fine_is_only_the_department_says(book):
    subject = _subject(penalties=[_penalty(fine="100元")])
    found = _repair(cr.decide(book, subject, date(2026, 5, 1)), REPAIR)
    assert found is not None
    assert found.ends_by_itself is None
    assert "parameters[market-lower-fine]" in {one.path for one in found.missing}


def test_总局令45号第十三条_a_warning_beside_a_lower_fine_is_a_question(profiled):
    penalty = _penalty(kinds=["warning", "fine"], fine="100元")
    open_one = _repair(cr.decide(profiled, _subject(penalties=[penalty]), date(2026, 2, 1)), REPAIR)
    assert open_one is not None
    assert open_one.ends_by_itself is None
    findings = _answers("penalties-0", warning_beside_minor="no")
    subject = _subject(penalties=[penalty], findings=findings)
    settled = _repair(cr.decide(profiled, subject, date(2026, 2, 1)), REPAIR)
    assert settled is not None
    assert settled.ends_by_itself == date(2029, 1, 16)


def _assess_early_end(book, day=date(2026, 11, 23), penalties=(), answers=None, **said):
    answers = {"time_reached": "yes", "harm_removed": "yes"} if answers is None else answers
    rows = [_penalty(), *penalties]
    findings = _answers("penalties-0", **answers)
    decision = cr.decide(book, _subject(penalties=rows, findings=findings, **said), day)
    mine = [
        r for r in decision.repairs if r.ruleset == REPAIR and r.record == "penalties[penalties-0]"
    ]
    assert len(mine) == 1
    return mine[0]


@pytest.mark.parametrize(
    ("violation", "decided", "state"),
    [
        ("虚假宣传", "2026-01-06", RepairState.NOT_YET),
        ("虚假宣传", "2025-12-31", RepairState.CAN_APPLY),
        ("商业贿赂", "2026-01-06", RepairState.CAN_APPLY),
    ],
)
def test_总局令45号第十四条_the_same_kind_again_and_another_kind(
    profiled, violation, decided, state
):
    second = _penalty(violation=violation, decided_on=decided, published_on="none")
    assert _assess_early_end(profiled, penalties=[second]).state is state


def test_总局令45号第十四条_an_annulled_second_penalty_never_was(profiled):
    second = _penalty(decided_on="2026-02-06", published_on="none", status="annulled")
    assert _assess_early_end(profiled, penalties=[second]).state is RepairState.CAN_APPLY


@pytest.mark.parametrize("list_", ["abnormal-operations", "samr-serious-dishonesty"])
def test_总局令45号第十四条_not_while_on_a_list(profiled, list_):
    entry = {"list": list_, "ground": "other", "listed_on": "2026-05-01", **LISTED}
    assert _assess_early_end(profiled, listings=[entry]).state is RepairState.NOT_YET
    removed = {**entry, "removed_on": "2026-06-01"}
    assert _assess_early_end(profiled, listings=[removed]).state is RepairState.CAN_APPLY


@pytest.mark.parametrize("answers", [{"time_reached": "yes"}, {"harm_removed": "yes"}])
def test_总局令45号第十四条_what_a_person_has_to_find_is_not_presumed(profiled, answers):
    assert _assess_early_end(profiled, answers=answers).state is RepairState.UNDETERMINED


@pytest.mark.parametrize(
    ("kind", "barred"),
    [
        ("suspension-order", True),
        ("business-restriction", True),
        ("employment-restriction", True),
        ("grade-reduction", True),
        ("licence-revocation", True),
        ("confiscation-of-gains", False),
    ],
)
def test_总局令45号第十四条_severe_penalties_stay_published(profiled, kind, barred):
    findings = _answers("penalties-0", time_reached="yes", harm_removed="yes")
    subject = _subject(penalties=[_penalty(kinds=["fine", kind])], findings=findings)
    found = _repair(cr.decide(profiled, subject, date(2026, 11, 23)), REPAIR)
    assert found is not None
    assert found.state is (RepairState.BARRED if barred else RepairState.CAN_APPLY)


def _steps(book, penalty, findings=()):
    decision = cr.decide(book, _subject(penalties=[penalty], findings=findings), date(2026, 11, 23))
    return {one.id: one.due for one in decision.steps if one.about == "penalties[penalties-0]"}


def test_总局令45号第九条第十条_twenty_working_days_or_ten(book):
    # November has no holidays but its weekends; the day of the decision is not counted.
    penalty = _penalty(decided_on="2026-11-02", published_on="none", authority_region="320000")
    same = _steps(book, penalty, _answers("penalties-0", same_province="yes"))
    assert same == {"publish": date(2026, 11, 30)}
    other = _steps(book, penalty, _answers("penalties-0", same_province="no"))
    assert other == {"hand-over": date(2026, 11, 16)}
    assert _steps(book, {**penalty, "authority_region": "320106"}) == {
        "publish": date(2026, 11, 30)
    }
    assert _steps(book, penalty) == {}


@pytest.mark.parametrize(
    "said", [{"kinds": ["warning"]}, {"procedure": "simple"}, {"published_on": "2026-11-05"}]
)
def test_总局令45号第二条_what_is_not_to_be_published_or_was(book, said):
    penalty = _penalty(decided_on="2026-11-02", published_on="none", authority_region="320106")
    assert _steps(book, {**penalty, **said}) == {}


@pytest.mark.parametrize(("decided", "owed"), [("2021-08-31", set()), ("2021-09-01", {"publish"})])
def test_总局令45号第十九条_decisions_before_its_first_day_are_not_meant(book, decided, owed):
    penalty = _penalty(decided_on=decided, published_on="none", authority_region="320106")
    assert set(_steps(book, {**penalty, "kinds": ["confiscation-of-property"]})) == owed


def test_总局令45号第十一条_a_changed_penalty_is_withdrawn_in_three_working_days(book):
    changed = _penalty(status="changed", status_on="2026-11-05")
    assert _steps(book, changed) == {"withdraw": date(2026, 11, 10)}
    assert _steps(book, _penalty()) == {}


# 企业信用风险分类（国市监信发〔2022〕6号）


def _graded(*grades):
    rows = [
        {"scheme": "samr-credit-risk", "grade": grade, "graded_on": day, "valid_until": "none"}
        for grade, day in grades
    ]
    return _subject(evaluations=rows)


def _risk(book, subject):
    decision = cr.decide(book, subject, date(2026, 11, 23))
    (tier,) = [one for one in decision.tiers if one.scheme == "samr-credit-risk"]
    return (
        tier,
        [m for m in decision.measures if m.because_of.ruleset == "market-risk-tiers"],
        decision,
    )


def test_国市监信发6号_the_class_given_last_is_the_tier(book):
    tier, measures, _ = _risk(book, _graded(("D", "2026-09-01"), ("A", "2026-11-01")))
    assert (tier.tier, tier.source) == ("A", "official")
    assert [one.measure for one in measures] == ["market-fewer-inspections"]


def test_国市监信发6号_without_a_class_there_is_no_tier(book):
    tier, measures, _ = _risk(book, _graded())
    assert tier.tier is None
    assert not measures


def test_国办发54号_the_limit_on_visits_is_applied_last(profiled):
    tier, measures, decision = _risk(profiled, _graded(("D", "2026-11-01")))
    assert tier.tier == "D"
    assert {one.effect for one in measures} == {Effect.SUPERVISE}
    settled = {one.parameter: one for one in decision.settled if one.family == "market-inspection"}
    assert (settled["visits"].high, settled["visits"].capped) == (2, 2)
    assert settled["ratio"].high == 100
    assert settled["ratio"].capped is None


# 重大税收违法失信主体（税务总局令第54号 第六条）


def _tax(*rows, **said):
    return _subject(
        tax_matters=[
            {"document_number": "虚税稽〔2026〕1号", "found_on": "2026-05-01", **row}
            for row in rows
        ],
        **said,
    )


def _finished(answer):
    answers = {} if answer is None else {"before_execution_finished": answer}
    return {"findings": _answers("tax_matters-0", **answers)}


def _evaded(unpaid, due, year=2024):
    return {"conduct": ["evasion"], "unpaid": unpaid, "tax_due": due, "year": year}


@pytest.mark.parametrize(
    ("rows", "proposed"),
    [
        ([_evaded("100万元", "1000万元")], True),
        ([_evaded("999999.99", "9999999.90")], False),
        ([_evaded("100万元", "10000000.01")], False),
        # The amounts of a case's years are added up; the share of any single year is enough.
        ([_evaded("50万元", "500万元", 2023), _evaded("50万元", "5亿元", 2024)], True),
        ([_evaded("50万元", "5亿元", 2023), _evaded("50万元", "5亿元", 2024)], False),
        ([_evaded("50万元", "500万元", 2023), _evaded("499999.99", "5亿元", 2024)], False),
        # What is not evasion does not count.
        (
            [_evaded("50万元", "500万元"), {**_evaded("50万元", "5亿元"), "conduct": ["other"]}],
            False,
        ),
        ([_evaded("100万元", "none")], False),
    ],
)
def test_税务令54号第六条第一项_a_million_and_a_tenth_of_any_year(book, rows, proposed):
    decision = cr.decide(book, _tax(*rows), date(2026, 11, 23))
    assert ("evasion" in _proposed(decision, "tax-major-violations")) is proposed
    assert not {"evasion"} & _open(decision, "proposal", "tax-major-violations")


def test_税务令54号第六条第一项_two_cases_are_not_added_up(book):
    rows = [_evaded("50万元", "500万元"), {**_evaded("50万元", "500万元"), "document_number": "二"}]
    decision = cr.decide(book, _tax(*rows), date(2026, 11, 23))
    assert not decision.proposals


def test_税务令54号第六条第一项_an_untold_tax_due_leaves_it_open(book):
    decision = cr.decide(
        book, _tax({"conduct": ["evasion"], "unpaid": "100万元"}), date(2026, 11, 23)
    )
    assert not decision.proposals
    assert _open(decision, "proposal", "tax-major-violations") == {"evasion"}


@pytest.mark.parametrize(
    ("row", "ground", "proposed"),
    [
        ({"conduct": ["withheld-tax"], "unpaid": "100万元"}, "withheld-tax", True),
        ({"conduct": ["withheld-tax"], "unpaid": "999999.99"}, "withheld-tax", False),
        ({"conduct": ["obstructed-recovery"], "arrears": "100万元"}, "obstructed-recovery", True),
        (
            {"conduct": ["obstructed-recovery"], "arrears": "999999.99"},
            "obstructed-recovery",
            False,
        ),
        ({"conduct": ["export-refund-fraud"]}, "export-refund-fraud", True),
        ({"conduct": ["violent-resistance"]}, "violent-resistance", True),
        ({"conduct": ["false-special-invoices"]}, "false-special-invoices", True),
        ({"conduct": ["forged-invoices"]}, "forged-invoices", True),
        (
            {"conduct": ["assisted"], "caused_unpaid": "100万元", "refund_obtained": "none"},
            "assisted",
            True,
        ),
        (
            {"conduct": ["assisted"], "caused_unpaid": "999999.99", "refund_obtained": "none"},
            "assisted",
            False,
        ),
        (
            {"conduct": ["assisted"], "caused_unpaid": "none", "refund_obtained": "0.01"},
            "assisted",
            True,
        ),
        ({"conduct": ["agent-violation"], "caused_unpaid": "100万元"}, "agent-violation", True),
        ({"conduct": ["agent-violation"], "caused_unpaid": "999999.99"}, "agent-violation", False),
    ],
)
def test_税务令54号第六条_the_other_items(book, row, ground, proposed):
    decision = cr.decide(book, _tax(row), date(2026, 11, 23))
    assert _proposed(decision, "tax-major-violations") == ({ground} if proposed else set())


ABSCONDED = {"unpaid": "1元", "tax_due": "1万元", "arrears": "1元"}


@pytest.mark.parametrize(
    "after",
    [
        "evasion",
        "obstructed-recovery",
        "export-refund-fraud",
        "violent-resistance",
        "false-special-invoices",
        "false-ordinary-invoices",
    ],
)
@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", Truth.TRUE), (None, Truth.UNKNOWN), ("no", None)]
)
def test_税务令54号第六条第八项_before_the_case_was_executed_in_full_is_found(
    book, after, answer, outcome
):
    row = ABSCONDED | {"conduct": ["absconded", after]}
    decision = cr.decide(book, _tax(row, **_finished(answer)), date(2026, 11, 23))
    proposals = [one for one in decision.proposals if one.because_of.rule == "absconded"]
    assert [one.outcome for one in proposals] == ([] if outcome is None else [outcome])
    for one in proposals:
        asked = ["before-execution-finished"] if outcome is Truth.UNKNOWN else []
        assert [needed.finding for needed in one.findings_needed] == asked


@pytest.mark.parametrize("answer", ["yes", None])
@pytest.mark.parametrize(
    "conduct", [["absconded"], ["absconded", "withheld-tax"], ["evasion"], ["obstructed-recovery"]]
)
def test_税务令54号第六条第八项_absconding_after_one_of_the_acts_it_names(book, conduct, answer):
    row = ABSCONDED | {"conduct": conduct}
    decision = cr.decide(book, _tax(row, **_finished(answer)), date(2026, 11, 23))
    assert "absconded" not in _proposed(decision, "tax-major-violations")
    assert not {"absconded"} & _open(decision, "proposal", "tax-major-violations")


@pytest.mark.parametrize(
    ("invoices", "amount", "proposed"),
    [
        (100, "none", True),
        (99, "3999999.99", False),
        (99, "400万元", True),
        (1, "400万元", True),
    ],
)
def test_税务令54号第六条第六项_a_hundred_invoices_or_four_million(
    book, invoices, amount, proposed
):
    row = {
        "conduct": ["false-ordinary-invoices"],
        "invoices": invoices,
        "invoice_amount": amount,
    }
    decision = cr.decide(book, _tax(row), date(2026, 11, 23))
    expected = {"false-ordinary-invoices"} if proposed else set()
    assert _proposed(decision, "tax-major-violations") == expected


def test_税务令54号_a_natural_person_is_never_proposed(book):
    row = {
        "key": "t",
        "status": "effective",
        "conduct": ["export-refund-fraud"],
        "found_on": "2026-05-01",
        "document_number": "一",
    }
    person = cr.Subject.read(
        {"key": "P-9", "kind": "natural_person", "covers": COVERS, "tax_matters": [row]}
    )
    assert not cr.decide(book, person, date(2026, 11, 23)).proposals


# 信用修复管理办法（36号令）

CHINA = "credit-china-penalty-repair"
COMMITTED = [{"kind": "repair", "made_on": "2026-02-01"}]


def _china(book, day, penalty, **answers):
    subject = _subject(
        penalties=[penalty], commitments=COMMITTED, findings=_answers("penalties-0", **answers)
    )
    return _repair(cr.decide(book, subject, day), CHINA)


def test_36号令末条_governs_from_its_first_day(book):
    penalty = _penalty(procedure="simple")
    assert _china(book, date(2026, 3, 31), penalty) is None
    first = _china(book, date(2026, 4, 1), penalty)
    assert first is not None
    assert first.indicative


@pytest.mark.parametrize(("applied", "governed"), [("2026-03-31", False), ("2026-04-01", True)])
def test_36号令末条_an_application_made_before_it_is_not_governed(book, applied, governed):
    repair = {
        "record": "penalties-0",
        "applied_on": applied,
        "granted_on": "none",
        "refused_on": "none",
    }
    subject = _subject(penalties=[_penalty()], repairs=[repair])
    found = _repair(cr.decide(book, subject, date(2026, 4, 2)), CHINA)
    assert (found is not None) is governed


@pytest.mark.parametrize(
    ("said", "answers", "first_day", "ends"),
    [
        # 一般：三个月至一年；严重：一年至三年；都从处罚决定作出之日起算。
        ({"kinds": ["confiscation-of-property"]}, {}, date(2026, 4, 6), date(2027, 1, 6)),
        ({"kinds": ["suspension-order"]}, {}, date(2027, 1, 6), date(2029, 1, 6)),
        (
            {"kinds": ["fine"]},
            {"serious_by_standard": "no", "minor_by_standard": "no"},
            date(2026, 4, 6),
            date(2027, 1, 6),
        ),
        ({"kinds": ["fine"]}, {"serious_by_standard": "yes"}, date(2027, 1, 6), date(2029, 1, 6)),
    ],
)
def test_36号令公示期_minimum_and_maximum_by_class(book, said, answers, first_day, ends):
    eve = date.fromordinal(first_day.toordinal() - 1)
    if eve >= date(2026, 4, 1):
        before = _china(book, eve, _penalty(**said), **answers)
        assert before is not None
        assert before.state is RepairState.NOT_YET
        assert before.first_day == first_day
    then = _china(book, first_day, _penalty(**said), **answers)
    assert then is not None
    assert then.state is RepairState.CAN_APPLY
    assert then.ends_by_itself == ends
    over = _china(book, ends, _penalty(**said), **answers)
    assert over is not None
    assert over.state is RepairState.TERM_ENDED


def test_36号令公示期_minor_information_may_be_repaired_at_once(book):
    penalty = _penalty(procedure="simple", kinds=["warning"], fine="none", decided_on="2026-03-20")
    found = _china(book, date(2026, 4, 1), penalty | {"fulfilled_on": "2026-03-21"})
    assert found is not None
    by_id = {one.id: one.truth for one in found.requirements}
    assert by_id["minimum-publicity"] is Truth.TRUE


def test_36号令公示期_after_a_year_only_the_end_depends_on_the_class(book):
    found = _china(book, date(2027, 1, 6), _penalty())
    assert found is not None
    by_id = {one.id: one.truth for one in found.requirements}
    assert by_id["minimum-publicity"] is Truth.TRUE
    # An ordinary record would have ended by itself on that day, a serious one would not.
    assert (found.state, found.ends_by_itself) == (RepairState.UNDETERMINED, None)
    assert "serious-by-standard" in {one.finding for one in found.missing}


def test_36号令公示期_what_was_not_fulfilled_does_not_end_by_itself(book):
    penalty = _penalty(kinds=["confiscation-of-property"], fulfilled_on="none")
    found = _china(book, date(2027, 6, 1), penalty)
    assert found is not None
    assert found.ends_by_itself is None
    assert found.state is RepairState.NOT_YET


def test_36号令破产_two_stages(book):
    row = {
        "kind": "reorganisation",
        "accepted_on": "2025-06-01",
        "plan_approved_on": "2026-02-01",
        "completed_on": "2026-10-15",
    }
    subject = _subject(insolvencies=[row])

    def states(day):
        found = [
            r
            for r in cr.decide(book, subject, day).repairs
            if r.regime == "credit-china-insolvency"
        ]
        return {one.stage.en: (one.state, {g.effect for g in one.grants}) for one in found}

    during, after = states(date(2026, 10, 14)), states(date(2026, 10, 15))
    assert during["while it is carried out"] == (
        RepairState.CAN_APPLY,
        {RepairEffect.SHIELDS, RepairEffect.SUSPENDS_MEASURES},
    )
    assert during["carried out"][0] is RepairState.NOT_YET
    assert set(after) == {"carried out"}
    assert after["carried out"][0] is RepairState.CAN_APPLY


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2027, 10, 8), RepairState.NOT_YET),
        (date(2027, 10, 9), RepairState.CAN_APPLY),
        (date(2029, 10, 9), RepairState.TERM_ENDED),
    ],
)
def test_36号令严重类_an_entry_on_the_serious_list(book, day, state):
    entry = _serious_entry(corrected_on="2026-12-01")
    commitments = [{"kind": "repair", "made_on": "2026-12-02"}]
    subject = _subject(listings=[entry], commitments=commitments)
    found = _repair(cr.decide(book, subject, day), "credit-china-serious-list-repair")
    assert found is not None
    assert found.state is state
    assert found.indicative


# 上海市社会信用条例


def _local(book, subject, day, acting, ruleset):
    decision = cr.decide(book, subject, day, acting=acting)
    return [one for one in decision.measures if one.because_of.ruleset == ruleset], decision


SH = "shanghai-dishonesty-measures"


@pytest.mark.parametrize(
    ("day", "measured"), [(date(2031, 1, 20), True), (date(2031, 1, 21), False)]
)
def test_上海条例第三十条第三十五条_five_years_from_the_end_of_the_conduct(book, day, measured):
    findings = _answers("penalties-0", minor_or_mitigated="no", outside_the_catalogue="no")
    subject = _subject(penalties=[_penalty()], findings=findings)
    found, _ = _local(book, subject, day, SHANGHAI, SH)
    assert len(found) == (5 if measured else 0)
    for one in found:
        assert (one.strength, one.until) == (Strength.MAY, date(2031, 1, 21))


def test_上海条例第三十五条_the_time_does_not_run_while_the_conduct_goes_on(book):
    penalty = _penalty(decided_on="2019-01-05", published_on="2019-01-06", corrected_on="none")
    findings = _answers("penalties-0", minor_or_mitigated="no", outside_the_catalogue="no")
    subject = _subject(penalties=[penalty], findings=findings)
    found, _ = _local(book, subject, date(2026, 11, 23), SHANGHAI, SH)
    assert len(found) == 5
    assert {one.until for one in found} == {None}


@pytest.mark.parametrize(("answer", "found"), [("yes", False), (None, False), ("no", True)])
def test_上海条例第九条_a_minor_violation_is_excepted(book, answer, found):
    findings = _answers("penalties-0", outside_the_catalogue="no")
    findings += _answers("penalties-0", minor_or_mitigated=answer) if answer else []
    subject = _subject(penalties=[_penalty()], findings=findings)
    measures, decision = _local(book, subject, date(2026, 11, 23), SHANGHAI, SH)
    assert bool(measures) is found
    assert bool(_open(decision, "measure", SH)) is (answer is None)


def test_上海条例第九条_simple_procedure_is_no_dishonesty_information(book):
    subject = _subject(penalties=[_penalty(procedure="simple")])
    measures, decision = _local(book, subject, date(2026, 11, 23), SHANGHAI, SH)
    assert not measures
    assert not _open(decision, "measure", SH)


def test_a_local_regulation_speaks_for_the_authorities_of_its_region(book):
    answers = {"minor_or_mitigated": "no", "outside_the_catalogue": "no", "remedy_exhausted": "yes"}
    findings = _answers("penalties-0", **answers)
    subject = _subject(penalties=[_penalty()], findings=findings)
    day = date(2026, 11, 23)
    assert len(_local(book, subject, day, Acting(region="310115"), SH)[0]) == 5
    assert not _local(book, subject, day, ZHEJIANG, SH)[0]
    unsaid, decision = _local(book, subject, day, None, SH)
    assert not unsaid
    assert _open(decision, "ruleset", SH) == {None}


def test_上海条例第三十八条_repair_needs_the_written_proof(book):
    for answer, state in (("yes", RepairState.CAN_APPLY), ("no", RepairState.NOT_YET)):
        findings = _answers("penalties-0", loss_reduced="yes", proof_given=answer)
        subject = _subject(penalties=[_penalty()], findings=findings)
        decision = cr.decide(book, subject, date(2026, 11, 23), acting=SHANGHAI)
        found = _repair(decision, "shanghai-repair")
        assert found is not None
        assert found.state is state
        assert found.ends_by_itself == date(2031, 1, 21)
        assert not found.indicative


def _good_standing():
    return _answers("none", good_standing="yes")


FAVOURS = [
    # The last day of the five years: from the correction in Shanghai, the decision in Zhejiang.
    (SHANGHAI, "shanghai-incentives", 4, "minor_or_mitigated", "no", date(2031, 1, 20)),
    (ZHEJIANG, "zhejiang-incentives", 3, "remedy_exhausted", "yes", date(2031, 1, 5)),
]


@pytest.mark.parametrize(("acting", "ruleset", "number", "question", "bad", "last"), FAVOURS)
def test_上海条例第二十九条_浙江条例第二十二条_favours_and_what_suspends_them(
    book, acting, ruleset, number, question, bad, last
):
    given, _ = _local(book, _subject(findings=_good_standing()), last, acting, ruleset)
    assert len(given) == number
    assert {(one.effect, one.strength) for one in given} == {(Effect.FAVOUR, Strength.MAY)}
    # Nobody ever found anything good of the subject: nothing is said. Of another matter: open.
    untold, decision = _local(book, _subject(), last, acting, ruleset)
    assert not untold
    assert not _open(decision, "measure", ruleset)
    other = _subject(findings=_answers("none", another_matter="yes"))
    untold, decision = _local(book, other, last, acting, ruleset)
    assert not untold
    assert len(_open(decision, "measure", ruleset)) == number

    penalised = _subject(
        findings=[
            *_good_standing(),
            *_answers("penalties-0", **{question: bad}, outside_the_catalogue="no"),
        ],
        penalties=[_penalty()],
    )
    suspended, decision = _local(book, penalised, last, acting, ruleset)
    assert not suspended
    assert len(decision.suppressed) == number
    again, _ = _local(book, penalised, last + timedelta(days=1), acting, ruleset)
    assert len(again) == number


@pytest.mark.parametrize(("acting", "ruleset", "number", "question", "bad", "last"), FAVOURS)
def test_上海条例第九条_浙江条例第十一条_what_is_no_bad_record_suspends_no_favour(
    book, acting, ruleset, number, question, bad, last
):
    good = {"yes": "no", "no": "yes"}[bad]
    for answers, expected in (({question: good}, number), ({}, 0)):
        told = _answers("penalties-0", **answers, outside_the_catalogue="no")
        findings = [*_good_standing(), *told]
        subject = _subject(findings=findings, penalties=[_penalty()])
        given, decision = _local(book, subject, last, acting, ruleset)
        assert len(given) == expected
        assert len(_open(decision, "measure", ruleset)) == number - expected


# 浙江省公共信用信息管理条例

ZJ = "zhejiang-bad-record-measures"


ZJ_MEASURES = ["zj-key-inspection", "zj-key-review", "zj-no-facilitation"]


def _assert_zhejiang(found, measured, until):
    assert sorted(one.measure for one in found) == (ZJ_MEASURES if measured else [])
    for one in found:
        assert (one.strength, one.until) == (Strength.MAY, until)


@pytest.mark.parametrize(("day", "measured"), [(date(2031, 1, 5), True), (date(2031, 1, 6), False)])
def test_浙江条例第十六条第二十三条_five_years_from_the_decision(book, day, measured):
    findings = _answers("penalties-0", remedy_exhausted="yes")
    subject = _subject(penalties=[_penalty()], findings=findings)
    found, _ = _local(book, subject, day, ZHEJIANG, ZJ)
    _assert_zhejiang(found, measured, date(2031, 1, 6))


def test_浙江条例第十一条_not_before_the_time_for_remedies_has_passed(book):
    findings = _answers("penalties-0", remedy_exhausted="no")
    subject = _subject(penalties=[_penalty()], findings=findings)
    found, decision = _local(book, subject, date(2026, 11, 23), ZHEJIANG, ZJ)
    assert not found
    assert not _open(decision, "measure", ZJ)


def _conviction(**said):
    return {"outcome": "convicted", "decided_on": "2020-01-01", "served_on": "2024-03-01", **said}


@pytest.mark.parametrize(
    ("outcome", "last"),
    [
        (_conviction(imprisonment=True), date(2029, 3, 1)),
        (_conviction(imprisonment=False), date(2025, 1, 1)),
    ],
)
def test_浙江条例第十六条_imprisonment_counts_from_the_end_of_the_sentence(book, outcome, last):
    next_day = last + timedelta(days=1)
    for day, measured in ((last, True), (next_day, False)):
        found, _ = _local(book, _subject(court_outcomes=[outcome]), day, ZHEJIANG, ZJ)
        _assert_zhejiang(found, measured, next_day)


def test_浙江条例第十六条_a_sentence_not_yet_served_has_no_end(book):
    outcome = _conviction(imprisonment=True, decided_on="2018-01-01", served_on="none")
    subject = _subject(court_outcomes=[outcome])
    found, _ = _local(book, subject, date(2026, 11, 23), ZHEJIANG, ZJ)
    _assert_zhejiang(found, measured=True, until=None)


def _zhejiang(book, day=date(2026, 11, 23), penalty=None, listings=(), **answers):
    subject = _subject(
        penalties=[_penalty() if penalty is None else penalty],
        listings=list(listings),
        findings=_answers("penalties-0", **answers),
    )
    found = _repair(cr.decide(book, subject, day, acting=ZHEJIANG), "zhejiang-repair")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("answers", "state", "missing"),
    [
        ({"own_accord": "yes"}, RepairState.CAN_APPLY, set()),
        ({}, RepairState.UNDETERMINED, {"own-accord"}),
        ({"own_accord": "no"}, RepairState.NOT_YET, set()),
    ],
)
def test_浙江条例第三十二条_that_it_corrected_of_its_own_accord_is_found(
    book, answers, state, missing
):
    found = _zhejiang(book, on_a_serious_list="no", **answers)
    assert (found.state, found.ends_by_itself) == (state, date(2031, 1, 6))
    assert {one.finding for one in found.missing} == missing


def test_浙江条例第三十二条_what_was_not_corrected_is_not_repaired(book):
    answers = {"own_accord": "yes", "on_a_serious_list": "no"}
    found = _zhejiang(book, penalty=_penalty(corrected_on="none"), **answers)
    assert found.state is RepairState.NOT_YET


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize(
    ("answers", "state", "ends", "missing"),
    [
        ({"on_a_serious_list": "no"}, RepairState.CAN_APPLY, date(2031, 1, 6), set()),
        ({}, RepairState.UNDETERMINED, None, {"on-a-serious-list"}),
        ({"on_a_serious_list": "yes"}, RepairState.BARRED, None, set()),
    ],
)
def test_浙江条例第三十二条第十六条_not_while_on_a_serious_list(
    book, listed, answers, state, ends, missing
):
    # Which lists are serious ones is the identifying authority's to say, not the catalog's.
    entry = {"list": "tax-major-violations", "listed_on": "2026-05-01", **LISTED}
    listings = [entry] if listed else []
    found = _zhejiang(book, listings=listings, own_accord="yes", **answers)
    assert (found.state, found.ends_by_itself) == (state, ends)
    assert {one.finding for one in found.missing} == missing


@pytest.mark.parametrize(
    ("answers", "last", "next_day"),
    [
        ({"on_a_serious_list": "no"}, RepairState.CAN_APPLY, RepairState.TERM_ENDED),
        ({}, RepairState.UNDETERMINED, RepairState.UNDETERMINED),
        ({"on_a_serious_list": "yes"}, RepairState.BARRED, RepairState.BARRED),
    ],
)
def test_浙江条例第十六条_five_years_end_by_themselves_off_the_lists_only(
    book, answers, last, next_day
):
    for day, state in ((date(2031, 1, 5), last), (date(2031, 1, 6), next_day)):
        assert _zhejiang(book, day, own_accord="yes", **answers).state is state


GRANT = """
kind: joint-discipline
id: zhejiang-attempt
title: 试拟的浙江惩戒
title_en: a drafted discipline in Zhejiang
scheme: zhejiang-attempt
edition: "1"
jurisdiction: "330000"
in_force: {{ from: unconfirmed, known_in_force_on: [2026-09-30] }}
governs: decisions_from
basis: [cn.zj.public-credit.2017 第二十六条]
list: samr-serious-dishonesty
discipline:
  - id: attempt
    title: 试拟的措施
    title_en: a drafted measure
    measure: {measure}
    basis: [{basis}]
    strength: may
"""
REGULATION = "cn.sc.order654.2014.rev2024 第十九条"


@pytest.mark.parametrize(
    ("own", "measure", "other", "accepted"),
    [
        # （一）公共资源交易须有法律、行政法规；（六）至（八）项另有国家规定即可，但本条自己不够。
        ("cn.zj.public-credit.2017 第二十六条", "market-procurement", None, False),
        (
            "cn.zj.public-credit.2017 第二十六条",
            "market-procurement",
            "cn.sh.credit-regulation.2017 第三十条",
            False,
        ),
        ("cn.zj.public-credit.2017 第二十六条", "market-procurement", REGULATION, True),
        ("cn.zj.public-credit.2017 第二十六条", "market-bidding", None, False),
        ("cn.zj.public-credit.2017 第二十六条", "market-honours", None, False),
        (
            "cn.zj.public-credit.2017 第二十六条",
            "market-honours",
            "cn.gov.guobanfa.2020.49#restraint",
            True,
        ),
        (
            "cn.zj.public-credit.2017 第二十六条",
            "sh-no-funding",
            "cn.sh.credit-regulation.2017 第三十条",
            True,
        ),
        ("cn.sh.credit-regulation.2017 第三十一条", "market-honours", None, False),
        (
            "cn.sh.credit-regulation.2017 第三十一条",
            "market-honours",
            "cn.gov.guobanfa.2020.49#restraint",
            False,
        ),
        ("cn.sh.credit-regulation.2017 第三十一条", "market-honours", REGULATION, True),
    ],
)
def test_浙江条例第二十六条_上海条例第三十一条_the_level_each_item_demands(
    tmp_path: Path, own, measure, other, accepted
):
    basis = own if other is None else f'{own}, "{other}"'
    path = tmp_path / "attempt.yaml"
    path.write_text(GRANT.format(measure=measure, basis=basis), encoding="utf-8")
    if accepted:
        cr.load(path)
        return
    with pytest.raises(RulesetError) as refused:
        cr.load(path)
    assert {one.code for one in refused.value.diagnostics} == {"demanded-level-missing"}
