"""What `why_not` promises of every condition and every subject, over generated ones."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties import conditions as trees
from tests.properties import strategies as ours

import credit_rules as cr
from credit_rules.engine.decision import Text
from credit_rules.engine.grading import Grading
from credit_rules.engine.reference import World, evaluate
from credit_rules.engine.shortfall import Shortfall, in_order, rank, shortfalls
from credit_rules.model.ruleset import grants
from credit_rules.truth import Truth

BOOKS = {"rich": ours.RICH, "shipped": ours.SHIPPED}
REGION = "330100"
slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _world(subject):
    grading = Grading(ours.RICH, subject, None, REGION)
    strata = grading.strata(ours.AS_OF, ours.schemes(ours.RICH))
    return World(grading.facts(ours.AS_OF), ours.questions(ours.RICH), strata)


def _says_what_is_in_the_way(node, world, *, wanted):
    trace = evaluate(node, world)
    found = shortfalls(trace, world, wanted=wanted)
    assert bool(found) is (trace.truth is Truth.of(not wanted))
    assert found == in_order(found)
    for one in found:
        assert one.said.zh
        assert one.said.en
        assert one.gap is None or one.gap.share >= 0


@slow
@given(data=st.data(), subject=ours.partial(), wanted=st.booleans())
def test_a_condition_has_something_in_its_way_exactly_when_it_comes_out_otherwise(
    data, subject, wanted
):
    _says_what_is_in_the_way(data.draw(trees.about_the_subject), _world(subject), wanted=wanted)


@slow
@given(
    data=st.data(),
    subject=ours.subjects,
    wanted=st.booleans(),
    name=st.sampled_from(trees.COLLECTIONS_ASKED),
)
def test_so_has_a_condition_about_a_record(data, subject, wanted, name):
    node, world = data.draw(trees.about_a_record(name)), _world(subject)
    for item in world.facts.items[name]:
        _says_what_is_in_the_way(node, world.at(item, this=True), wanted=wanted)


@slow
@given(
    data=st.data(),
    subject=ours.partial(),
    book=st.sampled_from(sorted(BOOKS)),
    region=st.sampled_from([None, REGION, "320100"]),
)
def test_what_does_not_apply_has_reasons_the_nearest_first(data, subject, book, region):
    loaded = BOOKS[book]
    measure = data.draw(st.sampled_from(sorted(loaded.catalog.measures)))
    acting = cr.Acting(region=region) if region else None
    decision = cr.decide(loaded, subject, ours.AS_OF, acting=acting)
    answer = cr.why_not(loaded, subject, ours.AS_OF, measure, acting=acting)
    assert answer.matched is any(one.measure == measure for one in decision.measures)
    given_by = [one for one in loaded.rulesets for _, _, g in grants(one) if g.measure == measure]
    assert bool(answer.reasons) is (bool(given_by) and not answer.matched)
    assert all(reason.failing or reason.missing for reason in answer.reasons)
    ranked = [len(one.failing) for one in answer.reasons if one.failing or one.record]
    assert ranked == sorted(ranked)


@pytest.mark.parametrize("lang", ["zh", "en"])
@slow
@given(subject=ours.partial(), book=st.sampled_from(sorted(BOOKS)))
def test_every_decision_has_a_page(subject, book, lang):
    decision = cr.decide(BOOKS[book], subject, ours.AS_OF, trace=True)
    page = decision.explain(lang)
    for one in decision.measures:
        assert one.title[lang].split("（")[0].split(" (")[0] in page
    assert not [line for line in page.splitlines()[1:] if line != line.rstrip()]


def test_fewer_parts_are_nearer_than_any_gap():
    one = Shortfall(Text(zh="甲", en="a"))
    assert rank([]) < rank([one]) < rank([one, one])
