"""A watch list: entry and leaving are proposals, measures follow the entry."""

import pytest

BODY = """
list: watch
not_for: [serious]
settled_when: { some: listings, where: { list: watch, listed_on: { on_or_after: { field: this.held_on } } } }
grounds:
  - id: warned
    title: warned
    title_en: warned
    basis: [test.law 第一条]
    each: interviews
    within: 1 year
    where: { kind: warning }
stay:
  - { <again>, when: { some: penalties, since: this.listed_on } }
leave:
  - { <half-a-year>, when: { elapsed: { since: listed_on, period: 6 months } } }
  - { <corrected>, when: { corrected_on: { is_not: none } } }
procedure:
  - { <hearing>, by: 某机关, within: 5 working days, since: held_on }
measures:
  - { <all>, measure: spot-visits, strength: may }
  - { <grave>, where: { ground: grave }, measure: monthly-visits, strength: must }
"""
WARNED = {"held_on": "2025-06-02", "kind": "warning"}
ENTRY = {
    "list": "watch",
    "listed_on": "2025-07-01",
    "removed_on": "none",
    "corrected_on": "none",
    "ground": "grave",
}
SERIOUS = {"list": "serious", "listed_on": "2025-01-01", "removed_on": "none"}


@pytest.fixture
def decide(small):
    book = small.load(small.ruleset("key-watch-list", BODY))
    return lambda day="2025-08-01", **told: small.decide(book, day, **told)


def proposed(decision):
    return [(one.action, one.because_of.rule, one.outcome.value) for one in decision.proposals]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"interviews": [WARNED]}, [("enter", "warned", "true")]),
        ({"interviews": [WARNED | {"kind": "reminder"}]}, []),
        # Who is officially on a serious list is not watched besides.
        ({"interviews": [WARNED], "listings": [SERIOUS]}, []),
        (
            {
                "interviews": [WARNED],
                "listings": [SERIOUS | {"removed_on": "2025-02-01", "restored_on": "none"}],
            },
            [("enter", "warned", "true")],
        ),
        # Decided upon already.
        ({"interviews": [WARNED], "listings": [ENTRY]}, []),
        (
            {"interviews": [WARNED], "listings": [ENTRY | {"listed_on": "2025-06-01"}]},
            [("enter", "warned", "true")],
        ),
    ],
)
def test_entry_is_a_proposal(decide, told, expected):
    decision = decide(**told)
    assert proposed(decision) == expected
    for one in decision.proposals:
        assert [(step.id, str(step.due)) for step in one.steps] == [("hearing", "2025-06-09")]
        assert (one.list_kind.value, one.organ, bool(one.basis)) == ("watch", "认定机关", True)
    if not told.get("listings"):
        assert decision.measures == ()


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ({"interviews": [WARNED | {"kind": None}]}, "interviews[int0].kind"),
        (
            {"interviews": [WARNED], "listings": [SERIOUS | {"removed_on": None}]},
            "listings[lis0].removed_on",
        ),
        ({"uncovered": ["interviews"]}, "interviews[2024-08-01..2025-08-01]"),
    ],
)
def test_an_entry_nobody_can_know_names_what_is_missing(decide, told, path):
    decision = decide(**told)
    assert decision.proposals == ()
    (open_one,) = [one for one in decision.undetermined if one.what == "proposal"]
    assert path in [one.path for one in open_one.missing]


