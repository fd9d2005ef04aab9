"""A few rows in, one model out: the shipped SQL over small raw tables, on the engine that ships.

Only what the model needs is built. Rows go in as text, as a file would bring them, so an example shows the whole way
from what a site writes to what an analysis sees.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from python_stats.contract.parts import PARTS
from warehouse.adapters.duckdb import open_memory
from warehouse.contract import load_contract
from warehouse.judging.compile import create_empty_sources, create_schemas
from warehouse.models.files import find_model_files
from warehouse.models.templates import Renderer
from warehouse.models.vocabulary import Vocabulary
from warehouse.seeds import create_sql, load_seeds
from warehouse.settings import load_settings

SQL = Path(__file__).resolve().parents[1] / "sql"

# The least that a record of each source says, beside its subject.
RECORDS = {
    "immunophenotypes": {"sample_type": "blood", "population": "CD4+", "parent_population": "CD3+", "percent": 5},
    "car_t_levels": {"study_day": 7, "assay": "qpcr", "unit": "cells/uL"},
    "analytes": {"study_day": 7, "analyte": "LDH", "unit": "U/L"},
    "lesions": {"study_day": -7, "lesion_id": "L1", "unit": "mm"},
    "responses": {"study_day": 30, "response": "CR"},
    "toxicities": {"study_day": 3, "event": "CRS", "scale": "Lee"},
    "treatments": {"study_day": 3, "category": "bridging"},
    "follow_up": {"study_day": 30, "status": "alive"},
    "gene_expression": {"gene": "CD19", "expression": 7},
}


@cache
def shipped():
    """Contract, seeds, settings and model files: read once."""
    contract = load_contract(SQL / "sources.yml")
    settings = {name: setting.value for name, setting in load_settings(SQL / "settings.yml").items()}
    files = {f"{file.layer}.{file.name}": file for file in find_model_files([SQL])}
    return contract, load_seeds([SQL]), settings, files


def table(text):
    """Rows of a table drawn with `|`; the first line names the columns and an empty cell is missing."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(lines[0], (cell or None for cell in line), strict=True)) for line in lines[1:]]


def build(relation, given, settings=None):
    """The rows of one model, all columns, in order. `given` maps sources, or models, to a drawn table or to rows.

    A model that is given, named with its layer, stands; columns that are not given are missing.
    """
    contract, chosen = shipped()[0], frozenset((settings or {}).items())
    create_empty_sources(engine(), contract)
    models = {name: rows_of(found) for name, found in given.items() if "." in name}
    types = {model: types_of(model, chosen) for model in models}
    for model, rows in models.items():
        engine().write(model, types[model], rows)
    for source, rows in with_subjects({name: given[name] for name in given if name not in models}).items():
        fill(engine(), contract.sources[source], rows)
    create(relation, chosen, set(models))
    columns, rows = engine().answer(f"select * from {relation} order by all")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def build_all() -> dict[str, int]:
    """How many rows each model has where no source has any, each model made once."""
    create_empty_sources(engine(), shipped()[0])
    done: set[str] = set()
    for relation in shipped()[3]:
        create(relation, frozenset(), done)
    return {relation: engine().rows(f"select count(*) from {relation}")[0][0] for relation in shipped()[3]}


@cache
def engine():
    """One database in memory for all builds of a process: every build replaces what it needs."""
    memory = open_memory()
    create_schemas(memory)
    for seed in shipped()[1]:
        memory.execute(create_sql(seed))
    return memory


@cache
def renderer(settings):
    contract, seeds, defaults, files = shipped()
    return Renderer(vocabulary(contract, seeds, files, defaults | dict(settings)))


@cache
def rendered(relation, settings):
    file = shipped()[3][relation]
    return renderer(settings).render(file.text, file.path)


def vocabulary(contract, seeds, files, settings) -> Vocabulary:
    relations = {seed.name: seed.relation for seed in seeds} | {file.name: name for name, file in files.items()}
    macros = {path.name: path.read_text("utf-8") for path in sorted((SQL / "macros").glob("*.sql"))}
    return Vocabulary(relations, tuple(contract.sources), settings, PARTS, {}, macros)


def with_subjects(given: Mapping[str, object]) -> dict[str, list[Mapping[str, str | None]]]:
    """Subjects whom only other tables name are added, so that an example need not list them."""
    rows = {source: rows_of(found) for source, found in given.items()}
    listed = rows.get("subjects", [])
    named = dict.fromkeys(row["subject_id"].strip() for found in rows.values() for row in found)
    missing = [name for name in named if name not in {row["subject_id"].strip() for row in listed}]
    return rows | {"subjects": [*listed, *({"subject_id": name} for name in missing)]}


def rows_of(found) -> list[Mapping[str, object]]:
    return table(found) if isinstance(found, str) else list(found)


@cache
def types_of(model, settings) -> Mapping[str, str]:
    """The columns of a model, which it has also when it is made from nothing."""
    create(model, settings, set())
    return engine().describe(f"from {model}")


def fill(memory, source, rows: Iterable[Mapping[str, object]]) -> None:
    columns = dict.fromkeys(source.columns, "varchar")
    columns |= {"source_file": "varchar", "source_sheet": "varchar", "source_row": "bigint", "decimal_mark": "varchar"}
    origin = {"source_file": f"{source.name}.csv", "decimal_mark": "."}
    filled = [
        origin | {"source_row": number} | {name: None if value is None else str(value) for name, value in row.items()}
        for number, row in enumerate(rows, 2)
    ]
    unknown = {name for row in filled for name in row} - set(columns)
    assert not unknown, f"{source.name} has no column {sorted(unknown)}"
    memory.write(f"raw.{source.name}", columns, filled)


def create(relation, settings, done) -> None:
    """Make a model after everything it reads."""
    if relation in done or relation not in shipped()[3]:
        return
    template = rendered(relation, settings)
    for parent in template.relations:
        create(parent, settings, done)
    engine().execute(f"create or replace table {relation} as {template.sql}")
    done.add(relation)
