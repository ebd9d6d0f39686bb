"""Conditions as a person reads them: nested lists, in the words the engine explains with.

Where the engine names a list, a finding or a definition by its id, a reader of a page has not seen
the id yet; so here they are called by their titles and questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from credit_rules.engine.wording import words
from credit_rules.model.catalog import Catalog
from credit_rules.model.expr import (
    All,
    AnyOf,
    AnySpan,
    Compare,
    Count,
    Defined,
    Distinct,
    Elapsed,
    Every,
    Expr,
    FieldRef,
    Finding,
    Graded,
    In,
    Listed,
    Not,
    Proposed,
    Quantity,
    Scope,
    Share,
    Some,
    Standing,
    Sum,
    Threshold,
)
from credit_rules.model.ruleset import Header
from credit_rules.model.subject import COLLECTIONS, Collection
from credit_rules.render.html import Html, Node, element
from credit_rules.render.review_words import name_of, word
from credit_rules.render.words import listed

__all__ = ["Conditions"]

_ANYTHING = All(())


@dataclass(frozen=True, slots=True)
class Conditions:
    """Words the conditions of one ruleset.

    Attributes:
        catalog: has the titles of the lists.
        header: has the questions and the definitions.
        lang: the language.
    """

    catalog: Catalog
    header: Header
    lang: str

    def shown(self, node: Expr, this: str | None) -> Html | None:
        """A condition as a list; None where nothing is asked. `this` is the rule's collection."""
        if node == _ANYTHING:
            return None
        of = None if this is None else COLLECTIONS[this]
        return element("ul", [self._item(part, of, of) for part in _together(node)])

    def scope(self, scope: Scope) -> str:
        """The records that are looked at one by one."""
        said = words(Every(scope, _ANYTHING, _ANYTHING), None, None)[self.lang]
        return said + self._including(scope)

    def _item(self, node: Expr, of: Collection | None, this: Collection | None) -> Html:
        if isinstance(node, Not) and not isinstance(node.part, All | AnyOf):
            # One thing that is not so needs no list of its own.
            return element(
                "li",
                words(node, of, this)[self.lang],
                "：" if self.lang == "zh" else ": ",
                self._said(node.part, of, this),
                self._inside(node.part, of, this),
            )
        return element("li", self._said(node, of, this), self._inside(node, of, this))

    def _inside(self, node: Expr, of: Collection | None, this: Collection | None) -> Node:
        items = [self._item(part, inner, this) for part, inner in self._parts(node, of)]
        return element("ul", items) if items else None

    def _parts(self, node: Expr, of: Collection | None) -> Iterator[tuple[Expr, Collection | None]]:
        """The conditions a condition is made of, each with the records it is asked of."""
        match node:
            case All():
                yield from ((part, of) for part in _together(node))
            case AnyOf(parts):
                yield from ((part, of) for part in parts)
            case Not(part):
                yield part, of
            case Some(scope, where) | AnySpan(scope, where):
                yield from self._asked(where, scope)
            case Every(scope, where, has):
                yield from self._asked(where, scope)
                yield from self._asked(has, scope)
            case Threshold(quantity):
                yield from self._looked_at(quantity)
            case Compare() | In() | Elapsed() | Listed() | Standing() | Graded() | Proposed():
                return
            case Finding() | Defined():
                return
            case _ as never:
                assert_never(never)

    def _looked_at(self, quantity: Quantity) -> Iterator[tuple[Expr, Collection | None]]:
        match quantity:
            case FieldRef():
                return
            case Count(scope, where) | Sum(scope, where) | Distinct(scope, where):
                yield from self._asked(where, scope)
            case Share(part, whole):
                yield from self._looked_at(part)
                yield from self._looked_at(whole)
            case _ as never:
                assert_never(never)

    def _asked(self, where: Expr, scope: Scope) -> Iterator[tuple[Expr, Collection]]:
        """What is asked of each record, part by part; nothing where nothing is."""
        yield from ((part, COLLECTIONS[scope.collection]) for part in _together(where))

    def _said(self, node: Expr, of: Collection | None, this: Collection | None) -> str:
        match node:
            case Finding(name):
                question = self.header.findings[name].question
                return word("found", self.lang, question=self._title(question.zh, question.en))
            case Defined(name):
                found = next(one for one in self.header.definitions if one.id == name)
                title = self._title(found.title.zh, found.title.en)
                return word("as-defined", self.lang, name=title)
            case Listed(name):
                return word("on-list", self.lang, list=self.list(name))
            case Proposed(name):
                return word("is-proposed", self.lang, list=self.list(name))
            case Some(scope) | Every(scope) | AnySpan(scope):
                return words(node, of, this)[self.lang] + self._including(scope)
            case Threshold(quantity):
                scopes = [] if isinstance(quantity, FieldRef | Share) else [quantity.scope]
                return words(node, of, this)[self.lang] + "".join(map(self._including, scopes))
            case _:
                return words(node, of, this)[self.lang]

    def list(self, name: str) -> str:
        """A list by its title."""
        found = self.catalog.lists[name]
        return self._title(found.title, found.title_en)

    def _including(self, scope: Scope) -> str:
        if not scope.including:
            return ""
        statuses = sorted(name_of(one, self.lang) for one in scope.including)
        return word("including", self.lang, statuses=listed(statuses, self.lang))

    def _title(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else zh


def _together(node: Expr) -> Iterator[Expr]:
    """What has to hold together: the parts of an `all`, and of those inside it."""
    if not isinstance(node, All):
        yield node
        return
    for part in node.parts:
        yield from _together(part)