@pytest.mark.parametrize(
    ("day", "told", "expected"),
    [
        ("2026-01-01", {}, []),
        ("2026-01-02", {}, [("leave", "half-a-year", "true")]),
        ("2026-01-01", {"corrected_on": "2025-08-01"}, [("leave", "corrected", "true")]),
        (
            "2026-01-02",
            {"corrected_on": "2025-08-01"},
            [("leave", "corrected", "true"), ("leave", "half-a-year", "true")],
        ),
        (
            "2026-01-02",
            {"penalties": [{"decided_on": "2025-06-30"}]},
            [("leave", "half-a-year", "true")],
        ),
        # A reason to stay keeps the entry standing although there is one to leave.
        ("2026-01-02", {"penalties": [{"decided_on": "2025-07-01"}]}, []),
        ("2026-01-02", {"removed_on": "2025-12-01", "restored_on": "none"}, []),
        ("2026-01-02", {"list": "honour"}, []),
    ],
)
def test_leaving_is_a_proposal_too(decide, day, told, expected):
    told = dict(told)
    others = {name: told.pop(name) for name in ("penalties",) if name in told}
    decision = decide(day, listings=[ENTRY | told], **others)
    assert sorted(proposed(decision)) == sorted(expected)
    assert not [one for one in decision.undetermined if one.what == "proposal"]


@pytest.mark.parametrize(
    ("day", "told", "rules"),
    [
        ("2026-01-02", {"uncovered": ["penalties"]}, ["half-a-year"]),
        ("2026-01-01", {"uncovered": ["penalties"]}, []),
    ],
)
def test_a_reason_to_stay_that_may_hold_leaves_it_open(decide, day, told, rules):
    decision = decide(day, listings=[ENTRY], **told)
    assert decision.proposals == ()
    open_ones = [one for one in decision.undetermined if one.what == "proposal"]
    assert [one.rule for one in open_ones] == rules
    for one in open_ones:
        assert one.record == "listings[lis0]"
        assert [fact.path for fact in one.missing] == ["penalties[2025-07-01..2026-01-02]"]


@pytest.mark.parametrize(
    ("entry", "measures", "open_ones"),
    [
        ({}, {"monthly-visits", "spot-visits"}, []),
        ({"ground": "light"}, {"spot-visits"}, []),
        ({"ground": None}, {"spot-visits"}, ["grave"]),
        ({"removed_on": "2025-07-15", "restored_on": "none"}, set(), []),
        ({"removed_on": None}, set(), ["all", "grave"]),
        ({"list": "serious"}, set(), []),
    ],
)
def test_measures_follow_the_entry_on_record(decide, entry, measures, open_ones):
    decision = decide(listings=[ENTRY | entry])
    assert {one.measure for one in decision.measures} == measures
    assert sorted(one.rule for one in decision.undetermined) == open_ones
    for one in decision.measures:
        assert (str(one.since), one.because_of.record) == ("2025-07-01", "listings[lis0]")


def test_an_entry_s_term_is_that_of_its_ground(decide):
    def ends(ground):
        (one,) = decide(listings=[ENTRY | {"ground": ground}]).listings
        return one.state.value, str(one.last_day)

    assert ends("grave") == ("current", "2027-07-01")
    assert ends("light") == ("current", "2026-07-01")
    assert ends("open") == ("current", "None")
    # Without its ground the shortest term decides from when on nobody knows.
    assert ends(None) == ("current", "None")


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-07-01", "current"), ("2026-07-02", "unknown"), ("2028-01-01", "unknown")],
)
def test_an_entry_without_its_ground_is_open_from_the_shortest_term_on(decide, day, state):
    (one,) = decide(day, listings=[ENTRY | {"ground": None}]).listings
    assert one.state.value == state


def test_an_entry_that_may_be_on_record_leaves_each_measure_open_that_none_carries(decide):
    (open_one,) = decide(uncovered=["listings"]).undetermined
    assert (open_one.what, open_one.rule, open_one.effect.value) == ("measure", None, "supervise")
    light = [ENTRY | {"ground": "light"}]
    decision = decide(listings=light, uncovered=["listings"])
    assert {one.measure for one in decision.measures} == {"spot-visits"}
    # Another entry, on a grave ground, may stand beside the one that is known.
    assert [one.rule for one in decision.undetermined] == [None]
    decision = decide(listings=[ENTRY], uncovered=["listings"])
    assert decision.undetermined == ()
