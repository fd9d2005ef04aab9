"""Plan -> built: ingest, create, check, analyse, record, publish. The only module that acts.

What acts is imported once there is something to do: most builds find that there is nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.building import publish
from warehouse.building.task import EVERYTHING, Choice, Task, plan_build, refuse_a_changed_ledger
from warehouse.building.upkeep import prepare
from warehouse.errors import UserError
from warehouse.ledger import told
from warehouse.ledger.chain import Heads
from warehouse.models.project import Project
from warehouse.planning.plan import BUILD, REUSE, SKIP, Plan
from warehouse.statistics import Statistics

if TYPE_CHECKING:
    from warehouse.building.build import Builder, StepResult
    from warehouse.building.checking import CheckResult
    from warehouse.building.ground import Ahead, Ground
    from warehouse.building.grouped import Division
    from warehouse.judging.remembered import Types
    from warehouse.ledger.book import Book

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Report:
    """What a build did. `results` are the steps that ran; `run_id` is absent when there was nothing to do."""

    plan: Plan
    published: Path
    seconds: float
    results: tuple["StepResult", ...] = ()
    run_id: int | None = None
    warnings: tuple["CheckResult", ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Means:
    """What a build works with: whom it tells how far it is, how many others the methods of analyses may be given to,
    and what was made ready for it."""

    progress: Progress = lambda done, total, relation: None
    processes: int = 0
    ahead: "Ahead | None" = None


ALONE = Means()


def build(
    project: Project,
    statistics: Statistics,
    *,
    choice: Choice = EVERYTHING,
    means: Means = ALONE,
) -> Report:
    """Bring the published warehouse up to what the files say. Readers see the old one until the new one is whole.

    When a step fails nothing is published, and the build is kept to look at and to go on from.
    """
    started, files = time.monotonic(), publish.Files(project.folder)
    with publish.only_builder(files):
        if means.ahead is not None:
            means.ahead.keep_within(project)
        task = plan_build(project, statistics, choice)
        refuse_a_changed_ledger(task)
        if task.plan.is_empty and files.published.exists() and not choice.retry:
            return Report(task.plan, files.published, time.monotonic() - started, notes=task.notes)
        upkeep = prepare(project, files)
        types = _compile(project)
        _hold_examples(task, types)
        builder, run_id = _build_beside(task, files, types, means)
        upkeep.sweep()
    warnings = tuple(check for check in builder.checks if check.status == "warned")
    seconds = time.monotonic() - started
    notes = (*task.notes, *builder.notes)
    return Report(task.plan, files.published, seconds, tuple(builder.results), run_id, warnings, notes)


def _compile(project: Project) -> "Types":
    """The columns and types of every relation, once the whole graph was made on empty tables."""
    from warehouse.judging.compile import compile_project

    return compile_project(project)


def _hold_examples(task: Task, types: "Types") -> None:
    """The study's own worked examples of what is built now must hold."""
    from warehouse.examples.drawn import find_examples

    built = {step.relation for step in task.plan.of(BUILD)}
    names = task.project.vocabulary.relations
    examples = find_examples([task.project.folder / "sql"])
    meant = [each for each in examples if any(names.get(table.name, table.name) in built for table in each.gives)]
    if meant:
        from warehouse.examples.held import hold_examples

        hold_examples(task.project, types, meant)


def _build_beside(task: Task, files: publish.Files, types: "Types", means: Means) -> tuple["Builder", int]:
    """Build in a file beside the published one, and publish it if every check held."""
    from warehouse.building.build import Builder
    from warehouse.building.grouped import division
    from warehouse.building.incremental import by_key
    from warehouse.building.methods import methods_for

    started_at = datetime.now(UTC)
    ground = _ground(task, files, means.ahead)
    engine, book = ground.engine, ground.book
    groups = division(engine, task.project, task.plan, types)
    methods = methods_for(task.statistics, len(task.plan.results_that_may_change), means.processes)
    methods.heard = means.progress
    incremental = by_key(engine, task.base, task.plan)
    builder = Builder(ground, task.project, task.plan, groups, methods)
    builder.incremental = incremental
    try:
        broken = _run_steps(builder, task.plan, means.progress)
        run_id = _tell(book, task, builder, groups, started_at)
        builder.commit()
        engine.checkpoint()
        stands = told.read(engine) if means.ahead is None else None  # a watch asks while nobody waits
    except BaseException:
        engine.close()
        publish.discard(files)
        raise
    finally:
        builder.close()
        groups.close()
    engine.close()
    if broken is not None:
        publish.keep_failed(files)
        raise broken
    _publish(files, task, book.heads)
    if stands is not None:
        told.keep(files.published, stands)
    return builder, run_id


def _ground(task: Task, files: publish.Files, ahead: "Ahead | None") -> "Ground":
    from warehouse.building.ground import lay

    publish.clear(files)
    deletes = bool(task.project.snapshots) or any(step.by for step in task.plan.steps)
    laid = ahead.take(task.base) if ahead is not None and not deletes else None
    return laid or lay(task.project, files, task.base, deletes=deletes)


def _tell(book: "Book", task: Task, builder: "Builder", groups: "Division", started_at: datetime) -> int:
    """Write the ledger. Returns the number of the run."""
    from warehouse.building.record import Outcome, fewer_rows, record
    from warehouse.ledger.entry import Noted

    groups.save(book)
    builder.notes = fewer_rows(book.rows("files"), builder.results)
    outcome = Outcome(
        plan=task.plan,
        wanted=task.wanted,
        results=builder.results,
        checks=builder.checks,
        selection=task.selection,
        started_at=started_at,
        reached=set(builder.reached),
        failed_at=builder.failed_at,
        noted=Noted(task.heads, task.verdict.all_faults),
    )
    return record(book, task.project, outcome)


def _publish(files: publish.Files, task: Task, heads: Heads) -> None:
    """Put the new warehouse in the place of the old, which is kept when it is of another data cut."""
    from warehouse.building.ground import limits_of

    if task.project.study.engine.groups is not None:
        publish.close_up(files, limits_of(task.project))
    cut, own = task.cut, task.project.study.data_cut
    if task.base == files.failed:
        standing = told.standing(files.published)
        cut = standing.data_cut if standing else None
    if cut is not None and cut != (own.isoformat() if own else None):
        publish.keep_cut(files, cut)
    publish.publish(files)
    publish.add_heads(files, heads)


def _run_steps(builder: "Builder", plan: Plan, progress: Progress) -> UserError | None:
    """Run the steps up to the first that fails. Returns its error."""
    todo = [step for step in plan.steps if step.action not in (REUSE, SKIP)]
    done = 0
    try:
        for step in plan.steps:
            if step.action not in (REUSE, SKIP):
                progress(done, len(todo), step.relation)
                done += 1
            builder.run(step)
        builder.finish()
    except UserError as error:
        builder.break_off(error)
        return error
    progress(len(todo), len(todo), "")
    return None
