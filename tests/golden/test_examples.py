"""The example rows, decided on 2026-06-30: between them they touch every outcome.

They are decided on the rulesets of one desk (`desk.py`); what must hold of whatever ships stands at
the end, over everything.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.golden import desk

import credit_rules as cr
from credit_rules.cli.schema import Published, published
from credit_rules.engine.listings import ListingState
from credit_rules.engine.repair import RepairState
from credit_rules.intake import Intake, Outcome, read_files
from credit_rules.model.codes import Effect, RecordStatus
from credit_rules.model.ruleset import JointDiscipline, Ruleset, StatutoryRestriction

ROWS = Path(__file__).parents[2] / "examples" / "rows"
DAY = date(2026, 6, 30)
BOOK = desk.book()
ACTING = cr.Acting(region="320100")
DISCIPLINE = {
    f"wage-arrears-{field}"
    for field in (
        "funding",
        "procurement",
        "bidding",
        "finance",
        "market-entry",
        "tax-preference",
        "honours",
        "travel",
    )
}


def decided(intake: Intake, book: cr.Rulebook = BOOK) -> dict[str, cr.Decision]:
    decisions = [cr.decide(book, subject, DAY, acting=ACTING) for subject in intake.subjects]
    return {(one.name or "")[:2]: one for one in decisions}


INTAKE = read_files(sorted(ROWS.glob("*.csv")))
FOUND = decided(INTAKE)


def strict(decision: cr.Decision) -> set[str]:
    effects = (Effect.RESTRICT, Effect.PROHIBIT)
    return {one.measure for one in decision.measures if one.effect in effects}


def paths(decision: cr.Decision) -> set[str]:
    return {each.path for one in decision.undetermined for each in one.missing}


def questions(decision: cr.Decision) -> set[str | None]:
    return {each.finding for one in decision.undetermined for each in one.missing} - {None}


def repair_of(decision: cr.Decision, ruleset: str) -> dict[str, cr.RepairAssessment]:
    return {one.record: one for one in decision.repairs if one.ruleset == ruleset}


BOTH_CLASSES = {"minor-by-standard", "serious-by-standard"}

# enterprise, outcome of its proposal, ground, open defences, findings still needed
PROPOSALS = [
    ("云杉", cr.Truth.SUBJECT_TO_DEFENCE, "amount-reaches-crime", 1, []),
    ("白桦", cr.Truth.UNKNOWN, "amount-reaches-crime", 1, ["criminal-amount"]),
    ("朴树", cr.Truth.UNKNOWN, "amount-reaches-crime", 1, ["spared-after-correction"]),
    ("榉木", cr.Truth.TRUE, "incident-with-serious-impact", 0, []),
]

# enterprise, state of its entry, last day of it, state of its removal, first day to ask
LISTINGS = [
    ("青冈", ListingState.CURRENT, "2029-01-12", RepairState.NOT_YET, None),
    ("银杏", ListingState.CURRENT, "2028-08-20", RepairState.NOT_YET, "2026-07-01"),
    ("水杉", ListingState.CURRENT, "2028-03-03", RepairState.CAN_APPLY, "2026-03-11"),
    ("楝树", ListingState.CURRENT, "2028-05-06", RepairState.BARRED, None),
    ("枫杨", ListingState.CURRENT, "2028-11-20", RepairState.NOT_YET, "2026-05-21"),
    ("栾树", ListingState.CURRENT, "2028-10-09", RepairState.NOT_YET, None),
    ("落羽", ListingState.OVERDUE_REMOVAL, "2026-05-10", RepairState.TERM_ENDED, None),
]

# enterprise, tiers possible, where they come from, what records alone would say
TIERS = [
    ("青冈", ["B"], "official", ["A"]),
    ("朴树", ["C"], "official", ["C"]),
    ("槐荫", ["C", "B"], "undetermined", []),
    ("云杉", ["A"], "computed", []),
]

# enterprise, the rulesets that leave something open about it
OPEN: dict[str, set[str]] = {
    "白桦": {"wage-arrears-listing"},
    "香樟": {"procurement-major-violations"},
    "乌桕": {"procurement-major-violations"},
    "朴树": {"wage-arrears-listing"},
    "栾树": {
        "drug-bans",
        "food-safety-bans",
        "market-penalty-publicity-steps",
        "market-serious-list",
        "procurement-major-violations",
    },
    "槐荫": {"abnormal-list-publicity", "labour-tiers"},
}

# enterprise, its penalty, state of its repair on Credit China, first day to ask, findings asked
PENALTY_REPAIRS: list[tuple[str, str, RepairState, str | None, set[str]]] = [
    ("香樟", "虚应急罚〔2024〕12号", RepairState.CAN_APPLY, "2025-09-03", set()),
    ("香樟", "虚应急罚〔2026〕5号", RepairState.UNDETERMINED, None, {"serious-by-standard"}),
    ("乌桕", "虚交罚〔2025〕88号", RepairState.UNDETERMINED, None, BOTH_CLASSES),
    ("栾树", "虚市监罚〔2026〕16号", RepairState.UNDETERMINED, "2027-06-09", set()),
    ("槐荫", "虚财采罚〔2022〕9号", RepairState.UNDETERMINED, None, BOTH_CLASSES),
    ("槐荫", "虚财采罚〔2026〕2号", RepairState.NOT_YET, None, BOTH_CLASSES),
]

# enterprise, what restricts or prohibits, beside the discipline of a listing
STRICT: list[tuple[str, set[str]]] = [
    ("香樟", {"procurement-ineligible"}),
    ("乌桕", set()),
    ("梧桐", set()),
    ("槐荫", {"procurement-ban"}),
    ("云杉", set()),
    ("白桦", set()),
    ("朴树", set()),
    ("榉木", set()),
    ("落羽", set()),
    ("青冈", DISCIPLINE),
    ("银杏", DISCIPLINE),
    ("水杉", DISCIPLINE),
    ("楝树", DISCIPLINE),
    ("枫杨", DISCIPLINE),
    ("栾树", DISCIPLINE),
]


def test_every_enterprise_is_there() -> None:
    assert len(FOUND) == 15
    assert {name for name, _ in STRICT} == set(FOUND)
    assert all("（虚构）" in (one.name or "") for one in FOUND.values())


@pytest.mark.parametrize(("name", "outcome", "ground", "defences", "findings"), PROPOSALS, ids=str)
def test_proposals(
    name: str, outcome: cr.Truth, ground: str, defences: int, findings: list[str]
) -> None:
    (proposal,) = FOUND[name].proposals
    assert (proposal.outcome, proposal.because_of.rule) == (outcome, ground)
    assert len(proposal.defences) == defences
    assert [one.finding for one in proposal.findings_needed] == findings
    assert bool(proposal.steps) == (outcome is not cr.Truth.UNKNOWN)
    assert bool(FOUND[name].undetermined) == (outcome is cr.Truth.UNKNOWN)


def test_only_these_have_proposals() -> None:
    proposed = {name for name, one in FOUND.items() if one.proposals}
    assert proposed == {name for name, *_ in PROPOSALS}


@pytest.mark.parametrize(("name", "state", "last", "removal", "first"), LISTINGS)
def test_listings(
    name: str, state: ListingState, last: str, removal: RepairState, first: str | None
) -> None:
    (entry,) = FOUND[name].listings
    (repair,) = repair_of(FOUND[name], "wage-arrears-early-removal").values()
    assert (entry.state, str(entry.last_day)) == (state, last)
    assert (repair.state, repair.first_day and str(repair.first_day)) == (removal, first)


def test_only_these_are_listed() -> None:
    assert {name for name, one in FOUND.items() if one.listings} == {one[0] for one in LISTINGS}


@pytest.mark.parametrize(("name", "possible", "source", "recomputed"), TIERS)
def test_tiers(name: str, possible: list[str], source: str, recomputed: list[str]) -> None:
    (tier,) = FOUND[name].tiers
    assert (list(tier.possible), tier.source) == (possible, source)
    assert list(tier.recomputed) == recomputed
    assert tier.tier == (possible[0] if len(possible) == 1 else None)


@pytest.mark.parametrize("name", FOUND)
def test_what_stays_open(name: str) -> None:
    assert {one.ruleset for one in FOUND[name].undetermined} == OPEN.get(name, set())


def test_who_does_not_say_where_it_is_leaves_local_rules_open() -> None:
    subject = next(one for one in INTAKE.subjects if (one.name or "").startswith("云杉"))
    nowhere = cr.decide(BOOK, subject, DAY)
    assert {one.ruleset for one in nowhere.undetermined} == {
        "shanghai-incentives",
        "zhejiang-incentives",
    }
    assert paths(nowhere) == {"acting.region"}


@pytest.mark.parametrize(("name", "number", "state", "first", "findings"), PENALTY_REPAIRS)
def test_repair_of_penalties(
    name: str, number: str, state: RepairState, first: str | None, findings: set[str]
) -> None:
    repair = repair_of(FOUND[name], "credit-china-penalty-repair")[f"penalties[{number}]"]
    assert (repair.state, repair.first_day and str(repair.first_day)) == (state, first)
    assert {one.finding for one in repair.missing} - {None} == findings
    assert repair.indicative  # the method of repair was read only as others report it


def test_no_other_penalty_can_be_repaired() -> None:
    repaired = [
        (name, record.removeprefix("penalties[").removesuffix("]"))
        for name, one in FOUND.items()
        for record in repair_of(one, "credit-china-penalty-repair")
    ]
    assert repaired == [(name, number) for name, number, *_ in PENALTY_REPAIRS]


@pytest.mark.parametrize(("name", "measures"), STRICT)
def test_what_restricts(name: str, measures: set[str]) -> None:
    assert strict(FOUND[name]) == measures


def test_two_possible_tiers_give_the_milder_common_measure() -> None:
    found = [one for one in FOUND["槐荫"].measures if one.effect is Effect.SUPERVISE]
    assert [(one.measure, one.degree) for one in found] == [("more-patrols", "increased")]
    (tier,) = [one for one in FOUND["槐荫"].undetermined if one.ruleset == "labour-tiers"]
    assert {one.path for one in tier.missing} == {
        "incidents[2025-01-01..2025-12-31]",
        "rectification_orders[2025-01-01..2025-12-31]",
    }


def test_an_application_is_pending_and_the_answer_due() -> None:
    (step,) = FOUND["水杉"].steps
    assert (step.id, str(step.due), step.note) == ("decision", "2026-07-07", None)


def test_arrears_again_bar_early_removal() -> None:
    (repair,) = FOUND["楝树"].repairs
    assert [one.id for one in repair.bars if one.truth is cr.Truth.TRUE] == ["arrears-again"]


def test_a_restored_entry_begins_again() -> None:
    (entry,) = FOUND["枫杨"].listings
    assert (str(entry.started), str(entry.until)) == ("2025-11-20", "2028-11-21")
    (repair,) = FOUND["枫杨"].repairs
    unmet = [one.id for one in repair.requirements if one.truth is not cr.Truth.TRUE]
    assert unmet == ["commitment"]  # that of the first time is not one since the entry


def test_the_organ_is_late_with_a_removal() -> None:
    (step,) = FOUND["落羽"].steps
    assert (step.id, str(step.due)) == ("remove-entry", "2026-05-22")
    assert step.note
    assert step.note.en == "overdue"


def test_an_entry_is_to_be_revoked_with_its_document() -> None:
    (step,) = FOUND["栾树"].steps
    assert (step.id, step.about) == ("revoke-entry", "listings[虚人社列〔2025〕20号]")


def test_a_suspension_order_bars_from_procurement_for_three_years() -> None:
    (measure,) = [one for one in FOUND["香樟"].measures if one.measure == "procurement-ineligible"]
    assert measure.because_of.record == "penalties[虚应急罚〔2024〕12号]"
    # Three years from 2024-09-02: 2027-09-02 is the last day, on the next it no longer applies.
    assert (str(measure.since), str(measure.until)) == ("2024-09-02", "2027-09-03")
    assert "2024-09-02 至 2027-09-02（含当日）" in FOUND["香樟"].explain()


def test_a_fine_of_millions_waits_for_a_finding_and_a_small_one_for_nothing() -> None:
    assert questions(FOUND["乌桕"]) == {"large-fine"}
    (large,) = FOUND["乌桕"].undetermined
    assert (large.rule, large.effect) == ("large-fine", Effect.RESTRICT)
    # 槐荫 was fined 18,000 yuan within the three years: nothing follows and nothing is asked.
    assert not [one for one in FOUND["槐荫"].undetermined if one.what == "measure"]


def test_a_procurement_ban_lasts_until_the_day_stated_and_no_longer() -> None:
    bans = [one for one in FOUND["槐荫"].measures if one.measure == "procurement-ban"]
    assert [(one.because_of.record, str(one.until)) for one in bans] == [
        ("penalties[虚财采罚〔2026〕2号]", "2027-04-01")
    ]
    subject = next(one for one in INTAKE.subjects if (one.name or "").startswith("槐荫"))
    assert "procurement-ban" in strict(cr.decide(BOOK, subject, date(2027, 3, 31)))
    assert "procurement-ban" not in strict(cr.decide(BOOK, subject, date(2027, 4, 1)))


def test_annulled_and_ended_penalties_are_excluded_and_nothing_else() -> None:
    decision = FOUND["梧桐"]
    assert {(one.record, one.status, one.on) for one in decision.excluded} == {
        ("penalties[虚市监罚〔2025〕31号]", RecordStatus.ANNULLED, "2025-12-02"),
        ("penalties[虚市监罚〔2024〕7号]", RecordStatus.DISCLOSURE_ENDED, "2025-02-06"),
    }
    assert decision.undetermined == ()
    assert decision.proposals == decision.repairs == ()
    assert {name for name, one in FOUND.items() if one.excluded} == {"梧桐"}


def test_a_fact_not_told_makes_unknown_not_no() -> None:
    # 吊销许可证件, but nobody said whether for unlawful business, nor of which field it is: a
    # publication has no column for either. So what food and drug law attach to it stays open too.
    record = "penalties[虚市监罚〔2026〕16号]"
    assert {one.removeprefix(record) for one in paths(FOUND["栾树"]) if record in one} == {
        "",
        ".authority_region",
        ".conduct",
        ".domain",
        ".in_business",
        ".procedure",
        ".restriction_until",
    }
    assert strict(FOUND["栾树"]) == DISCIPLINE


def test_days_not_covered_make_unknown_not_no() -> None:
    # Penalties of 栾树 are covered from 2025-01-01 only.
    assert "penalties[2023-06-30..2026-06-30]" in paths(FOUND["栾树"])


def test_copies_that_differ_are_disputed_and_their_status_unknown() -> None:
    disputed = [row for row in INTAKE.report.rows if row.outcome is Outcome.DISPUTED]
    assert [row.record for row in disputed] == ["虚应急罚〔2026〕5号"] * 2
    assert {
        "penalties[虚应急罚〔2026〕5号].status",
        "penalties[虚应急罚〔2026〕5号].fine",
    } <= paths(FOUND["香樟"])


def test_masked_and_nameless_rows_join_nothing_but_name_candidates() -> None:
    unmatched = [row for row in INTAKE.report.rows if row.outcome is Outcome.UNMATCHED]
    said = {
        (row.record, row.reason and row.reason.zh, tuple(one.subject for one in row.candidates))
        for row in unmatched
    }
    assert said == {
        ("虚交罚〔2026〕3号", "统一社会信用代码已脱敏", ("9132**********008M",)),
        ("虚人社列〔2026〕9号", "没有统一社会信用代码", ("9132**********0023",)),
    }
    assert FOUND["白桦"].listings == ()
    taken = {one.key for subject in INTAKE.subjects for one in subject.penalties}
    assert "虚交罚〔2026〕3号" not in taken


def test_nothing_else_is_left_aside() -> None:
    counts = INTAKE.report.counts
    assert (counts[Outcome.REFUSED], counts[Outcome.DUPLICATE]) == (0, 0)
    personal = "法人代表"  # a column of the list: its cells appear nowhere
    cells = [line.split(",")[3] for line in text(ROWS / "wage_arrears_list.csv")[1:]]
    assert set(cells) == {"某某"}
    said = "".join(one.model_dump_json() for one in (*INTAKE.subjects, *FOUND.values()))
    assert "某某" not in said + INTAKE.report.model_dump_json()
    assert personal in INTAKE.report.model_dump_json()


def assert_well_set(decision: cr.Decision) -> None:
    zh, en = (decision.explain(lang).splitlines() for lang in ("zh", "en"))
    # Whatever has nothing behind its label is not printed, but for headings of a list.
    bare = {line.strip() for line in zh if line.endswith("：")}
    assert bare <= {"条件：", "不得移出的情形：", "不得修复的情形："}
    assert not [line for line in en if re.search(r"[a-z]\(|[a-z]—", line)]
    assert not [line for line in en if re.search(r"[一二三四五六七八九十], ", line)]


@pytest.mark.parametrize("name", FOUND)
def test_its_pages_are_well_set(name: str) -> None:
    assert_well_set(FOUND[name])


def text(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def bytes_of(decisions: Iterable[cr.Decision]) -> str:
    return json.dumps([one.model_dump(mode="json") for one in decisions], ensure_ascii=False)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_files_changes_no_byte(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    paths = []
    for path in ROWS.glob("*.csv"):
        header, *rows = text(path)
        dice.shuffle(rows)
        copy = tmp_path / path.name
        copy.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        paths.append(copy)
    dice.shuffle(paths)
    intake = read_files(paths)
    assert bytes_of(decided(intake).values()) == bytes_of(FOUND.values())
    assert intake.report.model_dump_json() == INTAKE.report.model_dump_json()


# Everything that ships

EVERYTHING = cr.load()
KINDS: dict[tuple[str, str], type[Ruleset]] = {
    (one.header.id, one.header.edition): type(one) for one in EVERYTHING.rulesets
}
MAY_RESTRICT = (StatutoryRestriction, JointDiscipline)
"""No tier, official or computed, and no proposal to list is among them: neither restricts."""


@pytest.fixture(scope="module")
def whole() -> dict[str, cr.Decision]:
    return decided(INTAKE, EVERYTHING)


@pytest.fixture(scope="module")
def without_tiers_and_proposals() -> dict[str, cr.Decision]:
    kept = tuple(one for one in EVERYTHING.rulesets if isinstance(one, MAY_RESTRICT))
    return decided(INTAKE, cr.Rulebook.of(kept, EVERYTHING.catalog))


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(published(Published.DECISION)))


def of_arrears(decision: cr.Decision) -> list[cr.MatchedMeasure]:
    """The discipline of the wage-arrears list; a place in a file is as one loaded the file."""
    return [
        one.model_copy(update={"because_of": one.because_of.model_copy(update={"place": ""})})
        for one in decision.measures
        if one.measure in DISCIPLINE
    ]


@pytest.mark.parametrize("name", FOUND)
def test_on_everything_that_ships(
    name: str,
    whole: dict[str, cr.Decision],
    without_tiers_and_proposals: dict[str, cr.Decision],
    schema: Draft202012Validator,
) -> None:
    decision, asked = whole[name], FOUND[name]
    schema.validate(json.loads(decision.model_dump_json()))
    assert_well_set(decision)
    for one in decision.measures:
        assert one.basis
        assert one.remedy.zh.strip()
        assert one.remedy.en.strip()
    # What restricts is a restriction or the discipline of a list, and would be there without any
    # ruleset that grades or proposes. For these enterprises it is what the desk was told, no more.
    for one in decision.measures:
        if one.effect in (Effect.RESTRICT, Effect.PROHIBIT):
            because = one.because_of
            assert issubclass(KINDS[because.ruleset, because.edition], MAY_RESTRICT)
    assert strict(decision) == strict(without_tiers_and_proposals[name]) == strict(asked)
    # An entry on the wage-arrears list is answered alike, whoever loads it beside what else.
    assert decision.listings == asked.listings
    assert of_arrears(decision) == of_arrears(asked)
    listed = any(one.state is ListingState.CURRENT for one in decision.listings)
    assert {one.measure for one in of_arrears(decision)} == (DISCIPLINE if listed else set())
