"""A subject on a day: which records exist, which are usable, what was not told.

One function runs before every rule. It keeps what a rule may look at and says why the rest is left
out; no rule can look past it.

* A record dated after the day does not exist yet; an event field dated after the day reads `none`.
* What was annulled, or found unlawful or invalid, never existed, on any day, once that is known.
* What was repaired, or whose publicity ended, is used by no rule that does not say so.
* A record whose status or date was not delivered possibly exists: its presence is unknown.
* With `known_as_of`, what became known later is not known.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from credit_rules.model.codes import FindingAnswer, RecordStatus, SubjectKind
from credit_rules.model.subject import (
    COLLECTIONS,
    NONE,
    SUBJECT_FIELDS,
    Collection,
    Kind,
    Record,
    Subject,
)
from credit_rules.truth import Missing, Question, Truth, Unheld

__all__ = ["NOT_HELD", "Excluded", "Facts", "Item", "NotHeld", "Value", "possible_kinds"]


class NotHeld:
    """The one state of a field that is unknown: it was not delivered."""

    __slots__ = ()


NOT_HELD: Final = NotHeld()

Value = Decimal | date | bool | str | frozenset[str] | NotHeld

_NEVER_EXISTED = frozenset({RecordStatus.ANNULLED, RecordStatus.UNLAWFUL, RecordStatus.INVALID})
_SET_ASIDE = frozenset({RecordStatus.REPAIRED, RecordStatus.DISCLOSURE_ENDED})


_NOT_PERSONS = frozenset(SubjectKind) - {SubjectKind.NATURAL_PERSON}
_KINDS_BY_PREFIX = {
    "11": frozenset({SubjectKind.GOVERNMENT_BODY}),
    "12": frozenset({SubjectKind.PUBLIC_INSTITUTION}),
    "51": frozenset({SubjectKind.SOCIAL_ORGANISATION}),
    "52": frozenset({SubjectKind.SOCIAL_ORGANISATION}),
    "53": frozenset({SubjectKind.SOCIAL_ORGANISATION}),
    "91": frozenset({SubjectKind.LEGAL_PERSON, SubjectKind.UNINCORPORATED}),
    "92": frozenset({SubjectKind.INDIVIDUAL_BUSINESS}),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One record as it stood on the day."""

    collection: Collection
    key: str
    record: Record
    as_of: date
    present: Truth
    missing: frozenset[Missing]
    set_aside: RecordStatus | None
    under_review: bool
    _held: dict[str, Value] = field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> str:
        """How the record is called in answers: `penalties[市监罚〔2026〕1号]`."""
        return f"{self.collection.name}[{self.key}]"

    def __getitem__(self, name: str) -> Value:
        # Read when first asked: a record has two dozen fields, and a rule looks at a few.
        try:
            return self._held[name]
        except KeyError:
            kind = self.collection.fields[name].kind
            value = self._held[name] = _read(getattr(self.record, name), kind, self.as_of)
            return value

    def unheld(self, name: str) -> Unheld:
        """The fact that a field was not delivered."""
        return Unheld(f"{self.path}.{name}", self.collection.fields[name].holder)


