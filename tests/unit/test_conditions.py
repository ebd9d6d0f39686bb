"""What an author may not write in a condition, and what is said about it."""

import pytest

from credit_rules.lang.conditions import Conditions
from credit_rules.lang.reader import Report
from credit_rules.lang.source import read
from credit_rules.model.subject import COLLECTIONS

FAULTS = [
    ("[]", "wrong-value"),
    ("{}", "wrong-value"),
    ("{ colour: red }", "unknown-name"),
    ("{ this.fine: 1 }", "no-record-here"),
    ("{ fine: red }", "wrong-value"),
    ("{ fine: { before: 3 } }", "wrong-test"),
    ("{ fine: { at_least: none } }", "wrong-test"),
    ("{ fine: { at_least: [1] } }", "wrong-value"),
    ("{ fine: { at_least: { field: decided_on } } }", "wrong-test"),
    ("{ fine: { larger: 3 } }", "wrong-test"),
    ("{ fine: {} }", "wrong-value"),
    ("{ fine: [] }", "wrong-value"),
    ("{ fine: { passed: true } }", "wrong-test"),
    ("{ in_business: maybe }", "wrong-value"),
    ("{ in_business: [true] }", "wrong-test"),
    ("{ in_business: { none_of: [true] } }", "wrong-test"),
    ("{ domain: sea }", "wrong-value"),
    ("{ domain: [sea] }", "wrong-value"),
    ("{ domain: { is: [labour] } }", "wrong-value"),
    ("{ decided_on: 2026-02-30 }", "wrong-value"),
    ("{ decided_on: 2026-W01-1 }", "wrong-value"),
    ("{ decided_on: { passed: false } }", "wrong-value"),
    ("{ decided_on: { before: { day: x } } }", "missing-key"),
    ("{ decided_on: { before: { field: fine } } }", "wrong-test"),
    ("{ some: penalty }", "unknown-name"),
    ("{ some: [penalties] }", "wrong-value"),
    ("{ some: penalties, within: 三年 }", "wrong-value"),
    ("{ some: penalties, during: this-year }", "wrong-value"),
    ("{ some: penalties, since: [a] }", "wrong-value"),
    ("{ some: penalties, since: fine }", "wrong-test"),
    ("{ some: penalties, including: gone }", "wrong-value"),
    ("{ some: penalties, including: { statuses: gone, basis: [cn.x 第一条] } }", "wrong-value"),
    ("{ some: penalties, including: { statuses: repaired } }", "missing-key"),
    ("{ some: penalties, where: { colour: red } }", "unknown-name"),
    ("{ every: penalties }", "missing-key"),
    ("{ every: penalties, has: { colour: red } }", "unknown-name"),
    ("{ count: penalties }", "wrong-value"),
    ("{ count: penalties, at_least: 1, at_most: 3 }", "wrong-value"),
    ("{ count: penalties, at_least: three }", "wrong-value"),
    ("{ count: penalties, at_least: 03 }", "wrong-value"),
    ("{ all: [ { colour: red } ] }", "unknown-name"),
    ("{ not: { colour: red } }", "unknown-name"),
    ("{ all: [] }", "wrong-value"),
    ("{ any: [] }", "wrong-value"),
    ("{ fine: { one_of: [] } }", "wrong-value"),
    ("{ finding: [] }", "wrong-value"),
    ("{ listed: {} }", "wrong-value"),
    ("{ elapsed: soon }", "wrong-value"),
    ("{ elapsed: { since: decided_on } }", "missing-key"),
    ("{ elapsed: { since: decided_on, period: 3 weeks } }", "wrong-value"),
    ("{ elapsed: { since: { latest_of: [fine] }, period: 3 years } }", "wrong-test"),
    ("{ elapsed: { since: { if_any: [decided_on] }, period: 3 years } }", "missing-key"),
]


@pytest.mark.parametrize(("text", "code"), FAULTS)
def test_a_fault_is_reported_and_gives_no_condition(text, code):
    report = Report()
    node, found = read(text.encode(), "test.yaml")
    assert found == ()
    condition = Conditions(report, COLLECTIONS["penalties"], None).read(node)
    # A fault in a window leaves a condition to go on with; it is reported all the same.
    assert condition is None or text.startswith("{ some: penalties, ")
    assert code in {one.code for one in report.found}


def test_no_node_is_no_condition():
    assert Conditions(Report(), None, None).read(None) is None
