"""The shipped models that need all subjects at once are those that sql/README.md lists, and no model of records is one."""

import re

import pytest

from python_stats import battery
from tests.house.files import ROOT
from warehouse.building.grouped import LAYERS, locality
from warehouse.contract import PROVENANCE
from warehouse.models.project import load_project


@pytest.fixture(scope="module")
def project():
    return load_project(ROOT / "studies/zuma1", battery, use_cache=False)


@pytest.fixture(scope="module")
def found(project):
    types = {model.relation: [column.name for column in model.header.columns] for model in project.models}
    types |= {seed.relation: list(seed.types) for seed in project.seeds}
    types |= {f"raw.{source.name}": [*source.columns, *PROVENANCE] for source in project.contract.sources.values()}
    return locality(project, {relation: dict.fromkeys(columns, "varchar") for relation, columns in types.items()})


def test_the_list_in_the_readme_is_whole_and_true(project, found):
    text = (ROOT / "sql/README.md").read_text("utf-8").split("## Which models need all subjects at once")[1]
    rows = [line for line in text.split("\n## ")[0].splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert listed == {relation.partition(".")[2] for relation in found.crossing}
    assert found.local | set(found.crossing) == {model.relation for model in project.models if model.layer in LAYERS}


def test_no_model_of_records_waits_for_another_subject(found):
    """Staging, and whatever is read again record by record, is what grows with a study."""
    crossing = {relation.partition(".")[2] for relation in found.crossing}
    assert not any(name.startswith("stg_") for name in crossing)
    assert {"marts.features", "marts.cohort", "intermediate.int_analytes_windowed"} <= found.local
