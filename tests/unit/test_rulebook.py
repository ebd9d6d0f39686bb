"""Loading: what comes out, and that the digest is of what rules mean."""

import pytest

import credit_rules as cr
from credit_rules.errors import RulesetError
from credit_rules.lang.compiler import shipped


def test_what_ships_loads_once():
    assert cr.check() == ()
    assert cr.load() is cr.load()


def test_the_same_files_are_parsed_once_and_changed_ones_again(tmp_path):
    file = shipped("rulesets") / "labour" / "labour-tiers.yaml"
    copy = tmp_path / "tiers.yaml"
    copy.write_bytes(file.read_bytes())
    first = cr.load(tmp_path)
    assert cr.load(tmp_path) is first
    copy.write_text(file.read_text("utf-8").replace("at_least: 3", "at_least: 4"), "utf-8")
    assert cr.load(tmp_path).digest != first.digest


def test_a_fault_raises_once_with_everything(tmp_path):
    (tmp_path / "a.yaml").write_text("kind: lists\nlists: { a: {} }\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("kind: nothing\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("title: x\n", encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        cr.load(tmp_path)
    codes = [one.code for one in caught.value.diagnostics]
    assert {"missing-key", "list-without-exit", "unknown-name"} <= set(codes)
    assert [one.span for one in caught.value.diagnostics] == sorted(
        one.span for one in caught.value.diagnostics
    )


def test_a_comment_changes_no_digest_and_a_word_does(tmp_path):
    file = shipped("rulesets") / "labour" / "labour-tiers.yaml"
    text = file.read_text(encoding="utf-8")
    digests = []
    for number, said in enumerate(
        [text, f"# 说明\n{text}", text.replace("at_least: 3", "at_least: 4")]
    ):
        copy = tmp_path / f"{number}.yaml"
        copy.write_text(said, encoding="utf-8")
        digests.append(cr.load(copy).digest)
    assert digests[0] == digests[1] != digests[2]
