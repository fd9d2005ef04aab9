"""A small project built by groups of subjects, beside the same project built all at once: after every change, alike."""

from pathlib import Path

import pytest

from tests.small_project import ROWS, STUDY, small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.building.run import build
from warehouse.building.store import Store, files_of_group, reading, reading_all
from warehouse.errors import ModelError, StudyError
from warehouse.models.project import load_project
from warehouse.planning.plan import BUILD

GROUPED = "engine: {groups: 3}\n"
RELATIONS = ("raw.subjects", "staging.stg_subjects", "marts.dosed", "marts.arm_sizes", "results.estimates")


@pytest.fixture
def twins(tmp_path, root):
    """All at once, and by groups."""
    found = [small_project(tmp_path / name, root / "sql" / "macros") for name in ("at_once", "grouped")]
    found[1].write("study/study.yml", STUDY + GROUPED)
    return found


def run(project, **options):
    return build(project.load(), project.statistics, **options)


def tables(project):
    engine = open_memory()
    try:
        engine.execute(f"attach '{project.study / 'warehouse.duckdb'}' as warehouse (read_only)")
        return {name: engine.rows(f"select * from warehouse.{name} order by all") for name in RELATIONS}
    finally:
        engine.close()


def folders(project, relation):
    return {path.name for path in (project.study / "store" / relation).glob("*")}


def run_both(twins):
    for project in twins:
        run(project)
    assert tables(twins[1]) == tables(twins[0])


def test_every_table_is_the_same(twins):
    run_both(twins)
    assert len(tables(twins[1])["marts.dosed"]) == 3
    # Each subject's rows are in the store; the sizes of the arms need all subjects, so they are not.
    assert len(folders(twins[1], "marts.dosed")) == 1
    assert not folders(twins[1], "marts.arm_sizes")


def test_more_groups_than_subjects_and_one_group(twins):
    for groups in (50, 1):
        twins[1].write("study/study.yml", STUDY + f"engine: {{groups: {groups}}}\n")
        run_both(twins)


def test_no_rows_are_still_tables(twins):
    for project in twins:
        project.write("study/data/subjects.csv", "id,dose,arm\nA,0,high\n")
        project.write("study/study.yml", (project.study / "study.yml").read_text() + "settings: {least_dose: 5}\n")
    run_both(twins)
    assert tables(twins[1])["marts.dosed"] == []


def test_identifiers_with_blanks_are_of_one_group(tmp_path):
    """Staging reads them as one subject, so the rows of all must be together; rows of nobody are together too."""
    engine, store = open_memory(), Store(tmp_path, 7)
    engine.execute(
        "create table raw_rows as select * from (values ('A', 1), (' A', 2), ('A\t', 3), ('B', 4), (null, 5)) as t (id, n)"
    )
    folder = store.divide(engine, "raw_rows", "id")
    groups = [[row[1] for row in engine.rows(f"{reading(files_of_group(folder, k))} order by n")] for k in range(7)]
    assert sorted(n for group in groups for n in group) == [1, 2, 3, 4, 5]
    assert any({1, 2, 3} <= set(group) for group in groups)
    assert engine.rows(f"select count(*) from ({reading_all(folder)})") == [(5,)]


def test_a_rebuild_touches_what_changed(twins):
    run_both(twins)
    before = folders(twins[1], "staging.stg_subjects")
    for project in twins:
        project.write(
            "sql_under_test/settings.yml", (project.sql / "settings.yml").read_text().replace("value: 0", "value: 2")
        )
    run_both(twins)
    assert folders(twins[1], "staging.stg_subjects") == before
    assert len(folders(twins[1], "marts.dosed")) == 2


def test_what_readers_may_still_have_stays_and_the_rest_goes(twins):
    for dose in (4, 5, 6):
        for project in twins:
            project.write("study/data/subjects.csv", ROWS + f"D,{dose},low\n")
        run_both(twins)
    assert len(folders(twins[1], "marts.dosed")) == 2


def test_one_changes_to_groups_and_back(twins):
    for engine in ("", "engine: {groups: 2}\n", GROUPED, ""):
        twins[1].write("study/study.yml", STUDY + engine)
        run_both(twins)


def test_nothing_changed_builds_nothing(twins):
    run(twins[1])
    assert run(twins[1]).run_id is None


def test_a_model_that_fails_is_named_with_its_line_and_no_value(twins):
    model = twins[1].sql / "marts/dosed.sql"
    model.write_text(
        model.read_text().replace(
            "select subject_id, dose", "select subject_id, cast('x' || subject_id as double) as dose"
        )
    )
    with pytest.raises(ModelError) as raised:
        run(twins[1])
    assert "marts.dosed cannot be built" in str(raised.value)
    assert "marts/dosed.sql" in str(raised.value)
    assert "xA" not in str(raised.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("engine: {groups: 0}", "0 is not a number of groups"),
        ("engine: {group: 4}", "groups"),
        ("engine: postgres", "duckdb"),
        ("engine: spark", "address of its master"),
        ("engine: {address: 'spark://x:7077'}", "only Spark has an address"),
        ("engine: {store: rows}", "a store is for subjects in groups"),
        ("engine: {memory_limit: lots}", "not an amount of memory"),
    ],
)
def test_a_wrong_engine_is_refused_with_what_would_do(twins, line, said):
    twins[1].write("study/study.yml", f"{STUDY}{line}\n")
    with pytest.raises(StudyError, match=said):
        twins[1].load()


def test_a_study_called_by_another_path_is_as_it_was(twins, monkeypatch):
    run(twins[1])
    monkeypatch.chdir(twins[1].study.parent)
    project = load_project(Path(twins[1].study.name), twins[1].statistics, sql=twins[1].sql)
    assert [step.relation for step in build(project, twins[1].statistics).plan.of(BUILD)] == []


def test_memory_and_spill_are_the_databases(twins, tmp_path):
    twins[1].write("study/study.yml", STUDY + "engine: {memory_limit: 300MB, spill: overflow}\n")
    run_both(twins)
    settings = twins[1].load().study.engine
    assert (settings.memory_limit, settings.spill) == ("300MB", twins[1].study / "overflow")
