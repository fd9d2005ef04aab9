"""Linear regression of an outcome that lies below its limit of quantification in some subjects, without a stand-in.

The rows of the censored likelihood come first; beside them what least squares makes of half the limit, and of the limit
over the root of two, in place of each such value: how much the stand-in decides.
"""

import math

import numpy as np
import statsmodels.api as sm

from python_stats.contract.results import Findings, Observation, counted, joined
from python_stats.contract.sample import Mask, Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.methods.linear_multivariable import NAMES, PERFECT, is_perfect, student
from python_stats.regression.design import LOG2, Design, design_of, on_scale
from python_stats.regression.multivariable import (
    Answer,
    Asked,
    Fitted,
    Model,
    Refusal,
    by_wald,
    chi_squared,
    refusal_of,
    rows,
    scarcity,
)
from python_stats.regression.tobit import Line, tobit
from python_stats.summaries.spread import no_spread

HALF, ROOT = "_half_limit", "_limit_over_root2"
STAND_INS = {HALF: 2.0, ROOT: math.sqrt(2.0)}
ASKED = Asked(("", HALF, ROOT), (), ("likelihood_ratio",), ("likelihood_ratio", "residual_sd", "below_limit"))
NO_TOP = "the likelihood has no maximum: a covariate may tell who lies below the limit"


def findings(analysis: Analysis, table: Table) -> Findings:
    """The rows of the line, and for each subject its place on it beside its outcome."""
    assert analysis.outcome is not None and analysis.below_limit is not None
    flags, received = table.events(analysis.below_limit), table.measured(analysis.outcome)
    scale = analysis.scales.get(analysis.outcome, LOG2)
    outcome = np.where(np.isfinite(flags), on_scale(received, scale), np.nan)
    lost = int((np.isfinite(received) & np.isfinite(flags)).sum() - np.isfinite(outcome).sum())
    design = design_of(analysis, table, outcome)
    y, below = outcome[design.used], flags[design.used] == 1
    refusal = _refusal(analysis, design, y, below)
    found = None if refusal else tobit(design.matrix, y, below)
    fitted = None if refusal else _fitted(design, y, below, found, scale)
    model = Model(design, NAMES, None, refusal, fitted, _told(design, below, lost))
    return Findings(tuple(rows(model, ASKED)), observations=_observations(table, outcome, design, found))


def _told(design: Design, below: Mask, lost: int) -> str | None:
    under = (
        counted(int(below.sum()), "outcome below the limit", "outcomes below the limit") or "no outcome below the limit"
    )
    without = counted(lost, "outcome at or below zero left out", "outcomes at or below zero left out")
    return joined(under, scarcity(int((~below).sum()), design.matrix.shape[1] - 1, "measured outcomes"), without)


def _refusal(analysis: Analysis, design: Design, y: Numbers, below: Mask) -> Refusal | None:
    if len(y) and below.all():
        return Refusal("constant", "every outcome is below the limit")
    if flat := no_spread(y, "every subject has the same outcome"):
        return Refusal(*flat)
    refused = refusal_of(analysis, design, int((~below).sum()), "measured outcomes")
    if refused is None and is_perfect(sm.OLS(y, design.matrix).fit(), y):
        return Refusal("failed", PERFECT)
    return refused


def _fitted(design: Design, y: Numbers, below: Mask, found: Line | None, scale: str) -> Fitted:
    nothing = Answer(status="failed", note=NO_TOP)
    places = range(1, design.matrix.shape[1])
    return Fitted(
        answers={"": [nothing if found is None else by_wald(found, place) for place in places]}
        | {suffix: _substituted(design, y, below, scale, divisor) for suffix, divisor in STAND_INS.items()},
        by_term={
            "likelihood_ratio": {
                term: nothing if found is None else _ratio(design.matrix, y, below, found, places)
                for term, places in design.terms.items()
            }
        },
        whole={
            "likelihood_ratio": nothing if found is None else _ratio(design.matrix, y, below, found, [*places]),
            "residual_sd": nothing if found is None else Answer(found.sigma, status="descriptive"),
            "below_limit": Answer(float(below.sum()), status="descriptive"),
        },
    )


def _substituted(design: Design, y: Numbers, below: Mask, scale: str, divisor: float) -> list[Answer]:
    stand_in = y - math.log2(divisor) if scale == LOG2 else y / divisor
    completed = np.where(below, stand_in, y)
    found = sm.OLS(completed, design.matrix).fit()
    if is_perfect(found, completed):
        return [Answer(status="failed", note=PERFECT)] * len(design.columns)
    freedom = int(found.df_resid)
    return [student(slope, error, freedom) for slope, error in zip(found.params[1:], found.bse[1:], strict=True)]


def _ratio(x: Numbers, y: Numbers, below: Mask, found: Line, places: list[int]) -> Answer:
    """Twice the log-likelihood that is lost without some columns."""
    less = tobit(np.delete(x, places, axis=1), y, below)
    if less is None:
        return Answer(status="failed", note="the model without it did not converge")
    ratio, freedom = max(0.0, 2 * (found.log_likelihood - less.log_likelihood)), len(places)
    return chi_squared(ratio, freedom)


def _observations(table: Table, outcome: Numbers, design: Design, found: Line | None) -> tuple[Observation, ...]:
    fitted = np.full(len(outcome), np.nan)
    if found is not None:
        fitted[design.used] = design.matrix @ found.coefficients
    seen = zip(table.subjects, fitted, outcome, strict=True)
    return tuple(Observation(subject, float(x), float(y)) for subject, x, y in seen)
