"""A table of many covariates: its outcomes are held, its covariates fetched some at a time, whoever holds the rows.

What has to be known of all covariates before the first is analysed (which hold text, how many values are infinite)
takes a look at each, some at a time too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from python_stats.contract.header import SUBJECT
from python_stats.contract.sample import refuse_repeated
from python_stats.contract.spec import Analysis
from python_stats.contract.table import (
    Table,
    is_numeric,
    note_of,
    numbers_of,
    of_columns,
    order_of,
    others_of,
    refuse_logarithms,
)
from warehouse.statistics import Columns

if TYPE_CHECKING:
    import pandas

# So many cells of 8 bytes are fetched at a time. Of a block of them there are about ten copies while it is analysed.
CELLS = 2_000_000


@dataclass(frozen=True)
class InFrame:
    """The columns of a frame that is here already."""

    whole: "pandas.DataFrame"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(column) for column in self.whole.columns)

    def frame(self, names: Sequence[str]) -> "pandas.DataFrame":
        return self.whole[list(names)]


@dataclass(frozen=True)
class Wide:
    """`covariates` hold numbers, `texts` are those that were named as covariates and do not."""

    columns: Columns
    order: list[int]
    outcomes: Table
    covariates: tuple[str, ...]
    texts: tuple[str, ...]

    def table(self, covariates: Sequence[str]) -> Table:
        """Some of the covariates, and all outcomes."""
        found = of_columns(self.outcomes.subjects, (), self.columns.frame(covariates).iloc[self.order])
        return replace(
            self.outcomes,
            covariates=tuple(covariates),
            numbers={**self.outcomes.numbers, **found.numbers},
            yes_no=self.outcomes.yes_no | found.yes_no,
        )


def wide_of(analysis: Analysis, rows: "pandas.DataFrame | Columns") -> Wide:
    """The table of an analysis, of which no covariate is kept."""
    from pandas import DataFrame

    columns = InFrame(rows) if isinstance(rows, DataFrame) else rows
    others = others_of(analysis)
    named = analysis.covariates
    asked = [name for name in columns.names if name not in (SUBJECT, *others)] if named is None else named
    subjects = columns.frame([SUBJECT])
    refuse_repeated(analysis, subjects)
    if analysis.scales:
        refuse_logarithms(analysis, of_columns((), (), columns.frame(list(analysis.scales))))
    infinite = dict(_looked_at(columns, asked, len(subjects)))
    covariates = tuple(name for name in asked if infinite[name] is not None)
    texts = tuple(name for name in asked if infinite[name] is None and named is not None)
    order = order_of(subjects)
    in_order = tuple(str(subject) for subject in subjects[SUBJECT].iloc[order])
    held = columns.frame(others).iloc[order]
    counts = [*infinite.values(), *(_infinite(held[name]) for name in others)]
    outcomes = replace(of_columns(in_order, (), held), note=note_of(sum(filter(None, counts))))
    return Wide(columns, order, outcomes, covariates, texts)


def _looked_at(columns: Columns, names: Sequence[str], subjects: int) -> Iterator[tuple[str, int | None]]:
    size = max(1, CELLS // max(1, subjects))
    for start in range(0, len(names), size):
        frame = columns.frame(names[start : start + size])
        for name in map(str, frame.columns):
            yield name, _infinite(frame[name])


def _infinite(column: "pandas.Series") -> int | None:
    """How many values are infinite; None where they are no numbers."""
    return int(np.isinf(numbers_of(column)).sum()) if is_numeric(column) else None
