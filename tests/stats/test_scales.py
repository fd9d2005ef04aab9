"""A scale is of numbers: yes and no are taken as they are, and a header that asks for their logarithm is refused."""

import math

import numpy as np
import pandas as pd
import pytest

from python_stats import battery

# Of 12 men 8 have the outcome, of 10 women 3: the odds ratio is (8 / 4) / (3 / 7).
MEN = [True] * 12 + [False] * 10
EVENTS = [True] * 8 + [False] * 4 + [True] * 3 + [False] * 7
ODDS_RATIO = (8 / 4) / (3 / 7)


def cohort() -> pd.DataFrame:
    names = [f"P{number:02}" for number in range(22)]
    level = np.linspace(1.0, 5.0, 22)
    sex = ["male" if is_male else "female" for is_male in MEN]
    return pd.DataFrame({"subject_id": names, "is_male": MEN, "event": EVENTS, "level": level, "sex": sex})


def primary(header: dict[str, object], frame: pd.DataFrame | None = None) -> dict[str, object]:
    return battery.analyse("a", header, cohort() if frame is None else frame)["estimates"][0]


@pytest.mark.parametrize("scale", [{}, {"scale": "log2"}, {"scale": "identity"}])
@pytest.mark.parametrize("kind", ["bool", "boolean", "object"])
def test_the_odds_ratio_of_a_yes_no_covariate_is_that_of_its_table_of_four(kind: str, scale: dict[str, str]):
    header = {"method": "logistic", "covariate": "is_male", "outcome": "event", **scale}
    row = primary(header, cohort().astype({"is_male": kind}))
    assert (row["status"], row["n"], row["note"]) == ("ok", 22, None)
    assert row["estimate_name"] == "odds_ratio_per_unit"
    assert row["estimate"] == pytest.approx(ODDS_RATIO, rel=1e-9)
    assert row["ci_high"] == pytest.approx(
        math.exp(math.log(ODDS_RATIO) + 1.959963984540054 * math.sqrt(1 / 8 + 1 / 4 + 1 / 3 + 1 / 7)), rel=1e-6
    )


def test_alone_and_in_a_screen_a_yes_no_covariate_has_the_same_odds_ratio():
    alone = primary({"method": "logistic", "covariate": "is_male", "outcome": "event"})
    screened = primary({"method": "screen", "covariates": ["is_male"], "outcomes": ["event"]})
    for number in ("estimate", "p_value", "ci_low", "ci_high"):
        assert alone[number] == pytest.approx(screened[number], rel=1e-9)


@pytest.mark.parametrize(
    "header",
    [
        {"method": "logistic_multivariable", "outcome": "event", "covariates": ["level", "is_male"]},
        {"method": "logistic_multivariable", "outcome": "event", "covariates": "all_numeric"},
        {"method": "linear_multivariable", "outcome": "level", "covariates": ["event"], "controls": ["is_male"]},
        {"method": "pca", "covariates": ["level", "is_male"]},
        {"method": "screen", "outcomes": ["event"], "covariates": ["level", "is_male"]},
    ],
)
def test_the_logarithm_of_yes_and_no_is_refused_not_left_out(header: dict[str, object]):
    row = primary(header | {"scales": {"is_male": "log2"}})
    assert row["status"] == "failed"
    assert row["note"] == "scales: column 'is_male' holds yes and no, which have no logarithm"


@pytest.mark.parametrize("covariates", [["level", "sex"], "all_numeric"])
def test_the_logarithm_of_a_text_is_refused_not_forgotten(covariates: object):
    header = {"method": "logistic_multivariable", "outcome": "event", "covariates": covariates}
    row = primary(header | {"scales": {"sex": "log2"}})
    assert row["note"] == "scales: column 'sex' holds text, which has no logarithm"


def test_a_scale_of_a_column_without_a_part_is_a_mistake_of_the_header():
    header = {
        "method": "logistic_multivariable",
        "outcome": "event",
        "covariates": ["level"],
        "scales": {"sex": "log2"},
    }
    wrong = battery.problems(header, list(cohort().columns))
    assert wrong == ["scales: 'sex' is neither covariate nor control nor outcome of this analysis"]
    assert not battery.problems(header | {"controls": ["sex"]}, list(cohort().columns))


def test_a_covariate_that_its_scale_leaves_one_value_says_how_many_it_left_out():
    frame = cohort().assign(doses=[0.0] * 15 + [4.0] * 7)
    header = {
        "method": "linear_multivariable",
        "outcome": "level",
        "covariates": ["doses"],
        "scales": {"doses": "log2"},
    }
    note = str(primary(header, frame)["note"])
    assert "15 values at or below zero left out" in note
