"""One group of subjects through a run of models: what a worker does, with nothing but the store and a database.

Doing it twice is doing it once, because files are put in place by renaming; so a worker may die at any moment and
another take the group over.
"""

import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters import Engine, EngineError, Limits, literal
from warehouse.adapters.duckdb import open_memory
from warehouse.building.store import files_of_group, group_file, reading, write_empty


@dataclass(frozen=True)
class Input:
    relation: str
    folder: Path


@dataclass(frozen=True)
class Output:
    """A model to build. A view has no folder: it is built for those that read it, and not kept."""

    relation: str
    sql: str
    folder: Path | None


@dataclass(frozen=True)
class Job:
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    schemas: tuple[str, ...]
    memory_limit: str | None = None


@dataclass(frozen=True)
class Failure:
    """A model that the database refused. An answer and not an exception: trying again would not help."""

    relation: str
    error: EngineError


def build_group(job: Job, number: int) -> Failure | None:
    """Build every output of one group and put its rows into the store."""
    engine = open_memory(Limits(memory=job.memory_limit, threads=1))
    try:
        for schema in job.schemas:
            engine.execute(f"create schema {schema}")
        for each in job.inputs:
            engine.execute(f"create view {each.relation} as {reading(files_of_group(each.folder, number))}")
        for output in job.outputs:
            try:
                _build(engine, output, number)
            except EngineError as error:
                return Failure(output.relation, error)
    finally:
        engine.close()
    return None


def _build(engine: Engine, output: Output, number: int) -> None:
    engine.execute(f"create {'view' if output.folder is None else 'table'} {output.relation} as\n{output.sql}")
    if output.folder is None:
        return
    final = group_file(output.folder, number)
    final.parent.mkdir(exist_ok=True)
    unfinished = final.with_name(f"{uuid.uuid4().hex}.unfinished")
    engine.execute(f"copy {output.relation} to {literal(str(unfinished))} (format parquet)")
    os.replace(unfinished, final)
    if number == 0:
        write_empty(engine, output.relation, output.folder)
