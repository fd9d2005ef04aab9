"""Registries that ship with the models: CSV files, their types and meaning in seeds.yml, loaded as seeds.<name>."""

import csv
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters.words import named
from warehouse.contract import check_name
from warehouse.dbt.described import is_ours
from warehouse.document import Node, load_document
from warehouse.errors import ModelError, Place, nearest, suggest

SQL_TYPES = {"text": "varchar", "number": "double", "integer": "bigint", "boolean": "boolean", "date": "date"}


# What a column of a seed of dbt may be, as DuckDB calls it.
TYPES_OF_DBT = (
    "varchar text string char bpchar boolean bool date time timestamp timestamptz datetime interval uuid json"
    " tinyint smallint integer int bigint hugeint utinyint usmallint uinteger ubigint int1 int2 int4 int8 long"
    " short signed double float float4 float8 real decimal numeric"
).split()
_TYPE = re.compile(r"(\w+)\s*(\(\s*\d+\s*(,\s*\d+\s*)?\))?|(timestamp|time) with(out)? time zone|double precision")


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


def load_seeds(roots: Sequence[Path], of_dbt: Mapping[str, Node] | None = None) -> list[Seed]:
    """The seeds of each SQL folder. Raises ModelError when a CSV and its entry in seeds.yml do not agree.

    `of_dbt` are the seeds that the YAML files of a dbt project describe, in the last folder.
    """
    seeds: dict[str, Seed] = {}
    for root in roots:
        entries = _entries(root)
        described = (of_dbt or {}) if root == roots[-1] else {}
        files = _files(root)
        for name, path in files.items():
            if name not in entries and name not in described:
                _refuse_undescribed(name, path, root, entries)
            if name in entries and name in described:
                raise described[name].error(f"seed '{name}' is described twice", "keep one description")
        for name, node in [*entries.items(), *described.items()]:
            if name in seeds:
                raise node.error(f"seed '{name}' is there already", "another name: seeds may be added, not replaced")
            check_name(name, node)
            if name not in files:
                raise node.error(f"there is no file {name}.csv for the seed '{name}'", f"seeds/{name}.csv")
            read = _seed_of_dbt if name in described else _seed
            seeds[name] = read(name, node, files[name])
    return list(seeds.values())


def _files(root: Path) -> dict[str, Path]:
    """The CSV files of an SQL folder by the name of the seed, also those in folders below."""
    found: dict[str, Path] = {}
    for path in sorted((root / "seeds").glob("**/*.csv")):
        if path.stem in found:
            what = f"Two files make the seed '{path.stem}': the other is {found[path.stem].relative_to(root)}"
            raise ModelError(what, Place(f"{root.name}/{path.relative_to(root)}"), "give one of them another name")
        found[path.stem] = path
    return found


def _entries(root: Path) -> Mapping[str, Node]:
    """What a seeds.yml of ours says."""
    path = root / "seeds" / "seeds.yml"
    if not path.exists() or not is_ours(path, root):
        return {}
    return load_document(path, f"{root.name}/seeds/seeds.yml", ModelError).mapping()


def _refuse_undescribed(name: str, path: Path, root: Path, entries: Mapping[str, Node]) -> None:
    place = f"{root.name}/{path.relative_to(root)}"
    some = ", ".join(f"{column}: varchar" for column in _header_of(path.read_bytes(), place)[:3])
    said = f"seeds: [{{name: {name}, config: {{column_types: {{{some}, ...}}}}}}]"
    if entries:
        said = f"{name}: {{about: ..., columns: {{{some.replace('varchar', 'text')}, ...}}}}"
    meant = nearest(name, entries)
    hint = f"'{meant}'" if meant is not None else f"{said} in a YAML file of {root.name}/seeds/"
    raise ModelError(f"The seed '{name}' is not in seeds.yml", Place(place), hint)


def _seed_of_dbt(name: str, node: Node, path: Path) -> Seed:
    """A seed as dbt describes it: the types of its columns stand in its config."""
    said = node.mapping()
    config = said["config"].mapping() if "config" in said else {}
    if "column_types" not in config:
        raise node.error(
            f"the seed '{name}' does not say the types of its columns", "config: {column_types: {id: integer}}"
        )
    content = path.read_bytes()
    columns = _header_of(content, path.name)
    types = _types_of_dbt(name, config["column_types"], columns)
    digest = hashlib.sha256(content + repr(sorted(types.items())).encode()).hexdigest()
    about = str(said["description"].content or "") if "description" in said else ""
    return Seed(name, path, about, "", types, digest)


def _types_of_dbt(name: str, node: Node, columns: Sequence[str]) -> dict[str, str]:
    """The type of each column of a file, in its order. dbt guesses those that are not said; here none is guessed."""
    said = node.mapping()
    for column, kind in said.items():
        if column not in columns:
            what = f"column_types of the seed '{name}' names '{column}', which is no column of its file"
            raise kind.error(what, suggest(column, columns) or "leave it out")
    missing = [column for column in columns if column not in said]
    if missing:
        what = f"column_types of the seed '{name}' does not name every column: {', '.join(missing)}"
        raise node.error(what, f"add {', '.join(f'{column}: varchar' for column in missing)}, or the types they have")
    for kind in said.values():
        found = _TYPE.fullmatch(kind.text().strip().lower())
        if found is None or (found[1] or "time") not in TYPES_OF_DBT:
            hint = suggest(kind.text(), TYPES_OF_DBT) or "varchar, integer, double, date, boolean"
            raise kind.error(f"'{kind.text()}' is no type of a column of a seed", hint)
    return {column: said[column].text() for column in columns}


def create_sql(seed: Seed) -> str:
    """SQL that loads a seed. Every text is converted or refused: a registry has no room for rejects."""
    columns = ", ".join("'" + name.replace("'", "''") + "': 'varchar'" for name in seed.types)
    casts = ", ".join(f"cast({named(name)} as {kind}) as {named(name)}" for name, kind in seed.types.items())
    path = str(seed.path).replace("'", "''")
    reader = (
        f"read_csv('{path}', columns = {{{columns}}}, header = true, auto_detect = false, delim = ',', quote = '\"')"
    )
    return f"create or replace table {seed.relation} as select {casts} from {reader}"


def _seed(name: str, node: Node, path: Path) -> Seed:
    keys = node.fields(("about", "source", "key", "columns"), ("about", "columns"))
    types = {column: SQL_TYPES[kind.one_of(SQL_TYPES)] for column, kind in keys["columns"].mapping().items()}
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
    if _header_of(content, path.name) != expected:
        hint = f"let the first line be {','.join(expected)}"
        raise ModelError(f"The seed '{name}' and seeds.yml do not name the same columns", Place(path.name, 1), hint)


def _header_of(content: bytes, file: str) -> list[str]:
    """The names in the first line of a file, which messages call `file`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ModelError("this is not UTF-8 text", Place(file, line), "save the file as UTF-8") from None
    return next(csv.reader([text.splitlines()[0]]), []) if text.strip() else []
