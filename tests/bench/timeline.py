"""How much sooner a timeline is found than by deciding on every single day, and that it is the same.

    python -m tests.bench.timeline [--subjects N] [--days N] [--whole N] [--processes N] [--seed N]

Each subject is generated and aimed at the edges of three shipped rulesets. Its timeline is compared
with deciding on every day of the period: a day is a turn if and only if its decision says something
else than that of the day before, a turn lists what then changes, and a stretch has the decision of
its first day. Every second one supposes that deliveries go on and bring nothing new.

The last `--whole` subjects are decided by the whole rulebook; the others, so that it can be done,
by the rulesets aimed at and those they read. Times are of the processor, of both in one run: the
timeline as it is called, and every `decide` by itself, to which it is compared. What it takes to
compare the days besides, without which nobody knows the turns, is printed apart.

`--subjects 500 --whole 10` takes about half an hour on two free cores.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from time import process_time

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.changes import differing, outcomes
from credit_rules.analysis.foresight.timeline import Timeline, going_on, timeline
from credit_rules.analysis.narrowing import narrowed
from credit_rules.errors import SubjectError
from credit_rules.model.rulebook import Rulebook

RULESETS = 3
EVERY = 25
BEFORE = (0, 0, 200, 700)
"""So many days before the day a subject is aimed at, its timeline begins."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Compared:
    """One subject: what each way took, in seconds, and the days on which they differ."""

    number: int
    whole: bool
    turns: int
    fast: float
    decided: float
    compared: float
    wrong: tuple[date, ...]


@cache
def book() -> Rulebook:
    """The rulebook that ships; loaded once in each process."""
    return cr.load()


def compared(number: int, days: int, whole: bool, seed: int) -> Compared:
    """Both ways for one generated subject."""
    rng = random.Random(f"{seed}/{number}")
    witness = None
    while witness is None:
        rulesets = rng.sample(book().rulesets, RULESETS)
        try:
            witness = Aims(book(), rulesets).draft(rng).witness()
        except SubjectError:
            # Something was taken away that a subject needs.
            continue
    rules = book() if whole else narrowed(book(), rulesets)
    first = witness.as_of - timedelta(days=rng.choice(BEFORE))
    last = first + timedelta(days=days - 1)
    nothing_new = number % 2 == 1
    started = process_time()
    found = timeline(
        rules, witness.subject, first, last, acting=witness.acting, nothing_new=nothing_new
    )
    fast = process_time() - started
    subject = going_on(witness.subject, first, last) if nothing_new else witness.subject
    took = [0.0, 0.0]
    wrong = tuple(_wrong(rules, subject, found, witness.acting, took))
    return Compared(number, whole, len(found.turns), fast, took[0], took[1], wrong)


def _wrong(
    rules: Rulebook,
    subject: cr.Subject,
    found: Timeline,
    acting: cr.Acting | None,
    took: list[float],
) -> Iterator[date]:
    """The days on which a timeline is not what deciding says; `took` is what that takes."""
    turns = {one.day: one.changes for one in found.turns}
    stretches = {one.first: one.decision for one in found.stretches}
    said, day = None, found.first
    while day <= found.last:
        started = process_time()
        decision = cr.decide(rules, subject, day, acting=acting)
        decided = process_time()
        now = outcomes(decision)
        changed = () if said is None else differing(said, now)
        took[0] += decided - started
        took[1] += process_time() - decided
        if changed != turns.get(day, ()) or stretches.get(day, decision) != decision:
            yield day
        said, day = now, day + ONE_DAY


def report(title: str, some: list[Compared], days: int) -> list[str]:
    """What came out for subjects decided by one sort of rulebook."""
    fast, decided, beside = (
        sum(getattr(one, name) for one in some) for name in ("fast", "decided", "compared")
    )
    turns = sum(one.turns for one in some)
    wrong = sum(bool(one.wrong) for one in some)
    return [
        f"{title}: {len(some)} subjects, {days} days each, {len(some) * days} days decided",
        f"  differing: {wrong} subjects; turns: {turns / len(some):.1f} a subject",
        f"  every day decided: {decided / len(some):8.3f} s a subject",
        f"  (to compare them:  {beside / len(some):8.3f} s a subject)",
        f"  timeline:          {fast / len(some):8.3f} s a subject",
        f"  ratio: {decided / fast:.1f} ({(decided + beside) / fast:.1f} with comparing)",
    ]


def main() -> int:
    """Compare, print, and end with 1 if a timeline was wrong anywhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("subjects", 40), ("days", 1461), ("whole", 2), ("seed", 2026)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    small = asked.subjects - asked.whole
    done: list[Compared] = []
    with ProcessPoolExecutor(asked.processes) as pool:
        waiting = [
            pool.submit(compared, number, asked.days, number >= small, asked.seed)
            for number in range(asked.subjects)
        ]
        for one in waiting:
            done.append(one.result())
            for day in done[-1].wrong[:3]:
                sys.stdout.write(f"differs: subject {done[-1].number} on {day}\n")
            if len(done) % EVERY == 0:
                # It takes long: what is known so far is shown.
                sys.stdout.write("\n".join(report("so far", done, asked.days)) + "\n")
                sys.stdout.flush()
    lines = []
    for whole, title in ((False, "the rulesets aimed at"), (True, "the whole rulebook")):
        some = [one for one in done if one.whole is whole]
        lines += report(title, some, asked.days) if some else []
    sys.stdout.write("\n".join([*lines, *report("all", done, asked.days)]) + "\n")
    return int(any(one.wrong for one in done))


if __name__ == "__main__":
    sys.exit(main())
