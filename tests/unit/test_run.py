"""A build makes what the files say, publishes it whole or not at all, and does no work twice."""

import json

import pytest

from tests.small_project import MODELS, ROWS
from warehouse.adapters.duckdb import open_existing
from warehouse.adapters.reader import open_reader
from warehouse.building.publish import Files, only_builder
from warehouse.errors import AnalysisError, CheckError, DataError, ModelError, StudyError


def built(report):
    return [step.relation for step in report.plan.of("build")]


def test_from_files_to_results(project):
    report = project.build()
    assert project.rows("select * from marts.arm_sizes order by arm") == [("high", 2), ("low", 1)]
    assert project.rows("select * from results.estimates") == [("dose_count", 3)]
    assert report.run_id == 1
    assert sorted(built(report)) == [
        "analyses.dose_count",
        "marts.arm_sizes",
        "marts.dosed",
        "meta.study",
        "raw.subjects",
        "results.estimates",
        "seeds.arms",
        "staging.stg_subjects",
    ]


def test_nothing_changed_builds_nothing_and_touches_no_file(project):
    project.build()
    before = (project.study / "warehouse.duckdb").stat()
    report = project.build()
    after = (project.study / "warehouse.duckdb").stat()
    assert report.run_id is None
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_comment_or_another_layout_builds_nothing(project):
    project.build()
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace("select", "-- who was dosed\nSELECT ", 1))
    report = project.build()
    assert built(report) == []
    assert [step.relation for step in report.plan.of("describe")] == ["marts.dosed"]
    assert "who was dosed" in project.rows("select written_sql from meta.models where name = 'dosed'")[0][0]


def test_a_new_title_is_told_without_building(project):
    project.build()
    study = (project.study / "study.yml").read_text("utf-8")
    project.write("study/study.yml", study + "title: Another title\n")
    assert built(project.build()) == []
    assert project.rows("select value from meta.study where key = 'title'") == [("Another title",)]


