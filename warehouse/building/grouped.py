"""Models built group by group: which of a plan's steps can be, in which runs, and where their rows then are."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from warehouse.adapters import Engine, kinds_of
from warehouse.building.group import Failure, Input, Job, Output, build_group
from warehouse.building.store import Store, reading_all
from warehouse.engine import EngineSettings, cores
from warehouse.judging.compile import SCHEMAS, model_error
from warehouse.judging.remembered import Types
from warehouse.ledger import tables as ledger
from warehouse.ledger.book import Book
from warehouse.models.locality import Locality, find_local
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.scopes import Columns
from warehouse.planning.plan import BUILD, DROP, Plan

# The layers that have a row or more for each subject; what comes later is of the whole cohort and small.
LAYERS = ("staging", "intermediate", "marts")

Work = Callable[[int], Failure | None]


class Workers(Protocol):
    """Those who build the groups: on the cores of this machine, or elsewhere."""

    def run(self, work: Work, numbers: Sequence[int]) -> list[Failure | None]: ...

    def close(self) -> None: ...


class Here:
    """This process, as many groups at a time as it has cores: no more memory than those groups need."""

    def run(self, work: Work, numbers: Sequence[int]) -> list[Failure | None]:
        # Threads are enough: each group has a database of its own, which computes outside Python.
        with ThreadPoolExecutor(cores()) as pool:
            return list(pool.map(work, numbers))

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Setting:
    """What is fixed for a whole build."""

    store: Store
    locality: Locality
    subject: str
    memory_limit: str | None
    workers: Workers


class Division(Protocol):
    """What of a build is done by groups of subjects."""

    def stands(self, relation: str) -> None:
        """Hear that a relation was built, in whatever way."""

    def query(self, relation: str) -> str | None:
        """The query for a model's rows in the store, built now if need be; None when it is not built by groups."""

    def move(self, relation: str) -> str | None:
        """Put the rows of a table into the store. The query for them; None when they stay where they are."""

    def save(self, book: Book) -> None:
        """Write down in the ledger where the rows are."""

    def close(self) -> None:
        """Let the workers go."""


class AllAtOnce:
    """A build of all subjects together."""

    def stands(self, relation: str) -> None:
        pass

    def query(self, relation: str) -> str | None:
        return None

    def move(self, relation: str) -> str | None:
        return None

    def save(self, book: Book) -> None:
        """After a build by groups, what has not been built since is still read from the store."""
        before = book.rows("store")
        kinds = kinds_of(book.engine) if before else {}
        book.write("store", [row for row in before if kinds.get(str(row["relation"])) == "view"])

    def close(self) -> None:
        pass


def division(engine: Engine, project: Project, plan: Plan, types: Types) -> Division:
    """How a study is built, as its study.yml says."""
    settings = project.study.engine
    if settings.groups is None or settings.store is None:
        return AllAtOnce()
    store = Store(settings.store, settings.groups)
    setting = Setting(
        store, locality(project, types), subject_column(project), settings.memory_limit, _workers(settings)
    )
    return Groups(engine, project, plan, setting)


def locality(project: Project, types: Columns) -> Locality:
    """Which models of a project can be built by groups."""
    # A snapshot is not made of what it reads alone, so it is given, like a source.
    local = [model for model in project.models if model.layer in LAYERS and model.relation not in project.snapshots]
    models = {model.relation: model for model in local}
    in_order = [(relation, models[relation].sql) for relation in project.graph.nodes if relation in models]
    sources = [f"raw.{name}" for name in project.contract.sources]
    registries = [seed.relation for seed in project.seeds]
    return find_local([*sources, *registries, *project.snapshots], in_order, types, subject_column(project))


def subject_column(project: Project) -> str:
    """The key of the source that all others refer to."""
    sources = project.contract.sources.values()
    referred = {column.references for source in sources for column in source.references()}
    keys = {source.name: source.key[0] for source in sources if source.key}
    return next((keys[name] for name in keys if name in referred), next(iter(keys.values())))


def _workers(settings: EngineSettings) -> Workers:
    if settings.address is None:
        return Here()
    from warehouse.adapters.spark import Spark

    return Spark(settings.address)


class Groups:
    """A build by groups: a Division."""

    def __init__(self, engine: Engine, project: Project, plan: Plan, setting: Setting) -> None:
        self._engine, self._setting = engine, setting
        self._models = {model.relation: model for model in project.models}
        self._parents = {relation: node.parents for relation, node in project.graph.nodes.items()}
        self._todo = [step.relation for step in plan.steps if step.action == BUILD and step.relation in self._models]
        self._standing = {step.relation for step in plan.steps if step.action not in (BUILD, DROP)}
        before = {str(row["relation"]): Path(str(row["folder"])) for row in ledger.read_table(engine, "store")}
        self._folders = {name: folder for name, folder in before.items() if name in self._standing}

    def stands(self, relation: str) -> None:
        self._standing.add(relation)

    def query(self, relation: str) -> str | None:
        if not self._is_mine(relation):
            return None
        if relation not in self._folders:
            self._build([each for each in self._reachable() if each not in self._folders])
        return reading_all(self._folders[relation])

    def move(self, relation: str) -> str:
        return reading_all(self._in_store(relation))

    def close(self) -> None:
        self._setting.workers.close()

    def save(self, book: Book) -> None:
        rows = [{"relation": relation, "folder": str(folder)} for relation, folder in sorted(self._folders.items())]
        book.write("store", rows)

    def _is_mine(self, relation: str) -> bool:
        model = self._models.get(relation)
        return relation in self._setting.locality.local and model is not None and _is_table(model)

    def _reachable(self) -> list[str]:
        """All local models still to be built that need nothing which is not: they make one run."""
        found: dict[str, None] = {}
        for relation in self._todo:
            parents = self._parents[relation]
            if relation in self._setting.locality.local and all(
                parent in self._standing or parent in found for parent in parents
            ):
                found[relation] = None
        return list(found)

    def _build(self, relations: Sequence[str]) -> None:
        outputs = tuple(self._output(relation) for relation in relations)
        needed = dict.fromkeys(self._needs(relations))
        inputs = tuple(Input(relation, self._in_store(relation)) for relation in needed)
        job = Job(inputs, outputs, SCHEMAS, self._setting.memory_limit)
        for failure in self._setting.workers.run(partial(build_group, job), range(self._setting.store.groups)):
            if failure is not None:
                raise model_error(failure.error, self._models[failure.relation]) from failure.error
        self._folders |= {output.relation: output.folder for output in outputs if output.folder is not None}

    def _needs(self, relations: Sequence[str]) -> Iterable[str]:
        """What a run reads and does not make."""
        return (parent for relation in relations for parent in self._parents[relation] if parent not in relations)

    def _output(self, relation: str) -> Output:
        model = self._models[relation]
        folder = self._setting.store.new_folder(relation) if _is_table(model) else None
        return Output(relation, model.sql, folder)

    def _in_store(self, relation: str) -> Path:
        if relation not in self._folders:
            store = self._setting.store
            if relation in self._setting.locality.scattered or relation in self._setting.locality.local:
                self._folders[relation] = store.divide(self._engine, relation, self._setting.subject)
            else:
                self._folders[relation] = store.repeat(self._engine, relation)
        return self._folders[relation]


def _is_table(model: Model) -> bool:
    return model.header.materialized == "table"
