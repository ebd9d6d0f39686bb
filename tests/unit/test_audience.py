"""Who sees what of a decision: nothing more than the table says, and what is left out is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from credit_rules import Acting, Decision, Subject, decide, load
from credit_rules.cli.schema import Published, generate
from credit_rules.engine import audience as module
from credit_rules.engine.audience import Audience, for_audience, page, sees
from credit_rules.engine.decision import (
    Condition,
    ExcludedRecord,
    ListingAnswer,
    MissingFact,
    SuppressedMeasure,
    Text,
    Undetermined,
)
from credit_rules.engine.listings import ListingState
from credit_rules.intake import read_files
from credit_rules.model.catalog import ListKind
from credit_rules.model.codes import Effect, RecordStatus, Target
from credit_rules.truth import Truth

ROOT = Path(__file__).parents[2]
OTHERS = [one for one in Audience if one is not Audience.AUTHORITY]
AS_OF = date(2024, 4, 16)


def asked(**said: Any) -> Decision:
    file = ROOT / "examples/five_days/subject.json"
    subject = Subject.read(json.loads(file.read_bytes()) | said)
    acting = Acting(authority="某市财政局", region="320100", purposes=("procurement", "inspection"))
    return decide(load(), subject, AS_OF, acting=acting, trace=True)


def question(path: str, text: str = "没有主观故意") -> MissingFact:
    said = Text(zh=text, en=text)
    return MissingFact(kind="question", path=path, holder="某局", finding="no-intent", text=said)


def fact(path: str, text: str) -> MissingFact:
    return MissingFact(kind="fact", path=path, holder="某局", text=Text(zh=text, en=text))


def an_open_outcome(what: str, *missing: MissingFact) -> Undetermined:
    return Undetermined(
        what=what,  # type: ignore[arg-type]
        ruleset="r",
        edition="1",
        rule="x",
        title=Text(zh="某措施", en="some measure"),
        record="penalties[罚〔2024〕8号]",
        effect=Effect.RESTRICT,
        targets=(Target.ENTITY,),
        purposes=(),
        defences=(),
        missing=missing,
    )


@pytest.fixture(scope="module")
def full() -> Decision:
    """A decision with something in every part."""
    base = asked()
    rows = decide_rows()
    listing = base.listings[0]
    removed = listing.model_copy(update={"record": "listings[旧]", "state": ListingState.REMOVED})
    penalty = base.measures[0].model_copy(
        update={
            "target": Target.ENTITY,
            "persons": (),
            "because_of": base.measures[0].because_of.model_copy(
                update={
                    "record": "penalties[罚〔2024〕8号]",
                    "trace": Condition(
                        text=Text(zh="某条件", en="some condition"), truth=Truth.TRUE, place="x:1:1"
                    ),
                }
            ),
        }
    )
    return base.model_copy(
        update={
            "listings": (listing, removed),
            "measures": (*base.measures, penalty),
            "proposals": rows.proposals,
            "suppressed": (
                SuppressedMeasure(
                    measure="m",
                    title=Text(zh="某激励", en="a favour"),
                    target=Target.ENTITY,
                    gave_way_to="other",
                    reason=Text(zh="中止", en="suspended"),
                ),
            ),
            "undetermined": (
                an_open_outcome("measure", question("penalties[罚〔2024〕8号]")),
                an_open_outcome("measure", fact("persons[P-1].of_full_age", "P-1 是否成年")),
                an_open_outcome("proposal", question("wage_arrears[欠1]")),
            ),
            "excluded": (
                ExcludedRecord(record="penalties[撤]", status=RecordStatus.ANNULLED, on=""),
            ),
            "steps": rows.proposals[0].steps,
            "notes": (
                Text(zh=f"{listing.record} 正在复议", en=f"{listing.record} is under review"),
                Text(zh="penalties[别的] 正在复议", en="penalties[别的] is under review"),
                Text(zh="persons[P-1] 未满", en="persons[P-1] is young"),
            ),
        }
    )


def decide_rows() -> Decision:
    files = sorted((ROOT / "examples/rows").glob("*.csv"))
    subjects = read_files(files).subjects
    made = (decide(load(), one, date(2026, 6, 30), trace=True) for one in subjects)
    return next(one for one in made if one.proposals and one.proposals[0].steps)


def texts(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for part in value.values():
                yield from texts(part)
        case list() | tuple():
            for part in value:
                yield from texts(part)
        case str():
            yield value


def said(decision: BaseModel) -> str:
    return "\n".join(texts(decision.model_dump(mode="json")))


def test_the_authority_gets_it_as_computed(full: Decision):
    assert for_audience(full, Audience.AUTHORITY) is full


def test_every_part_of_a_decision_is_in_the_table_and_nothing_else():
    known = set().union(*(module._GIVEN[one] for one in OTHERS))
    missing = set(Decision.model_fields) - known
    assert not missing, f"say in engine/audience.py who may see {missing}"
    assert known <= set(Decision.model_fields)


@pytest.mark.parametrize("audience", Audience)
def test_it_is_pure_valid_and_says_what_was_left_out(full: Decision, audience: Audience):
    before = full.model_dump_json()
    seen = for_audience(full, audience)
    assert full.model_dump_json() == before
    assert for_audience(full, audience) == seen
    schema = json.loads(generate(Published.DECISION))
    Draft202012Validator(schema).validate(seen.model_dump(mode="json"))
    if audience is not Audience.AUTHORITY:
        assert audience.zh in seen.notes[-1].zh
        for lang in ("zh", "en"):
            assert seen.notes[-1][lang] in page(seen, audience, lang)


@pytest.mark.parametrize("audience", OTHERS)
def test_nobody_else_gets_the_keys_of_persons(full: Decision, audience: Audience):
    keys = {key for one in full.measures for key in one.persons or ()}
    assert keys
    shown = said(for_audience(full, audience))
    assert not [key for key in keys if key in shown]


def test_persons_are_shown_by_role(full: Decision):
    for audience in (Audience.PARTNER, Audience.SUBJECT):
        seen = for_audience(full, audience)
        assert {one.target for one in seen.measures} == {one.target for one in full.measures}
        for one in seen.measures:
            assert one.persons == (() if one.target is Target.ENTITY else None)
        [about] = [one.missing[0] for one in seen.undetermined if "persons" in one.missing[0].path]
        assert about.path == "persons[…].of_full_age"
        assert about.text.zh == "有关人员的一项事实"
        assert (about.kind, about.holder) == ("fact", "某局")


class TestPartner:
    @pytest.fixture
    def seen(self, full: Decision) -> Decision:
        return for_audience(full, Audience.PARTNER)

    def test_measures_and_what_is_open_are_there(self, full: Decision, seen: Decision):
        assert [one.measure for one in seen.measures] == [one.measure for one in full.measures]
        assert seen.suppressed == full.suppressed
        assert (seen.name, seen.subject, seen.acting) == (full.name, full.subject, full.acting)
        assert {one.record for one in seen.undetermined} == {"penalties[罚〔2024〕8号]"}

    def test_allegations_and_what_is_between_subject_and_organ_are_not(self, seen: Decision):
        assert seen.proposals == seen.repairs == seen.steps == seen.excluded == ()
        assert {one.what for one in seen.undetermined} == {"measure"}
        assert [one.state for one in seen.listings] == [ListingState.CURRENT]

    def test_of_a_question_only_that_there_is_one(self, seen: Decision):
        one = seen.undetermined[0].missing[0]
        assert (one.kind, one.path, one.holder) == ("question", "penalties[罚〔2024〕8号]", "某局")
        assert one.finding is None
        assert "主观" not in said(seen)

    def test_no_conditions_no_recomputation_no_digest(self, full: Decision, seen: Decision):
        assert any(one.because_of.trace for one in full.measures)
        assert any(answer.trace for tier in full.tiers for answer in tier.because_of)
        assert not any(one.because_of.trace for one in seen.measures)
        assert not any(answer.trace for tier in seen.tiers for answer in tier.because_of)
        assert not any(tier.recomputed or tier.score for tier in seen.tiers)
        assert seen.provenance.subject == ""
        assert seen.provenance.rulebook == full.provenance.rulebook


class TestSubject:
    def test_ones_own_data_is_whole_but_for_other_persons(self, full: Decision):
        seen = for_audience(full, Audience.SUBJECT)
        same = set(Decision.model_fields) - {"measures", "undetermined", "notes"}
        for name in same:
            assert getattr(seen, name) == getattr(full, name), name
        assert seen.undetermined[0] == full.undetermined[0]
        for one, whole in zip(seen.measures, full.measures, strict=True):
            assert one.model_copy(update={"persons": whole.persons}) == whole


class TestPublic:
    @pytest.fixture
    def seen(self, full: Decision) -> Decision:
        return for_audience(full, Audience.PUBLIC)

    def test_only_what_may_be_published(self, seen: Decision):
        for part in ("tiers", "proposals", "suppressed", "repairs", "undetermined", "excluded"):
            assert getattr(seen, part) == (), part
        assert seen.steps == ()
        assert [one.state for one in seen.listings] == [ListingState.CURRENT]

    def test_measures_on_the_entity_from_a_listing_or_a_penalty(self, seen: Decision):
        assert {one.target for one in seen.measures} == {Target.ENTITY}
        records = {(one.because_of.record or "").partition("[")[0] for one in seen.measures}
        assert records == {"listings", "penalties"}
        for one in seen.measures:
            assert one.basis
            assert one.remedy
            assert one.because_of.trace is None

    def test_lists_that_are_not_published_are_not_there(self, full: Decision):
        for kind in ListKind:
            listing = full.listings[0].model_copy(update={"list_kind": kind})
            seen = for_audience(full.model_copy(update={"listings": (listing,)}), Audience.PUBLIC)
            published = kind not in (ListKind.WATCH, ListKind.OTHER)
            assert bool(seen.listings) == published
            records = {(one.because_of.record or "").partition("[")[0] for one in seen.measures}
            assert ("listings" in records) == published

    def test_a_measure_from_an_entry_that_is_not_current_is_not_there(self, full: Decision):
        listing = full.listings[0].model_copy(update={"state": ListingState.OVERDUE_REMOVAL})
        seen = for_audience(full.model_copy(update={"listings": (listing,)}), Audience.PUBLIC)
        records = {(one.because_of.record or "").partition("[")[0] for one in seen.measures}
        assert records == {"penalties"}

    def test_who_asked_is_not_said_but_what_for(self, full: Decision, seen: Decision):
        assert seen.acting == Acting(purposes=full.acting.purposes if full.acting else ())
        assert {one.yours for one in seen.measures} == {None}
        nobody = full.model_copy(update={"acting": Acting(authority="某局")})
        assert for_audience(nobody, Audience.PUBLIC).acting is None
        assert (
            for_audience(full.model_copy(update={"acting": None}), Audience.PUBLIC).acting is None
        )

    def test_document_numbers_are_masked_the_same_everywhere(self, full: Decision, seen: Decision):
        assert {one.record for one in seen.listings} == {"listings[虚人****5号]"}
        assert {one.because_of.record for one in seen.measures} == {
            "listings[虚人****5号]",
            "penalties[罚〔****8号]",
        }
        assert seen.notes[0].zh == "listings[虚人****5号] 正在复议"
        assert "〔2023〕5号" not in said(seen)
        assert "〔2024〕8号" not in said(seen)
        assert len(seen.notes) == 2
        assert len(full.notes) == 3

    def test_numbers_that_look_alike_are_told_apart(self):
        paths = [f"listings[列〔2025〕{n}号]" for n in (11, 21, 31)] + [
            "listings[1号]",
            "listings[2号]",
        ]
        masked = module._masked([*paths, *paths])
        assert len(set(masked.values())) == len(paths)
        assert masked[paths[0]] == "listings[列〔****1号]"
        assert masked[paths[1]] == "listings[列〔****1号 (2)]"
        assert masked[paths[3]] == "listings[****]"
        # A collection of its own begins anew.
        assert (
            module._masked(["penalties[1号]", "listings[1号]"])["listings[1号]"] == "listings[****]"
        )

    def test_a_natural_person_is_never_named(self, full: Decision):
        person = full.model_copy(update={"subject": "K-77", "name": "张三"})
        seen = for_audience(person, Audience.PUBLIC)
        assert seen.name is None
        assert seen.subject == "*" * 18
        assert for_audience(full, Audience.PUBLIC).name == full.name

    def test_a_note_that_names_two_records_is_left_out(self, full: Decision):
        shown = full.listings[0].record
        note = Text(zh=f"{shown} 与 penalties[别的] 有关", en=f"{shown} and penalties[别的]")
        seen = for_audience(full.model_copy(update={"notes": (note,)}), Audience.PUBLIC)
        assert len(seen.notes) == 1


@pytest.mark.parametrize("audience", OTHERS)
def test_a_part_nobody_classified_is_left_out(
    full: Decision, audience: Audience, monkeypatch: pytest.MonkeyPatch
):
    given = {one: parts - {"suppressed"} for one, parts in module._GIVEN.items()}
    monkeypatch.setattr(module, "_GIVEN", given)
    assert for_audience(full, audience).suppressed == ()
    assert not sees(audience, "suppressed")
    assert sees(Audience.AUTHORITY, "suppressed")


@pytest.mark.parametrize("audience", Audience)
def test_a_page_never_says_that_nothing_applies_where_parts_were_left_out(audience: Audience):
    alone = decide_rows().model_copy(update={"measures": (), "undetermined": ()})
    shown = page(for_audience(alone, audience), audience, "zh")
    assert "没有适用的措施，也没有列入建议" not in shown
    english = page(for_audience(alone, audience), audience, "en")
    assert "No measure applies" not in english
    if audience in (Audience.PARTNER, Audience.PUBLIC):
        assert shown.splitlines()[-1].startswith("没有可以")
        assert english.splitlines()[-1].startswith("No measure")


def test_listing_states_are_all_thought_of(full: Decision):
    entry = full.listings[0]
    every = tuple(entry.model_copy(update={"state": state}) for state in ListingState)
    seen = {one: {entry.state for entry in _listings(full, every, one)} for one in OTHERS}
    assert seen[Audience.SUBJECT] == set(ListingState)
    assert seen[Audience.PARTNER] == set(ListingState) - {ListingState.REMOVED}
    assert seen[Audience.PUBLIC] == {ListingState.CURRENT}


def _listings(
    full: Decision, every: tuple[ListingAnswer, ...], audience: Audience
) -> tuple[ListingAnswer, ...]:
    return for_audience(full.model_copy(update={"listings": every}), audience).listings
