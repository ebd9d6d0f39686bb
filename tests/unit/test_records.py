"""Decisions on record: made again byte for byte, every damage found, erased without a gap."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import credit_rules as cr
from credit_rules.cli.schema import Published, published
from credit_rules.engine.decide import subject_digest
from credit_rules.lang import compiler
from credit_rules.lang.compiler import Document, Documents, read_documents
from credit_rules.records import (
    Cause,
    Problem,
    Replayed,
    archive,
    canonical,
    digest,
    files,
    log,
    replay,
    replaying,
    replays,
    shelves,
    verify_log,
    writing,
)
from credit_rules.records.entries import ErasureLine, line_from, sealed
from credit_rules.records.refusals import REFUSALS

CATALOGS = Path(__file__).parents[1] / "books" / "catalogs"
DAY = date(2026, 3, 1)
USCC = "91320100MA0EXAMP17"
NAME = "虚构检测有限公司"
LOUD = {
    "key": "visit-7",
    "status": "effective",
    "document_number": "虚监检〔2025〕7号",
    "concluded_on": "2025-06-01",
    "known_on": "2025-06-02",
    "obstructed": True,
}
EDITION = """\
# 虚构，只供测试
kind: statutory-restriction
id: invented-visits
title: 虚构检查办法
title_en: invented visits
scheme: invented-visits
edition: "{edition}"
jurisdiction: national
in_force: {in_force}
governs: decisions_from
basis: [test.law 第一条]
restrictions:
  - id: watched
    title: 阻挠检查
    title_en: obstruction
    basis: [test.law 第一条]
    each: inspections
    where: {{ obstructed: true }}
    measure: visits
    degree: some
    strength: must
    lasts: {{ for: {term}, since: concluded_on }}
