"""Generated reactions and facts: rules of every shape the language has, and some it refuses.

Words come from a few letters, so that patterns are met by chance; conclusions may go round in a
circle, which the loader would refuse and both engines have to survive.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date

from credit_rules.diagnostics import Span
from credit_rules.model.catalog import Validity
from credit_rules.model.reactions import (
    FIELDS,
    NOTHING,
    PATTERNS,
    Concluded,
    Fact,
    Pattern,
    Premise,
    Reaction,
    ReactionRuleset,
)
from credit_rules.model.ruleset import NATIONAL, Governs, Header, Title, parts

AT = Span("test", 1, 1, 1)
PARTS = tuple(one.part for one in PATTERNS.values())
WORDS = ("f_qvubhgme", "f_ioscofjj", "名单", "x")
"""Two of them have the same 32-bit hash."""

CODES = ("c0", "t1", "r0", "met", "f_qvubhgme", "f_ioscofjj")


def header(name: str) -> Header:
    return Header(
        kind="reactions",
        id=name,
        title=Title(name, name),
        scheme=name,
        edition="1",
        jurisdiction=NATIONAL,
        precedence=None,
        in_force=Validity(date(2000, 1, 1)),
        governs=Governs.DECISIONS,
        basis=(),
        applies_to=frozenset(),
        findings={},
        not_covered=(),
        at=AT,
    )


def reaction(name: str, *when: Premise, concludes: str | None = None) -> Reaction:
    return Reaction(name, Title(name, name), when, concludes, None, AT)


def pattern(**asked: str | tuple[str, ...]) -> Pattern:
    told = {
        name.rstrip("_"): (said,) if isinstance(said, str) else said for name, said in asked.items()
    }
    return Pattern(told, AT)


def fact(**said: str) -> Fact:
    return dict.fromkeys(FIELDS, NOTHING) | {name.rstrip("_"): word for name, word in said.items()}


def cases(
    seed: int, number: int, subjects: int
) -> Iterator[tuple[list[ReactionRuleset], list[list[Fact]]]]:
    """So many sets of rules, each with the facts of so many subjects."""
    for at in range(number):
        rng = random.Random(f"{seed} {at}")
        rulesets = [_ruleset(rng, f"s{index}") for index in range(rng.randint(1, 3))]
        yield rulesets, [_facts(rng) for _ in range(subjects)]


def _ruleset(rng: random.Random, name: str) -> ReactionRuleset:
    rules = []
    for index in range(rng.choice((1, 3, 8, 20, 45))):
        number = rng.choice((1, 1, 1, 2, 2, 3, 5, 16))
        when = tuple(_premise(rng) for _ in range(number))
        concludes = rng.choice(CODES) if rng.random() < 0.6 else None
        rules.append(reaction(f"rule{index}", *when, concludes=concludes))
    return ReactionRuleset(header(name), tuple(rules))


def _premise(rng: random.Random) -> Premise:
    if rng.random() < 0.4:
        return Concluded(rng.choice(CODES), AT)
    words = rng.choice(list(PATTERNS.values()))
    asked = {"part": (words.part,)}
    for name in rng.sample(words.fields, rng.randint(0, min(3, len(words.fields)))):
        asked[name] = tuple(rng.sample(WORDS, rng.choice((1, 1, 1, 2, 3))))
    return Pattern(asked, AT)


def _facts(rng: random.Random) -> list[Fact]:
    told = []
    for _ in range(rng.choice((0, 1, 2, 4, 9, 25))):
        said = {name: rng.choice((*WORDS, NOTHING)) for name in FIELDS}
        told.append(said | {"part": rng.choice(PARTS)})
    return told


def facts_of(rng: random.Random, rulesets: Sequence[ReactionRuleset]) -> list[Fact]:
    """Facts of a subject in the words that some rules ask for, so that many are met."""
    patterns = [*parts(tuple(rulesets), Pattern)]
    told = []
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        asked = rng.choice(patterns).asked
        told.append(dict.fromkeys(FIELDS, NOTHING) | {k: rng.choice(v) for k, v in asked.items()})
    return told
