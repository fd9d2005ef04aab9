"""One broken project for each way to be wrong: the whole message, with file, line and character, and what to try.

The SQL of `marts/ask` begins on line 9 of its file. Everything is refused before a row of data is read: the data files
of these projects hold no row. The messages are in files/broken_projects.txt, to be read as a reader would meet them.
"""

import re
from pathlib import Path

import pytest

from tests.small_project import MODELS, SEEDS, SETTINGS, SOURCES, small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UserError
from warehouse.judging.compile import compile_project

LEVELS = """/*
about: Levels over time, in two units.
grain: [subject_id, visit]
columns:
  subject_id: {about: Subject}
  visit: {about: Visit}
  il6: {unit: pg/mL, about: IL-6}
  ferritin: {unit: ng/mL, about: Ferritin}
  drawn: {about: Day of the sample}
*/
select
    subject_id,
    arm as visit,
    cast(dose as double) as il6,
    cast(dose as double) as ferritin,
    cast(arm as date) as drawn
from {{ source('raw', 'subjects') }}
"""

HEADER = """/*
about: A question.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  answer: {about: Answer}
*/

"""
FROM_LEVELS = "from {{ ref('stg_levels') }} as levels"


GOLDEN = Path(__file__).parent / "files" / "broken_projects.txt"


def ask(select, rest=FROM_LEVELS, header=HEADER):
    """`select` on line 9, the rest from line 10."""
    return {"sql_under_test/marts/ask.sql": f"{header}{select}\n{rest}\n"}


def model(name, old, new):
    assert old in MODELS[name]
    return {f"sql_under_test/{name}.sql": MODELS[name].replace(old, new, 1)}


ANSWER_IN_PG = HEADER.replace("answer: {", "answer: {unit: pg/mL, ").replace("[subject_id]", "[subject_id, answer]")

OTHER_SEEDS = """spellings:
  about: How arms are written
  references: {arms: [arm]}
  columns: {spelling: text, arm: text}
"""

