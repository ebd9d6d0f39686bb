"""A bureau's yearly plan of spot checks (双随机): tiers → ratios and visits → a reproducible draw.

    python examples/inspection/plan.py --as-of 2026-03-02 --seed "虚构市福彩2026023期 04 11 17 22"

What each class of enterprises is drawn at stands in `rulesets/`, as figures of the bureau's own
(invented) document; the most visits a year stands in `profile.yaml`, and the engine applies it.
How the draw is made stands in `draw.py`. `--csv FILE` writes the plan for a spreadsheet.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from draw import Candidate, Pool, draw, number, officers_for

import credit_rules as cr
from credit_rules.engine.decision import TierAnswer
from credit_rules.engine.listings import ListingState
from credit_rules.intake import Outcome, read_files
from credit_rules.intake.spreadsheet import safe_cell
from credit_rules.model.codes import InspectionKind, Purpose
from credit_rules.model.subject import mask

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
GRADES: Final = "labour-credit"
CLASSES: Final = "example-spot-check-class"
MEASURE: Final = "example-spot-check"
UNCOUNTED: Final = (InspectionKind.COMPLAINT, InspectionKind.DOCUMENT_REVIEW)
"""The bureau's document: inspections of single cases and of documents do not count as visits."""


def candidate(book: cr.Rulebook, subject: cr.Subject, day: date) -> Candidate | None:
    """What the rules say an enterprise is drawn at; None where they say nothing."""
    assert book.profile is not None, "the bureau's profile was loaded"
    authority, region = book.profile.authority, book.profile.region
    acting = cr.Acting(authority=authority, region=region, purposes=(Purpose.INSPECTION,))
    decision = cr.decide(book, subject, day, acting=acting)
    settled = {one.parameter: one for one in decision.settled if MEASURE in one.measures}
    if subject.uscc is None or not {"ratio", "visits"} <= settled.keys():
        return None
    tiers = {one.scheme: one for one in decision.tiers}
    graded = f"{tiers[GRADES].title.zh} {'或'.join(possible(tiers[GRADES]))}"
    listed = [one for one in decision.listings if one.state is ListingState.CURRENT]
    capped = settled["visits"].capped
    limited = [] if capped is None else [f"次数受年度上限限制，按{capped}次"]
    bases = [one.basis for one in decision.measures if one.measure == MEASURE]
    bases.append(settled["visits"].cap_basis)
    return Candidate(
        uscc=subject.uscc,
        name=plain(subject.name or ""),
        classes=possible(tiers[CLASSES]),
        # Of a range the lower end: so much at the least, and no more than that to anybody.
        ratio=settled["ratio"].low,
        visits=int(settled["visits"].low),
        made=visits_made(subject, day, authority),
        why="；".join([graded, *(f"在列：{one.title.zh}" for one in listed), *limited]),
        missing=tuple(
            plain(f"{one.text.zh}（由{one.holder}提供）") for one in tiers[CLASSES].missing
        ),
        basis=tuple(dict.fromkeys(one.citation for basis in bases for one in basis)),
    )


def possible(tier: TierAnswer) -> tuple[str, ...]:
    """The tiers an enterprise may be of, the strictest first, as they are called."""
    if tier.tier_title is not None:
        return (tier.tier_title.zh,)
    names = {one.rule: one.title.zh for one in tier.because_of}
    return tuple(names.get(one, one) for one in tier.possible)


def visits_made(subject: cr.Subject, day: date, authority: str) -> tuple[int, int | None]:
    """The visits this authority made this year until the day: at least, and at most."""
    sure = maybe = 0
    for one in subject.inspections:
        on = one.concluded_on
        other = one.authority is not None and one.authority != authority
        if other or one.kind in UNCOUNTED or on == "none":
            continue
        if isinstance(on, date) and not date(day.year, 1, 1) <= on <= day:
            continue
        maybe += 1
        sure += None not in (on, one.kind, one.authority)
    covers = subject.covers.get("inspections")
    since = covers and (date.min if covers.since == "beginning" else covers.since)
    whole = covers and since and since <= date(day.year, 1, 1) and covers.until >= day
    return sure, maybe if whole else None


def plain(text: str) -> str:
    """What a stranger wrote, without what could move a cursor or begin a line."""
    return "".join(char if char.isprintable() else " " for char in text)


