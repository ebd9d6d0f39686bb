"""Courts, company office, food and drugs: the shipped rulesets on both sides of every edge.

A test is named after the provision it holds the content to. All subjects are invented.
"""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Truth

FILES = {
    "courts": "consumption-order consumption-restriction defaulters-listing defaulters-removal"
    " defaulters-steps",
    "company": "office-bar",
    "food": "food-safety-bans food-safety-bans-persons",
    "drug": "drug-bans drug-bans-persons",
}
BOOK = cr.load(
    [
        cr.shipped("rulesets") / folder / f"{name}.yaml"
        for folder, names in FILES.items()
        for name in names.split()
    ]
)
ALL = {name: {"from": "beginning", "until": "2099-12-31"} for name in COLLECTIONS}
CASE = "(2026)某0100执1号"
COMPANY = {"uscc": "91320100MA0EXAMP17", "kind": "legal_person"}
PERSON = {"key": "P-1", "kind": "natural_person", "of_full_age": True, "capacity": "full"}


def decide(who, day, **told):
    told = {
        name: [{"status": "effective", "key": "a"} | row for row in rows]
        for name, rows in told.items()
    }
    return cr.decide(BOOK, Subject.read({"covers": ALL} | who | told), date.fromisoformat(day))


def found(finding, answer="yes", about="a"):
    return {
        "key": finding,
        "finding": finding,
        "about": about,
        "answer": answer,
        "authority": "某机关",
        "document_number": "认1",
        "decided_on": "2020-01-02",
    }


def measures(decision, ruleset):
    """Rule, target, and first day without, of the measures of a ruleset."""
    return {
        (one.because_of.rule, one.target.value, str(one.until))
        for one in decision.measures
        if one.because_of.ruleset == ruleset
    }


def rules(decision, ruleset):
    return {rule for rule, _, _ in measures(decision, ruleset)}


def undecided(decision, ruleset):
    """What is open of a ruleset: rule, and the last part of what is missing."""
    return {
        (one.rule, missing.finding or missing.path.rpartition(".")[2])
        for one in decision.undetermined
        if one.ruleset == ruleset
        for missing in one.missing
    }


def unconfirmed(decision):
    """The rulesets that nobody vouches for on the day."""
    return {one.ruleset for one in decision.undetermined if one.what == "ruleset"}


# 法释〔2017〕7号 —— entry


CONDUCTS = [
    "able-but-refuses",
    "obstructs",
    "evades",
    "no-property-report",
    "breaks-consumption-order",
    "breaks-settlement",
]


def enforcement(conduct="obstructs", **said):
    return {
        "document_number": CASE,
        "conduct": [conduct],
        "filed_on": "2026-03-01",
        "notified_on": "2026-03-05",
        "outcome": "pending",
        "outcome_on": "none",
        "consumption_ordered_on": "none",
        "secured": False,
        "assets_suffice": False,
        "not_yet_due": False,
    } | said


def proposed(decision):
    return {(one.because_of.rule, one.outcome) for one in decision.proposals}


ABLE = found("otherwise-unable", "no")


@pytest.mark.parametrize("who", [COMPANY, PERSON])
@pytest.mark.parametrize("conduct", CONDUCTS)
def test_article_1_each_of_the_six_grounds(who, conduct):
    decision = decide(who, "2026-10-01", enforcements=[enforcement(conduct)], findings=[ABLE])
    assert proposed(decision) == {(conduct, Truth.TRUE)}
    (proposal,) = decision.proposals
    assert (proposal.list, proposal.organ) == ("judgment-defaulters", "执行法院")
    assert decision.measures == ()


def test_article_1_two_conducts_are_two_grounds():
    case = enforcement() | {"conduct": ["obstructs", "evades"]}
    assert {rule for rule, _ in proposed(decide(COMPANY, "2026-10-01", enforcements=[case]))} == {
        "obstructs",
        "evades",
    }


@pytest.mark.parametrize(
    "outcome", ["fulfilled", "settlement-fulfilled", "not-enforced", "terminated"]
)
def test_article_1_only_while_the_duty_is_unfulfilled(outcome):
    case = enforcement(outcome=outcome, outcome_on="2026-06-01")
    assert proposed(decide(COMPANY, "2026-05-31", enforcements=[case])) == {
        ("obstructs", Truth.TRUE)
    }
    assert proposed(decide(COMPANY, "2026-06-01", enforcements=[case])) == set()


@pytest.mark.parametrize("exclusion", ["secured", "assets_suffice", "not_yet_due"])
def test_article_3_excludes_the_first_ground_only(exclusion):
    both = enforcement(**{exclusion: True}) | {"conduct": ["able-but-refuses", "obstructs"]}
    decision = decide(COMPANY, "2026-10-01", enforcements=[both], findings=[ABLE])
    assert proposed(decision) == {("obstructs", Truth.TRUE)}


def test_article_3_item_4_is_a_question_for_the_court():
    case = enforcement("able-but-refuses")
    decision = decide(COMPANY, "2026-10-01", enforcements=[case])
    assert proposed(decision) == {("able-but-refuses", Truth.UNKNOWN)}
    (proposal,) = decision.proposals
    assert [one.finding for one in proposal.findings_needed] == ["otherwise-unable"]
    unable = decide(
        COMPANY, "2026-10-01", enforcements=[case], findings=[found("otherwise-unable")]
    )
    assert proposed(unable) == set()


def test_article_3_an_exclusion_not_told_leaves_it_open():
    case = enforcement("able-but-refuses")
    del case["secured"]
    decision = decide(COMPANY, "2026-10-01", enforcements=[case], findings=[ABLE])
    assert proposed(decision) == set()
    assert undecided(decision, "defaulters-listing") == {("able-but-refuses", "secured")}


@pytest.mark.parametrize("conduct", CONDUCTS)
def test_article_4_a_minor_is_not_entered(conduct):
    minor = PERSON | {"of_full_age": False}
    decision = decide(minor, "2026-10-01", enforcements=[enforcement(conduct)], findings=[ABLE])
    assert proposed(decision) == set()
    assert undecided(decision, "defaulters-listing") == set()


