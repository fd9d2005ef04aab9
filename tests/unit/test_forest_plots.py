"""A forest plot says of each row what its coefficient is of: a standard deviation, or a level against which other."""

import pytest

from python_stats.report.page import render
from python_stats.report.pictures import draw, load_parts
from python_stats.report.results import load_results
from python_stats.report.tables import present
from tests import made_up_report as made_up

AGE, STAGE = ("age_years", "age_years", "Age"), ("disease_stage", "disease_stage: IV", "Disease stage")
NAMES = {
    "logistic_multivariable": ("odds_ratio_per_sd_profile", "odds_ratio_vs_reference_profile"),
    "linear_multivariable": ("slope_per_sd", "difference_from_reference"),
    "censored_linear": ("slope_per_sd", "difference_from_reference"),
}


def model(method, of_age=True, of_stage=True, label="Disease stage"):
    tables = made_up.add_model(made_up.cohort(), "model", "Which of them?", method=method)
    common = {"outcome_label": "Durable response", "estimate": 1.4, "ci_low": 1.1, "ci_high": 1.9, "note": "6 events"}
    per_sd, of_level = NAMES[method]
    rows = [(*AGE, per_sd, "6 events")] * of_age
    rows += [(*STAGE[:2], label, of_level, "too few; compared with II; 6 events")] * of_stage
    for covariate, term, said, name, note in rows:
        words = {"covariate": covariate, "covariate_label": said, "term": term, "estimate_name": name, "note": note}
        made_up.add_estimate(tables, "model", method, **common | words)
    return tables


def drawing(tables):
    shown = present(tables)
    (result,) = load_results(shown)
    (drawn,) = draw(result, load_parts(shown), "")
    return drawn.svg


@pytest.mark.parametrize(
    ("method", "numbers", "levels", "both"),
    [
        (
            "logistic_multivariable",
            "Odds ratio per SD",
            "Odds ratio against the reference level",
            "Odds ratio per SD, or against reference",
        ),
        *(
            (
                method,
                "Slope per SD, on the scale of the outcome",
                "Difference from the reference level",
                "Slope per SD, or level minus reference",
            )
            for method in ("linear_multivariable", "censored_linear")
        ),
    ],
)
def test_the_axis_is_true_of_every_row(method, numbers, levels, both):
    assert f">{numbers}</text>" in drawing(model(method, of_stage=False))
    assert f">{levels}</text>" in drawing(model(method, of_age=False))
    assert f">{both}</text>" in drawing(model(method))


@pytest.mark.parametrize("method", NAMES)
def test_a_level_is_named_with_the_one_it_is_held_against(method):
    assert ">Disease stage: IV vs II</text>" in drawing(model(method))
    assert "Disease stage: IV vs II" in render(model(method)), "in the table too"


def test_of_a_long_name_the_levels_stay():
    long = "Stage of the disease as the central review has it"
    assert ">Stage of the disease as the…: IV vs II</text>" in drawing(model("linear_multivariable", label=long))
