"""`credit-rules schema`: the published JSON Schemas."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from credit_rules.cli.output import as_json, write

__all__ = ["Published", "generate", "published", "schema"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class Published(StrEnum):
    """The documents whose schema ships with the package."""

    DRY_RUN = "dry-run"
    DECISION = "decision"
    TIMELINE = "timeline"
    REACT = "react"
    SUBJECT = "subject"
    RULESET = "ruleset"
    CATALOG = "catalog"
    PROFILE = "profile"
    SCENARIO = "scenario"
    RECORD = "record"
    LOG = "log"


def generate(name: Published) -> str:
    """The schema as the models have it now; the published file must equal it."""
    from credit_rules.cli.react_report import ReactReport
    from credit_rules.cli.report import DryRun
    from credit_rules.cli.timeline_report import TimelineReport
    from credit_rules.engine.decision import Decision
    from credit_rules.lang.schema import catalog_schema, profile_schema, ruleset_schema
    from credit_rules.model.subject import Subject
    from credit_rules.records.entries import log_schema, record_schema
    from credit_rules.testing.scenario_schema import scenario_schema

    read: dict[str, Any]
    match name:
        case Published.DRY_RUN:
            read = DryRun.model_json_schema(mode="serialization")
        case Published.DECISION:
            read = Decision.model_json_schema(mode="serialization")
        case Published.TIMELINE:
            read = TimelineReport.model_json_schema(mode="serialization")
        case Published.REACT:
            read = ReactReport.model_json_schema(mode="serialization")
        case Published.SUBJECT:
            read = Subject.model_json_schema(mode="validation")
        case Published.RULESET:
            read = ruleset_schema()
        case Published.CATALOG:
            read = catalog_schema()
        case Published.PROFILE:
            read = profile_schema()
        case Published.SCENARIO:
            read = scenario_schema()
        case Published.RECORD:
            read = record_schema()
        case Published.LOG:
            read = log_schema()
    title = f"credit-rules {name.value}"
    return as_json({**read, "$schema": _DIALECT, "title": title})


def published(name: Published) -> str:
    """The schema as it ships."""
    from importlib.resources import files

    file = files("credit_rules") / "schemas" / f"{name.value}.schema.json"
    return file.read_text(encoding="utf-8")


def schema(
    name: Annotated[
        Published,
        typer.Argument(help="哪一种文件。Which document."),
    ] = Published.DRY_RUN,
) -> None:
    """打印 JSON Schema。Print a published JSON Schema.

    Of what `dry-run --format json` prints, of one decision, of a timeline, of a
    subject record, of a ruleset, catalog, profile or scenario file, or of a record in an archive
    and a line of its log.
    """
    write(published(name))
