"""Which conclusions a choice turns: worked by hand."""

import pytest

from python_stats import battery
from python_stats.sensitivity import COLUMNS, NO_ASSOCIATION, compared, compared_methods, summary
from tests.stats.samples import HEADERS
from tests.stats.test_battery import cohort


def row(estimate, p, name="odds_ratio_per_doubling", **more):
    common = {"analysis": "a", "figure": None, "covariate": "x", "outcome": "y", "term": "x", "is_primary": True}
    found = {"n": 40, "estimate": estimate, "p_value": p, "p_adjusted": None, "q_value": None, "method": "logistic"}
    return common | found | {"estimate_name": name} | more


def crossed(before, after):
    return [(found["crosses"], found["turns"]) for found in compared("s", 1, 2, [before], [after])]


def test_a_conclusion_crosses_when_p_changes_sides_and_turns_when_the_estimate_does():
    assert crossed(row(2.0, 0.01), row(1.5, 0.2)) == [(True, False)]
    assert crossed(row(2.0, 0.2), row(0.5, 0.3)) == [(False, True)]
    assert crossed(row(0.2, 0.04, "spearman_rho"), row(-0.1, 0.05, "spearman_rho")) == [(True, True)]
    assert crossed(row(2.0, 0.01), row(None, None)) == [(None, None)]


@pytest.mark.parametrize(
    ("name", "now", "otherwise", "turned"),
    [
        ("pairs_in_order", 0.7, 0.3, True),
        ("pairs_in_order", 0.7, 0.6, False),
        ("pairs_in_order", 0.4, 0.3, False),
        ("oob_auc", 0.45, 0.8, True),
        ("oob_auc", 0.55, 0.8, False),
        ("odds_ratio_vs_reference", 0.4, 0.9, False),
        ("hodges_lehmann_shift", 0.0, 0.3, False),
        ("hodges_lehmann_shift", 0.0, -0.3, False),
        ("hodges_lehmann_shift", -0.3, 0.0, False),
        ("hodges_lehmann_shift", -0.3, 0.3, True),
        ("none", 0.1, 0.2, None),
    ],
)
def test_an_estimate_turns_where_it_changes_sides_of_its_own_no_association(name, now, otherwise, turned):
    """A share of pairs in order and an area say nothing at a half, a ratio at 1, a difference at 0."""
    ((_, found),) = crossed(row(now, 0.01, name), row(otherwise, 0.01, name))
    assert found is turned


def test_every_primary_estimate_has_its_no_association():
    found = {one["estimate_name"] for header in HEADERS.values() for one in primary(header)}
    assert found <= set(NO_ASSOCIATION), (
        "say in NO_ASSOCIATION of sensitivity.py what it is where there is no association"
    )


def primary(header):
    return [one for one in battery.analyse("a", header, cohort())["estimates"] if one["is_primary"]]


def test_what_does_not_change_and_what_is_not_primary_have_no_row():
    assert crossed(row(2.0, 0.01), row(2.0, 0.01)) == []
    assert crossed(row(2.0, 0.01, is_primary=False), row(3.0, 0.5, is_primary=False)) == []


def test_an_estimate_that_is_gone_is_a_change():
    (found,) = compared("s", "zero", ["a", "b"], [row(2.0, 0.01)], [])
    assert (found["n"], found["n_otherwise"], found["p_value_otherwise"]) == (40, None, None)
    assert (found["setting_value"], found["value_otherwise"]) == ("zero", '["a", "b"]')
    assert [name for name in COLUMNS if name != "run_id"] == list(found)


def test_the_p_values_that_stand_beside_are_choices_too():
    rows = [
        row(2.0, 0.04, q_value=0.08),
        row(2.0, 0.06, "odds_ratio_per_doubling_profile", is_primary=False),
        row(1.9, 0.03, "odds_ratio_per_doubling_firth", is_primary=False),
        row(3.0, 0.02, "mean_rank_difference", method="kruskal_dunn", p_adjusted=0.06),
        row(0.3, 0.02, "spearman_rho", method="screen", p_adjusted=0.06),
        row(0.1, 0.04, "rate_change_per_quarter"),
        row(0.1, 0.06, "rate_change_per_quarter_ntile", is_primary=False),
        row(0.5, 0.06, "slope_per_sd"),
        row(-0.1, 0.70, "slope_per_sd_imputed", is_primary=False),
        row(0.5, 0.02, "slope_per_sd_half_limit", is_primary=False),
        row(0.5, 0.07, "slope_per_sd_limit_over_root2", is_primary=False),
    ]
    found = {(each["setting"], each["value_otherwise"]): each["crosses"] for each in compared_methods(rows)}
    assert found == {
        ("P of a logistic regression", "likelihood ratio"): True,
        ("P of a logistic regression", "Firth"): False,
        ("quarters of a covariate", "ntile"): True,
        ("missing covariates of a model", "multiple imputation"): False,
        ("outcomes below the limit of a model", "half the limit"): True,
        ("outcomes below the limit of a model", "limit over root 2"): False,
        ("P of a pair of groups", "Holm"): True,
        ("P within a family", "Benjamini-Hochberg q"): True,
    }


def test_a_choice_that_changes_nothing_is_counted_too():
    rows = list(compared("s", 1, 2, [row(2.0, 0.01)], [row(0.5, 0.2)]))
    assert summary(rows, [("s", 2), ("t", False)]) == [
        {"setting": "s", "instead": "2", "changed": 1, "crosses .05": 1, "turns": 1},
        {"setting": "t", "instead": "false", "changed": 0, "crosses .05": 0, "turns": 0},
    ]
