"""A row as a city's platform published it, from the file to the decision.

Its columns, spellings and values are those the platform sent; the names are left out.
"""

import json
from datetime import date
from decimal import Decimal

from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.intake import read_files

PUBLISHED = {
    "total": 1,
    "rows": [
        {
            "RESOURCE_ID": "DIR-20180902-164730-458",
            "COMP_NAME": "…有限公司",
            "CF_XDR_SHXYM": "91230500MA1B3N1N2M",
            "CF_XDR_LB": "法人及非法人组织",
            "CF_WSH": "市场【2019】1号",
            "CF_WFXW": "违反相关产品准入市场规定",
            "CF_SY": "…",
            "CF_YJ": "…",
            "CF_CFLB": "罚款",
            "CF_NR": "罚款2000元",
            "CF_NR_FK": 0.2,
            "CF_NR_WFFF": None,
            "CF_JDRQ": "2019-10-10",
            "CF_YXQ": "2019-10-17",
            "CF_GSJZQ": "2020-10-17",
            "CF_CFJG": "…",
            "CF_CFJGDM": "11230500001755309F",
            "CHECK_FLAG": "1",
            "BZ": None,
        }
    ],
}


def _file(folder):
    file = folder / "penalties.json"
    file.write_text(json.dumps(PUBLISHED, ensure_ascii=False), encoding="utf-8")
    return file


def test_two_thousand_yuan_and_not_a_fen_more(tmp_path):
    (subject,) = read_files([_file(tmp_path)]).subjects
    (penalty,) = subject.penalties
    assert penalty.fine == Decimal(2000)
    assert penalty.decided_on == date(2019, 10, 10)
    assert penalty.publicity_until == date(2020, 10, 17)


def test_it_is_used_on_the_last_day_of_its_publicity_and_excluded_from_the_next(tmp_path):
    (subject,) = read_files([_file(tmp_path)]).subjects
    assert not cr.decide(cr.load(), subject, date(2020, 10, 17)).excluded
    (excluded,) = cr.decide(cr.load(), subject, date(2020, 10, 18)).excluded
    assert excluded.record == "penalties[市场【2019】1号]"
    assert (excluded.status, excluded.on) == ("disclosure_ended", "2020-10-17")


def test_the_exclusion_is_said_on_the_page(tmp_path):
    done = CliRunner().invoke(app, ["dry-run", str(_file(tmp_path)), "--as-of", "2026-06-30"])
    # Nobody told anything else about it, so some outcomes are open.
    assert done.exit_code == 4
    assert "市场【2019】1号" in done.stdout
    excluded = done.stdout.split("【不予使用的记录】")[1].splitlines()[1]
    assert "市场【2019】1号" in excluded
    assert "公示期满" in excluded
    assert "2020-10-17" in excluded