@pytest.mark.parametrize("conduct", CONDUCTS)
def test_article_4_of_unknown_age_there_is_no_proposal(conduct):
    unknown = {name: value for name, value in PERSON.items() if name != "of_full_age"}
    decision = decide(unknown, "2026-10-01", enforcements=[enforcement(conduct)], findings=[ABLE])
    assert proposed(decision) == set()
    assert undecided(decision, "defaulters-listing") == {(conduct, "of_full_age")}


def test_article_5_what_the_court_owes():
    (proposal,) = decide(COMPANY, "2026-10-01", enforcements=[enforcement()]).proposals
    assert [step.id for step in proposal.steps] == [
        "risk-warning",
        "decision",
        "decision-document",
        "service",
        "publicity",
        "notification",
    ]
    assert proposal.steps[0].note.zh == "已于 2026-03-05 办理"


def entry(ground="obstructs", **said):
    return {
        "list": "judgment-defaulters",
        "document_number": CASE,
        "ground": ground,
        "listed_on": "2024-03-01",
        "term_until": "none",
        "restriction_until": "none",
        "removed_on": "none",
        "restored_on": "none",
        "basis_status": "effective",
    } | said


@pytest.mark.parametrize("removed", ["none", "2026-04-01"])
def test_article_5_a_case_already_decided_is_not_proposed_again(removed):
    listed = entry(listed_on="2026-03-20", removed_on=removed)
    other = listed | {"document_number": "(2025)某0100执9号"}
    case = enforcement()
    assert proposed(decide(COMPANY, "2026-10-01", enforcements=[case], listings=[listed])) == set()
    assert proposed(decide(COMPANY, "2026-10-01", enforcements=[case], listings=[other])) == {
        ("obstructs", Truth.TRUE)
    }


# 法释〔2017〕7号 —— term and removal


def state(day, **said):
    (listing,) = decide(COMPANY, day, listings=[entry(**said)]).listings
    return listing.state.value, str(listing.last_day)


@pytest.mark.parametrize("ground", CONDUCTS[1:])
def test_article_2_two_years_for_grounds_2_to_6(ground):
    assert state("2026-03-01", ground=ground) == ("current", "2026-03-01")
    assert state("2026-03-02", ground=ground) == ("overdue_removal", "2026-03-01")


def test_article_2_the_first_ground_has_no_term():
    assert state("2026-03-02", ground="able-but-refuses") == ("current", "None")
    assert state("2044-03-01", ground="able-but-refuses") == ("current", "None")


@pytest.mark.parametrize(
    ("until", "last", "next_day"),
    [("2027-03-01", "2027-03-01", "2027-03-02"), ("2029-03-01", "2029-03-01", "2029-03-02")],
)
def test_article_2_the_extended_term_of_the_entry_counts(until, last, next_day):
    assert state("2026-03-02", term_until=until) == ("current", last)
    assert state(last, term_until=until) == ("current", last)
    assert state(next_day, term_until=until) == ("overdue_removal", last)


def test_article_2_without_a_ground_the_end_is_open():
    listing = {name: value for name, value in entry().items() if name != "ground"}
    (before,) = decide(COMPANY, "2026-03-01", listings=[listing]).listings
    (after,) = decide(COMPANY, "2026-03-02", listings=[listing]).listings
    assert (before.state.value, after.state.value) == ("current", "unknown")


def test_article_10_an_ended_entry_is_removed_within_three_working_days():
    decision = decide(COMPANY, "2026-03-02", listings=[entry()])
    (listing,) = decision.listings
    assert str(listing.remove_by) == "2026-03-04"  # 1 March 2026 is a Sunday
    assert [step.id for step in decision.steps] == ["remove-entry"]


EVENTS = [
    "fulfilled",
    "settlement-fulfilled",
    "applicant-requested",
    "no-assets-found",
    "stayed",
    "not-enforced",
    "terminated",
]


def repair(decision):
    (one,) = decision.repairs
    return one.state.value


@pytest.mark.parametrize("event", EVENTS)
def test_article_10_each_event_ends_an_entry_without_a_term(event):
    listed = [entry("able-but-refuses")]
    case = enforcement("able-but-refuses", outcome=event, outcome_on="2026-06-01")
    before = decide(COMPANY, "2026-05-31", listings=listed, enforcements=[case])
    after = decide(COMPANY, "2026-06-01", listings=listed, enforcements=[case])
    assert (repair(before), repair(after)) == ("not-yet", "can-apply")
    assert [step.id for step in before.steps] == []
    (step,) = after.steps
    assert (step.id, str(step.due), step.by) == ("delete-entry", "2026-06-04", "执行法院")


def test_article_10_while_enforcement_goes_on_there_is_no_event():
    decision = decide(
        COMPANY,
        "2026-06-01",
        listings=[entry("able-but-refuses")],
        enforcements=[enforcement("able-but-refuses")],
    )
    assert (repair(decision), decision.steps) == ("not-yet", ())


def test_article_10_an_event_in_another_case_ends_nothing():
    case = enforcement(outcome="fulfilled", outcome_on="2026-06-01", document_number="另案")
    decision = decide(
        COMPANY, "2026-06-02", listings=[entry("able-but-refuses")], enforcements=[case]
    )
    assert (repair(decision), decision.steps) == ("not-yet", ())


def test_article_10_without_coverage_of_enforcements_nobody_knows():
    covers = {name: days for name, days in ALL.items() if name != "enforcements"}
    decision = decide(
        COMPANY | {"covers": covers}, "2026-06-01", listings=[entry("able-but-refuses")]
    )
    assert repair(decision) == "undetermined"


def test_article_10_paragraph_2_events_do_not_end_an_entry_with_a_term():
    listed = [entry(listed_on="2026-01-05")]
    case = enforcement(outcome="fulfilled", outcome_on="2026-06-01")
    refused = decide(
        COMPANY,
        "2026-06-02",
        listings=listed,
        enforcements=[case],
        findings=[found("early-removal", "no")],
    )
    assert (repair(refused), refused.steps) == ("not-yet", ())


