"""The rows of a logistic regression: one slope on the scales people read it on, with the tests that go with each.

First the row with the paper's P value: Wald's. Then the same odds ratio with the likelihood-ratio P and profile limits,
both per standard deviation, and by Firth's penalised likelihood; then whether a spline fits better than the line, and
last the area under the curve.
"""

import math
from dataclasses import replace

import numpy as np

from python_stats.contract.results import NO_INTERVAL, CurvePoint, Estimate, Findings, Interval, counted, joined
from python_stats.contract.sample import Mask, Numbers, Sample, UnusableColumnError
from python_stats.contract.spec import Analysis
from python_stats.methods.rank_sum import area
from python_stats.regression.firth import firth
from python_stats.regression.logistic import Model, curve, logistic
from python_stats.regression.separation import standardised
from python_stats.regression.spline import nonlinearity
from python_stats.summaries.intervals import wald
from python_stats.summaries.quartiles import quartiles_of_events


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """The rows of the model, its curve, and the rate of the outcome in each quarter of the covariate."""
    raw, y = sample.x[sample.paired], sample.y[sample.paired]
    if not np.isin(y, (0.0, 1.0)).all():
        raise UnusableColumnError(f"column '{analysis.outcome}' is not a yes/no outcome")
    if sample.is_yes_no:
        # No has no logarithm: on the default scale everybody without the covariate would be left out.
        analysis = replace(analysis, scale="identity")
    x, usable = _on_scale(analysis, raw)
    model = logistic(x, y[usable])
    dropped = counted(
        int(len(raw) - usable.sum()), "value at or below zero left out", "values at or below zero left out"
    )
    model = replace(model, note=joined(model.note, dropped, sample.note))
    return Findings(
        (
            *ratios(analysis, model),
            penalised_ratio(analysis, model, x, y[usable]),
            nonlinearity(analysis.covariate, x, y[usable]),
            area(analysis.covariate, *_classes(x, y[usable]), model.n_events),
        ),
        _curve_points(analysis, model, x),
        quartiles_of_events(raw, y),
    )


def _on_scale(analysis: Analysis, raw: Numbers) -> tuple[Numbers, Mask]:
    """The covariate as it is fitted, and which values have a place on that scale."""
    if analysis.scale == "identity":
        return raw, np.full(len(raw), True)
    return np.log2(raw[raw > 0]), raw > 0


def _classes(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    return x[y == 1], x[y == 0]


def ratios(analysis: Analysis, model: Model) -> tuple[Estimate, ...]:
    """By Wald, by its profile, and per standard deviation."""
    unit = _name_of_unit(analysis)
    slope = model.fit.slope if model.fit else None
    interval = wald(model.fit.slope, model.fit.standard_error) if model.fit else NO_INTERVAL
    per_unit = _ratio(analysis, model, unit, slope, interval, sd=model.sd)
    per_sd = _ratio(analysis, model, "odds_ratio_per_sd", slope, interval, sd=1.0)
    per_sd_profile = _ratio(analysis, model, "odds_ratio_per_sd_profile", slope, model.profile, sd=1.0)
    profile = _ratio(analysis, model, f"{unit}_profile", slope, model.profile, sd=model.sd)
    z = model.fit.wald_z if model.fit else None
    return (
        replace(per_unit, is_primary=True, statistic=z, p_value=model.p_wald),
        replace(profile, statistic=model.likelihood_ratio, p_value=model.p_likelihood_ratio),
        replace(per_sd, statistic=z, p_value=model.p_wald),
        replace(per_sd_profile, statistic=model.likelihood_ratio, p_value=model.p_likelihood_ratio),
    )


def _name_of_unit(analysis: Analysis) -> str:
    return "odds_ratio_per_doubling" if analysis.scale == "log2" else "odds_ratio_per_unit"


def penalised_ratio(analysis: Analysis, model: Model, x: Numbers, y: Numbers) -> Estimate:
    """Firth's has a finite value where the others have none: its row then says `ok` beside theirs."""
    name = f"{_name_of_unit(analysis)}_firth"
    if model.status not in ("ok", "separated"):
        return _ratio(analysis, model, name, None, NO_INTERVAL, sd=model.sd)
    found = firth(standardised(x), y)
    if found is None:
        unsettled = replace(model, status="failed", note=joined("the penalised fit did not settle", model.note))
        return _ratio(analysis, unsettled, name, None, NO_INTERVAL, sd=model.sd)
    fine = replace(model, status="ok")
    row = _ratio(analysis, fine, name, found.slope, found.interval, sd=model.sd)
    return replace(row, statistic=found.likelihood_ratio, p_value=found.p_value)


def _ratio(
    analysis: Analysis, model: Model, name: str, slope: float | None, interval: Interval, *, sd: float
) -> Estimate:
    """An odds ratio from a slope per standard deviation, `sd` being the standard deviation in the unit wanted."""
    return Estimate(
        term=analysis.covariate,
        estimate_name=name,
        n=model.n,
        n_events=model.n_events,
        estimate=_odds(slope, sd),
        ci_low=_odds(interval.low, sd),
        ci_high=_odds(interval.high, sd),
        status=model.status,
        note=model.note,
    )


def _odds(slope: float | None, sd: float) -> float | None:
    """None where it is too large or too small for a number, as it is for a covariate in far too large a unit."""
    try:
        return None if slope is None else math.exp(slope / sd) or None
    except OverflowError:
        return None


def _curve_points(analysis: Analysis, model: Model, x: Numbers) -> tuple[CurvePoint, ...]:
    """Evenly spaced on the fitted scale, given in the covariate's own unit, so that they lie over the observations."""
    if model.fit is None:
        return ()
    points, *bands = curve(x, model.fit)
    own = np.exp2(points) if analysis.scale == "log2" else points
    return tuple(CurvePoint(*map(float, row)) for row in zip(own, *bands, strict=True))
