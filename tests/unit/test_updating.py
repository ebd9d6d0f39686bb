"""`credit-rules test --update`: one scenario's expectations, and no other byte."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import credit_rules as cr
from credit_rules.cli import app
from credit_rules.errors import CreditRulesError
from credit_rules.testing import Judge, read_scenarios
from credit_rules.testing.updating import updated

BOOKS = Path(__file__).parents[1] / "books"
BOOK = cr.load(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")
REVOKED = "{ penalties: [{ decided_on: 2025-11-03, kinds: [employment-restriction], restriction_until: 2027-01-01 }] }"


def text_of(expect, subject=REVOKED):
    return (
        "\ufeff# 限制从业\n"
        "ruleset:   rich-bars   # 只看这一部\n"
        "scenarios:\n"
        "  - name: 一\n"
        "    as_of: 2026-03-01\n"
        f"    subject: {subject}\n"
        f"    expect:{expect}\n"
        "\n"
        "  # 下一个\n"
        "  - { name: 二, as_of: 2026-03-01, expect: { because_of: [] } }\n"
    )


def update(tmp_path, text, name="一"):
    path = tmp_path / "a.scenario.yaml"
    path.write_bytes(text.encode())
    judge = Judge(BOOK)
    (one,) = (one for one in read_scenarios(BOOK, [path]) if one.name == name)
    assert judge.judge(one)
    return updated(judge, one, path.read_bytes()).decode()


REWRITTEN = [
    (" { because_of: [] }", " { because_of: [stated] }"),
    (" { because_of: listed } # 理由", " { because_of: stated } # 理由"),
    (" {because_of:  [ listed,listed ],  measures: bar}", " {because_of:  [stated],  measures: bar}"),
    (
        "\n      measures:\n        - measure: bar   # 期限\n          until: 2027-01-01  # 末日\n          strength: must",
        "\n      measures:\n        - measure: bar   # 期限\n          until: 2027-01-02  # 末日\n          strength: must",
    ),
    (
        "\n      measures:\n        - bar\n        - deposit\n      # 原因\n      because_of: stated",
        "\n      measures:\n        - bar\n      # 原因\n      because_of: stated",
    ),
    (
        "\n      because_of:\n        - listed\n        - five-years",
        "\n      because_of:\n        - stated",
    ),
    (" { measures: { measure: bar, until: 2027-01-01, remedy: 复 } }", " { measures: { measure: bar, until: 2027-01-02, remedy: 复 } }"),
    (" { measures: { measure: deposit } }", " { measures: bar }"),
    (" { measures: { measure: bar, because_of: { record: x } } }", ' { measures: { measure: bar, because_of: { record: "penalties[1]" } } }'),
    (" { not_because_of: [stated, listed], not_measures: bar }", " { not_because_of: [listed], not_measures: [] }"),
    (" { reasons: [处罚类别为吊销执照], because_of: stated }", ' { reasons: ["✗ 处罚类别为吊销许可证件 —— 限制从业"], because_of: stated }'),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), REWRITTEN)
def test_only_what_does_not_hold_is_written_anew(tmp_path, before, after):
    assert update(tmp_path, text_of(before)) == text_of(after)


OPEN = "{ covers: { penalties: none } }"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            " { because_of: [] } # 未定",
            " { because_of: [], undetermined: [five-years, stated] } # 未定",
        ),
        (
            "\n      # 理由\n      because_of: []   # 没有",
            "\n      # 理由\n      because_of: []\n      undetermined: [five-years, stated]   # 没有",
        ),
    ],
)
def test_what_is_open_and_was_not_said_is_added(tmp_path, before, after):
    assert update(tmp_path, text_of(before, OPEN)) == text_of(after, OPEN)


def test_lines_end_as_they_did(tmp_path):
    before = text_of("\n      because_of: []", OPEN).replace("\n", "\r\n")
    after = text_of("\n      because_of: []\n      undetermined: [five-years, stated]", OPEN)
    assert update(tmp_path, before) == after.replace("\n", "\r\n")


TABLE = """\
ruleset: rich-bars
scenarios:
  - name: 期限
    as_of: 2026-03-01
    subject: { penalties: [{ decided_on: 2025-11-03, kinds: [employment-restriction], restriction_until: {until} }] }
    expect: { because_of: {rules} }
    variants:
      - { name: 未满, until: 2027-01-01, rules: [] }
      - { name: 已满, until: 2026-02-28, rules: [stated] }
