"""What would be said if something more were on record: a hypothesis, and never a decision.

A hypothesis is a type of its own. It has no measures, no tier and no proposals to take for an
answer: it has the events that were supposed, and what they would change. Whoever wants the changes
that are there already decides.

An event is a further record. Of a day after the day asked about, it is looked at on that day; then
the deliveries are supposed to go on until it and to bring nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from credit_rules.analysis.changes import Change, Part, changes
from credit_rules.analysis.foresight.nothing_new import carried
from credit_rules.analysis.invented import AUTHORITY, USCC
from credit_rules.diagnostics import in_order
from credit_rules.engine.decide import decide
from credit_rules.engine.decision import Acting, Text
from credit_rules.engine.wording import words
from credit_rules.errors import CreditRulesError, RulesetError, SubjectError
from credit_rules.lang import source
from credit_rules.lang.reader import Report, hint_for
from credit_rules.lang.source import Map, Node, Scalar, Seq
from credit_rules.model.codes import RecordStatus
from credit_rules.model.expr import Compare, FieldRef, In, Op
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import COLLECTIONS, NONE, Kind, Record, Subject

__all__ = [
    "SUPPOSED",
    "Event",
    "Hypothesis",
    "Told",
    "events_of",
    "read_events",
    "what_if",
    "what_if_listed",
    "with_events",
]

Told = Mapping[str, Sequence[Mapping[str, object]]]
"""New records by collection, as `Subject.read` takes them."""

_FLAGS: Final = {"true": True, "false": False}
SUPPOSED: Final = "hypothetical-"
"""How the key of a record begins that is supposed and has no name of its own."""

_EXAMPLE: Final = "write `penalties: { kinds: [fine], fine: 100万元 }`"
_NOTICE: Final = Text(
    zh="以下是假设，不是事实，也不是决定：所列事件并未记录在案。",
    en="Hypothetical, neither fact nor decision: the events listed are not on record.",
)
_LATER: Final = Text(
    zh="并假设各类记录照常交付到{day}，除所列事件外没有新的记录。",
    en="Deliveries are supposed to go on until {day} and to bring nothing but these events.",
)


@dataclass(frozen=True, slots=True)
class Event:
    """A further record that is supposed, and of which collection."""

    collection: str
    record: Record

    @property
    def path(self) -> str:
        """How the record is called in answers."""
        return f"{self.collection}[{self.record.key or self.record.document_number}]"

    @property
    def day(self) -> date | None:
        """The day that dates it; None where it says `none`."""
        day = getattr(self.record, COLLECTIONS[self.collection].dated_by)
        return day if isinstance(day, date) else None

    @property
    def said(self) -> Text:
        """What it says, field by field."""
        known = COLLECTIONS[self.collection]
        told = [words(one, known) for one in self._facts()]
        return Text(
            zh=f"{known.zh}：{'；'.join(one.zh for one in told)}",
            en=f"{known.name}: {'; '.join(one.en for one in told)}",
        )

    def _facts(self) -> Iterator[Compare | In]:
        for name, spec in COLLECTIONS[self.collection].fields.items():
            value = getattr(self.record, name)
            ordinary = name == "status" and value == RecordStatus.EFFECTIVE
            if value is None or name == "key" or ordinary:
                continue
            several = sorted(map(str, value)) or [NONE] if spec.kind is Kind.CODES else [value]
            if len(several) == 1:
                yield Compare(FieldRef(name), Op.IS, several[0])
            else:
                yield In(FieldRef(name), tuple(several))


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What some events would change. It says nothing of what is so.

    Attributes:
        as_of: the day asked about.
        looked_at: the day on which both are decided: that day, or the last day of an event.
        events: what is supposed.
        changes: what is said otherwise with the events than without them, on that day.
        notice: that it is hypothetical.
    """

    subject: str
    as_of: date
    looked_at: date
    acting: Acting | None
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    notice: Text

    @property
    def undetermined(self) -> bool:
        """Whether something that nobody could know then is among what would change."""
        return any(one.part is Part.UNDETERMINED and one.after for one in self.changes)


def what_if(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    events: Told,
    *,
    acting: Acting | None = None,
) -> Hypothesis:
    """What would change if some further records were there.

    What an event does not say stays untold, but this: it is effective, it is dated on the day asked
    about, it has a name of its own, and a finding has an organ and a document.

    Args:
        book: loaded rulesets and catalogs.
        subject: what is on record.
        as_of: the day asked about.
        events: the further records, by collection. The collection stays covered as it was told.
        acting: who asks, as for `decide`.

    Raises:
        SubjectError: an event does not fit the vocabulary, or has the name of a record.
        CreditRulesError: no event, or a day that cannot be asked about.
    """
    supposed = events_of(subject, as_of, events)
    if not supposed:
        raise CreditRulesError("a hypothesis needs at least one event")
    looked_at = max([as_of, *(one.day for one in supposed if one.day is not None)])
    before = carried(subject, as_of, looked_at)
    after = with_events(before, supposed)
    notice = _NOTICE
    if looked_at > as_of:
        zh, en = (half.format(day=looked_at) for half in (_LATER.zh, _LATER.en))
        notice = Text(zh=f"{notice.zh}{zh}", en=f"{notice.en} {en}")
    return Hypothesis(
        subject=subject.label,
        as_of=as_of,
        looked_at=looked_at,
        acting=acting,
        events=supposed,
        changes=changes(
            decide(book, before, looked_at, acting=acting),
            decide(book, after, looked_at, acting=acting),
        ),
        notice=notice,
    )


