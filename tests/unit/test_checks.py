"""A test stops the build, warns, or lets a few rows pass, as its header says; the rows that break it can be looked at."""

import pytest
import yaml

from tests.small_project import MODELS, ROWS, small_project
from warehouse.adapters.reader import open_reader
from warehouse.building.publish import Files
from warehouse.errors import CheckError, ModelError
from warehouse.exporting.export_dbt import export_dbt
from warehouse.planning.plan import CHECK

HIGH = "/*\nabout: Nobody gets more than 2.\n*/\nselect * from {{ ref('dosed') }} where dose > 2\n"


@pytest.fixture
def project(tmp_path, root):
    return small_project(tmp_path / "small", root / "sql" / "macros")


def with_test(project, test):
    project.write_model(
        "marts/dosed", MODELS["marts/dosed"].replace("{about: Dose}", f"{{about: Dose, tests: [{test}]}}")
    )


def rows(path, query):
    engine = open_reader(path)
    try:
        return engine.rows(query)
    finally:
        engine.close()


def published(project, query):
    return rows(Files(project.study).published, query)


def test_a_warning_is_told_and_everything_is_published(project):
    with_test(project, "{max: 1, severity: warn}")
    report = project.build()
    assert [(each.check.name, each.broken_rows) for each in report.warnings] == [("max 1", 2)]
    query = "select status, severity, broken_rows, query from meta.checks where check_name = 'max 1'"
    status, severity, broken, text = published(project, query)[0]
    assert (status, severity, broken) == ("warned", "warn", 2)
    assert sorted(row[0] for row in published(project, text)) == ["B", "C"]


@pytest.mark.parametrize(("up_to", "passes"), [(1, False), (2, True), (3, True)])
def test_as_many_rows_as_allowed_may_break_a_test(project, up_to, passes):
    with_test(project, f"{{max: 1, up_to: {up_to}}}")
    if passes:
        assert project.build().warnings == ()
    else:
        with pytest.raises(CheckError):
            project.build()


def test_another_severity_is_heeded_without_building(project):
    with_test(project, "{max: 1, severity: warn}")
    project.build()
    with_test(project, "{max: 1}")
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "2 rows break 'max 1'" in str(caught.value)
    with_test(project, "{max: 1, up_to: 2}")
    assert not project.build().plan.of("build")


def test_a_key_that_comes_twice_breaks_the_grain_and_the_test_that_the_grain_implies(project):
    once = MODELS["marts/dosed"]
    project.write_model("marts/dosed", f"{once}union all\n{once.partition('*/')[2]}")
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "marts.dosed: 3 rows break 'grain'" in str(caught.value)
    assert "marts.dosed.subject_id: 3 rows break 'unique'" in str(caught.value)


def test_a_select_that_must_find_nothing_stops_the_build_and_keeps_what_it_found(project):
    project.write("study/sql/checks/high_dose.sql", HIGH)
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "checks.high_dose: 1 rows break 'finds nothing'" in str(caught.value)
    assert rows(Files(project.study).failed, "from checks.high_dose") == [("C", 3.0, "high")]
    project.write("study/data/subjects.csv", ROWS.replace("C,3", "C,2"))
    project.build(retry=True)
    assert published(project, "select count(*) from checks.high_dose") == [(0,)]


def test_such_a_select_may_warn(project):
    project.write("study/sql/checks/high_dose.sql", HIGH.replace("*/", "severity: warn\n*/", 1))
    assert [each.check.relation for each in project.build().warnings] == ["checks.high_dose"]


def test_no_model_reads_a_check(project):
    project.write("study/sql/checks/high_dose.sql", HIGH)
    body = "select subject_id, dose, arm from {{ ref('high_dose') }}"
    project.write_model("marts/dosed", MODELS["marts/dosed"].split("*/")[0] + f"*/\n{body}\n")
    with pytest.raises(ModelError) as caught:
        project.load()
    assert "marts.dosed reads checks.high_dose, but marts may read only" in str(caught.value)


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("{max: 1, severity: warning}", "is not known: 'warning'"),
        ("{max: 1, up_to: -1}", "'up_to' is how many rows may break a test"),
        ("{max: 1, upto: 1}", "unknown key 'upto'"),
        ("{unique: false}", "'unique' is either asked for or left out"),
        ("{severity: warn}", "a test has one name"),
    ],
)
def test_a_wrong_test_is_refused_at_its_line(project, test, message):
    with_test(project, test)
    with pytest.raises(ModelError) as caught:
        project.load()
    assert message in str(caught.value)
    assert "sql_under_test/marts/dosed.sql:6" in str(caught.value)


def test_dbt_is_told_the_same(project, tmp_path):
    with_test(project, "{max: 1, severity: warn, up_to: 4}")
    project.write("study/sql/checks/high_dose.sql", HIGH)
    export_dbt(project.load(), project.study, tmp_path / "dbt")
    models = yaml.safe_load((tmp_path / "dbt/models/marts/schema.yml").read_text("utf-8"))["models"]
    dose = next(model for model in models if model["name"] == "dosed")["columns"][1]
    limits = {"severity": "warn", "warn_if": ">4", "error_if": ">4"}
    assert dose["data_tests"] == [{"at_most": {"arguments": {"value": 1}, "config": limits}}]
    assert (tmp_path / "dbt/tests/high_dose.sql").read_text("utf-8") == HIGH


def test_a_test_that_was_taken_out_is_no_longer_told(project):
    with_test(project, "{max: 1, severity: warn}")
    project.build()
    project.write_model("marts/dosed", MODELS["marts/dosed"])
    assert [step.relation for step in project.build().plan.of(CHECK)] == ["marts.dosed"]
    told = published(project, "select check_name from meta.checks where relation = 'marts.dosed' order by all")
    assert told == [("grain",), ("grain_not_null",), ("not_null",), ("relationships arms",), ("unique",)]


def test_two_tests_of_one_name_are_both_told(project):
    with_test(
        project, "{max: 1, severity: warn}, {max: 1, up_to: 5}, {accepted: [1], severity: warn}, {accepted: [1, 2, 3]}"
    )
    assert len(project.build().warnings) == 2
    query = (
        "select check_name, severity, status from meta.checks where column_name = 'dose' and relation = 'marts.dosed'"
    )
    assert sorted(published(project, query)) == [
        ("accepted", "error", "passed"),
        ("accepted", "warn", "warned"),
        ("max 1", "error", "passed"),
        ("max 1", "warn", "warned"),
    ]
