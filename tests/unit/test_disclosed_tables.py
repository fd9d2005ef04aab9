"""The shipped disclosed tables over rows made by hand: what each of them hides, and what it does not tell in other words."""

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.disclosing.control import controlled
from warehouse.disclosing.table import load_tables
from warehouse.disclosure import Disclosure
from warehouse.models.project import shipped_sql

RULE = Disclosure(5, 5, 2)
TABLES = {table.name: table for table in load_tables([shipped_sql()])}
ESTIMATES = {
    **dict.fromkeys(
        ("analysis", "figure", "covariate", "outcome", "method", "term", "estimate_name", "status"), "text"
    ),
    **{"is_primary": "boolean", "n": "bigint", "n_events": "bigint"},
    **dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), "double"),
}
OBSERVATIONS = {"analysis": "text", "subject_id": "text", "x": "double", "y": "double", "group_label": "text"}
QUARTILES = {"analysis": "text", "quartile": "integer", "n": "bigint", "n_events": "bigint"}
FEATURES = {"subject_id": "text", "feature": "text", "value": "double"}


def estimate(method, n, *, name="estimate", term="x", n_events=None, analysis="one"):
    words = {"analysis": analysis, "figure": None, "covariate": "x", "outcome": "y", "method": method, "term": term}
    numbers = {"estimate": 0.5, "ci_low": 0.1, "ci_high": 0.9, "p_value": 0.04, "n": n, "n_events": n_events}
    return {**words, **numbers, "estimate_name": name, "status": "ok", "is_primary": True}


def observations(points):
    """A row for each (x, y, group): what a method saw of a subject."""
    rows = [dict(zip(("x", "y", "group_label"), point, strict=True)) for point in points]
    return [{"analysis": "one", "subject_id": f"S{number}", **row} for number, row in enumerate(rows)]


def shown(estimates, seen=(), quartiles=(), features=()):
    """Whether each estimate is hidden, by its term; one that is not in the table at all has none."""
    memory = open_memory()
    memory.execute("create schema results; create schema marts")
    memory.write("results.estimates", ESTIMATES, estimates)
    memory.write("results.observations", OBSERVATIONS, list(seen))
    memory.write("results.analysis_quartiles", QUARTILES, list(quartiles))
    memory.write("marts.features", FEATURES, list(features))
    columns, rows = memory.answer(controlled(TABLES["estimates"], RULE))
    memory.close()
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    return {row["term"]: row["is_suppressed"] for row in found}


def measured(*groups):
    """So many subjects with a value in each group, no two values alike."""
    return [(float(10 * place + n), None, f"group {place}") for place, size in enumerate(groups) for n in range(size)]


def test_an_estimate_of_two_large_groups_is_shown():
    assert shown([estimate("rank_sum", 16)], observations(measured(8, 8))) == {"x": False}


def test_a_group_is_of_those_who_have_the_value():
    """Seven subjects are in the group, and three of them were measured."""
    absent = [(None, None, "group 1")] * 4
    assert shown([estimate("rank_sum", 11)], observations([*measured(8, 3), *absent])) == {"x": True}


def test_a_group_that_is_small_on_one_day_of_a_course_hides_the_course():
    course = [(day, float(n), group) for day in (0.0, 7.0) for group in "ab" for n in range(6)]
    few = [point for point in course if point[0] == 0.0 or point[2] == "a" or point[1] < 3]
    days = [estimate("time_course", 12, term="day 0: a vs b"), estimate("time_course", 9, term="day 7: a vs b")]
    assert shown(days, observations(course)) == dict.fromkeys(("day 0: a vs b", "day 7: a vs b"), False)
    assert shown(days, observations(few)) == dict.fromkeys(("day 0: a vs b", "day 7: a vs b"), True)


def two_by_two(*cells):
    """Subjects by yes/no covariate and yes/no outcome, with the label that logistic regression gives the outcome."""
    kinds = [(1.0, 1.0, "true"), (1.0, 0.0, "false"), (0.0, 1.0, "true"), (0.0, 0.0, "false")]
    return [kind for kind, size in zip(kinds, cells, strict=True) for _ in range(size)]


@pytest.mark.parametrize("cells", [(12, 16, 2, 8), (10, 10, 10, 10)], ids=["a small one", "all large"])
def test_an_odds_ratio_of_four_counts_is_not_there(cells):
    """Estimate, limits and P of 12, 16, 2 and 8 at two digits fit no other four counts, rounded totals given."""
    found = estimate("logistic", sum(cells), n_events=cells[0] + cells[2], name="odds_ratio_per_unit")
    assert shown([found], observations(two_by_two(*cells))) == {}


def test_a_covariate_of_two_values_against_a_measurement_has_two_groups():
    few = [(float(n < 3), n / 10, None) for n in range(20)]
    many = [(float(n < 8), n / 10, None) for n in range(20)]
    assert shown([estimate("spearman", 20)], observations(few)) == {"x": True}
    assert shown([estimate("spearman", 20)], observations(many)) == {"x": False}


def test_so_has_an_outcome_of_two_values_of_which_no_method_counted_events():
    few = [(n / 10, float(n < 3), None) for n in range(20)]
    assert shown([estimate("spearman", 20)], observations(few)) == {"x": True}


