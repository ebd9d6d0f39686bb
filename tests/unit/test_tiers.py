"""Tiers: the first that holds, exactly one, a score; then what assigns, bounds and replaces it."""

import pytest

M = "measures: [{ measure: visits, basis: [test.law 第一条], strength: must, degree: some }]"
STRICTEST = """
tiers:
  - { <D>, when: { some: penalties, where: { domain: food } } }
  - { <C>, when: { some: inspections, where: { obstructed: true } } }
  - { <A>, when: { not: { some: penalties, where: { domain: food } } } }
"""


def tier(small, book, day="2026-03-01", **told):
    (answer,) = small.decide(book, day, **told).tiers
    return answer


def said(answer):
    return "".join(answer.possible), answer.source


FOOD = {"decided_on": "2025-01-01", "domain": "food"}
LOUD = {"concluded_on": "2025-01-01", "obstructed": True}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"penalties": [FOOD], "inspections": [LOUD]}, ("D", "computed")),
        ({"inspections": [LOUD]}, ("C", "computed")),
        ({}, ("A", "computed")),
        ({"penalties": [FOOD | {"domain": None}], "inspections": [LOUD]}, ("DC", "undetermined")),
        ({"penalties": [FOOD | {"domain": None}]}, ("DA", "undetermined")),
        ({"uncovered": ["inspections"]}, ("CA", "undetermined")),
        ({"uncovered": ["inspections"], "penalties": [FOOD]}, ("D", "computed")),
    ],
)
def test_the_strictest_whose_conditions_hold_is_the_tier(small, told, expected):
    book = small.load(small.ruleset("tiered-supervision", STRICTEST))
    answer = tier(small, book, **told)
    assert said(answer) == expected
    assert bool(answer.missing) is (answer.tier is None)


EXACT = f"""
order: exactly-one
tiers:
  - {{ <low>, when: {{ count: penalties, at_least: 2 }}, {M} }}
  - {{ <middle>, when: {{ count: penalties, is: 2 }}, {M} }}
  - {{ <high>, when: {{ count: penalties, is: 0 }} }}
"""


@pytest.mark.parametrize(
    ("number", "unsure", "expected", "measures"),
    [
        (0, 0, ("high", "computed"), 0),
        (1, 0, ("", "gap"), 0),
        (2, 0, ("lowmiddle", "overlap"), 0),
        (3, 0, ("low", "computed"), 1),
        # Two, of which one may not be: either one, and a gap, or both and an overlap.
        (1, 1, ("lowmiddle", "undetermined"), 0),
        # Two or three: low for certain; middle besides, and then none of them gives anything.
        (2, 1, ("lowmiddle", "undetermined"), 0),
        (0, 1, ("high", "undetermined"), 0),
    ],
)
def test_exactly_one_has_gaps_and_overlaps(small, number, unsure, expected, measures):
    book = small.load(small.ruleset("tiered-supervision", EXACT))
    rows = [{"decided_on": "2025-01-01"}] * number
    rows += [{"decided_on": "2025-01-01", "status": None}] * unsure
    decision = small.decide(book, penalties=rows)
    assert said(decision.tiers[0]) == expected
    assert len(decision.measures) == measures
    assert {one.rule for one in decision.tiers[0].because_of} == {"low", "middle", "high"}
    assert bool(decision.undetermined) is (expected[1] == "undetermined")


CARD = """
scorecard:
  start: 80
  low: 0
  high: 100
  items:
    - { <penalised>, each: penalties, where: { procedure: ordinary }, points: -15, cap: 40, expires: publicity_until }
    - { <promised>, each: commitments, where: { state: kept }, points: 5 }
tiers:
  - { <red>, score: { less_than: 60 } }
  - { <yellow>, score: { at_least: 60, less_than: 80 } }
  - { <green>, score: { at_least: 80 } }
"""
FINED = {"decided_on": "2025-01-01", "procedure": "ordinary", "publicity_until": "none"}
KEPT = {"made_on": "2025-01-01", "state": "kept"}


