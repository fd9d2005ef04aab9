"""A finished run -> meta.*: what is new is written, what was reused keeps the run and time that built it."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime

from warehouse.adapters import Engine
from warehouse.building import entry, ledger
from warehouse.building.build import CheckResult, StepResult
from warehouse.building.chain import number_of
from warehouse.building.entry import Noted, sql_time
from warehouse.building.plan import BUILD, BUILT, DROP, FAILED, NOT_REACHED, REUSE, SKIP, Plan, Step, Wanted
from warehouse.examples.drawn import find_examples
from warehouse.models.model import Model
from warehouse.models.project import Project


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


def record(engine: Engine, project: Project, outcome: Outcome) -> int:
    """Write the ledger of a run into the database it built. Returns the number of the run."""
    numbers = [number_of(run) for run in ledger.read_runs(engine, ledger.forms(engine))]
    run_id = 1 + max([*numbers, *outcome.noted.heads], default=0)
    steps = _steps(engine, outcome, run_id)
    files = _files(engine, outcome, run_id)
    ledger.write_table(engine, "steps", steps)
    ledger.write_table(engine, "files", files)
    ledger.write_table(engine, "changes", _changes(engine, outcome, run_id))
    ledger.write_table(engine, "file_columns", _file_columns(engine, outcome, run_id))
    ledger.write_table(engine, "checks", _checks(engine, outcome, run_id))
    counts = {row["relation"]: row.get("row_count") for row in steps}
    ledger.write_table(engine, "models", [_model(model, counts.get(model.relation)) for model in project.models])
    ledger.write_table(engine, "columns", _columns(engine, project))
    ledger.write_table(engine, "edges", _edges(project))
    ledger.write_table(engine, "examples", _examples(project))
    ledger.write_table(engine, "settings", _settings(project))
    ledger.write_table(engine, "study", _study(project))
    ledger.write_table(engine, "answers", _answers(project))
    entry.append(engine, _run(project, outcome, run_id, files), _run_steps(outcome, run_id), outcome.noted)
    return run_id


def _run(project: Project, outcome: Outcome, run_id: int, files: Sequence[ledger.Row]) -> ledger.Row:
    cut = project.study.data_cut
    return entry.versions() | {
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
            "reason": step.reason,
            "fingerprint": step.fingerprint,
            "row_count": ran[step.relation].row_count if step.relation in ran else None,
            "seconds": round(ran[step.relation].seconds, 6) if step.relation in ran else None,
        }
        for step in outcome.plan.steps
        if step.action not in (REUSE, SKIP)
    ]


def _status(step: Step, outcome: Outcome) -> str:
    if step.relation == outcome.failed_at:
        return FAILED
    return BUILT if step.relation in outcome.reached else NOT_REACHED


def _steps(engine: Engine, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """One row for each step that stands: built now, or kept as it was."""
    before = {row["relation"]: row for row in ledger.read_table(engine, "steps")}
    ran = {result.step.relation: result for result in outcome.results}
    wanted = {want.relation: want for want in outcome.wanted}
    rows: list[ledger.Row] = []
    for step in outcome.plan.steps:
        kept = before.get(step.relation, {})
        if step.relation not in outcome.reached:
            rows += _unreached(step, kept, wanted, outcome, run_id)
        elif step.relation in ran and step.action == BUILD:
            result = ran[step.relation]
            built = {"run_id": run_id, "built_at_utc": sql_time(datetime.now(UTC)), "reason": step.reason}
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
            rows.append(dict(kept) | _contents(wanted[step.relation]))
    return rows


def _unreached(
    step: Step, kept: ledger.Row, wanted: Mapping[str, Wanted], outcome: Outcome, run_id: int
) -> list[ledger.Row]:
    """What is said of a step at which a run broke off, or after it: its table, if there is one, is not to be trusted,
    nor is it known whether its checks hold."""
    is_failed = step.relation == outcome.failed_at
    if step.action == BUILD or is_failed:
        status = FAILED if is_failed else NOT_REACHED
        return [{"run_id": run_id, "status": status, "fingerprint": ""} | _contents(wanted[step.relation])]
    return [{**kept, "checks": kept["checks"] if step.action in (SKIP, DROP) else ""}] if kept else []


def _contents(want: Wanted) -> dict[str, object]:
    return {
        "relation": want.relation,
        "layer": want.layer,
        "parts": json.dumps(dict(want.parts)),
        "checks": want.checks,
        "description": want.description,
    }


def _files(engine: Engine, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    kept = _of_sources_not_read(engine, outcome, "files")
    fresh = [file.as_row() | {"run_id": run_id} for result in outcome.results for file in result.files]
    return sorted([*kept, *fresh], key=lambda row: (str(row["source"]), str(row["source_file"])))


def _changes(engine: Engine, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """What the mappings did to the texts of the files, and how many rows their filters left out."""
    kept = _of_sources_not_read(engine, outcome, "changes")
    files = [file for result in outcome.results for file in result.files]
    return [*kept, *(row | {"run_id": run_id} for file in files for row in file.change_rows())]


def _file_columns(engine: Engine, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    """Which column of which file filled which column of a source."""
    kept = _of_sources_not_read(engine, outcome, "file_columns")
    files = [file for result in outcome.results for file in result.files]
    return [*kept, *(row | {"run_id": run_id} for file in files for row in file.column_rows())]


def _of_sources_not_read(engine: Engine, outcome: Outcome, table: str) -> list[ledger.Row]:
    read = {result.step.relation.removeprefix("raw.") for result in outcome.results if result.step.layer == "raw"}
    return [row for row in ledger.read_table(engine, table) if row["source"] not in read]


def _checks(engine: Engine, outcome: Outcome, run_id: int) -> list[ledger.Row]:
    gone = {step.relation for step in outcome.plan.of(DROP)}
    fresh = {_check_key(row): row for row in (_check_row(result, run_id) for result in outcome.checks)}
    rebuilt = {result.step.relation for result in outcome.results} | gone
    kept = {_check_key(row): row for row in ledger.read_table(engine, "checks") if row["relation"] not in rebuilt}
    return list((kept | fresh).values())


def _check_key(row: ledger.Row) -> tuple[object, ...]:
    return (row["relation"], row["check_name"], row["column_name"])


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


def _model(model: Model, row_count: object) -> ledger.Row:
    header = model.header
    return {
        "name": model.name,
        "layer": model.layer,
        "relation": model.relation,
        "materialized": header.materialized,
        "about": header.about,
        "grain": ", ".join(header.grain),
        "reference": header.reference,
        "tags": ", ".join(header.tags),
        "path": model.path,
        "analysis": json.dumps(header.analysis) if header.analysis else None,
        "settings": json.dumps(dict(model.settings)),
        "written_sql": model.text,
        "compiled_sql": model.sql,
        "row_count": row_count,
    }


def _columns(engine: Engine, project: Project) -> list[ledger.Row]:
    """Every column that stands, with the meaning its contract gives it."""
    meaning = _meanings(project)
    query = (
        "select table_schema || '.' || table_name, column_name, ordinal_position, data_type"
        " from information_schema.columns"
        " where table_catalog = current_database() and table_schema <> 'meta' order by 1, 3"
    )
    return [
        {"relation": relation, "column_name": name, "column_order": order, "data_type": kind}
        | meaning.get((relation, name), {})
        for relation, name, order, kind in engine.rows(query)
    ]


def _meanings(project: Project) -> dict[tuple[str, str], dict[str, object]]:
    meanings: dict[tuple[str, str], dict[str, object]] = {}
    for model in project.models:
        for spec in model.header.columns:
            meanings[model.relation, spec.name] = {"unit": spec.unit, "about": spec.about}
    for source in project.contract.sources.values():
        for column in source.columns.values():
            meaning: dict[str, object] = {"unit": column.unit, "about": column.about, "cdisc": column.cdisc}
            meanings[f"raw.{source.name}", column.name] = meaning
    return meanings


def _edges(project: Project) -> list[ledger.Row]:
    return [
        {"parent": parent, "child": node.relation} for node in project.graph.nodes.values() for parent in node.parents
    ]


def _examples(project: Project) -> list[ledger.Row]:
    """Each worked example beside the models that it tells of, as its tables are drawn."""
    names = project.vocabulary.relations
    return [
        {
            "relation": relation,
            "title": example.title,
            "about": example.about,
            "path": example.path,
            "line": example.line,
            "settings": json.dumps(dict(example.settings)),
            "given": json.dumps([table.as_dict() for table in example.given]),
            "gives": json.dumps([table.as_dict() for table in example.gives]),
        }
        for example in find_examples(project.roots)
        for relation in dict.fromkeys(names.get(table.name, table.name) for table in example.gives)
    ]


def _settings(project: Project) -> list[ledger.Row]:
    values = project.setting_values()
    return [
        {
            "name": name,
            "value": json.dumps(values[name]),
            "default_value": json.dumps(setting.value),
            "is_changed": values[name] != setting.value,
            "about": setting.about,
            "reference": setting.reference,
        }
        for name, setting in project.settings.items()
    ]


def _study(project: Project) -> list[ledger.Row]:
    study = project.study
    values = {
        "study": study.name,
        "title": study.title,
        "synthetic": json.dumps(study.synthetic),
        "data_cut": study.data_cut.isoformat() if study.data_cut else None,
    }
    return [{"key": key, "value": value} for key, value in values.items()]


def _answers(project: Project) -> list[ledger.Row]:
    """What the study answered to suspicions. What a text was and became is in raw.changed_cells."""
    return [
        {
            "suspicion": answer.suspicion,
            "source": answer.source,
            "source_file": answer.file,
            "source_rows": ", ".join(map(str, answer.rows)),
            "narrowed_by": ", ".join(answer.where),
            "answer": answer.kind,
            "corrected": ", ".join(answer.correct),
            "because": answer.because,
        }
        for answer in project.study.answers
    ]
