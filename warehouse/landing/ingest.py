"""A study's files -> raw.<source> and raw.rejects: every row is in one of them, as received, with its file and row."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from warehouse.adapters import Engine, EngineError, literal
from warehouse.contract import Contract
from warehouse.errors import NO_ROOM, DataError, Place, StudyError
from warehouse.files.archive import unpacked
from warehouse.files.readers import Fingerprint, fingerprint, read_file, reread
from warehouse.files.text_table import TextTable
from warehouse.landing.acceptance import Acceptance
from warehouse.landing.answered import MET_COLUMNS, refuse_answers
from warehouse.landing.headers import with_names_of
from warehouse.landing.key_tables import key_query, key_table, refuse_repeated, repeated_keys
from warehouse.landing.reading import FileReading
from warehouse.landing.sorting import CHANGED_COLUMNS, REJECT_COLUMNS, count, rows_set_aside, sort_rows
from warehouse.landing.workspace import workspace
from warehouse.macros import load_macros
from warehouse.studies.data_file import DataFile
from warehouse.studies.mapping import STUDY_FILE, Lookup, SourceMapping
from warehouse.studies.study import Study

PROVENANCE_COLUMNS = "source_file varchar, source_sheet varchar, source_row bigint, decimal_mark varchar"


# What the database says when it is the machine that cannot: another reading of the file would end alike.
OUT_OF_MEMORY = "Out of Memory"
OF_THE_MACHINE = (OUT_OF_MEMORY, *map(os.strerror, NO_ROOM))


class Inputs(Protocol):
    """What reading needs of a project: the study, its contract, and the macro files by path."""

    @property
    def study(self) -> Study: ...

    @property
    def contract(self) -> Contract: ...

    @property
    def macros(self) -> Mapping[str, str]: ...


def ingest_study(engine: Engine, inputs: Inputs) -> tuple[FileReading, ...]:
    """Every source of the contract, each after those it refers to."""
    readings = (read_source(engine, inputs, name) for name in inputs.contract.sources)
    return tuple(reading for several in readings for reading in several)


def read_source(engine: Engine, inputs: Inputs, name: str) -> tuple[FileReading, ...]:
    """raw.<name> anew, with its rejects; empty when the study has no such source. What it refers to must stand."""
    source, macros = inputs.contract.sources[name], load_macros(inputs.macros)
    if source.set_aside_of is not None:
        rows = rows_set_aside(source.set_aside_of, source.columns)
        engine.execute(f"create or replace table raw.{name} as {rows}")
        return ()
    columns = "".join(f"{column} varchar, " for column in source.columns)
    engine.execute("create schema if not exists raw")
    engine.execute(f"create or replace table raw.{name} ({columns}{PROVENANCE_COLUMNS})")
    engine.execute(f"create table if not exists raw.rejects ({REJECT_COLUMNS})")
    # A warehouse that an earlier version built has no such column.
    engine.execute("alter table raw.rejects add column if not exists mapped varchar")
    engine.execute(f"create table if not exists raw.changed_cells ({CHANGED_COLUMNS})")
    for table in ("rejects", "changed_cells"):
        engine.execute(f"delete from raw.{table} where source = {literal(name)}")
    mappings = inputs.study.mappings(name)
    acceptances = [Acceptance(inputs.contract, source, mapping, macros) for mapping in mappings]
    engine.execute(f"create or replace temp table met_records ({MET_COLUMNS})")
    readings = tuple(ingest_file(engine, inputs.study.folder, acceptance) for acceptance in acceptances)
    refuse_answers(engine, mappings)
    refuse_if_all_filtered(mappings, readings)
    if acceptances and source.key:
        refuse_repeated_keys(engine, acceptances[0])
    if source.required and not any(reading.rows_accepted for reading in readings):
        files = ", ".join(mapping.file for mapping in mappings)
        raise DataError(f"source '{name}' has no rows, and every study needs some", files, "fill the file")
    return readings


def ingest_file(engine: Engine, folder: Path, acceptance: Acceptance) -> FileReading:
    """One mapping of a file into raw.<source> and raw.rejects."""
    with memory_in_words(acceptance.mapping.file):
        return ingested(engine, folder, acceptance)


@contextmanager
def memory_in_words(file: str) -> Iterator[None]:
    """Raises DataError where the database has too little memory for a file."""
    try:
        yield
    except EngineError as error:
        if OUT_OF_MEMORY not in error.message:
            raise
        what = "reading the file takes more memory than the database may use"
        raise DataError(what, Place(file), "engine: {memory_limit: ..., spill: FOLDER} in study.yml") from error


def ingested(engine: Engine, folder: Path, acceptance: Acceptance) -> FileReading:
    mapping = acceptance.mapping
    refuse_bad_patterns(engine, mapping)
    before = {file: fingerprint_of(folder / file, file) for file in mapping.files}
    for number, lookup in enumerate(mapping.lookups, 1):
        load_key_table(engine, folder, lookup, number, acceptance.blanks())
    table = load(engine, folder, mapping.data)
    for file, earlier in before.items():
        if fingerprint_of(folder / file, file) != earlier:
            raise DataError("the file changed while it was read", Place(file), "build again once it is complete")
    own = before[mapping.file]
    acceptance = replace(acceptance, mapping=with_names_of(mapping, table.header))
    reading = sort_rows(engine, acceptance, table, own.sha256, own.bytes)
    for scratch in ("received_file", *(key_table(number) for number in range(1, len(mapping.lookups) + 1))):
        engine.execute(f"drop table {scratch}")
    return reading


def refuse_bad_patterns(engine: Engine, mapping: SourceMapping) -> None:
    """A pattern that Python takes may still be none to the engine."""
    patterns = [(split.pattern, split.place) for split in mapping.splits]
    patterns += [(step.texts[0], step.place) for step in mapping.filters if step.kind == "matches"]
    patterns += [(rule.pattern, item.place) for item in mapping.columns for rule in item.replace]
    for pattern, place in patterns:
        try:
            engine.rows(f"select regexp_matches('', {literal(pattern)})")
        except EngineError:
            what = "this pattern uses what the engine does not know"
            raise StudyError(what, place, "a plain pattern, without look-around") from None


def load_key_table(engine: Engine, folder: Path, lookup: Lookup, number: int, blanks: str) -> None:
    table = load(engine, folder, lookup.data)
    engine.execute(f"create or replace temp table {key_table(number)} as {key_query(lookup, table, blanks)}")
    refuse_repeated(lookup, count(engine, repeated_keys(lookup, number)))


def fingerprint_of(path: Path, file: str) -> Fingerprint:
    try:
        return fingerprint(path)
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise DataError(what, Place(file), "see that it is there and may be read") from None


def load(engine: Engine, folder: Path, data: DataFile) -> TextTable:
    """The file as the temporary table `received_file`."""
    with workspace(folder) as scratch:
        path = unpacked(folder / data.file, data, scratch)
        table = read_file(engine, path, data, scratch)
        if not is_loaded(engine, table):
            table = reread(path, data, table, scratch)
            if not is_loaded(engine, table):
                raise DataError("the file cannot be read", Place(data.file), "export it again as UTF-8 CSV")
    return table


def is_loaded(engine: Engine, table: TextTable) -> bool:
    """Whether the engine read the file, and found as many records as there are. Raises EngineError where the machine is
    why it did not."""
    try:
        engine.execute(f"create or replace temp table received_file as {table.select}")
    except EngineError as error:
        if any(words in error.message for words in OF_THE_MACHINE):
            raise
        return False
    return table.records is None or count(engine, "select count(*) from received_file") == table.records


def refuse_if_all_filtered(mappings: tuple[SourceMapping, ...], readings: tuple[FileReading, ...]) -> None:
    """A filter that leaves nothing of any of its files was meant otherwise."""
    by_line: dict[int, list[FileReading]] = {}
    for mapping, reading in zip(mappings, readings, strict=True):
        by_line.setdefault(mapping.line, []).append(reading)
    for line, group in by_line.items():
        rows = sum(reading.rows_read for reading in group)
        if rows and not any(reading.rows_accepted + reading.rows_rejected for reading in group):
            rules = "; ".join(dict.fromkeys(change.declared for reading in group for change in reading.changes))
            what = f"the mapping leaves none of the {rows} rows: {rules}"
            raise StudyError(what, Place(STUDY_FILE, line), "mend 'only' or 'unpivot'")


def refuse_repeated_keys(engine: Engine, acceptance: Acceptance) -> None:
    """Nobody but the study can say which of two rows with one key is the right one."""
    table, key = f"raw.{acceptance.source.name}", acceptance.key()
    keys = count(engine, f"select count(*) from (select 1 from {table} group by {key} having count(*) > 1)")
    if not keys:
        return
    rows = engine.rows(
        f"select source_file, source_row from {table} qualify count(*) over (partition by {key}) > 1 "
        f"order by min(source_row) over (partition by {key}), source_file, source_row"
    )
    shown = ", ".join(f"{file} row {row}" for file, row in rows[:10])
    more = f" and {len(rows) - 10} more" if len(rows) > 10 else ""
    name = " and ".join(acceptance.source.key)
    what = f"source '{acceptance.source.name}' has {keys} {name} in more than one row, {len(rows)} rows in all"
    hint = "keep one row for each, or set 'distinct: true' if the rows say the same"
    raise DataError(what, f"{shown}{more}", hint)
