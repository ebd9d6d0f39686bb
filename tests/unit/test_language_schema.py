"""The schemas of rulesets, catalogs and profiles accept what the reader does, on spoilt files too.

Where they are looser the case is named in `BEYOND`; they are never stricter.
"""

import copy
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class _Refused:
    """A finding of the reader: the keys that lead to its place, and what is typed there."""

    code: str
    facts: Mapping[str, str]
    way: tuple[str | int, ...]
    typed: str
    data: Any

    @property
    def key(self):
        """The key that what is typed stands under, be it in a list."""
        return next(step for step in reversed(self.way) if isinstance(step, str))

    @property
    def expected(self):
        return self.facts.get("expected", "")

    @property
    def is_key(self):
        return self.typed == self.key

    def has(self, code, **facts):
        return code == self.code and facts.items() <= self.facts.items()


def _refused(one, text, data):
    at = (one.span.line - 1, one.span.column - 1)
    way, typed = _marked(yaml.compose(text, Loader=_Typed))[at]
    return _Refused(one.code, one.facts, way, typed, data)


def _marked(node, way=()):
    """For every place of a text where something begins: the keys that lead there, what is typed.

    Where a mapping begins its first key does.
    """
    found = {(node.start_mark.line, node.start_mark.column): (way, "")}
    match node:
        case yaml.MappingNode():
            for key, value in node.value:
                inner = (*way, key.value)
                found[key.start_mark.line, key.start_mark.column] = (inner, key.value)
                found |= _marked(value, inner)
        case yaml.SequenceNode():
            for number, item in enumerate(node.value):
                found |= _marked(item, (*way, number))
        case _:
            found[node.start_mark.line, node.start_mark.column] = (way, node.value)
    return found


FIELDS = Counter(name for one in COLLECTIONS.values() for name in one.fields)
MEANINGS = {
    name: {
        (spec.kind, spec.codes)
        for one in COLLECTIONS.values()
        for spec in one.fields.values()
        if spec.name == name
    }
    for name in FIELDS
}
NAMING = {"field", "since", "before", "latest_of", "if_any", "until", "done_on", "part", "whole"}
"""The keys under which a field is named."""


def _field_of_other_records(one):
    """`since: x`, `{ field: this.x }`, `this.x: …`: which record is looked at, or is this one."""
    of = one.facts.get("what", "").startswith("field of")
    if not (one.has("no-record-here") or (one.has("unknown-name") and of)):
        return False
    named = one.typed.startswith("this.") if one.is_key else one.key in {*NAMING, "expires"}
    return named and one.typed.removeprefix("this.") in FIELDS


def _field_of_another_meaning(one):
    """`this.outcome` has the words of one collection in some, and those of another in others."""
    named = [one.typed] if one.key == "field" and not one.is_key else []
    named += [step for step in one.way if str(step).startswith("this.")]
    several = any(len(MEANINGS.get(name.removeprefix("this."), ())) > 1 for name in named)
    return several and one.code in ("wrong-test", "wrong-value")


def _no_day_of_the_calendar(one):
    """2026-02-30 is written as a day; 02-29 is no day of every year."""
    day = one.typed if one.expected.startswith("a day such as") else f"2001-{one.typed}"
    try:
        date.fromisoformat(day)
    except ValueError:
        written = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day)
        return bool(written) and one.has("wrong-value") and one.expected.startswith("a day ")
    return False


def _figure_of_another_unit(one):
    """A figure is any text to a schema: its unit stands in the catalog. Nor does it know order."""
    figures = ("a figure such as", "a number such as", "an amount such as", "a range of two")
    if not (one.has("wrong-value") and one.expected.startswith(figures)):
        return False
    way = one.way[:-1] if isinstance(one.way[-1], int) else one.way
    fixed = len(way) == 3 and way[0] == "parameters" and way[2] in ("is", "range")
    return fixed or (len(way) > 2 and way[-2] == "parameters" and way[0] != "parameters")


def _parameter_of_another_unit(one):
    """The unit of a parameter stands in the catalog."""
    unit = one.expected.startswith("a parameter of the unit ")
    return one.has("wrong-value") and unit and one.key == "parameter"


def _definition_of_other_records(one):
    """Which collection a definition is about stands where it is defined."""
    about = one.expected.startswith("a definition ")
    return one.has("wrong-value") and about and one.key == "defined"


def _grounds_of_several_collections(one):
    """All grounds look at the collection of the first."""
    another = one.expected.strip("`") in COLLECTIONS
    ground = len(one.way) == 3 and one.way[0] == "grounds"
    return one.has("wrong-value") and another and ground


def _settled_by_other_records(one):
    """`settled_when` is asked of the records the grounds look at."""
    if one.way[0] != "settled_when":
        return False
    of = one.facts.get("what", "").startswith("field of")
    if one.has("no-record-here") or (one.has("unknown-name") and of):
        return one.is_key and one.key in {*FIELDS, "standing"}
    if one.key == "standing":
        return one.has("wrong-value") and one.expected == "`listings`"
    several = any(len(MEANINGS.get(step, ())) > 1 for step in one.way)
    return several and one.has("wrong-value")


