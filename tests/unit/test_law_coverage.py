"""Law coverage: each provision is accounted for, and each rule knows what it rests on."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.analysis.law_coverage import law_coverage
from credit_rules.cli import app

BOOKS = Path(__file__).parents[1] / "books"
CATALOG = """
kind: instruments
instruments:
  test.other:
    title: 另一测试法
    title_en: other test law
    issuer: 虚构机关
    level: law
    status: issued
    last_checked: {checked}
    versions:
      - id: "1"
        issued: 2009-12-01
        in_force: {{ from: 2010-01-01 }}
        verified: full_text
        provisions:
          第一条: {{ says: 目的。, verified: full_text, not_covered: {{ reason: no-rule }} }}
          第二条: {{ says: 从严。, verified: full_text, not_covered: {{ reason: open-norm, note: 没有标准 }} }}
          第三条: {{ says: 裁量。, verified: full_text, not_covered: {{ reason: judgement }} }}
          第四条: {{ says: 未写。, verified: full_text{fourth} }}
"""


@pytest.fixture
def places(tmp_path):
    def made(
        *, fourth=", not_covered: { reason: not-expressible }", checked="2026-11-23", rulesets=True
    ):
        shutil.copytree(BOOKS / "catalogs", tmp_path / "catalogs")
        text = CATALOG.format(fourth=fourth, checked=checked)
        (tmp_path / "catalogs" / "other.yaml").write_text(text, encoding="utf-8")
        folder = BOOKS / "rich"
        if not rulesets:
            folder = tmp_path / "rulesets"
            folder.mkdir()
            shutil.copy(BOOKS / "rich" / "rich-bars.yaml", folder)
        return folder, tmp_path / "catalogs"

    return made


def found(rulesets, catalogs, profile=BOOKS / "profile.yaml"):
    book = cr.load(rulesets, catalogs=catalogs, profile=profile)
    coverage = law_coverage(book)
    return coverage, {(one.instrument, one.label): one for one in coverage.accounts}


def test_a_provision_says_what_rests_on_it(places):
    coverage, accounts = found(*places(rulesets=False))
    assert [str(one) for one in accounts["test.law", "第二条"].rests] == ["rich-bars/for-life"]
    first = {str(one) for one in accounts["test.law", "第一条"].rests}
    assert {"rich-bars/stated", "rich-bars/grave"} <= first
    assert "rich-bars" not in first, "a header rests on nothing"
    rests = {str(who): [one.label for one in cited] for who, cited in coverage.rules.items()}
    assert rests["rich-bars/five-years"] == ["第一条"]
    assert any(who.startswith("list ") for who in rests)
    assert any(who.startswith("profile ") for who in rests)


def test_shares(places):
    coverage, accounts = found(*places(rulesets=False))
    assert not accounts["test.other", "第一条"].operative
    assert not accounts["test.other", "第二条"].operative
    assert [one.label for one in coverage.rest if one.instrument == "test.other"] == [
        "第三条",
        "第四条",
    ]
    operative = [one for one in accounts.values() if one.operative]
    assert coverage.share == sum(one.implemented for one in operative) / len(operative)
    assert coverage.unaccounted == tuple(
        one for one in accounts.values() if not one.implemented and one.omission is None
    )


def test_a_ruleset_that_asks_nothing_rests_on_nothing(tmp_path):
    text = (BOOKS / "rich" / "rich-tiers.yaml").read_text("utf-8")
    header = text[: text.index("define:")]
    tier = "{ id: A, title: A, title_en: A, basis: [test.law 第二条], otherwise: true }"
    said = header.replace("rich-tiers", "always") + f"tiers:\n  - {tier}\n"
    (tmp_path / "always.yaml").write_text(said, encoding="utf-8")
    book = cr.load(tmp_path, catalogs=BOOKS / "catalogs")
    accounts = {one.label: one for one in law_coverage(book).accounts}
    assert not any(one.kind == "ruleset" for one in accounts["第二条"].rests)


def test_what_answers_a_question_is_not_implemented_by_it(places):
    folder, catalogs = places(rulesets=False)
    bars = folder / "rich-bars.yaml"
    note = "note: { zh: 条文如此, en: so the law has it }"
    said = "question: endless, rules: [for-life], basis: [test.other 第三条]"
    answered = f"answered: [{{ {said}, {note} }}]\n"
    text = bars.read_text("utf-8")
    bars.write_text(answered + text, encoding="utf-8")
    coverage, accounts = found(folder, catalogs)
    account = accounts["test.other", "第三条"]
    assert not account.implemented
    assert account in coverage.rest
    assert all(
        "test.other" not in {one.instrument for one in rests} for rests in coverage.rules.values()
    )


def run(rulesets, catalogs, *args):
    said = ("coverage", *args, "--rulesets", rulesets, "--catalogs", catalogs)
    return CliRunner().invoke(app, [str(arg) for arg in said], catch_exceptions=False)


class TestCommand:
    def test_a_summary_names_the_rest_and_the_share(self, places):
        done = run(*places(), "--law", "--lang", "en")
        assert "test.other: 0 of 4 implemented" in done.stdout
        assert "test.other 第四条: the language has no words for it yet" in done.stdout
        assert "第二条" not in done.stdout.split("test.other")[-1]
        assert done.stdout.rstrip().endswith("%)")

    def test_what_nobody_accounted_for_is_a_finding(self, places):
        at = places(fourth="")
        done = run(*at, "--law")
        assert done.exit_code == 1
        assert "test.other 第四条: 未交代" in done.stdout
        done = run(*at, "--law", "--instrument", "test.other")
        assert "? 《另一测试法》第四条" in done.stdout
        assert (
            "– 《另一测试法》第二条 [1] full_text\n    条文开放，没有标准（没有标准）"
            in done.stdout
        )

    def test_too_few(self, places):
        at = places()
        document = json.loads(run(*at, "--law", "--format", "json").stdout)
        share = 100 * document["implemented"] / document["operative"]
        unaccounted = any(
            not one["rests_on_it"] and one["not_covered"] is None for one in document["provisions"]
        )
        assert run(*at, "--law", "--fail-under", share - 1).exit_code == int(unaccounted)
        assert run(*at, "--law", "--fail-under", share + 1).exit_code == 1

    def test_it_says_what_it_needs(self, places):
        at = places()
        assert run(*at).exit_code == 2
        assert "test.othr" in run(*at, "--law", "--instrument", "test.othr").stderr


class TestStale:
    def check(self, places, *args):
        said = (
            "check",
            places[0],
            "--catalogs",
            places[1],
            "--profile",
            BOOKS / "profile.yaml",
            *args,
        )
        return CliRunner().invoke(app, [str(arg) for arg in said], catch_exceptions=False)

    def test_what_was_checked_long_ago_is_named(self, places):
        done = self.check(places(checked="2020-01-01"), "--stale-after", "180d")
        assert done.exit_code == 1
        assert "test.other（另一测试法）：最后核对于 2020-01-01" in done.stderr

    def test_without_it_nothing_is_stale(self, places):
        at = places(checked="2020-01-01")
        assert self.check(at).exit_code == 0
        assert self.check(at, "--stale-after", "99999d").exit_code == 0

    def test_an_age_is_a_number_of_days(self, places):
        assert self.check(places(), "--stale-after", "6 months").exit_code == 2