def test_article_2_early_removal_is_the_courts_decision():
    listed = [entry(listed_on="2026-01-05")]
    open_ = decide(COMPANY, "2026-06-02", listings=listed)
    assert repair(open_) == "undetermined"
    (one,) = open_.repairs
    assert [missing.finding for missing in one.missing] == ["early-removal"]
    granted = decide(COMPANY, "2026-06-02", listings=listed, findings=[found("early-removal")])
    assert repair(granted) == "can-apply"


def test_article_9_whether_an_entry_was_wrong_does_not_follow_from_its_document():
    # Article 9 has an entry revoked that should not have been made; it says nothing of an annulled
    # document. The entry stands, and is removed when its term has ended, like any other.
    annulled = {"listings": [entry(basis_status="annulled")]}
    for day, standing, steps in (
        ("2026-03-01", "current", []),
        ("2026-03-02", "overdue_removal", ["remove-entry"]),
    ):
        decision = decide(COMPANY, day, **annulled)
        assert [one.state.value for one in decision.listings] == [standing]
        assert [step.id for step in decision.steps] == steps


# 法释〔2015〕17号


OFFICERS = [
    {"key": "LR-1", "role": "legal_representative", "until": "2026-09-30"},
    {"key": "LR-2", "role": "legal_representative", "since": "2026-10-01"},
    {"key": "PR-1", "role": "principal"},
    {"key": "RP-1", "role": "responsible_person"},
    {"key": "CO-1", "role": "controller"},
]
TARGETS = {"entity", "legal_representative", "principal", "responsible_person", "controller"}


def consumption(decision, ruleset="consumption-restriction"):
    return {
        (one.target.value, one.persons, one.strength.value)
        for one in decision.measures
        if one.because_of.ruleset == ruleset
    }


def test_article_1_a_listed_person_shall_be_restricted():
    listed = entry("able-but-refuses")
    assert consumption(decide(PERSON, "2026-10-01", listings=[listed])) == {("entity", (), "must")}


def test_article_3_an_organisation_and_four_of_its_persons():
    company = COMPANY | {"persons": OFFICERS}
    listed = entry("able-but-refuses")
    expected = {
        ("entity", (), "must"),
        ("principal", ("PR-1",), "must"),
        ("responsible_person", ("RP-1",), "must"),
        ("controller", ("CO-1",), "must"),
    }
    for day, key in (("2026-09-30", "LR-1"), ("2026-10-01", "LR-2")):
        legal = ("legal_representative", (key,), "must")
        assert consumption(decide(company, day, listings=[listed])) == expected | {legal}


def test_article_1_a_shop_is_restricted_itself():
    shop = {"uscc": "92320100MA0EXAMP1J", "kind": "individual_business", "persons": OFFICERS}
    listed = entry("able-but-refuses")
    assert consumption(decide(shop, "2026-10-01", listings=[listed])) == {("entity", (), "must")}


def test_article_1_the_restriction_stands_as_long_as_the_entry():
    listed = entry(listed_on="2024-10-01")
    last, after = (decide(PERSON, day, listings=[listed]) for day in ("2026-10-01", "2026-10-02"))
    assert measures(last, "consumption-restriction") == {("the-debtor", "entity", "2026-10-02")}
    assert measures(after, "consumption-restriction") == set()
    (only,) = last.measures
    assert {(one.instrument, one.provision) for one in only.basis} == {
        ("cn.spc.fashi.2015.17", "第一条"),
        ("cn.spc.fashi.2015.17", "第三条"),
        ("cn.npc.civil-procedure-law.2023", "第二百六十六条"),
    }


def test_civil_procedure_law_266_is_not_vouched_for_before_the_day_it_was_seen():
    told = {
        "listings": [entry("able-but-refuses")],
        "enforcements": [enforcement(consumption_ordered_on="2026-08-01")],
        "findings": [found("order-ended", "no")],
    }
    before, then = (decide(PERSON, day, **told) for day in ("2026-08-27", "2026-08-28"))
    for ruleset in ("consumption-restriction", "consumption-order"):
        assert consumption(before, ruleset) == set()
        assert consumption(then, ruleset) == {("entity", (), "must")}
    # Before that day it is open whether they hold, not settled that they do not.
    assert unconfirmed(before) == {"consumption-restriction", "consumption-order"}
    assert unconfirmed(then) == set()


def test_civil_procedure_law_266_is_no_question_about_who_is_neither_listed_nor_under_an_order():
    for day in ("2026-08-27", "2026-08-28"):
        decision = decide(PERSON, day)
        assert unconfirmed(decision) == set()
        assert decision.measures == ()


def test_article_1_a_proposal_restricts_nobody():
    decision = decide(COMPANY, "2026-10-01", enforcements=[enforcement()])
    assert decision.proposals
    assert decision.measures == ()


STANDS = found("order-ended", "no")


@pytest.mark.parametrize(("day", "expected"), [("2026-09-09", set()), ("2026-09-10", {"entity"})])
def test_article_5_the_order_bars_from_its_day(day, expected):
    case = enforcement(consumption_ordered_on="2026-09-10")
    decision = decide(PERSON, day, enforcements=[case], findings=[STANDS])
    assert {who for who, _, _ in consumption(decision, "consumption-order")} == expected


def test_article_3_the_order_on_an_organisation_meets_its_persons():
    case = enforcement(consumption_ordered_on="2026-09-10")
    company = COMPANY | {"persons": OFFICERS}
    decision = decide(company, "2026-10-01", enforcements=[case], findings=[STANDS])
    met = consumption(decision, "consumption-order")
    assert {who for who, _, _ in met} == TARGETS
    # Who holds the office on the day, not who held it when the case was filed.
    assert ("legal_representative", ("LR-2",), "must") in met


def test_article_9_an_order_lifted_or_run_out_bars_no_longer():
    case = enforcement(consumption_ordered_on="2026-09-10")
    unknown = decide(PERSON, "2026-10-01", enforcements=[case])
    assert rules(unknown, "consumption-order") == set()
    assert ("the-debtor", "order-ended") in undecided(unknown, "consumption-order")
    lifted = decide(PERSON, "2026-10-01", enforcements=[case], findings=[found("order-ended")])
    assert rules(lifted, "consumption-order") == set()
    assert undecided(lifted, "consumption-order") == set()