@pytest.mark.parametrize(
    ("told", "score", "possible"),
    [
        ({}, (80, 80), "green"),
        ({"penalties": [FINED]}, (65, 65), "yellow"),
        ({"penalties": [FINED] * 2}, (50, 50), "red"),
        # A cap bounds what the item takes in all.
        ({"penalties": [FINED] * 9}, (40, 40), "red"),
        ({"commitments": [KEPT] * 9}, (100, 100), "green"),
        ({"penalties": [FINED | {"procedure": "simple"}]}, (80, 80), "green"),
        # The last day of its own counts still; the day after does not.
        ({"penalties": [FINED | {"publicity_until": "2026-03-01"}]}, (65, 65), "yellow"),
        ({"penalties": [FINED | {"publicity_until": "2026-02-28"}]}, (80, 80), "green"),
        ({"penalties": [FINED | {"publicity_until": None}]}, (65, 80), "yellowgreen"),
        (
            {"penalties": [FINED | {"publicity_until": None, "procedure": "simple"}]},
            (80, 80),
            "green",
        ),
        ({"penalties": [FINED, FINED | {"status": None}]}, (50, 65), "redyellow"),
        ({"penalties": [FINED | {"procedure": None}]}, (65, 80), "yellowgreen"),
        ({"uncovered": ["penalties"]}, (40, 80), "redyellowgreen"),
        ({"uncovered": ["commitments"], "penalties": [FINED]}, (65, 100), "yellowgreen"),
    ],
)
def test_a_score_is_counted_per_occurrence(small, told, score, possible):
    book = small.load(small.ruleset("tiered-supervision", CARD))
    answer = tier(small, book, **told)
    assert (answer.score.low, answer.score.high) == score
    assert "".join(answer.possible) == possible
    assert (answer.source == "computed") is (len(answer.possible) == 1)
    assert bool(answer.missing) is (score[0] != score[1])


def test_what_an_item_changes_is_in_the_trace(small):
    book = small.load(small.ruleset("tiered-supervision", CARD))
    told = {"penalties": [FINED], "uncovered": ["commitments"]}
    (answer,) = small.decide(book, trace=True, **told).tiers
    truths = {one.rule: one.trace.truth.value for one in answer.because_of}
    assert truths == {"penalised": "true", "promised": "unknown"}


FREE = """
scorecard:
  start: {start}
  items:
    - {{ <scored>, each: evaluations, where: {{ scheme: other }}, points: {{ field: score }} }}
    - {{ <penalised>, each: penalties, points: {points} }}
tiers:
  - {{ <low>, score: {{ {low} }} }}
  - {{ <high>, score: {{ {high} }} }}
"""
SCORED = {"scheme": "other", "graded_on": "2025-01-01"}


@pytest.mark.parametrize(
    ("start", "points", "ends", "told", "expected"),
    [
        # Points delivered in a field, and none of them.
        (
            "0",
            "-1",
            ("at_most: 0", "more_than: 0"),
            {"evaluations": [SCORED | {"score": "0.25"}]},
            ("high", "computed", 0.25, 0.25),
        ),
        (
            "0",
            "-1",
            ("at_most: 0", "more_than: 0"),
            {"evaluations": [SCORED | {"score": "none"}]},
            ("low", "computed", 0, 0),
        ),
        (
            "0",
            "-1",
            ("at_most: 0", "more_than: 0"),
            {"evaluations": [SCORED | {"score": None}]},
            ("lowhigh", "undetermined", None, None),
        ),
        (
            "5",
            "-1",
            ("at_most: 0", "more_than: 0"),
            {"uncovered": ["penalties"]},
            ("lowhigh", "undetermined", None, 5),
        ),
        (
            "-5",
            "-1",
            ("at_most: 0", "more_than: 0"),
            {"uncovered": ["penalties"]},
            ("low", "computed", None, -5),
        ),
        # Between 59 and 60 lies nothing for whole points; for others a gap.
        (
            "100",
            "-1",
            ("at_most: 59", "at_least: 60"),
            {"uncovered": ["penalties"]},
            ("lowhigh", "undetermined", None, 100),
        ),
        (
            "100",
            "-0.5",
            ("at_most: 59", "at_least: 60"),
            {"penalties": [{"decided_on": "2025-01-01"}] * 81},
            ("", "gap", 59.5, 59.5),
        ),
        # Two bands for one score.
        ("60", "-1", ("at_most: 60", "at_least: 60"), {}, ("lowhigh", "overlap", 60, 60)),
        ("60", "-1", ("less_than: 50", "more_than: 60"), {}, ("", "gap", 60, 60)),
    ],
)
def test_bands_of_whole_and_of_fractional_scores(small, start, points, ends, told, expected):
    body = FREE.format(start=start, points=points, low=ends[0], high=ends[1])
    if "evaluations" not in told:
        body = body.replace(
            "<scored>, each: evaluations, where: { scheme: other }, points: { field: score }",
            "<scored>, each: licences, points: 1",
        )
    book = small.load(small.ruleset("tiered-supervision", body))
    told = {"licences": []} | told
    answer = tier(small, book, **told)
    assert (*said(answer), answer.score.low, answer.score.high) == expected


