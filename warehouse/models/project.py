"""A study folder and the shipped SQL -> Project: everything the files say, loaded and checked, with nothing run yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from warehouse.contract import NAME, Contract, load_contract
from warehouse.dbt.described import Described, load_described
from warehouse.dbt.project_file import PROJECT
from warehouse.dbt.refused import is_needed, refuse_template
from warehouse.dbt.sources import hold_sources
from warehouse.document import load_text
from warehouse.errors import ModelError, Place, StudyError
from warehouse.models.checks import Check, checks_of
from warehouse.models.files import CHECKS, ModelFile, find_model_files
from warehouse.models.graph import Graph, load_graph
from warehouse.models.header import SNAPSHOT
from warehouse.models.model import Model, load_models
from warehouse.models.seed_checks import seed_checks
from warehouse.models.vocabulary import Vocabulary
from warehouse.models.yaml_held import hold_names, hold_yaml
from warehouse.seeds import Seed, load_seeds
from warehouse.settings import Setting, load_settings
from warehouse.statistics import Statistics
from warehouse.studies.study import Study, load_study

CACHE = Path(".cartwheel") / "models.jsonl"


@dataclass(frozen=True)
class Project:
    """One study over the shipped SQL and its own."""

    study: Study
    contract: Contract
    settings: Mapping[str, Setting]
    seeds: tuple[Seed, ...]
    models: tuple[Model, ...]
    macros: Mapping[str, str]
    vocabulary: Vocabulary
    graph: Graph
    roots: tuple[Path, ...] = ()

    @property
    def folder(self) -> Path:
        return self.study.folder

    @cached_property
    def checks(self) -> Mapping[str, tuple[Check, ...]]:
        """The checks of each model, by its relation."""
        return {model.relation: checks_of(model, self.vocabulary.relations) for model in self.models}

    @property
    def snapshots(self) -> tuple[str, ...]:
        """The relations that hold what earlier data cuts said, and cannot be made anew."""
        return tuple(model.relation for model in self.models if model.header.materialized == SNAPSHOT)

    def setting_values(self) -> dict[str, object]:
        return {name: setting.value for name, setting in self.settings.items()} | dict(self.study.settings)


def shipped_sql() -> Path:
    """The SQL that comes with the software: it lies beside this package, in a checkout as once installed."""
    return Path(__file__).resolve().parents[2] / "sql"


def sql_folders(study: Path, sql: Path | None = None) -> tuple[Path, ...]:
    """The folders that SQL comes from: the shipped one, then the study's own."""
    return tuple(root for root in (sql or shipped_sql(), study / "sql") if root.is_dir())


def load_project(folder: Path, statistics: Statistics, *, sql: Path | None = None, use_cache: bool = True) -> Project:
    """The project of a study folder. Raises StudyError, ContractError or ModelError at the line that is wrong."""
    roots = sql_folders(folder, sql)
    contract = load_contract(roots[0] / "sources.yml")
    settings = load_settings(roots[0] / "settings.yml")
    study = load_study(folder, contract, settings, roots)
    shipped, of_study = _macros(roots[:1]), _macros(roots[1:])
    described = load_described(roots[-1]) if len(roots) > 1 else Described()
    hold_sources(described.sources, contract)
    settings = _with_variables(settings, described.project.variables, study)
    seeds = load_seeds(roots, described.seeds)
    files = [*find_model_files(roots, described), *seed_checks(described, seeds)]
    own = _needed(of_study, described.project.name)
    macros = _together(shipped, own)
    relations = _relations(seeds, files)
    hold_names(described, relations)
    vocabulary = Vocabulary(
        relations=relations,
        sources=tuple(contract.sources),
        settings={name: setting.value for name, setting in settings.items()} | dict(study.settings),
        result_parts=statistics.PARTS,
        analyses={},
        macros=macros,
    )
    cache = folder / CACHE if use_cache else None
    models, vocabulary = load_models(files, vocabulary, statistics, cache, holds_macros=bool(own))
    hold_yaml(described, files, models, seeds)
    _hold_analyses(models, statistics)
    _hold_snapshots(models, study)
    graph = load_graph(models, _source_reads(contract, macros, relations), [seed.relation for seed in seeds])
    return Project(study, contract, settings, tuple(seeds), tuple(models), macros, vocabulary, graph, roots)


