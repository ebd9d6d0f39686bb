"""The draw itself: pure, and short enough to be read by whoever doubts it.

- Whoever is drawn at one ratio is one pool. An enterprise whose class nobody knows has the mildest
  figures that all its possible classes share, and so stands in the pool of that ratio.
- Of a pool of N at a ratio r, r × N are drawn, rounded up: the ratio is the least that is to be
  looked at, and rounding down would leave a small pool unseen. The bureau's document says the same.
- Each enterprise has a number, HMAC-SHA256(seed, its code), which depends on nothing else; the
  lowest numbers of a pool are drawn. So rows may come in any order, and what is told of one
  enterprise changes nobody's number: at most, where it changes pools, the last place in each.
- Visits made this year count. Who has had all that the class and the upper limit allow is not
  drawn; where nobody knows how many were made, only those sure to be left are planned.

Anybody can work a number out again:

    printf %s "$CODE" | openssl dgst -sha256 -hmac "$SEED"

Publish the seed after the rows are closed, and take it from where nobody can choose it.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Candidate", "Pool", "draw", "number", "officers_for", "quota"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One enterprise: what it is drawn at, and why.

    Attributes:
        classes: the classes it may be of; one, where that is known.
        ratio: in per cent.
        visits: how many a year, after the upper limit.
        made: how many were made this year: at least, and at most (None: nobody knows).
        missing: what would settle its class, and who holds it.
        basis: the provisions its figures stand in.
    """

    uscc: str
    name: str
    classes: tuple[str, ...]
    ratio: Decimal
    visits: int
    made: tuple[int, int | None]
    why: str
    missing: tuple[str, ...]
    basis: tuple[str, ...]

    @property
    def may_be_drawn(self) -> bool:
        """Whether a visit is left, or may be."""
        return self.visits > self.made[0]

    @property
    def planned(self) -> int:
        """The visits that are sure to be left: with those made never more than the limit."""
        return 0 if self.made[1] is None else max(self.visits - self.made[1], 0)


@dataclass(frozen=True, slots=True)
class Pool:
    """Everybody drawn at one ratio, the lowest number first.

    Attributes:
        quota: how many are to be drawn.
        order: who can be drawn; the first of them are.
        spent: who has had all visits of the year.
    """

    ratio: Decimal
    quota: int
    order: tuple[Candidate, ...]
    spent: tuple[Candidate, ...]

    @property
    def drawn(self) -> tuple[Candidate, ...]:
        """Who is drawn: fewer than the quota only where too few have a visit left."""
        return self.order[: self.quota]


def number(seed: str, text: str) -> str:
    """The number somebody draws."""
    return hmac.new(seed.encode(), text.encode(), hashlib.sha256).hexdigest()


def quota(ratio: Decimal, size: int) -> int:
    """How many of a pool are drawn: a ratio in per cent of its size, rounded up."""
    return min(math.ceil(ratio * size / 100), size)


def draw(candidates: Iterable[Candidate], seed: str) -> tuple[Pool, ...]:
    """Draw every pool, the highest ratio first."""
    pools: defaultdict[Decimal, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: number(seed, one.uscc)):
        pools[one.ratio].append(one)
    return tuple(
        Pool(
            ratio,
            quota(ratio, len(members)),
            tuple(one for one in members if one.may_be_drawn),
            tuple(one for one in members if not one.may_be_drawn),
        )
        for ratio, members in sorted(pools.items(), reverse=True)
    )


def officers_for(candidate: Candidate, officers: Sequence[str], seed: str) -> list[str]:
    """Two officers, drawn as the enterprises are (随机选派执法人员)."""
    return sorted(officers, key=lambda key: number(seed, f"{candidate.uscc} {key}"))[:2]
