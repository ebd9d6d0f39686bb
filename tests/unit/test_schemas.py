"""The published JSON Schemas are those of the models, and are schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import credit_rules
from credit_rules import Subject
from credit_rules.cli.schema import Published, generate, published

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
