"""Logistic regression on many columns: where its likelihood is highest, with any coefficient held where one likes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.linalg import LinAlgError
from scipy.optimize import linprog
from scipy.special import expit

from python_stats.contract.results import Interval
from python_stats.contract.sample import Numbers
from python_stats.regression.climb import FITTED_TO, STEPS, UNREACHED, uphill
from python_stats.regression.profile import profile_limit


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is highest, and the inverse of the information there."""

    coefficients: Numbers
    covariance: Numbers
    log_likelihood: float

    @property
    def standard_errors(self) -> Numbers:
        return np.sqrt(np.diag(self.covariance))


def log_likelihood(linear: Numbers, y: Numbers) -> float:
    """Of the outcomes, given the log odds of each subject."""
    return float(np.sum(y * linear - np.logaddexp(0, linear)))


def maximum(x: Numbers, y: Numbers, offset: Numbers | float = 0.0, start: Numbers | None = None) -> Maximum | None:
    """Newton's method with steps halved until the likelihood rises; None where it does not settle."""
    place = np.zeros(x.shape[1]) if start is None else start
    height = log_likelihood(offset + x @ place, y)
    try:
        for _ in range(STEPS):
            probability = expit(offset + x @ place)
            step = np.linalg.solve(_information(x, probability), x.T @ (y - probability))
            if np.abs(step).max(initial=0.0) < FITTED_TO * max(1.0, float(np.abs(place).max(initial=0.0))):
                return Maximum(place, _inverse(_information(x, probability)), height)
            place, height = uphill(lambda at: log_likelihood(offset + x @ at, y), place, step, height)
    except LinAlgError:
        return None
    return None


def limits(x: Numbers, y: Numbers, found: Maximum, place: int) -> Interval:
    """The profile-likelihood interval of one coefficient."""
    profile = _profile(x, y, found, place)
    at, step = float(found.coefficients[place]), float(found.standard_errors[place])
    low, high = (profile_limit(profile, found.log_likelihood, at, side * step) for side in (-1, 1))
    return Interval(low, high)


def ratio_without(x: Numbers, y: Numbers, found: Maximum, places: Sequence[int]) -> float | None:
    """Twice the log-likelihood that is lost without some columns."""
    less = maximum(np.delete(x, places, axis=1), y)
    return None if less is None else max(0.0, 2 * (found.log_likelihood - less.log_likelihood))


def separated(x: Numbers, y: Numbers) -> bool:
    """Whether some combination of the columns parts events from non-events, if only by touching (Konis 2007).

    A linear programme finds it: go as far as the box allows in a direction that is wrong for nobody.
    """
    right = np.where(y == 1, 1.0, -1.0)[:, None] * x
    found = linprog(-right.sum(axis=0), A_ub=-right, b_ub=np.zeros(len(y)), bounds=(-1, 1), method="highs")
    return bool(found.status != 0 or -found.fun > 1e-7)


def _information(x: Numbers, probability: Numbers) -> Numbers:
    information: Numbers = (x * (probability * (1 - probability))[:, None]).T @ x
    return information


def _inverse(information: Numbers) -> Numbers:
    covariance: Numbers = np.linalg.inv(information).astype(np.float64)
    return covariance


def _profile(x: Numbers, y: Numbers, found: Maximum, place: int) -> Callable[[float], float]:
    others = np.delete(x, place, axis=1)
    latest = np.delete(found.coefficients, place)

    def height(value: float) -> float:
        nonlocal latest
        best = maximum(others, y, value * x[:, place], latest)
        if best is None:
            best = maximum(others, y, value * x[:, place])
        if best is None:
            # So far out that no subject carries information: as unlikely as can be.
            return UNREACHED
        latest = best.coefficients
        return best.log_likelihood

    return height
