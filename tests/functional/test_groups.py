"""A study built by groups of subjects beside the same study built all at once: every table, cell by cell."""

import shutil

import duckdb
import pytest

pytestmark = pytest.mark.slow

GROUPED = "engine: {groups: 3}\n"


def tables(folder):
    """The rows of every table and view but the ledger's, sorted."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'warehouse.duckdb'}' as warehouse (read_only)")
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_catalog = 'warehouse' and table_schema <> 'meta' order by 1"
        ).fetchall()
        return {
            name: connection.execute(f"select * from warehouse.{name} order by all").fetchall() for (name,) in names
        }


def with_engine(study, line):
    text = (study.folder / "study.yml").read_text()
    (study.folder / "study.yml").write_text(line + text)


def test_every_table_is_the_same_and_no_other_file_is_in_reach(cartwheel, small_study, tmp_path):
    grouped = type(small_study)(tmp_path / "grouped")
    shutil.copytree(small_study.folder, grouped.folder)
    with_engine(grouped, GROUPED)
    for study in (small_study, grouped):
        cartwheel("build", "--study", study.folder)
    found = tables(grouped.folder)
    assert found == tables(small_study.folder)
    assert sum(map(len, found.values())) > 1_000
    # By groups, and not all at once after all.
    assert (grouped.folder / "store/staging.stg_car_t_levels").is_dir()
    assert (grouped.folder / "store/marts.kinetics").is_dir()
    asked = ("query", "--study", grouped.folder, "--format", "csv")
    assert cartwheel(*asked, "select count(*) as n from staging.stg_subjects").stdout.split() == ["n", "24"]
    for attempt in (
        f"select * from read_csv('{grouped.folder}/data/subjects.csv')",
        f"select * from glob('{grouped.folder}/*')",
        f"copy (select 1) to '{grouped.folder}/store/x.parquet'",
    ):
        cartwheel(*asked, attempt, exit_code=2)
    assert not (grouped.folder / "store/x.parquet").exists()
