"""What `react --format json` prints: subject by subject, the tasks."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from credit_rules.engine.decision import Text
from credit_rules.monitor import Task

__all__ = ["ReactReport", "SubjectTasks"]

_NOTICE: Final = Text(
    zh="任务由系统依规则提示，供有权机关参考，不是措施，也不是行政决定。",
    en="Tasks computed from rules for the competent authority; no measures and not a decision.",
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubjectTasks(_Frozen):
    """The tasks of one subject, by due day.

    Attributes:
        before: the day of the earlier decision; None where there was none, so that all is new.
        after: the day of the later one.
    """

    subject: str
    name: str | None
    before: date | None
    after: date
    tasks: tuple[Task, ...]


class ReactReport(_Frozen):
    """What is to be done because decisions changed.

    Attributes:
        reactions: the digest of the reactions.
        not_paired: the subjects of which the two files do not hold one decision each.
    """

    format: Literal["credit-rules/react/1"] = Field(default="credit-rules/react/1")
    notice: Text = _NOTICE
    reactions: str
    subjects: tuple[SubjectTasks, ...]
    not_paired: tuple[str, ...]
