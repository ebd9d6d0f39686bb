"""Every kind of ruleset, catalog and profile: what is read, and one thing wrong at a time."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from credit_rules import check, load
from credit_rules.dates import Period
from credit_rules.lang.compiler import shipped
from credit_rules.lang.parser import KINDS
from credit_rules.model.catalog import Cap, ListKind, Stricter
from credit_rules.model.codes import Level, RepairEffect, RoleAt, RulesetQuestion
from credit_rules.model.expr import (
    All,
    Compare,
    During,
    FieldRef,
    Op,
    ParameterRef,
    Scope,
    Standing,
    Within,
)
from credit_rules.model.ruleset import Assessed, Band, Figures, Lasting, Title, parts

LANGUAGE = Path(__file__).parent / "language"
"""A small file of every kind, which between them say everything the language has."""

CITED = "id: one, title: 一, title_en: one, basis: [cn.test.law 第一条]"


def _place(folder, text, name="rules"):
    """Documents in files of their own, since a file holds one."""
    folder.mkdir(exist_ok=True)
    for number, document in enumerate(text.split("\n---\n")):
        (folder / f"{name}-{number}.yaml").write_text(document, encoding="utf-8")
    return folder


def _read(name):
    return (LANGUAGE / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def catalogs():
    return LANGUAGE / "catalogs"


def _said(kind, body=None):
    """The file of a kind, or its header with another body."""
    text = _read(kind)
    head = text.split("when: { some: penalties, where: { defined: large } } }\n")[0]
    rest = "when: { some: penalties, where: { defined: large } } }\n"
    return text if body is None else f"{head}{rest}{body}"


def _document(kind, tmp_path, catalogs, text=None):
    book = load(_place(tmp_path / "rules", text or _said(kind)), catalogs=catalogs)
    (document,) = book.rulesets
    return document


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read(kind, tmp_path, catalogs):
    document = _document(kind, tmp_path, catalogs)
    assert document.header.kind == kind
    assert [one.id for one in document.header.definitions] == ["large", "any-large"]
    assert document.header.definitions[0].of == "penalties"


def test_a_watch_list(tmp_path, catalogs):
    document = _document("key-watch-list", tmp_path, catalogs)
    assert (document.list, document.not_for) == ("a-list", ("a-list",))
    assert document.grounds[0].each == Scope("penalties", Within(Period(2, "years")))
    assert document.stay[0].when == Standing()
    assert document.discipline[0].where == Compare(FieldRef("ground"), Op.IS, "a")
    assert document.procedure[0].done == FieldRef("corrected_on")


def test_how_long_a_bar_lasts(tmp_path, catalogs):
    document = _document("statutory-restriction", tmp_path, catalogs)
    since = FieldRef("decided_on")
    assert [bar.lasts for bar in document.restrictions] == [
        Lasting(since, period=Period(3, "years")),
        Lasting(since, until=FieldRef("restriction_until")),
        Lasting(since, lifelong=True),
        Lasting(None, standing=True),
    ]


def test_what_is_given(tmp_path, catalogs):
    document = _document("statutory-restriction", tmp_path, catalogs)
    grant = document.restrictions[0].grant
    assert grant.role_at is RoleAt.ACT
    assert [one.label for one in grant.specific] == ["第二条"]
    assert grant.parameters == {
        "ratio": Figures(Decimal(5), Decimal(20)),
        "surcharge": Figures(Decimal("0.05"), Decimal("0.05")),
        "visits": Figures(Decimal(2), Decimal(2)),
    }
    assert document.restrictions[1].grant.role_at is RoleAt.LISTING
    text = _said("statutory-restriction").replace(
        "ratio: [5%, 20%]", "ratio: { parameter: highest }"
    )
    document = _document("statutory-restriction", tmp_path, catalogs, text)
    assert document.restrictions[0].grant.parameters["ratio"] == ParameterRef("highest")


def test_tiers_by_score(tmp_path, catalogs):
    document = _document("tiered-supervision", tmp_path, catalogs)
    assert document.assessed == Assessed(1, (12, 31), (4, 1))
    assert document.exactly_one
    delivered, counted = document.scorecard.items
    assert (delivered.points, delivered.each.window) == (FieldRef("score"), During(1))
    assert (counted.points, counted.cap) == (Decimal(-3), Decimal(10))
    assert counted.expires == FieldRef("publicity_until")
    assert [tier.band for tier in document.tiers] == [
        Band(None, False, Decimal(60), False),
        Band(Decimal(60), True, Decimal(100), True),
    ]
    assert document.default.empty == (
        Scope("penalties"),
        Scope("inspections", Within(Period(1, "years"))),
    )
    assert [one.tier for one in (*document.direct, *document.caps, *document.floors)] == [*"CCA"]


@pytest.mark.parametrize(
    ("said", "assessed", "exactly_one"),
    [
        ("", Assessed(0), False),
        ("assessed: day\norder: strictest-first", Assessed(0), False),
        ("assessed: previous-year\norder: exactly-one", Assessed(1), True),
    ],
)
def test_tiers_by_conditions(tmp_path, catalogs, said, assessed, exactly_one):
    tiers = f"{said}\ntiers: [{{ {CITED}, when: {{ defined: any-large }} }}]"
    document = _document(
        "tiered-supervision", tmp_path, catalogs, _said("tiered-supervision", tiers)
    )
    assert (document.assessed, document.exactly_one) == (assessed, exactly_one)
    assert document.scorecard is None


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("", []),
        ("worse: penalties", [("penalties", None, False)]),
        ("better: penalties.fine", [("penalties", "fine", True)]),
        (
            "better: [commitments]\nworse: [penalties.fine, penalties, penalties.fine]",
            [("penalties", "fine", False), ("penalties", None, False), ("commitments", None, True)],
        ),
        # Declared both, it must make no difference.
        ("worse: penalties\nbetter: penalties", [("penalties", None, worse) for worse in (0, 1)]),
    ],
)
def test_which_facts_are_worse_is_declared_beside_the_tiers(tmp_path, catalogs, said, changes):
    tiers = f"{said}\ntiers: [{{ {CITED}, when: {{ defined: any-large }} }}]"
    text = _said("tiered-supervision", tiers)
    document = _document("tiered-supervision", tmp_path, catalogs, text)
    assert [(one.collection, one.field, one.better) for one in document.worse] == changes
    for one in document.worse:
        written = one.collection if one.field is None else f"{one.collection}.{one.field}"
        assert one.at.text[one.at.column - 1 : one.at.end_column - 1] == written


def test_a_question_is_answered_for_some_rules_or_for_all(tmp_path, catalogs):
    document = _document("tiered-supervision", tmp_path, catalogs)
    some, every = document.header.answered
    assert (some.question, some.rules) == (RulesetQuestion.GAP, ("C", "one"))
    assert some.note == Title("由机关裁量", "left to the authority")
    assert [one.label for one in some.basis] == ["第三条"]
    assert some.at.text[some.at.column - 1 :].startswith("question: gap")
    assert (every.question, every.rules) == (RulesetQuestion.CONSTANT, ())


def test_repair_of_records_and_of_entries(tmp_path, catalogs):
    document = _document("credit-repair", tmp_path, catalogs)
    assert (document.list, document.each, document.stage.id) == (None, Scope("penalties"), "first")
    (end,) = document.ends
    assert (end.when, end.since, end.period) == (
        All(()),
        FieldRef("decided_on"),
        Period(3, "years"),
    )
    assert document.grants[0].effect is RepairEffect.ENDS_PUBLICITY
    text = _said("credit-repair").replace("each: penalties", "list: a-list")
    text = text.replace("where: { not: { defined: large } }", "").replace("decided_on", "listed_on")
    document = _document("credit-repair", tmp_path, catalogs, text)
    assert (document.list, document.each) == ("a-list", Scope("listings"))
    assert document.where == Compare(FieldRef("list"), Op.IS, "a-list")


def test_steps_for_records_and_for_the_subject(tmp_path, catalogs):
    document = _document("steps", tmp_path, catalogs)
    for_each, once = document.steps
    assert for_each.each == Scope("penalties", Within(Period(1, "years")))
    assert (for_each.step.within, for_each.step.since) == (
        Period(5, "days"),
        FieldRef("decided_on"),
    )
    assert (once.each, once.step.since) == (None, None)


def test_the_catalog(catalogs, tmp_path):
    book = load(_place(tmp_path / "rules", _said("steps")), catalogs=catalogs)
    entry = book.catalog.lists["a-list"]
    assert (entry.kind, entry.terms) == (
        ListKind.WATCH,
        {"minor": Period(1, "years"), "open": None},
    )
    ratio = book.catalog.measures["bar"].parameters["ratio"]
    assert (ratio.unit, ratio.stricter) == ("%", Stricter.UP)
    (cap,) = parts(ratio, Cap)
    assert cap.parameter == "highest"
    highest = book.catalog.parameters["highest"]
    assert (highest.low, highest.high) == (Decimal(5), Decimal(20))
    provision = book.catalog.instruments["cn.test.law"].versions[0].provisions["第二条"]
    (demand,) = provision.demands
    assert (demand.families, demand.levels) == ({"bar"}, {Level.LAW})


LOCAL = ("jurisdiction: national", 'jurisdiction: "330000"')


@pytest.mark.parametrize(("word", "fills"), [("replaces", False), ("fills", True)])
def test_a_local_ruleset_says_its_place(tmp_path, catalogs, word, fills):
    national = _said("joint-discipline")
    local = national.replace(*LOCAL).replace("id: rules", "id: local")
    local += f"{word}: {{ ruleset: rules, basis: [cn.test.law 第一条] }}\n"
    book = load(_place(tmp_path / "rules", f"{national}\n---\n{local}"), catalogs=catalogs)
    header = book.rulesets[0].header
    assert (header.jurisdiction, header.precedence.over) == ("330000", "rules")
    assert header.precedence.fills is fills


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("otherwise: true", "otherwise: false", "wrong-value"),
        ("otherwise: true", "otherwise: true, when: { listed: a-list }", "unknown-key"),
        ("when: { defined: any-large }", "otherwise: true", "missing-key"),
        ("strictest-first", "exactly-one", "missing-key"),
    ],
)
def test_what_is_left_is_the_last_tier_of_those_asked_strictest_first(
    tmp_path, catalogs, old, new, code
):
    text = _read("tiered-supervision-by-conditions")
    document = _document("tiered-supervision", tmp_path, catalogs, text)
    assert document.tiers[-1].when == All(())
    rules = _place(tmp_path / "rules", text.replace(old, new, 1))
    assert code in {one.code for one in check(rules, catalogs=catalogs)}


@pytest.mark.parametrize(
    ("kind", "old", "new", "code"),
    [
        ("steps", "jurisdiction: national", "jurisdiction: 浙江", "wrong-value"),
        ("steps", "id: any-large", "id: large", "duplicate-id"),
        ("steps", "of: penalties, when", "of: penalty, when", "unknown-name"),
        ("steps", "of: penalties, when", "of: [], when", "wrong-value"),
        ("steps", "fine: { at_least: 5万元 }", "this.fine: 1", "no-record-here"),
        ("steps", "where: { defined: large } }", "where: { defined: later } }", "unknown-name"),
        (
            "steps",
            "each: { collection: penalties, within: 1 year }",
            "when: { listed: a-list }",
            "no-record-here",
        ),
        ("steps", "when: { proposed: a-list }, by", "by", "wrong-value"),
        (
            "steps",
            "when: { proposed: a-list }, by",
            "when: { proposed: a-list }, since: a, by",
            "no-record-here",
        ),
        ("steps", "{ collection: penalties, within: 1 year }", "penalty", "unknown-name"),
        ("steps", "{ collection: penalties, within: 1 year }", "[penalties]", "wrong-value"),
        ("steps", "since: decided_on", "since: subject.established_on", "wrong-value"),
        ("steps", "proposed: a-list", "proposed: b-list", "unknown-name"),
        ("joint-discipline", "id: one,", "id: one, where: { colour: red },", "unknown-name"),
        ("joint-discipline", "discipline: [", "discipline: [] # [", "wrong-value"),
        ("joint-discipline", "strength: must", "strength: must, role_at: noon", "wrong-value"),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { size: 1 }",
            "unknown-name",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { visits: 5% }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { ratio: 5 }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { surcharge: 5% }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { ratio: [20%, 5%] }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { ratio: [a, 5%] }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { ratio: [5%] }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { ratio: { parameter: lower-fine } }",
            "wrong-value",
        ),
        (
            "joint-discipline",
            "strength: must",
            "strength: must, parameters: { ratio: {} }",
            "missing-key",
        ),
        (
            "joint-discipline",
            "measure: bar",
            "measure: visits, parameters: { ratio: 1 }",
            "unknown-name",
        ),
        (
            "joint-discipline",
            "measure: bar",
            "measure: unheard-of, parameters: { ratio: 1 }",
            "unknown-name",
        ),
        ("key-watch-list", "not_for: [a-list]", "not_for: [b-list]", "unknown-name"),
        ("key-watch-list", "not_for: [a-list]", "not_for: [{ a: b }]", "wrong-value"),
        ("key-watch-list", "each: penalties", "each: penalty", "unknown-name"),
        ("key-watch-list", "where: { defined: large }", "where: {}", "wrong-value"),
        (
            "statutory-restriction",
            "lasts: { standing: current }",
            "lasts: { standing: gone }",
            "wrong-value",
        ),
        ("statutory-restriction", "lasts: { standing: current }", "lasts: {}", "wrong-value"),
        ("statutory-restriction", "lasts: { standing: current }", "lasts: forever", "wrong-value"),
        (
            "statutory-restriction",
            "lasts: { standing: current }",
            "lasts: { standing: current, since: listed_on }",
            "unknown-key",
        ),
        ("statutory-restriction", "each: listings", "each: penalties", "wrong-value"),
        ("statutory-restriction", "each: listings", "each: nothing", "unknown-name"),
        ("statutory-restriction", "lifelong: true", "lifelong: false", "wrong-value"),
        ("statutory-restriction", "lifelong: true", "lifelong: true, for: 3 years", "wrong-value"),
        ("statutory-restriction", "for: 3 years, since", "for: 3 weeks, since", "wrong-value"),
        ("statutory-restriction", "until: restriction_until", "until: fine", "wrong-test"),
        ("statutory-restriction", "restrictions:", "restrictions: []\nbans:", "wrong-value"),
        ("tiered-supervision", "effective: 04-01", "effective: 02-29", "wrong-value"),
        ("tiered-supervision", "effective: 04-01", "until: 04-01", "missing-key"),
        (
            "tiered-supervision",
            "assessed: { at: 12-31, effective: 04-01 }",
            "assessed: next-year",
            "wrong-value",
        ),
        ("tiered-supervision", "start: 100", "start: 5%", "wrong-value"),
        ("tiered-supervision", "start: 100", "low: 0", "duplicate-key"),
        ("tiered-supervision", "scorecard:", "order: strictest-first\nscorecard:", "wrong-value"),
        (
            "tiered-supervision",
            "score: { less_than: 60 }",
            "when: { listed: a-list }",
            "missing-key",
        ),
        ("tiered-supervision", "score: { less_than: 60 }", "score: {}", "wrong-value"),
        ("tiered-supervision", "score: { less_than: 60 }", "score: { is: 60 }", "wrong-value"),
        (
            "tiered-supervision",
            "{ less_than: 60 }",
            "{ less_than: 60, at_most: 60 }",
            "wrong-value",
        ),
        ("tiered-supervision", "points: -3", "points: none", "wrong-value"),
        ("tiered-supervision", "points: -3", "points: { field: fine }", "wrong-test"),
        (
            "tiered-supervision",
            "points: { field: score }",
            "points: { field: this.grade }",
            "wrong-test",
        ),
        ("tiered-supervision", "cap: 10", "cap: -10", "wrong-value"),
        ("tiered-supervision", "expires: publicity_until", "expires: decided_on", "wrong-test"),
        ("tiered-supervision", "each: evaluations", "each: grades", "unknown-name"),
        ("tiered-supervision", "}, tier: A }]", "}, tier: B }]", "unknown-name"),
        ("tiered-supervision", "default: { tier: A", "default: { tier: B", "unknown-name"),
        ("tiered-supervision", "empty: [penalties,", "empty: [penalty,", "unknown-name"),
        (
            "tiered-supervision",
            "empty: [penalties, { collection: inspections, within: 1 year }]",
            "empty: []",
            "wrong-value",
        ),
        (
            "tiered-supervision",
            "collection: inspections, within",
            "collection: inspections, where",
            "unknown-key",
        ),
        ("tiered-supervision", "when: { listed: a-list }, tier", "when: {}, tier", "wrong-value"),
        ("tiered-supervision", "worse: [penalties,", "worse: [penalty,", "unknown-name"),
        (
            "tiered-supervision",
            "better: [evaluations.score",
            "better: [grade.score",
            "unknown-name",
        ),
        ("tiered-supervision", "penalties.fine]", "penalties.fines]", "unknown-name"),
        ("tiered-supervision", "penalties.fine]", "penalties.]", "unknown-name"),
        ("tiered-supervision", "penalties.fine]", "penalties.this.fine]", "unknown-name"),
        ("tiered-supervision", "penalties.fine]", "penalties.decided_on]", "wrong-value"),
        ("tiered-supervision", "evaluations.score", "penalties.kinds", "wrong-value"),
        ("tiered-supervision", "worse: [", "worse: [[], ", "wrong-value"),
        ("steps", "steps:\n", "worse: [penalties]\nsteps:\n", "unknown-key"),
        ("tiered-supervision", "question: gap", "question: gaps", "wrong-value"),
        ("tiered-supervision", "question: gap, ", "", "missing-key"),
        ("tiered-supervision", "rules: [C, one]", "rules: []", "wrong-value"),
        ("tiered-supervision", "rules: [C, one]", "rules: [C, ones]", "unknown-name"),
        ("tiered-supervision", "rules: [C, one]", "rules: [D]", "unknown-name"),
        (
            "tiered-supervision",
            ", note: { zh: 由机关裁量, en: left to the authority }",
            "",
            "missing-key",
        ),
        ("tiered-supervision", "zh: 由机关裁量, ", "", "missing-key"),
        ("tiered-supervision", "zh: 由机关裁量", "colour: red, zh: 由机关裁量", "unknown-key"),
        (
            "tiered-supervision",
            "note: { zh: 由机关裁量, en: left to the authority }",
            "note: 如此",
            "wrong-value",
        ),
        ("tiered-supervision", "basis: [cn.test.law 第三条], note", "note", "missing-key"),
        ("tiered-supervision", "[cn.test.law 第三条]", "[]", "wrong-value"),
        ("tiered-supervision", "第三条], note", "第九条], note", "unknown-provision"),
        (
            "tiered-supervision",
            "basis: [cn.test.law 第三条]",
            "basis: [cn.test.lore 第三条]",
            "unknown-instrument",
        ),
        ("credit-repair", "each: penalties", "each: penalties\nlist: a-list", "wrong-value"),
        ("credit-repair", "each: penalties", "each: penalty", "unknown-name"),
        ("credit-repair", "each: penalties", "list: b-list", "unknown-name"),
        ("credit-repair", "effect: ends-publicity,", "", "missing-key"),
        ("credit-repair", "effect: ends-publicity", "effect: ends-everything", "wrong-value"),
        ("credit-repair", "stage: {", "stage: { number: 1,", "unknown-key"),
        ("credit-repair", "after: 3 years", "after: soon", "wrong-value"),
        ("incentive", "when: { not:", "if: { not:", "missing-key"),
        ("incentive", "not: { defined: any-large }", "fine: 1", "no-record-here"),
    ],
)
def test_one_thing_changed(kind, old, new, code, tmp_path, catalogs):
    text = _said(kind)
    assert old in text
    rules = _place(tmp_path / "rules", text.replace(old, new, 1))
    found = check(rules, catalogs=catalogs)
    assert code in {one.code for one in found}
    for one in found:
        assert one.render("zh")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("list_kind: watch", "list_kind: black", "wrong-value"),
        ("list_kind: watch", "", "missing-key"),
        ("open: none", "open: never", "wrong-value"),
        ("stricter: up\n", "stricter: sideways\n", "wrong-value"),
        ("parameter: highest", "parameter: lowest", "unknown-name"),
        ("cap: {", "cap: { at: 5,", "unknown-key"),
        ("range: [5%, 20%]", "range: [5, 20]", "wrong-value"),
        ("range: [5%, 20%]", "range: 5%", "wrong-value"),
        ("families: [bar], levels: [law]", "families: [bar], levels: [lawful]", "wrong-value"),
        ("families: [bar], levels: [law]", "families: [bar]", "missing-key"),
        (
            "holder: 测试机关\n    basis: [cn.test.law 第一条]",
            "holder: 测试机关\n    basis: [cn.test.law 第九条]",
            "unknown-provision",
        ),
        ("provisions:", "provisions: []\n        note:", "wrong-value"),
    ],
)
def test_one_thing_changed_in_a_catalog(old, new, code, tmp_path):
    text = _catalogs()
    assert old in text
    place = _place(tmp_path / "catalogs", text.replace(old, new, 1))
    rules = _place(tmp_path / "rules", _said("steps"))
    assert code in {one.code for one in check(rules, catalogs=place)}


def _catalogs():
    names = ("instruments", "measures", "lists", "parameters")
    return "\n---\n".join(_read(f"catalogs/{name}") for name in names)


def _profile(tmp_path, text=None):
    file = tmp_path / "profile.yaml"
    file.write_text(text or _read("profile"), encoding="utf-8")
    return file


def test_a_profile_fixes_figures(tmp_path, catalogs):
    rules = _place(tmp_path / "rules", _said("steps"))
    book = load(rules, catalogs=catalogs, profile=_profile(tmp_path))
    assert book.profile.region == "330000"
    assert book.figures == {
        "highest": Figures(Decimal(10), Decimal(10)),
        "lower-fine": Figures(Decimal(10_000), Decimal(50_000)),
    }
    assert "test.notice" in book.catalog.instruments
    assert book.digest != load(rules, catalogs=catalogs).digest


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: profile", "kind: measures", "unknown-name"),
        ("kind: profile", "", "missing-key"),
        ("authority: 测试机关", "", "missing-key"),
        ('region: "330000"', "region: 33", "wrong-value"),
        ("highest: { is: 10%", "lowest: { is: 10%", "unknown-name"),
        ("is: 10%", "is: 25%", "outside-the-range"),
        ("is: 10%", "is: 10", "wrong-value"),
        ("is: 10%", "is: [5%, 10%]", "wrong-value"),
        ("is: 10%", "range: 10%", "wrong-value"),
        ("is: 10%", "range: [1%, 10%]", "outside-the-range"),
        ("is: 10%,", "", "wrong-value"),
        ("is: 10%", "is: 10%, range: [5%, 10%]", "wrong-value"),
        (
            "10%, basis: [test.notice 第一条]",
            "10%, basis: [test.notice 第二条]",
            "unknown-provision",
        ),
        ("parameters:", "figures:", "missing-key"),
    ],
)
def test_one_thing_changed_in_a_profile(old, new, code, tmp_path, catalogs):
    text = _read("profile")
    assert old in text
    rules = _place(tmp_path / "rules", _said("steps"))
    found = check(rules, catalogs=catalogs, profile=_profile(tmp_path, text.replace(old, new, 1)))
    assert code in {one.code for one in found}


def test_several_folders_are_one_book(tmp_path, catalogs):
    rules = _place(tmp_path / "rules", _said("steps"))
    book = load([shipped("rulesets"), rules], catalogs=[shipped("catalogs"), str(catalogs)])
    assert {"rules", "labour-tiers"} <= {one.header.id for one in book.rulesets}
    assert {"a-list", "wage-arrears"} <= {*book.catalog.lists}
    assert check((), catalogs=catalogs) == ()
    assert book.in_force(date(2026, 1, 1))
