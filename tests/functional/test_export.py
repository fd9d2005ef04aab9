"""A study can be taken elsewhere: every file a dbt project needs, and SQL that says where it is not exact."""

import re
import shutil
from pathlib import Path

import pytest
import sqlglot
import yaml

from python_stats import battery
from tests.small_project import MODELS, small_project
from warehouse.errors import UsageError
from warehouse.exporting.export_dbt import export_dbt
from warehouse.exporting.export_sql import export_sql
from warehouse.models.project import load_project


@pytest.fixture
def project(tmp_path, root):
    return small_project(tmp_path / "from", root / "sql" / "macros")


def test_a_dbt_project_says_all_that_the_headers_say(project, tmp_path):
    export_dbt(project.load(), project.study / "warehouse.duckdb", tmp_path / "dbt")
    models = yaml.safe_load((tmp_path / "dbt/models/marts/schema.yml").read_text("utf-8"))["models"]
    dosed = next(model for model in models if model["name"] == "dosed")
    assert dosed["description"] == "Subjects with a dose."
    assert dosed["data_tests"] == [{"grain": {"arguments": {"columns": ["subject_id"]}}}]
    arm = dosed["columns"][2]
    assert arm["data_tests"] == [{"relationships": {"arguments": {"to": "ref('arms')", "field": "arm"}}}]
    assert (tmp_path / "dbt/models/marts/dosed.sql").read_text("utf-8") == MODELS["marts/dosed"]
    settings = yaml.safe_load((tmp_path / "dbt/dbt_project.yml").read_text("utf-8"))["vars"]
    assert settings == {"least_dose": 0}
    assert "source('results', 'dose_count')" in (tmp_path / "dbt/macros/results.sql").read_text("utf-8")


def test_every_file_of_a_dbt_project_is_told(project, tmp_path):
    told = export_dbt(project.load(), project.study / "warehouse.duckdb", tmp_path / "dbt")
    assert sorted(told) == sorted(path for path in (tmp_path / "dbt").rglob("*") if path.is_file())
    assert tmp_path / "dbt/seeds/arms.csv" in told


@pytest.mark.parametrize("place", ["from/study/dbt", "from/dbt", "from/deep/down/dbt"])
def test_a_dbt_project_in_or_beside_its_study_names_the_warehouse_from_where_it_lies(project, tmp_path, place):
    """Study and export are moved together; dbt and the database take a path from the folder that they run in."""
    published = project.build().published
    export_dbt(project.load(), published, tmp_path / place)
    shutil.move(tmp_path / "from", tmp_path / "elsewhere")
    moved = tmp_path / place.replace("from", "elsewhere", 1)
    path = attached(moved)
    assert not Path(path).is_absolute()
    assert (moved / path).resolve() == tmp_path / "elsewhere" / "study" / "warehouse.duckdb"
    assert str(tmp_path) not in "".join(each.read_text("utf-8") for each in moved.rglob("*.*ml"))
    assert f"`{path}`" in (moved / "README.md").read_text("utf-8")


def test_a_dbt_project_far_from_its_study_names_the_whole_path_and_says_where_to_change_it(project, tmp_path):
    export_dbt(project.load(), project.study / "warehouse.duckdb", tmp_path / "dbt")
    assert attached(tmp_path / "dbt") == str(project.study / "warehouse.duckdb")
    assert "write its path there" in (tmp_path / "dbt" / "README.md").read_text("utf-8")


def attached(folder):
    profile = yaml.safe_load((folder / "profiles.yml").read_text("utf-8"))
    return profile["cartwheel_export"]["outputs"]["dev"]["attach"][0]["path"]


def test_nothing_is_written_over(project, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("kept", "utf-8")
    for there in (tmp_path, mine):
        for export in (
            lambda there=there: export_dbt(project.load(), project.study, there),
            lambda there=there: export_sql(project.load(), "spark", there),
        ):
            with pytest.raises(UsageError) as caught:
                export()
            assert "There is something here already" in str(caught.value)
    assert mine.read_text("utf-8") == "kept"


def test_scripts_come_in_an_order_in_which_they_run(project, tmp_path):
    """In the dialect we can run: bare DuckDB takes them one after the other."""
    import duckdb

    scripts = export_sql(project.load(), "duckdb", tmp_path / "sql")
    with duckdb.connect() as connection:
        for path in sorted((tmp_path / "sql").glob("*.sql")):
            connection.execute(path.read_text("utf-8"))
        assert connection.execute("select * from marts.arm_sizes order by all").fetchall() == [("high", 0), ("low", 0)]
    assert [script.relation for script in scripts if script.doubts] == ["raw.subjects", "results of dose_count"]


@pytest.mark.parametrize("dialect", ["spark", "postgres", "snowflake", "bigquery"])
def test_every_script_of_the_shipped_study_is_sql_of_its_dialect(root, tmp_path, dialect):
    scripts = export_sql(load_project(root / "studies/zuma1", battery), dialect, tmp_path)
    doubtful = {script.relation: " ".join(script.doubts) for script in scripts if script.doubts}
    for script in scripts:
        text = (tmp_path / script.path).read_text("utf-8")
        assert "may not be" in doubtful.get(script.relation, "") or sqlglot.parse(text, dialect=dialect)
        # PostgreSQL knows the word; elsewhere it is an error that sqlglot does not notice.
        assert "MATERIALIZED" not in text.upper() or dialect == "postgres"
        assert (script.relation in doubtful) == bool(re.search("^-- Not exact: ", text, flags=re.MULTILINE))
    assert "RE2" in doubtful["staging.stg_analytes"]
    assert ("try_cast" in doubtful["staging.stg_analytes"]) == (dialect == "postgres")


def test_an_unknown_dialect_is_refused_with_the_nearest(project, tmp_path):
    with pytest.raises(UsageError) as caught:
        export_sql(project.load(), "postgers", tmp_path / "sql")
    assert str(caught.value).endswith("try: 'postgres'")
