"""One row of a table, read: whom it speaks of, what it says, and what was left aside.

A draft is what is known of a row before the rest of the delivery is; `delivery` settles it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pydantic import ValidationError

from credit_rules.intake.cells import Reading, fold, read, read_code_text, read_day
from credit_rules.intake.identity import read_code
from credit_rules.intake.layouts import PERSONAL, Column, Layout, is_personal
from credit_rules.intake.report import Outcome, Phrase, Remark, RowReport, shown
from credit_rules.intake.tables import Row, Table
from credit_rules.model.codes import SubjectKind
from credit_rules.model.subject import COLLECTIONS, Subject, mask

__all__ = ["Draft", "digest", "read_rows"]

_NOT_TAKEN = Phrase(zh="本行未采用", en="the row was not taken")
_NATURAL_PERSON = Phrase(
    zh="不从数据行接收自然人记录", en="natural person rows are not taken from rows"
)
_UNKNOWN_COLLECTION = Phrase(zh="未知的记录种类", en="not a known collection")
_OTHER_LIST = Phrase(
    zh="名单名称不是拖欠农民工工资名单", en="the name of the list is not that of wage arrears"
)
_BAD_COVERAGE = Phrase(zh="覆盖期间无法识别", en="the days covered cannot be read")
_KIND_TOO_WIDE = Phrase(
    zh="合称几种主体类别，未采用", en="names several kinds of subject at once; not used"
)
_KIND_UNKNOWN = Phrase(zh="主体类别无法识别，未采用", en="not a known kind of subject; not used")
_NOT_READ = Phrase(zh="无法识别，未采用", en="cannot be read; not used")
_BEGINNING: Final = frozenset({"beginning", "自始"})
_EVERY_SUBJECT: Final = "*"
_ORGANISATIONS: Final = "法人及非法人组织"
_ANY_CODE: Final = "0" * 18


@dataclass(slots=True)
class Draft:
    """One row under way. `fields` and `about` hold what it says of a record and of its subject."""

    file: str
    line: int
    layout: Layout
    cells: Mapping[str, str]
    digest: str
    collection: str | None = None
    code: str | None = None
    everyone: bool = False
    name: str | None = None
    span: tuple[date, date] | None = None
    fields: dict[str, object] = field(default_factory=dict)
    about: dict[str, object] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    converted: dict[str, Phrase] = field(default_factory=dict)
    unclear: dict[str, Phrase] = field(default_factory=dict)
    ignored: dict[str, Phrase] = field(default_factory=dict)
    notes: list[Phrase] = field(default_factory=list)
    outcome: Outcome = Outcome.TAKEN
    reason: Phrase | None = None
    record: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def joined(self) -> bool:
        """Whether what the row says goes to its subject."""
        return self.outcome not in (Outcome.REFUSED, Outcome.UNMATCHED)

    def order(self) -> tuple[str, ...]:
        """Where the row stands among others: by what it says, never by where it stood."""
        record = self.record or ""
        # Rows may differ only in personal columns, which the digest leaves out: so their headings.
        return (
            self.file,
            self.layout.name,
            self.code or "",
            record,
            self.digest,
            *sorted(self.cells),
        )

    def refuse(self, reason: Phrase) -> None:
        """Use nothing of the row."""
        self.outcome, self.reason = Outcome.REFUSED, reason

    def drop(self, to: str, why: Phrase) -> None:
        """Take one field back, for a reason found after it was read."""
        column = self.places.pop(to, None)
        if column is not None:
            self.converted.pop(column, None)
            self.unclear[column] = why

    def report(self) -> RowReport:
        """Say what became of the row and of each of its cells."""
        ignored = self.ignored
        if not self.joined:
            ignored = {
                column: PERSONAL if is_personal(column) else _NOT_TAKEN for column in self.cells
            }
        return RowReport(
            file=self.file,
            digest=self.digest,
            layout=self.layout.name,
            outcome=self.outcome,
            collection=self.collection,
            subject=mask(self.code) if self.code else None,
            record=shown(self.record) if self.record else None,
            reason=self.reason,
            taken=tuple(sorted(self.places)) if self.joined else (),
            converted=_remarks(self.converted) if self.joined else (),
            unclear=_remarks(self.unclear) if self.joined else (),
            ignored=_remarks(ignored),
            candidates=self.candidates,
            notes=tuple(self.notes) if self.joined else (),
            line=self.line,
        )


def _remarks(said: Mapping[str, Phrase]) -> tuple[Remark, ...]:
    return tuple(Remark(column=shown(column), what=said[column]) for column in sorted(said))


def digest(value: object) -> str:
    """Return the first twelve hex digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_rows(table: Table, layout: Layout) -> list[Draft]:
    """Read every row of a table.

    Raises:
        IntakeError: two headings mean the same field.
    """
    places = {
        name: layout.places(table.header, name) for name in _collections(table, layout) | {None}
    }
    return [_read_row(table.name, layout, row, places) for row in table.rows]


