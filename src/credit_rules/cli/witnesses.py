"""A witness in print: the subject as YAML, on which day, and in which region it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from credit_rules.cli.words import Lang, word

if TYPE_CHECKING:
    from credit_rules.analysis.verdicts import Witness

__all__ = ["as_document", "shown"]


def shown(key: str, witness: Witness, lang: Lang) -> Iterator[str]:
    """A witness below a line that opens it with one of the words; ready to be made a scenario."""
    from credit_rules.testing.writing import subject_yaml

    acting = witness.acting
    region = word("asked-in", lang, region=acting.region) if acting and acting.region else ""
    colon = "：" if lang is Lang.ZH else ":"
    yield f"    {word(key, lang, day=witness.as_of, region=region)}{colon}"
    for line in subject_yaml(witness.subject, witness.as_of).splitlines():
        yield f"      {line}"


def as_document(witness: Witness | None) -> dict[str, object] | None:
    """A witness as a program reads it: the subject as `explain` takes it."""
    if witness is None:
        return None
    subject = witness.subject.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {
        "as_of": str(witness.as_of),
        "region": witness.acting.region if witness.acting else None,
        "subject": subject,
    }
