"""A study looked at without building it: do the models hold together, what becomes of its files, what looks wrong?"""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.duckdb import open_memory
from warehouse.adapters.reader import open_reader
from warehouse.building.moved import refuse_moved
from warehouse.building.publish import Files, read_heads
from warehouse.examples.drawn import find_examples
from warehouse.examples.held import hold_examples
from warehouse.judging.compile import compile_project, model_error
from warehouse.landing.ingest import ingest_study
from warehouse.landing.reading import FileReading, columns_unread, files_unread
from warehouse.ledger.chain import Heads, faults_of
from warehouse.ledger.tables import unopened
from warehouse.ledger.verify import Verdict, verdict, written
from warehouse.models.identifiers import without_blanks
from warehouse.models.project import Project
from warehouse.seeds import create_sql
from warehouse.studies.mapping import STUDY_FILE, Lookup, SourceMapping
from warehouse.studies.study import Study

# What is read of the models, where a project has them: by name in the report, its relation and its columns.
LOOKED_AT = {
    "sources": (
        "marts.source_summary",
        ("source", "n_records", "n_subjects", "units", "n_below_limit", "n_above_limit", "n_without_day", "n_doubled"),
    ),
    "suspicions": (
        "report.rpt_oddities",
        ("severity", "rule", "source", "n_rows", "n_subjects", "answer", "about"),
    ),
}

HINT = "Name the column of the subject, or write subject_id: {constant: ...}"

SUBJECTS_GONE = "select source_file, source_row, column_name, reason from raw.rejects where source = 'subjects'"

# Subjects of whom no row was accepted, and the records that name them.
GONE_WITH_THEIR_SUBJECT = f"""
with
    named as (
        select *, {without_blanks("mapped ->> '$.subject_id'")} as subject
        from raw.rejects
    ),
    gone as (select distinct subject from named where source = 'subjects' and subject <> '')
select
    count(distinct subject),
    count(distinct (source, source_file, source_sheet, source_row, mapped)) filter (where source <> 'subjects')
from named
where
    subject in (select subject from gone)
    and (reason = 'unknown_subject_id' or source = 'subjects')
    and subject not in (select coalesce(subject_id, '') from raw.subjects)
"""

Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True)
class CheckReport:
    """Counts only. `rejects` are source, column, reason, rows and what the reason means; `strangers` are identifiers
    without a subject."""

    n_models: int
    files: tuple[FileReading, ...]
    rejects: Rows
    strangers: Rows
    looked_at: dict[str, Rows]
    n_examples: int = 0
    ledger: Verdict = field(default_factory=Verdict)
    files_unread: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    subjects_set_aside: int = 0
    records_set_aside_with_them: int = 0
    looked_up: tuple[Lookup, ...] = ()

    def subjects_gone(self, study: Path) -> list[str]:
        """How many subjects were set aside whole, what goes with them, and the query that says where."""
        if not self.subjects_set_aside:
            return []
        counts = (
            f"{self.subjects_set_aside:,}; {self.records_set_aside_with_them:,} records of other sources go with them"
        )
        return [
            f"Subjects set aside: {counts}. Once built, where and why:",
            f'  cartwheel query --study {shlex.quote(str(study))} "{SUBJECTS_GONE}"',
        ]

    @property
    def columns_unread(self) -> dict[str, list[str]]:
        return columns_unread(self.files, self.looked_up)

    @property
    def unread(self) -> dict[str, Sequence[str]]:
        """The names of what nothing reads, by what they are."""
        columns = {f"Columns of {title}": names for title, names in self.columns_unread.items()}
        return columns | ({"Files": self.files_unread} if self.files_unread else {})

    def as_dict(self) -> dict[str, object]:
        return {
            "models": self.n_models,
            "examples": self.n_examples,
            "files": [asdict(file) for file in self.files],
            "columns_unread": self.columns_unread,
            "files_unread": list(self.files_unread),
            "warnings": list(self.warnings),
            "rejects": named(("source", "column", "reason", "rows", "about"), self.rejects),
            "subjects_set_aside": self.subjects_set_aside,
            "records_set_aside_with_them": self.records_set_aside_with_them,
            "ids_without_subject": named(("source", "ids"), self.strangers),
            "ledger": asdict(self.ledger),
        } | {name: named(LOOKED_AT[name][1], rows) for name, rows in self.looked_at.items()}


