"""How long it takes to load all that ships, and to decide about one subject.

Run by hand or by `make bench`. Numbers of one run may be compared with each other, never with
those of another machine; so nothing is asserted.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

from stdnum.cn.uscc import calc_check_digit

from credit_rules import Subject, check, decide, load
from credit_rules.intake import read_files

EXAMPLES = Path(__file__).parents[2] / "examples" / "rows"
DAY = date(2026, 6, 30)
BODY = "91320100MA0EXAMP1"
REPEATS = 7

BARE = """
import time
t = time.perf_counter()
from pydantic import BaseModel
print(time.perf_counter() - t)
"""
COLD = """
import time
t = time.perf_counter()
import credit_rules
imported = time.perf_counter()
for name in credit_rules.__all__:
    getattr(credit_rules, name)
used = time.perf_counter()
credit_rules.load()
print(imported - t, used - t, time.perf_counter() - used)
"""


def in_a_new_process(code: str) -> list[float]:
    """Medians of the seconds that code prints, each time in a process of its own."""
    runs = []
    for _ in range(REPEATS):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
        )
        runs.append([float(number) for number in done.stdout.split()])
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def timed(work: Callable[[], object]) -> float:
    """The median seconds of one piece of work."""
    runs = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)


def median_of(works: Iterable[Callable[[], object]]) -> float:
    """The median seconds of several pieces of work."""
    return statistics.median(map(timed, works))


def subjects() -> tuple[Subject, ...]:
    """Those of the example rows; without any, one that is made up."""
    files = sorted(EXAMPLES.glob("*.csv"))
    if files:
        return read_files(files).subjects
    listing = {
        "document_number": "列〔2025〕1号",
        "list": "wage-arrears",
        "listed_on": "2025-03-01",
        "removed_on": "none",
        "restored_on": "none",
        "status": "effective",
    }
    made = {"uscc": BODY + calc_check_digit(BODY), "kind": "legal_person", "listings": [listing]}
    return (Subject.read(made),)


def main() -> None:
    """Print the times and their ratios."""
    (bare,) = in_a_new_process(BARE)
    imported, used, cold = in_a_new_process(COLD)
    load()
    warm = timed(load)
    again = timed(check)
    book, asked = load(), subjects()
    decided = [decide(book, one, DAY) for one in asked]
    plain = median_of(partial(decide, book, one, DAY) for one in asked)
    times = {
        "from pydantic import BaseModel, new process": bare,
        f"import credit_rules ({imported / bare:.1f} x pydantic)": imported,
        f"import every public name ({used / bare:.1f} x pydantic)": used,
        "load all that ships, new process": cold,
        "load all that ships, second time": warm,
        "read and check all that ships again": again,
        f"decide, median of subjects ({len(asked)})": plain,
        "decide with trace": median_of(
            partial(decide, book, one, DAY, trace=True) for one in asked
        ),
        "explain": median_of(partial(one.explain, "zh") for one in decided),
    }
    width = max(map(len, times))
    for name, seconds in times.items():
        ratio = seconds / plain
        sys.stdout.write(f"{name:<{width}}  {seconds * 1000:10.3f} ms  {ratio:10.2f} x decide\n")


if __name__ == "__main__":
    main()
