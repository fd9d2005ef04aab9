"""Models of several covariates: what they do where R would stop, and that one covariate alone is the simple model."""

import numpy as np
import pandas as pd
import pytest

from python_stats import battery
from python_stats.contract.results import NO_INTERVAL
from python_stats.contract.spec import analysis_of, problems
from python_stats.regression.climb import uphill
from python_stats.regression.firth_many import firth_many, peak
from python_stats.regression.hill import limits, ratio_without
from python_stats.regression.likelihood import Logistic, maximum
from tests.stats.samples import HEADERS
from tests.stats.test_battery import cohort
from warehouse.errors import ModelError

LOGISTIC = {"method": "logistic_multivariable", "outcome": "durable", "covariates": ["x", "y"]}
LINEAR = {"method": "linear_multivariable", "outcome": "y", "covariates": ["x", "age"]}


def patients(n=60):
    age = 40 + (np.arange(n) * 11 % 37)
    return cohort(n).assign(age=age.astype(float), sex=np.array(["male", "female"])[np.arange(n) // 3 % 2])


def found(header, frame):
    rows = battery.analyse("a", header, frame)["estimates"]
    return {(row["term"], row["estimate_name"]): row for row in rows}


def statuses(header, frame):
    return {term: row["status"] for (term, name), row in found(header, frame).items() if name.endswith("per_sd")}


def test_one_covariate_is_the_simple_model():
    """Wald, profile and Firth of the two methods come from different code, and both agree with R elsewhere."""
    simple = battery.analyse("a", HEADERS["logistic_log2"], patients())["estimates"]
    header = {**LOGISTIC, "covariates": ["x"], "scales": {"x": "log2"}}
    rows = found(header, patients())
    wald, profile, per_sd, _, penalised, *_ = simple
    assert rows["x", "odds_ratio_per_doubling"]["estimate"] == pytest.approx(wald["estimate"], rel=1e-9)
    assert rows["x", "odds_ratio_per_sd"]["ci_low"] == pytest.approx(per_sd["ci_low"], rel=1e-9)
    assert rows["x", "odds_ratio_per_sd_profile"]["p_value"] == pytest.approx(profile["p_value"], rel=1e-8)
    assert rows["x", "odds_ratio_per_sd_firth"]["p_value"] == pytest.approx(penalised["p_value"], rel=1e-7)
    assert rows["model", "likelihood_ratio"]["estimate"] == pytest.approx(profile["statistic"], rel=1e-9)


def test_a_straight_line_is_found_again():
    """Closed form: y = 3 + 2 log2(x) - 0.5 age + noise that is orthogonal to nothing but small."""
    frame = patients()
    noise = np.where(np.arange(60) % 2, 1e-6, -1e-6)
    frame["y"] = 3 + 2 * np.log2(frame["x"]) - 0.5 * frame["age"] + noise
    rows = found({**LINEAR, "scales": {"x": "log2"}}, frame)
    assert rows["x", "slope_per_doubling"]["estimate"] == pytest.approx(2, abs=1e-6)
    assert rows["age", "slope_per_unit"]["estimate"] == pytest.approx(-0.5, abs=1e-6)
    assert rows["age", "slope_per_sd"]["estimate"] == pytest.approx(-0.5 * frame["age"].std(), abs=1e-5)
    assert rows["model", "r_squared"]["estimate"] == pytest.approx(1)


def test_an_outcome_may_have_a_scale():
    frame = patients()
    logged = found(LINEAR, frame.assign(y=np.log2(frame["y"] + 1)))
    declared = found({**LINEAR, "scales": {"y": "log2"}}, frame.assign(y=frame["y"] + 1))
    assert declared["age", "slope_per_sd"]["p_value"] == logged["age", "slope_per_sd"]["p_value"]
    lost = found({**LINEAR, "scales": {"y": "log2"}}, frame.assign(y=frame["y"].where(frame.index > 1, -1.0)))
    assert "2 outcomes at or below zero left out" in lost["age", "slope_per_sd"]["note"]


def test_a_control_is_in_the_model_and_not_in_the_family():
    rows = found({**LOGISTIC, "controls": ["age"]}, patients())
    assert rows["age", "odds_ratio_per_sd"]["status"] == "ok"
    assert [term for (term, _), row in rows.items() if row["is_primary"]] == ["x", "y"]


def test_a_text_is_compared_with_its_first_level():
    rows = found({**LOGISTIC, "covariates": ["x", "sex"]}, patients())
    assert "compared with female" in rows["sex: male", "odds_ratio_vs_reference"]["note"]
    both = patients().assign(sex=(patients()["sex"] == "male").astype(float))
    as_number = found({**LOGISTIC, "covariates": ["x", "sex"]}, both)
    assert rows["sex: male", "odds_ratio_vs_reference"]["estimate"] == pytest.approx(
        as_number["sex", "odds_ratio_per_unit"]["estimate"], rel=1e-9
    )


def test_each_row_says_who_was_missing():
    frame = patients()
    frame.loc[:4, "x"] = None
    frame.loc[3:6, "y"] = None
    row = found(LOGISTIC, frame)["x", "odds_ratio_per_sd"]
    assert (row["n"], row["n_missing"]) == (53, 7)
    assert (row["covariate"], row["outcome"]) == ("x", "durable")


def test_too_many_terms_are_refused_unless_asked_for():
    frame = patients(24).assign(durable=np.arange(24) % 4 == 0)
    refused = found(LOGISTIC, frame)["x", "odds_ratio_per_sd"]
    assert (refused["status"], refused["estimate"]) == ("too_many_terms", None)
    assert "6 events (or non-events) for 2 coefficients" in refused["note"]
    fitted = found({**LOGISTIC, "too_many_terms": "fit"}, frame)["x", "odds_ratio_per_sd"]
    assert fitted["status"] == "ok" and "3.0 events per coefficient" in fitted["note"]


@pytest.mark.parametrize("header", [LOGISTIC, LINEAR], ids=["logistic", "linear"])
def test_no_room_for_an_error_is_refused_even_if_asked_for(header):
    frame = patients(7).assign(**{f"z{place}": np.arange(7.0) ** place for place in range(2, 7)})
    wide = {**header, "covariates": ["x", "z2", "z3", "z4", "z5", "z6"], "too_many_terms": "fit"}
    assert set(statuses(wide, frame).values()) == {"too_many_terms"}


@pytest.mark.parametrize(
    ("change", "header", "said"),
    [
        ({"x": np.nan}, {"x": "too_few", "y": "ok"}, "without x: it has no value"),
        ({"x": 4.0}, {"x": "constant", "y": "ok"}, "without x: all its values among the complete cases are equal"),
        ({"durable": True}, {"x": "constant", "y": "constant"}, "every subject has the same outcome"),
        ({"durable": None}, {"x": "too_few", "y": "too_few"}, "no subject has the outcome and every covariate"),
    ],
)
def test_what_says_nothing_is_left_out_and_named(change, header, said):
    frame = patients().assign(**change)
    assert statuses(LOGISTIC, frame) == header
    assert said in found(LOGISTIC, frame)["y", "odds_ratio_per_sd"]["note"]


@pytest.mark.parametrize("header", [LOGISTIC, LINEAR], ids=["logistic", "linear"])
def test_perfect_collinearity_is_named(header):
    frame = patients()
    frame["twice"] = 2 * frame["x"] + 1
    rows = found({**header, "covariates": ["x", "twice", "age"]}, frame)
    names = {row["status"] for (term, _), row in rows.items() if term in ("x", "twice")}
    assert names == {"collinear"}
    assert "exact combinations of each other: x, twice" in next(iter(rows.values()))["note"]


def test_five_subjects_give_rows():
    for header in (LOGISTIC, LINEAR):
        assert set(statuses(header, patients(5)).values()) <= {"too_many_terms", "constant"}
        assert set(statuses(header, patients(0)).values()) == {"too_few"}


def test_separation_by_two_covariates_together_is_seen():
    """Neither separates alone: no single range is free of the other class, but x + y is."""
    frame = patients()
    first, second = np.arange(60.0) * 7 % 60, np.arange(60.0) * 17 % 60
    frame = frame.assign(x=first + 1, y=second, durable=first + second > 60)
    rows = found(LOGISTIC, frame)
    plain, penalised = rows["x", "odds_ratio_per_sd"], rows["x", "odds_ratio_per_sd_firth"]
    assert (plain["status"], plain["estimate"]) == ("separated", None)
    assert penalised["status"] == "ok" and penalised["estimate"] > 1 and penalised["ci_low"] > 1
    assert battery.analyse("a", HEADERS["logistic_log2"], frame)["estimates"][0]["status"] == "ok"


def test_a_fit_that_does_not_settle_is_a_failed_row(monkeypatch):
    monkeypatch.setattr("python_stats.methods.logistic_multivariable.maximum", lambda *_: None)
    monkeypatch.setattr("python_stats.regression.answers.firth_many", lambda *_: None)
    rows = found(LOGISTIC, patients())
    assert rows["x", "odds_ratio_per_sd"]["note"].startswith("the fit did not converge")
    assert rows["x", "odds_ratio_per_sd_firth"]["note"].startswith("the penalised fit did not settle")


def test_an_exact_line_has_no_error_to_test_against():
    frame = patients().assign(y=lambda one: 1 + 2 * one["x"] + one["age"])
    row = found(LINEAR, frame)["x", "slope_per_sd"]
    assert row["status"] == "failed" and "fit the outcome exactly" in row["note"]


def test_the_observations_are_fitted_values_beside_outcomes():
    frame = patients()
    frame.loc[0, "x"] = None
    rows = battery.analyse("a", LOGISTIC, frame)["observations"]
    assert rows[0]["x"] is None and all(0 < row["x"] < 1 for row in rows[1:])
    assert sum(row["x"] for row in rows[1:]) == pytest.approx(sum(row["y"] for row in rows[1:]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"covariates": None}, "needs 'covariates': a list of columns, or the word all_numeric"),
        ({"covariates": ["x", "yy"]}, "covariates: the select has no column 'yy'; did you mean 'y'?"),
        ({"covariates": ["x", "x"]}, "column 'x' is named twice"),
        ({"covariates": ["x", "durable"]}, "column 'durable' is named twice"),
        ({"covariates": ["x", "subject_id"]}, "'subject_id' is no covariate"),
        ({"controls": "y"}, "controls: a list of columns is needed"),
        ({"scales": ["x"]}, "scales: a scale for each covariate"),
        ({"scales": {"x": "log"}}, "scales: 'log' is not one of log2, identity"),
        ({"scales": {"z": "log2"}}, "scales: the select has no column 'z'"),
        ({"covariate": "x"}, "unknown key 'covariate'"),
    ],
)
def test_each_mistake_in_a_header_is_named(change, said):
    wrong = problems({**LOGISTIC, "covariates": ["x"], **change}, ("subject_id", "x", "y", "durable"))
    assert len(wrong) == 1 and said in wrong[0]


