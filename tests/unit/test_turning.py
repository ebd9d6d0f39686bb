"""When conditions turn, asked one by one: beside the evaluator on every day."""

from datetime import date, timedelta

import pytest

from credit_rules.analysis.foresight.turning import (
    NO_TURN,
    Next,
    Reason,
    after,
    next_turn,
    together,
)
from credit_rules.dates import Period
from credit_rules.engine.facts import Facts
from credit_rules.engine.reference import Strata, World, evaluate
from credit_rules.model.expr import (
    All,
    AnyOf,
    Compare,
    Count,
    During,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    LatestOf,
    Not,
    Op,
    Scope,
    Share,
    Since,
    Some,
    Threshold,
    Within,
    YearsBefore,
)
from credit_rules.truth import Truth

FIRST = date(2025, 1, 15)
DAYS = 900
EVER = All(())
YEAR, MONTH = Period(1, "years"), Period(1, "months")
CORRECTED, DECIDED = FieldRef("corrected_on"), FieldRef("decided_on")
TOLD = {
    "penalties": [
        {
            "decided_on": "2024-02-29",
            "corrected_on": "2024-08-31",
            "restriction_until": "2026-02-28",
        },
        {"decided_on": "2024-12-31", "corrected_on": "none", "restriction_until": "none"},
    ],
    "customs_statistics": [{"year": 2024, "documents": 3, "period_until": "2024-12-31"}],
}


PENALTIES = Scope("penalties")


def some_of(condition: Expr, scope: Scope = PENALTIES) -> Some:
    return Some(scope, condition)


def longer(number: int, scope: Scope) -> Threshold:
    return Threshold(Count(scope, EVER), Op.AT_LEAST, number)


CONDITIONS = {
    "a period": some_of(Elapsed(CORRECTED, YEAR)),
    "the latest of days": some_of(Elapsed(LatestOf((DECIDED, CORRECTED)), MONTH)),
    "a due day": some_of(Elapsed(FieldRef("restriction_until"), None)),
    "not": Not(some_of(Elapsed(CORRECTED, YEAR))),
    "all": All((some_of(Elapsed(CORRECTED, YEAR)), some_of(EVER, Scope("incidents")))),
    "any": AnyOf((some_of(Elapsed(CORRECTED, YEAR)), some_of(Elapsed(DECIDED, YEAR)))),
    "a window": some_of(EVER, Scope("penalties", Within(YEAR))),
    "a window of working days": some_of(
        EVER, Scope("penalties", Within(Period(40, "working days")))
    ),
    "a count in a window": longer(2, Scope("penalties", Within(YEAR))),
    "every one in a window": Every(
        Scope("penalties", Within(YEAR)), EVER, Elapsed(CORRECTED, MONTH)
    ),
    "the previous year": some_of(EVER, Scope("penalties", During(1))),
    "since a due day": some_of(
        some_of(EVER, Scope("inspections", Since(FieldRef("restriction_until")))),
    ),
    "the number of a year": some_of(
        Compare(FieldRef("year"), Op.IS, YearsBefore(2)), Scope("customs_statistics")
    ),
    "a share": Threshold(
        Share(
            Count(Scope("penalties", Within(YEAR)), EVER),
            Count(Scope("penalties"), EVER),
            False,
            (),
        ),
        Op.AT_LEAST,
        1,
    ),
}


@pytest.mark.parametrize("covers", ["all", "until", "since", "none"])
@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_comes_out_alike_until_it_turns(small, name, covers) -> None:
    whole = {"from": "beginning", "until": "2030-01-01"}
    delivered = {
        "all": whole,
        "until": whole | {"until": "2025-07-31"},
        "since": whole | {"from": "2024-06-01"},
        "none": None,
    }[covers]
    known = (
        {} if delivered is None else dict.fromkeys((*TOLD, "inspections", "incidents"), delivered)
    )
    subject = small.subject(covers=known, **TOLD)
    last = FIRST + timedelta(days=DAYS)

    def came_out(day: date) -> Truth:
        world = World(Facts.of(subject, day), {}, Strata())
        return evaluate(CONDITIONS[name], world).truth

    day = FIRST
    while day <= last:
        world = World(Facts.of(subject, day), {}, Strata())
        found = next_turn(evaluate(CONDITIONS[name], world), world, last)
        until = min(found.day, last + timedelta(days=1))
        apart = {day + timedelta(days=some) for some in range((until - day).days)}
        assert {came_out(one) for one in sorted(apart)} == {came_out(day)}
        # Where all is known it turns no sooner either.
        assert covers != "all" or until != found.day or came_out(until) is not came_out(day)
        day = until


def test_what_is_false_stays_so_until_the_last_false_part_has_turned() -> None:
    one, other = (Next(date(2025, month, 1), Reason.PERIOD_ENDS) for month in (3, 6))
    assert together([(Truth.TRUE, one), (Truth.UNKNOWN, other)]) is one
    assert together([(Truth.FALSE, one), (Truth.FALSE, other)]) is other
    assert together([(Truth.TRUE, one), (Truth.FALSE, other)]) is other
    assert together([]) is NO_TURN


def test_a_period_beyond_the_calendar_never_runs() -> None:
    assert after(date(2025, 1, 1), Period(9000, "years")) == date.max
    assert after(date(2025, 1, 1), None) == date(2025, 1, 2)