def test_a_trend_over_quarters_is_hidden_as_their_counts_are():
    rates = [{"analysis": "one", "quartile": quarter, "n": 12, "n_events": 6} for quarter in (1, 2, 3, 4)]
    seen = observations([(n / 10, float(n % 2), None) for n in range(48)])
    found = estimate("quartile_trend", 48, n_events=24)
    assert shown([found], seen, rates) == {"x": False}
    rates[3]["n_events"] = 10
    assert shown([found], seen, rates) == {"x": True}


@pytest.mark.parametrize(("deaths", "is_hidden"), [(9, False), (1, True), (0, True), (19, True)])
def test_curves_of_survival_are_hidden_where_few_of_a_group_had_the_event_or_did_not(deaths, is_hidden):
    lived = [(n + 1.0, float(n < 9), "a") for n in range(20)] + [(n + 1.5, float(n < deaths), "b") for n in range(20)]
    found = estimate("kaplan_meier", 40, n_events=9 + deaths, name="log_rank")
    assert shown([found], observations(lived)) == {"x": is_hidden}


def test_the_quarters_beside_a_regression_hide_nothing():
    rates = [{"analysis": "one", "quartile": quarter, "n": 10, "n_events": 2} for quarter in (1, 2, 3, 4)]
    seen = observations([(n / 10, float(n < 8), "true" if n < 8 else "false") for n in range(40)])
    assert shown([estimate("logistic", 40, n_events=8)], seen, rates) == {"x": False}


FEATURE = [{"subject_id": f"S{n}", "feature": "x", "value": float(n)} for n in range(40)]
YES_NO = [{"subject_id": f"S{n}", "feature": "x", "value": float(n % 2)} for n in range(40)]


def pairs(**sizes):
    names = sorted(sizes)
    couples = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    kind = {"method": "screen", "name": "mean_rank_difference"}
    return [estimate(n=sizes[a] + sizes[b], term=f"{a} vs {b}", **kind) for a, b in couples]


def test_the_groups_of_a_screen_follow_from_its_pairs():
    """A screen keeps no observations: none of its groups was ever counted, and groups of one were shown."""
    assert set(shown(pairs(a=12, b=9, c=14), features=FEATURE).values()) == {False}
    assert set(shown(pairs(a=12, b=1, c=14), features=FEATURE).values()) == {True}
    assert set(shown(pairs(a=12, b=9, c=14, d=4), features=FEATURE).values()) == {True}


def test_not_where_a_pair_is_missing_or_a_name_cannot_be_told_from_another():
    assert set(shown(pairs(a=12, b=9, c=14)[:2], features=FEATURE).values()) == {True}
    assert set(shown(pairs(**{"a vs b": 12, "c": 9, "d": 14}), features=FEATURE).values()) == {True}


def test_of_one_pair_they_do_not_and_it_is_hidden():
    assert shown(pairs(a=12, b=9), features=FEATURE) == {"a vs b": True}


def test_a_screen_tells_of_no_covariate_that_has_two_values_or_is_no_feature():
    found = [estimate("screen", 40, n_events=20, name="odds_ratio_per_unit")]
    assert [shown(found, features=each) for each in (FEATURE, YES_NO, ())] == [{"x": False}, {"x": True}, {"x": True}]


COHORT = {
    "subject_id": "text",
    "is_infused": "boolean",
    "ecog": "integer",
    "ipi_score": "integer",
    **dict.fromkeys(("sex", "disease_subtype", "disease_stage", "tumor_burden_group"), "text"),
    **dict.fromkeys(("best_response", "response_status"), "text"),
    **dict.fromkeys(("objective_response", "durable_response"), "boolean"),
    **dict.fromkeys(("crs_grade3_or_higher", "ne_grade3_or_higher"), "boolean"),
}


def of_cohort(rows):
    memory = open_memory()
    memory.execute("create schema marts")
    memory.write("marts.cohort", COHORT, [{"is_infused": True, **row} for row in rows])
    found = memory.rows(controlled(TABLES["cohort"], RULE))
    memory.close()
    return found


@pytest.mark.parametrize("had_it", [True, False])
def test_that_everybody_or_nobody_had_an_outcome_is_hidden(had_it):
    found = of_cohort([{"crs_grade3_or_higher": had_it}] * 20)
    assert found == [("crs_grade3_or_higher", level, None, True) for level in ("false", "true")]


def test_a_response_that_nobody_had_hides_the_others():
    found = of_cohort([{"best_response": "CR"}] * 10 + [{"best_response": "PD"}] * 10)
    assert found == [("best_response", level, None, True) for level in ("CR", "PR", "SD or PD")]


def test_an_outcome_of_which_nothing_is_known_is_not_there():
    assert of_cohort([{"sex": "female"}] * 20) == [("sex", "female", 20, False)]


def test_a_disease_that_few_have_is_not_named():
    """A label is shown also where its count is hidden, and this one may be whatever somebody wrote of one patient."""
    told = [{"disease_subtype": "DLBCL"}] * 10 + [{"disease_subtype": "DLBCL, seen in Ulm 3.5.16"}] + [{}] * 6
    assert of_cohort(told) == [("disease_subtype", level, None, True) for level in ("DLBCL", "another subtype")]
    rare = [{"disease_subtype": f"rare {n}"} for n in range(7)]
    assert of_cohort(told[:10] + rare) == [
        ("disease_subtype", "DLBCL", 10, False),
        ("disease_subtype", "another subtype", 5, False),
    ]
