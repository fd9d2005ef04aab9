"""The order in which files are named, and the number of threads, change no value of any table: models, methods, report.

Small tables are computed by one thread whatever the setting, so the database is told to divide them all the same.
"""

import pytest
import yaml

from python_stats import battery
from python_stats.simulate import simulate
from warehouse.adapters import duckdb as adapter
from warehouse.adapters.reader import open_reader
from warehouse.building.run import build
from warehouse.building.task import Choice
from warehouse.models.project import load_project


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("order") / "study"
    simulate(folder, subjects=24, seed=7)
    return folder


@pytest.fixture(scope="module")
def by_one_thread(study):
    with pytest.MonkeyPatch.context() as patch:
        return tables(study, patch, threads=1)


def tables(study, monkeypatch, *, threads):
    """Every table but the ledger, with all its rows, of a build from nothing."""
    opened = adapter.open_memory

    def in_threads(*limits):
        engine = opened(*limits)
        engine.execute(f"set threads = {threads}")
        if threads > 1:
            engine.execute("pragma verify_parallelism")
        return engine

    monkeypatch.setattr(adapter, "open_memory", in_threads)
    for name in ("warehouse.duckdb", "warehouse.ledger"):
        (study / name).unlink(missing_ok=True)
    build(load_project(study, battery), battery, choice=Choice())
    engine = open_reader(study / "warehouse.duckdb")
    try:
        named = "select table_schema || '.' || table_name from information_schema.tables where table_schema <> 'meta'"
        found = {}
        for (name,) in engine.rows(f"{named} order by 1"):
            columns = ", ".join(f"cast({column} as varchar)" for column in engine.describe(f"from {name}"))
            found[name] = engine.rows(f"select {columns} from {name} order by all")
        return found
    finally:
        engine.close()


def differing(one, other):
    return [name for name in one if one[name] != other.get(name)]


def test_there_is_something_to_compare(by_one_thread):
    assert sum(map(len, by_one_thread.values())) > 5_000
    assert len(by_one_thread["marts.cohort"]) == 24
    assert len(by_one_thread["results.estimates"]) > 1_000


def test_neither_threads_nor_the_order_of_files_change_anything(study, by_one_thread, monkeypatch):
    path = study / "study.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    several = {name: mappings for name, mappings in content["sources"].items() if isinstance(mappings, list)}
    assert len(several) >= 3
    reversed_sources = {
        name: mappings[::-1] if name in several else mappings for name, mappings in reversed(content["sources"].items())
    }
    path.write_text(yaml.safe_dump(content | {"sources": reversed_sources}, sort_keys=False), "utf-8")
    assert differing(by_one_thread, tables(study, monkeypatch, threads=4)) == []
