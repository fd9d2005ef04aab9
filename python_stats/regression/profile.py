"""The likelihood of a slope with its best intercept: where it is highest, and where it has fallen too far.

The fallen points are the profile-likelihood limits; the highest is where the fit restarts when Newton's method is lost.
"""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, expit, logit

from python_stats.contract.sample import Numbers
from python_stats.summaries.intervals import LEVEL

# Half of the 95 % quantile of chi-squared with one degree of freedom.
DROP = float(chdtri(1, 1 - LEVEL)) / 2

# From the first step this reaches slopes of 1e11 per standard deviation, and leaves digits for the intercept.
DOUBLINGS = 40


def profile_limit(profile: Callable[[float], float], highest: float, start: float, step: float) -> float | None:
    """The first slope from `start` in the direction of `step` at which the profile crosses its limit."""

    # Kept, because a profile that is climbed from where it last was may be another when it is asked again.
    @cache
    def above(slope: float) -> float:
        # The likelihood falls nearly as a parabola, so the root of how far it has fallen is nearly a line, and a line
        # is what a root is found on in few steps.
        return math.sqrt(DROP) - math.sqrt(max(0.0, highest - profile(slope)))

    end = _crossing(above, start, step)
    if end is None:
        return None
    return float(brentq(above, *sorted((start, end)), xtol=1e-13, rtol=1e-14))


def profile_log_likelihood(z: Numbers, y: Numbers, slope: float) -> float:
    """The log-likelihood at this slope with the best intercept for it."""
    linear = best_intercept(z, y, slope) + slope * z
    return float(np.sum(y * linear - np.logaddexp(0, linear)))


def best_intercept(z: Numbers, y: Numbers, slope: float) -> float:
    """The intercept at which as many events are expected as there are."""
    middle = float(logit(y.mean()))
    moved = slope * z

    def excess(intercept: float) -> float:
        return float(np.sum(expit(intercept + moved) - y))

    # With the largest or the smallest term taken off, every probability lies on one side of the observed rate.
    return float(brentq(excess, middle - moved.max() - 1, middle - moved.min() + 1, xtol=1e-13, rtol=1e-14))


def best_slope(z: Numbers, y: Numbers) -> float | None:
    """The slope of the maximum, by bisection: slow, but no outlier can throw it off; None where it is out of reach."""

    def rising(slope: float) -> float:
        return float(np.sum((y - expit(best_intercept(z, y, slope) + slope * z)) * z))

    step = math.copysign(0.5, rising(0.0))
    end = _crossing(rising, 0.0, step)
    return None if end is None else float(brentq(rising, *sorted((0.0, end)), xtol=1e-13, rtol=1e-14))


def _crossing(above: Callable[[float], float], start: float, step: float) -> float | None:
    """A slope beyond which the sign of `above` has changed; None where it never does."""
    inside = above(start) > 0
    for doubling in range(DOUBLINGS):
        end = start + step * 2.0**doubling
        if (above(end) > 0) != inside:
            return end
    return None
