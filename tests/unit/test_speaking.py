"""Which rulesets speak: regions, places taken and gaps filled, kinds of subject, days."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.errors import RulesetError

TIERS = """
tiers:
  - { <bad>, when: { some: penalties, where: { domain: food } }, measures: [{ measure: reminder, basis: [test.law 第一条], strength: must }] }
  - { <good>, when: { not: { some: penalties, where: { domain: food } } }, measures: [{ measure: green-lane, basis: [test.law 第一条], strength: may }] }
"""
BARS = """
restrictions:
  - id: food
    title: food
    title_en: food
    basis: [test.law 第一条]
    each: penalties
    where: { domain: food }
    measure: bar
    strength: must
    lasts: { for: 9 years, since: decided_on }
"""
FOOD = {"decided_on": "2025-01-01", "domain": "food"}
LOCAL = {"id": "local", "scheme": "national", "jurisdiction": '"330000"'}
NATIONAL = {"id": "national", "scheme": "national"}
OVER = "{}: {{ ruleset: national, basis: [test.law 第一条] }}\n"


def ask(small, book, region, **told):
    acting = cr.Acting(region=region) if region else None
    return small.decide(book, acting=acting, **told)


def spoken(decision):
    said = {one.ruleset for one in decision.tiers}
    said |= {one.because_of.ruleset for one in decision.measures}
    return said, {one.ruleset for one in decision.undetermined if one.what == "ruleset"}


@pytest.mark.parametrize(
    ("jurisdiction", "region", "speaks"),
    [
        ("330000", "330000", True),
        ("330000", "330106", True),
        ("330000", "320100", False),
        ("330100", "330106", True),
        ("330100", "330000", False),
        ("330106", "330100", False),
        ("330106", "330106", True),
    ],
)
def test_a_local_ruleset_speaks_for_the_authorities_of_its_region(
    small, jurisdiction, region, speaks
):
    local = LOCAL | {"jurisdiction": f'"{jurisdiction}"'}
    book = small.load(small.ruleset("tiered-supervision", TIERS, **local))
    assert spoken(ask(small, book, region)) == ({"local"} if speaks else set(), set())


def test_without_a_region_it_is_open_if_it_would_say_something(small):
    book = small.load(small.ruleset("statutory-restriction", BARS, **LOCAL))
    (open_one,) = ask(small, book, None, penalties=[FOOD]).undetermined
    assert (open_one.what, open_one.ruleset, open_one.effect.value) == (
        "ruleset",
        "local",
        "prohibit",
    )
    assert [one.path for one in open_one.missing] == ["acting.region"]
    assert ask(small, book, None).undetermined == ()
    # What would itself be open is something said.
    (open_one,) = ask(small, book, None, penalties=[FOOD | {"domain": None}]).undetermined
    assert open_one.what == "ruleset"


@pytest.mark.parametrize(
    ("word", "region", "speaks"),
    [
        # Beside the national one, in its place, or where it leaves a gap: here it leaves none.
        (None, "330100", {"national", "local"}),
        ("replaces", "330100", {"local"}),
        ("replaces", "320100", {"national"}),
        ("fills", "330100", {"national"}),
    ],
)
def test_a_local_ruleset_beside_in_place_of_and_filling_a_gap_of_the_national_one(
    small, word, region, speaks
):
    said = (OVER.format(word) if word else "") + TIERS
    book = small.load(
        small.ruleset("tiered-supervision", TIERS, **NATIONAL),
        small.ruleset("tiered-supervision", said, **LOCAL),
    )
    assert spoken(ask(small, book, region)) == (speaks, set())


def test_a_gap_is_filled_once_the_other_has_ended(small):
    national = NATIONAL | {"in_force": "{ from: 2015-01-01, until: 2026-03-01 }"}
    book = small.load(
        small.ruleset("tiered-supervision", TIERS, **national),
        small.ruleset("tiered-supervision", OVER.format("fills") + TIERS, **LOCAL),
    )
    acting = cr.Acting(region="330100")
    before = small.decide(book, "2026-02-28", acting=acting)
    assert spoken(before) == ({"national"}, set())
    assert spoken(small.decide(book, "2026-03-01", acting=acting)) == ({"local"}, set())


@pytest.mark.parametrize("word", ["replaces", "fills"])
def test_what_may_give_way_is_open(small, word):
    """A subject of unknown kind: the local ruleset is for some kinds only, or the other is."""
    mine, other = (
        ("applies_to: [legal_person]\n", "")
        if word == "replaces"
        else ("", "applies_to: [legal_person]\n")
    )
    book = small.load(
        small.ruleset("tiered-supervision", other + TIERS, **NATIONAL),
        small.ruleset("tiered-supervision", OVER.format(word) + mine + TIERS, **LOCAL),
    )
    decision = ask(small, book, "330100", kind=None)
    assert spoken(decision) == (set(), {"national", "local"})
    assert {one.path for found in decision.undetermined for one in found.missing} == {
        "subject.kind"
    }
    kinds = {
        "legal_person": "local",
        "unincorporated": "national" if word == "replaces" else "local",
    }
    if word == "fills":
        kinds["legal_person"] = "national"
    for kind, speaks in kinds.items():
        assert spoken(ask(small, book, "330100", kind=kind)) == ({speaks}, set())


def test_two_rulesets_for_one_scheme_are_read_as_one_or_the_other(small):
    reader = """
