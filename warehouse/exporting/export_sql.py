"""A study as ordered SQL scripts for another database, each saying whether it was translated exactly or why not."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError, UnsupportedError

from warehouse.contract import PROVENANCE
from warehouse.errors import UsageError, suggest
from warehouse.exporting.folder import refuse_full
from warehouse.exporting.spark_sql import for_spark, without_orders
from warehouse.models.graph import Node
from warehouse.models.header import SNAPSHOT
from warehouse.models.model import Model
from warehouse.models.parse import overheard
from warehouse.models.project import Project
from warehouse.models.vocabulary import results_table
from warehouse.seeds import written_rows

DIALECTS = ("bigquery", "postgres", "redshift", "snowflake", "spark", "tsql", "trino", "duckdb")


@dataclass(frozen=True)
class Script:
    """One step. `doubts` say why it may not give the same table; none when it was translated exactly."""

    relation: str
    path: str
    sql: str
    doubts: tuple[str, ...] = ()


def export_sql(project: Project, dialect: str, folder: Path) -> list[Script]:
    """Write the scripts, to be run in the order of their names. Raises UsageError when something else is there."""
    if dialect not in DIALECTS:
        hint = suggest(dialect, DIALECTS)
        raise UsageError(f"There is no dialect '{dialect}' to write", hint=hint)
    refuse_full(folder)
    folder.mkdir(parents=True, exist_ok=True)
    scripts = list(_scripts(project, dialect))
    for script in scripts:
        said = [f"-- Written by cartwheel export sql, for {dialect}: {script.relation}"]
        said += [f"-- Not exact: {doubt}" for doubt in script.doubts]
        (folder / script.path).write_text("\n".join([*said, script.sql, ""]), "utf-8")
    (folder / "README.md").write_text(_readme(scripts, dialect), "utf-8")
    return scripts


def _scripts(project: Project, dialect: str) -> Iterator[Script]:
    yield _schemas(project, dialect)
    models = {model.relation: model for model in project.models}
    for number, node in enumerate(project.graph.nodes.values(), 1):
        path = f"{number:04d}_{node.relation}.sql"
        if node.relation in models:
            yield _translated(models[node.relation], path, dialect)
            if node.layer == "analyses":
                yield _results(node, number, project, dialect)
        else:
            yield _given(node, path, project, dialect)


def _schemas(project: Project, dialect: str) -> Script:
    layers = dict.fromkeys([node.layer for node in project.graph.nodes.values()] + ["results"])
    return Script("schemas", "0000_schemas.sql", "\n".join(_created("schema", layer, dialect) for layer in layers))


def _created(kind: str, name: str, dialect: str) -> str:
    return sqlglot.transpile(f"create {kind} if not exists {name}", read="duckdb", write=dialect)[0] + ";"


def _given(node: Node, path: str, project: Project, dialect: str) -> Script:
    """A table whose rows are not made by SQL: of a source its form, of a registry its rows as well."""
    seed = next((seed for seed in project.seeds if seed.relation == node.relation), None)
    if seed is None:
        source = project.contract.sources[node.relation.removeprefix("raw.")]
        columns = dict.fromkeys(source.columns, "varchar")
        columns |= {name: "bigint" if name == "source_row" else "varchar" for name in PROVENANCE}
        doubts = ("only the form of the table: its rows are read from the study's files",)
        return Script(node.relation, path, _table(node.relation, columns, dialect), doubts)
    rows = list(written_rows(seed))
    values = ", ".join("(" + ", ".join(map(_cell, row)) + ")" for row in rows)
    names = ", ".join(seed.types)
    casts = ", ".join(f"cast(given.{name} as {kind}) as {name}" for name, kind in seed.types.items())
    if not rows:
        return Script(node.relation, path, _table(node.relation, seed.types, dialect))
    sql = f"create table {node.relation} as select {casts} from (values {values}) as given({names})"
    return Script(node.relation, path, sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True)[0] + ";")


def _cell(text: str) -> str:
    return exp.Literal.string(text).sql("duckdb") if text else "null"


def _table(relation: str, columns: Mapping[str, str], dialect: str) -> str:
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return (
        sqlglot.transpile(f"create table {relation} ({declared})", read="duckdb", write=dialect, pretty=True)[0] + ";"
    )


def _results(node: Node, number: int, project: Project, dialect: str) -> Script:
    """What a method finds is no SQL: the tables are made empty, so that what reads them can be."""
    name = node.relation.partition(".")[2]
    tables = [
        _table(results_table(name, part), project.vocabulary.result_parts[part], dialect)
        for part in project.vocabulary.analyses[name]
    ]
    method = next(model.header.analysis or {} for model in project.models if model.relation == node.relation)
    doubts = (f"only the form of the tables: their rows come from the method {json.dumps(method.get('method'))}",)
    return Script(f"results of {name}", f"{number:04d}_{node.relation}.results.sql", "\n".join(tables), doubts)


def _translated(model: Model, path: str, dialect: str) -> Script:
    kind = model.header.stored_as
    tree = sqlglot.parse_one(f"create {kind} {model.relation} as {model.canonical}", dialect="duckdb")
    doubts = ["only what the present data cut says: a snapshot is kept by cartwheel build"] * (
        model.header.materialized == SNAPSHOT
    )
    doubts += [f"{name}() is passed on as it is; see that the database has it" for name in _unknown_functions(tree)]
    doubts += _known_doubts(tree, dialect)
    if dialect == "spark":
        doubts += for_spark(tree)
    elif dialect not in _WITH_ORDERED_SUMS:
        doubts += without_orders(tree)
    for part in tree.find_all(exp.CTE) if dialect not in _WITH_MATERIALIZED else ():
        part.set("materialized", None)  # which only says how, not what
    with overheard() as said:
        try:
            sql = tree.sql(dialect, pretty=True, unsupported_level=ErrorLevel.RAISE, max_unsupported=20)
        except UnsupportedError as error:
            doubts += [line.strip() for line in str(error).splitlines() if line.strip()]
            sql = tree.sql(dialect, pretty=True, unsupported_level=ErrorLevel.IGNORE)
        doubts += _parsed_back(sql, dialect)
    doubts += [_in_words(each, dialect) for each in said]
    return Script(model.relation, path, sql + ";", tuple(dict.fromkeys(doubts)))


_WITH_MATERIALIZED = ("duckdb", "postgres")
_WITH_ORDERED_SUMS = ("duckdb", "postgres")
_WITHOUT_TRY_CAST = ("postgres", "redshift")
_WITHOUT_PERCENTILES = ("bigquery",)


def _known_doubts(tree: exp.Expr, dialect: str) -> Iterator[str]:
    """What the translator writes without a word although it may mean something else there."""
    if dialect == "duckdb":
        return
    if tree.find(exp.RegexpLike, exp.RegexpExtract, exp.RegexpReplace, exp.RegexpILike):
        yield "its regular expressions were written for RE2, and another engine reads them"
    if dialect in _WITHOUT_TRY_CAST and tree.find(exp.TryCast):
        yield "there is no try_cast: a text that cannot be read stops the query instead of giving NULL"
    if dialect in _WITHOUT_PERCENTILES and tree.find(exp.PercentileCont, exp.Median):
        yield "percentiles are window functions there, not aggregates"


def _in_words(said: str, dialect: str) -> str:
    """What the translator said of a query, as a doubt; the rest of what it says is of its own workings."""
    if "CTE column names" in said:
        return f"a common table expression names the columns of a '*', which {dialect} takes no names for"
    if "Falling back to parsing as a 'Command'" in said:
        return f"what was written may not be {dialect}: it is read as no query"
    return " ".join(said.split())


def _unknown_functions(tree: exp.Expr) -> list[str]:
    return sorted({str(found.this).lower() for found in tree.find_all(exp.Anonymous)})


def _parsed_back(sql: str, dialect: str) -> list[str]:
    """Whether the dialect's own grammar reads what was written for it."""
    try:
        sqlglot.parse_one(sql, dialect=dialect)
    except SqlglotError as error:
        return [f"what was written may not be {dialect}: {str(error).splitlines()[0]}"]
    return []


def _readme(scripts: list[Script], dialect: str) -> str:
    exact = [script for script in scripts if not script.doubts]
    lines = [f"- `{script.path}`: {'; '.join(script.doubts)}" for script in scripts if script.doubts]
    said = (
        f"# SQL for {dialect}\n\nRun the scripts in the order of their names. {len(exact)} of {len(scripts)} were "
        "translated exactly, as far as the translator knows; run them beside the DuckDB build before relying on them.\n"
    )
    return said + ("\n" + "\n".join(lines) + "\n" if lines else "")
