"""A data file of any accepted format -> a text table the engine can load."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from warehouse.adapters import Engine, EngineError, literal
from warehouse.adapters.words import quoted
from warehouse.errors import DataError, Place
from warehouse.files.delimited import read_delimited, reread_delimited
from warehouse.files.json_table import read_json
from warehouse.files.statistical import read_statistical
from warehouse.files.text_table import TextTable, column, is_blank
from warehouse.studies.data_file import DataFile

FLOATS = ("FLOAT", "DOUBLE")


@dataclass(frozen=True)
class Fingerprint:
    """What tells whether a file is still the one that was read."""

    sha256: str
    bytes: int
    modified: int
    inode: int


def fingerprint(path: Path) -> Fingerprint:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    status = path.stat()
    return Fingerprint(digest, status.st_size, status.st_mtime_ns, status.st_ino)


def read_file(engine: Engine, path: Path, data: DataFile, workspace: Path) -> TextTable:
    """The text table of a file; what has to be rewritten for the engine is written to `workspace`."""
    if data.format == "workbook":
        from warehouse.files.workbook import read_workbook  # its library is for those who have one

        return read_workbook(path, data, workspace)
    if data.format == "parquet":
        return read_parquet(engine, path, data, workspace)
    if data.format == "statistical":
        return read_statistical(path, data, workspace)
    if data.format == "json":
        return read_json(path, data, workspace)
    return read_delimited(path, data, workspace)


def reread(path: Path, data: DataFile, table: TextTable, workspace: Path) -> TextTable:
    """The slow way, for a file that looked plain but that the engine did not load as it should."""
    return reread_delimited(path, data, table, workspace) if data.format == "delimited" else table


def read_parquet(engine: Engine, path: Path, data: DataFile, workspace: Path) -> TextTable:
    if any(sign in str(path) for sign in "*?["):
        # The engine would take the name for a pattern and read other files as well.
        path = Path(copyfile(path, workspace / "records.parquet"))
    read = f"read_parquet({literal(str(path))}, hive_partitioning = false, file_row_number = true)"
    try:
        described = [(str(name), str(kind)) for name, kind, *_ in engine.rows(f"describe select * from {read}")]
    except EngineError:
        what = "the file cannot be read as Parquet"
        raise DataError(what, Place(data.file), "export the file again, or export it as CSV") from None
    columns = [(name, kind) for name, kind in described if name != "file_row_number"]
    texts = [as_text(name, kind, data.decimal) for name, kind in columns]
    names = [column(number) for number in range(1, len(columns) + 1)]
    selected = ", ".join(f"{text} as {name}" for text, name in zip(texts, names, strict=True))
    inner = f"select file_row_number + 1 as source_row, {selected} from {read}"
    select = f"select *, {is_blank(names)} as is_blank from ({inner})"
    return TextTable(tuple(name for name, _ in columns), select, "source_row")


def as_text(name: str, kind: str, decimal: str) -> str:
    """A typed column as text without loss: shortest digits that give the same double, dates as ISO 8601."""
    text = f"nullif(cast({quoted(name)} as varchar), '')"
    if kind in FLOATS:
        text = f"regexp_replace({text}, '[.]0$', '')"
    if kind in FLOATS or kind.startswith("DECIMAL"):
        text = f"replace({text}, '.', {literal(decimal)})"
    return f"regexp_replace({text}, ' 00:00:00$', '')" if kind.startswith("TIMESTAMP") else text
