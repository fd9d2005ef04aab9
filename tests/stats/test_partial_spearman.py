"""Partial rank correlation: the recursion over three plain ones, R's printed example, and what cannot be said."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from scipy.stats import spearmanr, t

from python_stats import battery
from python_stats.methods.partial_spearman import partial_spearman
from tests.stats.samples import numbers, pairs, steady

MTCARS_MPG = [21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4]
MTCARS_HP = [110, 110, 93, 110, 175, 105, 245, 62, 95, 123, 123, 180, 180, 180, 205, 215]
MTCARS_WT = [2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424]


def recursion(x, y, z):
    """Kendall and Stuart's formula of a partial correlation, on three plain rank correlations."""
    xy, xz, yz = (float(spearmanr(*pair).statistic) for pair in ((x, y), (x, z), (y, z)))
    return (xy - xz * yz) / math.sqrt((1 - xz**2) * (1 - yz**2))


def test_three_columns_of_mtcars():
    x, y, z = map(np.array, (MTCARS_MPG, MTCARS_HP, MTCARS_WT))
    found = partial_spearman(x, y, z[:, None])
    rho = recursion(x, y, z)
    statistic = rho * math.sqrt(13 / (1 - rho**2))
    assert found.estimate == pytest.approx(rho, rel=1e-12)
    assert found.statistic == pytest.approx(statistic, rel=1e-10)
    assert found.p_value == pytest.approx(2 * t.sf(abs(statistic), 13), rel=1e-10)
    assert found.ci_low < rho < found.ci_high


@given(pairs(fewest=6), pairs(fewest=6, x=numbers))
@steady
def test_it_is_the_recursion_whatever_the_data(first, second):
    size = min(len(first[0]), len(second[0]))
    x, y, z = first[0][:size], first[1][:size], second[0][:size]
    assume(all(np.ptp(values) > 0 for values in (x, y, z)))
    assume(all(abs(spearmanr(values, z).statistic) < 0.999 for values in (x, y)))
    found = partial_spearman(x, y, z[:, None])
    assert found.estimate == pytest.approx(recursion(x, y, z), abs=1e-9)


def test_without_controls_it_is_the_plain_correlation():
    x, y = map(np.array, (MTCARS_MPG, MTCARS_HP))
    found = partial_spearman(x, y, np.empty((16, 0)))
    plain = spearmanr(x, y)
    assert (found.estimate, found.p_value) == (pytest.approx(plain.statistic), pytest.approx(plain.pvalue))


@pytest.mark.parametrize(
    ("x", "y", "z", "status"),
    [
        ([1, 2, 3], [2, 1, 3], [1, 3, 2], "too_few"),
        ([1, 2, 3, 4, 5, 6], [2, 1, 3, 5, 4, 6], [10, 20, 30, 40, 50, 60], "collinear"),
        ([1, 1, 1, 1, 1, 1], [2, 1, 3, 5, 4, 6], [1, 3, 2, 6, 5, 4], "collinear"),
    ],
)
def test_what_cannot_be_said_has_a_status_and_a_reason(x, y, z, status):
    found = partial_spearman(*(np.array(values, dtype=float) for values in (x, y)), np.array(z, dtype=float)[:, None])
    assert (found.status, found.estimate) == (status, None)
    assert found.note


def test_ranks_that_agree_perfectly_have_no_interval():
    x, z = np.array([1.0, 2, 3, 4, 5, 6]), np.array([1.0, 3, 2, 6, 5, 4])
    found = partial_spearman(x, x, z[:, None])
    assert (found.estimate, found.p_value, found.ci_low) == (1.0, 0.0, None)


def test_several_covariates_have_a_row_each():
    import pandas as pd

    columns = {"x": MTCARS_MPG, "w": MTCARS_WT, "y": MTCARS_HP, "z": range(16)}
    frame = pd.DataFrame({"subject_id": [f"S{place:02d}" for place in range(16)], **columns})
    header = {"method": "partial_spearman", "outcome": "y", "covariates": ["x", "w"], "controls": ["z"]}
    found = battery.analyse("a", header, frame)
    assert [row["covariate"] for row in found["estimates"]] == ["x", "w"]
    assert found["observations"] == []
    assert all(row["note"] == "held fixed: z" for row in found["estimates"])
