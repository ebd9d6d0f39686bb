"""From files of rows to subjects, with a report of what became of every row.

```python
from credit_rules.intake import read_claim, read_files

intake = read_files(
    [Path("penalties.xlsx"), Path("lists.jsonl")],
    covers=[read_claim("penalties=2020-01-01..2026-06-30")],
)
intake.subjects           # sorted by code, ready for `decide`
print(intake.report.render("zh"))
```

A way through: `files` picks the reader of a format (`csv_file`, `workbook`, `json_file`),
`layouts` says what headings mean, `rows` and `cells` read each row, `joining` finds its subject,
`delivery` settles rows against each other and makes the subjects, `spreadsheet` writes the report
for a spreadsheet.
"""

from credit_rules.intake.coverage import Claim, read_claim
from credit_rules.intake.delivery import Intake, read_files
from credit_rules.intake.report import (
    Candidate,
    FileReport,
    IntakeReport,
    Lang,
    Outcome,
    Phrase,
    Remark,
    RowReport,
    Taken,
)
from credit_rules.intake.spreadsheet import report_as_csv

__all__ = [
    "Candidate",
    "Claim",
    "FileReport",
    "Intake",
    "IntakeReport",
    "Lang",
    "Outcome",
    "Phrase",
    "Remark",
    "RowReport",
    "Taken",
    "read_claim",
    "read_files",
    "report_as_csv",
]