def _gap_between(small, points, start="100"):
    """Whether a score somewhere between 58 and 61 may lie in no band."""
    body = f"""
scorecard:
  start: {start}
  items:
    - {{ <surely>, each: licences, points: -39 }}
    - {{ <perhaps>, each: penalties, points: {points} }}
tiers:
  - {{ <low>, score: {{ at_most: 59 }}, {M} }}
  - {{ <high>, score: {{ at_least: 60 }}, {M} }}
"""
    book = small.load(small.ruleset("tiered-supervision", body))
    maybe = {"decided_on": "2025-01-01", "status": None}
    told = {"licences": [{"decided_on": "2025-01-01"}], "penalties": [maybe] * 3}
    return not small.decide(book, **told).measures


def test_between_two_bands_lies_nothing_for_whole_scores_only(small):
    assert not _gap_between(small, "-1")
    assert _gap_between(small, "-0.5")
    # Whole points from a start that is none give no whole score.
    assert _gap_between(small, "-1", start="99.5")


ADJUSTED = """
tiers:
  - { <D>, when: { some: penalties, where: { domain: drug } } }
  - { <C>, when: { some: penalties, where: { domain: food } } }
  - { <B>, when: { some: penalties } }
  - { <A>, when: { not: { some: penalties } } }
direct:
  - { <killed>, when: { some: incidents, where: { grade: major } }, tier: D }
  - { <hurt>, when: { some: incidents, where: { grade: larger } }, tier: C }
caps:
  - { <watched>, when: { some: interviews, where: { kind: warning } }, tier: C }
floors:
  - { <praised>, when: { some: commitments, where: { state: kept } }, tier: B }
default: { tier: A, basis: [test.law 第一条], empty: [penalties, { collection: inspections, within: 1 year }] }
"""
DRUG = {"decided_on": "2025-01-01", "domain": "drug"}
WARNED = {"held_on": "2025-01-01", "kind": "warning"}


def _incident(grade):
    return {"occurred_on": "2025-01-01", "grade": grade}


@pytest.mark.parametrize(
    ("told", "possible"),
    [
        ({"penalties": [DRUG]}, "D"),
        ({"incidents": [_incident("major"), _incident("larger")]}, "D"),
        ({"incidents": [_incident("larger")]}, "C"),
        # One that may hold may be stricter; a milder one changes nothing.
        ({"incidents": [_incident("larger"), _incident(None)]}, "DC"),
        ({"incidents": [_incident("major"), _incident(None)]}, "D"),
        ({"incidents": [_incident(None)]}, "DCA"),
        # No better than C, then no worse than B: the floor has the last word.
        ({"interviews": [WARNED]}, "C"),
        ({"interviews": [WARNED], "commitments": [KEPT]}, "B"),
        ({"interviews": [WARNED | {"kind": None}]}, "CA"),
        ({"penalties": [DRUG], "interviews": [WARNED]}, "D"),
        ({"penalties": [DRUG], "commitments": [KEPT]}, "B"),
        ({"penalties": [DRUG], "commitments": [KEPT | {"state": None}]}, "DB"),
        ({"commitments": [KEPT]}, "A"),
    ],
)
def test_what_assigns_and_what_bounds(small, told, possible):
    book = small.load(small.ruleset("tiered-supervision", ADJUSTED))
    answer = tier(small, book, **told)
    assert "".join(answer.possible) == possible
    assert bool(answer.missing) is (len(possible) > 1)


