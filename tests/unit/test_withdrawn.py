"""The steps of studies/COHORT.md for a subject who withdraws leave nothing of it in the study's folder."""

import shutil

import duckdb
import pytest

from tests.long_project import STUDY, long_project, write_rows
from tests.unit.test_snapshot import ARMS

WHO = "WITHDRAWN-7"
OTHERS = {f"STAYS-{number}": "high" for number in range(1, 30)}


@pytest.fixture(params=["", "engine: {groups: 2, store: store}\n"], ids=["tables", "store"])
def project(request, tmp_path, root):
    """A study of two data cuts, with a history, and a subject who is in both."""
    project = long_project(tmp_path, root / "sql" / "macros")
    project.write_model("marts/arms_over_time", ARMS)
    for cut in ("2026-01-01", "2026-02-01"):
        project.write("study/study.yml", f"{STUDY}data_cut: {cut}\n{request.param}")
        take(project, {**OTHERS, WHO: f"arm of {cut}"})
        project.build()
    return project


def take(project, arms):
    write_rows(project, dict.fromkeys(arms, ((0, 1), (7, 2))), arms)


def places(project):
    """The files of the study, data apart, in which the subject is named; tables of a store are read, being packed."""
    found = set()
    for path in (each for each in project.study.rglob("*") if each.is_file() and each.parent.name != "data"):
        text = path.read_bytes()
        if path.suffix == ".parquet":
            text = str(duckdb.read_parquet(str(path), hive_partitioning=False).fetchall()).encode()
        if WHO.encode() in text:
            found.add(path.relative_to(project.study).parts[0])
    return found


def test_an_ordinary_build_is_not_enough(project):
    """Else the steps would prove nothing."""
    take(project, OTHERS)
    project.build()
    assert {"cuts", "warehouse.duckdb"} <= places(project)


def test_the_steps_leave_nothing(project):
    take(project, OTHERS)
    shutil.rmtree(project.study / "cuts")
    with duckdb.connect(str(project.study / "warehouse.duckdb")) as client:
        client.execute("delete from marts.arms_over_time where subject_id = ?", [WHO])
    project.build(anew=True)
    project.build(anew=True)
    assert places(project) == set()
    assert project.rows("select count(distinct subject_id) from marts.arms_over_time") == [(len(OTHERS),)]
    assert [run for run, noted in project.rows("select run_id, faults is not null from meta.runs") if noted] == [3, 4]
