"""Seed and size in, a study folder out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from python_stats.simulate.calibration_assays import DATA_CUT
from python_stats.simulate.draws import Block, Flags, Stream, whole
from python_stats.simulate.faults import with_faults
from python_stats.simulate.latent import draw_available, draw_latent
from python_stats.simulate.outcomes import Chosen, choose, draw_outcomes, draw_response
from python_stats.simulate.raw_baseline import baseline_tables
from python_stats.simulate.raw_course import course_tables
from python_stats.simulate.raw_lesions import lesion_tables
from python_stats.simulate.raw_levels import level_tables
from python_stats.simulate.table import Cohort, Table, identifiers, name_cohort
from python_stats.simulate.words import readme_text, study_text
from python_stats.simulate.write import add_to_file, encoded, encoded_rows, write_file
from warehouse.errors import UsageError

DEFAULT_SUBJECTS = 101
# The first seed from 2020 on whose five counts (responders, complete responders, durable responders, CRS and neurologic
# events of grade 3 or higher) are each within 2 of the expected ones. Counts only: no association was looked at.
DEFAULT_SEED = 2045
# Subjects that are drawn and written at a time.
BLOCK = 10_000


def simulate(
    folder: Path, *, subjects: int = DEFAULT_SUBJECTS, seed: int = DEFAULT_SEED, study: str = "zuma1"
) -> list[Path]:
    """Write a synthetic study: study.yml, README.md and data/. The same arguments give the same bytes everywhere.

    A large cohort is drawn and written in blocks, so that memory hardly grows with it. A subject's values are the same
    whatever the size of a block; only the order of rows in a file follows the blocks.
    """
    if subjects < 1:
        raise UsageError("A study needs a subject", hint="--subjects 101")
    refuse_real_study(folder)
    rows = write_tables(folder / "data", subjects, seed)
    described = study_text(study, subjects, DATA_CUT, is_in_blocks=subjects > BLOCK)
    return [
        write_file(folder / "study.yml", described.encode()),
        write_file(folder / "README.md", readme_text(study, subjects, (seed, DEFAULT_SEED), rows).encode()),
        *(folder / "data" / file for file in rows),
    ]


def write_tables(folder: Path, subjects: int, seed: int) -> dict[str, int]:
    """The raw tables, block after block. Returns the number of rows of each file."""
    rows: Counter[str] = Counter()
    chosen = choose_all(subjects, seed)
    for block in blocks(subjects):
        for table in block_tables(draw_block(block, seed, chosen)):
            if block.start == 0:
                write_file(folder / table.file, encoded(table))
            else:
                add_to_file(folder / table.file, encoded_rows(table))
            rows[table.file] += table.rows
    return dict(rows)


def block_tables(cohort: Cohort) -> list[Table]:
    """The raw tables of a block; those of the last have the faulty rows."""
    block, tables = cohort.latent.block, raw_tables(cohort)
    if block.stop == block.total:
        tables = with_faults(tables, identifiers(replace(block, start=0, stop=min(3, block.total))))
    return tables if block.total <= BLOCK else [as_text(table) for table in tables]


def as_text(table: Table) -> Table:
    """A workbook as a delimited file."""
    return replace(table, file=str(Path(table.file).with_suffix(".csv")), sheet=None) if table.sheet else table


def blocks(subjects: int) -> Iterator[Block]:
    for start in range(0, subjects, BLOCK):
        yield Block(start, min(start + BLOCK, subjects), subjects)


def refuse_real_study(folder: Path) -> None:
    """Nobody's own study is ever overwritten: only a study that says it is synthetic is."""
    existing = folder / "study.yml"
    if existing.exists() and "\nsynthetic: true\n" not in existing.read_text(encoding="utf-8"):
        raise UsageError("There is a study here that is not synthetic", str(existing), "name a new folder")


def draw_cohort(subjects: int, seed: int) -> Cohort:
    """What is true of all subjects at once; enough for a study of replicates, which needs no files."""
    return draw_block(whole(subjects), seed, choose_all(subjects, seed))


def choose_all(subjects: int, seed: int) -> tuple[Mapping[str, Flags], Chosen]:
    """What can only be said in view of the whole cohort: whose material exists, and who is one of exactly so many."""
    available = draw_available(subjects, Stream(seed, "available"))
    responders = [draw_response(draw_latent(block, seed, available))[0] for block in blocks(subjects)]
    return available, choose(np.concatenate(responders), seed)


def draw_block(block: Block, seed: int, chosen: tuple[Mapping[str, Flags], Chosen]) -> Cohort:
    available, others = chosen
    latent = draw_latent(block, seed, available)
    return name_cohort(latent, draw_outcomes(latent, others))


def raw_tables(cohort: Cohort) -> list[Table]:
    return [*baseline_tables(cohort), *level_tables(cohort), *lesion_tables(cohort), *course_tables(cohort)]
