"""The whole graph on empty tables: every column and type is known, and every wrong one refused, before data is touched.

The database's own binder is the judge, so what passes here is exactly what it will accept in the build.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.duckdb import open_trial
from warehouse.contract import PROVENANCE, Contract, Source
from warehouse.errors import ModelError, Place, nearest, suggest
from warehouse.judging.judge import judge
from warehouse.judging.places import may_be_at, place_in_file
from warehouse.judging.remembered import Remembered, Types
from warehouse.models.checks import Check, count_query
from warehouse.models.files import LAYERS
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.vocabulary import results_table

SCHEMAS = ("raw", "seeds", *LAYERS, "meta")


def compile_project(project: Project, engine: Engine | None = None) -> Types:
    """Make the tables of the project, empty, in a fresh database. Returns the columns and types of each relation.

    Only models and tests of which the binder's word is not remembered are tried, upon what they read; without an
    `engine`, in a database that is opened if there are any. Raises ModelError at the place in the model file where the
    binder stops, with the nearest name it knows, or where units, kinds of values or grains do not fit.
    """
    trial = _Trial(project, engine)
    models = {model.relation: model for model in project.models}
    try:
        for relation in project.graph.nodes:
            if relation in models:
                trial.compile(models[relation])
        judge(project, trial.types)
        for model in project.models:
            trial.try_checks(model)
    finally:
        if engine is None:
            trial.close()
    trial.remembered.save()
    return trial.types


class _Trial:
    """An empty database in which what is about to be read is made to stand."""

    def __init__(self, project: Project, engine: Engine | None) -> None:
        self.remembered = Remembered(project)
        self._project = project
        self._opened = engine
        if engine is not None:
            create_schemas(engine)
        self.types: Types = {
            f"raw.{source.name}": types_of_source(source) for source in project.contract.sources.values()
        }
        self.types |= {seed.relation: dict(seed.types) for seed in project.seeds}
        self._standing: set[str] = set()

    @property
    def _engine(self) -> Engine:
        if self._opened is None:
            self._opened = open_trial()
            create_schemas(self._opened)
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def compile(self, model: Model) -> None:
        key = self.remembered.key_of(model, self.types)
        found = self.remembered.columns(key)
        if found is None:
            self._stand(model.relations)
            if model.results_parts:
                self._stand_results()
            found = self.remembered.keep(key, _compile_model(self._engine, model))
        self.types[model.relation] = found

    def try_checks(self, model: Model) -> None:
        checks = self._project.checks[model.relation]
        key = self.remembered.key_of_checks(model.relation, checks, self.types)
        if self.remembered.columns(key) is None:
            self._stand([model.relation, *(check.needs for check in checks if check.needs in self.types)])
            _try_checks(self._engine, model, self._project, checks)
            self.remembered.keep(key, {})

    def _stand(self, relations: Iterable[str | None]) -> None:
        for relation in relations:
            if relation is not None and relation not in self._standing:
                self._engine.execute(_empty_table(relation, self.types[relation]))
                self._standing.add(relation)

    def _stand_results(self) -> None:
        """The tables that analyses fill."""
        for analysis in self._project.vocabulary.analyses:
            if f"analyses.{analysis} results" not in self._standing:
                create_results(self._engine, analysis, self._project)
                self._standing.add(f"analyses.{analysis} results")


def create_schemas(engine: Engine) -> None:
    engine.execute("; ".join(f"create schema if not exists {schema}" for schema in SCHEMAS))


def types_of_source(source: Source) -> dict[str, str]:
    """The columns of a raw table: every cell is text."""
    return dict.fromkeys((*source.columns, *PROVENANCE), "VARCHAR") | {"source_row": "BIGINT"}


def create_empty_sources(engine: Engine, contract: Contract) -> None:
    for source in contract.sources.values():
        engine.execute(_empty_table(f"raw.{source.name}", types_of_source(source)))


def _empty_table(relation: str, types: Mapping[str, str]) -> str:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    return f"create or replace table {relation} ({columns})"


def create_results(engine: Engine, analysis: str, project: Project) -> None:
    """The tables an analysis fills, empty."""
    for part in project.vocabulary.analyses[analysis]:
        engine.write(results_table(analysis, part), project.vocabulary.result_parts[part], [])


def model_error(error: EngineError, model: Model, known: Mapping[str, Iterable[str]] | None = None) -> ModelError:
    """What the database said of a model's SQL, at the place in its file. `known` are the columns of what it reads."""
    missing = _MISSING.search(error.message)
    words = re.split(r"Candidate \w+:|Did you mean|Possible solutions", error.message)
    offered = [found.rpartition(".")[2] for found in re.findall(r'"([^"]+)"', " ".join(words[1:]))]
    name = missing.group(1) if missing else error.word or ""
    hint = _meant(error, model, name, known or {}) if missing else None
    if hint is None:
        columns = [column for found in (known or {}).values() for column in found] if missing else []
        guess = nearest(name, [each for each in (*offered, *columns) if each.lower() != name.lower()])
        hint = f"'{guess}'" if guess else next(hint for word, hint in _HINTS if word in error.message)
    place = _place(error, model, name if missing else None)
    return ModelError(f"{model.relation} cannot be built: {words[0].strip()}", place, hint)


