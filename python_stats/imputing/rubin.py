"""Estimates from several imputed data sets -> one, with the error that the gaps add (Rubin 1987).

Degrees of freedom as Barnard and Rubin, Biometrika 1999, 86:948, fraction of missing information as Rubin prints it;
both are those of `pool` in R's mice.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from python_stats.contract.results import Interval
from python_stats.contract.sample import Numbers
from python_stats.summaries.intervals import LEVEL


@dataclass(frozen=True)
class Pooled:
    """`freedom` is None where no gap made the estimates differ and the test of complete data is a normal one."""

    estimate: float
    error: float
    freedom: float | None
    missing_information: float

    @property
    def statistic(self) -> float:
        return self.estimate / self.error

    @property
    def p_value(self) -> float:
        distance = -abs(self.statistic)
        return float(2 * (ndtr(distance) if self.freedom is None else stdtr(self.freedom, distance)))

    @property
    def interval(self) -> Interval:
        upper = 0.5 + LEVEL / 2
        half = self.error * float(ndtri(upper) if self.freedom is None else stdtrit(self.freedom, upper))
        return Interval(self.estimate - half, self.estimate + half)


def pooled(estimates: Numbers, errors: Numbers, freedom: int, is_normal: bool) -> Pooled:
    """One estimate from those of m data sets; `freedom` are the degrees that complete data would leave.

    `is_normal` says that complete data are tested against the normal distribution: so is then what no gap touches.
    """
    m = len(estimates)
    if np.ptp(estimates) == 0:
        return Pooled(float(estimates[0]), float(errors[0]), None if is_normal else float(freedom), 0.0)
    within = float(np.mean(errors**2))
    added = (1 + 1 / m) * float(np.var(estimates, ddof=1))
    total = within + added
    degrees = _degrees(m, added / total, freedom)
    increase = added / within
    missing = (increase + 2 / (degrees + 3)) / (1 + increase)
    return Pooled(float(np.mean(estimates)), math.sqrt(total), degrees, missing)


def _degrees(m: int, share: float, freedom: int) -> float:
    """`share` is the part of the variance that is due to the gaps."""
    of_data = (freedom + 1) / (freedom + 3) * freedom * (1 - share)
    return 1 / (share**2 / (m - 1) + 1 / of_data)
