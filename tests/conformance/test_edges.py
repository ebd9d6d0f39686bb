"""Provisions no shipped ruleset carries yet, on both sides of their edges.

The rulesets of `edges/` say them in the language; every case names its provision.
"""

from datetime import date
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS

HERE = Path(__file__).parent / "edges"
USCC = "91320100MA0EXAMP0N"
COVERS = {name: {"from": "beginning", "until": "2026-12-31"} for name in COLLECTIONS}


@pytest.fixture(scope="module")
def book():
    return cr.load(HERE / "rulesets", catalogs=[cr.shipped("catalogs"), HERE / "catalogs"])


def _subject(**said):
    for name in COLLECTIONS.keys() & said.keys():
        said[name] = [
            {"key": f"{name}-{n}", "status": "effective", **row} for n, row in enumerate(said[name])
        ]
    return cr.Subject.read({"uscc": USCC, "kind": "legal_person", "covers": COVERS, **said})


def _accident(day, **said):
    return {"occurred_on": day, "domain": "work-safety", "grade": "larger", **said}


@pytest.mark.parametrize(
    ("accidents", "proposed"),
    [
        ([_accident("2024-03-01"), _accident("2025-03-01")], True),
        ([_accident("2024-03-01"), _accident("2025-03-02")], False),
        # A leap day's twelve months end on 28 February.
        ([_accident("2024-02-29"), _accident("2025-02-28")], True),
        ([_accident("2024-02-29"), _accident("2025-03-01")], False),
        # Two of three are enough, wherever the span lies, however late the question.
        ([_accident("2021-01-01"), _accident("2024-03-01"), _accident("2024-12-31")], True),
        ([_accident("2024-03-01"), _accident("2024-12-31", grade="ordinary")], False),
        ([_accident("2024-03-01")], False),
    ],
)
def test_应急部令11号第六条第二项_two_in_any_twelve_months(book, accidents, proposed):
    decision = cr.decide(book, _subject(incidents=accidents), date(2026, 3, 1))
    assert bool(decision.proposals) is proposed
    assert not [one for one in decision.undetermined if one.what == "proposal"]


def test_应急部令11号第六条第二项_an_accident_nobody_graded_leaves_it_open(book):
    accidents = [_accident("2024-03-01"), {"occurred_on": "2024-06-01", "domain": "work-safety"}]
    decision = cr.decide(book, _subject(incidents=accidents), date(2026, 3, 1))
    assert not decision.proposals
    missing = {one.path for found in decision.undetermined for one in found.missing}
    assert "incidents[incidents-1].grade" in missing


def _customs_penalties(number, each):
    return [
        {
            "decided_on": f"2025-{month:02}-10",
            "domain": "customs",
            "conduct": ["customs-supervision"],
            "fine": each,
        }
        for month in range(2, 2 + number)
    ]


def _statistics(documents):
    return [{"year": 2024, "documents": documents, "period_until": "2024-12-31"}]


@pytest.mark.parametrize(
    ("number", "each", "documents", "tier"),
    [
        # Ten of 9,999 documents are more than a thousandth; of 10,000 they are just that.
        (10, "100001", 9999, "dishonest"),
        (10, "100001", 10_000, "ordinary"),
        (10, "100000", 9999, "ordinary"),
        # What cannot be computed leaves the amount to decide.
        (10, "100001", "not_computable", "dishonest"),
        (10, "100000", "not_computable", "ordinary"),
        # So does a year without a document: there is nothing to be a share of.
        (10, "100001", 0, "dishonest"),
    ],
)
def test_海关251号第二十二条第三项_a_share_and_an_amount(book, number, each, documents, tier):
    subject = _subject(
        penalties=_customs_penalties(number, each), customs_statistics=_statistics(documents)
    )
    decision = cr.decide(book, subject, date(2025, 12, 31))
    answer = next(one for one in decision.tiers if one.scheme == "test-customs")
    assert (answer.tier, answer.source) == (tier, "computed")


def test_海关251号第二十二条第三项_documents_nobody_told(book):
    said = {"year": 2024, "period_until": "2024-12-31"}
    subject = _subject(penalties=_customs_penalties(10, "100001"), customs_statistics=[said])
    answer = cr.decide(book, subject, date(2025, 12, 31)).tiers[0]
    assert answer.scheme == "test-customs"
    assert answer.possible == ("dishonest", "ordinary")
    assert {one.path for one in answer.missing} == {
        "customs_statistics[customs_statistics-0].documents"
    }


def _province(region, grade="D", manner="direct", year=2025):
    return {
        "scheme": "test-highway-provincial",
        "grade": grade,
        "manner": manner,
        "year": year,
        "graded_on": f"{year + 1}-02-01",
        "authority_region": region,
    }


def _composed(grade):
    return {
        "scheme": "test-highway-composed",
        "grade": grade,
        "year": 2025,
        "graded_on": "2026-03-01",
    }


@pytest.mark.parametrize(
    ("evaluations", "tier"),
    [
        ([_province("320000"), _composed("AA")], "C"),
        ([_province("320000"), _province("330000"), _composed("AA")], "D"),
        # Twice in one province is one province.
        ([_province("320000"), _province("320000"), _composed("AA")], "C"),
        # A grade that was scored, or of another year, assigns nothing.
        ([_province("320000", manner="assessed"), _composed("AA")], "AA"),
        ([_province("320000", year=2024), _composed("AA")], "AA"),
        ([_composed("B")], "B"),
    ],
)
def test_公路施工企业信用评价规则_one_province_and_two(book, evaluations, tier):
    decision = cr.decide(book, _subject(evaluations=evaluations), date(2026, 6, 30))
    answer = next(one for one in decision.tiers if one.scheme == "test-highway")
    assert answer.tier == tier


def test_公路施工企业信用评价规则_a_province_nobody_named(book):
    unnamed = {name: said for name, said in _province("").items() if name != "authority_region"}
    evaluations = [_province("320000"), unnamed, _composed("AA")]
    decision = cr.decide(book, _subject(evaluations=evaluations), date(2026, 6, 30))
    answer = next(one for one in decision.tiers if one.scheme == "test-highway")
    assert answer.possible == ("D", "C")
