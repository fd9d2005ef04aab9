"""The import law over the real files, and proof that the reader of the law catches what breaks it."""

import pytest

from tests.house.files import ROOT, python_files
from tests.house.imports import FOLDERS, PACKAGES, WAREHOUSE, module_name, order_of, violations

FILES = python_files(*PACKAGES)


def test_there_are_files_to_hold_the_law_over():
    assert {path.parts[len(ROOT.parts)] for path in FILES} == set(PACKAGES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: module_name(path, ROOT))
def test_the_law_holds(path):
    assert violations(path.read_text(encoding="utf-8"), module_name(path, ROOT)) == []


def test_every_module_of_the_engine_has_a_place_in_the_order():
    names = [module_name(path, ROOT).split(".") for path in FILES]
    assert {parts[1] for parts in names if parts[0] == "warehouse" and len(parts) > 1} == set(WAREHOUSE)
    for folder in FOLDERS:
        assert {parts[2] for parts in names if parts[1:2] == [folder] and len(parts) > 2} == set(order_of(folder))


BROKEN = {
    "back to the terminal": ("warehouse.building.run", "from cli.show import say"),
    "back from statistics": ("python_stats.report", "import cli.app"),
    "statistics in the engine": ("warehouse.building.run", "from python_stats import battery"),
    "a library of statistics in the engine": ("warehouse.models.checks", "from scipy.stats import kruskal"),
    "the engine outside its adapter": ("warehouse.building.run", "import duckdb"),
    "the engine inside a function": ("cli.app", "def query():\n    import duckdb"),
    "the terminal outside cli": ("python_stats.report", "import typer"),
    "upwards": ("warehouse.contract", "from warehouse.building.run import run"),
    "upwards by package": ("warehouse.errors", "from warehouse import building"),
    "upwards in a folder": ("warehouse.building.group", "from warehouse.building import run"),
    "across the branches": ("warehouse.models.graph", "from warehouse.studies.study import Study"),
    "without a place in the order": ("warehouse.misc", "from warehouse.errors import UserError"),
    "without a place in its folder": ("warehouse.models.misc", "from warehouse.models.model import Model"),
    "relative": ("warehouse.building.run", "from .plan import Plan"),
    "behind type checking": (
        "warehouse.planning.plan",
        "if TYPE_CHECKING:\n    from warehouse.building.run import Run",
    ),
}


@pytest.mark.parametrize(("module", "text"), BROKEN.values(), ids=BROKEN.keys())
def test_the_reader_catches(module, text):
    assert len(violations(text, module)) >= 1


LAWFUL = {
    "downwards": ("warehouse.building.run", "from warehouse.planning.plan import Plan"),
    "an adapter": ("warehouse.adapters.duckdb", "import duckdb"),
    "the terminal": ("cli.show", "import typer"),
    "terminal to statistics": ("cli.app", "def report():\n    from python_stats.report import write"),
    "statistics to errors": ("python_stats.battery", "from warehouse.errors import suggest"),
    "a name that begins alike": ("warehouse.building.run", "import typerless, duckdb_free"),
    "the top of both branches": (
        "warehouse.building.run",
        "from warehouse.landing.ingest import ingest\nfrom warehouse.planning.plan import Plan",
    ),
}


@pytest.mark.parametrize(("module", "text"), LAWFUL.values(), ids=LAWFUL.keys())
def test_the_reader_lets_pass(module, text):
    assert violations(text, module) == []
