"""Reactions: what changed becomes facts, facts become tasks; what is wrong in a file is told."""

import os
import signal
from datetime import date
from typing import get_args

import pytest

import credit_rules as cr
from credit_rules.analysis.changes import Part
from credit_rules.engine.decision import ExcludedRecord, Outcome, Proposal, TierSource
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.errors import CreditRulesError, ReactionError
from credit_rules.lang.compiler import shipped
from credit_rules.lang.reactions import WORDS
from credit_rules.model.reactions import (
    FIELDS,
    NOTHING,
    OTHER,
    PATTERNS,
    STATES,
    Concluded,
    Movement,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.monitor import Engine, Reactor, default_engine, react
from credit_rules.monitor.transitions import closed, transitions
from credit_rules.targets.durable import available
from credit_rules.truth import Truth

ENGINES = [
    pytest.param(
        one,
        marks=pytest.mark.skipif(
            one is Engine.DURABLE and not available(), reason="it does not build on Python 3.13"
        ),
    )
    for one in Engine
]

HEADER = """
kind: reactions
id: {id}
title: 虚构的反应规则
title_en: invented reactions
scheme: {id}
edition: "1"
jurisdiction: {jurisdiction}
in_force: {in_force}
basis: [test.law 第一条]
reactions:
"""
TASK = (
    "task: {{ id: {0}, title: {0}, title_en: {0}, by: 某机关, basis: [test.law 第一条]{1} }}"
).format


def rule(name, when, task="", concludes=""):
    """A line of a file of reactions: with a task and what it says of time, with a conclusion."""
    said = f"id: {name}, title: {name}, title_en: {name}, when: {when}"
    said += f", concludes: {concludes}" if concludes else ""
    said += f", {TASK(f'{name}-task', task)}" if task is not None else ""
    return f"  - {{ {said} }}"


def reactions(*rules, name="reactions", jurisdiction="national", in_force="{ from: 2020-01-01 }"):
    head = HEADER.format(id=name, jurisdiction=jurisdiction, in_force=in_force)
    return head + "\n".join(rules)


STEPS = """
steps:
  - { <correct>, each: rectification_orders, where: { fulfilment: [pending, refused] }, by: 某机关, within: 15 working days, since: ordered_on, done_on: fulfilled_on }
  - { <remind>, each: interviews, where: { kind: reminder }, by: 某机关, within: 10 working days, since: held_on }
"""
ORDER = {
    "concluded_on": "2026-01-10",
    "ordered_on": "2026-01-05",
    "fulfilment": "pending",
    "fulfilled_on": "none",
}
LISTED = {"list": "serious", "listed_on": "2023-03-02", "removed_on": "none", "restored_on": "none"}

OVERDUE = rule(
    "overdue", "{ step: { step: correct, happens: overdue } }", task=None, concludes="not-corrected"
)
REMIND = rule(
    "remind", "{ concluded: not-corrected }", ", within: 5 working days", concludes="reminded"
)
WARN = rule(
    "warn", "[{ concluded: reminded }, { listing: { list_kind: serious, to: overdue_removal } }]"
)


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


def tasks(small, book, before, after, engine, *, told_before=None, **told):
    """The tasks between two days, of a subject of which the same is told unless said otherwise."""
    earlier = told if told_before is None else told_before
    then = None if before is None else small.decide(book, before, **earlier)
    return react(then, small.decide(book, after, **told), book.reactions, engine=engine)


def ids(found):
    return [one.id.removesuffix("-task") for one in found]


class TestTasks:
    def test_a_chain_of_conclusions_from_a_step_that_is_overdue(self, small, engine):
        book = small.load(small.ruleset("steps", STEPS), reactions(OVERDUE, REMIND, WARN))
        told = {"rectification_orders": [ORDER], "listings": [LISTED]}
        assert tasks(small, book, "2026-01-20", "2026-01-26", engine, **told) == ()
        (reminder,) = tasks(small, book, "2026-01-26", "2026-01-27", engine, **told)
        assert (reminder.id, reminder.rule, reminder.by) == ("remind-task", "remind", "某机关")
        assert (reminder.since, reminder.due) == (date(2026, 1, 27), date(2026, 2, 3))
        assert [one.citation for one in reminder.basis] == ["《测试法》第一条"]
        assert reminder.through == ("overdue",)
        (because,) = reminder.because
        assert (because.part, because.happens.value) == ("steps", "overdue")
        assert because.record == "rectification_orders[rec0]"
        both = tasks(small, book, "2026-01-26", "2026-03-03", engine, **told)
        assert ids(both) == ["remind", "warn"]
        assert both[1].through == ("overdue", "remind")
        assert [one.part for one in both[1].because] == ["listings", "steps"]
        assert both[1].due is None
        assert tasks(small, book, "2026-01-27", "2026-01-28", engine, **told) == ()

    def test_what_the_law_counts_from_the_entry_itself(self, small, engine):
        over = "{ listing: { list: serious, to: overdue_removal } }"
        book = small.load(
            reactions(
                rule("stated", over, ", due: stated"),
                rule("ended", over, ", within: 10 working days, since: ended"),
                rule("began", over, ", within: 4 years, since: began"),
                rule("change", over, ", within: 10 days"),
                rule("none", over),
            )
        )
        found = tasks(small, book, "2026-03-02", "2026-03-10", engine, listings=[LISTED])
        days = {one.rule: (str(one.since), str(one.due)) for one in found}
        assert days == {
            "stated": ("None", "2026-03-16"),
            "ended": ("2026-03-02", "2026-03-16"),
            "change": ("2026-03-10", "2026-03-20"),
            "began": ("2023-03-02", "2027-03-02"),
            "none": ("None", "None"),
        }
        assert ids(found) == ["ended", "stated", "change", "began", "none"]
        assert [one.note is None for one in found] == [True, True, True, False, True]

    def test_a_day_nobody_stated_leaves_no_due_day(self, small, engine):
        open_ended = LISTED | {"list": "honour"}
        book = small.load(
            reactions(
                rule("ended", "{ listing: { to: current } }", ", within: 3 days, since: ended"),
                rule("stated", "{ listing: { to: current } }", ", due: stated"),
            )
        )
        found = tasks(small, book, None, "2026-02-01", engine, listings=[open_ended])
        assert [(one.rule, one.since, one.due) for one in found] == [
            ("ended", None, None),
            ("stated", None, None),
        ]

    def test_of_several_records_the_first_day_counts_and_all_are_named(self, small, engine):
        book = small.load(
            reactions(
                rule(
                    "over",
                    "{ listing: { to: overdue_removal } }",
                    ", within: 10 days, since: ended",
                )
            )
        )
        told = {"listings": [LISTED, LISTED | {"listed_on": "2023-02-20"}]}
        (found,) = tasks(small, book, "2026-02-10", "2026-03-10", engine, **told)
        assert [one.record for one in found.because] == ["listings[lis0]", "listings[lis1]"]
        assert found.since == date(2026, 2, 20)

    def test_a_tier_that_got_worse_or_better(self, small, engine):
        tiers = "tiers: [{ <D>, when: { some: penalties, within: 1 year } }, { <A>, when: { not: { some: penalties, within: 1 year } } }]"
        book = small.load(
            small.ruleset("tiered-supervision", tiers),
            reactions(
                rule("worse", "{ tier: { scheme: tiered-supervision, moved: worsened } }"),
                rule("better", "{ tier: { moved: improved, from: D, to: A } }"),
                rule("lost", "{ tier: { from: [A, D], to: undetermined } }"),
            ),
        )
        old = {"penalties": [{"decided_on": "2025-02-01"}]}
        assert ids(tasks(small, book, "2026-02-01", "2026-02-02", engine, **old)) == ["better"]
        new = {"penalties": [{"decided_on": "2026-02-02"}]}
        found = tasks(small, book, "2026-02-01", "2026-02-02", engine, told_before={}, **new)
        assert ids(found) == ["worse"]
        found = tasks(
            small, book, "2026-02-01", "2026-02-02", engine, told_before={}, uncovered="all"
        )
        assert ids(found) == ["lost"]

    def test_records_set_aside_measures_and_proposals(self, small, engine):
        listing = "list: serious\ngrounds: [{ <fined>, each: penalties, where: { fine: { at_least: 100 } } }]"
        bars = (
            "restrictions: [{ <barred>, each: penalties, where: { fine: { at_least: 100 } },"
            " measure: bar, strength: must, lasts: { for: 1 year, since: decided_on } }]"
        )
        book = small.load(
            small.ruleset("serious-dishonesty", listing),
            small.ruleset("statutory-restriction", bars),
            reactions(
                rule(
                    "withdraw",
                    "{ excluded: { collection: penalties, to: annulled } }",
                    ", within: 3 working days, since: began",
                ),
                rule("lift", "{ measure: { effect: [restrict, prohibit], happens: ended } }"),
                rule("bar", "{ measure: { measure: bar, happens: appeared } }"),
                rule(
                    "propose",
                    "{ proposal: { list: serious, action: enter, happens: appeared, to: true } }",
                ),
                rule("drop", "{ proposal: { happens: ended } }"),
            ),
        )
        fined = {"decided_on": "2026-01-05", "fine": "100"}
        now = {"penalties": [fined]}
        gone = {"penalties": [fined | {"status": "annulled", "status_on": "2026-02-02"}]}
        found = tasks(small, book, "2026-02-01", "2026-02-03", engine, told_before={}, **now)
        assert sorted(ids(found)) == ["bar", "propose"]
        found = tasks(small, book, "2026-02-01", "2026-02-03", engine, told_before=now, **gone)
        assert sorted(ids(found)) == ["drop", "lift", "withdraw"]
        assert (found[0].rule, found[0].due) == ("withdraw", date(2026, 2, 5))

    def test_without_an_earlier_decision_everything_is_new(self, small, engine):
        listed = "{ listing: { happens: appeared, from: none, to: current } }"
        book = small.load(reactions(rule("new", listed)))
        assert ids(tasks(small, book, None, "2026-02-01", engine, listings=[LISTED])) == ["new"]
        assert tasks(small, book, None, "2026-02-01", engine) == ()
        assert tasks(small, book, "2026-01-31", "2026-02-01", engine, listings=[LISTED]) == ()

    def test_a_change_that_is_no_change_of_state_is_one(self, small, engine):
        book = small.load(
            reactions(
                rule("still", "{ listing: { happens: changed, from: current, to: current } }")
            )
        )
        longer = [LISTED | {"restriction_until": "2028-01-01"}]
        then = {"listings": [LISTED]}
        found = tasks(
            small, book, "2026-01-01", "2026-02-01", engine, told_before=then, listings=longer
        )
        assert ids(found) == ["still"]


class TestWhoSpeaks:
    LISTING = "{ listing: { to: current } }"

    def decided(self, small, book, region):
        acting = cr.Acting(region=region) if region else None
        return small.decide(book, "2026-02-01", acting=acting, listings=[LISTED])

    @pytest.mark.parametrize(
        ("region", "expected"),
        [("320100", ["local", "national"]), ("330100", ["national"]), (None, ["national"])],
    )
    def test_a_local_file_speaks_where_it_is_said_who_acts(self, small, engine, region, expected):
        book = small.load(
            reactions(rule("local", self.LISTING), name="a", jurisdiction='"320000"'),
            reactions(rule("national", self.LISTING), name="b"),
        )
        found = react(None, self.decided(small, book, region), book.reactions, engine=engine)
        assert ids(found) == expected

    @pytest.mark.skipif(not available(), reason="durable-rules does not build on Python 3.13")
    def test_one_process_serves_every_day_and_region(self, small):
        book = small.load(
            reactions(rule("local", self.LISTING), name="a", jurisdiction='"320000"'),
            reactions(rule("national", self.LISTING), name="b"),
        )
        with Reactor(book.reactions, engine=Engine.DURABLE) as reactor:
            found, processes = [], set()
            for region in ("320100", "330100", "320100"):
                found.append(ids(reactor.react(None, self.decided(small, book, region))))
                processes.add(reactor._durable.process)
        assert found == [["local", "national"], ["national"], ["local", "national"]]
        assert len(processes) == 1

    def test_an_edition_speaks_on_the_days_it_is_in_force(self, small, engine):
        book = small.load(
            reactions(rule("late", self.LISTING), in_force="{ from: 2026-02-02 }"),
        )
        assert react(None, self.decided(small, book, None), book.reactions, engine=engine) == ()

    def test_reactions_decide_nothing(self, small):
        alone = small.load(small.ruleset("steps", STEPS))
        beside = small.load(small.ruleset("steps", STEPS), reactions(OVERDUE, REMIND))
        assert alone.digest == beside.digest
        assert alone.reactions.digest != beside.reactions.digest
        told = {"rectification_orders": [ORDER]}
        assert small.decide(alone, **told) == small.decide(beside, **told)

    def test_a_rulebook_built_by_hand_has_none(self, small):
        book = small.load(small.ruleset("steps", STEPS), reactions(OVERDUE, REMIND))
        bare = Rulebook(book.rulesets, book.catalog, None, {}, book.digest)
        assert bare.reactions.rulesets == ()

    def test_the_digest_is_over_what_they_mean(self, small):
        one = small.load(reactions(rule("a", self.LISTING), rule("b", self.LISTING)))
        other = small.load(reactions(rule("b", self.LISTING), "# 说明", rule("a", self.LISTING)))
        third = small.load(
            reactions(rule("a", "{ listing: { to: removed } }"), rule("b", self.LISTING))
        )
        assert one.reactions.digest == other.reactions.digest != third.reactions.digest


class TestRefusedArguments:
    def test_two_subjects(self, small):
        book = small.load(reactions(rule("new", "{ listing: { to: current } }")))
        one = small.decide(book, "2026-02-01")
        other = one.model_copy(update={"subject": "another"})
        with pytest.raises(CreditRulesError, match="about one subject"):
            react(one, other, book.reactions)

    def test_the_later_decision_first(self, small):
        book = small.load(reactions(rule("new", "{ listing: { to: current } }")))
        one, other = (small.decide(book, day) for day in ("2026-02-01", "2026-02-02"))
        with pytest.raises(CreditRulesError, match="found 2026-02-02 before 2026-02-01"):
            react(other, one, book.reactions)


@pytest.mark.skipif(not available(), reason="durable-rules does not build on Python 3.13")
class TestReactor:
    def test_many_subjects_through_one_process(self, small):
        book = small.load(reactions(rule("new", "{ listing: { to: current } }")))
        listed = small.decide(book, "2026-02-01", listings=[LISTED])
        free = small.decide(book, "2026-02-01")
        with Reactor(book.reactions, engine=Engine.DURABLE) as reactor:
            found = [ids(reactor.react(None, one)) for one in (listed, free, listed)]
            durable = reactor._durable
            assert durable.process is not None
        assert found == [["new"], [], ["new"]]
        assert durable.process is None

    def test_an_engine_that_fails_names_the_subject_and_its_number(self, small):
        book = small.load(reactions(rule("new", "{ listing: { to: current } }")))
        listed = small.decide(book, "2026-02-01", listings=[LISTED])
        with Reactor(book.reactions, engine=Engine.DURABLE) as reactor:
            reactor.react(None, listed)
            durable = reactor._durable
            os.kill(durable.process, signal.SIGKILL)
            with pytest.raises(ReactionError, match=r"subject 9132\*+MP17 \(number 1\)") as caught:
                reactor.react(None, listed)
            said = caught.value
            assert (said.fault, said.subject, said.position) == ("ended", listed.subject, 1)
            assert react(None, listed, book.reactions, engine=Engine.FIXPOINT)
            assert ids(reactor.react(None, listed)) == ["new"]

    def test_two_subjects_whose_names_collide_are_two(self, small):
        """Their codes have the same 32-bit hash, by which the engine would find one state."""
        both = "[{ listing: { to: current } }, { excluded: { to: annulled } }]"
        book = small.load(reactions(rule("both", both)))
        listed = small.decide(book, "2026-02-01", listings=[LISTED])
        annulled = {"decided_on": "2025-01-01", "status": "annulled", "status_on": "2025-02-01"}
        lucky = small.decide(book, "2026-02-01", penalties=[annulled])
        codes = ("91310000MA1HET3A0D", "91310000MA1LE4Y5AE")
        named = [
            one.model_copy(update={"subject": code})
            for one, code in zip((listed, lucky), codes, strict=True)
        ]
        with Reactor(book.reactions, engine=Engine.DURABLE) as reactor:
            assert [reactor.react(None, one) for one in named] == [(), ()]
            whole = small.decide(book, "2026-02-01", listings=[LISTED], penalties=[annulled])
            assert ids(reactor.react(None, whole)) == ["both"]

    def test_no_process_is_begun_where_nothing_could_follow(self, small):
        book = small.load(reactions(rule("new", "{ listing: { to: current } }")))
        with Reactor(book.reactions, engine=Engine.DURABLE) as reactor:
            same = small.decide(book, "2026-02-01", listings=[LISTED])
            assert reactor.react(same, same) == ()
            assert reactor._durable is None


def test_durable_rules_is_the_default_where_it_is_installed():
    assert default_engine() is (Engine.DURABLE if available() else Engine.FIXPOINT)


class TestFacts:
    def test_no_text_but_that_of_the_rules_gets_into_a_fact(self, small):
        book = small.load(reactions(rule("new", "{ listing: { list: serious, to: current } }")))
        decision = small.decide(book, "2026-02-01", listings=[LISTED, LISTED | {"list": "watch"}])
        found = transitions(None, decision, book.reactions)
        facts = closed((one.fact for one in found), book.reactions.rulesets)
        words = {word for fact in facts for word in fact.values()}
        assert words <= {"listings", "serious", "current", NOTHING, OTHER}
        assert {tuple(fact) for fact in facts} == {FIELDS}
        assert OTHER in words

    def test_tiers_without_a_common_scale_move_neither_way(self, small):
        tiers = "tiers: [{ <D>, when: { some: penalties } }, { <A>, when: { not: { some: penalties } } }]"
        rules = small.load(small.ruleset("tiered-supervision", tiers)).reactions
        moved = [
            rules.moved(name, date(year, 1, 1), was, now)
            for name, year, was, now in (
                ("tiered-supervision", 2026, "A", "D"),
                ("tiered-supervision", 2026, "D", "A"),
                ("tiered-supervision", 2026, "A", "A"),
                ("tiered-supervision", 2026, "A", "undetermined"),
                ("tiered-supervision", 2014, "A", "D"),
                ("other", 2026, "A", "D"),
            )
        ]
        assert moved == [Movement.WORSENED, Movement.IMPROVED, None, None, None, None]

    def test_a_day_that_is_none(self, small):
        book = small.load(
            reactions(
                rule("gone", "{ excluded: { to: annulled } }", ", within: 3 days, since: began")
            )
        )
        plain = small.decide(book, "2026-02-01")
        record = ExcludedRecord(record="penalties[x]", status="annulled", on="昨天")
        (found,) = react(
            None,
            plain.model_copy(update={"excluded": (record,)}),
            book.reactions,
            engine=Engine.FIXPOINT,
        )
        assert (found.since, found.due) == (None, None)


class TestWordsOfTheLanguage:
    """What patterns may say is what decisions say; the engine lies above the language."""

    def test_states(self):
        assert set(STATES["listing"]) == {one.value for one in ListingState}
        assert set(STATES["repair"]) == {one.value for one in RepairState}
        assert set(STATES["proposal"]) == {one.value for one in Truth}
        assert set(STATES["tier"]) == set(get_args(TierSource)) - {"official", "computed"}

    def test_kinds_of_outcome_and_action(self):
        assert set(WORDS["what"]) == set(get_args(Outcome))
        assert set(WORDS["action"]) == set(get_args(Proposal.model_fields["action"].annotation))

    def test_parts(self):
        assert {one.part for one in PATTERNS.values()} < {part.value for part in Part}
        assert set().union(*(one.fields for one in PATTERNS.values())) | {"part"} == set(FIELDS)


def found_in(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    books = shipped("rulesets").parent / "tests/books/catalogs"
    return [(one.code, dict(one.facts)) for one in cr.check(tmp_path, catalogs=books)]


def told(tmp_path, *rules):
    return found_in(tmp_path, reactions(*rules))


NEW = "{ listing: { to: current } }"


class TestWhatIsWrong:
    def test_nothing(self, tmp_path):
        assert told(tmp_path, rule("new", NEW)) == []

    @pytest.mark.parametrize(
        ("when", "what", "name"),
        [
            ("{ listing: { list: serius } }", "list", "serius"),
            ("{ measure: { measure: barr } }", "measure", "barr"),
            ("{ tier: { scheme: x } }", "scheme of tiers", "x"),
            ("{ tier: { to: Z } }", "tier", "Z"),
            ("{ repair: { ruleset: x } }", "ruleset", "x"),
            ("{ step: { step: x } }", "step", "x"),
            ("{ concluded: x }", "conclusion", "x"),
        ],
    )
    def test_a_name_that_is_none(self, tmp_path, when, what, name):
        ((code, facts),) = told(tmp_path, rule("new", when))
        assert (code, facts["what"], facts["name"]) == ("unknown-name", what, name)

    @pytest.mark.parametrize(
        "when",
        [
            "{ listing: {} }",
            "{}",
            "[]",
            "{ listing: { to: gone } }",
            "{ listing: { to: [] } }",
            "{ listing: { happens: [appeared, came] } }",
            "{ listing: { to: current }, concluded: x }",
            "{ proposal: { action: stay } }",
            "{ excluded: { collection: fines } }",
            "{ listing: current }",
            "appeared",
        ],
    )
    def test_a_pattern_that_is_none(self, tmp_path, when):
        assert [code for code, _ in told(tmp_path, rule("new", when))] == ["wrong-value"]

    def test_keys_nobody_knows(self, tmp_path):
        assert [code for code, _ in told(tmp_path, rule("new", "{ listing: { tier: A } }"))] == [
            "unknown-key"
        ]
        assert [code for code, _ in told(tmp_path, rule("new", "{ listed: { to: current } }"))] == [
            "unknown-key"
        ]

    def test_a_task_without_a_basis(self, tmp_path):
        text = reactions(rule("new", NEW)).replace(", basis: [test.law 第一条] }", " }")
        assert [code for code, _ in found_in(tmp_path, text)] == ["missing-key"]

    def test_a_basis_that_is_not_in_the_catalog(self, tmp_path):
        text = reactions(rule("new", NEW)).replace(
            "basis: [test.law 第一条] }", "basis: [test.law 第九条] }"
        )
        assert [code for code, _ in found_in(tmp_path, text)] == ["unknown-provision"]

    def test_a_basis_that_is_not_in_force(self, tmp_path):
        text = reactions(rule("new", NEW), in_force="{ from: 2009-12-31 }")
        assert {code for code, _ in found_in(tmp_path, text)} == {"basis-not-in-force"}

    def test_neither_task_nor_conclusion(self, tmp_path):
        ((code, facts),) = told(tmp_path, rule("new", NEW, task=None))
        assert (code, facts["expected"]) == ("wrong-value", "`task:`, `concludes:`, or both")

    def test_a_stated_day_and_a_period(self, tmp_path):
        ((code, facts),) = told(tmp_path, rule("new", NEW, ", due: stated, within: 5 days"))
        assert (code, facts["expected"]) == ("wrong-value", "one of `due: stated` and `within:`")

    def test_a_conclusion_nobody_reads(self, tmp_path):
        ((code, facts),) = told(tmp_path, rule("new", NEW, task=None, concludes="known"))
        assert (code, facts["conclusion"]) == ("unread-conclusion", "known")

    def test_a_circle_is_told_once(self, tmp_path):
        ((code, facts),) = told(
            tmp_path,
            rule("begins", NEW, task=None, concludes="a"),
            rule("on", "{ concluded: a }", task=None, concludes="b"),
            rule("back", "{ concluded: b }", concludes="a"),
        )
        assert (code, facts["way"]) == ("conclusion-from-itself", "a → b → a")

    def test_the_same_name_twice(self, tmp_path):
        ((code, facts),) = told(
            tmp_path, rule("new", NEW), rule("new", NEW).replace("new-task", "x")
        )
        assert (code, facts["name"]) == ("duplicate-id", "new")
        same = rule("other", NEW).replace("other-task", "new-task")
        ((code, facts),) = told(tmp_path, rule("new", NEW), same)
        assert (code, facts["name"]) == ("duplicate-id", "new-task")

    def test_two_files_on_one_day(self, tmp_path):
        one = reactions(rule("new", NEW))
        assert [code for code, _ in found_in(tmp_path, one, one)] == [
            "duplicate-id",
            "two-rulesets-in-force",
        ]
        other = one.replace('edition: "1"', 'edition: "2"')
        assert [code for code, _ in found_in(tmp_path, one, other)] == ["two-rulesets-in-force"]

    def test_too_many_premises_and_too_many_ways(self, tmp_path):
        many = ", ".join([NEW] * 17)
        ((code, facts),) = told(tmp_path, rule("new", f"[{many}]"))
        assert (code, facts["limit"]) == ("too-large", "16 premises")
        names = "to: [current, removed, unknown, overdue_removal], from: [current, removed, unknown, none], list_kind: [serious, abnormal, defaulter, watch, other]"
        ((code, facts),) = told(tmp_path, rule("new", f"{{ listing: {{ {names} }} }}"))
        assert (code, facts["limit"]) == ("too-large", "64 ways")


class TestWhatShips:
    def test_every_task_cites_a_provision_that_was_read_or_is_marked(self):
        rules = [one for file in cr.load().reactions.rulesets for one in file.reactions]
        tasks = [one.task for one in rules if one.task]
        assert len(tasks) >= 15
        assert all(one.basis and one.by and one.title.zh and one.title.en for one in tasks)

    def test_both_engines_give_the_same_tasks(self):
        if not available():
            pytest.skip("durable-rules does not build on Python 3.13")
        book = cr.load()
        listed = LISTED | {"key": "l", "status": "effective", "list": "wage-arrears"}
        covers = {"listings": {"from": "beginning", "until": "2030-01-01"}}
        row = {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": covers}
        subject = cr.Subject.read(row | {"listings": [listed]})
        day = date(2026, 10, 1)
        removed = cr.Subject.read(row | {"listings": [listed | {"removed_on": "2026-10-02"}]})
        before, after = cr.decide(book, subject, day), cr.decide(book, removed, date(2026, 10, 8))
        one, other = (react(before, after, book.reactions, engine=each) for each in Engine)
        assert one == other
        assert {task.id for task in one} == {"share-removal", "end-measures"}

    def test_each_file_has_its_own_chain(self):
        """No file asks for what another concludes, so each can be read by itself."""
        for file in cr.load().reactions.rulesets:
            drawn = {one.concludes for one in file.reactions}
            asked = {
                one.code
                for rule in file.reactions
                for one in rule.when
                if isinstance(one, Concluded)
            }
            assert asked <= drawn


def test_a_file_of_reactions_may_lie_anywhere_among_rulesets(tmp_path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "r.yaml").write_text(reactions(rule("new", NEW)), encoding="utf-8")
    books = shipped("rulesets").parent / "tests/books/catalogs"
    book = cr.load(tmp_path, catalogs=books)
    assert [one.header.id for one in book.reactions.rulesets] == ["reactions"]
    assert book.rulesets == ()


def test_a_kind_that_is_misspelt_is_told_of_reactions(tmp_path):
    text = reactions(rule("new", NEW)).replace("kind: reactions", "kind: reaction")
    ((code, facts),) = found_in(tmp_path, text)
    assert (code, facts["hint"]) == ("unknown-name", "did you mean `reactions`?")
