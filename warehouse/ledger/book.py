"""The ledger of a database that is being built: what stands in it is read once, and only what tells something else is
written. What was not written keeps the hash that the run before gave it."""

import json
from collections.abc import Mapping, Sequence

from warehouse.adapters import Engine
from warehouse.ledger import tables as ledger
from warehouse.ledger.chain import Heads, number_of
from warehouse.ledger.tables import TABLES, Forms, Row


class Book:
    """Opened outside a transaction, because it is found out by failing statements which tables there are."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._forms: dict[str, Sequence[str]] = dict(ledger.forms_of_published(engine, TABLES))
        self.runs = ledger.read_runs(engine, self._forms)
        self._written: set[str] = set()
        self._told: dict[str, list[tuple[object, ...]]] = {}

    @property
    def heads(self) -> Heads:
        """The hash of each run that has one."""
        return {number_of(run): str(run["hash"]) for run in self.runs if run.get("hash")}

    def rows(self, name: str) -> list[dict[str, object]]:
        """The rows of one table, as they stand; none when the table is not there or is of an earlier form."""
        return [dict(zip(TABLES[name], row, strict=True)) for row in self._rows(name)]

    def read(self) -> None:
        """Read all that is compared or carried on by a run, before there is one."""
        for name in TABLES.keys() - {"runs", "run_steps"}:
            self._rows(name)

    def _rows(self, name: str) -> list[tuple[object, ...]]:
        if name not in self._told:
            is_known = set(self._forms.get(name, ())).issuperset(TABLES[name])
            query = f"select {', '.join(TABLES[name])} from meta.{name}"
            self._told[name] = self.engine.rows(query) if is_known else []
        return self._told[name]

    def write(self, name: str, rows: Sequence[Row]) -> None:
        """Replace a table that tells how things stand, unless it tells these very rows."""
        columns = list(TABLES[name])
        is_known = self._forms.get(name) == columns
        if not is_known or self._rows(name) != [tuple(map(row.get, columns)) for row in rows]:
            self._replace(name, rows)

    def add(self, name: str, rows: Sequence[Row]) -> None:
        """Add to a table that is only ever added to. One of an earlier form has been read, and is written anew."""
        before = self.runs if name == "runs" else []
        self.runs = [*before, *map(dict, rows)] if name == "runs" else self.runs
        if self._forms.get(name) != list(TABLES[name]):
            self._replace(name, [*before, *rows])
            return
        self.engine.write("meta.added", TABLES[name], rows)
        self.engine.execute(f"insert into meta.{name} select * from meta.added; drop table meta.added")

    def _replace(self, name: str, rows: Sequence[Row]) -> None:
        self.engine.write(f"meta.{name}", TABLES[name], rows)
        self._forms[name] = list(TABLES[name])
        self._written.add(name)
        self._told.pop(name, None)

    def hashes(self) -> dict[str, str]:
        """The hash of each table that tells how things stand."""
        last = max(self.runs, key=number_of, default={})
        known: Mapping[str, str] = json.loads(str(last.get("tables") or "{}"))
        kept = {name: known[name] for name in self._forms if name in known and name not in self._written}
        asked: Forms = {name: form for name, form in self._forms.items() if name not in kept}
        found = kept | ledger.hashes(self.engine, asked)
        return {name: found[name] for name in TABLES if name in found}

    def hash_of_steps(self, run: int) -> str:
        """The hash of what one run did; nothing when it did nothing."""
        return ledger.hashes_of_steps(self.engine, self._forms, run).get(run, "")
