"""A value -> everything it was made from, step by step, down to cells of files. From the published warehouse alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from warehouse.adapters import Engine, kinds_of
from warehouse.adapters.words import all_named, named
from warehouse.explaining.cells import ALL, OWN
from warehouse.explaining.follow import Found, Known, analysis_of, follow
from warehouse.explaining.lineage import ROWS
from warehouse.explaining.read_cells import FileUsed, files_used
from warehouse.explaining.target import Target, find_target
from warehouse.ledger import tables as ledger


@dataclass(frozen=True)
class Row:
    """A row a value was made from: its key and the columns used. `decides` is false where it was passed over."""

    values: Mapping[str, object]
    decides: bool


@dataclass(frozen=True)
class Step:
    """A table on the way. Of its rows `n_rows` went in and `n_deciding` decided; `rows` are the first of them."""

    relation: str
    layer: str
    about: str | None
    path: str | None
    columns: Mapping[str, str | None]
    n_rows: int
    n_deciding: int
    n_in_table: int | None
    run_id: int | None
    built_at_utc: str | None
    rows: tuple[Row, ...]
    chosen_by: Mapping[str, tuple[str, ...]]
    written_sql: str | None
    compiled_sql: str | None
    note: str | None


@dataclass(frozen=True)
class Method:
    """How an analysis was computed. `version` is the hash of the method's code as the ledger has it."""

    name: str
    parameters: Mapping[str, object]
    version: str | None
    packages: Mapping[str, str]
    n_rows: int
    n_complete: int


@dataclass(frozen=True)
class Explanation:
    """`values` are the rows asked about; `steps` lead from them to the files, nearest first."""

    what: str
    relation: str
    column: str | None
    unit: str | None
    about: str | None
    study: str | None
    is_synthetic: bool
    values: tuple[Mapping[str, object], ...]
    method: Method | None
    steps: tuple[Step, ...]
    files: tuple[FileUsed, ...]


def explain(engine: Engine, what: str, most_rows: int = 20) -> Explanation:
    """Explain what a person asks for (`target`), showing up to so many rows of each table and file.

    Raises UsageError when there is no such value.
    """
    return _Explainer(engine, most_rows).explain(what)


def load_known(engine: Engine) -> Known:
    """The tables and models of a warehouse, and their order."""
    columns: dict[str, dict[str, str]] = {}
    for row in ledger.read_table(engine, "columns"):
        columns.setdefault(str(row["relation"]), {})[str(row["column_name"])] = str(row["data_type"])
    models = {str(row["relation"]): row for row in ledger.read_table(engine, "models")}
    parents: dict[str, set[str]] = {relation: set() for relation in columns}
    for row in ledger.read_table(engine, "edges"):
        parents.setdefault(str(row["child"]), set()).add(str(row["parent"]))
    _put_results_between(parents, models)
    order = TopologicalSorter({child: sorted(found) for child, found in sorted(parents.items())}).static_order()
    return Known(columns, models, tuple(order), kinds_of(engine))


def _put_results_between(parents: dict[str, set[str]], models: Mapping[str, object]) -> None:
    """The tables that a method fills come after its analysis, and before whatever reads the analysis."""
    filled: dict[str, set[str]] = {}
    for each in parents:
        if each.startswith("results.") and each not in models:
            filled.setdefault(analysis_of(each), set()).add(each)
    for found in parents.values():
        found |= {each for analysis in found & filled.keys() for each in filled[analysis]}
    for analysis, tables in filled.items():
        parents |= {each: {analysis} for each in tables}


