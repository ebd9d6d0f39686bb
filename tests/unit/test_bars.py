"""The bars an act carries: which hold, and from when to when."""

from __future__ import annotations

import pytest

BAR = """
restrictions:
  - id: ban
    title: ban
    title_en: ban
    basis: [test.law 第二条]
    each: {of}
    where: {where}
    measure: bar
    strength: must
    lasts: {{ {lasts} }}
{more}"""


def ask(small, day, lasts, *, of="penalties", where="{ domain: food }", more="", **told):
    body = BAR.format(of=of, where=where, lasts=lasts, more=more)
    book = small.load(small.ruleset("statutory-restriction", body))
    decision = small.decide(book, day, **told)
    return (
        [(str(one.since), str(one.until), one.lifelong) for one in decision.measures],
        [fact.path for one in decision.undetermined for fact in one.missing],
    )


@pytest.mark.parametrize(
    ("lasts", "day", "given"),
    [
        ("for: 1 year, since: decided_on", "2026-03-01", [("2025-03-01", "2026-03-02", False)]),
        ("for: 1 year, since: decided_on", "2026-03-02", []),
        (
            "until: publicity_until, since: decided_on",
            "2025-06-01",
            [("2025-03-01", "2025-06-02", False)],
        ),
        ("lifelong: true, since: decided_on", "2029-12-31", [("2025-03-01", "None", True)]),
        # A day told to be none has not come: the bar has no days yet.
        ("for: 1 year, since: fulfilled_on", "2026-03-01", [("None", "None", False)]),
    ],
)
def test_how_long_a_bar_runs(small, lasts, day, given):
    penalty = {
        "domain": "food",
        "decided_on": "2025-03-01",
        "fulfilled_on": "none",
        "publicity_until": "2025-06-01" if "publicity" in lasts else None,
    }
    assert ask(small, day, lasts, penalties=[penalty]) == (given, [])


def test_a_day_that_nobody_told_leaves_the_bar_open(small):
    penalty = {"domain": "food", "decided_on": "2025-03-01"}
    lasts = "for: 1 year, since: fulfilled_on"
    assert ask(small, "2026-03-01", lasts, penalties=[penalty]) == (
        [],
        ["penalties[pen0].fulfilled_on"],
    )


@pytest.mark.parametrize(
    ("removed", "given"),
    [
        ("none", [("2025-03-01", "2028-03-02", False)]),
        ("2025-12-31", []),
    ],
)
def test_a_bar_that_stands_with_its_entry(small, removed, given):
    entry = {
        "list": "serious",
        "listed_on": "2025-03-01",
        "removed_on": removed,
        "restored_on": "none",
    }
    where = "{ list: serious }"
    asked = {"of": "listings", "where": where, "listings": [entry]}
    assert ask(small, "2026-03-01", "standing: current", **asked) == (given, [])


@pytest.mark.parametrize(("day", "count"), [("2025-12-31", 1), ("2026-01-01", 0)])
def test_a_rule_out_of_force_gives_no_bar(small, day, count):
    penalty = {"domain": "food", "decided_on": "2025-03-01"}
    more = "    in_force: { from: 2020-01-01, until: 2026-01-01 }\n"
    lasts = "for: 5 years, since: decided_on"
    given, _ = ask(small, day, lasts, more=more, penalties=[penalty])
    assert len(given) == count
