"""A finished run -> meta.*: what is new is written, what was reused keeps the run and time that built it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime

from warehouse.building.build import StepResult
from warehouse.building.checking import CheckResult, with_checks_to_make
from warehouse.ledger import entry
from warehouse.ledger import tables as ledger
from warehouse.ledger.book import Book
from warehouse.ledger.chain import number_of
from warehouse.ledger.describe import write_project
from warehouse.ledger.entry import Noted, sql_time
from warehouse.models.project import Project
from warehouse.planning.plan import BUILD, BUILT, CHECK, DROP, FAILED, NOT_REACHED, REUSE, SKIP, Plan, Step, Wanted

# What is carried on of a table: of steps that were kept, and of sources that were not read.
CARRIED = ("steps", "files", "changes", "file_columns", "checks")
Before = Mapping[str, Sequence[ledger.Row]]


@dataclass(frozen=True)
class Outcome:
    """All that a run has to tell. A run that broke off did not reach all its steps."""

    plan: Plan
    wanted: Sequence[Wanted]
    results: Sequence[StepResult]
    checks: Sequence[CheckResult]
    selection: str | None
    started_at: datetime
    reached: Set[str]
    failed_at: str | None = None
    noted: Noted = field(default_factory=Noted)


def record(book: Book, project: Project, outcome: Outcome) -> int:
    """Write the ledger of a run into the database it built. Returns the number of the run."""
    before = {name: book.rows(name) for name in CARRIED}
    run_id = 1 + max([*map(number_of, book.runs), *outcome.noted.heads], default=0)
    steps = _steps(before, outcome, run_id, with_checks_to_make(project, outcome.plan, outcome.reached))
    files = _files(before, outcome, run_id)
    book.write("steps", steps)
    book.write("files", files)
    book.write("changes", _changes(before, outcome, run_id))
    book.write("file_columns", _file_columns(before, outcome, run_id))
    book.write("checks", _checks(before, outcome, run_id))
    left = {step.relation for step in outcome.plan.of(SKIP)}
    write_project(book, project, {row["relation"]: row.get("row_count") for row in steps}, left)
    run = _run(project, outcome, run_id, files)
    entry.append(book, run, _run_steps(outcome, run_id), outcome.noted, project.snapshots)
    return run_id


def fewer_rows(before: Sequence[ledger.Row], results: Sequence[StepResult]) -> tuple[str, ...]:
    """A sentence for each file that was read now and has fewer rows than it had: a transfer that broke off between two
    rows looks like any other file."""
    had, has = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
    for row in before:
        had[row["source"], row["source_file"], row["source_sheet"]] += int(str(row["rows_read"]))
    for file in (file for result in results for file in result.files):
        has[file.source, file.source_file, file.source_sheet] += file.rows_read
    return tuple(
        f"{file}{f', {sheet},' if sheet else ''} has {rows:,} rows for '{source}', and had "
        f"{had[source, file, sheet]:,} in the build before: is it whole?"
        for (source, file, sheet), rows in sorted(has.items(), key=str)
        if rows < had[source, file, sheet]
    )


def _run(project: Project, outcome: Outcome, run_id: int, files: Sequence[ledger.Row]) -> ledger.Row:
    cut = project.study.data_cut
    return {**entry.versions()} | {
        "run_id": run_id,
        "who": entry.who(),
        "data_cut": cut.isoformat() if cut else None,
        "inputs": entry.inputs(outcome.wanted),
        "code": entry.code(outcome.wanted),
        "started_at_utc": sql_time(outcome.started_at),
        "finished_at_utc": sql_time(datetime.now(UTC)),
        "selection": outcome.selection,
        "n_built": len(outcome.plan.of(BUILD)),
        "n_reused": len(outcome.plan.of(REUSE)),
        "n_rejected_rows": sum(int(str(file["rows_rejected"])) for file in files),
        "n_failed_analyses": sum(1 for result in outcome.results if result.statuses.get("failed")),
    }


def _run_steps(outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """What this run did, whatever later runs do: every step that was not simply kept."""
    ran = {result.step.relation: result for result in outcome.results}
    return [
        {
            "run_id": run_id,
            "relation": step.relation,
            "action": step.action,
            "status": _status(step, outcome),
            "reason": step.reason if step.relation not in ran else _reason(ran[step.relation]),
            "fingerprint": step.fingerprint,
            "row_count": ran[step.relation].row_count if step.relation in ran else None,
            "seconds": round(ran[step.relation].seconds, 6) if step.relation in ran else None,
        }
        for step in outcome.plan.steps
        if step.action not in (REUSE, SKIP)
    ]


def _reason(result: StepResult) -> str:
    if not result.step.by:
        return result.step.reason
    return f"{result.step.reason}: {'all' if result.n_keys is None else result.n_keys}"


def _status(step: Step, outcome: Outcome) -> str:
    if step.relation == outcome.failed_at:
        return FAILED
    return BUILT if step.relation in outcome.reached else NOT_REACHED


def _steps(before: Before, outcome: Outcome, run_id: int, unchecked: Set[str]) -> list[ledger.Row]:
    """One row for each step that stands: built now, or kept as it was. One that is not all checked will be."""
    stood = {row["relation"]: row for row in before["steps"]}
    ran = {result.step.relation: result for result in outcome.results}
    wanted = {want.relation: want for want in outcome.wanted}
    rows: list[ledger.Row] = []
    for step in outcome.plan.steps:
        kept = stood.get(step.relation, {})
        if step.relation not in outcome.reached:
            rows += _unreached(step, kept, wanted, outcome, run_id)
        elif step.relation in ran and step.action == BUILD:
            result = ran[step.relation]
            built = {"run_id": run_id, "built_at_utc": sql_time(datetime.now(UTC)), "reason": _reason(result)}
            rows.append(
                built
                | _contents(wanted[step.relation])
                | {
                    "status": BUILT,
                    "fingerprint": step.fingerprint,
                    "seconds": round(result.seconds, 6),
                    "method_seconds": round(result.method_seconds, 6),
                    "row_count": result.row_count,
                }
            )
        elif kept and step.action == SKIP:
            rows.append(kept)
        elif kept and step.action not in {DROP, BUILD}:
            rows.append(dict(kept) | _contents(wanted[step.relation]) | {"fingerprint": step.fingerprint})
    return [{**row, "checks": ""} if row["relation"] in unchecked else row for row in rows]


def _unreached(
    step: Step, kept: ledger.Row, wanted: Mapping[str, Wanted], outcome: Outcome, run_id: int
) -> list[ledger.Row]:
    """What is said of a step at which a run broke off, or after it: a table that was to be built is not to be trusted,
    if there is one, and of one to be checked it is not known whether it holds. What was to be kept was proved when it
    was built; what this run would have checked of it for another's sake is still to be checked."""
    is_failed = step.relation == outcome.failed_at
    if step.action == BUILD or is_failed:
        status = FAILED if is_failed else NOT_REACHED
        return [{"run_id": run_id, "status": status, "fingerprint": ""} | _contents(wanted[step.relation])]
    return [{**kept, "checks": "" if step.action == CHECK else kept["checks"]}] if kept else []


