"""Review pages: whole, without anything from elsewhere, and with everything the law page needs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.model.ruleset import CreditRepair, TieredSupervision, parts
from credit_rules.render.html import Html, element, page
from credit_rules.render.review import INDEX, ShownScenario, review_pages
from credit_rules.render.review_words import EXPECTED, word
from credit_rules.testing import rule_ids
from credit_rules.testing.expectations import EXPECTATIONS

BOOKS = Path(__file__).parents[1] / "books"
BOOK = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")
LAW = "instruments/test.law.html"
HOSTILE = "<script>alert(1)</script>&amp; \" ' ]]> <!-- \u202e"
LANGS = ("zh", "en")


def shown(name="一", day="2026-03-01", rulesets=("rich-serious",), **said) -> ShownScenario:
    whole = dict.fromkeys(("holds", "fails", "open", "named"), frozenset[str]()) | said
    return ShownScenario(
        name=name,
        as_of=date.fromisoformat(day),
        rulesets=frozenset(rulesets),
        expected=whole.pop("expected", ()),
        **whole,
    )


def read(text: str) -> ET.Element:
    """A page as a strict reader of XML sees it."""
    assert text.startswith("<!DOCTYPE html>\n")
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def text_of(node: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext()))


@cache
def pages(lang: str = "zh") -> dict[str, str]:
    return dict(review_pages(BOOK, (), lang=lang))


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def called(*args: object) -> Result:
        return CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)

    return called


class TestHtml:
    def test_texts_and_attributes_are_escaped_and_elements_are_not(self):
        inner = element("b", "<i>", title="\"'&<")
        assert inner == '<b title="&quot;&#x27;&amp;&lt;">&lt;i&gt;</b>'
        assert element("p", inner, None, ["&", [inner]]) == f"<p>{inner}&amp;{inner}</p>"

    def test_names_of_attributes_are_those_of_html_and_none_is_left_out(self):
        assert element("td", class_="a", aria_label="b", colspan=None) == (
            '<td class="a" aria-label="b"></td>'
        )

    def test_an_element_without_content_closes_itself(self):
        assert element("rect", x="1") == '<rect x="1"/>'

    def test_what_xml_forbids_and_what_turns_the_order_round_is_taken_out(self):
        assert element("p", "a\0b\x1bc\u202ed\ud800e\ufffff\t") == "<p>abcdef\t</p>"

    def test_a_page_has_language_title_and_style(self):
        whole = read(page(lang="zh-CN", title=HOSTILE, style="p > a { }", body=[element("p", "x")]))
        assert whole.get("lang") == "zh-CN"
        assert whole.findtext("head/title") == HOSTILE.replace("\u202e", "")
        assert whole.findtext("head/style") == "p > a { }"

    def test_markup_is_only_what_this_module_made(self):
        assert isinstance(element("p"), Html)
        assert not isinstance(element("p") + "<b>", Html)


class TestEveryPage:
    @pytest.mark.parametrize("lang", LANGS)
    def test_is_well_formed_and_needs_nothing_from_elsewhere(self, lang: str):
        for name, text in pages(lang).items():
            whole = read(text)
            assert not re.search(r"https?:|//|<script|javascript:|@import|url\(", text), name
            for node in whole.iter():
                assert node.tag not in ("script", "iframe", "link", "img", "object", "form"), name
                assert not any(key.startswith("on") for key in node.attrib), name

    @pytest.mark.parametrize("lang", LANGS)
    def test_can_be_read_without_seeing_it(self, lang: str):
        for name, text in pages(lang).items():
            whole = read(text)
            assert whole.get("lang") == {"zh": "zh-CN", "en": "en"}[lang]
            assert whole.findtext("head/title"), name
            assert len(list(whole.iter("h1"))) == 1, name
            levels = [int(one.tag[1]) for one in whole.iter() if re.fullmatch("h[1-6]", one.tag)]
            steps = pairwise(levels)
            assert all(after <= before + 1 for before, after in steps), (name, levels)
            for table in whole.iter("table"):
                assert table.findtext("caption"), name
                assert all(one.get("scope") for one in table.iter("th")), name
            for drawing in whole.iter("svg"):
                assert drawing.get("role") == "img"
                assert drawing.get("aria-label")

    @pytest.mark.parametrize("lang", LANGS)
    def test_leads_only_to_what_is_there(self, lang: str):
        for name, text in pages(lang).items():
            whole = read(text)
            ids = [one.get("id") for one in whole.iter() if one.get("id")]
            assert len(ids) == len(set(ids)), name
            for link in whole.iter("a"):
                place, _, anchor = link.get("href").partition("#")
                if place:
                    target = (Path(name).parent / place).as_posix().replace("instruments/../", "")
                    assert target in pages(lang)
                else:
                    assert anchor in ids, (name, anchor)

    def test_has_the_same_bytes_every_time(self):
        again = review_pages(BOOK, ())
        assert dict(again) == pages()
        assert list(again) == sorted(again)

    def test_no_chinese_word_of_ours_is_left_on_an_english_page(self):
        for key in ("condition", "basis", "unless", "scenarios", "rules"):
            assert word(key, "zh") not in pages("en")[LAW]


class TestThePageOfAnInstrument:
    def test_every_provision_is_on_it_with_what_it_says_and_how_far_it_was_read(self):
        for instrument in BOOK.catalog.instruments.values():
            text = text_of(read(pages()[f"instruments/{instrument.id}.html"]))
            for version in instrument.versions:
                for provision in version.provisions.values():
                    assert provision.label in text
                    assert provision.says in text
                    assert provision.verified.zh in text

    def test_every_rule_that_rests_on_it_is_on_it(self):
        text = text_of(read(pages()[LAW]))
        for ruleset in BOOK.rulesets:
            for rule in rule_ids(ruleset):
                assert f"{ruleset.header.id}/{rule}" in text

    def test_every_question_stands_with_who_answers_it(self):
        whole = read(pages()[LAW])
        for ruleset in BOOK.rulesets:
            for spec in ruleset.header.findings.values():
                rows = [text_of(row) for row in whole.iter("tr")]
                assert any(spec.question.zh in row and spec.organ in row for row in rows)

    def test_tiers_stand_strictest_first(self):
        text = pages()[LAW]
        (tiers,) = (one for one in BOOK.rulesets if one.header.id == "rich-tiers")
        assert isinstance(tiers, TieredSupervision)
        whole = read(text)
        ladders = [one for one in whole.iter("table") if one.get("class") == "ladder"]
        found = [[row.findtext("td/code") for row in one.iter("tr")][1:] for one in ladders]
        assert [tier.id for tier in tiers.tiers] in found

    def test_periods_of_a_repair_are_drawn_with_their_length_in_words(self):
        (repair,) = (one for one in BOOK.rulesets if one.header.id == "rich-publicity")
        assert isinstance(repair, CreditRepair)
        whole = read(pages()[LAW])
        clocks = [one for one in whole.iter("table") if one.get("class") == "clocks"]
        rows = [text_of(row) for one in clocks for row in one.iter("tr")]
        for ending in repair.ends:
            assert any(ending.title.zh in row and "公示日期" in row for row in rows)
        assert all(
            row.find("td/svg") is not None
            for one in clocks
            for row in one.iter("tr")
            if row.find("td")
        )

    def test_what_is_not_covered_stands_with_its_reason(self):
        book = cr.load()
        name = "cn.mohrss.order45.2021"
        text = review_pages(book, (), instruments=[name])[f"instruments/{name}.html"]
        provisions = book.catalog.instruments[name].versions[-1].provisions.values()
        omissions = [one.not_covered for one in provisions if one.not_covered]
        assert omissions
        for one in omissions:
            assert one.reason.zh in text
            assert one.note in text

    def test_scenarios_stand_beside_the_rule_they_name_those_that_hold_first(self):
        scenarios = [
            shown("不成立的", fails=frozenset({"twice"})),
            shown("未定的", open=frozenset({"twice"})),
            shown("成立的", holds=frozenset({"twice"}), expected=(("steps", "notice"),)),
            shown("别的规则集", rulesets=("rich-bars",), holds=frozenset({"twice"})),
            shown("步骤", named=frozenset({"notice"})),
        ]
        whole = read(review_pages(BOOK, scenarios)[LAW])
        rows = {row.findtext("td/h4/code"): row for row in whole.iter("tr")}
        items = [text_of(one) for one in rows["rich-serious/twice"].iter("li")]
        named = [one for one in items if "2026-03-01" in one]
        assert [one[:4] for one in named] == ["✓ 成立", "？ 未定", "✗ 不成"]
        assert "步骤 notice" in named[0]
        assert "步骤 2026-03-01" in text_of(rows["rich-serious/notice"])
        assert "没有写明本规则的场景" in text_of(rows["rich-serious/grave"])

    def test_of_many_scenarios_all_are_shown(self):
        scenarios = [shown(f"第{number}个", holds=frozenset({"twice"})) for number in range(30)]
        text = text_of(read(review_pages(BOOK, scenarios)[LAW]))
        assert all(text.count(f"第{number}个") == 1 for number in range(30))

    def test_a_scenario_stands_beside_the_edition_it_asks(self):
        book = cr.load()
        editions = [one for one in book.rulesets if one.header.id == "customs-credit"]
        assert len(editions) > 1
        rule = rule_ids(editions[0])[0]
        day = str(editions[0].header.in_force.since)
        one = shown("问旧版", day=day, rulesets=("customs-credit",), holds=frozenset({rule}))
        cited = [{each.instrument for each in item.header.basis} for item in editions]
        (old,), (new,) = cited[0] - cited[-1], cited[-1] - cited[0]
        found = review_pages(book, [one], instruments=[old, new])
        assert "问旧版" in found[f"instruments/{old}.html"]
        assert "问旧版" not in found[f"instruments/{new}.html"]


class TestHostileTexts:
    def test_nothing_a_ruleset_a_catalog_or_a_scenario_says_becomes_markup(self, tmp_path):
        # A bar for life has to be called one.
        quoted = '"' + HOSTILE.replace('"', '\\"').replace("\u202e", "\\u202e") + '终身"'
        for folder in ("rich", "catalogs"):
            (tmp_path / folder).mkdir()
            for path in (BOOKS / folder).glob("*.yaml"):
                text = path.read_text(encoding="utf-8")
                for key in ("title", "title_en", "question", "says", "issuer", "by", "organ"):
                    text = re.sub(rf"(?<=\b{key}: )[^,}}\n\[{{]+", lambda _: quoted, text)
                (tmp_path / folder / path.name).write_text(text, encoding="utf-8")
        book = cr.load(tmp_path / "rich", catalogs=tmp_path / "catalogs")
        scenario = shown(HOSTILE, holds=frozenset({"twice"}), expected=(("steps", HOSTILE),))
        for lang in LANGS:
            for name, text in review_pages(book, [scenario], lang=lang).items():
                whole = read(text)
                assert "script" not in {one.tag for one in whole.iter()}, name
                assert "alert(1)" in text_of(whole), name
                assert "\u202e" not in text, name

    def test_an_id_leads_nowhere_but_to_a_file_of_the_folder(self, tmp_path):
        name = "../../up/INDEX 一"
        path = tmp_path / "law.yaml"
        law = (BOOKS / "catalogs" / "instruments.yaml").read_text(encoding="utf-8")
        path.write_text(law.replace("test.rule:", f'"{name}":'), encoding="utf-8")
        (found,) = review_pages(cr.load(path), (), instruments=[name]).keys() - {INDEX}
        assert re.fullmatch(r"instruments/[A-Za-z0-9._-]+\.html", found)


class TestCommand:
    RICH = ("--rulesets", BOOKS / "rich", "--catalogs", BOOKS / "catalogs")

    def test_pages_and_an_index_are_written(self, run, tmp_path):
        done = run("render", "--out", "pages", *self.RICH)
        assert done.exit_code == 0
        written = {
            one.relative_to(tmp_path / "pages").as_posix() for one in tmp_path.rglob("*.html")
        }
        assert written == set(pages())
        assert "pages/index.html" in done.stdout

    def test_scenarios_are_read_and_shown(self, run, tmp_path):
        path = tmp_path / "a.scenario.yaml"
        path.write_text(
            "ruleset: rich-bars\nscenarios:\n"
            "  - { name: 没有处罚, as_of: 2026-03-01, expect: { because_of: [], "
            "not_because_of: [stated, listed], measures: [] } }\n"
            "  - { name: 没有交付, as_of: 2026-03-01, subject: { covers: { penalties: none } }, "
            "expect: { undetermined: [five-years, stated], steps: [{ id: none-here }] } }\n",
            encoding="utf-8",
        )
        done = run("render", "--out", "pages", "--scenarios", path, *self.RICH)
        assert done.exit_code == 0
        whole = read((tmp_path / "pages" / LAW).read_text(encoding="utf-8"))
        rows = {row.findtext("td/h4/code"): text_of(row) for row in whole.iter("tr")}
        assert "✗ 不成立：没有处罚" in rows["rich-bars/stated"]
        assert "？ 未定：没有交付" in rows["rich-bars/stated"]

    def test_one_instrument_or_the_instruments_of_one_ruleset_may_be_asked_for(self, run, tmp_path):
        run("render", "--out", "one", "--instrument", "test.rule", *self.RICH)
        assert [one.name for one in (tmp_path / "one" / "instruments").iterdir()] == [
            "test.rule.html"
        ]
        run("render", "--out", "two", "--ruleset", "rich-bars", *self.RICH)
        text = (tmp_path / "two" / LAW).read_text(encoding="utf-8")
        assert "rich-bars/stated" in text
        assert "rich-serious" not in text

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--instrument", "none"),
            ("--ruleset", "none"),
            ("--scenarios", "none"),
        ],
    )
    def test_what_is_not_there_ends_it_with_2_and_nothing_is_written(self, run, tmp_path, wrong):
        done = run("render", "--out", "pages", *wrong, *self.RICH)
        assert done.exit_code == 2
        assert not (tmp_path / "pages").exists()

    def test_a_folder_that_cannot_be_written_ends_it_with_2(self, run, tmp_path):
        (tmp_path / "file").write_text("")
        assert run("render", "--out", "file", *self.RICH).exit_code == 2


def test_everything_that_ships_is_on_a_page_that_is_well_formed():
    book = cr.load()
    found = review_pages(book, ())
    assert len(found) == len(book.catalog.instruments) + 1
    whole = {name: read(text) for name, text in found.items()}
    links = {link.get("href") for link in whole[INDEX].iter("a")}
    assert links == found.keys() - {INDEX}
    for ruleset in book.rulesets:
        for one in ruleset.header.basis:
            assert ruleset.header.id in found[f"instruments/{one.instrument}.html"]


def test_every_expectation_of_a_scenario_has_a_word():
    assert EXPECTED.keys() == EXPECTATIONS.keys()


def test_every_condition_of_every_ruleset_can_be_said():
    # Every kind of condition occurs in the rich book; a page of it has been made in both languages.
    kinds = {type(one).__name__ for each in BOOK.rulesets for one in parts(each, object)}
    assert {"All", "AnyOf", "AnySpan", "Every", "Share", "Sum", "Graded", "Proposed"} <= kinds
    assert pages("zh").keys() == pages("en").keys()
