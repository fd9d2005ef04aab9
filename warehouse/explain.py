"""A value -> everything it was made from, step by step, down to rows of files. From the published warehouse alone.

Each model on the way is asked again which cells its rows were made from (`trace`), so that what is shown is what the SQL
did with these rows, not what it might have read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
import json

from warehouse import ledger
from warehouse.adapters import Engine, EngineError
from warehouse.lineage import ROWS, VALUE, Origin, Untraceable, column_lineage
from warehouse.target import Known, Target, find_target, literal
from warehouse.trace import ALL, OWN, cells_column, traced

SOURCE = ("source_file", "source_sheet", "source_row")


@dataclass(frozen=True)
class Row:
    """A row a value was made from. `values` has its key and the columns used; `decides` when others were passed over."""

    values: Mapping[str, object]
    columns: tuple[str, ...]
    decides: bool = False


@dataclass(frozen=True)
class Step:
    """A table on the way. `n_rows` of its rows went into what is explained; `chosen_by` chose or joined its rows."""

    relation: str
    layer: str
    about: str | None
    path: str | None
    keys: tuple[str, ...]
    columns: Mapping[str, Mapping[str, object]]
    n_rows: int
    n_deciding: int
    n_in_table: int | None
    run_id: int | None
    built_at_utc: str | None
    rows: tuple[Row, ...] = ()
    chosen_by: tuple[Origin, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Method:
    """How an analysis was computed. `version` is the hash of the method's code as the ledger has it."""

    name: str
    parameters: Mapping[str, object]
    version: str | None
    packages: Mapping[str, str]
    n_rows: int
    n_complete: int


@dataclass(frozen=True)
class Explanation:
    """`values` are the rows asked about; `steps` lead from them to the files, nearest first."""

    what: str
    relation: str
    column: str | None
    unit: str | None
    about: str | None
    is_synthetic: bool
    study: str | None
    values: tuple[Mapping[str, object], ...]
    method: Method | None
    sql: str | None
    compiled_sql: str | None
    path: str | None
    steps: tuple[Step, ...]
    files: tuple[Mapping[str, object], ...]
    runs: tuple[Mapping[str, object], ...]
    has_rows: bool = True
