"""Two editions side by side on one screen (从旧兼从轻), in both languages, over invented law.

An enterprise (invented) was penalised for acts before the newer edition: on its first day, and on
the day before; for one act whose bars nobody can compare, and for one the newer law lets go.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

import credit_rules as cr
from credit_rules.analysis.edges import EdgeKind, edges
from credit_rules.cli.schema import Published, published
from credit_rules.render.coverage_words import side_said
from credit_rules.render.review import review_pages

FOLDER = Path(__file__).parent / "explain" / "milder"
BOOK = cr.load(FOLDER / "rules", catalogs=FOLDER / "catalogs")
FIRST = date(2024, 7, 1)
BEFORE = date(2024, 6, 30)
COVERED = {"from": "beginning", "until": "2030-01-01"}
FOUND = {
    "finding": "milder:goods-bars:2024",
    "about": "虚罚〔2024〕3号",
    "answer": "yes",
    "authority": "虚构市市场监管局",
    "document_number": "虚认〔2024〕1号",
    "decided_on": "2024-07-02",
    "status": "effective",
}


def penalty(number: int, conduct: str, decided: date) -> dict[str, object]:
    return {
        "document_number": f"虚罚〔2024〕{number}号",
        "authority": "虚构市市场监管局",
        "conduct": [conduct],
        "acted_on": "2024-03-01",
        "decided_on": str(decided),
        "status": "effective",
    }


def subject(*findings: dict[str, str]) -> cr.Subject:
    return cr.Subject.read(
        {
            "uscc": "91320100MA0EXAMP17",
            "name": "虚构货品有限公司",
            "kind": "legal_person",
            "penalties": [
                penalty(1, "food-safety", FIRST),
                penalty(2, "food-safety", BEFORE),
                penalty(3, "false-report", FIRST),
                penalty(4, "other", FIRST),
            ],
            "findings": list(findings),
            "covers": dict.fromkeys(("penalties", "findings", "listings"), COVERED),
        }
    )


CASES = {
    "the-day-before": (BEFORE, ()),
    "the-first-day": (FIRST, ()),
    "a-finding": (date(2024, 7, 2), (FOUND,)),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_the_page(golden: Callable[[Path | str, str], None], case: str, lang: str) -> None:
    day, findings = CASES[case]
    page = cr.decide(BOOK, subject(*findings), day).explain(lang)
    assert not [line for line in page.splitlines() if line != line.rstrip()]
    golden(f"explain/milder/{case}.{lang}.txt", page)


def test_the_milder_the_older_and_the_question_each_with_both_provisions() -> None:
    """What the pages show, as data: by record, what is taken, and what is given."""
    decision = cr.decide(BOOK, subject(), FIRST)
    given = {one.because_of.record: one for one in decision.measures}
    taken = {one.record: one.taken for one in decision.compared}
    first, before, label, stock = (f"penalties[虚罚〔2024〕{number}号]" for number in (1, 2, 3, 4))
    assert taken == {first: "newer", before: "older", label: "undetermined", stock: "newer"}
    assert given.keys() == {first, before}
    assert (given[first].until, given[before].until) == (date(2027, 7, 2), date(2029, 7, 1))
    assert [one.citation for one in given[first].basis] == [
        "《虚构货品流通法》第四十四条",
        "《虚构货品流通法》第七十条",
        "《虚构处罚程序法》第三条",
    ]
    # A text that has ended since is cited as it was, by the edition that went with it.
    assert [one.citation for one in given[before].basis] == ["《虚构货品流通法》第四十条"]
    assert {one.record for one in decision.undetermined} == {label}
    for one in decision.compared:
        cited = {basis.citation for says in (*one.older.says,) for basis in says.basis}
        assert cited == {"《虚构货品流通法》第四十条"}
        beside = [basis.citation for says in one.newer.says for basis in says.basis]
        assert beside == ["《虚构货品流通法》第四十四条"] * (one.record != stock)
        assert one.newer.basis


@pytest.mark.parametrize(
    ("lang", "heading", "says"),
    [("zh", "从旧兼从轻", "施行前的行为"), ("en", "reaches back", "to acts before it")],
)
def test_the_review_page_says_that_an_edition_reaches_back(
    lang: str, heading: str, says: str
) -> None:
    pages = dict(review_pages(BOOK, (), lang=lang))
    (page,) = [text for name, text in pages.items() if name.endswith("cn.test.circulation.html")]
    assert page.count(heading) == 1
    assert says in page
    assert "《虚构处罚程序法》第三条" in page


@pytest.mark.parametrize(
    ("lang", "says"),
    [("zh", "之前行为的决定日期 = 2024-07-01"), ("en", "decision on an earlier act = 2024-07-01")],
)
def test_the_edge_of_the_first_decision_is_said(lang: str, says: str) -> None:
    edge = next(
        one
        for ruleset in BOOK.rulesets
        for one in edges(ruleset)
        if one.kind is EdgeKind.DECIDED_FIRST
    )
    assert side_said(edge, edge.sides[0], lang) == says


def test_an_editor_takes_the_files_as_they_are_and_asks_for_acts() -> None:
    schema = Draft202012Validator(json.loads(published(Published.RULESET)))
    for file in sorted((FOLDER / "rules").iterdir()):
        data = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        assert not list(schema.iter_errors(data))
    data["governs"] = "decisions_from"
    (error,) = schema.iter_errors(data)
    assert "acts_from" in error.message
