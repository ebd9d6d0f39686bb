"""What can still be brought about, and by whom: every field of the vocabulary by its nature.

A record is history. From a day on a subject can do a few lawful things that go down in it (pay,
fulfil, correct, file, commit itself); an organ can do others (find, approve, remove); a due day
comes by itself; all else is as it is. Nothing here undoes anything: a deed fills a day that was
told to be `none`, and a state that was pending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from credit_rules.engine.decision import Text
from credit_rules.model.codes import (
    Code,
    CommitmentState,
    EnforcementOutcome,
    Fulfilment,
    RecordStatus,
)
from credit_rules.model.subject import COLLECTIONS, NONE, Kind

__all__ = [
    "AWAITED",
    "DEEDS",
    "PROVEN",
    "ActionKind",
    "Awaited",
    "Deed",
    "Nature",
    "nature",
]


class ActionKind(Code):
    """What a subject does."""

    PAY = "pay", "缴纳、支付"
    FULFIL = "fulfil", "履行"
    CORRECT = "correct", "改正"
    FILE = "file", "补报、更正"
    TRAIN = "train", "参加培训"
    COMMIT = "commit", "作出承诺"
    APPLY = "apply", "申请"


class Nature(Code):
    """Who or what can still change a field from a day on."""

    DEED = "deed", "主体可为"
    ORGAN = "organ", "机关作出"
    TIME = "time", "期日届至"
    FIXED = "fixed", "不能改变"


@dataclass(frozen=True, slots=True, eq=False)
class Deed:
    """One thing a subject can do, and the field of the record in which its day goes down.

    Attributes:
        collection: where the record is.
        day: the field that gets the day of the deed.
        title: what is to be done.
        moves: codes that the deed moves on with it, by field: from, to. A code that says anything
            else stays; it is history.
        begins: what a record that begins with the deed says besides; None where the deed goes down
            in a record that is there.
        says: the fields of such a record that are the subject's own words.
    """

    collection: str
    day: str
    kind: ActionKind
    title: Text
    moves: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    begins: Mapping[str, str | bool] | None = None
    says: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Awaited:
    """One thing an organ may still do, and the field in which its day goes down."""

    collection: str
    day: str
    title: Text


DEEDS: Final = (
    Deed(
        "penalties",
        "fulfilled_on",
        ActionKind.FULFIL,
        Text(
            zh="履行完毕行政处罚决定（缴清罚没款等）",
            en="fulfil the penalty in full (pay what is owed)",
        ),
    ),
    Deed(
        "penalties",
        "corrected_on",
        ActionKind.CORRECT,
        Text(zh="改正受到处罚的违法行为", en="correct the conduct that was penalised"),
    ),
    Deed(
        "listings",
        "corrected_on",
        ActionKind.CORRECT,
        Text(
            zh="改正导致列入的行为，履行相关义务",
            en="correct what led to the entry, and fulfil what it requires",
        ),
    ),
    Deed(
        "tax_matters",
        "paid_on",
        ActionKind.PAY,
        Text(zh="缴清税款、滞纳金和罚款", en="pay the tax, the surcharge and the fines"),
    ),
    Deed(
        "wage_arrears",
        "paid_on",
        ActionKind.PAY,
        Text(zh="足额支付拖欠的工资", en="pay the wages owed in full"),
    ),
    Deed(
        "rectification_orders",
        "fulfilled_on",
        ActionKind.FULFIL,
        Text(zh="履行责令改正或者处理处罚决定", en="fulfil the order or decision"),
        moves={"fulfilment": (Fulfilment.PENDING, Fulfilment.FULFILLED)},
    ),
    Deed(
        "enforcements",
        "outcome_on",
        ActionKind.FULFIL,
        Text(
            zh="履行生效法律文书确定的义务",
            en="fulfil the obligations that the judgment lays down",
        ),
        moves={"outcome": (EnforcementOutcome.PENDING, EnforcementOutcome.FULFILLED)},
    ),
    Deed(
        "annual_reports",
        "filed_on",
        ActionKind.FILE,
        Text(zh="补报并公示年度报告", en="file and publish the annual report"),
    ),
    Deed(
        "annual_reports",
        "corrected_on",
        ActionKind.FILE,
        Text(zh="更正年度报告", en="correct the annual report"),
    ),
    Deed(
        "commitments",
        "made_on",
        ActionKind.COMMIT,
        Text(zh="作出书面信用承诺", en="make a credit commitment in writing"),
        begins={
            "written": True,
            "state": CommitmentState.PENDING,
            "perform_by": NONE,
            "breached_on": NONE,
            "status": RecordStatus.EFFECTIVE,
        },
        says=frozenset({"kind", "matter", "written", "state"}),
    ),
)
"""Everything a subject can do that a record shows, each once.