@dataclass(frozen=True, slots=True, order=True)
class Excluded:
    """A record left out before every rule, and why."""

    path: str
    status: RecordStatus
    on: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything rules may look at, on one day."""

    subject: Subject
    as_of: date
    items: Mapping[str, tuple[Item, ...]]
    excluded: tuple[Excluded, ...]
    watch: Callable[..., None] | None = field(default=None, compare=False, repr=False)

    @staticmethod
    def of(
        subject: Subject,
        as_of: date,
        known_as_of: date | None = None,
        watch: Callable[..., None] | None = None,
    ) -> Facts:
        """Look at a subject on a day, with what was known by then if `known_as_of` is given.

        `watch` is told of every condition that is asked of these facts: its trace and its world.
        """
        known: dict[str, tuple[Item, ...]] = {}
        excluded: list[Excluded] = []
        for name, collection in COLLECTIONS.items():
            items = []
            for record in getattr(subject, name):
                item, exclusion = _Reader(collection, record, as_of, known_as_of).read()
                items += [item] if item else []
                excluded += [exclusion] if exclusion else []
            known[name] = tuple(_ordered(items))
        return Facts(subject, as_of, known, tuple(sorted(excluded)), watch)

    def uncovered(
        self, collection: Collection, first: date | None, last: date | None
    ) -> frozenset[Missing]:
        """What is missing to know the collection completely over a window; empty if nothing.

        Args:
            collection: which collection.
            first: the window's first day; None for "ever".
            last: its last day; None for the day asked about.
        """
        end = min(last or self.as_of, self.as_of)
        if first is not None and first > end:
            return frozenset()
        begin = first or date.min
        covers = self.subject.covers.get(collection.name)
        if covers is not None:
            since = date.min if covers.since == "beginning" else covers.since
            if since <= begin and covers.until >= end:
                return frozenset()
        # The window as a path: what a deliverer has to cover for the answer to be known.
        window = f"{first or ''}..{end}"
        return frozenset({Unheld(f"{collection.name}[{window}]", collection.holder)})

    def told(self, name: str) -> tuple[Value, frozenset[Missing]]:
        """What was told of the subject itself: a field of `SUBJECT_FIELDS`."""
        spec = SUBJECT_FIELDS[name]
        value = _read(getattr(self.subject, name), spec.kind, self.as_of)
        unheld = {Unheld(f"subject.{name}", spec.holder)} if isinstance(value, NotHeld) else set()
        return value, frozenset(unheld)

    def answer(self, question: Question, about: Item | None) -> tuple[Truth, frozenset[Missing]]:
        """What a person found about the record, or about the subject if there is none.

        A finding without organ or document number answers nothing; two that disagree do not either.
        One about the subject says `about: none`.
        """
        answers = {
            item["answer"]
            for item in self.items["findings"]
            if item["finding"] == question.finding
            and item["about"] == (NONE if about is None else about.key)
            and NOT_HELD not in (item["authority"], item["document_number"], item["answer"])
            and item.present is Truth.TRUE
        }
        if len(answers) != 1:
            return Truth.UNKNOWN, frozenset({question})
        return Truth.of(answers == {FindingAnswer.YES}), frozenset()

    def defence_closed(self, exception: str, about: Item) -> bool:
        """Whether it is on record that the defence was not raised in time, or was given up."""
        question = Question("", "", f"defence-closed:{exception}", "", "")
        return self.answer(question, about)[0] is Truth.TRUE


def _ordered(items: list[Item]) -> list[Item]:
    """By name; records of one name by their content, so that the order they came in is no matter.

    A set has no order of its own.
    """
    named = Counter(item.key for item in items)

    def content(item: Item) -> str:
        said = {name: item[name] for name in item.collection.fields}
        plain = {n: sorted(v) if isinstance(v, frozenset) else v for n, v in said.items()}
        return repr(sorted((name, str(value)) for name, value in plain.items()))

    return sorted(items, key=lambda one: (one.key, content(one) if named[one.key] > 1 else ""))


def _read(value: Any, kind: Kind, as_of: date) -> Value:
    """A field as it stood on the day."""
    match kind:
        case _ if value is None:
            return NOT_HELD
        case Kind.DAY if value != NONE and value > as_of:
            return NONE
        case Kind.CODES:
            return frozenset(map(str, value))
        case Kind.CODE:
            return str(value)
        case Kind.NUMBER if isinstance(value, int):
            return Decimal(value)
        case _:
            held: Value = value
            return held


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one record as of a day."""

    collection: Collection
    record: Record
    as_of: date
    known_as_of: date | None

    def read(self) -> tuple[Item | None, Excluded | None]:
        """The record as an item, and why it is left out; neither if it does not exist yet."""
        status, unheld = self._standing()
        if status in _NEVER_EXISTED:
            return None, self._excluded(status, self.record.status_on)
        happened = getattr(self.record, self.collection.dated_by)
        if isinstance(happened, date) and happened > self.as_of:
            return None, None
        if self.known_as_of is not None:
            known = self.record.known_on
            if isinstance(known, date) and known > self.known_as_of:
                return None, None
            unheld += [] if isinstance(known, date) else ["known_on"]
        unheld += [] if isinstance(happened, date) else [self.collection.dated_by]
        ended = getattr(self.record, "publicity_until", None)
        exclusion = None
        if status in _SET_ASIDE:
            exclusion = self._excluded(status, self.record.status_on)
        elif isinstance(ended, date) and ended < self.as_of:
            exclusion = self._excluded(RecordStatus.DISCLOSURE_ENDED, ended)
        item = Item(
            collection=self.collection,
            key=self._key(),
            record=self.record,
            as_of=self.as_of,
            present=Truth.UNKNOWN if unheld else Truth.TRUE,
            missing=frozenset(map(self._unheld, unheld)),
            set_aside=exclusion.status if exclusion else None,
            under_review=status is RecordStatus.UNDER_REVIEW,
        )
        return item, exclusion

    def _standing(self) -> tuple[RecordStatus, list[str]]:
        """The status on the day, and what would have to be told to be sure of it."""
        record = self.record
        if record.status is None:
            return RecordStatus.EFFECTIVE, ["status"]
        if record.status in _NEVER_EXISTED:
            learnt = record.status_known_on
            if self.known_as_of is None:
                return record.status, []
            if isinstance(learnt, date):
                known = learnt <= self.known_as_of
                return record.status if known else RecordStatus.EFFECTIVE, []
            return RecordStatus.EFFECTIVE, ["status_known_on"]
        if record.status in _SET_ASIDE and not isinstance(record.status_on, date):
            return RecordStatus.EFFECTIVE, ["status_on"]
        later = isinstance(record.status_on, date) and record.status_on > self.as_of
        return RecordStatus.EFFECTIVE if later else record.status, []

    def _key(self) -> str:
        """The record's own name, else one made of its content, so that order plays no part."""
        named = self.record.key or self.record.document_number
        if named:
            return named
        said = [
            (name, sorted(map(str, value)) if isinstance(value, frozenset) else str(value))
            for name, value in self.record
            if value is not None
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:8]

    def _excluded(self, status: RecordStatus, on: object) -> Excluded:
        day = str(on) if isinstance(on, date) else ""
        return Excluded(f"{self.collection.name}[{self._key()}]", status, day)

    def _unheld(self, name: str) -> Unheld:
        path = f"{self.collection.name}[{self._key()}].{name}"
        return Unheld(path, self.collection.fields[name].holder)


def possible_kinds(subject: Subject) -> frozenset[SubjectKind]:
    """The kinds the subject may be of: as told, else as far as its code tells (GB 32100)."""
    if subject.kind is not None:
        return frozenset({subject.kind})
    prefix = (subject.uscc or "")[:2]
    return _KINDS_BY_PREFIX.get(prefix, _NOT_PERSONS)
