"""Numbers that are rounding, or that no number can hold, are no findings: rows that say so, and closed forms beside."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import t

from python_stats import battery
from python_stats.methods.cluster_covariates import tree_of
from python_stats.regression.firth_many import firth_many, peak, penalised_height
from python_stats.regression.likelihood import Logistic
from python_stats.regression.profile import DROP
from python_stats.screens.screen_logistic import screen_logistic
from python_stats.summaries.spread import EXTREME, no_spread
from tests.stats.samples import HEADERS
from tests.stats.test_battery import cohort

GROUPS = {"method": "linear_multivariable", "outcome": "y", "covariates": ["g"], "too_many_terms": "fit"}
LINE = {"method": "linear_multivariable", "outcome": "y", "covariates": ["x", "w"], "too_many_terms": "fit"}


def found(header, **columns):
    size = len(next(iter(columns.values())))
    frame = pd.DataFrame({"subject_id": [f"S{place:03d}" for place in range(size)], **columns})
    return {(row["term"], row["estimate_name"]): row for row in battery.analyse("a", header, frame)["estimates"]}


@pytest.mark.parametrize("base", [0.0, 0.1, 7.3, 1e8])
@pytest.mark.parametrize("first", [5, 6, 7])
def test_groups_without_residuals_have_no_robust_error(base, first):
    """Of group means the robust variance is that of each group alone: 0 for one whose values are all the same."""
    others = base + np.arange(18) * 7 % 5
    y = np.concatenate([np.full(first + 6, base), others])
    rows = found(GROUPS, g=["A"] * first + ["B"] * 6 + ["C"] * 18, y=y)
    same = rows["g: B", "difference_from_reference_hc3"]
    assert (same["status"], same["estimate"], same["p_value"], same["ci_low"]) == ("failed", None, None, None)
    assert "lie exactly on the line: no robust error" in same["note"]
    other, residual = rows["g: C", "difference_from_reference_hc3"], others - others.mean()
    error = np.sqrt(np.sum((residual / (1 - 1 / 18)) ** 2)) / 18
    half = t.ppf(0.975, len(y) - 3) * error
    assert (other["status"], other["estimate"]) == ("ok", pytest.approx(others.mean() - base))
    assert (other["ci_low"], other["ci_high"]) == pytest.approx((other["estimate"] - half, other["estimate"] + half))


def test_a_small_robust_error_is_still_one():
    y = np.concatenate([np.full(5, 7.3), 7.3 + np.array([1, -1, 2, -2, 3, -3]) * 1e-6, np.arange(18) * 7 % 5])
    row = found(GROUPS, g=["A"] * 5 + ["B"] * 6 + ["C"] * 18, y=y)["g: B", "difference_from_reference_hc3"]
    half = t.ppf(0.975, 26) * np.sqrt(28e-12 / (5 / 6) ** 2) / 6
    assert (row["status"], row["ci_high"] - row["ci_low"]) == ("ok", pytest.approx(2 * half, rel=1e-6))


def test_residuals_that_are_rounding_of_a_large_outcome_are_none():
    """Exactly 1e8 + 2x, of which the last digit is 1.5e-8: w has nothing to do with it, nor have the last digits."""
    x, w = np.arange(30) * 7 % 11 / 10, np.arange(30.0) * 13 % 17
    rows = found(LINE, x=x, w=w, y=1e8 + 2 * x)
    assert {row["status"] for (_, name), row in rows.items() if name.startswith("slope")} == {"failed"}


def test_firths_limits_are_those_of_the_highest_of_several_peaks():
    """Nine subjects whose penalised profile has two peaks. Slow twin: the profile climbed from 25 places."""
    x = [0.451685, -0.374568, -0.220661, -0.529530, -2.936045, 0.115662, -1.070544, -1.002684, -0.640262]
    w = [-1.260960, 0.832894, 1.203259, 0.637073, 0.558340, -3.772275, 0.260630, -0.025445, -0.147046]
    y = np.array([1.0, 1, 1, 0, 0, 1, 0, 0, 1])
    columns = [(np.array(one) - np.mean(one)) / np.std(one, ddof=1) for one in (x, w)]
    matrix = np.column_stack([np.ones(9), *columns])
    hill = Logistic(matrix, y)
    top, terms = peak(hill, np.zeros(3)), firth_many(hill, 3, 1)
    for place, term in enumerate(terms, start=1):
        for limit in (term.interval.low, term.interval.high):
            assert top.height - slow_profile(hill, place, limit) == pytest.approx(DROP, abs=1e-6)


def slow_profile(hill, place, value):
    def depth(others):
        return -penalised_height(hill, np.insert(others, place, value))

    starts = itertools.product([-9, -3, 0, 3, 9], repeat=2)
    options = {"maxiter": 4000, "xatol": 1e-9, "fatol": 1e-12}
    return -min(minimize(depth, start, method="Nelder-Mead", options=options).fun for start in starts)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ([1.0, 2.0], None),
        ([], None),
        ([0.1, 0.1], "constant"),
        ([1e8, 1e8 + 1e-7], "constant"),
        ([0.0, 5e-324], "failed"),
        ([1e-170, 2e-170], "failed"),
        ([1e200, 2e200], "failed"),
        ([-1.7e308, 1.7e308], "failed"),
    ],
)
def test_what_has_no_spread(values, status):
    answer = no_spread(np.array(values), "equal")
    assert answer == (None if status is None else (status, {"constant": "equal", "failed": EXTREME}[status]))


FITTED = [
    "agreement",
    "logistic_identity",
    "logistic_multivariable",
    "linear_multivariable",
    "linear_imputed",
    "censored_linear",
    "random_forest",
]


@pytest.mark.parametrize("factor", [1e-170, 1e200, 1.5e307])
@pytest.mark.parametrize("name", FITTED)
def test_values_too_large_or_too_small_to_square_are_no_exception(name, factor):
    header = {key: value for key, value in HEADERS[name].items() if key != "scales"}
    if name in ("agreement", "censored_linear"):
        header |= {"scale": "identity"} if name == "agreement" else {"scales": {"y": "identity"}}
    frame = cohort().assign(x=lambda one: one["x"] / 256 * factor, y=lambda one: one["y"] / 16 * factor)
    rows = battery.analyse("a", header, frame)["estimates"]
    assert {row["status"] for row in rows if EXTREME in str(row["note"])} >= {"failed"} or name == "random_forest"
    assert all(row["estimate"] is not None or row["note"] for row in rows)


def test_a_ratio_of_assays_beyond_a_number_says_so():
    frame = cohort(4).assign(x=[1e300, 1e-300, 1e300, 1e-300], y=[1e-300, 1e300, 2e-300, 3e300])
    rows = {row["estimate_name"]: row for row in battery.analyse("a", HEADERS["agreement"], frame)["estimates"]}
    for name in ("limit_ratio_low", "limit_ratio_high"):
        assert (rows[name]["status"], rows[name]["estimate"]) == ("failed", None)
        assert "beyond what a number can hold" in rows[name]["note"]


def test_values_that_differ_in_their_last_digits_alone_are_constant_one_by_one_and_in_a_screen():
    x = 1e8 + 1e-7 * (np.arange(40) * 7 % 11)
    frame = cohort().assign(x=x)
    rows = battery.analyse("a", HEADERS["logistic_identity"], frame)["estimates"]
    assert {row["status"] for row in rows if "odds" in row["estimate_name"]} == {"constant"}
    screened = screen_logistic(x[:, None], frame["durable"].to_numpy(dtype=float)[:, None])
    assert screened.status[0, 0] != 0


def test_a_tree_whose_distances_are_equal_but_for_rounding_has_no_cophenetic_correlation():
    """Three pairs with distances that differ by the last digit: a correlation of last digits, or 0 over 0."""
    near = np.array([[0.0, 0.4, 0.4 + 1e-16], [0.4, 0.0, 0.4], [0.4 + 1e-16, 0.4, 0.0]])
    assert np.isnan(tree_of(near, "average").cophenetic)


def test_a_level_that_lies_wholly_below_the_limit_has_no_maximum():
    """The line of those whose every outcome is below the limit falls for ever, and all are compared with them."""
    place = np.arange(24)
    word = np.array(["durable", "relapsed", "none", "none", "durable"])[place % 5]
    below = (word == "durable") | (place % 3 > 0)
    frame = cohort(24).assign(x=1.0, y=1.0 + (place * 5 + place // 3) % 7, response=word, durable=below)
    rows = battery.analyse("a", HEADERS["censored_linear"], frame)["estimates"]
    told = [row for row in rows if row["estimate_name"] == "difference_from_reference"]
    assert len(told) == 2 and all("no maximum" in row["note"] for row in told)
