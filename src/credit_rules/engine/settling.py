"""How measures stand to the purposes asked for, to time, and to each other.

Nothing is settled by priority numbers: a favour gives way to its family, bans stand together, and
where several tiers are possible only what each of them gives is given, at its mildest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from credit_rules.engine.decision import (
    LegalBasis,
    MatchedMeasure,
    ParameterAnswer,
    SettledAnswer,
    SuppressedMeasure,
    Text,
    Undetermined,
)
from credit_rules.engine.phrasing import Phrasing
from credit_rules.model.catalog import Cap, Measure, Stricter
from credit_rules.model.codes import Effect, Strength, Target
from credit_rules.model.expr import ParameterRef
from credit_rules.model.profile import ProfileFigures
from credit_rules.model.rulebook import Rulebook
from credit_rules.model.ruleset import Figures, Grant, Tier

__all__ = ["Possible", "common", "concerns", "in_order", "merged", "settle"]

_ORDER: Final = {effect: place for place, effect in enumerate(Effect)}
_MILD: Final = _ORDER[Effect.REMIND]


@dataclass(frozen=True, slots=True)
class Possible:
    """A measure of which nobody knows whether it applies, and what would settle it."""

    measure: str
    target: Target
    why: Undetermined


def concerns(grant: Grant, asked: tuple[object, ...]) -> bool:
    """Whether a measure belongs to a purpose asked for; nothing asked means all of them."""
    return not asked or any(purpose in asked for purpose in grant.purposes)


def common(possible: tuple[Tier, ...], book: Rulebook) -> Iterator[tuple[Tier, Grant]]:
    """What every possible tier gives, each at its mildest.

    The mildest is the lowest degree; among equal degrees that of the mildest tier that gives it.
    Figures are the mildest of all, and left out unless every tier that gives the measure fixes
    them.
    """
    if not possible:
        return
    for name in dict.fromkeys(grant.measure for grant in possible[-1].grants):
        given = [
            [(tier, grant) for grant in tier.grants if grant.measure == name] for tier in possible
        ]
        if not all(given):
            continue
        measure = book.catalog.measures[name]
        degrees = list(measure.degrees)
        ones = [one for some in given for one in some]
        for purposes in dict.fromkeys((grant.purposes, grant.targets) for _, grant in given[-1]):
            same = [one for one in ones if (one[1].purposes, one[1].targets) == purposes]
            if len({tier.id for tier, _ in same}) < len(possible):
                continue
            mildest = min(
                reversed(same),
                key=lambda one: degrees.index(one[1].degree) if one[1].degree else 0,
            )
            figures = _mildest([grant for _, grant in same], measure, book.figures)
            yield mildest[0], replace(mildest[1], parameters=figures)


def _mildest(
    grants: list[Grant], measure: Measure, profile: Mapping[str, Figures]
) -> Mapping[str, Figures | ParameterRef]:
    """The mildest figures of all grants; none for a parameter that one of them does not fix.

    Where one grant says just that, its own word is kept, with the department's basis behind it.
    """
    figures: dict[str, Figures | ParameterRef] = {}
    for name, parameter in measure.parameters.items():
        given = {grant.parameters.get(name) for grant in grants}
        if len(given) == 1 and (only := next(iter(given))) is not None:
            figures[name] = only
            continue
        fixed = {
            one: figure
            for one in given
            if one is not None
            and (figure := profile.get(one.name) if isinstance(one, ParameterRef) else one)
        }
        if len(fixed) == len(given):
            pick = min if parameter.stricter is Stricter.UP else max
            low, high = (
                pick(one.low for one in fixed.values()),
                pick(one.high for one in fixed.values()),
            )
            said = (one for one, figure in fixed.items() if figure == Figures(low, high))
            figures[name] = next(said, Figures(low, high))
    return figures


def in_order(one: MatchedMeasure) -> tuple[object, ...]:
    """The order measures are given in: by authority, strictest first, then by name and target."""
    because = one.because_of
    return (
        one.by,
        -_ORDER[one.effect],
        one.measure,
        list(Target).index(one.target),
        because.ruleset,
        because.rule,
        because.record or "",
    )


def settle(
    measures: list[MatchedMeasure],
    beside: Iterable[MatchedMeasure],
    possible: Iterable[Possible],
    book: Rulebook,
) -> tuple[list[MatchedMeasure], list[SuppressedMeasure], list[Undetermined]]:
    """Favours give way to whatever supervises or restricts in their family; bans stand together.

    A favour that would give way to a measure of which nobody knows whether it applies is open too.
    Measures `beside` the answer, for purposes nobody asked about, stand in its way all the same.
    """
    family = {name: measure.family for name, measure in book.catalog.measures.items()}
    strict = [one for one in possible if _ORDER[book.catalog.measures[one.measure].effect] > _MILD]
    kept: list[MatchedMeasure] = []
    suppressed: list[SuppressedMeasure] = []
    open_ones: list[Undetermined] = []
    for one in measures:
        against = [
            other
            for other in (*measures, *beside)
            if family[other.measure] == family[one.measure]
            and other.target is one.target
            and _ORDER[other.effect] > _MILD
        ]
        perhaps = [
            other.why
            for other in strict
            if family[other.measure] == family[one.measure] and other.target is one.target
        ]
        if one.effect is not Effect.FAVOUR or not (against or perhaps):
            kept.append(one)
            continue
        if not against:
            because = one.because_of
            open_ones += [
                why.model_copy(
                    update={
                        "what": "measure",
                        "ruleset": because.ruleset,
                        "edition": because.edition,
                        "rule": because.rule,
                        "title": because.title,
                        "record": because.record,
                        "effect": one.effect,
                    }
                )
                for why in perhaps[:1]
            ]
            continue
        reason = Text(
            zh="同类监管或者限制措施存续期间，激励措施中止",
            en="a favour is suspended while its family supervises or restricts",
        )
        suppressed.append(
            SuppressedMeasure(
                measure=one.measure,
                title=one.title,
                target=one.target,
                gave_way_to=against[0].measure,
                reason=reason,
            )
        )
    return kept, suppressed, open_ones


def merged(
    measures: Iterable[MatchedMeasure], say: Phrasing, book: Rulebook
) -> tuple[SettledAnswer, ...]:
    """What the measures of each family come to, for each parameter of one unit.

    What may be done is merged apart from what must: it never displaces it. An upper limit of the
    department is applied last, and shown.
    """
    groups: dict[tuple[str, ...], list[tuple[MatchedMeasure, ParameterAnswer]]] = {}
    for measure in measures:
        family = book.catalog.measures[measure.measure].family
        for one in measure.parameters:
            if one.fixed and one.low is not None and one.high is not None:
                key = (family, measure.by, measure.target, measure.strength, one.id, one.unit)
                groups.setdefault(key, []).append((measure, one))
    settled = []
    for (family, by, target, strength, name, unit), group in sorted(groups.items()):
        parameter = book.catalog.measures[group[0][0].measure].parameters[name]
        pick = max if parameter.stricter is Stricter.UP else min
        low = pick(one.low for _, one in group if one.low is not None)
        high = pick(one.high for _, one in group if one.high is not None)
        caps = sorted(_caps(name, {measure.measure for measure, _ in group}, book), key=_limit)
        capped = _limit(caps[0]) if caps and high > _limit(caps[0]) else None
        if capped is not None:
            low, high = min(low, capped), capped
        others = [key for key in groups if key[:3] == (family, by, target) and key[4] == name]
        settled.append(
            SettledAnswer(
                family=family,
                by=by,
                target=Target.named(target),
                strength=Strength.named(strength),
                parameter=name,
                title=group[0][1].title,
                unit=unit,
                low=low,
                high=high,
                capped=capped,
                cap_basis=_cap_basis(caps[0], say) if capped is not None else (),
                incomparable=any(key[5] != unit for key in others),
                measures=tuple(sorted({measure.measure for measure, _ in group})),
            )
        )
    return tuple(settled)


def _caps(
    name: str, measures: Iterable[str], book: Rulebook
) -> Iterator[tuple[Cap, ProfileFigures]]:
    """The upper limits that the department fixed for a parameter of any of the measures."""
    fixed = book.profile.figures if book.profile else {}
    for measure in sorted(measures):
        cap = book.catalog.measures[measure].parameters[name].cap
        if cap is not None and cap.parameter in fixed:
            yield cap, fixed[cap.parameter]


def _limit(cap: tuple[Cap, ProfileFigures]) -> Decimal:
    return cap[1].figures.high


def _cap_basis(cap: tuple[Cap, ProfileFigures], say: Phrasing) -> tuple[LegalBasis, ...]:
    law, fixed = cap
    return say.basis((*law.basis, *fixed.basis))
