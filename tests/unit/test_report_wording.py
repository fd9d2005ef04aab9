"""What the report says of a result is true of it: whose P it is, what was counted, which groups, and by which settings."""

import json

import pytest

from python_stats.figures import box_plot, quartile_rates, scatter
from python_stats.figures.panel import Axis, Panel, Point
from python_stats.report.cohort import load_cohort
from python_stats.report.page import render
from python_stats.report.pictures import draw, load_parts, panel_of
from python_stats.report.results import load_results
from python_stats.report.tables import present
from python_stats.report.words import estimated
from tests import made_up_report as made_up
from tests.unit.test_report import Page

ROW = {"figure": "9A", "covariate": "level", "covariate_label": "Level", "outcome": "durable", "is_primary": True}
ROW |= {"outcome_label": "Durable response", "term": "level", "status": "ok", "n": 40, "n_missing": 0, "estimate": 0.2}


def tables_of(*rows, spec=None, columns=()):
    tables = made_up.cohort()
    for place, row in enumerate(rows):
        tables.add("report.rpt_estimates", ROW | {"analysis": "a", "row_order": place} | row)
    tables.add("meta.models", {"name": "a", "about": "Question?", "analysis": json.dumps(spec or {})})
    for column, about, kind in columns:
        said = {"relation": "analyses.a", "column_name": column, "about": about, "data_type": kind}
        tables.add("meta.columns", said)
    return tables


def result_of(*rows, spec=None, columns=()):
    (found,) = load_results(present(tables_of(*rows, spec=spec, columns=columns)))
    return found


@pytest.mark.parametrize(
    ("method", "whose"), [("quartile_trend", "trend over the quartiles"), ("logistic", "logistic")]
)
def test_the_caption_of_rates_by_quartile_names_the_test_whose_p_value_stands_above_them(method, whose):
    tables = present(tables_of({"method": method, "estimate_name": "rate_change_per_quarter", "p_value": 0.007}))
    (result,) = load_results(tables)
    caption = quartile_rates.about(panel_of(result, load_parts(tables), ""))
    assert whose in caption
    assert ("logistic" in caption) == (method == "logistic")


def test_the_odds_ratio_of_a_yes_or_no_is_of_one_against_the_other():
    row = {"method": "logistic", "estimate_name": "odds_ratio_per_unit", "p_value": 0.02}
    assert "per unit" in result_of(row, columns=[("level", "Level", "DOUBLE")]).statistic
    assert result_of(row, columns=[("level", "Level", "BOOLEAN")]).statistic.startswith("OR of yes against no 0.2")


def test_two_assays_are_compared_sample_by_sample_and_not_subject_by_subject():
    rows = ({"method": "agreement", "estimate_name": name, "term": "qpcr and ddpcr"} for name in ("bias_ratio", "bias"))
    result = result_of(*rows, spec={"method": "agreement"})
    assert result.counts == "40 samples"
    assert not result.has_terms
    points = (Point(1.0, 2.0, ""), Point(2.0, 3.0, ""))
    panel = Panel("a", Axis("qPCR"), Axis("ddPCR"), method="agreement", points=points)
    assert scatter.about(panel) == "One point for each sample with both values."
    assert "2 samples" in scatter.describe(panel)


def test_a_refused_model_beside_an_imputed_one_does_not_say_that_nothing_was_estimated():
    refused = {"method": "linear_multivariable", "estimate_name": "slope_per_sd", "status": "too_many_terms"}
    imputed = {"method": "linear_multivariable", "estimate_name": "slope_per_sd_imputed", "is_primary": False}
    alone, beside = result_of(refused | {"estimate": None}), result_of(refused | {"estimate": None}, imputed)
    assert "nothing was estimated" in alone.sentences[0]
    assert "nothing was estimated" not in beside.sentences[0]
    assert "imputed" in beside.sentences[0]


def test_a_row_without_an_estimate_says_which_one_is_missing():
    rows = (
        {"estimate_name": "slope_per_sd"},
        {"estimate_name": "slope_per_sd_hc3", "estimate": None, "status": "failed"},
    )
    tables = tables_of(*({"method": "linear_multivariable"} | row for row in rows))
    assert "slope per SD (HC3) failed" in Page(render(tables)).text


def test_remarks_that_differ_in_degrees_of_freedom_alone_are_one():
    notes = ("t with 9.5 degrees of freedom; 3 imputed", "t with 45.8 degrees of freedom; 3 imputed", "as it was")
    rows = ({"method": "linear_multivariable", "estimate_name": "slope_per_sd_imputed", "note": note} for note in notes)
    assert result_of(*rows).notes == ("Student’s t with 9.5 to 45.8 degrees of freedom; 3 imputed.", "As it was.")
    only = {"method": "linear_multivariable", "estimate_name": "slope_per_sd_imputed", "note": notes[0]}
    assert result_of(only).notes == ("Student’s t with 9.5 degrees of freedom; 3 imputed.",)