def test_article_9_a_fulfilled_case_bars_no_longer():
    case = enforcement(
        consumption_ordered_on="2026-09-10", outcome="fulfilled", outcome_on="2026-10-10"
    )
    for day, expected in (("2026-10-09", {"the-debtor"}), ("2026-10-10", set())):
        decision = decide(PERSON, day, enforcements=[case], findings=[STANDS])
        assert rules(decision, "consumption-order") == expected


# 公司法 第一百七十八条


def barred(day, **told):
    decision = decide(PERSON, day, **told)
    return {(rule, until) for rule, _, until in measures(decision, "office-bar")}


def conviction(**said):
    return {
        "outcome": "convicted",
        "decided_on": "2024-07-10",
        "crimes": ["property"],
        "imprisonment": True,
        "political_rights_deprived": False,
        "served_on": "2025-03-01",
        "probation_ended_on": "none",
    } | said


@pytest.mark.parametrize("crime", ["corruption", "property", "market-order"])
def test_article_178_item_2_five_years_after_the_sentence(crime):
    told = {"court_outcomes": [conviction(crimes=[crime])]}
    assert barred("2030-03-01", **told) == {("sentence-served", "2030-03-02")}
    assert barred("2030-03-02", **told) == set()


def test_article_178_item_2_while_the_sentence_is_served():
    told = {"court_outcomes": [conviction(served_on="2028-03-01")]}
    assert barred("2026-10-01", **told) == {("sentence-served", "None")}
    assert barred("2033-03-01", **told) == {("sentence-served", "2033-03-02")}
    assert barred("2033-03-02", **told) == set()


def test_article_178_item_2_two_years_after_probation():
    told = {"court_outcomes": [conviction(served_on="none", probation_ended_on="2025-09-01")]}
    assert barred("2027-09-01", **told) == {("probation-ended", "2027-09-02")}
    assert barred("2027-09-02", **told) == set()


def test_article_178_item_2_other_crimes_only_with_loss_of_political_rights():
    other = conviction(crimes=["other"])
    assert barred("2026-10-01", court_outcomes=[other]) == set()
    deprived = other | {"political_rights_deprived": True}
    assert barred("2030-03-01", court_outcomes=[deprived]) == {("sentence-served", "2030-03-02")}
    assert barred("2030-03-02", court_outcomes=[deprived]) == set()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"served_on": "2025-03-01"}, "sentence-served"),
        ({"crimes": ["other"], "political_rights_deprived": True}, "sentence-served"),
        ({"served_on": "none", "probation_ended_on": "2025-09-01"}, "probation-ended"),
    ],
)
def test_article_178_item_2_judgments_from_the_day_the_text_commenced(said, rule):
    # What was decided before it does not count, though the sentence ended under it.
    before, then = (
        decide(PERSON, "2026-10-01", court_outcomes=[conviction(decided_on=day, **said)])
        for day in ("2024-06-30", "2024-07-01")
    )
    assert rules(before, "office-bar") == set()
    assert undecided(before, "office-bar") == set()
    assert rules(then, "office-bar") == {rule}


def test_article_178_item_2_asks_of_no_punishment_before_the_text_commenced():
    bare = {"imprisonment": False, "served_on": "none"}
    before, then = (
        decide(PERSON, "2026-10-01", court_outcomes=[conviction(decided_on=day, **bare)])
        for day in ("2024-06-30", "2024-07-01")
    )
    assert undecided(before, "office-bar") == set()
    assert undecided(then, "office-bar") == {("sentence-served", "sentenced")}


@pytest.mark.parametrize("outcome", ["pending", "acquitted"])
def test_article_178_item_2_needs_a_conviction(outcome):
    assert barred("2026-10-01", court_outcomes=[conviction(outcome=outcome)]) == set()


def test_article_178_item_2_a_conviction_without_a_known_punishment_is_a_question():
    bare = conviction(imprisonment=False, served_on="none")
    decision = decide(PERSON, "2026-10-01", court_outcomes=[bare])
    assert undecided(decision, "office-bar") == {("sentence-served", "sentenced")}
    spared = decide(
        PERSON, "2026-10-01", court_outcomes=[bare], findings=[found("sentenced", "no")]
    )
    assert rules(spared, "office-bar") == set()
    assert undecided(spared, "office-bar") == set()


def position(**said):
    return {
        "organisation": "91320100MA0EXAMP17",
        "role": "director",
        "since": "2018-01-01",
        "until": "none",
        "outcome": "liquidated",
        "unlawful": False,
        "outcome_on": "2024-09-01",
    } | said


@pytest.mark.parametrize("role", ["director", "factory_head"])
def test_article_178_item_3_three_years_after_liquidation(role):
    told = {"positions": [position(role=role)], "findings": [found("liable-for-insolvency")]}
    assert barred("2027-09-01", **told) == {("insolvent-enterprise", "2027-09-02")}
    assert barred("2027-09-02", **told) == set()


@pytest.mark.parametrize(
    ("held", "finding", "rule"),
    [
        ({}, "liable-for-insolvency", "insolvent-enterprise"),
        (
            {"role": "legal_representative", "outcome": "ordered-closed", "unlawful": True},
            "liable-for-revocation",
            "revoked-enterprise",
        ),
    ],
)
def test_article_178_items_3_and_4_begin_with_the_outcome(held, finding, rule):
    held = position(**held) | {"outcome_on": "2026-10-01"}
    told = {"positions": [held], "findings": [found(finding)]}
    assert barred("2026-09-30", **told) == set()
    assert barred("2026-10-01", **told) == {(rule, "2029-10-02")}


@pytest.mark.parametrize("role", ["supervisor", "legal_representative", "controller"])
def test_article_178_item_3_meets_no_other_role(role):
    told = {"positions": [position(role=role)], "findings": [found("liable-for-insolvency")]}
    assert barred("2026-10-01", **told) == set()


