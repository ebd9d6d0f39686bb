"""`what-if`, `nearest` and `decisive`: what is printed and told by the exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from credit_rules.cli import app

BOOKS = Path(__file__).parents[1] / "books"
RULES = (
    "--rulesets",
    BOOKS / "rich",
    "--catalogs",
    BOOKS / "catalogs",
    "--profile",
    BOOKS / "profile.yaml",
)
DAY = ("--as-of", "2026-03-01")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COVERED = (
    "penalties",
    "listings",
    "incidents",
    "inspections",
    "tax_matters",
    "interviews",
    "evaluations",
    "commitments",
    "repairs",
    "court_outcomes",
)


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    """An invented enterprise with fines of 1.52 million yuan within two years."""
    fines = [
        {
            "key": "a",
            "decided_on": "2024-11-03",
            "fine": "150万元",
            "violation": "x",
            "procedure": "simple",
        },
        {
            "key": "b",
            "decided_on": "2025-06-01",
            "fine": "2万元",
            "violation": "y",
            "procedure": "simple",
        },
    ]
    told = {
        "uscc": "91320100MA0EXAMP17",
        "kind": "legal_person",
        "region": "320100",
        "covers": {name: {"from": "beginning", "until": "2026-03-01"} for name in COVERED},
        "penalties": [
            one
            | {"status": "effective", "domain": "labour", "kinds": ["fine"], "corrected_on": "none"}
            for one in fines
        ],
    }
    path = tmp_path / "subject.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in args], catch_exceptions=False)


def ask(command: str, subject: Path, *args: object) -> Result:
    return run(command, subject, *DAY, *RULES, *args)


def document(done: Result) -> Any:
    return json.loads(done.stdout)


ENOUGH = "penalties: { fine: 48万元, domain: labour, kinds: [fine], procedure: simple, corrected_on: none }"


class TestWhatIf:
    def test_the_tier_that_would_come_is_told_and_that_it_is_hypothetical(self, subject: Path):
        told = ask("what-if", subject, "--event", ENOUGH, "--region", "320100").stdout
        assert "以下是假设，不是事实，也不是决定" in told
        assert "→ [等级] rich-tiers：A → D" in told

    def test_english_has_no_chinese(self, subject: Path):
        told = ask("what-if", subject, "--event", ENOUGH, "--lang", "en").stdout
        assert CHINESE.search(told) is None
        assert "→ [tier] rich-tiers: A → D" in told

    def test_a_fen_less_changes_no_tier(self, subject: Path):
        done = ask(
            "what-if", subject, "--event", ENOUGH.replace("48万元", "479999.99"), "--format", "json"
        )
        assert "tiers" not in {one["part"] for one in document(done)["changes"]}

    def test_a_file_of_events_and_a_list_say_the_same_as_data(self, subject: Path, tmp_path: Path):
        file = tmp_path / "events.yaml"
        file.write_text(ENOUGH, encoding="utf-8")
        written = document(ask("what-if", subject, "--events", file, "--format", "json"))
        typed = document(ask("what-if", subject, "--event", ENOUGH, "--format", "json"))
        assert written == typed
        assert written["format"] == "credit-rules/hypothesis/1"
        assert "measures" not in written
        both = document(
            ask("what-if", subject, "--event", ENOUGH, "--listed", "serious", "--format", "json")
        )
        assert [one["supposed"][0]["collection"] for one in both] == ["penalties", "listings"]

    def test_what_would_be_open_ends_with_4_and_what_would_not_with_0(self, subject: Path):
        region = ("--region", "320100")
        assert ask("what-if", subject, "--event", "penalties: {}", *region).exit_code == 4
        assert ask("what-if", subject, "--event", ENOUGH, *region).exit_code == 0

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            ((), "--event"),
            (("--event", "penaltys: {}"), "unknown-key"),
            (("--event", "penalties: &a {}"), "forbidden-yaml"),
            (("--event", "penalties: { fine: -5 }"), "fine"),
            (("--event", "penalties: { key: a }"), "name of a record"),
            (("--listed", "seriuos"), "did you mean"),
            (("--events", "nowhere.yaml"), "nowhere.yaml"),
        ],
    )
    def test_what_cannot_be_supposed_ends_with_2(
        self, subject: Path, args: tuple[str, ...], said: str
    ):
        done = ask("what-if", subject, *args, "--lang", "en")
        assert done.exit_code == 2
        assert said in done.stderr

    def test_a_hostile_text_moves_no_cursor(self, subject: Path):
        event = 'penalties: { violation: "\\u001b]0;owned\\u0007\\u202e\\n== 合计 ==" }'
        told = ask("what-if", subject, "--event", event).stdout
        assert "\x1b" not in told
        assert "\u202e" not in told
        assert "\n== 合计 ==" not in told
