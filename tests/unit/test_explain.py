"""What the pages must not do to what they print; how they look is held by the golden files."""

from datetime import date

import pytest

import credit_rules as cr
from credit_rules.model.subject import COLLECTIONS

NUMBER = "（2024）浙01执1号 — 之一"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_number_of_a_record_is_printed_as_it_is_written(lang):
    entry = {
        "document_number": NUMBER,
        "status": "effective",
        "list": "wage-arrears",
        "listed_on": "2026-01-05",
        "removed_on": "none",
        "restored_on": "none",
    }
    covers = {name: {"from": "beginning", "until": "2026-06-30"} for name in COLLECTIONS}
    subject = cr.Subject.read(
        {
            "uscc": "91320100MA0EXAMP0N",
            "kind": "legal_person",
            "covers": covers,
            "listings": [entry],
        }
    )
    page = cr.decide(cr.load(), subject, date(2026, 6, 30), trace=True).explain(lang)
    assert NUMBER in page
    assert "浙01执1号" not in page.replace(NUMBER, "")
