"""The frame an analysis selected -> arrays, sorted by subject so that the order of the rows cannot change a digit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.header import SUBJECT, label
from python_stats.contract.registry import METHODS
from python_stats.contract.results import counted, joined
from python_stats.contract.spec import Analysis
from warehouse.errors import suggest

if TYPE_CHECKING:
    import pandas

# A column with more different texts than this may hold something other than a category.
MOST_LEVELS = 12

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


class UnusableColumnError(Exception):
    """The column cannot be what the header says it is; the message says why, without a value."""


@dataclass(frozen=True)
class Sample:
    """One entry per subject. Missing numbers are NaN here and nowhere else; missing labels are None.

    Of a time to an event, `x` is the time and `y` whether it ended with the event.
    """

    subjects: tuple[str, ...]
    x: Numbers
    y: Numbers
    groups: tuple[str | None, ...]
    note: str | None
    # Whether the covariate is a yes/no column, whose 1 and 0 are no measurement.
    is_yes_no: bool = False

    @property
    def paired(self) -> Mask:
        """The subjects with both a covariate and an outcome."""
        return np.isfinite(self.x) & np.isfinite(self.y)

    def values_in(self, level: str) -> Numbers:
        """The covariate of the subjects in one group."""
        return self.x[np.isfinite(self.x) & self.member_of(level)]

    def member_of(self, level: str) -> Mask:
        return np.array([group == level for group in self.groups], dtype=np.bool_)


def sample_of(analysis: Analysis, frame: "pandas.DataFrame") -> Sample:
    """The arrays an analysis needs out of its frame."""
    outcome = analysis.event or analysis.outcome
    columns = [column for column in (analysis.covariate, outcome, analysis.group) if column]
    refuse_repeated(analysis, frame)
    ordered = frame.iloc[_order(frame, columns)]
    x, infinite_x = _numbers(ordered, analysis.covariate)
    y, infinite_y = _numbers(ordered, outcome)
    groups = _labels(ordered, analysis.group)
    return Sample(
        subjects=tuple(str(subject) for subject in ordered[SUBJECT]),
        x=x,
        y=y,
        groups=groups,
        note=joined(
            counted(infinite_x + infinite_y, "infinite value left out", "infinite values left out"),
            _not_found(analysis.levels, groups),
        ),
        is_yes_no=analysis.covariate != "" and is_yes_no(ordered[analysis.covariate]),
    )


def is_yes_no(column: "pandas.Series") -> bool:
    """Whether a column holds yes and no, missing ones aside."""
    from pandas.api.types import is_bool_dtype

    present = column[column.notna()]
    return is_bool_dtype(column) or (len(present) > 0 and all(isinstance(value, bool | np.bool_) for value in present))


def _not_found(levels: tuple[str, ...], groups: tuple[str | None, ...]) -> str | None:
    """Which levels of the header no row has: misspelt, they would only seem empty. What was found is named where it can
    be no patient's value: levels of a category are few."""
    found = sorted({group for group in groups if group is not None})
    missing = [level for level in levels if level not in found]
    if not missing or not found:
        return None
    others = [level for level in found if level not in levels] if len(found) <= MOST_LEVELS else []
    told = (f"'{level}'{f' (found: {hint})' if (hint := suggest(level, others)) else ''}" for level in missing)
    return f"no row has the level {', '.join(told)}"


def refuse_repeated(analysis: Analysis, frame: "pandas.DataFrame") -> None:
    """Rows of one subject are no independent observations: taken as such, n is too large and every P too small."""
    wanted = METHODS[analysis.method].rows
    columns = {"subject": [SUBJECT], "subject and covariate": [SUBJECT, analysis.covariate], "any": []}[wanted]
    n_different = len(frame.drop_duplicates(columns)) if columns else len(frame)
    if n_different < len(frame):
        each = " and ".join(columns)
        raise UnusableColumnError(
            f"{len(frame):,} rows, of {n_different:,} different {each}: method '{analysis.method}' takes one row for "
            f"each; `by: [...]` asks it once for each group of rows, or select one row for each {each}"
        )


def _order(frame: "pandas.DataFrame", columns: list[str]) -> list[int]:
    # Of days or pairs a subject may have several rows; the other columns settle their order.
    keys = [tuple(map(str, row)) for row in frame[[SUBJECT, *columns]].itertuples(index=False, name=None)]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _numbers(frame: "pandas.DataFrame", column: str | None) -> tuple[Numbers, int]:
    """The column as numbers, and how many were infinite."""
    if column is None:
        return np.full(len(frame), np.nan), 0
    gone, received = frame[column].isna().tolist(), frame[column].tolist()
    values = np.array(
        [np.nan if is_gone else _number(value, column) for value, is_gone in zip(received, gone, strict=True)],
        dtype=np.float64,
    )
    infinite = np.isinf(values)
    return np.where(infinite, np.nan, values), int(infinite.sum())


def _number(value: object, column: str) -> float:
    if isinstance(value, str):
        raise UnusableColumnError(f"column '{column}' holds text, not numbers")
    try:
        return float(value)  # type: ignore[arg-type]
    except TypeError:
        raise UnusableColumnError(f"column '{column}' holds {type(value).__name__}, not numbers") from None


def _labels(frame: "pandas.DataFrame", column: str | None) -> tuple[str | None, ...]:
    if column is None:
        return (None,) * len(frame)
    missing = frame[column].isna().tolist()
    return tuple(None if gone else label(value) for value, gone in zip(frame[column].tolist(), missing, strict=True))
