"""Every diagnostic code: a file that is wrong, what its author is told, and the mended twin.

The files ship with the package, in `src/credit_rules/diagnostic_pages/<code>/`, where
`check --about` shows them: `bad.yaml` or the folder `bad/`, and the mended `good`, checked against
the shipped catalogs or against invented ones of the case in `catalogs/`. What is expected stands
here, in `diagnostics/<code>/expected.txt`: the English text, `---`, and the Chinese.
"""

import re
from pathlib import Path

import pytest

from credit_rules.cli.pages import PAGES, findings
from credit_rules.diagnostics import CODES, display_width

EXPECTED = Path(__file__).parent / "diagnostics"

# What the issue asks for by name: the line and the text the caret stands under.
DEMANDED = {
    "measure-without-basis": "procurement-ineligible",
    "basis-not-in-force": "cn.test.old-regulation 第二条",
    "basis-is-draft": "cn.test.draft 第二条",
    "provision-of-another-version": "cn.test.regulation 第三条",
    "basis-level-too-low": "cn.test.notice 第三条",
    "unread-basis": "cn.test.regulation 第三条",
    "list-without-exit": "test-list",
}


def _rendered(found, lang):
    return "\n\n".join(one.render(lang) for one in found)


def test_every_code_has_a_case_and_every_case_a_code():
    for folder in (PAGES, EXPECTED):
        assert {path.name for path in folder.iterdir()} == set(CODES)


def test_examples_ship_and_expectations_do_not():
    shipped = {path.suffix for path in PAGES.rglob("*") if path.is_file()}
    kept = {path.name for path in EXPECTED.rglob("*") if path.is_file()}
    assert (shipped, kept) == ({".yaml"}, {"expected.txt"})


@pytest.mark.parametrize("code", CODES)
def test_what_the_author_is_told(code, golden):
    found = findings(code, "bad")
    assert {one.code for one in found} == {code}
    text = f"{_rendered(found, 'en')}\n---\n{_rendered(found, 'zh')}\n"
    golden(f"diagnostics/{code}/expected.txt", text)


@pytest.mark.parametrize("code", CODES)
def test_the_mended_twin_is_clean(code):
    assert _rendered(findings(code, "good"), "en") == ""


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_why_and_speaks_both_languages(code):
    words = CODES[code]
    assert words.why.strip().endswith(".")
    assert re.search("[一-鿿].*。$", words.why_zh)
    assert re.search("[一-鿿]", words.zh)
    assert not re.search("[一-鿿]", words.en)
    named = re.compile(r"\{(\w+)\}")
    said = {lang: set(named.findall(text)) for lang, text in (("en", words.en), ("zh", words.zh))}
    assert {name.removesuffix("_zh") for name in said["zh"]} == said["en"]
    assert words.help_en
    assert words.help_zh


@pytest.mark.parametrize("code", CODES)
def test_a_finding_for_programs_says_the_same(code):
    for one in findings(code, "bad"):
        said = one.as_json()
        assert (said["code"], said["severity"]) == (code, "error")
        assert f"{said['file']}:{said['line']}:{said['column']}" == str(one.span)
        assert said["message"] == {"en": one.message("en"), "zh": one.message("zh")}
        assert said["help"] == {"en": one.help("en"), "zh": one.help("zh")}
        assert said["end_column"] >= said["column"]


@pytest.mark.parametrize("code", CODES)
def test_the_caret_stands_under_the_place(code):
    for one in findings(code, "bad"):
        if not one.span.text or len(one.span.text) > 100:
            continue
        _, _, source, carets, *_ = one.render().split("\n")
        shown = carets.index("^") - carets.index("|") - 2
        before = one.span.text[: one.span.column - 1]
        assert source.split(" | ", 1)[1] == one.span.text
        assert shown == display_width(before)
        marked = one.span.text[one.span.column - 1 : one.span.end_column - 1]
        assert carets.count("^") == max(1, display_width(marked))


@pytest.mark.parametrize("code", DEMANDED)
def test_the_findings_the_issue_demands_stand_at_their_text(code):
    (one,) = findings(code, "bad")
    lines = (PAGES / code / "bad.yaml").read_text(encoding="utf-8").split("\n")
    line = lines[one.span.line - 1]
    place = line[one.span.column - 1 : one.span.end_column - 1]
    if code == "measure-without-basis":
        assert place == "measure"
    else:
        assert place == DEMANDED[code]
    assert one.help("en")
    assert one.help("zh")
