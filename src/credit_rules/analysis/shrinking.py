"""A witness as short as it can be and still show what it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from credit_rules.analysis.verdicts import Witness
from credit_rules.errors import SubjectError
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Subject

__all__ = ["shrunk"]


def shrunk(witness: Witness, shows: Callable[[Witness], bool]) -> Witness:
    """The witness with everything taken away that it shows without.

    Tried in this order: everything delivered; a record less; a field less, of a record or of the
    subject.

    Args:
        witness: what is to be shortened; it shows what it should.
        shows: whether a shorter one still does.
    """
    told = json.loads(witness.subject.model_dump_json(by_alias=True, exclude_none=True))
    whole = {"from": "beginning", "until": str(witness.as_of)}
    covered = told | {"covers": dict.fromkeys(COLLECTIONS, whole)}
    if covered != told and (found := _read(witness, covered)) and shows(found):
        witness, told = found, covered
    for cuts in (_records, _fields, _own):
        left = len(list(cuts(told)))
        while 0 < left <= _MOST:
            left -= 1
            less = list(cuts(told))[left]
            found = _read(witness, less)
            if found is not None and shows(found):
                witness, told = found, less
    return witness


_MOST: Final = 100
"""More cuts than these are not tried one by one: a count in the thousands needs its records."""

_Told = dict[str, Any]


def _records(told: _Told) -> Iterator[_Told]:
    """The same with a record less, each in turn."""
    for name in COLLECTIONS:
        records = told.get(name, [])
        for place in range(len(records)):
            yield told | {name: records[:place] + records[place + 1 :]}


def _fields(told: _Told) -> Iterator[_Told]:
    """The same with a field of a record less."""
    for name in COLLECTIONS:
        records = told.get(name, [])
        for place, record in enumerate(records):
            for field in sorted(set(record) - {"key", "status"}):
                rest = {key: value for key, value in record.items() if key != field}
                yield told | {name: [*records[:place], rest, *records[place + 1 :]]}


def _own(told: _Told) -> Iterator[_Told]:
    """The same with less told of the subject itself."""
    for field in sorted(SUBJECT_FIELDS.keys() & told.keys() - {"kind"}):
        yield {key: value for key, value in told.items() if key != field}


def _read(witness: Witness, told: _Told) -> Witness | None:
    try:
        return Witness(Subject.read(told), witness.as_of, witness.acting)
    except SubjectError:
        return None
