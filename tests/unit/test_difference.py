"""Two warehouses are told apart: which files, settings, tables, rows and conclusions, why, and for which subjects."""

import shutil

import duckdb
import pytest

from cli.diff import diff
from python_stats.conclusions import crossed
from tests.small_project import MODELS, ROWS, STUDY, small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.building.publish import Files
from warehouse.difference import difference, pair
from warehouse.errors import StudyError, UsageError


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write("study/study.yml", STUDY + "data_cut: 2020-01-31\n")
    small.build()
    return small


def next_cut(project, settings=""):
    project.write("study/study.yml", STUDY + f"data_cut: 2020-06-30\n{settings}")
    project.build()
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


def test_a_new_and_a_missing_column_are_told(project):
    (project.sql / "marts" / "arm_sizes.sql").unlink()
    text = MODELS["marts/dosed"].replace("  arm: {about: Arm, tests: [{relationships: arms}]}\n", "")
    text = text.replace("  dose: {about: Dose}\n", "  dose: {about: Dose}\n  twice: {about: Twice}\n")
    project.write_model("marts/dosed", text.replace("dose, arm\nfrom", "dose, 2 * dose as twice\nfrom"))
    dosed = by_relation(next_cut(project))["marts.dosed"]
    assert (dosed.gained, dosed.lost, dosed.retyped, dosed.changed) == (("twice",), ("arm",), (), ())


RETYPED = {
    # 1, 2 and 3 are written alike as numbers of both kinds; a day is no number; 1.0 is the text of the number 1.
    "a whole number": ("cast(s.dose as bigint)", "BIGINT", ()),
    "a date": ("date '2020-01-01' + cast(s.dose as integer)", "DATE", (("dose", 3),)),
    "text": ("cast(s.dose as varchar)", "VARCHAR", ()),
}


@pytest.mark.parametrize(("dose", "kind", "changed"), RETYPED.values(), ids=RETYPED.keys())
def test_another_type_of_a_column_is_told(project, dose, kind, changed):
    other = f"select s.subject_id, {dose} as dose, s.arm\nfrom {{{{ ref('stg_subjects') }}}} as s\nwhere s.dose"
    old = "select subject_id, dose, arm\nfrom {{ ref('stg_subjects') }}\nwhere dose"
    assert old in MODELS["marts/dosed"]
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace(old, other))
    dosed = by_relation(next_cut(project))["marts.dosed"]
    assert dosed.retyped == (("dose", "DOUBLE", kind),)
    assert (dosed.changed, dosed.rows_gone, dosed.rows_new) == (changed, 0, 0)


def test_another_build_of_a_cut_keeps_no_copy(project):
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    assert not (project.study / "cuts").exists()


def test_a_cut_is_kept_also_when_the_next_build_names_none(project):
    project.write("study/study.yml", STUDY)
    project.build()
    assert [path.name for path in (project.study / "cuts").iterdir()] == ["2020-01-31.duckdb"]


def test_what_is_no_warehouse_is_refused(project, tmp_path):
    with pytest.raises(UsageError) as caught, pair(tmp_path / "nothing", Files(project.study).published):
        pass
    assert "There is no warehouse here" in str(caught.value)


@pytest.mark.parametrize("statement", ["drop schema meta cascade", "alter table meta.files drop column source_sheet"])
def test_a_file_with_another_ledger_is_refused_by_name(project, tmp_path, statement):
    other = tmp_path / "other.duckdb"
    shutil.copy(Files(project.study).published, other)
    with duckdb.connect(str(other)) as connection:
        connection.execute(statement)
    with pytest.raises(UsageError) as caught, pair(other, Files(project.study).published):
        pass
    assert "has no meta.files with" in str(caught.value)
    assert "other.duckdb" in str(caught.value)


def test_a_side_without_estimates_has_no_conclusions_to_compare(project):
    published = Files(project.study).published
    with pair(published, published) as engine:
        assert crossed(engine) is None, "its estimates have no P values"


def test_a_line_names_three_columns_and_counts_the_rest(project, capsys):
    model = MODELS["marts/dosed"].replace("*/", "".join(f"  c{n}: {{about: C}}\n" for n in range(9)) + "*/")
    model = model.replace(
        "select subject_id, dose, arm", "select subject_id, dose, arm, " + ", ".join(f"1 as c{n}" for n in range(9))
    )
    project.write_model("marts/dosed", model)
    next_cut(project)
    diff(project.study / "cuts" / "2020-01-31.duckdb", project.study)
    assert "c0 new, c1 new, c2 new and 6 more" in capsys.readouterr().out


