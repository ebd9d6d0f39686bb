"""Scenario files: a subject, a day, and what the rulesets should say of it.

```yaml
ruleset: wage-arrears-listing          # or several: expectations look at these only
given: { kind: legal_person }          # what the subject of every scenario starts from
scenarios:
  - name: 责令期满仍未支付，应当列入
    as_of: 2026-03-01
    acting: { region: "320100" }
    subject: { orders: [{ … }] }
    expect: { because_of: [ground], not_because_of: [other-ground] }
```

What a scenario does not say of its subject is as ordinary as can be: an invented code, every
collection delivered whole until the day asked about, every record effective and named by its place
in its list (`1`, `2`), every finding with an organ and a document. So a scenario shows what it is
about and nothing else; what a record does not say of itself stays untold. `covers: none` delivers
nothing; `covers: { penalties: none }` leaves out one collection, and the word `untold` in place of
a value leaves out what would be filled in: `status: untold`.

What may be expected, and in which words, is told in `expectations`; a scenario with a table of
`variants`, in `variants`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from credit_rules.analysis.invented import AUTHORITY, PERSON, USCC
from credit_rules.diagnostics import Span, in_order
from credit_rules.engine.decision import Acting
from credit_rules.errors import RulesetError, SubjectError
from credit_rules.lang import source
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Map, Node, Scalar, Seq
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.subject import COLLECTIONS, FIRST_DAY, LAST_DAY, NONE, Kind, Subject
from credit_rules.testing.expectations import EXPECTATIONS, Plain, inside
from credit_rules.testing.files import scenario_files
from credit_rules.testing.said import rule_ids
from credit_rules.testing.variants import rows

__all__ = [
    "ORDINARY_PREFIX",
    "UNTOLD",
    "Scenario",
    "read_scenario_text",
    "read_scenarios",
]

UNTOLD: Final = "untold"
"""The word for a field nobody delivered, where something would be filled in without it."""

ORDINARY_PREFIX: Final = "91"
"""How the code of a subject begins that says nothing of its code."""


_TRUTHS: Final[Mapping[str, Plain]] = {"true": True, "false": False}
_OF_FULL_AGE: Final = frozenset({"of_full_age"})
_FLAGS: Final = {
    name: frozenset(field for field, spec in one.fields.items() if spec.kind is Kind.FLAG)
    for name, one in COLLECTIONS.items()
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, ready to be decided.

    Attributes:
        rulesets: the ids of the rulesets expectations look at.
        expect: what is expected, by the words of `EXPECTATIONS`.
        at: where the scenario stands, or its row of a table; `expected_at` where each expectation
            does.
    """

    name: str
    rulesets: tuple[str, ...]
    as_of: date
    acting: Acting | None
    subject: Subject
    expect: Mapping[str, Plain]
    at: Span
    expected_at: Mapping[str, Span]


def read_scenarios(book: Rulebook, places: Sequence[Path | str]) -> tuple[Scenario, ...]:
    """Read scenario files, or every one below a folder, in the order of their names.

    Args:
        book: the rulebook they are about; rules and rulesets they name are looked up in it.
        places: files and folders.

    Raises:
        RulesetError: a file cannot be read, or names what is not there; it carries every finding.
    """
    report = Report()
    found: list[Scenario] = []
    for place in map(Path, places):
        for path in scenario_files(place):
            content = _content(report, path)
            if content is not None:
                found += _read(report, book, content, path.as_posix())
    _refuse(report)
    return tuple(found)


def read_scenario_text(book: Rulebook, content: bytes, file: str) -> tuple[Scenario, ...]:
    """Read the text of one scenario file.

    Args:
        book: the rulebook it is about.
        content: the text, UTF-8.
        file: how the file is called in diagnostics.

    Raises:
        RulesetError: it cannot be read, or names what is not there.
    """
    report = Report()
    found = tuple(_read(report, book, content, file))
    _refuse(report)
    return found


def _refuse(report: Report) -> None:
    """What is wrong with a table is wrong in each of its rows, and said once."""
    if report.found:
        once = {(one.code, one.span, str(sorted(one.facts.items()))): one for one in report.found}
        raise RulesetError(in_order([*once.values()]))