def what_if_listed(
    book: Rulebook,
    subject: Subject,
    as_of: date,
    on_list: str,
    *,
    ground: str | None = None,
    acting: Acting | None = None,
) -> Hypothesis:
    """What would change if an organ had put the subject on a list that day.

    Args:
        book: loaded rulesets and catalogs.
        subject: what is on record.
        as_of: the day asked about, and of the entry.
        on_list: the id of the list.
        ground: the ground of the entry, where the list's term hangs on it; None leaves it untold.
        acting: who asks, as for `decide`.

    Raises:
        CreditRulesError: no list is called so.
    """
    if on_list not in book.catalog.lists:
        raise CreditRulesError(
            f"no list is called `{on_list}`; {hint_for(on_list, book.catalog.lists)}"
        )
    entry: dict[str, object] = {"list": on_list, "removed_on": NONE, "restored_on": NONE}
    if ground is not None:
        entry["ground"] = ground
    return what_if(book, subject, as_of, {"listings": [entry]}, acting=acting)


def events_of(subject: Subject, as_of: date, told: Told) -> tuple[Event, ...]:
    """Further records as events, with what goes without saying filled in.

    Raises:
        SubjectError: one does not fit the vocabulary, or has the name of a record.
    """
    unknown = [name for name in told if name not in COLLECTIONS]
    if unknown:
        known = [hint_for(str(name), COLLECTIONS) for name in unknown]
        raise SubjectError(f"an event of no collection there is; {known[0]}")
    whole = {
        name: [_ordinary(subject, as_of, name, one, number) for number, one in enumerate(rows, 1)]
        for name, rows in told.items()
    }
    read = Subject.read({"uscc": USCC, **whole})
    return tuple(Event(name, one) for name in COLLECTIONS for one in getattr(read, name))


def with_events(subject: Subject, events: Iterable[Event]) -> Subject:
    """The subject with further records.

    Raises:
        SubjectError: a collection would have more records than one may.
    """
    added: dict[str, list[Record]] = {}
    for one in events:
        added.setdefault(one.collection, []).append(one.record)
    more = {name: (*getattr(subject, name), *records) for name, records in added.items()}
    return Subject.read({**dict(subject), **more})


def read_events(content: bytes, file: str) -> Told:
    """Read events as they are written in a file or on the command line: YAML, or JSON.

    A collection, with a record or a list of records, as scenarios have them:
    `penalties: { kinds: [fine], fine: 100万元, decided_on: 2026-03-01 }`.

    Args:
        content: the text, UTF-8.
        file: how it is called in diagnostics.

    Raises:
        RulesetError: it cannot be read so; it carries every finding.
    """
    report = Report()
    node, found = source.read(content, file)
    report.found.extend(found)
    told: dict[str, list[Mapping[str, object]]] = {}
    for name, value in () if node is None else _entries(report, node):
        if name.text not in COLLECTIONS:
            report.add("unknown-key", name.at, key=name.text, hint=hint_for(name.text, COLLECTIONS))
            continue
        for one in report.sequence(value):
            told.setdefault(name.text, []).append(_record(report, name.text, one))
    if report.found:
        raise RulesetError(in_order(report.found))
    return told


def _entries(report: Report, node: Node) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Map):
        yield from node.entries
    else:
        report.wrong(node, "collections with records", _EXAMPLE)


def _record(report: Report, collection: str, node: Node) -> dict[str, object]:
    plain = _plain(node)
    if not isinstance(plain, dict):
        report.wrong(node, "a record: fields with values", _EXAMPLE)
        return {}
    fields = COLLECTIONS[collection].fields
    flags = {name for name, spec in fields.items() if spec.kind is Kind.FLAG}
    # Every scalar of ours is the text that was typed; a yes or no is one by its field alone.
    return {
        key: _FLAGS.get(value, value) if key in flags and isinstance(value, str) else value
        for key, value in plain.items()
    }


def _plain(node: Node) -> Any:
    match node:
        case Scalar(text=text):
            return text
        case Seq(items=items):
            return [_plain(item) for item in items]
        case Map(entries=entries):
            return {key.text: _plain(value) for key, value in entries}


def _ordinary(
    subject: Subject, as_of: date, name: str, said: Mapping[str, object], number: int
) -> dict[str, object]:
    """A record with what goes without saying; it is none of those that are there."""
    taken = {
        named for one in getattr(subject, name) for named in (one.key, one.document_number) if named
    }
    if {said.get("key"), said.get("document_number")} & taken:
        raise SubjectError(f"{name}: an event has the name of a record that is there")
    ordinary: dict[str, object] = {"status": "effective", COLLECTIONS[name].dated_by: as_of}
    if "key" not in said and "document_number" not in said:
        free = (one for one in (f"{SUPPOSED}{n}" for n in range(number, 10**9)) if one not in taken)
        ordinary["key"] = next(free)
    if name == "findings":
        # Without them it would be nobody's finding.
        ordinary |= {"authority": AUTHORITY, "document_number": f"{SUPPOSED}{number}"}
    return ordinary | dict(said)