def test_a_changed_row_reaches_the_result(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    report = project.build()
    assert "seeds.arms" not in built(report)
    assert project.rows("select n from results.estimates") == [(4,)]


def test_a_setting_rebuilds_what_reads_it(project):
    project.build()
    study = (project.study / "study.yml").read_text("utf-8")
    project.write("study/study.yml", study + "settings: {least_dose: 2}\n")
    report = project.build()
    assert set(built(report)) == {"marts.dosed", "analyses.dose_count", "marts.arm_sizes", "results.estimates"}
    assert project.rows("select n from results.estimates") == [(2,)]
    assert project.rows("select value, default_value, is_changed from meta.settings") == [("2", "0", True)]


def test_a_changed_method_reruns_its_analyses_only(project):
    project.build()
    project.statistics.version = "2"
    report = project.build()
    assert built(report) == ["analyses.dose_count", "results.estimates"]
    assert project.statistics.analysed == ["dose_count", "dose_count"]


def test_a_model_that_is_gone_leaves_no_table(project):
    project.build()
    (project.sql / "analyses" / "dose_count.sql").unlink()
    project.build()
    names = project.rows("select table_schema || '.' || table_name from information_schema.tables")
    assert ("analyses.dose_count",) not in names
    assert ("results.dose_count",) not in names
    assert project.rows("select count(*) from results.estimates") == [(0,)]


def test_a_table_may_become_a_view_and_back(project):
    project.build()
    as_view = MODELS["marts/dosed"].replace("grain:", "materialized: view\ngrain:", 1)
    for text, kind in ((as_view, "VIEW"), (MODELS["marts/dosed"], "BASE TABLE")):
        project.write_model("marts/dosed", text)
        project.build()
        query = "select table_type from information_schema.tables where table_name = 'dosed'"
        assert project.rows(query) == [(kind,)]


def test_a_broken_check_publishes_nothing_and_keeps_the_failed_build(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,neither\n")
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "marts.dosed.arm: 1 rows break 'relationships arms'" in str(caught.value)
    assert "neither" not in str(caught.value)
    assert project.rows("select count(*) from marts.dosed") == [(3,)]
    failed = open_reader(project.study / "warehouse.failed.duckdb")
    query = failed.rows("select query from meta.checks where status = 'failed'")[0][0]
    assert [row[0] for row in failed.rows(query)] == ["D"]
    failed.close()


def test_the_next_build_after_a_broken_check_succeeds(project):
    project.write("study/data/subjects.csv", ROWS + "D,4,neither\n")
    with pytest.raises(CheckError):
        project.build()
    project.write("study/data/subjects.csv", ROWS)
    project.build()
    assert project.rows("select count(*) from marts.dosed") == [(3,)]
    assert not Files(project.study).failed.exists()


def test_a_new_test_is_run_without_building(project):
    project.build()
    project.write_model(
        "marts/dosed", MODELS["marts/dosed"].replace("{about: Dose}", "{about: Dose, tests: [{max: 2}]}")
    )
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "marts.dosed.dose: 1 rows break 'max 2'" in str(caught.value)


def test_a_relationship_is_checked_again_when_what_it_points_to_changes(project):
    project.build()
    project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,High dose\n")
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "relationships arms" in str(caught.value)


def test_an_unexpected_fault_of_a_method_publishes_nothing(project):
    def stop(name, spec, frame):
        raise ZeroDivisionError

    project.statistics.analyse = stop
    with pytest.raises(AnalysisError) as caught:
        project.build()
    assert "dose_count stopped with ZeroDivisionError" in str(caught.value)
    assert not (project.study / "warehouse.duckdb").exists()
    assert not (project.study / "warehouse.duckdb.building").exists()


def test_an_error_of_the_database_is_one_of_the_model(project):
    body = "select subject_id, cast(subject_id as double) as dose, arm from {{ source('raw', 'subjects') }}"
    header = MODELS["staging/stg_subjects"].split("*/")[0]
    project.write_model("staging/stg_subjects", f"{header}*/\n{body}\n")
    with pytest.raises(ModelError) as caught:
        project.build()
    assert "staging.stg_subjects cannot be built: Conversion Error" in str(caught.value)
    assert "'A'" not in str(caught.value)


def test_a_selection_builds_no_more_than_it_needs(project):
    assert sorted(built(project.build(select="dosed"))) == ["marts.dosed", "raw.subjects", "staging.stg_subjects"]
    assert "analyses.dose_count" in built(project.build())


@pytest.mark.parametrize("choice", [{"select": "dosed"}, {"exclude": "results.estimates"}])
def test_what_no_file_makes_is_dropped_after_a_selection_too(project, choice):
    project.build()
    (project.sql / "marts" / "arm_sizes.sql").unlink()
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build(**choice)
    assert project.rows("select count(*) from meta.steps where relation = 'marts.arm_sizes'") == [(1,)]
    report = project.build()
    assert [step.relation for step in report.plan.of("drop")] == ["marts.arm_sizes"]
    assert project.rows("select count(*) from information_schema.tables where table_name = 'arm_sizes'") == [(0,)]
    assert project.build().run_id is None


def test_what_a_selection_left_out_is_not_checked(project):
    """`dosed` has a relationship to `arms`, which is built, but does not itself stand yet."""
    assert built(project.build(select="arms")) == ["seeds.arms"]
    assert "marts.dosed" in built(project.build())


def test_building_anew_gives_the_same_tables(project):
    project.build()
    before = project.rows("select * from marts.dosed order by all")
    report = project.build(anew=True)
    assert len(built(report)) == len(report.plan.steps)
    assert project.rows("select * from marts.dosed order by all") == before


def test_the_ledger_tells_of_every_run(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    assert project.rows("select run_id, n_built, n_reused from meta.runs order by run_id") == [(1, 8, 0), (2, 6, 2)]
    assert project.rows("select run_id from meta.steps where relation = 'seeds.arms'") == [(1,)]
    assert project.rows("select rows_read, rows_accepted, rows_rejected from meta.files") == [(4, 4, 0)]
    assert project.rows("select child from meta.edges where parent = 'marts.dosed' order by child") == [
        ("analyses.dose_count",),
        ("marts.arm_sizes",),
    ]
    packages = json.loads(project.rows("select packages from meta.runs limit 1")[0][0])
    assert packages["duckdb"]


def test_rows_set_aside_are_kept_with_their_reason(project):
    project.write("study/data/subjects.csv", ROWS + "D,much,low\n,5,low\n")
    project.build()
    query = "select source_row, column_name, reason from raw.rejects order by all"
    assert project.rows(query) == [(5, "dose", "not_a_number"), (6, "subject_id", "required")]


def test_two_rows_of_one_subject_are_refused(project):
    project.write("study/data/subjects.csv", ROWS + "A,9,low\n")
    with pytest.raises(DataError) as caught:
        project.build()
    assert "1 subject_id in more than one row" in str(caught.value)


def test_one_build_at_a_time(project):
    with only_builder(Files(project.study)), pytest.raises(StudyError) as caught:
        project.build()
    assert "Another build of this study is running" in str(caught.value)


def test_a_file_somebody_writes_into_is_not_replaced(project):
    project.build()
    log = project.study / "warehouse.duckdb.wal"
    log.write_bytes(b"something")
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    with pytest.raises(StudyError) as caught:
        project.build()
    assert "another program is writing into it" in str(caught.value)
    log.unlink()
    project.build()


def test_what_a_killed_build_left_is_cleared(project):
    project.build()
    (project.study / "warehouse.duckdb.building").write_bytes(b"half a file")
    (project.study / "warehouse.duckdb.building.wal").write_bytes(b"its log")
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    assert project.rows("select n from results.estimates") == [(4,)]


def test_a_ledger_of_another_form_is_built_anew(project):
    """One that an earlier version wrote, before runs had hashes."""
    project.build()
    (project.study / "warehouse.ledger").unlink()
    engine = open_existing(project.study / "warehouse.duckdb")
    engine.execute("alter table meta.steps drop column parts; alter table meta.runs drop column hash")
    engine.execute("alter table meta.runs drop column tables; drop table meta.run_steps")
    engine.checkpoint()
    engine.close()
    assert len(built(project.build())) == 8


def test_a_damaged_cache_of_models_is_made_again(project):
    project.build()
    cache = project.study / ".cartwheel" / "models.jsonl"
    for damaged in ("{not json", "\xe4", cache.read_text("utf-8").replace('"sql"', '"slq"')[:-40]):
        cache.write_text(damaged, "utf-8")
        assert project.build().run_id is None


def test_a_renamed_setting_value_is_seen_through_the_cache(project):
    project.build()
    project.write("sql_under_test/settings.yml", "least_dose: {value: 3, about: Least dose, reference: default}\n")
    project.build()
    assert project.rows("select n from results.estimates") == [(1,)]
