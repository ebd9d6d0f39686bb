"""The fuzz targets for a few seconds each; `make fuzz SECONDS=3600` runs them for longer.

What is mutated is the same every time: so a test that fails, fails again.
"""

from __future__ import annotations

import csv
import io
import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.corpus import corpus
from tests.fuzz.mutations import mutate
from tests.fuzz.planted import NAME, NUMBERS, WIDE
from tests.fuzz.targets import TARGETS, LeakedError, run

INPUTS = {"source": 120, "subject": 3_000, "intake": 400}


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_mutated_is_read_or_refused(name: str) -> None:
    rng, seeds = Random(20_260_630), corpus(name)
    for data in seeds:
        run(TARGETS[name], data)
    for _ in range(INPUTS[name]):
        run(TARGETS[name], mutate(rng.choice(seeds), rng, seeds))


texts = st.one_of(
    st.sampled_from((*NUMBERS, WIDE, NAME, f"{NAME}（{NUMBERS[0]}）", "2026-02-30", "-1", "1e999")),
    st.text(max_size=12),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


def _fields() -> st.SearchStrategy[object]:
    from credit_rules.model.subject import COLLECTIONS, Subject

    records = {
        name: st.lists(
            st.dictionaries(st.sampled_from([*entry.fields]) | texts, json_values, max_size=4),
            max_size=2,
        )
        for name, entry in COLLECTIONS.items()
    }
    known = st.sampled_from(sorted(Subject.model_fields))
    return st.dictionaries(known | texts, json_values, max_size=4) | st.fixed_dictionaries(
        {"uscc": st.sampled_from(("91320100MA0EXAMP0N", NUMBERS[0]))}, optional=records
    )


@settings(max_examples=250)
@given(record=_fields())
def test_any_record_is_read_or_refused(record: object) -> None:
    run(TARGETS["subject"], json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@settings(max_examples=150)
@given(
    header=st.lists(st.sampled_from(("uscc", "name", "collection", "法定代表人", "fine")) | texts),
    rows=st.lists(st.lists(texts, max_size=6), max_size=4),
    kind=st.sampled_from((b"\0", b"\1", b"\2")),
)
def test_any_rows_are_read_or_refused(
    header: list[str], rows: list[list[str]], kind: bytes
) -> None:
    text = io.StringIO()
    if kind == b"\0":
        csv.writer(text).writerows([header, *rows])
    else:
        objects = [dict(zip(header, row, strict=False)) for row in rows]
        end = "\n" if kind == b"\2" else ""
        text.write(end.join(map(json.dumps, objects)) if end else json.dumps(objects))
    run(TARGETS["intake"], kind + text.getvalue().encode("utf-8", "surrogatepass"))


def test_a_leak_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    # With nothing that hides it, a heading that stands twice is told in full.
    monkeypatch.setattr("credit_rules.intake.tables.shown", str)
    monkeypatch.setattr("credit_rules.errors.hide_identity_numbers", str)
    with pytest.raises(LeakedError):
        run(TARGETS["intake"], f"\0{NUMBERS[0]},{NUMBERS[0]}\n1,2".encode())
