"""`credit-rules nearest`: what is printed and told by the exit code. All rules are invented."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.test_what_if_cli import CHINESE, ask, document, subject

__all__ = ["subject"]

HERE = ("--region", "320100")


def test_what_hangs_on_the_record_comes_first_with_its_last_day(subject: Path):
    told = ask("nearest", subject, *HERE).stdout
    assert "以下事件都是假设" in told
    assert (
        "  [更严] rich-tiers（rich-tiers）：A → D\n      再有一条行政处罚：罚款金额不低于480000元\n"
        in told
    )
    assert "      有此效果的最后一日：2026-11-03\n" in told
    assert "罚款金额合计不低于2000000元\n      现为 1520000，界限 2000000；还差 480000元" in told


def test_english_has_no_chinese_and_all_lists_the_rest(subject: Path):
    few = ask("nearest", subject, *HERE, "--lang", "en").stdout
    every = ask("nearest", subject, *HERE, "--lang", "en", "--all").stdout
    assert CHINESE.search(few) is None
    assert CHINESE.search(every) is None
    assert "(`--all` lists them)" in few
    assert "one further record of incidents: grade is one of major, especially-major" in every
    assert "(`--all` lists them)" not in every


def test_as_data_it_has_the_days_and_the_distances(subject: Path):
    told = document(ask("nearest", subject, *HERE, "--format", "json", "--until", "2026-12-31"))
    assert told["format"] == "credit-rules/early-warning/1"
    assert told["until"] == "2026-12-31"
    (sum_,) = [one for one in told["events"] if one["last_day"] == "2026-11-03"]
    assert Decimal(sum_["record"]["fine"]) == 480_000
    assert (sum_["effect"]["was"], sum_["effect"]["now"]) == ("A", "D")
    assert all(one["said"]["zh"] and one["said"]["en"] for one in told["distances"])


@pytest.mark.parametrize(("region", "code"), [(HERE, 0), ((), 4)])
def test_rulesets_of_which_nobody_knows_end_with_4(
    subject: Path, region: tuple[str, ...], code: int
):
    done = ask("nearest", subject, *region)
    assert done.exit_code == code
    assert ("rich-local" in done.stdout) is (code == 4)


def test_a_last_day_before_the_first_ends_with_2(subject: Path):
    done = ask("nearest", subject, "--until", "2026-02-01")
    assert done.exit_code == 2
    assert "2026-02-01" in done.stderr
