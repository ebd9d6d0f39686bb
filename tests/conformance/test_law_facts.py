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
    ("cn.zj.public-credit.2017", "第二十四条"): "two readings differ on what is listed: disputed",
    (
        "cn.js.credit-regulation.2021",
        "信用惩戒/激励/名单/修复/异议各条",
    ): "names chapters only, and says that no article was seen",
    (
        "cn.sc.gbf54.2024",
        "甘肃实施意见（2025）",
    ): "another instrument; its title, number and days are not in the facts",
    (
        "cn.sc.gf5.2019",
        "河北2021年方案",
    ): "another instrument; its title, issuer, number and days are not in the facts",
    (
        "cn.sc.gf5.2019",
        "山西长治潞州区2025年计划",
    ): "another instrument; its title, issuer, number and days are not in the facts",
    (
        "cn.sc.gf5.2019",
        "烟草零售户抽查（行业内部规则）",
    ): "another instrument; its title, issuer, number and days are not in the facts",
    (
        "cn.sc.gbf42.2020",
        "国发〔2021〕7号",
    ): "another instrument; its title and days are not in the facts",
    (
        "cn.samr.gsjxf6.2022",
        "宁夏《市场监督管理部门企业信用风险分类管理办法（试行）》（2022，5章24条）",
    ): "another instrument; its issuer, number and days are not in the facts",
    (
        "cn.samr.gsjxf6.2022",
        "内蒙古巴彦淖尔市 2022 年度“三新企业”抽查",
    ): "another instrument; its title, issuer, number and days are not in the facts",
    (
        "cn.samr.gsjxf6.2022",
        "黑龙江大庆市林甸县农业农村局（2024-11）",
    ): "another instrument; its title, number and days are not in the facts",
    (
        "cn.samr.gsjxf6.2022",
        "山东省市场监管局 2020 年度双随机",
    ): "another instrument; its title, number and days are not in the facts",
}

# Instruments that have no facts file of their own: the file and the entry of it they are read from.
# Title, number, days and sources must stand there; issuer and level are what its form shows.
SPLIT = {
    "cn.gacc.notice170.2023": (
        "cn.gacc.order251.2021",
        "海关总署公告2023年第170号（2023-11-21 发布）",
        {"issuer": "海关总署", "level": "normative_document"},
    ),
    "cn.sc.order722.2019": (
        "cn.sc.gf5.2019",
        "优化营商环境条例第五十四条（国务院令第722号，2020-01-01施行）",
        {"issuer": "国务院", "level": "administrative_regulation"},
    ),
    "cn.gd.amr.xinjian111.2025": (
        "cn.sc.gf5.2019",
        "广东省市场监管局2025年度抽查计划（粤市监信监〔2025〕111号）",
        {"issuer": "广东省市场监管局", "level": "normative_document"},
    ),
}

# What the header of a facts file gives otherwise than the catalog should, and the words of the
# facts that say so. A day that no words confirm is `unconfirmed`, whatever the header says.
UNCONFIRMED = "unconfirmed"
AMENDED = {
    ("cn.npc.civil-procedure-law.2023", "from"): (
        UNCONFIRMED,
        "修正自2024-01-01施行按记忆",
    ),
    ("cn.sc.order654.2014.rev2024", "number"): (
        "国务院令第654号",
        "国务院令第654号（2014-08-07公布）",
    ),
    ("cn.sc.order654.2014.rev2024", "issued"): (
        dt.date(2024, 3, 10),
        "2024年3月10日《国务院关于修改和废止部分行政法规的决定》修订",
    ),
    ("cn.sc.order654.2014.rev2024", "from"): (
        UNCONFIRMED,
        "修订自2024-05-01起施行（按记忆，修订决定施行日未见原文）",
    ),
    ("cn.npcsc.work-safety-law.2021", "from"): (
        UNCONFIRMED,
        "2021修正自2021-09-01施行（按记忆）",
    ),
    ("cn.gov.guobanfa.2020.49", "issued"): (None, "成文日2020-12-07按记忆"),
    ("cn.gov.guobanfa.2020.49", "from"): (UNCONFIRMED, "成文日2020-12-07按记忆"),
    ("cn.sc.gf5.2019", "from"): (UNCONFIRMED, "issued: 2019-01-27      # memory"),
    ("cn.sc.gbf42.2020", "from"): (UNCONFIRMED, "issued: 2020-10-27      # memory"),
    ("cn.samr.gsjxf6.2022", "from"): (UNCONFIRMED, "issued: 2022-01-13        # memory"),
}

