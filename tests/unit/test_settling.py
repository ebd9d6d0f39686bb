"""How measures stand to each other: families, figures, limits, and tiers nobody knows yet."""

from decimal import Decimal

import pytest

import credit_rules as cr

BODY = """
list: serious
discipline:
"""
G = "basis: [test.law 第一条], "


def disciplined(small, *grants, profile=False, acting=None):
    """The decision on who is listed, where these measures follow."""
    lines = [
        f"  - {{ id: r{n}, title: r{n}, title_en: r{n}, {G} strength: must, {said} }}"
        for n, said in enumerate(grants)
    ]
    lines = [line.replace("strength: must, strength", "strength") for line in lines]
    book = small.load(small.ruleset("joint-discipline", BODY + "\n".join(lines)), profile=profile)
    entry = {"list": "serious", "listed_on": "2025-01-01", "removed_on": "none"}
    return small.decide(book, listings=[entry], acting=acting)


def figures(decision):
    return {
        (one.parameter, one.unit, one.strength.value): (one.low, one.high, one.capped)
        for one in decision.settled
    }


def test_the_stricter_figure_wins_up_and_down(small):
    found = disciplined(
        small,
        "measure: visits, degree: some, parameters: { visits: [2, 6], days: [3, 10] }",
        "measure: spot-visits, parameters: { visits: [3, 4] }",
        "measure: visits, degree: many, parameters: { days: 5 }",
    )
    assert figures(found) == {
        ("visits", "次/年", "must"): (3, 6, None),
        ("days", "日", "must"): (3, 5, None),
    }
    assert {one.measures for one in found.settled} == {("spot-visits", "visits"), ("visits",)}
    # What was merged is still there, each with its own figures.
    assert len(found.measures) == 3


def test_unlike_units_stand_side_by_side(small):
    found = disciplined(
        small,
        "measure: spot-visits, parameters: { visits: 3 }",
        "measure: monthly-visits, parameters: { visits: 1 }",
        "measure: deposit, parameters: { ratio: 10% }",
    )
    assert {(one.unit, one.incomparable) for one in found.settled} == {
        ("次/年", True),
        ("次/月", True),
        ("%", False),
    }


def test_what_may_be_done_never_displaces_what_must(small):
    found = disciplined(
        small,
        "measure: spot-visits, parameters: { visits: 2 }",
        "strength: may, measure: visits, degree: some, parameters: { visits: 9 }",
    )
    assert figures(found) == {
        ("visits", "次/年", "must"): (2, 2, None),
        ("visits", "次/年", "may"): (9, 9, None),
    }


@pytest.mark.parametrize(
    ("figure", "settled"),
    [("[2, 12]", (2, 4, 4)), ("[6, 12]", (4, 4, 4)), ("4", (4, 4, None)), ("3", (3, 3, None))],
)
def test_the_department_s_limit_is_applied_last_and_shown(small, figure, settled):
    said = f"measure: visits, degree: some, parameters: {{ visits: {figure} }}"
    found = disciplined(small, said, profile=True)
    assert figures(found) == {("visits", "次/年", "must"): settled}
    (one,) = found.settled
    bases = [basis.instrument for basis in one.cap_basis]
    assert bases == (["test.law", "test.rule"] if settled[2] else [])
    # Without a profile nobody knows the limit.
    assert {one[2] for one in figures(disciplined(small, said)).values()} == {None}


def test_a_limit_of_one_measure_holds_for_the_family_it_is_merged_with(small):
    found = disciplined(
        small,
        "measure: spot-visits, parameters: { visits: 9 }",
        "measure: visits, degree: some, parameters: { visits: 1 }",
        profile=True,
    )
    assert figures(found) == {("visits", "次/年", "must"): (4, 4, 4)}


@pytest.mark.parametrize(
    ("profile", "low", "high", "fixed", "basis"),
    [(True, 5, 10, True, "test.rule"), (False, 1, 20, False, "test.law")],
)
def test_a_figure_left_to_a_department(small, profile, low, high, fixed, basis):
    said = "measure: deposit, parameters: { ratio: { parameter: deposit-ratio } }"
    found = disciplined(small, said, profile=profile)
    (one,) = found.measures[0].parameters
    assert (one.low, one.high, one.fixed) == (Decimal(low), Decimal(high), fixed)
    assert [one.instrument for one in one.basis] == [basis]
    assert bool(found.settled) is fixed


