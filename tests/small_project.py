"""A project small enough to see whole: one source, a registry, four models and an analysis, and statistics that count."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.models.project import Project, load_project

SOURCES = """
subjects:
  about: Subjects
  key: [subject_id]
  columns:
    subject_id: {type: id, required: true, about: Subject}
    dose: {type: number, about: Dose, min: 0}
    arm: {type: text, about: Arm}
"""

SETTINGS = "least_dose: {value: 0, about: Doses below it do not count, reference: declared default}\n"

SEEDS = "arms:\n  about: Arms of the study\n  columns: {arm: text, label: text}\n"

MODELS = {
    "staging/stg_subjects": """/*
about: Subjects, typed.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  dose: {about: Dose, tests: [{min: 0}]}
  arm: {about: Arm}
*/
select subject_id, cast(dose as double) as dose, arm
from {{ source('raw', 'subjects') }}
""",
    "marts/dosed": """/*
about: Subjects with a dose.
grain: [subject_id]
columns:
  subject_id: {about: Subject, tests: [not_null, unique]}
  dose: {about: Dose}
  arm: {about: Arm, tests: [{relationships: arms}]}
*/
select subject_id, dose, arm
from {{ ref('stg_subjects') }}
where dose >= {{ var('least_dose') }}
""",
    "marts/arm_sizes": """/*
about: How many of each arm.
grain: [arm]
columns:
  arm: {about: Arm}
  n_subjects: {about: Subjects}
*/
select arms.arm, count(dosed.subject_id) as n_subjects
from {{ ref('arms') }} as arms
left join {{ ref('dosed') }} as dosed on arms.arm = dosed.arm
group by arms.arm
""",
    "analyses/dose_count": """/*
about: How many have a dose?
grain: [subject_id]
analysis: {method: count}
columns:
  subject_id: {about: Subject}
  dose: {about: Dose}
*/
select subject_id, dose
from {{ ref('dosed') }}
""",
    "results/estimates": """/*
about: All results.
grain: [analysis]
columns:
  analysis: {about: Analysis}
  n: {about: Rows it saw}
*/
select found.analysis, found.n
from {{ results('estimates') }} as found
""",
}

STUDY = """
study: small
sources:
  subjects: {file: data/subjects.csv, columns: {subject_id: id, dose: dose, arm: arm}}
"""

ROWS = "id,dose,arm\nA,1,high\nB,2,low\nC,3,high\n"


@dataclass
class Counting:
    """Statistics that only count rows, those of columns where they ask `by_column`; `version` stands for the code."""

    version: str = "1"
    analysed: list[str] = field(default_factory=list)
    by_column: bool = False

    @property
    def PARTS(self) -> Mapping[str, Mapping[str, str]]:  # noqa: N802
        return {"estimates": {"analysis": "varchar", "n": "bigint", "status": "varchar"}}

    def problems(self, spec: Mapping[str, object], columns: Sequence[str]) -> list[str]:
        return [] if spec.get("method") == "count" else ["the method is not known"]

    def parts(self, spec: Mapping[str, object]) -> tuple[str, ...]:
        return ("estimates",)

    def fingerprint(self, method: str) -> str:
        return f"{method} {self.version}"

    def listen(self, heard):
        """Nothing here takes long."""

    def asks_by_column(self, spec):
        return self.by_column

    def analyse(self, name, spec, rows):
        self.analysed.append(name)
        frame = rows.frame(rows.names[:1]) if self.by_column else rows
        return {"estimates": [{"analysis": name, "n": len(frame), "status": "ok"}]}


@dataclass
class SmallProject:
    """The files of a small project in a folder, to be changed one at a time and loaded anew."""

    folder: Path
    statistics: Counting = field(default_factory=Counting)

    @property
    def sql(self) -> Path:
        return self.folder / "sql_under_test"

    @property
    def study(self) -> Path:
        return self.folder / "study"

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def write_model(self, name: str, text: str) -> None:
        self.write(f"sql_under_test/{name}.sql", text)

    def load(self) -> Project:
        return load_project(self.study, self.statistics, sql=self.sql)

    def build(self, **choice):
        """A build of what is chosen. Imported here, because a build with nothing to do is shown to load no database."""
        from warehouse.building.run import build
        from warehouse.building.task import Choice

        return build(self.load(), self.statistics, choice=Choice(**choice))

    def rows(self, query: str) -> Sequence[tuple[object, ...]]:
        """What the published warehouse answers."""
        from warehouse.adapters.reader import open_reader  # a build with nothing to do is shown to load no database

        with closing(open_reader(self.study / "warehouse.duckdb")) as reader:
            return reader.rows(query)


def small_project(folder: Path, macros: Path) -> SmallProject:
    """A fresh small project, with the macros that read text from `macros`."""
    project = SmallProject(folder)
    project.write("sql_under_test/sources.yml", SOURCES)
    project.write("sql_under_test/settings.yml", SETTINGS)
    project.write("sql_under_test/seeds/seeds.yml", SEEDS)
    project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,High dose\nlow,Low dose\n")
    for name, text in MODELS.items():
        project.write_model(name, text)
    for path in macros.glob("*.sql"):
        project.write(f"sql_under_test/macros/{path.name}", path.read_text("utf-8"))
    project.write("study/study.yml", STUDY)
    project.write("study/data/subjects.csv", ROWS)
    return project
