"""`credit-rules decisive`: what is printed and told by the exit code. All rules are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.test_what_if_cli import ask, document, subject

__all__ = ["subject"]


@pytest.fixture
def partly(subject: Path) -> Path:
    """The same enterprise, one fine untold."""
    told = json.loads(subject.read_text(encoding="utf-8"))
    del told["penalties"][0]["fine"]
    subject.write_text(json.dumps(told), encoding="utf-8")
    return subject


SAID = """\
  ? rich-tiers（rich-tiers）
      最轻：等级为 A；最重：等级为 D
      · 行政处罚 a 的“罚款金额”未交付（由作出处罚决定的行政机关掌握）
          罚款金额不高于1979999.99元，或者罚款金额为无、无法计算之一 → 等级为 A
          罚款金额不低于1980000元 → 等级为 D
"""
SAID_EN = """\
  ? rich-tiers (rich-tiers)
      from `the tier is A` to `the tier is D`
      · `fine` of penalties[a] was not delivered (held by 作出处罚决定的行政机关)
          fine at most 1979999.99 yuan or fine is one of none, not computable → the tier is A
          fine at least 1980000 yuan → the tier is D
"""


@pytest.mark.parametrize(("lang", "said"), [("zh", SAID), ("en", SAID_EN)])
def test_the_fact_its_holder_and_both_ways_are_told(partly: Path, lang: str, said: str):
    done = ask("decisive", partly, "--region", "320100", "--outcome", "rich-tiers", "--lang", lang)
    assert said in done.stdout
    assert done.exit_code == 4


def test_as_data_it_has_sets_and_the_envelope(partly: Path):
    args = ("--region", "320100", "--outcome", "tier", "--format", "json")
    told = document(ask("decisive", partly, *args))
    assert told["format"] == "credit-rules/decisive/1"
    (one,) = told["outcomes"]
    assert (one["lightest"], one["heaviest"], one["bounded"]) == ("A", "D", False)
    (found,) = one["sets"]
    assert [fact["path"] for fact in found["facts"]] == ["penalties[a].fine"]
    assert {way["outcome"] for way in found["settlements"]} == {"A", "D"}
    assert {"scheme": "rich-tiers", "mildest": "A", "strictest": "D"} in told["whole"]["tiers"]


def test_a_word_for_nothing_ends_with_2(partly: Path):
    done = ask("decisive", partly, "--outcome", "nothing-of-that-name")
    assert done.exit_code == 2
    assert "nothing-of-that-name" in done.stderr


def test_where_nothing_is_open_it_ends_with_0(subject: Path):
    done = ask("decisive", subject, "--region", "320100", "--lang", "en")
    open_ones = [line for line in done.stdout.splitlines() if line.startswith("  ? ")]
    assert (done.exit_code == 0) is (not open_ones)
    assert "what the whole can come to" in done.stdout