@pytest.mark.parametrize(
    ("against", "kept"),
    [
        ("measure: visits, degree: some", False),
        ("strength: may, measure: spot-visits", False),
        ("measure: visits, degree: some, targets: [controller]", True),
        ("measure: deposit", True),
    ],
)
def test_a_favour_gives_way_to_its_family(small, against, kept):
    found = disciplined(small, "measure: fewer-visits", against)
    assert ("fewer-visits" in {one.measure for one in found.measures}) is kept
    assert bool(found.suppressed) is not kept
    for one in found.suppressed:
        assert (one.measure, one.reason.zh) != ("", "")
        assert one.gave_way_to in {other.measure for other in found.measures}


def test_a_favour_gives_way_to_what_nobody_asked_about_too(small):
    grants = (
        "measure: fewer-visits, purposes: [inspection]",
        "measure: visits, degree: some, purposes: [finance]",
    )
    found = disciplined(small, *grants, acting=cr.Acting(purposes=("inspection",)))
    assert found.measures == ()
    assert [(one.measure, one.gave_way_to) for one in found.suppressed] == [
        ("fewer-visits", "visits")
    ]
    found = disciplined(small, *grants, acting=cr.Acting(purposes=("finance",)))
    assert [one.measure for one in found.measures] == ["visits"]
    assert found.suppressed == ()


def test_a_reminder_suspends_nothing_and_bans_stand_together(small):
    found = disciplined(
        small, "measure: green-lane", "measure: reminder", "measure: bar", "measure: bar"
    )
    assert [one.measure for one in found.measures] == ["reminder", "green-lane", "bar", "bar"]
    assert found.suppressed == ()


OPEN = """
tiers:
  - { <D>, when: { some: penalties, where: { domain: food } }, measures: [MANY] }
  - { <A>, when: { count: penalties, at_least: 0 }, measures: [FEW] }
"""


def _open(small, many, few):
    given = "{{ measure: {}, basis: [test.law 第一条], strength: must, {} }}"
    body = OPEN.replace("MANY", ", ".join(given.format(*one) for one in many))
    body = body.replace("FEW", ", ".join(given.format(*one) for one in few))
    book = small.load(small.ruleset("tiered-supervision", body))
    return small.decide(book, penalties=[{"decided_on": "2025-01-01"}])


@pytest.mark.parametrize(
    ("many", "few", "degree", "parameters"),
    [
        ("degree: many", "degree: some", "some", {}),
        # The mildest in each parameter, whichever tier has it.
        (
            "degree: some, parameters: { visits: 12, days: 5 }",
            "degree: many, parameters: { visits: 2, days: 1 }",
            "some",
            {"visits": (2, 2), "days": (5, 5)},
        ),
        (
            "degree: some, parameters: { visits: [2, 12] }",
            "degree: some, parameters: { visits: [3, 6] }",
            "some",
            {"visits": (2, 6)},
        ),
        # A figure only one of them fixes is not settled.
        ("degree: some, parameters: { visits: 12 }", "degree: some", "some", {}),
        (
            "degree: some, parameters: { visits: 12 }",
            "degree: some, parameters: { visits: { parameter: most-visits } }",
            "some",
            {},
        ),
        (
            "degree: some, parameters: { visits: { parameter: most-visits } }",
            "degree: some, parameters: { visits: { parameter: most-visits } }",
            "some",
            {"visits": (1, 12)},
        ),
    ],
)
def test_an_open_tier_gives_the_mildest_of_what_all_give(small, many, few, degree, parameters):
    found = _open(small, [("visits", many)], [("visits", few)])
    (measure,) = found.measures
    assert measure.degree == degree
    assert {one.id: (one.low, one.high) for one in measure.parameters} == parameters


@pytest.mark.parametrize(
    ("many", "few"),
    [
        ([("visits", "degree: some")], [("reminder", "")]),
        ([("reminder", "purposes: [finance]")], [("reminder", "purposes: [research]")]),
        ([("reminder", "targets: [controller]")], [("reminder", "")]),
    ],
)
def test_an_open_tier_gives_nothing_that_one_does_not_give(small, many, few):
    found = _open(small, many, few)
    assert found.measures == ()
    assert [one.what for one in found.undetermined] == ["tier"]
