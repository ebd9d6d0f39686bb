"""Decisions on record: made again byte for byte, chained, and erased without a gap.

```python
from credit_rules.lang.compiler import read_documents
from credit_rules.records import replays, verify_log, writing

with writing("archive") as archive:
    kept = archive.keep(read_documents())
    line = archive.record(kept, subject, as_of).line
    print(line.sequence, archive.head)      # keep the head where the archive is not

verify_log("archive", head=head).findings   # empty, or each with file, line and record
[one.state for one in replays("archive")]

with writing("archive") as archive:
    archive.erase(line.sequence, on=day, by=office, basis=provision, reason=why)
```

* `entries`: what stands in an archive. `canonical`: the bytes of it, and their digest.
* `log`: its lines and their chain. `shelves`, `files`: contents by digest, read with suspicion.
* `archive`, `locking`: putting on record and erasing, by one writer at a time.
* `verifying`, `findings`: what is not as it was written, and where.
* `replaying`: the same decision again, with the rules of the time. `refusals`: what is not done.
"""

from credit_rules.records.archive import Kept, Recorded, Writer, writing
from credit_rules.records.canonical import canonical, digest
from credit_rules.records.entries import ErasureLine, Line, Record, RecordLine
from credit_rules.records.findings import Finding, Problem
from credit_rules.records.replaying import Cause, Replay, Replayed, replay, replays
from credit_rules.records.verifying import Verified, verify_log

__all__ = [
    "Cause",
    "ErasureLine",
    "Finding",
    "Kept",
    "Line",
    "Problem",
    "Record",
    "RecordLine",
    "Recorded",
    "Replay",
    "Replayed",
    "Verified",
    "Writer",
    "canonical",
    "digest",
    "replay",
    "replays",
    "verify_log",
    "writing",
]
