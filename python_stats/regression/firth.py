"""Firth's penalised likelihood (Biometrika 1993, 80:27): a finite odds ratio even where the data are separated.

The penalty is half the logarithm of the determinant of the information, as in R's logistf; P value and limits come from
the profile of the penalised likelihood (Heinze and Schemper, Statistics in Medicine 2002, 21:2409).
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtrc, expit

from python_stats.contract.results import Interval
from python_stats.contract.sample import Numbers
from python_stats.regression.profile import profile_limit

STEPS = 300
FITTED_TO = 1e-12
LONGEST_STEP = 2.0

# Intercepts to look at before settling on a peak, and how many log odds beyond the data to look.
GRID = 31
REACH = 10.0


@dataclass(frozen=True)
class Penalised:
    """A slope per standard deviation with the limits, statistic and P value of its penalised profile."""

    slope: float
    interval: Interval
    likelihood_ratio: float

    @property
    def p_value(self) -> float:
        return float(chdtrc(1, self.likelihood_ratio))


def firth(z: Numbers, y: Numbers) -> Penalised | None:
    """The penalised fit of a standardised covariate; None where it does not settle."""
    settled = _maximum(z, y)
    if settled is None:
        return None
    intercept, slope = settled
    highest = float(penalised_log_likelihood(z, y, np.array([intercept]), slope)[0])
    profile = partial(_profile, z, y)
    interval = Interval(profile_limit(profile, highest, slope, -1.0), profile_limit(profile, highest, slope, 1.0))
    return Penalised(slope, interval, max(0.0, 2 * (highest - profile(0.0))))


def penalised_log_likelihood(z: Numbers, y: Numbers, intercept: Numbers, slope: float) -> Numbers:
    """The log-likelihood plus half the log determinant of the information, for each of some intercepts."""
    linear = intercept[:, None] + slope * z
    log_likelihood = np.sum(y * linear - np.logaddexp(0, linear), axis=1)
    a, b, c = _information(z, expit(linear))
    with np.errstate(divide="ignore"):
        # So far out that no subject carries information, the determinant is 0 and its logarithm minus infinity.
        penalty: Numbers = 0.5 * np.log(np.maximum(a * c - b * b, 0.0))
    return np.asarray(log_likelihood + penalty, dtype=np.float64)


def _profile(z: Numbers, y: Numbers, slope: float) -> float:
    """The penalised likelihood of a slope with the best intercept for it; there may be several peaks to choose from."""
    moved = slope * z
    grid = np.linspace(-REACH - moved.max(), REACH - moved.min(), GRID)
    peak = int(np.argmax(penalised_log_likelihood(z, y, grid, slope)))
    low, high = float(grid[max(peak - 1, 0)]), float(grid[min(peak + 1, GRID - 1)])
    rising = partial(_rise, np.stack([np.ones_like(z), z, z**2]), y, moved)
    if rising(low) > 0 > rising(high):
        best = float(brentq(rising, low, high, xtol=1e-12, rtol=1e-13))
        return float(penalised_log_likelihood(z, y, np.array([best]), slope)[0])

    def falling(intercept: float) -> float:
        return -float(penalised_log_likelihood(z, y, np.array([intercept]), slope)[0])

    return -float(minimize_scalar(falling, bounds=(low, high), method="bounded", options={"xatol": 1e-9}).fun)


def _rise(powers: Numbers, y: Numbers, moved: Numbers, intercept: float) -> float:
    """How fast the penalised likelihood rises with the intercept; 0 so far out that no subject carries information."""
    probability = expit(intercept + moved)
    weight = probability * (1 - probability)
    a, b, c = powers @ weight
    # The information moves with the intercept as its weights do: by (1 - 2p) times themselves.
    da, db, dc = powers @ (weight * (1 - 2 * probability))
    determinant = a * c - b * b
    drawn = 0.5 * (da * c + a * dc - 2 * b * db) / determinant if determinant else 0.0
    return float((y - probability).sum() + drawn)


def _maximum(z: Numbers, y: Numbers) -> tuple[float, float] | None:
    """Fisher scoring from no effect; where full steps circle around the maximum, shorter ones reach it."""
    found = (_scored(z, y, damping) for damping in (1.0, 0.5, 0.2))
    return next((place for place in found if place is not None), None)


def _scored(z: Numbers, y: Numbers, damping: float) -> tuple[float, float] | None:
    place = np.zeros(2)
    for _ in range(STEPS):
        step = _step(z, y, *place)
        longest = float(np.abs(step).max())
        if longest < FITTED_TO * max(1.0, float(np.abs(place).max())):
            return float(place[0]), float(place[1])
        place += damping * step * min(1.0, LONGEST_STEP / longest)
    return None


def _information(z: Numbers, probability: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The three entries of the information, summed over the subjects, who are the last axis."""
    weight = probability * (1 - probability)
    return weight.sum(axis=-1), (weight * z).sum(axis=-1), (weight * z**2).sum(axis=-1)


def _step(z: Numbers, y: Numbers, intercept: float, slope: float) -> Numbers:
    """Information into score; in the score each residual is drawn towards one half by the subject's leverage."""
    probability = expit(intercept + slope * z)
    a, b, c = _information(z, probability)
    leverage = probability * (1 - probability) * (c - 2 * b * z + a * z**2) / (a * c - b * b)
    drawn = y - probability + leverage * (0.5 - probability)
    first, second = drawn.sum(), (drawn * z).sum()
    return np.array([c * first - b * second, a * second - b * first]) / (a * c - b * b)
