"""Small rulesets for the tests of the engine: written in a few lines, read as they ship."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS

BOOKS = Path(__file__).parents[1] / "books"
DAY = date(2026, 3, 1)
HEADER = """
kind: {kind}
id: {id}
title: {id}
title_en: {id}
scheme: {scheme}
edition: "1"
jurisdiction: {jurisdiction}
in_force: {in_force}
governs: {governs}
basis: [test.law 第一条]
"""


class Small:
    """Writes rulesets into a folder, loads them with the catalogs of tests, and decides."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.load = cache(self._load)

    @staticmethod
    def ruleset(kind, body, **header):
        """A ruleset with the header filled in. `<id>` in the body is an id, titles and a basis."""
        name = header.get("id", kind)
        said = {
            "kind": kind,
            "id": name,
            "scheme": name,
            "jurisdiction": "national",
            "in_force": "{ from: 2015-01-01 }",
            "governs": "decisions_from",
        } | header
        named = re.sub(
            r"<([a-zA-Z0-9-]+)>",
            r"id: \1, title: \1, title_en: \1, basis: [test.law 第一条]",
            body,
        )
        return HEADER.format(**said) + named

    def _load(self, *rulesets, profile=False):
        place = self.folder / f"{abs(hash((rulesets, profile)))}"
        place.mkdir(exist_ok=True)
        for number, text in enumerate(rulesets):
            (place / f"{number}.yaml").write_text(text, encoding="utf-8")
        fixed = BOOKS / "profile.yaml" if profile else None
        return cr.load(place, catalogs=BOOKS / "catalogs", profile=fixed)

    @staticmethod
    def subject(*, uncovered=(), **told):
        """A subject of which everything is covered but what is named."""
        for name in COLLECTIONS.keys() & told.keys():
            told[name] = [
                {"key": f"{name[:3]}{number}", "status": "effective"} | row
                for number, row in enumerate(told[name])
            ]
        covers = {name: {"from": "beginning", "until": "2030-01-01"} for name in COLLECTIONS}
        if uncovered == "all":
            covers = {}
        for name in uncovered if covers else ():
            del covers[name]
        whole = {"uscc": "91320100MA0EXAMP17", "kind": "legal_person", "covers": covers}
        if told.get("kind") == "natural_person":
            del whole["uscc"]
        return cr.Subject.read(whole | told)

    def decide(self, book, day=DAY, *, acting=None, known_as_of=None, trace=False, **told):
        """The decision on a subject of which these records are told."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        known = date.fromisoformat(known_as_of) if known_as_of else None
        subject = self.subject(**told)
        return cr.decide(book, subject, day, acting=acting, known_as_of=known, trace=trace)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return Small(tmp_path_factory.mktemp("small"))
