"""The reference evaluator against the same conditions written by hand in Python.

Both are asked the same of the same subjects in one run and must answer alike; the ratio is what a
page that reads as the definition costs. The functions by hand know neither unknown facts nor
coverage, keep no trace and give no reasons: they are the least anybody could do.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

from stdnum.cn.uscc import calc_check_digit

from credit_rules import Subject, load
from credit_rules.dates import Period, window_start
from credit_rules.engine.facts import Facts
from credit_rules.engine.reference import Strata, World, evaluate, in_scope
from credit_rules.model.ruleset import StatutoryRestriction, TieredSupervision
from credit_rules.model.subject import COLLECTIONS
from credit_rules.truth import Truth

DAY = date(2026, 6, 30)
SUBJECTS = 300
RECORDS = 20
REPEATS = 5


def subject(number: int, dice: random.Random) -> Subject:
    """An invented enterprise about which everything was told."""
    body = f"91320100MA0{number:06}"
    covers = {name: {"from": "beginning", "until": str(DAY)} for name in COLLECTIONS}

    def record(n: int, **said: object) -> dict[str, object]:
        return {"key": f"r{n}", "status": "effective", **said}

    def day() -> str:
        return str(date.fromordinal(dice.randint(date(2021, 1, 1).toordinal(), DAY.toordinal())))

    inspections = [
        record(
            n,
            domain="labour",
            result=[dice.choice(["violation", "compliant", "compliant", "compliant"])],
            conduct=[dice.choice(["wage-arrears", "working-hours", "child-labour"])],
            obstructed=False,
            concluded_on=day(),
        )
        for n in range(RECORDS)
    ]
    penalties = [
        record(
            n,
            kinds=[dice.choice(["fine", "warning", "suspension-order"])],
            in_business=dice.choice([True, False]),
            fine=dice.choice(["1000", "1999999.99", "2000000"]),
            decided_on=day(),
            publicity_until="none",
            restriction_until="none",
        )
        for n in range(RECORDS)
    ]
    return Subject.read(
        {
            "uscc": body + calc_check_digit(body),
            "kind": "legal_person",
            "covers": covers,
            "inspections": inspections,
            "penalties": penalties,
        }
    )


def tier_by_hand(one: Subject) -> str:
    """人社部规〔2016〕1号, as far as inspections go."""
    found = [
        item
        for item in one.inspections
        if isinstance(item.concluded_on, date)
        and item.concluded_on.year == DAY.year - 1
        and item.domain == "labour"
        and "violation" in (item.result or ())
    ]
    grave = {"child-labour", "forced-labour"}
    if len(found) >= 3 or any(grave & set(item.conduct or ()) for item in found):
        return "C"
    return "B" if found else "A"


def bars_by_hand(one: Subject) -> int:
    """政府采购法实施条例第十九条, as far as orders to stop business go."""
    since = window_start(DAY, Period(3, "years"))
    return sum(
        isinstance(item.decided_on, date)
        and since <= item.decided_on <= DAY
        and bool({"suspension-order", "licence-revocation"} & set(item.kinds or ()))
        and item.in_business is True
        for item in one.penalties
    )


def timed(work: Callable[[], object]) -> float:
    """The median seconds of one piece of work."""
    runs = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)


def main() -> None:
    """Print the times and their ratio."""
    dice = random.Random(2026)
    subjects = [subject(number, dice) for number in range(SUBJECTS)]
    book = load()
    tiers = next(one for one in book.rulesets if one.header.id == "labour-tiers")
    bars = next(one for one in book.rulesets if one.header.id == "procurement-major-violations")
    assert isinstance(tiers, TieredSupervision)
    assert isinstance(bars, StatutoryRestriction)
    bar = next(one for one in bars.restrictions if one.id == "suspension-or-revocation")
    facts = [Facts.of(one, DAY) for one in subjects]
    worlds = [World(one, tiers.header.findings, Strata()) for one in facts]

    def tier(world: World) -> str:
        for one in tiers.tiers:
            if one.when is not None and evaluate(one.when, world).truth is Truth.TRUE:
                return one.id
        return ""

    def barred(world: World) -> int:
        found = in_scope(bar.each, bar.where, world, this=True)
        return sum(trace.truth is Truth.TRUE for trace in found)

    for one, world in zip(subjects, worlds, strict=True):
        assert tier(world) == tier_by_hand(one)
        assert barred(world) == bars_by_hand(one)
    by_hand = timed(lambda: [(tier_by_hand(one), bars_by_hand(one)) for one in subjects])
    reference = timed(lambda: [(tier(world), barred(world)) for world in worlds])
    usable = timed(lambda: [Facts.of(one, DAY) for one in subjects])
    times = {
        f"by hand, {SUBJECTS} subjects": by_hand,
        "reference evaluator, with trace": reference,
        "usable records (asked once a subject)": usable,
    }
    width = max(map(len, times))
    for name, seconds in times.items():
        sys.stdout.write(
            f"{name:<{width}}  {seconds / SUBJECTS * 1e6:10.1f} us a subject"
            f"  {seconds / by_hand:8.1f} x by hand\n"
        )


if __name__ == "__main__":
    main()
