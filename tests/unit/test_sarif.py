"""SARIF 2.1.0: the parts we write have the names, types and values the specification gives them.

No installed package ships the schema, so the part of it we use is restated here, closed: a property
with a wrong name fails as much as one that is missing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from credit_rules import __version__
from credit_rules.cli import app
from credit_rules.cli.pages import PAGES, findings
from credit_rules.cli.sarif import log
from credit_rules.cli.words import LANGS, Lang
from credit_rules.diagnostics import CODES, Diagnostic, Span


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string", "minLength": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LANGUAGE = {"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"}
MESSAGE = closed({"text": TEXT})
COUNT = {"type": "integer", "minimum": 1}
RULE = closed(
    {
        "id": TEXT,
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MESSAGE,
        "defaultConfiguration": closed({"level": LEVEL}),
    }
)
DRIVER = closed(
    {
        "name": {"const": "credit-rules"},
        "version": TEXT,
        "semanticVersion": TEXT,
        "language": LANGUAGE,
        "rules": {"type": "array", "items": RULE, "uniqueItems": True},
    }
)
LOCATION = closed(
    {
        "physicalLocation": closed(
            {
                "artifactLocation": closed({"uri": TEXT}, {"uriBaseId": TEXT}),
                "region": closed({"startLine": COUNT, "startColumn": COUNT, "endColumn": COUNT}),
            }
        )
    }
)
RESULT = closed(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION, "minItems": 1},
    }
)
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "language": LANGUAGE,
        "columnKind": {"const": "unicodeCodePoints"},
        "results": {"type": "array", "items": RESULT},
    }
)
LOG = closed(
    {
        "$schema": TEXT,
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN, "minItems": 1},
    }
)


def run(*args: object) -> Result:
    words = ["check", *map(str, args), "--format", "sarif"]
    return CliRunner().invoke(app, words, catch_exceptions=False)


def read(done: Result) -> Any:
    document = json.loads(done.stdout)
    Draft202012Validator(LOG).validate(document)
    return document["runs"][0]


def test_what_ships_is_a_log_without_results():
    done = run()
    assert done.exit_code == 0
    assert read(done)["results"] == []
    assert done.stdout == run().stdout


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_is_a_rule_in_both_languages(lang: Lang):
    driver = read(run("--lang", lang))["tool"]["driver"]
    assert driver["version"] == __version__
    assert [rule["id"] for rule in driver["rules"]] == list(CODES)
    for rule in driver["rules"]:
        words = CODES[rule["id"]]
        said = rule["fullDescription"]["text"].split("\n")
        asked = [words.why, words.why_zh]
        assert said == (asked if lang is Lang.EN else asked[::-1])
        assert rule["shortDescription"]["text"].count("\n") == 1
        assert rule["help"]["text"].endswith(f"credit-rules check --about {rule['id']}")
        assert "{" not in json.dumps(rule["shortDescription"])[1:-1]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_example_makes_results_at_its_place(code: str, lang: Lang):
    found = findings(code, "bad")
    folder = PAGES / code
    files = (folder / "bad.yaml", folder / "bad.profile.yaml")
    place = next((file for file in files if file.is_file()), folder / "bad")
    document = log(found, (place, folder / "catalogs"), lang, PAGES)
    Draft202012Validator(LOG).validate(document)
    results = document["runs"][0]["results"]
    assert len(results) == len(found)
    for result, one in zip(results, found, strict=True):
        assert result["ruleId"] == code
        assert document["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == code
        assert result["level"] == "error"
        assert result["message"]["text"].startswith(one.message(lang).replace("{", "{{")[:20])
        where = result["locations"][0]["physicalLocation"]
        file = PAGES / where["artifactLocation"]["uri"]
        assert file.is_file()
        region = where["region"]
        line = file.read_text("utf-8").split("\n")[region["startLine"] - 1]
        marked = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert marked == one.span.text[one.span.column - 1 : one.span.end_column - 1]


def test_files_are_named_from_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "法" / "规则 1"
    folder.mkdir(parents=True)
    (folder / "坏#1.yaml").write_bytes(b"kind: nothing\n")
    monkeypatch.chdir(tmp_path)
    for place in ("法/规则 1", folder, "法/规则 1/坏#1.yaml", "."):
        done = run(place)
        assert done.exit_code == 1
        [result] = read(done)["results"]
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        assert artifact["uri"].isascii()
        assert unquote(artifact["uri"]) == "法/规则 1/坏#1.yaml"
    monkeypatch.chdir(folder)
    [result] = read(run("."))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("1.yaml")


def test_a_file_elsewhere_has_its_whole_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "bad.yaml").write_bytes(b"kind: nothing\n")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    [result] = read(run(tmp_path / "bad.yaml"))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (tmp_path / "bad.yaml").as_uri()}


def test_a_file_in_neither_place_keeps_its_name(tmp_path: Path):
    one = Diagnostic("duplicate-key", Span("x.yaml", 2, 5, 3), {"key": "{a}", "first": "1"})
    [result] = log([one], (tmp_path,), Lang.EN, Path.cwd())["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "x.yaml"
    # An end before the beginning is no region.
    assert where["region"] == {"startLine": 2, "startColumn": 5, "endColumn": 5}
    assert "`{{a}}`" in result["message"]["text"]
