"""What a scenario may expect of a decision, and how each expectation is judged.

Most words expect *exactly* what they name: `because_of: [a, b]` is these two rules and no other.
Words with `not_` expect that none of what they name is there, nor may be. Where an answer has
details, it is named, or said in part as keys with values, at any depth:

```yaml
measures: [bar]                                        # these measures and no other
measures: { measure: bar, until: 2027-01-02 }          # one that is so, beside whatever else
measures: [{ measure: bar, basis: [cn.x 第八条], because_of: { record: "penalties[1]" } }]
```

A provision is named as rules cite it, a figure with or without its unit. A text is expected in
part, in Chinese or English.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final, assert_never, get_args

from pydantic import BaseModel

from credit_rules.engine.decision import (
    Answered,
    Condition,
    ExcludedRecord,
    LegalBasis,
    ListingAnswer,
    MatchedMeasure,
    MissingFact,
    OpenDefence,
    ParameterAnswer,
    Proposal,
    RepairAssessment,
    RepairEffectAnswer,
    RequirementAnswer,
    ScoreAnswer,
    SettledAnswer,
    Step,
    SuppressedMeasure,
    Text,
    TierAnswer,
    Undetermined,
)
from credit_rules.model.subject import read_amount
from credit_rules.testing.said import Said
from credit_rules.truth import Truth

__all__ = [
    "EXPECTATIONS",
    "NONE_OF",
    "NOTHING",
    "Expectation",
    "Form",
    "Judged",
    "Plain",
    "detail_of",
    "fits",
    "inside",
    "name_of",
    "value_of",
]

Plain = str | bool | list["Plain"] | dict[str, "Plain"]
"""What YAML says, without places."""

Judged = tuple[str, str] | None
"""What was expected and what was found; None if they are the same."""


class Form(Enum):
    """How what is expected stands to what is found."""

    THESE = "these and no other"
    AMONG = "these among others"
    NONE_OF = "none of these, nor may they be"
    ONE = "the one there is"


NOTHING: Final = "nothing"
"""What is told where there is nothing to tell."""

NONE_OF: Final = "none of "
"""What is told before the names of what should not be there."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One word a scenario expects with.

    Attributes:
        zh, en: what it expects, in words.
        form: how what is expected stands to what is found.
        found: the answers it looks at.
        perhaps: what nobody knows yet, which is not absent; for `NONE_OF`.
        names_rules: whether it names rules of the rulesets.
        answer: the answer whose details it may ask for; None where there are none.
        everywhere: whether it looks at what all rulesets of the book come to together.
    """

    zh: str
    en: str
    form: Form
    found: Callable[[Said], Iterable[object]]
    perhaps: Callable[[Said], Iterable[str]] = lambda _: ()
    names_rules: bool = False
    answer: type[BaseModel] | None = None
    everywhere: bool = False

    def names(self, said: Said) -> list[Plain]:
        """What the answers are called."""
        return [*sorted({name_of(one) for one in self.found(said)} - {""})]

    def judge(self, said: Said, value: Plain) -> Judged:
        """What was expected and what was found, unless they are the same."""
        answers = list(self.found(said))
        match self.form:
            case Form.ONE:
                if len(answers) == 1 and fits(answers[0], value):
                    return None
                if len(answers) == 1 and isinstance(value, dict):
                    return _detail(value), _detail(detail_of(answers[0], value))
                return _word(value), _listed(map(name_of, answers))
            case Form.NONE_OF:
                known = {name_of(one) for one in answers}
                wrong = sorted(set(_names(value)) & known.union(self.perhaps(said)))
                holding = (one if one in known else f"{one}（未定）" for one in wrong)
                return (NONE_OF + ", ".join(wrong), ", ".join(holding)) if wrong else None
            case Form.THESE | Form.AMONG:
                lacking = _lacking(answers, value, more=self.form is Form.AMONG)
                if isinstance(lacking, dict):
                    near = [one for one in answers if _called(one, lacking)]
                    shown = dict.fromkeys(
                        _detail(detail_of(one, lacking)) for one in near or answers
                    )
                    return _detail(lacking), "; ".join(shown) or NOTHING
                if lacking is None:
                    return None
                return _listed(_names(lacking)), _listed({name_of(one) for one in answers} - {""})
            case _ as never:
                assert_never(never)

    def renewed(self, said: Said, value: Plain) -> Plain:
        """What would have to be expected in its place, in the same words and as much of it."""
        answers = list(self.found(said))
        match self.form:
            case Form.ONE:
                return _part(answers[0], value) if len(answers) == 1 else [*map(name_of, answers)]
            case Form.NONE_OF:
                wrong = {name_of(one) for one in answers}.union(self.perhaps(said))
                return [one for one in _names(value) if one not in wrong]
            case Form.THESE | Form.AMONG:
                return _renewed(answers, value, more=self.form is Form.AMONG)
            case _ as never:
                assert_never(never)


def name_of(answer: object) -> str:
    """What an answer, or a part of one, is called."""
    match answer:
        case MatchedMeasure() | SuppressedMeasure():
            return answer.measure
        case Proposal() | ListingAnswer():
            return answer.list
        case RepairAssessment() | ExcludedRecord():
            return answer.record
        case SettledAnswer():
            return answer.parameter
        case TierAnswer():
            return answer.scheme
        case Answered():
            return answer.rule
        case Undetermined():
            # What is open as a whole is no single rule, and named by none.
            return answer.rule or ""
        case MissingFact():
            return answer.finding or answer.path
        case LegalBasis():
            return f"{answer.instrument} {answer.provision}"
        case RepairEffectAnswer():
            return answer.effect.value
        case Step() | OpenDefence() | ParameterAnswer() | RequirementAnswer():
            return answer.id
        case ScoreAnswer():
            ends = (_word(answer.low), _word(answer.high))
            return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        case Text():
            return answer.zh
        case Condition():
            return f"{_MARKS[answer.truth]} {answer.text.zh}"
        case _:
            return _word(answer)


_MARKS: Final = {
    Truth.TRUE: "✓",
    Truth.FALSE: "✗",
    Truth.UNKNOWN: "？",
    Truth.SUBJECT_TO_DEFENCE: "△",
}


def fits(answer: object, wanted: Plain) -> bool:
    """Whether an answer, or a part of one, is as expected."""
    match answer, wanted:
        case (tuple(), _):
            return _lacking(answer, wanted) is None
        case (BaseModel(), dict()):
            return all(fits(getattr(answer, key, None), value) for key, value in wanted.items())
        case (_, dict()):
            return False
        case (_, list()):
            return len(wanted) == 1 and fits(answer, wanted[0])
        case _:
            return _is(answer, _word(wanted))


def _is(answer: object, word: str) -> bool:
    match answer:
        case Text():
            return word in answer.zh or word in answer.en
        case Condition():
            mark = _MARKS[answer.truth]
            return any(word in f"{mark} {text}" for text in (answer.text.zh, answer.text.en))
        case LegalBasis():
            return word.replace("#", " ") == name_of(answer)
        case Decimal():
            read = read_amount(word.rstrip("%‰"))
            return read == answer if isinstance(read, Decimal) else word == str(answer)
        case _:
            return word == name_of(answer)


def _lacking(answers: Sequence[object], wanted: Plain, *, more: bool = False) -> Plain | None:
    """What is expected and is not there; None if all is as expected.

    What is named is expected exactly, unless there may be more; what is described is expected
    beside whatever else there is.
    """
    items = wanted if isinstance(wanted, list) else [wanted]
    named = [one for one in items if not isinstance(one, dict)]
    if named or not items:
        absent = any(not any(fits(one, name) for one in answers) for name in named)
        unnamed = any(
            name_of(one) and not any(fits(one, name) for name in named) for one in answers
        )
        if absent or (unnamed and not more):
            return [*named]
    described = (one for one in items if isinstance(one, dict))
    return next((one for one in described if not any(fits(each, one) for each in answers)), None)


def _renewed(answers: Sequence[object], value: Plain, *, more: bool) -> Plain:
    items = value if isinstance(value, list) else [value]
    named = [_word(one) for one in items if not isinstance(one, dict)]
    there = sorted({name_of(one) for one in answers} - {""})
    told: list[Plain] = []
    if more:
        for name in named:
            close = difflib.get_close_matches(name, there, n=1, cutoff=0)
            told += [name] if any(fits(one, name) for one in answers) else close
    elif named or not items:
        told += there
    for one in items:
        if isinstance(one, dict):
            near = [each for each in answers if _called(each, one)]
            same = any(fits(each, one) for each in answers)
            told += [one] if same else [dict(detail_of(each, one)) for each in near[:1]]
    told = [one for place, one in enumerate(told) if one not in told[:place]] or [*there]
    return told[0] if len(told) == 1 and not isinstance(value, list) else told


def _called(answer: object, wanted: Mapping[str, Plain]) -> bool:
    return name_of(answer) in {_word(one) for one in wanted.values() if isinstance(one, str)}


def value_of(part: object) -> Plain:
    """A part of an answer as a scenario would expect it, in short."""
    return [name_of(one) for one in part] if isinstance(part, tuple) else name_of(part)


def detail_of(answer: object, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
    """An answer in the keys that are wanted of it, as a scenario would expect it."""
    return {key: _part(getattr(answer, key, None), value) for key, value in wanted.items()}


def _part(part: object, wanted: Plain) -> Plain:
    if fits(part, wanted):
        return wanted
    first = wanted[0] if isinstance(wanted, list) and wanted else wanted
    match part:
        case tuple():
            return [_part(one, first) for one in part]
        case BaseModel() if isinstance(first, dict):
            return detail_of(part, first)
        case _:
            return value_of(part)


def _word(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case Decimal():
            return f"{value.normalize():f}"
        case dict():
            return _detail(value)
        case list():
            return _listed(map(_word, value))
        case _:
            return str(value)


def _detail(said: Mapping[str, Plain]) -> str:
    return ", ".join(f"{name}: {_word(value)}" for name, value in said.items())


def _names(value: Plain) -> list[str]:
    return [_word(one) for one in (value if isinstance(value, list) else [value])]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or NOTHING


EXPECTATIONS: Final[Mapping[str, Expectation]] = {
    "because_of": Expectation(
        "成立的规则，恰为这些",
        "the rules that hold, exactly",
        Form.THESE,
        lambda said: said.held,
        names_rules=True,
    ),
    "not_because_of": Expectation(
        "既不成立、也非未定的规则",
        "rules that neither hold nor may hold",
        Form.NONE_OF,
        lambda said: said.held,
        lambda said: said.open,
        names_rules=True,
    ),
    "undetermined": Expectation(
        "未定的规则，恰为这些；写了 because_of 而没有写这一项的，没有未定的",
        "the rules nobody can know of, exactly; none, where because_of stands without it",
        Form.THESE,
        lambda said: (*said.undetermined, *said.open),
        names_rules=True,
        answer=Undetermined,
    ),
    "missing": Expectation(
        "还缺的事实或者认定，至少这些；可以写明由谁掌握（holder）",
        "facts and findings that are missing, among others; with who holds them",
        Form.AMONG,
        lambda said: said.missing,
        answer=MissingFact,
    ),
    "reasons": Expectation(
        "问过的条件之中有这几句；成立 ✓、不成立 ✗、未定 ？，可写可不写",
        "among the conditions asked there are these; with ✓ true, ✗ false, ？ unknown, or without",
        Form.AMONG,
        lambda said: said.conditions,
        answer=Condition,
    ),
    "tier": Expectation(
        "等级；none 即没有单独一个",
        "the tier; none if there is no single one",
        Form.ONE,
        lambda said: (one.tier for one in said.tiers),
    ),
    "possible": Expectation(
        "可能的等级，恰为这些",
        "the tiers that are possible, exactly",
        Form.THESE,
        lambda said: {one for tier in said.tiers for one in tier.possible},
    ),
    "source": Expectation(
        "等级从何而来：official、computed、undetermined、gap、overlap",
        "where the tier comes from: official, computed, undetermined, gap, overlap",
        Form.THESE,
        lambda said: {one.source for one in said.tiers},
    ),
    "score": Expectation(
        "得分，或者其两端（low、high）",
        "the score, or its ends (low, high)",
        Form.ONE,
        lambda said: (one.score for one in said.tiers),
        answer=ScoreAnswer,
    ),
    "tiers": Expectation(
        "各体系的等级",
        "the tiers, by scheme",
        Form.THESE,
        lambda said: said.tiers,
        answer=TierAnswer,
    ),
    "measures": Expectation(
        "适用的措施",
        "the measures that apply",
        Form.THESE,
        lambda said: said.measures,
        answer=MatchedMeasure,
    ),
    "not_measures": Expectation(
        "既不适用、也非未定的措施",
        "measures that neither apply nor may apply",
        Form.NONE_OF,
        lambda said: said.measures,
        lambda said: said.open_measures,
    ),
    "suppressed": Expectation(
        "这些规则集所给、而已中止或者让位的措施，不论由哪一规则集给出",
        "the measures they give that gave way, whichever ruleset gave them",
        Form.THESE,
        lambda said: said.suppressed,
        answer=SuppressedMeasure,
        everywhere=True,
    ),
    "settled": Expectation(
        "同类措施合并后的参数，就全部规则集而言",
        "what measures of one family come to, over all rulesets",
        Form.THESE,
        lambda said: said.decision.settled,
        answer=SettledAnswer,
        everywhere=True,
    ),
    "proposals": Expectation(
        "列入或者移出的建议，按名单",
        "proposals to enter or leave a list, by list",
        Form.THESE,
        lambda said: said.proposals,
        answer=Proposal,
    ),
    "defences": Expectation(
        "当事人尚可提出的抗辩，恰为这些",
        "the defences still open, exactly",
        Form.THESE,
        lambda said: (one for each in said.proposals for one in each.defences),
        answer=OpenDefence,
    ),
    "listing": Expectation(
        "所涉名单上的条目",
        "the official entries on the lists they are about",
        Form.THESE,
        lambda said: said.listings,
        answer=ListingAnswer,
    ),
    "repair": Expectation(
        "信用修复，按记录",
        "the repair of each record",
        Form.THESE,
        lambda said: said.repairs,
        answer=RepairAssessment,
    ),
    "steps": Expectation(
        "应办的步骤",
        "the steps owed",
        Form.THESE,
        lambda said: said.steps,
        answer=Step,
    ),
    "not_steps": Expectation(
        "既不应办、也非未定的步骤",
        "steps that are neither owed nor may be",
        Form.NONE_OF,
        lambda said: said.steps,
        lambda said: said.open,
    ),
    "excluded": Expectation(
        "没有采用的记录",
        "the records no rule used",
        Form.THESE,
        lambda said: said.decision.excluded,
        answer=ExcludedRecord,
    ),
    "notes": Expectation(
        "附注之中有这几句，就全部规则集而言",
        "among the notes there are these, over all rulesets",
        Form.AMONG,
        lambda said: said.decision.notes,
        everywhere=True,
    ),
}
"""What a scenario may expect, by the word it says it with."""


def inside(answer: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The answer that a detail of an answer is made of; None if it is a plain value."""
    return _model(answer.model_fields[key].annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model(part))), None)
