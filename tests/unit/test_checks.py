"""What the checks say of a whole ruleset; the shipped one, with one thing changed."""

from datetime import date
from pathlib import Path

import pytest

from credit_rules import check, decide, load
from credit_rules.intake import read_files

ROOT = Path(__file__).parents[2]
LISTING = (ROOT / "rulesets/labour/wage-arrears-listing.yaml").read_text(encoding="utf-8")


def found(tmp_path, text):
    (tmp_path / "ruleset.yaml").write_text(text, encoding="utf-8")
    return {one.code for one in check(tmp_path)}


def test_the_ruleset_as_it_ships_is_clean(tmp_path):
    assert found(tmp_path, LISTING) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "id: serious-social-impact\n    question",
            "id: criminal-amount\n    question",
            "duplicate-id",
        ),
        ("id: incident-with-serious-impact", "id: amount-reaches-crime", "duplicate-id"),
        ("finding: criminal-amount", "finding: criminal", "unknown-name"),
        ("list: wage-arrears\n\n", "list: wages\n\n", "unknown-name"),
        ("第八条] }   #", "第十九条] }   #", "unknown-provision"),
        ("done_on: notified_on", "done_on: amount", "wrong-test"),
        ("reason: no-rule", "reason: tedious", "wrong-value"),
        ("burden: subject", "burden: nobody", "wrong-value"),
        ("in_force: { from: 2022-01-01 }", "in_force: { from: 2021-12-31 }", "basis-not-in-force"),
    ],
)
def test_one_thing_changed(tmp_path, old, new, code):
    assert old in LISTING
    assert code in found(tmp_path, LISTING.replace(old, new, 1))


def test_grounds_of_one_ruleset_look_at_one_collection(tmp_path):
    head, tail = LISTING.rsplit("each: wage_arrears", 1)
    other = "each: incidents\n    where: { kind: mass-incident }\n"
    rest = tail[tail.index("procedure:") :]
    assert "wrong-value" in found(tmp_path, head + other + "\n" + rest)


def test_a_step_taken_is_owed_no_longer():
    given = read_files(sorted((ROOT / "examples/rows").glob("*.csv")))
    subject = next(one for one in given.subjects if (one.name or "").startswith("榉木"))
    (proposal,) = decide(load(), subject, date(2026, 6, 30)).proposals
    notice, *owed = proposal.steps
    assert (notice.id, notice.due) == ("notice", None)
    assert notice.note is not None
    assert notice.note.en == "done on 2026-06-01"
    assert {step.id: str(step.due) for step in owed if step.due} == {
        "objection": "2026-06-08",
        "decision": "2026-06-25",
    }
