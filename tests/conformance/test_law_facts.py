"""The instruments catalog says what the legal facts say, and nothing more.

The facts lie beside the project and are not shipped, so these tests run only where they are.
"""

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LAW = Path(__file__).parents[3] / "shared" / "law"

pytestmark = pytest.mark.skipif(
    not LAW.is_dir(), reason="the legal facts (../shared/law) do not lie beside the project"
)

Doc = dict[str, Any]

# Entries of a facts file which the catalog leaves out, and why.
LEFT_OUT = {
    (
        "cn.mohrss.rsbg1.2016",
        "保障农民工工资支付条例第四十七条（国务院令第724号，2020-05-01施行）",
    ): "restates another instrument, cn.sc.order724.2019, which has its own file",
}

# Words of a facts entry that are not the provision's own: who collected the facts added them.
# They are cut from the facts before the comparison, so their figures may not be restated either.
REMARKS = {
    ("cn.sc.order658.2015", "第十九条"): (
        "（较大数额罚款=200万元以上，见财库〔2022〕3号）",
        "the figure belongs to cn.mof.caiku.2022.3",
    ),
    ("cn.mof.caiku.2022.3", "全文"): (
        "（效果：供应商参加政府采购前3年内有此类处罚即构成“重大违法记录”，不具备政府采购法第22条资格。）",
        "an effect drawn from cn.sc.order658.2015 and the procurement law",
    ),
    ("cn.sc.order724.2019", "第四十八条"): (
        "（即人社部令第45号）",
        "a pointer to cn.mohrss.order45.2021",
    ),
    ("cn.npc.administrative-penalty-law.2021", "第九条"): (
        "（信用分类“轻微/一般/严重”即以此种类为锚）",
        "a remark on credit rules, not on penalties",
    ),
    ("cn.npc.administrative-penalty-law.2021", "第十三条"): (
        "（部门规章不得自行设定限制从业、责令停产停业等惩戒）",
        "a conclusion drawn from the article",
    ),
    ("cn.npc.administrative-penalty-law.2021", "第三十三条"): (
        "不予处罚即不产生行政处罚类失信信息。",
        "a conclusion on credit information",
    ),
    ("cn.npc.administrative-penalty-law.2021", "第六十六条"): (
        "（修复条件“完全履行义务”须结合是否获准分期判断）",
        "a remark on credit repair",
    ),
}

UNSURE = re.compile(r"记忆|memory|未查实|未核|未见|未确认")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?")
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

HAN = "零〇一二两三四五六七八九十百千"
UNIT = r"个工作日|个月|小时|万元|年|月|日|次|条|款|项|时|倍|元|‰|%"
NUMBER = rf"(?:\d+(?:\.\d+)?|[{HAN}]+)"
QUANTITY = re.compile(rf"({NUMBER})\s*(?:[-–—~至]\s*({NUMBER}))?\s*({UNIT})")
OWED = {
    "个工作日",
    "个月",
    "小时",
    "万元",
    "年",
    "月",
    "日",
    "次",
    "项",
    "时",
    "倍",
    "元",
    "‰",
    "%",
}


def number(text: str) -> str:
    """Read 20, 二十 or 二百零一 as the same digits."""
    if text[0].isdigit():
        return text
    total = current = 0
    for char in text:
        if char in "十百千":
            total += (current or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            current = 0
        else:
            current = {"〇": 0, "两": 2}.get(char, "零一二三四五六七八九".find(char))
    return str(total + current)


def quantities(text: str) -> Counter[tuple[str, str]]:
    """Every number with its unit; both ends of a range; titles in 《》 aside."""
    text = re.sub(r"《[^》]*》", "", text)
    return Counter(
        (number(end), unit)
        for low, high, unit in QUANTITY.findall(text)
        for end in (low, high)
        if end
    )


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"《[^》]*》", "", text)))


def day(value: object) -> dt.date | None:
    """Read the whole date that a facts field gives, if it gives one."""
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return dt.date.fromisoformat(value)
    return None


@cache
def load_facts() -> dict[str, Doc]:
    """Read the facts; `unsure` names the fields whose line, comment included, says they are so."""
    found: dict[str, Doc] = {}
    for path in sorted(LAW.glob("*.yaml")):
        text = path.read_text("utf-8")
        doc = yaml.safe_load(text)
        if not (isinstance(doc, dict) and "id" in doc and "articles" in doc):
            continue
        assert doc["id"] not in found, f"two facts files for {doc['id']}"
        doc["unsure"] = {
            m[1] for m in re.finditer(r"^(\w+):(.*)$", text, re.MULTILINE) if UNSURE.search(m[2])
        }
        found[doc["id"]] = doc
    return found


