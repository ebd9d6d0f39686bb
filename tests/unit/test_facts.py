"""What rules may look at: usable records, coverage, findings, what was known by a day."""

from datetime import date

import pytest

from credit_rules.engine.facts import NOT_HELD, Facts
from credit_rules.errors import SubjectError
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Question, Truth

DAY = date(2026, 3, 1)
F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
MADE = {"key": "a", "decided_on": "2025-01-01", "status": "effective"}


def facts(known_as_of=None, **told):
    subject = Subject.read({"uscc": "91320100MA0EXAMP17", **told})
    return Facts.of(subject, DAY, known_as_of)


def penalty(known_as_of=None, **said):
    return facts(known_as_of, penalties=[MADE | said])


def missing(item):
    return sorted(one.path.rpartition(".")[2] for one in item.missing)


@pytest.mark.parametrize(
    ("said", "present", "lacking", "aside"),
    [
        ({}, T, [], None),
        ({"status": None}, U, ["status"], None),
        ({"decided_on": None}, U, ["decided_on"], None),
        ({"decided_on": "none"}, U, ["decided_on"], None),
        ({"status": None, "decided_on": None}, U, ["decided_on", "status"], None),
        ({"status": "changed"}, T, [], None),
        ({"status": "repaired", "status_on": "2026-03-01"}, T, [], "repaired"),
        ({"status": "repaired", "status_on": "2026-03-02"}, T, [], None),
        ({"status": "repaired"}, U, ["status_on"], None),
        ({"status": "disclosure_ended", "status_on": "2026-01-01"}, T, [], "disclosure_ended"),
        ({"publicity_until": "2026-02-28"}, T, [], "disclosure_ended"),
        ({"publicity_until": "2026-03-01"}, T, [], None),
        ({"publicity_until": "none"}, T, [], None),
    ],
)
def test_which_records_exist(said, present, lacking, aside):
    (item,) = penalty(**said).items["penalties"]
    assert (item.present, missing(item), item.set_aside) == (present, lacking, aside)


@pytest.mark.parametrize(
    ("said", "excluded"),
    [
        ({"decided_on": "2026-03-02"}, []),
        ({"status": "annulled", "status_on": "2026-01-01"}, [("annulled", "2026-01-01")]),
        ({"status": "annulled", "status_on": "2027-01-01"}, [("annulled", "2027-01-01")]),
        ({"status": "unlawful"}, [("unlawful", "")]),
        ({"status": "invalid"}, [("invalid", "")]),
    ],
)
def test_which_records_do_not(said, excluded):
    found = penalty(**said)
    assert found.items["penalties"] == ()
    assert [(one.status, one.on) for one in found.excluded] == excluded
    assert all(one.path == "penalties[a]" for one in found.excluded)


@pytest.mark.parametrize(
    ("said", "present", "lacking"),
    [
        ({"known_on": "2025-06-01"}, T, []),
        ({"known_on": "2025-06-02"}, None, []),
        ({}, U, ["known_on"]),
        ({"known_on": "none"}, U, ["known_on"]),
        ({"known_on": "2025-02-01", "status": "annulled"}, U, ["status_known_on"]),
        (
            {"known_on": "2025-02-01", "status": "annulled", "status_known_on": "2025-06-01"},
            None,
            [],
        ),
        (
            {"known_on": "2025-02-01", "status": "annulled", "status_known_on": "2025-06-02"},
            T,
            [],
        ),
    ],
)
def test_what_was_known_by_a_day(said, present, lacking):
    items = penalty(date(2025, 6, 1), **said).items["penalties"]
    assert [(item.present, missing(item)) for item in items] == (
        [] if present is None else [(present, lacking)]
    )


def test_the_four_states_of_a_field_and_what_has_not_happened_yet():
    (item,) = facts(
        listings=[
            {"listed_on": "2025-01-01", "removed_on": "2026-03-02", "term_until": "2028-01-01"}
        ]
    ).items["listings"]
    assert item["listed_on"] == date(2025, 1, 1)
    assert item["removed_on"] == "none"
    assert item["restored_on"] is NOT_HELD
    assert item["term_until"] == date(2028, 1, 1)
    (item,) = facts(evaluations=[{"year": "none"}]).items["evaluations"]
    assert item["year"] == "none"
    (item,) = facts(evaluations=[{"year": 2025}]).items["evaluations"]
    assert item["year"] == 2025
    (item,) = penalty(kinds=["fine", "warning"], domain="labour", in_business=True).items[
        "penalties"
    ]
    assert (item["kinds"], item["domain"]) == (frozenset({"fine", "warning"}), "labour")
    assert item["in_business"] is True