REVOKED = {"role": "legal_representative", "outcome": "licence-revoked", "unlawful": True}


@pytest.mark.parametrize("outcome", ["licence-revoked", "ordered-closed"])
def test_article_178_item_4_three_years_after_revocation(outcome):
    held = position(**(REVOKED | {"outcome": outcome}))
    told = {"positions": [held], "findings": [found("liable-for-revocation")]}
    assert barred("2027-09-01", **told) == {("revoked-enterprise", "2027-09-02")}
    assert barred("2027-09-02", **told) == set()


@pytest.mark.parametrize(
    "said", [{"unlawful": False}, {"role": "director"}, {"outcome": "permit-revoked"}]
)
def test_article_178_item_4_legal_representative_and_illegality(said):
    told = {
        "positions": [position(**(REVOKED | said))],
        "findings": [found("liable-for-revocation")],
    }
    assert barred("2026-10-01", **told) == set()


@pytest.mark.parametrize(
    ("held", "rule", "finding"),
    [
        (position(), "insolvent-enterprise", "liable-for-insolvency"),
        (position(**REVOKED), "revoked-enterprise", "liable-for-revocation"),
    ],
)
def test_article_178_items_3_and_4_individual_responsibility_is_found(held, rule, finding):
    decision = decide(PERSON, "2026-10-01", positions=[held])
    assert undecided(decision, "office-bar") == {(rule, finding)}
    assert rules(decision, "office-bar") == set()
    assert barred("2026-10-01", positions=[held], findings=[found(finding, "no")]) == set()


@pytest.mark.parametrize(
    ("held", "rule", "finding"),
    [
        ({}, "insolvent-enterprise", "liable-for-insolvency"),
        ({"role": "factory_head"}, "insolvent-enterprise", "liable-for-insolvency"),
        (REVOKED, "revoked-enterprise", "liable-for-revocation"),
        (REVOKED | {"outcome": "ordered-closed"}, "revoked-enterprise", "liable-for-revocation"),
    ],
)
def test_article_178_items_3_and_4_outcomes_from_the_day_the_text_commenced(held, rule, finding):
    before, then = (
        {"positions": [position(**held, outcome_on=day)]} for day in ("2024-06-30", "2024-07-01")
    )
    liable = {"findings": [found(finding)]}
    assert barred("2026-10-01", **before, **liable) == set()
    assert barred("2026-10-01", **then, **liable) == {(rule, "2027-07-02")}
    # Nor is anything asked about what came before.
    assert undecided(decide(PERSON, "2026-10-01", **before), "office-bar") == set()
    assert undecided(decide(PERSON, "2026-10-01", **then), "office-bar") == {(rule, finding)}


def test_article_178_item_5_as_long_as_the_entry_stands():
    listed = entry("breaks-settlement", listed_on="2024-10-01")
    told = {"listings": [listed], "findings": [found("large-personal-debt")]}
    assert barred("2026-10-01", **told) == {("judgment-defaulter", "2026-10-02")}
    assert barred("2026-10-02", **told) == set()
    assert barred("2026-10-01", listings=[listed | {"removed_on": "2026-09-01"}]) == set()
    open_ = decide(PERSON, "2026-10-01", listings=[listed])
    assert undecided(open_, "office-bar") == {("judgment-defaulter", "large-personal-debt")}


@pytest.mark.parametrize("listed_on", ["2024-03-01", "2024-06-30", "2024-07-01"])
def test_article_178_item_5_an_entry_made_before_the_text_commenced_and_still_standing(listed_on):
    listed = entry("able-but-refuses", listed_on=listed_on)
    told = {"listings": [listed], "findings": [found("large-personal-debt")]}
    assert barred("2026-10-01", **told) == {("judgment-defaulter", "None")}


def test_article_178_from_the_day_it_is_in_force():
    listed = entry("able-but-refuses")
    told = {"listings": [listed], "findings": [found("large-personal-debt")]}
    assert barred("2024-06-30", **told) == set()
    assert barred("2024-07-01", **told) == {("judgment-defaulter", "None")}


def test_article_178_asks_nothing_of_a_company():
    assert rules(decide(COMPANY, "2026-10-01"), "office-bar") == set()


# 食品安全法


def revoked(**said):
    return {
        "kinds": ["licence-revocation", "fine"],
        "domain": "food",
        "acted_on": "2025-11-01",
        "decided_on": "2026-01-05",
        "publicity_until": "none",
    } | said


BOTH = {"licence-revoked-licence", "licence-revoked-management"}
OWN = {f"own-{rule}" for rule in BOTH}
FOOD_LICENCE = found("food-licence")


def test_article_135_five_years_for_the_business_and_those_responsible():
    told = {"penalties": [revoked()], "findings": [FOOD_LICENCE]}
    last = decide(COMPANY, "2031-01-05", **told)
    assert measures(last, "food-safety-bans") == {
        (rule, target, "2031-01-06")
        for rule in BOTH
        for target in ("entity", "legal_representative", "responsible_person")
    }
    assert measures(decide(COMPANY, "2031-01-06", **told), "food-safety-bans") == set()


def test_article_135_meets_who_held_the_role_when_it_was_done():
    persons = [
        {"key": "LR-1", "role": "legal_representative", "until": "2025-11-01"},
        {"key": "LR-2", "role": "legal_representative", "since": "2025-11-02"},
    ]
    company = COMPANY | {"persons": persons}
    decision = decide(company, "2026-10-01", penalties=[revoked()], findings=[FOOD_LICENCE])
    assert {one.persons for one in decision.measures if one.target == "legal_representative"} == {
        ("LR-1",)
    }


@pytest.mark.parametrize("said", [{"kinds": ["fine"]}, {"domain": "market"}])
def test_article_135_needs_a_food_licence_revoked(said):
    told = {"penalties": [revoked(**said)]}
    decision = decide(COMPANY, "2026-10-01", **told, findings=[FOOD_LICENCE])
    assert rules(decision, "food-safety-bans") == set()
    assert undecided(decide(COMPANY, "2026-10-01", **told), "food-safety-bans") == set()


