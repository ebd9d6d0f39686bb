"""The rails around durable-rules: each is provoked, and gives a right answer or a named error."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.properties.reaction_cases import AT, fact, header, pattern, reaction

from credit_rules.errors import ReactionError
from credit_rules.model.reactions import FIELDS, Concluded, ReactionRuleset
from credit_rules.monitor.fixpoint import chained
from credit_rules.targets import durable
from credit_rules.targets.durable import (
    LIMIT_FACTS,
    Durable,
    Program,
    available,
    hashed,
    program,
    refuse_collisions,
    refuse_unsound,
)

needs_durable = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="durable-rules does not build on Python 3.13"
)

SUBJECTS = ("91310000MA1HET3A0D", "91310000MA1LE4Y5AE")
NAMES = ("f_qvubhgme", "f_ioscofjj")

LISTED = fact(part="listings", happens="appeared", to="current")
REPAIRABLE = fact(part="repairs", happens="changed", to="can-apply")
IS_LISTED = pattern(part="listings", to="current")
IS_REPAIRABLE = pattern(part="repairs", to="can-apply")


def rules(*written):
    return [ReactionRuleset(header("s"), written)]


def names(*ids):
    return {("s", "1", one) for one in ids}


SIMPLE = rules(reaction("listed", IS_LISTED), reaction("repairable", IS_REPAIRABLE))


class Raw(Durable):
    """The engine with a program that no rail has looked at."""

    def __init__(self, *definitions, follows=True, seconds=30.0):
        super().__init__(SIMPLE, seconds=seconds)
        handle = {f"r{at}": one for at, one in enumerate(definitions)}
        after = dict.fromkeys(handle, ()) if follows else {}
        self.good, self.program = self.program, Program((handle,), after, frozenset(), {})


def every(*tests):
    return {"all": [{"m0": {"$and": list(tests)}}]}


def is_the_same_afterwards(engine):
    """The next subject is answered, by a new process with the rules there were."""
    engine.program = engine.good
    assert engine.chained([LISTED]) == names("listed")
    engine.close()


def test_it_is_there_wherever_it_can_be():
    assert available() or sys.version_info >= (3, 13)


@needs_durable
class TestWhatFollows:
    def test_a_rule_whose_pattern_a_fact_meets(self):
        with Durable(SIMPLE) as engine:
            assert engine.chained([LISTED]) == names("listed")
            assert engine.chained([REPAIRABLE, LISTED]) == names("listed", "repairable")
            assert engine.chained([fact(part="listings", to="removed")]) == names()
            assert engine.chained([]) == names()

    def test_conclusions_chain_and_several_premises_are_all_needed(self):
        written = rules(
            reaction("overdue", pattern(part="steps", happens="overdue"), concludes="overdue"),
            reaction("remind", Concluded("overdue", AT), concludes="reminded"),
            reaction("warn", Concluded("reminded", AT), IS_LISTED),
        )
        overdue = fact(part="steps", happens="overdue")
        with Durable(written) as engine:
            assert engine.chained([overdue]) == names("overdue", "remind")
            assert engine.chained([LISTED]) == names()
            assert engine.chained([LISTED, overdue]) == names("overdue", "remind", "warn")

    def test_conclusions_stay_in_their_file(self):
        other = ReactionRuleset(header("other"), (reaction("r", Concluded("known", AT)),))
        written = [*rules(reaction("listed", IS_LISTED, concludes="known")), other]
        with Durable(written) as engine:
            assert engine.chained([LISTED]) == names("listed") == chained(written, [LISTED])

    def test_nothing_of_a_subject_is_left_for_the_next(self):
        both = rules(reaction("both", IS_LISTED, IS_REPAIRABLE))
        with Durable(both) as engine:
            for _ in range(3):
                assert engine.chained([LISTED]) == names()
                assert engine.chained([REPAIRABLE]) == names()
                assert engine.chained([LISTED, REPAIRABLE]) == names("both")

    def test_choices_of_words_and_sixteen_premises(self):
        many = [
            pattern(part=("listings", "repairs"), ruleset=(f"x{at}", f"y{at}")) for at in range(16)
        ]
        written = rules(reaction("all", *many))
        facts = [fact(part="repairs", ruleset=f"{'xy'[at % 2]}{at}") for at in range(16)]
        with Durable(written) as engine:
            assert engine.chained(facts) == names("all")
            assert engine.chained(facts[1:]) == names()

    def test_an_engine_is_told_nothing_when_there_are_no_rules(self):
        with Durable(rules()) as engine:
            assert engine.chained([LISTED]) == names()


@needs_durable
class TestSixtyFiveRulesOnOneFact:
    def test_the_engine_itself_gives_up(self):
        tests = [every({"k": 1}, {f"p{at}": "x"}) for at in range(65)]
        code = (
            "import json, sys, durable_rules_engine as engine\n"
            "rules, fact = map(json.loads, sys.stdin.read().splitlines())\n"
            "engine.assert_fact(engine.create_ruleset('r', json.dumps(rules)), json.dumps(fact))"
        )
        fact = {"id": "a", "sid": "s", "k": 1} | {f"p{at}": "x" for at in range(65)}
        said = "\n".join(map(json.dumps, ({f"r{at}": one for at, one in enumerate(tests)}, fact)))
        done = subprocess.run(
            [sys.executable, "-c", code], input=said, capture_output=True, text=True, check=False
        )
        assert "error code: 303" in done.stderr

    def test_all_of_them_follow_and_chain_across_handles(self):
        fields = [one for one in FIELDS if one != "part"][:13]
        ways = [{name: LISTED[name] for name in fields[:at]} for at in range(13)] * 5
        written = [
            reaction(f"rule{at}", pattern(part="listings", **way), concludes=f"c{at}")
            for at, way in enumerate(ways)
        ]
        last = reaction("last", *(Concluded(f"c{at}", AT) for at in range(0, 65, 5)))
        with Durable(rules(*written, last)) as engine:
            assert len(engine.program.handles) > 2
            assert max(map(len, engine.program.handles)) <= 30
            found = engine.chained([LISTED])
            assert found == names("last", *(f"rule{at}" for at in range(65)))
            assert found == chained(rules(*written, last), [LISTED])

    def test_in_one_handle_they_are_a_named_error(self):
        # At each depth a branch for every field that is left, so that more than 64 stand open.
        last = FIELDS[::-1]
        ways = [(*last[:at], name) for at in range(len(last)) for name in last[at:]]
        tests = [every({"k": 1}, *({name: LISTED[name]} for name in way)) for way in ways]
        engine = Raw(*tests)
        with pytest.raises(ReactionError, match="error code: 303") as caught:
            engine.chained([LISTED])
        assert caught.value.fault == "refused"
        is_the_same_afterwards(engine)


@needs_durable
class TestCollidingHashes:
    def test_the_engine_itself_takes_two_enterprises_for_one(self):
        assert hashed(SUBJECTS[0]) == hashed(SUBJECTS[1])
        code = (
            "import json, durable_rules_engine as engine\n"
            "rule = {'all': [{'a': {'$and': [{'p': 'x'}]}}, {'b': {'$and': [{'p': 'y'}]}}]}\n"
            "handle = engine.create_ruleset('r', json.dumps({'both': rule}))\n"
            f"for sid, p in zip({SUBJECTS!r}, 'xy'):\n"
            "    fact = {'id': p, 'sid': sid, 'p': p}\n"
            "    _, state = engine.assert_fact(handle, json.dumps(fact))\n"
            "    started = engine.start_action_for_state(handle, state)\n"
            "print(*json.loads(started[1]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout == "both\n"

    def test_ours_never_hears_of_either(self):
        both = rules(reaction("both", IS_LISTED, IS_REPAIRABLE))
        with Durable(both) as engine:
            assert [engine.chained([LISTED]), engine.chained([REPAIRABLE])] == [names(), names()]

    def test_words_that_collide_are_told_apart(self):
        written = rules(reaction("one", pattern(part="listings", list=NAMES[0])))
        with Durable(written) as engine:
            assert engine.chained([fact(part="listings", list=NAMES[1])]) == names()
            assert engine.chained([fact(part="listings", list=NAMES[0])]) == names("one")

    def test_conclusions_that_collide_are_told_apart(self):
        written = rules(
            reaction("one", IS_LISTED, concludes=NAMES[0]),
            reaction("other", Concluded(NAMES[1], AT)),
            reaction("draws", IS_REPAIRABLE, concludes=NAMES[1]),
        )
        with Durable(written) as engine:
            assert engine.chained([LISTED]) == names("one")


def test_names_that_collide_are_refused_by_name():
    with pytest.raises(ReactionError, match="`f_qvubhgme` and `f_ioscofjj`") as caught:
        refuse_collisions(("part", *NAMES))
    assert caught.value.fault == "names-collide"
    refuse_collisions(("part", "part", NAMES[0]))


def test_field_names_are_looked_at_when_rules_are_taken(monkeypatch):
    monkeypatch.setattr(durable, "FIELDS", (*FIELDS, *NAMES))
    with pytest.raises(ReactionError, match="f_ioscofjj"):
        program(SIMPLE)


class TestRulesItCannotBeTrustedWith:
    @pytest.mark.parametrize(
        "definition",
        [
            pytest.param(
                every({"k": 1}, {"$gt": {"k": {"$div": {"$l": 1, "$r": 0}}}}), id="arithmetic"
            ),
            pytest.param(every({"k": 1}, {"$or": [{"to": "a"}, {"to": "b"}]}), id="or"),
            pytest.param(every({"k": 1}, {"to": "a", "list": "b"}), id="two tests in one"),
            pytest.param(every({"to": "a"}, {"k": 1}), id="no tag first"),
            pytest.param(every({"k": 1}, {"to": {"$m": "from"}}), id="another field"),
            pytest.param(every({"k": 1}, {"to": None}), id="null"),
            pytest.param(every({"k": 1}, {"to": 1.5}), id="float"),
            pytest.param({"all": [{"m": {"$nex": {"revoked": 1}}}]}, id="true of the empty record"),
            pytest.param({"all": [{"m": {"k": 1}}]}, id="bare test"),
            pytest.param({"all": []}, id="no premise"),
            pytest.param({"any": [{"m": {"$and": [{"k": 1}]}}]}, id="any"),
            pytest.param({"all": every({"k": 1})["all"], "count": 2}, id="count"),
            pytest.param({"all": every({"k": 1})["all"] * 17}, id="17 premises"),
            pytest.param({"all": [{"a": {"$and": [{"k": 1}]}, "b": {}}]}, id="two names"),
        ],
    )
    def test_are_refused(self, definition):
        with pytest.raises(ReactionError) as caught:
            refuse_unsound(definition)
        assert caught.value.fault == "unsound-rule"

    def test_what_a_program_holds_is_not(self):
        for handle in program(SIMPLE).handles:
            for definition in handle.values():
                refuse_unsound(definition)

    def test_seventeen_premises_are_refused_before_there_is_a_process(self):
        many = [pattern(part="listings", ruleset=f"x{at}") for at in range(17)]
        with pytest.raises(ReactionError, match="at most 16 premises"):
            program(rules(reaction("all", *many)))


@needs_durable
class TestFaults:
    def test_a_zero_divisor_ends_the_process_and_nothing_else(self):
        nothing = {"$sub": {"$l": {"$m": "k"}, "$r": 1}}
        divided = {"$gt": {"k": {"$div": {"$l": {"$m": "k"}, "$r": nothing}}}}
        engine = Raw(every({"k": 1}, divided))
        with pytest.raises(ReactionError, match="process ended with") as caught:
            engine.chained([LISTED])
        assert caught.value.fault == "ended"
        assert engine.process is None
        is_the_same_afterwards(engine)

    def test_an_exception_is_told_and_not_swallowed(self):
        engine = Raw(every({"k": 1}, {"part": "listings"}), follows=False)
        with pytest.raises(ReactionError, match="KeyError: 'r0'") as caught:
            engine.chained([LISTED])
        assert caught.value.fault == "raised"
        is_the_same_afterwards(engine)

    def test_a_rule_that_goes_on_is_stopped(self):
        square = {"all": [{"m0": {"$and": [{"k": 1}]}}, {"m1": {"$and": [{"k": 1}]}}]}
        engine = Raw(square)
        with pytest.raises(ReactionError, match="more often than") as caught:
            engine.chained([fact(part="listings", ruleset=f"x{at}") for at in range(40)])
        assert caught.value.fault == "endless"
        is_the_same_afterwards(engine)

    def test_rules_that_feed_each_other_come_to_an_end(self):
        circle = rules(
            reaction("begins", IS_LISTED, concludes="a"),
            reaction("on", Concluded("a", AT), concludes="b"),
            reaction("back", Concluded("b", AT), concludes="a"),
            reaction("itself", Concluded("c", AT), concludes="c"),
        )
        with Durable(circle) as engine:
            found = engine.chained([LISTED])
        assert found == names("begins", "on", "back") == chained(circle, [LISTED])

    def test_a_process_that_hangs_is_ended(self):
        with Durable(SIMPLE, seconds=1.0) as engine:
            engine.chained([LISTED])
            os.kill(engine.process, signal.SIGSTOP)
            with pytest.raises(ReactionError, match="no answer within 1 s") as caught:
                engine.chained([LISTED])
            assert caught.value.fault == "hung"
            assert engine.chained([LISTED]) == names("listed")

    def test_a_process_that_was_killed_between_two_subjects(self):
        with Durable(SIMPLE) as engine:
            engine.chained([LISTED])
            os.kill(engine.process, signal.SIGKILL)
            with pytest.raises(ReactionError, match="ended with -9"):
                engine.chained([LISTED])
            assert engine.chained([LISTED]) == names("listed")

    def test_rules_the_engine_does_not_take_are_a_named_error(self):
        engine = Raw(*[every({"k": 1})] * 257)
        with pytest.raises(ReactionError, match="Could not create ruleset") as caught:
            engine.chained([LISTED])
        assert caught.value.fault == "refused"
        assert engine.process is None
        is_the_same_afterwards(engine)

    def test_no_more_facts_than_there_are_message_ids(self):
        many = [fact(ruleset=f"x{at}") for at in range(LIMIT_FACTS + 1)]
        with Durable(SIMPLE) as engine:
            assert engine.chained([*many[:-1], many[0]]) == names()
            with pytest.raises(ReactionError, match="at most 4096 facts") as caught:
                engine.chained(many)
        assert caught.value.fault == "too-many-facts"

    def test_what_stands_in_the_current_folder_is_not_imported(self, tmp_path, monkeypatch):
        (tmp_path / "durable_rules_engine.py").write_text("raise SystemExit(3)", encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        with Durable(SIMPLE) as engine:
            assert engine.chained([LISTED]) == names("listed")


def test_where_it_is_not_installed_it_says_so(monkeypatch):
    monkeypatch.setattr(durable, "available", lambda: False)
    with pytest.raises(ReactionError, match="not installed") as caught:
        Durable(SIMPLE)
    assert caught.value.fault == "not-installed"


def test_it_enters_through_one_file():
    source = Path(durable.__file__).parents[1]
    importing = re.compile(r"^\s*(?:import|from) durable(?:_rules_engine)?\b", re.MULTILINE)
    found = [path for path in source.rglob("*.py") if importing.search(path.read_text("utf-8"))]
    assert found == [Path(durable.__file__)]
    assert "durable.lang" not in found[0].read_text("utf-8")


WITHOUT = """
import sys
from pathlib import Path
sys.modules["durable"] = sys.modules["durable_rules_engine"] = None
from datetime import date
import credit_rules
from credit_rules.monitor import default_engine, react
book = credit_rules.load()
subject = credit_rules.Subject.read({"uscc": "91320100MA0EXAMP17"})
decision = credit_rules.decide(book, subject, as_of=date(2026, 10, 8))
print(default_engine(), react(None, decision, book.reactions))
"""


def test_without_it_everything_else_works_and_the_fixpoint_reacts():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "fixpoint ()\n"
