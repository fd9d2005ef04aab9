"""Which checks a plan calls for, and when; what is said of those that were broken."""

from dataclasses import dataclass

from warehouse.models.checks import Check
from warehouse.models.header import ERROR
from warehouse.models.project import Project
from warehouse.planning.plan import BUILD, CHECK, SKIP, Plan


@dataclass(frozen=True)
class CheckResult:
    check: Check
    broken_rows: int

    @property
    def status(self) -> str:
        if self.broken_rows <= self.check.up_to:
            return "passed"
        return "failed" if self.check.severity == ERROR else "warned"


def checks_by_step(project: Project, plan: Plan) -> dict[str, list[Check]]:
    """The checks this plan calls for, by the step after which every table they look at stands.

    A relationship is also checked when the table it points to was rebuilt and its own was not; never when the selection
    left out either, because that one will be rebuilt, and then it is.
    """
    position = {step.relation: place for place, step in enumerate(plan.steps)}
    action = {step.relation: step.action for step in plan.steps}
    due: dict[str, list[Check]] = {}
    for model in project.models:
        for check in project.checks[model.relation]:
            if SKIP in (action[check.relation], action.get(check.needs or "")):
                continue
            last = max(filter(None, (check.relation, check.needs)), key=lambda relation: position[relation])
            if action[check.relation] in (BUILD, CHECK) or (check.needs and action[check.needs] == BUILD):
                due.setdefault(last, []).append(check)
    return due


def broken_text(broken: list[CheckResult]) -> str:
    lines = [
        f"{result.check.relation}{'.' + result.check.column if result.check.column else ''}: "
        f"{result.broken_rows:,} rows break '{result.check.name}'"
        for result in broken
    ]
    return "\n".join(["Nothing was published, because a check failed:", *lines])