WHO = [(COMPANY, "food-safety-bans", BOTH), (PERSON, "food-safety-bans-persons", OWN)]


@pytest.mark.parametrize(("who", "ruleset", "both"), WHO)
def test_article_135_that_it_was_a_food_licence_is_found(who, ruleset, both):
    open_ = decide(who, "2026-10-01", penalties=[revoked()])
    assert rules(open_, ruleset) == set()
    assert undecided(open_, ruleset) == {(rule, "food-licence") for rule in both}
    for answer, expected in (("yes", both), ("no", set())):
        findings = [found("food-licence", answer)]
        decision = decide(who, "2026-10-01", penalties=[revoked()], findings=findings)
        assert rules(decision, ruleset) == expected
        assert undecided(decision, ruleset) == set()


@pytest.mark.parametrize(("who", "ruleset", "both"), WHO)
def test_article_135_revocations_from_the_day_the_text_commenced(who, ruleset, both):
    before, then = (
        {"penalties": [revoked(decided_on=day)]} for day in ("2025-11-30", "2025-12-01")
    )
    is_food = {"findings": [FOOD_LICENCE]}
    assert rules(decide(who, "2026-10-01", **before, **is_food), ruleset) == set()
    for day, expected in (("2025-12-01", both), ("2030-12-01", both), ("2030-12-02", set())):
        assert rules(decide(who, day, **then, **is_food), ruleset) == expected
    # Nor is anything asked about what came before.
    assert undecided(decide(who, "2026-10-01", **before), ruleset) == set()
    assert undecided(decide(who, "2026-10-01", **then), ruleset) == {
        (rule, "food-licence") for rule in both
    }


def test_article_135_asks_nothing_of_a_business_about_crimes_and_positions():
    covers = {"penalties": ALL["penalties"], "listings": ALL["listings"]}
    decision = decide(COMPANY | {"covers": covers}, "2026-10-01")
    assert [one.ruleset for one in decision.undetermined if "food" in one.ruleset] == []


PERMIT = position(role="responsible_person", outcome="permit-revoked", outcome_on="2026-01-05")


@pytest.mark.parametrize("role", ["legal_representative", "responsible_person"])
def test_article_135_five_years_for_a_person_through_the_position(role):
    told = {
        "positions": [PERMIT | {"role": role}],
        "findings": [found("food-licence-of-the-organisation")],
    }
    last = decide(PERSON, "2031-01-05", **told)
    assert measures(last, "food-safety-bans-persons") == {
        ("organisation-revoked-licence", "entity", "2031-01-06"),
        ("organisation-revoked-management", "entity", "2031-01-06"),
    }
    assert rules(decide(PERSON, "2031-01-06", **told), "food-safety-bans-persons") == set()


def test_article_135_for_a_person_begins_with_the_revocation_and_is_found():
    told = {"positions": [PERMIT], "findings": [found("food-licence-of-the-organisation")]}
    assert rules(decide(PERSON, "2026-01-04", **told), "food-safety-bans-persons") == set()
    assert len(rules(decide(PERSON, "2026-01-05", **told), "food-safety-bans-persons")) == 2
    open_ = decide(PERSON, "2026-01-05", positions=[PERMIT])
    assert rules(open_, "food-safety-bans-persons") == set()
    assert undecided(open_, "food-safety-bans-persons") == {
        ("organisation-revoked-licence", "food-licence-of-the-organisation"),
        ("organisation-revoked-management", "food-licence-of-the-organisation"),
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-11-30", set()),
        ("2025-12-01", {"organisation-revoked-licence", "organisation-revoked-management"}),
    ],
)
def test_article_135_a_person_through_a_revocation_from_the_day_the_text_commenced(day, expected):
    held, finding = PERMIT | {"outcome_on": day}, "food-licence-of-the-organisation"
    decision = decide(PERSON, "2026-10-01", positions=[held], findings=[found(finding)])
    assert rules(decision, "food-safety-bans-persons") == expected
    # Nor is anything asked about what came before.
    open_ = decide(PERSON, "2026-10-01", positions=[held])
    assert undecided(open_, "food-safety-bans-persons") == {(rule, finding) for rule in expected}


def test_article_135_five_years_for_a_person_whose_own_licence_was_revoked():
    told = {"penalties": [revoked()], "findings": [FOOD_LICENCE]}
    assert measures(decide(PERSON, "2031-01-05", **told), "food-safety-bans-persons") == {
        ("own-licence-revoked-licence", "entity", "2031-01-06"),
        ("own-licence-revoked-management", "entity", "2031-01-06"),
    }
    assert rules(decide(PERSON, "2031-01-06", **told), "food-safety-bans-persons") == set()


@pytest.mark.parametrize("said", [{"role": "supervisor"}, {"outcome": "licence-revoked"}])
def test_article_135_other_roles_and_outcomes_bar_nobody(said):
    findings = [found("food-licence-of-the-organisation")]
    decision = decide(PERSON, "2026-10-01", positions=[PERMIT | said], findings=findings)
    assert rules(decision, "food-safety-bans-persons") == set()


FOOD_CRIME = conviction(crimes=["food-safety"], decided_on="2026-02-01", served_on="2026-08-01")
NOT_STAFF = found("food-inspection-staff", "no")


@pytest.mark.parametrize("day", ["2026-10-01", "2076-10-01"])
def test_article_135_imprisonment_for_a_food_crime_bars_for_life(day):
    decision = decide(PERSON, day, court_outcomes=[FOOD_CRIME], findings=[NOT_STAFF])
    (one,) = [o for o in decision.measures if o.because_of.ruleset == "food-safety-bans-persons"]
    assert (one.measure, one.lifelong, one.until, str(one.since)) == (
        "food-management-bar",
        True,
        None,
        "2026-02-01",
    )


