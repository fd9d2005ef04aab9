"""What a study says of one reading of one file: how its rows are reshaped, and where each contract column comes from.

The steps are taken in the order of the fields of SourceMapping, whatever their order in study.yml. Each adds columns
that the later ones may name as if they stood in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from warehouse.errors import Place
from warehouse.studies.data_file import DataFile

STUDY_FILE = "study.yml"

# Why a row is set aside that the study itself leaves out.
EXCLUDED = "excluded"


@dataclass(frozen=True)
class Replacement:
    """Every match of a pattern gives way to another text."""

    pattern: str
    by: str


@dataclass(frozen=True)
class DayFrom:
    """Days are counted from the date or day of another column."""

    column: str
    date_formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """Where one contract column comes from: a column of the file, or a constant. A value of None counts as missing.

    A text is first cleaned by `replace`, then looked up in `values`, then read as a date or a number. What `values`
    does not list becomes `otherwise`. The file may lack an `optional` column, which is then empty.
    """

    name: str
    column: str | None
    constant: str | None
    values: Mapping[str, str | None]
    place: Place = field(compare=False)
    replace: tuple[Replacement, ...] = ()
    date_formats: tuple[str, ...] = ()
    partial: str | None = None
    days_from: DayFrom | None = None
    multiply: float | None = None
    fraction: bool = False
    # Maps used by name, and their words, lower case.
    maps: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    optional: bool = False
    # Whether the contract's column identifies: blanks around its text mean nothing.
    is_identifier: bool = False

    @property
    def is_computed(self) -> bool:
        """Whether the text is calculated, which can fail."""
        return bool(self.date_formats or self.days_from or self.factor)

    @property
    def factor(self) -> float | None:
        return 100.0 if self.fraction else self.multiply


@dataclass(frozen=True)
class FileName:
    """Columns read out of the name of the file."""

    texts: Mapping[str, str]


@dataclass(frozen=True)
class Unpivot:
    """Wide to long: columns whose names match a pattern become rows; its named groups become columns.

    Without `value`, the group of that name says in which column a cell goes.
    """

    pattern: str
    value: str | None
    keeps_empty: bool
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Split:
    """A cell taken apart by a pattern that it must match as a whole; the named groups become columns."""

    column: str
    pattern: str
    groups: Mapping[str, int]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Lookup:
    """Columns taken from a key table. `on` and `take` map our names to those of the key table.

    With `name` and `value` the key table is long: each row has the name of a column and its value. `where` keeps the
    rows of it whose cells are one of the texts; the empty text stands for an empty cell.
    """

    data: DataFile
    on: Mapping[str, str]
    take: Mapping[str, str]
    where: Mapping[str, tuple[str, ...]]
    name: str | None
    value: str | None
    keeps_absent: bool
    place: Place = field(compare=False)


@dataclass(frozen=True)
class RowFilter:
    """The rows that are wanted: those whose cell is (or is not) one of the texts, or matches the pattern. Of a file
    without an `optional` column every row is wanted."""

    column: str
    kind: str
    texts: tuple[str, ...]
    because: str
    place: Place = field(compare=False)
    optional: bool = False


@dataclass(frozen=True)
class Pivot:
    """Long to wide: rows of one key become one row, with a column for each text in `name`."""

    key: tuple[str, ...]
    name: str
    value: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Amendment:
    """Rows of a file that are left out, or whose columns get another text, for a reason. `where` narrows them down to
    cells of a wide table."""

    rows: tuple[int, ...]
    where: Mapping[str, str]
    correct: Mapping[str, str]
    because: str
    line: int = field(compare=False)


@dataclass(frozen=True)
class SourceMapping:
    """One reading of one file for one source."""

    source: str
    data: DataFile
    columns: tuple[ColumnMapping, ...]
    line: int = field(compare=False)
    fill_down: tuple[str, ...] = ()
    row_number: str | None = None
    file_name: FileName | None = None
    unpivot: Unpivot | None = None
    splits: tuple[Split, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    filters: tuple[RowFilter, ...] = ()
    pivot: Pivot | None = None
    missing: tuple[str, ...] = ()
    distinct: bool = False
    amendments: tuple[Amendment, ...] = ()

    @property
    def file(self) -> str:
        return self.data.file

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that the rows depend on."""
        return (self.file, *(lookup.data.file for lookup in self.lookups))
