"""`python -m tests.fuzz TARGET --seconds N --seed S`: fuzz one door, or all three in turn.

With atheris (`pip install atheris`) inputs are kept by the code they reach; without it they are
mutated at random. An input that crashes is written below `--keep`, and the process ends with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

_MEMORY = 4 * 1024**3


def _plain(name: str, seconds: float, seed: int, keep: Path) -> int:
    from tests.fuzz.corpus import corpus
    from tests.fuzz.mutations import mutate
    from tests.fuzz.targets import TARGETS, run

    rng, seeds = Random(seed), corpus(name)
    pool = list(seeds)
    started = told = time.monotonic()
    slowest, tried = 0.0, 0
    while (now := time.monotonic()) < started + seconds:
        data = mutate(rng.choice(pool), rng, seeds) if tried >= len(seeds) else seeds[tried]
        try:
            run(TARGETS[name], data)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            keep.mkdir(parents=True, exist_ok=True)
            file = keep / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
            file.write_bytes(data)
            traceback.print_exc()
            print(f"{name}: crash after {tried} inputs, kept as {file}", flush=True)  # noqa: T201
            return 1
        tried += 1
        slowest = max(slowest, time.monotonic() - now)
        if rng.random() < 0.05:
            # Changes of changes go deeper; the pool stays small, and keeps what it began with.
            pool[len(seeds) :] = [*pool[len(seeds) :], data][-200:]
        if now > told + 60:
            told = now
            print(f"{name}: {now - started:.0f} s, {tried} inputs, {slowest:.2f} s", flush=True)  # noqa: T201
    print(f"{name}: clean, {tried} inputs in {seconds:.0f} s, the slowest {slowest:.2f} s")  # noqa: T201
    return 0


def _guided(name: str, seconds: float, seed: int, keep: Path) -> int:
    import atheris

    with atheris.instrument_imports(include=["credit_rules"]):
        from tests.fuzz.targets import TARGETS, run
    from tests.fuzz.corpus import corpus
    from tests.fuzz.mutations import mutate

    seeds = corpus(name)

    def change(data: bytes, longest: int, seed: int) -> bytes:
        rng = Random(seed)
        if rng.random() < 0.3:
            return atheris.Mutate(data, longest)
        return mutate(data, rng, seeds)[:longest]

    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(data)
        options = [
            f"-max_total_time={seconds:.0f}", f"-seed={seed}", "-max_len=60000", "-timeout=30",
            "-rss_limit_mb=3000", f"-artifact_prefix={keep}/{name}-", "-print_final_stats=1",
        ]  # fmt: skip
        atheris.Setup(
            [sys.argv[0], *options, folder],
            lambda data: run(TARGETS[name], data),
            custom_mutator=change,
        )
        atheris.Fuzz()  # ends the process
    return 0


def main() -> int:
    """Fuzz what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?", choices=("source", "subject", "intake"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--guided", action="store_true", help="by atheris; needs a target")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.RLIM_INFINITY))
    if given.guided:
        return _guided(given.target or "source", given.seconds, given.seed, given.keep)
    names = [given.target] if given.target else ["source", "subject", "intake"]
    return max(_plain(name, given.seconds / len(names), given.seed, given.keep) for name in names)


if __name__ == "__main__":
    sys.exit(main())
