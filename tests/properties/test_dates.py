from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from credit_rules.dates import (
    Period,
    deadline,
    elapsed,
    first_day_after,
    is_working_day,
    last_day,
    window_start,
    working_days_known,
)

DAY = timedelta(days=1)

days = st.dates(date(1995, 1, 1), date(2040, 12, 31))
periods = st.one_of(
    st.builds(Period, st.integers(1, 6), st.just("years")),
    st.builds(Period, st.integers(1, 40), st.just("months")),
    st.builds(Period, st.integers(1, 400), st.just("days")),
    st.builds(Period, st.integers(1, 60), st.just("working days")),
)


def _month_later(start, months):
    """The Civil Code's corresponding day, found the slow way: the last day the month has."""
    year, month = start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1
    for number in range(start.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


@given(start=days, months=st.integers(1, 60))
def test_months_end_on_the_corresponding_day_or_the_last_there_is(start, months):
    assert last_day(start, Period(months, "months")) == _month_later(start, months)


@given(start=days, number=st.integers(1, 5))
def test_a_year_is_twelve_months(start, number):
    assert last_day(start, Period(number, "years")) == last_day(
        start, Period(12 * number, "months")
    )


@given(start=days, number=st.integers(1, 60))
def test_working_days_are_counted_one_by_one(start, number):
    end = last_day(start, Period(number, "working days"))
    between = [start + n * DAY for n in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, between)) == number
    assert is_working_day(end)


@given(start=days, period=periods)
def test_first_day_after_is_the_day_after_the_last(start, period):
    end = last_day(start, period)
    assert first_day_after(start, period) == end + DAY
    assert not elapsed(start, period, end)
    assert elapsed(start, period, end + DAY)


@given(start=days, period=periods, day=days, later=st.integers(0, 500))
def test_elapsed_stays_elapsed(start, period, day, later):
    assert not elapsed(start, period, day) or elapsed(start, period, day + later * DAY)


@given(start=days, period=periods, later=st.integers(0, 500))
def test_a_later_start_never_ends_earlier(start, period, later):
    assert last_day(start, period) <= last_day(start + later * DAY, period)


@given(day=days, period=periods)
def test_window_start_is_the_first_day_that_is_still_within(day, period):
    found = day
    while not elapsed(found - DAY, period, day):
        found -= DAY
    assert window_start(day, period) == found


@given(day=st.dates(max_value=date(12, 12, 31)), period=periods)
def test_window_start_at_the_beginning_of_the_calendar(day, period):
    start = window_start(day, period)
    assert not elapsed(start, period, day)
    assert start == date.min or elapsed(start - DAY, period, day)


@pytest.mark.parametrize("unit", ["years", "months", "days", "working days"])
@pytest.mark.parametrize("day", [date.min, date(2026, 3, 1), date.max])
def test_window_start_exists_for_every_day_and_every_period(day, unit):
    assert date.min <= window_start(day, Period(9999, unit)) <= day


@given(start=days, period=periods)
def test_a_deadline_is_the_first_working_day_from_the_last_day(start, period):
    end = deadline(start, period)
    assert is_working_day(end)
    day = last_day(start, period)
    while day < end:
        assert not is_working_day(day)
        day += DAY
    assert day == end


@given(
    number=st.integers(1, 9999), unit=st.sampled_from(["years", "months", "days", "working days"])
)
def test_a_period_reads_what_it_writes(number, unit):
    assert Period.parse(str(Period(number, unit))) == Period(number, unit)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1 year", Period(1, "years")),
        ("1 years", Period(1, "years")),
        ("6 month", Period(6, "months")),
        ("10 days", Period(10, "days")),
        ("1 working day", Period(1, "working days")),
    ],
)
def test_singular_and_plural_are_read_alike(text, period):
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text",
    [
        *("", "years", "0 days", "-1 days", "+1 days", "1.5 years", "01 days", "10000 days"),
        *("3years", "3  years", " 3 years", "3 years ", "3 years\n", "3 weeks", "3 Years"),
        *("三年", "3 年", "３ years", "1 year 6 months", "5 working", "5 working  days"),
    ],
)
def test_anything_else_is_no_period(text):
    assert Period.parse(text) is None


@given(text=st.text())
def test_junk_is_no_period(text):
    assume(not text[:1].isdecimal())
    assert Period.parse(text) is None


@pytest.mark.parametrize("unit", ["years", "months", "days", "working days"])
def test_a_period_beyond_the_calendar_says_so(unit):
    with pytest.raises(OverflowError):
        last_day(date(9999, 12, 15), Period(20, unit))


def test_the_day_after_the_last_day_of_the_calendar_says_so():
    start = date(9998, 12, 31)
    assert last_day(start, Period(1, "years")) == date.max
    with pytest.raises(OverflowError):
        first_day_after(start, Period(1, "years"))


@given(day=st.dates())
def test_beyond_the_published_arrangements_the_weekday_decides(day):
    assume(not working_days_known(day))
    assert is_working_day(day) is (day.weekday() < 5)


def test_arrangements_known_to_be_published():
    assert working_days_known(date(2026, 12, 31))
    assert not working_days_known(date(2003, 12, 31))
    assert not working_days_known(date(2200, 1, 1))
