"""Writing scenarios: a subject on a day as YAML that an officer can read, and paste into a file.

What is written is as short as reading it back allows: what the reader fills in by itself is left
out. Names and codes are left out too, since a scenario is about nobody. Read back, it decides as
the subject did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

import yaml

from credit_rules.engine.decision import Acting
from credit_rules.model.codes import RecordStatus
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import (
    COLLECTIONS,
    NONE,
    SUBJECT_FIELDS,
    Kind,
    Person,
    Record,
    Subject,
)
from credit_rules.testing.expectations import Plain
from credit_rules.testing.judging import found
from credit_rules.testing.scenarios import ORDINARY_PREFIX, UNTOLD

__all__ = ["WIDTH", "flow", "scenario_file", "scenario_text", "subject_yaml", "written"]

WIDTH: Final = 100
"""No line is longer, except for a name that is."""

# Longer texts stand in quotes, where a line may end.
_PLAIN_TEXT: Final = re.compile(r"[\w（〔《“][\w（）〔〕《》“”‘’、，。；：—…·/.+-]{0,59}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUOTED: Final = re.compile(r'(?P<before>[^"]*")(?P<text>.*)(?P<after>"[^"]*)')
_CHARACTER: Final = re.compile(r"\\U.{8}|\\u.{4}|\\.|.")
_UNITS: Final = ((100_000_000, "亿元"), (10_000, "万元"))


def scenario_text(
    book: Rulebook,
    name: str,
    rulesets: Sequence[str],
    subject: Subject,
    as_of: date,
    acting: Acting | None = None,
    expect: Mapping[str, Plain] | None = None,
    unlike: Rulebook | None = None,
) -> str:
    """A scenario as YAML, ready to be pasted below `scenarios:` of a file about the rulesets.

    Args:
        book: what the expectations are computed with.
        name: of the scenario.
        rulesets: the ids of those it is about.
        subject: whom; its name and code are not written.
        as_of: the day asked about.
        acting: who asks.
        expect: what is expected; None for what the book says now, so that the scenario holds.
        unlike: a book of which it shall not hold, where that says anything else: then as much more
            is expected as it takes.
    """
    if expect is None:
        expect = found(book, rulesets, subject, as_of, acting, unlike=unlike)
    parts: dict[str, _Tree] = {"name": written(name), "as_of": str(as_of)}
    if acting is not None:
        parts["acting"] = _acting(acting)
    told = _subject(subject, as_of)
    if told:
        parts["subject"] = told
    parts["expect"] = {word: _leaves(value) for word, value in expect.items()}
    first, *rest = _mapping(parts, 4)
    return "\n".join([f"  - {first.strip()}", *rest]) + "\n"


def scenario_file(rulesets: Sequence[str], scenarios: Iterable[str]) -> str:
    """A whole scenario file about some rulesets, from what `scenario_text` wrote."""
    about = rulesets[0] if len(rulesets) == 1 else f"[{', '.join(rulesets)}]"
    return f"ruleset: {about}\nscenarios:\n" + "".join(scenarios)


def subject_yaml(subject: Subject, as_of: date) -> str:
    """The subject alone, as it would stand below `subject:` of a scenario; `{}` if ordinary."""
    told = _subject(subject, as_of)
    return "\n".join(_mapping(told, 0)) + "\n" if told else "{}\n"


def flow(value: Plain) -> str:
    """A value on one line."""
    return _flow(_leaves(value))


def written(text: str) -> str:
    """A text as YAML: as it is where every reader of YAML takes it for a text, else in quotes."""
    node = yaml.compose(text, Loader=yaml.SafeLoader) if _PLAIN_TEXT.fullmatch(text) else None
    if node is not None and node.tag.endswith(":str"):
        return text
    # JSON in quotes is YAML, once what does not print is escaped as well.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escaped(one) for one in quoted)


def _escaped(char: str) -> str:
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"


# Leaves are YAML already: a figure needs no quotes where a text that looks like one does.
_Tree = str | list["_Tree"] | dict[str, "_Tree"]


def _acting(acting: Acting) -> dict[str, _Tree]:
    told: dict[str, _Tree] = {}
    if acting.authority is not None:
        told["authority"] = written(acting.authority)
    if acting.region is not None:
        told["region"] = written(acting.region)
    if acting.purposes:
        told["purposes"] = [one.value for one in acting.purposes]
    return told


def _leaves(value: Plain) -> _Tree:
    match value:
        case bool():
            return str(value).lower()
        case str():
            # A day is a day in an expectation; in quotes it would look like something else.
            return value if _DAY.fullmatch(value) else written(value)
        case list():
            return [_leaves(one) for one in value]
        case dict():
            return {key: _leaves(one) for key, one in value.items()}


def _subject(subject: Subject, as_of: date) -> dict[str, _Tree]:
    told: dict[str, _Tree] = {}
    if subject.kind is None and subject.uscc and not subject.uscc.startswith(ORDINARY_PREFIX):
        # Then the kind follows from the code.
        told["uscc"] = written(subject.uscc)
    for name, spec in SUBJECT_FIELDS.items():
        value = getattr(subject, name)
        if value is not None:
            told[name] = _value(value, spec.kind)
    if subject.persons is not None:
        told["persons"] = [_person(one) for one in subject.persons]
    covers = _covers(subject, as_of)
    if covers:
        told["covers"] = covers
    taken = _names(subject)
    for name in COLLECTIONS:
        records: Sequence[Record] = getattr(subject, name)
        if records:
            told[name] = [
                _record(name, one, str(number), taken) for number, one in enumerate(records, 1)
            ]
    return told


def _covers(subject: Subject, as_of: date) -> _Tree:
    """What is not covered from the beginning until the day; no rule looks at a later one."""
    told: dict[str, _Tree] = {}
    for name in COLLECTIONS:
        given = subject.covers.get(name)
        if given is None or (given.since != "beginning" and given.since > as_of):
            told[name] = NONE
        elif given.since != "beginning" or given.until < as_of:
            told[name] = {"from": str(given.since), "until": str(min(given.until, as_of))}
    return NONE if list(told.values()) == [NONE] * len(COLLECTIONS) else told


def _person(person: Person) -> dict[str, _Tree]:
    told: dict[str, _Tree] = {"key": written(person.key), "role": person.role.value}
    for name in ("since", "until"):
        day = getattr(person, name)
        if day is not None:
            told[name] = str(day)
    if person.of_full_age is not None:
        told["of_full_age"] = str(person.of_full_age).lower()
    return told


def _names(subject: Subject) -> set[str]:
    """What records are called by, and called by others."""
    named = {
        getattr(record, field, None)
        for name in COLLECTIONS
        for record in getattr(subject, name)
        for field in ("key", "document_number", "about", "record")
    }
    return {one for one in named if one is not None}


def _record(collection: str, record: Record, number: str, taken: set[str]) -> dict[str, _Tree]:
    """The fields of a record, its own before those every record has."""
    fields = COLLECTIONS[collection].fields
    ordered = [*(one for one in fields if one not in Record.model_fields), *Record.model_fields]
    told = {
        name: _value(value, fields[name].kind)
        for name in ordered
        if (value := getattr(record, name)) is not None
    }
    match record.status:
        case None:
            told["status"] = UNTOLD
        case RecordStatus.EFFECTIVE:
            del told["status"]
        case _:
            pass
    if collection == "findings":
        # Which organ and which document is all the same; that there is one is not.
        told.pop("key", None)
        for name in ("authority", "document_number"):
            if told.pop(name, None) is None:
                told[name] = UNTOLD
        return told
    if record.key is None and record.document_number is None and number in taken:
        told["key"] = UNTOLD
    if record.key == number and record.document_number is None:
        del told["key"]
    return told


def _value(value: object, kind: Kind) -> _Tree:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return _amount(value) if kind is Kind.AMOUNT else f"{value.normalize():f}"
        case frozenset():
            return [_value(one, Kind.CODE) for one in sorted(value)]
        case Enum():
            return written(str(value.value))
        case str() if kind in (Kind.TEXT, Kind.CODE):
            return written(value)
        case _:
            return str(value)


def _amount(value: Decimal) -> str:
    for size, unit in _UNITS:
        if value and value % size == 0:
            return f"{value // size:f}{unit}"
    return f"{value.normalize():f}"


def _mapping(tree: Mapping[str, _Tree], indent: int) -> Iterator[str]:
    """A mapping as a block: what fits on a line stands on one."""
    for key, value in tree.items():
        start = f"{' ' * indent}{key}:"
        flow = _flow(value)
        if len(start) + 1 + len(flow) <= WIDTH:
            yield f"{start} {flow}"
        elif isinstance(value, dict):
            yield start
            yield from _mapping(value, indent + 2)
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield start
            for one in value:
                yield from _wrapped(f"{' ' * (indent + 2)}- ", one, indent + 6)
        else:
            yield from _wrapped(f"{start} ", value, indent + 4)


def _flow(tree: _Tree) -> str:
    return "".join(_atoms(tree))


def _atoms(tree: _Tree, end: str = "") -> Iterator[str]:
    """A value on one line, in pieces between which a line may end; spaces end a piece."""
    match tree:
        case str():
            yield tree + end
        case list():
            yield from _joined("[", [("", one) for one in tree], "]" + end)
        case dict():
            pairs = [(f"{key}: ", one) for key, one in tree.items()]
            yield from _joined("{ ", pairs, " }" + end) if pairs else ("{}" + end,)


def _joined(opening: str, items: Sequence[tuple[str, _Tree]], closing: str) -> Iterator[str]:
    lead = opening
    for number, (key, one) in enumerate(items, 1):
        pieces = list(_atoms(one, closing if number == len(items) else ", "))
        yield lead + key + pieces[0]
        yield from pieces[1:]
        lead = ""
    if not items:
        yield opening + closing


def _wrapped(start: str, tree: _Tree, indent: int) -> Iterator[str]:
    """A value in flow style over as many lines as it needs."""
    line, begun = start, False
    for atom in _atoms(tree):
        if begun and len(line) + len(atom.rstrip()) > WIDTH:
            yield line.rstrip()
            line = " " * indent
        begun = True
        if len(line) + len(atom.rstrip()) > WIDTH and (match := _QUOTED.fullmatch(atom)):
            *done, line = _folded(line, match, indent)
            yield from done
        else:
            line += atom
    yield line.rstrip()


def _folded(line: str, quoted: re.Match[str], indent: int) -> Iterator[str]:
    """A quoted text over several lines: a backslash ends each, and the next goes on with it."""
    line += quoted["before"]
    for one in _CHARACTER.findall(quoted["text"]):
        if len(line) + len(one) >= WIDTH:
            yield line + "\\"
            line = " " * indent
            # A space would be taken for part of the indentation.
            line += "\\" if one == " " else ""
        line += one
    if len(line) + len(quoted["after"].rstrip()) > WIDTH:
        yield line + "\\"
        line = " " * indent
    yield line + quoted["after"]
