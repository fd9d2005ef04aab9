"""A study's files -> raw.<source> and raw.rejects: every row is in one of them, as received, with its file and row."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from warehouse.acceptance import Acceptance, mapped_texts
from warehouse.adapters import Engine, EngineError
from warehouse.contract import Contract
from warehouse.errors import DataError, Place, StudyError, suggest
from warehouse.macros import load_macros
from warehouse.readers import Fingerprint, fingerprint, read_file, reread
from warehouse.study import STUDY_FILE, SourceMapping, Study
from warehouse.text_table import TextTable

REJECT_COLUMNS = (
    "source varchar, source_file varchar, source_sheet varchar, source_row bigint, "
    "column_name varchar, reason varchar, about varchar, received varchar"
)
PROVENANCE_COLUMNS = "source_file varchar, source_sheet varchar, source_row bigint, decimal_mark varchar"

# Copies of patients' rows stay inside the study folder, even when the process is killed, and go with the next build.
WORKSPACE = ".cartwheel/reading"


class Inputs(Protocol):
    """What reading needs of a project: the study, its contract, and the macro files by path."""

    @property
    def study(self) -> Study: ...

    @property
    def contract(self) -> Contract: ...

    @property
    def macros(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class FileReading:
    """What came of reading one file for one source: rows_read = rows_accepted + rows_rejected + rows_duplicated."""

    source: str
    source_file: str
    source_sheet: str | None
    sha256: str
    bytes: int
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_duplicated: int
    columns_unused: tuple[str, ...]
    ids_trimmed: int
    values_mapped: Mapping[str, int]

    def as_row(self) -> dict[str, object]:
        """The reading as a row of the ledger."""
        counted = {"columns_unused": ", ".join(self.columns_unused), "values_mapped": sum(self.values_mapped.values())}
        return vars(self) | counted

    def as_line(self) -> list[object]:
        """The reading as a line of a listing: source, file, rows read, accepted and set aside, columns not used."""
        rows = [self.rows_read, self.rows_accepted, self.rows_rejected]
        return [self.source, self.source_file, *rows, ", ".join(self.columns_unused)]


def ingest_study(engine: Engine, inputs: Inputs) -> tuple[FileReading, ...]:
    """Every source of the contract, each after those it refers to."""
    readings = (read_source(engine, inputs, name) for name in inputs.contract.sources)
    return tuple(reading for several in readings for reading in several)


def read_source(engine: Engine, inputs: Inputs, name: str) -> tuple[FileReading, ...]:
    """raw.<name> anew, with its rejects; empty when the study has no such source. What it refers to must stand."""
    source, macros = inputs.contract.sources[name], load_macros(inputs.macros)
    columns = "".join(f"{column} varchar, " for column in source.columns)
    engine.execute("create schema if not exists raw")
    engine.execute(f"create or replace table raw.{name} ({columns}{PROVENANCE_COLUMNS})")
    engine.execute(f"create table if not exists raw.rejects ({REJECT_COLUMNS})")
    engine.execute(f"delete from raw.rejects where source = '{name}'")
    mappings = inputs.study.mappings(name)
    acceptances = [Acceptance(inputs.contract, source, mapping, macros) for mapping in mappings]
    readings = tuple(ingest_file(engine, inputs.study.folder, acceptance) for acceptance in acceptances)
    if acceptances and source.key:
        refuse_repeated_keys(engine, acceptances[0])
    if source.required and not any(reading.rows_accepted for reading in readings):
        files = ", ".join(mapping.file for mapping in mappings)
        raise DataError(f"source '{name}' has no rows, and every study needs some", files, "fill the file")
    return readings


def ingest_file(engine: Engine, folder: Path, acceptance: Acceptance) -> FileReading:
    """One mapping of a file into raw.<source> and raw.rejects."""
    mapping = acceptance.mapping
    path = folder / mapping.file
    before = fingerprint_of(path, mapping)
    table = load(engine, path, mapping, folder)
    refuse_if_changed(path, mapping, before)
    refuse_unknown_columns(mapping, table)
    return accept(engine, acceptance, table, before)


def fingerprint_of(path: Path, mapping: SourceMapping) -> Fingerprint:
    try:
        return fingerprint(path)
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise DataError(what, Place(mapping.file), "see that it is there and may be read") from None


def load(engine: Engine, path: Path, mapping: SourceMapping, folder: Path) -> TextTable:
    """The file as the temporary table `received_file`."""
    with workspace(folder) as name:
        table = read_file(engine, path, mapping, Path(name))
        if not is_loaded(engine, table):
            table = reread(path, mapping, table, Path(name))
            if not is_loaded(engine, table):
                raise DataError("the file cannot be read", Place(mapping.file), "export it again as UTF-8 CSV")
    return table


def is_loaded(engine: Engine, table: TextTable) -> bool:
    """Whether the engine read the file, and found as many records as there are."""
    try:
        engine.execute(f"create or replace temp table received_file as {table.select}")
    except EngineError:
        return False
    return table.records is None or count(engine, "select count(*) from received_file") == table.records


def workspace(folder: Path) -> TemporaryDirectory[str]:
    base = folder / WORKSPACE
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    return TemporaryDirectory(dir=base)


def refuse_if_changed(path: Path, mapping: SourceMapping, before: Fingerprint) -> None:
    if fingerprint_of(path, mapping) != before:
        raise DataError("the file changed while it was read", Place(mapping.file), "build again once it is complete")


def refuse_unknown_columns(mapping: SourceMapping, table: TextTable) -> None:
    for item in mapping.columns:
        if item.column is not None and item.column not in table.header:
            what = f"'{mapping.file}' has no column '{item.column}', which '{item.name}' is mapped to"
            raise StudyError(what, Place(STUDY_FILE, item.line), suggest(item.column, table.header))


def accept(engine: Engine, acceptance: Acceptance, table: TextTable, file: Fingerprint) -> FileReading:
    """Sorts the rows of `received_file` and counts them."""
    mapping = acceptance.mapping
    engine.execute(f"create or replace temp view mapped_rows as {acceptance.mapped_rows(table)}")
    if mapping.distinct:
        # Kept as a table, because a view would find the same duplicates again for every rule.
        engine.execute("create or replace temp table distinct_rows as select * from mapped_rows")
        engine.execute("create or replace temp view mapped_rows as select * from distinct_rows")
    engine.execute(f"create or replace temp table broken_rows as {acceptance.broken_rows()}")
    engine.execute(insert_rejects(acceptance))
    engine.execute(insert_accepted(acceptance))
    rows_read = count(engine, "select count(*) from received_file where not is_blank")
    rows_mapped = count(engine, "select count(*) from mapped_rows") if mapping.distinct else rows_read
    rows_rejected = count(engine, "select count(distinct source_row) from broken_rows")
    refuse_if_none_accepted(engine, mapping, table, rows_mapped, rows_rejected)
    reading = FileReading(
        source=mapping.source,
        source_file=mapping.file,
        source_sheet=table.sheet,
        sha256=file.sha256,
        bytes=file.bytes,
        rows_read=rows_read,
        rows_accepted=rows_mapped - rows_rejected,
        rows_rejected=rows_rejected,
        rows_duplicated=rows_read - rows_mapped,
        columns_unused=unused_columns(mapping, table),
        values_mapped=mapped_values(engine, acceptance, table),
        ids_trimmed=count(engine, f"select count(*) from mapped_rows where {acceptance.trimmed_ids()}"),
    )
    for scratch in ("view mapped_rows", "table broken_rows", "table received_file", "table if exists distinct_rows"):
        engine.execute(f"drop {scratch}")
    return reading


def insert_rejects(acceptance: Acceptance) -> str:
    return (
        f"insert into raw.rejects select '{acceptance.mapping.source}', mapped_rows.source_file, "
        "mapped_rows.source_sheet, mapped_rows.source_row, broken_rows.column_name, broken_rows.reason, "
        f"broken_rows.about, {acceptance.received_texts()} from broken_rows inner join mapped_rows using (source_row) "
        "order by mapped_rows.source_row, broken_rows.column_name, broken_rows.reason"
    )


def insert_accepted(acceptance: Acceptance) -> str:
    kept = "select * from mapped_rows where source_row not in (select source_row from broken_rows)"
    return f"insert into raw.{acceptance.mapping.source} {kept}"


def unused_columns(mapping: SourceMapping, table: TextTable) -> tuple[str, ...]:
    used = {item.column for item in mapping.columns}
    return tuple(name for name in table.header if name not in used)


def mapped_values(engine: Engine, acceptance: Acceptance, table: TextTable) -> Mapping[str, int]:
    mapped = {name: item for name, item in mapped_texts(acceptance.mapping).items() if item.values}
    return {
        name: count(engine, f"select {acceptance.mapped_value_count(item, table.header)} from received_file")
        for name, item in mapped.items()
    }


def refuse_if_none_accepted(
    engine: Engine, mapping: SourceMapping, table: TextTable, rows_mapped: int, rows_rejected: int
) -> None:
    """A mapping none of whose rows fit is a wrong mapping, not a cohort of rejects. No rows at all is another thing: a
    study without a transplant has a header and nothing under it."""
    if rows_rejected < rows_mapped or not rows_mapped:
        return
    reasons = engine.rows(
        "select column_name, reason, about, count(*), min(source_row) from broken_rows "
        "group by all order by count(*) desc, column_name, reason limit 1"
    )
    column_name, reason, about, rows, first = reasons[0]
    what = f"none of the {rows_mapped} rows fits source '{mapping.source}'; most often {reason} ({rows} rows): {about}"
    place = Place(mapping.file, sheet=table.sheet, row=int(str(first)), column=str(column_name))
    raise DataError(what, place, f"mend the mapping at {STUDY_FILE}:{mapping.line} (column, values, decimal, missing)")


def refuse_repeated_keys(engine: Engine, acceptance: Acceptance) -> None:
    """Nobody but the study can say which of two rows with one key is the right one."""
    keys = count(engine, acceptance.repeated_key_count())
    if not keys:
        return
    rows = engine.rows(acceptance.repeated_key_rows())
    shown = ", ".join(f"{file} row {row}" for file, row in rows[:10])
    more = f" and {len(rows) - 10} more" if len(rows) > 10 else ""
    name = " and ".join(acceptance.source.key)
    what = f"source '{acceptance.source.name}' has {keys} {name} in more than one row, {len(rows)} rows in all"
    hint = "keep one row for each, or set 'distinct: true' if the rows say the same"
    raise DataError(what, f"{shown}{more}", hint)


def count(engine: Engine, query: str) -> int:
    return int(str(engine.rows(query)[0][0]))
