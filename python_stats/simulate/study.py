"""Seed and size in, a study folder out."""

from pathlib import Path

from python_stats.simulate.calibration_assays import DATA_CUT
from python_stats.simulate.faults import with_faults
from python_stats.simulate.latent import draw_latent
from python_stats.simulate.outcomes import draw_outcomes
from python_stats.simulate.raw_baseline import baseline_tables
from python_stats.simulate.raw_course import course_tables
from python_stats.simulate.raw_lesions import lesion_tables
from python_stats.simulate.raw_levels import level_tables
from python_stats.simulate.table import Cohort, Table, name_cohort
from python_stats.simulate.words import readme_text, study_text
from python_stats.simulate.write import encoded, write_file
from warehouse.errors import UsageError

DEFAULT_SUBJECTS = 101
# The first seed from 2020 on whose five counts (responders, complete responders, durable responders, CRS and neurologic
# events of grade 3 or higher) are each within 2 of the expected ones. Counts only: no association was looked at.
DEFAULT_SEED = 2045


def simulate(
    folder: Path, *, subjects: int = DEFAULT_SUBJECTS, seed: int = DEFAULT_SEED, study: str = "zuma1"
) -> list[Path]:
    """Write a synthetic study: study.yml, README.md and data/. The same arguments give the same bytes everywhere."""
    if subjects < 1:
        raise UsageError("A study needs a subject", hint="--subjects 101")
    refuse_real_study(folder)
    tables = raw_tables(draw_cohort(subjects, seed))
    written = [
        write_file(folder / "study.yml", study_text(study, subjects, DATA_CUT).encode()),
        write_file(folder / "README.md", readme_text(study, subjects, (seed, DEFAULT_SEED), tables).encode()),
    ]
    return written + [write_file(folder / "data" / table.file, encoded(table)) for table in tables]


def refuse_real_study(folder: Path) -> None:
    """Nobody's own study is ever overwritten: only a study that says it is synthetic is."""
    existing = folder / "study.yml"
    if existing.exists() and "\nsynthetic: true\n" not in existing.read_text(encoding="utf-8"):
        raise UsageError("There is a study here that is not synthetic", str(existing), "name a new folder")


def draw_cohort(subjects: int, seed: int) -> Cohort:
    """What is true of the subjects; enough for a study of replicates, which needs no files."""
    latent = draw_latent(subjects, seed)
    return name_cohort(latent, draw_outcomes(latent))


def raw_tables(cohort: Cohort) -> list[Table]:
    tables = [*baseline_tables(cohort), *level_tables(cohort), *lesion_tables(cohort), *course_tables(cohort)]
    return with_faults(tables, cohort.identifiers)
