"""The area under the ROC curve: the chance that one of these lies above one of those, with DeLong's interval.

DeLong, DeLong and Clarke-Pearson, Biometrics 1988, 44:837. Ties count one half, so it comes from the ranks alone.
"""

import math

import numpy as np
from scipy.stats import rankdata

from python_stats.contract.results import NO_INTERVAL, Interval
from python_stats.contract.sample import Numbers
from python_stats.summaries.intervals import wald


def auc(high: Numbers, low: Numbers) -> float:
    """How often a value of `high` lies above a value of `low`."""
    return float(_placements(high, low).mean())


def delong(high: Numbers, low: Numbers) -> Interval:
    """The interval of the area, kept within 0 and 1; none where the variance is 0 or cannot be estimated."""
    if min(len(high), len(low)) < 2:
        return NO_INTERVAL
    above, below = _placements(high, low), _placements(low, high)
    variance = float(np.var(above, ddof=1) / len(high) + np.var(below, ddof=1) / len(low))
    if variance == 0:
        return NO_INTERVAL
    interval = wald(float(above.mean()), math.sqrt(variance))
    return Interval(max(0.0, interval.low or 0.0), min(1.0, interval.high or 0.0))


def _placements(these: Numbers, those: Numbers) -> Numbers:
    """For each of these, the share of those that lie below it."""
    among_all = rankdata(np.concatenate([these, those]))[: len(these)]
    placements: Numbers = (among_all - rankdata(these)) / len(those)
    return placements
