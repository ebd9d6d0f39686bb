"""Two editions asked about one act, side by side in the answer, and how they came out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Final, Literal

from credit_rules.engine.bars import Bar
from credit_rules.engine.decision import EditionsCompared, EditionWeighed, Text, Weighed
from credit_rules.engine.facts import Item
from credit_rules.engine.matcher import Match
from credit_rules.engine.phrasing import text_of
from credit_rules.engine.work import Term, Work
from credit_rules.model.ruleset import Ground, Header, Ruleset

__all__ = ["NEITHER", "NEWER", "Verdict", "compare", "weighed_bar", "weighed_ground"]


class Verdict(Enum):
    """How two editions came out for one act; `value` is why, in Chinese and English."""

    STANDS = (
        "决定作出在新版本施行之前，已经作出的决定不因此重开",
        "decided before the newer edition began; a decision already made stands",
    )
    OLDER = (
        "新版本并不较轻，适用行为时的版本",
        "the newer edition is not the milder; that of the day of the act applies",
    )
    NEWER = ("新版本较轻，适用新版本", "the newer edition is the milder and applies")
    FOUND_OLDER = (
        "两个版本各有较重之处；经认定，新版本并不较轻",
        "each is stricter in something; the newer was found not to be the milder",
    )
    FOUND_NEWER = (
        "两个版本各有较重之处；经认定，新版本较轻",
        "each is stricter in something; the newer was found to be the milder",
    )
    ASKED = (
        "两个版本各有较重之处，哪个较轻须由有权机关认定",
        "each is stricter in something; a person has to find which is the milder",
    )
    DEFENDED = (
        "新版本下的抗辩尚未了结；抗辩成立的，新版本较轻",
        "a defence under the newer edition is open; if it succeeds, that is the milder",
    )
    UNSETTLED = (
        "缺少事实，两个版本尚不能比较",
        "for want of facts the two cannot be compared yet",
    )

    @property
    def taken(self) -> Literal["older", "newer", "undetermined"]:
        """Which edition is applied."""
        if self in NEWER:
            return "newer"
        return "undetermined" if self in NEITHER else "older"


NEWER: Final = (Verdict.NEWER, Verdict.FOUND_NEWER)
NEITHER: Final = (Verdict.ASKED, Verdict.DEFENDED, Verdict.UNSETTLED)


def compare(
    work: Work,
    older: tuple[Header, Iterable[Weighed]],
    newer: tuple[Header, Iterable[Weighed]],
    act: Item,
    decided_on: date | None,
    verdict: Verdict,
) -> None:
    """Write down how two editions came out for an act; each comes with what it says of it.

    `decided_on` is None where nothing is decided yet.
    """
    acted, header = act["acted_on"], newer[0]
    reach = header.retroactive
    assert isinstance(acted, date), "an act on an unknown day has several cases"
    assert reach is not None, "only an edition that reaches back is compared"
    zh, en = verdict.value
    work.compared.append(
        EditionsCompared(
            ruleset=header.id,
            title=text_of(header.title),
            record=act.path,
            acted_on=acted,
            decided_on=decided_on,
            older=_edition(work, *older),
            newer=_edition(work, *newer),
            taken=verdict.taken,
            why=Text(zh=zh, en=en),
            basis=work.say.basis(reach.basis),
        )
    )


def _edition(work: Work, header: Header, says: Iterable[Weighed]) -> EditionWeighed:
    said = sorted(says, key=lambda one: (one.because_of.rule, one.title.zh))
    basis = work.say.basis(header.basis, work.say.day_of(header))
    return EditionWeighed(edition=header.edition, basis=basis, says=tuple(said))


def weighed_bar(work: Work, ruleset: Ruleset, bar: Bar) -> Weighed:
    """A bar as it is weighed: its measure, whom it meets, and its days."""
    measure, term = work.book.catalog.measures[bar.grant.measure], bar.term or Term()
    degree = measure.degrees.get(bar.grant.degree or "")
    return Weighed(
        title=Text(zh=measure.title, en=measure.title_en),
        effect=measure.effect,
        targets=bar.grant.targets,
        strength=bar.grant.strength,
        degree_title=Text(zh=degree[0], en=degree[1]) if degree else None,
        parameters=work.parameters(measure, bar.grant.parameters),
        since=term.since,
        until=term.until,
        lifelong=term.lifelong,
        truth=bar.truth,
        basis=work.say.basis(bar.rule.grant.basis, work.say.day_of(ruleset.header)),
        because_of=work.say.because(ruleset, bar.rule, bar.match),
    )


def weighed_ground(work: Work, ruleset: Ruleset, ground: Ground, match: Match) -> Weighed:
    """A ground of a listing, as it is weighed."""
    return Weighed(
        title=text_of(ground.title),
        effect=None,
        targets=(),
        strength=None,
        degree_title=None,
        parameters=(),
        since=None,
        until=None,
        lifelong=False,
        truth=match.truth,
        basis=work.say.basis(ground.basis, work.say.day_of(ruleset.header)),
        because_of=work.say.because(ruleset, ground, match),
    )
