"""The table in dates.yaml: what the provisions say about named days."""

from pathlib import Path

import pytest
import yaml

from credit_rules.dates import Period, deadline, elapsed, last_day, window_start

TABLE = yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text(encoding="utf-8"))


def _cases(part):
    return [pytest.param(case, id=case["note"]) for case in TABLE[part]]


def _period(case):
    period = Period.parse(case["period"])
    assert period is not None
    return period


@pytest.mark.parametrize("case", _cases("periods"))
def test_period(case):
    period = _period(case)
    assert last_day(case["event"], period) == case["last_day"]
    found = {
        day: "elapsed" if elapsed(case["event"], period, day) else "within" for day in case["days"]
    }
    assert found == case["days"]


@pytest.mark.parametrize("case", _cases("deadlines"))
def test_deadline(case):
    assert deadline(case["event"], _period(case)) == case["deadline"]


@pytest.mark.parametrize("case", _cases("windows"))
def test_window(case):
    assert window_start(case["day"], _period(case)) == case["start"]


def test_the_table_holds_both_answers_of_every_period():
    for case in TABLE["periods"]:
        assert set(case["days"].values()) == {"within", "elapsed"}, case["note"]
