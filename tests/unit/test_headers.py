"""A header is found however its blanks are written, and a message about it has no line break."""

import pytest

from tests.small_cohort import Cohort
from warehouse.errors import StudyError
from warehouse.landing.headers import in_file, shown

NO_BREAK = "\u00a0"


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path)


def test_line_breaks_and_blanks_of_any_kind_are_one_blank(cohort):
    cohort.write_workbook(
        "x.xlsx",
        {
            "P": [
                [f"Pat.{NO_BREAK}ID ", "Infusion\n(Datum)", f"IL-6{NO_BREAK}day 1", "Form"],
                ["A", "2021-03-01", 5, "x"],
            ]
        },
    )
    cohort.write("keys.csv", f'"Form{NO_BREAK}name",Unit of  it\nx,pg/mL\n')
    cohort.describe(
        """analytes:
  file: x.xlsx
  only: {column: Infusion (Datum), is: [2021-03-01], because: made up}
  unpivot: {columns: '(?P<analyte>.+) day (?P<day>[0-9])', value: level}
  lookup: {file: keys.csv, on: {Form: Form name}, take: {unit: Unit of it}}
  columns: {subject_id: Pat. ID, study_day: day, analyte: analyte, result: level, unit: unit}
""",
        subjects="{file: x.xlsx, columns: {subject_id: Pat. ID, infusion_date: Infusion (Datum)}}",
    )
    engine, readings = cohort.read()
    assert engine.rows("select subject_id, infusion_date from raw.subjects") == [("A", "2021-03-01")]
    found = engine.rows("select subject_id, study_day, analyte, result, unit from raw.analytes")
    assert found == [("A", "1", "IL-6", "5", "pg/mL")]
    assert [item.source_column for item in readings["subjects"][0].origins] == [
        f"Pat.{NO_BREAK}ID",
        "Infusion\n(Datum)",
    ]
    assert readings["subjects"][0].columns_unused == (f"IL-6{NO_BREAK}day 1", "Form")


def test_a_name_that_may_mean_two_columns_means_none():
    header = ("a b", "a\nb", "c\td", f"c{NO_BREAK}d", "e")
    assert in_file("a b", header) == "a b"
    assert in_file("c d", header) == "c d"
    assert in_file(f"a{NO_BREAK}b", header) == f"a{NO_BREAK}b"
    assert shown(header) == ["a b", "a\\nb", "c\\td", "c\\xa0d", "e"]


def test_a_hint_names_columns_on_one_line(cohort):
    cohort.write("x.csv", 'id,"Infusion\n(Datum)"\nA,2021-03-01\n')
    cohort.describe("", subjects="{file: x.csv, columns: {subject_id: id, infusion_date: Infusoin (Datum)}}")
    with pytest.raises(StudyError) as refused:
        cohort.read()
    assert str(refused.value).splitlines()[-1] == "  try: 'Infusion (Datum)'"


@pytest.mark.parametrize(
    ("step", "name", "what"),
    [
        (
            "unpivot: {columns: 'p_(?P<name>.+)', value: percent}, only: {column: p_cd4, is: [1], because: made up}",
            "percent",
            "column 'p_cd4' of 'f.csv', which 'only' names, is no column any more after 'unpivot'",
        ),
        (
            "pivot: {key: id, name: day, value: p_cd4}",
            "p_cd4",
            "column 'p_cd4' of 'f.csv', which 'result' is mapped to, is no column any more after 'pivot'",
        ),
    ],
)
def test_a_column_that_a_step_took_away_is_said_to_be_gone(cohort, step, name, what):
    cohort.write("f.csv", "id,day,p_cd4,p_cd8\nA,1,40,50\n")
    cohort.describe(
        f"analytes: {{file: f.csv, {step}, columns: {{subject_id: id, study_day: {{constant: 0}}, "
        f"analyte: {{constant: a}}, result: {name}, unit: {{constant: u}}}}}}"
    )
    with pytest.raises(StudyError) as refused:
        cohort.read()
    assert str(refused.value).startswith(what)
