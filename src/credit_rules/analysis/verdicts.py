"""What an analysis answers, and the record that shows it.

A question is *proved*, *refuted* by a witness, or *not decidable here*, and then it says because of
what. A witness is a subject on a day; whoever makes one decides it with the reference evaluator
before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from credit_rules.engine.decision import Acting
from credit_rules.model.codes import Code
from credit_rules.model.subject import Subject

__all__ = ["Answer", "Verdict", "Witness"]


class Answer(Code):
    """How a question came out."""

    PROVED = "proved", "已证明"
    REFUTED = "refuted", "有反例"
    UNDECIDED = "not decidable here", "此处不能判定"


@dataclass(frozen=True, slots=True)
class Witness:
    """A subject on a day, and who asks: enough to decide again."""

    subject: Subject
    as_of: date
    acting: Acting | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a question.

    Attributes:
        witness: for whom it is refuted; None unless it is.
        beside: the subject it is compared with, where the question compares two.
        because: why it is not decidable here; empty unless it is not.
    """

    answer: Answer
    witness: Witness | None = None
    beside: Witness | None = None
    because: str = ""
