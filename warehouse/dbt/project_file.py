"""dbt_project.yml -> its name and variables, and what it says of folders; what has no meaning here is refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.dbt.reading import fields, materialized_in, read_yaml
from warehouse.dbt.tested import severity_in
from warehouse.document import Node
from warehouse.errors import suggest

PROJECT = "dbt_project.yml"
# Where dbt looks for files, unless a project says otherwise.
PATHS = {
    "model-paths": "models",
    "seed-paths": "seeds",
    "test-paths": "tests",
    "macro-paths": "macros",
    "snapshot-paths": "snapshots",
    "analysis-paths": "analyses",
}
KEYS = (
    *"name version config-version profile flags vars models seeds tests data_tests".split(),
    *PATHS,
    *"target-path log-path clean-targets require-dbt-version".split(),
)
# Flags of how dbt itself runs: none changes what is built or tested.
FLAGS = (
    "send_anonymous_usage_stats use_colors use_colors_file printer_width partial_parse static_parser"
    " cache_selected_only log_format log_level log_path debug quiet version_check write_json use_experimental_parser"
).split()
# What may be said of a folder of each kind of file.
OF_FOLDERS = {
    "models": ("materialized", "schema"),
    "seeds": ("schema",),
    "tests": ("severity",),
    "data_tests": ("severity",),
}
HINTS = {
    "column_types": "config: {column_types: ...} of the seed, in a YAML file of seeds/",
    "enabled": "take out the files that are not to be built",
    "warn_if": "say it beside the test",
    "error_if": "say it beside the test",
}

ByFolder = Mapping[tuple[str, ...], str]


@dataclass(frozen=True)
class ProjectFile:
    """What holds for folders is by their names, from the outermost: `()` is all, the last may be a model."""

    name: str = ""
    variables: Mapping[str, object] = field(default_factory=dict)
    materialized: ByFolder = field(default_factory=dict)
    severity: ByFolder = field(default_factory=dict)


def nearest_of(said: ByFolder, names: Sequence[str], otherwise: str) -> str:
    """What is said of the nearest folder that anything is said of."""
    places = (tuple(names[:length]) for length in range(len(names), -1, -1))
    return next((said[place] for place in places if place in said), otherwise)


def load_project_file(root: Path) -> ProjectFile:
    """What the dbt_project.yml of an SQL folder says, if there is one. Raises ModelError at what is not supported."""
    if not (root / PROJECT).is_file():
        return ProjectFile()
    keys = fields(read_yaml(root / PROJECT, root), KEYS)
    name = keys["name"].text() if "name" in keys else ""
    _hold_paths(keys, root)
    for flag in _below(keys.get("flags")) if "flags" in keys else ():
        if flag not in FLAGS and not flag.startswith("require_"):
            raise keys["flags"].mapping()[flag].error(f"dbt's flag '{flag}' is not supported here", "leave it out")
    variables = _below(keys.get("vars"))
    own = variables[name].mapping() if name in variables else {}
    said = {kind: list(_of_folders(keys[kind], kind, name)) for kind in OF_FOLDERS if kind in keys}
    tests = [*said.get("tests", ()), *said.get("data_tests", ())]
    return ProjectFile(
        name,
        {key: each.plain() for key, each in {**variables, **own}.items() if key != name},
        _held(said.get("models", ()), "materialized", _places(root, ("models",))),
        _held(tests, "severity", _places(root, ("models", "seeds", "tests"))),
    )


def _below(node: Node | None) -> Mapping[str, Node]:
    """What stands below a key; nothing where that is left empty, as in dbt."""
    return node.mapping() if node is not None and node.content is not None else {}


def _hold_paths(keys: Mapping[str, Node], root: Path) -> None:
    for key, folder in PATHS.items():
        if key in keys and [each.rstrip("/") for each in keys[key].texts()] != [folder]:
            hint = f"move the files to {root.name}/{folder}/ and leave '{key}' out"
            raise keys[key].error(f"dbt's '{key}' is not supported here but for [{folder}]", hint)


def _of_folders(node: Node, kind: str, project: str) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """What is said of all, then of the project, then of its folders, each with the folder and the key."""
    own = []
    for key, each in _below(node).items():
        if key == project and (each.is_mapping or each.content is None):
            own.append(each)
        elif key.startswith("+") or not (each.is_mapping or each.content is None) or key in OF_FOLDERS[kind]:
            yield (), _known(key, each, kind), each
        else:
            hint = f"'{project}:', the name of this project, and folders below it; or leave it out"
            hint = hint if project else f"name: {key}, at the top of the file"
            raise each.error(f"there is no project '{key}' here", hint)
    for each in own:
        yield from _of_one(each, kind, ())


def _of_one(node: Node, kind: str, folders: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    deeper = []
    for key, each in _below(node).items():
        is_said = key.removeprefix("+") in OF_FOLDERS[kind] and not each.is_mapping
        if is_said or key.startswith("+") or not (each.is_mapping or each.content is None):
            yield folders, _known(key, each, kind), each
        else:
            deeper.append((key, each))
    for key, each in deeper:
        yield from _of_one(each, kind, (*folders, key))


def _known(key: str, node: Node, kind: str) -> str:
    bare = key.removeprefix("+")
    if bare not in OF_FOLDERS[kind]:
        known = " and ".join(f"+{each}" for each in OF_FOLDERS[kind])
        hint = HINTS.get(bare, f"leave it out; of a folder of {kind} {known} may be said")
        raise node.error(f"dbt's '{key}' is not supported here", hint)
    _value(bare, node)
    return bare


def _value(key: str, node: Node) -> str:
    if key == "materialized":
        return materialized_in(node)
    return severity_in(node) if key == "severity" else node.text()


def _held(
    said: Iterable[tuple[tuple[str, ...], str, Node]], kept: str, places: frozenset[tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    """What is said under one key, by folder, once each folder is there."""
    found = {}
    for folders, key, node in said:
        if key == kept:
            if folders not in places:
                hint = suggest("/".join(folders), sorted("/".join(place) for place in places if place))
                raise node.error(f"there is no folder or file '{'/'.join(folders)}'", hint or "leave it out")
            found[folders] = _value(key, node)
    return found


def _places(root: Path, kinds: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The folders, and the files without what they end with, below some folders of an SQL folder."""
    paths = [path for kind in kinds for path in (root / kind).glob("**/*") if path.is_dir() or path.suffix == ".sql"]
    return frozenset({(), *(path.relative_to(root).with_suffix("").parts[1:] for path in paths)})
