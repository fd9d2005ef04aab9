"""Optimism against a slow twin of statsmodels and scikit-learn over the same bootstrap samples, and what must hold."""

import numpy as np
import pytest
import statsmodels.api as sm
from sklearn.metrics import roc_auc_score

from python_stats import battery
from python_stats.regression.likelihood import maximum
from python_stats.regression.optimism import _slope, corrected
from tests.stats.test_multivariable import LOGISTIC

SEED, RESAMPLES = 11, 40


def cohort(n=90, noise_columns=3):
    """One covariate with an effect and some without, made by arithmetic."""
    draw = np.random.default_rng(2020)
    x = np.column_stack([np.ones(n), draw.normal(size=(n, 1 + noise_columns))])
    y = (draw.random(n) < 1 / (1 + np.exp(-x[:, 1]))).astype(float)
    return x, y


def twin(x, y):
    """Harrell's recipe word for word: apparent less the mean loss; the slope is what a refit to the predictions gives."""
    whole = sm.Logit(y, x).fit(disp=0, tol=1e-12)
    losses, slopes = [], []
    for place in range(RESAMPLES):
        rows = np.random.default_rng([SEED, place]).integers(0, len(y), len(y))
        fit = sm.Logit(y[rows], x[rows]).fit(disp=0, tol=1e-12, maxiter=200)
        losses.append(roc_auc_score(y[rows], x[rows] @ fit.params) - roc_auc_score(y, x @ fit.params))
        refit = sm.Logit(y, np.column_stack([np.ones(len(y)), x @ fit.params])).fit(disp=0, tol=1e-12)
        slopes.append(refit.params[1])
    return roc_auc_score(y, x @ whole.params) - np.mean(losses), np.mean(slopes)


def test_the_corrected_numbers_are_those_of_the_recipe():
    x, y = cohort()
    found = corrected(x, y, maximum(x, y), RESAMPLES, SEED)
    assert found.used == RESAMPLES
    assert (found.auc, found.slope) == pytest.approx(twin(x, y), rel=1e-8)


def test_a_model_is_calibrated_on_its_own_subjects_and_too_bold_on_others():
    """The likelihood equations of the refit hold at 1; noise makes predictions for others too extreme."""
    x, y = cohort(noise_columns=8)
    whole = maximum(x, y)
    assert _slope(x, y, whole) == pytest.approx(1.0, abs=1e-9)
    found = corrected(x, y, whole, RESAMPLES, SEED)
    assert found.slope < 0.95
    assert found.auc < roc_auc_score(y, x @ whole.coefficients)


def test_samples_without_a_model_are_counted():
    """Four events of twelve: many samples separate, or hold no event."""
    x, y = cohort(n=12, noise_columns=0)
    y = np.array([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0.0])
    found = corrected(x, y, maximum(x, y), 200, SEED)
    assert 0 < found.used < 200


def rows(header, frame):
    found = battery.analyse("a", header, frame)["estimates"]
    return {row["estimate_name"]: row for row in found if row["term"] == "model"}


def test_the_rows_come_only_when_asked_for_and_say_how_many_samples_gave_a_model():
    from tests.stats.test_battery import cohort as frame

    assert "auc_corrected" not in rows(LOGISTIC, frame(60))
    found = rows({**LOGISTIC, "resamples": 30, "seed": 1}, frame(60))
    assert found["auc_corrected"]["estimate"] <= found["auc"]["estimate"]
    assert "of 30 bootstrap samples gave a model" in found["calibration_slope"]["note"]


def test_resampling_needs_a_seed():
    header = {**LOGISTIC, "resamples": 30}
    assert battery.problems(header, ["subject_id", "x", "y", "durable"]) == ["resamples need a 'seed': a whole number"]
