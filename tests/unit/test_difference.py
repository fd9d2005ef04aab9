"""Two warehouses are told apart: which files, settings, tables, rows and conclusions, why, and for which subjects."""

import pytest

from python_stats.conclusions import crossed
from tests.small_project import MODELS, ROWS, STUDY, small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.building.publish import Files
from warehouse.building.run import build
from warehouse.difference import difference, pair
from warehouse.errors import UsageError


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write("study/study.yml", STUDY + "data_cut: 2020-01-31\n")
    build(small.load(), small.statistics)
    return small


def next_cut(project, settings=""):
    project.write("study/study.yml", STUDY + f"data_cut: 2020-06-30\n{settings}")
    build(project.load(), project.statistics)
    with pair(project.study / "cuts" / "2020-01-31.duckdb", Files(project.study).published) as engine:
        return difference(engine)


def by_relation(found):
    return {each.relation: each for each in found.tables}


def test_a_cut_of_the_same_data_differs_in_nothing(project):
    found = next_cut(project)
    assert (found.inputs, found.settings, found.tables) == ([], [], [])


def test_a_changed_value_a_new_and_a_missing_row_are_followed_to_their_subjects(project):
    project.write("study/data/subjects.csv", "id,dose,arm\nA,1,high\nB,5,low\nD,4,low\n")
    found = next_cut(project)
    assert found.inputs == [("data/subjects.csv", "subjects", "changed", 3, 3)]
    tables = by_relation(found)
    dosed = tables["marts.dosed"]
    assert (dosed.rows_gone, dosed.rows_new, dosed.changed) == (1, 1, (("dose", 1),))
    assert dosed.subjects == ("B", "C", "D")
    assert dosed.why == "what it reads"
    assert tables["raw.subjects"].why == "file data/subjects.csv"
    assert tables["marts.arm_sizes"].changed == (("n_subjects", 2),)
    assert "results.estimates" not in tables, "as many as before: the step ran again and found the same"


def test_a_setting_is_the_reason_where_it_changed(project):
    found = next_cut(project, "settings: {least_dose: 2}\n")
    assert found.inputs == []
    assert found.settings == [("least_dose", "0", "2")]
    assert by_relation(found)["marts.dosed"].why == "setting least_dose"
    assert by_relation(found)["marts.dosed"].subjects == ("A",)


def test_sql_and_methods_are_reasons(project):
    project.write_model(
        "marts/dosed",
        MODELS["marts/dosed"].replace("subject_id, dose, arm\nfrom", "subject_id, dose + 1 as dose, arm\nfrom"),
    )
    assert by_relation(next_cut(project))["marts.dosed"].why == "SQL"


def test_a_table_of_one_side_only_is_told(project):
    (project.sql / "marts" / "arm_sizes.sql").unlink()
    assert by_relation(next_cut(project))["marts.arm_sizes"].why == "is not there any more"


def test_another_build_of_a_cut_keeps_no_copy(project):
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    build(project.load(), project.statistics)
    assert not (project.study / "cuts").exists()


def test_a_cut_is_kept_also_when_the_next_build_names_none(project):
    project.write("study/study.yml", STUDY)
    build(project.load(), project.statistics)
    assert [path.name for path in (project.study / "cuts").iterdir()] == ["2020-01-31.duckdb"]


def test_what_is_no_warehouse_is_refused(project, tmp_path):
    with pytest.raises(UsageError) as caught, pair(tmp_path / "nothing", Files(project.study).published):
        pass
    assert "There is no warehouse here" in str(caught.value)


def test_conclusions_that_crossed():
    engine = open_memory()
    for side, values in (("before", (0.04, 0.04, 0.2, None)), ("after", (0.06, 0.03, 0.049, 0.01))):
        engine.execute(f"attach ':memory:' as {side}; create schema {side}.results")
        rows = ", ".join(
            f"('a', 'c{number}', 'o', null, 't', 'e', {'null' if value is None else value})"
            for number, value in enumerate(values)
        )
        names = "analysis, covariate, outcome, subset, term, estimate_name, p_value"
        engine.execute(f"create table {side}.results.estimates as select * from (values {rows}) as given({names})")
    assert [(row[1], float(row[4]), float(row[5])) for row in crossed(engine)] == [
        ("c0", 0.04, 0.06),
        ("c2", 0.2, 0.049),
    ]
    engine.close()
