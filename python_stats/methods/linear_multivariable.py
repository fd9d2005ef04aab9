"""Linear regression of a measured outcome on several covariates, by least squares (statsmodels).

Intervals are Student's, exact for normal errors; HC3 beside them holds where the errors spread unevenly.
"""

import math

import numpy as np
import statsmodels.api as sm
from scipy.special import fdtrc, stdtr, stdtrit

from python_stats.contract.results import Findings, Interval, Observation, counted, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.imputing.imputed_models import Coefficients, imputed_rows
from python_stats.regression.collinearity import inflation
from python_stats.regression.design import Design, design_of, on_scale
from python_stats.regression.multivariable import (
    Answer,
    Asked,
    Fitted,
    Model,
    Names,
    Refusal,
    refusal_of,
    rows,
    scarcity,
)
from python_stats.summaries.intervals import LEVEL
from python_stats.summaries.spread import ROUNDING, no_spread

ROBUST = "_hc3"
SUFFIXES = ("", ROBUST)
TERM_ROWS = ("f_ratio", "variance_inflation")
WHOLE_ROWS = ("r_squared", "adjusted_r_squared", "residual_sd", "subjects_per_coefficient")
# A subject whose leverage is this near to 1 has no residual but rounding.
ALONE = 1e-9
# Beside the residuals: a smaller robust error is what rounding leaves of subjects who have no residual.
NO_ERROR = 1e-10
PERFECT = "the covariates fit the outcome exactly: no error to test against"
ALONE_DECIDES = "one subject alone decides this coefficient: no robust error"
SAME_OUTCOME = "the subjects who decide this coefficient lie exactly on the line: no robust error"

NAMES = Names(
    "slope_per_sd", "slope_per_unit", "slope_per_doubling", "difference_from_reference", printed=lambda slope: slope
)


def findings(analysis: Analysis, table: Table) -> Findings:
    """The rows of the model, and for each subject its fitted value beside its outcome."""
    assert analysis.outcome is not None
    received = table.measured(analysis.outcome)
    outcome = on_scale(received, analysis.scales.get(analysis.outcome, "identity"))
    design = design_of(analysis, table, outcome)
    y = outcome[design.used]
    refusal = _refusal(analysis, design, y)
    found = None if refusal else sm.OLS(y, design.matrix).fit()
    fitted = None if found is None else _fitted(design, y, found)
    lost = int(np.isfinite(received).sum() - np.isfinite(outcome).sum())
    without = counted(lost, "outcome at or below zero left out", "outcomes at or below zero left out")
    model = Model(design, NAMES, None, refusal, fitted, joined(_scarce(design), without))
    estimates = rows(model, Asked(SUFFIXES, (), TERM_ROWS, WHOLE_ROWS))
    estimates += imputed_rows(analysis, table, outcome, model, _to_pool)
    return Findings(tuple(estimates), observations=_observations(table, outcome, design, found))


def _scarce(design: Design) -> str | None:
    return scarcity(design.matrix.shape[0], design.matrix.shape[1] - 1, "subjects")


def _refusal(analysis: Analysis, design: Design, y: Numbers) -> Refusal | None:
    if flat := no_spread(y, "every subject has the same outcome"):
        return Refusal(*flat)
    return refusal_of(analysis, design, len(y), "subjects")


def _to_pool(analysis: Analysis, design: Design, y: Numbers) -> Coefficients | Refusal:
    """What one imputed data set adds to the pooled model."""
    refusal = _refusal(analysis, design, y)
    if refusal is not None:
        return refusal
    found = sm.OLS(y, design.matrix).fit()
    if is_perfect(found, y):
        return Refusal("failed", PERFECT)
    return Coefficients(np.asarray(found.params)[1:], np.asarray(found.bse)[1:], is_normal=False, note=_scarce(design))


def is_perfect(found: "sm.regression.linear_model.RegressionResults", y: Numbers) -> bool:
    """Whether the residuals are nothing but rounding, of their own sum or of the outcome."""
    squares = 1e-20 * float(np.sum((y - y.mean()) ** 2))
    return not float(found.ssr) > max(squares, len(y) * (ROUNDING * float(np.abs(y).max())) ** 2)


