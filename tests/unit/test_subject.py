import json
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaMismatch
from stdnum.cn import ric

from credit_rules.errors import SubjectError
from credit_rules.model.codes import Code
from credit_rules.model.subject import (
    COLLECTIONS,
    NONE,
    SUBJECT_FIELDS,
    Covers,
    Kind,
    Person,
    Record,
    Subject,
)

USCC = "91110000MA01ABCD1X"
SOMEBODY = "110101199003078888"  # written like an identity number; it must never be printed

SCHEMA = Subject.model_json_schema(by_alias=True)
FULL = {
    "uscc": USCC,
    "name": "某某建筑有限公司",
    "kind": "legal_person",
    "region": "110000",
    "covers": {"penalties": {"from": "2020-01-01", "until": "2026-06-30"}},
    "persons": [{"key": "p1", "role": "principal", "since": "2020-01-01", "of_full_age": True}],
    "penalties": [
        {"kinds": ["fine"], "fine": "0.1", "decided_on": "2026-03-01", "in_business": True},
        {"fine": "none", "decided_on": "none"},
    ],
    "evaluations": [{"scheme": "纳税信用", "grade": "A", "year": 2025}],
    "wage_arrears": [{"incident": "none"}, {"incident": "mass-incident"}],
}


def _with(**fields):
    return {"uscc": USCC, **fields}


def _fine(value):
    return Subject.read(_with(penalties=[{"fine": value}])).penalties[0].fine


# The vocabulary is complete.


def test_every_collection_is_a_field_of_subject():
    beside = {"uscc", "key", "name", "covers", "persons", *SUBJECT_FIELDS}
    assert set(Subject.model_fields) - beside == set(COLLECTIONS)


def test_every_record_class_is_a_collection_once():
    records = [entry.record for entry in COLLECTIONS.values()]
    assert sorted(records, key=repr) == sorted(Record.__subclasses__(), key=repr)


@pytest.mark.parametrize("entry", COLLECTIONS.values(), ids=COLLECTIONS)
def test_collection(entry):
    assert COLLECTIONS[entry.name] is entry
    assert entry.zh
    assert entry.holder
    assert entry.fields[entry.dated_by].kind in (Kind.DAY, Kind.DUE_DAY)
    assert list(entry.fields) == list(entry.record.model_fields)
    items = Subject.model_fields[entry.name].annotation
    assert items == tuple[entry.record, ...]


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(spec, id=f"{entry.name}.{spec.name}")
        for entry in COLLECTIONS.values()
        for spec in entry.fields.values()
    ],
)
def test_field(spec):
    assert any("一" <= letter <= "鿿" for letter in spec.zh)
    assert spec.holder
    assert isinstance(spec.kind, Kind)
    assert (spec.codes is not None) == (spec.kind in (Kind.CODE, Kind.CODES))
    assert spec.codes is None or issubclass(spec.codes, Code)


