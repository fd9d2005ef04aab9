"""A database in memory for worked examples: what is given stands, what is not is made from what it reads.

A source that is not given is empty, a registry is as it is, and the methods are not run: `results('estimates')` is what
the example says it is.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from warehouse.adapters import EngineError, literal
from warehouse.adapters.duckdb import DuckDB, open_memory
from warehouse.contract import PROVENANCE
from warehouse.errors import ModelError, Place, suggest
from warehouse.examples.drawn import Drawn, Example, Row
from warehouse.judging.compile import create_empty_sources, create_schemas, model_error
from warehouse.judging.remembered import Types
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.templates import Renderer
from warehouse.models.vocabulary import results_table
from warehouse.seeds import create_sql

# The analysis that stands for all in an example of what is made of results.
ANALYSIS = "given"


class Workbench:
    """Builds one example after the other in the same database, and leaves it for the next as it was."""

    def __init__(self, project: Project, types: Types) -> None:
        self.project = project
        self.engine: DuckDB = open_memory()
        self.models = {model.relation: model for model in project.models}
        self._types = types
        self._given: set[str] = set()
        self._renderers: dict[str, Renderer] = {}
        create_schemas(self.engine)
        create_empty_sources(self.engine, project.contract)
        for seed in project.seeds:
            self.engine.execute(create_sql(seed))
        for part, columns in self._parts.items():
            self.engine.write(results_table(ANALYSIS, part), columns, [])

    def close(self) -> None:
        self.engine.close()

    def build(self, example: Example) -> list[str]:
        """Make what the example gives. Returns the relations made, each after what it reads."""
        self._clear()
        known = self.project.vocabulary.settings
        for name in example.settings:
            if name not in known:
                raise ModelError(f"There is no setting '{name}'", example.place, suggest(name, known))
        for table in example.given:
            self._fill(table, example)
        for table in example.given:
            self._fill_references(self.relation(table, example))
        wanted = [self.relation(table, example) for table in example.gives]
        needed = self._needed(wanted, example.settings)
        made = [relation for relation in self.project.graph.nodes if relation in needed]
        for relation in made:
            self.create(relation, self.sql(relation, example.settings))
        return made

    def create(self, relation: str, sql: str) -> None:
        try:
            self.engine.execute(f"create or replace table {relation} as\n{sql.rstrip().rstrip(';')}")
        except EngineError as error:
            raise model_error(error, self.models[relation]) from error

    def sql(self, relation: str, settings: Mapping[str, object]) -> str:
        return self._rendered(self.models[relation], settings)[0]

    def reads(self, relation: str, settings: Mapping[str, object]) -> tuple[str, ...]:
        return self._rendered(self.models[relation], settings)[1] if relation in self.models else ()

    def relation(self, table: Drawn, example: Example) -> str:
        """The relation that a table of an example names: a model or registry by its name, a source as raw.<name>."""
        names = self._names
        if table.name not in names:
            what = f"There is no '{table.name}' for an example"
            raise ModelError(what, Place(example.path, table.line), suggest(table.name, names))
        return names[table.name]

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[str, str]]:
        return self.project.vocabulary.result_parts

    @cached_property
    def _names(self) -> dict[str, str]:
        relations = self.project.vocabulary.relations
        raw = {f"raw.{name}": f"raw.{name}" for name in self.project.contract.sources}
        results = {f"results('{part}')": results_table(ANALYSIS, part) for part in self._parts}
        return {**raw, **results, **relations, **{relation: relation for relation in relations.values()}}

    def _rendered(self, model: Model, settings: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
        """A model's SQL under the settings of an example, and what it reads."""
        changed = {name: value for name, value in settings.items() if name in model.settings}
        if not changed and not model.results_parts:
            return model.sql, model.relations
        rendered = self._renderer(changed).render(model.text, model.path)
        return rendered.sql, rendered.relations

    def _renderer(self, changed: Mapping[str, object]) -> Renderer:
        key = repr(sorted(changed.items()))
        if key not in self._renderers:
            known = self.project.vocabulary
            settings, filled = {**known.settings, **changed}, {ANALYSIS: tuple(self._parts)}
            self._renderers[key] = Renderer(replace(known, settings=settings, analyses=filled))
        return self._renderers[key]

    def _needed(self, wanted: list[str], settings: Mapping[str, object]) -> set[str]:
        needed: set[str] = set()
        waiting = list(wanted)
        while waiting:
            relation = waiting.pop()
            if relation in self.models and relation not in self._given | needed:
                needed.add(relation)
                waiting += self.reads(relation, settings)
        return needed

    def _clear(self) -> None:
        """Take away what the example before had given."""
        seeds = {seed.relation: seed for seed in self.project.seeds}
        for relation in self._given:
            if relation in seeds:
                self.engine.execute(create_sql(seeds[relation]))
            else:
                self.engine.execute(f"create or replace table {relation} as from {relation} limit 0")
        self._given.clear()

    def _fill(self, table: Drawn, example: Example) -> None:
        relation = self.relation(table, example)
        types = self._columns(relation)
        for column in table.columns:
            if column not in types:
                place = Place(example.path, table.line)
                raise ModelError(f"{table.name} has no column '{column}'", place, suggest(column, types))
        rows = [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
        if relation.startswith("raw."):
            rows = [_origin(relation, number) | row for number, row in enumerate(rows, 2)]
        self._write(relation, types, rows, table, example)

    def _columns(self, relation: str) -> Mapping[str, str]:
        for part, columns in self._parts.items():
            if relation == results_table(ANALYSIS, part):
                return columns
        if relation.startswith("raw."):
            return self.engine.describe(f"from {relation}")
        return self._types[relation]

    def _write(
        self,
        relation: str,
        types: Mapping[str, str],
        rows: list[dict[str, str | None]],
        table: Drawn,
        example: Example,
    ) -> None:
        try:
            self.engine.execute(f"create or replace table {relation} as {values(types, rows)}")
        except EngineError as error:
            row, column = self._wrong_cell(table, types)
            what = f"{table.name}.{column} is {types[column]}, which this cell is not"
            raise ModelError(what, Place(example.path, row.line), "write it as SQL would read it") from error
        self._given.add(relation)

    def _wrong_cell(self, table: Drawn, types: Mapping[str, str]) -> tuple[Row, str]:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if cell is not None and not self.reads_as(cell, types[column]):
                    return row, column
        raise AssertionError("a table that cannot be written has a cell that cannot be read")

    def reads_as(self, cell: str, kind: str) -> bool:
        return bool(self.engine.rows(f"select try_cast({literal(cell)} as {kind}) is not null")[0][0])

    def _fill_references(self, given: str) -> None:
        """Rows that given ones refer to, such as subjects, need not be drawn: their key then stands alone."""
        source = self.project.contract.sources.get(given.removeprefix("raw.")) if given.startswith("raw.") else None
        for column in source.references() if source else ():
            parent = self.project.contract.sources[column.references or ""]
            key, relation = parent.key[0], f"raw.{parent.name}"
            self._given.add(relation)
            self.engine.execute(f"""
                insert into {relation} by name
                select distinct trim({column.name}) as {key}, '{parent.name}.csv' as source_file, '.' as decimal_mark,
                    row_number() over (order by min(source_row)) + 1 + (select count(*) from {relation}) as source_row
                from {given}
                where trim({column.name}) not in (select trim({key}) from {relation} where {key} is not null)
                group by trim({column.name})
            """)


def values(types: Mapping[str, str], rows: list[dict[str, str | None]]) -> str:
    """A query of these rows, each text read as the type of its column."""
    if not rows:
        return f"select {', '.join(f'cast(null as {kind}) as {name}' for name, kind in types.items())} limit 0"
    casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in types.items())
    drawn = ", ".join(f"({', '.join(_literal(row.get(name)) for name in types)})" for row in rows)
    return f"select {casts} from (values {drawn}) as drawn ({', '.join(types)})"


def _literal(cell: str | None) -> str:
    return "null" if cell is None else literal(cell)


def _origin(relation: str, number: int) -> dict[str, str | None]:
    known: dict[str, str | None] = dict.fromkeys(PROVENANCE)
    return known | {"source_file": f"{relation[4:]}.csv", "source_row": str(number), "decimal_mark": "."}
