"""Firth's penalised likelihood with several columns, its likelihood ratios and profile limits, as in R's logistf.

Heinze and Schemper, Statistics in Medicine 2002, 21:2409. Held coefficients stay in the penalty: the information is
always that of the whole model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.linalg import LinAlgError
from scipy.special import chdtrc, expit

from python_stats.contract.results import Interval
from python_stats.contract.sample import Numbers
from python_stats.regression.climb import UNREACHED, uphill
from python_stats.regression.likelihood import log_likelihood
from python_stats.regression.profile import profile_limit

STEPS = 1000
FITTED_TO = 1e-11
LONGEST_STEP = 2.0


@dataclass(frozen=True)
class Peak:
    """Where the penalised likelihood is highest."""

    coefficients: Numbers
    height: float


@dataclass(frozen=True)
class PenalisedTerm:
    """A coefficient with the limits, statistic and P value of its penalised profile."""

    slope: float
    interval: Interval
    likelihood_ratio: float | None

    @property
    def p_value(self) -> float | None:
        return None if self.likelihood_ratio is None else float(chdtrc(1, self.likelihood_ratio))


def firth_many(x: Numbers, y: Numbers) -> tuple[PenalisedTerm, ...] | None:
    """Each column but the intercept, which is the first; None where the fit does not settle."""
    top = peak(x, y)
    if top is None:
        return None
    return tuple(_term(x, y, top, place) for place in range(1, x.shape[1]))


def penalised_log_likelihood(x: Numbers, y: Numbers, place: Numbers) -> float:
    """The log-likelihood plus half the log determinant of the information."""
    linear = x @ place
    probability = expit(linear)
    sign, log_determinant = np.linalg.slogdet((x * (probability * (1 - probability))[:, None]).T @ x)
    return log_likelihood(linear, y) + 0.5 * float(log_determinant) if sign > 0 else -np.inf


def peak(x: Numbers, y: Numbers, held: Sequence[int] = (), start: Numbers | None = None) -> Peak | None:
    """Fisher scoring on all coefficients but those held at their start; None where it does not settle."""
    place = np.zeros(x.shape[1]) if start is None else start.copy()
    free = np.setdiff1d(np.arange(x.shape[1]), held)
    height = penalised_log_likelihood(x, y, place)
    try:
        for _ in range(STEPS):
            step = _step(x, y, place, free)
            longest = float(np.abs(step).max(initial=0.0))
            if longest < FITTED_TO * max(1.0, float(np.abs(place).max())):
                return Peak(place, height)
            step *= min(1.0, LONGEST_STEP / longest)
            place, height = uphill(lambda at: penalised_log_likelihood(x, y, at), place, step, height)
    except LinAlgError:
        return None
    return None


def _term(x: Numbers, y: Numbers, top: Peak, place: int) -> PenalisedTerm:
    latest = top.coefficients

    def profile(value: float) -> float:
        nonlocal latest
        # From few subjects it may have several peaks; which is reached depends on where the climb begins.
        starts = (latest, top.coefficients, np.zeros(len(latest)))
        climbs = [peak(x, y, (place,), _moved(start, place, value)) for start in starts]
        best = max((climb for climb in climbs if climb is not None), key=lambda climb: climb.height, default=None)
        if best is None:
            return UNREACHED
        latest = best.coefficients
        return best.height

    slope = float(top.coefficients[place])
    interval = Interval(*(profile_limit(profile, top.height, slope, side) for side in (-0.5, 0.5)))
    latest = top.coefficients
    without = profile(0.0)
    return PenalisedTerm(slope, interval, max(0.0, 2 * (top.height - without)) if without > UNREACHED else None)


def _moved(coefficients: Numbers, place: int, value: float) -> Numbers:
    moved = coefficients.copy()
    moved[place] = value
    return moved


def _step(x: Numbers, y: Numbers, place: Numbers, free: Numbers) -> Numbers:
    """Information into score; in the score each residual is drawn towards one half by the subject's leverage."""
    probability = expit(x @ place)
    weight = probability * (1 - probability)
    information = (x * weight[:, None]).T @ x
    leverage = weight * np.einsum("ij,ji->i", x, np.linalg.solve(information, x.T))
    score = x.T @ (y - probability + leverage * (0.5 - probability))
    step = np.zeros(len(place))
    step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
    return step
