"""A licensing desk asks before it decides: what do law and records say about this applicant?

    python examples/licensing/ask.py examples/licensing/applications/*.json --as-of 2026-06-30

It says one of three things: nothing on record stands against it; a bar stands, with its provision;
or that cannot be said yet, and what to fetch from whom. It neither grants nor refuses: a person
decides by law, and nothing undetermined is ever a reason to refuse. Exit code 4: some application
cannot be answered yet; 2: one cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from desk import DESKS, Answer, Application, Found, ask
from pydantic import ValidationError

import credit_rules as cr
from credit_rules.engine.decision import MatchedMeasure, Undetermined
from credit_rules.intake import read_files
from credit_rules.model.subject import mask

HERE: Final = Path(__file__).parent
RULESETS: Final = HERE.parents[1] / "rulesets"


def page(application: Application, found: Found, name: str | None) -> Iterator[str]:
    """What the clerk reads."""
    acting = application.acting
    purposes = "、".join(one.zh for one in acting.purposes)
    yield f"== {application.number}  {application.licence} =="
    yield f"申请人：{name or '（名称未交付）'} {mask(application.applicant)}"
    yield f"办理：{acting.authority or '（未写明）'}（{purposes}）"
    yield f"结果：{found.answer.value}（由系统依规则计算，不是决定）"
    if found.bars:
        yield "法律约束的："
        yield from measures(found.bars)
    if found.pointers:
        yield "自身不约束、只指明应当查什么的："
        yield from measures(found.pointers)
    if found.unknown or found.untold:
        yield "决定之前须查明的："
        yield from questions(found.unknown)
        yield from (f"  ? {one}" for one in found.untold)
    if found.notes:
        yield "说明："
        yield from (f"  - {note}" for note in found.notes)
    yield "下一步：" + next_step(found)


def measures(found: Iterable[tuple[str, MatchedMeasure]]) -> Iterator[str]:
    """Measures with provision, facts, term and remedy; those that differ in target only, once."""
    same: dict[tuple[str, str, str | None], list[tuple[str, MatchedMeasure]]] = {}
    for who, one in found:
        same.setdefault((who, one.measure, one.because_of.record), []).append((who, one))
    for group in same.values():
        who, one = group[0]
        targets = "、".join(each.target.zh for _, each in group)
        yield f"  ● {who}：{one.title.zh}（{one.effect.zh}；{one.strength.zh}；对象：{targets}）"
        yield f"    依据：{'、'.join(each.citation for each in (*one.basis, *one.criteria))}"
        yield f"    因为：{one.because_of.title.zh}；{one.because_of.record or '没有特定的记录'}"
        yield f"    期限：{term(one)}"
        yield f"    救济：{one.remedy.zh}"
        if not one.binding:
            known = "、".join(each.citation for each in one.specific) or "目录中没有"
            yield f"    同一事实的具体规定：{known}"


def term(one: MatchedMeasure) -> str:
    """From the first day to the last."""
    since = f"{one.since} 起" if one.since else "起日未载明"
    if one.lifelong:
        return f"{since}，终身"
    if one.until is None:
        return f"{since}，至所依据的记录不再有效"
    return f"{since}，至 {one.until - timedelta(days=1)}（含当日）"


def questions(unknown: Iterable[tuple[str, Undetermined]]) -> Iterator[str]:
    """Each fact and each question once, with who holds it and what depends on it."""
    about: dict[tuple[str, str], list[str]] = {}
    for who, one in unknown:
        for missing in one.missing:
            verb = "认定" if missing.kind == "question" else "提供"
            said = f"{who}：{missing.text.zh}（由{missing.holder}{verb}）"
            about.setdefault((said, missing.path), []).append(one.title.zh)
    for (said, path), titles in about.items():
        yield f"  ? {said}"
        yield f"    {path}；关系到：{'；'.join(dict.fromkeys(titles))}"


def next_step(found: Found) -> str:
    """What is to be done; never the decision itself."""
    steps = []
    if found.bars:
        steps.append("请承办人核对文书和条文，依法作出决定，并告知救济途径")
    if found.unknown or found.untold:
        steps.append("先查明上列事项，再问一次；未查明的不得作为不予许可的理由")
    if found.pointers:
        steps.append(
            "查明其他法律有没有以此为条件限制本许可的具体规定；没有的，不得仅凭这一项不予许可"
        )
    return "。".join(steps or ["继续依法审查其他条件；本页只说记录，不代替审查"])


def plain(line: str) -> str:
    """A line without what could move a cursor or begin another line: records are strangers'."""
    return "".join(char if char.isprintable() or char == "　" else " " for char in line)


@cache
def rules(licence: str) -> cr.Rulebook:
    """The rulesets that concern a licence; KeyError if this desk does not handle it."""
    return cr.load([RULESETS / one for one in DESKS[licence]])


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer every application."""
    parser = argparse.ArgumentParser(description="许可窗口：决定之前先问（示例）")
    parser.add_argument("applications", type=Path, nargs="+", help="申请（JSON）")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="基准日")
    parser.add_argument("--rows", type=Path, default=HERE / "rows", help="行数据所在的目录")
    given = parser.parse_args(arguments)
    intake = read_files(sorted(given.rows.glob("*.csv")))
    names = {one.uscc: one.name for one in intake.subjects}
    answers = []
    for path in sorted(given.applications):
        try:
            application = Application.model_validate_json(path.read_bytes())
            book = rules(application.licence)
        except (OSError, ValidationError, KeyError):
            # Not what is wrong with it: an application may hold what must not be shown.
            print(f"{path.name}：不能读取，或者不是本窗口办理的许可", file=sys.stderr)
            return 2
        found = ask(book, application, intake.subjects, intake.report, given.as_of)
        for line in page(application, found, names.get(application.applicant)):
            print(plain(line))
        print()
        answers.append(found.answer)
    return 4 if Answer.OPEN in answers else 0


if __name__ == "__main__":
    sys.exit(main())
