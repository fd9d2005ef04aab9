"""A straight line through measurements of which some are only known to lie below a limit, by maximum likelihood.

Errors are normal, on a logarithmic scale lognormal; a value below the limit counts with the probability of lying there
(Tobin, Econometrica 1958, 26:24). Found in the parameters of Olsen (Econometrica 1978, 46:1211), in which the
likelihood has one top.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.linalg import LinAlgError
from scipy.special import log_ndtr

from python_stats.contract.sample import Mask, Numbers
from python_stats.regression.climb import FITTED_TO, STEPS, UNREACHED, uphill

LOG_ROOT_2_PI = 0.5 * math.log(2 * math.pi)

# Errors so many times those of the same rows with every outcome measured are of a climb that ended on a plain.
ENDLESS = 1e4


@dataclass(frozen=True)
class Line:
    """The top of the likelihood: coefficients, standard deviation about the line, and their covariance, sigma last."""

    coefficients: Numbers
    sigma: float
    covariance: Numbers
    log_likelihood: float

    @property
    def standard_errors(self) -> Numbers:
        return np.sqrt(np.diag(self.covariance))[:-1]


def tobit(x: Numbers, y: Numbers, below: Mask) -> Line | None:
    """`y` holds the limit where `below`; None where the likelihood has no top."""
    rows = np.column_stack([-x, y])
    place = _start(x, y)
    height = _log_likelihood(rows, below, place)
    try:
        for _ in range(STEPS):
            gradient, information = _slope(rows, below, place)
            if not np.isfinite(information).all():  # it climbs without end
                return None
            step: Numbers = np.linalg.solve(information, gradient).astype(np.float64)
            if np.abs(step).max() < FITTED_TO * max(1.0, float(np.abs(place).max())):
                covariance = np.linalg.inv(information).astype(np.float64)
                return _line(place, covariance, height) if _is_top(covariance, rows, place) else None
            place, height = uphill(lambda at: _log_likelihood(rows, below, at), place, step, height)
    except LinAlgError:
        return None
    return None


def _is_top(covariance: Numbers, rows: Numbers, place: Numbers) -> bool:
    """Where a group lies wholly below the limit its place falls for ever, and last digits say where the climb ends."""
    measured: Numbers = rows.T @ rows
    measured[-1, -1] += len(rows) / place[-1] ** 2
    spread = np.diag(covariance)
    return bool(np.all(spread > 0) and np.all(spread < ENDLESS**2 * np.diag(np.linalg.inv(measured))))


def _start(x: Numbers, y: Numbers) -> Numbers:
    """Least squares as if every limit had been measured. Olsen's parameters: the line over sigma, and 1 over sigma."""
    line = np.linalg.lstsq(x, y, rcond=None)[0]
    precision = 1 / float(np.std(y - x @ line))
    return np.append(line * precision, precision)


def _log_likelihood(rows: Numbers, below: Mask, place: Numbers) -> float:
    if place[-1] <= 0:
        return UNREACHED
    distance = rows @ place
    seen = distance[~below]
    of_seen = len(seen) * (math.log(place[-1]) - LOG_ROOT_2_PI) - float(seen @ seen) / 2
    return of_seen + float(log_ndtr(distance[below]).sum())


def _slope(rows: Numbers, below: Mask, place: Numbers) -> tuple[Numbers, Numbers]:
    """The gradient, and the curvature turned round."""
    distance, count = rows @ place, int((~below).sum())
    # How fast the logarithm of the normal probability rises: the inverse of Mills' ratio.
    with np.errstate(over="ignore", invalid="ignore"):
        rise = np.exp(-(distance**2) / 2 - LOG_ROOT_2_PI - log_ndtr(distance))
        gradient = rows.T @ np.where(below, rise, -distance)
        information = (rows * np.where(below, rise * (distance + rise), 1.0)[:, None]).T @ rows
    gradient[-1] += count / place[-1]
    information[-1, -1] += count / place[-1] ** 2
    return gradient, information


def _line(place: Numbers, covariance: Numbers, height: float) -> Line:
    """Back to the line itself, and its covariance by the delta method."""
    precision = float(place[-1])
    turned = np.eye(len(place)) / precision
    turned[:, -1] = -place / precision**2
    turned[-1, -1] = -1 / precision**2
    return Line(place[:-1] / precision, 1 / precision, turned @ covariance @ turned.T, height)