def _contents(want: Wanted) -> dict[str, object]:
    return {
        "relation": want.relation,
        "layer": want.layer,
        "parts": json.dumps(dict(want.parts)),
        "checks": want.checks,
        "description": want.description,
    }


def _files(before: Before, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    kept = _of_sources_not_read(before, outcome, "files")
    fresh = [file.as_row() | {"run_id": run_id} for result in outcome.results for file in result.files]
    return sorted([*kept, *fresh], key=lambda row: (str(row["source"]), str(row["source_file"])))


def _changes(before: Before, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """What the mappings did to the texts of the files, and how many rows their filters left out."""
    kept = _of_sources_not_read(before, outcome, "changes")
    files = [file for result in outcome.results for file in result.files]
    return [*kept, *(row | {"run_id": run_id} for file in files for row in file.change_rows())]


def _file_columns(before: Before, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """Which column of which file filled which column of a source."""
    kept = _of_sources_not_read(before, outcome, "file_columns")
    files = [file for result in outcome.results for file in result.files]
    return [*kept, *(row | {"run_id": run_id} for file in files for row in file.column_rows())]


def _of_sources_not_read(before: Before, outcome: Outcome, table: str) -> list[ledger.Row]:
    read = {result.step.relation.removeprefix("raw.") for result in outcome.results if result.step.layer == "raw"}
    return [row for row in before[table] if row["source"] not in read]


def _checks(before: Before, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """What was checked now; and what was before, of tables that were not built or checked anew."""
    gone = {step.relation for step in outcome.plan.of(DROP)}
    fresh = {_check_key(row): row for row in (_check_row(result, run_id) for result in outcome.checks)}
    anew = {result.step.relation for result in outcome.results} | gone
    anew |= {step.relation for step in outcome.plan.of(CHECK)} & outcome.reached
    kept = {_check_key(row): row for row in before["checks"] if row["relation"] not in anew}
    return list((kept | fresh).values())


def _check_key(row: ledger.Row) -> tuple[object, ...]:
    """Two tests of a column may have one name, and differ in what they accept or how strict they are."""
    return tuple(row[name] for name in ("relation", "check_name", "column_name", "severity", "up_to", "query"))


def _check_row(result: CheckResult, run_id: int) -> ledger.Row:
    return {
        "relation": result.check.relation,
        "check_name": result.check.name,
        "column_name": result.check.column,
        "status": result.status,
        "severity": result.check.severity,
        "up_to": result.check.up_to,
        "broken_rows": result.broken_rows,
        "query": result.check.query,
        "run_id": run_id,
    }
