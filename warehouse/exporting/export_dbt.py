"""A study as a dbt project: the same files, with their contracts in schema.yml, for dbt and its DuckDB adapter.

dbt reads text as received, and what the statistical methods found, from the published warehouse: it does neither.
"""

import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from warehouse.dbt.generic import GENERIC_TESTS
from warehouse.dbt.sources import PUBLISHED
from warehouse.exporting.folder import refuse_full
from warehouse.models.files import CHECKS, LAYERS
from warehouse.models.header import SNAPSHOT, WARN, ColumnSpec, Header, Test
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.vocabulary import results_table
from warehouse.seeds import Seed, written_rows

PROFILE = "cartwheel_export"

# dbt would put the name of the target before the name of a layer.
_SCHEMAS = """{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
"""
_README = """# {title}, as a dbt project

Written by `cartwheel export dbt`. With dbt-core and dbt-duckdb installed, in this folder:

    dbt build --profiles-dir .

Models, macros and registries are the files of the study; `schema.yml` holds what their headers say. The sources are the
tables of the published warehouse: raw text as received, what earlier data cuts said (snapshots), and what the
statistical methods found, which dbt does not compute. Settings are `vars` of `dbt_project.yml`.

`profiles.yml` says under `attach` where the warehouse lies, as `{path}`. A path that begins with no `/` is taken from
this folder. Where the warehouse lies elsewhere, as on another machine, write its path there.
"""


def export_dbt(project: Project, published: Path, folder: Path) -> list[Path]:
    """Write the project into an empty or new folder. The files; raises UsageError when something else is there."""
    refuse_full(folder)
    files = dict(_files(project, _seen_from(folder.resolve(), published.resolve())))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    seeds = [(seed, folder / "seeds" / f"{seed.name}.csv") for seed in project.seeds]
    for seed, target in seeds:
        with target.open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle, lineterminator="\n").writerows([list(seed.types), *written_rows(seed)])
    return [*(folder / name for name in files), *(target for _, target in seeds)]


def _seen_from(folder: Path, published: Path) -> str:
    """The path of the warehouse from the folder in which dbt runs, where both lie in or beside the study: these are
    moved together, and to another machine. Any other is whole."""
    is_near = folder.is_relative_to(published.parent.parent)
    return os.path.relpath(published, folder) if is_near else str(published)


def _files(project: Project, published: str) -> Iterator[tuple[str, str]]:
    yield "dbt_project.yml", _yaml(_project_file(project))
    yield "profiles.yml", _yaml(_profile(published))
    yield "README.md", _README.format(title=project.study.title or project.study.name, path=published)
    yield "macros/generate_schema_name.sql", _SCHEMAS
    yield "macros/results.sql", _results_macro(project)
    for path, text in project.macros.items():
        yield f"macros/{path.replace('/macros/', '_', 1)}", text
    yield "tests/generic/contract.sql", GENERIC_TESTS
    yield "seeds/seeds.yml", _yaml({"version": 2, "seeds": [_seed(seed) for seed in project.seeds]})
    yield "models/sources.yml", _yaml({"version": 2, "sources": _sources(project)})
    for layer in LAYERS:
        models = [model for model in project.models if model.layer == layer]
        for model in models:
            yield f"tests/{model.name}.sql" if layer == CHECKS else f"models/{layer}/{model.name}.sql", _text(model)
        if layer == CHECKS:
            yield "tests/checks.yml", _yaml({"version": 2, "data_tests": [_check(each) for each in models]})
        elif models:
            yield f"models/{layer}/schema.yml", _yaml({"version": 2, "models": [_model(each) for each in models]})


def _text(model: Model) -> str:
    """The file as it is. What earlier data cuts said is in the published warehouse alone: a snapshot is read there."""
    if model.header.materialized != SNAPSHOT:
        return model.text
    columns = ", ".join(column.name for column in model.header.columns)
    return f"{model.text.partition('*/')[0]}*/\nselect {columns}\nfrom {PUBLISHED}.{model.relation}\n"


def _project_file(project: Project) -> Mapping[str, object]:
    layers: dict[str, object] = {layer: {"+schema": layer} for layer in LAYERS if layer != CHECKS}
    return {
        "name": PROFILE,
        "version": "1.0.0",
        "config-version": 2,
        "profile": PROFILE,
        "flags": {"require_generic_test_arguments_property": True},
        "vars": project.setting_values(),
        "models": {PROFILE: {"+materialized": "table"} | layers},
        "seeds": {PROFILE: {"+schema": "seeds"}},
    }