def _relations(seeds: Iterable[Seed], files: Iterable[ModelFile]) -> dict[str, str]:
    """The relation of each seed and model by its name, of which the file is the only place that says it."""
    relations = {seed.name: seed.relation for seed in seeds}
    for file in files:
        if not NAME.fullmatch(file.name):
            hint = "rename the file: lower-case letters, digits and underscores, a letter first"
            raise ModelError(f"'{file.name}' cannot be the name of a model", Place(file.path, 1), hint)
        if file.layer == CHECKS and file.name in relations and not relations[file.name].startswith("seeds."):
            what = f"A test of a seed is called '{file.name}', and so is another file"
            raise ModelError(what, Place(file.path), "rename the other file")
        if file.name in relations:
            raise ModelError(
                f"A seed and a model are both called '{file.name}'", Place(file.path), "rename one of them"
            )
        relations[file.name] = f"{file.layer}.{file.name}"
    return relations


def _macros(roots: Iterable[Path]) -> dict[str, str]:
    """The macro files of SQL folders, as messages name them, with their text."""
    return {
        shown: load_text(path, shown, ModelError)
        for root in roots
        for path in sorted((root / "macros").glob("**/*.sql"))
        for shown in [f"{root.name}/{path.relative_to(root)}"]
    }


def _together(shipped: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    for path in sorted(shipped.keys() & own.keys()):
        hint = "give the study's file another name: macros may be added, not replaced"
        raise ModelError(
            f"The study has a file of macros called as one that ships: {Path(path).name}", Place(path, 1), hint
        )
    return {**shipped, **own}


def _needed(macros: Mapping[str, str], project: str) -> dict[str, str]:
    """The files of macros that models may use. Raises ModelError for what of dbt does not run."""
    found = {path: text for path, text in macros.items() if is_needed(text)}
    for path, text in found.items():
        refuse_template(text, path, project)
    return found


def _with_variables(
    settings: Mapping[str, Setting], variables: Mapping[str, object], study: Study
) -> Mapping[str, Setting]:
    """The settings, and the variables of a dbt project among them; one that ships is set in study.yml alone."""
    for name, value in variables.items():
        if name in settings and value != study.settings.get(name, settings[name].value):
            hint = f"settings: {{{name}: {value}}} in study.yml"
            raise ModelError(f"'{name}' is a setting of the shipped models", Place(f"sql/{PROJECT}"), hint)
    own = {name: Setting(name, value, "A variable of dbt_project.yml", PROJECT) for name, value in variables.items()}
    return own | dict(settings)


def _source_reads(
    contract: Contract, macros: Mapping[str, str], relations: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """What reading a source needs: the sources it refers to and, if it has rules, the registries that macros use.

    What was set aside of a source needs that source.
    """
    named = {name for text in macros.values() for name in re.findall(r"\bseeds\.(\w+)", text)}
    registries = tuple(sorted(relations[name] for name in named if relations.get(name, "").startswith("seeds.")))
    reads: dict[str, tuple[str, ...]] = {}
    for source in contract.sources.values():
        if source.set_aside_of is not None:
            reads[source.name] = (f"raw.{source.set_aside_of}",)
            continue
        referred = tuple(f"raw.{column.references}" for column in source.references())
        reads[source.name] = tuple(dict.fromkeys(referred + (registries if source.rules else ())))
    return reads


def _hold_snapshots(models: list[Model], study: Study) -> None:
    """A snapshot tells data cuts apart, so there must be one."""
    for model in models:
        if model.header.materialized == SNAPSHOT and study.data_cut is None:
            raise StudyError(
                f"{model.relation} is a snapshot, and the study has no data cut", "study.yml", "data_cut: 2026-01-31"
            )
        if model.header.materialized == SNAPSHOT and model.layer not in ("staging", "intermediate", "marts"):
            raise ModelError(
                "A snapshot is a model of staging, intermediate or marts", Place(model.path), "move it there"
            )


def _hold_analyses(models: list[Model], statistics: Statistics) -> None:
    """Every analysis has a header its method accepts, and nothing else has one."""
    for model in models:
        spec = model.header.analysis
        if (spec is not None) != (model.layer == "analyses"):
            what = (
                "An analysis needs the key 'analysis'"
                if spec is None
                else "Only files in analyses/ may have 'analysis'"
            )
            raise ModelError(what, Place(model.path, 1), "analysis: {method: spearman, covariate: ..., outcome: ...}")
        problems = (
            statistics.problems(spec, [column.name for column in model.header.columns]) if spec is not None else []
        )
        if problems:
            lines = model.text.splitlines()
            line = next((number for number, text in enumerate(lines, 1) if text.startswith("analysis:")), 1)
            raise ModelError(problems[0], Place(model.path, line), "mend the key 'analysis' of the header")