@pytest.mark.parametrize("entry", COLLECTIONS.values(), ids=COLLECTIONS)
def test_chinese_names_are_unambiguous_within_a_collection(entry):
    names = [spec.zh for spec in entry.fields.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("model", [Subject, Person, Covers])
def test_the_other_fields_have_chinese_titles_too(model):
    others = {name: field for name, field in model.model_fields.items() if name not in COLLECTIONS}
    assert all(field.title for field in others.values())


def test_a_field_may_have_a_holder_of_its_own():
    assert COLLECTIONS["listings"].fields["corrected_on"].holder == "作出列入决定的部门"


@pytest.mark.parametrize("codes", Code.__subclasses__())
def test_codes(codes):
    assert len({code.zh for code in codes}) == len(codes) or codes.__name__ == "Target"
    assert all(str(code) == code.value == code and code.zh for code in codes)


# Amounts.


@pytest.mark.parametrize(
    ("given", "yuan"),
    [
        ("100万元", "1000000"),
        ("1.5亿元", "150000000.0"),
        ("0.1万元", "1000.0"),
        ("1,234.56元", "1234.56"),
        (" 20 ", "20"),
        ("0", "0"),
        (7, "7"),
        (0.1, "0.1"),
        (1e15, "1000000000000000.0"),
        (Decimal("3.30"), "3.30"),
    ],
)
def test_amounts_are_exact(given, yuan):
    assert _fine(given) == Decimal(yuan)


def test_an_amount_that_is_a_json_number_is_exact():
    subject = Subject.read(f'{{"uscc": "{USCC}", "penalties": [{{"fine": 0.1}}]}}')
    assert subject.penalties[0].fine == Decimal("0.1")


def test_none_is_told_and_not_delivered_is_none_of_python():
    assert _fine("none") == NONE
    assert Subject.read(_with(penalties=[{}])).penalties[0].fine is None


@pytest.mark.parametrize(
    "given",
    [
        -1,
        -0.5,
        "-3",
        "-0.01元",
        Decimal(-1),
        1e309,
        -1e309,
        1e300,
        "1e400",
        "1e-999999",
        10**24,
        float("nan"),
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        Decimal("Infinity"),
        True,
        [],
        "很多",
        "100 万",
        "百万元",
    ],
)
def test_no_amount(given):
    with pytest.raises(SubjectError, match=r"^penalties\[0\]\.fine"):
        _fine(given)


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-1", "true"])
def test_no_amount_in_json(number):
    with pytest.raises(SubjectError):
        Subject.read(f'{{"uscc": "{USCC}", "penalties": [{{"fine": {number}}}]}}')


# Days.


@pytest.mark.parametrize("day", [86400, 86400.0, "86400", True, "20260301", "2026-3-1", "1 March"])
@pytest.mark.parametrize(
    "place",
    [
        lambda day: {"penalties": [{"decided_on": day}]},
        lambda day: {"penalties": [{"restriction_until": day}]},
        lambda day: {"persons": [{"key": "p", "role": "principal", "since": day}]},
        lambda day: {"covers": {"penalties": {"from": day, "until": "2026-01-01"}}},
        lambda day: {"covers": {"penalties": {"from": "beginning", "until": day}}},
    ],
    ids=["event", "due day", "person", "from", "until"],
)
def test_no_day(day, place):
    with pytest.raises(SubjectError):
        Subject.read(_with(**place(day)))


def test_a_day_is_text_or_a_date():
    for day in ("2026-03-01", date(2026, 3, 1)):
        subject = Subject.read(_with(penalties=[{"decided_on": day}]))
        assert subject.penalties[0].decided_on == date(2026, 3, 1)


# In and out.


def test_json_in_and_out():
    first = Subject.read(json.dumps(FULL))
    text = first.model_dump_json(by_alias=True, exclude_unset=True)
    assert json.loads(text) == FULL
    assert Subject.read(text) == Subject.read(text.encode()) == first


def test_any_mapping_is_read():
    assert Subject.read(MappingProxyType(FULL)) == Subject.read(FULL)


def test_a_subject_does_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Subject.read(FULL).name = "other"


# The published schema.

GOOD = [
    _with(),
    FULL,
    {"key": "P-1", "kind": "natural_person", "of_full_age": True},
    _with(industry="C14", established_on="2020-02-29"),
    _with(customs_statistics=[{"documents": "not_computable"}]),
    _with(evaluations=[{"score": -1.5}, {"score": "none"}]),
    _with(penalties=[{}]),
    _with(penalties=[{"fine": 100}]),
    _with(penalties=[{"fine": "100万元"}]),
    _with(penalties=[{"fine": "1,000.50"}]),
    _with(penalties=[{"fine": "none", "decided_on": "none"}]),
    _with(penalties=[{"kinds": []}]),
    _with(persons=[]),
    _with(covers={"listings": {"from": "beginning", "until": "2026-01-01"}}),
    _with(wage_arrears=[{"incident": "none"}]),
]
BAD = [
    {},
    {"uscc": "91110000MA01ABCD1"},
    {"uscc": "91110000MA01ABCD1I"},
    _with(kind="company"),
    _with(kind="natural_person"),
    _with(key="P-1"),
    {"key": "P-1"},
    {"key": "P-1", "kind": "natural_person", "name": "某人"},
    {"key": "", "kind": "natural_person"},
    _with(industry="Z1"),
    _with(penalties=[{"decided_on": "not_computable"}]),
    _with(evaluations=[{"score": True}]),
    _with(region="1100"),
    _with(penalty=[]),
    _with(penalties={}),
    _with(penalties=[{"colour": "red"}]),
    _with(penalties=[{"fine": -1}]),
    _with(penalties=[{"fine": "-1"}]),
    _with(penalties=[{"fine": 10**24}]),
    _with(penalties=[{"fine": 10**17}]),
    _with(penalties=[{"fine": True}]),
    _with(penalties=[{"kinds": ["prison"]}]),
    _with(penalties=[{"in_business": "yes"}]),
    _with(penalties=[{"decided_on": 86400}]),
    _with(penalties=[{"decided_on": "2026-02-30"}]),
    _with(evaluations=[{"year": -1}]),
    _with(evaluations=[{"year": True}]),
    _with(persons=[{"key": "", "role": "principal"}]),
    _with(persons=[{"role": "principal"}]),
    _with(persons=[{"key": "p", "role": "principal", "of_full_age": 1}]),
    _with(covers={"listings": {"from": "always", "until": "2026-01-01"}}),
    _with(covers={"listings": {"from": "beginning"}}),
    _with(name="名" * 201),
]


def _validate(record):
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        record
    )


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("record", GOOD)
def test_good_records_pass_both(record):
    _validate(record)
    Subject.read(record)
    Subject.read(json.dumps(record))


