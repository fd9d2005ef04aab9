"""The only place that writes to the terminal: data to stdout, talk to stderr."""

import csv
import json
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.ask import Answer
    from warehouse.check import CheckReport
    from warehouse.errors import UserError
    from warehouse.plan import Plan
    from warehouse.project import Project
    from warehouse.run import Report

MOST_ROWS = 200


def said(text: str) -> None:
    """Talk: what happened and what to do next."""
    print(text, file=sys.stderr)


def error(problem: "UserError") -> None:
    said(f"cartwheel: {problem}")


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A line on the terminal that says which step runs; nothing at all in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    width = shutil.get_terminal_size().columns - 1

    def draw(done: int, total: int, name: str) -> None:
        line = f"[{done}/{total}] {name}" if name else ""
        sys.stderr.write("\r\033[K" + line[:width])
        sys.stderr.flush()

    try:
        yield draw
    finally:
        draw(0, 0, "")


def answer(result: "Answer", form: str) -> None:
    """The rows of a query in the form asked for."""
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows([_plain(value) for value in row] for row in result.rows)
    elif form == "json":
        _print_json([dict(zip(result.columns, map(_plain, row), strict=True)) for row in result.rows])
    else:
        table(result.columns, result.rows)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows in aligned columns, numbers to the right, long ones cut where the reader is told so."""
    shown = [[_cell(value) for value in row] for row in rows[:MOST_ROWS]]
    is_number = [all(isinstance(row[i], int | float | None) for row in rows[:MOST_ROWS]) for i in range(len(columns))]
    widths = [max([len(name), *(len(row[i]) for row in shown)]) for i, name in enumerate(columns)]
    for line in (list(columns), ["-" * width for width in widths], *shown):
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        )
        print("  ".join(cells).rstrip())
    if len(rows) > MOST_ROWS:
        said(f"{MOST_ROWS} of {len(rows):,} rows shown; --format csv prints them all")


def plan(steps: "Plan", *, as_json: bool) -> None:
    """What a build would do: the steps that are not simply reused, then the counts."""
    if as_json:
        _print_json([vars(step) for step in steps.steps])
        return
    changing = [step for step in steps.steps if step.action != "reuse"]
    if changing:
        table(["action", "step", "reason"], [(step.action, step.relation, step.reason) for step in changing])
    counts = Counter(step.action for step in steps.steps)
    said(", ".join(f"{number} to {action}" for action, number in sorted(counts.items())))
    if steps.results_that_may_change:
        said(f"Results that may change: {len(steps.results_that_may_change)}")


def build_report(report: "Report", project: "Project", *, as_json: bool) -> None:
    """What a build made, what it set aside, and what to try next."""
    built, reused = len(report.plan.of("build")), len(report.plan.of("reuse"))
    rejected = sum(file.rows_rejected for result in report.results for file in result.files)
    statuses = sum((Counter(result.statuses) for result in report.results), Counter[str]())
    if as_json:
        summary = {"run_id": report.run_id, "built": built, "reused": reused, "seconds": round(report.seconds, 3)}
        steps = [{"step": result.step.relation, "rows": result.row_count} for result in report.results]
        _print_json(summary | {"rejected_rows": rejected, "estimates": dict(statuses), "steps": steps})
        return
    name, option = project.study.title, f" --study {shlex.quote(str(project.folder))}"
    if report.run_id is None:
        said(f"{name}: nothing changed, {reused} steps as they were ({report.seconds:.2f} s)")
        return
    said(f"{name}: built {built} steps, kept {reused} ({report.seconds:.1f} s) -> {report.published}")
    if rejected:
        said(f"{rejected} rows were set aside, each with its reason:")
        said(f'  cartwheel query{option} "select source, reason, count(*) from raw.rejects group by all"')
    if statuses:
        said("Estimates: " + ", ".join(f"{number} {status}" for status, number in sorted(statuses.items())))
    said("Next:")
    said(f"  cartwheel report{option}")
    said(
        f'  cartwheel query{option} "select analysis, term, estimate, p_value from estimates order by p_value limit 10"'
    )


def check_report(report: "CheckReport", *, as_json: bool) -> None:
    """What the files hold, as far as it can be known without building."""
    if as_json:
        _print_json(report.as_dict())
        return
    said(f"{report.n_models} models agree with their contracts and with each other")
    columns = ["source", "file", "read", "accepted", "set aside", "columns not used"]
    table(columns, [file.as_line() for file in report.files])
    if report.rejects:
        print()
        table(["source", "column", "reason", "rows"], report.rejects)


def _print_json(content: object) -> None:
    print(json.dumps(content, indent=2, default=str, allow_nan=False))


def _plain(value: Any) -> Any:
    """A value as CSV and JSON carry it: no NaN, dates as ISO 8601."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, Mapping) else str(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())
