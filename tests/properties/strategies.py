"""Subjects as the shipped rulesets could meet them: invented, and clustered where windows end."""

from datetime import date, timedelta

from hypothesis import strategies as st
from stdnum.cn import uscc

from credit_rules.dates import Period, last_day
from credit_rules.engine.facts import Facts
from credit_rules.model.subject import COLLECTIONS, Kind, Subject

AS_OF = date(2026, 3, 1)
USCC = "91320100MA0EXAMP1" + uscc.calc_check_digit("91320100MA0EXAMP1")

# What a record is called by; taking it away would make it another record.
IDENTITY = {"key", "finding"}
# A deliverer who says nothing about these is taken to have nothing to say: see `weaken`.
ENDS = {"publicity_until", "term_until", "restriction_until", "valid_until"}


def _edges():
    for number, unit in [(3, "years"), (2, "years"), (1, "years"), (6, "months"), (2, "months")]:
        start = AS_OF
        while last_day(start, Period(number, unit)) >= AS_OF:
            start -= timedelta(days=1)
        yield from (start + timedelta(days=n) for n in range(-1, 3))
    yield from (AS_OF + timedelta(days=n) for n in range(-2, 3))
    yield from (date(2025, 1, 1), date(2025, 12, 31), date(2024, 12, 31), date(2026, 1, 1))
    yield date(2024, 2, 29)


EDGES = sorted(set(_edges()))
PAST = [day for day in EDGES if day <= AS_OF]
days = st.sampled_from(EDGES)
past = st.sampled_from(PAST)
later = st.sampled_from([AS_OF + timedelta(days=n) for n in (1, 2, 40, 400)])
or_none = days | st.just("none")
NO_DAY = st.just("none")

status = st.sampled_from(["effective"] * 6 + ["changed", "under_review", "annulled", "unlawful"])


def _record(prefix, **fields):
    """Every field told; weakening is a step of its own."""
    base = {
        "status": status,
        "known_on": past,
        "status_known_on": past,
        "authority": st.just("某机关"),
        "document_number": st.integers(1, 10**6).map(lambda n: f"{prefix}文〔2025〕{n}号"),
    }
    return st.fixed_dictionaries(base | fields)


def _flag():
    return st.sampled_from([True, True, False])


RECORDS = {
    "penalties": _record(
        "罚",
        kinds=st.sets(
            st.sampled_from(["fine", "suspension-order", "licence-revocation", "procurement-ban"]),
            min_size=1,
        ).map(sorted),
        domain=st.sampled_from(["labour", "procurement"]),
        in_business=_flag(),
        fine=st.sampled_from(["1999999.99", "2000000", "none"]),
        decided_on=days,
        restriction_until=or_none,
        publicity_until=st.just("none") | later,
    ),
    "evaluations": _record(
        "评",
        scheme=st.sampled_from(["labour-credit", "labour-credit", "other"]),
        grade=st.sampled_from(["A", "B", "C"]),
        year=st.sampled_from([2025, 2025, 2024]),
        graded_on=st.just(date(2026, 2, 1)) | days,
        valid_until=st.just("none") | later,
    ),
    "commitments": _record(
        "诺",
        kind=st.sampled_from(["no-more-wage-arrears", "other"]),
        written=_flag(),
        made_on=days,
    ),
    "inspections": _record(
        "检",
        domain=st.sampled_from(["labour", "labour", "market"]),
        result=st.sampled_from(["violation", "compliant"]),
        conduct=st.sets(st.sampled_from(["child-labour", "other"])).map(sorted),
        obstructed=st.sampled_from([False, False, True]),
        concluded_on=days | st.just(date(2025, 6, 1)),
    ),
    "wage_arrears": _record(
        "薪",
        arose_on=days,
        ordered_on=or_none,
        pay_by=days,
        paid_on=or_none,
        notified_on=or_none,
        incident=st.sampled_from(["none", "mass-incident", "other"]),
    ),
    "incidents": _record(
        "事",
        kind=st.sampled_from(["mass-incident", "other"]),
        domain=st.sampled_from(["labour", "market"]),
        occurred_on=days,
    ),
    "rectification_orders": _record(
        "令",
        kind=st.just("rectification"),
        domain=st.sampled_from(["labour", "market"]),
        fulfilment=st.sampled_from(["refused", "fulfilled"]),
        concluded_on=days,
    ),
    "court_outcomes": _record(
        "判",
        outcome=st.sampled_from(["pending", "convicted", "acquitted"]),
        domain=st.sampled_from(["labour", "market"]),
        charge=st.sampled_from(["拒不支付劳动报酬罪", "其他"]),
        in_business=_flag(),
        decided_on=days,
    ),
    "repairs": _record(
        "修",
        list=st.just("wage-arrears"),
        applied_on=days,
        granted_on=NO_DAY,
        refused_on=or_none,
    ),
}


