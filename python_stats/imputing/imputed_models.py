"""A model of several covariates once more, with its gaps imputed: the rows that stand beside those of complete cases.

Everybody with an outcome is in it. An outcome is never imputed, but takes part in imputing: an imputation that does not
know it would pull every association towards none (White, Royston and Wood 2011).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from python_stats.contract.results import Estimate, counted, joined
from python_stats.contract.sample import Mask, Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.imputing.imputation import Places, donors
from python_stats.imputing.rubin import Pooled, pooled
from python_stats.regression.design import LEVEL, Design, Entry, design_of, entry_of
from python_stats.regression.multivariable import Answer, Asked, Fitted, Model, Refusal, rows
from python_stats.summaries.spread import EXTREME, is_extreme

IMPUTED = "_imputed"
MISSING_INFORMATION = "fraction_missing_information"
ASKED = Asked((IMPUTED,), (MISSING_INFORMATION,))


@dataclass(frozen=True)
class Coefficients:
    """Of one data set, without the intercept's. `is_normal`: so complete data are tested; `note`: what is scarce."""

    slopes: Numbers
    errors: Numbers
    is_normal: bool
    note: str | None


Fit = Callable[[Analysis, Design, Numbers], Coefficients | Refusal]


def imputed_rows(analysis: Analysis, table: Table, outcome: Numbers, complete: Model, fit: Fit) -> list[Estimate]:
    """None unless the header asks for imputations. A standard deviation is that of the complete cases throughout."""
    if not analysis.number("imputations"):
        return []
    if _is_extreme(analysis, table, outcome):
        return rows(replace(complete, refusal=Refusal("failed", EXTREME), fitted=None), ASKED)
    known = np.isfinite(outcome)
    tables = [*_filled(analysis, table, outcome, known)]
    designs = [design_of(analysis, one, outcome) for one in tables]
    found = [fit(analysis, design, outcome[design.used]) for design in designs]
    shown = _as_complete(designs[0], complete.design)
    refused = [one for one in found if isinstance(one, Refusal)]
    events = None if complete.n_events is None else int(outcome[known].sum())
    model = replace(
        complete, design=shown, n_events=events, refusal=None, fitted=None, note=_told(analysis, table, known)
    )
    if refused:
        told = f"{len(refused)} of {len(found)} imputed data sets: {refused[0].note}"
        return rows(replace(model, refusal=Refusal(refused[0].status, told)), ASKED)
    fits = [one for one in found if isinstance(one, Coefficients)]
    return rows(replace(model, fitted=_pooled(designs, fits, shown), note=joined(fits[0].note, model.note)), ASKED)


def _filled(analysis: Analysis, table: Table, outcome: Numbers, known: Mask) -> Iterator[Table]:
    """The table with each gap of a subject with an outcome filled, once for each imputation."""
    entries = [entry_of(analysis, table, name) for name in (*table.covariates, *analysis.controls)]
    entries = [entry for entry in entries if entry.present[known].any()]
    if not entries:
        yield table
        return
    everybody = np.flatnonzero(known)
    blocks = [_block(entry)[known] for entry in entries]
    for sources in donors(outcome[known], blocks, analysis.number("imputations"), analysis.number("seed")):
        taken = {}
        for entry, source in zip(entries, sources, strict=True):
            taken[entry.covariate] = np.arange(len(known))
            taken[entry.covariate][everybody] = everybody[source]
        yield _with_values_of(table, taken)


def _is_extreme(analysis: Analysis, table: Table, outcome: Numbers) -> bool:
    """Whether the outcome or a covariate has values that no covariance can be computed of."""
    entries = (entry_of(analysis, table, name) for name in (*table.covariates, *analysis.controls))
    known = [entry.values[entry.present & np.isfinite(outcome)] for entry in entries if entry.scale != LEVEL]
    return any(len(values) > 0 and is_extreme(values) for values in (outcome[np.isfinite(outcome)], *known))


def _block(entry: Entry) -> Numbers:
    """A covariate as the imputation sees it: a number, or yes and no for each level of a text."""
    if entry.scale != LEVEL:
        return np.where(entry.present, entry.values, np.nan)[:, None]
    levels = sorted({label for label in entry.labels if label is not None})
    block = np.array([[label == level for level in levels] for label in entry.labels], dtype=np.float64)
    block[~entry.present] = np.nan
    return block


def _with_values_of(table: Table, taken: dict[str, Places]) -> Table:
    numbers = {name: values[taken[name]] if name in taken else values for name, values in table.numbers.items()}
    texts = {
        name: tuple(labels[row] for row in taken[name]) if name in taken else labels
        for name, labels in table.texts.items()
    }
    return replace(table, numbers=numbers, texts=texts)


def _as_complete(design: Design, complete: Design) -> Design:
    """The columns with the standard deviations of the complete cases, so that rows that stand together compare."""
    deviations = {column.term: column.sd for column in complete.columns}
    columns = (replace(column, sd=deviations.get(column.term, column.sd)) for column in design.columns)
    return replace(design, columns=tuple(columns))


def _told(analysis: Analysis, table: Table, known: Mask) -> str:
    entries = [entry_of(analysis, table, name) for name in (*table.covariates, *analysis.controls)]
    gaps = sum(int((known & ~entry.present).sum()) for entry in entries if entry.present[known].any())
    told = counted(gaps, "value imputed", "values imputed")
    return f"{told}, {analysis.number('imputations')} times" if told else "nothing to impute"


def _pooled(designs: list[Design], fits: list[Coefficients], shown: Design) -> Fitted:
    """Each coefficient in the covariate's own unit, pooled, then for the one standard deviation that is shown."""
    own = np.array([[column.sd for column in design.columns] for design in designs])
    sd = np.array([column.sd for column in shown.columns])
    slopes = np.array([one.slopes for one in fits]) * (sd / own)
    errors = np.array([one.errors for one in fits]) * (sd / own)
    freedom = int(shown.used.sum()) - len(sd) - 1
    found = [
        pooled(slopes[:, place], errors[:, place], freedom, fits[0].is_normal) for place in range(len(shown.columns))
    ]
    return Fitted(
        answers={IMPUTED: [_answer(one) for one in found]},
        by_column={MISSING_INFORMATION: [Answer(one.missing_information, status="descriptive") for one in found]},
    )


def _answer(found: Pooled) -> Answer:
    told = None if found.freedom is None else f"t with {found.freedom:.1f} degrees of freedom"
    return Answer(found.estimate, found.interval, found.statistic, found.p_value, note=told)
