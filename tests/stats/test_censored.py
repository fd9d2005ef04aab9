"""Outcomes below a limit: R's survreg is in the references; here a slow twin, closed forms, and what cannot be fitted."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from python_stats import battery
from python_stats.regression.tobit import tobit

HEADER = {
    "method": "censored_linear",
    "outcome": "level",
    "below_limit": "is_below",
    "covariates": ["burden", "sex"],
    "scales": {"burden": "log2"},
}


def patients(n=80, limit=4.0, seed=3):
    draw = np.random.default_rng(seed)
    burden, sex = draw.lognormal(3, 1, n), np.array(["female", "male"])[draw.integers(0, 2, n)]
    level = 2 ** (0.8 * np.log2(burden) - 1 + (sex == "male") + 1.5 * draw.normal(size=n))
    below = level < limit
    columns = {"level": np.maximum(level, limit), "is_below": below, "burden": burden, "sex": sex}
    return pd.DataFrame({"subject_id": [f"S{place:03d}" for place in range(n)], **columns})


def found(header, frame):
    rows = battery.analyse("a", header, frame)["estimates"]
    return {(row["term"], row["estimate_name"]): row for row in rows}


def test_the_top_is_that_of_the_slow_twin():
    """The likelihood as Tobin writes it, and an optimiser that knows no gradient."""
    frame = patients()
    x = np.column_stack([np.ones(80), np.log2(frame["burden"]), frame["sex"] == "male"])
    y, below = np.log2(frame["level"].to_numpy()), frame["is_below"].to_numpy()

    def lost(place):
        line, sigma = x @ place[:-1], np.exp(place[-1])
        return -(norm.logpdf(y[~below], line[~below], sigma).sum() + norm.logcdf(y[below], line[below], sigma).sum())

    options = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20_000, "maxfev": 20_000}
    slow = minimize(lost, np.array([0.0, 0.5, 0.0, 0.0]), method="Nelder-Mead", options=options)
    ours = tobit(x, y, below)
    assert ours.coefficients == pytest.approx(slow.x[:-1], rel=1e-5)
    assert ours.sigma == pytest.approx(np.exp(slow.x[-1]), rel=1e-5)
    assert ours.log_likelihood == pytest.approx(-slow.fun, rel=1e-12)
    row = found(HEADER, frame)["burden", "slope_per_doubling"]
    assert row["estimate"] == pytest.approx(ours.coefficients[1], rel=1e-9)
    assert row["ci_high"] == pytest.approx(ours.coefficients[1] + 1.959963984540054 * ours.standard_errors[1], rel=1e-9)


def test_where_nothing_is_below_it_is_least_squares():
    """Closed form: the same line, and an error that divides by n instead of n minus the coefficients."""
    frame = patients().assign(is_below=False)
    rows = found(HEADER, frame)
    plain = found(
        {"method": "linear_multivariable", **{k: HEADER[k] for k in ("outcome", "covariates")}}
        | {"scales": {"burden": "log2", "level": "log2"}},
        frame,
    )
    assert rows["burden", "slope_per_sd"]["estimate"] == pytest.approx(plain["burden", "slope_per_sd"]["estimate"])
    ours, theirs = rows["model", "residual_sd"]["estimate"], plain["model", "residual_sd"]["estimate"]
    assert ours == pytest.approx(theirs * np.sqrt(77 / 80), rel=1e-10)
    for suffix in ("_half_limit", "_limit_over_root2"):
        row = rows["burden", f"slope_per_sd{suffix}"]
        assert row["p_value"] == pytest.approx(plain["burden", "slope_per_sd"]["p_value"], rel=1e-9)
    assert rows["burden", "slope_per_sd"]["note"] == "no outcome below the limit"


@pytest.mark.parametrize(("suffix", "divisor"), [("_half_limit", 2), ("_limit_over_root2", 2**0.5)])
def test_a_stand_in_is_least_squares_with_it(suffix, divisor):
    frame = patients()
    replaced = frame.assign(level=frame["level"].where(~frame["is_below"], frame["level"] / divisor))
    plain = found(
        {"method": "linear_multivariable", **{k: HEADER[k] for k in ("outcome", "covariates")}}
        | {"scales": {"burden": "log2", "level": "log2"}},
        replaced,
    )
    row, other = found(HEADER, frame)["burden", f"slope_per_sd{suffix}"], plain["burden", "slope_per_sd"]
    for key in ("estimate", "ci_low", "ci_high", "statistic", "p_value"):
        assert row[key] == pytest.approx(other[key], rel=1e-9)


def test_what_is_below_the_limit_pulls_harder_than_a_stand_in():
    """A stand-in holds the line up where everything lies far below the limit."""
    rows = found(HEADER, patients(200, limit=12.0))
    true = rows["burden", "slope_per_doubling"]["estimate"]
    half, root = (rows["burden", f"slope_per_sd{one}"]["estimate"] for one in ("_half_limit", "_limit_over_root2"))
    assert true == pytest.approx(0.8, abs=0.2)
    assert rows["burden", "slope_per_sd"]["estimate"] > half > root
    assert rows["model", "below_limit"]["estimate"] > 20
    assert "outcomes below the limit" in rows["burden", "slope_per_sd"]["note"]


def test_a_likelihood_ratio_is_twice_what_is_lost():
    frame = patients()
    rows, without = found(HEADER, frame), found({**HEADER, "covariates": ["burden"]}, frame)
    whole, less = rows["model", "likelihood_ratio"]["estimate"], without["model", "likelihood_ratio"]["estimate"]
    assert rows["sex", "likelihood_ratio"]["estimate"] == pytest.approx(whole - less, rel=1e-8)


def test_a_covariate_that_tells_who_is_below_has_no_slope():
    frame = patients()
    frame["burden"] = np.where(frame["is_below"], 1.0, 2.0)
    row = found({**HEADER, "covariates": ["burden"]}, frame)["burden", "slope_per_sd"]
    assert (row["status"], row["estimate"]) == ("failed", None)
    assert "a covariate may tell who lies below" in row["note"]


@pytest.mark.parametrize("seed", [148, 340, 475, 786])
def test_a_likelihood_that_climbs_without_end_has_no_line(seed):
    """Of one group all lie below: its slope runs away. From these draws it ran so far that numbers overflowed."""
    draw = np.random.default_rng(seed)
    group = draw.random(30) < 0.5
    x, y = np.column_stack([np.ones(30), draw.normal(size=30), group]), draw.normal(size=30)
    assert tobit(x, y, (draw.random(30) < 0.6) | group) is None


@pytest.mark.parametrize(
    ("change", "status"),
    [({"is_below": True}, "constant"), ({"level": 5.0}, "constant"), ({"burden": np.nan, "sex": None}, "constant")],
)
def test_what_cannot_be_fitted_says_why(change, status):
    frame = patients().assign(**change)
    rows = found(HEADER, frame)
    assert rows["model", "likelihood_ratio"]["status"] == status


def test_who_has_no_flag_is_not_used():
    frame = patients()
    frame["is_below"] = frame["is_below"].astype("boolean")
    frame.loc[:4, "is_below"] = None
    assert found(HEADER, frame)["burden", "slope_per_sd"]["n"] == 75
