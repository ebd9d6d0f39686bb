"""A delivery: every row of every file, settled against the others and joined into subjects.

The order is fixed by what rows say (`Draft.order`) before anything is compared, so files and rows
may come in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from credit_rules.errors import IntakeError, SubjectError
from credit_rules.intake.coverage import Claim, Covers, settle_coverage
from credit_rules.intake.files import read_tables
from credit_rules.intake.identity import same_name
from credit_rules.intake.joining import join
from credit_rules.intake.layouts import Layout, fits_any, recognise
from credit_rules.intake.layouts.native import COVERAGE, PERSONS, SUBJECTS
from credit_rules.intake.report import FileReport, IntakeReport, Outcome, Phrase
from credit_rules.intake.rows import Draft, digest, read_rows
from credit_rules.intake.tables import Table
from credit_rules.model.codes import SubjectKind
from credit_rules.model.subject import COLLECTIONS, SUBJECT_FIELDS, Record, Subject

__all__ = ["Intake", "read_files"]

_SAME = Phrase(zh="与另一行内容相同", en="says the same as another row")
_COMPLETES = Phrase(
    zh="与其他行同属一条记录，互不矛盾，合为一条",
    en="one record with other rows that do not contradict it, put together",
)
_DIFFERS = Phrase(zh="同一记录的各份内容不一致，未采用", en="copies of the record differ; not used")
_DISPUTED = Phrase(
    zh="同一记录的各份内容不一致：只采用一致的字段，状态不明",
    en="copies of one record differ: only what agrees is kept, and its status is unknown",
)
_SUBJECT_DISPUTED = Phrase(
    zh="各行对该主体的说法不一致，未采用", en="rows differ about the subject; not used"
)
_NUMBER_NAMES_IT = Phrase(zh="记录以文书号为编号", en="the document number names the record")
_NO_LAYOUT = Phrase(zh="表头不属于任何已知格式", en="the headings fit no layout we know")
_UNKNOWN_LAYOUT: Final = Layout("unknown", "unknown", frozenset(), ())
_ABSENT: Final = object()
_KEY_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read: the subjects, sorted by code, and what became of every row."""

    subjects: tuple[Subject, ...]
    report: IntakeReport


def read_files(paths: Sequence[Path], *, covers: Sequence[Claim] = ()) -> Intake:
    """Read files of rows (`.csv`, `.xlsx`, `.json`, `.jsonl`) as one delivery.

    Args:
        paths: the files.
        covers: what the caller says was delivered completely, beside what coverage rows say.

    Raises:
        IntakeError: a file cannot be read, or is in no layout we know. A row that cannot be used
            raises nothing; the report says what became of it.
    """
    files: list[FileReport] = []
    drafts: list[Draft] = []
    for path in sorted(paths, key=lambda path: (path.name, str(path))):
        tables = read_tables(path)
        if not any(fits_any(table.header) for table in tables):
            _recognised(tables[0])
        for table in tables:
            layout = _recognised(table)
            drafts += read_rows(table, layout)
            files.append(_file_report(table, layout))
    for draft in drafts:
        if draft.layout is _UNKNOWN_LAYOUT and draft.outcome is not Outcome.REFUSED:
            draft.refuse(_NO_LAYOUT)
    join(drafts)
    drafts.sort(key=Draft.order)
    claims = sorted(set(covers), key=Claim.said)
    subjects, notes = _settle(drafts, claims)
    return Intake(subjects, _report(files, drafts, notes))


def _recognised(table: Table) -> Layout:
    """The layout of a table; a sheet beside others may have none, and its rows are refused."""
    if table.sheet and not fits_any(table.header):
        return _UNKNOWN_LAYOUT
    try:
        return recognise(table.header)
    except IntakeError as error:
        raise IntakeError(f"{table.name}: {error}") from None


