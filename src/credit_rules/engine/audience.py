"""Who an answer is for, and what of it each may see: data minimisation, in one table.

A decision is computed for the authority that asks. Whoever else is given it gets what they need
and no more. What that is, part by part ("all": as computed):

| part of the answer | authority | partner | subject | public |
|---|---|---|---|---|
| name | all | all | all | of organisations only |
| masked code, or a person's key | all | all | all | masked codes only |
| who asked | all | all | all | the purposes alone |
| measures | all | all, persons by role | all, persons by role | see below |
| listings | all | but for removed ones | all | current ones, of lists that are published |
| tiers | all | without score or recomputation | all | none |
| what parameters come to | all | all | all | none |
| suspended favours | all | all | all | none |
| editions compared for the milder | all | none | all | none |
| undetermined outcomes | all | but for proposals and steps | all | none |
| questions for a person | all | that there is one, and who holds it | all | none |
| proposals, repair, steps | all | none | all | none |
| records not used | all | none | all | none |
| notes | all | all | all | on records that are shown |
| conditions looked at | all | none | all | none |
| document numbers | all | all | all | first and last two characters |
| keys of related persons | all | none | none | none |
| digest of the record | all | none | all | none |

Why:

- *Partner.* A proposal is an allegation before notice and defence; acting upon one would be a
  measure without an act. Records that were annulled, repaired or are no longer disclosed, and
  entries that were removed, are not to be passed on. An outcome that is still open stays, because
  leaving it out would read as "nothing applies" and because nobody may refuse on it.
- *Subject.* One's own data is shown whole, with the conditions: whoever is to object must see why.
  Related persons are other people; their role says enough.
- *Public.* Only measures that meet the entity itself and follow from a penalty or from a current
  entry on a list whose entries are published; watch lists (重点关注) are not. A computed tier, a
  grade and the supervision that follows from them are internal; a measure on a legal representative
  is about a natural person, though no name is said. A digest of the record would confirm a guess at
  it. Of two numbers that look alike once masked the second is numbered, so that records can still
  be told apart.

A part of a decision that this module does not know is left out for all but the authority.
What was left out is said in a note, so that silence is not read as "there is none".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from credit_rules.engine.decision import (
    Acting,
    Answered,
    Decision,
    ListingAnswer,
    MatchedMeasure,
    MissingFact,
    Provenance,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.engine.explain import explain
from credit_rules.engine.listings import ListingState
from credit_rules.model.catalog import ListKind
from credit_rules.model.codes import Code, Target
from credit_rules.model.subject import COLLECTIONS

__all__ = ["Audience", "for_audience", "page", "sees"]


class Audience(Code):
    """Who an answer is for."""

    AUTHORITY = "authority", "有权机关"
    PARTNER = "partner", "合作单位"
    SUBJECT = "subject", "当事人"
    PUBLIC = "public", "社会公众"


_NOTES: Final[Mapping[Audience, Text]] = MappingProxyType(
    {
        Audience.PARTNER: Text(
            zh="本件供合作单位使用：未列出列入建议、新旧版本的比较、修复评估、应办事项、不予使用的记录、"
            "人员代号和判断过程；未列出不等于没有。未定结果不得作为拒绝或者限制的理由。",
            en="For a partner: proposals, editions compared, repair, steps, records not used, keys"
            " of persons and the conditions looked at are left out; left out is not the same as"
            " none. An undetermined outcome is no ground for refusing or restricting anything.",
        ),
        Audience.SUBJECT: Text(
            zh="本件供当事人使用：其他人员只列职务，不列代号。",
            en="For the subject: other persons are shown by their role, without a key.",
        ),
        Audience.PUBLIC: Text(
            zh="本件供社会公众查阅：只列由在列名单、行政处罚产生的、针对该主体自身的措施，文书号"
            "部分隐去；未列出不等于没有。",
            en="For the public: only measures on this entity that follow from current listings and"
            " penalties, with document numbers masked in part; left out is not the same as none.",
        ),
    }
)
_NOTHING: Final[Mapping[Audience, Text]] = MappingProxyType(
    {
        Audience.PARTNER: Text(
            zh="没有可以向合作单位列出的措施或者未定结果。",
            en="No measure and no undetermined outcome can be shown to a partner.",
        ),
        Audience.PUBLIC: Text(
            zh="没有可以公开的措施。",
            en="No measure can be shown to the public.",
        ),
    }
)
_A_QUESTION: Final = Text(
    zh="须由有权机关认定的事项", en="a matter for the competent authority to find"
)
_A_PERSON: Final = Text(zh="有关人员的一项事实", en="a fact about a related person")
_PERSON_PATH: Final = re.compile(r"\bpersons\[[^\]]*\]")
_NOBODY: Final = "persons[…]"
_A_PATH: Final = re.compile(rf"\b(?:{'|'.join(COLLECTIONS)})\[")
_PUBLISHED: Final = ("listings[", "penalties[")
_PUBLISHED_LISTS: Final = frozenset(
    {ListKind.SERIOUS, ListKind.ABNORMAL, ListKind.DEFAULTER, ListKind.HONOUR}
)
# Organisations are named by a code, natural persons by a key of the caller's (model/subject.py).
_MASKED_CODE: Final = re.compile(r"[0-9A-Z]{4}\*{10}[0-9A-Z]{4}")
_NO_CODE: Final = "*" * 18

# Outcomes whose certain counterpart a partner is not given either.
_WITHOUT: Final = ("proposal", "step")

# What each audience is given, by the field of a decision; a field in no table is left out.
_ALWAYS: Final = frozenset(
    {"notice", "as_of", "known_as_of", "subject", "provenance"}
    | {"acting", "name", "listings", "measures", "notes"}
)
_SHARED: Final = _ALWAYS | {"tiers", "suppressed", "settled", "undetermined"}
_GIVEN: Final[Mapping[Audience, frozenset[str]]] = MappingProxyType(
    {
        Audience.PARTNER: _SHARED,
        Audience.SUBJECT: _SHARED | {"proposals", "compared", "repairs", "excluded", "steps"},
        Audience.PUBLIC: _ALWAYS,
    }
)


def for_audience(decision: Decision, audience: Audience) -> Decision:
    """What of a decision an audience may see; see the table above. Pure.

    Args:
        decision: the whole answer, as computed.
        audience: who it is for. For the authority the decision comes back as it is.
    """
    match audience:
        case Audience.AUTHORITY:
            return decision
        case Audience.PARTNER:
            seen = _for_partner(_given(decision, audience))
        case Audience.SUBJECT:
            seen = _given(decision, audience)
        case Audience.PUBLIC:
            seen = _for_public(_given(decision, audience))
    told = _without_persons(seen)
    return told.model_copy(update={"notes": (*told.notes, _NOTES[audience])})


def sees(audience: Audience, part: str) -> bool:
    """Whether an audience is given a part of a decision at all, by the name of its field."""
    return audience is Audience.AUTHORITY or part in _GIVEN[audience]


def page(decision: Decision, audience: Audience, lang: str = "zh") -> str:
    """The page of a decision made for an audience.

    Where nothing is shown, a page says "no measure applies and no listing is proposed". Of a
    decision parts of which were left out nobody can say that.
    """
    text = explain(decision, lang)
    if audience not in _NOTHING or decision.measures or decision.proposals or decision.undetermined:
        return text
    lines = text.splitlines()
    return "\n".join([*lines[:-1], _NOTHING[audience][lang]]) + "\n"


def _given(decision: Decision, audience: Audience) -> Decision:
    """The decision with the fields the audience is given; the others are empty."""
    left_out = {
        name: () if isinstance(value, tuple) else None
        for name, value in decision
        if not sees(audience, name)
    }
    return decision.model_copy(update=left_out)


# Partner


def _for_partner(decision: Decision) -> Decision:
    return decision.model_copy(
        update={
            "tiers": tuple(map(_tier_for_partner, decision.tiers)),
            "listings": tuple(
                one for one in decision.listings if one.state is not ListingState.REMOVED
            ),
            "measures": tuple(map(_without_trace, decision.measures)),
            "undetermined": tuple(
                _open_for_partner(one) for one in decision.undetermined if one.what not in _WITHOUT
            ),
            "provenance": _without_digest(decision.provenance),
        }
    )


def _tier_for_partner(one: TierAnswer) -> TierAnswer:
    return one.model_copy(
        update={
            "recomputed": (),
            "score": None,
            "because_of": tuple(map(_answered_without_trace, one.because_of)),
            "missing": _neutral(one.missing),
        }
    )


def _open_for_partner(one: Undetermined) -> Undetermined:
    return one.model_copy(update={"missing": _neutral(one.missing)})


def _neutral(missing: Iterable[MissingFact]) -> tuple[MissingFact, ...]:
    """Facts as they are; of a question only that there is one, about what, and who holds it."""
    return tuple(
        one.model_copy(update={"finding": None, "text": _A_QUESTION})
        if one.kind == "question"
        else one
        for one in missing
    )


# Public


def _for_public(decision: Decision) -> Decision:
    listings = [
        one
        for one in decision.listings
        if one.state is ListingState.CURRENT and one.list_kind in _PUBLISHED_LISTS
    ]
    current = {one.record for one in listings}
    measures = [one for one in decision.measures if _published(one, current)]
    records = [one.record for one in listings]
    records += [one.because_of.record for one in measures if one.because_of.record is not None]
    masked = _masked(records)
    organisation = _MASKED_CODE.fullmatch(decision.subject) is not None
    purposes = decision.acting.purposes if decision.acting else ()
    return decision.model_copy(
        update={
            "name": decision.name if organisation else None,
            "subject": decision.subject if organisation else _NO_CODE,
            "acting": Acting(purposes=purposes) if purposes else None,
            "listings": tuple(_listing_for_public(one, masked) for one in listings),
            "measures": tuple(_measure_for_public(one, masked) for one in measures),
            "notes": tuple(_notes_for_public(decision.notes, masked)),
            "provenance": _without_digest(decision.provenance),
        }
    )


def _published(one: MatchedMeasure, current: set[str]) -> bool:
    """Whether a measure meets the entity and follows from an act that is published."""
    record = one.because_of.record
    if one.target is not Target.ENTITY or record is None or not record.startswith(_PUBLISHED):
        return False
    return not record.startswith("listings[") or record in current


def _listing_for_public(one: ListingAnswer, masked: Mapping[str, str]) -> ListingAnswer:
    return one.model_copy(update={"record": masked[one.record]})


def _measure_for_public(one: MatchedMeasure, masked: Mapping[str, str]) -> MatchedMeasure:
    record = masked[one.because_of.record or ""]
    because = one.because_of.model_copy(update={"record": record, "trace": None})
    # Whether it is "yours" would tell who asked.
    return one.model_copy(update={"because_of": because, "yours": None})


def _notes_for_public(notes: Iterable[Text], masked: Mapping[str, str]) -> Iterator[Text]:
    """Notes on the records that are shown, and on no other."""
    for note in notes:
        # A document's number may be the beginning of another's: the longest is looked for first.
        named = [path for path in sorted(masked, key=len, reverse=True) if path in note.zh]
        zh, en = note.zh, note.en
        for path in named:
            zh, en = zh.replace(path, "\0"), en.replace(path, "\0")
        if len(named) == 1 and not _A_PATH.search(zh + en):
            path = masked[named[0]]
            yield Text(zh=zh.replace("\0", path), en=en.replace("\0", path))


def _masked(paths: Iterable[str]) -> dict[str, str]:
    """Paths with the keys of their records masked; two that look alike then are numbered."""
    masked: dict[str, str] = {}
    times: dict[str, int] = {}
    for path in dict.fromkeys(paths):
        collection, _, rest = path.partition("[")
        key = _masked_number(rest.removesuffix("]"))
        again = times[f"{collection}[{key}"] = times.get(f"{collection}[{key}", 0) + 1
        masked[path] = f"{collection}[{key}{f' ({again})' if again > 1 else ''}]"
    return masked


def _masked_number(number: str) -> str:
    """The first and last two characters of a document's number; of a short one, nothing."""
    # Always four asterisks: how much is hidden is hidden too.
    return f"{number[:2]}****{number[-2:]}" if len(number) > 4 else "****"


