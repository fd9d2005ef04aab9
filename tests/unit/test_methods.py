"""Methods in processes of their own: what comes back is what would have been found here, in the order of the giving."""

import os
import signal
import time
from contextlib import nullcontext
from dataclasses import replace

import pytest

from tests.small_project import small_project
from warehouse.adapters.reader import open_reader
from warehouse.building import methods
from warehouse.building.methods import Methods, method_error
from warehouse.errors import AnalysisError

told = []


class Squares:
    """A statistics that can be sent to another process: it tells in which one it was asked, and how far it is."""

    def listen(self, heard):
        told[:] = [heard]

    def analyse(self, name, spec, frame):
        if spec.get("ends"):
            os.kill(os.getpid(), signal.SIGKILL)
        if frame < 0:
            raise ValueError("negative")
        for block in range(frame if spec.get("slowly") else 0):
            told[0](block + 1, frame)
            time.sleep(0.1)
        return {"estimates": [{"analysis": name, "n": frame**2, "status": str(os.getpid())}]}


@pytest.fixture
def analysis(tmp_path, root):
    project = small_project(tmp_path, root / "sql" / "macros").load()
    return next(model for model in project.models if model.header.analysis)


def given(analysis, frames, processes):
    handed = Methods(Squares(), processes)
    for place, frame in enumerate(frames):
        handed.give(replace(analysis, name=f"a{place}"), frame)
    return handed


@pytest.mark.parametrize("processes", [0, 2])
def test_findings_come_back_in_order_wherever_they_were_made(analysis, processes):
    handed = given(analysis, range(20), processes)
    found = [*handed.all()]
    handed.forget()
    assert [finding.model.name for finding in found] == [f"a{place}" for place in range(20)]
    rows = [finding.found["estimates"][0] for finding in found]
    assert [row["n"] for row in rows] == [place**2 for place in range(20)]
    assert (str(os.getpid()) in {row["status"] for row in rows}) == (processes == 0)


@pytest.mark.parametrize("processes", [0, 1])
def test_an_error_stays_with_its_analysis(analysis, processes):
    handed = given(analysis, [1, -1, 2], processes)
    errors = [type(finding.error).__name__ for finding in handed.all()]
    handed.forget()
    assert errors == ["NoneType", "ValueError", "NoneType"]


def test_a_process_that_the_system_ends_is_no_fault_of_the_method(analysis):
    """As where memory is short. What waits behind it, and what is given after it, has no finding either."""
    handed = Methods(Squares(), 1)
    ending = replace(analysis, header=replace(analysis.header, analysis={"ends": True}))
    handed.give(replace(ending, name="first"), 1)
    handed.give(replace(analysis, name="second"), 2)
    (first, second) = handed.all()
    handed.give(replace(analysis, name="third"), 3)
    (third,) = handed.all()
    handed.forget()
    said = [str(method_error(each.model, each.error)) for each in (first, second, third)]
    for name, words in zip(("first", "second", "third"), said, strict=True):
        assert words.startswith(f"The process that {name} waited for ended early, most likely for want of memory\n")
        assert words.endswith("try: close what takes memory, then cartwheel build --retry")


def test_a_crowd_waiting_is_waited_for(analysis, monkeypatch):
    monkeypatch.setattr(methods, "WAITING_EACH", 3)
    handed = given(analysis, range(10), 1)
    assert len([*handed.ready()]) >= 7
    handed.forget()
    assert [*handed.all()] == []


def test_columns_of_the_open_database_are_analysed_where_it_is(analysis, monkeypatch):
    monkeypatch.setattr(methods, "InDatabase", int)
    handed = given(analysis, [3], 1)
    (finding,) = handed.all()
    handed.forget()
    assert finding.found["estimates"][0]["status"] == str(os.getpid())


@pytest.mark.parametrize("processes", [0, 1])
def test_a_long_analysis_tells_how_far_it_is(analysis, monkeypatch, processes):
    monkeypatch.setattr(methods, "SECONDS", 0.02)
    heard = []
    handed = Methods(Squares(), processes)
    handed.heard = lambda done, total, name: heard.append((name, done, total))
    slow = replace(analysis, header=replace(analysis.header, analysis={"slowly": True}))
    handed.give(replace(slow, name="first"), 3)
    handed.give(replace(slow, name="second"), 2)
    assert len([*handed.all()]) == 2
    handed.forget()
    assert list(dict.fromkeys(heard)) == [
        ("first", 1, 3),
        ("first", 2, 3),
        ("first", 3, 3),
        ("second", 1, 2),
        ("second", 2, 2),
    ]


def test_the_database_keeps_a_core():
    assert 0 <= methods.spare_cores() <= methods.MOST_PROCESSES
    assert methods.spare_cores() < (os.cpu_count() or 1)


@pytest.mark.parametrize("cells", [0, 100])
def test_a_method_that_asks_by_column_is_handed_columns_of_what_is_large(tmp_path, root, monkeypatch, cells):
    monkeypatch.setattr("warehouse.building.fetch.CELLS_AT_ONCE", cells)
    project = small_project(tmp_path, root / "sql" / "macros")
    # The counting then takes what it is handed for columns, which a frame is not.
    project.statistics.by_column = True
    with pytest.raises(AnalysisError) if cells else nullcontext():
        project.build()
        engine = open_reader(project.study / "warehouse.duckdb")
        assert engine.rows("select * from results.estimates") == [("dose_count", 3)]
        engine.close()