def _profile(published: str) -> Mapping[str, object]:
    attach = [{"path": published, "type": "duckdb", "read_only": True, "alias": PUBLISHED}]
    output = {"type": "duckdb", "path": "dbt.duckdb", "schema": "main", "threads": 1, "attach": attach}
    return {PROFILE: {"target": "dev", "outputs": {"dev": output}}}


def _results_macro(project: Project) -> str:
    """`results(part)` of our templates: all rows of one part of the results, whichever analysis made them."""
    branches = []
    for number, part in enumerate(project.vocabulary.result_parts):
        names = [table.partition(".")[2] for table in project.vocabulary.tables_of(part)]
        reads = " union all ".join(f"select * from {{{{ source('results', '{name}') }}}}" for name in names)
        query = f"({reads})" if names else project.vocabulary.results(part)
        branches.append(f"{{%- {'elif' if number else 'if'} part == '{part}' -%}} {query}")
    return "{% macro results(part) %}\n" + "\n".join(branches) + "\n{%- endif -%}\n{% endmacro %}\n"


def _sources(project: Project) -> list[Mapping[str, object]]:
    raw = [
        {
            "name": source.name,
            "description": source.about,
            "columns": [{"name": column.name, "description": column.about} for column in source.columns.values()],
        }
        for source in project.contract.sources.values()
    ]
    found = [
        {"name": results_table(name, part).partition(".")[2]}
        for name, parts in project.vocabulary.analyses.items()
        for part in parts
    ]
    tables: dict[str, list[Any]] = {"raw": raw, "results": found}
    return [
        {"name": name, "database": PUBLISHED, "schema": name, "tables": entries}
        for name, entries in tables.items()
        if entries
    ]


def _seed(seed: Seed) -> Mapping[str, object]:
    return {"name": seed.name, "description": seed.about, "config": {"column_types": dict(seed.types)}}


def _model(model: Model) -> Mapping[str, object]:
    header = model.header
    kind = header.stored_as
    said: dict[str, object] = {
        "name": model.name,
        "description": header.about + (f"\n\nReference: {header.reference}" if header.reference else ""),
        "config": {"materialized": kind, "tags": list(header.tags), "meta": _meta(model)},
        "columns": [_column(column) for column in header.columns],
    }
    if header.grain:
        said["data_tests"] = [{"grain": {"arguments": {"columns": list(header.grain)}}}]
    return said


def _check(model: Model) -> Mapping[str, object]:
    return {"name": model.name, "description": model.header.about, "config": _limits(model.header)}


def _limits(test: Test | Header) -> Mapping[str, object]:
    """Our severity and how many rows may break a test, as dbt says them."""
    return {"severity": test.severity, "warn_if": f">{test.up_to}", "error_if": f">{test.up_to}"}


def _meta(model: Model) -> Mapping[str, object]:
    header = model.header
    meta: dict[str, object] = {"grain": list(header.grain)} if header.grain else {}
    return meta | ({"analysis": dict(header.analysis)} if header.analysis else {})


def _column(column: ColumnSpec) -> Mapping[str, object]:
    said: dict[str, object] = {"name": column.name, "description": column.about}
    if column.unit is not None:
        said["config"] = {"meta": {"unit": column.unit}}
    if column.tests:
        said["data_tests"] = [_test(column, test) for test in column.tests]
    return said


def _test(column: ColumnSpec, test: Test) -> object:
    name, arguments = _named(column, test)
    said: dict[str, object] = {"arguments": arguments} if arguments else {}
    if test.severity == WARN or test.up_to:
        said["config"] = _limits(test)
    return {name: said} if said else name


def _named(column: ColumnSpec, test: Test) -> tuple[str, Mapping[str, object]]:
    match test.kind:
        case "min" | "max":
            return "at_least" if test.kind == "min" else "at_most", {"value": test.value}
        case "accepted":
            values = list(test.value) if isinstance(test.value, tuple) else [test.value]
            return "accepted_values", {"values": values, "quote": any(isinstance(value, str) for value in values)}
        case "relationships":
            model, _, other = str(test.value).partition(".")
            return "relationships", {"to": f"ref('{model}')", "field": other or column.name}
        case _:
            return test.kind, {}


def _yaml(content: Mapping[str, object]) -> str:
    plain = json.loads(json.dumps(content))
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120)
