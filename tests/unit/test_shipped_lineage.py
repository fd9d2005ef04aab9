"""Every column of every shipped model can be followed to the columns that it is made from, or that choose its rows."""

from python_stats import battery
from tests.house.files import ROOT
from warehouse.explaining.lineage import column_lineage
from warehouse.models.project import load_project
from warehouse.models.vocabulary import results_table

PROVENANCE = ("source_file", "source_sheet", "source_row", "decimal_mark")


def test_every_column_of_every_model_has_lineage():
    project = load_project(ROOT / "studies/zuma1", battery, use_cache=False)
    known = {model.relation: [column.name for column in model.header.columns] for model in project.models}
    known |= {seed.relation: list(seed.types) for seed in project.seeds}
    known |= {f"raw.{source.name}": [*source.columns, *PROVENANCE] for source in project.contract.sources.values()}
    for analysis, parts in project.vocabulary.analyses.items():
        known |= {results_table(analysis, part): list(project.vocabulary.result_parts[part]) for part in parts}
    schema = {relation: dict.fromkeys(columns, "varchar") for relation, columns in known.items()}
    for model in project.models:
        lineage = column_lineage(model.sql, schema)
        assert list(lineage) == known[model.relation]
        origins = {origin for several in lineage.values() for origin in several}
        assert origins or not model.relations, model.relation
        for origin in origins:
            assert origin.column in (*known[origin.relation], "*"), f"{model.relation} reads {origin}"
