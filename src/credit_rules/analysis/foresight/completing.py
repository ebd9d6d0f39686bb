"""Telling what was not told: which places of a subject a missing fact is, and what it may hold.

A field of a record or of the subject, an answer of a person, days of a collection, the region of
who asks. What nobody can tell through a record (a figure of a department, the first day of a text)
is none of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, assert_never

from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.drafting import Held
from credit_rules.analysis.foresight.claims import DAYS, FIGURES, Ordered, ends_of, stepped
from credit_rules.analysis.foresight.further import Drafts
from credit_rules.analysis.foresight.hypotheses import Event, events_of, with_events
from credit_rules.analysis.invented import AUTHORITY
from credit_rules.dates import Period, last_day, window_start
from credit_rules.engine.decision import Acting, MissingFact
from credit_rules.engine.facts import Facts, possible_kinds
from credit_rules.errors import SubjectError
from credit_rules.model.codes import FindingAnswer
from credit_rules.model.expr import Compare, During, FieldRef, ParameterRef, Threshold
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import NATIONAL, parts
from credit_rules.model.subject import (
    COLLECTIONS,
    FIRST_DAY,
    LAST_DAY,
    NONE,
    SUBJECT_FIELDS,
    Collection,
    Covers,
    FieldSpec,
    Finding,
    Kind,
    Record,
    Subject,
)

__all__ = [
    "AnswerOf",
    "DaysOf",
    "FieldOf",
    "Nothing",
    "OwnField",
    "Place",
    "Points",
    "RegionOf",
    "Value",
    "pinned",
    "place_of",
    "told",
]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The days were delivered completely, and there is nothing further in them."""


Value = Held | Nothing | Event
"""What a place may hold: a value, no further record, or one."""


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a record."""

    fact: MissingFact
    collection: Collection = dataclasses.field(compare=False)
    key: str
    field: FieldSpec = dataclasses.field(compare=False)


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of the subject itself."""

    fact: MissingFact
    field: FieldSpec = dataclasses.field(compare=False)


@dataclass(frozen=True, slots=True)
class AnswerOf:
    """What a person finds about a record, or about the subject (`about` is then `none`)."""

    fact: MissingFact
    about: str


@dataclass(frozen=True, slots=True)
class DaysOf:
    """Days over which a collection was not delivered; without a first one, from the beginning."""

    fact: MissingFact
    collection: Collection = dataclasses.field(compare=False)
    first: date | None
    last: date


@dataclass(frozen=True, slots=True)
class RegionOf:
    """The region of the authority that asks."""

    fact: MissingFact


Place = FieldOf | OwnField | AnswerOf | DaysOf | RegionOf


def place_of(fact: MissingFact) -> Place | None:
    """Where a missing fact belongs; None if no record can tell it."""
    name, _, rest = fact.path.partition("[")
    if fact.kind == "question":
        return AnswerOf(fact, rest.removesuffix("]") or NONE)
    if fact.path == "acting.region":
        return RegionOf(fact)
    if name.startswith("subject."):
        return OwnField(fact, SUBJECT_FIELDS[name.removeprefix("subject.")])
    if name not in COLLECTIONS:
        return None
    collection = COLLECTIONS[name]
    if rest.endswith("]"):
        first, _, last = rest[:-1].partition("..")
        since = date.fromisoformat(first) if first else None
        return DaysOf(fact, collection, since, date.fromisoformat(last))
    key, _, field = rest.rpartition("].")
    return FieldOf(fact, collection, key, collection.fields[field])


def pinned(subject: Subject, as_of: date) -> Subject:
    """The same subject, each record by the name answers give it, whatever it is told further."""
    names = {
        id(item.record): item.key
        for items in Facts.of(subject, as_of).items.values()
        for item in items
    }
    named = {
        name: tuple(
            one
            if one.key or one.document_number or id(one) not in names
            else one.model_copy(update={"key": names[id(one)]})
            for one in getattr(subject, name)
        )
        for name in COLLECTIONS
    }
    return subject.model_copy(update=named)


def told(
    subject: Subject, acting: Acting | None, as_of: date, values: Mapping[Place, Value]
) -> tuple[Subject, Acting | None]:
    """The subject, and who asks, once some places hold some values.

    Args:
        subject: what was delivered, `pinned`.
        acting: who asks.
        as_of: the day asked about; findings are of that day.
        values: what each place is to hold.

    Raises:
        SubjectError: a value does not fit its place.
    """
    for number, (place, value) in enumerate(values.items(), 1):
        match place:
            case FieldOf(_, collection, key, field):
                rows = tuple(
                    _with(one, field.name, value) if _named(one) == key else one
                    for one in getattr(subject, collection.name)
                )
                subject = subject.model_copy(update={collection.name: rows})
            case OwnField(_, field):
                subject = Subject.read({**dict(subject), field.name: value})
            case AnswerOf(fact, about):
                found = _finding(fact, about, value, as_of, number)
                subject = subject.model_copy(update={"findings": (*subject.findings, found)})
            case DaysOf():
                subject = _delivered(subject, place, value)
            case RegionOf():
                acting = (acting or Acting()).model_copy(update={"region": value})
            case _ as never:
                assert_never(never)
    return subject, acting


