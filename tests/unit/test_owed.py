"""Steps: what is owed, by whom, until when; also after a proposal."""

import pytest

BODY = """
steps:
  - { <correct>, each: rectification_orders, where: { fulfilment: [pending, refused] }, by: 某机关, within: 15 working days, since: ordered_on, since_title: 作出之日, since_title_en: the order, done_on: fulfilled_on }
  - { <look>, when: { some: penalties, within: 1 year }, by: 某机关 }
  - { <review>, when: { proposed: serious }, by: 某机关 }
  - { <rest>, when: { not: { proposed: serious } }, by: 某机关 }
"""
LISTING = """
findings:
  - { id: grave, question: 问, question_en: q, organ: 某机关, basis: [test.law 第一条] }
  - { id: innocent, question: 问, question_en: q, organ: 某机关, basis: [test.law 第一条] }
list: serious
grounds:
  - id: grave
    title: grave
    title_en: grave
    basis: [test.law 第一条]
    each: inspections
    where: { obstructed: true, finding: grave }
    unless: [{ <no-intent>, burden: subject, when: { finding: innocent } }]
"""
ORDER = {
    "concluded_on": "2026-01-10",
    "ordered_on": "2026-01-05",
    "fulfilment": "refused",
    "fulfilled_on": "none",
}
LOUD = {"key": "检", "concluded_on": "2025-06-01", "obstructed": True}


def finding(name, answer="yes"):
    return {
        "finding": name,
        "about": "检",
        "answer": answer,
        "authority": "某机关",
        "document_number": name,
        "decided_on": "2025-07-01",
    }


@pytest.fixture
def decide(small):
    book = small.load(small.ruleset("steps", BODY), small.ruleset("serious-dishonesty", LISTING))
    return lambda day="2026-03-01", **told: small.decide(book, day, **told)


def owed(decision):
    return sorted(one.id for one in decision.steps if one.id != "rest")


@pytest.mark.parametrize(
    ("order", "day", "expected", "note"),
    [
        ({}, "2026-01-20", [("correct", "2026-01-26")], None),
        ({}, "2026-01-27", [("correct", "2026-01-26")], "past"),
        ({"fulfilled_on": "2026-01-15"}, "2026-01-20", [], None),
        # On the day before it was fulfilled it was still owed.
        ({"fulfilled_on": "2026-01-21"}, "2026-01-20", [("correct", "2026-01-26")], None),
        ({"fulfilment": "fulfilled"}, "2026-01-20", [], None),
        ({"ordered_on": None}, "2026-01-20", [("correct", "None")], None),
    ],
)
def test_a_step_for_each_record(decide, order, day, expected, note):
    steps = [one for one in decide(day, rectification_orders=[ORDER | order]).steps if one.about]
    assert [(one.id, str(one.due)) for one in steps] == expected
    for one in steps:
        assert (one.about, one.since.en, one.by) == (
            "rectification_orders[rec0]",
            "the order",
            "某机关",
        )
        assert (one.note and one.note.en) == note
        assert one.basis


def test_a_step_once_for_the_subject(decide):
    assert owed(decide(penalties=[{"decided_on": "2025-06-01"}] * 3)) == ["look"]
    assert owed(decide(penalties=[{"decided_on": "2025-02-28"}])) == []
    (open_one,) = decide(uncovered=["penalties"]).undetermined
    assert (open_one.what, open_one.rule) == ("step", "look")
    assert [one.path for one in open_one.missing] == ["penalties[2025-03-01..2026-03-01]"]


def test_a_record_that_may_call_for_a_step_leaves_it_open(decide):
    (open_one,) = decide(rectification_orders=[ORDER | {"fulfilment": None}]).undetermined
    assert (open_one.rule, open_one.record) == ("correct", "rectification_orders[rec0]")


@pytest.mark.parametrize(
    ("told", "steps", "open_ones"),
    [
        ({}, {"rest"}, set()),
        (
            {"inspections": [LOUD], "findings": [finding("grave"), finding("innocent", "no")]},
            {"review"},
            set(),
        ),
        # Subject to a defence it is a proposal: the review is owed, and the contrary is open.
        ({"inspections": [LOUD], "findings": [finding("grave")]}, {"review"}, {"rest"}),
        ({"inspections": [LOUD], "findings": [finding("grave", "no")]}, {"rest"}, set()),
        # A question not yet answered, or a fact nobody told: there may be one.
        ({"inspections": [LOUD]}, set(), {"review", "rest"}),
        (
            {
                "inspections": [LOUD | {"obstructed": None}],
                "findings": [finding("grave"), finding("innocent", "no")],
            },
            set(),
            {"review", "rest"},
        ),
        ({"uncovered": ["inspections"]}, set(), {"review", "rest"}),
    ],
)
def test_a_step_that_waits_for_a_proposal(decide, told, steps, open_ones):
    decision = decide(**told)
    assert {one.id for one in decision.steps} == steps
    assert {one.rule for one in decision.undetermined if one.what == "step"} == open_ones


def test_a_list_that_names_no_provision_for_it_owes_no_revocation(small):
    book = small.load(small.ruleset("steps", BODY))

    def steps(name):
        entry = {
            "list": name,
            "listed_on": "2025-01-01",
            "removed_on": "none",
            "basis_status": "annulled",
            "ground": "grave",
        }
        return [one.id for one in small.decide(book, listings=[entry]).steps if one.about]

    assert steps("serious") == ["revoke-entry"]
    assert steps("watch") == []


def test_an_entry_past_its_term_is_a_task(small):
    book = small.load(small.ruleset("steps", BODY))
    entry = {"list": "serious", "listed_on": "2023-01-05", "removed_on": "none"}
    (step,) = [one for one in small.decide(book, "2026-01-06", listings=[entry]).steps if one.about]
    assert (step.id, str(step.due), step.note) == ("remove-entry", "2026-01-19", None)
    (step,) = [one for one in small.decide(book, "2026-01-20", listings=[entry]).steps if one.about]
    assert step.note.en == "overdue"
