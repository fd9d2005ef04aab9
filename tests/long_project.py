"""A small project with rows over time: subjects, levels, a registry, and models that are built by subject and by row."""

from tests.small_project import SmallProject, small_project

SOURCES = """
subjects:
  about: Subjects
  key: [subject_id]
  columns:
    subject_id: {type: id, required: true, about: Subject}
    arm: {type: text, about: Arm}
levels:
  about: Levels
  columns:
    subject_id: {type: id, required: true, about: Subject, references: subjects}
    day: {type: number, about: Day}
    level: {type: number, about: Level}
"""

STUDY = """
study: long
sources:
  subjects: {file: data/subjects.csv, columns: {subject_id: id, arm: arm}}
  levels: {file: data/levels.csv, columns: {subject_id: id, day: day, level: level}}
"""

LEVELS = """/*
about: Levels, typed.
grain: []
materialized: incremental
by: subject_id
columns:
  subject_id: {about: Subject}
  day: {about: Day}
  level: {about: Level}
  source_row: {about: Row of the file}
*/
with received as (select * from {{ source('raw', 'levels') }})
select subject_id, cast(day as integer) as day, cast(level as double) as level, source_row
from received
where cast(level as double) >= {{ var('least_dose') }}
"""

PEAKS = """/*
about: Highest level of each subject.
grain: [subject_id]
materialized: incremental
by: [subject_id]
columns:
  subject_id: {about: Subject}
  peak: {about: Peak}
  total: {about: Sum}
  n_levels: {about: Levels}
  label: {about: Arm}
*/
select
    subjects.subject_id,
    max(levels.level) as peak,
    sum(levels.level order by levels.level) as total,
    count(levels.level) as n_levels,
    max(arms.label) as label
from {{ ref('stg_subjects') }} as subjects
left join {{ ref('stg_levels') }} as levels on subjects.subject_id = levels.subject_id
left join {{ ref('arms') }} as arms on subjects.arm = arms.arm
group by subjects.subject_id
"""

LAST = """/*
about: The last level of a day of a subject.
grain: [subject_id, day]
materialized: incremental
by: [subject_id, day]
columns:
  subject_id: {about: Subject}
  day: {about: Day}
  level: {about: Level}
*/
select subject_id, day, level
from {{ ref('stg_levels') }}
where day is not null
qualify row_number() over (partition by subject_id, day order by source_row desc, level) = 1
"""

SUBJECTS = """/*
about: Subjects.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  arm: {about: Arm}
*/
select subject_id, arm
from {{ source('raw', 'subjects') }}
"""

SIZES = """/*
about: Peaks of each arm.
grain: [label]
columns:
  label: {about: Arm}
  n_subjects: {about: Subjects}
  highest: {about: Highest peak}
*/
select coalesce(label, 'none') as label, count(*) as n_subjects, max(peak) as highest
from {{ ref('peaks') }}
group by 1
"""

COUNTED = """/*
about: How many have a peak?
grain: [subject_id]
analysis: {method: count}
columns:
  subject_id: {about: Subject}
  peak: {about: Peak}
*/
select subject_id, peak
from {{ ref('peaks') }}
"""

MODELS = {
    "staging/stg_subjects": SUBJECTS,
    "staging/stg_levels": LEVELS,
    "marts/peaks": PEAKS,
    "marts/last_levels": LAST,
    "marts/arm_sizes": SIZES,
    "analyses/peak_count": COUNTED,
}

Rows = dict[str, list[tuple[int, float]]]

ROWS: Rows = {"A": [(0, 1.5), (7, 3)], "B": [(0, 0.1), (7, 0.2), (14, 0.3)], "C": [], "D": [(3, 9)], "E": [(3, 2)]}
ARMS = {"A": "high", "B": "low", "C": "high", "D": "low", "E": "high"}


def long_project(folder, macros) -> SmallProject:
    project = small_project(folder, macros)
    for name in ("staging/stg_subjects", "marts/dosed", "marts/arm_sizes", "analyses/dose_count"):
        (project.sql / f"{name}.sql").unlink()
    project.write("sql_under_test/sources.yml", SOURCES)
    for name, text in MODELS.items():
        project.write_model(name, text)
    project.write("study/study.yml", STUDY)
    write_rows(project, ROWS)
    return project


def write_rows(project: SmallProject, rows: Rows, arms: dict[str, str] | None = None) -> None:
    """The data files: subjects with their arms, and all levels, subject by subject."""
    named = arms or ARMS
    project.write(
        "study/data/subjects.csv", "id,arm\n" + "".join(f"{name},{named.get(name, 'high')}\n" for name in rows)
    )
    lines = [f"{name},{day},{level}\n" for name, levels in rows.items() for day, level in levels]
    project.write("study/data/levels.csv", "id,day,level\n" + "".join(lines))