"""
ERASING = {
    "on": date(2026, 11, 23),
    "by": "虚构市档案科",
    "basis": "虚构档案办法第九条",
    "reason": "保存期限届满",
}


def subject(**told):
    covers = {"inspections": {"from": "beginning", "until": "2026-12-31"}}
    whole = {"uscc": USCC, "name": NAME, "kind": "legal_person", "covers": covers}
    return cr.Subject.read(whole | {"inspections": [LOUD]} | told)


@pytest.fixture
def rules(tmp_path):
    """A folder of one invented ruleset in its first edition."""
    folder = tmp_path / "rules"
    folder.mkdir()
    first = EDITION.format(edition="1", in_force="{ from: 2015-01-01 }", term="1 year")
    (folder / "visits-1.yaml").write_text(first, encoding="utf-8")
    return folder


def add_an_edition(rules):
    """Today a new edition is in force, the old one has ended, and its file has another look."""
    ended = EDITION.format(
        edition="1", in_force="{ from: 2015-01-01, until: 2026-01-01 }", term="1 year"
    )
    (rules / "visits-1.yaml").write_text("# 已由新版次取代\n\n" + ended, encoding="utf-8")
    new = EDITION.format(edition="2", in_force="{ from: 2026-01-01 }", term="3 months")
    (rules / "visits-2.yaml").write_text(new, encoding="utf-8")


def documents(rules, **where):
    return read_documents(rules, catalogs=CATALOGS, **where)


def put(place, rules, *subjects, **asked):
    """Put subjects on record; what became of each, and the head."""
    with writing(place) as writer:
        kept = writer.keep(documents(rules))
        done = [writer.record(kept, one, DAY, **asked) for one in subjects or (subject(),)]
        return done, writer.head


@pytest.fixture
def place(tmp_path, rules):
    """An archive of three records."""
    folder = tmp_path / "archive"
    put(folder, rules, subject(), subject(inspections=[]), subject(name="虚构饮品有限公司"))
    return folder


def forge(place, sequence, data):
    """Put other bytes on record under a number, as somebody could who can write everything."""
    record_of(place, sequence).unlink()
    (place / "records" / f"{digest(data)}.json").write_bytes(data)
    lines = lines_of(place)
    line = line_from(lines[sequence - 1].rstrip(b"\n"))
    forged = sealed(line.model_copy(update={"content": digest(data)}))
    lines[sequence - 1] = canonical(forged.model_dump(mode="json")) + b"\n"
    write_lines(place, lines)
    return f"records/{digest(data)}.json"


def told(place, **options):
    """What `verify_log` finds, each as problem and place."""
    return [(one.problem, one.place) for one in verify_log(place, **options).findings]


def lines_of(place):
    return (place / "log.jsonl").read_bytes().splitlines(keepends=True)


def write_lines(place, lines):
    (place / "log.jsonl").write_bytes(b"".join(lines))


def record_of(place, sequence):
    line = json.loads(lines_of(place)[sequence - 1])
    return place / "records" / f"{line['content']}.json"


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


class refused:  # noqa: N801 - read like `pytest.raises`
    """Expects an `ArchiveError` of one kind, told in both languages."""

    def __init__(self, problem):
        self.problem = problem

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        assert kind is cr.ArchiveError, f"no {self.problem}"
        assert error.problem == self.problem
        assert "{" not in error.told("zh") + error.told("en")
        assert error.told("zh") != error.told("en")
        return True


class TestCanonical:
    def test_the_example_of_rfc_8785(self):
        value = {
            "numbers": [333333333, 4, 2, 0],
            "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
            "literals": [None, True, False],
        }
        assert canonical(value) == (
            b'{"literals":[null,true,false],"numbers":[333333333,4,2,0],'
            b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        )

    def test_keys_are_in_the_order_of_utf_16(self):
        keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
        ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
        assert list(json.loads(canonical(dict.fromkeys(keys)))) == ordered

    @pytest.mark.parametrize(
        "value",
        [
            1.0,
            Decimal(1),
            2**53,
            -(2**53),
            {1: 2},
            "\ud800",
            {"\ud800": 1},
            {1, 2},
            date(2026, 1, 1),
            b"",
        ],
    )
    def test_what_has_no_canonical_form_is_refused(self, value):
        with refused("not-canonical"):
            canonical([value])

    def test_what_is_nested_without_end_is_refused(self):
        value = []
        value.append(value)
        with refused("not-canonical"):
            canonical(value)


class TestRecord:
    def test_its_decision_is_the_one_decide_gives(self, tmp_path, rules):
        (done,), _ = put(tmp_path / "archive", rules)
        book = cr.load(rules, catalogs=CATALOGS)
        assert done.decision == cr.decide(book, subject(), DAY)
        assert [one.measure for one in done.decision.measures] == ["visits"]

    def test_record_and_provenance_agree(self, place, rules):
        book = cr.load(rules, catalogs=CATALOGS)
        record = json.loads(record_of(place, 1).read_bytes())
        listed = json.loads((place / "rulebooks" / f"{record['rulebook']}.json").read_bytes())
        said = record["decision"]["provenance"]
        assert said == {
            "engine": record["engine"],
            "rulebook": listed["book"],
            "subject": subject_digest(book, cr.Subject.read(record["subject"])),
        }
        assert listed["book"] == book.digest

    def test_every_name_of_a_content_is_its_digest(self, place):
        for folder in ("records", "rulebooks", "documents"):
            contents = list((place / folder).iterdir())
            assert contents
            assert all(one.stem == digest(one.read_bytes()) for one in contents)

    def test_the_published_schemas_hold(self, place):
        with writing(place) as writer:
            writer.erase(2, **ERASING)
        for name, texts in (
            (Published.RECORD, [record_of(place, 1).read_text("utf-8")]),
            (Published.LOG, lines_of(place)),
        ):
            validator = Draft202012Validator(json.loads(published(name)))
            assert texts
            for text in texts:
                validator.validate(json.loads(text))
        assert not validator.is_valid({**json.loads(lines_of(place)[0]), "name": NAME})

    def test_a_document_is_stored_once(self, place, rules):
        before = {one.name for one in (place / "documents").iterdir()}
        put(place, rules)
        assert {one.name for one in (place / "documents").iterdir()} == before
        add_an_edition(rules)
        put(place, rules)
        after = {one.name for one in (place / "documents").iterdir()}
        assert before < after
        assert len(after - before) == 2
        assert len(list((place / "rulebooks").iterdir())) == 2

    def test_two_records_of_the_same_have_nothing_in_common_to_guess_by(self, tmp_path, rules):
        (one, other), _ = put(tmp_path / "archive", rules, subject(), subject())
        assert one.decision == other.decision
        assert one.line.content != other.line.content

    def test_with_its_salt_an_archive_is_the_same_bytes_again(self, tmp_path, rules):
        heads = {put(tmp_path / name, rules, salt="5a" * 32)[1] for name in ("one", "two")}
        assert len(heads) == 1

    def test_a_salt_is_used_once(self, tmp_path, rules):
        put(tmp_path / "archive", rules, salt="5a" * 32)
        before = (tmp_path / "archive" / "log.jsonl").read_bytes()
        with refused("salt-used"):
            put(tmp_path / "archive", rules, salt="5a" * 32)
        assert (tmp_path / "archive" / "log.jsonl").read_bytes() == before
        assert told(tmp_path / "archive") == []

    def test_the_log_names_nobody(self, place):
        with writing(place) as writer:
            writer.erase(1, **ERASING)
        text = (place / "log.jsonl").read_text(encoding="utf-8")
        for private in (USCC, NAME, "9132", "visit-7", "虚监检", "饮品"):
            assert private not in text
        assert (
            subject_digest(cr.load(place.parent / "rules", catalogs=CATALOGS), subject())
            not in text
        )

    def test_the_day_it_was_put_on_record_is_as_the_caller_says(self, tmp_path, rules):
        (done,), _ = put(tmp_path / "archive", rules, on=date(2026, 3, 2))
        assert json.loads(lines_of(tmp_path / "archive")[0])["on"] == "2026-03-02"
        assert done.line.on == date(2026, 3, 2)

    def test_what_is_too_large_is_not_on_record(self, place, rules, monkeypatch):
        before = (place / "log.jsonl").read_bytes()
        monkeypatch.setattr(archive, "LIMIT_BYTES", 1_000)
        with refused("too-large"):
            put(place, rules)
        assert (place / "log.jsonl").read_bytes() == before
        assert told(place) == []

    def test_what_cannot_be_decided_is_not_on_record(self, place, rules):
        before = (place / "log.jsonl").read_bytes()
        with writing(place) as writer, pytest.raises(cr.CreditRulesError, match="expected a day"):
            writer.record(writer.keep(documents(rules)), subject(), date(1800, 1, 1))
        assert (place / "log.jsonl").read_bytes() == before
        assert told(place) == []

    def test_a_folder_of_something_else_is_left_alone(self, tmp_path, rules):
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "one.jpg").write_bytes(b"")
        with refused("not-an-archive"):
            put(tmp_path / "photos", rules)
        assert [one.name for one in (tmp_path / "photos").iterdir()] == ["one.jpg"]


class TestReplay:
    def test_after_a_new_edition_the_bytes_are_the_same(self, place, rules):
        before = json.loads(record_of(place, 1).read_bytes())["decision"]
        add_an_edition(rules)
        today = cr.decide(cr.load(rules, catalogs=CATALOGS), subject(), DAY)
        assert today.measures == ()  # and so today's rules would say something else
        assert [one["edition"] for one in (m["because_of"] for m in before["measures"])] == ["1"]
        assert [one.state for one in replays(place)] == [Replayed.SAME] * 3
        shutil.rmtree(rules)
        assert [one.state for one in replays(place)] == [Replayed.SAME] * 3

    def test_each_record_has_the_rules_of_its_time(self, place, rules):
        add_an_edition(rules)
        put(place, rules)
        assert [one.state for one in replays(place)] == [Replayed.SAME] * 4
        last = json.loads(record_of(place, 4).read_bytes())["decision"]
        assert last["measures"] == []

    @pytest.mark.parametrize(
        "asked",
        [
            {"known_as_of": date(2025, 6, 1)},
            {"trace": True},
            {"acting": cr.Acting(authority="虚构局", region="320100", purposes=("bidding",))},
        ],
    )
    def test_every_argument_is_on_record(self, tmp_path, rules, asked):
        (done, plain), _ = (
            [
                *put(tmp_path / "archive", rules, **asked)[0],
                *put(tmp_path / "archive", rules)[0],
            ],
            None,
        )
        assert done.decision != plain.decision
        assert [one.state for one in replays(tmp_path / "archive")] == [Replayed.SAME] * 2

    def test_a_department_s_profile_is_on_record(self, tmp_path):
        books = CATALOGS.parent
        kept_aside = tmp_path / "profile.yaml"
        shutil.copy(books / "profile.yaml", kept_aside)
        with writing(tmp_path / "archive") as writer:
            kept = writer.keep(
                read_documents(books / "rich", catalogs=CATALOGS, profile=kept_aside)
            )
            writer.record(kept, subject(), DAY)
        assert kept.book.profile is not None
        kept_aside.unlink()
        (done,) = replays(tmp_path / "archive")
        assert done.state is Replayed.SAME

    def test_what_ships_replays(self, tmp_path):
        with writing(tmp_path / "archive") as writer:
            kept = writer.keep(read_documents())
            assert kept.book.digest == cr.load().digest
            writer.record(kept, subject(), DAY, trace=True)
        assert replay(tmp_path / "archive", 1).state is Replayed.SAME

    def test_another_engine_is_named(self, place, monkeypatch):
        from credit_rules.engine import decide as deciding

        monkeypatch.setattr(deciding, "__version__", "9.9.9")
        monkeypatch.setattr(replaying, "__version__", "9.9.9")
        done = replay(place, 1)
        assert (done.state, done.parts) == (Replayed.OTHERWISE, ("provenance",))
        assert (done.causes, done.changes) == ((Cause.ENGINE,), ())
        assert done.engine == f"credit-rules {cr.__version__}"

    def test_another_calendar_is_named(self, place, monkeypatch):
        from credit_rules.model import rulebook

        compiler._built.cache_clear()
        for module in (rulebook, replaying):
            monkeypatch.setattr(module, "calendar_digest", lambda: "0" * 64)
        done = replay(place, 1)
        compiler._built.cache_clear()
        assert (done.state, done.parts) == (Replayed.OTHERWISE, ("provenance",))
        assert done.causes == (Cause.CALENDAR,)

    def test_rules_that_are_read_otherwise_are_named(self, place, monkeypatch):
        def otherwise(documents):
            return dataclasses.replace(compiler.load_documents(documents), digest="f" * 64)

        monkeypatch.setattr(replaying, "load_documents", otherwise)
        done = replay(place, 1)
        assert (done.parts, done.causes) == (("provenance",), (Cause.READING,))

    def test_what_differs_is_shown(self, place, monkeypatch):
        def otherwise(*args, **asked):
            return cr.decide(*args, **asked).model_copy(update={"measures": ()})

        monkeypatch.setattr(replaying, "decide", otherwise)
        one, other, _ = replays(place)
        assert (one.state, one.parts, one.causes) == (
            Replayed.OTHERWISE,
            ("measures",),
            (Cause.RECORD,),
        )
        (change,) = one.changes
        assert change.ended
        assert change.key[0] == "visits"
        assert other.state is Replayed.SAME  # it had no measure

    def test_rules_that_do_not_load_any_more_are_told(self, place, monkeypatch, tmp_path):
        (tmp_path / "bad.yaml").write_text("kind: nothing\n")
        bad = Documents((Document("rules/bad.yaml", b"kind: nothing\n"),), ())
        monkeypatch.setattr(replaying, "load_documents", lambda _: compiler.load_documents(bad))
        (found,) = replay(place, 1).findings
        assert found.problem is Problem.DOES_NOT_LOAD
        assert "rules/bad.yaml:1: unknown-name" in found.text.en

    def test_a_subject_this_engine_does_not_know_is_told(self, place, monkeypatch):
        read = cr.Subject.read
        stranger = {"uscc": USCC, "soul": 1}
        monkeypatch.setattr(replaying.Subject, "read", lambda _: read(stranger))
        (found,) = replay(place, 1).findings
        assert found.problem is Problem.NOT_DECIDED

    def test_a_decision_in_words_this_engine_does_not_know_is_still_compared(self, place):
        record = json.loads(record_of(place, 3).read_bytes())
        del record["decision"]["steps"]
        forge(place, 3, canonical(record | {"decision": record["decision"] | {"omens": []}}))
        done = replay(place, 3)
        assert (done.state, done.parts) == (Replayed.OTHERWISE, ("omens", "steps"))
        assert done.changes == ()

    def test_who_asked_in_words_this_engine_does_not_know(self, place):
        record = json.loads(record_of(place, 3).read_bytes())
        forge(place, 3, canonical(record | {"acting": {"soul": 1}}))
        (found,) = replay(place, 3).findings
        assert found.problem is Problem.NOT_DECIDED

    def test_a_record_that_says_otherwise_than_its_decision(self, place):
        record = json.loads(record_of(place, 3).read_bytes())
        forge(place, 3, canonical(record | {"engine": "credit-rules 9"}))
        (found,) = replay(place, 3).findings
        assert found.problem is Problem.DISAGREES

    def test_a_damaged_list_of_documents(self, place):
        (path,) = (place / "rulebooks").iterdir()
        flip(path, 9)
        (found,) = replay(place, 2).findings
        assert (found.problem, found.file) == (Problem.ALTERED, f"rulebooks/{path.name}")

    def test_a_record_that_is_not_there(self, place):
        with refused("no-such-record"):
            replay(place, 4)

    def test_a_damaged_ruleset_is_named_with_its_edition(self, place):
        (stored,) = [
            one for one in (place / "documents").iterdir() if b"invented-visits" in one.read_bytes()
        ]
        flip(stored, 40)
        done = list(replays(place))
        assert [one.state for one in done] == [Replayed.DAMAGED] * 3
        (found,) = done[0].findings
        assert (found.problem, found.file) == (Problem.ALTERED, f"documents/{stored.name}")
        assert found.line == 2
        assert found.about == "rules/visits-1.yaml (invented-visits 1)"

    def test_a_missing_ruleset_is_named(self, place):
        (stored,) = [
            one for one in (place / "documents").iterdir() if b"invented-visits" in one.read_bytes()
        ]
        stored.unlink()
        (found,) = replay(place, 1).findings
        assert (found.problem, found.about) == (
            Problem.MISSING,
            "rules/visits-1.yaml (invented-visits 1)",
        )

    def test_names_of_documents_are_never_paths(self, tmp_path):
        hostile = "../../etc/passwd\x1b[2J\n"
        place = tmp_path / "archive"
        given = documents(CATALOGS.parent / "rich")
        renamed = tuple(
            dataclasses.replace(one, name=f"{hostile}{number}")
            for number, one in enumerate(given.rules)
        )
        with writing(place) as writer:
            fixed = read_documents(
                CATALOGS.parent / "rich",
                catalogs=CATALOGS,
                profile=CATALOGS.parent / "profile.yaml",
            ).profile
            writer.record(writer.keep(Documents(renamed, fixed)), subject(), DAY)
        assert replay(place, 1).state is Replayed.SAME
        assert sorted(one.name for one in tmp_path.iterdir()) == ["archive"]


class TestVerify:
    def test_what_is_as_it_was_written(self, place):
        found = verify_log(place)
        assert found.findings == ()
        assert (found.lines, found.records, found.erased) == (3, 3, 0)
        assert found.head == json.loads(lines_of(place)[-1])["hash"]

    @pytest.mark.parametrize("sequence", [1, 2, 3])
    @pytest.mark.parametrize("at", [0, 1, 40, 200, -2])
    def test_a_flipped_byte_in_a_line(self, place, sequence, at):
        lines = lines_of(place)
        line = bytearray(lines[sequence - 1])
        line[at] ^= 1
        lines[sequence - 1] = bytes(line)
        write_lines(place, lines)
        first = verify_log(place).findings[0]
        assert first.place == f"log.jsonl:{sequence}"
        assert first.problem in (Problem.UNREADABLE_LINE, Problem.ALTERED_LINE)

    @pytest.mark.parametrize("at", [0, 30, 600, -1])
    def test_a_flipped_byte_in_a_record(self, place, at):
        path = record_of(place, 2)
        flip(path, at)
        (found,) = verify_log(place).findings
        assert (found.problem, found.sequence) == (Problem.ALTERED, 2)
        assert found.place == f"records/{path.name}"

    def test_a_flipped_byte_in_a_list_of_documents(self, place):
        (path,) = (place / "rulebooks").iterdir()
        flip(path, 30)
        assert told(place) == [(Problem.ALTERED, f"rulebooks/{path.name}")]

    def test_a_flipped_byte_in_every_document(self, place):
        for path in sorted((place / "documents").iterdir()):
            flip(path, 20)
            (found,) = verify_log(place).findings
            assert (found.problem, found.file) == (Problem.ALTERED, f"documents/{path.name}")
            assert found.line == path.read_bytes()[:20].count(b"\n") + 1
            assert found.about.endswith((".yaml", "(invented-visits 1)"))
            flip(path, 20)

    @pytest.mark.parametrize(
        ("order", "places"),
        [
            ([0, 2], ["log.jsonl:2"]),  # removed
            ([1, 2], ["log.jsonl:1"]),
            ([0, 0, 1, 2], ["log.jsonl:2"]),  # repeated
            ([0, 1, 2, 0], ["log.jsonl:4"]),
            ([0, 2, 1], ["log.jsonl:2", "log.jsonl:3"]),  # moved
        ],
    )
    def test_lines_that_are_not_in_their_places(self, place, order, places):
        lines = lines_of(place)
        write_lines(place, [lines[at] for at in order])
        found = [one for one in verify_log(place).findings if one.file == "log.jsonl"]
        assert [one.place for one in found] == places
        assert {one.problem for one in found} == {Problem.OUT_OF_SEQUENCE}

    def test_a_line_of_another_archive(self, place, tmp_path, rules):
        put(tmp_path / "other", rules, *[subject()] * 3)
        lines = lines_of(place)
        lines[1] = lines_of(tmp_path / "other")[1]
        write_lines(place, lines)
        breaks = [one for one in told(place) if one[0] is Problem.BROKEN_CHAIN]
        assert breaks == [
            (Problem.BROKEN_CHAIN, "log.jsonl:2"),
            (Problem.BROKEN_CHAIN, "log.jsonl:3"),
        ]

    def test_a_cut_end_is_found_by_the_head(self, place):
        head = verify_log(place).head
        record_of(place, 3).unlink()
        write_lines(place, lines_of(place)[:2])
        assert told(place) == []  # a chain alone cannot know
        assert told(place, head=head) == [(Problem.HEAD_MISSING, "log.jsonl:2")]

    def test_a_log_written_anew_is_found_by_the_head(self, place):
        head = verify_log(place).head
        lines = [line_from(line.rstrip(b"\n")) for line in lines_of(place)]
        previous, made = "0" * 64, []
        for number, line in enumerate(lines[1:], start=1):
            new = sealed(line.model_copy(update={"sequence": number, "previous": previous}))
            previous = new.hash
            made.append(canonical(new.model_dump(mode="json")) + b"\n")
        record_of(place, 1).unlink()
        write_lines(place, made)
        assert told(place) == []
        assert told(place, head=head) == [(Problem.HEAD_MISSING, "log.jsonl:2")]

    def test_a_head_of_before_still_holds(self, place, rules):
        head = verify_log(place).head
        put(place, rules)
        assert told(place, head=head) == []

    def test_a_torn_last_line(self, place):
        whole = b"".join(lines_of(place)[:2])
        (place / "log.jsonl").write_bytes(whole + lines_of(place)[2][:70])
        first = verify_log(place).findings[0]
        assert (first.problem, first.place) == (Problem.TORN_LINE, "log.jsonl:3")
        assert f"up to byte {len(whole)}" in first.text.en

    def test_a_record_that_is_gone(self, place):
        path = record_of(place, 2)
        path.unlink()
        (found,) = verify_log(place).findings
        assert (found.problem, found.sequence) == (Problem.MISSING, 2)

    def test_a_list_of_documents_of_nonsense_under_its_right_digest(self, place):
        (place / "rulebooks" / f"{digest(b'[]')}.json").write_bytes(b"[]")
        assert told(place) == [
            (Problem.NOT_OURS, f"rulebooks/{digest(b'[]')}.json"),
            (Problem.LEFT_OVER, f"rulebooks/{digest(b'[]')}.json"),
        ]

    def test_files_that_nothing_names(self, place):
        (place / "records" / ("0" * 64 + ".json")).write_bytes(b"{}")
        (place / "documents" / "notes.txt").write_bytes(b"")
        (place / "extra").mkdir()
        assert told(place) == [
            (Problem.LEFT_OVER, f"records/{'0' * 64}.json"),
            (Problem.LEFT_OVER, "documents/notes.txt"),
            (Problem.LEFT_OVER, "extra"),
        ]

    def test_a_record_with_the_right_digest_and_the_wrong_words(self, place):
        """Somebody who can write the whole archive, and makes one record disagree with itself."""
        for change, problem in (
            ({"as_of": "2026-03-02"}, Problem.DISAGREES),
            ({"engine": "credit-rules 9"}, Problem.DISAGREES),
            ({"acting": {"authority": "甲", "region": None, "purposes": []}}, Problem.DISAGREES),
            ({"acting": {"soul": 1}}, Problem.DISAGREES),
            ({"known_as_of": "2026-03-01"}, Problem.DISAGREES),
            ({"rulebook": "0" * 64}, Problem.DISAGREES),
            ({"extra": 1}, Problem.NOT_OURS),
            ({"salt": ""}, Problem.NOT_OURS),
        ):
            copy = place.with_name("forged")
            shutil.copytree(place, copy)
            record = json.loads(record_of(copy, 3).read_bytes()) | change
            file = forge(copy, 3, canonical(record))
            assert told(copy) == [(problem, file)], change
            assert replay(copy, 3).state in (Replayed.DAMAGED, Replayed.OTHERWISE)
            shutil.rmtree(copy)

    def test_no_archive_at_all(self, tmp_path):
        for there in (False, True):
            if there:
                (tmp_path / "nothing").mkdir()
            with refused("not-an-archive"):
                verify_log(tmp_path / "nothing")
            with refused("not-an-archive"):
                list(replays(tmp_path / "nothing"))


class TestErase:
    def test_the_content_goes_and_the_log_verifies(self, place):
        path = record_of(place, 2)
        head = verify_log(place).head
        with writing(place) as writer:
            line = writer.erase(2, **ERASING)
        assert not path.exists()
        found = verify_log(place, head=head)
        assert found.findings == ()
        assert (found.lines, found.records, found.erased) == (4, 3, 1)
        assert isinstance(line, ErasureLine)
        assert (line.erases, line.content) == (2, path.stem)
        assert [one.state.value for one in replays(place)] == ["same", "erased", "same"]

    def test_a_replay_says_when_by_whom_and_why(self, place):
        with writing(place) as writer:
            writer.erase(2, **ERASING)
        with pytest.raises(cr.ArchiveError, match="保存期限届满") as error:
            replay(place, 2)
        assert error.value.problem == "erased"
        for said in ("2026-11-23", "虚构市档案科", "虚构档案办法第九条"):
            assert said in error.value.told("zh")

    def test_its_rules_stay_accounted_for(self, tmp_path, rules):
        place = tmp_path / "archive"
        put(place, rules)
        with writing(place) as writer:
            writer.erase(1, **ERASING)
        assert told(place) == []
        path = min((place / "documents").iterdir())
        flip(path, 5)
        assert told(place) == [(Problem.ALTERED, f"documents/{path.name}:1")]

    @pytest.mark.parametrize("field", ["by", "basis", "reason"])
    @pytest.mark.parametrize(
        "text",
        [
            f"{USCC} 要求删除",
            "９１３２０１００ ＭＡ０ＥＸＡＭＰ１７",
            USCC.lower(),
            f"{NAME[:4]} {NAME[4:]}注销",
            "案号：虚监检〔2025〕7号",
            "见 visit-7",
            "另一主体 91320100MA0EXAMQ19",
            "身份证 11010119900101123X",
            "",
            " ",
            "长" * 2001,
        ],
    )
    def test_words_that_lead_to_somebody_are_refused(self, place, field, text):
        before = (place / "log.jsonl").read_bytes()
        problem = "names-somebody" if 1 < len(text) < 2000 else "too-long"
        with refused(problem), writing(place) as writer:
            writer.erase(1, **ERASING | {field: text})
        assert (place / "log.jsonl").read_bytes() == before
        assert record_of(place, 1).exists()

    def test_it_is_erased_once(self, place):
        with writing(place) as writer:
            writer.erase(2, **ERASING)
            before = writer.head
            with refused("erased"):
                writer.erase(2, **ERASING)
            assert writer.head == before

    def test_only_a_record_is_erased(self, place):
        with writing(place) as writer:
            writer.erase(2, **ERASING)
            for sequence in (4, 5):
                with refused("no-such-record"):
                    writer.erase(sequence, **ERASING)

    def test_an_interrupted_erasure_is_seen_and_finished(self, place, monkeypatch):
        path = record_of(place, 2)

        def stop(_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched, writing(place) as writer:
            patched.setattr(archive, "remove", stop)
            with pytest.raises(KeyboardInterrupt):
                writer.erase(2, **ERASING)
        assert told(place) == [(Problem.NOT_ERASED, f"records/{path.name}")]
        with writing(place) as writer:
            line = writer.erase(2, **ERASING | {"reason": "再次"})
        assert line.reason == "保存期限届满"
        assert told(place) == []
        assert len(lines_of(place)) == 4

    def test_a_damaged_record_can_be_erased(self, place):
        flip(record_of(place, 2), 10)
        with writing(place) as writer:
            writer.erase(2, **ERASING)
        assert told(place) == []

    def test_a_missing_record_is_not_passed_off_as_erased(self, place):
        path = record_of(place, 2)
        path.unlink()
        with refused("damaged"), writing(place) as writer:
            writer.erase(2, **ERASING)
        assert told(place) == [(Problem.MISSING, f"records/{path.name}")]

    def test_an_erasure_of_nothing_is_found(self, place):
        with writing(place) as writer:
            writer.erase(2, **ERASING)
            line = writer._append(
                ErasureLine(
                    **ERASING,
                    sequence=5,
                    erases=9,
                    content="0" * 64,
                    previous=writer.head,
                    hash="0" * 64,
                )
            )
            writer._append(
                line.model_copy(update={"sequence": 6, "erases": 2, "previous": line.hash})
            )
        assert told(place) == [
            (Problem.ERASURE_OF_NOTHING, "log.jsonl:5"),
            (Problem.ERASURE_OF_NOTHING, "log.jsonl:6"),
        ]

    def test_no_archive_is_made_to_erase_from(self, tmp_path):
        with refused("not-an-archive"), writing(tmp_path / "none", new=False):
            pass
        assert not (tmp_path / "none").exists()

    def test_an_erased_record_whose_line_is_damaged_is_still_known_to_be_erased(self, place):
        with writing(place) as writer:
            writer.erase(2, **ERASING)
        lines = lines_of(place)
        lines[1] = lines[1].replace(b'"kind"', b'"kinD"')
        write_lines(place, lines)
        assert told(place) == [(Problem.UNREADABLE_LINE, "log.jsonl:2")]


class TestWriting:
    def test_nobody_writes_after_the_archive_was_closed(self, place, rules):
        with writing(place) as writer:
            kept = writer.keep(documents(rules))
        for late in (
            lambda: writer.keep(documents(rules)),
            lambda: writer.record(kept, subject(), DAY),
            lambda: writer.erase(1, **ERASING),
        ):
            with refused("closed"):
                late()
        assert told(place) == []

    def test_one_writes_at_a_time(self, place, rules):
        with writing(place):
            before = (place / "log.jsonl").read_bytes()
            with refused("locked"):
                put(place, rules)
            assert (place / "log.jsonl").read_bytes() == before
        put(place, rules)
        assert told(place) == []

    def test_a_torn_line_is_not_written_on(self, place, rules):
        lines = lines_of(place)
        torn = b"".join(lines[:2]) + lines[2][:99]
        (place / "log.jsonl").write_bytes(torn)
        with pytest.raises(cr.ArchiveError, match=f"keep its first {len(torn) - 99} bytes"):
            put(place, rules)
        assert (place / "log.jsonl").read_bytes() == torn
        os.truncate(place / "log.jsonl", len(torn) - 99)
        put(place, rules)
        problems = told(place)
        assert [one for one, _ in problems] == [Problem.LEFT_OVER]  # what the torn line had named

    @pytest.mark.parametrize("end", [b"{}\n", b"\n", b" " * 70_000 + b"\n"])
    def test_a_damaged_last_line_is_not_written_on(self, place, rules, end):
        with (place / "log.jsonl").open("ab") as log:
            log.write(end)
        with refused("damaged-log"):
            put(place, rules)

    def test_a_damaged_document_is_not_relied_on(self, place, rules):
        flip(min((place / "documents").iterdir()), 3)
        with refused("damaged"):
            put(place, rules)
        assert len(lines_of(place)) == 3

    def test_a_full_disk_loses_nothing_and_leaves_nothing(self, place, rules, monkeypatch):
        whole = files._write

        def full(file, data):
            whole(file, data[: len(data) // 2])
            raise OSError(28, "No space left on device")

        before = {one: one.read_bytes() for one in place.rglob("*") if one.is_file()}
        with monkeypatch.context() as patched, writing(place) as writer:
            kept = writer.keep(documents(rules))
            patched.setattr(files, "_write", full)
            with refused("cannot-write"):
                writer.record(kept, subject(), DAY)
            patched.setattr(files, "_write", whole)
            writer.record(kept, subject(), DAY)
        after = {one: one.read_bytes() for one in before}
        assert after.pop(place / "log.jsonl").startswith(before.pop(place / "log.jsonl"))
        assert after == before
        assert told(place) == []

    def test_a_stop_between_content_and_line_leaves_a_file_and_no_gap(
        self, place, rules, monkeypatch
    ):
        def stop(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched, writing(place) as writer:
            kept = writer.keep(documents(rules))
            patched.setattr(archive, "append", stop)
            with pytest.raises(KeyboardInterrupt):
                writer.record(kept, subject(), DAY)
        assert [one for one, _ in told(place)] == [Problem.LEFT_OVER]
        put(place, rules)
        assert [one for one, _ in told(place)] == [Problem.LEFT_OVER]
        assert [one.state for one in replays(place)] == [Replayed.SAME] * 4

    def test_a_process_that_is_killed_leaves_a_sound_log_and_no_lock(self, tmp_path, rules):
        place = tmp_path / "archive"
        code = f"""
