"""Spearman's rank correlation of two measurements with others held fixed: what is left when they share a component.

The ranks of both are taken against the ranks of the controls, and what remains is correlated; P from t with n - 2 - k
degrees of freedom for k controls, as in R's ppcor. The interval is Bonett and Wright's with k subjects less.
"""

import math
from dataclasses import replace

import numpy as np
from scipy.special import stdtr
from scipy.stats import rankdata

from python_stats.contract.results import FEWEST, Estimate, Findings, Observation, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table, complete
from python_stats.summaries.intervals import bonett_wright

NAME = "partial_spearman_rho"

# What is left of a column that its controls explain wholly is rounding.
NOTHING_LEFT = 1e-9


def partial_spearman(x: Numbers, y: Numbers, controls: Numbers) -> Estimate:
    """The row of two complete arrays and a matrix of controls; the caller names it."""
    n, k = controls.shape
    row = Estimate("", NAME, n, is_primary=True)
    if n < FEWEST + k:
        return replace(row, status="too_few", note=f"fewer than {FEWEST + k} subjects with all values")
    design = np.column_stack([np.ones(n), *(rankdata(column) for column in controls.T)])
    left_x, left_y = (_left(rankdata(values), design) for values in (x, y))
    if left_x is None or left_y is None:
        note = "nothing is left of one of the two once the others are held fixed"
        return replace(row, status="collinear", note=note)
    rho = float(np.clip(left_x @ left_y, -1.0, 1.0))
    freedom = n - 2 - k
    if 1 - abs(rho) < NOTHING_LEFT:
        return replace(
            row, estimate=math.copysign(1.0, rho), p_value=0.0, note="the ranks agree perfectly: no interval"
        )
    t = rho * math.sqrt(freedom / ((1 - rho) * (1 + rho)))
    interval = bonett_wright(rho, n - k)
    return replace(
        row,
        estimate=rho,
        ci_low=interval.low,
        ci_high=interval.high,
        statistic=t,
        p_value=float(2 * stdtr(freedom, -abs(t))),
    )


def findings(analysis: Analysis, table: Table) -> Findings:
    """A row for each covariate, with the controls named in its note."""
    assert analysis.outcome is not None
    y, controls = table.measured(analysis.outcome), table.matrix(analysis.controls)
    rows = [_row(analysis, table, covariate, y, controls) for covariate in table.covariates]
    seen = [] if len(table.covariates) > 1 else _observations(table, table.covariates[0], y)
    return Findings(tuple(rows), observations=tuple(seen))


def _row(analysis: Analysis, table: Table, covariate: str, y: Numbers, controls: Numbers) -> Estimate:
    x = table.measured(covariate)
    used = complete([x, y, *controls.T])
    found = partial_spearman(x[used], y[used], controls[used])
    held = f"held fixed: {', '.join(analysis.controls)}" if analysis.controls else None
    return replace(
        found,
        term=covariate,
        covariate=covariate,
        n_missing=int((~used).sum()),
        note=joined(found.note, held, table.note),
    )


def _left(ranks: Numbers, design: Numbers) -> Numbers | None:
    """What the design leaves of some ranks, at length 1; None where it leaves nothing."""
    coefficients = np.linalg.lstsq(design, ranks, rcond=None)[0]
    rest: Numbers = ranks - design @ coefficients
    length, whole = float(np.linalg.norm(rest)), float(np.linalg.norm(ranks - ranks.mean()))
    return rest / length if whole > 0 and length > NOTHING_LEFT * whole else None


def _observations(table: Table, covariate: str, y: Numbers) -> list[Observation]:
    x = table.measured(covariate)
    return [Observation(*row) for row in zip(table.subjects, map(float, x), map(float, y), strict=True)]
