"""Whose a row is: joined on a code, or named to a clerk, and never merged on a likeness."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.cn.uscc import calc_check_digit

from credit_rules.errors import IntakeError
from credit_rules.intake import Intake, Outcome, RowReport, read_claim, read_files
from credit_rules.intake.identity import Shape, identify, organisation_inside


def invented(body: str) -> str:
    return body + calc_check_digit(body)


ONE = invented("91320100MA0EXAMP1")
TWO = invented("91320100MA0EXAMP2")
TWIN = invented("91320200MA0EXAMP1")  # of another region, with the organisation code of ONE

PUBLISHED = [
    "91230500MA1B3N1N2M",
    "11230500001755309F",
    "91330203674737244W",
    "91330282L07196379D",
    "91330212066604667N",
    "91320105780688132K",
    "91310114MA1GTPB26F",
    "914403003592082111",
]
"""data-formats.yaml: published codes that were recomputed."""


def read(*rows: dict[str, object], covers: tuple[str, ...] = ()) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.json"
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return read_files([path], covers=[read_claim(text) for text in covers])


def penalty(number: str, **cells: str) -> dict[str, object]:
    return {"CF_WSH": number, "CF_JDRQ": "2024-01-02", "CF_CFJG": "某局", **cells}


def row_of(intake: Intake, number: str) -> RowReport:
    return next(row for row in intake.report.rows if row.record == number)


def because(row: RowReport) -> dict[str, str]:
    return {each.subject: each.because.en for each in row.candidates}


def masked(code: str) -> str:
    return f"{code[:4]}{'*' * 10}{code[-4:]}"


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_codes(code: str) -> None:
    assert (identify(code).text, identify(code).why) == (code, None)
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", Shape.MISSING),
        (" 　", Shape.MISSING),
        (ONE, Shape.UNIFIED),
        (ONE.lower(), Shape.UNIFIED),
        ("913302******531452", Shape.MASKED),
        ("9133＊＊＊＊＊＊＊＊＊＊5314", Shape.MASKED),
        ("00000000000000000X", Shape.PLACEHOLDER),
        ("0" * 18, Shape.PLACEHOLDER),
        ("0" * 9, Shape.PLACEHOLDER),
        ("MA0EXAMP1", Shape.ORGANISATION),
        ("67473724-4", Shape.ORGANISATION),
        ("320100000012345", Shape.OLD),
        ("110101199003077475", Shape.CITIZEN),
        (ONE[:-1] + ("0" if ONE[-1] != "0" else "1"), Shape.INVALID),
        (ONE[:-1], Shape.INVALID),
        ("某公司", Shape.INVALID),
    ],
)
def test_shapes_of_codes(text: str, shape: Shape) -> None:
    assert identify(text).shape is shape


def test_a_citizen_number_is_not_even_held() -> None:
    assert identify("110101199003077475").text == ""


def test_the_organisation_code_inside_a_unified_code_joins() -> None:
    intake = read(
        penalty("1号", CF_XDR_SHXYM=ONE, CF_XDR_MC="甲公司"),
        penalty("2号", CF_XDR_ZDM="MA0EXAMP-1", CF_XDR_MC="改名前的公司"),
        penalty("3号", CF_XDR_SHXYM="MA0EXAMP1"),
        penalty("4号", CF_XDR_SHXYM="9132****MA0EXAMP1*", CF_XDR_ZZJG="MA0EXAMP1"),
        penalty("5号", CF_XDR_SHXYM="00000000000000000X", CF_XDR_ZZJG="MA0EXAMP1"),
    )
    (subject,) = intake.subjects
    assert len(subject.penalties) == 5
    notes = [note.en for note in row_of(intake, "2号").notes]
    assert "joined by the organisation code inside the unified code" in notes
    # The rows differ about the name, and that is said rather than settled.
    assert subject.name is None


@pytest.mark.parametrize(
    "codes",
    [
        {"CF_XDR_ZZJG": "MA0EXAMP9"},
        {"CF_XDR_ZZJG": "MA0EXAMP1", "CF_XDR_SHXYM": ONE[:-1] + "?"},  # masks leave TWO
        {"CF_XDR_ZZJG": "MA0EXAMP1", "CF_XDR_SHXYM": ONE[:-2] + "00"},  # invalid
        {"CF_XDR_ZZJG": "MA0EXAMP1", "CF_XDR_SHXYM": "110101199003077475"},
        {"CF_XDR_ZZJG": "MA0EXAMP1", "CF_XDR_SHXYM": TWO[:-1] + "*"},
        {"CF_XDR_ZZJG": "MA0EXAMP1", "组织机构代码": "MA0EXAMP2"},
        {"CF_XDR_GSZC": "320100000012345"},
        {"CF_XDR_SWDJ": "320100MA0EXAMP1"},
    ],
)
def test_other_codes_join_nothing(codes: dict[str, str]) -> None:
    known = (penalty("1号", CF_XDR_SHXYM=ONE), penalty("2号", CF_XDR_SHXYM=TWO))
    intake = read(*known, penalty("3号", **codes))
    row = row_of(intake, "3号")
    if codes.get("CF_XDR_SHXYM") == ONE[:-1] + "?":
        assert row.outcome is Outcome.TAKEN  # nothing under the mask speaks against ONE
        return
    assert row.outcome is Outcome.UNMATCHED
    assert sum(len(subject.penalties) for subject in intake.subjects) == 2


def test_an_organisation_code_of_two_subjects_joins_neither() -> None:
    assert organisation_inside(ONE) == organisation_inside(TWIN)
    intake = read(
        penalty("1号", CF_XDR_SHXYM=ONE),
        penalty("2号", CF_XDR_SHXYM=TWIN),
        penalty("3号", CF_XDR_ZZJG="MA0EXAMP1"),
    )
    row = row_of(intake, "3号")
    assert row.outcome is Outcome.UNMATCHED
    assert row.reason
    assert row.reason.en == "the unified codes of several subjects have this organisation code"
    assert because(row) == dict.fromkeys(
        map(masked, (ONE, TWIN)), "subjects of that organisation code"
    )


def test_a_row_of_two_codes_is_nobodys() -> None:
    intake = read(penalty("1号", CF_XDR_SHXYM=ONE, 统一社会信用代码=TWO))
    assert intake.subjects == ()
    assert row_of(intake, "1号").outcome is Outcome.UNMATCHED


def test_an_organisation_code_that_is_another_ones_is_said() -> None:
    intake = read(penalty("1号", CF_XDR_SHXYM=ONE, CF_XDR_ZZJG="MA0EXAMP2"))
    (remark,) = row_of(intake, "1号").unclear
    assert remark.what.en == "is not the organisation code inside the unified code; not used"


NAME = "示例（南京）有限公司"
ALIKE = [
    pytest.param({"CF_XDR_MC": "示例(南京) 有限公司"}, "subjects of that name", id="name"),
    pytest.param(
        {"CF_XDR_SHXYM": "91320100********" + ONE[16:]},
        "subjects whose code agrees where the mask shows it",
        id="masked",
    ),
    pytest.param(
        {"CF_XDR_GSZC": "320100000012345"}, "subjects told with that old number", id="number"
    ),
    pytest.param({"CF_FRDB": "张三秘密"}, None, id="representative"),
]


@pytest.mark.parametrize(("cells", "why"), ALIKE)
def test_what_is_alike_is_named_and_not_merged(cells: dict[str, str], why: str | None) -> None:
    about = {"CF_XDR_MC": NAME, "CF_XDR_GSZC": "320100000012345", "CF_FRDB": "张三秘密"}
    intake = read(penalty("1号", CF_XDR_SHXYM=ONE, **about), penalty("2号", **cells))
    (subject,) = intake.subjects
    assert [one.key for one in subject.penalties] == ["1号"]
    row = row_of(intake, "2号")
    assert row.outcome is Outcome.UNMATCHED
    assert because(row) == ({masked(ONE): why} if why else {})
    assert "张三秘密" not in intake.report.model_dump_json() + intake.report.render()


def test_two_enterprises_that_share_everything_but_the_code_stay_two() -> None:
    """The same name, representative, mask, old number and document number, at one authority."""
    about = {"CF_XDR_MC": NAME, "CF_FRDB": "张三秘密", "CF_XDR_GSZC": "320100000012345"}
    mask = ONE[:8] + "*" * 8 + "**"
    rows = [
        penalty("1号", CF_XDR_SHXYM=ONE, **about),
        penalty("1号", CF_XDR_SHXYM=TWO, **about),
        penalty("2号", CF_XDR_SHXYM=mask, **about),
    ]
    intake = read(*rows)
    assert [subject.uscc for subject in intake.subjects] == sorted((ONE, TWO))
    assert [len(subject.penalties) for subject in intake.subjects] == [1, 1]
    assert intake.report.counts[Outcome.UNMATCHED] == 1
    assert intake.report.counts[Outcome.DUPLICATE] == 0
    assert set(because(row_of(intake, "2号"))) == {masked(ONE), masked(TWO)}


CODES = st.sampled_from(
    [
        ONE,
        TWO,
        TWIN,
        "",
        "9132**",
        ONE[:6] + "******" + ONE[12:],
        "MA0EXAMP1",
        "MA0EXAMP2",
        "0" * 18,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CODES, CODES, st.sampled_from(["甲", "乙"])), min_size=1, max_size=6))
def test_no_row_goes_to_a_subject_whose_code_it_does_not_bear(
    rows: list[tuple[str, str, str]],
) -> None:
    intake = read(
        *(
            penalty(f"{n}号", CF_XDR_SHXYM=code, CF_XDR_ZZJG=other, CF_XDR_MC=name)
            for n, (code, other, name) in enumerate(rows)
        )
    )
    for subject in intake.subjects:
        assert subject.uscc
        for one in subject.penalties:
            code, other, _ = rows[int((one.key or "")[:-1])]
            inside = organisation_inside(subject.uscc)
            assert subject.uscc in (code, other) or inside in (code, other)


# Copies of one record


def test_copies_that_complete_each_other_are_one_record() -> None:
    told = {"CF_XDR_SHXYM": ONE}
    intake = read(
        penalty("1号", **told, CF_NR_FK="0.2"),
        penalty("1号", **told, CF_GSJZQ="2025-01-02"),
    )
    (record,) = intake.subjects[0].penalties
    assert (str(record.fine), record.publicity_until) == ("2000", date(2025, 1, 2))
    assert intake.report.counts[Outcome.TAKEN] == 2
    assert "put together" in intake.report.rows[0].notes[-1].en


def test_copies_that_contradict_each_other_are_disputed() -> None:
    told = {"CF_XDR_SHXYM": ONE}
    intake = read(
        penalty("1号", **told, CF_NR_FK="0.2"),
        penalty("1号", **told, CF_NR_FK="0.3"),
        penalty("1号", **told),
    )
    (record,) = intake.subjects[0].penalties
    assert (record.fine, record.status) == (None, None)
    assert record.decided_on == date(2024, 1, 2)
    assert intake.report.counts[Outcome.DISPUTED] == 3


def test_a_status_told_against_an_implied_one_is_a_dispute() -> None:
    told = {"CF_XDR_SHXYM": ONE}
    intake = read(penalty("1号", **told), penalty("1号", **told, CF_ZT="1"))
    assert intake.subjects[0].penalties[0].status is None
    assert intake.report.counts[Outcome.DISPUTED] == 2


# What the caller says is complete


def test_covers_of_a_whole_delivery() -> None:
    intake = read(
        penalty("1号", CF_XDR_SHXYM=ONE),
        covers=("行政处罚=自始..2024-06-30", "listings=2020-01-01..2024-06-30"),
    )
    covers = intake.subjects[0].covers
    assert covers["penalties"].since == "beginning"
    assert covers["penalties"].until == date(2024, 6, 30)
    assert covers["listings"].since == date(2020, 1, 1)
    assert [note.en for note in intake.report.notes] == [
        "coverage claimed by the caller, listings=2020-01-01..2024-06-30: taken",
        "coverage claimed by the caller, penalties=beginning..2024-06-30: taken",
    ]


def test_covers_join_the_coverage_rows_they_meet() -> None:
    row = {"记录种类": "行政处罚", "覆盖自": "2024-01-01", "覆盖至": "2024-06-30", "统一社会信用代码": ONE}  # fmt: skip
    intake = read(row, covers=("penalties=2023-01-01..2023-12-31",))
    assert intake.subjects[0].covers["penalties"].since == date(2023, 1, 1)
    assert intake.subjects[0].covers["penalties"].until == date(2024, 6, 30)
    gap = read(row, covers=("penalties=2026-01-01..2026-12-31",))
    assert gap.subjects[0].covers["penalties"].until == date(2024, 6, 30)
    assert "does not meet the earlier days" in gap.report.notes[0].en


def test_covers_of_nobody() -> None:
    intake = read(penalty("1号"), covers=("penalties=自始..2024-06-30",))
    assert intake.subjects == ()
    assert "the delivery has no subject" in intake.report.notes[0].en


@pytest.mark.parametrize(
    "text",
    [
        "",
        "penalties",
        "penalties=2024-01-01",
        "nothing=2023-01-01..2024-01-01",
        "penalties=2024-01-02..2024-01-01",
        "penalties=2024-02-30..2024-03-01",
        "penalties=2024-01-01..暂无",
        "penalties=0001-01-01..2024-01-01",
        "penalties=1850-01-01..2024-01-01",
        "penalties=2024-01-01..3001-01-01",
    ],
)
def test_what_claims_no_coverage(text: str) -> None:
    with pytest.raises(IntakeError):
        read_claim(text)


def test_coverage_rows_beyond_the_calendar_are_refused() -> None:
    row = {"记录种类": "行政处罚", "覆盖自": "1850-01-01", "覆盖至": "2024-06-30", "uscc": ONE}
    intake = read(row, row | {"覆盖自": "2020-01-01"})
    assert intake.report.counts[Outcome.REFUSED] == 1
    assert intake.subjects[0].covers["penalties"].since == date(2020, 1, 1)


def test_a_key_that_is_the_code_of_an_organisation_is_no_key(tmp_path):
    code = "91110108551385082Q"
    (tmp_path / "a.csv").write_text(
        f"自然人代号,行政处罚决定书文号,处罚决定日期\n{code},罚1号,2025-01-01\n", encoding="utf-8"
    )
    intake = read_files([tmp_path / "a.csv"])
    assert intake.subjects == ()
    assert code not in intake.report.model_dump_json()


def test_amounts_that_come_to_more_than_money_are_unclear_and_stop_nothing(tmp_path):
    (tmp_path / "a.csv").write_text(
        "CF_WSH,CF_JDRQ,统一社会信用代码,没收违法所得,没收非法财物\n"
        "罚1号,2025-01-01,91110108551385082Q,900000000亿元,900000000亿元\n",
        encoding="utf-8",
    )
    (subject,) = read_files([tmp_path / "a.csv"]).subjects
    assert subject.penalties[0].confiscated is None
