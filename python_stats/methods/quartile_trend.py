"""Whether the rate of an outcome rises or falls from quarter to quarter of a covariate (Cochran and Armitage).

A second row has quarters by `ntile`, in case the rule for quarters decides (G27).
"""

from dataclasses import replace

import numpy as np

from python_stats.contract.results import FEWEST, Findings, joined
from python_stats.contract.sample import Numbers, Sample, UnusableColumnError
from python_stats.contract.spec import Analysis
from python_stats.methods.trend import Trend, cochran_armitage, trend_row
from python_stats.summaries.quartiles import quarter_by_place, quartiles_of_events

NAME, BY_PLACE = "rate_change_per_quarter", "_ntile"


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """A row for each rule for quarters, and the rate in each quarter by the first."""
    x, y = sample.x[sample.paired], sample.y[sample.paired]
    if not np.isin(y, (0.0, 1.0)).all():
        raise UnusableColumnError(f"column '{analysis.outcome}' is not a yes/no outcome")
    quarters = quartiles_of_events(x, y)
    found = cochran_armitage([one.n_events or 0 for one in quarters], [one.n for one in quarters])
    if not quarters:
        found = Trend(len(x), status="too_few", note=f"fewer than {FEWEST} subjects with both values")
    elif np.ptp(x) == 0:
        found = Trend(len(x), status="constant", note="all values are equal: there are no quarters")
    ours = trend_row(analysis.covariate, NAME, found, int(y.sum()))
    other = replace(
        trend_row(analysis.covariate, NAME + BY_PLACE, _by_place(x, y, found), int(y.sum())), is_primary=False
    )
    rows = (replace(row, note=joined(row.note, sample.note)) for row in (ours, other))
    return Findings(tuple(rows), quartiles=quarters)


def _by_place(x: Numbers, y: Numbers, found: Trend) -> Trend:
    if found.status != "ok":
        return found
    quarters = quarter_by_place(x)
    inside = [y[quarters == quarter] for quarter in (1, 2, 3, 4)]
    return cochran_armitage([int(one.sum()) for one in inside], [len(one) for one in inside])
