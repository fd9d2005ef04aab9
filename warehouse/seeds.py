"""Registries that ship with the models: CSV files, their types and meaning in seeds.yml, loaded as seeds.<name>."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.contract import check_name
from warehouse.document import Node, load_document
from warehouse.errors import ModelError, Place, suggest

SQL_TYPES = {"text": "varchar", "number": "double", "integer": "bigint", "boolean": "boolean", "date": "date"}


@dataclass(frozen=True)
class Seed:
    """One registry. `types` gives the SQL type of each column, `key` what tells rows apart."""

    name: str
    path: Path
    about: str
    source: str
    types: Mapping[str, str]
    digest: str
    key: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        return f"seeds.{self.name}"


def load_seeds(roots: Iterable[Path], of_dbt: Mapping[str, Node] | None = None) -> list[Seed]:
    """The seeds of each SQL folder. Raises ModelError when a CSV and its entry in seeds.yml do not agree.

    `of_dbt` are the seeds that the YAML files of a dbt project describe, in the last folder.
    """
    seeds: dict[str, Seed] = {}
    for root in roots:
        folder = root / "seeds"
        entries = _entries(folder, f"{root.name}/seeds/seeds.yml")
        for path in sorted(folder.glob("*.csv")):
            if path.stem in (of_dbt or {}):
                seeds[path.stem] = _seed_of_dbt(path.stem, (of_dbt or {})[path.stem], path)
            elif path.stem not in entries:
                hint = suggest(path.stem, entries)
                raise ModelError(f"The seed '{path.stem}' is not in seeds.yml", Place(str(path.name)), hint)
        for name, node in entries.items():
            if name in seeds:
                raise node.error(f"seed '{name}' is there already", "another name: seeds may be added, not replaced")
            seeds[name] = _seed(name, node, folder / f"{name}.csv")
    return list(seeds.values())


def _entries(folder: Path, file: str) -> Mapping[str, Node]:
    """What a seeds.yml of ours says; one of dbt begins with its version."""
    if not (folder / "seeds.yml").exists():
        return {}
    entries = load_document(folder / "seeds.yml", file, ModelError).mapping()
    return {} if "version" in entries else entries


def _seed_of_dbt(name: str, node: Node, path: Path) -> Seed:
    """A seed as dbt describes it: the types of its columns stand in its config."""
    check_name(name, node)
    said = node.mapping()
    config = said["config"].mapping() if "config" in said else {}
    if "column_types" not in config:
        raise node.error(
            f"the seed '{name}' does not say the types of its columns", "config: {column_types: {id: integer}}"
        )
    types = {column: kind.text() for column, kind in config["column_types"].mapping().items()}
    content = path.read_bytes()
    _hold_header(name, path, content, list(types))
    digest = hashlib.sha256(content + repr(sorted(types.items())).encode()).hexdigest()
    about = str(said["description"].content or "") if "description" in said else ""
    return Seed(name, path, about, "", types, digest)


def create_sql(seed: Seed) -> str:
    """SQL that loads a seed. Every text is converted or refused: a registry has no room for rejects."""
    columns = ", ".join(f"'{name}': 'varchar'" for name in seed.types)
    casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in seed.types.items())
    path = str(seed.path).replace("'", "''")
    reader = (
        f"read_csv('{path}', columns = {{{columns}}}, header = true, auto_detect = false, delim = ',', quote = '\"')"
    )
    return f"create or replace table {seed.relation} as select {casts} from {reader}"


def _seed(name: str, node: Node, path: Path) -> Seed:
    check_name(name, node)
    keys = node.fields(("about", "source", "key", "columns"), ("about", "columns"))
    types = {column: SQL_TYPES[kind.one_of(SQL_TYPES)] for column, kind in keys["columns"].mapping().items()}
    if not path.is_file():
        raise node.error(f"there is no file {path.name} for the seed '{name}'", f"seeds/{path.name}")
    content = path.read_bytes()
    _hold_header(name, path, content, list(types))
    key = _key(keys["key"], list(types), path.name, content) if "key" in keys else ()
    digest = hashlib.sha256(content + repr(sorted(types.items())).encode()).hexdigest()
    about, source = keys["about"].text(), keys["source"].text() if "source" in keys else ""
    return Seed(name, path, about, source, types, digest, key)


def _key(node: Node, columns: list[str], name: str, content: bytes) -> tuple[str, ...]:
    for item in node.items():
        if item.text() not in columns:
            raise item.error(f"the key names '{item.text()}', which is not a column", suggest(item.text(), columns))
    places = [columns.index(column) for column in node.texts()]
    seen: dict[tuple[str, ...], int] = {}
    rows = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))
    next(rows)
    for row in filter(None, rows):
        before = seen.setdefault(tuple(row[place] for place in places), rows.line_num)
        if before != rows.line_num:
            what = f"Two rows of {name} have the same {', '.join(node.texts())}, which is the key of the registry"
            raise ModelError(what, Place(name, rows.line_num), f"compare it with line {before}")
    return node.texts()


def _hold_header(name: str, path: Path, content: bytes, expected: list[str]) -> None:
    header = next(csv.reader([content.decode("utf-8-sig").splitlines()[0]]), []) if content.strip() else []
    if header != expected:
        hint = f"let the first line be {','.join(expected)}"
        raise ModelError(f"The seed '{name}' and seeds.yml do not name the same columns", Place(path.name, 1), hint)