@st.composite
def listings(draw):
    listed = draw(days)
    removed = draw(st.sampled_from(["none", "none"]) | days)
    restored = draw(NO_DAY | days) if removed != "none" else "none"
    term = draw(NO_DAY | st.sampled_from([AS_OF + timedelta(days=n) for n in (-1, 0, 1)]))
    return {
        **draw(_record("列", key=st.just(""))),
        "list": draw(st.sampled_from(["wage-arrears", "wage-arrears", "another-list"])),
        "listed_on": listed,
        "removed_on": removed,
        "restored_on": restored,
        "corrected_on": draw(or_none),
        "term_until": term,
        "restriction_until": draw(NO_DAY | later),
        "basis_status": draw(st.sampled_from(["effective", "annulled"])),
    }


FINDINGS = {
    "wage_arrears": ["criminal-amount", "serious-social-impact", "spared-after-correction"],
    "incidents": ["serious-social-impact"],
    "penalties": ["large-fine"],
}


@st.composite
def records(draw):
    """A whole record: every field of every item told, everything covered."""
    told = {name: draw(st.lists(one, max_size=3)) for name, one in RECORDS.items()}
    told["listings"] = draw(st.lists(listings(), max_size=2))
    findings = []
    for name, questions in FINDINGS.items():
        for number, item in enumerate(told[name]):
            item["key"] = f"{name}{number}"
            for question in questions:
                answer = draw(st.sampled_from(["yes", "yes", "no", None]))
                if answer:
                    findings.append(_finding(question, item["key"], answer))
    for number in range(len(told["wage_arrears"])):
        # Raised and answered, closed, or open: one of the three.
        state = draw(st.sampled_from(["open", "closed", "upheld", "rejected"]))
        key = f"wage_arrears{number}"
        if state == "closed":
            findings.append(_finding("defence-closed:objection-upheld", key, "yes"))
        elif state != "open":
            findings.append(_finding("objection-upheld", key, "yes" if state == "upheld" else "no"))
    for name, items in told.items():
        for number, item in enumerate(items):
            item["key"] = f"{name}{number}"
    told["findings"] = findings
    # An organ's grades for a year agree; what was annulled may have been another.
    grades = {year: draw(st.sampled_from("ABC")) for year in (2024, 2025)}
    for item in told["evaluations"]:
        if item["status"] not in ("annulled", "unlawful"):
            item["grade"] = grades[item["year"]]
    everything = {"from": "beginning", "until": "2030-01-01"}
    return {
        "uscc": USCC,
        "name": "虚构有限公司",
        "kind": draw(st.sampled_from(["legal_person", "unincorporated"])),
        "covers": dict.fromkeys(COLLECTIONS, everything),
        "persons": draw(
            st.just([]) | st.just([{"key": "p1", "role": "principal", "since": "2020-01-01"}])
        ),
        **told,
    }


def _finding(question, about, answer):
    return {
        "key": f"{question}/{about}",
        "finding": question,
        "about": about,
        "answer": answer,
        "authority": "某机关",
        "document_number": f"认{about}{question}",
        "decided_on": date(2025, 6, 1),
        "status": "effective",
        "known_on": date(2025, 6, 1),
    }


def weaken(draw, record):
    """The same subject with less told: fields, coverage, findings, whole uncovered records.

    Four day fields are left alone (`ENDS`): not delivered, they mean "no such end on record", as
    the lists' and laws' own terms then apply. That is by design, and the one exception.
    """
    weak = dict(record)
    weak["covers"] = dict(record["covers"])
    if draw(st.booleans()):
        weak.pop("kind")
    for name in COLLECTIONS:
        items = [dict(item) for item in record[name]]
        if draw(st.integers(0, 3)) == 0:
            choice = draw(st.sampled_from(["nothing", "half"]))
            if choice == "nothing":
                weak["covers"].pop(name, None)
                kept = [item for item in items if draw(st.booleans())]
                items = kept
            elif name in weak["covers"]:
                weak["covers"][name] = {"from": "2025-01-01", "until": "2025-12-31"}
        if name == "findings":
            items = [item for item in items if draw(st.integers(0, 2))]
        for item in items:
            removable = sorted(set(item) - IDENTITY - ENDS)
            for field in draw(st.lists(st.sampled_from(removable), max_size=2)):
                item.pop(field, None)
        weak[name] = items
    return weak


@st.composite
def weak_and_strong(draw):
    strong = draw(records())
    return Subject.read(weaken(draw, strong)), Subject.read(strong)


subjects = records().map(Subject.read)


@st.composite
def partial(draw):
    """A subject as it may be delivered: some of it missing."""
    return Subject.read(weaken(draw, draw(records())))


def event_fields(name):
    return [field for field, spec in COLLECTIONS[name].fields.items() if spec.kind is Kind.DAY]


def facts(subject, day=AS_OF):
    return Facts.of(subject, day)
