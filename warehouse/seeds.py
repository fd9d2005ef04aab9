"""Registries: CSV files, their types and meaning in seeds.yml, loaded as seeds.<name>.

A study's file of the name of a shipped registry holds more rows of it, such as a laboratory's spellings and units.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters.words import named
from warehouse.contract import check_name
from warehouse.dbt.described import is_ours
from warehouse.document import Node, load_document
from warehouse.errors import ModelError, Place, nearest, suggest
from warehouse.seed_rows import SPELLED, Row, header_of, hold_key, hold_references, hold_spelled, read_rows

KEYS = ("about", "source", "key", "spelled", "references", "columns")
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
    """One registry: `paths` are its files, `types` gives the SQL type of each column, `key` what tells rows apart."""

    name: str
    paths: tuple[Path, ...]
    about: str
    source: str
    types: Mapping[str, str]
    digest: str
    key: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        return f"seeds.{self.name}"


@dataclass(frozen=True)
class _Folder:
    """The CSV files of an SQL folder by the name of the seed, and what its seeds.yml and dbt's YAML say of them."""

    root: Path
    files: Mapping[str, Path]
    ours: Mapping[str, Node]
    of_dbt: Mapping[str, Node]

    def adds(self, name: str) -> bool:
        """Whether a file here is described nowhere here, so that its rows are more rows of a registry."""
        return name in self.files and name not in self.ours and name not in self.of_dbt

    def place(self, name: str) -> str:
        return f"{self.root.name}/{self.files[name].relative_to(self.root)}"

    def hold(self, before: Mapping[str, Seed]) -> None:
        """Each file is described once, or adds to a seed of the folders before; each description has a file."""
        for name in self.files:
            if self.adds(name) and name not in before:
                self._refuse_undescribed(name)
            if name in self.ours and name in self.of_dbt:
                raise self.of_dbt[name].error(f"seed '{name}' is described twice", "keep one description")
        for name, node in [*self.ours.items(), *self.of_dbt.items()]:
            if name in before:
                hint = f"another name; a file {name}.csv that is described nowhere adds rows, and none may be replaced"
                raise node.error(f"seed '{name}' is there already", hint)
            check_name(name, node)
            if name not in self.files:
                raise node.error(f"there is no file {name}.csv for the seed '{name}'", f"seeds/{name}.csv")

    def _refuse_undescribed(self, name: str) -> None:
        some = ", ".join(
            f"{column}: varchar" for column in header_of(self.files[name].read_bytes(), self.place(name))[:3]
        )
        said = f"seeds: [{{name: {name}, config: {{column_types: {{{some}, ...}}}}}}]"
        if self.ours:
            said = f"{name}: {{about: ..., columns: {{{some.replace('varchar', 'text')}, ...}}}}"
        meant = nearest(name, self.ours)
        hint = f"'{meant}'" if meant is not None else f"{said} in a YAML file of {self.root.name}/seeds/"
        raise ModelError(f"The seed '{name}' is not in seeds.yml", Place(self.place(name)), hint)


def load_seeds(roots: Sequence[Path], of_dbt: Mapping[str, Node] | None = None) -> list[Seed]:
    """The seeds of each SQL folder. Raises ModelError when a CSV and its entry in seeds.yml do not agree.

    `of_dbt` are the seeds that the YAML files of a dbt project describe, in the last folder.
    """
    folders = [
        _Folder(root, _files(root), _entries(root), (of_dbt or {}) if root == roots[-1] else {}) for root in roots
    ]
    seeds: dict[str, Seed] = {}
    rows: dict[str, list[Row]] = {}
    for number, folder in enumerate(folders):
        folder.hold(seeds)
        for name, node in folder.ours.items():
            sharing = [folder, *(later for later in folders[number + 1 :] if later.adds(name))]
            seeds[name], rows[name] = _seed(name, node, [(each.files[name], each.place(name)) for each in sharing])
        for name, node in folder.of_dbt.items():
            seeds[name] = _seed_of_dbt(name, node, folder.files[name])
    for folder in folders:
        for name, node in folder.ours.items():
            _hold_references(seeds[name], node, seeds, rows)
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


def _seed_of_dbt(name: str, node: Node, path: Path) -> Seed:
    """A seed as dbt describes it: the types of its columns stand in its config."""
    said = node.mapping()
    config = said["config"].mapping() if "config" in said else {}
    if "column_types" not in config:
        raise node.error(
            f"the seed '{name}' does not say the types of its columns", "config: {column_types: {id: integer}}"
        )
    content = path.read_bytes()
    columns = header_of(content, path.name)
    types = _types_of_dbt(name, config["column_types"], columns)
    digest = hashlib.sha256(content + repr(sorted(types.items())).encode()).hexdigest()
    about = str(said["description"].content or "") if "description" in said else ""
    return Seed(name, (path,), about, "", types, digest)


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
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in seed.paths)
    options = f"columns = {{{columns}}}, header = true, auto_detect = false, delim = ',', quote = '\"'"
    return f"create or replace table {seed.relation} as select {casts} from read_csv([{paths}], {options})"


def written_rows(seed: Seed) -> Iterator[list[str]]:
    """The cells of each row of its files, as they are written."""
    for path in seed.paths:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = csv.reader(handle)
            next(rows, None)
            yield from filter(None, rows)


def _seed(name: str, node: Node, files: Sequence[tuple[Path, str]]) -> tuple[Seed, list[Row]]:
    """A registry of ours and its rows, of the files that hold them, each with what messages call it."""
    said = node.fields(KEYS, ("about", "columns"))
    types = {column: SQL_TYPES[kind.one_of(SQL_TYPES)] for column, kind in said["columns"].mapping().items()}
    (path, file), *added = files
    rows = read_rows(name, path, file, list(types))
    for path, file in added:
        rows += read_rows(name, path, file, list(types), is_more=True)
    key = tuple(_column(item, item.text(), types) for item in said["key"].items()) if "key" in said else ()
    if key:
        hold_key(name, rows, key)
    if "spelled" in said:
        spelled = said["spelled"].mapping().items()
        hold_spelled(name, rows, {_column(how, column, types): how.one_of(SPELLED) for column, how in spelled})
    paths = tuple(path for path, _ in files)
    content = b"".join(path.read_bytes() for path in paths)
    digest = hashlib.sha256(content + repr(sorted(types.items())).encode()).hexdigest()
    about, source = said["about"].text(), said["source"].text() if "source" in said else ""
    return Seed(name, paths, about, source, types, digest, key), rows


def _column(node: Node, name: str, types: Mapping[str, str]) -> str:
    if name not in types:
        raise node.error(f"'{name}' is not a column", suggest(name, types))
    return name


def _hold_references(seed: Seed, node: Node, seeds: Mapping[str, Seed], rows: Mapping[str, list[Row]]) -> None:
    said = node.mapping()
    for registry, shared in said["references"].mapping().items() if "references" in said else ():
        if registry not in rows:
            raise shared.error(f"there is no registry '{registry}'", suggest(registry, rows))
        columns = [_column(item, item.text(), seeds[registry].types) for item in shared.items()]
        for item in shared.items():
            _column(item, item.text(), seed.types)
        hold_references(rows[seed.name], registry, columns, rows[registry])
