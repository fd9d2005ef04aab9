"""Covariates of a model with several -> a matrix of standardised columns, and what was left out of it and why.

Complete cases only. Numbers have mean 0 and standard deviation 1, so their coefficients can be compared; a text becomes
one column for each level but the first in sorted order, which is the reference.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from python_stats.contract.results import counted, joined
from python_stats.contract.sample import Mask, Numbers
from python_stats.contract.spec import Analysis
from python_stats.contract.table import Table, complete
from python_stats.regression.separation import standardised
from python_stats.summaries.spread import no_spread

LOG2, IDENTITY, LEVEL = "log2", "identity", "level"

# A direction in which the matrix is this flat, beside its steepest, is one that another covariate already goes.
FLAT = 1e-10


@dataclass(frozen=True)
class Column:
    """One column of the matrix; `sd` leads back to the covariate's own unit (1 for a level of a text)."""

    covariate: str
    term: str
    scale: str
    sd: float
    note: str | None
    is_control: bool


@dataclass(frozen=True)
class LeftOut:
    """A covariate that says nothing here."""

    covariate: str
    scale: str
    status: str
    note: str
    is_control: bool


@dataclass(frozen=True)
class Design:
    """`matrix` begins with the intercept; `columns` describe the rest of it. `used` are the complete cases."""

    covariates: tuple[str, ...]
    matrix: Numbers
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    used: Mask
    note: str | None

    @property
    def n_missing(self) -> int:
        return int((~self.used).sum())

    @property
    def terms(self) -> dict[str, list[int]]:
        """The places in the matrix of each covariate."""
        places: dict[str, list[int]] = {}
        for place, column in enumerate(self.columns, start=1):
            places.setdefault(column.covariate, []).append(place)
        return places


@dataclass(frozen=True)
class Entry:
    """A covariate on its scale, before anybody was left out."""

    covariate: str
    scale: str
    present: Mask
    values: Numbers
    labels: tuple[str | None, ...]
    is_control: bool
    no_logarithm: int = 0

    @property
    def note(self) -> str | None:
        return counted(self.no_logarithm, "value at or below zero left out", "values at or below zero left out")


def design_of(analysis: Analysis, table: Table, outcome: Numbers) -> Design:
    """The matrix of a model of this outcome on the covariates and controls of the header."""
    covariates = (*table.covariates, *analysis.controls)
    entries = [entry_of(analysis, table, covariate) for covariate in covariates]
    empty = [_nothing(entry) for entry in entries if not entry.present.any()]
    filled = [entry for entry in entries if entry.present.any()]
    used = complete([outcome, *(np.where(entry.present, 0.0, np.nan) for entry in filled)])
    even = [_constant(entry, used) if used.any() else _nobody(entry) for entry in filled if _is_constant(entry, used)]
    kept = [entry for entry in filled if not _is_constant(entry, used)]
    pieces = [piece for entry in kept for piece in _columns(entry, used)]
    matrix = np.column_stack([np.ones(int(used.sum())), *(values for _, values in pieces)])
    left_out = (*empty, *even)
    note = joined(*(f"without {one.covariate}: {one.note}" for one in left_out), table.note)
    return Design(covariates, matrix, tuple(column for column, _ in pieces), left_out, used, note)


def on_scale(values: Numbers, scale: str) -> Numbers:
    """The values as a model takes them; one without a logarithm is missing on that scale."""
    if scale != LOG2:
        return values
    return np.log2(values, out=np.full(len(values), np.nan), where=values > 0)


def dependent(design: Design) -> tuple[str, ...]:
    """The covariates that are exact combinations of each other; none in a sound matrix."""
    if design.matrix.shape[0] < design.matrix.shape[1]:
        return tuple(design.terms)
    _, steepness, directions = np.linalg.svd(design.matrix, full_matrices=False)
    flat = directions[steepness < FLAT * steepness[0]]
    involved = np.any(np.abs(flat[:, 1:]) > 1e-6, axis=0)
    return tuple(dict.fromkeys(c.covariate for c, is_in in zip(design.columns, involved, strict=True) if is_in))


def entry_of(analysis: Analysis, table: Table, covariate: str) -> Entry:
    """A covariate of the table on the scale of the header."""
    is_control = covariate in analysis.controls
    if covariate in table.texts:
        labels = table.texts[covariate]
        present = np.array([label is not None for label in labels], dtype=np.bool_)
        return Entry(covariate, LEVEL, present, np.full(len(labels), np.nan), labels, is_control)
    scale = analysis.scale_of(covariate)
    received = table.numbers[covariate]
    values = on_scale(received, scale)
    lost = int(np.isfinite(received).sum() - np.isfinite(values).sum())
    return Entry(covariate, scale, np.isfinite(values), values, (), is_control, lost)


def _nothing(entry: Entry) -> LeftOut:
    return LeftOut(
        entry.covariate, entry.scale, "too_few", joined("it has no value", entry.note) or "", entry.is_control
    )


def _nobody(entry: Entry) -> LeftOut:
    note = "no subject has the outcome and every covariate"
    return LeftOut(entry.covariate, entry.scale, "too_few", note, entry.is_control)


def _constant(entry: Entry, used: Mask) -> LeftOut:
    note = "all its values among the complete cases are equal"
    status, note = no_spread(entry.values[used], note) or ("constant", note)
    return LeftOut(entry.covariate, entry.scale, status, joined(note, entry.note) or "", entry.is_control)


def _is_constant(entry: Entry, used: Mask) -> bool:
    if entry.scale == LEVEL:
        return len(_levels(entry, used)) < 2
    values = entry.values[used]
    # Values that differ only in their last digits have no standard deviation to divide by.
    return len(values) == 0 or no_spread(values, "") is not None


def _levels(entry: Entry, used: Mask) -> list[str]:
    return sorted({label for label, inside in zip(entry.labels, used, strict=True) if inside and label is not None})


def _columns(entry: Entry, used: Mask) -> Iterator[tuple[Column, Numbers]]:
    if entry.scale == LEVEL:
        yield from _indicators(entry, used)
        return
    values = entry.values[used]
    sd = float(np.std(values, ddof=1))
    yield Column(entry.covariate, entry.covariate, entry.scale, sd, entry.note, entry.is_control), standardised(values)


def _indicators(entry: Entry, used: Mask) -> Iterable[tuple[Column, Numbers]]:
    reference, *others = _levels(entry, used)
    labels = np.array(entry.labels, dtype=object)[used]
    for level in others:
        term, note = f"{entry.covariate}: {level}", f"compared with {reference}"
        column = Column(entry.covariate, term, LEVEL, 1.0, note, entry.is_control)
        yield column, (labels == level).astype(np.float64)
