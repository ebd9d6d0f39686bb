"""Whether durable-rules chains as the fixpoint does, and whether its process stays as small.

    python tests/bench/reactions.py [RULESETS] [SUBJECTS]

First so many sets of generated rules (300), each with the facts of 20 subjects, are chained by
both; then so many subjects (100,000) go through one process with the reactions that ship, each held
against the fixpoint, and the memory of the process is printed on the way. Needs Python 3.12 at most.
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.properties.reaction_cases import cases, facts_of

import credit_rules as cr
from credit_rules.model.reactions import Concluded, ReactionRuleset
from credit_rules.monitor.fixpoint import chained
from credit_rules.targets.durable import Durable, available

RULESETS = 300
EACH = 20
SUBJECTS = 100_000
LOOKS = 10


def differences(number: int) -> tuple[int, int, int]:
    """How many subjects were chained by both, how many reactions followed, how often they differ."""
    subjects = followed = differing = 0
    for rulesets, each in cases(6, number, EACH):
        with Durable(rulesets) as engine:
            for facts in each:
                expected = chained(rulesets, facts)
                subjects += 1
                followed += len(expected)
                differing += engine.chained(facts) != expected
    return subjects, followed, differing


def resident(process: int) -> float:
    """The memory a process holds, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def through_one_process(rulesets: tuple[ReactionRuleset, ...], subjects: int) -> int:
    """Chain subject after subject in one process; how often it differs from the fixpoint."""
    rng, differing, spent, held = random.Random(6), 0, 0.0, 0.0
    with Durable(rulesets) as engine:
        engine.chained([])
        first = engine.process
        for number in range(1, subjects + 1):
            facts = facts_of(rng, rulesets)
            begun = time.perf_counter()
            found = engine.chained(facts)
            spent += time.perf_counter() - begun
            begun = time.perf_counter()
            differing += found != chained(rulesets, facts)
            held += time.perf_counter() - begun
            if number % max(1, subjects // LOOKS) == 0:
                assert engine.process == first, "one process for all of them"
                each, naive = spent / number * 1e6, held / number * 1e6
                memory = resident(first)
                say(
                    f"{number:>9,} subjects  {memory:6.1f} MB  {each:5.0f} us each"
                    f"  (fixpoint {naive:.0f} us)"
                )
    return differing


def say(line: str) -> None:
    """Print a line as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(rulesets: int = RULESETS, subjects: int = SUBJECTS) -> int:
    """Print both; 1 if an answer differs."""
    if not available():
        say("durable-rules is not installed: nothing to compare")
        return 0
    told, followed, differing = differences(rulesets)
    say(
        f"generated: {rulesets:,} sets of rules, {told:,} subjects, {followed:,} reactions followed,"
        f" {differing} differ"
    )
    shipped = cr.load().reactions.rulesets
    rules = [rule for one in shipped for rule in one.reactions]
    chains = sum(isinstance(premise, Concluded) for rule in rules for premise in rule.when)
    say(f"shipped: {len(rules)} reactions, {chains} premises are conclusions")
    lost = through_one_process(shipped, subjects)
    say(f"{lost} of {subjects:,} differ from the fixpoint")
    return int(bool(differing or lost))


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