def test_every_numeric_column_can_be_asked_for():
    """Numbers and yes/no columns, but no text, no subject and nothing that has another role."""
    header = {"method": "linear_multivariable", "outcome": "y", "covariates": "all_numeric", "controls": ["age"]}
    rows = found(header, patients().assign(empty=pd.Series([None] * 60, dtype="object")))
    assert [term for term, name in rows if name == "slope_per_sd"] == ["x", "durable", "empty", "age"]


def test_a_number_the_header_lacks_is_an_error_of_the_header():
    analysis = analysis_of("a", {"method": "screen", "covariates": ["x"], "outcomes": ["y"]})
    with pytest.raises(ModelError, match="'seed' is not given"):
        analysis.number("seed")


def test_subjects_with_several_rows_are_put_in_one_order_all_the_same():
    frame = pd.concat([patients(20), patients(20).assign(x=3.0)], ignore_index=True)
    assert battery.analyse("a", LINEAR, frame) == battery.analyse("a", LINEAR, frame.iloc[::-1])


def test_a_value_without_a_logarithm_is_missing_and_counted():
    frame = patients()
    frame.loc[:2, "x"] = 0.0
    row = found({**LOGISTIC, "scales": {"x": "log2"}}, frame)["x", "odds_ratio_per_doubling"]
    assert (row["n"], row["n_missing"]) == (57, 3)
    assert "3 values at or below zero left out" in row["note"]


