"""The instruments catalog says what the legal facts say, and nothing more.

The facts lie beside the project and are not shipped, so these tests run only where they are.
"""

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
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

UNCONFIRMED = "unconfirmed"
INDEX = "状态（2026-11-23）"


@dataclass(frozen=True)
class Split:
    """An instrument without a facts file of its own: the entries of another's it is read from.

    `says` is what the catalog must say. Title, number, days and sources stand in those entries word
    for word; issuer and level are what its form shows.
    """

    of: str
    entries: list[str]
    says: Doc
    further: dict[str, list[str]] = field(default_factory=dict)

    @property
    def read_from(self) -> list[tuple[str, str]]:
        """The entries, each with the facts file it stands in."""
        more = [(of, no) for of, entries in self.further.items() for no in entries]
        return [*((self.of, no) for no in self.entries), *more]

    @property
    def articles(self) -> list[Doc]:
        """What stands there."""
        by_no = {(of, a["no"]): a for of, facts in load_facts().items() for a in facts["articles"]}
        return [by_no[key] for key in self.read_from]


# One file an instrument, where the catalog does not say simply what the header and the entries of
# the facts file say. Each exception quotes the words of the facts that ask for it.
#   amended         what the header gives otherwise than the catalog should; a day that no words
#                   confirm is `unconfirmed`, whatever the header says
#   known_in_force  days on which the text is known in force
#   remarks         words of an entry that are not the provision's own: who collected the facts added
#                   them; cut before the comparison, so that their figures may not be restated either
#   left_out        entries that restate another instrument, which the catalog has for itself
#   elsewhere       provisions read from an entry of another instrument's facts file
#   split           see `Split`
LEFT_OUT: dict[tuple[str, str], str] = {}
AMENDED: dict[tuple[str, str], tuple[object, str]] = {}
KNOWN_IN_FORCE: dict[tuple[str, dt.date], str] = {}
REMARKS: dict[tuple[str, str], tuple[str, str]] = {}
SPLIT: dict[str, Split] = {}
ELSEWHERE: dict[tuple[str, str], tuple[str, str]] = {}

for _path in sorted((Path(__file__).parent / "law_facts").glob("*.yaml")):
    _of, _said = _path.stem, yaml.safe_load(_path.read_text("utf-8"))
    _keys = {"split", "amended", "known_in_force", "remarks", "left_out", "elsewhere"}
    assert _said.keys() <= _keys, _path.name
    ELSEWHERE |= {(_of, label): tuple(at) for label, at in _said.get("elsewhere", {}).items()}
    LEFT_OUT |= {(_of, no): why for no, why in _said.get("left_out", {}).items()}
    AMENDED |= {(_of, k): (v["is"], v["words"]) for k, v in _said.get("amended", {}).items()}
    KNOWN_IN_FORCE |= {(_of, on): words for on, words in _said.get("known_in_force", {}).items()}
    REMARKS |= {(_of, no): (v["cut"], v["why"]) for no, v in _said.get("remarks", {}).items()}
    if "split" in _said:
        SPLIT[_of] = Split(**_said["split"])

UNSURE = re.compile(r"记忆|memory|未查实|未核|未见|未确认")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?")
MARKS = ["full_text", "excerpt", "secondary", "memory"]
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


def entry_of(instrument: str, no: str) -> Doc:
    """One entry of a facts file."""
    return next(one for one in load_facts()[instrument]["articles"] if one["no"] == no)


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

    def amended(what: str, theirs: object) -> object:
        return AMENDED.get((ident, what), (theirs,))[0]

    title = re.sub(r"（\d{4}年修[正订]）$", "", facts["title"])
    same("title", entry["title"], amended("title", title))
    for key in ("level", "issuer", "sources"):
        same(key, entry[key], facts[key])

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
    for (of, label), at in ELSEWHERE.items():
        if of == ident:
            by_no[label] = entry_of(*at) | {"no": label}
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
        elsewhere = {key for one in SPLIT.values() for key in one.read_from}
        elsewhere |= LEFT_OUT.keys() | set(ELSEWHERE.values())
        if article["verified"] != "memory" and no not in used and (ident, no) not in elsewhere:
            out.append(f"{ident}: {no} is not in the catalog")
    return out