def _file_report(table: Table, layout: Layout) -> FileReport:
    notes = list(table.notes)
    if layout is _UNKNOWN_LAYOUT:
        notes.append(_NO_LAYOUT)
    elif layout.collection is not None:
        notes += _columns_missing(table, layout, layout.collection)
    return FileReport(name=table.name, layout=layout.name, rows=len(table.rows), notes=tuple(notes))


def _columns_missing(table: Table, layout: Layout, collection: str) -> Iterable[Phrase]:
    """Name the columns without which rules can say little of any row."""
    entry = COLLECTIONS[collection]
    told = {place.to for place in layout.places(table.header, collection).values()}
    told |= {implied.field for implied in layout.implied} | set(layout.fixed)
    for name in ("status", entry.dated_by):
        if name not in told:
            zh = entry.fields[name].zh
            yield Phrase(
                zh=f"没有“{zh}”一列：规则视为未知",
                en=f"no column for `{name}` ({zh}): rules find it unknown",
            )


def _report(files: list[FileReport], drafts: list[Draft], notes: Sequence[Phrase]) -> IntakeReport:
    outcomes = list(Outcome)
    rows = [(draft.order(), draft.report()) for draft in drafts]
    rows.sort(key=lambda row: (row[0], outcomes.index(row[1].outcome), row[1].model_dump_json()))
    counted = Counter(draft.outcome for draft in drafts)
    return IntakeReport(
        files=tuple(sorted(files, key=lambda file: (file.name, file.layout, file.rows))),
        rows=tuple(row for _, row in rows),
        counts={outcome: counted[outcome] for outcome in outcomes},
        notes=tuple(notes),
    )


def _settle(
    drafts: Sequence[Draft], claims: Sequence[Claim]
) -> tuple[tuple[Subject, ...], Sequence[Phrase]]:
    joined: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.joined and draft.subject:
            joined.setdefault(draft.subject, []).append(draft)
    coverage = [draft for draft in drafts if draft.joined and draft.layout is COVERAGE]
    covers, notes = settle_coverage(_first_of_each(coverage), claims, joined)
    subjects = tuple(_subject(joined[name], covers[name]) for name in sorted(joined))
    return subjects, notes


def _first_of_each(rows: Iterable[Draft]) -> list[Draft]:
    """Set rows that say the same aside as duplicates; return the others."""
    first: dict[object, Draft] = {}
    for row in rows:
        fields = sorted({**row.about, **row.fields}.items(), key=str)
        said = (row.subject, row.collection, row.span, *map(str, fields))
        if first.setdefault(said, row) is not row:
            row.outcome, row.reason = Outcome.DUPLICATE, _SAME
    return list(first.values())


def _subject(rows: Sequence[Draft], covers: Covers) -> Subject:
    _first_of_each(row for row in rows if row.layout is SUBJECTS)
    facts: dict[str, object] = {"covers": covers, **_about(rows), **_named(rows[0])}
    for collection in COLLECTIONS:
        mine = [row for row in rows if row.collection == collection and row.span is None]
        if mine:
            facts[collection] = _records(collection, mine)
    related = [row for row in rows if row.layout is PERSONS]
    if related:
        facts["persons"] = _persons(related)
    try:
        return Subject.read(facts)
    except SubjectError as error:
        raise IntakeError(f"subject {rows[0].label}: {error}") from None


def _named(row: Draft) -> dict[str, object]:
    """Name a subject as the vocabulary does: an organisation by code, a person by key alone."""
    if row.key:
        return {"key": row.key, "kind": SubjectKind.NATURAL_PERSON}
    return {"uscc": row.code}


def _about(rows: Sequence[Draft]) -> dict[str, object]:
    """Take what rows agree on about their subject; leave out what they do not."""
    agreed: dict[str, object] = {}
    for name in ("name", *SUBJECT_FIELDS):
        told = {str(row.about[name]): row.about[name] for row in rows if name in row.about}
        if len({same_name(value) for value in told}) == 1:
            agreed[name] = told[min(told)]
        else:
            for row in rows:
                row.drop(f"subject.{name}", _SUBJECT_DISPUTED)
    return agreed


