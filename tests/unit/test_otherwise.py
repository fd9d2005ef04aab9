"""One setting otherwise: what changes is analysed again, what does not is left, and the warehouse stays as it was."""

import tempfile

import pytest

from tests.small_project import MODELS, ROWS, SETTINGS, small_project
from warehouse.adapters.reader import open_reader
from warehouse.building.otherwise import Change, changes_of, keep, published_rows, published_run, try_out
from warehouse.errors import ModelError, UsageError
from warehouse.landing.workspace import WORKSPACE

WITH_ALTERNATIVES = SETTINGS.replace("{value: 0,", "{value: 0, alternatives: [2, 5, -1],")


@pytest.fixture
def project(tmp_path, root):
    made = small_project(tmp_path, root / "sql" / "macros")
    made.write("sql_under_test/settings.yml", WITH_ALTERNATIVES)
    # Beside the river that the setting stands in, one that it does not reach.
    made.write_model("marts/everybody", MODELS["marts/dosed"].replace("where dose >= {{ var('least_dose') }}\n", ""))
    made.write_model("analyses/all_count", MODELS["analyses/dose_count"].replace("'dosed'", "'everybody'"))
    return made


def found(project, *changes):
    return list(try_out(project.load(), project.statistics, changes))


def counts(rows):
    return {name: [row["n"] for row in each] for name, each in rows.items()}


def test_each_alternative_is_tried_against_what_the_study_says(project):
    assert changes_of(project.load()) == [Change("least_dose", value) for value in (2, 5, -1)]
    project.write("study/study.yml", (project.study / "study.yml").read_text() + "settings: {least_dose: 5}\n")
    assert [change.value for change in changes_of(project.load(), ["least_dose"])] == [0, 2, -1]


def test_the_copy_lies_in_the_study_and_goes_whether_all_was_tried_or_not(project, tmp_path, monkeypatch):
    project.build()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    changes = [Change("least_dose", 2), Change("least_dose", 5)]
    for tries in (1, 2):
        tried = try_out(project.load(), project.statistics, changes)
        for _ in range(tries):
            next(tried)
        assert len(list((project.study / WORKSPACE).rglob("warehouse.duckdb"))) == 1
        assert list(elsewhere.iterdir()) == []
        tried.close()
        assert [path.name for path in (project.study / WORKSPACE).iterdir()] == ["lock"]


def test_a_setting_without_alternatives_is_named(project):
    with pytest.raises(UsageError, match="least_doze"):
        changes_of(project.load(), ["least_doze"])


def test_only_what_changes_is_analysed_again(project):
    project.build()
    project.statistics.analysed.clear()
    two, five = found(project, Change("least_dose", 2), Change("least_dose", 5))
    assert (counts(two.before), counts(two.after)) == ({"dose_count": [3]}, {"dose_count": [2]})
    assert (counts(five.before), counts(five.after)) == ({"dose_count": [3]}, {"dose_count": [0]})
    assert project.statistics.analysed == ["dose_count", "dose_count"]


def test_a_table_that_comes_out_as_it_was_ends_the_river(project):
    project.build()
    project.statistics.analysed.clear()
    (same,) = found(project, Change("least_dose", -1))
    assert (same.after, project.statistics.analysed) == ({}, [])


def test_a_view_on_the_way_is_made_anew(project):
    view = MODELS["marts/dosed"].replace("grain:", "materialized: view\ngrain:", 1)
    project.write_model("marts/dosed", view)
    project.build()
    (two,) = found(project, Change("least_dose", 2))
    assert counts(two.after) == {"dose_count": [2]}


def test_the_published_warehouse_stays_as_it_was(project):
    project.build()
    before = (project.study / "warehouse.duckdb").read_bytes()
    found(project, Change("least_dose", 2))
    assert (project.study / "warehouse.duckdb").read_bytes() == before


def test_a_warehouse_that_is_not_up_to_date_is_refused(project):
    with pytest.raises(UsageError, match="not what the files"):
        found(project, Change("least_dose", 2))


def test_a_fault_of_a_method_leaves_nothing_open(project):
    project.build()
    project.statistics.analyse = lambda name, spec, frame: 1 / 0
    with pytest.raises(ZeroDivisionError):
        found(project, Change("least_dose", 2))


def test_what_was_found_is_kept_in_the_warehouse(project):
    project.build()
    keep(project.load(), "results.tried", {"n": "bigint"}, [{"n": 2}], published_run(project.load()))
    assert published_rows(project.load(), "results.tried") == [{"n": 2}]
    engine = open_reader(project.study / "warehouse.duckdb")
    assert engine.rows("select count(*) from results.estimates") == [(2,)]
    engine.close()
    assert project.build().run_id is None


def test_without_a_warehouse_there_is_no_run(project):
    with pytest.raises(UsageError, match="is not what the files of the study now say"):
        published_run(project.load())


def test_what_was_found_in_an_older_run_is_not_kept(project):
    project.build()
    run_id = published_run(project.load())
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    before = (project.study / "warehouse.duckdb").read_bytes()
    with pytest.raises(UsageError, match="what was found in run 1 is not kept"):
        keep(project.load(), "results.tried", {"n": "bigint"}, [{"n": 2}], run_id)
    assert (project.study / "warehouse.duckdb").read_bytes() == before
    assert not list(project.study.glob("*.building*"))


def test_a_table_that_cannot_be_written_changes_nothing(project):
    project.build()
    before = (project.study / "warehouse.duckdb").read_bytes()
    with pytest.raises(Exception, match="notype"):
        keep(project.load(), "results.tried", {"n": "notype"}, [{"n": 2}], 1)
    assert (project.study / "warehouse.duckdb").read_bytes() == before
    assert not list(project.study.glob("*.building*"))


def test_a_model_that_does_not_run_otherwise_is_named_and_its_values_are_not(project):
    """An alternative that the SQL of a study's own model does not bear."""
    refusing = "where cast(case when {{ var('least_dose') }} = 5 then arm else '1' end as integer) = 1"
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace("where dose >= {{ var('least_dose') }}", refusing))
    project.build()
    with pytest.raises(ModelError, match=r"marts.dosed cannot be built: Conversion Error") as caught:
        found(project, Change("least_dose", 5))
    assert "marts/dosed.sql" in str(caught.value.where)
    assert "high" not in str(caught.value)
    assert published_run(project.load()) == 1


def test_alternatives_must_be_a_list(project):
    project.write("sql_under_test/settings.yml", SETTINGS.replace("{value: 0,", "{value: 0, alternatives: 2,"))
    with pytest.raises(ModelError, match="list"):
        project.load()
