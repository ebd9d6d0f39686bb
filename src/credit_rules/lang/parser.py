"""Ruleset files → documents of `model.ruleset`: the header, then the reader of the kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from credit_rules.lang.kinds import (
    credit_repair,
    incentive,
    joint_discipline,
    key_watch_list,
    serious_dishonesty,
    statutory_restriction,
    steps,
)
from credit_rules.lang.pieces import Reading, named, title
from credit_rules.lang.reader import Entry, Report, hint_for
from credit_rules.lang.source import Node
from credit_rules.lang.tiers import tiered_supervision
from credit_rules.model.catalog import Catalog
from credit_rules.model.codes import LeftOut, RulesetQuestion, SubjectKind
from credit_rules.model.ruleset import (
    NATIONAL,
    AnsweredQuestion,
    Definition,
    FindingSpec,
    Governs,
    Header,
    NotCovered,
    Precedence,
    Recognition,
    Retroactive,
    Ruleset,
    Title,
)
from credit_rules.model.subject import COLLECTIONS

__all__ = ["KINDS", "RECOGNISING", "RETROACTIVE", "ruleset"]

KINDS: Final[dict[str, Callable[[Reading, Entry, Header], Ruleset]]] = {
    "serious-dishonesty": serious_dishonesty,
    "key-watch-list": key_watch_list,
    "joint-discipline": joint_discipline,
    "statutory-restriction": statutory_restriction,
    "tiered-supervision": tiered_supervision,
    "credit-repair": credit_repair,
    "incentive": incentive,
    "steps": steps,
}
"""The kinds of ruleset, each with its reader."""


RECOGNISING: Final = ("joint-discipline", "tiered-supervision")
"""The kinds that may recognise official acts of other regions: entries on a list, and grades."""


RETROACTIVE: Final = ("serious-dishonesty", "statutory-restriction")
"""The kinds of which a milder edition may reach back: those that answer an act with a burden.

