"""Writing scenarios: short, readable, and the same subject when read back."""

import json
import shutil
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.strategies import AS_OF, BOOKS, RICH, partial

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS, Subject
from credit_rules.testing import judge, read_scenarios
from credit_rules.testing.writing import (
    WIDTH,
    scenario_file,
    scenario_text,
    subject_yaml,
    written,
)

USCC = "91320100MA0EXAMP17"
EVERY = sorted({one.header.id for one in RICH.rulesets})


def subject(until=AS_OF, **told):
    covers = {name: {"from": "beginning", "until": until} for name in COLLECTIONS}
    return Subject.read({"uscc": USCC, "covers": covers} | told)


def read_back(path, text):
    path.write_text(text, encoding="utf-8")
    (one,) = read_scenarios(RICH, [path])
    return one


@pytest.fixture
def file(tmp_path):
    return tmp_path / "a.scenario.yaml"


@pytest.fixture(scope="module")
def shared_file(tmp_path_factory):
    return tmp_path_factory.mktemp("written") / "a.scenario.yaml"


PENALTY = {"key": "1", "status": "effective", "decided_on": "2025-11-03"}


def test_a_scenario_leaves_out_what_the_reader_fills_in():
    told = subject(
        name="虚构有限公司",
        region="320100",
        penalties=[
            PENALTY | {"kinds": ["employment-restriction"], "restriction_until": "2027-01-01"}
        ],
    )
    assert scenario_text(RICH, "限制从业未满", ["rich-bars"], told, AS_OF) == (
        "  - name: 限制从业未满\n"
        "    as_of: 2026-03-01\n"
        "    subject:\n"
        '      region: "320100"\n'
        "      penalties:\n"
        "        - { kinds: [employment-restriction], decided_on: 2025-11-03,"
        " restriction_until: 2027-01-01 }\n"
        "    expect: { because_of: [stated], measures: [bar] }\n"
    )


WRITTEN = [
    ({}, "{}\n"),
    ({"kind": "legal_person"}, "kind: legal_person\n"),
    ({"until": "2030-01-01"}, "{}\n"),
    ({"penalties": [PENALTY | {"fine": "500000"}]}, "penalties: [{ fine: 50万元, decided_on: 2025-11-03 }]\n"),
    ({"penalties": [PENALTY | {"fine": "499999.99"}]}, "penalties: [{ fine: 499999.99, decided_on: 2025-11-03 }]\n"),
    ({"penalties": [PENALTY | {"fine": "300000000"}]}, "penalties: [{ fine: 3亿元, decided_on: 2025-11-03 }]\n"),
    ({"penalties": [PENALTY | {"fine": "0"}]}, "penalties: [{ fine: 0, decided_on: 2025-11-03 }]\n"),
    ({"penalties": [PENALTY | {"fine": "none"}]}, "penalties: [{ fine: none, decided_on: 2025-11-03 }]\n"),
    ({"penalties": [{"key": "1", "in_business": True}]}, "penalties: [{ in_business: true, status: untold }]\n"),
    ({"penalties": [PENALTY | {"status": "annulled"}]}, "penalties: [{ decided_on: 2025-11-03, status: annulled }]\n"),
    ({"penalties": [PENALTY | {"key": "甲"}]}, "penalties: [{ decided_on: 2025-11-03, key: 甲 }]\n"),
    ({"evaluations": [{"key": "1", "status": "effective", "score": "-7.50"}]}, "evaluations: [{ score: -7.5 }]\n"),
    ({"annual_reports": [{"status": "effective", "year": 2025}]}, "annual_reports: [{ year: 2025 }]\n"),
    (
        {"persons": [{"key": "人员-甲", "role": "controller", "since": "2020-01-01", "of_full_age": True}]},
        "persons: [{ key: 人员-甲, role: controller, since: 2020-01-01, of_full_age: true }]\n",
    ),
    (
        {"findings": [{"finding": "grave", "about": "1", "answer": "yes", "status": "effective", "authority": "某机关", "document_number": "某号"}]},
        'findings: [{ finding: grave, about: "1", answer: "yes" }]\n',
    ),
    (
        {"findings": [{"finding": "grave", "about": "1", "answer": "yes", "status": "effective"}]},
        'findings:\n  - { finding: grave, about: "1", answer: "yes", authority: untold, document_number: untold }\n',
    ),
    ({"covers": {}}, "covers: none\n"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "text"), WRITTEN)
def test_a_subject_alone(told, text):
    assert subject_yaml(subject(**told), AS_OF) == text


def test_what_is_not_covered_is_said():
    covers = {name: {"from": "beginning", "until": "2026-03-01"} for name in COLLECTIONS}
    covers |= {"penalties": {"from": "2024-01-01", "until": "2026-12-31"}}
    covers |= {"licences": {"from": "beginning", "until": "2026-02-28"}}
    covers |= {"incidents": {"from": "2026-03-02", "until": "2026-03-09"}}
    del covers["listings"]
    assert yaml.safe_load(subject_yaml(subject(covers=covers), AS_OF)) == {
        "covers": {
            "penalties": {"from": date(2024, 1, 1), "until": AS_OF},
            "licences": {"from": "beginning", "until": date(2026, 2, 28)},
            "incidents": "none",
            "listings": "none",
        }
    }


def test_a_record_without_a_name_is_not_given_that_of_another():
    told = subject(
        penalties=[{"status": "effective"}, {"status": "effective"}],
        findings=[{"finding": "grave", "about": "2", "answer": "yes", "status": "effective"}],
    )
    assert "penalties: [{}, { key: untold }]" in subject_yaml(told, AS_OF)


