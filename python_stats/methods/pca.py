"""Principal components of standardised covariates, as R's prcomp(scale. = TRUE); complete cases only.

The sign of a component is arbitrary: here its greatest weight is positive.
"""

from dataclasses import dataclass, replace

import numpy as np

from python_stats.contract.results import FEWEST, Estimate, Findings, Loading, Observation, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table
from python_stats.regression.design import Design, design_of
from python_stats.threads import one_thread_each


@dataclass(frozen=True)
class Components:
    """`weights` has a column for each component; `deviations` are the standard deviations of the scores."""

    weights: Numbers
    deviations: Numbers
    scores: Numbers

    @property
    def explained(self) -> Numbers:
        """The share of the variance of all covariates."""
        variance = self.deviations**2
        return np.asarray(variance / variance.sum(), dtype=np.float64)

    @property
    def loadings(self) -> Numbers:
        """The correlation of each covariate with each component."""
        return np.asarray(self.weights * self.deviations, dtype=np.float64)


def components(z: Numbers) -> Components:
    """Of standardised columns."""
    with one_thread_each():
        _, spread, directions = np.linalg.svd(z, full_matrices=False)
        greatest = np.abs(directions).argmax(axis=1)
        signs = np.sign(directions[np.arange(len(directions)), greatest])
        weights = (directions * signs[:, None]).T
        return Components(weights, spread / np.sqrt(len(z) - 1), z @ weights)


def findings(analysis: Analysis, table: Table) -> Findings:
    """The variance each component explains, what each covariate weighs in it, and where the subjects lie."""
    texts = [covariate for covariate in table.covariates if covariate in table.texts]
    numeric = replace(table, covariates=tuple(name for name in table.covariates if name not in texts))
    design = design_of(analysis, numeric, np.zeros(len(table.subjects)))
    note = joined(f"texts have no place here: {', '.join(texts)}" if texts else None, design.note)
    wanted = min(analysis.number("components"), len(numeric.covariates))
    status, why = _status(design)
    found = components(design.matrix[:, 1:]) if status == "ok" else None
    rows = [_row(design, found, place, status, why) for place in range(max(1, wanted))]
    return Findings(
        tuple(replace(row, note=joined(row.note, note)) for row in rows),
        loadings=tuple(_loadings(design, found, wanted)) if found else (),
        observations=tuple(_observations(analysis, table, design, found)),
    )


def _status(design: Design) -> tuple[str, str | None]:
    n, width = design.matrix.shape
    if n < FEWEST:
        return "too_few", f"fewer than {FEWEST} subjects with every value"
    return ("ok", None) if width > 2 else ("too_few", "fewer than two covariates with different values")


def _row(design: Design, found: Components | None, place: int, status: str, why: str | None) -> Estimate:
    row = Estimate(f"PC{place + 1}", "variance_explained", len(design.matrix), n_missing=design.n_missing)
    if found is None:
        return replace(row, status=status, note=why)
    if place >= len(found.deviations):
        return replace(row, status="constant", note="no variance is left for it")
    return replace(row, estimate=float(found.explained[place]), statistic=float(found.deviations[place] ** 2))


def _loadings(design: Design, found: Components, wanted: int) -> list[Loading]:
    return [
        Loading(column.covariate, place + 1, float(found.weights[row, place]), float(found.loadings[row, place]))
        for row, column in enumerate(design.columns)
        for place in range(min(wanted, len(found.deviations)))
    ]


def _observations(analysis: Analysis, table: Table, design: Design, found: Components | None) -> list[Observation]:
    """The first two components of each subject, and its group if the header names one."""
    scores = np.full((len(table.subjects), 2), np.nan)
    if found is not None:
        scores[design.used] = found.scores[:, :2]
    groups = table.labels(analysis.group) if analysis.group else (None,) * len(table.subjects)
    seen = zip(table.subjects, scores, groups, strict=True)
    return [Observation(subject, float(x), float(y), group) for subject, (x, y), group in seen]