@cache
def load_catalog() -> dict[str, Doc]:
    found: dict[str, Doc] = {}
    for path in sorted((ROOT / "catalogs" / "instruments").glob("*.yaml")):
        doc = yaml.safe_load(path.read_text("utf-8"))
        assert doc["kind"] == "instruments", path.name
        assert list(doc["instruments"]) == [path.stem], path.name
        found |= doc["instruments"]
    return found


def check(ident: str, entry: Doc, facts: Doc | None) -> list[str]:
    """Hold one catalog instrument against its facts; each line returned is one disagreement."""
    if facts is None:
        return [f"{ident}: no such instrument in the facts"]
    out: list[str] = []

    def same(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            out.append(f"{ident}: {what} is {ours!r}, the facts say {theirs!r}")

    same("title", entry["title"], re.sub(r"（\d{4}年修[正订]）$", "", facts["title"]))
    for key in ("level", "issuer", "sources"):
        same(key, entry[key], facts[key])
    named = None if "document_number" in facts["unsure"] else facts["document_number"]
    same("number", entry.get("number"), named)
    same("last_checked", entry["last_checked"], dt.date(2026, 11, 23))

    if len(entry["versions"]) != 1:
        return [*out, f"{ident}: one facts file is one version"]
    version = entry["versions"][0]
    if "number" in entry and entry["number"] is None:
        out.append(f"{ident}: an unknown number is left out, not null")
    same(
        "issued",
        version.get("issued"),
        None if "issued" in facts["unsure"] else day(facts["issued"]),
    )
    same("from", version["in_force"]["from"], day(facts["effective_from"]))
    last = day(facts["effective_to"])
    same("until", version["in_force"].get("until"), last and last + dt.timedelta(days=1))
    same("verified", version["verified"], facts["verified"])

    by_no = {article["no"]: article for article in facts["articles"]}
    used: list[str] = []
    for key, provision in version["provisions"].items():
        where = f"{ident}#{key}"
        if ARTICLE.fullmatch(key):
            hits = [key] if key in by_no else []
        elif KEY.fullmatch(key):
            hits = [no for no in by_no if provision["label"] in no and not ARTICLE.fullmatch(no)]
        else:
            hits = []
        if len(hits) != 1:
            out.append(f"{where}: stands for {len(hits)} entries of the facts")
            continue
        used += hits
        out += [f"{where}: {line}" for line in check_provision(ident, provision, by_no[hits[0]])]

    for no, times in Counter(used).items():
        if times > 1:
            out.append(f"{ident}: {no} is restated {times} times")
    for no, article in by_no.items():
        if article["verified"] != "memory" and no not in used and (ident, no) not in LEFT_OUT:
            out.append(f"{ident}: {no} is not in the catalog")
    return out


def check_provision(ident: str, provision: Doc, article: Doc) -> list[str]:
    out: list[str] = []
    if provision["verified"] != article["verified"]:
        out.append(f"verified is {provision['verified']}, the facts say {article['verified']}")
    if "memory" in (provision["verified"], article["verified"]):
        out.append("memory never ships")
    if "facts_second_reading" in article:
        out.append("the facts have two readings: disputed, carries nothing")

    source = article["facts"]
    if (ident, article["no"]) in REMARKS:
        remark, _ = REMARKS[ident, article["no"]]
        if remark not in source:
            out.append("the remark to be cut is no longer in the facts")
        source = source.replace(remark, "")
    says = provision["says"]
    ours, theirs = quantities(says), quantities(source)
    out += [f"says {n}{unit}, the facts do not" for n, unit in ours.keys() - theirs.keys()]
    known = digits(source) | {n for n, _ in theirs}
    out += [f"says {n}, the facts do not" for n in digits(says) - known]
    out += [
        f"says {n}{unit} {ours[n, unit]} times, the facts {times}"
        for (n, unit), times in theirs.items()
        if unit in OWED and ours[n, unit] < times
    ]
    return out


def test_every_instrument_agrees_with_the_facts() -> None:
    facts, catalog = load_facts(), load_catalog()
    assert catalog
    wrong = [
        line for ident, entry in catalog.items() for line in check(ident, entry, facts.get(ident))
    ]
    assert wrong == []


def test_every_exception_is_still_needed() -> None:
    facts, catalog = load_facts(), load_catalog()
    for ident, no in [*LEFT_OUT, *REMARKS]:
        assert ident in catalog
        assert no in {article["no"] for article in facts[ident]["articles"]}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("列入期限3年", {("3", "年")}),
        ("二十四时", {("24", "时")}),
        ("第二百零一条", {("201", "条")}),
        ("5-10万元", {("5", "万元"), ("10", "万元")}),
        ("1至3年内", {("1", "年"), ("3", "年")}),
        ("5‰以上10‰以下", {("5", "‰"), ("10", "‰")}),
        ("满6个月、20个工作日", {("6", "个月"), ("20", "个工作日")}),
        ("三次以上", {("3", "次")}),
        ("见《某办法2021年版》", set()),
        ("同一行为、之一", set()),
    ],
)
def test_quantities_are_read(text: str, read: set[tuple[str, str]]) -> None:
    assert set(quantities(text)) == read


