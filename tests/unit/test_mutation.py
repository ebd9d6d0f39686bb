"""Mutation tests: a scenario at the edge notices, one beside it does not, and what survives is shown."""

import dataclasses

import pytest

from credit_rules.analysis.mutants import Operator
from credit_rules.errors import CreditRulesError
from credit_rules.testing import Judge, read_scenarios
from credit_rules.testing.mutation import OUT_OF_TIME, Ending, Fates, Mutation, read_properties

BARS = """
restrictions:
  - { <bar>, each: penalties, where: { WHERE }, measure: bar, strength: must, MORE lasts: { for: 2 years, since: decided_on } }
"""


def scenario(name, subject, expect, as_of="2026-03-01"):
    return f"  - {{ name: {name}, as_of: {as_of}, subject: {{ {subject} }}, expect: {{ {expect} }} }}\n"


def penalty(said):
    return f"penalties: [{{ {said} }}]"


HELD, FREE = "because_of: [bar]", "because_of: []"


class Bench:
    """A ruleset with its scenarios, ready to be mutated."""

    def __init__(self, small, folder):
        self.small = small
        self.folder = folder

    def mutation(self, operator, body, *scenarios, kind="statutory-restriction", **header):
        book = self.small.load(self.small.ruleset(kind, body, **header))
        path = self.folder / "a.scenario.yaml"
        path.write_text(f"ruleset: {kind}\nscenarios:\n{''.join(scenarios)}", encoding="utf-8")
        return Mutation(book, read_scenarios(book, [path]), operators=frozenset({operator}))

    def endings(self, *given, **more):
        return [
            (fate.words.en, fate.ending.value) for fate in self.mutation(*given, **more).fates()
        ]


@pytest.fixture
def bench(small, tmp_path):
    return Bench(small, tmp_path)


def bars(where, more=""):
    return BARS.replace("WHERE", where).replace("MORE", more)


def fined(amount):
    return penalty(f"decided_on: 2026-01-01, fine: {amount}, domain: food, corrected_on: none")


ON = scenario("十元", fined(10), HELD)
BELOW = scenario("不足十元", fined("9.99"), FREE)
FAR = scenario("百元", fined(100), HELD)

EDGES = [
    # operator, the condition, scenarios that notice everything, scenarios that notice nothing
    (Operator.COMPARISON, "fine: { at_least: 10 }", [ON], [FAR]),
    (Operator.THRESHOLD, "fine: { at_least: 10 }", [ON, BELOW], [FAR]),
    (
        Operator.DAY,
        "decided_on: { before: 2026-01-02 }",
        [
            scenario(
                "前一日", fined(1), f"{HELD}, measures: [{{ measure: bar, until: 2028-01-02 }}]"
            ),
            scenario("当日", penalty("decided_on: 2026-01-02"), FREE),
        ],
        [scenario("早", penalty("decided_on: 2025-06-01"), HELD)],
    ),
    (
        Operator.ALL_ANY,
        "domain: food, corrected_on: none",
        [
            scenario(
                "非食品", penalty("decided_on: 2026-01-01, domain: drug, corrected_on: none"), FREE
            )
        ],
        [FAR],
    ),
    (
        Operator.CLAUSE,
        "domain: food, corrected_on: none",
        [
            scenario(
                "非食品", penalty("decided_on: 2026-01-01, domain: drug, corrected_on: none"), FREE
            ),
            scenario(
                "已改正",
                penalty("decided_on: 2026-01-01, domain: food, corrected_on: 2026-02-01"),
                FREE,
            ),
        ],
        [FAR],
    ),
    (
        Operator.INCLUDING,
        "some: listings, including: { statuses: [repaired], basis: [test.law 第一条] }",
        [
            scenario(
                "已修复",
                penalty("decided_on: 2026-01-01")
                + ", listings: [{ list: serious, listed_on: 2024-01-01, removed_on: none, status: repaired, status_on: 2025-01-01 }]",
                HELD,
            )
        ],
        [
            scenario(
                "未修复",
                penalty("decided_on: 2026-01-01")
                + ", listings: [{ list: serious, listed_on: 2024-01-01, removed_on: none }]",
                HELD,
            )
        ],
    ),
]


