"""Review pages: per instrument, each provision beside the rules that rest on it, and scenarios.

For a lawyer with the law at hand and no YAML: what the catalog says of a provision, how far it was
read, what each rule asks and gives in words, which scenarios show it, what is left out and why, and
what the law leaves to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from string import ascii_letters, digits
from typing import Final

from credit_rules.analysis.law_coverage import Account, law_coverage
from credit_rules.model.catalog import (
    Citation,
    Instrument,
    ListEntry,
    Measure,
    Parameter,
    Provision,
    Validity,
    Version,
)
from credit_rules.model.codes import Verified
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Governs, Header, Ruleset, TieredSupervision, parts
from credit_rules.render.blocks import Block, Blocks
from credit_rules.render.diagrams import clocks, ladder
from credit_rules.render.html import Html, Node, element, page
from credit_rules.render.review_words import (
    KINDS,
    MARKS,
    days,
    expected,
    name_of,
    reason,
    word,
)
from credit_rules.render.words import either, listed
from credit_rules.truth import Truth

__all__ = ["INDEX", "ShownScenario", "review_pages"]

INDEX: Final = "index.html"
_FOLDER: Final = "instruments"
_FEW: Final = 10
"""So many scenarios stand beside a rule, all of them."""

_BESIDE: Final = 8
"""Where there are more, so many stand beside it, and the others follow below."""

_RULES: Final = frozenset({"because_of", "not_because_of", "undetermined"})
"""The words by which a scenario expects rules to hold, not to, or to be open."""

_Seen = dict[tuple[str, str, str, int], tuple[str, str]]
"""Where on a page a rule was shown first: the anchor and the label of the provision."""

_PLAIN: Final = frozenset(ascii_letters + digits + "-.")


@dataclass(frozen=True, slots=True)
class ShownScenario:
    """A scenario as a page shows it.

    Attributes:
        name: what it is called.
        as_of: the day asked about.
        rulesets: the ids of those it is about.
        holds, fails, open: the rules it expects to hold, not to hold, to be open.
        named: rules it speaks of otherwise, as steps owed.
        expected: what it expects, by the words of its file.
    """

    name: str
    as_of: date
    rulesets: frozenset[str]
    holds: frozenset[str]
    fails: frozenset[str]
    open: frozenset[str]
    named: frozenset[str]
    expected: tuple[tuple[str, str], ...]


def review_pages(
    book: Rulebook,
    scenarios: Sequence[ShownScenario],
    *,
    instruments: Sequence[str] | None = None,
    rulesets: Sequence[str] | None = None,
    lang: str = "zh",
) -> Mapping[str, str]:
    """The pages, by their place below the folder they are written to; the same bytes every time.

    Args:
        book: the rulebook.
        scenarios: in the order they are to be shown in.
        instruments: the ids of those to show; None for all, or for those the rulesets cite.
        rulesets: the ids of those to show; None for all.
        lang: "zh" or "en". Provisions are restated in Chinese in both.
    """
    shown = [one for one in book.rulesets if rulesets is None or one.header.id in rulesets]
    wanted = set(book.catalog.instruments if instruments is None else instruments)
    if rulesets is not None and instruments is None:
        wanted &= {one.instrument for each in shown for one in parts(each, Citation)}
    review = _Review(book, shown, scenarios, lang)
    pages = {
        review.place(one): review.instrument(book.catalog.instruments[one])
        for one in sorted(wanted)
    }
    pages[INDEX] = review.index([book.catalog.instruments[one] for one in sorted(wanted)])
    return dict(sorted(pages.items()))


def _file_name(name: str) -> str:
    """An id as the name of a file: whatever might lead elsewhere is written as its number."""
    return "".join(char if char in _PLAIN else f"_{ord(char):x}_" for char in name) + ".html"


class _Review:
    """Makes the pages of one rulebook."""

    def __init__(
        self,
        book: Rulebook,
        rulesets: Sequence[Ruleset],
        scenarios: Sequence[ShownScenario],
        lang: str,
    ) -> None:
        self.book = book
        self.rulesets = rulesets
        self.lang = lang
        self.cited = [{cited.instrument for cited in parts(one, Citation)} for one in rulesets]
        self.style = (files("credit_rules.render") / "review.css").read_text("utf-8")
        self.scenarios: dict[str, list[ShownScenario]] = {}
        for one in scenarios:
            for ruleset in one.rulesets:
                self.scenarios.setdefault(ruleset, []).append(one)
        self.accounts: dict[str, list[Account]] = {}
        for account in law_coverage(book).accounts:
            self.accounts.setdefault(account.instrument, []).append(account)

    def place(self, instrument: str) -> str:
        """Where the page of an instrument is."""
        return f"{_FOLDER}/{_file_name(instrument)}"

    # The index

    def index(self, instruments: Iterable[Instrument]) -> str:
        """The page that leads to all others."""
        keys = (
            *("instrument", "number", "level", "in-force", "provisions", "with-rules"),
            *("without-rules", "rulesets", "questions", "last-checked"),
        )
        head = element("tr", *(element("th", self.word(key), scope="col") for key in keys))
        table = element(
            "table",
            element("caption", self.word("index"), class_="unseen"),
            element("thead", head),
            element("tbody", [self._entry(one) for one in instruments]),
            class_="index",
        )
        body = (
            element("h1", self.word("index")),
            element("p", self.word("notice"), class_="notice"),
            self._legend(),
            element("main", table),
            element(
                "p", self.word("digest"), " ", element("code", self.book.digest), class_="small"
            ),
        )
        return page(lang=self._language, title=self.word("index"), style=self.style, body=body)

    def _entry(self, one: Instrument) -> Html:
        accounts = self.accounts.get(one.id, [])
        about = self._about(one)
        asked = {(each.header.id, name) for each in about for name in self._questions(each, one)}
        counts = (
            len(accounts),
            sum(each.implemented for each in accounts),
            sum(each.omission is not None for each in accounts),
            len({each.header.id for each in about}),
            len(asked),
        )
        texts = [element("div", days(text.in_force, self.lang)) for text in one.versions]
        return element(
            "tr",
            element("th", element("a", self._title(one), href=self.place(one.id)), scope="row"),
            element("td", one.number or self.word("unconfirmed")),
            element("td", name_of(one.level, self.lang)),
            element("td", texts),
            [element("td", str(count), class_="number") for count in counts],
            element("td", element("time", str(one.last_checked))),
        )

    # The page of an instrument

    def instrument(self, one: Instrument) -> str:
        """The page of an instrument."""
        anchors = {
            (one.id, label): _anchor(number, place)
            for number, text in enumerate(one.versions)
            for place, label in enumerate(text.provisions)
        }
        about = [
            Blocks(self.book.catalog, ruleset, self.lang, anchors) for ruleset in self._about(one)
        ]
        every = [(blocks, blocks.all()) for blocks in about]
        shown: _Seen = {}
        texts = [
            self._text(one, number, text, every, shown) for number, text in enumerate(one.versions)
        ]
        title = self._title(one)
        body = (
            element(
                "p",
                element("a", self.word("back"), href=f"../{INDEX}"),
                class_="screen",
            ),
            element("h1", f"《{one.title}》" if self.lang == "zh" else title),
            element("p", self.word("notice"), class_="notice"),
            self._facts(one),
            self._legend(),
            self._contents(one),
            element(
                "main",
                texts,
                self._rulesets(every),
                self._omissions(one, about),
                self._open_questions(one, about),
            ),
        )
        return page(lang=self._language, title=title, style=self.style, body=body)

    def _facts(self, one: Instrument) -> Html:
        rows = [
            ("number", one.number or self.word("unconfirmed")),
            ("issuer", one.issuer),
            ("level", name_of(one.level, self.lang)),
            ("status", name_of(one.status, self.lang)),
            ("last-checked", str(one.last_checked)),
        ]
        for text in one.versions:
            issued = str(text.issued or self.word("unconfirmed"))
            said = f"{self.word('issued')} {issued}{'；' if self.lang == 'zh' else '; '}"
            rows.append(("texts", f"{text.id}{self._colon}{said}{days(text.in_force, self.lang)}"))
        return self._facts_of(rows, wide=("last-checked", "texts"))

    def _contents(self, one: Instrument) -> Html:
        items = [
            element(
                "li",
                element("a", f"{MARKS[each.verified]} {self._label(each)}", href=f"#{anchor}"),
            )
            for anchor, each in _anchored(one)
        ]
        return element(
            "nav",
            element("h2", self.word("contents")),
            element("ul", items, class_="contents"),
            aria_label=self.word("contents"),
        )

    def _text(
        self,
        one: Instrument,
        number: int,
        text: Version,
        every: Sequence[tuple[Blocks, tuple[Block, ...]]],
        shown: _Seen,
    ) -> Html:
        """One text of an instrument, provision by provision."""
        in_force = days(text.in_force, self.lang)
        heading = f"{self.word('text', id=text.id)}{self._colon}{in_force}"
        rows: list[Html] = []
        for place, provision in enumerate(text.provisions.values()):
            anchor = _anchor(number, place)
            resting = [
                (block, position)
                for blocks, found in every
                if _meet(text.in_force, blocks.header.in_force)
                for position, block in enumerate(found)
                if any(
                    (each.instrument, each.label) == (one.id, provision.label)
                    for each in block.cited
                )
            ]
            rows += self._provision(one, text, provision, anchor, resting, shown)
        keys = ("provision", "rules", "scenarios")
        head = element(
            "tr",
            [element("th", self.word(key), scope="col", class_=f"of-{key}") for key in keys],
        )
        table = element(
            "table",
            element("caption", heading, class_="unseen"),
            element("thead", head),
            element("tbody", rows),
            class_="beside",
        )
        return element("section", element("h2", heading), table)

    def _provision(
        self,
        one: Instrument,
        text: Version,
        provision: Provision,
        anchor: str,
        resting: Sequence[tuple[Block, int]],
        shown: _Seen,
    ) -> Iterator[Html]:
        """The rows of a provision: itself once, beside it a row for each rule that rests on it."""
        label = self._label(provision)
        beside: list[Node] = []
        for block, position in resting:
            header = block.header
            key = (header.id, header.edition, block.id or "", position)
            before = shown.setdefault(key, (anchor, label))
            beside += self._cells(block, None if before[0] == anchor else before)
        beside = beside or [element("td", self._none(provision), colspan="2")]
        said = element(
            "th",
            element("h3", label),
            element("p", provision.says, lang="zh"),
            element("p", self._read(provision.verified), class_="small"),
            element("p", f"{text.id}{self._colon}{days(text.in_force, self.lang)}", class_="small"),
            self._entries(one, provision),
            scope="rowgroup" if len(beside) > 1 else "row",
            rowspan=str(len(beside)) if len(beside) > 1 else None,
            id=anchor,
        )
        of = "first" if resting else "first alone"
        yield element("tr", said, beside[0], class_=of)
        yield from (element("tr", cells) for cells in beside[1:])

    def _none(self, provision: Provision) -> Html:
        if provision.not_covered is None:
            return element("p", self.word("no-rule-rests"))
        omission = provision.not_covered
        why = reason(omission.reason, self.lang)
        note = f"{'；' if self.lang == 'zh' else '; '}{omission.note}" if omission.note else ""
        told = f"{self.word('not-covered')}{self._colon}{why}{note}"
        return element("p", told, class_="omitted")

    def _entries(self, one: Instrument, provision: Provision) -> Html | None:
        """The entries of the catalog that rest on a provision, which no ruleset shows."""
        found = [each for each in self.accounts[one.id] if each.label == provision.label]
        names = dict.fromkeys(
            self._entry_name(rests.kind, rests.name)
            for each in found
            for rests in each.rests
            if rests.kind != "ruleset"
        )
        if not names:
            return None
        told = f"{self.word('entries')}{self._colon}{listed(names, self.lang)}"
        return element("p", told, class_="small")

    def _entry_name(self, kind: str, name: str) -> str:
        catalog = self.book.catalog
        if kind == "demand":
            return self.word("demand")
        entries: Mapping[str, Mapping[str, ListEntry | Measure | Parameter]] = {
            "list": catalog.lists,
            "measure": catalog.measures,
            "parameter": catalog.parameters,
        }
        found = entries.get(kind, {}).get(name)
        if found is None:
            return name
        return found.title_en if self.lang == "en" else found.title

    def _cells(self, block: Block, before: tuple[str, str] | None) -> Iterator[Node]:
        """A rule and its scenarios, row by row; of a rule shown already, where."""
        header = block.header
        named = element("code", f"{header.id}/{block.id}" if block.id else header.id)
        heading = element(
            "h4", element("span", block.label, class_="label"), " ", block.title, " ", named
        )
        edition = element("p", self._headed(header), class_="small")
        if before is not None:
            anchor, label = before
            link = element("a", self.word("shown-in", place=label), href=f"#{anchor}")
            yield (element("td", heading, edition, element("p", link)), element("td", "—"))
            return
        items = self._shown_by(block)
        few = len(items) <= _FEW
        first, more = (items, []) if few else (items[:_BESIDE], items[_BESIDE:])
        shown = element("ul", first, class_="scenarios") if first else element("p", "—")
        if not items and block.id is not None:
            shown = element("p", self.word("no-scenario"), class_="small")
        yield (element("td", heading, edition, block.lines), element("td", shown))
        if more:
            title = element("p", self.word("more", rule=block.title), class_="small")
            below = element("ul", more, class_="scenarios many")
            yield element("td", title, below, colspan="2")

    def _shown_by(self, block: Block) -> list[Html]:
        """The scenarios that name a rule: those in which it holds first."""
        mine = [one for one in self.scenarios.get(block.header.id, ()) if self._asks(block, one)]
        return [
            self._scenario(one, mark, key)
            for mark, key in (("✓", "holds"), ("？", "open"), ("✗", "fails"), ("·", "named"))
            for one in mine
            if block.id is not None and block.id in getattr(one, key)
        ]

    def _asks(self, block: Block, one: ShownScenario) -> bool:
        """Whether it is this edition of a ruleset that a scenario asks, or may be."""
        header = block.header
        editions = [each for each in self.rulesets if each.header.id == header.id]
        if len(editions) == 1 or header.governs is Governs.ACTS:
            return True
        return header.in_force.on(one.as_of) is not Truth.FALSE

    def _scenario(self, one: ShownScenario, mark: str, said: str) -> Html:
        told = f"{mark} {self.word(said)}{self._colon}{one.name} "
        # What does not come of it is said in full where the rule is that does.
        beside = "" if said == "fails" else self._expected(one)
        return element(
            "li",
            told,
            element("time", str(one.as_of)),
            element("span", beside, class_="expect") if beside else None,
        )

    def _expected(self, one: ShownScenario) -> str:
        # Which rules hold is said by the mark of each, beside the rule.
        said = ((key, value) for key, value in one.expected if key not in _RULES)
        told = (f"{expected(key, self.lang)} {value}" for key, value in said)
        return ("; " if self.lang == "en" else "；").join(told)

    # What the rulesets of an instrument say as a whole

    def _rulesets(self, every: Sequence[tuple[Blocks, tuple[Block, ...]]]) -> Html:
        sections = [self._ruleset(blocks, found) for blocks, found in every]
        inside: Node = sections or element("p", self.word("none-here"))
        return element("section", element("h2", self.word("rulesets")), inside)

    def _ruleset(self, blocks: Blocks, found: Sequence[Block]) -> Html:
        header = blocks.header
        region = self.word("national") if header.national else header.jurisdiction
        kinds = (name_of(one, self.lang) for one in sorted(header.applies_to))
        rows: list[tuple[str, Node]] = [
            ("kind", self._kind(header)),
            ("scheme", header.scheme),
            ("edition", header.edition),
            ("jurisdiction", region),
            ("in-force", days(header.in_force, self.lang)),
            ("governs", name_of(header.governs, self.lang)),
            ("applies-to", listed(kinds, self.lang) or self.word("everyone")),
            ("basis", blocks.printed(header.basis)),
        ]
        if header.retroactive is not None:
            reaches = [self.word("milder"), "　", blocks.printed(header.retroactive.basis)]
            rows.append(("retroactive", reaches))
        if header.concerns is not None:
            rows.append(("concerns", blocks.conditions.shown(header.concerns, None)))
        for one in header.answered:
            told = f"{name_of(one.question, self.lang)}{self._colon}{blocks.title(one.note)}"
            rows.append(("answered", [told, "　", blocks.printed(one.basis)]))
        meant = [
            element("div", element("h4", block.title), block.lines)
            for block in found
            if block.label == self.word("definition")
        ]
        if meant:
            rows.append(("definitions", meant))
        ruleset = blocks.ruleset
        return element(
            "section",
            element("h3", blocks.title(header.title), " ", element("code", header.id)),
            self._facts_of(
                rows,
                wide=(
                    "applies-to",
                    "basis",
                    "retroactive",
                    "concerns",
                    "answered",
                    "definitions",
                ),
            ),
            ladder(blocks, ruleset) if isinstance(ruleset, TieredSupervision) else None,
            clocks(blocks),
        )

    def _omissions(self, one: Instrument, about: Sequence[Blocks]) -> Html:
        rows: list[tuple[str, str, str, str]] = [
            (
                self._label(provision),
                provision.says,
                reason(provision.not_covered.reason, self.lang),
                provision.not_covered.note or "",
            )
            for _, provision in _anchored(one)
            if provision.not_covered is not None
        ]
        rows += [
            (blocks.title(blocks.header.title), left.what, reason(left.reason, self.lang), "")
            for blocks in about
            for left in blocks.header.not_covered
        ]
        heading = element("h2", self.word("not-covered-all"))
        keys = ("provision", "what", "why", "note")
        return element(
            "section", heading, self._listing("not-covered-all", keys, dict.fromkeys(rows))
        )

    def _open_questions(self, one: Instrument, about: Sequence[Blocks]) -> Html:
        rows = [
            (
                blocks.title(spec.question),
                spec.organ,
                blocks.printed(spec.basis),
                blocks.title(blocks.header.title),
            )
            for blocks in about
            for name, spec in blocks.header.findings.items()
            if name in self._questions(blocks.ruleset, one)
        ]
        heading = element("h2", self.word("questions"))
        keys = ("question", "organ", "basis", "ruleset")
        return element("section", heading, self._listing("questions", keys, rows))

    def _questions(self, ruleset: Ruleset, one: Instrument) -> list[str]:
        """The findings that rest on an instrument."""
        return [
            name
            for name, spec in ruleset.header.findings.items()
            if any(each.instrument == one.id for each in spec.basis)
        ]

    # Pieces

    def _about(self, one: Instrument) -> list[Ruleset]:
        """The rulesets that cite an instrument, each edition."""
        return [
            each for each, cited in zip(self.rulesets, self.cited, strict=True) if one.id in cited
        ]

    def _listing(self, caption: str, keys: Sequence[str], rows: Iterable[Sequence[Node]]) -> Html:
        told = [element("tr", [element("td", cell) for cell in row]) for row in rows]
        if not told:
            return element("p", self.word("none-here"))
        head = element("tr", [element("th", self.word(key), scope="col") for key in keys])
        return element(
            "table",
            element("caption", self.word(caption), class_="unseen"),
            element("thead", head),
            element("tbody", told),
        )

    def _facts_of(self, rows: Iterable[tuple[str, Node]], wide: Iterable[str] = ()) -> Html:
        """Facts with their names, two in a line; the wide ones have a line each."""
        told: list[Html] = []
        for key, value in rows:
            of = "wide" if key in wide else None
            told.append(element("dt", self.word(key), class_=of))
            told.append(element("dd", value, class_=of))
        return element("dl", told, class_="facts")

    def _legend(self) -> Html:
        read = listed((self._read(one) for one in Verified), self.lang)
        marks = (
            f"{mark} {self.word(key)}"
            for mark, key in zip("✓？✗", ("holds", "open", "fails"), strict=True)
        )
        told = f"{self.word('legend')}{self._colon}{read}；{listed(marks, self.lang)}"
        return element("p", told, class_="small")

    def _read(self, verified: Verified) -> str:
        return f"{MARKS[verified]} {name_of(verified, self.lang)}"

    def _kind(self, header: Header) -> str:
        return either(KINDS[header.kind], self.lang)

    def _headed(self, header: Header) -> str:
        title = header.title.en if self.lang == "en" else header.title.zh
        told = (title, header.edition, days(header.in_force, self.lang))
        return (", " if self.lang == "en" else "，").join(told)

    def _label(self, provision: Provision) -> str:
        if provision.title is None:
            return provision.label
        return provision.title + self.word("number-unconfirmed")

    def _title(self, one: Instrument) -> str:
        return one.title_en if self.lang == "en" else one.title

    def word(self, key: str, **facts: object) -> str:
        """One of the words of the pages, in their language."""
        return word(key, self.lang, **facts)

    @property
    def _colon(self) -> str:
        return ": " if self.lang == "en" else "："

    @property
    def _language(self) -> str:
        return "en" if self.lang == "en" else "zh-CN"


def _anchor(text: int, place: int) -> str:
    return f"p{text}-{place}"


def _anchored(one: Instrument) -> Iterator[tuple[str, Provision]]:
    """Every provision of an instrument with its anchor."""
    for number, text in enumerate(one.versions):
        for place, provision in enumerate(text.provisions.values()):
            yield _anchor(number, place), provision


def _meet(one: Validity, other: Validity) -> bool:
    """Whether there may be a day on which both are in force."""
    return _before(one, other) and _before(other, one)


def _before(one: Validity, other: Validity) -> bool:
    """Whether one begins before the other has ended; what nobody knows is no reason against."""
    return one.since is None or other.until is None or one.since < other.until
