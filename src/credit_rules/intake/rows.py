"""One row of a table, read: whom it speaks of, what it says, and what was left aside.

A draft is what is known of a row before the rest of the delivery is; `joining` finds its subject
and `delivery` settles it against the other rows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from credit_rules.intake.cells import Cell, read, read_code_text, unusable
from credit_rules.intake.days import is_span, read_day
from credit_rules.intake.identity import Identifier, Shape, identify, organisation_inside
from credit_rules.intake.layouts import PERSONAL, Column, Layout, is_personal
from credit_rules.intake.layouts.layout import NO_FIELD
from credit_rules.intake.layouts.native import COVERAGE, PERSONS
from credit_rules.intake.reading import NOT_READ, Reading, fold
from credit_rules.intake.report import Candidate, Outcome, Phrase, Remark, RowReport, Taken, shown
from credit_rules.intake.tables import Row, Table
from credit_rules.model.codes import Role, SubjectKind
from credit_rules.model.subject import (
    COLLECTIONS,
    SUBJECT_FIELDS,
    FieldSpec,
    Kind,
    Person,
    Subject,
    mask,
)
from credit_rules.privacy import holds_identity_number

__all__ = ["Draft", "digest", "read_rows"]

_NOT_TAKEN = Phrase(zh="本行未采用", en="the row was not taken")
_NATURAL_PERSON = Phrase(
    zh="自然人记录须有调用方编定的自然人代号（不是姓名或身份号码），本行没有",
    en="natural person rows need a key of the caller's own (no name, no identity number),"
    " and this one has none",
)
_TWO_SUBJECTS = Phrase(
    zh="同一行有两个不同的统一社会信用代码，无法确定主体",
    en="the row bears two different unified codes, so whose it is cannot be said",
)
_CODE_AND_KEY = Phrase(
    zh="同一行既有统一社会信用代码又有自然人代号",
    en="the row bears both a code of an organisation and a key of a natural person",
)
_BAD_KEY = Phrase(
    zh="自然人代号像姓名或身份号码，不保留；请用自编的代号",
    en="the key looks like a name or an identity number, not kept: use a key of your own",
)
_OTHER_ORGANISATION = Phrase(
    zh="与统一社会信用代码内的组织机构代码不一致，未采用",
    en="is not the organisation code inside the unified code; not used",
)
_HINT_ONLY = Phrase(
    zh="旧代码，不用于匹配，只用于提示可能的主体",
    en="an old number: rows do not join on it, it only suggests candidates",
)
_ONLY_FOR_JOINING = Phrase(
    zh="不能用来匹配的代码，不保留", en="a code that rows do not join on, not kept"
)
_UNKNOWN_COLLECTION = Phrase(zh="未知的记录种类", en="not a known collection")
_BAD_COVERAGE = Phrase(zh="覆盖期间无法识别", en="the days covered cannot be read")
_BAD_PERSON = Phrase(
    zh="相关人员须有代号和职务", en="a related person needs a key and a role that can be read"
)
_KIND_TOO_WIDE = Phrase(
    zh="合称几种主体类别，未采用", en="names several kinds of subject at once; not used"
)
_KIND_UNKNOWN = Phrase(zh="主体类别无法识别，未采用", en="not a known kind of subject; not used")
_PERSONS_NAME = Phrase(zh="自然人不保留姓名", en="the name of a natural person is not kept")
_OTHER_PART = Phrase(
    zh="该字段的另一部分无法识别，整体未采用",
    en="another part of the field cannot be read, so the whole is not used",
)
_BEGINNING: Final = frozenset({"beginning", "自始"})
_EVERY_SUBJECT: Final = "*"
_ORGANISATIONS: Final = "法人及非法人组织"
_ANY_CODE: Final = "0" * 18
_UNIFIED: Final = frozenset(
    {"code.uscc", "code.uscc_or_registration", "code.uscc_or_organisation", "code.card"}
)
"""Columns in which a number of unknown form is a wrong code, and not an old one."""
_PERSONS_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9}")
_JOINS: Final = "subject.uscc"
_MOST_NAMED: Final = 5
"""Each column that differs names the others: of two hundred, no report could hold them all."""


@dataclass(slots=True)
class Draft:
    """One row under way.

    `fields` and `about` hold what it says of a record and of its subject, `codes` the codes of its
    subject by column; `places` the columns each field was taken from.
    """

    file: str
    line: int
    layout: Layout
    cells: Mapping[str, str]
    digest: str = ""
    collection: str | None = None
    code: str | None = None
    key: str | None = None
    everyone: bool = False
    name: str | None = None
    span: tuple[date, date] | None = None
    codes: dict[str, Identifier] = field(default_factory=dict)
    fields: dict[str, object] = field(default_factory=dict)
    about: dict[str, object] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    converted: dict[str, Phrase] = field(default_factory=dict)
    unclear: dict[str, Phrase] = field(default_factory=dict)
    ignored: dict[str, Phrase] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    notes: list[Phrase] = field(default_factory=list)
    outcome: Outcome = Outcome.TAKEN
    reason: Phrase | None = None
    record: str | None = None
    candidates: dict[str, Phrase] = field(default_factory=dict)

    @property
    def joined(self) -> bool:
        """Whether what the row says goes to its subject."""
        return self.outcome not in (Outcome.REFUSED, Outcome.UNMATCHED)

    @property
    def subject(self) -> str | None:
        """What the subject is known by: its code, or the caller's key of a person."""
        return self.code or self.key

    @property
    def label(self) -> str | None:
        """The subject as a report may show it."""
        return mask(self.code) if self.code else shown(self.key) if self.key else None

    def order(self) -> tuple[str, ...]:
        """Where the row stands among others: by what it says, never by where it stood."""
        record = self.record or ""
        # Rows may differ only in columns the digest leaves out. A digest of everything tells them
        # apart, and is shown nowhere.
        return (
            self.file,
            self.layout.name,
            self.subject or "",
            record,
            self.digest,
            *sorted(self.cells),
            digest(self.cells),
        )

    def refuse(self, reason: Phrase, outcome: Outcome = Outcome.REFUSED) -> None:
        """Use nothing of the row."""
        self.outcome, self.reason = outcome, reason

    def take(self, to: str, columns: Sequence[str]) -> None:
        """Note which columns a field was taken from."""
        self.places[to] = list(columns)

    def drop(self, to: str, why: Phrase) -> None:
        """Take one field back, for a reason found after it was read."""
        for column in self.places.pop(to, ()):
            self.converted.pop(column, None)
            self.unclear[column] = why

    def report(self) -> RowReport:
        """Say what became of the row and of each of its cells."""
        ignored = self.ignored
        if not self.joined:
            ignored = {
                column: PERSONAL if column in self.personal else _NOT_TAKEN for column in self.cells
            }
        taken = [
            Taken(column=shown(column), to=to)
            for to, columns in self.places.items()
            for column in columns
        ]
        return RowReport(
            file=self.file,
            digest=self.digest,
            layout=self.layout.name,
            outcome=self.outcome,
            collection=self.collection,
            subject=self.label,
            record=shown(self.record) if self.record else None,
            reason=self.reason,
            taken=tuple(sorted(taken, key=lambda one: (one.to, one.column))) if self.joined else (),
            converted=_remarks(self.converted) if self.joined else (),
            unclear=_remarks(self.unclear) if self.joined else (),
            ignored=_remarks(ignored),
            candidates=tuple(
                Candidate(subject=subject, because=self.candidates[subject])
                for subject in sorted(self.candidates)
            ),
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
    """Read every row of a table."""
    names = _collections(table, layout) | {None}
    places = {name: layout.places(table.header, name) for name in names}
    return [_Reader(table, layout, row, places).read() for row in table.rows]


def _collections(table: Table, layout: Layout) -> set[str | None]:
    """Return the collections the rows of a table name, so each row's headings are placed once."""
    if layout.collection is not None or layout is PERSONS:
        return {layout.collection}
    words = (cell for row in table.rows for cell in row.cells.values())
    return {_collection(word) for word in set(words)}


def _collection(word: str) -> str | None:
    folded = fold(word)
    found = (entry.name for entry in COLLECTIONS.values() if folded in (entry.name, entry.zh))
    return next(found, None)


class _Reader:
    """Reads one row, step by step: who is spoken of, what is said, what is implied."""

    def __init__(
        self,
        table: Table,
        layout: Layout,
        row: Row,
        places: Mapping[str | None, Mapping[str, Column]],
    ) -> None:
        self.table, self.layout, self.row, self.all_places = table, layout, row, places
        self.cells = {column: text for column, text in row.cells.items() if text.strip()}
        self.draft = Draft(table.name, row.line, layout, self.cells, collection=layout.collection)
        self.places = places.get(layout.collection, places[None])
        self.readings: dict[str, list[tuple[str, Column, Reading]]] = {}

    def read(self) -> Draft:
        draft = self.draft
        draft.personal = {
            column for column in self.cells if is_personal(column) or self._private(column)
        }
        if self.row.trouble:
            draft.refuse(self.row.trouble)
            self._digest()
            return draft
        self._find_collection()
        self._identify()
        self._digest()
        if not draft.joined and draft.outcome is Outcome.REFUSED:
            return draft
        for column, text in self.cells.items():
            self._take(column, self.places[column], text)
        self._agree()
        self._imply()
        self._name_record()
        self._check()
        return draft

    def _private(self, column: str) -> bool:
        place = self.all_places[None].get(column)
        return place is not None and place.private

    def _digest(self) -> None:
        """Name the row by what it says of no person: of codes, only the one it joined on."""
        kept = {
            column: text
            for column, text in self.cells.items()
            if column not in self.draft.personal
            and not (self.all_places[None][column].to or "").startswith(
                ("subject.name", "subject.key", "code.", "person.")
            )
            and not holds_identity_number(text)
        }
        self.draft.digest = digest([self.draft.code, kept])

    def _texts(self, to: str) -> list[str]:
        return [
            self.cells[column]
            for column, place in self.all_places[None].items()
            if place.to == to and column in self.cells
        ]

    # Whom the row speaks of

    def _find_collection(self) -> None:
        if self.layout.collection is not None or self.layout is PERSONS:
            return
        if not any(place.to == "row.collection" for place in self.places.values()):
            return
        named = {_collection(text) for text in self._texts("row.collection")}
        self.draft.collection = named.pop() if len(named) == 1 else None
        if self.draft.collection is None:
            self.draft.refuse(_UNKNOWN_COLLECTION)
            return
        self.places = self.all_places[self.draft.collection]

    def _identify(self) -> None:
        draft = self.draft
        for column, place in self.places.items():
            if (place.to or "").startswith("code.") and column in self.cells:
                mark = self.row.marks.get(column)
                spoilt = unusable(mark)
                draft.codes[column] = (
                    Identifier(Shape.INVALID)
                    if spoilt
                    else identify(self.cells[column], old=place.to not in _UNIFIED)
                )
        unified = {one.text for one in draft.codes.values() if one.shape is Shape.UNIFIED}
        kinds = {read_kind(text, self.places) for text in self._texts("subject.kind")}
        key = self._key()
        if draft.outcome is Outcome.REFUSED:
            return
        if self.layout is COVERAGE and not key and self._covers_everyone():
            draft.everyone = True
        elif key and (unified or (kinds and kinds != {SubjectKind.NATURAL_PERSON})):
            draft.refuse(_CODE_AND_KEY)
        elif key:
            draft.key = key
        elif SubjectKind.NATURAL_PERSON in kinds:
            draft.refuse(_NATURAL_PERSON)
        elif len(unified) > 1:
            draft.refuse(_TWO_SUBJECTS, Outcome.UNMATCHED)
        elif unified:
            draft.code = unified.pop()
        else:
            # `joining` may still find its subject, once every subject of the delivery is known.
            draft.refuse(self._why_unmatched(), Outcome.UNMATCHED)

    def _covers_everyone(self) -> bool:
        return {text.strip() for text in self._texts("code.uscc")} <= {_EVERY_SUBJECT}

    def _key(self) -> str | None:
        keys = {text.strip() for text in self._texts("subject.key")}
        if not keys:
            return None
        key = keys.pop()
        if keys or not _is_key(key):
            self.draft.refuse(_BAD_KEY)
            return None
        return key

    def _why_unmatched(self) -> Phrase:
        """The reason nearest to a join: what is wrong with the code that should have been it."""
        for column in self.draft.codes:
            spoilt = unusable(self.row.marks.get(column))
            if spoilt and spoilt.unclear:
                return spoilt.unclear
        order = (Shape.MASKED, Shape.INVALID, Shape.CITIZEN, Shape.PLACEHOLDER)
        shapes = {one.shape for one in self.draft.codes.values()}
        shape = next((one for one in order if one in shapes), None)
        if shape is None:
            shape = Shape.OLD if shapes else Shape.MISSING
        return Identifier(shape).why or _NOT_TAKEN

    # What it says

    def _take(self, column: str, place: Column, text: str) -> None:
        draft, to = self.draft, place.to
        if to is None:
            draft.ignored[column] = place.ignored
        elif to.startswith("code."):
            self._take_code(column)
        elif to == "subject.key":
            draft.take(to, [column])
        elif to in ("row.collection", "covers.from", "covers.until") or to.startswith("person."):
            self._read(column, place, self._read_own(to, column, place))
        elif to.startswith("row."):
            draft.ignored[column] = PERSONAL if place.private else NO_FIELD
        elif to == "subject.name" and draft.key:
            draft.ignored[column] = _PERSONS_NAME
        elif to == "subject.kind" and fold(text) == _ORGANISATIONS:
            draft.ignored[column] = _KIND_TOO_WIDE
        else:
            self._read(column, place, self._read_field(to, column, place))

    def _take_code(self, column: str) -> None:
        draft, found = self.draft, self.draft.codes[column]
        private = column in draft.personal
        if draft.code and found.shape is Shape.UNIFIED:
            draft.places.setdefault(_JOINS, []).append(column)
        elif found.shape is Shape.ORGANISATION:
            if draft.code and organisation_inside(draft.code) != found.text:
                draft.unclear[column] = _OTHER_ORGANISATION
            else:
                draft.places.setdefault("subject.organisation_code", []).append(column)
        elif private:
            draft.ignored[column] = PERSONAL
        elif found.shape is Shape.OLD:
            draft.ignored[column] = _HINT_ONLY
        elif draft.everyone:
            draft.places.setdefault(_JOINS, []).append(column)
        elif found.why:
            draft.unclear[column] = found.why
        else:
            draft.ignored[column] = _ONLY_FOR_JOINING

    def _read(self, column: str, place: Column, reading: Reading) -> None:
        self.readings.setdefault(place.to or "", []).append((column, place, reading))

    def _cell(self, column: str, place: Column) -> Cell:
        return Cell(
            self.cells[column],
            self.row.marks.get(column),
            self.table.day_zero,
            place.bare_unit,
            place.says_none,
            place.words,
        )

    def _read_own(self, to: str, column: str, place: Column) -> Reading:
        """Read a cell of the library's own layouts that is no field of a record."""
        cell = self._cell(column, place)
        match to:
            case "row.collection":
                return Reading(self.draft.collection)
            case "covers.from" if fold(cell.text) in _BEGINNING:
                return Reading(date.min)
            case "covers.from" | "covers.until":
                return unusable(cell.mark) or read_day(cell.text, day_zero=cell.day_zero)
            case "person.role":
                return unusable(cell.mark) or read_code_text(cell.text, Role)
            case "person.key":
                key = cell.text.strip()
                return Reading(key) if _is_key(key) else Reading(unclear=_BAD_KEY)
            case _:
                name = to.removeprefix("person.")
                kind = Kind.FLAG if name == "of_full_age" else Kind.DAY
                return read(cell, _own_spec(name, kind), lambda *_: True)

    def _read_field(self, to: str, column: str, place: Column) -> Reading:
        cell = self._cell(column, place)
        if not to.startswith("subject."):
            entry = COLLECTIONS[self.draft.collection or ""]
            return read(cell, entry.fields[to], partial(_accepts, entry.record))
        name = to.removeprefix("subject.")
        spec = SUBJECT_FIELDS.get(name) or _own_spec(name, Kind.TEXT)
        reading = read(cell, spec, _takes_of_a_subject)
        return Reading(unclear=_KIND_UNKNOWN) if name == "kind" and not reading.value else reading

    def _agree(self) -> None:
        """Settle columns that mean one field: parts are put together, and the rest must agree."""
        for to, readings in self.readings.items():
            wholes = [each for each in readings if not each[1].part]
            parts = [each for each in readings if each[1].part]
            found = [([column], reading) for column, _, reading in wholes]
            if parts:
                whole = self._whole(to, _together([reading for *_, reading in parts]))
                found.append(([column for column, *_ in parts], whole))
            for column, _, reading in readings:
                if reading.converted:
                    self.draft.converted[column] = reading.converted
                if reading.unclear:
                    self.draft.unclear[column] = reading.unclear
            self._settle(to, [each for each in found if each[1].value is not None])
            if parts and found[-1][1].value is None:
                for column, _, reading in parts:
                    if reading.value is not None:
                        self.draft.converted.pop(column, None)
                        self.draft.unclear[column] = _OTHER_PART

    def _whole(self, to: str, reading: Reading) -> Reading:
        """Parts that were put together, if the vocabulary takes what they come to."""
        record = COLLECTIONS[self.draft.collection or ""].record
        taken = reading.value is None or _accepts(record, to, reading.value)
        return reading if taken else NOT_READ

    def _settle(self, to: str, told: Sequence[tuple[list[str], Reading]]) -> None:
        columns = [column for each, _ in told for column in each]
        if not told:
            return
        if any(_comparable(reading.value) != _comparable(told[0][1].value) for _, reading in told):
            for column in columns:
                others = sorted(shown(other) for other in columns if other != column)
                self.draft.converted.pop(column, None)
                self.draft.unclear[column] = _differs(others)
            return
        self.draft.take(to, columns)
        value = min((reading.value for _, reading in told), key=str)
        if to.startswith("subject."):
            self.draft.about[to.removeprefix("subject.")] = value
        elif to != "row.collection":
            self.draft.fields[to] = value

    # What follows from the layout

    def _imply(self) -> None:
        told = {self.places[column].to for column in self.cells} - {None}
        headed = {place.to for place in self.places.values()}
        for implied in self.layout.implied:
            if implied.field in told or (implied.told_by and implied.told_by not in headed):
                continue
            if implied.told_by in told:
                continue
            self.draft.fields[implied.field] = implied.value
            self.draft.notes.append(implied.because)

        for derived in self.layout.derived:
            source = self.draft.fields.get(derived.source)
            if isinstance(source, str) and derived.field not in told:
                value, note = derived.read(source)
                self.draft.notes.append(note)
                if value is not None:
                    self.draft.fields[derived.field] = value

    def _name_record(self) -> None:
        draft = self.draft
        name = draft.about.get("name")
        draft.name = str(name) if name else None
        draft.record = _named(draft, "document_number") or _named(draft, "key")

    def _check(self) -> None:
        """Refuse what a layout cannot hold, and give a row what its list fixes."""
        draft = self.draft
        texts = {
            place.to: self.cells[column]
            for column, place in self.places.items()
            if place.to and column in self.cells
        }
        if why := self.layout.refuses(texts):
            draft.refuse(why)
        draft.fields |= self.layout.fixed
        if self.layout is COVERAGE and draft.outcome is not Outcome.REFUSED:
            since, until = draft.fields.get("covers.from"), draft.fields.get("covers.until")
            if isinstance(since, date) and isinstance(until, date) and is_span(since, until):
                draft.span = since, until
            else:
                draft.refuse(_BAD_COVERAGE)
        if self.layout is PERSONS and draft.outcome is not Outcome.REFUSED:
            self._check_person()

    def _check_person(self) -> None:
        told = {name.removeprefix("person."): value for name, value in self.draft.fields.items()}
        try:
            Person.model_validate(told)
        except ValidationError:
            self.draft.refuse(_BAD_PERSON)


def read_kind(text: str, places: Mapping[str, Column]) -> object:
    """What kind of subject a text names; None if that cannot be read."""
    for place in places.values():
        if place.to == "subject.kind" and fold(text) in place.words:
            return place.words[fold(text)]
    return read_code_text(text, SubjectKind).value


def _is_key(text: str) -> bool:
    """Whether a caller's key is one: the vocabulary takes it, and it reads as nobody's own.

    What is all Chinese may be a name. What has the form of an identity or telephone number is one
    or is mistyped, and a mistyped one says as much.
    """
    if not any(char.isascii() and char.isalnum() for char in text):
        return False
    if _PERSONS_NUMBER.fullmatch(text):
        return False
    return _takes(Person, "key", text, role=Role.PRINCIPAL)


def _takes(record: type[BaseModel], name: str, value: object, **rest: object) -> bool:
    """Whether the vocabulary takes a value for a field; it has the last word."""
    try:
        record.model_validate({name: value, **rest})
    except ValidationError:
        return False
    return True


def _accepts(record: type[BaseModel], name: str, value: object) -> bool:
    """The same for a record; days, codes and organs come back with every row, so they are kept."""
    if isinstance(value, list):
        return _takes(record, name, value)
    kind: type = type(value)
    return _accepted(record, name, kind, value)


@lru_cache(maxsize=8192)
def _accepted(record: type[BaseModel], name: str, _: type, value: Any) -> bool:
    return _takes(record, name, value)


def _takes_of_a_subject(name: str, value: object) -> bool:
    if name in ("of_full_age", "capacity") or value is SubjectKind.NATURAL_PERSON:
        person = {"key": "k", "kind": SubjectKind.NATURAL_PERSON}
        return _takes(Subject, name, value, **{k: v for k, v in person.items() if k != name})
    return _takes(Subject, name, value, uscc=_ANY_CODE)


def _own_spec(name: str, kind: Kind) -> FieldSpec:
    return FieldSpec(name, name, kind, None, "", frozenset())


def _together(parts: Sequence[Reading]) -> Reading:
    """Put the parts of one field together: kinds join, sums add up; one unread part spoils it."""
    values = [part.value for part in parts]
    if any(value is None for value in values):
        return NOT_READ
    if all(isinstance(value, list) for value in values):
        joined = {one for value in values if isinstance(value, list) for one in value}
        return Reading(sorted(joined, key=str))
    if all(isinstance(value, Decimal) for value in values):
        return Reading(sum((v for v in values if isinstance(v, Decimal)), Decimal(0)))
    return NOT_READ


def _comparable(value: object) -> object:
    return fold(value) if type(value) is str else value


def _differs(others: Sequence[str]) -> Phrase:
    named = [*others[:_MOST_NAMED], *(["…"] if len(others) > _MOST_NAMED else [])]
    places = "、".join(named)
    return Phrase(
        zh=f"与同一行的“{places}”不一致，未采用",
        en=f"differs from `{', '.join(named)}` of the same row; not used",
    )


def _named(draft: Draft, name: str) -> str | None:
    value = draft.fields.get(name)
    return value if isinstance(value, str) else None