@pytest.mark.parametrize(
    ("operator", "where", "noticing", "blind"), EDGES, ids=[one[0].value for one in EDGES]
)
def test_a_scenario_at_the_edge_notices_and_another_does_not(
    bench, operator, where, noticing, blind
):
    noticed = bench.endings(operator, bars(where), *noticing)
    assert noticed
    assert {ending for _, ending in noticed} == {"scenario"}
    survived = bench.endings(operator, bars(where), *blind)
    assert {ending for _, ending in survived} == {"survived"}


def test_a_forgotten_exception_is_noticed_by_whoever_is_excepted(bench):
    spared = "unless: [{ <spared>, when: { corrected_on: { is_not: none } } }],"
    body = bars("domain: food", spared)
    corrected = scenario(
        "已改正", penalty("decided_on: 2026-01-01, domain: food, corrected_on: 2026-02-01"), FREE
    )
    gone = "`unless: spared` left out"
    assert bench.endings(Operator.EXCEPTION, body, corrected) == [(gone, "scenario")]
    assert bench.endings(Operator.EXCEPTION, body, FAR) == [(gone, "survived")]


def test_tiers_in_each_others_place_are_noticed_by_whoever_has_one(bench):
    body = "assessed: day\ntiers:\n  - { <B>, when: { some: penalties } }\n  - { <A>, otherwise: true }\n"
    clean = scenario("无处罚", "kind: legal_person", "tier: A")
    open_one = scenario("未交付", "covers: { penalties: none }", "tier: none")
    swapped = "`B` and `A` change places"
    given = {"kind": "tiered-supervision"}
    assert bench.endings(Operator.TIER, body, clean, **given) == [(swapped, "scenario")]
    assert bench.endings(Operator.TIER, body, open_one, **given) == [(swapped, "survived")]


def test_another_measure_is_noticed_by_who_expects_the_measure(bench):
    body = bars("fine: { at_least: 10 }").replace("measure: bar", "measure: spot-visits")
    named = scenario("措施", fined(10), "measures: [spot-visits]")
    other = "`spot-visits` becomes `monthly-visits`"
    assert bench.endings(Operator.MEASURE, body, named) == [(other, "scenario")]
    assert bench.endings(Operator.MEASURE, body, FAR) == [(other, "survived")]


def test_an_edition_a_day_off_is_noticed_on_its_first_and_on_its_last_day(bench):
    days = {"in_force": "{ from: 2020-01-01, until: 2026-01-01 }"}
    old = penalty("decided_on: 2019-12-01")
    edges = [
        scenario("前一日", old, FREE, "2019-12-31"),
        scenario("首日", old, HELD, "2020-01-01"),
        scenario("末日", old, HELD, "2025-12-31"),
        scenario("次日", old, FREE, "2026-01-01"),
    ]
    body = bars("decided_on: { before: 2020-01-01 }").replace("for: 2 years", "lifelong: true")
    lifelong = "id: bar, title: 终身, title_en: for life, basis: [test.law 第一条]"
    body = body.replace("<bar>", lifelong)
    noticed = bench.endings(Operator.EDITION, body, *edges, **days)
    assert [ending for _, ending in noticed] == ["scenario"] * 4
    survived = bench.endings(
        Operator.EDITION, body, scenario("期间", old, HELD, "2022-01-01"), **days
    )
    assert [ending for _, ending in survived] == ["survived"] * 4