DEFAULTED = """
tiers:
  - { <bad>, when: { some: penalties, where: { domain: drug } } }
  - { <new>, when: { every: inspections, has: { obstructed: true } } }
default: { tier: bad, basis: [test.law 第一条], empty: [licences, { collection: inspections, within: 1 year }] }
"""


@pytest.mark.parametrize(
    ("told", "possible"),
    [
        ({}, "bad"),
        ({"licences": [{"decided_on": "2020-01-01"}]}, "new"),
        # Only days in the window have to be empty, and only days in it covered.
        ({"inspections": [LOUD]}, "bad"),
        ({"inspections": [LOUD | {"concluded_on": "2025-06-01"}]}, "new"),
        ({"uncovered": ["licences"]}, "badnew"),
        ({"licences": [{"decided_on": "2020-01-01", "status": None}]}, "badnew"),
        (
            {
                "covers": {"licences": {"from": "beginning", "until": "2026-02-28"}},
                "uncovered": "all",
            },
            "badnew",
        ),
    ],
)
def test_a_default_grade_only_where_records_are_covered_and_empty(small, told, possible):
    book = small.load(small.ruleset("tiered-supervision", DEFAULTED))
    if told.get("uncovered") == "all":
        everything = small.subject().model_dump(mode="json", by_alias=True)["covers"]
        told = {"covers": everything | told["covers"]}
    answer = tier(small, book, **told)
    assert "".join(answer.possible) == possible


YEARLY = "assessed: previous-year\n" + STRICTEST
GRADE = {"scheme": "tiered-supervision", "graded_on": "2026-02-01", "year": 2025}


@pytest.mark.parametrize(
    ("assessed", "grades", "expected"),
    [
        ("previous-year", [GRADE | {"grade": "C"}], ("C", "official", ("A",))),
        ("previous-year", [GRADE | {"grade": "C", "year": 2024}], ("A", "computed", ())),
        # Without a year, the grade given last.
        ("day", [GRADE | {"grade": "C", "year": None}], ("C", "official", ("A",))),
        (
            "day",
            [GRADE | {"grade": "D"}, GRADE | {"grade": "C", "graded_on": "2025-02-01"}],
            ("D", "official", ("A",)),
        ),
        ("day", [GRADE | {"grade": "D"}, GRADE | {"grade": "C"}], ("DC", "undetermined", ())),
        ("day", [GRADE | {"grade": "D", "status": None}], ("DA", "undetermined", ())),
    ],
)
def test_an_official_grade_is_the_tier_and_the_computed_one_stands_beside(
    small, assessed, grades, expected
):
    book = small.load(small.ruleset("tiered-supervision", f"assessed: {assessed}" + STRICTEST))
    answer = tier(small, book, evaluations=grades)
    assert (*said(answer), answer.recomputed) == expected


@pytest.mark.parametrize(
    ("until", "source"), [("2026-03-01", "official"), ("2026-02-28", "undetermined")]
)
def test_a_grade_given_last_is_the_last_only_over_covered_days(small, until, source):
    book = small.load(small.ruleset("tiered-supervision", STRICTEST))
    covers = small.subject().model_dump(mode="json", by_alias=True)["covers"]
    covers["evaluations"] = {"from": "beginning", "until": until}
    answer = tier(small, book, evaluations=[GRADE | {"grade": "C"}], covers=covers)
    assert answer.source == source
    assert "C" in answer.possible


FIXED = """
assessed: { at: 12-31, effective: 04-01 }
tiers:
  - { <D>, when: { any: [{ some: penalties, during: this-year }, { finding: grave }] }, measures: [{ measure: visits, basis: [test.law 第一条], strength: must, degree: some }] }
  - { <A>, when: { not: { some: penalties, during: this-year } } }
findings:
  - { id: grave, question: 问, question_en: q, organ: 某机关, basis: [test.law 第一条] }
"""
NOT_GRAVE = {
    "finding": "grave",
    "about": "none",
    "answer": "no",
    "authority": "某机关",
    "document_number": "认1",
    # Made after the day the facts are of: it is about them all the same.
    "decided_on": "2026-02-01",
}


