"""The plan builds what changed and what reads it, says why, and leaves everything else alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from warehouse.planning.plan import BUILD, CHECK, DESCRIBE, DROP, REUSE, SKIP, Built, Wanted, fingerprints, make_plan


def built_from(wanted):
    """What the ledger would say had all of it just been built."""
    prints = fingerprints(wanted)
    return {want.relation: Built(prints[want.relation], want.parts, want.checks, want.description) for want in wanted}


def step_of(plan, relation):
    return next(step for step in plan.steps if step.relation == relation)


CHAIN = [
    Wanted("raw.a", "raw", (), {"file a.csv": "1"}),
    Wanted("staging.b", "staging", ("raw.a",), {"SQL": "1"}, checks="1", description="1"),
    Wanted("marts.c", "marts", ("staging.b",), {"setting x": "1", "SQL": "1"}),
    Wanted("analyses.d", "analyses", ("marts.c",), {"SQL": "1", "method m": "1"}),
]


def changed(relation, **changes):
    return [replace(want, **changes) if want.relation == relation else want for want in CHAIN]


def test_everything_is_built_the_first_time():
    plan = make_plan(CHAIN, {})
    assert [(step.action, step.reason) for step in plan.steps] == [(BUILD, "never built")] * 4
    assert plan.results_that_may_change == ("analyses.d",)


def test_nothing_is_built_twice():
    plan = make_plan(CHAIN, built_from(CHAIN))
    assert plan.is_empty
    assert {step.action for step in plan.steps} == {REUSE}


def test_a_changed_file_rebuilds_what_reads_it_and_says_so():
    plan = make_plan(changed("raw.a", parts={"file a.csv": "2"}), built_from(CHAIN))
    assert [step.reason for step in plan.steps] == [
        "file a.csv changed",
        "reads raw.a, which is rebuilt",
        "reads staging.b, which is rebuilt",
        "reads marts.c, which is rebuilt",
    ]


def test_a_changed_setting_is_a_better_reason_than_the_sql_it_changed():
    plan = make_plan(changed("marts.c", parts={"setting x": "2", "SQL": "2"}), built_from(CHAIN))
    assert step_of(plan, "marts.c").reason == "setting x changed"
    assert step_of(plan, "staging.b").action == REUSE


def test_a_changed_method_reruns_only_its_analyses():
    plan = make_plan(changed("analyses.d", parts={"SQL": "1", "method m": "2"}), built_from(CHAIN))
    assert [step.relation for step in plan.of(BUILD)] == ["analyses.d"]
    assert step_of(plan, "analyses.d").reason == "method m changed"


def test_a_description_rebuilds_nothing():
    plan = make_plan(changed("staging.b", description="2"), built_from(CHAIN))
    assert not plan.of(BUILD)
    assert step_of(plan, "staging.b").action == DESCRIBE
    assert not plan.is_empty


def test_a_changed_test_checks_without_building():
    plan = make_plan(changed("staging.b", checks="2"), built_from(CHAIN))
    assert not plan.of(BUILD)
    assert step_of(plan, "staging.b").action == CHECK


def test_what_no_file_makes_is_dropped():
    plan = make_plan(CHAIN[:3], built_from(CHAIN))
    assert step_of(plan, "analyses.d").action == DROP


def test_a_selected_step_brings_the_stale_ones_it_reads_and_no_others():
    stale = [replace(want, parts={**want.parts, "SQL": "2"}) for want in CHAIN]
    plan = make_plan(stale, built_from(CHAIN), {"marts.c"})
    assert [step.relation for step in plan.of(BUILD)] == ["raw.a", "staging.b", "marts.c"]
    assert step_of(plan, "analyses.d").action == SKIP
    assert step_of(plan, "analyses.d").reason == "not selected (SQL changed)"


def test_a_selection_drops_nothing():
    plan = make_plan(CHAIN[:3], built_from(CHAIN), {"marts.c"})
    assert not plan.of(DROP)
    left = step_of(plan, "analyses.d")
    assert (left.action, left.reason) == (SKIP, "not selected (no file makes it any more)")
    assert plan.is_empty


@st.composite
def graphs(draw):
    """Wanted steps of a random graph, parents before children."""
    size = draw(st.integers(1, 8))
    steps = []
    for number in range(size):
        parents = draw(st.sets(st.integers(0, number - 1))) if number else set()
        names = tuple(f"marts.m{parent}" for parent in sorted(parents))
        steps.append(Wanted(f"marts.m{number}", "marts", names, {"SQL": "1"}))
    return steps


@given(graphs(), st.data())
def test_a_change_rebuilds_itself_and_its_descendants_exactly(wanted, data):
    target = data.draw(st.sampled_from(wanted))
    after = [replace(want, parts={"SQL": "2"}) if want is target else want for want in wanted]
    expected = {target.relation}
    for want in wanted:
        if expected & set(want.parents):
            expected.add(want.relation)
    assert {step.relation for step in make_plan(after, built_from(wanted)).of(BUILD)} == expected


@given(graphs(), st.data())
def test_whatever_is_selected_first_a_full_plan_then_completes_it(wanted, data):
    """Built by parts or at once, the ledger ends the same."""
    chosen = data.draw(st.sets(st.sampled_from([want.relation for want in wanted])))
    prints = fingerprints(wanted)
    ledger = {}
    for selected in (chosen, None):
        for step in make_plan(wanted, ledger, selected).of(BUILD):
            parents = next(want.parents for want in wanted if want.relation == step.relation)
            assert all(ledger[parent].fingerprint == prints[parent] for parent in parents), "built from a stale table"
            ledger[step.relation] = Built(prints[step.relation], {"SQL": "1"}, "", "")
    assert ledger == built_from(wanted)
