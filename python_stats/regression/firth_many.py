"""Firth's penalised likelihood with several columns, its likelihood ratios and profile limits, as in R's logistf.

Heinze and Schemper, Statistics in Medicine 2002, 21:2409; for hazards Biometrics 2001, 57:114. Held coefficients stay
in the penalty: the information is always that of the whole model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.linalg import LinAlgError
from scipy.special import chdtrc

from python_stats.contract.results import Interval
from python_stats.contract.sample import Numbers
from python_stats.regression.climb import UNREACHED, uphill
from python_stats.regression.hill import Hill, moved
from python_stats.regression.profile import profile_limit

STEPS = 1000
FITTED_TO = 1e-11
LONGEST_STEP = 2.0


class Penalisable(Hill, Protocol):
    """A log-likelihood that knows how it slopes once half the log determinant of its information is added."""

    def penalised_score(self, place: Numbers, information: Numbers) -> Numbers:
        """The score of the sum."""


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


def firth_many(hill: Penalisable, width: int, first: int = 0) -> tuple[PenalisedTerm, ...] | None:
    """Each coefficient from the first asked for on; None where the fit does not settle."""
    highest = peak(hill, np.zeros(width))
    return None if highest is None else tuple(_term(hill, highest, place) for place in range(first, width))


def penalised_height(hill: Hill, place: Numbers) -> float:
    """The log-likelihood plus half the log determinant of the information."""
    information = hill.slopes(place)[1]
    if not np.isfinite(information).all():
        return -np.inf
    sign, log_determinant = np.linalg.slogdet(information)
    return hill.height(place) + 0.5 * float(log_determinant) if sign > 0 else -np.inf


def peak(hill: Penalisable, start: Numbers, held: Sequence[int] = ()) -> Peak | None:
    """Fisher scoring on all coefficients but those held at their start; None where it does not settle."""
    place, free = start.copy(), np.setdiff1d(np.arange(len(start)), held)
    height = penalised_height(hill, place)
    try:
        for _ in range(STEPS):
            information = hill.slopes(place)[1]
            if not np.isfinite(information).all():
                return None
            step = _step(hill, place, free, information)
            longest = float(np.abs(step).max(initial=0.0))
            if longest < FITTED_TO * max(1.0, float(np.abs(place).max())):
                return Peak(place, height)
            step *= min(1.0, LONGEST_STEP / longest)
            place, height = uphill(lambda at: penalised_height(hill, at), place, step, height)
    except LinAlgError:
        return None
    return None


def _term(hill: Penalisable, highest: Peak, place: int) -> PenalisedTerm:
    latest = highest.coefficients

    def profile(value: float) -> float:
        nonlocal latest
        # From few subjects it may have several peaks; which is reached depends on where the climb begins.
        starts = (latest, highest.coefficients, np.zeros(len(latest)))
        climbs = [peak(hill, moved(start, place, value), (place,)) for start in starts]
        best = max((climb for climb in climbs if climb is not None), key=lambda climb: climb.height, default=None)
        if best is None:
            return UNREACHED
        latest = best.coefficients
        return best.height

    slope = float(highest.coefficients[place])
    interval = Interval(*(profile_limit(profile, highest.height, slope, side) for side in (-0.5, 0.5)))
    latest = highest.coefficients
    without = profile(0.0)
    return PenalisedTerm(slope, interval, max(0.0, 2 * (highest.height - without)) if without > UNREACHED else None)


def _step(hill: Penalisable, place: Numbers, free: Numbers, information: Numbers) -> Numbers:
    """Information into score, of what is free."""
    score = hill.penalised_score(place, information)
    step = np.zeros(len(place))
    step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
    return step
