"""The one file through which durable-rules enters: reactions, chained by its Rete engine.

Release 2.0.28 is sound for what it is asked here, constant tests on flat facts and chaining over
what follows, and unsound around it. So it is kept behind rails, each of which a test provokes:

- It runs in a process of its own. What ends, hangs or confuses that process is a `ReactionError`;
  the process is thrown away, and the next subject gets a new one.
- It never sees a record and never holds a subject. Facts are words of closed vocabularies under
  fixed names, all under one `sid`, with message ids of ours; after each subject everything is taken
  back, and the engine is asked whether it is empty.
- It compares names by 32 bits of their hash: names that collide are refused before it sees them.
- A rule comes to it as equality tests, one a condition, a tag test first, joined by `$and`: no
  other operator, at most 30 rules in a handle, at most 16 premises in a rule. More rules go into
  more handles; what one concludes is told to all that ask for it.
- A premise about changes becomes a rule of its own, which concludes that it is met. So a rule of
  several premises joins conclusions, of which each is there once, and never facts with facts.
- Each rule fires at most once for each fact; an engine that goes on is stopped.
- The C module is called without the package's host: it starts no threads, keeps no registry, and
  has no actions in which an exception could be lost.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from types import TracebackType
from typing import IO, Any, Final, Self

from credit_rules.errors import ReactionError
from credit_rules.model.reactions import (
    FIELDS,
    NOTHING,
    Concluded,
    Fact,
    Name,
    Pattern,
    ReactionRuleset,
    named_rules,
)

__all__ = [
    "Durable",
    "Program",
    "available",
    "hashed",
    "program",
    "refuse_collisions",
    "refuse_unsound",
]

LIMIT_FACTS: Final = 4_096
"""So many different facts one subject may have; their message ids are known not to collide."""

_MODULE: Final = "durable_rules_engine"
_RULES_A_HANDLE: Final = 30
_PREMISES: Final = 16
_SECONDS: Final = 30.0
_SID: Final = "s"
_TAG: Final = "k"
_CODE: Final = "code"
_CHANGE, _CONCLUSION = 1, 2
_RESERVED: Final = ("id", "sid", "$s")

_Definition = dict[str, Any]
"""A rule as the engine reads it."""


def available() -> bool:
    """Whether the engine is installed; it does not build on Python 3.13 and later."""
    return sys.version_info < (3, 13) and find_spec(_MODULE) is not None


def hashed(name: str) -> int:
    """The 32 bits by which the engine knows a name or a message id: FNV-1a over its bytes."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def refuse_collisions(names: Iterable[str]) -> None:
    """See that the engine can tell some names apart.

    Raises:
        ReactionError: two of them have the same hash; it names both.
    """
    first: dict[int, str] = {}
    for name in names:
        other = first.setdefault(hashed(name), name)
        if other != name:
            raise ReactionError(
                "names-collide", f"the engine takes `{other}` and `{name}` for the same name"
            )


def refuse_unsound(definition: _Definition) -> None:
    """See that a rule asks nothing of the engine but what it answers rightly.

    Raises:
        ReactionError: anything but tagged equality tests with constants, or too many premises.
    """
    premises = definition.get("all")
    if set(definition) != {"all"} or not isinstance(premises, list) or not premises:
        raise ReactionError("unsound-rule", "expected `all` of at least one premise")
    if len(premises) > _PREMISES:
        raise ReactionError("unsound-rule", f"expected at most {_PREMISES} premises")
    for premise in premises:
        said = [test for one in premise.values() for test in one.get("$and", ())]
        if len(premise) != 1 or not said or set(*premise.values()) != {"$and"}:
            raise ReactionError("unsound-rule", "expected one `$and` of tests a premise")
        if said[0].keys() != {_TAG}:
            raise ReactionError("unsound-rule", f"expected the test of `{_TAG}` first")
        for test in said:
            plain = all(isinstance(value, str | int) for value in test.values())
            if len(test) != 1 or not plain or any(name.startswith("$") for name in test):
                raise ReactionError("unsound-rule", "expected one equality with a constant a test")


# What the engine is told


@dataclass(frozen=True, slots=True)
class Program:
    """Reactions as the engine chains them.

    Attributes:
        handles: sets of rules, each chained in a handle of its own, by the engine's rule names.
        follows: per rule of the engine, the codes that hold once it fired.
        asked: the codes that some rule asks for, which are told to the engine once they hold.
        reactions: per code that stands for a reaction, its name.
    """

    handles: tuple[Mapping[str, _Definition], ...]
    follows: Mapping[str, tuple[str, ...]]
    asked: frozenset[str]
    reactions: Mapping[str, Name]


def program(rulesets: Sequence[ReactionRuleset]) -> Program:
    """Say reactions in the engine's words.

    Raises:
        ReactionError: a rule the engine cannot be trusted with.
    """
    writing = _Writing()
    for name, rule in named_rules(rulesets):
        fired = writing.code("fired", name)
        writing.reactions[fired] = name
        then = [fired]
        if rule.concludes is not None:
            then.append(writing.code("concluded", (*name[:2], rule.concludes)))
        needed = [
            writing.met(one) if isinstance(one, Pattern) else writing.concluded(name, one)
            for one in rule.when
        ]
        writing.joined(tuple(dict.fromkeys(needed)), tuple(then))
    return writing.done()


