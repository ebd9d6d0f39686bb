"""Subjects written down by hand for golden tests: what is not said of one is as ordinary as can be.

Every collection was delivered whole, every record is effective and named by its place in its list
(`1`, `2`), and every finding has an organ and a document, as in a scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from credit_rules.model.subject import COLLECTIONS, Subject

USCC = "91320100MA0EXAMP17"
LATE = date(2999, 12, 31)


def read(path: Path) -> dict[str, Any]:
    """A YAML file with everything as text: days and figures are read by who knows what they are."""
    read_as_text: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    return read_as_text


def subject(said: Mapping[str, Any], day: date = LATE) -> Subject:
    """A subject of whom everything is told, until a day."""
    whole = {
        name: [_record(name, one, place) for place, one in enumerate(value, 1)]
        if isinstance(value, list)
        else value
        for name, value in said.items()
    }
    return Subject.read({"uscc": USCC, "kind": "legal_person", "covers": covered(day)} | whole)


def covered(day: date) -> dict[str, dict[str, str]]:
    """Every collection delivered whole until a day."""
    return {name: {"from": "beginning", "until": str(day)} for name in COLLECTIONS}


def _record(collection: str, said: Mapping[str, Any], place: int) -> dict[str, Any]:
    ordinary = {"status": "effective", "key": str(place)}
    if collection == "findings":
        ordinary |= {"authority": "虚构认定机关", "document_number": f"虚认〔{place}〕号"}
    return ordinary | dict(said)
