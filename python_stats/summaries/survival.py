"""Kaplan and Meier's curve of some subjects, and its median as R's survfit has it.

The curve is statsmodels'. Limits are on the scale of the logarithm, survfit's default.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from statsmodels.duration.survfunc import SurvfuncRight

from python_stats.contract.results import Interval
from python_stats.contract.sample import Mask, Numbers
from python_stats.summaries.intervals import Z

Counts = NDArray[np.int64]

# Shares that differ by less are equal: R's tolerance, the root of the precision of a number.
EQUAL = 1.5e-8


@dataclass(frozen=True)
class Course:
    """One group: the times at which somebody leaves, and the share without the event after each."""

    times: Numbers
    at_risk: Counts
    events: Counts
    censored: Counts
    survival: Numbers
    low: Numbers
    high: Numbers

    def at(self, time: float) -> int | None:
        """The last step up to a time; None before the first."""
        steps = int(np.searchsorted(self.times, time, side="right"))
        return steps - 1 if steps else None

    def limits(self, step: int) -> tuple[float | None, float | None]:
        """The limits after a step; none where nobody is left without the event."""
        low, high = (float(end) if np.isfinite(end) else None for end in (self.low[step], self.high[step]))
        return low, high


def course_of(days: Numbers, happened: Mask) -> Course:
    """The curve of some subjects, with limits that are missing once nobody is left without the event."""
    times, place = np.unique(days, return_inverse=True)
    leave, events = np.bincount(place), np.bincount(place[happened], minlength=len(times))
    at_risk = np.cumsum(leave[::-1])[::-1]
    survival, error = np.ones(len(times)), np.zeros(len(times))
    if happened.any():
        found = SurvfuncRight(days, happened.astype(np.float64))
        steps = np.searchsorted(found.surv_times, times, side="right")
        survival = np.append(1.0, found.surv_prob)[steps]
        error = np.append(0.0, found.surv_prob_se)[steps]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.exp(Z * error / survival)
        low, high = survival / spread, np.minimum(survival * spread, 1.0)
    nobody = survival <= 0
    low[nobody], high[nobody] = np.nan, np.nan
    return Course(times, at_risk, events, leave - events, survival, low, high)


def median(course: Course) -> tuple[float | None, Interval]:
    """The time at which half have had the event, with the limits that the limits of the curve reach then."""
    low = np.where(np.isfinite(course.low), course.low, 0.0)
    high = np.where(np.isfinite(course.high), course.high, np.inf)
    middle, first, last = (_half(course.times, shares) for shares in (course.survival, low, high))
    return middle, Interval(first, last)


def _half(times: Numbers, shares: Numbers) -> float | None:
    """Where a falling curve crosses one half: in the middle of a step that lies at it."""
    touched = np.flatnonzero(shares <= 0.5 + EQUAL)
    if not len(touched):
        return None
    below = np.flatnonzero(shares < 0.5 - EQUAL)
    until = below[0] if len(below) else len(times) - 1
    return float(times[touched[0]] + times[until]) / 2
