"""One further record that a rule would look at: drafts of it, from what the rule asks.

Wherever a rule looks at records, a record is drafted that it would count: the rule's own records,
those its conditions count, add up or look for, an entry on a list it names. A draft promises
nothing; whoever uses one decides again.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from credit_rules.analysis.aiming import Aims
from credit_rules.analysis.asked import Asked, asked, nodes
from credit_rules.analysis.drafting import Draft, Held, Row
from credit_rules.analysis.satisfying import Builder, Place
from credit_rules.model.expr import (
    AnySpan,
    Count,
    Distinct,
    Every,
    Expr,
    FieldRef,
    Graded,
    Listed,
    Quantity,
    Scope,
    Share,
    Some,
    Sum,
    Threshold,
)
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import (
    DefaultTier,
    Ground,
    KeyWatchList,
    Restriction,
    Ruleset,
    SeriousDishonesty,
)
from credit_rules.model.subject import COLLECTIONS, NONE, SUBJECT_FIELDS, Kind, Record, Subject

__all__ = ["Drafts", "Sought"]

_MOST_OWN: Final = 6
"""So many records of the subject a further one is matched with, the latest ones."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A place where a rule looks at records.

    Attributes:
        rule: the rule it stands in.
        collection: of the records.
        hold, fail: what a record has to meet, and to miss, to be looked at.
        about: the collection of the records the rule is about, where it is about records and looks
            at others here.
        list: the list whose entry is looked for.
        grades: the scheme and the grades that are looked for.
    """

    rule: str
    collection: str
    hold: tuple[Expr, ...] = ()
    fail: tuple[Expr, ...] = ()
    about: str | None = None
    list: str | None = None
    grades: tuple[str, tuple[str, ...]] | None = None


class Drafts:
    """Drafts of one further record for a ruleset and a subject."""

    def __init__(self, book: Rulebook, ruleset: Ruleset, subject: Subject) -> None:
        """Look through the ruleset once.

        Args:
            book: the rulebook that decides.
            ruleset: the one of it that is to look at the record.
            subject: whose further record it is; what it has on record is what it may have again.
        """
        self.book = book
        self.ruleset = ruleset
        self.subject = subject
        self.sought = tuple(dict.fromkeys(_sought(ruleset)))
        self._asked = _with_own(Aims(book, (ruleset,)).asked, subject)

    def of(
        self, sought: Sought, dated: date, as_of: date, seed: int
    ) -> Iterator[dict[str, object]]:
        """Drafts of a record, as it is delivered: every field told that some condition asks for.

        Args:
            sought: the place that is to look at it.
            dated: the day of the record.
            as_of: the day the ruleset is asked about.
            seed: other seeds make other drafts.
        """
        for this in self._own(sought.about) if sought.about else (None,):
            rng = random.Random(f"{self.ruleset.header.id} {sought.rule} {seed}")  # noqa: S311 - a draft
            draft = Draft(rng, as_of, self._asked)
            _fix(draft.subject, self.subject, SUBJECT_FIELDS)
            builder = Builder(self.book, draft, Place(None, frozenset()))
            made = self._made(builder, sought)
            day = made.cell(COLLECTIONS[sought.collection].dated_by)
            day.fixed = dated
            for one in sought.hold:
                builder.meet(one, True, made, this or made)
            for one in sought.fail:
                builder.meet(one, False, made, this or made)
            day.fixed = dated
            told = next(
                one for one in draft.whole()[sought.collection] if one.get("key") == made.key
            )
            del told["key"]
            if not told.keys() <= COLLECTIONS[sought.collection].fields.keys():
                continue
            yield told

    def _made(self, builder: Builder, sought: Sought) -> Row:
        if sought.list is not None:
            return builder.listing(sought.list)
        made = builder.draft.row(sought.collection)
        if sought.grades is not None:
            scheme, grades = sought.grades
            made.cell("scheme").only((scheme,))
            made.cell("grade").only((builder.rng.choice(grades),))
        return made

    def _own(self, collection: str) -> Iterator[Row]:
        """Records of the subject that a rule is about, as rows that say what they say."""
        known = COLLECTIONS[collection]

        def dated(record: Record) -> str:
            return str(getattr(record, known.dated_by))

        for record in sorted(getattr(self.subject, collection), key=dated)[-_MOST_OWN:]:
            row = Row(known, record.key or NONE, known.fields)
            _fix(row, record, known.fields)
            yield row


def _fix(row: Row, said: object, fields: Iterable[str]) -> None:
    """A row that holds what was told already."""
    for name in fields:
        value = getattr(said, name)
        if value is not None:
            row.cell(name).fixed = frozenset(map(str, value)) if _is_set(value) else value


def _is_set(value: object) -> bool:
    return isinstance(value, frozenset)


def _with_own(
    named: Mapping[tuple[str, str], Iterable[Held]], subject: Subject
) -> dict[tuple[str, str], list[Held]]:
    """What conditions name, and the names and codes that the subject's own records have."""
    found = {key: list(values) for key, values in named.items()}
    for (collection, name), values in found.items():
        if collection not in COLLECTIONS:
            continue
        if COLLECTIONS[collection].fields[name].kind in (Kind.TEXT, Kind.CODE) and name != "status":
            own = {getattr(one, name) for one in getattr(subject, collection)} - {None, *values}
            values.extend(sorted(map(str, own)))
    return found


def _sought(ruleset: Ruleset) -> Iterator[Sought]:
    """Every place where a ruleset looks at records, in the order of the file."""
    settled = ruleset.settled if isinstance(ruleset, SeriousDishonesty | KeyWatchList) else None
    for one in asked(ruleset):
        match one.part:
            case Ground(unless=unless) | Restriction(unless=unless):
                fail = [exception.when for exception in unless]
                fail += [settled] if settled is not None and isinstance(one.part, Ground) else []
                yield Sought(one.rule, one.of or "", one.conditions, tuple(fail))
            case DefaultTier(empty=empty):
                yield from (Sought(one.rule, scope.collection) for scope in empty)
            case _ if one.scopes and one.of is not None:
                yield Sought(one.rule, one.of, one.conditions)
            case _:
                pass
        for condition in one.conditions:
            yield from _inside(one, condition)


def _inside(one: Asked, condition: Expr) -> Iterator[Sought]:
    for node, _ in nodes(condition, one.of):
        match node:
            case Some(scope, where) | AnySpan(scope, where):
                yield Sought(one.rule, scope.collection, (where,), (), one.of)
            case Every(scope, where, has):
                yield Sought(one.rule, scope.collection, (where,), (has,), one.of)
                yield Sought(one.rule, scope.collection, (where, has), (), one.of)
            case Threshold(quantity):
                for scope, where in _looked_at(quantity):
                    yield Sought(one.rule, scope.collection, (where,), (), one.of)
            case Listed(name):
                yield Sought(one.rule, "listings", list=name)
            case Graded(scheme_name, tiers):
                yield Sought(one.rule, "evaluations", grades=(scheme_name, tiers))
            case _:
                pass


def _looked_at(quantity: Quantity) -> Iterator[tuple[Scope, Expr]]:
    match quantity:
        case FieldRef():
            return
        case Count(scope, where) | Sum(scope, where) | Distinct(scope, where):
            yield scope, where
        case Share(part, whole):
            yield from _looked_at(part)
            yield from _looked_at(whole)
