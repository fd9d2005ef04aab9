"""A made-up cohort of a few rows: its study.yml and files in a folder, read with the shipped contract and macros."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from warehouse.adapters.duckdb import open_memory
from warehouse.contract import Contract, load_contract
from warehouse.drafting.guess import Reading
from warehouse.drafting.start import start_study
from warehouse.landing.ingest import read_source
from warehouse.macros import Macros, load_macros
from warehouse.studies.study import Study, load_study

ROOT = Path(__file__).resolve().parents[1]

SUBJECTS = "{file: subjects.csv, columns: {subject_id: id}}"

# A registry of one analyte, so that a test shows all that matters.
REGISTRY = """
create schema seeds;
create table seeds.analyte_names (spelling varchar, analyte varchar);
insert into seeds.analyte_names values ('ferritin', 'ferritin'), ('interleukin-6', 'il6');
create table seeds.units (analyte varchar, unit varchar);
insert into seeds.units values ('ferritin', 'ng/ml'), ('il6', 'pg/ml');
"""


@cache
def shipped_contract() -> Contract:
    return load_contract(ROOT / "sql" / "sources.yml")


@cache
def shipped_macro_texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "sql" / "macros").glob("*.sql"))}


def shipped_macros() -> Macros:
    return load_macros(shipped_macro_texts())


@dataclass(frozen=True)
class Inputs:
    study: Study
    contract: Contract
    macros: Mapping[str, str]


@dataclass(frozen=True)
class Cohort:
    """A folder to write into and to read. Every study has the subjects A, B and C unless a test writes others."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def write_workbook(self, name: str, sheets: Mapping[str, list[list[object]]]) -> None:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        workbook.save(self.folder / name)

    def describe(self, sources: str, subjects: str = SUBJECTS) -> None:
        """A study.yml with these lines, each one source, after the subjects on line 3."""
        if not (self.folder / "subjects.csv").exists():
            self.write("subjects.csv", "id\nA\nB\nC\n")
        lines = [f"  {line}" for line in sources.strip().splitlines()]
        self.write("study.yml", "\n".join(["study: made_up", "sources:", f"  subjects: {subjects}", *lines, ""]))

    def load(self) -> Study:
        return load_study(self.folder, shipped_contract(), roots=[ROOT / "sql"])

    def read(self, engine=None):
        """The engine with the sources of the study in raw, and the readings of each source."""
        engine = engine or open_memory()
        if not engine.rows("select 1 from information_schema.schemata where schema_name = 'seeds'"):
            engine.execute(REGISTRY)
        inputs = Inputs(self.load(), shipped_contract(), shipped_macro_texts())
        wanted = dict.fromkeys(["subjects", *(mapping.source for mapping in inputs.study.sources)])
        return engine, {source: read_source(engine, inputs, source) for source in wanted}


def drafted(cohort: Cohort) -> tuple[dict[str, list[Reading]], str]:
    """What `cartwheel init` drafts of the files in the folder: the readings of each source, and the study.yml."""
    started = start_study(cohort.folder, [])
    readings: dict[str, list[Reading]] = {}
    for reading in started.readings:
        readings.setdefault(reading.source, []).append(reading)
    return readings, started.path.read_text(encoding="utf-8")
