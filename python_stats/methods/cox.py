"""Proportional hazards (Cox 1972) of a time to an event on several covariates: Wald, profiles, and Firth's beside.

Ties by Efron's rule. A likelihood without a top is seen by a linear programme before anything is fitted; Firth's rows
(Heinze and Schemper 2001) then have the only estimates.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.linalg import LinAlgError

from python_stats.contract.results import Findings, Observation, counted, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.regression.answers import by_profile, by_ratio, penalised
from python_stats.regression.collinearity import inflation
from python_stats.regression.design import Design, design_of
from python_stats.regression.hazards import Hazards, concordance, monotone, proportionality, sorted_by_time
from python_stats.regression.hill import Maximum, ratio_without, top
from python_stats.regression.multivariable import (
    Answer,
    Asked,
    Fitted,
    Model,
    Names,
    Refusal,
    by_wald,
    chi_squared,
    fitted_values,
    ratio_of,
    refusal_of,
    rows,
    scarcity,
)

PROFILE, FIRTH = "_profile", "_firth"
TERM_ROWS = ("likelihood_ratio", "proportional_hazards", "variance_inflation")
WHOLE_ROWS = ("likelihood_ratio", "proportional_hazards", "concordance", "events_per_coefficient")
ASKED = Asked(("", PROFILE, FIRTH), (), TERM_ROWS, WHOLE_ROWS)
# Of one pair of a screen; Firth's estimate takes longer than all else, and is only made where there is no other.
SCREENED = Asked(("", PROFILE), (), ("proportional_hazards",))
APART = "at every event who has it has the highest hazard: hazard ratios are infinite or zero, see Firth's rows"
LOST = "the fit did not converge: no event may tell the covariates apart"

NAMES = Names(
    "hazard_ratio_per_sd",
    "hazard_ratio_per_unit",
    "hazard_ratio_per_doubling",
    "hazard_ratio_vs_reference",
    printed=ratio_of,
)


def findings(analysis: Analysis, table: Table, asked: Asked = ASKED) -> Findings:
    """The rows of the model, and for each subject its log hazard beside the time it was seen."""
    assert analysis.outcome is not None and analysis.event is not None
    happened, days = table.events(analysis.event), table.measured(analysis.outcome)
    usable = np.isfinite(happened) & (days >= 0)
    design = design_of(analysis, table, np.where(usable, days, np.nan))
    seen, ended = days[design.used], happened[design.used] == 1
    order = sorted_by_time(seen)
    hazards = Hazards(design.matrix[order, 1:], seen[order], ended[order])
    events, width = int(ended.sum()), hazards.x.shape[1]
    refusal = _refusal(analysis, design, events)
    apart = refusal is None and monotone(hazards)
    found = None if refusal or apart else top(hazards, np.zeros(width))
    asked = replace(asked, suffixes=ASKED.suffixes) if apart else asked
    fitted = None if refusal else _fitted(design, hazards, found, asked.suffixes, is_apart=apart)
    negative = counted(int((days < 0).sum()), "negative time left out", "negative times left out")
    note = joined(scarcity(events, width, "events"), negative)
    model = Model(design, NAMES, events, refusal, fitted, note)
    return Findings(tuple(rows(model, asked)), observations=_observations(table, days, happened, design, found))


def _refusal(analysis: Analysis, design: Design, events: int) -> Refusal | None:
    if design.used.any() and not events:
        return Refusal("constant", "nobody had the event")
    return refusal_of(analysis, design, events, "events")


def _fitted(
    design: Design, hazards: Hazards, found: Maximum | None, suffixes: Sequence[str], *, is_apart: bool
) -> Fitted:
    width = hazards.x.shape[1]
    firth = {FIRTH: penalised(hazards, width)} if FIRTH in suffixes else {}
    if found is None:
        nothing = Answer(status="separated" if is_apart else "failed", note=APART if is_apart else LOST)
        return Fitted(
            answers={"": [nothing] * width, PROFILE: [nothing] * width, **firth},
            by_term={name: dict.fromkeys(design.terms, nothing) for name in TERM_ROWS},
            whole=dict.fromkeys(WHOLE_ROWS, nothing) | {"events_per_coefficient": _per_coefficient(hazards)},
        )
    # The matrix of hazards has no intercept, so every column stands one place before that of the design.
    terms = {term: [place - 1 for place in places] for term, places in design.terms.items()}
    return Fitted(
        answers={
            "": [by_wald(found, place) for place in range(width)],
            PROFILE: [by_profile(hazards, found, place) for place in range(width)],
            **firth,
        },
        by_term={
            "likelihood_ratio": {term: by_ratio(hazards, found, places) for term, places in terms.items()},
            "proportional_hazards": {term: _proportional(hazards, found, places) for term, places in terms.items()},
            "variance_inflation": {
                term: Answer(factor, status="descriptive")
                for term, factor in inflation(np.pad(found.covariance, (1, 0)), design.terms).items()
            },
        },
        whole=_whole(hazards, found),
    )


def _whole(hazards: Hazards, found: Maximum) -> dict[str, Answer]:
    everything = [*range(hazards.x.shape[1])]
    ratio = ratio_without(hazards, found, everything) or 0.0
    risk = fitted_values(hazards.x, found.coefficients)
    agreed = concordance(risk, hazards.days, hazards.happened)
    return {
        "likelihood_ratio": chi_squared(ratio, len(everything)),
        "proportional_hazards": _proportional(hazards, found, everything),
        "concordance": Answer(agreed, status="descriptive", note="of the subjects it was fitted to: optimistic"),
        "events_per_coefficient": _per_coefficient(hazards),
    }


def _proportional(hazards: Hazards, found: Maximum, places: list[int]) -> Answer:
    try:
        return chi_squared(*proportionality(hazards, found.coefficients, places))
    except LinAlgError:
        return Answer(status="failed", note="too few events to see whether hazards stay proportional")


def _per_coefficient(hazards: Hazards) -> Answer:
    return Answer(int(hazards.happened.sum()) / hazards.x.shape[1], status="descriptive")


def _observations(
    table: Table, days: Numbers, happened: Numbers, design: Design, found: Maximum | None
) -> tuple[Observation, ...]:
    fitted = np.full(len(days), np.nan)
    if found is not None:
        fitted[design.used] = design.matrix[:, 1:] @ found.coefficients
    labels = [None if not np.isfinite(value) else ("true" if value else "false") for value in happened]
    seen = zip(table.subjects, fitted, days, labels, strict=True)
    return tuple(Observation(subject, float(x), float(y), label) for subject, x, y, label in seen)