BROKEN = {
    "adding two units": ask(
        "select levels.subject_id, levels.visit, levels.il6 + levels.ferritin as answer",
        header=HEADER.replace("grain: [subject_id]", "grain: []").replace("answer:", "visit: {about: V}\n  answer:"),
    ),
    "comparing two units": ask(
        "select levels.subject_id, 1 as answer", FROM_LEVELS + "\nwhere levels.il6 > levels.ferritin"
    ),
    "choosing between two units": ask("select levels.subject_id,\n  coalesce(levels.il6, levels.ferritin) as answer"),
    "two units by a case": ask(
        "select levels.subject_id,\n  case when levels.visit = 'a' then levels.il6 else levels.ferritin end as answer"
    ),
    "another unit than the header says": ask(
        "select levels.subject_id, levels.ferritin as answer", header=ANSWER_IN_PG
    ),
    "a ratio with the unit of its numerator": ask(
        "select levels.subject_id, levels.il6 / levels.il6 as answer", header=ANSWER_IN_PG
    ),
    "two units in one column of a union": ask(
        "select levels.subject_id, levels.il6 as answer",
        FROM_LEVELS + "\nunion all\nselect levels.subject_id, levels.ferritin as answer " + FROM_LEVELS,
        header=ANSWER_IN_PG,
    ),
    "a unit lost behind a common table expression": ask(
        "with found as (select subject_id, avg(il6) as mean, max(ferritin) as top "
        + FROM_LEVELS
        + " group by subject_id)",
        "select found.subject_id, found.top - found.mean as answer from found",
    ),
    "text compared with a number": ask(
        "select levels.subject_id, 1 as answer", FROM_LEVELS + "\nwhere levels.visit = levels.il6"
    ),
    "text joined to a number": ask(
        "select levels.subject_id, sizes.n_subjects as answer",
        FROM_LEVELS + "\ninner join {{ ref('arm_sizes') }} as sizes on levels.subject_id = sizes.n_subjects",
    ),
    "a date compared with a number": ask("select levels.subject_id, levels.drawn > 7 as answer"),
    "a join that multiplies": ask(
        "select subjects.subject_id, levels.il6 as answer",
        "from {{ ref('stg_subjects') }} as subjects\nleft join {{ ref('stg_levels') }} as levels"
        " on subjects.subject_id = levels.subject_id",
    ),
    "a join without a condition": ask(
        "select subjects.subject_id, arm_sizes.n_subjects as answer",
        "from {{ ref('stg_subjects') }} as subjects\ncross join {{ ref('arm_sizes') }} as arm_sizes",
    ),
    "a grain too small": ask("select levels.subject_id, levels.il6 as answer"),
    "rows numbered in no order": ask(
        "select dosed.subject_id, row_number() over () as answer", "from {{ ref('dosed') }} as dosed"
    ),
    "the first of rows that tie": ask(
        "select levels.subject_id, levels.visit as answer",
        FROM_LEVELS + "\nqualify row_number() over (partition by levels.subject_id order by levels.il6) = 1",
    ),
    "a few rows, in an order with ties": ask(
        "select dosed.subject_id, 1 as answer", "from {{ ref('dosed') }} as dosed\norder by dosed.dose\nlimit 3"
    ),
    "any value of several": ask(
        "select levels.subject_id, any_value(levels.il6) as answer", FROM_LEVELS + "\ngroup by levels.subject_id"
    ),
    "a list with ties": ask(
        "select levels.subject_id, list(levels.visit order by levels.il6) as answer",
        FROM_LEVELS + "\ngroup by levels.subject_id",
    ),
    "the value of the largest, with ties": ask(
        "select levels.subject_id, arg_max(levels.visit, levels.il6) as answer",
        FROM_LEVELS + "\ngroup by levels.subject_id",
    ),
    "the nearest of rows that tie": ask(
        "select dosed.subject_id, levels.visit as answer",
        "from {{ ref('dosed') }} as dosed\nasof join {{ ref('stg_levels') }} as levels"
        "\n  on dosed.subject_id = levels.subject_id and dosed.dose >= levels.il6",
    ),
    "the first of rows, where they cannot be followed": ask(
        "select dosed.subject_id, found.visit as answer",
        "from {{ ref('dosed') }} as dosed,\n  (select levels.visit "
        + FROM_LEVELS
        + " where levels.il6 < dosed.dose limit 1) as found",
    ),
    "chance": ask("select levels.subject_id, random() as answer"),
    "the day of the build": ask("select levels.subject_id,\n  date_diff('day', levels.drawn, current_date) as answer"),
    "a file read by the SQL": ask(
        "select levels.subject_id, 1 as answer",
        FROM_LEVELS + "\ninner join read_csv('{{ var('least_dose') }}.csv', columns = {'visit': 'varchar'}) as found"
        " on levels.visit = found.visit",
    ),
    "a key that names no column": ask(
        "select levels.subject_id, 1 as answer", header=HEADER.replace("columns:", "unique: [visit]\ncolumns:")
    ),
    "a registry with a row twice": {
        "sql_under_test/seeds/seeds.yml": SEEDS.replace("columns:", "key: [arm]\n  columns:"),
        "sql_under_test/seeds/arms.csv": "arm,label\nhigh,High dose\nlow,Low dose\nhigh,Highest dose\n",
    },
    "a row that a study would put in the place of a shipped one": {
        "sql_under_test/seeds/seeds.yml": SEEDS.replace("columns:", "key: [arm]\n  columns:"),
        "study/sql/seeds/arms.csv": "arm,label\nodd,Odd\nlow,Lowest dose\n",
    },
    "a study's own description of a shipped registry": {
        "study/sql/seeds/arms.csv": "arm\nodd\n",
        "study/sql/seeds/seeds.yml": "arms: {about: Ours, columns: {arm: text}}\n",
    },
    "rows for a registry under other columns": {"study/sql/seeds/arms.csv": "arm,lable\nodd,Odd\n"},
    "a row of a registry with a comma too many": {"study/sql/seeds/arms.csv": "arm,label\nodd,Odd, and so on\n"},
    "a spelling that would never be met": {
        "sql_under_test/seeds/seeds.yml": SEEDS.replace("columns:", "spelled: {arm: lower case}\n  columns:"),
        "study/sql/seeds/arms.csv": "arm,label\nOdd,Odd dose\n",
    },
    "a spelling with a blank and another micro": {
        "sql_under_test/seeds/seeds.yml": SEEDS.replace(
            "columns:", "spelled: {arm: lower case without blanks}\n  columns:"
        ),
        "study/sql/seeds/arms.csv": "arm,label\nµg / L,Odd dose\n",
    },
    "a row of a registry that names nothing of another": {
        "sql_under_test/seeds/seeds.yml": SEEDS + OTHER_SEEDS,
        "sql_under_test/seeds/spellings.csv": "spelling,arm\nmuch,high\n",
        "study/sql/seeds/spellings.csv": "spelling,arm\nplenty,hihg\n",
    },
    "a registry that refers to no registry": {
        "sql_under_test/seeds/seeds.yml": SEEDS + OTHER_SEEDS.replace("arms:", "arm:"),
        "sql_under_test/seeds/spellings.csv": "spelling,arm\nmuch,high\n",
    },
    "a registry that refers to no column": {
        "sql_under_test/seeds/seeds.yml": SEEDS + OTHER_SEEDS.replace("[arm]", "[arms]"),
        "sql_under_test/seeds/spellings.csv": "spelling,arm\nmuch,high\n",
    },
    "a registry whose key names no column": {
        "sql_under_test/seeds/seeds.yml": SEEDS.replace("columns:", "key: [arms]\n  columns:")
    },
    "a column that is not there": ask("select levels.subject_id, levels.feritin as answer"),
    "a column that is not there, behind a template": ask(
        "select levels.subject_id, 1 as answer", FROM_LEVELS + " where levels.il7 > {{ var('least_dose') }}"
    ),
    "a table alias that is not there": ask("select level.subject_id, 1 as answer"),
    "a function that is not there": ask(
        "select levels.subject_id, medain(levels.il6) as answer", FROM_LEVELS + "\ngroup by 1"
    ),
    "arithmetic with text": ask("select levels.subject_id, levels.visit * 2 as answer"),
    "an aggregate beside a plain column": ask("select levels.subject_id, sum(levels.il6) as answer"),
    "a column nobody described": ask("select levels.subject_id, 1 as answer, 2 as more"),
    "a described column nobody makes": ask("select levels.subject_id"),
    "a star at the end": ask("select *"),
    "a model that is not there": ask("select levels.subject_id, 1 as answer", "from {{ ref('stg_level') }} as levels"),
    "a source that is not there": ask("select subject_id, 1 as answer", "from {{ source('raw', 'subject') }}"),
    "a setting that is not there": ask("select levels.subject_id, {{ var('last_dose') }} as answer"),
    "a macro that is not there": ask("select levels.subject_id, {{ as_numbr('levels.visit') }} as answer"),
    "a table read without ref": ask("select subject_id, 1 as answer", "from marts.dosed"),
    "a layer read backwards": model("marts/dosed", "ref('stg_subjects')", "ref('dose_count')"),
    "a circle": model("marts/dosed", "from {{ ref('stg_subjects') }}", "from {{ ref('ask') }}")
    | ask("select subject_id, dose as answer", "from {{ ref('dosed') }}"),
    "a test that is not known": model("marts/dosed", "not_null, unique", "not_null, uniqe"),
    "a relationship to nothing": model("marts/dosed", "relationships: arms", "relationships: arm"),
    "a relationship to a column that is not there": model(
        "marts/dosed", "relationships: arms", "relationships: arms.ram"
    ),
    "a grain that is no column": model("marts/dosed", "grain: [subject_id]", "grain: [subject]"),
    "a header that is no YAML": model("marts/dosed", "grain: [subject_id]", "grain: [subject_id"),
    "a method that is not known": model("analyses/dose_count", "method: count", "method: cuont"),
    "a file whose name cannot be that of a model": {"sql_under_test/marts/dosed-2.sql": MODELS["marts/dosed"]},
    "a registry whose name cannot be that of a table": {
        "sql_under_test/seeds/seeds.yml": SEEDS + SEEDS.replace("arms:", "arms-2:")
    },
    "a registry of other columns": {"sql_under_test/seeds/seeds.yml": SEEDS.replace("label:", "labels:")},
    "a setting without a reason": {
        "sql_under_test/settings.yml": SETTINGS.replace(", reference: declared default", "")
    },
    "a contract with an unknown type": {"sql_under_test/sources.yml": SOURCES.replace("type: number", "type: nubmer")},
}


def refusal(folder, root, files):
    project = small_project(folder, root / "sql" / "macros")
    (project.study / "data" / "subjects.csv").write_text("id,dose,arm\n", "utf-8")
    project.write("sql_under_test/staging/stg_levels.sql", LEVELS)
    for path, text in files.items():
        project.write(path, text)
    with pytest.raises(UserError) as caught:
        compile_project(project.load(), open_memory())
    return str(caught.value)


def golden():
    text = GOLDEN.read_text("utf-8")
    return dict(part.rstrip("\n").split("\n", 1) for part in text.split("== ")[1:])


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_project_is_refused_in_these_words(tmp_path, root, name):
    found = refusal(tmp_path, root, BROKEN[name])
    assert found == golden().get(name), f"once it reads well, write it under '== {name}' in {GOLDEN}"


@pytest.mark.parametrize("name", BROKEN)
def test_a_refusal_has_a_line_and_a_next_step(name):
    _, where, hint = golden().get(name, "\n\n").split("\n")
    assert re.fullmatch(r"  \S+:\d+(:\d+)?", where)
    assert hint.startswith("  try: ")


def test_there_are_thirty_and_none_is_left_over():
    assert len(BROKEN) >= 30
    assert set(golden()) == set(BROKEN)
