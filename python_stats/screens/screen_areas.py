"""The area under the curve of every covariate for one outcome, with DeLong's intervals, from ranks alone."""

from dataclasses import dataclass

import numpy as np

from python_stats.contract.sample import Mask, Numbers
from python_stats.screens.ranks import Sorted, ranks_within
from python_stats.summaries.intervals import Z
from python_stats.summaries.roc import FEWEST_FOR_INTERVAL


@dataclass(frozen=True)
class Areas:
    """By covariate; NaN where a class is empty, and limits where there is no variance to speak of or too few."""

    area: Numbers
    ci_low: Numbers
    ci_high: Numbers


def screen_areas(columns: Sorted, y: Numbers) -> Areas:
    """Of the events (1) above the others (0), among those with a value."""
    events, others = y == 1, y == 0
    among_all = ranks_within(columns, events | others)
    above, above_spread, n_events = _placements(columns, among_all, events, others)
    _, below_spread, n_others = _placements(columns, among_all, others, events)
    with np.errstate(all="ignore"):
        variance = above_spread / n_events + below_spread / n_others
        fewer = np.minimum(n_events, n_others)
        half = np.where((variance > 0) & (fewer >= FEWEST_FOR_INTERVAL), Z * np.sqrt(variance), np.nan)
    return Areas(above, np.maximum(0.0, above - half), np.minimum(1.0, above + half))


def _placements(columns: Sorted, among_all: Numbers, these: Mask, those: Mask) -> tuple[Numbers, Numbers, Numbers]:
    """Of the share of those that lie below each of these: mean and variance over these; and how many these are."""
    inside = columns.present & these
    n = np.count_nonzero(inside, axis=1).astype(np.float64)
    n_those = np.count_nonzero(columns.present & those, axis=1).astype(np.float64)
    # Half the difference of doubled, centred ranks, put back to where counting begins.
    doubled = np.where(inside, among_all - ranks_within(columns, these) + n_those[:, None], 0.0)
    with np.errstate(all="ignore"):
        share = doubled / (2 * n_those[:, None])
        mean = share.sum(axis=1) / n
        spread = np.where(inside, share - mean[:, None], 0.0)
        return mean, np.einsum("ij,ij->i", spread, spread) / (n - 1), n
