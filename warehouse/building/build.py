"""One step of a plan -> its table in the open database, checked as soon as all that its checks look at stands."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

from warehouse.adapters import EngineError
from warehouse.building.checking import CheckResult, broken_text, checks_by_step
from warehouse.building.fetch import rows_for
from warehouse.building.ground import Ground
from warehouse.building.grouped import Division
from warehouse.building.incremental import Incremental
from warehouse.building.methods import Finding, Methods, method_error
from warehouse.building.publish import Files
from warehouse.building.snapshot import build_snapshot, has_history
from warehouse.errors import CheckError, ModelError, Place, UserError
from warehouse.judging.compile import model_error
from warehouse.models.checks import Check, count_query
from warehouse.models.header import SNAPSHOT, TABLE
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.vocabulary import results_table
from warehouse.planning.plan import BUILD, DROP, Plan, Step
from warehouse.seeds import Seed, create_sql

if TYPE_CHECKING:
    from warehouse.landing.reading import FileReading

# How many rows may be built before they are committed. One transaction is quickest for a small study; in a large one
# the checks would read uncommitted rows, which is several times slower.
ROWS_PER_COMMIT = 1_000_000


@dataclass(frozen=True)
class StepResult:
    """What became of one step. Of an analysis, `method_seconds` is the part of `seconds` that its method took, and
    `statuses` counts its estimates by status. Of an incremental model, `n_keys` counts the keys built, if not all."""

    step: Step
    seconds: float = 0.0
    method_seconds: float = 0.0
    row_count: int = 0
    files: tuple["FileReading", ...] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)
    n_keys: int | None = None


class Builder:
    """Runs the steps of one plan against one open database, and remembers what became of each."""

    def __init__(self, ground: Ground, project: Project, plan: Plan, groups: Division, methods: Methods) -> None:
        self.results: list[StepResult] = []
        self.checks: list[CheckResult] = []
        self._engine = ground.engine
        self._project = project
        self._parts = project.vocabulary.result_parts
        self._groups = groups
        self._methods = methods
        # Set where there is a warehouse to compare with.
        self.incremental: Incremental | None = None
        self._models = {model.relation: model for model in project.models}
        self._seeds = {seed.relation: seed for seed in project.seeds}
        self._due = checks_by_step(project, plan)
        self._uncommitted_rows = 0
        self.reached: list[str] = []
        self.notes: tuple[str, ...] = ()
        self.failed_at: str | None = None
        self._committed = (0, 0, 0)
        self._standing = dict(ground.standing)
        self._begin()

    def run(self, step: Step) -> None:
        """Do what the plan says of one step. Raises ModelError, DataError, CheckError or AnalysisError.

        The method of an analysis may still be at work afterwards; what it found is kept at a later step, or at the end.
        """
        self._keep(self._methods.all() if step.layer == "results" else self._methods.ready())
        started, self.failed_at = time.monotonic(), step.relation
        result = self._act(step)
        self._groups.stands(step.relation)
        self._check(self._due.get(step.relation, ()))
        if step.action in (BUILD, DROP):
            self.results.append(replace(result, seconds=time.monotonic() - started))
        self.reached.append(step.relation)
        self.failed_at = None
        if step.layer == "raw":
            self._mark_committed()
        self._commit_if_many(result.row_count)

    def finish(self) -> None:
        """Keep what the last methods find. Raises AnalysisError."""
        self._keep(self._methods.all())

    def close(self) -> None:
        self._methods.forget()

    def break_off(self, error: UserError) -> None:
        """Keep what can be kept after an error. A statement that fails takes all with it that was not committed."""
        if isinstance(error, ModelError):
            self._methods.forget()
            self._engine.execute("rollback")
            n_reached, n_results, n_checks = self._committed
            del self.reached[n_reached:], self.results[n_results:], self.checks[n_checks:]
            self._begin()
        else:
            for finding in self._methods.all():
                self._write(finding) if finding.error is None else self._unreach(finding.model.relation)

    def _begin(self) -> None:
        self._engine.execute("begin transaction")

    def commit(self) -> None:
        self.finish()
        self._engine.execute("commit")
        self._uncommitted_rows = 0
        self._mark_committed()

    def _mark_committed(self) -> None:
        self._committed = (len(self.reached), len(self.results), len(self.checks))

    def _act(self, step: Step) -> StepResult:
        result = StepResult(step)
        if step.action == DROP:
            self._drop(step.relation)
        elif step.action != BUILD:
            return result
        elif step.relation in self._models:
            return self._build_model(self._models[step.relation], result)
        elif step.layer == "meta":
            return result
        elif step.relation in self._seeds:
            self._load_seed(self._seeds[step.relation])
            return replace(result, row_count=self._count(step.relation))
        else:
            return self._read_source(step.relation.removeprefix("raw."), result)
        return result

    def _load_seed(self, seed: Seed) -> None:
        try:
            self._engine.execute(create_sql(seed))
        except EngineError as error:
            what = f"The seed '{seed.name}' cannot be loaded: {error.message}"
            raise ModelError(
                what, Place(seed.paths[-1].name), "see that every cell is of the type seeds.yml gives"
            ) from error

    def _read_source(self, name: str, result: StepResult) -> StepResult:
        """Outside the transaction, because the numbers of a file's rows count from its first only once committed."""
        from warehouse.building.moved import refuse_moved
        from warehouse.landing.ingest import read_source  # most builds read no file

        self._drop(f"raw.{name}")
        self.commit()
        try:
            files = read_source(self._engine, self._project, name)
            refuse_moved(self._engine, Files(self._project.folder).published, self._project.study.answers, files)
        finally:
            self._begin()
        in_store = self._groups.move(f"raw.{name}")
        if in_store is not None:
            self._engine.execute(f"drop table raw.{name}")
            self._engine.execute(f"create view raw.{name} as {in_store}")
        return replace(result, files=files, row_count=sum(file.rows_accepted for file in files))

    def _build_model(self, model: Model, result: StepResult) -> StepResult:
        if model.header.materialized == SNAPSHOT:
            return self._build_snapshot(model, result)
        n_keys = self._build_keys(model) if result.step.by else None
        if n_keys is not None:
            return replace(result, row_count=self._count(model.relation), n_keys=n_keys)
        self._drop(model.relation)
        kind = model.header.stored_as
        try:
            in_store = self._groups.query(model.relation)
            if in_store is not None:
                kind = "view"
            made = self._engine.rows(f"create {kind} {model.relation} as\n{in_store or model.sql}")
        except EngineError as error:
            raise model_error(error, model) from error
        # Of a table the database says how many rows went into it.
        result = replace(result, row_count=int(made[0][0]) if kind == TABLE else self._count(model.relation))
        if model.header.analysis:
            self._analyse(model)
        return result

    def _build_snapshot(self, model: Model, result: StepResult) -> StepResult:
        is_standing = self._standing.get(model.relation) == TABLE and has_history(self._engine, model.relation)
        if not is_standing:
            self._drop(model.relation)
        try:
            # A project with a snapshot has a data cut.
            build_snapshot(self._engine, model, self._project.study.data_cut or date.min, is_standing=is_standing)
        except EngineError as error:
            raise model_error(error, model) from error
        return replace(result, row_count=self._count(model.relation))

    def _build_keys(self, model: Model) -> int | None:
        """Build of an incremental model only the keys that changed. None when it has to be built whole."""
        if self.incremental is None or self._standing.get(model.relation) != TABLE:
            return None
        self.commit()
        try:
            n_keys = self.incremental.find(model)
        except EngineError as error:
            raise model_error(error, model) from error
        finally:
            self._begin()
        if n_keys:
            self.incremental.put(model)
        return n_keys

    def _analyse(self, model: Model) -> None:
        """Give the rows of an analysis, in the order of its grain, to its method."""
        self._methods.give(model, rows_for(model, self._engine, self._methods.statistics))

    def _keep(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding.error is not None:
                self.failed_at = finding.model.relation
                self._unreach(finding.model.relation)
                raise method_error(finding.model, finding.error) from finding.error
            self._write(finding)

    def _write(self, finding: Finding) -> None:
        """Write the tables of what a method found, and add it to what is told of its step."""
        for part, rows in finding.found.items():
            self._engine.write(results_table(finding.model.name, part), self._parts[part], rows)
        statuses = Counter(str(row["status"]) for row in finding.found.get("estimates", ()))
        for place, told in enumerate(self.results):
            if told.step.relation == finding.model.relation:
                seconds = told.seconds + finding.seconds
                self.results[place] = replace(
                    told, seconds=seconds, method_seconds=finding.seconds, statuses=dict(statuses)
                )

    def _unreach(self, relation: str) -> None:
        """A step whose method failed has not been done."""
        self.reached.remove(relation)
        self.results = [told for told in self.results if told.step.relation != relation]

    def _check(self, checks: Iterable[Check]) -> None:
        """Count the rows that break each check. Raises CheckError for those that have too many."""
        by_relation: dict[str, list[Check]] = {}
        for check in checks:
            by_relation.setdefault(check.relation, []).append(check)
        found = []
        for relation, group in by_relation.items():
            counts = self._counts(relation, group)
            found += [CheckResult(check, int(str(count))) for check, count in zip(group, counts, strict=True)]
        self.checks += found
        broken = [result for result in found if result.status == "failed"]
        if broken:
            raise CheckError(broken_text(broken), broken[0].check.relation, self._broken_hint(broken[0].check))

    def _counts(self, relation: str, checks: list[Check]) -> tuple[object, ...]:
        """How many rows break each check. What the grain implies is only counted where rows break the grain."""
        asked = [check for check in checks if not check.implied]
        found = dict(zip(asked, self._count_broken(relation, asked), strict=True)) if asked else {}
        is_grain_held = any(check.name == "grain" and count == 0 for check, count in found.items())
        if is_grain_held or asked == checks:
            return tuple(found.get(check, 0) for check in checks)
        return self._count_broken(relation, checks)

    def _count_broken(self, relation: str, checks: list[Check]) -> tuple[object, ...]:
        try:
            return self._engine.rows(count_query(relation, checks))[0]
        except EngineError as error:
            hint = "compare it with values of the column's own type"
            raise ModelError(f"A test of {relation} cannot be run: {error.message}", relation, hint) from error

    def _broken_hint(self, check: Check) -> str:
        study = quote(str(self._project.folder))
        return f"cartwheel query --study {study} --failed {quote(check.query)}"

    def _count(self, relation: str) -> int:
        return int(self._engine.rows(f"select count(*) from {relation}")[0][0])

    def _commit_if_many(self, rows: int) -> None:
        self._uncommitted_rows += rows
        if self._uncommitted_rows > ROWS_PER_COMMIT:
            self.commit()
            self._begin()

    def _drop(self, relation: str) -> None:
        """Remove a relation, whether it is a table or a view, and what an analysis of that name found."""
        schema, _, name = relation.partition(".")
        mine = {relation} | ({results_table(name, part) for part in self._parts} if schema == "analyses" else set())
        for found in mine & self._standing.keys():
            self._engine.execute(f"drop {self._standing.pop(found)} {found}")
