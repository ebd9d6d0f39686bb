"""What `diff` takes for the same, and what it reads on either side. Everything is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules.analysis.diff import Direction, diff, impact
from credit_rules.model.rulebook import Rulebook, meaning

GOLDEN = Path(__file__).parents[1] / "golden" / "verify"
DAY = date(2026, 3, 1)
READ = """
order: exactly-one
tiers:
  - { <strict>, when: { count: penalties, at_least: %d } }
  - { <mild>, when: { count: penalties, less_than: %d } }
"""
"""A scheme by the number of penalties."""

READING = """
order: exactly-one
tiers:
  - { <bad>, when: { tier: { scheme: read, is: %s } } }
  - { <good>, when: { not: { tier: { scheme: read, is: %s } } } }
"""
"""Another, by what the first says."""


def twin(fault: str, name: str, catalogs: Path = GOLDEN / "catalogs") -> Rulebook:
    return cr.load(GOLDEN / fault / f"{name}.yaml", catalogs=catalogs)


def moved_down(fault: str, folder: Path) -> Rulebook:
    """The same ruleset elsewhere, each line a few lines further down."""
    path = folder / "elsewhere.yaml"
    text = (GOLDEN / fault / "sound.yaml").read_text(encoding="utf-8")
    path.write_text(f"# moved\n\n\n{text}", encoding="utf-8")
    return cr.load(path, catalogs=GOLDEN / "catalogs")


def directions(old: Rulebook, new: Rulebook) -> dict[str, Direction]:
    return {one.outcome: one.direction for one in diff(old, new)}


class TestTheSame:
    def test_rules_mean_the_same_wherever_they_stand(self, tmp_path: Path):
        (here,) = twin("gap-of-one-yuan", "sound").rulesets
        (there,) = moved_down("gap-of-one-yuan", tmp_path).rulesets
        (faulty,) = twin("gap-of-one-yuan", "faulty").rulesets
        assert here != there
        assert meaning(here) == meaning(there) != meaning(faulty)

    def test_what_only_stands_elsewhere_needs_no_solver(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        def asked(*_: object) -> None:
            raise AssertionError("the solver was asked")

        monkeypatch.setattr("credit_rules.analysis.diff.inquiry", asked)
        book = moved_down("gap-of-one-yuan", tmp_path)
        assert directions(twin("gap-of-one-yuan", "sound"), book) == {
            "tier:gap-of-one-yuan": Direction.EQUAL
        }

    def test_equal_rules_over_another_catalog_are_compared(self, tmp_path: Path):
        """A list with a shorter term: what stood on it after three years has run out."""
        for path in (GOLDEN / "catalogs").iterdir():
            text = path.read_text(encoding="utf-8").replace("term: 5 years", "term: 3 years")
            (tmp_path / path.name).write_text(text, encoding="utf-8")
        old = twin("unrepairable-listing", "sound")
        new = twin("unrepairable-listing", "sound", tmp_path)
        assert directions(old, new) == {"repair:invented-serious": Direction.MILDER}


class TestMoved:
    @pytest.mark.parametrize(
        ("fault", "says"), [("gap-of-one-yuan", "gap"), ("overlap-on-one-day", "overlap")]
    )
    def test_one_tier_where_there_was_none_or_two(self, fault: str, says: str):
        (change,) = diff(twin(fault, "faulty"), twin(fault, "sound"))
        assert change.direction is Direction.MOVED
        (example,) = change.examples
        assert example.old == says != example.new

    def test_on_a_subject_on_file(self):
        fault = "gap-of-one-yuan"
        whole = {"from": "beginning", "until": str(DAY)}
        covers = {"penalties": whole, "evaluations": whole}
        fined = {"key": "1", "decided_on": "2025-11-03", "fine": "100000.50", "status": "effective"}
        subject = cr.Subject.read(
            {"uscc": "91320100MA0EXAMP17", "covers": covers, "penalties": [fined]}
        )
        (found,) = impact(twin(fault, "faulty"), twin(fault, "sound"), [subject], DAY, None)
        assert (found.old, found.new, found.direction) == ("gap", "heavy", Direction.MOVED)
        assert found.label == subject.label


def test_a_scheme_that_reads_another_reads_that_of_its_own_side(small):
    def book(limit: int, tier: str) -> Rulebook:
        kind = "tiered-supervision"
        read = small.ruleset(kind, READ % (limit, limit), id="read")
        return small.load(read, small.ruleset(kind, READING % (tier, tier), id="reading"))

    found = {one.outcome: one for one in diff(book(3, "strict"), book(2, "mild"))}
    assert found["tier:read"].direction is Direction.STRICTER
    assert found["tier:reading"].direction is Direction.INCOMPARABLE
    ways = {(one.old, one.new) for one in found["tier:reading"].examples}
    assert ways == {("good", "bad"), ("bad", "good")}