@pytest.mark.parametrize(
    ("said", "answer", "rule"),
    [({}, "no", "food-crime"), ({"imprisonment": False}, "yes", "testing-staff-punished")],
)
def test_articles_135_and_138_judgments_from_the_day_the_text_commenced(said, answer, rule):
    findings = [found("food-inspection-staff", answer)]
    before, then = (
        {"court_outcomes": [FOOD_CRIME | said | {"decided_on": day}]}
        for day in ("2025-11-30", "2025-12-01")
    )
    ruleset = "food-safety-bans-persons"
    assert rules(decide(PERSON, "2026-10-01", **before, findings=findings), ruleset) == set()
    assert rules(decide(PERSON, "2026-10-01", **then, findings=findings), ruleset) == {rule}
    # Nor is anything asked about what came before.
    assert undecided(decide(PERSON, "2026-10-01", **before), ruleset) == set()
    assert undecided(decide(PERSON, "2026-10-01", **then), ruleset) == {
        ("testing-staff-punished", "food-inspection-staff")
    }


@pytest.mark.parametrize(
    "said", [{"imprisonment": False}, {"crimes": ["drug-safety"]}, {"outcome": "pending"}]
)
def test_article_135_for_life_only_after_imprisonment_for_a_food_crime(said):
    outcome = FOOD_CRIME | said
    decision = decide(PERSON, "2026-10-01", court_outcomes=[outcome], findings=[NOT_STAFF])
    assert rules(decision, "food-safety-bans-persons") == set()


@pytest.mark.parametrize(
    ("answer", "expected"), [("yes", {"testing-staff-punished"}), ("no", set())]
)
def test_article_138_testing_staff_criminally_punished_are_barred_for_life(answer, expected):
    outcome = FOOD_CRIME | {"imprisonment": False}
    findings = [found("food-inspection-staff", answer)]
    decision = decide(PERSON, "2076-10-01", court_outcomes=[outcome], findings=findings)
    assert rules(decision, "food-safety-bans-persons") == expected


# 药品管理法


def drug(**said):
    return {
        "kinds": ["fine", "employment-restriction"],
        "domain": "drug",
        "conduct": ["drug-safety"],
        "acted_on": "2025-05-01",
        "decided_on": "2026-01-05",
        "restriction_until": "none",
        "publicity_until": "none",
    } | said


DRUG_FINDINGS = [
    "counterfeit",
    "licence-by-fraud",
    "licence-by-fraud-serious",
    "unapproved-serious",
    "research-body",
    "bribed-official",
    "took-property-serious",
    "stated-for-life",
]


def only(*findings):
    """The findings that hold, the others found not to."""
    return [found(one, "yes" if one in findings else "no") for one in DRUG_FINDINGS]


def for_life(finding):
    return only(finding, "stated-for-life")


def without(finding, findings):
    return [one for one in findings if one["finding"] != finding]


PERSONS = [
    {"key": "LR-1", "role": "legal_representative", "until": "2025-05-01"},
    {"key": "LR-2", "role": "legal_representative", "since": "2025-05-02"},
    {"key": "PR-1", "role": "principal"},
    {"key": "RP-1", "role": "responsible_person", "until": "2025-05-01"},
    {"key": "RP-2", "role": "responsible_person", "since": "2025-05-02"},
]


@pytest.mark.parametrize(
    ("finding", "rule", "met"),
    [
        ("counterfeit", "counterfeit", {("LR-1",), ("PR-1",)}),
        ("unapproved-serious", "unapproved-persons-for-life", {("RP-1",)}),
        ("bribed-official", "bribery", {("RP-1",)}),
    ],
)
def test_articles_118_124_to_126_and_141_persons_of_an_organisation_for_life(finding, rule, met):
    company = COMPANY | {"persons": PERSONS}
    decision = decide(company, "2076-01-05", penalties=[drug()], findings=for_life(finding))
    assert {one.because_of.rule for one in decision.measures} == {rule}
    assert {one.persons for one in decision.measures} == met
    assert all(one.lifelong and one.until is None for one in decision.measures)


@pytest.mark.parametrize(
    ("who", "ruleset", "finding", "rule"),
    [
        (COMPANY, "drug-bans", "counterfeit", "counterfeit"),
        (COMPANY, "drug-bans", "unapproved-serious", "unapproved-persons-for-life"),
        (COMPANY, "drug-bans", "bribed-official", "bribery"),
        (PERSON, "drug-bans-persons", "counterfeit", "counterfeit"),
        (PERSON, "drug-bans-persons", "unapproved-serious", "unapproved-for-life"),
        (PERSON, "drug-bans-persons", "bribed-official", "bribery"),
    ],
)
def test_articles_118_124_to_126_and_141_for_life_is_what_the_decision_says(
    who, ruleset, finding, rule
):
    def decided(findings):
        decision = decide(who, "2026-10-01", penalties=[drug()], findings=findings)
        return rules(decision, ruleset), undecided(decision, ruleset)

    # No end in the decision is not for life: it is asked whether the decision says so.
    assert decided(for_life(finding)) == ({rule}, set())
    assert decided(without("stated-for-life", only(finding))) == (
        set(),
        {(rule, "stated-for-life")},
    )
    assert decided(only(finding)) == (set(), set())
    assert decided(only("stated-for-life")) == (set(), set())


def test_article_118_is_found_not_guessed():
    findings = without("counterfeit", for_life("counterfeit"))
    for who, ruleset in ((COMPANY, "drug-bans"), (PERSON, "drug-bans-persons")):
        decision = decide(who, "2026-10-01", penalties=[drug()], findings=findings)
        assert rules(decision, ruleset) == set()
        assert undecided(decision, ruleset) == {("counterfeit", "counterfeit")}


STATED = drug(restriction_until="2036-01-05")


@pytest.mark.parametrize(
    ("finding", "rule", "target"),
    [
        ("licence-by-fraud", "fraud-application", "entity"),
        ("licence-by-fraud-serious", "fraud-persons", "responsible_person"),
        ("unapproved-serious", "unapproved-persons", "responsible_person"),
    ],
)
def test_articles_123_to_126_the_term_is_read_from_the_decision(finding, rule, target):
    told = {"penalties": [STATED], "findings": only(finding)}
    last = decide(COMPANY | {"persons": PERSONS}, "2036-01-05", **told)
    assert measures(last, "drug-bans") == {(rule, target, "2036-01-06")}
    assert [one.persons for one in last.measures] == [() if target == "entity" else ("RP-1",)]
    assert measures(decide(COMPANY, "2036-01-06", **told), "drug-bans") == set()