def _fitted(design: Design, y: Numbers, found: "sm.regression.linear_model.RegressionResults") -> Fitted:
    covariance = np.asarray(found.cov_params(), dtype=np.float64)
    if is_perfect(found, y):
        return _perfect(design)
    places = range(1, design.matrix.shape[1])
    freedom = int(found.df_resid)
    return Fitted(
        answers={
            "": [student(found.params[place], found.bse[place], freedom) for place in places],
            ROBUST: _robust(found, y),
        },
        by_term={
            "f_ratio": {term: _f_ratio(found, design.terms[term], covariance) for term in design.terms},
            "variance_inflation": {
                term: Answer(factor, status="descriptive")
                for term, factor in inflation(covariance, design.terms).items()
            },
        },
        whole={
            "r_squared": Answer(float(found.rsquared), statistic=float(found.fvalue), p_value=float(found.f_pvalue)),
            "adjusted_r_squared": Answer(float(found.rsquared_adj), status="descriptive"),
            "residual_sd": Answer(math.sqrt(found.mse_resid), status="descriptive"),
            "subjects_per_coefficient": Answer(len(y) / len(design.columns), status="descriptive"),
        },
    )


def _robust(found: "sm.regression.linear_model.RegressionResults", y: Numbers) -> list[Answer]:
    """With HC3's standard errors. None where one subject alone decides a coefficient, as its own error is then 0 over
    0, and none for a coefficient whose subjects have no residuals, as two groups of one value each have none."""
    orthogonal, _ = np.linalg.qr(found.model.exog)
    if np.einsum("ij,ij->i", orthogonal, orthogonal).max() > 1 - ALONE:
        return [Answer(status="failed", note=ALONE_DECIDES)] * (len(found.params) - 1)
    least = max(NO_ERROR * math.sqrt(found.mse_resid), ROUNDING * float(np.abs(y).max()))
    return [
        student(slope, error, int(found.df_resid)) if error > least else Answer(status="failed", note=SAME_OUTCOME)
        for slope, error in zip(found.params[1:], found.HC3_se[1:], strict=True)
    ]


def _perfect(design: Design) -> Fitted:
    """Nothing is left to estimate an error from."""
    nothing = Answer(status="failed", note=PERFECT)
    return Fitted(
        answers=dict.fromkeys(SUFFIXES, [nothing] * len(design.columns)),
        by_term={name: dict.fromkeys(design.terms, nothing) for name in TERM_ROWS},
        whole=dict.fromkeys(WHOLE_ROWS, nothing),
    )


def student(slope: float, error: float, freedom: int) -> Answer:
    """A coefficient with Student's interval and P."""
    half = float(stdtrit(freedom, 0.5 + LEVEL / 2)) * float(error)
    t = float(slope) / float(error)
    return Answer(float(slope), Interval(slope - half, slope + half), t, float(2 * stdtr(freedom, -abs(t))))


def _f_ratio(found: "sm.regression.linear_model.RegressionResults", places: list[int], covariance: Numbers) -> Answer:
    """All columns of a covariate at once; for one column the square of its t."""
    slopes = np.asarray(found.params)[places]
    f = float(slopes @ np.linalg.solve(covariance[np.ix_(places, places)], slopes)) / len(places)
    freedom = int(found.df_resid)
    told = f"F with {len(places)} and {freedom} degrees of freedom" if len(places) > 1 else None
    return Answer(f, statistic=f, p_value=float(fdtrc(len(places), freedom, f)), note=told)


def _observations(
    table: Table, outcome: Numbers, design: Design, found: "sm.regression.linear_model.RegressionResults | None"
) -> tuple[Observation, ...]:
    fitted = np.full(len(outcome), np.nan)
    if found is not None:
        fitted[design.used] = found.fittedvalues
    seen = zip(table.subjects, fitted, outcome, strict=True)
    return tuple(Observation(subject, float(x), float(y)) for subject, x, y in seen)
