"""Tiers, official and computed; which rulesets speak about a subject; defences."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.engine.facts import possible_kinds
from credit_rules.engine.matcher import applies
from credit_rules.model.codes import SubjectKind
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.truth import Truth

DAY = date(2026, 3, 1)
LABOUR = cr.shipped("rulesets") / "labour"
BOOK = cr.load([LABOUR / "labour-tiers.yaml", LABOUR / "wage-arrears-listing.yaml"])
USCC = "91320100MA0EXAMP17"
ALL = {name: {"from": "beginning", "until": "2027-01-01"} for name in COLLECTIONS}

FOUND = {"domain": "labour", "result": ["violation"], "concluded_on": "2025-06-01"}
CHILD = FOUND | {"conduct": ["child-labour"]}
GRADE = {"scheme": "labour-credit", "year": 2025, "graded_on": "2026-02-01"}


def decide(day=DAY, uscc=USCC, **told):
    told = {
        name: [{"status": "effective"} | row for row in rows] if name in COLLECTIONS else rows
        for name, rows in told.items()
    }
    return cr.decide(BOOK, Subject.read({"uscc": uscc, "covers": ALL} | told), day)


def without(*names):
    return {name: days for name, days in ALL.items() if name not in names}


def inspection(**said):
    return FOUND | {"conduct": [], "obstructed": False} | said


TIERS = [
    # inspections, evaluations, covers → possible, source
    ([], [], ALL, "A", "computed"),
    ([inspection()], [], ALL, "B", "computed"),
    ([inspection(), inspection(key="2")], [], ALL, "B", "computed"),
    ([inspection(key=str(n)) for n in range(3)], [], ALL, "C", "computed"),
    ([inspection(obstructed=True)], [], ALL, "C", "computed"),
    ([CHILD], [], ALL, "C", "computed"),
    ([inspection(conduct=None)], [], ALL, "CB", "undetermined"),
    ([inspection(status=None)], [], ALL, "BA", "undetermined"),
    ([], [], without("inspections"), "CBA", "undetermined"),
    ([], [], without("evaluations"), "CBA", "undetermined"),
    # official grades
    ([], [{"grade": "B"}], ALL, "B", "official"),
    ([], [{"grade": "B"}], without("evaluations", "inspections"), "B", "official"),
    ([], [{"grade": "B"}, {"grade": "B", "key": "2"}], ALL, "B", "official"),
    ([], [{"grade": "B"}, {"grade": "C"}], ALL, "CB", "undetermined"),
    ([], [{"grade": "B", "status": None}], ALL, "BA", "undetermined"),
    ([], [{"grade": "A", "status": None}], ALL, "A", "computed"),
    ([], [{"grade": "B"}, {"grade": "C", "status": None}], ALL, "CB", "undetermined"),
    ([], [{"grade": "B"}, {"grade": "B", "status": None}], ALL, "B", "official"),
    ([], [{"grade": None}], ALL, "CBA", "undetermined"),
    ([], [{"grade": "B", "year": None}], ALL, "BA", "undetermined"),
    ([], [{"grade": "B", "scheme": None}], ALL, "BA", "undetermined"),
    ([], [{"grade": "B", "year": 2024}], ALL, "A", "computed"),
    ([], [{"grade": "B", "scheme": "other"}], ALL, "A", "computed"),
    ([], [{"grade": "AAA"}], ALL, "A", "computed"),
    ([], [{"grade": "B", "valid_until": "2026-02-28"}], ALL, "A", "computed"),
    ([], [{"grade": "B", "valid_until": "2026-03-01"}], ALL, "B", "official"),
    ([], [{"grade": "B", "status": "repaired", "status_on": "2026-02-02"}], ALL, "A", "computed"),
    ([], [{"grade": "B", "status": "annulled"}], ALL, "A", "computed"),
]


@pytest.mark.parametrize(("inspections", "grades", "covers", "possible", "source"), TIERS)
def test_the_tier(inspections, grades, covers, possible, source):
    decision = decide(
        inspections=inspections, evaluations=[GRADE | one for one in grades], covers=covers
    )
    (tier,) = decision.tiers
    assert ("".join(tier.possible), tier.source) == (possible, source)
    assert tier.tier == (possible if len(possible) == 1 else None)
    assert bool(tier.missing) is (len(possible) > 1)
    assert any(one.what == "tier" for one in decision.undetermined) is (len(possible) > 1)


@pytest.mark.parametrize(
    ("inspections", "measures"),
    [
        ([], [("fewer-patrols", None)]),
        ([inspection()], [("more-patrols", "increased")]),
        ([CHILD], [("labour-interview", None), ("more-patrols", "strengthened")]),
        # B or C: more patrols either way, at the milder degree; the interview only in C.
        ([inspection(conduct=None)], [("more-patrols", "increased")]),
        ([inspection(status=None)], []),
    ],
)
def test_what_every_possible_tier_gives(inspections, measures):
    found = decide(inspections=inspections).measures
    assert [(one.measure, one.degree) for one in found] == measures


def test_a_computed_tier_stands_beside_the_official_one():
    (tier,) = decide(inspections=[CHILD], evaluations=[GRADE | {"grade": "A"}]).tiers
    assert (tier.tier, tier.recomputed) == ("A", ("C",))


def test_grades_that_differ_are_named():
    rows = [GRADE | {"grade": grade, "key": grade} for grade in "BC"]
    (tier,) = decide(evaluations=rows).tiers
    assert [one.path for one in tier.missing] == ["evaluations[B].grade", "evaluations[C].grade"]


def test_a_grade_of_unknown_status_names_it():
    (tier,) = decide(evaluations=[GRADE | {"grade": "B", "key": "B", "status": None}]).tiers
    assert [one.path for one in tier.missing] == ["evaluations[B].status"]


GAP = """
kind: tiered-supervision
id: gap
title: 测试等级
title_en: test tiers
scheme: gap
edition: "1"
jurisdiction: national
in_force: { from: 2024-01-01 }
governs: decisions_from
basis: [cn.sc.order724.2019 第四十七条]
assessed: previous-year
tiers:
  - id: C
    title: 丙
    title_en: C
    basis: [cn.sc.order724.2019 第四十七条]
    when: { some: inspections, where: { obstructed: true } }
    measures: [{ measure: labour-interview, basis: [cn.sc.order724.2019 第四十七条], strength: must }]
