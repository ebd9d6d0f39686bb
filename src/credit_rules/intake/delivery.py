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
from credit_rules.intake.coverage import Covers, settle_coverage
from credit_rules.intake.identity import same_name
from credit_rules.intake.layouts import recognise
from credit_rules.intake.report import FileReport, IntakeReport, Outcome, Phrase
from credit_rules.intake.rows import Draft, digest, read_rows
from credit_rules.intake.tables import read_table
from credit_rules.model.subject import COLLECTIONS, Record, Subject, mask

__all__ = ["Intake", "read_files"]

_SAME = Phrase(zh="与另一行内容相同", en="says the same as another row")
_DIFFERS = Phrase(zh="同一记录的各份内容不一致，未采用", en="copies of the record differ; not used")
_DISPUTED = Phrase(
    zh="同一记录的各份内容不一致：只采用一致的字段，状态不明",
    en="copies of one record differ: only what agrees is kept, and its status is unknown",
)
_SUBJECT_DISPUTED = Phrase(
    zh="各行对该主体的说法不一致，未采用", en="rows differ about the subject; not used"
)
_NUMBER_NAMES_IT = Phrase(zh="记录以文书号为编号", en="the document number names the record")
_ABSENT: Final = object()
_KEY_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read: the subjects, sorted by code, and what became of every row."""

    subjects: tuple[Subject, ...]
    report: IntakeReport


def read_files(paths: Sequence[Path]) -> Intake:
    """Read files of rows (`.csv`, `.json`) as one delivery.

    Raises:
        IntakeError: a file cannot be read, or is in no layout we know. A row that cannot be used
            raises nothing; the report says what became of it.
    """
    files: list[FileReport] = []
    drafts: list[Draft] = []
    for path in sorted(paths, key=lambda path: (path.name, str(path))):
        table = read_table(path)
        try:
            layout = recognise(table.header)
            drafts += read_rows(table, layout)
        except IntakeError as error:
            raise IntakeError(f"{table.name}: {error}") from None
        files.append(FileReport(name=table.name, layout=layout.name, rows=len(table.rows)))
    drafts.sort(key=Draft.order)
    subjects = _settle(drafts)
    return Intake(subjects, _report(files, drafts))


def _report(files: list[FileReport], drafts: list[Draft]) -> IntakeReport:
    outcomes = list(Outcome)
    rows = [(draft.order(), draft.report()) for draft in drafts]
    rows.sort(key=lambda row: (row[0], outcomes.index(row[1].outcome), row[1].model_dump_json()))
    counted = Counter(draft.outcome for draft in drafts)
    return IntakeReport(
        files=tuple(sorted(files, key=lambda file: (file.name, file.layout, file.rows))),
        rows=tuple(row for _, row in rows),
        counts={outcome: counted[outcome] for outcome in outcomes},
    )


def _settle(drafts: Sequence[Draft]) -> tuple[Subject, ...]:
    joined: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.joined and draft.code:
            joined.setdefault(draft.code, []).append(draft)
    _suggest_candidates(drafts)
    coverage = [draft for draft in drafts if draft.joined and draft.layout.name == "coverage"]
    covers = settle_coverage(_first_of_each(coverage), joined)
    return tuple(_subject(code, joined[code], covers[code]) for code in sorted(joined))


def _suggest_candidates(drafts: Sequence[Draft]) -> None:
    """Name, for rows without a code to join on, the subjects that bear the same name."""
    bearers: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.joined and draft.code and draft.name:
            bearers.setdefault(same_name(draft.name), set()).add(mask(draft.code))
    for draft in drafts:
        if draft.outcome is Outcome.UNMATCHED and draft.name:
            draft.candidates = tuple(sorted(bearers.get(same_name(draft.name), ())))


def _first_of_each(rows: Iterable[Draft]) -> list[Draft]:
    """Set rows that say the same aside as duplicates; return the others."""
    first: dict[object, Draft] = {}
    for row in rows:
        said = (row.code, row.collection, row.span, *sorted(row.about.items(), key=str))
        if first.setdefault(said, row) is not row:
            row.outcome, row.reason = Outcome.DUPLICATE, _SAME
    return list(first.values())


def _subject(code: str, rows: Sequence[Draft], covers: Covers) -> Subject:
    _first_of_each(row for row in rows if row.layout.name == "subjects")
    facts: dict[str, object] = {"uscc": code, "covers": covers, **_about(rows)}
    for collection in COLLECTIONS:
        mine = [row for row in rows if row.collection == collection and row.span is None]
        if mine:
            facts[collection] = _records(collection, mine)
    try:
        return Subject.read(facts)
    except SubjectError as error:
        raise IntakeError(f"subject {mask(code)}: {error}") from None


def _about(rows: Sequence[Draft]) -> dict[str, object]:
    """Take what rows agree on about their subject; leave out what they do not."""
    agreed: dict[str, object] = {}
    for name in ("name", "kind", "region"):
        told = {str(row.about[name]) for row in rows if name in row.about}
        if len({same_name(value) for value in told}) == 1:
            agreed[name] = min(told)
        else:
            for row in rows:
                row.drop(f"subject.{name}", _SUBJECT_DISPUTED)
    return agreed


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
    made_by = {str(row.fields.get("authority", "")) for row in rows}
    numbered = all("document_number" in row.fields for row in rows)
    if len(made_by) == 1 or "" in made_by or not numbered:
        return {name: rows}
    return {
        f"{name}@{digest(authority)[:_KEY_DIGITS]}": [
            row for row in rows if row.fields["authority"] == authority
        ]
        for authority in made_by
    }


def _record(collection: str, key: str, rows: Sequence[Draft]) -> Record:
    for row in rows:
        row.record = key
        if "document_number" in row.fields and row.fields.pop("key", None):
            row.ignored[row.places.pop("key")] = _NUMBER_NAMES_IT
    fields = dict(rows[0].fields)
    if any(row.fields != fields for row in rows):
        fields = _agreed(rows)
    else:
        for row in rows[1:]:
            row.outcome, row.reason = Outcome.DUPLICATE, _SAME
    return COLLECTIONS[collection].record.model_validate(fields | {"key": key})


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
            implied.because
            for implied in row.layout.implied
            if implied.because in row.notes and implied.field in fields
        ]
        for name in row.fields.keys() - fields.keys():
            row.drop(name, _DIFFERS)
    return fields
