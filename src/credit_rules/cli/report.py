"""What `dry-run` answers, as data and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from credit_rules.cli.output import flat, heading
from credit_rules.cli.words import Lang, code, label, word
from credit_rules.engine.audience import Audience, page, sees
from credit_rules.engine.decision import Decision
from credit_rules.intake import IntakeReport, Outcome, RowReport

__all__ = ["DryRun", "not_taken", "report_for"]

_NOT_TAKEN = (Outcome.UNMATCHED, Outcome.DISPUTED, Outcome.REFUSED)


class DryRun(BaseModel):
    """Decisions about every subject of a delivery, and what became of its rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["credit-rules/dry-run/1"] = Field(default="credit-rules/dry-run/1")
    as_of: date
    decisions: tuple[Decision, ...]
    intake: IntakeReport

    def render(self, lang: Lang, audience: Audience = Audience.AUTHORITY) -> str:
        """The answer as text: every subject, the rows that need a look, the sums."""
        parts = [
            [heading(f"{place}/{len(self.decisions)}"), page(flat(one), audience, lang).rstrip()]
            for place, one in enumerate(self.decisions, start=1)
        ]
        parts.append([heading(word("intake", lang)), *self._rows(lang)])
        parts.append([heading(word("summary", lang)), *self._sums(lang, audience)])
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def _rows(self, lang: Lang) -> Iterator[str]:
        for outcome in _NOT_TAKEN:
            rows = [row for row in self.intake.rows if row.outcome is outcome]
            yield from _group(code(outcome, lang), rows, lang)
        rest = [row for row in self.intake.rows if row.outcome not in _NOT_TAKEN and row.unclear]
        yield from _group(word("unclear", lang), rest, lang)
        yield label("counts", lang)
        for outcome in Outcome:
            yield f"  {code(outcome, lang)} {self.intake.counts[outcome]}"

    def _sums(self, lang: Lang, audience: Audience) -> Iterator[str]:
        yield f"  {word('subjects', lang)} {len(self.decisions)}"
        for part in ("measures", "proposals", "undetermined"):
            # A sum over what was left out would say that there is none.
            if sees(audience, part):
                number = sum(bool(getattr(one, part)) for one in self.decisions)
                yield f"  {word(f'with-{part}', lang)} {number}"


def not_taken(report: IntakeReport) -> int:
    """How many rows need a look, because no subject has them now."""
    return sum(report.counts[outcome] for outcome in _NOT_TAKEN)


def report_for(report: IntakeReport, audience: Audience) -> IntakeReport:
    """What of a report an audience may see: single rows are the deliverer's and the authority's."""
    if audience is Audience.AUTHORITY:
        return report
    return IntakeReport(files=(), rows=(), counts=report.counts)


def _group(title: str, rows: Iterable[RowReport], lang: Lang) -> Iterator[str]:
    told = sorted(rows, key=lambda row: (row.file, row.line))
    if told:
        yield f"{title} {len(told)}"
    for row in told:
        # The place in the file is not part of the data, so it is carried over by hand.
        shown = flat(row).model_copy(update={"line": row.line})
        yield from (f"  {line}" for line in shown.render(lang.value).splitlines())