def _otherwise_of_another_tier(one):
    """`otherwise` is said of the last tier alone, and no schema knows which that is."""
    said = one.has("missing-key", key="when") or one.has("unknown-key", key="otherwise")
    if not (said and one.way[0] == "tiers" and isinstance(one.way[1], int)):
        return False
    tiers, number = one.data["tiers"], one.way[1]
    return number < len(tiers) - 1 and "otherwise" in tiers[number]


BEYOND = (
    _field_of_other_records,
    _field_of_another_meaning,
    _no_day_of_the_calendar,
    _figure_of_another_unit,
    _parameter_of_another_unit,
    _definition_of_other_records,
    _grounds_of_several_collections,
    _settled_by_other_records,
    _otherwise_of_another_tier,
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


def _written(data):
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000)


def _agree(sort, data):
    text = _written(data)
    found = _found(sort, text)
    accepted = SCHEMAS[sort].is_valid(data)
    if not accepted:
        assert found, f"the schema alone refuses\n{text}"
        return
    for one in filter(_is_shape, found):
        named = _excuses(one, text, data)
        assert named, f"the reader alone refuses\n{text}\n{one.render()}"


def _excuses(one, text, data):
    refused = _refused(one, text, data)
    return [says for says in BEYOND if says(refused)]


DOCUMENTS = [
    *(("ruleset", LANGUAGE / f"{kind}.yaml") for kind in KINDS),
    ("ruleset", LANGUAGE / "tiered-supervision-by-conditions.yaml"),
    ("ruleset", LANGUAGE / "reactions.yaml"),
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
            inside[draw(st.sampled_from(known))] = copy.deepcopy(draw(VALUES))
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


def _put(data, way, value):
    """Put a value at a place; behind the last item of a list where none is there."""
    inside, key = _at(data, way[:-1]), way[-1]
    if isinstance(inside, list) and key == len(inside):
        inside.append(None)
    inside[key] = copy.deepcopy(value)


def _mappings(data):
    yield from ((), *(way for way in _places(data) if isinstance(_at(data, way), dict)))


@pytest.mark.parametrize(("sort", "path"), DOCUMENTS, ids=[path.stem for _, path in DOCUMENTS])
def test_an_unknown_word_is_refused_by_both_at_every_level(sort, path):
    whole = _data(path)
    ways = list(_mappings(whole))
    levels = Counter(map(len, ways))
    assert levels[0] == 1
    assert len(levels) > 2
    for way in ways:
        if way[0:1] == ("restrictions",) and way[-1] == "parameters":
            continue  # Here stand names of parameters, and the catalog knows which there are.
        data = copy.deepcopy(whole)
        _put(data, (*way, "colour"), "red")
        text = _written(data)
        found = [one for one in _found(sort, text) if "colour: red" in one.span.text]
        assert found, way
        assert not SCHEMAS[sort].is_valid(data), way
        assert not any(_excuses(one, text, data) for one in found), way


def test_both_take_the_same_facts_for_worse_ones():
    (path,) = (path for _, path in DOCUMENTS if path.stem == "tiered-supervision")
    data = _data(path)
    whole = list(COLLECTIONS)
    parts = [f"{one.name}.{name}" for one in COLLECTIONS.values() for name in one.fields]
    data["worse"] = [*whole, *parts, "penalties.", "penalties.this.fine", "this.fine", "fine"]
    text = _written(data)
    refused = {_refused(one, text, data).typed for one in _found("ruleset", text)}
    allowed = {one for one in data["worse"] if SCHEMAS["ruleset"].is_valid(data | {"worse": one})}
    assert allowed == {*data["worse"]} - refused
    assert allowed >= {*whole, "penalties.fine", "evaluations.score"}
    assert not allowed & {"penalties.decided_on", "penalties.kinds"}


def _named(name, **words):
    basis = ["cn.test.law 第一条"]
    return {"id": name, "title": name, "title_en": name, "basis": basis, **words}


RULES = "statutory-restriction"
LOOSER = [
    # The record looked at, and the one a rule is about.
    (_field_of_other_records, RULES, {"restrictions.0.lasts.since": "listed_on"}),
    (_field_of_other_records, RULES, {"restrictions.0.lasts.since": "this.listed_on"}),
    (_field_of_other_records, RULES, {"restrictions.1.lasts.until": "term_until"}),
    (_field_of_other_records, RULES, {"restrictions.0.where": {"this.list": "a-list"}}),
    (
        _field_of_other_records,
        RULES,
        {"restrictions.0.where": {"acted_on": {"field": "this.served_on"}}},
    ),
    (
        _field_of_other_records,
        RULES,
        {"restrictions.0.where": {"acted_on": {"after": {"field": "served_on"}}}},
    ),
    (
        _field_of_other_records,
        RULES,
        {
            "restrictions.0.where": {
                "elapsed": {
                    "since": {"latest_of": ["acted_on", "listed_on"], "if_any": ["removed_on"]},
                    "period": "1 year",
                }
            }
        },
    ),
    (
        _field_of_other_records,
        RULES,
        {
            "restrictions.0.where": {
                "some": "listings",
                "within": {"period": "1 year", "before": "this.listed_on"},
            }
        },
    ),
    (
        _field_of_other_records,
        RULES,
        {
            "restrictions.0.where": {
                "share": {"part": "unpaid", "whole": "tax_due"},
                "at_least": "10%",
                "not_computable": {"is": False, "basis": ["cn.test.law 第一条"]},
            }
        },
    ),
    (_field_of_other_records, "incentive", {"favours.0.when": {"this.fine": 1}}),
    (
        _field_of_other_records,
        "incentive",
        {"favours.0.when": {"elapsed": {"since": "decided_on", "period": "1 year"}}},
    ),
    (_field_of_other_records, "key-watch-list", {"procedure.0.done_on": "listed_on"}),
    (
        _field_of_other_records,
        "tiered-supervision",
        {"scorecard.items.1.expires": "term_until"},
    ),
    (
        _field_of_other_records,
        "tiered-supervision",
        {"scorecard.items.1.points": {"field": "score"}},
    ),
    # One name for several sets of words.
    (
        _field_of_another_meaning,
        RULES,
        {
            "restrictions.2.each": "court_outcomes",
            "restrictions.2.where": {"this.outcome": "terminated"},
        },
    ),
    (
        _field_of_another_meaning,
        RULES,
        {
            "restrictions.2.each": "court_outcomes",
            "restrictions.2.where": {
                "some": "enforcements",
                "where": {"outcome": {"field": "this.outcome"}},
            },
        },
    ),
    (_no_day_of_the_calendar, RULES, {"in_force.from": "2026-02-30"}),
    (_no_day_of_the_calendar, "tiered-supervision", {"assessed.at": "02-29"}),
    (_figure_of_another_unit, RULES, {"restrictions.0.parameters.visits": "5%"}),
    (_figure_of_another_unit, RULES, {"restrictions.0.parameters.surcharge": "10%"}),
    (_figure_of_another_unit, RULES, {"restrictions.0.parameters.visits": "often"}),
    (_figure_of_another_unit, RULES, {"restrictions.0.parameters.ratio": ["20%", "5%"]}),
    (_figure_of_another_unit, RULES, {"restrictions.0.parameters.ratio": ["5%", "20元"]}),
    (_figure_of_another_unit, "parameters", {"parameters.highest.range": ["5%", "20元"]}),
    (_figure_of_another_unit, "profile", {"parameters.highest.is": "10"}),
    (_figure_of_another_unit, "profile", {"parameters.lower-fine.range": ["5万元", "1万元"]}),
    (
        _parameter_of_another_unit,
        RULES,
        {"restrictions.0.parameters.ratio": {"parameter": "lower-fine"}},
    ),
    (
        _parameter_of_another_unit,
        "incentive",
        {"favours.0.when": {"count": "penalties", "at_least": {"parameter": "highest"}}},
    ),
    (_definition_of_other_records, RULES, {"restrictions.3.where": {"defined": "large"}}),
    (_definition_of_other_records, "incentive", {"favours.0.when": {"defined": "large"}}),
    (
        _grounds_of_several_collections,
        "key-watch-list",
        {"grounds.1": _named("two", each="listings")},
    ),
    (_settled_by_other_records, "key-watch-list", {"settled_when": {"list": "a-list"}}),
    (_settled_by_other_records, "key-watch-list", {"settled_when": {"standing": "current"}}),
    # Grounds that cannot be read look at nothing.
    (
        _settled_by_other_records,
        "serious-dishonesty",
        {"grounds.0.where": {"defined": "nowhere"}, "settled_when": {"fine": 1}},
    ),
    (
        _settled_by_other_records,
        "serious-dishonesty",
        {
            "grounds.0": _named("one", each="court_outcomes"),
            "settled_when": {"outcome": "terminated"},
        },
    ),
    (
        _otherwise_of_another_tier,
        "tiered-supervision-by-conditions",
        {"tiers.0": _named("C", otherwise=True)},
    ),
]


@pytest.mark.parametrize(("excuse", "stem", "changes"), LOOSER)
def test_each_looser_case_is_needed_and_no_other_speaks_for_it(excuse, stem, changes):
    sort, path = next((sort, path) for sort, path in DOCUMENTS if path.stem == stem)
    data = _data(path)
    for place, value in changes.items():
        way = [int(step) if step.isdigit() else step for step in place.split(".")]
        _put(data, way, value)
    text = _written(data)
    assert SCHEMAS[sort].is_valid(data)
    refused = [one for one in _found(sort, text) if _is_shape(one)]
    assert refused
    assert [_excuses(one, text, data) for one in refused] == [[excuse]] * len(refused)
    # With it gone nothing else is excused.
    data["colour"] = "red"
    assert not SCHEMAS[sort].is_valid(data)


def test_every_looser_case_is_shown():
    assert {excuse for excuse, *_ in LOOSER} == {*BEYOND}
