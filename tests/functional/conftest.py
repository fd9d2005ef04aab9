"""A small made-up cohort on disk, and the command line as a user runs it: another process, a folder, an exit code."""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 400
COMMAND = [sys.executable, "-c", "from cli.app import main; main()"]
ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join([str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]),
    "NO_COLOR": "1",
    "COLUMNS": "120",
}

STUDY_YML = """\
study: small
title: A small made-up cohort
synthetic: true
sources:
  subjects:
    file: data/subjects.csv
    columns: {subject_id: subject_id, age_years: age_years, sex: sex}
  car_t_levels:
    file: data/car_t_levels.csv
    columns: {subject_id: subject_id, study_day: study_day, assay: assay, result: result, unit: unit}
  responses:
    file: data/responses.csv
    columns: {subject_id: subject_id, study_day: study_day, response: response}
"""


@dataclass(frozen=True)
class SmallStudy:
    folder: Path

    @property
    def published(self):
        return self.folder / "warehouse.duckdb"

    def write(self, subjects):
        """The data files of a cohort of that many subjects, each with three CAR T levels and one response."""
        ids = [f"S{number:03d}" for number in range(1, subjects + 1)]
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        (self.folder / "study.yml").write_text(STUDY_YML, encoding="utf-8")
        self._csv(
            "subjects", ["subject_id", "age_years", "sex"], [[id_, 40 + n % 30, "female"] for n, id_ in enumerate(ids)]
        )
        self._csv(
            "car_t_levels",
            ["subject_id", "study_day", "assay", "result", "unit"],
            [[id_, day, "qpcr", 3 + n + day, "cells/uL"] for n, id_ in enumerate(ids) for day in (7, 14, 28)],
        )
        responses = ["CR", "PR", "SD", "PD"]
        self._csv(
            "responses",
            ["subject_id", "study_day", "response"],
            [[id_, 30, responses[n % len(responses)]] for n, id_ in enumerate(ids)],
        )

    def _csv(self, name, columns, rows):
        with (self.folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])


def run_cartwheel(folder, *arguments, exit_code=0):
    """Run cartwheel in a folder and return what became of it; an unexpected exit code fails with everything it said."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == exit_code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture
def cartwheel(tmp_path):
    """Cartwheel in the folder of the test."""
    return partial(run_cartwheel, tmp_path)


@pytest.fixture
def query(cartwheel):
    """The rows of a query on the published file of a study, as dictionaries of text."""

    def run(folder, sql):
        return list(csv.DictReader(cartwheel("query", "--study", folder, "--format", "csv", sql).stdout.splitlines()))

    return run


@pytest.fixture
def start(tmp_path):
    """Start cartwheel in a process group of its own and do not wait; whatever still runs at the end is ended."""
    started = []

    def run(*arguments):
        process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def small_study(tmp_path):
    study = SmallStudy(tmp_path / "small")
    study.write(subjects=24)
    return study


@pytest.fixture(scope="session")
def study_built_once(tmp_path_factory):
    study = SmallStudy(tmp_path_factory.mktemp("once") / "small")
    study.write(subjects=24)
    run_cartwheel(study.folder, "build", "--study", study.folder)
    return study


@pytest.fixture
def built_study(study_built_once, tmp_path):
    """The small study with its warehouse, built once for all tests and copied: a study may be moved."""
    return SmallStudy(Path(shutil.copytree(study_built_once.folder, tmp_path / "small")))
