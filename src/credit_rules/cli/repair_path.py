"""`credit-rules repair-path`: what ends a publicity, an entry or a tier, and from which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Final, assert_never

import typer

from credit_rules.cli.options import (
    UNDETERMINED,
    AsOf,
    Authority,
    Catalogs,
    Covers,
    Format,
    Formats,
    Langs,
    Profile,
    Purposes,
    Region,
    Rulesets,
    Uscc,
    acting_of,
    load_book,
)
from credit_rules.cli.output import heading, on_one_line, write_documents, write_pages
from credit_rules.cli.words import Lang, aside, code, label, word

if TYPE_CHECKING:
    from credit_rules.analysis.changes import Outcome
    from credit_rules.analysis.foresight.repair_goals import Goal
    from credit_rules.analysis.foresight.repair_paths import (
        Action,
        Condition,
        Path,
        Prospect,
        RepairPaths,
    )
    from credit_rules.engine.decision import LegalBasis, Text

__all__ = ["repair_path"]

_ONE_DAY: Final = timedelta(days=1)


def repair_path(
    files: Annotated[
        list[FilePath],
        typer.Argument(
            metavar="FILES...",
            help="一个主体的 JSON，或行数据。One subject as JSON, or rows.",
        ),
    ],
    as_of: AsOf,
    on_list: Annotated[
        str | None,
        typer.Option("--list", help="只看这一名单上的条目。Only entries on this list, by its id."),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option("--record", help="只看这一记录，写文书号。Only this record, by its number."),
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", help="只看这一体系的等级或者修复。Only this scheme."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="TIER", help="至少要达到的等级。The tier wanted at least."),
    ] = None,
    uscc: Uscc = None,
    covers: Covers = None,
    purposes: Purposes = None,
    authority: Authority = None,
    region: Region = None,
    lang: Langs = Lang.ZH,
    form: Formats = Format.TEXT,
    rulesets: Rulesets = None,
    catalogs: Catalogs = None,
    profile: Profile = None,
) -> None:
    """说明怎样才能结束公示、移出名单、转为较轻的等级，从哪一日起。The way out, and from which day.

    每条路径都经重新计算：当日成立，前一日不成立。What to do, in which order, by when, for which
    organ, on which provision; what it ends and what it does not. As JSON, one answer for a subject
    file or with --uscc, otherwise a list of them. Exit code 4: facts have to be told, or findings
    made, before there is a path.
    """
    from credit_rules.analysis.foresight.repair_paths import repair_paths
    from credit_rules.cli.subjects import read_subjects

    acting = acting_of(authority, region, purposes)
    book = load_book(rulesets, catalogs, profile, lang)
    given = read_subjects(files, uscc, covers, lang)
    answers = [
        repair_paths(
            book,
            one,
            as_of,
            acting=acting,
            on_list=on_list,
            record=record,
            scheme=scheme,
            to=to,
        )
        for one in given.subjects
    ]
    if form is Format.JSON:
        write_documents(map(_document, answers), single=given.single)
    else:
        write_pages(_Page(lang).lines(one) for one in answers)
    if any(one.undetermined for one in answers):
        raise typer.Exit(UNDETERMINED)


def _document(answer: RepairPaths) -> dict[str, object]:
    """The answer as JSON, every goal with its kind."""
    from pydantic import TypeAdapter

    document: dict[str, object] = TypeAdapter(type(answer)).dump_python(answer, mode="json")
    return document


class _Page:
    """Writes an answer as a clerk hands it out."""

    def __init__(self, lang: Lang) -> None:
        """Write in a language."""
        self.lang = lang

    def lines(self, answer: RepairPaths) -> Iterator[str]:
        """The whole answer."""
        yield word("repair-of", self.lang, subject=answer.subject, day=answer.as_of)
        if not answer.prospects:
            yield word("nothing-to-repair", self.lang)
        for prospect in answer.prospects:
            yield ""
            yield from self.prospect(prospect)
        yield ""
        yield from (f"△ {self.text(note)}" for note in answer.notes)

    def prospect(self, prospect: Prospect) -> Iterator[str]:
        """One goal: where it stands, the paths to it, what stands in the way."""
        yield heading(self.goal(prospect.goal))
        standing = code(prospect.standing, self.lang)
        now = label("today-said", self.lang, self.text(prospect.now))
        yield f"{now}{'；' if self.lang is Lang.ZH else '; '}{standing}"
        several = len(prospect.paths) > 1
        for number, path in enumerate(prospect.paths, start=1):
            yield from self.path(path, number if several else None)
        if prospect.obstacles:
            yield f"  ✗ {word('in-the-way', self.lang)}"
        for one in prospect.obstacles:
            why = f"{self.text(one.why)}{self.basis(one.basis)}"
            yield f"    {self.text(one.title)}{self.dash}{why}"
        if prospect.facts:
            yield f"  ？ {word('told-first', self.lang)}"
        for fact in prospect.facts:
            holder = label("held-by", self.lang, on_one_line(fact.holder))
            yield f"    {self.text(fact.text)}{self.aside(holder)}"
        if prospect.beside and prospect.paths:
            yield f"  {label('apart', self.lang, self.joined(prospect.beside))}"
        if not prospect.searched:
            yield f"  △ {word('not-all-searched', self.lang)}"
        if prospect.remedy is not None:
            yield f"  {label('objection', self.lang, self.text(prospect.remedy))}"

    def path(self, path: Path, number: int | None) -> Iterator[str]:
        """One path, in the order in which things are done."""
        from credit_rules.analysis.foresight.actions import ActionKind

        which = "" if number is None else f" {number}"
        result = word(f"result-{path.result}", self.lang)
        day = word("from-day", self.lang, day=path.first_day)
        colon = "：" if self.lang is Lang.ZH else ": "
        yield f"  ✓ {word('path', self.lang)}{which}{colon}{day}{result}"
        steps = [list(self.action(one)) for one in path.actions if one.kind != ActionKind.APPLY]
        steps += [list(self.condition(one)) for one in path.conditions]
        if path.waits:
            steps.append(list(self.wait(path)))
        steps += [list(self.action(one)) for one in path.actions if one.kind == ActionKind.APPLY]
        for place, (first, *rest) in enumerate(steps, start=1):
            yield f"    {place}. {first}"
            yield from (f"       {line}" for line in rest)
        for key, texts in (
            ("bring", path.materials),
            ("granted-ends", [one.title for one in path.grants]),
        ):
            if texts:
                yield f"    {label(key, self.lang, self.joined(texts))}"
        for step in path.steps:
            due = word("by-day", self.lang, day=step.due) if step.due else ""
            said = f"{self.text(step.title)}{self.aside(on_one_line(step.by))}{due}"
            yield f"    {label('then-owed', self.lang, said)}"
        if path.ends_by_itself is not None:
            yield f"    {word('else-ends', self.lang, day=path.ends_by_itself)}"
        yield from self.checked(path)
        for one in path.stays:
            until = "" if one.until is None else word("by-day", self.lang, day=one.until - _ONE_DAY)
            said = f"{self.text(one.title)}{until}{self.basis(one.basis)}"
            yield f"    {label('goes-on', self.lang, said)}"

    def action(self, one: Action) -> Iterator[str]:
        """What the subject does, on which record, for whom, by when, and why."""
        record = on_one_line(one.record.partition("[")[2].removesuffix("]"))
        name = "" if one.begins else self.aside(record)
        yield f"{self.text(one.title)}{name}{self.dash}{self.span(one.day, one.by)}"
        yield label("done-for", self.lang, on_one_line(one.to))
        if one.meets:
            yield f"{label('meets', self.lang, self.joined(one.meets))}{self.basis(one.basis)}"

    def span(self, day: date, by: date | None) -> str:
        """From which day, and by which."""
        if by is None:
            return word("from-day", self.lang, day=day).strip("，, ")
        return word("on-day" if by == day else "from-by", self.lang, day=day, by=by)

    def condition(self, one: Condition) -> Iterator[str]:
        """What an organ has to find, or to do."""
        if one.answer is None:
            yield word("awaits", self.lang, what=self.text(one.title))
        else:
            answer = word("yes" if one.answer else "no", self.lang)
            yield word("has-to-find", self.lang, what=self.text(one.title), answer=answer)
        yield label("by-organ", self.lang, on_one_line(one.organ))
        if one.proves is not None:
            yield word("do-first", self.lang, what=code(one.proves, self.lang))

    def wait(self, path: Path) -> Iterator[str]:
        """What is waited for, until when."""
        yield word("wait-until", self.lang, day=path.first_day)
        for one in path.waits:
            yield f"{self.text(one.title)}{self.basis(one.basis)}"

    def checked(self, path: Path) -> Iterator[str]:
        """What is said on the day before, and on the day."""
        before, after = self.said(path.before), self.said(path.after)
        if before and after and path.before:
            yield f"    {word('decided-again', self.lang, before=before, after=after)}"

    def said(self, outcomes: Iterable[Outcome]) -> str:
        """What is said of the goal in one word."""
        from credit_rules.analysis.foresight.repair_paths import in_a_word

        return self.text(in_a_word(outcomes))

    def goal(self, goal: Goal) -> str:
        """What a goal is called."""
        from credit_rules.analysis.foresight.repair_goals import ListingGoal, RepairGoal, TierGoal

        match goal:
            case RepairGoal(record=record, title=title):
                key = "goal-repair"
            case ListingGoal(record=record, title=title):
                key = "goal-listing"
            case TierGoal(title=title):
                key, record = "goal-tier", ""
            case _ as never:
                assert_never(never)
        name = on_one_line(record.partition("[")[2].removesuffix("]"))
        return f"{label(key, self.lang, self.text(title))}{self.aside(name)}"

    def basis(self, basis: Iterable[LegalBasis]) -> str:
        """The provisions, in brackets."""
        cited: dict[str, dict[str, None]] = {}
        for one in basis:
            title, _, article = one.citation.partition("》")
            cited.setdefault(f"{title}》", {})[article] = None
        return self.aside("、".join(title + "、".join(some) for title, some in cited.items()))

    def aside(self, text: str) -> str:
        """A text in brackets; nothing for none."""
        return aside(text, self.lang)

    def joined(self, texts: Iterable[Text]) -> str:
        """Several texts in a row."""
        return ("；" if self.lang is Lang.ZH else "; ").join(map(self.text, texts))

    @property
    def dash(self) -> str:
        """Between what is said and what is said of it."""
        return "：" if self.lang is Lang.ZH else ": "

    def text(self, text: Text) -> str:
        """A text in the language, on one line."""
        return on_one_line(text[self.lang.value])
