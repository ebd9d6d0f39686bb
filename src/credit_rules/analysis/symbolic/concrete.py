"""From a solution to a subject: the record that shows what the solver found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from credit_rules.analysis.invented import AUTHORITY, named
from credit_rules.analysis.symbolic.facts import ASIDE, BEGINNING, SCALE, Free, Held, Slot
from credit_rules.analysis.verdicts import Witness
from credit_rules.engine.decision import Acting
from credit_rules.model.subject import NONE, NOT_COMPUTABLE, Kind, Subject
from credit_rules.targets.smt import Solution

__all__ = ["witness_of"]


def witness_of(free: Free, solution: Solution, acting: Acting | None) -> Witness:
    """The subject of a solution, on the day that was asked about.

    Only what was asked is told: a field that no condition looks at is left out.
    """
    reader = _Reader(free, solution)
    subject: dict[str, Any] = {}
    for name, held in sorted(free.fields.items()):
        value = reader.value(held)
        if value is not None:
            subject[name] = value
    subject |= named(subject.get("kind"))
    keys: dict[int, list[str]] = {}
    for name, slots in free.view.slots.items():
        records = [one for slot in slots for one in reader.records(slot, keys)]
        if records:
            subject[name] = records
    subject.setdefault("findings", [])
    subject["findings"] += list(reader.findings(keys))
    subject["covers"] = dict(reader.covers())
    return Witness(Subject.read(subject), free.view.as_of, acting)


class _Reader:
    """Reads terms off a solution, as a record says them."""

    def __init__(self, free: Free, solution: Solution) -> None:
        self.free = free
        self.solution = solution

    def value(self, held: Held) -> Any:
        """What a field says; None if it was not told."""
        if not self.solution.truth(held.told):
            return None
        word = self.solution.number(held.word)
        if word:
            return (NONE, NOT_COMPUTABLE)[int(word) - 1]
        match held.kind:
            case Kind.FLAG:
                return self.solution.truth(held.value)
            case Kind.CODES:
                return [code for code in held.codes if self.solution.truth(held.value(code))]
            case Kind.TEXT | Kind.CODE:
                return self.free.view.words.word(int(self.solution.number(held.value)))
            case Kind.DAY | Kind.DUE_DAY:
                return date.fromordinal(int(self.solution.number(held.value)))
            case Kind.AMOUNT | Kind.NUMBER | Kind.POINTS:
                number = Fraction(self.solution.number(held.value), SCALE[held.kind])
                if held.kind is Kind.NUMBER:
                    return int(number)
                return Decimal(number.numerator) / Decimal(number.denominator)

    def records(self, slot: Slot, keys: dict[int, list[str]]) -> list[Mapping[str, Any]]:
        """The record of a slot, so many times as it has copies; none if there is none."""
        if not self.solution.truth(slot.exists):
            return []
        told: dict[str, Any] = {}
        for name, held in sorted(slot.held.items()):
            value = self.value(held)
            if value is not None:
                told[name] = value
        aside = ASIDE[int(self.solution.number(slot.aside))]
        by_day = isinstance(until := told.get("publicity_until"), date) and (
            until < self.free.view.as_of
        )
        dated = self.solution.truth(slot[slot.collection.dated_by].plain)
        sure = self.solution.truth(slot.sure) or not dated
        if aside is not None and (not by_day or told.get("status") == str(aside)):
            told = {"status_on": self.free.view.as_of} | told | {"status": str(aside)}
        elif sure:
            told.setdefault("status", "effective")
        copies = int(self.solution.number(slot.copies))
        names = [slot.key if not n else f"{slot.key}.{n + 1}" for n in range(copies)]
        keys[id(slot)] = names
        return [told | {"key": name} for name in names]

    def findings(self, keys: Mapping[int, list[str]]) -> Any:
        """What a person found, each on record with an organ and a document."""
        number = 0
        for (name, about), (given, yes) in sorted(
            self.free.answers.items(), key=lambda one: (one[0][0], str(keys.get(one[0][1] or 0)))
        ):
            if not self.solution.truth(given):
                continue
            for key in [NONE] if about is None else keys.get(about, []):
                number += 1
                yield self._finding(name, key, "yes" if self.solution.truth(yes) else "no", number)
        for (name, about), closed in sorted(
            self.free.closures.items(), key=lambda one: (one[0][0], str(keys.get(one[0][1])))
        ):
            if self.solution.truth(closed):
                for key in keys.get(about, []):
                    number += 1
                    yield self._finding(f"defence-closed:{name}", key, "yes", number)

    def _finding(self, name: str, about: str, answer: str, number: int) -> Mapping[str, Any]:
        return {
            "finding": name,
            "about": about,
            "answer": answer,
            "decided_on": self.free.view.as_of,
            "authority": AUTHORITY,
            "document_number": f"虚认〔{number}〕号",
            "status": "effective",
        }

    def covers(self) -> Any:
        """How far the collections were delivered."""
        day = self.free.view.as_of
        for name, covers in self.free.view.covers.items():
            if name == "findings":
                yield name, {"from": "beginning", "until": day}
            elif self.solution.truth(covers.exists):
                since = int(self.solution.number(covers.since))
                until = int(self.solution.number(covers.until))
                start: Any = "beginning" if since == BEGINNING else date.fromordinal(since)
                yield name, {"from": start, "until": date.fromordinal(until)}
