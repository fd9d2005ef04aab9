"""What to try after a build: what can be answered by the tables that are there, and what is left to build."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.building.run import Report
    from warehouse.planning.plan import Plan

# Of the estimates that say the same of a pair only the primary one, with what it is of.
_BY_P = "select covariate, outcome, n, estimate, p_value from estimates where is_primary order by p_value limit 10"


def next_steps(plan: "Plan", option: str) -> Iterator[str]:
    """The commands, which name the study by `option`. A step without a fingerprint was never built."""
    there = {step.relation for step in plan.steps if step.fingerprint and step.action != "drop"}
    if "results.estimates" in there:
        yield f"cartwheel report{option}"
        yield f'cartwheel query{option} "{_BY_P}"'
        return
    built = [step.relation for step in plan.of("build") if step.layer != "meta"]
    if built:
        yield f'cartwheel query{option} "from {built[-1]} limit 10"'
    if any(step.relation not in there for step in plan.steps if step.action == "skip"):
        yield f"cartwheel build{option}"


def without_rows(report: "Report") -> str:
    """A line for each file that was read and has a header alone, so that no event is not taken for a lost one."""
    files = (file for result in report.results for file in result.files if not file.records)
    return "".join(
        f"\n{file.source_file} has no row under its header: '{file.source}' has none of it" for file in files
    )