def named(columns: Sequence[str], rows: Rows) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def check_study(project: Project) -> CheckReport:
    """Compile every model on empty tables, hold the study's own worked examples, read the files into memory, and build
    there what tells of them. Kept in `.cartwheel/` is what was found out of the models; no row outlasts the reading."""
    ledger = look_at_ledger(project.folder)
    engine = open_memory()
    try:
        types = compile_project(project, engine)
        n_examples = hold_examples(project, types, find_examples([project.folder / "sql"]))
        for seed in project.seeds:
            engine.execute(create_sql(seed))
        files = ingest_study(engine, project)
        refuse_moved(engine, Files(project.folder).published, project.study.answers, files)
        rejects = engine.rows(
            "select source, column_name, reason, count(*) as n, min(about) as about from raw.rejects group by all"
            " order by all"
        )
        strangers = engine.rows(
            "select source, count(distinct json_extract_string(received, '$.subject_id')) from raw.rejects"
            " where reason = 'unknown_subject_id' group by all order by all"
        )
        has_subjects = "subjects" in project.contract.sources
        gone = engine.rows(GONE_WITH_THEIR_SUBJECT)[0] if has_subjects else (0, 0)
        looked_at = look_at(engine, project)
    finally:
        engine.close()
    read = [file for mapping in project.study.sources for file in mapping.files]
    return CheckReport(
        n_models=len(project.models),
        files=files,
        rejects=rejects,
        strangers=strangers,
        looked_at=looked_at,
        n_examples=n_examples,
        ledger=ledger,
        files_unread=tuple(files_unread(project.folder, read)),
        warnings=tuple(rows_as_subjects(project.study)),
        subjects_set_aside=int(str(gone[0])),
        records_set_aside_with_them=int(str(gone[1])),
        looked_up=tuple(step for mapping in project.study.sources for step in mapping.lookups),
    )


def rows_as_subjects(study: Study) -> Iterator[str]:
    """A sentence for each reading whose subject is the number of the row, where the subjects are not the rows of that
    table: the third row of a laboratory file would be the third patient's."""

    def counts_rows(mapping: SourceMapping) -> bool:
        of_subject = (column.column for column in mapping.columns if column.name == "subject_id")
        return mapping.row_number is not None and mapping.row_number in of_subject

    own = {(mapping.file, mapping.data.sheet) for mapping in study.mappings("subjects") if counts_rows(mapping)}
    for mapping in study.sources:
        if counts_rows(mapping) and (mapping.file, mapping.data.sheet) not in own:
            sheet = f", sheet {mapping.data.sheet}" if mapping.data.sheet else ""
            yield (
                f"{STUDY_FILE}:{mapping.line}: {mapping.source} of {mapping.file}{sheet} has the number of the row as "
                f"subject_id, but the subjects are not the rows of that table. {HINT}"
            )


def look_at_ledger(study: Path) -> Verdict:
    """Whether the whole ledger of the published warehouse is as it was written, and those of earlier data cuts too.
    Raises an error for people where one of the files cannot be opened."""
    files = Files(study)
    heads = read_heads(files)
    found = _verdict_of(files.published, heads)
    cuts = [(path.name, _verdict_of(path, {})) for path in files.cuts]
    strange = [f"cuts/{name}: {fault}" for name, each in cuts for fault in each.faults]
    strange += [
        f"cuts/{name}: its last run is not named in warehouse.ledger"
        for name, each in cuts
        if each.head is not None and heads and each.head not in heads.values()
    ]
    return replace(found, faults=(*found.faults, *strange))


def _verdict_of(path: Path, heads: Heads) -> Verdict:
    if not path.exists():
        return Verdict(faults=tuple(faults_of([], heads)))
    try:
        engine = open_reader(path)
    except EngineError as error:
        raise unopened(path, error) from error
    try:
        return verdict(written(engine, whole=True), heads)
    finally:
        engine.close()


def look_at(engine: Engine, project: Project) -> dict[str, Rows]:
    """The models that tell of the data, built in memory with all that they read."""
    wanted = {name: found for name, found in LOOKED_AT.items() if found[0] in project.graph.nodes}
    needed = project.graph.ancestors([relation for relation, _ in wanted.values()])
    models = {model.relation: model for model in project.models}
    for relation in project.graph.nodes:
        if relation in needed and relation in models:
            try:
                engine.execute(f"create or replace table {relation} as\n{models[relation].sql}")
            except EngineError as error:
                raise model_error(error, models[relation]) from error
    return {
        name: engine.rows(f"select {', '.join(columns)} from {relation} order by all")
        for name, (relation, columns) in wanted.items()
    }