# Days on which a text is known in force, and the words of the facts that say so.
INDEX = "状态（2026-11-23）"
KNOWN_IN_FORCE = {
    ("cn.sc.order654.2014.rev2024", dt.date(2026, 9, 30)): "2026-09-30同步，标注现行有效",
    ("cn.npcsc.work-safety-law.2021", dt.date(2026, 8, 28)): "现行有效，数据至2026-08-28",
    ("cn.gov.guobanfa.2020.49", dt.date(2020, 12, 18)): "2020-12-18公布（来源所载）",
    ("cn.npc.civil-procedure-law.2023", dt.date(2026, 8, 28)): "现行有效，数据至2026-08-28",
    ("cn.sc.gf5.2019", dt.date(2026, 11, 23)): INDEX,
    ("cn.sc.gbf42.2020", dt.date(2026, 11, 23)): INDEX,
    ("cn.samr.gsjxf6.2022", dt.date(2026, 11, 23)): INDEX,
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
    ("cn.spc.fashi.2017.7", "第二条"): ("（即总计最长5年）", "a sum drawn from the article"),
    ("cn.ndrc.order36.2025", "第二章（条号未确认）·一般类内容"): (
        (
            "（2025-09征求意见稿曾把暂扣许可证件、降低资质等级、没收违法所得、没收非法财物列为一般；"
            "律所对正式稿的解读已把暂扣许可、降低资质移入严重类，勿沿用征求意见稿。）"
        ),
        "the draft, which is not to be followed",
    ),
    ("cn.gov.guobanfa.2025.22", "（段号未确认）办理期限"): (
        (
            "（据中国日报英文报道，原词为 decision on whether to approve the application within three "
            "working days，结合打乱片段“工作日内作出是否受理的决定”理解为受理决定）"
        ),
        "how the sentence was put together",
    ),
    ("cn.mem.order11.2023", "第七条"): (
        (
            "（三）作出行政处罚后有执行能力拒不执行或逃避执行的单位及其主要负责人（记忆）；"
            "（四）其他性质恶劣、情节严重的（记忆）。"
        ),
        "two items from memory",
    ),
    ("cn.mem.order11.2023", "（提前移出，条号未确认）"): (
        (
            "条件（履行处罚义务、消除危害后果或不良影响、未再发生严重失信行为；"
            "法定禁入期限未满不予提前移出）按记忆。"
        ),
        "conditions from memory",
    ),
    ("cn.gacc.order251.2021", "第二十二条"): (
        "（源文英文转述为“千分之一”，旧制为万分之五，待核）",
        "a share on which the sources differ",
    ),
    ("cn.sc.gbf54.2024", "分级分类与频次"): (
        (
            "（引擎需：频次上限约束凌驾于信用等级提高频次之上；"
            "投诉举报、转办交办、数据监测等个案检查是否计入以主管部门公布为准）"
        ),
        "a remark on how to build the engine",
    ),
    ("cn.samr.gsjxf6.2022", "分类（段落号未见）"): (
        "（总局称每月对5000多万户企业分类，截至2023-12已与“双随机、一公开”全面融合）",
        "a report of what was done",
    ),
    ("cn.samr.gsjxf6.2022", "差异化监管（段落号未见）"): (
        (
            "（除投诉举报、转办交办、法律法规另有规定外，可不主动实施现场检查，"
            "做到“无事不扰”——后半句凭记忆）"
        ),
        "partly from memory, and which part is not said",
    ),
}

