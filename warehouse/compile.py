"""The whole graph on empty tables: every column and type is known, and every wrong one refused, before data is touched.

The database's own binder is the judge, so what passes here is exactly what it will accept in the build.
"""

import re

from warehouse.adapters import Engine, EngineError
from warehouse.contract import PROVENANCE, Contract
from warehouse.errors import ModelError, Place, nearest
from warehouse.models import LAYERS, Model
from warehouse.project import Project
from warehouse.seeds import Seed
from warehouse.vocabulary import results_table

SCHEMAS = ("raw", "seeds", *LAYERS, "meta")

Types = dict[str, dict[str, str]]


def compile_project(project: Project, engine: Engine) -> Types:
    """Make every table of the project, empty, in a fresh database. Returns the columns and types of each relation.

    Raises ModelError at the line of the model file where the binder stops, with the nearest name it knows.
    """
    create_schemas(engine)
    create_empty_sources(engine, project.contract)
    for seed in project.seeds:
        engine.execute(_empty_seed(seed))
    models = {model.relation: model for model in project.models}
    types = {f"raw.{name}": engine.describe(f"select * from raw.{name}") for name in project.contract.sources}
    types |= {seed.relation: dict(seed.types) for seed in project.seeds}
    for relation in project.graph.nodes:
        if relation in models:
            types[relation] = _compile_model(engine, models[relation], project)
    return types


def create_schemas(engine: Engine) -> None:
    engine.execute("; ".join(f"create schema if not exists {schema}" for schema in SCHEMAS))


def create_empty_sources(engine: Engine, contract: Contract) -> None:
    for source in contract.sources.values():
        columns = ", ".join(f"{name} varchar" for name in source.columns)
        provenance = ", ".join(f"{name} {'bigint' if name == 'source_row' else 'varchar'}" for name in PROVENANCE)
        engine.execute(f"create or replace table raw.{source.name} ({columns}, {provenance})")


def create_results(engine: Engine, analysis: str, project: Project) -> None:
    """The tables an analysis fills, empty."""
    for part, columns in project.vocabulary.result_parts.items():
        engine.write(results_table(analysis, part), columns, [])


def model_error(error: EngineError, model: Model, lines_before: int = 1) -> ModelError:
    """What the database said of a model's SQL, at the line of its file."""
    line = error.line - lines_before if error.line is not None else None
    missing = re.search(r'column "?([^"\s]+)"? not found|Table with name (\S+) does not exist', error.message)
    offered = re.findall(r'"([^"]+)"', error.message.partition("Candidate bindings:")[2])
    name = next((group for group in missing.groups() if group), "") if missing else ""
    guess = nearest(name, [candidate.rpartition(".")[2] for candidate in offered])
    what = error.message.split(" Candidate bindings")[0]
    return ModelError(
        f"{model.relation} cannot be built: {what}", Place(model.path, line), f"'{guess}'" if guess else None
    )


def _empty_seed(seed: Seed) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in seed.types.items())
    return f"create or replace table {seed.relation} ({columns})"


def _compile_model(engine: Engine, model: Model, project: Project) -> dict[str, str]:
    try:
        engine.execute(f"create or replace table {model.relation} as\n{model.sql.rstrip().rstrip(';')}\nwith no data")
    except EngineError as error:
        raise model_error(error, model) from error
    if model.layer == "analyses":
        create_results(engine, model.name, project)
    return engine.describe(f"select * from {model.relation}")
