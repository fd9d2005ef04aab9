"""What the analyses would find if one setting were otherwise: worked out on a copy, one change at a time.

Every change is made in a transaction and taken back. A table that comes out as it was ends the river there, so that
only the analyses whose rows do change are analysed again.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.duckdb import open_existing
from warehouse.adapters.reader import Reader, open_reader
from warehouse.building import publish
from warehouse.building.fetch import rows_for
from warehouse.building.task import plan_build
from warehouse.errors import UsageError
from warehouse.judging.compile import model_error
from warehouse.landing.workspace import workspace
from warehouse.ledger.tables import unopened
from warehouse.models.header import VIEW
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.templates import Renderer
from warehouse.models.vocabulary import results_table
from warehouse.statistics import Statistics

ESTIMATES = "estimates"
Rows = Sequence[Mapping[str, object]]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Change:
    """A setting, and what it is instead of what the study says."""

    setting: str
    value: object


@dataclass(frozen=True)
class Otherwise:
    """The estimates of each analysis that a change changes, as they are and as they would be."""

    change: Change
    before: Mapping[str, Rows]
    after: Mapping[str, Rows]


def changes_of(project: Project, names: Sequence[str] = ()) -> list[Change]:
    """The alternatives that the settings declare, for all of them or for some. Raises UsageError for a wrong name."""
    for name in names:
        if not project.settings.get(name) or not project.settings[name].alternatives:
            known = ", ".join(name for name, setting in project.settings.items() if setting.alternatives)
            raise UsageError(f"The setting '{name}' has no alternatives", hint=f"those that have: {known}")
    now = project.setting_values()
    return [
        Change(name, value)
        for name, setting in project.settings.items()
        if not names or name in names
        # Where a study has chosen an alternative, the default is one of the others.
        for value in (setting.value, *setting.alternatives)
        if setting.alternatives and value != now[name]
    ]


def try_out(
    project: Project,
    statistics: Statistics,
    changes: Sequence[Change],
    progress: Progress = lambda done, total, name: None,
) -> Iterator[Otherwise]:
    """One change after the other. Raises UsageError when the published warehouse is not what the files now say."""
    files = publish.Files(project.folder)
    if not files.published.exists() or not plan_build(project, statistics).plan.is_empty:
        raise _unbuilt(project)
    # Rows of patients: they stay within the study, and what is killed leaves is removed by the next that reads there.
    with workspace(project.folder) as folder:
        copy = folder / "warehouse.duckdb"
        shutil.copyfile(files.published, copy)
        engine = open_existing(copy)
        try:
            for done, change in enumerate(changes):
                progress(done, len(changes), f"{change.setting}: {change.value}")
                yield _tried(engine, project, statistics, change)
            progress(len(changes), len(changes), "")
        finally:
            engine.close()


def published_rows(project: Project, relation: str) -> list[dict[str, object]]:
    """All rows of a table of the published warehouse."""
    with closing(_opened(publish.Files(project.folder).published)) as engine:
        columns, rows = engine.answer(f"select * from {relation}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def published_run(project: Project) -> int:
    """The number of the run that was published last. Raises UsageError when there is none."""
    published = publish.Files(project.folder).published
    if not published.exists():
        raise _unbuilt(project)
    with closing(_opened(published)) as engine:
        return _last_run(engine)


def _opened(published: Path) -> Reader:
    try:
        return open_reader(published)
    except EngineError as error:
        raise unopened(published, error) from error


def _unbuilt(project: Project) -> UsageError:
    hint = "cartwheel build, then try again"
    return UsageError("The warehouse is not what the files of the study now say", str(project.folder), hint)


def _last_run(engine: Engine) -> int:
    return int(engine.rows("select max(run_id) from meta.runs")[0][0])


def keep(project: Project, table: str, columns: Mapping[str, str], rows: Rows, run_id: int) -> None:
    """Add a table of what was found in the warehouse of a run to it, in a copy that then takes its place.

    Raises UsageError when another run was published meanwhile.
    """
    files = publish.Files(project.folder)
    with publish.only_builder(files):
        publish.clear(files)
        shutil.copyfile(files.published, files.building)
        publish.guard(files, files.building)
        engine = open_existing(files.building)
        try:
            if _last_run(engine) != run_id:
                what = f"Another build was published meanwhile, so what was found in run {run_id} is not kept"
                raise UsageError(what, str(files.published), "try again")
            engine.write(table, columns, rows)
            engine.checkpoint()
        except BaseException:
            engine.close()
            publish.discard(files)
            raise
        engine.close()
        publish.publish(files)


def _tried(engine: Engine, project: Project, statistics: Statistics, change: Change) -> Otherwise:
    engine.execute("begin transaction")
    try:
        after = dict(_found(engine, project, statistics, _sql_otherwise(project, change)))
        engine.execute("rollback")
    except BaseException:
        engine.execute("rollback")
        raise
    columns = statistics.PARTS[ESTIMATES]
    before = {name: _rows(engine, results_table(name, ESTIMATES), columns) for name in after}
    return Otherwise(change, before, after)


def _sql_otherwise(project: Project, change: Change) -> dict[str, str]:
    """The models that read the setting, rendered with its other value."""
    settings = dict(project.vocabulary.settings) | {change.setting: change.value}
    renderer = Renderer(replace(project.vocabulary, settings=settings))
    touched = [model for model in project.models if change.setting in model.settings]
    return {model.relation: renderer.render(model.text, model.path).sql for model in touched}


def _found(
    engine: Engine, project: Project, statistics: Statistics, otherwise: Mapping[str, str]
) -> Iterator[tuple[str, Rows]]:
    """The estimates of each analysis whose rows change."""
    models = {model.relation: model for model in project.models}
    changed: set[str] = set()
    for relation, node in project.graph.nodes.items():
        model = models.get(relation)
        if model is None or model.layer in ("results", "report") or relation in project.snapshots:
            continue
        if (relation in otherwise or changed & set(node.parents)) and _differs(engine, model, otherwise):
            changed.add(relation)
            if model.header.analysis:
                rows = rows_for(model, engine, statistics)
                yield model.name, statistics.analyse(model.name, model.header.analysis, rows)[ESTIMATES]


def _differs(engine: Engine, model: Model, otherwise: Mapping[str, str]) -> bool:
    """Make the table anew; whether it differs. Raises ModelError where its SQL does not run with the other value."""
    try:
        return _remade(engine, model, otherwise)
    except EngineError as error:
        raise model_error(error, model) from error


def _remade(engine: Engine, model: Model, otherwise: Mapping[str, str]) -> bool:
    """Make the table anew; whether it differs from what stood there."""
    sql = otherwise.get(model.relation, model.sql)
    if model.header.stored_as == VIEW:
        engine.execute(f"create or replace view {model.relation} as\n{sql}")
        return True
    engine.execute(f"create or replace temporary table remade as\n{sql}")
    here, there = "from remade", f"from {model.relation}"
    different = f"select 1 from (({here} except all {there}) union all ({there} except all {here})) limit 1"
    if not engine.rows(different):
        return False
    engine.execute(f"create or replace table {model.relation} as {here}")
    return True


def _rows(engine: Engine, table: str, columns: Mapping[str, str]) -> Rows:
    return [dict(zip(columns, row, strict=True)) for row in engine.rows(f"select {', '.join(columns)} from {table}")]
