"""Logistic regression of a yes/no outcome on one covariate, fitted by statsmodels on the standardised covariate.

Newton's method, to 1e-10; separation is settled from the data before anything is fitted. Rows are made of it in
`odds_ratios`.
"""

import math
import warnings
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.linalg import LinAlgError
from scipy.special import chdtrc, expit, ndtr
from statsmodels.discrete.discrete_model import Logit

from python_stats.contract.results import FEWEST, NO_INTERVAL, Interval
from python_stats.contract.sample import Numbers
from python_stats.regression.profile import DROP, best_intercept, best_slope, profile_limit, profile_log_likelihood
from python_stats.regression.separation import (
    Separation,
    highest_log_likelihood,
    proportion_log_likelihood,
    separation,
    standardised,
)
from python_stats.summaries.intervals import Z
from python_stats.summaries.spread import no_spread

CURVE_POINTS = 101
FITTED_TO = 1e-10


@dataclass(frozen=True)
class Fit:
    """A fitted model of log odds = intercept + slope * z, z being the standardised covariate."""

    intercept: float
    slope: float
    covariance: Numbers
    log_likelihood: float

    @property
    def standard_error(self) -> float:
        return math.sqrt(self.covariance[1, 1])

    @property
    def wald_z(self) -> float:
        return self.slope / self.standard_error


@dataclass(frozen=True)
class Model:
    """All that is known of one covariate and one outcome; slopes are per standard deviation, `sd` converts them."""

    n: int
    n_events: int
    sd: float = math.nan
    fit: Fit | None = None
    likelihood_ratio: float | None = None
    profile: Interval = NO_INTERVAL
    status: str = "ok"
    note: str | None = None

    @property
    def p_wald(self) -> float | None:
        return None if self.fit is None else float(2 * ndtr(-abs(self.fit.wald_z)))

    @property
    def p_likelihood_ratio(self) -> float | None:
        return None if self.likelihood_ratio is None else float(chdtrc(1, self.likelihood_ratio))


def logistic(x: Numbers, y: Numbers) -> Model:
    """The model of a complete covariate, on the scale it is fitted on, and an outcome of 0 and 1."""
    n, n_events = len(x), int(y.sum())
    missing = partial(Model, n, n_events)
    if n < FEWEST:
        return missing(status="too_few", note=f"fewer than {FEWEST} subjects with both values")
    if n_events in (0, n):
        return missing(status="constant", note="every subject has the same outcome")
    if flat := no_spread(x, "all values are equal: the odds ratio is undefined"):
        return missing(status=flat[0], note=flat[1])
    apart = separation(x, y)
    return _fitted(x, y) if apart is None else _separated(x, y, apart)


def maximum_likelihood(z: Numbers, y: Numbers) -> Fit | None:
    """The fit by Newton's method; where a far outlier throws that off, from near the maximum once more."""
    fit = newton(z, y)
    if fit is not None:
        return fit
    slope = best_slope(z, y)
    return None if slope is None else _restarted(z, y, best_intercept(z, y, slope), slope)


def _restarted(z: Numbers, y: Numbers, intercept: float, slope: float) -> Fit | None:
    """Fitted on the linear predictor itself, whose own intercept is 0 and slope 1 whatever the scale of z."""
    fit = newton(intercept + slope * z, y, start=(0.0, 1.0))
    if fit is None:
        return None
    back = np.array([[1.0, intercept], [0.0, slope]])
    moved = back @ np.array([fit.intercept, fit.slope])
    return Fit(float(moved[0]), float(moved[1]), back @ fit.covariance @ back.T, fit.log_likelihood)


def newton(z: Numbers, y: Numbers, start: tuple[float, float] = (0.0, 0.0)) -> Fit | None:
    """The maximum-likelihood fit by statsmodels; None where Newton's method finds none."""
    design = np.column_stack([np.ones_like(z), z])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Separation is settled before this; what an optimiser warns about on the way shows in `converged`.
        warnings.simplefilter("ignore")
        try:
            found = Logit(y, design).fit(start, method="newton", tol=FITTED_TO, maxiter=200, disp=0)
            covariance = np.asarray(found.cov_params(), dtype=np.float64)
        except LinAlgError:
            return None
    if not found.mle_retvals["converged"] or not np.all(np.diag(covariance) > 0):
        return None
    intercept, slope = (float(parameter) for parameter in found.params)
    return Fit(intercept, slope, covariance, float(found.llf))


def curve(x: Numbers, fit: Fit) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Evenly spaced points over the observed range, the probability there, and its pointwise 95 % Wald band."""
    points = np.linspace(x.min(), x.max(), CURVE_POINTS)
    return (points, *probabilities(points, x, fit))


def probabilities(points: Numbers, x: Numbers, fit: Fit) -> tuple[Numbers, Numbers, Numbers]:
    """Probability and band at chosen points; the band is drawn on the log odds, so it stays within 0 and 1."""
    z = (points - x.mean()) / np.std(x, ddof=1)
    (var_a, cov), (_, var_b) = fit.covariance
    centre = fit.intercept + fit.slope * z
    half = Z * np.sqrt(np.maximum(var_a + 2 * cov * z + var_b * z**2, 0.0))
    return expit(centre), expit(centre - half), expit(centre + half)


def _fitted(x: Numbers, y: Numbers) -> Model:
    n, n_events, sd = len(x), int(y.sum()), float(np.std(x, ddof=1))
    z = standardised(x)
    fit = maximum_likelihood(z, y)
    if fit is None:
        return Model(n, n_events, sd, status="failed", note="the fit did not converge")
    ratio = 2 * (fit.log_likelihood - proportion_log_likelihood(n_events, n))
    limit = partial(profile_limit, partial(profile_log_likelihood, z, y), fit.log_likelihood, fit.slope)
    profile = Interval(limit(-fit.standard_error), limit(fit.standard_error))
    return Model(n, n_events, sd, fit, max(0.0, ratio), profile)


def _separated(x: Numbers, y: Numbers, apart: Separation) -> Model:
    """No finite estimate; the P value of the likelihood ratio and the one finite profile limit still say something."""
    n, n_events = len(x), int(y.sum())
    highest = highest_log_likelihood(x, y, apart)
    ratio = 2 * (highest - proportion_log_likelihood(n_events, n))
    # The profile rises all the way in the direction of separation. Where no effect at all is as likely as it must be,
    # the limit lies on the other side of 0.
    step = apart.direction * (-0.5 if ratio / 2 < DROP else 0.5)
    z = standardised(x)
    limit = profile_limit(partial(profile_log_likelihood, z, y), highest, 0.0, step)
    profile = Interval(low=limit) if apart.direction > 0 else Interval(high=limit)
    sd = float(np.std(x, ddof=1))
    return Model(n, n_events, sd, None, max(0.0, ratio), profile, "separated", apart.note)
