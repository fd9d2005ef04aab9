"""Quarters of a covariate: cut at R's type 7 quantiles, right-closed, so that equal values stay together.

Group 1 is x <= Q1, group 4 is x > Q3. Ties may make the groups unequal or empty; their sizes are part of the result.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.results import FEWEST, Quartile
from python_stats.contract.sample import Mask, Numbers
from python_stats.summaries.intervals import clopper_pearson

QUARTERS = (0.25, 0.5, 0.75)


def cut_points(x: Numbers) -> Numbers:
    """Minimum, Q1, median, Q3, maximum."""
    return np.quantile(x, (0.0, *QUARTERS, 1.0), method="linear")


def quarter_of(x: Numbers) -> NDArray[np.intp]:
    """The quarter, 1 to 4, of each value."""
    return np.searchsorted(cut_points(x)[1:4], x, side="left") + 1


def quarter_by_place(x: Numbers) -> NDArray[np.intp]:
    """The quarter by SQL's `ntile(4)`: as even as can be, so that equal values may be told apart by their order."""
    quarters = np.empty(len(x), dtype=np.intp)
    for quarter, places in enumerate(np.array_split(np.argsort(x, kind="stable"), 4), start=1):
        quarters[places] = quarter
    return quarters


def quartiles_of_events(x: Numbers, y: Numbers) -> tuple[Quartile, ...]:
    """The rate of an outcome of 0 and 1 in each quarter, with its exact interval."""
    return tuple(_rate(quarter, low, high, y[inside]) for quarter, low, high, inside in _quarters(x))


def quartiles_of_numbers(x: Numbers, y: Numbers) -> tuple[Quartile, ...]:
    """The median and quartiles of a measured outcome in each quarter."""
    return tuple(_spread(quarter, low, high, y[inside]) for quarter, low, high, inside in _quarters(x))


def _quarters(x: Numbers) -> Iterator[tuple[int, float, float, Mask]]:
    if len(x) < FEWEST:
        return
    cuts, quarters = cut_points(x), quarter_of(x)
    for quarter in (1, 2, 3, 4):
        yield quarter, float(cuts[quarter - 1]), float(cuts[quarter]), quarters == quarter


def _rate(quarter: int, low: float, high: float, y: Numbers) -> Quartile:
    events, n = int(y.sum()), len(y)
    interval = clopper_pearson(events, n)
    return Quartile(
        quarter,
        low,
        high,
        n,
        n_events=events,
        rate=events / n if n else None,
        rate_ci_low=interval.low,
        rate_ci_high=interval.high,
    )


def _spread(quarter: int, low: float, high: float, y: Numbers) -> Quartile:
    if len(y) == 0:
        return Quartile(quarter, low, high, 0)
    first, median, third = (float(value) for value in cut_points(y)[1:4])
    return Quartile(quarter, low, high, len(y), y_median=median, y_q1=first, y_q3=third)
