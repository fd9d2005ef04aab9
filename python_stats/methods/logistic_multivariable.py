"""Logistic regression of a yes/no outcome on several covariates: Wald, likelihood ratios, profiles, and Firth's beside.

Separation is settled by a linear programme before anything is fitted; Firth's rows then have the only estimates.
"""

import math
from dataclasses import replace

import numpy as np
from scipy.special import chdtrc, expit

from python_stats.contract.results import Findings, Interval, Observation, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.imputing.imputed_models import Coefficients, imputed_rows
from python_stats.regression.answers import by_profile, by_ratio, penalised
from python_stats.regression.collinearity import inflation
from python_stats.regression.design import Design, design_of
from python_stats.regression.hill import Maximum
from python_stats.regression.likelihood import Logistic, maximum, separated
from python_stats.regression.multivariable import (
    Answer,
    Asked,
    Fitted,
    Model,
    Names,
    Refusal,
    by_wald,
    fitted_values,
    ratio_of,
    refusal_of,
    rows,
    scarcity,
)
from python_stats.regression.optimism import corrected
from python_stats.regression.separation import proportion_log_likelihood
from python_stats.regression.stability import Stability, stability
from python_stats.summaries.roc import auc, interval_of

PROFILE, FIRTH = "_profile", "_firth"
SUFFIXES = ("", PROFILE, FIRTH)
TERM_ROWS = ("likelihood_ratio", "variance_inflation")
WHOLE_ROWS = ("likelihood_ratio", "auc", "nagelkerke_r_squared", "events_per_coefficient")
CORRECTED_ROWS = ("auc_corrected", "calibration_slope")
KEPT = "kept_share"
APART = "the covariates together separate events from non-events: odds ratios are infinite or zero, see Firth's rows"


NAMES = Names(
    "odds_ratio_per_sd", "odds_ratio_per_unit", "odds_ratio_per_doubling", "odds_ratio_vs_reference", printed=ratio_of
)


def findings(analysis: Analysis, table: Table) -> Findings:
    """The rows of the model, and for each subject its fitted probability beside its outcome."""
    assert analysis.outcome is not None
    outcome = table.events(analysis.outcome)
    design = design_of(analysis, table, outcome)
    y = outcome[design.used]
    events = int(y.sum())
    refusal = _refusal(analysis, design, y)
    found = None if refusal or separated(design.matrix, y) else maximum(design.matrix, y)
    fitted = None if refusal else _fitted(design, y, found)
    resamples = analysis.number("resamples")
    if fitted is not None and resamples:
        by_term = {**fitted.by_term, KEPT: _stable(analysis, design, y, found)}
        fitted = replace(fitted, by_term=by_term, whole={**fitted.whole, **_corrected(analysis, design, y, found)})
    model = Model(design, NAMES, events, refusal, fitted, _scarce(design, y))
    term_rows, whole_rows = (*TERM_ROWS, KEPT) if resamples else TERM_ROWS, CORRECTED_ROWS if resamples else ()
    asked = Asked(SUFFIXES, (), term_rows, WHOLE_ROWS + whole_rows)
    estimates = [*rows(model, asked), *imputed_rows(analysis, table, outcome, model, _to_pool)]
    return Findings(tuple(estimates), observations=_observations(table, outcome, design, found))


def _refusal(analysis: Analysis, design: Design, y: Numbers) -> Refusal | None:
    events = int(y.sum())
    if len(y) and events in (0, len(y)):
        return Refusal("constant", "every subject has the same outcome")
    return refusal_of(analysis, design, _fewer(y), "events (or non-events)")


def _to_pool(analysis: Analysis, design: Design, y: Numbers) -> Coefficients | Refusal:
    """What one imputed data set adds to the pooled model."""
    refusal = _refusal(analysis, design, y)
    if refusal is not None:
        return refusal
    if separated(design.matrix, y):
        return Refusal("separated", APART)
    found = maximum(design.matrix, y)
    if found is None:
        return Refusal("failed", "the fit did not converge")
    return Coefficients(found.coefficients[1:], found.standard_errors[1:], is_normal=True, note=_scarce(design, y))


def _fitted(design: Design, y: Numbers, found: Maximum | None) -> Fitted:
    if found is None:
        return _without_maximum(design, y)
    hill, width = Logistic(design.matrix, y), design.matrix.shape[1]
    return Fitted(
        answers={
            "": [by_wald(found, place) for place in _places(design)],
            PROFILE: [by_profile(hill, found, place) for place in _places(design)],
            FIRTH: penalised(hill, width, 1),
        },
        by_term={
            "likelihood_ratio": {term: by_ratio(hill, found, places) for term, places in design.terms.items()},
            "variance_inflation": {
                term: Answer(factor, status="descriptive")
                for term, factor in inflation(found.covariance, design.terms).items()
            },
        },
        whole=_whole(design, y, found),
    )


