"""The library's own layouts: records by the vocabulary's names, coverage, subjects, persons."""

from __future__ import annotations

from typing import Final

from credit_rules.intake.layouts.common import COLLECTION, NAME, ORGANISATION_CODE, PERSON_KEY, USCC
from credit_rules.intake.layouts.layout import Column, Layout
from credit_rules.model.subject import SUBJECT_FIELDS

__all__ = ["COVERAGE", "LAYOUTS", "PERSONS", "SUBJECTS"]

_NAME: Final = Column("subject.name", ("name", "名称"))
_KIND: Final = Column("subject.kind", ("subject_kind", "主体类别"))

_NATIVE: Final = Layout(
    name="native",
    title="native (collection/记录种类, uscc/统一社会信用代码, fields of the vocabulary)",
    needs=frozenset({"row.collection"}),
    needs_one_of=frozenset({"code.uscc", "code.organisation", "subject.key"}),
    columns=(COLLECTION, USCC, ORGANISATION_CODE, PERSON_KEY, _NAME, _KIND),
)

COVERAGE: Final = Layout(
    name="coverage",
    title="coverage (collection/记录种类, covers_from/覆盖自, covers_until/覆盖至)",
    needs=frozenset({"row.collection", "covers.from", "covers.until"}),
    columns=(
        COLLECTION,
        USCC,
        PERSON_KEY,
        Column("covers.from", ("covers_from", "覆盖自")),
        Column("covers.until", ("covers_until", "覆盖至")),
    ),
)

PERSONS: Final = Layout(
    name="persons",
    title="persons (uscc/统一社会信用代码, key/人员代号, role/职务, since/任职自, until/任职至)",
    needs=frozenset({"person.key", "person.role"}),
    columns=(
        USCC,
        ORGANISATION_CODE,
        _NAME,
        Column("person.key", ("key", "person_key", "人员代号")),
        Column("person.role", ("role", "职务")),
        Column("person.since", ("since", "任职自")),
        Column("person.until", ("until", "任职至", "任职至（含当日）")),
        Column("person.of_full_age", ("of_full_age", "是否成年")),
    ),
)

SUBJECTS: Final = Layout(
    name="subjects",
    title="subjects (uscc/统一社会信用代码, name/名称, subject_kind/主体类别)",
    needs=frozenset({"subject.kind"}),
    needs_one_of=frozenset({"code.uscc", "subject.key"}),
    columns=(
        USCC,
        PERSON_KEY,
        NAME,
        Column("subject.kind", (*_KIND.names, "kind")),
        *(
            Column(f"subject.{name}", (name, field.zh))
            for name, field in SUBJECT_FIELDS.items()
            if name != "kind"
        ),
        Column("subject.region", ("region", "行政区划", SUBJECT_FIELDS["region"].zh)),
    ),
)

LAYOUTS: Final = (COVERAGE, _NATIVE, PERSONS)