# Partner and public


def _without_trace(one: MatchedMeasure) -> MatchedMeasure:
    return one.model_copy(update={"because_of": _answered_without_trace(one.because_of)})


def _answered_without_trace(one: Answered) -> Answered:
    return one.model_copy(update={"trace": None})


def _without_digest(one: Provenance) -> Provenance:
    return one.model_copy(update={"subject": ""})


# All but the authority


def _without_persons(decision: Decision) -> Decision:
    """Roles stay, keys go: from measures, from every path, and from what is said of a path."""
    measures = tuple(
        # Nobody told this audience who they are: that is what None says.
        one if one.target is Target.ENTITY else one.model_copy(update={"persons": None})
        for one in decision.measures
    )
    seen = decision.model_copy(update={"measures": measures})
    return Decision.model_validate(_without_keys(seen.model_dump()))


def _without_keys(value: Any) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return _PERSON_PATH.sub(_NOBODY, value)
        case {"path": str() as path, "holder": _, "text": _} if _PERSON_PATH.search(path):
            # What is missing of a person: the sentence says the key once more, in its own way.
            said = {**value, "text": _A_PERSON.model_dump()}
            return {name: _without_keys(part) for name, part in said.items()}
        case dict():
            return {name: _without_keys(part) for name, part in value.items()}
        case list() | tuple():
            return tuple(map(_without_keys, value))
        case _:
            return value