def _persons(rows: Sequence[Draft]) -> tuple[dict[str, object], ...]:
    """Make one entry of all the rows that speak of one person in one role from one day."""
    same: dict[tuple[str, ...], list[Draft]] = {}
    for row in _first_of_each(rows):
        told = (str(row.fields.get(f"person.{name}", "")) for name in ("key", "role", "since"))
        same.setdefault(tuple(told), []).append(row)
    return tuple(
        {name.removeprefix("person."): value for name, value in _merged(same[who]).items()}
        for who in sorted(same)
    )


def _records(collection: str, rows: Sequence[Draft]) -> tuple[Record, ...]:
    """Make one record of all the rows that speak of it."""
    named: dict[str, list[Draft]] = {}
    for row in rows:
        name = row.record or f"{collection}-{_content_digest(collection, row.fields)}"
        named.setdefault(name, []).append(row)
    copies: dict[str, list[Draft]] = {}
    for name, same in named.items():
        copies |= _by_authority(name, same)
    return tuple(_record(collection, key, copies[key]) for key in sorted(copies))


def _content_digest(collection: str, fields: Mapping[str, object]) -> str:
    record = COLLECTIONS[collection].record.model_validate(fields)
    # By way of JSON, so that the order of a set does not count; amounts by worth, not by spelling.
    content = {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in record.model_dump(mode="json", exclude_none=True).items()
    }
    return digest(content)


def _by_authority(name: str, rows: list[Draft]) -> dict[str, list[Draft]]:
    """Tell apart documents of one number that were made by different authorities.

    Where a row names no authority it may be of any of them, so nothing is told apart.
    """
    made_by: dict[str, list[Draft]] = {}
    for row in rows:
        made_by.setdefault(str(row.fields.get("authority", "")), []).append(row)
    numbered = all("document_number" in row.fields for row in rows)
    if len(made_by) == 1 or "" in made_by or not numbered:
        return {name: rows}
    return {
        f"{name}@{digest(authority)[:_KEY_DIGITS]}": same for authority, same in made_by.items()
    }


def _record(collection: str, key: str, rows: Sequence[Draft]) -> Record:
    for row in rows:
        row.record = key
        if "document_number" in row.fields and row.fields.pop("key", None):
            for column in row.places.pop("key"):
                row.ignored[column] = _NUMBER_NAMES_IT
    return COLLECTIONS[collection].record.model_validate(_merged(rows) | {"key": key})


def _merged(rows: Sequence[Draft]) -> dict[str, object]:
    """Put the copies of one record together, and say of each row what became of it.

    A copy that is silent on a field contradicts nothing; two that tell it differently do.
    """
    fields = dict(rows[0].fields)
    if all(row.fields == fields for row in rows):
        for row in rows[1:]:
            row.outcome, row.reason = Outcome.DUPLICATE, _SAME
        return fields
    told = {name: value for row in rows for name, value in row.fields.items()}
    if all(told[name] == value for row in rows for name, value in row.fields.items()):
        for row in rows:
            row.notes.append(_COMPLETES)
        return told
    return _agreed(rows)


def _agreed(rows: Sequence[Draft]) -> dict[str, object]:
    """Keep what all copies say, except the status: whether a disputed record stands is unknown."""
    fields = {
        name: value
        for name, value in rows[0].fields.items()
        if name != "status" and all(row.fields.get(name, _ABSENT) == value for row in rows)
    }
    for row in rows:
        row.outcome, row.reason = Outcome.DISPUTED, _DISPUTED
        row.notes = [
            note
            for note in row.notes
            if all(
                implied.because != note or implied.field in fields for implied in row.layout.implied
            )
        ]
        for name in row.fields.keys() - fields.keys():
            row.drop(name, _DIFFERS)
    return fields