tiers:
  - { <yes>, when: { tier: { scheme: national, is: bad } } }
  - { <no>, when: { tier: { scheme: national, is: good } } }
"""
    local = TIERS.replace("domain: food", "domain: drug")
    book = small.load(
        small.ruleset("tiered-supervision", TIERS, **NATIONAL),
        small.ruleset("tiered-supervision", local, **LOCAL),
        small.ruleset("tiered-supervision", reader, id="reader"),
    )

    def read(region):
        found = ask(small, book, region, penalties=[FOOD]).tiers
        return next(one.possible for one in found if one.scheme == "reader")

    assert read("320100") == ("yes",)
    assert read("330100") == ("yes", "no")
    # Whether the local one speaks nobody said; so nothing is ruled out either.
    assert read(None) == ("yes", "no")


def test_a_scheme_nobody_speaks_about_is_unknown(small):
    reader = """
tiers:
  - { <yes>, when: { tier: { scheme: national, is: bad } } }
  - { <no>, when: { count: penalties, at_least: 0 } }
"""
    book = small.load(
        small.ruleset(
            "tiered-supervision", "applies_to: [social_organisation]\n" + TIERS, **NATIONAL
        ),
        small.ruleset("tiered-supervision", reader, id="reader"),
    )
    (found,) = small.decide(book).tiers
    assert found.possible == ("yes", "no")
    assert [one.path for one in found.missing] == ["tiers[national]"]


@pytest.mark.parametrize(
    ("applies", "kind", "speaks"),
    [
        ("legal_person", "legal_person", True),
        ("legal_person", "unincorporated", False),
        ("natural_person", "natural_person", True),
        ("legal_person", None, None),
        ("legal_person, unincorporated", None, True),
    ],
)
def test_kinds_of_subject(small, applies, kind, speaks):
    book = small.load(
        small.ruleset("tiered-supervision", f"applies_to: [{applies}]\n" + TIERS, id="one")
    )
    named = {"key": "某甲"} if kind == "natural_person" else {}
    said, open_ones = spoken(small.decide(book, kind=kind, **named))
    assert said == ({"one"} if speaks else set())
    assert open_ones == ({"one"} if speaks is None else set())


@pytest.mark.parametrize(
    ("acted", "day", "outcome"),
    [
        ("2024-12-31", "2026-03-01", "given old"),
        ("2025-01-01", "2026-03-01", "given new"),
        (None, "2026-03-01", "open new old"),
        ("none", "2026-03-01", "open new old"),
        # Before the new one is in force it says nothing of anything.
        ("2024-12-31", "2024-12-31", "given old"),
        ("2014-12-31", "2026-03-01", ""),
    ],
)
def test_an_edition_that_governs_acts_goes_on_about_those_done_under_it(small, acted, day, outcome):
    old = {
        "id": "old",
        "scheme": "acts",
        "governs": "acts_from",
        "in_force": "{ from: 2015-01-01, until: 2025-01-01 }",
    }
    new = {
        "id": "new",
        "scheme": "acts",
        "governs": "acts_from",
        "in_force": "{ from: 2025-01-01 }",
    }
    bars = BARS.replace("lasts:", "lasts:")
    book = small.load(
        small.ruleset("statutory-restriction", bars, **old),
        small.ruleset("statutory-restriction", bars, **new),
    )
    decision = small.decide(
        book, day, penalties=[FOOD | {"decided_on": "2024-12-31", "acted_on": acted}]
    )
    given = sorted(one.because_of.ruleset for one in decision.measures)
    open_ones = sorted(one.ruleset for one in decision.undetermined)
    said = [f"given {' '.join(given)}"] * bool(given) + [f"open {' '.join(open_ones)}"] * bool(
        open_ones
    )
    assert " ".join(said) == outcome
    for one in decision.undetermined:
        assert [fact.path for fact in one.missing] == ["penalties[pen0].acted_on"]


REPAIR = """
each: penalties
platform: 某网
platform_en: a site
apply_to: 某机关
requires: [{ <waited>, when: { elapsed: { since: decided_on, period: 1 month } } }]
remedy: 复议
remedy_en: review
"""


@pytest.mark.parametrize(
    ("applied", "rulesets", "states"),
    [
        # Nobody has applied: it is the day asked about that counts.
        ([], ["new"], ["can-apply"]),
        ([{"record": "pen0", "applied_on": "2025-12-31"}], ["old"], ["can-apply"]),
        ([{"record": "pen0", "applied_on": "2026-01-01"}], ["new"], ["can-apply"]),
        ([{"record": "pen0"}], ["new", "old"], ["undetermined"]),
        # An application that was answered is over, and one for another record is another's.
        (
            [{"record": "pen0", "applied_on": "2025-12-31", "refused_on": "2026-01-05"}],
            ["new"],
            ["can-apply"],
        ),
        ([{"record": "pen1", "applied_on": "2025-12-31"}], ["new"], ["can-apply"]),
    ],
)
def test_an_application_is_decided_by_the_edition_of_its_day(small, applied, rulesets, states):
    said = {"scheme": "repair", "governs": "applications_from"}
    book = small.load(
        small.ruleset(
            "credit-repair",
            REPAIR,
            id="old",
            in_force="{ from: 2015-01-01, until: 2026-01-01 }",
            **said,
        ),
        small.ruleset("credit-repair", REPAIR, id="new", in_force="{ from: 2026-01-01 }", **said),
    )
    found = small.decide(book, penalties=[FOOD], repairs=applied).repairs
    assert [one.ruleset for one in found] == rulesets
    assert sorted({one.state.value for one in found}) == states


@pytest.mark.parametrize(
    ("day", "speaks"), [("2025-05-31", False), ("2025-06-01", True), ("2026-03-01", True)]
)
def test_an_unconfirmed_beginning_leaves_earlier_days_open(small, day, speaks):
    since = "{ from: unconfirmed, known_in_force_on: [2025-06-01, 2026-01-01] }"
    book = small.load(small.ruleset("tiered-supervision", TIERS, id="one", in_force=since))
    said, open_ones = spoken(small.decide(book, day))
    assert (said, open_ones) == (({"one"}, set()) if speaks else (set(), {"one"}))
    if not speaks:
        (open_one,) = small.decide(book, day).undetermined
        assert [one.path for one in open_one.missing] == ["ruleset[one 1]"]


CONCERNS = "concerns: { some: licences, where: { licence: 食品经营许可证 } }\n"
LICENCE = {"licence": "食品经营许可证", "decided_on": "2025-01-01"}


class TestConcerns:
    @pytest.mark.parametrize(
        ("told", "speaks"),
        [
            ({"licences": [LICENCE]}, ({"national"}, set())),
            ({"licences": [LICENCE | {"licence": "其他许可证"}]}, (set(), set())),
            ({}, (set(), set())),
            ({"uncovered": ("licences",)}, (set(), {"national"})),
            ({"licences": [LICENCE], "uncovered": ("licences",)}, ({"national"}, set())),
        ],
    )
    def test_a_ruleset_is_silent_about_whom_it_does_not_concern(self, small, told, speaks):
        book = small.load(small.ruleset("tiered-supervision", CONCERNS + TIERS, **NATIONAL))
        assert spoken(ask(small, book, None, **told)) == speaks

    def test_what_is_missing_is_whether_it_concerns_the_subject(self, small):
        book = small.load(small.ruleset("tiered-supervision", CONCERNS + TIERS, **NATIONAL))
        (found,) = ask(small, book, None, uncovered=("licences",)).undetermined
        assert [fact.path.partition("[")[0] for fact in found.missing] == ["licences"]

    def test_why_not_says_so(self, small):
        book = small.load(small.ruleset("tiered-supervision", CONCERNS + TIERS, **NATIONAL))
        said = cr.why_not(book, small.subject(), date(2026, 3, 1), "reminder")
        assert "记录中没有本规则集所涉及的事项" in said.render("zh")
        assert "nothing on record that this ruleset concerns" in said.render("en")

    @pytest.mark.parametrize(
        "condition",
        ["{ listed: serious }", "{ tier: { scheme: national, is: bad } }", "{ proposed: serious }"],
    )
    def test_whom_it_concerns_is_settled_before_lists_and_tiers(self, small, condition):
        with pytest.raises(RulesetError, match="records or on the subject itself"):
            small.load(
                small.ruleset("tiered-supervision", f"concerns: {condition}\n{TIERS}", **NATIONAL)
            )
