"""One database for all the examples of a process: the shipped SQL under its default settings, and no study's."""

import pytest

from tests.shipped_project import shipped_project
from warehouse.adapters.duckdb import open_memory
from warehouse.examples.workbench import Workbench
from warehouse.judging.compile import compile_project


@pytest.fixture(scope="session")
def workbench(tmp_path_factory):
    project = shipped_project(tmp_path_factory.mktemp("no_study"))
    engine = open_memory()
    types = compile_project(project, engine)
    engine.close()
    bench = Workbench(project, types)
    yield bench
    bench.close()
