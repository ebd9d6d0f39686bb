"""Law coverage in both directions: what became of every provision, and what every rule rests on.

A provision of the catalog is accounted for once: something rests on it, or it says why nothing
does. A ruleset without a condition rests on nothing, whatever it cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from credit_rules.model.catalog import Citation, Instrument, Omission, Provision, Version
from credit_rules.model.codes import LeftOut, Verified
from credit_rules.model.expr import All, Expr
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Header, JointDiscipline, Ruleset, StepRule, parts, within

__all__ = ["OPEN", "Account", "LawCoverage", "Rests", "law_coverage"]

OPEN: Final = frozenset({LeftOut.JUDGEMENT, LeftOut.NOT_EXPRESSIBLE})
"""The reasons that lie with us, or with a person, and not with the law or how far it was read."""


@dataclass(frozen=True, slots=True, order=True)
class Rests:
    """What rests on a provision: a rule of a ruleset, or an entry of a catalog.

    `rule` is None for catalog entries, which have none.
    """

    kind: str
    name: str
    rule: str | None = None

    def __str__(self) -> str:
        named = self.name if self.rule is None else f"{self.name}/{self.rule}"
        return named if self.kind == "ruleset" else f"{self.kind} {named}"


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one provision."""

    instrument: str
    version: str
    label: str
    printed: str
    verified: Verified
    rests: tuple[Rests, ...]
    omission: Omission | None

    @property
    def implemented(self) -> bool:
        """Whether something rests on it."""
        return bool(self.rests)

    @property
    def operative(self) -> bool:
        """Whether a rule could be expected: neither closed by its reason nor without any rule."""
        return self.omission is None or self.omission.reason in OPEN


@dataclass(frozen=True, slots=True)
class LawCoverage:
    """The accounts of all provisions, and of every rule the provisions it rests on."""

    accounts: tuple[Account, ...]
    rules: Mapping[Rests, tuple[Citation, ...]]

    @property
    def implemented(self) -> int:
        """How many provisions something rests on."""
        return sum(one.implemented for one in self.accounts)

    @property
    def operative(self) -> int:
        """Of how many a rule could be expected."""
        return sum(one.operative for one in self.accounts)

    @property
    def share(self) -> float:
        """Implemented provisions among the operative ones, from 0 to 1."""
        return self.implemented / self.operative if self.operative else 1.0

    @property
    def rest(self) -> tuple[Account, ...]:
        """The operative provisions nothing rests on."""
        return tuple(one for one in self.accounts if one.operative and not one.implemented)

    @property
    def unaccounted(self) -> tuple[Account, ...]:
        """The provisions nobody said anything about."""
        return tuple(one for one in self.rest if one.omission is None)


def law_coverage(book: Rulebook) -> LawCoverage:
    """Account for every provision of the catalog."""
    rests: dict[tuple[str, str], set[Rests]] = {}
    rules: dict[Rests, dict[tuple[str, str], Citation]] = {}
    for who, citation in _citations(book):
        key = (citation.instrument, citation.label)
        rests.setdefault(key, set()).add(who)
        rules.setdefault(who, {}).setdefault(key, citation)
    accounts = [
        _account(instrument, version, provision, rests)
        for instrument in sorted(book.catalog.instruments.values(), key=lambda one: one.id)
        for version in instrument.versions
        for provision in version.provisions.values()
    ]
    return LawCoverage(
        tuple(accounts), {who: tuple(cited.values()) for who, cited in rules.items()}
    )


def _account(
    instrument: Instrument,
    version: Version,
    provision: Provision,
    rests: Mapping[tuple[str, str], set[Rests]],
) -> Account:
    on_it = set(rests.get((instrument.id, provision.label), ()))
    if provision.demands:
        on_it.add(Rests("demand", "basis"))
    return Account(
        instrument=instrument.id,
        version=version.id,
        label=provision.label,
        printed=f"《{instrument.title}》{provision.title or provision.label}",
        verified=provision.verified,
        rests=tuple(sorted(on_it, key=str)),
        omission=provision.not_covered,
    )


def _citations(book: Rulebook) -> Iterator[tuple[Rests, Citation]]:
    """Every provision that is cited, with what rests on it."""
    for ruleset in book.rulesets:
        if _asks(ruleset):
            yield from _cited(ruleset, Rests("ruleset", ruleset.header.id))
    catalog = book.catalog
    for kind, entries in (("list", catalog.lists), ("measure", catalog.measures)):
        for name, entry in entries.items():
            yield from ((Rests(kind, name), one) for one in parts(entry, Citation))
    for name, parameter in catalog.parameters.items():
        yield from ((Rests("parameter", name), one) for one in parts(parameter, Citation))
    if book.profile is not None:
        for one in parts(book.profile, Citation):
            yield Rests("profile", book.profile.id), one


def _asks(ruleset: Ruleset) -> bool:
    """Whether a ruleset asks anything of a subject; being on its list is asked by a joint one."""
    if isinstance(ruleset, JointDiscipline):
        return True
    return any(one != All(()) for one in parts(ruleset, object) if isinstance(one, Expr))


def _cited(part: object, who: Rests) -> Iterator[tuple[Rests, Citation]]:
    """The provisions cited in a part of a ruleset, each with the innermost rule around it."""
    if isinstance(part, Citation):
        # A header says what the ruleset belongs to, and what answers a question; rules rest on law.
        if who.rule is not None:
            yield who, part
        return
    name = part.step.id if isinstance(part, StepRule) else getattr(part, "id", None)
    if who.rule is None and isinstance(name, str) and not isinstance(part, Header):
        who = Rests(who.kind, who.name, name)
    for one in within(part):
        yield from _cited(one, who)