class _Explainer:
    """One question to one warehouse."""

    def __init__(self, engine: Engine, most_rows: int) -> None:
        self._engine = engine
        self._most = most_rows
        self._known = load_known(engine)
        self._built = {str(row["relation"]): row for row in ledger.read_table(engine, "steps")}
        self._meaning = {(row["relation"], row["column_name"]): row for row in ledger.read_table(engine, "columns")}

    def explain(self, what: str) -> Explanation:
        target = find_target(what, self._known, self._engine)
        numbered = self._known.numbered(target.relation)
        value = named(target.column) if target.column else "true"
        asked = self._engine.rows(f"select row__number, {value} is null from {numbered} where {target.condition}")
        rows, is_missing = {int(row) for row, _ in asked}, all(gone for _, gone in asked)
        columns = [target.column] if target.column else list(self._known.columns[target.relation])
        start = {name: set(rows) for name in columns}
        found = follow(self._engine, self._known, target.relation, start, is_missing=is_missing)
        study = {row["key"]: row["value"] for row in ledger.read_table(self._engine, "study")}
        meaning = self._meaning.get((target.relation, target.column), {})
        return Explanation(
            what=what,
            relation=target.relation,
            column=target.column,
            unit=_text(meaning.get("unit")),
            about=_text(meaning.get("about")) or self._about(target.relation),
            study=_text(study.get("title")),
            is_synthetic=study.get("synthetic") == "true",
            values=tuple(self._values(target, rows)),
            method=self._method(target.relation),
            steps=tuple(self._step(each, cells) for each, cells in found.items() if not each.startswith("raw.")),
            files=tuple(files_used(self._engine, self._known, found, self._most)),
        )

    def _values(self, target: Target, rows: set[int]) -> list[dict[str, object]]:
        keys = self._known.grain(target.relation)
        columns = [*keys, target.column] if target.column else list(self._known.columns[target.relation])
        return [
            dict(row.values) for row in self._rows(target.relation, list(dict.fromkeys(columns)), sorted(rows), rows)
        ]

    def _rows(self, relation: str, columns: Sequence[str], numbers: Sequence[int], deciding: set[int]) -> list[Row]:
        listed = all_named(columns) or "null"
        among = ", ".join(map(str, numbers))
        numbered = self._known.numbered(relation)
        found = self._engine.rows(
            f"select row__number, {listed} from {numbered} where row__number in ({among}) order by row__number"
        )
        by_number = {row[0]: dict(zip(columns, row[1:], strict=False)) for row in found}
        return [Row(by_number[number], number in deciding) for number in numbers]

    def _step(self, relation: str, found: Found) -> Step:
        model, built = self._known.models.get(relation, {}), self._built.get(_step_of(relation, self._built), {})
        rows, deciding = found.rows(ALL), found.rows(OWN)
        numbers = [*sorted(deciding), *sorted(rows - deciding)][: self._most]
        used = [name for name in self._known.columns[relation] if name in found.all]
        keys = self._known.grain(relation) or [
            name for name in ("subject_id",) if name in self._known.columns[relation]
        ]
        return Step(
            relation=relation,
            layer=relation.partition(".")[0],
            about=self._about(relation),
            path=_text(model.get("path")) or _path_of_seed(relation),
            columns={name: _text(self._meaning.get((relation, name), {}).get("unit")) for name in used},
            n_rows=len(rows),
            n_deciding=len(deciding),
            n_in_table=_number(self._engine.rows(f"select count(*) from {relation}")[0][0]),
            run_id=_number(built.get("run_id")),
            built_at_utc=_text(built.get("built_at_utc")),
            rows=tuple(self._rows(relation, list(dict.fromkeys([*keys, *used])), numbers, deciding)) if numbers else (),
            chosen_by=_by_role(found),
            written_sql=_text(model.get("written_sql")),
            compiled_sql=_text(model.get("compiled_sql")),
            note=found.note,
        )

    def _about(self, relation: str) -> str | None:
        if relation in self._known.models:
            return _text(self._known.models[relation].get("about"))
        if relation.startswith("results."):
            return f"What the method of {analysis_of(relation)} found"
        return (
            "A registry: the rows that come with the models, and those that the study adds"
            if relation.startswith("seeds.")
            else None
        )

    def _method(self, relation: str) -> Method | None:
        analysis = analysis_of(relation) if relation.startswith("results.") else relation
        spec = json.loads(str(self._known.models.get(analysis, {}).get("analysis") or "null"))
        if relation in self._known.models or spec is None:
            return None
        built = self._built.get(analysis, {})
        parts = json.loads(str(built.get("parts") or "{}"))
        runs = {row["run_id"]: row for row in ledger.read_table(self._engine, "runs")}
        complete = " and ".join(f"{named(name)} is not null" for name in self._known.roles(analysis))
        counts = self._engine.rows(f"select count(*), count(*) filter (where {complete}) from {analysis}")[0]
        return Method(
            name=str(spec["method"]),
            parameters={name: value for name, value in spec.items() if name != "method"},
            version=parts.get(f"method {spec['method']}"),
            packages=json.loads(str(runs.get(built.get("run_id"), {}).get("packages") or "{}")),
            n_rows=int(counts[0]),
            n_complete=int(counts[1]),
        )


def _by_role(found: Found) -> dict[str, tuple[str, ...]]:
    roles: dict[str, list[str]] = {}
    for origin in found.chosen_by:
        name = origin.relation if origin.column == ROWS else f"{origin.relation}.{origin.column}"
        roles.setdefault(origin.role, []).append(name)
    return {role: tuple(names) for role, names in roles.items()}


def _step_of(relation: str, built: Mapping[str, object]) -> str:
    return analysis_of(relation) if relation.startswith("results.") and relation not in built else relation


def _path_of_seed(relation: str) -> str | None:
    return f"sql/seeds/{relation.removeprefix('seeds.')}.csv" if relation.startswith("seeds.") else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))