def test_on_each_day_a_yes_or_no_is_said_in_words_and_a_day_before_the_infusion_with_a_minus():
    terms = ("day -5: true vs false", "day 7: true", "day 7: false")
    rows = ({"method": "time_course", "estimate_name": "mean_rank_difference", "term": term} for term in terms)
    spec = {"group": "durable", "levels": [True, False]}
    result = result_of(*rows, spec=spec, columns=[("durable", "Durable", "BOOLEAN")])
    assert sorted(line.term for line in result.lines) == [
        "day 7: durable",
        "day 7: no durable",
        "day −5: durable vs no durable",
    ]
    assert result.counts == "Up to 40 subjects on a day"


def test_a_yes_no_covariate_of_several_is_not_said_to_be_higher():
    common = {
        "method": "logistic_multivariable",
        "estimate_name": "odds_ratio_per_sd",
        "p_value": 0.01,
        "estimate": 2.0,
    }
    rows = (common | {"covariate": name, "covariate_label": label, "term": name} for name, label in MEASURED_AND_YES_NO)
    columns = [("level", "Level", "DOUBLE"), ("stage", "Advanced stage", "BOOLEAN")]
    assert set(result_of(*rows, columns=columns).sentences) == {
        "Higher level went with more frequent durable response (P=.010).",
        "Advanced stage went with more frequent durable response (P=.010).",
    }


MEASURED_AND_YES_NO = (("level", "Level"), ("stage", "Advanced stage"))


def test_a_count_has_no_decimals():
    assert estimated("below_limit", 7.0, None, None) == "outcomes below the limit 7"
    assert estimated("below_limit", 26.0, None, None) == "outcomes below the limit 26"


@pytest.mark.parametrize(("n", "is_said"), [(4, True), (5, False)])
def test_a_group_too_small_for_a_box_is_explained(n, is_said):
    points = tuple(Point(1.0 + place, 0.0, "CR") for place in range(n))
    panel = Panel("a", Axis("Level"), Axis("Response"), points=points, levels=("CR",))
    assert ("median alone" in box_plot.about(panel)) == is_said
    assert ("median alone" in box_plot.describe(panel)) == is_said


@pytest.mark.parametrize("grade", ["2", "3"])
def test_severe_is_said_by_the_grade_of_the_setting(grade):
    tables = made_up.cohort()
    tables.rows["meta.settings"] = [{"name": "severe_grade", "value": grade, "default_value": "3"}]
    counts = dict.fromkeys(("n_severe_crs", "n_crs_evaluable", "n_severe_ne", "n_ne_evaluable"), 9)
    tables.rows["report.rpt_study"][0] |= counts
    labels = [label for label, _ in load_cohort(present(tables)).outcomes]
    assert f"CRS of grade {grade} or higher" in labels
    assert f"Neurologic events of grade {grade} or higher" in labels


def test_toxicities_stand_side_by_side_and_a_duration_that_nobody_knows_is_none():
    tables = made_up.cohort()
    assert "Toxicity" not in Page(render(tables)).text
    crs = {"event": "CRS", "scale": "Lee 2014", "n_graded": 40, "n_any": 15, "n_grade1": 14, "n_grade5": 1}
    crs |= {"onset_median_days": 2.5, "onset_minimum_days": 1, "onset_maximum_days": 6, "n_onset": 4, "n_duration": 0}
    tables.add("report.rpt_toxicities", crs, {"event": "NE", "scale": "ASTCT 2019", "n_graded": 8, "n_any": 0})
    text = Page(render(tables)).text
    assert "Cytokine release syndrome Neurologic events Scale Lee 2014 ASTCT 2019 Subjects graded 40 8" in text
    assert "Any grade 15 (38%) 0 (0%) Grade 1 14 (35%)" in text
    assert "First day, median (range) 2.5 (1 to 6), n=4 – Duration in days, median (range) – –" in text


def test_a_trend_over_ordered_groups_has_its_figure_and_its_sentence():
    """They were left out, because they were asked for by a list of methods that it was not in."""
    row = {"method": "jonckheere", "estimate_name": "pairs_in_order", "p_value": 0.004, "outcome_label": "Response"}
    tables = tables_of(row | {"term": "none to durable"}, spec={"method": "jonckheere", "levels": ["none", "durable"]})
    for place, level in enumerate(("none", "none", "durable", "durable")):
        told = {"analysis": "a", "subject_id": f"S{place}", "x": float(place), "group_label": level}
        tables.add("report.rpt_observations", told)
    (result,) = load_results(present(tables))
    (drawing,) = draw(result, load_parts(present(tables)), "")
    assert drawing.kind == "box plot"
    assert result.sentences == ("Level by response: none to durable P=.0040.",)
    assert result.statistic == "Jonckheere–Terpstra P=.0040"


def test_a_model_below_a_limit_names_each_covariate_in_its_own_sentence():
    row = {"method": "censored_linear", "estimate_name": "slope_per_sd", "p_value": 0.01}
    named = ({"covariate": name, "covariate_label": name.upper(), "term": name} for name in ("ldh", "crp"))
    result = result_of(*(row | name for name in named), spec={"method": "censored_linear"})
    assert [said.split(" went")[0] for said in result.sentences] == ["Higher LDH", "Higher CRP"]
