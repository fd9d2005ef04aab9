"""A study looked at without building it: do the models hold together, and what would be accepted of its files?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from warehouse.adapters.duckdb import open_memory
from warehouse.compile import compile_project
from warehouse.ingest import ingest_study
from warehouse.project import Project
from warehouse.reading import FileReading
from warehouse.seeds import create_sql


@dataclass(frozen=True)
class CheckReport:
    """Counts only. `rejects` are source, column, reason and rows."""

    n_models: int
    files: tuple[FileReading, ...]
    rejects: Sequence[tuple[object, ...]]

    def as_dict(self) -> dict[str, object]:
        names = ("source", "column", "reason", "rows")
        rejects = [dict(zip(names, reject, strict=True)) for reject in self.rejects]
        return {"models": self.n_models, "files": [asdict(file) for file in self.files], "rejects": rejects}


def check_study(project: Project) -> CheckReport:
    """Compile every model on empty tables, then read the files into memory and count. Writes nothing."""
    engine = open_memory()
    try:
        compile_project(project, engine)
        for seed in project.seeds:
            engine.execute(create_sql(seed))
        files = ingest_study(engine, project)
        rejects = engine.rows("select source, column_name, reason, count(*) from raw.rejects group by all order by all")
    finally:
        engine.close()
    return CheckReport(len(project.models), files, rejects)
