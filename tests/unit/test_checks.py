"""What the checks say of a whole ruleset; the shipped one, with one thing changed."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import credit_rules as cr
from credit_rules import check, decide, load
from credit_rules.intake import read_files
from credit_rules.model.codes import InspectionResult

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


LANGUAGE = Path(__file__).parent / "language"


def _small(tmp_path, name, *changes, instruments=()):
    """What is found in a small file of the language, with some things changed."""
    catalogs = tmp_path / "catalogs"
    shutil.copytree(LANGUAGE / "catalogs", catalogs)
    _change(catalogs / "instruments.yaml", catalogs / "instruments.yaml", instruments)
    file = tmp_path / "rules.yaml"
    _change(LANGUAGE / f"{name}.yaml", file, changes)
    return {one.code for one in check(file, catalogs=catalogs)}


def _change(source, target, changes):
    text = source.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    target.write_text(text, encoding="utf-8")


UNCONFIRMED = "{ from: unconfirmed, known_in_force_on: [2020-06-01, 2024-06-01] }"


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ("{ from: 2020-06-01 }", set()),
        ("{ from: 2020-05-31 }", {"basis-not-in-force"}),
        # Such a rule begins, for the checks, on the first day it is known to be in force.
        (UNCONFIRMED, set()),
        ("{ from: unconfirmed, known_in_force_on: [2020-05-31] }", {"basis-not-in-force"}),
    ],
)
def test_a_text_whose_beginning_nobody_confirmed_carries_from_the_first_known_day(
    tmp_path, days, codes
):
    confirmed = [("in_force: { from: 2020-01-01 }", f"in_force: {UNCONFIRMED}")]
    rule = ("in_force: { from: 2024-01-01 }", f"in_force: {days}")
    assert _small(tmp_path, "joint-discipline", rule, instruments=confirmed) == codes


def test_a_demand_is_met_by_another_provision_only(tmp_path):
    alone = (
        "basis: [cn.test.law 第一条], strength: must",
        "basis: [cn.test.law 第二条], strength: must",
    )
    both = (alone[0], "basis: [cn.test.law 第二条, cn.test.law 第一条], strength: must")
    assert _small(tmp_path / "a", "joint-discipline", alone) == {"demanded-level-missing"}
    assert _small(tmp_path / "b", "joint-discipline", both) == set()


def test_acts_govern_where_the_day_of_the_act_is_told(tmp_path):
    acts = ("decisions_from", "acts_from")
    assert _small(tmp_path / "a", "serious-dishonesty", acts) == set()
    assert _small(tmp_path / "b", "statutory-restriction", acts) == {"no-act-day"}


@pytest.mark.parametrize(
    ("said", "code"),
    [("tier: { scheme: none-such, is: A }", "unknown-name"), ("listed: none-such", "unknown-name")],
)
def test_a_name_in_a_condition_points_at_something(tmp_path, said, code):
    assert code in _small(tmp_path, "incentive", ("listed: a-list", said))


def test_a_tier_of_another_scheme_is_one_of_its_tiers(tmp_path):
    shutil.copy(LANGUAGE / "tiered-supervision.yaml", tmp_path / "tiers.yaml")
    for tier, codes in (("A", set()), ("Z", {"unknown-name"})):
        said = ("listed: a-list", f"tier: {{ scheme: scheme, is: {tier} }}")
        other = ("id: rules", "id: favours")
        _change(LANGUAGE / "incentive.yaml", tmp_path / "favours.yaml", [said, other])
        found = check(tmp_path, catalogs=LANGUAGE / "catalogs")
        assert {one.code for one in found} == codes


def test_a_scheme_that_reads_itself_is_a_cycle(tmp_path):
    said = ("listed: a-list", "tier: { scheme: scheme, is: A }")
    assert _small(tmp_path, "tiered-supervision", said) == {"cyclic-reference"}


def test_repairs_of_one_scheme_differ_by_platform_or_stage(tmp_path):
    text = (LANGUAGE / "credit-repair.yaml").read_text(encoding="utf-8")
    for old, new, codes in [
        ("id: rules", "id: rules", {"duplicate-id", "two-rulesets-in-force"}),
        ("id: rules", "id: other", {"two-rulesets-in-force"}),
        ("platform: 平台", "platform: 另一平台", set()),
        ("id: first", "id: second", set()),
    ]:
        (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
        changed = text.replace(old, new)
        if not codes:
            changed = changed.replace("id: rules", "id: another")
        (tmp_path / "two.yaml").write_text(changed, encoding="utf-8")
        assert {one.code for one in check(tmp_path, catalogs=LANGUAGE / "catalogs")} == codes


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


def test_what_rests_on_nothing_does_not_load(tmp_path):
    said = (cr.shipped("rulesets") / "labour" / "labour-tiers.yaml").read_text(encoding="utf-8")
    said, resting = re.subn(r'basis: \["cn.mohrss.rsbg1.2016#tier-c".*\]', "basis: []", said)
    assert resting == 2
    (tmp_path / "tiers.yaml").write_text(said, encoding="utf-8")
    found = cr.check(tmp_path, catalogs=cr.shipped("catalogs"))
    assert [one.code for one in found] == ["wrong-value", "wrong-value"]
    assert "at least one entry" in found[0].render("en")


@pytest.mark.parametrize(
    ("field", "values", "codes"),
    [
        ("inspections.result", "violation, none-found", {"unknown-name"}),
        ("inspections.results", "violation", {"unknown-name"}),
        ("inspections", "violation", {"unknown-name"}),
        ("inspections.result", None, set()),
    ],
)
def test_codes_of_a_field_are_those_of_the_vocabulary(tmp_path, field, values, codes):
    words = values.split(", ") if values else [one.value for one in InspectionResult]
    said = "\n".join(f"      {one}: {{ title: 值, title_en: value }}" for one in words)
    shutil.copytree(LANGUAGE / "catalogs", tmp_path / "catalogs")
    (tmp_path / "catalogs" / "more.yaml").write_text(
        "kind: codes\ncodes:\n  more:\n    title: 编码\n    title_en: codes\n"
        f"    field: {field}\n    basis: [cn.test.law 第一条]\n    values:\n{said}\n",
        encoding="utf-8",
    )
    rules = LANGUAGE / "joint-discipline.yaml"
    assert {one.code for one in check(rules, catalogs=tmp_path / "catalogs")} == codes


@pytest.mark.parametrize(
    ("reason", "header", "codes"),
    [
        ("no-rule", True, set()),
        ("no-rule", False, {"basis-not-covered"}),
        ("disputed", True, {"basis-not-covered"}),
        ("disputed", False, {"basis-not-covered"}),
    ],
)
def test_what_the_catalog_leaves_out_carries_nothing(tmp_path, reason, header, codes):
    instruments = [("reason: open-norm", f"reason: {reason}")]
    old = (
        "basis: [cn.test.law 第一条]\ndefine" if header else "basis: [cn.test.law 第一条], strength"
    )
    changes = [(old, old.replace("第一条", "第三条"))]
    assert _small(tmp_path, "joint-discipline", *changes, instruments=instruments) == codes


@pytest.mark.parametrize(
    ("reason", "codes"),
    [
        *((reason, set()) for reason in ("no-rule", "judgement", "open-norm", "not-expressible")),
        *((reason, {"basis-not-covered"}) for reason in ("not-readable", "future", "repealed")),
    ],
)
def test_a_question_may_be_answered_by_what_carries_no_rule(tmp_path, reason, codes):
    instruments = [("reason: open-norm", f"reason: {reason}")]
    answered = _answered("constant", "one").replace("第一条", "第三条")
    changes = [("define:", f"{answered}define:")]
    assert _small(tmp_path, "joint-discipline", *changes, instruments=instruments) == codes


def _answered(question, *rules):
    note = "note: { zh: 条文如此, en: so the law has it }"
    named = f"rules: [{', '.join(rules)}]"
    said = f"question: {question}, {named}, basis: [cn.test.law 第一条], {note}"
    return f"answered: [{{ {said} }}]\n"


@pytest.mark.parametrize(
    ("name", "rule", "codes"),
    [
        ("statutory-restriction", "for", set()),
        ("statutory-restriction", "any-large", set()),
        ("statutory-restriction", "for/one", set()),
        ("statutory-restriction", "for/two", {"unknown-name"}),
        ("incentive", "one/one", set()),
        ("steps", "two", set()),
        ("steps", "each", {"unknown-name"}),
        ("credit-repair", "end", set()),
        ("credit-repair", "each", set()),
        ("serious-dishonesty", "settled_when", set()),
        ("serious-dishonesty", "concerns", {"unknown-name"}),
        ("tiered-supervision-by-conditions", "B", set()),
        ("tiered-supervision-by-conditions", "default", {"unknown-name"}),
    ],
)
def test_an_answer_names_what_the_ruleset_asks(tmp_path, name, rule, codes):
    changes = [("define:", f"{_answered('constant', rule)}define:")]
    assert _small(tmp_path, name, *changes) == codes


def test_an_answer_names_whom_the_ruleset_concerns(tmp_path):
    concerns = "concerns: { some: penalties }\n"
    changes = [("define:", f"{concerns}{_answered('constant', 'concerns')}define:")]
    assert _small(tmp_path, "steps", *changes) == set()


@pytest.mark.parametrize("rule", ["default", "two", "floor"])
def test_an_answer_names_what_settles_or_bounds_a_tier(tmp_path, rule):
    changes = [("rules: [C, one]", f"rules: [{rule}]")]
    assert _small(tmp_path, "tiered-supervision", *changes) == set()


def test_an_answer_rests_on_a_provision_in_force_while_the_ruleset_is(tmp_path):
    answered = _answered("constant", "one").replace("cn.test.law 第一条", "cn.test.law 第九条")
    changes = [("define:", f"{answered}define:")]
    assert _small(tmp_path / "a", "incentive", *changes) == {"unknown-provision"}
    ended = [
        ("in_force: { from: 2020-01-01 }", "in_force: { from: 2020-01-01, until: 2025-01-01 }")
    ]
    answered = _answered("constant", "one")
    rest = _small(tmp_path / "b", "incentive", ("define:", f"{answered}define:"), instruments=ended)
    assert rest == {"basis-not-in-force"}


@pytest.mark.parametrize(
    ("list_said", "codes"),
    [
        ("wage-arears", {"unknown-name"}),
        ("[tax-major-violations, wage-arears]", {"unknown-name"}),
        ("wage-arrears", set()),
        ("a-list-of-our-own", set()),
    ],
)
def test_a_misspelt_list_is_found_and_one_the_catalog_has_not_is_taken(tmp_path, list_said, codes):
    said = f"""
kind: steps
id: looking
title: 查看
title_en: looking
scheme: looking
edition: "1"
jurisdiction: national
in_force: {{ from: 2022-01-01 }}
governs: decisions_from
basis: [cn.mohrss.order45.2021 第十条]
steps:
  - id: look
    title: 查看
    title_en: look
    basis: [cn.mohrss.order45.2021 第十条]
    each: listings
    where: {{ list: {list_said} }}
    by: 某机关
"""
    assert found(tmp_path, said) == codes