def _meant(error: EngineError, model: Model, name: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """Where a column is that is not where the SQL looks for it."""
    from warehouse.judging.meant import column_left_behind, column_meant

    lacks = re.search(r'"?([^"\s]+)"? does not have a column named', error.message)
    found = column_meant(model.canonical, lacks.group(1), name, known) if lacks is not None else None
    is_column = lacks is not None or "Referenced column" in error.message
    return found or (column_left_behind(name, known) if is_column else None)


_MISSING = re.compile(r'(?:column named|Referenced column|Referenced table|Table with name) "?([^"\s!]+)"?')
_HINTS = (
    (
        "Out of Memory",
        "engine: {memory_limit: ..., spill: FOLDER} in study.yml, or more groups; then cartwheel build --retry",
    ),
    ("explicit cast is required", "cast one of them, so that both are of one type"),
    ("explicit type casts", "cast what it is given to the type it takes"),
    ("GROUP BY", "add the column to 'group by', or aggregate it"),
    ("Conversion Error", "read the text with a macro such as as_number, which gives NULL for what is no number"),
    ("", "compare the line with the columns and types of what the model reads"),
)


def _place(error: EngineError, model: Model, missing: str | None) -> Place:
    """Whoever runs a model's SQL puts one line before it."""
    line, word = (error.line or 0) - 1, missing or error.word
    if not may_be_at(model.sql, line, error.column, word, is_missing=missing is not None):
        return Place(model.path)
    return place_in_file(model, line, error.column, word)


def _compile_model(engine: Engine, model: Model) -> dict[str, str]:
    """Its columns and types. The line before the SQL is told off where a wrong one is named."""
    try:
        return engine.describe(f"\n{model.sql.rstrip().rstrip(';')}")
    except EngineError as error:
        known = {relation: list(engine.describe(f"from {relation}")) for relation in model.relations}
        raise model_error(error, model, known) from error


def _try_checks(engine: Engine, model: Model, project: Project, checks: Sequence[Check]) -> None:
    """Have the checks of a model understood, so that one that cannot be run is known before there are any."""
    places = {column.name: Place(column.path or model.path, column.line) for column in model.header.columns}
    for check in checks:
        if check.needs is not None and check.needs not in project.graph.nodes:
            what = f"A test of {model.relation} names '{check.needs}', which is no model or seed"
            hint = suggest(check.needs, project.vocabulary.relations)
            raise ModelError(what, places.get(check.column or "", Place(model.path)), hint)
    try:
        engine.describe(count_query(model.relation, checks) if checks else "select 1")
    except EngineError:
        _refuse_check(engine, model, checks, places)


def _refuse_check(engine: Engine, model: Model, checks: Iterable[Check], places: Mapping[str, Place]) -> None:
    for check in checks:
        try:
            engine.describe(count_query(model.relation, [check]))
        except EngineError as error:
            what = f"The test '{check.name}' of {model.relation} cannot be run: {error.message}"
            hint = "compare the test with the type of the column, and with the columns of what it refers to"
            raise ModelError(what, places.get(check.column or "", Place(model.path)), hint) from error
