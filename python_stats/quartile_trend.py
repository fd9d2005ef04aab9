"""Whether the rate of an outcome rises or falls from quarter to quarter of a covariate (Cochran and Armitage)."""

from dataclasses import replace

import numpy as np

from python_stats.quartiles import quartiles_of_events
from python_stats.results import FEWEST, Findings, joined
from python_stats.sample import Sample, UnusableColumnError
from python_stats.spec import Analysis
from python_stats.trend import Trend, cochran_armitage, trend_row


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """One row, and the rate in each quarter."""
    x, y = sample.x[sample.paired], sample.y[sample.paired]
    if not np.isin(y, (0.0, 1.0)).all():
        raise UnusableColumnError(f"column '{analysis.outcome}' is not a yes/no outcome")
    quarters = quartiles_of_events(x, y)
    found = cochran_armitage([one.n_events or 0 for one in quarters], [one.n for one in quarters])
    if not quarters:
        found = Trend(len(x), status="too_few", note=f"fewer than {FEWEST} subjects with both values")
    elif np.ptp(x) == 0:
        found = Trend(len(x), status="constant", note="all values are equal: there are no quarters")
    row = trend_row(analysis.covariate, "rate_change_per_quarter", found, int(y.sum()))
    return Findings((replace(row, note=joined(found.note, sample.note)),), quartiles=quarters)
