"""`examples/inspection`: the plan it prints, and what must hold of any draw."""

from __future__ import annotations

import csv
import hashlib
import hmac
import importlib
import io
import json
import math
import random
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import credit_rules as cr
from credit_rules.intake import read_files

HERE = Path(__file__).parents[2] / "examples" / "inspection"
sys.path.insert(0, str(HERE))
draw, plan = importlib.import_module("draw"), importlib.import_module("plan")
sys.path.remove(str(HERE))

DAY = date(2026, 3, 2)
SEED = "虚构市福彩2026023期 04 11 17 22"
OFFICERS = (HERE / "rows/officers.txt").read_text("utf-8").split()
BOOK = plan.load()
SUBJECTS = read_files(sorted((HERE / "rows").glob("*.csv"))).subjects
CAP = 2

FOUND = {one.name[:2]: plan.candidate(BOOK, one, DAY) for one in SUBJECTS}
POOLS = draw.draw(FOUND.values(), SEED)


# The page


def test_the_plan(
    capsys: pytest.CaptureFixture[str], golden: Callable[[Path | str, str], None], tmp_path: Path
) -> None:
    file = tmp_path / "plan.csv"
    plan.main(["--as-of", str(DAY), "--seed", SEED, "--csv", str(file)])
    said = capsys.readouterr().out
    assert BOOK.digest[:12] in said
    golden("examples/inspection.txt", said.replace(BOOK.digest[:12], "…"))
    golden("examples/inspection.csv", file.read_bytes().decode())


def test_the_order_of_rows_changes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = []
    for seed in range(3):
        rows = tmp_path / str(seed)
        rows.mkdir()
        for path in (HERE / "rows").iterdir():
            header, *lines = path.read_text("utf-8").splitlines()
            if path.suffix == ".csv":
                random.Random(seed).shuffle(lines)
            (rows / path.name).write_text("\n".join([header, *lines]) + "\n", "utf-8")
        plan.main(["--as-of", str(DAY), "--seed", SEED, "--rows", str(rows)])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("seed", ["", " ", "a\nb"])
def test_a_seed_is_a_line_that_can_be_published(seed: str) -> None:
    with pytest.raises(SystemExit) as error:
        plan.main(["--as-of", str(DAY), "--seed", seed])
    assert error.value.code == 2


# enterprise, classes possible, ratio, visits a year, visits made
CANDIDATES = [
    ("白鹭", ("低风险",), 5, 1, (0, 0)),
    ("夜鹭", ("低风险",), 5, 1, (0, 0)),  # a complaint was looked into: it does not count
    ("寒鸦", ("一般风险",), 20, 1, (0, 0)),
    ("山雀", ("一般风险",), 20, 1, (1, 1)),
    ("柳莺", ("一般风险",), 20, 1, (0, 0)),  # another authority's visit does not count
    ("游隼", ("低风险",), 5, 1, (0, 0)),  # the official grade A, whatever records say
    ("苍鹰", ("高风险",), 60, CAP, (0, 0)),
    ("雀鹰", ("高风险",), 60, CAP, (1, 1)),
    ("长耳", ("高风险",), 60, CAP, (0, 1)),  # nobody said what kind of visit it was
    ("短耳", ("高风险",), 60, CAP, (2, 2)),
    ("银鸥", ("高风险", "一般风险"), 20, 1, (0, 0)),  # an order refused, or not: the milder
    ("燕鸥", ("高风险", "一般风险", "低风险"), 5, 1, (0, 0)),
    ("白鹇", ("高风险", "一般风险", "低风险"), 5, 1, (0, 0)),
]


@pytest.mark.parametrize(("name", "classes", "ratio", "visits", "made"), CANDIDATES, ids=str)
def test_what_an_enterprise_is_drawn_at(
    name: str, classes: tuple[str, ...], ratio: int, visits: int, made: tuple[int, int]
) -> None:
    one = FOUND[name]
    assert (one.classes, one.ratio, one.visits, one.made) == (classes, ratio, visits, made)
    assert bool(one.missing) == (len(classes) > 1)


def test_the_document_is_an_example_and_says_so_wherever_it_is_cited() -> None:
    own = [text for one in FOUND.values() for text in one.basis if "虚构" in text]
    assert own
    assert all("示例文件" in text for text in own)
    shown = "".join(path.read_text("utf-8") for path in HERE.rglob("*.yaml"))
    assert shown.count("示例文件") >= 4
    assert all("（虚构）" in subject.name for subject in SUBJECTS)


def test_of_whom_nothing_is_known_the_mildest_holds_and_no_visit_is_promised() -> None:
    blank = cr.Subject.read({"uscc": "91320100MA0EX10017", "kind": "legal_person"})
    one = plan.candidate(BOOK, blank, DAY)
    assert (one.ratio, one.made, one.planned) == (5, (0, None), 0)
    assert one.may_be_drawn
    assert one.missing


def test_whoever_the_rules_do_not_speak_of_is_in_no_pool() -> None:
    organ = cr.Subject.read({"uscc": "91320100MA0EX10017", "kind": "government_body"})
    assert plan.candidate(BOOK, organ, DAY) is None