def _without_maximum(design: Design, y: Numbers) -> Fitted:
    """Separated, or lost on the way: only the penalised likelihood has anything to say."""
    apart = separated(design.matrix, y)
    nothing = Answer(status="separated" if apart else "failed", note=APART if apart else "the fit did not converge")
    whole = dict.fromkeys(WHOLE_ROWS, nothing) | {"events_per_coefficient": _per_coefficient(design, y)}
    return Fitted(
        answers={"": [nothing] * len(design.columns), PROFILE: [nothing] * len(design.columns)}
        | {FIRTH: penalised(Logistic(design.matrix, y), design.matrix.shape[1], 1)},
        by_term={name: dict.fromkeys(design.terms, nothing) for name in TERM_ROWS},
        whole=whole,
    )


def _places(design: Design) -> range:
    return range(1, design.matrix.shape[1])


def _whole(design: Design, y: Numbers, found: Maximum) -> dict[str, Answer]:
    n, events = len(y), int(y.sum())
    none = proportion_log_likelihood(events, n)
    ratio = max(0.0, 2 * (found.log_likelihood - none))
    freedom = len(design.columns)
    predictor = fitted_values(design.matrix, found.coefficients)
    sides = predictor[y == 1], predictor[y == 0]
    explained = -math.expm1(-ratio / n) / -math.expm1(2 * none / n)
    interval, few = interval_of(*sides)
    own = "of the subjects it was fitted to: optimistic"
    told = f"chi-squared with {freedom} degrees of freedom"
    return {
        "likelihood_ratio": Answer(ratio, statistic=ratio, p_value=float(chdtrc(freedom, ratio)), note=told),
        "auc": Answer(auc(*sides), interval, status="descriptive", note=joined(own, few)),
        "nagelkerke_r_squared": Answer(explained, status="descriptive", note=own),
        "events_per_coefficient": _per_coefficient(design, y),
    }


def _corrected(analysis: Analysis, design: Design, y: Numbers, found: Maximum | None) -> dict[str, Answer]:
    """What to expect of the model on new subjects."""
    if found is None:
        return dict.fromkeys(CORRECTED_ROWS, Answer(status="failed", note="there is no model to correct"))
    resamples = analysis.number("resamples")
    new = corrected(design.matrix, y, found, resamples, analysis.number("seed"))
    if new is None:
        return dict.fromkeys(CORRECTED_ROWS, Answer(status="failed", note="no bootstrap sample gave a model"))
    told = f"{new.used} of {resamples} bootstrap samples gave a model"
    answers = (Answer(value, status="descriptive", note=told) for value in (new.auc, new.slope))
    return dict(zip(CORRECTED_ROWS, answers, strict=True))


def _stable(analysis: Analysis, design: Design, y: Numbers, found: Maximum | None) -> dict[str, Answer]:
    """How often each covariate would be selected, had there been a selection."""
    if found is None:
        return dict.fromkeys(design.terms, Answer(status="failed", note="there is no model to select from"))
    again = stability(
        design.matrix, y, design.terms, analysis.controls, analysis.number("resamples"), analysis.number("seed")
    )
    if again is None:
        return dict.fromkeys(design.terms, Answer(status="failed", note="no bootstrap sample gave a model"))
    return {term: _share(again, term, term in analysis.controls) for term in again.shares}


def _share(again: Stability, term: str, is_control: bool) -> Answer:
    if is_control:
        return Answer(status="descriptive", note="a control is never left out")
    here = "kept" if term in again.kept else "left out"
    told = f"{here} by backward elimination (AIC) in this study; share of {again.used} bootstrap samples that keep it"
    return Answer(again.shares[term], status="descriptive", note=told)


def _fewer(y: Numbers) -> int:
    """Events or non-events, whichever there are fewer of."""
    return min(int(y.sum()), len(y) - int(y.sum()))


def _scarce(design: Design, y: Numbers) -> str | None:
    return scarcity(_fewer(y), design.matrix.shape[1] - 1, "events")


def _per_coefficient(design: Design, y: Numbers) -> Answer:
    return Answer(_fewer(y) / len(design.columns), Interval(), status="descriptive")


def _observations(table: Table, outcome: Numbers, design: Design, found: Maximum | None) -> tuple[Observation, ...]:
    fitted = np.full(len(outcome), np.nan)
    if found is not None:
        fitted[design.used] = expit(design.matrix @ found.coefficients)
    labels = [None if not np.isfinite(value) else ("true" if value else "false") for value in outcome]
    seen = zip(table.subjects, fitted, outcome, labels, strict=True)
    return tuple(Observation(subject, float(x), float(y), label) for subject, x, y, label in seen)
