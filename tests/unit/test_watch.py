"""A saved file is noticed once it is whole, whoever saved it and wherever a build would read it; what a build writes is not."""

import os
from itertools import islice
from pathlib import Path

import pytest

from cli import watch as watching
from cli.watch import changes, state, watch
from warehouse.errors import UsageError


@pytest.fixture
def study(tmp_path):
    for name in ("study.yml", "data/subjects.csv", "sql/marts/mine.sql"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was", "utf-8")
    return tmp_path


def noticed(folder, change):
    """The names of the files in which the first state after a change differs from the one before."""
    before = state([folder])
    change()
    after = next(islice(changes([folder], before, seconds=0.01), 1))
    return {Path(path).name for path, facts in before.items() ^ after.items()}


@pytest.mark.parametrize("name", ["study.yml", "data/subjects.csv", "sql/marts/mine.sql"])
def test_a_saved_file_is_noticed(study, name):
    assert noticed(study, lambda: (study / name).write_text("as it is now", "utf-8")) == {name.rpartition("/")[2]}


def test_the_models_that_ship_are_watched_in_every_layer(study, tmp_path_factory):
    shipped = tmp_path_factory.mktemp("shipped")
    model = shipped / "report" / "rpt_study.sql"
    model.parent.mkdir()
    model.write_text("as it was", "utf-8")
    before = state([study, shipped])
    model.write_text("as it is now", "utf-8")
    assert {Path(path).name for path, _ in before.items() ^ state([study, shipped]).items()} == {"rpt_study.sql"}


def test_a_new_file_one_that_went_and_one_renamed_over_another_are_noticed(study):
    assert noticed(study, lambda: (study / "data/new.csv").write_text("new", "utf-8")) == {"new.csv"}
    assert noticed(study, (study / "data/new.csv").unlink) == {"new.csv"}
    (study / "elsewhere").mkdir()
    beside = study / "elsewhere" / "mine.sql"
    beside.write_text("saved beside, as editors do", "utf-8")
    assert noticed(study, lambda: os.replace(beside, study / "sql/marts/mine.sql")) == {"mine.sql"}


def test_what_a_build_writes_is_not_a_change(study):
    before = state([study])
    for name in (
        *("warehouse.duckdb", "warehouse.duckdb.building", ".cartwheel/models.jsonl", "report/report.html"),
        *("cuts/2018-01-01.duckdb", "docs/index.html", "tables/store/cartwheel.store"),
        "tables/store/marts.cohort/0123456789abcdef0123456789abcdef/empty.parquet",
    ):
        (study / name).parent.mkdir(parents=True, exist_ok=True)
        (study / name).write_text("written", "utf-8")
    assert state([study]) == before


def test_a_change_while_the_work_is_done_is_worked_on_next_and_an_error_ends_nothing(study, monkeypatch, capsys):
    monkeypatch.setattr(watching.changes, "__defaults__", (0.01,))
    done = []

    def work():
        done.append((study / "study.yml").read_text("utf-8"))
        if len(done) == 1:
            (study / "study.yml").write_text("changed meanwhile", "utf-8")
            raise UsageError("This is wrong")
        raise KeyboardInterrupt

    watch([study], work)
    assert done == ["as it was", "changed meanwhile"]
    assert "This is wrong" in capsys.readouterr().err