def test_what_does_not_load_is_refused_by_the_checks(bench):
    alone = bench.endings(Operator.CITATION, bars("fine: { at_least: 10 }"), ON)
    assert alone == [("`basis: test.law 第一条` left out", "refused")]
    (fate,) = bench.mutation(Operator.CITATION, bars("fine: { at_least: 10 }"), ON).fates()
    assert fate.by == "measure-without-basis"
    early = bench.endings(
        Operator.EDITION, bars("fine: { at_least: 10 }"), ON, in_force="{ from: 2010-01-01 }"
    )
    assert early[0] == ("`from: 2010-01-01` becomes `from: 2009-12-31`", "refused")


def test_a_provision_is_noticed_by_who_expects_provisions(bench):
    named = "id: bar, title: bar, title_en: bar, basis: [test.law 第一条, test.law 第二条]"
    body = bars("fine: { at_least: 10 }").replace("<bar>", named)
    basis = "measures: [{ measure: bar, basis: [test.law 第一条, test.law 第二条] }]"
    expecting = scenario("依据", fined(10), basis)
    noticed = bench.endings(Operator.CITATION, body, expecting)
    assert [ending for _, ending in noticed] == ["scenario"] * 2
    survived = bench.endings(Operator.CITATION, body, ON)
    assert [ending for _, ending in survived] == ["survived"] * 2


def test_a_survivor_comes_with_a_scenario_that_holds_and_notices(bench):
    mutated = bench.mutation(Operator.THRESHOLD, bars("fine: { at_least: 10 }"), FAR)
    fates = [*mutated.fates()]
    assert [fate.ending for fate in fates] == [Ending.SURVIVED] * 2
    assert all(fate.record for fate in fates)
    more = [FAR, *(fate.record for fate in fates)]
    again = bench.mutation(Operator.THRESHOLD, bars("fine: { at_least: 10 }"), *more)
    judge = Judge(again.book)
    assert [judge.judge(one) for one in again.scenarios] == [()] * len(again.scenarios)
    assert [fate.ending for fate in again.fates()] == [Ending.SCENARIO] * 2


def test_only_what_the_solver_proves_is_equivalent(bench):
    """A penalty of food is one of food or drug, whether drug is named or not."""
    where = "domain: food, any: [{ domain: [food, drug] }, { domain: food }]"
    proved = dict(bench.endings(Operator.CLAUSE, bars(where), FAR))
    assert proved["`drug` left out"] == "equivalent"
    fates = Fates(tuple(bench.mutation(Operator.CLAUSE, bars(where), FAR).fates()))
    assert fates.equivalent
    assert fates.killed + len(fates.survivors) + fates.equivalent == len(fates.all)


def test_what_runs_out_of_time_survives(bench):
    mutated = bench.mutation(Operator.COMPARISON, bars("fine: { at_least: 10 }"), ON)
    (fate,) = dataclasses.replace(mutated, seconds=-1.0).fates()
    assert (fate.ending, fate.by) == (Ending.SURVIVED, OUT_OF_TIME)
    assert fate.record


def test_a_scenario_that_fails_before_anything_is_mutated_is_refused(bench):
    wrong = scenario("不符", fined(10), FREE)
    mutated = bench.mutation(Operator.COMPARISON, bars("fine: { at_least: 10 }"), wrong)
    with pytest.raises(CreditRulesError, match="不符: because_of"):
        next(mutated.fates())


def test_the_same_fates_whatever_the_jobs(bench):
    mutated = bench.mutation(Operator.THRESHOLD, bars("fine: { at_least: 10 }"), ON)
    assert [*mutated.fates(2)] == [*mutated.fates(1)] == [*mutated.fates(1)]


def test_only_the_rulesets_that_are_named_are_mutated(bench):
    mutated = bench.mutation(Operator.COMPARISON, bars("fine: { at_least: 10 }"), ON)
    assert [*dataclasses.replace(mutated, only=frozenset({"other"})).fates()] == []
    assert (
        len([*dataclasses.replace(mutated, only=frozenset({"statutory-restriction"})).fates()]) == 1
    )