class _Writing:
    """Collects the rules of a program; every code and every pattern is written once."""

    def __init__(self) -> None:
        self.rules: dict[str, _Definition] = {}
        self.follows: dict[str, tuple[str, ...]] = {}
        self.reactions: dict[str, Name] = {}
        self._asked: set[str] = set()
        self._codes: dict[tuple[str, object], str] = {}

    def code(self, kind: str, about: object) -> str:
        """The code of something that may hold; `c` with a number."""
        return self._codes.setdefault((kind, about), f"c{len(self._codes)}")

    def concluded(self, name: Name, premise: Concluded) -> str:
        """The code of a conclusion, which is read in the file that draws it."""
        return self.code("concluded", (*name[:2], premise.code))

    def met(self, pattern: Pattern) -> str:
        """The code that says that a pattern is met, with a rule for each way to meet it."""
        asked = tuple(sorted(pattern.asked.items()))
        new = ("met", asked) not in self._codes
        code = self.code("met", asked)
        # One word a field: the engine may match an "or" twice, or not at all.
        for words in itertools.product(*(words for _, words in asked)) if new else ():
            names = (name for name, _ in asked)
            self._add([_tests(_CHANGE, zip(names, words, strict=True))], (code,))
        return code

    def joined(self, needed: tuple[str, ...], then: tuple[str, ...]) -> None:
        """A rule that fires once all of some codes hold."""
        self._asked.update(needed)
        self._add([_tests(_CONCLUSION, [(_CODE, code)]) for code in needed], then)

    def _add(self, premises: list[list[_Definition]], then: tuple[str, ...]) -> None:
        name = f"r{len(self.rules)}"
        whole = {"all": [{f"m{at}": {"$and": one}} for at, one in enumerate(premises)]}
        refuse_unsound(whole)
        self.rules[name], self.follows[name] = whole, then

    def done(self) -> Program:
        """The whole program, in handles that are not too large."""
        refuse_collisions((_TAG, _CODE, *FIELDS, *_RESERVED))
        # What a message is known by; the engine keeps one of its own, about the subject.
        messages = (f"t{at}" for at in range(LIMIT_FACTS))
        refuse_collisions((*messages, *self._codes.values(), f"sid-{_SID}"))
        rules = [*self.rules.items()]
        starts = range(0, len(rules), _RULES_A_HANDLE)
        handles = tuple(dict(rules[start : start + _RULES_A_HANDLE]) for start in starts)
        return Program(handles, self.follows, frozenset(self._asked), self.reactions)


def _tests(tag: int, asked: Iterable[tuple[str, str]]) -> list[_Definition]:
    return [{_TAG: tag}, *({name: word} for name, word in asked)]


# Our side: the process, and what is asked of it


