"""The days on which a decision changes by itself: one hand-made case for each reason."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.analysis.changes import Part
from credit_rules.analysis.foresight.timeline import Reason, timeline
from credit_rules.errors import CreditRulesError
from credit_rules.model.subject import COLLECTIONS

STEPS = """
steps:
  - { <look>, when: { some: penalties, within: 1 year }, by: 某机关 }
"""
COUNTED = """
steps:
  - { <look>, when: { count: penalties, within: 1 month, at_least: 2 }, by: 某机关 }
"""
CORRECT = """
steps:
  - { <correct>, each: rectification_orders, where: { fulfilment: pending }, by: 某机关, within: 15 working days, since: ordered_on, since_title: 作出之日, since_title_en: the order, done_on: fulfilled_on }
"""
TIERS = """
assessed: {assessed}
tiers:
  - {{ <bad>, when: {{ some: penalties }} }}
  - {{ <good>, otherwise: true }}
"""


def days(found):
    return [str(turn.day) for turn in found.turns]


def reasons(found):
    return [{cause.reason for cause in turn.causes} for turn in found.turns]


@pytest.fixture
def over(small):
    """The timeline of a subject under some rulesets, of which these records are told."""

    def ask(rulesets, first, last, *, acting=None, nothing_new=False, **told):
        book = small.load(*rulesets)
        return timeline(
            book,
            small.subject(**told),
            date.fromisoformat(first),
            date.fromisoformat(last),
            acting=acting,
            nothing_new=nothing_new,
        )

    return ask


def test_nothing_that_turns_is_one_stretch(small, over) -> None:
    found = over([small.ruleset("steps", STEPS)], "2024-01-01", "2027-12-31")
    assert found.turns == ()
    (stretch,) = found.stretches
    assert (str(stretch.first), str(stretch.last)) == ("2024-01-01", "2027-12-31")
    assert stretch.decision.as_of == stretch.first
    assert found.subject == stretch.decision.subject


@pytest.mark.parametrize(
    ("decided", "turn"),
    [
        ("2024-02-29", "2025-03-01"),
        ("2024-02-28", "2025-03-01"),
        ("2024-03-01", "2025-03-02"),
        ("2023-12-31", "2025-01-01"),
    ],
)
def test_a_window_slides_on_the_day_after_its_last(small, over, decided, turn) -> None:
    steps = small.ruleset("steps", STEPS)
    found = over([steps], decided, "2027-12-31", penalties=[{"decided_on": decided}])
    assert days(found) == [turn]
    (one,) = found.turns
    assert [(change.part, change.ended) for change in one.changes] == [(Part.STEP, True)]
    (cause,) = one.causes
    assert (cause.reason, cause.about) == (Reason.WINDOW_SLIDES, "penalties[pen0]")
    assert cause.place
    assert "look" in cause.text.zh
    assert "penalties[pen0]" in cause.text.en


def test_a_record_that_leaves_a_count_without_moving_it_across_is_no_turn(small, over) -> None:
    counted = small.ruleset("steps", COUNTED)
    told = [{"decided_on": day} for day in ("2025-01-29", "2025-01-31", "2025-02-10")]
    found = over([counted], "2025-02-10", "2025-06-30", penalties=told)
    # One month from 01-29, and from 01-31, ends on 02-28: then one is left.
    assert days(found) == ["2025-03-01"]
    assert reasons(found) == [{Reason.WINDOW_SLIDES}]


def test_a_day_on_record_comes(small, over) -> None:
    steps = small.ruleset("steps", STEPS)
    found = over([steps], "2024-01-01", "2024-12-31", penalties=[{"decided_on": "2024-05-06"}])
    assert days(found) == ["2024-05-06"]
    (cause,) = found.turns[0].causes
    assert (cause.reason, cause.about) == (Reason.DAY_ON_RECORD, "penalties[pen0]")
    assert "处罚决定日期" in cause.text.zh


def test_publicity_stops_on_the_day_after_its_last(small, over) -> None:
    steps = small.ruleset("steps", STEPS)
    told = [{"decided_on": "2024-05-06", "publicity_until": "2024-08-06"}]
    found = over([steps], "2024-05-06", "2024-12-31", penalties=told)
    assert days(found) == ["2024-08-07"]
    assert reasons(found) == [{Reason.PUBLICITY_STOPS}]
    assert {change.part for change in found.turns[0].changes} == {Part.EXCLUDED, Part.STEP}


def test_an_entry_ends_and_is_then_overdue(small, over) -> None:
    entry = {
        "list": "serious",
        "listed_on": "2021-03-01",
        "removed_on": "none",
        "restored_on": "none",
    }
    steps = small.ruleset("steps", STEPS)
    found = over([steps], "2024-01-01", "2024-12-31", listings=[entry])
    # Three years from 2021-03-01, then ten working days in which the organ removes it.
    assert days(found) == ["2024-03-02", "2024-03-16"]
    assert reasons(found) == [{Reason.TERM_ENDS}, {Reason.DEADLINE_PASSES}]
    ended, late = found.turns
    assert {change.part for change in ended.changes} == {Part.LISTING, Part.STEP}
    (step,) = late.changes
    assert step.fields == ("note",)
    assert ended.causes[0].about == "listings[lis0]"


def test_the_last_day_for_a_step_passes(small, over) -> None:
    told = [
        {"concluded_on": "2025-01-02", "ordered_on": "2025-01-02", "fulfilment": "pending"}
        | {"fulfilled_on": "none"}
    ]
    steps = small.ruleset("steps", CORRECT)
    found = over([steps], "2025-01-02", "2025-12-31", rectification_orders=told)
    (due,) = [step.due for step in found.stretches[0].decision.steps]
    (turn,) = found.turns
    assert (turn.day - due).days == 1
    assert reasons(found) == [{Reason.DEADLINE_PASSES}]


def editions(small, later=STEPS):
    """Two editions of a ruleset, the second in force from the day on which the first no longer is."""
    first = small.ruleset("steps", STEPS, in_force="{ from: 2015-01-01, until: 2025-06-01 }")
    second = small.ruleset("steps", later, in_force="{ from: 2025-06-01 }")
    return [first, second.replace('edition: "1"', 'edition: "2"')]


def test_one_edition_takes_the_place_of_another(small, over) -> None:
    rulesets = editions(small, STEPS.replace("look", "see"))
    told = [{"decided_on": "2025-01-01"}]
    found = over(rulesets, "2025-01-01", "2025-12-31", penalties=told)
    assert days(found) == ["2025-06-01"]
    assert reasons(found) == [{Reason.EDITION_BEGINS, Reason.EDITION_ENDS}]
    assert {cause.about for cause in found.turns[0].causes} == {"steps 1", "steps 2"}


def test_an_edition_that_says_nothing_of_the_subject_is_no_turn(small, over) -> None:
    assert days(over(editions(small), "2025-01-01", "2025-12-31")) == []


def test_a_scheme_without_an_edition_is_noted_from_the_day_on(small, over) -> None:
    gone = small.ruleset("steps", STEPS, in_force="{ from: 2015-01-01, until: 2025-06-01 }")
    found = over([gone], "2025-01-01", "2025-12-31")
    assert days(found) == ["2025-06-01"]
    assert [change.part for change in found.turns[0].changes] == [Part.NOTE]
    assert reasons(found) == [{Reason.EDITION_ENDS}]


def test_an_edition_of_which_nobody_knew_is_confirmed_on_a_day(small, over) -> None:
    known = "{ from: unconfirmed, known_in_force_on: [2025-06-01] }"
    told = [{"decided_on": "2025-01-01"}]
    found = over(
        [small.ruleset("steps", STEPS, in_force=known)], "2025-02-01", "2025-12-31", penalties=told
    )
    assert days(found) == ["2025-06-01"]
    (cause,) = found.turns[0].causes
    assert cause.reason is Reason.EDITION_BEGINS
    assert "核实" in cause.text.zh
    assert "confirmed" in cause.text.en


def test_after_the_days_delivered_nothing_is_known(small, over) -> None:
    steps = small.ruleset("steps", STEPS)
    found = over([steps], "2029-12-01", "2030-02-01")
    assert days(found) == ["2030-01-02"]
    (cause,) = found.turns[0].causes
    assert (cause.reason, cause.about, cause.place) == (Reason.COVERAGE_ENDS, "penalties", "")
    assert {change.part for change in found.turns[0].changes} == {Part.UNDETERMINED}


def test_deliveries_that_go_on_and_bring_nothing_new_end_nowhere(small, over) -> None:
    steps = small.ruleset("steps", STEPS)
    found = over([steps], "2029-12-01", "2033-02-01", nothing_new=True)
    assert found.nothing_new
    assert found.turns == ()


def test_what_was_delivered_less_far_than_the_rest_is_not_supposed_to_go_on(small) -> None:
    subject = small.subject().model_copy(
        update={
            "covers": small.subject().covers
            | {
                "penalties": small.subject()
                .covers["penalties"]
                .model_copy(update={"until": date(2024, 5, 31)})
            }
        }
    )
    book = small.load(small.ruleset("steps", STEPS))
    found = timeline(book, subject, date(2025, 1, 1), date(2026, 1, 1), nothing_new=True)
    assert found.turns == ()
    assert found.stretches[0].decision.undetermined


def test_the_window_slides_into_the_days_delivered(small) -> None:
    covers = {name: {"from": "beginning", "until": "2030-01-01"} for name in COLLECTIONS}
    covers["penalties"] = {"from": "2024-07-01", "until": "2030-01-01"}
    subject = small.subject(covers=covers)
    book = small.load(small.ruleset("steps", STEPS))
    found = timeline(book, subject, date(2025, 1, 1), date(2025, 12, 31))
    assert days(found) == ["2025-07-01"]
    assert reasons(found) == [{Reason.WINDOW_SLIDES}]
    assert found.turns[0].causes[0].about == "penalties"


@pytest.mark.parametrize(
    ("assessed", "turn", "reason"),
    [
        ("previous-year", "2025-01-01", Reason.YEAR_BEGINS),
        ("day", "2025-01-01", Reason.YEAR_BEGINS),
        ("{ at: 12-31, effective: 04-01 }", "2025-04-01", Reason.ASSESSMENT),
    ],
)
def test_a_tier_is_that_of_another_year(small, over, assessed, turn, reason) -> None:
    tiers = small.ruleset("tiered-supervision", TIERS.format(assessed=assessed))
    found = over([tiers], "2024-06-01", "2025-05-31", penalties=[{"decided_on": "2024-02-01"}])
    assert days(found) == [turn]
    assert reasons(found) == [{reason}]
    assert [change.part for change in found.turns[0].changes] == [Part.TIER]


def test_the_period_before_a_repair_has_run() -> None:
    book = cr.load(cr.shipped("rulesets") / "labour" / "wage-arrears-repair.yaml")
    entry = {
        "key": "a",
        "status": "effective",
        "list": "wage-arrears",
        "listed_on": "2025-01-01",
        "corrected_on": "2025-01-10",
        "removed_on": "none",
        "restored_on": "none",
    }
    promise = {
        "kind": "no-more-wage-arrears",
        "written": True,
        "made_on": "2025-02-01",
        "status": "effective",
    }
    subject = cr.Subject.read(
        {
            "uscc": "91320100MA0EXAMP17",
            "kind": "legal_person",
            "covers": {name: {"from": "beginning", "until": "2029-01-01"} for name in COLLECTIONS},
            "listings": [entry],
            "commitments": [promise],
        }
    )
    found = timeline(book, subject, date(2025, 2, 2), date(2025, 12, 31))
    (turn,) = (one for one in found.turns if any(c.part is Part.REPAIR for c in one.changes))
    assert turn.day == date(2025, 7, 11)
    assert Reason.REPAIR_OPENS in {cause.reason for cause in turn.causes}
    (change,) = (one for one in turn.changes if one.part is Part.REPAIR)
    assert [one.answer.state.value for one in (*change.before, *change.after)] == [
        "not-yet",
        "can-apply",
    ]


def test_causes_are_those_of_what_changed(small, over) -> None:
    """Two rulesets have a breakpoint on a day, and one of them says something else."""
    other = STEPS.replace("look", "see").replace("some: penalties", "some: inspections")
    rulesets = [small.ruleset("steps", STEPS), small.ruleset("steps", other, id="other")]
    told = {
        "penalties": [{"decided_on": "2024-02-29"}],
        "inspections": [{"concluded_on": "2024-02-28"}, {"concluded_on": "2024-06-30"}],
    }
    found = over(rulesets, "2024-06-30", "2025-03-31", **told)
    assert days(found) == ["2025-03-01"]
    assert {cause.about for cause in found.turns[0].causes} == {"penalties[pen0]"}


BARS = """
restrictions:
  - { <watched>, each: inspections, where: { obstructed: true }, measure: visits, degree: some, strength: must, lasts: { for: 1 year, since: concluded_on } }
