"""`connect` in three lines, several at once and across rebuilds; the notebook that ships runs and says what is true."""

import importlib.util
import os
import runpy
import shutil

import duckdb
import pytest

from tests.functional.conftest import ROOT
from warehouse.ask import connect
from warehouse.errors import StudyError

NOTEBOOKS = sorted((ROOT / "studies/zuma1/notebooks").glob("*.py"))
FORMS = [
    ("df", "pandas"),
    pytest.param(
        "pl", "polars", marks=pytest.mark.skipif(not importlib.util.find_spec("polars"), reason="needs polars")
    ),
    pytest.param(
        "arrow", "pyarrow", marks=pytest.mark.skipif(not importlib.util.find_spec("pyarrow"), reason="needs pyarrow")
    ),
]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, built_study, tmp_path, monkeypatch):
    (tmp_path / "studies").mkdir()
    shutil.copytree(built_study.folder, tmp_path / "studies/zuma1")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    found = runpy.run_path(str(path))
    found["connection"].close()
    assert len(found["cohort"]) == 24
    assert found["by_response"]["n_subjects"].sum() == found["cohort"]["response_status"].notna().sum()
    assert found["n_older"] == 4
    assert len(found["halves"]) == 2
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(("method", "library"), FORMS)
def test_a_frame_of_every_library(built_study, method, library):
    with connect(built_study.folder) as connection:
        frame = getattr(connection.sql("select subject_id, age_years from cohort"), method)()
        assert type(frame).__module__.split(".")[0] == library


def test_a_folder_may_be_text_and_must_be_built(built_study, tmp_path):
    with connect(str(built_study.folder)) as connection:
        assert connection.sql("select count(*) from cohort").fetchall() == [(24,)]
    with pytest.raises(StudyError, match="There is no study here"):
        connect(tmp_path)
    (tmp_path / "study.yml").write_text("study: small\n")
    with pytest.raises(StudyError, match="Nothing has been built here yet"):
        connect(tmp_path)


def test_it_cannot_write(built_study):
    before = built_study.published.read_bytes()
    with connect(built_study.folder) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("delete from cohort")
    assert built_study.published.read_bytes() == before


def test_connections_of_one_process_see_what_was_published_when_they_began(built_study):
    """DuckDB would hand a second connection to the same path the database that the first one opened."""
    with connect(built_study.folder) as old:
        replacement = built_study.folder / "replacement.duckdb"
        shutil.copy(built_study.published, replacement)
        with duckdb.connect(str(replacement)) as writer:
            writer.execute("delete from marts.cohort where subject_id > 'S010'")
        os.replace(replacement, built_study.published)
        with connect(built_study.folder) as new:
            counts = [each.sql("select count(*) from marts.cohort").fetchall() for each in (old, new, old)]
    assert counts == [[(24,)], [(10,)], [(24,)]]


def test_a_bound_on_memory_is_kept(built_study):
    with (
        connect(built_study.folder, memory_limit="100MB") as connection,
        pytest.raises(duckdb.OutOfMemoryException),
    ):
        connection.execute("select list(range) from range(1000000000)").fetchall()
