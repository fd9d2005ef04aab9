"""A table that a selection left stale is told of as it was when it was built, until it is built again."""

import json

import pytest

from tests.small_project import MODELS, STUDY, small_project
from warehouse.building.run import build
from warehouse.building.task import Choice

MILLIGRAMS = MODELS["marts/dosed"].replace("dose: {about: Dose}", "dose: {about: Dose, unit: mg}")
GRAMS = (
    MILLIGRAMS.replace("unit: mg", "unit: g")
    .replace("select subject_id, dose, arm", "select subjects.subject_id, subjects.dose / 1000 as dose, arms.arm")
    .replace("stg_subjects') }}", "stg_subjects') }} as subjects inner join {{ ref('arms') }} as arms using (arm)")
    .replace("where dose", "where subjects.dose")
)
TOLD = "select compiled_sql, written_sql, settings from meta.models where relation = 'marts.dosed'"
UNIT = "select unit from meta.columns where relation = 'marts.dosed' and column_name = 'dose'"
READS = "select parent from meta.edges where child = 'marts.dosed' order by all"


@pytest.fixture
def project(tmp_path, root):
    """Doses in mg were built; then the model says g, and a setting of it is another; something else is built."""
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write_model("marts/dosed", MILLIGRAMS)
    small.build()
    small.before = small.rows(TOLD)
    small.write_model("marts/dosed", GRAMS)
    small.write("study/study.yml", STUDY + "settings: {least_dose: 2}\n")
    small.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,High dose\nlow,Lower dose\n")
    build(small.load(), small.statistics, choice=Choice(select="arms"))
    return small


def test_its_sql_settings_units_and_reads_are_those_it_was_built_with(project):
    assert project.rows("select dose from marts.dosed where subject_id = 'C'") == [(3.0,)]
    assert project.rows(TOLD) == project.before
    assert project.rows(UNIT) == [("mg",)]
    assert project.rows(READS) == [("staging.stg_subjects",)]


def test_once_it_is_built_it_is_told_as_it_now_is(project):
    project.build()
    assert project.rows("select dose from marts.dosed where subject_id = 'C'") == [(0.003,)]
    ((sql, written, settings),) = project.rows(TOLD)
    assert "1000" in sql and written == GRAMS and json.loads(settings) == {"least_dose": 2}
    assert project.rows(UNIT) == [("g",)]
    assert project.rows(READS) == [("seeds.arms",), ("staging.stg_subjects",)]


def test_what_was_never_built_is_told_as_the_files_say(project):
    project.write_model("marts/more", MODELS["marts/arm_sizes"])
    build(project.load(), project.statistics, choice=Choice(select="stg_subjects dose_count"))
    assert project.rows("select row_count from meta.models where relation = 'marts.more'") == [(None,)]