def test_article_126_a_research_body_is_barred_itself():
    stated = drug(kinds=["business-restriction"], restriction_until="2031-01-05")
    told = {"penalties": [stated], "findings": only("research-body")}
    last = decide(COMPANY, "2031-01-05", **told)
    assert measures(last, "drug-bans") == {("research-body", "entity", "2031-01-06")}
    assert measures(decide(COMPANY, "2031-01-06", **told), "drug-bans") == set()


@pytest.mark.parametrize(
    ("finding", "rule"),
    [
        ("counterfeit", "counterfeit"),
        ("unapproved-serious", "unapproved-for-life"),
        ("bribed-official", "bribery"),
    ],
)
def test_articles_118_124_to_126_and_141_a_person_for_life(finding, rule):
    decision = decide(PERSON, "2076-01-05", penalties=[drug()], findings=for_life(finding))
    assert measures(decision, "drug-bans-persons") == {(rule, "entity", "None")}
    assert all(one.lifelong for one in decision.measures)


@pytest.mark.parametrize(
    ("finding", "rule", "until"),
    [
        ("licence-by-fraud-serious", "licence-by-fraud", "2036-01-05"),
        ("unapproved-serious", "unapproved", "2036-01-05"),
        ("took-property-serious", "took-property", "2031-01-05"),
    ],
)
def test_articles_123_to_126_and_142_a_person_until_the_stated_day(finding, rule, until):
    told = {"penalties": [drug(restriction_until=until)], "findings": only(finding)}
    last = date.fromisoformat(until)
    after = last.replace(day=last.day + 1).isoformat()
    found_then = decide(PERSON, until, **told)
    assert measures(found_then, "drug-bans-persons") == {(rule, "entity", after)}
    assert measures(decide(PERSON, after, **told), "drug-bans-persons") == set()


def test_article_118_an_end_not_told_is_not_for_life():
    penalty = {name: value for name, value in drug().items() if name != "restriction_until"}
    decision = decide(PERSON, "2026-10-01", penalties=[penalty], findings=for_life("counterfeit"))
    assert rules(decision, "drug-bans-persons") == set()
    assert undecided(decision, "drug-bans-persons") == {("counterfeit", "restriction_until")}
    # An end that is told leaves nothing to ask: it is not for life.
    ended = decide(PERSON, "2026-10-01", penalties=[STATED], findings=for_life("counterfeit"))
    assert rules(ended, "drug-bans-persons") == set()
    assert undecided(ended, "drug-bans-persons") == set()


@pytest.mark.parametrize(
    ("decided", "expected"), [("2019-11-30", set()), ("2019-12-01", {"counterfeit"})]
)
def test_article_118_decisions_under_this_text(decided, expected):
    told = {"penalties": [drug(decided_on=decided, acted_on="2019-05-01")]}
    for who, ruleset in ((COMPANY, "drug-bans"), (PERSON, "drug-bans-persons")):
        decision = decide(who, "2026-10-01", **told, findings=for_life("counterfeit"))
        assert rules(decision, ruleset) == expected
        # Nor is anything asked about what came before.
        asked = without("stated-for-life", only("counterfeit"))
        open_ = decide(who, "2026-10-01", **told, findings=asked)
        assert undecided(open_, ruleset) == {(rule, "stated-for-life") for rule in expected}


@pytest.mark.parametrize("said", [{"kinds": ["fine"]}, {"domain": "food"}])
def test_article_118_a_person_without_a_ban_in_the_decision_is_not_barred(said):
    findings = for_life("counterfeit")
    decision = decide(PERSON, "2026-10-01", penalties=[drug(**said)], findings=findings)
    assert rules(decision, "drug-bans-persons") == set()
    assert undecided(decision, "drug-bans-persons") == set()


# A bar of law runs on when publicity has ended, or the record was repaired


ENDED = [
    {"status": "disclosure_ended", "status_on": "2026-06-01"},
    {"status": "repaired", "status_on": "2026-06-01"},
]


@pytest.mark.parametrize("ended", [*ENDED, {"publicity_until": "2026-06-01"}])
def test_article_135_and_118_run_on_when_publicity_has_ended(ended):
    for who, ruleset, both in WHO:
        food = decide(who, "2031-01-05", penalties=[revoked(**ended)], findings=[FOOD_LICENCE])
        assert rules(food, ruleset) == both
    told = {"penalties": [drug(**ended)], "findings": for_life("counterfeit")}
    for who, ruleset in ((COMPANY, "drug-bans"), (PERSON, "drug-bans-persons")):
        assert rules(decide(who, "2031-01-05", **told), ruleset) == {"counterfeit"}


@pytest.mark.parametrize("ended", ENDED)
def test_article_178_and_135_run_on_for_a_person(ended):
    assert barred("2030-03-01", court_outcomes=[conviction(**ended)]) == {
        ("sentence-served", "2030-03-02")
    }
    told = {"positions": [position(**ended)], "findings": [found("liable-for-insolvency")]}
    assert barred("2027-09-01", **told) == {("insolvent-enterprise", "2027-09-02")}
    outcome = FOOD_CRIME | ended
    crime = decide(PERSON, "2031-01-05", court_outcomes=[outcome], findings=[NOT_STAFF])
    assert rules(crime, "food-safety-bans-persons") == {"food-crime"}


@pytest.mark.parametrize("status", ["annulled", "unlawful", "invalid"])
def test_article_135_and_118_nothing_follows_from_an_annulled_penalty(status):
    gone = {"status": status, "status_on": "2026-06-01"}
    for who in (COMPANY, PERSON):
        food = decide(who, "2026-10-01", penalties=[revoked(**gone)], findings=[FOOD_LICENCE])
        assert food.measures == ()
        findings = for_life("counterfeit")
        drugs = decide(who, "2026-10-01", penalties=[drug(**gone)], findings=findings)
        assert drugs.measures == ()
