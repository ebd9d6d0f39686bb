"""Hypotheses: what would change, and how events are written. All rules are invented (虚构)."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.analysis.changes import Part
from credit_rules.analysis.foresight.hypotheses import (
    events_of,
    read_events,
    what_if,
    what_if_listed,
    with_events,
)
from credit_rules.analysis.foresight.nothing_new import carried
from credit_rules.lang.source import LIMIT_BYTES
from credit_rules.model.subject import COLLECTIONS

DAY = date(2026, 3, 1)
FINES = """
tiers:
  - { <D>, when: { sum: penalties, of: fine, within: 2 years, at_least: 200万元 } }
  - { <A>, when: { not: { sum: penalties, of: fine, within: 2 years, at_least: 200万元 } } }
"""
GRAVE = """
findings:
  - { id: grave, question: 是否严重, question_en: is it grave, organ: 某机关, basis: [test.law 第一条] }
list: serious
grounds:
  - { <ground>, each: penalties, where: { domain: food, finding: grave } }
"""
LISTED = """
list: serious
discipline:
  - { <bar>, measure: deposit, strength: must }
"""


@pytest.fixture
def fines(small):
    return small.load(small.ruleset("tiered-supervision", FINES))


def tiers(hypothesis):
    (change,) = [one for one in hypothesis.changes if one.part is Part.TIER]
    return change.before[0].answer.tier, change.after[0].answer.tier


class TestWhatIf:
    def test_a_further_penalty_changes_the_tier_to_the_fen(self, small, fines):
        subject = small.subject(penalties=[{"decided_on": "2025-01-01", "fine": "150万元"}])
        enough = what_if(fines, subject, DAY, {"penalties": [{"fine": "50万元"}]})
        assert tiers(enough) == ("A", "D")
        short = what_if(fines, subject, DAY, {"penalties": [{"fine": "499999.99"}]})
        assert short.changes == ()

    def test_it_is_no_decision_and_says_so(self, small, fines):
        found = what_if(fines, small.subject(), DAY, {"penalties": [{"fine": "300万元"}]})
        for name in ("measures", "tiers", "proposals", "listings", "steps"):
            assert not hasattr(found, name)
        assert "假设" in found.notice.zh
        assert "ypothetical" in found.notice.en
        assert not found.undetermined

    def test_what_is_on_record_stays_as_it_was(self, small, fines):
        subject = small.subject()
        before = subject.model_dump_json()
        what_if(fines, subject, DAY, {"penalties": [{"fine": "300万元"}]})
        assert subject.model_dump_json() == before

    def test_an_event_without_a_day_is_of_the_day_asked_about(self, small, fines):
        (event,) = what_if(fines, small.subject(), DAY, {"penalties": [{"fine": 1}]}).events
        assert event.day == DAY
        assert event.path == "penalties[hypothetical-1]"

    def test_an_event_that_has_left_the_window_changes_nothing(self, small, fines):
        told = {"penalties": [{"fine": "300万元", "decided_on": "2024-02-29"}]}
        assert what_if(fines, small.subject(), DAY, told).changes == ()

    def test_a_later_event_is_looked_at_on_its_day_with_deliveries_going_on(self, small, fines):
        covers = {name: {"from": "beginning", "until": "2026-03-01"} for name in COLLECTIONS}
        old = [{"decided_on": "2024-05-01", "fine": "150万元"}]
        subject = small.subject(penalties=old, covers=covers)
        told = {"penalties": [{"fine": "50万元", "decided_on": "2026-05-01"}]}
        found = what_if(fines, subject, DAY, told)
        assert found.looked_at == date(2026, 5, 1)
        assert tiers(found) == ("A", "D")
        assert "2026-05-01" in found.notice.zh
        told["penalties"][0]["decided_on"] = "2026-05-02"
        assert what_if(fines, subject, DAY, told).changes == ()

    def test_a_finding_settles_a_question_and_has_an_organ(self, small):
        book = small.load(small.ruleset("serious-dishonesty", GRAVE))
        subject = small.subject(penalties=[{"decided_on": "2025-01-01", "domain": "food"}])
        told = {"findings": [{"finding": "grave", "about": "pen0", "answer": "yes"}]}
        found = what_if(book, subject, DAY, told)
        parts = {one.part: one for one in found.changes}
        assert parts[Part.UNDETERMINED].ended
        assert parts[Part.PROPOSAL].after[0].answer.outcome.value == "true"

    def test_an_event_that_says_too_little_leaves_something_open(self, small):
        book = small.load(small.ruleset("serious-dishonesty", GRAVE))
        found = what_if(book, small.subject(), DAY, {"penalties": [{}]})
        assert found.undetermined

    def test_an_entry_on_a_list_carries_what_follows_from_it(self, small):
        book = small.load(small.ruleset("joint-discipline", LISTED))
        found = what_if_listed(book, small.subject(), DAY, "serious")
        appeared = {one.part for one in found.changes if one.appeared}
        assert {Part.LISTING, Part.MEASURE} <= appeared
        (entry,) = [one for one in found.changes if one.part is Part.LISTING]
        assert entry.after[0].answer.last_day == date(2029, 3, 1)

    def test_the_term_hangs_on_the_ground_where_the_list_says_so(self, small):
        book = small.load(small.ruleset("joint-discipline", LISTED))
        found = what_if_listed(book, small.subject(), DAY, "watch", ground="grave")
        (entry,) = [one for one in found.changes if one.part is Part.LISTING]
        assert entry.after[0].answer.last_day == date(2028, 3, 1)


class TestRefused:
    def test_no_event_is_no_hypothesis(self, small, fines):
        with pytest.raises(cr.CreditRulesError, match="at least one event"):
            what_if(fines, small.subject(), DAY, {"penalties": []})

    def test_a_list_nobody_knows_is_named_with_what_was_meant(self, small, fines):
        with pytest.raises(cr.CreditRulesError, match="did you mean `serious`"):
            what_if_listed(fines, small.subject(), DAY, "seriuos")

    @pytest.mark.parametrize(
        ("told", "said"),
        [
            ({"penaltys": [{}]}, "no collection"),
            ({"uscc": [{}]}, "no collection"),
            ({"penalties": [{"fnie": 1}]}, "no such field"),
            ({"penalties": [{"fine": "-5"}]}, "penalties"),
            ({"penalties": [{"key": "pen0"}]}, "name of a record"),
            ({"penalties": [{"document_number": "文1"}]}, "name of a record"),
            ({"penalties": [{"violation": "11010519491231002X"}]}, "identity number"),
        ],
    )
    def test_what_does_not_fit_is_refused_without_its_value(self, small, fines, told, said):
        subject = small.subject(
            penalties=[{"decided_on": "2025-01-01"}, {"document_number": "文1", "key": None}]
        )
        with pytest.raises(cr.SubjectError, match=said) as error:
            what_if(fines, subject, DAY, told)
        assert "11010519491231002X" not in str(error.value)

    def test_a_collection_has_room_for_so_many(self, small):
        subject = small.subject(penalties=[{"decided_on": "2025-01-01"}] * 10_000)
        events = events_of(subject, DAY, {"penalties": [{}]})
        with pytest.raises(cr.SubjectError, match="penalties"):
            with_events(subject, events)

    def test_a_name_given_by_us_is_free(self, small):
        subject = small.subject(penalties=[{"key": "hypothetical-1", "decided_on": "2025-01-01"}])
        (event,) = events_of(subject, DAY, {"penalties": [{}]})
        assert event.path == "penalties[hypothetical-2]"


def test_only_what_reaches_the_day_goes_on_being_delivered(small):
    covers = {
        "penalties": {"from": "beginning", "until": "2026-03-01"},
        "inspections": {"from": "beginning", "until": "2026-02-28"},
        "listings": {"from": "beginning", "until": "2030-01-01"},
    }
    later = carried(small.subject(covers=covers), DAY, date(2027, 1, 1))
    until = {name: one.until for name, one in later.covers.items()}
    assert until == {
        "penalties": date(2027, 1, 1),
        "inspections": date(2026, 2, 28),
        "listings": date(2030, 1, 1),
    }


class TestWritten:
    @pytest.mark.parametrize(
        "text",
        [
            "penalties: { fine: 100万元, in_business: true }",
            "penalties:\n  - fine: 100万元\n    in_business: true\n",
            '{"penalties": [{"fine": "100万元", "in_business": true}]}',
        ],
    )
    def test_yaml_and_json_say_the_same(self, small, text):
        told = read_events(text.encode(), "events")
        assert told == {"penalties": [{"fine": "100万元", "in_business": True}]}
        (event,) = events_of(small.subject(), DAY, told)
        assert event.record.fine == 1_000_000
        assert (
            event.said.zh
            == "行政处罚：是否因违法经营为是；罚款金额为1000000元；处罚决定日期为2026-03-01"
        )

    def test_nothing_written_is_no_event(self):
        assert read_events(b"", "events") == {}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("penalties: &a [{}]\nlistings: *a", "forbidden-yaml"),
            ("penalties: !!python/object:os.system {}", "forbidden-yaml"),
            ("penalties: {}\npenalties: {}", "duplicate-key"),
            ("penalties: { fine: 1, fine: 2 }", "duplicate-key"),
            ("penaltys: {}", "unknown-key"),
            ("penalties: 5", "wrong-value"),
            ("[penalties]", "wrong-value"),
            ("penalties: {violation: 11010519491231002X}", "wrong-value"),
            ("penalties: [", "not-yaml"),
            ("penalties: " + "[" * 60 + "]" * 60, "too-large"),
            ("penalties: {fine: 1}\n---\npenalties: {fine: 1}", "forbidden-yaml"),
            ("#" * (LIMIT_BYTES + 1), "too-large"),
            ("penalties: {fine: \x00}", "not-yaml"),
        ],
    )
    def test_what_cannot_be_read_is_a_diagnostic(self, text, code):
        with pytest.raises(cr.RulesetError) as error:
            read_events(text.encode(), "events")
        assert code in {one.code for one in error.value.diagnostics}
        assert "11010519491231002X" not in str(error.value)