def _says(key: str, old: str, new: str) -> Callable[[Doc], None]:
    def change(entry: Doc) -> None:
        provision = entry["versions"][0]["provisions"][key]
        assert old in provision["says"]
        provision["says"] = provision["says"].replace(old, new, 1)

    return change


ORDER45 = "cn.mohrss.order45.2021"
RSBG1 = "cn.mohrss.rsbg1.2016"
ORDER658 = "cn.sc.order658.2015"
ORDER724 = "cn.sc.order724.2019"


def _version(entry: Doc) -> Doc:
    return entry["versions"][0]


@pytest.mark.parametrize(
    ("ident", "change", "reported"),
    [
        (
            ORDER45,
            lambda e: _version(e)["provisions"]["第十一条"].update(verified="excerpt"),
            "verified is",
        ),
        (
            ORDER45,
            lambda e: _version(e)["provisions"]["第十一条"].update(verified="memory"),
            "memory never",
        ),
        (ORDER45, lambda e: _version(e).update(verified="excerpt"), "verified is"),
        (ORDER45, _says("第十一条", "3年", "5年"), "says 5年"),
        (ORDER45, _says("第十二条", "满6个月", ""), "says 6个月 0 times"),
        (ORDER45, _says("第八条", "可以延长20个工作日", "可以延长"), "says 20个工作日 1 times"),
        (RSBG1, _says("tier-c", "三次以上", "两次以上"), "says 2次"),
        (RSBG1, _says("local-quanzhou", "降低50%", "降低60%"), "says 60%"),
        (ORDER658, _says("第十九条", "较大数额罚款", "200万元以上的罚款"), "says 200万元"),
        (
            ORDER45,
            lambda e: _version(e)["in_force"].update({"from": dt.date(2022, 1, 2)}),
            "from is",
        ),
        (ORDER45, lambda e: _version(e)["in_force"].update(until=dt.date(2026, 1, 1)), "until is"),
        (ORDER45, lambda e: _version(e).update(issued=dt.date(2021, 11, 11)), "issued is"),
        (RSBG1, lambda e: _version(e).update(issued=dt.date(2016, 7, 25)), "issued is"),
        (ORDER724, lambda e: e.update(number="国务院令第724号"), "number is"),
        (ORDER45, lambda e: e.pop("number"), "number is"),
        (ORDER45, lambda e: e.update(level="law"), "level is"),
        (ORDER45, lambda e: e.update(issuer="国务院"), "issuer is"),
        (
            ORDER45,
            lambda e: _version(e)["provisions"].pop("第七条"),
            "第七条 is not in the catalog",
        ),
        (
            ORDER45,
            lambda e: _version(e)["provisions"].update(
                第十九条={"says": "负责解释。", "verified": "full_text"}
            ),
            "stands for 0 entries",
        ),
        (
            RSBG1,
            lambda e: _version(e)["provisions"]["tier-c"].update(label="D级"),
            "stands for 0 entries",
        ),
    ],
)
def test_the_checker_reports_a_changed_entry(
    ident: str, change: Callable[[Doc], None], reported: str
) -> None:
    facts, entry = load_facts()[ident], load_catalog()[ident]
    assert check(ident, entry, facts) == []
    changed = copy.deepcopy(entry)
    change(changed)
    assert any(reported in line for line in check(ident, changed, facts))


def test_the_checker_reports_an_unknown_instrument() -> None:
    assert check("cn.nobody.2020", {}, None) == ["cn.nobody.2020: no such instrument in the facts"]


def test_an_end_is_the_day_after_the_last_day_in_force() -> None:
    facts = copy.deepcopy(load_facts()[ORDER45])
    entry = copy.deepcopy(load_catalog()[ORDER45])
    facts["effective_to"] = dt.date(2025, 12, 31)
    entry["versions"][0]["in_force"]["until"] = dt.date(2026, 1, 1)
    assert check(ORDER45, entry, facts) == []
    entry["versions"][0]["in_force"]["until"] = dt.date(2025, 12, 31)
    assert any("until is" in line for line in check(ORDER45, entry, facts))