def check_split(ident: str, entry: Doc) -> list[str]:
    """Hold an instrument without a facts file of its own against the entries it is read from."""
    split = SPLIT[ident]
    articles = split.articles
    if len(entry["versions"]) != 1:
        return [f"{ident}: what has no facts file of its own is one version"]
    version, in_force = entry["versions"][0], entry["versions"][0]["in_force"]
    ours = {key: entry.get(key) for key in ("title", "number", "issuer", "level", "sources")}
    ours |= {"issued": version.get("issued"), "from": in_force["from"]}
    ours |= {key: in_force.get(key) for key in ("until", "known_in_force_on")}
    ours |= {"last_checked": entry["last_checked"], "verified": version["verified"]}
    weakest = max((article["verified"] for article in articles), key=MARKS.index)
    theirs = {"number": None, "issued": None, "until": None, "known_in_force_on": None}
    theirs |= {"last_checked": dt.date(2026, 11, 23), "verified": weakest, **split.says}
    assert ours.keys() == theirs.keys(), ident
    out = [
        f"{ident}: {key} is {ours[key]!r}, the facts say {value!r}"
        for key, value in theirs.items()
        if ours[key] != value
    ]
    standing: dict[str, list[Doc]] = {one["no"]: [] for one in articles}
    for key, provision in version["provisions"].items():
        label = provision["label"] if KEY.fullmatch(key) else key
        named = [one for one in articles if label in one["no"]]
        hits = named or [one for one in articles if label in one["facts"]]
        if len(hits) != 1:
            out.append(f"{ident}#{key}: stands for {len(hits)} entries of the facts")
            continue
        if provision["verified"] != hits[0]["verified"]:
            out.append(f"{ident}#{key}: verified is {provision['verified']}")
        standing[hits[0]["no"]].append(provision)
    for article in articles:
        whole = {
            "says": "\n".join(one["says"] for one in standing[article["no"]]),
            "verified": article["verified"],
        }
        if any(
            one.get("not_covered", {}).get("reason") == "disputed"
            for one in standing[article["no"]]
        ):
            whole["not_covered"] = {"reason": "disputed"}
        of = next(of for of, no in split.read_from if no == article["no"])
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
    if "facts_second_reading" in article:
        second = article["facts_second_reading"]
        too = digits(second) | {n for n, _ in quantities(second)}
        if provision.get("not_covered", {}).get("reason") == "disputed":
            known, theirs = known | too, theirs | quantities(second)
        else:  # only what both readings say
            known, theirs = known & too, theirs & quantities(second)
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


def test_every_entry_that_was_read_is_in_the_catalog() -> None:
    """Also those of facts files whose own instrument has nothing above memory."""
    taken = {key for one in SPLIT.values() for key in one.read_from}
    taken |= LEFT_OUT.keys() | set(ELSEWHERE.values())
    missing = [
        (ident, article["no"])
        for ident, facts in load_facts().items()
        for article in facts["articles"]
        if ident not in load_catalog()
        and article["verified"] != "memory"
        and (ident, article["no"]) not in taken
    ]
    assert missing == []