def _named(record: Record) -> str | None:
    return record.key or record.document_number


def _with(record: Record, field: str, value: Value) -> Record:
    if getattr(record, field) is not None:
        return record
    plain: object = sorted(value) if isinstance(value, frozenset) else value
    if isinstance(value, Decimal) and value == int(value):
        plain = int(value)
    return type(record).model_validate({**dict(record), field: plain})


def _finding(fact: MissingFact, about: str, value: Value, day: date, number: int) -> Finding:
    return Finding.model_validate(
        {
            "key": f"supposed-{number}",
            "finding": fact.finding,
            "about": about,
            "answer": value,
            "authority": AUTHORITY,
            "document_number": f"supposed-{number}",
            "decided_on": day,
            "status": "effective",
        }
    )


def _delivered(subject: Subject, place: DaysOf, value: Value) -> Subject:
    """A further record; or the days covered, and those between them and what was."""
    if isinstance(value, Event):
        return with_events(subject, [value])
    name = place.collection.name
    since: object = "beginning" if place.first is None else place.first
    until = place.last
    before = subject.covers.get(name)
    if before is not None:
        until = max(until, before.until)
        ever = "beginning" in (since, before.since)
        days = [one for one in (since, before.since) if isinstance(one, date)]
        since = "beginning" if ever else min(days)
    covers = Covers.model_validate({"from": since, "until": until})
    return subject.model_copy(update={"covers": {**subject.covers, name: covers}})


@dataclass(frozen=True, slots=True)
class Points:
    """Values worth trying in a place.

    Attributes:
        ordered: days or figures, in order: every edge that a rule may have, and a step beside it.
        others: words, codes, answers, records.
    """

    ordered: tuple[Ordered, ...]
    others: tuple[Value, ...]

    @staticmethod
    def of(place: Place, book: Rulebook, subject: Subject, as_of: date) -> Points:
        """What is worth trying, for some rulesets.

        Args:
            place: where.
            book: the rulesets whose answer is asked for.
            subject: what was delivered.
            as_of: the day asked about.
        """
        match place:
            case AnswerOf():
                return Points((), tuple(FindingAnswer))
            case RegionOf():
                return Points((), tuple(_regions(book)))
            case DaysOf():
                return Points((), (Nothing(), *_records(place, book, subject, as_of)))
            case OwnField(_, field):
                return _of_field(field, "subject", subject, book, subject, as_of)
            case FieldOf(_, collection, key, field):
                rows = [one for one in getattr(subject, collection.name) if _named(one) == key]
                row = rows[0] if rows else None
                return _of_field(field, collection.name, row, book, subject, as_of)
            case _ as never:
                assert_never(never)


_OTHER_REGION: Final = "650100"
_OTHER_TEXTS: Final = {
    "region": _OTHER_REGION,
    "authority_region": _OTHER_REGION,
    "industry": "J66",
}
_OTHER_TEXT: Final = "虚构其他"
_ONE_DAY: Final = timedelta(days=1)
_DRAFTS: Final = 2
"""So many drafts are made of a further record for each place that looks for one."""


def _regions(book: Rulebook) -> Iterator[str]:
    """A region in each jurisdiction there is, and one in none of them."""
    found = {one.header.jurisdiction for one in book.rulesets} - {NATIONAL}
    yield from sorted(f"{one[:2]}0100" if one.endswith("0000") else one for one in found)
    if not any(_OTHER_REGION.startswith(one[:2]) for one in found):
        yield _OTHER_REGION


def _records(place: DaysOf, book: Rulebook, subject: Subject, as_of: date) -> Iterator[Event]:
    """Further records, dated in days nobody covered, that some rule would look at."""
    dated = min(place.last, as_of)
    days = [dated] if place.first in (None, dated) else [dated, place.first or dated]
    seen: set[str] = set()
    for ruleset in book.rulesets:
        drafts = Drafts(book, ruleset, subject)
        for sought in drafts.sought:
            if sought.collection != place.collection.name:
                continue
            for seed in range(_DRAFTS):
                for day in days:
                    for draft in drafts.of(sought, day, as_of, seed):
                        try:
                            found = events_of(subject, as_of, {sought.collection: [draft]})
                        except SubjectError:
                            continue
                        if found[0].said.en not in seen:
                            seen.add(found[0].said.en)
                            yield found[0]


