"""Which rulesets speak about a subject, for an authority, on a day.

An edition speaks while it is in force; one that governs acts goes on speaking about the acts that
were committed under it. A local ruleset speaks for the authorities of its region, beside the
national one unless it says, with its basis, that it replaces it or fills its gap. One that concerns
only some (`concerns`) is silent about all others. What it takes for an official act is one of its
own region, or of those it recognises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from credit_rules.engine.facts import Facts, Item
from credit_rules.engine.matcher import applies
from credit_rules.engine.reference import Known, Strata, World, evaluate
from credit_rules.model.catalog import Citation
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import CreditRepair, Governs, Header, Ruleset
from credit_rules.model.subject import Subject
from credit_rules.truth import Missing, Truth, Unheld, conjunction

__all__ = ["Spoken", "concerned", "counts", "recognition", "speaking", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A ruleset that speaks, or may: then with what would settle it."""

    ruleset: Ruleset
    truth: Truth
    missing: frozenset[Missing]


def speaking(book: Rulebook, facts: Facts, region: str | None) -> tuple[Spoken, ...]:
    """Every ruleset that speaks about the subject on the day of the facts, or may."""
    heard = [one for one in _heard(book, facts, region) if one.truth is not Truth.FALSE]
    current = {one.ruleset.header.id for one in heard if one.truth is Truth.TRUE}
    replaced = {
        local.over
        for one in heard
        if one.truth is Truth.TRUE and (local := one.ruleset.header.precedence) and not local.fills
    }
    speaks = (
        one
        for one in heard
        if one.ruleset.header.id not in replaced and not _idle(one.ruleset.header, current)
    )
    doubts = _doubts(heard, region)
    return tuple(_doubted(one, doubts.get(one.ruleset.header.id, frozenset())) for one in speaks)


def _doubts(heard: Iterable[Spoken], region: str | None) -> Mapping[str, frozenset[Missing]]:
    """What would settle, per ruleset, whether another takes its place or leaves it no gap to fill.

    Who asks without a region is answered by the national ruleset, beside the local ones.
    """
    doubts: dict[str, frozenset[Missing]] = {}
    unsure = {one.ruleset.header.id: one.missing for one in heard if one.truth is Truth.UNKNOWN}
    for one in heard:
        header, local = one.ruleset.header, one.ruleset.header.precedence
        if local is None or region is None:
            continue
        if local.fills and local.over in unsure:
            doubts[header.id] = doubts.get(header.id, frozenset()) | unsure[local.over]
        elif not local.fills and header.id in unsure:
            doubts[local.over] = doubts.get(local.over, frozenset()) | unsure[header.id]
    return doubts


def _doubted(one: Spoken, doubts: frozenset[Missing]) -> Spoken:
    return Spoken(one.ruleset, Truth.UNKNOWN, one.missing | doubts) if doubts else one


def _idle(header: Header, current: set[str]) -> bool:
    """Whether it only fills a gap that is not there."""
    local = header.precedence
    return local is not None and local.fills and local.over in current


def _heard(book: Rulebook, facts: Facts, region: str | None) -> Iterator[Spoken]:
    for ruleset in book.rulesets:
        header = ruleset.header
        known = [_dated(ruleset, facts.as_of), _local(header, region)]
        known += [_about(header, facts.subject), concerned(header, facts)]
        truth = conjunction(truth for truth, _ in known)
        missing: frozenset[Missing] = frozenset().union(*(unheld for _, unheld in known))
        yield Spoken(ruleset, truth, missing if truth is Truth.UNKNOWN else frozenset())


def _dated(ruleset: Ruleset, day: date) -> Known:
    """Whether the edition speaks on the day."""
    header = ruleset.header
    truth = header.in_force.on(day)
    until = header.in_force.until
    ended = until is not None and day >= until
    # An application made in time is decided by the edition of its day; so are acts by theirs.
    late = header.governs is Governs.ACTS or (
        header.governs is Governs.APPLICATIONS and isinstance(ruleset, CreditRepair)
    )
    if ended and late:
        return Truth.TRUE, frozenset()
    if truth is Truth.UNKNOWN:
        return truth, frozenset({unconfirmed(header)})
    return truth, frozenset()


def unconfirmed(header: Header) -> Unheld:
    """The fact that nobody confirmed whether a ruleset, or a rule of it, is in force on the day."""
    return Unheld(f"ruleset[{header.id} {header.edition}]", "规则维护单位")


def _local(header: Header, region: str | None) -> Known:
    if header.national:
        return Truth.TRUE, frozenset()
    if region is None:
        return Truth.UNKNOWN, frozenset({Unheld("acting.region", "查询机关")})
    return Truth.of(header.governs_region(region)), frozenset()


def counts(header: Header, act: Item) -> Known:
    """Whether an official act counts for a ruleset; one that recognises regions asks for its own.

    Nobody knows of an act whose authority has no region.
    """
    if header.recognises is None:
        return Truth.TRUE, frozenset()
    region = act["authority_region"]
    if not isinstance(region, str):
        return Truth.UNKNOWN, frozenset({act.unheld("authority_region")})
    return Truth.of(header.accepts(region)), frozenset()


def recognition(header: Header, act: Item) -> tuple[Citation, ...]:
    """The provisions by which the act of another region counts; none for one of its own."""
    region = act["authority_region"]
    if header.recognises is None or not isinstance(region, str) or not header.recognised(region):
        return ()
    return header.recognises.basis


def concerned(header: Header, facts: Facts) -> Known:
    """Whether there is on record what the ruleset needs to say anything of the subject."""
    if header.concerns is None:
        return Truth.TRUE, frozenset()
    found = evaluate(header.concerns, World(facts, header.findings, Strata()))
    return found.truth, found.missing


def _about(header: Header, subject: Subject) -> Known:
    truth = applies(subject, header.applies_to)
    if truth is Truth.UNKNOWN:
        return truth, frozenset({Unheld("subject.kind", "登记机关")})
    return truth, frozenset()