def _collections(table: Table, layout: Layout) -> set[str | None]:
    """Return the collections the rows of a table name, so each row's headings are placed once."""
    if layout.name != "native":
        return {layout.collection}
    words = (cell for row in table.rows for cell in row.cells.values())
    return {_collection(word) for word in set(words)}


def _collection(word: str) -> str | None:
    folded = fold(word)
    found = (entry.name for entry in COLLECTIONS.values() if folded in (entry.name, entry.zh))
    return next(found, None)


def _read_row(
    file: str, layout: Layout, row: Row, places: Mapping[str | None, Mapping[str, Column]]
) -> Draft:
    cells = {column: text for column, text in row.cells.items() if text.strip()}
    kept = {column: text for column, text in cells.items() if not is_personal(column)}
    draft = Draft(file, row.line, layout, cells, digest(kept), layout.collection)
    if row.trouble:
        draft.refuse(row.trouble)
        return draft
    texts = {place.to: cells.get(column, "") for column, place in places[None].items() if place.to}
    if "row.collection" in texts:
        draft.collection = _collection(texts["row.collection"])
        if draft.collection is None:
            draft.refuse(_UNKNOWN_COLLECTION)
            return draft
    if _is_natural_person(texts.get("subject.kind", "")):
        draft.refuse(_NATURAL_PERSON)
        return draft
    used = places.get(draft.collection, places[None])
    for column, text in cells.items():
        _take(draft, column, used[column], text)
    _imply(draft, {used[column].to for column in cells})
    _identify(draft, texts.get("subject.uscc", ""))
    _check(draft)
    return draft


def _is_natural_person(text: str) -> bool:
    return read_code_text(text, SubjectKind).value is SubjectKind.NATURAL_PERSON


def _take(draft: Draft, column: str, place: Column, text: str) -> None:
    if place.to is None:
        draft.ignored[column] = place.ignored
        return
    if place.to == "subject.kind" and fold(text) == _ORGANISATIONS:
        draft.ignored[column] = _KIND_TOO_WIDE
        return
    draft.places[place.to] = column
    if place.to in ("row.collection", "subject.uscc"):
        return
    reading = _read_cell(draft, place, text)
    if reading.unclear:
        draft.drop(place.to, reading.unclear)
    elif place.to.startswith("subject."):
        draft.about[place.to.removeprefix("subject.")] = reading.value
    else:
        draft.fields[place.to] = reading.value
    if reading.converted:
        draft.converted[column] = reading.converted


def _read_cell(draft: Draft, place: Column, text: str) -> Reading:
    match place.to:
        case "subject.kind":
            kind = read_code_text(text, SubjectKind).value
            return Reading(kind) if kind else Reading(unclear=_KIND_UNKNOWN)
        case "subject.name" | "subject.region":
            return _read_about(place.to.removeprefix("subject."), text.strip())
        case "covers.from" if fold(text) in _BEGINNING:
            return Reading(date.min)
        case "covers.from" | "covers.until":
            return read_day(text)
        case _:
            entry = COLLECTIONS[draft.collection or ""]
            return read(
                text,
                entry.fields[place.to or ""],
                entry.record,
                bare_unit=place.bare_unit,
                says_none=place.says_none,
            )


def _read_about(name: str, text: str) -> Reading:
    try:
        Subject.model_validate({"uscc": _ANY_CODE, name: text})
    except ValidationError:
        return Reading(unclear=_NOT_READ)
    return Reading(text)


def _imply(draft: Draft, told: set[str | None]) -> None:
    for implied in draft.layout.implied:
        if implied.field not in told:
            draft.fields[implied.field] = implied.value
            draft.notes.append(implied.because)


def _identify(draft: Draft, text: str) -> None:
    name = draft.about.get("name")
    draft.name = str(name) if name else None
    draft.record = _named(draft, "document_number") or _named(draft, "key")
    if draft.layout.name == "coverage" and text.strip() in ("", _EVERY_SUBJECT):
        draft.everyone = True
        return
    draft.code, draft.reason = read_code(text)
    if draft.reason:
        draft.outcome = Outcome.UNMATCHED


def _named(draft: Draft, name: str) -> str | None:
    value = draft.fields.get(name)
    return value if isinstance(value, str) else None


def _check(draft: Draft) -> None:
    """Refuse what a layout cannot hold, and give a list its name."""
    if draft.layout.name == "wage-arrears-list":
        if "拖欠农民工工资" not in str(draft.fields.get("list")):
            draft.refuse(_OTHER_LIST)
        draft.fields["list"] = "wage-arrears"
    if draft.layout.name == "coverage":
        since, until = draft.fields.get("covers.from"), draft.fields.get("covers.until")
        if isinstance(since, date) and isinstance(until, date) and since <= until:
            draft.span = since, until
        else:
            draft.refuse(_BAD_COVERAGE)
