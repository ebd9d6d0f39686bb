"""From files of rows to subjects, with a report of what became of every row.

```python
from credit_rules.intake import read_files

intake = read_files([Path("penalties.csv"), Path("coverage.csv")])
intake.subjects           # sorted by code, ready for `decide`
print(intake.report.render("zh"))
```

A way through: `tables` reads a file, `layouts` says what its headings mean, `rows` and `cells`
read each row, `delivery` settles rows against each other and makes the subjects.
"""

from credit_rules.intake.delivery import Intake, read_files
from credit_rules.intake.report import (
    FileReport,
    IntakeReport,
    Lang,
    Outcome,
    Phrase,
    Remark,
    RowReport,
)

__all__ = [
    "FileReport",
    "Intake",
    "IntakeReport",
    "Lang",
    "Outcome",
    "Phrase",
    "Remark",
    "RowReport",
    "read_files",
]
