"""Records: every decision replays, every changed byte is found where it is, erasing leaves no gap."""

import json
import random
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.analysis.aiming import Aims
from credit_rules.lang.compiler import load_documents, read_documents
from credit_rules.records import Replayed, canonical, replays, verify_log, writing
from credit_rules.records.canonical import LARGEST

BOOKS = Path(__file__).parents[1] / "books"
DAY = date(2026, 3, 1)
ERASING = {"by": "虚构市档案科", "basis": "虚构档案办法第九条", "reason": "保存期限届满"}

few = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def reversed_keys(value):
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(list(value))}
    return list(map(reversed_keys, value)) if isinstance(value, list) else value


def in_order(value):
    """Whether the keys of every object stand in the order of UTF-16, and only once."""
    if isinstance(value, list):
        return all(map(in_order, value))
    if not isinstance(value, tuple):
        return True
    keys = [key.encode("utf-16-be") for key, _ in value]
    return keys == sorted(set(keys)) and all(in_order(item) for _, item in value)


@given(values)
def test_canonical_json_is_read_back_and_does_not_hang_on_the_order_of_keys(value):
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data
    assert canonical(reversed_keys(value)) == data
    assert in_order(json.loads(data, object_pairs_hook=tuple))


@given(values, values)
def test_values_that_differ_have_bytes_that_differ(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical(one) == canonical(other)) is same


@cache
def rich():
    profile = BOOKS / "profile.yaml"
    return read_documents(BOOKS / "rich", catalogs=BOOKS / "catalogs", profile=profile)


@few
@given(
    subject=ours.partial(), known=st.none() | st.dates(date(2024, 1, 1), DAY), trace=st.booleans()
)
def test_a_decision_on_any_subject_replays_to_the_same_bytes(subject, known, trace):
    with tempfile.TemporaryDirectory() as place:
        with writing(place) as writer:
            kept = writer.keep(rich())
            done = writer.record(kept, subject, DAY, known_as_of=known, trace=trace)
        (again,) = replays(place)
        assert again.state is Replayed.SAME
        (stored,) = (Path(place) / "records").iterdir()
        record = json.loads(stored.read_bytes())
        assert cr.Subject.read(canonical(record["subject"])) == subject
        assert record["decision"] == done.decision.model_dump(mode="json")
        assert verify_log(place, head=done.line.hash).findings == ()


def test_decisions_aimed_at_the_edges_of_what_ships_replay(tmp_path):
    documents = read_documents()
    book = load_documents(documents)
    aims = Aims(book, book.rulesets)
    drafts = (aims.draft(random.Random(seed)) for seed in range(200))
    witnesses = [draft.witness() for draft in drafts if draft is not None][:40]
    with writing(tmp_path / "archive") as writer:
        kept = writer.keep(documents)
        done = [writer.record(kept, one.subject, one.as_of) for one in witnesses]
    assert sum(bool(one.decision.measures) for one in done) > 3
    states = [one.state for one in replays(tmp_path / "archive")]
    assert states == [Replayed.SAME] * len(done)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A small archive of everything there is in one: three records, of which one is erased."""
    place = tmp_path_factory.mktemp("records") / "archive"
    source = BOOKS / "rich" / "rich-exact.yaml"
    with writing(place) as writer:
        kept = writer.keep(read_documents(source, catalogs=BOOKS / "catalogs"))
        for number in range(3):
            told = {"uscc": "91320100MA0EXAMP17", "name": f"虚构{number}号有限公司"}
            writer.record(kept, cr.Subject.read(told), DAY, on=DAY)
        writer.erase(2, on=DAY, **ERASING)
    assert verify_log(place).findings == ()
    return place


@st.composite
def damaged(draw, place):
    """A file of an archive, a place in it, and its bytes with one of them changed or moved."""
    files = sorted(one for one in place.rglob("*") if one.is_file() and one.stat().st_size)
    # The log is where most can go wrong, and documents are most of the files.
    path = draw(st.sampled_from([place / "log.jsonl"] * len(files) + files))
    data = path.read_bytes()
    at = draw(st.integers(0, len(data) - 1))
    match draw(st.sampled_from(["flip", "white", "insert", "remove", "cut"])):
        case "flip":
            byte = data[at] ^ draw(st.integers(1, 255))
            new = data[:at] + bytes([byte]) + data[at + 1 :]
        case "white":
            new = data[:at] + draw(st.sampled_from([b" ", b"\t", b"\r", b"\n"])) + data[at + 1 :]
        case "insert":
            new = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at:]
        case "remove":
            new = data[:at] + data[at + 1 :]
        case _:
            new = data[:at]
    return path, data, new


@given(st.data())
def test_every_changed_byte_is_found_in_its_file_and_line(archive, data):
    path, old, new = data.draw(damaged(archive))
    head = verify_log(archive).head
    try:
        path.write_bytes(new)
        found = verify_log(archive, head=head).findings
        list(replays(archive))
    finally:
        path.write_bytes(old)
    name = path.relative_to(archive).as_posix()
    if old == new:
        assert found == ()
        return
    assert found
    assert found[0].file == name
    if name != "log.jsonl":
        assert {one.file for one in found} == {name}
        return
    same = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if len(set(pair)) > 1), None
    )
    first = min(len(old), len(new)) if same is None else same
    line = old[:first].count(b"\n") + 1
    if old.startswith(new) and new.endswith(b"\n"):
        line -= 1  # cut between two lines: the head tells, at what is the last one now
    assert found[0].line == (line if new else None)


def test_every_bit_of_a_byte_of_the_log_is_found(archive):
    path = archive / "log.jsonl"
    old = path.read_bytes()
    try:
        for at in range(0, len(old), 29):
            for bit in range(8):
                new = bytearray(old)
                new[at] ^= 1 << bit
                path.write_bytes(bytes(new))
                first = verify_log(archive).findings[0]
                assert (first.file, first.line) == ("log.jsonl", old[:at].count(b"\n") + 1)
    finally:
        path.write_bytes(old)


@few
@given(st.lists(st.tuples(st.sampled_from(["record", "erase"]), st.integers(1, 8)), max_size=8))
def test_whatever_is_recorded_and_erased_the_log_verifies_from_every_head(steps):
    expected: dict[int, Replayed] = {}
    heads = []
    with tempfile.TemporaryDirectory() as place:
        for step, number in steps:
            with writing(place) as writer:
                if step == "record":
                    kept = writer.keep(rich())
                    subject = cr.Subject.read({"uscc": "91320100MA0EXAMP17"})
                    line = writer.record(kept, subject, DAY).line
                    expected[line.sequence] = Replayed.SAME
                elif expected.get(number) is Replayed.SAME:
                    writer.erase(number, on=DAY, **ERASING)
                    expected[number] = Replayed.ERASED
                else:
                    with pytest.raises(cr.ArchiveError):
                        writer.erase(number, on=DAY, **ERASING)
                heads.append(writer.head)
        if not steps:
            return
        for head in set(heads) - {"0" * 64}:
            assert verify_log(place, head=head).findings == ()
        assert {one.sequence: one.state for one in replays(place)} == expected
        on_file = {one.stem for one in (Path(place) / "records").iterdir()}
        assert len(on_file) == list(expected.values()).count(Replayed.SAME)