A tier is no penalty, and an entry on a list or a good record is looked at as it stands on the day.
"""


def ruleset(report: Report, entry: Entry, catalog: Catalog) -> Ruleset:
    """Read one ruleset. The caller has seen that `kind` is one of `KINDS`."""
    kind = entry.text("kind") or ""
    reading = Reading(report, catalog)
    definitions = _definitions(reading, entry)
    document = KINDS[kind](reading, entry, _header(reading, entry, kind, definitions))
    entry.close()
    return document


def _header(
    reading: Reading, entry: Entry, kind: str, definitions: tuple[Definition, ...]
) -> Header:
    """The header; what is missing has been reported, so the rest of the file is still read."""
    report, concerns = reading.report, entry.get("concerns")
    at, (name, words) = entry.key_at("id"), named(entry)
    applies = entry.get("applies_to")
    jurisdiction = read_jurisdiction(report, entry)
    return Header(
        kind=kind,
        id=name,
        title=words,
        scheme=entry.text("scheme") or "",
        edition=entry.text("edition") or "",
        jurisdiction=jurisdiction,
        precedence=_precedence(report, entry, jurisdiction),
        in_force=entry.validity("in_force", needed=True),
        governs=entry.code("governs", Governs) or Governs.DECISIONS,
        basis=entry.basis(),
        applies_to=frozenset(() if applies is None else report.codes(applies, SubjectKind)),
        findings=_findings(report, entry),
        not_covered=tuple(read_left_out(item) for item in entry.entries("not_covered")),
        at=at,
        definitions=definitions,
        recognises=_recognition(report, entry, kind, jurisdiction),
        concerns=None if concerns is None else reading.conditions().read(concerns),
        answered=_answered(report, entry),
        retroactive=_retroactive(entry, kind),
    )


def read_jurisdiction(report: Report, entry: Entry) -> str:
    """National, or a region."""
    node = entry.need("jurisdiction")
    text = None if node is None else report.text(node)
    if node is None or text in (None, NATIONAL):
        return NATIONAL
    return report.region(node) or NATIONAL


def _precedence(report: Report, entry: Entry, jurisdiction: str) -> Precedence | None:
    """`replaces: { ruleset: …, basis: … }`, or `fills:` the gap another one leaves."""
    said = [word for word in ("replaces", "fills") if entry.has(word)]
    if len(said) > 1:
        report.wrong(entry.node, "one of `replaces` and `fills`")
    read = None
    for word in said:
        at, inside = entry.key_at(word), entry.inside(word)
        if inside is None:
            continue
        node, basis = inside.need("ruleset"), inside.basis()
        over = None if node is None else report.text(node)
        inside.close()
        if jurisdiction == NATIONAL and entry.has("jurisdiction"):
            expected, hint = "a local ruleset", "give it the `jurisdiction` of a region"
            report.add("wrong-value", at, found=f"`{word}`", expected=expected, hint=hint)
        if over is not None and node is not None:
            read = Precedence(over, word == "fills", basis, node.at)
    return read


def _recognition(report: Report, entry: Entry, kind: str, jurisdiction: str) -> Recognition | None:
    """`recognises: { regions: [...], basis: [...] }`: acts of other regions that count here too."""
    inside = entry.inside("recognises") if kind in RECOGNISING else None
    if inside is None:
        return None
    node, basis = inside.need("regions"), inside.basis()
    inside.close()
    if jurisdiction == NATIONAL and entry.has("jurisdiction"):
        at, hint = entry.key_at("recognises"), "give it the `jurisdiction` of a region"
        facts = {"found": "`recognises`", "expected": "a local ruleset", "hint": hint}
        report.add("wrong-value", at, **facts)
    regions = () if node is None else map(report.region, report.sequence(node))
    return Recognition(tuple(one for one in regions if one is not None), basis)


def _retroactive(entry: Entry, kind: str) -> Retroactive | None:
    """`retroactive: { if: milder, basis: [...] }`: acts before it, decided since it is in force."""
    inside = entry.inside("retroactive") if kind in RETROACTIVE else None
    if inside is None:
        return None
    said, basis = inside.need("if"), inside.basis()
    if said is not None:
        inside.report.word(said, "milder")
    inside.close()
    return Retroactive(basis, entry.key_at("retroactive"))


def _definitions(reading: Reading, entry: Entry) -> tuple[Definition, ...]:
    """`define:`, where later definitions may use earlier ones."""
    read: dict[str, Definition] = {}
    for item in entry.entries("define"):
        at, one = item.key_at("id"), _definition(reading, item)
        name = item.name("id") or ""
        item.close()
        if name in reading.definitions:
            first = f"line {read[name].at.line}" if name in read else str(at.file)
            reading.report.add("duplicate-id", at, name=name, first=first)
            continue
        reading.definitions[name] = one
        if one is not None:
            read[name] = one
    return tuple(read.values())


def _definition(reading: Reading, entry: Entry) -> Definition | None:
    """A condition with a name, `of:` the records of a collection or about the subject."""
    report, at = reading.report, entry.key_at("id")
    (name, words), basis = named(entry), entry.citations("basis")
    of, when = entry.get("of"), entry.need("when")
    about = None if of is None else report.text(of)
    if of is not None and about not in COLLECTIONS:
        if about is not None:
            hint = hint_for(about, COLLECTIONS)
            report.add(
                "unknown-name", of.at, what="collection", what_zh="集合", name=about, hint=hint
            )
        return None
    record = None if about is None else COLLECTIONS[about]
    condition = reading.definition(record).read(when)
    return None if condition is None else Definition(name, words, about, basis, condition, at)


def _findings(report: Report, entry: Entry) -> dict[str, FindingSpec]:
    findings: dict[str, FindingSpec] = {}
    for item in entry.entries("findings"):
        at = item.key_at("id")
        spec = FindingSpec(
            item.text("id") or "",
            title(item, "question"),
            item.text("organ") or "",
            item.basis(),
        )
        item.close()
        if spec.id in findings:
            report.add("duplicate-id", at, name=spec.id, first=str(item.at.file))
        findings[spec.id] = spec
    return findings


def read_left_out(entry: Entry) -> NotCovered:
    """What of the instrument is left out, and why."""
    what, reason = entry.text("what") or "", entry.code("reason", LeftOut)
    entry.get("note")
    entry.close()
    return NotCovered(what, reason or LeftOut.NO_RULE)


def _answered(report: Report, entry: Entry) -> tuple[AnsweredQuestion, ...]:
    """`answered:`, what is refuted and wanted so, each with its reason and its provisions."""
    read = []
    for item in entry.entries("answered"):
        at, question = item.key_at("question"), item.code("question", RulesetQuestion)
        rules, basis = _rules_answered(report, item.get("rules")), item.basis()
        note = item.inside("note", needed=True)
        reason = None if note is None else Title(note.text("zh") or "", note.text("en") or "")
        for one in (note, item):
            if one is not None:
                one.close()
        if question is not None and reason is not None:
            read.append(AnsweredQuestion(question, rules, reason, basis, at))
    return tuple(read)


def _rules_answered(report: Report, node: Node | None) -> tuple[str, ...]:
    """The rules an answer is given for; none where it is for all, which is said by no list."""
    items = () if node is None else report.sequence(node)
    if node is not None and not items:
        report.wrong(node, "at least one entry")
    return tuple(name for name in map(report.text, items) if name is not None)
