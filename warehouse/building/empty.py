"""The whole graph built on no rows, in memory: every model, check and method is tried and no data is touched."""

from dataclasses import dataclass

from warehouse.adapters.duckdb import open_memory
from warehouse.building.build import Builder
from warehouse.building.ground import look_through
from warehouse.building.grouped import AllAtOnce
from warehouse.building.methods import Methods
from warehouse.judging.compile import compile_project, create_empty_sources, create_schemas
from warehouse.models.project import Project
from warehouse.planning.plan import BUILD, REUSE, Step, make_plan
from warehouse.planning.wanted import wanted_steps
from warehouse.statistics import Statistics


@dataclass(frozen=True)
class EmptyReport:
    """What was tried."""

    n_models: int
    n_checks: int
    n_analyses: int


def build_empty(project: Project, statistics: Statistics) -> EmptyReport:
    """Build everything but the sources on empty ones. Raises what a build would raise."""
    engine = open_memory()
    try:
        compile_project(project, engine)
        create_schemas(engine)
        create_empty_sources(engine, project.contract)
        no_hashes = {file: "" for mapping in project.study.sources for file in mapping.files}
        plan = make_plan(wanted_steps(project, statistics, no_hashes), {})
        builder = Builder(look_through(engine), project, plan, AllAtOnce(), Methods(statistics, 0))
        for step in plan.steps:
            builder.run(_without_files(step))
        builder.commit()
    finally:
        engine.close()
    analyses = sum(1 for model in project.models if model.header.analysis is not None)
    return EmptyReport(len(project.models), len(builder.checks), analyses)


def _without_files(step: Step) -> Step:
    action = REUSE if step.layer == "raw" else BUILD
    return Step(step.relation, step.layer, action, step.reason, step.fingerprint)