@pytest.mark.parametrize("record", BAD)
def test_bad_records_pass_neither(record):
    with pytest.raises(SchemaMismatch):
        _validate(record)
    with pytest.raises(SubjectError):
        Subject.read(record)
    with pytest.raises(SubjectError):
        Subject.read(json.dumps(record))


# Messages name places, never values.


@pytest.mark.parametrize(
    "record",
    [
        {"uscc": SOMEBODY + "0"},
        {SOMEBODY: 1},
        _with(**{SOMEBODY: 1}),
        {"uscc": USCC, int(SOMEBODY): 1},
        _with(name=[SOMEBODY]),
        _with(kind=SOMEBODY),
        _with(region=SOMEBODY),
        _with(penalties=[{SOMEBODY: SOMEBODY}]),
        _with(penalties={SOMEBODY: SOMEBODY}),
        _with(penalties=[SOMEBODY]),
        _with(penalties=[{"kinds": [SOMEBODY], "fine": f"-{SOMEBODY}", "decided_on": SOMEBODY}]),
        _with(penalties=[{"in_business": SOMEBODY, "decided_on": int(SOMEBODY)}]),
        _with(evaluations=[{"year": int(SOMEBODY)}]),
        _with(wage_arrears=[{"incident": SOMEBODY}]),
        _with(persons=[{"key": SOMEBODY * 200, "role": SOMEBODY, "since": SOMEBODY}]),
        _with(persons=[{"key": "p", "role": "principal", "id_number": SOMEBODY}]),
        _with(covers={SOMEBODY: {"from": 1, "until": "2026-01-01"}}),
        _with(covers={int(SOMEBODY): {"from": "2026-01-01", "until": "2026-01-01"}}),
        _with(covers={"penalties": {SOMEBODY: SOMEBODY}}),
        SOMEBODY,
        f'{{"{SOMEBODY}":',
        f'{{"uscc": {SOMEBODY}}}',
        f'["{SOMEBODY}"]',
        SOMEBODY.encode() + b"\xff",
        [SOMEBODY],
    ],
)
def test_no_message_contains_a_given_value(record):
    with pytest.raises(SubjectError) as caught:
        Subject.read(record)
    assert str(caught.value)
    assert SOMEBODY not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_message_names_the_place():
    with pytest.raises(SubjectError) as caught:
        Subject.read({"penalties": [{}, {"colour": 1, "in_business": 3}], "kind": "x"})
    assert str(caught.value).split("; ") == [
        "kind: not one of the values this field knows",
        "penalties[1].in_business: Input should be a valid boolean",
        "penalties[1].…: no such field",
    ]


def test_a_message_says_how_a_subject_is_named():
    with pytest.raises(SubjectError, match="an organisation is named by `uscc`"):
        Subject.read({})
    with pytest.raises(SubjectError, match="a natural person is named by `key` alone"):
        Subject.read(_with(kind="natural_person"))


# Identity numbers are refused wherever they stand.


def _identity_number():
    start = "110101" + "19900307" + "451"
    return start + ric.calc_check_digit(start + "?")


@pytest.mark.parametrize(
    "record",
    [
        lambda number: {"key": number, "kind": "natural_person"},
        lambda number: {"key": number[:6] + number[8:17], "kind": "natural_person"},
        lambda number: _with(persons=[{"key": number, "role": "principal"}]),
        lambda number: _with(penalties=[{"violation": f"当事人（{number}）"}]),
        lambda number: _with(penalties=[{"document_number": number}]),
        lambda number: _with(listings=[{"key": number}]),
    ],
)
def test_an_identity_number_is_refused_and_not_repeated(record):
    number = _identity_number()
    with pytest.raises(SubjectError, match="identity number") as caught:
        Subject.read(record(number))
    assert number not in str(caught.value)
    Subject.read(_with(penalties=[{"document_number": "市监罚〔2026〕110101199003074510号"}]))


# Limits.


@pytest.mark.parametrize("name", COLLECTIONS)
def test_too_many_items(name):
    with pytest.raises(SubjectError, match=rf"^{name}: "):
        Subject.read(_with(**{name: [{}] * 10_001}))


def test_too_many_persons():
    with pytest.raises(SubjectError, match=r"^persons: "):
        Subject.read(_with(persons=[{"key": "p", "role": "principal"}] * 10_001))


def test_as_many_items_as_allowed():
    assert len(Subject.read(_with(penalties=[{}] * 10_000)).penalties) == 10_000


def test_too_long_text():
    Subject.read(_with(penalties=[{"violation": "字" * 2_000}]))
    with pytest.raises(SubjectError, match=r"^penalties\[0\]\.violation: "):
        Subject.read(_with(penalties=[{"violation": "字" * 2_001}]))


def test_too_deep_json():
    with pytest.raises(SubjectError):
        Subject.read("[" * 100_000)
