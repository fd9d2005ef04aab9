"""The ledger of a warehouse -> its catalogue: tables by layer, with columns, checks, SQL and lineage."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from warehouse.adapters import Engine
from warehouse.explaining.explain import load_known
from warehouse.explaining.follow import Known
from warehouse.explaining.lineage import VALUE, Origins, column_lineage
from warehouse.ledger import tables as ledger
from warehouse.models.scopes import UntraceableError
from warehouse.site.drawing import LAYERS, Drawing, draw

MOST_SEED_ROWS = 200


@dataclass(frozen=True)
class Column:
    """`made_from` goes into its value; `chosen_by` says which rows it is made of."""

    name: str
    type: str
    unit: str | None
    about: str | None
    cdisc: str | None
    made_from: tuple[str, ...]
    chosen_by: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A model, a registry or a source. `rows` only of registries, which come with the software."""

    relation: str
    layer: str
    about: str | None
    grain: str | None
    path: str | None
    reference: str | None
    tags: str | None
    analysis: Mapping[str, object]
    settings: Mapping[str, object]
    written_sql: str | None
    compiled_sql: str | None
    row_count: int | None
    columns: tuple[Column, ...]
    checks: tuple[Mapping[str, object], ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    files: tuple[Mapping[str, object], ...]
    examples: tuple[Mapping[str, object], ...]
    rows: tuple[tuple[object, ...], ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Catalogue:
    title: str
    is_synthetic: bool
    run: Mapping[str, object]
    tables: tuple[Table, ...]
    settings: tuple[Mapping[str, object], ...]
    drawing: Drawing
    is_public: bool = False

    @property
    def layers(self) -> dict[str, list[Table]]:
        return {layer: [table for table in self.tables if table.layer == layer] for layer in LAYERS}

    @property
    def lineage(self) -> dict[str, list[str]]:
        """Every column by its full name, with the columns that go into its value."""
        return {
            f"{table.relation}.{column.name}": list(column.made_from)
            for table in self.tables
            for column in table.columns
        }

    @property
    def broken_checks(self) -> int:
        return sum(check["status"] == "failed" for table in self.tables for check in table.checks)


def load_catalogue(engine: Engine) -> Catalogue:
    known = load_known(engine)
    reader = _Reader(engine, known)
    relations = [each for each in known.order if each in reader.shown]
    study = {row["key"]: row["value"] for row in ledger.read_table(engine, "study")}
    runs = sorted(ledger.read_table(engine, "runs"), key=lambda row: int(str(row["run_id"])))
    tables = tuple(sorted((reader.table(each) for each in relations), key=lambda table: table.relation))
    return Catalogue(
        title=str(study.get("title") or study.get("study")),
        is_synthetic=study.get("synthetic") == "true",
        run=runs[-1] if runs else {},
        tables=tables,
        settings=tuple(ledger.read_table(engine, "settings")),
        drawing=draw({table.relation: table.parents for table in tables}),
    )


class _Reader:
    """The tables of the ledger, each read once."""

    def __init__(self, engine: Engine, known: Known) -> None:
        self._engine, self._known = engine, known
        inputs = {each for each in known.columns if each.startswith(("raw.", "seeds."))}
        self.shown = set(known.models) | (inputs - {"raw.rejects", "raw.changed_cells"})
        self._parents: defaultdict[str, list[str]] = defaultdict(list)
        self._children: defaultdict[str, list[str]] = defaultdict(list)
        for row in ledger.read_table(engine, "edges"):
            parent, child = str(row["parent"]), str(row["child"])
            if self.shown.issuperset((parent, child)):
                self._parents[child].append(parent)
                self._children[parent].append(child)
        self._columns, self._checks, self._examples = (
            _by(ledger.read_table(engine, name), "relation") for name in ("columns", "checks", "examples")
        )
        self._files = _by(ledger.read_table(engine, "files"), "source")

    def table(self, relation: str) -> Table:
        model, note = self._known.models.get(relation, {}), None
        layer, _, name = relation.partition(".")
        try:
            lineage = column_lineage(str(model["compiled_sql"]), self._known.columns) if model else {}
        except UntraceableError as error:
            lineage, note = {}, f"the columns of this table cannot be followed: {error}"
        if relation not in self._known.kinds:
            note = f"not built yet: cartwheel build --select {name}"
        return Table(
            relation=relation,
            layer=layer,
            **{key: _text(model.get(key)) for key in _TEXTS},
            analysis=json.loads(str(model.get("analysis") or "{}")),
            settings=json.loads(str(model.get("settings") or "{}")),
            row_count=self._row_count(relation),
            columns=tuple(self._column(row, lineage) for row in self._columns[relation]),
            checks=tuple(self._checks[relation]),
            parents=tuple(sorted(self._parents[relation])),
            children=tuple(sorted(self._children[relation])),
            files=tuple(self._files[name] if layer == "raw" else ()),
            examples=tuple(_example(row) for row in self._examples[relation]),
            rows=tuple(self._rows(relation)),
            note=note,
        )

    def _column(self, row: Mapping[str, object], lineage: Mapping[str, Origins]) -> Column:
        origins = sorted(lineage.get(str(row["column_name"]).lower(), ()))
        named = [(origin.role == VALUE, f"{origin.relation}.{origin.column}") for origin in origins]
        return Column(
            name=str(row["column_name"]),
            type=str(row["data_type"]).lower(),
            unit=_text(row["unit"]),
            about=_text(row["about"]),
            cdisc=_text(row["cdisc"]),
            made_from=tuple(name for is_value, name in named if is_value),
            chosen_by=tuple(dict.fromkeys(name for is_value, name in named if not is_value)),
        )

    def _row_count(self, relation: str) -> int | None:
        is_built = relation in self._known.kinds
        return int(self._engine.rows(f"select count(*) from {relation}")[0][0]) if is_built else None

    def _rows(self, relation: str) -> Iterator[tuple[object, ...]]:
        if relation.startswith("seeds.") and relation in self._known.kinds:
            yield from self._engine.rows(f"select * from {relation} limit {MOST_SEED_ROWS}")


def _by(rows: Iterable[dict[str, object]], name: str) -> defaultdict[object, list[dict[str, object]]]:
    found = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


_TEXTS = ("about", "grain", "path", "reference", "tags", "written_sql", "compiled_sql")


def _example(row: Mapping[str, object]) -> Mapping[str, object]:
    return dict(row) | {name: json.loads(str(row[name])) for name in ("settings", "given", "gives")}


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