def rows(pool: Pool, seed: str, officers: Sequence[str]) -> Iterator[dict[str, str]]:
    """A pool, one row an enterprise, as it stands on the page and in the file."""
    chance = f"{len(pool.drawn)}/{len(pool.order)}"
    for one in (*pool.order, *pool.spent):
        drawn = one in pool.drawn
        yield {
            "中选": "是" if drawn else "否",
            "抽签号": number(seed, one.uscc),
            "名称": one.name,
            "统一社会信用代码": one.uscc,
            "类别": "或".join(one.classes),
            "抽取比例": f"{pool.ratio}%",
            "机会": chance if one.may_be_drawn else "0（本年次数已满）",
            "每年次数": str(one.visits),
            "本年已查": told(one.made),
            "安排次数": str(one.planned) if drawn else "0",
            "检查人员": "、".join(officers_for(one, officers, seed)) if drawn else "",
            "理由": one.why,
            "类别待查明": "；".join(one.missing),
        }


def told(made: tuple[int, int | None]) -> str:
    """A number of visits as far as it is known."""
    low, high = made
    return str(low) if low == high else f"不少于{low}" if high is None else f"{low}至{high}"


def as_csv(pools: Iterable[Pool], seed: str, officers: Sequence[str]) -> str:
    """The plan for a spreadsheet; no cell is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    table = [row for pool in pools for row in rows(pool, seed, officers)]
    writer.writerow(table[0] if table else [])
    writer.writerows([safe_cell(cell) for cell in row.values()] for row in table)
    return "\ufeff" + text.getvalue()


def page(pools: Sequence[Pool], seed: str, officers: Sequence[str]) -> Iterator[str]:
    """The plan for a person."""
    yield f"种子：{seed}"
    yield "抽签号 = HMAC-SHA256(种子, 统一社会信用代码)；同一比例的为一组，抽签号小的中选"
    yield "应抽户数 = 比例 × 户数，不足一户的按一户；类别未定的，按各可能类别中最轻的比例和次数"
    for citation in dict.fromkeys(c for pool in pools for x in pool.order for c in x.basis):
        yield f"依据：{citation}"
    for pool in pools:
        size = len(pool.order) + len(pool.spent)
        short = f"，只有{len(pool.drawn)}户还有次数" if len(pool.drawn) < pool.quota else ""
        yield f"\n== 比例{pool.ratio}%：{size}户，应抽{pool.quota}户{short} =="
        for row in rows(pool, seed, officers):
            drawn = row["中选"] == "是"
            who = f"{row['名称']} {mask(row['统一社会信用代码'])} {row['类别']}"
            yield f"{'●' if drawn else '○'} {row['抽签号'][:12]} {who}，机会{row['机会']}"
            yield f"    {row['理由']}"
            if drawn:
                plan = f"每年{row['每年次数']}次，本年已查{row['本年已查']}次"
                yield f"    {plan}，安排{row['安排次数']}次；{row['检查人员']}"
            if drawn and not row["本年已查"].isdecimal():
                yield "    上门之前先查明本年已查几次"
            if row["类别待查明"]:
                yield f"    类别待查明：{row['类别待查明']}"


def load() -> cr.Rulebook:
    """The labour grades that ship, and what this (invented) bureau adds of its own."""
    return cr.load(
        [ROOT / "rulesets/labour/labour-tiers.yaml", HERE / "rulesets"],
        catalogs=[ROOT / "catalogs", HERE / "catalogs"],
        profile=HERE / "profile.yaml",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the plan, print it, and write it as CSV."""
    parser = argparse.ArgumentParser(description="双随机抽查计划（示例）")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="基准日")
    parser.add_argument("--seed", required=True, help="公开的种子")
    parser.add_argument("--rows", type=Path, default=HERE / "rows", help="行数据所在的目录")
    parser.add_argument("--csv", type=Path, help="另存为 CSV")
    given = parser.parse_args(arguments)
    if not given.seed.strip() or not given.seed.isprintable():
        parser.error("种子不能为空，也不能含有不可见的字符")
    book = load()
    intake = read_files(sorted(given.rows.glob("*.csv")))
    officers = (given.rows / "officers.txt").read_text("utf-8").split()
    found = {one.uscc: candidate(book, one, given.as_of) for one in intake.subjects}
    pools = draw((one for one in found.values() if one is not None), given.seed)
    print(f"{book.profile and book.profile.authority}  {given.as_of.year}年双随机抽查计划（示例）")
    print(f"基准日 {given.as_of}；由系统依规则计算，供安排检查，不是检查决定")
    print(f"规则与参数 {book.digest[:12]}")
    counts = intake.report.counts
    print("行：" + "，".join(f"{one.zh} {counts[one]}" for one in Outcome))
    print("\n".join(page(pools, given.seed, officers)))
    for code in (code for code, one in found.items() if one is None):
        print(f"不在本计划：{mask(code or '')}（没有适用的比例，或者主体类别未交付）")
    if given.csv:
        given.csv.write_bytes(as_csv(pools, given.seed, officers).encode())


if __name__ == "__main__":
    main()
