"""A log-likelihood as a hill over its coefficients: its top, and how far to either side of it a coefficient may lie.

Coefficients can be held where they are while the others climb, which gives profiles and ratios of any likelihood alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.linalg import LinAlgError

from python_stats.contract.results import Interval
from python_stats.contract.sample import Numbers
from python_stats.regression.climb import FITTED_TO, STEPS, UNREACHED, uphill
from python_stats.regression.profile import profile_limit


class Hill(Protocol):
    """A log-likelihood over as many coefficients as a model has."""

    def height(self, place: Numbers) -> float:
        """The log-likelihood of some coefficients."""

    def slopes(self, place: Numbers) -> tuple[Numbers, Numbers]:
        """Its score there, and its information."""


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is highest, and the inverse of the information there."""

    coefficients: Numbers
    covariance: Numbers
    log_likelihood: float

    @property
    def standard_errors(self) -> Numbers:
        return np.sqrt(np.diag(self.covariance))


def top(hill: Hill, start: Numbers, held: Sequence[int] = ()) -> Maximum | None:
    """Newton's method on all coefficients but those held at their start, with steps halved until the likelihood rises.

    None where it does not settle. The covariance is that of the coefficients that are free, zero for the others.
    """
    place, free = start, np.setdiff1d(np.arange(len(start)), held)
    height = hill.height(place)
    try:
        for _ in range(STEPS):
            score, information = hill.slopes(place)
            if not np.isfinite(information).all():
                return None
            inside = information[np.ix_(free, free)]
            step = np.zeros(len(place))
            step[free] = np.linalg.solve(inside, score[free])
            if np.abs(step).max(initial=0.0) < FITTED_TO * max(1.0, float(np.abs(place).max(initial=0.0))):
                covariance = np.zeros((len(place), len(place)))
                covariance[np.ix_(free, free)] = np.linalg.inv(inside)
                return Maximum(place, covariance, height)
            place, height = uphill(hill.height, place, step, height)
    except LinAlgError:
        return None
    return None


def limits(hill: Hill, found: Maximum, place: int) -> Interval:
    """The profile-likelihood interval of one coefficient."""
    profile = _profile(hill, found, place)
    at, step = float(found.coefficients[place]), float(found.standard_errors[place])
    low, high = (profile_limit(profile, found.log_likelihood, at, side * step) for side in (-1, 1))
    return Interval(low, high)


def ratio_without(hill: Hill, found: Maximum, places: Sequence[int]) -> float | None:
    """Twice the log-likelihood that is lost without some coefficients."""
    less = top(hill, np.zeros(len(found.coefficients)), places)
    return None if less is None else max(0.0, 2 * (found.log_likelihood - less.log_likelihood))


def _profile(hill: Hill, found: Maximum, place: int) -> Callable[[float], float]:
    latest = found.coefficients

    def height(value: float) -> float:
        nonlocal latest
        best = top(hill, moved(latest, place, value), (place,))
        if best is None:
            best = top(hill, moved(np.zeros(len(latest)), place, value), (place,))
        if best is None:
            # So far out that no subject carries information: as unlikely as can be.
            return UNREACHED
        latest = best.coefficients
        return best.log_likelihood

    return height


def moved(coefficients: Numbers, place: int, value: float) -> Numbers:
    """Coefficients with one of them put elsewhere."""
    changed = coefficients.copy()
    changed[place] = value
    return changed
