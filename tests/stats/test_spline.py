"""Whether the line bends: the likelihood of patsy's natural splines fitted by statsmodels, and what cannot be tested."""

import numpy as np
import pytest
from patsy import dmatrix
from scipy.stats import chi2
from statsmodels.discrete.discrete_model import Logit

from python_stats.regression.spline import KNOTS, nonlinearity

DRAW = np.random.default_rng(20200101)
X = DRAW.normal(size=90)
BENT = (DRAW.random(90) < 1 / (1 + np.exp(2 - 1.5 * X**2))).astype(float)
STRAIGHT = (DRAW.random(90) < 1 / (1 + np.exp(-X))).astype(float)


@pytest.mark.parametrize("y", [BENT, STRAIGHT], ids=["bent", "straight"])
def test_the_ratio_is_that_of_another_basis_of_the_same_splines(y):
    """patsy's `cr` with knots and bounds at the three knots spans the same curves: linear beyond the outer two."""
    low, middle, high = np.quantile(X, KNOTS)
    basis = dmatrix(f"cr(x, knots=[{middle}], lower_bound={low}, upper_bound={high})", {"x": X})
    columns = np.asarray(basis)[:, [1, 2, 3]]
    spline = Logit(y, columns).fit(disp=0, method="newton", tol=1e-12).llf
    line = Logit(y, np.column_stack([np.ones_like(X), X])).fit(disp=0, method="newton", tol=1e-12).llf
    found = nonlinearity("x", X, y)
    assert found.statistic == pytest.approx(2 * (spline - line), rel=1e-8)
    assert found.p_value == pytest.approx(chi2.sf(2 * (spline - line), 1), rel=1e-8)


def test_a_bent_curve_is_found_and_a_straight_one_is_not():
    assert nonlinearity("x", X, BENT).p_value < 0.001
    assert nonlinearity("x", X, STRAIGHT).p_value > 0.05


@pytest.mark.parametrize(
    ("x", "y", "status"),
    [
        (X[:30], np.arange(30) < 9.0, "too_few"),
        (np.repeat([1.0, 2.0], 20), np.tile([0.0, 1.0], 20), "constant"),
        (np.arange(40.0), np.arange(40) < 20.0, "failed"),
    ],
    ids=["too few events", "two values", "separated"],
)
def test_what_cannot_be_tested_says_why(x, y, status):
    found = nonlinearity("x", np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    assert (found.status, found.estimate) == (status, None)
    assert found.note