def _of_field(
    spec: FieldSpec, name: str, row: object, book: Rulebook, subject: Subject, as_of: date
) -> Points:
    named = _named_values(spec, name, book)
    words = sorted(spec.words)
    if spec.kind in FIGURES:
        edges = {one for one in named if isinstance(one, Decimal)} | _alike(spec, row)
        low, high = ends_of(spec)
        near = {stepped(one, step, spec) for one in edges for step in (-1, 0, 1)}
        ends = [one for one in (low, high) if isinstance(one, Decimal)]
        figures = {one for one in near if isinstance(one, Decimal) and ends[0] <= one <= ends[1]}
        figures |= set(ends)
        if spec.name == "year":
            figures |= {Decimal(as_of.year - years) for years in range(5)}
        return Points(tuple(sorted(figures)), tuple(words))
    if spec.kind in DAYS:
        dated_by = COLLECTIONS[name].dated_by if name in COLLECTIONS else ""
        return Points(_days(spec, dated_by, row, named, book, as_of), tuple(words))
    match spec.kind:
        case Kind.FLAG:
            return Points((), (True, False))
        case Kind.CODES:
            assert spec.codes is not None, "codes have their vocabulary"
            each = [frozenset({str(one)}) for one in spec.codes]
            return Points((), (frozenset[str](), *each))
        case Kind.CODE:
            assert spec.codes is not None, "a code has its vocabulary"
            codes = [str(one) for one in spec.codes]
            if (name, spec.name) == ("subject", "kind"):
                codes = [str(one) for one in spec.codes if one in possible_kinds(subject)]
            return Points((), (*codes, *words))
        case _:
            texts = [one for one in named if isinstance(one, str) and one not in words]
            own = {getattr(one, spec.name) for one in getattr(subject, name, ())} - {None}
            other = _OTHER_TEXTS.get(spec.name, _OTHER_TEXT)
            every = dict.fromkeys([*texts, *sorted(own), other])
            return Points((), (*every, *words))


def _named_values(spec: FieldSpec, name: str, book: Rulebook) -> set[Held]:
    """What the rules hold a field against."""
    found: set[Held] = set(Aims(book, book.rulesets).asked.get((name, spec.name), ()))
    for ruleset in book.rulesets:
        for node in parts(ruleset, Threshold):
            if isinstance(node.quantity, FieldRef) and node.quantity.name == spec.name:
                found |= _limit(node.limit, book)
        for one in parts(ruleset, Compare):
            if one.field.name == spec.name and isinstance(one.value, ParameterRef):
                found |= _limit(one.value, book)
    return found


def _limit(limit: Decimal | ParameterRef, book: Rulebook) -> set[Held]:
    if isinstance(limit, Decimal):
        return {limit}
    figures = book.figures.get(limit.name)
    return set() if figures is None else {figures.low, figures.high}


def _alike(spec: FieldSpec, row: object) -> set[Decimal]:
    """The other figures of the record, with which a rule may compare it."""
    fields = getattr(type(row), "model_fields", {})
    values = [getattr(row, name) for name in fields]
    wanted = Decimal if spec.kind is not Kind.NUMBER else int
    return {Decimal(one) for one in values if isinstance(one, wanted) and not isinstance(one, bool)}


def _days(
    spec: FieldSpec,
    dated_by: str,
    row: object,
    named: set[Held],
    book: Rulebook,
    as_of: date,
) -> tuple[date, ...]:
    """Every day at which a period, a window or a year may begin or end, and those beside it."""
    fields = getattr(type(row), "model_fields", {})
    bases = {day for name in fields if isinstance(day := getattr(row, name), date)} | {as_of}
    periods = {one for ruleset in book.rulesets for one in parts(ruleset, Period)}
    for listed in book.catalog.lists.values() if fields.keys() & {"term_until"} else ():
        periods |= {one for one in (listed.term, *listed.terms.values()) if one}
    edges = {one for one in named if isinstance(one, date)} | bases
    for base in bases:
        edges |= {last_day(base, one) for one in periods}
        edges |= {window_start(base, one) for one in periods}
    for ruleset in book.rulesets:
        validity = ruleset.header.in_force
        edges |= {day for day in (validity.since, validity.until) if day is not None}
        for node in parts(ruleset, During):
            edges |= {date(as_of.year - node.years_before + more, 1, 1) for more in (0, 1)}
    event = spec.kind is Kind.DAY or spec.name == dated_by
    latest = as_of + _ONE_DAY * (spec.name == dated_by) if event else LAST_DAY
    near = {stepped(one, step, spec) for one in edges for step in (-1, 0, 1)}
    near |= {FIRST_DAY, latest}
    days = {one for one in near if isinstance(one, date) and FIRST_DAY <= one <= latest}
    return tuple(sorted(days))
