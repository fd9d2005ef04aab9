"""What came of reading one file for one source: how many rows went where, and what the mapping changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.studies.data_file import is_data
from warehouse.studies.mapping import Lookup


@dataclass(frozen=True)
class Change:
    """What one rule of a mapping did: how many cells of a column it changed, or how many rows it left out."""

    column_name: str
    rule: str
    declared: str
    changed: int


@dataclass(frozen=True)
class ColumnOrigin:
    """Which column of a file, counted from 1, fills a column of the source; none for a constant or a computed one."""

    column_name: str
    source_column: str | None
    column_number: int | None


@dataclass(frozen=True)
class FileReading:
    """Each row read went one way: rows_read is the sum of rows accepted, rejected, duplicated, filtered and merged.

    A record of the file is one row read, except from wide to long, where each of its cells is one. Rows merged are
    those that long to wide made part of another. Rows beyond the row that study.yml names as the last are not read, and
    counted because some may have been added since. Decimal commas and points are cells that could not be read and look
    so. Doubtful days are cells that two formats of their column read as different days. Keys unmet are the key tables
    that have the key of no row, where such rows are kept.
    """

    source: str
    source_file: str
    source_sheet: str | None
    sha256: str
    bytes: int
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_duplicated: int
    rows_filtered: int
    rows_merged: int
    records: int
    columns_unused: tuple[str, ...]
    ids_trimmed: int
    values_mapped: Mapping[str, int]
    changes: tuple[Change, ...] = ()
    origins: tuple[ColumnOrigin, ...] = ()
    rows_beyond: int = 0
    decimal_commas: int = 0
    decimal_points: int = 0
    doubtful_days: int = 0
    keys_unmet: tuple[str, ...] = ()

    def as_row(self) -> dict[str, object]:
        """The reading as a row of the ledger."""
        counted = {"columns_unused": ", ".join(self.columns_unused), "values_mapped": sum(self.values_mapped.values())}
        return vars(self) | counted

    def change_rows(self) -> Iterator[dict[str, object]]:
        """What was changed, as rows of the ledger."""
        for change in self.changes:
            yield self._place() | vars(change)

    def column_rows(self) -> Iterator[dict[str, object]]:
        """Where each column came from, as rows of the ledger."""
        for origin in self.origins:
            yield self._place() | vars(origin)

    def _place(self) -> dict[str, object]:
        return {"source": self.source, "source_file": self.source_file, "source_sheet": self.source_sheet}

    def as_line(self) -> list[object]:
        """The reading as a line of a listing: source, file, rows read, accepted, set aside, and left out by the mapping
        or as empty or doubled. Told beside the file: that it has no row, rows below the last that was named, and what
        its decimal mark may be."""
        told = "" if self.records else " (no row under its header)"
        told += f" ({self.rows_beyond} rows below last_row are not read)" if self.rows_beyond else ""
        if self.decimal_commas:
            told += f" ({self.decimal_commas:,} cells look like numbers with a decimal comma: try decimal: ',')"
        if self.decimal_points:
            told += (
                f" ({self.decimal_points:,} cells look like numbers with a decimal point among decimal commas: replace)"
            )
        if self.keys_unmet:
            told += f" (no row has a key of {', '.join(self.keys_unmet)}: see on and where of lookup)"
        if self.doubtful_days:
            told += f" ({self.doubtful_days:,} dates fit two formats, which give different days; the first was taken)"
        rest = self.rows_read - self.rows_accepted - self.rows_rejected
        return [self.source, self.source_file + told, self.rows_read, self.rows_accepted, self.rows_rejected, rest]


def columns_unread(readings: Iterable[FileReading], looked_up: Iterable[Lookup] = ()) -> dict[str, list[str]]:
    """By file, with its sheet where it has several: the columns that none of its readings uses, and no lookup takes."""
    unused: dict[str, list[tuple[str, ...]]] = {}
    for reading in readings:
        title = f"{reading.source_file}, sheet {reading.source_sheet}" if reading.source_sheet else reading.source_file
        unused.setdefault(title, []).append(reading.columns_unused)
    taken: dict[str, set[str]] = {}
    for step in looked_up:
        title = f"{step.data.file}, sheet {step.data.sheet}" if step.data.sheet else step.data.file
        columns = (step.name, step.value) if step.name else tuple(step.take.values())
        taken.setdefault(title, set()).update(name for name in (*columns, *step.on.values(), *step.where) if name)
    every = {title: set.intersection(*map(set, found)) - taken.get(title, set()) for title, found in unused.items()}
    return {title: [name for name in unused[title][0] if name in left] for title, left in every.items() if left}


def files_unread(folder: Path, read: Iterable[str]) -> list[str]:
    """The data files under `data`, and beside those that are read, that nothing reads; names are within the folder."""
    known = set(read)
    beside = {folder / Path(name).parent for name in known}
    found = {path for place in beside for path in place.glob("*")} | set((folder / "data").rglob("*"))
    names = (path.relative_to(folder) for path in found if path.is_file())
    return sorted(name.as_posix() for name in names if is_data(name) and name.as_posix() not in known)
