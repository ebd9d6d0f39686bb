"""`react`: two decisions about one subject in, tasks out."""

from __future__ import annotations

from enum import StrEnum
from types import TracebackType
from typing import Final, Self

from credit_rules.engine.decision import Decision
from credit_rules.errors import CreditRulesError, ReactionError
from credit_rules.model.reactions import Fact, Name, ReactionRuleset, Reactions
from credit_rules.monitor.fixpoint import chained
from credit_rules.monitor.tasks import Task, tasks
from credit_rules.monitor.transitions import closed, transitions
from credit_rules.targets.durable import Durable, available

__all__ = ["Engine", "Reactor", "default_engine", "react"]

_SECONDS: Final = 30.0


class Engine(StrEnum):
    """What chains the reactions. Both give the same tasks; a differential test holds them equal."""

    DURABLE = "durable"
    FIXPOINT = "fixpoint"


def default_engine() -> Engine:
    """durable-rules where it is installed, which is on Python 3.12 at most; else the fixpoint."""
    return Engine.DURABLE if available() else Engine.FIXPOINT


def react(
    before: Decision | None,
    after: Decision,
    rules: Reactions,
    *,
    engine: Engine | None = None,
) -> tuple[Task, ...]:
    """What is to be done because the decision about a subject changed.

    For many subjects keep a `Reactor`: durable-rules runs in a process of its own, which this
    begins and ends for the one answer.

    Args:
        before: the earlier decision; None makes everything new that the later one says.
        after: the later decision, about the same subject.
        rules: the reactions of a rulebook, `book.reactions`.
        engine: what chains them; without one, `default_engine()`.

    Returns:
        The tasks by due day, each with its provisions. The day of the change is `after.as_of`.

    Raises:
        ReactionError: the engine failed. `engine=Engine.FIXPOINT` gives the same answer without it.
        CreditRulesError: the decisions are about different subjects, or in the wrong order.
    """
    with Reactor(rules, engine=engine) as reactor:
        return reactor.react(before, after)


class Reactor:
    """Reacts to the changes of one subject after another; a context manager.

    It holds no subject: nothing of one is left when the next comes. It is for one thread at a time.
    """

    def __init__(
        self, rules: Reactions, *, engine: Engine | None = None, seconds: float = _SECONDS
    ) -> None:
        """Take the reactions of a rulebook.

        Args:
            rules: `book.reactions`.
            engine: what chains them; without one, `default_engine()`.
            seconds: how long durable-rules may take for one subject.
        """
        self.rules = rules
        self.engine = engine or default_engine()
        self.seconds = seconds
        self._position = -1
        self._durable: Durable | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process of durable-rules; the next subject would begin a new one."""
        if self._durable is not None:
            self._durable.close()

    def react(self, before: Decision | None, after: Decision) -> tuple[Task, ...]:
        """What is to be done for one subject; see `react`.

        Raises:
            ReactionError: the engine failed over this subject, which it names with its number. The
                next subject gets a new engine.
            CreditRulesError: the decisions are about different subjects, or in the wrong order.
        """
        self._position += 1
        if before is not None and before.subject != after.subject:
            raise CreditRulesError("expected two decisions about one subject")
        if before is not None and before.as_of > after.as_of:
            raise CreditRulesError(
                f"expected the earlier decision first, found {before.as_of} before {after.as_of}"
            )
        speaking = self.rules.speaking(after.as_of, after.acting.region if after.acting else None)
        found = transitions(before, after, self.rules)
        facts = closed((one.fact for one in found), self.rules.rulesets)
        try:
            follow = self._chained(speaking, facts)
        except ReactionError as error:
            raise ReactionError(
                error.fault, error.detail, subject=after.subject, position=self._position
            ) from error
        return tasks(self.rules, follow, found, after.as_of)

    def _chained(self, speaking: tuple[ReactionRuleset, ...], facts: list[Fact]) -> frozenset[Name]:
        if not speaking or not facts:
            return frozenset()
        if self.engine is Engine.FIXPOINT:
            return chained(speaking, facts)
        if self._durable is None:
            self._durable = Durable(self.rules.rulesets, seconds=self.seconds)
        # One process for all rulesets, whoever speaks: a file reads its own conclusions alone.
        said = {(one.header.id, one.header.edition) for one in speaking}
        return frozenset(name for name in self._durable.chained(facts) if name[:2] in said)
