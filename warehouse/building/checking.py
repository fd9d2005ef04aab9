"""Which checks a plan calls for, and when; what is said of those that were broken."""

from collections.abc import Iterator, Set
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


@dataclass(frozen=True)
class Call:
    """A check that a plan calls for, and the step after which every table it looks at stands."""

    check: Check
    after: str
    # The selection left out a table that it looks at.
    is_left_out: bool


def checks_by_step(project: Project, plan: Plan) -> dict[str, list[Check]]:
    """The checks this plan calls for, by the step after which they are made.

    Not those that look at a table that the selection left out, because that one is stale, or not there.
    """
    due: dict[str, list[Check]] = {}
    for call in _calls(project, plan):
        if not call.is_left_out:
            due.setdefault(call.after, []).append(call.check)
    return due


def with_checks_to_make(project: Project, plan: Plan, reached: Set[str]) -> set[str]:
    """The relations with a check that this plan calls for and a run that reached these steps has not made."""
    return {call.check.relation for call in _calls(project, plan) if call.is_left_out or call.after not in reached}


def _calls(project: Project, plan: Plan) -> Iterator[Call]:
    """A relationship is also checked when the table it points to was rebuilt and its own was not."""
    position = {step.relation: place for place, step in enumerate(plan.steps)}
    action = {step.relation: step.action for step in plan.steps}
    for model in project.models:
        for check in project.checks[model.relation]:
            looked_at = [check.relation, *filter(None, [check.needs])]
            if action[check.relation] in (BUILD, CHECK) or (check.needs and action[check.needs] == BUILD):
                is_left_out = any(action[relation] == SKIP for relation in looked_at)
                yield Call(check, max(looked_at, key=lambda relation: position[relation]), is_left_out)


def broken_text(broken: list[CheckResult]) -> str:
    lines = [
        f"{result.check.relation}{'.' + result.check.column if result.check.column else ''}: "
        f"{result.broken_rows:,} rows break '{result.check.name}'"
        for result in broken
    ]
    return "\n".join(["Nothing was published, because a check failed:", *lines])