def _content(report: Report, path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(source.LIMIT_BYTES + 1)
    except OSError as error:
        problem = error.strerror or "cannot be read"
        report.add("not-yaml", Span(path.as_posix(), 1, 1, 1), problem=problem)
        return None


def _read(report: Report, book: Rulebook, content: bytes, file: str) -> Iterator[Scenario]:
    node, found = source.read(content, file)
    report.found.extend(found)
    entry = None if node is None else report.entry(node)
    if entry is not None:
        yield from _scenarios(report, book, entry)


def _scenarios(report: Report, book: Rulebook, entry: Entry) -> Iterator[Scenario]:
    rulesets = _rulesets(report, book, entry)
    given = entry.get("given")
    base = {} if given is None else _mapping(report, given)
    rules = {rule for one in book.rulesets if one.header.id in rulesets for rule in rule_ids(one)}
    first: dict[str, Span] = {}
    written = entry.entries("scenarios", needed=True)
    for one in (row for each in written for row in rows(report, each)):
        read = _scenario(report, one, rulesets, base, rules)
        if read is None:
            continue
        before = first.setdefault(read.name, read.at)
        if before is not read.at:
            report.add("duplicate-id", read.at, name=read.name, first=f"line {before.line}")
        yield read
    entry.close()


def _rulesets(report: Report, book: Rulebook, entry: Entry) -> tuple[str, ...]:
    node = entry.need("ruleset")
    known = {one.header.id for one in book.rulesets}
    named = []
    for one in () if node is None else node.items if isinstance(node, Seq) else (node,):
        name = report.text(one)
        if name is None:
            continue
        if name not in known:
            hint = hint_for(name, known)
            report.add(
                "unknown-name", one.at, what="ruleset", what_zh="规则集", name=name, hint=hint
            )
        named.append(name)
    return tuple(named)


def _scenario(
    report: Report,
    entry: Entry,
    rulesets: tuple[str, ...],
    base: Mapping[str, Plain],
    rules: set[str],
) -> Scenario | None:
    name, day_node = entry.text("name"), entry.need("as_of")
    as_of = None if day_node is None else report.day(day_node)
    if day_node is not None and as_of is not None and not FIRST_DAY <= as_of <= LAST_DAY:
        report.wrong(day_node, f"a day from {FIRST_DAY} to {LAST_DAY}")
        return None
    acting_node, subject_node = entry.get("acting"), entry.get("subject")
    acting = None if acting_node is None else _acting(report, acting_node)
    said = base if subject_node is None else {**base, **_mapping(report, subject_node)}
    expect, places = _expectations(report, entry, rules)
    entry.close()
    if name is None or as_of is None:
        return None
    subject = _subject(report, subject_node.at if subject_node else entry.at, said, as_of)
    if subject is None:
        return None
    return Scenario(name, rulesets, as_of, acting, subject, expect, entry.at, places)


def _acting(report: Report, node: Node) -> Acting | None:
    try:
        return Acting.model_validate(_plain(node))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        report.wrong(node, f"who asks: {place}: {first['msg']}")
        return None


def _expectations(
    report: Report, entry: Entry, rules: set[str]
) -> tuple[dict[str, Plain], dict[str, Span]]:
    inside = entry.inside("expect", needed=True)
    said: dict[str, Plain] = {}
    places: dict[str, Span] = {}
    if inside is None:
        return said, places
    for key in EXPECTATIONS:
        node = inside.get(key)
        if node is None:
            continue
        said[key], places[key] = _plain(node), node.at
        _known_words(report, key, node, rules)
    inside.close()
    if not said:
        report.wrong(inside.node, f"at least one expectation: {', '.join(EXPECTATIONS)}")
    return said, places


def _known_words(report: Report, key: str, node: Node, rules: set[str]) -> None:
    """Rules and details that an expectation names are there."""
    expectation = EXPECTATIONS[key]
    for one in report.sequence(node) if expectation.names_rules else ():
        if isinstance(one, Scalar) and one.text not in rules:
            hint = hint_for(one.text, rules)
            facts = {"what": "rule", "what_zh": "规则", "name": one.text, "hint": hint}
            report.add("unknown-name", one.at, **facts)
    _known_details(report, node, expectation.answer)


def _known_details(report: Report, node: Node, answer: type[BaseModel] | None) -> None:
    """What is expected of an answer in detail is a part it has, at every depth."""
    for one in report.sequence(node):
        if isinstance(one, Scalar):
            continue
        if isinstance(one, Seq) or answer is None:
            report.wrong(one, "a name")
            continue
        if not one.entries:
            report.wrong(one, "at least one detail")
        for name, value in one.entries:
            if name.text in answer.model_fields:
                _known_details(report, value, inside(answer, name.text))
            else:
                hint = hint_for(name.text, answer.model_fields)
                report.add("unknown-key", name.at, key=name.text, hint=hint)


def _subject(report: Report, at: Span, said: Mapping[str, Plain], as_of: date) -> Subject | None:
    whole: dict[str, Plain] = {
        key: [_record(key, one, number) for number, one in enumerate(value, 1)]
        if key in COLLECTIONS and isinstance(value, list)
        else value
        for key, value in said.items()
    }
    person = whole.get("kind") == "natural_person"
    whole = {"key": PERSON} | whole if person else {"uscc": USCC} | whole
    persons = whole.get("persons")
    if isinstance(persons, list):
        whole["persons"] = [_told(one, _OF_FULL_AGE) for one in persons]
    covers: dict[str, Plain] = {
        name: {"from": "beginning", "until": str(as_of)} for name in COLLECTIONS
    }
    match whole.get("covers"):
        case None:
            pass
        case dict() as named:
            covers = {k: v for k, v in (covers | named).items() if v != NONE}
        case _:
            covers = {}
    told = _told(whole | {"covers": covers}, _OF_FULL_AGE)
    try:
        return Subject.read(told if isinstance(told, dict) else {})
    except SubjectError as error:
        report.add("wrong-value", at, found="a subject", expected="a record", hint=str(error))
        return None


def _record(collection: str, said: Plain, number: int) -> Plain:
    if not isinstance(said, dict):
        return said
    ordinary: dict[str, Plain] = {"status": "effective"}
    if collection == "findings":
        # Without them it would be nobody's finding.
        ordinary |= {"authority": AUTHORITY, "document_number": f"虚认〔{number}〕号"}
    elif "document_number" not in said:
        ordinary["key"] = str(number)
    return _told(ordinary | said, _FLAGS[collection])


def _told(said: Plain, flags: frozenset[str]) -> Plain:
    """What was told of a record: its yes and no read, what is marked untold left out."""
    if not isinstance(said, dict):
        return said
    return {
        key: _TRUTHS.get(value, value) if key in flags and isinstance(value, str) else value
        for key, value in said.items()
        if value != UNTOLD
    }


def _mapping(report: Report, node: Node) -> dict[str, Plain]:
    plain = _plain(node)
    if isinstance(plain, dict):
        return plain
    report.wrong(node, "keys with values")
    return {}


def _plain(node: Node) -> Plain:
    match node:
        case Scalar(text=text):
            return text
        case Seq(items=items):
            return [_plain(item) for item in items]
        case Map(entries=entries):
            return {key.text: _plain(value) for key, value in entries}