CROSSED = ("a", "c", "o", None, "t", "e", True, 0.04, 0.06)
BESIDE = ("a", "c", "o", None, "t", "e beside", False, 0.03, 0.07)


def test_conclusions_come_first_and_what_follows_is_counted(project, capsys, monkeypatch):
    """One changed cell reaches hundreds of tables of results: a line for each would hide what was changed."""
    project.write("study/data/subjects.csv", "id,dose,arm\nA,1,high\nB,5,low\nC,3,low\n")
    next_cut(project)
    monkeypatch.setattr("python_stats.conclusions.crossed", lambda engine: [CROSSED, BESIDE])
    sides = (project.study / "cuts" / "2020-01-31.duckdb", project.study)
    diff(*sides)
    said = capsys.readouterr().out
    assert said.startswith("Conclusions that crossed .05")
    assert said.index("\nmarts.dosed ") < said.index("Tables that follow from these")
    assert "\nanalyses." not in said
    assert "e beside" not in said
    assert "Beside the primary estimates 1 more crossed it" in said
    assert f"cartwheel diff {sides[0]} {sides[1]} --all" in said
    diff(*sides, every=True)
    said = capsys.readouterr().out
    assert "\nanalyses." in said
    assert "e beside" in said


def test_conclusions_that_crossed():
    """Two estimates of one term, and the same of a subset, are told apart."""
    ways = (("null", "per doubling"), ("null", "per SD"), ("'women'", "per SD"))
    engine = open_memory()
    for side, values in (("before", (0.04, 0.04, 0.2, None)), ("after", (0.06, 0.03, 0.049, 0.01))):
        engine.execute(f"attach ':memory:' as {side}; create schema {side}.results")
        rows = ", ".join(
            f"('a', 'c{number}', 'o', {subset}, 't', '{way}', {way == 'per doubling'}, {'null' if value is None else value})"
            for number, value in enumerate(values)
            for subset, way in ways
        )
        names = "analysis, covariate, outcome, subset, term, estimate_name, is_primary, p_value"
        engine.execute(f"create table {side}.results.estimates as select * from (values {rows}) as given({names})")
    rows = crossed(engine)
    assert [row[6] for row in rows] == [True, True, False, False, False, False], "the primary ones first"
    found = [(*row[:6], float(row[7]), float(row[8])) for row in rows]
    assert sorted(found, key=str) == sorted(
        [
            ("a", covariate, "o", subset, "t", way, *values)
            for covariate, values in (("c0", (0.04, 0.06)), ("c2", (0.2, 0.049)))
            for subset, way in ((None, "per doubling"), (None, "per SD"), ("women", "per SD"))
        ],
        key=str,
    )
    engine.close()


@pytest.mark.parametrize("side", ["before", "after"])
def test_under_disclosure_control_the_files_of_a_study_are_refused_like_its_folder(project, tmp_path, capsys, side):
    next_cut(project, "disclosure: {smallest_count: 3}\n")
    cut, published = project.study / "cuts" / "2020-01-31.duckdb", Files(project.study).published
    other = shutil.copy(published, tmp_path / "other.duckdb")
    with pytest.raises(StudyError, match="disclosure control"):
        diff(*((cut, other) if side == "before" else (other, published)), subjects=True)
    assert capsys.readouterr().out == ""


def test_a_row_of_nobody_concerns_no_subject(project):
    """As a row that was set aside because its identifier could not be read."""
    unnamed = MODELS["marts/arm_sizes"].replace("  n_sub", "  subject_id: {about: Nobody}\n  n_sub")
    unnamed = unnamed.replace("select arms.arm", "select arms.arm, cast(null as varchar) as subject_id")
    project.write_model("marts/arm_sizes", unnamed)
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    tables = by_relation(next_cut(project))
    assert tables["marts.arm_sizes"].changed == (("n_subjects", 1),)
    assert tables["marts.arm_sizes"].subjects == ()
    assert tables["marts.dosed"].subjects == ("D",)