def test_an_odds_ratio_too_large_for_a_number_is_none():
    frame = patients().assign(x=lambda one: np.log2(one["x"]) / 1e6)
    rows = found(LOGISTIC, frame)
    assert rows["x", "odds_ratio_per_unit"]["estimate"] is None
    assert rows["x", "odds_ratio_per_sd"]["estimate"] > 1


def test_a_singular_matrix_has_no_maximum():
    x, y = np.ones((6, 2)), np.array([0.0, 1, 0, 1, 0, 1])
    hill = Logistic(x, y)
    assert maximum(x, y) is None and peak(hill, np.zeros(2)) is None and firth_many(hill, 2) is None


def test_where_nothing_settles_the_profile_is_unreached(monkeypatch):
    """There is then no limit, and no exception."""
    draw = np.random.default_rng(3)
    x, y = np.column_stack([np.ones(30), draw.normal(size=30)]), (draw.random(30) < 0.5).astype(float)
    best = maximum(x, y)
    monkeypatch.setattr("python_stats.regression.hill.top", lambda *_: None)
    assert limits(Logistic(x, y), best, 1) == NO_INTERVAL
    assert ratio_without(Logistic(x, y), best, [1]) is None


def test_one_subject_who_decides_a_coefficient_alone_has_no_robust_error():
    """A level of a text with one subject: it is fitted exactly, and its error is 0 over 0."""
    frame = patients().assign(sex=np.where(np.arange(60) == 5, "other", "female"))
    row = found({**LINEAR, "covariates": ["x", "sex"]}, frame)["sex: other", "difference_from_reference_hc3"]
    assert row["status"] == "failed" and "one subject alone decides" in row["note"]


def test_an_uphill_step_is_halved_until_it_does_not_lead_down():
    """On a parabola with its top at 1, a step of 8 from 0 is halved twice: 8 and 4 lead down, 2 does not."""
    place, height = uphill(lambda at: -float((at[0] - 1) ** 2), np.zeros(1), np.array([8.0]), -1.0)
    assert (place.tolist(), height) == ([2.0], -1.0)
    stuck, height = uphill(lambda at: -float(at[0] ** 2), np.zeros(1), np.array([1e6]), 0.0)
    assert abs(stuck[0]) < 1e-2 and height == 0.0