"""


@pytest.mark.parametrize(
    ("obstructed", "tier", "source", "given"),
    [(True, "C", "computed", 1), (False, None, "gap", 0), (None, None, "undetermined", 0)],
)
def test_no_tier_may_hold(tmp_path, obstructed, tier, source, given):
    (tmp_path / "gap.yaml").write_text(GAP, encoding="utf-8")
    told = {
        "uscc": USCC,
        "covers": ALL,
        "inspections": [FOUND | {"status": "effective", "obstructed": obstructed}],
    }
    decision = cr.decide(cr.load(tmp_path), Subject.read(told), DAY)
    (answer,) = decision.tiers
    assert (answer.tier, answer.source, len(decision.measures)) == (tier, source, given)


@pytest.mark.parametrize(
    ("prefix", "kind", "truth"),
    [
        ("91", None, Truth.TRUE),
        ("92", None, Truth.FALSE),
        ("51", None, Truth.FALSE),
        ("93", None, Truth.UNKNOWN),
        ("93", "legal_person", Truth.TRUE),
        (None, "natural_person", Truth.FALSE),
    ],
)
def test_whether_a_ruleset_speaks_about_a_subject(prefix, kind, truth):
    named = {"uscc": prefix + USCC[2:]} if prefix else {"key": "p"}
    subject = Subject.read(named | {"kind": kind})
    kinds = frozenset({SubjectKind.LEGAL_PERSON, SubjectKind.UNINCORPORATED})
    assert applies(subject, kinds) is truth
    assert applies(subject, frozenset()) is Truth.TRUE
    assert kind is None or possible_kinds(subject) == {SubjectKind(kind)}


def test_an_unknown_kind_is_undetermined_and_asked_for():
    decision = decide(uscc="93" + USCC[2:])
    asked = {one.ruleset for one in decision.undetermined if one.what == "ruleset"}
    assert "labour-tiers" in asked
    assert not decision.tiers


CASE = {
    "key": "案",
    "arose_on": "2025-01-10",
    "ordered_on": "2025-02-01",
    "pay_by": "2025-02-28",
    "paid_on": "none",
    "notified_on": "2025-03-03",
    "incident": "none",
}


def finding(name, answer="yes", **said):
    return {
        "finding": name,
        "about": "案",
        "answer": answer,
        "authority": "某机关",
        "document_number": name,
        "decided_on": "2025-03-01",
    } | said


CRIMINAL = finding("criminal-amount")


@pytest.mark.parametrize(
    ("case", "findings", "listings", "outcome"),
    [
        ({}, [], [], "unknown"),
        ({}, [finding("criminal-amount", "no")], [], None),
        ({}, [CRIMINAL], [], "subject-to-defence"),
        ({}, [CRIMINAL, finding("defence-closed:objection-upheld")], [], "true"),
        ({}, [CRIMINAL, finding("objection-upheld", "no")], [], "true"),
        ({}, [CRIMINAL, finding("objection-upheld")], [], None),
        ({"paid_on": "2025-02-28"}, [CRIMINAL], [], None),
        ({"pay_by": "2026-03-01"}, [CRIMINAL], [], None),
        ({"pay_by": "2026-02-28"}, [CRIMINAL], [], "subject-to-defence"),
        # Decided upon already, also where the entry has since been repaired.
        ({}, [CRIMINAL], [{"listed_on": "2025-04-01"}], None),
        ({}, [CRIMINAL], [{"listed_on": "2025-02-28"}], "subject-to-defence"),
        (
            {},
            [CRIMINAL],
            [{"listed_on": "2025-04-01", "status": "repaired", "status_on": "2026-01-01"}],
            None,
        ),
    ],
)
def test_proposals(case, findings, listings, outcome):
    decision = decide(
        wage_arrears=[CASE | case],
        findings=findings,
        listings=[{"list": "wage-arrears"} | one for one in listings],
    )
    said = [one.outcome.value for one in decision.proposals]
    assert said == ([] if outcome is None else [outcome])
    for one in decision.proposals:
        assert bool(one.defences) is (outcome in ("subject-to-defence", "unknown"))
        assert bool(one.findings_needed) is (outcome == "unknown")