from datetime import date
from tests.unit.test_records import documents, subject
from credit_rules.records import writing
from pathlib import Path
with writing({str(place)!r}) as writer:
    kept = writer.keep(documents(Path({str(rules)!r})))
    while True:
        print(writer.record(kept, subject(), date(2026, 3, 1)).line.sequence, flush=True)
"""
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert process.stdout is not None
        told_of = 0
        while told_of < 20:
            told_of = int(process.stdout.readline())
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        rest = process.stdout.read().splitlines()
        process.stdout.close()
        process.wait()
        told_of = int(rest[-1]) if rest else told_of
        found = verify_log(place)
        assert found.records >= told_of  # whatever was told to be on record is
        assert {one.problem for one in found.findings} <= {Problem.LEFT_OVER}
        put(place, rules)  # the lock ended with the process
        assert verify_log(place).records == found.records + 1


pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


class TestHostile:
    def test_a_link_in_place_of_a_content_is_not_followed(self, place, tmp_path):
        for shelf in ("records", "rulebooks", "documents"):
            copy = tmp_path / f"with-a-link-in-{shelf}"
            shutil.copytree(place, copy)
            path = min((copy / shelf).iterdir())
            path.rename(tmp_path / f"{shelf}-elsewhere")
            path.symlink_to(tmp_path / f"{shelf}-elsewhere")
            assert told(copy) == [(Problem.NOT_A_FILE, f"{shelf}/{path.name}")]
            assert Replayed.DAMAGED in {one.state for one in replays(copy)}

    def test_a_link_in_place_of_a_folder_is_not_followed(self, place, tmp_path):
        (place / "records").rename(tmp_path / "elsewhere")
        (place / "records").symlink_to(tmp_path / "elsewhere")
        assert set(told(place)) >= {(Problem.NOT_A_FILE, "records")}
        assert {one.state for one in replays(place)} == {Replayed.DAMAGED}

    @pipes
    def test_a_link_or_a_pipe_in_place_of_the_log(self, place, tmp_path):
        (place / "log.jsonl").rename(tmp_path / "log")
        (place / "log.jsonl").symlink_to(tmp_path / "log")
        with refused("not-an-archive"):
            verify_log(place)
        with refused("not-an-archive"), writing(place):
            pass
        (place / "log.jsonl").unlink()
        os.mkfifo(place / "log.jsonl")
        with refused("not-an-archive"):
            verify_log(place)

    @pipes
    def test_a_pipe_in_place_of_a_record_is_not_waited_for(self, place):
        path = record_of(place, 1)
        path.unlink()
        os.mkfifo(path)
        assert told(place) == [(Problem.NOT_A_FILE, f"records/{path.name}")]

    def test_a_log_without_end(self, place):
        os.truncate(place / "log.jsonl", 2**40)
        assert told(place)[0] == (Problem.TORN_LINE, "log.jsonl:4")
        with refused("damaged-log"), writing(place):
            pass

    def test_nothing_is_written_through_a_link(self, place, tmp_path, rules):
        shutil.move(place / "records", tmp_path / "elsewhere")
        (place / "records").symlink_to(tmp_path / "elsewhere")
        before = sorted((tmp_path / "elsewhere").iterdir())
        with refused("not-an-archive"):
            put(place, rules)
        assert sorted((tmp_path / "elsewhere").iterdir()) == before

    def test_a_log_that_is_gone_is_not_begun_anew(self, place, rules):
        (place / "log.jsonl").unlink()
        with refused("not-an-archive"):
            put(place, rules)
        assert not (place / "log.jsonl").exists()

    def test_a_file_without_end(self, place):
        path = record_of(place, 1)
        os.truncate(path, 2**40)
        assert told(place) == [(Problem.NOT_A_FILE, f"records/{path.name}")]

    @pytest.mark.parametrize(
        "line",
        [
            b"x" * 3_000_000,
            b"[" * 60_000,
            b'{"a":' * 12_000,
            b"9" * 60_000,
            b"",
            b"\xff\xfe",
            b"null",
            b'{"kind":"record"}',
            b'{"kind":"feast"}',
        ],
    )
    def test_a_line_of_nonsense_is_one_finding(self, place, line):
        lines = lines_of(place)
        write_lines(place, [lines[0], line + b"\n", *lines[1:]])
        assert told(place) == [(Problem.UNREADABLE_LINE, "log.jsonl:2")]

    @pytest.mark.parametrize(
        "data",
        [b"[" * 100_000, b'{"a":' * 100_000, b"[" + b"1," * 5_000_000 + b"1]", b"1e999", b""],
    )
    def test_a_record_of_nonsense_under_its_right_digest(self, place, data):
        file = forge(place, 3, data)
        assert told(place) == [(Problem.NOT_OURS, file)]

    @pytest.mark.parametrize(
        "name", ["../../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", ""]
    )
    def test_a_name_that_is_no_digest_is_no_line(self, place, name):
        lines = lines_of(place)
        line = json.loads(lines[1])
        line["content"] = name
        line["hash"] = digest(canonical({k: v for k, v in line.items() if k != "hash"}))
        lines[1] = canonical(line) + b"\n"
        write_lines(place, lines)
        assert told(place)[0] == (Problem.UNREADABLE_LINE, "log.jsonl:2")

    def test_a_name_with_the_wrong_ending_is_left_over(self, place):
        path = record_of(place, 1)
        path.rename(path.with_suffix(".yaml"))
        assert [one for one, _ in told(place)] == [Problem.MISSING, Problem.LEFT_OVER]


def test_every_refusal_is_said_in_both_languages():
    for zh, en in REFUSALS.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in zh)
        assert not any("\u4e00" <= char <= "\u9fff" for char in en)


def test_a_tail_is_read_without_the_log_before_it(place):
    with (place / "log.jsonl").open("rb") as stream:
        whole = stream.read()
    (place / "log.jsonl").write_bytes(b"?" * 1_000_000 + b"\n" + whole)
    assert log.tail(place).sequence == 3
    assert shelves.digest_in(shelves.Shelf.RECORDS, "x.json") is None