NOBODY_BARRED = """
from credit_rules.engine.decide import decide
from credit_rules.model.subject import Subject
from datetime import date

class Held:
    def on(self, book, *, max_examples):
        covers = {"penalties": {"from": "beginning", "until": "2026-03-01"}}
        row = {"key": "1", "status": "effective", "decided_on": "2026-01-01", "fine": "10"}
        subject = Subject.read({"uscc": "91320100MA0EXAMP17", "covers": covers, "penalties": [row]})
        assert WHAT decide(book, subject, date(2026, 3, 1)).measures

class Elsewhere:
    def on(self, book, *, max_examples):
        raise ValueError("the rulebook has no ruleset of that name")

test_held = Held()
test_elsewhere = Elsewhere()
held = Held()
"""


def properties(folder, what=""):
    path = folder / "test_properties.py"
    path.write_text(NOBODY_BARRED.replace("WHAT", what), encoding="utf-8")
    return read_properties([path])


def test_a_property_notices_what_no_scenario_does(bench, tmp_path):
    read = properties(tmp_path)
    assert [name.rpartition("::")[2] for name in read] == ["test_held", "test_elsewhere"]
    mutated = bench.mutation(Operator.COMPARISON, bars("fine: { at_least: 10 }"), FAR)
    (fate,) = dataclasses.replace(mutated, properties=read).fates()
    assert fate.ending is Ending.PROPERTY
    assert fate.by.endswith("::test_held")


def test_a_property_that_fails_before_anything_is_mutated_is_refused(bench, tmp_path):
    mutated = bench.mutation(Operator.COMPARISON, bars("fine: { at_least: 10 }"), FAR)
    broken = dataclasses.replace(mutated, properties=properties(tmp_path, "not"))
    with pytest.raises(CreditRulesError, match="test_held"):
        next(broken.fates())


def test_a_file_of_properties_that_does_not_run_is_an_error(tmp_path):
    path = tmp_path / "test_broken.py"
    path.write_text("1 / 0", encoding="utf-8")
    with pytest.raises(CreditRulesError, match="ZeroDivisionError"):
        read_properties([path])


def test_the_share_is_that_of_the_mistakes_and_whole_where_there_are_none(bench):
    assert Fates(()).percent == 100.0
    mutated = bench.mutation(Operator.THRESHOLD, bars("fine: { at_least: 10 }"), ON)
    first, second = mutated.fates()
    assert {first.ending, second.ending} == {Ending.SCENARIO, Ending.SURVIVED}
    proved = dataclasses.replace(first, ending=Ending.EQUIVALENT)
    assert Fates((first, second, proved)).percent == 50.0
    counted = Fates((first, second, proved)).by_operator[Operator.THRESHOLD]
    assert [counted[one] for one in Ending] == [0, 1, 0, 1, 1]


REPAIR = """
list: serious
platform: 网站
platform_en: the website
apply_to: 某机关
requires:
  - { id: corrected, title: corrected, title_en: corrected, basis: [test.law 第一条, test.law 第二条], when: { corrected_on: { is_not: none } } }
remedy: 复议
remedy_en: review
"""


def test_a_forgotten_provision_of_a_requirement_has_a_record_too(bench):
    listed = "listings: [{ list: serious, listed_on: 2025-01-01, removed_on: none, corrected_on: 2025-02-01 }]"
    open_one = scenario("已改正", listed, "because_of: [corrected]")
    given = {"kind": "credit-repair"}
    fates = [*bench.mutation(Operator.CITATION, REPAIR, open_one, **given).fates()]
    assert [fate.ending for fate in fates] == [Ending.SURVIVED] * 2
    assert all("requirements: { id: corrected, basis: [" in fate.record for fate in fates)
    noticed = bench.endings(Operator.CITATION, REPAIR, open_one, fates[0].record, **given)
    assert [ending for _, ending in noticed] == ["scenario"] * 2
