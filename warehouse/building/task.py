"""What is meant -> the task of a build: its plan, and all that the plan was made from. Nothing is done yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from warehouse.building import publish
from warehouse.building.upkeep import built_of
from warehouse.errors import StudyError, UsageError
from warehouse.ledger import told
from warehouse.ledger.chain import Heads, faults_of
from warehouse.ledger.verify import Verdict
from warehouse.ledger.verify import verdict as verdict_of
from warehouse.models.project import Project
from warehouse.models.selection import select
from warehouse.planning.gained import spared
from warehouse.planning.plan import FAILED, SKIP, UNPROVED, Built, Plan, Wanted, changed, make_plan
from warehouse.planning.wanted import hash_files, wanted_steps
from warehouse.statistics import Statistics


@dataclass(frozen=True)
class Choice:
    """Which steps are meant, and what they are built on.

    `select` and `exclude` are words (selection.py). `anew` builds everything from nothing; `retry` goes on from the
    step at which the last build failed.
    """

    select: str | None = None
    exclude: str | None = None
    anew: bool = False
    retry: bool = False

    def __post_init__(self) -> None:
        """Raises UsageError for what cannot be meant together."""
        if self.anew and (self.retry or self.words):
            other = "no --retry" if self.retry else "neither --select nor --exclude"
            hint = "cartwheel build --anew alone; without --anew the tables that stand are kept"
            raise UsageError(f"--anew builds everything from nothing and takes {other}", hint=hint)

    @property
    def words(self) -> str | None:
        said = [self.select or ("*" if self.exclude else None), f"without {self.exclude}" if self.exclude else None]
        return " ".join(filter(None, said)) or None


EVERYTHING = Choice()


@dataclass(frozen=True)
class Task:
    """A plan together with what it was made from."""

    project: Project
    statistics: Statistics
    wanted: tuple[Wanted, ...]
    plan: Plan
    selection: str | None
    base: Path | None
    heads: Heads = field(default_factory=dict)
    verdict: Verdict = field(default_factory=Verdict)
    # The data cut of the file that the plan was made over.
    cut: str | None = None
    # Whether the words of a selection choose no step at all.
    chooses_none: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said beside the plan, and stops nothing."""
        none = f"The selection '{self.selection}' chooses no step; cartwheel plan --json lists every step"
        unwitnessed = self.verdict.warning if not self.verdict.faults else None
        return tuple(filter(None, [none if self.chooses_none else None, unwitnessed]))


def plan_build(project: Project, statistics: Statistics, choice: Choice = EVERYTHING) -> Task:
    """What a build would do now, without doing it."""
    files = publish.Files(project.folder)
    base = None if choice.anew else files.published
    if choice.retry:
        base = files.failed
        if not base.exists():
            raise UsageError("There is no failed build to go on from", str(files.folder), "cartwheel build")
    wanted = tuple(wanted_steps(project, statistics, hash_files(project)))
    heads = publish.read_heads(files)
    standing = told.opened(base or files.published)
    verdict = verdict_of(standing.ledger, heads) if standing else Verdict(faults=tuple(faults_of([], heads)))
    if choice.retry:  # what is gone on from was not published, so nothing names it
        verdict = replace(verdict, unnamed=())
    built = built_of(standing, project) if standing and base else {}
    unmoved = spared(project, wanted, built, standing.compiled_sql) if standing else set()
    states = {"changed": changed(wanted, built), "failed": _failed(files)} if choice.words else {}
    selected = select(project.graph, choice.select or "*", states) if choice.words else None
    excluded = select(project.graph, choice.exclude, states) if choice.exclude else set()
    plan = make_plan(wanted, built, selected, excluded, unmoved)
    _refuse_unproved(plan, built)
    return Task(
        project,
        statistics,
        wanted,
        plan,
        choice.words,
        base,
        heads,
        verdict,
        cut=standing.data_cut if standing else None,
        chooses_none=selected is not None and not selected - excluded,
    )


def _failed(files: publish.Files) -> set[str]:
    """The step at which the last build failed, if it did."""
    standing = told.standing(files.failed)
    return {relation for relation, built in standing.built.items() if built.status == FAILED} if standing else set()


def refuse_a_changed_ledger(task: Task) -> None:
    """A ledger that was changed cannot say what may be reused. What is built from nothing needs no such word."""
    if task.verdict.faults and task.base is not None and task.base.exists():
        what = "The ledger of the warehouse is not as it was written:\n- " + "\n- ".join(task.verdict.faults)
        hint = "cartwheel check looks further; cartwheel build --anew trusts none of it, and keeps a note of this"
        raise StudyError(what, str(task.base), hint)


def _refuse_unproved(plan: Plan, built: Mapping[str, Built]) -> None:
    """What goes on from a failed build publishes all that lies in its file, so nothing unproved may be left out."""
    unproved = {relation for relation, before in built.items() if before.status in UNPROVED}
    left = [step.relation for step in plan.of(SKIP) if step.relation in unproved]
    if left:
        what = f"This would publish what the failed build did not finish: {', '.join(left)}"
        raise UsageError(what, hint="cartwheel build --retry, without --select and --exclude")
