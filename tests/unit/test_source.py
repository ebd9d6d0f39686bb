"""Hostile files: whatever is in them, only diagnostics come out."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import credit_rules as cr
from credit_rules.lang.source import LIMIT_BYTES, Map, Scalar, Seq, read

DEEP = 100_000


def _codes(content):
    _, found = read(content if isinstance(content, bytes) else content.encode(), "rule.yaml")
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("[" * DEEP, "too-large", id="deep list"),
        pytest.param("{a: " * DEEP, "too-large", id="deep map"),
        pytest.param("- " * DEEP, "too-large", id="deep block list"),
        pytest.param("? " * DEEP, "too-large", id="deep keys"),
        pytest.param("a: " + "x" * (LIMIT_BYTES + 1), "too-large", id="more than a MiB"),
        pytest.param("- a\n" * 60_000, "too-large", id="60k nodes"),
        pytest.param("a: &b c", "forbidden-yaml", id="anchor"),
        pytest.param("a: &b [*b]", "forbidden-yaml", id="anchor of itself"),
        pytest.param("a: *b", "forbidden-yaml", id="alias"),
        pytest.param("a: !!python/object/apply:os.system [ls]", "forbidden-yaml", id="python tag"),
        pytest.param("a: !b c", "forbidden-yaml", id="tag"),
        pytest.param("a: b\n--- \nc: d", "forbidden-yaml", id="two documents"),
        pytest.param("a: b\n...\n---\n", "forbidden-yaml", id="an empty second document"),
        pytest.param("? [a]\n: b", "forbidden-yaml", id="a list as key"),
        pytest.param("? {a: b}\n: b", "forbidden-yaml", id="a map as key"),
        pytest.param("a: 1\nb: 2\na: 3", "duplicate-key", id="twice"),
        pytest.param("a: {b: 1, b: 2}", "duplicate-key", id="twice inside"),
        pytest.param("a: 1\n'a': 3", "duplicate-key", id="twice, once quoted"),
        pytest.param("a: [", "not-yaml", id="open bracket"),
        pytest.param("a: 'b", "not-yaml", id="open quote"),
        pytest.param("a:\n\t- b", "not-yaml", id="tab"),
        pytest.param("a: \x00", "not-yaml", id="NUL"),
        pytest.param("a: \x1b[31m", "not-yaml", id="escape"),
        pytest.param(b"a: \xff\xfe", "not-yaml", id="not UTF-8"),
        pytest.param("a: b".encode("utf-16"), "not-yaml", id="UTF-16"),
        pytest.param("a: 名".encode("gb18030"), "not-yaml", id="GB 18030"),
        pytest.param('a: "\\UFFFFFFFF"', "not-yaml", id="an escape beyond Unicode"),
        pytest.param('a: "\\uD800"', "not-yaml", id="half a character"),
        pytest.param('"\\uD800": a', "not-yaml", id="half a character as key"),
        pytest.param("%YAML 1." + "1" * 5_000 + "\n---\na: b", "not-yaml", id="a long version"),
        pytest.param("%YAML 9.9\n---\na: b", "not-yaml", id="another YAML"),
    ],
)
def test_refused(content, code):
    assert code in _codes(content)


@pytest.mark.parametrize("content", ["", "\n", "# only a comment\n", "---\n", "\ufeff"])
def test_nothing_said(content, tmp_path):
    (tmp_path / "rule.yaml").write_text(content, encoding="utf-8")
    found = cr.check(tmp_path)
    # "---" is a document with an empty text; the others are no document.
    assert [one.code for one in found] in (["empty-catalog"], ["wrong-value"])


@pytest.mark.parametrize(
    "text",
    ["no", "off", "~", "null", "010", "0x10", "1_000", "12:30", "2026-03-01", ".inf", "1e3", "<<"],
)
def test_a_scalar_stays_what_was_typed(text):
    node, found = read(f"a: {text}".encode(), "rule.yaml")
    assert found == ()
    ((_, value),) = node.entries
    assert isinstance(value, Scalar)
    assert value.text == text


def test_a_merge_key_is_a_key_like_any_other():
    node, found = read(b"<<: {a: b}", "rule.yaml")
    assert found == ()
    assert node.entries[0][0].text == "<<"


def test_a_byte_order_mark_moves_no_place():
    node, found = read("\ufeffkind: x".encode(), "rule.yaml")
    assert found == ()
    assert (node.at.line, node.at.column) == (1, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_places_count_lines_as_yaml_does(end):
    node, _ = read(f"# 一{end}a: 1{end}二: [3, 四]{end}".encode(), "rule.yaml")
    (_, (key, value)) = node.entries
    assert isinstance(node, Map)
    assert isinstance(value, Seq)
    assert (key.at.line, key.at.column, key.at.end_column, key.at.text) == (3, 1, 2, "二: [3, 四]")
    assert (value.items[1].at.column, value.items[1].at.end_column) == (8, 9)


def test_a_text_over_several_lines_is_marked_to_the_end_of_its_first():
    node, _ = read(b"a: 'b\n  c' # d", "rule.yaml")
    assert (node.entries[0][1].at.line, node.entries[0][1].at.end_column) == (1, 6)


def test_what_an_author_typed_neither_floods_nor_steers_a_terminal(tmp_path):
    (tmp_path / "rule.yaml").write_text('kind: "\\e[31m' + "x" * 5_000 + '"', encoding="utf-8")
    (found,) = cr.check(tmp_path)
    assert "\x1b" not in found.render()
    assert len(found.message()) < 500


def test_a_file_that_cannot_be_read(tmp_path):
    (found,) = cr.check(tmp_path / "nothing-here")
    assert found.code == "empty-catalog"
    gone = tmp_path / "rules"
    gone.mkdir()
    (gone / "loop.yaml").symlink_to(gone / "loop.yaml")
    (gone / "out.yaml").symlink_to(Path(__file__))
    (found,) = cr.check(gone)
    assert found.code == "empty-catalog"


words = st.sampled_from(
    [
        *("kind: ", "statutory-restriction", "measures", "lists", "instruments", "id: ", "title: "),
        *("restrictions:", "  - ", "each: penalties", "where: ", "{ ", " }", "[", "]", "basis: "),
        *("cn.sc.order724.2019 第四十八条", "\n", "\n  ", "in_force: ", "from: ", "2026-01-01"),
        *("tiers:", "when: ", "count: ", "at_least: ", "3", "grounds: ", "unless: ", "none", "- "),
    ]
)


def _check(content):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rule.yaml"
        file.write_bytes(content)
        found = cr.check(file, catalogs=file)
        for one in found:
            assert one.render("en")
            assert one.render("zh")
        return found


@given(content=st.binary(max_size=200))
def test_any_bytes(content):
    assert _check(content)


@given(content=st.text(max_size=200))
def test_any_text(content):
    assert _check(content.encode("utf-8", "surrogatepass"))


@given(parts=st.lists(words, max_size=30))
def test_any_words_of_the_language(parts):
    _check("".join(parts).encode())


SHIPPED = sorted(
    path
    for folder in ("rulesets", "catalogs")
    for path in (Path(__file__).parents[2] / folder).rglob("*.yaml")
    if not path.name.endswith(".scenario.yaml")
)


@given(
    path=st.sampled_from(SHIPPED),
    line=st.integers(0, 400),
    change=st.sampled_from(["drop", "empty", "indent", "list", "text", "map"]),
)
def test_a_shipped_file_with_one_line_spoilt(path, line, change):
    lines = path.read_text(encoding="utf-8").split("\n")
    number = line % len(lines)
    key, colon, _ = lines[number].partition(": ")
    lines[number] = {
        "drop": "",
        "empty": key + colon,
        "indent": "  " + lines[number],
        "list": f"{key}{colon}[]",
        "text": f"{key}{colon}不是",
        "map": f"{key}{colon}{{ 甲: [乙] }}",
    }[change]
    _check("\n".join(lines).encode())
