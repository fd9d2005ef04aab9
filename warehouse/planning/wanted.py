"""A project and the hashes of its files -> the steps that should stand, each with everything its table depends on."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

from warehouse.contract import Source
from warehouse.errors import DataError
from warehouse.models.header import SNAPSHOT
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.planning.plan import DATA_CUT, Wanted
from warehouse.seeds import Seed
from warehouse.statistics import Statistics

# Parts of steps beside what a study and its models say: what computes every table, what reads files into the raw ones.
DATABASE, READERS = "DuckDB", "software that reads files"
_CODE_OF_READERS = ("landing", "files")
_LIBRARIES_OF_READERS = ("python-calamine", "pyreadstat")

_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\s*\(.*?\bendmacro\b", flags=re.DOTALL)


def hash_files(project: Project) -> dict[str, str]:
    """The SHA-256 of every file the study maps. Raises DataError for one that cannot be read."""
    return {file: _hash_file(project.folder / file, file) for file in _files(project)}


def bytes_of_files(project: Project) -> int:
    """How large the files are that the study maps. Raises DataError for one that went since the study was read."""
    return sum(_size_of(project.folder / file, file) for file in _files(project))


def _files(project: Project) -> Iterable[str]:
    return dict.fromkeys(file for mapping in project.study.sources for file in mapping.files)


def wanted_steps(project: Project, statistics: Statistics, hashes: Mapping[str, str]) -> list[Wanted]:
    """The steps of the whole graph, parents before children, and first what the ledger says of the study itself."""
    models = {model.relation: model for model in project.models}
    seeds = {seed.relation: seed for seed in project.seeds}
    wanted: list[Wanted] = []
    for relation, node in project.graph.nodes.items():
        if relation in models:
            wanted.append(_model_step(models[relation], node.parents, project, statistics))
        elif relation in seeds:
            wanted.append(_seed_step(seeds[relation]))
        else:
            source = project.contract.sources[relation.removeprefix("raw.")]
            wanted.append(_source_step(source, node.parents, project, hashes))
    version = _version("duckdb")
    return [_study_step(project), *(replace(want, parts={**want.parts, DATABASE: version}) for want in wanted)]


def _study_step(project: Project) -> Wanted:
    """No table depends on a study's title or on what is said of a setting, but the ledger tells the present ones."""
    study, settings = project.study, [vars(setting) for setting in project.settings.values()]
    content = [study.name, study.title, study.synthetic, study.data_cut, project.setting_values(), settings]
    return Wanted("meta.study", "meta", (), {}, description=_digest(content))


def _model_step(model: Model, parents: tuple[str, ...], project: Project, statistics: Statistics) -> Wanted:
    parts = {f"setting {name}": json.dumps(value) for name, value in model.settings.items()} | {"SQL": model.logic}
    if model.header.materialized == SNAPSHOT:
        parts[DATA_CUT] = str(project.study.data_cut)
    spec = model.header.analysis
    if spec is not None:
        parts["analysis header"] = json.dumps(spec, sort_keys=True)
        parts[f"method {spec['method']}"] = statistics.fingerprint(str(spec["method"]))
    checks = [[check.query, check.severity, check.up_to] for check in project.checks[model.relation]]
    digests = (_digest(checks), _digest(model.text))
    return Wanted(model.relation, model.layer, parents, parts, *digests, by=model.header.by)


def _seed_step(seed: Seed) -> Wanted:
    return Wanted(seed.relation, "seeds", (), {"registry": seed.digest}, description=_digest([seed.about, seed.source]))


def _source_step(source: Source, parents: tuple[str, ...], project: Project, hashes: Mapping[str, str]) -> Wanted:
    mappings = project.study.mappings(source.name)
    parts = {f"file {file}": hashes[file] for mapping in mappings for file in mapping.files}
    if mappings:
        parts["mapping in study.yml"] = _digest([_mapping_content(mapping) for mapping in mappings])
    engine = project.study.engine
    if engine.groups is not None:
        parts["groups of subjects"] = f"{engine.groups} in {engine.store}"
    meaning = [[column.name, column.about, column.cdisc] for column in source.columns.values()]
    parts["contract in sources.yml"] = _digest(_contract_content(source))
    if mappings:
        parts["reading of text"] = _digest(_reading_macros(project.macros, source))
        parts[READERS] = _readers()
    return Wanted(f"raw.{source.name}", "raw", parents, parts, description=_digest([source.about, meaning]))


@cache
def _readers() -> str:
    """A hash of the code that reads files and of the libraries below it, comments and all, as those of methods."""
    room = Path(__file__).parents[1]
    paths = [path for folder in _CODE_OF_READERS for path in sorted((room / folder).glob("*.py"))]
    return _digest([[path.read_text("utf-8") for path in paths], list(map(_version, _LIBRARIES_OF_READERS))])


@cache
def _version(library: str) -> str:
    """From what the installation says: to import a database takes longer than a plan."""
    return metadata.version(library)


def _mapping_content(value: object) -> object:
    """What a mapping says, without the lines it says it on, which do not count when mappings are compared."""
    if is_dataclass(value):
        return {item.name: _mapping_content(getattr(value, item.name)) for item in fields(value) if item.compare}
    if isinstance(value, Mapping):
        return {str(name): _mapping_content(item) for name, item in value.items()}
    return [_mapping_content(item) for item in value] if isinstance(value, tuple) else value


def _contract_content(source: Source) -> object:
    """What a contract demands, without what it explains."""
    columns = [
        [column.name, column.type, column.required, column.values, column.minimum, column.maximum, column.references]
        for column in source.columns.values()
    ]
    rules = [[rule.reason, rule.column, rule.holds] for rule in source.rules]
    return [source.key, source.time, columns, rules, source.shows_set_aside]


def _reading_macros(macros: Mapping[str, str], source: Source) -> list[str]:
    """The macros that reading a source may use, directly or through others: no other macro can change a raw table."""
    bodies, names_in = _bodies(tuple(macros.values()))
    rules = " ".join(rule.holds for rule in source.rules)
    waiting = [
        name for name in bodies if name.startswith(("is_", "as_", "result_")) or re.search(rf"\b{name}\b", rules)
    ]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += names_in[name]
    return [bodies[name] for name in sorted(used)]


@lru_cache(maxsize=2)
def _bodies(texts: tuple[str, ...]) -> tuple[Mapping[str, str], Mapping[str, Set[str]]]:
    """The text of each macro, and which macros that text names. Every source asks for the same ones."""
    bodies = {match.group(1): match.group(0) for text in texts for match in _MACRO.finditer(text)}
    return bodies, {name: bodies.keys() & set(re.findall(r"\w+", body)) for name, body in bodies.items()}


def _hash_file(path: Path, name: str) -> str:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(name, error) from error


def _size_of(path: Path, name: str) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> DataError:
    return DataError(f"{name} cannot be read: {error.strerror}", name, "see that the file is there")


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()