class Durable:
    """Chains reactions in a process of its own; a context manager, for one thread at a time."""

    def __init__(self, rulesets: Sequence[ReactionRuleset], *, seconds: float = _SECONDS) -> None:
        """Take some reactions. The process begins with the first question.

        Args:
            rulesets: the reactions that speak.
            seconds: how long one subject may take.

        Raises:
            ReactionError: the engine is not installed, or a rule it cannot be trusted with.
        """
        if not available():
            raise ReactionError(
                "not-installed", "durable-rules is not installed; it builds on Python 3.12 at most"
            )
        self.program = program(rulesets)
        self.seconds = seconds
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process(self) -> int | None:
        """The number of the process, while there is one."""
        return None if self._worker is None else self._worker.process.pid

    def chained(self, facts: Iterable[Fact]) -> frozenset[Name]:
        """Every reaction that follows from the facts of one subject.

        Raises:
            ReactionError: the engine's process ended, hung, or refused; a new one takes the next.
        """
        told = sorted({tuple(fact[name] for name in FIELDS) for fact in facts})
        if len(told) > LIMIT_FACTS:
            raise ReactionError("too-many-facts", f"expected at most {LIMIT_FACTS} facts")
        try:
            if self._worker is None:
                self._worker = _Worker(self.seconds)
                self._worker.ask(self._rules())
            holds = self._worker.ask({"facts": told})
        except BaseException:
            # Whatever it was, an answer may still be on its way, and is not the next subject's.
            self.close()
            raise
        reactions = self.program.reactions
        return frozenset(reactions[code] for code in holds if code in reactions)

    def close(self) -> None:
        """End the process, if there is one."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _rules(self) -> dict[str, object]:
        return {
            "handles": self.program.handles,
            "follows": self.program.follows,
            "asked": sorted(self.program.asked),
        }


class _Worker:
    """The process, with a watch that ends it when an answer is late."""

    def __init__(self, seconds: float) -> None:
        # This file itself; -P keeps the current folder out of its imports.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "credit_rules.targets.durable"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._seconds = seconds
        self._deadline: float | None = None
        self._late = False
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._watched, daemon=True)
        self._watch.start()

    def ask(self, question: object) -> list[str]:
        """The codes that hold.

        Raises:
            ReactionError: the process ended, gave no answer in time, or told of a fault.
        """
        self._deadline = time.monotonic() + self._seconds
        line = self._exchanged(question)
        self._deadline = None
        if self._late:
            raise ReactionError("hung", f"the engine gave no answer within {self._seconds:g} s")
        if not line.endswith(b"\n"):
            code = self.process.wait()
            raise ReactionError("ended", f"the engine's process ended with {code}")
        answer: dict[str, Any] = json.loads(line)
        if "fault" in answer:
            raise ReactionError(str(answer["fault"]), str(answer["detail"]))
        return list(map(str, answer["holds"]))

    def end(self) -> None:
        """End the process, and the watch over it."""
        self._over.set()
        self.process.kill()
        self.process.communicate()
        self._watch.join()

    def _exchanged(self, question: object) -> bytes:
        """The line that answers; what is not a whole line if the process ended before."""
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None, "opened as a pipe"
        assert answered is not None, "opened as a pipe"
        with contextlib.suppress(BrokenPipeError):
            asked.write(json.dumps(question).encode() + b"\n")
            asked.flush()
            return answered.readline()
        return b""

    def _watched(self) -> None:
        """Look now and then whether an answer is late; to be told of each would cost more."""
        while not self._over.wait(min(1.0, self._seconds / 4)):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self._late = True
                self.process.kill()


# The other side: what runs in the process


class _Engine:
    """The engine's handles, and one subject at a time."""

    def __init__(self, said: Mapping[str, Any], engine: Any) -> None:
        self.engine = engine
        self.follows: dict[str, list[str]] = said["follows"]
        self.asked = frozenset(said["asked"])
        self.rules = sum(len(rules) for rules in said["handles"])
        self.handles: list[int] = [
            engine.create_ruleset(f"handle{at}", json.dumps(rules))
            for at, rules in enumerate(said["handles"])
        ]

    def answer(self, facts: Sequence[Sequence[str]]) -> dict[str, object]:
        """What holds once some facts are told, and everything is taken back."""
        told: list[tuple[int, str]] = []
        holds: dict[str, None] = {}
        # Every rule fires at most once for each fact, those about conclusions among them.
        left = self.rules * (len(facts) + len(self.asked) + 1)
        waiting = deque(
            _message(f"t{at}", _CHANGE, NOTHING, words) for at, words in enumerate(facts)
        )
        while waiting:
            message = waiting.popleft()
            for rule in self._told(message, told):
                left -= 1
                if left < 0:
                    return _fault("endless", "a rule fired more often than there are facts")
                for code in self.follows[rule]:
                    if code not in holds and code in self.asked:
                        waiting.append(_message(code, _CONCLUSION, code, ()))
                    holds[code] = None
        for handle, message in told:
            self.engine.retract_fact(handle, message)
        for handle in {handle for handle, _ in told}:
            if json.loads(self.engine.get_facts(handle, _SID)):
                return _fault("not-empty", "the engine kept facts of the subject before")
        return {"holds": [*holds]}

    def _told(self, message: str, told: list[tuple[int, str]]) -> Iterator[str]:
        """Tell every handle a message; the rules that fire."""
        for handle in self.handles:
            status, state = self.engine.assert_fact(handle, message)
            if status == 1:
                continue  # no rule of the handle asks for it, so it was not kept
            if status != 0:
                raise ReactionError("refused", f"the engine took a message with status {status}")
            told.append((handle, message))
            started = self.engine.start_action_for_state(handle, state)
            fired = started[1] if started else None
            while fired:
                yield from json.loads(fired)
                fired = self.engine.complete_and_start_action(handle, state)


def _message(name: str, tag: int, code: str, words: Sequence[str]) -> str:
    """A fact with every field; of a conclusion, those of changes say nothing."""
    said = dict(zip(FIELDS, words or (NOTHING,) * len(FIELDS), strict=True))
    return json.dumps({"id": name, "sid": _SID, _TAG: tag, _CODE: code, **said})


def _fault(fault: str, detail: str) -> dict[str, object]:
    return {"fault": fault, "detail": detail}


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer line by line: first the rules, then the facts of one subject after another."""
    import durable_rules_engine  # type: ignore[import-not-found]

    engine: _Engine | None = None
    for line in questions:
        said = json.loads(line)
        try:
            if engine is None:
                engine = _Engine(said, durable_rules_engine)
                answer: dict[str, object] = {"holds": []}
            else:
                answer = engine.answer(said["facts"])
        except ReactionError as error:
            answer = _fault(error.fault, error.detail)
        except durable_rules_engine.error as error:
            answer = _fault("refused", str(error))
        except Exception as error:  # noqa: BLE001 - told to the other side, whatever it is
            answer = _fault("raised", f"{type(error).__name__}: {error}")
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    # What C code prints must not get among the answers.
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, own)
