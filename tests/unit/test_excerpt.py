"""An excerpt of a rulebook: what belongs to it, and what does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.strategies import AS_OF, RICH, partial

import credit_rules as cr
from credit_rules.analysis.excerpt import excerpt
from credit_rules.testing.said import Said


def ids(book):
    return {one.header.id for one in book.rulesets}


@pytest.mark.parametrize(
    ("named", "others"),
    [
        # Nothing but what is on record.
        ("rich-bars", set()),
        ("rich-serious", set()),
        ("rich-score", set()),
        # One of a region stands in the place of the other: either is silent where the other speaks.
        ("rich-exact", {"rich-local"}),
        ("rich-local", {"rich-exact"}),
        # A tier that reads another, and gives favours that a watch list's measures suspend.
        ("rich-tiers", {"rich-score", "rich-watch"}),
        ("rich-favours", {"rich-score", "rich-tiers", "rich-watch"}),
        # Steps ask for a tier, and what is proposed.
        ("rich-steps", {"rich-acts", "rich-exact", "rich-local", "rich-serious", "rich-watch"}),
    ],
)
def test_it_has_its_rulesets_and_what_their_outcomes_depend_on(named, others):
    assert ids(excerpt(RICH, [named])) == {named} | others


def test_it_is_the_same_book_in_all_else():
    part = excerpt(RICH, ["rich-bars", "no-such-ruleset"])
    assert (part.digest, part.catalog, part.profile) == (RICH.digest, RICH.catalog, RICH.profile)


def test_of_everything_it_is_the_whole_book():
    assert excerpt(RICH, ids(RICH)) == RICH


PARTS = (
    *("tiers", "measures", "proposals", "listings", "repairs", "undetermined", "steps"),
    *("held", "open", "open_measures", "missing"),
)


@settings(max_examples=20)
@given(partial(), st.sampled_from([None, "320100", "330100"]), st.sampled_from(sorted(ids(RICH))))
def test_it_says_of_any_subject_what_the_whole_book_says(subject, region, named):
    acting = cr.Acting(region=region)
    whole, part = (
        Said.by(book, [named], subject, AS_OF, acting) for book in (RICH, excerpt(RICH, [named]))
    )
    for name in PARTS:
        assert getattr(part, name) == getattr(whole, name), name