"""
FAVOURS = """
favours:
  - { <honoured>, when: { listed: honour }, unless: [{ <fined>, when: { some: penalties, within: 1 year } }, { <watched>, when: { some: inspections, within: 2 years } }], measure: green-lane, strength: may, purposes: [approval] }
"""
CARD = """
assessed: day
scorecard:
  start: 80
  low: 0
  high: 100
  items:
    - { <penalised>, each: penalties, points: -15, expires: restriction_until }
tiers:
  - { <low>, score: { less_than: 80 } }
  - { <high>, score: { at_least: 80 } }
"""
YEARLY = """
assessed: previous-year
tiers:
  - { <bad>, when: { some: penalties } }
  - { <good>, otherwise: true }
"""
HONOURED = {"list": "honour", "listed_on": "2020-01-01", "removed_on": "none"}


def test_a_bar_ends_with_its_term(small, over) -> None:
    bars = small.ruleset("statutory-restriction", BARS)
    told = [{"concluded_on": "2024-02-29", "obstructed": True}]
    found = over([bars], "2024-03-01", "2025-12-31", inspections=told)
    assert days(found) == ["2025-03-01"]
    assert reasons(found) == [{Reason.TERM_ENDS}]
    assert all(change.ended for change in found.turns[0].changes)
    assert Part.MEASURE in {change.part for change in found.turns[0].changes}


def test_a_favour_is_suspended_by_another_thing_when_the_first_has_passed(small, over) -> None:
    told = {
        "listings": [HONOURED],
        "penalties": [{"decided_on": "2024-06-01"}],
        "inspections": [{"concluded_on": "2024-08-01"}],
    }
    found = over([small.ruleset("incentive", FAVOURS)], "2024-09-01", "2027-12-31", **told)
    # The penalty leaves its year, and the inspection is why; then that leaves its two.
    assert days(found) == ["2025-06-02", "2026-08-02"]
    assert reasons(found) == [{Reason.WINDOW_SLIDES}] * 2


def test_whether_there_are_other_entries_is_open_after_the_last_delivery(small, over) -> None:
    found = over([small.ruleset("incentive", FAVOURS)], "2029-12-31", "2030-02-01")
    assert days(found) == ["2030-01-02"]
    assert {cause.about for cause in found.turns[0].causes} == {"listings"}


def test_an_occurrence_counts_until_it_expires(small, over) -> None:
    told = [{"decided_on": "2024-06-01", "restriction_until": "2025-06-30"}]
    card = small.ruleset("tiered-supervision", CARD)
    found = over([card], "2025-01-01", "2025-12-31", penalties=told)
    assert days(found) == ["2025-07-01"]
    assert reasons(found) == [{Reason.TERM_ENDS}]


def test_grades_of_a_year_are_known_as_far_as_they_were_delivered(small) -> None:
    covers = {name: {"from": "beginning", "until": "2030-01-01"} for name in COLLECTIONS}
    covers["evaluations"] = {"from": "2024-01-01", "until": "2025-06-30"}
    book = small.load(small.ruleset("tiered-supervision", YEARLY))
    found = timeline(book, small.subject(covers=covers), date(2025, 1, 1), date(2025, 12, 31))
    assert days(found) == ["2025-07-01"]
    assert reasons(found) == [{Reason.COVERAGE_ENDS}]


def test_a_rule_of_an_edition_begins_later_than_it(small, over) -> None:
    later = BARS.replace("lasts:", "in_force: { from: 2024-06-01 }, lasts:")
    told = [{"concluded_on": "2024-02-01", "obstructed": True}]
    bars = small.ruleset("statutory-restriction", later)
    found = over([bars], "2024-03-01", "2024-12-31", inspections=told)
    assert days(found) == ["2024-06-01"]
    assert reasons(found) == [{Reason.RULE_BEGINS}]


def test_days_are_in_order(small, over) -> None:
    with pytest.raises(CreditRulesError, match="2024-01-02"):
        over([small.ruleset("steps", STEPS)], "2024-01-02", "2024-01-01")
