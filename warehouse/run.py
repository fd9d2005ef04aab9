"""Plan -> built: ingest, create, check, analyse, record, publish. The only module that acts.

What acts is imported once there is something to do: most builds find that there is nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse import ledger, publish
from warehouse.adapters import Engine
from warehouse.adapters.duckdb import Limits, open_existing, open_memory, open_new
from warehouse.adapters.reader import open_reader
from warehouse.errors import CheckError, UserError
from warehouse.graph import select
from warehouse.plan import REUSE, SKIP, Built, Plan, Wanted, make_plan
from warehouse.project import Project
from warehouse.statistics import Statistics
from warehouse.wanted import hash_files, wanted_steps

if TYPE_CHECKING:
    from warehouse.build import Builder, StepResult
    from warehouse.compile import Types

# Above this much input, blocks of the database's usual size serve better than small ones.
LARGE_INPUT_BYTES = 256_000_000

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Report:
    """What a build did. `results` are the steps that ran; `run_id` is absent when there was nothing to do."""

    plan: Plan
    published: Path
    seconds: float
    results: tuple["StepResult", ...] = ()
    run_id: int | None = None


@dataclass(frozen=True)
class Task:
    """A plan together with what it was made from."""

    project: Project
    statistics: Statistics
    wanted: tuple[Wanted, ...]
    plan: Plan
    selection: str | None
    anew: bool


def plan_build(project: Project, statistics: Statistics, selection: str | None = None, *, anew: bool = False) -> Task:
    """What a build would do now, without doing it. `anew` builds everything from nothing."""
    wanted = tuple(wanted_steps(project, statistics, hash_files(project)))
    built = {} if anew else _read_built(publish.Files(project.folder))
    plan = make_plan(wanted, built, select(project.graph, selection) if selection else None)
    return Task(project, statistics, wanted, plan, selection, anew)


def build(
    project: Project,
    statistics: Statistics,
    *,
    selection: str | None = None,
    anew: bool = False,
    progress: Progress = lambda done, total, relation: None,
) -> Report:
    """Bring the published warehouse up to what the files say. Readers see the old one until the new one is whole.

    Raises CheckError when a check breaks: nothing is published then, and the build is kept to look at.
    """
    started, files = time.monotonic(), publish.Files(project.folder)
    with publish.only_builder(files):
        task = plan_build(project, statistics, selection, anew=anew)
        if task.plan.is_empty and files.published.exists():
            return Report(task.plan, files.published, time.monotonic() - started)
        results, run_id = _build_beside(task, files, progress, _compile(project))
    return Report(task.plan, files.published, time.monotonic() - started, results, run_id)


def _compile(project: Project) -> "Types":
    """The columns and types of every relation, once the whole graph was made on empty tables."""
    from warehouse.compile import compile_project

    engine = open_memory()
    try:
        return compile_project(project, engine)
    finally:
        engine.close()


def _build_beside(
    task: Task, files: publish.Files, progress: Progress, types: "Types"
) -> tuple[tuple["StepResult", ...], int]:
    """Build in a file beside the published one, and publish it if every check held."""
    from warehouse.build import Builder
    from warehouse.grouped import division
    from warehouse.record import Outcome, record

    started_at = datetime.now(UTC)
    is_copy = publish.prepare(files, anew=task.anew)
    engine = _open(task.project, files, is_copy=is_copy)
    groups = division(engine, task.project, task.plan, types)
    builder = Builder(engine, task.project, task.statistics, task.plan, groups)
    broken: CheckError | None = None
    try:
        try:
            _run_steps(builder, task.plan, progress)
        except CheckError as error:
            broken = error
        outcome = Outcome(task.plan, task.wanted, builder.results, builder.checks, task.selection, started_at)
        run_id = record(engine, task.project, outcome)
        groups.save()
        builder.commit()
        engine.checkpoint()
    except BaseException:
        engine.close()
        publish.discard(files)
        raise
    finally:
        groups.close()
    engine.close()
    if broken is not None:
        publish.keep_failed(files)
        raise broken
    publish.publish(files)
    groups.sweep()
    return tuple(builder.results), run_id


def _open(project: Project, files: publish.Files, *, is_copy: bool) -> Engine:
    limits = Limits(project.study.engine.memory_limit, project.study.engine.spill)
    if is_copy:
        return open_existing(files.building, limits)
    return open_new(files.building, large=_is_large(project), limits=limits)


def _run_steps(builder: "Builder", plan: Plan, progress: Progress) -> None:
    todo = [step for step in plan.steps if step.action not in (REUSE, SKIP)]
    done = 0
    for step in plan.steps:
        if step.action not in (REUSE, SKIP):
            progress(done, len(todo), step.relation)
            done += 1
        builder.run(step)
    progress(len(todo), len(todo), "")


def _is_large(project: Project) -> bool:
    sizes = (project.folder / name for name in {file for mapping in project.study.sources for file in mapping.files})
    return sum(path.stat().st_size for path in sizes) > LARGE_INPUT_BYTES


def _read_built(files: publish.Files) -> dict[str, Built]:
    if not files.published.exists():
        return {}
    try:
        engine = open_reader(files.published)
    except UserError:
        return {}
    try:
        return ledger.read_built(engine)
    finally:
        engine.close()
