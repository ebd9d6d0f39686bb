"""Joining: which subject a row without a unified code speaks of, if that can be said.

It can be said by the organisation code inside the unified code of exactly one subject of the
delivery. Everything else that is alike, a name, a masked code, an old number, only makes
candidates: they are named to a clerk, and nothing is merged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from credit_rules.intake.identity import Identifier, Shape, organisation_inside, same_name
from credit_rules.intake.report import Outcome, Phrase
from credit_rules.intake.rows import Draft
from credit_rules.model.subject import mask

__all__ = ["join"]

_BY_ORGANISATION: Final = Phrase(
    zh="按统一社会信用代码内的组织机构代码匹配",
    en="joined by the organisation code inside the unified code",
)
_NO_SUCH_ORGANISATION: Final = Phrase(
    zh="本次交付没有统一社会信用代码含此组织机构代码的主体",
    en="no subject of the delivery has a unified code with this organisation code",
)
_SEVERAL: Final = Phrase(
    zh="多个主体的统一社会信用代码含此组织机构代码",
    en="the unified codes of several subjects have this organisation code",
)
_SAME_NAME: Final = Phrase(zh="同名主体", en="subjects of that name")
_SAME_ORGANISATION: Final = Phrase(
    zh="组织机构代码相同的主体", en="subjects of that organisation code"
)
_SAME_NUMBER: Final = Phrase(zh="旧代码相同的主体", en="subjects told with that old number")
_UNDER_MASK: Final = Phrase(
    zh="脱敏后留下的字符相同的主体", en="subjects whose code agrees where the mask shows it"
)
_SPEAKS_AGAINST: Final = frozenset({Shape.UNIFIED, Shape.INVALID, Shape.CITIZEN})
"""With one of these in the row, its organisation code alone does not say whose the row is."""
_MOST_ALIKE: Final = 20
"""A likeness that more subjects share than these points at nobody in particular."""
_COMPARISONS: Final = 2_000_000
"""Masked codes are compared one by one; in a delivery that would need more, they suggest nobody."""


class _Known:
    """What rows with a unified code say of their subjects, to compare other rows with."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.codes: set[str] = set()
        self.by_name: dict[str, set[str]] = {}
        self.by_organisation: dict[str, set[str]] = {}
        self.by_number: dict[str, set[str]] = {}
        for draft in drafts:
            if draft.joined and draft.code:
                self._learn(draft, draft.code)

    def _learn(self, draft: Draft, code: str) -> None:
        self.codes.add(code)
        self.by_organisation.setdefault(organisation_inside(code), set()).add(code)
        if draft.name:
            self.by_name.setdefault(same_name(draft.name), set()).add(code)
        for column, told in draft.codes.items():
            if told.shape is Shape.OLD and column not in draft.personal:
                self.by_number.setdefault(told.text, set()).add(code)


def join(drafts: Sequence[Draft]) -> None:
    """Join rows by organisation code, and name candidates for those that stay unmatched."""
    known = _Known(drafts)
    for draft in drafts:
        if draft.outcome is Outcome.UNMATCHED:
            _join_by_organisation(draft, known)
    unmatched = [draft for draft in drafts if draft.outcome is Outcome.UNMATCHED]
    told = {one for draft in unmatched for one in draft.codes.values() if one.shape is Shape.MASKED}
    few = len(told) * len(known.codes) <= _COMPARISONS
    under_mask = {
        one: {code for code in known.codes if one.may_be(code)} for one in (told if few else ())
    }
    for draft in unmatched:
        _suggest(draft, known, under_mask)


def _join_by_organisation(draft: Draft, known: _Known) -> None:
    told = draft.codes.values()
    organisations = {one.text for one in told if one.shape is Shape.ORGANISATION}
    if not organisations or _SPEAKS_AGAINST & {one.shape for one in told}:
        return
    owners = set().union(*(known.by_organisation.get(one, set()) for one in organisations))
    masked = [one for one in told if one.shape is Shape.MASKED]
    if len(organisations) > 1 or len(owners) > 1:
        draft.reason = _SEVERAL
    elif not owners:
        draft.reason = _NO_SUCH_ORGANISATION
    elif all(one.may_be(code) for one in masked for code in owners):
        (draft.code,) = owners
        draft.outcome, draft.reason = Outcome.TAKEN, None
        draft.notes.append(_BY_ORGANISATION)


def _suggest(draft: Draft, known: _Known, under_mask: Mapping[Identifier, Collection[str]]) -> None:
    """The likeness that says most is named last, and stays."""
    found: list[tuple[Phrase, Collection[str]]] = []
    if draft.name:
        found.append((_SAME_NAME, known.by_name.get(same_name(draft.name), ())))
    for column, told in draft.codes.items():
        match told.shape:
            case Shape.OLD if column not in draft.personal:
                found.append((_SAME_NUMBER, known.by_number.get(told.text, ())))
            case Shape.ORGANISATION:
                found.append((_SAME_ORGANISATION, known.by_organisation.get(told.text, ())))
            case Shape.MASKED:
                found.append((_UNDER_MASK, under_mask.get(told, ())))
            case _:
                pass
    for because, codes in found:
        if len(codes) <= _MOST_ALIKE:
            draft.candidates |= dict.fromkeys(map(mask, codes), because)
