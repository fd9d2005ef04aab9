"""A raw table as a site would send it: its file, its own column names, and nothing but text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from python_stats.simulate.draws import Block, Flags, Floats, Integers
from python_stats.simulate.latent import Latent
from python_stats.simulate.outcomes import Outcomes

Texts = list[str]
PREFIX = "synthetic_"


@dataclass(frozen=True)
class Table:
    """Columns of equal length. A workbook has a sheet, a delimited file a delimiter and an encoding."""

    file: str
    columns: Mapping[str, Sequence[str]]
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str | None = None

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values())))

    def with_row(self, row: Mapping[str, str]) -> "Table":
        """This table and one more row at the end; a column the row does not name is empty."""
        columns = {name: [*values, row.get(name, "")] for name, values in self.columns.items()}
        return replace(self, columns=columns)


@dataclass(frozen=True)
class Cohort:
    """What is true, and how the subjects are called: all that the tables are made from."""

    latent: Latent
    outcomes: Outcomes
    identifiers: tuple[str, ...]

    def named(self, who: Integers) -> Texts:
        return [self.identifiers[place] for place in who.tolist()]

    def dates(self, who: Integers, days: Floats | Integers) -> Texts:
        """Study days as dates."""
        dates = self.outcomes.infusion_date[who] + np.floor(days).astype(np.int64)
        return [str(text) for text in np.datetime_as_string(dates, unit="D").tolist()]


def name_cohort(latent: Latent, outcomes: Outcomes) -> Cohort:
    return Cohort(latent, outcomes, identifiers(latent.block))


def identifiers(block: Block) -> tuple[str, ...]:
    width = max(3, len(str(block.total)))
    return tuple(f"SYN-{number:0{width}d}" for number in range(block.start + 1, block.stop + 1))


def chosen(flags: Flags) -> Integers:
    return np.flatnonzero(flags)


def cells(flags: Flags) -> tuple[Integers, Integers]:
    """Row and column of the true cells, subject by subject."""
    first, second = np.nonzero(flags)
    return first, second


def numbers(values: Floats, decimals: int) -> Texts:
    """Numbers as text."""
    return [f"{value:.{decimals}f}" for value in values.tolist()]


def grouped(values: Floats, decimals: int) -> Texts:
    """Numbers with the thousands set off, `1,240`."""
    return [f"{value:,.{decimals}f}" for value in values.tolist()]


def wholes(values: Floats | Integers) -> Texts:
    return [str(int(value)) for value in values.tolist()]


def picked(words: Sequence[str], places: Integers) -> Texts:
    return [words[place] for place in places.tolist()]


def either(flags: Flags, yes: Sequence[str] | str, no: Sequence[str] | str) -> Texts:
    """Cell by cell, one text or the other."""
    size = flags.size
    left = [yes] * size if isinstance(yes, str) else yes
    right = [no] * size if isinstance(no, str) else no
    return [first if flag else second for flag, first, second in zip(flags.tolist(), left, right, strict=True)]


def stacked(parts: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, Texts]:
    """Tables of the same columns, one below the other."""
    return {name: [text for part in parts for text in part[name]] for name in parts[0]}
