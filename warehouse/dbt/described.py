"""schema.yml -> what a model's header would say, as JSON; what has no meaning here, or no file, is refused."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.dbt.project_file import ProjectFile, load_project_file, nearest_of
from warehouse.dbt.reading import Entry, fields, items_of, materialized_in, needed, read_yaml, text_of
from warehouse.dbt.refused import refuse_folder
from warehouse.dbt.tested import LIMITS, SELECT, grain_of, severity_of, test_of, tests_of, up_to
from warehouse.document import Node, load_document
from warehouse.errors import ModelError, nearest

FOLDERS = ("models", "seeds", "tests", "macros")
TOP = ("version", "models", "seeds", "sources", "data_tests", "macros")
MODEL = ("name", "description", "config", "columns", "tests", "data_tests", "meta", "docs", "tags")
SEED = ("name", "description", "config", "columns", "tests", "data_tests", "meta", "docs")
MACRO = ("name", "description", "arguments", "config", "meta", "docs")
CHECK = ("name", "description", "config", "meta", "docs")
COLUMN = ("name", "description", "tests", "data_tests", "meta", "config", "data_type", "quote", "tags")
OF_WORDS = ("meta", "docs")
CONFIGS = {
    "models": ("materialized", "tags", "schema", *OF_WORDS),
    "seeds": ("column_types", "tags", "schema", *OF_WORDS),
    "macros": OF_WORDS,
    "data_tests": (*LIMITS, "tags", *OF_WORDS),
}
OF_A_COLUMN = ("meta", "tags")
HINTS = {
    "enabled": "take out the file that is not to be used",
    "severity": "say it of each test, or of all in dbt_project.yml: data_tests: {+severity: warn}",
    "column_types": "cast the column in the SQL of the model",
    "delimiter": "save the file with commas",
    "materialized": "leave it out; only a model is a table or a view",
}
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")


@dataclass
class Described:
    """By name what is said of models, of seeds and the tests of their columns, and of tests; and of the project."""

    project: ProjectFile = field(default_factory=ProjectFile)
    models: dict[str, Entry] = field(default_factory=dict)
    seeds: dict[str, Node] = field(default_factory=dict)
    columns_of_seeds: dict[str, list[Entry]] = field(default_factory=dict)
    checks: dict[str, Entry] = field(default_factory=dict)
    sources: list[Node] = field(default_factory=list)
    # Where each stands, and the `model.column` that it is to.
    relationships: list[tuple[Node, str]] = field(default_factory=list)
    # Where each is described, by the kind of file and its name.
    places: dict[tuple[str, str], Node] = field(default_factory=dict)

    def header(self, name: str, folders: Iterable[str]) -> Entry:
        """The header of a model that has none in its file."""
        said = dict(self.models.get(name, {"about": "", "grain": [], "columns": [], "tags": []}))
        return {"materialized": nearest_of(self.project.materialized, [*folders, name], "view")} | said

    def check(self, name: str, folders: Iterable[str]) -> Entry:
        """The header of a test that has none in its file."""
        said = self.checks.get(name, {"about": "", "tags": [], "up_to": 0})
        return {"severity": nearest_of(self.project.severity, [*folders, name], "error")} | said


def load_described(root: Path) -> Described:
    """What the YAML files of a dbt project in an SQL folder say. Raises ModelError at what is not supported."""
    refuse_folder(root)
    described = Described(load_project_file(root))
    folders_of_tests = {path.stem: path.relative_to(root).parts[1:-1] for path in (root / "tests").glob("**/*.sql")}
    for path in sorted(each for name in FOLDERS for each in (root / name).glob("**/*.y*ml")):
        if is_ours(path, root):
            continue
        _Reader(described, path.relative_to(root).parts[1:-1], folders_of_tests).read(
            fields(read_yaml(path, root), TOP)
        )
    _hold_files(described, root)
    return described


def is_ours(path: Path, root: Path) -> bool:
    """Whether a YAML file is the one that describes registries our way: by name, where dbt has a version and lists."""
    if path != root / "seeds" / "seeds.yml":
        return False
    keys = load_document(path, f"{root.name}/seeds/seeds.yml", ModelError).mapping()
    return "version" not in keys and not any(key in TOP and each.is_list for key, each in keys.items())


@dataclass(frozen=True)
class _Reader:
    """Reads one YAML file into what is described. `folders` is where it lies, as severities hold by folder."""

    described: Described
    folders: Sequence[str]
    folders_of_tests: Mapping[str, Sequence[str]]

    def read(self, keys: Mapping[str, Node]) -> None:
        for node in items_of(keys, "models"):
            said = fields(node, MODEL, HINTS)
            self.described.models[self._name("models", node, said)] = self._model(said)
        for node in items_of(keys, "seeds"):
            self._seed(node)
        for node in items_of(keys, "data_tests"):
            said = fields(node, CHECK, HINTS)
            name = self._name("data_tests", node, said)
            self.described.checks[name] = self._check(name, said)
        for node in items_of(keys, "macros"):
            said = fields(node, MACRO, HINTS)
            self._name("macros", node, said)
            _config(said, "macros")
        self.described.sources.extend(items_of(keys, "sources"))

    def _name(self, kind: str, node: Node, said: Mapping[str, Node]) -> str:
        """The name of what is described, noted with its place. Raises ModelError where it was described before."""
        name = needed(node, said, "name")
        if (kind, name.text()) in self.described.places:
            raise name.error(f"the {ONE_OF[kind]} '{name.text()}' is described twice", "keep one description")
        self.described.places[kind, name.text()] = name
        return name.text()

    def _model(self, said: Mapping[str, Node]) -> Entry:
        config = _config(said, "models")
        columns = self._columns(said)
        tags = config.get("tags", said.get("tags"))
        entry: Entry = {
            "about": text_of(said),
            "grain": self._grain(said, columns),
            "columns": columns,
            "tags": _listed(tags) if tags is not None else [],
        }
        return entry | ({"materialized": materialized_in(config["materialized"])} if "materialized" in config else {})

    def _seed(self, node: Node) -> None:
        said = fields(node, SEED, HINTS)
        name = self._name("seeds", node, said)
        _config(said, "seeds")
        for test in tests_of(said):
            raise test.error("a test of a whole seed is not supported here", f"say it of a column, or {SELECT}")
        self.described.seeds[name] = node
        self.described.columns_of_seeds[name] = self._columns(said)

    def _check(self, name: str, said: Mapping[str, Node]) -> Entry:
        config = _config(said, "data_tests")
        severity = nearest_of(self.described.project.severity, [*self.folders_of_tests.get(name, ()), name], "error")
        return {
            "about": text_of(said),
            "tags": _listed(config["tags"]) if "tags" in config else [],
            "severity": severity_of(config, severity),
            "up_to": up_to(config, severity),
        }

    def _columns(self, said: Mapping[str, Node]) -> list[Entry]:
        found: dict[str, Entry] = {}
        for node in items_of(said, "columns"):
            column = self._column(node)
            if column["name"] in found:
                raise node.error(f"the column '{column['name']}' is described twice", "keep one description")
            found[column["name"]] = column
        return list(found.values())

    def _column(self, node: Node) -> Entry:
        said = fields(node, COLUMN)
        config = fields(said["config"], OF_A_COLUMN) if "config" in said else {}
        meta = config.get("meta", said.get("meta"))
        unit = meta.mapping().get("unit") if meta is not None else None
        severity = nearest_of(self.described.project.severity, self.folders, "error")
        return {
            "name": needed(node, said, "name").text(),
            "about": text_of(said),
            "unit": unit.text() if unit is not None else None,
            "tests": [self._test(each, severity) for each in tests_of(said)],
            "line": node.line,
            "path": node.file,
        }

    def _test(self, node: Node, severity: str) -> Entry:
        test = test_of(node, severity)
        if test["kind"] == "relationships":
            self.described.relationships.append((node, test["value"]))
        return test

    def _grain(self, said: Mapping[str, Node], columns: list[Entry]) -> list[str]:
        """The columns that a test of the model calls its grain; else the column that must be unique and there."""
        severity = nearest_of(self.described.project.severity, self.folders, "error")
        grains = [(node, grain_of(node, severity)) for node in tests_of(said)]
        for node, _ in grains[1:]:
            raise node.error("a model has one grain", SELECT)
        if grains:
            return grains[0][1]
        kinds = {column["name"]: {test["kind"] for test in column["tests"] if _stops(test)} for column in columns}
        return [name for name, found in kinds.items() if {"unique", "not_null"} <= found][:1]


ONE_OF = {"models": "model", "seeds": "seed", "macros": "macro", "data_tests": "test"}


def _stops(test: Entry) -> bool:
    """Whether a single row that breaks a test stops the build, as one that breaks a grain does."""
    return test["severity"] == "error" and not test["up_to"]


def _config(said: Mapping[str, Node], kind: str) -> Mapping[str, Node]:
    hints = {key: hint for key, hint in HINTS.items() if key not in CONFIGS[kind]}
    return fields(said["config"], CONFIGS[kind], hints) if "config" in said else {}


def _listed(node: Node) -> list[str]:
    return list(node.texts()) if node.is_list else [node.text()]


def _hold_files(described: Described, root: Path) -> None:
    """Whatever is described has a file, or else a slip in its name would turn its tests off."""
    macros = (path.read_text("utf-8") for path in (root / "macros").glob("**/*.sql"))
    there = {
        "models": [path.stem for path in (root / "models").glob("**/*.sql")],
        "seeds": [path.stem for path in (root / "seeds").glob("**/*.csv")],
        "data_tests": [path.stem for path in (root / "tests").glob("**/*.sql")],
        "macros": [name for text in macros for name in _MACRO.findall(text)],
    }
    for (kind, name), node in described.places.items():
        if name not in there[kind]:
            folder = f"{root.name}/{'tests' if kind == 'data_tests' else kind}/"
            meant = nearest(name, sorted(there[kind]))
            ours = "; what has a header of ours, or ships, is described in its file" if kind == "models" else ""
            hint = f"'{meant}'" if meant else f"leave it out, or put its file into {folder}{ours}"
            raise node.error(f"there is no {ONE_OF[kind]} '{name}' in {folder}", hint)