def test_under_review_is_used_and_said():
    (item,) = penalty(status="under_review").items["penalties"]
    assert (item.present, item.under_review) == (T, True)


def test_a_record_is_called_by_its_key_its_document_or_its_content():
    first = facts(penalties=[{"document_number": "罚1"}, {"fine": 1, "kinds": ["fine", "warning"]}])
    again = facts(penalties=[{"fine": 1, "kinds": ["warning", "fine"]}, {"document_number": "罚1"}])
    assert [i.path for i in first.items["penalties"]] == [i.path for i in again.items["penalties"]]
    assert {"penalties[罚1]"} < {i.path for i in first.items["penalties"]}


@pytest.mark.parametrize(
    ("covers", "first", "last", "gap"),
    [
        (None, None, None, "penalties[..2026-03-01]"),
        (("beginning", "2026-03-01"), None, None, None),
        (("beginning", "2026-02-28"), None, None, "penalties[..2026-03-01]"),
        (("2025-01-01", "2026-03-01"), None, None, "penalties[..2026-03-01]"),
        (("2025-01-01", "2026-03-01"), date(2025, 1, 1), None, None),
        (("2025-01-02", "2026-03-01"), date(2025, 1, 1), None, "penalties[2025-01-01..2026-03-01]"),
        (("2025-01-01", "2025-12-31"), date(2025, 1, 1), date(2025, 12, 31), None),
        (None, date(2026, 3, 2), None, None),
        (("2025-01-01", "2026-03-01"), date(2025, 1, 1), date(2027, 1, 1), None),
    ],
)
def test_coverage(covers, first, last, gap):
    told = {} if covers is None else {"penalties": {"from": covers[0], "until": covers[1]}}
    found = facts(covers=told).uncovered(COLLECTIONS["penalties"], first, last)
    assert [one.path for one in found] == ([] if gap is None else [gap])


@pytest.mark.parametrize(
    "covers",
    [
        {"penalty": {"from": "beginning", "until": "2026-01-01"}},
        {"penalties": {"from": "2026-01-02", "until": "2026-01-01"}},
    ],
)
def test_coverage_that_says_nothing_is_refused(covers):
    with pytest.raises(SubjectError):
        facts(covers=covers)


FOUND = {
    "finding": "grave",
    "about": "a",
    "answer": "yes",
    "authority": "某机关",
    "document_number": "认1",
    "decided_on": "2025-02-01",
    "status": "effective",
}


@pytest.mark.parametrize(
    ("findings", "truth"),
    [
        ([], U),
        ([{}], T),
        ([{"answer": "no"}], F),
        ([{}, {"document_number": "认2"}], T),
        ([{}, {"answer": "no"}], U),
        ([{"authority": None}], U),
        ([{"document_number": None}], U),
        ([{"answer": None}], U),
        ([{"about": "b"}], U),
        ([{"about": "none"}], U),
        ([{"about": None}], U),
        ([{"finding": "other"}], U),
        ([{"status": None}], U),
        ([{"status": "annulled"}], U),
        ([{"decided_on": "2026-03-02"}], U),
    ],
)
def test_what_a_person_found(findings, truth):
    found = facts(penalties=[MADE], findings=[FOUND | said for said in findings])
    question = Question("penalties[a]", "某机关", "grave", "情节是否严重", "is it grave")
    answer, lacking = found.answer(question, found.items["penalties"][0])
    assert answer is truth
    assert lacking == (frozenset() if truth.known else {question})


@pytest.mark.parametrize(("about", "truth"), [("none", T), (None, U), ("a", U)])
def test_a_finding_about_the_subject_says_so(about, truth):
    found = facts(findings=[FOUND | {"about": about}])
    assert found.answer(Question("", "某机关", "grave", "", ""), None)[0] is truth


def test_a_defence_is_closed_by_a_finding():
    closed = FOUND | {"finding": "defence-closed:objection"}
    found = facts(penalties=[MADE], findings=[closed])
    item = found.items["penalties"][0]
    assert found.defence_closed("objection", item)
    assert not found.defence_closed("other", item)
