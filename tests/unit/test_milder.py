"""The milder of two editions for an act before the newer one (从旧兼从轻).

The older edition ends, and the newer begins, on 2025-01-01. Acts are of 2024 unless a test says
otherwise; whatever is cited is invented (虚构).
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.changes import Part, changes
from credit_rules.analysis.compare import WEIGHED, distinguish
from credit_rules.analysis.coverage import Coverage
from credit_rules.analysis.diff import Direction, diff
from credit_rules.analysis.edges import EdgeKind, edges
from credit_rules.analysis.mutants import Operator, mutants
from credit_rules.analysis.verdicts import Answer
from credit_rules.analysis.verify import verify
from credit_rules.engine.audience import Audience, for_audience
from credit_rules.errors import RulesetError
from credit_rules.lang.compiler import shipped

BOOKS = Path(__file__).parents[1] / "books"
FIRST = "2025-01-01"
BEFORE = "2024-12-31"
REACHES = "retroactive: { if: milder, basis: [test.law 第二条] }\n"
ACT = {"decided_on": FIRST, "acted_on": "2024-03-01", "domain": "food", "authority": "某机关"}


def bar(name="ban", *, measure="bar", strength="must", lasts="for: 5 years", more=""):
    return f"""
  - id: {name}
    title: {name}
    title_en: {name}
    basis: [test.law {"第二条" if "lifelong" in lasts else "第一条"}]
    each: penalties
    where: {{ domain: food }}
    measure: {measure}
    strength: {strength}
    lasts: {{ {lasts}, since: decided_on }}
{more}"""


def bars(*rules):
    return "restrictions:" + "".join(rules)


def older(small, body, kind="statutory-restriction", **header):
    said = {
        "id": "law",
        "governs": "acts_from",
        "in_force": f"{{ from: 2015-01-01, until: {FIRST} }}",
    }
    return small.ruleset(kind, body, **said | header)


def newer(small, body, kind="statutory-restriction", reaches=REACHES, **header):
    said = {"id": "law", "governs": "acts_from", "in_force": f"{{ from: {FIRST} }}"}
    return small.ruleset(kind, reaches + body, **said | header).replace(
        'edition: "1"', 'edition: "2"'
    )


def both(small, old, new):
    """A book of two editions, each given by its rules."""
    return small.load(older(small, bars(*old)), newer(small, bars(*new)))


def given(decision):
    """What is given, and by which edition."""
    return sorted(
        f"{one.because_of.edition} {one.because_of.rule} {one.until or 'for life'}"
        for one in decision.measures
    )


def open_ones(decision):
    return sorted(
        (str(one.rule), *(fact.path for fact in one.missing)) for one in decision.undetermined
    )


def taken(decision):
    return [one.taken for one in decision.compared]


SHORTER = ((bar(lasts="for: 4 years"),), (bar(lasts="for: 3 years"),))


@pytest.mark.parametrize(
    ("acted", "decided", "asked", "outcome", "which"),
    [
        # The day before the newer edition, and its first day.
        ("2024-03-01", BEFORE, FIRST, ["1 ban 2029-01-01"], ["older"]),
        ("2024-03-01", FIRST, FIRST, ["2 ban 2028-01-02"], ["newer"]),
        ("2024-12-31", FIRST, FIRST, ["2 ban 2028-01-02"], ["newer"]),
        ("2024-03-01", "2026-02-28", "2026-03-01", ["2 ban 2029-03-01"], ["newer"]),
        # An act of its own day is its own, and nothing is compared.
        (FIRST, FIRST, FIRST, ["2 ban 2028-01-02"], []),
        # Asked before it begins, it says nothing.
        ("2024-03-01", BEFORE, BEFORE, ["1 ban 2029-01-01"], []),
        # An act before every edition is answered by none.
        ("2014-12-31", FIRST, FIRST, [], []),
        # Nothing is said any longer of a bar whose days are over by both.
        ("2024-03-01", FIRST, "2029-01-02", [], []),
        # The milder one is over: the older does not come back.
        ("2024-03-01", FIRST, "2028-01-02", [], ["newer"]),
    ],
)
def test_the_day_of_the_act_and_the_day_of_the_decision(
    small, acted, decided, asked, outcome, which
):
    act = ACT | {"acted_on": acted, "decided_on": decided}
    decision = small.decide(both(small, *SHORTER), asked, penalties=[act])
    assert (given(decision), taken(decision)) == (outcome, which)
    assert not decision.undetermined


def test_an_edition_that_does_not_reach_back_leaves_the_acts_before_it_alone(small):
    old, new = SHORTER
    book = small.load(older(small, bars(*old)), newer(small, bars(*new), reaches=""))
    decision = small.decide(book, FIRST, penalties=[ACT])
    assert (given(decision), decision.compared) == (["1 ban 2029-01-02"], ())


PERCENT = "    parameters: {{ ratio: {} }}\n"


@pytest.mark.parametrize(
    ("old", "new", "which"),
    [
        # The same leaves the older.
        ([bar()], [bar()], "older"),
        ([bar()], [bar("another")], "older"),
        # Days.
        ([bar(lasts="for: 5 years")], [bar(lasts="for: 6 years")], "older"),
        ([bar(lasts="lifelong: true")], [bar(lasts="for: 30 years")], "newer"),
        ([bar(lasts="for: 30 years")], [bar(lasts="lifelong: true")], "older"),
        ([bar(lasts="lifelong: true")], [bar(lasts="lifelong: true")], "older"),
        # Strength.
        ([bar(strength="must")], [bar(strength="may")], "newer"),
        ([bar(strength="may")], [bar(strength="consider")], "newer"),
        ([bar(strength="may")], [bar(strength="must")], "older"),
        ([bar(strength="consider")], [bar(strength="as-other-law-says")], "undetermined"),
        # Effect, within one family and authority.
        ([bar(measure="bar")], [bar(measure="curb")], "newer"),
        ([bar(measure="curb")], [bar(measure="bar")], "older"),
        ([bar(measure="curb")], [bar(measure="brake")], "undetermined"),
        # Of another family nobody compares.
        ([bar(measure="bar")], [bar(measure="visits", more="    degree: some\n")], "undetermined"),
        # Degrees.
        (
            [bar(measure="visits", more="    degree: many\n")],
            [bar(measure="visits", more="    degree: some\n")],
            "newer",
        ),
        # Figures: the higher ratio is the stricter, and so is the shorter notice.
        (
            [bar(measure="deposit", more=PERCENT.format("10%"))],
            [bar(measure="deposit", more=PERCENT.format("5%"))],
            "newer",
        ),
        (
            [bar(measure="deposit", more=PERCENT.format("5%"))],
            [bar(measure="deposit", more=PERCENT.format("10%"))],
            "older",
        ),
        (
            [bar(measure="deposit", more=PERCENT.format("5%"))],
            [bar(measure="deposit")],
            "undetermined",
        ),
        (
            [bar(measure="visits", more="    degree: some\n    parameters: { days: 3 }\n")],
            [bar(measure="visits", more="    degree: some\n    parameters: { days: 5 }\n")],
            "newer",
        ),
        # Figures a department has to fix, and did not.
        (
            [bar(measure="deposit", more=PERCENT.format("{ parameter: deposit-ratio }"))],
            [bar(measure="deposit", more=PERCENT.format("{ parameter: deposit-ratio }"))],
            "older",
        ),
        (
            [bar(measure="deposit", more=PERCENT.format("{ parameter: deposit-ratio }"))],
            [bar(measure="deposit", more=PERCENT.format("5%"))],
            "undetermined",
        ),
        # What it no longer gives, and what it gives besides.
        ([bar(), bar("two", measure="deposit")], [bar()], "newer"),
        ([bar()], [bar(), bar("two", measure="deposit")], "older"),
        # Each is stricter in something.
        ([bar(lasts="for: 3 years")], [bar(lasts="for: 5 years", strength="may")], "undetermined"),
        ([bar()], [bar("two", measure="deposit")], "undetermined"),
        # Whom it meets, when they held the role, and for what.
        (
            [bar(more="    targets: [entity, legal_representative]\n")],
            [bar(more="    targets: [entity]\n")],
            "newer",
        ),
        (
            [bar(more="    targets: [legal_representative]\n    role_at: act\n")],
            [bar(more="    targets: [legal_representative]\n    role_at: day\n")],
            "undetermined",
        ),
        (
            [bar(more="    purposes: [licensing, procurement]\n")],
            [bar(more="    purposes: [licensing]\n")],
            "newer",
        ),
        ([bar(more="    purposes: [licensing]\n")], [bar()], "undetermined"),
    ],
)
def test_what_is_milder(small, old, new, which):
    decision = small.decide(both(small, old, new), FIRST, penalties=[ACT])
    assert taken(decision) == [which]
    editions = {one.because_of.edition for one in decision.measures}
    assert editions == {"older": {"1"}, "newer": {"2"}, "undetermined": set()}[which]
    # Whichever is taken, the answer has both, each with its provision.
    (compared,) = decision.compared
    for edition in (compared.older, compared.newer):
        assert edition.says
        assert all(one.basis and one.because_of.record for one in edition.says)


def test_the_newer_edition_gives_nothing_and_is_cited_all_the_same(small):
    old = [bar()]
    new = [bar().replace("domain: food", "domain: drug")]
    decision = small.decide(both(small, old, new), FIRST, penalties=[ACT])
    (compared,) = decision.compared
    assert not decision.measures
    assert not decision.undetermined
    assert (compared.taken, compared.newer.says) == ("newer", ())
    assert [one.citation for one in compared.newer.basis] == ["《测试法》第一条"]
    assert [one.citation for one in compared.basis] == ["《测试法》第二条"]


def test_what_is_taken_of_the_newer_edition_rests_on_what_lets_it_reach_back(small):
    (one,) = small.decide(both(small, *SHORTER), FIRST, penalties=[ACT]).measures
    assert [cited.citation for cited in one.basis] == ["《测试法》第一条", "《测试法》第二条"]


INCOMPARABLE = (
    [bar("both"), bar("ban", measure="deposit", lasts="for: 3 years")],
    [bar("both"), bar("ban", measure="deposit", lasts="for: 5 years", strength="may")],
)
QUESTION = "milder:law:2"


def found(answer, **more):
    return {
        "finding": QUESTION,
        "about": "pen0",
        "answer": answer,
        "authority": "某机关",
        "document_number": f"认〔2025〕{answer}号",
        "decided_on": FIRST,
    } | more


def test_where_each_is_stricter_a_person_is_asked_and_what_both_say_alike_applies(small):
    decision = small.decide(both(small, *INCOMPARABLE), FIRST, penalties=[ACT])
    assert given(decision) == ["1 both 2030-01-02"]
    assert open_ones(decision) == [("ban", "penalties[pen0]")] * 2
    for one in decision.undetermined:
        (question,) = one.missing
        assert (question.kind, question.finding) == ("question", QUESTION)
        assert question.holder
        assert "较轻" in question.text.zh
        assert "milder" in question.text.en
    (compared,) = decision.compared
    assert compared.taken == "undetermined"
    assert [len(edition.says) for edition in (compared.older, compared.newer)] == [2, 2]


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ([found("yes")], ["2 ban 2030-01-02", "2 both 2030-01-02"]),
        ([found("no")], ["1 ban 2028-01-02", "1 both 2030-01-02"]),
        # Two persons who disagree, or one who signs nothing, have answered nothing.
        ([found("yes"), found("no")], ["1 both 2030-01-02"]),
        ([found("yes", document_number=None)], ["1 both 2030-01-02"]),
        # Of another act.
        ([found("yes", about="pen1")], ["1 both 2030-01-02"]),
    ],
)
def test_what_a_person_found_holds(small, findings, outcome):
    book = both(small, *INCOMPARABLE)
    decision = small.decide(book, FIRST, penalties=[ACT], findings=findings)
    assert given(decision) == outcome
    assert bool(decision.undetermined) is (outcome == ["1 both 2030-01-02"])


def test_a_finding_settles_nothing_that_the_order_of_the_catalog_settles(small):
    decision = small.decide(both(small, *SHORTER), FIRST, penalties=[ACT], findings=[found("no")])
    assert given(decision) == ["2 ban 2028-01-02"]


FINED = bar("fined").replace("domain: food", "domain: food, fine: { at_least: 10万元 }")


@pytest.mark.parametrize(
    ("old", "new", "outcome", "missing"),
    [
        # Whatever the fine was, the newer gives less.
        ([bar(), FINED], [bar(lasts="for: 3 years")], ["2 ban 2028-01-02"], []),
        # Whatever it was, the newer is not the milder.
        ([bar()], [bar(), FINED], ["1 ban 2030-01-02"], []),
        # The fine decides whether the newer gives anything.
        (
            [bar()],
            [FINED],
            [],
            [("ban", "penalties[pen0].fine"), ("fined", "penalties[pen0].fine")],
        ),
        # The older gives nothing more for certain; it may be the stricter.
        (
            [FINED],
            [bar(lasts="for: 3 years")],
            [],
            [("ban", "penalties[pen0].fine"), ("fined", "penalties[pen0].fine")],
        ),
        # What both give alike is given whatever the fine was.
        ([bar(), FINED], [bar(), bar("two", measure="deposit")], ["1 ban 2030-01-02"], None),
    ],
)
def test_facts_that_are_missing_are_asked_for_where_they_matter(small, old, new, outcome, missing):
    decision = small.decide(both(small, old, new), FIRST, penalties=[ACT])
    assert given(decision) == outcome
    if missing is not None:
        assert open_ones(decision) == missing


def test_a_fact_that_is_missing_comes_before_the_question(small):
    old = [bar(lasts="for: 3 years")]
    new = [bar("two", measure="deposit"), FINED]
    decision = small.decide(both(small, old, new), FIRST, penalties=[ACT | {"fine": 5}])
    assert open_ones(decision) == [("ban", "penalties[pen0]"), ("two", "penalties[pen0]")]


@pytest.mark.parametrize("acted", [None, "none"])
@pytest.mark.parametrize(("decided", "editions"), [(BEFORE, 2), (FIRST, 1)])
def test_a_day_of_the_act_that_nobody_told_leaves_open_what_it_may_bring(
    small, acted, decided, editions
):
    """Decided since the newer edition it is the milder one, whichever edition the act is of."""
    book = both(small, *SHORTER)
    act = ACT | {"acted_on": acted, "decided_on": decided}
    decision = small.decide(book, FIRST, penalties=[act])
    assert given(decision) == []
    assert open_ones(decision) == [("ban", "penalties[pen0].acted_on")] * editions
    assert not decision.compared


def test_a_day_of_the_act_that_nobody_told_is_no_matter_where_nothing_depends_on_it(small):
    nothing = bar("ban").replace("domain: food", "domain: drug")
    book = both(small, [bar()], [nothing])
    decision = small.decide(book, FIRST, penalties=[ACT | {"acted_on": None}])
    assert (given(decision), open_ones(decision)) == ([], [])


def test_a_day_of_the_decision_that_nobody_told_leaves_both_editions_open(small):
    lasts = "for: 5 years, since: fulfilled_on"
    rule = bar().replace("for: 5 years, since: decided_on", lasts)
    book = both(small, [rule], [rule.replace("5 years", "3 years")])
    act = ACT | {"decided_on": None, "fulfilled_on": FIRST}
    decision = small.decide(book, FIRST, penalties=[act])
    assert given(decision) == []
    assert open_ones(decision) == [("ban", "penalties[pen0].decided_on")] * 2


def test_days_of_a_bar_that_nobody_told_are_not_milder_than_any(small):
    rule = bar("two").replace("since: decided_on", "since: fulfilled_on")
    book = both(small, [bar()], [rule])
    decision = small.decide(book, FIRST, penalties=[ACT])
    assert given(decision) == []
    assert open_ones(decision) == [
        ("ban", "penalties[pen0].fulfilled_on"),
        ("two", "penalties[pen0].fulfilled_on"),
    ]


DEFENCE = """    unless:
      - id: no-intent
        title: no-intent
        title_en: no-intent
        basis: [test.law 第一条]
        burden: subject
        when: { in_business: false }