"""


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("期限：未满", "until: 2027-01-01, rules: []", "until: 2027-01-01, rules: [stated]"),
        ("期限：已满", "rules: [stated]", "rules: []"),
    ],
)
def test_a_row_of_a_table_is_rewritten_in_the_row(tmp_path, name, old, new):
    assert update(tmp_path, TABLE, name) == TABLE.replace(old, new)


def test_what_all_rows_share_is_left_to_a_person(tmp_path):
    shared = (
        TABLE.replace("{rules} }", "[] }")
        .replace(", rules: []", "")
        .replace(", rules: [stated]", "")
    )
    with pytest.raises(CreditRulesError, match="stands outside the row"):
        update(tmp_path, shared, "期限：未满")
    unsaid = shared.replace("decided_on: 2025-11-03, ", "")
    with pytest.raises(CreditRulesError, match="has no place in the row"):
        update(tmp_path, unsaid, "期限：未满")


def test_a_file_that_changed_meanwhile_is_left_to_a_person(tmp_path):
    path = tmp_path / "a.scenario.yaml"
    path.write_text(text_of(" { because_of: [] }"), encoding="utf-8")
    one = read_scenarios(BOOK, [path])[0]
    with pytest.raises(CreditRulesError, match="change it by hand"):
        updated(Judge(BOOK), one, TABLE.encode())


class TestCommand:
    def run(self, *args):
        places = ("--rulesets", BOOKS / "rich", "--catalogs", BOOKS / "catalogs")
        said = ("test", *args, *places, "--profile", BOOKS / "profile.yaml")
        return CliRunner().invoke(app, [str(arg) for arg in said], catch_exceptions=False)

    def test_one_case_a_run_and_each_fails_once(self, tmp_path):
        path = tmp_path / "a.scenario.yaml"
        wrong = text_of(" { because_of: [] }").replace(
            "expect: { because_of: [] } }", "expect: { because_of: stated } }"
        )
        path.write_text(wrong, encoding="utf-8")
        done = self.run(tmp_path, "--update", "--name", "二")
        assert done.exit_code == 1
        assert "二：已改写其 expect，请核对差异；还有 0 个不符" in done.stdout
        assert path.read_text(encoding="utf-8") == wrong.replace(
            "because_of: stated", "because_of: []"
        )
        done = self.run(tmp_path, "--update", "--lang", "en")
        assert (done.exit_code, "its `expect` was rewritten" in done.stdout) == (1, True)
        done = self.run(tmp_path, "--update")
        assert (done.exit_code, done.stdout) == (
            0,
            "核对了 2 个场景，0 个不符\n没有不符的场景，没有改写\n",
        )

    def test_json_says_which_was_rewritten(self, tmp_path):
        (tmp_path / "a.scenario.yaml").write_text(text_of(" { because_of: [] }"), encoding="utf-8")
        done = self.run(tmp_path, "--update", "--format", "json")
        assert done.exit_code == 1
        assert done.stdout.count('"updated": true') == 1
        assert done.stdout.count('"updated": false') == 1

    def test_what_it_cannot_rewrite_is_said_and_the_file_left(self, tmp_path):
        path = tmp_path / "a.scenario.yaml"
        shared = TABLE.replace("{rules} }", "[] }").replace(", rules: []", "")
        shared = shared.replace(", rules: [stated]", "")
        path.write_text(shared, encoding="utf-8")
        done = self.run(path, "--update")
        assert (done.exit_code, "change it by hand" in done.stderr) == (2, True)
        assert path.read_text(encoding="utf-8") == shared

    def test_nothing_of_the_file_changes_without_it(self, tmp_path):
        path = tmp_path / "a.scenario.yaml"
        path.write_text(text_of(" { because_of: [] }"), encoding="utf-8")
        assert self.run(tmp_path).exit_code == 1
        assert path.read_text(encoding="utf-8") == text_of(" { because_of: [] }")
