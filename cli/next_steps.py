"""What to try after a build: what can be answered by the tables that are there, and what is left to build."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.building.run import Report

# Of the estimates that say the same of a pair only the primary one, with what it is of.
_BY_P = "select covariate, outcome, n, estimate, p_value from estimates where is_primary order by p_value limit 10"


_FAILED = "select distinct analysis, covariate, outcome, note from {results} where status = 'failed'"


def next_steps(report: "Report", option: str) -> Iterator[str]:
    """The commands, which name the study by `option`. A step without a fingerprint was never built, and one that was
    skipped holds what an earlier build found."""
    steps = report.plan.steps
    there = {step.relation for step in steps if step.fingerprint and step.action != "drop"}
    is_gathered = "results.estimates" in there - {step.relation for step in report.plan.of("skip")}
    failed = [_results(result.step.relation) for result in report.results if result.statuses.get("failed")]
    if failed:
        results = "results.estimates" if is_gathered else failed[0]
        yield f'cartwheel query{option} "{_FAILED.format(results=results)}"'
    if is_gathered:
        yield f"cartwheel report{option}"
        yield f'cartwheel query{option} "{_BY_P}"'
        return
    built = [step.relation for step in report.plan.of("build") if step.layer != "meta"]
    if built:
        yield f'cartwheel query{option} "from {_results(built[-1])} limit 10"'
    if any(step.relation not in there or step.relation == "results.estimates" for step in report.plan.of("skip")):
        yield f"cartwheel build{option}"


def _results(relation: str) -> str:
    """Where an analysis has what its method found; any other relation as it is."""
    layer, _, name = relation.partition(".")
    return f"results.{name}" if layer == "analyses" else relation


def without_rows(report: "Report") -> str:
    """A line for each file that was read and has a header alone, so that no event is not taken for a lost one."""
    files = (file for result in report.results for file in result.files if not file.records)
    return "".join(
        f"\n{file.source_file} has no row under its header: '{file.source}' has none of it" for file in files
    )