UNSURE = re.compile(r"记忆|memory|未查实|未核|未见|未确认")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?")
NUMBERED = re.compile(
    rf"{ARTICLE.pattern}(?:第\([一二三四五六七八九十]+\)项|[、至]{ARTICLE.pattern})?"
)
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
UNNUMBERED = re.compile(r"（条号未确认）|（段[号落]+未(?:确认|见)）|，条号未(?:确认|见)")

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
        doc["text"], doc["file"] = text, path.stem
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
    if ident in SPLIT:
        return check_split(ident, entry)
    if facts is None:
        return [f"{ident}: no such instrument in the facts"]
    out: list[str] = []

    def same(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            out.append(f"{ident}: {what} is {ours!r}, the facts say {theirs!r}")

    same("title", entry["title"], re.sub(r"（\d{4}年修[正订]）$", "", facts["title"]))
    for key in ("level", "issuer", "sources"):
        same(key, entry[key], facts[key])

    def amended(what: str, theirs: object) -> object:
        return AMENDED.get((ident, what), (theirs,))[0]

    unsure = facts["unsure"]
    number = None if "document_number" in unsure else facts["document_number"]
    named = number and number.split("（")[0]
    same("number", entry.get("number"), amended("number", named))
    same("last_checked", entry["last_checked"], dt.date(2026, 11, 23))

    if len(entry["versions"]) != 1:
        return [*out, f"{ident}: one facts file is one version"]
    version = entry["versions"][0]
    if "number" in entry and entry["number"] is None:
        out.append(f"{ident}: an unknown number is left out, not null")
    same(
        "issued",
        version.get("issued"),
        amended("issued", None if "issued" in unsure else day(facts["issued"])),
    )
    begins = UNCONFIRMED if "effective_from" in unsure else day(facts["effective_from"])
    same("from", version["in_force"]["from"], amended("from", begins))
    known = [on for name, on in KNOWN_IN_FORCE if name == ident]
    same("known_in_force_on", version["in_force"].get("known_in_force_on", []), known)
    last = day(facts["effective_to"])
    same("until", version["in_force"].get("until"), last and last + dt.timedelta(days=1))
    same("verified", version["verified"], facts["verified"])

    by_no = {article["no"]: article for article in facts["articles"]}
    used: list[str] = []
    for key, provision in version["provisions"].items():
        where = f"{ident}#{key}"
        if NUMBERED.fullmatch(key):
            hits = [key] if key in by_no else []
        elif KEY.fullmatch(key):
            label = provision["label"]
            plain = {no: UNNUMBERED.sub("", no) for no in by_no if not NUMBERED.fullmatch(no)}
            exact = [no for no, text in plain.items() if text == label]
            hits = exact or [no for no, text in plain.items() if label in text]
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
        elsewhere = {(of, entry_no) for of, entry_no, _ in SPLIT.values()} | LEFT_OUT.keys()
        if article["verified"] != "memory" and no not in used and (ident, no) not in elsewhere:
            out.append(f"{ident}: {no} is not in the catalog")
    return out


def check_split(ident: str, entry: Doc) -> list[str]:
    """Hold an instrument without a facts file of its own against the entry it is read from."""
    of, no, form = SPLIT[ident]
    facts = load_facts()[of]
    article = next(article for article in facts["articles"] if article["no"] == no)
    version, provisions = entry["versions"][0], entry["versions"][0]["provisions"]
    out = [
        f"{ident}: {key} is {entry[key]!r}, its form shows {value!r}"
        for key, value in form.items()
        if entry[key] != value
    ]
    out += [
        f"{ident}: {one} is no source" for one in entry["sources"] if one not in facts["sources"]
    ]
    if version["verified"] != article["verified"]:
        out.append(f"{ident}: verified is {version['verified']}, not {article['verified']}")
    text = "\n".join([no, article["facts"], *entry["sources"]])
    said = [entry["title"], entry["number"], version.get("issued"), version["in_force"]["from"]]
    out += [
        f"{ident}: {one} is not in the facts"
        for one in map(str, said)
        if one not in (text, "None", UNCONFIRMED) and one not in text
    ]
    for key, provision in provisions.items():
        if not (provision["label"] in text if KEY.fullmatch(key) else key in text):
            out.append(f"{ident}#{key}: stands for 0 entries of the facts")
    whole = {
        "says": "\n".join(provision["says"] for provision in provisions.values()),
        "verified": article["verified"],
    }
    out += [f"{ident}: {line}" for line in check_provision(of, whole, article)]
    return out


def check_provision(ident: str, provision: Doc, article: Doc) -> list[str]:
    out: list[str] = []
    if provision["verified"] != article["verified"]:
        out.append(f"verified is {provision['verified']}, the facts say {article['verified']}")
    if "memory" in (provision["verified"], article["verified"]):
        out.append("memory never ships")

    source = article["facts"]
    if (ident, article["no"]) in REMARKS:
        remark, _ = REMARKS[ident, article["no"]]
        if remark not in source:
            out.append("the remark to be cut is no longer in the facts")
        source = source.replace(remark, "")
    says = provision["says"]
    ours, theirs = quantities(says), quantities(source)
    known = digits(source) | {n for n, _ in theirs}
    if "facts_second_reading" in article:  # only what both readings say
        second = article["facts_second_reading"]
        known &= digits(second) | {n for n, _ in quantities(second)}
        theirs &= quantities(second)
    out += [f"says {n}{unit}, the facts do not" for n, unit in ours.keys() - theirs.keys()]
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
    for ident, (of, no, _) in SPLIT.items():
        assert ident in catalog
        assert ident not in facts
        assert no in {article["no"] for article in facts[of]["articles"]}
    for (ident, _), (_, words) in AMENDED.items():
        assert ident in catalog
        assert words in facts[ident]["text"]
    for (ident, _), words in KNOWN_IN_FORCE.items():
        assert ident in catalog
        if words != INDEX:
            assert words in facts[ident]["text"]


def test_the_index_says_in_force_where_the_catalog_relies_on_it() -> None:
    index = (LAW / "README-tiering.md").read_text("utf-8")
    assert INDEX in index
    rows = {
        cells[1].strip(): cells
        for cells in (line.split("|") for line in index.splitlines())
        if len(cells) == 7
    }
    for (ident, _), words in KNOWN_IN_FORCE.items():
        if words == INDEX:
            assert rows[load_facts()[ident]["file"]][4].strip().startswith("现行")


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
ORDER654 = "cn.sc.order654.2014.rev2024"
SHANGHAI = "cn.sh.credit-regulation.2017"
NOTICE170 = "cn.gacc.notice170.2023"
ORDER722 = "cn.sc.order722.2019"


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
        (
            ORDER654,
            lambda e: _version(e)["in_force"].update({"from": dt.date(2024, 5, 1)}),
            "from is",
        ),
        (
            ORDER654,
            lambda e: _version(e)["in_force"].update(known_in_force_on=[dt.date(2026, 6, 30)]),
            "known_in_force_on is",
        ),
        (ORDER654, lambda e: e.update(number="国务院令第777号"), "number is"),
        (SHANGHAI, _says("第三十六条", "1个工作日", "7个工作日"), "says 7个工作日"),
        (NOTICE170, lambda e: e.update(number="海关总署公告2023年第171号"), "not in the facts"),
        (NOTICE170, lambda e: e.update(level="department_rule"), "its form shows"),
        (NOTICE170, _says("not-intentional", "1年内", "2年内"), "says 2年"),
        (
            ORDER722,
            lambda e: _version(e)["in_force"].update({"from": dt.date(2020, 1, 2)}),
            "not in the facts",
        ),
        (
            ORDER722,
            lambda e: _version(e)["provisions"].update(
                第五十五条={"says": "负责解释。", "verified": "full_text"}
            ),
            "stands for 0 entries",
        ),
    ],
)
def test_the_checker_reports_a_changed_entry(
    ident: str, change: Callable[[Doc], None], reported: str
) -> None:
    facts, entry = load_facts().get(ident), load_catalog()[ident]
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
