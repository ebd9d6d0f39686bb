"""The published JSON Schemas are those of the models, and are schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import credit_rules
from credit_rules import Subject
from credit_rules.cli.schema import Published, generate, published

BOTH = re.compile(r"[\u4e00-\u9fff].*[a-z]{2}", re.DOTALL)
"""A text with Chinese in it, and English after it."""

FOLDER = Path(credit_rules.__file__).parent / "schemas"


@pytest.mark.parametrize("name", Published)
def test_the_published_file_is_what_the_models_say(
    name: Published, golden: Callable[[Path | str, str], None]
):
    golden(FOLDER / f"{name.value}.schema.json", generate(name))


@pytest.mark.parametrize("name", Published)
def test_it_is_a_schema_with_dialect_and_title(name: Published):
    read = json.loads(published(name))
    Draft202012Validator.check_schema(read)
    assert read["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert read["title"] == f"credit-rules {name.value}"


def test_no_other_file_stands_beside_them():
    names = {f"{name.value}.schema.json" for name in Published}
    assert {file.name for file in FOLDER.iterdir()} == names


def test_a_subject_that_is_read_validates_and_a_stranger_does_not():
    validator = Draft202012Validator(json.loads(published(Published.SUBJECT)))
    said = {
        "uscc": "91320100MA0EXAMP0N",
        "covers": {"penalties": {"from": "beginning", "until": "2026-06-30"}},
        "penalties": [{"document_number": "1", "fine": "100万元", "decided_on": "2026-01-02"}],
    }
    Subject.read(said)
    validator.validate(said)
    with pytest.raises(ValidationError):
        validator.validate(said | {"score": 77})


def keys_of(said: object, way: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    """Every key an editor may offer, with what is said of it; not what narrows one down."""
    if isinstance(said, dict):
        offered = said.get("type") == "object" or way[-1:] == ("lines",)
        for key, one in said.get("properties", {}).items() if offered else ():
            yield ".".join((*way, key)), one
        for word, one in said.items():
            if word not in ("if", "then", "else"):
                yield from keys_of(one, (*way, word))
    if isinstance(said, list):
        for one in said:
            yield from keys_of(one, way)


@pytest.mark.parametrize("name", ["ruleset", "catalog", "profile", "scenario"])
def test_every_key_an_author_writes_is_described_in_chinese_and_english(name: str):
    told = [(key, one) for key, one in keys_of(json.loads(published(Published(name)))) if one]
    assert told
    wanting = [key for key, one in told if not BOTH.search(one.get("description", ""))]
    assert wanting == []
