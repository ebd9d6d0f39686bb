"""What a layout is: which heading is which field, and what the layout says by being that layout.

Headings are compared without regard to case, width, spaces, underscores and the `*` that marks a
required column, so that `CF_WSH`, `cf_WSH` and `cfWsh` are one heading. Two columns may mean one
field: where both are told, they must agree (`rows`).

Headings that are nobody's business are recognised before any layout is asked, so that no table
can take them. Headings that no table names are ignored, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Collection as Several
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from credit_rules.intake.reading import fold
from credit_rules.intake.report import Phrase
from credit_rules.model.subject import COLLECTIONS

__all__ = [
    "FREE_TEXT",
    "NO_FIELD",
    "NUMERIC_CODES_DIFFER",
    "PERSONAL",
    "Column",
    "Derived",
    "Implied",
    "Layout",
    "heading",
    "ignore",
    "is_personal",
    "numbers_mean",
]

PERSONAL: Final = Phrase(zh="个人信息，不保留", en="personal, not kept")
FREE_TEXT: Final = Phrase(
    zh="自由文本，可能含有个人信息，不保留", en="free text that may speak of persons, not kept"
)
NUMERIC_CODES_DIFFER: Final = Phrase(
    zh="各系统的数字代码互不相同，未采用；请交付中文名称",
    en="numeric codes differ from system to system; not used: deliver the Chinese name",
)
NO_FIELD: Final = Phrase(zh="词汇表没有对应字段", en="no field of the vocabulary")
_PERSONAL_HEADING = re.compile(
    r"^(?:cf|xk)(?:fr|xdr(?:zj|sfz))"
    r"|法定代表人|法人代表|法人姓名|负责人|联系人|姓名|身份证|证件类型|证件号|电话|手机|出生|住址|家庭"
    r"|legalrep|id(?:card|no$|number)|phone|mobile|birth|^sex|^age$|^gender"
    r"|^cardnum|^businessentity|^fddbr|^frdb|^fyzjzrd|^xm$"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its cells go, and the headings it is known by.

    Attributes:
        to: a field of the collection, or `subject.…`, `code.…`, `row.…`, `covers.…`; None if
            ignored.
        names: its headings.
        bare_unit: the unit of an amount written without one; None if that is not known.
        ignored: why it is ignored, if it is.
        says_none: whether `无` is the told "there is none". In the columns a publication fills by
            custom it may mean anything; in a column of the vocabulary's own it means what it says.
        words: what its words mean in this layout, before the vocabulary is asked: a value, or a
            phrase that says why the word is unclear.
        part: whether the cell is only a part of the field, which the other parts complete.
        private: whether its cells may be a person's, unless they read as a code of an organisation.
    """

    to: str | None
    names: tuple[str, ...] = ()
    bare_unit: str | None = "元"
    ignored: Phrase = NO_FIELD
    says_none: bool = False
    words: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    part: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Implied:
    """What a layout says of every row that is silent on it, and why that may be relied on.

    `told_by`: the column that would say otherwise must stand among the headings; where nothing
    could have said so, nothing is implied.
    """

    field: str
    value: object
    because: Phrase
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A field whose closed words are read out of the text of another: a ground from a reason.

    `patterns` are regular expressions and what each means; exactly one value must be found.
    """

    field: str
    source: str
    patterns: tuple[tuple[str, object], ...]

    def read(self, text: str) -> tuple[object, Phrase]:
        """Return the value, or None, and what the report says of it."""
        plain = fold(text)
        found = {value for pattern, value in self.patterns if re.search(pattern, plain)}
        if len(found) == 1:
            (value,) = found
            return value, Phrase(
                zh=f"由“{self.source}”的文字得出 {self.field}：{value}",
                en=f"`{self.field}` read out of the text of `{self.source}`: {value}",
            )
        return None, Phrase(
            zh=f"由“{self.source}”的文字不能确定唯一的 {self.field}，未采用",
            en=f"the text of `{self.source}` does not say one `{self.field}`; not used",
        )


def _nothing_against(_: Mapping[str, str]) -> Phrase | None:
    return None


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: how to recognise it and what its columns mean.

    Attributes:
        name: what the report calls it.
        title: what a person calls it, with the headings it is known by.
        needs: fields that its own columns must be there for.
        needs_one_of: fields of which one must have a column, if there are any.
        columns: its columns; the vocabulary's own names are understood beside them.
        collection: what its rows are records of; None where the rows say so themselves.
        implied: what it says of rows that are silent.
        derived: what is read out of the text of another field.
        fixed: fields that have one value in every row, because the layout is the list of one organ.
        refuses: looks at the texts of a row by field, and says why the row is not of this layout.
    """

    name: str
    title: str
    needs: frozenset[str]
    columns: tuple[Column, ...]
    needs_one_of: frozenset[str] = frozenset()
    collection: str | None = None
    implied: tuple[Implied, ...] = ()
    derived: tuple[Derived, ...] = ()
    fixed: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    refuses: Callable[[Mapping[str, str]], Phrase | None] = _nothing_against

    def fits(self, header: Several[str]) -> bool:
        """Whether the headings are those of this layout."""
        own = _by_heading(self.columns)
        found = {own[word].to for word in map(heading, header) if word in own}
        return self.needs <= found and (not self.needs_one_of or bool(self.needs_one_of & found))

    def places(self, header: Several[str], collection: str | None) -> dict[str, Column]:
        """Say for each heading where its cells go, in rows of this collection."""
        own = _by_heading(self.columns)
        known = _by_heading(_fields(collection)) | own
        return {name: _place(name, own, known) for name in header}


def heading(text: str) -> str:
    """Fold a heading: case, width, spaces, underscores, and the mark of a required column."""
    return fold(text).replace("_", "").strip("*")


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Whether a column holds names, identity numbers or the like of a person."""
    return bool(_PERSONAL_HEADING.search(heading(name)))


def ignore(why: Phrase, *names: str) -> Column:
    """Name columns that are known and not used, with the reason."""
    return Column(None, names, ignored=why)


def numbers_mean(what: Phrase, digits: int = 2) -> dict[str, object]:
    """Let every bare number of a few digits be unclear for one reason, as `Column.words`."""
    numbers = (str(n).zfill(width) for width in range(1, digits + 1) for n in range(10**digits))
    return dict.fromkeys(numbers, what)


def _place(name: str, own: Mapping[str, Column], known: Mapping[str, Column]) -> Column:
    folded = heading(name)
    if folded in own and own[folded].private:
        return own[folded]
    if is_personal(name):
        return Column(None, ignored=PERSONAL)
    return known.get(folded, Column(None))


def _by_heading(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {heading(name): column for column in columns for name in column.names}


def _fields(collection: str | None) -> tuple[Column, ...]:
    if collection is None:
        return ()
    fields = COLLECTIONS[collection].fields.values()
    return tuple(Column(one.name, (one.name, one.zh), says_none=True) for one in fields)