@pytest.mark.parametrize(
    ("day", "penalised", "answer", "year", "since", "until"),
    [
        ("2026-03-31", "2024-12-31", "D", 2024, "2025-04-01", "2026-04-01"),
        ("2026-03-31", "2025-12-31", "A", 2024, "2025-04-01", "2026-04-01"),
        ("2026-04-01", "2025-12-31", "D", 2025, "2026-04-01", "2027-04-01"),
        ("2026-04-01", "2026-01-01", "A", 2025, "2026-04-01", "2027-04-01"),
        ("2026-12-31", "2025-01-01", "D", 2025, "2026-04-01", "2027-04-01"),
    ],
)
def test_a_tier_of_the_day_the_law_fixes(small, day, penalised, answer, year, since, until):
    book = small.load(small.ruleset("tiered-supervision", FIXED))
    told = {"penalties": [{"decided_on": penalised}], "findings": [NOT_GRAVE]}
    found = tier(small, book, day, **told)
    assert (found.tier, found.year, str(found.since), str(found.until)) == (
        answer,
        year,
        since,
        until,
    )
    assert str(found.assessed_on) == f"{year}-12-31"
    for one in small.decide(book, day, **told).measures:
        assert (str(one.since), str(one.until)) == (since, until)


def test_a_finding_not_yet_made_leaves_it_open(small):
    book = small.load(small.ruleset("tiered-supervision", FIXED))
    assert said(tier(small, book, "2026-04-01")) == ("DA", "undetermined")
    assert said(tier(small, book, "2026-04-01", findings=[NOT_GRAVE])) == ("A", "computed")
    # On the day before the finding was made nobody knew.
    assert said(tier(small, book, "2026-01-31", findings=[NOT_GRAVE])) == ("DA", "undetermined")


@pytest.mark.parametrize(("day", "since", "until"), [("2026-03-01", "2026-01-01", "2027-01-01")])
def test_the_tier_of_the_previous_year_stands_for_the_year(small, day, since, until):
    book = small.load(small.ruleset("tiered-supervision", YEARLY))
    found = tier(small, book, day)
    assert (found.year, str(found.since), str(found.until)) == (2025, since, until)


READER = """
tiers:
  - { <strict>, when: { tier: { scheme: base, is: [D, C] } } }
  - { <mild>, when: { not: { tier: { scheme: base, is: [D, C] } } } }
"""


@pytest.mark.parametrize(
    ("told", "tiers"),
    [
        ({"penalties": [FOOD]}, {"base": "D", "reader": "strict"}),
        ({}, {"base": "A", "reader": "mild"}),
        # Between D and C the reader does not care.
        (
            {"penalties": [FOOD | {"domain": None}], "inspections": [LOUD]},
            {"base": None, "reader": "strict"},
        ),
        ({"uncovered": ["inspections"]}, {"base": None, "reader": None}),
    ],
)
def test_a_scheme_reads_the_tier_of_another(small, told, tiers):
    book = small.load(
        small.ruleset("tiered-supervision", STRICTEST, id="base"),
        small.ruleset("tiered-supervision", READER, id="reader"),
    )
    found = small.decide(book, **told).tiers
    assert {one.scheme: one.tier for one in found} == tiers


def test_a_scheme_of_a_fixed_day_reads_the_other_on_that_day(small):
    fixed = READER.replace("tiers:", "assessed: { at: 12-31, effective: 04-01 }\ntiers:", 1)
    book = small.load(
        small.ruleset("tiered-supervision", STRICTEST, id="base"),
        small.ruleset("tiered-supervision", fixed, id="reader"),
    )
    told = {"penalties": [FOOD | {"decided_on": "2026-01-01"}]}
    found = small.decide(book, "2026-04-01", **told).tiers
    assert {one.scheme: one.tier for one in found} == {"base": "D", "reader": "mild"}
