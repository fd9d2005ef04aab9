"""The frame of an analysis with many columns -> arrays by name, sorted by subject, whatever the order of the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from python_stats.contract.header import SUBJECT, label
from python_stats.contract.results import counted
from python_stats.contract.sample import Mask, Numbers, UnusableColumnError, is_yes_no, refuse_repeated
from python_stats.contract.spec import Analysis

if TYPE_CHECKING:
    import pandas

Texts = tuple[str | None, ...]


@dataclass(frozen=True)
class Table:
    """Numbers by column (NaN where missing) and texts by column (None where missing); yes and no are 1 and 0."""

    subjects: tuple[str, ...]
    covariates: tuple[str, ...]
    numbers: Mapping[str, Numbers]
    texts: Mapping[str, Texts]
    yes_no: frozenset[str]
    note: str | None

    def measured(self, column: str) -> Numbers:
        """A column that must hold numbers."""
        if column in self.texts:
            raise UnusableColumnError(f"column '{column}' holds text, not numbers")
        return self.numbers[column]

    def events(self, column: str) -> Numbers:
        """A column that must be a yes/no outcome, as 1 and 0."""
        y = self.measured(column)
        if not np.isin(y[np.isfinite(y)], (0.0, 1.0)).all():
            raise UnusableColumnError(f"column '{column}' is not a yes/no outcome")
        return y

    def matrix(self, columns: Iterable[str]) -> Numbers:
        """One row per subject, one column per name."""
        found = [self.measured(column) for column in columns]
        return np.column_stack(found) if found else np.empty((len(self.subjects), 0))

    def labels(self, column: str) -> Texts:
        """A column as labels, whatever it holds."""
        if column in self.texts:
            return self.texts[column]
        kind = bool if column in self.yes_no else float
        return tuple(label(kind(value)) if np.isfinite(value) else None for value in self.numbers[column])


def table_of(analysis: Analysis, frame: "pandas.DataFrame") -> Table:
    """The arrays of every column an analysis names."""
    refuse_repeated(analysis, frame)
    others = others_of(analysis)
    covariates = analysis.covariates
    if covariates is None:
        names = (str(column) for column in frame.columns)
        covariates = tuple(name for name in names if name not in (SUBJECT, *others) and is_numeric(frame[name]))
    columns = list(dict.fromkeys([*covariates, *others]))
    ordered = frame.iloc[order_of(frame)]
    table = of_columns(tuple(str(subject) for subject in ordered[SUBJECT]), covariates, ordered[columns])
    refuse_logarithms(analysis, table)
    return table


def refuse_logarithms(analysis: Analysis, table: Table) -> None:
    """A column that the header puts on a logarithmic scale holds numbers: of a text the word would do nothing, and of
    yes and no it would leave out every no, and those subjects with it."""
    for column in (column for column, scale in analysis.scales.items() if scale == "log2"):
        if column not in table.numbers:
            raise UnusableColumnError(f"scales: column '{column}' holds text, which has no logarithm")
        if column in table.yes_no:
            raise UnusableColumnError(f"scales: column '{column}' holds yes and no, which have no logarithm")


def others_of(analysis: Analysis) -> list[str]:
    """The columns an analysis names that are no covariates."""
    single = filter(None, (analysis.outcome, analysis.group, analysis.below_limit, analysis.event))
    return [*analysis.outcomes, *analysis.events, *analysis.controls, *single]


def of_columns(subjects: tuple[str, ...], covariates: tuple[str, ...], frame: "pandas.DataFrame") -> Table:
    """Every column of a frame whose rows are in the order of the subjects."""
    numbers: dict[str, Numbers] = {}
    texts: dict[str, Texts] = {}
    for column in map(str, frame.columns):
        if is_numeric(frame[column]):
            numbers[column] = numbers_of(frame[column])
        else:
            texts[column] = _texts(frame[column])
    infinite = sum(int(np.isinf(values).sum()) for values in numbers.values())
    return Table(
        subjects,
        covariates,
        numbers={column: np.where(np.isinf(values), np.nan, values) for column, values in numbers.items()},
        texts=texts,
        yes_no=frozenset(column for column in numbers if is_yes_no(frame[column])),
        note=note_of(infinite),
    )


def note_of(infinite: int) -> str | None:
    return counted(infinite, "infinite value left out", "infinite values left out")


def numbers_of(column: "pandas.Series") -> Numbers:
    """As they came, infinite ones too."""
    found: Numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def order_of(frame: "pandas.DataFrame") -> list[int]:
    """The rows by subject, of whom each has one."""
    subjects = [str(subject) for subject in frame[SUBJECT]]
    return sorted(range(len(subjects)), key=subjects.__getitem__)


def is_numeric(column: "pandas.Series") -> bool:
    """Whether a column holds numbers or yes and no; one without any value does, for want of anything else."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    if is_numeric_dtype(column) or is_bool_dtype(column):
        return True
    present = column[column.notna()]
    return all(isinstance(value, bool | int | float | np.number | np.bool_) for value in present)


def _texts(column: "pandas.Series") -> Texts:
    missing = column.isna().tolist()
    return tuple(None if gone else label(value) for value, gone in zip(column.tolist(), missing, strict=True))


def complete(columns: Iterable[Numbers]) -> Mask:
    """The subjects with a value in every one of some columns."""
    present: Mask = np.logical_and.reduce([np.isfinite(column) for column in columns])
    return present