"""


def test_a_defence_under_one_edition_is_shown_beside_the_other(small):
    book = both(small, [bar()], [bar(more=DEFENCE)])
    decision = small.decide(book, FIRST, penalties=[ACT])
    assert given(decision) == []
    assert {one.id for found in decision.undetermined for one in found.defences} == {"no-intent"}
    assert taken(decision) == ["undetermined"]
    # The defence succeeds: the newer gives nothing.
    decision = small.decide(book, FIRST, penalties=[ACT | {"in_business": False}])
    assert (given(decision), taken(decision)) == ([], ["newer"])


def test_records_that_may_be_there_are_open_by_each_edition(small):
    decision = small.decide(both(small, *SHORTER), FIRST, uncovered=["penalties"], penalties=[ACT])
    assert given(decision) == ["2 ban 2028-01-02"]
    assert [one.record for one in decision.undetermined] == [None, None]


def test_an_edition_that_does_not_speak_about_the_subject_gives_it_nothing(small):
    narrow = "applies_to: [individual_business]\n"
    book = small.load(older(small, bars(bar())), newer(small, narrow + bars(bar())))
    assert taken(small.decide(book, FIRST, penalties=[ACT])) == ["newer"]
    book = small.load(older(small, narrow + bars(bar())), newer(small, bars(bar())))
    assert not small.decide(book, FIRST, penalties=[ACT]).measures


def test_an_edition_of_which_nobody_knows_whether_it_speaks_leaves_the_other_open(small):
    wide = "applies_to: [legal_person, unincorporated]\n"
    narrow = "applies_to: [legal_person]\n"
    book = small.load(older(small, wide + bars(bar())), newer(small, narrow + bars(bar("two"))))
    decision = small.decide(book, FIRST, penalties=[ACT], kind=None)
    assert not decision.measures
    assert ("ban", "subject.kind") in open_ones(decision)
    assert {one.what for one in decision.undetermined} == {"measure"}
    turned = small.load(older(small, narrow + bars(bar())), newer(small, wide + bars(bar("two"))))
    decision = small.decide(turned, FIRST, penalties=[ACT], kind=None)
    assert not decision.measures
    assert "subject.kind" in {path for _, *paths in open_ones(decision) for path in paths}


def test_the_edition_of_the_decision_is_compared_and_none_between(small):
    middle = newer(
        small, bars(bar(lasts="for: 1 year")), in_force=f"{{ from: {FIRST}, until: 2026-01-01 }}"
    )
    last = newer(small, bars(bar(lasts="for: 4 years")), in_force="{ from: 2026-01-01 }")
    last = last.replace('edition: "2"', 'edition: "3"')
    book = small.load(older(small, bars(bar())), middle, last)
    days = ((FIRST, ["2 ban 2026-01-02"]), ("2026-01-01", ["3 ban 2030-01-02"]))
    for day, outcome in days:
        decision = small.decide(book, "2026-01-01", penalties=[ACT | {"decided_on": day}])
        assert given(decision) == outcome
    # An act of the middle edition is beside the last, which is no milder.
    act = ACT | {"acted_on": FIRST, "decided_on": "2026-01-01"}
    assert given(small.decide(book, "2026-01-01", penalties=[act])) == ["2 ban 2027-01-02"]


def test_an_edition_that_governs_decisions_is_weighed_against_none(small):
    days = "{ from: 2010-01-01, until: 2015-01-01 }"
    first = older(small, bars(bar("old")), governs="decisions_from", in_force=days)
    first = first.replace('edition: "1"', 'edition: "0"')
    old, new = SHORTER
    book = small.load(first, older(small, bars(*old)), newer(small, bars(*new)))
    act = ACT | {"acted_on": "2013-01-01", "decided_on": "2014-01-01"}
    assert given(small.decide(book, "2014-06-01", penalties=[act])) == ["0 old 2019-01-02"]
    assert given(small.decide(book, FIRST, penalties=[ACT])) == ["2 ban 2028-01-02"]


def test_an_older_edition_whose_beginning_nobody_confirmed_may_be_that_of_the_act(small):
    unsure = "{ from: unconfirmed, known_in_force_on: [2024-06-01], until: 2025-01-01 }"
    book = small.load(
        older(small, bars(bar()), in_force=unsure), newer(small, bars(bar(lasts="for: 3 years")))
    )
    decision = small.decide(book, FIRST, penalties=[ACT])
    assert given(decision) == []
    assert open_ones(decision) == [("ban", "ruleset[law 1]")]
    act = ACT | {"acted_on": "2024-06-01"}
    assert given(small.decide(book, FIRST, penalties=[act])) == ["2 ban 2028-01-02"]


def test_measures_nobody_asked_about_are_weighed_and_not_shown(small):
    rule = bar(more="    purposes: [licensing]\n")
    book = both(small, [rule], [rule.replace("5 years", "3 years")])
    for purpose, shown in (("licensing", 1), ("procurement", 0)):
        acting = cr.Acting(purposes=(purpose,))
        decision = small.decide(book, FIRST, penalties=[ACT], acting=acting)
        assert (len(decision.measures), len(decision.compared)) == (shown, shown)


def test_provisions_are_those_of_the_edition_that_cites_them(small):
    decision = small.decide(both(small, *SHORTER), FIRST, penalties=[ACT], trace=True)
    (compared,) = decision.compared
    for edition in (compared.older, compared.newer):
        assert [one.because_of.trace is not None for one in edition.says] == [True]
        assert [one.because_of.edition for one in edition.says] == [edition.edition]


# Proposals


GROUND = """
list: serious
grounds:
  - id: {name}
    title: {name}
    title_en: {name}
    basis: [test.law 第一条]
    each: penalties
    where: {where}
{more}"""


def grounds(name="ground", where="{ domain: food }", more=""):
    return GROUND.format(name=name, where=where, more=more)


def listing(small, old, new, **header):
    kind = "serious-dishonesty"
    return small.load(older(small, old, kind), newer(small, new, kind, **header))


GRAVER = grounds("graver", "{ domain: food, fine: { at_least: 10万元 } }")


@pytest.mark.parametrize(
    ("new", "fine", "day", "outcome", "which"),
    [
        # Nothing is decided yet: the day asked about is the day that counts.
        (GRAVER, 5, BEFORE, ["true"], []),
        (GRAVER, 5, FIRST, [], ["newer"]),
        (GRAVER, 200_000, FIRST, ["true"], ["older"]),
        (GRAVER, None, FIRST, [], ["undetermined"]),
        (grounds(), 5, "2026-01-01", ["true"], ["older"]),
        (grounds(more=DEFENCE), 5, FIRST, ["subject-to-defence"], ["undetermined"]),
    ],
)
def test_a_listing_is_proposed_where_both_editions_propose_it(
    small, new, fine, day, outcome, which
):
    act = ACT | {"decided_on": "2024-06-01", "fine": fine}
    decision = small.decide(listing(small, grounds(), new), day, penalties=[act])
    assert [one.outcome.value for one in decision.proposals] == outcome
    assert {one.because_of.edition for one in decision.proposals} <= {"1"}
    assert taken(decision) == which
    for one in decision.compared:
        assert one.decided_on is None
        assert one.older.says
        assert one.newer.basis
    if which == ["undetermined"] and fine is None:
        assert open_ones(decision) == [("ground", "penalties[pen0].fine")]
    for one in decision.proposals:
        assert [each.id for each in one.defences] == ["no-intent"] * (outcome[0] != "true")


def test_a_listing_of_an_act_whose_day_nobody_told_is_open(small):
    act = ACT | {"acted_on": None, "fine": 5}
    decision = small.decide(listing(small, grounds(), grounds()), FIRST, penalties=[act])
    assert open_ones(decision) == [("ground", "penalties[pen0].acted_on")] * 2
    decision = small.decide(listing(small, grounds(), GRAVER), FIRST, penalties=[act])
    assert (decision.proposals, decision.undetermined, decision.compared) == ((), (), ())


def test_a_ground_that_is_no_longer_in_force_is_none_of_the_newer_edition(small):
    over = "    in_force: { from: 2025-01-01, until: 2025-06-01 }\n"
    book = listing(small, grounds(), grounds(more=over))
    for day, which in ((FIRST, "older"), ("2025-06-01", "newer")):
        decision = small.decide(book, day, penalties=[ACT])
        assert (len(decision.proposals), taken(decision)) == (which == "older", [which])


def test_a_newer_edition_that_does_not_speak_proposes_nothing(small):
    book = listing(small, grounds(), "applies_to: [individual_business]\n" + grounds())
    decision = small.decide(book, FIRST, penalties=[ACT])
    assert (decision.proposals, taken(decision)) == ((), ["newer"])
    book = listing(small, grounds(), "applies_to: [legal_person]\n" + grounds())
    decision = small.decide(book, FIRST, penalties=[ACT], kind=None)
    assert ("ground", "subject.kind") in open_ones(decision)


def test_records_that_may_be_there_may_be_grounds_of_both_editions(small):
    book = listing(small, grounds(), GRAVER)
    decision = small.decide(book, FIRST, uncovered=["penalties"])
    assert [one.record for one in decision.undetermined] == [None, None]


def test_only_the_edition_for_the_same_list_is_compared(small):
    kind = "serious-dishonesty"
    middle = newer(small, grounds(), kind, in_force=f"{{ from: {FIRST}, until: 2026-01-01 }}")
    last = (
        newer(
            small,
            GRAVER.replace("list: serious", "list: watch"),
            kind,
            in_force="{ from: 2026-01-01 }",
        )
        .replace('edition: "2"', 'edition: "3"')
        .replace(REACHES, "")
    )
    book = small.load(older(small, grounds(), kind), middle, last)
    assert small.decide(book, "2026-01-01", penalties=[ACT | {"fine": 5}]).proposals


# On the page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_both_editions(small, lang):
    page = small.decide(both(small, *INCOMPARABLE), FIRST, penalties=[ACT]).explain(lang)
    heading = {"zh": "【从旧兼从轻】", "en": "[Editions compared for the milder]"}[lang]
    assert heading in page
    section = page.partition(heading)[2].partition("【" if lang == "zh" else "\n[")[0]
    assert section.count("测试法") == 5


# Why a measure is not given


@pytest.mark.parametrize(
    ("book", "told", "said"),
    [
        (([bar()], [bar().replace("food", "drug")]), {}, "从旧兼从轻：新版本较轻"),
        (([bar().replace("food", "drug")], [bar()]), {}, "行为发生于 2024-03-01"),
        (INCOMPARABLE, {}, "新版本（2）对这一行为是否比旧版本（1）较轻"),
        (SHORTER, {"acted_on": None}, "“行为发生日期”未交付"),
        (([bar()], [bar().replace("food", "drug")]), {"acted_on": None}, "较轻的没有这一措施"),
    ],
)
def test_a_measure_that_another_edition_takes_away_says_so(small, book, told, said):
    penalties = [{"key": "pen0", "status": "effective"} | ACT | told]
    measure = "deposit" if book is INCOMPARABLE else "bar"
    subject = small.subject(penalties=penalties)
    answer = cr.why_not(both(small, *book), subject, date.fromisoformat(FIRST), measure)
    assert said in answer.render("zh")
    assert all(reason.failing or reason.missing for reason in answer.reasons)


def test_each_edition_says_why_it_is_not_that_of_the_act(small):
    """Of the newer one that its days are later; a decision that stands is not reopened."""
    penalties = [ACT | {"decided_on": BEFORE}]
    subject = small.subject(penalties=penalties)
    book = both(small, [bar()], [bar("two", measure="curb")])
    answer = cr.why_not(book, subject, date.fromisoformat(FIRST), "curb")
    assert "已经作出的决定不因此重开" in answer.render("zh")
    book = both(small, [bar("two", measure="curb")], [bar("three", lasts="for: 6 years")])
    answer = cr.why_not(book, subject, date.fromisoformat(FIRST), "bar")
    assert "stands" in answer.render("en")


# What is asked of the file


@pytest.mark.parametrize(
    ("reaches", "header", "code"),
    [
        (REACHES, {"governs": "decisions_from"}, "wrong-value"),
        (REACHES, {"in_force": "{ from: unconfirmed }"}, "wrong-value"),
        (REACHES, {"in_force": "{ from: 2024-01-01, until: 2024-06-01 }"}, "no-earlier-edition"),
        (REACHES, {"id": "other"}, "no-earlier-edition"),
        (REACHES, {"jurisdiction": '"330000"'}, "no-earlier-edition"),
        (REACHES.replace("milder", "stricter"), {}, "wrong-value"),
        (REACHES.replace("第二条", "第九条"), {}, "unknown-provision"),
        ("retroactive: { if: milder }\n", {}, "missing-key"),
        ("retroactive: { basis: [test.law 第二条] }\n", {}, "missing-key"),
        ("retroactive: milder\n", {}, "wrong-value"),
    ],
)
def test_an_edition_that_cannot_reach_back_does_not_load(small, reaches, header, code):
    old = older(small, bars(bar()), scheme="one")
    new = newer(small, bars(bar()), reaches=reaches, **{"scheme": "two"} | header)
    with pytest.raises(RulesetError) as failed:
        small.load(old, new)
    assert code in {one.code for one in failed.value.diagnostics}


def test_only_what_answers_an_act_with_a_burden_reaches_back(small):
    tiers = "assessed: day\ntiers: [{ id: a, title: a, title_en: a, otherwise: true }]\n"
    with pytest.raises(RulesetError) as failed:
        small.load(small.ruleset("tiered-supervision", REACHES + tiers, governs="acts_from"))
    assert "unknown-key" in {one.code for one in failed.value.diagnostics}


def test_the_edition_before_is_one_for_the_same_list(small):
    kind = "serious-dishonesty"
    old = older(small, grounds().replace("list: serious", "list: watch"), kind)
    with pytest.raises(RulesetError) as failed:
        small.load(old, newer(small, grounds(), kind))
    assert "no-earlier-edition" in {one.code for one in failed.value.diagnostics}


def test_reaching_back_is_part_of_what_a_book_means(small):
    old, new = SHORTER
    silent = small.load(older(small, bars(*old)), newer(small, bars(*new), reaches=""))
    assert silent.digest != both(small, old, new).digest


# Who else reads editions


def test_nothing_is_proved_of_an_edition_that_is_weighed(small):
    book = both(small, *SHORTER)
    findings = verify(book)
    assert findings
    assert {(one.verdict.answer, one.verdict.because) for one in findings} == {
        (Answer.UNDECIDED, WEIGHED)
    }
    old, new = book.rulesets
    for one in (old, new):
        assert distinguish(book, one, one).because == WEIGHED
    other = both(small, *INCOMPARABLE)
    said = {one.outcome: one for one in diff(book, other)}
    assert said["measure:bar"].direction is Direction.UNDECIDED
    assert said["measure:bar"].because == WEIGHED


def test_forgetting_to_reach_back_is_a_mistake_that_is_made(small):
    _, new = both(small, *SHORTER).rulesets
    catalog = both(small, *SHORTER).catalog
    (one,) = mutants(new, catalog, frozenset({Operator.RETROACTIVE}))
    assert one.ruleset.header.retroactive is None
    assert (one.rule, one.words.en) == ("retroactive", "`retroactive` left out")
    cited = [one.words.en for one in mutants(new, catalog, frozenset({Operator.CITATION}))]
    assert "`basis: test.law 第二条` left out" in cited


def test_the_first_day_of_deciding_earlier_acts_is_an_edge(small):
    book = both(small, *SHORTER)
    (edge,) = [
        one
        for ruleset in book.rulesets
        for one in edges(ruleset)
        if one.kind is EdgeKind.DECIDED_FIRST
    ]
    assert [edge.nearest(side) for side in edge.sides] == [
        date.fromisoformat(FIRST),
        date.fromisoformat(BEFORE),
    ]
    coverage = Coverage(book)
    days = (FIRST, "2024-03-01"), (BEFORE, "2024-03-01"), (FIRST, FIRST)
    for place, (decided, acted) in enumerate(days):
        act = {"key": "pen0", "status": "effective"} | ACT
        told = [act | {"decided_on": decided, "acted_on": acted}]
        coverage.decide(small.subject(penalties=told), date.fromisoformat(FIRST))
        seen = [
            side
            for ruleset in coverage.report().rulesets
            for rule in ruleset.rules
            for one in rule.edges
            if one.edge.kind is EdgeKind.DECIDED_FIRST
            for side in one.seen
        ]
        assert len(seen) == min(place + 1, 2)


def test_of_a_listing_the_day_asked_about_is_the_edge(small):
    book = listing(small, grounds(), grounds())
    kinds = {one.kind for ruleset in book.rulesets for one in edges(ruleset)}
    assert EdgeKind.DECIDED_FIRST not in kinds


def test_subjects_are_aimed_at_acts_before_the_edition_that_reaches_back(small):
    book = both(small, *SHORTER)
    aims, rng = Aims(book, book.rulesets), random.Random(7)
    taken_ones = set()
    for _ in range(300):
        one = aims.draft(rng).witness()
        decision = cr.decide(book, one.subject, one.as_of, acting=one.acting)
        taken_ones |= {
            (each.taken, each.decided_on == date.fromisoformat(FIRST)) for each in decision.compared
        }
    assert {("newer", True), ("older", False)} <= taken_ones


def test_an_audience_that_sees_proposals_sees_what_was_compared(small):
    decision = small.decide(both(small, *SHORTER), FIRST, penalties=[ACT])
    shown = {one: bool(for_audience(decision, one).compared) for one in Audience}
    assert shown == {
        Audience.AUTHORITY: True,
        Audience.PARTNER: False,
        Audience.SUBJECT: True,
        Audience.PUBLIC: False,
    }


def test_what_was_compared_is_the_same_from_day_to_day(small):
    act = ACT | {"decided_on": "2024-06-01", "fine": 200_000}
    book = listing(small, grounds(), GRAVER)
    one, other = (small.decide(book, day, penalties=[act]) for day in (FIRST, "2025-01-02"))
    assert one.compared
    assert changes(one, other) == ()
    (began,) = [
        each
        for each in changes(small.decide(book, BEFORE, penalties=[act]), one)
        if each.part is Part.COMPARED
    ]
    assert began.appeared


def test_the_provisions_that_speak_of_it_in_the_law_that_ships(small, tmp_path):
    """The Penalty Law may be cited; of the Legislation Law nobody confirmed from when it is."""
    reaches = REACHES.replace("test.law 第二条", "{}")
    cited = {
        "cn.npc.administrative-penalty-law.2021 第三十七条": set(),
        "cn.npc.legislation-law.2023 第一百零四条": {"basis-not-in-force"},
    }
    (tmp_path / "old.yaml").write_text(older(small, bars(bar())), encoding="utf-8")
    for provision, codes in cited.items():
        said = newer(small, bars(bar()), reaches=reaches.replace("{}", provision))
        (tmp_path / "new.yaml").write_text(said, encoding="utf-8")
        found = cr.check(tmp_path, catalogs=[shipped("catalogs"), BOOKS / "catalogs"])
        assert {one.code for one in found if one.span.file.endswith("new.yaml")} == codes