Not here is what only looks like a deed: a better grade is given, a licence is renewed, a publicity
is stopped by an organ. That an entry or a penalty was wrong is said by an objection, a review or a
suit, whose outcome nobody can promise: it is named as the remedy, never supposed.
"""

AWAITED: Final = (
    Awaited(
        "insolvencies",
        "plan_approved_on",
        Text(
            zh="人民法院裁定批准重整计划或者认可和解协议",
            en="the court approves the plan or the settlement",
        ),
    ),
    Awaited(
        "insolvencies",
        "completed_on",
        Text(
            zh="重整计划或者和解协议执行完毕，由人民法院裁定确认",
            en="the plan or the settlement is carried out, and the court confirms it",
        ),
    ),
    Awaited(
        "listings",
        "removed_on",
        Text(zh="由列入的部门移出名单", en="the authority that listed removes the entry"),
    ),
)
"""What an organ does that a path may wait for; it is a condition of the path, and no promise."""

PROVEN: Final[Mapping[str, ActionKind]] = {
    "training-attended": ActionKind.TRAIN,
    "corrected-and-qualified": ActionKind.CORRECT,
    "effects-removed": ActionKind.CORRECT,
    "harm-removed": ActionKind.CORRECT,
    "impact-removed": ActionKind.CORRECT,
    "loss-reduced": ActionKind.CORRECT,
    "own-accord": ActionKind.CORRECT,
    "obligations-fulfilled": ActionKind.FULFIL,
    "other-repair-measures": ActionKind.FULFIL,
    "proof-given": ActionKind.FULFIL,
}
"""Findings by which an organ says that the subject did something: done first, then found."""

_ORGANS: Final[Mapping[str, frozenset[str]]] = {
    "penalties": frozenset({"published_on"}),
    "licences": frozenset({"state", "ended_on"}),
    "listings": frozenset({"published_on", "removed_on", "restored_on", "basis_status"}),
    "evaluations": frozenset({"grade", "score", "cause", "manner", "graded_on"}),
    "commitments": frozenset({"breached_on"}),
    "interviews": frozenset({"held_on"}),
    "tax_matters": frozenset({"notified_on", "served_on"}),
    "wage_arrears": frozenset({"notified_on"}),
    "court_outcomes": frozenset({"outcome", "served_on", "probation_ended_on"}),
    "enforcements": frozenset({"secured", "assets_suffice", "not_yet_due"}),
    "insolvencies": frozenset({"plan_approved_on", "completed_on", "ended_on"}),
    "repairs": frozenset({"accepted_on", "granted_on", "refused_on", "revoked_on"}),
    "findings": frozenset({"finding", "about", "answer", "decided_on"}),
}
_FIXED: Final[Mapping[str, frozenset[str]]] = {
    "penalties": frozenset(
        {
            *("kinds", "domain", "procedure", "violation", "conduct", "acted_on", "in_business"),
            *("fine", "confiscated", "decided_on"),
        }
    ),
    "licences": frozenset({"kind", "licence", "number", "domain", "decided_on"}),
    "listings": frozenset({"list", "ground", "reason", "amount", "listed_on"}),
    "evaluations": frozenset({"scheme", "year"}),
    "inspections": frozenset(
        {"kind", "task", "domain", "result", "conduct", "obstructed", "concluded_on"}
    ),
    "tax_matters": frozenset(
        {
            *("year", "conduct", "unpaid", "tax_due", "arrears", "caused_unpaid"),
            *("refund_obtained", "invoices", "invoice_amount", "acted_on", "found_on"),
        }
    ),
    "customs_statistics": frozenset({"year", "documents"}),
    "wage_arrears": frozenset({"arose_on", "amount", "order_number", "ordered_on", "incident"}),
    "incidents": frozenset({"kind", "grade", "domain", "responsible", "concealed", "occurred_on"}),
    "rectification_orders": frozenset({"kind", "domain", "ordered_on", "concluded_on"}),
    "interviews": frozenset({"kind", "domain", "about", "attended"}),
    "court_outcomes": frozenset(
        {
            *("domain", "charge", "crimes", "imprisonment", "political_rights_deprived"),
            *("in_business", "decided_on"),
        }
    ),
    "enforcements": frozenset(
        {"conduct", "payment", "amount", "notified_on", "filed_on", "consumption_ordered_on"}
    ),
    "insolvencies": frozenset({"kind", "accepted_on"}),
    "annual_reports": frozenset({"year"}),
    "positions": frozenset(
        {"organisation", "role", "since", "until", "outcome", "unlawful", "outcome_on"}
    ),
    # An application is made once there is something to apply for: it ends a path.
    "repairs": frozenset({"list", "record", "platform", "false_material", "applied_on"}),
}
_OF_EVERY_RECORD: Final[Mapping[str, Nature]] = {
    "key": Nature.FIXED,
    "document_number": Nature.FIXED,
    "authority": Nature.FIXED,
    "authority_region": Nature.FIXED,
    "known_on": Nature.FIXED,
    "status": Nature.ORGAN,
    "status_on": Nature.ORGAN,
    "status_known_on": Nature.ORGAN,
}


def nature(collection: str, name: str) -> Nature:
    """Who or what can still change a field from a day on.

    Args:
        collection: a collection of the vocabulary.
        name: a field of its records.

    Raises:
        KeyError: the tables do not say; every field of the vocabulary is in one of them.
    """
    if name in _OF_EVERY_RECORD:
        return _OF_EVERY_RECORD[name]
    if COLLECTIONS[collection].fields[name].kind is Kind.DUE_DAY and name not in _done(collection):
        return Nature.TIME
    said = {
        nature
        for nature, names in (
            (Nature.DEED, _done(collection)),
            (Nature.ORGAN, _ORGANS.get(collection, frozenset())),
            (Nature.FIXED, _FIXED.get(collection, frozenset())),
        )
        if name in names
    }
    if len(said) != 1:
        raise KeyError(f"{collection}.{name}")
    return said.pop()


def _done(collection: str) -> frozenset[str]:
    """The fields of a collection that deeds fill."""
    mine = [deed for deed in DEEDS if deed.collection == collection]
    return frozenset().union(*({deed.day, *deed.moves, *deed.says} for deed in mine))
