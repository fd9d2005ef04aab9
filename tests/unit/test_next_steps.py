"""What a build says to try next can be asked, and shows what the build has just made."""

from types import SimpleNamespace

from cli.next_steps import next_steps
from warehouse.planning.plan import Plan, Step


def step(relation, action):
    return Step(relation, relation.partition(".")[0], action, "because", "f1")


def said(steps, **statuses):
    results = [SimpleNamespace(step=one, statuses=statuses) for one in steps if one.action == "build"]
    return list(next_steps(SimpleNamespace(plan=Plan(tuple(steps)), results=results), " --study s"))


def test_an_analysis_that_was_selected_is_looked_for_where_it_is():
    """The gathered estimates were not selected: they hold what an earlier build found."""
    steps = [step("analyses.mine", "build"), step("results.estimates", "skip")]
    assert said(steps, ok=1) == [
        'cartwheel query --study s "from results.mine limit 10"',
        "cartwheel build --study s",
    ]


def test_an_estimate_that_failed_has_a_query_that_says_why():
    """Of all estimates, or, where these are an earlier build's, of the analysis itself."""
    whole = [step("analyses.mine", "build"), step("results.estimates", "build")]
    (query,) = [line for line in said(whole, ok=1, failed=2) if "failed" in line]
    assert "note from results.estimates where status = 'failed'" in query
    (query,) = [line for line in said([whole[0], step("results.estimates", "skip")], failed=1) if "failed" in line]
    assert "note from results.mine where status = 'failed'" in query
    assert not [line for line in said(whole, ok=3) if "failed" in line]