def test_the_code_is_written_only_where_the_kind_follows_from_it():
    body = {"uscc": "11320100MB0EXAMP18"}
    assert subject_yaml(subject(**body), AS_OF) == "uscc: 11320100MB0EXAMP18\n"
    assert subject_yaml(subject(**body, kind="government_body"), AS_OF) == "kind: government_body\n"


def test_who_asks_and_what_is_expected_are_written(file):
    acting = cr.Acting(authority="某市 采购中心", region="320100", purposes=("procurement",))
    expect = {
        "because_of": [],
        "measures": [{"measure": "bar", "until": "2027-01-02", "binding": True}],
    }
    text = scenario_text(RICH, "一", ["rich-bars"], subject(), AS_OF, acting, expect)
    assert (
        '    acting: { authority: "某市 采购中心", region: "320100", purposes: [procurement] }\n'
        in text
    )
    one = read_back(file, scenario_file(["rich-bars"], [text]))
    assert one.acting == acting
    assert one.expect == expect | {
        "measures": [{"measure": "bar", "until": "2027-01-02", "binding": "true"}]
    }


def test_a_file_about_several_rulesets_names_them(file):
    text = scenario_text(RICH, "一", EVERY, subject(), AS_OF)
    assert read_back(file, scenario_file(EVERY, [text])).rulesets == tuple(EVERY)


@given(st.text(max_size=300))
def test_any_text_is_read_back_as_it_was(text):
    if any(0xD800 <= ord(one) < 0xE000 for one in text):
        return
    assert yaml.load(f"[{written(text)}]", Loader=yaml.BaseLoader) == [text]
    assert yaml.safe_load(f"[{written(text)}]") == [text]


@pytest.mark.parametrize("text", ["字" * 400, "a b " * 90, '\\"' * 120, "\u2028 " * 60])
def test_a_long_text_is_folded(text):
    told = subject(penalties=[PENALTY | {"violation": text.strip(), "authority": text.strip()}])
    lines = subject_yaml(told, AS_OF)
    assert max(map(len, lines.splitlines())) <= WIDTH
    (record,) = yaml.safe_load(lines)["penalties"]
    assert (record["violation"], record["authority"]) == (text.strip(), text.strip())


def plain(subject):
    """A subject without what a scenario does not keep: who it is, and what findings are called."""
    told = json.loads(
        subject.model_dump_json(exclude_none=True, exclude={"uscc", "name", "covers"})
    )
    for one in told["findings"]:
        one.pop("key", None)
        for name in ("authority", "document_number"):
            one[name] = name in one
    for name in COLLECTIONS:
        for one in told[name]:
            one.pop("key", None) if one.get("document_number") is None else None
    return told


@settings(max_examples=40)
@given(partial())
def test_what_is_written_is_read_back_and_decides_the_same(shared_file, strong):
    text = scenario_text(RICH, "一", EVERY, strong, AS_OF)
    assert max(map(len, text.splitlines())) <= WIDTH
    one = read_back(shared_file, scenario_file(EVERY, [text]))
    assert plain(one.subject) == plain(strong)
    assert judge(RICH, one) == ()
    before, after = (cr.decide(RICH, each, AS_OF) for each in (strong, one.subject))
    for part in ("tiers", "listings", "measures", "suppressed", "settled", "repairs", "steps"):
        assert getattr(after, part) == getattr(before, part), part


@pytest.fixture
def changed(tmp_path):
    """The rich book with one file of its rulesets written differently."""

    def written_anew(name, old, new):
        copy = shutil.copytree(BOOKS / "rich", tmp_path / "rich")
        (path,) = copy.rglob(f"{name}.yaml")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return cr.load(copy, catalogs=BOOKS / "catalogs", profile=BOOKS / "profile.yaml")

    return written_anew


BARRED = PENALTY | {
    "kinds": ["employment-restriction"],
    "restriction_until": "2027-01-01",
    "published_on": "2025-11-09",
}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Another rule holds, and that is enough.
        (
            "where: { kinds: employment-restriction }",
            "where: { kinds: licence-revocation }",
            "{ because_of: [stated], measures: [bar] }",
        ),
        # The same rules hold, with another term, or another strength.
        (
            "lasts: { until: restriction_until, since: decided_on }",
            "lasts: { until: restriction_until, since: published_on }",
            "{ because_of: [stated], measures: { measure: bar, since: 2025-11-03 } }",
        ),
        (
            "strength: must\n    lasts: { until: restriction_until, since: decided_on }",
            "strength: may\n    lasts: { until: restriction_until, since: decided_on }",
            "{ because_of: [stated], measures: { measure: bar, strength: must } }",
        ),
    ],
)
def test_a_scenario_tells_two_books_apart(changed, file, old, new, expected):
    other = changed("rich-bars", old, new)
    told = subject(penalties=[BARRED])
    text = scenario_text(RICH, "一", ["rich-bars"], told, AS_OF, unlike=other)
    assert text.endswith(f"    expect: {expected}\n")
    one = read_back(file, scenario_file(["rich-bars"], [text]))
    assert judge(RICH, one) == ()
    assert judge(other, one)


def test_books_that_say_the_same_ask_for_nothing_more(changed):
    other = changed("rich-bars", "title: stated", "title: 已写明")
    told = subject(penalties=[PENALTY])
    assert scenario_text(RICH, "一", ["rich-bars"], told, AS_OF, unlike=other) == scenario_text(
        RICH, "一", ["rich-bars"], told, AS_OF
    )
