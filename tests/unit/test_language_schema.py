"""The schemas of rulesets, catalogs and profiles accept what the reader does, on spoilt files too.

Where they are looser the case is named in `BEYOND`; they are never stricter.
"""

import copy
import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from credit_rules import check
from credit_rules.lang.compiler import shipped
from credit_rules.lang.parser import KINDS
from credit_rules.lang.schema import catalog_schema, profile_schema, ruleset_schema
from credit_rules.model.subject import COLLECTIONS

LANGUAGE = Path(__file__).parent / "language"
CATALOGS = ("instruments", "measures", "lists", "parameters")
SCHEMAS = {
    "ruleset": Draft202012Validator(ruleset_schema()),
    "catalog": Draft202012Validator(catalog_schema()),
    "profile": Draft202012Validator(profile_schema()),
}
SHAPE = {
    "missing-key",
    "unknown-key",
    "wrong-value",
    "wrong-test",
    "no-record-here",
    "list-without-exit",
}
"""The codes for what a schema speaks of, beside names of fields, collections and kinds."""


class _Typed(yaml.SafeLoader):
    """YAML as an editor types it: numbers and truth values, but no dates."""


_Typed.yaml_implicit_resolvers = {
    first: [one for one in resolvers if not one[0].endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _data(path):
    return yaml.load(path.read_text(encoding="utf-8"), _Typed)


def _is_shape(one):
    what = one.facts.get("what", "")
    return one.code in SHAPE or what.startswith(("field of", "collection", "kind"))


def _typed(one):
    """What stands at the place of a finding."""
    return one.span.text[one.span.column - 1 : one.span.end_column - 1].strip("'\"")


def _names_a_field_elsewhere(one, _):
    """Whether `{ field: x }`, `since: x`, `this.x` is of the record that is looked at there."""
    follows = one.span.text[one.span.end_column - 1 :]
    naming = one.code in ("unknown-name", "wrong-test", "no-record-here", "wrong-value")
    return naming and (_typed(one).startswith("this.") or not follows.startswith(":"))


def _no_day_of_the_calendar(one, _):
    try:
        date.fromisoformat(_typed(one))
    except ValueError:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|02-(29|30|31)", _typed(one)))
    return False


def _a_figure_of_another_unit(one, text):
    """The unit of a parameter stands in the catalog, and so does the order of its range."""
    lines = text.split("\n")[: one.span.line]
    return any(re.match(r"\s*(- )?(parameters|range):", line) for line in lines)


def _a_definition_of_other_records(one, _):
    return "definition" in one.facts.get("expected", "")


def _grounds_of_several_collections(one, _):
    return one.facts.get("expected", "").strip("`") in COLLECTIONS


def _settled_by_the_collection_of_the_grounds(one, text):
    """`settled_when` is asked of the records the grounds look at."""
    lines = text.split("\n")[: one.span.line]
    top = [line for line in lines if re.match(r"[a-z]", line)]
    return top[-1:] != [] and top[-1].startswith("settled_when")


def _otherwise_only_of_the_last_tier(one, text):
    """No schema knows which item of a list is its last."""
    return "otherwise: true" in text and {one.facts.get("key")} & {"when", "otherwise"} != set()


BEYOND = (
    _otherwise_only_of_the_last_tier,
    _names_a_field_elsewhere,
    _no_day_of_the_calendar,
    _a_figure_of_another_unit,
    _a_definition_of_other_records,
    _grounds_of_several_collections,
    _settled_by_the_collection_of_the_grounds,
)


def _found(sort, text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_text(text, encoding="utf-8")
        catalogs = [LANGUAGE / "catalogs"]
        if sort == "ruleset":
            found = check(file, catalogs=catalogs)
        elif sort == "catalog":
            found = check((), catalogs=file)
        else:
            found = check((), catalogs=catalogs, profile=file)
        return [one for one in found if one.span.file == "file.yaml"]


def _agree(sort, data):
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000)
    found = _found(sort, text)
    accepted = SCHEMAS[sort].is_valid(data)
    if not accepted:
        assert found, f"the schema alone refuses\n{text}"
        return
    for one in filter(_is_shape, found):
        named = any(says(one, text) for says in BEYOND)
        assert named, f"the reader alone refuses\n{text}\n{one.render()}"


DOCUMENTS = [
    *(("ruleset", LANGUAGE / f"{kind}.yaml") for kind in KINDS),
    ("ruleset", LANGUAGE / "tiered-supervision-by-conditions.yaml"),
    *(("catalog", LANGUAGE / "catalogs" / f"{name}.yaml") for name in CATALOGS),
    ("profile", LANGUAGE / "profile.yaml"),
]


@pytest.mark.parametrize(("sort", "path"), DOCUMENTS, ids=[path.stem for _, path in DOCUMENTS])
def test_the_small_files_are_accepted_by_both(sort, path):
    found = _found(sort, path.read_text(encoding="utf-8"))
    assert [one.render() for one in found if _is_shape(one)] == []
    assert [error.message for error in SCHEMAS[sort].iter_errors(_data(path))] == []


@pytest.mark.parametrize("folder", ["rulesets", "catalogs"])
def test_every_file_that_ships_is_accepted(folder):
    for path in shipped(folder).rglob("*.yaml"):
        if not path.name.endswith(".scenario.yaml"):
            errors = SCHEMAS[folder.removesuffix("s")].iter_errors(_data(path))
            assert [f"{path.name}: {error.message}" for error in errors] == []


WORDS = [
    *("colour", "none", "not_computable", "3 years", "10%", "5万元", "2026-02-30", "2026-01-31"),
    *("12-31", "penalties", "listings", "evaluations", "fine", "decided_on", "this.fine", "score"),
    *(
        "subject.kind",
        "cn.test.law 第一条",
        "restrict",
        "must",
        "tax",
        "true",
        "national",
        "330000",
    ),
    *("steps", "current", "a-list", "large", "previous-year", "", " "),
]
VALUES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([0, 3, -1, 0.5, 330000, True, False]),
    st.sampled_from([[], {}, ["colour"], {"colour": 1}, [[]], [{}], ["fine", "tax"]]),
    st.sampled_from(
        [
            {"field": "fine"},
            {"field": "this.domain"},
            {"parameter": "lower-fine"},
            {"at_least": 3},
            {"is": "none"},
            {"some": "penalties"},
            {"fine": {"at_least": "1万元"}},
            {"subject.kind": "legal_person"},
            {"listed": "a-list"},
            {"count": "listings", "at_least": 2, "where": {"standing": "current"}},
            {"sum": "penalties", "of": "fine", "at_least": "1万元", "within": "1 year"},
            {"any_span": "penalties", "span": "1 year", "at_least": 2},
            {"some": "positions", "since": "decided_on", "where": {"since": "2026-01-31"}},
            {"tier": {"scheme": "s", "is": ["A"]}},
            {"elapsed": {"since": "decided_on", "period": "1 year"}},
        ]
    ),
)


def _places(data, way=()):
    """Every place of a document, as the keys that lead to it."""
    if way:
        yield way
    match data:
        case dict():
            inside = data.items()
        case list():
            inside = enumerate(data)
        case _:
            return
    for key, value in inside:
        yield from _places(value, (*way, key))


def _at(data, way):
    for key in way:
        data = data[key]
    return data


def _spoil(draw, data):
    ways = list(_places(data))
    way = draw(st.sampled_from(ways))
    inside, key = _at(data, way[:-1]), way[-1]
    match draw(st.sampled_from(["drop", "rename", "put", "put", "add", "copy", "one", "many"])):
        case "drop":
            del inside[key]
        case "rename" if isinstance(inside, dict):
            known = sorted({str(one[-1]) for one in ways})
            inside[draw(st.sampled_from([*known, "colour", "within", "where"]))] = inside.pop(key)
        case "add" if isinstance(inside, dict):
            known = sorted({str(one[-1]) for one in ways})
            inside[draw(st.sampled_from(known))] = draw(VALUES)
        case "copy":
            inside[key] = copy.deepcopy(_at(data, draw(st.sampled_from(ways))))
        case "one" if isinstance(inside[key], list) and inside[key]:
            inside[key] = inside[key][0]
        case "many":
            inside[key] = [inside[key]]
        case _:
            inside[key] = copy.deepcopy(draw(VALUES))


@given(st.data())
def test_a_spoilt_file_is_refused_by_both_or_by_neither(drawn):
    sort, path = drawn.draw(st.sampled_from(DOCUMENTS))
    data = _data(path)
    for _ in range(drawn.draw(st.integers(1, 2))):
        if data:
            _spoil(drawn.draw, data)
    _agree(sort, data)


def test_the_looser_cases_are_what_they_say():
    """Each case of `BEYOND` is one the reader refuses and the schema takes."""
    rules = _data(LANGUAGE / "statutory-restriction.yaml")
    for place, value in [
        (("restrictions", 0, "lasts", "since"), "listed_on"),
        (("restrictions", 0, "where"), {"this.acted_on": {"field": "this.served_on"}}),
        (("in_force", "from"), "2026-02-30"),
        (("restrictions", 0, "parameters", "visits"), "5%"),
        (("restrictions", 3, "where"), {"defined": "large"}),
    ]:
        spoilt = copy.deepcopy(rules)
        _at(spoilt, place[:-1])[place[-1]] = value
        assert SCHEMAS["ruleset"].is_valid(spoilt)
        assert _found("ruleset", yaml.safe_dump(spoilt, allow_unicode=True))