def test_every_exception_is_still_needed() -> None:
    facts, catalog = load_facts(), load_catalog()
    for ident, label in ELSEWHERE:
        assert label in catalog[ident]["versions"][0]["provisions"]
        assert label not in {article["no"] for article in facts[ident]["articles"]}
    for ident, no in [*LEFT_OUT, *REMARKS]:
        assert no in {article["no"] for article in facts[ident]["articles"]}
    for ident, split in SPLIT.items():
        assert ident in catalog
        assert ident not in facts
        read, files = split.articles, {of for of, _ in split.read_from}
        known = {source for of in files for source in facts[of]["sources"]}
        known |= {source for one in read for source in one.get("sources", ())}
        assert set(split.says["sources"]) <= known, ident
        said = [*split.says["sources"], *(one[key] for one in read for key in ("no", "facts"))]
        said += [facts[of]["title"] for of in files]
        words = "\n".join(said)
        for key in ("title", "number", "issued", "from", "until"):
            value = split.says.get(key)
            if key == "until" and value is not None:  # the facts give the last day in force
                value -= dt.timedelta(days=1)
            spellings = {str(value)}
            if isinstance(value, dt.date):
                spellings.add(f"{value.year}年{value.month}月{value.day}日")
            found = any(one in words for one in spellings)
            assert value in (None, UNCONFIRMED) or found, (ident, key)
    for (ident, _), (_, words) in AMENDED.items():
        assert ident in catalog
        assert words in facts[ident]["text"]
    for (ident, _), words in KNOWN_IN_FORCE.items():
        assert ident in catalog
        if words != INDEX:
            assert words in facts[ident]["text"]


@pytest.mark.parametrize(
    "exception", [*AMENDED, *(one for one in LEFT_OUT if one[0] in load_catalog())], ids=" ".join
)
def test_without_an_exception_the_checker_complains(
    exception: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ident, what = exception
    entry, facts = load_catalog()[ident], load_facts()[ident]
    assert check(ident, entry, facts) == []
    if exception in AMENDED:
        monkeypatch.delitem(AMENDED, exception)
        reported = f"{ident}: {what} is"
    else:
        monkeypatch.delitem(LEFT_OUT, exception)
        reported = f"{ident}: {what} is not in the catalog"
    assert [line for line in check(ident, entry, facts) if line.startswith(reported)]


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
            assert rows[load_facts()[ident]["file"]][4].strip("* ").startswith("现行")


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
        (NOTICE170, lambda e: e.update(title="海关总署公告"), "title is"),
        (NOTICE170, lambda e: e.update(number="海关总署公告2023年第171号"), "number is"),
        (NOTICE170, lambda e: e.update(number="170"), "number is"),
        (NOTICE170, lambda e: e.pop("number"), "number is"),
        (NOTICE170, lambda e: e.update(issuer="海关"), "issuer is"),
        (NOTICE170, lambda e: e.update(level="department_rule"), "level is"),
        (NOTICE170, lambda e: e.update(sources=[]), "sources is"),
        (NOTICE170, lambda e: e.update(last_checked=dt.date(2026, 11, 22)), "last_checked is"),
        (NOTICE170, lambda e: _version(e).pop("issued"), "issued is"),
        (
            NOTICE170,
            lambda e: _version(e)["in_force"].update({"from": dt.date(2023, 11, 21)}),
            "from is",
        ),
        (
            NOTICE170,
            lambda e: _version(e)["in_force"].update(known_in_force_on=[dt.date(2023, 11, 21)]),
            "known_in_force_on is",
        ),
        (NOTICE170, lambda e: _version(e).update(verified="full_text"), "verified is"),
        (
            NOTICE170,
            lambda e: _version(e)["provisions"]["not-intentional"].update(verified="full_text"),
            "#not-intentional: verified is",
        ),
        (NOTICE170, lambda e: e["versions"].append(_version(e)), "one version"),
        (NOTICE170, _says("not-intentional", "1年内", "2年内"), "says 2年"),
        (
            ORDER722,
            lambda e: _version(e)["in_force"].update({"from": dt.date(2020, 1, 2)}),
            "from is",
        ),
        (ORDER722, lambda e: _version(e)["in_force"].update({"from": UNCONFIRMED}), "from is"),
        (ORDER722, lambda e: _version(e)["in_force"].update(until=dt.date(2026, 1, 1)), "until is"),
        (ORDER722, lambda e: _version(e).update(issued=dt.date(2020, 1, 1)), "issued is"),
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
