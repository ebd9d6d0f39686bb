"""What an author says of the draft they want, checked before anything is written with it.

What is said ends up in YAML, in Python and in the names of files. So an id is of a few plain
characters, a title is one printable line, and nothing else is taken from the author.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from credit_rules.errors import CreditRulesError
from credit_rules.model.ruleset import NATIONAL, Title
from credit_rules.privacy import holds_identity_number

__all__ = ["DEFAULT_SINCE", "FIRST_SINCE", "LAST_SINCE", "DraftError", "Order"]

DEFAULT_SINCE: Final = date(2026, 1, 1)
FIRST_SINCE: Final = date(1950, 1, 1)
LAST_SINCE: Final = date(2900, 12, 31)
"""The first days a draft may be in force from: its scenarios need some years before and after."""

_ID: Final = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_LONGEST_ID: Final = 60
_LONGEST_TITLE: Final = 100
_REGION: Final = re.compile(r"[1-9][0-9]{5}")


class DraftError(CreditRulesError):
    """A draft that cannot be written: what was said of it is no use, or a file is in the way."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a draft is called, where and from when it speaks.

    Attributes:
        id: the name of the draft, and of its files.
        title: None leaves the title to the draft, which then says that it is invented.
        scheme: the scheme of a ruleset; None is the id.
        jurisdiction: "national", or the six digits of a region.
        since: the first day in force.

    Raises:
        DraftError: one of them cannot be used; the message says which, and what can.
    """

    id: str
    title: Title | None = None
    scheme: str | None = None
    jurisdiction: str = NATIONAL
    since: date = DEFAULT_SINCE

    def __post_init__(self) -> None:
        for name in (self.id, self.scheme):
            if name is not None and not (_ID.fullmatch(name) and len(name) <= _LONGEST_ID):
                raise DraftError(
                    f"`{name[:_LONGEST_ID]}` 不能作标识：只用小写字母、数字、连字符和点，不超过"
                    f" {_LONGEST_ID} 个字符 (an id is made of a-z, 0-9, `-` and `.`, as my-rules)"
                )
        if self.title is not None:
            _check_title(self.title.zh)
            _check_title(self.title.en)
        if self.jurisdiction != NATIONAL and not _REGION.fullmatch(self.jurisdiction):
            raise DraftError(
                "适用地域应为 national 或者六位行政区划代码"
                " (the jurisdiction is `national`, or six digits of GB/T 2260)"
            )
        if not FIRST_SINCE <= self.since <= LAST_SINCE:
            raise DraftError(
                f"施行日期应在 {FIRST_SINCE} 与 {LAST_SINCE} 之间"
                f" (the first day in force lies between {FIRST_SINCE} and {LAST_SINCE})"
            )


def _check_title(title: str) -> None:
    plain = title.isprintable() and title.strip()
    if not plain or len(title) > _LONGEST_TITLE or holds_identity_number(title):
        raise DraftError(
            f"标题应为一行文字，不超过 {_LONGEST_TITLE} 个字，不含身份号码"
            f" (a title is one line of 1 to {_LONGEST_TITLE} characters, without identity numbers)"
        )