def test_a_name_is_never_a_formula_nor_a_line_of_its_own() -> None:
    for start in "=+-@\t\r":
        raw = {"uscc": "91320100MA0EX10017", "kind": "legal_person", "name": f"{start}A1\n● x"}
        one = plan.candidate(BOOK, cr.Subject.read(raw), DAY)
        text = plan.as_csv(draw.draw([one], SEED), SEED, OFFICERS)
        (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert row["名称"].lstrip(" ")[:1] not in "=+-@\t\r"
        page = "\n".join(plan.page(draw.draw([one], SEED), SEED, OFFICERS))
        assert page.count("\n●") == 1  # its own line; the name begins none


def test_anybody_can_draw_again_from_the_file() -> None:
    text = plan.as_csv(POOLS, SEED, OFFICERS).removeprefix("\ufeff")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in table:
        code = row["统一社会信用代码"].encode()
        assert row["抽签号"] == hmac.new(SEED.encode(), code, hashlib.sha256).hexdigest()
    for ratio in {row["抽取比例"] for row in table}:
        pool = [row for row in table if row["抽取比例"] == ratio]
        ready = sorted(row["抽签号"] for row in pool if row["机会"][0] != "0")
        quota = math.ceil(Fraction(ratio[:-1]) / 100 * len(pool))
        assert {row["抽签号"] for row in pool if row["中选"] == "是"} == set(ready[:quota])


# Any draw


codes = st.integers(0, 10**6).map(lambda n: f"91320100MA{n:08d}")
counts = st.integers(0, 4)


@st.composite
def candidates(pick: st.DrawFn) -> list:
    ones = []
    for code in pick(st.lists(codes, unique=True, min_size=1, max_size=40)):
        low = pick(counts)
        ones.append(
            draw.Candidate(
                uscc=code,
                name=code,
                classes=("低风险",),
                ratio=Decimal(pick(st.sampled_from(["0", "0.5", "5", "20", "33.3", "60", "100"]))),
                visits=pick(st.integers(0, CAP)),
                made=(low, pick(st.sampled_from([low, low + 1, None]))),
                why="",
                missing=(),
                basis=(),
            )
        )
    return ones


seeds = st.text(min_size=1, max_size=20)


def drawn(pools: tuple) -> set[str]:
    return {one.uscc for pool in pools for one in pool.drawn}


@given(candidates(), seeds, st.randoms())
def test_the_same_seed_draws_the_same_in_whatever_order(
    ones: list, seed: str, dice: random.Random
) -> None:
    first = draw.draw(ones, seed)
    dice.shuffle(ones)
    assert draw.draw(ones, seed) == first


@given(candidates(), seeds)
def test_the_ratio_is_met_exactly_rounded_up_unless_too_few_have_a_visit_left(
    ones: list, seed: str
) -> None:
    pools = draw.draw(ones, seed)
    assert sum(len(pool.order) + len(pool.spent) for pool in pools) == len(ones)
    for pool in pools:
        size = len(pool.order) + len(pool.spent)
        exact = Fraction(pool.ratio) * size / 100
        assert pool.quota - 1 < exact <= pool.quota
        assert len(pool.drawn) == min(pool.quota, len(pool.order))


@given(candidates(), seeds)
def test_nobody_is_visited_more_often_than_the_limit(ones: list, seed: str) -> None:
    for pool in draw.draw(ones, seed):
        assert all(one.made[0] >= one.visits for one in pool.spent)
        for one in pool.drawn:
            low, high = one.made
            assert low < one.visits
            assert one.planned == 0 or one.planned + high <= one.visits <= CAP


@given(candidates(), seeds, st.data())
def test_what_is_told_of_one_moves_at_most_the_last_place_of_a_pool(
    ones: list, seed: str, data: st.DataObject
) -> None:
    before = drawn(draw.draw(ones, seed))
    changed = data.draw(st.sampled_from(ones))
    others = [one for one in ones if one is not changed]
    other = data.draw(candidates())[0]
    new = draw.Candidate(
        changed.uscc, "", ("高风险",), other.ratio, other.visits, other.made, "", (), ()
    )
    after = draw.draw([*others, new], seed)
    moved = (before ^ drawn(after)) - {changed.uscc}
    by_pool = {one.uscc: one.ratio for one in others}
    for ratio in {by_pool[code] for code in moved}:
        assert sum(by_pool[code] == ratio for code in moved) <= 1
    if (new.ratio, new.may_be_drawn) == (changed.ratio, changed.may_be_drawn):
        assert drawn(after) == before  # whatever else is told changes nothing


def test_numbers_depend_on_seed_and_code_alone() -> None:
    codes = [one.uscc for one in SUBJECTS]
    assert len({draw.number(SEED, code) for code in codes}) == len(codes)
    assert draw.number(SEED, codes[0]) != draw.number(SEED + " ", codes[0])
    known = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    assert draw.number("key", "The quick brown fox jumps over the lazy dog") == known


def test_over_many_seeds_everybody_of_a_pool_has_the_chance_that_is_printed() -> None:
    pool = POOLS[1]
    times = 2_000
    hits = dict.fromkeys((one.uscc for one in pool.order), 0)
    for n in range(times):
        for one in draw.draw(pool.order + pool.spent, f"seed {n}")[0].drawn:
            hits[one.uscc] += 1
    expected = times * pool.quota / len(pool.order)
    assert all(abs(count - expected) < 0.12 * times for count in hits.values())


def test_two_different_officers_go() -> None:
    for one in FOUND.values():
        pair = draw.officers_for(one, OFFICERS, SEED)
        assert len(set(pair)) == 2
        assert pair == draw.officers_for(one, OFFICERS[::-1], SEED)


def test_what_would_settle_a_class_is_named_with_who_holds_it() -> None:
    one = FOUND["银鸥"]
    said = json.dumps(one.missing, ensure_ascii=False)
    assert "责令示例-01" in said
    assert "作出决定的行政机关" in said
